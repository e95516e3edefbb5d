// SPDX-License-Identifier: MIT
#include "stage/manager.h"

#include <stdlib.h>
#include <sys/epoll.h>

#include "base/clock.h"
#include "stage/quiet.h"
#include "stage/tracer.h"

enum {
	ROUNDS_MAX = 1000,     /* of the player, before others get their turn */
	PACKETS_WHOLE = 10000, /* after so many only their headers are kept */
	PACKETS_MAX = 100000,
	HEADERS = 128,
	LONG_REST_NS = TICK_NS,
	KEPT_WAITING =
		10, /* one part in so many: this machine is busy, and short rests may be its doing */
	BUSY_NS = TICK_NS / 2, /* of its own time in a tick: a program that does not rest */
	TICKS_MOST = 4,
	OWN_TIME_MOST = 2, /* times the deadline */
};

/* ---- recording */

uint64_t stage_now(const struct stage *s)
{
	return clock_wall_ns() - s->wall0;
}

/* For all that is waited for: this clock nobody sets. */
uint64_t manager_age(const struct stage *s)
{
	return clock_steady_ns() - s->steady0;
}

const struct timeline *stage_timeline(const struct stage *s)
{
	return s->tl;
}

const struct stage_config *stage_config_of(const struct stage *s)
{
	return &s->config;
}

uint32_t stage_record(struct stage *s, struct event *ev)
{
	if (ev->t0 == 0 && ev->t1 == 0)
		ev->t0 = ev->t1 = stage_now(s);
	ev->id = timeline_add(s->tl, ev);
	stream_add(&s->stream, ev);
	if (ev->kind == EVENT_STEP && ev->step.what == STEP_BROKE)
		s->broke = true;
	if (ev->kind == EVENT_MOVE)
		watched_actor(s, ev);
	return ev->id;
}

void manager_note(struct stage *s, int who, const char *fmt, ...)
{
	char text[256];
	struct event ev = { .kind = EVENT_NOTE, .who = who, .note = { text } };
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	stage_record(s, &ev);
}

void manager_end(struct stage *s, enum end_how how)
{
	if (s->ended)
		return;
	s->ended = true;
	s->how = how;
}

void manager_trouble(struct stage *s, const char *fmt, ...)
{
	char text[1024];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	if (!s->trouble)
		s->trouble = xstrdup(text);
	manager_end(s, END_TOOL);
}

/* At rest we come round ten times a second. Where we did not, nothing did. */
static uint64_t stalled(const struct stage *s, uint64_t now)
{
	uint64_t gap = now - s->seen_at;

	return s->stalled_ns + (gap > 2 * REST_TICK_NS ? gap : 0);
}

/* Since then; 0 if they don't rest. */
static uint64_t rest_since(const struct stage *s, uint64_t from)
{
	uint64_t now = manager_age(s), rest = s->told_quiet ? now - from : 0;

	return rest - min_size(rest, stalled(s, now));
}

/* All of them have waited for a processor so long, and so has the stage. */
static uint64_t kept_waiting(struct stage *s)
{
	uint64_t all = quiet_delayed_here(s);

	for (size_t i = 0; i < s->tasks.count; i++)
		all += quiet_delayed(s, s->tasks.list[i]);
	return all;
}

uint64_t manager_rested(struct stage *s)
{
	uint64_t rest = rest_since(s, s->rested_at), rested = s->rested_ns;

	if (rest > LONG_REST_NS)
		rested += rest;
	return kept_waiting(s) < manager_age(s) / KEPT_WAITING ? rested + s->naps_ns : rested;
}

void manager_stirs(struct stage *s)
{
	uint64_t rest = rest_since(s, s->rested_at);

	if (rest > LONG_REST_NS)
		s->rested_ns += rest;
	else /* much of it has passed when it is known */
		s->naps_ns += rest_since(s, s->slept_from);
	s->stalled_ns = 0;
	s->told_quiet = false;
}

void manager_active(struct stage *s)
{
	uint64_t now = manager_age(s);

	if (s->told_quiet) {
		manager_stirs(s);
		s->rested_at = now;
	}
	s->active_at = now;
	s->looks = 0;
	s->slept_sum = 0;
}

