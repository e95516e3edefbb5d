// SPDX-License-Identifier: MIT
/* packet.h
 * Reading a packet, from its IP header on: IPv4 and IPv6 with TCP, UDP or ICMP. The bytes come from the wire and may be cut short,
 * so every field is looked for before it is read; what is not there is not made up.
 */
#pragma once
#include "timeline/event.h"

/* Fills *out from the first bytes `raw` of a packet that was `total` bytes long; out->raw borrows from raw. False, without
 * touching *out, if it is no IP packet or its header is not whole. A later fragment of a datagram has no ports: they are 0. */
bool packet_decode(struct bytes raw, uint32_t total, struct packet_event *out);

/* What it carries, as far as it was captured. */
struct bytes packet_payload(const struct packet_event *p);

/* What a TCP header says after its fixed part. */
enum { SACK_BLOCKS_MAX = 4 };
struct tcp_options {
	bool has_mss, has_wscale, has_times, sack_permitted;
	uint16_t mss;
	uint8_t wscale;
	uint32_t time, time_echo;
	struct {
		uint32_t from, to;
	} sack[SACK_BLOCKS_MAX];
	uint32_t sack_count;
	bool damaged; /* a length that leads nowhere: what came before it is told */
};
bool packet_tcp_options(const struct packet_event *p, struct tcp_options *out);

/* What an ICMP error is about. */
struct icmp_error {
	uint8_t type, code;
	bool port_unreachable;	   /* nobody has a socket there */
	bool has_inner;		   /* the packet it answers could be read */
	struct packet_event inner; /* borrows from the outer one */
};
bool packet_icmp(const struct packet_event *p, struct icmp_error *out);

/* Every header field, for people who want to see the bytes: its name, where it stands, what it says. */
struct packet_field {
	const char *name;
	uint32_t at, len; /* within raw */
	char text[80];
};
enum { PACKET_FIELDS_MAX = 48 };
size_t packet_fields(const struct packet_event *p, struct packet_field out[PACKET_FIELDS_MAX]);

/* "SYN ACK"; PSH and URG are left out unless they are all there is to say. */
void packet_flags_text(struct buf *out, uint8_t flags);
