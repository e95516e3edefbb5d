# nothing is accused, but a call on a socket had failed
sed 's/recv(conn, buffer, sizeof(buffer), 0)/recv(conn, (char *)1, 4096, 0)/' "$TOP/solutions/09-echo/1-echo.c" >echo.c
cmp -s echo.c "$TOP/solutions/09-echo/1-echo.c" && echo "the solution reads otherwise now"
socklings check 9.1 --file echo.c | sed -n '2,7p'
