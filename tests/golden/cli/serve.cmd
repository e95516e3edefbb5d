# the reference, talked to by hand through its one door; Ctrl-C leaves nothing behind
mkfifo said
socklings serve 9.1 --port 0 >said 2>&1 &
serve=$!
exec 3<said
read -r line <&3
port=$(echo "$line" | sed 's/.*port \([0-9]*\).*/\1/')
PORT=$port bash -c 'exec 4<>/dev/tcp/127.0.0.1/$PORT; echo hello >&4; read -r reply <&4; echo "the reply: $reply"'
kill -INT $serve
cat <&3 | grep -E 'visitor +(sends|gets)|send\(' | sed 's/^ *[0-9.]* *//; s/127.0.0.1:[0-9]*/VISITOR/'
wait $serve
echo "[$?]"
