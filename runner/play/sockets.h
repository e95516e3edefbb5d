// SPDX-License-Identifier: MIT
/* sockets.h
 * What actors of both kinds do with a socket. Local sockets' paths are relative to the programs' folder, so that is where we stand while
 * a path is looked up: the name that the program then sees is the short one, good in its own view of files.
 */
#pragma once
#include "play/player.h"

int sockets_open(
	const struct player *p, const struct actor *a, int type); /* non-blocking; -1 and errno */
bool sockets_bind(struct player *p, int fd, const struct address *at);	 /* false and errno */
int sockets_connect(struct player *p, int fd, const struct address *to); /* 0 or the errno */
/* Sends one datagram; 0 or the errno. */
int sockets_send_to(struct player *p, int fd, struct bytes data, const struct address *to);
struct address sockets_local(int fd);
struct address sockets_remote(int fd);
/* A local socket's file outlives it, and would be in the way of the next. */
void sockets_forget(struct player *p, const struct address *local);
