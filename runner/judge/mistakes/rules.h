// SPDX-License-Identifier: MIT
/* rules.h
 * The list of mistakes: one X per rule, in the order in which they are told. To teach a new one: a
 * line here, its function in the file of its topic, a page in lessons/mistakes/, a test in
 * tests/unit/, and a wrong program that must be told it. X(function, id, when, rank, keys of its
 * evidence). A *cause* explains what broke. An *echo* is what a cause leads to, and is told only
 * where no cause was found. A *remark* is true whether or not something broke, and explains nothing
 * else. Every finding also has {line}, {file} and {call} of the event that it is about.
 */
#pragma once
#include "judge/mistakes/facts.h"

enum { RANK_ECHO = 100, RANK_REMARK = 200 };

#define MISTAKE_LIST(X)                                                                            \
	/* the program, before any socket */                                                       \
	X(argv_not_checked, "argv-not-checked", WHEN_BROKEN, 5, "")                                \
	X(waits_for_keyboard, "waits-for-keyboard", WHEN_BROKEN, 6, "")                            \
	/* the socket */                                                                           \
	X(domain_type_swapped, "domain-type-swapped", WHEN_BROKEN, 10, "")                         \
	X(type_protocol_mismatch, "type-protocol-mismatch", WHEN_BROKEN, 11, "type protocol")      \
	X(socket_precedence, "socket-precedence", ALWAYS, 12, "fd got")                            \
	X(wrong_socket_type, "wrong-socket-type", WHEN_BROKEN, 13, "wanted got constant")          \
	X(listen_on_udp, "listen-on-udp", WHEN_BROKEN, 14, "")                                     \
	X(socketpair_inet, "socketpair-inet", WHEN_BROKEN, 15, "")                                 \
	X(socket_leak, "socket-leak", WHEN_BROKEN, 16, "count")                                    \
	/* the address */                                                                          \
	X(addrlen_sizeof_pointer, "addrlen-sizeof-pointer", ALWAYS, 20, "got expected")            \
	X(v6_addrlen, "v6-addrlen", ALWAYS, 20, "got")                                             \
	X(unix_addrlen_16, "unix-addrlen-16", ALWAYS, 20, "cut")                                   \
	X(unix_no_unlink, "unix-no-unlink", WHEN_BROKEN, 20, "path")                               \
	X(unix_no_directory, "unix-no-directory", WHEN_BROKEN, 20, "path")                         \
	X(family_mismatch, "family-mismatch", ALWAYS, 21, "socket address")                        \
	X(family_not_set_connect, "family-not-set-connect", ALWAYS, 21, "")                        \
	X(family_not_set_bind, "family-not-set-bind", ALWAYS, 21, "")                              \
	X(port_no_htons, "port-no-htons", ALWAYS, 22, "got port")                                  \
	X(port_htonl, "port-htonl", WHEN_BROKEN, 22, "got port")                                   \
	X(port_hard_coded, "port-hard-coded", WHEN_BROKEN, 23, "got port")                         \
	X(addr_no_htonl, "addr-no-htonl", ALWAYS, 24, "got expected")                              \
	X(inet_pton_unchecked, "inet-pton-unchecked", WHEN_BROKEN, 25, "host")                     \
	X(hostname_to_inet_addr, "hostname-to-inet-addr", WHEN_BROKEN, 25, "")                     \
	X(v6_scope_missing, "v6-scope-missing", WHEN_BROKEN, 26, "got")                            \
	X(bind_not_local, "bind-not-local", WHEN_BROKEN, 27, "got")                                \
	X(addrlen_not_set, "addrlen-not-set", ALWAYS, 28, "got whose")                             \
	X(memset_char_zero, "memset-char-zero", ALWAYS, 29, "")                                    \
	/* bind */                                                                                 \
	X(udp_client_binds_server_port, "udp-client-binds-server-port", WHEN_BROKEN, 30, "port")   \
	X(client_binds_server_port, "client-binds-server-port", WHEN_BROKEN, 30, "port")           \
	X(client_binds_fixed_port, "client-binds-fixed-port", WHEN_BROKEN, 30, "port")             \
	X(v6only_double_bind, "v6only-double-bind", WHEN_BROKEN, 31, "port")                       \
	X(reuseaddr_after_bind, "reuseaddr-after-bind", ALWAYS, 32, "")                            \
	X(reuseaddr_or_reuseport, "reuseaddr-or-reuseport", WHEN_BROKEN, 32, "")                   \
	X(setsockopt_by_value, "setsockopt-by-value", ALWAYS, 33, "got")                           \
	X(nodelay_wrong_level, "nodelay-wrong-level", WHEN_BROKEN, 33, "")                         \
	X(rcvtimeo_int, "rcvtimeo-int", ALWAYS, 33, "length")                                      \
	X(reuseaddr_missing, "reuseaddr-missing", WHEN_BROKEN, 34, "port")                         \
	X(ai_passive_missing, "ai-passive-missing", WHEN_BROKEN, 35, "got")                        \
	X(bind_loopback_only, "bind-loopback-only", WHEN_BROKEN, 36, "got")                        \
	/* listen */                                                                               \
	X(listen_args_swapped, "listen-args-swapped", ALWAYS, 40, "got fd")                        \
	X(bind_missing, "bind-missing", WHEN_BROKEN, 41, "got port")                               \
	X(listen_missing, "listen-missing", WHEN_BROKEN, 42, "port")                               \
	X(backlog_too_small, "backlog-too-small", WHEN_BROKEN, 45, "backlog")                      \
	/* accept */                                                                               \
	X(accept_precedence, "accept-precedence", ALWAYS, 50, "fd got")                            \
	X(thread_arg_address, "thread-arg-address", ALWAYS, 51, "fd other")                        \
	X(main_closes_thread_fd, "main-closes-thread-fd", ALWAYS, 51, "fd")                        \
	X(recv_on_listening_fd, "recv-on-listening-fd", ALWAYS, 52, "fd error")                    \
	X(listener_closed_in_loop, "listener-closed-in-loop", ALWAYS, 53, "fd closed")             \
	X(new_fd_not_watched, "new-fd-not-watched", WHEN_BROKEN, 53, "fd")                         \
	X(fork_child_no_exit, "fork-child-no-exit", ALWAYS, 54, "pid")                             \
	X(fork_parent_keeps_client, "fork-parent-keeps-client", ALWAYS, 55, "fd")                  \
	X(join_in_accept_loop, "join-in-accept-loop", WHEN_BROKEN, 55, "")                         \
	X(exit_in_thread, "exit-in-thread", WHEN_BROKEN, 56, "")                                   \
	X(accept_error_kills_server, "accept-error-kills-server", WHEN_BROKEN, 56, "error")        \
	X(accept_error_spin, "accept-error-spin", WHEN_BROKEN, 57, "count error")                  \
	/* connect */                                                                              \
	X(connect_einprogress_as_error, "connect-einprogress-as-error", WHEN_BROKEN, 58, "")       \
	X(connect_missing, "connect-missing", WHEN_BROKEN, 58, "")                                 \
	/* memory, as the sanitizers saw it */                                                     \
	X(buf_n_index, "buf-n-index", ALWAYS, 60, "length")                                        \
	X(recv_into_too_small, "recv-into-too-small", ALWAYS, 60, "length")                        \
	X(convert_buffer_too_small, "convert-buffer-too-small", ALWAYS, 60, "")                    \
	X(freeaddrinfo_too_early, "freeaddrinfo-too-early", ALWAYS, 60, "")                        \
	/* send and recv */                                                                        \
	X(recv_len_strlen, "recv-len-strlen", WHEN_BROKEN, 61, "")                                 \
	X(send_args_swapped, "send-args-swapped", ALWAYS, 61, "flags")                             \
	X(struct_on_the_wire, "struct-on-the-wire", WHEN_BROKEN, 61, "got expected")               \
	X(length_host_order, "length-host-order", WHEN_BROKEN, 62, "got expected")                 \
	X(pointer_on_the_wire, "pointer-on-the-wire", WHEN_BROKEN, 62, "actual")                   \
	X(sizeof_pointer, "sizeof-pointer", WHEN_BROKEN, 63, "expected actual")                    \
	X(literal_overread, "literal-overread", ALWAYS, 63, "")                                    \
	X(send_nul_terminator, "send-nul-terminator", WHEN_BROKEN, 64, "got expected")             \
	X(send_sizeof_buffer, "send-sizeof-buffer", WHEN_BROKEN, 64, "got expected")               \
	X(strlen_of_unterminated, "strlen-of-unterminated", WHEN_BROKEN, 65, "got expected")       \
	X(format_string, "format-string", WHEN_BROKEN, 65, "expected actual")                      \
	X(reply_has_extra_text, "reply-has-extra-text", WHEN_BROKEN, 66, "extra")                  \
	X(scanf_word, "scanf-word", WHEN_BROKEN, 66, "expected actual")                            \
	X(newline_compare, "newline-compare", WHEN_BROKEN, 67, "actual")                           \
	X(header_single_recv, "header-single-recv", WHEN_BROKEN, 67, "got expected")               \
	X(partial_send, "partial-send", WHEN_BROKEN, 67, "got expected")                           \
	X(one_message_per_accept, "one-message-per-accept", WHEN_BROKEN, 68, "fd")                 \
	X(one_recv_is_one_message, "one-recv-is-one-message", WHEN_BROKEN, 68, "actual")           \
	X(eagain_treated_as_error, "eagain-treated-as-error", WHEN_BROKEN, 69, "")                 \
	X(timeout_as_close, "timeout-as-close", WHEN_BROKEN, 69, "")                               \
	X(eintr_not_retried, "eintr-not-retried", WHEN_BROKEN, 69, "")                             \
	/* datagrams */                                                                            \
	X(udp_send_no_destination, "udp-send-no-destination", ALWAYS, 70, "")                      \
	X(udp_too_big, "udp-too-big", WHEN_BROKEN, 70, "length")                                   \
	X(recvfrom_no_address, "recvfrom-no-address", WHEN_BROKEN, 71, "")                         \
	X(udp_reply_wrong_address, "udp-reply-wrong-address", ALWAYS, 72, "got")                   \
	X(udp_reply_fixed_port, "udp-reply-fixed-port", WHEN_BROKEN, 73, "got expected")           \
	X(udp_zero_is_not_eof, "udp-zero-is-not-eof", WHEN_BROKEN, 74, "")                         \
	X(udp_read_in_pieces, "udp-read-in-pieces", WHEN_BROKEN, 75, "got expected")               \
	X(udp_truncation, "udp-truncation", WHEN_BROKEN, 76, "got expected")                       \
	X(udp_connected_server, "udp-connected-server", WHEN_BROKEN, 77, "port")                   \
	X(udp_no_timeout, "udp-no-timeout", WHEN_BROKEN, 78, "")                                   \
	/* the end of a conversation */                                                            \
	X(poll_dead_fd_kept, "poll-dead-fd-kept", ALWAYS, 80, "fd count")                          \
	X(recv_zero_not_eof, "recv-zero-not-eof", ALWAYS, 81, "fd count")                          \
	X(fd_leak_per_client, "fd-leak-per-client", ALWAYS, 82, "fd")                              \
	X(zombies, "zombies", ALWAYS, 83, "count")                                                 \
	X(use_after_close, "use-after-close", ALWAYS, 84, "fd closed")                             \
	X(send_after_shutdown, "send-after-shutdown", ALWAYS, 85, "closed")                        \
	X(linger_zero, "linger-zero", WHEN_BROKEN, 86, "")                                         \
	X(accept_outside_loop, "accept-outside-loop", WHEN_BROKEN, 87, "")                         \
	X(server_stops_with_client, "server-stops-with-client", WHEN_BROKEN, 87, "status")         \
	X(sigpipe_kills_server, "sigpipe-kills-server", WHEN_BROKEN, 88, "fd")                     \
	X(no_half_close, "no-half-close", WHEN_BROKEN, 89, "")                                     \
	X(close_before_reply, "close-before-reply", WHEN_BROKEN, 89, "")                           \
	/* what is printed */                                                                      \
	X(stdout_not_flushed, "stdout-not-flushed", WHEN_BROKEN, 90, "expected")                   \
	X(stdout_extra_text, "stdout-extra-text", WHEN_BROKEN, 91, "extra")                        \
	X(inet_ntop_wrong_pointer, "inet-ntop-wrong-pointer", ALWAYS, 92, "got port")              \
	X(print_port_no_ntohs, "print-port-no-ntohs", WHEN_BROKEN, 92, "got port")                 \
	X(gai_error_perror, "gai-error-perror", ALWAYS, 93, "")                                    \
	X(wrong_errno_printed, "wrong-errno-printed", ALWAYS, 93, "error got")                     \
	/* echoes: told only where nothing above was found */                                      \
	X(error_ignored, "error-ignored", WHEN_BROKEN, RANK_ECHO, "error next")                    \
	X(connect_error_ignored, "connect-error-ignored", WHEN_BROKEN, RANK_ECHO + 1, "error")     \
	X(exit_zero_on_failure, "exit-zero-on-failure", WHEN_BROKEN, RANK_ECHO + 2, "error")       \
	X(accept_minus_one_true, "accept-minus-one-true", WHEN_BROKEN, RANK_ECHO + 3, "error")     \
	X(unsigned_count, "unsigned-count", ALWAYS, RANK_ECHO + 4, "")                             \
	X(close_with_unread_data, "close-with-unread-data", WHEN_BROKEN, RANK_ECHO + 5, "count")   \
	X(waits_for_eof, "waits-for-eof-before-reply", WHEN_BROKEN, RANK_ECHO + 6, "count")        \
	X(both_sides_waiting, "both-sides-waiting", WHEN_BROKEN, RANK_ECHO + 7, "")                \
	X(recv_minus_one_as_data, "recv-minus-one-as-data", WHEN_BROKEN, RANK_ECHO + 8, "count")   \
	X(busy_loop, "busy-loop", WHEN_BROKEN, RANK_ECHO + 9, "count got")                         \
	/* remarks */                                                                              \
	X(connect_to_any_address, "connect-to-any-address", ALWAYS, RANK_REMARK, "")

#define MISTAKE_DECLARE(function, ...)                                                             \
	bool rule_##function(const struct mistake_case *c, struct finding *out);
MISTAKE_LIST(MISTAKE_DECLARE)
#undef MISTAKE_DECLARE

/* What one topic knows and another needs: what the sanitizers saw of two mistakes whose other half
 * is seen in the calls. */
bool memory_sent_pointer_size(const struct facts *f, struct finding *out);
bool memory_unterminated(const struct facts *f, struct finding *out);
/* accept() at call i gave a descriptor that is never used; instead the program serves 0 or 1. The
 * call that does, or NOWHERE. */
long serves_truth_value(const struct facts *f, size_t i);
/* Somebody sent the program SIGINT or SIGTERM. */
bool asked_to_end(const struct facts *f);
