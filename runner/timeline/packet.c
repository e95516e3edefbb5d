// SPDX-License-Identifier: MIT
#include "timeline/packet.h"

#include <stdarg.h>
#include <string.h>

enum {
	IP4_LEAST = 20,
	IP6_HEADER = 40,
	TCP_LEAST = 20,
	UDP_HEADER = 8,
	ICMP_HEADER = 8,
};

/* ---- bytes in network order; the caller has seen to it that they are there */

static uint16_t u16(struct bytes b, size_t at)
{
	return b.at[at] << 8 | b.at[at + 1];
}

static uint32_t u32(struct bytes b, size_t at)
{
	return (uint32_t)u16(b, at) << 16 | u16(b, at + 2);
}

/* ---- the IP header */

struct ip { /* what both versions say */
	int version, proto;
	uint32_t header, end; /* where the payload begins, and the packet ends */
	bool later_fragment;
	struct address src, dst;
};

static bool ip4_read(struct bytes raw, uint32_t total, struct ip *ip)
{
	if (raw.len < IP4_LEAST)
		return false;
	ip->version = 4;
	ip->header = (raw.at[0] & 15) * 4;
	ip->end = u16(raw, 2) ? u16(raw, 2) : total; /* 0: the kernel left it to the card */
	ip->proto = raw.at[9];
	ip->later_fragment = u16(raw, 6) & 0x1fff;
	ip->src.family = ip->dst.family = AF_INET;
	memcpy(ip->src.ip, raw.at + 12, 4);
	memcpy(ip->dst.ip, raw.at + 16, 4);
	return ip->header >= IP4_LEAST;
}

enum { IP6_HOP_BY_HOP = 0, IP6_ROUTING = 43, IP6_FRAGMENT = 44, IP6_DESTINATION = 60 };

static bool is_extension(int header)
{
	return header == IP6_HOP_BY_HOP || header == IP6_ROUTING || header == IP6_FRAGMENT ||
	       header == IP6_DESTINATION;
}

/* Steps over what may stand between the IPv6 header and the payload. */
static bool ip6_skip_extensions(struct bytes raw, struct ip *ip)
{
	while (is_extension(ip->proto) && !ip->later_fragment) {
		uint32_t at = ip->header;

		if (raw.len < at + 8)
			return false;
		ip->header += ip->proto == IP6_FRAGMENT ? 8 : (raw.at[at + 1] + 1) * 8;
		ip->later_fragment = ip->proto == IP6_FRAGMENT && (u16(raw, at + 2) & 0xfff8);
		ip->proto = raw.at[at];
	}
	return true;
}

static bool ip6_read(struct bytes raw, uint32_t total, struct ip *ip)
{
	if (raw.len < IP6_HEADER)
		return false;
	ip->version = 6;
	ip->header = IP6_HEADER;
	ip->end = u16(raw, 4) ? (uint32_t)IP6_HEADER + u16(raw, 4) : total;
	ip->proto = raw.at[6];
	ip->src.family = ip->dst.family = AF_INET6;
	memcpy(ip->src.ip, raw.at + 8, 16);
	memcpy(ip->dst.ip, raw.at + 24, 16);
	return ip6_skip_extensions(raw, ip);
}

static bool ip_read(struct bytes raw, uint32_t total, struct ip *ip)
{
	*ip = (struct ip){ 0 };
	if (raw.len == 0 || raw.len > total)
		return false;
	if (raw.at[0] >> 4 == 4 ? !ip4_read(raw, total, ip)
				: raw.at[0] >> 4 != 6 || !ip6_read(raw, total, ip))
		return false;
	return ip->header <= ip->end && ip->end <= total;
}

/* ---- what it carries */

static bool tcp_read(struct bytes raw, const struct ip *ip, struct packet_event *p)
{
	uint32_t at = ip->header, header;

	if (raw.len < at + TCP_LEAST)
		return false;
	header = (raw.at[at + 12] >> 4) * 4;
	if (header < TCP_LEAST || at + header > ip->end)
		return false;
	p->src.port = u16(raw, at);
	p->dst.port = u16(raw, at + 2);
	p->seq = u32(raw, at + 4);
	p->ack = u32(raw, at + 8);
	p->flags = raw.at[at + 13];
	p->window = u16(raw, at + 14);
	p->payload_at = at + header;
	return true;
}

static bool udp_read(struct bytes raw, const struct ip *ip, struct packet_event *p)
{
	uint32_t at = ip->header;

	if (raw.len < at + UDP_HEADER)
		return false;
	p->src.port = u16(raw, at);
	p->dst.port = u16(raw, at + 2);
	p->payload_at = at + UDP_HEADER;
	return p->payload_at <= ip->end;
}

