// SPDX-License-Identifier: MIT
/* play_show.h
 * Plays a script, written as JSON, against a program made from a source file of the tests, and judges it.
 */
#pragma once
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/clock.h"
#include "base/file.h"
#include "judge/verdict.h"
#include "play/play.h"
#include "stage/probe.h"

struct show {
	const char *program; /* a binary; NULL: nobody is `you` */
	const char *role, *cast, *steps;
	char **args;
	bool datagram;
	enum delivery delivery;
	enum storm storm;
	uint64_t seed;
	enum stage_level level;
	bool any_port;
	int64_t deadline_ms;
	const struct answers *like;
	const char *const *references;
	const struct exercise *const *reference_of;
	/* what was seen */
	struct conversation script;
	struct timeline *timeline;
	struct verdict verdict;
	uint64_t took_ns;
};

/* Made once; with warnings as errors, for these are examples too. */
static inline char *show_program(const char *dir, const char *source)
{
	AUTO(freep) char *name = xstrdup(path_base(source));
	char *program;
	AUTO(freep) char *command = NULL;

	*strrchr(name, '.') = '\0';
	program = path_join(dir, name);
	command = xasprintf(
		"gcc -std=gnu17 -g -Wall -Wextra -Werror -pthread -o %s %s", program, source);
	if (access(program, X_OK) != 0 && system(command) != 0)
		fail_msg("%s cannot be made", source);
	return program;
}

static inline void show_load(struct show *s)
{
	const struct json_at at = { .key = "test.json" };
	AUTO(freep)
	char *text = xasprintf("{\"title\":\"t\",\"cast\":%s,\"script\":[%s]}",
		s->cast ? s->cast : "{}", s->steps);
	struct err err;
	cJSON *value;

	for (char *c = text; *c; c++) /* written so, it can be read in C */
		*c = *c == '\'' ? '"' : *c;
	value = json_parse("test.json", bytes_of(text), &err);

	if (!value || !conversation_decode(&at, value, &s->script, &err))
		fail_msg("%s: %s", text, err.text);
	cJSON_Delete(value);
	s->script.deadline_ms = s->deadline_ms ? s->deadline_ms : 5000;
}

static inline void show_play(struct show *s)
{
	struct exercise exercise = { .id = (char *)"0.0",
		.name = (char *)"00-test/0-show",
		.program = { .role = (char *)(s->role ? s->role : "server"),
			.args = s->args,
			.datagram = s->datagram } };
	struct play_spec spec = { .exercise = s->program ? &exercise : NULL,
		.conversation = &s->script,
		.program = s->program,
		.delivery = s->delivery,
		.storm = s->storm,
		.seed = s->seed ? s->seed : 41,
		.like = s->like,
		.references = s->references,
		.reference_of = s->reference_of,
		.any_port = s->any_port,
		.level = s->level,
		.cpu = 0,
		.lines = false };
	uint64_t start = clock_steady_ns();
	struct err err;
	struct play *play;

	show_load(s);
	play = play_start(&spec, &err);
	if (!play)
		fail_msg("cannot play: %s", err.text);
	while (play_read(play, NULL, NULL)) {
		struct pollfd fd = { play_fd(play), POLLIN, 0 };

		poll(&fd, 1, -1);
	}
	s->took_ns = clock_steady_ns() - start;
	s->timeline = play_end(play);
	verdict_of(&s->script, s->timeline, &s->verdict);
}

static inline void show_free(struct show *s)
{
	verdict_free(&s->verdict);
	timeline_free(s->timeline);
	conversation_free(&s->script);
}

/* For a failure: the whole record, on standard error. */
static inline void show_print(const struct show *s)
{
	AUTO(buf_free) struct buf text = { 0 };

	timeline_write(s->timeline, &text);
	fprintf(stderr, "%s\n", buf_str(&text));
}
