// SPDX-License-Identifier: MIT
/* bench.h
 * What the measurements share.
 */
#pragma once
#include "check/check.h"

uint64_t median(uint64_t *times, size_t n);
double ms(uint64_t ns);
void die(const char *what) __attribute__((noreturn));

/* The screen of `program` in a terminal of its own: its first picture, a key, a save. */
void measure_screen(const struct course *course, struct checker *checker, const struct exercise *e,
	const char *program);
