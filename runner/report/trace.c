// SPDX-License-Identifier: MIT
#include "report/trace.h"

#include "base/clock.h"
#include "base/text.h"
#include "report/bytes_words.h"
#include "report/event_words.h"
#include "report/step_words.h"
#include "timeline/sender.h"

enum { WHO_WIDTH = 8, PLACE_COLUMN = 64, BYTES_SHOWN = 48 };

struct teller {
	struct buf *out;
	const struct timeline *tl;
	const struct trace_options *o;
	const struct story_owners *owners;
	bool several_tasks; /* then calls say whose they are */
};

/* ---- what stands after the time and the name, a function a kind */

static void tell_call(const struct teller *t, const struct event *ev, size_t index)
{
	(void)index;
	if (t->several_tasks)
		buf_addf(t->out, "[%d] ", ev->call.tid);
	words_call_and_result(t->out, ev);
	if (ev->call.flags & CALL_STORM)
		buf_add_str(t->out, " (by the storm)");
}

static void tell_sender(const struct teller *t, const struct event *by)
{
	if (by->kind != EVENT_CALL)
		return; /* the actor's own line says so */
	buf_add_str(t->out, "  by ");
	buf_addf(t->out, "%s()",
		calls_name(by->call.id, by->call.arg)); /* it has a line of its own */
	size_t before = t->out->len;

	buf_add_str(t->out, " at ");
	if (!words_event_place(t->out, by))
		buf_cut(t->out, before);
}

/* Whose it is; where nobody has a socket, the address says enough. */
static void tell_end_of_packet(const struct teller *t, const struct address *a)
{
	int who = story_owner(t->owners, a);

	if (who == WHO_WIRE)
		address_text(t->out, a);
	else
		words_who_short(t->out, t->tl, who);
}

static void tell_packet(const struct teller *t, const struct event *ev, size_t index)
{
	const struct event *by = sender_of(t->tl, index);

	tell_end_of_packet(t, &ev->packet.src);
	buf_add_str(t->out, " -> ");
	tell_end_of_packet(t, &ev->packet.dst);
	buf_add_str(t->out, "  ");
	words_packet(t->out, &ev->packet, BYTES_SHOWN);
	if (by)
		tell_sender(t, by);
}

static void tell_socket(const struct teller *t, const struct event *ev, size_t index)
{
	(void)index;
	buf_add_str(t->out, "socket ");
	words_socket(t->out, &ev->socket);
}

static void tell_process(const struct teller *t, const struct event *ev, size_t index)
{
	(void)index;
	words_process(t->out, &ev->process);
}

static void tell_output(const struct teller *t, const struct event *ev, size_t index)
{
	(void)index;
	buf_add_str(t->out, ev->output.fd == 2 ? "complains: " : "prints ");
	words_bytes(t->out, ev->output.data, ev->output.data.len, 200);
}

static void tell_move(const struct teller *t, const struct event *ev, size_t index)
{
	(void)index;
	words_move(t->out, &ev->move, BYTES_SHOWN, true);
}

static void tell_step(const struct teller *t, const struct event *ev, size_t index)
{
	static const char *const words[] = {
		[STEP_BEGAN] = "begins", [STEP_DONE] = "done", [STEP_BROKE] = "BROKE"
	};
	const struct conversation *c = t->o->conversation;
	const struct step_event *s = &ev->step;

	(void)index;
	buf_addf(t->out, "step %d %s", s->index + 1, words[s->what]);
	if (c && s->index >= 0 && (size_t)s->index < c->step_count) {
		buf_add_str(t->out, ": ");
		step_words(t->out, c, &c->steps[s->index]);
	}
	if (s->what == STEP_BROKE && words_why(s->why))
		buf_addf(t->out, "; instead came %s", words_why(s->why));
}

static void tell_quiet(const struct teller *t, const struct event *ev, size_t index)
{
	(void)index;
	words_quiet(t->out, &ev->quiet);
}

static void tell_sanitizer(const struct teller *t, const struct event *ev, size_t index)
{
	(void)index;
	words_sanitizer(t->out, &ev->sanitizer);
}

static void tell_diagnostic(const struct teller *t, const struct event *ev, size_t index)
{
	(void)index;
	text_safe_line(t->out, bytes_of(ev->diagnostic.severity));
	buf_add_str(t->out, ": ");
	text_safe_line(t->out, bytes_of(ev->diagnostic.message));
}

static void tell_note(const struct teller *t, const struct event *ev, size_t index)
{
	(void)index;
	text_safe_line(t->out, bytes_of(ev->note.text));
}

static void tell_end(const struct teller *t, const struct event *ev, size_t index)
{
	(void)index;
	words_end(t->out, &ev->end);
}

