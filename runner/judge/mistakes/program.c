// SPDX-License-Identifier: MIT
/* Mistakes of the program around its sockets: what it reads, what it prints, how it ends, which
 * results it looks at. */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "judge/mistakes/rules.h"

/* ---- input */

static bool reads_keyboard(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);

	(void)f;
	return k->id == CALL_READ && k->arg[0] == 0;
}

/* Nobody types in this conversation, and the program made no socket before it asked. */
bool rule_waits_for_keyboard(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	long i = first_call(f, reads_keyboard);

	if (i < 0 || f->feeds)
		return false;
	for (size_t s = 0; s < f->sock_count; s++)
		if (!f->socks[s].noise && f->socks[s].made->t0 < f->calls[i]->t0)
			return false;
	return about(out, f, i);
}

/* A word that the task gives a meaning to (in backquotes), as a whole line. */
static bool is_goodbye(const struct facts *f, struct bytes b)
{
	size_t len = b.len;
	char word[32];

	while (len && (b.at[len - 1] == '\n' || b.at[len - 1] == '\r'))
		len--;
	if (len == 0 || len == b.len || len > sizeof word - 3 || !f->c->exercise->task)
		return false;
	snprintf(word, sizeof word, "`%.*s`", (int)len, (const char *)b.at);
	return strstr(f->c->exercise->task, word) != NULL;
}

static bool was_typed(const struct call_event *k)
{
	return k->id == CALL_READ && k->arg[0] == 0 && k->data.len;
}

/* The last that came to the program before the break, from its user or from somebody else. */
static struct bytes last_heard(const struct facts *f, uint64_t *when)
{
	struct bytes last = { 0 };

	*when = 0;
	for (size_t m = 0; m < f->move_count && f->moves[m]->t0 <= f->broke_at; m++)
		if (f->moves[m]->move.what == MOVE_SENT) {
			last = f->moves[m]->move.data;
			*when = f->moves[m]->t0;
		}
	for (size_t i = 0; i < f->count && f->calls[i]->t0 <= f->broke_at; i++)
		if (was_typed(call_at(f, i)) && f->calls[i]->t1 > *when) {
			last = call_at(f, i)->data;
			*when = f->calls[i]->t1;
		}
	return last;
}

bool rule_newline_compare(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	uint64_t when;
	struct bytes last = last_heard(f, &when);
	bool about_end =
		f->step && (f->step->verb == VERB_EXITS ||
				   (f->step->verb == VERB_SEES && f->step->sight == SEES_END));

	if (!about_end || !is_goodbye(f, last))
		return false;
	for (size_t i = 0; i < f->count; i++) {
		const struct call_event *k = call_at(f, i);

		if (f->calls[i]->t0 < when || !is_send(k) || !is_inet(k) ||
			k->data.len < last.len ||
			strncasecmp((const char *)k->data.at, (const char *)last.at,
				min_size(last.len, 3)) != 0)
			continue;
		add_bytes(out, "actual", last);
		return about(out, f, i);
	}
	return false;
}

/* The words of one line went out one by one. */
static size_t next_word(struct bytes line, size_t from, struct bytes *word)
{
	size_t start = from, end;

	while (start < line.len && isspace(line.at[start]))
		start++;
	for (end = start; end < line.len && !isspace(line.at[end]);)
		end++;
	*word = (struct bytes){ line.at + start, end - start };
	return end;
}

/* And not only the kernel took no more of it: what was offered ended there. */
static bool is_word(const struct call_event *k, struct bytes word)
{
	bool all_taken = k->id == CALL_SENDTO || k->id == CALL_WRITE ? k->ret >= k->arg[2]
								     : !(k->flags & CALL_STORM);
	struct bytes sent = k->data;

	return all_taken && word.len && sent.len >= word.len && sent.len <= word.len + 2 &&
	       memcmp(sent.at, word.at, word.len) == 0 && !memchr(sent.at, ' ', sent.len);
}

