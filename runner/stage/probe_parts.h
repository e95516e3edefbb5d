// SPDX-License-Identifier: MIT
/* probe_parts.h
 * One attempt at one facility, each in a process of its own that may lose its uid, its namespaces
 * or its life over it.
 */
#pragma once
#include "stage/probe.h"

/* Fills *found with what was found, or *err with what failed. The child *janitor is the caller's
 * to wait for (it may take a while; -1: there is none). */
typedef bool probe_attempt(char found[256], struct err *err);
bool probe_try(probe_attempt *attempt, char found[256], pid_t *janitor, struct err *err);

probe_attempt probe_namespaces, probe_loopback, probe_capture, probe_tracing, probe_sockets,
	probe_landlock, probe_seccomp, probe_compiler, probe_sanitizers, probe_lines,
	probe_libraries, probe_locale, probe_terminal;

/* The cure for what failed on this machine, "" where none is known. */
void probe_cure_namespaces(const char *failed, char cure[512]);
void probe_cure_tracing(const char *failed, char cure[512]);
