// SPDX-License-Identifier: MIT
/* probe.c
 * The doctor's table: what is tried, what it is for, how bad it is without it, and how it is cured.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/file.h"
#include "stage/probe_parts.h"

/* ---- cures */

static bool file_says(const char *path, const char *value)
{
	AUTO(closep) int fd = open(path, O_RDONLY | O_CLOEXEC);
	char c[16] = "";

	if (fd < 0 || read(fd, c, sizeof(c) - 1) <= 0)
		return false;
	c[strcspn(c, "\n")] = '\0';
	return strcmp(c, value) == 0;
}

static bool in_container(void)
{
	return access("/.dockerenv", F_OK) == 0 || access("/run/.containerenv", F_OK) == 0;
}

static void cure_apparmor(char cure[512])
{
	char self[256] = "";
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	int len;

	self[n < 0 ? 0 : n] = '\0';
	len = snprintf(cure, 512,
		"sudo tee /etc/apparmor.d/socklings <<'END'\n"
		"abi <abi/4.0>,\n"
		"profile socklings %s flags=(unconfined) {\n"
		"  userns,\n"
		"}\n"
		"END\n"
		"sudo apparmor_parser -r /etc/apparmor.d/socklings\n"
		"(or for everybody: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0)",
		self);
	if (n <= 0 || len >= 512)
		snprintf(cure, 512, "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0");
}

void probe_cure_namespaces(const char *failed, char cure[512])
{
	if (file_says("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1") &&
		getuid() != 0)
		cure_apparmor(cure);
	else if (file_says("/proc/sys/kernel/unprivileged_userns_clone", "0"))
		snprintf(cure, 512,
			"sudo sysctl kernel.unprivileged_userns_clone=1\n"
			"(to keep it: echo kernel.unprivileged_userns_clone=1 | sudo tee "
			"/etc/sysctl.d/50-socklings.conf)");
	else if (file_says("/proc/sys/user/max_user_namespaces", "0"))
		snprintf(cure, 512,
			"sudo sysctl user.max_user_namespaces=10000\n"
			"(inside another sandbox this cannot be raised: run Socklings outside of "
			"it)");
	else if (in_container())
		snprintf(cure, 512,
			"start the container with: docker run --security-opt seccomp=unconfined "
			"--security-opt apparmor=unconfined --security-opt systempaths=unconfined "
			"...");
	else if (strstr(failed, "new namespaces"))
		snprintf(cure, 512,
			"run on Linux 4.9 or newer with CONFIG_USER_NS, or outside of the sandbox "
			"or "
			"container that this shell lives in");
	else
		cure[0] = '\0';
}

void probe_cure_tracing(const char *failed, char cure[512])
{
	(void)failed;
	if (file_says("/proc/sys/kernel/yama/ptrace_scope", "3"))
		snprintf(cure, 512,
			"kernel.yama.ptrace_scope is 3, which only a reboot changes: set it to 1 "
			"in "
			"/etc/sysctl.d/ and start the machine again");
	else if (file_says("/proc/sys/kernel/yama/ptrace_scope", "2"))
		snprintf(cure, 512, "sudo sysctl kernel.yama.ptrace_scope=1");
	else if (in_container())
		snprintf(cure, 512,
			"start the container with: docker run --cap-add SYS_PTRACE ... (or Docker "
			"19.03 and "
			"Linux 4.8 or newer)");
	else
		snprintf(cure, 512,
			"if this shell is itself traced (strace, gdb) or sandboxed, run Socklings "
			"outside of it");
}

static void cure_compiler(const char *failed, char cure[512])
{
	if (strstr(failed, "set CC"))
		snprintf(cure, 512, "unset CC");
	else if (strstr(failed, "system call filter"))
		snprintf(cure, 512, "the same as for seccomp");
	else
		snprintf(cure, 512,
			"sudo apt install gcc libc6-dev (Fedora: sudo dnf install gcc libasan "
			"libubsan; Alpine has no sanitizers)");
}

/* ---- the table */

