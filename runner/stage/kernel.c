// SPDX-License-Identifier: MIT
#include "stage/kernel.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { TCP_LISTENING = 10, ANSWER_BYTES = 32768 };

/* The front of struct tcp_info, as far as we read it (glibc's own ends before). */
struct stream_counts {
	uint8_t states[8];
	uint32_t words[24];
	uint64_t pacing_rate, max_pacing_rate, acked, received;
	uint32_t segments_out, segments_in, unsent, min_rtt, data_in, data_out;
	uint64_t delivery_rate, busy, window_limited, buffer_limited;
	uint32_t delivered, delivered_marked;
	uint64_t sent, sent_again;
};
_Static_assert(offsetof(struct stream_counts, sent) == 200, "as in <linux/tcp.h>");

struct request {
	struct nlmsghdr header;
	struct inet_diag_req_v2 body;
};

bool kernel_open(struct kernel *k, struct err *err)
{
	struct sockaddr_nl at = { .nl_family = AF_NETLINK };

	k->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
	if (k->fd >= 0 && bind(k->fd, (struct sockaddr *)&at, sizeof at) == 0)
		return true;
	err_sys(err, "cannot ask the kernel about sockets (sock_diag)");
	closep(&k->fd);
	return false;
}

void kernel_close(struct kernel *k)
{
	closep(&k->fd);
}

static struct request question(struct kernel *k, int family, int proto, bool dump)
{
	struct request q = {
		.header = {
			.nlmsg_len = sizeof q,
			.nlmsg_type = SOCK_DIAG_BY_FAMILY,
			.nlmsg_flags = NLM_F_REQUEST | (dump ? NLM_F_DUMP : 0),
			.nlmsg_seq = ++k->asked,
		},
		.body = {
			.sdiag_family = family,
			.sdiag_protocol = proto,
			.idiag_states = ~0U,
		},
	};

	q.body.id.idiag_cookie[0] = q.body.id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
	return q;
}

static struct address address_of(int family, const uint32_t ip[4], uint16_t port)
{
	struct address a = { .family = family, .port = ntohs(port) };

	memcpy(a.ip, ip, family == AF_INET ? 4 : 16);
	return a;
}

static void read_counts(const struct nlmsghdr *h, struct kernel_socket *out)
{
	const struct inet_diag_msg *m = NLMSG_DATA(h);
	size_t left = h->nlmsg_len - NLMSG_LENGTH(sizeof *m);
	const struct rtattr *a = (const void *)(m + 1);

	for (; RTA_OK(a, left); a = RTA_NEXT(a, left)) {
		struct stream_counts c = { 0 };

		if (a->rta_type != INET_DIAG_INFO)
			continue;
		memcpy(&c, RTA_DATA(a), min_size(RTA_PAYLOAD(a), sizeof c));
		out->unsent = c.unsent;
		out->sent = c.sent;
		out->sent_again = c.sent_again;
		out->received = c.received;
	}
}

static void read_socket(const struct nlmsghdr *h, int proto, struct kernel_socket *out)
{
	const struct inet_diag_msg *m = NLMSG_DATA(h);

	*out = (struct kernel_socket){ .ev = {
					       .who = WHO_TOOL,
					       .proto = proto,
					       .local = address_of(m->idiag_family, m->id.idiag_src,
						       m->id.idiag_sport),
					       .remote = address_of(m->idiag_family,
						       m->id.idiag_dst, m->id.idiag_dport),
					       .state = m->idiag_state,
					       .rqueue = m->idiag_rqueue,
					       .wqueue = m->idiag_wqueue,
					       .timer = m->idiag_timer,
					       .expires_ms = m->idiag_expires,
					       .retransmits = m->idiag_retrans,
					       .inode = m->idiag_inode,
				       } };
	read_counts(h, out);
}

struct answer {
	void (*take)(void *context, const struct nlmsghdr *h);
	void *context;
};

