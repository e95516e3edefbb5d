// SPDX-License-Identifier: MIT
/* bytes_expr.h
 * Bytes as a script writes them: a string, or a list of pieces. The same expression is sent, or is matched
 * against what came. Some pieces stand for values known only in a run (a seeded pattern, an actor's port).
 */
#pragma once
#include "base/buf.h"
#include "base/json.h"

enum piece_kind {
	PIECE_BYTES,  /* "text" or {"hex":"0005"}: .data */
	PIECE_UINT,   /* {"u8"|"u16"|"u32"|"u64": n}, network order: .width bytes of .number */
	PIECE_REPEAT, /* {"repeat":"A","times":70000}: .data, .number times */
	PIECE_PATTERN, /* {"pattern":65536}: .number seeded bytes (letters, digits, newline every 64th) */
	PIECE_ANY, /* {"any":4}: matches any .number bytes; cannot be sent */
	PIECE_LINE, /* {"line":"text"}: .data, then "\n" or "\r\n"; {"line":null}: any one line. Sent as "\n" */
	PIECE_LIKE, /* {"like":"reference"}: what the reference answered at this step */
	/* from here on: of `who` */
	PIECE_PORT, /* {"port_of":"ana"}: decimal text of an actor's port; "you": the task's port */
	PIECE_ADDRESS, /* {"address_of":"ana"}: "127.0.0.1" */
	PIECE_BOUND_PORT, /* {"bound_port_of":"you"}: the port that a program's last bind() or connect() has got */
};

struct piece {
	enum piece_kind kind;
	struct bytes data; /* owned */
	uint64_t number;
	int width;
	int who; /* PIECE_PORT, PIECE_ADDRESS, PIECE_BOUND_PORT */
	bool any_line;
};

struct bytes_expr {
	struct piece *pieces; /* owned */
	size_t count;
};

/* Limits, so that a course cannot eat the machine. */
enum { BYTES_EXPR_MAX = 16 << 20 };

/* `who_of` finds an actor by name (-3: nobody), `context` is its. */
struct bytes_decoder {
	int (*who_of)(const void *context, const char *name);
	bool (*is_program)(const void *context, int who);
	const void *context;
	bool matching; /* what stands for several strings, or is known only later, is allowed */
};
bool bytes_expr_decode(const struct json_at *at, const cJSON *value,
	const struct bytes_decoder *how, struct bytes_expr *out, struct err *err);
void bytes_expr_free(struct bytes_expr *e);

/* What a run fills in. */
struct bytes_values {
	uint64_t seed;
	struct bytes like; /* what the reference answered; at == NULL: not known */
	/* Text, borrowed; NULL: not known, or not yet. */
	const char *(*port_of)(const void *context, int who);
	const char *(*address_of)(const void *context, int who);
	const char *(*bound_port_of)(const void *context, int who);
	bool blind; /* calls are not seen: any number may be the port that a program is bound to */
	const void *context;
};

/* The exact bytes, where the expression stands for exactly one string (no any, no open line; like only if known).
 * Returns false without touching out otherwise. */
bool bytes_expr_render(
	const struct bytes_expr *e, const struct bytes_values *values, struct buf *out);
/* One string, known before a step begins (apart from `like`): a program may yet be bound to another port. */
bool bytes_expr_is_exact(const struct bytes_expr *e);
/* It stands for a port or an address of `who`. */
bool bytes_expr_asks_about(const struct bytes_expr *e, int who);
bool bytes_expr_has_like(const struct bytes_expr *e);
