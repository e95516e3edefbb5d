// SPDX-License-Identifier: MIT
#include "report_runs.h"

#include <stdio.h>

#include "report/pcapng.h"
#include "timeline/sender.h"

static bool tshark_is_there(void)
{
	return system("command -v tshark >/dev/null 2>&1") == 0;
}

static void read_by_tshark(const char *path, struct buf *out)
{
	AUTO(freep)
	char *command = xasprintf("tshark -n -r %s -T fields -e frame.number -e frame.time_epoch "
				  "-e tcp.srcport -e tcp.flags "
				  "-e tcp.len -e frame.comment 2>/dev/null",
		path);
	FILE *pipe = popen(command, "r");
	char line[1000];

	assert_non_null(pipe);
	while (fgets(line, sizeof line, pipe))
		buf_add_str(out, line);
	assert_int_equal(pclose(pipe), 0);
}

/* What another program reads is what was meant. */
static void wireshark_reads_it(void **state)
{
	char dir[] = "/tmp/socklings-unit-XXXXXX";
	AUTO(timeline_freep) struct timeline *tl = one_recv_run();
	AUTO(buf_free) struct buf file = { 0 };
	AUTO(buf_free) struct buf read = { 0 };
	struct err err;

	(void)state;
	if (!tshark_is_there()) {
		print_message("tshark is not installed: nobody else read the file\n");
		skip();
	}
	pcapng_write(&file, tl);
	assert_non_null(mkdtemp(dir));
	AUTO(freep) char *path = path_join(dir, "run.pcapng");
	assert_true(file_write(path, buf_bytes(&file), &err));
	read_by_tshark(path, &read);
	assert_true(file_remove_tree(dir, &err));
	assert_golden("pcapng-read-by-tshark.txt", &read);
}

static void blocks_are_whole(void **state)
{
	AUTO(timeline_freep) struct timeline *tl = one_recv_run();
	AUTO(buf_free) struct buf file = { 0 };
	size_t blocks = 0;

	(void)state;
	pcapng_write(&file, tl);
	for (size_t at = 0; at < file.len; blocks++) {
		uint32_t len, again;

		assert_true(at + 12 <= file.len);
		memcpy(&len, file.data + at + 4, 4);
		assert_true(len % 4 == 0 && at + len <= file.len);
		memcpy(&again, file.data + at + len - 4, 4);
		assert_int_equal(len, again);
		at += len;
	}
	assert_int_equal(blocks, 2 + 10);
}

/* Who sent each packet of the run, in order. */
static void packets_have_senders(void **state)
{
	static const struct {
		enum event_kind kind;
		int what; /* call or move */
	} senders[] = {
		{ EVENT_MOVE, MOVE_CONNECTS },
		{ EVENT_KINDS, 0 },
		{ EVENT_KINDS, 0 },
		{ EVENT_MOVE, MOVE_SENT },
		{ EVENT_KINDS, 0 },
		{ EVENT_CALL, CALL_SENDTO },
		{ EVENT_KINDS, 0 },
		{ EVENT_CALL, CALL_CLOSE },
		{ EVENT_MOVE, MOVE_SENT },
		{ EVENT_KINDS, 0 },
	};
	AUTO(timeline_freep) struct timeline *tl = one_recv_run();
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < timeline_count(tl); i++) {
		const struct event *by;

		if (timeline_at(tl, i)->kind != EVENT_PACKET)
			continue;
		by = sender_of(tl, i);
		if (!by)
			assert_int_equal(senders[n].kind, EVENT_KINDS);
		else if (by->kind == EVENT_CALL)
			assert_true(senders[n].kind == EVENT_CALL &&
				    (int)by->call.id == senders[n].what);
		else
			assert_true(senders[n].kind == EVENT_MOVE &&
				    (int)by->move.what == senders[n].what);
		n++;
	}
	assert_int_equal(n, ARRAY_LEN(senders));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wireshark_reads_it),
		cmocka_unit_test(blocks_are_whole),
		cmocka_unit_test(packets_have_senders),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
