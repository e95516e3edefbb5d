// SPDX-License-Identifier: MIT
#include "stage/lines.h"

#include <elfutils/libdw.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "stage/line_table.h"
#include "stage/walks.h"

enum {
	STACK_BYTES =
		8192, /* read ahead at once: a frame with a buffer of a page in it; what lies deeper is read word by word */
	DEPTH_MAX = 64,
	CACHE = 256, /* program counters remembered, a power of two */
	WALKS = 32,  /* stacks remembered, a power of two */
	PAGE = 4096,
	STACK_MOST = 8 << 20,
};

struct spot { /* a program counter, looked up */
	uint64_t pc;
	struct frame frame; /* line 0: not the learner's */
};

struct span {
	uint64_t low, high;
};

struct lines {
	int proc;
	struct line_tables tables;
	char **names; /* in frames that another run found; each once */
	size_t name_count, name_cap;
	uint8_t stack[STACK_BYTES];
};

/* What of an address space is looked for in its maps. */
enum mapped { MAPPED_EXE, MAPPED_LINKER, MAPPED_ASAN, MAPPED_UBSAN, MAPPED_COUNT };

struct space {
	struct lines *lines;
	int holders;
	Dwfl *dwfl;
	bool attached;
	int binary;		  /* open for reading; -1 */
	struct line_table *table; /* once it is needed */
	char *exe;		  /* as /proc/PID/maps calls it */
	struct span mapped[MAPPED_COUNT];
	bool asked;	 /* the maps were read at all */
	bool loaded;	 /* the maps were read since the program's libraries were there */
	uint64_t layout; /* of all code that was there then, and where */
	uint64_t bias;
	bool bias_known;
	struct spot cache[CACHE];
	struct known_walk walks[WALKS];
	struct known_walk *walking;
	/* while it unwinds */
	pid_t tid, tgid;
	struct arch_regs regs;
	uint64_t kept[ARCH_KEPT];
	uint64_t stack_low, stack_high;
};

struct lines *lines_new(int proc)
{
	struct lines *l = xcalloc(1, sizeof *l);

	l->proc = proc;
	return l;
}

void lines_free(struct lines *l)
{
	if (!l)
		return;
	line_tables_free(&l->tables);
	for (size_t i = 0; i < l->name_count; i++)
		free(l->names[i]);
	free(l->names);
	free(l);
}

const char *lines_source(struct lines *l, int binary)
{
	struct line_table *table = line_table_of(&l->tables, binary);

	return table ? line_table_source(table) : NULL;
}

/* ---- address spaces */

static int open_at_pid(const struct lines *l, pid_t pid, const char *what, const char *more)
{
	AUTO(freep) char *path = xasprintf("%d/%s%s", (int)pid, what, more);

	return openat(l->proc, path, O_RDONLY | O_CLOEXEC);
}

/* A module's file as the process sees it: in the sandbox's root, not in ours. */
static int find_elf(
	Dwfl_Module *module, void **user, const char *name, Dwarf_Addr base, char **file, Elf **elf)
{
	struct space **owner = (struct space **)user;
	const struct space *sp = *owner;
	int fd;

	if (!sp || name[0] != '/')
		return dwfl_linux_proc_find_elf(module, user, name, base, file, elf);
	if (strcmp(name, sp->exe) == 0 && sp->binary >= 0)
		return fcntl(sp->binary, F_DUPFD_CLOEXEC, 3);
	fd = open_at_pid(sp->lines, sp->tgid, "root", name);
	return fd >= 0 ? fd : open(name, O_RDONLY | O_CLOEXEC);
}

/* None is looked for: .eh_frame is enough, and no server must ever be asked. */
static int find_debuginfo(Dwfl_Module *module, void **user, const char *name, Dwarf_Addr base,
	const char *file, const char *link, GElf_Word crc, char **found)
{
	(void)module, (void)user, (void)name, (void)base, (void)file, (void)link, (void)crc;
	(void)found;
	return -1;
}

