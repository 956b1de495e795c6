#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# ticklab report --paper 31-69, on the committed recording of a machine without entropy.

load lib

prepare() { # [IMPORT OPTION ...]: the example, and a run from standard input where options are given, analysed and judged
	"$T" db merge --db "$DB" data/examples/zero-entropy.db >/dev/null
	[ $# -eq 0 ] || "$T" db import - --db "$DB" "$@" >/dev/null 2>&1
	"$T" analyze --db "$DB" --replicates 100 --assess 5000 >/dev/null
	"$T" judge --db "$DB" >/dev/null
}
paper() { "$T" report --paper 31-69 --db "$DB" --out "$D/reports" "$@"; }

# Calls that cost 28.7 ns, begun at any phase, as a 24 MHz counter counts them: start and duration.
calls() {
	awk 'BEGIN { x = 7; at = 1e6
		for (i = 0; i < 20000; i++) { x = x * 16807 % 2147483647; at += 1 + 5 * x / 2147483647
			k = int(at); at += 28.7 * 24 / 1000; print k, int(at) - k } }'
}

@test "the example: two starts that agree in every sample, judged a split without entropy" {
	"$T" db verify --db data/examples/zero-entropy.db
	[ "$(stat -c %s data/examples/zero-entropy.db 2>/dev/null || stat -f %z data/examples/zero-entropy.db)" -le 200000 ]
	prepare
	"$T" judge --db "$DB" --json >"$D/v.json"
	verdict() { sqlite3 :memory: "SELECT DISTINCT v.value ->> 'verdict' FROM json_each(readfile('$D/v.json'), '$.verdicts') v WHERE v.value ->> 'claim' = '$1' AND v.value ->> 'run' IS NOT NULL"; }
	[[ "$(tr -s ' ' <"$D/v.json")" == *"at most 0 bits of min-entropy"*"Two starts of gettimeofday agree in every one of 20,000 samples: a split without entropy across restarts"* ]]
	for claim in C01 C02 C03 C09; do [ "$(verdict $claim)" = refuted ]; done
	[ "$(sql "SELECT count(*) FROM result JOIN run USING (run_id) WHERE probe = 'gettimeofday' AND name = 'restart_agreement_share' AND value = 1")" -eq 2 ]
	[ "$(sql "SELECT max(abs(value - 0.293)) < 0.001 FROM result JOIN run USING (run_id) WHERE probe = 'gettimeofday' AND name = 'beat_ceil_share' AND grid = '24MHz'")" -eq 1 ]
}

@test "the example gives no byte" {
	prepare
	for run in $(sql "SELECT uuid FROM run"); do
		"$T" db export "$run" --db "$DB" --format csv --output "$D/run.csv"
		fails 1 "no byte was written" "$T" extract --durations "$D/run.csv" --column elapsed_ticks --hex
		[ ! -s "$D/out" ]
	done
}

