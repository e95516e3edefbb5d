CC=no-such-compiler socklings check 1.1; echo "[$?]"
