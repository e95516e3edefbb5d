// SPDX-License-Identifier: MIT
#include "timeline/timeline.h"

#include <stdlib.h>
#include <string.h>

#include "timeline/fields.h"

/* Events are found again by id: a table of twice their number, searched on from the place the id hashes to. */
struct slot {
	uint32_t id;	/* 0: free */
	uint32_t place; /* in arrival */
};

struct timeline {
	struct event **by_time; /* borrowed from arrival */
	struct event **arrival; /* owned */
	size_t count, time_cap, arrival_cap;
	struct slot *slots;
	size_t slot_count; /* a power of two, or 0 */
	uint32_t last_id;
};

struct timeline *timeline_new(void)
{
	return xcalloc(1, sizeof(struct timeline));
}

void timeline_free(struct timeline *tl)
{
	if (!tl)
		return;
	for (size_t i = 0; i < tl->count; i++)
		free(tl->arrival[i]);
	free(tl->arrival);
	free(tl->by_time);
	free(tl->slots);
	free(tl);
}

void timeline_freep(struct timeline **tl)
{
	timeline_free(*tl);
	*tl = NULL;
}

static struct bytes text_of(const struct text_place *p)
{
	if (p->bytes)
		return *p->bytes;
	return *p->string ? bytes_of(*p->string) : (struct bytes){ 0 };
}

/* Points the place at its copy. Absent strings become empty ones, so that no reader has to ask; absent bytes stay absent, for
 * "no address was given" is another fact than "an empty one". */
static void text_move(const struct text_place *p, char **to)
{
	struct bytes old = text_of(p);

	if (p->bytes && !old.at)
		return;
	if (old.len)
		memcpy(*to, old.at, old.len);
	(*to)[old.len] = '\0';
	if (p->bytes)
		p->bytes->at = (uint8_t *)*to;
	else
		*p->string = *to;
	*to += old.len + 1;
}

struct event *event_copy(const struct event *ev)
{
	struct text_place places[TEXT_PLACES_MAX];
	struct event from = *ev, *copy;
	size_t n = event_texts(&from, places), size = sizeof *copy;
	char *texts;

	for (size_t i = 0; i < n; i++)
		size += text_of(&places[i]).len + 1;
	copy = xmalloc(size);
	*copy = *ev;
	texts = (char *)(copy + 1);
	n = event_texts(copy, places);
	for (size_t i = 0; i < n; i++)
		text_move(&places[i], &texts);
	return copy;
}

static struct slot *slot_of(const struct timeline *tl, uint32_t id)
{
	/* Fibonacci hashing: ids are mostly consecutive, and a damaged file's may be anything. */
	size_t mask = tl->slot_count - 1, i = (id * UINT32_C(2654435769)) & mask;

	while (tl->slots[i].id != 0 && tl->slots[i].id != id)
		i = (i + 1) & mask;
	return &tl->slots[i];
}

static void grow_slots(struct timeline *tl)
{
	struct slot *old = tl->slots;
	size_t old_count = tl->slot_count;

	if (tl->count * 2 < old_count)
		return;
	tl->slot_count = old_count ? old_count * 2 : 64;
	tl->slots = xcalloc(tl->slot_count, sizeof *tl->slots);
	for (size_t i = 0; i < old_count; i++)
		if (old[i].id != 0)
			*slot_of(tl, old[i].id) = old[i];
	free(old);
}

/* The first place whose event is later than t0. */
static size_t place_after(const struct timeline *tl, size_t count, uint64_t t0)
{
	size_t low = 0, high = count;

	if (count == 0 || tl->by_time[count - 1]->t0 <= t0)
		return count; /* nearly always: events come in order */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (tl->by_time[middle]->t0 <= t0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void insert_by_time(struct timeline *tl, size_t count, struct event *ev)
{
	size_t at = place_after(tl, count, ev->t0);

	memmove(tl->by_time + at + 1, tl->by_time + at, (count - at) * sizeof *tl->by_time);
	tl->by_time[at] = ev;
}

static size_t index_by_time(const struct timeline *tl, const struct event *ev)
{
	size_t i = place_after(tl, tl->count, ev->t0);

	while (tl->by_time[--i] != ev)
		;
	return i;
}

static void replace(struct timeline *tl, size_t place, struct event *with)
{
	struct event *old = tl->arrival[place];
	size_t at = index_by_time(tl, old);

	tl->arrival[place] = with;
	if (with->t0 == old->t0) {
		tl->by_time[at] = with;
	} else {
		memmove(tl->by_time + at, tl->by_time + at + 1,
			(tl->count - at - 1) * sizeof *tl->by_time);
		insert_by_time(tl, tl->count - 1, with);
	}
	free(old);
}

static void append(struct timeline *tl, struct event *ev)
{
	grow(&tl->arrival, &tl->arrival_cap, tl->count, sizeof *tl->arrival);
	grow(&tl->by_time, &tl->time_cap, tl->count, sizeof *tl->by_time);
	tl->arrival[tl->count] = ev;
	insert_by_time(tl, tl->count, ev);
	tl->count++;
}

uint32_t timeline_add(struct timeline *tl, const struct event *ev)
{
	struct event *copy = event_copy(ev);
	struct slot *slot;

	grow_slots(tl);
	while (copy->id == 0 || (ev->id == 0 && slot_of(tl, copy->id)->id != 0))
		copy->id = ++tl->last_id;
	slot = slot_of(tl, copy->id);
	if (slot->id == copy->id) {
		replace(tl, slot->place, copy);
		return copy->id;
	}
	*slot = (struct slot){ copy->id, tl->count };
	append(tl, copy);
	return copy->id;
}

size_t timeline_count(const struct timeline *tl)
{
	return tl->count;
}

const struct event *timeline_at(const struct timeline *tl, size_t i)
{
	return tl->by_time[i];
}

const struct event *timeline_arrival(const struct timeline *tl, size_t i)
{
	return tl->arrival[i];
}

const struct run_event *timeline_run(const struct timeline *tl)
{
	for (size_t i = 0; i < tl->count; i++)
		if (tl->arrival[i]->kind == EVENT_RUN)
			return &tl->arrival[i]->run;
	return NULL;
}

const struct end_event *timeline_end(const struct timeline *tl)
{
	for (size_t i = tl->count; i-- > 0;)
		if (tl->arrival[i]->kind == EVENT_END)
			return &tl->arrival[i]->end;
	return NULL;
}
