#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Modes, order, quantisation and causes of series whose truth is known by construction.

setup() {
	T="${TICKLAB_BUILD:-build}/bin/ticklab"
	DIR=$(mktemp -d)
	DB="$DIR/t.db"
}

teardown() {
	rm -rf "$DIR"
}

# $RANDOM numbers r in 0..2^24 by Park and Miller's generator, for each of N lines of awk code.
series() { # N AWK
	awk "function r() { x = x * 16807 % 2147483647; return int(x / 100) }
		BEGIN { x = 54321; for (i = 0; i < $1; i++) { $2 } }"
}

import() { # HZ
	"$T" db import - --db "$DB" --counter-hz "$1" --probe gettimeofday >/dev/null
	"$T" analyze --db "$DB" --replicates 200 >/dev/null
}

value() { # NAME [SCOPE [GRID]]
	sqlite3 "$DB" "SELECT printf('%.9g', value) FROM result WHERE name = '$1' AND scope = '${2:-all}'
		AND grid = '${3:-native}' AND status = 'ok'"
}

between() { # GOT LOW HIGH
	awk -v g="$1" -v l="$2" -v h="$3" 'BEGIN { exit !(g != "" && g >= l && g <= h) }' ||
		{ echo "got '$1', want $2 to $3"; return 1; }
}

@test "a mixture in random order has two modes, no step, and the entropy rate of its shares" {
	series 20000 'print (r() % 100 < 31 ? 5 : 45) + r() % 3 - 1' | import 24MHz
	[ "$(value mode_count)" = 2 ]
	between "$(value mode_share 'mode 1')" 0.29 0.33
	between "$(value mode_entropy_bits)" 0.87 0.91
	between "$(value mode_entropy_rate_bits)" 0.87 0.91
	[ "$(value changepoint_count)" = 0 ]
	between "$(value stationarity_p)" 0.001 1
	between "$(value mutual_information_bits)" -0.001 0.001
}

@test "a recording in ns of a rescaled 24 MHz counter gives the figures of its ticks" {
	series 20000 't += 2000 + r() % 3000; a = int(t * 3 / 125); b = int((t + 55) * 3 / 125); print a, b - a' >"$DIR/t.txt"
	import 24MHz <"$DIR/t.txt"
	awk '{ a = int($1 * 125 / 3); print a, int(($1 + $2) * 125 / 3) - a }' "$DIR/t.txt" |
		DB="$DIR/ns.db" import 1GHz
	for db in "$DB" "$DIR/ns.db"; do
		sqlite3 "$db" "SELECT name, scope, grid, status, printf('%.9g %.9g %.9g', value, lo, hi) FROM result
			WHERE grid <> 'recorded' AND scope NOT LIKE 'output%' AND name NOT LIKE 'counter_tick_%'
			ORDER BY 1, 2, 3" >"$db.txt"
	done
	diff "$DB.txt" "$DIR/ns.db.txt"
	[ "$(wc -l <"$DB.txt")" -gt 200 ]
	DB="$DIR/ns.db"
	between "$(value shannon_bits all 24MHz)" 0.89 0.92
	between "$(value quantisation_explained_share all 24MHz)" 0.99 1
	[ "$(value fast_window_share all '24MHz,rescale=125/3')" = 0 ]
	between "$(value counter_tick_ns)" 41.666666 41.666667
	[ "$(value counter_tick_source)" = 1 ]
	between "$(value shannon_bits all recorded)" 1.5 2
}

@test "a ramp's steps are said to approximate a trend; a rare value is no step" {
	series 2000 'print int(1000 + i / 10) + r() % 100' | import 24MHz
	between "$(value changepoint_count)" 2 9
	sqlite3 "$DB" "SELECT method FROM result WHERE name = 'changepoint_count' AND scope = 'all'" |
		grep -q 'steps, or a trend that they approximate'
	DB="$DIR/rare.db"
	series 2000 'print 41 + (r() % 200 == 0)' | import 24MHz
	[ "$(value changepoint_count)" = 0 ]
}

