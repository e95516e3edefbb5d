// SPDX-License-Identifier: MIT
/* Wrong exercises, and the sentence that each is refused with; and right ones beside them, so that a decoder that refuses everything
 * is found out.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "course/exercise_parts.h"

#define ANA	"{\"ana\":\"client\"}"
#define BOB	"{\"bob\":\"server\"}"
#define EVE_REX "{\"eve\":\"sender\",\"rex\":\"receiver\"}"
#define REF_ANA "{\"ref\":\"reference\",\"ana\":\"client\"}"

enum part { FILE_TEXT, EXERCISE_KEY, CONVERSATION, SCRIPT };

struct row {
	enum part part;
	const char *cast; /* of a SCRIPT */
	const char *input;
	const char *refusal; /* after the file's name; NULL: it is taken */
};

static const struct row wrong[] = {
	{ FILE_TEXT, NULL, "{\"title\": \"x\"",
		":1: the file ends too early (a bracket or quote is not closed)" },
	{ FILE_TEXT, NULL, "", ":1: the file ends too early (a bracket or quote is not closed)" },
	{ FILE_TEXT, NULL, "[]", ": this should be an object: { ... }" },
	{ FILE_TEXT, NULL, "{\"title\":\"a\",\"title\":\"b\"}",
		": /title: this key is here twice" },
	{ FILE_TEXT, NULL, "{\"tilte\":\"a\"}",
		": unknown key \"tilte\" (did you mean \"title\"?)" },
	{ FILE_TEXT, NULL, "{\"title\":\"a\"}", ": \"task\" is missing" },
	{ FILE_TEXT, NULL, "{\"title\":7}", ": /title: this should be a string" },
	{ FILE_TEXT, NULL, "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
		": nested deeper than 32 levels" },
	{ EXERCISE_KEY, NULL, "\"title\":\"\"", ": /title: this is empty" },
	{ EXERCISE_KEY, NULL, "\"kind\":\"fil\"",
		": /kind: unknown kind \"fil\" (did you mean \"fill\"?)" },
	{ EXERCISE_KEY, NULL, "\"points\":0", ": /points: 0 is out of range: from 1 to 100" },
	{ EXERCISE_KEY, NULL, "\"points\":1.5", ": /points: this should be a whole number" },
	{ EXERCISE_KEY, NULL, "\"points\":\"two\"", ": /points: this should be a whole number" },
	{ EXERCISE_KEY, NULL, "\"hints\":[\"a\",\"b\"]",
		": /hints: there should be exactly 3 hints, and there are 2" },
	{ EXERCISE_KEY, NULL, "\"hints\":[\"a\",\"b\",\"\"]", ": /hints/2: this hint is empty" },
	{ EXERCISE_KEY, NULL, "\"hints\":\"a\"", ": /hints: this should be a list of strings" },
	{ EXERCISE_KEY, NULL, "\"handout\":\"compiles\"",
		": /handout: unknown way to fail \"compiles\" (did you mean \"compile\"?)" },
	{ EXERCISE_KEY, NULL, "\"handout\":\"No Such\"",
		": /handout: this should be \"compile\", \"conversation\" or the id of a mistake" },
	{ EXERCISE_KEY, NULL, "\"wants\":[\"echo\"]",
		": /wants/0: this should be an exercise's id, like \"9.1\"" },
	{ EXERCISE_KEY, NULL, "\"wants\":\"9.1\"", ": /wants: this should be a list of strings" },
	{ EXERCISE_KEY, NULL, "\"program\":{\"role\":\"sever\"}",
		": /program/role: unknown role \"sever\" (did you mean \"server\"?)" },
	{ EXERCISE_KEY, NULL, "\"program\":{}", ": /program: \"role\" is missing" },
	{ EXERCISE_KEY, NULL, "\"program\":{\"role\":\"client\",\"datagram\":true}",
		": /program/datagram: \"datagram\" tells when a server is ready: this is a "
		"client" },
	{ EXERCISE_KEY, NULL, "\"program\":{\"role\":\"server\",\"args\":[\"{prot}\"]}",
		": /program/args/0: unknown place \"{prot}\" (did you mean \"{port}\"?)" },
	{ EXERCISE_KEY, NULL, "\"program\":{\"role\":\"server\",\"args\":[\"{port\"]}",
		": /program/args/0: a { that is never closed" },
	{ EXERCISE_KEY, NULL, "\"program\":{\"role\":\"server\",\"args\":[\"{port:bob}\"]}",
		": /program/args/0: unknown actor \"bob\" (known: you, wire), in the cast of "
		"conversation 1" },
	{ EXERCISE_KEY, NULL, "\"conversations\":[]",
		": /conversations: this should be a list of conversations, at least one" },
	{ EXERCISE_KEY, NULL, "\"conversations\":{}",
		": /conversations: this should be a list of conversations, at least one" },
	{ CONVERSATION, NULL, "{\"title\":\"t\"}", ": /conversations/0: \"script\" is missing" },
	{ CONVERSATION, NULL, "{\"title\":\"\",\"script\":[{\"you\":{\"exits\":0}}]}",
		": /conversations/0: the title is empty" },
	{ CONVERSATION, NULL, "{\"title\":\"t\",\"script\":[]}",
		": /conversations/0/script: this should be a list of steps, at least one" },
	{ CONVERSATION, NULL, "{\"title\":\"t\",\"script\":{}}",
		": /conversations/0/script: this should be a list of steps, at least one" },
	{ CONVERSATION, NULL,
		"{\"title\":\"t\",\"deliverys\":[\"whole\"],\"script\":[{\"you\":{\"exits\":0}}]}",
		": /conversations/0: unknown key \"deliverys\" (did you mean \"deliveries\"?)" },
	{ CONVERSATION, NULL,
		"{\"title\":\"t\",\"deliveries\":[\"hole\"],\"script\":[{\"you\":{\"exits\":0}}]}",
		": /conversations/0/deliveries/0: unknown delivery \"hole\" (did you mean "
		"\"whole\"?)" },
	{ CONVERSATION, NULL,
		"{\"title\":\"t\",\"deliveries\":[],\"script\":[{\"you\":{\"exits\":0}}]}",
		": /conversations/0/deliveries: say at least one delivery, like \"whole\"" },
	{ CONVERSATION, NULL,
		"{\"title\":\"t\",\"deliveries\":[\"whole\",\"whole\"],\"script\":[{\"you\":{"
		"\"exits\":0}}]}",
		": /conversations/0/deliveries/1: \"whole\" is here twice" },
	{ CONVERSATION, NULL,
		"{\"title\":\"t\",\"storms\":[\"rain\"],\"script\":[{\"you\":{\"exits\":0}}]}",
		": /conversations/0/storms/0: unknown storm \"rain\" (known: none, short, "
		"interrupt, delay, partial)" },
	{ CONVERSATION, NULL,
		"{\"title\":\"t\",\"storms\":\"none\",\"script\":[{\"you\":{\"exits\":0}}]}",
		": /conversations/0/storms: this should be a list of words" },
	{ CONVERSATION, NULL,
		"{\"title\":\"t\",\"deadline_ms\":0,\"script\":[{\"you\":{\"exits\":0}}]}",
		": /conversations/0/deadline_ms: 0 is out of range: from 1 to 60000" },
	{ CONVERSATION, NULL,
		"{\"title\":\"t\",\"args\":[\"{port:bob}\"],\"script\":[{\"you\":{\"exits\":0}}]}",
		": /conversations/0/args/0: unknown actor \"bob\" (known: you, wire)" },
	{ CONVERSATION, NULL,
		"{\"title\":\"t\",\"args\":[\"{path:ana}\"],\"cast\":{\"ana\":\"client\"},"
		"\"script\":[{\"ana\":\"connects\"}]}",
		": /conversations/0/args/0: ana has no path: only local actors have" },
	{ CONVERSATION, NULL,
		"{\"title\":\"t\",\"args\":[\"{port:ana}\"],\"cast\":{\"ana\":\"client\"},"
		"\"script\":[{\"ana\":\"connects\"}]}",
		": /conversations/0/args/0: ana has no port that is known before: only a server or "
		"a receiver has" },
	{ SCRIPT, "{\"ana\":\"clent\"}", "[{\"ana\":\"connects\"}]",
		": /conversations/0/cast/ana: unknown kind of actor \"clent\" (did you mean "
		"\"client\"?)" },
	{ SCRIPT, "{\"Ana\":\"client\"}", "[{\"you\":{\"exits\":0}}]",
		": /conversations/0/cast/Ana: a name is small letters, digits and _, and begins "
		"with a letter" },
	{ SCRIPT, "{\"you\":\"client\"}", "[{\"you\":{\"exits\":0}}]",
		": /conversations/0/cast/you: \"you\" is there by itself: choose another name" },
	{ SCRIPT, "{\"everybody\":\"client\"}", "[{\"you\":{\"exits\":0}}]",
		": /conversations/0/cast/everybody: \"everybody\" is there by itself: choose "
		"another name" },
	{ SCRIPT, "{\"ana\":{\"of\":\"9.1\"}}", "[{\"you\":{\"exits\":0}}]",
		": /conversations/0/cast/ana: \"is\" is missing" },
	{ SCRIPT, "{\"ana\":{\"is\":\"client\",\"of\":\"9.1\"}}", "[{\"you\":{\"exits\":0}}]",
		": /conversations/0/cast/ana/of: a client has no \"of\"" },
	{ SCRIPT, "{\"ana\":{\"is\":\"client\",\"port\":7000}}", "[{\"you\":{\"exits\":0}}]",
		": /conversations/0/cast/ana/port: a client has no \"port\"" },
	{ SCRIPT, "{\"ana\":{\"is\":\"server\",\"port\":70000}}", "[{\"you\":{\"exits\":0}}]",
		": /conversations/0/cast/ana/port: 70000 is out of range: from 1 to 65535" },
	{ SCRIPT, "{\"ana\":{\"is\":\"server\",\"family\":\"ipv6\"}}", "[{\"you\":{\"exits\":0}}]",
		": /conversations/0/cast/ana/family: unknown family \"ipv6\" (known: inet, "
		"inet6)" },
	{ SCRIPT, "{\"ana\":\"local server\"}", "[{\"you\":{\"exits\":0}}]",
		": /conversations/0/cast/ana: a local server needs its \"path\", like "
		"\"talk.sock\"" },
	{ SCRIPT, "{\"ana\":{\"is\":\"local server\",\"path\":\"../x\"}}",
		"[{\"you\":{\"exits\":0}}]",
		": /conversations/0/cast/ana/path: this should be a file's name, like "
		"\"talk.sock\"" },
	{ SCRIPT, "{\"ana\":{\"is\":\"local server\",\"path\":\"x\",\"family\":\"inet\"}}",
		"[{\"you\":{\"exits\":0}}]",
		": /conversations/0/cast/ana/family: a local server has no \"family\"" },
	{ SCRIPT, "{\"ana\":{\"is\":\"reference\",\"args\":[\"{port:bib}\"]}}",
		"[{\"you\":{\"exits\":0}}]",
		": /conversations/0/cast/ana/args/0: unknown actor \"bib\" (known: you, ana, "
		"wire)" },
	{ SCRIPT, "[\"ana\"]", "[{\"you\":{\"exits\":0}}]",
		": /conversations/0/cast: this should be an object of names: { \"ana\": \"client\" "
		"}" },
	{ SCRIPT, ANA, "[{\"you\":{\"exits\":0}}]",
		": /conversations/0/script: ana is in the cast, but does nothing" },
	{ SCRIPT, ANA, "[\"connects\"]",
		": /conversations/0/script/0: a step is one actor and one verb: { \"ana\": "
		"\"connects\" }" },
	{ SCRIPT, ANA, "[{}]",
		": /conversations/0/script/0: a step is one actor and one verb: { \"ana\": "
		"\"connects\" }" },
	{ SCRIPT, ANA, "[{\"ana\":\"connects\",\"you\":{\"exits\":0}}]",
		": /conversations/0/script/0: a step is one actor and one verb: { \"ana\": "
		"\"connects\" }" },
	{ SCRIPT, ANA, "[{\"anna\":\"connects\"}]",
		": /conversations/0/script/0: unknown actor \"anna\" (did you mean \"ana\"?)" },
	{ SCRIPT, ANA, "[{\"everybody\":{\"sees\":\"silence\"}}]",
		": /conversations/0/script/0: unknown actor \"everybody\" (known: you, ana, "
		"wire)" },
	{ SCRIPT, ANA, "[{\"ana\":\"connects\"},{\"ana\":{\"sendz\":\"x\"}}]",
		": /conversations/0/script/1: unknown verb \"sendz\" (did you mean \"sends\"?)" },
	{ SCRIPT, ANA, "[{\"ana\":\"conects\"}]",
		": /conversations/0/script/0: unknown verb \"conects\" (did you mean "
		"\"connects\"?)" },
	{ SCRIPT, ANA, "[{\"ana\":\"dances\"}]",
		": /conversations/0/script/0: unknown verb \"dances\" (known: connects, accepts, "
		"listens, sends, gets, finishes, closes, resets, sees, pauses reading, resumes "
		"reading, restarts, starts, reads, reads end, prints, complains, exits, dies of, "
		"call, never, holds, signal, shows, drops, duplicates, reorders)" },
	{ SCRIPT, ANA, "[{\"ana\":7}]",
		": /conversations/0/script/0/ana: this should be a verb, or { \"verb\": ... }" },
	{ SCRIPT, ANA, "[{\"ana\":{}}]",
		": /conversations/0/script/0: there is no verb in this step" },
	{ SCRIPT, ANA, "[{\"ana\":\"sends\"}]",
		": /conversations/0/script/0: \"sends\" needs more than its name: { \"sends\": ... "
		"}" },
	{ SCRIPT, ANA, "[{\"ana\":{\"sends\":\"x\",\"gets\":\"y\"}}]",
		": /conversations/0/script/0: two verbs in one step: \"sends\" and \"gets\"" },
	{ SCRIPT, ANA, "[{\"ana\":{\"sends\":\"x\",\"to\":\"you\"}}]",
		": /conversations/0/script/0/ana/to: \"sends\" of ana takes no \"to\"" },
	{ SCRIPT, ANA, "[{\"ana\":{\"sends\":\"x\",\"loudly\":true}}]",
		": /conversations/0/script/0/ana/loudly: \"sends\" of ana takes no \"loudly\"" },
	{ SCRIPT, ANA, "[{\"ana\":{\"connects\":{\"two\":\"you\"}}}]",
		": /conversations/0/script/0/ana/connects: unknown key \"two\" (did you mean "
		"\"to\"?)" },
	{ SCRIPT, ANA, "[{\"ana\":{\"connects\":true,\"to\":\"bob\"}}]",
		": /conversations/0/script/0/ana/to: unknown actor \"bob\" (known: you, ana, "
		"wire)" },
	{ SCRIPT, ANA, "[{\"ana\":{\"connects\":true,\"to\":\"ana\"}}]",
		": /conversations/0/script/0/ana/to: this is the same actor" },
	{ SCRIPT, ANA, "[{\"ana\":{\"connects\":7}}]",
		": /conversations/0/script/0/ana/connects: \"connects\" takes nothing: write it "
		"alone, or with true" },
	{ SCRIPT, ANA, "[{\"ana\":\"accepts\"}]",
		": /conversations/0/script/0: \"accepts\" is not for ana, a client (it is for: "
		"server, local server)" },
	{ SCRIPT, ANA, "[{\"ana\":{\"prints\":\"x\"}}]",
		": /conversations/0/script/0: \"prints\" is not for ana, a client (it is for: "
		"reference, you)" },
	{ SCRIPT, ANA, "[{\"you\":{\"sends\":\"x\"}}]",
		": /conversations/0/script/0: \"sends\" is not for you, a program (it is for: "
		"client, server, sender, receiver, local client, local server, local sender, local "
		"receiver)" },
	{ SCRIPT, ANA, "[{\"wire\":{\"sends\":\"x\"}}]",
		": /conversations/0/script/0: \"sends\" is not for the wire (it is for: client, "
		"server, sender, receiver, local client, local server, local sender, local "
		"receiver)" },
	{ SCRIPT, ANA, "[{\"you\":{\"shows\":\"SYN\"}}]",
		": /conversations/0/script/0: \"shows\" is not for you, a program (it is for: "
		"wire)" },
	{ SCRIPT, ANA, "[{\"ana\":{\"sees\":\"rest\"}}]",
		": /conversations/0/script/0/ana/sees: unknown sight \"rest\" (did you mean "
		"\"reset\"?)" },
	{ SCRIPT, BOB, "[{\"bob\":{\"sees\":\"refused\"}}]",
		": /conversations/0/script/0/bob/sees: to see \"refused\" is not for bob, a server "
		"(it is for: client, local client)" },
	{ SCRIPT, EVE_REX, "[{\"eve\":{\"sees\":\"end\"}}]",
		": /conversations/0/script/0/eve/sees: to see \"end\" is not for eve, a sender (it "
		"is for: client, server, local client, local server)" },
	{ SCRIPT, ANA, "[{\"you\":{\"exits\":256}}]",
		": /conversations/0/script/0/you/exits: this should be a status from 0 to 255, or "
		"\"failure\"" },
	{ SCRIPT, ANA, "[{\"you\":{\"exits\":\"fails\"}}]",
		": /conversations/0/script/0/you/exits: this should be a status from 0 to 255, or "
		"\"failure\"" },
	{ SCRIPT, ANA, "[{\"you\":{\"dies of\":\"SIGPIP\"}}]",
		": /conversations/0/script/0/you/dies of: unknown signal \"SIGPIP\" (did you mean "
		"\"SIGPIPE\"?)" },
	{ SCRIPT, ANA, "[{\"you\":{\"prints\":\"x\",\"on\":\"stder\"}}]",
		": /conversations/0/script/0/you/on: unknown output \"stder\" (did you mean "
		"\"stderr\"?)" },
	{ SCRIPT, ANA, "[{\"you\":{\"prints\":\"\"}}]",
		": /conversations/0/script/0/you/prints: no bytes: only a datagram can be empty" },
	{ SCRIPT, ANA, "[{\"wire\":{\"shows\":\"SYNACK\"}}]",
		": /conversations/0/script/0/wire/shows: unknown kind of packet \"SYNACK\" (did "
		"you mean \"SYN ACK\"?)" },
	{ SCRIPT, ANA, "[{\"wire\":{\"shows\":\"SYN\",\"from\":\"anna\"}}]",
		": /conversations/0/script/0/wire/from: unknown actor \"anna\" (did you mean "
		"\"ana\"?)" },
	{ SCRIPT, ANA, "[{\"wire\":{\"drops\":0}}]",
		": /conversations/0/script/0/wire/drops: 0 is out of range: from 1 to 10000" },
	{ SCRIPT, ANA, "[{\"you\":{\"call\":\"lissen\"}}]",
		": /conversations/0/script/0/you/call: unknown call \"lissen\" (did you mean "
		"\"listen\"?)" },
	{ SCRIPT, ANA, "[{\"you\":{\"call\":{\"result\":\"ok\"}}}]",
		": /conversations/0/script/0/you/call: \"name\" is missing" },
	{ SCRIPT, ANA, "[{\"you\":{\"call\":{\"name\":\"listen\",\"results\":\"ok\"}}}]",
		": /conversations/0/script/0/you/call: unknown key \"results\" (did you mean "
		"\"result\"?)" },
	{ SCRIPT, ANA, "[{\"you\":{\"call\":{\"name\":\"listen\",\"result\":\"good\"}}}]",
		": /conversations/0/script/0/you/call/result: unknown result \"good\" (known: ok, "
		"fails)" },
	{ SCRIPT, ANA, "[{\"you\":{\"call\":{\"name\":\"listen\",\"result\":-1}}}]",
		": /conversations/0/script/0/you/call/result: this should be \"ok\", \"fails\" or "
		"a number from 0 on" },
	{ SCRIPT, ANA, "[{\"you\":{\"call\":{\"name\":\"connect\",\"error\":\"ECONNREFUSE\"}}}]",
		": /conversations/0/script/0/you/call/error: unknown error \"ECONNREFUSE\" (did "
		"you mean \"ECONNREFUSED\"?)" },
	{ SCRIPT, ANA,
		"[{\"you\":{\"call\":{\"name\":\"connect\",\"error\":\"ECONNREFUSED\",\"result\":"
		"\"ok\"}}}]",
		": /conversations/0/script/0/you/call: a call with an error fails: leave "
		"\"result\" out" },
	{ SCRIPT, ANA, "[{\"you\":{\"call\":{\"name\":\"connect\",\"backlog\":5}}}]",
		": /conversations/0/script/0/you/call/backlog: connect() has no backlog" },
	{ SCRIPT, ANA, "[{\"you\":{\"call\":{\"name\":\"listen\",\"port\":7000}}}]",
		": /conversations/0/script/0/you/call/port: listen() has no port" },
	{ SCRIPT, ANA, "[{\"you\":{\"call\":{\"name\":\"bind\",\"port\":\"port\"}}}]",
		": /conversations/0/script/0/you/call/port: this should be \"{port}\" or a number "
		"from 0 to 65535" },
	{ SCRIPT, ANA, "[{\"you\":{\"call\":{\"name\":\"bind\",\"address\":\"everywhere\"}}}]",
		": /conversations/0/script/0/you/call/address: this should be \"any\", "
		"\"loopback\" or an address like \"127.0.0.1\"" },
	{ SCRIPT, ANA, "[{\"you\":{\"call\":{\"name\":\"socket\",\"type\":\"datagram\"}}}]",
		": /conversations/0/script/0/you/call/type: unknown type \"datagram\" (did you "
		"mean \"dgram\"?)" },
	{ SCRIPT, ANA, "[{\"you\":{\"call\":{\"name\":\"setsockopt\",\"level\":\"SOL_SOCKT\"}}}]",
		": /conversations/0/script/0/you/call/level: unknown level \"SOL_SOCKT\" (did you "
		"mean \"SOL_SOCKET\"?)" },
	{ SCRIPT, ANA,
		"[{\"you\":{\"call\":{\"name\":\"setsockopt\",\"option\":\"SO_REUSEADR\"}}}]",
		": /conversations/0/script/0/you/call/option: unknown option \"SO_REUSEADR\" (did "
		"you mean \"SO_REUSEADDR\"?)" },
	{ SCRIPT, ANA,
		"[{\"you\":{\"call\":{\"name\":\"setsockopt\",\"level\":\"SOL_SOCKET\",\"option\":"
		"\"TCP_NODELAY\"}}}]",
		": /conversations/0/script/0/you/call: TCP_NODELAY belongs to the level "
		"IPPROTO_TCP" },
	{ SCRIPT, ANA, "[{\"you\":{\"call\":7}}]",
		": /conversations/0/script/0/you/call: this should be a call's name, like "
		"\"listen\", or { \"name\": \"listen\", ... }" },
	{ SCRIPT, ANA, "[{\"you\":{\"holds\":{}}}]",
		": /conversations/0/script/0/you/holds: say at least one thing that holds, like "
		"\"listening\"" },
	{ SCRIPT, ANA, "[{\"you\":{\"holds\":{\"state\":\"ESTABLISH\"}}}]",
		": /conversations/0/script/0/you/holds/state: unknown state \"ESTABLISH\" (did you "
		"mean \"ESTABLISHED\"?)" },
	{ SCRIPT, ANA, "[{\"you\":{\"holds\":{\"address\":\"any\"}}}]",
		": /conversations/0/script/0/you/holds: \"address\" says where: say also what, "
		"\"listening\" or \"bound_udp\"" },
	{ SCRIPT, ANA, "[{\"you\":{\"holds\":{\"backlog\":5}}}]",
		": /conversations/0/script/0/you/holds: \"backlog\" is of a listener: say also "
		"\"listening\"" },
	{ SCRIPT, ANA, "[{\"you\":{\"holds\":{\"listening\":65536}}}]",
		": /conversations/0/script/0/you/holds/listening: this should be \"{port}\" or a "
		"number from 0 to 65535" },
	{ SCRIPT, ANA, "[{\"you\":{\"holds\":{\"socket\":1}}}]",
		": /conversations/0/script/0/you/holds: unknown key \"socket\" (did you mean "
		"\"sockets\"?)" },
	{ SCRIPT, ANA, "[{\"ana\":\"connects\"},{\"ana\":{\"sends\":7}}]",
		": /conversations/0/script/1/ana/sends: bytes are a string, or pieces like { "
		"\"hex\": \"0005\" }" },
	{ SCRIPT, ANA, "[{\"ana\":\"connects\"},{\"ana\":{\"sends\":\"\"}}]",
		": /conversations/0/script/1/ana/sends: no bytes: only a datagram can be empty" },
	{ SCRIPT, ANA, "[{\"ana\":\"connects\"},{\"ana\":{\"sends\":[]}}]",
		": /conversations/0/script/1/ana/sends: the list of pieces is empty" },
	{ SCRIPT, ANA, "[{\"ana\":\"connects\"},{\"ana\":{\"sends\":{\"hex\":\"0\"}}}]",
		": /conversations/0/script/1/ana/sends/hex: this should be a string of hex digits, "
		"two for each byte, like \"0005\"" },
	{ SCRIPT, ANA, "[{\"ana\":\"connects\"},{\"ana\":{\"sends\":[\"a\",{\"hex\":\"0g\"}]}}]",
		": /conversations/0/script/1/ana/sends/1/hex: byte 0 is not two hex digits" },
	{ SCRIPT, ANA, "[{\"ana\":\"connects\"},{\"ana\":{\"sends\":{\"hexx\":\"00\"}}}]",
		": /conversations/0/script/1/ana/sends: unknown piece of bytes \"hexx\" (did you "
		"mean \"hex\"?)" },
	{ SCRIPT, ANA, "[{\"ana\":\"connects\"},{\"ana\":{\"sends\":{\"u8\":256}}}]",
		": /conversations/0/script/1/ana/sends/u8: 256 is out of range: from 0 to 255" },
	{ SCRIPT, ANA, "[{\"ana\":\"connects\"},{\"ana\":{\"sends\":{\"u16\":-1}}}]",
		": /conversations/0/script/1/ana/sends/u16: -1 is out of range: from 0 to 65535" },
	{ SCRIPT, ANA, "[{\"ana\":\"connects\"},{\"ana\":{\"sends\":{\"u32\":4294967296}}}]",
		": /conversations/0/script/1/ana/sends/u32: 4294967296 is out of range: from 0 to "
		"4294967295" },
	{ SCRIPT, ANA,
		"[{\"ana\":\"connects\"},{\"ana\":{\"sends\":{\"u64\":18446744073709551615}}}]",
		": /conversations/0/script/1/ana/sends/u64: a number over 2^53 is not exact in "
		"JSON: write it as {\"hex\": \"...\"}" },
	{ SCRIPT, ANA, "[{\"ana\":\"connects\"},{\"ana\":{\"sends\":{\"u8\":1.5}}}]",
		": /conversations/0/script/1/ana/sends/u8: this should be a whole number" },
	{ SCRIPT, ANA, "[{\"ana\":\"connects\"},{\"ana\":{\"sends\":{\"u8\":1,\"u16\":2}}}]",
		": /conversations/0/script/1/ana/sends: \"u8\" and \"u16\" are two pieces: write { "
		"} for each" },
	{ SCRIPT, ANA, "[{\"ana\":\"connects\"},{\"ana\":{\"sends\":{\"repeat\":\"A\"}}}]",
		": /conversations/0/script/1/ana/sends: \"times\" is missing: how often is it "
		"repeated?" },
	{ SCRIPT, ANA,
		"[{\"ana\":\"connects\"},{\"ana\":{\"sends\":{\"repeat\":\"\",\"times\":2}}}]",
		": /conversations/0/script/1/ana/sends/repeat: there is nothing to repeat" },
	{ SCRIPT, ANA, "[{\"ana\":\"connects\"},{\"ana\":{\"sends\":{\"u8\":1,\"times\":2}}}]",
		": /conversations/0/script/1/ana/sends/times: \"times\" belongs to \"repeat\"" },
	{ SCRIPT, ANA, "[{\"ana\":\"connects\"},{\"ana\":{\"sends\":{\"times\":2}}}]",
		": /conversations/0/script/1/ana/sends: a piece of bytes says what it is: { "
		"\"hex\": \"0005\" }, { \"u16\": 7000 }, ..." },
	{ SCRIPT, ANA,
		"[{\"ana\":\"connects\"},{\"ana\":{\"sends\":{\"repeat\":\"AB\",\"times\":16777216}"
		"}}]",
		": /conversations/0/script/1/ana/sends: more than 16 MiB in one step" },
	{ SCRIPT, ANA, "[{\"ana\":\"connects\"},{\"ana\":{\"sends\":{\"pattern\":0}}}]",
		": /conversations/0/script/1/ana/sends/pattern: 0 is out of range: from 1 to "
		"16777216" },
	{ SCRIPT, ANA, "[{\"ana\":\"connects\"},{\"ana\":{\"sends\":{\"any\":4}}}]",
		": /conversations/0/script/1/ana/sends/any: \"any\" can be matched, but not sent" },
	{ SCRIPT, ANA, "[{\"ana\":\"connects\"},{\"ana\":{\"sends\":{\"line\":null}}}]",
		": /conversations/0/script/1/ana/sends/line: \"line\": null matches any line: it "
		"cannot be sent" },
	{ SCRIPT, ANA, "[{\"ana\":\"connects\"},{\"ana\":{\"gets\":{\"line\":\"a\\n\"}}}]",
		": /conversations/0/script/1/ana/gets/line: one line, without its end: leave "
		"\"\\n\" out" },
	{ SCRIPT, ANA, "[{\"ana\":\"connects\"},{\"ana\":{\"sends\":{\"like\":\"reference\"}}}]",
		": /conversations/0/script/1/ana/sends/like: \"like\" can be matched, but not "
		"sent" },
	{ SCRIPT, ANA, "[{\"ana\":\"connects\"},{\"ana\":{\"gets\":{\"like\":\"refrence\"}}}]",
		": /conversations/0/script/1/ana/gets/like: unknown example to be like "
		"\"refrence\" (did you mean \"reference\"?)" },
	{ SCRIPT, ANA,
		"[{\"ana\":\"connects\"},{\"ana\":{\"gets\":[\"a\",{\"like\":\"reference\"}]}}]",
		": /conversations/0/script/1/ana/gets: \"like\" is the reference's whole answer: "
		"nothing may stand beside it" },
	{ SCRIPT, REF_ANA, "[{\"ref\":{\"prints\":{\"like\":\"reference\"}}}]",
		": /conversations/0/script/0/ref/prints: \"like\" is about what you answer, and "
		"this is a reference" },
	{ SCRIPT, ANA, "[{\"ana\":\"connects\"},{\"ana\":{\"sends\":{\"bound_port_of\":\"you\"}}}]",
		": /conversations/0/script/1/ana/sends/bound_port_of: \"bound_port_of\" can be "
		"matched, but not sent" },
	{ SCRIPT, ANA, "[{\"you\":{\"prints\":{\"bound_port_of\":\"ana\"}}}]",
		": /conversations/0/script/0/you/prints/bound_port_of: only a program, \"you\" or "
		"a reference, is asked where it is bound: of an actor say \"port_of\"" },
	{ SCRIPT, ANA, "[{\"ana\":\"connects\"},{\"ana\":{\"gets\":{\"port_of\":\"bob\"}}}]",
		": /conversations/0/script/1/ana/gets/port_of: nobody in the cast is called "
		"\"bob\"" },
	{ SCRIPT, EVE_REX, "[{\"eve\":{\"sends\":{\"pattern\":65508}}}]",
		": /conversations/0/script/0/eve/sends: 65508 bytes do not fit in one datagram (at "
		"most 65507)" },
	{ SCRIPT, ANA, "[{\"ana\":{\"gets\":\"x\"}}]",
		": /conversations/0/script/0: \"gets\" cannot follow for ana here: it holds no "
		"connection yet: it connects (or accepts) first" },
	{ SCRIPT, ANA, "[{\"ana\":\"connects\"},{\"ana\":\"connects\"}]",
		": /conversations/0/script/1: \"connects\" cannot follow for ana here: it is "
		"connected already: it closes that first" },
	{ SCRIPT, ANA, "[{\"ana\":\"connects\"},{\"ana\":\"closes\"},{\"ana\":{\"sends\":\"x\"}}]",
		": /conversations/0/script/2: \"sends\" cannot follow for ana here: it has closed "
		"its connection" },
	{ SCRIPT, ANA, "[{\"ana\":\"connects\"},{\"ana\":\"resets\"},{\"ana\":{\"sees\":\"end\"}}]",
		": /conversations/0/script/2: \"sees\" cannot follow for ana here: it has closed "
		"its connection" },
	{ SCRIPT, ANA,
		"[{\"ana\":\"connects\"},{\"ana\":\"finishes\"},{\"ana\":{\"sends\":\"x\"}}]",
		": /conversations/0/script/2: \"sends\" cannot follow for ana here: it has "
		"finished sending" },
	{ SCRIPT, ANA,
		"[{\"ana\":\"connects\"},{\"ana\":{\"sees\":\"end\"}},{\"ana\":{\"gets\":\"x\"}}]",
		": /conversations/0/script/2: \"gets\" cannot follow for ana here: it has seen the "
		"end: nothing more can come" },
	{ SCRIPT, ANA,
		"[{\"ana\":\"connects\"},{\"ana\":{\"sees\":\"reset\"}},{\"ana\":{\"sends\":\"x\"}}"
		"]",
		": /conversations/0/script/2: \"sends\" cannot follow for ana here: its connection "
		"was reset" },
	{ SCRIPT, ANA, "[{\"ana\":\"connects\"},{\"ana\":{\"sees\":\"refused\"}}]",
		": /conversations/0/script/1: \"sees\" cannot follow for ana here: it connects by "
		"itself: leave \"connects\" out" },
	{ SCRIPT, ANA,
		"[{\"ana\":\"connects\"},{\"ana\":\"pauses reading\"},{\"ana\":{\"gets\":\"x\"}}]",
		": /conversations/0/script/2: \"gets\" cannot follow for ana here: it has paused "
		"reading" },
	{ SCRIPT, ANA, "[{\"ana\":\"connects\"},{\"ana\":\"resumes reading\"}]",
		": /conversations/0/script/1: \"resumes reading\" cannot follow for ana here: it "
		"has not paused reading" },
	{ SCRIPT, BOB, "[{\"bob\":{\"gets\":\"x\"}}]",
		": /conversations/0/script/0: \"gets\" cannot follow for bob here: it holds no "
		"connection yet: it accepts one first" },
	{ SCRIPT, BOB, "[{\"bob\":\"accepts\"},{\"bob\":\"accepts\"}]",
		": /conversations/0/script/1: \"accepts\" cannot follow for bob here: it is "
		"connected already: it closes that first" },
	{ SCRIPT, BOB, "[{\"bob\":\"accepts\"},{\"bob\":\"listens\"}]",
		": /conversations/0/script/0: \"accepts\" cannot follow for bob here: it does not "
		"listen yet" },
	{ SCRIPT, EVE_REX, "[{\"eve\":{\"sends\":\"x\"}},{\"rex\":{\"sends\":\"x\"}}]",
		": /conversations/0/script/1: \"sends\" cannot follow for rex here: it has got "
		"nothing that it could answer (or say \"to\" whom)" },
	{ SCRIPT, ANA, "[{\"you\":{\"exits\":0}},{\"you\":{\"prints\":\"x\"}}]",
		": /conversations/0/script/1: \"prints\" cannot follow for you here: the program "
		"has ended: it starts or restarts first" },
	{ SCRIPT, ANA, "[{\"you\":{\"exits\":0}},{\"you\":{\"exits\":0}}]",
		": /conversations/0/script/1: \"exits\" cannot follow for you here: the program "
		"has ended: it starts or restarts first" },
	{ SCRIPT, ANA, "[{\"you\":{\"exits\":0}},{\"you\":{\"never\":\"send\"}}]",
		": /conversations/0/script/1: \"never\" cannot follow for you here: the program "
		"has ended: it starts or restarts first" },
	{ SCRIPT, ANA, "[{\"you\":{\"exits\":0}},{\"you\":{\"holds\":{\"listening\":\"{port}\"}}}]",
		": /conversations/0/script/1: \"holds\" cannot follow for you here: the program "
		"has ended, and all its sockets are closed" },
	{ SCRIPT, ANA, "[{\"you\":\"reads end\"},{\"you\":{\"reads\":\"x\"}}]",
		": /conversations/0/script/1: \"reads\" cannot follow for you here: the input has "
		"ended" },
	{ SCRIPT, ANA, "[{\"you\":\"starts\"},{\"you\":\"starts\"}]",
		": /conversations/0/script/1: \"starts\" cannot follow for you here: the program "
		"runs already" },
	{ SCRIPT, ANA, "[{\"you\":{\"prints\":\"x\"}},{\"you\":\"starts\"}]",
		": /conversations/0/script/0: \"prints\" cannot follow for you here: the program "
		"has not started yet" },
};

