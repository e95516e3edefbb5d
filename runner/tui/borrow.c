// SPDX-License-Identifier: MIT
#include "tui/borrow.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "tui/term.h"

/* How editors want to be told a line, and whether they bring a window of their own. The first word that an editor's
 * name begins with counts; all others understand +LINE FILE. */
static const struct {
	const char *name;
	const char *place; /* %f the file, %l the line */
	bool window;
} editors[] = {
	{ "code", "--goto %f:%l", true },
	{ "codium", "--goto %f:%l", true },
	{ "subl", "%f:%l", true },
	{ "zed", "%f:%l", true },
	{ "gedit", "+%l %f", true },
	{ "kate", "--line %l %f", true },
	{ "gvim", "+%l %f", true },
	{ "hx", "%f:%l", false },
	{ "helix", "%f:%l", false },
	{ "", "+%l %f", false },
};

static size_t editor_of(const char *word)
{
	const char *base = path_base(word);
	size_t i = 0;

	while (strncmp(base, editors[i].name, strlen(editors[i].name)) != 0)
		i++;
	return i;
}

struct words {
	char **list;
	size_t n, cap;
};

static void add_word(struct words *w, char *word)
{
	grow(&w->list, &w->cap, w->n, sizeof *w->list);
	w->list[w->n++] = word;
}

/* What a backslash takes the meaning from, as a shell has it. */
static bool is_escaped(char quote, char next)
{
	return next && quote != '\'' && (!quote || strchr("\"\\$`", next));
}

/* One word of a command in the shell's words, and `*at` behind it; NULL: its quote is not closed. */
static char *next_word(const char **at)
{
	struct buf out = { 0 };
	const char *s = *at;
	char quote = '\0';

	for (; *s && (quote || !strchr(" \t\n", *s)); s++) {
		if (*s == '\\' && is_escaped(quote, s[1]))
			buf_add_char(&out, *++s);
		else if (*s == quote)
			quote = '\0';
		else if (!quote && (*s == '"' || *s == '\''))
			quote = *s;
		else
			buf_add_char(&out, *s);
	}
	*at = s;
	if (!quote)
		return buf_take(&out);
	buf_free(&out);
	return NULL;
}

static bool split(struct words *w, const char *command, struct err *err)
{
	for (const char *at = command + strspn(command, " \t\n"); *at; at += strspn(at, " \t\n")) {
		char *word = next_word(&at);

		if (!word)
			return err_set(err,
				"the editor's command has a quote that is not closed: %s", command);
		add_word(w, word);
	}
	return (w->n && *w->list[0]) ||
	       err_set(err, "the editor's command is empty: set $EDITOR to your editor's name");
}

static char *fill_place(const char *pattern, size_t len, const char *path, int line)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < len; i++)
		if (pattern[i] == '%' && pattern[i + 1] == 'f')
			buf_add_str(&out, path), i++;
		else if (pattern[i] == '%' && pattern[i + 1] == 'l')
			buf_addf(&out, "%d", line > 0 ? line : 1), i++;
		else
			buf_add_char(&out, pattern[i]);
	return buf_take(&out);
}

char **borrow_editor_words(const char *command, const char *path, int line, struct err *err)
{
	struct words w = { 0 };
	bool ok = split(&w, command, err);

	for (const char *at = ok ? editors[editor_of(w.list[0])].place : ""; *at;) {
		size_t len = strcspn(at, " ");

		add_word(&w, fill_place(at, len, path, line));
		at += len + (at[len] == ' ');
	}
	add_word(&w, NULL);
	if (ok)
		return w.list;
	strv_free(w.list);
	return NULL;
}

static void in_child(char **words, bool window, int failed)
{
	sigset_t none;
	int null;
	ssize_t ignored;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGINT, SIG_DFL);
	signal(SIGQUIT, SIG_DFL);
	if (window) {
		setsid();
		null = open("/dev/null", O_RDWR | O_CLOEXEC);
		for (int fd = 0; fd < 3; fd++)
			dup2(null, fd);
	}
	execvp(words[0], words);
	ignored = write(failed, "", 1);
	(void)ignored;
	_exit(127);
}

