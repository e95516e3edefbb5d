// SPDX-License-Identifier: MIT
// attack: Asks which files there are: none but the system's own.
// gets: ok
#if __has_include("/etc/shadow") || __has_include("/etc/hostname") || __has_include("/etc/ssh/sshd_config")
#error seen
#endif
#if __has_include("/root/.bashrc") || __has_include("/sys/kernel/notes") || __has_include("/dev/mem")
#error seen
#endif
int main(void) { return 0; }
