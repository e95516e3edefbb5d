# nobody reads to the end, and that is no crash
socklings list | head -n 1
socklings list >/dev/full
