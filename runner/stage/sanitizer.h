// SPDX-License-Identifier: MIT
/* sanitizer.h
 * What ASan, UBSan and LSan print to a program's stderr, read back as a fact: which rule was
 * broken, at which lines of the learner's. The text comes from a process the learner controls, so
 * it is evidence for explanations and never for marks.
 */
#pragma once
#include "timeline/event.h"

/* The options programs run under (both go into their environment). No leaks when traced:
 * LeakSanitizer needs ptrace itself. An error ends the program with SANITIZER_EXIT, so that it
 * can be told from a status of the learner's own. */
enum { SANITIZER_EXIT = 99 };
#define SANITIZER_ASAN_COMMON                                                                      \
	"exitcode=99:abort_on_error=0:halt_on_error=1:color=never:print_legend=0:"                 \
	"print_full_thread_history=0:allow_user_segv_handler=1:detect_stack_use_after_return=0:"   \
	"strip_path_prefix=/scratch/:malloc_context_size=12:quarantine_size_mb=8:"                 \
	"max_allocation_size_mb=256:allocator_may_return_null=1"
#define SANITIZER_ASAN	"ASAN_OPTIONS=detect_leaks=0:" SANITIZER_ASAN_COMMON
#define SANITIZER_LEAKS "ASAN_OPTIONS=detect_leaks=1:" SANITIZER_ASAN_COMMON
#define SANITIZER_UBSAN "UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1:exitcode=99:color=never"

/* The first report in `text` (all that was printed to stderr), or false if there is none, or
 * none that is whole enough to name. `file` is the base name of the learner's source: only
 * frames in it are kept. Strings live in *store (free() it). */
bool sanitizer_parse(
	struct bytes text, const char *file, struct sanitizer_event *out, char **store);
