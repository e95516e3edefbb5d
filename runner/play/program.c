// SPDX-License-Identifier: MIT
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "judge/facts_match.h"
#include "play/player.h"
#include "play/program_parts.h"

/* ---- starting and ending */

static bool launch(struct player *p, struct actor *a, char **args, struct err *err)
{
	struct program *prog = &a->program;
	AUTO(strv_freep) char **argv = places_argv(p, a->who, args);
	struct stage_program what = {
		.who = a->who, .path = prog->path, .argv = argv, .main = a->who == WHO_YOU
	};

	prog->door_count = 0;
	prog->sockets_open = 0;
	prog->ended = prog->complained = false;
	prog->status = prog->signal = 0;
	prog->restart = RESTART_NOT;
	prog->launched = stage_launch(p->stage, &what, err);
	return prog->launched;
}

/* A client that is a program cannot be told to wait: it starts when there is somebody to go to. */
static bool program_open(struct player *p, struct actor *a, struct err *err)
{
	if (!a->program.path || conversation_says(p->script, a->who, VERB_STARTS))
		return true;
	a->program.deferred = places_goes_to_program(p, a->who);
	return a->program.deferred || launch(p, a, NULL, err);
}

static enum progress launch_now(struct player *p, struct actor *a, char **args)
{
	struct err err;

	if (!launch(p, a, args, &err))
		record_tool_error(p, &err);
	return DONE;
}

static void feed_what_waits(struct player *p, struct actor *a)
{
	struct program *prog = &a->program;

	if (prog->unread.len)
		stage_feed(p->stage, a->who, buf_bytes(&prog->unread));
	if (prog->unread_end)
		stage_feed_end(p->stage, a->who);
	buf_free(&prog->unread);
	prog->unread_end = false;
}

static bool program_move(struct player *p, struct actor *a)
{
	if (!a->program.deferred || !places_program_ready(p, a->who))
		return false;
	a->program.deferred = false;
	launch_now(p, a, NULL);
	feed_what_waits(p, a);
	return true;
}

/* Whom it would go to will never be there: so be it. */
static void program_rested(struct player *p, struct actor *a, enum rest rest)
{
	if (!a->program.deferred || rest != REST_ASLEEP)
		return;
	a->program.deferred = false;
	launch_now(p, a, NULL);
	feed_what_waits(p, a);
	p->stirred = true;
}

/* Starts when the one before has gone, for there is one of each. */
static enum progress poll_starts(struct player *p, struct actor *a, const struct step *s)
{
	return stage_running(p->stage, a->who) ? WAITS : launch_now(p, a, s->args);
}

/* It is interrupted at rest, not in the middle of whatever it was called from last: that would be no moment a script can mean. */
static enum progress begin_restarts(struct player *p, struct actor *a, const struct step *s)
{
	(void)p;
	(void)s;
	a->program.restart = RESTART_WANTED;
	return WAITS;
}

static enum progress poll_restarts(struct player *p, struct actor *a, const struct step *s)
{
	(void)s;
	return stage_running(p->stage, a->who) ? WAITS : launch_now(p, a, NULL);
}

static enum progress end_it(struct player *p, struct actor *a, enum restart how, int signal)
{
	a->program.restart = how;
	stage_signal(p->stage, a->who, signal);
	return ACTED;
}

static enum progress rest_restarts(
	struct player *p, struct actor *a, const struct step *s, enum rest rest)
{
	(void)s;
	if (a->program.restart == RESTART_WANTED)
		return end_it(p, a, RESTART_ASKED, SIGTERM);
	if (a->program.restart == RESTART_ASKED && rest != REST_BRIEF)
		return end_it(p, a, RESTART_KILLED, SIGKILL); /* it was asked and did not go */
	return WAITS;
}

static enum progress rest_signal(
	struct player *p, struct actor *a, const struct step *s, enum rest rest)
{
	(void)rest;
	stage_signal(p->stage, a->who, s->signal);
	return DONE;
}

/* ---- how it ended */

static enum progress poll_exits(struct player *p, struct actor *a, const struct step *s)
{
	const struct program *prog = &a->program;

	if (!prog->ended)
		return WAITS;
	if (prog->signal)
		return broken(p, WHY_DIED);
	if (s->number < 0 ? prog->status != 0 : prog->status == s->number)
		return DONE;
	return broken(p, WHY_EXITED);
}

static enum progress poll_dies(struct player *p, struct actor *a, const struct step *s)
{
	const struct program *prog = &a->program;

	if (!prog->ended)
		return WAITS;
	if (prog->signal && prog->signal == s->signal)
		return DONE;
	return broken(p, prog->signal ? WHY_DIED : WHY_EXITED);
}