@test "a single step is a step and not a mixture" {
	series 20000 'print (i < 6200 ? 5 : 45) + r() % 3 - 1' | import 24MHz
	[ "$(value changepoint_count)" = 1 ]
	[ "$(sqlite3 "$DB" "SELECT CAST(x AS INTEGER) FROM curve WHERE name = 'level' AND i = 1")" = 6200 ]
	between "$(value mode_entropy_rate_bits)" 0 0.01
	between "$(value stationarity_p)" 0 0.001
	[ "$(value mode_runs)" = 2 ]
}

@test "modes that persist have a low entropy rate and long runs" {
	# The mode changes with probability 0.1: entropy rate H(0.1) = 0.469 bits, runs of 10.
	series 40000 'if (r() % 10 == 0) m = 1 - m; print (m ? 5 : 45) + r() % 3 - 1' | import 24MHz
	[ "$(value mode_count)" = 2 ]
	between "$(value mode_entropy_rate_bits)" 0.45 0.49
	between "$(value dwell_samples 'mode 1')" 9 11
	between "$(value mode_runs_p)" 0 0.001
	[ "$(value changepoint_count)" = 0 ]
}

@test "one smooth hump has one mode" {
	series 5000 'print 100 + r() % 20 + r() % 20 + r() % 20' | import 24MHz
	[ "$(value mode_count)" = 1 ]
	between "$(value dip_p)" 0.05 1
}

@test "a call of constant cost on a coarse counter is quantisation and nothing else" {
	# 28.7 ns of 24 MHz: one tick in 0.689 of the cases. 1 GHz counter with fractions lost: 29 ns.
	series 20000 't += 1000 + r() % 997; print t, 29' | import 1GHz
	between "$(value quantisation_explained_share all 24MHz)" 0.99 1
	between "$(value beat_cost_ns all 24MHz)" 28.5 29.5
	between "$(value phase_explained_share all 24MHz)" 0.85 1
	# The published figures come out of nothing but that: 0.696 of ticks, values 0, 41 and 42.
	between "$(value slow_window_share all 24MHz,rescale=125/3)" 0.68 0.71
	between "$(value shannon_bits all 24MHz,rescale=125/3)" 1.48 1.56
	between "$(value cv all 24MHz,rescale=125/3)" 0.64 0.68
}

@test "an imported run has no ground truth, and says so" {
	series 2000 'print 100 + r() % 20' | import 24MHz
	[ "$(sqlite3 "$DB" "SELECT DISTINCT status FROM result WHERE name = 'slow_cause_share'
		AND scope <> 'counter'")" = "not applicable" ]
	[ "$(sqlite3 "$DB" "SELECT status FROM result WHERE name = 'overlap_share'")" = "not applicable" ]
}

# How many samples a busy host slows besides is its own affair: tests/unit/test_causes.c has runs of which every cause is known.
@test "of what a control slowed, all is seen from outside; every slow sample has one first cause" {
	for probe in commpage commpage:mode=stale seqlock; do
		"$T" collect --db "$DB" -n 200000 --probe $probe >/dev/null 2>"$DIR/err" ||
			{ cat "$DIR/err"; grep -q 'second CPU' "$DIR/err" && skip "one CPU"; false; }
	done
	"$T" analyze --db "$DB" --replicates 0 --assess 0 >/dev/null
	# A writer that a busy host lets have no CPU meanwhile slows nothing, and then there is no share.
	[ "$(sqlite3 "$DB" "SELECT count(*) FROM result WHERE name = 'control_seen_share' AND (value >= 0.99 OR value IS NULL AND n = 0)")" = 3 ]
	sqlite3 "$DB" "SELECT sum(value) FROM result WHERE name = 'slow_cause_share' AND status = 'ok' GROUP BY run_id" >"$DIR/sums"
	[ "$(wc -l <"$DIR/sums")" -ge "$(sqlite3 "$DB" "SELECT count(*) FROM result WHERE name = 'control_seen_share' AND n > 0")" ]
	while read -r sum; do between "$sum" 0.999999 1.000001; done <"$DIR/sums"
}

