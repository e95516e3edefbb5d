# of the learner's own file: progress, why it works, what is next
export SOCKLINGS_COURSE="$TOP/tests/golden/course"
socklings show 1.1 >/dev/null
cp "$SOCKLINGS_COURSE/solutions/01-socket/1-first.c" workspace/01-socket/1-first.c
socklings check 1.1
socklings list 1
socklings solution 1.1 | tail -n 4
