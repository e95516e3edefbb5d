// SPDX-License-Identifier: MIT
#include "tui/ladder_view.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "report/ladder.h"
#include "tui/ladder_draw.h"
#include "tui/views.h"

enum { STEP_MS = 350, SOURCE_FROM = 132, SOURCE_MAX = 1 << 20 };

static size_t rows_of(const struct ladder_view *v)
{
	return v->ladder ? v->ladder->count : 0;
}

static const struct ladder_row *current(const struct ladder_view *v)
{
	return rows_of(v) ? &v->ladder->rows[v->selected] : NULL;
}

static const struct event *current_event(const struct ladder_view *v)
{
	const struct ladder_row *r = current(v);

	return r && r->index < timeline_count(v->tl) ? timeline_at(v->tl, r->index) : NULL;
}

/* ---- building */

static void rebuild(struct ladder_view *v)
{
	uint64_t at = current(v) ? current(v)->time : 0;

	ladder_free(v->ladder);
	v->ladder = v->tl && timeline_count(v->tl) ? ladder_of(v->tl, v->conversation, v->detail)
						   : NULL;
	if (v->selected >= (int)rows_of(v))
		v->selected = rows_of(v) ? rows_of(v) - 1 : 0;
	for (size_t i = 0; i < rows_of(v) && v->ladder->rows[i].time <= at; i++)
		v->selected = i;
}

/* The first sight of a broken run is where it broke. */
static void go_to_break(struct ladder_view *v)
{
	for (size_t i = 0; i < rows_of(v); i++)
		if (v->ladder->rows[i].broken)
			v->selected = i;
}

void ladder_view_take(struct ladder_view *v, struct timeline *tl, const struct conversation *c)
{
	timeline_free(v->tl);
	v->tl = tl;
	v->conversation = c;
	rebuild(v);
}

static struct timeline *copy_of(const struct timeline *tl)
{
	struct timeline *copy = timeline_new();

	for (size_t i = 0; tl && i < timeline_count(tl); i++)
		timeline_add(copy, timeline_arrival(tl, i));
	return copy;
}

static void load_run(struct screen *screen, struct ladder_view *v)
{
	const struct check_result *r = screen_result(screen, v->exercise);
	const struct check_run *run = NULL;

	v->live = false;
	if (!r)
		return;
	if (v->run >= 0 && v->run < (int)r->run_count)
		run = &r->runs[v->run];
	else if (r->told)
		run = r->told;
	else
		for (size_t i = 0; i < r->run_count && !run; i++)
			run = r->runs[i].timeline ? &r->runs[i] : NULL;
	if (!run || !run->timeline)
		return;
	v->run = run - r->runs;
	v->selected = 0;
	ladder_view_take(v, copy_of(run->timeline), &v->exercise->conversations[run->conversation]);
	go_to_break(v);
}

static void load_live(struct screen *screen, struct ladder_view *v)
{
	if (screen->live_conversation < 0)
		return;
	v->live = true;
	ladder_view_take(
		v, copy_of(screen->live), &v->exercise->conversations[screen->live_conversation]);
	v->selected = rows_of(v) ? rows_of(v) - 1 : 0;
}

/* ---- drawing */

static void draw_title(struct ladder_view *v, struct area a)
{
	const struct run_event *run = v->tl ? timeline_run(v->tl) : NULL;
	AUTO(buf_free) struct buf title = { 0 };

	if (!run)
		return;
	text_safe_line(&title, bytes_of(run->conversation_title ? run->conversation_title : ""));
	area_putf(a, 0, 1, ROLE_HEADING, "%d. %s", run->conversation + 1, buf_str(&title));
	buf_cut(&title, 0);
	buf_addf(&title, "%s%s%s, seed %llu", run->delivery,
		strcmp(run->storm, "none") ? ", storm " : "",
		strcmp(run->storm, "none") ? run->storm : "", (unsigned long long)run->seed);
	area_put(a, 0, a.cols - (int)text_width(buf_str(&title)) - 1, ROLE_DIM, buf_str(&title));
}

