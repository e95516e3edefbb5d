// SPDX-License-Identifier: MIT
#include "tui/ladder_view.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "tui/views.h"

enum { STEP_MS = 350, PICTURE_MS = 40, SOURCE_FROM = 120, SOURCE_MAX = 1 << 20 };
enum { NS_IN_MS = 1000000 };

/* ---- where its run comes from */

static struct timeline *copy_of(const struct timeline *tl)
{
	struct timeline *copy = timeline_new();

	for (size_t i = 0; tl && i < timeline_count(tl); i++)
		timeline_add(copy, timeline_arrival(tl, i));
	return copy;
}

/* How long the picture that is shown stands before another is worth its making. */
static uint64_t due(const struct ladder_view *v)
{
	uint64_t rest = 3 * v->cost;

	return v->built + (rest > PICTURE_MS * NS_IN_MS ? rest : PICTURE_MS * NS_IN_MS);
}

void ladder_view_grow(
	struct ladder_view *v, const struct timeline *tl, const struct conversation *c, bool now)
{
	uint64_t began = clock_steady_ns();

	v->stale = !now && began < due(v);
	if (v->stale)
		return;
	ladder_pane_take(&v->pane, copy_of(tl), c);
	v->built = clock_steady_ns();
	v->cost = v->built - began;
}

static const struct check_run *chosen_run(const struct ladder_view *v, const struct check_result *r)
{
	if (v->run >= 0 && v->run < (int)r->run_count)
		return &r->runs[v->run];
	if (r->told)
		return r->told;
	for (size_t i = 0; i < r->run_count; i++)
		if (r->runs[i].timeline)
			return &r->runs[i];
	return NULL;
}

static void read_source(struct ladder_view *v)
{
	AUTO(buf_free) struct buf source = { 0 };

	free(v->source);
	v->source = NULL;
	v->source_line = 0;
	if (v->path && file_read(v->path, SOURCE_MAX, 0, &source, NULL))
		v->source = buf_take(&source);
}

/* The first sight of a broken run is where it broke, of another its beginning. */
static void load_run(struct screen *screen, struct ladder_view *v)
{
	const struct check_result *r = screen_result(screen, v->exercise);
	const struct check_run *run = r ? chosen_run(v, r) : NULL;
	bool begun = v->live; /* what there is of a check that was stopped */

	v->live = v->awaiting = v->before = false;
	if (!run || !run->timeline) {
		v->before = !begun;
		return;
	}
	v->run = run - r->runs;
	read_source(v);
	ladder_view_grow(v, run->timeline, &v->exercise->conversations[run->conversation], true);
	if (!ladder_pane_broken(&v->pane))
		ladder_pane_go(&v->pane, 0);
}

static bool on_top(const struct screen *screen, const struct ladder_view *v)
{
	return screen->depth && screen->stack[screen->depth - 1].self == v;
}

static void load_live(struct screen *screen, struct ladder_view *v)
{
	int at = screen->live_conversation;
	const struct conversation *c = at >= 0 ? &v->exercise->conversations[at] : NULL;

	if (!c || (v->live && !on_top(screen, v)))
		return;
	if (!v->live || v->pane.conversation != c) /* another run: begin at its end again */
		ladder_pane_go(&v->pane, ladder_pane_rows(&v->pane));
	if (!v->live)
		read_source(v);
	ladder_view_grow(v, screen->live, c, !v->live);
	v->live = true;
}

/* ---- drawing */

static void draw_title(struct screen *screen, struct ladder_view *v, struct area a)
{
	const struct run_event *run = v->pane.tl ? timeline_run(v->pane.tl) : NULL;
	const struct check_result *r = v->exercise ? screen_result(screen, v->exercise) : NULL;
	AUTO(buf_free) struct buf title = { 0 };
	AUTO(buf_free) struct buf which = { 0 };

	if (!run)
		return;
	buf_addf(&title, "%d. ", run->conversation + 1);
	text_safe_line(&title, bytes_of(run->conversation_title));
	if (v->before)
		buf_add_str(&which, "before the last save: ");
	else if (r && !v->live && r->run_count > 1)
		buf_addf(&which, "run %d of %zu: ", v->run + 1, r->run_count);
	text_safe_line(&which, bytes_of(run->delivery));
	if (strcmp(run->storm, "none") != 0)
		buf_addf(&which, ", storm %s", run->storm);
	int room = a.cols - 3 - (int)text_width(buf_str(&which));

	area_put_cut(a, 0, 1, room > 20 ? room : a.cols - 2, ROLE_STRONG, buf_str(&title));
	if (room > 20)
		area_put_right(a, 0, room, a.cols - 1, ROLE_DIM, buf_str(&which));
}

static int line_of(const struct ladder_view *v, int row)
{
	const struct call_event *c = ladder_pane_call(&v->pane, row);
	bool here = c && c->frame_count && v->path &&
		    !strcmp(path_base(c->frames[0].file), path_base(v->path));

	return here ? c->frames[0].line : 0;
}

