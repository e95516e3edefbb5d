// SPDX-License-Identifier: MIT
#include "cli/plain.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/command.h"
#include "cli/home.h"
#include "tui/borrow.h"

enum { WORDS_MAX = 32 };

/* Words between spaces; a path with spaces stands in quotes. */
static char **split(const char *line)
{
	char **words = xcalloc(WORDS_MAX + 1, sizeof *words);
	size_t n = 0;

	while (n < WORDS_MAX) {
		const char *stops = " \t\n";
		size_t len;

		line += strspn(line, " \t\n");
		if (*line == '"' || *line == '\'') {
			stops = *line == '"' ? "\"" : "'";
			line++;
		}
		if (!*line)
			break;
		len = strcspn(line, stops);
		words[n++] = xstrndup(line, len);
		line += len + (line[len] && *stops != ' ');
	}
	return words;
}

static void go_to(struct app *app, const struct exercise *e)
{
	char *show[] = { (char *)"show", e->id, NULL };

	command_run(app, command_find("show", NULL), show + 1);
}

/* What only this mode has, beside the verbs. */
static void say_how(const struct app *app)
{
	static const char *const verbs[] = {
		"task: tells the task again.",
		"lesson: reads the lesson's text.",
		"edit: opens your file in your editor.",
		"check: checks your file.",
		"watch: checks it at every save, until Ctrl-C.",
		"hint: gives the next hint.",
		"trace: tells the conversation, call by call.",
		"demo: plays the lesson's demo, and tells it the same way.",
		"serve: runs the reference server, to be talked to by hand, until Ctrl-C.",
		"solution: shows the solution, when yours is done.",
		"reset 9.1: puts the handout back; yours is kept as a backup.",
		"next: goes to the next exercise that is not done.",
		"go 9.1, or 9.1: goes to an exercise.",
		"list: lists the course.",
		"help: lists every verb.",
		"quit: leaves; everything is saved already.",
	};

	say(app, "Type a verb and press Enter. The ones you need most:");
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
		say_indented(app, "%s", verbs[i]);
}

static void go_next(struct app *app)
{
	const struct exercise *here =
		course_find(app->course, workspace_place(app->workspace), NULL);
	const struct exercise *next = app_next(app, here);

	if (next)
		go_to(app, next);
	else
		say(app, "You have done every exercise of this course.");
}

static void go_word(struct app *app, const char *word)
{
	struct err err;
	const struct exercise *e = word ? course_find(app->course, word, &err) : NULL;

	if (e)
		go_to(app, e);
	else
		complain(0, "%s", word ? err.text : "`go` wants an exercise, such as: go 9.1");
}

static const struct exercise *by_number(const struct app *app, const char *word)
{
	return word[0] >= '0' && word[0] <= '9' ? course_find(app->course, word, NULL) : NULL;
}

/* The file of the exercise where the learner is, or of another. */
static void edit(struct app *app, const char *word)
{
	struct err err = { "" };
	const struct exercise *e = app_exercise(app, word, &err);
	AUTO(freep) char *path = e ? workspace_path(app->workspace, e) : NULL;

	if (e)
		app_be_at(app, e);
	if (!e || !workspace_file(app->workspace, e, &err) ||
		!borrow_editor(workspace_setting(app->workspace, "editor"), path, 1, &err))
		complain(0, "%s", err.text);
}

static void run_verb(struct app *app, char **words)
{
	const struct command *c = command_find(words[0], NULL);
	const struct exercise *e = by_number(app, words[0]);

	if (c)
		command_run(app, c, words + 1);
	else if (e) /* its number alone */
		go_to(app, e);
	else
		complain(0, "there is no verb \"%s\": `how` tells what you can type", words[0]);
}

/* False to leave. */
static bool obey(struct app *app, char **words)
{
	char *show[] = { (char *)"show", NULL },
	     *lesson[] = { (char *)"show", (char *)"--lesson", NULL },
	     *demo[] = { (char *)"trace", (char *)"--demo", NULL };

	if (!words[0])
		go_to(app, app_exercise(app, NULL, NULL));
	else if (!strcmp(words[0], "quit") || !strcmp(words[0], "exit") || !strcmp(words[0], "q"))
		return false;
	else if (!strcmp(words[0], "how") || !strcmp(words[0], "?"))
		say_how(app);
	else if (!strcmp(words[0], "next"))
		go_next(app);
	else if (!strcmp(words[0], "go"))
		go_word(app, words[1]);
	else if (!strcmp(words[0], "edit"))
		edit(app, words[1]);
	else if (!strcmp(words[0], "task"))
		run_verb(app, show);
	else if (!strcmp(words[0], "lesson"))
		run_verb(app, lesson);
	else if (!strcmp(words[0], "demo") && !words[1])
		run_verb(app, demo);
	else
		run_verb(app, words);
	return true;
}

static void continued(int sig)
{
	(void)sig;
}

/* Reads a line; who comes back by fg after Ctrl-Z gets another prompt, since nobody else writes one. */
static bool read_line(char **line, size_t *cap)
{
	struct sigaction wake = { .sa_handler = continued }, before; /* the read is not resumed */
	bool got;

	sigaction(SIGCONT, &wake, &before);
	got = getline(line, cap, stdin) >= 0;
	sigaction(SIGCONT, &before, NULL);
	return got;
}

int plain(struct app *app)
{
	AUTO(freep) char *line = NULL;
	size_t cap = 0;
	int status = home(app);
	bool more = status == STATUS_HELD && isatty(STDIN_FILENO) &&
		    (app->options.plain || isatty(STDOUT_FILENO));

	if (more)
		say(app, "This is the plain mode. `how` tells what you can type.");
	while (more && app_resume()) { /* Ctrl-C ends a verb, or a line, not this */
		fputs("\nsocklings> ", stdout);
		fflush(stdout);
		if (!read_line(&line, &cap)) {
			putchar('\n');
			if (feof(stdin))
				break;
			clearerr(stdin);
			continue;
		}
		AUTO(strv_freep) char **words = split(line);
		bool named = words[0] &&
			     !strcmp(words[0], "socklings"); /* as advice elsewhere says it */

		more = obey(app, words + named);
	}
	return status;
}
