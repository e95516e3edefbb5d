# nobody reads to the end, and that is no crash
export SOCKLINGS_COURSE="$TOP/tests/golden/course"
socklings list | head -n 1
socklings list >/dev/full
