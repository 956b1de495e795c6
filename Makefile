# SPDX-License-Identifier: GPL-3.0-or-later
# ticklab. `make help` lists the targets. What a user may set on the command line:
LOAD  = idle
N     = 1000000
PROBE = gettimeofday
CPU   =
DB    = data/ticklab.db
LABEL =

CC      = cc
AR      = ar
CFLAGS  = -O2 -g
LDFLAGS =
B       = build
VERSION = 0.1.0

# The rooms: each folder is compiled with -I for exactly the folders it sees, so this table is the
# architecture. `make check-arch` proves that it has no circle.
SEES_base               :=
SEES_platform           :=
SEES_extractor          :=
SEES_source             := platform extractor
SEES_store              := base
SEES_front              := base
SEES_db                 := base store
SEES_extract            := base platform extractor source
SEES_collector          := base platform store
SEES_analysis/estimate  := base
SEES_analysis/sp800_90b := base
SEES_analysis/entropy   := base analysis/sp800_90b
SEES_analysis           := base store extractor analysis/estimate analysis/sp800_90b
SEES_analysis/claim     := base store
SEES_analysis/report    := base store
ROOMS := base platform extractor source store front db extract collector analysis/estimate \
         analysis/sp800_90b analysis/entropy analysis analysis/claim analysis/report

# The programs: room of each one's main.c.
MAIN_ticklab         := front
MAIN_ticklab-db      := db
MAIN_ticklab-extract := extract
MAIN_ticklab-collect := collector
MAIN_ticklab-entropy := analysis/entropy
MAIN_ticklab-analyze := analysis
MAIN_ticklab-judge   := analysis/claim
MAIN_ticklab-report  := analysis/report
PROGRAMS := $(foreach p,ticklab ticklab-db ticklab-extract ticklab-collect ticklab-entropy ticklab-analyze \
              ticklab-judge ticklab-report,$(if $(wildcard $(MAIN_$(p))/main.c),$(p)))

