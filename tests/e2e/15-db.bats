#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# ticklab db: list, show, verify, and the ways in and out.

load lib

import() { "$T" db import "$@" --counter-hz 24MHz --db "$DB"; }
out() { "$T" db export "$@" --db "$DB"; }
# little-endian integers of WIDTH bytes from numbers below 2^31 on stdin
pack() { awk -v w="$1" '{ v = $1; for (b = 0; b < w; b++) { printf "\\%03o", v % 256; v = int(v / 256) } }' | xargs -0 printf; }

@test "text: elapsed in, elapsed out, with comments, blanks, CRLF and no last line end" {
	printf '# head\r\n5\r\n\n  45 # tail\n\t0\n18446744073709551615' >"$D/in"
	uuid=$(import "$D/in" --label "a b" --load idle --probe gettimeofday)
	out "$uuid" | grep -v '^#' >"$D/back"
	printf '5\n45\n0\n18446744073709551615\n' | diff - "$D/back"
	[ "$(field samples) $(field status) $(field label) $(field has_start)" = "4 complete a b 0" ]
	"$T" db verify --db "$DB"
	# An export is an import.
	out "$uuid" -o "$D/again"
	u2=$(import "$D/again")
	out "$u2" | grep -v '^#' | diff - "$D/back"
}

@test "text: the mark that some editors put first is no part of it" {
	printf '\357\273\2775\n6\n' >"$D/in"
	out "$(import "$D/in")" | grep -v '^#' | diff - <(printf '5\n6\n')
	printf '5\n\357\273\2776\n' >"$D/in"
	fails 1 ":2: '?6' is not an unsigned whole number" "$T" db import "$D/in" --counter-hz 1MHz --db "$DB"
}

@test "a database is not merged into itself" {
	echo 5 | import -
	ln -s "$DB" "$D/link"
	fails 2 "is the database itself" "$T" db merge "$D/link" --db "$DB"
}

@test "help and version report that they cannot be printed" {
	for word in help --help --version; do
		status=0; "$T" $word >/dev/full 2>"$D/err" || status=$?
		[ "$status" -eq 1 ]
		[ "$(wc -l <"$D/err")" -eq 1 ]
	done
}

@test "a damaged chunk is named once" {
	uuid=$(echo 5 | import -)
	sql "PRAGMA ignore_check_constraints = 1; UPDATE chunk SET checksum = 'x'"
	fails 1 "$DB: run $uuid: chunk 0: the checksum" "$T" analyze --db "$DB"
}

@test "text: start and elapsed" {
	seq 1 70000 | awk '{ print $1 * 100, $1 % 7 + ($1 == 5000 ? 99999 : 0) }' >"$D/in"
	uuid=$(import "$D/in")
	out "$uuid" | grep -v '^#' | diff - "$D/in"
	[ "$(field has_start)" = 1 ]
	out "$uuid" --format csv | sed 1d | awk -F, '{ print $2, $3 }' | diff - "$D/in"
	"$T" db verify --db "$DB"
}

@test "binary: u8, u32 and u64 out; u32 and u64 in" {
	seq 0 250 >"$D/in"
	uuid=$(import "$D/in")
	for w in 1 4 8; do
		out "$uuid" --format u$((8 * w)) >"$D/bin$w"
		pack "$w" <"$D/in" | cmp - "$D/bin$w"
	done
	for w in 4 8; do
		u=$(import "$D/bin$w" --format u$((8 * w)))
		out "$u" | grep -v '^#' | diff - "$D/in"
	done
	u=$(import - --format u32 <"$D/bin4")
	out "$u" --format u64 | cmp - "$D/bin8"
	"$T" db verify --db "$DB"
}

