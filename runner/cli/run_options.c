// SPDX-License-Identifier: MIT
#include "cli/run_options.h"

#include <errno.h>
#include <sys/stat.h>

/* A name that was mistyped is nobody's failure; what is there but no program is told by the check. */
static bool is_named_well(const char *file, struct err *err)
{
	struct stat st;

	if (lstat(file, &st) < 0)
		return (errno != ENOENT && errno != ENOTDIR) ||
		       err_set(err, "there is no file %s", file);
	return !S_ISDIR(st.st_mode) ||
	       err_set(err, "%s is a folder, and --file wants a C file", file);
}

int run_options_take(struct app *app, const struct run_options *o, const struct exercise *e,
	struct check_options *out, char **file)
{
	struct err err;

	if (o->conversation > (int64_t)e->conversation_count)
		return complain(STATUS_USAGE, "%s has %zu conversations; there is no number %lld",
			e->id, e->conversation_count, (long long)o->conversation);
	if (o->file && !is_named_well(o->file, &err))
		return complain(STATUS_USAGE, "%s", err.text);
	if (o->file) {
		*file = xstrdup(o->file);
	} else {
		if (!app_workspace(app, &err) || !workspace_file(app->workspace, e, &err))
			return complain(STATUS_TOOL, "%s", err.text);
		*file = workspace_path(app->workspace, e);
		app_be_at(app, e);
	}
	*out = (struct check_options){
		.file = *file,
		.seed = (uint64_t)o->seed,
		.conversation = (int)o->conversation - 1,
		.delivery = o->delivery,
		.storm = o->storm,
		.level = o->level < 0 ? LEVEL_FULL : (enum stage_level)o->level,
		.level_given = o->level >= 0,
		.any_port = o->any_port,
		.no_cache = o->no_cache,
		.cancelled = app_stopped,
	};
	return STATUS_HELD;
}

struct verdict_text_options run_options_words(
	const struct app *app, const struct run_options *o, const char *source, const char *home)
{
	return (struct verdict_text_options){
		.course_dir = app->course->dir,
		.file = o->file,
		.source = source,
		.home = home,
		.level = o->level < 0 ? NULL : level_names[o->level],
		.columns = app->columns,
	};
}

bool run_options_count(const struct run_options *o)
{
	return !o->file && !o->any_port && !o->conversation && o->delivery < 0 && o->storm < 0;
}

void record_outcome(struct app *app, const struct exercise *e, const struct check_result *r)
{
	struct progress more;
	struct err err;

	if (check_progress(e, r, &more) &&
		!workspace_add_progress(app->workspace, e->id, &more, &err))
		complain(0, "%s", err.text);
}

int status_of(const struct check_result *r)
{
	static const int statuses[] = {
		[OUTCOME_HELD] = STATUS_HELD,
		[OUTCOME_BROKE] = STATUS_BROKE,
		[OUTCOME_NOT_PLAYED] = STATUS_TOOL,
		[OUTCOME_TOOL_ERROR] = STATUS_TOOL,
	};
	_Static_assert(ARRAY_LEN(statuses) == OUTCOMES, "a status for every outcome");

	if (r->cancelled)
		return app_stopped_status();
	/* not played, and not stopped: what was asked for is nothing that may be played */
	return r->outcome == OUTCOME_NOT_PLAYED && r->tool_text ? STATUS_USAGE
								: statuses[r->outcome];
}
