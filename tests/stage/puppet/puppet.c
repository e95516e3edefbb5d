// SPDX-License-Identifier: MIT
/* A program that does what its arguments say, one after another: PORT first, then deeds. "send=hi" sends, "accept" accepts ... It
 * speaks on the socket it accepted, connected or made last. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int port, listener = -1, fd = -1;
static struct sockaddr_storage peer;
static socklen_t peer_len;

static void must(int result, const char *what)
{
	if (result >= 0)
		return;
	perror(what);
	exit(3);
}

static struct sockaddr_in here(int at_port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
		.sin_port = htons(at_port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

static struct sockaddr_in6 here6(int at_port)
{
	return (struct sockaddr_in6){
		.sin6_family = AF_INET6, .sin6_port = htons(at_port), .sin6_addr = in6addr_loopback
	};
}

static struct sockaddr_un there(const char *path)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };

	snprintf(at.sun_path, sizeof at.sun_path, "%s", path);
	return at;
}

#define DEED(name) static void name(const char *with)
#define AT(a)	   (struct sockaddr *)&(a), sizeof(a)

DEED(do_listen)
{
	struct sockaddr_in at = here(with ? atoi(with) : port);
	int on = 1;

	listener = socket(AF_INET, SOCK_STREAM, 0);
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	must(bind(listener, AT(at)), "bind");
	must(listen(listener, 5), "listen");
}

DEED(do_listen6)
{
	struct sockaddr_in6 at = here6(port);

	(void)with;
	listener = socket(AF_INET6, SOCK_STREAM, 0);
	must(bind(listener, AT(at)), "bind");
	must(listen(listener, 5), "listen");
}

DEED(do_locallisten)
{
	struct sockaddr_un at = there(with);

	listener = socket(AF_UNIX, SOCK_STREAM, 0);
	must(bind(listener, AT(at)), "bind");
	must(listen(listener, 5), "listen");
}

DEED(do_localbind)
{
	struct sockaddr_un at = there(with);

	fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	must(bind(fd, AT(at)), "bind");
}

DEED(do_localconnect)
{
	struct sockaddr_un at = there(with);

	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	must(connect(fd, AT(at)), "connect");
}

DEED(do_localto)
{
	struct sockaddr_un at = there(with);

	memcpy(&peer, &at, peer_len = sizeof at);
}

DEED(do_accept)
{
	(void)with;
	must(fd = accept(listener, NULL, NULL), "accept");
}

DEED(do_connect)
{
	struct sockaddr_in at = here(port);

	(void)with;
	fd = socket(AF_INET, SOCK_STREAM, 0);
	must(connect(fd, AT(at)), "connect");
}

DEED(do_udp)
{
	(void)with;
	must(fd = socket(AF_INET, SOCK_DGRAM, 0), "socket");
}

DEED(do_udpbind)
{
	struct sockaddr_in at = here(port);

	do_udp(with);
	must(bind(fd, AT(at)), "bind");
}

DEED(do_to)
{
	struct sockaddr_in at = here(port);

	(void)with;
	memcpy(&peer, &at, peer_len = sizeof at);
}

DEED(do_get)
{
	char data[4096];
	ssize_t n;

	(void)with;
	peer_len = sizeof peer;
	must(n = recvfrom(fd, data, sizeof data, 0, (struct sockaddr *)&peer, &peer_len),
		"recvfrom");
	fwrite(data, 1, n, stdout);
	fflush(stdout);
}

DEED(do_put)
{
	must(sendto(fd, with, strlen(with), 0, (struct sockaddr *)&peer, peer_len), "sendto");
}

DEED(do_send)
{
	must(send(fd, with, strlen(with), MSG_NOSIGNAL), "send");
}

DEED(do_pipe) /* like send, but for SIGPIPE */
{
	must(send(fd, with, strlen(with), 0), "send");
}

DEED(do_flood)
{
	static char zeros[65536];

	(void)with;
	while (send(fd, zeros, sizeof zeros, MSG_NOSIGNAL) > 0)
		;
}

DEED(do_recv)
{
	char data[4096];

	must(recv(fd, data, with ? atoi(with) : (int)sizeof data, 0), "recv");
}

DEED(do_ask) /* again and again, whatever the answer */
{
	char data[4096];

	(void)with;
	for (;;)
		recv(fd, data, sizeof data, 0);
}

DEED(do_drain)
{
	char data[4096];

	(void)with;
	while (recv(fd, data, sizeof data, 0) > 0)
		;
}

