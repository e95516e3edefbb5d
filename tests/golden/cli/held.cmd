socklings check 9.1 --file "$TOP/solutions/09-echo/1-echo.c"
