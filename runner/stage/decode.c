// SPDX-License-Identifier: MIT
#include "stage/decode.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "stage/manager.h"

enum { PIECES_MAX = 64, PAGE = 4096 };

bool memory_read(pid_t tid, uint64_t at, void *to, size_t len)
{
	struct iovec here = { to, len }, there = { (void *)at, len };

	return len == 0 || process_vm_readv(tid, &here, 1, &there, 1, 0) == (ssize_t)len;
}

/* As much as is there: a length may lie, and a buffer may end with its page. */
static size_t read_some(pid_t tid, uint64_t at, void *to, size_t len)
{
	struct iovec here = { to, len }, there = { (void *)at, len };
	ssize_t n = process_vm_readv(tid, &here, 1, &there, 1, 0);
	size_t first = min_size(len, PAGE - (at & (PAGE - 1)));

	if (n < 0 && first < len && memory_read(tid, at, to, first))
		return first;
	return n > 0 ? n : 0;
}

/* ---- arguments */

#define BIT(n) (1U << (n))
/* Which arguments are ints: the upper half of their registers says nothing. */
static const uint8_t ints[CALL_COUNT] = {
	[CALL_SOCKET] = BIT(0) | BIT(1) | BIT(2),
	[CALL_SOCKETPAIR] = BIT(0) | BIT(1) | BIT(2),
	[CALL_LISTEN] = BIT(0) | BIT(1),
	[CALL_SHUTDOWN] = BIT(0) | BIT(1),
	[CALL_ACCEPT4] = BIT(0) | BIT(3),
	[CALL_SENDTO] = BIT(0) | BIT(3),
	[CALL_RECVFROM] = BIT(0) | BIT(3),
	[CALL_SENDMSG] = BIT(0) | BIT(2),
	[CALL_RECVMSG] = BIT(0) | BIT(2),
	[CALL_SENDMMSG] = BIT(0) | BIT(3),
	[CALL_RECVMMSG] = BIT(0) | BIT(3),
	[CALL_SENDFILE] = BIT(0) | BIT(1),
	[CALL_SPLICE] = BIT(0) | BIT(2) | BIT(5),
	[CALL_SETSOCKOPT] = BIT(0) | BIT(1) | BIT(2) | BIT(4),
	[CALL_GETSOCKOPT] = BIT(0) | BIT(1) | BIT(2),
	[CALL_POLL] = BIT(2),
	[CALL_SELECT] = BIT(0),
	[CALL_PSELECT6] = BIT(0),
	[CALL_EPOLL_CREATE1] = BIT(0),
	[CALL_EPOLL_CREATE] = BIT(0),
	[CALL_EPOLL_CTL] = BIT(0) | BIT(1) | BIT(2),
	[CALL_EPOLL_WAIT] = BIT(0) | BIT(2) | BIT(3),
	[CALL_EPOLL_PWAIT] = BIT(0) | BIT(2) | BIT(3),
	[CALL_EPOLL_PWAIT2] = BIT(0) | BIT(2),
	[CALL_DUP2] = BIT(0) | BIT(1),
	[CALL_DUP3] = BIT(0) | BIT(1) | BIT(2),
	[CALL_FCNTL] = BIT(0) | BIT(1),
	[CALL_IOCTL] = BIT(0),
	[CALL_EXIT] = BIT(0),
	[CALL_EXIT_GROUP] = BIT(0),
	[CALL_KILL] = BIT(0) | BIT(1),
	[CALL_TKILL] = BIT(0) | BIT(1),
	[CALL_TGKILL] = BIT(0) | BIT(1) | BIT(2),
	[CALL_WAIT4] = BIT(0) | BIT(2),
	[CALL_WAITID] = BIT(0) | BIT(1) | BIT(3),
	[CALL_RT_SIGACTION] = BIT(0),
};
#undef BIT

void decode_args(struct seen_call *c, const uint64_t args[6])
{
	const struct call_row *row = &calls[c->id];

	for (int i = 0; i < 6; i++) {
		bool is_int = i == row->fd || (ints[c->id] & (1U << i));

		c->arg[i] = args[i];
		c->ev.arg[i] = is_int ? (int64_t)(int32_t)args[i] : (int64_t)args[i];
	}
	c->ev.id = c->id;
	c->ev.fd = row->fd >= 0 ? (int)c->ev.arg[row->fd] : -1;
	c->ev.addrlen_in = c->ev.addrlen_out = -1;
}

void decode_result(struct call_event *ev, int64_t result)
{
	bool failed = result < 0 && result >= -4095;

	ev->ret = failed ? -1 : result;
	ev->err = failed ? (int)-result : 0;
}

