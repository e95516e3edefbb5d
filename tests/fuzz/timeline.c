// SPDX-License-Identifier: MIT
/* Any bytes as a saved timeline, and as events in a pipe. What is taken must be saved and taken again the same. */
#include <stdlib.h>
#include <string.h>

#include "timeline/timeline.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void there_and_back(struct bytes text)
{
	struct err err;
	AUTO(timeline_freep) struct timeline *tl = timeline_read("input", text, &err);
	AUTO(buf_free) struct buf once = { 0 };
	AUTO(buf_free) struct buf twice = { 0 };

	if (!tl)
		return;
	timeline_write(tl, &once);
	AUTO(timeline_freep) struct timeline *back = timeline_read("once", buf_bytes(&once), &err);
	if (!back)
		abort();
	timeline_write(back, &twice);
	if (!bytes_equal(buf_bytes(&once), buf_bytes(&twice)))
		abort();
}

static void unpacked(struct bytes in)
{
	struct event ev;
	size_t used;

	while (event_unpack(in, &ev, &used) == 1) {
		free(event_copy(&ev));
		in = (struct bytes){ in.at + used, in.len - used };
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(freep) uint8_t *exact = xmemdup(data, size); /* so that a sanitizer sees its end */

	there_and_back((struct bytes){ exact, size });
	unpacked((struct bytes){ exact, size });
	return 0;
}
