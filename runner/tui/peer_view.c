// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"
#include "tui/ladder_pane.h"
#include "tui/peer_script.h"
#include "tui/verdict_doc.h"
#include "tui/views.h"

/* Being the peer: what is said grows a script, which is played from the start each time; the ladder shows the newest run. */
struct peer_view {
	struct waiting { /* said while the thing before was still being played: its turn comes */
		enum peer_act what;
		struct buf text;
	} * waiting;
	size_t waiting_count, waiting_cap;
	const struct exercise *exercise;
	struct peer_script *script;
	struct check_job *job;
	struct timeline *live;	 /* what the run that goes on has brought so far */
	uint64_t shown;		 /* when that was drawn last */
	struct ladder_pane pane; /* the newest run */
	bool reference;		 /* talk to the solution instead */
	bool saved;		 /* the conversation as it is */
	bool broke;		 /* the newest run did not go on as before */
	bool replayed;		 /* with a file that is being checked */
	uint64_t check_seen;	 /* when the check began that was replayed for */
	bool answers_wanted;	 /* the run that goes on is that of a new step */
	enum delivery delivery;
	uint64_t seed;
	char *path;
	char *asking;  /* the prompt's words: it borrows them */
	char *save_to; /* while it is asked whether that may be replaced */
};

enum { PICTURE_NS = 100 * 1000 * 1000, REPLACED_MAX = 1 << 20 };

/* ---- what waits for its turn */

static void wait_turn(struct peer_view *v, enum peer_act what, struct bytes b)
{
	struct waiting w = { .what = what };

	buf_add(&w.text, b.at, b.len);
	grow(&v->waiting, &v->waiting_cap, v->waiting_count, sizeof *v->waiting);
	v->waiting[v->waiting_count++] = w;
}

static void forget_first(struct peer_view *v)
{
	buf_free(&v->waiting[0].text);
	v->waiting_count--;
	memmove(v->waiting, v->waiting + 1, v->waiting_count * sizeof *v->waiting);
}

/* After what went wrong nobody knows what would have been said: how many did not get their turn is told. */
static void forget_waiting(struct screen *screen, struct peer_view *v)
{
	AUTO(freep) char *why = xstrdup(buf_str(&screen->message));
	size_t count = v->waiting_count;

	while (v->waiting_count)
		forget_first(v);
	if (count)
		screen_say(screen, ROLE_WARN, "%s%s%zu thing%s more that you said %s not sent.",
			why, *why ? " " : "", count, count == 1 ? "" : "s",
			count == 1 ? "was" : "were");
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

	check_job_free(TAKE(v->job));
	timeline_free(v->live);
	v->live = timeline_new();
	v->shown = clock_steady_ns();
	if (screen_checker(screen, &err))
		v->job =
			check_job_start(screen->checker, peer_script_exercise(v->script), &o, &err);
	if (!v->job)
		screen_say(screen, ROLE_BAD, "%s", err.text);
}

static void show(struct peer_view *v, const struct timeline *tl)
{
	ladder_pane_take(&v->pane,
		peer_script_story(v->script, tl, v->reference ? "solution" : "program"),
		peer_script_exercise(v->script)->conversations);
	if (!ladder_pane_broken(&v->pane))
		ladder_pane_go(&v->pane, ladder_pane_rows(&v->pane));
}

void peer_view_take(struct screen *screen, void *self, const struct timeline *tl)
{
	struct peer_view *v = self;

	show(v, tl);
	v->broke = peer_script_broke(v->script, tl);
	if (v->broke)
		screen_say(screen, ROLE_WARN,
			"It did not go on as before: see the marked row. Z takes the last thing "
			"said back.");
	else if (v->answers_wanted)
		peer_script_answered(v->script, tl);
}

static void say_next(struct screen *screen, struct peer_view *v);