/* ---- addresses */

static void take_address(struct seen_call *c, pid_t tid, uint64_t at, int64_t len)
{
	size_t n = len < 0 ? 0 : min_size(len, sizeof c->raw);

	if (at == 0)
		return;
	n = read_some(tid, at, c->raw, n);
	c->ev.raw_addr = (struct bytes){ c->raw, n };
	c->ev.addr = address_from(c->raw, n);
}

static bool read_length(pid_t tid, uint64_t at, int64_t *out)
{
	int32_t len;

	if (at == 0 || !memory_read(tid, at, &len, sizeof len))
		return false;
	*out = len;
	return true;
}

static void address_at_entry(const struct task *t, struct seen_call *c)
{
	const struct call_row *row = &calls[c->id];

	if (row->addr < 0)
		return;
	if (row->addr_filled) {
		read_length(t->tid, c->arg[row->addrlen], &c->ev.addrlen_in);
	} else if (c->arg[row->addr]) {
		c->ev.addrlen_in = (int32_t)c->arg[row->addrlen];
		take_address(c, t->tid, c->arg[row->addr], c->ev.addrlen_in);
	}
}

static void address_at_exit(const struct task *t, struct seen_call *c)
{
	const struct call_row *row = &calls[c->id];
	int64_t len;

	if (row->addr < 0 || !row->addr_filled ||
		!read_length(t->tid, c->arg[row->addrlen], &c->ev.addrlen_out) || c->ev.err)
		return;
	/* The kernel says how long the address is, and fills no more than there was room for. */
	len = c->ev.addrlen_out < c->ev.addrlen_in ? c->ev.addrlen_out : c->ev.addrlen_in;
	take_address(c, t->tid, c->arg[row->addr], len);
}

/* ---- bytes */

static void take_bytes(struct seen_call *c, pid_t tid, uint64_t at, uint64_t len)
{
	size_t n = min_size(len, CALL_DATA_MAX - min_size(CALL_DATA_MAX, c->data.len));
	uint8_t bytes[CALL_DATA_MAX];

	c->ev.data_total += len;
	if (n == 0 || at == 0)
		return;
	buf_add(&c->data, bytes, read_some(tid, at, bytes, n));
}

static void take_pieces(struct seen_call *c, pid_t tid, uint64_t at, uint64_t count, uint64_t len)
{
	struct iovec pieces[PIECES_MAX];

	count = min_size(count, PIECES_MAX);
	if (!memory_read(tid, at, pieces, count * sizeof *pieces))
		return;
	for (uint64_t i = 0; i < count && len > 0; i++) {
		uint64_t n = min_size(pieces[i].iov_len, len);

		take_bytes(c, tid, (uint64_t)pieces[i].iov_base, n);
		len -= n;
	}
}

/* Of a vector of messages the first: its length as the kernel left it stands behind its header. */
static void take_message(struct seen_call *c, pid_t tid, uint64_t at, uint64_t len, bool at_exit)
{
	struct msghdr m;
	bool vector = c->id == CALL_SENDMMSG || c->id == CALL_RECVMMSG;
	uint32_t first;

	if (!memory_read(tid, at, &m, sizeof m))
		return;
	if (vector && at_exit && memory_read(tid, at + sizeof m, &first, sizeof first))
		len = first;
	take_pieces(c, tid, (uint64_t)m.msg_iov, m.msg_iovlen, len);
	if (m.msg_name && at_exit == (calls[c->id].moves == CALL_MOVES_IN)) {
		take_address(c, tid, (uint64_t)m.msg_name, m.msg_namelen);
		*(at_exit ? &c->ev.addrlen_out : &c->ev.addrlen_in) = m.msg_namelen;
	}
}

static void take_option(struct seen_call *c, pid_t tid, bool at_exit)
{
	const struct call_row *row = &calls[c->id];
	int64_t len = (int32_t)c->arg[row->length];

	if (at_exit && !read_length(tid, c->arg[row->length], &len))
		return;
	if (len > 0)
		take_bytes(c, tid, c->arg[row->buffer], len);
}

static void take_polled(struct seen_call *c, pid_t tid)
{
	const struct call_row *row = &calls[c->id];

	take_bytes(c, tid, c->arg[row->buffer],
		min_size(c->arg[row->length], 1024) * sizeof(struct pollfd));
}

static bool waits_by_epoll(enum call_id id)
{
	return id == CALL_EPOLL_WAIT || id == CALL_EPOLL_PWAIT || id == CALL_EPOLL_PWAIT2;
}

