// SPDX-License-Identifier: MIT
#include "play/player.h"

void record_move(struct player *p, const struct actor *a, enum move_what what,
	const struct move_event *facts)
{
	struct event ev = { .kind = EVENT_MOVE, .who = a->who, .move = *facts };

	ev.move.what = what;
	stage_record(p->stage, &ev);
}

void record_step(struct player *p, int index, enum step_what what, enum step_why why)
{
	struct event ev = { .kind = EVENT_STEP, .who = p->script->steps[index].who };

	ev.step = (struct step_event){ index, what, why, { 0 } };
	if (what == STEP_BEGAN && p->hearing.want.data)
		ev.step.expected = buf_bytes(&p->hearing.want);
	stage_record(p->stage, &ev);
}

/* The world broke, not the program: whoever judges this run finds it before everything else. */
void record_tool_error(struct player *p, const struct err *err)
{
	struct event ev = { .kind = EVENT_END, .who = WHO_TOOL };

	ev.end = (struct end_event){ .how = END_TOOL, .text = err->text };
	stage_record(p->stage, &ev);
	p->ended = true;
}
