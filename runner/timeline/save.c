// SPDX-License-Identifier: MIT
/* A timeline as JSON Lines: first a line that says what the file is, then a line an event. Bytes are a string where they are
 * readable text, else {"hex": "..."}; numbers that a JSON reader might round are strings of digits. What is none (0 in a count, no
 * address, no text) is left out.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "timeline/fields.h"
#include "timeline/json_of.h"
#include "timeline/timeline.h"

enum { VERSION = 1, FILE_MAX = 64 << 20, EVENTS_MAX = 250000 };
static const int64_t EXACT = INT64_C(1) << 53; /* up to here a double holds every whole number */

/* ---- writing */

/* Text that comes back as it was, and that a person can read in the file. */
static bool readable(struct bytes b)
{
	for (size_t i = 0; i < b.len;) {
		size_t n = text_char(b.at + i, b.len - i);

		if (!n && b.at[i] != '\n' && b.at[i] != '\t' && b.at[i] != '\r')
			return false;
		i += n ? n : 1;
	}
	return true;
}

cJSON *json_of_bytes(struct bytes b)
{
	AUTO(buf_free) struct buf text = { 0 };

	if (readable(b)) {
		buf_add(&text, b.at, b.len);
		return cJSON_CreateString(buf_str(&text));
	}
	cJSON *object = cJSON_CreateObject();

	for (size_t i = 0; i < b.len; i++)
		buf_addf(&text, "%02x", b.at[i]);
	cJSON_AddStringToObject(object, "hex", buf_str(&text));
	return object;
}

cJSON *json_of_i64(int64_t n)
{
	char digits[24];

	if (n >= -EXACT && n <= EXACT)
		return cJSON_CreateNumber(n);
	snprintf(digits, sizeof digits, "%" PRId64, n);
	return cJSON_CreateString(digits);
}

cJSON *json_of_u64(uint64_t n)
{
	char digits[24];

	if (n <= (uint64_t)EXACT)
		return cJSON_CreateNumber(n);
	snprintf(digits, sizeof digits, "%" PRIu64, n);
	return cJSON_CreateString(digits);
}

static cJSON *of_nonzero(uint64_t n)
{
	return n ? json_of_u64(n) : NULL;
}

static cJSON *of_bool(const struct event_field *f, const struct event *ev)
{
	return *(bool *)field_place(f, ev) ? cJSON_CreateTrue() : NULL;
}

static cJSON *of_u8(const struct event_field *f, const struct event *ev)
{
	return of_nonzero(*(uint8_t *)field_place(f, ev));
}

static cJSON *of_int(const struct event_field *f, const struct event *ev)
{
	return cJSON_CreateNumber(*(int *)field_place(f, ev));
}

static cJSON *of_u32(const struct event_field *f, const struct event *ev)
{
	return of_nonzero(*(uint32_t *)field_place(f, ev));
}

static cJSON *of_i64(const struct event_field *f, const struct event *ev)
{
	return json_of_i64(*(int64_t *)field_place(f, ev));
}

static cJSON *of_u64(const struct event_field *f, const struct event *ev)
{
	return of_nonzero(*(uint64_t *)field_place(f, ev));
}

static cJSON *of_word(const struct event_field *f, const struct event *ev)
{
	unsigned i = *(unsigned *)field_place(f, ev);

	return cJSON_CreateString(i < f->word_count ? f->words[i] : f->words[0]);
}

static cJSON *flag_list(const struct event_field *f, uint32_t flags)
{
	cJSON *list;

	if (!flags)
		return NULL;
	list = cJSON_CreateArray();
	for (size_t i = 0; i < f->word_count; i++)
		if (flags & (1u << i))
			cJSON_AddItemToArray(list, cJSON_CreateString(f->words[i]));
	return list;
}

static cJSON *of_flags(const struct event_field *f, const struct event *ev)
{
	return flag_list(f, *(uint32_t *)field_place(f, ev));
}

static cJSON *of_flags8(const struct event_field *f, const struct event *ev)
{
	return flag_list(f, *(uint8_t *)field_place(f, ev));
}

static cJSON *of_args(const struct event_field *f, const struct event *ev)
{
	const int64_t *arg = field_place(f, ev);
	cJSON *list = cJSON_CreateArray();

	for (int i = 0; i < 6; i++)
		cJSON_AddItemToArray(list, json_of_i64(arg[i]));
	return list;
}