/* ---- catching up */

/* A bare acknowledgement moves nobody. */
static bool moves_somebody(const struct packet_event *p)
{
	return p->proto != PACKET_TCP || p->payload_len > 0 ||
	       (p->flags & (TCP_SYN | TCP_FIN | TCP_RST));
}

static void take_packet(void *context, const struct packet_event *p, uint64_t wall_ns)
{
	struct stage *s = context;
	struct event ev = { .kind = EVENT_PACKET, .who = WHO_WIRE, .packet = *p };

	if (watched_packet(s, p))
		s->sample = true;
	if (moves_somebody(p))
		manager_active(s);
	if (++s->packets_seen > PACKETS_MAX) {
		s->packets_left_out++;
		return;
	}
	if (s->packets_seen > PACKETS_WHOLE)
		ev.packet.raw.len = min_size(ev.packet.raw.len, HEADERS);
	ev.t0 = ev.t1 = wall_ns > s->wall0 ? wall_ns - s->wall0 : 1;
	stage_record(s, &ev);
}

size_t manager_packets(struct stage *s)
{
	return capture_drain(&s->capture, take_packet, s);
}

static void read_streams(struct stage *s)
{
	for (size_t i = 0; i < s->program_count; i++) {
		if (s->programs[i]->feed.len)
			output_feed(s, s->programs[i]); /* it may have made room */
		if (s->programs[i]->unread && output_drain(s, s->programs[i]))
			manager_active(s);
	}
}

static bool let_player(struct stage *s)
{
	bool moved;

	if (s->over || s->playing || s->ended)
		return false;
	s->playing = true;
	tracer_give_way(s, true);
	moved = s->player.advance(s->player.self, s);
	tracer_give_way(s, false);
	if (s->player.over(s->player.self)) {
		s->over = true;
		s->over_at = manager_age(s);
	}
	s->playing = false;
	if (moved)
		manager_active(s);
	return moved;
}

/* Whom something has just woken may change a socket while it is looked at, or not: then it is looked at when he has stopped. */
static bool sockets_stand_still(struct stage *s)
{
	return !s->traced || quiet_calls_sleep(s);
}

void manager_settle(struct stage *s)
{
	int rounds = 0;

	if (s->playing)
		return;
	do {
		read_streams(s);
		manager_packets(s);
		if (s->sample && sockets_stand_still(s)) {
			s->sample = false;
			watched_sample(s);
		}
	} while (let_player(s) && ++rounds < ROUNDS_MAX);
}

/* ---- silence */

static void record_quiet(struct stage *s, enum quiet_what what)
{
	struct event ev = { .kind = EVENT_QUIET, .who = WHO_TOOL, .quiet = { what } };

	tracer_record_unfinished(s);
	stage_record(s, &ev);
}

static void tell_player(struct stage *s, enum quiet_what what, bool paced)
{
	bool moved;

	s->playing = true;
	tracer_give_way(s, true);
	moved = s->player.quiet(s->player.self, s, what, paced);
	tracer_give_way(s, false);
	s->playing = false;
	if (moved)
		manager_active(s);
	manager_settle(s);
}

static void at_rest(struct stage *s, enum quiet_what what)
{
	s->rested_at = manager_age(s);
	s->slept_from = s->active_at;
	if (s->storm.kind && storm_release(s)) {
		manager_active(s);
		return;
	}
	s->told_quiet = true;
	if (s->over)
		return;
	record_quiet(s, what);
	tell_player(s, what, false);
}

static bool anybody_runs(const struct stage *s)
{
	for (size_t i = 0; i < s->program_count; i++)
		if (s->programs[i]->pid)
			return true;
	return false;
}

/* Without tracing most rests are the program's own affair, and nothing is said of them. */
void manager_look_untraced(struct stage *s)
{
	enum quiet q;

	manager_settle(s);
	if (s->over && !anybody_runs(s))
		s->told_quiet = true;
	if (s->over && s->told_quiet)
		return;
	q = still_look(s);
	if (q == QUIET_FOR_EVER && !s->still.told_for_ever) {
		s->still.told_for_ever = true;
		at_rest(s, QUIET_ASLEEP);
	} else if (q >= QUIET_BY_TIMER && !s->told_quiet) {
		s->rested_at = s->slept_from = manager_age(s);
		s->told_quiet = true;
		if (!s->over)
			tell_player(s, QUIET_TIMER, false);
	}
}

