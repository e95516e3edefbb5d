// SPDX-License-Identifier: MIT
#include "base/text.h"
#include "report/bytes_words.h"
#include "report/event_words.h"
#include "report/verdict_parts.h"

enum { BEFORE = 24 }; /* bytes shown before the first difference */

/* The part of two byte strings that is shown, the same of both, so that they stand one under the other. */
struct window {
	size_t from, to;
};

static struct window window_at(size_t difference, size_t columns)
{
	size_t from = difference > BEFORE ? difference - BEFORE : 0;
	size_t room = columns > 60 ? columns - 36 : 24;

	return (struct window){ from, from + room };
}

static void add_window(struct buf *out, struct bytes b, struct window w)
{
	size_t from = min_size(w.from, b.len), to = min_size(w.to, b.len);

	if (w.from)
		buf_add_str(out, "...");
	words_bytes(out, (struct bytes){ b.at + from, to - from }, b.len - from, to - from);
}

static size_t width_of(struct bytes b, struct window w)
{
	AUTO(buf_free) struct buf text = { 0 };

	add_window(&text, b, w);
	return text_width(buf_str(&text));
}

/* Bytes that are escaped take more columns than one: as many are shown as fit into a line, those around the difference in any case. */
static struct window narrowed(
	struct window w, const struct verdict *v, const struct bytes both[2], size_t room)
{
	enum { AFTER = 4 };

	while (width_of(both[0], w) > room || width_of(both[1], w) > room) {
		if (w.to > v->first_difference + AFTER)
			w.to--;
		else if (w.from < v->first_difference)
			w.from++;
		else
			break;
	}
	return w;
}

/* Columns from the beginning of what add_window() writes to the byte at `difference`. */
static size_t column_of(struct bytes b, struct window w, size_t difference)
{
	AUTO(buf_free) struct buf before = { 0 };
	size_t from = min_size(w.from, b.len), to = min_size(difference, b.len);

	text_quote(&before, (struct bytes){ b.at + from, to - from }, 0);
	return text_width(buf_str(&before)) - 1 + (w.from ? 3 : 0);
}

static void add_label(struct buf *out, const char *label, size_t width)
{
	buf_add_str(out, "  ");
	buf_add_str(out, label);
	buf_pad(out, ' ', width - text_width(label) + 2);
}

/* What the caret says. */
static void add_remark(struct buf *out, const struct verdict *v)
{
	size_t at = v->first_difference;

	if (at >= v->actual.len && v->expected_exact)
		buf_addf(out, "after %zu of %zu byte%s", at, v->expected.len,
			v->expected.len == 1 ? "" : "s");
	else if (at >= v->actual.len)
		buf_addf(out, "after %zu byte%s", at, at == 1 ? "" : "s");
	else if (at >= v->expected.len && v->expected_exact)
		buf_addf(out, "%zu byte%s too many", v->actual.len - at,
			v->actual.len - at == 1 ? "" : "s");
	else if (v->expected_exact)
		buf_addf(out, "byte %zu is 0x%02x, and should be 0x%02x", at + 1,
			(uint8_t)v->actual.data[at], (uint8_t)v->expected.data[at]);
	else
		buf_addf(out, "byte %zu is another", at + 1);
}

static void add_ending(struct buf *out, const struct verdict *v)
{
	const char *why = words_why(v->why);

	if (v->why == WHY_EXITED)
		buf_addf(out, ", then your program ended with status %d", v->status);
	else if (v->why == WHY_DIED)
		buf_addf(out, ", then your program was killed by %s", words_signal(v->signal));
	else if (why)
		buf_addf(out, ", then %s", why);
}

void verdict_compare(
	struct buf *out, const struct verdict *v, const struct bytes_labels *labels, size_t columns)
{
	struct bytes want = buf_bytes(&v->expected), got = buf_bytes(&v->actual);
	struct bytes both[] = { v->expected_exact ? want : (struct bytes){ 0 }, got };
	struct window w = window_at(v->first_difference, columns);
	size_t width = text_width(labels->wanted), other = text_width(labels->got);

	width = width > other ? width : other;
	if (columns > width + 4)
		w = narrowed(w, v, both, columns - width - 4);
	add_label(out, labels->wanted, width);
	if (v->expected_exact) {
		add_window(out, want, w);
		if (want.len > w.to)
			buf_addf(out, " (%zu bytes)", want.len);
	} else {
		text_safe_line(out, (struct bytes){ want.at, min_size(want.len, columns) });
	}
	buf_add_char(out, '\n');
	add_label(out, labels->got, width);
	if (got.len)
		add_window(out, got, w);
	else
		buf_add_str(out, "nothing");
	add_ending(out, v);
	buf_add_char(out, '\n');
	if (got.len) {
		buf_pad(out, ' ', 2 + width + 2 + column_of(got, w, v->first_difference));
		buf_add_str(out, "^ ");
		add_remark(out, v);
		buf_add_char(out, '\n');
	}
}
