#!/bin/sh
# SPDX-License-Identifier: MIT
# The real screen in a real terminal (tmux): from the first start to a passed exercise, and through bad days. Speaks TAP.
#
#	tests/suites/screen.sh PROGRAM
set -u

top=$(cd "$(dirname "$0")/../.." && pwd)
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
course=$top/tests/golden/tui/course
solution=$course/solutions/02-echo/1-echo.c
handout=$course/exercises/02-echo/1-echo.c

for tool in tmux pgrep; do
	if ! command -v $tool >/dev/null; then
		echo "ok 1 - the screen in a terminal # SKIP $tool is not installed"
		exit 0
	fi
done

base=$(mktemp -d)
work=$base/workspace
file=$work/02-echo/1-echo.c
n=0 failures=0
tm() { tmux -L "socklings-$$" -f /dev/null "$@"; }
trap 'tm kill-server 2>/dev/null; rm -rf "$base"' EXIT
trap 'exit 130' INT TERM

screen() { tm capture-pane -p -t s 2>/dev/null; }
keys() { tm send-keys -t s "$@"; }
typed() { tm send-keys -t s -l "$1"; }

# ok NAME: what the last command said
ok() {
	status=$?
	n=$((n + 1))
	if [ $status -eq 0 ]; then
		echo "ok $n - $1"
	else
		failures=$((failures + 1))
		echo "not ok $n - $1"
		screen | sed 's/^/# /'
	fi
}
skip() {
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2"
}

# A condition is asked again until it holds; twenty seconds are out of the way of a slow machine.
await() {
	tries=400
	until "$@"; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		sleep 0.05
	done
}
shows() { screen | grep -qF -- "$1"; }
hides() { ! screen | grep -qF -- "$1"; }
sees() { await shows "$1"; }

# A shell in a terminal of so many columns and rows; the screen is started from it, as a person would.
shell() {
	command="env -i PATH='$PATH' HOME='$base' TERM=xterm-256color LANG=C.UTF-8 TMPDIR='${TMPDIR:-/tmp}' \
		XDG_CACHE_HOME='$base/cache' SOCKLINGS_COURSE='$course' SOCKLINGS_WORKSPACE='$work' PS1='READY> ' sh"
	if tm has-session -t s 2>/dev/null; then
		tm respawn-pane -k -t s "$command"
		tm resize-window -t s -x "$1" -y "$2"
	else
		tm new-session -d -s s -x "$1" -y "$2" "$command"
	fi
	await hides ENDED && sees 'READY>'
}
start() {
	typed "clear; ${1:-} '$program'; echo ENDED \$?"
	keys Enter
	sees 'Socklings ›'
}
# The screen's process: the shell's child.
pid() { pgrep -P "$(tm list-panes -t s -F '#{pane_pid}')" | head -n 1; }
open_echo() {
	keys 2 . 1 Enter Enter
	sees 'Give every client'
}
leave() {
	keys Q
	sees 'ENDED'
}
restored() { [ "$(tm display -p -t s '#{alternate_on} #{cursor_flag} #{mouse_any_flag}')" = '0 1 0' ]; }
# Nobody of ours: a learner may be at it beside the tests.
nobody_left() {
	for one in $(pgrep -f "^$program\$"); do
		! grep -qzF "SOCKLINGS_WORKSPACE=$work" "/proc/$one/environ" 2>/dev/null || return 1
	done
}

no_vim() { ! pgrep -f "^vim .*$file" >/dev/null; }

shell 80 24
stty_is() { # what stty says, kept in a file: the terminal is the shell's own
	typed "stty -a >$base/$1"
	keys Enter
	await test -s "$base/$1"
}
stty_is before
start && sees 'of 2 done' && sees '1.1   A socket of our own'
ok 'it opens'
open_echo && test -f "$file"
ok 'an exercise opens, and its handout is there'

cp "$solution" "$file" && sees '2.1 held'
ok 'saving the solution over it is seen, checked, and held'
cp "$handout" "$file.new" && mv "$file.new" "$file" && sees '2.1 broke'
ok 'a save by rename, as vim does, is checked too'
mv "$file" "$file~" && cp "$solution" "$file" && sees '2.1 held'
ok 'a save after a backup, as emacs does, is checked too'
: >"$file"
cat "$handout" >"$file" && sees 'A recv() is not a message'
ok 'a save in two writes is checked, and the mistake is named'

