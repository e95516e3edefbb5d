// SPDX-License-Identifier: MIT
/* Mistakes in when to receive, and for how long: a recv() is not a message, and an error is not
 * always an end. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "judge/mistakes/rules.h"

/* ---- a recv() is not a message */

struct talk { /* the connection that the broken step is about */
	const struct sock *s;
	int who;
	long last;	 /* the last receive that brought bytes */
	size_t receives; /* how many did */
	size_t taken, offered;
	bool ended; /* the program saw the end, or an error */
};

static int who_faces(const struct facts *f, const struct sock *s)
{
	for (size_t a = 1; a < f->c->conversation->cast_count; a++)
		if (sock_with(f, a) == s)
			return a;
	return 0;
}

static bool find_talk(const struct facts *f, struct talk *t)
{
	*t = (struct talk){ .last = NOWHERE };
	if (!f->step)
		return false;
	t->who = f->step->who;
	if (t->who > 0)
		t->s = sock_with(f, t->who);
	for (size_t i = f->sock_count; i > 0 && t->who <= 0 && !t->s; i--)
		if (sock_is_tcp(&f->socks[i - 1]) && who_faces(f, &f->socks[i - 1]) > 0)
			t->s = &f->socks[i - 1];
	if (!t->s)
		return false;
	t->who = who_faces(f, t->s);
	for (long i = t->s->first; i >= 0 && f->calls[i]->t0 <= f->broke_at;
		i = next_on_socket(f, i)) {
		const struct call_event *k = call_at(f, i);

		if (!is_recv(k) || is_unfinished(k) || peeks(k))
			continue;
		if (k->ret <= 0 && k->err != EINTR && k->err != EAGAIN)
			t->ended = true;
		if (k->ret > 0) {
			t->last = i;
			t->receives++;
		}
	}
	t->taken = bytes_taken(f, t->s, f->broke_at);
	t->offered = bytes_offered(f, t->s, f->broke_at);
	return t->last >= 0 && t->who > 0;
}

/* There was more, or there was to be more: the peer had not said all of its message. */
static bool more_to_come(const struct facts *f, const struct talk *t)
{
	bool known;

	if (t->offered > t->taken)
		return true;
	return !at_message_border(f, t->who, t->taken, &known) && known;
}

static bool waits_elsewhere(
	const struct facts *f, const struct talk *t, bool (*is)(const struct call_event *k))
{
	long i = waits_in(f, is);

	return i > t->last && call_at(f, i)->tid == call_at(f, t->last)->tid &&
	       call_at(f, i)->inode != t->s->inode;
}

/* Takes the next client although this one is still open, and has not finished. */
bool rule_one_message_per_accept(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	struct talk t;

	if (!find_talk(f, &t) || t.ended || !t.s->accepted || t.s->closed ||
		!waits_elsewhere(f, &t, is_accept) || !more_to_come(f, &t))
		return false;
	finding_add(out, "fd", "%d", t.s->fd);
	return about(out, f, waits_in(f, is_accept));
}

static bool is_read_of_input(const struct call_event *k)
{
	return k->id == CALL_READ && k->arg[0] == 0;
}

/* After the last receive the program hung up, or ended; and not because something went wrong in
 * between. */
static bool hangs_up(const struct facts *f, const struct talk *t)
{
	for (long i = next_of_task(f, t->last); i >= 0; i = next_of_task(f, i)) {
		const struct call_event *k = call_at(f, i);

		if ((is_send(k) || is_recv(k)) && k->err)
			return false;
		if (is_recv(k) && k->inode == t->s->inode)
			return false; /* it went on, whatever became of the play */
		if ((k->id == CALL_CLOSE && k->inode == t->s->inode) ||
			(k->id == CALL_EXIT_GROUP && k->tid == k->pid))
			return true;
	}
	return false;
}

/* In a char its count is no positive number, and that is what a loop asks for: then it was left for another reason. */
static bool may_have_lost_count(const struct facts *f, const struct talk *t)
{
	int64_t count = call_at(f, t->last)->ret;

	if (f->step->verb != VERB_GETS || count <= INT8_MAX || (int8_t)count > 0)
		return false;
	for (long i = next_on_socket(f, t->last); i >= 0; i = next_on_socket(f, i))
		if (is_send(call_at(f, i)))
			return false;
	return true;
}

