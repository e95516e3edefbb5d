// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "timeline/packet.h"

/* 127.0.0.1:40112 to 127.0.0.1:7000, as the loopback of Linux sends them */
#define IP4(len, proto) 0x45, 0, 0, len, 0, 7, 0x40, 0, 64, proto, 0, 0, 127, 0, 0, 1, 127, 0, 0, 1
#define PORTS		0x9c, 0xb0, 0x1b, 0x58
#define TCP(words, flags)                                                                          \
	PORTS, 0, 0, 3, 0xe8, 0, 0, 7, 0xd0, words << 4, flags, 0xff, 0xff, 0, 0, 0, 0
#define IP6(len, next)                                                                             \
	0x60, 0, 0, 0, 0, len, next, 64, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0,  \
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1

// clang-format off
static const struct {
	const char *name;
	uint8_t raw[96];
	uint32_t len, total;
	bool ok;
	int proto, src_port, dst_port, flags;
	uint32_t seq, payload_at, payload_len;
} packets[] = {
	{ "data", { IP4(43, 6), TCP(5, 24), 'h', 'e', 'l' }, 43, 43, true, PACKET_TCP, 40112, 7000, TCP_PSH | TCP_ACK, 1000, 40, 3 },
	{ "cut short", { IP4(143, 6), TCP(5, 16) }, 40, 143, true, PACKET_TCP, 40112, 7000, TCP_ACK, 1000, 40, 103 },
	{ "half a header", { IP4(40, 6), TCP(5, 16) }, 39, 40, false },
	{ "longer than it was", { IP4(44, 6), TCP(5, 16) }, 40, 40, false },
	{ "options beyond its end", { IP4(40, 6), TCP(6, 16) }, 40, 40, false },
	{ "a datagram", { IP4(30, 17), PORTS, 0, 10, 0, 0, 'h', 'i' }, 30, 30, true, PACKET_UDP, 40112, 7000, 0, 0, 28, 2 },
	{ "an empty datagram", { IP4(28, 17), PORTS, 0, 8, 0, 0 }, 28, 28, true, PACKET_UDP, 40112, 7000, 0, 0, 28, 0 },
	{ "IPv6", { IP6(22, 6), TCP(5, 17), 'h', 'i' }, 62, 62, true, PACKET_TCP, 40112, 7000, TCP_FIN | TCP_ACK, 1000, 60, 2 },
	{ "IPv6 with an extension", { IP6(16, 0), 17, 0, 0, 0, 0, 0, 0, 0, PORTS, 0, 8, 0, 0 }, 56, 56, true, PACKET_UDP, 40112, 7000, 0, 0, 56, 0 },
	{ "a later fragment", { 0x45, 0, 0, 24, 0, 7, 0, 185, 64, 17, 0, 0, 127, 0, 0, 1, 127, 0, 0, 1, 1, 2, 3, 4 }, 24, 24, true, PACKET_UDP, 0, 0, 0, 0, 20, 4 },
	{ "another protocol", { IP4(22, 99), 1, 2 }, 22, 22, true, 99, 0, 0, 0, 0, 20, 2 },
	{ "no IP", { 0x15 }, 40, 40, false },
	{ "nothing", { 0 }, 0, 0, false },
};
// clang-format on

static void packets_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(packets); i++) {
		AUTO(freep) uint8_t *exact = xmemdup(packets[i].raw, packets[i].len);
		struct packet_event p = { .proto = -1 };

		if (packet_decode((struct bytes){ exact, packets[i].len }, packets[i].total, &p) !=
			packets[i].ok)
			fail_msg("%s", packets[i].name);
		if (!packets[i].ok) {
			assert_int_equal(p.proto, -1);
			continue;
		}
		if (p.proto != packets[i].proto || p.src.port != packets[i].src_port ||
			p.dst.port != packets[i].dst_port || p.flags != packets[i].flags ||
			p.seq != packets[i].seq || p.payload_at != packets[i].payload_at ||
			p.payload_len != packets[i].payload_len)
			fail_msg("%s", packets[i].name);
	}
}

static void options_are_read(void **state)
{
	static const uint8_t syn[] = { IP4(60, 6), TCP(10, 2), 2, 4, 5, 0xb4, 4, 2, 8, 10, 0, 0, 0,
		9, 0, 0, 0, 8, 1, 3, 3, 7 };
	struct packet_event p;
	struct tcp_options o;

	(void)state;
	assert_true(packet_decode((struct bytes){ syn, sizeof syn }, sizeof syn, &p));
	assert_true(packet_tcp_options(&p, &o));
	assert_true(
		o.has_mss && o.mss == 1460 && o.has_wscale && o.wscale == 7 && o.sack_permitted);
	assert_true(o.has_times && o.time == 9 && o.time_echo == 8 && !o.damaged);
}

static const uint8_t unreachable[] = { IP4(58, 1), 3, 3, 0, 0, 0, 0, 0, 0, IP4(130, 17), PORTS, 0,
	110, 0, 0, 'h', 'i' };

static void errors_tell_what_they_are_about(void **state)
{
	struct packet_event p;
	struct icmp_error e;

	(void)state;
	assert_true(packet_decode(
		(struct bytes){ unreachable, sizeof unreachable }, sizeof unreachable, &p));
	assert_true(packet_icmp(&p, &e));
	assert_true(e.port_unreachable && e.has_inner);
	assert_int_equal(e.inner.dst.port, 7000);
	assert_int_equal(e.inner.src.port, 40112);
}

static void every_byte_of_a_header_is_named(void **state)
{
	static const uint8_t data[] = { IP4(43, 6), TCP(5, 24), 'h', 'e', 'l' };
	struct packet_field fields[PACKET_FIELDS_MAX];
	struct packet_event p;
	size_t n, next = 0;

	(void)state;
	assert_true(packet_decode((struct bytes){ data, sizeof data }, sizeof data, &p));
	n = packet_fields(&p, fields);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(fields[i].at, next);
		next = fields[i].at + fields[i].len;
	}
	assert_int_equal(next, sizeof data);
	assert_string_equal(fields[n - 1].text, "3 bytes");
}

static void flags_have_names(void **state)
{
	static const struct {
		uint8_t flags;
		const char *text;
	} rows[] = { { TCP_SYN, "SYN" }, { TCP_SYN | TCP_ACK, "SYN ACK" },
		{ TCP_FIN | TCP_ACK | TCP_PSH, "FIN ACK" }, { TCP_PSH, "PSH" }, { 0, "no flags" } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(buf_free) struct buf text = { 0 };

		packet_flags_text(&text, rows[i].flags);
		assert_string_equal(buf_str(&text), rows[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(packets_are_read),
		cmocka_unit_test(options_are_read),
		cmocka_unit_test(errors_tell_what_they_are_about),
		cmocka_unit_test(every_byte_of_a_header_is_named),
		cmocka_unit_test(flags_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
