socklings check 9.1 --seed 41 --file "$TOP/tests/wrong/09-echo/1-echo/one-recv-is-one-message.c"
