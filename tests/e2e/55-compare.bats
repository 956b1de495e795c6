#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# ticklab compare, through the front door, on imports that awk makes.

load lib

# import LABEL CENTRE SEED [LOAD [HZ]]: COUNT (500) durations about CENTRE, with a tail.
import() {
	awk -v c="$2" -v seed="$3" -v count="${COUNT:-500}" 'BEGIN { srand(seed); for (i = 0; i < count; i++) {
		s = 0; for (k = 0; k < 12; k++) s += rand()
		x = c + 4 * (s - 6); if (rand() < 0.01) x += 300 * rand(); printf "%d\n", x } }' >"$D/x.txt"
	"$T" db import "$D/x.txt" --db "$DB" --label "$1" --load "${4:-idle}" --probe toy --counter-hz "${5:-1GHz}"
}

analyze() { "$T" analyze --db "$DB" --replicates 0 --assess 0 >/dev/null; }
compare() { "$T" compare --db "$DB" "$@"; }

# row FIGURE COLUMN [FROM]: of the comparison of that figure in out.json.
row() { sqlite3 :memory: "SELECT ifnull(value ->> '\$.$2', 'null') FROM json_each(readfile('$D/out.json'), '\$.comparisons') WHERE value ->> '\$.figure' = '$1'"; }

# Four runs of each of two machines, analysed once.
two_machines() {
	if [ -e "$BATS_FILE_TMPDIR/two.db" ]; then cp "$BATS_FILE_TMPDIR/two.db" "$DB"; return; fi
	for k in 1 2 3 4; do
		import mach-A "$(awk "BEGIN { print 100 + 0.7 * ($k - 2.5) }")" "$k" >/dev/null
		import mach-B "$(awk "BEGIN { print 150 + 0.7 * (2.5 - $k) }")" "1$k" >/dev/null
	done
	analyze
	sqlite3 "$DB" "VACUUM INTO '$BATS_FILE_TMPDIR/two.db'"
}

@test "two machines: the members of the JSON, the difference and its interval" {
	two_machines
	compare --baseline mach-A --json >"$D/out.json"
	[ "$(sqlite3 :memory: "SELECT group_concat(key) FROM json_each(readfile('$D/out.json'))")" = machines,comparisons,answers ]
	[ "$(sqlite3 :memory: "SELECT group_concat(key) FROM json_each(readfile('$D/out.json'), '\$.comparisons[0]')")" = \
	    figure,grid,probe,load,a,b,value_a,value_b,difference,lo,hi,ratio,runs_a,runs_b,between_run_sd,p_adjusted,estimate_a,estimate_b,slow_above_ns ]
	[ "$(sqlite3 :memory: "SELECT group_concat(key) FROM json_each(readfile('$D/out.json'), '\$.answers[0]')")" = probe,load,text ]
	[ "$(sqlite3 :memory: "SELECT json_extract(readfile('$D/out.json'), '\$.machines')")" = '[{"name":"mach-A","runs":4},{"name":"mach-B","runs":4}]' ]
	[ "$(row median_ns a)$(row median_ns b)$(row median_ns grid)" = mach-Amach-Bnative ]
	[ "$(row median_ns runs_a)$(row median_ns runs_b)" = 44 ]
	awk -v lo="$(row median_ns lo)" -v hi="$(row median_ns hi)" -v p="$(row median_ns p_adjusted)" \
	    'BEGIN { exit !(lo > 45 && lo < 50 && hi > 50 && hi < 55 && p < 0.001) }'
	compare >"$D/out"
	grep -q "mach-B's median is" "$D/out"
	grep -qE '^  mach-A +4 .*reference$' "$D/out"
	[ "$(wc -L <"$D/out")" -le 110 ]
}

# What is said of three machines of made-up figures, word for word, and the rows that are stored. Where the words change on
# purpose: WRITE=1 bats -f 'word for word' tests/e2e/55-compare.bats, and read the difference.
@test "the words of a comparison are these, word for word" {
	kept=tests/fixtures/words/compare.txt
	tests/fixtures/compare-db "$DB"
	{
		compare
		compare --baseline m1
		sqlite3 "$DB" "SELECT figure, grid, probe, load, a, b, printf('%.5g %.5g %.5g [%.5g, %.5g] %.5g', value_a, value_b, difference, lo, hi, ratio),
		    runs_a, runs_b FROM comparison ORDER BY position"
	} >"$D/words"
	[ -z "${WRITE:-}" ] || cp "$D/words" "$kept"
	diff "$kept" "$D/words"
}

