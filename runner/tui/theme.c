// SPDX-License-Identifier: MIT
#include "tui/theme.h"

const char *const theme_names[] = { "dark", "light" };
_Static_assert(ARRAY_LEN(theme_names) == THEMES, "a name for every theme");

/* 16 colours: 0 black 1 red 2 green 3 yellow 4 blue 5 magenta 6 cyan 7 white, +8 bright */
const struct theme_row theme_rows[] = {
	/* role              dark light d16 l16 backs        with colour      without */
	[ROLE_TEXT] = { -1, -1, -1, -1, -1, -1, -1, 0, 0 },
	[ROLE_DIM] = { 245, 243, 8, 8, -1, -1, -1, 0, THEME_DIM },
	[ROLE_TITLE] = { 117, 25, 6, 4, -1, -1, -1, THEME_BOLD, THEME_BOLD },
	[ROLE_HEADING] = { 117, 25, 6, 4, -1, -1, -1, THEME_BOLD, THEME_BOLD | THEME_UNDERLINE },
	[ROLE_STRONG] = { -1, -1, -1, -1, -1, -1, -1, THEME_BOLD, THEME_BOLD },
	[ROLE_EMPHASIS] = { 223, 94, 3, 3, -1, -1, -1, 0, THEME_UNDERLINE },
	[ROLE_LINK] = { 111, 26, 12, 4, -1, -1, -1, THEME_UNDERLINE, THEME_UNDERLINE },
	[ROLE_CODE] = { 186, 58, 3, 3, -1, -1, -1, 0, 0 },
	[ROLE_KEYWORD] = { 141, 91, 13, 5, -1, -1, -1, 0, THEME_BOLD },
	[ROLE_STRING] = { 150, 28, 2, 2, -1, -1, -1, 0, 0 },
	[ROLE_COMMENT] = { 245, 243, 8, 8, -1, -1, -1, 0, THEME_DIM },
	[ROLE_NUMBER] = { 180, 130, 3, 3, -1, -1, -1, 0, 0 },
	[ROLE_GOOD] = { 114, 28, 10, 2, -1, -1, -1, THEME_BOLD, THEME_BOLD },
	[ROLE_BAD] = { 210, 124, 9, 1, -1, -1, -1, THEME_BOLD, THEME_BOLD },
	[ROLE_WARN] = { 221, 130, 11, 3, -1, -1, -1, 0, THEME_BOLD },
	[ROLE_ACCENT] = { 80, 30, 14, 6, -1, -1, -1, 0, THEME_BOLD },
	[ROLE_YOU] = { 222, 94, 11, 3, -1, -1, -1, 0, 0 },
	[ROLE_WIRE] = { 110, 24, 12, 4, -1, -1, -1, 0, 0 },
	[ROLE_PEER] = { 150, 28, 10, 2, -1, -1, -1, 0, 0 },
	[ROLE_BORDER] = { 240, 249, 8, 8, -1, -1, -1, 0, 0 },
	[ROLE_BAR] = { 252, 236, 15, 15, 236, 253, 4, 0, THEME_REVERSE },
	[ROLE_BAR_KEY] = { 222, 94, 11, 11, 236, 253, 4, THEME_BOLD, THEME_REVERSE | THEME_BOLD },
	[ROLE_SELECTED] = { 231, 16, 0, 0, 24, 153, 6, 0, THEME_REVERSE },
};
_Static_assert(ARRAY_LEN(theme_rows) == ROLES, "a look for every role");
