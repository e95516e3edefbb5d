// SPDX-License-Identifier: MIT
#include "cli/progress_words.h"

#include <string.h>

static const char *const state_words[] = {
	[PROGRESS_NEW] = "new",
	[PROGRESS_TRIED] = "tried",
	[PROGRESS_DONE] = "done",
};

const char *progress_word(const struct app *app, const struct exercise *e)
{
	const struct progress *p = workspace_progress(app->workspace, e->id);

	if (p->state == PROGRESS_DONE && *p->script_hash &&
		strcmp(p->script_hash, e->script_hash) != 0)
		return "changed";
	return state_words[p->state];
}

static size_t count_done(const struct app *app, const struct lesson *l)
{
	size_t done = 0;

	for (size_t i = 0; i < l->exercise_count; i++)
		done += workspace_progress(app->workspace, l->exercises[i].id)->state ==
			PROGRESS_DONE;
	return done;
}

void say_lesson_line(const struct app *app, const struct lesson *l)
{
	if (l->exercise_count)
		say(app, "%02d %s: %zu of %zu done", l->number, l->title, count_done(app, l),
			l->exercise_count);
	else
		say(app, "%02d %s: to read", l->number, l->title);
}

void say_exercise_line(const struct app *app, const struct exercise *e)
{
	if (app->columns < 40)
		say_indented(app, "%s %s, %s", e->id, e->title, progress_word(app, e));
	else
		printf("  %-5s %-7s  %s\n", e->id, progress_word(app, e), e->title);
}
