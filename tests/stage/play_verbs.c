// SPDX-License-Identifier: MIT
/* Every verb of every kind of actor, held and broken, against a program that does what its arguments say. */
#include <signal.h>

#include "play_show.h"

struct row {
	const char *what, *role;
	const char *deeds; /* of the program, after its port, separated by spaces */
	const char *cast, *steps;
	enum outcome outcome;
	int step;
	enum step_why why;
	const char *actual; /* NULL: not compared */
	int deadline_ms;
	int needs; /* what cannot be seen at a lower one is not judged there */
};

#define ANA "{'ana':'client'}"
#define BOB "{'bob':'server'}"
#define SIX_AND_ANA                                                                                \
	"{'a':'client','b':'client','c':'client','d':'client','e':'client','f':'client',"          \
	"'ana':'client'}"
#define SENDS "{'ana':'sender'}"
#define HELD  OUTCOME_HELD, -1, WHY_NONE
#define BROKE OUTCOME_BROKE

enum { ANYWHERE, SEES_CALLS, SEES_PACKETS };

/* clang-format off */
static const struct row rows[] = {
	/* clients */
	{ "connects", "server", "listen accept forever", ANA, "{'ana':'connects'}", HELD },
	{ "connects, but nobody listens", "server", "forever", ANA, "{'ana':'connects'}", BROKE, 0, WHY_REFUSED },
	{ "connects, but it listens elsewhere", "server", "listen=7 accept", ANA, "{'ana':'connects'}", BROKE, 0, WHY_REFUSED },
	{ "connects, but it has gone", "server", "exit=0", ANA, "{'ana':'connects'}", BROKE, 0, WHY_REFUSED },
	{ "connects, but it crashed", "server", "abort", ANA, "{'ana':'connects'}", BROKE, 0, WHY_DIED },
	{ "connects after a while", "server", "sleep=30 listen accept forever", ANA, "{'ana':'connects'}", HELD },
	{ "nobody accepts, and that is enough", "server", "listen forever", ANA, "{'ana':'connects'}", HELD },
	{ "sees refused", "server", "listen shut forever", ANA, "{'ana':{'sees':'refused'}}", HELD },
	{ "sees refused, but is accepted", "server", "listen accept", ANA, "{'ana':{'sees':'refused'}}", BROKE, 0, WHY_DIFFERENT },
	{ "sees refused by one that polls", "server", "udp polls=20", ANA, "{'ana':{'sees':'refused'}}", HELD },
	{ "over IPv6", "server", "listen6 accept send=hi", "{'ana':{'is':'client','family':'inet6'}}",
		"{'ana':'connects'},{'ana':{'gets':'hi'}}", HELD },

	{ "more connect than can wait", "server", "listen forever", SIX_AND_ANA,
		"{'a':'connects'},{'b':'connects'},{'c':'connects'},{'d':'connects'},{'e':'connects'},{'f':'connects'},"
		"{'ana':'connects'}", BROKE, 6, WHY_SILENCE, .needs = SEES_CALLS },
	{ "more connect than can wait, and then one is taken in", "server", "listen sleep=50 accept forever", SIX_AND_ANA,
		"{'a':'connects'},{'b':'connects'},{'c':'connects'},{'d':'connects'},{'e':'connects'},{'f':'connects'},"
		"{'ana':'connects'}", HELD },

	/* what clients hear */
	{ "gets", "server", "listen accept send=hello send=, send=world", ANA,
		"{'ana':'connects'},{'ana':{'gets':'hello'}},{'ana':{'gets':',world'}},{'ana':{'sees':'end'}}", HELD },
	{ "gets other bytes", "server", "listen accept send=hel send=p! drain", ANA,
		"{'ana':'connects'},{'ana':{'gets':'hello'}}", BROKE, 1, WHY_DIFFERENT, "help!" },
	{ "gets an end", "server", "listen accept send=hel", ANA,
		"{'ana':'connects'},{'ana':{'gets':'hello'}}", BROKE, 1, WHY_END, "hel" },
	{ "gets a reset", "server", "listen accept send=hel wait close forever", ANA,
		"{'ana':'connects'},{'ana':{'sends':'x'}},{'ana':{'gets':'hello'}}", BROKE, 1 + 1, WHY_RESET, "hel" },
	{ "gets silence", "server", "listen accept recv", ANA,
		"{'ana':'connects'},{'ana':{'gets':'hello'}}", BROKE, 1, WHY_SILENCE, "" },
	{ "gets nothing from one that polls", "server", "listen accept polls=20", ANA,
		"{'ana':'connects'},{'ana':{'gets':'hello'}}", BROKE, 1, WHY_DEADLINE, "", .deadline_ms = 300 },
	{ "gets a line", "server", "listen accept send=HTTP/1.0 send=\r\n send=x", ANA,
		"{'ana':'connects'},{'ana':{'gets':[{'line':'HTTP/1.0'},{'any':1}]}}", HELD },
	{ "gets too much", "server", "listen accept send=hello! drain", ANA,
		"{'ana':'connects'},{'ana':{'gets':'hello'}},{'ana':{'sees':'end'}}", BROKE, 2, WHY_DIFFERENT, "!" },
	{ "sees end, and there is none", "server", "listen accept send=hello drain", ANA,
		"{'ana':'connects'},{'ana':{'gets':'hello'}},{'ana':{'sees':'end'}}", BROKE, 2, WHY_SILENCE },
	{ "sees a reset", "server", "listen accept wait close forever", ANA,
		"{'ana':'connects'},{'ana':{'sends':'x'}},{'ana':{'sees':'reset'}}", HELD },
	{ "sees a reset after the end", "server", "listen accept close forever", ANA,
		"{'ana':'connects'},{'ana':{'sees':'end'}},{'ana':{'sends':'x'}},{'ana':{'sees':'reset'}}", HELD },
	{ "sees an end instead of a reset", "server", "listen accept close forever", ANA,
		"{'ana':'connects'},{'ana':{'sees':'reset'}}", BROKE, 1, WHY_END },
	{ "sees silence", "server", "listen accept recv", ANA, "{'ana':'connects'},{'ana':{'sees':'silence'}}", HELD },
	{ "sees silence of one that polls", "server", "listen accept polls=20", ANA,
		"{'ana':'connects'},{'ana':{'sees':'silence'}}", HELD },
	{ "sees silence of one that spins", "server", "listen accept spin", ANA,
		"{'ana':'connects'},{'ana':{'sees':'silence'}}", HELD },
	{ "sees silence, but is spoken to", "server", "listen accept send=hm recv", ANA,
		"{'ana':'connects'},{'ana':{'sees':'silence'}}", BROKE, 1, WHY_DIFFERENT, "hm" },
	{ "one that goes round in circles says no more", "server", "listen accept ask", ANA,
		"{'ana':'connects'},{'ana':'finishes'},{'ana':{'sees':'end'}}", BROKE, 2, WHY_SILENCE, .needs = SEES_CALLS },
	{ "nor does one of two, while the other sleeps", "server", "listen accept fork ask", ANA,
		"{'ana':'connects'},{'ana':'finishes'},{'ana':{'sees':'end'}}", BROKE, 2, WHY_SILENCE, .needs = SEES_CALLS },
	{ "nor does one that answers itself", "server", "udpbind echoself", SENDS,
		"{'ana':{'sends':'x'}},{'ana':{'gets':'X'}}", BROKE, 1, WHY_SILENCE, .needs = SEES_CALLS },
	{ "nor does one that accepts without listening", "server", "ask", ANA, "{'ana':'connects'}", BROKE, 0, WHY_REFUSED,
		.needs = SEES_CALLS },
	{ "nor does one that only prints", "server", "listen accept chatter", ANA,
		"{'ana':'connects'},{'ana':{'sees':'end'}}", BROKE, 1, WHY_SILENCE, .needs = SEES_CALLS },
	{ "one that may still get an answer is waited for", "server", "listen accept spin", ANA,
		"{'ana':'connects'},{'ana':{'sees':'end'}}", BROKE, 1, WHY_DEADLINE, .deadline_ms = 300 },
	{ "a flood is not read for ever", "server", "listen accept flood", ANA,
		"{'ana':'connects'},{'ana':{'gets':'hello'}}", BROKE, 1, WHY_DIFFERENT },

	/* what clients do */
	{ "finishes, and still hears", "server", "listen accept drain send=bye", ANA,
		"{'ana':'connects'},{'ana':{'sends':'x'}},{'ana':'finishes'},{'ana':{'gets':'bye'}},{'ana':{'sees':'end'}}", HELD },
	{ "closes", "server", "listen accept drain exit=5", ANA, "{'ana':'connects'},{'ana':'closes'},{'you':{'exits':5}}", HELD },
	{ "resets", "server", "listen accept recv exit=5", ANA, "{'ana':'connects'},{'ana':'resets'},{'you':{'exits':3}}", HELD },
	{ "pauses reading", "server", "listen accept flood", ANA,
		"{'ana':'connects'},{'ana':'pauses reading'},{'ana':{'sees':'silence'}},{'ana':'resumes reading'},"
		"{'ana':{'gets':{'hex':'0000'}}}", HELD },
	{ "connects again", "server", "listen accept close accept send=2", ANA,
		"{'ana':'connects'},{'ana':{'sees':'end'}},{'ana':'closes'},{'ana':'connects'},{'ana':{'gets':'2'}}", HELD },

	/* servers */
	{ "accepts", "client", "connect send=hi drain print=ok", BOB,
		"{'bob':'accepts'},{'bob':{'gets':'hi'}},{'bob':'closes'},{'you':{'prints':'ok'}},{'you':{'exits':0}}", HELD },
	{ "accepts nobody", "client", "exit=1", BOB, "{'bob':'accepts'}", BROKE, 0, WHY_EXITED },
	{ "accepts nobody, ever", "client", "forever", BOB, "{'bob':'accepts'}", BROKE, 0, WHY_SILENCE },
	{ "is not there", "client", "connect", BOB, "{'you':{'exits':3}},{'bob':'listens'}", HELD },
	{ "restarts", "client", "connect drain connect send=2 forever", BOB,
		"{'bob':'accepts'},{'bob':'restarts'},{'bob':'accepts'},{'bob':{'gets':'2'}}", HELD },
	{ "its port can be said", "program", "connect send=hi forever", BOB,
		"{'bob':'accepts'},{'bob':{'gets':'hi'}}", HELD },

	/* datagrams */
	{ "asks and is answered", "server", "udpbind get put=HI forever", SENDS,
		"{'ana':{'sends':'hi'}},{'ana':{'gets':'HI'}}", HELD },
	{ "is answered otherwise", "server", "udpbind get put=HI! forever", SENDS,
		"{'ana':{'sends':'hi'}},{'ana':{'gets':'HI'}}", BROKE, 1, WHY_DIFFERENT, "HI!" },
	{ "is answered in two", "server", "udpbind get put=H put=I forever", SENDS,
		"{'ana':{'sends':'hi'}},{'ana':{'gets':'HI'}}", BROKE, 1, WHY_DIFFERENT, "H" },
	{ "answers change places", "server", "udpbind get get put=B put=A forever", SENDS,
		"{'ana':{'sends':'a'}},{'ana':{'sends':'b'}},{'ana':{'gets':'A'}},{'ana':{'gets':'B'}},{'ana':{'sees':'silence'}}", HELD },
	{ "the other answer comes, and the same again", "server", "udpbind get get put=B put=B forever", SENDS,
		"{'ana':{'sends':'a'}},{'ana':{'sends':'b'}},{'ana':{'gets':'A'}},{'ana':{'gets':'B'}}", BROKE, 2, WHY_DIFFERENT, "B" },
	{ "an answer comes before its question", "server", "udpbind get put=B get put=A forever", SENDS,
		"{'ana':{'sends':'a'}},{'ana':{'gets':'A'}},{'ana':{'sends':'b'}},{'ana':{'gets':'B'}}", BROKE, 1, WHY_DIFFERENT, "B" },
	{ "is not answered", "server", "udpbind get get", SENDS,
		"{'ana':{'sends':'hi'}},{'ana':{'gets':'HI'}}", BROKE, 1, WHY_SILENCE, "" },
	{ "nobody is there", "server", "forever", SENDS, "{'ana':{'sends':'hi'}},{'ana':{'gets':'HI'}}", BROKE, 1, WHY_SILENCE, "" },
	{ "it has gone", "server", "udpbind get exit=0", SENDS, "{'ana':{'sends':'hi'}},{'ana':{'gets':'HI'}}", BROKE, 1, WHY_EXITED, "" },
	{ "waits until it is bound", "server", "sleep=20 udpbind get put=HI forever", SENDS,
		"{'ana':{'sends':'hi'}},{'ana':{'gets':'HI'}},{'ana':{'sees':'silence'}}", HELD },
	{ "a receiver answers", "client", "udp to put=hi get exit=0", "{'bob':'receiver'}",
		"{'bob':{'gets':'hi'}},{'bob':{'sends':'HI'}},{'you':{'prints':'HI'}},{'you':{'exits':0}}", HELD },
	{ "the second is lost", "server", "udpbind get get get forever", "{'ana':'sender'}",
		"{'wire':{'drops':2}},{'ana':{'sends':'1'}},{'ana':{'sends':'2'}},{'ana':{'sends':'3'}},{'you':{'prints':'13'}},"
		"{'ana':{'sees':'silence'}}", HELD },
	{ "the first comes twice", "server", "udpbind get get forever", "{'ana':'sender'}",
		"{'wire':{'duplicates':1}},{'ana':{'sends':'1'}},{'you':{'prints':'11'}}", HELD },
	{ "they change places", "server", "udpbind get get forever", "{'ana':'sender'}",
		"{'wire':{'reorders':1}},{'ana':{'sends':'1'}},{'ana':{'sends':'2'}},{'you':{'prints':'21'}}", HELD },
	{ "an answer is lost", "server", "udpbind get put=A get put=B forever", "{'ana':'sender'}",
		"{'wire':{'drops':1,'from':'you'}},{'ana':{'sends':'1'}},{'ana':{'sees':'silence'}},{'ana':{'sends':'2'}},"
		"{'ana':{'gets':'B'}}", HELD },

	/* local sockets */
	{ "a local server", "server", "locallisten=talk.sock accept send=hi", "{'ana':{'is':'local client','path':'talk.sock'}}",
		"{'ana':'connects'},{'ana':{'gets':'hi'}},{'ana':{'sees':'end'}}", HELD },
	{ "a local client", "client", "localconnect=talk.sock send=hi", "{'bob':{'is':'local server','path':'talk.sock'}}",
		"{'bob':'accepts'},{'bob':{'gets':'hi'}},{'bob':{'sees':'end'}}", HELD },
	{ "local datagrams", "server", "localbind=talk.sock get put=HI forever", "{'ana':{'is':'local sender','path':'talk.sock'}}",
		"{'ana':{'sends':'hi'}},{'ana':{'gets':'HI'}}", HELD },

	/* programs */
	{ "prints", "program", "print=one print=two", NULL, "{'you':{'prints':'onetwo'}},{'you':{'exits':0}}", HELD },
	{ "prints otherwise", "program", "print=one print=tow", NULL, "{'you':{'prints':'onetwo'}}", BROKE, 0, WHY_DIFFERENT, "onetow" },
	{ "prints too little", "program", "print=one", NULL, "{'you':{'prints':'onetwo'}}", BROKE, 0, WHY_EXITED, "one" },
	{ "prints nothing, for ever", "program", "forever", NULL, "{'you':{'prints':'one'}}", BROKE, 0, WHY_SILENCE, "" },
	{ "crashes before it prints", "program", "abort", NULL, "{'you':{'prints':'one'}}", BROKE, 0, WHY_DIED, "" },
	{ "prints to the other stream", "program", "print=a complain=b", NULL,
		"{'you':{'prints':'b','on':'stderr'}},{'you':{'prints':'a'}}", HELD },
	{ "complains", "program", "complain=no exit=1", NULL, "{'you':'complains'},{'you':{'exits':'failure'}}", HELD },
	{ "does not complain", "program", "exit=1", NULL, "{'you':'complains'}", BROKE, 0, WHY_EXITED },
	{ "exits otherwise", "program", "exit=2", NULL, "{'you':{'exits':0}}", BROKE, 0, WHY_EXITED },
	{ "never exits", "program", "forever", NULL, "{'you':{'exits':0}}", BROKE, 0, WHY_SILENCE },
	{ "dies of a signal", "program", "abort", NULL, "{'you':{'dies of':'SIGABRT'}}", HELD },
	{ "dies of another", "program", "abort", NULL, "{'you':{'dies of':'SIGPIPE'}}", BROKE, 0, WHY_DIED },
	{ "dies of SIGPIPE", "server", "listen accept drain pipe=1 sleep=5 pipe=2 exit=0", ANA,
		"{'ana':'connects'},{'ana':'closes'},{'you':{'dies of':'SIGPIPE'}}", HELD },
	{ "reads", "program", "line line line", NULL,
		"{'you':{'reads':'one\\n'}},{'you':{'prints':'one\\n'}},{'you':{'reads':'two\\n'}},{'you':'reads end'},"
		"{'you':{'prints':'two\\nno more\\n'}},{'you':{'exits':0}}", HELD },
	{ "gets a signal", "program", "forever", NULL, "{'you':{'sees':'silence'}},{'you':{'signal':'SIGTERM'}},{'you':{'dies of':'SIGTERM'}}", HELD },
	{ "restarts", "server", "listen accept drain", ANA,
		"{'ana':'connects'},{'you':'restarts'},{'ana':{'sees':'end'}},{'ana':'closes'},{'ana':'connects'}", HELD },
	{ "restarts, though it does not want to end", "server", "stubborn listen accept drain forever", ANA,
		"{'ana':'connects'},{'you':'restarts'},{'ana':{'sees':'end'}},{'ana':'closes'},{'ana':'connects'}", HELD },
	{ "starts late", "client", "connect send=hi forever", BOB, "{'bob':{'sees':'silence'}},{'you':'starts'},{'bob':'accepts'}", HELD },

	/* its calls, and what the kernel holds */
	{ "calls", "server", "listen accept", ANA,
		"{'you':{'call':'socket'}},{'you':{'call':{'name':'listen','backlog':5,'result':'ok'}}},{'ana':'connects'},"
		"{'you':{'call':'accept'}},{'you':{'exits':0}}", HELD },
	{ "does not call", "server", "listen", NULL, "{'you':{'call':'accept'}}", BROKE, 0, WHY_EXITED, .needs = SEES_CALLS },
	{ "waits and does not call", "server", "listen forever", NULL, "{'you':{'call':'accept'}}", BROKE, 0, WHY_SILENCE, .needs = SEES_CALLS },
	{ "calls what it never should", "program", "sockets=1 forever", NULL,
		"{'you':{'never':'socket'}},{'you':{'exits':0}}", BROKE, 0, WHY_FORBIDDEN, .needs = SEES_CALLS },
	{ "holds a listener", "server", "listen forever", NULL,
		"{'you':{'holds':{'listening':'{port}','address':'loopback','backlog':5,'sockets':1}}}", HELD },
	{ "holds no listener", "server", "udpbind forever", NULL, "{'you':{'holds':{'listening':'{port}'}}}", BROKE, 0, WHY_SILENCE, .needs = SEES_CALLS },
	{ "holds a UDP socket", "server", "udpbind forever", NULL, "{'you':{'holds':{'bound_udp':'{port}'}}}", HELD },
	{ "lets two wait", "server", "listen forever", "{'ana':'client','bob':'client'}",
		"{'ana':'connects'},{'bob':'connects'},{'you':{'holds':{'waiting':2}}}", HELD },
	{ "had too many sockets", "program", "sockets=3", NULL,
		"{'you':{'exits':0}},{'you':{'holds':{'sockets_most':2}}}", BROKE, 1, WHY_EXITED, .needs = SEES_CALLS },
	{ "had few enough", "program", "sockets=2", NULL, "{'you':{'exits':0}},{'you':{'holds':{'sockets_most':2}}}", HELD },
	{ "waits for the end of a closed connection", "server", "listen accept drain forever", ANA,
		"{'ana':'connects'},{'ana':'closes'},{'you':{'holds':{'state':'CLOSE_WAIT'}}}", HELD },

	/* the wire */
	{ "shows", "server", "listen accept drain", ANA,
		"{'ana':'connects'},{'wire':{'shows':'SYN','from':'ana'}},{'wire':{'shows':'SYN ACK','from':'you'}},{'ana':'closes'},"
		"{'wire':{'shows':'FIN','from':'ana'}}", HELD },
	{ "does not show", "server", "listen accept drain forever", ANA,
		"{'ana':'connects'},{'wire':{'shows':'RST'}}", BROKE, 1, WHY_SILENCE, .needs = SEES_PACKETS },
};
/* clang-format on */

