// SPDX-License-Identifier: MIT
/* base.h
 * What every file here leans on: memory that cannot fail (out of memory aborts), locals that are released
 * by attribute and handed over by TAKE(), and borrowed views of bytes. It knows nothing of sockets.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define ARRAY_LEN(a)	  (sizeof(a) / sizeof((a)[0]))
#define PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

/* A local with one owner: AUTO(freep) char *s = ...; it is released when it leaves scope, unless TAKE()n. */
#define AUTO(release) __attribute__((cleanup(release)))
#define TAKE(pointer)                                                                              \
	({                                                                                         \
		__typeof__(pointer) taken_ = (pointer);                                            \
		(pointer) = NULL;                                                                  \
		taken_;                                                                            \
	})
#define TAKE_FD(fd)                                                                                \
	({                                                                                         \
		int taken_ = (fd);                                                                 \
		(fd) = -1;                                                                         \
		taken_;                                                                            \
	})

void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *old, size_t size);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t len);
void *xmemdup(const void *at, size_t len);
char *xasprintf(const char *fmt, ...) PRINTF(1, 2);

/* Grows *items (of `size` bytes each) so that one more fits; use as
 * `grow(&list, &cap, n, sizeof *list); list[n++] = item;`. */
void grow(void *items, size_t *cap, size_t count, size_t size);

/* Releasers for AUTO(): each takes the address of the local and is safe on NULL, -1. */
void freep(void *pointer_to_pointer);
void closep(int *fd);
void fclosep(FILE **file);

/* Bytes that belong to somebody else. */
struct bytes {
	const uint8_t *at;
	size_t len;
};
struct bytes bytes_of(const char *text);
bool bytes_equal(struct bytes a, struct bytes b);

static inline size_t min_size(size_t a, size_t b)
{
	return a < b ? a : b;
}