cJSON *json_of_address(const struct address *a)
{
	AUTO(buf_free) struct buf text = { 0 };
	cJSON *object;

	if (a->family != AF_INET && a->family != AF_INET6 && a->family != AF_UNIX)
		return NULL;
	object = cJSON_CreateObject();
	if (a->family == AF_UNIX) {
		cJSON_AddItemToObject(object, "path", json_of_bytes(bytes_of(a->path)));
		return object;
	}
	address_ip_text(&text, a);
	cJSON_AddStringToObject(object, a->family == AF_INET ? "ip4" : "ip6", buf_str(&text));
	cJSON_AddNumberToObject(object, "port", a->port);
	return object;
}

static cJSON *of_address(const struct event_field *f, const struct event *ev)
{
	return json_of_address(field_place(f, ev));
}

static cJSON *of_string(const struct event_field *f, const struct event *ev)
{
	const char *s = *(const char **)field_place(f, ev);

	return s && *s ? json_of_bytes(bytes_of(s)) : NULL;
}

static cJSON *of_bytes(const struct event_field *f, const struct event *ev)
{
	const struct bytes *b = field_place(f, ev);

	return b->at ? json_of_bytes(*b) : NULL;
}

static cJSON *of_frames(const struct event_field *f, const struct event *ev)
{
	const struct frame *frames = field_place(f, ev);
	uint32_t count = *(const uint32_t *)((const char *)ev + f->count_at);
	cJSON *list;

	if (!count)
		return NULL;
	list = cJSON_CreateArray();
	for (uint32_t i = 0; i < count && i < FRAMES_MAX; i++) {
		cJSON *one = cJSON_CreateObject();

		cJSON_AddItemToObject(
			one, "file", json_of_bytes(bytes_of(frames[i].file ? frames[i].file : "")));
		cJSON_AddItemToObject(one, "function",
			json_of_bytes(bytes_of(frames[i].func ? frames[i].func : "")));
		cJSON_AddNumberToObject(one, "line", frames[i].line);
		cJSON_AddItemToArray(list, one);
	}
	return list;
}

/* ---- reading */

static bool to_text(const struct json_at *at, const cJSON *value, struct buf *out, struct err *err)
{
	const cJSON *hex = cJSON_GetObjectItemCaseSensitive(value, "hex");
	const char *s;

	if (cJSON_IsString(value)) {
		buf_add_str(out, value->valuestring);
		return true;
	}
	if (!cJSON_IsObject(value) || !cJSON_IsString(hex) || hex->next || hex->prev != hex)
		return json_refuse(at, err, "this should be a string, or {\"hex\": \"...\"}");
	for (s = hex->valuestring; *s; s += 2) {
		char pair[3] = { s[0], s[1] }, *end;
		unsigned long byte = strtoul(pair, &end, 16);

		if (*end || !s[1] || strchr(" +-xX", s[0]) || strchr("xX", s[1]))
			return json_refuse(
				at, err, "\"hex\" should be pairs of hexadecimal digits");
		buf_add_char(out, byte);
	}
	return true;
}

static bool to_i64(const struct json_at *at, const cJSON *value, int64_t *to, struct err *err)
{
	double d = value->valuedouble;
	char *end = "";

	if (cJSON_IsNumber(value) && d >= -EXACT && d <= EXACT && d == (double)(int64_t)d) {
		*to = d;
		return true;
	}
	if (!cJSON_IsString(value) || !*value->valuestring)
		return json_refuse(at, err, "this should be a whole number");
	*to = strtoll(value->valuestring, &end, 10);
	return !*end || json_refuse(at, err, "this should be a whole number");
}

static bool to_u64(const struct json_at *at, const cJSON *value, uint64_t *to, struct err *err)
{
	int64_t small;
	char *end = "";

	if (cJSON_IsString(value) && *value->valuestring && *value->valuestring != '-') {
		*to = strtoull(value->valuestring, &end, 10);
		return !*end || json_refuse(at, err, "this should be a whole number");
	}
	if (!to_i64(at, value, &small, err))
		return false;
	*to = small;
	return small >= 0 || json_refuse(at, err, "this should not be negative");
}

/* A whole number from `min` to `max`. */
static bool to_range(const struct json_at *at, const cJSON *value, int64_t min, int64_t max,
	int64_t *to, struct err *err)
{
	if (!to_i64(at, value, to, err))
		return false;
	return (*to >= min && *to <= max) ||
	       json_refuse(at, err, "%" PRId64 " is out of range: from %" PRId64 " to %" PRId64,
		       *to, min, max);
}