@test "a value that does not fit stops an export, unless low bits are asked for" {
	printf '1\n300\n' >"$D/in"
	uuid=$(import "$D/in")
	fails 1 "sample 1 is 300 ticks and does not fit u8" "$T" db export "$uuid" --format u8 --db "$DB" -o "$D/u8"
	[ ! -e "$D/u8" ]
	[ "$(out "$uuid" --format u8 --low-bits | od -An -tu1 | tr -s ' ')" = " 1 44" ]
	for map in "rank 0 1" "clip 1 255" "low-bits 1 44"; do
		set -- $map
		[ "$(out "$uuid" --format u8 --map "$1" 2>"$D/err" | od -An -tu1 | tr -s ' ')" = " $2 $3" ]
		[ "$(wc -l <"$D/err")" -eq 1 ]
		[ "$1" = rank ] || grep -q 'warning: 1 of 2 samples did not fit 8 bits and' "$D/err"
	done
	out "$uuid" --format u8 >"$D/u8" 2>"$D/err" || true
	[ "$(grep -c 'did not fit' "$D/err")" -eq 0 ]
	seq 0 2 1000 >"$D/in"
	uuid=$(import "$D/in")
	out "$uuid" --format u8 --map rank 2>"$D/err" | od -An -v -w1 -tu1 | awk '{ print $1 + 0 }' | diff - <(seq 0 500 | awk '{ print ($1 > 255 ? 255 : $1) }')
	grep -q "ranks among 501 distinct ones; 245 of 501 samples" "$D/err"
	fails 2 "--map requires rank, clip or low-bits" "$T" db export "$uuid" --format u8 --map mode --db "$DB"
}

@test "malformed input names the line and imports nothing" {
	try() { # TEXT LINES
		printf -- "$2" >"$D/in"
		fails 1 "$1" "$T" db import "$D/in" --counter-hz 1e6 --db "$DB"
		grep -q "nothing was imported" "$D/err"
	}
	try "$D/in:2: 'x' is not an unsigned whole number" '1\nx\n'
	try "$D/in:1: '-1' is not an unsigned whole number: a duration below 0 is a clock that went back" '-1\n'
	try "$D/in:3: '3.5' is not an unsigned whole number of ticks; --unit s, ms, us or ns" '1\n2\n3.5\n'
	try "$D/in:1: '1 2 3' is one of several columns" '1 2 3\n'
	try "$D/in:1: '0x10'" '0x10\n'
	try "$D/in:2: '18446744073709551616' does not fit in 64 bits" '1\n18446744073709551616\n'
	try "$D/in:3: 2 numbers, the lines before have 1" '1\n2\n3 4\n'
	try "$D/in:2: 1 number, the lines before have 2" '1 2\n3\n'
	try "$D/in:1: '1?2' is not an unsigned whole number: it holds a zero byte" '1\0002\n'
	try "it is empty" ''
	try "no samples in it" '# nothing\n\n'
	head -c 100000 /dev/zero | tr '\0' 9 >"$D/in"
	fails 1 "$D/in:1: '99999999999999999999999999999999...' does not fit in 64 bits" "$T" db import "$D/in" --counter-hz 1e6 --db "$DB"
	printf 'abc' >"$D/in"
	fails 1 "not a multiple of 4 bytes" "$T" db import "$D/in" --format u32 --counter-hz 1e6 --db "$DB"
	fails 1 "is a folder with no recording in it" "$T" db import "$D" --counter-hz 1e6 --db "$DB"
	fails 1 "No such file" "$T" db import "$D/none" --counter-hz 1e6 --db "$DB"
	[ ! -e "$DB" ]
}

@test "long comment lines are comments" {
	{ printf '#'; head -c 100000 /dev/zero | tr '\0' x; printf '\n7\n'; } >"$D/in"
	uuid=$(import "$D/in")
	[ "$(field samples)" = 1 ]
}

@test "wrong command lines are exit 2" {
	seq 9 >"$D/in"
	fails 2 "--counter-hz" "$T" db import "$D/in" --db "$DB"
	fails 2 "requires a frequency" "$T" db import "$D/in" --counter-hz fast --db "$DB"
	fails 2 "--format" "$T" db import "$D/in" --counter-hz 1 --format u16 --db "$DB"
	fails 2 "--format" "$T" db export 12345678 --format png --db "$DB"
	fails 2 "a command is expected" "$T" db --db "$DB"
	fails 2 "unknown command 'x'" "$T" db x --db "$DB"
	fails 2 "requires one argument" "$T" db show --db "$DB"
	fails 2 "requires no argument" "$T" db list x --db "$DB"
	[ ! -e "$DB" ]
}

@test "a database that is not there, a run that is not there" {
	fails 1 "there is no such database" "$T" db list --db "$DB"
	[ ! -e "$DB" ]
	seq 9 >"$D/in"
	import "$D/in"
	fails 1 "no run '00000000'" "$T" db show 00000000 --db "$DB"
	fails 1 "no run ''" "$T" db show "" --db "$DB"
	fails 1 "no run 'abc'" "$T" db export abc --db "$DB"
}

