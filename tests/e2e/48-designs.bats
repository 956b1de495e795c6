#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The analysis of designs: campaigns against idle, causes pooled over blocks, restarts; on recordings whose truth is known
# by construction, and on what a campaign of this machine stored.

setup() {
	T="${TICKLAB_BUILD:-build}/bin/ticklab"
	D=$(mktemp -d)
	DB=$D/t.db
}
teardown() {
	chmod -R u+w "$D"
	rm -rf "$D"
}

sql() { sqlite3 "$DB" "$1"; }
result() { sql "SELECT printf('%.6f', $1) FROM result JOIN run USING (run_id) WHERE name = '$2' AND $3"; }

# cell BLOCK CELL LOAD MEDIAN: a run of that cell, 300 samples around MEDIAN.
cell() {
	uuid=$(awk -v m="$4" 'BEGIN { for (i = 0; i < 300; i++) print 1000 * i, m + i % 3 - 1 }' |
		"$T" db import - --db "$DB" --counter-hz 1GHz --probe null --load "$3")
	sql "INSERT INTO cell VALUES (1, $2, $1, 'null', '$3');
		UPDATE run SET campaign_id = 1, cell = $2 WHERE uuid = '$uuid'"
}
# campaign LOAD: four blocks of idle, and of LOAD whose medians are 10, 12, 11 and 13 ns above
campaign() {
	echo 5 | "$T" db import - --db "$DB" --counter-hz 1GHz >/dev/null
	sql "DELETE FROM chunk; DELETE FROM imported; DELETE FROM run; INSERT INTO campaign
		VALUES (1, '00000000-0000-4000-8000-000000000000', 't', '{}', 1, '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', NULL)"
	above=(10 12 11 13)
	for b in 0 1 2 3; do
		cell $b $((2 * b)) idle $((100 + 20 * b))
		cell $b $((2 * b + 1)) "$1" $((100 + 20 * b + above[b]))
	done
}

@test "a load's difference to idle is the mean over the blocks, with Student's interval" {
	campaign cpu
	"$T" analyze --db "$DB" --replicates 50 --assess 0 >/dev/null
	# Mean 11.5, sd sqrt(5/3); t(3) = 3.182446: half a width of 2.054260.
	[ "$(result value load_median_difference_ns "load = 'cpu'" | sort -u)" = 11.500000 ]
	[ "$(result lo load_median_difference_ns "load = 'cpu'" | sort -u)" = 9.445740 ]
	[ "$(result hi load_median_difference_ns "load = 'cpu'" | sort -u)" = 13.554260 ]
	# Three values of equal chance each, idle and under load.
	[ "$(result value load_shannon_difference_bits "load = 'cpu'" | sort -u)" = 0.000000 ]
	[ "$(sql "SELECT count(*) FROM result WHERE name = 'load_median_difference_ns'")" = 4 ]
	[ "$(sql "SELECT n FROM result WHERE name = 'load_median_difference_ns' LIMIT 1")" = 4 ]
}

@test "a block without its idle run is no pair" {
	campaign cpu
	sql "UPDATE run SET status = 'interrupted' WHERE cell = 0"
	"$T" analyze --db "$DB" --replicates 50 --assess 0 >/dev/null
	[ "$(result value load_median_difference_ns "load = 'cpu'" | sort -u)" = 12.000000 ]
	[ "$(sql "SELECT DISTINCT n FROM result WHERE name = 'load_median_difference_ns'")" = 3 ]
}

@test "a load of one block alone has no difference, and says why" {
	campaign cpu
	sql "UPDATE run SET status = 'interrupted' WHERE cell > 1"
	"$T" analyze --db "$DB" --replicates 50 --assess 0 >/dev/null
	[ "$(sql "SELECT count(*) FROM result WHERE name = 'load_median_difference_ns' AND lo IS NOT NULL")" = 0 ]
	[ "$(sql "SELECT count(*) FROM result WHERE name = 'load_median_difference_ns' AND status = 'ok' AND method NOT LIKE '%no interval: %'")" = 0 ]
}

@test "causes are pooled over the blocks: as many samples have them as in all runs together" {
	printf 'probes = null gettimeofday\nloads = idle\nreplicates = 3\nsamples = 20k\ncooldown = 0s\n' >"$D/plan"
	"$T" collect --campaign "$D/plan" --db "$DB" >/dev/null 2>&1
	"$T" analyze --db "$DB" --replicates 50 --assess 0 >/dev/null
	# By SQL alone, from the rows of the runs.
	sql "SELECT probe, scope, printf('%.9f', sum(value * n) / sum(n)) FROM result JOIN run USING (run_id)
		WHERE name = 'slow_cause_share' AND result.status = 'ok' GROUP BY 1, 2 HAVING sum(n) > 0 ORDER BY 1, 2" >"$D/want"
	sql "SELECT probe, scope, printf('%.9f', value) FROM result JOIN run USING (run_id)
		WHERE name = 'pooled_slow_cause_share' AND result.status = 'ok' ORDER BY 1, 2" >"$D/got"
	cat "$D/want"
	[ -s "$D/want" ] || skip "no page here, so no cause is known"
	diff "$D/want" "$D/got"
}

