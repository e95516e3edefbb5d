export SOCKLINGS_COURSE="$TOP/tests/golden/course"
unset SOCKLINGS_WORKSPACE
socklings init mine
ls mine
echo '/* mine */' >mine/01-socket/1-first.c
socklings init mine >/dev/null && cat mine/01-socket/1-first.c
cd home && socklings show 1.1 | grep 'Your file'
# what was said is what is checked, also where there is a workspace of no one's wish
cd ..
mkdir workspace
socklings show 1.1 | grep 'Your file'
echo 'int main(void) { return 0; }' >mine/01-socket/1-first.c
socklings check 1.1 | head -n 1
ls workspace
SOCKLINGS_WORKSPACE="$PWD/other" socklings init elsewhere 2>&1 >/dev/null