bool rule_one_recv_is_one_message(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	struct talk t;
	bool known, cut;

	if (has_crashed(f) || !find_talk(f, &t) || t.ended || !more_to_come(f, &t))
		return false;
	/* who got all that he had asked for knows that there is more */
	cut = !at_message_border(f, t.who, t.taken, &known) && known &&
	      call_at(f, t.last)->ret < call_at(f, t.last)->arg[2];
	if (may_have_lost_count(f, &t))
		return false;
	if (hangs_up(f, &t) ? !(t.receives == 1 || cut)
			    : !(cut && waits_elsewhere(f, &t, is_read_of_input)))
		return false;
	add_bytes(out, "actual", call_at(f, t.last)->data);
	return about(out, f, t.last);
}

/* A header of four bytes came in part, and what is asked for next is not the rest of it. */
static bool header_in_part(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	long next = next_on_socket(f, i);

	if (!is_recv(k) || k->fd_kind != FD_TCP || k->ret <= 0 || k->ret >= k->arg[2] ||
		(k->arg[2] != 4 && k->arg[2] != 2) || next < 0)
		return false;
	return is_recv(call_at(f, next)) && call_at(f, next)->arg[2] != k->arg[2] - k->ret &&
	       call_at(f, next)->arg[2] != k->arg[2];
}

bool rule_header_single_recv(const struct mistake_case *c, struct finding *out)
{
	long i = first_call(c->facts, header_in_part);

	if (i < 0)
		return false;
	finding_add(out, "got", "%d", (int)call_at(c->facts, i)->ret);
	finding_add(out, "expected", "%d", (int)call_at(c->facts, i)->arg[2]);
	return about(out, c->facts, i);
}

/* It ended, and had not asked meanwhile whether there is room for more, nor been told of a failure. */
static bool just_ends(const struct facts *f, size_t i)
{
	for (long next = next_of_task(f, i); next >= 0; next = next_of_task(f, next)) {
		const struct call_event *k = call_at(f, next);

		if (k->id == CALL_EXIT_GROUP)
			return k->tid == k->pid && f->calls[next]->t0 <= f->broke_at;
		if (is_poll(k) || k->err)
			return false;
	}
	return false;
}

/* The kernel took a part, and the rest was never offered again. */
static bool rest_forgotten(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	long next = next_on_socket(f, i);
	const struct call_event *then = next >= 0 ? call_at(f, next) : NULL;
	struct bytes rest;

	if ((k->id != CALL_SENDTO && k->id != CALL_WRITE) || k->fd_kind != FD_TCP || k->ret <= 0 ||
		k->ret >= k->arg[2])
		return false;
	if (!then)
		return just_ends(f, i);
	if (then->err)
		return false;
	if (then->id == CALL_CLOSE || is_recv(then))
		return true;
	if (!is_send(then) || k->data.len <= (size_t)k->ret)
		return false;
	rest = (struct bytes){ k->data.at + k->ret, k->data.len - k->ret };
	return memcmp(rest.at, then->data.at, min_size(rest.len, then->data.len)) != 0;
}

bool rule_partial_send(const struct mistake_case *c, struct finding *out)
{
	long i = first_call(c->facts, rest_forgotten);

	if (i < 0)
		return false;
	finding_add(out, "got", "%d", (int)call_at(c->facts, i)->ret);
	finding_add(out, "expected", "%d", (int)call_at(c->facts, i)->arg[2]);
	return about(out, c->facts, i);
}

/* ---- errors that are none */

static bool hangs_up_after(const struct facts *f, size_t i, int error)
{
	const struct call_event *k = call_at(f, i);
	long next = next_of_task(f, i);

	if (!call_failed(k, error) || !(is_recv(k) || is_send(k) || is_poll(k)))
		return false;
	while (next >= 0 && call_at(f, next)->id == CALL_WRITE && !is_inet(call_at(f, next)))
		next = next_of_task(f, next); /* perror() */
	return next >= 0 && ((call_at(f, next)->id == CALL_CLOSE &&
				     (is_poll(k) || call_at(f, next)->inode == k->inode)) ||
				    call_at(f, next)->id == CALL_EXIT_GROUP);
}

static bool eagain_ends_it(const struct facts *f, size_t i)
{
	return is_inet(call_at(f, i)) && hangs_up_after(f, i, EAGAIN);
}

