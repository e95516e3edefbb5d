// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include "base/file.h"
#include "tui/markdown.h"
#include "tui/views.h"

enum { TEXT_MAX = 1 << 20, EASY_COLS = 88 }; /* lines longer than that are hard to follow */

struct lesson_view {
	const struct lesson *lesson;
	struct doc *doc;
	struct pager pager;
};

static void add_exercises(struct screen *screen, struct doc *d, const struct lesson *l)
{
	doc_blank(d);
	doc_text(d, ROLE_HEADING, "Exercises");
	for (size_t i = 0; i < l->exercise_count; i++) {
		const struct exercise *e = &l->exercises[i];
		bool done = workspace_progress(screen->workspace, e->id)->state == PROGRESS_DONE;

		doc_line(d, 2, 8, false);
		doc_link_begin(d, LINK_EXERCISE, e->id, 0);
		doc_addf(d, ROLE_LINK, "%s %s", e->id, e->title);
		doc_link_end(d);
		if (done)
			doc_add(d, ROLE_GOOD, "  done");
	}
}

static void load(struct screen *screen, struct lesson_view *v)
{
	AUTO(buf_free) struct buf text = { 0 };
	struct err err = { "" };

	doc_free(v->doc);
	v->doc = doc_new();
	if (file_read(v->lesson->text_path, TEXT_MAX, 0, &text, &err))
		markdown_to_doc(v->doc, buf_str(&text));
	else
		doc_text(v->doc, ROLE_BAD, err.text);
	add_exercises(screen, v->doc, v->lesson);
	pager_set(&v->pager, v->doc);
}

static void lesson_draw(struct screen *screen, void *self, struct area a)
{
	struct lesson_view *v = self;
	int cols = a.cols - 4 > EASY_COLS ? EASY_COLS : a.cols - 2;

	(void)screen;
	pager_draw(&v->pager, area_part(a, 0, 2, a.rows, cols));
}

static void lesson_title(struct screen *screen, void *self, struct buf *out)
{
	const struct lesson_view *v = self;

	(void)screen;
	buf_addf(out, "%02d %s", v->lesson->number, v->lesson->title);
}

static enum reaction key_demo(struct screen *screen, void *self)
{
	struct lesson_view *v = self;

	if (!v->lesson->demo_script.step_count)
		screen_say(screen, ROLE_WARN, "This lesson has no demo.");
	else
		demo_view_open(screen, v->lesson);
	return REACT_REDRAW;
}

static enum reaction key_exercise(struct screen *screen, void *self)
{
	struct lesson_view *v = self;
	const struct exercise *first = v->lesson->exercise_count ? v->lesson->exercises : NULL;

	for (size_t i = v->lesson->exercise_count; i-- > 0;)
		if (workspace_progress(screen->workspace, v->lesson->exercises[i].id)->state !=
			PROGRESS_DONE)
			first = &v->lesson->exercises[i];
	if (first)
		exercise_view_open(screen, first);
	return REACT_REDRAW;
}

static enum reaction step_lesson(struct screen *screen, struct lesson_view *v, int step)
{
	size_t i = v->lesson - screen->course->lessons;

	if ((step < 0 && i == 0) || (step > 0 && i + 1 == screen->course->lesson_count)) {
		screen_say(screen, ROLE_WARN,
			step < 0 ? "This is the first lesson." : "This is the last lesson.");
		return REACT_REDRAW;
	}
	v->lesson += step;
	v->pager.top = 0;
	load(screen, v);
	return REACT_REDRAW;
}

static enum reaction key_next(struct screen *screen, void *self)
{
	return step_lesson(screen, self, 1);
}

static enum reaction key_previous(struct screen *screen, void *self)
{
	return step_lesson(screen, self, -1);
}

static enum reaction lesson_type(struct screen *screen, void *self, int key)
{
	return screen_pager_key(screen, &((struct lesson_view *)self)->pager, key);
}

static enum reaction lesson_click(struct screen *screen, void *self, int row, int col)
{
	struct lesson_view *v = self;
	int link = pager_link_at(&v->pager, row, col - 2);

	if (link < 0)
		return REACT_NOTHING;
	v->pager.link = link;
	return screen_follow(screen, pager_link(&v->pager));
}

static void lesson_shown(struct screen *screen, void *self)
{
	load(screen, self);
}

static void lesson_close(void *self)
{
	struct lesson_view *v = self;

	pager_free(&v->pager);
	doc_free(v->doc);
	free(v);
}

static const struct view_key keys[] = {
	{ 'd', 0, "d", "Play the demo: a conversation between finished programs, on the ladder.",
		"demo", key_demo },
	{ 'e', 0, "e", "To the first exercise of this lesson that is not done.", "exercise",
		key_exercise },
	{ 'n', 0, "n", "The next lesson.", "next", key_next },
	{ 'p', 0, "p", "The lesson before.", "previous", key_previous },
};

const struct view_class lesson_view = {
	.name = "Lesson",
	.keys = keys,
	.key_count = ARRAY_LEN(keys),
	.shared = &screen_pager_keys,
	.draw = lesson_draw,
	.title = lesson_title,
	.type = lesson_type,
	.click = lesson_click,
	.shown = lesson_shown,
	.close = lesson_close,
};

void lesson_view_open(struct screen *screen, const struct lesson *l)
{
	struct lesson_view *v = xcalloc(1, sizeof *v);

	v->lesson = l;
	v->pager.link = v->pager.found = -1;
	screen_push(screen, &lesson_view, v);
}
