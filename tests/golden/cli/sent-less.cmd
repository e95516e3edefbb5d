# what a peer waits for had come, and less of it went back
server() {
	sed -n '1,/unistd/p' "$TOP/solutions/09-echo/1-echo.c"
	cat
	sed -n '/^int main/,$p' "$TOP/solutions/09-echo/1-echo.c"
}
server >truth.c <<'C'
static void echo(int conn)
{
	char b[4096];
	ssize_t n;

	while ((n = recv(conn, b, sizeof b, 0) > 0))
		send(conn, b, n, MSG_NOSIGNAL);
}
C
server >lines.c <<'C'
static void echo(int conn)
{
	FILE *client = fdopen(conn, "r+");
	char line[1000];

	while (fgets(line, sizeof line, client)) {
		fputs(line, client);
		fflush(client);
	}
}
C
for name in truth lines; do
	socklings check 9.1 --file $name.c | sed -n '2,/Of 5/p'
done
