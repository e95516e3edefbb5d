// SPDX-License-Identifier: MIT
/* Echo servers of every style that a learner may choose, and some that go wrong: server STYLE CLIENTS PORT. */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static int clients;

static int listener(int port)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(port) };
	int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

	at.sin_addr.s_addr = htonl(INADDR_ANY);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(fd, (struct sockaddr *)&at, sizeof at) != 0 || listen(fd, 16) != 0) {
		perror("listener");
		exit(1);
	}
	return fd;
}

static void write_all(int fd, const char *at, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, at, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			perror("write");
			exit(1);
		}
		at += n;
		len -= n;
	}
}

/* One piece; false at the end. */
static int echo_some(int fd)
{
	char text[1024];
	ssize_t n;

	do
		n = read(fd, text, sizeof text);
	while (n < 0 && errno == EINTR);
	if (n < 0) {
		perror("read");
		exit(1);
	}
	write_all(fd, text, n);
	return n > 0;
}

static void echo_to_end(int fd)
{
	while (echo_some(fd))
		continue;
	close(fd);
}

static int accept_one(int fd)
{
	int c;

	do
		c = accept(fd, NULL, NULL);
	while (c < 0 && errno == EINTR);
	if (c < 0) {
		perror("accept");
		exit(1);
	}
	return c;
}

static void serve_iterative(int fd)
{
	for (int i = 0; i < clients; i++)
		echo_to_end(accept_one(fd));
}

static void serve_fork(int fd)
{
	for (int i = 0; i < clients; i++) {
		int c = accept_one(fd);

		if (fork() == 0) {
			close(fd);
			echo_to_end(c);
			exit(0);
		}
		close(c);
	}
	while (wait(NULL) > 0 || errno == EINTR)
		continue;
}

static void on_child(int signal)
{
	int saved = errno;

	(void)signal;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		continue;
	errno = saved;
}

/* Its accept() meets EINTR whenever a child ends. */
static void serve_sigchld(int fd)
{
	struct sigaction action = { .sa_handler = on_child };

	sigaction(SIGCHLD, &action, NULL);
	serve_fork(fd);
}

static void *echo_thread(void *fd)
{
	echo_to_end((int)(long)fd);
	return NULL;
}

static void serve_threads(int fd)
{
	pthread_t threads[64];

	for (int i = 0; i < clients; i++)
		pthread_create(&threads[i], NULL, echo_thread, (void *)(long)accept_one(fd));
	for (int i = 0; i < clients; i++)
		pthread_join(threads[i], NULL);
}

static void serve_poll(int fd)
{
	struct pollfd fds[65] = { { .fd = fd, .events = POLLIN } };
	int count = 1, served = 0;

	while (served < clients) {
		if (poll(fds, count, -1) < 0 && errno != EINTR)
			exit(1);
		for (int i = count - 1; i > 0; i--)
			if (fds[i].revents && !echo_some(fds[i].fd)) {
				close(fds[i].fd);
				fds[i] = fds[--count];
				served++;
			}
		if (fds[0].revents)
			fds[count++] = (struct pollfd){ .fd = accept_one(fd), .events = POLLIN };
		for (int i = 0; i < count; i++)
			fds[i].revents = 0;
	}
}

static void serve_select(int fd)
{
	fd_set all;
	int most = fd, served = 0;

	FD_ZERO(&all);
	FD_SET(fd, &all);
	while (served < clients) {
		fd_set ready = all;

		if (select(most + 1, &ready, NULL, NULL, NULL) < 0) {
			if (errno == EINTR)
				continue;
			exit(1);
		}
		for (int i = 0; i <= most; i++) {
			if (i == fd || !FD_ISSET(i, &ready))
				continue;
			if (!echo_some(i)) {
				FD_CLR(i, &all);
				close(i);
				served++;
			}
		}
		if (FD_ISSET(fd, &ready)) {
			int c = accept_one(fd);

			FD_SET(c, &all);
			most = c > most ? c : most;
		}
	}
}

