#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs suites that speak TAP, shows what failed and what was skipped, and adds everything up.
#
#	tests/run.sh [LABEL=]COMMAND...
#
# A suite that ends badly without saying which test failed counts as one failure: a crash cannot hide.
set -u

passed=0 failed=0 skipped=0
out=$(mktemp)
trap 'rm -f "$out"' EXIT
trap 'exit 130' INT TERM

for suite; do
	label=${suite%%=*} command=${suite#*=}
	began=$(date +%s)
	CMOCKA_MESSAGE_OUTPUT=TAP sh -c "$command" </dev/null >"$out" 2>&1
	status=$?
	not_ok=$(grep -c '^not ok' "$out")
	skip=$(grep -c '^ok .*# SKIP' "$out")
	ok=$(($(grep -c '^ok' "$out") - skip))
	if [ $status -ne 0 ] && [ "$not_ok" -eq 0 ]; then
		not_ok=1
		echo "$label: ended with status $status"
		tail -n 25 "$out" | sed 's/^/    /'
	elif [ "$not_ok" -gt 0 ]; then
		grep -v -e '^ok' -e '^1\.\.' -e '^TAP' "$out" | sed 's/^/    /' | head -n 120
	elif [ $((ok + skip)) -eq 0 ]; then
		not_ok=1
		echo "$label: ran no test at all"
	fi
	grep '^ok .*# SKIP' "$out" | sed 's/^ok [0-9]* *-* */    skipped: /'
	printf '%-34s %4d passed' "$label" "$ok"
	[ "$not_ok" -eq 0 ] || printf ', %d failed' "$not_ok"
	[ "$skip" -eq 0 ] || printf ', %d skipped' "$skip"
	took=$(($(date +%s) - began))
	[ "$took" -lt 10 ] || printf ' in %d s' "$took"
	echo
	passed=$((passed + ok)) failed=$((failed + not_ok)) skipped=$((skipped + skip))
done

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
