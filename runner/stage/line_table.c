// SPDX-License-Identifier: MIT
#include "stage/line_table.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"

struct row { /* from this address on; line 0 ends a sequence */
	uint64_t at;
	const char *file; /* base name, borrowed from the Dwarf */
	int line;
};

struct function {
	uint64_t low, high;
	const char *name; /* borrowed from the Dwarf */
};

struct line_table { /* of a binary that was seen */
	dev_t dev;
	ino_t ino;
	int fd;
	Dwarf *dwarf; /* NULL: it has no lines */
	struct row *rows;
	size_t count, cap;
	struct function *functions;
	size_t function_count, function_cap;
	const char *source;
};

static int by_address(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return (x->line != 0) - (y->line != 0); /* an end gives way to a beginning */
}

/* Code that isn't in the learner's files: inline functions of system headers, sanitizers that come with lines of their own. */
static bool is_foreign(const char *path)
{
	return strncmp(path, "/usr/", 5) == 0 || strstr(path, "libsanitizer/") ||
	       strstr(path, "compiler-rt/");
}

static void add_row(struct line_table *t, Dwarf_Line *line)
{
	struct row row = { 0 };
	Dwarf_Addr at = 0;
	bool end = false;
	const char *path = dwarf_linesrc(line, NULL, NULL);

	dwarf_lineaddr(line, &at);
	dwarf_lineno(line, &row.line);
	dwarf_lineendsequence(line, &end);
	row.at = at;
	if (end || !path || is_foreign(path))
		row.line = 0;
	else
		row.file = path_base(path);
	grow(&t->rows, &t->cap, t->count, sizeof *t->rows);
	t->rows[t->count++] = row;
}

/* The symbol table would tell names too, but is searched from end to end for each. */
static bool add_functions(struct line_table *t, Dwarf_Die *unit)
{
	bool has_main = false;
	Dwarf_Die die;

	if (dwarf_child(unit, &die) != 0)
		return false;
	do {
		struct function f = { .name = dwarf_diename(&die) };
		Dwarf_Addr low, high;

		if (dwarf_tag(&die) != DW_TAG_subprogram || !f.name ||
			dwarf_lowpc(&die, &low) != 0 || dwarf_highpc(&die, &high) != 0)
			continue;
		f.low = low;
		f.high = high;
		grow(&t->functions, &t->function_cap, t->function_count, sizeof f);
		t->functions[t->function_count++] = f;
		has_main |= strcmp(f.name, "main") == 0;
	} while (dwarf_siblingof(&die, &die) == 0);
	return has_main;
}

static const char *function_at(const struct line_table *t, uint64_t at)
{
	for (size_t i = 0; i < t->function_count; i++)
		if (at >= t->functions[i].low && at < t->functions[i].high)
			return t->functions[i].name;
	return "";
}

static void add_unit(struct line_table *t, Dwarf_Die *unit)
{
	const char *name = dwarf_diename(unit);
	Dwarf_Lines *lines;
	size_t count;

	if (!name || is_foreign(name))
		return;
	if (add_functions(t, unit) || !t->source)
		t->source = path_base(name);
	if (dwarf_getsrclines(unit, &lines, &count) != 0)
		return;
	for (size_t i = 0; i < count; i++)
		add_row(t, dwarf_onesrcline(lines, i));
}

static void read_rows(struct line_table *t)
{
	Dwarf_Off at = 0, next;
	size_t header;
	bool sorted = true;

	while (dwarf_nextcu(t->dwarf, at, &next, &header, NULL, NULL, NULL) == 0) {
		Dwarf_Die unit;

		if (dwarf_offdie(t->dwarf, at + header, &unit))
			add_unit(t, &unit);
		at = next;
	}
	for (size_t i = 1; i < t->count && sorted; i++)
		sorted = t->rows[i - 1].at <= t->rows[i].at;
	if (!sorted)
		qsort(t->rows, t->count, sizeof *t->rows, by_address);
}

static const struct row *find_row(const struct line_table *t, uint64_t at)
{
	size_t low = 0, high = t->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (t->rows[middle].at <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &t->rows[low - 1] : NULL;
}

bool line_table_find(const struct line_table *t, uint64_t at, struct frame *out)
{
	const struct row *row = find_row(t, at);

	if (!row || !row->line)
		return false;
	*out = (struct frame){ row->file, function_at(t, at), row->line };
	return true;
}

const char *line_table_source(const struct line_table *t)
{
	return t->source;
}

/* ---- of every binary one */

/* Takes its own descriptor, for the caller's may be closed before the rows are needed. */
static struct line_table *read_table(int binary, const struct stat *st)
{
	struct line_table *t = xcalloc(1, sizeof *t);

	t->dev = st->st_dev;
	t->ino = st->st_ino;
	t->fd = fcntl(binary, F_DUPFD_CLOEXEC, 3);
	t->dwarf = t->fd >= 0 ? dwarf_begin(t->fd, DWARF_C_READ) : NULL;
	if (t->dwarf)
		read_rows(t);
	return t;
}

struct line_table *line_table_of(struct line_tables *all, int binary)
{
	struct stat st;

	if (binary < 0 || fstat(binary, &st) != 0)
		return NULL;
	for (size_t i = 0; i < all->count; i++)
		if (all->list[i]->dev == st.st_dev && all->list[i]->ino == st.st_ino)
			return all->list[i];
	grow(&all->list, &all->cap, all->count, sizeof *all->list);
	return all->list[all->count++] = read_table(binary, &st);
}

static void table_free(struct line_table *t)
{
	dwarf_end(t->dwarf);
	closep(&t->fd);
	free(t->rows);
	free(t->functions);
	free(t);
}

void line_tables_free(struct line_tables *all)
{
	for (size_t i = 0; i < all->count; i++)
		table_free(all->list[i]);
	free(all->list);
	*all = (struct line_tables){ 0 };
}