@test "a comparison that cannot be written is exit 1 with one line, and is stored all the same" {
	[ -w /dev/full ] || skip "no /dev/full"
	two_machines
	for form in "" --json; do
		status=0; compare $form >/dev/full 2>"$D/err" || status=$?
		[ "$status" -eq 1 ]
		[ "$(wc -l <"$D/err")" -eq 1 ]
		grep -q 'No space left on device' "$D/err"
	done
	[ "$(sqlite3 "$DB" 'SELECT count(*) > 0 FROM comparison')" = 1 ]
}

@test "one run a side: no interval, and it is said" {
	COUNT=2000
	import A 100 1 >/dev/null
	import B 120 2 >/dev/null
	analyze
	compare --json >"$D/out.json"
	[ "$(row median_ns lo)$(row median_ns hi)$(row median_ns p_adjusted)" = nullnullnull ]
	compare | tr '\n' ' ' | sed 's/  */ /g' >"$D/text"
	grep -q 'spread between runs is unknown' "$D/text"
	grep -q "the distributions of these two runs differ (Anderson and Darling's p at most 0.00200, by blocks of 50 samples)" "$D/text"
	# Of one law: not shown. Of a histogram, whose samples have no order: not asked.
	import C 120 3 >/dev/null
	analyze
	compare --baseline B | tr '\n' ' ' | sed 's/  */ /g' >"$D/text"
	grep -q 'C: one run a side.*of these two runs are not shown to differ' "$D/text"
	sort -n "$D/x.txt" | uniq -c | awk '{ print $2, $1 }' | "$T" db import - --from counts --db "$DB" --label H --load idle --probe toy --counter-hz 1GHz >/dev/null
	analyze
	compare --baseline C | tr '\n' ' ' | sed 's/  */ /g' | grep -o 'H: one run a side.*' >"$D/text"
	! grep -q 'of these two runs' "$D/text" || false
}

@test "--probe and --load choose, --baseline must be there, and any difference is exit 0" {
	two_machines
	import mach-A 100 31 stress >/dev/null
	import mach-B 300 32 stress >/dev/null
	analyze
	compare --load stress | grep -q 'toy, stress'
	! compare --load stress | grep -q 'toy, idle' || false
	compare --load stress --json >"$D/out.json"
	[ "$(sqlite3 :memory: "SELECT DISTINCT value ->> '\$.load' FROM json_each(readfile('$D/out.json'), '\$.comparisons')")" = stress ]
	fails 2 "has no analysed run of 'mach-C'; did you mean 'mach-A'" compare --baseline mach-C
	fails 2 "has no analysed run of 'toi'; did you mean 'toy'" compare --probe toi
	fails 2 "has no analysed run of 'strss'; did you mean 'stress'" compare --load strss
	fails 2 "has no analysed run of 'another'" compare --probe another
	import mach-A 100 33 io >/dev/null
	COUNT=50 "$T" db import "$D/x.txt" --db "$DB" --label mach-A --load idle --probe other --counter-hz 1GHz >/dev/null
	analyze
	fails 1 "no analysed run of the probe 'other' under the load 'io'" compare --probe other --load io
	import lab-3 100 34 idle >/dev/null
	fails 2 "has no analysed run of 'lab-3'; 1 run is not analysed yet: run 'ticklab analyze --db $DB'" compare --baseline lab-3
	fails 2 "did you mean 'mach-A'? 1 run is not analysed yet: run 'ticklab analyze" compare --baseline mach-C
	sql "DELETE FROM run WHERE label <> 'mach-A'"
	compare --load io | tr -s ' \n' ' ' | grep -q 'One machine alone has runs here: ticklab db merge adds those of another\.'
	compare --load io --baseline mach-A | tr -s ' \n' ' ' | grep -q 'do not both have runs here: record or merge (ticklab db merge) runs of this probe and load of both\.'
	fails 2 'no argument' compare x
	fails 1 'no such database' "$T" compare --db "$D/none.db"
}

