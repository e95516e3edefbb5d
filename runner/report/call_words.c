// SPDX-License-Identifier: MIT
#include "report/call_words.h"

#include <fcntl.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/time.h>

#include "base/text.h"
#include "report/bytes_words.h"

/* ---- names of numbers */

struct named {
	int64_t value;
	const char *name;
};
#define N(constant)                                                                                \
	{                                                                                          \
		constant, #constant                                                                \
	}

static const char *name_of(const struct named *list, size_t count, int64_t value)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].value == value)
			return list[i].name;
	return NULL;
}

static void add_named(struct buf *out, const struct named *list, size_t count, int64_t value)
{
	const char *name = name_of(list, count, value);

	if (name)
		buf_add_str(out, name);
	else
		buf_addf(out, "%" PRId64, value);
}

/* Bits by name, joined by |; bits without a name as a number. Of each name `skip` bytes are left out. */
static void add_bits_short(
	struct buf *out, const struct named *list, size_t count, int64_t value, size_t skip)
{
	const char *between = "";

	for (size_t i = 0; i < count; i++)
		if (value & list[i].value) {
			buf_addf(out, "%s%s", between, list[i].name + skip);
			value &= ~list[i].value;
			between = "|";
		}
	if (value || !*between)
		buf_addf(out, "%s%#" PRIx64, between, value);
}

static void add_bits(struct buf *out, const struct named *list, size_t count, int64_t value)
{
	add_bits_short(out, list, count, value, 0);
}

// clang-format off
static const struct named domains[] = { N(AF_UNSPEC), N(AF_UNIX), N(AF_INET), N(AF_INET6), N(AF_NETLINK) };
static const struct named types[] = { N(SOCK_STREAM), N(SOCK_DGRAM), N(SOCK_RAW), N(SOCK_SEQPACKET) };
static const struct named hows[] = { N(SHUT_RD), N(SHUT_WR), N(SHUT_RDWR) };
static const struct named message_flags[] = {
	N(MSG_OOB), N(MSG_PEEK), N(MSG_DONTROUTE), N(MSG_TRUNC), N(MSG_DONTWAIT), N(MSG_EOR), N(MSG_WAITALL),
	N(MSG_NOSIGNAL), N(MSG_MORE), N(MSG_ERRQUEUE), N(MSG_CMSG_CLOEXEC), N(MSG_FASTOPEN), N(MSG_WAITFORONE),
};
static const struct named socket_flags[] = { N(SOCK_NONBLOCK), N(SOCK_CLOEXEC) };
static const struct named levels[] = {
	N(SOL_SOCKET), N(IPPROTO_IP), N(IPPROTO_TCP), N(IPPROTO_IPV6), N(IPPROTO_UDP),
};
static const struct named socket_options[] = {
	N(SO_DEBUG), N(SO_REUSEADDR), N(SO_TYPE), N(SO_ERROR), N(SO_DONTROUTE), N(SO_BROADCAST), N(SO_SNDBUF),
	N(SO_RCVBUF), N(SO_KEEPALIVE), N(SO_OOBINLINE), N(SO_LINGER), N(SO_REUSEPORT), N(SO_RCVLOWAT),
	N(SO_SNDLOWAT), N(SO_RCVTIMEO), N(SO_SNDTIMEO), N(SO_ACCEPTCONN), N(SO_PEERCRED), N(SO_PASSCRED),
	N(SO_PROTOCOL), N(SO_DOMAIN), N(SO_BINDTODEVICE), N(SO_TIMESTAMP),
};
static const struct named tcp_options[] = {
	N(TCP_NODELAY), N(TCP_MAXSEG), N(TCP_CORK), N(TCP_KEEPIDLE), N(TCP_KEEPINTVL), N(TCP_KEEPCNT),
	N(TCP_DEFER_ACCEPT), N(TCP_INFO), N(TCP_QUICKACK), N(TCP_FASTOPEN), N(TCP_USER_TIMEOUT),
};
static const struct named ip_options[] = {
	N(IP_TOS), N(IP_TTL), N(IP_MULTICAST_IF), N(IP_MULTICAST_TTL), N(IP_MULTICAST_LOOP),
	N(IP_ADD_MEMBERSHIP), N(IP_DROP_MEMBERSHIP), N(IP_PKTINFO), N(IP_RECVERR),
};
static const struct named ip6_options[] = {
	N(IPV6_V6ONLY), N(IPV6_UNICAST_HOPS), N(IPV6_MULTICAST_IF), N(IPV6_MULTICAST_HOPS), N(IPV6_JOIN_GROUP),
	N(IPV6_RECVPKTINFO),
};
static const struct {
	int64_t level;
	const struct named *list;
	size_t count;
} options[] = {
	{ SOL_SOCKET, socket_options, ARRAY_LEN(socket_options) },
	{ IPPROTO_TCP, tcp_options, ARRAY_LEN(tcp_options) },
	{ IPPROTO_IP, ip_options, ARRAY_LEN(ip_options) },
	{ IPPROTO_IPV6, ip6_options, ARRAY_LEN(ip6_options) },
};
static const struct named fcntl_commands[] = {
	N(F_DUPFD), N(F_GETFD), N(F_SETFD), N(F_GETFL), N(F_SETFL), N(F_DUPFD_CLOEXEC), N(F_SETOWN), N(F_GETOWN),
};
static const struct named file_flags[] = { N(O_NONBLOCK), N(O_RDWR), N(O_WRONLY), N(O_APPEND), N(O_ASYNC) };
static const struct named ioctls[] = { N(FIONREAD), N(FIONBIO), N(TIOCOUTQ), N(FIOASYNC), N(TCGETS) };
static const struct named epoll_operations[] = { N(EPOLL_CTL_ADD), N(EPOLL_CTL_DEL), N(EPOLL_CTL_MOD) };
static const struct named poll_bits[] = {
	N(POLLIN), N(POLLPRI), N(POLLOUT), N(POLLERR), N(POLLHUP), N(POLLNVAL), N(POLLRDHUP),
};
// clang-format on