/* The first send after the line was read is its first word, where the line goes on with a space. */
static long sends_word(const struct facts *f, size_t typed)
{
	struct bytes line = call_at(f, typed)->data, word;
	size_t end = next_word(line, 0, &word);

	if (end >= line.len || line.at[end] != ' ' || end + 2 >= line.len)
		return NOWHERE;
	for (size_t i = typed + 1; i < f->count; i++) {
		const struct call_event *k = call_at(f, i);

		if (is_send(k) && is_inet(k))
			return is_word(k, word) ? (long)i : NOWHERE;
	}
	return NOWHERE;
}

bool rule_scanf_word(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;

	for (size_t typed = 0; typed < f->count; typed++) {
		long i = was_typed(call_at(f, typed)) ? sends_word(f, typed) : NOWHERE;

		if (i < 0)
			continue;
		add_bytes(out, "expected", call_at(f, typed)->data);
		add_bytes(out, "actual", call_at(f, i)->data);
		return about(out, f, i);
	}
	return false;
}

/* ---- results that nobody looks at */

static bool something_is_bound(const struct facts *f)
{
	for (size_t i = 0; i < f->count; i++)
		if (call_at(f, i)->id == CALL_BIND && call_worked(call_at(f, i)))
			return true;
	return false;
}

static bool made_as_if_it_had_worked(
	const struct facts *f, const struct call_event *failed, const struct call_event *k)
{
	if (failed->id == CALL_SOCKET)
		return calls[k->id].fd == 0 && (int32_t)k->arg[0] == -1;
	if (failed->id == CALL_BIND && (is_poll(k) || (is_recv(k) && k->arg[0] == 0)))
		return !something_is_bound(f); /* it goes about its business */
	if (!same_socket(failed, k) && k->fd != failed->fd)
		return false;
	return k->id == CALL_LISTEN || is_accept(k) || is_recv(k) || is_send(k);
}

static bool tries_again(const struct call_event *failed, const struct call_event *k)
{
	return k->id == CALL_SOCKET || k->id == CALL_BIND || k->id == CALL_EXIT_GROUP ||
	       (k->id == CALL_CLOSE && same_socket(failed, k));
}

bool rule_error_ignored(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;

	for (size_t i = 0; i < f->count; i++) {
		const struct call_event *k = call_at(f, i);
		long next = next_of_task(f, i);

		if ((k->id != CALL_SOCKET && k->id != CALL_BIND && k->id != CALL_LISTEN) || !k->err)
			continue;
		while (next >= 0 && !made_as_if_it_had_worked(f, k, call_at(f, next)) &&
			!tries_again(k, call_at(f, next)))
			next = next_of_task(f, next);
		if (next < 0 || !made_as_if_it_had_worked(f, k, call_at(f, next)))
			return false; /* the first failure decides */
		add_error(out, "error", k->err);
		finding_add(out, "next", "%s()", call_word(call_at(f, next)));
		return about(out, f, i);
	}
	return false;
}

static bool may_fail(const struct call_event *k)
{
	return k->id == CALL_SOCKET || k->id == CALL_BIND || k->id == CALL_LISTEN ||
	       k->id == CALL_CONNECT || is_accept(k) || ((is_recv(k) || is_send(k)) && is_inet(k));
}

/* A server's trouble with one client is no failure of the server, unless the script waits for its
 * end. */
static bool concerns_one_client(const struct facts *f, size_t i)
{
	const struct call_event *k = call_at(f, i);
	const struct sock *s = is_accept(k) ? NULL : sock_of(f, k->inode);
	bool end_awaited =
		f->step && (f->step->verb == VERB_EXITS || f->step->verb == VERB_COMPLAINS);

	return f->server && s && s->accepted && !end_awaited;
}

bool rule_exit_zero_on_failure(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	uint64_t when;
	const struct process_event *end = main_end(f, &when);
	long last = NOWHERE;

	if (!end || end->what != PROCESS_EXITED || end->value != 0 || when > f->broke_at)
		return false;
	for (size_t i = 0; i < f->count; i++)
		if (may_fail(call_at(f, i)))
			last = i;
	if (last < 0 || !call_at(f, last)->err || call_failed(call_at(f, last), EINTR) ||
		call_failed(call_at(f, last), EAGAIN) || concerns_one_client(f, last))
		return false;
	add_error(out, "error", call_at(f, last)->err);
	return about(out, f, last);
}