@test "list and show: text without control characters, JSON that holds everything" {
	seq 9 >"$D/in"
	uuid=$(import "$D/in" --label "$(printf 'a\033[31mb\nc')")
	"$T" db list --db "$DB" >"$D/list"
	[ "$(wc -l <"$D/list")" -eq 2 ]
	! grep -q "$(printf '\033')" "$D/list" || false
	[ "$(field label)" = "$(printf 'a\033[31mb\nc')" ]
	[ "$(field origin) $(field counter_hz) $(field hz_source)" = "import 24000000 stated" ]
	"$T" db show "${uuid:0:8}" --json --db "$DB" >"$D/show"
	[ "$(sqlite3 :memory: "SELECT json_extract(readfile('$D/show'), '\$.uuid')")" = "$uuid" ]
	[ -z "$(sqlite3 :memory: "SELECT json_extract(readfile('$D/show'), '\$.machine')")" ]
}

@test "verify prints each fault that SQLite finds on a line of its own" {
	seq 1000 >"$D/in"
	import "$D/in"
	sqlite3 "$DB" "PRAGMA writable_schema = ON; PRAGMA wal_checkpoint(TRUNCATE);" >"$D/null"
	# A page of a table in the middle is overwritten.
	page=$(sqlite3 "$DB" "SELECT rootpage FROM sqlite_schema WHERE name = 'cell'")
	size=$(sqlite3 "$DB" "PRAGMA page_size")
	head -c 64 /dev/zero | tr '\0' '\377' | dd of="$DB" bs=1 seek=$(((page - 1) * size)) conv=notrunc 2>"$D/null"
	status=0; "$T" db verify --db "$DB" >"$D/out" 2>"$D/err" || status=$?
	cat "$D/out" "$D/err"
	[ "$status" -eq 1 ]
	! grep -q '?' "$D/out" "$D/err"
}

@test "verify counts rows that refer to nothing once for a table" {
	seq 10 >"$D/in"
	import "$D/in"
	sqlite3 "$DB" "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
		INSERT INTO cell SELECT 7, i, 0, 'null', 'idle' FROM n"
	status=0; "$T" db verify --db "$DB" >"$D/out" 2>"$D/err" || status=$?
	cat "$D/err"
	[ "$status" -eq 1 ]
	[ "$(grep -c "table cell: 300 rows refer to a row of campaign that is not there" "$D/err")" -eq 1 ]
	[ "$(wc -l <"$D/err")" -eq 2 ]
}

@test "a file that a killed process left without tables is a database of nothing" {
	: >"$DB"
	sqlite3 "$D/wal.db" "PRAGMA journal_mode = WAL" >"$D/null"
	for db in "$DB" "$D/wal.db"; do
		[ "$("$T" db list --db "$db" | wc -l)" -eq 1 ]
		fails 1 "$db: no database in it yet" "$T" db verify --db "$db"
		"$T" db merge "$db" --db "$D/all.db" | grep -q "0 runs with 0 samples copied"
		"$T" collect -n 10 --db "$db"
		[ "$("$T" db list --db "$db" | wc -l)" -eq 2 ]
	done
	sqlite3 "$D/other.db" "PRAGMA application_id = 5"
	fails 1 "not a ticklab database" "$T" db verify --db "$D/other.db"
}

@test "verify finds what was changed behind its back" {
	seq 1000 >"$D/in"
	import "$D/in"
	"$T" db verify --db "$DB"
	cp "$DB" "$D/good"
	for change in \
		"UPDATE chunk SET elapsed = zeroblob(length(elapsed))" \
		"UPDATE chunk SET samples = 999" \
		"UPDATE run SET samples = 999" \
		"UPDATE run SET requested = 2000" \
		"DELETE FROM chunk"; do
		cp "$D/good" "$DB"
		sqlite3 "$DB" "PRAGMA ignore_check_constraints = 1; $change"
		echo "$change"
		status=0; "$T" db verify --db "$DB" 2>"$D/err" || status=$?
		[ "$status" -eq 1 ]
		grep -q fault "$D/err"
	done
}

