// SPDX-License-Identifier: MIT
#include <string.h>

#include "judge/facts_match.h"
#include "play/player.h"

/* ---- calls that have returned */

static void add_door(struct program *prog, enum fd_kind kind, const struct address *a)
{
	struct door *d = &prog->doors[prog->door_count % DOORS_MAX];

	*d = (struct door){ kind, a->port, "" };
	memcpy(d->path, a->path, sizeof d->path);
	prog->door_count++;
}

static bool opens_door(const struct call_event *call)
{
	if (call->err != 0)
		return false;
	if (call->id == CALL_LISTEN)
		return true;
	return call->id == CALL_BIND &&
	       (call->fd_kind == FD_UDP || call->fd_kind == FD_LOCAL_DGRAM);
}

static void take_door(struct player *p, struct actor *a, const struct call_event *call)
{
	const struct address *at = call->local.family ? &call->local : &call->addr;

	if (!opens_door(call))
		return;
	places_own_port(p, a, call->fd_kind, at->port);
	add_door(&a->program, call->fd_kind, at);
}

static void take_bound(struct program *prog, const struct call_event *call)
{
	uint16_t port = call_bound_port(call);

	if (port)
		snprintf(prog->bound_text, sizeof prog->bound_text, "%u", port);
}

static bool opens_socket(const struct call_event *call)
{
	return call->err == 0 && (call->id == CALL_SOCKET || call->id == CALL_SOCKETPAIR ||
					 call->id == CALL_ACCEPT || call->id == CALL_ACCEPT4);
}

static bool copies_sockets(const struct call_event *call)
{
	return call->id == CALL_DUP || call->id == CALL_DUP2 || call->id == CALL_DUP3 ||
	       call->id == CALL_FCNTL || calls_covers("fork", call->id);
}

static void ask_most(struct player *p, struct actor *a)
{
	int64_t open = stage_sockets_open(p->stage, a->who);

	if (open > a->program.sockets_most)
		a->program.sockets_most = open;
}

/* The kernel is asked only where there may be more than ever: it looks at every descriptor. Our own count is right until one of them
 * has a second name. */
static void count_sockets(struct player *p, struct actor *a, const struct call_event *call)
{
	struct program *prog = &a->program;

	if (!p->counts_sockets || call->err != 0)
		return;
	prog->sockets_copied |= copies_sockets(call);
	if (call->id == CALL_CLOSE && call->fd_kind >= FD_TCP && call->fd_kind <= FD_SOCKET_OTHER)
		prog->sockets_open--;
	if (!opens_socket(call))
		return;
	prog->sockets_open += call->id == CALL_SOCKETPAIR ? 2 : 1;
	if (prog->sockets_copied || prog->sockets_open > prog->sockets_most)
		ask_most(p, a);
}

static void watch_out(struct player *p, const struct actor *a, const struct call_event *call)
{
	for (size_t i = 0; i < p->watch_count && !p->broke; i++) {
		const struct watch *w = &p->watches[i];

		if (w->actor != a || !call_matches(w->call, call, p->cast[WHO_YOU].port))
			continue;
		record_step(p, w->step, STEP_BROKE, WHY_FORBIDDEN);
		p->broke = true;
	}
}

static void take_return(struct player *p, uint32_t place)
{
	const struct event *ev = timeline_arrival(stage_timeline(p->stage), place);
	struct actor *a = &p->cast[ev->who];
	struct program *prog = &a->program;

	grow(&prog->returned, &prog->returned_cap, prog->returned_count, sizeof *prog->returned);
	prog->returned[prog->returned_count++] = place;
	take_door(p, a, &ev->call);
	take_bound(prog, &ev->call);
	count_sockets(p, a, &ev->call);
	watch_out(p, a, &ev->call);
	circles_note(p, prog, place);
}

/* ---- other facts */

