// SPDX-License-Identifier: MIT
/* What others said about the program: the compiler, the sanitizers, the program itself. */
#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "report/event_words.h"
#include "report/verdict_parts.h"
#include "stage/sandbox.h"
#include "stage/sanitizer.h"

enum {
	ERRORS_SHOWN = 3,
	WARNINGS_SHOWN = 3,
	SOURCE_MAX = 4 << 20,
	LINE_SHOWN = 120,
	INCLUDE_NEAR = 4, /* lines between code and the #include behind it */
	SAID_MAX = 64 << 10
};

/* ---- a line of the source with a caret under it */

struct source {		  /* the learner's */
	const char *name; /* NULL: not known */
	struct buf text;
};

static struct bytes line_of(const struct buf *source, int number)
{
	const char *s = buf_str(source);

	for (int i = 1; i < number && s; i++) {
		s = strchr(s, '\n');
		s = s ? s + 1 : NULL;
	}
	return s && number > 0 ? (struct bytes){ (const uint8_t *)s, strcspn(s, "\n") }
			       : (struct bytes){ 0 };
}

/* Tabs as one space each, so that the caret stands under its column. */
static void add_flat(struct buf *out, struct bytes line)
{
	AUTO(buf_free) struct buf flat = { 0 };

	buf_add(&flat, line.at, line.len);
	for (size_t i = 0; i < flat.len; i++)
		if (flat.data[i] == '\t')
			flat.data[i] = ' ';
	text_safe_line(out, buf_bytes(&flat));
}

static bool add_line(struct buf *out, const struct source *source, int number)
{
	struct bytes line = line_of(&source->text, number);

	if (!line.at || line.len == 0 || line.len > LINE_SHOWN)
		return false;
	buf_addf(out, "  %6d | ", number);
	add_flat(out, line);
	buf_add_char(out, '\n');
	return true;
}

/* Who gives no column (a linker) points at nothing in the line. */
static void add_source(
	struct buf *out, const struct source *source, const struct diagnostic_event *d)
{
	struct bytes line = line_of(&source->text, d->line);
	AUTO(buf_free) struct buf before = { 0 };

	if (d->column > (int)line.len + 1 || !add_line(out, source, d->line) || d->column <= 0)
		return;
	buf_addf(out, "  %6s | ", "");
	add_flat(&before, (struct bytes){ line.at, d->column - 1 });
	buf_pad(out, ' ', text_width(buf_str(&before)));
	buf_add_char(out, '^');
	for (int i = d->column + 1; i <= d->end_column && i <= (int)line.len; i++)
		buf_add_char(out, '~');
	buf_add_char(out, '\n');
}

/* ---- what breaks a header: the line that it was included behind */

static struct bytes trimmed(struct bytes line)
{
	while (line.len && strchr(" \t\r", line.at[0]))
		line = (struct bytes){ line.at + 1, line.len - 1 };
	while (line.len && strchr(" \t\r", line.at[line.len - 1]))
		line.len--;
	return line;
}

static bool begins_with(struct bytes line, const char *what)
{
	return line.len >= strlen(what) && memcmp(line.at, what, strlen(what)) == 0;
}

static bool is_include(struct bytes line)
{
	if (!begins_with(line, "#"))
		return false;
	return begins_with(trimmed((struct bytes){ line.at + 1, line.len - 1 }), "include");
}

static bool is_code(struct bytes line)
{
	bool comment =
		begins_with(line, "//") || begins_with(line, "/*") || begins_with(line, "*") ||
		(line.len > 1 && line.at[line.len - 2] == '*' && line.at[line.len - 1] == '/');

	return line.len > 0 && line.at[0] != '#' && !comment;
}

/* The line that an #include follows, where one alone is left open: `open` has the last characters of such lines, after which something is
 * missing. 0: none, or several. */
static int line_before_include(const struct source *source, const char *open, const char *closed)
{
	struct bytes line;
	int code = 0, found = 0;

	for (int i = 1; (line = line_of(&source->text, i)).at; i++) {
		line = trimmed(line);
		if (is_code(line)) {
			char last = (char)line.at[line.len - 1];

			code = (!open || strchr(open, last)) && !strchr(closed, last) ? i : 0;
		} else if (is_include(line)) {
			if (code && found)
				return 0;
			found = code ? code : found;
			code = 0;
		}
	}
	return found;
}

/* Code in front of an #include is rare. A line that has no semicolon is wanted; else the end of a struct that has none. */
static void explain_header(
	struct buf *out, const struct source *source, const struct verdict_text_options *o)
{
	AUTO(buf_free) struct buf text = { 0 };
	int line = line_before_include(source, NULL, ";}");

