// SPDX-License-Identifier: MIT
#include "judge/mistakes/facts.h"

#include <fcntl.h>
#include <linux/netlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* ---- sockets */

static struct sock *find_sock(struct facts *f, uint64_t inode)
{
	for (size_t i = f->sock_count; inode && i > 0; i--)
		if (f->socks[i - 1].inode == inode)
			return &f->socks[i - 1];
	return NULL;
}

const struct sock *sock_of(const struct facts *f, uint64_t inode)
{
	return find_sock((struct facts *)f, inode);
}

const struct sock *sock_by_fd(const struct facts *f, int fd, size_t before)
{
	uint64_t when = before < f->count ? f->calls[before]->t0 : UINT64_MAX;

	for (size_t i = f->sock_count; i > 0; i--) {
		const struct sock *s = &f->socks[i - 1];

		if (s->fd == fd && s->made->t0 < when)
			return s;
	}
	return NULL;
}

const struct sock *sock_at(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	const struct sock *s = is_accept(k) ? NULL : sock_of(f, k->inode);

	return s ? s : sock_by_fd(f, k->fd, i);
}

bool sock_is_tcp(const struct sock *s)
{
	return s && s->type == SOCK_STREAM && (s->domain == AF_INET || s->domain == AF_INET6);
}

bool sock_is_udp(const struct sock *s)
{
	return s && s->type == SOCK_DGRAM && (s->domain == AF_INET || s->domain == AF_INET6);
}

static bool makes(const struct call_event *k)
{
	return (k->id == CALL_SOCKET || k->id == CALL_SOCKETPAIR || is_accept(k)) &&
	       call_worked(k) && k->inode;
}

static void add_sock(struct facts *f, const struct event *ev, size_t *cap)
{
	const struct call_event *k = &ev->call;
	struct sock s = { .inode = k->inode,
		.made = ev,
		.fd = k->ret,
		.accepted = is_accept(k),
		.first = NOWHERE,
		.last = NOWHERE };

	if (s.accepted) {
		const struct sock *listener = sock_by_fd(f, k->fd, SIZE_MAX);

		s.domain = listener ? listener->domain : k->local.family;
		s.type = SOCK_STREAM;
	} else {
		s.domain = k->arg[0];
		s.type = k->arg[1] & ~(SOCK_CLOEXEC | SOCK_NONBLOCK);
	}
	grow(&f->socks, cap, f->sock_count, sizeof *f->socks);
	f->socks[f->sock_count++] = s;
}

/* Name look-ups talk to a cache daemon and to name servers, ask for the interfaces, and connect
 * datagram sockets only to see which address would be used: none of that is the learner's doing. */
static bool looks_up_names(const struct sock *s, const struct call_event *k)
{
	if (s->domain == AF_NETLINK)
		return true;
	if (k->id != CALL_CONNECT)
		return false;
	if (s->domain == AF_UNIX)
		return strstr(k->addr.path, "nscd") || strstr(k->addr.path, "resolve") ||
		       strcmp(k->addr.path, "/dev/log") == 0;
	return s->type == SOCK_DGRAM &&
	       (k->addr.port == 53 || (s->made->call.arg[1] & SOCK_CLOEXEC));
}

static void note_socket(struct facts *f, const struct event *ev, size_t *cap)
{
	const struct call_event *k = &ev->call;
	struct sock *s;

	if (makes(k))
		add_sock(f, ev, cap);
	s = find_sock(f, k->inode);
	if (!s)
		return;
	if (!s->accepted && looks_up_names(s, k))
		s->noise = true;
	if (is_send(k) && s->domain != AF_NETLINK && k->addr.port != 53 && k->remote.port != 53)
		s->noise = false; /* somebody says something with it after all */
	if (k->local.family)
		s->local = k->local;
	if (k->remote.family)
		s->remote = k->remote;
}

/* ---- gathering */

/* What the C library and the sanitizers do for themselves, while the program starts and ends. */
static bool of_the_runtime(const struct call_event *k)
{
	bool socket = k->fd_kind >= FD_TCP && k->fd_kind <= FD_SOCKET_OTHER;

	return (k->flags & CALL_RUNTIME) && !socket && k->id != CALL_EXIT_GROUP &&
	       (k->fd < 0 || k->fd > 2) && !calls[k->id].socket_call;
}

/* Processes that became another program (a shell, say), and the children of those. */
struct strangers {
	int *pids; /* owned */
	size_t count, cap;
};

static bool is_stranger(const struct strangers *s, int pid)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->pids[i] == pid)
			return true;
	return false;
}

static void note_stranger(struct strangers *s, const struct event *ev)
{
	const struct process_event *p = &ev->process;

	if (ev->kind != EVENT_PROCESS || ev->who != WHO_YOU)
		return;
	if (p->what == PROCESS_EXEC || (p->what == PROCESS_FORKED && is_stranger(s, p->parent))) {
		grow(&s->pids, &s->cap, s->count, sizeof *s->pids);
		s->pids[s->count++] = p->pid;
	}
}

