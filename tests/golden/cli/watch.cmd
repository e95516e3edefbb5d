# an atomic save is noticed; Ctrl-C ends it
export SOCKLINGS_COURSE="$TOP/tests/golden/course"
socklings show 1.1 >/dev/null
mkfifo said
socklings watch 1.1 >said 2>&1 &
watch=$!
exec 3<said
until read -r line <&3 && case $line in *" broke in "*) true ;; *) false ;; esac do :; done
echo "$line"
cp "$SOCKLINGS_COURSE/solutions/01-socket/1-first.c" new.c && mv new.c workspace/01-socket/1-first.c
until read -r line <&3 && case $line in *" held: "*) true ;; *) false ;; esac do :; done
echo "$line"
kill -INT $watch
wait $watch
echo "[$?]"