/* What the fields of a line point at until the timeline has its copy. */
struct line_texts {
	struct buf list[TEXT_PLACES_MAX];
	size_t count;
};

struct reading {
	struct event *ev;
	struct line_texts *texts;
};

static bool take_bool(const struct json_at *at, const cJSON *value, const struct event_field *f,
	struct reading *r, struct err *err)
{
	if (!cJSON_IsBool(value))
		return json_refuse(at, err, "this should be true or false");
	*(bool *)field_place(f, r->ev) = cJSON_IsTrue(value);
	return true;
}

static bool take_u8(const struct json_at *at, const cJSON *value, const struct event_field *f,
	struct reading *r, struct err *err)
{
	int64_t n;

	if (!to_range(at, value, 0, UINT8_MAX, &n, err))
		return false;
	*(uint8_t *)field_place(f, r->ev) = n;
	return true;
}

static bool take_int(const struct json_at *at, const cJSON *value, const struct event_field *f,
	struct reading *r, struct err *err)
{
	int64_t n;

	if (!to_range(at, value, INT32_MIN, INT32_MAX, &n, err))
		return false;
	*(int *)field_place(f, r->ev) = n;
	return true;
}

static bool take_u32(const struct json_at *at, const cJSON *value, const struct event_field *f,
	struct reading *r, struct err *err)
{
	int64_t n;

	if (!to_range(at, value, 0, UINT32_MAX, &n, err))
		return false;
	*(uint32_t *)field_place(f, r->ev) = n;
	return true;
}

static bool take_i64(const struct json_at *at, const cJSON *value, const struct event_field *f,
	struct reading *r, struct err *err)
{
	return to_i64(at, value, field_place(f, r->ev), err);
}

static bool take_u64(const struct json_at *at, const cJSON *value, const struct event_field *f,
	struct reading *r, struct err *err)
{
	return to_u64(at, value, field_place(f, r->ev), err);
}

static bool take_word(const struct json_at *at, const cJSON *value, const struct event_field *f,
	struct reading *r, struct err *err)
{
	int i = json_word(at, value, "word", f->words, f->word_count, err);

	if (i >= 0)
		*(int *)field_place(f, r->ev) = i;
	return i >= 0;
}

static bool to_flags(const struct json_at *at, const cJSON *value, const struct event_field *f,
	uint32_t *to, struct err *err)
{
	int index = 0;

	if (!cJSON_IsArray(value))
		return json_refuse(at, err, "this should be a list of words");
	*to = 0;
	json_each (word, value) {
		struct json_at here = { at, NULL, index++ };
		int i = json_word(&here, word, "flag", f->words, f->word_count, err);

		if (i < 0)
			return false;
		*to |= 1u << i;
	}
	return true;
}

static bool take_flags(const struct json_at *at, const cJSON *value, const struct event_field *f,
	struct reading *r, struct err *err)
{
	return to_flags(at, value, f, field_place(f, r->ev), err);
}

static bool take_flags8(const struct json_at *at, const cJSON *value, const struct event_field *f,
	struct reading *r, struct err *err)
{
	uint32_t flags;

	if (!to_flags(at, value, f, &flags, err))
		return false;
	*(uint8_t *)field_place(f, r->ev) = flags;
	return true;
}

static bool take_args(const struct json_at *at, const cJSON *value, const struct event_field *f,
	struct reading *r, struct err *err)
{
	int64_t *arg = field_place(f, r->ev);
	int index = 0;

	if (!cJSON_IsArray(value) || cJSON_GetArraySize(value) != 6)
		return json_refuse(at, err, "this should be a list of six numbers");
	json_each (one, value) {
		struct json_at here = { at, NULL, index };

		if (!to_i64(&here, one, &arg[index++], err))
			return false;
	}
	return true;
}

static bool take_path(
	const struct json_at *at, const cJSON *value, struct address *to, struct err *err)
{
	AUTO(buf_free) struct buf path = { 0 };

	if (!to_text(at, value, &path, err))
		return false;
	if (path.len >= sizeof to->path || strlen(buf_str(&path)) != path.len)
		return json_refuse(at, err, "this is too long for a path of a local socket");
	to->family = AF_UNIX;
	strcpy(to->path, buf_str(&path));
	return true;
}

