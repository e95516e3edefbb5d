// SPDX-License-Identifier: MIT
#include "judge/verdict.h"

#include <signal.h>
#include <stdlib.h>

#include "judge/facts_match.h"
#include "judge/heard.h"

const char *const outcome_names[OUTCOMES] = {
	[OUTCOME_HELD] = "held",
	[OUTCOME_BROKE] = "broke",
	[OUTCOME_NOT_PLAYED] = "not played",
	[OUTCOME_TOOL_ERROR] = "tool error",
};

/* ---- how far the script came */

struct course_of_play {
	const char *damage;	   /* the record contradicts itself: nothing may be told from it */
	size_t done;		   /* steps */
	bool begun;		   /* the next one has */
	const struct event *broke; /* STEP_BROKE */
};

static void take_step(
	struct course_of_play *play, const struct conversation *c, const struct event *ev)
{
	const struct step_event *s = &ev->step;

	if (s->index < 0 || (size_t)s->index >= c->step_count)
		play->damage = "The record has a step that the script does not have.";
	else if (play->broke)
		play->damage = "The record goes on after a step that broke.";
	else if (s->what == STEP_BROKE && (size_t)s->index <= play->done)
		play->broke = ev; /* an earlier one may: what must never happen happened */
	else if ((size_t)s->index != play->done || play->begun != (s->what == STEP_DONE))
		play->damage = "The record's steps are not in the script's order.";
	play->begun = s->what == STEP_BEGAN;
	play->done += s->what == STEP_DONE;
}

static struct course_of_play follow(const struct conversation *c, const struct timeline *tl)
{
	struct course_of_play play = { 0 };

	for (size_t i = 0; i < timeline_count(tl) && !play.damage; i++) {
		const struct event *ev = timeline_arrival(tl, i);

		if (ev->kind == EVENT_STEP)
			take_step(&play, c, ev);
	}
	return play;
}

/* Any of them: the player may have told of a broken world before the stage ended the run. */
static const struct end_event *tool_end(const struct timeline *tl)
{
	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *ev = timeline_arrival(tl, i);

		if (ev->kind == EVENT_END && ev->end.how == END_TOOL)
			return &ev->end;
	}
	return NULL;
}

static void tool_error(struct verdict *v, const char *text)
{
	v->outcome = OUTCOME_TOOL_ERROR;
	v->tool_text = text && *text ? text : "The run failed, and did not say why.";
}

/* ---- the cause */

/* The last such event that came before the step broke (or, of none, the first after). */
struct wanted {
	enum event_kind kind;
	int who;  /* WHO_ANYBODY */
	int what; /* of moves and processes */
};

static bool is_wanted(const struct wanted *want, const struct event *ev)
{
	if (ev->kind != want->kind || (want->who != WHO_ANYBODY && ev->who != want->who))
		return false;
	if (ev->kind == EVENT_MOVE)
		return (int)ev->move.what == want->what;
	return ev->kind != EVENT_PROCESS ||
	       ((int)ev->process.what == want->what && ev->process.main && !ev->process.by_tool);
}

static const struct event *find(
	const struct timeline *tl, const struct event *broke, const struct wanted *want)
{
	const struct event *found = NULL;
	bool after = false;

	for (size_t i = 0; i < timeline_count(tl) && !(after && found); i++) {
		const struct event *ev = timeline_arrival(tl, i);

		after |= ev == broke;
		if (is_wanted(want, ev))
			found = ev;
	}
	return found;
}

static uint16_t port_in(const struct timeline *tl)
{
	const struct run_event *run = timeline_run(tl);

	return run ? run->port : 0;
}

static const struct event *find_forbidden(
	const struct timeline *tl, const struct event *broke, const struct step *s)
{
	const struct event *found = NULL;

	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *ev = timeline_at(tl, i);

		if (ev->t0 > broke->t0)
			break;
		if (ev->who == s->who && call_has_returned(ev) &&
			call_matches(&s->call, &ev->call, port_in(tl)))
			found = ev;
	}
	return found;
}

static int program_of(const struct conversation *c, int who)
{
	bool is_program = who == WHO_YOU || (who > 0 && c->cast[who].kind == CAST_REFERENCE);

	return is_program ? who : WHO_YOU;
}

