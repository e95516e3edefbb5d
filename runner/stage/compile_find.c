// SPDX-License-Identifier: MIT
/* compile_find.c
 * Which compiler there is, what it is called with, and how that is told to a person. Asking a
 * compiler for its version takes longer than many of our runs, so the answer is kept beside the
 * cache until the file changes.
 */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <fcntl.h>
#include "base/file.h"
#include "base/text.h"
#include "stage/compile_parts.h"

/* ---- the command */

/* One row per word: who gets it, and whether a person who types the command needs it too. */
enum { GCC = 1, CLANG = 2, BOTH = 3, TELL = 4, JSON = 8, PLAIN = 16, GOLD = 32, SANITIZE = 64 };
static const struct {
	const char *word;
	unsigned when;
} words_before[] = {
	{ "-std=gnu17", BOTH | TELL },
	{ "-O0", BOTH | TELL },
	{ "-g", BOTH | TELL },
	{ "-fno-omit-frame-pointer", BOTH | TELL },
	{ "-Wall", BOTH | TELL },
	{ "-Wextra", BOTH | TELL },
	/* A handler must take its signal's number, and main() its count, whether it wants it or not. */
	{ "-Wno-unused-parameter", BOTH | TELL },
	{ "-fsanitize=address,undefined", BOTH | TELL | SANITIZE },
	/* byte[0] << 24 stands in every textbook on byte order, and does there what it is meant to. */
	{ "-fno-sanitize=shift-base", BOTH | TELL | SANITIZE },
	{ "-pthread", BOTH | TELL },
	{ "-pipe", BOTH },
	/* A third of the time of a compile is GNU ld reading the sanitizers' symbols; gold needs
	 * a tenth. */
	{ "-fuse-ld=gold", BOTH | GOLD },
	{ "-fmax-errors=5", GCC },
	{ "-fdiagnostics-format=json", GCC | JSON },
	{ "-fdiagnostics-plain-output", GCC | PLAIN },
	{ "-ferror-limit=5", CLANG },
	/* It would do all the work again to report a crash of its own. */
	{ "-fno-crash-diagnostics", CLANG },
	{ "-fno-color-diagnostics", CLANG },
	{ "-fno-caret-diagnostics", CLANG },
	{ "-fdiagnostics-print-source-range-info", CLANG },
	/* Whatever it is called, it is C: not a linker script, not an object file. */
	{ "-x", BOTH },
	{ "c", BOTH },
};

static bool applies(const struct compiler *c, unsigned flags, unsigned when)
{
	bool json = c->json && !(flags & COMPILE_PLAIN);

	return (when & (c->clang ? CLANG : GCC)) && (!(when & JSON) || json) &&
	       (!(when & PLAIN) || !json) &&
	       (!(when & GOLD) || (c->gold && !(flags & COMPILE_NO_GOLD))) &&
	       (!(when & SANITIZE) || !(flags & COMPILE_NO_SANITIZERS));
}

void compiler_words(const struct compiler *c, unsigned flags, const char *source,
	const char *program, const char **words)
{
	size_t n = 0;

	_Static_assert(ARRAY_LEN(words_before) + 10 < COMPILER_WORDS, "room for every word");
	words[n++] = c->called;
	for (size_t i = 0; i < ARRAY_LEN(words_before); i++)
		if (applies(c, flags, words_before[i].when))
			words[n++] = words_before[i].word;
	words[n++] = source;
	words[n++] = "-o";
	words[n++] = program;
	words[n++] = "-lm";
	words[n] = NULL;
}

/* A file, which must not be taken for an option. */
static void add_file(struct buf *out, const char *name, size_t len)
{
	AUTO(freep) char *path = xasprintf("%s%.*s", *name == '-' ? "./" : "", (int)len, name);

	text_quote_shell(out, bytes_of(path));
}

