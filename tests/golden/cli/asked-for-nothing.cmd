# a buffer that is full asks for 0 bytes, and is told 0
{
	sed -n '1,/unistd/p' "$TOP/solutions/09-echo/2-collect.c"
	cat <<'C'
static void serve(int conn)
{
	char all[4096];
	ssize_t n;
	size_t have = 0;

	while ((n = recv(conn, all + have, sizeof all - have, 0)) > 0)
		have += n;
	send(conn, all, have, MSG_NOSIGNAL);
}
C
	sed -n '/^int main/,$p' "$TOP/solutions/09-echo/2-collect.c"
} >full.c
socklings check 9.2 --file full.c | sed -n '/^  Your/,/Read close/p'
