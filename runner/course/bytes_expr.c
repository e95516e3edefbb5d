// SPDX-License-Identifier: MIT
#include "course/bytes_expr.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/text.h"
#include "course/script_parts.h"

/* JSON numbers are doubles: beyond this they are no longer every integer. */
#define NUMBER_MAX ((int64_t)1 << 53)

typedef bool piece_take(const struct json_at *at, const cJSON *value,
	const struct bytes_decoder *how, struct piece *out, struct err *err);

/* ---- reading a piece */

bool whole_decode(const struct json_at *at, const cJSON *value, int64_t min, int64_t max,
	int64_t *out, struct err *err)
{
	double d = value->valuedouble;

	if (!cJSON_IsNumber(value) || isnan(d) || d != floor(d))
		return json_refuse(at, err, "this should be a whole number");
	if (d < min || d > max)
		return json_refuse(at, err, "%.0f is out of range: from %lld to %lld", d,
			(long long)min, (long long)max);
	*out = d;
	return true;
}

static bool take_whole(const struct json_at *at, const cJSON *value, int64_t min, int64_t max,
	uint64_t *out, struct err *err)
{
	int64_t whole = 0;

	if (!whole_decode(at, value, min, max, &whole, err))
		return false;
	*out = whole;
	return true;
}

static struct bytes copy_of(const char *text)
{
	size_t len = strlen(text);

	return (struct bytes){ xmemdup(text, len), len };
}

static bool take_text(const struct json_at *at, const cJSON *value, const struct bytes_decoder *how,
	struct piece *out, struct err *err)
{
	(void)how;
	if (!cJSON_IsString(value))
		return json_refuse(at, err, "this should be a string");
	out->data = copy_of(value->valuestring);
	return true;
}

static int hex_digit(char c)
{
	const char *digits = "0123456789abcdef", *found = c ? strchr(digits, c | 0x20) : NULL;

	return found ? (int)(found - digits) : -1;
}

static bool take_hex(const struct json_at *at, const cJSON *value, const struct bytes_decoder *how,
	struct piece *out, struct err *err)
{
	const char *hex = cJSON_IsString(value) ? value->valuestring : "";
	size_t len = strlen(hex) / 2;
	AUTO(freep) uint8_t *data = xmalloc(len);

	(void)how;
	if (len == 0 || strlen(hex) % 2)
		return json_refuse(at, err,
			"this should be a string of hex digits, two for each byte, like \"0005\"");
	for (size_t i = 0; i < len; i++) {
		int high = hex_digit(hex[2 * i]), low = hex_digit(hex[2 * i + 1]);

		if (high < 0 || low < 0)
			return json_refuse(at, err, "byte %zu is not two hex digits", i);
		data[i] = high << 4 | low;
	}
	out->data = (struct bytes){ TAKE(data), len };
	return true;
}

static bool take_uint(const struct json_at *at, const cJSON *value, const struct bytes_decoder *how,
	struct piece *out, struct err *err)
{
	int64_t max = out->width == 8 ? NUMBER_MAX : ((int64_t)1 << 8 * out->width) - 1;

	(void)how;
	if (cJSON_IsNumber(value) && out->width == 8 && value->valuedouble > max)
		return json_refuse(at, err,
			"a number over 2^53 is not exact in JSON: write it as "
			"{\"hex\": \"...\"}");
	return take_whole(at, value, 0, max, &out->number, err);
}

static bool take_repeat(const struct json_at *at, const cJSON *value,
	const struct bytes_decoder *how, struct piece *out, struct err *err)
{
	if (!take_text(at, value, how, out, err))
		return false;
	return out->data.len > 0 || json_refuse(at, err, "there is nothing to repeat");
}

static bool take_count(const struct json_at *at, const cJSON *value,
	const struct bytes_decoder *how, struct piece *out, struct err *err)
{
	(void)how;
	return take_whole(at, value, 1, BYTES_EXPR_MAX, &out->number, err);
}

static bool take_line(const struct json_at *at, const cJSON *value, const struct bytes_decoder *how,
	struct piece *out, struct err *err)
{
	if (!cJSON_IsNull(value)) {
		if (!take_text(at, value, how, out, err))
			return false;
		return !memchr(out->data.at, '\n', out->data.len) ||
		       json_refuse(at, err, "one line, without its end: leave \"\\n\" out");
	}
	if (!how->matching)
		return json_refuse(at, err, "\"line\": null matches any line: it cannot be sent");
	out->any_line = true;
	return true;
}

