#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# No recording is judged by the unit it is written in: the same ticks of a counter in any unit give the
# same figures and verdicts.

setup() {
	T="${TICKLAB_BUILD:-build}/bin/ticklab"
	DIR=$(mktemp -d)
	DB="$DIR/t.db"
}

teardown() {
	rm -rf "$DIR"
}

# ticks N MODES SEED: start and duration in ticks of calls that cost 2.4 ticks, or 2.4 and 9.6 by turns of a
# coin, give or take 0.35, begun at any phase.
ticks() {
	awk -v n="$1" -v modes="$2" -v seed="$3" '
		function r() { x = x * 16807 % 2147483647; return x / 2147483647 }
		BEGIN { x = seed; at = 1e6
			for (i = 0; i < n; i++) {
				mean = modes > 1 && r() < 0.5 ? 9.6 : 2.4
				cost = mean + 0.35 * sqrt(-2 * log(r())) * cos(6.283185307179586 * r())
				k = int(at); print k, int(at + (cost > 0 ? cost : 0)) - k
				at += cost + 30 + 60 * r()
			} }'
}

# shown NUM DEN [OFFSET]: the same as software shows them whose unit is such that a tick is NUM / DEN.
shown() {
	awk -v n="$1" -v d="$2" -v b="${3:-0}" '{ a = int($1 * n / d) + b; printf "%.0f %d\n", a, int(($1 + $2) * n / d) + b - a }'
}

import() { # LABEL [HZ]
	"$T" db import - --db "$DB" --counter-hz "${2:-1GHz}" --probe gettimeofday --label "$1" >/dev/null 2>&1
}

analyze() { "$T" analyze --db "$DB" --replicates 0 --assess 1000 >/dev/null && "$T" judge --db "$DB" >/dev/null; }

# figures LABEL: every figure of the counter's ticks and every verdict.
figures() {
	sqlite3 "$DB" "SELECT name, scope, grid, result.status, printf('%.9g %.9g %.9g', value, lo, hi) FROM result
		JOIN run USING (run_id) WHERE label = '$1' AND grid = 'native' AND scope NOT LIKE 'output%'
		AND name NOT LIKE 'counter_tick_%' ORDER BY 1, 2, 3;
		SELECT claim, verdict FROM verdict JOIN run USING (run_id) WHERE label = '$1' AND claim NOT IN ('C12', 'C13')
		ORDER BY claim"
}

PERIODS="125/3 625/12 500/27 16/1 40/1 200000000/715909 21/1 26/1 100/1 10019/1000"

@test "eight counters and more, one cost and two, with starts and without: modes, entropy and C03" {
	for modes in 1 2; do
		ticks ${TICKLAB_LONG:+2}4000 $modes 4711 >"$DIR/t$modes"
		for period in $PERIODS; do
			shown ${period/\// } 123456789012 <"$DIR/t$modes" >"$DIR/u"
			import "$modes $period starts" <"$DIR/u"
			cut -d' ' -f2 "$DIR/u" | import "$modes $period bare"
		done
		import "$modes truth" 24MHz <"$DIR/t$modes"
	done
	analyze
	run sqlite3 "$DB" "WITH f AS (SELECT label, name, value FROM result JOIN run USING (run_id)
			WHERE scope = 'all' AND grid = 'native' AND result.status = 'ok')
		SELECT run.label, count(m.value), m.value, s.value - t.value, v.verdict FROM run
			LEFT JOIN f AS m ON m.label = run.label AND m.name = 'mode_count'
			LEFT JOIN f AS s ON s.label = run.label AND s.name = 'shannon_bits'
			LEFT JOIN f AS t ON t.label = substr(run.label, 1, 1) || ' truth' AND t.name = 'shannon_bits'
			LEFT JOIN verdict AS v ON v.run_id = run.run_id AND v.claim = 'C03'
		GROUP BY run.run_id HAVING NOT coalesce(m.value = substr(run.label, 1, 1)
			AND abs(s.value - t.value) < 1e-6
			AND (v.verdict = CASE WHEN m.value = 2 THEN 'supported' ELSE 'refuted' END
				OR v.verdict = 'not applicable' AND (SELECT value FROM f WHERE f.label = run.label
					AND name = 'counter_tick_ns') > 41.67), 0)"
	[ -z "$output" ] || { echo "$output"; false; }
	[ "$(sqlite3 "$DB" "SELECT count(*) FROM result WHERE name = 'mode_count' AND grid = 'native'")" = 42 ]
}

