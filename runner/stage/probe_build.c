// SPDX-License-Identifier: MIT
/* probe_build.c
 * Attempts with a compiler: a small program with a mistake is built, run, and looked into.
 */
#include <elfutils/version.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/buf.h"
#include "base/file.h"
#include "stage/compile.h"
#include "stage/lines.h"
#include "stage/probe_parts.h"
#include "stage/sandbox.h"
#include "stage/sanitizer.h"

static const char overflow[] = "#include <stdlib.h>\n"
			       "#include <sys/socket.h>\n"
			       "int main(int argc, char **argv)\n"
			       "{\n"
			       "\tchar *p = malloc(4);\n"
			       "\t(void)argv;\n"
			       "\tp[argc + 3] = 0;\n" /* line 7: one past the end */
			       "\tfree(p);\n"
			       "\treturn 0;\n"
			       "}\n";
enum { OVERFLOW_LINE = 7 };

bool probe_compiler(char found[256], struct err *err)
{
	struct compiler *c = compiler_find(err);

	if (!c)
		return false;
	snprintf(found, 256, "%s", compiler_name(c));
	return true;
}

/* What a compile that failed had to say. */
static bool refuse_compile(const struct compile_result *r, struct err *err)
{
	for (size_t i = 0; !r->text && i < timeline_count(r->said); i++) {
		const struct diagnostic_event *d = &timeline_at(r->said, i)->diagnostic;

		if (strcmp(d->severity, "error") == 0)
			return err_set(err, "a small program does not compile: %s", d->message);
	}
	return err_set(err, "a small program does not compile: %s",
		r->text ? r->text : "the linker gave no reason");
}

/* In a folder that is gone afterwards; *fd is the program. */
static bool build_overflow(int *fd, struct err *err)
{
	char dir[] = "/tmp/socklings-try-XXXXXX";
	struct compile_result r = { 0 };
	AUTO(freep) char *source = NULL;
	AUTO(freep) char *cache = NULL;
	struct compiler *c = compiler_find(err);

	*fd = -1;
	if (!c)
		return false;
	if (!mkdtemp(dir))
		return err_sys(err, "cannot make a folder in /tmp");
	source = path_join(dir, "try.c");
	cache = path_join(dir, "cache");
	if (file_write(source, bytes_of(overflow), err)) {
		compile_source(c, source, cache, 0, &r);
		if (r.outcome == COMPILE_OK)
			*fd = open(r.program, O_RDONLY | O_CLOEXEC);
		else
			refuse_compile(&r, err);
		compile_result_free(&r);
	}
	file_remove_tree(dir, NULL);
	compiler_free(c);
	return *fd >= 0;
}

static void read_all(int from, struct buf *out)
{
	char chunk[4096];
	ssize_t n;

	while ((n = read(from, chunk, sizeof(chunk))) > 0)
		buf_add(out, chunk, (size_t)n);
}

static bool reports_overflow(int program, struct err *err)
{
	AUTO(buf_free) struct buf said = { 0 };
	AUTO(freep) char *store = NULL;
	struct sanitizer_event ev;
	int ends[2], status = 0;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) != 0 || (pid = fork()) < 0)
		return err_sys(err, "cannot start the program");
	if (pid == 0) {
		dup2(ends[1], STDERR_FILENO);
		fexecve(program, (char *[]){ "try", NULL }, sandbox_environment(false));
		_exit(1);
	}
	close(ends[1]);
	read_all(ends[0], &said);
	waitpid(pid, &status, 0);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != SANITIZER_EXIT ||
		!sanitizer_parse(buf_bytes(&said), "try.c", &ev, &store))
		return err_set(err, "a program that writes past its memory was not stopped");
	if (ev.frame_count == 0 || ev.frames[0].line != OVERFLOW_LINE)
		return err_set(err, "a report of the sanitizer names no line");
	return true;
}

bool probe_sanitizers(char found[256], struct err *err)
{
	AUTO(closep) int program = -1;

	if (!build_overflow(&program, err))
		return false;
	snprintf(found, 256, "AddressSanitizer stops a bad write and names its line");
	return reports_overflow(program, err);
}

bool probe_lines(char found[256], struct err *err)
{
	AUTO(closep) int program = -1;
	AUTO(closep) int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct lines *lines;
	const char *file;

	if (!build_overflow(&program, err))
		return false;
	lines = lines_new(proc);
	file = lines_source(lines, program);
	if (!file || strcmp(file, "try.c") != 0)
		return err_set(err, "no line numbers were found in a program just compiled");
	snprintf(found, 256, "libdw %d.%d reads the lines of a program", _ELFUTILS_VERSION / 1000,
		_ELFUTILS_VERSION % 1000);
	return true;
}
