// SPDX-License-Identifier: MIT
/* kernel.h
 * Asking the kernel about sockets, by sock_diag. Exact questions cost a microsecond; a dump walks the whole host's table
 * (two hundred), so only listeners, which have a small table of their own, are ever listed.
 */
#pragma once
#include "base/err.h"
#include "timeline/event.h"

struct kernel {
	int fd; /* -1: the kernel has no sock_diag here */
	uint32_t asked;
};

struct kernel_socket {
	struct socket_event ev;
	uint32_t unsent;		     /* bytes accepted from the program and not yet sent */
	uint64_t sent, sent_again, received; /* bytes of TCP's stream in this socket's life */
};

bool kernel_open(struct kernel *k, struct err *err);
void kernel_close(struct kernel *k);

/* The socket with exactly these addresses. For UDP `remote` may be unspecified (family 0). */
bool kernel_ask(struct kernel *k, int proto, const struct address *local,
	const struct address *remote, struct kernel_socket *out);
size_t kernel_listeners(struct kernel *k, struct socket_event *out, size_t max);
/* By number, where nothing else is known of it: a full dump. */
bool kernel_find(struct kernel *k, int proto, uint64_t inode, struct socket_event *out);
