#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Whole outputs of analyze, compare, db and judge, word for word, and every figure that is stored. Where they change on purpose:
# WRITE=1 bats -f 'word for word' tests/e2e/52-words.bats, and read the difference.

load lib

# Numbers of more than 9 decimals with 8 digits: another processor's mathematical functions may round the last one otherwise.
rounded() {
	awk '{
		line = ""
		while (match($0, /[0-9]+[.][0-9]+(e[-+]?[0-9]+)?/)) {
			number = substr($0, RSTART, RLENGTH)
			line = line substr($0, 1, RSTART - 1) (number ~ /[.][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]/ ? sprintf("%.8g", number) : number)
			$0 = substr($0, RSTART + RLENGTH)
		}
		print line $0
	}'
}
# kept NAME: what comes on stdin is what tests/fixtures/words/NAME holds.
kept() {
	sed "s,$D/,,g" | rounded >"$D/words"
	[ -s "$D/words" ]
	[ -z "${WRITE:-}" ] || cp "$D/words" "tests/fixtures/words/$1"
	diff "tests/fixtures/words/$1" "$D/words" >"$D/diff" || { head -n 60 "$D/diff"; false; }
}
# The made-up recordings, analysed: once for all tests of this file.
recorded() {
	if [ ! -e "$BATS_FILE_TMPDIR/recorded.db" ]; then
		tests/fixtures/recorded-db "$T" "$DB" >/dev/null
		"$T" analyze --db "$DB" --replicates 100 >/dev/null 2>&1
		sqlite3 "$DB" "VACUUM INTO '$BATS_FILE_TMPDIR/recorded.db'"
	fi
	rm -f "$DB"*
	cp "$BATS_FILE_TMPDIR/recorded.db" "$DB"
}
varied() { tests/fixtures/report-varied "$DB"; }
# Without what differs from import to import: UUIDs, in the order of the runs, and dates.
plain() {
	cat >"$D/raw" # so that the database is asked when all has been said
	sql "SELECT 's/' || uuid || '/RUN-' || run_id || '/g;s/' || substr(uuid, 1, 8) || '/RUN-' || run_id || '/g' FROM run" >"$D/plain.sed"
	sed -f "$D/plain.sed" "$D/raw" | sed -E 's/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]+Z?/DATE/g; s/20[0-9]{2}-[0-9]{2}-[0-9]{2}/DATE/g; s/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f-]{21}/UUID/g'
}

# The sums over the runs, by which one that differs anywhere is seen.
@test "the figures and curves of made-up recordings are these, each with its method, word for word" {
	recorded
	sqlite3 -separator '	' "$DB" >"$D/figures" <<-'SQL'
		SELECT name, scope, grid, unit, status, count(*), sum(n), sum(n_eff), sum(value), sum(lo), sum(hi), sum(run_id * value), sum(run_id * lo), sum(run_id * hi)
		  FROM result GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5;
		SELECT name, scope, grid, count(*), sum(x), sum(y), sum(z), sum(lo), sum(hi), sum((run_id + i) * x), sum((run_id + i) * y) FROM curve GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;
		SELECT name, method, count(*) FROM result GROUP BY 1, 2 ORDER BY 1, 2;
		SELECT name, scope, grid, position FROM result WHERE run_id = 1 ORDER BY position;
	SQL
	[ -z "${WRITE:-}" ] || cp "$D/figures" tests/fixtures/words/figures.txt
	awk -f tests/fixtures/near.awk tests/fixtures/words/figures.txt "$D/figures" >"$D/diff" || { head -n 60 "$D/diff"; false; }
}

@test "the tables that analyze prints of them are these, word for word" {
	recorded
	{
		for form in "" --campaign "--figure median_ns" "--run $(sql 'SELECT uuid FROM run WHERE run_id = 3')"; do
			# shellcheck disable=SC2086
			"$T" analyze --db "$DB" --replicates 100 $form 2>&1
		done
	} | plain | kept analyze.txt
}

@test "what compare says of them is this, word for word" {
	recorded
	{
		"$T" compare --db "$DB" 2>&1
		"$T" compare --db "$DB" --probe clock-monotonic 2>&1
		"$T" compare --db "$DB" --probe null --load cpu 2>&1
		"$T" compare --db "$DB" --probe clock-monotonic --baseline beta --json 2>&1
		sql "SELECT figure, grid, probe, load, a, b, printf('%.5g %.5g %.5g [%.5g, %.5g] %.5g', value_a, value_b, difference, lo, hi, ratio),
		    runs_a, runs_b FROM comparison ORDER BY position"
	} | plain | kept compared.txt
}

