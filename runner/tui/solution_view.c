// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include "base/file.h"
#include "tui/markdown.h"
#include "tui/views.h"

enum { SOURCE_MAX = 1 << 20, TWO_PANES_FROM = 110 };

struct solution_view {
	const struct exercise *exercise;
	struct doc *docs[2]; /* yours, the solution */
	struct pager pagers[2];
	int shown; /* where there is room for one only */
};

static void fill(struct doc *d, const char *path)
{
	AUTO(buf_free) struct buf text = { 0 };
	struct err err = { "" };

	if (file_read(path, SOURCE_MAX, 0, &text, &err))
		doc_source(d, buf_str(&text), 1, 0, 0);
	else
		doc_text(d, ROLE_BAD, err.text);
}

static void load(struct screen *screen, struct solution_view *v)
{
	AUTO(freep) char *mine = workspace_path(screen->workspace, v->exercise);
	const char *paths[2] = { mine, v->exercise->solution_path };

	for (int i = 0; i < 2; i++) {
		doc_free(v->docs[i]);
		v->docs[i] = doc_new();
		if (i == 1) {
			doc_text(v->docs[i], ROLE_HEADING, "Why it works");
			markdown_to_doc(v->docs[i], v->exercise->why);
			doc_blank(v->docs[i]);
		}
		fill(v->docs[i], paths[i]);
		pager_set(&v->pagers[i], v->docs[i]);
	}
}

static void draw_pane(struct solution_view *v, int which, struct area a)
{
	static const char *const titles[] = { "Yours", "The solution" };
	struct area inside = area_frame(a, ROLE_BORDER, titles[which]);

	pager_draw(&v->pagers[which], inside);
}

static void solution_draw(struct screen *screen, void *self, struct area a)
{
	struct solution_view *v = self;
	int half = a.cols / 2;

	(void)screen;
	if (a.cols < TWO_PANES_FROM) {
		draw_pane(v, v->shown, a);
		return;
	}
	draw_pane(v, 0, area_part(a, 0, 0, a.rows, half));
	draw_pane(v, 1, area_part(a, 0, half, a.rows, a.cols - half));
}

static void solution_title(struct screen *screen, void *self, struct buf *out)
{
	(void)screen;
	buf_addf(out, "Solution of %s", ((struct solution_view *)self)->exercise->id);
}

static enum reaction key_other(struct screen *screen, void *self)
{
	struct solution_view *v = self;

	(void)screen;
	v->shown = !v->shown;
	return REACT_REDRAW;
}

static enum reaction solution_type(struct screen *screen, void *self, int key)
{
	struct solution_view *v = self;

	if (screen->canvas.cols < TWO_PANES_FROM || key == '/')
		return screen_pager_key(screen, &v->pagers[v->shown], key);
	screen_pager_key(screen, &v->pagers[0], key);
	return screen_pager_key(screen, &v->pagers[1], key);
}

static void solution_close(void *self)
{
	struct solution_view *v = self;

	for (int i = 0; i < 2; i++) {
		pager_free(&v->pagers[i]);
		doc_free(v->docs[i]);
	}
	free(v);
}

static const struct view_key keys[] = {
	{ 'v', 0, "v", "Between yours and the solution, where there is no room for both.",
		"yours/solution", key_other },
};

const struct view_class solution_view = {
	.name = "Solution",
	.keys = keys,
	.key_count = ARRAY_LEN(keys),
	.shared = &screen_pager_keys,
	.draw = solution_draw,
	.title = solution_title,
	.type = solution_type,
	.close = solution_close,
};

void solution_view_open(struct screen *screen, const struct exercise *e)
{
	struct solution_view *v = xcalloc(1, sizeof *v);

	v->exercise = e;
	v->shown = 1;
	for (int i = 0; i < 2; i++)
		v->pagers[i].link = v->pagers[i].found = -1;
	load(screen, v);
	screen_push(screen, &solution_view, v);
}