static const Dwfl_Callbacks module_callbacks = {
	.find_elf = find_elf,
	.find_debuginfo = find_debuginfo,
};

static enum mapped mapped_as(const struct space *sp, const char *path)
{
	static const struct {
		const char *part;
		enum mapped mapped;
	} libraries[] = {
		{ "/ld-linux", MAPPED_LINKER },
		{ "/ld-musl", MAPPED_LINKER },
		{ "/libasan.so", MAPPED_ASAN },
		{ "/libubsan.so", MAPPED_UBSAN },
	};

	if (strcmp(path, sp->exe) == 0)
		return MAPPED_EXE;
	for (size_t i = 0; i < ARRAY_LEN(libraries); i++)
		if (strstr(path, libraries[i].part))
			return libraries[i].mapped;
	return MAPPED_COUNT;
}

static void add_to_layout(struct space *sp, const void *what, size_t size)
{
	const uint8_t *at = what;

	for (size_t i = 0; i < size; i++)
		sp->layout = (sp->layout ^ at[i]) * UINT64_C(0x100000001b3);
}

/* A binary that is compiled anew may get the number of the last one's file. */
static void begin_layout(struct space *sp)
{
	struct stat st;

	sp->layout = UINT64_C(0xcbf29ce484222325);
	if (sp->binary < 0 || fstat(sp->binary, &st) != 0)
		return;
	add_to_layout(sp, &st.st_ino, sizeof st.st_ino);
	add_to_layout(sp, &st.st_size, sizeof st.st_size);
	add_to_layout(sp, &st.st_mtim, sizeof st.st_mtim);
}

static void note_mapping(struct space *sp, const char *line)
{
	unsigned long long low, high;
	enum mapped mapped;
	int at = 0;

	if (sscanf(line, "%llx-%llx %*s %*s %*s %*s %n", &low, &high, &at) < 2 || at == 0)
		return;
	if (line[at] == '/')
		add_to_layout(sp, line, strlen(line));
	mapped = mapped_as(sp, line + at);
	if (mapped == MAPPED_COUNT)
		return;
	if (sp->mapped[mapped].low == 0)
		sp->mapped[mapped].low = low;
	sp->mapped[mapped].high = high;
}

static void read_maps(struct space *sp)
{
	char text[65536], *line, *rest = text;
	AUTO(closep) int fd = open_at_pid(sp->lines, sp->tgid, "maps", "");
	ssize_t n, have = 0;

	while (fd >= 0 && have < (ssize_t)sizeof text - 1 &&
		(n = read(fd, text + have, sizeof text - 1 - have)) > 0)
		have += n;
	text[have] = '\0';
	memset(sp->mapped, 0, sizeof sp->mapped);
	begin_layout(sp);
	while ((line = strsep(&rest, "\n")))
		note_mapping(sp, line);
}

static void read_exe(struct space *sp)
{
	AUTO(freep) char *link = xasprintf("%d/exe", (int)sp->tgid);
	char path[PAGE];
	ssize_t n = readlinkat(sp->lines->proc, link, path, sizeof path - 1);

	sp->exe = xstrndup(path, n > 0 ? n : 0);
}

static int set_owner(Dwfl_Module *module, void **user, const char *name, Dwarf_Addr base, void *sp)
{
	(void)module, (void)name, (void)base;
	*user = sp;
	return DWARF_CB_OK;
}

/* Also after dlopen(): modules that are known stay as they are. */
static void report_modules(struct space *sp)
{
	if (!sp->dwfl)
		sp->dwfl = dwfl_begin(&module_callbacks);
	dwfl_report_begin(sp->dwfl);
	dwfl_linux_proc_report(sp->dwfl, sp->tgid);
	dwfl_report_end(sp->dwfl, NULL, NULL);
	dwfl_getmodules(sp->dwfl, set_owner, sp, 0);
}

struct space *space_new(struct lines *l, pid_t pid, int binary)
{
	struct space *sp = xcalloc(1, sizeof *sp);

