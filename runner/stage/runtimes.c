// SPDX-License-Identifier: MIT
#include "stage/runtimes.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/stat.h>

#include "base/base.h"
#include "base/turns.h"

enum { SLOTS = 256 }; /* a binary has one place in it; another one takes it over */

struct key {
	uint64_t dev, ino, size, second, nanosecond;
};

struct slot {
	turns turn;
	struct key key;
	struct runtimes runtimes;
};

static struct slot *table; /* shared with all who are forked from us */

void runtimes_prepare(void)
{
	void *at;

	if (table)
		return;
	at = mmap(NULL, SLOTS * sizeof *table, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		-1, 0);
	/* Without it nothing is learnt, and that is all. */
	table = at == MAP_FAILED ? NULL : at;
}

static bool key_of(int binary, struct key *out)
{
	struct stat st;

	if (!table || binary < 0 || fstat(binary, &st) != 0)
		return false;
	*out = (struct key){ st.st_dev, st.st_ino, (uint64_t)st.st_size, st.st_mtim.tv_sec,
		st.st_mtim.tv_nsec };
	return true;
}

static struct slot *slot_of(const struct key *key)
{
	return &table[(key->ino ^ key->dev) % SLOTS];
}

bool runtimes_find(int binary, struct runtimes *out)
{
	struct key key, found;
	struct slot *slot;
	unsigned turn;

	if (!key_of(binary, &key))
		return false;
	slot = slot_of(&key);
	if (!turns_look(&slot->turn, &turn))
		return false;
	found = slot->key;
	*out = slot->runtimes;
	return turns_whole(&slot->turn, turn) && memcmp(&key, &found, sizeof key) == 0;
}

/* Where addresses are not held still (some containers refuse it) there is nothing to be learnt. */
static bool addresses_stay(void)
{
	return personality(ADDR_NO_RANDOMIZE) >= 0;
}

void runtimes_learn(int binary, const struct runtimes *r)
{
	struct slot *slot;
	struct key key;

	if (!key_of(binary, &key) || !addresses_stay())
		return;
	slot = slot_of(&key);
	/* Whoever writes now knows as much. */
	if (!turns_begin(&slot->turn))
		return;
	slot->key = key;
	slot->runtimes = *r;
	turns_end(&slot->turn);
}

void runtimes_distrust(int binary)
{
	runtimes_learn(binary, &(struct runtimes){ .count = 0 });
}

static bool covers(const struct runtimes *r, uint64_t low, uint64_t high)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->code[i].low <= low && high <= r->code[i].high)
			return true;
	return false;
}

bool runtimes_hold(const struct runtimes *told, const struct runtimes *real)
{
	for (size_t i = 0; i < told->count; i++)
		if (!covers(real, told->code[i].low, told->code[i].high))
			return false;
	return true;
}
