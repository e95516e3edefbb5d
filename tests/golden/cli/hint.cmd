export SOCKLINGS_COURSE="$TOP/tests/golden/course"
socklings hint 1.1 --again
socklings hint 1.1
socklings hint 1.1
socklings hint 1.1 --again
