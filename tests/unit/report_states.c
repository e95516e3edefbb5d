// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "report/tcp_states.h"

/* A packet: from the client ('c') or the server, its flags, bytes, and the states of client and server after it. */
struct line {
	char from;
	uint8_t flags;
	uint32_t seq, ack, len;
	const char *client, *server;
};

// clang-format off
static const struct line orderly[] = {
	{ 'c', TCP_SYN, 100, 0, 0, "SYN_SENT", "SYN_RECV" },
	{ 's', TCP_SYN | TCP_ACK, 500, 101, 0, "ESTABLISHED", "SYN_RECV" },
	{ 'c', TCP_ACK, 101, 501, 0, "ESTABLISHED", "ESTABLISHED" },
	{ 'c', TCP_ACK, 101, 501, 3, "ESTABLISHED", "ESTABLISHED" },
	{ 's', TCP_ACK, 501, 104, 0, "ESTABLISHED", "ESTABLISHED" },
	{ 'c', TCP_FIN | TCP_ACK, 104, 501, 0, "FIN_WAIT1", "CLOSE_WAIT" },
	{ 's', TCP_ACK, 501, 105, 0, "FIN_WAIT2", "CLOSE_WAIT" },
	{ 's', TCP_FIN | TCP_ACK, 501, 105, 0, "TIME_WAIT", "LAST_ACK" },
	{ 'c', TCP_ACK, 105, 502, 0, "TIME_WAIT", "CLOSED" },
	{ 'c', TCP_SYN, 9000, 0, 0, "SYN_SENT", "SYN_RECV" }, /* the same ports again */
};
static const struct line fin_and_ack_in_one[] = {
	{ 'c', TCP_FIN | TCP_ACK, 104, 501, 0, "FIN_WAIT1", "CLOSE_WAIT" },
	{ 's', TCP_FIN | TCP_ACK, 501, 105, 0, "TIME_WAIT", "LAST_ACK" },
	{ 'c', TCP_ACK, 105, 502, 0, "TIME_WAIT", "CLOSED" },
};
static const struct line both_at_once[] = {
	{ 'c', TCP_FIN | TCP_ACK, 104, 501, 0, "FIN_WAIT1", "CLOSE_WAIT" },
	{ 's', TCP_FIN | TCP_ACK, 501, 104, 0, "CLOSING", "LAST_ACK" },
	{ 's', TCP_ACK, 502, 105, 0, "TIME_WAIT", "LAST_ACK" },
};
static const struct line refused[] = {
	{ 'c', TCP_SYN, 100, 0, 0, "SYN_SENT", "SYN_RECV" },
	{ 's', TCP_RST | TCP_ACK, 0, 101, 0, "CLOSED", "CLOSED" },
};
static const struct line reset[] = {
	{ 'c', TCP_ACK, 101, 501, 3, "ESTABLISHED", "ESTABLISHED" },
	{ 's', TCP_RST, 501, 0, 0, "CLOSED", "CLOSED" },
};
static const struct line repeated[] = {
	{ 'c', TCP_SYN, 100, 0, 0, "SYN_SENT", "SYN_RECV" },
	{ 'c', TCP_SYN, 100, 0, 0, "SYN_SENT", "SYN_RECV" },
};
static const struct {
	const char *name;
	const struct line *lines;
	size_t count;
} talks[] = {
	{ "orderly", orderly, ARRAY_LEN(orderly) }, { "one packet", fin_and_ack_in_one, ARRAY_LEN(fin_and_ack_in_one) },
	{ "both", both_at_once, ARRAY_LEN(both_at_once) }, { "refused", refused, ARRAY_LEN(refused) },
	{ "reset", reset, ARRAY_LEN(reset) }, { "repeated", repeated, ARRAY_LEN(repeated) },
};
// clang-format on

static struct timeline *written(const struct line *lines, size_t count)
{
	struct timeline *tl = timeline_new();
	struct address client = address_ip4("127.0.0.1", 40112),
		       server = address_ip4("127.0.0.1", 7000);

	for (size_t i = 0; i < count; i++) {
		struct event ev = { .kind = EVENT_PACKET, .t0 = i + 1, .t1 = i + 1 };

		ev.packet = (struct packet_event){ .proto = PACKET_TCP,
			.src = lines[i].from == 'c' ? client : server,
			.dst = lines[i].from == 'c' ? server : client,
			.flags = lines[i].flags,
			.seq = lines[i].seq,
			.ack = lines[i].ack,
			.payload_len = lines[i].len };
		timeline_add(tl, &ev);
	}
	return tl;
}

static void states_follow_from_packets(void **state)
{
	(void)state;
	for (size_t t = 0; t < ARRAY_LEN(talks); t++) {
		AUTO(timeline_freep) struct timeline *tl = written(talks[t].lines, talks[t].count);
		struct tcp_moments moments;

		tcp_states_of(tl, &moments);
		assert_int_equal(moments.count, talks[t].count);
		for (size_t i = 0; i < moments.count; i++) {
			const struct line *l = &talks[t].lines[i];
			const struct tcp_moment *m = tcp_moment_at(&moments, i);
			int client = l->from == 'c' ? m->src_state : m->dst_state;
			int server = l->from == 'c' ? m->dst_state : m->src_state;

			if (strcmp(tcp_state_names[client], l->client) != 0 ||
				strcmp(tcp_state_names[server], l->server) != 0)
				fail_msg("%s, packet %zu: %s %s", talks[t].name, i + 1,
					tcp_state_names[client], tcp_state_names[server]);
		}
		tcp_moments_free(&moments);
	}
}

static void what_is_said_twice_is_known(void **state)
{
	AUTO(timeline_freep) struct timeline *tl = written(repeated, ARRAY_LEN(repeated));
	struct tcp_moments moments;

	(void)state;
	tcp_states_of(tl, &moments);
	assert_false(moments.list[0].repeated);
	assert_true(moments.list[1].repeated);
	assert_null(tcp_moment_at(&moments, 2));
	tcp_moments_free(&moments);
}

static void the_last_ack_of_a_handshake_is_known(void **state)
{
	AUTO(timeline_freep) struct timeline *tl = written(orderly, ARRAY_LEN(orderly));
	struct tcp_moments moments;

	(void)state;
	tcp_states_of(tl, &moments);
	for (size_t i = 0; i < moments.count; i++)
		assert_int_equal(moments.list[i].handshake_ack, i == 2);
	assert_int_equal(moments.list[8].connection, 0);
	assert_int_equal(moments.list[9].connection, 1);
	tcp_moments_free(&moments);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(states_follow_from_packets),
		cmocka_unit_test(what_is_said_twice_is_known),
		cmocka_unit_test(the_last_ack_of_a_handshake_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