# A file named *_x86.c, *_linux.c and so on is compiled for that CPU or OS alone.
TARGET := $(shell $(CC) -dumpmachine 2>/dev/null || { uname -m; uname -s; } | tr '\n' '-')
ARCH   := $(if $(filter x86_64% amd64%,$(TARGET)),x86,$(if $(filter aarch64% arm64%,$(TARGET)),arm64,generic))
OS     := $(if $(findstring linux,$(TARGET)),linux,$(if $(or $(findstring darwin,$(TARGET)),$(findstring macos,$(TARGET))),darwin,linux))
OTHERS := $(filter-out %_$(ARCH).c %_$(OS).c,$(foreach s,x86 arm64 generic linux darwin,$(wildcard */*_$(s).c)))

LIBS_store             := -lsqlite3 -lzstd -lnettle
LIBS_base              := -lnettle
LIBS_analysis/estimate := -lgsl -lgslcblas
LIBS_analysis/sp800_90b := -ldivsufsort -ldivsufsort64 -lbz2
ifeq ($(OS),darwin)
BREW     := $(shell brew --prefix 2>/dev/null)
CPPFLAGS += $(if $(BREW),-I$(BREW)/include)
LDFLAGS  += $(if $(BREW),-L$(BREW)/lib)
endif

# Flags that every object gets. No -march: nothing may depend on the build host.
STD  := -std=c17 -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
        -Wpointer-arith -Wcast-qual -Wwrite-strings -ffp-contract=off -ffile-prefix-map=$(CURDIR)=.
DEFS := -D_GNU_SOURCE -D_DARWIN_C_SOURCE

see   = $(addprefix -I,$(SEES_$(patsubst %/,%,$(dir $(1)))))
below = $(foreach r,$(SEES_$(1)),$(call below,$(r)) $(r))
last  = $(if $(1),$(call last,$(filter-out $(firstword $(1)),$(1))) $(firstword $(1)))
# Archives a room needs, users before what they use: the order of ROOMS, turned round.
needs = $(call last,$(filter $(call below,$(1)) $(1),$(ROOMS)))
lib   = $(foreach r,$(1),$(if $(call srcs,$(r)),$B/lib/lib$(notdir $(r)).a))
srcs  = $(filter-out $(1)/main.c $(OTHERS),$(wildcard $(1)/*.c))
objs  = $(patsubst %.c,$B/%.o,$(call srcs,$(1)))
libs  = $(foreach r,$(1),$(LIBS_$(r))) -lm -lpthread

BIN   := $(addprefix $B/bin/,$(PROGRAMS))
SHIPS := platform extractor source
# A test or benchmark may see every room.
ALL_SEE := $(addprefix -I,$(ROOMS))
UNIT  := $(patsubst tests/unit/%.c,$B/tests/%,$(wildcard tests/unit/test_*.c))

all: $(BIN)  ## build the programs into build/bin
.PHONY: all

$B/.deps: scripts/setup
	@mkdir -p $B
	@scripts/setup
	@touch $@

$B/%.o: %.c Makefile | $B/.deps
	@mkdir -p $(@D)
	$(CC) $(STD) $(DEFS) $(CPPFLAGS) $(CFLAGS) $(call see,$*) -MMD -MP -c -o $@ $<

$B/build_info.o: $(call lib,$(SHIPS)) Makefile scripts/build-info | $B/.deps
	@scripts/build-info '$(VERSION)' '$(CC)' '$(STD) $(CFLAGS)' $(call lib,$(SHIPS)) > $B/build_info.c
	$(CC) $(STD) $(DEFS) $(CFLAGS) -Ibase -c -o $@ $B/build_info.c

define archive_rule
$(call lib,$(1)): $(call objs,$(1))
	@mkdir -p $$(@D)
	@rm -f $$@
	$(AR) rcs $$@ $$^
endef
$(foreach r,$(ROOMS),$(if $(call srcs,$(r)),$(eval $(call archive_rule,$(r)))))

define program_rule
$B/bin/$(1): $B/$(MAIN_$(1))/main.o $(call lib,$(call needs,$(MAIN_$(1)))) $B/build_info.o
	@mkdir -p $$(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $$@ $$^ $(call libs,$(call needs,$(MAIN_$(1))))
endef
$(foreach p,$(PROGRAMS),$(eval $(call program_rule,$(p))))

$B/tests/%: tests/unit/%.c $(call lib,$(call last,$(ROOMS))) $B/build_info.o | $B/.deps
	@mkdir -p $(@D)
	$(CC) $(STD) $(DEFS) $(CPPFLAGS) $(CFLAGS) $(ALL_SEE) -Itests/unit -MMD -MP $(LDFLAGS) -o $@ $< \
	    $(call lib,$(call last,$(ROOMS))) $B/build_info.o $(call libs,$(ROOMS)) -lcmocka

# What users type. Each target is one call of the front door.
T := $B/bin/ticklab
run_options = --db '$(DB)' -n '$(N)' --probe '$(PROBE)' $(if $(CPU),--cpu '$(CPU)') $(if $(LABEL),--label '$(LABEL)')

collect: all  ## record samples: LOAD=idle or stress, N=1000000 PROBE=gettimeofday CPU= DB=data/ticklab.db
	$T collect --load '$(LOAD)' $(run_options)

analyze: all  ## compute every figure of every run in DB
	$T analyze --db '$(DB)'

judge: all  ## give the published claims their verdicts
	$T judge --db '$(DB)'

report: all  ## record idle and stress if DB holds no run, then write reports/index.html and index.md
	$T report --db '$(DB)' --make-runs --out reports --plots plots

check: all $(UNIT)  ## run every test (minutes)
	@scripts/run-tests '$B' $(UNIT)

check-arch: all  ## prove the table of rooms: no circle, headers alone, libraries in their rooms
	@scripts/check-arch '$B' '$(CC)' '$(STD) $(DEFS)' $(foreach r,$(ROOMS),'$(r):$(SEES_$(r))')

check-asan:  ## run the tests under AddressSanitizer and UBSan
	$(MAKE) B=build/asan CFLAGS='-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer' check

check-long: all $(UNIT)  ## run the tests with all vectors of SP 800-90B too
	TICKLAB_LONG=1 scripts/run-tests '$B' $(UNIT)

bench-90b: all  ## time `ticklab entropy` beside NIST's programs in REFERENCE=path
	@bench/90b/run '$B' $(REFERENCE)

format:  ## format the sources
	clang-format -i $(wildcard */*.[ch] */*/*.[ch])

clean:  ## remove what make built; databases, plots and reports stay
	rm -rf build

help:  ## list the targets
	@sed -n 's/^\([a-z0-9-]*\):.*##  *\(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-18s", $$1; $$1 = ""; print }'

.PHONY: collect analyze judge report check check-arch check-asan check-long bench-90b format clean help
-include $(shell find $B -name '*.d' 2>/dev/null)
