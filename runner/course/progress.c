// SPDX-License-Identifier: MIT
#include "course/progress.h"

#include <stdlib.h>
#include <string.h>

#include "course/exercise_parts.h"

enum { VERSION = 1, TRIES_MAX = INT32_MAX, HINTS_MAX = 3 };

static const char *const state_names[] = {
	[PROGRESS_NEW] = "new",
	[PROGRESS_TRIED] = "tried",
	[PROGRESS_DONE] = "done",
};

/* ---- the store */

struct progress *progress_find(const struct progress_store *s, const char *id)
{
	for (size_t i = 0; i < s->entry_count; i++)
		if (strcmp(s->entries[i].id, id) == 0)
			return &s->entries[i].progress;
	return NULL;
}

static struct progress_entry *entry_of(struct progress_store *s, const char *id)
{
	size_t i = 0;

	while (i < s->entry_count && strcmp(s->entries[i].id, id) != 0)
		i++;
	if (i == s->entry_count) {
		grow(&s->entries, &s->entry_cap, i, sizeof *s->entries);
		s->entries[s->entry_count++] = (struct progress_entry){ .id = xstrdup(id) };
	}
	return &s->entries[i];
}

void progress_put(struct progress_store *s, const char *id, const struct progress *p)
{
	entry_of(s, id)->progress = *p;
}

static int64_t sum(int64_t a, int64_t b, int64_t most)
{
	return a + b < most ? a + b : most;
}

/* Whoever adds, in whatever order: nothing is counted twice, and what once was done stays done. */
static void add(struct progress *to, const struct progress *more)
{
	to->tries = sum(to->tries, more->tries, TRIES_MAX);
	to->hints_seen = sum(to->hints_seen, more->hints_seen, HINTS_MAX);
	if (more->state != PROGRESS_NEW && more->state >= to->state) {
		to->state = more->state;
		strcpy(to->source_hash, more->source_hash);
		if (more->state == PROGRESS_DONE)
			strcpy(to->script_hash, more->script_hash);
	}
	strcpy(to->when, more->when);
}

void progress_add(struct progress_store *s, const char *id, const struct progress *more)
{
	struct progress_entry *e = entry_of(s, id);

	add(&e->progress, more);
	add(&e->more, more);
	e->changed = true;
}

const char *progress_setting(const struct progress_store *s, const char *name)
{
	for (size_t i = 0; i < s->setting_count; i++)
		if (strcmp(s->settings[i].name, name) == 0)
			return s->settings[i].value;
	return NULL;
}

void progress_put_setting(
	struct progress_store *s, const char *name, const char *value, bool changed)
{
	size_t i = 0;

	while (i < s->setting_count && strcmp(s->settings[i].name, name) != 0)
		i++;
	if (i == s->setting_count) {
		grow(&s->settings, &s->setting_cap, i, sizeof *s->settings);
		s->settings[s->setting_count++] =
			(struct progress_setting){ .name = xstrdup(name) };
	}
	char *copy = xstrdup(value); /* `value` may be the one that is there */

	free(s->settings[i].value);
	s->settings[i].value = copy;
	s->settings[i].changed |= changed;
}

void progress_put_place(struct progress_store *s, const char *id, bool changed)
{
	char *copy = xstrdup(id);

	free(s->place);
	s->place = copy;
	s->place_changed |= changed;
}

void progress_merge(struct progress_store *to, const struct progress_store *from)
{
	for (size_t i = 0; i < from->entry_count; i++) {
		const struct progress_entry *e = &from->entries[i];
		struct progress *there = progress_find(to, e->id);

		if (e->changed && there)
			add(there, &e->more);
		else if (e->changed)
			progress_put(to, e->id, &e->progress);
	}
	for (size_t i = 0; i < from->setting_count; i++)
		if (from->settings[i].changed)
			progress_put_setting(
				to, from->settings[i].name, from->settings[i].value, false);
	if (from->place_changed)
		progress_put_place(to, from->place, false);
}

void progress_fini(struct progress_store *s)
{
	for (size_t i = 0; i < s->entry_count; i++)
		free(s->entries[i].id);
	for (size_t i = 0; i < s->setting_count; i++) {
		free(s->settings[i].name);
		free(s->settings[i].value);
	}
	free(s->entries);
	free(s->settings);
	free(s->place);
	*s = (struct progress_store){ 0 };
}

/* ---- reading */

static bool take_text(
	const struct json_at *at, const cJSON *value, char *out, size_t size, struct err *err)
{
	if (!cJSON_IsString(value) || strlen(value->valuestring) >= size)
		return json_refuse(
			at, err, "this should be a string of at most %zu bytes", size - 1);
	strcpy(out, value->valuestring);
	return true;
}

static bool take_hash(
	const struct json_at *at, const cJSON *value, void *place, void *context, struct err *err)
{
	(void)context;
	return take_text(at, value, place, sizeof((struct progress *)0)->source_hash, err);
}

static bool take_when(
	const struct json_at *at, const cJSON *value, void *place, void *context, struct err *err)
{
	(void)context;
	return take_text(at, value, place, sizeof((struct progress *)0)->when, err);
}