static char dir[] = "/tmp/socklings-play-XXXXXX";
static char *puppet;
static enum stage_level best, level;

static char **deeds_of(const struct row *r)
{
	AUTO(freep) char *text = xasprintf("{port} %s", r->deeds);
	size_t count = 1, n = 0;
	char **args, *save = NULL;

	for (const char *c = text; *c; c++)
		count += *c == ' ';
	args = xcalloc(count + 1, sizeof *args);
	for (char *word = strtok_r(text, " ", &save); word; word = strtok_r(NULL, " ", &save))
		args[n++] = xstrdup(word);
	return args;
}

static bool as_wanted(const struct row *r, const struct show *s)
{
	const struct verdict *v = &s->verdict;

	if (v->outcome != r->outcome || v->step != r->step || v->why != r->why)
		return false;
	return !r->actual || strcmp(buf_str(&v->actual), r->actual) == 0;
}

static void play_row(const struct row *r)
{
	AUTO(strv_freep) char **args = deeds_of(r);
	struct show s = { .program = puppet,
		.role = r->role,
		.args = args,
		.datagram = strstr(r->deeds, "udpbind") || strstr(r->deeds, "localbind"),
		.cast = r->cast,
		.steps = r->steps,
		.deadline_ms = r->deadline_ms,
		.level = level };

	show_play(&s);
	if (!as_wanted(r, &s)) {
		if (getenv("VERBOSE"))
			show_print(&s);
		fail_msg("%s: %s at step %d, why %d, actual \"%s\" %s", r->what,
			outcome_names[s.verdict.outcome], s.verdict.step, s.verdict.why,
			buf_str(&s.verdict.actual), s.verdict.tool_text ? s.verdict.tool_text : "");
	}
	if (getenv("VERBOSE"))
		print_message("%6.1f ms %s\n", s.took_ns / 1e6, r->what);
	show_free(&s);
}

