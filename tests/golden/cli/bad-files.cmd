mkfifo fifo.c
ln -s "$TOP/solutions/01-socket/1-first.c" link.c
mkdir folder.c
printf 'a\0b' >zero.c
: >empty.c
truncate -s 100M big.c
for f in fifo.c link.c folder.c zero.c empty.c big.c nothing.c /dev/zero; do
	echo "-- $f"
	socklings check 1.1 --file $f; echo "[$?]"
done
echo "-- mistyped, for a program to read"
socklings check 1.1 --json --file nothing.c; echo "[$?]"
socklings trace 1.1 --file folder.c/nothing.c; echo "[$?]"
socklings watch 1.1 --file folder.c; echo "[$?]"
echo "-- the workspace's own"
socklings show 1.1 >/dev/null
rm workspace/01-socket/1-first.c
mkdir workspace/01-socket/1-first.c
socklings check 1.1; echo "[$?]"
