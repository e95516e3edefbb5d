# each shell that is there reads what is made for it
export SOCKLINGS_COURSE="$TOP/tests/golden/course"
socklings completions bash >bash.sh && bash -n bash.sh && echo bash reads it
if command -v zsh >/dev/null; then socklings completions zsh >zsh.sh && zsh -n zsh.sh; fi
if command -v fish >/dev/null; then socklings completions fish >fish.sh && fish -n fish.sh; fi
bash -c '. ./bash.sh
try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _socklings; echo "$*: ${COMPREPLY[*]}"; }
try socklings che
try socklings check --deli
try socklings check --delivery ""
try socklings check 1
try socklings trace --ladder --st
try socklings completions z
echo "-- values, also of short options"
try socklings check -d ""
try socklings check -d sp
try socklings check --seed ""
try socklings check --delivery = ""
echo "-- what each verb takes"
try socklings list ""
try socklings lint ""
try socklings lint 2
echo "-- of the course that is named"
try socklings --course "$TOP/docs/new-course" list ""
try socklings check --course "$TOP/docs/new-course" ""
try socklings --course = "$TOP/docs/new-course" check ""
try socklings --workspace check list ""'
if command -v fish >/dev/null; then
	for line in "list 2" "lint 2" "check -d s" "--course=$TOP/docs/new-course check 1"; do
		fish -c ". ./fish.sh; complete -C 'socklings $line'" | sed 's/\t.*//' | tr '\n' ' '
	done | grep -qx '2 2 2.1 split 1.1 1.2 ' || echo "fish completes something else"
fi