/* Of a level where silence takes a third of a second each time, every fourth row will do. */
static void play_rows(enum stage_level at, size_t every)
{
	static const int seen[LEVELS] = { SEES_PACKETS, SEES_CALLS, ANYWHERE };
	const char *only = getenv("ROW");

	level = at;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if ((!only || strstr(rows[i].what, only)) && rows[i].needs <= seen[at] &&
			i % every == 0)
			play_row(&rows[i]);
}

static void verbs(void **state)
{
	(void)state;
	if (best > LEVEL_FULL)
		skip();
	play_rows(LEVEL_FULL, 1);
}

/* What is told of a program does not depend on how much of it can be seen. */
static void verbs_traced(void **state)
{
	(void)state;
	if (best > LEVEL_TRACED)
		skip();
	play_rows(LEVEL_TRACED, 1);
}

static void verbs_bare(void **state)
{
	(void)state;
	play_rows(LEVEL_BARE, getenv("ROW") ? 1 : 4);
}

static int open_stage(void **state)
{
	(void)state;
	stage_prepare();
	if (!mkdtemp(dir))
		return -1;
	puppet = show_program(dir, "tests/stage/puppet/puppet.c");
	best = probe_level(NULL);
	return 0;
}

static int close_stage(void **state)
{
	struct err err;

	(void)state;
	free(puppet);
	return file_remove_tree(dir, &err) ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verbs),
		cmocka_unit_test(verbs_traced),
		cmocka_unit_test(verbs_bare),
	};

	return cmocka_run_group_tests(tests, open_stage, close_stage);
}