/* What a task that is gone was doing will never return. */
static void forget_pending(struct player *p, int tid)
{
	size_t kept = 0;

	for (size_t i = 0; i < p->pending_count; i++)
		if (timeline_arrival(stage_timeline(p->stage), p->pending[i])->call.tid != tid)
			p->pending[kept++] = p->pending[i];
	p->pending_count = kept;
}

static bool ends(const struct process_event *process)
{
	return process->what == PROCESS_EXITED || process->what == PROCESS_KILLED;
}

static bool take_process(struct player *p, struct actor *a, const struct process_event *process)
{
	struct program *prog = &a->program;

	if (ends(process)) {
		forget_pending(p, process->tid);
		p->tasks--;
	} else if (process->what != PROCESS_EXEC && process->what != PROCESS_SIGNAL) {
		p->tasks++;
	}
	if (!process->main)
		return false;
	if (process->what == PROCESS_STARTED) {
		buf_cut(&prog->output[1], 0);
		buf_cut(&prog->output[2], 0);
		prog->ended = prog->complained = false;
		prog->bound_text[0] = '\0';
		return true;
	}
	if (!ends(process))
		return false;
	prog->ended = true;
	prog->status = process->what == PROCESS_EXITED ? process->value : 0;
	prog->signal = process->what == PROCESS_KILLED ? process->value : 0;
	return true;
}

/* Something that the program's author wrote, not a sanitizer's report about him. */
static bool is_complaint(const struct buf *said)
{
	const char *line = buf_str(said);

	while (*line && strncmp(line, "=====", 5) != 0) {
		size_t len = strcspn(line, "\n");

		if (len > 0 && !memmem(line, len, "runtime error: ", 15))
			return true;
		line += len;
		line += *line == '\n';
	}
	return false;
}

static bool take_output(struct actor *a, const struct output_event *output)
{
	struct program *prog = &a->program;

	if (output->fd < 1 || output->fd > 2 || output->data.len == 0)
		return false;
	if (prog->output[output->fd].len < BYTES_EXPR_MAX)
		buf_add(&prog->output[output->fd], output->data.at, output->data.len);
	prog->complained |= output->fd == 2 && is_complaint(&prog->output[2]);
	return true;
}

static bool ends_task(const struct call_event *call)
{
	return call->id == CALL_EXIT || call->id == CALL_EXIT_GROUP;
}

static bool take_fact(struct player *p, uint32_t place)
{
	const struct event *ev = timeline_arrival(stage_timeline(p->stage), place);
	bool by_program = ev->who >= 0 && (size_t)ev->who < p->cast_count &&
			  p->cast[ev->who].kind == &program_kind;

	if (!by_program)
		return false;
	if (ev->kind == EVENT_PROCESS)
		return take_process(p, &p->cast[ev->who], &ev->process);
	if (ev->kind == EVENT_OUTPUT)
		return take_output(&p->cast[ev->who], &ev->output);
	if (ev->kind != EVENT_CALL)
		return false;
	if (call_has_returned(ev)) {
		take_return(p, place);
	} else if (!ends_task(&ev->call)) {
		grow(&p->pending, &p->pending_cap, p->pending_count, sizeof *p->pending);
		p->pending[p->pending_count++] = place;
	}
	return false;
}

/* A call is recorded when it begins and again, in its place, when it returns. */
static void take_pending(struct player *p)
{
	size_t kept = 0;

	for (size_t i = 0; i < p->pending_count; i++) {
		uint32_t place = p->pending[i];

		if (call_has_returned(timeline_arrival(stage_timeline(p->stage), place)))
			take_return(p, place);
		else
			p->pending[kept++] = place;
	}
	p->pending_count = kept;
}

bool facts_take(struct player *p)
{
	const struct timeline *tl = stage_timeline(p->stage);
	bool heard = false;

	take_pending(p);
	while (p->seen < timeline_count(tl))
		heard |= take_fact(p, p->seen++);
	return heard;
}
