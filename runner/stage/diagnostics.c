// SPDX-License-Identifier: MIT
/* diagnostics.c
 * gcc writes an array of JSON for each of its parts and plain lines from the linker between them;
 * clang writes lines only. So what begins with '[' is tried as JSON, and everything else is read
 * line by line.
 */
#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>
#include "base/buf.h"
#include "base/file.h"
#include "stage/diagnostics.h"

struct reader {
	const char *inside, *name;
	struct timeline *out;
	struct diagnostics *sum;
	size_t count;
	int json_left; /* text that only looks like JSON must not be tried at every line */
};
enum { JSON_TRIES = 16, LINE_BYTES = 4096 };

/* A compiler has many words for the severity of what it says; a person needs three. */
static const struct {
	const char *said, *means;
} severities[] = {
	{ "error", "error" },
	{ "fatal error", "error" },
	{ "sorry, unimplemented", "error" },
	{ "internal compiler error", "error" },
	/* the assembler's */
	{ "Error", "error" },
	{ "Fatal error", "error" },
	{ "Warning", "warning" },
	{ "pedwarn", "warning" },
	{ "permerror", "error" },
	{ "warning", "warning" },
	{ "note", "note" },
	{ "remark", "note" },
};

static const char *severity_of(const char *said, size_t len)
{
	for (size_t i = 0; i < ARRAY_LEN(severities); i++)
		if (strlen(severities[i].said) == len && memcmp(severities[i].said, said, len) == 0)
			return severities[i].means;
	return NULL;
}

static const char *file_as_known(const struct reader *r, const char *file)
{
	const char *base = path_base(file);

	return strcmp(base, r->inside) == 0 ? r->name : file;
}

static void add(struct reader *r, struct diagnostic_event d)
{
	AUTO(freep)
	char *message = xstrndup(d.message, min_size(strlen(d.message), DIAGNOSTIC_BYTES));
	struct event ev = { .kind = EVENT_DIAGNOSTIC, .who = WHO_TOOL };

	r->sum->errors += strcmp(d.severity, "error") == 0;
	r->sum->warnings += strcmp(d.severity, "warning") == 0;
	if (r->count++ >= DIAGNOSTICS_MAX)
		return;
	d.message = message;
	d.option = d.option ? d.option : "";
	d.file = d.file ? file_as_known(r, d.file) : "";
	ev.diagnostic = d;
	timeline_add(r->out, &ev);
}

/* ---- JSON */

static const char *text_of(const cJSON *object, const char *key)
{
	const char *s = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));

	return s ? s : "";
}

/* Numbers may be anything: a #line directive chooses them. */
static int number_of(const cJSON *object, const char *key)
{
	const cJSON *n = cJSON_GetObjectItemCaseSensitive(object, key);

	return cJSON_IsNumber(n) && n->valuedouble >= 0 && n->valuedouble <= INT32_MAX ? n->valueint
										       : 0;
}

/* In bytes, as clang counts too; a screen knows its own tabs. */
static int column_of(const cJSON *point)
{
	int bytes = number_of(point, "byte-column");

	return bytes ? bytes : number_of(point, "column");
}

static void place_of(const cJSON *diagnostic, struct diagnostic_event *d)
{
	const cJSON *first =
		cJSON_GetArrayItem(cJSON_GetObjectItemCaseSensitive(diagnostic, "locations"), 0);
	const cJSON *caret = cJSON_GetObjectItemCaseSensitive(first, "caret");
	const cJSON *finish = cJSON_GetObjectItemCaseSensitive(first, "finish");

	if (!caret)
		return;
	d->file = text_of(caret, "file");
	d->line = number_of(caret, "line");
	d->column = column_of(caret);
	d->end_column = d->column;
	if (finish && number_of(finish, "line") == d->line && column_of(finish) > d->column)
		d->end_column = column_of(finish);
}

static void read_json_one(struct reader *r, const cJSON *diagnostic)
{
	const char *kind = text_of(diagnostic, "kind");
	struct diagnostic_event d = {
		.severity = severity_of(kind, strlen(kind)),
		.message = text_of(diagnostic, "message"),
		.option = text_of(diagnostic, "option"),
	};

	if (!d.severity)
		d.severity = "note";
	r->sum->limit = r->sum->limit || strcmp(kind, "internal compiler error") == 0;
	place_of(diagnostic, &d);
	add(r, d);
}

static void read_json_array(struct reader *r, const cJSON *array)
{
	const cJSON *diagnostic, *child;

	cJSON_ArrayForEach(diagnostic, array)
	{
		read_json_one(r, diagnostic);
		cJSON_ArrayForEach(child, cJSON_GetObjectItemCaseSensitive(diagnostic, "children"))
			read_json_one(r, child);
	}
}

/* How much of `text` was JSON; 0 where it only looked like it. */
static size_t read_json(struct reader *r, const char *text, size_t len)
{
	const char *end = NULL;
	cJSON *array = r->json_left-- > 0 ? cJSON_ParseWithLengthOpts(text, len, &end, 0) : NULL;

	if (!array)
		return 0;
	read_json_array(r, array);
	cJSON_Delete(array);
	return (size_t)(end - text);
}

/* ---- lines */

/* Takes ":123" off the front. */
static bool take_number(const char **at, int *out)
{
	char *end;
	long n;

	if ((*at)[0] != ':' || (*at)[1] < '0' || (*at)[1] > '9')
		return false;
	n = strtol(*at + 1, &end, 10);
	*out = n > INT32_MAX ? 0 : (int)n;
	*at = end;
	return true;
}