@test "a database in a folder that cannot be written to can be read" {
	seq 1000 >"$D/in"
	uuid=$(import "$D/in")
	mkdir "$D/ro"
	cp "$DB" "$D/ro/t.db"
	chmod 444 "$D/ro/t.db"; chmod 555 "$D/ro"
	DB=$D/ro/t.db
	chmod 755 "$D"
	reader=
	if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null && setpriv --reuid=65534 --clear-groups true; then
		reader="setpriv --reuid=65534 --clear-groups"
		cp "${T%/*}"/ticklab* "$D" # the build may lie where that user cannot look
		T=$D/ticklab
	fi
	$reader "$T" db verify --db "$DB"
	[ "$($reader "$T" db export "$uuid" --db "$DB" | grep -vc '^#')" -eq 1000 ]
	[ "$(ls "$D/ro")" = t.db ]
}

@test "a line break or a zero byte in the middle of a line is no number" {
	for text in '5\r6\n7\n' '5\r6\r7\r' '5\n6\0junk'; do
		printf "$text" >"$D/in"
		fails 1 "nothing was imported" "$T" db import "$D/in" --db "$DB" --counter-hz 24MHz
	done
	[ ! -e "$DB" ] || [ "$("$T" db list --db "$DB" | wc -l)" -eq 1 ]
}

@test "an export harms neither what was there nor the database" {
	seq 100 >"$D/in"
	uuid=$(import "$D/in")
	echo precious >"$D/keep"
	fails 1 "no run" "$T" db export 00000000 --db "$DB" --output "$D/keep"
	[ "$(cat "$D/keep")" = precious ]
	fails 1 "database itself" "$T" db export "$uuid" --db "$DB" --output "$DB"
	"$T" db verify --db "$DB"
	"$T" db export "$uuid" --db "$DB" --output /dev/null
	[ -c /dev/null ]
}

@test "rows that ticklab would not have written are refused by name" {
	seq 100 >"$D/in"
	import "$D/in"
	for harm in "samples = 2305843009213693953" "status = 'fine'" "counter_hz = -5" "environment_before = '{'"; do
		cp "$DB" "$D/bad.db"
		sqlite3 "$D/bad.db" "PRAGMA ignore_check_constraints = 1; UPDATE run SET $harm"
		fails 1 "not as ticklab writes it" "$T" db list --db "$D/bad.db"
		fails 1 "not as ticklab writes it" "$T" analyze --db "$D/bad.db"
	done
	sqlite3 "$DB" "CREATE INDEX mine ON result (hex(value))"
	fails 1 "mine" "$T" db verify --db "$DB"
}

@test "output that cannot be written to is exit 1 with one line" {
	[ -w /dev/full ] || skip "no /dev/full"
	seq 100000 >"$D/in"
	uuid=$(import "$D/in")
	for what in "list" "list --json" "show $uuid" "verify" "export $uuid" "export $uuid -f u64"; do
		read -ra words <<<"$what"
		status=0; "$T" db "${words[@]}" --db "$DB" >/dev/full 2>"$D/err" || status=$?
		echo "$what"; cat "$D/err"
		[ "$status" -eq 1 ]
		[ "$(wc -l <"$D/err")" -eq 1 ]
	done
	fails 1 "$D/no/file" "$T" db export "$uuid" -o "$D/no/file" --db "$DB"
	status=0; { "$T" db export "$uuid" --db "$DB" 2>/dev/null; } | head -n 1 >/dev/null
}

@test "help lists every command" {
	run "$T" db --help
	[ "$status" -eq 0 ]
	for o in list show verify export import counter-hz low-bits; do [[ "$output" == *"$o"* ]]; done
}

# Two imports and a recorded run of a made-up machine.
three_machines() {
	printf '1\n2\n3\n' >"$D/x"
	"$T" db import "$D/x" --db "$DB" --counter-hz 1GHz --label b --probe p --load idle >/dev/null
	"$T" db import "$D/x" --db "$DB" --counter-hz 1GHz --label a --probe p --load cpu >/dev/null
	printf '1\n2\n3\n4\n' | "$T" db import - --db "$DB" --counter-hz 1GHz --probe q --load idle >/dev/null
	sql "INSERT INTO machine VALUES (1, '00112233445566778899aabbccddeeff', '{\"cpu.model\":\"Made-up CPU\",\"kernel.release\":\"6.1\"}');
	    UPDATE run SET machine_id = 1, started_utc = '2001-02-03T04:05:06.000Z' WHERE run_id = 3"
}

