export SOCKLINGS_COURSE="$TOP/tests/golden/course"
socklings list
socklings list greet
socklings list --ids
socklings list 99
