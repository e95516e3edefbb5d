// SPDX-License-Identifier: MIT
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tui/markdown.h"
#include "tui/views.h"

enum { TWO_PANES_FROM = 84, TREE_COLS = 42, TREE_COLS_MAX = 60, EASY_COLS = 88 };

struct row { /* a lesson, or an exercise of it */
	const struct lesson *lesson;
	const struct exercise *exercise; /* NULL: the lesson itself */
};

struct course_view {
	struct row *rows;
	size_t count, cap;
	int selected, top, height;
	char *filter, *wanted; /* NULL: none */
	struct doc *summary;
	const void *summary_of;
	struct pager pager;
};

static const struct {
	const char *sign, *ascii, *word;
	enum role role;
} states[] = {
	[PROGRESS_NEW] = { "○", "[ ]", "new", ROLE_DIM },
	[PROGRESS_TRIED] = { "◐", "[~]", "tried", ROLE_WARN },
	[PROGRESS_DONE] = { "●", "[x]", "done", ROLE_GOOD },
};

/* ---- the rows that are shown */

static bool fits(const char *filter, const char *text)
{
	return !filter || (text && strcasestr(text, filter));
}

static enum progress_state state_of(struct screen *screen, const struct exercise *e)
{
	return workspace_progress(screen->workspace, e->id)->state;
}

static void add_row(struct course_view *v, const struct lesson *l, const struct exercise *e)
{
	grow(&v->rows, &v->cap, v->count, sizeof *v->rows);
	v->rows[v->count++] = (struct row){ l, e };
}

static void fill_rows(struct screen *screen, struct course_view *v)
{
	v->count = 0;
	for (size_t i = 0; i < screen->course->lesson_count; i++) {
		const struct lesson *l = &screen->course->lessons[i];
		bool whole = fits(v->filter, l->title) || fits(v->filter, l->name);
		size_t at = v->count;

		add_row(v, l, NULL);
		for (size_t k = 0; k < l->exercise_count; k++) {
			const struct exercise *e = &l->exercises[k];

			if (whole || fits(v->filter, e->title) || fits(v->filter, e->name) ||
				!strcasecmp(v->filter, states[state_of(screen, e)].word))
				add_row(v, l, e);
		}
		if (!whole && v->count == at + 1)
			v->count = at;
	}
	if (v->selected >= (int)v->count)
		v->selected = v->count ? v->count - 1 : 0;
}

static const struct row *selected(const struct course_view *v)
{
	return v->count ? &v->rows[v->selected] : NULL;
}

static void select_exercise(struct course_view *v, const char *id)
{
	for (size_t i = 0; i < v->count; i++)
		if (v->rows[i].exercise && !strcmp(v->rows[i].exercise->id, id))
			v->selected = i;
}

/* Where the learner was; else the first exercise not yet done. Who has never been anywhere begins by reading. */
static void select_place(struct screen *screen, struct course_view *v)
{
	const char *place = workspace_place(screen->workspace);

	for (size_t i = v->count; i-- > 0;) {
		const struct exercise *e = v->rows[i].exercise;

		if (e && state_of(screen, e) != PROGRESS_DONE)
			v->selected = i;
	}
	select_exercise(v, place);
	if (*place || v->selected > 1)
		return;
	v->selected = 0;
	screen_say(screen, ROLE_GOOD,
		"Welcome! Enter opens what is selected: first a lesson to read, then its "
		"exercises. "
		"? tells the keys.");
}

/* ---- drawing */

static size_t done_in(struct screen *screen, const struct lesson *l)
{
	size_t done = 0;

	for (size_t i = 0; i < l->exercise_count; i++)
		done += state_of(screen, &l->exercises[i]) == PROGRESS_DONE;
	return done;
}

static void draw_row(struct screen *screen, const struct row *r, struct area a, int at)
{
	if (!r->exercise) {
		size_t done = done_in(screen, r->lesson);

		AUTO(freep)
		char *title = xasprintf("%02d %s", r->lesson->number, r->lesson->title);

		area_put_cut(a, at, 1, a.cols - 9, ROLE_HEADING, title);
		area_putf(a, at, a.cols - 7,
			done == r->lesson->exercise_count ? ROLE_GOOD : ROLE_DIM, "%2zu/%zu", done,
			r->lesson->exercise_count);
		return;
	}
	enum progress_state s = state_of(screen, r->exercise);
	int col = 4;

	col += area_put(a, at, col, states[s].role,
		       canvas_sign(a.canvas, states[s].sign, states[s].ascii)) +
	       1;
	col += area_putf(a, at, col, ROLE_DIM, "%-5s", r->exercise->id) + 1;
	area_put_cut(a, at, col, a.cols - 1 - col, ROLE_TEXT, r->exercise->title);
}

