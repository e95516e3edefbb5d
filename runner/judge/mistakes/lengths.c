// SPDX-License-Identifier: MIT
/* Mistakes in what is sent: lengths that are not the message's, and bytes that are not the
 * message. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "judge/mistakes/rules.h"

/* ---- the wrong send, looked at closely */

/* A send of which `good` bytes are right; the rest should not be there, or is something else. */
struct wrong {
	const struct call_event *send;
	size_t i, good, len;
	struct bytes extra;		 /* as far as it was kept */
	const struct call_event *before; /* the last receive of the same task before it, or NULL */
};

static bool find_wrong(const struct facts *f, struct wrong *w)
{
	struct culprit c = wrong_send(f);

	if (c.call < 0)
		return false;
	w->send = call_at(f, c.call);
	w->i = c.call;
	w->good = c.good;
	w->len = w->send->ret;
	w->before = receive_before(f, c.call);
	w->extra = (struct bytes){ w->send->data.at + min_size(c.good, w->send->data.len),
		w->send->data.len - min_size(c.good, w->send->data.len) };
	return true;
}

/* From one buffer: what was received into it is sent from it. */
static bool same_buffer(const struct call_event *send, const struct call_event *recv)
{
	return recv && send->arg[1] == recv->arg[1] && send->id != CALL_SENDMSG &&
	       recv->id != CALL_RECVMSG;
}

static bool all_zero(struct bytes b)
{
	for (size_t i = 0; i < b.len; i++)
		if (b.at[i])
			return false;
	return b.len > 0;
}

static bool all_printable(struct bytes b)
{
	for (size_t i = 0; i < b.len; i++)
		if (!isprint(b.at[i]) && !isspace(b.at[i]))
			return false;
	return b.len > 0;
}

/* Arrays are made of round numbers. */
static bool like_an_array(size_t len)
{
	return len >= 16 && (len % 10 == 0 || (len & (len - 1)) == 0);
}

static void add_lengths(const struct wrong *w, struct finding *out)
{
	finding_add(out, "got", "%zu", w->len);
	finding_add(out, "expected", "%zu", w->good);
}

bool rule_send_nul_terminator(const struct mistake_case *c, struct finding *out)
{
	struct wrong w;

	if (!find_wrong(c->facts, &w) || w.good == 0 || w.len != w.good + 1 || !all_zero(w.extra))
		return false;
	add_lengths(&w, out);
	return about(out, c->facts, w.i);
}

/* It had received so many bytes that it may well have sent them, whatever it made of them. */
static bool had_as_many(const struct facts *f, const struct wrong *w)
{
	int64_t left = 0;

	for (long i = previous_on_socket(f, w->i); i >= 0; i = previous_on_socket(f, i)) {
		const struct call_event *k = call_at(f, i);

		if (k->ret <= 0 || peeks(k))
			continue;
		left += is_recv(k) ? k->ret : is_send(k) ? -k->ret : 0;
	}
	return left >= (int64_t)w->len;
}

/* One less than an array, without a NUL, out of the buffer that was received into: the last place was left for a NUL, and strlen() found
 * it. */
static bool ends_where_text_may(const struct wrong *w)
{
	return same_buffer(w->send, w->before) && !memchr(w->extra.at, '\0', w->extra.len) &&
	       (int64_t)w->len == w->before->arg[2] && !like_an_array(w->len) &&
	       like_an_array(w->len + 1);
}

static bool sent_whole_array(const struct facts *f, const struct wrong *w)
{
	bool received = w->before && w->before->ret > 0;

	if (had_as_many(f, w))
		return false;
	if (w->good == 0 || w->len < w->good + 2 || (received && w->before->ret == (int64_t)w->len))
		return false;
	if (w->len == sizeof(void *)) /* of a pointer, unless the room for it was the same */
		return received && w->before->arg[2] == sizeof(void *);
	if (all_zero(w->extra))
		return true;
	if (received && ends_where_text_may(w))
		return false;
	if (received &&
		((int64_t)w->len == w->before->arg[2] || (int64_t)w->len == w->before->arg[2] + 1))
		return true;
	/* Out of the buffer that it received into, but not all of it, and without a NUL: that is
	 * strlen()'s way. */
	if (received && same_buffer(w->send, w->before) && !memchr(w->extra.at, '\0', w->extra.len))
		return false;
	return like_an_array(w->len) && !all_printable(w->extra);
}

