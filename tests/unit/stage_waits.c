// SPDX-License-Identifier: MIT
/* What a call waits for, should it sleep: by the call and its arguments alone. */
#include <fcntl.h>
#include <linux/futex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <cmocka.h>

#include "stage/manager.h"
#include "stage/quiet.h"

static const struct {
	enum call_id id;
	uint64_t arg[6];
	enum waits expected;
} rows[] = {
	{ CALL_RECVFROM, { 3 }, WAITS_FOR_OTHERS },
	{ CALL_ACCEPT, { 3 }, WAITS_FOR_OTHERS },
	{ CALL_READ, { 0 }, WAITS_FOR_OTHERS },
	{ CALL_POLL, { 1, 1, (uint32_t)-1 }, WAITS_FOR_OTHERS },
	{ CALL_POLL, { 1, 1, 100 }, WAITS_FOR_TIMER },
	{ CALL_PPOLL, { 1, 1, 0 }, WAITS_FOR_OTHERS },
	{ CALL_PPOLL, { 1, 1, 0x1000 }, WAITS_FOR_TIMER },
	{ CALL_PSELECT6, { 4, 0, 0, 0, 0 }, WAITS_FOR_OTHERS },
	{ CALL_PSELECT6, { 4, 0, 0, 0, 0x1000 }, WAITS_FOR_TIMER },
	{ CALL_EPOLL_WAIT, { 4, 0x1000, 8, (uint32_t)-1 }, WAITS_FOR_OTHERS },
	{ CALL_EPOLL_WAIT, { 4, 0x1000, 8, 50 }, WAITS_FOR_TIMER },
	{ CALL_EPOLL_PWAIT2, { 4, 0x1000, 8, 0 }, WAITS_FOR_OTHERS },
	{ CALL_WAIT4, { (uint64_t)-1, 0, 0 }, WAITS_FOR_OTHERS },
	{ CALL_WAIT4, { (uint64_t)-1, 0, WNOHANG }, WAITS_NOT },
	{ CALL_CLOCK_NANOSLEEP, { 0 }, WAITS_FOR_TIMER },
	{ CALL_PAUSE, { 0 }, WAITS_FOR_OTHERS },
	{ CALL_FUTEX, { 0x1000, FUTEX_WAIT | FUTEX_PRIVATE_FLAG, 0, 0 }, WAITS_FOR_OTHERS },
	{ CALL_FUTEX, { 0x1000, FUTEX_WAIT_BITSET, 0, 0x1000 }, WAITS_FOR_TIMER },
	{ CALL_FUTEX, { 0x1000, FUTEX_WAKE, 1 }, WAITS_NOT },
	{ CALL_FCNTL, { 3, F_SETLKW }, WAITS_FOR_OTHERS },
	{ CALL_FCNTL, { 3, F_GETFL }, WAITS_NOT },
	{ CALL_SOCKET, { 2, 1, 0 }, WAITS_NOT },
	{ CALL_GETSOCKNAME, { 3 }, WAITS_NOT },
};

static void calls_wait_for(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct stage s = { 0 };
		struct task t = { .in_call = true };
		enum waits got;

		t.call.id = rows[i].id;
		memcpy(t.call.arg, rows[i].arg, sizeof t.call.arg);
		got = quiet_waits(&s, &t);
		if (got != rows[i].expected)
			fail_msg("row %zu, %s: %d", i, calls[rows[i].id].name, got);
	}
}

static void a_sockets_timeout_counts(void **state)
{
	struct known_socket slow = { .inode = 7, .reads_time_out = true }, *list[] = { &slow };
	struct stage s = { .sockets = { .list = list, .count = 1 } };
	struct task t = { .call = { .id = CALL_RECVFROM, .ev = { .inode = 7 } } };

	(void)state;
	assert_int_equal(quiet_waits(&s, &t), WAITS_FOR_TIMER);
	t.call.id = CALL_SENDTO;
	assert_int_equal(quiet_waits(&s, &t), WAITS_FOR_OTHERS);
	t.call.id = CALL_RECVFROM;
	t.call.ev.inode = 8;
	assert_int_equal(quiet_waits(&s, &t), WAITS_FOR_OTHERS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calls_wait_for),
		cmocka_unit_test(a_sockets_timeout_counts),
	};

	return cmocka_run_group_tests_name("what calls wait for", tests, NULL, NULL);
}