	if (!line)
		line = line_before_include(source, "}", "");
	buf_add_str(&text, "That is a header of the system. What it cannot follow stands most "
			   "likely just before the #include that brings it in");
	if (line)
		buf_addf(&text, ": is something missing at the end of line %d", line);
	buf_addf(&text, "%s", line ? "?" : ", such as a line without its semicolon.");
	text_wrap(out, buf_str(&text), o->columns ? o->columns : 80, "  ");
	for (int i = line; i && i < line + 1 + INCLUDE_NEAR; i++) {
		add_line(out, source, i);
		if (is_include(trimmed(line_of(&source->text, i))))
			break;
	}
}

/* ---- the compiler */

static bool is_severity(const struct event *ev, const char *severity)
{
	return ev->kind == EVENT_DIAGNOSTIC && strstr(ev->diagnostic.severity, severity) != NULL;
}

static size_t count_of(const struct timeline *said, const char *severity)
{
	size_t n = 0;

	for (size_t i = 0; said && i < timeline_count(said); i++)
		n += is_severity(timeline_at(said, i), severity);
	return n;
}

static bool is_of_source(const struct diagnostic_event *d, const struct source *source)
{
	return source->name && strcmp(path_base(d->file), source->name) == 0;
}

static bool is_in_header(const struct diagnostic_event *d, const struct source *source)
{
	return d->file[0] == '/' && d->line > 0 && !is_of_source(d, source);
}

static void add_diagnostic(struct buf *out, const struct event *ev, const struct source *source,
	const struct verdict_text_options *o)
{
	const struct diagnostic_event *d = &ev->diagnostic;
	AUTO(buf_free) struct buf text = { 0 };

	if (words_event_place(&text, ev))
		buf_add_str(&text, ": ");
	text_safe_line(&text, bytes_of(d->message));
	if (*d->option) {
		buf_add_str(&text, " [");
		text_safe_line(&text, bytes_of(d->option));
		buf_add_char(&text, ']');
	}
	text_wrap(out, buf_str(&text), o->columns ? o->columns : 80, "  ");
	if (is_of_source(d, source))
		add_source(out, source, d);
}

/* Of an error in a header the learner's own line, where the compiler notes one: a name declared before, and again there. */
static bool add_own_note(struct buf *out, const struct timeline *said, size_t error,
	const struct source *source, const struct verdict_text_options *o)
{
	for (size_t i = error + 1; i < timeline_count(said); i++) {
		const struct event *ev = timeline_at(said, i);

		if (!is_severity(ev, "note"))
			return false;
		if (is_of_source(&ev->diagnostic, source)) {
			add_diagnostic(out, ev, source, o);
			return true;
		}
	}
	return false;
}

static void source_read(struct source *s, const struct verdict_text_options *o)
{
	const char *path = o->source ? o->source : o->file;
	struct err err;

	*s = (struct source){ .name = path ? path_base(path) : NULL };
	if (path && !file_read(path, SOURCE_MAX, 0, &s->text, &err))
		buf_cut(&s->text, 0); /* without it the place is told, not shown */
}

static size_t add_diagnostics(struct buf *out, const struct timeline *said, const char *severity,
	size_t most, const struct verdict_text_options *o)
{
	struct source source;
	size_t told = 0;
	bool explained = strcmp(severity, "error") != 0;

	source_read(&source, o);
	for (size_t i = 0; said && i < timeline_count(said) && told < most; i++) {
		const struct event *ev = timeline_at(said, i);

		if (!is_severity(ev, severity))
			continue;
		add_diagnostic(out, ev, &source, o);
		if (!explained && is_in_header(&ev->diagnostic, &source)) {
			if (!add_own_note(out, said, i, &source, o))
				explain_header(out, &source, o);
			explained = true;
		}
		told++;
	}
	buf_free(&source.text);
	return told;
}

static void add_text(struct buf *out, const char *said, const struct verdict_text_options *o)
{
	AUTO(buf_free) struct buf text = { 0 };

	if (!said)
		return;
	text_safe_str(&text, said);
	text_wrap(out, buf_str(&text), o->columns ? o->columns : 80, "  ");
}

static void add_refused(
	struct buf *out, const struct check_result *r, const struct verdict_text_options *o)
{
	size_t count = count_of(r->compile.said, "error");
	size_t told = add_diagnostics(out, r->compile.said, "error", ERRORS_SHOWN, o);

	if (count > told) {
		AUTO(freep)
		char *more = xasprintf(
			"And %zu more: begin with the first, the others often follow from it.",
			count - told);

		add_text(out, more, o);
	} else if (count > 1) {
		add_text(out, "Begin with the first: the others often follow from it.", o);
	}
	if (told == 0)
		add_text(out, r->compile.text, o);
}

