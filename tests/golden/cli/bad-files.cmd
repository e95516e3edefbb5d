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
