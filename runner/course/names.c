// SPDX-License-Identifier: MIT
#include "course/names.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct name {
	const char *word;
	int number;
	int level; /* of options */
};

#define NAME(n)		 #n, n, 0
#define OPTION(level, n) #n, n, level

static const struct name signals[] = {
	{ NAME(SIGHUP) },
	{ NAME(SIGINT) },
	{ NAME(SIGQUIT) },
	{ NAME(SIGILL) },
	{ NAME(SIGTRAP) },
	{ NAME(SIGABRT) },
	{ NAME(SIGBUS) },
	{ NAME(SIGFPE) },
	{ NAME(SIGKILL) },
	{ NAME(SIGUSR1) },
	{ NAME(SIGSEGV) },
	{ NAME(SIGUSR2) },
	{ NAME(SIGPIPE) },
	{ NAME(SIGALRM) },
	{ NAME(SIGTERM) },
	{ NAME(SIGCHLD) },
	{ NAME(SIGCONT) },
	{ NAME(SIGSTOP) },
	{ NAME(SIGTSTP) },
	{ NAME(SIGTTIN) },
	{ NAME(SIGTTOU) },
	{ NAME(SIGURG) },
	{ NAME(SIGXCPU) },
	{ NAME(SIGXFSZ) },
	{ NAME(SIGIO) },
	{ NAME(SIGSYS) },
};

/* What the socket calls, and the calls around them, can fail with. EWOULDBLOCK is EAGAIN here: the first word of a
 * number is the one that is told. */
static const struct name errnos[] = {
	{ NAME(EACCES) },
	{ NAME(EADDRINUSE) },
	{ NAME(EADDRNOTAVAIL) },
	{ NAME(EAFNOSUPPORT) },
	{ NAME(EAGAIN) },
	{ NAME(EWOULDBLOCK) },
	{ NAME(EALREADY) },
	{ NAME(EBADF) },
	{ NAME(ECHILD) },
	{ NAME(ECONNABORTED) },
	{ NAME(ECONNREFUSED) },
	{ NAME(ECONNRESET) },
	{ NAME(EDESTADDRREQ) },
	{ NAME(EEXIST) },
	{ NAME(EFAULT) },
	{ NAME(EHOSTDOWN) },
	{ NAME(EHOSTUNREACH) },
	{ NAME(EINPROGRESS) },
	{ NAME(EINTR) },
	{ NAME(EINVAL) },
	{ NAME(EIO) },
	{ NAME(EISCONN) },
	{ NAME(EISDIR) },
	{ NAME(ELOOP) },
	{ NAME(EMFILE) },
	{ NAME(EMSGSIZE) },
	{ NAME(ENAMETOOLONG) },
	{ NAME(ENETDOWN) },
	{ NAME(ENETUNREACH) },
	{ NAME(ENFILE) },
	{ NAME(ENOBUFS) },
	{ NAME(ENODEV) },
	{ NAME(ENOENT) },
	{ NAME(ENOMEM) },
	{ NAME(ENOPROTOOPT) },
	{ NAME(ENOSPC) },
	{ NAME(ENOTCONN) },
	{ NAME(ENOTDIR) },
	{ NAME(ENOTSOCK) },
	{ NAME(ENOTTY) },
	{ NAME(EOPNOTSUPP) },
	{ NAME(EPERM) },
	{ NAME(EPIPE) },
	{ NAME(EPROTO) },
	{ NAME(EPROTONOSUPPORT) },
	{ NAME(EPROTOTYPE) },
	{ NAME(EROFS) },
	{ NAME(ESHUTDOWN) },
	{ NAME(ESOCKTNOSUPPORT) },
	{ NAME(ESPIPE) },
	{ NAME(ETIMEDOUT) },
};

static const struct name levels[] = {
	{ NAME(SOL_SOCKET) },
	{ NAME(IPPROTO_TCP) },
	{ NAME(SOL_TCP) },
	{ NAME(IPPROTO_IP) },
	{ NAME(SOL_IP) },
	{ NAME(IPPROTO_IPV6) },
	{ NAME(IPPROTO_UDP) },
};

