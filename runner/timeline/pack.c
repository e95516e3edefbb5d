// SPDX-License-Identifier: MIT
/* Events on their way through a pipe: every field in table order, in the machine's own byte order, after the length of the
 * whole. The writer is a process that a learner's program may have upset, so nothing that is read here is trusted.
 */
#include <string.h>

#include "timeline/fields.h"
#include "timeline/timeline.h"

enum {
	HEADER = 4, /* the length of what follows */
	PACKED_MAX = 64 << 20,
};

static const size_t plain_size[FIELD_TYPES] = {
	[FIELD_BOOL] = 1,
	[FIELD_U8] = 1,
	[FIELD_FLAGS8] = 1,
	[FIELD_INT] = sizeof(int),
	[FIELD_WORD] = sizeof(int),
	[FIELD_U32] = 4,
	[FIELD_FLAGS] = 4,
	[FIELD_I64] = 8,
	[FIELD_U64] = 8,
	[FIELD_ARGS] = 6 * 8,
};
_Static_assert(sizeof(bool) == 1 && sizeof(enum event_kind) == sizeof(int), "packed as they are");

/* ---- writing */

static void put_u32(struct buf *out, uint32_t n)
{
	buf_add(out, &n, sizeof n);
}

/* Length plus one, so that 0 says "absent"; a NUL follows, so that the reader may borrow a string. */
static void put_text(struct buf *out, const void *at, size_t len)
{
	put_u32(out, at ? len + 1 : 0);
	if (at) {
		buf_add(out, at, len);
		buf_add_char(out, '\0');
	}
}

static void put_string(struct buf *out, const char *s)
{
	put_text(out, s, s ? strlen(s) : 0);
}

static void put_address(struct buf *out, const struct address *a)
{
	buf_add(out, &a->family, sizeof a->family);
	buf_add(out, &a->port, sizeof a->port);
	buf_add(out, a->ip, sizeof a->ip);
	put_text(out, a->path, strnlen(a->path, sizeof a->path - 1));
}

static void put_frames(struct buf *out, const struct event_field *f, const struct event *ev)
{
	const struct frame *frames = field_place(f, ev);
	uint32_t count = *(const uint32_t *)((const char *)ev + f->count_at);

	count = count > FRAMES_MAX ? FRAMES_MAX : count;
	put_u32(out, count);
	for (uint32_t i = 0; i < count; i++) {
		put_string(out, frames[i].file);
		put_string(out, frames[i].func);
		put_u32(out, frames[i].line);
	}
}

static void put_field(struct buf *out, const struct event_field *f, const struct event *ev)
{
	const void *place = field_place(f, ev);

	if (f->type == FIELD_ADDRESS)
		put_address(out, place);
	else if (f->type == FIELD_STRING)
		put_string(out, *(const char *const *)place);
	else if (f->type == FIELD_BYTES)
		put_text(
			out, ((const struct bytes *)place)->at, ((const struct bytes *)place)->len);
	else if (f->type == FIELD_FRAMES)
		put_frames(out, f, ev);
	else
		buf_add(out, place, plain_size[f->type]);
}

void event_pack(const struct event *ev, struct buf *out)
{
	const struct event_shape *shape = &event_shapes[ev->kind];
	size_t start = out->len;
	uint32_t len;

	put_u32(out, 0);
	put_u32(out, ev->kind);
	buf_add(out, &ev->who, sizeof ev->who);
	put_u32(out, ev->id);
	buf_add(out, &ev->t0, sizeof ev->t0);
	buf_add(out, &ev->t1, sizeof ev->t1);
	for (size_t i = 0; i < shape->count; i++)
		put_field(out, &shape->fields[i], ev);
	len = out->len - start - HEADER;
	memcpy(out->data + start, &len, sizeof len);
}

/* ---- reading: `in` shrinks as it is used up, and false means nonsense */

static bool get(struct bytes *in, void *to, size_t len)
{
	if (len > in->len)
		return false;
	memcpy(to, in->at, len);
	in->at += len;
	in->len -= len;
	return true;
}

