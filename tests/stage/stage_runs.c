// SPDX-License-Identifier: MIT
/* Whole runs in real namespaces: that what happened is recorded, that silence is known when it is there and only then, that runs
 * repeat, and that nobody is left behind. */
#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/stat.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/clock.h"
#include "base/file.h"
#include "stage/probe.h"
#include "sent_again.h"
#include "stage_talk.h"
#include "timeline/packet.h"

static struct {
	char dir[32];
	char *server, *odd;
	struct buf source; /* of odd.c */
} made;

static char *build(const char *name)
{
	char *program = path_join(made.dir, name);
	AUTO(freep)
	char *command = xasprintf(
		"gcc -std=gnu17 -g -pthread -o %s tests/stage/programs/%s.c", program, name);

	if (system(command) != 0)
		fail_msg("%s.c cannot be made", name);
	return program;
}

static int set_up(void **state)
{
	(void)state;
	strcpy(made.dir, "/tmp/stage-runs-XXXXXX");
	if (!mkdtemp(made.dir) || chmod(made.dir, 0755) != 0)
		return -1;
	made.server = build("server");
	made.odd = build("odd");
	stage_prepare();
	return file_read("tests/stage/programs/odd.c", 1 << 20, 0, &made.source, NULL) ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	file_remove_tree(made.dir, NULL);
	free(made.server);
	free(made.odd);
	buf_free(&made.source);
	return 0;
}

/* Where a level is refused its tests are skipped, and say why. */
static void need(enum stage_level level)
{
	const char *why = "";

	if (probe_level(&why) <= level)
		return;
	print_message("skipped: %s\n", why);
	skip();
}

static struct timeline *run(const struct talk *t, struct stage_config c)
{
	c.lines = true;
	return talk_run(t, &c, NULL, NULL);
}

/* ---- looking at a timeline */

static const struct event *last_of(const struct timeline *tl, enum event_kind kind)
{
	const struct event *found = NULL;

	for (size_t i = 0; i < timeline_count(tl); i++)
		if (timeline_at(tl, i)->kind == kind)
			found = timeline_at(tl, i);
	return found;
}

static size_t got_bytes(const struct timeline *tl)
{
	size_t n = 0;

	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *ev = timeline_at(tl, i);

		if (ev->kind == EVENT_MOVE && ev->move.what == MOVE_GOT)
			n += ev->move.data.len;
	}
	return n;
}

static const struct event *program_end(const struct timeline *tl)
{
	for (size_t i = timeline_count(tl); i-- > 0;) {
		const struct event *ev = timeline_at(tl, i);

		if (ev->kind == EVENT_PROCESS && ev->process.main &&
			(ev->process.what == PROCESS_EXITED || ev->process.what == PROCESS_KILLED))
			return ev;
	}
	return NULL;
}

static const struct event *quiet_of(const struct timeline *tl, enum quiet_what what)
{
	for (size_t i = 0; i < timeline_count(tl); i++)
		if (timeline_at(tl, i)->kind == EVENT_QUIET &&
			timeline_at(tl, i)->quiet.what == what)
			return timeline_at(tl, i);
	return NULL;
}

static const struct event *nth_call(const struct timeline *tl, const char *name, int n)
{
	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *ev = timeline_at(tl, i);

		if (ev->kind == EVENT_CALL &&
			strcmp(calls_name(ev->call.id, ev->call.arg), name) == 0 && n-- == 0)
			return ev;
	}
	return NULL;
}

static bool has_note(const struct timeline *tl, const char *part)
{
	for (size_t i = 0; i < timeline_count(tl); i++)
		if (timeline_at(tl, i)->kind == EVENT_NOTE &&
			strstr(timeline_at(tl, i)->note.text, part))
			return true;
	return false;
}

static void assert_held(const struct talk *t, const struct timeline *tl, const char *what)
{
	const struct event *end = program_end(tl), *last = last_of(tl, EVENT_END);

	if (!last || last->end.how != END_PLAYED)
		fail_msg("%s: the run ended by %d (%s)", what, last ? (int)last->end.how : -1,
			last ? last->end.text : "");
	if (!end || end->process.what != PROCESS_EXITED || end->process.value != 0)
		fail_msg("%s: the program did not exit with 0", what);
	if (got_bytes(tl) != t->message.len * t->clients)
		fail_msg("%s: %zu bytes came back", what, got_bytes(tl));
}

