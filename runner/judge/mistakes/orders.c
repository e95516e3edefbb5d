// SPDX-License-Identifier: MIT
/* Bytes in the wrong order, or with gaps between them, where the script says exactly which are wanted: on a socket, or printed as
 * hexadecimal digits or as a number. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "judge/mistakes/rules.h"

enum { COMPARED_MAX = 64 };

/* The bytes that are wanted and those that came, as numbers. */
struct compared {
	uint8_t want[COMPARED_MAX], got[COMPARED_MAX];
	size_t want_len, got_len;
	bool text; /* of a conversation in words: there a turned word is no number */
};

static size_t read_hex(const struct buf *from, uint8_t *out)
{
	const char *at = buf_str(from);
	size_t n = 0;

	while (n < COMPARED_MAX && isxdigit((unsigned char)at[0]) &&
		isxdigit((unsigned char)at[1])) {
		const char pair[] = { at[0], at[1], '\0' };

		out[n++] = strtoul(pair, NULL, 16);
		at += 2;
		at += *at == ' ';
	}
	return *at == '\n' || *at == '\0' ? n : 0; /* else it was something else all along */
}

static size_t read_raw(const struct buf *from, uint8_t *out)
{
	size_t n = min_size(from->len, COMPARED_MAX);

	if (n)
		memcpy(out, from->data, n);
	return n;
}

/* Then it has no numbers. */
static bool is_text(const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!isprint(bytes[i]) && !isspace(bytes[i]))
			return false;
	return true;
}

static bool compare(const struct facts *f, struct compared *out)
{
	const struct verdict *v = f->c->verdict;

	*out = (struct compared){ 0 };
	if (!f->step || !v->expected_exact || v->first_difference == SIZE_MAX)
		return false;
	if (f->step->verb == VERB_PRINTS) {
		out->want_len = read_hex(&v->expected, out->want);
		out->got_len = read_hex(&v->actual, out->got);
	} else if (f->step->verb == VERB_GETS) {
		out->text = true;
		out->want_len = read_raw(&v->expected, out->want);
		out->got_len = read_raw(&v->actual, out->got);
		if (is_text(out->want, out->want_len))
			return false;
	}
	return out->want_len >= 4 && out->got_len >= 4;
}

static size_t first_other(const struct compared *c)
{
	size_t i = 0;

	while (i < c->want_len && i < c->got_len && c->want[i] == c->got[i])
		i++;
	return i;
}

/* The `width` bytes at `at` are there, and turned round. */
static bool turned(const struct compared *c, size_t at, size_t width)
{
	bool same = true, letters = true;

	if (at + width > c->want_len || at + width > c->got_len)
		return false;
	for (size_t i = 0; i < width; i++) {
		if (c->got[at + i] != c->want[at + width - 1 - i])
			return false;
		same &= c->got[at + i] == c->want[at + i];
		letters &= isprint(c->want[at + i]) != 0;
	}
	return !same && !(c->text && letters);
}

/* Or nothing follows. */
static bool same_or_turned(const struct compared *c, size_t at, size_t width)
{
	if (at >= c->want_len || turned(c, at, width))
		return true;
	return at + width <= c->want_len && at + width <= c->got_len &&
	       memcmp(c->want + at, c->got + at, width) == 0;
}

static void add_hex(struct finding *out, const char *key, const uint8_t *bytes, size_t n)
{
	char text[3 * COMPARED_MAX + 1] = "";

	for (size_t i = 0; i < n; i++)
		snprintf(text + 3 * i, 4, "%02x ", bytes[i]);
	text[n ? 3 * n - 1 : 0] = '\0';
	finding_add(out, key, "%s", text);
}

/* What came, where it came from: the line that printed or sent it. */
static bool about_bytes(struct finding *out, const struct facts *f)
{
	long i = f->step->verb == VERB_GETS ? wrong_send(f).call : NOWHERE;

	return i >= 0 ? about(out, f, i) : about_print(out, f);
}