@test "what judge says of many kinds of runs is this, and why, word for word" {
	varied
	{
		"$T" judge --db "$DB" 2>&1
		"$T" judge --db "$DB" --why 2>&1
		"$T" judge --db "$DB" --why C01 MAC2 --run 00000003 2>&1
		"$T" judge --db "$DB" --json 2>&1 | sed -E 's,"[^"]*data/claims/,"claims/,'
	} | kept judged.txt
}

@test "what the arithmetic of published figures decides is this, word for word" {
	{
		"$T" judge --audit
		"$T" judge --audit --why
		"$T" judge --audit --json
	} | kept audited.txt
}

@test "what db lists and shows of many kinds of runs is this, word for word" {
	varied
	{
		"$T" db list --db "$DB"
		for by in date machine probe load samples -machine -samples; do "$T" db list --sort $by --db "$DB" | cut -c1-8 | paste -s -d ' ' -; done
		"$T" db list --machine mac --db "$DB"; "$T" db list --probe null --load idle --db "$DB"; "$T" db list --machine 33333333 --db "$DB"
		"$T" db list --json --db "$DB"
		"$T" db machines --db "$DB"; "$T" db machines --json --db "$DB"
		for run in 00000003 00000007 0000000c 99999999-0000-4000-8000-999999999999; do "$T" db show $run --db "$DB"; "$T" db show $run --json --db "$DB"; done
		"$T" db sql 'SELECT run_id, label, samples FROM run ORDER BY 1' --db "$DB"; "$T" db sql 'SELECT run_id, label, samples FROM run WHERE run_id < 4' --json --db "$DB"
	} >"$D/listed" 2>&1
	kept listed.txt <"$D/listed"
}

# taken ARGUMENT...: what is said of an import of what comes on stdin; given ARGUMENT...: what is said of an export, and its bytes.
taken() { echo "import $*"; "$T" db import - --db "$DB" "$@" 2>&1 || echo "exit $?"; }
given() {
	echo "export $*"
	"$T" db export --db "$DB" --output "$D/export" "$@" 2>&1 || echo "exit $?"
	[ -e "$D/export" ] || return 0
	case "$*" in *' u'*) od -An -tx1 -v "$D/export" ;; *) cat "$D/export" ;; esac
	rm -f "$D/export"
}
# 400 durations that are whole steps of 125.
steps() { awk 'BEGIN { for (i = 0; i < 400; i++) print 1000 + 125 * (i * 7 % 23) }'; }
@test "what db reports of what it imports, and the bytes that it exports, are these, word for word" {
	{
		printf '# a comment\n100 7\n200 9\n310 7\n405 300\n' | taken --counter-hz 24MHz --label 'two, =columns' --probe null --load idle
		printf '150 5\n320 6\n' | taken --counter-hz 24MHz --label fellow
		printf '7\n9\n1000000\n7\n70000\n' | taken --counter-hz 1000 --tick 100
		printf '40\n80\n120\n40\n80\n160\n200\n' | taken --unit ns --tick 25MHz --json
		steps | taken --counter-hz 1GHz
		steps | taken --counter-hz 1GHz --tick 8MHz --json
		steps | taken --counter-hz 1GHz --tick 3MHz
		printf '10 500\n20 300\n35 4\n' | taken --from counts --counter-hz 1GHz
		printf '1 2 3\n4 5 6\n' | taken --from restart-matrix --counter-hz 1GHz
		printf 'a,b\n1,511\n2,766\n' | taken --column b --bits 0xff0:4 --counter-hz 1GHz --json
		printf '100\n107\n116\n' | taken --time-stamps --counter-hz 1MHz
		printf '18446744073709551615 3\n5 1\n' | taken --counter-hz 1GHz
		printf '5 5\n18446744073709551610 4\n' | taken --counter-hz 1kHz
		printf '18446744073709551615\n0\n' | taken --counter-hz 1GHz --json
	} >"$D/said"
	{
		uuid() { sql "SELECT uuid FROM run WHERE run_id = $1"; }
		for format in text csv u8 u32 u64; do given "$(uuid 1)" --format $format; given "$(uuid 3)" --format $format; done
		for map in rank clip low-bits; do given "$(uuid 1)" --format u8 --map $map; given "$(uuid 3)" --format u8 --map $map; given "$(uuid 3)" --format u32 --map $map; done
		sql "UPDATE run SET session = '00000000-0000-4000-8000-000000000001' WHERE run_id IN (1, 2); UPDATE run SET probe = '=1,\"x' WHERE run_id = 2"
		given 00000000-0000-4000-8000-000000000001 --format csv
	} >>"$D/said"
	plain <"$D/said" | kept moved.txt
}

