export SOCKLINGS_COURSE="$TOP/tests/golden/course"
socklings solution 2.1
socklings solution 2.1 --yes