static void (*const tellers[])(const struct teller *, const struct event *, size_t) = {
	[EVENT_RUN] = NULL, /* it is the heading */
	[EVENT_CALL] = tell_call,
	[EVENT_PACKET] = tell_packet,
	[EVENT_SOCKET] = tell_socket,
	[EVENT_PROCESS] = tell_process,
	[EVENT_OUTPUT] = tell_output,
	[EVENT_MOVE] = tell_move,
	[EVENT_STEP] = tell_step,
	[EVENT_QUIET] = tell_quiet,
	[EVENT_SANITIZER] = tell_sanitizer,
	[EVENT_DIAGNOSTIC] = tell_diagnostic,
	[EVENT_NOTE] = tell_note,
	[EVENT_END] = tell_end,
};
_Static_assert(ARRAY_LEN(tellers) == EVENT_KINDS, "a teller for every kind");

/* ---- a line */

static void pad_to(struct buf *out, size_t line_start, size_t column)
{
	size_t width = text_width(out->data + line_start);

	buf_pad(out, ' ', width < column ? column - width : 2);
}

static void tell(const struct teller *t, const struct story_item *item)
{
	const struct event *ev = item->event;
	size_t start = t->out->len;
	AUTO(buf_free) struct buf place = { 0 };

	if (!tellers[ev->kind])
		return;
	if (item->time >= UINT64_MAX - 1 && ev->kind != EVENT_END)
		buf_add_str(t->out, "    at end");
	else
		buf_addf(t->out, "%10.3f",
			(double)(ev->kind == EVENT_END ? ev->t0 : item->time) / NS_PER_MS);
	buf_add_str(t->out, "  ");
	if (ev->kind == EVENT_STEP)
		buf_add_str(t->out, "script");
	else if (ev->who == WHO_TOOL)
		buf_add_str(t->out, "run");
	else
		words_who_short(t->out, t->tl, ev->who);
	pad_to(t->out, start, 10 + 2 + WHO_WIDTH + 1);
	tellers[ev->kind](t, ev, item->index);
	if (words_event_place(&place, ev)) {
		pad_to(t->out, start, PLACE_COLUMN);
		buf_add_str(t->out, buf_str(&place));
	}
}

static bool has_several_tasks(const struct timeline *tl)
{
	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *ev = timeline_at(tl, i);

		if (ev->kind == EVENT_PROCESS &&
			(ev->process.what == PROCESS_FORKED || ev->process.what == PROCESS_THREAD))
			return true;
	}
	return false;
}

static void heading(struct buf *out, const struct run_event *run)
{
	if (!run)
		return;
	words_run(out, run, ", ");
	buf_add_str(out, ", level ");
	words_text(out, run->level);
	buf_add_char(out, '\n');
	if (*run->command) {
		buf_add_str(out, "  ");
		text_safe_line(out, bytes_of(run->command));
		buf_add_char(out, '\n');
	}
	buf_add_str(out, "   time/ms  who      what\n");
}

void trace_text(struct buf *out, const struct timeline *tl, const struct trace_options *o)
{
	struct story_owners owners;
	struct story story;
	struct teller t = { out, tl, o, &owners, has_several_tasks(tl) };

	story_owners_of(tl, &owners);
	story_of(tl, o->detail, &story);
	heading(out, timeline_run(tl));
	for (size_t i = 0; i < story.count; i++) {
		size_t before = out->len;

		tell(&t, &story.items[i]);
		if (out->len > before)
			buf_add_char(out, '\n');
	}
	story_free(&story);
	story_owners_free(&owners);
}

static size_t index_of(const struct timeline *tl, const struct event *ev)
{
	size_t i = timeline_count(tl);

	while (i > 0 && timeline_at(tl, i - 1)->id != ev->id)
		i--;
	return i ? i - 1 : 0;
}

static bool still_runs(const struct event *ev)
{
	return ev->kind == EVENT_CALL && (ev->call.flags & CALL_UNFINISHED) &&
	       ev->call.id != CALL_EXIT_GROUP;
}

void trace_line(struct buf *out, const struct timeline *tl, const struct event *ev,
	const struct trace_options *o)
{
	struct story_owners owners;
	struct teller t = { out, tl, o, &owners, has_several_tasks(tl) };
	struct story_item item = { ev->kind == EVENT_CALL && ev->t1 ? ev->t1 : ev->t0, ev, 0 };

	if (story_detail_of(ev) > o->detail || still_runs(ev))
		return;
	item.index = index_of(tl, ev);
	story_owners_of(tl, &owners);
	tell(&t, &item);
	story_owners_free(&owners);
}
