// SPDX-License-Identifier: MIT
#include "stage/tasks.h"

#include <stdlib.h>
#include <string.h>

struct task *tasks_find(const struct tasks *t, pid_t tid)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->list[i]->tid == tid)
			return t->list[i];
	return NULL;
}

struct task *tasks_add(struct tasks *t, pid_t tid)
{
	struct task *task = xcalloc(1, sizeof *task);

	task->tid = tid;
	task->stat = task->status = task->schedstat = task->wchan = -1;
	grow(&t->list, &t->cap, t->count, sizeof *t->list);
	return t->list[t->count++] = task;
}

static void process_release(struct process *p)
{
	if (!p || --p->tasks > 0)
		return;
	closep(&p->pidfd);
	space_free(p->space);
	free(p);
}

static void task_free(struct task *task)
{
	seen_call_drop(&task->call);
	while (task->suspended_count > 0)
		seen_call_drop(&task->suspended[--task->suspended_count]);
	closep(&task->stat);
	closep(&task->status);
	closep(&task->schedstat);
	closep(&task->wchan);
	process_release(task->process);
	free(task);
}

/* Order stays: it is that of birth, and runs must repeat. */
void tasks_remove(struct tasks *t, struct task *task)
{
	size_t i = 0;

	while (t->list[i] != task)
		i++;
	memmove(t->list + i, t->list + i + 1, (--t->count - i) * sizeof *t->list);
	task_free(task);
}

void tasks_free(struct tasks *t)
{
	while (t->count > 0)
		task_free(t->list[--t->count]);
	free(t->list);
	*t = (struct tasks){ 0 };
}

struct process *process_new(struct program *program, pid_t tgid)
{
	struct process *p = xcalloc(1, sizeof *p);

	p->program = program;
	p->tgid = tgid;
	p->pidfd = -1;
	return p;
}

void process_hold(struct task *task, struct process *p)
{
	p->tasks++;
	process_release(task->process);
	task->process = p;
}

struct process *process_find(const struct tasks *t, pid_t tgid)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->list[i]->process && t->list[i]->process->tgid == tgid)
			return t->list[i]->process;
	return NULL;
}

void seen_call_drop(struct seen_call *c)
{
	buf_free(&c->data);
	*c = (struct seen_call){ 0 };
}
