#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# scripts/run-tests, scripts/check-ports and scripts/check-static: what is counted, and how.

setup() { D=$(mktemp -d); }
teardown() { rm -rf "$D"; }

# makes NAME LINE...: a test that prints these lines
makes() {
	{ echo '#!/bin/sh'; printf "printf '%%s\\\\n' '%s'\n" "${@:2}"; } >"$D/$1"
	chmod +x "$D/$1"
}
# runs WANTED-STATUS NAME...: run-tests on these tests ends so
runs() {
	want=$1; shift
	status=0; (unset TICKLAB_BUILD; scripts/run-tests "$D/build" "${@/#/$D/}") >"$D/out" 2>&1 || status=$?
	cat "$D/out"
	[ "$status" -eq "$want" ]
}
last() { tail -n 1 "$D/out"; }

@test "passes, failures and skips are counted apart, in the last line" {
	makes a 1..3 'ok 1 - x' 'not ok 2 - y' 'ok 3 z # skip no such thing'
	makes b 1..1 'ok 1 - x'
	runs 1 a b
	[ "$(last)" = "2 passed, 1 failed, 1 skipped" ]
	grep -qx '    z: skipped: no such thing' "$D/out"
	runs 0 b
	[ "$(last)" = "1 passed, 0 failed, 0 skipped" ]
}

@test "what cmocka prints of a skip is one, old and new" {
	makes old 1..2 'skip: no RDTSCP' 'not ok 1 # SKIP x' 'ok 2 - y'
	makes new 1..2 '# skip: no RDTSCP' 'ok 1 - x # SKIP' 'ok 2 - y'
	runs 0 old new
	[ "$(last)" = "2 passed, 0 failed, 2 skipped" ]
	[ "$(grep -cx '    x: skipped: no RDTSCP' "$D/out")" -eq 2 ]
}

@test "a skip without a reason is a failure" {
	makes a 1..2 'not ok 1 # SKIP x' 'ok 2 - y'
	runs 1 a
	[ "$(last)" = "1 passed, 1 failed, 0 skipped" ]
	grep -qx '    x: skipped without a reason' "$D/out"
}

@test "where everything was skipped, nothing passed" {
	makes a '1..0 # skip: no R'
	makes b 1..1 'ok 1 x # skip not here'
	runs 1 a b
	[ "$(last)" = "0 passed, 0 failed, 2 skipped" ]
}

@test "a test that dies, or runs less than it planned, failed" {
	makes a 1..2 'ok 1 - x'
	makes b 'ok 1 - x'
	makes c 1..1 'ok 1 - x'
	echo 'exit 3' >>"$D/c"
	makes d 1..1 'ok 1 - x'
	echo 'kill -9 $$' >>"$D/d"
	for t in a b c d; do
		runs 1 $t
		[ "$(last)" = "1 passed, 1 failed, 0 skipped" ]
	done
}

@test "the output of a failed test is shown whole, that of the others is kept" {
	makes a 1..1 '# because' 'not ok 1 - x'
	makes b 1..1 '# fine' 'ok 1 - x'
	runs 1 a b
	grep -qx '    # because' "$D/out"
	! grep -q 'fine' "$D/out" || false
	grep -qx '# fine' "$D/build/tests/log/b.tap"
}

@test "a cross compiler without its libc is skipped with that reason" {
	mkdir "$D/bin"
	for tool in cc clang aarch64-linux-gnu-gcc; do
		printf '#!/bin/sh\n[ "$1" = -dumpmachine ] && echo sparc-unknown-elf && exit 0\nexit 1\n' >"$D/bin/$tool"
		chmod +x "$D/bin/$tool"
	done
	CC=cc PATH=$D/bin:$PATH scripts/check-ports "$D/build" >"$D/out" || true
	cat "$D/out"
	grep -q '^ok [0-9]* Linux arm64 # skip: aarch64-linux-gnu-gcc has no libc' "$D/out"
	! grep -q '^not ok.*Linux' "$D/out" || false
}

# analyses WANTED-STATUS: scripts/check-static, by a clang-tidy that does what $D/tool says, on two files of one room. What it read is in $D/read.
analyses() {
	local status=0
	mkdir -p "$D/bin" "$D/tree/build/a"
	# shellcheck disable=SC2016
	printf '#!/bin/sh\n[ "$1" = --version ] && exit\necho "$2" >>"%s/read"\n. "%s/tool"\n' "$D" "$D" >"$D/bin/clang-tidy"
	chmod +x "$D/bin/clang-tidy"
	: >"$D/read"
	(cd "$D/tree" && ONLY=clang-tidy PATH=$D/bin:$PATH "$OLDPWD/scripts/check-static" build '-std=c17' a:) >"$D/out" || status=$?
	cat "$D/out" "$D/read"
	[ "$status" -eq "$1" ]
}

@test "an analyser that is ended leaves no clean file, and the next run reads it again" {
	mkdir -p "$D/tree/a" "$D/tree/build/a"
	touch -t 202001010000 "$D/tree/.clang-tidy" "$D/tree/a/one.c" "$D/tree/a/two.c" "$D/tree/build/a/one.o" "$D/tree/build/a/two.o"
	for f in one two; do echo "build/a/$f.o: a/$f.c" >"$D/tree/build/a/$f.d"; done
	echo 'case $2 in *one.c) kill -9 $$ ;; esac' >"$D/tool"
	analyses 1
	grep -q '^a/one.c: error: the analyser ended with status 137' "$D/out"
	grep -q 'clang-tidy: 2 files, 1 findings' "$D/out"
	echo 'kill -9 $PPID' >"$D/tool"
	analyses 1
	grep -q '^a/one.c: error: the analyser has not read it' "$D/out"
	echo 'echo "$2:1:1: warning: odd"; exit 1' >"$D/tool"
	analyses 1
	[ "$(cat "$D/read")" = a/one.c ]
	grep -q '^a/one.c:1:1: warning: odd' "$D/out"
	analyses 1 # what was found is kept
	[ ! -s "$D/read" ]
	touch "$D/tree/a/one.c"
	echo 'echo fine' >"$D/tool"
	analyses 0
	[ "$(cat "$D/read")" = a/one.c ]
	grep -qx 'check-static: clean' "$D/out"
}

@test "every unit test that is skipped prints why" {
	! grep -nE '(^|[^_])skip\(\)' tests/unit/*.c || false
}

# Under `set -e`, by which bats fails a test, a command with ! before it is never a failure but in the last line.
@test "no test has a negation that cannot fail" {
	for f in tests/e2e/*.bats; do
		awk -v f="$f" '
			held != "" { if ($0 !~ /^}/) { print f ":" held; bad = 1 } held = "" }
			/^\t+! / && !/\|\|/ && !/[\\|]$/ { held = NR ": " $0 }
			END { exit bad }' "$f" >>"$BATS_TEST_TMPDIR/dead" || true
	done
	cat "$BATS_TEST_TMPDIR/dead"
	[ ! -s "$BATS_TEST_TMPDIR/dead" ]
}
