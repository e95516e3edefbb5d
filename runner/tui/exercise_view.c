// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "tui/markdown.h"
#include "tui/verdict_doc.h"
#include "tui/views.h"

enum { TWO_PANES_FROM = 120, SOURCE_MAX = 1 << 20 };

struct exercise_view {
	const struct exercise *exercise;
	char *path;		    /* the learner's file */
	struct doc *task, *verdict; /* verdict: NULL while there is none */
	struct doc *source;	    /* stands in the verdict's place until there is one */
	struct pager task_pager, verdict_pager, source_pager;
	size_t hint_line; /* of the task: where the newest hint begins */
	int verdict_cols;
	int above, left;    /* as last drawn: rows of the headline, columns of the task's pane */
	bool verdict_shown; /* in one pane: which of the two */
};

/* ---- the task's doc */

/* Returns the line at which the newest begins. */
static size_t add_hints(struct screen *screen, struct doc *d, const struct exercise *e)
{
	size_t newest = 0;
	int64_t seen = workspace_progress(screen->workspace, e->id)->hints_seen;

	for (int64_t i = 0; i < seen && e->hints[i]; i++) {
		doc_blank(d);
		newest = doc_line_count(d);
		doc_line(d, 0, 0, false);
		doc_addf(d, ROLE_ACCENT, "Hint %lld of 3", (long long)i + 1);
		markdown_to_doc(d, e->hints[i]);
	}
	return newest;
}

/* What can be said of the file without checking it. */
static const char *file_state(const struct exercise_view *v)
{
	AUTO(buf_free) struct buf mine = { 0 };
	AUTO(buf_free) struct buf handout = { 0 };

	if (!file_read(v->path, SOURCE_MAX, 0, &mine, NULL))
		return "it cannot be read";
	if (!file_read(v->exercise->handout_path, SOURCE_MAX, 0, &handout, NULL))
		return "";
	return bytes_equal(buf_bytes(&mine), buf_bytes(&handout)) ? "not edited yet" : "edited";
}

static void add_file(struct doc *d, const struct exercise_view *v)
{
	const char *state = file_state(v);

	doc_blank(d);
	doc_line(d, 0, 6, false);
	doc_add(d, ROLE_STRONG, "File  ");
	doc_link_begin(d, LINK_SOURCE, v->path, 1);
	doc_add(d, ROLE_LINK, v->path);
	doc_link_end(d);
	doc_addf(d, ROLE_DIM, *state ? "  (%s)" : "%s", state);
	doc_line(d, 6, 6, false);
	doc_add(d, ROLE_DIM,
		"Press e to edit it, or edit it in another window. Saving checks it at once.");
}

static void add_why(struct screen *screen, struct doc *d, const struct exercise *e)
{
	const struct exercise *next = course_next(screen->course, e);

	doc_blank(d);
	doc_text(d, ROLE_GOOD, "Why it works");
	markdown_to_doc(d, e->why);
	if (!next)
		return;
	doc_blank(d);
	doc_line(d, 0, 0, false);
	doc_add(d, ROLE_TEXT, "Next: ");
	doc_link_begin(d, LINK_EXERCISE, next->id, 0);
	doc_addf(d, ROLE_LINK, "%s %s", next->id, next->title);
	doc_link_end(d);
	doc_add(d, ROLE_DIM, "  (n)");
}

static void fill_task(struct screen *screen, struct exercise_view *v)
{
	const struct exercise *e = v->exercise;
	struct doc *d = doc_new();

	doc_line(d, 0, 0, false);
	doc_addf(d, ROLE_TITLE, "%s %s", e->id, e->title);
	doc_blank(d);
	markdown_to_doc(d, e->task);
	add_file(d, v);
	v->hint_line = add_hints(screen, d, e);
	if (!v->verdict && workspace_progress(screen->workspace, e->id)->state == PROGRESS_DONE)
		add_why(screen, d, e);
	pager_set(&v->task_pager, d);
	doc_free(v->task);
	v->task = d;
}

static void fill_source(struct exercise_view *v)
{
	AUTO(buf_free) struct buf text = { 0 };

	doc_free(v->source);
	v->source = doc_new();
	if (file_read(v->path, SOURCE_MAX, 0, &text, NULL))
		doc_source(v->source, buf_str(&text), 1, 0, 0);
	pager_set(&v->source_pager, v->source);
}