static bool icmp_read(struct bytes raw, const struct ip *ip, struct packet_event *p)
{
	if (raw.len < ip->header + ICMP_HEADER)
		return false;
	p->payload_at = ip->header + ICMP_HEADER;
	return p->payload_at <= ip->end;
}

static const struct {
	int proto;
	const char *name;
	bool (*read)(struct bytes raw, const struct ip *ip, struct packet_event *p);
} protocols[] = {
	{ PACKET_TCP, "TCP", tcp_read },
	{ PACKET_UDP, "UDP", udp_read },
	{ PACKET_ICMP, "ICMP", icmp_read },
	{ PACKET_ICMP6, "ICMPv6", icmp_read },
};

bool packet_decode(struct bytes raw, uint32_t total, struct packet_event *out)
{
	struct packet_event p = { .raw = raw, .raw_total = total };
	struct ip ip;

	if (!ip_read(raw, total, &ip))
		return false;
	p.proto = ip.proto;
	p.src = ip.src;
	p.dst = ip.dst;
	p.payload_at = ip.header;
	for (size_t i = 0; i < ARRAY_LEN(protocols) && !ip.later_fragment; i++)
		if (protocols[i].proto == ip.proto && !protocols[i].read(raw, &ip, &p))
			return false;
	p.payload_len = ip.end - p.payload_at;
	*out = p;
	return true;
}

/* The part of a packet from one offset to another, as far as it was captured. */
static struct bytes part(const struct packet_event *p, size_t from, size_t to)
{
	to = min_size(to, p->raw.len);
	return from < to ? (struct bytes){ p->raw.at + from, to - from } : (struct bytes){ 0 };
}

struct bytes packet_payload(const struct packet_event *p)
{
	return part(p, p->payload_at, (size_t)p->payload_at + p->payload_len);
}

/* ---- TCP options */

static void option_mss(struct tcp_options *o, struct bytes v)
{
	o->has_mss = true;
	o->mss = u16(v, 0);
}

static void option_wscale(struct tcp_options *o, struct bytes v)
{
	o->has_wscale = true;
	o->wscale = v.at[0];
}

static void option_sack_permitted(struct tcp_options *o, struct bytes v)
{
	(void)v;
	o->sack_permitted = true;
}

static void option_sack(struct tcp_options *o, struct bytes v)
{
	for (size_t at = 0; at + 8 <= v.len && o->sack_count < SACK_BLOCKS_MAX; at += 8) {
		o->sack[o->sack_count].from = u32(v, at);
		o->sack[o->sack_count].to = u32(v, at + 4);
		o->sack_count++;
	}
}

static void option_times(struct tcp_options *o, struct bytes v)
{
	o->has_times = true;
	o->time = u32(v, 0);
	o->time_echo = u32(v, 4);
}

static const struct {
	uint8_t kind, least; /* least bytes of its value */
	void (*read)(struct tcp_options *o, struct bytes value);
} option_rows[] = {
	{ 2, 2, option_mss },
	{ 3, 1, option_wscale },
	{ 4, 0, option_sack_permitted },
	{ 5, 8, option_sack },
	{ 8, 8, option_times },
};

static void option_read(struct tcp_options *o, uint8_t kind, struct bytes value)
{
	for (size_t i = 0; i < ARRAY_LEN(option_rows); i++)
		if (option_rows[i].kind == kind && value.len >= option_rows[i].least)
			option_rows[i].read(o, value);
}

/* Where the TCP header stands, read anew: a packet may come from a file, its fields from anywhere. */
static bool tcp_header(const struct packet_event *p, struct ip *ip, uint32_t *header)
{
	struct packet_event again;

	if (!packet_decode(p->raw, p->raw_total, &again) || again.proto != PACKET_TCP ||
		!ip_read(p->raw, p->raw_total, ip) || ip->later_fragment)
		return false;
	*header = again.payload_at - ip->header;
	return true;
}

bool packet_tcp_options(const struct packet_event *p, struct tcp_options *out)
{
	struct ip ip;
	uint32_t header;
	struct bytes left;

	*out = (struct tcp_options){ 0 };
	if (!tcp_header(p, &ip, &header))
		return false;
	left = part(p, ip.header + TCP_LEAST, ip.header + header);
	while (left.len && left.at[0] != 0) {
		size_t len = left.at[0] == 1 ? 1 : left.len > 1 ? left.at[1] : 0;

		if (len == 0 || len > left.len || (left.at[0] != 1 && len < 2)) {
			out->damaged = true;
			break;
		}
		if (left.at[0] != 1)
			option_read(out, left.at[0], (struct bytes){ left.at + 2, len - 2 });
		left = (struct bytes){ left.at + len, left.len - len };
	}
	return true;
}

/* ---- ICMP */

enum { ICMP_UNREACHABLE = 3, ICMP_PORT = 3, ICMP6_UNREACHABLE = 1, ICMP6_PORT = 4 };

