// SPDX-License-Identifier: MIT
/* namespaces.c
 * Leaving the host: another uid if we are root, new namespaces, and the loopback of the new
 * network made like a wire.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <unistd.h>
#include <linux/ethtool.h>
#include <linux/ipv6.h>
#include <linux/sockios.h>
#include "stage/sandbox_parts.h"

enum { NOBODY = 65534, WIRE_MTU = 1500 };

/* With uid 0 mapped to itself the owner bits of root's files would still count inside
 * (/etc/shadow), and RLIMIT_NPROC would not. */
bool namespaces_drop_root(struct err *err)
{
	if (getuid() != 0 && geteuid() != 0)
		return true;
	if (setgroups(0, NULL) != 0 && errno != EPERM)
		return err_sys(err, "cannot leave root's groups");
	if (setresgid(NOBODY, NOBODY, NOBODY) != 0 || setresuid(NOBODY, NOBODY, NOBODY) != 0) {
		/* EINVAL: this "root" lives in a user namespace that has no nobody. It is not
		 * the machine's root. */
		if (errno != EINVAL)
			return err_sys(err, "cannot become nobody (uid %d)", NOBODY);
		return true;
	}
	/* A change of uid makes /proc/self root's, and uid_map could not be written. */
	prctl(PR_SET_DUMPABLE, 1);
	return true;
}

static bool write_text(const char *path, const char *text)
{
	AUTO(closep) int fd = open(path, O_WRONLY | O_CLOEXEC);

	return fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
}

/* Everybody is who he was: u is u inside, and nobody else exists. */
static bool write_maps(uid_t u, gid_t g, struct err *err)
{
	char line[64];

	/* Kernels before 3.19 have no such file; all others refuse the gid map without it. */
	if (!write_text("/proc/self/setgroups", "deny") && errno != ENOENT)
		return err_sys(
			err, "the kernel refused /proc/self/setgroups in a new user namespace");
	snprintf(line, sizeof(line), "%u %u 1", u, u);
	if (!write_text("/proc/self/uid_map", line))
		return err_sys(
			err, "the kernel refused /proc/self/uid_map in a new user namespace");
	snprintf(line, sizeof(line), "%u %u 1", g, g);
	if (!write_text("/proc/self/gid_map", line))
		return err_sys(
			err, "the kernel refused /proc/self/gid_map in a new user namespace");
	return true;
}

static void offload_off(int fd, struct ifreq *lo, uint32_t what)
{
	struct ethtool_value off = { .cmd = what, .data = 0 };

	lo->ifr_data = (char *)&off;
	ioctl(fd, SIOCETHTOOL,
		lo); /* where it is refused, segments are larger: no reason to stop */
}

/* AI_ADDRCONFIG, which many a program asks for, leaves out each family that has no address but the loopback's own. These are as much on
 * this machine as those, and nobody is anywhere else. */
static void add_addresses(int fd, const struct ifreq *lo)
{
	AUTO(closep) int six = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct in6_ifreq second6 = { .ifr6_addr = { { { 0xfd, [15] = 2 } } },
		.ifr6_prefixlen = 128 };
	struct ifreq second = { .ifr_name = "lo:2" }, index = *lo;
	struct sockaddr_in *at = (struct sockaddr_in *)&second.ifr_addr;

	*at = (struct sockaddr_in){ .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1) };
	ioctl(fd, SIOCSIFADDR, &second);
	if (six < 0 || ioctl(fd, SIOCGIFINDEX, &index) != 0)
		return; /* a kernel without IPv6 */
	second6.ifr6_ifindex = index.ifr_ifindex;
	ioctl(six, SIOCSIFADDR, &second6);
}

/* A long message shall be seen as the segments that a real network would carry. */
static bool loopback_up(struct err *err)
{
	AUTO(closep) int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq lo = { .ifr_name = "lo" };

	if (fd < 0)
		return err_sys(err, "no socket in the new network namespace");
	offload_off(fd, &lo, ETHTOOL_STSO);
	offload_off(fd, &lo, ETHTOOL_SGSO);
	offload_off(fd, &lo, ETHTOOL_SGRO);
	lo.ifr_mtu = WIRE_MTU;
	if (ioctl(fd, SIOCSIFMTU, &lo) != 0)
		return err_sys(err, "cannot set the MTU of the private loopback");
	lo.ifr_flags = IFF_UP | IFF_LOOPBACK | IFF_RUNNING;
	if (ioctl(fd, SIOCSIFFLAGS, &lo) != 0)
		return err_sys(err, "cannot bring the private loopback up");
	add_addresses(fd, &lo);
	return true;
}

bool namespaces_enter(bool network, struct err *err)
{
	uid_t u = geteuid();
	gid_t g = getegid();

	if (unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC |
		    CLONE_NEWUTS) != 0)
		return err_sys(err, "the kernel refused new namespaces");
	if (!write_maps(u, g, err))
		return false;
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
		return err_sys(err, "cannot make the new mount namespace private");
	/* A namespace inside this one would give capabilities back; the filter refuses it. (Writing 0 to /proc/sys/user/max_user_namespaces would
	 * too, but its entries pile up in the kernel with every run, and the write takes longer and longer: 5 to 640 us were seen.) */
	if (sethostname("socklings", strlen("socklings")) != 0)
		return err_sys(err, "cannot name the sandbox");
	if (!network)
		return true;
	write_text("/proc/sys/net/ipv4/ip_unprivileged_port_start", "0");
	return loopback_up(err);
}
