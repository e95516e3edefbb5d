// SPDX-License-Identifier: MIT
/* sandbox.c
 * The world as a whole: opened, entered, left, killed.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <linux/close_range.h>
#include <linux/mount.h>
#include "base/file.h"
#include "stage/sandbox_parts.h"
#include "stage/sanitizer.h"

const char *const level_names[LEVELS] = { "full", "traced", "bare" };

#define ENVIRONMENT                                                                                \
	"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/scratch", "LANG=C.UTF-8", SANITIZER_UBSAN

char *const *sandbox_environment(bool leaks)
{
	static char *const traced[] = { ENVIRONMENT, SANITIZER_ASAN, NULL };
	static char *const untraced[] = { ENVIRONMENT, SANITIZER_LEAKS, NULL };

	return leaks ? untraced : traced;
}

/* ---- what is opened before anything is given up */

static bool open_program(struct sandbox *sb, const char *path, struct err *err)
{
	struct sandbox_program *p = &sb->programs[sb->program_count];
	struct stat st;

	*p = (struct sandbox_program){ .path = xstrdup(path), .fd = -1, .tree = -1 };
	snprintf(p->inside, sizeof(p->inside), "/program/%zu", sb->program_count++);
	p->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (p->fd < 0)
		return err_sys(err, "cannot open the program %s", path);
	if (fstat(p->fd, &st) != 0 || !S_ISREG(st.st_mode))
		return err_set(err, "the program %s is not a regular file", path);
	return true;
}

static bool open_programs(struct sandbox *sb, const char *const *paths, struct err *err)
{
	size_t count = 0;

	while (paths && paths[count])
		count++;
	sb->programs = xcalloc(count + 1, sizeof(*sb->programs));
	for (size_t i = 0; i < count; i++)
		if (!open_program(sb, paths[i], err))
			return false;
	return true;
}

/* A mount that is nowhere yet. Root makes it before it becomes nobody (who could not reach the
 * path); everybody else can only do so in a namespace of his own. */
static bool take_trees(struct sandbox *sb, struct err *err)
{
	for (size_t i = 0; i < sb->program_count; i++) {
		struct sandbox_program *p = &sb->programs[i];

		p->tree = (int)syscall(
			SYS_open_tree, AT_FDCWD, p->path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
		if (p->tree < 0)
			return err_sys(err, "cannot take %s into the sandbox", p->path);
	}
	return true;
}

/* ---- pid 1 */

/* It never runs anything: it reaps orphans, and its death is the death of all. No signal from
 * inside reaches it, and not being dumpable its /proc entry, through which the host's files
 * could be seen, is nobody's. */
static void be_init(const struct sandbox *sb, int ready)
{
	struct err err = { "" };
	sigset_t all;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_DUMPABLE, 0);
	prctl(PR_SET_NAME, "socklings-init");
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	signal(SIGCHLD, SIG_DFL);
	sandbox_root_proc(sb, &err);
	/* Empty text says that all is well. Nobody listens any more: the manager is dead. */
	if (write(ready, err.text, strlen(err.text) + 1) < 0 || err.text[0])
		_exit(1);
	close_range(0, ~0U, 0);
	for (siginfo_t info;;) {
		sigwaitinfo(&all, &info);
		while (waitpid(-1, NULL, WNOHANG | __WALL) > 0)
			continue;
	}
}

static bool fork_init(struct sandbox *sb, struct err *err)
{
	AUTO(closep) int from = -1;
	AUTO(closep) int to = -1;
	char text[sizeof(err->text)] = "";
	int ends[2];
	ssize_t n;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return err_sys(err, "no pipe for the sandbox");
	from = ends[0];
	to = ends[1];
	sb->init = fork();
	if (sb->init < 0)
		return err_sys(err, "cannot start pid 1 of the sandbox");
	if (sb->init == 0)
		be_init(sb, to);
	closep(&to);
	do
		n = read(from, text, sizeof(text) - 1);
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		return err_set(err, "pid 1 of the sandbox died at once");
	return text[0] == '\0' || err_set(err, "%s", text);
}

