// SPDX-License-Identifier: MIT
/* Measures what must be quick, as ratios within one run, so that a slow or busy machine says the same as a fast one:
 *
 *	bench [--program P] [COURSE]              everything that is quick to measure; the screen of P too
 *	bench --robust RUNS [--hogs N] [COURSE]   right programs again and again, under N busy CPU hogs: no wrong verdict, no accusation
 */
#include "bench.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"

enum { ROUNDS = 41, ORDER_RUNS = 200, PORT = 17011, SETTLE = 3 };

uint64_t median(uint64_t *times, size_t n)
{
	for (size_t i = 1; i < n; i++)
		for (size_t k = i; k > 0 && times[k] < times[k - 1]; k--) {
			uint64_t t = times[k];

			times[k] = times[k - 1];
			times[k - 1] = t;
		}
	return times[n / 2];
}

double ms(uint64_t ns)
{
	return (double)ns / NS_PER_MS;
}

void die(const char *what)
{
	fprintf(stderr, "bench: %s\n", what);
	exit(3);
}

/* As a run on the stage is: on one CPU, and all its children with it. */
static void pin(void)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(0, &set);
	sched_setaffinity(0, sizeof set, &set);
}

static void unpin(const cpu_set_t *set)
{
	sched_setaffinity(0, sizeof *set, set);
}

/* ---- one exchange, plainly: fork, exec, talk, end */

static int connect_when_it_listens(uint16_t port)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

	for (;;) {
		int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

		if (connect(fd, (struct sockaddr *)&to, sizeof to) == 0)
			return fd;
		close(fd);
		sched_yield();
	}
}

static void say_and_hear(int fd, const char *text)
{
	char got[64];
	size_t have = 0, len = strlen(text);

	send(fd, text, len, MSG_NOSIGNAL);
	while (have < len) {
		ssize_t n = recv(fd, got, sizeof got, 0);

		if (n <= 0)
			die(n < 0 ? strerror(errno) : "the plain exchange came to its end");
		have += (size_t)n;
	}
}

static void talk(uint16_t port)
{
	struct linger rude = { 1, 0 }; /* no TIME_WAIT: the port is wanted again at once */
	int fd = connect_when_it_listens(port);
	char c;

	say_and_hear(fd, "hello, echo\n");
	say_and_hear(fd, "bye");
	shutdown(fd, SHUT_WR);
	while (recv(fd, &c, 1, 0) > 0)
		;
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &rude, sizeof rude);
	close(fd);
}

/* The last word of argv becomes the port: another each time, as strace's child may outlive it by a moment. */
static uint64_t exchange(char **argv, uint16_t port)
{
	char text[8];
	uint64_t began = clock_steady_ns();
	pid_t pid;

	snprintf(text, sizeof text, "%u", port);
	argv[strv_len(argv) - 1] = text;
	pid = fork();

	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
		setpgid(0, 0);
		execvp(argv[0], argv);
		_exit(127);
	}
	setpgid(pid, pid);
	talk(port);
	kill(-pid, SIGKILL);
	waitpid(pid, NULL, 0);
	argv[strv_len(argv) - 1] = (char *)"PORT";
	return clock_steady_ns() - began;
}

static uint64_t exchanges(char **argv)
{
	uint64_t times[ROUNDS];

	for (size_t i = 0; i < ROUNDS; i++)
		times[i] = exchange(argv, PORT + i);
	return median(times, ROUNDS);
}

/* ---- the same on the stage */

static struct timeline *stage_exchange(const struct exercise *e, const char *program, uint64_t seed)
{
	struct play_spec spec = { .exercise = e,
		.conversation = &e->conversations[0],
		.program = program,
		.seed = seed,
		.cpu = 0,
		.lines = true,
		.source_hash = "" };
	struct err err;
	struct play *play = play_start(&spec, &err);

