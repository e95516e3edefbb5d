// SPDX-License-Identifier: MIT
/* event.h
 * One fact of a run. The tracer, the capture and the players record them; the judge and the views read them.
 * An event is a plain struct: its strings and bytes belong to the timeline that holds it (or, before it is added, to
 * whoever fills it in).
 */
#pragma once
#include "timeline/address.h"
#include "timeline/calls.h"

/* Facts stand in columns here, and related words on a line. */
// clang-format off
enum event_kind {
	EVENT_RUN,        /* the first: what is run, and how */
	EVENT_CALL,       /* a system call of a program: an interval */
	EVENT_PACKET,     /* on the wire */
	EVENT_SOCKET,     /* a kernel socket as it was at this moment, when it changed */
	EVENT_PROCESS,    /* a program or task began, forked, got a signal, ended */
	EVENT_OUTPUT,     /* bytes that a program printed, as they were read from its pipe */
	EVENT_MOVE,       /* something an actor did, or that happened to it */
	EVENT_STEP,       /* a step of the script began, was done, broke */
	EVENT_QUIET,      /* it became known that nothing more will come by itself */
	EVENT_SANITIZER,  /* a report of ASan or UBSan */
	EVENT_DIAGNOSTIC, /* the compiler said */
	EVENT_NOTE,       /* a fact about the recording itself: packets lost, a storm's act, a limit */
	EVENT_END,        /* the last: how the run ended */
	EVENT_KINDS
};

/* Who: the learner's program, an actor by its place in the cast (1, 2, ...), or neither. */
enum { WHO_YOU = 0, WHO_WIRE = -1, WHO_TOOL = -2 };

enum { FRAMES_MAX = 8 };
struct frame { /* one line of the learner's own source on the call stack, innermost first */
	const char *file; /* base name, as the compiler saw it */
	const char *func;
	int line; /* 0: not known */
};

enum fd_kind { FD_UNKNOWN, FD_NONE, FD_TCP, FD_UDP, FD_LOCAL_STREAM, FD_LOCAL_DGRAM, FD_SOCKET_OTHER,
	FD_PIPE, FD_FILE, FD_OTHER, FD_KINDS };

enum call_flags {
	CALL_UNFINISHED = 1,  /* it had not returned when the run ended, or has not yet */
	CALL_INTERRUPTED = 2, /* by a signal; the kernel will restart it or say EINTR */
	CALL_RUNTIME = 4,     /* no line of the learner's on the stack: C library or sanitizer at work */
	CALL_AT_EXIT = 8,     /* made while the program was ending (flushing, tearing down) */
	CALL_STORM = 16,      /* a storm changed it (shortened, interrupted, delayed) */
};

struct call_event {
	enum call_id id;
	int pid, tid;
	int64_t arg[6];
	int64_t ret; /* -1 where it failed */
	int err;     /* errno, 0 where it did not fail */
	uint32_t flags;
	int fd; /* the descriptor argument, -1 if the call has none */
	enum fd_kind fd_kind;
	bool fd_listening;             /* it is a listening socket */
	uint64_t inode;                /* of the socket behind fd (for socket(), accept(): behind the result) */
	struct address local, remote;  /* of that socket, after the call; before it for close() */
	struct address addr;           /* the address argument, given or filled */
	struct bytes raw_addr;         /* its bytes as passed, at most 128 */
	int64_t addrlen_in, addrlen_out; /* lengths at entry and exit; -1: there is none (NULL) */
	struct bytes data;             /* what moved, or the option's value, at most CALL_DATA_MAX */
	uint64_t data_total;           /* before it was cut */
	uint32_t frame_count;
	struct frame frames[FRAMES_MAX];
};
enum { CALL_DATA_MAX = 4096 };

enum packet_proto { PACKET_TCP = 6, PACKET_UDP = 17, PACKET_ICMP = 1, PACKET_ICMP6 = 58 };
enum tcp_flags { TCP_FIN = 1, TCP_SYN = 2, TCP_RST = 4, TCP_PSH = 8, TCP_ACK = 16, TCP_URG = 32 };
struct packet_event {
	int proto;
	struct address src, dst;
	uint8_t flags;
	uint32_t seq, ack, window;
	uint32_t payload_at, payload_len; /* within the packet; payload_len may exceed what was captured */
	struct bytes raw;                 /* from the IP header on */
	uint32_t raw_total;
};

/* By number, as <netinet/tcp.h> has them: [1] is "ESTABLISHED", [7] "CLOSED", [10] "LISTEN"; [0] is "". */
enum { TCP_STATES = 13 };
extern const char *const tcp_state_names[TCP_STATES];

struct socket_event {
	int who; /* whose, if known */
	int proto;
	struct address local, remote;
	int state; /* TCP_ESTABLISHED .. of <netinet/tcp.h>; 7 (TCP_CLOSE): it is gone */
	uint32_t rqueue, wqueue; /* bytes; of a listener: waiting connections, and the backlog */
	int timer;               /* 0 none, 1 retransmit, 2 keepalive, 3 TIME_WAIT, 4 zero-window probe */
	uint32_t expires_ms, retransmits;
	uint64_t inode; /* 0: not yet accepted by anybody */
};

