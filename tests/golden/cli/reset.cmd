export SOCKLINGS_COURSE="$TOP/tests/golden/course"
socklings show 1.1 >/dev/null
echo '/* mine */' >workspace/01-socket/1-first.c
socklings reset 1.1
cmp workspace/01-socket/1-first.c "$SOCKLINGS_COURSE/exercises/01-socket/1-first.c" && echo same
socklings reset 1.1 --undo
cat workspace/01-socket/1-first.c
socklings reset 2.1 --undo