/* "{7:17-7:18}": of the ranges that clang gives, the end of the first that begins in this line. */
static void take_ranges(const char **at, struct diagnostic_event *d)
{
	if ((*at)[0] != ':' || (*at)[1] != '{')
		return;
	for (++*at; **at == '{';) {
		int line = 0, column = 0, end_line = 0, end_column = 0;
		const char *close = strchr(*at, '}');

		if (!close)
			return;
		if (sscanf(*at, "{%9d:%9d-%9d:%9d}", &line, &column, &end_line, &end_column) == 4 &&
			end_line == d->line && end_column > d->end_column + 1)
			d->end_column = end_column - 1;
		*at = close + 1;
	}
}

/* "message [-Wunused-variable]" */
static void split_option(char *message, struct diagnostic_event *d)
{
	char *open = strrchr(message, '[');
	size_t len = strlen(message);

	d->message = message;
	if (!open || open == message || open[1] != '-' || message[len - 1] != ']')
		return;
	message[len - 1] = '\0';
	d->option = open + 1;
	while (open > message && open[-1] == ' ')
		open--;
	*open = '\0';
}

/* " error: message", " undefined reference to ..." */
static bool take_said(char *at, struct diagnostic_event *d)
{
	char *colon;

	while (*at == ':' || *at == ' ')
		at++;
	colon = strstr(at, ": ");
	if (colon && (d->severity = severity_of(at, (size_t)(colon - at)))) {
		split_option(colon + 2, d);
		return true;
	}
	/* GNU ld calls nothing an error. */
	if (strncmp(at, "undefined reference to ", 23) != 0 &&
		strncmp(at, "multiple definition of ", 23) != 0)
		return false;
	d->severity = "error";
	d->message = at;
	return true;
}

/* "/usr/bin/ld: ./x.c:3: undefined reference to `f'" and the like: who speaks is not what is
 * spoken of. */
static char *skip_linker(char *line)
{
	char *colon = strstr(line, ": ");
	char *slash;

	if (!colon || line[0] != '/')
		return line;
	*colon = '\0';
	slash = strrchr(line, '/');
	if (slash && strncmp(slash + 1, "ld", 2) == 0)
		return colon + 2;
	*colon = ':';
	return line;
}

/* FILE:LINE[:COLUMN[:{RANGES}]]: SEVERITY: MESSAGE [OPTION] */
static bool read_placed(struct reader *r, char *line)
{
	for (char *colon = strchr(line, ':'); colon; colon = strchr(colon + 1, ':')) {
		struct diagnostic_event d = { .file = line };
		const char *at = colon;

		if (!take_number(&at, &d.line))
			continue;
		if (take_number(&at, &d.column)) {
			d.end_column = d.column;
			take_ranges(&at, &d);
		}
		if (!take_said(line + (at - line), &d))
			continue;
		*colon = '\0';
		add(r, d);
		return true;
	}
	return false;
}

/* The linker of something without a line: "...Scrt1.o:function _start: error: undefined
 * reference to 'main'". */
static bool read_unplaced(struct reader *r, char *line)
{
	char *what = strstr(line, "undefined reference to ");

	if (!what)
		what = strstr(line, "multiple definition of ");
	if (!what)
		return false;
	add(r, (struct diagnostic_event){ .severity = "error", .message = what });
	return true;
}

/* Said by the compiler's driver when a part of it died, or by a part that gave up. */
static const char *const deaths[] = {
	"internal compiler error",
	"signal terminated program",
	"CPU time limit exceeded",
	"File size limit exceeded",
	"file too big",
	"No space left on device",
	"out of memory",
	"memory exhausted",
	"Cannot allocate memory",
	"unable to execute command",
	"frontend command failed",
	"LLVM ERROR",
	"PLEASE submit a bug report",
};

static bool is_death(const char *line)
{
	for (size_t i = 0; i < ARRAY_LEN(deaths); i++)
		if (strstr(line, deaths[i]))
			return true;
	return false;
}

static void read_line(struct reader *r, char *line)
{
	bool death = is_death(line);

	if (!death) {
		char *rest = skip_linker(line);

		if (read_placed(r, rest) || read_unplaced(r, rest))
			return;
	}
	r->sum->limit = r->sum->limit || death;
	if (r->sum->other[0] == '\0' && (death || strstr(line, "error")) && !strstr(line, "PLEASE"))
		snprintf(r->sum->other, sizeof(r->sum->other), "%s", line);
}

void diagnostics_read(struct bytes said, const char *inside, const char *name, struct timeline *out,
	struct diagnostics *sum)
{
	struct reader r = {
		.inside = inside, .name = name, .out = out, .sum = sum, .json_left = JSON_TRIES
	};
	const char *text = (const char *)said.at, *end = text + said.len;

	*sum = (struct diagnostics){ 0 };
	while (text < end) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));
		size_t json = *text == '[' ? read_json(&r, text, (size_t)(end - text)) : 0;
		size_t len = (size_t)((stop ? stop : end) - text);

		if (json == 0) {
			AUTO(freep) char *line = xstrndup(text, min_size(len, LINE_BYTES));
			read_line(&r, line);
			json = len;
		}
		text += json;
		if (text < end && *text == '\n')
			text++;
	}
}