/* ---- arguments: how one of a kind is said */

struct saying {
	struct buf *out;
	const struct call_event *c;
	enum call_words_style style;
	int64_t arg; /* the one in hand */
};

static void say_int(const struct saying *s)
{
	buf_addf(s->out, "%d", (int)s->arg);
}

static void say_long(const struct saying *s)
{
	buf_addf(s->out, "%" PRId64, s->arg);
}

/* "TCP" and its kin where the three arguments of socket() are one of the usual ones. */
static void say_socket(const struct saying *s)
{
	static const struct {
		int domain, type;
		const char *words;
	} usual[] = {
		{ AF_INET, SOCK_STREAM, "TCP" },
		{ AF_INET, SOCK_DGRAM, "UDP" },
		{ AF_INET6, SOCK_STREAM, "TCP, IPv6" },
		{ AF_INET6, SOCK_DGRAM, "UDP, IPv6" },
		{ AF_UNIX, SOCK_STREAM, "local stream" },
		{ AF_UNIX, SOCK_DGRAM, "local datagram" },
	};
	int domain = s->c->arg[0], type = s->c->arg[1] & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
	bool nonblocking = s->c->arg[1] & SOCK_NONBLOCK;
	size_t i = 0;

	while (i < ARRAY_LEN(usual) && (usual[i].domain != domain || usual[i].type != type))
		i++;
	if (i < ARRAY_LEN(usual)) {
		buf_add_str(s->out, usual[i].words);
	} else {
		add_named(s->out, domains, ARRAY_LEN(domains), domain);
		buf_add_str(s->out, ", ");
		add_named(s->out, types, ARRAY_LEN(types), type);
		buf_addf(s->out, ", %d", (int)s->c->arg[2]);
	}
	if (nonblocking)
		buf_add_str(s->out, ", nonblocking");
}