/* ---- output */

/* The text came after all, when the program ended: it had lain in stdio's buffer while somebody
 * waited for it. */
bool rule_stdout_not_flushed(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	const struct verdict *v = c->verdict;
	struct bytes missing;

	if (!f->step || f->step->verb != VERB_PRINTS || f->step->fd == 2 || !v->expected_exact ||
		v->actual.len >= v->expected.len || v->why == WHY_DIFFERENT)
		return false;
	missing = (struct bytes){ (const uint8_t *)v->expected.data + v->actual.len,
		v->expected.len - v->actual.len };
	for (size_t i = 0; i < f->count; i++) {
		const struct call_event *k = call_at(f, i);

		if (k->id != CALL_WRITE || k->arg[0] != 1 || !(k->flags & CALL_AT_EXIT) ||
			f->calls[i]->t0 < f->broke_at || k->data.len < missing.len ||
			memcmp(k->data.at, missing.at, missing.len) != 0)
			continue;
		add_bytes(out, "expected", buf_bytes(&v->expected));
		return about(out, f, i);
	}
	return false;
}

static bool is_text(struct bytes b)
{
	for (size_t i = 0; i < b.len; i++)
		if (!isprint(b.at[i]) && !isspace(b.at[i]))
			return false;
	return b.len > 0;
}

/* What was printed before the answer, from where the step began to listen; the rest may have come
 * when it had given up. */
static struct bytes printed_before(const struct facts *f, const struct buf *text)
{
	const struct verdict *v = f->c->verdict;
	size_t len = v->expected.len;
	const char *from, *at;

	if (len > 1 && v->expected.data[len - 1] == '\n')
		len--;
	from = v->actual.len ? memmem(buf_str(text), text->len, v->actual.data, v->actual.len)
			     : NULL;
	at = from && len > 1 ? memmem(from, buf_str(text) + text->len - from, v->expected.data, len)
			     : NULL;
	return (struct bytes){ (const uint8_t *)from, at ? (size_t)(at - from) : 0 };
}

bool rule_stdout_extra_text(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	const struct verdict *v = c->verdict;
	AUTO(buf_free) struct buf text = { 0 };
	struct bytes extra;

	if (!f->step || f->step->verb != VERB_PRINTS || f->step->fd == 2 || !v->expected_exact ||
		v->why != WHY_DIFFERENT)
		return false;
	output_of(f, 1, &text);
	extra = printed_before(f, &text);
	if (!is_text(extra))
		return false;
	add_bytes(out, "extra", extra);
	return about_print(out, f);
}

/* A number that stands by itself in the text. */
static bool has_number(const struct buf *text, const char *number)
{
	size_t len = strlen(number);

	for (const char *at = buf_str(text); (at = strstr(at, number)); at++)
		if ((at == buf_str(text) || (!isdigit((unsigned char)at[-1]) && at[-1] != '.')) &&
			!isdigit((unsigned char)at[len]) && at[len] != '.')
			return true;
	return false;
}

/* The script waits for it, or heard it said. */
static bool is_in_script(const struct facts *f, const char *number)
{
	const struct conversation *v = f->c->conversation;
	const struct run_event *run = timeline_run(f->c->timeline);
	const struct bytes_values values = { .seed = run ? run->seed : 0 };

	for (size_t i = 0; i < v->step_count; i++) {
		AUTO(buf_free) struct buf bytes = { 0 };

		if (bytes_expr_render(&v->steps[i].bytes, &values, &bytes) &&
			memmem(buf_str(&bytes), bytes.len, number, strlen(number)))
			return true;
	}
	return strstr(buf_str(&f->c->verdict->expected), number) != NULL;
}

