// SPDX-License-Identifier: MIT
/* job.h
 * A check in a child of its own, for a caller that must not wait: the screen. Its events come through a pipe as they happen; its
 * result is made again here from the same timelines, by the same judge.
 */
#pragma once
#include "check/check.h"

struct check_job;

/* The options' callbacks are not used. `o` is only read during the call. */
struct check_job *check_job_start(struct checker *c, const struct exercise *e,
	const struct check_options *o, struct err *err);
/* A lesson's demo: only its events come, and in the result how it ended. */
struct check_job *check_job_demo(
	struct checker *c, const struct lesson *l, const struct check_options *o, struct err *err);
int check_job_fd(const struct check_job *j); /* readable when there is something */
pid_t check_job_pid(const struct check_job *j);
/* Takes what is there; each event of a run goes to `seen` (may be NULL). False when the check has ended. */
bool check_job_read(struct check_job *j,
	void (*seen)(
		void *context, int conversation, enum delivery delivery, const struct event *ev),
	void *context);
/* After the end: hands the result over (check_result_free()). A child that died is a tool error in it. */
void check_job_result(struct check_job *j, struct check_result *out);
/* Ends what runs, at once, and frees. */
void check_job_free(struct check_job *j);
