# the reference, talked to by hand through its one door; Ctrl-C leaves nothing behind
talk() {
	mkfifo said
	socklings serve "$1" --port 0 --host "$2" >said 2>&1 &
	serve=$!
	exec 3<said
	read -r line <&3
	port=$(echo "$line" | sed 's/.*port \([0-9]*\).*/\1/')
	PORT=$port HOST=$2 bash -c "exec 4<>/dev/$3/\$HOST/\$PORT; echo hello >&4; echo \"the reply: \$(timeout 20 head -c 6 <&4)\""
	$4
	kill -INT $serve
	cat <&3 | grep -E 'visitor +(sends|gets)|(send|sendto)\(' | sed 's/^ *[0-9.]* *//; s/127.0.0.1:[0-9]*/VISITOR/'
	wait $serve
	echo "[$?]"
	rm said
}
again() {
	socklings serve 9.1 --port $port 2>&1 | sed "s/ $port:/ PORT:/"
}
talk 9.1 127.0.0.1 tcp again
echo "-- over IPv6, and datagrams"
talk 9.1 ::1 tcp
talk 11.3 127.0.0.1 udp
echo "-- what cannot be"
for what in 9.4 "9.1 --host foo" "9.1 --port 65536" "9.1 --port 0 --host 192.0.2.1"; do
	socklings serve $what; echo "[$?]"
done
