# a program that has a port of its own: the trace says which, and the actors talk to that
sed 's/(uint16_t)port/7777/; s/htons([a-z]*)/htons(7777)/' "$TOP/solutions/06-accept/1-greet.c" >own.c
socklings check 6.1 --file own.c --seed 41 | head -n 3
socklings check 6.1 --file own.c --any-port
socklings trace 6.1 --file own.c --any-port | grep -o 'bind(3, any:7777).*'