char *compiler_command(const struct compiler *c, unsigned flags, const char *name)
{
	const char *dot = strrchr(name, '.');
	struct buf out = { 0 };

	buf_add_str(&out, c->called);
	for (size_t i = 0; i < ARRAY_LEN(words_before); i++)
		if ((words_before[i].when & TELL) && applies(c, flags, words_before[i].when))
			buf_addf(&out, " %s", words_before[i].word);
	buf_add_char(&out, ' ');
	add_file(&out, name, strlen(name));
	buf_add_str(&out, " -o ");
	if (dot > name)
		add_file(&out, name, (size_t)(dot - name));
	else
		buf_add_str(&out, "a.out");
	buf_add_str(&out, " -lm");
	return buf_take(&out);
}

/* ---- which compiler */

/* What `command` writes to its stdout, its first line; NULL if it could not be run. */
static char *first_line_of(const char *const *command)
{
	char line[256] = "", *newline;
	int ends[2], status = 0;
	size_t len = 0;
	ssize_t n;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return NULL;
	pid = fork();
	if (pid == 0) {
		int null = open("/dev/null", O_RDWR);

		dup2(null, STDIN_FILENO);
		dup2(null, STDERR_FILENO);
		dup2(ends[1], STDOUT_FILENO);
		execv(command[0], (char *const *)command);
		_exit(127);
	}
	close(ends[1]);
	while (pid > 0 && len < sizeof(line) - 1 &&
		((n = read(ends[0], line + len, sizeof(line) - 1 - len)) > 0 ||
			(n < 0 && errno == EINTR)))
		len += n > 0 ? (size_t)n : 0;
	close(ends[0]);
	if (pid < 0 || waitpid(pid, &status, 0) < 0 || !WIFEXITED(status) ||
		WEXITSTATUS(status) != 0)
		return NULL;
	newline = strchr(line, '\n');
	if (newline)
		*newline = '\0';
	return xstrdup(line);
}

/* Version numbers only: what a wrapper prints instead is not trusted to be put into a sentence. */
static char *number_in(const char *text)
{
	const char *at = strpbrk(text, "0123456789");
	size_t len = at ? strspn(at, "0123456789.") : 0;

	return len ? xstrndup(at, min_size(len, 20)) : NULL;
}

static bool ask_version(struct compiler *c)
{
	AUTO(freep) char *hello = first_line_of((const char *[]){ c->path, "--version", NULL });
	AUTO(freep) char *full = NULL;
	const char *at;

	if (!hello)
		return false;
	at = strstr(hello, "clang version ");
	c->clang = at != NULL;
	if (!c->clang)
		full = first_line_of(
			(const char *[]){ c->path, "-dumpfullversion", "-dumpversion", NULL });
	c->version = number_in(c->clang ? at : full ? full : "");
	return c->version != NULL;
}

/* A line of the file: stamp, a letter for the kind, version. */
static bool remembered_version(struct compiler *c, const char *file)
{
	AUTO(buf_free) struct buf text = { 0 };
	size_t len = strlen(c->stamp);
	const char *at;

	if (!file || !file_read(file, 4096, FILE_NO_LINKS, &text, NULL))
		return false;
	at = buf_str(&text);
	if (strncmp(at, c->stamp, len) != 0 || at[len] != '\n' ||
		(at[len + 1] != 'g' && at[len + 1] != 'c'))
		return false;
	c->clang = at[len + 1] == 'c';
	c->version = number_in(at + len + 2);
	return c->version != NULL;
}

static void remember_version(const struct compiler *c, const char *file)
{
	AUTO(freep)
	char *line = xasprintf("%s\n%c %s\n", c->stamp, c->clang ? 'c' : 'g', c->version);

	/* Only time is lost where this fails. */
	if (file)
		file_write(file, bytes_of(line), NULL);
}

