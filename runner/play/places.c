// SPDX-License-Identifier: MIT
#include "play/player.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"

/* Below the kernel's own ephemeral ports, so that nothing is handed one of these by chance. */
enum { PORT_LOWEST = 1024, PORT_HIGHEST = 32767, CLIENT_PORTS_FROM = 50000, CLIENT_PORTS = 10000 };
enum { PORT_TRIES = 200 };

static uint16_t swapped(uint16_t port)
{
	return port << 8 | port >> 8;
}

static uint16_t draw_port(struct dice *dice)
{
	for (;;) {
		uint16_t port = PORT_LOWEST + dice_below(dice, PORT_HIGHEST - PORT_LOWEST + 1);

		if (swapped(port) != port && swapped(port) >= PORT_LOWEST)
			return port;
	}
}

uint16_t play_port(uint64_t seed)
{
	struct dice dice = dice_from(seed, "port");

	return draw_port(&dice);
}

/* ---- who is where */

bool is_program(const struct actor *a)
{
	return a->who == WHO_YOU || a->member->kind == CAST_REFERENCE;
}

/* Whose rules a program goes by. */
static const struct exercise *exercise_of(const struct player *p, int who)
{
	if (who == WHO_YOU)
		return p->spec.exercise;
	return p->spec.reference_of ? p->spec.reference_of[who] : NULL;
}

static const struct program_spec *program_of(const struct player *p, int who)
{
	const struct exercise *e = exercise_of(p, who);

	return e ? &e->program : NULL;
}

static bool has_role(const struct player *p, int who, const char *role)
{
	const struct program_spec *spec = program_of(p, who);

	return spec && spec->role && strcmp(spec->role, role) == 0;
}

/* In a demo nobody is `you`, but the place in the cast is there. */
static bool is_absent(const struct player *p, int who)
{
	return who == WHO_YOU && !p->spec.program;
}

static bool waits_for_others(const struct player *p, int who)
{
	const struct actor *a = &p->cast[who];

	if (is_program(a))
		return !is_absent(p, who) && has_role(p, who, "server");
	return a->member->kind == CAST_SERVER || a->member->kind == CAST_RECEIVER ||
	       a->member->kind == CAST_LOCAL_SERVER || a->member->kind == CAST_LOCAL_RECEIVER;
}

static int first_waiting(const struct player *p, int but)
{
	for (size_t i = 0; i < p->cast_count; i++)
		if ((int)i != but && waits_for_others(p, i))
			return i;
	return WHO_ANYBODY;
}

int places_counterpart(const struct player *p, int who)
{
	int other = first_waiting(p, who);

	/* A program of neither role may listen all the same: it is the only one left to speak to. */
	return other != WHO_ANYBODY || is_absent(p, WHO_YOU) ? other : WHO_YOU;
}

/* Whose port is {port}, for a program: a server's own; for others that of whom they find there. */
static int place_of_task(const struct player *p, int who)
{
	int other = first_waiting(p, who);

	return has_role(p, who, "server") || other == WHO_ANYBODY ? who : other;
}

const char *places_host(const struct actor *a)
{
	return a->member->ipv6 ? "::1" : "127.0.0.1";
}

void places_set_port(struct actor *a, uint16_t port)
{
	a->port = port;
	snprintf(a->port_text, sizeof a->port_text, "%u", port);
}

void places_own_port(const struct player *p, struct actor *a, enum fd_kind kind, uint16_t port)
{
	if (!p->spec.any_port || a->who != WHO_YOU || a->program.own_port || port == 0 ||
		kind != (p->spec.exercise->program.datagram ? FD_UDP : FD_TCP))
		return;
	places_set_port(a, port);
	a->program.own_port = true;
}

/* ---- planning, before the fork */

/* Outside a network of our own somebody else may have the port. */
static bool port_is_free(uint16_t port)
{
	static const int types[] = { SOCK_STREAM, SOCK_DGRAM };
	struct sockaddr_in6 at = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
	bool is_free = true;

	for (size_t i = 0; i < ARRAY_LEN(types) && is_free; i++) {
		AUTO(closep) int fd = socket(AF_INET6, types[i] | SOCK_CLOEXEC, 0);

		if (fd >= 0)
			is_free = bind(fd, (struct sockaddr *)&at, sizeof at) == 0;
	}
	return is_free;
}

static bool taken(const struct player *p, uint16_t port)
{
	for (size_t i = 0; i < p->cast_count; i++)
		if (p->cast[i].port == port || swapped(p->cast[i].port) == port)
			return true;
	return false;
}

