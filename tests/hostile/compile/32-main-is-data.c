// SPDX-License-Identifier: MIT
// attack: main is an array of instructions.
// gets: ok
const int main[] = { 0 };