static bool take_ip(const struct json_at *at, const char *key, const cJSON *value,
	const cJSON *port, struct address *to, struct err *err)
{
	int64_t n = 0;

	if (!port || !to_range(at, port, 0, UINT16_MAX, &n, err))
		return port ? false : json_refuse(at, err, "there is no \"port\"");
	if (!cJSON_IsString(value) ||
		!address_parse(
			to, strcmp(key, "ip4") == 0 ? AF_INET : AF_INET6, value->valuestring, n))
		return json_refuse(at, err, "\"%s\" should be an address as text", key);
	return true;
}

static bool take_address(const struct json_at *at, const cJSON *value, const struct event_field *f,
	struct reading *r, struct err *err)
{
	const cJSON *ip4 = cJSON_GetObjectItemCaseSensitive(value, "ip4"),
		    *ip6 = cJSON_GetObjectItemCaseSensitive(value, "ip6"),
		    *path = cJSON_GetObjectItemCaseSensitive(value, "path"),
		    *port = cJSON_GetObjectItemCaseSensitive(value, "port");
	int size = cJSON_IsObject(value) ? cJSON_GetArraySize(value) : 0;

	if (path && size == 1)
		return take_path(at, path, field_place(f, r->ev), err);
	if (ip4 && size == 2)
		return take_ip(at, "ip4", ip4, port, field_place(f, r->ev), err);
	if (ip6 && size == 2)
		return take_ip(at, "ip6", ip6, port, field_place(f, r->ev), err);
	return json_refuse(at, err,
		"this should be {\"ip4\" or \"ip6\": text, \"port\": number} or "
		"{\"path\": text}");
}

/* A text that lives until the line has been taken; NULL after refusing. */
static struct buf *text_kept(
	const struct json_at *at, const cJSON *value, struct reading *r, struct err *err)
{
	struct buf *text = &r->texts->list[r->texts->count];

	if (r->texts->count == TEXT_PLACES_MAX) {
		json_refuse(at, err, "there are too many texts in this line");
		return NULL;
	}
	r->texts->count++;
	return to_text(at, value, text, err) ? text : NULL;
}

static bool to_string(const struct json_at *at, const cJSON *value, const char **to,
	struct reading *r, struct err *err)
{
	struct buf *text = text_kept(at, value, r, err);

	if (!text)
		return false;
	if (strlen(buf_str(text)) != text->len)
		return json_refuse(at, err, "there is a NUL in this text");
	*to = buf_str(text);
	return true;
}

static bool take_string(const struct json_at *at, const cJSON *value, const struct event_field *f,
	struct reading *r, struct err *err)
{
	return to_string(at, value, field_place(f, r->ev), r, err);
}

static bool take_bytes(const struct json_at *at, const cJSON *value, const struct event_field *f,
	struct reading *r, struct err *err)
{
	struct buf *text = text_kept(at, value, r, err);

	if (text)
		*(struct bytes *)field_place(f, r->ev) =
			(struct bytes){ (const uint8_t *)buf_str(text), text->len };
	return text != NULL;
}

static bool take_frame(const struct json_at *at, const cJSON *value, struct frame *to,
	struct reading *r, struct err *err)
{
	const cJSON *file = cJSON_GetObjectItemCaseSensitive(value, "file"),
		    *func = cJSON_GetObjectItemCaseSensitive(value, "function"),
		    *line = cJSON_GetObjectItemCaseSensitive(value, "line");
	int64_t n;

	if (!file || !func || !line || cJSON_GetArraySize(value) != 3)
		return json_refuse(at, err, "this should have \"file\", \"function\" and \"line\"");
	if (!to_string(at, file, &to->file, r, err) || !to_string(at, func, &to->func, r, err) ||
		!to_range(at, line, 0, INT32_MAX, &n, err))
		return false;
	to->line = n;
	return true;
}

static bool take_frames(const struct json_at *at, const cJSON *value, const struct event_field *f,
	struct reading *r, struct err *err)
{
	struct frame *frames = field_place(f, r->ev);
	uint32_t *count = (uint32_t *)((char *)r->ev + f->count_at);

	if (!cJSON_IsArray(value) || cJSON_GetArraySize(value) > FRAMES_MAX)
		return json_refuse(
			at, err, "this should be a list of at most %d places", FRAMES_MAX);
	json_each (one, value) {
		struct json_at here = { at, NULL, *count };

		if (!take_frame(&here, one, &frames[*count], r, err))
			return false;
		(*count)++;
	}
	return true;
}

/* ---- both ways, by the type of a field */

