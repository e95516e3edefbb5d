// SPDX-License-Identifier: MIT
/* decode_fd.h
 * From a descriptor of a program to what is behind it. No table of descriptors is kept: the kernel is asked by number, so that dup, fork and
 * descriptors sent over sockets need no thought; its answer holds until the process closes something. What a socket is, is remembered by its inode, which is never used again.
 */
#pragma once
#include "stage/tasks.h"

struct stage;

struct known_socket {
	uint64_t inode;
	enum fd_kind kind;
	int proto; /* IPPROTO_TCP, IPPROTO_UDP; 0 for local ones */
	int who;
	bool listening;
	bool reads_time_out, writes_time_out; /* SO_RCVTIMEO, SO_SNDTIMEO */
	bool fresh;			      /* the rest need not be asked again */
	bool promised; /* the program knows how much it can read, or will be told when there is more */
	struct address local, remote;
};

struct sockets {
	struct known_socket **list;
	size_t count, cap;
};

struct fd_facts {
	enum fd_kind kind;
	uint64_t inode;
	struct known_socket *socket; /* NULL if it is none; borrowed */
};

/* Before a call that closes one, or after one that opens one: numbers are used again. */
void fd_forget(struct process *p);
/* Of a stopped (or sleeping) task. */
struct fd_facts fd_look(struct stage *s, const struct task *t, int fd);
struct known_socket *sockets_find(const struct sockets *k, uint64_t inode);
void sockets_free(struct sockets *k);
