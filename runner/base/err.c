// SPDX-License-Identifier: MIT
#include "base/err.h"

#include <errno.h>
#include <string.h>

static void fill(struct err *err, const char *fmt, va_list args, const char *after)
{
	char text[sizeof err->text];
	int n = vsnprintf(text, sizeof text, fmt, args);

	if (n < 0)
		text[0] = '\0';
	n = snprintf(err->text, sizeof err->text, "%s%s%s", text, *after ? ": " : "", after);
	if (n >= (int)sizeof err->text)
		memcpy(err->text + sizeof err->text - 4, "...", 4);
}

bool err_set(struct err *err, const char *fmt, ...)
{
	va_list args;

	if (!err)
		return false;
	va_start(args, fmt);
	fill(err, fmt, args, "");
	va_end(args);
	return false;
}

bool err_sys(struct err *err, const char *fmt, ...)
{
	int saved = errno;
	va_list args;

	if (!err)
		return false;
	va_start(args, fmt);
	fill(err, fmt, args, strerror(saved));
	va_end(args);
	errno = saved;
	return false;
}

bool err_prefix(struct err *err, const char *fmt, ...)
{
	va_list args;
	char before[sizeof err->text];

	if (!err)
		return false;
	memcpy(before, err->text, sizeof before);
	va_start(args, fmt);
	fill(err, fmt, args, before);
	va_end(args);
	return false;
}
