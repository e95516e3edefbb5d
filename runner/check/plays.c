// SPDX-License-Identifier: MIT
#include "check/plays.h"

#include <poll.h>
#include <stdlib.h>

enum { RETRY_SCALE = 2, LOOK_UP_MS = 100 };

enum state { WAITING, RUNNING, AGAIN, OVER };

struct slot {
	struct play *play; /* NULL: free */
	size_t which;
	int cpu;
	const struct plays_host *host;
};

struct plays {
	const struct play_spec *specs;
	size_t count;
	enum state *states;
	struct slot *slots;
	size_t running;
	const struct plays_host *host;
};

static void pass_on(void *context, const struct event *ev)
{
	const struct slot *slot = context;

	if (slot->host->seen)
		slot->host->seen(slot->host->context, slot->which, ev);
}

static struct timeline *timeline_of_failure(const char *text)
{
	struct timeline *tl = timeline_new();
	struct event end = {
		.kind = EVENT_END, .who = WHO_TOOL, .end = { .how = END_TOOL, .text = text }
	};

	timeline_add(tl, &end);
	return tl;
}

static void begin(struct plays *p, struct slot *slot, size_t i)
{
	struct play_spec spec = p->specs[i];
	struct err err;

	spec.cpu = slot->cpu;
	if (p->states[i] == AGAIN)
		spec.deadline_scale = RETRY_SCALE;
	slot->which = i;
	slot->play = play_start(&spec, &err);
	if (!slot->play) {
		p->states[i] = OVER;
		p->host->ended(p->host->context, i, timeline_of_failure(err.text));
		return;
	}
	/* a second try stays AGAIN, so that it is not tried a third time */
	if (p->states[i] == WAITING)
		p->states[i] = RUNNING;
	p->running++;
}

static struct slot *free_slot(struct plays *p)
{
	for (size_t i = 0; i < p->host->cpu_count; i++)
		if (!p->slots[i].play)
			return &p->slots[i];
	return NULL;
}

static bool begin_next(struct plays *p)
{
	struct slot *slot = free_slot(p);
	size_t again = p->count;

	if (!slot)
		return false;
	for (size_t i = 0; i < p->count; i++) {
		if (p->states[i] == AGAIN && again == p->count)
			again = i;
		if (p->states[i] == WAITING && !p->host->wanted(p->host->context, i))
			p->states[i] = OVER;
	}
	if (again < p->count) { /* alone: nothing new begins beside it */
		if (p->running)
			return false;
		begin(p, slot, again);
		return true;
	}
	for (size_t i = 0; i < p->count; i++)
		if (p->states[i] == WAITING) {
			begin(p, slot, i);
			return true;
		}
	return false;
}

/* A program that ran, or slept by a clock of its own, nearly all the time had its time; one that was kept waiting by a busy machine may have another. */
static bool deserves_another(const struct timeline *tl)
{
	const struct end_event *end = timeline_end(tl);
	uint64_t whole;

	if (!end || end->how != END_DEADLINE)
		return false;
	whole = timeline_at(tl, timeline_count(tl) - 1)->t0;
	return end->busy_ns < whole / 5 * 3 && end->busy_ns + end->rested_ns < whole / 20 * 19;
}

static void end_slot(struct plays *p, struct slot *slot)
{
	bool second = p->states[slot->which] == AGAIN;
	struct timeline *tl = play_end(TAKE(slot->play));

	p->running--;
	if (!second && deserves_another(tl)) {
		p->states[slot->which] = AGAIN;
		timeline_free(tl);
		return;
	}
	p->states[slot->which] = OVER;
	p->host->ended(p->host->context, slot->which, tl);
}

static void drop_slot(struct plays *p, struct slot *slot)
{
	p->states[slot->which] = OVER;
	p->running--;
	timeline_free(play_end(TAKE(slot->play)));
}

/* What ended may have made others pointless. */
static void drop_unwanted(struct plays *p)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->states[i] == AGAIN && !p->host->wanted(p->host->context, i))
			p->states[i] = OVER;
	for (size_t i = 0; i < p->host->cpu_count; i++)
		if (p->slots[i].play && !p->host->wanted(p->host->context, p->slots[i].which))
			drop_slot(p, &p->slots[i]);
}

static void read_ready(struct plays *p, const struct pollfd *fds)
{
	for (size_t i = 0; i < p->host->cpu_count; i++) {
		struct slot *slot = &p->slots[i];

		if (slot->play && fds[i].revents && !play_read(slot->play, pass_on, slot)) {
			end_slot(p, slot);
			drop_unwanted(p);
		}
	}
}

static void wait_for_any(struct plays *p)
{
	AUTO(freep) struct pollfd *fds = xcalloc(p->host->cpu_count, sizeof *fds);

	for (size_t i = 0; i < p->host->cpu_count; i++)
		fds[i] = (struct pollfd){ p->slots[i].play ? play_fd(p->slots[i].play) : -1, POLLIN,
			0 };
	if (poll(fds, p->host->cpu_count, p->host->cancelled ? LOOK_UP_MS : -1) > 0)
		read_ready(p, fds);
}

static bool play_all(struct plays *p)
{
	for (;;) {
		if (p->host->cancelled && p->host->cancelled(p->host->context))
			return false;
		while (begin_next(p))
			;
		if (!p->running)
			return true;
		wait_for_any(p);
	}
}

bool plays_run(const struct play_spec *specs, size_t count, const struct plays_host *host)
{
	AUTO(freep) enum state *states = xcalloc(count, sizeof *states);
	AUTO(freep) struct slot *slots = xcalloc(host->cpu_count, sizeof *slots);
	struct plays p = { specs, count, states, slots, 0, host };
	bool whole;

	for (size_t i = 0; i < host->cpu_count; i++)
		slots[i] = (struct slot){ .cpu = host->cpus[i], .host = host };
	whole = play_all(&p);
	for (size_t i = 0; i < host->cpu_count; i++)
		if (slots[i].play)
			drop_slot(&p, &slots[i]);
	return whole;
}