/* `len`: how much may have moved. */
static void take_data(struct seen_call *c, pid_t tid, uint64_t len, bool at_exit)
{
	const struct call_row *row = &calls[c->id];

	buf_cut(&c->data, 0);
	c->ev.data_total = 0;
	switch (row->shape) {
	case BUFFER_NONE: break;
	case BUFFER_PLAIN:
		take_bytes(c, tid, c->arg[row->buffer], min_size(len, c->arg[row->length]));
		break;
	case BUFFER_IOVEC:
		take_pieces(c, tid, c->arg[row->buffer], c->arg[row->length], len);
		break;
	case BUFFER_MSGHDR: take_message(c, tid, c->arg[row->buffer], len, at_exit); break;
	case BUFFER_OPTION: take_option(c, tid, at_exit); break;
	case BUFFER_POLL: take_polled(c, tid); break;
	}
	c->ev.data = buf_bytes(&c->data);
}

/* ---- the two ends of a call */

static void take_facts(struct call_event *ev, const struct fd_facts *f)
{
	ev->inode = f->inode;
	if (!f->socket)
		return;
	ev->local = f->socket->local;
	ev->remote = f->socket->remote;
}

void decode_entry(struct stage *s, struct task *t, struct seen_call *c)
{
	const struct call_row *row = &calls[c->id];
	struct fd_facts f = { .kind = FD_UNKNOWN };

	if (row->fd >= 0) {
		f = fd_look(s, t, c->ev.fd);
		c->ev.fd_kind = f.kind;
		c->ev.fd_listening = f.socket && f.socket->listening;
		take_facts(&c->ev, &f);
	}
	if (!c->worth_event && f.kind == FD_FILE)
		return;
	address_at_entry(t, c);
	if (row->moves == CALL_MOVES_OUT || row->shape == BUFFER_POLL)
		take_data(c, t->tid, UINT64_MAX, false);
	if (c->id == CALL_EPOLL_CTL && c->arg[3]) {
		take_bytes(c, t->tid, c->arg[3], sizeof(struct epoll_event));
		c->ev.data = buf_bytes(&c->data);
	}
}

static bool makes_socket(enum call_id id)
{
	return id == CALL_SOCKET || id == CALL_ACCEPT || id == CALL_ACCEPT4;
}

static bool changes_names(enum call_id id)
{
	return id == CALL_BIND || id == CALL_CONNECT || id == CALL_LISTEN || id == CALL_SETSOCKOPT;
}

/* Addresses that the call gave its socket; those of a close() are from before it. */
static void facts_at_exit(struct stage *s, struct task *t, struct seen_call *c)
{
	struct known_socket *k = sockets_find(&s->sockets, c->ev.inode);
	int fd = makes_socket(c->id) ? (int)c->ev.ret : c->ev.fd;
	struct fd_facts f;

	if (makes_socket(c->id) ? c->ev.err != 0 : !k || c->id == CALL_CLOSE)
		return;
	if (changes_names(c->id) && k)
		k->fresh = false;
	if (k && k->fresh && !makes_socket(c->id))
		return;
	f = fd_look(s, t, fd);
	take_facts(&c->ev, &f);
}

/* What was taken at the entry is what was offered; now it is known how much of it moved. */
static void cut_to_result(struct seen_call *c)
{
	uint64_t moved = c->ev.err ? 0 : c->ev.ret;

	c->ev.data_total = min_size(c->ev.data_total, moved);
	c->ev.data.len = min_size(c->ev.data.len, moved);
}

static void data_at_exit(struct task *t, struct seen_call *c)
{
	const struct call_row *row = &calls[c->id];
	bool stream = row->shape == BUFFER_PLAIN || row->shape == BUFFER_IOVEC ||
		      row->shape == BUFFER_MSGHDR;

	if (!c->ev.err && (row->shape == BUFFER_POLL || row->moves == CALL_MOVES_IN))
		take_data(c, t->tid, c->ev.ret, true);
	else if (stream && c->id != CALL_SENDMMSG)
		cut_to_result(c);
	if (waits_by_epoll(c->id) && c->ev.ret > 0) {
		take_bytes(c, t->tid, c->arg[1], c->ev.ret * sizeof(struct epoll_event));
		c->ev.data = buf_bytes(&c->data);
	}
}

void decode_exit(struct stage *s, struct task *t, struct seen_call *c, int64_t result)
{
	decode_result(&c->ev, result);
	if (!c->worth_event)
		return;
	address_at_exit(t, c);
	data_at_exit(t, c);
	facts_at_exit(s, t, c);
}