curve() { # NAME SCOPE COLUMN WHERE
	sqlite3 "$DB" "SELECT printf('%.9g', $3) FROM curve WHERE name = '$1' AND scope = '$2' AND $4"
}

@test "run lengths of modes that change by chance are geometric, bin by bin" {
	series 40000 'if (r() % 10 == 0) m = 1 - m; print (m ? 5 : 45) + r() % 3 - 1' | import 24MHz
	# About 2000 complete runs of each mode, a tenth of them of one sample.
	between "$(curve dwell 'mode 1' 'sum(y)' 1)" 1850 2150
	between "$(curve dwell 'mode 1' 'y / z' 'x = 1')" 0.8 1.25
	between "$(curve dwell 'mode 2' 'sum(y) - sum(z)' 'z >= 1')" -40 40
	[ "$(curve dwell 'mode 1' 'count(*)' 'hi + 1 <> coalesce((SELECT x FROM curve c WHERE c.name = curve.name AND c.scope = curve.scope AND c.i = curve.i + 1), hi + 1)')" = 0 ]
}

@test "bits that are set by chance have an entropy of one, others none" {
	series 20000 'print 64 + r() % 8' | import 1GHz
	for bit in 0 1 2; do between "$(curve bit_plane all y "x = $bit")" 0.999 1; done
	for bit in 3 4 5 6; do [ "$(curve bit_plane all y "x = $bit")" = 0 ]; done
	[ "$(curve bit_plane all 'count(*)' 1)" = 7 ]
}

@test "what comes back every 32 samples is found, and chance is not" {
	series 20000 'print 100 + r() % 16 + (i % 32 < 4 ? 8 : 0)' | import 1GHz
	between "$(value periodicity_p)" 0 1e-6
	between "$(value period_samples)" 7.9 32.1
	rm "$DB"
	series 20000 'print 100 + r() % 16' | import 1GHz
	between "$(value periodicity_p)" 0.001 1
}

@test "k calls of one cost make the sawtooth, and its slope is the cost" {
	# Cost 13 + 17 k ns, a frequency that is calibrated anew for each run, seen by a counter of 24 MHz, at starts whose phases are uniform.
	for k in 1 2 3 5 8 13; do
		awk -v k=$k 'BEGIN { t = 1000; for (i = 0; i < 4000; i++) { c = 13 + 17 * k; print t " " c; t += 1000 + (i * 617) % 1009 } }' >"$DIR/$k.csv"
		"$T" db import "$DIR/$k.csv" --db "$DB" --counter-hz $((1000000000 + k)) --probe "repeat-$k" >/dev/null
	done
	sqlite3 "$DB" "UPDATE run SET session = '00000000-0000-4000-8000-000000000000'"
	"$T" analyze --db "$DB" --replicates 100 >/dev/null
	between "$(value sawtooth_cost_ns repeat 24MHz)" 16.8 17.2
	between "$(value sawtooth_overhead_ns repeat 24MHz)" 11 15
	[ "$(curve sawtooth repeat 'count(*)' 1)" = 6 ]
	between "$(curve sawtooth repeat 'max(abs(y - z))' 1)" 0 0.03
	# Once more: nothing is doubled.
	"$T" analyze --db "$DB" --replicates 100 >/dev/null
	[ "$(curve sawtooth repeat 'count(*)' 1)" = 6 ]
	# Runs of another session do not count.
	sqlite3 "$DB" "UPDATE run SET session = NULL"
	"$T" analyze --db "$DB" --replicates 100 --again >/dev/null
	[ -z "$(value sawtooth_cost_ns repeat 24MHz)" ]
}

holds() { # TRUTH NAME [SCOPE]
	[ "$(sqlite3 "$DB" "SELECT count(*) FROM result WHERE name = '$2' AND scope = '${3:-all}'
		AND grid = 'native' AND lo <= $1 AND hi >= $1 AND method LIKE '%95 \% interval%' ESCAPE '\\'")" = 1 ] ||
		{ sqlite3 "$DB" "SELECT name, scope, value, lo, hi, method FROM result WHERE name = '$2'"; return 1; }
}

