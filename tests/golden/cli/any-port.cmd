# a program that has a port of its own: the trace says which, and the actors talk to that
sed 's/(uint16_t)port/7777/; s/htons([a-z]*)/htons(7777)/' "$TOP/solutions/06-accept/1-greet.c" >own.c
socklings check 6.1 --file own.c --seed 41 | head -n 3
socklings check 6.1 --file own.c --any-port
socklings trace 6.1 --file own.c --any-port | grep -o 'bind(3, any:7777).*'
# a socket of another kind, with a port of its own, comes first; and where calls are not seen the kernel says which it has
sed 's/^\t.*= socket(/\tstruct sockaddr_in log = { .sin_family = AF_INET };\n\tbind(socket(AF_INET, SOCK_DGRAM, 0), (struct sockaddr *)\&log, sizeof log);\n&/
	s/htons([a-z]*)/htons(7778)/' "$TOP/solutions/09-echo/1-echo.c" >logs.c
socklings check 9.1 --file logs.c --any-port
socklings check 9.1 --file logs.c --any-port --level bare --conversation 1 --delivery whole | head -n 1
