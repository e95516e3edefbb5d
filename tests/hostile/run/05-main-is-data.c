// SPDX-License-Identifier: MIT
// attack: main is an array, and not even of instructions.
// ends: played
// shows: sanitizer: SEGV
const int main[] = { 0 };