bool packet_icmp(const struct packet_event *p, struct icmp_error *out)
{
	struct ip ip;
	struct bytes inner;

	*out = (struct icmp_error){ 0 };
	if (!ip_read(p->raw, p->raw_total, &ip) || p->raw.len < ip.header + ICMP_HEADER ||
		(ip.proto != PACKET_ICMP && ip.proto != PACKET_ICMP6))
		return false;
	out->type = p->raw.at[ip.header];
	out->code = p->raw.at[ip.header + 1];
	out->port_unreachable = ip.proto == PACKET_ICMP
					? out->type == ICMP_UNREACHABLE && out->code == ICMP_PORT
					: out->type == ICMP6_UNREACHABLE && out->code == ICMP6_PORT;
	inner = part(p, ip.header + ICMP_HEADER, ip.end);
	/* It quotes the beginning of a packet, whose own length may be more than was quoted. */
	out->has_inner = inner.len && packet_decode(inner, UINT16_MAX + IP6_HEADER, &out->inner);
	return true;
}

/* ---- all fields, for people */

struct field_list {
	const struct packet_event *p;
	struct packet_field *at;
	size_t count;
};

static void field(struct field_list *l, const char *name, uint32_t at, uint32_t len,
	const char *fmt, ...) PRINTF(5, 6);
static void field(
	struct field_list *l, const char *name, uint32_t at, uint32_t len, const char *fmt, ...)
{
	struct packet_field *f = &l->at[l->count];
	va_list args;

	if (l->count == PACKET_FIELDS_MAX || at + len > l->p->raw.len)
		return;
	*f = (struct packet_field){ .name = name, .at = at, .len = len };
	va_start(args, fmt);
	vsnprintf(f->text, sizeof f->text, fmt, args);
	va_end(args);
	l->count++;
}

static void field_address(
	struct field_list *l, const char *name, uint32_t at, const struct address *a)
{
	AUTO(buf_free) struct buf text = { 0 };

	address_ip_text(&text, a);
	field(l, name, at, a->family == AF_INET ? 4 : 16, "%s", buf_str(&text));
}

static const char *protocol_name(int proto)
{
	for (size_t i = 0; i < ARRAY_LEN(protocols); i++)
		if (protocols[i].proto == proto)
			return protocols[i].name;
	return "another protocol";
}

static void ip4_fields(struct field_list *l, const struct ip *ip)
{
	struct bytes b = l->p->raw;

	field(l, "IP version, header length", 0, 1, "4, %u bytes", ip->header);
	field(l, "IP service", 1, 1, "%u", b.at[1]);
	field(l, "IP length", 2, 2, "%u bytes", u16(b, 2));
	field(l, "IP identification", 4, 2, "%u", u16(b, 4));
	field(l, "IP fragment", 6, 2, "%s%sat byte %u", b.at[6] & 0x40 ? "not allowed, " : "",
		b.at[6] & 0x20 ? "more follow, " : "", (u16(b, 6) & 0x1fff) * 8);
	field(l, "IP time to live", 8, 1, "%u hops", b.at[8]);
	field(l, "IP protocol", 9, 1, "%u: %s", b.at[9], protocol_name(b.at[9]));
	field(l, "IP checksum", 10, 2, "0x%04x", u16(b, 10));
	field_address(l, "IP source", 12, &ip->src);
	field_address(l, "IP destination", 16, &ip->dst);
	if (ip->header > IP4_LEAST)
		field(l, "IP options", IP4_LEAST, ip->header - IP4_LEAST, "%u bytes",
			ip->header - IP4_LEAST);
}

static void ip6_fields(struct field_list *l, const struct ip *ip)
{
	struct bytes b = l->p->raw;

	field(l, "IP version, class, flow", 0, 4, "6, flow 0x%05x", u32(b, 0) & 0xfffff);
	field(l, "IP payload length", 4, 2, "%u bytes", u16(b, 4));
	field(l, "IP next header", 6, 1, "%u: %s", b.at[6], protocol_name(b.at[6]));
	field(l, "IP hop limit", 7, 1, "%u hops", b.at[7]);
	field_address(l, "IP source", 8, &ip->src);
	field_address(l, "IP destination", 24, &ip->dst);
	if (ip->header > IP6_HEADER)
		field(l, "IP extension headers", IP6_HEADER, ip->header - IP6_HEADER, "%u bytes",
			ip->header - IP6_HEADER);
}

