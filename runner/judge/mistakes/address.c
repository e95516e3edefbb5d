// SPDX-License-Identifier: MIT
/* Mistakes in an address: its byte order, its family, its length. They are seen in what bind(),
 * connect() and sendto() were given. */
#include <arpa/inet.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

#include "judge/mistakes/rules.h"

static bool takes_address(const struct call_event *k)
{
	return (k->id == CALL_BIND || k->id == CALL_CONNECT || k->id == CALL_SENDTO) &&
	       k->raw_addr.len >= sizeof(sa_family_t);
}

static bool of_inet_address(const struct call_event *k)
{
	return takes_address(k) && is_inet(k);
}

static int raw_family(const struct call_event *k)
{
	sa_family_t family;

	memcpy(&family, k->raw_addr.at, sizeof family);
	return family;
}

/* The port as it stands in the bytes, whatever family they claim; -1 if they are too few. */
static int raw_port(const struct call_event *k)
{
	const uint8_t *at = k->raw_addr.at;

	return k->raw_addr.len >= 4 ? at[2] << 8 | at[3] : -1;
}

static bool is_ip4(const struct call_event *k, const char *dotted)
{
	struct in_addr want;

	return of_inet_address(k) && k->raw_addr.len >= 8 && raw_family(k) != AF_INET6 &&
	       inet_pton(AF_INET, dotted, &want) == 1 && memcmp(k->raw_addr.at + 4, &want, 4) == 0;
}

/* The call in which the program uses the task's port: a server owns it, a client calls it. */
static bool names_task_port(const struct facts *f, const struct call_event *k)
{
	if (!of_inet_address(k) || raw_port(k) < 0)
		return false;
	if (f->any_port) /* whichever it has is right */
		return false;
	return f->client ? k->id != CALL_BIND : k->id == CALL_BIND;
}

/* ---- the port */

static bool swapped_port(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);

	return f->port && swap16(f->port) != f->port && names_task_port(f, k) &&
	       raw_port(k) == swap16(f->port);
}

/* The line of both in which the first difference is; false where nothing was printed wrong. */
static bool printed_lines(const struct facts *f, const char **want, const char **got)
{
	const struct verdict *v = f->c->verdict;
	size_t at = v->first_difference;

	if (!f->step || f->step->verb != VERB_PRINTS || v->why != WHY_DIFFERENT ||
		!v->expected_exact || at > v->expected.len || at > v->actual.len)
		return false;
	while (at > 0 && v->expected.data[at - 1] != '\n') /* before it they are the same */
		at--;
	*want = buf_str(&v->expected) + at;
	*got = buf_str(&v->actual) + at;
	return true;
}

/* "1f 90" alone, or after the word "port". */
static bool two_bytes(const char *line, unsigned b[2], int *from)
{
	int end = 0;

	*from = strncmp(line, "port ", 5) == 0 ? 5 : 0;
	return sscanf(line + *from, "%2x %2x%n", &b[0], &b[1], &end) == 2 && end == 5 &&
	       (line[*from + 5] == '\n' || line[*from + 5] == '\0');
}

/* The two bytes of a port as text, where `is` says what is wrong about them. */
static bool printed_port(const struct facts *f, struct finding *out,
	bool (*is)(const unsigned want[2], const unsigned got[2]))
{
	unsigned w[2], g[2];
	const char *want, *got;
	int from, same;

	if (!printed_lines(f, &want, &got) || !two_bytes(want, w, &from) ||
		!two_bytes(got, g, &same) || from != same || !is(w, g))
		return false;
	finding_add(out, "got", "%.5s", got + from);
	finding_add(out, "port", "%.5s", want + from);
	return about_print(out, f);
}

/* "90 1f" where "1f 90" was wanted. */
static bool are_swapped(const unsigned want[2], const unsigned got[2])
{
	return want[0] != want[1] && want[0] == got[1] && want[1] == got[0];
}

