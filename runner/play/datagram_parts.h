// SPDX-License-Identifier: MIT
/* datagram_parts.h
 * What a datagram actor's verbs (datagram_verbs.c) are made of (datagram.c).
 */
#pragma once
#include "play/player.h"

extern const struct verb_row datagram_verbs[VERBS];

void datagram_queue(struct datagram *d, struct bytes data, int to);
/* Takes the i-th that came out of the queue. */
void datagram_forget(struct datagram *d, size_t i);
/* Who speaks from there: an actor, else the program. */
int datagram_speaker(const struct player *p, const struct actor *a, const struct address *from);
void datagram_stop(struct player *p, struct actor *a);
bool datagram_listen(struct player *p, struct actor *a, struct err *err);
