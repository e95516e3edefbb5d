// SPDX-License-Identifier: MIT
#include "check/job.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "timeline/timeline.h"

/* What passes through the pipe: a parcel is a head and `len` bytes. Both ends are this program, so structs go as they are. */
enum parcel_kind {
	PARCEL_LIVE, /* an event as it happens; `a` conversation, `b` delivery */
	PARCEL_COMPILE, /* struct compile_head; then PARCEL_TEXT for its strings, PARCEL_SAID for its events */
	PARCEL_TEXT, /* a string; `a` is a place in job_texts */
	PARCEL_SAID,
	PARCEL_RUN, /* struct run_head: a run of the result; then its events */
	PARCEL_EVENT,
	PARCEL_END, /* struct end_head: the last */
};

struct parcel {
	uint32_t kind, len;
	int32_t a, b;
};

struct compile_head {
	enum compile_outcome outcome;
	char source_hash[65];
	bool cached;
	uint64_t took_ns;
};

struct run_head {
	int conversation;
	enum delivery delivery;
	enum storm storm;
	uint64_t seed;
	bool played;
};

struct end_head {
	enum outcome outcome;
	uint64_t seed, took_ns;
	enum stage_level level;
	bool cancelled;
};

enum job_text { TEXT_PROGRAM, TEXT_COMMAND, TEXT_SAYS, TEXT_TOOL, JOB_TEXTS };

struct check_job {
	const struct exercise *exercise;
	pid_t pid;
	int fd;
	struct buf in;
	bool ended; /* PARCEL_END has come */
	struct check_result result;
	size_t run_cap;
	struct timeline *filling; /* of the PARCEL_RUN that came last; borrowed from it */
};

/* ---- the child's side */

struct sender {
	int fd;
	struct buf pack;
};

static void send_parcel(struct sender *s, enum parcel_kind kind, int a, int b, struct bytes body)
{
	struct parcel head = { kind, body.len, a, b };
	struct bytes parts[] = { { (uint8_t *)&head, sizeof head }, body };

	for (size_t p = 0; p < ARRAY_LEN(parts); p++)
		for (size_t done = 0; done < parts[p].len;) {
			ssize_t n = write(s->fd, parts[p].at + done, parts[p].len - done);

			if (n < 0 && errno == EINTR)
				continue;
			if (n < 0)
				_exit(1); /* nobody listens any more */
			done += n;
		}
}

#define SEND_STRUCT(sender, kind, value)                                                           \
	send_parcel(sender, kind, 0, 0, (struct bytes){ (const uint8_t *)(value), sizeof *(value) })

static void send_event(
	struct sender *s, enum parcel_kind kind, int a, int b, const struct event *ev)
{
	buf_cut(&s->pack, 0);
	event_pack(ev, &s->pack);
	send_parcel(s, kind, a, b, buf_bytes(&s->pack));
}

static void send_timeline(struct sender *s, enum parcel_kind kind, const struct timeline *tl)
{
	for (size_t i = 0; tl && i < timeline_count(tl); i++)
		send_event(s, kind, 0, 0, timeline_arrival(tl, i));
}

static void send_live(
	void *context, int conversation, enum delivery delivery, const struct event *ev)
{
	send_event(context, PARCEL_LIVE, conversation, delivery, ev);
}

static void send_text(struct sender *s, enum job_text which, const char *text)
{
	if (text)
		send_parcel(s, PARCEL_TEXT, which, 0, bytes_of(text));
}

static void send_result(struct sender *s, const struct check_result *r)
{
	struct compile_head compile = { .outcome = r->compile.outcome,
		.cached = r->compile.cached,
		.took_ns = r->compile.took_ns };
	struct end_head end = { r->outcome, r->seed, r->took_ns, r->level, r->cancelled };

	memcpy(compile.source_hash, r->compile.source_hash, sizeof compile.source_hash);
	SEND_STRUCT(s, PARCEL_COMPILE, &compile);
	send_text(s, TEXT_PROGRAM, r->compile.program);
	send_text(s, TEXT_COMMAND, r->compile.command);
	send_text(s, TEXT_SAYS, r->compile.text);
	send_text(s, TEXT_TOOL, r->tool_text);
	send_timeline(s, PARCEL_SAID, r->compile.said);
	for (size_t i = 0; i < r->run_count; i++) {
		const struct check_run *run = &r->runs[i];
		struct run_head head = { run->conversation, run->delivery, run->storm, run->seed,
			run->timeline != NULL };

		SEND_STRUCT(s, PARCEL_RUN, &head);
		send_timeline(s, PARCEL_EVENT, run->timeline);
	}
	SEND_STRUCT(s, PARCEL_END, &end);
}