static const struct name options[] = {
	{ OPTION(SOL_SOCKET, SO_REUSEADDR) },
	{ OPTION(SOL_SOCKET, SO_REUSEPORT) },
	{ OPTION(SOL_SOCKET, SO_KEEPALIVE) },
	{ OPTION(SOL_SOCKET, SO_BROADCAST) },
	{ OPTION(SOL_SOCKET, SO_SNDBUF) },
	{ OPTION(SOL_SOCKET, SO_RCVBUF) },
	{ OPTION(SOL_SOCKET, SO_SNDTIMEO) },
	{ OPTION(SOL_SOCKET, SO_RCVTIMEO) },
	{ OPTION(SOL_SOCKET, SO_LINGER) },
	{ OPTION(SOL_SOCKET, SO_ERROR) },
	{ OPTION(SOL_SOCKET, SO_TYPE) },
	{ OPTION(SOL_SOCKET, SO_DOMAIN) },
	{ OPTION(SOL_SOCKET, SO_PROTOCOL) },
	{ OPTION(SOL_SOCKET, SO_ACCEPTCONN) },
	{ OPTION(SOL_SOCKET, SO_OOBINLINE) },
	{ OPTION(SOL_SOCKET, SO_RCVLOWAT) },
	{ OPTION(SOL_SOCKET, SO_PEERCRED) },
	{ OPTION(SOL_SOCKET, SO_PASSCRED) },
	{ OPTION(SOL_SOCKET, SO_BINDTODEVICE) },
	{ OPTION(SOL_SOCKET, SO_TIMESTAMP) },
	{ OPTION(IPPROTO_TCP, TCP_NODELAY) },
	{ OPTION(IPPROTO_TCP, TCP_CORK) },
	{ OPTION(IPPROTO_TCP, TCP_MAXSEG) },
	{ OPTION(IPPROTO_TCP, TCP_KEEPIDLE) },
	{ OPTION(IPPROTO_TCP, TCP_KEEPINTVL) },
	{ OPTION(IPPROTO_TCP, TCP_KEEPCNT) },
	{ OPTION(IPPROTO_TCP, TCP_DEFER_ACCEPT) },
	{ OPTION(IPPROTO_TCP, TCP_INFO) },
	{ OPTION(IPPROTO_TCP, TCP_QUICKACK) },
	{ OPTION(IPPROTO_TCP, TCP_USER_TIMEOUT) },
	{ OPTION(IPPROTO_TCP, TCP_FASTOPEN) },
	{ OPTION(IPPROTO_IP, IP_TTL) },
	{ OPTION(IPPROTO_IP, IP_TOS) },
	{ OPTION(IPPROTO_IP, IP_RECVERR) },
	{ OPTION(IPPROTO_IP, IP_MTU_DISCOVER) },
	{ OPTION(IPPROTO_IP, IP_ADD_MEMBERSHIP) },
	{ OPTION(IPPROTO_IP, IP_DROP_MEMBERSHIP) },
	{ OPTION(IPPROTO_IP, IP_MULTICAST_TTL) },
	{ OPTION(IPPROTO_IP, IP_MULTICAST_LOOP) },
	{ OPTION(IPPROTO_IP, IP_MULTICAST_IF) },
	{ OPTION(IPPROTO_IP, IP_PKTINFO) },
	{ OPTION(IPPROTO_IPV6, IPV6_V6ONLY) },
	{ OPTION(IPPROTO_IPV6, IPV6_UNICAST_HOPS) },
	{ OPTION(IPPROTO_IPV6, IPV6_JOIN_GROUP) },
	{ OPTION(IPPROTO_IPV6, IPV6_RECVPKTINFO) },
};

static const struct name states[] = {
	{ "ESTABLISHED", TCP_ESTABLISHED },
	{ "SYN_SENT", TCP_SYN_SENT },
	{ "SYN_RECV", TCP_SYN_RECV },
	{ "FIN_WAIT1", TCP_FIN_WAIT1 },
	{ "FIN_WAIT2", TCP_FIN_WAIT2 },
	{ "TIME_WAIT", TCP_TIME_WAIT },
	{ "CLOSE", TCP_CLOSE },
	{ "CLOSE_WAIT", TCP_CLOSE_WAIT },
	{ "LAST_ACK", TCP_LAST_ACK },
	{ "LISTEN", TCP_LISTEN },
	{ "CLOSING", TCP_CLOSING },
};

static const struct name domains[] = {
	{ "inet", AF_INET },
	{ "inet6", AF_INET6 },
	{ "unix", AF_UNIX },
};

static const struct name types[] = {
	{ "stream", SOCK_STREAM },
	{ "dgram", SOCK_DGRAM },
};

static const struct {
	const char *what; /* in a refusal: unknown WHAT "word" */
	const struct name *list;
	size_t count;
} tables[] = {
	[NAMES_SIGNAL] = { "signal", signals, ARRAY_LEN(signals) },
	[NAMES_ERRNO] = { "error", errnos, ARRAY_LEN(errnos) },
	[NAMES_LEVEL] = { "level", levels, ARRAY_LEN(levels) },
	[NAMES_OPTION] = { "option", options, ARRAY_LEN(options) },
	[NAMES_STATE] = { "state", states, ARRAY_LEN(states) },
	[NAMES_DOMAIN] = { "domain", domains, ARRAY_LEN(domains) },
	[NAMES_TYPE] = { "type", types, ARRAY_LEN(types) },
};
_Static_assert(ARRAY_LEN(tables) == NAMES_OF, "a table for every kind of name");

enum { NAMES_MOST = 64 };
_Static_assert(
	ARRAY_LEN(errnos) <= NAMES_MOST && ARRAY_LEN(options) <= NAMES_MOST, "room for the words");

static const struct name *find(enum names_of of, const char *word)
{
	for (size_t i = 0; i < tables[of].count; i++)
		if (strcmp(tables[of].list[i].word, word) == 0)
			return &tables[of].list[i];
	return NULL;
}

int names_number(enum names_of of, const char *word)
{
	const struct name *name = find(of, word);

	return name ? name->number : -1;
}

const char *names_word(enum names_of of, int number)
{
	for (size_t i = 0; i < tables[of].count; i++)
		if (tables[of].list[i].number == number)
			return tables[of].list[i].word;
	return NULL;
}

const char *names_at(enum names_of of, size_t i)
{
	return i < tables[of].count ? tables[of].list[i].word : NULL;
}

bool names_option(const char *word, int *level, int *number)
{
	const struct name *name = find(NAMES_OPTION, word);

	if (!name)
		return false;
	*level = name->level;
	*number = name->number;
	return true;
}

bool names_decode(
	const struct json_at *at, const cJSON *value, enum names_of of, char **out, struct err *err)
{
	const char *words[NAMES_MOST];
	int found;

	for (size_t i = 0; i < tables[of].count; i++)
		words[i] = tables[of].list[i].word;
	found = json_word(at, value, tables[of].what, words, tables[of].count, err);
	if (found < 0)
		return false;
	free(*out);
	*out = xstrdup(words[found]);
	return true;
}
