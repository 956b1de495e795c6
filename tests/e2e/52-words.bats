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
	sql "SELECT 's/' || uuid || '/RUN-' || run_id || '/g;s/' || substr(uuid, 1, 8) || '/RUN-' || run_id || '/g' FROM run" >"$D/plain.sed"
	sed -f "$D/plain.sed" | sed -E 's/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]+Z?/DATE/g; s/20[0-9]{2}-[0-9]{2}-[0-9]{2}/DATE/g'
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
