// SPDX-License-Identifier: MIT
#include "judge/facts_match.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>

#include "course/names.h"

/* ---- addresses */

bool port_matches(int64_t want, uint16_t port, uint16_t task_port)
{
	if (want == PORT_NOT_ASKED)
		return true;
	return port == (want == PORT_OF_TASK ? task_port : want);
}

static bool is_loopback(const struct address *a)
{
	if (a->family == AF_INET)
		return a->ip[0] == 127;
	return a->family == AF_INET6 && memcmp(a->ip, &in6addr_loopback, sizeof a->ip) == 0;
}

bool address_matches(const char *want, const struct address *a)
{
	uint8_t ip[16];

	if (!want)
		return true;
	if (strcmp(want, "any") == 0)
		return a->family != AF_UNSPEC && address_is_any(a);
	if (strcmp(want, "loopback") == 0)
		return is_loopback(a);
	if (a->family == AF_UNIX)
		return strcmp(want, a->path) == 0;
	if (a->family == AF_UNSPEC || inet_pton(a->family, want, ip) != 1)
		return false;
	return memcmp(ip, a->ip, a->family == AF_INET ? 4 : 16) == 0;
}

/* ---- calls */

static bool makes_sockets(enum call_id id)
{
	return id == CALL_SOCKET || id == CALL_SOCKETPAIR;
}

static int family_of(const struct call_event *call)
{
	if (makes_sockets(call->id))
		return call->arg[0];
	if (call->fd_kind == FD_LOCAL_STREAM || call->fd_kind == FD_LOCAL_DGRAM)
		return AF_UNIX;
	return call->local.family ? call->local.family : call->addr.family;
}

static int type_of(const struct call_event *call)
{
	if (makes_sockets(call->id))
		return call->arg[1] & 0xf; /* the flags beside it (SOCK_CLOEXEC ...) are above */
	if (call->fd_kind == FD_TCP || call->fd_kind == FD_LOCAL_STREAM)
		return SOCK_STREAM;
	return call->fd_kind == FD_UDP || call->fd_kind == FD_LOCAL_DGRAM ? SOCK_DGRAM : -2;
}

/* send and recv stand for every way to write to or read from a *socket*. */
static bool name_matches(const char *want, const struct call_event *call)
{
	bool of_files = call->id == CALL_READ || call->id == CALL_READV || call->id == CALL_WRITE ||
			call->id == CALL_WRITEV;

	if (!calls_covers_as(want, call->id, call->arg))
		return false;
	if (!of_files || strcmp(want, calls[call->id].name) == 0)
		return true;
	return call->fd_kind >= FD_TCP && call->fd_kind <= FD_SOCKET_OTHER;
}

static bool result_matches(const struct call_spec *want, const struct call_event *call)
{
	if (want->error && names_number(NAMES_ERRNO, want->error) != call->err)
		return false;
	switch (want->result) {
	case RESULT_ANY: return true;
	case RESULT_OK: return call->err == 0;
	case RESULT_FAILS: return call->err != 0;
	case RESULT_VALUE: return call->ret == want->value;
	}
	return false;
}

static bool option_matches(const struct call_spec *want, const struct call_event *call)
{
	int level, option;

	if (want->level && names_number(NAMES_LEVEL, want->level) != call->arg[1])
		return false;
	if (!want->option)
		return true;
	return names_option(want->option, &level, &option) && option == call->arg[2] &&
	       (want->level || level == call->arg[1]);
}

bool call_matches(const struct call_spec *want, const struct call_event *call, uint16_t task_port)
{
	return name_matches(want->name, call) && result_matches(want, call) &&
	       (!want->domain || names_number(NAMES_DOMAIN, want->domain) == family_of(call)) &&
	       (!want->type || names_number(NAMES_TYPE, want->type) == type_of(call)) &&
	       port_matches(want->port, call->addr.port, task_port) &&
	       address_matches(want->address, &call->addr) &&
	       (want->backlog < 0 || call->arg[1] >= want->backlog) && option_matches(want, call) &&
	       (!want->on_listener || call->fd_listening);
}

bool call_has_returned(const struct event *ev)
{
	return ev->kind == EVENT_CALL && ev->t1 != 0 && !(ev->call.flags & CALL_UNFINISHED);
}

/* ---- packets */

static uint8_t flag_of(const char *word, size_t len)
{
	static const char *const names[] = { "FIN", "SYN", "RST", "PSH", "ACK", "URG" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strlen(names[i]) == len && memcmp(names[i], word, len) == 0)
			return 1 << i;
	return 0;
}

/* ACK rides on nearly every segment, so it is looked at only beside SYN, and alone, where it means a bare one. */
static bool flags_match(uint8_t want, const struct packet_event *p)
{
	if ((p->flags & want) != want)
		return false;
	if (want == TCP_SYN)
		return !(p->flags & TCP_ACK);
	if (want == TCP_ACK)
		return p->payload_len == 0 && !(p->flags & (TCP_SYN | TCP_FIN | TCP_RST));
	return true;
}

bool packet_matches(const char *flags, const struct packet_event *p)
{
	uint8_t want = 0;
	bool data = false;

	for (const char *word = flags; *word;) {
		size_t len = strcspn(word, " ");

		data |= len == 4 && memcmp(word, "data", len) == 0;
		want |= flag_of(word, len);
		word += len;
		word += strspn(word, " ");
	}
	return (!data || p->payload_len > 0) && flags_match(want, p);
}

uint16_t call_bound_port(const struct call_event *call)
{
	bool names = call->id == CALL_BIND || call->id == CALL_CONNECT || call->id == CALL_LISTEN;

	if (call->err != 0 && !(call->id == CALL_CONNECT && call->err == EINPROGRESS))
		return 0;
	if (call->id == CALL_GETSOCKNAME)
		return call->addr.port;
	return names ? call->local.port : 0;
}