all_have_intervals() {
	run sqlite3 "$DB" "SELECT DISTINCT name, scope, grid, method FROM result
		WHERE status = 'ok' AND lo IS NULL AND method NOT LIKE '%no interval: %'"
	[ -z "$output" ] || { echo "$output"; false; }
}

@test "every figure of runs of this machine has an interval, or its method says why not" {
	for probe in syscall null gettimeofday; do "$T" collect --db "$DB" --probe $probe -n 10000 >/dev/null; done
	"$T" analyze --db "$DB" --replicates 50 >/dev/null
	all_have_intervals
}

@test "every figure has an interval that holds the truth, or its method says why not" {
	# Leaves mode 1 with 0.1 and mode 2 with 0.05: a third in mode 1.
	series 60000 'if (r() % 100 < (m ? 5 : 10)) m = 1 - m; print (m ? 45 : 5) + r() % 3 - 1' | import 24MHz
	all_have_intervals
	holds 20 dwell_samples 'mode 2'
	holds 0.05 next_mode1_share 'mode 2'
	holds 0.95 next_mode2_share 'mode 2'
	holds 0.3472644 mode_entropy_rate_bits
	holds 0.9182958 mode_entropy_bits
	holds 0.5710314 mutual_information_bits
	[ "$(sqlite3 "$DB" "SELECT count(*) FROM result WHERE name = 'line_hz_p' AND status = 'not applicable'")" = 4 ]
	"$T" analyze --all --db "$DB" | grep -q 'acf_rank_lag1 .*\[0\.'
	"$T" analyze --all --db "$DB" | grep -q 'mode_count .*(no interval: '
}

@test "a tick of 250 Hz is a line there, at its harmonic of 1000 Hz and nowhere else" {
	# One second of samples every 10 us at 100 MHz; the first after each tick is slow.
	awk 'function r() { x = x * 16807 % 2147483647; return x / 2147483647 }
		BEGIN { x = 1234; for (i = 0; i < 100000; i++) {
			t = i * 1000 + int(200 * r()); slow = int(t / 400000) > k; k = int(t / 400000)
			print t, (slow || r() < 0.001 ? 500 : 20) + int(3 * r()) } }' |
		"$T" db import - --db "$DB" --counter-hz 100MHz >/dev/null
	"$T" analyze --db "$DB" --replicates 50 --assess 0 >/dev/null
	between "$(value line_hz_p '250 Hz')" 0 0.001
	between "$(value line_hz_p '1000 Hz')" 0 0.001
	between "$(value line_hz_p '100 Hz')" 0.01 1
	between "$(value line_hz_p '300 Hz')" 0.01 1
	[ "$(sqlite3 "$DB" "SELECT count(*) FROM curve WHERE name = 'tick_line'")" = 12 ]
}

@test "of slow samples outside the kernel, what was counted gives a bound, and what was not says why" {
	awk 'BEGIN { for (i = 0; i < 20000; i++) print i % 5000 == 77 ? 500 : 5 + i % 2 }' | "$T" db import - --db "$DB" --counter-hz 1000 --label m
	sqlite3 "$DB" "UPDATE run SET trace = 'complete, 0 events', ground_truth = 'vvar',
		environment_before = '{\"noise.nmi_count\": \"3\", \"noise.smi_count\": \"not measurable here, because it is a test\", \"stat.steal_ticks\": \"7\"}',
		environment_after = '{\"noise.nmi_count\": \"4\", \"noise.smi_count\": \"5\", \"stat.steal_ticks\": \"16\"}'"
	"$T" analyze --db "$DB" --assess 0 >/dev/null
	of() { sqlite3 "$DB" "SELECT $3 FROM result WHERE name = '$1' AND scope = '$2'"; }
	[ "$(of outside_kernel_ns outside_kernel value)" = 2000000000.0 ]
	[ "$(of outside_kernel_most_share nmi value)" = 0.25 ]   # one of four samples
	[ "$(of outside_kernel_most_share steal value)" = 0.05 ] # nine ticks of 10 ms and what is rounded, of 2 s
	[ "$(of outside_kernel_rest_share outside_kernel 'round(value, 6)')" = 0.7 ]
	[ "$(of outside_kernel_most_share smi "status || ': ' || method")" = "not applicable: not measurable here, because it is a test" ]
	"$T" report --db "$DB" --out "$DIR/reports" --plots "$DIR/plots" >/dev/null 2>&1 || true
	grep -h "non-maskable interrupts: at most" "$DIR"/reports/run-*.md | grep -q '0.25'
	grep -hq 'system management interrupts.*not measurable here, because it is a test' "$DIR"/reports/run-*.md
}