static bool get_text(struct bytes *in, struct bytes *to)
{
	uint32_t len;

	*to = (struct bytes){ 0 };
	if (!get(in, &len, sizeof len))
		return false;
	if (len == 0)
		return true;
	if (len > in->len || in->at[len - 1] != '\0')
		return false;
	*to = (struct bytes){ in->at, len - 1 };
	in->at += len;
	in->len -= len;
	return true;
}

static bool get_string(struct bytes *in, const char **to)
{
	struct bytes text;

	if (!get_text(in, &text) || (text.at && memchr(text.at, '\0', text.len)))
		return false;
	*to = text.at ? (const char *)text.at : "";
	return true;
}

static bool get_address(struct bytes *in, struct address *to)
{
	const char *path;

	if (!get(in, &to->family, sizeof to->family) || !get(in, &to->port, sizeof to->port) ||
		!get(in, to->ip, sizeof to->ip) || !get_string(in, &path) ||
		strlen(path) >= sizeof to->path)
		return false;
	strcpy(to->path, path);
	return true;
}

static bool get_frames(struct bytes *in, const struct event_field *f, struct event *ev)
{
	struct frame *frames = field_place(f, ev);
	uint32_t *count = (uint32_t *)((char *)ev + f->count_at);

	if (!get(in, count, sizeof *count) || *count > FRAMES_MAX)
		return false;
	for (uint32_t i = 0; i < *count; i++)
		if (!get_string(in, &frames[i].file) || !get_string(in, &frames[i].func) ||
			!get(in, &frames[i].line, sizeof frames[i].line))
			return false;
	return true;
}

static bool get_bool(struct bytes *in, bool *to)
{
	uint8_t b;

	if (!get(in, &b, 1) || b > 1)
		return false;
	*to = b;
	return true;
}

static bool get_word(struct bytes *in, const struct event_field *f, int *to)
{
	return get(in, to, sizeof *to) && *to >= 0 && (size_t)*to < f->word_count;
}

static bool get_field(struct bytes *in, const struct event_field *f, struct event *ev)
{
	void *place = field_place(f, ev);

	switch (f->type) {
	case FIELD_ADDRESS: return get_address(in, place);
	case FIELD_STRING: return get_string(in, place);
	case FIELD_BYTES: return get_text(in, place);
	case FIELD_FRAMES: return get_frames(in, f, ev);
	case FIELD_BOOL: return get_bool(in, place);
	case FIELD_WORD: return get_word(in, f, place);
	case FIELD_U8:
	case FIELD_INT:
	case FIELD_U32:
	case FIELD_I64:
	case FIELD_U64:
	case FIELD_FLAGS:
	case FIELD_FLAGS8:
	case FIELD_ARGS: return get(in, place, plain_size[f->type]);
	case FIELD_TYPES: break;
	}
	return false;
}

static bool get_event(struct bytes in, struct event *ev)
{
	uint32_t kind;

	memset(ev, 0, sizeof *ev);
	if (!get(&in, &kind, sizeof kind) || kind >= EVENT_KINDS ||
		!get(&in, &ev->who, sizeof ev->who) || !get(&in, &ev->id, sizeof ev->id) ||
		!get(&in, &ev->t0, sizeof ev->t0) || !get(&in, &ev->t1, sizeof ev->t1))
		return false;
	ev->kind = kind;
	for (size_t i = 0; i < event_shapes[kind].count; i++)
		if (!get_field(&in, &event_shapes[kind].fields[i], ev))
			return false;
	return in.len == 0;
}

int event_unpack(struct bytes in, struct event *ev, size_t *used)
{
	uint32_t len;

	if (in.len < HEADER)
		return 0;
	memcpy(&len, in.at, sizeof len);
	if (len > PACKED_MAX)
		return -1;
	if (in.len - HEADER < len)
		return 0;
	if (!get_event((struct bytes){ in.at + HEADER, len }, ev))
		return -1;
	*used = HEADER + len;
	return 1;
}
