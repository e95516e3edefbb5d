// SPDX-License-Identifier: MIT
#include "report/verdict_text.h"

#include <string.h>

#include "base/text.h"
#include "report/bytes_words.h"
#include "report/event_words.h"
#include "report/page.h"
#include "report/step_words.h"
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

void verdict_headline(struct buf *out, const struct exercise *e, const struct check_result *r,
	const struct verdict_text_options *o)
{
	AUTO(buf_free) struct buf text = { 0 };

	static void (*const headlines[])(
		struct buf *, const struct exercise *, const struct check_result *) = {
		[OUTCOME_HELD] = headline_held,
		[OUTCOME_BROKE] = headline_broke,
		[OUTCOME_NOT_PLAYED] = headline_not_played,
		[OUTCOME_TOOL_ERROR] = headline_tool,
	};

	_Static_assert(ARRAY_LEN(headlines) == OUTCOMES, "a headline for every outcome");
	headlines[shape_of(r)](&text, e, r);
	text_wrap(out, buf_str(&text), columns_of(o), "");
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
	for (size_t i = 0; i < v->doing_count && !v->asleep; i++) {
		const struct doing *d = &v->doing[i];

		if (d->who == WHO_YOU && !d->call && !d->stopped && !d->ended)
			return true;
	}
	return false;
}

/* By which signal all that is left of it is stopped; 0: it is not. */
static int stopped_by(const struct verdict *v)
{
	int signal = 0;

	for (size_t i = 0; i < v->doing_count; i++) {
		const struct doing *d = &v->doing[i];

		if (d->who != WHO_YOU || d->ended)
			continue;
		if (!d->stopped)
			return 0;
		signal = d->stopped;
	}
	return signal;
}

static void add_silence(struct buf *out, const struct verdict *v)
{
	int signal = stopped_by(v);

	buf_add_str(out, "but nothing more came: ");
	if (signal)
		buf_addf(out, "your program is stopped by %s", words_signal(signal));
	else
		buf_add_str(out, is_busy(v) ? "your program goes round in circles"
					    : "everybody waits for somebody else");
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

static void add_quoted(struct buf *out, const char *option, const char *word)
{
	buf_add_str(out, option);
	text_quote_shell(out, bytes_of(word));
}

static void add_played(struct buf *out, const struct check_run *run)
{
	const struct run_event *how = run->timeline ? timeline_run(run->timeline) : NULL;

	buf_addf(out, " --conversation %d", run->conversation + 1);
	if (run->delivery != DELIVERY_WHOLE)
		buf_addf(out, " --delivery %s", delivery_names[run->delivery]);
	if (run->storm != STORM_NONE)
		buf_addf(out, " --storm %s", storm_names[run->storm]);
	buf_addf(out, " --seed %llu", (unsigned long long)run->seed);
	if (how && how->any_port)
		buf_add_str(out, " --any-port");
}

void verdict_command(struct buf *out, const struct exercise *e, const struct check_run *run,
	const struct verdict_text_options *o)
{
	if (o->saved) {
		add_quoted(out, "socklings replay --story ", o->saved);
	} else {
		buf_addf(out, "socklings trace %s", e->id);
		add_played(out, run);
		if (o->level)
			buf_addf(out, " --level %s", o->level);
		if (o->file)
			add_quoted(out, " --file ", o->file);
	}
	buf_add_str(out, o->home ? o->home : "");
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

static void add_counts(struct buf *out, const struct exercise *e, const struct check_result *r,
	const struct verdict_text_options *o)
{
	AUTO(buf_free) struct buf text = { 0 };
	size_t count[OUTCOMES] = { 0 };

	if (e->conversation_count < 2)
		return;
	for (size_t i = 0; i < e->conversation_count; i++)
		count[worst_of(r, i)]++;
	buf_addf(&text, "Of %zu conversations %zu held, %zu broke", e->conversation_count,
		count[OUTCOME_HELD], count[OUTCOME_BROKE]);
	if (count[OUTCOME_NOT_PLAYED])
		buf_addf(&text, ", %zu %s not played", count[OUTCOME_NOT_PLAYED],
			count[OUTCOME_NOT_PLAYED] == 1 ? "was" : "were");
	buf_add_char(&text, '.');
	sentence(out, &text, o);
}

/* ---- the whole */

static void text_held(struct buf *out, const struct exercise *e, const struct check_result *r,
	const struct verdict_text_options *o)
{
	if (r->findings.count) {
		text_wrap(out, "It held, and there is still something to look at:", columns_of(o),
			"  ");
		verdict_finding_text(out, &r->findings.list[0], o);
		add_other_mistakes(out, &r->findings, r->findings.list[0].id, o);
	}
	verdict_warnings(out, r, o);
	if (conversations_played(r) < e->conversation_count)
		add_counts(out, e, r, o);
	verdict_level_text(out, e, r, o);
}

static void add_what_next(struct buf *out, const struct exercise *e, const struct check_run *run,
	const struct verdict_text_options *o)
{
	AUTO(freep) char *hint = xasprintf("socklings hint %s%s", e->id, o->home ? o->home : "");
	AUTO(buf_free) struct buf command = { 0 };

	verdict_command(&command, e, run, o);
	text_wrap_command(out, "See it:", buf_str(&command), columns_of(o), "  ");
	text_wrap_command(out, "A hint:", hint, columns_of(o), "  ");
}

static void text_broke(struct buf *out, const struct exercise *e, const struct check_result *r,
	const struct verdict_text_options *o)
{
	const struct check_run *run = r->told;
	const char *told = NULL;

	if (!run)
		return;
	verdict_bytes_text(out, e, run, o);
	verdict_doing_text(out, &e->conversations[run->conversation], run, o);
	verdict_memory_text(out, run->timeline, o);
	verdict_complaints_text(out, &e->conversations[run->conversation], run, o);
	if (run->findings.count) {
		told = run->findings.list[0].id;
		verdict_finding_text(out, &run->findings.list[0], o);
	}
	add_other_mistakes(out, &r->findings, told, o);
	verdict_warnings(out, r, o);
	add_counts(out, e, r, o);
	verdict_level_text(out, e, r, o);
	add_what_next(out, e, run, o);
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
	text_wrap(out,
		"Nothing was counted. Try again; socklings doctor says what this machine allows "
		"and how to cure it.",
		columns_of(o), "  ");
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
	verdict_headline(out, e, r, o);
	texts[shape_of(r)](out, e, r, o);
}
