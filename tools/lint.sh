#!/bin/sh
# SPDX-License-Identifier: MIT
# Holds the walls of the house: layout, headers that compile alone, includes that run downwards, words only where words belong,
# curses in one file, an aarch64 build. `make lint` runs it, and then the course's own lint. Takes the layers, lowest first.
set -u
layers="$*"
jobs=$(nproc)
fallen=$(mktemp) # the walls that did not hold: each is looked at in a process of its own
trap 'rm -f "$fallen"' EXIT

# Reads complaints: each is a failure of the wall that is named.
wall() {
	complaints=$(cat)
	if [ -n "$complaints" ]; then
		echo "$1:"
		printf '%s\n' "$complaints" | sed 's/^/    /' | head -n 30
		echo "$1" >>"$fallen"
	else
		echo "$1: held"
	fi
}

sources() {
	git ls-files -co --exclude-standard -- "$@" | while read -r file; do [ -e "$file" ] && echo "$file"; done
}

flags="-std=gnu17 -D_GNU_SOURCE -Irunner -Wall -Wextra -Wshadow -Wstrict-prototypes -Wno-missing-field-initializers
	-DSOCKLINGS_VERSION=\"0\" -DDATA_DIR=\"/\""

if command -v clang-format >/dev/null; then
	sources 'runner/*.c' 'runner/*.h' 'tests/unit/*.[ch]' 'tests/stage/*.[ch]' 'tests/fuzz/*.[ch]' ':(glob)tests/*.c' |
		xargs -P "$jobs" -I{} sh -c 'clang-format --dry-run -Werror {} >/dev/null 2>&1 || echo {}' | sort |
		wall "layout (clang-format -i mends it)"
else
	echo "layout: not looked at, there is no clang-format"
fi

# shellcheck disable=SC2086
sources 'runner/*.h' | xargs -P "$jobs" -I{} sh -c 'echo "#include \"{}\"" | gcc '"$(echo $flags | sed 's/"/\\"/g')"' -I. -fsyntax-only -x c - 2>&1' |
	wall "every header compiles alone"

rank() {
	i=0
	for layer in $layers; do
		i=$((i + 1))
		if [ "$layer" = "$1" ]; then echo $i; return; fi
	done
	echo 0
}
for from in $layers; do
	for to in $layers; do
		if [ "$(rank "$to")" -gt "$(rank "$from")" ]; then
			sources "runner/$from/*.[ch]" | xargs -r grep -nE "^#include \"$to/" /dev/null
		fi
	done
done | wall "includes run downwards ($layers)"

# Forked children end by _exit() and mistakes in memory by abort(): neither is a word to a person.
for layer in $layers; do
	case $layer in tui | cli) continue ;; esac
	sources "runner/$layer/*.[ch]"
done | xargs -r grep -nE '(^|[^a-zA-Z_])(printf|vprintf|puts|putchar|perror|exit)[ ]*\(|\<(stdout|stderr)\>' /dev/null |
	grep -vE '^[^:]*:[0-9]*:[[:space:]]*(/?\*|//)|PRINTF\(' | sed -E 's,/\*.*\*/,,' |
	grep -E '(^|[^a-zA-Z_"])(printf|vprintf|puts|putchar|perror|exit)[ ]*\(|[^"]\<(stdout|stderr)\>[^"]' |
	wall "no words and no exit below cli and tui"

sources 'runner/*.[ch]' | grep -v '^runner/tui/term\.c$' | xargs grep -nE '#include <(n?curses|ncursesw/|term\.h)' /dev/null |
	wall "curses in runner/tui/term.c alone"

sources 'runner/*.[ch]' | while read -r file; do
	head -n 1 "$file" | grep -q '^// SPDX-License-Identifier: MIT$' || echo "$file"
done | wall "every file names its licence"

if command -v aarch64-linux-gnu-gcc >/dev/null; then
	# shellcheck disable=SC2086
	sources 'runner/*.c' | xargs -P "$jobs" -I{} aarch64-linux-gnu-gcc $flags -idirafter /usr/include -c -o /dev/null {} 2>&1 |
		wall "everything compiles for aarch64"
else
	echo "aarch64: not looked at, there is no aarch64-linux-gnu-gcc"
fi

[ ! -s "$fallen" ]