DEED(do_wait) /* until something is there, without reading it */
{
	struct pollfd p = { fd, POLLIN, 0 };

	(void)with;
	poll(&p, 1, -1);
}

DEED(do_polls) /* so many milliseconds at a time, for ever */
{
	struct pollfd p = { fd, POLLIN, 0 };

	while (poll(&p, 1, atoi(with)) == 0)
		;
}

DEED(do_fin)
{
	(void)with;
	shutdown(fd, SHUT_WR);
}

DEED(do_close)
{
	(void)with;
	close(fd);
}

DEED(do_shut)
{
	(void)with;
	close(listener);
}

DEED(do_print)
{
	fputs(with, stdout);
	fflush(stdout);
}

DEED(do_complain)
{
	fputs(with, stderr);
}

DEED(do_line) /* of stdin to stdout */
{
	char line[256];

	(void)with;
	if (fgets(line, sizeof line, stdin))
		do_print(line);
	else
		do_print("no more\n");
}

DEED(do_copy) /* stdin to stdout */
{
	char data[4096];
	ssize_t n;

	(void)with;
	while ((n = read(0, data, sizeof data)) > 0)
		fwrite(data, 1, n, stdout);
}

DEED(do_exit)
{
	exit(atoi(with));
}

DEED(do_abort)
{
	(void)with;
	abort();
}

DEED(do_stubborn)
{
	(void)with;
	signal(SIGTERM, SIG_IGN);
}

DEED(do_sleep)
{
	usleep(atoi(with) * 1000);
}

DEED(do_forever)
{
	(void)with;
	for (;;)
		pause();
}

DEED(do_fork) /* the child does the rest */
{
	if (fork() > 0)
		do_forever(with);
}

DEED(do_echoself) /* answers itself, for ever */
{
	struct sockaddr_in at = here(port);
	char data[64] = "x";

	(void)with;
	for (ssize_t n = 1; n > 0;) {
		peer_len = sizeof peer;
		sendto(fd, data, n, 0, AT(at));
		n = recvfrom(fd, data, sizeof data, 0, (struct sockaddr *)&peer, &peer_len);
	}
}

DEED(do_chatter)
{
	static char text[4096];

	(void)with;
	memset(text, '.', sizeof text);
	for (;;)
		if (write(1, text, sizeof text) < 0)
			exit(9);
}

DEED(do_spin)
{
	(void)with;
	for (;;)
		getppid();
}

DEED(do_sockets)
{
	for (int i = atoi(with); i > 0; i--)
		must(socket(AF_INET, SOCK_STREAM, 0), "socket");
}

static const struct {
	const char *name;
	void (*what)(const char *with);
} deeds[] = {
	{ "listen", do_listen },
	{ "listen6", do_listen6 },
	{ "locallisten", do_locallisten },
	{ "localbind", do_localbind },
	{ "localconnect", do_localconnect },
	{ "localto", do_localto },
	{ "accept", do_accept },
	{ "connect", do_connect },
	{ "udp", do_udp },
	{ "udpbind", do_udpbind },
	{ "to", do_to },
	{ "get", do_get },
	{ "put", do_put },
	{ "send", do_send },
	{ "pipe", do_pipe },
	{ "flood", do_flood },
	{ "recv", do_recv },
	{ "ask", do_ask },
	{ "drain", do_drain },
	{ "wait", do_wait },
	{ "polls", do_polls },
	{ "fin", do_fin },
	{ "close", do_close },
	{ "shut", do_shut },
	{ "print", do_print },
	{ "complain", do_complain },
	{ "line", do_line },
	{ "copy", do_copy },
	{ "exit", do_exit },
	{ "abort", do_abort },
	{ "stubborn", do_stubborn },
	{ "sleep", do_sleep },
	{ "forever", do_forever },
	{ "fork", do_fork },
	{ "echoself", do_echoself },
	{ "spin", do_spin },
	{ "chatter", do_chatter },
	{ "sockets", do_sockets },
};

static void do_one(const char *deed)
{
	size_t len = strcspn(deed, "=");
	size_t i = 0, count = sizeof deeds / sizeof *deeds;

	while (i < count && (strlen(deeds[i].name) != len || memcmp(deeds[i].name, deed, len) != 0))
		i++;
	if (i == count) {
		fprintf(stderr, "no such deed: %s\n", deed);
		exit(4);
	}
	deeds[i].what(deed[len] ? deed + len + 1 : NULL);
}

int main(int argc, char **argv)
{
	port = argc > 1 ? atoi(argv[1]) : 0;
	for (int i = 2; i < argc; i++)
		do_one(argv[i]);
	return 0;
}
