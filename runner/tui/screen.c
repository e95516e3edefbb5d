// SPDX-License-Identifier: MIT
#include "tui/screen.h"

#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "check/watch.h"
#include "tui/borrow.h"
#include "tui/verdict_doc.h"
#include "tui/views.h"

enum { LEAST_ROWS = 10, LEAST_COLS = 40, WHEEL_ROWS = 3 };

/* ---- messages and the prompt */

static void hush(struct screen *screen)
{
	buf_cut(&screen->message, 0);
}

static void say(struct screen *screen, enum role role, bool of_check, const char *fmt, va_list args)
{
	hush(screen);
	buf_addv(&screen->message, fmt, args);
	if (screen->message.len)
		screen->message.data[0] = toupper((unsigned char)screen->message.data[0]);
	screen->message_role = role;
	screen->message_of_check = of_check;
	screen->dirty = true;
}

void screen_say(struct screen *screen, enum role role, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(screen, role, false, fmt, args);
	va_end(args);
}

void screen_say_check(struct screen *screen, enum role role, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(screen, role, true, fmt, args);
	va_end(args);
}

/* A check begins or ends. */
static void hush_check(struct screen *screen)
{
	if (screen->message_of_check)
		hush(screen);
}

void screen_prompt(struct screen *screen, const char *label, const char *text,
	enum reaction (*done)(struct screen *screen, void *self, const char *text))
{
	screen->prompt.label = label;
	screen->prompt.done = done;
	screen->prompt.yes_no = false;
	screen->prompt.leaving = 0;
	buf_cut(&screen->prompt.text, 0);
	buf_add_str(&screen->prompt.text, text);
	screen->dirty = true;
}

void screen_ask(struct screen *screen, const char *question,
	enum reaction (*yes)(struct screen *screen, void *self, const char *text))
{
	screen_prompt(screen, question, "", yes);
	screen->prompt.yes_no = true;
}

static struct screen_view *top(struct screen *screen)
{
	return &screen->stack[screen->depth - 1];
}

static bool has_key(const struct view_class *class, int key)
{
	for (size_t i = 0; i < class->key_count; i++)
		if (class->keys[i].key == key)
			return true;
	return false;
}

static void drop_last_char(struct buf *b)
{
	size_t len = b->len;

	while (len > 0 && ((uint8_t)b->data[len - 1] & 0xc0) == 0x80)
		len--;
	buf_cut(b, len ? len - 1 : 0);
}

static void add_char(struct buf *b, int c)
{
	char s[5] = "";
	int n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	for (int i = n - 1; i > 0; i--, c >>= 6)
		s[i] = 0x80 | (c & 0x3f);
	s[0] = n == 1 ? c : (0xf00 >> n & 0xff) | c;
	if (text_char((uint8_t *)s, n) && b->len < 200)
		buf_add(b, s, n);
}

static enum reaction prompt_done(struct screen *screen)
{
	AUTO(freep) char *text = xstrdup(buf_str(&screen->prompt.text));

	screen->prompt.label = NULL;
	return screen->prompt.done(screen, top(screen)->self, text);
}

/* Anything but yes is no. */
static enum reaction say_no(struct screen *screen, int key)
{
	const struct view_class *class = top(screen)->class;

	screen->prompt.label = NULL;
	return screen->prompt.leaving && class->stays
		       ? class->stays(screen, top(screen)->self, screen->prompt.leaving, key)
		       : REACT_REDRAW;
}

static enum reaction type_at_prompt(struct screen *screen, int key)
{
	struct prompt *p = &screen->prompt;

	if (p->yes_no && key != 'y' && key != 'Y')
		return say_no(screen, key);
	if (p->yes_no || key == TERM_ENTER)
		return prompt_done(screen);
	else if (key == TERM_ESCAPE || key == CTRL_C)
		p->label = NULL;
	else if (key == TERM_BACKSPACE || key == TERM_DELETE)
		drop_last_char(&p->text);
	else if (key == CTRL_U)
		buf_cut(&p->text, 0);
	else if (key < TERM_KEYS)
		add_char(&p->text, key);
	return REACT_REDRAW;
}

/* ---- the stack of views */