@test "the paper says what was published, predicted and measured, in both files" {
	calls >"$D/calls"
	prepare --counter-hz 24MHz --probe gettimeofday --label bench <"$D/calls"
	[ "$(paper | tr '\n' ' ')" = "$D/reports/31-69.md $D/reports/31-69.html " ]
	lead=$(sed -n 3p "$D/reports/31-69.md")
	[[ "$lead" == *"31.0 %"*"68.9 %"*"7 of 8 published tables"*"the same call on bench splits into 3"*" % and 6"*"every one of 20,000 timings"*"70.7 % and 29.3 %"*"No Mac was measured here"* ]]
	grep -qF 'every one of 20,000 timings' "$D/reports/31-69.html"
	row() { grep "^| $1" "$D/reports/31-69.md" | cut -d'|' -f"$2"; }
	head=$(grep '^| Figure' "$D/reports/31-69.md")
	[ "$head" = "| Figure | Published | Predicted by one tick | Measured: bench | Zero-entropy machine |" ]
	# What one tick predicts without a parameter is what was published.
	[ "$(row 'Shannon entropy of the values' 3,4)" = " 1.54 bits/sample | 1.54 " ]
	[ "$(row 'coefficient of variation' 3,4)" = " 67.1 % | 67.1 % " ]
	[ "$(row 'share of odd values' 3,4)" = " 0.231 | 0.23 " ]
	# A call of that cost through such a counter gives the published figures: 20,000 calls, three standard errors.
	row 'values 40 to 50' 5 | awk '{ exit !($1 > 67.9 && $1 < 69.9) }'
	row 'Shannon entropy of the values' 5 | awk '{ exit !($1 > 1.51 && $1 < 1.55) }'
	row 'coefficient of variation' 5 | awk '{ exit !($1 > 65.5 && $1 < 68.9) }'
	[ "$(row 'min-entropy that is left' 6)" = " 0 the same in 2 runs " ]
	for id in question arithmetic mac measured mechanisms observers extractor controls verdicts open again; do
		grep -qx "<a id=\"$id\"></a>" "$D/reports/31-69.md"
		grep -qF "id=\"$id\"" "$D/reports/31-69.html"
	done
	grep -qF 'make reproduce-31-69 MAC=mac.db' "$D/reports/31-69.md"
	# The sawtooth: the measured share of the longer count follows the cost, whatever the clock's tick.
	sed -n '/^| Machine | Cost in ticks/,/^$/p' "$D/reports/31-69.md" | awk -F'|' '$2 ~ /bench/ { n++; d = $4 - $5; if (d < -2.5 || d > 2.5) bad++ } END { exit !(n >= 6 && !bad) }'
	# What arithmetic leaves open is possible, not undecided; of the machine each statement has its verdict.
	[ "$(sed -n '/The claims by arithmetic alone/,/^<a/p' "$D/reports/31-69.md" | grep -c '| undecided |')" -eq 0 ]
	grep -q '^| C09 Usable .*| refuted | refuted |$' "$D/reports/31-69.md"
	grep -q '^| values 40 to 50 .*the same in 2 runs' "$D/reports/31-69.md"
}

@test "a claim on loads has the verdict of the runs under one, and the load is named" {
	calls >"$D/calls"
	prepare --counter-hz 24MHz --probe gettimeofday --label bench --load idle <"$D/calls"
	"$T" db import "$D/calls" --db "$DB" --counter-hz 24MHz --probe gettimeofday --label bench --load stress >/dev/null 2>&1
	"$T" analyze --db "$DB" --replicates 100 --assess 5000 >/dev/null
	"$T" judge --db "$DB" >/dev/null
	paper >/dev/null
	grep -q '^| C11 .*| [a-z ]* under the load stress |' "$D/reports/31-69.md"
	[ "$(grep -c 'under the load' "$D/reports/31-69.md")" -eq 1 ]
}

@test "a Mac's recording is a column of its own, and the paper no longer asks for one" {
	calls >"$D/calls"
	prepare --counter-hz 24MHz --probe gettimeofday --label mac <"$D/calls"
	sql "INSERT INTO machine (fingerprint, facts) VALUES ('0123456789abcdef0123456789abcdef', '{\"kernel.name\": \"Darwin\"}');
		UPDATE run SET machine_id = (SELECT max(machine_id) FROM machine) WHERE label = 'mac'"
	paper >/dev/null
	grep -q '^| Figure .*| Measured: mac |' "$D/reports/31-69.md"
	! grep -qF 'No Mac was measured' "$D/reports/31-69.md" "$D/reports/31-69.html"
}

@test "a paper without a judgement, or of another name, is refused, and nothing is written" {
	"$T" db merge --db "$DB" data/examples/zero-entropy.db >/dev/null
	"$T" report --paper 31-69 --db "$DB" --out "$D/reports" 2>"$D/err" && false
	grep -qF "run 'ticklab judge' first" "$D/err"
	[ -z "$(ls "$D/reports")" ]
	fails 2 "requires 31-69, not '32-68'" "$T" report --paper 32-68 --db "$DB"
}