bool rule_send_sizeof_buffer(const struct mistake_case *c, struct finding *out)
{
	struct wrong w;

	if (has_crashed(c->facts) || !find_wrong(c->facts, &w) || !sent_whole_array(c->facts, &w))
		return false;
	add_lengths(&w, out);
	return about(out, c->facts, w.i);
}

/* More than was received, out of the buffer that it was received into, and no NUL in it: strlen()
 * found the end of an older message. */
static bool runs_on_in_buffer(const struct wrong *w)
{
	return same_buffer(w->send, w->before) && (int64_t)w->len > w->before->ret &&
	       (int64_t)w->good == w->before->ret;
}

/* What the program's receives before call i left at an address; -1: not known. */
static int left_at(const struct facts *f, size_t i, uint64_t address)
{
	for (size_t j = i; j > 0; j--) {
		const struct call_event *k = call_at(f, j - 1);
		uint64_t at = address - k->arg[1];

		if ((k->id == CALL_RECVFROM || k->id == CALL_READ) && k->ret > 0 &&
			k->pid == call_at(f, i)->pid && at < (uint64_t)k->ret)
			return at < k->data.len ? k->data.at[at] : -1;
	}
	return -1;
}

/* The message, by way of another buffer, and behind it just what older ones had left behind it where
 * it was received: a copy of text that has no end. One byte may be there by chance. */
static bool runs_on_in_copy(const struct facts *f, const struct wrong *w)
{
	size_t len = w->before->ret, extra = w->extra.len;
	bool plain = w->before->id == CALL_RECVFROM || w->before->id == CALL_READ;
	uint64_t behind = w->before->arg[1] + len;

	if (!plain || extra < 2 || w->good + extra != w->len || w->good < len ||
		w->before->data.len < len ||
		strncasecmp((const char *)w->send->data.at + w->good - len,
			(const char *)w->before->data.at, len) != 0)
		return false;
	for (size_t n = 0; n < extra; n++) {
		int left = left_at(f, w->i, behind + n);

		if (left <= 0 || toupper(left) != toupper(w->extra.at[n]))
			return false;
	}
	return left_at(f, w->i, behind + extra) <= 0;
}

static bool sent_old_tail(const struct facts *f, const struct wrong *w)
{
	return w->before && w->before->ret > 0 && w->extra.len &&
	       !memchr(w->extra.at, '\0', w->extra.len) && w->len != sizeof(void *) &&
	       (runs_on_in_buffer(w) || runs_on_in_copy(f, w)) && !sent_whole_array(f, w);
}

/* The message had a NUL in it, and of it only what stood before that was sent. */
static bool stops_at_nul(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	const struct call_event *recv =
		is_send(k) && is_inet(k) && call_worked(k) ? receive_before(f, i) : NULL;
	const uint8_t *nul;

	if (!recv || recv->ret <= 0 || recv->data.len == 0 || !k->data.at)
		return false;
	nul = memchr(recv->data.at, '\0', min_size(recv->data.len, recv->ret));
	return nul && nul - recv->data.at == k->ret && k->ret < recv->ret &&
	       strncasecmp((const char *)k->data.at, (const char *)recv->data.at,
		       min_size(k->data.len, k->ret)) == 0;
}

bool rule_strlen_of_unterminated(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	struct wrong w;
	long i;

	if (find_wrong(f, &w) && sent_old_tail(f, &w)) {
		finding_add(out, "got", "%zu", w.before->ret + w.len - w.good);
		finding_add(out, "expected", "%d", (int)w.before->ret);
		return about(out, f, w.i);
	}
	i = first_call(f, stops_at_nul);
	if (i >= 0) {
		finding_add(out, "got", "%d", (int)call_at(f, i)->ret);
		finding_add(out, "expected", "%d", (int)receive_before(f, i)->ret);
		return about(out, f, i);
	}
	return memory_unterminated(f, out);
}

/* The beginning of an address of this program: the stack's, the program's own, or the sanitizer's
 * heap, as Linux lays them out. */
static bool like_a_pointer(struct bytes b)
{
	if (b.len < 6 || (b.len > 6 && b.at[6]) || (b.len > 7 && b.at[7]))
		return false;
	return b.at[5] == 0x7f || b.at[5] == 0x55 || b.at[5] == 0x56 ||
	       (b.at[5] == 0x60 && b.at[4] <= 0x3f);
}

static bool sent_pointer(const struct facts *f, struct wrong *w)
{
	if (!find_wrong(f, w) || !like_a_pointer(w->send->data) || w->good > 2)
		return false;
	/* what lay behind a short message, in the array that it came into, may have been an address */
	if (w->good > 0 && same_buffer(w->send, w->before))
		return false;
	return !(w->before && w->before->data.len >= 6 &&
		 memcmp(w->before->data.at, w->send->data.at, 6) == 0);
}