static void fill_verdict(struct screen *screen, struct exercise_view *v)
{
	const struct check_result *r = screen_result(screen, v->exercise);

	doc_free(v->verdict);
	v->verdict = NULL;
	if (r) {
		v->verdict = doc_new();
		verdict_to_doc(
			v->verdict, screen->course, v->exercise, r, v->path, v->verdict_cols);
		verdict_next_to_doc(v->verdict, r);
		if (r->outcome == OUTCOME_HELD)
			add_why(screen, v->verdict, v->exercise);
	}
	pager_set(&v->verdict_pager, v->verdict);
}

/* ---- drawing */

static enum role headline(struct screen *screen, const struct exercise_view *v, struct buf *out)
{
	const struct check_result *r = screen_result(screen, v->exercise);

	if (screen_checking(screen, v->exercise)) {
		buf_add_str(out, "Checking... t watches, Esc stops it.");
		return ROLE_ACCENT;
	}
	if (r)
		return verdict_doc_headline(v->exercise, r, out);
	switch (workspace_progress(screen->workspace, v->exercise->id)->state) {
	case PROGRESS_DONE:
		buf_add_str(out, "Done: it has held. Saving the file, or c, checks it again.");
		return ROLE_GOOD;
	case PROGRESS_TRIED:
		buf_add_str(out, "Tried, and not done yet: edit the file and save it, or press c.");
		return ROLE_DIM;
	default: break;
	}
	buf_add_str(out, "Not checked yet: edit the file and save it, or press c.");
	return ROLE_DIM;
}

static void draw_verdict(struct screen *screen, struct exercise_view *v, struct area a)
{
	if (v->verdict_cols != a.cols - 2) {
		v->verdict_cols = a.cols - 2;
		fill_verdict(screen, v);
	}
	pager_draw(&v->verdict_pager, a);
}

static void draw_beside(struct screen *screen, struct exercise_view *v, struct area a)
{
	if (v->verdict)
		draw_verdict(screen, v, a);
	else
		pager_draw(&v->source_pager, a);
}

/* The state of it stands above everything; returns the rows it took. */
static int draw_headline(struct screen *screen, const struct exercise_view *v, struct area a)
{
	AUTO(buf_free) struct buf line = { 0 };
	enum role role = headline(screen, v, &line);
	struct doc *d = doc_new();
	int rows;

	doc_text(d, role, buf_str(&line));
	rows = doc_draw(d, area_part(a, 0, 2, a.rows > 14 ? 3 : 2, a.cols - 3));
	doc_free(d);
	area_fill(a, rows, 0, a.cols, ROLE_BORDER, canvas_sign(a.canvas, "─", "-"));
	return rows + 1;
}

static void exercise_draw(struct screen *screen, void *self, struct area a)
{
	struct exercise_view *v = self;
	bool two = a.cols >= TWO_PANES_FROM;
	int left = two ? a.cols / 2 - 1 : a.cols - 2;
	int above = draw_headline(screen, v, a);
	struct area body = area_part(a, above, 0, a.rows - above, a.cols);

	v->above = above;
	v->left = two ? left : a.cols;
	if (two || !v->verdict_shown || !v->verdict)
		pager_draw(&v->task_pager, area_part(body, 0, 2, body.rows, left - 1));
	for (int row = 0; two && row < body.rows; row++)
		area_put(body, row, left + 1, ROLE_BORDER, canvas_sign(a.canvas, "│", "|"));
	if (two)
		draw_beside(screen, v, area_part(body, 0, left + 3, body.rows, a.cols - left - 3));
	else if (v->verdict_shown && v->verdict)
		draw_verdict(screen, v, area_part(body, 0, 2, body.rows, left));
}

static void exercise_title(struct screen *screen, void *self, struct buf *out)
{
	const struct exercise_view *v = self;

	(void)screen;
	buf_addf(out, "%s %s", v->exercise->id, v->exercise->title);
}

/* ---- keys */

static struct pager *active(struct screen *screen, struct exercise_view *v)
{
	(void)screen;
	return v->verdict && v->verdict_shown ? &v->verdict_pager : &v->task_pager;
}

