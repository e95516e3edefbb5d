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
	SAID_MAX = 64 << 10
};

/* ---- a line of the source with a caret under it */

static struct bytes line_of(const struct buf *source, int number)
{
	const char *s = buf_str(source);

	for (int i = 1; i < number && s; i++) {
		s = strchr(s, '\n');
		s = s ? s + 1 : NULL;
	}
	return s ? (struct bytes){ (const uint8_t *)s, strcspn(s, "\n") } : (struct bytes){ 0 };
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

static void add_source(struct buf *out, const struct buf *source, const struct diagnostic_event *d)
{
	struct bytes line = line_of(source, d->line);
	AUTO(buf_free) struct buf before = { 0 };
	size_t column = d->column > 0 ? d->column - 1 : 0;

	if (!line.at || line.len == 0 || line.len > LINE_SHOWN || column > line.len)
		return;
	buf_addf(out, "  %6d | ", d->line);
	add_flat(out, line);
	buf_addf(out, "\n  %6s | ", "");
	add_flat(&before, (struct bytes){ line.at, column });
	buf_pad(out, ' ', text_width(buf_str(&before)));
	buf_add_char(out, '^');
	for (int i = d->column + 1; i <= d->end_column && i <= (int)line.len; i++)
		buf_add_char(out, '~');
	buf_add_char(out, '\n');
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

static void add_diagnostic(struct buf *out, const struct event *ev, const struct buf *source,
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
	add_source(out, source, d);
}

static size_t add_diagnostics(struct buf *out, const struct timeline *said, const char *severity,
	size_t most, const struct verdict_text_options *o)
{
	const char *path = o->source ? o->source : o->file;
	AUTO(buf_free) struct buf source = { 0 };
	struct err err;
	size_t told = 0;

	if (path && !file_read(path, SOURCE_MAX, 0, &source, &err))
		buf_cut(&source, 0); /* without it the place is told, not shown */
	for (size_t i = 0; said && i < timeline_count(said) && told < most; i++)
		if (is_severity(timeline_at(said, i), severity)) {
			add_diagnostic(out, timeline_at(said, i), &source, o);
			told++;
		}
	return told;
}

static void add_refused(
	struct buf *out, const struct check_result *r, const struct verdict_text_options *o)
{
	size_t count = count_of(r->compile.said, "error");
	size_t told = add_diagnostics(out, r->compile.said, "error", ERRORS_SHOWN, o);

	if (count > told)
		buf_addf(out,
			"  And %zu more: begin with the first, the others often follow from it.\n",
			count - told);
	else if (count > 1)
		buf_add_str(out, "  Begin with the first: the others often follow from it.\n");
	if (told == 0 && r->compile.text) {
		AUTO(buf_free) struct buf text = { 0 };

		text_safe_str(&text, r->compile.text);
		text_wrap(out, buf_str(&text), o->columns ? o->columns : 80, "  ");
	}
}

static void add_text(struct buf *out, const char *said, const struct verdict_text_options *o)
{
	AUTO(buf_free) struct buf text = { 0 };

	if (!said)
		return;
	text_safe_str(&text, said);
	text_wrap(out, buf_str(&text), o->columns ? o->columns : 80, "  ");
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
		buf_add_str(
			out, "  That is not your program's doing: socklings doctor says more.\n");
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
	buf_addf(out, "  The compiler warns%s:\n", count == 1 ? "" : " of several things");
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

/* The beginning of what was said: the first complaint is the one to read, the others follow from it. */
static bool beginning(const struct timeline *tl, int fd, struct buf *said)
{
	enum { KEPT = 160 };

	for (size_t i = 0; i < timeline_count(tl) && said->len <= KEPT; i++) {
		const struct event *ev = timeline_at(tl, i);

		if (ev->kind == EVENT_OUTPUT && ev->who == WHO_YOU && ev->output.fd == fd)
			buf_add(said, ev->output.data.at, ev->output.data.len);
	}
	if (said->len <= KEPT)
		return true;
	buf_cut(said, KEPT);
	while (said->len && said->data[said->len - 1] != '\n') /* whole lines, if there is one */
		buf_cut(said, said->len - 1);
	return false;
}

static void add_said(struct buf *out, const struct timeline *tl, int fd, const char *where,
	const struct verdict_text_options *o)
{
	AUTO(buf_free) struct buf said = { 0 };
	AUTO(buf_free) struct buf text = { 0 };
	bool whole = beginning(tl, fd, &said);

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

/* Who was waited for by a peer may have said it to the wrong one. */
static bool is_owed_to_a_peer(const struct conversation *c, const struct verdict *v)
{
	return v->step >= 0 && c->steps[v->step].who > 0 && c->steps[v->step].verb == VERB_GETS;
}

void verdict_complaints_text(struct buf *out, const struct conversation *c,
	const struct check_run *run, const struct verdict_text_options *o)
{
	if (!run->timeline)
		return;
	if (is_owed_to_a_peer(c, &run->verdict))
		add_said(out, run->timeline, 1,
			"printed on standard output, which nobody else hears", o);
	if (!first_report(run->timeline)) /* of a sanitizer, which was told above */
		add_said(out, run->timeline, 2, "said on standard error", o);
	add_refused_calls(out, run->timeline, o);
}