static void quiet_fds(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = 0; fd < 3 && null >= 0; fd++)
		dup2(null, fd);
}

/* What a child is to do: check an exercise, or play a lesson's demo. */
struct errand {
	struct checker *checker;
	const struct exercise *exercise;
	const struct lesson *demo; /* NULL: the exercise */
	const struct check_options *options;
};

static void run_errand(const struct errand *errand, const struct check_options *o, struct sender *s)
{
	struct check_result r = { 0 };
	struct check_run run;
	struct end_head end = { 0 };

	if (!errand->demo) {
		check_exercise(errand->checker, errand->exercise, o, &r);
		send_result(s, &r);
		return;
	}
	check_demo(errand->checker, errand->demo, o, &run);
	end.outcome = run.verdict.outcome;
	send_text(s, TEXT_TOOL, run.verdict.tool_text);
	SEND_STRUCT(s, PARCEL_END, &end);
}

static void child(const struct errand *errand, int fd, pid_t parent)
{
	static const int ours[] = { SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGWINCH, SIGCONT, SIGCHLD,
		SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL };
	struct sender s = { .fd = fd };
	struct check_options o = *errand->options;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	for (size_t i = 0; i < ARRAY_LEN(ours); i++) /* the screen's handlers write to the screen */
		signal(ours[i], SIG_DFL);
	setpgid(0, 0); /* Ctrl-C at the terminal is the screen's to answer */
	quiet_fds();
	stage_prepare(); /* the reaper of a fork is not its parent */
	o.seen = send_live;
	o.cancelled = NULL;
	o.context = &s;
	run_errand(errand, &o, &s);
	stage_finish();
	_exit(0);
}

/* ---- the parent's side */

static struct check_job *start(const struct errand *errand, struct err *err)
{
	struct check_job *j = xcalloc(1, sizeof *j);
	pid_t parent = getpid();
	int pipe_fds[2];

	j->exercise = errand->exercise;
	j->fd = -1;
	j->result.compile.said = timeline_new();
	if (pipe2(pipe_fds, O_CLOEXEC) < 0) {
		err_sys(err, "cannot start the check");
		check_job_free(j);
		return NULL;
	}
	j->pid = fork();
	if (j->pid == 0) {
		close(pipe_fds[0]);
		child(errand, pipe_fds[1], parent);
	}
	close(pipe_fds[1]);
	j->fd = pipe_fds[0];
	if (j->pid < 0) {
		err_sys(err, "cannot start the check");
		check_job_free(j);
		return NULL;
	}
	fcntl(j->fd, F_SETFL, O_NONBLOCK);
	return j;
}

struct check_job *check_job_start(
	struct checker *c, const struct exercise *e, const struct check_options *o, struct err *err)
{
	return start(&(struct errand){ c, e, NULL, o }, err);
}

struct check_job *check_job_demo(
	struct checker *c, const struct lesson *l, const struct check_options *o, struct err *err)
{
	return start(&(struct errand){ c, NULL, l, o }, err);
}

int check_job_fd(const struct check_job *j)
{
	return j->fd;
}

pid_t check_job_pid(const struct check_job *j)
{
	return j->pid;
}

static void take_compile(struct check_job *j, struct bytes body)
{
	struct compile_head head;

	memcpy(&head, body.at, sizeof head);
	j->result.compile.outcome = head.outcome;
	j->result.compile.cached = head.cached;
	j->result.compile.took_ns = head.took_ns;
	memcpy(j->result.compile.source_hash, head.source_hash, sizeof head.source_hash);
}

static void take_text(struct check_job *j, int which, struct bytes body)
{
	char **places[JOB_TEXTS] = {
		[TEXT_PROGRAM] = &j->result.compile.program,
		[TEXT_COMMAND] = &j->result.compile.command,
		[TEXT_SAYS] = &j->result.compile.text,
		[TEXT_TOOL] = &j->result.tool_text,
	};

	free(*places[which]);
	*places[which] = xstrndup((const char *)body.at, body.len);
}

