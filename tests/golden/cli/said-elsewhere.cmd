# an answer that went elsewhere is no answer that was not given yet
server() {
	sed -n '1,/unistd/p' "$TOP/solutions/09-echo/1-echo.c"
	cat <<C
static void echo(int conn)
{
	char b[4096];
	ssize_t n;

	while ((n = recv(conn, b, sizeof b, 0)) > 0)
		$1;
}

C
	sed -n '/^int main/,$p' "$TOP/solutions/09-echo/1-echo.c"
}
server 'send(0, b, n, 0)' >input.c
server 'if (write(0, b, n) < 0) continue' >write.c
server 'printf("%.*s", (int)n, b), fflush(stdout)' >screen.c
for name in input write screen; do
	socklings check 9.1 --file $name.c | sed -n '2,/Of 5/p'
done
