// SPDX-License-Identifier: MIT
/* report_runs.h
 * Runs written by hand, for the tests of reports; and comparing what is reported with a file. BLESS=1 in the environment writes the
 * files anew.
 */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/file.h"
#include "timeline/packet.h"
#include "timeline/timeline.h"

/* ---- a run that is written line by line, a microsecond a line */

struct writer {
	struct timeline *tl;
	uint64_t now;
	struct address you, ana;
	uint32_t seq[2]; /* of you, of ana */
	uint32_t call;	 /* id of the call in progress */
};

#define US 1000

static uint32_t add(struct writer *w, struct event ev)
{
	if (!ev.t0)
		ev.t0 = w->now += 20 * US;
	if (!ev.t1 && !(ev.kind == EVENT_CALL && (ev.call.flags & CALL_UNFINISHED)))
		ev.t1 = ev.t0;
	return timeline_add(w->tl, &ev);
}

/* A call at a line of echo.c: finish() tells when and how it returned. */
static struct event call(
	struct writer *w, enum call_id id, int line, int64_t a0, int64_t a1, int64_t a2)
{
	struct event ev = { .kind = EVENT_CALL, .t0 = w->now += 20 * US };

	ev.call = (struct call_event){ .id = id,
		.pid = 7,
		.tid = 7,
		.arg = { a0, a1, a2 },
		.fd = calls[id].fd >= 0 ? (int)a0 : -1,
		.fd_kind = calls[id].fd >= 0 ? FD_TCP : FD_NONE,
		.addrlen_in = -1,
		.addrlen_out = -1,
		.frame_count = 1,
		.frames = { { "echo.c", "main", line } } };
	return ev;
}

static void finish(struct writer *w, struct event ev, int64_t ret, int err)
{
	ev.t1 = w->now += 5 * US;
	ev.call.ret = ret;
	ev.call.err = err;
	timeline_add(w->tl, &ev);
}

static void hangs(struct writer *w, struct event ev)
{
	ev.call.flags |= CALL_UNFINISHED;
	ev.t1 = 0;
	timeline_add(w->tl, &ev);
}

static struct event on(struct writer *w, struct event ev)
{
	ev.call.local = w->you;
	ev.call.remote = w->ana;
	return ev;
}

static struct event with_data(struct event ev, const char *data)
{
	ev.call.data = bytes_of(data);
	ev.call.data_total = ev.call.data.len;
	return ev;
}

/* A packet over IPv4, in its true bytes. */
static void packet(struct writer *w, bool from_you, uint8_t flags, const char *data)
{
	const struct address *src = from_you ? &w->you : &w->ana,
			     *dst = from_you ? &w->ana : &w->you;
	uint32_t *seq = &w->seq[!from_you], ack = w->seq[from_you];
	size_t len = strlen(data), total = 40 + len;
	uint8_t raw[1500] = { 0x45, 0, total >> 8, total, 0, 1, 0x40, 0, 64, 6, 0, 0, src->ip[0],
		src->ip[1], src->ip[2], src->ip[3], dst->ip[0], dst->ip[1], dst->ip[2], dst->ip[3],
		src->port >> 8, src->port, dst->port >> 8, dst->port, *seq >> 24, *seq >> 16,
		*seq >> 8, *seq, ack >> 24, ack >> 16, ack >> 8, ack, 0x50, flags, 0xff, 0xff };
	struct event ev = { .kind = EVENT_PACKET, .who = WHO_WIRE };

	memcpy(raw + 40, data, len);
	assert_true(packet_decode((struct bytes){ raw, total }, total, &ev.packet));
	ev.t0 = w->now += 1 * US;
	add(w, ev);
	*seq += len + !!(flags & TCP_SYN) + !!(flags & TCP_FIN);
}

static void move(struct writer *w, enum move_what what, const char *data)
{
	struct event ev = { .kind = EVENT_MOVE, .who = 1, .t0 = w->now += 1 * US };

	ev.move = (struct move_event){ .what = what, .local = w->ana, .remote = w->you };
	if (data)
		ev.move.data = bytes_of(data);
	add(w, ev);
}

static void step(struct writer *w, int index, enum step_what what, enum step_why why)
{
	struct event ev = { .kind = EVENT_STEP, .who = WHO_TOOL };

	ev.step = (struct step_event){ index, what, why, { 0 } };
	ev.t0 = w->now += 1 * US;
	add(w, ev);
}

static void process(struct writer *w, enum process_what what, int value)
{
	struct event ev = { .kind = EVENT_PROCESS };

	ev.process = (struct process_event){
		.what = what, .pid = 7, .tid = 7, .value = value, .main = true
	};
	add(w, ev);
}

