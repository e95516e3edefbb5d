export SOCKLINGS_COURSE="$TOP/tests/golden/course"
unset SOCKLINGS_WORKSPACE
socklings init mine
ls mine
echo '/* mine */' >mine/01-socket/1-first.c
socklings init mine >/dev/null && cat mine/01-socket/1-first.c
cd home && socklings show 1.1 | grep 'Your file'
