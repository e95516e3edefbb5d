// SPDX-License-Identifier: MIT
/* pcapng, as draft-ietf-opsawg-pcapng describes it: a section, one interface of raw IP packets with nanosecond stamps, and a block a
 * packet. Everything is in the machine's own byte order, which the section's magic number tells.
 */
#include "report/pcapng.h"

#include "report/call_words.h"
#include "timeline/sender.h"

enum {
	BLOCK_SECTION = 0x0A0D0D0A,
	BLOCK_INTERFACE = 1,
	BLOCK_PACKET = 6,
	MAGIC = 0x1A2B3C4D,
	LINKTYPE_RAW = 101,
	OPTION_END = 0,
	OPTION_COMMENT = 1,
	OPTION_INTERFACE_NAME = 2,
	OPTION_APPLICATION = 4,
	OPTION_TIME_RESOLUTION = 9,
	COMMENT_MAX = 1000,
};

static void u16(struct buf *b, uint16_t n)
{
	buf_add(b, &n, sizeof n);
}

static void u32(struct buf *b, uint32_t n)
{
	buf_add(b, &n, sizeof n);
}

static void padded(struct buf *b, const void *at, size_t len)
{
	buf_add(b, at, len);
	buf_pad(b, '\0', -len & 3);
}

static void option(struct buf *b, uint16_t code, const void *at, size_t len)
{
	u16(b, code);
	u16(b, len);
	padded(b, at, len);
}

static void option_text(struct buf *b, uint16_t code, const char *text)
{
	struct bytes t = bytes_of(text);

	option(b, code, t.at, min_size(t.len, COMMENT_MAX));
}

/* The length stands before and after what a block holds. */
static void block(struct buf *out, uint32_t type, const struct buf *body)
{
	uint32_t len = body->len + 12;

	u32(out, type);
	u32(out, len);
	buf_add(out, body->data, body->len);
	u32(out, len);
}

static void section(struct buf *out, const struct timeline *tl)
{
	const struct run_event *run = timeline_run(tl);
	AUTO(buf_free) struct buf b = { 0 };
	AUTO(buf_free) struct buf what = { 0 };

	u32(&b, MAGIC);
	u16(&b, 1);
	u16(&b, 0);
	u32(&b, UINT32_MAX); /* the section's length is not told */
	u32(&b, UINT32_MAX);
	if (run) {
		words_run(&what, run, ", ");
		option_text(&b, OPTION_COMMENT, buf_str(&what));
	}
	option_text(&b, OPTION_APPLICATION, "socklings");
	option(&b, OPTION_END, NULL, 0);
	block(out, BLOCK_SECTION, &b);
}

static void interface(struct buf *out)
{
	static const uint8_t nanoseconds = 9;
	AUTO(buf_free) struct buf b = { 0 };

	u16(&b, LINKTYPE_RAW);
	u16(&b, 0);
	u32(&b, 0); /* no limit on a packet's length */
	option_text(&b, OPTION_INTERFACE_NAME, "lo");
	option(&b, OPTION_TIME_RESOLUTION, &nanoseconds, 1);
	option(&b, OPTION_END, NULL, 0);
	block(out, BLOCK_INTERFACE, &b);
}

/* `send(4, "hel", 3) at echo.c:34 by your program` */
static void comment(struct buf *out, const struct timeline *tl, size_t index)
{
	const struct event *by = sender_of(tl, index);
	AUTO(buf_free) struct buf place = { 0 };

	if (!by) {
		buf_add_str(out, "by the kernel");
		return;
	}
	if (by->kind == EVENT_CALL) {
		words_call(out, &by->call, CALL_WORDS_FULL);
		if (words_event_place(&place, by))
			buf_addf(out, " at %s", buf_str(&place));
		buf_add_char(out, ' ');
	}
	buf_add_str(out, "by ");
	words_who(out, tl, by->who);
}

static void packet(struct buf *out, const struct timeline *tl, size_t index, uint64_t wall_ns)
{
	const struct event *ev = timeline_at(tl, index);
	uint64_t time = wall_ns + ev->t0;
	AUTO(buf_free) struct buf b = { 0 };
	AUTO(buf_free) struct buf said = { 0 };

	u32(&b, 0); /* the interface */
	u32(&b, time >> 32);
	u32(&b, time);
	u32(&b, ev->packet.raw.len);
	u32(&b, ev->packet.raw_total);
	padded(&b, ev->packet.raw.at, ev->packet.raw.len);
	comment(&said, tl, index);
	option_text(&b, OPTION_COMMENT, buf_str(&said));
	option(&b, OPTION_END, NULL, 0);
	block(out, BLOCK_PACKET, &b);
}

void pcapng_write(struct buf *out, const struct timeline *tl)
{
	const struct run_event *run = timeline_run(tl);

	section(out, tl);
	interface(out);
	for (size_t i = 0; i < timeline_count(tl); i++)
		if (timeline_at(tl, i)->kind == EVENT_PACKET)
			packet(out, tl, i, run ? run->wall_ns : 0);
}