static const struct row {
	const char *name, *gives;
	probe_attempt *attempt;
	enum probe_status without; /* what is it where it fails */
	const char *cure;	   /* NULL: by find_cure, or none */
	void (*find_cure)(const char *failed, char cure[512]);
} rows[] = {
	{ "user namespaces", "a program runs alone, and nothing it does reaches this machine",
		probe_namespaces, PROBE_DEGRADED, NULL, probe_cure_namespaces },
	{ "private loopback", "every run has all ports to itself, and nothing leaves it",
		probe_loopback, PROBE_DEGRADED, NULL, probe_cure_namespaces },
	{ "packet capture", "the packets between the calls, with their flags", probe_capture,
		PROBE_DEGRADED, NULL, probe_cure_namespaces },
	{ "call tracing",
		"every socket call with its result, and knowing at once that nothing more will "
		"come",
		probe_tracing, PROBE_DEGRADED, NULL, probe_cure_tracing },
	{ "source lines", "which line of the program made a call", probe_lines, PROBE_DEGRADED,
		NULL, NULL },
	{ "kernel sockets", "the queues and states of sockets", probe_sockets, PROBE_DEGRADED,
		"sudo modprobe tcp_diag udp_diag (in a kernel without them queues are not shown)",
		NULL },
	{ "Landlock", "a second wall around files", probe_landlock, PROBE_DEGRADED,
		"Linux 5.13 or newer, with landlock among the names after lsm= on the kernel's "
		"command line",
		NULL },
	{ "seccomp", "dangerous system calls are refused", probe_seccomp, PROBE_DEGRADED,
		"a kernel with CONFIG_SECCOMP_FILTER", NULL },
	{ "compiler", "turns a source into a program", probe_compiler, PROBE_MISSING, NULL,
		cure_compiler },
	{ "sanitizers", "bad memory accesses are caught where they happen", probe_sanitizers,
		PROBE_MISSING, NULL, cure_compiler },
	{ "libraries", "what this program is made of", probe_libraries, PROBE_MISSING, NULL, NULL },
	{ "locale", "arrows and lines in the pictures", probe_locale, PROBE_DEGRADED,
		"export LC_ALL=C.UTF-8", NULL },
	{ "terminal", "the full screen; plain sentences need none", probe_terminal, PROBE_DEGRADED,
		"run it in a terminal of at least 80 columns by 24 lines, with TERM set", NULL },
};

static void bury(pid_t *janitor, int how)
{
	if (*janitor > 0 && waitpid(*janitor, NULL, how) != 0)
		*janitor = -1;
}

static struct probe probe_row(const struct row *row, pid_t *janitor)
{
	struct probe p = { .name = row->name, .gives = row->gives };
	struct err err = { "" };

	if (probe_try(row->attempt, p.found, janitor, &err))
		return p;
	p.status = row->without;
	snprintf(p.found, sizeof(p.found), "%.255s", err.text);
	if (row->find_cure)
		row->find_cure(err.text, p.cure);
	else if (row->cure)
		snprintf(p.cure, sizeof(p.cure), "%s", row->cure);
	return p;
}

struct probe *probe_all(size_t *count)
{
	struct probe *all = xcalloc(ARRAY_LEN(rows), sizeof(*all));
	pid_t janitors[ARRAY_LEN(rows)];

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		all[i] = probe_row(&rows[i], &janitors[i]);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		bury(&janitors[i], 0);
	*count = ARRAY_LEN(rows);
	return all;
}

/* ---- the level */

struct answer {
	bool known, traces, isolates;
	struct err lacks; /* what the better level would need */
	pid_t janitors[2];
};

static void find_level(struct answer *a)
{
	struct err isolation = { "" };
	char found[256];

	a->traces = probe_try(probe_tracing, found, &a->janitors[0], &a->lacks);
	a->isolates = probe_try(probe_capture, found, &a->janitors[1], &isolation);
	if (a->traces)
		a->lacks = isolation;
	a->known = true;
}

/* Asked for before every run, and the answer does not change while we live. */
static const struct answer *answer_once(void)
{
	static struct answer answer;

	if (!answer.known)
		find_level(&answer);
	bury(&answer.janitors[0], WNOHANG);
	bury(&answer.janitors[1], WNOHANG);
	return &answer;
}

enum stage_level probe_level(const char **why)
{
	const struct answer *a = answer_once();
	enum stage_level level = !a->traces ? LEVEL_BARE : a->isolates ? LEVEL_FULL : LEVEL_TRACED;

	if (why)
		*why = level == LEVEL_FULL ? NULL : a->lacks.text;
	return level;
}

bool probe_isolates(void)
{
	return answer_once()->isolates;
}