/* The number is an answer of the kernel's, a sum of bytes, or was read somewhere. */
static bool comes_from_elsewhere(const struct facts *f, int64_t n, const char *number)
{
	int64_t received = 0, sent = 0;

	for (size_t i = 0; i < f->count; i++) {
		const struct call_event *k = call_at(f, i);

		if (is_unfinished(k) || k->ret <= 0)
			continue;
		received += is_recv(k) ? k->ret : 0;
		sent += is_send(k) && is_inet(k) ? k->ret : 0;
		if (k->ret == n || k->pid == n || k->tid == n || received == n || sent == n ||
			(is_recv(k) && k->data.len &&
				memmem(k->data.at, k->data.len, number, strlen(number))))
			return true;
	}
	for (size_t i = 0; i < f->sock_count; i++)
		if ((int64_t)bytes_taken(f, &f->socks[i], UINT64_MAX) == n)
			return true;
	return f->port == n;
}

/* It gave the program the address of somebody who called, or asked. A small number may stand in any text. */
static bool brings_port(const struct call_event *k)
{
	return (is_accept(k) || k->id == CALL_RECVFROM) && swap16(k->addr.port) >= 1000;
}

/* An address that the program has, where another text than this was to be printed. */
static bool names_port(const struct facts *f, const struct call_event *k)
{
	bool has = k->id == CALL_GETPEERNAME || k->id == CALL_GETSOCKNAME ||
		   k->id == CALL_CONNECT || k->id == CALL_BIND;

	return has && f->step && f->step->verb == VERB_PRINTS && why_is(f, WHY_DIFFERENT);
}

bool rule_print_port_no_ntohs(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	AUTO(buf_free) struct buf text = { 0 };

	output_of(f, 0, &text);
	for (size_t i = 0; i < f->count; i++) {
		const struct call_event *k = call_at(f, i);
		uint16_t port = k->addr.port;
		char right[8], swapped[8];

		if (!(brings_port(k) || names_port(f, k)) || !call_worked(k) || !port ||
			swap16(port) == port)
			continue;
		snprintf(right, sizeof right, "%d", port);
		snprintf(swapped, sizeof swapped, "%d", swap16(port));
		if (!has_number(&text, swapped) || has_number(&text, right) ||
			is_in_script(f, swapped) || comes_from_elsewhere(f, swap16(port), swapped))
			continue;
		finding_add(out, "got", "%s", swapped);
		finding_add(out, "port", "%s", right);
		return about(out, f, i);
	}
	return false;
}

/* "2.0.31.144:8080" where "127.0.0.1:8080" was wanted: family and port, read as an address. */
static bool printed_port_as_address(const struct facts *f, struct finding *out)
{
	const struct verdict *v = f->c->verdict;
	unsigned high, low, port, wanted, unused[4];

	if (!f->step || f->step->verb != VERB_PRINTS || !v->expected_exact ||
		sscanf(buf_str(&v->actual), "2.0.%3u.%3u:%5u", &high, &low, &port) != 3 ||
		sscanf(buf_str(&v->expected), "%3u.%3u.%3u.%3u:%5u", &unused[0], &unused[1],
			&unused[2], &unused[3], &wanted) != 5 ||
		port != wanted || high << 8 != (port & 0xff00) || low != (port & 0xff))
		return false;
	finding_add(out, "got", "2.0.%u.%u", high, low);
	finding_add(out, "port", "%u", port);
	return about_print(out, f);
}

bool rule_inet_ntop_wrong_pointer(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	AUTO(buf_free) struct buf text = { 0 };

	if (printed_port_as_address(f, out))
		return true;
	output_of(f, 0, &text);
	for (size_t i = 0; i < f->count; i++) {
		const struct call_event *k = call_at(f, i);
		char shown[16];

		if (k->addr.family != AF_INET || !k->addr.port)
			continue;
		snprintf(shown, sizeof shown, "2.0.%d.%d", k->addr.port >> 8, k->addr.port & 0xff);
		if (!has_number(&text, shown))
			continue;
		finding_add(out, "got", "%s", shown);
		finding_add(out, "port", "%d", k->addr.port);
		return about(out, f, i);
	}
	return false;
}

