// SPDX-License-Identifier: MIT
#include "tui/help_keys.h"

#include "base/base.h"

const struct help_key help_pager_keys[] = {
	{ "Up Down", "Scroll a line (also k and j)." },
	{ "PgUp PgDn", "Scroll a page (also b and Space)." },
	{ "Home End", "To the beginning, to the end (also g and G)." },
	{ "/", "Search; . finds the next place, and , the one before." },
	{ "Tab", "Select the next link; Shift-Tab the one before." },
	{ "Enter",
		"Follow the selected link: a manual page, an exercise, a line of your program." },
};
const size_t help_pager_key_count = ARRAY_LEN(help_pager_keys);

const struct help_key help_global_keys[] = {
	{ "?", "This help." },
	{ "q, Esc, Left", "Back to the screen before." },
	{ "Q", "Leave Socklings. Everything is saved already." },
	{ "S", "Settings: colours, mouse, editor." },
	{ "Ctrl-C", "Stop the check that runs." },
	{ "Ctrl-Z", "Suspend; fg brings everything back." },
	{ "Ctrl-L", "Draw the screen again." },
};
const size_t help_global_key_count = ARRAY_LEN(help_global_keys);