/* One that executes itself has lines of the learner's still. */
static bool is_learners_call(const struct strangers *s, const struct event *ev)
{
	return ev->kind == EVENT_CALL && ev->who == WHO_YOU &&
	       (ev->call.frame_count > 0 || !is_stranger(s, ev->call.pid));
}

static void gather_sockets(struct facts *f)
{
	const struct timeline *tl = f->c->timeline;
	struct strangers strangers = { 0 };
	size_t cap = 0;

	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *ev = timeline_at(tl, i);

		note_stranger(&strangers, ev);
		if (is_learners_call(&strangers, ev))
			note_socket(f, ev, &cap);
	}
	free(strangers.pids);
}

static void note_end(struct facts *f, const struct event *ev)
{
	const struct process_event *p = &ev->process;
	bool ends = ev->kind == EVENT_PROCESS && ev->who == WHO_YOU && p->main && !p->by_tool &&
		    (p->what == PROCESS_EXITED || p->what == PROCESS_KILLED);

	if (ends && !f->end)
		f->end = ev;
}

static void note_crash(struct facts *f, const struct event *ev)
{
	bool says = ev->kind == EVENT_OUTPUT && ev->output.fd == 2 &&
		    (memmem(ev->output.data.at, ev->output.data.len, "AddressSanitizer", 16) ||
			    memmem(ev->output.data.at, ev->output.data.len, "runtime error: ", 15));

	if (ev->who == WHO_YOU && ev->t0 < f->crashed_at && (says || ev->kind == EVENT_SANITIZER))
		f->crashed_at = ev->t0;
}

static void note_call(struct facts *f, const struct event *ev, size_t *cap)
{
	const struct sock *s = sock_of(f, ev->call.inode);

	if (of_the_runtime(&ev->call) || (s && s->noise))
		return;
	grow(&f->calls, cap, f->count, sizeof *f->calls);
	f->calls[f->count++] = ev;
}

static void gather_events(struct facts *f)
{
	const struct timeline *tl = f->c->timeline;
	struct strangers strangers = { 0 };
	size_t calls_cap = 0, moves_cap = 0;

	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *ev = timeline_at(tl, i);

		if (ev->kind == EVENT_MOVE) {
			grow(&f->moves, &moves_cap, f->move_count, sizeof *f->moves);
			f->moves[f->move_count++] = ev;
		}
		note_stranger(&strangers, ev);
		note_crash(f, ev);
		note_end(f, ev);
		if (ev->kind == EVENT_STEP && ev->step.what == STEP_BROKE)
			f->broke_at = ev->t0;
		if (is_learners_call(&strangers, ev))
			note_call(f, ev, &calls_cap);
	}
	free(strangers.pids);
}

/* Some runs have a hundred thousand calls, and one bind(): who asks for it for each of them must
 * not look through all. */
static void index_calls(struct facts *f)
{
	size_t next[CALL_COUNT];

	for (size_t i = 0; i < f->count; i++)
		f->id_at[call_at(f, i)->id + 1]++;
	for (size_t id = 0; id < CALL_COUNT; id++) {
		f->id_at[id + 1] += f->id_at[id];
		next[id] = f->id_at[id];
	}
	f->by_id = xcalloc(f->count, sizeof *f->by_id);
	for (size_t i = 0; i < f->count; i++)
		f->by_id[next[call_at(f, i)->id]++] = i;
}

struct task_so_far {
	int tid, last, received;
};

static struct task_so_far *task_of(struct task_so_far **tasks, size_t *count, size_t *cap, int tid)
{
	for (size_t i = *count; i > 0; i--)
		if ((*tasks)[i - 1].tid == tid)
			return &(*tasks)[i - 1];
	grow(tasks, cap, *count, sizeof **tasks);
	(*tasks)[*count] = (struct task_so_far){ tid, NOWHERE, NOWHERE };
	return &(*tasks)[(*count)++];
}

static void link_to_socket(struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	struct sock *s = find_sock(f, k->inode);

	if (!s || s->made == f->calls[i])
		return;
	f->near[i].before = s->last;
	if (s->last >= 0)
		f->near[s->last].after = i;
	else
		s->first = i;
	s->last = i;
	s->calls++;
	s->closed |= k->id == CALL_CLOSE || k->id == CALL_SHUTDOWN;
}

/* Runs may be long, and rules ask at every call what came before and after: so it is looked up
 * once. */
static void link_calls(struct facts *f)
{
	AUTO(freep) struct task_so_far *tasks = NULL;
	size_t count = 0, cap = 0;

	f->near = xcalloc(f->count, sizeof *f->near);
	for (size_t i = 0; i < f->count; i++) {
		const struct call_event *k = call_at(f, i);
		struct task_so_far *t = task_of(&tasks, &count, &cap, k->tid);

		f->near[i] = (struct neighbours){ NOWHERE, NOWHERE, NOWHERE, t->received };
		if (t->last >= 0)
			f->near[t->last].of_task = i;
		t->last = i;
		if (is_recv(k) && is_inet(k) && !is_unfinished(k))
			t->received = i;
		link_to_socket(f, i);
	}
}