static void say_address(const struct saying *s)
{
	if (s->arg == 0)
		buf_add_str(s->out, "NULL");
	else if (s->c->addr.family == AF_UNSPEC)
		buf_add_str(s->out, "address?");
	else
		address_text(s->out, &s->c->addr);
}

static void say_data(const struct saying *s)
{
	size_t most = s->style == CALL_WORDS_FULL ? 40 : 16;

	if (s->arg == 0)
		buf_add_str(s->out, "NULL");
	else if (s->c->err && !s->c->data.len)
		buf_add_str(s->out, "buf"); /* what it would have sent was not looked at */
	else
		words_bytes(s->out, s->c->data, s->c->data_total, most);
}

/* In narrow columns without the prefix that they all have. */
static size_t spared(const struct saying *s, const char *prefix)
{
	return s->style == CALL_WORDS_FULL ? 0 : strlen(prefix);
}

static void say_flags(const struct saying *s)
{
	add_bits_short(s->out, message_flags, ARRAY_LEN(message_flags), s->arg & UINT32_MAX,
		spared(s, "MSG_"));
}

static void say_socket_flags(const struct saying *s)
{
	add_bits_short(s->out, socket_flags, ARRAY_LEN(socket_flags), s->arg & UINT32_MAX,
		spared(s, "SOCK_"));
}

static void say_how(const struct saying *s)
{
	add_named(s->out, hows, ARRAY_LEN(hows), (int)s->arg);
}

static void say_level(const struct saying *s)
{
	add_named(s->out, levels, ARRAY_LEN(levels), (int)s->arg);
}

static void say_option(const struct saying *s)
{
	int64_t level = (int)s->c->arg[1];

	for (size_t i = 0; i < ARRAY_LEN(options); i++)
		if (options[i].level == level) {
			add_named(s->out, options[i].list, options[i].count, (int)s->arg);
			return;
		}
	say_int(s);
}

/* Most options are an int, some a struct timeval; what is neither is shown as bytes. */
static void say_value(struct buf *out, const struct call_event *c)
{
	int option = c->arg[2];
	bool timed =
		(int)c->arg[1] == SOL_SOCKET && (option == SO_RCVTIMEO || option == SO_SNDTIMEO);
	struct timeval time;
	int value;

	if (timed && c->data.len == sizeof time) {
		memcpy(&time, c->data.at, sizeof time);
		buf_addf(out, "{%lld s, %lld us}", (long long)time.tv_sec, (long long)time.tv_usec);
	} else if (c->data.len == sizeof value) {
		memcpy(&value, c->data.at, sizeof value);
		buf_addf(out, "%d", value);
	} else {
		buf_add_char(out, '{');
		text_hex(out, c->data, 16);
		buf_add_char(out, '}');
	}
}

static void say_set_value(const struct saying *s)
{
	say_value(s->out, s->c);
}

/* The descriptors that a poll() was about; `events` as asked, or as they came. */
static void say_polled(struct buf *out, const struct call_event *c, bool came)
{
	size_t count = c->data.len / sizeof(struct pollfd);
	const char *between = "";

	buf_add_char(out, '{');
	for (size_t i = 0; i < count; i++) {
		struct pollfd p;

		memcpy(&p, c->data.at + i * sizeof p, sizeof p);
		if (came && !p.revents)
			continue;
		buf_addf(out, "%s%d ", between, p.fd);
		add_bits(out, poll_bits, ARRAY_LEN(poll_bits),
			(unsigned short)(came ? p.revents : p.events));
		between = ", ";
	}
	buf_add_char(out, '}');
}

static void say_poll(const struct saying *s)
{
	if (s->c->data.len)
		say_polled(s->out, s->c, false);
	else
		buf_add_str(s->out, "fds");
}

