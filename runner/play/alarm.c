// SPDX-License-Identifier: MIT
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "play/player.h"

bool alarm_open(struct player *p, struct err *err)
{
	p->alarm = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	if (p->alarm < 0)
		return err_sys(err, "cannot make a timer");
	stage_watch(p->stage, p->alarm);
	return true;
}

void alarm_by(struct player *p, uint64_t at)
{
	uint64_t now = stage_now(p->stage), left = at > now ? at - now : 1;
	struct itimerspec when = { .it_value = { left / NS_PER_SEC, left % NS_PER_SEC } };

	if (p->alarm_at && p->alarm_at <= at)
		return;
	p->alarm_at = at;
	timerfd_settime(p->alarm, 0, &when, NULL);
}

bool alarm_rang(struct player *p)
{
	uint64_t times;

	/* Asked after every call of the program: most of the time it need not be read. (Two clocks: a millisecond's grace.) */
	if (!p->alarm_at || stage_now(p->stage) + NS_PER_MS < p->alarm_at)
		return false;
	if (read(p->alarm, &times, sizeof times) != sizeof times)
		return false;
	p->alarm_at = 0;
	return true;
}
