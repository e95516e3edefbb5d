// SPDX-License-Identifier: MIT
#include "timeline/fields.h"

#define NAME(id, name) #name,
static const char *const call_words[] = { CALL_LIST(NAME) };
#undef NAME
_Static_assert(ARRAY_LEN(call_words) == CALL_COUNT, "a word for every call");

static const char *const fd_words[] = { "unknown", "none", "tcp", "udp", "local stream",
	"local datagram", "other socket", "pipe", "file", "other" };
_Static_assert(ARRAY_LEN(fd_words) == FD_KINDS, "a word for every kind of descriptor");

static const char *const call_flag_words[] = { "unfinished", "interrupted", "runtime", "at exit",
	"storm" };
static const char *const tcp_flag_words[] = { "FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE",
	"CWR" };

const char *const tcp_state_names[] = { "", "ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT1",
	"FIN_WAIT2", "TIME_WAIT", "CLOSED", "CLOSE_WAIT", "LAST_ACK", "LISTEN", "CLOSING",
	"NEW_SYN_RECV" };
_Static_assert(ARRAY_LEN(tcp_state_names) == TCP_STATES, "a word for every state");

static const char *const timer_words[] = { "none", "retransmit", "keepalive", "TIME_WAIT",
	"zero-window probe" };

static const char *const process_words[] = { "started", "forked", "thread", "exec", "signal",
	"exited", "killed" };
_Static_assert(ARRAY_LEN(process_words) == PROCESS_WHATS, "a word for each");

static const char *const move_words[] = { "listens", "connects", "connected", "refused", "accepted",
	"sent", "got", "finished", "closed", "reset", "saw end", "saw reset", "paused", "resumed",
	"stopped", "started", "wire dropped", "wire doubled", "wire swapped", "fed", "fed end" };
_Static_assert(ARRAY_LEN(move_words) == MOVE_WHATS, "a word for every move");

static const char *const step_words[] = { "began", "done", "broke" };
_Static_assert(ARRAY_LEN(step_words) == STEP_WHATS, "a word for each");
static const char *const why_words[] = { "none", "different", "end", "reset", "refused", "silence",
	"exited", "died", "deadline", "forbidden" };
_Static_assert(ARRAY_LEN(why_words) == WHY_COUNT, "a word for every reason");
static const char *const quiet_words[] = { "asleep", "timer" };
_Static_assert(ARRAY_LEN(quiet_words) == QUIET_WHATS, "a word for each");
static const char *const end_words[] = { "played", "broke", "deadline", "cancelled", "tool" };
_Static_assert(ARRAY_LEN(end_words) == END_HOWS, "a word for each");

#define FIELD(k, t, member)                                                                        \
	{                                                                                          \
		.key = k, .type = FIELD_##t, .offset = offsetof(struct event, member)              \
	}
#define WORDED(k, t, member, list)                                                                 \
	{                                                                                          \
		.key = k, .type = FIELD_##t, .offset = offsetof(struct event, member),             \
		.words = list, .word_count = ARRAY_LEN(list)                                       \
	}
#define FRAMES(member)                                                                             \
	{                                                                                          \
		.key = "at", .type = FIELD_FRAMES,                                                 \
		.offset = offsetof(struct event, member.frames),                                   \
		.count_at = offsetof(struct event, member.frame_count)                             \
	}

static const struct event_field run_fields[] = {
	FIELD("exercise", STRING, run.exercise),
	FIELD("source", STRING, run.source_hash),
	FIELD("script", STRING, run.script_hash),
	FIELD("command", STRING, run.command),
	FIELD("host", STRING, run.host),
	FIELD("port", INT, run.port),
	FIELD("any_port", BOOL, run.any_port),
	FIELD("may_wait", BOOL, run.may_wait),
	FIELD("conversation", INT, run.conversation),
	FIELD("title", STRING, run.conversation_title),
	FIELD("delivery", STRING, run.delivery),
	FIELD("storm", STRING, run.storm),
	FIELD("seed", U64, run.seed),
	FIELD("level", STRING, run.level),
	FIELD("wall_ns", U64, run.wall_ns),
	FIELD("cast", STRING, run.cast),
	FIELD("ports", STRING, run.ports),
};

static const struct event_field call_fields[] = {
	WORDED("call", WORD, call.id, call_words),
	FIELD("pid", INT, call.pid),
	FIELD("tid", INT, call.tid),
	FIELD("args", ARGS, call.arg),
	FIELD("result", I64, call.ret),
	FIELD("errno", INT, call.err),
	WORDED("flags", FLAGS, call.flags, call_flag_words),
	FIELD("fd", INT, call.fd),
	WORDED("fd_kind", WORD, call.fd_kind, fd_words),
	FIELD("listening", BOOL, call.fd_listening),
	FIELD("inode", U64, call.inode),
	FIELD("local", ADDRESS, call.local),
	FIELD("remote", ADDRESS, call.remote),
	FIELD("address", ADDRESS, call.addr),
	FIELD("raw_address", BYTES, call.raw_addr),
	FIELD("addrlen_in", I64, call.addrlen_in),
	FIELD("addrlen_out", I64, call.addrlen_out),
	FIELD("data", BYTES, call.data),
	FIELD("data_total", U64, call.data_total),
	FRAMES(call),
};

static const struct event_field packet_fields[] = {
	FIELD("protocol", INT, packet.proto),
	FIELD("from", ADDRESS, packet.src),
	FIELD("to", ADDRESS, packet.dst),
	WORDED("flags", FLAGS8, packet.flags, tcp_flag_words),
	FIELD("seq", U32, packet.seq),
	FIELD("ack", U32, packet.ack),
	FIELD("window", U32, packet.window),
	FIELD("payload_at", U32, packet.payload_at),
	FIELD("payload", U32, packet.payload_len),
	FIELD("raw", BYTES, packet.raw),
	FIELD("total", U32, packet.raw_total),
};