/* Every message that the program sent, on every connection, had the length of a pointer; none that
 * it received had. */
/* What it sent ends with all that it had just received: so many bytes they were by chance. */
static bool ends_with_received(const struct call_event *send, const struct call_event *recv)
{
	size_t len = recv ? recv->data.len : 0;

	return len > 0 && (int64_t)len == recv->ret && send->data.len >= len &&
	       memcmp(send->data.at + send->data.len - len, recv->data.at, len) == 0;
}

static bool ends_a_line(const struct call_event *send)
{
	return send->data.len > 0 && send->data.at[send->data.len - 1] == '\n';
}

static long always_eight(const struct facts *f)
{
	long first = NOWHERE;

	for (size_t i = 0; i < f->count; i++) {
		const struct call_event *k = call_at(f, i);
		const struct call_event *recv;

		if (!is_send(k) || !is_inet(k) || k->id == CALL_SENDFILE || k->err)
			continue;
		recv = receive_before(f, i);
		if (recv && recv->ret <= 0)
			continue; /* after the end: nobody looks at that any more */
		if (k->arg[2] != sizeof(void *) || (recv && recv->ret == sizeof(void *)) ||
			(recv && recv->arg[2] == sizeof(void *)) || ends_with_received(k, recv) ||
			ends_a_line(k))
			return NOWHERE;
		if (first < 0)
			first = i;
	}
	return first;
}

/* A receive that took 8 bytes of a longer datagram: the same mistake on the other side. */
static bool took_eight(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);

	if (!f->datagram || !is_recv(k) || k->fd_kind != FD_UDP || k->ret != sizeof(void *) ||
		k->arg[2] != sizeof(void *))
		return false;
	for (size_t m = 0; m < f->move_count; m++) {
		const struct move_event *sent = &f->moves[m]->move;

		if (sent->what == MOVE_SENT && sent->data.len > sizeof(void *) &&
			memcmp(sent->data.at, k->data.at, min_size(k->data.len, 8)) == 0)
			return true;
	}
	return false;
}

/* What was wanted of that very send, where it was right as far as it should have gone; else what the step
 * wanted. */
static void add_wanted_and_came(struct finding *out, const struct facts *f)
{
	const struct verdict *v = f->c->verdict;
	struct wrong w;

	if (v->expected.len == 0 && find_wrong(f, &w) && w.good <= w.send->data.len) {
		add_bytes(out, "expected", (struct bytes){ w.send->data.at, w.good });
		add_bytes(out, "actual", w.send->data);
		return;
	}
	add_bytes(out, "expected", buf_bytes(&v->expected));
	add_bytes(out, "actual", buf_bytes(&v->actual));
}

bool rule_sizeof_pointer(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	const struct verdict *v = c->verdict;
	struct wrong w;
	long i = sent_pointer(f, &w) ? NOWHERE : always_eight(f);

	if (i < 0)
		i = first_call(f, took_eight);
	else if (!f->step || f->step->who <= 0 || v->expected.len == sizeof(void *) ||
		 (!receive_before(f, i) && v->expected.len < sizeof(void *)))
		i = NOWHERE;
	if (i < 0 && !memory_sent_pointer_size(f, out))
		return false;
	add_wanted_and_came(out, f);
	return i < 0 || about(out, f, i);
}

bool rule_pointer_on_the_wire(const struct mistake_case *c, struct finding *out)
{
	struct wrong w;

	if (!sent_pointer(c->facts, &w))
		return false;
	add_bytes(out, "actual",
		(struct bytes){ w.send->data.at, min_size(w.send->data.len, sizeof(void *)) });
	return about(out, c->facts, w.i);
}

bool rule_reply_has_extra_text(const struct mistake_case *c, struct finding *out)
{
	const struct verdict *v = c->verdict;
	struct wrong w;
	struct bytes extra;
	const uint8_t *at;

	if (!v->expected_exact || !find_wrong(c->facts, &w))
		return false;
	at = v->expected.len > 1 && w.good == 0
		     ? memmem(w.send->data.at, w.send->data.len, v->expected.data, v->expected.len)
		     : NULL;
	if (at)
		extra = (struct bytes){ w.send->data.at, at - w.send->data.at };
	else if (w.good > 0 && v->expected.len == 0 && !same_buffer(w.send, w.before))
		extra = w.extra;
	else
		return false;
	if (!all_printable(extra) || sent_whole_array(c->facts, &w) || sent_old_tail(c->facts, &w))
		return false;
	add_bytes(out, "extra", extra);
	return about(out, c->facts, w.i);
}