/* ---- a struct as it lies in memory: a byte, a gap, two bytes, four bytes, the numbers in either order */

static bool same_either_way(const uint8_t *want, const uint8_t *got, size_t width)
{
	bool straight = true, round = true;

	for (size_t i = 0; i < width; i++) {
		straight &= got[i] == want[i];
		round &= got[i] == want[width - 1 - i];
	}
	return straight || round;
}

/* With all eight of its bytes, or cut to the seven that are wanted. */
static bool is_struct(const struct compared *c)
{
	if (c->want_len < 7 || c->got_len < 7 || c->got[0] != c->want[0] ||
		!same_either_way(c->want + 1, c->got + 2, 2) || first_other(c) >= 7)
		return false;
	if (c->got_len >= 8)
		return same_either_way(c->want + 3, c->got + 4, 4);
	return c->got[4] == c->want[6] && c->got[5] == c->want[5] && c->got[6] == c->want[4];
}

bool rule_struct_on_the_wire(const struct mistake_case *c, struct finding *out)
{
	struct compared b;

	if (!compare(c->facts, &b) || !is_struct(&b))
		return false;
	add_hex(out, "got", b.got, min_size(b.got_len, 8));
	add_hex(out, "expected", b.want, 7);
	return about_bytes(out, c->facts);
}

/* ---- numbers turned round */

static bool turned_bytes(const struct facts *f, struct finding *out)
{
	struct compared c;
	size_t other;

	/* what was printed is there to its end: more or less of it is another mistake */
	if (!compare(f, &c) || is_struct(&c) || (!c.text && c.got_len != c.want_len))
		return false;
	other = first_other(&c);
	for (size_t at = other > 3 ? other - 3 : 0; at <= other; at++) {
		size_t width = turned(&c, at, 4) ? 4 : 0;

		/* two bytes alone could be chance: what follows must go on as it should */
		if (!width && at == other && turned(&c, at, 2) && same_or_turned(&c, at + 2, 4))
			width = 2;
		if (!width)
			continue;
		add_hex(out, "got", c.got + at, width);
		add_hex(out, "expected", c.want + at, width);
		return about_bytes(out, f);
	}
	return false;
}

/* ---- numbers in words */

static uint64_t number_at(const struct buf *text, size_t at)
{
	const char *s = buf_str(text);

	if (at > text->len)
		return 0;
	while (at > 0 && isdigit((unsigned char)s[at - 1]))
		at--;
	return isdigit((unsigned char)s[at]) ? strtoull(s + at, NULL, 10) : 0;
}

/* A port that stood in an address, and was printed as it stands there: that is told as such. */
static bool is_a_port(const struct facts *f, uint64_t want)
{
	for (size_t i = 0; i < f->count; i++) {
		const struct call_event *k = call_at(f, i);

		if (is_inet(k) && want &&
			(k->addr.port == want || k->local.port == want || k->remote.port == want))
			return true;
	}
	return false;
}

static bool turned_number(const struct facts *f, struct finding *out)
{
	const struct verdict *v = f->c->verdict;
	uint64_t want, got;

	if (!f->step || f->step->verb != VERB_PRINTS || !v->expected_exact ||
		v->first_difference == SIZE_MAX)
		return false;
	want = number_at(&v->expected, v->first_difference);
	got = number_at(&v->actual, v->first_difference);
	if (want == got || want > UINT32_MAX || got > UINT32_MAX || want <= 0xff || got <= 0xff)
		return false;
	if (got != __builtin_bswap32(want) && (want > UINT16_MAX || got != __builtin_bswap16(want)))
		return false;
	if (got == __builtin_bswap16(want) && is_a_port(f, want))
		return false;
	finding_add(out, "got", "%llu", (unsigned long long)got);
	finding_add(out, "expected", "%llu", (unsigned long long)want);
	return about_print(out, f);
}

bool rule_length_host_order(const struct mistake_case *c, struct finding *out)
{
	return turned_bytes(c->facts, out) || turned_number(c->facts, out);
}
