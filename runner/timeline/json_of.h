// SPDX-License-Identifier: MIT
/* json_of.h
 * Facts as JSON, the one way that saved timelines and reports have in common: bytes are a string where they are readable text, else
 * {"hex": "..."}; numbers that a JSON reader might round are strings of digits. All are owned by the caller.
 */
#pragma once
#include <cjson/cJSON.h>
#include "timeline/event.h"

cJSON *json_of_bytes(struct bytes b);
cJSON *json_of_i64(int64_t n);
cJSON *json_of_u64(uint64_t n);
cJSON *json_of_address(const struct address *a); /* NULL for AF_UNSPEC */
cJSON *event_to_json(const struct event *ev);