# restarted ROW: 20 restarts of 500 samples each of 16 values in random order; in restart ROW every second one is 3.
restarted() {
	awk -v bad="$1" 'function r() { x = x * 16807 % 2147483647; return int(x / 1000) }
		BEGIN { x = 777; for (i = 0; i < 10000; i++) { v = r() % 16; print (int(i / 500) == bad && r() % 2 ? 3 : v) } }' >"$D/series"
	paste -d ' ' $(printf -- '- %.0s' $(seq 500)) <"$D/series" >"$D/matrix"
	"$T" db import "$D/matrix" --from restart-matrix --db "$DB" --counter-hz 1GHz >/dev/null 2>&1
	[ "$(sql "SELECT restarts FROM run")" = 20 ]
	"$T" analyze --db "$DB" --replicates 50 >/dev/null
}
# The same counts by awk.
greatest() { # row|column
	awk -v by="$1" '{ k = by == "row" ? int((NR - 1) / 500) : (NR - 1) % 500; if (++n[k, $1] > most) most = n[k, $1] } END { printf "%.6f\n", most }' "$D/series"
}

@test "restarts of a source that is the same in each pass the sanity test" {
	restarted none
	[ "$(result value restart_row_max 1)" = "$(greatest row)" ]
	[ "$(result value restart_column_max 1)" = "$(greatest column)" ]
	[ "$(result value restart_sanity 1)" = 1.000000 ]
	[ "$(sql "SELECT (SELECT value FROM result WHERE name = 'restart_row_max') < (SELECT value FROM result WHERE name = 'restart_row_cutoff')")" = 1 ]
	[ "$(sql "SELECT count(*) FROM result WHERE name IN ('restart_row_bits', 'restart_column_bits', 'restart_validation') AND status = 'ok'")" = 3 ]
}

@test "a restart that prefers one value fails it, and nothing is validated" {
	restarted 7
	[ "$(result value restart_row_max 1)" = "$(greatest row)" ]
	[ "$(result value restart_column_max 1)" = "$(greatest column)" ]
	[ "$(result value restart_sanity 1)" = 0.000000 ]
	[ "$(sql "SELECT DISTINCT status FROM result WHERE name IN ('restart_row_bits', 'restart_column_bits', 'restart_validation')")" = "not applicable" ]
}

@test "a sanity test that no data could fail is not passed" {
	awk 'BEGIN { for (i = 0; i < 10000; i++) printf "%d%s", i % 4000 == 77 ? 4 : 3, i % 500 == 499 ? "\n" : " " }' >"$D/matrix"
	"$T" db import "$D/matrix" --from restart-matrix --db "$DB" --counter-hz 1GHz >/dev/null 2>&1
	"$T" analyze --db "$DB" --replicates 50 >/dev/null
	[ "$(result value restart_row_cutoff 1)" = 500.000000 ]
	[ "$(sql "SELECT status || ' ' || method FROM result WHERE name = 'restart_sanity'")" = "not applicable SP 800-90B 3.1.4, ranks; no data could fail it at the assessed entropy" ]
}

