// SPDX-License-Identifier: MIT
#include "course/exercise.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/words.h"
#include "course/exercise_parts.h"
#include "course/script_parts.h"

enum { FILE_MAX = 256 << 10, CONVERSATIONS_MAX = 100, HINTS = 3 };

/* ---- the program */

static const char *const roles[] = { "server", "client", "program" };
static const char *const kinds[] = { "fill", "fix", "write", "predict" };

/* Arguments of a program that does not say them, by its role. */
static char *const no_args[] = { NULL };
static char *const port_args[] = { "{port}", NULL };
static char *const host_port_args[] = { "{host}", "{port}", NULL };
static char *const *const role_args[] = { port_args, host_port_args, no_args };
_Static_assert(ARRAY_LEN(role_args) == ARRAY_LEN(roles), "arguments for every role");

static bool take_one_of(const struct json_at *at, const cJSON *value, const char *what,
	const char *const *words, size_t count, char **place, struct err *err)
{
	int found = json_word(at, value, what, words, count, err);

	if (found < 0)
		return false;
	free(*place);
	*place = xstrdup(words[found]);
	return true;
}

static bool take_role(
	const struct json_at *at, const cJSON *value, void *place, void *context, struct err *err)
{
	(void)context;
	return take_one_of(at, value, "role", roles, ARRAY_LEN(roles), place, err);
}

static bool take_kind(
	const struct json_at *at, const cJSON *value, void *place, void *context, struct err *err)
{
	(void)context;
	return take_one_of(at, value, "kind", kinds, ARRAY_LEN(kinds), place, err);
}

static bool take_args(
	const struct json_at *at, const cJSON *value, void *place, void *context, struct err *err)
{
	(void)context;
	return strings_decode(at, value, place, err) && args_check(at, *(char ***)place, NULL, err);
}

static char **strv_copy(char *const *list)
{
	size_t n = strv_len(list);
	char **copy = xcalloc(n + 1, sizeof *copy);

	for (size_t i = 0; i < n; i++)
		copy[i] = xstrdup(list[i]);
	return copy;
}

static const struct json_field program_rows[] = {
	{ "role", JSON_CUSTOM, offsetof(struct program_spec, role), .required = true,
		.decode = take_role },
	{ "args", JSON_CUSTOM, offsetof(struct program_spec, args), .decode = take_args },
	{ "datagram", JSON_BOOL, offsetof(struct program_spec, datagram) },
};

static bool take_program(
	const struct json_at *at, const cJSON *value, void *place, void *context, struct err *err)
{
	struct program_spec *p = place;
	struct json_at datagram = { at, "datagram", 0 };

	(void)context;
	if (!json_decode(at, value, program_rows, ARRAY_LEN(program_rows), p, NULL, err))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(roles) && !p->args; i++)
		if (strcmp(roles[i], p->role) == 0)
			p->args = strv_copy(role_args[i]);
	return !p->datagram || strcmp(p->role, "server") == 0 ||
	       json_refuse(&datagram, err,
		       "\"datagram\" tells when a server is ready: this is a %s", p->role);
}

/* ---- the exercise */

static bool take_hints(
	const struct json_at *at, const cJSON *value, void *place, void *context, struct err *err)
{
	char ***hints = place;

	(void)context;
	if (!strings_decode(at, value, hints, err))
		return false;
	if (strv_len(*hints) != HINTS)
		return json_refuse(at, err, "there should be exactly %d hints, and there are %zu",
			HINTS, strv_len(*hints));
	for (int i = 0; i < HINTS; i++) {
		struct json_at here = { at, NULL, i };

		if (!(*hints)[i][0])
			return json_refuse(&here, err, "this hint is empty");
	}
	return true;
}

static bool is_id(const char *s, const char *also)
{
	if (!*s || strlen(s) > 64)
		return false;
	for (; *s; s++)
		if (!islower((unsigned char)*s) && !isdigit((unsigned char)*s) && !strchr(also, *s))
			return false;
	return true;
}

/* "compile", "conversation" or a mistake's id. A word that is nearly one of the two is no mistake's id. */
static bool take_handout(
	const struct json_at *at, const cJSON *value, void *place, void *context, struct err *err)
{
	static const char *const words[] = { "compile", "conversation" };
	const char *word = cJSON_IsString(value) ? value->valuestring : "";
	const char *near = words_nearest(word, words, ARRAY_LEN(words));
	char **out = place;

	(void)context;
	if (!is_id(word, "-"))
		return json_refuse(at, err,
			"this should be \"compile\", \"conversation\" or the id of a mistake");
	if (near && strcmp(near, word) != 0)
		return json_refuse_word(at, err, "way to fail", word, words, ARRAY_LEN(words));
	free(*out);
	*out = xstrdup(word);
	return true;
}

