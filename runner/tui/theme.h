// SPDX-License-Identifier: MIT
/* theme.h
 * What a role looks like: a row per role, a column per kind of terminal. A terminal without colours keeps every difference that matters,
 * by bold, underline and reverse.
 */
#pragma once
#include "tui/canvas.h"

enum theme_attr { THEME_BOLD = 1, THEME_DIM = 2, THEME_UNDERLINE = 4, THEME_REVERSE = 8 };
enum theme { THEME_DARK, THEME_LIGHT, THEMES };
extern const char *const theme_names[THEMES];

struct theme_row {
	short dark256, light256; /* foreground; -1: the terminal's own */
	short dark16, light16;
	short back_dark256, back_light256, back16; /* background; -1: the terminal's own */
	uint8_t attrs;				   /* with colours */
	uint8_t mono;				   /* without */
};
extern const struct theme_row theme_rows[ROLES];
