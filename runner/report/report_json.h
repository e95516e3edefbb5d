// SPDX-License-Identifier: MIT
/* report_json.h
 * The outcome of a check, and a run, as JSON for programs. Owned by the caller: cJSON_Delete().
 */
#pragma once
#include "check/check.h"
#include "timeline/json_of.h"

cJSON *report_check_json(const struct exercise *e, const struct check_result *r);
/* {"run": {...}, "events": [...]} */
cJSON *report_run_json(const struct timeline *tl);