static bool take_like(const struct json_at *at, const cJSON *value, const struct bytes_decoder *how,
	struct piece *out, struct err *err)
{
	static const char *const words[] = { "reference" };

	(void)how;
	(void)out;
	return json_word(at, value, "example to be like", words, ARRAY_LEN(words), err) >= 0;
}

static bool take_who(const struct json_at *at, const cJSON *value, const struct bytes_decoder *how,
	struct piece *out, struct err *err)
{
	AUTO(buf_free) struct buf name = { 0 };

	if (!cJSON_IsString(value))
		return json_refuse(at, err, "this should be the name of somebody in the cast");
	out->who = how->who_of(how->context, value->valuestring);
	if (out->who >= 0)
		return true;
	text_quote(&name, bytes_of(value->valuestring), 40);
	return json_refuse(at, err, "nobody in the cast is called %s", buf_str(&name));
}

static bool take_program(const struct json_at *at, const cJSON *value,
	const struct bytes_decoder *how, struct piece *out, struct err *err)
{
	if (!take_who(at, value, how, out, err))
		return false;
	return how->is_program(how->context, out->who) ||
	       json_refuse(at, err,
		       "only a program, \"you\" or a reference, is asked where it is bound: of an "
		       "actor say \"port_of\"");
}

/* A row per piece: the key that names it. `matching` pieces stand for no one string, or for one that is known too late, so they cannot be sent. */
static const struct piece_row {
	const char *key;
	enum piece_kind kind;
	int width;
	bool matching;
	piece_take *take;
} piece_rows[] = {
	{ "hex", PIECE_BYTES, 0, false, take_hex },
	{ "u8", PIECE_UINT, 1, false, take_uint },
	{ "u16", PIECE_UINT, 2, false, take_uint },
	{ "u32", PIECE_UINT, 4, false, take_uint },
	{ "u64", PIECE_UINT, 8, false, take_uint },
	{ "repeat", PIECE_REPEAT, 0, false, take_repeat },
	{ "pattern", PIECE_PATTERN, 0, false, take_count },
	{ "any", PIECE_ANY, 0, true, take_count },
	{ "line", PIECE_LINE, 0, false, take_line },
	{ "like", PIECE_LIKE, 0, true, take_like },
	{ "port_of", PIECE_PORT, 0, false, take_who },
	{ "address_of", PIECE_ADDRESS, 0, false, take_who },
	{ "bound_port_of", PIECE_BOUND_PORT, 0, true, take_program },
};

#define PIECES ARRAY_LEN(piece_rows)

size_t piece_keys(const char *keys[PIECE_KEYS_MAX])
{
	_Static_assert(PIECES + 1 <= PIECE_KEYS_MAX, "room for the keys");
	for (size_t i = 0; i < PIECES; i++)
		keys[i] = piece_rows[i].key;
	keys[PIECES] = "times"; /* stands beside "repeat" only */
	return PIECES + 1;
}

static const struct piece_row *row_of(const char *key)
{
	for (size_t i = 0; i < PIECES; i++)
		if (strcmp(piece_rows[i].key, key) == 0)
			return &piece_rows[i];
	return NULL;
}

/* The one member that says what the piece is; NULL after refusing. */
static const cJSON *kind_member(const struct json_at *at, const cJSON *object, struct err *err)
{
	const char *keys[PIECE_KEYS_MAX];
	size_t count = piece_keys(keys);
	const cJSON *found = NULL;

	json_each (child, object) {
		if (strcmp(child->string, "times") == 0)
			continue;
		if (!row_of(child->string)) {
			json_refuse_word(at, err, "piece of bytes", child->string, keys, count);
			return NULL;
		}
		if (found) {
			json_refuse(at, err, "\"%s\" and \"%s\" are two pieces: write { } for each",
				found->string, child->string);
			return NULL;
		}
		found = child;
	}
	if (!found)
		json_refuse(at, err,
			"a piece of bytes says what it is: { \"hex\": \"0005\" }, { \"u16\": "
			"7000 }, ...");
	return found;
}

