// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"
#include "report/ladder.h"
#include "tui/ladder_draw.h"
#include "tui/peer_script.h"
#include "tui/views.h"

/* Being the peer: what is said grows a script, which is played from the start each time; the ladder shows the newest run. */
struct peer_view {
	const struct exercise *exercise;
	struct peer_script *script;
	struct check_job *job;
	struct timeline *tl; /* of the newest run */
	struct ladder *ladder;
	struct doc *detail_doc;
	struct pager detail_pager;
	int selected, top, height;
	bool open, reference; /* reference: talk to the solution instead */
	bool answers_wanted;  /* the run that goes on is that of a new step */
	enum delivery delivery;
	uint64_t seed;
	char *path;
};

static int last_row(const struct peer_view *v)
{
	return v->ladder && v->ladder->count ? (int)v->ladder->count - 1 : 0;
}

/* ---- running it */

static void run(struct screen *screen, struct peer_view *v)
{
	struct check_options o = { .file = v->reference ? v->exercise->solution_path : v->path,
		.conversation = 0,
		.delivery = v->delivery,
		.storm = STORM_NONE,
		.seed = v->seed };
	struct err err = { "" };

	check_job_free(v->job);
	v->job = check_job_start(screen->checker, peer_script_exercise(v->script), &o, &err);
	if (!v->job)
		screen_say(screen, ROLE_BAD, "%s", err.text);
}

static void show(struct peer_view *v, struct timeline *tl)
{
	timeline_free(v->tl);
	ladder_free(v->ladder);
	v->tl = tl;
	v->ladder = ladder_of(tl, peer_script_exercise(v->script)->conversations, STORY_TALK);
	v->selected = last_row(v);
}

static void take_result(struct screen *screen, struct peer_view *v)
{
	struct check_result r;

	check_job_result(v->job, &r);
	check_job_free(TAKE(v->job));
	if (r.compile.outcome != COMPILE_OK)
		screen_say(screen, ROLE_BAD,
			"The file does not compile: c in the exercise says why. o talks to the "
			"solution.");
	else if (r.outcome == OUTCOME_TOOL_ERROR)
		screen_say(
			screen, ROLE_BAD, "%s", r.tool_text ? r.tool_text : "it could not be run");
	else if (r.run_count && r.runs[0].timeline) {
		show(v, TAKE(r.runs[0].timeline));
		if (r.runs[0].verdict.outcome == OUTCOME_BROKE)
			screen_say(screen, ROLE_WARN,
				"It went otherwise than before, or not on: see the marked row. z "
				"takes the last step back.");
		else if (v->answers_wanted)
			peer_script_answered(v->script, v->tl);
	}
	v->answers_wanted = false;
	/* the verdict points into the timeline that is ours now */
	check_result_free(&r);
}

static int peer_fd(void *self)
{
	struct peer_view *v = self;

	return v->job ? check_job_fd(v->job) : -1;
}

static void peer_ready(struct screen *screen, void *self)
{
	struct peer_view *v = self;

	if (!v->job || check_job_read(v->job, NULL, NULL))
		return;
	take_result(screen, v);
	screen->dirty = true;
}

/* ---- saying something */

static enum reaction act(
	struct screen *screen, struct peer_view *v, enum peer_act what, struct bytes b)
{
	struct err err = { "" };

	if (v->job) {
		screen_say(screen, ROLE_WARN, "One moment: the last step is still being played.");
		return REACT_REDRAW;
	}
	if (!peer_script_act(v->script, what, b, &err)) {
		const char *why = strstr(err.text, "cannot follow");

		screen_say(screen, ROLE_WARN, "%s", why ? why : err.text);
		return REACT_REDRAW;
	}
	v->answers_wanted = true;
	run(screen, v);
	return REACT_REDRAW;
}

static enum reaction say_line(struct screen *screen, void *self, const char *text)
{
	AUTO(freep) char *line = xasprintf("%s\n", text);

	return act(screen, self, PEER_SENDS, bytes_of(line));
}

static enum reaction say_bare(struct screen *screen, void *self, const char *text)
{
	return act(screen, self, PEER_SENDS, bytes_of(text));
}

static enum reaction say_hex(struct screen *screen, void *self, const char *text)
{
	AUTO(buf_free) struct buf b = { 0 };
	struct err err = { "" };