# say ARGUMENT...: what the program says to these, and its exit status where that is not 0.
say() { echo "$ $*"; "$T" "$@" --db "$DB" 2>&1 || echo "exit $?"; }
@test "what db says of an empty database, of merges, of runs that go and of wrong commands is this, word for word" {
	varied
	sqlite3 "$DB" "VACUUM INTO '$D/more.db'"
	sql "DELETE FROM result; DELETE FROM curve; DELETE FROM analysis; DELETE FROM pieces; DELETE FROM recording; DELETE FROM imported; DELETE FROM chunk; DELETE FROM comparison;
	    DELETE FROM answer; DELETE FROM slow_by_rule; DELETE FROM slow_rule; DELETE FROM run"
	{
		say db list; say db list --json; say db machines; say db machines --json; say db verify; say db list --sort samples
		say db list --machine x; say db list --probe gettimeofdya; say db list --sort size; say db show 00000003; say db export 00000003
		for text in 'SELECT x FROM run' 'SELECT 1 FROM x' 'SELEC 1' 'DELETE FROM run' 'SELECT 1 WHERE 0' "SELECT 'a', NULL, 1.5, 2 AS n"; do say db sql "$text"; done
		seq 150 | "$T" db import - --counter-hz 1GHz --label one --db "$D/one.db" 2>/dev/null
		seq 200 | "$T" db import - --counter-hz 1GHz --label two --probe null --db "$D/one.db" 2>/dev/null
		say db --label-of=00112233=new merge "$D/one.db"; say db merge "$D/one.db" --label-of ffffffff=x; say db merge "$DB"; say db merge; say db merge "$D/more.db"
		say db merge "$D/one.db" --label-of 0011223=x; say db merge "$D/one.db" --label-of 00112233=; say db merge "$D/one.db" --label-of 001122334455667788990011223344556=x
		say db list; say db verify; say db drop "$(sql 'SELECT uuid FROM run WHERE run_id = 1')" --yes; say db drop 99999999 --yes; say db list
		say db; say db lst; say db zzzzzz; say db list x; say db show; say db export x --format u9; say db export x --map rank; say db export x --format u8 --map x
		for bits in 0 x 0xff: 0xff:64 0xff:8 00000000000000000000000000000000; do echo 1 | say db import - --counter-hz 1 --bits $bits; done
		echo 1 | say db import - --counter-hz 1 --from txt; echo 1 | say db import - --counter-hz 1 --from text --format csv; echo 1 | say db import - --counter-hz 1 --probe nul
		echo 1 | say db import - --counter-hz 1 --load idel; echo 1 | say db import - --counter-hz 1 --load idel --as-is; echo 5 | say db import - --counter-hz 5
	} 2>&1 | plain | kept odd.txt
}

@test "what watch says of runs that have ended is this, word for word" {
	{
		for series in 'print 7' 'print i % 2 ? 5 : 9' 'x = (x * 16807 + 11) % 2147483647; print 20 + int(x / 1000) % 16' 'print i'; do
			uuid=$(awk "BEGIN { for (i = 0; i < 3000; i++) { $series } }" | "$T" db import - --counter-hz 1GHz --db "$DB" 2>/dev/null)
			"$T" watch "$uuid" --db "$DB"
		done
		"$T" watch --db "$DB" 2>&1 || echo "exit $?"
		"$T" watch a b --db "$DB" 2>&1 || echo "exit $?"
	} | plain | sed -E 's| [0-9,]+/s| RATE/s|' | kept watch.txt
}

# Neither a letter nor a default of an option is one.
@test "the help of every program is plain text" {
	for program in collect show watch analyze judge compare report entropy db extract esv; do
		LC_ALL=C "$T" $program --help >"$D/help"
		[ -s "$D/help" ]
		[ "$(LC_ALL=C tr -d '[:print:]\n' <"$D/help" | wc -c)" -eq 0 ]
	done
}