/* ---- the whole */

#define SCRATCH_NAME "socklings-run-"

/* "socklings-run-PID-XXXXXX" of a manager that was killed. */
static bool is_abandoned(const char *name)
{
	char *end;
	long pid;

	if (strncmp(name, SCRATCH_NAME, strlen(SCRATCH_NAME)) != 0)
		return false;
	pid = strtol(name + strlen(SCRATCH_NAME), &end, 10);
	return *end == '-' && pid > 0 && pid <= INT_MAX && kill((pid_t)pid, 0) != 0 &&
	       errno == ESRCH;
}

/* Without namespaces a scratch folder outlives a manager that could not clean up. */
static void remove_abandoned(const char *tmp)
{
	DIR *dir = opendir(tmp);

	if (!dir)
		return;
	for (struct dirent *d; (d = readdir(dir));)
		if (is_abandoned(d->d_name)) {
			AUTO(freep) char *path = path_join(tmp, d->d_name);
			file_remove_tree(path, NULL); /* somebody else's stays */
		}
	closedir(dir);
}

static bool make_scratch(struct sandbox *sb, struct err *err)
{
	const char *tmp = getenv("TMPDIR");

	if (!tmp || tmp[0] != '/' || access(tmp, W_OK | X_OK) != 0)
		tmp = "/tmp";
	remove_abandoned(tmp);
	sb->scratch_path = xasprintf("%s/" SCRATCH_NAME "%d-XXXXXX", tmp, getpid());
	if (!mkdtemp(sb->scratch_path)) {
		err_sys(err, "cannot make a folder in %s", tmp);
		freep(&sb->scratch_path);
		return false;
	}
	sb->scratch_fd = open(sb->scratch_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return sb->scratch_fd >= 0 || err_sys(err, "cannot open %s", sb->scratch_path);
}

static bool enter_namespaces(struct sandbox *sb, const struct sandbox_view *view, struct err *err)
{
	bool root = geteuid() == 0;

	if (root && !take_trees(sb, err))
		return false;
	if (!namespaces_drop_root(err))
		return false;
	sb->really_root = geteuid() == 0;
	if (!namespaces_enter(view->network, err))
		return false;
	if (!root && !take_trees(sb, err))
		return false;
	if (!limits_counted_per_namespace())
		sb->base_processes = limits_count_processes();
	return sandbox_root_build(sb, view->scratch_bytes, err) && fork_init(sb, err);
}

static bool stay_outside(struct sandbox *sb, struct err *err)
{
	if (!namespaces_drop_root(err) || !make_scratch(sb, err))
		return false;
	for (size_t i = 0; i < sb->program_count; i++)
		sb->programs[i].by_fd = access(sb->programs[i].path, X_OK) != 0;
	sb->base_processes = limits_count_processes();
	return true;
}

static bool set_up(struct sandbox *sb, const struct sandbox_view *view, struct err *err)
{
	/* No terminal: nobody's keys can be read. (Who leads a session already has done the
	 * same; it is a slow call, and so done once, not for every program.) */
	setsid();
	if (!open_programs(sb, view->programs, err))
		return false;
	if (!(view->namespaces ? enter_namespaces(sb, view, err) : stay_outside(sb, err)))
		return false;
	sb->ruleset = landlock_rules(sb, err);
	return sb->ruleset != -2;
}

struct sandbox *sandbox_new(const struct sandbox_view *view, struct err *err)
{
	struct sandbox *sb = xmalloc(sizeof(*sb));

	*sb = (struct sandbox){
		.namespaces = view->namespaces,
		.network = view->network,
		.init = -1,
		.root_fd = -1,
		.scratch_fd = -1,
		.ruleset = -1,
	};
	if (set_up(sb, view, err))
		return sb;
	sandbox_free(sb);
	return NULL;
}

void sandbox_kill(struct sandbox *sb)
{
	if (sb->init <= 0)
		return;
	kill(sb->init, SIGKILL);
	sb->init = -1;
}

void sandbox_free(struct sandbox *sb)
{
	if (!sb)
		return;
	sandbox_kill(sb);
	if (!sb->namespaces && sb->scratch_path)
		file_remove_tree(sb->scratch_path, NULL);
	for (size_t i = 0; i < sb->program_count; i++) {
		closep(&sb->programs[i].fd);
		closep(&sb->programs[i].tree);
		free(sb->programs[i].path);
	}
	free(sb->programs);
	closep(&sb->root_fd);
	closep(&sb->scratch_fd);
	closep(&sb->ruleset);
	free(sb->scratch_path);
	free(sb);
}

pid_t sandbox_init_pid(const struct sandbox *sb)
{
	return sb->init;
}

int sandbox_scratch_fd(const struct sandbox *sb)
{
	return sb->scratch_fd;
}

const char *sandbox_scratch_path(const struct sandbox *sb)
{
	return sb->scratch_path;
}

const char *sandbox_scratch_inside(const struct sandbox *sb)
{
	return sb->namespaces ? "/scratch" : sb->scratch_path;
}

static const struct sandbox_program *find_program(const struct sandbox *sb, const char *path)
{
	for (size_t i = 0; i < sb->program_count; i++)
		if (strcmp(sb->programs[i].path, path) == 0)
			return &sb->programs[i];
	return NULL;
}

int sandbox_program_fd(const struct sandbox *sb, const char *program)
{
	const struct sandbox_program *p = find_program(sb, program);

	return p ? p->fd : -1;
}

/* ---- in the child */

/* What a program inherits from the manager without having asked for it. */
static void forget_inheritance(void)
{
	sigset_t none;

	for (int s = 1; s < 32; s++)
		signal(s, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	umask(022);
	/* An open descriptor would also shift the numbers that the learner sees. */
	if (close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) != 0)
		for (int fd = 3; fd < 1024; fd++)
			fcntl(fd, F_SETFD, FD_CLOEXEC);
	/* The same addresses in every run; and the sanitizers of older compilers cannot bear the
	 * large random offsets of newer kernels. Some containers refuse it, then addresses
	 * differ. */
	personality(ADDR_NO_RANDOMIZE);
}

bool sandbox_go_in(const struct sandbox *sb, struct err *err)
{
	/* A group of its own, so that kill(0) does not reach the manager. Its session is the
	 * manager's, which has no terminal. */
	setpgid(0, 0);
	forget_inheritance();
	if (!sb->namespaces)
		return fchdir(sb->scratch_fd) == 0 ||
		       err_sys(err, "cannot enter %s", sb->scratch_path);
	/* Not pivot_root: the manager keeps its view in the same mount namespace. Without
	 * capabilities, without a descriptor of a folder outside and under Landlock there is no
	 * way back. */
	if (fchdir(sb->root_fd) != 0 || chroot(".") != 0 || chdir("/scratch") != 0)
		return err_sys(err, "cannot enter the sandbox's root");
	return true;
}

bool sandbox_give_up(const struct sandbox *sb, struct err *err)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return err_sys(err, "the kernel refused no_new_privs");
	return limits_drop_capabilities(err) && landlock_restrict(sb->ruleset, err);
}

bool sandbox_exec(const struct sandbox *sb, const char *program, char *const *argv,
	char *const *envp, struct err *err)
{
	const struct sandbox_program *p = find_program(sb, program);

	if (!p)
		return err_set(err, "%s was not taken into the sandbox", program);
	if (sb->namespaces)
		execve(p->inside, argv, envp);
	else if (p->by_fd)
		syscall(SYS_execveat, p->fd, "", argv, envp, AT_EMPTY_PATH);
	else
		execve(p->path, argv, envp);
	return err_sys(err, "cannot run %s", program);
}