static void say_fcntl(const struct saying *s)
{
	add_named(s->out, fcntl_commands, ARRAY_LEN(fcntl_commands), (int)s->arg);
	if (s->arg == F_SETFL) {
		buf_add_str(s->out, ", ");
		add_bits(s->out, file_flags, ARRAY_LEN(file_flags), s->c->arg[2]);
	}
}

static void say_ioctl(const struct saying *s)
{
	add_named(s->out, ioctls, ARRAY_LEN(ioctls), s->arg & UINT32_MAX);
}

static void say_epoll_operation(const struct saying *s)
{
	add_named(s->out, epoll_operations, ARRAY_LEN(epoll_operations), (int)s->arg);
}

static void say_signal(const struct saying *s)
{
	buf_add_str(s->out, words_signal(s->arg));
}

static void say_buffer(const struct saying *s)
{
	buf_add_str(s->out, s->arg ? "buf" : "NULL");
}

/* Which arguments are said, in order, and how. UNLESS_ZERO leaves out what is 0 (an address that nobody gave), FULL what
 * the short style has no room for, FLAGS what is 0, and there one that every careful send() has. */
enum when { ALWAYS, UNLESS_ZERO, FULL, FLAGS };
struct argument {
	void (*say)(const struct saying *s); /* NULL ends the list */
	int n;
	enum when when;
};
enum { SAID_MAX = 6 };

// clang-format off
static const struct argument said[CALL_COUNT][SAID_MAX] = {
	[CALL_SOCKET] = { { say_socket, 0 } },
	[CALL_SOCKETPAIR] = { { say_socket, 0 } },
	[CALL_BIND] = { { say_int, 0 }, { say_address, 1 } },
	[CALL_LISTEN] = { { say_int, 0 }, { say_int, 1 } },
	[CALL_ACCEPT] = { { say_int, 0 } },
	[CALL_ACCEPT4] = { { say_int, 0 }, { say_socket_flags, 3, UNLESS_ZERO } },
	[CALL_CONNECT] = { { say_int, 0 }, { say_address, 1 } },
	[CALL_SHUTDOWN] = { { say_int, 0 }, { say_how, 1 } },
	[CALL_CLOSE] = { { say_int, 0 } },
	[CALL_READ] = { { say_int, 0 }, { say_buffer, 1, FULL }, { say_long, 2 } },
	[CALL_WRITE] = { { say_int, 0 }, { say_data, 1 }, { say_long, 2 } },
	[CALL_READV] = { { say_int, 0 }, { say_long, 2 } },
	[CALL_WRITEV] = { { say_int, 0 }, { say_data, 1 }, { say_long, 2 } },
	[CALL_SENDTO] = { { say_int, 0 }, { say_data, 1 }, { say_long, 2 }, { say_flags, 3, FLAGS },
		{ say_address, 4, UNLESS_ZERO } },
	[CALL_RECVFROM] = { { say_int, 0 }, { say_buffer, 1, FULL }, { say_long, 2 },
		{ say_flags, 3, FLAGS } },
	[CALL_SENDMSG] = { { say_int, 0 }, { say_data, 1 }, { say_flags, 2, FLAGS } },
	[CALL_RECVMSG] = { { say_int, 0 }, { say_flags, 2, FLAGS } },
	[CALL_SENDMMSG] = { { say_int, 0 }, { say_data, 1 }, { say_int, 2 }, { say_flags, 3, FLAGS } },
	[CALL_RECVMMSG] = { { say_int, 0 }, { say_int, 2 }, { say_flags, 3, FLAGS } },
	[CALL_SENDFILE] = { { say_int, 0 }, { say_int, 1 }, { say_long, 3 } },
	[CALL_SPLICE] = { { say_int, 0 }, { say_int, 2 }, { say_long, 4 } },
	[CALL_SETSOCKOPT] = { { say_int, 0 }, { say_level, 1, FULL }, { say_option, 2 }, { say_set_value, 3 } },
	[CALL_GETSOCKOPT] = { { say_int, 0 }, { say_level, 1, FULL }, { say_option, 2 } },
	[CALL_GETSOCKNAME] = { { say_int, 0 } },
	[CALL_GETPEERNAME] = { { say_int, 0 } },
	[CALL_POLL] = { { say_poll, 0 }, { say_int, 1 }, { say_int, 2 } },
	[CALL_PPOLL] = { { say_poll, 0 }, { say_int, 1 } },
	[CALL_SELECT] = { { say_int, 0 } },
	[CALL_PSELECT6] = { { say_int, 0 } },
	[CALL_EPOLL_CTL] = { { say_int, 0 }, { say_epoll_operation, 1 }, { say_int, 2 } },
	[CALL_EPOLL_WAIT] = { { say_int, 0 }, { say_int, 2 }, { say_int, 3 } },
	[CALL_EPOLL_PWAIT] = { { say_int, 0 }, { say_int, 2 }, { say_int, 3 } },
	[CALL_EPOLL_PWAIT2] = { { say_int, 0 }, { say_int, 2 } },
	[CALL_DUP] = { { say_int, 0 } },
	[CALL_DUP2] = { { say_int, 0 }, { say_int, 1 } },
	[CALL_DUP3] = { { say_int, 0 }, { say_int, 1 } },
	[CALL_FCNTL] = { { say_int, 0 }, { say_fcntl, 1 } },
	[CALL_IOCTL] = { { say_int, 0 }, { say_ioctl, 1 } },
	[CALL_EXIT] = { { say_int, 0 } },
	[CALL_EXIT_GROUP] = { { say_int, 0 } },
	[CALL_KILL] = { { say_int, 0 }, { say_signal, 1 } },
	[CALL_TKILL] = { { say_int, 0 }, { say_signal, 1 } },
	[CALL_TGKILL] = { { say_int, 1 }, { say_signal, 2 } },
	[CALL_WAIT4] = { { say_int, 0 } },
	[CALL_ALARM] = { { say_int, 0 } },
	[CALL_RT_SIGACTION] = { { say_signal, 0 } },
};
// clang-format on

