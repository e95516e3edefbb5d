// SPDX-License-Identifier: MIT
#include "play/play.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/file.h"
#include "play/player.h"
#include "stage/imports.h"

/* On the starter's side. The player itself lives in the manager, a fork of us: what it is made of is simply there. */
struct play {
	struct stage_run *run;
	struct timeline *timeline;
};

/* ---- the cast */

static const struct actor_kind *kind_of(enum cast_kind kind)
{
	if (cast_is_stream(kind))
		return &stream_kind;
	return cast_is_datagram(kind) ? &datagram_kind : &program_kind;
}

static const char *path_of(const struct play_spec *spec, size_t who)
{
	if (who == WHO_YOU)
		return spec->program;
	return spec->references ? spec->references[who] : NULL;
}

static void cast_actor(struct player *p, size_t who)
{
	struct actor *a = &p->cast[who];

	a->who = who;
	a->member = &p->script->cast[who];
	a->kind = who == WHO_YOU ? &program_kind : kind_of(a->member->kind);
	if (a->kind == &program_kind)
		a->program.path = path_of(&p->spec, who);
}

static bool asks_for_most(const struct conversation *c)
{
	for (size_t i = 0; i < c->step_count; i++)
		if (c->steps[i].verb == VERB_HOLDS && c->steps[i].holds.sockets_most >= 0)
			return true;
	return false;
}

static struct player *player_new(const struct play_spec *spec)
{
	struct player *p = xcalloc(1, sizeof *p);

	p->spec = *spec;
	p->script = spec->conversation;
	p->cast_count = p->script->cast_count;
	p->cast = xcalloc(p->cast_count, sizeof *p->cast);
	for (size_t i = 0; i < p->cast_count; i++)
		cast_actor(p, i);
	p->wire_actor.who = WHO_WIRE;
	p->wire_actor.kind = &wire_kind;
	p->counts_sockets = asks_for_most(p->script);
	p->alarm = -1;
	return p;
}

/* What it has grown by then; the rest grows in the manager and ends with it. */
static void player_free(struct player *p)
{
	free(p->cast);
	free(p);
}

/* ---- what the stage is told */

static char *joined(const struct player *p, const char *(*word)(const struct player *p, size_t i))
{
	struct buf out = { 0 };

	for (size_t i = 0; i < p->cast_count; i++)
		buf_addf(&out, "%s%s", i ? " " : "", word(p, i));
	return buf_take(&out);
}

static const char *name_of(const struct player *p, size_t i)
{
	return p->cast[i].member->name;
}

static const char *port_text_of(const struct player *p, size_t i)
{
	return p->cast[i].port ? p->cast[i].port_text : "0";
}

static char *command_of(const struct player *p)
{
	AUTO(strv_freep) char **argv = places_argv(p, WHO_YOU, NULL);
	struct buf out = { 0 };

	for (size_t i = 0; argv[i]; i++)
		buf_addf(&out, "%s%s", i ? " " : "", argv[i]);
	return buf_take(&out);
}

/* The binaries to be seen on the stage, each once. */
static const char **programs_of(const struct player *p)
{
	const char **list = xcalloc(p->cast_count + 1, sizeof *list);
	size_t n = 0;

	for (size_t i = 0; i < p->cast_count; i++)
		if (p->cast[i].kind == &program_kind && p->cast[i].program.path)
			list[n++] = p->cast[i].program.path;
	return list;
}

static uint64_t deadline_of(const struct play_spec *spec)
{
	uint64_t scale = spec->deadline_scale ? spec->deadline_scale : 1;

	return spec->conversation->deadline_ms * NS_PER_MS * scale;
}

static bool may_wait(const char *program)
{
	static const char *const names[] = { "wait", "waitpid", "waitid", "wait3", "wait4",
		"syscall", NULL };

	return program && imports_any(program, names);
}

static struct stage_run *start(struct player *p, struct err *err)
{
	const struct play_spec *spec = &p->spec;
	AUTO(freep)
	char *command = command_of(p), *cast = joined(p, name_of), *ports = joined(p, port_text_of);
	AUTO(freep) const char **programs = programs_of(p);
	const struct run_event run = { .exercise = spec->exercise ? spec->exercise->id : "",
		.source_hash = spec->source_hash ? spec->source_hash : "",
		.script_hash = spec->exercise ? spec->exercise->script_hash : "",
		.command = spec->program ? command : "",
		.host = p->host,
		.port = p->cast[WHO_YOU].port,
		.any_port = spec->any_port,
		.may_wait = may_wait(spec->program),
		.conversation = spec->conversation_index,
		.conversation_title = spec->conversation->title,
		.delivery = delivery_names[spec->delivery],
		.storm = storm_names[spec->storm],
		.seed = spec->seed,
		.cast = cast,
		.ports = ports };
	const struct stage_config config = { .level = spec->level,
		.deadline_ns = deadline_of(spec),
		.seed = spec->seed,
		.storm = spec->storm,
		.cpu = spec->cpu,
		.programs = programs,
		.run = &run,
		.lines = spec->lines };
	const struct stage_player player = player_callbacks(p);

	return stage_start(&config, &player, err);
}

struct play *play_start(const struct play_spec *spec, struct err *err)
{
	struct player *p = player_new(spec);
	struct play *play = NULL;
	struct stage_run *run = places_plan(p, err) ? start(p, err) : NULL;

	player_free(p);
	if (!run)
		return NULL;
	play = xcalloc(1, sizeof *play);
	play->run = run;
	play->timeline = timeline_new();
	return play;
}

int play_fd(const struct play *p)
{
	return stage_run_fd(p->run);
}

bool play_read(struct play *p, void (*seen)(void *context, const struct event *ev), void *context)
{
	return stage_run_read(p->run, p->timeline, seen, context);
}

void play_cancel(struct play *p)
{
	stage_run_cancel(p->run);
}

struct timeline *play_end(struct play *p)
{
	struct timeline *tl = p->timeline;

	stage_run_free(p->run);
	free(p);
	return tl;
}
