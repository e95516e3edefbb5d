// SPDX-License-Identifier: MIT
/* Calls of every shape, for the stage to decode: odd WHAT [PORT]. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static struct sockaddr_in loopback(int port)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(port) };

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return at;
}

static void udp(int port)
{
	struct sockaddr_in at = loopback(port), from;
	socklen_t len = sizeof from;
	int a = socket(AF_INET, SOCK_DGRAM, 0), b = socket(AF_INET, SOCK_DGRAM, 0);
	char text[100];

	bind(a, (struct sockaddr *)&at, sizeof at);
	sendto(b, "ping", 4, 0, (struct sockaddr *)&at, sizeof at);
	recvfrom(a, text, sizeof text, 0, (struct sockaddr *)&from, &len);
	connect(b, (struct sockaddr *)&at, sizeof at);
	send(b, "pong", 4, 0);
	recv(a, text, 2, MSG_TRUNC);
	recv(a, text, sizeof text, MSG_DONTWAIT);
}

static void pieces(int port)
{
	int ends[2];
	char one[3], two[10];
	struct iovec out[] = { { "hello ", 6 }, { "world", 5 } };
	struct iovec in[] = { { one, sizeof one }, { two, sizeof two } };
	struct msghdr to = { .msg_iov = out, .msg_iovlen = 2 };
	struct msghdr from = { .msg_iov = in, .msg_iovlen = 2 };

	(void)port;
	socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
	writev(ends[0], out, 2);
	readv(ends[1], in, 2);
	sendmsg(ends[0], &to, 0);
	recvmsg(ends[1], &from, 0);
}

static void options(int port)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0), value = 1;
	socklen_t len = sizeof value;
	struct sockaddr_in at = loopback(port);
	struct timeval second = { .tv_sec = 1 };

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &value, sizeof value);
	getsockopt(fd, SOL_SOCKET, SO_TYPE, &value, &len);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof second);
	bind(fd, (struct sockaddr *)&at, 4);
	bind(-1, (struct sockaddr *)&at, sizeof at);
	bind(1, (struct sockaddr *)&at, sizeof at);
	len = 7;
	getsockname(fd, (struct sockaddr *)&at, &len);
	close(99);
}

static void local(int port)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX, .sun_path = "talk.sock" };
	int a = socket(AF_UNIX, SOCK_STREAM, 0), b = socket(AF_UNIX, SOCK_STREAM, 0), c;
	char text[8];

	(void)port;
	bind(a, (struct sockaddr *)&at, sizeof at);
	listen(a, 1);
	connect(b, (struct sockaddr *)&at, sizeof at);
	c = accept(a, NULL, NULL);
	write(b, "hi", 2);
	read(c, text, sizeof text);
	unlink(at.sun_path);
}

static void on_alarm(int signal)
{
	(void)signal;
}

/* recv() fails with EINTR when the alarm comes, and is begun again where the handler says so. */
static void interrupted(int port)
{
	int ends[2];
	char c;
	struct sigaction action = { .sa_handler = on_alarm };

	(void)port;
	socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
	sigaction(SIGALRM, &action, NULL);
	ualarm(20000, 0);
	recv(ends[0], &c, 1, 0);
	action.sa_flags = SA_RESTART;
	sigaction(SIGALRM, &action, NULL);
	if (fork() == 0) {
		usleep(40000);
		send(ends[1], "x", 1, 0);
		_exit(0);
	}
	ualarm(20000, 0);
	recv(ends[0], &c, 1, 0);
	wait(NULL);
}

static void executed(int port)
{
	char text[16];

	snprintf(text, sizeof text, "%d", port);
	if (fork() == 0) {
		execl("/proc/self/exe", "odd", "local", text, NULL);
		_exit(1);
	}
	wait(NULL);
	execl("/proc/self/exe", "odd", "pieces", text, NULL);
}

static void *execute(void *port)
{
	execl("/proc/self/exe", "odd", "pieces", port, NULL);
	return NULL;
}

/* Another thread than the first: it takes the first one's number. */
static void thread_executes(int port)
{
	char text[16];
	pthread_t t;

	snprintf(text, sizeof text, "%d", port);
	pthread_create(&t, NULL, execute, text);
	pthread_join(t, NULL);
}

static void spawned(int port)
{
	char text[16];
	char *argv[] = { "odd", "pieces", text, NULL };
	pid_t pid;

	snprintf(text, sizeof text, "%d", port);
	posix_spawn(&pid, "/proc/self/exe", NULL, NULL, argv, NULL);
	waitpid(pid, NULL, 0);
}

static void *listen_later(void *fd)
{
	listen((int)(long)fd, 1);
	pthread_exit(NULL);
}

/* The first thread leaves; the program lives on. */
static void leaderless(int port)
{
	pthread_t t;
	struct sockaddr_in at = loopback(port);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	bind(fd, (struct sockaddr *)&at, sizeof at);
	pthread_create(&t, NULL, listen_later, (void *)(long)fd);
	pthread_exit(NULL);
}

static void stopped(int port)
{
	(void)port;
	if (fork() == 0) {
		raise(SIGSTOP);
		_exit(3);
	}
	pause();
}

static void deadlock(int port)
{
	pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

	(void)port;
	pthread_mutex_lock(&m);
	pthread_mutex_lock(&m);
}

static void naps(int port)
{
	(void)port;
	for (int i = 0; i < 3; i++)
		usleep(100000);
}

static void crash(int port)
{
	(void)port;
	*(volatile int *)0 = 1;
}

static void read_input(int port)
{
	char line[100];

	(void)port;
	while (fgets(line, sizeof line, stdin)) {
		printf("%s", line);
		fprintf(stderr, "seen\n");
	}
}

static void flood_output(int port)
{
	static char text[65536];

	(void)port;
	memset(text, 'x', sizeof text);
	for (int i = 0; i < 100; i++)
		fwrite(text, 1, sizeof text, stdout);
}

static void daemonize(int port)
{
	(void)port;
	if (fork() != 0)
		_exit(0);
	setsid();
	if (fork() != 0)
		_exit(0);
	for (;;)
		pause();
}

static void fork_for_ever(int port)
{
	(void)port;
	signal(SIGTERM, SIG_IGN);
	for (;;)
		fork();
}

static void overflow(int port)
{
	char *text = malloc(8);

	text[8 + port % 2] = 'x';
	printf("%s\n", text);
}

static const struct {
	const char *name;
	void (*run)(int port);
} things[] = {
	{ "udp", udp },
	{ "pieces", pieces },
	{ "options", options },
	{ "local", local },
	{ "interrupted", interrupted },
	{ "executed", executed },
	{ "thread-executes", thread_executes },
	{ "spawned", spawned },
	{ "leaderless", leaderless },
	{ "stopped", stopped },
	{ "deadlock", deadlock },
	{ "naps", naps },
	{ "crash", crash },
	{ "input", read_input },
	{ "flood", flood_output },
	{ "daemon", daemonize },
	{ "forks", fork_for_ever },
	{ "overflow", overflow },
};

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	for (size_t i = 0; i < sizeof things / sizeof *things; i++)
		if (strcmp(things[i].name, argv[1]) == 0)
			things[i].run(atoi(argv[2]));
	return 0;
}
