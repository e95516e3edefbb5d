// SPDX-License-Identifier: MIT
/* probe_try.c
 * The attempts. Each does for a moment what a run does all the time.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cjson/cJSON.h>
#include <elfutils/version.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include "stage/probe_parts.h"
#include "stage/sandbox_parts.h"

struct answer {
	bool good;
	char found[256];
	struct err err;
};

static void answer_with(probe_attempt *attempt, int to)
{
	struct answer a = { false, "", { "" } };

	a.good = attempt(a.found, &a.err);
	_exit(write(to, &a, sizeof(a)) == sizeof(a) ? 0 : 1);
}

/* A packet socket takes the kernel ten milliseconds to close, and a namespace some more. Nobody
 * needs to wait for that: the answer comes before the end, and a janitor buries who tried and
 * whoever it left. */
static pid_t fork_janitor(probe_attempt *attempt, int to)
{
	enum { TO = 3 };
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	/* It outlives the one who asked: nothing of his may be held by it, least of all a lock. */
	if (to != TO)
		dup3(to, TO, O_CLOEXEC);
	close_range(TO + 1, ~0U, 0);
	if (fork() == 0)
		answer_with(attempt, TO);
	close(TO);
	while (waitpid(-1, NULL, __WALL) > 0 || errno == EINTR)
		continue;
	_exit(0);
}

bool probe_try(probe_attempt *attempt, char found[256], pid_t *janitor, struct err *err)
{
	struct answer a = { false, "", { "" } };
	int ends[2];
	ssize_t n;

	*janitor = -1;
	if (pipe2(ends, O_CLOEXEC) != 0)
		return err_sys(err, "no pipe to try it with");
	*janitor = fork_janitor(attempt, ends[1]);
	close(ends[1]);
	do
		n = *janitor > 0 ? read(ends[0], &a, sizeof(a)) : -1;
	while (n < 0 && *janitor > 0 && errno == EINTR);
	close(ends[0]);
	if (n != (ssize_t)sizeof(a))
		return err_set(err, *janitor > 0 ? "the process that tried it was killed"
						 : "cannot start a process to try it with");
	snprintf(found, 256, "%s", a.found);
	return a.good || err_set(err, "%s", a.err.text);
}

/* ---- isolation */

static struct sandbox *whole_sandbox(struct err *err)
{
	struct sandbox_view view = { .namespaces = true, .network = true };

	return sandbox_new(&view, err);
}

bool probe_namespaces(char found[256], struct err *err)
{
	struct sandbox *sb = whole_sandbox(err);

	if (!sb)
		return false;
	snprintf(found, 256, "users, network, processes, files, IPC and host name of their own%s",
		sb->really_root ? " (root could not become nobody)" : "");
	sandbox_free(sb);
	return true;
}

/* Sends itself a datagram, and looks for it with `watch` where there is one. */
static bool talk_to_itself(int watch, struct err *err)
{
	AUTO(closep) int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct timeval second = { .tv_sec = 1 };
	socklen_t len = sizeof(at);
	char back[256];

	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof(at)) != 0 ||
		getsockname(fd, (struct sockaddr *)&at, &len) != 0)
		return err_sys(err, "cannot bind to 127.0.0.1");
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof(second));
	if (sendto(fd, "?", 1, 0, (struct sockaddr *)&at, sizeof(at)) != 1 ||
		recv(fd, back, sizeof(back), 0) != 1)
		return err_sys(err, "a datagram to 127.0.0.1 did not come back");
	if (watch < 0)
		return true;
	setsockopt(watch, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof(second));
	return recv(watch, back, sizeof(back), 0) > 0 ||
	       err_sys(err, "a packet was sent and not seen");
}

bool probe_loopback(char found[256], struct err *err)
{
	struct sandbox *sb = whole_sandbox(err);
	bool good = sb && talk_to_itself(-1, err);

	snprintf(found, 256, "a loopback of its own, MTU 1500");
	sandbox_free(sb);
	return good;
}

bool probe_capture(char found[256], struct err *err)
{
	struct sandbox *sb = whole_sandbox(err);
	/* Left open: only our end shall have to wait for its closing. */
	int fd = sb ? socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, htons(ETH_P_ALL)) : -1;
	bool good = false;

	if (fd >= 0)
		good = talk_to_itself(fd, err);
	else if (sb)
		err_sys(err, "the kernel refused a packet socket");
	snprintf(found, 256, "a packet socket sees what is sent");
	sandbox_free(sb);
	return good;
}

