// SPDX-License-Identifier: MIT
/* fields.h
 * What an event of each kind consists of, as a table: one row a field. Copying, packing and saving read this table, so that a
 * new fact needs a row here and nothing else. For the files of timeline/ only.
 */
#pragma once
#include "timeline/event.h"

enum field_type {
	FIELD_BOOL,
	FIELD_U8,
	FIELD_INT,
	FIELD_U32,
	FIELD_I64,
	FIELD_U64,
	FIELD_WORD,   /* an enum or int from 0 to word_count - 1 */
	FIELD_FLAGS,  /* uint32_t, a word a bit */
	FIELD_FLAGS8, /* uint8_t, a word a bit */
	FIELD_ARGS,   /* int64_t[6] */
	FIELD_ADDRESS,
	FIELD_STRING, /* const char * */
	FIELD_BYTES,  /* struct bytes */
	FIELD_FRAMES, /* struct frame[FRAMES_MAX]; their number, uint32_t, is at count_at */
	FIELD_TYPES
};

struct event_field {
	const char *key;
	enum field_type type;
	size_t offset; /* in struct event */
	const char *const *words;
	size_t word_count;
	size_t count_at;
};

struct event_shape {
	const char *name;
	const struct event_field *fields;
	size_t count;
};
extern const struct event_shape event_shapes[EVENT_KINDS];

static inline void *field_place(const struct event_field *f, const struct event *ev)
{
	return (char *)ev + f->offset;
}

/* The texts of an event, wherever they are: one of the two pointers is set. */
struct text_place {
	const char **string;
	struct bytes *bytes;
};
enum { TEXT_PLACES_MAX = 32 };
size_t event_texts(struct event *ev, struct text_place places[TEXT_PLACES_MAX]);