/* ---- programs of every style, storms */

static const char *const styles[] = { "iterative", "fork", "sigchld", "threads", "poll", "select",
	"epoll" };

static struct talk talk_to(const char *style, const char *count, int clients)
{
	return (struct talk){
		.program = made.server,
		.args = { style, count, "7411" },
		.clients = clients,
		.message = bytes_of("hello\n"),
	};
}

static void every_style_is_followed(void **state)
{
	(void)state;
	need(LEVEL_FULL);
	for (size_t i = 0; i < ARRAY_LEN(styles); i++)
		for (int way = 0; way < 3; way++) {
			struct talk t = talk_to(styles[i], "3", 3);
			struct timeline *tl;

			t.one_by_one = way == 1;
			t.drips = way == 2;
			tl = run(&t, (struct stage_config){ .cpu = 0 });
			assert_held(&t, tl, styles[i]);
			timeline_free(tl);
		}
}

enum { STORM_SHORT = 1, STORM_PARTIAL = 4 };

static bool has_cut_send(const struct timeline *tl)
{
	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *ev = timeline_at(tl, i);

		if (ev->kind == EVENT_CALL && ev->call.flags & CALL_STORM &&
			calls[ev->call.id].moves == CALL_MOVES_OUT)
			return true;
	}
	return false;
}

static void no_storm_breaks_a_correct_program(void **state)
{
	static char text[3000];
	struct talk t;

	(void)state;
	need(LEVEL_FULL);
	memset(text, 'x', sizeof text);
	for (int storm = STORM_SHORT; storm <= STORM_PARTIAL; storm++)
		for (size_t i = 0; i < ARRAY_LEN(styles); i++) {
			struct timeline *tl;

			t = talk_to(styles[i], "3", 3);
			t.message = (struct bytes){ (const uint8_t *)text, sizeof text };
			tl = run(&t, (struct stage_config){ .storm = storm, .seed = 7 + i });
			assert_held(&t, tl, styles[i]);
			assert_true(has_note(tl, "storm: "));
			/* these all send by calls that may wait, of which the kernel takes the whole */
			if (storm == STORM_SHORT || storm == STORM_PARTIAL)
				assert_int_equal(has_cut_send(tl), storm == STORM_PARTIAL);
			timeline_free(tl);
		}
}

/* ---- one order of events */

/* What a person would tell of it, without times and numbers that are the kernel's to give. */
static void tell(struct buf *out, const struct event *ev)
{
	buf_addf(out, "%d %d ", ev->kind, ev->who);
	if (ev->kind == EVENT_CALL)
		buf_addf(out, "%s %d %d %d", calls[ev->call.id].name, ev->call.tid, ev->call.fd,
			(int)ev->call.ret);
	if (ev->kind == EVENT_PACKET)
		buf_addf(out, "%x %u", ev->packet.flags, ev->packet.payload_len);
	if (ev->kind == EVENT_SOCKET)
		buf_addf(out, "%d %u", ev->socket.state, ev->socket.rqueue);
	if (ev->kind == EVENT_MOVE)
		buf_addf(out, "%d %zu", ev->move.what, ev->move.data.len);
	if (ev->kind == EVENT_PROCESS)
		buf_addf(out, "%d %d %d", ev->process.what, ev->process.pid, ev->process.value);
	buf_add_char(out, '\n');
}

/* When the kernel acknowledges what nobody answered is its timer's affair. */
static bool is_bare_ack(const struct event *ev)
{
	return ev->kind == EVENT_PACKET && ev->packet.flags == TCP_ACK &&
	       ev->packet.payload_len == 0;
}

static void tell_all(struct buf *out, const struct timeline *tl)
{
	for (size_t i = 0; i < timeline_count(tl); i++)
		if (!is_bare_ack(timeline_at(tl, i)))
			tell(out, timeline_at(tl, i));
}

static const char *line_after(const char *text)
{
	return text + strcspn(text, "\n") + (*text != 0);
}

static void assert_same_story(const char *style, const char *first, const char *story)
{
	while (*first && strcspn(first, "\n") == strcspn(story, "\n") &&
		strncmp(first, story, strcspn(first, "\n")) == 0) {
		first = line_after(first);
		story = line_after(story);
	}
	if (*first || *story)
		fail_msg("%s: another story: \"%.*s\" was \"%.*s\"", style,
			(int)strcspn(first, "\n"), first, (int)strcspn(story, "\n"), story);
}