static int line_of_call(const struct event *ev)
{
	return ev && ev->kind == EVENT_CALL && ev->call.frame_count ? ev->call.frames[0].line : 0;
}

/* Of their own file: a header is not theirs to edit. */
static int line_of_error(const struct timeline *said, const struct exercise *e)
{
	for (size_t i = 0; i < timeline_count(said); i++) {
		const struct event *ev = timeline_at(said, i);

		if (ev->kind == EVENT_DIAGNOSTIC && !strcmp(ev->diagnostic.severity, "error") &&
			!strcmp(path_base(ev->diagnostic.file), path_base(e->handout_path)))
			return ev->diagnostic.line;
	}
	return 0;
}

/* Where the program was when it broke. */
static int line_of_doing(const struct check_run *run)
{
	for (size_t i = 0; run && i < run->verdict.doing_count; i++)
		if (run->verdict.doing[i].who == WHO_YOU && run->verdict.doing[i].call)
			return line_of_call(run->verdict.doing[i].call);
	return 0;
}

/* The line that the verdict is about: the compiler's, the mistake's, or where the program was. */
static int line_to_edit(struct screen *screen, struct exercise_view *v)
{
	const struct check_result *r = screen_result(screen, v->exercise);
	int line = r ? line_of_error(r->compile.said, v->exercise) : 0;

	if (r && !line && r->findings.count)
		line = line_of_call(r->findings.list[0].event);
	if (r && !line)
		line = line_of_doing(r->told);
	return line > 0 ? line : 1;
}

static enum reaction key_edit(struct screen *screen, void *self)
{
	struct exercise_view *v = self;

	screen_edit(screen, v->path, line_to_edit(screen, v));
	return REACT_REDRAW;
}

static enum reaction key_check(struct screen *screen, void *self)
{
	screen_check(screen, ((struct exercise_view *)self)->exercise);
	return REACT_REDRAW;
}

static enum reaction key_hint(struct screen *screen, void *self)
{
	static const struct progress one_more = { .hints_seen = 1 };
	struct exercise_view *v = self;
	struct err err;

	if (workspace_progress(screen->workspace, v->exercise->id)->hints_seen >= 3) {
		screen_say(screen, ROLE_WARN, "These are all the hints. s shows the solution.");
		return REACT_REDRAW;
	}
	if (!workspace_add_progress(screen->workspace, v->exercise->id, &one_more, &err))
		screen_say(screen, ROLE_WARN, "%s", err.text);
	fill_task(screen, v);
	v->verdict_shown = false;
	pager_to_line(&v->task_pager, v->hint_line);
	return REACT_REDRAW;
}

static void say_no_verdict(struct screen *screen, const struct exercise_view *v)
{
	screen_say_check(screen, ROLE_WARN,
		screen_checking(screen, v->exercise)
			? "There is no verdict yet: the check is running."
			: "There is no verdict yet: c checks the file.");
}

static enum reaction key_other(struct screen *screen, void *self)
{
	struct exercise_view *v = self;

	if (!v->verdict)
		say_no_verdict(screen, v);
	v->verdict_shown = !v->verdict_shown && v->verdict;
	return REACT_REDRAW;
}

static enum reaction key_verdict(struct screen *screen, void *self)
{
	struct exercise_view *v = self;

	if (screen_result(screen, v->exercise))
		verdict_view_open(screen, v->exercise);
	else
		say_no_verdict(screen, v);
	return REACT_REDRAW;
}

static enum reaction key_ladder(struct screen *screen, void *self)
{
	struct exercise_view *v = self;

	if (screen_result(screen, v->exercise) || screen_checking(screen, v->exercise))
		ladder_view_open(screen, v->exercise, -1);
	else
		screen_say_check(
			screen, ROLE_WARN, "There is no run to show yet: c checks the file.");
	return REACT_REDRAW;
}

static enum reaction key_peer(struct screen *screen, void *self)
{
	peer_view_open(screen, ((struct exercise_view *)self)->exercise);
	return REACT_REDRAW;
}

static enum reaction really_solution(struct screen *screen, void *self, const char *text)
{
	(void)text;
	solution_view_open(screen, ((struct exercise_view *)self)->exercise);
	return REACT_REDRAW;
}