static bool plan_port(struct player *p, struct actor *a, struct dice *dice, struct err *err)
{
	uint16_t port = a->member->port;

	for (int i = 0; !port && i < PORT_TRIES; i++) {
		port = draw_port(dice);
		if (taken(p, port) || (p->spec.level != LEVEL_FULL && !port_is_free(port)))
			port = 0;
	}
	if (!port)
		return err_set(err, "no free port for %s", a->member->name);
	places_set_port(a, port);
	return true;
}

bool places_plan(struct player *p, struct err *err)
{
	struct dice dice = dice_from(p->spec.seed, "port");
	int task = place_of_task(p, WHO_YOU);

	p->ports = dice_from(p->spec.seed, "client ports");
	p->host = places_host(&p->cast[task]);
	if (!plan_port(p, &p->cast[task], &dice, err)) /* the first drawn is play_port() */
		return false;
	for (size_t i = 0; i < p->cast_count; i++)
		if (!p->cast[i].port && waits_for_others(p, i) &&
			!plan_port(p, &p->cast[i], &dice, err))
			return false;
	if (!p->cast[WHO_YOU].port) /* "the task's port" is said as `you` in scripts */
		places_set_port(&p->cast[WHO_YOU], p->cast[task].port);
	return true;
}

/* ---- what a run fills in */

static const char *port_of(const void *context, int who)
{
	const struct player *p = context;

	return who < 0 || !p->cast[who].port ? NULL : p->cast[who].port_text;
}

static const char *bound_port_of(const void *context, int who)
{
	const struct player *p = context;
	const char *text = who < 0 ? "" : p->cast[who].program.bound_text;

	return *text ? text : NULL;
}

static const char *address_of(const void *context, int who)
{
	const struct player *p = context;

	return who < 0 ? NULL : places_host(&p->cast[who]);
}

struct bytes_values places_values(const struct player *p, int step)
{
	const struct answers *like = p->spec.like;
	struct bytes_values v = { .seed = p->spec.seed,
		.port_of = port_of,
		.address_of = address_of,
		.bound_port_of = bound_port_of,
		.blind = p->spec.level == LEVEL_BARE,
		.context = p };

	if (like && (size_t)step < like->count)
		v.like = like->of_step[step];
	return v;
}

static const char *path_of(const struct actor *a)
{
	return a->member->path ? a->member->path : "";
}

static int who_is(const struct player *p, const char *name, size_t len)
{
	for (size_t i = 0; i < p->cast_count; i++)
		if (strlen(p->cast[i].member->name) == len &&
			memcmp(p->cast[i].member->name, name, len) == 0)
			return i;
	return WHO_ANYBODY;
}

/* One {word} or {word:name}; false where it is neither, and then it stands for itself. */
static bool add_word(
	const struct player *p, int task, const char *word, size_t len, struct buf *out)
{
	const char *colon = memchr(word, ':', len);
	size_t key = colon ? (size_t)(colon - word) : len;
	int who = colon ? who_is(p, colon + 1, len - key - 1) : task;

	if (who == WHO_ANYBODY)
		return false;
	if (key == 4 && memcmp(word, "port", 4) == 0)
		buf_add_str(out, p->cast[who].port_text);
	else if (key == 4 && memcmp(word, "host", 4) == 0)
		buf_add_str(out, places_host(&p->cast[who]));
	else if (key == 4 && memcmp(word, "path", 4) == 0)
		buf_add_str(out, path_of(&p->cast[who]));
	else
		return false;
	return true;
}

static char *fill_in(const struct player *p, int task, const char *text)
{
	struct buf out = { 0 };

	while (*text) {
		const char *end = *text == '{' ? strchr(text, '}') : NULL;

		if (end && add_word(p, task, text + 1, end - text - 1, &out))
			text = end + 1;
		else
			buf_add_char(&out, *text++);
	}
	return buf_take(&out);
}

static char **default_args(const struct player *p, int who)
{
	static char *const server[] = { "{port}", NULL },
			   *const client[] = { "{host}", "{port}", NULL }, *const none[] = { NULL };

	if (has_role(p, who, "server"))
		return (char **)server;
	return (char **)(has_role(p, who, "client") ? client : none);
}

static char **args_of(const struct player *p, int who)
{
	const struct program_spec *spec = program_of(p, who);

	if (who == WHO_YOU && p->script->args)
		return p->script->args;
	if (p->cast[who].member->kind == CAST_REFERENCE && p->cast[who].member->args)
		return p->cast[who].member->args;
	return spec && spec->args ? spec->args : default_args(p, who);
}

