// SPDX-License-Identifier: MIT
/* err.h
 * One failure, told once, in words fit for the person at the screen. A function that can fail for a reason
 * worth telling takes `struct err *` last and returns false or NULL after filling it; succeeding, it has not
 * touched it. Callers add context in front on the way up.
 */
#pragma once
#include <stdarg.h>
#include "base/base.h"

struct err {
	char text[1024];
};

/* All return false, so that `return err_set(err, ...)` reads as what it means. err may be NULL. */
bool err_set(struct err *err, const char *fmt, ...) PRINTF(2, 3);
/* The same, followed by ": " and the text of errno. */
bool err_sys(struct err *err, const char *fmt, ...) PRINTF(2, 3);
/* Puts `fmt: ` before what is there. */
bool err_prefix(struct err *err, const char *fmt, ...) PRINTF(2, 3);