	if (!play)
		die(err.text);
	while (play_read(play, NULL, NULL)) {
		fd_set fds;

		FD_ZERO(&fds);
		FD_SET(play_fd(play), &fds);
		select(play_fd(play) + 1, &fds, NULL, NULL, NULL);
	}
	return play_end(play);
}

static uint64_t stage_exchanges(const struct exercise *e, const char *program)
{
	uint64_t times[ROUNDS];

	for (size_t i = 0; i < ROUNDS; i++) {
		uint64_t began = clock_steady_ns();
		struct timeline *tl = stage_exchange(e, program, 41);

		times[i] = clock_steady_ns() - began;
		timeline_free(tl);
	}
	return median(times, ROUNDS);
}

static void measure_run(struct checker *checker, const struct exercise *e)
{
	struct err err;
	char *program = checker_compile(checker, e->solution_path, &err);
	char *plainly[] = { program, (char *)"PORT", NULL };
	char *straced[] = { "strace", "-f", "--seccomp-bpf", "-e", "trace=network,read,write,close",
		"-o", "/dev/null", program, (char *)"PORT", NULL };
	bool has_strace = system("command -v strace >/dev/null") == 0;
	uint64_t plain, stage, strace = 0;
	cpu_set_t before;

	if (!program)
		die(err.text);
	sched_getaffinity(0, sizeof before, &before);
	pin();
	plain = exchanges(plainly);
	stage = stage_exchanges(e, program);
	if (has_strace)
		strace = exchanges(straced);
	unpin(&before);
	printf("one exchange of 9.1: plain %.2f ms, on the full stage %.2f ms: %.2f times (at most "
	       "3.5)\n",
		ms(plain), ms(stage), (double)stage / plain);
	if (has_strace)
		printf("the same under strace -f --seccomp-bpf: %.2f ms; the stage takes %.2f of "
		       "that (at most 1)\n",
			ms(strace), (double)stage / strace);
	free(program);
}

/* ---- check against the compiler */

static struct check_result check_of(
	struct checker *c, const struct exercise *e, const char *file, bool no_cache)
{
	struct check_options o = {
		.file = file, .conversation = -1, .delivery = -1, .storm = -1, .no_cache = no_cache
	};
	struct check_result r;

	check_exercise(c, e, &o, &r);
	return r;
}

static uint64_t compiler_alone(const struct exercise *e, const char *command)
{
	AUTO(freep) char *dir = path_dir(e->solution_path);
	AUTO(freep)
	char *whole = xasprintf(
		"cd '%s' && %s -o /tmp/socklings-bench.$$ && rm -f /tmp/socklings-bench.$$", dir,
		command);
	uint64_t began = clock_steady_ns();

	if (system(whole) != 0)
		die("the compiler alone failed");
	return clock_steady_ns() - began;
}

static void measure_check(struct checker *checker, const struct exercise *e)
{
	uint64_t alone[ROUNDS], whole[ROUNDS], inside[ROUNDS];
	size_t rounds = 9;
	double ratio;

	for (size_t i = 0; i < rounds; i++) {
		struct check_result r = check_of(checker, e, e->solution_path, true);

		if (r.outcome != OUTCOME_HELD)
			die(r.tool_text ? r.tool_text : "the solution does not hold");
		whole[i] = r.took_ns;
		inside[i] = r.compile.took_ns;
		alone[i] = compiler_alone(e, r.compile.command);
		check_result_free(&r);
	}
	ratio = (double)median(whole, rounds) / median(alone, rounds);
	printf("check 9.1, cache off, everything played: %.0f ms (of which compiling in the "
	       "sandbox %.0f ms); the compiler alone "
	       "%.0f ms: %.2f times (at most 1.8)\n",
		ms(median(whole, rounds)), ms(median(inside, rounds)), ms(median(alone, rounds)),
		ratio);
}

/* ---- how soon a wrong program is told */