static const struct event_field socket_fields[] = {
	FIELD("whose", INT, socket.who),
	FIELD("protocol", INT, socket.proto),
	FIELD("local", ADDRESS, socket.local),
	FIELD("remote", ADDRESS, socket.remote),
	WORDED("state", WORD, socket.state, tcp_state_names),
	FIELD("rqueue", U32, socket.rqueue),
	FIELD("wqueue", U32, socket.wqueue),
	WORDED("timer", WORD, socket.timer, timer_words),
	FIELD("expires_ms", U32, socket.expires_ms),
	FIELD("retransmits", U32, socket.retransmits),
	FIELD("inode", U64, socket.inode),
};

static const struct event_field process_fields[] = {
	WORDED("what", WORD, process.what, process_words),
	FIELD("pid", INT, process.pid),
	FIELD("tid", INT, process.tid),
	FIELD("parent", INT, process.parent),
	FIELD("value", INT, process.value),
	FIELD("main", BOOL, process.main),
	FIELD("by_tool", BOOL, process.by_tool),
};

static const struct event_field output_fields[] = {
	FIELD("fd", INT, output.fd),
	FIELD("data", BYTES, output.data),
};

static const struct event_field move_fields[] = {
	WORDED("what", WORD, move.what, move_words),
	FIELD("local", ADDRESS, move.local),
	FIELD("remote", ADDRESS, move.remote),
	FIELD("data", BYTES, move.data),
	FIELD("errno", INT, move.err),
};

static const struct event_field step_fields[] = {
	FIELD("index", INT, step.index),
	WORDED("what", WORD, step.what, step_words),
	WORDED("why", WORD, step.why, why_words),
	FIELD("expected", BYTES, step.expected),
};

static const struct event_field quiet_fields[] = {
	WORDED("what", WORD, quiet.what, quiet_words),
};

static const struct event_field sanitizer_fields[] = {
	FIELD("tool", STRING, sanitizer.tool),
	FIELD("what", STRING, sanitizer.kind),
	FIELD("text", STRING, sanitizer.text),
	FRAMES(sanitizer),
};

static const struct event_field diagnostic_fields[] = {
	FIELD("severity", STRING, diagnostic.severity),
	FIELD("message", STRING, diagnostic.message),
	FIELD("option", STRING, diagnostic.option),
	FIELD("file", STRING, diagnostic.file),
	FIELD("line", INT, diagnostic.line),
	FIELD("column", INT, diagnostic.column),
	FIELD("end_column", INT, diagnostic.end_column),
};

static const struct event_field note_fields[] = {
	FIELD("text", STRING, note.text),
};

static const struct event_field end_fields[] = {
	WORDED("how", WORD, end.how, end_words),
	FIELD("text", STRING, end.text),
	FIELD("packets_lost", U32, end.packets_lost),
	FIELD("output_lost", U64, end.output_lost),
	FIELD("busy_ns", U64, end.busy_ns),
	FIELD("rested_ns", U64, end.rested_ns),
};

#define SHAPE(name, fields)                                                                        \
	{                                                                                          \
		name, fields, ARRAY_LEN(fields)                                                    \
	}
const struct event_shape event_shapes[] = {
	[EVENT_RUN] = SHAPE("run", run_fields),
	[EVENT_CALL] = SHAPE("call", call_fields),
	[EVENT_PACKET] = SHAPE("packet", packet_fields),
	[EVENT_SOCKET] = SHAPE("socket", socket_fields),
	[EVENT_PROCESS] = SHAPE("process", process_fields),
	[EVENT_OUTPUT] = SHAPE("output", output_fields),
	[EVENT_MOVE] = SHAPE("move", move_fields),
	[EVENT_STEP] = SHAPE("step", step_fields),
	[EVENT_QUIET] = SHAPE("quiet", quiet_fields),
	[EVENT_SANITIZER] = SHAPE("sanitizer", sanitizer_fields),
	[EVENT_DIAGNOSTIC] = SHAPE("diagnostic", diagnostic_fields),
	[EVENT_NOTE] = SHAPE("note", note_fields),
	[EVENT_END] = SHAPE("end", end_fields),
};
_Static_assert(ARRAY_LEN(event_shapes) == EVENT_KINDS, "a shape for every kind");

static size_t frame_texts(const struct event_field *f, struct event *ev, struct text_place *places)
{
	struct frame *frames = field_place(f, ev);
	uint32_t count = *(uint32_t *)((char *)ev + f->count_at);
	size_t n = 0;

	for (uint32_t i = 0; i < count && i < FRAMES_MAX; i++) {
		places[n++] = (struct text_place){ .string = &frames[i].file };
		places[n++] = (struct text_place){ .string = &frames[i].func };
	}
	return n;
}

size_t event_texts(struct event *ev, struct text_place places[TEXT_PLACES_MAX])
{
	const struct event_shape *shape = &event_shapes[ev->kind];
	size_t n = 0;

	for (size_t i = 0; i < shape->count; i++) {
		const struct event_field *f = &shape->fields[i];

		if (f->type == FIELD_STRING)
			places[n++] = (struct text_place){ .string = field_place(f, ev) };
		else if (f->type == FIELD_BYTES)
			places[n++] = (struct text_place){ .bytes = field_place(f, ev) };
		else if (f->type == FIELD_FRAMES)
			n += frame_texts(f, ev, places + n);
	}
	return n;
}
