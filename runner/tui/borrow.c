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

static size_t editor_of(const char *command)
{
	size_t word = strcspn(command, " ");
	AUTO(freep) char *first = xstrndup(command, word);
	const char *base = path_base(first);
	size_t i = 0;

	while (strncmp(base, editors[i].name, strlen(editors[i].name)) != 0)
		i++;
	return i;
}

static void add_word(char ***list, size_t *n, size_t *cap, char *word)
{
	grow(list, cap, *n, sizeof **list);
	(*list)[(*n)++] = word;
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

char **borrow_editor_words(const char *command, const char *path, int line)
{
	const char *parts[] = { command, editors[editor_of(command)].place };
	char **list = NULL;
	size_t n = 0, cap = 0;

	for (size_t p = 0; p < ARRAY_LEN(parts); p++)
		for (const char *at = parts[p]; *at;) {
			size_t len = strcspn(at, " ");

			if (len && p == 0)
				add_word(&list, &n, &cap, xstrndup(at, len));
			else if (len)
				add_word(&list, &n, &cap, fill_place(at, len, path, line));
			at += len + (at[len] == ' ');
		}
	add_word(&list, &n, &cap, NULL);
	return list;
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
	words = borrow_editor_words(command, path, line);
	if (!words[0])
		return err_set(err, "$EDITOR is empty: set it to your editor's name");
	return run(words, editors[editor_of(command)].window, &status, err) &&
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