/* A program that is neither server nor client may only be asked about somebody's port: that says nothing of what it should speak. */
static bool has_a_part(const struct facts *f, int who)
{
	static const enum verb verbs[] = { VERB_CONNECTS, VERB_ACCEPTS, VERB_SENDS, VERB_GETS,
		VERB_SEES };

	for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
		if (conversation_says(f->c->conversation, who, verbs[i]))
			return true;
	return f->server || f->client;
}

static void gather_task(struct facts *f)
{
	const struct conversation *v = f->c->conversation;

	for (size_t i = 1; i < v->cast_count; i++) {
		enum cast_kind kind = v->cast[i].kind;

		if (!has_a_part(f, (int)i))
			continue;
		f->stream |= kind == CAST_CLIENT || kind == CAST_SERVER;
		f->datagram |= kind == CAST_SENDER || kind == CAST_RECEIVER;
	}
	for (size_t i = 0; i < v->step_count; i++) {
		const struct step *s = &v->steps[i];
		const char *type = s->verb == VERB_CALL ? s->call.type : NULL;

		if (type && (!s->call.domain || strncmp(s->call.domain, "inet", 4) == 0)) {
			f->stream |= strcmp(type, "stream") == 0;
			f->datagram |= strcmp(type, "dgram") == 0;
		}
		f->feeds |=
			s->who == WHO_YOU && (s->verb == VERB_READS || s->verb == VERB_READS_END);
	}
	if (f->c->verdict->outcome == OUTCOME_BROKE && f->c->verdict->step >= 0 &&
		(size_t)f->c->verdict->step < v->step_count)
		f->step = &v->steps[f->c->verdict->step];
}

/* Another actor's port, as it was seen to own it. */
static uint16_t port_of_actor(const struct facts *f, const char *name, size_t len)
{
	const struct conversation *v = f->c->conversation;

	for (size_t i = 0; i < f->move_count; i++) {
		const struct event *m = f->moves[i];

		if (m->who > 0 && (size_t)m->who < v->cast_count && m->move.local.port &&
			strlen(v->cast[m->who].name) == len &&
			memcmp(v->cast[m->who].name, name, len) == 0)
			return m->move.local.port;
	}
	return 0;
}

static uint16_t port_of_args(const struct facts *f, char *const *args)
{
	for (size_t i = 0; args && args[i]; i++) {
		if (strcmp(args[i], "{port}") == 0)
			return f->c->port;
		if (strncmp(args[i], "{port:", 6) == 0)
			return port_of_actor(f, args[i] + 6, strcspn(args[i] + 6, "}"));
	}
	return args ? 0 : f->c->port;
}

/* The one that a program has which may have a port of its own; for a stream's, rather one that it listens at. */
static uint16_t port_of_its_own(const struct facts *f)
{
	uint16_t port = 0;

	for (size_t n = f->id_at[CALL_BIND]; n < f->id_at[CALL_BIND + 1]; n++) {
		const struct call_event *k = call_at(f, f->by_id[n]);
		const struct sock *s = sock_of(f, k->inode);
		bool fits = f->datagram ? sock_is_udp(s) : sock_is_tcp(s);

		if (!is_inet(k) || !k->addr.port || !fits)
			continue;
		if (f->datagram || call_on(f, s, CALL_LISTEN) >= 0)
			return k->addr.port;
		if (!port)
			port = k->addr.port;
	}
	return port;
}

struct facts *facts_new(const struct mistake_case *c)
{
	struct facts *f = xcalloc(1, sizeof *f);
	const struct program_spec *program = &c->exercise->program;
	const struct run_event *run = timeline_run(c->timeline);

	f->c = c;
	f->broke_at = f->crashed_at = UINT64_MAX;
	f->server = program->role && strcmp(program->role, "server") == 0;
	f->client = program->role && strcmp(program->role, "client") == 0;
	f->datagram = f->server && program->datagram;
	f->blind = run && run->level && strcmp(run->level, "bare") == 0;
	gather_sockets(f);
	gather_events(f);
	index_calls(f);
	link_calls(f);
	gather_task(f);
	f->port = port_of_args(f, c->conversation->args ? c->conversation->args : program->args);
	f->any_port = run && run->any_port && f->server;
	if (f->any_port)
		f->port = port_of_its_own(f);
	return f;
}

void facts_free(struct facts *f)
{
	if (!f)
		return;
	free(f->calls);
	free(f->by_id);
	free(f->near);
	free(f->moves);
	free(f->socks);
	free(f);
}

void facts_freep(struct facts **f)
{
	facts_free(*f);
}
