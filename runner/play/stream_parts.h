// SPDX-License-Identifier: MIT
/* stream_parts.h
 * What a stream actor's verbs (stream_verbs.c) are made of (stream.c).
 */
#pragma once
#include "play/player.h"

extern const struct verb_row stream_verbs[VERBS];

void stream_queue(struct stream *st, enum item_kind kind, const void *at, size_t len);
void stream_forget_queue(struct stream *st);

/* Begins a handshake with whoever is where `target` should be. */
enum progress stream_connect(struct player *p, struct actor *a, int target);
/* How it stands: LINK_CONNECTING, or LINK_UP, or LINK_NONE where it was refused (.err says why). */
enum link stream_connecting(struct player *p, struct actor *a);
bool stream_accept(struct player *p, struct actor *a); /* true if somebody was there */
bool stream_listen(struct player *p, struct actor *a, struct err *err);
void stream_stop(struct player *p, struct actor *a); /* the listener and the connection are gone */