static bool take_state(
	const struct json_at *at, const cJSON *value, void *place, void *context, struct err *err)
{
	int found = json_word(at, value, "state", state_names, ARRAY_LEN(state_names), err);

	(void)context;
	if (found >= 0)
		*(enum progress_state *)place = found;
	return found >= 0;
}

#define FIELD(member) offsetof(struct progress, member)

static const struct json_field entry_rows[] = {
	{ "state", JSON_CUSTOM, FIELD(state), .required = true, .decode = take_state },
	{ "tries", JSON_INT, FIELD(tries), .max = TRIES_MAX },
	{ "hints_seen", JSON_INT, FIELD(hints_seen), .max = HINTS_MAX },
	{ "source_hash", JSON_CUSTOM, FIELD(source_hash), .decode = take_hash },
	{ "script_hash", JSON_CUSTOM, FIELD(script_hash), .decode = take_hash },
	{ "when", JSON_CUSTOM, FIELD(when), .decode = take_when },
};

static bool take_entries(
	const struct json_at *at, const cJSON *value, void *place, void *context, struct err *err)
{
	(void)place;
	if (!cJSON_IsObject(value))
		return json_refuse(at, err, "this should be an object of exercises");
	json_each (child, value) {
		struct json_at here = { at, child->string, 0 };
		struct progress p = { 0 };

		if (!json_decode(&here, child, entry_rows, ARRAY_LEN(entry_rows), &p, NULL, err))
			return false;
		progress_put(context, child->string, &p);
	}
	return true;
}

static bool take_settings(
	const struct json_at *at, const cJSON *value, void *place, void *context, struct err *err)
{
	(void)place;
	if (!cJSON_IsObject(value))
		return json_refuse(at, err, "this should be an object of settings");
	json_each (child, value) {
		struct json_at here = { at, child->string, 0 };

		if (!cJSON_IsString(child))
			return json_refuse(&here, err, "this should be a string");
		progress_put_setting(context, child->string, child->valuestring, false);
	}
	return true;
}

static bool take_nothing(
	const struct json_at *at, const cJSON *value, void *place, void *context, struct err *err)
{
	(void)at, (void)value, (void)place, (void)context, (void)err;
	return true; /* the version, which progress_parse() has looked at already */
}

static const struct json_field store_rows[] = {
	{ "version", JSON_CUSTOM, 0, .required = true, .decode = take_nothing },
	{ "place", JSON_STRING, offsetof(struct progress_store, place) },
	{ "settings", JSON_CUSTOM, 0, .decode = take_settings },
	{ "exercises", JSON_CUSTOM, 0, .decode = take_entries },
};

enum progress_read progress_parse(
	const char *name, struct bytes text, struct progress_store *out, struct err *err)
{
	struct json_at top = { NULL, name, 0 };
	AUTO(cjson_freep) cJSON *json = json_parse(name, text, err);
	const cJSON *version = json ? cJSON_GetObjectItemCaseSensitive(json, "version") : NULL;

	if (!json)
		return PROGRESS_DAMAGED;
	if (cJSON_IsNumber(version) && version->valuedouble > VERSION) {
		err_set(err,
			"%s was written by a later version of Socklings: this one would lose what "
			"it "
			"cannot read",
			name);
		return PROGRESS_NEWER;
	}
	return json_decode(&top, json, store_rows, ARRAY_LEN(store_rows), out, out, err)
		       ? PROGRESS_READ
		       : PROGRESS_DAMAGED;
}

/* ---- writing */

static void add_entry(cJSON *object, const struct progress_entry *e)
{
	cJSON *json = cJSON_AddObjectToObject(object, e->id);
	const struct progress *p = &e->progress;

	cJSON_AddStringToObject(json, "state", state_names[p->state]);
	cJSON_AddNumberToObject(json, "tries", p->tries);
	cJSON_AddNumberToObject(json, "hints_seen", p->hints_seen);
	cJSON_AddStringToObject(json, "source_hash", p->source_hash);
	cJSON_AddStringToObject(json, "script_hash", p->script_hash);
	cJSON_AddStringToObject(json, "when", p->when);
}

void progress_text(const struct progress_store *s, struct buf *out)
{
	AUTO(cjson_freep) cJSON *json = cJSON_CreateObject();
	AUTO(freep) char *text = NULL;
	cJSON *settings, *entries;

	cJSON_AddNumberToObject(json, "version", VERSION);
	cJSON_AddStringToObject(json, "place", s->place ? s->place : "");
	settings = cJSON_AddObjectToObject(json, "settings");
	for (size_t i = 0; i < s->setting_count; i++)
		cJSON_AddStringToObject(settings, s->settings[i].name, s->settings[i].value);
	entries = cJSON_AddObjectToObject(json, "exercises");
	for (size_t i = 0; i < s->entry_count; i++)
		add_entry(entries, &s->entries[i]);
	text = cJSON_Print(json);
	if (!text)
		abort(); /* out of memory */
	buf_add_str(out, text);
	buf_add_char(out, '\n');
}
