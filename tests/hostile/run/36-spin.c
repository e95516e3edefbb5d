// SPDX-License-Identifier: MIT
// attack: Burns its processor for ever.
// ends: deadline
int main(void)
{
	for (volatile unsigned i = 0;; i++)
		;
}
