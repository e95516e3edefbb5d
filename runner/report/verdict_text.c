// SPDX-License-Identifier: MIT
#include "report/verdict_text.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "report/bytes_words.h"
#include "report/event_words.h"
#include "report/page.h"
#include "report/step_words.h"
#include "report/story.h"
#include "report/verdict_parts.h"

static size_t columns_of(const struct verdict_text_options *o)
{
	return o->columns ? o->columns : 80;
}

/* A sentence of its own, wrapped, two columns in. */
static void sentence(struct buf *out, const struct buf *text, const struct verdict_text_options *o)
{
	text_wrap(out, buf_str(text), columns_of(o), "  ");
}

static const struct conversation *conversation_of(
	const struct exercise *e, const struct check_run *run)
{
	if (run->conversation < 0 || (size_t)run->conversation >= e->conversation_count)
		return NULL;
	return &e->conversations[run->conversation];
}

static const struct step *step_of(const struct exercise *e, const struct check_run *run)
{
	const struct conversation *c = conversation_of(e, run);
	int i = run->verdict.step;

	return c && i >= 0 && (size_t)i < c->step_count ? &c->steps[i] : NULL;
}

/* ---- the first line */

static void played_how(struct buf *out, const struct check_run *run)
{
	buf_add_str(out, " (");
	if (run->delivery != DELIVERY_WHOLE)
		buf_addf(out, "%s, ", delivery_names[run->delivery]);
	if (run->storm != STORM_NONE)
		buf_addf(out, "storm %s, ", storm_names[run->storm]);
	buf_addf(out, "seed %llu)", (unsigned long long)run->seed);
}

static void headline_broke(struct buf *out, const struct exercise *e, const struct check_result *r)
{
	const struct check_run *run = r->told;
	const struct conversation *c = run ? conversation_of(e, run) : NULL;

	if (!c) {
		buf_addf(out, "%s is not there yet", e->id);
		return;
	}
	buf_addf(out, "%s broke in conversation %d, ", e->id, run->conversation + 1);
	text_quote(out, bytes_of(c->title), 0);
	played_how(out, run);
}

static size_t conversations_played(const struct check_result *r)
{
	size_t n = 0;
	int last = -1;

	for (size_t i = 0; i < r->run_count; i++)
		if (r->runs[i].timeline && r->runs[i].conversation != last) {
			last = r->runs[i].conversation;
			n++;
		}
	return n;
}

static size_t runs_played(const struct check_result *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->run_count; i++)
		n += r->runs[i].timeline != NULL;
	return n;
}

static void headline_held(struct buf *out, const struct exercise *e, const struct check_result *r)
{
	buf_addf(out, "%s held: ", e->id);
	words_count(out, conversations_played(r), "conversation", "conversations");
	buf_add_str(out, ", played ");
	words_count(out, runs_played(r), "time", "times");
	if (r->took_ns) {
		buf_add_str(out, ", in ");
		words_duration(out, r->took_ns);
	}
	buf_addf(out, " (seed %llu)", (unsigned long long)r->seed);
}

static void headline_not_played(
	struct buf *out, const struct exercise *e, const struct check_result *r)
{
	if (r->cancelled)
		buf_addf(out, "%s: the check was stopped before it knew", e->id);
	else if (r->tool_text)
		buf_addf(out, "%s: there is nothing to play", e->id);
	else if (r->compile.outcome == COMPILE_BAD_FILE)
		buf_addf(out, "%s has no file that could be compiled", e->id);
	else if (r->compile.outcome == COMPILE_CRASHED)
		buf_addf(out, "%s was too much for the compiler", e->id);
	else
		buf_addf(out, "%s does not compile yet", e->id);
}

static void headline_tool(struct buf *out, const struct exercise *e, const struct check_result *r)
{
	(void)r;
	buf_addf(out, "%s could not be checked, and that is not your program's doing", e->id);
}

/* What does not compile counts as broken; it is told as what was not played. */
static enum outcome shape_of(const struct check_result *r)
{
	bool unplayed = r->outcome == OUTCOME_BROKE && !r->told && r->compile.outcome != COMPILE_OK;

	return unplayed ? OUTCOME_NOT_PLAYED : r->outcome;
}