static void option_fields(struct field_list *l, uint32_t at, uint32_t len)
{
	struct tcp_options o;
	AUTO(buf_free) struct buf text = { 0 };

	if (len == 0 || !packet_tcp_options(l->p, &o))
		return;
	if (o.has_mss)
		buf_addf(&text, ", largest segment %u", o.mss);
	if (o.sack_permitted)
		buf_add_str(&text, ", selective ACKs allowed");
	if (o.has_wscale)
		buf_addf(&text, ", window times %lu", 1UL << (o.wscale > 14 ? 14 : o.wscale));
	if (o.has_times)
		buf_addf(&text, ", time %u echoing %u", o.time, o.time_echo);
	for (uint32_t i = 0; i < o.sack_count; i++)
		buf_addf(&text, ", has %u to %u", o.sack[i].from, o.sack[i].to);
	if (o.damaged)
		buf_add_str(&text, ", damaged");
	field(l, "TCP options", at, len, "%s", text.len ? buf_str(&text) + 2 : "padding");
}

static void tcp_fields(struct field_list *l, const struct ip *ip)
{
	struct bytes b = l->p->raw;
	uint32_t at = ip->header, header = (b.at[at + 12] >> 4) * 4;
	AUTO(buf_free) struct buf flags = { 0 };

	packet_flags_text(&flags, b.at[at + 13]);
	field(l, "TCP source port", at, 2, "%u", u16(b, at));
	field(l, "TCP destination port", at + 2, 2, "%u", u16(b, at + 2));
	field(l, "TCP sequence number", at + 4, 4, "%u", u32(b, at + 4));
	field(l, "TCP acknowledgement", at + 8, 4, "%u", u32(b, at + 8));
	field(l, "TCP header length", at + 12, 1, "%u bytes", header);
	field(l, "TCP flags", at + 13, 1, "%s", buf_str(&flags));
	field(l, "TCP window", at + 14, 2, "%u", u16(b, at + 14));
	field(l, "TCP checksum", at + 16, 2, "0x%04x", u16(b, at + 16));
	field(l, "TCP urgent pointer", at + 18, 2, "%u", u16(b, at + 18));
	option_fields(l, at + TCP_LEAST, header - TCP_LEAST);
}

static void udp_fields(struct field_list *l, const struct ip *ip)
{
	struct bytes b = l->p->raw;
	uint32_t at = ip->header;

	field(l, "UDP source port", at, 2, "%u", u16(b, at));
	field(l, "UDP destination port", at + 2, 2, "%u", u16(b, at + 2));
	field(l, "UDP length", at + 4, 2, "%u bytes", u16(b, at + 4));
	field(l, "UDP checksum", at + 6, 2, "0x%04x", u16(b, at + 6));
}

static void icmp_fields(struct field_list *l, const struct ip *ip)
{
	struct bytes b = l->p->raw;
	struct icmp_error e;

	if (!packet_icmp(l->p, &e))
		return;
	field(l, "ICMP type", ip->header, 1, "%u", e.type);
	field(l, "ICMP code", ip->header + 1, 1, "%u%s", e.code,
		e.port_unreachable ? ": no socket on that port" : "");
	field(l, "ICMP checksum", ip->header + 2, 2, "0x%04x", u16(b, ip->header + 2));
	if (e.has_inner)
		field(l, "ICMP about", ip->header + ICMP_HEADER, 1, "a %s packet to port %u",
			protocol_name(e.inner.proto), e.inner.dst.port);
}

size_t packet_fields(const struct packet_event *p, struct packet_field out[PACKET_FIELDS_MAX])
{
	static void (*const carried[])(struct field_list *, const struct ip *) = { tcp_fields,
		udp_fields, icmp_fields, icmp_fields };
	struct field_list list = { .p = p, .at = out };
	struct packet_event again;
	struct ip ip;
	uint32_t payload;

	_Static_assert(ARRAY_LEN(carried) == ARRAY_LEN(protocols), "fields of every protocol");
	if (!packet_decode(p->raw, p->raw_total, &again) || !ip_read(p->raw, p->raw_total, &ip))
		return 0;
	(ip.version == 4 ? ip4_fields : ip6_fields)(&list, &ip);
	for (size_t i = 0; i < ARRAY_LEN(carried) && !ip.later_fragment; i++)
		if (protocols[i].proto == ip.proto)
			carried[i](&list, &ip);
	payload = part(p, again.payload_at, ip.end).len;
	if (payload)
		field(&list, "payload", again.payload_at, payload, "%u bytes%s", again.payload_len,
			payload < again.payload_len ? ", the first of them captured" : "");
	return list.count;
}

void packet_flags_text(struct buf *out, uint8_t flags)
{
	static const struct {
		uint8_t bit;
		const char *name;
	} names[] = { { TCP_SYN, "SYN" }, { TCP_FIN, "FIN" }, { TCP_RST, "RST" },
		{ TCP_ACK, "ACK" } };
	const char *space = "";

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (flags & names[i].bit) {
			buf_addf(out, "%s%s", space, names[i].name);
			space = " ";
		}
	if (!*space)
		buf_add_str(out, flags & TCP_PSH ? "PSH" : flags & TCP_URG ? "URG" : "no flags");
}
