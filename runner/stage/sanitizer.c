// SPDX-License-Identifier: MIT
/* sanitizer.c
 * Reads reports as gcc's and clang's runtimes write them: a header that says what, stacks that say
 * where. All is found in lines; a line that doesn't look right is passed over.
 */
#include <stdlib.h>
#include <string.h>
#include "stage/sanitizer.h"

enum { REPORT_MAX = 6000, LINES_MAX = 200 };

/* How a report begins, and what it is then called. */
static const struct {
	const char *mark, *tool;
	bool after_place; /* a place comes before it, and a sentence after */
} headers[] = {
	{ "ERROR: AddressSanitizer: ", "AddressSanitizer", false },
	{ "ERROR: LeakSanitizer: ", "LeakSanitizer", false },
	{ "ERROR: UndefinedBehaviorSanitizer: ", "UndefinedBehaviorSanitizer", false },
	{ ": runtime error: ", "UndefinedBehaviorSanitizer", true },
};

/* Words in a header that have a better name in the same report's summary. */
static const struct {
	const char *said, *name;
} kinds[] = {
	{ "attempting double-free", "double-free" },
	{ "attempting free on address which was not malloc()-ed", "bad-free" },
	{ "attempting to call malloc_usable_size", "bad-usable-size" },
	{ "requested allocation size", "allocation-size-too-big" },
	{ "allocator is out of memory", "out-of-memory" },
	{ "failed to allocate", "out-of-memory" },
};

/* What follows is for those who debug the sanitizer. */
static const char *const ends[] = { "Shadow bytes around", "ABORTING", "SUMMARY: " };

/* The place of the first header, and its row; NULL if there is none. */
static const char *find_header(const char *text, size_t *row)
{
	const char *first = NULL;

	for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
		const char *at = strstr(text, headers[i].mark);

		if (at && (!first || at < first)) {
			first = at;
			*row = i;
		}
	}
	return first;
}

/* The length of the report that begins at `at`, whole lines only. */
static size_t report_length(const char *at)
{
	size_t len = min_size(strlen(at), REPORT_MAX);

	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		const char *end = strstr(at, ends[i]);

		if (end && (size_t)(end - at) < len)
			len = (size_t)(end - at);
	}
	while (len > 0 && at[len - 1] != '\n')
		len--;
	return len;
}

/* Ends the kind where addresses begin. In place. */
static const char *short_kind(char *said)
{
	static const char *const stops[] = { " on address", " on unknown address", ": (", " (" };

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (strncmp(said, kinds[i].said, strlen(kinds[i].said)) == 0)
			return kinds[i].name;
	for (size_t i = 0; i < ARRAY_LEN(stops); i++) {
		char *stop = strstr(said, stops[i]);

		if (stop && stop > said)
			*stop = '\0';
	}
	return said;
}

/* "dir/echo.c:12:3": cuts it to the base name, gives the line. False if it is another file. */
static bool place_in(char *place, const char *file, struct frame *f)
{
	char *slash = strrchr(place, '/');
	char *base = slash ? slash + 1 : place;
	char *colon = strchr(base, ':');

	if (!colon)
		return false;
	*colon = '\0';
	f->file = base;
	f->line = atoi(colon + 1);
	return strcmp(base, file) == 0 && f->line > 0;
}

/* "    #0 0x5581 in main ./echo.c:12:3". In place. */
static bool read_frame(char *line, const char *file, struct frame *f)
{
	char *in, *place;

	line += strspn(line, " ");
	if (line[0] != '#' || line[1] < '0' || line[1] > '9')
		return false;
	in = strstr(line, " in ");
	place = in ? strchr(in + 4, ' ') : NULL;
	if (!place)
		return false;
	*place++ = '\0';
	f->func = in + 4;
	return place_in(place, file, f);
}

static bool is_frame(const char *line)
{
	line += strspn(line, " ");
	return line[0] == '#' && line[1] >= '0' && line[1] <= '9';
}

/* The first stack is where it happened; others say where memory came from. */
static void read_stack(char *line, const char *file, struct sanitizer_event *out)
{
	bool begun = false;

	for (int i = 0; line && i < LINES_MAX; i++) {
		char *next = strchr(line, '\n');

		if (next)
			*next++ = '\0';
		if (begun && !is_frame(line))
			return;
		begun = begun || is_frame(line);
		if (out->frame_count < FRAMES_MAX &&
			read_frame(line, file, &out->frames[out->frame_count]))
			out->frame_count++;
		line = next;
	}
}

/* UBSan's header is a place by itself; without debug information that is all there is. */
static void read_header_place(char *line, const char *file, struct sanitizer_event *out)
{
	struct frame f = { .func = "" };

	if (out->frame_count == 0 && place_in(line, file, &f))
		out->frames[out->frame_count++] = f;
}

/* A copy as text: a NUL among the bytes is no end. */
static char *copy_text(struct bytes b)
{
	char *copy = xmalloc(b.len + 1);

	for (size_t i = 0; i < b.len; i++)
		copy[i] = b.at[i] ? (char)b.at[i] : ' ';
	copy[b.len] = '\0';
	return copy;
}

/* `work` is the report, `at` the header's mark in it: it is cut into the names that *out points
 * to. */
static void read_report(
	char *work, char *at, size_t row, const char *file, struct sanitizer_event *out)
{
	char *said = at + strlen(headers[row].mark);
	char *end = strchr(said, '\n'); /* there is one: only whole lines are here */

	read_stack(end + 1, file, out);
	*end = '\0';
	out->kind = headers[row].after_place ? said : short_kind(said);
	*at = '\0';
	if (headers[row].after_place)
		read_header_place(work, file, out);
}

bool sanitizer_parse(struct bytes text, const char *file, struct sanitizer_event *out, char **store)
{
	AUTO(freep) char *copy = copy_text(text);
	size_t row = 0, len;
	const char *header = find_header(copy, &row), *start = header;
	char *shown, *work;

	if (!header)
		return false;
	while (start > copy && start[-1] != '\n')
		start--;
	len = report_length(start);
	if (len <= (size_t)(header - start) + strlen(headers[row].mark))
		return false;
	/* Twice: once to be shown, once to be cut into names. */
	shown = xmalloc(2 * (len + 1));
	work = shown + len + 1;
	memcpy(shown, start, len);
	memcpy(work, start, len);
	shown[len] = work[len] = '\0';
	*store = shown;
	*out = (struct sanitizer_event){ .tool = headers[row].tool, .text = shown };
	read_report(work, work + (header - start), row, file, out);
	return true;
}