static bool is_said(const struct argument *a, const struct saying *s)
{
	bool full = s->style == CALL_WORDS_FULL;

	switch (a->when) {
	case ALWAYS: return true;
	case UNLESS_ZERO: return s->arg != 0;
	case FULL: return full;
	case FLAGS: return s->arg != 0 && (full || s->arg != MSG_NOSIGNAL);
	}
	return true;
}

void words_call(struct buf *out, const struct call_event *c, enum call_words_style style)
{
	const char *between = "";

	buf_addf(out, "%s(", calls_name(c->id, c->arg));
	for (size_t i = 0; c->id < CALL_COUNT && i < SAID_MAX && said[c->id][i].say; i++) {
		struct saying s = { out, c, style, c->arg[said[c->id][i].n] };

		if (!is_said(&said[c->id][i], &s))
			continue;
		buf_add_str(out, between);
		said[c->id][i].say(&s);
		between = ", ";
	}
	buf_add_char(out, ')');
}

/* ---- results */

static void more_accepted(struct buf *out, const struct call_event *c)
{
	const struct address *from = c->remote.family ? &c->remote : &c->addr;

	if (from->family && !(from->family == AF_UNIX && !from->path[0])) {
		buf_add_str(out, " from ");
		address_text(out, from);
	}
}

static void more_received(struct buf *out, const struct call_event *c)
{
	if (c->ret > 0) {
		buf_add_char(out, ' ');
		words_bytes(out, c->data, c->ret, 40);
	} else if (c->fd_kind == FD_TCP || c->fd_kind == FD_LOCAL_STREAM || c->fd_kind == FD_PIPE ||
		   c->fd_kind == FD_FILE) {
		buf_add_str(out, " (the end)");
	}
	if (c->addr.family && c->arg[4] && c->id == CALL_RECVFROM) {
		buf_add_str(out, " from ");
		address_text(out, &c->addr);
	}
}

