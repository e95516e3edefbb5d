socklings list 9 --json