static void keep_selected_in_view(struct course_view *v, int height)
{
	v->height = height;
	if (v->selected < v->top)
		v->top = v->selected;
	if (v->selected >= v->top + height)
		v->top = v->selected - height + 1;
	if (v->selected > 0 && v->top == v->selected && !v->rows[v->selected - 1].exercise)
		v->top--; /* the lesson's own line above its first exercise */
}

static void draw_tree(struct screen *screen, struct course_view *v, struct area a)
{
	keep_selected_in_view(v, a.rows);
	for (int i = 0; i < a.rows && v->top + i < (int)v->count; i++) {
		draw_row(screen, &v->rows[v->top + i], a, i);
		if (v->top + i == v->selected)
			area_select(a, i, 0, a.cols - 1);
	}
	if (!v->count && v->filter)
		area_putf(
			a, 1, 1, ROLE_WARN, "Nothing is called \"%s\". Esc shows all.", v->filter);
}

static void draw_progress(struct screen *screen, struct area a)
{
	size_t done = 0, all = 0;
	int bar, filled;

	for (size_t i = 0; i < screen->course->lesson_count; i++) {
		done += done_in(screen, &screen->course->lessons[i]);
		all += screen->course->lessons[i].exercise_count;
	}
	bar = a.cols - 22;
	filled = all ? (int)(done * bar / all) : 0;
	area_putf(a, 0, 1, ROLE_STRONG, "%zu of %zu done", done, all);
	for (int i = 0; i < bar; i++)
		area_put(a, 0, 19 + i, i < filled ? ROLE_GOOD : ROLE_BORDER,
			i < filled ? canvas_sign(a.canvas, "━", "#")
				   : canvas_sign(a.canvas, "─", "."));
}

static void summarize(struct screen *screen, struct course_view *v, const struct row *r)
{
	struct doc *d;
	const void *of = r->exercise ? (const void *)r->exercise : (const void *)r->lesson;

	if (v->summary_of == of)
		return;
	v->summary_of = of;
	doc_free(v->summary);
	d = v->summary = doc_new();
	if (!r->exercise) {
		doc_text(d, ROLE_TITLE, r->lesson->title);
		doc_blank(d);
		doc_text(d, ROLE_TEXT, r->lesson->summary ? r->lesson->summary : "");
		doc_blank(d);
		doc_text(d, ROLE_DIM, "Enter reads the lesson.");
	} else {
		const struct progress *p = workspace_progress(screen->workspace, r->exercise->id);

		doc_line(d, 0, 0, false);
		doc_addf(d, ROLE_TITLE, "%s %s", r->exercise->id, r->exercise->title);
		doc_line(d, 0, 0, false);
		doc_add(d, states[p->state].role, states[p->state].word);
		if (p->tries)
			doc_addf(d, ROLE_DIM, ", checked %lld time%s", (long long)p->tries,
				p->tries == 1 ? "" : "s");
		doc_blank(d);
		markdown_to_doc(d, r->exercise->task);
		doc_blank(d);
		doc_text(d, ROLE_DIM, "Enter opens the exercise.");
	}
	pager_set(&v->pager, d);
	v->pager.top = 0;
}

static int tree_cols(int cols)
{
	int wanted = cols * 2 / 5;

	return wanted < TREE_COLS ? TREE_COLS : wanted > TREE_COLS_MAX ? TREE_COLS_MAX : wanted;
}

static void course_draw(struct screen *screen, void *self, struct area a)
{
	struct course_view *v = self;
	bool two = a.cols >= TWO_PANES_FROM;
	int tree = two ? tree_cols(a.cols) : a.cols;

	draw_progress(screen, area_part(a, 0, 0, 1, tree));
	draw_tree(screen, v, area_part(a, 2, 0, a.rows - 2, tree));
	if (!two || !selected(v))
		return;
	for (int row = 0; row < a.rows; row++)
		area_put(a, row, tree, ROLE_BORDER, canvas_sign(a.canvas, "│", "|"));
	summarize(screen, v, selected(v));
	int cols = a.cols - tree - 3;

	pager_draw(
		&v->pager, area_part(a, 0, tree + 2, a.rows, cols < EASY_COLS ? cols : EASY_COLS));
}

