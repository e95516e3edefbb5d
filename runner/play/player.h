// SPDX-License-Identifier: MIT
/* player.h
 * The player in the stage's manager: a cast of actors, each moved as far as it goes whenever anything happened, and one step of
 * the script that waits. Nothing here blocks or sleeps; the stage calls when a program's call has returned, when a socket is
 * ready, and when it knows that nothing more will come.
 */
#pragma once
#include "base/hash.h"
#include "judge/match.h"
#include "play/play.h"
#include "play/program.h"
#include "play/stream.h"
#include "play/datagram.h"
#include "play/wire.h"

/* How far a step is. ACTED: not done, but somebody did something, so the play goes on. */
enum progress { WAITS, ACTED, DONE, BROKEN };

/* How the world rests when a step is asked whether it still has a reason to wait. */
enum rest {
	REST_BRIEF,  /* the program waits for a timer of its own, or never rests at all */
	REST_LONG,   /* and has done so, with nothing said, for PATIENCE_MS */
	REST_ASLEEP, /* nothing will come by itself, ever */
};
enum { PATIENCE_MS = 300 };

struct player;
struct actor;

/* A verb of one kind of actor. A NULL function means: waits; and at rest, asleep: breaks for silence. */
struct verb_row {
	enum progress (*begin)(struct player *p, struct actor *a, const struct step *s);
	enum progress (*poll)(struct player *p, struct actor *a, const struct step *s);
	enum progress (*rest)(
		struct player *p, struct actor *a, const struct step *s, enum rest rest);
	/* The deadline is here: BROKEN (or DONE, where having waited so long is the answer). */
	enum progress (*late)(struct player *p, struct actor *a, const struct step *s);
};

/* A kind of actor. */
struct actor_kind {
	const struct verb_row *verbs; /* VERBS of them */
	/* Before the curtain: sockets, programs. */
	bool (*open)(struct player *p, struct actor *a, struct err *err);
	/* Reads what came and sends what may go; true if anything moved. */
	bool (*move)(struct player *p, struct actor *a);
	/* Everybody rests: what was waiting for that may go at the next move. */
	void (*rested)(struct player *p, struct actor *a, enum rest rest);
	/* Nothing is left to be sent. */
	bool (*idle)(const struct actor *a);
};
extern const struct actor_kind stream_kind, datagram_kind, program_kind, wire_kind;

struct actor {
	const struct cast_member *member;
	const struct actor_kind *kind;
	int who;
	uint16_t port;	   /* that others reach it at, or that it speaks from; 0: none yet */
	char port_text[8]; /* the same */
	union {
		struct stream stream;
		struct datagram datagram;
		struct program program;
	};
};

/* What the step that waits wants to hear, and how much of it was compared already. */
struct hearing {
	struct buf want; /* exact bytes, where they are known */
	bool fixed;	 /* no other bytes will do */
	bool open;	 /* any bytes will do: they are being recorded */
	bool differs;	 /* they do; more is read only so that it can be shown */
	size_t compared;
};

struct watch { /* a `never` */
	int step;
	const struct actor *actor;
	const struct call_spec *call;
};

struct player {
	struct play_spec spec;
	const struct conversation *script;
	struct stage *stage;
	struct actor *cast; /* of the script's, [0] is `you` */
	size_t cast_count;
	struct actor wire_actor;
	struct wire wire;

	size_t step;	   /* the one that waits; script->step_count: all are done */
	bool begun;	   /* it has */
	bool stirred;	   /* somebody moved because everybody rested */
	bool tried;	   /* what it wants to try, it has */
	bool broke, ended; /* ended: what is still queued will never go */
	enum step_why why;
	struct hearing hearing;

	size_t seen;	   /* events taken from the timeline */
	uint32_t *pending; /* places of calls that had not returned when they were seen */
	size_t pending_count, pending_cap;
	struct watch *watches;
	size_t watch_count, watch_cap;
	int tasks;		 /* alive, of all programs; threads that ended still count */
	uint64_t circling_since; /* somebody goes round in circles; 0: nobody */
	bool counts_sockets;	 /* some step asks for the most sockets ever open */

	int alarm;	       /* timerfd */
	uint64_t alarm_at;     /* 0: not set. All of these in ns since the run began */
	uint64_t patience_end; /* 0: not waiting so long yet */

	struct dice ports; /* that clients speak from */
	const char *host;  /* of the task */
};

/* ---- player.c: the step that waits */
struct stage_player player_callbacks(struct player *p);
enum progress broken(struct player *p, enum step_why why);
/* Why nothing more comes from a program: it ended, or it waits. */
enum step_why why_silent(const struct player *p, int who);
const struct verb_row *verb_row_of(const struct actor *a, enum verb v);
/* Who does a step. */
struct actor *actor_of(struct player *p, int who);

/* ---- records.c: what is written into the timeline */
void record_move(struct player *p, const struct actor *a, enum move_what what,
	const struct move_event *facts);
void record_step(struct player *p, int index, enum step_what what, enum step_why why);
void record_tool_error(struct player *p, const struct err *err);

/* ---- facts.c: what programs did, from the timeline */
bool facts_take(struct player *p); /* true if a program ended or said something */

/* ---- circles.c: the busy that will never do anything. */
void circles_note(struct player *p, struct program *prog, uint32_t place); /* a call returned */
/* All who do not sleep go round, and have done so for a moment. */
bool circles_seen(struct player *p);

/* ---- hearing.c: bytes that come against those a step wants */
void hearing_begin(struct player *p, const struct step *s);
/* Compares; of a DONE step the bytes are dropped from the front of `in`. WAITS: more are needed, or to be shown. `ended`: no more come,
 * and `why` says why. */
enum progress hear(
	struct player *p, const struct step *s, struct buf *in, bool ended, enum step_why why);
/* The same, at rest. */
enum progress hear_rest(struct player *p, struct buf *in, enum rest rest, enum step_why why);
/* All of `b` and nothing else. */
bool hear_exactly(struct player *p, const struct step *s, struct bytes b);
/* Bytes came where none were wanted: a few more are read to be shown, then it breaks. */
enum progress hear_unwanted(struct player *p, const struct buf *in, bool at_rest);

/* ---- places.c: ports, hosts, paths */
bool places_plan(struct player *p, struct err *err); /* before the fork: who is where */
char **places_argv(const struct player *p, int who, char **args); /* owned by the caller */
struct bytes_values places_values(const struct player *p, int step);
/* Where `a` reaches `target`. */
struct address places_address(const struct player *p, const struct actor *a, int target);
const char *places_host(const struct actor *a);
/* Who a client speaks to if the script doesn't say. */
int places_counterpart(const struct player *p, int who);
/* Binds to the next port of the seed's at LEVEL_FULL; elsewhere to one that the kernel picks. */
bool places_bind_any(struct player *p, int fd, bool ipv6);
void places_set_port(struct actor *a, uint16_t port);
/* A program that has a port of its own is talked to there, if that was asked for: at the first that is of the kind its task is about. */
void places_own_port(const struct player *p, struct actor *a, enum fd_kind kind, uint16_t port);
bool is_program(const struct actor *a);
/* `target` can be reached there, as far as is known; `a` would speak to it by a socket of its kind. */
bool places_ready(struct player *p, const struct actor *a, int target);
/* A program's {port} is another program's; and that one can be reached. */
bool places_goes_to_program(const struct player *p, int who);
bool places_program_ready(struct player *p, int who);

/* ---- alarm.c: the one timer */
bool alarm_open(struct player *p, struct err *err);
void alarm_by(struct player *p, uint64_t at);
bool alarm_rang(struct player *p); /* reads it; true if it had run out */
