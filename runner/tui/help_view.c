// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include "tui/views.h"

struct help_view {
	const struct view_class *of;
	struct doc *doc;
	struct pager pager;
};

static void add_keys(struct doc *d, const struct view_keys *keys)
{
	doc_text(d, ROLE_TITLE, keys->title);
	for (size_t i = 0; i < keys->count; i++) {
		if (!keys->rows[i].help) /* another key for what a row above does */
			continue;
		doc_line(d, 2, 14, false);
		doc_addf(d, ROLE_STRONG, "%-12s", keys->rows[i].label);
		doc_add(d, ROLE_TEXT, keys->rows[i].help);
	}
	doc_blank(d);
}

static void fill(struct help_view *v)
{
	const struct view_class *of = v->of;
	AUTO(freep) char *title = xasprintf("Keys here: %s", of->name);
	struct doc *d = v->doc = doc_new();

	if (of->key_count)
		add_keys(d, &(struct view_keys){ title, of->keys, of->key_count });
	if (of->shared)
		add_keys(d, of->shared);
	add_keys(d, &screen_global_keys);
	doc_text(d, ROLE_TITLE, "How it goes");
	doc_text(d, ROLE_TEXT,
		"Read a lesson, open an exercise, press e to edit its file (or edit it in another "
		"window), and save: it is checked at once. What went wrong is told with the line "
		"of your program; t shows the whole conversation as a ladder.");
	pager_set(&v->pager, d);
}

static void help_draw(struct screen *screen, void *self, struct area a)
{
	struct help_view *v = self;

	(void)screen;
	pager_draw(&v->pager, area_part(a, 0, 2, a.rows, a.cols - 2));
}

static enum reaction help_type(struct screen *screen, void *self, int key)
{
	if (key == '?')
		return REACT_BACK;
	return screen_pager_key(screen, &((struct help_view *)self)->pager, key);
}

static void help_close(void *self)
{
	struct help_view *v = self;

	pager_free(&v->pager);
	doc_free(v->doc);
	free(v);
}

const struct view_class help_view = {
	.name = "Help",
	.shared = &screen_pager_keys,
	.draw = help_draw,
	.type = help_type,
	.close = help_close,
};

void help_view_open(struct screen *screen, const struct view_class *of)
{
	struct help_view *v;

	if (of == &help_view)
		return;
	v = xcalloc(1, sizeof *v);
	v->of = of;
	v->pager.link = v->pager.found = -1;
	fill(v);
	screen_push(screen, &help_view, v);
}
