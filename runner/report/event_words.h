// SPDX-License-Identifier: MIT
/* event_words.h
 * What an event other than a call says, in the middle of a sentence whose subject is who did it. Safe to print.
 */
#pragma once
#include "report/call_words.h"

/* `sends "hel"`, `sees a reset`; `most` bytes are shown. */
void words_move(struct buf *out, const struct move_event *m, size_t most, bool addresses);
/* `3 "hel"`, `SYN ACK`, `FIN`, `ICMP: nobody has a socket on port 7000`: for an arrow. */
void words_packet(struct buf *out, const struct packet_event *p, size_t most);
/* `ends with status 0`, `is killed by SIGPIPE`, `forks a child`. */
void words_process(struct buf *out, const struct process_event *p);
/* `127.0.0.1:7000 with 127.0.0.1:40112: CLOSE_WAIT, 3 bytes to read`. */
void words_socket(struct buf *out, const struct socket_event *s);
void words_quiet(struct buf *out, const struct quiet_event *q);
void words_sanitizer(struct buf *out, const struct sanitizer_event *s);
void words_end(struct buf *out, const struct end_event *e);
/* Why a reading ended: "then a reset". NULL where the reason is the bytes themselves. */
const char *words_why(enum step_why why);
