# twenty columns
export COLUMNS=20
socklings
socklings list
socklings hint --help