static void add_reset(
	struct buf *out, const struct exercise *e, const struct verdict_text_options *o)
{
	AUTO(freep)
	char *command = xasprintf("socklings reset %s%s", e->id, o->home ? o->home : "");

	text_wrap_command(out, "To put the handout back (what is there is kept):", command,
		o->columns ? o->columns : 80, "  ");
}

void verdict_compile_text(struct buf *out, const struct exercise *e, const struct check_result *r,
	const struct verdict_text_options *o)
{
	switch (r->compile.outcome) {
	case COMPILE_OK: verdict_warnings(out, r, o); return;
	case COMPILE_REFUSED: add_refused(out, r, o); break;
	case COMPILE_BAD_FILE:
		add_text(out, r->compile.text, o);
		if (!o->file) /* it is the workspace's */
			add_reset(out, e, o);
		return;
	case COMPILE_CRASHED: add_text(out, r->compile.text, o); break;
	case COMPILE_TOOL:
		add_text(out, r->compile.text, o);
		add_text(out, "That is not your program's doing: socklings doctor says more.", o);
		return;
	}
	if (r->compile.command) {
		AUTO(buf_free) struct buf command = { 0 };

		text_safe_line(&command, bytes_of(r->compile.command));
		text_wrap_command(
			out, "By hand:", buf_str(&command), o->columns ? o->columns : 80, "  ");
	}
}

void verdict_warnings(
	struct buf *out, const struct check_result *r, const struct verdict_text_options *o)
{
	size_t count = count_of(r->compile.said, "warning");

	if (count == 0)
		return;
	add_text(out,
		count == 1 ? "The compiler warns:" : "The compiler warns of several things:", o);
	add_diagnostics(out, r->compile.said, "warning", WARNINGS_SHOWN, o);
}

/* ---- the sanitizers, and the program itself */

static const struct event *first_report(const struct timeline *tl)
{
	for (size_t i = 0; tl && i < timeline_count(tl); i++)
		if (timeline_at(tl, i)->kind == EVENT_SANITIZER)
			return timeline_at(tl, i);
	return NULL;
}

static bool ended_by_sanitizer(const struct timeline *tl)
{
	for (size_t i = 0; tl && i < timeline_count(tl); i++) {
		const struct event *ev = timeline_at(tl, i);

		if (ev->kind == EVENT_PROCESS && ev->who == WHO_YOU &&
			ev->process.what == PROCESS_EXITED && ev->process.value == SANITIZER_EXIT)
			return true;
	}
	return false;
}

/* The stage ends a program that takes too much: what it noted of the program itself, not of a storm around it. */
static const struct event *taken_too_much(const struct timeline *tl)
{
	for (size_t i = 0; tl && i < timeline_count(tl); i++) {
		const struct event *ev = timeline_at(tl, i);

		if (ev->kind == EVENT_NOTE && ev->who == WHO_YOU && ev->note.text &&
			strncmp(ev->note.text, "the program took ", 17) == 0)
			return ev;
	}
	return NULL;
}

static void add_report(struct buf *out, const struct timeline *tl)
{
	const struct event *ev = first_report(tl);
	AUTO(buf_free) struct buf place = { 0 };
	bool ended = ended_by_sanitizer(tl);

	if (ev) {
		words_sanitizer(out, &ev->sanitizer);
		if (words_event_where(&place, ev))
			buf_addf(out, ", at %s", buf_str(&place));
		buf_add_char(out, '.');
		if (ended)
			buf_addf(out, " It ends a program there, with status %d.", SANITIZER_EXIT);
	} else if (ended) {
		buf_addf(out,
			"The program ended with status %d, as AddressSanitizer ends one where it "
			"finds an error in its memory; but no report of it came: was standard "
			"error closed?",
			SANITIZER_EXIT);
	}
}

void verdict_memory_text(
	struct buf *out, const struct timeline *tl, const struct verdict_text_options *o)
{
	const struct event *much = taken_too_much(tl);
	AUTO(buf_free) struct buf text = { 0 };

	add_report(&text, tl);
	if (much) {
		buf_addf(&text, "%sT", text.len ? " " : "");
		text_safe_line(&text, bytes_of(much->note.text + 1));
		buf_add_str(&text, ": a check gives no more.");
	}
	if (text.len)
		text_wrap(out, buf_str(&text), o->columns ? o->columns : 80, "  ");
}

/* The beginning of what was said after `since`: the first complaint is the one to read, the others follow
 * from it. */
