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
try socklings completions z'