static bool are_zero(const unsigned want[2], const unsigned got[2])
{
	return (want[0] || want[1]) && !got[0] && !got[1];
}

bool rule_port_no_htons(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long i = first_call(f, swapped_port);

	if (i < 0 && printed_port(f, out, are_swapped))
		return true;
	if (i < 0)
		return false;
	finding_add(out, "got", "%d", raw_port(call_at(f, i)));
	finding_add(out, "port", "%d", f->port);
	return about(out, f, i);
}

static bool port_zero(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);

	return f->port && names_task_port(f, k) && k->raw_addr.len >= 8 && raw_port(k) == 0 &&
	       (f->client || call_worked(k));
}

static bool script_lets_kernel_choose(const struct facts *f)
{
	const struct conversation *v = f->c->conversation;

	for (size_t i = 0; i < v->step_count; i++)
		if (v->steps[i].verb == VERB_CALL && v->steps[i].call.port == 0)
			return true;
	return false;
}

bool rule_port_htonl(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long i = first_call(f, port_zero);

	if (i < 0 && printed_port(f, out, are_zero))
		return true;
	if (i < 0 || script_lets_kernel_choose(f))
		return false;
	if (call_at(f, i)->local.port && call_at(f, i)->id == CALL_BIND)
		finding_add(out, "got", "0, so the kernel chose %d", call_at(f, i)->local.port);
	else
		finding_add(out, "got", "0");
	finding_add(out, "port", "%d", f->port);
	return about(out, f, i);
}

static bool other_port(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	int port = raw_port(k);

	return f->port && names_task_port(f, k) && k->addr.family != AF_UNSPEC && port > 0 &&
	       port != f->port && port != swap16(f->port) && !actors_listen_on(f, port);
}

bool rule_port_hard_coded(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long i = first_call(f, other_port);

	if (i < 0 || !(f->server || f->client || script_wants_call(f, "bind", RESULT_OK)))
		return false;
	finding_add(out, "got", "%d", raw_port(call_at(f, i)));
	finding_add(out, "port", "%d", f->port);
	return about(out, f, i);
}

/* ---- the address */

static bool loopback_reversed(const struct facts *f, size_t i)
{
	return is_ip4(call_at(f, i), "1.0.0.127");
}

static bool printed_reversed(const struct facts *f)
{
	const char *want, *got;

	return printed_lines(f, &want, &got) && strstr(want, "127.0.0.1") &&
	       strncmp(want, got, strcspn(want, "1")) == 0 &&
	       strncmp(got + strcspn(want, "1"), "1.0.0.127", 9) == 0;
}

bool rule_addr_no_htonl(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long i = first_call(f, loopback_reversed);

	if (i < 0 && !printed_reversed(f))
		return false;
	finding_add(out, "got", "1.0.0.127");
	finding_add(out, "expected", "127.0.0.1");
	return i >= 0 ? about(out, f, i) : about_print(out, f);
}

static bool nobodys_address(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	const struct sock *s;

	if (!is_ip4(k, "255.255.255.255"))
		return false;
	s = sock_of(f, k->inode);
	return !(s && sock_has_option(f, s, SOL_SOCKET, SO_BROADCAST, i));
}

bool rule_hostname_to_inet_addr(const struct mistake_case *c, struct finding *out)
{
	long i = first_call(c->facts, nobodys_address);

	return i >= 0 && about(out, c->facts, i);
}

static bool calls_nowhere(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);

	return k->id != CALL_BIND && is_ip4(k, "0.0.0.0") && raw_family(k) == AF_INET;
}

static bool is_numeric(const char *host)
{
	struct in_addr ip;

	return !host || inet_pton(AF_INET, host, &ip) == 1;
}

/* The host as the program was given it: the script's own word, or the task's address. */
static const char *host_argument(const struct facts *f)
{
	char *const *args =
		f->c->conversation->args ? f->c->conversation->args : f->c->exercise->program.args;

	if (!args || !args[0] || strcmp(args[0], "{host}") == 0)
		return f->c->host;
	return args[0];
}

