# a line in a function of the learner's own is told with the line that called it
cat >collect.c <<'C'
static ssize_t recv_all(int fd, char *to, size_t len)
{
	size_t got = 0;

	while (got < len) {
		ssize_t n = recv(fd, to + got, len - got, 0);

		if (n <= 0)
			break;
		got += n;
	}
	return got;
}

static void echo(int conn)
{
	char b[4096];
	ssize_t n = recv_all(conn, b, sizeof b);

	send(conn, b, n, MSG_NOSIGNAL);
}

C
sed -n '1,/unistd/p' "$TOP/solutions/09-echo/1-echo.c" >echo.c
cat collect.c >>echo.c
sed -n '/^int main/,$p' "$TOP/solutions/09-echo/1-echo.c" >>echo.c
socklings check 9.1 --file echo.c | sed -n '2,10p'
socklings check 9.1 --file echo.c --json | grep -A 9 '"at"' | sed -n '1,10p'
# a signal's handler was called by nobody
cat >rings.c <<'C'
#include <signal.h>
#include <unistd.h>

static void on_alarm(int number)
{
	pause();
}

int main(int argc, char **argv)
{
	signal(SIGALRM, on_alarm);
	raise(SIGALRM);
}
C
socklings check 6.1 --file rings.c | grep "Your program waits"
