// SPDX-License-Identifier: MIT
#include <inttypes.h>
#include <signal.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "report/bytes_words.h"
#include "report/call_words.h"

/* ---- errors and signals */

const char *words_errno(int err)
{
	const char *name = strerrorname_np(err);

	return err && name ? name : "E?";
}

const char *words_errno_text(int err)
{
	const char *text = strerrordesc_np(err);

	return text ? text : "an error without a name";
}

const char *words_signal(int signal)
{
	static const char *const names[] = { [SIGHUP] = "SIGHUP",
		[SIGINT] = "SIGINT",
		[SIGQUIT] = "SIGQUIT",
		[SIGILL] = "SIGILL",
		[SIGTRAP] = "SIGTRAP",
		[SIGABRT] = "SIGABRT",
		[SIGBUS] = "SIGBUS",
		[SIGFPE] = "SIGFPE",
		[SIGKILL] = "SIGKILL",
		[SIGUSR1] = "SIGUSR1",
		[SIGSEGV] = "SIGSEGV",
		[SIGUSR2] = "SIGUSR2",
		[SIGPIPE] = "SIGPIPE",
		[SIGALRM] = "SIGALRM",
		[SIGTERM] = "SIGTERM",
		[SIGSTKFLT] = "SIGSTKFLT",
		[SIGCHLD] = "SIGCHLD",
		[SIGCONT] = "SIGCONT",
		[SIGSTOP] = "SIGSTOP",
		[SIGTSTP] = "SIGTSTP",
		[SIGTTIN] = "SIGTTIN",
		[SIGTTOU] = "SIGTTOU",
		[SIGURG] = "SIGURG",
		[SIGXCPU] = "SIGXCPU",
		[SIGXFSZ] = "SIGXFSZ",
		[SIGVTALRM] = "SIGVTALRM",
		[SIGPROF] = "SIGPROF",
		[SIGWINCH] = "SIGWINCH",
		[SIGIO] = "SIGIO",
		[SIGPWR] = "SIGPWR",
		[SIGSYS] = "SIGSYS" };

	if (signal <= 0 || (size_t)signal >= ARRAY_LEN(names) || !names[signal])
		return "a signal without a name";
	return names[signal];
}

/* ---- places and names */

bool words_frame(struct buf *out, const struct frame *f)
{
	if (!f->file || !*f->file || f->line <= 0)
		return false;
	text_safe_line(out, bytes_of(f->file));
	buf_addf(out, ":%d", f->line);
	return true;
}

static uint32_t frames_of(const struct event *ev, const struct frame **list)
{
	if (ev->kind == EVENT_CALL)
		*list = ev->call.frames;
	else if (ev->kind == EVENT_SANITIZER)
		*list = ev->sanitizer.frames;
	else
		return 0;
	return min_size(ev->kind == EVENT_CALL ? ev->call.frame_count : ev->sanitizer.frame_count,
		FRAMES_MAX);
}

/* Of those whose line is known. */
static const struct frame *nth_frame(const struct event *ev, int n)
{
	const struct frame *list;
	uint32_t count = frames_of(ev, &list);

	for (uint32_t i = 0; i < count; i++)
		if (list[i].file && *list[i].file && list[i].line > 0 && n-- == 0)
			return &list[i];
	return NULL;
}

const struct frame *event_frame(const struct event *ev)
{
	return nth_frame(ev, 0);
}

const struct frame *event_caller(const struct event *ev)
{
	const struct frame *f = event_frame(ev);

	return f && f->func && *f->func ? nth_frame(ev, 1) : NULL;
}

bool words_event_place(struct buf *out, const struct event *ev)
{
	const struct frame *f = event_frame(ev);

	if (ev->kind == EVENT_DIAGNOSTIC) {
		struct frame said = { ev->diagnostic.file, NULL, ev->diagnostic.line };

		return words_frame(out, &said);
	}
	return f && words_frame(out, f);
}

