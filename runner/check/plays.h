// SPDX-License-Identifier: MIT
/* plays.h
 * Plays side by side, one to a CPU. A play that met its deadline is tried once more, alone and with more time, before it counts:
 * a busy machine is nobody's mistake.
 */
#pragma once
#include "play/play.h"

struct plays_host {	 /* whoever wants them played */
	const int *cpus; /* one play at a time on each; -1: not pinned */
	size_t cpu_count;
	/* Whether the i-th is still worth playing, from what has ended so far. One that is not is not begun, or is ended. */
	bool (*wanted)(void *context, size_t i);
	/* The i-th is over; its timeline is the host's now. It has an EVENT_END always, of END_TOOL where it could not begin. */
	void (*ended)(void *context, size_t i, struct timeline *tl);
	void (*seen)(void *context, size_t i, const struct event *ev); /* may be NULL */
	bool (*cancelled)(void *context);			       /* may be NULL */
	void *context;
};

/* Begins them in their order. Returns false if it was cancelled: then some have not ended, and nothing of them is left running. */
bool plays_run(const struct play_spec *specs, size_t count, const struct plays_host *host);