@test "in ticks, in ns, in cycles, from an offset, exported and imported: the same figures and verdicts" {
	ticks 8000 2 99 >"$DIR/t"
	import ticks 24MHz <"$DIR/t"
	shown 125 3 <"$DIR/t" | import ns
	shown 125 3 987654321987 <"$DIR/t" | import offset
	shown 21 1 <"$DIR/t" | import cycles 504MHz
	analyze
	"$T" db export "$(sqlite3 "$DB" "SELECT uuid FROM run WHERE label = 'ns'")" --db "$DB" |
		grep -v '^#' >"$DIR/x" && import exported <"$DIR/x"
	analyze
	figures ticks >"$DIR/ticks"
	[ "$(wc -l <"$DIR/ticks")" -gt 150 ]
	for unit in ns offset cycles exported; do
		figures $unit | diff "$DIR/ticks" -
	done
}

@test "what cannot be told is not identified, and never a second mode" {
	# Two values each beside 40.8 and 81.6: two narrow modes, or one and two ticks of 40.8.
	for i in $(seq 100); do
		printf '40\n41\n41\n41\n41\n81\n81\n82\n82\n82\n'
	done | head -n 200 | import open
	printf '%s\n' $(seq 500 | awk '{ print $1 % 3 ? 42 : 41 }') | import coin
	analyze
	[ "$(sqlite3 "$DB" "SELECT count(*) FROM verdict WHERE claim = 'C03' AND verdict = 'supported'")" = 0 ]
	[ "$(sqlite3 "$DB" "SELECT result.status FROM result JOIN run USING (run_id) WHERE label = 'coin'
		AND name = 'quantisation_explained_share' AND grid = 'native'")" = 'not identified' ]
}

@test "the tick that import reports is the one that the analysis decodes by" {
	# 300 durations of 28.7 ns at 24 MHz, at phases that go round: enough for a rate that counters have.
	awk 'BEGIN { for (i = 0; i < 300; i++) { t = i * 7321.37; a = int(t * .024); b = int((t + 28.7) * .024)
		print int(b * 125 / 3) - int(a * 125 / 3) } }' >"$DIR/few"
	"$T" db import "$DIR/few" --db "$DB" --unit ns --json 2>/dev/null >"$DIR/said"
	[ "$(sqlite3 :memory: "SELECT json_extract(readfile('$DIR/said'), '$.tick_status')")" = found ]
	analyze
	[ "$(sqlite3 "$DB" "SELECT value FROM result WHERE name = 'counter_tick_source' AND grid = 'native'")" = 2.0 ]
}

@test "a tick that is not identified decides nothing on a counter as coarse, and the stated tick does" {
	# Each call takes one tick of 24 MHz, shown as 41 or 42 ns: no entropy, but floored once more 1.58 bits.
	awk 'BEGIN { for (i = 0; i < 600; i++) { a = int(i * 500 / 3); print a, int((i * 4 + 1) * 125 / 3) - a } }' >"$DIR/u"
	import open <"$DIR/u"
	"$T" db import "$DIR/u" --db "$DB" --unit ns --tick 24MHz --probe gettimeofday --label stated >/dev/null 2>&1
	awk '{ print int($1 * 24 / 1000 + 0.5), 1 }' "$DIR/u" | import ticks 24MHz
	analyze
	run sqlite3 "$DB" "SELECT label, claim, verdict FROM verdict JOIN run USING (run_id) WHERE claim IN ('C03', 'C05', 'C07', 'C08')
		AND verdict <> CASE label WHEN 'open' THEN 'undecided' ELSE 'refuted' END"
	[ "$output" = "" ]
	run sqlite3 "$DB" "SELECT count(*) FROM verdict JOIN run USING (run_id) WHERE label = 'open' AND claim IN ('C03', 'C05', 'C07', 'C08')
		AND why LIKE '%tick is not identified%--tick HZ%'"
	[ "$output" = 4 ]
	run sqlite3 "$DB" "SELECT count(*) FROM verdict JOIN run USING (run_id) WHERE claim = 'C13' AND label = 'ticks'
		AND verdict = 'not applicable' AND why LIKE '%makes no byte of this run%'"
	[ "$output" = 1 ]
}
