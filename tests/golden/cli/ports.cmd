socklings check 7.3 --seed 41 | sed -E '4,$d; s/(we are 127.0.0.1:)[0-9]+/\1PORT/'