char **places_argv(const struct player *p, int who, char **args)
{
	const struct exercise *e = exercise_of(p, who);
	int task = place_of_task(p, who);
	char **argv, **from = args ? args : args_of(p, who);
	size_t n = 0;

	argv = xcalloc(strv_len(from) + 2, sizeof *argv);
	argv[n++] = xstrdup(e && e->name ? path_base(e->name) : p->cast[who].member->name);
	for (; *from; from++)
		argv[n++] = fill_in(p, task, *from);
	return argv;
}

struct address places_address(const struct player *p, const struct actor *a, int target)
{
	struct address at = { .family = AF_UNIX };

	if (!cast_is_local(a->member->kind))
		return a->member->ipv6 ? address_ip6("::1", p->cast[target].port)
				       : address_ip4("127.0.0.1", p->cast[target].port);
	/* A socket file is named by the one who waits there, if an actor does; a program's by the one who goes to it. */
	snprintf(at.path, sizeof at.path, "%s",
		path_of(p->cast[target].member->path ? &p->cast[target] : a));
	return at;
}

static bool bind_port(int fd, bool ipv6, uint16_t port)
{
	struct address at = ipv6 ? address_ip6("::1", port) : address_ip4("127.0.0.1", port);
	struct sockaddr_storage raw;
	socklen_t len = address_to(&at, &raw);

	return bind(fd, (struct sockaddr *)&raw, len) == 0;
}

bool places_bind_any(struct player *p, int fd, bool ipv6)
{
	for (int i = 0; p->spec.level == LEVEL_FULL && i < PORT_TRIES; i++)
		if (bind_port(fd, ipv6, CLIENT_PORTS_FROM + dice_below(&p->ports, CLIENT_PORTS)))
			return true;
	return bind_port(fd, ipv6, 0);
}

/* ---- can it be reached */

static enum fd_kind kind_of_door(enum cast_kind kind)
{
	if (cast_is_stream(kind))
		return cast_is_local(kind) ? FD_LOCAL_STREAM : FD_TCP;
	return cast_is_local(kind) ? FD_LOCAL_DGRAM : FD_UDP;
}

static bool is_door(const struct door *d, enum fd_kind kind, const struct address *at)
{
	if (d->kind != kind)
		return false;
	if (at->family != AF_UNIX)
		return d->port == at->port;
	return strcmp(path_base(d->path), path_base(at->path)) == 0;
}

/* Where calls are not seen, the kernel is asked, again and again. */
enum { LOOK_AGAIN_MS = 3, SOCKETS_ASKED = 256 };

static bool kernel_has_door(struct player *p, int who, enum fd_kind kind, const struct address *at)
{
	struct socket_event socks[SOCKETS_ASKED];
	size_t n = stage_sockets_of(p->stage, who, socks, ARRAY_LEN(socks));

	if (at->family == AF_UNIX && faccessat(stage_scratch_fd(p->stage), at->path, F_OK, 0) == 0)
		return true;

	for (size_t i = 0; i < n && i < ARRAY_LEN(socks); i++) {
		bool waits = kind == FD_TCP
				     ? socks[i].proto == PACKET_TCP && socks[i].state == TCP_LISTEN
				     : socks[i].proto == PACKET_UDP;

		if (waits)
			places_own_port(p, &p->cast[who], kind, socks[i].local.port);
		if (waits && socks[i].local.port == at->port)
			return true;
	}
	alarm_by(p, stage_now(p->stage) + LOOK_AGAIN_MS * NS_PER_MS);
	return false;
}

static bool has_door(struct player *p, int target, enum fd_kind kind, const struct address *at)
{
	const struct program *prog = &p->cast[target].program;

	if (p->spec.level == LEVEL_BARE)
		return kernel_has_door(p, target, kind, at);
	for (size_t i = 0; i < prog->door_count && i < DOORS_MAX; i++)
		if (is_door(&prog->doors[i], kind, at))
			return true;
	return false;
}

bool places_ready(struct player *p, const struct actor *a, int target)
{
	const struct actor *t = &p->cast[target];
	struct address at = places_address(p, a, target);

	if (t->kind == &stream_kind)
		return t->stream.listener >= 0;
	if (t->kind == &datagram_kind)
		return t->datagram.fd >= 0;
	return has_door(p, target, kind_of_door(a->member->kind), &at);
}

bool places_goes_to_program(const struct player *p, int who)
{
	int other = place_of_task(p, who);

	return other != who && p->cast[other].kind == &program_kind;
}

bool places_program_ready(struct player *p, int who)
{
	int other = place_of_task(p, who);
	struct address at = address_ip4("127.0.0.1", p->cast[other].port);

	return has_door(p, other, FD_TCP, &at) || has_door(p, other, FD_UDP, &at);
}
