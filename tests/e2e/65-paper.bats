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
paper() { "$T" report --paper 31-69 --db "$DB" --out "$D/reports" --plots "$D/plots" "$@"; }
lead() { sed -n '2,/^!\[/p' "$D/reports/31-69.md"; } # the paragraphs before the picture, and its line
# Points of the picture of a kind: cost, share, name.
points() { awk -F'\t' -v kind="$1" '$5 == kind { printf "%.3f %.1f %% %s\n", $1, 100 * $2, $7 }' "$D/plots/31-69.tsv"; }

# Calls that cost 28.7 ns, begun at any phase, as a 24 MHz counter counts them: start and duration.
calls() {
	awk 'BEGIN { x = 7; at = 1e6
		for (i = 0; i < 20000; i++) { x = x * 16807 % 2147483647; at += 1 + 5 * x / 2147483647
			k = int(at); at += 28.7 * 24 / 1000; print k, int(at) - k } }'
}

# The claim, the tables, what was measured and the zero-entropy machine are drawn at the numbers of the tables.
picture_matches_tables() {
	md="$D/reports/31-69.md"
	grep -q '^!\[.*\](../plots/31-69.svg)$' "$md"
	# In the page both pictures, one for a phone; the page asks for nothing.
	[ "$(grep -c '<svg' "$D/reports/31-69.html")" -eq 2 ]
	grep -qF 'class="plot narrow"' "$D/reports/31-69.html"
	[ "$(grep -cE '<img|<script src' "$D/reports/31-69.html")" -eq 0 ]
	for words in 'predicted by one cost and one tick' 'the claim: 31 % and 69 %' mach_absolute_time 'at 12.29 ticks' 'bench, at 24 MHz'; do
		grep -qF "$words" "$D/plots/31-69.svg"
		grep -qF "$words" "$D/plots/31-69-narrow.svg"
	done
	cmp "$D/plots/31-69.tsv" "$D/plots/31-69-narrow.tsv"
	# Known values: 0 and 1 tick of mean p have the CV sqrt((1 - p) / p). 19.71 ns are 0.472 ticks with a longest of 3 in 3,000.
	[ "$(points explained | grep mach_absolute_time)" = "0.472 47.2 % mach_absolute_time" ]
	[ "$(points explained | grep SEV)" = "0.147 14.7 % SEV" ]
	[ "$(points explained | grep GXF)" = "1.028 8.0 % GXF register read" ]
	[ "$(points exception)" = "3.341 61.2 % CNTFRQ read" ]
	[ "$(points claim)" = "0.690 69.0 % the claim: 31 % and 69 %" ]
	# Each published point is a row of the paper's table, and each row with numbers a point.
	sed -n '/^Where each table lies/,/^$/d; /^| MAC[0-9]* .*| [0-9.]* | [0-9.]* % | [0-9.]* % |/p' "$md" | awk -F' *[|] *' '{ print $3, $5 }' | sort >"$D/rows"
	{ points explained; points exception; points claim; } | awk '{ print $1, $2, $3 }' | sort | diff - "$D/rows"
	[ "$(wc -l <"$D/rows")" -eq 7 ]
	# What was measured is what the first table has.
	for kind in here:5 zero:6; do
		share=$(points "${kind%:*}" | awk '{ print $2 }')
		grep '^| share above the whole ticks' "$md" | cut -d'|' -f"${kind#*:}" | awk -v s="$share" '{ d = $1 - s; exit !(d < 0.06 && d > -0.06) }'
	done
	points zero | grep -q '^12\.29[0-9] 29\.3 % zero-entropy machine$'
	# And the dots are the sweep's.
	sed -n '/^| Machine | Cost in ticks/,/^$/p' "$md" | awk -F' *[|] *' '$2 == "bench" { printf "%.3f %s\n", $3, $5 }' >"$D/rows"
	[ "$(wc -l <"$D/rows")" -ge 6 ]
	[ "$(points sweep | sed 's/ *$//' | grep -cxFf "$D/rows")" -eq "$(wc -l <"$D/rows")" ]
	# The same database gives the same picture, and the driver draws it again.
	cp "$D/plots/31-69.svg" "$D/before"
	(cd "$D/plots" && rm 31-69.svg && gnuplot 31-69.gp)
	cmp "$D/before" "$D/plots/31-69.svg"
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

@test "the paper says what was published, predicted and measured, in both files and in its picture" {
	calls >"$D/calls"
	prepare --counter-hz 24MHz --probe gettimeofday --label bench <"$D/calls"
	[ "$(paper | sed "s,^$D/,," | tr '\n' ' ')" = "reports/31-69.md reports/31-69.html $(printf 'plots/31-69%s ' .svg .gp .tsv -narrow.svg -narrow.gp -narrow.tsv)" ]
	[[ "$(lead)" == *"31.0 %"*"68.9 %"*"7 of 8 published tables"*"the same call was timed on bench"*"short in 3"*" % of the cases and long in 6"*"every one of 20,000 timings"*"70.7 %"*"29.3 %"*"No Mac was measured here"* ]]
	# Paragraphs of a few short sentences.
	[ "$(lead | awk 'NF > 75 && !/^!\[/ { print NF }')" = "" ]
	[ "$(lead | grep -c '^[A-Z]')" -ge 5 ]
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
	picture_matches_tables
}

@test "without gnuplot the paper is written and says so; without sibling tables the claim has its point" {
	"$T" db merge --db "$DB" data/examples/zero-entropy.db >/dev/null
	"$T" judge --db "$DB" >/dev/null
	sql "DELETE FROM claim WHERE json_extract(body, '\$.body') IS NOT NULL"
	paper >/dev/null
	[ "$(points claim)" = "0.690 69.0 % the claim: 31 % and 69 %" ]
	[ -z "$(points explained)" ]
	rm -r "$D/plots"
	program=$(cd "$(dirname "$T")" && pwd)/ticklab
	mkdir "$D/bin"
	status=0; env PATH="$D/bin" "$program" report --paper 31-69 --db "$DB" --out "$D/reports" --plots "$D/plots" >/dev/null 2>"$D/err" || status=$?
	[ "$status" -eq 1 ]
	grep -qF '2 of 2 plots could not be drawn; the first: 31-69.svg: gnuplot is not on PATH' "$D/err"
	grep -q 'The plot 31-69.svg could not be drawn: .*gnuplot is not on PATH' "$D/reports/31-69.md"
	grep -qF 'The plot 31-69.svg could not be drawn' "$D/reports/31-69.html"
	[ -z "$(ls "$D/plots")" ]
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
	paper 2>"$D/err" && false
	grep -qF "run 'ticklab judge' first" "$D/err"
	[ -z "$(ls "$D/reports" "$D/plots" | grep 31-69)" ]
	fails 2 "requires 31-69, not '32-68'" "$T" report --paper 32-68 --db "$DB"
}
