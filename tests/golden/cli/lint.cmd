export SOCKLINGS_COURSE="$TOP/tests/golden/course"
socklings lint 2.1
