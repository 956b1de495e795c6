#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The reason that a program gives is the one that occurred: limits stand in for a full disk and a full table of files.
load lib

setup_file() { bash tests/fixtures/report-db "$BATS_FILE_TMPDIR/f.db" label; }

# limited OPTION VALUE COMMAND...: under that limit of the shell's; a write beyond the size fails and kills nobody
limited() {
	(trap '' XFSZ; ulimit "$1" "$2"; shift 2; exec "$@") >"$D/out" 2>"$D/err" && status=0 || status=$?
	cat "$D/err"
}

@test "a file of a report that becomes too large is named, and that it is too large" {
	cp "$BATS_FILE_TMPDIR/f.db" "$DB"
	seen=
	for blocks in 48 64 128 200; do
		limited -f "$blocks" "$T" report --db "$DB" --out "$D/pages$blocks" --plots "$D/plots"
		[ "$status" -eq 0 ] && continue
		! grep -q "No such file" "$D/err" || false
		grep -q "cannot write.*: File too large" "$D/err" && seen=1
		[ -z "$(ls "$D/pages$blocks")" ]
	done
	[ "$seen" = 1 ]
}

@test "too many open files is no lack of memory" {
	cp "$BATS_FILE_TMPDIR/f.db" "$DB"
	for n in 5 6 7 8 10 12; do
		for words in "report --out $D/pages --plots $D/plots" "judge" "db list" "collect -n 100 --restarts 2"; do
			# shellcheck disable=SC2086
			limited -n "$n" "$T" $words --db "$DB"
			[ "$status" -eq 0 ] || [ ! -s "$D/err" ] || grep -qE "Too many open files|not analysed|could not be drawn|cannot open shared object" "$D/err"
			! grep -q "allocate memory" "$D/err" || false
		done
	done
}