static const struct row right[] = {
	{ CONVERSATION, NULL, "{\"title\":\"t\",\"script\":[{\"you\":{\"exits\":\"failure\"}}]}",
		NULL },
	{ CONVERSATION, NULL,
		"{\"title\":\"t\",\"cast\":{\"bob\":\"server\",\"x\":{\"is\":\"local "
		"server\",\"path\":\"t.sock\"}},"
		"\"args\":[\"{host}\",\"{port:bob}\",\"{path:x}\",\"plain\"],\"script\":[{\"you\":{"
		"\"exits\":0}}]}",
		NULL },
	{ EXERCISE_KEY, NULL, "\"handout\":\"forgot-htons\"", NULL },
	{ EXERCISE_KEY, NULL, "\"wants\":[\"1.1\",\"27.12\"]", NULL },
	{ EXERCISE_KEY, NULL, "\"program\":{\"role\":\"server\",\"datagram\":true}", NULL },
	{ SCRIPT, ANA, "[{\"ana\":{\"connects\":true,\"to\":\"you\"}}]", NULL },
	{ SCRIPT, ANA, "[{\"ana\":{\"connects\":{\"to\":\"you\"}}}]", NULL },
	{ SCRIPT, ANA, "[{\"ana\":{\"sees\":\"refused\"}},{\"ana\":\"connects\"}]", NULL },
	{ SCRIPT, ANA,
		"[{\"ana\":\"connects\"},{\"ana\":\"closes\"},{\"ana\":\"connects\"},{\"ana\":{"
		"\"gets\":\"x\"}}]",
		NULL },
	{ SCRIPT, ANA,
		"[{\"ana\":\"connects\"},{\"ana\":{\"sees\":\"end\"}},{\"ana\":{\"sends\":\"x\"}},{"
		"\"ana\":\"closes\"}]",
		NULL },
	{ SCRIPT, ANA, "[{\"ana\":\"connects\"},{\"ana\":{\"gets\":{\"like\":\"reference\"}}}]",
		NULL },
	{ SCRIPT, ANA,
		"[{\"ana\":\"connects\"},{\"ana\":{\"gets\":[{\"port_of\":\"ana\"},\" "
		"\",{\"address_of\":\"you\"},{\"any\":2},{\"line\":null}]}}]",
		NULL },
	{ SCRIPT, ANA,
		"[{\"ana\":\"connects\"},{\"wire\":{\"shows\":\"SYN\",\"from\":\"ana\"}},{\"wire\":"
		"{\"shows\":\"SYN ACK\",\"from\":\"you\"}}]",
		NULL },
	{ SCRIPT, BOB,
		"[{\"bob\":\"accepts\"},{\"bob\":{\"sees\":\"end\"}},{\"bob\":\"accepts\"},{"
		"\"bob\":\"resets\"},{\"bob\":\"accepts\"}]",
		NULL },
	{ SCRIPT, BOB,
		"[{\"you\":{\"exits\":1}},{\"bob\":\"listens\"},{\"you\":\"restarts\"},{\"bob\":"
		"\"accepts\"},{\"bob\":\"restarts\"},{\"bob\":\"accepts\"}]",
		NULL },
	{ SCRIPT, EVE_REX,
		"[{\"eve\":{\"sends\":\"\"}},{\"eve\":{\"gets\":\"\",\"from\":\"you\"}},{\"rex\":{"
		"\"sends\":\"x\",\"to\":\"you\"}}]",
		NULL },
	{ SCRIPT, EVE_REX,
		"[{\"wire\":{\"drops\":1}},{\"wire\":{\"duplicates\":2,\"from\":\"eve\"}},{\"eve\":"
		"{\"sends\":\"x\"}},{\"rex\":{\"gets\":\"x\"}},{\"rex\":{\"sends\":\"y\"}}]",
		NULL },
	{ SCRIPT, BOB,
		"[{\"you\":\"starts\"},{\"you\":{\"dies "
		"of\":\"SIGPIPE\"}},{\"you\":{\"starts\":true,\"args\":[\"{port:bob}\"]}}]",
		NULL },
	{ SCRIPT, BOB,
		"[{\"you\":{\"exits\":0}},{\"you\":{\"holds\":{\"state\":\"TIME_WAIT\",\"sockets_"
		"most\":1}}}]",
		NULL },
	{ SCRIPT, BOB,
		"[{\"you\":{\"call\":{\"name\":\"recv\",\"result\":0}}},{\"you\":{\"call\":{"
		"\"name\":\"setsockopt\",\"level\":\"SOL_TCP\",\"option\":\"TCP_NODELAY\"}}}]",
		NULL },
	{ SCRIPT, BOB,
		"[{\"you\":{\"prints\":\"oops\",\"on\":\"stderr\"}},{\"you\":{\"signal\":"
		"\"SIGTERM\"}},{\"you\":{\"sees\":\"silence\"}}]",
		NULL },
};

