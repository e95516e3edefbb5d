LANG=C socklings trace 6.1 --seed 41 --file "$TOP/solutions/06-accept/1-greet.c" -c 1 -d whole --ladder