void screen_push(struct screen *screen, const struct view_class *class, void *self)
{
	if (screen->depth ==
		VIEWS_DEEP) { /* nobody needs that many: let go of the oldest but the first */
		if (screen->stack[1].class->close)
			screen->stack[1].class->close(screen->stack[1].self);
		memmove(&screen->stack[1], &screen->stack[2],
			(VIEWS_DEEP - 2) * sizeof *screen->stack);
		screen->depth--;
	}
	screen->stack[screen->depth++] = (struct screen_view){ class, self };
	if (class->shown)
		class->shown(screen, self);
	screen->dirty = true;
}

static void pop(struct screen *screen)
{
	struct screen_view *v = top(screen);

	if (v->class->close)
		v->class->close(v->self);
	screen->depth--;
	if (screen->depth && top(screen)->class->shown)
		top(screen)->class->shown(screen, top(screen)->self);
	screen->dirty = true;
}

static void tell_views(struct screen *screen)
{
	for (int i = 0; i < screen->depth; i++)
		if (screen->stack[i].class->changed)
			screen->stack[i].class->changed(screen, screen->stack[i].self);
	screen->dirty = true;
}

/* ---- checks */

struct checker *screen_checker(struct screen *screen, struct err *err)
{
	if (!screen->checker)
		screen->checker = checker_new(screen->course, err);
	return screen->checker;
}

void screen_cancel_check(struct screen *screen)
{
	if (!screen->job)
		return;
	check_job_free(TAKE(screen->job));
	screen_say_check(screen, ROLE_WARN,
		"The check was stopped. Save the file%s to check again.",
		has_key(top(screen)->class, 'c') ? ", or press c," : "");
	tell_views(screen);
}

bool screen_checking(const struct screen *screen, const struct exercise *e)
{
	return screen->job && screen->checked == e;
}

const struct check_result *screen_result(const struct screen *screen, const struct exercise *e)
{
	return screen->checked == e && !screen->job && screen->result.compile.said ? &screen->result
										   : NULL;
}

static void forget_result(struct screen *screen)
{
	if (screen->result.compile.said)
		check_result_free(&screen->result);
	memset(&screen->result, 0, sizeof screen->result);
}

void screen_watch(struct screen *screen, const struct exercise *e)
{
	AUTO(freep) char *path = workspace_path(screen->workspace, e);
	struct err err;

	if (screen->watched == e && screen->watch)
		return;
	file_watch_free(screen->watch);
	screen->watched = e;
	screen->watch = file_watch_new(path, &err);
	if (!screen->watch)
		screen_say(screen, ROLE_WARN, "%s: press c to check after saving", err.text);
}

void screen_check(struct screen *screen, const struct exercise *e)
{
	AUTO(freep) char *path = workspace_path(screen->workspace, e);
	struct check_options o = { .file = path, .conversation = -1, .delivery = -1, .storm = -1 };
	struct err err = { "" };

	check_job_free(TAKE(screen->job));
	forget_result(screen);
	hush_check(screen);
	timeline_free(screen->live);
	screen->live = timeline_new();
	screen->live_conversation = -1;
	screen->checked = e;
	if (!workspace_file(screen->workspace, e, &err) || !screen_checker(screen, &err)) {
		screen_say(screen, ROLE_BAD, "%s", err.text);
		tell_views(screen);
		return;
	}
	screen_watch(screen, e);
	screen->job = check_job_start(screen->checker, e, &o, &err);
	screen->job_began = clock_steady_ns();
	if (!screen->job)
		screen_say(screen, ROLE_BAD, "%s", err.text);
	tell_views(screen);
}

static void note_progress(struct screen *screen)
{
	const struct exercise *e = screen->checked;
	struct progress more;
	struct err err;

	if (check_progress(e, &screen->result, &more) &&
		!workspace_add_progress(screen->workspace, e->id, &more, &err))
		screen_say(screen, ROLE_WARN, "%s", err.text);
}

static void follow_event(
	void *context, int conversation, enum delivery delivery, const struct event *ev)
{
	struct screen *screen = context;

	if (ev->kind == EVENT_RUN) { /* another run began: the ladder follows the newest */
		timeline_free(screen->live);
		screen->live = timeline_new();
		screen->live_conversation = conversation;
		screen->live_delivery = delivery;
	}
	if (conversation == screen->live_conversation && delivery == screen->live_delivery)
		timeline_add(screen->live, ev);
}

/* Where no view shows it, the outcome is said. */
static void say_outcome(struct screen *screen)
{
	AUTO(buf_free) struct buf line = { 0 };
	const struct screen_view *v = top(screen);
	enum role role;

	if (v->class->tells && v->class->tells(v->self) == screen->checked)
		return;
	role = verdict_doc_headline(screen->checked, &screen->result, &line);
	screen_say_check(screen, role, "%s", buf_str(&line));
}

