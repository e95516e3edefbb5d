// SPDX-License-Identifier: MIT
// attack: Uses the calls that go round a tracer, keep state beyond a run, or open much of the kernel.
// ends: played
// shows: looked
#define _GNU_SOURCE
#include <fcntl.h>
#include <mqueue.h>
#include <sched.h>
#include <stdio.h>
#include <sys/personality.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static void try(const char *what, long result)
{
	if (result >= 0)
		printf("ESCAPED: %s\n", what);
}

int main(void)
{
	cpu_set_t all;

	CPU_ZERO(&all);
	CPU_SET(0, &all);
	CPU_SET(1, &all);
	try("io_uring_setup", syscall(SYS_io_uring_setup, 1, (void *)0));
	try("keyctl", syscall(SYS_keyctl, 0, -3, 1));
	try("add_key", syscall(SYS_add_key, "user", "a", "b", 1, -3));
	try("bpf", syscall(SYS_bpf, 0, (void *)0, 0));
	try("userfaultfd", syscall(SYS_userfaultfd, 1));
	try("perf_event_open", syscall(SYS_perf_event_open, (void *)0, 0, -1, -1, 0));
	try("shmget", shmget(1, 4096, IPC_CREAT | 0600));
	try("mq_open", mq_open("/q", O_RDWR | O_CREAT, 0600, (void *)0));
	try("memfd_create", syscall(SYS_memfd_create, "x", 0));
	try("vsock", socket(40, SOCK_STREAM, 0));
	try("a crypto socket", socket(38, SOCK_SEQPACKET, 0));
	try("setns", syscall(SYS_setns, 0, 0));
	try("mount", syscall(SYS_mount, "x", "/scratch", "tmpfs", 0, (void *)0));
	try("affinity", sched_setaffinity(0, sizeof(all), &all));
	try("personality", personality(0));
	try("seccomp", syscall(SYS_seccomp, 0, 0, (void *)0));
	puts("looked");
	return 0;
}
