// SPDX-License-Identifier: MIT
#include "cli/manual.h"

#include "cli/command.h"
#include "tui/ladder_pane.h"
#include "tui/views.h"

static const char before_verbs[] =
	".SH NAME\n"
	"socklings \\- learn sockets by writing them\n"
	".SH SYNOPSIS\n"
	".B socklings\n"
	".RI [ VERB ]\n"
	".RI [ OPTION ].\\|.\\|.\n"
	".RI [ WORD ].\\|.\\|.\n"
	".SH DESCRIPTION\n"
	"A course in the sockets API, in C, in a terminal. Each exercise is a small program with a "
	"piece missing. When you save it,\n"
	"Socklings compiles it, runs it alone in a private network, holds a conversation with it, "
	"and tells which call met which\n"
	"packet, where the conversation went wrong, and why.\n"
	".PP\n"
	"Without a verb, Socklings shows the course and what to do next.\n"
	".PP\n"
	"An exercise is named by its number\n"
	".RB ( 9.1 ),\n"
	"by a file of its, or by a word that only its name or title has.\n"
	".SH VERBS\n";

static const char after_verbs[] =
	".SH EXIT STATUS\n"
	".TP\n.B 0\nAll conversations held; or the verb did what it was asked.\n"
	".TP\n.B 1\nA conversation broke, or the program did not compile.\n"
	".TP\n.B 2\nThe command line was wrong.\n"
	".TP\n.B 3\nSocklings itself could not do its part. Never the learner's fault.\n"
	".TP\n.B 130\nStopped by Ctrl-C.\n"
	".SH ENVIRONMENT\n"
	".TP\n.B SOCKLINGS_COURSE\nThe folder of the course, as with\n.BR \\-\\-course .\n"
	".TP\n.B SOCKLINGS_WORKSPACE\nThe folder of your programs, as with\n.BR \\-\\-workspace .\n"
	".TP\n.B CC\nThe compiler to use, instead of gcc or clang.\n"
	".TP\n.B NO_COLOR\nIf set, no colour is used.\n"
	".TP\n.B COLUMNS\nHow wide lines may be, instead of what the terminal says.\n"
	".SH FILES\n"
	".TP\n.I workspace/\nYour programs and your progress: in the workspace that you stand in, "
	"else where\n.B socklings init\nmade it last, else in this folder here.\n"
	".TP\n.I $XDG_CACHE_HOME/socklings\nCompiled programs. It may be deleted at any time.\n"
	".SH SEE ALSO\n"
	".BR socket (7),\n.BR tcp (7),\n.BR udp (7),\n.BR unix (7),\n.BR strace (1),\n.BR ss (8)\n";

/* roff takes a backslash, a dash and a line's first dot for its own. */
static void add_roff(struct buf *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '\\')
			buf_add_str(out, "\\e");
		else if (*text == '-')
			buf_add_str(out, "\\-");
		else if ((*text == '.' || *text == '\'') &&
			 (!out->len || out->data[out->len - 1] == '\n'))
			buf_addf(out, "\\&%c", *text);
		else
			buf_add_char(out, *text);
	}
}

static void add_option(struct buf *out, const struct option_row *row)
{
	buf_add_str(out, ".TP\n");
	if (row->letter)
		buf_addf(out, "\\fB\\-%c\\fR, ", row->letter);
	buf_add_str(out, "\\fB\\-\\-");
	add_roff(out, row->name);
	buf_add_str(out, "\\fR");
	if (row->value)
		buf_addf(out, " \\fI%s\\fR", row->value);
	buf_add_char(out, '\n');
	add_roff(out, row->help);
	for (size_t i = 0; i < row->word_count; i++)
		buf_addf(out, "%s%s", i ? ", " : ": ", row->words[i]);
	buf_add_str(out, ".\n");
}

static void add_options(struct buf *out, const struct option_row *rows, size_t count)
{
	buf_add_str(out, ".RS\n");
	for (size_t i = 0; i < count; i++)
		add_option(out, &rows[i]);
	buf_add_str(out, ".RE\n");
}

static void add_command(struct buf *out, const struct command *c)
{
	buf_addf(out, ".SS %s %s\n", c->name, c->usage);
	add_roff(out, c->summary);
	buf_add_str(out, ".\n");
	if (c->about) {
		add_roff(out, c->about);
		buf_add_char(out, '\n');
	}
	if (*command_default(c)) {
		add_roff(out, command_default(c));
		buf_add_char(out, '\n');
	}
	if (c->row_count)
		add_options(out, c->rows, c->row_count);
	buf_add_str(out, ".PP\n.EX\n");
	add_roff(out, c->example);
	buf_add_str(out, "\n.EE\n");
	add_roff(out, c->example_does);
	buf_add_str(out, ".\n");
}

static void add_keys(struct buf *out, const struct view_keys *keys)
{
	buf_addf(out, ".SS %s\n", keys->title);
	for (size_t i = 0; i < keys->count; i++) {
		if (!keys->rows[i].label) /* does what another row says */
			continue;
		buf_add_str(out, ".TP\n.B \"");
		add_roff(out, keys->rows[i].label);
		buf_add_str(out, "\"\n");
		add_roff(out, keys->rows[i].help);
		buf_add_char(out, '\n');
	}
}

static void add_view(struct buf *out, const struct view_class *view)
{
	AUTO(freep) char *title = xasprintf("Keys of the view: %s", view->name);

	add_keys(out, &(struct view_keys){ title, view->keys, view->key_count });
	if (view->shared)
		buf_addf(
			out, ".PP\nAnd those listed below as \\(lq%s\\(rq.\n", view->shared->title);
}

void manual_write(struct buf *out)
{
	buf_add_str(out,
		".\\\" Made by `socklings help --manual` from the tables of the program: do not "
		"edit.\n"
		".TH SOCKLINGS 1 \"\" \"socklings " SOCKLINGS_VERSION "\" \"Socklings\"\n");
	buf_add_str(out, before_verbs);
	for (size_t i = 0; i < command_count; i++)
		add_command(out, commands[i]);
	buf_add_str(out, ".SS Everywhere\n");
	add_options(out, app_rows, app_row_count);
	buf_add_str(out, ".SH KEYS OF THE SCREEN\nThe bottom line shows those that matter most "
			 "where you are; ? "
			 "lists them all.\n");
	add_keys(out, &screen_global_keys);
	for (size_t i = 0; i < VIEWS; i++)
		add_view(out, view_classes[i]);
	add_keys(out, &screen_pager_keys);
	add_keys(out, &ladder_pane_keys);
	buf_add_str(out, after_verbs);
}
