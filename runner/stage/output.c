// SPDX-License-Identifier: MIT
#include "stage/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "stage/manager.h"

enum { CHUNK = 65536 };

/* ---- opening */

static bool open_pipe(int *ours, int *theirs, bool we_write, struct err *err)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) != 0)
		return err_sys(err, "no pipe for a program's streams");
	*ours = ends[we_write];
	*theirs = ends[!we_write];
	fcntl(*ours, F_SETFL, O_NONBLOCK);
	return true;
}

static bool open_terminal(int *ours, int *theirs)
{
	int unlocked = 0;
	struct termios raw;

	*ours = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (*ours < 0)
		return false;
	if (ioctl(*ours, TIOCSPTLCK, &unlocked) == 0)
		*theirs = ioctl(*ours, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (*theirs < 0 || tcgetattr(*theirs, &raw) != 0) {
		closep(theirs);
		closep(ours);
		return false;
	}
	cfmakeraw(&raw);
	tcsetattr(*theirs, TCSANOW, &raw);
	return true;
}

bool output_open(struct program *p, int theirs[3], struct err *err)
{
	p->in = p->streams[0] = p->streams[1] = -1;
	theirs[0] = theirs[1] = theirs[2] = -1;
	/* Where there are no terminals to be had a pipe will do; its lines come later. */
	return open_pipe(&p->in, &theirs[0], true, err) &&
	       (open_terminal(&p->streams[0], &theirs[1]) ||
		       open_pipe(&p->streams[0], &theirs[1], false, err)) &&
	       open_pipe(&p->streams[1], &theirs[2], false, err);
}

void output_close(struct program *p)
{
	closep(&p->in);
	closep(&p->streams[0]);
	closep(&p->streams[1]);
	closep(&p->trouble);
	buf_free(&p->feed);
	buf_free(&p->complaint);
	buf_free(&p->trouble_text);
}

/* ---- out of the program */

static void keep(struct stage *s, struct program *p, int which, const char *at, size_t len)
{
	size_t room = KEPT_MAX - min_size(KEPT_MAX, p->kept[which]);
	size_t kept = min_size(len, room);
	struct event ev = {
		.kind = EVENT_OUTPUT,
		.who = p->who,
		.output = { which + 1, { (const uint8_t *)at, kept } },
	};

	p->kept[which] += len;
	p->lost += len - kept;
	if (which == 1)
		buf_add(&p->complaint, at, kept);
	if (kept)
		stage_record(s, &ev);
}

/* True while there may be more. */
static bool read_some(struct stage *s, struct program *p, int which)
{
	char text[CHUNK];
	ssize_t n = read(p->streams[which], text, sizeof text);

	if (n > 0)
		keep(s, p, which, text, n);
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		closep(&p->streams[which]); /* a terminal ends with EIO */
	return n > 0;
}

bool output_drain(struct stage *s, struct program *p)
{
	bool any = false;
	/* A program that writes without end must not keep us here. */
	int chunks = 64;

	p->unread = false;
	for (int which = 0; which < 2; which++)
		while (p->streams[which] >= 0 && chunks-- > 0 && read_some(s, p, which))
			any = true;
	return any;
}

/* ---- into it */

void output_feed(struct stage *s, struct program *p)
{
	while (p->in >= 0 && p->feed.len > 0) {
		ssize_t n = write(p->in, p->feed.data, p->feed.len);

		if (n < 0 && errno == EAGAIN)
			return;
		if (n < 0) { /* nobody reads it any more */
			buf_free(&p->feed);
			p->feed_ends = true;
			break;
		}
		buf_drop_front(&p->feed, n);
		manager_active(s);
	}
	if (p->feed_ends)
		closep(&p->in);
}

/* ---- events */

void stream_add(struct stream *o, const struct event *ev)
{
	event_pack(ev, &o->waiting);
}

void stream_flush(struct stream *o, uint64_t now)
{
	o->flushed_at = now;
	while (o->waiting.len > 0) {
		ssize_t n = write(o->fd, o->waiting.data, o->waiting.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			o->full = errno == EAGAIN;
			return;
		}
		buf_drop_front(&o->waiting, n);
	}
	o->full = false;
}

void stream_finish(struct stream *o)
{
	fcntl(o->fd, F_SETFL, 0);
	stream_flush(o, 0);
}
