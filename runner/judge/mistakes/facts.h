// SPDX-License-Identifier: MIT
/* facts.h
 * What the rules ask of a timeline, gathered once for all of them: the learner's calls in order,
 * their sockets, who talked to whom, which bytes came and went. The C library's own sockets (name
 * look-ups) are left out, so that no rule mistakes them for the learner's.
 */
#pragma once
#include "judge/mistakes.h"

struct sock { /* a socket of the learner's program */
	uint64_t inode;
	const struct event *made; /* socket(), accept(), socketpair() */
	int fd;			  /* as the maker got it */
	int domain, type;	  /* an accepted one has its listener's */
	bool accepted;
	bool noise; /* the C library's */
	struct address local, remote;
	long first, last; /* calls on it, NOWHERE if there is none: its making does not count */
	size_t calls;
	bool closed; /* or shut down, by anybody */
};

/* Where a call stands among others: NOWHERE at the ends. */
struct neighbours {
	int of_task;	   /* the next of its task */
	int before, after; /* on the same socket */
	int received; /* the last of its task before it that received from a TCP or UDP socket */
};

enum { NOWHERE = -1 };

struct facts {
	const struct mistake_case *c;
	const struct event **calls; /* the learner's program and its children, by time of entry */
	size_t count;
	struct neighbours *near;      /* of each call */
	size_t *by_id;		      /* indices of the calls, those of one id together */
	size_t id_at[CALL_COUNT + 1]; /* where those of an id begin in by_id */
	const struct event **moves;   /* the actors' */
	size_t move_count;
	struct sock *socks;
	size_t sock_count;
	const struct step *step; /* the broken one, or NULL */
	uint64_t broke_at;	 /* when; UINT64_MAX where it held */
	uint64_t crashed_at;	 /* when a sanitizer began to complain; UINT64_MAX: never */
	const struct event *end; /* of the program itself, by its own doing; NULL: it runs */
	bool server, client;	 /* the program's role */
	bool stream, datagram;	 /* what the task speaks over IP, from its cast and its calls */
	uint16_t port;		 /* that the program was given; 0: none, or not known */
	bool any_port; /* a server may have one of its own: then it is that, where it has one */
	bool feeds;    /* the script types at the program */
	bool blind;    /* calls were not followed: that there is none says nothing */
};

struct facts *facts_new(const struct mistake_case *c);
void facts_free(struct facts *f);
void facts_freep(struct facts **f);

/* ---- calls, by their index in f->calls */
const struct call_event *call_at(const struct facts *f, size_t i);
bool is_recv(const struct call_event *k); /* takes bytes, from anything */
bool is_send(const struct call_event *k);
bool is_accept(const struct call_event *k);
bool peeks(const struct call_event *k);
bool is_poll(const struct call_event *k);
bool is_inet(const struct call_event *k);	/* on a TCP or UDP socket */
bool is_unfinished(const struct call_event *k); /* still in it when the run ended */
bool call_failed(const struct call_event *k, int error);
bool call_worked(const struct call_event *k);
const char *call_word(const struct call_event *k); /* as learners write it: "send", not "sendto" */
int64_t call_flags(const struct call_event *k);	   /* of send() and recv() */
bool same_socket(const struct call_event *a, const struct call_event *b);

/* The first call for which `is` holds; NOWHERE if there is none. Most rules are such a question. */
long first_call(const struct facts *f, bool (*is)(const struct facts *f, size_t i));
/* The next (or previous) call of the same task, of the same socket; NOWHERE if there is none. */
long next_of_task(const struct facts *f, size_t i);
long next_on_socket(const struct facts *f, size_t i);
long previous_on_socket(const struct facts *f, size_t i);
/* The last call before i by which the same task received from a TCP or UDP socket (bytes, the end,
 * or an error); NULL: none. */
const struct call_event *receive_before(const struct facts *f, size_t i);

/* ---- sockets */
const struct sock *sock_of(const struct facts *f, uint64_t inode);
/* The one that a call is about; for accept() the listener. NULL: not known. */
const struct sock *sock_at(const struct facts *f, size_t i);
/* The socket that `fd` named when call i was made. */
const struct sock *sock_by_fd(const struct facts *f, int fd, size_t before);
bool sock_is_tcp(const struct sock *s);
bool sock_is_udp(const struct sock *s);
/* First call of that id on the socket, NOWHERE if there is none. */
long call_on(const struct facts *f, const struct sock *s, enum call_id id);
/* It was given an option (not 0) before index `before`. */
bool sock_has_option(
	const struct facts *f, const struct sock *s, int level, int option, size_t before);
/* The socket on which the program talks with an actor, before the break; NULL if there is none. */
const struct sock *sock_with(const struct facts *f, int who);

/* ---- bytes */
/* Sent to us on that socket by the actors, and received by the program, until `before`. */
size_t bytes_offered(const struct facts *f, const struct sock *s, uint64_t before);
size_t bytes_taken(const struct facts *f, const struct sock *s, uint64_t before);
/* Call `i` received a length that is the sum of the first steps in which `who` sends, so that no
 * message is cut. False too where that is not known. *known says which. */
bool at_message_border(const struct facts *f, int who, size_t taken, bool *known);

/* The send() whose bytes were wrong: `good` of its bytes were right, the one after them was not. */
struct culprit {
	long call; /* NOWHERE: none found */
	size_t good;
};
struct culprit wrong_send(const struct facts *f);

/* What the program printed in the whole run, to descriptor 1 or 2; 0: both. */
void output_of(const struct facts *f, int fd, struct buf *out);

/* ---- the end, and the script */
const struct process_event *main_end(const struct facts *f, uint64_t *when); /* not our own doing */
/* The program ended because of a fault in its memory: what it did last means nothing. */
bool has_crashed(const struct facts *f);
long exit_call(const struct facts *f);
bool script_has(const struct facts *f, int who, enum verb verb);
bool script_wants_call(const struct facts *f, const char *name, enum wanted_result result);
bool actors_listen_on(const struct facts *f, uint16_t port);
/* A task of the program waits, as the run stands still, in a call for which `is` holds; NOWHERE:
 * none. */
long waits_in(const struct facts *f, bool (*is)(const struct call_event *k));
bool why_is(const struct facts *f, enum step_why why);

/* ---- words of evidence */
uint16_t swap16(uint16_t n);
void add_bytes(struct finding *out, const char *key, struct bytes b);
void add_address(struct finding *out, const char *key, const struct address *a);
void add_line(struct finding *out, const char *key, const struct call_event *k);
void add_error(struct finding *out, const char *key, int error);
bool about(struct finding *out, const struct facts *f, size_t i); /* the call it is about; true */
bool about_print(
	struct finding *out, const struct facts *f); /* the write to stdout that was wrong; true */
