# what the flags of a receive make of it: it waits for all, or takes nothing
server() {
	sed -n '1,/unistd/p' "$TOP/solutions/09-echo/1-echo.c"
	echo '#include <string.h>'
	cat
	sed -n '/^int main/,$p' "$TOP/solutions/09-echo/1-echo.c"
}
server >all.c <<'C'
static void echo(int conn)
{
	char b[1024];
	ssize_t n;

	while ((n = recv(conn, b, sizeof b, MSG_WAITALL)) > 0)
		send(conn, b, n, MSG_NOSIGNAL);
}
C
server >peek.c <<'C'
static void echo(int conn)
{
	char b[1024];
	ssize_t n;

	for (int i = 0; i < 40 && (n = recv(conn, b, sizeof b, MSG_PEEK)) > 0; i++)
		if (memchr(b, '\0', n))
			send(conn, b, n, MSG_NOSIGNAL);
	recv(conn, b, sizeof b, MSG_WAITALL);
}
C
socklings check 9.1 --file all.c | sed -n '2,6p'
socklings check 9.1 --file all.c --json | grep waits_
socklings check 9.1 --file peek.c | sed -n '2,8p'
socklings trace 9.1 --file peek.c --ladder | grep recv | uniq -c
socklings trace 9.1 --file peek.c | grep -o 'recv.*' | uniq -c
