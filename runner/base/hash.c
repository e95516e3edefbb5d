// SPDX-License-Identifier: MIT
#include "base/hash.h"

#include <stdlib.h>
#include <string.h>
#include <sha256.h>
#include <sys/random.h>

#include "base/clock.h"

struct hash {
	SHA2_CTX sha;
};

struct hash *hash_new(void)
{
	struct hash *h = xmalloc(sizeof *h);

	SHA256Init(&h->sha);
	return h;
}

void hash_add(struct hash *h, struct bytes b)
{
	uint64_t len = b.len;

	SHA256Update(&h->sha, (const uint8_t *)&len, sizeof len);
	if (b.len)
		SHA256Update(&h->sha, b.at, b.len);
}

void hash_add_str(struct hash *h, const char *s)
{
	hash_add(h, bytes_of(s));
}

void hash_end(struct hash *h, char hex[65])
{
	SHA256End(&h->sha, hex);
	free(h);
}

void hash_bytes(struct bytes b, char hex[65])
{
	SHA256Data(b.len ? b.at : (const uint8_t *)"", b.len, hex);
}

/* splitmix64: every state is as good as every other, so a seed needs no warming up. */
uint64_t dice_next(struct dice *d)
{
	uint64_t z = d->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

struct dice dice_from(uint64_t seed, const char *purpose)
{
	struct dice d = { seed };

	for (; *purpose; purpose++)
		d.state = dice_next(&d) ^ (uint8_t)*purpose;
	return d;
}

uint32_t dice_below(struct dice *d, uint32_t limit)
{
	return (dice_next(d) >> 32) * limit >> 32;
}

uint64_t dice_new_seed(void)
{
	uint64_t drawn;

	if (getrandom(&drawn, sizeof drawn, GRND_NONBLOCK) != sizeof drawn)
		drawn = clock_wall_ns();
	return drawn % 999999 + 1;
}