static void a_run_repeats(void **state)
{
	(void)state;
	need(LEVEL_FULL);
	for (size_t i = 0; i < ARRAY_LEN(styles); i++) {
		AUTO(buf_free) struct buf first = { 0 };

		for (int again = 0; again < 10; again++) {
			AUTO(buf_free) struct buf story = { 0 };
			struct talk t = talk_to(styles[i], "3", 3);
			struct timeline *tl = run(&t, (struct stage_config){ .cpu = 0 });
			bool sent_again = anything_sent_again(tl);

			if (!sent_again)
				tell_all(first.len ? &story : &first, tl);
			timeline_free(tl);
			if (story.len)
				assert_same_story(styles[i], buf_str(&first), buf_str(&story));
		}
	}
}

/* ---- silence */

static void silence_is_known(void **state)
{
	static const struct {
		const char *program, *what;
		bool stays;
	} rows[] = {
		{ "server", "forget-close", false },
		{ "server", "wait-for-more", true },
		{ "server", "print", false },
		{ "odd", "deadlock", false },
		{ "odd", "stopped", false },
		{ "odd", "input", false },
	};

	(void)state;
	need(LEVEL_FULL);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		bool server = strcmp(rows[i].program, "server") == 0;
		struct talk t = talk_to(rows[i].what, "1", server);
		struct timeline *tl;
		const struct event *quiet;

		t.stays = rows[i].stays;
		if (!server) {
			t.program = made.odd;
			t.args[1] = "7411";
			t.args[2] = NULL;
		}
		tl = run(&t, (struct stage_config){ .cpu = 0 });
		quiet = quiet_of(tl, QUIET_ASLEEP);
		if (!quiet || last_of(tl, EVENT_END)->end.how != END_PLAYED)
			fail_msg("%s: no silence", rows[i].what);
		if (!program_end(tl) || !program_end(tl)->process.by_tool)
			fail_msg("%s: ended by itself", rows[i].what);
		timeline_free(tl);
	}
}

static void a_timer_is_no_silence(void **state)
{
	static const char *const what[] = { "sleep", "timeout" };

	(void)state;
	need(LEVEL_FULL);
	for (size_t i = 0; i < ARRAY_LEN(what); i++) {
		struct talk t = talk_to(what[i], "1", 1);
		struct timeline *tl = run(&t, (struct stage_config){ .cpu = 0 });

		assert_held(&t, tl, what[i]);
		timeline_free(tl);
	}
}

static void who_waits_where_is_told(void **state)
{
	struct talk t = talk_to("forget-close", "1", 1);
	struct timeline *tl;
	const struct event *call;

	(void)state;
	need(LEVEL_FULL);
	tl = run(&t, (struct stage_config){ .cpu = 0 });
	call = nth_call(tl, "accept", 1);
	assert_non_null(call);
	assert_int_equal(call->t1, 0);
	assert_true(call->call.flags & CALL_UNFINISHED);
	assert_true(call->call.fd_listening);
	assert_string_equal(call->call.frames[0].func, "accept_one");
	assert_string_equal(call->call.frames[1].func, "forget_close");
	assert_string_equal(call->call.frames[2].func, "main");
	timeline_free(tl);
}

/* ---- what calls say */

static struct timeline *run_odd(const char *what)
{
	struct talk t = { .program = made.odd, .args = { what, "7411" } };

	return run(&t, (struct stage_config){ .cpu = 0 });
}

/* The text of a line of odd.c. */
static bool line_says(int line, const char *name)
{
	const char *at = buf_str(&made.source), *found;

	while (--line > 0)
		at = strchr(at, '\n') + 1;
	found = strstr(at, name);
	return found && found < at + strcspn(at, "\n");
}

