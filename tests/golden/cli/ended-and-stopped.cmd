# a thread that has ended does nothing any more; a program that is stopped computes nothing
echo_server() {
	sed -n '1,/unistd/p' "$TOP/solutions/09-echo/1-echo.c"
	printf '#include <pthread.h>\n#include <signal.h>\n'
	cat
	sed -n '/^int main/,$p' "$TOP/solutions/09-echo/1-echo.c"
}
echo_server >joined.c <<'C'
static void *serve(void *arg)
{
	return arg;
}

static void echo(int conn)
{
	pthread_t thread;

	pthread_create(&thread, NULL, serve, NULL);
	pthread_join(thread, NULL);
	shutdown(conn, SHUT_RD);
	pause();
}
C
echo_server >stopped.c <<'C'
static void echo(int conn)
{
	(void)conn;
	raise(SIGSTOP);
}
C
{
	sed -n '1,/unistd/p' "$TOP/solutions/09-echo/4-client.c"
	cat <<'C'
#include <arpa/inet.h>
#include <pthread.h>
static int fd;

static void *reader(void *arg)
{
	char text[100];
	ssize_t n;

	while ((n = recv(fd, text, sizeof text, 0)) > 0)
		n = write(1, text, n);
	return arg;
}

int main(int argc, char **argv)
{
	struct sockaddr_in server = { .sin_family = AF_INET };
	pthread_t thread;
	char text[100];
	ssize_t n;

	fd = socket(AF_INET, SOCK_STREAM, 0);
	server.sin_port = htons(atoi(argv[argc - 1]));
	inet_pton(AF_INET, argv[1], &server.sin_addr);
	if (connect(fd, (struct sockaddr *)&server, sizeof server) < 0) {
		perror("connect");
		return 1;
	}
	pthread_create(&thread, NULL, reader, NULL);
	while ((n = read(0, text, sizeof text)) > 0)
		send(fd, text, n, 0);
	shutdown(fd, SHUT_WR);
	pthread_join(thread, NULL);
	return 0;
}
C
} >reader.c
for try in '9.1 joined' '9.1 stopped' '9.4 reader'; do
	socklings check ${try% *} --file ${try#* }.c | sed -e 's/kill([0-9]*,/kill(P,/' -e '/ Of 5/,$d'
done
socklings check 9.1 --file stopped.c --json | grep stopped_by
socklings check 9.4 --file reader.c --level bare | sed '/ Of 5/,$d'
