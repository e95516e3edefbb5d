printf 'int main(void)\n{\n\treturn x + undeclared_thing;\n}\n' >wrong.c
socklings check 1.1 --file wrong.c
# json is for a program: its output is empty, not a sentence
echo "-- events"
socklings trace 1.1 --file wrong.c --json 2>/dev/null
echo "[$?]"
# of the workspace's own file the line is shown too, by each verb
socklings show 1.1 >/dev/null
cp wrong.c workspace/01-socket/1-first.c
socklings check 1.1
socklings trace 1.1 --ladder
echo "-- a header, and the linker"
{ echo 'int x = 3'; echo '#include <arpa/inet.h>'; yes 'int f(void);' | head -n 300; echo 'int main(void) { return f(); }'; } >open.c
socklings check 1.1 --file open.c | sed -n '/That is a header/,/| #include/p'
sed -i '1s/$/;/' open.c
socklings check 1.1 --file open.c | sed '/By hand/,$d'