static bool has_timeout(const struct facts *f, size_t i)
{
	const struct sock *s = sock_of(f, call_at(f, i)->inode);

	for (long j = s ? s->first : NOWHERE; j >= 0 && (size_t)j < i; j = next_on_socket(f, j)) {
		const struct call_event *k = call_at(f, j);

		if (k->id == CALL_SETSOCKOPT && k->arg[1] == SOL_SOCKET &&
			(k->arg[2] == SO_RCVTIMEO || k->arg[2] == SO_SNDTIMEO))
			return true;
	}
	return false;
}

bool rule_eagain_treated_as_error(const struct mistake_case *c, struct finding *out)
{
	long i = first_call(c->facts, eagain_ends_it);

	return i >= 0 && !has_timeout(c->facts, i) && about(out, c->facts, i);
}

bool rule_timeout_as_close(const struct mistake_case *c, struct finding *out)
{
	long i = first_call(c->facts, eagain_ends_it);

	return i >= 0 && has_timeout(c->facts, i) && about(out, c->facts, i);
}

static bool eintr_ends_it(const struct facts *f, size_t i)
{
	return (is_inet(call_at(f, i)) || is_poll(call_at(f, i))) && hangs_up_after(f, i, EINTR);
}

bool rule_eintr_not_retried(const struct mistake_case *c, struct finding *out)
{
	long i = first_call(c->facts, eintr_ends_it);

	return i >= 0 && about(out, c->facts, i);
}

/* ---- who waits for whom */

static bool is_stream_recv(const struct call_event *k)
{
	return is_recv(k) && k->fd_kind == FD_TCP;
}

static bool sent_anything(const struct facts *f, const struct sock *s)
{
	for (long i = s->first; i >= 0; i = next_on_socket(f, i))
		if (is_send(call_at(f, i)) && call_at(f, i)->ret > 0)
			return true;
	return false;
}

enum { WORDS_COMPARED = 64 };

/* How what the peer waits for begins, without the end of its line. */
static struct bytes first_words(const struct facts *f)
{
	const struct verdict *v = f->c->verdict;
	struct bytes b = buf_bytes(&v->expected);

	b.len = v->expected_exact ? min_size(b.len, WORDS_COMPARED) : 0;
	while (b.len > 0 && (b.at[b.len - 1] == '\n' || b.at[b.len - 1] == '\r'))
		b.len--;
	return b;
}

static bool contains(struct bytes all, struct bytes part)
{
	return part.len > 0 && all.at && memmem(all.at, all.len, part.at, part.len);
}

/* It has said what the peer waits for, but not there: on its screen, or on another descriptor, be it one that takes no words. What it
 * was told to standard error may be a remark about what came. */
static bool said_elsewhere(const struct facts *f, const struct sock *s)
{
	struct bytes words = first_words(f);
	AUTO(buf_free) struct buf printed = { 0 };

	for (size_t i = 0; i < f->count && f->calls[i]->t0 < f->broke_at; i++) {
		const struct call_event *k = call_at(f, i);
		bool nowhere = call_failed(k, ENOTSOCK) || call_failed(k, EBADF);

		if (is_send(k) && k->fd != STDERR_FILENO && k->inode != s->inode &&
			(nowhere || contains(k->data, words)))
			return true;
	}
	output_of(f, STDOUT_FILENO, &printed);
	return contains(buf_bytes(&printed), words);
}

/* The peer waits for bytes, and so does the program, in a receive on the same connection, without
 * having said a word. */
static const struct sock *mute(const struct facts *f, long *waiting)
{
	const struct sock *s;

	if (!f->step || f->step->verb != VERB_GETS || f->step->who <= 0 || !why_is(f, WHY_SILENCE))
		return NULL;
	s = sock_with(f, f->step->who);
	*waiting = waits_in(f, is_stream_recv);
	if (!s || *waiting < 0 || call_at(f, *waiting)->inode != s->inode || sent_anything(f, s) ||
		said_elsewhere(f, s))
		return NULL;
	return s;
}

bool rule_waits_for_eof(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long waiting;
	const struct sock *s = mute(f, &waiting);
	size_t taken = s ? bytes_taken(f, s, f->broke_at) : 0;

	if (!taken || bytes_offered(f, s, f->broke_at) != taken)
		return false;
	finding_add(out, "count", "%zu", taken);
	return about(out, f, waiting);
}

bool rule_both_sides_waiting(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long waiting;
	const struct sock *s = mute(f, &waiting);

	return s && bytes_offered(f, s, f->broke_at) == 0 && about(out, f, waiting);
}
