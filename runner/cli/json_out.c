// SPDX-License-Identifier: MIT
#include "cli/json_out.h"

#include <stdio.h>

#include "base/text.h"

cJSON *json_out_object(cJSON *list)
{
	cJSON *object = cJSON_CreateObject();

	cJSON_AddItemToArray(list, object);
	return object;
}

void json_out_text(cJSON *object, const char *key, const char *text)
{
	AUTO(buf_free) struct buf safe = { 0 };

	text_safe_str(&safe, text ? text : "");
	cJSON_AddStringToObject(object, key, buf_str(&safe));
}

void json_out_print(cJSON *root)
{
	AUTO(freep) char *text = cJSON_Print(root);

	puts(text ? text : "{}");
	cJSON_Delete(root);
}