static void draw_source(struct screen *screen, struct ladder_view *v, struct area a)
{
	const struct event *ev = current_event(v);
	int line =
		ev && ev->kind == EVENT_CALL && ev->call.frame_count ? ev->call.frames[0].line : 0;

	(void)screen;
	if (!v->source)
		return;
	if (line && line != v->source_line) {
		doc_free(v->source_doc);
		v->source_doc = doc_new();
		doc_source(v->source_doc, v->source, 1, line, 0);
		v->source_line = line;
		pager_set(&v->source_pager, v->source_doc);
		v->source_pager.top = line > a.rows / 2 ? line - a.rows / 2 : 0;
	}
	pager_draw(&v->source_pager, a);
}

static void ladder_view_draw(struct screen *screen, void *self, struct area a)
{
	struct ladder_view *v = self;
	bool beside = a.cols >= SOURCE_FROM && v->source;
	int width = beside ? a.cols - (a.cols / 3) : a.cols;
	int open = v->open ? a.rows / 2 : 0, rows = a.rows - 2 - open;

	draw_title(v, area_part(a, 0, 0, 1, width));
	if (!rows_of(v)) {
		area_put(a, 2, 2, ROLE_DIM,
			screen->job ? "Waiting for the first event..."
				    : "Nothing has happened in this run.");
		return;
	}
	v->height = rows;
	if (v->selected < v->top)
		v->top = v->selected;
	if (v->selected >= v->top + rows)
		v->top = v->selected - rows + 1;
	ladder_draw(area_part(a, 1, 0, rows + 1, width), v->ladder, v->top, v->selected);
	if (open)
		ladder_detail_draw(&v->detail_pager, &v->detail_doc, v->tl, current(v),
			area_part(a, 2 + rows, 0, open, width));
	if (beside)
		draw_source(screen, v,
			area_frame(area_part(a, 0, width, a.rows, a.cols - width), ROLE_BORDER,
				path_base(v->path)));
}

/* ---- keys */

static enum reaction move(struct ladder_view *v, int rows)
{
	v->selected += rows;
	if (v->selected >= (int)rows_of(v))
		v->selected = (int)rows_of(v) - 1;
	if (v->selected < 0)
		v->selected = 0;
	v->playing = false;
	return REACT_REDRAW;
}

#define MOVE_KEY(name, rows)                                                                       \
	static enum reaction name(struct screen *screen, void *self)                               \
	{                                                                                          \
		struct ladder_view *v = self;                                                      \
                                                                                                   \
		(void)screen;                                                                      \
		return move(v, rows);                                                              \
	}
MOVE_KEY(key_up, -1)
MOVE_KEY(key_down, 1)
MOVE_KEY(key_page_up, -v->height)
MOVE_KEY(key_page_down, v->height)
MOVE_KEY(key_first, -(int)rows_of(v))
MOVE_KEY(key_last, (int)rows_of(v))

static enum reaction key_open(struct screen *screen, void *self)
{
	struct ladder_view *v = self;

	(void)screen;
	v->open = !v->open;
	return REACT_REDRAW;
}

static enum reaction key_close(struct screen *screen, void *self)
{
	struct ladder_view *v = self;

	(void)screen;
	if (!v->open)
		return REACT_PASS;
	v->open = false;
	return REACT_REDRAW;
}

static enum reaction zoom(struct screen *screen, struct ladder_view *v, int way)
{
	static const char *const says[] = {
		[STORY_CALLS] = "Calls only.",
		[STORY_TALK] = "Calls, and the packets that say something.",
		[STORY_PACKETS] = "Every packet, each ACK too.",
		[STORY_ALL] = "Everything: the kernel's sockets and the C library's own calls too.",
	};
	int next = (int)v->detail + way;

	if (next >= 0 && next < STORY_DETAILS)
		v->detail = next;
	rebuild(v);
	screen_say(screen, ROLE_DIM, "%s", says[v->detail]);
	return REACT_REDRAW;
}

