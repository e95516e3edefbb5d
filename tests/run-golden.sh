#!/bin/sh
# SPDX-License-Identifier: MIT
# Golden tests of the command line: tests/golden/cli/NAME.cmd is run by sh with `socklings` on the path, in a new folder with a
# workspace of its own; what it says and how it ends must be NAME.out. BLESS=1 writes NAME.out anew. Speaks TAP.
#
#	tests/run-golden.sh PROGRAM [NAME...]
#
# Seeds, times, process ids and paths differ from run to run, so they are given names before the comparison.
set -u

top=$(cd "$(dirname "$0")/.." && pwd)
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
shift
golden=$top/tests/golden/cli
[ $# -gt 0 ] || set -- $(cd "$golden" && ls ./*.cmd | sed 's,^\./,,; s,\.cmd$,,')

base=$(mktemp -d /tmp/socklings-golden.XXXXXX) # one length, so that lines wrap alike
trap 'rm -rf "$base"' EXIT
trap 'exit 130' INT TERM
mkdir "$base/bin" "$base/cache"
ln -s "$program" "$base/bin/socklings"

normalise() {
	sed -e "s,$base/run/[a-z0-9-]*,DIR,g" -e "s,$base/cache,CACHE,g" -e "s,$top/,,g" -e "s,$top,COURSE,g" \
		-e 's/seed [0-9][0-9]*/seed N/g' -e 's/"seed": *[0-9][0-9]*/"seed": N/g' -e 's/--seed [0-9][0-9]*/--seed N/g' \
		-e 's/ in [0-9][0-9.]* s\b/ in N ms/g' -e 's/[0-9][0-9.]* ms\b/N ms/g' -e 's/[0-9][0-9.]* s\b/N s/g' -e 's/_ns": *[0-9][0-9]*/_ns": N/g' \
		-e 's/20[0-9][0-9]-[0-9][0-9]-[0-9][0-9][T_ -][0-9][0-9][:.-]*[0-9][0-9][:.-]*[0-9][0-9]Z*/DATE/g' \
		-e 's/^ *[0-9][0-9]*\.[0-9][0-9][0-9]  /    T  /' \
		-e 's/"level": *"[a-z]*"/"level": "LEVEL"/g'
}

one() {
	name=$1
	mkdir -p "$base/run/$name/home"
	(
		cd "$base/run/$name" || exit 1
		env -i PATH="$base/bin:$PATH" HOME="$base/run/$name/home" TMPDIR="${TMPDIR:-/tmp}" XDG_CACHE_HOME="$base/cache" \
			SOCKLINGS_COURSE="$top" SOCKLINGS_WORKSPACE="$base/run/$name/workspace" TOP="$top" \
			ASAN_OPTIONS="${ASAN_OPTIONS:-}" COLUMNS=80 TERM=dumb LANG=C.UTF-8 TZ=UTC \
			sh "$golden/$name.cmd" </dev/null 2>&1
		echo "[status $?]"
	) | normalise >"$base/$name.got"
}

n=0 failures=0
echo "1..$#"
for name; do
	n=$((n + 1))
	one "$name"
	if [ -n "${BLESS:-}" ]; then
		cp "$base/$name.got" "$golden/$name.out"
		echo "ok $n - $name (blessed)"
	elif diff -u "$golden/$name.out" "$base/$name.got" >"$base/$name.diff" 2>&1; then
		echo "ok $n - $name"
	else
		failures=$((failures + 1))
		echo "not ok $n - $name"
		sed 's/^/# /' "$base/$name.diff"
	fi
done
[ $failures -eq 0 ]
