# SPDX-License-Identifier: MIT
# Socklings. `make help` lists the targets.
#
# Set-up is in tools/setup.sh (packages); everything else is here. BUILD= puts objects elsewhere, CC= chooses the compiler.

VERSION  := 0.1.0
BUILD    ?= build/release
PREFIX   ?= /usr/local
DESTDIR  ?=
DATA_DIR := $(PREFIX)/share/socklings
CC       := $(if $(filter default,$(origin CC)),gcc,$(CC))
# One job a CPU, unless -j said otherwise.
MAKE_ALL  = $(MAKE) --no-print-directory $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc))

# A folder may include from those before it in this list, never from those after it (make lint).
LAYERS   := base timeline course stage judge play check report tui cli

CFLAGS   ?= -O2 -g
ALL_CFLAGS := -std=gnu17 -D_GNU_SOURCE -Irunner -Wall -Wextra -Wshadow -Wstrict-prototypes -Wno-missing-field-initializers \
	-DSOCKLINGS_VERSION='"$(VERSION)"' $(CFLAGS)
# -z now: each stage is a fork, and would look up every symbol again
LDLIBS   := -Wl,-z,now -lncursesw -ltinfo -lcjson -lcmark -lseccomp -ldw -lelf -lmd -lm -lpthread

SOURCES  := $(foreach l,$(LAYERS),$(wildcard runner/$(l)/*.c runner/$(l)/*/*.c))
objects   = $(patsubst runner/%.c,$(BUILD)/%.o,$(filter runner/$(1)/%,$(SOURCES)))
ARCHIVES := $(foreach l,$(filter-out cli,$(LAYERS)),$(BUILD)/lib$(l).a)
# tests/unit/FOLDER_what.c is linked with FOLDER and those below it
layers_to = $(if $(filter $(1),$(firstword $(2))),$(1),$(firstword $(2)) $(call layers_to,$(1),$(wordlist 2,99,$(2))))
archives_to = $(foreach l,$(call layers_to,$(1),$(filter-out cli,$(LAYERS))),$(BUILD)/lib$(l).a)
UNIT     := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/*_*.c))
# tests/stage/what.c is linked with everything and runs programs in real namespaces
STAGED   := $(patsubst tests/stage/%.c,$(BUILD)/staged/%,$(wildcard tests/stage/*.c))
FUZZ     := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(filter-out %/replay_main.c,$(wildcard tests/fuzz/*.c)))
# Layers that only compute: their tests run under valgrind too.
PURE     := base timeline course judge report

.PHONY: all
all: ## build ./socklings
	+@$(MAKE_ALL) socklings

socklings: $(BUILD)/socklings
	@cp -f $< $@.new && mv -f $@.new $@

$(BUILD)/socklings: $(call objects,cli) $(ARCHIVES)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(call objects,cli) -Wl,--start-group $(ARCHIVES) -Wl,--end-group $(LDLIBS)

define archive
$(BUILD)/lib$(1).a: $(call objects,$(1))
	@rm -f $$@
	@ar rcs $$@ $$^
endef
$(foreach l,$(filter-out cli,$(LAYERS)),$(eval $(call archive,$(l))))

$(BUILD)/%.o: runner/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Only the course asks where it is installed, so that another PREFIX makes one file anew, not all.
$(BUILD)/course/course.o: ALL_CFLAGS += -DDATA_DIR='"$(DATA_DIR)"'
$(BUILD)/course/course.o: $(BUILD)/data-dir
$(BUILD)/data-dir: FORCE
	@mkdir -p $(@D)
	@echo '$(DATA_DIR)' | cmp -s - $@ || echo '$(DATA_DIR)' >$@

# Objects are made again when the compiler or its flags change. Nothing is compiled before what it needs is there.
$(BUILD)/flags: FORCE
	@[ -e $@ ] || tools/setup.sh --check build
	@mkdir -p $(@D)
	@echo '$(CC) $(ALL_CFLAGS)' | cmp -s - $@ || echo '$(CC) $(ALL_CFLAGS)' >$@
FORCE:

.SECONDEXPANSION:
$(BUILD)/unit/%: tests/unit/%.c $$(call archives_to,$$(firstword $$(subst _, ,$$*))) $(BUILD)/flags
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -Itests/unit -MMD -MP -o $@ $< -Wl,--start-group $(filter %.a,$^) -Wl,--end-group -lcmocka $(LDLIBS)

# What a unit test of the command line needs of it, beside the layers: all but main.
CLI_PARTS := $(filter-out $(BUILD)/cli/main.o,$(call objects,cli))
$(filter $(BUILD)/unit/cli_%,$(UNIT)): $(BUILD)/unit/%: tests/unit/%.c $(CLI_PARTS) $(ARCHIVES) $(BUILD)/flags
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -Itests/unit -MMD -MP -o $@ $< $(CLI_PARTS) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group \
		-lcmocka $(LDLIBS)

$(BUILD)/staged/%: tests/stage/%.c $(ARCHIVES) $(BUILD)/flags
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -Itests/stage -MMD -MP -o $@ $< -Wl,--start-group $(ARCHIVES) -Wl,--end-group -lcmocka $(LDLIBS)

$(BUILD)/fuzz/%: tests/fuzz/%.c tests/fuzz/replay_main.c $(ARCHIVES) $(BUILD)/flags
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -o $@ $< tests/fuzz/replay_main.c -Wl,--start-group $(ARCHIVES) -Wl,--end-group $(LDLIBS)

-include $(wildcard $(BUILD)/*/*.d $(BUILD)/*/*/*.d)

.PHONY: start
start: ## install what is missing, build, and start Socklings
	@tools/setup.sh build
	+@$(MAKE_ALL) -s socklings
	@./socklings