static void take_result(struct screen *screen, struct peer_view *v)
{
	struct check_result r;
	bool played = false;

	check_job_result(v->job, &r);
	check_job_free(TAKE(v->job));
	if (r.compile.outcome != COMPILE_OK)
		screen_say(screen, ROLE_BAD,
			"The file does not compile: c in the exercise says why. %sO talks to the "
			"solution.",
			ladder_pane_rows(&v->pane) ? "What you see is of the file before. " : "");
	else if (r.run_count && r.runs[0].timeline) {
		peer_view_take(screen, v, r.runs[0].timeline);
		played = !v->broke;
	} else
		screen_say(
			screen, ROLE_BAD, "%s", r.tool_text ? r.tool_text : "It could not be run.");
	v->answers_wanted = false;
	check_result_free(&r);
	if (played)
		say_next(screen, v);
	else
		forget_waiting(screen, v);
}

static int peer_fd(void *self)
{
	struct peer_view *v = self;

	return v->job ? check_job_fd(v->job) : -1;
}

static void see(void *context, int conversation, enum delivery delivery, const struct event *ev)
{
	struct peer_view *v = context;

	(void)conversation;
	(void)delivery;
	timeline_add(v->live, ev);
}

/* A run that takes longer than a blink is shown as it goes. */
static void show_live(struct peer_view *v)
{
	uint64_t now = clock_steady_ns();

	if (now - v->shown < PICTURE_NS || !timeline_count(v->live))
		return;
	show(v, v->live);
	v->shown = now + 3 * (clock_steady_ns() - now);
}

static void peer_ready(struct screen *screen, void *self)
{
	struct peer_view *v = self;

	if (!v->job)
		return;
	if (check_job_read(v->job, see, v))
		show_live(v);
	else
		take_result(screen, v);
	screen->dirty = true;
}

/* ---- saying something */

/* False: refused, and told why. */
static bool act_now(struct screen *screen, struct peer_view *v, enum peer_act what, struct bytes b)
{
	struct err err = { "" };

	if (!peer_script_act(v->script, what, b, &err)) {
		const char *where = strstr(err.text, "/script/");
		const char *why = where ? strstr(where, ": ") : NULL;

		screen_say(screen, ROLE_WARN, "%s", why ? why + 2 : err.text);
		return false;
	}
	v->answers_wanted = true;
	v->saved = false;
	run(screen, v);
	return true;
}

static enum reaction act(
	struct screen *screen, struct peer_view *v, enum peer_act what, struct bytes b)
{
	if (v->job)
		wait_turn(v, what, b);
	else
		act_now(screen, v, what, b);
	return REACT_REDRAW;
}