static enum reaction key_in(struct screen *screen, void *self)
{
	return zoom(screen, self, 1);
}

static enum reaction key_out(struct screen *screen, void *self)
{
	return zoom(screen, self, -1);
}

static enum reaction key_broken(struct screen *screen, void *self)
{
	struct ladder_view *v = self;
	int was = v->selected;

	go_to_break(v);
	if (v->selected == was && !(current(v) && current(v)->broken))
		screen_say(screen, ROLE_GOOD, "This conversation held: no step broke.");
	return REACT_REDRAW;
}

static enum reaction key_play(struct screen *screen, void *self)
{
	struct ladder_view *v = self;

	(void)screen;
	v->playing = !v->playing;
	if (v->playing && v->selected + 1 >= (int)rows_of(v))
		v->selected = 0;
	return REACT_REDRAW;
}

static enum reaction key_kernel(struct screen *screen, void *self)
{
	struct ladder_view *v = self;
	const struct ladder_row *r = current(v);

	if (r)
		kernel_view_open(screen, v->tl, r->time);
	return REACT_REDRAW;
}

static enum reaction key_edit(struct screen *screen, void *self)
{
	struct ladder_view *v = self;
	const struct event *ev = current_event(v);

	if (!v->path || !ev || ev->kind != EVENT_CALL || !ev->call.frame_count ||
		ev->who != WHO_YOU) {
		screen_say(screen, ROLE_WARN, "This row has no line of your program.");
		return REACT_REDRAW;
	}
	screen_edit(screen, v->path, ev->call.frames[0].line);
	return REACT_REDRAW;
}

static enum reaction step_run(struct screen *screen, struct ladder_view *v, int way)
{
	const struct check_result *r = v->exercise ? screen_result(screen, v->exercise) : NULL;

	for (int i = v->run + way; r && i >= 0 && i < (int)r->run_count; i += way)
		if (r->runs[i].timeline) {
			v->run = i;
			load_run(screen, v);
			return REACT_REDRAW;
		}
	screen_say(screen, ROLE_WARN, "There is no other run that way.");
	return REACT_REDRAW;
}

static enum reaction key_next_run(struct screen *screen, void *self)
{
	return step_run(screen, self, 1);
}

static enum reaction key_previous_run(struct screen *screen, void *self)
{
	return step_run(screen, self, -1);
}

static enum reaction ladder_click(struct screen *screen, void *self, int row, int col)
{
	struct ladder_view *v = self;
	int at = v->top + row - 2;

	(void)screen;
	(void)col;
	if (row < 2 || row >= 2 + v->height || at >= (int)rows_of(v))
		return REACT_NOTHING;
	v->open = v->selected == at ? !v->open : v->open;
	v->selected = at;
	return REACT_REDRAW;
}

/* Keys while the details are open scroll them where the rows need none. */
static enum reaction ladder_type(struct screen *screen, void *self, int key)
{
	struct ladder_view *v = self;

	if (v->open && (key == 'J' || key == 'K')) {
		pager_scroll(&v->detail_pager, key == 'J' ? 1 : -1);
		return REACT_REDRAW;
	}
	(void)screen;
	return REACT_PASS;
}

/* ---- playing at human speed, and following a run */

static int ladder_patience(void *self)
{
	struct ladder_view *v = self;

	return v->playing ? STEP_MS : -1;
}

static void ladder_ready(struct screen *screen, void *self)
{
	struct ladder_view *v = self;

	if (!v->playing)
		return;
	if (v->selected + 1 < (int)rows_of(v))
		v->selected++;
	else
		v->playing = false;
	screen->dirty = true;
}

static void ladder_changed(struct screen *screen, void *self)
{
	struct ladder_view *v = self;

	if (!v->exercise)
		return;
	if (screen_checking(screen, v->exercise))
		load_live(screen, v);
	else if (v->live || screen->checked == v->exercise) {
		v->run = -1;
		load_run(screen, v);
	}
}