static bool is_address(const char *text)
{
	struct in_addr unused;

	return inet_pton(AF_INET, text, &unused) == 1;
}

/* The n-th line that the program was given to read, from 0; false if there is none. */
static bool line_read(const struct facts *f, size_t n, struct buf *line)
{
	const struct conversation *c = f->c->conversation;
	const struct bytes_values none = { 0 };
	AUTO(buf_free) struct buf all = { 0 };
	const char *at;

	for (size_t i = 0; i < c->step_count; i++)
		if (c->steps[i].who == WHO_YOU && c->steps[i].verb == VERB_READS &&
			!bytes_expr_render(&c->steps[i].bytes, &none, &all))
			return false;
	for (at = buf_str(&all); n > 0 && *at; n--) {
		at += strcspn(at, "\n");
		at += *at == '\n';
	}
	buf_add(line, at, strcspn(at, "\n"));
	return n == 0;
}

/* A text that is no address was to be refused, and was taken for one of zeros: as an argument, */
static bool took_argument(const struct facts *f, struct buf *host)
{
	char *const *args = f->c->conversation->args;
	AUTO(buf_free) struct buf text = { 0 };

	if (!f->step || f->step->verb != VERB_COMPLAINS || !args || !args[0] || is_address(args[0]))
		return false;
	output_of(f, 1, &text);
	buf_add_str(host, args[0]);
	return strcmp(buf_str(&text), "00 00 00 00\n") == 0;
}

/* or as a line of its input, each of which is answered by a line. */
static bool took_line(const struct facts *f, struct buf *host)
{
	const char *want, *got, *first = buf_str(&f->c->verdict->expected);
	size_t n = 0;

	if (!printed_lines(f, &want, &got) || strncmp(want, "not an address\n", 15) != 0 ||
		strncmp(got, "0.0.0.0\n", 8) != 0)
		return false;
	for (; first < want; first++)
		n += *first == '\n';
	return line_read(f, n, host) && !is_address(buf_str(host));
}

bool rule_inet_pton_unchecked(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long i = first_call(f, calls_nowhere);
	AUTO(buf_free) struct buf taken = { 0 };

	if (took_argument(f, &taken) || took_line(f, &taken)) {
		add_bytes(out, "host", buf_bytes(&taken));
		return about_print(out, f);
	}
	if (i < 0 || !f->client || is_numeric(host_argument(f)))
		return false;
	finding_add(out, "host", "%s", host_argument(f));
	return about(out, f, i);
}

bool rule_connect_to_any_address(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long i = first_call(f, calls_nowhere);

	return i >= 0 && f->client && host_argument(f) && is_numeric(host_argument(f)) &&
	       strcmp(host_argument(f), "0.0.0.0") != 0 && call_at(f, i)->id == CALL_CONNECT &&
	       about(out, f, i);
}

static bool bound_elsewhere(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);

	return k->id == CALL_BIND && call_failed(k, EADDRNOTAVAIL) && k->addr.family == AF_INET &&
	       !is_ip4(k, "1.0.0.127") && !is_ip4(k, "48.48.48.48");
}

bool rule_bind_not_local(const struct mistake_case *c, struct finding *out)
{
	long i = first_call(c->facts, bound_elsewhere);

	if (i < 0)
		return false;
	add_address(out, "got", &call_at(c->facts, i)->addr);
	return about(out, c->facts, i);
}

/* ---- the family */

static bool bind_without_family(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);

	return k->id == CALL_BIND && of_inet_address(k) && k->raw_addr.len >= 8 &&
	       raw_family(k) == AF_UNSPEC;
}

bool rule_family_not_set_bind(const struct mistake_case *c, struct finding *out)
{
	long i = first_call(c->facts, bind_without_family);

	out->harmless = i >= 0 && call_worked(call_at(c->facts, i));
	return i >= 0 && about(out, c->facts, i);
}

