// SPDX-License-Identifier: MIT
#include "stage/imports.h"

#include <fcntl.h>
#include <gelf.h>
#include <string.h>
#include <unistd.h>

static bool is_one_of(const char *name, const char *const *names)
{
	for (; *names; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

static bool names_any(Elf *elf, Elf_Scn *section, const GElf_Shdr *header, const char *const *names)
{
	Elf_Data *data = elf_getdata(section, NULL);
	size_t count = data && header->sh_entsize ? data->d_size / header->sh_entsize : 0;

	for (size_t i = 0; i < count; i++) {
		GElf_Sym symbol;
		const char *name;

		if (!gelf_getsym(data, (int)i, &symbol) || symbol.st_shndx != SHN_UNDEF)
			continue;
		name = elf_strptr(elf, header->sh_link, symbol.st_name);
		if (name && is_one_of(name, names))
			return true;
	}
	return false;
}

bool imports_any(const char *program, const char *const *names)
{
	AUTO(closep) int fd = open(program, O_RDONLY | O_CLOEXEC);
	bool found = false;
	Elf *elf;

	if (fd < 0 || elf_version(EV_CURRENT) == EV_NONE)
		return false;
	elf = elf_begin(fd, ELF_C_READ, NULL);
	for (Elf_Scn *s = NULL; elf && !found && (s = elf_nextscn(elf, s));) {
		GElf_Shdr header;

		found = gelf_getshdr(s, &header) && header.sh_type == SHT_DYNSYM &&
			names_any(elf, s, &header, names);
	}
	elf_end(elf);
	return found;
}