static bool take_wants(
	const struct json_at *at, const cJSON *value, void *place, void *context, struct err *err)
{
	char ***wants = place;

	(void)context;
	if (!strings_decode(at, value, wants, err))
		return false;
	for (int i = 0; (*wants)[i]; i++) {
		struct json_at here = { at, NULL, i };
		int lesson, number, end = 0;

		if (sscanf((*wants)[i], "%2d.%2d%n", &lesson, &number, &end) != 2 ||
			(*wants)[i][end])
			return json_refuse(
				&here, err, "this should be an exercise's id, like \"9.1\"");
	}
	return true;
}

static bool take_conversations(
	const struct json_at *at, const cJSON *value, void *place, void *context, struct err *err)
{
	struct exercise *e = context;
	size_t n = cJSON_GetArraySize(value);

	(void)place;
	if (!cJSON_IsArray(value) || n == 0)
		return json_refuse(at, err, "this should be a list of conversations, at least one");
	if (n > CONVERSATIONS_MAX)
		return json_refuse(at, err, "more than %d conversations", CONVERSATIONS_MAX);
	e->conversations = xcalloc(n, sizeof *e->conversations);
	json_each (child, value) {
		struct json_at here = { at, NULL, e->conversation_count };

		if (!conversation_decode(
			    &here, child, &e->conversations[e->conversation_count++], err))
			return false;
	}
	return true;
}

#define FIELD(member) offsetof(struct exercise, member)

static const struct json_field exercise_rows[] = {
	{ "title", JSON_STRING, FIELD(title), .required = true },
	{ "task", JSON_STRING, FIELD(task), .required = true },
	{ "why", JSON_STRING, FIELD(why), .required = true },
	{ "kind", JSON_CUSTOM, FIELD(kind), .decode = take_kind },
	{ "program", JSON_CUSTOM, FIELD(program), .required = true, .decode = take_program },
	{ "points", JSON_INT, FIELD(points), .min = 1, .max = 100, .fallback = 1 },
	{ "hints", JSON_CUSTOM, FIELD(hints), .required = true, .decode = take_hints },
	{ "handout", JSON_CUSTOM, FIELD(handout_fails), .decode = take_handout },
	{ "wants", JSON_CUSTOM, FIELD(wants), .decode = take_wants },
	{ "conversations", JSON_CUSTOM, FIELD(conversations), .required = true,
		.decode = take_conversations },
};

static const struct fields exercise_all = { "exercise", exercise_rows, ARRAY_LEN(exercise_rows) };
static const struct fields program_all = { "program", program_rows, ARRAY_LEN(program_rows) };
const struct fields *const exercise_fields[] = { &exercise_all, &program_all };
const size_t exercise_fields_count = ARRAY_LEN(exercise_fields);

static bool texts_there(const struct json_at *at, const struct exercise *e, struct err *err)
{
	const struct {
		const char *key, *text;
	} texts[] = { { "title", e->title }, { "task", e->task }, { "why", e->why } };

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct json_at here = { at, texts[i].key, 0 };

		if (!*texts[i].text)
			return json_refuse(&here, err, "this is empty");
	}
	return true;
}

/* ---- what a conversation may ask of this program */

static bool casts(const struct conversation *c, bool (*is)(enum cast_kind k))
{
	for (size_t i = 1; i < c->cast_count; i++)
		if (is(c->cast[i].kind))
			return true;
	return false;
}

static bool can_be_called(enum cast_kind k)
{
	return k == CAST_SERVER || k == CAST_LOCAL_SERVER || k == CAST_RECEIVER ||
	       k == CAST_LOCAL_RECEIVER || k == CAST_REFERENCE;
}

/* A client connects to `you`, unless it says to whom else, or `you` is one too. */
static bool somebody_to_connect_to(const struct json_at *at, const struct exercise *e,
	const struct conversation *c, const struct step *s, struct err *err)
{
	bool connects =
		s->verb == VERB_CONNECTS || (s->verb == VERB_SEES && s->sight == SEES_REFUSED);

	if (!connects || strcmp(e->program.role, "client") != 0)
		return true;
	if (s->peer == WHO_YOU || (s->peer == WHO_ANYBODY && !casts(c, can_be_called)))
		return json_refuse(
			at, err, "your program is a client here: nobody can connect to it");
	return true;
}

/* The program's own arguments may name actors: they must be in every cast that it meets with them. */
static bool program_args_fit(const struct json_at *at, const struct exercise *e,
	const struct conversation *c, struct err *err)
{
	struct json_at program = { at->up->up, "program", 0 }, args = { &program, "args", 0 };
	struct err why;

	return args_check(&args, e->program.args, c, &why) ||
	       err_set(err, "%s, in the cast of conversation %d", why.text, at->index + 1);
}