static void ends(struct writer *w, enum end_how how)
{
	struct event ev = { .kind = EVENT_END, .who = WHO_TOOL };

	ev.end.how = how;
	ev.end.text = "";
	add(w, ev);
}

static struct writer new_run(void)
{
	struct writer w = { .tl = timeline_new(),
		.you = address_ip4("127.0.0.1", 7000),
		.ana = address_ip4("127.0.0.1", 40112),
		.seq = { 5000, 1000 } };
	struct event ev = { .kind = EVENT_RUN, .who = WHO_TOOL };

	ev.run = (struct run_event){ .exercise = "9.1",
		.command = "./echo 7000",
		.host = "127.0.0.1",
		.port = 7000,
		.conversation = 1,
		.conversation_title = "a line in two pieces",
		.delivery = "split",
		.storm = "none",
		.seed = 41,
		.level = "full",
		.wall_ns = UINT64_C(1763720000000000000),
		.cast = "you ana" };
	timeline_add(w.tl, &ev);
	return w;
}

/* The server opens, ana connects, is accepted. */
static void opening(struct writer *w)
{
	struct event ev;

	process(w, PROCESS_STARTED, 0);
	finish(w, call(w, CALL_SOCKET, 12, AF_INET, SOCK_STREAM, 0), 3, 0);
	ev = call(w, CALL_BIND, 19, 3, 0x7ffd, 16);
	ev.call.addr = address_ip4("0.0.0.0", 7000);
	finish(w, ev, 0, 0);
	ev = call(w, CALL_LISTEN, 23, 3, 5, 0);
	ev.call.local = address_ip4("0.0.0.0", 7000);
	finish(w, ev, 0, 0);
	move(w, MOVE_CONNECTS, NULL);
	packet(w, false, TCP_SYN, "");
	packet(w, true, TCP_SYN | TCP_ACK, "");
	packet(w, false, TCP_ACK, "");
	move(w, MOVE_CONNECTED, NULL);
	step(w, 0, STEP_DONE, WHY_NONE);
	ev = on(w, call(w, CALL_ACCEPT, 28, 3, 0, 0));
	ev.call.fd_listening = true;
	finish(w, ev, 4, 0);
}

/* The server takes the first recv() for the whole line, answers and closes: the rest meets a reset. */
static inline struct timeline *one_recv_run(void)
{
	struct writer w = new_run();

	opening(&w);
	step(&w, 1, STEP_DONE, WHY_NONE);
	packet(&w, false, TCP_PSH | TCP_ACK, "hel");
	move(&w, MOVE_SENT, "hel");
	packet(&w, true, TCP_ACK, "");
	finish(&w, with_data(on(&w, call(&w, CALL_RECVFROM, 31, 4, 0x7ffe, 1024)), "hel"), 3, 0);
	struct event send = with_data(on(&w, call(&w, CALL_SENDTO, 34, 4, 0x7ffe, 3)), "hel");

	packet(&w, true, TCP_PSH | TCP_ACK, "hel");
	finish(&w, send, 3, 0);
	packet(&w, false, TCP_ACK, "");
	move(&w, MOVE_GOT, "hel");
	struct event close = on(&w, call(&w, CALL_CLOSE, 36, 4, 0, 0));

	packet(&w, true, TCP_FIN | TCP_ACK, "");
	finish(&w, close, 0, 0);
	packet(&w, false, TCP_PSH | TCP_ACK, "lo\n");
	move(&w, MOVE_SENT, "lo\n");
	packet(&w, true, TCP_RST, "");
	move(&w, MOVE_SAW_RESET, NULL);
	step(&w, 2, STEP_BROKE, WHY_RESET);
	struct event accept = call(&w, CALL_ACCEPT, 28, 3, 0, 0);

	accept.call.local = address_ip4("0.0.0.0", 7000);
	accept.call.fd_listening = true;
	hangs(&w, accept);
	ends(&w, END_BROKE);
	return w.tl;
}

/* ---- comparing with a file */

static inline void assert_golden(const char *name, const struct buf *got)
{
	AUTO(freep) char *path = path_join("tests/golden/report", name);
	AUTO(buf_free) struct buf want = { 0 };
	struct err err;

	if (getenv("BLESS")) {
		if (!file_write(path, buf_bytes(got), &err))
			fail_msg("%s", err.text);
		return;
	}
	if (!file_read(path, 1 << 20, 0, &want, &err))
		fail_msg("%s (BLESS=1 makes it)", err.text);
	if (!bytes_equal(buf_bytes(&want), buf_bytes(got)))
		fail_msg("not as in %s; it is now:\n%s", path, buf_str(got));
}
