// SPDX-License-Identifier: MIT
/* For compilers without libFuzzer: gives a fuzz target every file named (or in a folder named), then mutations of each, drawn by a
 * fixed seed. A crash is a crash of the test.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/hash.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MUTATIONS = 200, FILE_LIMIT = 1 << 20 };

static void give_mutated(struct bytes seed, struct dice *dice)
{
	AUTO(freep) uint8_t *copy = xmemdup(seed.at, seed.len);
	size_t len = seed.len;

	for (uint32_t n = 1 + dice_below(dice, 5); n-- > 0 && len;)
		copy[dice_below(dice, len)] = dice_next(dice);
	if (len && dice_below(dice, 4) == 0)
		len = dice_below(dice, len);
	LLVMFuzzerTestOneInput(copy, len);
}

static bool give_file(const char *path, struct dice *dice)
{
	AUTO(buf_free) struct buf content = { 0 };
	struct err err;

	if (!file_read(path, FILE_LIMIT, 0, &content, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return false;
	}
	LLVMFuzzerTestOneInput((const uint8_t *)buf_str(&content), content.len);
	for (int i = 0; i < MUTATIONS; i++)
		give_mutated(buf_bytes(&content), dice);
	return true;
}

static bool give(const char *path, struct dice *dice, size_t *files)
{
	struct err err;

	if (!file_is_dir(path)) {
		*files += 1;
		return give_file(path, dice);
	}
	AUTO(strv_freep) char **names = file_list(path, &err);
	for (size_t i = 0; names && names[i]; i++) {
		AUTO(freep) char *inside = path_join(path, names[i]);

		if (!give(inside, dice, files))
			return false;
	}
	return names != NULL;
}

int main(int argc, char **argv)
{
	struct dice dice = dice_from(1, "replay");
	size_t files = 0;

	for (int i = 1; i < argc; i++)
		if (!give(argv[i], &dice, &files))
			return 1;
	printf("%zu files, each with %d mutations: nothing crashed\n", files, MUTATIONS);
	return files ? 0 : 1;
}
