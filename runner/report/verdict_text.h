// SPDX-License-Identifier: MIT
/* verdict_text.h
 * What came of a check, in plain sentences: which conversation broke and where, what was wanted and what came, what everybody was doing, the
 * mistake and what a teacher says about it, and what to do next. A tool's failure never sounds like the learner's.
 */
#pragma once
#include "check/check.h"

struct verdict_text_options {
	const char *course_dir; /* holds lessons/mistakes/; NULL: no pages */
	const char *
		file; /* as the learner calls the checked file, where it is not the workspace's; NULL */
	const char *
		source; /* path of the checked file, to show a line the compiler speaks of; NULL: `file` */
	const char
		*home; /* what names course and workspace to the command line, as a shell reads it
		" --course mine"; NULL: nothing need be said */
	const char *level; /* that was asked for; NULL: the best there is */
	const char *saved; /* the file that the run was read from; NULL: it was played */
	size_t columns;	   /* 0: 80 */
};
void verdict_text(struct buf *out, const struct exercise *e, const struct check_result *r,
	const struct verdict_text_options *o);

/* Its parts, for those who lay them out themselves. Each writes whole lines. */
void verdict_headline(struct buf *out, const struct exercise *e, const struct check_result *r,
	const struct verdict_text_options *o);
void verdict_compile_text(struct buf *out, const struct exercise *e, const struct check_result *r,
	const struct verdict_text_options *o);
/* Wanted and got, with a caret at the first difference, and why the reading ended. */
void verdict_bytes_text(struct buf *out, const struct exercise *e, const struct check_run *run,
	const struct verdict_text_options *o);
/* Where every task was when it broke: `your program waits in recv(4, buf, 1024) at echo.c:31`. */
void verdict_doing_text(struct buf *out, const struct conversation *c, const struct check_run *run,
	const struct verdict_text_options *o);
/* What ASan or UBSan reported in a run, and that the program took too much memory. */
void verdict_memory_text(
	struct buf *out, const struct timeline *tl, const struct verdict_text_options *o);
/* How what the program itself said on standard error began; and on standard output, where a peer waited for something. */
void verdict_complaints_text(struct buf *out, const struct conversation *c,
	const struct check_run *run, const struct verdict_text_options *o);
/* The teacher's words for a finding, filled and wrapped. */
void verdict_finding_text(
	struct buf *out, const struct finding *f, const struct verdict_text_options *o);
/* The command that shows this run again. */
void verdict_command(struct buf *out, const struct exercise *e, const struct check_run *run,
	const struct verdict_text_options *o);
