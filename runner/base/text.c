// SPDX-License-Identifier: MIT
#include "base/text.h"

#include <string.h>
#include <wchar.h>

/* ---- UTF-8: decoded here, because the C library's decoder depends on the locale and a log must not */

static size_t decode(const uint8_t *s, size_t len, uint32_t *out)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t need = s[0] < 0x80	? 1
		      : s[0] >> 5 == 6	? 2
		      : s[0] >> 4 == 14 ? 3
		      : s[0] >> 3 == 30 ? 4
					: 0;
	uint32_t c = need == 1 ? s[0] : s[0] & (0x7f >> need);

	if (!need || need > len)
		return 0;
	for (size_t i = 1; i < need; i++) {
		if (s[i] >> 6 != 2)
			return 0;
		c = c << 6 | (s[i] & 0x3f);
	}
	if (c < least[need] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*out = c;
	return need;
}

/* Characters that draw nothing but change how others are drawn or read: hidden text has no place in a report. */
static const struct {
	uint32_t first, last;
} unseen[] = {
	{ 0x00, 0x1f },	    /* C0 */
	{ 0x7f, 0x9f },	    /* DEL, C1 */
	{ 0xad, 0xad },	    /* soft hyphen */
	{ 0x061c, 0x061c }, /* Arabic letter mark */
	{ 0x180e, 0x180e },
	{ 0x200b, 0x200f }, /* zero widths, direction marks */
	{ 0x2028, 0x202e }, /* line and paragraph separators, bidi embeddings and overrides */
	{ 0x2060, 0x206f }, /* word joiner, bidi isolates */
	{ 0xe000, 0xf8ff }, /* private use */
	{ 0xfe00, 0xfe0f }, /* variation selectors */
	{ 0xfeff, 0xfeff }, /* byte order mark */
	{ 0xfff0, 0xffff },
	{ 0xe0000, 0x10ffff },
};

static bool printable(uint32_t c)
{
	for (size_t i = 0; i < ARRAY_LEN(unseen); i++)
		if (c >= unseen[i].first && c <= unseen[i].last)
			return false;
	return true;
}

size_t text_char(const uint8_t *s, size_t len)
{
	uint32_t c;
	size_t n = len ? decode(s, len, &c) : 0;

	return n && printable(c) ? n : 0;
}

/* ---- escaping */

static char short_escape(uint8_t c)
{
	static const char from[] = "\n\t\r\a\b\f\v", to[] = "ntrabfv";
	const char *at = c ? strchr(from, c) : NULL;

	return at ? to[at - from] : '\0';
}

/* As C would: \n, \0 (unless a digit follows, which would join it), \xNN. */
static void escape_byte(struct buf *out, uint8_t c, uint8_t next)
{
	char letter = short_escape(c);

	if (letter)
		buf_addf(out, "\\%c", letter);
	else if (c == '\0' && !(next >= '0' && next <= '9'))
		buf_add_str(out, "\\0");
	else
		buf_addf(out, "\\x%02x", c);
}

static size_t escape_one(
	struct buf *out, struct bytes b, size_t i, const char *also, const char *keep)
{
	size_t n = text_char(b.at + i, b.len - i);

	if (b.at[i] && strchr(keep, b.at[i])) {
		buf_add(out, b.at + i, 1);
		return 1;
	}
	if (!n) {
		uint32_t c;
		size_t whole = decode(b.at + i, b.len - i, &c);

		if (whole > 1) { /* a valid character that must not be drawn */
			buf_addf(out, "\\u{%x}", c);
			return whole;
		}
		escape_byte(out, b.at[i], i + 1 < b.len ? b.at[i + 1] : 0);
		return 1;
	}
	if (n == 1 && strchr(also, b.at[i]))
		buf_add_char(out, '\\');
	buf_add(out, b.at + i, n);
	return n;
}

void text_quote(struct buf *out, struct bytes b, size_t max)
{
	size_t end = max && b.len > max ? max : b.len;
	struct bytes shown = { b.at, end };

	buf_add_char(out, '"');
	for (size_t i = 0; i < end;)
		i += escape_one(out, shown, i, "\"\\", "");
	if (end < b.len)
		buf_addf(out, "...\" (%zu bytes in all)", b.len);
	else
		buf_add_char(out, '"');
}

