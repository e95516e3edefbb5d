// SPDX-License-Identifier: MIT
/* still.h
 * Silence where calls are not followed: tasks are looked at from outside, as /proc tells of them. That they have slept for a moment is enough
 * for a next piece to be sent; that nothing more will come is said only where each sleeps in a call that only others can end.
 */
#pragma once
#include "stage/quiet.h"

struct still {
	uint64_t sum;	    /* of how often each task had been switched to, when last looked at */
	uint64_t since;	    /* it has been that */
	bool told_for_ever; /* the player was, since then */
};

/* The processes of a program (STILL_ALL: of all programs) and those they started, as /proc knows them. */
enum { STILL_ALL = -100 };
size_t still_processes(struct stage *s, int who, pid_t *out, size_t max);
/* QUIET_SOON: they sleep, and have not for long. */
enum quiet still_look(struct stage *s);
