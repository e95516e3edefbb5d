// SPDX-License-Identifier: MIT
/* Any saved timeline that is taken is told, drawn and written, at every detail: whatever it says, nobody falls over it, and no control
 * character comes out. */
#include <stdlib.h>

#include "report/ladder.h"
#include "report/pcapng.h"
#include "report/report_json.h"
#include "report/svg.h"
#include "report/trace.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void assert_printable(const struct buf *text)
{
	for (size_t i = 0; i < text->len; i++)
		if ((unsigned char)text->data[i] < ' ' && text->data[i] != '\n')
			abort();
}

static void told(const struct timeline *tl, enum story_detail detail)
{
	AUTO(buf_free) struct buf out = { 0 };
	AUTO(ladder_freep) struct ladder *l = ladder_of(tl, NULL, detail, 0);
	const struct trace_options options = { .detail = detail };
	const struct ladder_style styles[] = { { .columns = 80, .title = true },
		{ .columns = 20, .ascii = true } };

	trace_text(&out, tl, &options);
	for (size_t i = 0; i < ARRAY_LEN(styles); i++)
		ladder_text(&out, l, tl, &styles[i]);
	svg_write(&out, l, tl);
	assert_printable(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err err;
	AUTO(timeline_freep)
	struct timeline *tl = timeline_read("input", (struct bytes){ data, size }, &err);
	AUTO(buf_free) struct buf packets = { 0 };

	if (!tl)
		return 0;
	for (enum story_detail d = 0; d < STORY_DETAILS; d++)
		told(tl, d);
	pcapng_write(&packets, tl);
	cJSON_Delete(report_run_json(tl));
	return 0;
}