static const struct {
	cJSON *(*write)(const struct event_field *f, const struct event *ev); /* NULL: left out */
	bool (*take)(const struct json_at *at, const cJSON *value, const struct event_field *f,
		struct reading *r, struct err *err);
} types[] = {
	[FIELD_BOOL] = { of_bool, take_bool },
	[FIELD_U8] = { of_u8, take_u8 },
	[FIELD_INT] = { of_int, take_int },
	[FIELD_U32] = { of_u32, take_u32 },
	[FIELD_I64] = { of_i64, take_i64 },
	[FIELD_U64] = { of_u64, take_u64 },
	[FIELD_WORD] = { of_word, take_word },
	[FIELD_FLAGS] = { of_flags, take_flags },
	[FIELD_FLAGS8] = { of_flags8, take_flags8 },
	[FIELD_ARGS] = { of_args, take_args },
	[FIELD_ADDRESS] = { of_address, take_address },
	[FIELD_STRING] = { of_string, take_string },
	[FIELD_BYTES] = { of_bytes, take_bytes },
	[FIELD_FRAMES] = { of_frames, take_frames },
};
_Static_assert(ARRAY_LEN(types) == FIELD_TYPES, "both ways for every type");

cJSON *event_to_json(const struct event *ev)
{
	const struct event_shape *shape = &event_shapes[ev->kind];
	cJSON *line = cJSON_CreateObject();

	cJSON_AddStringToObject(line, "kind", shape->name);
	cJSON_AddNumberToObject(line, "id", ev->id);
	cJSON_AddNumberToObject(line, "who", ev->who);
	cJSON_AddItemToObject(line, "t0", json_of_u64(ev->t0));
	cJSON_AddItemToObject(line, "t1", json_of_u64(ev->t1));
	for (size_t i = 0; i < shape->count; i++) {
		cJSON *value = types[shape->fields[i].type].write(&shape->fields[i], ev);

		if (value)
			cJSON_AddItemToObject(line, shape->fields[i].key, value);
	}
	return line;
}

static void write_line(struct buf *out, cJSON *line)
{
	char *text = cJSON_PrintUnformatted(line);

	buf_add_str(out, text ? text : "{}");
	buf_add_char(out, '\n');
	cJSON_free(text);
	cJSON_Delete(line);
}

void timeline_write(const struct timeline *tl, struct buf *out)
{
	cJSON *head = cJSON_CreateObject();

	cJSON_AddStringToObject(head, "socklings", "timeline");
	cJSON_AddNumberToObject(head, "version", VERSION);
	cJSON_AddNumberToObject(head, "events", timeline_count(tl));
	write_line(out, head);
	for (size_t i = 0; i < timeline_count(tl); i++)
		write_line(out, event_to_json(timeline_arrival(tl, i)));
}

bool timeline_save(const struct timeline *tl, const char *path, struct err *err)
{
	AUTO(buf_free) struct buf text = { 0 };

	timeline_write(tl, &text);
	return file_write(path, buf_bytes(&text), err);
}

/* ---- a whole file */

static const struct event_field common_fields[] = {
	{ .key = "id", .type = FIELD_U32, .offset = offsetof(struct event, id) },
	{ .key = "who", .type = FIELD_INT, .offset = offsetof(struct event, who) },
	{ .key = "t0", .type = FIELD_U64, .offset = offsetof(struct event, t0) },
	{ .key = "t1", .type = FIELD_U64, .offset = offsetof(struct event, t1) },
};

static const struct event_field *field_of(const struct event_shape *shape, const char *key)
{
	for (size_t i = 0; i < ARRAY_LEN(common_fields); i++)
		if (strcmp(common_fields[i].key, key) == 0)
			return &common_fields[i];
	for (size_t i = 0; i < shape->count; i++)
		if (strcmp(shape->fields[i].key, key) == 0)
			return &shape->fields[i];
	return NULL;
}

static bool take_kind(
	const struct json_at *at, const cJSON *line, enum event_kind *kind, struct err *err)
{
	const cJSON *name = cJSON_GetObjectItemCaseSensitive(line, "kind");
	struct json_at here = { at, "kind", 0 };
	const char *names[EVENT_KINDS];
	int i;

	if (!cJSON_IsObject(line) || !name)
		return json_refuse(at, err, "this is not an event: it has no \"kind\"");
	for (i = 0; i < EVENT_KINDS; i++)
		names[i] = event_shapes[i].name;
	i = json_word(&here, name, "kind", names, EVENT_KINDS, err);
	if (i >= 0)
		*kind = i;
	return i >= 0;
}

