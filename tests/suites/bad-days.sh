#!/bin/bash
# SPDX-License-Identifier: MIT
# What must be true when things go wrong around the program: stopped at any moment nothing of it is left; a full disk or a folder
# that may not be written to costs a sentence, never work. Speaks TAP.
#
#	tests/suites/bad-days.sh PROGRAM
set -u

top=$(cd "$(dirname "$0")/../.." && pwd)
program=$(realpath "$1")
base=$(mktemp -d /tmp/socklings-days.XXXXXX)
trap 'rm -rf "$base"' EXIT
export SOCKLINGS_COURSE=$top HOME=$base XDG_CACHE_HOME=$base/cache SOCKLINGS_WORKSPACE=$base/workspace COLUMNS=80 TERM=dumb
export program base top
n=0

ok() { n=$((n + 1)); echo "ok $n - $*"; }
not_ok() { n=$((n + 1)); echo "not ok $n - $1"; printf '%s\n' "$2" | head -n 20 | sed 's/^/# /'; }
skip() { n=$((n + 1)); echo "ok $n # SKIP $*"; }
# holds NAME TEXT PATTERN
says() { if printf '%s\n' "$2" | grep -qE -- "$3"; then ok "$1"; else not_ok "$1: wanted /$3/" "$2"; fi; }

# A process namespace of our own shows exactly who is left.
alone="unshare -pf --mount-proc"
[ "$(id -u)" = 0 ] || alone="unshare -Urpf --mount-proc"
$alone true 2>/dev/null || alone=

printf '#include <stdlib.h>\nint main(void) { for (;;) ; }\n' >"$base/spin.c"
cat >"$base/flood.c" <<'C'
#include <stdio.h>
int main(void) { for (;;) puts("all work and no play"); }
C
cat >"$base/forks.c" <<'C'
#include <unistd.h>
int main(void) { setsid(); for (;;) { fork(); } }
C
cat >"$base/stays.c" <<'C'
#include <signal.h>
#include <unistd.h>
int main(void) { signal(SIGTERM, SIG_IGN); signal(SIGINT, SIG_IGN); if (fork() == 0) { setsid(); if (fork()) _exit(0); } for (;;) pause(); }
C

# who_is_left SIGNAL VERB...: the verb is given a second, then the signal; prints its words, its status and who remains.
who_is_left() {
	signal=$1
	shift
	$alone bash -c '
		signal=$1; shift
		names() { cat /proc/[0-9]*/comm 2>/dev/null | grep -vx -e bash -e cat -e grep -e sort | sort; }
		"$program" "$@" >"$base/said" 2>&1 &
		pid=$!
		# until it has said something, or a stage is up, or a compiler at work
		for i in $(seq 100); do
			[ -s "$base/said" ] || names | grep -q -e socklings-stage -e cc1 -e clang && break
			read -rt 0.05 <> <(:)
		done
		read -rt 0.3 <> <(:)
		kill -"$signal" $pid 2>/dev/null
		began=$(date +%s%N)
		wait $pid; status=$?
		[ $((($(date +%s%N) - began) / 1000000)) -lt 1500 ] && echo "at once"
		# what was killed needs a moment to be gone
		for i in $(seq 60); do
			left=$(names)
			[ -z "$left" ] && break
			read -rt 0.05 <> <(:)
		done
		cat "$base/said"; echo "status $status"; echo "left: ${left:-nobody}"' - "$signal" "$@" 2>&1
}

if [ -n "$alone" ]; then
	for file in spin flood forks stays; do
		got=$(who_is_left INT check 9.1 --file "$base/$file.c")
		says "Ctrl-C during $file leaves nobody" "$got" '^left: nobody$'
	done
	for signal in TERM HUP; do
		got=$(who_is_left $signal check 9.1 --file "$base/spin.c")
		says "SIG$signal leaves nobody" "$got" '^left: nobody$'
		says "SIG$signal is answered with a sentence" "$got" 'stopped; nothing is left running'
	done
	for file in 22-include-recursion 25-nested-parentheses; do
		for signal in INT TERM; do
			got=$(who_is_left $signal check 2.1 --no-cache --file "$top/tests/hostile/compile/$file.c")
			says "SIG$signal while $file is compiled leaves nobody" "$got" '^left: nobody$'
			says "SIG$signal while $file is compiled ends it at once" "$got" '^at once$'
			says "SIG$signal while $file is compiled is answered" "$got" 'stopped; nothing is left running'
		done
	done
	got=$(who_is_left INT serve 9.1 --port 0)
	says "a served program ends with Ctrl-C" "$got" '^left: nobody$'
	got=$(who_is_left INT watch 1.1)
	says "so does a watch" "$got" '^left: nobody$'
	got=$(who_is_left KILL check 9.1 --file "$base/stays.c")
	says "even SIGKILL leaves nobody" "$got" '^left: nobody$'