/* The pipe closes when the program begins; a byte in it says that it could not. */
static bool began(int fd)
{
	char byte;
	ssize_t n;

	while ((n = read(fd, &byte, 1)) < 0 && errno == EINTR)
		;
	return n == 0;
}

/* Told to end meanwhile, we tell the borrower, and end after it. */
static void wait_for(pid_t pid, int *status)
{
	int told = 0, sig;

	while (waitpid(pid, status, 0) < 0 && errno == EINTR)
		if ((sig = term_signal()))
			kill(pid, told = sig);
	if (told)
		raise(told);
}

/* A program with a window of its own is started and left alone; another one is waited for. */
static bool run(char **words, bool window, int *status, struct err *err)
{
	int failed[2];
	bool ok;
	pid_t pid;

	*status = 0;
	if (pipe2(failed, O_CLOEXEC) < 0)
		return err_sys(err, "cannot start \"%s\"", words[0]);
	if (!window)
		term_lend();
	pid = fork();
	if (pid == 0)
		in_child(words, window, failed[1]);
	close(failed[1]);
	ok = pid > 0 && began(failed[0]);
	close(failed[0]);
	if (!window && pid > 0)
		wait_for(pid, status);
	if (!window)
		term_take_back();
	return ok || err_set(err, "cannot start \"%s\": it is not installed here, or not in PATH",
			     words[0]);
}

static const char *installed_editor(void)
{
	static const char *const known[] = { "/usr/bin/sensible-editor", "/usr/bin/editor",
		"/usr/bin/nano", "/usr/bin/vim", "/usr/bin/vi" };

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (access(known[i], X_OK) == 0)
			return known[i];
	return NULL;
}

static bool ended_well(const char *name, int status, struct err *err)
{
	if (WIFSIGNALED(status))
		return err_set(
			err, "\"%s\" was ended by a signal: %s", name, strsignal(WTERMSIG(status)));
	return !WEXITSTATUS(status) ||
	       err_set(err, "\"%s\" ended with status %d", name, WEXITSTATUS(status));
}

bool borrow_editor(const char *hook, const char *path, int line, struct err *err)
{
	const char *visual = getenv("VISUAL"), *editor = getenv("EDITOR");
	const char *command = *hook		  ? hook
			      : visual && *visual ? visual
			      : editor && *editor ? editor
						  : NULL;
	AUTO(strv_freep) char **words = NULL;
	int status;

	command = command ? command : installed_editor();
	if (!command)
		return err_set(err,
			"no editor was found: set $EDITOR, or edit %s in another window and save",
			path);
	words = borrow_editor_words(command, path, line, err);
	return words && run(words, editors[editor_of(words[0])].window, &status, err) &&
	       ended_well(words[0], status, err);
}

enum { MAN_FOUND_NOTHING = 16 };

bool borrow_man(const char *page, struct err *err)
{
	size_t len = strcspn(page, "(");
	AUTO(freep) char *name = xstrndup(page, len);
	char section[2] = { page[len] ? page[len + 1] : '\0', '\0' };
	char *words[] = { "man", section[0] ? section : name, section[0] ? name : NULL, NULL };
	int status;

	if (name[0] == '-')
		return err_set(err, "\"%s\" is not the name of a manual page", page);
	if (!run(words, false, &status, NULL))
		return err_set(err,
			"the manual is not installed here: apt install man-db manpages-dev, then: "
			"man %s %s",
			section, name);
	if (WIFEXITED(status) && WEXITSTATUS(status) == MAN_FOUND_NOTHING)
		return err_set(
			err, "the page %s is not installed here: apt install manpages-dev", page);
	return true;
}
