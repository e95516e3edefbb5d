// SPDX-License-Identifier: MIT
/* hash.h
 * What a file's content is called: its SHA-256 in hex. A submission's author must not be able to make two files
 * of one name, so it is a cryptographic hash (by libmd). Also the small seeded generator that every drawn number
 * comes from, so that a seed is all that is needed to see a run again.
 */
#pragma once
#include "base/base.h"

struct hash; /* opaque: being computed */
struct hash *hash_new(void);
void hash_add(
	struct hash *h, struct bytes b); /* length and bytes, so that parts cannot run together */
void hash_add_str(struct hash *h, const char *s);
void hash_end(struct hash *h, char hex[65]); /* and frees h */
void hash_bytes(struct bytes b, char hex[65]);

/* The generator: same seed, same numbers, on every machine. */
struct dice {
	uint64_t state;
};
struct dice dice_from(uint64_t seed, const char *purpose);
uint64_t dice_next(struct dice *d);
uint32_t dice_below(struct dice *d, uint32_t limit); /* 0 .. limit - 1; limit > 0 */
uint64_t dice_new_seed(void); /* from the kernel; short enough to type (6 digits) */