static uint64_t time_of(struct checker *c, const struct exercise *e, const char *file)
{
	uint64_t times[SETTLE + 4];

	for (size_t i = 0; i < ARRAY_LEN(times); i++) {
		struct check_result r = check_of(c, e, file, false);

		times[i] = r.took_ns;
		check_result_free(&r);
	}
	return median(times, ARRAY_LEN(times));
}

static void measure_wrong(struct checker *checker, const struct exercise *e)
{
	uint64_t right = time_of(checker, e, e->solution_path), worst = 0;
	AUTO(strv_freep) char **names = file_list(e->wrong_dir, NULL);
	AUTO(freep) char *slowest = NULL;

	for (char **name = names; name && *name; name++) {
		AUTO(freep) char *path = path_join(e->wrong_dir, *name);
		uint64_t took = time_of(checker, e, path);

		if (took > worst) {
			worst = took;
			free(slowest);
			slowest = xstrdup(*name);
		}
	}
	printf("verdict of a correct 9.1 after %.0f ms; of the slowest of %zu wrong ones, %s, "
	       "after %.0f ms: %.0f ms later "
	       "(at most 50)\n",
		ms(right), strv_len(names), slowest ? slowest : "none", ms(worst),
		worst > right ? ms(worst - right) : 0.0);
}

/* ---- same seed, same timeline */

/* What happened, without when: kinds, calls, results, flags, steps. Ports that the kernel draws are left out. */
static void order_of(struct buf *out, const struct timeline *tl)
{
	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *ev = timeline_at(tl, i);

		buf_addf(out, "%d/%d", ev->kind, ev->who);
		if (ev->kind == EVENT_CALL)
			buf_addf(out, ":%d=%lld", ev->call.id, (long long)ev->call.ret);
		else if (ev->kind == EVENT_PACKET)
			buf_addf(out, ":%x+%u", ev->packet.flags, ev->packet.payload_len);
		else if (ev->kind == EVENT_MOVE)
			buf_addf(out, ":%d", ev->move.what);
		else if (ev->kind == EVENT_STEP)
			buf_addf(out, ":%d.%d", ev->step.index, ev->step.what);
		buf_add_char(out, '\n');
	}
}

static void measure_order(struct checker *checker, const struct exercise *e)
{
	struct err err;
	AUTO(freep) char *program = checker_compile(checker, e->solution_path, &err);
	AUTO(buf_free) struct buf first = { 0 };
	size_t others = 0;

	for (size_t i = 0; i < ORDER_RUNS; i++) {
		AUTO(buf_free) struct buf order = { 0 };
		struct timeline *tl = stage_exchange(e, program, 41);

		order_of(i ? &order : &first, tl);
		others += i && strcmp(buf_str(&order), buf_str(&first)) != 0;
		timeline_free(tl);
	}
	printf("%d runs with one seed: %zu in another order than the first (none is right)\n",
		ORDER_RUNS, others);
}

/* ---- right programs, again and again */

static pid_t hog(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (volatile uint64_t n = 0;; n++)
			;
	}
	return pid;
}

struct right {
	const struct exercise *exercise;
	char *path;
};

struct rights {
	struct right *list;
	size_t count, cap;
};

static void add_right(struct rights *all, const struct exercise *e, char *path)
{
	grow(&all->list, &all->cap, all->count, sizeof *all->list);
	all->list[all->count++] = (struct right){ e, path };
}

/* Every solution, and every correct program in another style. */
static struct rights find_rights(const struct course *course)
{
	struct rights all = { 0 };

	for (const struct exercise *e = course_first(course); e; e = course_next(course, e)) {
		AUTO(strv_freep)
		char **names = file_is_dir(e->right_dir) ? file_list(e->right_dir, NULL) : NULL;

		add_right(&all, e, xstrdup(e->solution_path));
		for (char **name = names; name && *name; name++)
			add_right(&all, e, path_join(e->right_dir, *name));
	}
	return all;
}

static void rights_free(struct rights *all)
{
	for (size_t i = 0; i < all->count; i++)
		free(all->list[i].path);
	free(all->list);
}

