// SPDX-License-Identifier: MIT
// attack: Listens to the hidden conversation, forges packets, takes the loopback down.
// ends: played
// shows: looked
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

static void try(const char *what, long result)
{
	if (result >= 0)
		printf("ESCAPED: %s\n", what);
}

int main(void)
{
	struct ifreq lo = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	try("packet socket", socket(AF_PACKET, SOCK_RAW, htons(3)));
	try("raw socket", socket(AF_INET, SOCK_RAW, IPPROTO_TCP));
	try("a new network", unshare(CLONE_NEWUSER | CLONE_NEWNET));
	try("loopback down", ioctl(fd, SIOCSIFFLAGS, &lo));
	try("netfilter", socket(AF_NETLINK, SOCK_RAW, 12));
	puts("looked");
	return 0;
}
