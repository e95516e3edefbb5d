// SPDX-License-Identifier: MIT
// attack: Looks for a crib on the network.
// ends: played
// shows: looked
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>

int main(void)
{
	struct sockaddr_in far = { .sin_family = AF_INET, .sin_port = htons(53) };
	struct addrinfo *found;

	inet_pton(AF_INET, "192.0.2.1", &far.sin_addr);
	if (connect(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&far, sizeof(far)) == 0)
		puts("ESCAPED: connected abroad");
	if (sendto(socket(AF_INET, SOCK_DGRAM, 0), "x", 1, 0, (struct sockaddr *)&far, sizeof(far)) == 1)
		puts("ESCAPED: a datagram went abroad");
	if (getaddrinfo("example.org", "80", NULL, &found) == 0)
		puts("ESCAPED: asked a name server");
	puts("looked");
	return 0;
}
