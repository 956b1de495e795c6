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

@test "a file that may not grow is the reason, also where a part of it could be written" {
	cp "$BATS_FILE_TMPDIR/f.db" "$DB"
	# A gnuplot that only fails: the folder that it wrote to is looked at, with more than may be written.
	mkdir "$D/bin"
	printf '#!/bin/sh\ncat >/dev/null\nexit 1\n' >"$D/bin/gnuplot"
	chmod +x "$D/bin/gnuplot"
	PATH=$D/bin:$PATH limited -f 48 "$T" report --db "$DB" --out "$D/pages" --plots "$D/plots"
	[ "$status" -eq 1 ]
	grep -q "report-first.svg: .*: File too large" "$D/err"
	! grep -q "No space left" "$D/err" || false
}

@test "the file beside the database that cannot be made is named: nothing is wrong with reading" {
	cp "$BATS_FILE_TMPDIR/f.db" "$DB"
	for words in "db list" "collect -n 100"; do
		# shellcheck disable=SC2086
		limited -f 3 "$T" $words --db "$DB"
		[ "$status" -eq 1 ]
		grep -q "cannot make or write .*/t.db-shm: File too large" "$D/err"
	done
}

@test "a file that may not be read is the reason, not its folder that may not be written to" {
	cp "$BATS_FILE_TMPDIR/f.db" "$DB"
	chmod 000 "$DB"
	chmod 555 "$D"
	somebody=
	if [ "$(id -u)" = 0 ]; then
		setpriv --reuid=65534 --clear-groups true || skip "root may read anything, and there is no setpriv"
		somebody="setpriv --reuid=65534 --clear-groups"
		cp "${T%/*}"/ticklab* "$D" # the build may lie where that user cannot look
		T=$D/ticklab
	fi
	status=0; $somebody "$T" db list --db "$DB" 2>"$BATS_TEST_TMPDIR/err" || status=$?
	cat "$BATS_TEST_TMPDIR/err"
	[ "$status" -eq 1 ]
	grep -q "t.db: cannot open: Permission denied" "$BATS_TEST_TMPDIR/err"
}

@test "a stack without room is refused before it is needed: no program ends by a signal" {
	cp "$BATS_FILE_TMPDIR/f.db" "$DB"
	for words in "report --out $D/pages --plots $D/plots" "analyze --again" judge compare "db verify" "collect -n 100"; do
		limited -s 256 "$T" $words --db "$DB"
		[ "$status" -eq 1 ]
		grep -q "the stack is limited to 256 KiB and 1024 are needed: see 'ulimit -s'" "$D/err"
	done
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

says() { # REASON
	[ "$status" -eq 1 ] || { echo "$command: exit $status"; false; }
	grep -qE "standard output: (cannot write: )?$1" "$D/err" || { echo "$command: $(cat "$D/err")"; false; }
}

# Where it prints: a full disk, and nothing at all.
@test "every program says why its standard output could not be written" {
	[ -c /dev/full ] || skip "no /dev/full"
	"$T" collect -n 20000 --probe null --db "$DB" >"$D/out" 2>&1
	"$T" collect -n 20000 --db "$DB" >"$D/out" 2>&1
	run=$("$T" db list --db "$DB" | awk 'NR == 2 { print $1 }')
	head -c 3004 "$T" | tail -c 3000 >"$D/bytes"
	printf '%s\n' 41 42 43 41 44 42 >"$D/durations"
	while read -r command; do
		# shellcheck disable=SC2086
		{
			status=0; "$T" $command >/dev/full 2>"$D/err" || status=$?
			says 'No space left on device'
			status=0; "$T" $command >&- 2>"$D/err" || status=$?
			says 'Bad file descriptor'
		}
	done <<-END
		--help
		--version
		collect --help
		collect --list
		collect -n 100 --db $DB
		collect -n 100 --json --db $DB
		db list --db $DB
		db list --json --db $DB
		db machines --db $DB
		db show $run --db $DB
		db verify --db $DB
		db export $run --db $DB
		db import $D/durations --unit ns --db $DB
		show $run --db $DB
		analyze --db $DB
		analyze --json --db $DB
		judge --db $DB
		judge --json --db $DB
		judge --why --db $DB
		judge --audit
		compare --db $DB
		compare --json --db $DB
		entropy $D/bytes
		entropy --json $D/bytes
		extract --info
		extract --info --json
		report --out $D/report --plots $D/plots --db $DB
		report --json --out $D/report --plots $D/plots --db $DB
	END
}

@test "no file gets the number of a standard stream that is closed" {
	"$T" collect -n 3000 --probe null --db "$DB" <&- >&- 2>&- || true
	"$T" db verify --db "$DB"
	[ "$(sqlite3 "$DB" "SELECT count(*) FROM run WHERE status = 'complete'")" -eq 1 ]
	"$T" report --db "$DB" --out "$D/report" --plots "$D/plots" <&- >&- 2>&- || true
	head -c 15 "$D/report/index.html" | grep -qi '^<!doctype html>'
}

@test "a temporary folder that is full is the reason, not what gnuplot says meanwhile" {
	cp "$BATS_FILE_TMPDIR/f.db" "$DB"
	mkdir "$D/small"
	mount -t tmpfs -o size=16k none "$D/small" 2>"$D/out" || skip "no file system can be mounted here"
	for kib in 4 8 12; do
		head -c "${kib}k" /dev/zero >"$D/small/fill"
		status=0
		TMPDIR=$D/small "$T" report --db "$DB" --out "$D/pages$kib" --plots "$D/plots$kib" >"$D/out" 2>"$D/err" || status=$?
		cat "$D/err"
		[ "$status" -eq 1 ] || break
		grep -q 'No space left on device' "$D/err" || break
	done
	unmounts "$D/small"
	[ "$status" -eq 1 ]
	grep -q 'No space left on device' "$D/err"
}
