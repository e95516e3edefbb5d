socklings trace 12.1 --demo --seed 41 --ladder
