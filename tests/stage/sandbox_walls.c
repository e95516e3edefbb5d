// SPDX-License-Identifier: MIT
/* What a program inside may not do, and that what it must be able to do works. A row is a deed
 * and the errno it must get. */
#include <arpa/inet.h>
#include <dirent.h>
#include <grp.h>
#include <ifaddrs.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <linux/capability.h>
#include <linux/netlink.h>
#include "stage/sandbox_parts.h"
#include "sandbox_inside.h"

static int told(long result)
{
	return result < 0 ? errno : 0;
}

static int opens(const char *path, int flags)
{
	return told(open(path, flags, 0644));
}

static int asks_socket(int family, int type, int protocol)
{
	return told(socket(family, type, protocol));
}

/* ---- deeds */
#define DEED(name, ...)                                                                            \
	static int name(const struct sandbox *sb)                                                  \
	{                                                                                          \
		(void)sb;                                                                          \
		__VA_ARGS__                                                                        \
	}

DEED(reads_shadow, return opens("/etc/shadow", O_RDONLY);)
DEED(reads_home, return opens("/root", O_RDONLY | O_DIRECTORY);)
DEED(reads_mnt, return opens("/mnt", O_RDONLY | O_DIRECTORY);)
DEED(reads_sys, return opens("/sys", O_RDONLY | O_DIRECTORY);)
DEED(reads_tty, return opens("/dev/tty", O_RDWR);)
DEED(climbs_out, return opens("/../../../../../root", O_RDONLY | O_DIRECTORY);)
DEED(reads_init_root, return opens("/proc/1/root/etc/shadow", O_RDONLY);)
DEED(reads_init_fds, return opens("/proc/1/fd", O_RDONLY | O_DIRECTORY);)
DEED(reads_init_environ, return opens("/proc/1/environ", O_RDONLY);)
DEED(writes_init_mem, return opens("/proc/1/mem", O_RDWR);)
DEED(writes_usr, return opens("/usr/owned", O_WRONLY | O_CREAT);)
DEED(writes_root, return opens("/owned", O_WRONLY | O_CREAT);)
DEED(writes_etc, return opens("/etc/passwd", O_WRONLY);)
DEED(chmods_root, return told(chmod("/", 0777));)
DEED(makes_device, return told(mknod("/scratch/sda", S_IFBLK | 0600, 0x800));)
DEED(writes_sysctl, return opens("/proc/sys/kernel/hostname", O_WRONLY);)
DEED(traces_me, return told(ptrace(PTRACE_TRACEME, 0, 0, 0));)
DEED(reads_memory, return told(syscall(SYS_process_vm_readv, 1, NULL, 0, NULL, 0, 0));)
DEED(mounts, return told(mount("x", "/scratch", "tmpfs", 0, NULL));)
DEED(chroots, return told(chroot("/scratch"));)
DEED(unshares, return told(unshare(CLONE_NEWUSER));)
DEED(unshares_net, return told(unshare(CLONE_NEWNET));)
DEED(clones_user, return told(syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0));)
DEED(clones_net_and_user,
	return told(syscall(SYS_clone, CLONE_NEWNET | CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0));)
DEED(clones3, return told(syscall(SYS_clone3, NULL, 0));)
DEED(enters_namespace, return told(setns(0, CLONE_NEWNET));)
DEED(sets_up_ring, return told(syscall(SYS_io_uring_setup, 1, NULL));)
DEED(keyctls, return told(syscall(SYS_keyctl, 0, -3, 0));)
DEED(adds_key, return told(syscall(SYS_add_key, "user", "a", "b", 1, -3));)
DEED(loads_bpf, return told(syscall(SYS_bpf, 0, NULL, 0));)
DEED(makes_memfd, return told(syscall(SYS_memfd_create, "x", 0));)
DEED(makes_shm, return told(syscall(SYS_shmget, 1, 4096, 01600));)
DEED(filters_itself, return told(syscall(SYS_seccomp, 0, 0, NULL));)
DEED(filters_by_prctl, return told(prctl(PR_SET_SECCOMP, 2, NULL));)
DEED(changes_affinity, cpu_set_t all; memset(&all, 0xff, sizeof(all));
	return told(sched_setaffinity(0, sizeof(all), &all));)