	sp->lines = l;
	sp->holders = 1;
	sp->tgid = pid;
	sp->binary =
		binary >= 0 ? fcntl(binary, F_DUPFD_CLOEXEC, 3) : open_at_pid(l, pid, "exe", "");
	read_exe(sp);
	return sp;
}

struct space *space_share(struct space *sp)
{
	if (sp)
		sp->holders++;
	return sp;
}

void space_free(struct space *sp)
{
	if (!sp || --sp->holders > 0)
		return;
	if (sp->dwfl)
		dwfl_end(sp->dwfl);
	closep(&sp->binary);
	free(sp->exe);
	free(sp);
}

static bool is_in(const struct space *sp, enum mapped mapped, uint64_t pc)
{
	return pc >= sp->mapped[mapped].low && pc < sp->mapped[mapped].high;
}

bool space_in_linker(struct space *sp, uint64_t pc)
{
	/* The linker has mapped the libraries by the time that anybody but itself makes a call. */
	if (!sp->asked) {
		read_maps(sp);
		sp->loaded = !is_in(sp, MAPPED_LINKER, pc);
	}
	sp->asked = true;
	return is_in(sp, MAPPED_LINKER, pc);
}

static void know_libraries(struct space *sp)
{
	if (!sp->loaded)
		read_maps(sp);
	sp->loaded = true;
}

bool space_in_sanitizer(struct space *sp, uint64_t pc)
{
	know_libraries(sp);
	return is_in(sp, MAPPED_ASAN, pc) || is_in(sp, MAPPED_UBSAN, pc);
}

void space_runtimes(struct space *sp, struct runtimes *out)
{
	static const enum mapped all[] = { MAPPED_LINKER, MAPPED_ASAN, MAPPED_UBSAN };

	know_libraries(sp);
	out->count = 0;
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		const struct span *span = &sp->mapped[all[i]];

		if (span->low == 0)
			continue;
		out->code[out->count].low = span->low;
		out->code[out->count++].high = span->high;
	}
}

/* ---- one stack */

static pid_t next_thread(Dwfl *dwfl, void *arg, void **thread)
{
	struct space *sp = arg;

	(void)dwfl;
	if (*thread)
		return 0;
	*thread = sp;
	return sp->tid;
}

static bool get_thread(Dwfl *dwfl, pid_t tid, void *arg, void **thread)
{
	(void)dwfl, (void)tid;
	*thread = arg;
	return true;
}

static void note_word(struct known_walk *k, uint64_t at, uint64_t value)
{
	if (k->word_count < WALK_WORDS) {
		k->at[k->word_count] = at;
		k->values[k->word_count] = value;
	}
	k->word_count++;
}

static bool fetch_word(const struct space *sp, uint64_t at, uint64_t *out)
{
	struct iovec to = { out, sizeof *out }, from = { (void *)at, sizeof *out };

	if (at < sp->stack_low || at + sizeof *out > sp->stack_high)
		return process_vm_readv(sp->tid, &to, 1, &from, 1, 0) == (ssize_t)sizeof *out;
	memcpy(out, sp->lines->stack + (at - sp->stack_low), sizeof *out);
	return true;
}

static bool read_word(Dwfl *dwfl, Dwarf_Addr at, Dwarf_Word *out, void *arg)
{
	struct space *sp = arg;

	(void)dwfl;
	if (!fetch_word(sp, at, out)) {
		sp->walking->word_count = WALK_WORDS + 1; /* it may be there the next time */
		return false;
	}
	note_word(sp->walking, at, *out);
	return true;
}

static bool set_registers(Dwfl_Thread *thread, void *arg)
{
	struct space *sp = arg;

	return arch_start_unwind(thread, &sp->regs);
}

static const Dwfl_Thread_Callbacks thread_callbacks = {
	.next_thread = next_thread,
	.get_thread = get_thread,
	.memory_read = read_word,
	.set_initial_registers = set_registers,
};