/* On a datagram socket, or on one that is connected, it is the way to disconnect. */
static bool connect_without_family(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	const struct sock *s;

	if (k->id != CALL_CONNECT || k->fd_kind != FD_TCP || !takes_address(k) ||
		raw_family(k) != AF_UNSPEC)
		return false;
	s = sock_of(f, k->inode);
	return s && call_on(f, s, CALL_CONNECT) == (long)i;
}

bool rule_family_not_set_connect(const struct mistake_case *c, struct finding *out)
{
	long i = first_call(c->facts, connect_without_family);

	return i >= 0 && about(out, c->facts, i);
}

static const char *family_word(int family)
{
	return family == AF_INET ? "IPv4" : "IPv6";
}

static bool other_family(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	const struct sock *s = of_inet_address(k) && k->err ? sock_of(f, k->inode) : NULL;

	if (!s)
		return false;
	return (s->domain == AF_INET6 && raw_family(k) == AF_INET) ||
	       (s->domain == AF_INET && raw_family(k) == AF_INET6);
}

bool rule_family_mismatch(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long i = first_call(f, other_family);

	if (i < 0)
		return false;
	finding_add(out, "socket", "%s", family_word(sock_of(f, call_at(f, i)->inode)->domain));
	finding_add(out, "address", "%s", family_word(raw_family(call_at(f, i))));
	return about(out, f, i);
}

static bool zero_as_letter(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);

	(void)f;
	return of_inet_address(k) && raw_family(k) == AF_INET && k->raw_addr.len >= 16 &&
	       memcmp(k->raw_addr.at + 8, "00000000", 8) == 0;
}

bool rule_memset_char_zero(const struct mistake_case *c, struct finding *out)
{
	long i = first_call(c->facts, zero_as_letter);

	out->harmless = i >= 0 && call_worked(call_at(c->facts, i));
	return i >= 0 && about(out, c->facts, i);
}

/* ---- lengths */

static bool length_of_pointer(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);

	(void)f;
	return of_inet_address(k) && k->addrlen_in == sizeof(void *) && call_failed(k, EINVAL);
}

bool rule_addrlen_sizeof_pointer(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long i = first_call(f, length_of_pointer);

	if (i < 0)
		return false;
	finding_add(out, "got", "%zu", sizeof(void *));
	finding_add(out, "expected", "%d", raw_family(call_at(f, i)) == AF_INET6 ? 28 : 16);
	return about(out, f, i);
}

static bool v6_cut(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);

	(void)f;
	return of_inet_address(k) && raw_family(k) == AF_INET6 && k->addrlen_in == 16 &&
	       call_failed(k, EINVAL);
}

bool rule_v6_addrlen(const struct mistake_case *c, struct finding *out)
{
	long i = first_call(c->facts, v6_cut);

	if (i < 0)
		return false;
	finding_add(out, "got", "16");
	return about(out, c->facts, i);
}

static bool v6_without_scope(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);

	(void)f;
	return of_inet_address(k) && k->addr.family == AF_INET6 && k->raw_addr.len >= 28 &&
	       call_failed(k, EINVAL) && k->addr.ip[0] == 0xfe && (k->addr.ip[1] & 0xc0) == 0x80 &&
	       memcmp(k->raw_addr.at + 24, "\0\0\0\0", 4) == 0;
}

bool rule_v6_scope_missing(const struct mistake_case *c, struct finding *out)
{
	long i = first_call(c->facts, v6_without_scope);

	if (i < 0)
		return false;
	add_address(out, "got", &call_at(c->facts, i)->addr);
	return about(out, c->facts, i);
}

/* Which argument is the address that the kernel is to fill in, -1 if the call has none. */
static int filled_argument(const struct call_event *k)
{
	bool fills = is_accept(k) || k->id == CALL_RECVFROM || k->id == CALL_GETSOCKNAME ||
		     k->id == CALL_GETPEERNAME;

	return fills && calls[k->id].addr_filled ? calls[k->id].addr : -1;
}

