// SPDX-License-Identifier: MIT
/* Any bytes as a file of the course, or of progress: they are one, or are refused with a sentence. What is taken can be asked
 * everything that a play would ask.
 */
#include <assert.h>
#include <string.h>

#include "course/exercise_parts.h"
#include "course/fields.h"
#include "course/progress.h"

enum { RENDER_MAX = 1 << 16 };

static const char *some_text(const void *context, int who)
{
	(void)context;
	assert(who >= 0);
	return "7000";
}

static void ask_step(const struct conversation *c, const struct step *s)
{
	struct bytes_values values = { .seed = 41, .port_of = some_text, .address_of = some_text };
	AUTO(buf_free) struct buf out = { 0 };

	assert(s->verb < VERBS && s->who < (int)c->cast_count && s->peer < (int)c->cast_count);
	if (bytes_expr_longest(&s->bytes) > RENDER_MAX)
		return;
	if (bytes_expr_render(&s->bytes, &values, &out)) {
		assert(bytes_expr_is_exact(&s->bytes));
		assert(out.len <= bytes_expr_longest(&s->bytes));
	} else {
		assert(out.len == 0);
	}
}

static void ask(const struct conversation *c)
{
	assert(c->cast_count > 0 && conversation_deliveries(c) != 0);
	for (size_t i = 0; i < c->step_count; i++)
		ask_step(c, &c->steps[i]);
}

static void as_exercise(const cJSON *json)
{
	struct json_at top = { NULL, "fuzz.json", 0 };
	struct exercise e = { 0 };
	struct err err = { "" };

	if (!exercise_decode(&top, json, &e, &err))
		assert(*err.text);
	else
		for (size_t i = 0; i < e.conversation_count; i++)
			ask(&e.conversations[i]);
	exercise_free(&e);
}

static void as_lesson(const cJSON *json)
{
	struct json_at top = { NULL, "fuzz.json", 0 };
	struct lesson l = { 0 };
	struct err err = { "" };

	if (lesson_decode(&top, json, &l, &err))
		assert(l.title && l.summary);
	else
		assert(*err.text);
	lesson_fini(&l);
}

static void as_conversation(const cJSON *json)
{
	struct json_at top = { NULL, "fuzz.json", 0 };
	struct conversation c = { 0 };
	struct err err = { "" };

	if (conversation_decode(&top, json, &c, &err))
		ask(&c);
	else
		assert(*err.text);
	conversation_free(&c);
}

/* What is taken and written again is taken again. */
static void as_progress(struct bytes text)
{
	AUTO(progress_fini) struct progress_store once = { 0 };
	AUTO(progress_fini) struct progress_store twice = { 0 };
	AUTO(buf_free) struct buf out = { 0 };
	struct err err = { "" };

	if (progress_parse("fuzz.json", text, &once, &err) != PROGRESS_READ) {
		assert(*err.text);
		return;
	}
	progress_text(&once, &out);
	assert(progress_parse("fuzz.json", buf_bytes(&out), &twice, &err) == PROGRESS_READ);
	assert(twice.entry_count == once.entry_count && twice.setting_count == once.setting_count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err err = { "" };
	AUTO(cjson_freep) cJSON *json = json_parse("fuzz.json", (struct bytes){ data, size }, &err);

	if (!json) {
		assert(*err.text);
		return 0;
	}
	as_progress((struct bytes){ data, size });
	as_exercise(json);
	as_lesson(json);
	as_conversation(json);
	return 0;
}