/* In pieces that end with pages: a read stops at the first page that isn't there, which is above the stack's bottom. */
static void read_stack(struct space *sp)
{
	uint64_t low = arch_sp(&sp->regs), end = low + STACK_BYTES;
	struct iovec to = { sp->lines->stack, STACK_BYTES }, from[STACK_BYTES / PAGE + 1];
	size_t pieces = 0;
	ssize_t n;

	for (uint64_t at = low; at < end;) {
		uint64_t stop = min_size((at | (PAGE - 1)) + 1, end);

		from[pieces++] = (struct iovec){ (void *)at, stop - at };
		at = stop;
	}
	n = process_vm_readv(sp->tid, &to, 1, from, pieces, 0);
	sp->stack_low = low;
	sp->stack_high = low + (n > 0 ? n : 0);
}

static void find_bias(struct space *sp, Dwfl_Module *module)
{
	Dwarf_Addr bias = 0;

	if (sp->bias_known)
		return;
	if (dwfl_module_getelf(module, &bias)) {
		sp->bias = bias;
		sp->bias_known = true;
	}
}

static void look_up_line(struct space *sp, Dwfl_Module *module, struct spot *spot)
{
	find_bias(sp, module);
	if (!sp->table)
		sp->table = line_table_of(&sp->lines->tables, sp->binary);
	if (sp->table)
		line_table_find(sp->table, spot->pc - sp->bias, &spot->frame);
}

/* NULL where the program counter is in nothing that is known. */
static const struct spot *look_up(struct space *sp, uint64_t pc)
{
	struct spot *spot = &sp->cache[(pc * UINT64_C(0x9e3779b97f4a7c15)) >> 56];
	Dwfl_Module *module;

	_Static_assert(CACHE == 1 << (64 - 56), "the hash fits the cache");
	if (spot->pc == pc)
		return spot;
	module = dwfl_addrmodule(sp->dwfl, pc);
	if (!module)
		return NULL;
	*spot = (struct spot){ .pc = pc };
	if (is_in(sp, MAPPED_EXE, pc))
		look_up_line(sp, module, spot);
	return spot;
}

struct walk {
	struct space *space;
	struct frame *frames;
	uint32_t count;
	int depth;
	bool lost;
	bool found_main, interrupted; /* ... by a signal, on the way there */
};

static int see_frame(Dwfl_Frame *frame, void *arg)
{
	struct walk *w = arg;
	const struct spot *spot;
	Dwarf_Addr pc;
	bool exact;

	if (!dwfl_frame_pc(frame, &pc, &exact) || ++w->depth > DEPTH_MAX)
		return DWARF_CB_ABORT;
	w->interrupted |= exact && w->depth > 1;
	if (exact && w->depth > 1 && w->count > 0)
		return DWARF_CB_ABORT; /* who was interrupted did not call the handler */
	/* A return address is that of the next instruction, which may be on the next line. */
	spot = look_up(w->space, exact ? pc : pc - 1);
	if (!spot) {
		w->lost = true;
		return DWARF_CB_ABORT;
	}
	if (spot->frame.line == 0)
		return DWARF_CB_OK;
	w->frames[w->count++] = spot->frame;
	/* above main() there is only what started it */
	w->found_main = strcmp(spot->frame.func, "main") == 0;
	return w->count == FRAMES_MAX || w->found_main ? DWARF_CB_ABORT : DWARF_CB_OK;
}

static struct walk walk_stack(struct space *sp, struct frame *frames)
{
	struct walk w = { .space = sp, .frames = frames };

	if (!sp->dwfl)
		report_modules(sp);
	if (!sp->attached)
		sp->attached = dwfl_attach_state(sp->dwfl, NULL, sp->tgid, &thread_callbacks, sp);
	if (sp->attached)
		dwfl_getthread_frames(sp->dwfl, sp->tid, see_frame, &w);
	return w;
}

/* The C library's clone() says of itself that nobody called it, for the sake of the new thread. */
static bool step_out(struct space *sp)
{
	Dwarf_Word top;

	if (!read_word(NULL, arch_sp(&sp->regs), &top, sp))
		return false;
	arch_return(&sp->regs, top);
	return true;
}

static struct known_walk *walk_from(struct space *sp)
{
	uint64_t key = sp->kept[0] ^ sp->kept[1] << 7;