static bool beginning(const struct timeline *tl, int fd, uint64_t since, struct buf *said)
{
	enum { KEPT = 160 };

	for (size_t i = 0; i < timeline_count(tl) && said->len <= KEPT; i++) {
		const struct event *ev = timeline_at(tl, i);

		if (ev->kind == EVENT_OUTPUT && ev->who == WHO_YOU && ev->output.fd == fd &&
			ev->t0 > since)
			buf_add(said, ev->output.data.at, ev->output.data.len);
	}
	if (said->len <= KEPT)
		return true;
	buf_cut(said, KEPT);
	while (said->len && said->data[said->len - 1] != '\n') /* whole lines, if there is one */
		buf_cut(said, said->len - 1);
	return false;
}

static void add_said(struct buf *out, const struct timeline *tl, int fd, uint64_t since,
	const char *where, const struct verdict_text_options *o)
{
	AUTO(buf_free) struct buf said = { 0 };
	AUTO(buf_free) struct buf text = { 0 };
	bool whole = beginning(tl, fd, since, &said);

	while (said.len && said.data[said.len - 1] == '\n')
		buf_cut(&said, said.len - 1);
	if (said.len == 0)
		return;
	buf_addf(&text, "It %s: ", where);
	text_quote(&text, buf_bytes(&said), 0);
	buf_add_str(&text, whole ? "" : ", and more");
	text_wrap(out, buf_str(&text), o->columns ? o->columns : 80, "  ");
}

/* A program may say itself that a call failed which the sandbox refuses to everybody: that is not its doing. */
static bool add_refused_call(struct buf *out, struct bytes line)
{
	static const int errors[] = { ENOSYS, EPERM };

	for (size_t i = 0; i < ARRAY_LEN(errors); i++) {
		const char *text = words_errno_text(errors[i]), *name;

		if (!line.len || !memmem(line.at, line.len, text, strlen(text)))
			continue;
		name = sandbox_refuses(line, errors[i]);
		if (name)
			buf_addf(out, "%s() is not available in a check: it always fails with %s.",
				name, words_errno(errors[i]));
		else if (errors[i] == ENOSYS)
			buf_addf(out,
				"\"%s\" (ENOSYS) is what calls fail with that a check does not "
				"offer, such as memfd_create(), io_uring_setup() and shmget().",
				text);
		return out->len > 0;
	}
	return false;
}

static void add_refused_calls(
	struct buf *out, const struct timeline *tl, const struct verdict_text_options *o)
{
	AUTO(buf_free) struct buf said = { 0 };
	AUTO(buf_free) struct buf text = { 0 };

	for (size_t i = 0; i < timeline_count(tl) && said.len < SAID_MAX; i++) {
		const struct event *ev = timeline_at(tl, i);

		if (ev->kind == EVENT_OUTPUT && ev->who == WHO_YOU)
			buf_add(&said, ev->output.data.at, ev->output.data.len);
	}
	for (size_t at = 0, len; at < said.len; at += len + 1) {
		const char *end = memchr(said.data + at, '\n', said.len - at);

		len = end ? (size_t)(end - said.data) - at : said.len - at;
		if (add_refused_call(&text, (struct bytes){ (uint8_t *)said.data + at, len }))
			break;
	}
	if (text.len)
		text_wrap(out, buf_str(&text), o->columns ? o->columns : 80, "  ");
}

bool verdict_owed_to_peer(const struct conversation *c, const struct verdict *v)
{
	return v->step >= 0 && (size_t)v->step < c->step_count && c->steps[v->step].who > 0 &&
	       c->steps[v->step].verb == VERB_GETS;
}

/* When the last step was done that wanted the program to print: what it had printed by then was asked for. */
static uint64_t printed_by_request(const struct conversation *c, const struct timeline *tl)
{
	uint64_t when = 0;

	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *ev = timeline_at(tl, i);
		size_t step = ev->kind == EVENT_STEP ? (size_t)ev->step.index : SIZE_MAX;

		if (step < c->step_count && ev->step.what == STEP_DONE &&
			c->steps[step].who == WHO_YOU && c->steps[step].verb == VERB_PRINTS &&
			c->steps[step].fd != 2)
			when = ev->t0;
	}
	return when;
}

void verdict_complaints_text(struct buf *out, const struct conversation *c,
	const struct check_run *run, const struct verdict_text_options *o)
{
	if (!run->timeline)
		return;
	/* who was waited for by a peer may have said it to the wrong one */
	if (verdict_owed_to_peer(c, &run->verdict))
		add_said(out, run->timeline, 1, printed_by_request(c, run->timeline),
			"printed on standard output, which nobody else hears", o);
	if (!first_report(run->timeline)) /* of a sanitizer, which was told above */
		add_said(out, run->timeline, 2, 0, "said on standard error", o);
	add_refused_calls(out, run->timeline, o);
}
