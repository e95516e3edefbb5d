export SOCKLINGS_COURSE="$TOP/tests/golden/course"
socklings show 1.1 --lesson
