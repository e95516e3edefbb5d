// SPDX-License-Identifier: MIT
/* waits_words.h
 * What a call that has not returned waits for, where its name alone does not say, and what one that always returns does not do. Told
 * from its arguments and from what happened until then.
 */
#pragma once
#include "timeline/timeline.h"

/* `all 1024 bytes (MSG_WAITALL), of which 12 have come`; `the end of thread 3, as pthread_join() does`. False, and nothing, where there
 * is no more to say than the call does. */
bool words_waits_for(struct buf *out, const struct timeline *tl, const struct event *call);
/* `It has looked at the same 15 bytes 812 times with MSG_PEEK, and taken none of them.` False, and nothing, if it is not so. */
bool words_peeks_on(struct buf *out, const struct timeline *tl, const struct event *call);