	if (peer_hex(text, &b, &err))
		return act(screen, self, PEER_SENDS, buf_bytes(&b));
	screen_say(screen, ROLE_WARN, "%s", err.text);
	return REACT_REDRAW;
}

static enum reaction give_line(struct screen *screen, void *self, const char *text)
{
	AUTO(freep) char *line = xasprintf("%s\n", text);

	return act(screen, self, PEER_READS, bytes_of(line));
}

#define ASK_KEY(name, label, done)                                                                 \
	static enum reaction name(struct screen *screen, void *self)                               \
	{                                                                                          \
		(void)self;                                                                        \
		screen_prompt(screen, label, "", done);                                            \
		return REACT_REDRAW;                                                               \
	}
ASK_KEY(key_line, "Send a line: ", say_line)
ASK_KEY(key_bare, "Send, without a newline: ", say_bare)
ASK_KEY(key_hex, "Send bytes (hex): ", say_hex)
ASK_KEY(key_input, "Type a line into the program: ", give_line)

#define ACT_KEY(name, what)                                                                        \
	static enum reaction name(struct screen *screen, void *self)                               \
	{                                                                                          \
		return act(screen, self, what, (struct bytes){ 0 });                               \
	}
ACT_KEY(key_finish, PEER_FINISHES)
ACT_KEY(key_close_connection, PEER_CLOSES)
ACT_KEY(key_reset, PEER_RESETS)
ACT_KEY(key_new, PEER_NEW)
ACT_KEY(key_input_end, PEER_READS_END)

static enum reaction key_undo(struct screen *screen, void *self)
{
	struct peer_view *v = self;

	if (!peer_script_undo(v->script))
		screen_say(screen, ROLE_WARN, "There is nothing to take back.");
	else
		run(screen, v);
	return REACT_REDRAW;
}

static enum reaction key_delivery(struct screen *screen, void *self)
{
	struct peer_view *v = self;

	v->delivery = (v->delivery + 1) % DELIVERIES;
	peer_script_set_delivery(v->script, v->delivery);
	screen_say(
		screen, ROLE_TEXT, "What you send is delivered: %s.", delivery_names[v->delivery]);
	run(screen, v);
	return REACT_REDRAW;
}

static enum reaction key_swap(struct screen *screen, void *self)
{
	struct peer_view *v = self;

	v->reference = !v->reference;
	screen_say(screen, ROLE_TEXT,
		v->reference ? "You talk to the solution now."
			     : "You talk to your own program now.");
	run(screen, v);
	return REACT_REDRAW;
}

static enum reaction save_as(struct screen *screen, void *self, const char *text)
{
	struct peer_view *v = self;
	AUTO(buf_free) struct buf json = { 0 };
	struct err err = { "" };

	if (!*text)
		return REACT_REDRAW;
	peer_script_json(v->script, &json);
	if (file_write(text, buf_bytes(&json), &err))
		screen_say(screen, ROLE_GOOD, "Saved: a conversation for an exercise's JSON file.");
	else
		screen_say(screen, ROLE_BAD, "%s", err.text);
	return REACT_REDRAW;
}

static enum reaction key_save(struct screen *screen, void *self)
{
	struct peer_view *v = self;
	AUTO(freep)
	char *name = xasprintf(
		"%s/conversation-%s.json", workspace_dir(screen->workspace), v->exercise->id);

	screen_prompt(screen, "Save as: ", name, save_as);
	return REACT_REDRAW;
}

/* ---- looking at it */

static enum reaction move(struct peer_view *v, int rows)
{
	int last = last_row(v);

	v->selected += rows;
	v->selected = v->selected < 0 ? 0 : v->selected > last ? last : v->selected;
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
	return move(self, -((struct peer_view *)self)->height);
}

static enum reaction key_page_down(struct screen *screen, void *self)
{
	(void)screen;
	return move(self, ((struct peer_view *)self)->height);
}

static enum reaction key_open(struct screen *screen, void *self)
{
	struct peer_view *v = self;

	(void)screen;
	v->open = !v->open;
	return REACT_REDRAW;
}