static void add_function(struct buf *out, const struct event *ev)
{
	buf_add_str(out, "in ");
	text_safe_line(out, bytes_of(event_frame(ev)->func));
	buf_add_str(out, "(), called from ");
}

bool words_event_where(struct buf *out, const struct event *ev)
{
	const struct frame *caller = event_caller(ev);

	if (!words_event_place(out, ev))
		return false;
	if (caller) {
		buf_add_char(out, ' ');
		add_function(out, ev);
		words_frame(out, caller);
	}
	return true;
}

bool words_event_caller(struct buf *out, const struct event *ev)
{
	const struct frame *caller = event_caller(ev);

	if (!caller)
		return false;
	add_function(out, ev);
	buf_addf(out, "line %d", caller->line);
	return true;
}

/* The who-th word of the cast. */
static struct bytes cast_name(const struct timeline *tl, int who)
{
	const struct run_event *run = tl ? timeline_run(tl) : NULL;
	const char *at = run && run->cast ? run->cast : "";

	for (int i = 0; i < who && *at; i++) {
		at += strcspn(at, " ");
		at += strspn(at, " ");
	}
	return (struct bytes){ (const uint8_t *)at, strcspn(at, " ") };
}

static void add_who(struct buf *out, const struct timeline *tl, int who, const char *you)
{
	struct bytes name = who >= 0 ? cast_name(tl, who) : (struct bytes){ 0 };
	bool is_you = name.len == 3 && memcmp(name.at, "you", 3) == 0;

	if (who == WHO_YOU && (is_you || !name.len))
		buf_add_str(out, you);
	else if (who == WHO_WIRE)
		buf_add_str(out, "the wire");
	else if (name.len)
		text_safe_line(out, name);
	else if (who > 0)
		buf_addf(out, "actor %d", who);
	else
		buf_add_str(out, "socklings");
}

void words_who(struct buf *out, const struct timeline *tl, int who)
{
	add_who(out, tl, who, "your program");
}

void words_who_short(struct buf *out, const struct timeline *tl, int who)
{
	if (who == WHO_WIRE)
		buf_add_str(out, "wire");
	else
		add_who(out, tl, who, "you");
}

/* ---- amounts */

void words_duration(struct buf *out, uint64_t ns)
{
	if (ns < NS_PER_MS)
		buf_addf(out, "%.2f ms", (double)ns / NS_PER_MS);
	else if (ns < NS_PER_SEC)
		buf_addf(out, "%.1f ms", (double)ns / NS_PER_MS);
	else
		buf_addf(out, "%.1f s", (double)ns / NS_PER_SEC);
}

void words_count(struct buf *out, uint64_t n, const char *one, const char *many)
{
	buf_addf(out, "%" PRIu64 " %s", n, n == 1 ? one : many);
}

void words_bytes(struct buf *out, struct bytes b, uint64_t total, size_t most)
{
	size_t shown = min_size(b.len, most);

	/* a character is not cut in two; of what is no text, any three bytes may go */
	for (int i = 0; i < 3 && shown > 0 && shown < b.len && b.at[shown] >> 6 == 2; i++)
		shown--;
	text_quote(out, (struct bytes){ b.at, shown }, 0);
	if (shown < total)
		buf_add_str(out, "...");
}

void words_text(struct buf *out, const char *s)
{
	if (s)
		text_safe_line(out, bytes_of(s));
}

void words_run(struct buf *out, const struct run_event *run, const char *between)
{
	words_text(out, run->exercise);
	if (*run->exercise)
		buf_addf(out, "%sconversation %d, ", between, run->conversation + 1);
	else
		buf_add_str(out, "demo, ");
	text_quote(out, bytes_of(run->conversation_title), 0);
	buf_add_str(out, between);
	words_text(out, run->delivery);
	if (*run->storm && strcmp(run->storm, "none") != 0) {
		buf_addf(out, "%sstorm ", between);
		words_text(out, run->storm);
	}
	buf_addf(out, "%sseed %" PRIu64, between, run->seed);
}
