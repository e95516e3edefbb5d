socklings list
socklings list echo
socklings list --ids
socklings list 99
