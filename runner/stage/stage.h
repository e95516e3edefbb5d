// SPDX-License-Identifier: MIT
/* stage.h
 * One run: a private world in which programs run traced, packets are captured and a player speaks. The stage records facts
 * in a timeline and knows when nothing more will come; what is said and when is the player's business.
 *
 * Two sides. The starter (check, through play) forks a *manager* with stage_start() and reads events from it. In the manager,
 * the one epoll loop of stage.c calls the player back; the functions after "in the manager" are for those callbacks.
 */
#pragma once
#include "stage/sandbox.h"
#include "timeline/timeline.h"

struct stage;	  /* in the manager */
struct stage_run; /* at the starter's */

struct stage_config {
	enum stage_level level;
	uint64_t
		deadline_ns; /* of the whole run, from when its world is there; what the stage takes for itself is not counted */
	uint64_t seed;
	int storm;		     /* enum storm of course/script.h, as a number */
	int cpu;		     /* pin manager and programs to this one; -1: do not pin */
	const char *const *programs; /* binaries to be seen in the sandbox, NULL-terminated */
	const struct run_event *run; /* becomes the first event (wall_ns and level are filled in) */
	bool lines;		     /* source lines wanted (costs a little) */
	bool leaks;		     /* an untraced run with LeakSanitizer instead */
	int kept_fd; /* a descriptor of the starter's that the player uses too, 100 or higher; 0: none */
};

struct stage_player {
	void *self;
	/* Once, in the manager, before anything runs: open the actors' sockets, launch programs. */
	bool (*begin)(void *self, struct stage *stage, struct err *err);
	/* Something may have changed (a call returned, bytes came): move everybody as far as they go now. True if anybody moved.
	 * Called at every exit stop before the program is resumed (that is the lock-step), and whenever a watched fd is ready. */
	bool (*advance)(void *self, struct stage *stage);
	/* Everybody sleeps and nothing is in flight (or `timer`: the program waits only for a timer of its own; or `paced`: it never came to rest
	 * for 20 ms). True if the player did something, so that the play goes on. */
	bool (*quiet)(void *self, struct stage *stage, enum quiet_what what, bool paced);
	/* True when the play is over: all steps done, or one broke. The stage then lets programs run until quiet (at most 200 ms) and ends. */
	bool (*over)(void *self);
	/* The run reached its deadline: record what broke. */
	void (*deadline)(void *self, struct stage *stage);
};

/* ---- at the starter's */
struct stage_run *stage_start(
	const struct stage_config *config, const struct stage_player *player, struct err *err);
int stage_run_fd(const struct stage_run *r); /* readable when there are events */
/* Takes what is there into tl, each event also to `seen` (may be NULL). Returns false when the run has ended (tl then holds
 * EVENT_END, made here if the manager died without one). */
bool stage_run_read(struct stage_run *r, struct timeline *tl,
	void (*seen)(void *context, const struct event *ev), void *context);
void stage_run_cancel(struct stage_run *r); /* the run ends soon, with END_CANCELLED */
void stage_run_free(struct stage_run *r);   /* what still runs ends soon, and nobody waits for it */
/* Call once at start-up of main: packet time stamping on, child subreaper. */
void stage_prepare(void);
/* Call last of all, for it closes what is open: what was told its end is still at it for some milliseconds, and whoever buries
 * orphans here may never do so. */
void stage_finish(void);

/* ---- in the manager */
struct stage_program {
	int who;
	const char *path;
	char *const *argv; /* argv[0] included */
	bool main;	   /* the learner's: its end is the end of `you` */
};
bool stage_launch(struct stage *s, const struct stage_program *program, struct err *err);
bool stage_running(const struct stage *s, int who);	 /* launched and not yet ended */
void stage_signal(struct stage *s, int who, int signal); /* to the program and its children */
void stage_feed(
	struct stage *s, int who, struct bytes b); /* to its stdin; bytes flow as it reads */
void stage_feed_end(struct stage *s, int who);
/* The folder that is the programs' cwd, for fchdir(): actors reach a local socket's path through it. Stays the stage's. */
int stage_scratch_fd(const struct stage *s);

/* The player's own sockets: watched edge-triggered for reading and writing; forgotten when closed. */
void stage_watch(struct stage *s, int fd);
/* Records; t0 of 0 means now. Returns the event's id. */
uint32_t stage_record(struct stage *s, struct event *ev);
uint64_t stage_now(const struct stage *s); /* ns since the run began */
const struct timeline *stage_timeline(const struct stage *s);
const struct stage_config *stage_config_of(const struct stage *s);

/* Asking the kernel (sock_diag). Fills up to `max` and returns how many there are. */
size_t stage_listeners(struct stage *s, struct socket_event *out, size_t max);
bool stage_socket(struct stage *s, int proto, const struct address *local,
	const struct address *remote, struct socket_event *out); /* exact; false: no such socket */
/* Nothing more will come of the programs, though they don't rest: they need not go on when the play is over. */
void stage_no_more(struct stage *s);
/* Tasks that do not sleep in a call which only others can end, or of which that is not known. Fills up to `max` and returns how many there are. */
struct stage_task {
	int who, tid;
};
size_t stage_busy(struct stage *s, struct stage_task *out, size_t max);
size_t stage_sockets_of(
	struct stage *s, int who, struct socket_event *out, size_t max); /* by its descriptors */
/* How many it has open, but for those that may be the C library's, looking for a name. */
size_t stage_sockets_open(struct stage *s, int who);
