# a command to paste plays the run that was told, and no shell finds another in it
wrong=$TOP/tests/wrong/09-echo/1-echo/one-recv-is-one-message.c
name='z;echo PWNED;#.c'
sed 's/atoi(argv\[1\])/7123/' "$wrong" >"$name"
told() { # ... and once more, pasted
	"$@" >told
	grep -A1 'See it' told
	sh -c "$(tr '\n' ' ' <told | sed 's/.*See it: *\(socklings.*[^ ]\)  *A hint.*/\1/')" >again
	grep PWNED again
	grep ' broke in ' told >one
	grep ' broke in ' again >other
	cmp one other && echo the same
}
told socklings --workspace 'my own' check 9.1 --any-port --level traced --file "$name"
told socklings --course "$TOP" check 9.1 -c 2 -d bytes --seed 41 --file "$wrong"
socklings --workspace 'my own' hint 9.1 | tail -n 1
socklings --workspace 'my own' show 9.1 | tail -n 3
mkdir -p c && cp -r "$TOP/tests/golden/course/." c/
socklings --course c lint 2.1 --seed 41 | grep -A1 'See it'
socklings --course c lint 2.1 --seed 41 --json | grep '"see"'
