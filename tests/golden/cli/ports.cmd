socklings check 7.3 --seed 41
