# what a learner or a course says cannot move a cursor
printf 'x\033[2Jy' >"$(printf 'bad\033[31m.c')"
socklings check "$(printf '\033[2J')"
socklings check 1.1 --file "$(printf 'bad\033[31m.c')" | head -n 3
printf '#include <stdio.h>\nint main(void) { puts("\\033[2Jboo"); }\n' >boo.c
socklings check 2.1 --file boo.c --seed 41 | head -n 4
