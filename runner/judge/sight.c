// SPDX-License-Identifier: MIT
#include "judge/sight.h"

#include <string.h>

const char *const unseen_names[UNSEEN_COUNT] = {
	[UNSEEN_NOTHING] = "nothing",
	[UNSEEN_CALLS] = "calls",
	[UNSEEN_PACKETS] = "packets",
	[UNSEEN_SOCKETS] = "sockets in the course of time",
};

static bool asks_bound_port(const struct bytes_expr *e)
{
	for (size_t i = 0; i < e->count; i++)
		if (e->pieces[i].kind == PIECE_BOUND_PORT)
			return true;
	return false;
}

static enum unseen without_calls(const struct step *s)
{
	if (s->verb == VERB_CALL || s->verb == VERB_NEVER)
		return UNSEEN_CALLS;
	if (s->verb == VERB_HOLDS && s->holds.sockets_most >= 0)
		return UNSEEN_SOCKETS;
	return verb_takes_bytes(s->verb) && asks_bound_port(&s->bytes) ? UNSEEN_CALLS
								       : UNSEEN_NOTHING;
}

enum unseen step_unseen(const struct step *s, const char *level)
{
	if (strcmp(level, "full") == 0)
		return UNSEEN_NOTHING;
	if (s->verb == VERB_SHOWS)
		return UNSEEN_PACKETS;
	return strcmp(level, "bare") == 0 ? without_calls(s) : UNSEEN_NOTHING;
}
