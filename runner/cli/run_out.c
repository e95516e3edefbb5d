// SPDX-License-Identifier: MIT
#include "cli/run_out.h"

#include <langinfo.h>
#include <string.h>

#include "base/file.h"
#include "report/ladder.h"
#include "report/pcapng.h"
#include "report/svg.h"
#include "report/trace.h"

static enum story_detail detail_of(const struct run_out_options *o)
{
	return o->detail < 0 ? STORY_TALK : (enum story_detail)o->detail;
}

static bool keep(const struct run_out_options *o, const struct conversation *c,
	const struct timeline *tl, struct err *err)
{
	AUTO(buf_free) struct buf packets = { 0 };
	AUTO(buf_free) struct buf picture = { 0 };

	if (o->save && !timeline_save(tl, o->save, err))
		return false;
	if (o->pcapng) {
		pcapng_write(&packets, tl);
		if (!file_write(o->pcapng, buf_bytes(&packets), err))
			return false;
	}
	if (o->svg) {
		AUTO(ladder_freep) struct ladder *ladder = ladder_of(tl, c, detail_of(o), 0);

		svg_write(&picture, ladder, tl);
		if (!file_write(o->svg, buf_bytes(&picture), err))
			return false;
	}
	return true;
}

static void draw(const struct app *app, const struct run_out_options *o,
	const struct conversation *c, const struct timeline *tl, struct buf *out)
{
	size_t columns = app->columns > 40 ? app->columns - 4 : 36; /* beside its sign */
	AUTO(ladder_freep) struct ladder *ladder = ladder_of(tl, c, detail_of(o), columns);
	struct ladder_style style = { .columns = app->columns,
		.ascii = strcmp(nl_langinfo(CODESET), "UTF-8") != 0,
		.title = true };

	ladder_text(out, ladder, tl, &style);
}

static void say_kept(const struct app *app, const char *what, const char *path)
{
	if (path)
		say(app, "%s kept in %s.", what, path);
}

bool run_out(const struct app *app, const struct run_out_options *o, const struct conversation *c,
	const struct timeline *tl, struct err *err)
{
	AUTO(buf_free) struct buf text = { 0 };
	struct trace_options how = { detail_of(o), c };

	if (!keep(o, c, tl, err))
		return false;
	if (o->json)
		timeline_write(tl, &text);
	else if (o->ladder)
		draw(app, o, c, tl, &text);
	else
		trace_text(&text, tl, &how);
	fputs(buf_str(&text), stdout);
	if (!o->json) {
		say_kept(app, "The run is", o->save);
		say_kept(app, "Its packets are", o->pcapng);
		say_kept(app, "Its picture is", o->svg);
	}
	return true;
}
