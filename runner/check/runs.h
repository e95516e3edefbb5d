// SPDX-License-Identifier: MIT
/* runs.h
 * The runs of a check, or of several checks of one exercise at once, played side by side and judged. Between check.c and lint.
 */
#pragma once
#include "check/check.h"

struct runs { /* of one program */
	const struct exercise *exercise;
	const struct check_options *options;
	struct check_result
		*result; /* its `runs` are what is played; a sum is made when they are over */
	struct play_spec *specs; /* of each run; owned, like `ended` */
	bool *ended;		 /* each run's outcome is known */
	bool over;
};
void runs_init(struct runs *r, const struct exercise *e, const struct check_options *o,
	struct check_result *result);
void runs_fini(struct runs *r);

struct runs_host {
	const int *cpus;
	size_t cpu_count;
	void (*over)(void *context, size_t which); /* the sum of this one is made; may be NULL */
	void *context;
};
/* Plays those of them all that aren't over. Whether it goes on is asked of the first one's options. */
void runs_play(struct runs *list, size_t count, const struct runs_host *host);

void runs_judge(const struct exercise *e, struct check_run *run);
void runs_sum_up(struct check_result *r);
