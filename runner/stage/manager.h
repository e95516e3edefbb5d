// SPDX-License-Identifier: MIT
/* manager.h
 * The inside of a stage: what the files of the manager share. Its loop is in manager.c; tracer.c follows the programs, launch
 * and output are in manager_launch.c and output.c, silence is found in quiet.c.
 */
#pragma once
#include <sched.h>
#include <signal.h>
#include "base/hash.h"
#include "stage/capture.h"
#include "stage/decode_fd.h"
#include "stage/kernel_watch.h"
#include "stage/output.h"
#include "stage/stage.h"
#include "stage/still.h"
#include "stage/storm.h"
#include "stage/tasks.h"

/* What the manager and the one who started it both see: whom to bury if the manager cannot any more. */
enum { SHARED_PIDS = 30 };
struct stage_shared {
	pid_t init;
	uint32_t count;
	pid_t programs[SHARED_PIDS]; /* the latest ones */
};

struct stage {
	struct stage_config config;
	struct stage_player player;
	const struct sandbox_filter *filter;
	struct stage_shared *shared;
	bool traced;
	int64_t clocks_apart; /* when the run began */

	struct timeline *tl;
	struct stream stream; /* events on their way to the starter */
	bool stream_watched;
	uint64_t wall0, steady0; /* both clocks when the run began */

	int proc; /* the host's /proc, an open folder */
	/* What wakes a manager that follows calls, and what need not: bytes for an actor wait until the call that sent them has
	 * returned, or else every run would be another one. */
	int inside, outside;
	sigset_t stops; /* SIGCHLD alone */
	cpu_set_t cpus; /* that the starter may use */
	int signals, control;
	struct sandbox *sandbox;
	struct capture capture;
	struct kernel kernel;
	struct sockets sockets;
	struct watched watched;
	struct lines *lines;
	struct storm storm;

	struct program **programs;
	size_t program_count, program_cap;
	struct tasks tasks;

	pid_t turn;	       /* whose turn it is */
	uint64_t turn_since;   /* since when others wait for somebody under way; 0: nobody does */
	pid_t waited_for;      /* ... for whom */
	uint64_t spent_before; /* what it had computed until then */
	bool no_wchan;	       /* the kernel does not tell where a task sleeps */
	uint64_t slept_sum;    /* how often all had gone to sleep when last looked at */
	bool sample;	       /* sockets may have changed */
	uint64_t calls_seen, calls_left_out, packets_seen, packets_left_out;
	bool playing; /* the player is being called: not again from inside */
	bool over;    /* the player has nothing more to do */
	bool broke;   /* a step broke */
	bool ended;
	enum end_how how;
	char *trouble; /* END_TOOL: the sentence */
	uint64_t over_at;
	uint64_t rested_at;    /* when it last was at rest (or was called busy) */
	uint64_t active_at;    /* when something last happened */
	uint64_t rested_ns;    /* in rests that a busy machine would not have made much longer */
	uint64_t naps_ns;      /* in shorter ones */
	uint64_t slept_from;   /* when something last happened before the rest */
	uint64_t stalled_ns;   /* of the rest that goes on now: the whole machine stood still */
	uint64_t seen_at;      /* when the loop last came round */
	uint64_t looked_in_at; /* when the starter was last listened to */
	uint64_t
		paced_at; /* when it was last asked whether they rest at all; what they had computed; how often, since they did */
	uint64_t paced_spent;
	unsigned ticks;
	uint64_t own_time; /* what the stage itself took: no program is to answer for it */
	uint64_t
		repeated_at; /* when a task last asked once more what it had asked a hundred times; 0: it does not */
	uint64_t repeats_ns; /* all that went into that, in the program and here */
	uint64_t own_before; /* own time until then: that of repeats is not owed to anybody */
	uint64_t watched_at; /* when its memory was last looked at */
	unsigned looks;	     /* at silence, since something happened */
	bool no_more;	     /* the player knows that nothing more will come */
	bool told_quiet;     /* nothing has happened since the player was told */
	struct still still;  /* where calls are not followed */
};

enum {
	TICK_NS = 20000000,	   /* how often a busy run is looked at */
	REST_TICK_NS = 100000000,  /* ... and one at rest */
	FLUSH_NS = 4000000,	   /* how long events wait to go out together */
	AFTER_PLAY_NS = 200000000, /* what programs still get when the play is over */
};

uint64_t manager_age(const struct stage *s); /* since the run began, by a clock that nobody sets */
uint64_t manager_deadline(const struct stage *s);
void manager_end(struct stage *s, enum end_how how);
void manager_loop(struct stage *s);
/* Something happened: what was known about silence is out of date. */
void manager_active(struct stage *s);
uint64_t manager_rested(struct stage *s); /* for how long, until now, by its own timers */
void manager_stirs(struct stage *s);	  /* the rest is over */
/* Lets packets, sockets and the player catch up with what a program just did, until nobody moves any more. */
void manager_settle(struct stage *s);
/* The tool failed, not the learner: the run ends with this sentence. */
void manager_trouble(struct stage *s, const char *fmt, ...) PRINTF(2, 3);
void manager_program_ended(struct stage *s, struct program *p, int status);
/* One that isn't traced, or pid 1 of the sandbox. */
void manager_child_ended(struct stage *s, pid_t pid, int status);
void manager_note(struct stage *s, int who, const char *fmt, ...) PRINTF(3, 4);
/* Packets that are there become events. Returns how many. */
size_t manager_packets(struct stage *s);

/* Nothing has stopped for a moment: is there silence? */
void manager_look(struct stage *s);
void manager_look_untraced(struct stage *s);

/* ---- manager_wait.c */

void manager_wait(struct stage *s); /* for anything */
void manager_wait_for_turn(
	struct stage *s); /* somebody has stopped, and somebody else is still under way */
void manager_listen(struct stage *s); /* to the starter, without waiting */

/* What epoll reports back: a kind above, a number below. */
enum watch_kind {
	WATCH_SIGNALS,
	WATCH_CONTROL,
	WATCH_STREAM,
	WATCH_PACKETS,
	WATCH_PROGRAM,
	WATCH_PLAYER
};
bool manager_watch(struct stage *s, int fd, uint32_t events, enum watch_kind kind, uint32_t number);

/* ---- manager_run.c */

/* A run, from what the starter forked on. Does not return. */
struct manager_ends {
	int stream, control; /* pipes to and from the starter */
	struct stage_shared *shared;
};
_Noreturn void manager_run(const struct stage_config *config, const struct stage_player *player,
	const struct sandbox_filter *filter, const struct manager_ends *ends);

/* ---- manager_launch.c */

/* The child has said why it could not start, or that it has. */
void launch_listen(struct stage *s, struct program *p);
/* A program that takes more than there is for it is ended. */
void launch_watch_memory(struct stage *s);
/* What a sanitizer printed, once. */
void launch_report_sanitizer(struct stage *s, struct program *p);
/* Programs that still run when the play is over. */
void launch_record_killed(struct stage *s, struct program *p);
void launch_kill_all(struct stage *s);
