// SPDX-License-Identifier: MIT
/* names.h
 * The words of the sockets world as scripts and manual pages say them ("ECONNREFUSED", "SO_REUSEADDR", "CLOSE_WAIT"), and
 * the numbers that they stand for on this machine.
 */
#pragma once
#include "base/json.h"

enum names_of {
	NAMES_SIGNAL,
	NAMES_ERRNO,
	NAMES_LEVEL,  /* of socket options */
	NAMES_OPTION, /* options of one number differ by their level: names_option() */
	NAMES_STATE,  /* of TCP, TCP_ESTABLISHED .. */
	NAMES_DOMAIN, /* "inet", "inet6", "unix" */
	NAMES_TYPE,   /* "stream", "dgram" */
	NAMES_OF
};

/* The number, or -1 where nobody knows the word. */
int names_number(enum names_of of, const char *word);
/* The word, or NULL. */
const char *names_word(enum names_of of, int number);
/* The i-th word, or NULL past the last. */
const char *names_at(enum names_of of, size_t i);
/* Both numbers of an option by its word; false where it is not known. */
bool names_option(const char *word, int *level, int *number);

/* Reads a string that must be one of the words; refuses others with the nearest. *out is owned by the caller. */
bool names_decode(const struct json_at *at, const cJSON *value, enum names_of of, char **out,
	struct err *err);