/* Right up to the first '%', and from there on something else: the text was taken for a format. */
bool rule_format_string(const struct mistake_case *c, struct finding *out)
{
	const struct verdict *v = c->verdict;
	size_t at = v->first_difference;

	if (!v->expected_exact || v->why != WHY_DIFFERENT || at >= v->expected.len ||
		at >= v->actual.len || v->expected.data[at] != '%')
		return false;
	if (memchr(v->expected.data, '%', at) || at + 1 >= v->expected.len ||
		!strchr("xdspnuc", v->expected.data[at + 1]))
		return false;
	add_bytes(out, "expected", buf_bytes(&v->expected));
	add_bytes(out, "actual", buf_bytes(&v->actual));
	if (wrong_send(c->facts).call >= 0)
		return about(out, c->facts, wrong_send(c->facts).call);
	out->event = v->cause;
	return true;
}

/* ---- arguments */

/* Earlier receives had room there, or up to there: then it is what is left of that. */
static bool has_been_room(const struct facts *f, size_t i)
{
	uint64_t there = call_at(f, i)->arg[1];

	for (size_t j = 0; j < i; j++) {
		const struct call_event *k = call_at(f, j);

		if ((k->id == CALL_RECVFROM || k->id == CALL_READ) &&
			k->pid == call_at(f, i)->pid && there >= (uint64_t)k->arg[1] &&
			k->arg[2] > 0 && there - k->arg[1] <= (uint64_t)k->arg[2])
			return true;
	}
	return false;
}

/* Something on this connection may have told it a number: bytes that came, or how many there are. */
static bool may_have_counted(const struct facts *f, size_t i)
{
	for (long j = previous_on_socket(f, i); j >= 0; j = previous_on_socket(f, j))
		if (call_at(f, j)->id == CALL_IOCTL ||
			(is_recv(call_at(f, j)) && call_at(f, j)->ret > 0))
			return true;
	return false;
}

/* recv() with room for nothing, in a buffer that never held anything: the length of an empty string. */
static bool room_for_nothing(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);

	return (k->id == CALL_RECVFROM || k->id == CALL_READ) && k->fd_kind == FD_TCP &&
	       k->arg[1] && k->arg[2] == 0 && call_flags(k) == 0 && !may_have_counted(f, i) &&
	       !has_been_room(f, i);
}

bool rule_recv_len_strlen(const struct mistake_case *c, struct finding *out)
{
	long i = first_call(c->facts, room_for_nothing);

	return i >= 0 && about(out, c->facts, i);
}

/* Flags that somebody may mean: any others beside a length of 0 are a length. So are urgent bytes
 * that are not to be routed: 5 is a word's length. */
static bool meant_as_flags(const struct call_event *k)
{
	const int64_t both = MSG_DONTWAIT | MSG_NOSIGNAL | MSG_OOB | MSG_DONTROUTE,
		      send = MSG_MORE | MSG_EOR | MSG_CONFIRM | MSG_ZEROCOPY | MSG_FASTOPEN,
		      recv = MSG_PEEK | MSG_TRUNC | MSG_WAITALL | MSG_ERRQUEUE | MSG_CMSG_CLOEXEC;
	const int64_t meant = both | (k->id == CALL_SENDTO ? send : recv), flags = call_flags(k);

	return (flags & ~meant) == 0 &&
	       (flags & (MSG_OOB | MSG_DONTROUTE)) != (MSG_OOB | MSG_DONTROUTE);
}

static bool length_as_flags(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);

	(void)f;
	return (k->id == CALL_SENDTO || k->id == CALL_RECVFROM) && is_inet(k) && k->arg[2] == 0 &&
	       !meant_as_flags(k);
}

bool rule_send_args_swapped(const struct mistake_case *c, struct finding *out)
{
	long i = first_call(c->facts, length_as_flags);

	if (i < 0)
		return false;
	finding_add(out, "flags", "%d", (int)call_flags(call_at(c->facts, i)));
	return about(out, c->facts, i);
}

static bool minus_one_bytes(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);

	(void)f;
	return (k->id == CALL_SENDTO || k->id == CALL_WRITE) && k->arg[2] == -1;
}

bool rule_unsigned_count(const struct mistake_case *c, struct finding *out)
{
	long i = first_call(c->facts, minus_one_bytes);

	return i >= 0 && about(out, c->facts, i);
}