	return &sp->walks[(key * UINT64_C(0x9e3779b97f4a7c15)) >> 59];
}

static bool is_as_known(const struct space *sp, const struct known_walk *k)
{
	uint64_t values[WALK_WORDS];
	struct iovec from[WALK_WORDS], to = { values, k->word_count * sizeof *values };

	_Static_assert(WALKS == 1 << (64 - 59), "the hash fits the walks");
	if (k->word_count == 0 || k->word_count > WALK_WORDS || !walks_alike(k, sp->kept))
		return false;
	for (size_t i = 0; i < k->word_count; i++)
		from[i] = (struct iovec){ (void *)k->at[i], sizeof *values };
	return process_vm_readv(sp->tid, &to, 1, from, k->word_count, 0) == (ssize_t)to.iov_len &&
	       memcmp(values, k->values, to.iov_len) == 0;
}

static const char *lasting_name(void *context, const char *text)
{
	struct lines *l = context;

	for (size_t i = 0; i < l->name_count; i++)
		if (strcmp(l->names[i], text) == 0)
			return l->names[i];
	grow(&l->names, &l->name_cap, l->name_count, sizeof *l->names);
	return l->names[l->name_count++] = xstrdup(text);
}

/* By this run or by another one. */
static bool is_known(struct space *sp, struct known_walk *k)
{
	if (is_as_known(sp, k))
		return true;
	know_libraries(sp);
	for (int way = 0; way < WALK_WAYS; way++)
		if (walks_recall(sp->layout, sp->kept, way, k, lasting_name, sp->lines) &&
			is_as_known(sp, k))
			return true;
	return false;
}

static bool leads_on(const struct space *sp, uint64_t value)
{
	return value - sp->kept[1] < STACK_MOST || dwfl_addrmodule(sp->dwfl, value);
}

/* All that was kept on the stack for callers is read, counts and flags too. What leads neither to the stack nor to code cannot
 * have shown the way to main(). */
static void forget_idle_words(const struct space *sp, struct known_walk *k)
{
	size_t n = 0;

	for (size_t i = 2; i < ARCH_KEPT; i++)
		if (!leads_on(sp, k->kept[i]))
			k->kept[i] = 0;
	if (k->word_count > WALK_WORDS)
		return;
	for (size_t i = 0; i < k->word_count; i++)
		if (leads_on(sp, k->values[i])) {
			k->at[n] = k->at[i];
			k->values[n++] = k->values[i];
		}
	k->word_count = n;
}

static struct walk walk_afresh(struct space *sp, struct frame *frames)
{
	struct walk w = walk_stack(sp, frames);

	if (w.count == 0 && w.depth <= 1 && step_out(sp))
		w = walk_stack(sp, frames);
	if (w.lost && w.count == 0) { /* code that was loaded since */
		read_maps(sp);
		report_modules(sp);
		w = walk_stack(sp, frames);
	}
	return w;
}

uint32_t lines_of(struct space *sp, pid_t tid, const struct arch_regs *regs,
	struct frame frames[FRAMES_MAX], bool *whole)
{
	struct known_walk *k;
	struct walk w;

	*whole = false;
	sp->tid = tid;
	sp->regs = *regs;
	arch_kept(regs, sp->kept);
	if (space_in_linker(sp, arch_pc(regs)))
		return 0;
	sp->walking = k = walk_from(sp);
	if (!is_known(sp, k)) {
		read_stack(sp);
		memcpy(k->kept, sp->kept, sizeof k->kept);
		k->word_count = 0;
		w = walk_afresh(sp, k->frames);
		k->frame_count = w.count;
		k->whole = !w.lost && w.depth > 1;
		if (w.lost)
			k->word_count = 0;
		else if (w.found_main && !w.interrupted)
			forget_idle_words(sp, k);
		walks_keep(sp->layout, k);
	}
	memcpy(frames, k->frames, k->frame_count * sizeof *frames);
	*whole = k->whole;
	return k->frame_count;
}
