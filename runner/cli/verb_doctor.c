// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include "cli/command.h"
#include "cli/json_out.h"
#include "stage/probe.h"

struct doctor_options {
	bool json;
};

static const struct option_row rows[] = {
	{ "json", 0, OPTION_FLAG, offsetof(struct doctor_options, json), NULL,
		"for a program to read" },
};

static const struct {
	const char *mark, *word;
} statuses[] = {
	[PROBE_OK] = { "ok", "ok" },
	[PROBE_DEGRADED] = { "partly", "degraded" },
	[PROBE_MISSING] = { "MISSING", "missing" },
};

static const char *const level_means[] = {
	[LEVEL_FULL] = "private network, calls with their lines, and packets",
	[LEVEL_TRACED] = "calls with their lines, but no private network and no packets",
	[LEVEL_BARE] = "sockets and output only: verdicts are right, explanations short",
};
_Static_assert(ARRAY_LEN(level_means) == LEVELS, "every level is explained");

static void print_json(
	const struct probe *probes, size_t count, enum stage_level level, const char *why)
{
	cJSON *root = cJSON_CreateObject();
	cJSON *list;

	cJSON_AddStringToObject(root, "level", level_names[level]);
	json_out_text(root, "why", why);
	list = cJSON_AddArrayToObject(root, "facilities");
	for (size_t i = 0; i < count; i++) {
		cJSON *item = json_out_object(list);

		cJSON_AddStringToObject(item, "name", probes[i].name);
		cJSON_AddStringToObject(item, "status", statuses[probes[i].status].word);
		json_out_text(item, "gives", probes[i].gives);
		json_out_text(item, "found", probes[i].found);
		json_out_text(item, "cure", probes[i].cure);
	}
	json_out_print(root);
}

static void print_probe(const struct app *app, const struct probe *p)
{
	say(app, "%-8s %s: %s", statuses[p->status].mark, p->name, p->found);
	if (p->status != PROBE_OK)
		say_indented(app, "It is for this: %s", p->gives);
	if (*p->cure)
		say_indented(app, "Cure: %s", p->cure);
}

static int run(struct app *app, const void *options, char *const *words)
{
	const struct doctor_options *o = options;
	const char *why = NULL;
	enum stage_level level = probe_level(&why);
	size_t count;
	AUTO(freep) struct probe *probes = probe_all(&count);

	(void)words;
	if (o->json) {
		print_json(probes, count, level, why);
		return level == LEVEL_FULL ? STATUS_HELD : STATUS_BROKE;
	}
	for (size_t i = 0; i < count; i++)
		print_probe(app, &probes[i]);
	putchar('\n');
	say(app, "Programs run at level \"%s\": %s.", level_names[level], level_means[level]);
	if (why && level != LEVEL_FULL)
		say(app, "The better level lacks: %s", why);
	return level == LEVEL_FULL ? STATUS_HELD : STATUS_BROKE;
}

const struct command command_doctor = {
	.name = "doctor",
	.usage = "",
	.summary = "Try everything that Socklings needs of this machine, and say how to cure what "
		   "is missing",
	.about = "Exit status 0 if programs can be run at the best level, 1 if something is "
		 "missing for that.",
	.example = "socklings doctor",
	.example_does = "Prints what works here, and the exact commands that mend the rest",
	.takes = TAKES_NOTHING,
	.rows = rows,
	.row_count = ARRAY_LEN(rows),
	.options_size = sizeof(struct doctor_options),
	.run = run,
};