static void serve_epoll(int fd)
{
	int poller = epoll_create1(0), served = 0;
	struct epoll_event ev = { .events = EPOLLIN, .data.fd = fd };

	epoll_ctl(poller, EPOLL_CTL_ADD, fd, &ev);
	while (served < clients) {
		struct epoll_event ready[8];
		int n = epoll_wait(poller, ready, 8, -1);

		if (n < 0 && errno != EINTR)
			exit(1);
		for (int i = 0; i < n; i++) {
			int at = ready[i].data.fd;

			if (at == fd) {
				ev.data.fd = accept_one(fd);
				epoll_ctl(poller, EPOLL_CTL_ADD, ev.data.fd, &ev);
			} else if (!echo_some(at)) {
				close(at);
				served++;
			}
		}
	}
}

/* ---- those that go wrong */

static void wait_for_more(int fd) /* than the client sends: both wait for each other */
{
	char text[1024];
	size_t have = 0;
	int c = accept_one(fd);

	while (have < sizeof text)
		have += read(c, text + have, sizeof text - have);
}

static void forget_close(int fd)
{
	int c = accept_one(fd);

	while (echo_some(c))
		continue;
	accept_one(fd);
}

static void answer_with_flood(int fd) /* nobody reads: both buffers fill */
{
	static char text[65536];
	int c = accept_one(fd);

	for (int i = 0; i < 1000; i++)
		write_all(c, text, sizeof text);
}

static void sleep_first(int fd)
{
	int c = accept_one(fd);

	usleep(300000);
	echo_to_end(c);
}

static void poll_with_timeout(int fd)
{
	struct pollfd p = { .fd = accept_one(fd), .events = POLLIN };

	while (poll(&p, 1, 50) == 0)
		continue;
	echo_to_end(p.fd);
}

static void spin(int fd)
{
	int c = accept_one(fd);
	char text[1024];
	ssize_t n;

	for (;;) {
		n = recv(c, text, sizeof text, MSG_DONTWAIT);
		if (n > 0)
			write_all(c, text, n);
		if (n == 0)
			break;
	}
	close(c);
}

static void compute_forever(int fd)
{
	accept_one(fd);
	for (;;)
		continue;
}

static void eat_memory(int fd)
{
	accept_one(fd);
	for (;;)
		memset(malloc(1 << 20), 1, 1 << 20);
}

static void print_and_wait(int fd)
{
	printf("waiting\n"); /* no fflush: a terminal shows it */
	accept_one(fd);
	pause();
}

static void die_of_pipe(int fd)
{
	int c = accept_one(fd);

	shutdown(c, SHUT_WR);
	write_all(c, "x", 1);
}

static const struct {
	const char *name;
	void (*serve)(int fd);
} styles[] = {
	{ "iterative", serve_iterative },
	{ "fork", serve_fork },
	{ "sigchld", serve_sigchld },
	{ "threads", serve_threads },
	{ "poll", serve_poll },
	{ "select", serve_select },
	{ "epoll", serve_epoll },
	{ "wait-for-more", wait_for_more },
	{ "forget-close", forget_close },
	{ "flood", answer_with_flood },
	{ "sleep", sleep_first },
	{ "timeout", poll_with_timeout },
	{ "spin", spin },
	{ "compute", compute_forever },
	{ "eat", eat_memory },
	{ "print", print_and_wait },
	{ "sigpipe", die_of_pipe },
};

int main(int argc, char **argv)
{
	if (argc != 4)
		return 2;
	clients = atoi(argv[2]);
	for (size_t i = 0; i < sizeof styles / sizeof *styles; i++)
		if (strcmp(styles[i].name, argv[1]) == 0) {
			int fd = listener(atoi(argv[3]));

			styles[i].serve(fd);
			close(fd);
			return 0;
		}
	return 2;
}