/* Where `word` is in PATH; owned. */
static char *which(const char *word)
{
	AUTO(freep)
	char *path = xstrdup(getenv("PATH") ? getenv("PATH") : "/usr/local/bin:/usr/bin:/bin");
	char *save = NULL;

	if (strchr(word, '/'))
		return access(word, X_OK) == 0 ? xstrdup(word) : NULL;
	for (char *dir = strtok_r(path, ":", &save); dir; dir = strtok_r(NULL, ":", &save)) {
		AUTO(freep) char *at = path_join(dir, word);

		if (at[0] == '/' && access(at, X_OK) == 0)
			return TAKE(at);
	}
	return NULL;
}

static bool describe(struct compiler *c, const char *at)
{
	AUTO(freep) char *dir = compile_cache_dir();
	AUTO(freep) char *file = NULL;
	struct stat st;

	c->path = realpath(at, NULL);
	if (!c->path || stat(c->path, &st) != 0)
		return false;
	c->called = xstrdup(path_base(at));
	c->stamp = xasprintf("%s %s %lld %lld.%09ld", at, c->path, (long long)st.st_size,
		(long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
	if (dir && file_make_dirs(dir, NULL))
		file = xasprintf("%s/compiler-%s", dir, c->called);
	if (!remembered_version(c, file)) {
		if (!ask_version(c))
			return false;
		remember_version(c, file);
	}
	c->name = xasprintf("%s %s", c->clang ? "clang" : "gcc", c->version);
	/* From gcc 9 on there is JSON; 15 begins to take it away. */
	c->json = !c->clang && atoi(c->version) >= 9 && atoi(c->version) < 15;
	/* gold does not understand what clang tells it about lines. */
	c->gold = !c->clang && access("/usr/bin/ld.gold", X_OK) == 0;
	return true;
}

/* The sandbox shows /usr and what /bin and /lib lead to. */
static bool is_visible(const char *path)
{
	return strncmp(path, "/usr/", 5) == 0 || strncmp(path, "/bin/", 5) == 0;
}

static const char no_compiler[] = "no C compiler: neither gcc, clang nor cc is in PATH. On Debian "
				  "and Ubuntu: sudo apt install gcc libc6-dev";

static bool find(struct compiler *c, struct err *err)
{
	const char *wish = getenv("CC");
	const char *candidates[] = { wish, "gcc", "clang", "cc" };
	/* $CC may carry flags ("gcc -m32"); ours are pinned, and none is taken from outside. */
	bool wished = wish && wish[0];

	if (wished && strpbrk(wish, " \t"))
		return err_set(err, "CC is \"%s\": it must name a compiler and no flags", wish);
	for (size_t i = wished ? 0 : 1; i < ARRAY_LEN(candidates); i++) {
		AUTO(freep) char *at = which(candidates[i]);

		if (at && describe(c, at)) {
			if (is_visible(c->path))
				return true;
			return err_set(err,
				"the compiler %s is outside /usr, which is all that the sandbox "
				"shows: "
				"set CC to one that is in /usr/bin, for example CC=gcc",
				c->path);
		}
		if (i == 0)
			return err_set(err,
				"CC is \"%s\", and that cannot be run: unset CC, or set it to gcc "
				"or clang",
				wish);
	}
	return err_set(err, "%s", no_compiler);
}

struct compiler *compiler_find(struct err *err)
{
	struct compiler *c = xcalloc(1, sizeof(*c));

	if (find(c, err) && (c->filter = sandbox_filter_new(false, err)))
		return c;
	compiler_free(c);
	return NULL;
}

void compiler_stop_when(struct compiler *c, bool (*cancelled)(void *context), void *context)
{
	c->cancelled = cancelled;
	c->context = context;
}

void compiler_free(struct compiler *c)
{
	if (!c)
		return;
	sandbox_filter_free(c->filter);
	free(c->path);
	free(c->called);
	free(c->version);
	free(c->name);
	free(c->stamp);
	free(c);
}

const char *compiler_name(const struct compiler *c)
{
	return c->name;
}