static const struct {
	const char *key, *value;
} usual[] = {
	{ "title", "\"T\"" },
	{ "task", "\"Do it.\"" },
	{ "why", "\"So.\"" },
	{ "program", "{\"role\":\"server\"}" },
	{ "hints", "[\"a\",\"b\",\"c\"]" },
	{ "conversations", "[{\"title\":\"t\",\"script\":[{\"you\":{\"exits\":0}}]}]" },
};

/* An exercise that is right but for the row's part of it. */
static void exercise_text(const struct row *row, struct buf *out)
{
	AUTO(buf_free) struct buf other = { 0 };
	const char *key = "conversations";
	size_t len = strlen(key);

	if (row->part == FILE_TEXT) {
		buf_add_str(out, row->input);
		return;
	}
	if (row->part == SCRIPT)
		buf_addf(&other, "\"conversations\":[{\"title\":\"t\",\"cast\":%s,\"script\":%s}]",
			row->cast, row->input);
	else if (row->part == CONVERSATION)
		buf_addf(&other, "\"conversations\":[%s]", row->input);
	else
		buf_add_str(&other, row->input);
	if (row->part == EXERCISE_KEY) {
		key = row->input + 1;
		len = strcspn(key, "\"");
	}
	buf_add_char(out, '{');
	for (size_t i = 0; i < ARRAY_LEN(usual); i++)
		if (strlen(usual[i].key) != len || strncmp(usual[i].key, key, len) != 0)
			buf_addf(out, "\"%s\":%s,", usual[i].key, usual[i].value);
	buf_addf(out, "%s}", buf_str(&other));
}

static bool take(const struct row *row, struct err *err)
{
	AUTO(buf_free) struct buf text = { 0 };
	AUTO(cjson_freep) cJSON *json = NULL;
	struct json_at top = { NULL, "t.json", 0 };
	struct exercise e = { 0 };
	bool ok;

	exercise_text(row, &text);
	json = json_parse("t.json", buf_bytes(&text), err);
	ok = json && exercise_decode(&top, json, &e, err);
	exercise_free(&e);
	return ok;
}

static void wrong_ones_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		AUTO(freep) char *refusal = xasprintf("t.json%s", wrong[i].refusal);
		struct err err = { "taken" };

		if (take(&wrong[i], &err))
			fail_msg("taken, and should not be: %s", wrong[i].input);
		assert_string_equal(err.text, refusal);
	}
}

static void right_ones_are_taken(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(right); i++) {
		struct err err = { "" };

		if (!take(&right[i], &err))
			fail_msg("%s\n%s", right[i].input, err.text);
		assert_string_equal(err.text, ""); /* untouched */
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wrong_ones_are_refused),
		cmocka_unit_test(right_ones_are_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