@test "one cost on a fine counter is the sawtooth of every coarser one" {
	# 287 ticks of 10 GHz, begun anywhere: the golden ratio spreads the starts evenly.
	awk 'BEGIN { at = 1000; for (i = 0; i < 20000; i++) { at += 1000 + int(10000 * ((i * 0.6180339887) % 1)); print at, 287; at += 287 } }' |
		"$T" db import - --db "$DB" --counter-hz 10GHz
	"$T" analyze --db "$DB" --assess 0 >/dev/null
	sqlite3 "$DB" "SELECT x, y, lo FROM curve WHERE name = 'sweep'" |
		awk -F'|' '{ n++; d = $2 - $3; if (d < 0) d = -d; if ($1 != int($1) && d > 0.02) { bad++; print } } END { exit !(n == 40 && !bad) }'
}

@test "what few samples are credited with is what SP 800-90B gives them, and the weakest piece is found in time" {
	# Bits, but for the samples 10,000 to 10,999 of 40,000, a piece of the 40; a sample every 1,000 ticks of 1 MHz.
	awk 'BEGIN { x = 12345; for (i = 0; i < 40000; i++) { x = x * 16807 % 2147483647
		print 1000 * i, (i >= 10000 && i < 11000 ? 7 : 7 + int(x / 1000) % 2) } }' >"$DIR/b"
	"$T" db import "$DIR/b" --db "$DB" --counter-hz 1000000
	"$T" analyze --db "$DB" >/dev/null
	of() { sqlite3 "$DB" "SELECT round(value, 6) FROM result WHERE name = '$1' AND scope = '$2' AND grid = 'native'"; }
	[ "$(of time_min_entropy_least_bits all) $(of time_min_entropy_least_s all)" = "0.0 10.5" ]
	[ "$(sqlite3 "$DB" "SELECT count(*) || ' ' || sum(y > 0.7) FROM curve WHERE name = 'entropy_time'")" = "40 39" ]
	for n in 1000 3000 10000; do
		head -n "$n" "$DIR/b" | awk '{ print $2 - 7 }' >"$DIR/s"
		"$T" entropy --format dec "$DIR/s" --json >"$DIR/e.json" 2>/dev/null
		want=$(sqlite3 :memory: "SELECT round(json_extract(readfile('$DIR/e.json'), '$.h_assessed'), 6)")
		echo "$n: $want"
		[ "$(of growth_min_entropy_bits "first $n")" = "$want" ]
	done
	[ "$(sqlite3 "$DB" "SELECT count(*) FROM curve WHERE name = 'growth'")" -eq 4 ]
}

@test "processes that differ in entropy are seen apart" {
	"$T" collect -n 500 --restarts 4 --db "$DB"
	"$T" analyze --db "$DB" --assess 0 >/dev/null
	[ "$(sqlite3 "$DB" "SELECT count(*) FROM curve WHERE name = 'entropy_restart'")" -eq 4 ]
	sqlite3 "$DB" "SELECT value, (SELECT min(y) FROM curve WHERE name = 'entropy_restart') FROM result WHERE name = 'restart_min_entropy_least_bits'" |
		awk -F'|' '{ exit $1 != $2 }'
}

# value SCOPE of adversary_min_entropy_bits, of the runs of a load
guessed() { sqlite3 "$DB" "SELECT round(value, 2) FROM result JOIN run USING (run_id) WHERE name = 'adversary_min_entropy_bits' AND scope = '$1' AND load = '$2'"; }