/* ---- what it reads and prints */

static enum progress begin_reads(struct player *p, struct actor *a, const struct step *s)
{
	const struct bytes_values values = places_values(p, p->step);
	AUTO(buf_free) struct buf text = { 0 };

	bytes_expr_render(&s->bytes, &values, &text);
	if (a->program.deferred)
		buf_add(&a->program.unread, text.data, text.len);
	else
		stage_feed(p->stage, a->who, buf_bytes(&text));
	return DONE;
}

static enum progress begin_reads_end(struct player *p, struct actor *a, const struct step *s)
{
	(void)s;
	if (a->program.deferred)
		a->program.unread_end = true;
	else
		stage_feed_end(p->stage, a->who);
	return DONE;
}

static struct buf *output_of(struct actor *a, const struct step *s)
{
	return &a->program.output[s->fd == 2 ? 2 : 1];
}

static enum progress poll_prints(struct player *p, struct actor *a, const struct step *s)
{
	return hear(p, s, output_of(a, s), false, WHY_NONE);
}

/* Its end alone decides nothing: what it printed last may still be in the pipe. */
static enum progress rest_prints(
	struct player *p, struct actor *a, const struct step *s, enum rest rest)
{
	return hear_rest(p, output_of(a, s), rest, why_silent(p, a->who));
}

static enum progress poll_complains(struct player *p, struct actor *a, const struct step *s)
{
	(void)p;
	(void)s;
	return a->program.complained ? DONE : WAITS;
}

/* ---- what it calls */

/* Without a trace nothing is known of calls, and nothing may be said against the program. */
static bool sees_calls(const struct player *p)
{
	return p->spec.level != LEVEL_BARE;
}

static enum progress begin_call(struct player *p, struct actor *a, const struct step *s)
{
	(void)s;
	a->program.looked = a->program.call_cursor;
	return sees_calls(p) ? WAITS : DONE;
}

static enum progress poll_call(struct player *p, struct actor *a, const struct step *s)
{
	const struct timeline *tl = stage_timeline(p->stage);
	struct program *prog = &a->program;

	while (prog->looked < prog->returned_count) {
		const struct event *ev = timeline_arrival(tl, prog->returned[prog->looked++]);

		if (!call_matches(&s->call, &ev->call, p->cast[WHO_YOU].port))
			continue;
		prog->call_cursor = prog->looked;
		return DONE;
	}
	return WAITS;
}

static enum progress begin_never(struct player *p, struct actor *a, const struct step *s)
{
	grow(&p->watches, &p->watch_cap, p->watch_count, sizeof *p->watches);
	p->watches[p->watch_count++] = (struct watch){ p->step, a, &s->call };
	return DONE;
}

/* ---- its silence */

static enum progress rest_sees(
	struct player *p, struct actor *a, const struct step *s, enum rest rest)
{
	(void)s;
	if (rest == REST_BRIEF)
		return WAITS;
	return a->program.ended ? broken(p, why_silent(p, a->who)) : DONE;
}

static enum progress late_sees(struct player *p, struct actor *a, const struct step *s)
{
	return rest_sees(p, a, s, REST_LONG);
}

static enum progress poll_holds(struct player *p, struct actor *a, const struct step *s)
{
	return holds_now(p, a, &s->holds) ? DONE : WAITS;
}

static const struct verb_row program_verbs[VERBS] = {
	[VERB_STARTS] = { NULL, poll_starts, NULL, NULL },
	[VERB_RESTARTS] = { begin_restarts, poll_restarts, rest_restarts, NULL },
	[VERB_SIGNAL] = { NULL, NULL, rest_signal, NULL },
	[VERB_EXITS] = { NULL, poll_exits, NULL, NULL },
	[VERB_DIES] = { NULL, poll_dies, NULL, NULL },
	[VERB_READS] = { begin_reads, NULL, NULL, NULL },
	[VERB_READS_END] = { begin_reads_end, NULL, NULL, NULL },
	[VERB_PRINTS] = { NULL, poll_prints, rest_prints, NULL },
	[VERB_COMPLAINS] = { NULL, poll_complains, NULL, NULL },
	[VERB_CALL] = { begin_call, poll_call, NULL, NULL },
	[VERB_NEVER] = { begin_never, NULL, NULL, NULL },
	[VERB_HOLDS] = { NULL, poll_holds, NULL, NULL },
	[VERB_SEES] = { NULL, NULL, rest_sees, late_sees },
};

const struct actor_kind program_kind = { program_verbs, program_open, program_move, program_rested,
	NULL };