static void say_next(struct screen *screen, struct peer_view *v)
{
	bool said;

	if (!v->waiting_count)
		return;
	said = act_now(screen, v, v->waiting[0].what, buf_bytes(&v->waiting[0].text));
	forget_first(v);
	if (!said || !v->job)
		forget_waiting(screen, v);
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

/* What was not quite right is not to be typed again. */
static enum reaction say_hex(struct screen *screen, void *self, const char *text)
{
	AUTO(buf_free) struct buf b = { 0 };
	struct peer_view *v = self;
	struct err err = { "" };

	if (peer_hex(text, &b, &err))
		return act(screen, v, PEER_SENDS, buf_bytes(&b));
	screen_prompt(screen, v->asking, text, say_hex);
	screen_say(screen, ROLE_WARN, "%s", err.text);
	return REACT_REDRAW;
}

static enum reaction give_line(struct screen *screen, void *self, const char *text)
{
	AUTO(freep) char *line = xasprintf("%s\n", text);

	return act(screen, self, PEER_READS, bytes_of(line));
}

static enum reaction ask(struct screen *screen, struct peer_view *v, const char *who,
	const char *what,
	enum reaction (*done)(struct screen *screen, void *self, const char *text))
{
	free(v->asking);
	v->asking = xasprintf("%s %s: ", who, what);
	screen_prompt(screen, v->asking, "", done);
	return REACT_REDRAW;
}

#define ASK_KEY(name, what, done)                                                                  \
	static enum reaction name(struct screen *screen, void *self)                               \
	{                                                                                          \
		struct peer_view *v = self;                                                        \
                                                                                                   \
		return ask(screen, v, peer_script_speaker(v->script), what, done);                 \
	}
ASK_KEY(key_line, "sends a line", say_line)
ASK_KEY(key_bare, "sends, without a newline", say_bare)
ASK_KEY(key_hex, "sends bytes (hex)", say_hex)

static enum reaction key_input(struct screen *screen, void *self)
{
	return ask(screen, self, "The program", "reads a line on its input", give_line);
}

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

static enum reaction key_other(struct screen *screen, void *self)
{
	struct peer_view *v = self;

	if (v->waiting_count)
		screen_say(screen, ROLE_WARN, "One moment: there is more to be said by %s.",
			peer_script_speaker(v->script));
	else if (peer_script_next_speaker(v->script))
		screen_say(screen, ROLE_TEXT, "%s speaks now.", peer_script_speaker(v->script));
	else
		screen_say(screen, ROLE_WARN, "Nobody else is there: N brings somebody.");
	return REACT_REDRAW;
}

static enum reaction key_undo(struct screen *screen, void *self)
{
	struct peer_view *v = self;

	if (v->waiting_count) {
		buf_free(&v->waiting[--v->waiting_count].text);
	} else if (!peer_script_undo(v->script)) {
		screen_say(screen, ROLE_WARN, "There is nothing to take back.");
	} else {
		v->saved = false;
		run(screen, v);
	}
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

/* ---- saving it */

static enum reaction save_there(struct screen *screen, void *self, const char *text)
{
	struct peer_view *v = self;
	AUTO(buf_free) struct buf json = { 0 };
	AUTO(freep) char *whole = NULL;
	struct err err = { "" };

	(void)text;
	peer_script_json(v->script, &json);
	if (file_write(v->save_to, buf_bytes(&json), &err)) {
		v->saved = true;
		whole = realpath(v->save_to, NULL);
		screen_say(screen, ROLE_GOOD,
			"Saved as %s: a conversation for an exercise's JSON file.",
			whole ? whole : v->save_to);
	} else
		screen_say(screen, ROLE_BAD, "%s", err.text);
	return REACT_REDRAW;
}

static bool is_progress(struct screen *screen, const char *path)
{
	AUTO(freep) char *dir = path_dir(path);
	AUTO(freep) char *there = realpath(dir, NULL);
	AUTO(freep) char *ours = realpath(workspace_dir(screen->workspace), NULL);

	return there && ours && !strcmp(there, ours) && !strcmp(path_base(path), "progress.json");
}

/* Whether a conversation may be written there at all. */
static bool may_save(struct screen *screen, const char *path, struct err *err)
{
	const struct exercise *e = screen_exercise_at(screen, path);
	const char *name = path_base(path), *end = strrchr(name, '.');
	AUTO(buf_free) struct buf old = { 0 };

	if (e)
		return err_set(
			err, "%s is your program for %s: nothing is saved over it", path, e->id);
	if (is_progress(screen, path))
		return err_set(err, "%s holds your progress: nothing is saved over it", path);
	if (!end || end == name || strcmp(end, ".json") != 0)
		return err_set(err,
			"%s was not saved: the name of a conversation's file ends in .json", path);
	return !file_exists(path) || file_read(path, REPLACED_MAX, 0, &old, err);
}

static enum reaction save_as(struct screen *screen, void *self, const char *text)
{
	struct peer_view *v = self;
	struct err err = { "" };

	if (!*text)
		return REACT_REDRAW;
	if (!may_save(screen, text, &err)) {
		screen_say(screen, ROLE_BAD, "%s", err.text);
		return REACT_REDRAW;
	}
	free(v->save_to);
	v->save_to = xstrdup(text);
	if (!file_exists(text))
		return save_there(screen, v, text);
	free(v->asking);
	v->asking = xasprintf("%s exists: replace it? (y/n) ", text);
	screen_ask(screen, v->asking, save_there);
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

static void draw_head(struct peer_view *v, struct area a)
{
	AUTO(buf_free) struct buf others = { 0 };
	AUTO(freep) char *whom = NULL;
	AUTO(freep)
	char *waits =
		v->waiting_count ? xasprintf("waiting: %zu, ", v->waiting_count) : xstrdup("");
	AUTO(freep) char *how = xasprintf("%sdelivery: %s", waits, delivery_names[v->delivery]);
	int room = a.cols - 3 - (int)strlen(how);

	peer_script_others(v->script, &others);
	whom = xasprintf("You are %s%s%s%s, talking to %s", peer_script_speaker(v->script),
		others.len ? " (also here: " : "", buf_str(&others), others.len ? ")" : "",
		v->reference ? "the solution" : "your program");
	area_put_cut(a, 0, 1, room > 30 ? room : a.cols - 2, ROLE_STRONG, whom);
	if (room > 30)
		area_put_right(a, 0, room, a.cols - 1, ROLE_DIM, how);
}

static void peer_draw(struct screen *screen, void *self, struct area a)
{
	struct peer_view *v = self;

	(void)screen;
	draw_head(v, area_part(a, 0, 0, 1, a.cols));
	if (ladder_pane_rows(&v->pane))
		ladder_pane_draw(&v->pane, area_part(a, 1, 0, a.rows - 1, a.cols));
	else
		area_put(a, 2, 1, ROLE_DIM,
			v->job ? "Starting the program..." : "Nothing has happened yet.");
}

static void peer_title(struct screen *screen, void *self, struct buf *out)
{
	(void)screen;
	buf_addf(out, "Peer of %s", ((struct peer_view *)self)->exercise->id);
}

/* ---- a save: the same is said to the file as it is now */

static void replay(struct screen *screen, struct peer_view *v)
{
	v->check_seen = screen->job_began;
	if (v->reference)
		return;
	peer_script_forget_answer(v->script);
	v->replayed = v->answers_wanted = true;
	run(screen, v);
	screen_say(screen, ROLE_TEXT, "The file was saved: %s.",
		peer_script_said(v->script) ? "what you said is played again with it"
					    : "the program is started anew");
}

/* The outcome of the check would stand in the place of what was said of the replay. */
static void say_both(struct screen *screen, struct peer_view *v, const struct check_result *r)
{
	AUTO(buf_free) struct buf line = { 0 };
	enum role role = verdict_doc_headline(v->exercise, r, &line);

	v->replayed = false;
	screen_say_check(screen, role, "%s. %s", buf_str(&line),
		r->compile.outcome != COMPILE_OK ? "What you see is of the file before."
		: v->broke ? "It did not go on as before: see the marked row. Z takes the last "
			     "thing said back."
			   : "What you see is of the file as it is now.");
}

static void peer_changed(struct screen *screen, void *self)
{
	struct peer_view *v = self;
	const struct check_result *r = screen_result(screen, v->exercise);

	if (screen_checking(screen, v->exercise) && screen->job_began != v->check_seen)
		replay(screen, v);
	else if (r && v->replayed)
		say_both(screen, v, r);
}

static void peer_close(void *self)
{
	struct peer_view *v = self;

	check_job_free(v->job);
	timeline_free(v->live);
	ladder_pane_fini(&v->pane);
	peer_script_free(v->script);
	free(v->path);
	while (v->waiting_count)
		forget_first(v);
	free(v->waiting);
	free(v->asking);
	free(v->save_to);
	free(v);
}

/* Small letters are left free: what is typed here is meant for the program. */
static const struct view_key keys[] = {
	{ TERM_TAB, 0, "Type",
		"A line of text; Enter sends it. Where it begins with a key of this screen, press "
		"Tab first. "
		"(j, k, b, g and G are text here.)",
		"a line", key_line },
	{ 'T', 0, "T", "Send text without a newline at its end.", NULL, key_bare },
	{ 'X', 0, "X", "Send bytes, given in hexadecimal.", "hex", key_hex },
	{ 'F', 0, "F", "Finish: nothing more will be sent, answers are still read (half-close).",
		"finish", key_finish },
	{ 'C', 0, "C", "Close the connection.", "close", key_close_connection },
	{ 'R', 0, "R", "Break the connection off with a reset.", "reset", key_reset },
	{ 'Z', 0, "Z", "Take the last thing said back.", "undo", key_undo },
	{ 'N', 0, "N", "A new connection: another client comes and speaks from now on.", "new",
		key_new },
	{ 'A', 0, "A", "Who speaks: goes round the clients that are connected.", "who", key_other },
	{ 'I', 0, "I", "Type a line into the program's standard input.", NULL, key_input },
	{ 'E', 0, "E", "End the program's standard input.", NULL, key_input_end },
	{ 'D', 0, "D", "How what you send is delivered: whole, bytes, split, glued.", NULL,
		key_delivery },
	{ 'O', 0, "O", "Talk to the solution instead of your program, or back.", NULL, key_swap },
	{ 'W', 0, "W", "Save what was said as a conversation, for an exercise of your own.", "save",
		key_save },
};

static bool is_row_of(const struct view_keys *all, int key)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->rows[i].key == key)
			return true;
	return false;
}

/* Whoever just types talks to the program. Only what is a row's first key is no text, not what does the same. */
static bool begins_line(int key)
{
	return key > ' ' && key < TERM_KEYS && !is_row_of(&ladder_pane_keys, key) &&
	       !is_row_of(&screen_global_keys, key);
}

static enum reaction peer_type(struct screen *screen, void *self, int key)
{
	if (begins_line(key)) {
		key_line(screen, self);
		screen_key(screen, key); /* into the line that is open now */
		return REACT_REDRAW;
	}
	return view_keys_act(&ladder_pane_keys, screen, &((struct peer_view *)self)->pane, key);
}

static enum reaction peer_click(struct screen *screen, void *self, int row, int col)
{
	(void)screen;
	(void)col;
	return ladder_pane_click(&((struct peer_view *)self)->pane, row - 1);
}

/* ---- leaving it */

static const char *peer_loses(void *self)
{
	struct peer_view *v = self;

	return v->waiting_count || (peer_script_said(v->script) && !v->saved)
		       ? "What was said is not saved yet (W saves it). Leave all the same? (y/n) "
		       : NULL;
}

/* Who goes on typing after a q began to say something, such as "quit". */
static enum reaction peer_stays(struct screen *screen, void *self, int left, int key)
{
	bool no = key == 'n' || key == 'N';

	if (no || key <= ' ' || key >= TERM_KEYS || left <= ' ' || left >= TERM_KEYS)
		return REACT_REDRAW;
	key_line(screen, self);
	screen_key(screen, left);
	screen_key(screen, key);
	return REACT_REDRAW;
}

const struct view_class peer_view = {
	.name = "Be the peer",
	.keys = keys,
	.key_count = ARRAY_LEN(keys),
	.draw = peer_draw,
	.title = peer_title,
	.shared = &ladder_pane_keys,
	.type = peer_type,
	.click = peer_click,
	.fd = peer_fd,
	.changed = peer_changed,
	.ready = peer_ready,
	.loses = peer_loses,
	.stays = peer_stays,
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
	ladder_pane_init(&v->pane);
	v->answers_wanted = true;
	v->check_seen = screen->job_began;
	screen_push(screen, &peer_view, v);
	run(screen, v);
}
