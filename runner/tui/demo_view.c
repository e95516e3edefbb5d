// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include "tui/ladder_view.h"
#include "tui/views.h"

/* A demo is a ladder that fills while the finished programs talk. */
struct demo {
	const struct lesson *lesson;
	struct check_job *job;
	struct timeline *tl; /* what has come so far */
};

static void see(void *context, int conversation, enum delivery delivery, const struct event *ev)
{
	struct demo *d = context;

	(void)conversation;
	(void)delivery;
	timeline_add(d->tl, ev);
}

static int demo_fd(void *self)
{
	struct demo *d = self;

	return d->job ? check_job_fd(d->job) : -1;
}

static void demo_end(struct screen *screen, struct ladder_view *v, struct demo *d)
{
	struct check_result r;

	check_job_result(d->job, &r);
	if (r.outcome == OUTCOME_TOOL_ERROR)
		screen_say(screen, ROLE_BAD, "The demo could not be played: %s",
			r.tool_text ? r.tool_text : "");
	else
		screen_say(screen, ROLE_GOOD,
			"The demo, at human speed. p stops it, End shows all, Enter opens an "
			"event.");
	check_result_free(&r);
	check_job_free(TAKE(d->job));
	ladder_view_grow(v, d->tl, &d->lesson->demo_script, true);
	ladder_pane_go(&v->pane, 0);
	ladder_view_play(v);
}

static void demo_pull(struct screen *screen, struct ladder_view *v)
{
	struct demo *d = v->source_of;

	if (!d->job)
		return;
	if (check_job_read(d->job, see, d))
		ladder_view_grow(v, d->tl, &d->lesson->demo_script, false);
	else
		demo_end(screen, v, d);
	screen->dirty = true;
}

static void demo_stop(void *self)
{
	struct demo *d = self;

	check_job_free(d->job);
	timeline_free(d->tl);
	free(d);
}

void demo_view_open(struct screen *screen, const struct lesson *l)
{
	struct check_options o = { .conversation = -1, .delivery = -1, .storm = -1 };
	struct err err = { "" };
	struct check_job *job =
		screen_checker(screen, &err) ? check_job_demo(screen->checker, l, &o, &err) : NULL;
	struct ladder_view *v;
	struct demo *d;

	if (!job) {
		screen_say(screen, ROLE_BAD, "%s", err.text);
		return;
	}
	d = xcalloc(1, sizeof *d);
	*d = (struct demo){ l, job, timeline_new() };
	v = ladder_view_push(screen, &demo_view);
	v->source_of = d;
	v->watch_fd = demo_fd;
	v->pull = demo_pull;
	v->stop = demo_stop;
}