@test "a share that has no tick is compared whatever the ticks are, and is named among what differs" {
	import slow 100 1 idle 3579545
	import fast 100 2 idle 1GHz
	analyze
	sql "UPDATE result SET value = (SELECT label = 'slow' FROM run WHERE run.run_id = result.run_id), status = 'ok' WHERE name = 'fallback_share'"
	compare --baseline fast --json >"$D/out.json"
	[ "$(row fallback_share grid) $(row fallback_share value_a) $(row fallback_share value_b)" = "native 0 1" ]
	compare --baseline fast | tr -s ' \n' ' ' | grep -q 'tick (1.00 ns, 279 ns), calls that fall back to the system call (0 %, 100 %)'
}

@test "counters of two ticks are compared at the coarser one" {
	for k in 1 2 3; do
		import fine "$((1000 + k))" "$k" >/dev/null
		import coarse "$((100 + k))" "1$k" idle 100MHz >/dev/null
	done
	analyze
	compare --json >"$D/out.json"
	[ "$(row median_ns grid)" = 100MHz ]
	awk -v a="$(row median_ns value_a)" -v b="$(row median_ns value_b)" 'BEGIN { exit !(a > 980 && a < 1030 && b > 980 && b < 1070) }'
}

@test "a busy idle run and a load that did nothing are left out and named" {
	two_machines
	import mach-A 100 41 stress >/dev/null
	import mach-B 100 42 stress >/dev/null
	import mach-B 100 43 stress >/dev/null
	sql "INSERT INTO machine VALUES (1, '00112233445566778899aabbccddeeff', '{\"cpu.cores\":\"2\"}');
	    UPDATE run SET machine_id = 1, environment_before = '{\"load.1min\":\"2.5\"}' WHERE run_id = 1;
	    UPDATE run SET machine_id = 1 WHERE label = 'mach-A';
	    UPDATE run SET load_detail = '{\"operations\":{\"cpu\":0,\"vm\":0}}' WHERE run_id = 10;
	    UPDATE run SET load_detail = '{\"operations\":{\"cpu\":7,\"vm\":0}}' WHERE run_id = 11"
	analyze
	compare --json >"$D/out.json"
	sqlite3 :memory: "SELECT value ->> '\$.text' FROM json_each(readfile('$D/out.json'), '\$.answers')" >"$D/text"
	grep -q 'Left out: run ........ of mach-A: labelled idle, but load was 2.5 on 2 CPUs' "$D/text"
	grep -q 'Left out: run ........ of mach-B: its load did no operation' "$D/text"
	[ "$(sqlite3 :memory: "SELECT json_extract(readfile('$D/out.json'), '\$.machines[0].runs')")" = 4 ]
	# What ran meanwhile counts as what ran before.
	sql "UPDATE run SET environment_before = NULL, environment_after = '{\"others.cpus\":\"1.5\"}' WHERE run_id = 1"
	analyze
	compare --json >"$D/out.json"
	grep -q 'of mach-A: labelled idle, but other processes used 1.5 CPUs' "$D/out.json"
	# Where it is all there is, it is kept and named.
	sql "UPDATE run SET environment_before = '{\"load.1min\":\"2.5\"}' WHERE label = 'mach-A'"
	analyze
	compare | tr '\n' ' ' | sed 's/  */ /g' >"$D/text"
	grep -q 'Kept, being all there is: run ........ of mach-A: [^;]*; run ........ of mach-A: ' "$D/text"
	[ "$(sed 's/toy, stress.*//' "$D/text" | grep -o 'Kept, being all' | wc -l)" -eq 1 ]
}

@test "runs that are not analysed are counted, not compared" {
	two_machines
	import mach-A 100 51 >/dev/null
	compare >"$D/out" 2>"$D/err"
	grep -q '1 run is not analysed' "$D/err"
	grep -q 'not compared: 0 incomplete, 1 not analysed' "$D/out"
}

