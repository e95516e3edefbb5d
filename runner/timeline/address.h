// SPDX-License-Identifier: MIT
/* address.h
 * Where a socket is, in a form that can be compared, printed and saved: IPv4, IPv6 or a local path.
 */
#pragma once
#include <sys/socket.h>
#include "base/buf.h"

struct address {
	uint16_t family; /* AF_UNSPEC (0): none known */
	uint16_t port;	 /* host order */
	uint8_t ip[16];	 /* 4 used for AF_INET */
	char path[108];	 /* AF_UNIX; an abstract name begins with '@'; always NUL-terminated */
};

/* From what a program or the kernel passed; a length too short for its family gives family AF_UNSPEC. */
struct address address_from(const void *sockaddr, size_t len);
/* Back again; returns the length, 0 for AF_UNSPEC. */
socklen_t address_to(const struct address *a, struct sockaddr_storage *out);
struct address address_ip4(const char *dotted, uint16_t port); /* the text must be right */
struct address address_ip6(const char *text, uint16_t port);
/* From text that may be wrong: false without touching *out. */
bool address_parse(struct address *out, int family, const char *text, uint16_t port);
bool address_equal(const struct address *a, const struct address *b);
bool address_is_any(const struct address *a); /* 0.0.0.0 or :: */
/* "127.0.0.1:7000", "[::1]:7000", "any:7000", "/tmp/x", "(unnamed)". */
void address_text(struct buf *out, const struct address *a);
/* Only the number: "127.0.0.1", "::1"; nothing for other families. */
void address_ip_text(struct buf *out, const struct address *a);
/* An IPv4 address that an IPv6 socket shows as ::ffff:127.0.0.1, as the packets show it; any other as it is. */
struct address address_unmapped(const struct address *a);
