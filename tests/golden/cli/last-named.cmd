# Without an exercise: the one that was named last, whatever was asked about it.
export SOCKLINGS_COURSE="$TOP/tests/golden/course"
first() { socklings "$@" 2>&1 | head -n 1; }
first solution 2.1 --yes >/dev/null
ls # who only reads needs no workspace
first show 1.1
first hint 2.1 >/dev/null
first show
first check 1.1
first show
first reset 2.1 >/dev/null
first hint --again
first trace 1.1 >/dev/null
first show
first solution 2.1
first show
first check 1.1 --file "$TOP/tests/golden/course/solutions/01-socket/1-first.c"
first show