DEED(changes_personality, return told(personality(0));)
DEED(steals_keys, char c = 'x'; return told(ioctl(0, TIOCSTI, &c));)
DEED(kills_all, return told(kill(-1, SIGKILL));)
DEED(kills_all_by_long, return told(syscall(SYS_kill, -1L, SIGKILL));)
DEED(kills_init, return kill(1, SIGKILL) == 0 && kill(1, 0) == 0 ? 0 : errno;)
DEED(becomes_root, return told(setresuid(0, 0, 0));)
DEED(raises_files, struct rlimit l = { 100000, 100000 }; return told(setrlimit(RLIMIT_NOFILE, &l));)
DEED(packet_socket, return asks_socket(AF_PACKET, SOCK_RAW, 0);)
DEED(vsock, return asks_socket(AF_VSOCK, SOCK_STREAM, 0);)
DEED(alg, return asks_socket(AF_ALG, SOCK_SEQPACKET, 0);)
DEED(raw_socket, return asks_socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);)
DEED(netlink_audit, return asks_socket(AF_NETLINK, SOCK_RAW, NETLINK_AUDIT);)
DEED(unknown_family, return asks_socket(99, SOCK_STREAM, 0);)
DEED(goes_abroad, struct sockaddr_in far = { .sin_family = AF_INET,
			  .sin_port = htons(80),
			  .sin_addr.s_addr = inet_addr("192.0.2.1") };
	return told(connect(socket(AF_INET, SOCK_STREAM, 0), (void *)&far, sizeof(far)));)

DEED(has_no_capability,
	struct __user_cap_header_struct h = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct d[2]; syscall(SYS_capget, &h, d);
	return d[0].permitted | d[1].permitted | d[0].effective | d[0].inheritable ? EPERM : 0;)
DEED(has_no_bounding, return prctl(PR_CAPBSET_READ, CAP_NET_RAW) == 0 ? 0 : EPERM;)
DEED(has_no_new_privs, return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? 0 : EPERM;)
DEED(is_not_root, return getuid() != 0 ? 0 : EPERM;)
DEED(is_not_first, return getpid() > 1 ? 0 : EPERM;)
DEED(leads_a_group, return getpgrp() == getpid() ? 0 : EPERM;)

DEED(tcp, return asks_socket(AF_INET, SOCK_STREAM, 0);)
DEED(udp6, return asks_socket(AF_INET6, SOCK_DGRAM, 0);)
DEED(local, return asks_socket(AF_UNIX, SOCK_STREAM, 0);)
DEED(netlink_route, return asks_socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);)
DEED(pair, int p[2]; return told(socketpair(AF_UNIX, SOCK_STREAM, 0, p));)
DEED(low_port, struct sockaddr_in low = { .sin_family = AF_INET, .sin_port = htons(80) };
	return told(bind(socket(AF_INET, SOCK_STREAM, 0), (void *)&low, sizeof(low)));)