static const struct event *cause_of(const struct conversation *c, const struct timeline *tl,
	const struct event *broke, const struct verdict *v, const struct heard *heard)
{
	const struct step *s = &c->steps[v->step];
	struct wanted want = { EVENT_MOVE, s->who, 0 };

	switch (v->why) {
	case WHY_NONE:
	case WHY_DEADLINE:
	case WHY_COUNT: return NULL;
	case WHY_DIFFERENT: return heard_event(heard, heard->first_difference);
	case WHY_FORBIDDEN: return find_forbidden(tl, broke, s);
	case WHY_END: want.what = MOVE_SAW_END; break;
	case WHY_RESET: want.what = MOVE_SAW_RESET; break;
	case WHY_REFUSED: want.what = MOVE_REFUSED; break;
	case WHY_SILENCE: want = (struct wanted){ EVENT_QUIET, WHO_ANYBODY, 0 }; break;
	case WHY_EXITED:
		want = (struct wanted){ EVENT_PROCESS, program_of(c, s->who), PROCESS_EXITED };
		break;
	case WHY_DIED:
		want = (struct wanted){ EVENT_PROCESS, program_of(c, s->who), PROCESS_KILLED };
		break;
	}
	return find(tl, broke, &want);
}

/* ---- a crash explains an end better than the end itself does */

static bool script_ends_it(const struct conversation *c, int until)
{
	for (int i = 0; i <= until; i++)
		if (c->steps[i].who == WHO_YOU &&
			(c->steps[i].verb == VERB_SIGNAL || c->steps[i].verb == VERB_RESTARTS))
			return true;
	return false;
}

static bool could_be_crash(enum step_why why)
{
	return why == WHY_END || why == WHY_RESET || why == WHY_REFUSED || why == WHY_SILENCE;
}

static void look_for_crash(const struct conversation *c, const struct timeline *tl,
	const struct event *broke, struct verdict *v)
{
	static const struct wanted killed = { EVENT_PROCESS, WHO_YOU, PROCESS_KILLED };
	const struct event *crash = find(tl, broke, &killed);

	if (!could_be_crash(v->why) || !crash || script_ends_it(c, v->step))
		return;
	v->why = WHY_DIED;
	v->cause = crash;
}

/* ---- what everybody was doing */

static struct doing *doing_of(
	struct verdict *v, size_t *cap, const struct event *ev, int pid, int tid)
{
	for (size_t i = 0; i < v->doing_count; i++)
		if (v->doing[i].tid == tid && v->doing[i].who == ev->who)
			return &v->doing[i];
	grow(&v->doing, cap, v->doing_count, sizeof *v->doing);
	v->doing[v->doing_count++] = (struct doing){ .who = ev->who, .pid = pid, .tid = tid };
	return &v->doing[v->doing_count - 1];
}

static bool unfinished_at(const struct event *ev, uint64_t t)
{
	return ev->t1 == 0 || ev->t1 > t || (ev->call.flags & CALL_UNFINISHED);
}

static bool is_of_process(const struct doing *d, int who, int pid)
{
	return d->who == who && d->pid == pid;
}

static void end_task(struct doing *d)
{
	d->ended = true;
	d->call = NULL;
	d->stopped = 0;
}

/* A thread that makes this call is gone; the last of its process is on its way out, and its end is told by an event of its own. */
static bool ends_its_thread(const struct verdict *v, const struct doing *d)
{
	for (size_t i = 0; i < v->doing_count; i++) {
		const struct doing *other = &v->doing[i];

		if (other != d && is_of_process(other, d->who, d->pid) && !other->ended)
			return true;
	}
	return false;
}

/* Stops and goings-on are of all the threads of a process. */
static void stop_process(struct verdict *v, int who, int pid, int signal)
{
	for (size_t i = 0; i < v->doing_count; i++)
		if (is_of_process(&v->doing[i], who, pid) && !v->doing[i].ended)
			v->doing[i].stopped = signal;
}

static void take_call(struct verdict *v, size_t *cap, const struct event *ev, uint64_t t)
{
	struct doing *d = doing_of(v, cap, ev, ev->call.pid, ev->call.tid);

	d->call = unfinished_at(ev, t) ? ev : NULL;
	if (d->stopped) /* it has gone on, whoever saw to that */
		stop_process(v, ev->who, ev->call.pid, 0);
	if (ev->call.id == CALL_EXIT && ends_its_thread(v, d))
		end_task(d);
}

static void take_signal(struct verdict *v, const struct event *ev)
{
	switch (ev->process.value) {
	case SIGSTOP:
	case SIGTSTP:
	case SIGTTIN:
	case SIGTTOU: stop_process(v, ev->who, ev->process.pid, ev->process.value); break;
	case SIGCONT: stop_process(v, ev->who, ev->process.pid, 0); break;
	}
}

static void take_process(struct verdict *v, size_t *cap, const struct event *ev)
{
	const struct process_event *p = &ev->process;
	bool ends = p->what == PROCESS_EXITED || p->what == PROCESS_KILLED;
	struct doing *d;

	if (p->what == PROCESS_SIGNAL) {
		take_signal(v, ev);
		return;
	}
	if (p->tid == 0)
		return;
	d = doing_of(v, cap, ev, p->pid, p->tid);
	d->ended = false;
	if (!ends && p->what != PROCESS_EXEC)
		return;
	for (size_t i = 0; i < v->doing_count; i++) /* the threads go with their process */
		if (is_of_process(&v->doing[i], ev->who, p->pid) && (ends || &v->doing[i] != d))
			end_task(&v->doing[i]);
}

