// SPDX-License-Identifier: MIT
// attack: Errors that would set a terminal's title, copy to its clipboard and clear it.
// gets: refused
// says: pwned
#line 1 "\033[2J"
#error ]0;pwned ]52;c;cHduZWQ=
int main(void) { return 0; }
