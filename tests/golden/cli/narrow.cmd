# twenty columns
export SOCKLINGS_COURSE="$TOP/tests/golden/course"
export COLUMNS=20
socklings
socklings list
socklings hint --help
