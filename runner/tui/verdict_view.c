// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include "tui/verdict_doc.h"
#include "tui/views.h"

struct verdict_view {
	const struct exercise *exercise;
	char *path;
	int cols;
	struct doc *doc;
	struct pager pager;
};

static const struct {
	const char *sign, *ascii;
	enum role role;
} outcomes[] = {
	[OUTCOME_HELD] = { "✓", "ok", ROLE_GOOD },
	[OUTCOME_BROKE] = { "✗", "X", ROLE_BAD },
	[OUTCOME_NOT_PLAYED] = { "·", "-", ROLE_DIM },
	[OUTCOME_TOOL_ERROR] = { "!", "!", ROLE_WARN },
};
_Static_assert(ARRAY_LEN(outcomes) == OUTCOMES, "a sign for every outcome");

/* Every run in a line, each a link to its ladder. */
static void add_runs(struct screen *screen, struct verdict_view *v, const struct check_result *r)
{
	doc_blank(v->doc);
	doc_text(v->doc, ROLE_HEADING, "Every run");
	for (size_t i = 0; i < r->run_count; i++) {
		const struct check_run *run = &r->runs[i];
		enum outcome o = run->timeline ? run->verdict.outcome : OUTCOME_NOT_PLAYED;
		char target[24];

		snprintf(target, sizeof target, "%zu", i);
		doc_line(v->doc, 2, 6, false);
		doc_addf(v->doc, outcomes[o].role, "%s%s",
			canvas_sign(&screen->canvas, outcomes[o].sign, outcomes[o].ascii),
			screen->canvas.ascii && outcomes[o].ascii[1] ? " " : "  ");
		if (run->timeline)
			doc_link_begin(v->doc, LINK_ACTION, target, 0);
		doc_addf(v->doc, run->timeline ? ROLE_LINK : ROLE_DIM, "%d. %s",
			run->conversation + 1, v->exercise->conversations[run->conversation].title);
		doc_link_end(v->doc);
		doc_addf(v->doc, ROLE_DIM, "  %s%s%s, %s", delivery_names[run->delivery],
			run->storm ? ", storm: " : "", run->storm ? storm_names[run->storm] : "",
			outcome_names[o]);
	}
}

static void fill(struct screen *screen, struct verdict_view *v)
{
	const struct check_result *r = screen_result(screen, v->exercise);
	AUTO(buf_free) struct buf headline = { 0 };

	doc_free(v->doc);
	v->doc = doc_new();
	if (r) {
		enum role role = verdict_doc_headline(v->exercise, r, &headline);

		doc_text(v->doc, role, buf_str(&headline));
		doc_blank(v->doc);
		verdict_to_doc(v->doc, screen->course, v->exercise, r, v->path, v->cols);
		add_runs(screen, v, r);
	} else
		doc_text(v->doc, ROLE_ACCENT,
			screen_checking(screen, v->exercise)
				? "Checking..."
				: "There is no verdict: the check has not come to its end. Saving "
				  "the file begins another.");
	pager_set(&v->pager, v->doc);
}

static void verdict_draw(struct screen *screen, void *self, struct area a)
{
	struct verdict_view *v = self;

	if (v->cols != a.cols - 4) {
		v->cols = a.cols - 4;
		fill(screen, v);
	}
	pager_draw(&v->pager, area_part(a, 0, 2, a.rows, a.cols - 2));
}

static void verdict_title(struct screen *screen, void *self, struct buf *out)
{
	(void)screen;
	buf_addf(out, "Verdict on %s", ((struct verdict_view *)self)->exercise->id);
}

static enum reaction follow(struct screen *screen, struct verdict_view *v)
{
	const struct doc_link *link = pager_link(&v->pager);

	if (!link || link->kind != LINK_ACTION)
		return link ? screen_follow(screen, link) : REACT_PASS;
	ladder_view_open(screen, v->exercise, atoi(link->target));
	return REACT_REDRAW;
}

static enum reaction verdict_type(struct screen *screen, void *self, int key)
{
	struct verdict_view *v = self;

	if (key == TERM_ENTER)
		return follow(screen, v);
	return screen_pager_key(screen, &v->pager, key);
}

static enum reaction verdict_click(struct screen *screen, void *self, int row, int col)
{
	struct verdict_view *v = self;
	int link = pager_link_at(&v->pager, row, col - 2);

	if (link < 0)
		return REACT_NOTHING;
	v->pager.link = link;
	return follow(screen, v);
}

static enum reaction key_ladder(struct screen *screen, void *self)
{
	ladder_view_open(screen, ((struct verdict_view *)self)->exercise, -1);
	return REACT_REDRAW;
}

static enum reaction key_edit(struct screen *screen, void *self)
{
	struct verdict_view *v = self;
	const struct doc_link *link = pager_link(&v->pager);

	screen_edit(screen, v->path, link && link->kind == LINK_SOURCE ? link->line : 1);
	return REACT_REDRAW;
}

static void verdict_changed(struct screen *screen, void *self)
{
	fill(screen, self);
}

static const void *verdict_tells(void *self)
{
	return ((struct verdict_view *)self)->exercise;
}

static void verdict_close(void *self)
{
	struct verdict_view *v = self;

	pager_free(&v->pager);
	doc_free(v->doc);
	free(v->path);
	free(v);
}

static const struct view_key keys[] = {
	{ 't', 0, "t", "The ladder of the run that broke.", "ladder", key_ladder },
	{ 'e', 0, "e", "Edit the file, at the selected line.", "edit", key_edit },
};

const struct view_class verdict_view = {
	.name = "Verdict",
	.keys = keys,
	.key_count = ARRAY_LEN(keys),
	.shared = &screen_pager_keys,
	.draw = verdict_draw,
	.title = verdict_title,
	.type = verdict_type,
	.click = verdict_click,
	.changed = verdict_changed,
	.tells = verdict_tells,
	.close = verdict_close,
};

void verdict_view_open(struct screen *screen, const struct exercise *e)
{
	struct verdict_view *v = xcalloc(1, sizeof *v);

	v->exercise = e;
	v->path = workspace_path(screen->workspace, e);
	v->pager.link = v->pager.found = -1;
	fill(screen, v);
	screen_push(screen, &verdict_view, v);
}