static void calls_are_read(void **state)
{
	static const struct {
		const char *what, *name;
		int n;
		int64_t ret;
		int err;
		enum fd_kind kind;
		const char *data;
		uint16_t port;	 /* of the address */
		int64_t in, out; /* its lengths; -1: there is none */
	} rows[] = {
		{ "udp", "bind", 0, 0, 0, FD_UDP, "", 7411, 16, -1 },
		{ "udp", "sendto", 0, 4, 0, FD_UDP, "ping", 7411, 16, -1 },
		{ "udp", "recv", 0, 4, 0, FD_UDP, "po", 0, -1, -1 },
		{ "udp", "recv", 1, -1, EAGAIN, FD_UDP, "", 0, -1, -1 },
		{ "pieces", "writev", 0, 11, 0, FD_LOCAL_STREAM, "hello world", 0, -1, -1 },
		{ "pieces", "readv", 0, 11, 0, FD_LOCAL_STREAM, "hello world", 0, -1, -1 },
		{ "pieces", "sendmsg", 0, 11, 0, FD_LOCAL_STREAM, "hello world", 0, -1, -1 },
		{ "pieces", "recvmsg", 0, 11, 0, FD_LOCAL_STREAM, "hello world", 0, -1, -1 },
		{ "options", "getsockopt", 0, 0, 0, FD_TCP, "\1", 0, -1, -1 },
		{ "options", "bind", 0, -1, EINVAL, FD_TCP, "", 0, 4, -1 },
		{ "options", "bind", 1, -1, EBADF, FD_NONE, "", 7411, 16, -1 },
		{ "options", "bind", 2, -1, ENOTSOCK, FD_PIPE, "", 7411, 16, -1 },
		{ "options", "getsockname", 0, 0, 0, FD_TCP, "", 0, 7, 16 },
		{ "options", "close", 0, -1, EBADF, FD_NONE, "", 0, -1, -1 },
		{ "local", "write", 0, 2, 0, FD_LOCAL_STREAM, "hi", 0, -1, -1 },
		{ "local", "read", 0, 2, 0, FD_LOCAL_STREAM, "hi", 0, -1, -1 },
		{ "interrupted", "recv", 0, -1, EINTR, FD_LOCAL_STREAM, "", 0, -1, -1 },
		{ "interrupted", "recv", 1, 1, 0, FD_LOCAL_STREAM, "x", 0, -1, -1 },
		{ "executed", "exec", 0, 0, 0, FD_UNKNOWN, "", 0, -1, -1 },
		{ "executed", "recvmsg", 0, 11, 0, FD_LOCAL_STREAM, "hello world", 0, -1, -1 },
		{ "thread-executes", "recvmsg", 0, 11, 0, FD_LOCAL_STREAM, "hello world", 0, -1,
			-1 },
		{ "spawned", "recvmsg", 0, 11, 0, FD_LOCAL_STREAM, "hello world", 0, -1, -1 },
		{ "leaderless", "listen", 0, 0, 0, FD_TCP, "", 0, -1, -1 },
	};

	(void)state;
	need(LEVEL_TRACED);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct timeline *tl = run_odd(rows[i].what);
		const struct event *ev = nth_call(tl, rows[i].name, rows[i].n);
		const struct call_event *c = &ev->call;
		size_t len = strlen(rows[i].data);

		if (!ev)
			fail_msg("%s: no %s", rows[i].what, rows[i].name);
		if (c->ret != rows[i].ret || c->err != rows[i].err || c->fd_kind != rows[i].kind)
			fail_msg("%s: %s gave %d, errno %d, on kind %d", rows[i].what, rows[i].name,
				(int)c->ret, c->err, c->fd_kind);
		if (c->data.len < len || (len && memcmp(c->data.at, rows[i].data, len) != 0))
			fail_msg("%s: %s moved other bytes", rows[i].what, rows[i].name);
		assert_int_equal(c->addr.port, rows[i].port);
		assert_int_equal(c->addrlen_in, rows[i].in);
		assert_int_equal(c->addrlen_out, rows[i].out);
		timeline_free(tl);
	}
}

static void lines_are_those_of_the_source(void **state)
{
	static const char *const what[] = { "udp", "pieces", "options", "local", "interrupted" };
	/* what stands in the source for a name of ours */
	static const char *const others[][2] = { { "sleep", "usleep" }, { "setitimer", "ualarm" },
		{ "sigaction", "sigaction" } };

	(void)state;
	need(LEVEL_TRACED);
	/* three times, for what one run found out of a stack the next ones take from it */
	for (size_t i = 0; i < 3 * ARRAY_LEN(what); i++) {
		struct timeline *tl = run_odd(what[i % ARRAY_LEN(what)]);

		for (size_t k = 0; k < timeline_count(tl); k++) {
			const struct event *ev = timeline_at(tl, k);
			const char *name;

			if (ev->kind != EVENT_CALL || ev->call.flags & CALL_RUNTIME)
				continue;
			name = calls_name(ev->call.id, ev->call.arg);
			for (size_t o = 0; o < ARRAY_LEN(others); o++)
				if (strcmp(name, others[o][0]) == 0)
					name = others[o][1];
			assert_string_equal(ev->call.frames[0].file, "odd.c");
			if (!line_says(ev->call.frames[0].line, name))
				fail_msg("%s is not on line %d", name, ev->call.frames[0].line);
		}
		timeline_free(tl);
	}
}