/* Only SIGSTOP stops for certain. Of the others a handler may have made something else, unless nobody computes: then who is in no call has
 * been stopped. */
static void doubt_stops(struct verdict *v)
{
	for (size_t i = 0; i < v->doing_count; i++) {
		struct doing *d = &v->doing[i];

		if (d->stopped != SIGSTOP && (d->call || !v->asleep))
			d->stopped = 0;
	}
}

static void look_around(struct verdict *v, const struct timeline *tl, uint64_t t)
{
	size_t cap = 0;

	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *ev = timeline_at(tl, i);

		if (ev->t0 > t)
			break;
		if (ev->kind == EVENT_CALL)
			take_call(v, &cap, ev, t);
		else if (ev->kind == EVENT_PROCESS)
			take_process(v, &cap, ev);
	}
	doubt_stops(v);
}

static bool called_between(const struct event *ev, uint64_t from, uint64_t to)
{
	bool began = ev->t0 > from && ev->t0 <= to, returned = ev->t1 > from && ev->t1 <= to;

	return ev->kind == EVENT_CALL && (began || returned);
}

/* Silence is told of those who sleep, and of who goes round in circles: he has gone on calling since all of them last slept. */
static bool all_sleep(const struct verdict *v, const struct timeline *tl, const struct event *broke)
{
	const struct event *quiet = v->cause;

	if (v->why != WHY_SILENCE || !quiet || quiet->kind != EVENT_QUIET ||
		quiet->quiet.what != QUIET_ASLEEP || quiet->t0 > broke->t0)
		return false;
	for (size_t i = 0; i < timeline_count(tl); i++)
		if (called_between(timeline_at(tl, i), quiet->t0, broke->t0))
			return false;
	return true;
}

/* ---- the verdict */

static void tell_end(struct verdict *v)
{
	if (!v->cause || v->cause->kind != EVENT_PROCESS)
		return;
	if (v->cause->process.what == PROCESS_KILLED)
		v->signal = v->cause->process.value;
	else
		v->status = v->cause->process.value;
}

static void tell_bytes(struct verdict *v, const struct step *s, struct heard *heard)
{
	if (!heard_is_about_bytes(s))
		return;
	v->expected = heard->wanted;
	v->actual = heard->got;
	heard->wanted = heard->got = (struct buf){ 0 };
	v->first_difference = heard->first_difference;
	v->expected_exact = heard->exact;
}

static void tell_break(const struct conversation *c, const struct timeline *tl,
	const struct event *broke, struct verdict *v)
{
	const struct step *s = &c->steps[v->step];
	struct heard heard;

	v->outcome = OUTCOME_BROKE;
	heard_at(c, tl, v->step, &heard);
	v->cause = cause_of(c, tl, broke, v, &heard);
	look_for_crash(c, tl, broke, v);
	tell_end(v);
	tell_bytes(v, s, &heard);
	heard_free(&heard);
	v->asleep = all_sleep(v, tl, broke);
	look_around(v, tl, broke ? broke->t0 : UINT64_MAX);
}

void verdict_of(const struct conversation *c, const struct timeline *tl, struct verdict *out)
{
	const struct end_event *end = timeline_end(tl), *tool = tool_end(tl);
	struct course_of_play play = follow(c, tl);

	*out = (struct verdict){ .step = -1, .first_difference = SIZE_MAX };
	if (tool) {
		tool_error(out, tool->text);
	} else if (!end) {
		tool_error(out, "The record has no end: the run was cut off.");
	} else if (end->how == END_CANCELLED) {
		out->outcome = OUTCOME_NOT_PLAYED;
	} else if (play.damage) {
		tool_error(out, play.damage);
	} else if (play.broke) {
		out->step = play.broke->step.index;
		out->why = play.broke->step.why;
		tell_break(c, tl, play.broke, out);
	} else if (play.done == c->step_count) {
		out->outcome = OUTCOME_HELD;
	} else if (end->how == END_DEADLINE) {
		out->step = play.done;
		out->why = WHY_DEADLINE;
		tell_break(c, tl, NULL, out);
	} else {
		tool_error(out, "The record ends before the script does, and no step broke.");
	}
}

void verdict_free(struct verdict *v)
{
	if (!v)
		return;
	buf_free(&v->expected);
	buf_free(&v->actual);
	free(v->doing);
	*v = (struct verdict){ .step = -1, .first_difference = SIZE_MAX };
}