void verdict_headline(struct buf *out, const struct exercise *e, const struct check_result *r)
{
	static void (*const headlines[])(
		struct buf *, const struct exercise *, const struct check_result *) = {
		[OUTCOME_HELD] = headline_held,
		[OUTCOME_BROKE] = headline_broke,
		[OUTCOME_NOT_PLAYED] = headline_not_played,
		[OUTCOME_TOOL_ERROR] = headline_tool,
	};

	_Static_assert(ARRAY_LEN(headlines) == OUTCOMES, "a headline for every outcome");
	headlines[shape_of(r)](out, e, r);
	buf_add_char(out, '\n');
}

/* ---- what was wanted, where it was not about bytes */

static void add_forbidden(struct buf *out, const struct verdict *v)
{
	AUTO(buf_free) struct buf place = { 0 };

	buf_add_str(out, "but it did");
	if (!v->cause || v->cause->kind != EVENT_CALL)
		return;
	buf_add_str(out, ": ");
	words_call_and_result(out, v->cause);
	if (words_event_where(&place, v->cause))
		buf_addf(out, " at %s", buf_str(&place));
}

static void add_different(struct buf *out, const struct verdict *v)
{
	if (v->actual.len) {
		buf_add_str(out, "but there came ");
		words_bytes(out, buf_bytes(&v->actual), v->actual.len, 60);
	} else {
		buf_add_str(out, "but it was otherwise");
	}
}

static void add_exited(struct buf *out, const struct verdict *v)
{
	buf_addf(out, "but your program ended with status %d", v->status);
}

static void add_died(struct buf *out, const struct verdict *v)
{
	buf_addf(out, "but your program was killed by %s", words_signal(v->signal));
}

static bool is_busy(const struct verdict *v)
{
	for (size_t i = 0; i < v->doing_count; i++)
		if (v->doing[i].who == WHO_YOU && !v->doing[i].call && !v->doing[i].ended)
			return true;
	return false;
}

static void add_silence(struct buf *out, const struct verdict *v)
{
	buf_add_str(out, is_busy(v) ? "but nothing more came: your program goes round in circles"
				    : "but nothing more came: everybody waits for somebody else");
}

/* What happened instead, by the reason. */
static const struct {
	const char *plain;
	void (*say)(struct buf *out, const struct verdict *v);
} instead[] = {
	[WHY_NONE] = { "but it was not so", NULL },
	[WHY_DIFFERENT] = { NULL, add_different },
	[WHY_END] = { "but the connection came to its end: it was closed", NULL },
	[WHY_RESET] = { "but the connection was reset", NULL },
	[WHY_REFUSED] = { "but the connection was refused: nobody listened there", NULL },
	[WHY_SILENCE] = { NULL, add_silence },
	[WHY_EXITED] = { NULL, add_exited },
	[WHY_DIED] = { NULL, add_died },
	[WHY_DEADLINE] = { "but it had not happened when the time was up", NULL },
	[WHY_FORBIDDEN] = { NULL, add_forbidden },
};
_Static_assert(ARRAY_LEN(instead) == WHY_COUNT, "a sentence for every reason");

static void add_instead(struct buf *out, const struct verdict *v)
{
	if (instead[v->why].plain)
		buf_add_str(out, instead[v->why].plain);
	else
		instead[v->why].say(out, v);
	buf_add_char(out, '.');
}

static void happening_text(struct buf *out, const struct exercise *e, const struct check_run *run,
	const struct verdict_text_options *o)
{
	const struct conversation *c = conversation_of(e, run);
	const struct step *s = step_of(e, run);
	AUTO(buf_free) struct buf text = { 0 };

	if (s) {
		buf_addf(&text, "Wanted at step %d: ", run->verdict.step + 1);
		step_words(&text, c, s);
		buf_add_str(&text, ", ");
	} else {
		buf_add_str(&text, "The conversation should have gone on, ");
	}
	add_instead(&text, &run->verdict);
	sentence(out, &text, o);
}

static bool is_about_bytes(const struct step *s, const struct verdict *v)
{
	return s && v->first_difference != SIZE_MAX && (v->expected.len || v->actual.len) &&
	       (s->verb == VERB_GETS || s->verb == VERB_PRINTS);
}

void verdict_bytes_text(struct buf *out, const struct exercise *e, const struct check_run *run,
	const struct verdict_text_options *o)
{
	const struct step *s = step_of(e, run);
	AUTO(buf_free) struct buf who = { 0 };
	struct bytes_labels labels = { 0 };

	if (!is_about_bytes(s, &run->verdict)) {
		happening_text(out, e, run, o);
		return;
	}
	step_who(&who, conversation_of(e, run), s->who);
	buf_add_str(&who, s->verb == VERB_PRINTS ? " should print" : " wanted");
	labels.wanted = buf_str(&who);
	labels.got = s->verb == VERB_PRINTS ? "and printed" : "and got";
	verdict_compare(out, &run->verdict, &labels, columns_of(o));
}

