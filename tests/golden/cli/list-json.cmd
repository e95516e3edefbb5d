export SOCKLINGS_COURSE="$TOP/tests/golden/course"
socklings list 2 --json