@test "a load that decides the value leaves nothing to who knows it, and a bit to who does not" {
	yes 5 | head -n 4000 | "$T" db import - --db "$DB" --counter-hz 24MHz --label m --load idle
	yes 7 | head -n 6000 | "$T" db import - --db "$DB" --counter-hz 24MHz --label m --load stress
	yes 9 | head -n 6000 | "$T" db import - --db "$DB" --counter-hz 24MHz --label other --load idle
	"$T" analyze --db "$DB" --assess 0 >/dev/null
	[ "$(guessed load stress) $(guessed any_load stress)" = "0.0 1.0" ]
	[ "$(guessed load idle) $(guessed any_load idle)" = "0.0 1.0" ] # of m alone: the other machine has one load
}

@test "what another process reads meanwhile is an observer's knowledge, of the call and of the empty loop" {
	[ "$(nproc)" -gt 1 ] || skip "one CPU"
	"$T" collect -n 20000 --interleave gettimeofday,null --load observer --db "$DB"
	"$T" analyze --db "$DB" --assess 0 >/dev/null
	rows=$(sqlite3 "$DB" "SELECT probe FROM result JOIN run USING (run_id) WHERE name = 'adversary_min_entropy_bits'
		AND scope = 'observer' AND result.status = 'ok' AND instrument ->> '$.observer' = 0 ORDER BY probe")
	[ "$(echo $rows)" = "gettimeofday null" ]
	# What is current is not computed again.
	sqlite3 "$DB" "UPDATE result SET value = 0.125 WHERE name = 'adversary_min_entropy_bits' AND scope = 'observer' AND run_id = 1"
	"$T" analyze --db "$DB" --assess 0 >/dev/null
	[ "$(sqlite3 "$DB" "SELECT value FROM result WHERE name = 'adversary_min_entropy_bits' AND scope = 'observer' AND run_id = 1")" = 0.125 ]
	"$T" analyze --db "$DB" --assess 0 --again >/dev/null
	[ "$(sqlite3 "$DB" "SELECT value FROM result WHERE name = 'adversary_min_entropy_bits' AND scope = 'observer' AND run_id = 1")" != 0.125 ]
	# Who sees more knows no less, but for what choosing among nine costs.
	sqlite3 "$DB" "SELECT o.value, d.value FROM result AS o JOIN result AS d USING (run_id, name, grid) WHERE name =
		'adversary_min_entropy_bits' AND o.scope = 'observer' AND d.scope = 'distribution' AND grid = 'native'" |
		awk -F'|' '{ if ($1 > $2 + 0.05) exit 1 }'
}

@test "where a session's control fails, the causes of its runs are undecided" {
	"$T" collect --db "$DB" --interleave gettimeofday,seqlock -n 20000 >/dev/null 2>&1
	"$T" collect --db "$DB" --probe gettimeofday -n 20000 >/dev/null 2>&1
	"$T" analyze --db "$DB" --replicates 0 --assess 1000 >/dev/null
	# As if half of what the control slowed had no cause, and the others had slow samples.
	sqlite3 "$DB" "UPDATE result SET status = 'ok', value = 0.5, lo = 0.4, hi = 0.6 WHERE name = 'slow_cause_share'
		AND scope = 'overlap'"
	sqlite3 "$DB" "UPDATE result SET status = 'ok', value = 0.5, lo = 0.45, hi = 0.55 WHERE name = 'slow_cause_share'
		AND scope = 'unexplained' AND run_id = (SELECT run_id FROM run WHERE probe = 'seqlock')"
	"$T" analyze --db "$DB" --replicates 0 --assess 1000 >/dev/null
	withheld() {
		sqlite3 "$DB" "SELECT count(*) > 0 FROM result WHERE status = 'undecided: controls failed' AND run_id = $1"
	}
	[ "$(withheld "(SELECT run_id FROM run WHERE probe = 'gettimeofday' AND session IS NOT NULL)")" = 1 ]
	[ "$(withheld "(SELECT run_id FROM run WHERE probe = 'gettimeofday' AND session IS NULL)")" = 0 ]
	[ "$(withheld "(SELECT run_id FROM run WHERE probe = 'seqlock')")" = 0 ]
}
