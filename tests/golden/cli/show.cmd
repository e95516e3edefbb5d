export SOCKLINGS_COURSE="$TOP/tests/golden/course"
socklings show 2.1
socklings show workspace/02-greet/1-greet.c | head -n 1
socklings show gret
socklings show nothing-like-it
