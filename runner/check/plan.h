// SPDX-License-Identifier: MIT
/* plan.h
 * Which runs a check consists of: what was asked for, what the script allows, and what a level can do.
 */
#pragma once
#include "check/check.h"

/* Adds them to `out`, whose level and seed are known, in order of conversation, delivery and storm. False where there are none. */
bool plan_runs(const struct exercise *e, const struct check_options *o, struct check_result *out,
	struct err *err);
bool plan_has(const struct check_result *r, size_t conversation);