keys t && sees 'wanted: ana gets "bye"' && shows 'SYN ACK' && shows '✗'
ok 'the ladder shows the packets, and where it broke'
keys Enter && sees 'Opened' && keys Enter && keys s && sees "The kernel's sockets"
ok 'an event opens, and the sockets of its moment'
sed 's/return 1;/return 1/' "$handout" >"$base/refused.c"
keys q && sees 'came: ' && cp "$base/refused.c" "$file" && sees '2.1 does not compile' && shows 'before the last save'
ok 'the ladder tells of a save that does not compile, and whose run it still shows'
cp "$handout" "$file" && sees '2.1 broke' && hides 'before the last save'
ok 'and of one that does, with its run'
keys q && sees 'A recv() is not a message' && cp "$base/refused.c" "$file" && sees '2.1 does not compile'
keys R && sees 'Put the handout back?' && keys y && sees '2.1 broke' && shows 'Yours is kept: u takes it back'
ok 'what R says outlives the check that it starts'

cp "$handout" "$file" && keys p && sees 'You are ana' && typed 'one' && keys Enter && sees 'gets "one' && cp "$solution" "$file" &&
	sees '2.1 held' && sees 'as it is now'
ok 'a save while one is the peer: what was said is played again with it'
keys t w o Enter t h r e e Enter f o u r Enter
sees 'gets "four' && shows 'gets "two' && shows 'gets "three'
ok 'lines typed faster than they are played are said one after the other'
cp "$base/refused.c" "$file" && sees 'does not compile' && sees 'file before' && shows 'gets "four'
ok 'a save that does not compile is told to the peer too'
keys q && sees 'not saved yet' && typed 'uit' && sees 'sends a line: quit' && keys Escape && await hides 'sends a line' &&
	keys W && sees 'Save as' && keys Enter && sees "Saved as $work/conv" && keys W Enter && sees 'exists: replace it?' &&
	keys n q && sees '2.1 does not compile'
ok 'what was said is not lost by a q, nor saved over another conversation'
cp "$handout" "$file" && sees '2.1 broke'

keys q && sees 'of 2 done' && cp "$solution" "$file" && sees '2.1 held' && cp "$handout" "$file" && sees '2.1 broke'
ok 'a save is checked and told of from elsewhere too'
keys Enter && sees 'Give every client'

keys c
tm resize-window -t s -x 40 -y 10
sees '2.1 broke'
ok 'resized to 40x10 in the middle of a check'
tm resize-window -t s -x 30 -y 5
sees 'Make the terminal'
ok 'too small is told in a sentence'
tm resize-window -t s -x 120 -y 40
sees '2.1 broke' && shows '│'
ok 'and large again, all is back'
tm resize-window -t s -x 80 -y 24

keys C-z
await restored && typed 'echo $((6*7))' && keys Enter && sees 42
ok 'Ctrl-Z gives the terminal back'
typed fg && keys Enter && sees '2.1 broke'
ok 'fg brings everything back'

leave && await restored
ok 'Q leaves, and the terminal is as it was'
stty_is after && cmp -s "$base/before" "$base/after"
ok 'so are its settings'

start 'EDITOR=/nowhere/editor' && open_echo && keys e && sees 'Cannot start "/nowhere/editor"'
ok 'an editor that is not there is told of'
leave
start 'EDITOR=false' && open_echo && keys e && sees '"false" ended with status 1'
ok 'an editor that fails is told of'
leave
mkdir "$base/my own"
cat >"$base/my own/editor" <<EOF
#!/bin/sh
printf '%s ' "\$@" >$base/edited
cp $solution "\$3"
EOF
chmod +x "$base/my own/editor"
start "VISUAL='\"$base/my own/editor\" -n'" && open_echo && keys c && sees '2.1 broke' && keys e && sees '2.1 held'
ok 'what the editor saved is checked when it comes back'
grep -q '^-n +15 ' "$base/edited"
ok 'the editor, in a folder with a space in its name, was told the line of the mistake'
leave

if command -v vim >/dev/null; then
	cp "$handout" "$file"
	start 'EDITOR="vim -u NONE"' && open_echo && keys e && sees '1-echo.c"' && keys G o Escape && typed ':wq' && keys Enter &&
		sees '2.1 broke'
	ok 'a save in vim'
	keys e && sees '1-echo.c"' && keys C-z && await restored && typed fg && keys Enter && sees 'recv(' && typed ':q!' && keys Enter &&
		sees '2.1 broke' && keys C-z && await restored && typed fg && keys Enter && sees '2.1 broke'
	ok 'Ctrl-Z in vim, and fg: the screen has its terminal back, and can be suspended as before'
	keys e && sees '1-echo.c"' && kill -TERM "$(pid)" && sees Terminated && await restored
	ok 'SIGTERM while vim has the terminal ends both'
	start 'EDITOR="vim -u NONE"' && open_echo && keys e && sees '1-echo.c"' && kill -HUP "$(pid)" && sees Hangup && await restored &&
		await nobody_left && await no_vim
	ok 'SIGHUP while vim has the terminal ends both'
	stty_is hung-up && cmp -s "$base/before" "$base/hung-up"
	ok 'and the terminal has its settings back'
