// SPDX-License-Identifier: MIT
#include "stage/capture.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

enum {
	BATCH = 8,
	CONTROL = 64,
	SNAP = 1600,		/* lo's MTU is 1500 */
	QUEUE_BYTES = 8 << 20,	/* the kernel gives what net.core.rmem_max allows */
	MARK_PROTOCOL = 0x88b5, /* IEEE's number for local experiments */
	MARK_BYTES = 16,
};

/* Opened with protocol 0: nothing may be queued before the options are set. */
static bool set_up(struct capture *c)
{
	int on = 1, bytes = QUEUE_BYTES;
	struct sockaddr_ll at = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = c->lo,
	};

	setsockopt(c->fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
	/* Each packet passes lo twice, going out and coming in; it is the coming in that a reader waits for. */
	return setsockopt(c->fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof on) == 0 &&
	       setsockopt(c->fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) == 0 &&
	       bind(c->fd, (struct sockaddr *)&at, sizeof at) == 0;
}

bool capture_open(struct capture *c, struct err *err)
{
	*c = (struct capture){ .lo = if_nametoindex("lo"), .fd = -1 };
	c->fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (c->fd < 0)
		return err_sys(err, "cannot open a packet socket");
	if (set_up(c))
		return true;
	err_sys(err, "cannot capture packets on lo");
	capture_close(c);
	return false;
}

void capture_close(struct capture *c)
{
	closep(&c->fd);
}

static uint64_t stamp_of(struct msghdr *message)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
		struct timespec t;

		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_TIMESTAMPNS)
			continue;
		memcpy(&t, CMSG_DATA(c), sizeof t);
		return t.tv_sec * NS_PER_SEC + t.tv_nsec;
	}
	return clock_wall_ns();
}

static bool is_mark(struct capture *c, const uint8_t *frame, size_t len)
{
	struct ethhdr eth;

	if (len < sizeof eth)
		return true; /* nothing that could be told */
	memcpy(&eth, frame, sizeof eth);
	if (eth.h_proto != htons(MARK_PROTOCOL))
		return false;
	if (len >= sizeof eth + sizeof c->marks_seen)
		memcpy(&c->marks_seen, frame + sizeof eth, sizeof c->marks_seen);
	return true;
}

/* Several at once: a call that moved something is asked about each time it returns. */
struct batch {
	uint8_t frames[BATCH][SNAP];
	char control[BATCH][CONTROL];
	struct iovec to[BATCH];
	struct mmsghdr messages[BATCH];
};

static int receive(struct capture *c, struct batch *b)
{
	for (int i = 0; i < BATCH; i++) {
		b->to[i] = (struct iovec){ b->frames[i], SNAP };
		b->messages[i].msg_hdr = (struct msghdr){
			.msg_iov = &b->to[i],
			.msg_iovlen = 1,
			.msg_control = b->control[i],
			.msg_controllen = CONTROL,
		};
	}
	return recvmmsg(c->fd, b->messages, BATCH, MSG_TRUNC | MSG_DONTWAIT, NULL);
}

size_t capture_drain(struct capture *c,
	void (*seen)(void *context, const struct packet_event *p, uint64_t wall_ns), void *context)
{
	size_t count = 0;
	struct batch b;
	int n = BATCH;

	while (c->fd >= 0 && n == BATCH) {
		n = receive(c, &b);
		for (int i = 0; i < n; i++) {
			size_t total = b.messages[i].msg_len, len = min_size(total, SNAP);
			struct bytes raw = { b.frames[i] + ETH_HLEN, len - ETH_HLEN };
			struct packet_event packet;

			if (is_mark(c, b.frames[i], len) ||
				!packet_decode(raw, total - ETH_HLEN, &packet))
				continue;
			seen(context, &packet, stamp_of(&b.messages[i].msg_hdr));
			count++;
		}
	}
	return count;
}

bool capture_mark(struct capture *c)
{
	struct sockaddr_ll to = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(MARK_PROTOCOL),
		.sll_ifindex = c->lo,
		.sll_halen = ETH_ALEN,
	};
	uint8_t frame[ETH_HLEN + MARK_BYTES] = { 0 };
	struct ethhdr eth = { .h_proto = htons(MARK_PROTOCOL) };

	c->marks_sent++;
	memcpy(frame, &eth, sizeof eth);
	memcpy(frame + sizeof eth, &c->marks_sent, sizeof c->marks_sent);
	return sendto(c->fd, frame, sizeof frame, MSG_DONTWAIT, (struct sockaddr *)&to, sizeof to) >
	       0;
}

bool capture_marked(const struct capture *c)
{
	return c->marks_seen == c->marks_sent;
}

uint32_t capture_lost(struct capture *c)
{
	struct tpacket_stats stats = { 0 };
	socklen_t len = sizeof stats;

	/* Reading sets the kernel's counter back. */
	if (c->fd < 0 || getsockopt(c->fd, SOL_PACKET, PACKET_STATISTICS, &stats, &len) != 0)
		return 0;
	return stats.tp_drops;
}
