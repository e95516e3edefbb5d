// SPDX-License-Identifier: MIT
/* peer_script.h
 * What somebody says by hand to a program, as a script that grows: each thing said is a step, and what the program answered
 * becomes the steps after it. The whole is played anew each time (that takes milliseconds, and the same seed gives the same run), so
 * that a step can be taken back, and the conversation be kept as an instructor would have written it.
 */
#pragma once
#include "course/exercise.h"
#include "timeline/timeline.h"

struct peer_script; /* opaque */
/* NULL with a sentence if this exercise's program talks to nobody. */
struct peer_script *peer_script_new(const struct exercise *e, struct err *err);
void peer_script_free(struct peer_script *s);

enum peer_act {
	PEER_SENDS, /* text or bytes */
	PEER_FINISHES,
	PEER_CLOSES,
	PEER_RESETS,
	PEER_NEW,   /* another client connects (the server accepts again) and speaks from now on */
	PEER_READS, /* bytes on the program's standard input */
	PEER_READS_END,
};
/* Adds a step; refused in words where it cannot follow, and then the script is as before. */
bool peer_script_act(struct peer_script *s, enum peer_act act, struct bytes b, struct err *err);
/* Takes the last thing said back, with what was answered to it; false: nothing is left. */
bool peer_script_undo(struct peer_script *s);
/* What was answered to the last thing said is not waited for any more: another program may answer something else. */
void peer_script_forget_answer(struct peer_script *s);
size_t peer_script_said(const struct peer_script *s); /* how many things were said */
/* What came after the last thing said, seen in its run, becomes steps: the next thing said waits for it. */
void peer_script_answered(struct peer_script *s, const struct timeline *tl);

/* The exercise with this as its only conversation, and at its end one step more, which listens to whatever comes. Borrowed until
 * the script changes. */
const struct exercise *peer_script_exercise(const struct peer_script *s);
/* A run of it, without that last step: it has to break, since nobody knows what will come. Whoever reads it is an actor now: the
 * program is called `program` (one word), not "you". */
struct timeline *peer_script_story(
	const struct peer_script *s, const struct timeline *tl, const char *program);
/* Did a step of the script itself break? */
bool peer_script_broke(const struct peer_script *s, const struct timeline *tl);
const char *peer_script_speaker(const struct peer_script *s); /* "ana" */
/* The next of those who have come and are still there speaks from now on; false: there is no other. */
bool peer_script_next_speaker(struct peer_script *s);
/* Who else is still there: "bob", "bob, eve"; nothing if nobody is. */
void peer_script_others(const struct peer_script *s, struct buf *out);
void peer_script_set_delivery(struct peer_script *s, enum delivery d);
/* As JSON, a conversation of an exercise. */
void peer_script_json(const struct peer_script *s, struct buf *out);

/* "68 65 6c", "68656c", "0x68": bytes; false with a sentence. */
bool peer_hex(const char *text, struct buf *out, struct err *err);