/* ---- keys */

static enum reaction move(struct course_view *v, int rows)
{
	v->selected += rows;
	if (v->selected >= (int)v->count)
		v->selected = v->count - 1;
	if (v->selected < 0)
		v->selected = 0;
	return REACT_REDRAW;
}

static enum reaction key_up(struct screen *screen, void *self)
{
	(void)screen;
	return move(self, -1);
}

static enum reaction key_down(struct screen *screen, void *self)
{
	(void)screen;
	return move(self, 1);
}

static enum reaction key_page_up(struct screen *screen, void *self)
{
	(void)screen;
	return move(self, -((struct course_view *)self)->height);
}

static enum reaction key_page_down(struct screen *screen, void *self)
{
	(void)screen;
	return move(self, ((struct course_view *)self)->height);
}

static enum reaction key_first(struct screen *screen, void *self)
{
	(void)screen;
	return move(self, -100000);
}

static enum reaction key_last(struct screen *screen, void *self)
{
	(void)screen;
	return move(self, 100000);
}

static enum reaction key_open(struct screen *screen, void *self)
{
	const struct row *r = selected(self);

	if (r && r->exercise)
		exercise_view_open(screen, r->exercise);
	else if (r)
		lesson_view_open(screen, r->lesson);
	return REACT_REDRAW;
}

static enum reaction key_read(struct screen *screen, void *self)
{
	const struct row *r = selected(self);

	if (r)
		lesson_view_open(screen, r->lesson);
	return REACT_REDRAW;
}

static enum reaction filtered(struct screen *screen, void *self, const char *text)
{
	struct course_view *v = self;

	free(v->filter);
	v->filter = *text ? xstrdup(text) : NULL;
	v->selected = v->top = 0;
	fill_rows(screen, v);
	for (size_t i = v->count; i-- > 0 && v->filter;)
		if (v->rows[i].exercise && fits(v->filter, v->rows[i].exercise->title))
			v->selected = i;
	return REACT_REDRAW;
}

static enum reaction key_filter(struct screen *screen, void *self)
{
	const struct course_view *v = self;

	screen_prompt(screen, "Show only: ", v->filter ? v->filter : "", filtered);
	return REACT_REDRAW;
}

static enum reaction key_unfilter(struct screen *screen, void *self)
{
	struct course_view *v = self;

	return v->filter ? filtered(screen, self, "") : REACT_PASS;
}

/* ---- finding: names, and what lessons and tasks say */

static bool row_has(const struct row *r, const char *text)
{
	if (r->exercise)
		return fits(text, r->exercise->title) || fits(text, r->exercise->name) ||
		       fits(text, r->exercise->task);
	return fits(text, r->lesson->title) || fits(text, r->lesson->name) ||
	       fits(text, r->lesson->summary);
}

/* Once around, from the selected one. */
static enum reaction find(struct screen *screen, struct course_view *v, int step)
{
	int count = v->count;

	for (int i = 1; v->wanted && i <= count; i++) {
		int at = (v->selected + (step > 0 ? i : count - i)) % count;

		if (row_has(&v->rows[at], v->wanted)) {
			v->selected = at;
			return REACT_REDRAW;
		}
	}
	if (v->wanted)
		screen_say(screen, ROLE_WARN, "\"%s\" is in no lesson and no task shown here.",
			v->wanted);
	return REACT_REDRAW;
}

static enum reaction find_text(struct screen *screen, void *self, const char *text)
{
	struct course_view *v = self;

	free(v->wanted);
	v->wanted = *text ? xstrdup(text) : NULL;
	return find(screen, v, 1);
}

static enum reaction key_find(struct screen *screen, void *self)
{
	(void)self;
	screen_prompt(screen, "Find: ", "", find_text);
	return REACT_REDRAW;
}

static enum reaction key_find_next(struct screen *screen, void *self)
{
	return find(screen, self, 1);
}

static enum reaction key_find_before(struct screen *screen, void *self)
{
	return find(screen, self, -1);
}

/* ---- going to a number */

/* What was typed leads nowhere. */
static void say_nowhere(struct screen *screen, const char *text)
{
	const struct course *c = screen->course;
	AUTO(freep) char *number = xstrndup(text, strcspn(text, "."));
	AUTO(buf_free) struct buf shown = { 0 };
	struct err err = { "" };

	if (strchr(text, '.') && course_find_lesson(c, number, NULL) && !course_find(c, text, &err))
		screen_say(screen, ROLE_WARN, "%s", err.text);
	else if (c->lesson_count) {
		text_safe_line(&shown, bytes_of(number));
		screen_say(screen, ROLE_WARN, "There is no lesson %s: they are %d to %d.",
			buf_str(&shown), c->lessons[0].number,
			c->lessons[c->lesson_count - 1].number);
	}
}