/* ---- what everybody was doing */

enum { PRINTS_MANY = 100 }; /* so that printing is what it was doing */

static bool ends_it(const struct event *call)
{
	return call->call.id == CALL_EXIT_GROUP || call->call.id == CALL_EXIT;
}

static uint64_t broken_at(const struct timeline *tl)
{
	for (size_t i = timeline_count(tl); i-- > 0;) {
		const struct event *ev = timeline_at(tl, i);

		if (ev->kind == EVENT_STEP && ev->step.what == STEP_BROKE)
			return ev->t0;
	}
	return UINT64_MAX;
}

/* The last call a task had made by then, where it was in none: what it did, rather than what it was about to do. */
static const struct event *last_call(const struct check_run *run, const struct doing *d)
{
	uint64_t until = run->timeline ? broken_at(run->timeline) : 0;
	const struct event *last = NULL, *printed = NULL;
	size_t prints = 0; /* since then */

	for (size_t i = 0; run->timeline && i < timeline_count(run->timeline); i++) {
		const struct event *ev = timeline_at(run->timeline, i);

		if (ev->t0 > until)
			break;
		if (ev->kind != EVENT_CALL || ev->who != d->who || ev->call.tid != d->tid)
			continue;
		if (story_detail_of(ev) < STORY_ALL) {
			last = ev;
			prints = 0;
		} else if (ev->call.frame_count > 0) {
			printed = ev;
			prints++;
		}
	}
	return !last || prints > PRINTS_MANY ? printed : last;
}

static const char *how_it_is(
	const struct check_run *run, const struct doing *d, const struct event *call)
{
	if (d->call)
		return " waits in ";
	if (ends_it(call))
		return " is leaving by ";
	if (run->verdict.why == WHY_DEADLINE || run->verdict.why == WHY_SILENCE)
		return " is computing; its last call was ";
	return " had just returned from ";
}

static void add_doing(struct buf *out, const struct check_run *run, const struct doing *d,
	const struct event *call, bool several)
{
	AUTO(buf_free) struct buf place = { 0 };

	words_who(out, run->timeline, d->who);
	if (several)
		buf_addf(out, " (%s %d)", d->pid == d->tid ? "process" : "thread", d->tid);
	if (!call) {
		buf_add_str(out, " is computing, and has made no call yet.");
		return;
	}
	buf_add_str(out, how_it_is(run, d, call));
	words_call(out, &call->call, CALL_WORDS_FULL);
	if (words_event_where(&place, call))
		buf_addf(out, " at %s", buf_str(&place));
	buf_add_char(out, '.');
}

/* Of a program that was not nothing is known. */
static bool was_traced(const struct check_run *run)
{
	const struct run_event *r = run->timeline ? timeline_run(run->timeline) : NULL;

	return r && strcmp(r->level, level_names[LEVEL_BARE]) != 0;
}

static size_t still_there(const struct verdict *v)
{
	size_t n = 0;

	for (size_t i = 0; i < v->doing_count; i++)
		n += !v->doing[i].ended;
	return n;
}

/* What is no failure: it will be asked again, or there was nothing left to do. */
static bool is_usual(const struct call_event *call)
{
	switch (call->err) {
	case 0:
	case EAGAIN:
	case EINTR:
	case EINPROGRESS:
	case EALREADY: return true;
	case ENOTCONN: return call->id == CALL_SHUTDOWN || call->id == CALL_GETPEERNAME;
	default: return call->id == CALL_IOCTL;
	}
}

/* The last call on a socket that failed, in a line of the learner's. */
static const struct event *last_failure(const struct check_run *run)
{
	uint64_t until = run->timeline ? broken_at(run->timeline) : 0;
	const struct event *last = NULL;

	for (size_t i = 0; run->timeline && i < timeline_count(run->timeline); i++) {
		const struct event *ev = timeline_at(run->timeline, i);
		bool socket = ev->kind == EVENT_CALL &&
			      (ev->call.fd_kind == FD_TCP || ev->call.fd_kind == FD_UDP);

		if (ev->t0 > until)
			break;
		if (socket && ev->who == WHO_YOU && ev->t1 && ev->call.frame_count > 0 &&
			!(ev->call.flags & (CALL_UNFINISHED | CALL_STORM)) && !is_usual(&ev->call))
			last = ev;
	}
	return last;
}