static void peer_draw(struct screen *screen, void *self, struct area a)
{
	struct peer_view *v = self;
	int open = v->open ? a.rows / 2 : 0;

	(void)screen;
	area_putf(a, 0, 1, ROLE_HEADING, "You are %s, and talk to %s.",
		peer_script_speaker(v->script), v->reference ? "the solution" : "your program");
	area_putf(a, 0, a.cols - 20, ROLE_DIM, "delivery: %s", delivery_names[v->delivery]);
	v->height = a.rows - 2 - open;
	if (!v->ladder || !v->ladder->count) {
		area_put(a, 2, 1, ROLE_DIM,
			v->job ? "Starting the program..." : "Nothing has happened yet.");
		return;
	}
	if (v->selected < v->top)
		v->top = v->selected;
	if (v->selected >= v->top + v->height)
		v->top = v->selected - v->height + 1;
	ladder_draw(area_part(a, 1, 0, v->height + 1, a.cols), v->ladder, v->top, v->selected);
	if (open)
		ladder_detail_draw(&v->detail_pager, &v->detail_doc, v->tl,
			&v->ladder->rows[v->selected],
			area_part(a, a.rows - open, 0, open, a.cols));
}

static void peer_title(struct screen *screen, void *self, struct buf *out)
{
	(void)screen;
	buf_addf(out, "Peer of %s", ((struct peer_view *)self)->exercise->id);
}

static void peer_close(void *self)
{
	struct peer_view *v = self;

	check_job_free(v->job);
	ladder_free(v->ladder);
	timeline_free(v->tl);
	peer_script_free(v->script);
	doc_free(v->detail_doc);
	pager_free(&v->detail_pager);
	free(v->path);
	free(v);
}

static const struct view_key keys[] = {
	{ 't', TERM_TAB, "t", "Send a line of text.", "text", key_line },
	{ 'T', 0, "T", "Send text without a newline at its end.", NULL, key_bare },
	{ 'x', 0, "x", "Send bytes, given in hexadecimal.", "hex", key_hex },
	{ 'f', 0, "f", "Finish: nothing more will be sent, answers are still read (half-close).",
		"finish", key_finish },
	{ 'c', 0, "c", "Close the connection.", "close", key_close_connection },
	{ 'r', 0, "r", "Break the connection off with a reset.", "reset", key_reset },
	{ 'n', 0, "n", "A new connection: another client comes and speaks from now on.", "new",
		key_new },
	{ 'z', 0, "z", "Take the last thing said back.", "undo", key_undo },
	{ 'i', 0, "i", "Type a line into the program's standard input.", NULL, key_input },
	{ 'I', 0, "I", "End the program's standard input.", NULL, key_input_end },
	{ 'd', 0, "d", "How what you send is delivered: whole, bytes, split, glued.", NULL,
		key_delivery },
	{ 'o', 0, "o", "Talk to the solution instead of your program, or back.", NULL, key_swap },
	{ 'w', 0, "w", "Save what was said as a conversation, for an exercise of your own.", "save",
		key_save },
	{ TERM_ENTER, 0, "Enter", "Open the selected event. J and K scroll it.", NULL, key_open },
	{ TERM_UP, 'k', "Up", "The event before.", NULL, key_up },
	{ TERM_DOWN, 'j', "Down", "The next event.", NULL, key_down },
	{ TERM_PAGE_UP, 'b', "PgUp", "A page up.", NULL, key_page_up },
	{ TERM_PAGE_DOWN, ' ', "PgDn", "A page down.", NULL, key_page_down },
};

static enum reaction peer_type(struct screen *screen, void *self, int key)
{
	struct peer_view *v = self;

	(void)screen;
	if (!v->open || (key != 'J' && key != 'K'))
		return REACT_PASS;
	pager_scroll(&v->detail_pager, key == 'J' ? 1 : -1);
	return REACT_REDRAW;
}

static const struct view_class peer_view = {
	.name = "Be the peer",
	.keys = keys,
	.key_count = ARRAY_LEN(keys),
	.draw = peer_draw,
	.title = peer_title,
	.type = peer_type,
	.fd = peer_fd,
	.ready = peer_ready,
	.close = peer_close,
};

void peer_view_open(struct screen *screen, const struct exercise *e)
{
	struct err err = { "" };
	struct peer_script *script = peer_script_new(e, &err);
	struct peer_view *v;

	if (!script) {
		screen_say(screen, ROLE_WARN, "%s", err.text);
		return;
	}
	v = xcalloc(1, sizeof *v);
	v->exercise = e;
	v->script = script;
	v->path = workspace_path(screen->workspace, e);
	v->seed = dice_new_seed();
	v->detail_pager.link = v->detail_pager.found = -1;
	v->answers_wanted = true;
	screen_push(screen, &peer_view, v);
	run(screen, v);
}
