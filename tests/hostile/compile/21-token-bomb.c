// SPDX-License-Identifier: MIT
// attack: One token of a quarter of a megabyte, in an error message.
// gets: refused|crashed
#define A(x) x##x
#define B(x) A(x)
#define C(x) B(B(B(B(x))))
#define P(a, b) a##b
#define Q(a, b) P(a, b)
#define D0 aaaaaaaaaaaaaaaa
#define D1 Q(D0, D0)
#define D2 Q(D1, D1)
#define D3 Q(D2, D2)
#define D4 Q(D3, D3)
#define D5 Q(D4, D4)
#define D6 Q(D5, D5)
#define D7 Q(D6, D6)
#define D8 Q(D7, D7)
#define D9 Q(D8, D8)
#define DA Q(D9, D9)
#define DB Q(DA, DA)
#define DC Q(DB, DB)
#define DD Q(DC, DC)
#define DE Q(DD, DD)
int main(void) { return DE; }