static bool asks_for_name(const struct call_event *k)
{
	return k->id == CALL_GETSOCKNAME || k->id == CALL_GETPEERNAME;
}

/* As far as the family, the port, the address: who has room for so much wants no more. And who asks
 * for a name without room for it may only want to know whether there is one. */
static bool room_by_intent(const struct call_event *k)
{
	switch (k->addrlen_in) {
	case 0: return asks_for_name(k);
	case offsetof(struct sockaddr_in, sin_port):
	case offsetof(struct sockaddr_in, sin_addr):
	case offsetof(struct sockaddr_in, sin_zero): return true;
	default: return false;
	}
}

/* A stream's recvfrom() has no address to give: it writes a length of 0 back, and looks only whether
 * the one that it got is negative. */
static bool gives_no_address(const struct call_event *k)
{
	return k->id == CALL_RECVFROM && k->fd_kind == FD_TCP;
}

/* No address is shorter than a sockaddr_in, and no program keeps more than a page for one: what
 * else stands there was never set. */
static bool room_not_set(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	int at = filled_argument(k);
	uint32_t room = (uint32_t)k->addrlen_in;

	if (at < 0 || !k->arg[at] || !k->arg[at + 1] || !is_inet(k))
		return false;
	if (gives_no_address(k))
		return call_failed(k, EINVAL) && (int32_t)room < 0;
	if (call_worked(k) && room_by_intent(k) && f->c->verdict->outcome == OUTCOME_HELD)
		return false;
	return room < sizeof(struct sockaddr_in) || room > 4096;
}

bool rule_addrlen_not_set(const struct mistake_case *c, struct finding *out)
{
	long i = first_call(c->facts, room_not_set);

	if (i < 0)
		return false;
	/* An address that was cut is missed only by who reads it, and then nothing else is found. */
	out->harmless = call_worked(call_at(c->facts, i));
	finding_add(out, "got", "%d", (int)call_at(c->facts, i)->addrlen_in);
	finding_add(out, "whose", "%s",
		call_at(c->facts, i)->id == CALL_GETSOCKNAME ? "the socket's own" : "the peer's");
	return about(out, c->facts, i);
}

/* ---- local sockets */

static bool of_local_address(const struct call_event *k)
{
	return takes_address(k) && raw_family(k) == AF_UNIX;
}

static bool path_cut(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);

	(void)f;
	return of_local_address(k) && k->addrlen_in == sizeof(struct sockaddr) &&
	       k->raw_addr.len == sizeof(struct sockaddr) &&
	       !memchr(k->raw_addr.at + 2, '\0', k->raw_addr.len - 2);
}

bool rule_unix_addrlen_16(const struct mistake_case *c, struct finding *out)
{
	long i = first_call(c->facts, path_cut);

	if (i < 0)
		return false;
	add_bytes(out, "cut",
		(struct bytes){
			call_at(c->facts, i)->raw_addr.at + 2, sizeof(struct sockaddr) - 2 });
	return about(out, c->facts, i);
}

static bool binds_path(const struct facts *f, int error, struct finding *out)
{
	for (size_t i = 0; i < f->count; i++) {
		const struct call_event *k = call_at(f, i);

		if (k->id != CALL_BIND || !of_local_address(k) || !call_failed(k, error))
			continue;
		add_bytes(out, "path", bytes_of(k->addr.path));
		return about(out, f, i);
	}
	return false;
}

bool rule_unix_no_unlink(const struct mistake_case *c, struct finding *out)
{
	return !script_wants_call(c->facts, "bind", RESULT_FAILS) &&
	       binds_path(c->facts, EADDRINUSE, out);
}

bool rule_unix_no_directory(const struct mistake_case *c, struct finding *out)
{
	return binds_path(c->facts, ENOENT, out);
}