static bool take_times(
	const struct json_at *at, const cJSON *object, struct piece *out, struct err *err)
{
	const cJSON *times = cJSON_GetObjectItemCaseSensitive(object, "times");
	struct json_at here = { at, "times", 0 };

	if (!times)
		return out->kind != PIECE_REPEAT ||
		       json_refuse(at, err, "\"times\" is missing: how often is it repeated?");
	if (out->kind != PIECE_REPEAT)
		return json_refuse(&here, err, "\"times\" belongs to \"repeat\"");
	return take_whole(&here, times, 1, BYTES_EXPR_MAX, &out->number, err);
}

static bool take_piece(const struct json_at *at, const cJSON *value,
	const struct bytes_decoder *how, struct piece *out, struct err *err)
{
	const struct piece_row *row;
	const cJSON *member;

	if (cJSON_IsString(value))
		return take_text(at, value, how, out, err);
	if (!cJSON_IsObject(value))
		return json_refuse(
			at, err, "bytes are a string, or pieces like { \"hex\": \"0005\" }");
	member = kind_member(at, value, err);
	if (!member)
		return false;
	row = row_of(member->string);
	struct json_at here = { at, member->string, 0 };

	if (row->matching && !how->matching)
		return json_refuse(&here, err, "\"%s\" can be matched, but not sent", row->key);
	out->kind = row->kind;
	out->width = row->width;
	return row->take(&here, member, how, out, err) && take_times(at, value, out, err);
}

/* ---- the whole */

/* Bytes it stands for, at most; what is known only in a run is counted by its longest form. */
static uint64_t piece_longest(const struct piece *p)
{
	switch (p->kind) {
	case PIECE_BYTES: return p->data.len;
	case PIECE_UINT: return p->width;
	case PIECE_REPEAT: return p->data.len * p->number;
	case PIECE_PATTERN:
	case PIECE_ANY: return p->number;
	case PIECE_LINE: return p->data.len + 2;
	case PIECE_LIKE: return 0;
	case PIECE_PORT:
	case PIECE_BOUND_PORT: return strlen("65535");
	case PIECE_ADDRESS: return 108; /* a local path */
	}
	return 0;
}

static bool fits(const struct json_at *at, const struct bytes_expr *e, struct err *err)
{
	uint64_t total = 0;

	for (size_t i = 0; i < e->count; i++) {
		total += piece_longest(&e->pieces[i]);
		if (total > BYTES_EXPR_MAX)
			return json_refuse(
				at, err, "more than %d MiB in one step", BYTES_EXPR_MAX >> 20);
	}
	return true;
}

/* What the reference answered here is the whole of what is wanted: nothing can stand beside it. */
static bool like_is_alone(const struct json_at *at, const struct bytes_expr *e, struct err *err)
{
	return e->count < 2 || !bytes_expr_has_like(e) ||
	       json_refuse(at, err,
		       "\"like\" is the reference's whole answer: nothing may stand beside it");
}

bool bytes_expr_decode(const struct json_at *at, const cJSON *value,
	const struct bytes_decoder *how, struct bytes_expr *out, struct err *err)
{
	size_t n = cJSON_IsArray(value) ? cJSON_GetArraySize(value) : 1;

	if (n == 0)
		return json_refuse(at, err, "the list of pieces is empty");
	bytes_expr_free(out);
	out->pieces = xcalloc(n, sizeof *out->pieces);
	out->count = n;
	if (!cJSON_IsArray(value)) {
		if (!take_piece(at, value, how, &out->pieces[0], err))
			return false;
	} else {
		size_t i = 0;

		json_each (child, value) {
			struct json_at here = { at, NULL, i };

			if (!take_piece(&here, child, how, &out->pieces[i++], err))
				return false;
		}
	}
	return like_is_alone(at, out, err) && fits(at, out, err);
}

void bytes_expr_free(struct bytes_expr *e)
{
	for (size_t i = 0; i < e->count; i++)
		free((void *)e->pieces[i].data.at);
	free(e->pieces);
	*e = (struct bytes_expr){ 0 };
}

/* ---- rendering */

static bool add_text(struct buf *out, const char *text)
{
	if (text)
		buf_add_str(out, text);
	return text != NULL;
}

static bool render_data(const struct piece *p, const struct bytes_values *v, struct buf *out)
{
	(void)v;
	buf_add(out, p->data.at, p->data.len);
	return true;
}

