# what cannot be seen at a level is not judged there, and that is said
socklings check 12.1 --file "$TOP/solutions/12-handshake/1-watch.c" --level bare
socklings check 12.1 --file "$TOP/solutions/12-handshake/1-watch.c" --level bare --json | tr -d '\n\t ' | grep -o '"unchecked":[^]]*]' | sort -u
socklings check 7.2 --file "$TOP/solutions/07-connect/2-nobody.c" --level traced
# storms are made by following calls
socklings check 9.1 --file "$TOP/solutions/09-echo/1-echo.c" --level bare --storm short
