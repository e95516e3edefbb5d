// SPDX-License-Identifier: MIT
/* facts_match.h
 * Whether a fact of the timeline is the one a script speaks of: a call ("call", "never"), a packet ("shows"), a socket of the
 * kernel's ("holds"). What the script doesn't say is not compared.
 */
#pragma once
#include "course/script.h"

enum { PORT_NOT_ASKED = -1, PORT_OF_TASK = -2 }; /* as scripts hold them */

/* A call that has returned. `task_port` stands for {port}. */
bool call_has_returned(const struct event *ev);
bool call_matches(const struct call_spec *want, const struct call_event *call, uint16_t task_port);

/* The port by which this call names its own end, 0 if it does not: of bind(), connect(), listen(), or told by getsockname(). */
uint16_t call_bound_port(const struct call_event *call);

/* "any", "loopback" or an address as text. */
bool address_matches(const char *want, const struct address *a);
bool port_matches(int64_t want, uint16_t port, uint16_t task_port);

bool packet_matches(const char *flags, const struct packet_event *p);
