// SPDX-License-Identifier: MIT
/* script.h
 * A conversation as a screenplay: a cast, and steps of one actor and one verb each. Loaded whole or refused whole.
 */
#pragma once
#include "course/bytes_expr.h"
#include "timeline/event.h"

enum cast_kind {
	/* TCP */
	CAST_CLIENT,
	CAST_SERVER,
	/* UDP: a sender speaks first, a receiver owns a known port */
	CAST_SENDER,
	CAST_RECEIVER,
	/* local stream sockets */
	CAST_LOCAL_CLIENT,
	CAST_LOCAL_SERVER,
	/* local datagram sockets */
	CAST_LOCAL_SENDER,
	CAST_LOCAL_RECEIVER,
	/* the solution of an exercise, running on the same stage */
	CAST_REFERENCE,
	CAST_KINDS
};
/* "client", "server", "sender", ..., "local client", ... */
extern const char *const cast_kind_names[CAST_KINDS];

struct cast_member {
	char *name;
	enum cast_kind kind;
	bool ipv6;    /* "family": "inet6" */
	char *of;     /* CAST_REFERENCE: which exercise; NULL: this one */
	char **args;  /* CAST_REFERENCE: NULL: as that exercise's program has them */
	char *path;   /* local kinds: socket file, relative to the program's folder */
	int64_t port; /* 0: drawn by the seed */
};

enum verb {
	/* of actors */
	VERB_CONNECTS,
	VERB_ACCEPTS,
	VERB_LISTENS,
	VERB_SENDS,
	VERB_GETS,
	VERB_FINISHES,
	VERB_CLOSES,
	VERB_RESETS,
	VERB_SEES,
	VERB_PAUSES,
	VERB_RESUMES,
	VERB_RESTARTS,
	/* of programs (you, references) */
	VERB_STARTS,
	VERB_READS,
	VERB_READS_END,
	VERB_PRINTS,
	VERB_COMPLAINS,
	VERB_EXITS,
	VERB_DIES,
	VERB_CALL,
	VERB_NEVER,
	VERB_HOLDS,
	VERB_SIGNAL,
	/* of the wire */
	VERB_SHOWS,
	VERB_DROPS,
	VERB_DUPLICATES,
	VERB_REORDERS,
	VERBS
};
/* As written: "connects", "reads end", "dies of", ... */
extern const char *const verb_names[VERBS];

enum sight { SEES_END, SEES_RESET, SEES_REFUSED, SEES_SILENCE, SEES_COUNT };
extern const char *const sight_names[SEES_COUNT];

/* A call that is wanted ("call") or forbidden ("never"). What is not said is not judged. */
enum wanted_result { RESULT_ANY, RESULT_OK, RESULT_FAILS, RESULT_VALUE };
struct call_spec {
	char *name; /* as the learner writes it: "listen", "recv" */
	enum wanted_result result;
	int64_t value;	      /* RESULT_VALUE */
	char *error;	      /* "ECONNREFUSED"; NULL: any */
	char *domain;	      /* "inet" | "inet6" | "unix": of socket(), or of the fd's socket */
	char *type;	      /* "stream" | "dgram": the same */
	int64_t port;	      /* of the address argument; -1 any, -2 "{port}" (the task's) */
	char *address;	      /* "any", "loopback", "127.0.0.1", ...; NULL: any */
	int64_t backlog;      /* listen: at least; -1 any */
	char *level, *option; /* set/getsockopt: "SOL_SOCKET", "SO_REUSEADDR" */
	bool on_listener;     /* the descriptor is a listening socket: for `never` */
};

/* Kernel facts about the program, asked at that moment. */
struct holds_spec {
	int64_t listening;    /* port it listens on; -1 not asked; -2 the task's */
	char *address;	      /* where: "any", "loopback", ...; NULL: not asked */
	int64_t backlog;      /* of that listener, at least; -1 not asked */
	int64_t bound_udp;    /* port a UDP socket is bound to; -1, -2 as above */
	int64_t sockets;      /* sockets open right now; -1 not asked */
	int64_t sockets_most; /* most sockets ever open at once so far; -1 not asked */
	int64_t waiting;      /* connections in the accept queue; -1 not asked */
	char *state;	      /* some connection of the program is in it: "CLOSE_WAIT", ... */
};

struct packet_spec {
	/* "SYN", "SYN ACK", "FIN", "RST", "data"; the flags named are set (ACK is ignored unless alone or with SYN) */
	char *flags;
	int from; /* who; -3: anybody */
};

enum { WHO_ANYBODY = -3 };

struct step {
	int who; /* WHO_YOU, WHO_WIRE, or a place in the cast (1..) */
	enum verb verb;
	struct bytes_expr bytes; /* sends, gets, reads, prints */
	int peer;		 /* connects/sends to, gets from: who; WHO_ANYBODY where not said */
	enum sight sight;
	int64_t number; /* exits (-1: any failure), drops.. (the nth, from 1) */
	int signal;	/* dies of, signal */
	int fd;		/* prints: 1 or 2 */
	struct call_spec call;
	struct holds_spec holds;
	struct packet_spec packet;
	char **args; /* starts: other arguments than the program's */
};

enum delivery { DELIVERY_WHOLE, DELIVERY_BYTES, DELIVERY_SPLIT, DELIVERY_GLUED, DELIVERIES };
extern const char *const delivery_names[DELIVERIES]; /* "whole", "bytes", "split", "glued" */
enum storm { STORM_NONE, STORM_SHORT, STORM_INTERRUPT, STORM_DELAY, STORM_PARTIAL, STORMS };
extern const char *const storm_names[STORMS]; /* "none", "short", "interrupt", "delay", "partial" */

struct conversation {
	char *title;
	struct cast_member *cast; /* cast[0] is `you`, with name "you" */
	size_t cast_count;
	struct step *steps;
	size_t step_count;
	unsigned deliveries; /* bit per enum delivery */
	unsigned storms;     /* bit per enum storm that `check` plays (STORM_NONE always) */
	bool storms_given;   /* the script says which: no others are ever played */
	bool own_network; /* its outcome would depend on the machine in any other: not played there */
	int64_t deadline_ms; /* absolute, default 5000 */
	char **args;	     /* instead of the program's; NULL: the same */
};

struct program_spec {
	char *role; /* "server", "client", "program" */
	char **args; /* with {host} and {port}; default: server {port}; client {host} {port}; program none */
	bool datagram; /* role server: ready at bind(), not listen() */
};

bool conversation_decode(
	const struct json_at *at, const cJSON *value, struct conversation *out, struct err *err);
void conversation_free(struct conversation *c);
/* Deliveries that can differ from `whole` in this conversation, among those it asks for. */
unsigned conversation_deliveries(const struct conversation *c);
/* Storms that may be played in it: those it names; or else all that a program must expect of the kernel, which is all but
 * STORM_PARTIAL. A bit per enum storm. */
unsigned conversation_storms(const struct conversation *c);
bool conversation_has_like(const struct conversation *c);
bool verb_takes_bytes(enum verb v);
/* The script itself says that `who` `starts` or `listens`: then nobody does it before the curtain. */
bool conversation_says(const struct conversation *c, int who, enum verb v);
bool cast_is_stream(enum cast_kind k);	 /* TCP or local stream */
bool cast_is_datagram(enum cast_kind k); /* UDP or local datagrams */
bool cast_is_local(enum cast_kind k);
