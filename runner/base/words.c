// SPDX-License-Identifier: MIT
#include "base/words.h"

#include <ctype.h>
#include <string.h>

enum { LONGEST = 63 }; /* longer words are compared by their beginning */

static bool same(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

static size_t least(size_t a, size_t b, size_t c)
{
	return min_size(a, min_size(b, c));
}

size_t words_distance(const char *a, const char *b)
{
	size_t la = min_size(strlen(a), LONGEST), lb = min_size(strlen(b), LONGEST);
	size_t d[LONGEST + 1][LONGEST + 1];

	for (size_t i = 0; i <= la; i++)
		d[i][0] = i;
	for (size_t j = 0; j <= lb; j++)
		d[0][j] = j;
	for (size_t i = 1; i <= la; i++)
		for (size_t j = 1; j <= lb; j++) {
			size_t change = d[i - 1][j - 1] + !same(a[i - 1], b[j - 1]);

			d[i][j] = least(d[i - 1][j] + 1, d[i][j - 1] + 1, change);
			if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
				d[i][j] = min_size(d[i][j], d[i - 2][j - 2] + 1);
		}
	return d[la][lb];
}

const char *words_nearest(const char *word, const char *const *list, size_t count)
{
	const char *best = NULL;
	size_t best_distance = (strlen(word) + 1) / 3 + 1; /* so far, and it is another word */

	for (size_t i = 0; i < count; i++) {
		size_t distance = words_distance(word, list[i]);

		if (distance < best_distance) {
			best_distance = distance;
			best = list[i];
		}
	}
	return best;
}
