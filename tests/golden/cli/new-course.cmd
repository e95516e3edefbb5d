# the course to begin with, as CONTRIBUTING.md has it copied: it works as it is
cp -r "$TOP/docs/new-course" mine
cp -r "$TOP/lessons/mistakes" mine/lessons/
socklings --course mine lint | sed -E "s/[0-9]+ runs at level \"[a-z]+\"/N runs/"
socklings --course mine check 1.1 --file mine/tests/wrong/01-first/1-hello/send-nul-terminator.c | sed '/See it/,+1d'

# and what everybody does wrong in it is told with file, place, the nearest right word, and what to do
L=lessons/01-first
fresh() {
	echo "-- $1"
	rm -rf mine
	cp -r "$TOP/docs/new-course" mine
	cp -r "$TOP/lessons/mistakes" mine/lessons/
}
slip() {
	fresh "$1"
	sed -i "$3" "mine/$2"
	COLUMNS=200 socklings --course mine lint | grep -vE 'is refused itself|^that first$|the lesson has no exercise|^[0-9]+ exercises'
}
change() {
	fresh "$1"
	(cd mine && eval "$2")
	COLUMNS=200 socklings --course mine lint | grep -vE '^[0-9]+ exercises' | sed 's/\(: line [0-9]*\): .*/\1/'
}
slip "a key" $L/1-hello.json 's/"kind"/"knd"/'
slip "a verb" $L/1-hello.json 's/"connects"/"conects"/'
slip "an actor" $L/1-hello.json 's/"ana": { "gets"/"anna": { "gets"/'
slip "a kind of actor" $L/1-hello.json 's/"ana": "client"/"ana": "clent"/'
slip "a role" $L/1-hello.json 's/"role": "server"/"role": "sever"/'
slip "a place" $L/1-hello.json 's/"role": "server"/&, "args": ["{prot}"]/'
slip "no comma" $L/1-hello.json 's/"kind": "fill",/"kind": "fill"/'
slip "a comma too many" $L/1-hello.json '0,/{ "you": { "exits": 0 } }$/s//&,/'
slip "a comment" $L/1-hello.json 's,"kind": "fill"\,,& // or fix,'
slip "a key twice" $L/1-hello.json 's/"kind": "fill",/& "kind": "fix",/'
slip "no title" $L/1-hello.json '/"title": "Say hello"/d'
slip "a text for a number" $L/1-hello.json 's/"exits": 0/"exits": "0"/'
slip "a port" $L/1-hello.json '0,/"ana": "client"/s//"ana": { "is": "client", "port": 70000 }/'
slip "two verbs" $L/1-hello.json '0,/{ "ana": "connects" }/s//{ "ana": "connects", "you": "starts" }/'
slip "what cannot follow" $L/1-hello.json '0,/{ "ana": "connects" },/s///'
slip "two hints" $L/1-hello.json '/Which of your/d'
slip "an exercise that is not there" $L/2-ask.json 's/"wants": \["1.1"\]/"wants": ["1.9"]/'
slip "a demo of nothing" $L/lesson.json 's/"of": "1.1"/"of": "1.7"/'
slip "a link" $L/lesson.md 's/(#the-calls)/(#the-call)/'
change "a refusal is told once, and what hangs on it" "sed -i s/connects/conects/ $L/1-hello.json"
change "no solution" 'rm solutions/01-first/2-ask.c'
change "a solution with a slip" 'echo oops >>solutions/01-first/2-ask.c'
change "no handout" 'rm exercises/01-first/1-hello.c'
change "no text" "rm $L/lesson.md"
change "a handout that passes" 'cp solutions/01-first/1-hello.c exercises/01-first/1-hello.c'
change "another mistake" 'cd tests/wrong/01-first/1-hello && mv send-nul-terminator.c listen-missing.c'
change "a folder misspelt" 'cd tests/wrong/01-first && mv 1-hello 1-helo'
change "a pipe for a file" "rm $L/2-ask.json; mkfifo $L/2-ask.json"