static enum reaction key_solution(struct screen *screen, void *self)
{
	const struct exercise *e = ((struct exercise_view *)self)->exercise;

	if (workspace_progress(screen->workspace, e->id)->state == PROGRESS_DONE)
		solution_view_open(screen, e);
	else
		screen_ask(screen,
			"This is a spoiler: the exercise is not done yet. Show it? (y/n) ",
			really_solution);
	return REACT_REDRAW;
}

static enum reaction really_reset(struct screen *screen, void *self, const char *text)
{
	struct exercise_view *v = self;
	AUTO(freep) char *backup = NULL;
	struct err err = { "" };

	(void)text;
	if (!workspace_reset(screen->workspace, v->exercise, &backup, &err))
		screen_say(screen, ROLE_BAD, "%s", err.text);
	else
		screen_say(
			screen, ROLE_GOOD, "The handout is back. Yours is kept: u takes it back.");
	return REACT_REDRAW;
}

static enum reaction key_reset(struct screen *screen, void *self)
{
	(void)self;
	screen_ask(screen, "Put the handout back? Your file is kept as a backup. (y/n) ",
		really_reset);
	return REACT_REDRAW;
}

static enum reaction really_undo(struct screen *screen, void *self, const char *text)
{
	struct exercise_view *v = self;
	AUTO(freep) char *restored = NULL;
	struct err err = { "" };

	(void)text;
	if (!workspace_undo(screen->workspace, v->exercise, &restored, &err))
		screen_say(screen, ROLE_WARN, "%s", err.text);
	else
		screen_say(screen, ROLE_GOOD, "Your file is back as it was before the last reset.");
	return REACT_REDRAW;
}

static enum reaction key_undo(struct screen *screen, void *self)
{
	(void)self;
	screen_ask(screen,
		"Take back the file as it was before the last reset? Yours is kept as a backup. "
		"(y/n) ",
		really_undo);
	return REACT_REDRAW;
}

static enum reaction key_next(struct screen *screen, void *self)
{
	const struct exercise *next =
		course_next(screen->course, ((struct exercise_view *)self)->exercise);

	if (!next) {
		screen_say(screen, ROLE_GOOD, "This is the last exercise of the course.");
		return REACT_REDRAW;
	}
	exercise_view_replace(screen, self, next);
	return REACT_REDRAW;
}

static enum reaction key_lesson(struct screen *screen, void *self)
{
	lesson_view_open(
		screen, course_lesson_of(screen->course, ((struct exercise_view *)self)->exercise));
	return REACT_REDRAW;
}

/* While a check runs, a key that means nothing here stops it; so do those that lead away. */
static enum reaction stop_check(struct screen *screen, int key)
{
	static const int others[] = { '?', TERM_F1, 'S', 'Q', CTRL_L, CTRL_Z };

	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		if (key == others[i])
			return REACT_PASS;
	screen_cancel_check(screen);
	return REACT_REDRAW;
}

static enum reaction exercise_type(struct screen *screen, void *self, int key)
{
	struct exercise_view *v = self;
	enum reaction r = screen_pager_key(screen, active(screen, v), key);

	return r == REACT_PASS && screen_checking(screen, v->exercise) ? stop_check(screen, key)
								       : r;
}

/* Where both panes are shown, a click and the wheel mean the one under the mouse. */
static enum reaction exercise_click(struct screen *screen, void *self, int row, int col)
{
	struct exercise_view *v = self;
	bool right = col > v->left;
	struct pager *p;
	int link;

	if (v->left < screen->canvas.cols)
		v->verdict_shown = right;
	p = right && !v->verdict ? &v->source_pager : active(screen, v);
	link = pager_link_at(p, row - v->above, col - (right ? v->left + 3 : 2));
	if (link < 0)
		return REACT_REDRAW;
	p->link = link;
	return screen_follow(screen, pager_link(p));
}

/* ---- life */

/* Only where the learner has set it so. */
static void advance(struct screen *screen, struct exercise_view *v)
{
	const struct check_result *r = screen_result(screen, v->exercise);
	const struct exercise *next = course_next(screen->course, v->exercise);

	if (!next || !r || r->outcome != OUTCOME_HELD ||
		strcmp(workspace_setting(screen->workspace, "advance"), "go on") != 0)
		return;
	screen_say(screen, ROLE_GOOD, "%s holds. This is the next exercise.", v->exercise->id);
	exercise_view_replace(screen, v, next);
}

