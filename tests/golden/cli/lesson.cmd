socklings show 1.1 --lesson | head -n 40
