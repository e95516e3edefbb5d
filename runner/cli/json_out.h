// SPDX-License-Identifier: MIT
/* json_out.h
 * JSON for programs, on standard output. What came from strangers goes through json_out_text(), which keeps it valid UTF-8.
 */
#pragma once
#include <cjson/cJSON.h>

/* A new object at the end of a list. */
cJSON *json_out_object(cJSON *list);
void json_out_text(cJSON *object, const char *key, const char *text);
/* Prints it and frees it. */
void json_out_print(cJSON *root);
