// SPDX-License-Identifier: MIT
/* views.h
 * The views there are; each is a file of its own, and opens on top of the one before it.
 */
#pragma once
#include "tui/screen.h"

extern const struct view_class course_view, lesson_view, exercise_view, verdict_view, ladder_view,
	demo_view, kernel_view, peer_view, solution_view, settings_view, help_view;
/* All of them that have keys of their own, for the manual. */
enum { VIEWS = 9 };
extern const struct view_class *const view_classes[VIEWS];

void course_view_open(struct screen *screen);
void lesson_view_open(struct screen *screen, const struct lesson *l);
void exercise_view_open(struct screen *screen, const struct exercise *e);
/* The same view for another exercise (the next one), without stacking up. */
void exercise_view_replace(struct screen *screen, void *self, const struct exercise *e);
void verdict_view_open(struct screen *screen, const struct exercise *e);
/* The ladder of a run: of the last check where `run` is NULL (live while it goes on). Borrows nothing beyond the screen. */
void ladder_view_open(struct screen *screen, const struct exercise *e, int run);
void kernel_view_open(struct screen *screen, const struct timeline *tl, uint64_t at);
void peer_view_open(struct screen *screen, const struct exercise *e);
/* A run of what was said has come to its end: `self` shows it, and keeps what was answered. */
void peer_view_take(struct screen *screen, void *self, const struct timeline *tl);
void solution_view_open(struct screen *screen, const struct exercise *e);
void help_view_open(struct screen *screen, const struct view_class *of);
/* The lesson's demo, played now and shown on the ladder as it happens. */
void demo_view_open(struct screen *screen, const struct lesson *l);
void settings_view_open(struct screen *screen);