static enum reaction jumped(struct screen *screen, void *self, const char *text)
{
	const struct exercise *e =
		strchr(text, '.') ? course_find(screen->course, text, NULL) : NULL;
	const struct lesson *l = e ? NULL : course_find_lesson(screen->course, text, NULL);

	if (e || l)
		filtered(screen, self, "");
	if (e)
		select_exercise(self, e->id);
	else if (l) {
		struct course_view *v = self;

		for (size_t i = v->count; i-- > 0;)
			if (v->rows[i].lesson == l && !v->rows[i].exercise)
				v->selected = i;
	} else if (*text)
		say_nowhere(screen, text);
	return REACT_REDRAW;
}

static enum reaction key_jump(struct screen *screen, void *self)
{
	(void)self;
	screen_prompt(screen, "Go to number: ", "", jumped);
	return REACT_REDRAW;
}

static enum reaction course_type(struct screen *screen, void *self, int key)
{
	char first[2] = { key, '\0' };

	(void)self;
	if (key > 127 || !isdigit(key))
		return REACT_PASS;
	screen_prompt(screen, "Go to number: ", first, jumped);
	return REACT_REDRAW;
}

static enum reaction course_click(struct screen *screen, void *self, int row, int col)
{
	struct course_view *v = self;
	int at = v->top + row - 2;

	(void)col;
	if (row < 2 || at >= (int)v->count)
		return REACT_NOTHING;
	if (v->selected == at)
		return key_open(screen, self);
	v->selected = at;
	return REACT_REDRAW;
}

static void course_shown(struct screen *screen, void *self)
{
	struct course_view *v = self;

	v->summary_of = NULL; /* progress may have changed */
	fill_rows(screen, v);
}

static void course_close(void *self)
{
	struct course_view *v = self;

	free(v->rows);
	free(v->filter);
	free(v->wanted);
	pager_free(&v->pager);
	doc_free(v->summary);
	free(v);
}

static const struct view_key keys[] = {
	{ TERM_ENTER, TERM_RIGHT, "Enter",
		"Open what is selected: an exercise, or a lesson's text.", "open", key_open },
	{ 'l', 0, "l", "Read the lesson that the selection belongs to.", "lesson", key_read },
	{ '/', 0, "/", "Find a text in the names and tasks.", "find", key_find },
	{ '.', 0, ".", "The next that has it.", NULL, key_find_next },
	{ ',', 0, ",", "The one before that has it.", NULL, key_find_before },
	{ 'f', 0, "f",
		"Show only what has a text in its name; or only the new, tried or done ones.",
		"filter", key_filter },
	{ '#', 0, "1-9", "Go to a lesson or an exercise by its number, such as 9 or 9.1 (also #).",
		"go to", key_jump },
	{ TERM_UP, 'k', "Up", "Select the line above.", NULL, key_up },
	{ TERM_DOWN, 'j', "Down", "Select the line below.", NULL, key_down },
	{ TERM_PAGE_UP, 'b', "PgUp", "A page up.", NULL, key_page_up },
	{ TERM_PAGE_DOWN, ' ', "PgDn", "A page down.", NULL, key_page_down },
	{ TERM_HOME, 'g', "Home", "To the first lesson.", NULL, key_first },
	{ TERM_END, 'G', "End", "To the last.", NULL, key_last },
	{ TERM_ESCAPE, 0, "Esc", "Show all again.", NULL, key_unfilter },
};

static void course_title(struct screen *screen, void *self, struct buf *out)
{
	const struct course_view *v = self;

	(void)screen;
	buf_add_str(out, "Course");
	if (v->filter)
		buf_addf(out, " (only \"%s\")", v->filter);
}

const struct view_class course_view = {
	.name = "Course",
	.keys = keys,
	.key_count = ARRAY_LEN(keys),
	.draw = course_draw,
	.title = course_title,
	.type = course_type,
	.click = course_click,
	.shown = course_shown,
	.close = course_close,
};

void course_view_open(struct screen *screen)
{
	struct course_view *v = xcalloc(1, sizeof *v);

	v->pager.link = v->pager.found = -1;
	fill_rows(screen, v);
	select_place(screen, v);
	screen_push(screen, &course_view, v);
}
