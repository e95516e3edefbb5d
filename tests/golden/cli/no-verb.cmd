# a pipe gets sentences: the course, and what to do next
export SOCKLINGS_COURSE="$TOP/tests/golden/course"
socklings
