// SPDX-License-Identifier: MIT
// attack: The assembler prints without end.
// gets: crashed
// says: more than a megabyte|memory
__asm__(".rept 1000000\n"
	".print \"0123456789012345678901234567890123456789012345678901234567890123456789\"\n"
	".endr");
int main(void)
{
	return 0;
}