static void tell_wrong(const struct check_result *r, const char *path)
{
	printf("%s: %s, %s, seed %llu%s%s\n", path, outcome_names[r->outcome],
		r->findings.count ? r->findings.list[0].id : "no accusation",
		(unsigned long long)r->seed, r->tool_text ? ": " : "",
		r->tool_text ? r->tool_text : "");
	for (size_t i = 0; i < r->run_count; i++) {
		const struct check_run *run = &r->runs[i];

		if (run->timeline &&
			(run->verdict.outcome != OUTCOME_HELD || run->findings.count > 0))
			printf("\tconversation %d, delivery %s, storm %s: %s at step %d\n",
				run->conversation + 1, delivery_names[run->delivery],
				storm_names[run->storm], outcome_names[run->verdict.outcome],
				run->verdict.step + 1);
	}
	fflush(stdout);
}

/* Every conversation at every delivery, without a storm and in one of those that it allows, another each time. */
static size_t check_right(struct checker *c, const struct right *r, size_t turn, size_t *wrong)
{
	struct check_options o = { .file = r->path,
		.conversation = -1,
		.delivery = -1,
		.storm = -1,
		.keep_going = true,
		.storms = STORMS_IN_TURN,
		.turn = (unsigned)turn };
	struct check_result result;
	size_t played = 0;

	check_exercise(c, r->exercise, &o, &result);
	for (size_t i = 0; i < result.run_count; i++)
		played += result.runs[i].timeline != NULL;
	if (result.outcome != OUTCOME_HELD || result.findings.count > 0) {
		tell_wrong(&result, r->path);
		++*wrong;
	}
	check_result_free(&result);
	return played;
}

static void measure_robust(
	struct checker *checker, const struct course *course, size_t runs, size_t hogs)
{
	struct rights all = find_rights(course);
	size_t played = 0, wrong = 0, first = dice_new_seed() % all.count, turn = first;
	pid_t pids[16];

	hogs = min_size(hogs, ARRAY_LEN(pids));
	for (size_t i = 0; i < hogs; i++)
		pids[i] = hog();
	for (; played < runs; turn++)
		played += check_right(
			checker, &all.list[turn % all.count], turn + turn / all.count, &wrong);
	for (size_t i = 0; i < hogs; i++) {
		kill(pids[i], SIGKILL);
		waitpid(pids[i], NULL, 0);
	}
	printf("%zu runs of %zu right programs under %zu hogs, at every delivery and in every "
	       "storm: %zu checks that were told anything wrong (none is right)\n",
		played, min_size(turn - first, all.count), hogs, wrong);
	rights_free(&all);
}

int main(int argc, char **argv)
{
	size_t runs = 0, hogs = 0;
	const char *dir = ".", *program = NULL;
	struct course *course;
	struct checker *checker;
	const struct exercise *e;
	struct err err;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--robust") == 0 && i + 1 < argc)
			runs = strtoul(argv[++i], NULL, 10);
		else if (strcmp(argv[i], "--hogs") == 0 && i + 1 < argc)
			hogs = strtoul(argv[++i], NULL, 10);
		else if (strcmp(argv[i], "--program") == 0 && i + 1 < argc)
			program = argv[++i];
		else
			dir = argv[i];
	}
	stage_prepare();
	course = course_load(dir, NULL, &err);
	checker = course ? checker_new(course, &err) : NULL;
	e = checker ? course_find(course, "9.1", &err) : NULL;
	if (!e)
		die(err.text);
	if (runs) {
		measure_robust(checker, course, runs, hogs);
	} else {
		measure_run(checker, e);
		fflush(stdout);
		measure_check(checker, e);
		measure_wrong(checker, e);
		measure_order(checker, e);
		if (program)
			measure_screen(course, checker, e, program);
	}
	checker_free(checker);
	course_free(course);
	return 0;
}