static void read_job(struct screen *screen)
{
	if (!check_job_read(screen->job, follow_event, screen)) {
		check_job_result(screen->job, &screen->result);
		check_job_free(TAKE(screen->job));
		hush_check(screen);
		note_progress(screen);
		say_outcome(screen);
		if (screen->result.outcome == OUTCOME_HELD &&
			!strcmp(workspace_setting(screen->workspace, "bell"), "on"))
			term_bell();
	}
	tell_views(screen);
}

/* ---- lending the terminal */

static bool is_same_file(const char *a, const char *b)
{
	struct stat x, y;

	if (!strcmp(a, b))
		return true;
	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

const struct exercise *screen_exercise_at(const struct screen *screen, const char *path)
{
	for (size_t i = 0; i < screen->course->lesson_count; i++) {
		const struct lesson *l = &screen->course->lessons[i];

		for (size_t k = 0; k < l->exercise_count; k++) {
			AUTO(freep)
			char *mine = workspace_path(screen->workspace, &l->exercises[k]);

			if (is_same_file(mine, path))
				return &l->exercises[k];
		}
	}
	return NULL;
}

/* An editor would begin an empty file. */
static bool is_there_to_edit(struct screen *screen, const char *path, struct err *err)
{
	const struct exercise *e = file_exists(path) ? NULL : screen_exercise_at(screen, path);

	if (!e)
		return true;
	if (!workspace_file(screen->workspace, e, err))
		return false;
	screen_say(screen, ROLE_WARN, "Your file was gone: the handout of %s is back in its place.",
		e->id);
	return true;
}

void screen_edit(struct screen *screen, const char *path, int line)
{
	struct err err = { "" };

	if (!is_there_to_edit(screen, path, &err) ||
		!borrow_editor(workspace_setting(screen->workspace, "editor"), path, line, &err))
		screen_say(screen, ROLE_BAD, "%s", err.text);
	screen->dirty = true;
}

void screen_man(struct screen *screen, const char *page)
{
	struct err err = { "" };

	if (!borrow_man(page, &err))
		screen_say(screen, ROLE_WARN, "%s", err.text);
	screen->dirty = true;
}

enum reaction screen_follow(struct screen *screen, const struct doc_link *link)
{
	const struct exercise *e;
	const struct lesson *l;

	switch (link->kind) {
	case LINK_MAN: screen_man(screen, link->target); return REACT_REDRAW;
	case LINK_SOURCE: screen_edit(screen, link->target, link->line); return REACT_REDRAW;
	case LINK_EXERCISE:
		e = course_find(screen->course, link->target, NULL);
		if (e)
			exercise_view_open(screen, e);
		return e ? REACT_REDRAW : REACT_NOTHING;
	case LINK_LESSON:
		l = course_find_lesson(screen->course, link->target, NULL);
		if (l)
			lesson_view_open(screen, l);
		return l ? REACT_REDRAW : REACT_NOTHING;
	case LINK_ACTION: return REACT_PASS; /* the view that wrote it knows */
	}
	return REACT_NOTHING;
}

/* ---- pager keys */

static enum reaction search_done(struct screen *screen, void *self, const char *text)
{
	(void)self;
	if (*text && !pager_search(screen->searching, text, 1)) {
		pager_to(screen->searching, false); /* once more from the top */
		screen->searching->found = -1;
		if (!pager_search(screen->searching, text, 1))
			screen_say(screen, ROLE_WARN, "\"%s\" is not in this text.", text);
	}
	return REACT_REDRAW;
}

static void search_again(struct screen *screen, struct pager *p, int step)
{
	if (p->search && !pager_search(p, p->search, step))
		screen_say(screen, ROLE_WARN, "No more \"%s\" that way.", p->search);
}

static int page_of(const struct pager *p)
{
	return p->height > 2 ? p->height - 2 : 1;
}

#define PAGER_KEY(name, doing)                                                                     \
	static enum reaction name(struct screen *screen, void *self)                               \
	{                                                                                          \
		struct pager *p = self;                                                            \
                                                                                                   \
		(void)screen;                                                                      \
		doing;                                                                             \
		return REACT_REDRAW;                                                               \
	}
PAGER_KEY(pager_up, pager_scroll(p, -1))
PAGER_KEY(pager_down, pager_scroll(p, 1))
PAGER_KEY(pager_page_up, pager_scroll(p, -page_of(p)))
PAGER_KEY(pager_page_down, pager_scroll(p, page_of(p)))
PAGER_KEY(pager_home, pager_to(p, false))
PAGER_KEY(pager_end, pager_to(p, true))
PAGER_KEY(pager_right, pager_aside(p, 8))
PAGER_KEY(pager_left, pager_aside(p, -8))
PAGER_KEY(pager_link_next, pager_next_link(p, 1))
PAGER_KEY(pager_link_before, pager_next_link(p, -1))
PAGER_KEY(pager_find_next, search_again(screen, p, 1))
PAGER_KEY(pager_find_before, search_again(screen, p, -1))

static enum reaction pager_find(struct screen *screen, void *self)
{
	screen->searching = self;
	screen_prompt(screen, "Search: ", "", search_done);
	return REACT_REDRAW;
}

static enum reaction pager_follow(struct screen *screen, void *self)
{
	const struct doc_link *link = pager_link(self);

	return link ? screen_follow(screen, link) : REACT_PASS;
}

static const struct view_key pager_rows[] = {
	{ TERM_UP, 'k', "Up", "A line up (also k).", NULL, pager_up },
	{ TERM_DOWN, 'j', "Down", "A line down (also j).", NULL, pager_down },
	{ TERM_PAGE_UP, 'b', "PgUp", "A page up (also b).", NULL, pager_page_up },
	{ TERM_PAGE_DOWN, ' ', "PgDn", "A page down (also Space).", NULL, pager_page_down },
	{ TERM_HOME, 'g', "Home", "To the beginning (also g).", NULL, pager_home },
	{ TERM_END, 'G', "End", "To the end (also G).", NULL, pager_end },
	{ '/', 0, "/", "Search the text.", NULL, pager_find },
	{ '.', 0, ".", "The next place that has what was searched.", NULL, pager_find_next },
	{ ',', 0, ",", "The place before that has it.", NULL, pager_find_before },
	{ '>', TERM_RIGHT, ">", "Long lines of code and pictures: further right (also Right).",
		NULL, pager_right },
	{ '<', 0, "<", "And back to the left.", NULL, pager_left },
	{ TERM_TAB, 0, "Tab", "Select the next link.", NULL, pager_link_next },
	{ TERM_BACK_TAB, 0, "Shift-Tab", "Select the link before.", NULL, pager_link_before },
	{ TERM_ENTER, 0, "Enter",
		"Follow the selected link: a manual page, an exercise, a line of your program.",
		NULL, pager_follow },
};
const struct view_keys screen_pager_keys = { "Keys of every text", pager_rows,
	ARRAY_LEN(pager_rows) };

enum reaction screen_pager_key(struct screen *screen, struct pager *p, int key)
{
	return view_keys_act(&screen_pager_keys, screen, p, key);
}

/* ---- drawing */

static int put_title(struct screen *screen, const struct screen_view *v, struct area a, int col)
{
	AUTO(buf_free) struct buf title = { 0 };
	int width;

	if (v->class->title)
		v->class->title(screen, v->self, &title);
	else
		buf_add_str(&title, v->class->name);
	width = area_putf(a, 0, col, ROLE_BAR, " %s ", canvas_sign(a.canvas, "›", ">"));
	return width +
	       area_put_cut(a, 0, col + width, a.cols - col - width, ROLE_BAR, buf_str(&title));
}

/* How many of the newest titles there is room for. */
static int titles_shown(const struct screen *screen, int cols)
{
	int most = cols >= 100 ? 3 : cols >= 60 ? 2 : 1;

	return screen->depth < most ? screen->depth : most;
}

static void draw_top_bar(struct screen *screen, struct area a)
{
	const char *busy = "checking ";
	int busy_cols = screen->job ? (int)strlen(busy) + 1 : 0, col;
	struct area room = area_part(a, 0, 0, 1, a.cols - busy_cols);

	area_fill(a, 0, 0, a.cols, ROLE_BAR, " ");
	col = area_put(a, 0, 1, ROLE_BAR_KEY, "Socklings") + 1;
	for (int i = screen->depth - titles_shown(screen, a.cols); i < screen->depth; i++)
		col += put_title(screen, &screen->stack[i], room, col);
	if (busy_cols)
		area_put(a, 0, a.cols - busy_cols + 1, ROLE_BAR_KEY, busy);
}

enum { BAR_KEYS = 40, BAR_GAP = 2, BAR_KEPT = 15 };

static int bar_key(struct area a, int col, const char *label, const char *word)
{
	col += area_put(a, 0, col, ROLE_BAR_KEY, label) + 1;
	return col + area_put(a, 0, col, ROLE_BAR, word) + BAR_GAP;
}

/* The keys of the bar, the view's own before those it shares. */
static size_t bar_keys(const struct view_class *class, const struct view_key *out[BAR_KEYS])
{
	size_t shared = class->shared ? class->shared->count : 0, n = 0;

	for (size_t i = 0; i < class->key_count + shared && n < BAR_KEYS; i++) {
		const struct view_key *key = i < class->key_count
						     ? &class->keys[i]
						     : &class->shared->rows[i - class->key_count];

		if (key->bar)
			out[n++] = key;
	}
	return n;
}

/* How many of them fit into so many columns. */
static size_t keys_within(const struct view_key *const keys[], size_t n, int cols)
{
	int end = 1;

	for (size_t i = 0; i < n; i++) {
		end += (int)text_width(keys[i]->label) + 1 + (int)text_width(keys[i]->bar);
		if (end > cols)
			return i;
		end += BAR_GAP;
	}
	return n;
}

/* The keys that matter most, as many as there is room for, and a mark where these are not all; help and the way back are always there. */
static void draw_bottom_bar(struct screen *screen, struct area a)
{
	const struct view_class *class = top(screen)->class;
	const char *back = screen->depth > 1 ? "back" : "quit";
	const char *more = canvas_sign(a.canvas, "…", "...");
	const struct view_key *keys[BAR_KEYS] = { NULL };
	size_t n = bar_keys(class, keys);
	size_t shown = keys_within(keys, n, a.cols - BAR_KEPT);
	int col = 1;

	if (shown < n) /* room for the mark, and a blank after it */
		shown = keys_within(
			keys, n, a.cols - BAR_KEPT - BAR_GAP - (int)text_width(more) - 1);
	area_fill(a, 0, 0, a.cols, ROLE_BAR, " ");
	for (size_t i = 0; i < shown; i++)
		col = bar_key(a, col, keys[i]->label, keys[i]->bar);
	if (shown < n)
		area_put(a, 0, col, ROLE_BAR, more);
	col = bar_key(a, a.cols - BAR_KEPT, "?", "help");
	bar_key(a, col, "q", back);
}

/* What is being typed, its end in any case; a question too long for the line stands above it. Returns the cursor's column. */
static int draw_prompt(const struct prompt *p, bool above, struct area a)
{
	const char *text = buf_str(&p->text), *end = text + p->text.len;
	int col = 1;

	area_fill(a, 0, 0, a.cols, ROLE_BAR, " ");
	col += area_put(a, 0, col, ROLE_BAR_KEY, above ? "> " : p->label);
	while (text < end && col + (int)text_width(text) + 1 >= a.cols) {
		size_t n = text_char((const uint8_t *)text, end - text);

		text += n ? n : 1;
	}
	return col + area_put(a, 0, col, ROLE_BAR, text);
}

/* Lines of a sentence that may need several, at the foot of the area; returns how many. */
static int draw_sentence(struct area a, enum role role, const char *sentence)
{
	AUTO(buf_free) struct buf text = { 0 };
	int lines = 0, row = 0;

	text_wrap(&text, sentence, a.cols - 2, "");
	for (size_t i = 0; i < text.len; i++)
		lines += text.data[i] == '\n';
	lines = lines > a.rows ? a.rows : lines;
	for (char *line = text.data; line && *line && row < lines; row++) {
		char *end = strchr(line, '\n');
		int at = a.rows - lines + row;

		if (end)
			*end = '\0';
		area_fill(a, at, 0, a.cols, ROLE_TEXT, " ");
		area_put_cut(a, at, 1, a.cols - 1, role, line);
		line = end ? end + 1 : NULL;
	}
	return lines;
}

void screen_too_small(struct area a, const char *sentence)
{
	AUTO(buf_free) struct buf text = { 0 };
	int row = 0;

	text_wrap(&text, sentence, a.cols, "");
	for (char *line = text.data; line && *line && row < a.rows; row++) {
		char *end = strchr(line, '\n');

		if (end)
			*end = '\0';
		area_put(a, row, 0, ROLE_TEXT, line);
		line = end ? end + 1 : NULL;
	}
}

static bool is_too_small(const struct screen *screen)
{
	return screen->canvas.rows < LEAST_ROWS || screen->canvas.cols < LEAST_COLS;
}

static bool asks_above(const struct screen *screen)
{
	return screen->prompt.label &&
	       (int)text_width(screen->prompt.label) + 12 > screen->canvas.cols;
}

/* What there is to be said takes the lines it needs from the view. */
static void draw_middle(struct screen *screen, struct area a)
{
	const struct screen_view *v = top(screen);
	struct area foot = area_part(a, a.rows - a.rows / 2, 0, a.rows / 2, a.cols);
	int said = 0;

	if (asks_above(screen))
		said = draw_sentence(foot, ROLE_STRONG, screen->prompt.label);
	else if (screen->message.len)
		said = draw_sentence(foot, screen->message_role, buf_str(&screen->message));
	v->class->draw(screen, v->self, area_part(a, 0, 0, a.rows - said, a.cols));
}

int screen_draw(struct screen *screen, int rows, int cols, bool ascii)
{
	struct area all;
	int cursor = -1;

	screen->canvas.ascii = ascii;
	canvas_resize(&screen->canvas, rows, cols);
	all = canvas_area(&screen->canvas);
	screen->dirty = false;
	if (is_too_small(screen)) {
		AUTO(buf_free) struct buf text = { 0 };

		buf_addf(&text,
			"Make the terminal at least %dx%d, or leave with q and run: socklings "
			"--plain",
			LEAST_COLS, LEAST_ROWS);
		screen_too_small(all, buf_str(&text));
		return -1;
	}
	draw_top_bar(screen, area_part(all, 0, 0, 1, cols));
	draw_middle(screen, area_part(all, 1, 0, rows - 2, cols));
	if (screen->prompt.label)
		cursor = draw_prompt(
			&screen->prompt, asks_above(screen), area_part(all, rows - 1, 0, 1, cols));
	else
		draw_bottom_bar(screen, area_part(all, rows - 1, 0, 1, cols));
	return cursor;
}

static void draw(struct screen *screen)
{
	int rows, cols, cursor;

	term_size(&rows, &cols);
	cursor = screen_draw(screen, rows, cols, !term_utf8());
	term_show(&screen->canvas, cursor < 0 ? -1 : rows - 1, cursor);
}

/* ---- keys */

static enum reaction view_key(struct screen *screen, int key)
{
	const struct screen_view *v = top(screen);

	for (size_t i = 0; i < v->class->key_count; i++)
		if (v->class->keys[i].key == key ||
			(v->class->keys[i].other && v->class->keys[i].other == key))
			return v->class->keys[i].act(screen, v->self);
	return v->class->type ? v->class->type(screen, v->self, key) : REACT_PASS;
}

static enum reaction mouse(struct screen *screen, int key)
{
	const struct screen_view *v = top(screen);
	int row, col;

	term_mouse(&row, &col);
	if (key == TERM_CLICK)
		return v->class->click ? v->class->click(screen, v->self, row - 1, col)
				       : REACT_PASS;
	for (int i = 0; i < WHEEL_ROWS; i++)
		view_key(screen, key == TERM_WHEEL_UP ? TERM_UP : TERM_DOWN);
	return REACT_REDRAW;
}

static enum reaction key_back(struct screen *screen, void *self)
{
	(void)self;
	return screen->depth > 1 ? REACT_BACK : REACT_NOTHING;
}

static enum reaction key_quit_or_back(struct screen *screen, void *self)
{
	(void)self;
	return screen->depth > 1 ? REACT_BACK : REACT_QUIT;
}

static enum reaction key_quit(struct screen *screen, void *self)
{
	(void)screen, (void)self;
	return REACT_QUIT;
}

static enum reaction key_help(struct screen *screen, void *self)
{
	(void)self;
	help_view_open(screen, top(screen)->class);
	return REACT_REDRAW;
}

static enum reaction key_settings(struct screen *screen, void *self)
{
	(void)self;
	settings_view_open(screen);
	return REACT_REDRAW;
}

static enum reaction key_stop(struct screen *screen, void *self)
{
	(void)self;
	if (screen->job)
		screen_cancel_check(screen);
	else
		screen_say(screen, ROLE_TEXT, "Nothing is being checked. To leave, press Q.");
	return REACT_REDRAW;
}

static enum reaction key_redraw(struct screen *screen, void *self)
{
	(void)screen, (void)self;
	term_repaint();
	return REACT_REDRAW;
}

static const struct view_key global_rows[] = {
	{ '?', TERM_F1, "?", "The keys of the screen you are at (also F1).", NULL, key_help },
	{ 'q', 0, "q", "Back to the screen before; from the first, leave.", NULL,
		key_quit_or_back },
	{ TERM_ESCAPE, TERM_LEFT, "Esc", "Back to the screen before (also Left, Backspace).", NULL,
		key_back },
	{ TERM_BACKSPACE, 0, NULL, NULL, NULL, key_back },
	{ 'Q', 0, "Q", "Leave Socklings. Your files and progress are saved already.", NULL,
		key_quit },
	{ 'S', 0, "S", "Settings: colours, mouse, editor.", NULL, key_settings },
	{ CTRL_C, 0, "Ctrl-C",
		"Stop the check that runs; in the exercise, Esc and keys without a meaning do too.",
		NULL, key_stop },
	{ CTRL_Z, 0, "Ctrl-Z", "Suspend; fg brings everything back.", NULL, key_redraw },
	{ CTRL_L, 0, "Ctrl-L", "Draw the screen again.", NULL, key_redraw },
};
const struct view_keys screen_global_keys = { "Keys everywhere", global_rows,
	ARRAY_LEN(global_rows) };

static enum reaction really_back(struct screen *screen, void *self, const char *text)
{
	(void)self, (void)text;
	pop(screen);
	return REACT_REDRAW;
}

static enum reaction really_quit(struct screen *screen, void *self, const char *text)
{
	(void)self, (void)text;
	screen->quit = true;
	return REACT_REDRAW;
}

/* Closes the views from `lowest` on, or asks first where one of them would lose something. */
static void leave(struct screen *screen, int key, int lowest,
	enum reaction (*really)(struct screen *screen, void *self, const char *text))
{
	for (int i = screen->depth - 1; i >= lowest; i--) {
		const struct screen_view *v = &screen->stack[i];
		const char *question = v->class->loses ? v->class->loses(v->self) : NULL;

		if (question) {
			screen_ask(screen, question, really);
			screen->prompt.leaving = key;
			return;
		}
	}
	really(screen, top(screen)->self, "");
}

static void react(struct screen *screen, int key, enum reaction r)
{
	switch (r) {
	case REACT_NOTHING:
	case REACT_PASS: return;
	case REACT_REDRAW: screen->dirty = true; return;
	case REACT_BACK: leave(screen, key, screen->depth - 1, really_back); return;
	case REACT_QUIT: leave(screen, key, 0, really_quit); return;
	}
}

void screen_key(struct screen *screen, int key)
{
	enum reaction r;

	if (is_too_small(screen) && key != TERM_RESIZED) { /* what cannot be seen is not done */
		screen->quit = key == 'q' || key == 'Q';
		return;
	}
	screen->dirty = true;
	if (key == TERM_RESIZED || key == TERM_UNKNOWN)
		return;
	hush(screen);
	if (screen->prompt.label) {
		react(screen, key, type_at_prompt(screen, key));
		return;
	}
	r = key == TERM_CLICK || key == TERM_WHEEL_UP || key == TERM_WHEEL_DOWN
		    ? mouse(screen, key)
		    : view_key(screen, key);
	if (r == REACT_PASS)
		r = view_keys_act(&screen_global_keys, screen, top(screen)->self, key);
	react(screen, key, r);
}

static void take_keys(struct screen *screen)
{
	int key;

	while (!screen->quit && (key = term_key()) != TERM_NO_KEY)
		screen_key(screen, key);
}

/* What a killed check leaves behind comes to us (we are its reaper): take every ended child but the job, which is waited for by name. */
static void reap(const struct screen *screen)
{
	siginfo_t info = { 0 };
	pid_t job = screen->job ? check_job_pid(screen->job) : 0;

	while (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid &&
		info.si_pid != job) {
		waitpid(info.si_pid, NULL, 0);
		info.si_pid = 0;
	}
}

static void take_signals(struct screen *screen)
{
	int sig;

	while ((sig = term_signal())) {
		screen->dirty = screen->dirty || sig != SIGCHLD;
		if (sig == SIGCHLD)
			reap(screen);
		else if (sig == SIGINT)
			screen_key(screen, CTRL_C);
		else if (sig == SIGTERM || sig == SIGHUP || sig == SIGQUIT) {
			screen->quit = true;
			screen->quit_signal = sig;
		}
	}
}

const char *screen_refusal(void)
{
	return term_refusal();
}

/* ---- the loop */

enum { WATCH_KEYS, WATCH_SIGNALS, WATCH_JOB, WATCH_FILE, WATCH_VIEW, WATCHES };

static void take_save(struct screen *screen)
{
	if (screen->watch && file_watch_changed(screen->watch))
		screen_check(screen, screen->watched);
}

/* The sooner of two waits; -1 is for ever. */
static int sooner(int a, int b)
{
	if (a < 0 || b < 0)
		return a < 0 ? b : a;
	return a < b ? a : b;
}

static int patience(const struct screen *screen, const struct screen_view *v)
{
	int views = v->class->patience ? v->class->patience(v->self) : -1;

	return sooner(views, screen->watch ? file_watch_patience(screen->watch) : -1);
}

static void turn(struct screen *screen)
{
	const struct screen_view *v = top(screen);
	struct pollfd fds[WATCHES] = {
		[WATCH_KEYS] = { term_key_fd(), POLLIN, 0 },
		[WATCH_SIGNALS] = { term_signal_fd(), POLLIN, 0 },
		[WATCH_JOB] = { screen->job ? check_job_fd(screen->job) : -1, POLLIN, 0 },
		[WATCH_FILE] = { screen->watch ? file_watch_fd(screen->watch) : -1, POLLIN, 0 },
		[WATCH_VIEW] = { v->class->fd ? v->class->fd(v->self) : -1, POLLIN, 0 },
	};
	int n = poll(fds, WATCHES, patience(screen, v));

	if (n < 0)
		return; /* a signal: its byte is in the pipe by now */
	if (fds[WATCH_KEYS].revents & (POLLHUP | POLLERR))
		screen->quit = true; /* the terminal is gone */
	if (fds[WATCH_SIGNALS].revents)
		take_signals(screen);
	if (fds[WATCH_JOB].revents && screen->job)
		read_job(screen);
	if (v == top(screen) && v->class->ready &&
		(fds[WATCH_VIEW].revents ||
			(v->class->patience && v->class->patience(v->self) == 0)))
		v->class->ready(screen, v->self);
	if (fds[WATCH_FILE].revents || n == 0)
		take_save(screen);
	take_keys(screen);
}

static void read_look(struct screen *screen, bool colours)
{
	const char *theme = workspace_setting(screen->workspace, "theme");

	screen->look = (struct term_options){
		.theme = !strcmp(theme, "light") ? THEME_LIGHT : THEME_DARK,
		.colours = colours,
		.mouse = strcmp(workspace_setting(screen->workspace, "mouse"), "off") != 0,
	};
}

void screen_fini(struct screen *screen)
{
	while (screen->depth)
		pop(screen);
	check_job_free(screen->job);
	forget_result(screen);
	timeline_free(screen->live);
	file_watch_free(screen->watch);
	checker_free(screen->checker);
	buf_free(&screen->prompt.text);
	buf_free(&screen->message);
	canvas_free(&screen->canvas);
}

bool screen_run(const struct course *course, struct workspace *workspace,
	const struct screen_options *options, struct err *err)
{
	struct screen screen = { .course = course, .workspace = workspace };
	const struct exercise *e =
		options->exercise ? course_find(course, options->exercise, err) : NULL;

	if (options->exercise && !e)
		return false;
	read_look(&screen, options->colours);
	if (!term_open(&screen.look, err))
		return false;
	course_view_open(&screen);
	if (e)
		exercise_view_open(&screen, e);
	if (options->note)
		screen_say(&screen, ROLE_WARN, "%s", options->note);
	if (workspace_note(workspace))
		screen_say(&screen, ROLE_WARN, "%s", workspace_note(workspace));
	draw(&screen);
	while (!screen.quit && screen.depth) {
		turn(&screen);
		if (screen.dirty && screen.depth && !screen.quit)
			draw(&screen);
	}
	screen_fini(&screen);
	term_close();
	if (screen.quit_signal) { /* whoever sent it is to see that it was obeyed */
		signal(screen.quit_signal, SIG_DFL);
		raise(screen.quit_signal);
	}
	return true;
}
