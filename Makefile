# Socklings. `make help` lists the targets.
#
# Set-up is in tools/setup.sh (packages); everything else is here. BUILD= puts objects elsewhere, CC= chooses the compiler.

VERSION  := 0.1.0
BUILD    ?= build/release
PREFIX   ?= /usr/local
DESTDIR  ?=
DATA_DIR := $(PREFIX)/share/socklings
CC       := $(if $(filter default,$(origin CC)),gcc,$(CC))

# A folder may include from those before it in this list, never from those after it (make lint).
LAYERS   := base timeline course stage judge play check report tui cli

LIBS     := ncursesw libcjson libcmark libseccomp libdw libelf libmd
CFLAGS   ?= -O2 -g
ALL_CFLAGS := -std=gnu17 -D_GNU_SOURCE -Irunner -Wall -Wextra -Wshadow -Wstrict-prototypes -Wno-missing-field-initializers \
	-DSOCKLINGS_VERSION='"$(VERSION)"' -DDATA_DIR='"$(DATA_DIR)"' $(CFLAGS)
# ncursesw's own flags would bring _XOPEN_SOURCE in twice; libelf and libmd need none.
LDLIBS   := -lncursesw -ltinfo -lcjson -lcmark -lseccomp -ldw -lelf -lmd -lm -lpthread

SOURCES  := $(foreach l,$(LAYERS),$(wildcard runner/$(l)/*.c runner/$(l)/*/*.c))
HEADERS  := $(wildcard runner/*/*.h runner/*/*/*.h)
objects   = $(patsubst runner/%.c,$(BUILD)/%.o,$(filter runner/$(1)/%,$(SOURCES)))
ARCHIVES := $(foreach l,$(filter-out cli,$(LAYERS)),$(BUILD)/lib$(l).a)
# tests/unit/FOLDER_what.c is linked with FOLDER and those below it
layers_to = $(if $(filter $(1),$(firstword $(2))),$(1),$(firstword $(2)) $(call layers_to,$(1),$(wordlist 2,99,$(2))))
archives_to = $(foreach l,$(call layers_to,$(1),$(LAYERS)),$(BUILD)/lib$(l).a)
UNIT     := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/*_*.c))

.PHONY: all
all: socklings ## build ./socklings

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

# Objects are made again when the compiler or its flags change.
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(ALL_CFLAGS)' | cmp -s - $@ || echo '$(CC) $(ALL_CFLAGS)' >$@
FORCE:

.SECONDEXPANSION:
$(BUILD)/unit/%: tests/unit/%.c $$(call archives_to,$$(firstword $$(subst _, ,$$*))) $(BUILD)/flags
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -Itests/unit -MMD -MP -o $@ $< -Wl,--start-group $(filter %.a,$^) -Wl,--end-group -lcmocka $(LDLIBS)

-include $(wildcard $(BUILD)/*/*.d $(BUILD)/*/*/*.d $(BUILD)/unit/*.d)

.PHONY: units clean help
units: $(UNIT)
	@set -e; for t in $(UNIT); do ./$$t; done

clean: ## remove what was built
	rm -rf build socklings

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1 /p' $(MAKEFILE_LIST) | awk '{ n = $$1; $$1 = ""; printf "  make %-10s%s\n", n, $$0 }'