# ---- tests. The suites speak TAP; tests/run.sh shows what failed and adds up. With every mistake in memory told: the same built
# with ASan and UBSan, into a folder of its own.
ASAN     := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
ASAN_DIR := build/asan
MAKE_ASAN = $(MAKE_ALL) -s BUILD=$(ASAN_DIR) CFLAGS='$(ASAN)'
in_asan   = $(patsubst $(BUILD)/%,$(ASAN_DIR)/%,$(1))

unit_suites     := $(foreach t,$(UNIT),'unit $(notdir $(t))=$(t)')
stage_suites    := $(foreach t,$(STAGED),'stage $(notdir $(t))=$(t)')
golden_suites   := 'golden cli=tests/run-golden.sh ./socklings'
other_suites    := $(foreach s,$(wildcard tests/suites/*.sh),'$(basename $(notdir $(s)))=$(s) ./socklings') \
	'course lint=./socklings lint && echo ok 1'
pure_units      := $(foreach l,$(PURE),$(filter $(BUILD)/unit/$(l)_%,$(UNIT)))
valgrind_suites := $(foreach t,$(pure_units),'valgrind $(notdir $(t))=valgrind -q --error-exitcode=9 --leak-check=full $(t)')
# One presses keys for a minute, come what may: the others don't wait for it.
ASAN_STAGED     := $(call in_asan,$(STAGED))
asan_suites     := $(foreach t,$(call in_asan,$(UNIT)),'asan $(notdir $(t))=$(t)') \
	$(foreach t,$(filter %/screen_random,$(ASAN_STAGED)),'+asan stage $(notdir $(t))=$(t)') \
	$(foreach t,$(filter-out %/screen_random,$(ASAN_STAGED)),'asan stage $(notdir $(t))=$(t)') \
	$(foreach t,$(call in_asan,$(FUZZ)),'fuzz $(notdir $(t))=$(t) tests/fuzz/corpus/$(notdir $(t)) && echo ok 1') \
	'asan golden cli=tests/run-golden.sh $(ASAN_DIR)/socklings'

.PHONY: programs
programs: $(BUILD)/socklings $(UNIT) $(STAGED) $(FUZZ)

.PHONY: test
test: ## install what is missing, and run every test
	@tools/setup.sh build test
	+@$(MAKE_ALL) -s socklings programs
	+@$(MAKE_ASAN) programs
	@tests/run.sh $(unit_suites) $(stage_suites) $(golden_suites) $(other_suites) $(valgrind_suites) $(asan_suites)

.PHONY: asan
asan: ## run the tests, built with ASan and UBSan
	+@$(MAKE_ASAN) programs
	@tests/run.sh $(asan_suites)

.PHONY: units
units: ## run the unit tests alone
	+@$(MAKE_ALL) -s $(UNIT)
	@tests/run.sh $(unit_suites)

.PHONY: golden bless
golden: socklings ## run the golden tests of the command line
	@tests/run.sh 'golden cli=tests/run-golden.sh ./socklings'
bless: socklings ## take what the command line says now for right
	@BLESS=1 tests/run-golden.sh ./socklings

.PHONY: lint
lint: ## hold the walls of the house, and prove the course
	@tools/setup.sh build
	+@$(MAKE_ALL) -s socklings
	@tools/lint.sh $(LAYERS)
	@./socklings help --manual | cmp -s - socklings.1 || { echo 'socklings.1 is out of date: make socklings.1'; exit 1; }
	@./socklings lint --all

.PHONY: manual
manual: socklings ## write socklings.1 anew from the program's tables
	./socklings help --manual >socklings.1

.PHONY: bench
bench: $(BUILD)/bench/bench $(BUILD)/socklings ## measure, as ratios within one run
	@$(BUILD)/bench/bench --program $(BUILD)/socklings .

$(BUILD)/bench/bench: tests/bench.c tests/bench_screen.c tests/bench.h $(ARCHIVES) $(BUILD)/flags
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -o $@ $(filter %.c,$^) -Wl,--start-group $(ARCHIVES) -Wl,--end-group $(LDLIBS)

# ---- where things go
SHARE    := $(DESTDIR)$(PREFIX)/share
COMPLETE := bash-completion/completions/socklings zsh/site-functions/_socklings fish/vendor_completions.d/socklings.fish

.PHONY: install uninstall
install: socklings ## install below PREFIX (and DESTDIR)
	install -D -m 755 socklings $(DESTDIR)$(PREFIX)/bin/socklings
	install -D -m 644 socklings.1 $(SHARE)/man/man1/socklings.1
	install -D -m 644 LICENSE $(SHARE)/doc/socklings/LICENSE
	install -D -m 644 README.md $(SHARE)/doc/socklings/README.md
	rm -rf $(SHARE)/socklings
	@for dir in lessons exercises solutions; do \
		find $$dir -type f | while read -r file; do install -D -m 644 "$$file" "$(SHARE)/socklings/$$file" || exit 1; done || exit 1; \
	done
	@for path in $(COMPLETE); do \
		mkdir -p "$(SHARE)/$$(dirname $$path)" && ./socklings completions "$${path%%[-/]*}" >"$(SHARE)/$$path" || exit 1; \
	done

uninstall: ## take away what install put there
	rm -f $(DESTDIR)$(PREFIX)/bin/socklings $(SHARE)/man/man1/socklings.1 $(addprefix $(SHARE)/,$(COMPLETE))
	rm -rf $(SHARE)/socklings $(SHARE)/doc/socklings

.PHONY: clean help
clean: ## remove what was built
	rm -rf build socklings

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1 /p' $(MAKEFILE_LIST) | awk '{ n = $$1; $$1 = ""; printf "  make %-10s%s\n", n, $$0 }'
