// SPDX-License-Identifier: MIT
/* progress.h
 * What a learner has done, in memory and as JSON text. Where that text is kept, and how it survives, is workspace.c's
 * business. What came to it here is kept apart until it is saved, and then added to what is on disk by then, so that
 * nothing another instance did meanwhile is undone by a save.
 */
#pragma once
#include "course/workspace.h"

struct progress_entry {
	char *id;
	struct progress progress; /* all that is known of it */
	struct progress more;	  /* of that, what is not saved yet */
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
/* As it was read. */
void progress_put(struct progress_store *s, const char *id, const struct progress *p);
/* What came to it; see workspace_add_progress(). */
void progress_add(struct progress_store *s, const char *id, const struct progress *more);
const char *progress_setting(const struct progress_store *s, const char *name); /* NULL: unset */
void progress_put_setting(
	struct progress_store *s, const char *name, const char *value, bool changed);
void progress_put_place(struct progress_store *s, const char *id, bool changed);

/* Lays the changes of `from` over `to`, which counts them as saved. Of an exercise that `to` knows nothing of, all that is known. */
void progress_merge(struct progress_store *to, const struct progress_store *from);
void progress_fini(struct progress_store *s); /* also for AUTO() */