# Three blocks of idle and cpu: cpu is 1.5 times idle in each, while the level drifts by 40 % from block to block.
@test "a campaign by its cells: drift between blocks leaves the ratio to idle alone" {
	COUNT=1000
	for k in 1 2 3; do
		import lab "$((100 + 40 * k))" "$k" idle >/dev/null
		import lab "$((150 + 60 * k))" "1$k" cpu >/dev/null
	done
	analyze
	sql "INSERT INTO campaign VALUES (1, '00000000-0000-4000-8000-000000000001', 'c', '{}', 1, '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', NULL);
	    INSERT INTO cell SELECT 1, run_id, (run_id + 1) / 2, probe, load FROM run;
	    UPDATE run SET campaign_id = 1, cell = run_id"
	"$T" analyze --db "$DB" --replicates 0 --assess 0 --campaign --json >"$D/cells.json"
	sqlite3 :memory: "SELECT value ->> '\$.blocks', value ->> '\$.ratio', value ->> '\$.ratio_lo', value ->> '\$.ratio_hi', value ->> '\$.lo', value ->> '\$.hi'
	    FROM json_each(readfile('$D/cells.json'), '\$.cells') WHERE value ->> '\$.figure' = 'median_ns' AND value ->> '\$.load' = 'cpu'" >"$D/row"
	awk -F'|' '{ exit !($1 == 3 && $2 > 1.47 && $2 < 1.53 && $3 > 1.4 && $3 < $2 && $4 > $2 && $4 < 1.6 && $6 - $5 > 100) }' "$D/row"
	"$T" analyze --db "$DB" --replicates 0 --assess 0 --campaign >"$D/out"
	grep -qE '^    cpu +3 .*1\.(49|5)[0-9]*x \[' "$D/out"
	for words in median 'share of slow samples' longest 'tail \(99.9 %\)' 'tail \(99 %\)' 'Shannon entropy'; do grep -qE "toy on lab, $words" "$D/out"; done
	[ "$(sqlite3 :memory: "SELECT count(*) FROM json_each(readfile('$D/cells.json'), '\$.cells') WHERE value ->> '\$.difference_lo' = value ->> '\$.difference_hi'")" = 0 ]
	# The page draws differences about 0 and ratios about 1.
	(cd "$D" && "$T" report --db "$DB" --out "$D/r" --plots "$D/p" >/dev/null)
	awk -F'\t' '{ n++; if (!($2 > 1.4 && $2 < 1.6 && $3 < $2 && $4 > $2)) exit 1 } END { exit n != 1 }' "$D/p/report-effects-tail.tsv"
	grep -q 'logx=1' "$D/p/report-effects-tail.gp"
	sql "UPDATE run SET load_detail = '{\"operations\":{\"cpu\":0}}' WHERE run_id = 2"
	"$T" analyze --db "$DB" --replicates 0 --assess 0 --campaign | grep -q 'left out: run ........ (toy under cpu): its load did no operation'
	"$T" analyze --db "$DB" --replicates 0 --campaign | grep -qE 'toy on lab: [0-9.]+ bits, least assessed min-entropy under any load: under load (idle|cpu), run ........, SP 800-90B 6\.3\.'
}

# One distribution, in 8,000 and in 1,000 samples: of the fewer ones the bound of the min-entropy alone is 0.3 bits lower, and the 99.9 %
# quantile is nearly the longest of 1,000.
@test "runs of unequal length are compared by as many samples of each, what cannot be is named" {
	for k in 1 2 3; do
		COUNT=8000 import long 100 "$k" >/dev/null
		COUNT=1000 import short 100 "1$k" >/dev/null
	done
	"$T" analyze --db "$DB" --replicates 0 >/dev/null
	compare --baseline long --json >"$D/out.json"
	awk -v d="$(row min_entropy_mcv_bits difference)" -v lo="$(row min_entropy_mcv_bits lo)" -v hi="$(row min_entropy_mcv_bits hi)" \
	    'BEGIN { exit !(lo < 0 && hi > 0 && d > -0.2 && d < 0.2) }'
	[ -z "$(row min_entropy_90b_bits value_a)" ]
	sqlite3 :memory: "SELECT value ->> '\$.text' FROM json_each(readfile('$D/out.json'), '\$.answers')" >"$D/text"
	grep -q 'Runs have 1000 to 8000 samples: the figures of the distribution are of 1000 of each run, in 40 blocks from all along it' "$D/text"
	awk -v d="$(row shannon_mm_bits difference)" -v p="$(row q999_ticks p_adjusted)" 'BEGIN { exit !(d > -0.15 && d < 0.15 && p > 0.05) }'
	grep -q "assessed entropy is not compared: .* 1000 to 8000; 'ticklab analyze --assess 1000'" "$D/text"
	"$T" analyze --db "$DB" --replicates 0 --assess 1000 >/dev/null
	compare --baseline long --json >"$D/out.json"
	[ -n "$(row min_entropy_90b_bits value_a)" ]
}