/* One datagram of the answer; true when there is no more of it. */
static bool read_answer(struct kernel *k, const struct answer *to, bool dump)
{
	char text[ANSWER_BYTES] __attribute__((aligned(NLMSG_ALIGNTO)));
	ssize_t n = recv(k->fd, text, sizeof text, 0);
	size_t left = n > 0 ? n : 0;

	if (n < 0)
		return errno != EINTR;
	for (struct nlmsghdr *h = (void *)text; NLMSG_OK(h, left); h = NLMSG_NEXT(h, left)) {
		if (h->nlmsg_seq != k->asked)
			return false;
		if (h->nlmsg_type == NLMSG_DONE || h->nlmsg_type == NLMSG_ERROR)
			return true;
		to->take(to->context, h);
	}
	return !dump;
}

static void ask(struct kernel *k, const struct request *q, const struct answer *to)
{
	bool dump = q->header.nlmsg_flags & NLM_F_DUMP;

	if (k->fd < 0 || send(k->fd, q, sizeof *q, 0) < 0)
		return;
	while (!read_answer(k, to, dump))
		continue;
}

/* ---- one socket */

struct one {
	struct kernel_socket *out;
	int proto;
	bool found;
};

static void take_one(void *context, const struct nlmsghdr *h)
{
	struct one *one = context;

	read_socket(h, one->proto, one->out);
	one->found = true;
}

bool kernel_ask(struct kernel *k, int proto, const struct address *local,
	const struct address *remote, struct kernel_socket *out)
{
	/* An IPv6 socket that talks IPv4 is found in IPv4's table. */
	struct address here = address_unmapped(local), there = address_unmapped(remote);
	struct request q = question(k, here.family, proto, false);
	struct kernel_socket got;
	struct one one = { &got, proto, false };
	struct inet_diag_sockid *id = &q.body.id;
	/* "src and dst are swapped for historical reasons": of UDP alone */
	bool swap = proto == IPPROTO_UDP;
	size_t len = here.family == AF_INET ? 4 : 16;

	if (here.family != AF_INET && here.family != AF_INET6)
		return false;
	memcpy(swap ? id->idiag_dst : id->idiag_src, here.ip, len);
	memcpy(swap ? id->idiag_src : id->idiag_dst, there.ip, len);
	*(swap ? &id->idiag_dport : &id->idiag_sport) = htons(here.port);
	*(swap ? &id->idiag_sport : &id->idiag_dport) = htons(there.port);
	if (proto == IPPROTO_TCP)
		q.body.idiag_ext = 1 << (INET_DIAG_INFO - 1);
	ask(k, &q, &(struct answer){ take_one, &one });
	/* Where there is no such connection the kernel names the listener that would take it. */
	if (!one.found || (got.ev.state == TCP_LISTENING && there.port != 0))
		return false;
	*out = got;
	return true;
}

/* ---- several */

struct list {
	struct socket_event *out;
	size_t count, max;
	int proto;
	uint64_t inode; /* only this one; 0: all */
};

static void take_row(void *context, const struct nlmsghdr *h)
{
	struct list *l = context;
	struct kernel_socket got;

	read_socket(h, l->proto, &got);
	if (l->count < l->max && (l->inode == 0 || got.ev.inode == l->inode))
		l->out[l->count++] = got.ev;
}

static void list_family(struct kernel *k, int family, uint32_t states, struct list *l)
{
	struct request q = question(k, family, l->proto, true);

	q.body.idiag_states = states;
	ask(k, &q, &(struct answer){ take_row, l });
}

size_t kernel_listeners(struct kernel *k, struct socket_event *out, size_t max)
{
	struct list l = { .out = out, .max = max, .proto = IPPROTO_TCP };

	list_family(k, AF_INET, 1U << TCP_LISTENING, &l);
	list_family(k, AF_INET6, 1U << TCP_LISTENING, &l);
	return l.count;
}

bool kernel_find(struct kernel *k, int proto, uint64_t inode, struct socket_event *out)
{
	struct list l = { .out = out, .max = 1, .proto = proto, .inode = inode };

	list_family(k, AF_INET, ~0U, &l);
	if (l.count == 0)
		list_family(k, AF_INET6, ~0U, &l);
	return l.count > 0;
}