static void exercise_changed(struct screen *screen, void *self)
{
	struct exercise_view *v = self;
	bool had = v->verdict != NULL;

	fill_verdict(screen, v);
	if (!v->verdict) {
		v->verdict_pager.top = 0; /* the next one is read from its beginning */
		fill_source(v);
		fill_task(screen, v); /* a check begins, mostly because the file was saved */
	}
	if (v->verdict && !had) {
		fill_task(screen, v); /* passing adds the why */
		v->verdict_shown = true;
		advance(screen, v);
	}
}

static void exercise_shown(struct screen *screen, void *self)
{
	struct exercise_view *v = self;
	struct err err = { "" };

	if (!workspace_file(screen->workspace, v->exercise, &err) ||
		!workspace_set_place(screen->workspace, v->exercise->id, &err))
		screen_say(screen, ROLE_WARN, "%s", err.text);
	screen_watch(screen, v->exercise);
	fill_source(v);
	if (!v->verdict)
		fill_verdict(screen, v);
	fill_task(screen, v);
}

static const void *exercise_tells(void *self)
{
	return ((struct exercise_view *)self)->exercise;
}

static void exercise_close(void *self)
{
	struct exercise_view *v = self;

	pager_free(&v->task_pager);
	pager_free(&v->verdict_pager);
	pager_free(&v->source_pager);
	doc_free(v->source);
	doc_free(v->task);
	doc_free(v->verdict);
	free(v->path);
	free(v);
}

static const struct view_key keys[] = {
	{ 'e', 0, "e", "Edit the file, at the line the verdict is about.", "edit", key_edit },
	{ 'c', 0, "c", "Check the file now (saving it does the same).", "check", key_check },
	{ 'h', 0, "h", "The next hint: a question, then the call to look at, then nearly the line.",
		"hint", key_hint },
	{ 'v', 0, "v", "Between the task and the verdict, where there is no room for both.",
		"task/verdict", key_other },
	{ 't', 0, "t", "The ladder: the conversation, call by call and packet by packet.", "ladder",
		key_ladder },
	{ 'p', 0, "p", "Be the peer: talk to your program yourself.", "peer", key_peer },
	{ 's', 0, "s", "The solution beside yours.", "solution", key_solution },
	{ 'n', 0, "n", "The next exercise.", "next", key_next },
	{ 'l', 0, "l", "The lesson's text.", "lesson", key_lesson },
	{ 'V', 0, "V", "The verdict on a screen of its own, with every run.", "every run",
		key_verdict },
	{ 'R', 0, "R", "Put the handout back; your file is kept.", NULL, key_reset },
	{ 'u', 0, "u", "Take back the file as it was before the last reset.", NULL, key_undo },
};

const struct view_class exercise_view = {
	.name = "Exercise",
	.keys = keys,
	.key_count = ARRAY_LEN(keys),
	.shared = &screen_pager_keys,
	.draw = exercise_draw,
	.title = exercise_title,
	.type = exercise_type,
	.click = exercise_click,
	.changed = exercise_changed,
	.tells = exercise_tells,
	.shown = exercise_shown,
	.close = exercise_close,
};

static void begin(struct screen *screen, struct exercise_view *v, const struct exercise *e)
{
	free(v->path);
	doc_free(v->verdict);
	v->exercise = e;
	v->path = workspace_path(screen->workspace, e);
	v->verdict = NULL;
	v->verdict_shown = false;
	v->task_pager.top = v->verdict_pager.top = v->source_pager.top = 0;
	v->task_pager.link = v->verdict_pager.link = v->source_pager.link = -1;
	v->task_pager.found = v->verdict_pager.found = v->source_pager.found = -1;
}

void exercise_view_replace(struct screen *screen, void *self, const struct exercise *e)
{
	begin(screen, self, e);
	exercise_shown(screen, self);
}

void exercise_view_open(struct screen *screen, const struct exercise *e)
{
	struct exercise_view *v = xcalloc(1, sizeof *v);

	begin(screen, v, e);
	screen_push(screen, &exercise_view, v);
}