/* Nothing has stopped for a moment. */
void manager_look(struct stage *s)
{
	enum quiet q;

	s->looks++;
	if (!quiet_calls_sleep(s))
		return;
	manager_settle(s);
	if (s->looks == 0 || s->told_quiet || s->ended)
		return; /* something happened after all */
	q = quiet_look(s);
	if (q < QUIET_BY_TIMER || s->looks == 0 || let_player(s))
		return;
	at_rest(s, q == QUIET_BY_TIMER ? QUIET_TIMER : QUIET_ASLEEP);
}

/* ---- what is done in any case */

/* The time that following the program takes is not the program's: a program of very many calls would lose most of it. */
uint64_t manager_deadline(const struct stage *s)
{
	return s->config.deadline_ns + min_size(s->own_time, s->config.deadline_ns * OWN_TIME_MOST);
}

static void meet_deadline(struct stage *s)
{
	tracer_record_unfinished(s);
	if (!s->over)
		s->player.deadline(s->player.self, s);
	manager_end(s, END_DEADLINE);
}

static uint64_t computed(struct stage *s)
{
	uint64_t spent = 0;

	for (size_t i = 0; i < s->tasks.count; i++)
		spent += quiet_spent(s, s->tasks.list[i]);
	return spent;
}

/* Since the last look, which was a tick ago, the program has computed most of the time. One that is kept from running, by a machine that is busy, is
 * not one that never rests; but one that sleeps where nobody sees it is let go on in the end. */
static bool never_rests(struct stage *s)
{
	uint64_t before = s->paced_spent, now = computed(s);
	bool first = s->paced_at != s->rested_at, busy = now > before && now - before > BUSY_NS;

	s->paced_spent = now;
	s->ticks = first ? 0 : s->ticks + 1;
	/* 0: this kernel doesn't tell */
	return !first && (busy || now == 0 || s->ticks % TICKS_MOST == 0);
}

/* The play must not depend on a program's coming to rest. */
static void pace(struct stage *s, uint64_t now)
{
	bool never = never_rests(s);

	s->rested_at = s->paced_at = now;
	if (!never)
		return;
	if (s->storm.kind)
		storm_release(s);
	tell_player(s, QUIET_TIMER, true);
}

static void keep_house(struct stage *s)
{
	uint64_t now = manager_age(s);

	if (s->told_quiet)
		s->stalled_ns = stalled(s, now);
	s->seen_at = now;
	if (s->stream.waiting.len && !s->stream.full && now > s->stream.flushed_at + FLUSH_NS)
		stream_flush(&s->stream, now);
	if (s->stream.full && !s->stream_watched)
		s->stream_watched =
			manager_watch(s, s->stream.fd, EPOLLOUT | EPOLLET, WATCH_STREAM, 0);
	if (now > s->watched_at + TICK_NS) {
		s->watched_at = now;
		launch_watch_memory(s);
	}
	if (now > s->looked_in_at + FLUSH_NS) {
		s->looked_in_at = now;
		manager_listen(s);
	}
	if (now > manager_deadline(s))
		meet_deadline(s);
	else if (s->over && (s->told_quiet || s->no_more || now > s->over_at + AFTER_PLAY_NS))
		manager_end(s, s->broke ? END_BROKE : END_PLAYED);
	else if (!s->told_quiet && !s->over && now > s->rested_at + TICK_NS)
		pace(s, now);
}

void manager_loop(struct stage *s)
{
	s->rested_at = s->active_at = manager_age(s);
	manager_settle(s);
	while (!s->ended) {
		uint64_t began = clock_steady_ns();
		enum collected c = tracer_collect(s);

		if (c == COLLECTED_SOME)
			manager_active(s);
		if (!s->ended)
			keep_house(s);
		s->own_time += clock_steady_ns() - began;
		if (!s->ended && c == COLLECTED_LATER)
			manager_wait_for_turn(s);
		else if (!s->ended)
			manager_wait(s);
	}
}