bool rule_gai_error_perror(const struct mistake_case *c, struct finding *out)
{
	AUTO(buf_free) struct buf text = { 0 };

	(void)out;
	output_of(c->facts, 2, &text);
	return strstr(buf_str(&text), "getaddrinfo: Success") != NULL;
}

/* "bind: Success": between the call that failed and the message another call changed errno. */
static bool fails_first(const struct facts *f, size_t i)
{
	(void)f;
	return call_at(f, i)->err && may_fail(call_at(f, i));
}

/* Then "Success" may be told of that one. */
static bool another_worked(const struct facts *f, size_t failed)
{
	for (size_t i = 0; i < f->count; i++)
		if (call_worked(call_at(f, i)) &&
			strcmp(call_word(call_at(f, i)), call_word(call_at(f, failed))) == 0)
			return true;
	return false;
}

bool rule_wrong_errno_printed(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	AUTO(buf_free) struct buf text = { 0 };
	long i = first_call(f, fails_first);
	char said[64];

	if (i < 0 || another_worked(f, i))
		return false;
	output_of(f, 2, &text);
	snprintf(said, sizeof said, "%s: Success\n", call_word(call_at(f, i)));
	if (!strstr(buf_str(&text), said))
		return false;
	add_error(out, "error", call_at(f, i)->err);
	finding_add(out, "got", "Success");
	return about(out, f, i);
}

/* ---- running in circles */

enum {
	CIRCLES = 80,
	LONGEST_CIRCLE = 4
}; /* of a call that is repeated the tracer keeps the first hundred */

static bool same_question(const struct call_event *a, const struct call_event *b)
{
	return a->id == b->id && a->arg[0] == b->arg[0] && a->arg[2] == b->arg[2] &&
	       a->ret == b->ret && a->err == b->err && (a->ret <= 0 || is_poll(a));
}

/* How often one task asked the same few questions, and got the same answers, until the end: who went on did not run in circles. */
static size_t circles(const struct facts *f, const size_t *of_task, size_t count, size_t period)
{
	size_t n = 0;

	while (n + period < count && same_question(call_at(f, of_task[count - 1 - n]),
					     call_at(f, of_task[count - 1 - n - period])))
		n++;
	return n;
}

static bool sleeps(const struct call_event *k)
{
	return k->id == CALL_NANOSLEEP || k->id == CALL_CLOCK_NANOSLEEP;
}

/* The question of the circle: what is asked, rather than what says that there is something to ask. -1: it only sleeps, until somebody
 * else has done something. */
static long asked(const struct facts *f, const size_t *circle, size_t period)
{
	long found = -1;

	for (size_t i = 0; i < period; i++) {
		const struct call_event *k = call_at(f, circle[i]);

		if (!sleeps(k) && (found < 0 || is_poll(call_at(f, found))))
			found = (long)circle[i];
	}
	return found;
}

static void add_answer(struct finding *out, const struct call_event *k)
{
	if (k->err)
		add_error(out, "got", k->err);
	else
		finding_add(out, "got", "%" PRId64, k->ret);
}

bool rule_busy_loop(const struct mistake_case *c, struct finding *out)
{
	const struct facts *f = c->facts;
	size_t *of_task, count = 0;
	bool found = false;

	if (f->count < CIRCLES)
		return false;
	of_task = xcalloc(f->count, sizeof *of_task);
	for (size_t i = 0; i < f->count; i++)
		if (call_at(f, i)->tid == call_at(f, f->count - 1)->tid &&
			!is_unfinished(call_at(f, i)))
			of_task[count++] = i;
	for (size_t period = 1; period <= LONGEST_CIRCLE && !found; period++) {
		size_t n = circles(f, of_task, count, period);
		long question =
			n < CIRCLES ? -1 : asked(f, of_task + count - n / 2 - period, period);

		if (question < 0)
			continue;
		finding_add(out, "count", "%zu", n / period);
		add_answer(out, call_at(f, question));
		found = about(out, f, question);
	}
	free(of_task);
	return found;
}