static void add_failure(struct buf *out, const struct check_run *run, const struct event *said,
	const struct verdict_text_options *o)
{
	const struct event *failed = last_failure(run);
	AUTO(buf_free) struct buf text = { 0 };
	AUTO(buf_free) struct buf place = { 0 };

	if (!failed || failed == said)
		return;
	buf_add_str(&text, "Before that, ");
	words_call(&text, &failed->call, CALL_WORDS_FULL);
	if (words_event_where(&place, failed))
		buf_addf(&text, " at %s", buf_str(&place));
	buf_addf(&text, " had failed: %s (%s).", words_errno_text(failed->call.err),
		words_errno(failed->call.err));
	sentence(out, &text, o);
}

void verdict_doing_text(
	struct buf *out, const struct check_run *run, const struct verdict_text_options *o)
{
	const struct verdict *v = &run->verdict;
	const struct event *said = NULL;
	size_t there = still_there(v), told = 0;
	enum { MOST = 4 };

	for (size_t i = 0; i < v->doing_count && told < MOST; i++) {
		const struct doing *d = &v->doing[i];
		const struct event *call = d->call ? d->call : last_call(run, d);
		AUTO(buf_free) struct buf text = { 0 };

		told += !d->ended;
		if (d->ended || (!call && !was_traced(run)))
			continue;
		said = call;
		add_doing(&text, run, d, call, there > 1);
		if (text.data[0] == 'y') /* "your program" begins a sentence here */
			text.data[0] = 'Y';
		sentence(out, &text, o);
	}
	if (there > told)
		buf_addf(out, "  And %zu more tasks.\n", there - told);
	if (run->findings.count == 0)
		add_failure(out, run, said, o);
}

/* ---- mistakes */

static void add_where(
	struct buf *out, const char *before, const struct finding *f, const char *after)
{
	AUTO(buf_free) struct buf place = { 0 };

	if (f->event && words_event_where(&place, f->event))
		buf_addf(out, "%s%s%s", before, buf_str(&place), after);
}

void verdict_finding_text(
	struct buf *out, const struct finding *f, const struct verdict_text_options *o)
{
	AUTO(buf_free) struct buf text = { 0 };
	struct page page = { 0 };
	struct err err;

	if (o->course_dir && page_load(o->course_dir, f, &page, &err)) {
		buf_add_str(&text, page.title);
		buf_add_char(out, '\n');
		sentence(out, &text, o);
		page_render(out, page.text, columns_of(o), "  ");
		page_free(&page);
	} else {
		buf_addf(&text, "The mistake is known as %s", f->id);
		add_where(&text, "; look at ", f, "");
		buf_add_char(&text, '.');
		sentence(out, &text, o);
	}
	buf_addf(out, "  (mistake: %s)\n", f->id);
}

static void add_other_mistakes(struct buf *out, const struct findings *all, const char *told,
	const struct verdict_text_options *o)
{
	AUTO(buf_free) struct buf text = { 0 };

	for (size_t i = 0; i < all->count; i++)
		if (!told || strcmp(all->list[i].id, told) != 0) {
			const struct finding *f = &all->list[i];
			AUTO(freep) char *line = page_evidence(f, "line");
			AUTO(buf_free) struct buf caller = { 0 };
			bool called = f->event && words_event_caller(&caller, f->event);

			buf_addf(&text, "%s%s (%s%s%s)", text.len ? ", " : "Seen besides: ", f->id,
				line, called ? " " : "", buf_str(&caller));
		}
	if (text.len) {
		buf_add_char(&text, '.');
		sentence(out, &text, o);
	}
}

/* ---- what to do next */

void verdict_command(struct buf *out, const struct exercise *e, const struct check_run *run,
	const struct verdict_text_options *o)
{
	buf_addf(out, "socklings trace %s --conversation %d", e->id, run->conversation + 1);
	if (run->delivery != DELIVERY_WHOLE)
		buf_addf(out, " --delivery %s", delivery_names[run->delivery]);
	if (run->storm != STORM_NONE)
		buf_addf(out, " --storm %s", storm_names[run->storm]);
	buf_addf(out, " --seed %llu", (unsigned long long)run->seed);
	if (o->file) {
		buf_add_str(out, " --file ");
		text_safe_line(out, bytes_of(o->file));
	}
}

/* Of several plays of a conversation the worst counts. */
static enum outcome worst_of(const struct check_result *r, int conversation)
{
	enum outcome worst = OUTCOME_NOT_PLAYED;

