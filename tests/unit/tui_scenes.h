// SPDX-License-Identifier: MIT
/* tui_scenes.h
 * A screen without a terminal: the small course and the recorded runs of tests/golden/tui, and a workspace of its own. Keys go in, cells
 * come out.
 */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/file.h"
#include "tui/views.h"

struct scene_world {
	char *golden; /* tests/golden/tui, as an absolute path */
	struct course *course;
	char dir[64]; /* of the workspace, where we are */
};
static struct scene_world world;

static inline int world_begin(void **state)
{
	struct err err = { "" };
	char *dir;

	(void)state;
	setlocale(LC_ALL, "C.UTF-8");
	world.golden = realpath("tests/golden/tui", NULL);
	assert_non_null(world.golden);
	dir = xasprintf("%s/course", world.golden);
	world.course = course_load(dir, NULL, &err);
	if (!world.course)
		fail_msg("%s", err.text);
	free(dir);
	snprintf(world.dir, sizeof world.dir, "/tmp/socklings-tui-XXXXXX");
	assert_non_null(mkdtemp(world.dir));
	assert_int_equal(
		chdir(world.dir), 0);  /* so that names on the screen are the same everywhere */
	setenv("PATH", "/nowhere", 1); /* no key starts anything */
	unsetenv("CC");
	unsetenv("VISUAL");
	setenv("EDITOR", "/nowhere/editor", 1);
	return 0;
}

static inline int world_end(void **state)
{
	char *clear = xasprintf("/bin/rm -rf %s", world.dir);
	int ended = chdir("/") | system(clear);

	(void)state;
	free(clear);
	course_free(world.course);
	free(world.golden);
	return ended;
}

static inline void scene_begin(struct screen *screen)
{
	struct err err = { "" };
	bool others;

	*screen = (struct screen){ .course = world.course };
	screen->workspace = workspace_open("workspace", &others, &err);
	if (!screen->workspace)
		fail_msg("%s", err.text);
	course_view_open(screen);
	screen_draw(screen, 24, 80, false);
}

static inline void scene_end(struct screen *screen)
{
	workspace_close(screen->workspace);
	screen->workspace = NULL;
}

static inline void scene_keys(struct screen *screen, const char *keys)
{
	for (; *keys; keys++) {
		screen_key(screen, *keys == '\n' ? TERM_ENTER : *keys == '\t' ? TERM_TAB : *keys);
		if (screen->depth)
			screen_draw(screen, screen->canvas.rows, screen->canvas.cols,
				screen->canvas.ascii);
	}
}

static inline const char *scene_said(const struct screen *screen)
{
	return buf_str(&screen->message);
}

static inline const struct exercise *scene_exercise(const char *id)
{
	const struct exercise *e = course_find(world.course, id, NULL);

	assert_non_null(e);
	return e;
}

static inline struct timeline *scene_recording(const char *name)
{
	struct err err = { "" };
	char *path = xasprintf("%s/%s", world.golden, name);
	struct timeline *tl = timeline_load(path, &err);

	free(path);
	if (!tl)
		fail_msg("%s", err.text);
	return tl;
}

/* As if this recorded run had just been checked. */
static inline void scene_result(struct screen *screen, const char *id, const char *recording)
{
	const struct exercise *e = scene_exercise(id);
	struct err err = { "" };

	if (!check_replay(e, scene_recording(recording), &screen->result, &err))
		fail_msg("%s", err.text);
	screen->result.took_ns = 41000000;
	screen->checked = e;
	for (int i = 0; i < screen->depth; i++)
		if (screen->stack[i].class->changed)
			screen->stack[i].class->changed(screen, screen->stack[i].self);
}
