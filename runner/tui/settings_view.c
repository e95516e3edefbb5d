// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "tui/views.h"

/* A setting is a row: its values in turn, or any text. It is kept with the progress. */
static const struct setting {
	const char *name, *label, *help;
	const char *values[3]; /* NULL: text */
} settings[] = {
	{ "theme", "Colours",
		"For a dark or a light terminal. Without colours (NO_COLOR), nothing is lost.",
		{ "dark", "light" } },
	{ "mouse", "Mouse",
		"Click and wheel. Off leaves the mouse to the terminal, for selecting text.",
		{ "on", "off" } },
	{ "advance", "After passing", "Stay at the exercise, or go on to the next by itself.",
		{ "stay", "go on" } },
	{ "bell", "Bell", "Ring when a check passes.", { "off", "on" } },
	{ "editor", "Editor",
		"A command that edits a file, such as: vim, nano, code. Empty: $VISUAL or $EDITOR.",
		{ NULL } },
};

struct settings_view {
	int selected;
};

static const char *value_of(struct screen *screen, const struct setting *s)
{
	const char *value = workspace_setting(screen->workspace, s->name);

	if (*value)
		return value;
	return s->values[0] ? s->values[0] : "($VISUAL, $EDITOR)";
}

static void draw_help(const struct setting *s, struct area a)
{
	struct doc *d = doc_new();

	doc_text(d, ROLE_DIM, s->help);
	doc_draw(d, a);
	doc_free(d);
}

static void settings_draw(struct screen *screen, void *self, struct area a)
{
	const struct settings_view *v = self;
	int count = ARRAY_LEN(settings), gap = a.rows >= 2 * count + 5, row = gap;

	for (int i = 0; i < count; i++, row += 1 + gap) {
		area_put(a, row, 2, ROLE_STRONG, settings[i].label);
		area_put_cut(a, row, 17, a.cols - 18, ROLE_ACCENT, value_of(screen, &settings[i]));
		if (i == v->selected)
			area_select(a, row, 1, a.cols - 2);
	}
	draw_help(
		&settings[v->selected], area_part(a, row + gap, 2, a.rows - row - gap, a.cols - 4));
}

static void apply(struct screen *screen)
{
	screen->look.theme = !strcmp(workspace_setting(screen->workspace, "theme"), "light")
				     ? THEME_LIGHT
				     : THEME_DARK;
	screen->look.mouse = strcmp(workspace_setting(screen->workspace, "mouse"), "off") != 0;
	term_set_options(&screen->look);
}

static enum reaction set(struct screen *screen, const struct setting *s, const char *value)
{
	struct err err;

	if (!workspace_set_setting(screen->workspace, s->name, value, &err))
		screen_say(screen, ROLE_WARN, "%s", err.text);
	apply(screen);
	return REACT_REDRAW;
}

static enum reaction typed(struct screen *screen, void *self, const char *text)
{
	return set(screen, &settings[((struct settings_view *)self)->selected], text);
}

static enum reaction settings_click(struct screen *screen, void *self, int row, int col)
{
	struct settings_view *v = self;
	int gap = screen->canvas.rows - 2 >= 2 * (int)ARRAY_LEN(settings) + 5;
	int at = (row - gap) / (1 + gap);

	(void)col;
	if (row < gap || at >= (int)ARRAY_LEN(settings))
		return REACT_NOTHING;
	v->selected = at;
	return REACT_REDRAW;
}

static enum reaction key_change(struct screen *screen, void *self)
{
	const struct setting *s = &settings[((struct settings_view *)self)->selected];
	size_t i = 0;

	if (!s->values[0]) {
		screen_prompt(
			screen, "Command: ", workspace_setting(screen->workspace, s->name), typed);
		return REACT_REDRAW;
	}
	while (s->values[i] && strcmp(s->values[i], value_of(screen, s)) != 0)
		i++;
	return set(screen, s, s->values[i] && s->values[i + 1] ? s->values[i + 1] : s->values[0]);
}

static enum reaction key_up(struct screen *screen, void *self)
{
	struct settings_view *v = self;

	(void)screen;
	v->selected -= v->selected > 0;
	return REACT_REDRAW;
}

static enum reaction key_down(struct screen *screen, void *self)
{
	struct settings_view *v = self;

	(void)screen;
	v->selected += v->selected + 1 < (int)ARRAY_LEN(settings);
	return REACT_REDRAW;
}

static const struct view_key keys[] = {
	{ TERM_UP, 'k', "Up", "The setting above.", NULL, key_up },
	{ TERM_DOWN, 'j', "Down", "The setting below.", NULL, key_down },
	{ TERM_ENTER, ' ', "Enter", "Change the selected setting.", "change", key_change },
};

const struct view_class settings_view = {
	.name = "Settings",
	.keys = keys,
	.key_count = ARRAY_LEN(keys),
	.draw = settings_draw,
	.click = settings_click,
	.close = free,
};

void settings_view_open(struct screen *screen)
{
	if (screen->depth && screen->stack[screen->depth - 1].class == &settings_view)
		return;
	screen_push(screen, &settings_view, xcalloc(1, sizeof(struct settings_view)));
}
