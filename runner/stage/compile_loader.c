// SPDX-License-Identifier: MIT
/* compile_loader.c
 * The loader that a program names for itself. A source can put any path there, and then the program
 * cannot be started, or is started by something else: that is told as what it is, a wrong source,
 * and not met later as a failure of ours.
 */
#include <fcntl.h>
#include <gelf.h>
#include <string.h>
#include <unistd.h>
#include "stage/compile_parts.h"

static bool is_systems(const char *loader)
{
	return (strncmp(loader, "/lib", 4) == 0 || strncmp(loader, "/usr/lib", 8) == 0) &&
	       !strstr(loader, "..") && access(loader, X_OK) == 0;
}

/* Its path as the program has it, NULL if it names none (or is no program at all). */
static char *loader_of(Elf *elf, int fd)
{
	size_t count = 0;

	if (!elf || elf_getphdrnum(elf, &count) != 0)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		char path[256] = "";
		GElf_Phdr header;

		if (!gelf_getphdr(elf, (int)i, &header) || header.p_type != PT_INTERP)
			continue;
		if (pread(fd, path, min_size(header.p_filesz, sizeof(path) - 1),
			    (off_t)header.p_offset) < 0)
			return NULL;
		return xstrdup(path);
	}
	return NULL;
}

char *compile_strange_loader(const char *program)
{
	AUTO(closep) int fd = open(program, O_RDONLY | O_CLOEXEC);
	AUTO(freep) char *loader = NULL;
	Elf *elf;

	if (fd < 0 || elf_version(EV_CURRENT) == EV_NONE)
		return NULL;
	elf = elf_begin(fd, ELF_C_READ, NULL);
	loader = loader_of(elf, fd);
	elf_end(elf);
	return loader && !is_systems(loader) ? TAKE(loader) : NULL;
}
