#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Every allocation and every write of what changes a database fails once, and from some call on: afterwards the database is
# whole, what its runs say of themselves is true, and the program has said why. tests/fixtures/failing_libc.c counts the
# calls and fails one. `make check` takes some calls of each kind, evenly spread; `make check-long` takes all (most of an hour).
# TICKLAB_FAULTS=2/4 takes the second, sixth, tenth ... of them, so that four runs take all.

load lib

setup_file() {
	export B=$(realpath "${TICKLAB_BUILD:-build}") F="$BATS_FILE_TMPDIR"
	[ "$(uname -s)" = Linux ] || skip "it is made for glibc's names"
	! nm "$B/lib/libticklab.a" | grep -qE '__(asan|ubsan)' || skip "a sanitizer has malloc for itself"
	"${CC:-cc}" -O1 -D_GNU_SOURCE -shared -fPIC -o "$F/fail.so" tests/fixtures/failing_libc.c 2>"$F/log" ||
		skip "no library can be loaded before libc: $(head -n 1 "$F/log")"
	# What there is before: two runs, one of them imported; and another database with one.
	seq 40 90 >"$F/in.txt"
	"$B/bin/ticklab" collect --db "$F/before.db" -n 3000 --block 1000 --probe null --label before >/dev/null 2>&1
	export IMPORTED=$("$B/bin/ticklab" db import "$F/in.txt" --unit ns --db "$F/before.db" 2>/dev/null)
	seq 140 190 >"$F/other.txt"
	"$B/bin/ticklab" db import "$F/other.txt" --unit ns --db "$F/other.db" >/dev/null 2>&1
	sqlite3 "$F/before.db" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
	sqlite3 "$F/other.db" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
}

# Programs, not the front end: nothing else is to fail.
collect() { "$B/bin/ticklab-collect" --db "$1" -n 2000 --block 500 --probe null --label new; }
import() { "$B/bin/ticklab-db" import "$F/in.txt" --unit ns --label new --db "$1"; }
merge() { "$B/bin/ticklab-db" merge "$F/other.db" --db "$1"; }
drop() { "$B/bin/ticklab-db" drop "$IMPORTED" --yes --db "$1"; }

runs() { sqlite3 "$1" "SELECT count(*) FROM run${2:+ WHERE $2}"; }

# verified FILE: it is whole, or it never came to be.
verified() {
	"$B/bin/ticklab-db" verify --db "$1" >"$D/verify" 2>&1 && return 0
	grep -qE 'no database in it yet|there is no such database' "$D/verify" && [ "$2" = new ]
}

# What must hold of FILE after JOB ended with STATUS. A run that is called complete has what was requested (the schema sees to
# that); one that is not there or not complete was not reported as done.
true_of_collect() {
	[ "$2" -ne 0 ] || [ "$(runs "$1" "label = 'new' AND status = 'complete'")" -eq 1 ]
	[ "$(runs "$1" "label = 'new'")" -le 1 ]
	! "$B/bin/ticklab-db" list --json --db "$1" | grep -q '"status": "recording"'
}
true_of_import() { true_of_collect "$@"; }
true_of_merge() {
	if [ "$2" -eq 0 ]; then [ "$(runs "$1" "samples = 51")" -eq "$([ "$3" = new ] && echo 1 || echo 2)" ]
	else [ "$3" = new ] || [ "$(runs "$1")" -eq 2 ]; fi
}
true_of_drop() { [ "$(runs "$1")" -eq $((2 - ($2 == 0))) ]; }

# once JOB KIND AT HOW FRESH: prints what does not hold.
once() {
	db=$D/t.db
	rm -f "$D"/t.db*
	[ "$5" = new ] || cp "$F/before.db" "$db"
	status=0
	export FAULT_KIND=$2 FAULT_AT=$3
	[ "$4" = once ] || export FAULT_ON=1
	(export LD_PRELOAD="$F/fail.so"; exec 3>&-; "$1" "$db") >"$D/out" 2>"$D/err" || status=$?
	unset FAULT_KIND FAULT_AT FAULT_ON
	why=
	[ "$status" -le 1 ] || why="it ended with $status"
	[ "$status" -eq 0 ] || [ -s "$D/err" ] || why="it failed without a word"
	[ "$status" -eq 0 ] || ! grep -qE 'Success|bug:|: $' "$D/err" || why="no reason: $(tail -n 1 "$D/err")"
	if ! verified "$db" "$5"; then why="$why; not whole: $(cat "$D/verify")"
	elif [ -s "$db" ] && grep -q whole "$D/verify" && ! ("true_of_$1" "$db" "$status" "$5") >/dev/null 2>&1; then
		why="$why; untrue after status $status: $(sqlite3 "$db" "SELECT label, status, samples FROM run" | tr '\n' ' ')$(cat "$D/err")"
	fi
	[ -z "$why" ] || echo "$1: $2 $3 $4, $5 database: $why"
}

# places N SOME: that many of 1 .. N, evenly spread, the first and the last among them.
places() {
	seq 1 "$1" | awk -v n="$1" -v some="$2" '
		int(($1 - 1) * some / n) != int(($1 - 2) * some / n) || $1 == 1 || $1 == n'
}

# Those of the numbers on standard input whose turn it is.
turn() { awk -v part="${TICKLAB_FAULTS:-1/1}" 'BEGIN { split(part, p, "/") } (NR - p[1]) % p[2] == 0'; }

# every JOB KIND SOME FRESH: SOME of the calls; in check-long every call fails once, and ten times as many as here from then on
# or in a new database.
every() {
	rm -f "$D"/t.db* "$D/calls"
	[ "$4" = new ] || cp "$F/before.db" "$D/t.db"
	(export LD_PRELOAD="$F/fail.so" FAULT_KIND="$2" FAULT_COUNT="$D/calls"; "$1" "$D/t.db") >/dev/null 2>&1
	calls=$(sort -n "$D/calls" | tail -n 1)
	[ "$calls" -gt 10 ]
	some=$3
	[ -z "${TICKLAB_LONG:-}" ] || some=$((10 * $3))
	all=$some
	[ -z "${TICKLAB_LONG:-}" ] || [ "$4" = new ] || all=$calls
	{
		for at in $(places "$calls" "$all" | turn); do once "$1" "$2" "$at" once "$4"; done
		for at in $(places "$calls" "$some" | turn); do once "$1" "$2" "$at" on "$4"; done
	} >"$D/faults"
	cat "$D/faults"
	[ ! -s "$D/faults" ]
}

@test "a recording: an allocation fails" { every collect memory 12 old; every collect memory 8 new; }
@test "a recording: a write fails" { every collect write 16 old; every collect write 12 new; }
@test "an import: an allocation fails" { every import memory 12 old; every import memory 8 new; }
@test "an import: a write fails" { every import write 16 old; every import write 12 new; }
@test "a merge: an allocation fails" { every merge memory 12 old; every merge memory 8 new; }
@test "a merge: a write fails" { every merge write 16 old; every merge write 12 new; }
@test "a run is dropped: an allocation fails, a write fails" { every drop memory 10 old; every drop write 12 old; }
