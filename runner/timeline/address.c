// SPDX-License-Identifier: MIT
#include "timeline/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

#include "base/text.h"

static struct address from_ip4(const void *at)
{
	struct sockaddr_in in;
	struct address a = { .family = AF_INET };

	memcpy(&in, at, sizeof in);
	a.port = ntohs(in.sin_port);
	memcpy(a.ip, &in.sin_addr, 4);
	return a;
}

static struct address from_ip6(const void *at)
{
	struct sockaddr_in6 in;
	struct address a = { .family = AF_INET6 };

	memcpy(&in, at, sizeof in);
	a.port = ntohs(in.sin6_port);
	memcpy(a.ip, &in.sin6_addr, 16);
	return a;
}

/* A path may fill sun_path without a NUL; an abstract name begins with one and is shown with '@'. */
static struct address from_local(const char *path, size_t len)
{
	struct address a = { .family = AF_UNIX };

	if (len == 0)
		return a;
	len = min_size(len, sizeof a.path - 1);
	memcpy(a.path, path, len);
	if (a.path[0] == '\0' && len > 1)
		a.path[0] = '@';
	return a;
}

struct address address_from(const void *sockaddr, size_t len)
{
	sa_family_t family;

	if (!sockaddr || len < sizeof family)
		return (struct address){ 0 };
	memcpy(&family, sockaddr, sizeof family);
	if (family == AF_INET && len >= sizeof(struct sockaddr_in))
		return from_ip4(sockaddr);
	/* The kernel takes IPv6 addresses without their scope id too (SIN6_LEN_RFC2133). */
	if (family == AF_INET6 && len >= offsetof(struct sockaddr_in6, sin6_scope_id)) {
		struct sockaddr_in6 whole = { 0 };

		memcpy(&whole, sockaddr, min_size(len, sizeof whole));
		return from_ip6(&whole);
	}
	if (family == AF_UNIX)
		return from_local((const char *)sockaddr + sizeof family, len - sizeof family);
	return (struct address){ 0 };
}

static socklen_t to_local(const struct address *a, struct sockaddr_storage *out)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	size_t len = strnlen(a->path, sizeof un.sun_path - 1);

	memcpy(un.sun_path, a->path, len);
	if (a->path[0] == '@')
		un.sun_path[0] = '\0';
	else if (len)
		len++; /* a path is passed with its NUL, an abstract name without */
	memcpy(out, &un, sizeof un);
	return offsetof(struct sockaddr_un, sun_path) + len;
}

socklen_t address_to(const struct address *a, struct sockaddr_storage *out)
{
	memset(out, 0, sizeof *out);
	if (a->family == AF_INET) {
		struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(a->port) };

		memcpy(&in.sin_addr, a->ip, 4);
		memcpy(out, &in, sizeof in);
		return sizeof in;
	}
	if (a->family == AF_INET6) {
		struct sockaddr_in6 in = { .sin6_family = AF_INET6, .sin6_port = htons(a->port) };

		memcpy(&in.sin6_addr, a->ip, 16);
		memcpy(out, &in, sizeof in);
		return sizeof in;
	}
	return a->family == AF_UNIX ? to_local(a, out) : 0;
}

bool address_parse(struct address *out, int family, const char *text, uint16_t port)
{
	struct address a = { .family = family, .port = port };

	if (inet_pton(family, text, a.ip) != 1)
		return false;
	*out = a;
	return true;
}

static struct address parsed(int family, const char *text, uint16_t port)
{
	struct address a;

	if (!address_parse(&a, family, text, port))
		abort(); /* such texts are constants of ours */
	return a;
}

struct address address_ip4(const char *dotted, uint16_t port)
{
	return parsed(AF_INET, dotted, port);
}

struct address address_ip6(const char *text, uint16_t port)
{
	return parsed(AF_INET6, text, port);
}

bool address_equal(const struct address *a, const struct address *b)
{
	if (a->family != b->family)
		return false;
	if (a->family == AF_UNIX)
		return strcmp(a->path, b->path) == 0;
	return a->port == b->port && memcmp(a->ip, b->ip, a->family == AF_INET ? 4 : 16) == 0;
}

bool address_is_any(const struct address *a)
{
	static const uint8_t zero[16];

	return (a->family == AF_INET && memcmp(a->ip, zero, 4) == 0) ||
	       (a->family == AF_INET6 && memcmp(a->ip, zero, 16) == 0);
}

struct address address_unmapped(const struct address *a)
{
	static const uint8_t prefix[12] = { [10] = 0xff, [11] = 0xff };
	struct address plain = { .family = AF_INET, .port = a->port };

	if (a->family != AF_INET6 || memcmp(a->ip, prefix, sizeof prefix) != 0)
		return *a;
	memcpy(plain.ip, a->ip + sizeof prefix, 4);
	return plain;
}

void address_ip_text(struct buf *out, const struct address *a)
{
	char text[INET6_ADDRSTRLEN] = "";

	if (a->family == AF_INET || a->family == AF_INET6)
		inet_ntop(a->family, a->ip, text, sizeof text);
	buf_add_str(out, text);
}

void address_text(struct buf *out, const struct address *a)
{
	if (a->family == AF_UNIX) {
		if (a->path[0])
			text_safe_line(out, bytes_of(a->path));
		else
			buf_add_str(out, "(unnamed)");
	} else if (address_is_any(a)) {
		buf_addf(out, "any:%u", a->port);
	} else if (a->family == AF_INET) {
		address_ip_text(out, a);
		buf_addf(out, ":%u", a->port);
	} else if (a->family == AF_INET6) {
		buf_add_char(out, '[');
		address_ip_text(out, a);
		buf_addf(out, "]:%u", a->port);
	} else {
		buf_add_str(out, "(none)");
	}
}
