// SPDX-License-Identifier: MIT
#include "tui/views.h"

const struct view_class *const view_classes[] = { &course_view, &lesson_view, &exercise_view,
	&verdict_view, &ladder_view, &kernel_view, &peer_view, &solution_view, &settings_view };
_Static_assert(ARRAY_LEN(view_classes) == VIEWS, "every view that has keys");