@test "list shows date and machine, sorts and filters" {
	three_machines
	"$T" db list --db "$DB" | grep -qE ' complete +4  q +idle +2001-02-03T04:05  Made-up CPU$'
	[ "$("$T" db list --db "$DB" --sort machine | awk 'NR > 1 { print $7 $8 }' | tr '\n' ' ')" = "Made-upCPU a b " ]
	[ "$("$T" db list --db "$DB" --sort -samples | awk 'NR > 1 { print $3 }' | tr '\n' ' ')" = "4 3 3 " ]
	[ "$("$T" db list --db "$DB" --sort date | awk 'NR == 2 { print $4 }')" = q ]
	[ "$("$T" db list --db "$DB" --probe p --load cpu | awk 'NR > 1 { print $7 }')" = a ]
	[ "$("$T" db list --db "$DB" --machine 00112233 | awk 'NR > 1 { print $4 }')" = q ]
	"$T" db list --db "$DB" --machine a --json >"$D/json"
	[ "$(sqlite3 :memory: "SELECT json_array_length(readfile('$D/json'), '\$.runs'), json_extract(readfile('$D/json'), '\$.runs[0].label')")" = '1|a' ]
	fails 2 "--machine: no run has the machine 'Made-up CPUs'; did you mean 'Made-up CPU'?" "$T" db list --db "$DB" --machine 'Made-up CPUs'
	fails 2 "--load: no run has the load 'cpuu'; did you mean 'cpu'?" "$T" db list --db "$DB" --load cpuu
	for part in machine probe load; do
		"$T" db list --db "$DB" "--$part" nothing-like-it >"$D/list" 2>"$D/err"
		[ "$(wc -l <"$D/list")" -eq 1 ]
		grep -qF "no run of $DB has the $part 'nothing-like-it'" "$D/err"
	done
	fails 2 "'size' is none of" "$T" db list --db "$DB" --sort size
}

@test "machines are listed, and labelled at merge" {
	three_machines
	"$T" db machines --db "$DB" | grep -qE '^00112233445566778899aabbccddeeff +1  2001-02-03 .*Made-up CPU, 6.1$'
	"$T" db machines --db "$DB" | grep -qE '^imported +1  .*imported at 1000 MHz +$'
	"$T" db machines --db "$DB" --json >"$D/json"
	[ "$(sqlite3 :memory: "SELECT json_array_length(readfile('$D/json'), '\$.machines'), m ->> '\$.name', m ->> '\$.label', m ->> '\$.fingerprint',
	    m ->> '\$.runs', m ->> '\$.first_utc', m ->> '\$.last_utc', m ->> '\$.node' IS NULL FROM (SELECT json_extract(readfile('$D/json'), '\$.machines[2]') AS m)")" = \
	    '3|Made-up CPU||00112233445566778899aabbccddeeff|1|2001-02-03T04:05:06|2001-02-03T04:05:06|1' ]
	"$T" db merge "$DB" --db "$D/all.db" --label-of 00112233=lab-9 | grep -q '00112233: label lab-9, 1 run$'
	"$T" db machines --db "$D/all.db" --json >"$D/json"
	[ "$(sqlite3 :memory: "SELECT group_concat(value ->> '\$.label') FROM json_each(readfile('$D/json'), '\$.machines')")" = b,a,lab-9 ]
	fails 2 'is not FINGERPRINT=NAME' "$T" db merge "$DB" --db "$D/new.db" --label-of 0011=x
	[ ! -e "$D/new.db" ]
	fails 0 'no run of a machine deadbeef' "$T" db merge "$DB" --db "$D/all.db" --label-of deadbeef=x
	verify "$D/all.db"
}

@test "no name of an export begins a field of a spreadsheet as a formula does" {
	"$T" collect --db "$DB" --interleave null,gettimeofday -n 20 --block 10 --label 'a,=x,b' >/dev/null 2>&1
	sql "UPDATE run SET probe = '=cmd' WHERE run_id = 1"
	"$T" db export "$(sql "SELECT uuid FROM run WHERE run_id = 1")" --db "$DB" >"$D/text"
	grep -qF "label 'a, =x,b', probe =cmd, load" "$D/text"
	"$T" db export "$(sql "SELECT session FROM run WHERE run_id = 1")" --format csv --db "$DB" >"$D/csv"
	grep -qF ",\"'=cmd\"" "$D/csv"
	! grep -qF ',"=' "$D/csv" || false
}
