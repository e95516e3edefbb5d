// SPDX-License-Identifier: MIT
#include "tui/screen.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "check/watch.h"
#include "tui/borrow.h"
#include "tui/views.h"

enum { LEAST_ROWS = 10, LEAST_COLS = 40 };

/* ---- messages and the prompt */

void screen_say(struct screen *screen, enum role role, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(screen->message, sizeof screen->message, fmt, args);
	va_end(args);
	screen->message_role = role;
	screen->dirty = true;
}

void screen_prompt(struct screen *screen, const char *label, const char *text,
	enum reaction (*done)(struct screen *screen, void *self, const char *text))
{
	screen->prompt.label = label;
	screen->prompt.done = done;
	buf_cut(&screen->prompt.text, 0);
	buf_add_str(&screen->prompt.text, text);
	screen->dirty = true;
}

static struct screen_view *top(struct screen *screen)
{
	return &screen->stack[screen->depth - 1];
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

static enum reaction type_at_prompt(struct screen *screen, int key)
{
	struct prompt *p = &screen->prompt;

	if (key == TERM_ESCAPE || key == 3) {
		p->label = NULL;
	} else if (key == TERM_ENTER) {
		AUTO(freep) char *text = xstrdup(buf_str(&p->text));

		p->label = NULL;
		return p->done(screen, top(screen)->self, text);
	} else if (key == TERM_BACKSPACE || key == TERM_DELETE) {
		drop_last_char(&p->text);
	} else if (key == 21) { /* Ctrl-U */
		buf_cut(&p->text, 0);
	} else if (key < TERM_KEYS) {
		add_char(&p->text, key);
	}
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

void screen_cancel_check(struct screen *screen)
{
	if (!screen->job)
		return;
	check_job_free(TAKE(screen->job));
	screen_say(screen, ROLE_WARN,
		"The check was stopped. Save the file, or press c, to check again.");
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
	timeline_free(screen->live);
	screen->live = timeline_new();
	screen->live_conversation = -1;
	screen->checked = e;
	if (!workspace_file(screen->workspace, e, &err)) {
		screen_say(screen, ROLE_BAD, "%s", err.text);
		return;
	}
	screen_watch(screen, e);
	screen->job = check_job_start(screen->checker, e, &o, &err);
	screen->job_began = clock_steady_ns();
	if (!screen->job)
		screen_say(screen, ROLE_BAD, "%s", err.text);
	else
		screen->message[0] = '\0';
	tell_views(screen);
}

static void note_progress(struct screen *screen)
{
	const struct exercise *e = screen->checked;
	const struct check_result *r = &screen->result;
	struct progress p = *workspace_progress(screen->workspace, e->id);
	struct err err;

	if (r->cancelled || r->outcome == OUTCOME_TOOL_ERROR)
		return;
	p.tries++;
	p.state = r->outcome == OUTCOME_HELD ? PROGRESS_DONE
		  : p.state == PROGRESS_DONE ? PROGRESS_DONE
					     : PROGRESS_TRIED;
	memcpy(p.source_hash, r->compile.source_hash, sizeof p.source_hash);
	memcpy(p.script_hash, e->script_hash, sizeof p.script_hash);
	if (!workspace_set_progress(screen->workspace, e->id, &p, &err))
		screen_say(screen, ROLE_WARN, "%s", err.text);
}

static void follow_event(
	void *context, int conversation, enum delivery delivery, const struct event *ev)
{
	struct screen *screen = context;

	(void)delivery;
	if (ev->kind == EVENT_RUN) { /* another run began: the ladder follows the newest */
		timeline_free(screen->live);
		screen->live = timeline_new();
		screen->live_conversation = conversation;
	}
	if (conversation == screen->live_conversation)
		timeline_add(screen->live, ev);
}

static void read_job(struct screen *screen)
{
	if (!check_job_read(screen->job, follow_event, screen)) {
		check_job_result(screen->job, &screen->result);
		check_job_free(TAKE(screen->job));
		note_progress(screen);
		if (screen->result.outcome == OUTCOME_HELD &&
			!strcmp(workspace_setting(screen->workspace, "bell"), "on"))
			term_bell();
	}
	tell_views(screen);
}

/* ---- lending the terminal */

void screen_edit(struct screen *screen, const char *path, int line)
{
	struct err err = { "" };

	if (!borrow_editor(workspace_setting(screen->workspace, "editor"), path, line, &err))
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

enum reaction screen_pager_key(struct screen *screen, struct pager *p, int key)
{
	int page = p->height > 2 ? p->height - 2 : 1;

	switch (key) {
	case TERM_UP:
	case 'k': pager_scroll(p, -1); return REACT_REDRAW;
	case TERM_DOWN:
	case 'j': pager_scroll(p, 1); return REACT_REDRAW;
	case TERM_PAGE_UP:
	case 'b': pager_scroll(p, -page); return REACT_REDRAW;
	case TERM_PAGE_DOWN:
	case ' ': pager_scroll(p, page); return REACT_REDRAW;
	case TERM_HOME:
	case 'g': pager_to(p, false); return REACT_REDRAW;
	case TERM_END:
	case 'G': pager_to(p, true); return REACT_REDRAW;
	case TERM_TAB: pager_next_link(p, 1); return REACT_REDRAW;
	case TERM_BACK_TAB: pager_next_link(p, -1); return REACT_REDRAW;
	case '/':
		screen->searching = p;
		screen_prompt(screen, "Search: ", "", search_done);
		return REACT_REDRAW;
	case '.': search_again(screen, p, 1); return REACT_REDRAW;
	case ',': search_again(screen, p, -1); return REACT_REDRAW;
	case TERM_ENTER: return pager_link(p) ? screen_follow(screen, pager_link(p)) : REACT_PASS;
	default: return REACT_PASS;
	}
}

/* ---- drawing */

static void draw_top_bar(struct screen *screen, struct area a)
{
	int col;

	area_fill(a, 0, 0, a.cols, ROLE_BAR, " ");
	col = area_put(a, 0, 1, ROLE_BAR_KEY, "Socklings") + 1;
	for (int i = screen->depth > 3 ? screen->depth - 3 : 0; i < screen->depth; i++) {
		AUTO(buf_free) struct buf title = { 0 };
		const struct screen_view *v = &screen->stack[i];

		if (v->class->title)
			v->class->title(screen, v->self, &title);
		else
			buf_add_str(&title, v->class->name);
		col += area_putf(a, 0, col, ROLE_BAR, " %s ", canvas_sign(a.canvas, "›", ">"));
		col += area_put(a, 0, col, ROLE_BAR, buf_str(&title));
	}
	if (screen->job)
		area_put(a, 0, a.cols - 10, ROLE_BAR_KEY, "checking ");
}

static int bar_key(struct area a, int col, const char *label, const char *word)
{
	int width = text_width(label) + 1 + text_width(word) + 2;

	if (col + width > a.cols)
		return a.cols;
	col += area_put(a, 0, col, ROLE_BAR_KEY, label);
	area_put(a, 0, col + 1, ROLE_BAR, word);
	return col + 1 + text_width(word) + 2;
}

static void draw_bottom_bar(struct screen *screen, struct area a)
{
	const struct view_class *class = top(screen)->class;
	int col = 1, kept = 18; /* room for what is always there */

	area_fill(a, 0, 0, a.cols, ROLE_BAR, " ");
	if (screen->prompt.label) {
		col += area_put(a, 0, 1, ROLE_BAR_KEY, screen->prompt.label);
		area_put(a, 0, col, ROLE_BAR, buf_str(&screen->prompt.text));
		return;
	}
	for (size_t i = 0; i < class->key_count; i++)
		if (class->keys[i].bar)
			col = bar_key(area_part(a, 0, 0, 1, a.cols - kept), col,
				class->keys[i].label, class->keys[i].bar);
	col = a.cols - kept;
	col = bar_key(a, col, "?", "help");
	bar_key(a, col, "q", screen->depth > 1 ? "back" : "quit");
}

static void draw_message(struct screen *screen, struct area a)
{
	if (!screen->message[0])
		return;
	area_fill(a, 0, 0, a.cols, ROLE_TEXT, " ");
	area_put(a, 0, 1, screen->message_role, screen->message);
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

static void draw(struct screen *screen)
{
	int rows, cols, cursor_row = -1, cursor_col = 0;
	struct area all;

	term_size(&rows, &cols);
	screen->canvas.ascii = !term_utf8();
	canvas_resize(&screen->canvas, rows, cols);
	all = canvas_area(&screen->canvas);
	if (rows < LEAST_ROWS || cols < LEAST_COLS) {
		AUTO(buf_free) struct buf text = { 0 };

		buf_addf(&text,
			"Make the terminal at least %dx%d, or leave with q and run: socklings "
			"--plain",
			LEAST_COLS, LEAST_ROWS);
		screen_too_small(all, buf_str(&text));
	} else {
		int said = screen->message[0] != '\0';

		draw_top_bar(screen, area_part(all, 0, 0, 1, cols));
		top(screen)->class->draw(
			screen, top(screen)->self, area_part(all, 1, 0, rows - 2 - said, cols));
		draw_message(screen, area_part(all, rows - 2, 0, said, cols));
		draw_bottom_bar(screen, area_part(all, rows - 1, 0, 1, cols));
		if (screen->prompt.label) {
			cursor_row = rows - 1;
			cursor_col = 1 + text_width(screen->prompt.label) +
				     text_width(buf_str(&screen->prompt.text));
		}
	}
	term_show(&screen->canvas, cursor_row, cursor_col < cols ? cursor_col : cols - 1);
	screen->dirty = false;
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
	if (!v->class->wheel)
		return view_key(screen, key == TERM_WHEEL_UP ? TERM_UP : TERM_DOWN);
	return v->class->wheel(screen, v->self, key == TERM_WHEEL_UP ? -3 : 3);
}

static enum reaction global_key(struct screen *screen, int key)
{
	switch (key) {
	case 'q':
	case TERM_ESCAPE:
	case TERM_BACKSPACE:
	case TERM_LEFT:
		if (screen->depth > 1)
			return REACT_BACK;
		return key == 'q' ? REACT_QUIT : REACT_NOTHING;
	case 'Q': return REACT_QUIT;
	case '?':
	case TERM_F1: help_view_open(screen, top(screen)->class); return REACT_REDRAW;
	case 'S': settings_view_open(screen); return REACT_REDRAW;
	case 12: /* Ctrl-L */
	case TERM_RESIZED: return REACT_REDRAW;
	default: return REACT_NOTHING;
	}
}

static void react(struct screen *screen, enum reaction r)
{
	switch (r) {
	case REACT_NOTHING:
	case REACT_PASS: return;
	case REACT_REDRAW: screen->dirty = true; return;
	case REACT_BACK: pop(screen); return;
	case REACT_QUIT: screen->quit = true; return;
	}
}

static void take_key(struct screen *screen, int key)
{
	enum reaction r;

	if (screen->job && key < TERM_KEYS && key == 3) {
		screen_cancel_check(screen);
		return;
	}
	screen->message[0] = '\0';
	screen->dirty = true;
	if (screen->prompt.label && key != TERM_RESIZED) {
		react(screen, type_at_prompt(screen, key));
		return;
	}
	r = key == TERM_CLICK || key == TERM_WHEEL_UP || key == TERM_WHEEL_DOWN
		    ? mouse(screen, key)
		    : view_key(screen, key);
	react(screen, r == REACT_PASS ? global_key(screen, key) : r);
}

static void take_keys(struct screen *screen)
{
	int key;

	while (!screen->quit && (key = term_key()) != TERM_NO_KEY)
		take_key(screen, key);
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
		else if (sig == SIGINT && screen->job)
			screen_cancel_check(screen);
		else if (sig == SIGINT)
			screen_say(screen, ROLE_TEXT, "To leave, press Q.");
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

static void turn(struct screen *screen)
{
	const struct screen_view *v = top(screen);
	int view_fd = v->class->fd ? v->class->fd(v->self) : -1;
	struct pollfd fds[WATCHES] = {
		[WATCH_KEYS] = { term_key_fd(), POLLIN, 0 },
		[WATCH_SIGNALS] = { term_signal_fd(), POLLIN, 0 },
		[WATCH_JOB] = { screen->job ? check_job_fd(screen->job) : -1, POLLIN, 0 },
		[WATCH_FILE] = { screen->watch ? file_watch_fd(screen->watch) : -1, POLLIN, 0 },
		[WATCH_VIEW] = { view_fd, POLLIN, 0 },
	};
	int n = poll(fds, WATCHES,
		v->class->patience ? v->class->patience(v->self)
		: screen->watch	   ? file_watch_patience(screen->watch)
				   : -1);

	if (fds[WATCH_KEYS].revents & (POLLHUP | POLLERR))
		screen->quit = true; /* the terminal is gone */
	if (fds[WATCH_SIGNALS].revents)
		take_signals(screen);
	if (fds[WATCH_JOB].revents && screen->job)
		read_job(screen);
	if (fds[WATCH_VIEW].revents || (n == 0 && v->class->patience))
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

static void fini(struct screen *screen)
{
	while (screen->depth)
		pop(screen);
	check_job_free(screen->job);
	forget_result(screen);
	timeline_free(screen->live);
	file_watch_free(screen->watch);
	buf_free(&screen->prompt.text);
	canvas_free(&screen->canvas);
}

bool screen_run(const struct course *course, struct workspace *workspace, struct checker *checker,
	const struct screen_options *options, struct err *err)
{
	struct screen screen = { .course = course, .workspace = workspace, .checker = checker };
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
	if (workspace_note(workspace))
		screen_say(&screen, ROLE_WARN, "%s", workspace_note(workspace));
	draw(&screen);
	while (!screen.quit && screen.depth) {
		turn(&screen);
		if (screen.dirty && screen.depth && !screen.quit)
			draw(&screen);
	}
	fini(&screen);
	term_close();
	if (screen.quit_signal)
		raise(screen.quit_signal);
	return true;
}