# Normal values of sd 8 and 16: 1.2 times apart in min-entropy, whatever SP 800-90B's estimators make of either.
@test "the min-entropy of the values leads; assessed entropies of two estimators have no ratio" {
	for k in 1 2 3; do
		COUNT=1000 import narrow 1000 "$k" >/dev/null
		awk '{ print 4 * $1 - 3000 + NR % 4 }' "$D/x.txt" >"$D/y.txt"
		"$T" db import "$D/y.txt" --db "$DB" --label wide --load idle --probe toy --counter-hz 1GHz >/dev/null
	done
	"$T" analyze --db "$DB" --replicates 0 >/dev/null
	decide() { sql "UPDATE result SET value = 0.01 WHERE name = '$2' AND scope = 'symbols' AND run_id IN (SELECT run_id FROM run WHERE label = '$1');
	    UPDATE result SET value = 0.01 WHERE name = 'min_entropy_90b_bits' AND scope = 'all' AND run_id IN (SELECT run_id FROM run WHERE label = '$1')"; }
	decide narrow sp90b_lag_bits; decide wide sp90b_mcv_bits
	compare --baseline narrow | tr -s ' \n' ' ' >"$D/text"
	grep -qE "^.*wide.*min-entropy of the values .*SP 800-90B assesses" "$D/text"
	grep -qF 'SP 800-90B assesses 0.0100 bits for wide (estimate 6.3.1 most common value) and 0.0100 bits for narrow (estimate 6.3.8 lag prediction). Different estimates decided, so these have no ratio.' "$D/text"
	! grep -q 'assessed entropy [0-9]' "$D/text" || false
	compare --baseline narrow --json >"$D/out.json"
	[ "$(row min_entropy_90b_bits estimate_a) $(row min_entropy_90b_bits estimate_b) $(row min_entropy_90b_bits ratio)" = "sp90b_lag_bits sp90b_mcv_bits null" ]
	[ "$(row median_ns estimate_a) $(row median_ns slow_above_ns)" = "null null" ]
	sql "UPDATE result SET value = 9 WHERE name = 'sp90b_mcv_bits' AND scope = 'symbols'"
	decide wide sp90b_lag_bits
	compare --baseline narrow | tr -s ' \n' ' ' | grep -qF "Its assessed entropy is 1.00x"
}

@test "a run of two samples is left out and named, is no reference and cuts nothing" {
	for k in 1 2 3; do import A 100 "$k" >/dev/null; import B 101 "1$k" >/dev/null; COUNT=400 import C 99 "2$k" >/dev/null; done
	printf '100\n101\n' | "$T" db import - --db "$DB" --label tiny --load idle --probe toy --counter-hz 1GHz >/dev/null
	analyze
	compare | tr -s ' \n' ' ' >"$D/text"
	grep -qE 'Left out: run ........ of tiny: it has 2 samples, the ordinary run here 500\.' "$D/text"
	[ "$(grep -o 'the figures of the distribution are of 400' "$D/text" | wc -l)" -eq 1 ]
	! grep -qE 'tiny [^.]*reference|of 2 of each run' "$D/text" || false
}

@test "a machine has one name in db list, db machines and compare: its latest label, or what it is" {
	import '' 100 1 >/dev/null
	import other 110 2 >/dev/null
	import old 120 3 >/dev/null
	import new 120 4 >/dev/null
	sql "INSERT INTO machine VALUES (1, '00112233445566778899aabbccddeeff', '{}'), (2, '11112233445566778899aabbccddeeff', '{\"cpu.model\":\"Made-up CPU\"}');
	    UPDATE run SET machine_id = 1 WHERE label IN ('old', 'new')"
	import '' 130 5 >/dev/null
	sql "UPDATE run SET machine_id = 2 WHERE run_id = 5"
	analyze
	compare --json >"$D/out.json"
	names=$(sqlite3 :memory: "SELECT group_concat(value ->> '\$.name') FROM json_each(readfile('$D/out.json'), '\$.machines')")
	[ "$names" = 'unlabelled import,other,new,Made-up CPU' ]
	"$T" db machines --db "$DB" --json >"$D/m.json"
	[ "$(sqlite3 :memory: "SELECT group_concat(value ->> '\$.name') FROM json_each(readfile('$D/m.json'), '\$.machines')")" = "$names" ]
	"$T" db machines --db "$DB" | grep -q '^imported .* unlabelled import '
	[ "$("$T" db list --db "$DB" --machine 'unlabelled import' | wc -l)" = 2 ]
	[ "$("$T" db list --db "$DB" --machine 'Made-up CPU' | wc -l)" = 2 ]
	compare --baseline 'unlabelled import' >"$D/out"
	# A run from before its machine had a label, and one of another node of the same image.
	sql "INSERT INTO machine VALUES (3, '00112233445566778899aabbccddeeff', '{\"slurm.node\":\"n2\",\"cpu.model\":\"unknown\"}');
	    UPDATE run SET label = '' WHERE label IN ('old', 'other'); UPDATE run SET machine_id = 3 WHERE run_id = 2"
	[ "$("$T" db list --db "$DB" | awk 'NR > 1' | cut -c112- | paste -s -d , -)" = 'unlabelled import,machine 00112233,new,new,Made-up CPU' ]
}

# One machine of six is slow. One run each: it is an outlier, and nothing says how much of it is chance.
@test "six machines of one run each: the outlier is named, and that no difference can be shown" {
	for k in 1 2 3 4 5 6; do
		COUNT=300 import "m$k" $((k == 4 ? 300 : 100)) "$k" >/dev/null
	done
	analyze
	compare >"$D/out"
	grep -qx '1 of 6 machines is an outlier:' "$D/out"
	grep -qE '^  m4: median 3\.?[0-9]*x.*; of one run a cell, so that the spread between runs is unknown$' "$D/out"
	grep -qE '^  m4 .* unknown$' "$D/out"
	! grep -qE ' 0 of [0-9]' "$D/out" || false
	[ "$(wc -L <"$D/out")" -le 110 ]
}

# Five loads: a map, not five paragraphs. C has a median three times as long under load l3 alone.
@test "many loads are shown as a map of machines by loads" {
	for load in l1 l2 l3 l4 l5; do
		for k in 1 2 3; do
			for m in A B C; do
				COUNT=100 import "mach-$m" "$(awk "BEGIN { print ($m == 0) + (\"$m$load\" == \"Cl3\" ? 300 : 100) + $k }")" "$k" "$load" >/dev/null
			done
		done
	done
	analyze
	compare >"$D/out"
	cat "$D/out"
	grep -qE '^  toy +l1 +l2 +l3 +l4 +l5 *$' "$D/out"
	grep -qE '^  mach-C +\. +\. +M[A-Z]*2\.9[0-9]* +\. +\. *$' "$D/out"
	grep -qx '  1 other: no difference is shown' "$D/out"
	! grep -q "mach-C's median" "$D/out" || false
	compare --load l3 | grep -q "mach-C's median is"
}

# Five machines, two loads, two runs each; m4 takes three times as long. The first screen names it, a picture of all has it on top, and a
# map has its distance.
@test "the report names the outliers of a fleet, and draws ratios and distances" {
	for k in 1 2 3 4 5; do
		for load in idle cpu; do
			for run in 1 2; do COUNT=100 import "m$k" $(((k == 4 ? 300 : 100) + run)) "$k$run" "$load" >/dev/null; done
		done
	done
	analyze
	compare >/dev/null
	(cd "$D" && "$T" report --db "$DB" --out "$D/r" --plots "$D/p" >/dev/null)
	[ "$(grep -c '1 of 5 machines is an outlier. m4: median' "$D/r/index.md")" = 2 ]
	head -n 1 "$D/p/report-machines.tsv" | grep -qE '\b1\s+m4$'
	cat "$D"/p/*-distances.tsv
	awk -F'\t' '$2 == 1 { n++; if ($3 < 150 || $3 > 250) exit 1 } $2 > 1 && $3 > 10 { exit 1 } END { exit !(n == 2) }' "$D"/p/*-distances.tsv
	grep -q 'Ratio of each machine' "$D/r/index.md"
}