/* ---- one clock */

static const struct event *nth_packet(
	const struct timeline *tl, uint8_t flags, bool from_program, bool data)
{
	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *ev = timeline_at(tl, i);

		if (ev->kind == EVENT_PACKET && (ev->packet.flags & flags) == flags &&
			(ev->packet.src.port == TALK_PORT) == from_program &&
			(ev->packet.payload_len > 0) == data)
			return ev;
	}
	return NULL;
}

static void causes_come_before_effects(void **state)
{
	struct talk t = talk_to("iterative", "1", 1);

	(void)state;
	need(LEVEL_FULL);
	for (int again = 0; again < 20; again++) {
		struct timeline *tl = run(&t, (struct stage_config){ .cpu = 0 });
		const struct event *listen = nth_call(tl, "listen", 0),
				   *accept = nth_call(tl, "accept", 0);
		const struct event *read = nth_call(tl, "read", 0),
				   *write = nth_call(tl, "write", 0);
		const struct event *close = nth_call(tl, "close", 0);
		const struct event *syn = nth_packet(tl, TCP_SYN, false, false);
		const struct event *data = nth_packet(tl, TCP_ACK, false, true);
		const struct event *reply = nth_packet(tl, TCP_ACK, true, true);
		const struct event *fin = nth_packet(tl, TCP_FIN, true, false);

		assert_true(
			listen && accept && read && write && close && syn && data && reply && fin);
		assert_true(listen->t1 <= syn->t0);
		assert_true(syn->t0 <= data->t0);
		assert_true(data->t0 <= read->t1);
		assert_true(read->t1 <= write->t0);
		assert_true(write->t0 <= reply->t0 && reply->t0 <= write->t1);
		assert_true(close->t0 <= fin->t0 && fin->t0 <= close->t1);
		timeline_free(tl);
	}
}

/* ---- too much */

static void too_much_is_ended(void **state)
{
	struct talk t = talk_to("eat", "1", 1);
	struct timeline *tl;

	(void)state;
	need(LEVEL_FULL);
	tl = run(&t, (struct stage_config){ .cpu = 0 });
	assert_true(has_note(tl, "memory"));
	assert_int_equal(program_end(tl)->process.value, SIGKILL);
	assert_false(program_end(tl)->process.by_tool);
	timeline_free(tl);
}

static void surplus_output_is_counted(void **state)
{
	size_t kept = 0;
	struct timeline *tl;

	(void)state;
	need(LEVEL_TRACED);
	tl = run_odd("flood");
	for (size_t i = 0; i < timeline_count(tl); i++)
		if (timeline_at(tl, i)->kind == EVENT_OUTPUT)
			kept += timeline_at(tl, i)->output.data.len;
	assert_int_equal(kept, 1 << 20);
	assert_int_equal(last_of(tl, EVENT_END)->end.output_lost, 100 * 65536 - (1 << 20));
	timeline_free(tl);
}

static void a_terminal_shows_lines_at_once(void **state)
{
	struct talk t = talk_to("print", "1", 1);
	struct timeline *tl;
	const struct event *output, *accept;

	(void)state;
	need(LEVEL_FULL);
	tl = run(&t, (struct stage_config){ .cpu = 0 });
	output = last_of(tl, EVENT_OUTPUT);
	accept = nth_call(tl, "accept", 0);
	assert_non_null(output);
	assert_memory_equal(output->output.data.at, "waiting\n", 8);
	assert_true(output->t0 < accept->t0);
	timeline_free(tl);
}

/* ---- nobody is left behind */

