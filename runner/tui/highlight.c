// SPDX-License-Identifier: MIT
#include "tui/highlight.h"

#include <ctype.h>
#include <string.h>

static const char *const keywords[] = { "auto", "bool", "break", "case", "char", "const",
	"continue", "default", "do", "double", "else", "enum", "extern", "false", "float", "for",
	"goto", "if", "inline", "int", "long", "register", "return", "short", "signed", "size_t",
	"sizeof", "socklen_t", "ssize_t", "static", "struct", "switch", "true", "typedef",
	"uint16_t", "uint32_t", "uint8_t", "union", "unsigned", "void", "volatile", "while",
	"NULL" };

static bool is_keyword(const char *s, size_t len)
{
	for (size_t i = 0; i < ARRAY_LEN(keywords); i++)
		if (strlen(keywords[i]) == len && !memcmp(keywords[i], s, len))
			return true;
	return false;
}

static size_t block_comment(struct highlighter *h, const char *s, size_t from)
{
	const char *end = strstr(s + from, "*/");

	h->comment = !end;
	return end ? (size_t)(end - s) + 2 : strlen(s);
}

static size_t quoted(const char *s)
{
	size_t i = 1;

	while (s[i] && s[i] != s[0])
		i += s[i] == '\\' && s[i + 1] ? 2 : 1;
	return s[i] ? i + 1 : i;
}

static size_t word(const char *s)
{
	size_t i = 0;

	while (isalnum((unsigned char)s[i]) || s[i] == '_')
		i++;
	return i;
}

size_t highlight_next(struct highlighter *h, const char *s, enum role *role)
{
	*role = ROLE_COMMENT;
	if (h->comment)
		return block_comment(h, s, 0);
	if (s[0] == '/' && s[1] == '*')
		return block_comment(h, s, 2);
	if (s[0] == '/' && s[1] == '/')
		return strlen(s);
	*role = ROLE_STRING;
	if (s[0] == '"' || s[0] == '\'')
		return quoted(s);
	*role = ROLE_KEYWORD;
	if (s[0] == '#')
		return 1 + word(s + 1);
	if (isdigit((unsigned char)s[0])) {
		*role = ROLE_NUMBER;
		return word(s);
	}
	if (word(s)) {
		*role = is_keyword(s, word(s)) ? ROLE_KEYWORD : ROLE_TEXT;
		return word(s);
	}
	*role = ROLE_TEXT;
	for (size_t i = 1;; i++) /* everything up to what could begin a token */
		if (!s[i] || strchr("/\"'#_", s[i]) || isalnum((unsigned char)s[i]))
			return i;
}