static void more_address(struct buf *out, const struct call_event *c)
{
	buf_add_str(out, ": ");
	address_text(out, &c->addr);
}

static void more_value(struct buf *out, const struct call_event *c)
{
	int error;

	buf_add_str(out, ": ");
	if ((int)c->arg[1] == SOL_SOCKET && (int)c->arg[2] == SO_ERROR &&
		c->data.len == sizeof error) {
		memcpy(&error, c->data.at, sizeof error);
		buf_add_str(out, error ? words_errno(error) : "no error");
	} else {
		say_value(out, c);
	}
}

static void more_polled(struct buf *out, const struct call_event *c)
{
	if (c->ret == 0) {
		buf_add_str(out, " (the time is up)");
	} else if (c->data.len) {
		buf_add_char(out, ' ');
		say_polled(out, c, true);
	}
}

static void more_timed_out(struct buf *out, const struct call_event *c)
{
	if (c->ret == 0)
		buf_add_str(out, " (the time is up)");
}

static void more_process(struct buf *out, const struct call_event *c)
{
	buf_add_str(out, c->ret == 0 ? " (in the child)" : " (the child)");
}

/* What is said after the number that a call returned. */
static void (*const more[CALL_COUNT])(struct buf *out, const struct call_event *c) = {
	[CALL_ACCEPT] = more_accepted,
	[CALL_ACCEPT4] = more_accepted,
	[CALL_READ] = more_received,
	[CALL_READV] = more_received,
	[CALL_RECVFROM] = more_received,
	[CALL_RECVMSG] = more_received,
	[CALL_GETSOCKNAME] = more_address,
	[CALL_GETPEERNAME] = more_address,
	[CALL_GETSOCKOPT] = more_value,
	[CALL_POLL] = more_polled,
	[CALL_PPOLL] = more_polled,
	[CALL_SELECT] = more_timed_out,
	[CALL_PSELECT6] = more_timed_out,
	[CALL_EPOLL_WAIT] = more_timed_out,
	[CALL_EPOLL_PWAIT] = more_timed_out,
	[CALL_EPOLL_PWAIT2] = more_timed_out,
	[CALL_FORK] = more_process,
	[CALL_CLONE] = more_process,
	[CALL_VFORK] = more_process,
};

static bool never_returns(const struct call_event *c)
{
	return c->id == CALL_EXIT || c->id == CALL_EXIT_GROUP;
}

static bool made_thread(const struct call_event *c)
{
	return strcmp(calls_name(c->id, c->arg), "pthread_create") == 0;
}

void words_result(struct buf *out, const struct call_event *c, enum call_words_style style)
{
	if (never_returns(c) || c->id >= CALL_COUNT)
		return;
	if (c->flags & CALL_UNFINISHED) {
		buf_add_str(out, "...waiting");
		return;
	}
	if (c->err && style == CALL_WORDS_SHORT) {
		buf_add_str(out, words_errno(c->err));
		return;
	}
	if (c->err) {
		buf_addf(out, "-1 %s (%s)", words_errno(c->err), words_errno_text(c->err));
		return;
	}
	if (c->flags & CALL_INTERRUPTED) {
		buf_add_str(out, style == CALL_WORDS_FULL ? "interrupted by a signal" : "signal");
		return;
	}
	buf_addf(out, "%" PRId64, c->ret);
	if (style == CALL_WORDS_FULL && more[c->id] && !made_thread(c))
		more[c->id](out, c);
}

void words_call_and_result(struct buf *out, const struct event *ev)
{
	words_call(out, &ev->call, CALL_WORDS_FULL);
	if (never_returns(&ev->call))
		return;
	buf_add_str(out, ev->call.flags & CALL_UNFINISHED ? " " : " = ");
	words_result(out, &ev->call, CALL_WORDS_FULL);
}