enum process_what { PROCESS_STARTED, PROCESS_FORKED, PROCESS_THREAD, PROCESS_EXEC, PROCESS_SIGNAL,
	PROCESS_EXITED, PROCESS_KILLED, PROCESS_WHATS };
struct process_event {
	enum process_what what;
	int pid, tid;
	int parent;
	int value; /* exit status or signal number */
	bool main; /* it is the program itself, not a child or thread of it */
	bool by_tool; /* we ended it, after the play */
};

struct output_event {
	int fd; /* 1 or 2 */
	struct bytes data;
};

enum move_what {
	MOVE_LISTENS, MOVE_CONNECTS, MOVE_CONNECTED, MOVE_REFUSED, MOVE_ACCEPTED, MOVE_SENT, MOVE_GOT,
	MOVE_FINISHED, MOVE_CLOSED, MOVE_RESET, /* its own doing */
	MOVE_SAW_END, MOVE_SAW_RESET, MOVE_PAUSED, MOVE_RESUMED, MOVE_STOPPED, MOVE_STARTED,
	MOVE_WIRE_DROPPED, MOVE_WIRE_DOUBLED, MOVE_WIRE_SWAPPED,
	MOVE_FED, MOVE_FED_END, /* bytes given to a program's stdin, and its end */
	MOVE_WHATS
};
struct move_event {
	enum move_what what;
	struct address local, remote;
	struct bytes data;
	int err; /* where the kernel refused it */
};

enum step_what { STEP_BEGAN, STEP_DONE, STEP_BROKE, STEP_WHATS };
enum step_why { WHY_NONE, WHY_DIFFERENT, WHY_END, WHY_RESET, WHY_REFUSED, WHY_SILENCE, WHY_EXITED, WHY_DIED,
	WHY_DEADLINE, WHY_FORBIDDEN, WHY_COUNT };
struct step_event {
	int index;
	enum step_what what;
	enum step_why why;
	struct bytes expected; /* STEP_BEGAN: what the step waits for, where that is plain bytes */
};

enum quiet_what { QUIET_ASLEEP, /* everybody waits for somebody else: nothing will come, ever */
	QUIET_TIMER, /* the program waits for a timer of its own */ QUIET_WHATS };
struct quiet_event {
	enum quiet_what what;
};

struct sanitizer_event {
	const char *tool; /* "AddressSanitizer", "UndefinedBehaviorSanitizer", "LeakSanitizer" */
	const char *kind; /* "stack-buffer-overflow", "signed integer overflow: ..." */
	const char *text; /* the whole report, capped */
	uint32_t frame_count;
	struct frame frames[FRAMES_MAX];
};

struct diagnostic_event {
	const char *severity; /* "error", "warning", "note" */
	const char *message;
	const char *option; /* "-Wunused-variable", or "" */
	const char *file;
	int line, column, end_column;
};

struct note_event {
	const char *text;
};

struct run_event {
	const char *exercise;     /* "9.1" */
	const char *source_hash, *script_hash;
	const char *command;      /* argv, for a person */
	const char *host;
	int port;
	bool any_port;            /* the program may have a port of its own: it is talked to there */
	bool may_wait;            /* the program knows wait() or one of its kin, whether it calls it or not */
	int conversation;         /* from 0 */
	const char *conversation_title;
	const char *delivery;     /* "whole" ... */
	const char *storm;        /* "none" ... */
	uint64_t seed;
	const char *level;        /* "full", "traced", "bare" */
	uint64_t wall_ns;         /* CLOCK_REALTIME at time 0 */
	const char *cast;         /* names in order, separated by spaces */
	const char *ports;        /* theirs, in the same order, as far as they are known beforehand; 0: not */
};

enum end_how { END_PLAYED, END_BROKE, END_DEADLINE, END_CANCELLED, END_TOOL, END_HOWS };
struct end_event {
	enum end_how how;
	const char *text; /* END_TOOL: what failed, in a sentence */
	uint32_t packets_lost;
	uint64_t output_lost;
	uint64_t busy_ns; /* processor time of the programs that still ran, and of following them */
	uint64_t rested_ns; /* all slept, until a timer of their own: what they wanted, and no fault of the machine's */
};

struct event {
	enum event_kind kind;
	int who;
	uint32_t id;      /* unique in a run; an event with the id of an earlier one takes its place */
	uint64_t t0, t1;  /* ns since the run began; t1 == t0 for a moment; a call still unfinished has t1 == 0 */
	union {
		struct run_event run;
		struct call_event call;
		struct packet_event packet;
		struct socket_event socket;
		struct process_event process;
		struct output_event output;
		struct move_event move;
		struct step_event step;
		struct quiet_event quiet;
		struct sanitizer_event sanitizer;
		struct diagnostic_event diagnostic;
		struct note_event note;
		struct end_event end;
	};
};
// clang-format on