void text_safe(struct buf *out, struct bytes b)
{
	for (size_t i = 0; i < b.len;)
		i += escape_one(out, b, i, "", "\n\t");
}

void text_safe_str(struct buf *out, const char *s)
{
	text_safe(out, bytes_of(s));
}

void text_safe_line(struct buf *out, struct bytes b)
{
	for (size_t i = 0; i < b.len;)
		i += escape_one(out, b, i, "", "");
}

static bool can_be_shown(struct bytes b)
{
	for (size_t i = 0, n; i < b.len; i += n)
		if ((n = text_char(b.at + i, b.len - i)) == 0)
			return false;
	return true;
}

static void quote_with_escapes(struct buf *out, struct bytes b)
{
	buf_add_str(out, "$'");
	for (size_t i = 0, n; i < b.len; i += n ? n : 1) {
		n = text_char(b.at + i, b.len - i);
		if (b.at[i] == '\'' || b.at[i] == '\\')
			buf_add_char(out, '\\');
		if (n)
			buf_add(out, b.at + i, n);
		else
			buf_addf(out, "\\%03o", b.at[i]);
	}
	buf_add_char(out, '\'');
}

void text_quote_shell(struct buf *out, struct bytes word)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./+=,";
	bool needs = word.len == 0;

	for (size_t i = 0; i < word.len; i++)
		needs |= !word.at[i] || !strchr(plain, word.at[i]);
	if (!needs) {
		buf_add(out, word.at, word.len);
	} else if (!can_be_shown(word)) {
		quote_with_escapes(out, word);
	} else {
		buf_add_char(out, '\'');
		for (size_t i = 0; i < word.len; i++)
			if (word.at[i] == '\'')
				buf_add_str(out, "'\\''");
			else
				buf_add(out, word.at + i, 1);
		buf_add_char(out, '\'');
	}
}

void text_hex(struct buf *out, struct bytes b, size_t max)
{
	size_t end = max && b.len > max ? max : b.len;

	for (size_t i = 0; i < end; i++)
		buf_addf(out, "%s%02x", i ? " " : "", b.at[i]);
	if (end < b.len)
		buf_add_str(out, " ...");
}

/* ---- measuring and wrapping */

static size_t char_width(uint32_t c)
{
	int w = c < 0x300 ? 1 : wcwidth((wchar_t)c);

	return w < 0 ? 1 : (size_t)w;
}

static size_t width_of(const char *s, size_t len)
{
	size_t columns = 0;

	for (size_t i = 0; i < len;) {
		uint32_t c = '?';
		size_t n = decode((const uint8_t *)s + i, len - i, &c);

		columns += char_width(c);
		i += n ? n : 1;
	}
	return columns;
}

size_t text_width(const char *s)
{
	return width_of(s, strlen(s));
}

void text_wrap(struct buf *out, const char *s, size_t columns, const char *indent)
{
	size_t margin = text_width(indent), column = 0;

	while (*s) {
		size_t len = strcspn(s, " \n"), width = width_of(s, len);

		if (len && column && margin + column + 1 + width > columns) {
			buf_add_char(out, '\n');
			column = 0;
		}
		if (len) {
			buf_add_str(out, column ? " " : indent);
			buf_add(out, s, len);
			column += width + (column ? 1 : 0);
		}
		s += len;
		if (*s == '\n') {
			buf_add_char(out, '\n');
			column = 0;
		}
		s += *s != '\0';
	}
	if (column)
		buf_add_char(out, '\n');
}

void text_wrap_command(
	struct buf *out, const char *s, const char *command, size_t columns, const char *indent)
{
	AUTO(buf_free) struct buf words = { 0 };
	const char *last;

	text_wrap(&words, s, columns, indent);
	if (words.len)
		buf_cut(&words, words.len - 1);
	last = strrchr(buf_str(&words), '\n');
	last = last ? last + 1 : buf_str(&words);
	buf_add(out, buf_str(&words), words.len);
	if (text_width(last) + 1 + text_width(command) <= columns)
		buf_addf(out, " %s\n", command);
	else
		buf_addf(out, "\n%s%s\n", indent, command);
}
