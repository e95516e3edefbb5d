// SPDX-License-Identifier: MIT
#include "judge/match.h"

#include <string.h>

struct matcher {
	const struct bytes_expr *want;
	const struct bytes_values *values;
	struct bytes got;
};

static struct match part(const struct matcher *m)
{
	return (struct match){ MATCH_PART, .first = m->got.len };
}

static struct match whole(size_t used)
{
	return (struct match){ MATCH_WHOLE, .used = used, .first = used };
}

static struct match different(size_t at)
{
	return (struct match){ MATCH_DIFFERENT, .first = at };
}

/* Each piece, from offset `at`: MATCH_WHOLE says in .used where the next begins. */
static struct match match_text(const struct matcher *m, struct bytes text, size_t at)
{
	size_t have = min_size(text.len, m->got.len - at);

	for (size_t i = 0; i < have; i++)
		if (text.at[i] != m->got.at[at + i])
			return different(at + i);
	return have < text.len ? part(m) : whole(at + text.len);
}

static struct match match_any(const struct matcher *m, const struct piece *p, size_t at)
{
	return m->got.len - at < p->number ? part(m) : whole(at + p->number);
}

static struct match match_any_line(const struct matcher *m, size_t at)
{
	const uint8_t *end = at < m->got.len ? memchr(m->got.at + at, '\n', m->got.len - at) : NULL;

	return end ? whole(end - m->got.at + 1) : part(m);
}

static struct match match_line(const struct matcher *m, const struct piece *p, size_t at)
{
	struct match text;

	if (p->any_line)
		return match_any_line(m, at);
	text = match_text(m, p->data, at);
	if (text.state != MATCH_WHOLE)
		return text;
	at = text.used;
	if (at < m->got.len && m->got.at[at] == '\r')
		at++;
	if (at == m->got.len)
		return part(m);
	return m->got.at[at] == '\n' ? whole(at + 1) : different(at);
}

/* Any but 0, which is nobody's port. */
static struct match match_number(const struct matcher *m, size_t at)
{
	size_t end = at;

	if (at < m->got.len && m->got.at[at] == '0')
		return different(at);
	while (end < m->got.len && m->got.at[end] >= '0' && m->got.at[end] <= '9')
		end++;
	if (end < m->got.len)
		return end > at ? whole(end) : different(at);
	return part(m);
}

/* What can be written down is written down by the one who also sends it, so that both always mean the same bytes. What is not known
 * when the first byte of it comes cannot be what was said. */
static struct match match_rendered(const struct matcher *m, const struct piece *p, size_t at)
{
	AUTO(buf_free) struct buf text = { 0 };
	struct bytes_expr one = { .pieces = (struct piece *)p, .count = 1 };

	if (!bytes_expr_render(&one, m->values, &text))
		return at < m->got.len ? different(at) : part(m);
	return match_text(m, buf_bytes(&text), at);
}

static struct match match_piece(const struct matcher *m, const struct piece *p, size_t at)
{
	switch (p->kind) {
	case PIECE_ANY: return match_any(m, p, at);
	case PIECE_LINE: return match_line(m, p, at);
	case PIECE_BYTES: return match_text(m, p->data, at);
	case PIECE_BOUND_PORT:
		if (m->values->blind)
			return match_number(m, at);
		break;
	case PIECE_UINT:
	case PIECE_REPEAT:
	case PIECE_PATTERN:
	case PIECE_LIKE:
	case PIECE_PORT:
	case PIECE_ADDRESS: break;
	}
	return match_rendered(m, p, at);
}

bool match_is_open(const struct bytes_expr *want, const struct bytes_values *values)
{
	return bytes_expr_has_like(want) && !values->like.at;
}

struct match match_bytes(
	const struct bytes_expr *want, const struct bytes_values *values, struct bytes got)
{
	struct matcher m = { want, values, got };
	size_t at = 0;

	if (match_is_open(want, values))
		return part(&m);
	for (size_t i = 0; i < want->count; i++) {
		struct match here = match_piece(&m, &want->pieces[i], at);

		if (here.state != MATCH_WHOLE)
			return here;
		at = here.used;
	}
	return whole(at);
}

/* What a run has not told: how it is called. */
static void describe_unknown(
	const struct piece *p, const struct conversation *script, struct buf *out)
{
	const char *name = p->who > 0 ? script->cast[p->who].name : "your program";

	switch (p->kind) {
	case PIECE_ANY:
		buf_addf(out, "<any %ju byte%s>", (uintmax_t)p->number, p->number == 1 ? "" : "s");
		return;
	case PIECE_LINE: buf_add_str(out, "<any one line>"); return;
	case PIECE_PORT: buf_addf(out, "<the port of %s>", name); return;
	case PIECE_ADDRESS: buf_addf(out, "<the address of %s>", name); return;
	case PIECE_BOUND_PORT: buf_addf(out, "<the port that %s is bound to>", name); return;
	case PIECE_BYTES:
	case PIECE_UINT:
	case PIECE_REPEAT:
	case PIECE_PATTERN:
	case PIECE_LIKE: break;
	}
	buf_add_str(out, "<what the reference answers>");
}

void match_describe(const struct bytes_expr *want, const struct bytes_values *values,
	const struct conversation *script, struct buf *out)
{
	for (size_t i = 0; i < want->count; i++) {
		struct bytes_expr one = { .pieces = &want->pieces[i], .count = 1 };

		if (!bytes_expr_render(&one, values, out))
			describe_unknown(&want->pieces[i], script, out);
	}
}