static bool take_fields(
	const struct json_at *at, const cJSON *line, struct reading *r, struct err *err)
{
	const struct event_shape *shape = &event_shapes[r->ev->kind];

	json_each (value, line) {
		const struct event_field *f = field_of(shape, value->string);
		struct json_at here = { at, value->string, 0 };

		if (f && !types[f->type].take(&here, value, f, r, err))
			return false;
		if (!f && strcmp(value->string, "kind") != 0)
			return json_refuse(
				&here, err, "a \"%s\" event has no such key", shape->name);
	}
	return true;
}

static bool take_event(
	const struct json_at *at, const cJSON *line, struct timeline *tl, struct err *err)
{
	struct event ev = { 0 };
	struct line_texts texts = { 0 };
	struct reading r = { &ev, &texts };
	bool ok = take_kind(at, line, &ev.kind, err) && take_fields(at, line, &r, err);

	if (ok)
		timeline_add(tl, &ev);
	for (size_t i = 0; i < texts.count; i++)
		buf_free(&texts.list[i]);
	return ok;
}

/* What the first line promises: -1 if it does not say how many events follow. */
static bool take_head(const struct json_at *at, const cJSON *line, int64_t *events, struct err *err)
{
	const cJSON *what = cJSON_GetObjectItemCaseSensitive(line, "socklings"),
		    *version = cJSON_GetObjectItemCaseSensitive(line, "version"),
		    *count = cJSON_GetObjectItemCaseSensitive(line, "events");

	if (!cJSON_IsString(what) || strcmp(what->valuestring, "timeline") != 0)
		return json_refuse(at, err, "this is not a timeline saved by socklings");
	if (!cJSON_IsNumber(version) || version->valuedouble != VERSION)
		return json_refuse(at, err,
			"this timeline is of another version of socklings (this one reads version "
			"%d)",
			VERSION);
	*events = -1;
	return !count || to_range(at, count, 0, EVENTS_MAX, events, err);
}

struct lines { /* where a reader is in a file */
	const char *name;
	struct bytes left;
	size_t number;
};

static bool next_line(struct lines *l, struct bytes *line)
{
	const uint8_t *end = l->left.len ? memchr(l->left.at, '\n', l->left.len) : NULL;
	size_t len = end ? (size_t)(end - l->left.at) : l->left.len;

	if (l->left.len == 0)
		return false;
	*line = (struct bytes){ l->left.at, len };
	len += end != NULL;
	l->left = (struct bytes){ l->left.at + len, l->left.len - len };
	l->number++;
	return true;
}

static bool read_line(
	struct lines *l, struct bytes text, struct timeline *tl, int64_t *events, struct err *err)
{
	AUTO(freep) char *where = xasprintf("%s:%zu", l->name, l->number);
	const struct json_at at = { NULL, where, 0 };
	cJSON *line = json_parse(where, text, err);
	bool ok = line && (l->number == 1 ? take_head(&at, line, events, err)
					  : take_event(&at, line, tl, err));

	cJSON_Delete(line);
	return ok;
}

static bool read_lines(struct lines *l, struct timeline *tl, struct err *err)
{
	int64_t events = -1;
	struct bytes line;

	while (next_line(l, &line)) {
		if (l->number > EVENTS_MAX + 1)
			return err_set(err, "%s: there are more than %d events in it", l->name,
				EVENTS_MAX);
		if (!read_line(l, line, tl, &events, err))
			return false;
	}
	if (l->number == 0)
		return err_set(err, "%s: the file is empty, not a timeline", l->name);
	if (events >= 0 && (size_t)events != l->number - 1)
		return err_set(err, "%s:%zu: the file ends here, after %zu of %" PRId64 " events",
			l->name, l->number, l->number - 1, events);
	return true;
}

struct timeline *timeline_read(const char *name, struct bytes text, struct err *err)
{
	AUTO(timeline_freep) struct timeline *tl = timeline_new();
	struct lines lines = { .name = name, .left = text };

	if (text.len > FILE_MAX) {
		err_set(err, "%s: a timeline has at most %d MiB", name, FILE_MAX >> 20);
		return NULL;
	}
	return read_lines(&lines, tl, err) ? TAKE(tl) : NULL;
}

struct timeline *timeline_load(const char *path, struct err *err)
{
	AUTO(buf_free) struct buf text = { 0 };

	if (!file_read(path, FILE_MAX, 0, &text, err))
		return NULL;
	return timeline_read(path, buf_bytes(&text), err);
}