static void take_run(struct check_job *j, struct bytes body)
{
	struct check_result *r = &j->result;
	struct run_head head;

	memcpy(&head, body.at, sizeof head);
	grow(&r->runs, &j->run_cap, r->run_count, sizeof *r->runs);
	j->filling = head.played ? timeline_new() : NULL;
	r->runs[r->run_count++] = (struct check_run){ .conversation = head.conversation,
		.delivery = head.delivery,
		.storm = head.storm,
		.seed = head.seed,
		.timeline = j->filling };
}

static void take_end(struct check_job *j, struct bytes body)
{
	struct end_head head;

	memcpy(&head, body.at, sizeof head);
	j->result.outcome = head.outcome;
	j->result.seed = head.seed;
	j->result.took_ns = head.took_ns;
	j->result.level = head.level;
	j->result.cancelled = head.cancelled;
	j->ended = true;
}

static void add_packed(struct timeline *tl, struct bytes body)
{
	struct event ev;
	size_t used;

	if (tl && event_unpack(body, &ev, &used) == 1)
		timeline_add(tl, &ev);
}

struct watcher {
	void (*seen)(
		void *context, int conversation, enum delivery delivery, const struct event *ev);
	void *context;
};

static void take_live(const struct parcel *head, struct bytes body, const struct watcher *w)
{
	struct event ev;
	size_t used;

	if (w->seen && event_unpack(body, &ev, &used) == 1)
		w->seen(w->context, head->a, head->b, &ev);
}

static void take_parcel(
	struct check_job *j, const struct parcel *head, struct bytes body, const struct watcher *w)
{
	switch ((enum parcel_kind)head->kind) {
	case PARCEL_LIVE: take_live(head, body, w); return;
	case PARCEL_COMPILE: take_compile(j, body); return;
	case PARCEL_TEXT: take_text(j, head->a, body); return;
	case PARCEL_SAID: add_packed(j->result.compile.said, body); return;
	case PARCEL_RUN: take_run(j, body); return;
	case PARCEL_EVENT: add_packed(j->filling, body); return;
	case PARCEL_END: take_end(j, body); return;
	}
}

static void take_parcels(struct check_job *j, const struct watcher *w)
{
	size_t at = 0;

	while (j->in.len - at >= sizeof(struct parcel)) {
		struct parcel head;

		memcpy(&head, j->in.data + at, sizeof head);
		if (j->in.len - at - sizeof head < head.len)
			break;
		take_parcel(j, &head,
			(struct bytes){ (uint8_t *)j->in.data + at + sizeof head, head.len }, w);
		at += sizeof head + head.len;
	}
	buf_drop_front(&j->in, at);
}

bool check_job_read(struct check_job *j,
	void (*seen)(
		void *context, int conversation, enum delivery delivery, const struct event *ev),
	void *context)
{
	const struct watcher w = { seen, context };
	char chunk[65536];
	ssize_t n;

	while ((n = read(j->fd, chunk, sizeof chunk)) > 0) {
		buf_add(&j->in, chunk, n);
		take_parcels(j, &w);
		if (n < (ssize_t)sizeof chunk) /* let keys and the picture have their turn */
			return !j->ended;
	}
	return n < 0 && (errno == EAGAIN || errno == EINTR);
}

void check_job_result(struct check_job *j, struct check_result *out)
{
	struct check_result *r = &j->result;

	if (!j->ended) {
		r->outcome = OUTCOME_TOOL_ERROR;
		r->tool_text = r->tool_text ? r->tool_text
					    : xstrdup("the check ended without a result; this is "
						      "not your program's fault");
	}
	if (j->exercise)
		check_judge(j->exercise, r);
	*out = *r;
	memset(r, 0, sizeof *r);
}

void check_job_free(struct check_job *j)
{
	if (!j)
		return;
	if (j->pid > 0) {
		kill(j->pid, SIGKILL); /* its stages die with it */
		while (waitpid(j->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	closep(&j->fd);
	buf_free(&j->in);
	check_result_free(&j->result);
	free(j);
}