else
	skip 'a save in vim' 'vim is not installed'
fi
if command -v nano >/dev/null; then
	cp "$handout" "$file"
	start 'EDITOR=nano' && open_echo && keys e && sees 'GNU nano' && typed '//' && keys C-o Enter C-x && sees '2.1 '
	ok 'a save in nano'
	leave
else
	skip 'a save in nano' 'nano is not installed'
fi

cp "$solution" "$file"
start && open_echo && keys c && sees '2.1 held' && kill -9 "$(pid)" && sees ENDED
shell 80 24 # nobody can give a terminal back after kill -9
start && sees '1 of 2 done' && keys Enter && sees 'Why it works'
ok 'after kill -9 the place and what was passed are kept'

sed 's/echo(conn);/for (;;);/' "$solution" >"$base/spins.c"
cp "$base/spins.c" "$file" && sees 'checking' && keys Escape && sees 'was stopped' && hides 'checking'
ok 'a key stops a check'
cp "$base/spins.c" "$file" && sees 'checking' && cp "$solution" "$file" && sees '2.1 held'
ok 'a save during a run begins anew'
tm new-window -d -n other "env -i PATH='$PATH' HOME='$base' TERM=xterm-256color LANG=C.UTF-8 SOCKLINGS_COURSE='$course' \
	SOCKLINGS_WORKSPACE='$work' '$program'"
await sh -c "tmux -L socklings-$$ capture-pane -p -t other | grep -q 'Another socklings has this workspace open'"
ok 'a second one is told of the first'
tm kill-window -t other

cp "$base/spins.c" "$file" && sees 'checking'
ok 'a program that spins is being checked'
kill -TERM "$(pid)" && sees ENDED && await restored
ok 'SIGTERM ends it, and the terminal is restored'
await nobody_left
ok 'and nothing is left of the check'
start && open_echo && keys c && sees 'checking' && kill -HUP "$(pid)" && sees Hangup && await restored
ok 'SIGHUP ends it, and the terminal is restored'
await nobody_left
ok 'and nothing is left of the check'
tm new-window -d -n gone "env -i PATH='$PATH' HOME='$base' TERM=xterm-256color LANG=C.UTF-8 SOCKLINGS_COURSE='$course' \
	SOCKLINGS_WORKSPACE='$work' '$program'"
gone_shows() { tm capture-pane -p -t gone | grep -qF "$1"; }
await gone_shows 'of 2 done' && tm send-keys -t gone 2 . 1 Enter Enter c && await gone_shows checking && tm kill-window -t gone &&
	await nobody_left
ok 'a terminal that is closed leaves nobody behind'

start && open_echo && keys c && sees 'checking' && kill -SEGV "$(pid)" && sees ENDED && await restored
ok 'a crash gives the terminal back'
await nobody_left
ok 'and leaves nobody behind'
stty_is crashed && cmp -s "$base/before" "$base/crashed"
ok 'nor its settings'

sed 's/echo(conn);/printf("\\033[2J\\033]0;TAKEN\\007\\n"); fflush(stdout);/' "$solution" >"$file"
start && open_echo && keys c && sees '2.1 broke' && keys t && sees 'prints "\x1b[2J' &&
	[ "$(tm display -p -t s '#{pane_title}')" != TAKEN ]
ok 'what a program prints moves nothing and retitles nothing'
leave

start 'PATH=/nowhere CC=' && open_echo && keys c && sees 'No C compiler'
ok 'without a compiler it opens for reading, and says so when checking'
leave

typed "clear; TERM=dumb '$program'; echo ENDED \$?"
keys Enter
sees 'This is the plain mode' && typed '2.1' && keys Enter && sees 'Give every client' && typed 'sing' && keys Enter &&
	sees 'tells what you can type' && typed 'how' && keys Enter && sees 'demo: plays' && shows 'serve: runs' && shows 'reset 9.1: puts' &&
	keys C-z && sees 'READY>' && typed 'clear; fg' && keys Enter && sees 'socklings>' && typed 'quit' && keys Enter && sees 'READY>'
ok 'a dumb terminal gets sentences, and an exercise is gone to by its number'

start 'TERM=vt100 LANG=C NO_COLOR=1' 2>/dev/null
sees 'Socklings > Course' && shows '[ ] 1.1'
ok 'ASCII, without colours'
leave

echo "1..$n"
[ $failures -eq 0 ]