/* The line of the selected row's call; a row without one stands beside the call before it. */
static int line_near(const struct ladder_view *v)
{
	int line = 0;

	for (int row = v->pane.selected; row >= 0 && !line; row--)
		line = line_of(v, row);
	return line;
}

static void draw_source(struct ladder_view *v, struct area a)
{
	int line = line_near(v);

	if (!v->source_doc || (line && line != v->source_line)) {
		doc_free(v->source_doc);
		v->source_doc = doc_new();
		doc_source(v->source_doc, v->source, 1, line, 0);
		v->source_line = line;
		pager_set(&v->source_pager, v->source_doc);
		v->source_pager.top = line > a.rows / 2 ? line - a.rows / 2 : 0;
	}
	pager_draw(&v->source_pager, a);
}

static int source_columns(const struct ladder_view *v, int cols)
{
	int wanted = cols * 2 / 5;

	if (cols < SOURCE_FROM || !v->source)
		return 0;
	return cols - wanted < 80 ? cols - 80 : wanted;
}

static void ladder_view_draw(struct screen *screen, void *self, struct area a)
{
	struct ladder_view *v = self;
	int beside = source_columns(v, a.cols);
	struct area left = area_part(a, 0, 0, a.rows, a.cols - beside);

	draw_title(screen, v, area_part(left, 0, 0, 1, left.cols));
	if (!ladder_pane_rows(&v->pane)) {
		area_put(left, 2, 1, ROLE_DIM,
			screen->job || v->pull ? "Waiting for the first event..."
					       : "Nothing has happened in this run.");
		return;
	}
	ladder_pane_draw(&v->pane, area_part(left, 1, 0, left.rows - 1, left.cols));
	if (beside)
		draw_source(v, area_frame(area_part(a, 0, left.cols, a.rows, beside), ROLE_BORDER,
				       path_base(v->path)));
}

/* ---- keys */

static enum reaction key_broken(struct screen *screen, void *self)
{
	struct ladder_view *v = self;

	if (!ladder_pane_broken(&v->pane))
		screen_say(screen, ROLE_GOOD, "No step broke in this run.");
	return REACT_REDRAW;
}

static void set_playing(struct ladder_view *v, bool on)
{
	v->playing = v->pane.growing = on;
	v->step_at = clock_steady_ns() + (uint64_t)STEP_MS * NS_IN_MS;
}

void ladder_view_play(struct ladder_view *v)
{
	if (v->pane.selected + 1 >= ladder_pane_rows(&v->pane))
		ladder_pane_go(&v->pane, 0);
	set_playing(v, true);
}

static enum reaction key_play(struct screen *screen, void *self)
{
	struct ladder_view *v = self;

	if (v->playing)
		set_playing(v, false);
	else
		ladder_view_play(v);
	screen_say(screen, ROLE_DIM, v->playing ? "Playing: p stops." : "Stopped.");
	return REACT_REDRAW;
}

static enum reaction key_edit(struct screen *screen, void *self)
{
	struct ladder_view *v = self;
	int line = line_near(v);

	if (line)
		screen_edit(screen, v->path, line);
	else
		screen_say(screen, ROLE_WARN, "This row has no line of your program.");
	return REACT_REDRAW;
}

static enum reaction step_run(struct screen *screen, struct ladder_view *v, int way)
{
	const struct check_result *r = v->exercise ? screen_result(screen, v->exercise) : NULL;