	for (size_t i = 0; i < r->run_count; i++) {
		enum outcome one = r->runs[i].verdict.outcome;

		if (r->runs[i].conversation != conversation || !r->runs[i].timeline)
			continue;
		if (one == OUTCOME_BROKE || one == OUTCOME_TOOL_ERROR)
			return one;
		if (worst == OUTCOME_NOT_PLAYED)
			worst = one;
	}
	return worst;
}

static void add_counts(struct buf *out, const struct exercise *e, const struct check_result *r)
{
	size_t count[OUTCOMES] = { 0 };

	if (e->conversation_count < 2)
		return;
	for (size_t i = 0; i < e->conversation_count; i++)
		count[worst_of(r, i)]++;
	buf_addf(out, "  Of %zu conversations %zu held, %zu broke", e->conversation_count,
		count[OUTCOME_HELD], count[OUTCOME_BROKE]);
	if (count[OUTCOME_NOT_PLAYED])
		buf_addf(out, ", %zu %s not played", count[OUTCOME_NOT_PLAYED],
			count[OUTCOME_NOT_PLAYED] == 1 ? "was" : "were");
	buf_add_str(out, ".\n");
}

/* ---- the whole */

static void text_held(struct buf *out, const struct exercise *e, const struct check_result *r,
	const struct verdict_text_options *o)
{
	if (r->findings.count) {
		buf_add_str(out, "  It held, and there is still something to look at:\n");
		verdict_finding_text(out, &r->findings.list[0], o);
		add_other_mistakes(out, &r->findings, r->findings.list[0].id, o);
	}
	verdict_warnings(out, r, o);
	if (conversations_played(r) < e->conversation_count)
		add_counts(out, e, r);
	verdict_level_text(out, e, r, o);
}

static void text_broke(struct buf *out, const struct exercise *e, const struct check_result *r,
	const struct verdict_text_options *o)
{
	const struct check_run *run = r->told;
	const char *told = NULL;

	if (!run)
		return;
	verdict_bytes_text(out, e, run, o);
	verdict_doing_text(out, run, o);
	verdict_memory_text(out, run->timeline, o);
	verdict_complaints_text(out, &e->conversations[run->conversation], run, o);
	if (run->findings.count) {
		told = run->findings.list[0].id;
		verdict_finding_text(out, &run->findings.list[0], o);
	}
	add_other_mistakes(out, &r->findings, told, o);
	verdict_warnings(out, r, o);
	add_counts(out, e, r);
	verdict_level_text(out, e, r, o);
	buf_add_str(out, "  See it: ");
	verdict_command(out, e, run, o);
	buf_addf(out, "\n  A hint: socklings hint %s\n", e->id);
}

static void text_not_played(struct buf *out, const struct exercise *e, const struct check_result *r,
	const struct verdict_text_options *o)
{
	AUTO(buf_free) struct buf why = { 0 };

	if (r->tool_text) {
		text_safe_str(&why, r->tool_text);
		sentence(out, &why, o);
	} else if (!r->cancelled) {
		verdict_compile_text(out, e, r, o);
	}
}

static void text_tool(struct buf *out, const struct exercise *e, const struct check_result *r,
	const struct verdict_text_options *o)
{
	AUTO(buf_free) struct buf text = { 0 };
	const char *why = r->tool_text				  ? r->tool_text
			  : r->told && r->told->verdict.tool_text ? r->told->verdict.tool_text
			  : r->compile.text			  ? r->compile.text
					    : "the run failed, and did not say why";

	(void)e;
	text_safe_str(&text, why);
	sentence(out, &text, o);
	buf_add_str(out,
		"  Nothing was counted. Try again; socklings doctor says what this machine "
		"allows and how to cure it.\n");
}

void verdict_text(struct buf *out, const struct exercise *e, const struct check_result *r,
	const struct verdict_text_options *o)
{
	static void (*const texts[])(struct buf *, const struct exercise *,
		const struct check_result *, const struct verdict_text_options *) = {
		[OUTCOME_HELD] = text_held,
		[OUTCOME_BROKE] = text_broke,
		[OUTCOME_NOT_PLAYED] = text_not_played,
		[OUTCOME_TOOL_ERROR] = text_tool,
	};

	_Static_assert(ARRAY_LEN(texts) == OUTCOMES, "a text for every outcome");
	verdict_headline(out, e, r);
	texts[shape_of(r)](out, e, r, o);
}