# A user who may only read sees what root sees; the folder has no file of shared memory and gets none.
@test "a database that may only be read is analysed, judged and reported by whoever may read it" {
	seq 1000 | awk '{ print $1 * 100, 5 + $1 % 3 }' >"$D/in"
	uuid=$("$T" db import "$D/in" --db "$DB" --counter-hz 24MHz)
	"$T" analyze --db "$DB" --replicates 50 >/dev/null
	"$T" analyze --db "$DB" --json >"$D/want"
	mkdir "$D/read only #1?" "$D/pages"
	cp "$DB" "$D/read only #1?/100%.db"
	chmod 755 "$D"; chmod 777 "$D/pages"; chmod 444 "$D/read only #1?/100%.db"; chmod 555 "$D/read only #1?"
	as=
	if [ "$(id -u)" -eq 0 ]; then
		command -v setpriv >/dev/null || skip "root may write anywhere and there is no setpriv"
		as="setpriv --reuid=65534 --regid=65534 --clear-groups"
		$as test -x "$T" || skip "another user may not run this build"
	fi
	$as "$T" db verify --db "$D/read only #1?/100%.db"
	$as "$T" db show "$uuid" --db "$D/read only #1?/100%.db" | grep -q "$uuid"
	$as "$T" db export "$uuid" --db "$D/read only #1?/100%.db" | grep -v '^#' | diff - "$D/in"
	$as "$T" report --db "$D/read only #1?/100%.db" --out "$D/pages" --plots "$D/pages" >/dev/null 2>"$D/err" || { cat "$D/err"; false; }
	[ -s "$D/pages/index.md" ]
	[ "$(ls "$D/read only #1?")" = 100%.db ]
	# Where a log lies beside it, the file alone is not the database: refused, not read half.
	chmod 755 "$D/read only #1?"; echo log >"$D/read only #1?/100%.db-wal"; chmod 444 "$D/read only #1?"/*; chmod 555 "$D/read only #1?"
	status=0; $as "$T" db list --db "$D/read only #1?/100%.db" >"$D/out" 2>"$D/err" || status=$?
	cat "$D/out" "$D/err"
	[ "$status" -eq 1 ]
	[ "$(wc -l <"$D/err")" -eq 1 ]
}

# simulated: four blocks of gettimeofday, idle and three loads that multiply the share of slow samples by 1, 1.3 and 4. Idle
# has 6 to 14 % of 10,000 samples (20,000 in check-long) around 400 ticks, which drift from block to block; the others lie around
# 40. Made and analysed once for all tests of this file.
simulated() {
	if [ ! -e "$BATS_FILE_TMPDIR/simulated.db" ]; then
		simulate $((TICKLAB_LONG ? 20000 : 10000))
		"$T" analyze --db "$DB" --replicates 0 --assess 5000 >/dev/null
		sqlite3 "$DB" "VACUUM INTO '$BATS_FILE_TMPDIR/simulated.db'"
	fi
	cp "$BATS_FILE_TMPDIR/simulated.db" "$DB"
}
simulate() { # SAMPLES
	echo 5 | "$T" db import - --db "$DB" --counter-hz 1GHz >/dev/null
	sql "DELETE FROM chunk; DELETE FROM imported; DELETE FROM run; INSERT INTO campaign
		VALUES (1, '00000000-0000-4000-8000-000000000000', 't', '{}', 1, '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', NULL)"
	level=(0.10 0.06 0.14 0.08); loads=(idle same third four); times=(1 1 1.3 4)
	for b in 0 1 2 3; do for l in 0 1 2 3; do
		uuid=$(awk -v n="$1" -v p="${level[$b]}" -v k="${times[$l]}" -v x=$((7 + 1000 * b + l)) '
			function r() { x = x * 16807 % 2147483647; return x / 2147483647 }
			BEGIN { for (i = 0; i < 100; i++) r(); for (i = 0; i < n; i++) { s = r() < p * k; print 1000 * i, int((s ? 395 : 35) + 10 * r()) } }' |
			"$T" db import - --db "$DB" --counter-hz 1GHz --probe gettimeofday --load "${loads[$l]}" 2>/dev/null)
		sql "INSERT INTO cell VALUES (1, $((4 * b + l)), $b, 'gettimeofday', '${loads[$l]}');
			UPDATE run SET campaign_id = 1, cell = $((4 * b + l)) WHERE uuid = '$uuid'"
	done; done
}
ratio_of() { sql "SELECT DISTINCT printf('%.3f %.3f %.3f', lo, value, hi) FROM result JOIN run USING (run_id) WHERE name = '$1' AND load = '$2' AND scope = 'campaign'"; }
verdict_of() { # LOAD: of its runs
	for u in $(sql "SELECT uuid FROM run WHERE load = '$1'"); do
		sql "SELECT verdict FROM verdict JOIN run USING (run_id) WHERE claim = 'C11' AND uuid = '$u'"
	done | sort -u
}

@test "a load that multiplies the slow share by 1, 1.3 or 4 is seen to, and C11 follows" {
	simulated
	[ "$(sql "SELECT count(DISTINCT value) FROM result WHERE name = 'slow_threshold_ticks'")" = 1 ]
	ratio_of load_slow_ratio same; ratio_of load_slow_ratio third; ratio_of load_slow_ratio four
	for one in "same 1" "third 1.3" "four 4"; do
		set -- $one
		[ "$(ratio_of load_slow_ratio "$1" | wc -l)" -eq 1 ]
		ratio_of load_slow_ratio "$1" | awk -v t="$2" '{ exit !($1 <= t && t <= $3 && $3 < 1.2 * t && $1 > t / 1.2) }'
	done
	[ "$(sql "SELECT DISTINCT n FROM result WHERE name = 'load_slow_ratio' AND status = 'ok'")" = 4 ]
	"$T" judge --db "$DB" >"$D/out"
	[ "$(verdict_of same)" = refuted ]
	[ "$(verdict_of third)" = supported ]
	[ "$(verdict_of four)" = supported ]
	[ "$(verdict_of idle)" = "not applicable" ]
	"$T" judge --db "$DB" --why C11 | tr -s ' \n' ' ' >"$D/why"
	grep -q "load_slow_ratio (campaign, native)" "$D/why"
	grep -q "load_q99_ratio (campaign, native)" "$D/why"
}

@test "the least entropy under any load is named with its load and estimator" {
	simulated
	[ "$(sql "SELECT count(*) FROM result WHERE name = 'load_least_min_entropy_bits'")" -eq 16 ]
	least=$(sql "SELECT printf('%.9f', min(value)) FROM result WHERE name = 'min_entropy_90b_bits' AND scope = 'all' AND grid = 'native'")
	[ "$(sql "SELECT DISTINCT printf('%.9f', value) FROM result WHERE name = 'load_least_min_entropy_bits'")" = "$least" ]
	sql "SELECT DISTINCT method FROM result WHERE name = 'load_least_min_entropy_bits'" | grep -E "under load [a-z]+, run [0-9a-f]{8}, SP 800-90B 6\.3\.[0-9]+"
	[ "$(sql "SELECT count(*) FROM result WHERE name = 'load_min_entropy_90b_ratio' AND status = 'ok'")" -eq 12 ]
}

@test "a load that did nothing and an idle run that was busy are left out and named" {
	simulate 2000
	nothing=$(sql "SELECT uuid FROM run WHERE cell = 3") busy=$(sql "SELECT uuid FROM run WHERE cell = 4")
	sql "UPDATE run SET load_detail = '{\"operations\": {\"cpu\": 0, \"vm\": 0}}' WHERE uuid = '$nothing';
		UPDATE run SET load_detail = '{\"operations\": {\"cpu\": 0, \"vm\": 7}}' WHERE cell = 7;
		UPDATE run SET environment_after = '{\"load.1min\": \"9\", \"others.cpus\": \"1.3\"}' WHERE uuid = '$busy'"
	"$T" analyze --db "$DB" --replicates 0 --assess 2000 >/dev/null
	# Block 0 has no such load, block 1 no idle run.
	[ "$(sql "SELECT DISTINCT n FROM result JOIN run USING (run_id) WHERE name = 'load_slow_ratio' AND load = 'four'")" = 2 ]
	[ "$(sql "SELECT DISTINCT n FROM result JOIN run USING (run_id) WHERE name = 'load_slow_ratio' AND load = 'same'")" = 3 ]
	method=$(sql "SELECT DISTINCT method FROM result JOIN run USING (run_id) WHERE name = 'load_slow_ratio' AND load = 'four'")
	[[ "$method" == *"left out: run ${nothing:0:8}, its load did no operation"* ]]
	[[ "$method" == *"left out: run ${busy:0:8}, labelled idle, but other processes used 1.3 CPUs"* ]]
	"$T" judge --db "$DB" --why C01 | tr -s ' \n' ' ' >"$D/why"
	grep -q "Left out: run ${busy:0:8}, labelled idle, but other processes used 1.3 CPUs" "$D/why"
	grep -q "Left out: run ${nothing:0:8}, its load did no operation" "$D/why"
	"$T" analyze --campaign --db "$DB" --replicates 0 --assess 2000 | grep -q "${busy:0:8}"
	# Where it is all there is, it is kept, and that is said once.
	sql "UPDATE run SET environment_after = '{\"load.1min\": \"9\", \"others.cpus\": \"1.3\"}' WHERE load = 'idle'"
	"$T" analyze --db "$DB" --replicates 0 --assess 2000 >/dev/null
	"$T" judge --db "$DB" --why C01 | tr -s ' \n' ' ' >"$D/why"
	grep -qE 'Kept, being all there is: run [^;]* used 1.3 CPUs; run [^;]* used 1.3 CPUs' "$D/why"
	[ "$(grep -cE 'used 1.3 CPUs[.;] Kept' "$D/why")" -eq 0 ]
}

@test "identical blocks show no effect of exactly nothing" {
	campaign cpu
	"$T" analyze --db "$DB" --replicates 50 --assess 0 >/dev/null
	[ "$(sql "SELECT count(*) FROM result WHERE name LIKE 'load\_%' ESCAPE '\' AND lo = hi")" = 0 ]
	sql "SELECT name, lo, hi FROM result WHERE name = 'load_slow_difference' AND status = 'ok'"
	[ "$(sql "SELECT count(*) FROM result WHERE name = 'load_slow_difference' AND value = 0 AND (lo IS NULL OR lo < 0) AND (hi IS NULL OR hi > 0)")" = 4 ]
}