	for (int i = v->run + way; r && i >= 0 && i < (int)r->run_count; i += way)
		if (r->runs[i].timeline) {
			v->run = i;
			set_playing(v, false);
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

/* ---- finding */

static enum reaction find(struct screen *screen, struct ladder_view *v, int step)
{
	if (v->wanted && !ladder_pane_find(&v->pane, v->wanted, step))
		screen_say(screen, ROLE_WARN, "No row %s this one has \"%s\".",
			step > 0 ? "after" : "before", v->wanted);
	return REACT_REDRAW;
}

static enum reaction find_text(struct screen *screen, void *self, const char *text)
{
	struct ladder_view *v = self;

	if (!*text)
		return REACT_REDRAW;
	free(v->wanted);
	v->wanted = xstrdup(text);
	return find(screen, v, 1);
}

static enum reaction key_find(struct screen *screen, void *self)
{
	(void)self;
	screen_prompt(screen, "Find in the ladder: ", "", find_text);
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

static enum reaction ladder_click(struct screen *screen, void *self, int row, int col)
{
	struct ladder_view *v = self;

	(void)screen;
	(void)col;
	return ladder_pane_click(&v->pane, row - 1);
}

static enum reaction ladder_type(struct screen *screen, void *self, int key)
{
	struct ladder_view *v = self;
	enum reaction r = view_keys_act(&ladder_pane_keys, screen, &v->pane, key);

	if (r == REACT_REDRAW)
		set_playing(v, false);
	return r;
}

/* ---- playing at human speed, and following a run */

static int ms_until(uint64_t then)
{
	uint64_t now = clock_steady_ns();

	return then > now ? (int)((then - now) / NS_IN_MS) + 1 : 0;
}

static int ladder_patience(void *self)
{
	const struct ladder_view *v = self;

	if (v->stale)
		return ms_until(due(v));
	return v->playing ? ms_until(v->step_at) : -1;
}

static void play_on(struct ladder_view *v)
{
	ladder_pane_move(&v->pane, 1);
	set_playing(v, v->pane.selected + 1 < ladder_pane_rows(&v->pane));
}

static void ladder_ready(struct screen *screen, void *self)
{
	struct ladder_view *v = self;

	if (v->pull)
		v->pull(screen, v);
	else if (v->stale && v->exercise && screen_checking(screen, v->exercise))
		load_live(screen, v);
	else
		v->stale = false;
	if (v->playing && ms_until(v->step_at) == 0)
		play_on(v);
	screen->dirty = true;
}

static void ladder_changed(struct screen *screen, void *self)
{
	struct ladder_view *v = self;

	if (!v->exercise)
		return;
	if (screen_checking(screen, v->exercise)) {
		v->awaiting = true;
		load_live(screen, v);
	} else if (v->awaiting) {
		v->run = -1;
		v->stale = false;
		load_run(screen, v);
	}
}

static void ladder_title(struct screen *screen, void *self, struct buf *out)
{
	const struct ladder_view *v = self;

	(void)screen;
	buf_addf(out, "%s (%s)", v->exercise ? "Ladder" : "Demo",
		story_detail_names[v->pane.detail]);
}

static void ladder_close(void *self)
{
	struct ladder_view *v = self;

	if (v->stop)
		v->stop(v->source_of);
	ladder_pane_fini(&v->pane);
	doc_free(v->source_doc);
	pager_free(&v->source_pager);
	free(v->wanted);
	free(v->source);
	free(v->path);
	free(v);
}

static int ladder_fd(void *self)
{
	struct ladder_view *v = self;

	return v->watch_fd ? v->watch_fd(v->source_of) : -1;
}

/* What a demo has not stands first: a step that broke, a line of the learner's, other runs. */
static const struct view_key keys[] = {
	{ 'x', 0, "x", "To the step that broke.", "break", key_broken },
	{ 'e', 0, "e", "Edit the line of your program that made this call.", "edit", key_edit },
	{ 'n', ']', "n", "The next run: another conversation or delivery (also ]).", "run",
		key_next_run },
	{ 'N', '[', "N", "The run before (also [).", NULL, key_previous_run },
	{ 'p', 0, "p", "Play it at human speed; again stops.", "play", key_play },
	{ '/', 0, "/", "Find a row that has a text.", NULL, key_find },
	{ '.', 0, ".", "The next row that has it.", NULL, key_find_next },
	{ ',', 0, ",", "The row before that has it.", NULL, key_find_before },
};
enum { KEYS_OF_CHECKS = 4 };

/* A demo's ladder has a part of the keys, and nothing else of its own. */
#define LADDER_CLASS(title_, keys_, count_)                                                        \
	{                                                                                          \
		.name = title_, .keys = keys_, .key_count = count_, .shared = &ladder_pane_keys,   \
		.draw = ladder_view_draw, .title = ladder_title, .type = ladder_type,              \
		.click = ladder_click, .changed = ladder_changed, .fd = ladder_fd,                 \
		.ready = ladder_ready, .patience = ladder_patience, .close = ladder_close,         \
	}
const struct view_class ladder_view = LADDER_CLASS("Ladder", keys, ARRAY_LEN(keys));
const struct view_class demo_view =
	LADDER_CLASS("Demo", keys + KEYS_OF_CHECKS, ARRAY_LEN(keys) - KEYS_OF_CHECKS);

struct ladder_view *ladder_view_push(struct screen *screen, const struct view_class *class)
{
	struct ladder_view *v = xcalloc(1, sizeof *v);

	v->run = -1;
	ladder_pane_init(&v->pane);
	v->source_pager.link = v->source_pager.found = -1;
	screen_push(screen, class, v);
	return v;
}

void ladder_view_open(struct screen *screen, const struct exercise *e, int run)
{
	const struct check_result *r = screen_result(screen, e);

	if (r && !r->run_count) {
		screen_say(screen, ROLE_WARN, "Nothing was run: the verdict says why.");
		return;
	}
	struct ladder_view *v = ladder_view_push(screen, &ladder_view);

	v->exercise = e;
	v->run = run;
	v->path = workspace_path(screen->workspace, e);
	v->awaiting = screen_checking(screen, e);
	if (v->awaiting)
		load_live(screen, v);
	else
		load_run(screen, v);
}
