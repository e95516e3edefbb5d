// SPDX-License-Identifier: MIT
// attack: A text that, under another name, would be the linker's instructions.
// gets: refused
INPUT(/etc/shadow)
OUTPUT(/scratch/owned)
