// SPDX-License-Identifier: MIT
/* progress.h
 * What a learner has done, in memory and as JSON text. Where that text is kept, and how it survives, is workspace.c's
 * business. What was changed here is marked, so that another instance's changes to the rest are not undone by a save.
 */
#pragma once
#include "course/workspace.h"

struct progress_entry {
	char *id;
	struct progress progress;
	bool changed;
};

struct progress_setting {
	char *name, *value;
	bool changed;
};

struct progress_store {
	struct progress_entry *entries; /* owned */
	size_t entry_count, entry_cap;
	struct progress_setting *settings; /* owned */
	size_t setting_count, setting_cap;
	char *place; /* owned; NULL: nowhere yet */
	bool place_changed;
};

enum progress_read {
	PROGRESS_READ,
	PROGRESS_DAMAGED,
	PROGRESS_NEWER /* made by a later version */
};
enum progress_read progress_parse(
	const char *name, struct bytes text, struct progress_store *out, struct err *err);
void progress_text(const struct progress_store *s, struct buf *out);

struct progress *progress_find(const struct progress_store *s, const char *id); /* NULL: unknown */
void progress_put(struct progress_store *s, const char *id, const struct progress *p, bool changed);
const char *progress_setting(const struct progress_store *s, const char *name); /* NULL: unset */
void progress_put_setting(
	struct progress_store *s, const char *name, const char *value, bool changed);
void progress_put_place(struct progress_store *s, const char *id, bool changed);

/* Lays the changes of `from` over `to`. */
void progress_merge(struct progress_store *to, const struct progress_store *from);
void progress_clean(struct progress_store *s); /* nothing counts as changed any more */
void progress_fini(struct progress_store *s);  /* also for AUTO() */
