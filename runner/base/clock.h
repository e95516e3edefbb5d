// SPDX-License-Identifier: MIT
/* clock.h
 * The one place that asks what time it is. Packets are stamped by the kernel with CLOCK_REALTIME, so that is
 * the clock of a timeline; deadlines use the monotonic clock, which nobody can set.
 */
#pragma once
#include <stdint.h>

#define NS_PER_MS  UINT64_C(1000000)
#define NS_PER_SEC UINT64_C(1000000000)

uint64_t clock_wall_ns(void);
uint64_t clock_steady_ns(void);
