// SPDX-License-Identifier: MIT
/* pcapng.h
 * A run's packets as a capture file for Wireshark and its kin, each with the call and the line of code that sent it as its comment.
 */
#pragma once
#include "timeline/timeline.h"

void pcapng_write(struct buf *out, const struct timeline *tl);