/* Processes that run a program of this test's. */
static int left_behind(void)
{
	DIR *dir = opendir("/proc");
	int count = 0;

	for (struct dirent *e; (e = readdir(dir));) {
		AUTO(freep) char *path = xasprintf("/proc/%s/cmdline", e->d_name);
		AUTO(fclosep)
		FILE *f = e->d_name[0] >= '1' && e->d_name[0] <= '9' ? fopen(path, "re") : NULL;
		char line[64] = "";

		if (f && fread(line, 1, sizeof line - 1, f) > 0)
			count += strncmp(line, made.dir, strlen(made.dir)) == 0;
	}
	closedir(dir);
	return count;
}

static void assert_nobody_left(const char *after)
{
	/* Dying takes the kernel a moment. */
	for (int i = 0; i < 500 && left_behind() > 0; i++)
		poll(NULL, 0, 10);
	if (left_behind() > 0)
		fail_msg("after %s %d processes are left", after, left_behind());
}

static void stubborn_programs_end(void **state)
{
	static const char *const what[] = { "daemon", "forks" };
	static const enum stage_level levels[] = { LEVEL_FULL, LEVEL_TRACED, LEVEL_BARE };

	(void)state;
	for (size_t l = 0; l < ARRAY_LEN(levels); l++)
		for (size_t i = 0; i < ARRAY_LEN(what); i++) {
			struct talk t = { .program = made.odd, .args = { what[i], "7411" } };
			struct stage_config c = { .level = levels[l], .deadline_ns = NS_PER_SEC };

			need(levels[l]);
			timeline_free(run(&t, c));
			assert_nobody_left(what[i]);
		}
}

/* Starts a run of a program that never ends, and calls `then` when it is under way. */
static struct stage_run *start_endless(struct talk *t, struct stage_player *player)
{
	const char *programs[] = { made.server, NULL };
	struct stage_config c = { .programs = programs, .deadline_ns = 60 * NS_PER_SEC };
	struct err err;
	struct stage_run *r;

	*t = talk_to("compute", "1", 1);
	*player = (struct stage_player){ t, talk_begin, talk_advance, talk_quiet, talk_over,
		talk_deadline };
	r = stage_start(&c, player, &err);
	if (!r)
		fail_msg("%s", err.text);
	while (left_behind() == 0)
		poll(NULL, 0, 5);
	return r;
}

static struct timeline *read_to_end(struct stage_run *r)
{
	struct timeline *tl = timeline_new();

	while (stage_run_read(r, tl, NULL, NULL))
		poll(&(struct pollfd){ stage_run_fd(r), POLLIN, 0 }, 1, -1);
	return tl;
}

static void a_run_is_cancelled(void **state)
{
	struct talk t;
	struct stage_player player;
	struct stage_run *r;
	struct timeline *tl;
	uint64_t start;

	(void)state;
	need(LEVEL_FULL);
	r = start_endless(&t, &player);
	start = clock_steady_ns();
	stage_run_cancel(r);
	tl = read_to_end(r);
	assert_int_equal(last_of(tl, EVENT_END)->end.how, END_CANCELLED);
	assert_true(clock_steady_ns() - start < NS_PER_SEC);
	stage_run_free(r);
	timeline_free(tl);
	assert_nobody_left("a cancelled run");
}

static void a_run_is_dropped(void **state)
{
	struct talk t;
	struct stage_player player;

	(void)state;
	need(LEVEL_FULL);
	stage_run_free(start_endless(&t, &player));
	assert_nobody_left("a dropped run");
}

/* Whoever kills the starter, or the manager, kills all. */
static void death_is_for_all(void **state)
{
	pid_t starter;
	struct talk t;
	struct stage_player player;

	(void)state;
	need(LEVEL_FULL);
	starter = fork();
	if (starter == 0) {
		start_endless(&t, &player);
		raise(SIGKILL);
	}
	waitpid(starter, NULL, 0);
	assert_nobody_left("the starter's death");
}

/* The parent of a process, as /proc tells. */
static pid_t parent_of(pid_t pid)
{
	AUTO(freep) char *path = xasprintf("/proc/%d/stat", (int)pid);
	AUTO(fclosep) FILE *f = fopen(path, "re");
	char text[512] = "";
	int parent = 0;

	if (!f || fread(text, 1, sizeof text - 1, f) == 0)
		return 0;
	sscanf(strrchr(text, ')') + 1, " %*c %d", &parent);
	return parent;
}