static bool render_uint(const struct piece *p, const struct bytes_values *v, struct buf *out)
{
	(void)v;
	for (int shift = 8 * (p->width - 1); shift >= 0; shift -= 8)
		buf_add_char(out, (char)(p->number >> shift));
	return true;
}

static bool render_repeat(const struct piece *p, const struct bytes_values *v, struct buf *out)
{
	for (uint64_t i = 0; i < p->number; i++)
		render_data(p, v, out);
	return true;
}

/* A shorter pattern is the beginning of a longer one of the same seed. */
static bool render_pattern(const struct piece *p, const struct bytes_values *v, struct buf *out)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
	struct dice dice = dice_from(v->seed, "pattern");
	uint64_t drawn = 0;

	for (uint64_t i = 0; i < p->number; i++) {
		drawn = i % 8 ? drawn >> 8 : dice_next(&dice);
		buf_add_char(
			out, i % 64 == 63 ? '\n' : letters[(drawn & 0xff) % (sizeof letters - 1)]);
	}
	return true;
}

static bool render_never(const struct piece *p, const struct bytes_values *v, struct buf *out)
{
	(void)p;
	(void)v;
	(void)out;
	return false;
}

static bool render_line(const struct piece *p, const struct bytes_values *v, struct buf *out)
{
	if (p->any_line)
		return false;
	render_data(p, v, out);
	buf_add_char(out, '\n');
	return true;
}

static bool render_like(const struct piece *p, const struct bytes_values *v, struct buf *out)
{
	(void)p;
	if (!v->like.at)
		return false;
	buf_add(out, v->like.at, v->like.len);
	return true;
}

static bool render_port(const struct piece *p, const struct bytes_values *v, struct buf *out)
{
	return v->port_of && add_text(out, v->port_of(v->context, p->who));
}

static bool render_address(const struct piece *p, const struct bytes_values *v, struct buf *out)
{
	return v->address_of && add_text(out, v->address_of(v->context, p->who));
}

static bool render_bound_port(const struct piece *p, const struct bytes_values *v, struct buf *out)
{
	return v->bound_port_of && add_text(out, v->bound_port_of(v->context, p->who));
}

static bool (*const renders[])(
	const struct piece *p, const struct bytes_values *v, struct buf *out) = {
	[PIECE_BYTES] = render_data,
	[PIECE_UINT] = render_uint,
	[PIECE_REPEAT] = render_repeat,
	[PIECE_PATTERN] = render_pattern,
	[PIECE_ANY] = render_never,
	[PIECE_LINE] = render_line,
	[PIECE_LIKE] = render_like,
	[PIECE_PORT] = render_port,
	[PIECE_ADDRESS] = render_address,
	[PIECE_BOUND_PORT] = render_bound_port,
};
_Static_assert(ARRAY_LEN(renders) == PIECE_BOUND_PORT + 1, "a renderer for every piece");

bool bytes_expr_render(
	const struct bytes_expr *e, const struct bytes_values *values, struct buf *out)
{
	size_t before = out->len;

	for (size_t i = 0; i < e->count; i++)
		if (!renders[e->pieces[i].kind](&e->pieces[i], values, out)) {
			buf_cut(out, before);
			return false;
		}
	return true;
}

bool bytes_expr_is_exact(const struct bytes_expr *e)
{
	for (size_t i = 0; i < e->count; i++)
		if (e->pieces[i].kind == PIECE_ANY || e->pieces[i].any_line ||
			e->pieces[i].kind == PIECE_BOUND_PORT)
			return false;
	return true;
}

bool bytes_expr_asks_about(const struct bytes_expr *e, int who)
{
	for (size_t i = 0; i < e->count; i++)
		if (e->pieces[i].kind >= PIECE_PORT && e->pieces[i].who == who)
			return true;
	return false;
}

bool bytes_expr_has_like(const struct bytes_expr *e)
{
	for (size_t i = 0; i < e->count; i++)
		if (e->pieces[i].kind == PIECE_LIKE)
			return true;
	return false;
}

size_t bytes_expr_longest(const struct bytes_expr *e)
{
	uint64_t total = 0;

	for (size_t i = 0; i < e->count; i++)
		total += piece_longest(&e->pieces[i]);
	return total;
}
