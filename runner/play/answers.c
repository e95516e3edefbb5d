// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include "judge/heard.h"
#include "play/play.h"

static bool asks_the_reference(const struct step *s)
{
	return heard_is_about_bytes(s) && bytes_expr_has_like(&s->bytes);
}

/* An empty answer is an answer too; none at all is only where the step was not done. */
static struct bytes answer_at(const struct conversation *c, const struct timeline *tl, int step)
{
	struct bytes answer = { 0 };
	struct heard heard;

	heard_at(c, tl, step, &heard);
	if (heard.ended && heard.ended->step.what == STEP_DONE)
		answer = (struct bytes){ xmemdup(buf_str(&heard.got), heard.got.len),
			heard.got.len };
	heard_free(&heard);
	return answer;
}

void answers_from(struct answers *out, const struct conversation *c, const struct timeline *tl)
{
	*out = (struct answers){ xcalloc(c->step_count, sizeof *out->of_step), c->step_count };
	for (size_t i = 0; i < c->step_count; i++)
		if (asks_the_reference(&c->steps[i]))
			out->of_step[i] = answer_at(c, tl, i);
}

void answers_free(struct answers *a)
{
	for (size_t i = 0; i < a->count; i++)
		free((void *)a->of_step[i].at);
	free(a->of_step);
	*a = (struct answers){ 0 };
}