DEED(pings_loopback, struct sockaddr_in6 to = { .sin6_family = AF_INET6,
			     .sin6_port = htons(9),
			     .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	return told(sendto(socket(AF_INET6, SOCK_DGRAM, 0), "x", 1, 0, (void *)&to, sizeof(to)));)
DEED(writes_scratch, return opens("/scratch/mine", O_WRONLY | O_CREAT);)
DEED(writes_tmp, return opens("/tmp/mine", O_WRONLY | O_CREAT);)
DEED(is_in_scratch, char at[64];
	return getcwd(at, sizeof(at)) && strcmp(at, "/scratch") == 0 ? 0 : ENOENT;)
DEED(binds_local_path,
	struct sockaddr_un at = { .sun_family = AF_UNIX, .sun_path = "/tmp/socklings-walls" };
	return told(bind(socket(AF_UNIX, SOCK_STREAM, 0), (void *)&at, sizeof(at)));)
DEED(reads_maps, return opens("/proc/self/maps", O_RDONLY);)
DEED(lists_fds, return opens("/proc/self/fd", O_RDONLY | O_DIRECTORY);)
DEED(writes_null, return opens("/dev/null", O_RDWR);)
DEED(reads_urandom, return opens("/dev/urandom", O_RDONLY);)
DEED(opens_libc, return opens("/usr/include", O_RDONLY | O_DIRECTORY);)
DEED(fork_works, pid_t p = fork(); if (p == 0) _exit(0);
	return p > 0 && waitpid(p, NULL, 0) == p ? 0 : errno;)
DEED(kills_itself_not, return told(kill(getpid(), 0));)
DEED(kills_its_group, signal(SIGUSR1, SIG_IGN); return told(kill(0, SIGUSR1));)
DEED(asks_personality, return told(personality(0xffffffff));)
DEED(resolves_localhost, struct addrinfo *a = NULL;
	return getaddrinfo("localhost", "80", NULL, &a) == 0 ? 0 : ENOENT;)
DEED(resolves_nothing_else, struct addrinfo *a = NULL;
	return getaddrinfo("example.org", "80", NULL, &a) == EAI_NONAME ? 0 : EPERM;)
DEED(lists_interfaces, struct ifaddrs *a = NULL; return told(getifaddrs(&a));)
DEED(sees_only_its_world, DIR *d = opendir("/"); int n = 0; if (!d) return errno;
	for (struct dirent * e; (e = readdir(d));) n += e->d_name[0] != '.';
	return n <= 10 ? 0 : E2BIG;)
DEED(sees_only_its_processes, DIR *d = opendir("/proc"); int n = 0; if (!d) return errno;
	for (struct dirent * e; (e = readdir(d));) n += e->d_name[0] >= '0' && e->d_name[0] <= '9';
	return n == 2 ? 0 : E2BIG;)
DEED(has_few_inodes, struct statvfs s;
	return statvfs("/scratch", &s) == 0 && s.f_files <= 4096 ? 0 : E2BIG;)
DEED(inherits_no_descriptor, DIR *d = opendir("/proc/self/fd"); (void)d;
	return fcntl(3, F_GETFD) & FD_CLOEXEC ? 0 : EBADF;)

DEED(fills_the_disk, int fd = open("/scratch/big", O_WRONLY | O_CREAT, 0600);
	static char mib[1 << 20]; signal(SIGXFSZ, SIG_IGN);
	for (int i = 0; i < 64; i++) if (write(fd, mib, sizeof(mib)) < 0) return errno == EFBIG ||
			errno == ENOSPC
		? ENOSPC
		: errno;
	return 0;)
DEED(
	fills_the_disk_in_parts, static char mib[1 << 20]; char name[32];
	for (int i = 0; i < 64; i++) {
		snprintf(name, sizeof(name), "/scratch/%d", i);
		int fd = open(name, O_WRONLY | O_CREAT, 0600);
		if (fd < 0 || write(fd, mib, sizeof(mib)) < 0)
			return errno;
		close(fd);
	} return 0;)
DEED(
	makes_many_files, char name[32]; for (int i = 0; i < 100000; i++) {
		snprintf(name, sizeof(name), "/scratch/%d", i);
		if (mknod(name, S_IFREG, 0) < 0)
			return errno;
	} return 0;)
DEED(
	forks_without_end, for (int i = 0; i < 5000; i++) {
		pid_t p = fork();
		if (p < 0)
			return errno;
		if (p == 0) {
			pause();
			_exit(0);
		}
	} return 0;)
DEED(opens_without_end,
	for (int i = 0; i < 5000; i++) if (socket(AF_INET, SOCK_STREAM, 0) < 0) return errno;
	return 0;)

struct row {
	const char *what;
	int (*deed)(const struct sandbox *sb);
	int want;    /* within namespaces */
	int without; /* without them; -1: not asked */
};
#define ROW(deed, want, without)                                                                   \
	{                                                                                          \
#deed, deed, want, without                                                         \
	}

static const struct row rows[] = {
	ROW(reads_shadow, ENOENT, EACCES),
	ROW(reads_home, ENOENT, EACCES),
	ROW(reads_mnt, ENOENT, EACCES),
	ROW(reads_sys, ENOENT, EACCES),
	ROW(reads_tty, ENOENT, -1),
	ROW(climbs_out, ENOENT, EACCES),
	ROW(reads_init_root, EACCES, EACCES),
	ROW(reads_init_fds, EACCES, EACCES),
	ROW(reads_init_environ, EACCES, EACCES),
	ROW(writes_init_mem, EACCES, EACCES),
	ROW(writes_usr, EROFS, EACCES),
	ROW(writes_root, EROFS, EACCES),
	ROW(writes_etc, EROFS, EACCES),
	ROW(chmods_root, EROFS, EPERM),
	ROW(makes_device, EPERM, -1),
	ROW(writes_sysctl, EACCES, EACCES),
	ROW(traces_me, EPERM, EPERM),
	ROW(reads_memory, EPERM, EPERM),
	ROW(mounts, EPERM, EPERM),
	ROW(chroots, EPERM, EPERM),
	ROW(unshares, EPERM, EPERM),
	ROW(unshares_net, EPERM, EPERM),
	ROW(clones_user, EPERM, EPERM),
	ROW(clones_net_and_user, EPERM, EPERM),
	ROW(clones3, ENOSYS, ENOSYS),
	ROW(enters_namespace, EPERM, EPERM),
	ROW(sets_up_ring, ENOSYS, ENOSYS),
	ROW(keyctls, EPERM, EPERM),
	ROW(adds_key, EPERM, EPERM),
	ROW(loads_bpf, EPERM, EPERM),
	ROW(makes_memfd, ENOSYS, ENOSYS),
	ROW(makes_shm, ENOSYS, ENOSYS),
	ROW(filters_itself, EPERM, EPERM),
	ROW(filters_by_prctl, EPERM, EPERM),
	ROW(changes_affinity, EPERM, EPERM),
	ROW(changes_personality, EPERM, EPERM),
	ROW(steals_keys, EPERM, EPERM),
	ROW(kills_all, EPERM, EPERM),
	ROW(kills_all_by_long, EPERM, EPERM),
	ROW(kills_init, 0, -1),
	ROW(becomes_root, EINVAL, EPERM),
	ROW(raises_files, EPERM, EPERM),
	ROW(packet_socket, EAFNOSUPPORT, EAFNOSUPPORT),
	ROW(vsock, EAFNOSUPPORT, EAFNOSUPPORT),
	ROW(alg, EAFNOSUPPORT, EAFNOSUPPORT),
	ROW(raw_socket, EPERM, EPERM),
	ROW(netlink_audit, EAFNOSUPPORT, EAFNOSUPPORT),
	ROW(unknown_family, EAFNOSUPPORT, EAFNOSUPPORT),
	ROW(goes_abroad, ENETUNREACH, -1),
	ROW(has_no_capability, 0, 0),
	ROW(has_no_bounding, 0, -1),
	ROW(has_no_new_privs, 0, 0),
	ROW(is_not_root, 0, 0),
	ROW(is_not_first, 0, 0),
	ROW(leads_a_group, 0, 0),
	ROW(tcp, 0, 0),
	ROW(udp6, 0, 0),
	ROW(local, 0, 0),
	ROW(netlink_route, 0, 0),
	ROW(pair, 0, 0),
	ROW(low_port, 0, -1),
	ROW(pings_loopback, 0, 0),
	ROW(writes_scratch, 0, ENOENT),
	ROW(writes_tmp, 0, EACCES),
	ROW(is_in_scratch, 0, ENOENT),
	ROW(binds_local_path, 0, EACCES),
	ROW(reads_maps, 0, 0),
	ROW(lists_fds, 0, 0),
	ROW(writes_null, 0, 0),
	ROW(reads_urandom, 0, 0),
	ROW(opens_libc, 0, 0),
	ROW(fork_works, 0, 0),
	ROW(kills_itself_not, 0, 0),
	ROW(kills_its_group, 0, 0),
	ROW(asks_personality, 0, 0),
	ROW(resolves_localhost, 0, 0),
	ROW(resolves_nothing_else, 0, -1),
	ROW(lists_interfaces, 0, 0),
	ROW(sees_only_its_world, 0, -1),
	ROW(sees_only_its_processes, 0, -1),
	ROW(has_few_inodes, 0, -1),
	ROW(inherits_no_descriptor, 0, 0),
	ROW(fills_the_disk, ENOSPC, -1),
	ROW(fills_the_disk_in_parts, ENOSPC, -1),
	ROW(makes_many_files, ENOSPC, -1),
	ROW(forks_without_end, EAGAIN, -1),
	ROW(opens_without_end, EMFILE, EMFILE),
};

static void check_rows(bool namespaces)
{
	int wrong = 0;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct row *r = &rows[i];
		struct inside_run run = { .namespaces = namespaces, .inside = r->deed };
		struct err err = { "" };
		int want = namespaces ? r->want : r->without, got;

		if (want < 0)
			continue;
		got = run_inside(&run, &err);
		if (got == want)
			continue;
		wrong++;
		print_error("%s: wanted %s, got %d %s %s\n", r->what, strerror(want), got,
			got >= 0 && got < 1000 ? strerror(got) : "", err.text);
	}
	assert_int_equal(wrong, 0);
}

static void within_namespaces(void **state)
{
	(void)state;
	if (!namespaces_here())
		skip();
	check_rows(true);
}

static void without_namespaces(void **state)
{
	(void)state;
	if (landlock_abi() == 0) {
		print_message(
			"skipped: no Landlock here, and without namespaces that is the wall\n");
		skip();
	}
	check_rows(false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(within_namespaces),
		cmocka_unit_test(without_namespaces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
