#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs suites that speak TAP, shows what failed and what was skipped, and adds everything up.
#
#	tests/run.sh [+][LABEL=]COMMAND...
#
# One after another; but what has a + before it runs beside the others, from the beginning, and is shown at the end. A suite that
# ends badly without saying which test failed counts as one failure: a crash cannot hide.
set -u

passed=0 failed=0 skipped=0
dir=$(mktemp -d)
# Who runs beside does so in a session of its own, to be ended with all that it started.
leave() {
	for pid in "$dir"/*.pid; do
		[ ! -e "$pid" ] || kill -- -"$(cat "$pid")" 2>/dev/null
	done
	rm -rf "$dir"
}
trap leave EXIT
trap 'exit 130' INT TERM

# run COMMAND OUT: its output, its status and how long it took
run() {
	began=$(date +%s)
	CMOCKA_MESSAGE_OUTPUT=TAP sh -c "$1" </dev/null >"$2" 2>&1
	echo "$? $(($(date +%s) - began))" >"$2.end"
}

# tell LABEL OUT
tell() {
	read -r status took <"$2.end"
	not_ok=$(grep -c '^not ok' "$2")
	skip=$(grep -c '^ok .*# SKIP' "$2")
	ok=$(($(grep -c '^ok' "$2") - skip))
	if [ "$status" -ne 0 ] && [ "$not_ok" -eq 0 ]; then
		not_ok=1
		echo "$1: ended with status $status"
		tail -n 25 "$2" | sed 's/^/    /'
	elif [ "$not_ok" -gt 0 ]; then
		grep -v -e '^ok' -e '^1\.\.' -e '^TAP' "$2" | sed 's/^/    /' | head -n 120
	elif [ $((ok + skip)) -eq 0 ]; then
		not_ok=1
		echo "$1: ran no test at all"
	fi
	grep '^ok .*# SKIP' "$2" | sed 's/^ok [0-9]* *-* */    skipped: /'
	printf '%-34s %4d passed' "$1" "$ok"
	[ "$not_ok" -eq 0 ] || printf ', %d failed' "$not_ok"
	[ "$skip" -eq 0 ] || printf ', %d skipped' "$skip"
	[ "$took" -lt 10 ] || printf ' in %d s' "$took"
	echo
	passed=$((passed + ok)) failed=$((failed + not_ok)) skipped=$((skipped + skip))
}

n=0
for suite; do
	n=$((n + 1))
	case $suite in
	+*)
		export SUITE="${suite#*=}" PID="$dir/$n.pid"
		run 'setsid sh -c '\''echo $$ >"$PID"; eval "$SUITE"'\''; status=$?; rm -f "$PID"; exit $status' \
			"$dir/$n" &
		;;
	esac
done
unset SUITE PID
for suite; do
	case $suite in
	+*) continue ;;
	esac
	run "${suite#*=}" "$dir/out"
	tell "${suite%%=*}" "$dir/out"
done
wait
n=0
for suite; do
	n=$((n + 1))
	case $suite in
	+*)
		label=${suite#+}
		tell "${label%%=*}" "$dir/$n"
		;;
	esac
done

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