static pid_t find_manager(void)
{
	DIR *dir = opendir("/proc");
	pid_t found = 0;

	for (struct dirent *e; (e = readdir(dir));) {
		AUTO(freep) char *path = xasprintf("/proc/%s/comm", e->d_name);
		AUTO(fclosep)
		FILE *f = e->d_name[0] >= '1' && e->d_name[0] <= '9' ? fopen(path, "re") : NULL;
		char name[32] = "";

		if (f && fgets(name, sizeof name, f) && strcmp(name, "socklings-stage\n") == 0 &&
			parent_of(atoi(e->d_name)) == getpid())
			found = atoi(e->d_name);
	}
	closedir(dir);
	return found;
}

/* Managers of earlier runs, and what they left to us where their own starter was killed, take their time to go. */
static void bury_all(void)
{
	while (waitpid(-1, NULL, __WALL) > 0)
		continue;
}

static void a_killed_manager_is_explained(void **state)
{
	struct talk t;
	struct stage_player player;
	struct stage_run *r;
	struct timeline *tl;

	(void)state;
	need(LEVEL_FULL);
	bury_all();
	r = start_endless(&t, &player);
	assert_true(find_manager() > 0);
	kill(find_manager(), SIGKILL);
	tl = read_to_end(r);
	assert_int_equal(last_of(tl, EVENT_END)->end.how, END_TOOL);
	assert_non_null(strstr(last_of(tl, EVENT_END)->end.text, "Killed"));
	stage_run_free(r);
	timeline_free(tl);
	assert_nobody_left("the manager's death");
	assert_int_equal(waitpid(-1, NULL, __WALL | WNOHANG), -1); /* nor a zombie */
}

/* ---- other levels */

static void lower_levels_hold_a_talk(void **state)
{
	(void)state;
	for (int level = LEVEL_TRACED; level <= LEVEL_BARE; level++) {
		struct talk t = talk_to("fork", "2", 2);
		struct timeline *tl;

		need(level);
		tl = run(&t, (struct stage_config){ .level = level, .cpu = 0 });
		assert_held(&t, tl, level_names[level]);
		timeline_free(tl);
	}
}

static void own_rests_are_counted(void **state)
{
	(void)state;
	for (int level = LEVEL_FULL; level <= LEVEL_BARE; level++) {
		struct talk t = { .program = made.odd, .args = { "naps", "7411" } };
		struct timeline *tl;
		uint64_t rested;

		need(level);
		tl = run(&t, (struct stage_config){ .level = level, .cpu = 0 });
		rested = last_of(tl, EVENT_END)->end.rested_ns;
		if (rested == 0 || rested > last_of(tl, EVENT_END)->t0)
			fail_msg("%s: %llu ns at rest", level_names[level],
				(unsigned long long)rested);
		timeline_free(tl);
	}
}

static void a_leak_check_runs_untraced(void **state)
{
	struct talk t = talk_to("iterative", "1", 1);
	struct timeline *tl;

	(void)state;
	need(LEVEL_FULL);
	tl = run(&t, (struct stage_config){ .leaks = true });
	assert_held(&t, tl, "untraced");
	assert_null(nth_call(tl, "listen", 0));
	timeline_free(tl);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_style_is_followed),
		cmocka_unit_test(no_storm_breaks_a_correct_program),
		cmocka_unit_test(a_run_repeats),
		cmocka_unit_test(silence_is_known),
		cmocka_unit_test(a_timer_is_no_silence),
		cmocka_unit_test(who_waits_where_is_told),
		cmocka_unit_test(calls_are_read),
		cmocka_unit_test(lines_are_those_of_the_source),
		cmocka_unit_test(causes_come_before_effects),
		cmocka_unit_test(too_much_is_ended),
		cmocka_unit_test(surplus_output_is_counted),
		cmocka_unit_test(a_terminal_shows_lines_at_once),
		cmocka_unit_test(stubborn_programs_end),
		cmocka_unit_test(a_run_is_cancelled),
		cmocka_unit_test(a_run_is_dropped),
		cmocka_unit_test(death_is_for_all),
		cmocka_unit_test(a_killed_manager_is_explained),
		cmocka_unit_test(lower_levels_hold_a_talk),
		cmocka_unit_test(own_rests_are_counted),
		cmocka_unit_test(a_leak_check_runs_untraced),
	};

	return cmocka_run_group_tests_name("stage runs", tests, set_up, tear_down);
}
