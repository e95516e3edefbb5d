// SPDX-License-Identifier: MIT
#include "play/delivery.h"

#include <stdlib.h>

#include "base/hash.h"

static void cut(struct cuts *c, size_t len)
{
	if (len == 0)
		return;
	grow(&c->lens, &c->cap, c->count, sizeof *c->lens);
	c->lens[c->count++] = len;
}

static void cut_singly(struct cuts *c, size_t len)
{
	while (len-- > 0)
		cut(c, 1);
}

/* The middle of a long message goes in chunks of seeded lengths, few enough that a large one stays quick. */
static void cut_middle(struct cuts *c, struct dice *dice, size_t len)
{
	uint32_t most = len / BYTES_MIDDLE_CUTS * 2 + 2;

	while (len > 0) {
		size_t piece = min_size(len, 1 + dice_below(dice, most));

		cut(c, piece);
		len -= piece;
	}
}

static void cut_whole(struct cuts *c, struct dice *dice, size_t len)
{
	(void)dice;
	cut(c, len);
}

static void cut_bytes(struct cuts *c, struct dice *dice, size_t len)
{
	if (len <= BYTES_ALL) {
		cut_singly(c, len);
		return;
	}
	cut_singly(c, BYTES_HEAD);
	cut_middle(c, dice, len - BYTES_HEAD - BYTES_TAIL);
	cut_singly(c, BYTES_TAIL);
}

static void cut_split(struct cuts *c, struct dice *dice, size_t len)
{
	size_t first = len > 1 ? 1 + dice_below(dice, len - 1) : len;

	cut(c, first);
	cut(c, len - first);
}

static void (*const cutters[])(struct cuts *c, struct dice *dice, size_t len) = {
	[DELIVERY_WHOLE] = cut_whole,
	[DELIVERY_BYTES] = cut_bytes,
	[DELIVERY_SPLIT] = cut_split,
	[DELIVERY_GLUED] = cut_whole, /* what is glued was put together before */
};
_Static_assert(ARRAY_LEN(cutters) == DELIVERIES, "a cutter for every delivery");

void cuts_make(struct cuts *out, enum delivery how, uint64_t seed, int step, size_t len)
{
	struct dice dice = dice_from(seed + (uint64_t)step * 7919, delivery_names[how]);

	*out = (struct cuts){ 0 };
	cutters[how](out, &dice, len);
}

void cuts_free(struct cuts *c)
{
	free(c->lens);
	*c = (struct cuts){ 0 };
}