static bool conversation_fits(const struct json_at *at, const struct exercise *e,
	const struct conversation *c, struct err *err)
{
	struct json_at script = { at, "script", 0 };

	for (size_t i = 0; i < c->step_count; i++) {
		struct json_at here = { &script, NULL, i };

		if (!somebody_to_connect_to(&here, e, c, &c->steps[i], err))
			return false;
	}
	return c->args || program_args_fit(at, e, c, err);
}

static bool conversations_fit(const struct json_at *at, const struct exercise *e, struct err *err)
{
	struct json_at list = { at, "conversations", 0 };

	for (size_t i = 0; i < e->conversation_count; i++) {
		struct json_at here = { &list, NULL, i };

		if (!conversation_fits(&here, e, &e->conversations[i], err))
			return false;
	}
	return true;
}

bool exercise_decode(
	const struct json_at *at, const cJSON *value, struct exercise *out, struct err *err)
{
	if (!json_decode(at, value, exercise_rows, ARRAY_LEN(exercise_rows), out, out, err))
		return false;
	if (!out->kind)
		out->kind = xstrdup("fill");
	if (!out->handout_fails)
		out->handout_fails = xstrdup("conversation");
	if (!out->wants)
		out->wants = xcalloc(1, sizeof *out->wants);
	return texts_there(at, out, err) && conversations_fit(at, out, err);
}

/* ---- its files */

bool exercise_name_numbers(const char *lesson_dir, const char *file, int *lesson, int *number)
{
	int end = 0, stop = 0;

	if (!isdigit((unsigned char)lesson_dir[0]) || !isdigit((unsigned char)file[0]))
		return false;
	return sscanf(lesson_dir, "%2d-%n", lesson, &end) == 1 && end == 3 && lesson_dir[end] &&
	       sscanf(file, "%2d-%n", number, &stop) == 1 && stop && *number > 0 && *lesson > 0 &&
	       is_id(lesson_dir, "-") && is_id(file, "-.");
}

static void find_files(struct exercise *e, const char *course_dir)
{
	const struct {
		char **place;
		const char *under, *after;
	} files[] = {
		{ &e->json_path, "lessons", ".json" },
		{ &e->handout_path, "exercises", ".c" },
		{ &e->solution_path, "solutions", ".c" },
		{ &e->wrong_dir, "tests/wrong", "" },
		{ &e->right_dir, "tests/right", "" },
	};

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		AUTO(freep)
		char *inside = xasprintf("%s/%s%s", files[i].under, e->name, files[i].after);

		*files[i].place = path_join(course_dir, inside);
	}
}

static bool name_files(struct exercise *e, const char *course_dir, const char *lesson_dir,
	const char *file, struct err *err)
{
	size_t len = strlen(file);
	int lesson, number;

	if (len < 6 || strcmp(file + len - 5, ".json") != 0 ||
		!exercise_name_numbers(lesson_dir, file, &lesson, &number))
		return err_set(err,
			"lessons/%s/%s: an exercise is called K-name.json (its number, a small "
			"word), in a "
			"folder called NN-name",
			lesson_dir, file);
	e->id = xasprintf("%d.%d", lesson, number);
	e->name = xasprintf("%s/%.*s", lesson_dir, (int)len - 5, file);
	find_files(e, course_dir);
	return true;
}

bool exercise_load(struct exercise *out, const char *course_dir, const char *lesson_dir,
	const char *file, struct err *err)
{
	AUTO(buf_free) struct buf text = { 0 };
	AUTO(freep) char *shown = xasprintf("lessons/%s/%s", lesson_dir, file);
	AUTO(cjson_freep) cJSON *json = NULL;
	struct json_at top = { NULL, shown, 0 };

	*out = (struct exercise){ 0 };
	if (!name_files(out, course_dir, lesson_dir, file, err) ||
		!file_read(out->json_path, FILE_MAX, 0, &text, err))
		return false;
	json = json_parse(shown, buf_bytes(&text), err);
	hash_bytes(buf_bytes(&text), out->script_hash);
	return json && exercise_decode(&top, json, out, err);
}

void exercise_free(struct exercise *e)
{
	char *const texts[] = { e->id, e->name, e->title, e->task, e->why, e->kind, e->program.role,
		e->handout_fails, e->json_path, e->handout_path, e->solution_path, e->wrong_dir,
		e->right_dir };

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		free(texts[i]);
	for (size_t i = 0; i < e->conversation_count; i++)
		conversation_free(&e->conversations[i]);
	free(e->conversations);
	strv_free(e->program.args);
	strv_free(e->hints);
	strv_free(e->wants);
	*e = (struct exercise){ 0 };
}

void cjson_freep(cJSON **json)
{
	cJSON_Delete(*json);
	*json = NULL;
}
