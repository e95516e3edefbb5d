# only commands, paths and lines under which a caret stands are longer than a line
export COLUMNS=20
wrong=$TOP/tests/wrong/09-echo/1-echo/one-recv-is-one-message.c
printf 'int main(void)\n{\n\treturn a + b;\n}\n' >wrong.c
for try in "check 9.1 --seed 41 --file $wrong" "check 1.1 --file wrong.c" "check 1.1 --seed 41 --file $TOP/solutions/01-socket/1-first.c"; do
	socklings $try | tee -a all
done
socklings trace 9.1 --seed 41 --file "$wrong" | tail -n 4
echo "-- too long"
grep -E '.{21}' all | grep -v ' | '