bool probe_sockets(char found[256], struct err *err)
{
	AUTO(closep) int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);

	if (fd < 0)
		return err_sys(err, "the kernel refused a socket for asking about sockets");
	snprintf(found, 256, "queues and states can be asked for");
	return true;
}

bool probe_landlock(char found[256], struct err *err)
{
	int abi = landlock_abi();

	if (abi == 0)
		return err_set(err, "this kernel has no Landlock, or it is switched off");
	snprintf(found, 256, "Landlock ABI %d", abi);
	return true;
}

/* ---- watching */

bool probe_seccomp(char found[256], struct err *err)
{
	struct sandbox_filter *filter = sandbox_filter_new(false, err);

	if (!filter)
		return false;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return err_sys(err, "the kernel refused no_new_privs");
	if (!sandbox_filter_install(filter, err))
		return false;
	if (syscall(SYS_io_uring_setup, 1, NULL) == 0 || errno != ENOSYS)
		return err_set(err, "the kernel took a filter and does not follow it");
	snprintf(found, 256, "system calls can be refused");
	return true;
}

static void be_traced(const struct sandbox_filter *filter, int go)
{
	struct err err;
	char c;

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (read(go, &c, 1) != 1 || !sandbox_filter_install(filter, &err))
		_exit(1);
	close(socket(AF_INET, SOCK_STREAM, 0));
	_exit(0);
}

/* The stop at socket(), of which the tracer must be told. */
static bool sees_call(pid_t pid, int go, struct err *err)
{
	int status = 0;

	if (ptrace(PTRACE_SEIZE, pid, 0, PTRACE_O_TRACESECCOMP | PTRACE_O_EXITKILL) != 0)
		return err_sys(err, "the kernel refused to let a child be traced");
	if (write(go, "g", 1) != 1 || waitpid(pid, &status, __WALL) != pid)
		return err_sys(err, "lost the traced child");
	if (!WIFSTOPPED(status) || status >> 8 != (SIGTRAP | PTRACE_EVENT_SECCOMP << 8))
		return err_set(err, "a traced child made a call, and its tracer was not told");
	return true;
}

bool probe_tracing(char found[256], struct err *err)
{
	struct sandbox_filter *filter = sandbox_filter_new(true, err);
	int ends[2];
	bool good;
	pid_t pid;

	if (!filter)
		return false;
	if (pipe2(ends, O_CLOEXEC) != 0 || (pid = fork()) < 0)
		return err_sys(err, "cannot start a child to trace");
	if (pid == 0)
		be_traced(filter, ends[0]);
	good = sees_call(pid, ends[1], err);
	kill(pid, SIGKILL);
	snprintf(found, 256, "ptrace and seccomp show every socket call");
	return good;
}

/* ---- the rest */

bool probe_libraries(char found[256], struct err *err)
{
	const struct scmp_version *seccomp = seccomp_version();

	if (!seccomp)
		return err_set(err, "libseccomp does not say its version");
	snprintf(found, 256, "libseccomp %u.%u.%u, elfutils %d.%d, cJSON %s", seccomp->major,
		seccomp->minor, seccomp->micro, _ELFUTILS_VERSION / 1000, _ELFUTILS_VERSION % 1000,
		cJSON_Version());
	return true;
}

bool probe_locale(char found[256], struct err *err)
{
	const char *name = setlocale(LC_ALL, "");
	const char *charset = nl_langinfo(CODESET);

	if (!name)
		return err_set(err, "the locale that LANG or LC_ALL names is not installed");
	if (strcmp(charset, "UTF-8") != 0)
		return err_set(err, "the character set is %s", charset);
	snprintf(found, 256, "UTF-8");
	return true;
}

bool probe_terminal(char found[256], struct err *err)
{
	const char *term = getenv("TERM");
	struct winsize size = { 0 };

	if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
		return err_set(err, "the output is not a terminal");
	if (!term || !term[0] || strcmp(term, "dumb") == 0)
		return err_set(err, "TERM is \"%s\"", term ? term : "");
	if (size.ws_col < 80 || size.ws_row < 24)
		return err_set(
			err, "the terminal is %d columns by %d lines", size.ws_col, size.ws_row);
	snprintf(found, 256, "%s, %d columns by %d lines", term, size.ws_col, size.ws_row);
	return true;
}