else
	skip "no process namespace here to count in"
fi

for file in flood forks stays; do
	got=$(timeout 60 "$program" check 2.1 --file "$base/$file.c" 2>&1; echo "status $?")
	says "$file.c gets a verdict" "$got" '^status 1$'
done

# A mount namespace of our own: a full disk, a folder that may not be written to.
mounts="unshare -m"
[ "$(id -u)" = 0 ] || mounts="unshare -Urm"
if $mounts true 2>/dev/null; then
	got=$($mounts bash -c '
		mkdir -p "$base/small" && mount -t tmpfs -o size=64k none "$base/small" || exit
		export SOCKLINGS_WORKSPACE=$base/small/w
		"$program" show 1.1 >/dev/null; "$program" hint 1.1 >/dev/null
		echo "/* mine */" >>"$base/small/w/01-socket/1-first.c"
		before=$(cat "$base/small/w/01-socket/1-first.c")
		head -c 1M /dev/zero >"$base/small/fill" 2>/dev/null
		"$program" check 1.1; echo "status $?"
		"$program" reset 1.1; echo "status $?"
		[ "$before" = "$(cat "$base/small/w/01-socket/1-first.c")" ] && echo "the file is whole"
		rm "$base/small/fill"
		"$program" hint 1.1 --again | head -n 1' 2>&1)
	says "a full disk: the check is told all the same" "$got" '^1\.1 broke'
	says "a full disk is named" "$got" 'No space left'
	says "a full disk takes nothing of the learner's" "$got" '^the file is whole$'
	says "nor of the progress" "$got" '^Hint 1 of 3'
	got=$($mounts bash -c '
		mkdir -p "$base/ro" && mount -t tmpfs none "$base/ro" || exit
		export SOCKLINGS_WORKSPACE=$base/ro/w
		"$program" show 1.1 >/dev/null
		mount -o remount,ro "$base/ro"
		"$program" check 1.1; echo "status $?"
		"$program" list | head -n 1
		"$program" reset 1.1; echo "reset $?"' 2>&1)
	says "a read-only workspace: its files are checked" "$got" '^1\.1 broke'
	says "a read-only workspace is named" "$got" 'Read-only file system'
	says "and cannot be reset" "$got" '^reset 3$'
	got=$($mounts bash -c '
		mkdir -p "$base/ro" && mount -t tmpfs -o ro none "$base/ro" && cd "$base/ro" || exit
		unset SOCKLINGS_WORKSPACE
		for verb in "" list "show 1.1" "solution --yes 1.1" "hint 1.1"; do
			"$program" $verb >"$base/said" 2>"$base/cure"; echo "${verb:-home}: $? $(head -n 1 "$base/said")"
			echo "${verb:-home} told: $(tr "\n" " " <"$base/cure")"
		done
		"$program" check 1.1 2>&1 | tr "\n" " "; echo "check ${PIPESTATUS[0]}"
		rm "$base/said" "$base/cure"' 2>&1)
	says "with no workspace, and none to be made: the course is told" "$got" '^home: 0 Socklings'
	says "it is listed" "$got" '^list: 0 01 '
	says "without a complaint" "$got" '^list told: $'
	says "a task is shown" "$got" '^show 1.1: 0 1.1 '
	says "with the cure for its file" "$got" '^show 1.1 told: .*`socklings init DIR` makes it'
	says "a solution is shown" "$got" '^solution --yes 1.1: 0 '
	says "without a complaint too" "$got" '^solution --yes 1.1 told: $'
	says "a hint is given" "$got" '^hint 1.1: 0 Hint 1'
	says "what needs a file names the cure" "$got" '`socklings init DIR` makes it .*check 3$'
else
	skip "no mount namespace here to fill"
fi

got=$(XDG_CACHE_HOME=/proc/nowhere "$program" check 1.1 --file "$top/solutions/01-socket/1-first.c" 2>&1; echo "status $?")
says "a cache that cannot be made is told, or done without" "$got" '^status [03]$'

# In a terminal that can do everything, a verb still does nothing to it.
if command -v script >/dev/null; then
	got=$(TERM=xterm-256color script -qec "$program check 1.1 --file $top/solutions/01-socket/1-first.c; $program list" /dev/null </dev/null 2>&1)
	if printf '%s' "$got" | grep -q "$(printf '\033')"; then
		not_ok "no verb touches the terminal" "$(printf '%s' "$got" | cat -v)"
	else
		says "no verb touches the terminal" "$got" '^1\.1 held'
	fi
else
	skip "there is no script(1) to make a terminal with"
fi

left=$(ls -A "$base" | grep -vE '^(cache|workspace|small|ro|said|.*\.c|\.local|\.cache)$')
if [ -z "$left" ]; then ok "nothing is left lying about"; else not_ok "nothing is left lying about" "$left"; fi
echo "1..$n"
