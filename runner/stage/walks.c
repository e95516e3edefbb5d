// SPDX-License-Identifier: MIT
#include "stage/walks.h"

#include <string.h>
#include <sys/mman.h>

#include "base/base.h"
#include "base/turns.h"

/* A stack has a few places in it, for it may be met with other registers each time. */
enum { SETS = 256, NAME_BYTES = 64 };

struct names {
	char file[NAME_BYTES], func[NAME_BYTES];
};

struct slot {
	turns turn;
	uint64_t layout;
	struct known_walk walk; /* but for the names in its frames */
	struct names names[FRAMES_MAX];
};

static struct slot *table; /* shared with all who are forked from us */

void walks_prepare(void)
{
	void *at;

	if (table)
		return;
	at = mmap(NULL, SETS * WALK_WAYS * sizeof *table, PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	/* Without it every run walks by itself. */
	table = at == MAP_FAILED ? NULL : at;
}

bool walks_alike(const struct known_walk *w, const uint64_t kept[ARCH_KEPT])
{
	for (int i = 0; i < ARCH_KEPT; i++)
		if (w->kept[i] != kept[i] && (i < 2 || w->kept[i] != 0))
			return false;
	return true;
}

static struct slot *set_of(uint64_t layout, const uint64_t kept[ARCH_KEPT])
{
	uint64_t key = layout ^ kept[0] ^ kept[1] << 7;

	_Static_assert(SETS == 1 << (64 - 56), "the hash fits the table");
	return &table[((key * UINT64_C(0x9e3779b97f4a7c15)) >> 56) * WALK_WAYS];
}

static bool fits(const struct known_walk *w)
{
	if (w->word_count == 0 || w->word_count > WALK_WORDS)
		return false;
	for (uint32_t i = 0; i < w->frame_count; i++)
		if (strlen(w->frames[i].file) >= NAME_BYTES ||
			strlen(w->frames[i].func) >= NAME_BYTES)
			return false;
	return true;
}

static void write_slot(struct slot *slot, uint64_t layout, const struct known_walk *w)
{
	slot->layout = layout;
	slot->walk = *w;
	for (uint32_t i = 0; i < w->frame_count; i++) {
		strcpy(slot->names[i].file, w->frames[i].file);
		strcpy(slot->names[i].func, w->frames[i].func);
	}
}

/* An empty one, or else one that the registers choose. */
static struct slot *room_for(uint64_t layout, const uint64_t kept[ARCH_KEPT])
{
	struct slot *set = set_of(layout, kept);
	uint64_t sum = 0;

	for (int i = 0; i < WALK_WAYS; i++)
		if (turns_none(&set[i].turn))
			return &set[i];
	for (int i = 0; i < ARCH_KEPT; i++)
		sum = (sum ^ kept[i]) * UINT64_C(0x100000001b3);
	return &set[(sum >> 32) % WALK_WAYS];
}

void walks_keep(uint64_t layout, const struct known_walk *w)
{
	struct slot *slot;

	if (!table || !fits(w))
		return;
	slot = room_for(layout, w->kept);
	/* Who writes now has found as much. */
	if (!turns_begin(&slot->turn))
		return;
	write_slot(slot, layout, w);
	turns_end(&slot->turn);
}

static bool read_slot(struct slot *slot, struct slot *out)
{
	unsigned turn;

	if (!turns_look(&slot->turn, &turn))
		return false;
	out->layout = slot->layout;
	out->walk = slot->walk;
	memcpy(out->names, slot->names, sizeof out->names);
	return turns_whole(&slot->turn, turn);
}

bool walks_recall(uint64_t layout, const uint64_t kept[ARCH_KEPT], int way, struct known_walk *out,
	const char *(*name)(void *context, const char *text), void *context)
{
	struct slot found;

	if (!table || !read_slot(&set_of(layout, kept)[way], &found) || found.layout != layout ||
		!walks_alike(&found.walk, kept))
		return false;
	*out = found.walk;
	for (uint32_t i = 0; i < out->frame_count; i++) {
		out->frames[i].file = name(context, found.names[i].file);
		out->frames[i].func = name(context, found.names[i].func);
	}
	return true;
}