static void ladder_title(struct screen *screen, void *self, struct buf *out)
{
	const struct ladder_view *v = self;

	(void)screen;
	buf_addf(out, "%s (%s)", v->exercise ? "Ladder" : "Demo", story_detail_names[v->detail]);
}

static void ladder_close(void *self)
{
	struct ladder_view *v = self;

	if (v->stop)
		v->stop(v->source_of);
	ladder_free(v->ladder);
	timeline_free(v->tl);
	doc_free(v->source_doc);
	doc_free(v->detail_doc);
	pager_free(&v->source_pager);
	pager_free(&v->detail_pager);
	free(v->source);
	free(v->path);
	free(v);
}

static int ladder_fd(void *self)
{
	struct ladder_view *v = self;

	return v->watch_fd ? v->watch_fd(v->source_of) : -1;
}

static void ladder_take(struct screen *screen, void *self)
{
	struct ladder_view *v = self;

	if (v->playing)
		ladder_ready(screen, self);
	else if (v->pull)
		v->pull(screen, v);
}

static const struct view_key keys[] = {
	{ TERM_UP, 'k', "Up", "The event before.", NULL, key_up },
	{ TERM_DOWN, 'j', "Down", "The next event.", NULL, key_down },
	{ TERM_PAGE_UP, 'b', "PgUp", "A page up.", NULL, key_page_up },
	{ TERM_PAGE_DOWN, ' ', "PgDn", "A page down.", NULL, key_page_down },
	{ TERM_HOME, 'g', "Home", "To the beginning.", NULL, key_first },
	{ TERM_END, 'G', "End", "To the end.", NULL, key_last },
	{ TERM_ENTER, 0, "Enter",
		"Open the event: arguments, bytes, header fields. J and K scroll it.", "open",
		key_open },
	{ TERM_ESCAPE, 0, "Esc", "Close the opened event.", NULL, key_close },
	{ '+', '=', "+", "More: from calls only to every ACK and the kernel's sockets.", "more",
		key_in },
	{ '-', 0, "-", "Less.", "less", key_out },
	{ 'x', 0, "x", "To the step that broke.", "broken", key_broken },
	{ 'P', 'p', "p", "Play it at human speed; again stops.", "play", key_play },
	{ 'K', 's', "s", "The kernel's sockets at this moment: states, queues, timers.", "sockets",
		key_kernel },
	{ 'e', 0, "e", "Edit the line of your program that made this call.", "edit", key_edit },
	{ ']', 'n', "]", "The next run: another conversation or delivery.", "next run",
		key_next_run },
	{ '[', 0, "[", "The run before.", NULL, key_previous_run },
};

static const struct view_class ladder_view = {
	.name = "Ladder",
	.keys = keys,
	.key_count = ARRAY_LEN(keys),
	.draw = ladder_view_draw,
	.title = ladder_title,
	.type = ladder_type,
	.click = ladder_click,
	.changed = ladder_changed,
	.fd = ladder_fd,
	.ready = ladder_take,
	.patience = ladder_patience,
	.close = ladder_close,
};

struct ladder_view *ladder_view_push(struct screen *screen)
{
	struct ladder_view *v = xcalloc(1, sizeof *v);

	v->run = -1;
	v->detail = STORY_TALK;
	v->source_pager.link = v->source_pager.found = -1;
	v->detail_pager.link = v->detail_pager.found = -1;
	screen_push(screen, &ladder_view, v);
	return v;
}

void ladder_view_open(struct screen *screen, const struct exercise *e, int run)
{
	struct ladder_view *v = ladder_view_push(screen);
	AUTO(buf_free) struct buf source = { 0 };

	v->exercise = e;
	v->run = run;
	v->path = workspace_path(screen->workspace, e);
	if (file_read(v->path, SOURCE_MAX, 0, &source, NULL))
		v->source = buf_take(&source);
	if (screen_checking(screen, e))
		load_live(screen, v);
	else
		load_run(screen, v);
}
