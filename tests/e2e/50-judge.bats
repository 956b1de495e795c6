#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# ticklab judge, on series of known truth.

setup() {
	ticklab="${TICKLAB_BUILD:-build}/bin/ticklab"
	claims="$BATS_TEST_DIRNAME/../../data/claims"
	db="$BATS_TEST_TMPDIR/t.db"
}

# judge SQL: one value from the verdicts in JSON, without a database from those of the arithmetic; v is the array's element.
judged() {
	from="--db $db"; [ -e "$db" ] || from=--audit
	# shellcheck disable=SC2086
	"$ticklab" judge $from --claims "$claims" --json > "$BATS_TEST_TMPDIR/v.json"
	sqlite3 :memory: "SELECT $1 FROM json_each(readfile('$BATS_TEST_TMPDIR/v.json'), '\$.verdicts') v WHERE $2"
}

verdict() { # CLAIM [RUN]: the verdict on the only run, or on RUN
	judged "v.value->>'verdict'" "v.value->>'claim' = '$1' AND v.value->>'run' LIKE '${2:-%}'"
}

why() { # CLAIM: of the verdict on the only run
	judged "v.value->>'why'" "v.value->>'claim' = '$1' AND v.value->>'run' IS NOT NULL"
}

# K N: n independent samples that are uniform over k values.
uniform() {
	awk -v k="$1" -v n="$2" 'BEGIN { x = 4711 + k + n
		for (; n > 0; n--) { x = (x * 16807) % 2147483647; print int(x / 2147483647 * k) } }'
}

# 3,000 samples of 5 and 45 ticks, 930 and 2070 of them, spread evenly through the run by a
# generator of full period (minimal standard, Lehmer).
two_point() {
	awk 'BEGIN { x = 12345; a = 930; n = 3000
		for (; n > 0; n--) { x = (x * 16807) % 2147483647
			if (x / 2147483647 < a / n) { print 5; a-- } else print 45 } }'
}

# ARGUMENT...: a run from standard input, analysed; prints its uuid. A first run that another test of this file made from the
# same samples is not analysed again.
import() {
	cat > "$BATS_TEST_TMPDIR/samples"
	made=$BATS_FILE_TMPDIR/$( (cat "$BATS_TEST_TMPDIR/samples"; printf '%s\n' "$@") | sha256sum | cut -c1-64)
	if [ ! -e "$db" ] && [ -e "$made.db" ]; then
		cp "$made.db" "$db"
		cat "$made"
		return
	fi
	first=; [ -e "$db" ] || first=1
	uuid=$("$ticklab" db import "$BATS_TEST_TMPDIR/samples" --db "$db" "$@")
	"$ticklab" analyze --db "$db" > "$BATS_TEST_TMPDIR/analyze.out"
	if [ -n "$first" ]; then
		sqlite3 "$db" "VACUUM INTO '$made.db'"
		echo "$uuid" > "$made"
	fi
	echo "$uuid"
}

@test "a database that is not there is refused; --audit judges the arithmetic without one" {
	run "$ticklab" judge --db "$db" --claims "$claims" --json
	[ "$status" -eq 1 ]
	[[ "${#lines[@]}" -eq 1 && "$output" == *"$db: there is no such database; make one with"*"with --audit" ]]
	[ ! -e "$db" ]
	[ "$(judged "count(*)" "v.value->>'run' IS NOT NULL")" -eq 0 ]
	[ "$(judged "v.value->>'verdict'" "v.value->>'claim' = 'C06'")" = "impossible as stated" ]
	[ "$(judged "v.value->>'verdict'" "v.value->>'claim' = 'C12'")" = "impossible as stated" ]
	[[ "$(judged "v.value->>'why'" "v.value->>'claim' = 'C07'")" == *"56.80 %"* ]]
	[[ "$(judged "v.value->>'why'" "v.value->>'claim' = 'C09'")" == *"at most 1.37 bits"* ]]
}

@test "--audit touches no database and lists which figures are consistent" {
	ticklab=$(realpath "$ticklab")
	cd "$BATS_TEST_TMPDIR"
	run "$ticklab" judge --audit --why --claims "$claims"
	[ "$status" -eq 0 ]
	output=$(tr -s ' \n' ' ' <<< "$output")
	[[ "$output" == *"0 or 1 tick of 24 MHz: fit C05 C07 C08; do not fit C03 C09"* ]]
	[[ "$output" == *"gives: do not fit C05 C07 C08"* ]]
	[ ! -e data ]
}

@test "every claim has a verdict on every run it is about, and none is stored twice" {
	two_point | import --counter-hz 24MHz --probe gettimeofday
	two_point | import --counter-hz 24MHz --probe gettimeofday --label other
	two_point | import --counter-hz 1GHz --probe null
	[ "$(judged "count(*)" "v.value->>'run' IS NOT NULL")" -eq 28 ]
	[ "$(judged "count(DISTINCT v.value->>'claim')" "v.value->>'run' IS NOT NULL")" -eq 14 ]
	[ "$(sqlite3 "$db" "SELECT count(*) FROM verdict WHERE run_id IS NOT NULL")" -eq 28 ]
	"$ticklab" judge --db "$db" --claims "$claims" > "$BATS_TEST_TMPDIR/text"
	[ "$(sqlite3 "$db" "SELECT count(*) FROM verdict WHERE run_id IS NOT NULL")" -eq 28 ]
	[ "$(sqlite3 "$db" "SELECT count(*) FROM claim WHERE claim LIKE 'C%'")" -eq 14 ]
}

@test "a body of published tables has one joint verdict, which names its exceptions" {
	run "$ticklab" judge --audit --claims "$claims"
	[ "$status" -eq 0 ]
	[[ "$output" == "One tick of a 24 MHz counter"*" explains 7 of 8 published tables"*"MAC2 (CNTFRQ read)"* ]]
	"$ticklab" judge --audit --json --claims "$claims" > "$BATS_TEST_TMPDIR/v.json"
	joint() { sqlite3 :memory: "SELECT $1 FROM json_each(readfile('$BATS_TEST_TMPDIR/v.json'), '\$.joint') j"; }
	[ "$(joint "printf('%s %s %d %d %s', j.value->>'body', j.value->>'verdict', j.value->>'explained', j.value->>'of', j.value->>'exceptions')")" = 'm4-mac-mini supported 7 8 ["MAC2"]' ]
	# A tick of another length explains next to none of them.
	mkdir "$BATS_TEST_TMPDIR/c"
	sed 's/"tick_num": 125/"tick_num": 100/' "$claims/published_mac.json" > "$BATS_TEST_TMPDIR/c/other.json"
	"$ticklab" judge --audit --json --claims "$BATS_TEST_TMPDIR/c" > "$BATS_TEST_TMPDIR/v.json"
	[ "$(joint "j.value->>'verdict'")" = refuted ]
	# The body's tables are judged without runs, and what they explain is evidence in the claims' reasons.
	two_point | import --counter-hz 24MHz --probe gettimeofday
	[ "$(judged "count(*)" "v.value->>'claim' LIKE 'MAC%' AND v.value->>'run' IS NOT NULL")" -eq 0 ]
	[[ "$(why C05)" == *"Published siblings: One tick of a 24 MHz counter"* ]]
}

@test "people get the answer first, then one line a verdict; --why has the reasons" {
	two_point | import --counter-hz 24MHz --probe gettimeofday
	"$ticklab" judge --db "$db" --claims "$claims" > "$BATS_TEST_TMPDIR/text"
	[ "$(grep -c '^  C0[1-9] \|^  C1[0-4] ' "$BATS_TEST_TMPDIR/text")" -eq 16 ] # what arithmetic decides, 14 of the run
	grep -q '^  open to runs: C01 C02 ' "$BATS_TEST_TMPDIR/text"
	grep -q "^  C01   supported            0.31 \[.*\]; published 930/3000 = 31.0 % (share in " "$BATS_TEST_TMPDIR/text"
	run "$ticklab" judge --db "$db" --claims "$claims" --why C01
	[ "$status" -eq 0 ]
	[[ "$output" == *"fast_window_share (all, 24MHz)"*"margin 0.02"* ]]
	[[ "$output" != *"C02"*"refuted"* ]]
	run "$ticklab" judge --db "$db" --claims "$claims" --why C0l
	[ "$status" -eq 2 ]
	[[ "$output" == *"did you mean 'C01'"* ]]
}

@test "a series with the published split, on a 24 MHz counter" {
	two_point | import --counter-hz 24MHz --probe gettimeofday
	# 3,000 samples leave the shares uncertain by 3.3 points against a margin of 2 beyond the
	# published interval: inside.
	[ "$(verdict C01 %-%)" = supported ]
	[ "$(verdict C02 %-%)" = supported ]
	# Values 40 ticks apart are two modes, whatever multiple of the unit the counter's step may be.
	[ "$(verdict C03 %-%)" = supported ]
	[ "$(verdict C04 %-%)" = supported ]
	[ "$(verdict C05 %-%)" = refuted ]   # 0.893 bits
	[ "$(verdict C07 %-%)" = refuted ]   # 56.7 %
	[ "$(verdict C08 %-%)" = refuted ]   # both values are odd
	[ "$(verdict C09 %-%)" = refuted ]   # -log2 0.69 = 0.535 bits at most
	[ "$(verdict C12 %-%)" = "impossible as stated" ]
	[ "$(verdict C14 %-%)" = "not applicable" ]
	[ "$(verdict C10 %-%)" = undecided ]
	[[ "$(judged "v.value->>'why'" "v.value->>'claim' = 'C10'")" == "needs slow_cause_share"* ]]
	[[ "$(why C09)" == "as min-entropy of one sample: "* ]]
}

@test "independent uniform samples of more than 1.5 bits never refute 1.5 bits" {
	for k in 3 4 6 16; do
		for n in 20 300 3000; do
			uniform "$k" "$n" | "$ticklab" db import - --db "$db" --counter-hz 24MHz --probe gettimeofday
		done
	done
	"$ticklab" analyze --db "$db" > "$BATS_TEST_TMPDIR/analyze.out"
	[ "$(judged "count(*)" "v.value->>'claim' = 'C09' AND v.value->>'run' IS NOT NULL AND v.value->>'verdict' = 'undecided'")" -eq 12 ]
	[ "$(judged "count(*)" "v.value->>'claim' = 'C09' AND v.value->>'why' LIKE '%1,000,000 samples%'")" -eq 12 ]
}

@test "a counter slower than 24 MHz cannot be put on its grid, nor place the modes" {
	# 5 and 45 ticks of 24 MHz, by a counter of 1 MHz: 0, 1, 2 of its ticks.
	awk 'BEGIN { x = 12345; for (i = 0; i < 3000; i++) { x = (x * 16807) % 2147483647
		start = i * 7.3 + x / 2147483647; cost = x % 100 < 31 ? 0.208 : 1.875
		print int(start), int(start + cost) - int(start) } }' > "$BATS_TEST_TMPDIR/slow.txt"
	"$ticklab" db import "$BATS_TEST_TMPDIR/slow.txt" --db "$db" --counter-hz 1MHz --probe gettimeofday
	"$ticklab" analyze --db "$db" > "$BATS_TEST_TMPDIR/analyze.out"
	for claim in C01 C02 C03 C04 C05 C07 C08 C09; do
		[ "$(verdict $claim %-%)" = "not applicable" ]
		[[ "$(why $claim)" == "the run's counter steps by 1000 ns"* ]]
	done
}

@test "plain data are decided: a constant, and a tail too heavy for 1.54 bits" {
	uniform 1 3000 | sed 's/^0/5/' | import --counter-hz 24MHz --probe gettimeofday
	for claim in C01 C02 C03 C04 C05 C08 C09; do
		[ "$(verdict $claim %-%)" = refuted ]
	done
	[[ "$(why C04)" == "there are not two modes: mode_count"* ]]
	rm "$db"
	awk 'BEGIN { x = 99; for (i = 0; i < 3000; i++) { x = (x * 16807) % 2147483647
		print int(20 / (x / 2147483647) ^ 2) } }' | import --counter-hz 24MHz --probe gettimeofday
	[ "$(verdict C05 %-%)" = refuted ]
}

@test "spikes that leave the entropy and move the CV may not be dropped" {
	two_point | sed '1500s/.*/9000000/; 2500s/.*/7000000/' | import --counter-hz 24MHz --probe gettimeofday
	[ "$(verdict C14 %-%)" = refuted ]
	[[ "$(why C14)" == *"the CV changes: cv (all, native) "*" and cv (no_spikes, native) "* ]]
	[[ "$(why C14)" == *"mean_ticks (all, native) "*" and mean_ticks (no_spikes, native) "* ]]
}

@test "with one mode the slow mode is the tail, and its share is told" {
	"$ticklab" collect --db "$db" --probe gettimeofday -n 100000 --load idle
	"$ticklab" analyze --db "$db" > "$BATS_TEST_TMPDIR/analyze.out"
	[ "$(verdict C10 %-%)" = undecided ] || [ "$(verdict C10 %-%)" = refuted ]
	[[ "$(why C10)" == *"slow_share (all, native)"* ]]
	[[ "$(why C10)" == *"slow_threshold_ticks (all, native)"* ]]
	if [ "$(sqlite3 "$db" "SELECT value FROM result WHERE name = 'mode_count' AND scope = 'all'")" = 1.0 ]; then
		[[ "$(why C10)" == *"there is one mode and so no slow one"* ]]
		[[ "$(why C04)" == "there are not two modes"* ]]
	fi
}

@test "what was published, and on which platform, is told once" {
	two_point | import --counter-hz 24MHz --probe gettimeofday
	"$ticklab" judge --db "$db" --claims "$claims" --why > "$BATS_TEST_TMPDIR/text"
	[ "$(head -1 "$BATS_TEST_TMPDIR/text")" = "What was published" ]
	[ "$(grep -c "Platform:" "$BATS_TEST_TMPDIR/text")" -eq 2 ] # of the claim, and of its siblings
	[ "$(grep -c "measured on an unknown platform" "$BATS_TEST_TMPDIR/text")" -eq 1 ]
	[ "$(grep -c "Published siblings:" "$BATS_TEST_TMPDIR/text")" -eq 1 ]
	[[ "$(why C01)" == *" (measured on an unknown platform, perhaps not the claim's)" ]]
	[ "$(sqlite3 :memory: "SELECT count(*) FROM json_each(readfile('$BATS_TEST_TMPDIR/v.json'), '\$.claims') c WHERE c.value->>'id' <> '' AND c.value->>'title' <> '' AND c.value->>'platform' LIKE 'macOS%' AND c.value->>'source' LIKE '%.rs, lines %' AND c.value->>'id' LIKE 'C%'")" -eq 14 ]
	[ "$(judged "count(*)" "(SELECT count(*) FROM json_each(v.value)) <> 12")" -eq 0 ]
	rm "$db"
	"$ticklab" collect --db "$db" --probe gettimeofday -n 1000 --load idle
	[[ "$(why C01)" == *" (measured on $(uname -s | sed s/Darwin/macOS/) $(uname -m)"* ]] || [ "$(uname -sm)" = "Darwin arm64" ]
}

@test "the audit says first what it came to" {
	[[ "$(judged "v.value->>'why'" "v.value->>'claim' = 'C05'")" == \
		"the published figures fit if the durations are 0, 41 and 42 ns"*"; they do not fit if "* ]]
	[ "$(judged "count(*)" "v.value->>'run' IS NULL AND v.value->>'verdict' = 'undecided' AND v.value->>'why' NOT LIKE 'the published figures %'")" -eq 0 ]
}

@test "rows without text do not end the program" {
	two_point | import --counter-hz 24MHz --probe gettimeofday
	# The tables' constraints are taken away for the moment that it takes to break the rows.
	sqlite3 "$db" "CREATE TABLE kept AS SELECT name AS whose, sql AS text FROM sqlite_schema WHERE name IN ('run', 'result');
		PRAGMA writable_schema = ON;
		UPDATE sqlite_schema SET sql = replace(replace(sql, 'TEXT NOT NULL', 'TEXT'), ') STRICT', ')') WHERE name IN ('run', 'result');"
	sqlite3 "$db" "PRAGMA ignore_check_constraints = ON; UPDATE run SET probe = NULL, load = NULL, label = NULL, status = NULL;
		UPDATE result SET status = NULL, unit = NULL, method = NULL;"
	sqlite3 "$db" "PRAGMA writable_schema = ON;
		UPDATE sqlite_schema SET sql = (SELECT text FROM kept WHERE whose = name) WHERE name IN ('run', 'result');"
	sqlite3 "$db" "DROP TABLE kept"
	run "$ticklab" judge --db "$db" --claims "$claims"
	[ "$status" -le 1 ] # refused or judged, and no signal
	[[ "$output" == *"C01   "* ]] || [ "${#lines[@]}" -eq 1 ]
}

@test "a series far from the published split refutes it" {
	awk 'BEGIN { for (i = 0; i < 3000; i++) print (i * 7) % 10 < 5 ? 5 : 45 }' |
		import --counter-hz 24MHz --probe gettimeofday
	[ "$(verdict C01 %-%)" = refuted ]
	[ "$(verdict C02 %-%)" = refuted ]
}

@test "where nothing lies in the slow window there is no slow mode in it" {
	two_point | sed 's/^45/1/; s/^5/0/' | import --counter-hz 24MHz --probe gettimeofday
	[ "$(verdict C04 %-%)" = refuted ]
	[[ "$(judged "v.value->>'why'" "v.value->>'claim' = 'C04' AND v.value->>'run' IS NOT NULL")" == *"below 0.01"* ]]
}

# A fifth reads 7 or 8 ticks, three tenths 10 or 11, of which 10 is in the window of the claim: 20 to 50 %.
@test "without start ticks another counter cannot be put on the 24 MHz grid" {
	awk 'BEGIN { for (i = 0; i < 3000; i++) { k = i * 7919 % 10; print k < 2 ? 300 + i % 9 : k < 5 ? 440 + i % 9 : 1900 + i % 9 } }' |
		import --counter-hz 1GHz --probe gettimeofday
	[ "$(verdict C01 %-%)" = undecided ]
	[[ "$(judged "v.value->>'why'" "v.value->>'claim' = 'C01' AND v.value->>'run' IS NOT NULL")" == \
		"needs fast_window_share (scope all, grid 24MHz)"*"start ticks"* ]]
}

# 886 to 1123 ns read 21 to 27 ticks of 24 MHz whatever the phase: none in a window of the claim. 42 ns always read 1 or 2.
@test "what durations alone decide on a coarser counter is decided without start ticks" {
	awk 'BEGIN { x = 7; for (i = 0; i < 3000; i++) { x = (x * 16807) % 2147483647; print 886 + x % 238 } }' |
		import --counter-hz 1GHz --probe gettimeofday
	for claim in C01 C02 C07; do [ "$(verdict $claim %-%)" = refuted ]; done
	[[ "$(judged "v.value->>'why'" "v.value->>'claim' = 'C01' AND v.value->>'run' IS NOT NULL")" == \
		"fast_window_share (all, 24MHz) lies in [0, "*"whatever the phase of the starts"*"wholly outside"* ]]
	rm -f "$db"
	yes 42 | head -n 3000 | import --counter-hz 1GHz --probe gettimeofday
	for claim in C01 C02 C05 C07 C09; do [ "$(verdict $claim %-%)" = refuted ]; done
}

@test "a claim is not judged on a probe that it is not about" {
	two_point | import --counter-hz 24MHz --probe null
	[ "$(judged "count(*)" "v.value->>'run' IS NOT NULL")" -eq 0 ]
}

@test "a run that was not analysed says so" {
	two_point | "$ticklab" db import - --db "$db" --counter-hz 24MHz --probe gettimeofday
	[ "$(verdict C01 %-%)" = undecided ]
	[[ "$(judged "v.value->>'why'" "v.value->>'claim' = 'C01' AND v.value->>'run' IS NOT NULL")" == *"needs: ticklab analyze"* ]]
	"$ticklab" judge --db "$db" --claims "$claims" 2>&1 >/dev/null | grep -qF "1 run is not analysed: run 'ticklab analyze --db $db'"
}

@test "replicates of one cell are judged together, by the spread between them" {
	for seed in 1 2 3 4; do
		awk -v x="$seed" 'BEGIN { x = x * 7919 + 17; for (i = 0; i < 3000; i++) { x = (x * 16807) % 2147483647
			print x / 2147483647 < 0.31 ? 5 : 45 } }' |
			"$ticklab" db import - --db "$db" --counter-hz 24MHz --probe gettimeofday --label lab
	done
	"$ticklab" analyze --db "$db" > "$BATS_TEST_TMPDIR/analyze.out"
	[ "$(judged "count(*)" "v.value->>'run' IS NOT NULL")" -eq 56 ]
	cells() { sqlite3 :memory: "SELECT $1 FROM json_each(readfile('$BATS_TEST_TMPDIR/v.json'), '\$.cells') c, json_each(c.value, '\$.verdicts') v WHERE $2"; }
	[ "$(cells "count(*)" "c.value->>'runs' = 4 AND c.value->>'machine' = 'lab'")" -eq 14 ]
	[ "$(cells "v.value->>'verdict'" "v.value->>'claim' = 'C01'")" = supported ]
	[ "$(cells "v.value->>'verdict'" "v.value->>'claim' = 'C07'")" = refuted ]
	"$ticklab" judge --db "$db" --claims "$claims" > "$BATS_TEST_TMPDIR/text"
	[ "$(grep -c '^  C01 ' "$BATS_TEST_TMPDIR/text")" -eq 1 ] # of the cell
	grep -q "^gettimeofday under load unknown, lab, 4 runs as replicates$" "$BATS_TEST_TMPDIR/text"
}

# Steps at 29, 30, 31 and 32 % of the run: each run is wholly fast, then wholly slow, and 31 % fast over all, as are the
# four together. A mean over runs is not right against all of them.
@test "a cell has the verdict that each of its runs has" {
	for step in 1740 1800 1860 1920; do
		awk -v step="$step" 'BEGIN { x = step; for (i = 0; i < 6000; i++) { x = (x * 16807) % 2147483647
			print (i < step ? 5 : 45) + x % 3 - 1 } }' | import --counter-hz 24MHz --probe gettimeofday --label lab >/dev/null
	done
	"$ticklab" judge --db "$db" --claims "$claims" --json >"$BATS_TEST_TMPDIR/v.json"
	cells() { sqlite3 :memory: "SELECT $1 FROM json_each(readfile('$BATS_TEST_TMPDIR/v.json'), '\$.cells') c, json_each(c.value, '\$.verdicts') v WHERE v.value->>'claim' = 'C01'"; }
	[ "$(cells "v.value->>'verdict'")" = refuted ]
	[ "$(cells "v.value->>'pieces'")" = 4 ]
	[[ "$(cells "v.value->>'why'")" == "refuted in each of the 4 runs to which the claim applies, so in the cell. Over the runs together: "* ]]
}

@test "--run prints that run alone, and an unknown one is an error" {
	uuid=$(two_point | import --counter-hz 24MHz --probe gettimeofday)
	two_point | import --counter-hz 24MHz --probe gettimeofday
	"$ticklab" judge --db "$db" --claims "$claims" --run "${uuid:0:8}" --json > "$BATS_TEST_TMPDIR/one.json"
	[ "$(sqlite3 :memory: "SELECT group_concat(DISTINCT v.value->>'run') || count(*) FROM json_each(readfile('$BATS_TEST_TMPDIR/one.json'), '\$.verdicts') v")" = "${uuid}14" ]
	[ "$(sqlite3 :memory: "SELECT v->>'\$.answer.run' || json_array_length(v, '\$.answer.machines') || json_array_length(v, '\$.cells') FROM (SELECT readfile('$BATS_TEST_TMPDIR/one.json') v)")" = "${uuid}10" ]
	run "$ticklab" judge --db "$db" --claims "$claims" --run 00000000-0000
	[ "$status" -eq 1 ]
}

@test "hostile labels neither drive a terminal nor break JSON" {
	two_point | import --counter-hz 24MHz --probe gettimeofday --label $'\033[2J"\\\n\302\233<b>'
	sqlite3 "$db" "UPDATE run SET status = 'failed', message = char(27) || '[2J'"
	two_point | import --counter-hz 24MHz --probe $'\033]0;x\a"}'
	"$ticklab" judge --db "$db" --claims "$claims" > "$BATS_TEST_TMPDIR/text"
	! grep -q $'\033\|\a\|\302\233' "$BATS_TEST_TMPDIR/text" || false
	[ "$(verdict C01 %-%)" = "not applicable" ]
	[ "$(judged "count(*)" "v.value->>'why' LIKE '%' || char(27) || '%'")" -eq 0 ]
	[ "$(sqlite3 :memory: "SELECT json_valid(readfile('$BATS_TEST_TMPDIR/v.json'))")" -eq 1 ]
}

@test "no line of prose is wider than 100 columns" {
	two_point | import --counter-hz 24MHz --probe gettimeofday
	"$ticklab" judge --db "$db" --claims "$claims" > "$BATS_TEST_TMPDIR/text"
	[ "$(awk 'length($0) > 100' "$BATS_TEST_TMPDIR/text" | wc -l)" -eq 0 ]
}

@test "a registry of somebody else's is judged beside ours" {
	mkdir "$BATS_TEST_TMPDIR/c"
	cp "$claims"/*.json "$BATS_TEST_TMPDIR/c/"
	awk '/^```json/ { on = 1; next } /^```/ { on = 0 } on' "$BATS_TEST_DIRNAME/../../docs/claims.md" > "$BATS_TEST_TMPDIR/c/other.json"
	claims="$BATS_TEST_TMPDIR/c"
	two_point | import --counter-hz 24MHz --probe gettimeofday
	[ "$(verdict ACME-1 %-%)" = refuted ]
}

@test "a bad registry is one line and exit 1" {
	mkdir "$BATS_TEST_TMPDIR/c"
	printf '[{"id": "X", "title": "t", "statement": "s"}]' > "$BATS_TEST_TMPDIR/c/bad.json"
	run "$ticklab" judge --audit --claims "$BATS_TEST_TMPDIR/c"
	[ "$status" -eq 1 ]
	[ "${#lines[@]}" -eq 1 ]
	[[ "$output" == *'bad.json: entry X: "source.file" is missing' ]]
	sed 's/"equivalence"/"\\u001b[2J"/' "$claims"/commpage*.json > "$BATS_TEST_TMPDIR/c/bad.json"
	run "$ticklab" judge --audit --claims "$BATS_TEST_TMPDIR/c"
	[ "$status" -eq 1 ]
	[[ "$output" == *"bad.json: entry C01: \"rules[0].kind\" is unknown: '?[2J'" ]]
	run "$ticklab" judge --audit --claims "$BATS_TEST_TMPDIR/nowhere"
	[ "$status" -eq 1 ]
	mkdir "$BATS_TEST_TMPDIR/empty"
	run "$ticklab" judge --audit --claims "$BATS_TEST_TMPDIR/empty"
	[ "$status" -eq 1 ]
}

# misspelt MEMBER RIGHT WRONG KIND [NEAREST]: a registry with WRONG is refused, and the nearest name is RIGHT.
misspelt() {
	sed "s#\"$1\": \(\[\{0,1\}\)\"$2\"#\"$1\": \1\"$3\"#" "$claims"/commpage*.json > "$BATS_TEST_TMPDIR/c/misspelt.json"
	run "$ticklab" judge --audit --claims "$BATS_TEST_TMPDIR/c"
	[ "$status" -eq 2 ]
	[ "${#lines[@]}" -eq 1 ]
	[[ "$output" == *"misspelt.json: entry C"*" is the unknown $4 '$3'; did you mean '$2'?" ]]
}

@test "a claim on a result, scope, grid or probe that does not exist is exit 2 and names the nearest" {
	mkdir "$BATS_TEST_TMPDIR/c"
	misspelt result fast_window_share fast_windw_share figure
	misspelt scope no_spikes no_spike scope
	misspelt other_scope no_spikes nospikes scope
	misspelt grid native nativ grid
	misspelt grid 24MHz 24000000 grid
	misspelt grid 24MHz 24MHx grid
	misspelt probes gettimeofday gettimofday probe
	# Another counter may have been asked for, and another tool may time what no probe does.
	sed 's/"grid": "24MHz"/"grid": "32768Hz,phase=0.5"/; s/"probes": \["gettimeofday"/"probes": ["clock-boottime"/' \
		"$claims"/commpage*.json > "$BATS_TEST_TMPDIR/c/misspelt.json"
	"$ticklab" judge --audit --claims "$BATS_TEST_TMPDIR/c" >"$BATS_TEST_TMPDIR/out"
}

@test "a member of a registry that does not exist is exit 2 and names the nearest" {
	mkdir "$BATS_TEST_TMPDIR/c"
	# The first entry that has it: a required member, one of a condition, of an object, a list, and one that another kind of rule has.
	slip() { # SED-SCRIPT WHAT
		sed "$1" "$claims"/commpage*.json > "$BATS_TEST_TMPDIR/c/slip.json"
		run "$ticklab" judge --audit --claims "$BATS_TEST_TMPDIR/c"
		echo "$1: $status $output"
		[ "$status" -eq 2 ]
		[ "${#lines[@]}" -eq 1 ]
		[[ "$output" == *"slip.json: entry "*": "$2 ]]
	}
	slip 's/"title"/"titel"/' "\"titel\" is no member; did you mean 'title'?"
	slip 's/"source": {/"sorce": {/' "\"sorce\" is no member; did you mean 'source'?"
	slip 's/"note"/"notes"/' "*notes\" is no member; did you mean 'note'?"
	slip 's/"rules"/"ruls"/' "\"ruls\" is no member; did you mean 'rules'?"
	slip 's/"kind": "equivalence"/"kidn": "equivalence"/' "\"rules\[0\].kidn\" is no member; did you mean 'kind'?"
	slip 's/"least_n_eff"/"least_neff"/' "*].least_neff\" is no member; did you mean 'least_n_eff'?"
	slip 's/"at_least": \([0-9]\)/"at_laest": \1/' "*.at_laest\" is no member; did you mean 'at_least'?"
	slip 's/"step_ns_at_most"/"step_ns_at_mots"/' "\"counter.step_ns_at_mots\" is no member; did you mean 'step_ns_at_most'?"
	slip 's/"rounding"/"roundnig"/' "\"published.figures*.roundnig\" is no member; did you mean 'rounding'?"
	slip 's/"kind": "equivalence"/"kind": "equivalence", "colour": []/' "\"rules\[0\].colour\" is no member"
	slip 's/"kind": "unchanged"/"kind": "unchanged", "half_step": 1/' "*.half_step\" is no member"
}

@test "a database that cannot be written to is judged, and nothing is stored" {
	[ "$(id -u)" -ne 0 ] || skip "root may write everywhere"
	two_point | import --counter-hz 24MHz --probe gettimeofday
	chmod a-w "$db" "$BATS_TEST_TMPDIR"
	run "$ticklab" judge --db "$db" --claims "$claims"
	chmod u+w "$BATS_TEST_TMPDIR"
	[ "$status" -eq 0 ]
	[[ "$output" == *"nothing is stored"* ]]
	[[ "$output" == *"C01   supported"* ]]
}

@test "a wrong command line is exit 2" {
	run "$ticklab" judge --claims "$claims" surplus
	[ "$status" -eq 2 ]
	run "$ticklab" judge --claims "$claims" --audit --run 12345678
	[ "$status" -eq 2 ]
}

# A step: samples at 5, then at 45, each -1, 0 or +1. At a seam of pieces each piece is wholly on one side
# of the published 31 %; inside a piece that one alone is not, and it does not hinder the others.
@test "a run whose level moves is judged by its pieces" {
	for step in 6000 6200; do
		db="$BATS_TEST_TMPDIR/$step.db"
		awk -v step="$step" 'BEGIN { x = 12345; for (i = 0; i < 20000; i++) { x = x * 16807 % 2147483647
			print (i < step ? 5 : 45) + int(x / 1000) % 3 - 1 } }' |
			"$ticklab" db import - --db "$db" --counter-hz 24MHz --probe gettimeofday
		"$ticklab" analyze --db "$db" > "$BATS_TEST_TMPDIR/analysed"
		verdict C01 > "$BATS_TEST_TMPDIR/$step"
		why C01 | tee -a "$BATS_TEST_TMPDIR/$step"
	done
	[ "$(head -n 1 "$BATS_TEST_TMPDIR/6000")" = refuted ]
	grep -q "no single value: in each of 40 pieces 0-1.*: every piece lies outside" "$BATS_TEST_TMPDIR/6000"
	[ "$(head -n 1 "$BATS_TEST_TMPDIR/6200")" = refuted ]
	grep -q ": 39 of 40 pieces lie outside 0.2737..0.3468; pieces that lie inside 0.2737..0.3468: none" "$BATS_TEST_TMPDIR/6200"
}

@test "two starts that agree in every sample leave no entropy, whatever their split" {
	awk 'BEGIN { x = 99; for (i = 0; i < 3000; i++) { x = (x * 16807) % 2147483647; print 12 + (x / 2147483647 < 0.29) } }' >"$BATS_TEST_TMPDIR/a"
	awk 'BEGIN { x = 98; for (i = 0; i < 3000; i++) { x = (x * 16807) % 2147483647; print 12 + (x / 2147483647 < 0.29) } }' >"$BATS_TEST_TMPDIR/b"
	agreement() { sqlite3 "$db" "SELECT name, value, ifnull(hi, 'none') FROM result WHERE name = '$1' AND (scope = 'restarts' OR name LIKE 'restart_%') ORDER BY run_id LIMIT 1"; }
	entropy() { "$ticklab" judge --db "$db" --claims "$claims" --json >"$BATS_TEST_TMPDIR/v.json"
		sqlite3 :memory: "SELECT readfile('$BATS_TEST_TMPDIR/v.json') ->> '$.answer.text'"; }
	for f in a b; do import --counter-hz 24MHz --probe gettimeofday --label one <"$BATS_TEST_TMPDIR/$f" >/dev/null; done
	# Independent starts agree as often as chance has it: .29^2 + .71^2 = .588, give or take .027 (three sd).
	sqlite3 "$db" "SELECT abs(value - 0.588) < 0.027 AND hi > value FROM result WHERE name = 'restart_agreement_share'" | grep -qvx 0
	[[ "$(entropy)" != *"agree in every one"* ]]
	import --counter-hz 24MHz --probe gettimeofday --label one <"$BATS_TEST_TMPDIR/a" >/dev/null
	[ "$(agreement restart_agreement_share)" = "restart_agreement_share|1.0|1.0" ]
	[ "$(agreement adversary_min_entropy_bits)" = "adversary_min_entropy_bits|0.0|none" ]
	[[ "$(entropy)" == *"at most 0 bits"*"another start. Two starts of gettimeofday agree in every one of 3,000 samples: a split without entropy across restarts."* ]]
}

# One sample of three is no suspension that a rule could leave out, whatever was recorded: C14 asks for a run of the
# published length, in which one sample moves the entropies by less than the margin.
@test "a few samples with one absurd duration decide nothing on the rule that leaves out spikes" {
	printf '5\n45\n18446744073709551615\n' | import --counter-hz 24MHz --probe gettimeofday
	[ "$(verdict C14 %-%)" = undecided ]
	[[ "$(why C14)" == *"needs 3,000 samples to decide, these are 3"* ]]
}

# Idle runs and those under a load, of one machine, as a campaign's: one table, a line for a claim where they agree.
@test "the loads of a machine are one table, and an idle run has no effect of a load" {
	two_point | import --counter-hz 24MHz --probe gettimeofday --label lab --load idle
	two_point | import --counter-hz 24MHz --probe gettimeofday --label lab --load stress
	awk 'BEGIN { for (i = 0; i < 3000; i++) print 100 + i * 7919 % 30 }' | import --counter-hz 24MHz --probe gettimeofday --label lab --load io
	[ "$(judged "v.value->>'verdict'" "v.value->>'claim' = 'C11' AND v.value->>'why' LIKE 'the run is idle, which is what%'")" = "not applicable" ]
	"$ticklab" judge --db "$db" --claims "$claims" >"$BATS_TEST_TMPDIR/text"
	grep -qx 'gettimeofday on lab: idle, stress, io' "$BATS_TEST_TMPDIR/text"
	grep -q '^  C01   supported            idle, stress: 0.31; published' "$BATS_TEST_TMPDIR/text"
	grep -q '^  C01   refuted              io: 0; published' "$BATS_TEST_TMPDIR/text"
	# Where there is no value, the reason is in the line.
	grep -q '^  C11   undecided            stress, io: published cross-process coupling: needs load_slow_rat' "$BATS_TEST_TMPDIR/text"
	grep -q '^  C06   impossible as stated published 1.54 bits/sample, 2 outcomes: 2 outcomes have at most log2' "$BATS_TEST_TMPDIR/text"
	! grep -E '^  C[0-9]+ .* published [^;]*$' "$BATS_TEST_TMPDIR/text" | grep -v ': \|(' || false
	[ "$(wc -l <"$BATS_TEST_TMPDIR/text")" -lt 40 ]
	# Two groups of one load are distinguished, and a range of values is no interval.
	two_point | import --counter-hz 24MHz --probe gettimeofday --label lab --load idle
	awk 'BEGIN { for (i = 0; i < 3000; i++) print 100 + i * 7919 % 30 }' | import --counter-hz 1GHz --probe gettimeofday --label lab --load idle
	"$ticklab" judge --db "$db" --claims "$claims" >"$BATS_TEST_TMPDIR/text"
	cat "$BATS_TEST_TMPDIR/text"
	grep -qx 'gettimeofday on lab: idle (2 runs), stress, io, idle (alone)' "$BATS_TEST_TMPDIR/text"
	grep -qE '^  C07   .*: values [0-9.]+ to [0-9.]+; published 67' "$BATS_TEST_TMPDIR/text"
}

# A coin on one machine, a constant on another: each has its own answer, and the weaker one is the whole's. The coin
# leaves one bit whatever an observer knows; SP 800-90B credits less, as it does any source of few samples.
@test "each machine has its own answer; an observer bounds from above, SP 800-90B from below" {
	awk 'BEGIN { x = 99; for (i = 0; i < 5000; i++) { x = (x * 16807) % 2147483647; print 12 + 5 * (x / 2147483647 < 0.5) } }' |
		import --counter-hz 24MHz --probe gettimeofday --label coin >/dev/null
	yes 12 | head -n 5000 | import --counter-hz 24MHz --probe gettimeofday --label fixed >/dev/null
	"$ticklab" judge --db "$db" --claims "$claims" --json >"$BATS_TEST_TMPDIR/v.json"
	machines() { sqlite3 :memory: "SELECT $1 FROM json_each(readfile('$BATS_TEST_TMPDIR/v.json'), '\$.answer.machines') m WHERE m.value ->> 'machine' = '$2'"; }
	[ "$(machines "m.value ->> 'entropy_bits_at_most' > 0.95 AND m.value ->> 'entropy_bits_at_least' BETWEEN 0.3 AND 1" coin)" -eq 1 ]
	[ "$(machines "m.value ->> 'sp800_90b_bits' >= m.value ->> 'entropy_bits_at_least'" coin)" -eq 1 ]
	[ "$(machines "m.value ->> 'sp800_90b_bits' = min(m.value ->> 'sp800_90b_assessed_bits', m.value ->> 'entropy_bits_at_most')" coin)" -eq 1 ]
	[ "$(machines "m.value ->> 'entropy_bits_at_most' < 0.01" fixed)" -eq 1 ]
	answer() { sqlite3 :memory: "SELECT readfile('$BATS_TEST_TMPDIR/v.json') ->> '\$.answer.$1'"; }
	[ "$(answer machine)" = fixed ]
	[ -n "$(answer entropy_bits_at_least)" ]
	[[ "$(answer text)" == "On fixed a call of gettimeofday gives at most "*"On coin a call of gettimeofday gives at most "* ]]
}

# Constant for its first half, then a coin: the observer sees both, and the answer is that of the weaker half.
@test "an entropy that comes and goes is judged where it is lowest" {
	awk 'BEGIN { x = 99; for (i = 0; i < 20000; i++) { x = (x * 16807) % 2147483647; print 12 + (i >= 10000) * 5 * (x / 2147483647 < 0.5) } }' |
		import --counter-hz 24MHz --probe gettimeofday >/dev/null
	"$ticklab" judge --db "$db" --claims "$claims" --json >"$BATS_TEST_TMPDIR/v.json"
	sqlite3 :memory: "SELECT readfile('$BATS_TEST_TMPDIR/v.json') ->> '\$.answer.entropy_bits_at_most' < 0.48" | grep -qx 1
	sqlite3 :memory: "SELECT readfile('$BATS_TEST_TMPDIR/v.json') ->> '\$.answer.text'" | grep -q 'where its level is lowest'
	sqlite3 "$db" "SELECT stationary FROM pieces WHERE name = 'adversary_min_entropy_bits' AND scope = 'past'" | grep -qx 0
}

@test "starts that agree by chance leave what chance allows; other labels and probes are no fellows" {
	for f in a b; do yes 12 | head -n 2999 | { cat; echo 13; } | import --counter-hz 24MHz --probe gettimeofday --label one >/dev/null; done
	# Nearly constant: that all agree is no surprise, and the bound is not 0 but what 3,000 samples show.
	[ "$(sqlite3 "$db" "SELECT count(*) FROM result WHERE scope = 'restarts' AND name = 'adversary_min_entropy_bits' AND value = 0 AND hi > 0.001")" -eq 2 ]
	uniform 30 3000 | import --counter-hz 24MHz --probe gettimeofday --label two >/dev/null
	uniform 30 3000 | import --counter-hz 24MHz --probe null --label two >/dev/null
	[ "$(sqlite3 "$db" "SELECT count(*) FROM result WHERE name = 'restart_agreement_share'")" -eq 2 ]
}

# The extractor makes nothing but ones of it.
@test "an output of one value alone is refuted, and a time is known to half a tick" {
	awk 'BEGIN { for (i = 0; i < 6000; i++) print (i % 2) * 40 + 5 }' | import --counter-hz 24MHz --probe gettimeofday >/dev/null
	[ "$(sqlite3 "$db" "SELECT value FROM result WHERE name = 'extractor_p1' AND scope = 'output'")" = 1.0 ]
	[ "$(verdict C13)" = refuted ]
	awk 'BEGIN { x = 99; for (i = 0; i < 6000; i++) { x = (x * 16807) % 2147483647; print 5 + 40 * (x / 2147483647 < 0.7) } }' |
		import --counter-hz 24MHz --probe gettimeofday >/dev/null
	[ "$(sqlite3 "$db" "SELECT round(lo, 1) || ' ' || round(hi, 1) FROM result WHERE name = 'median_ns' AND scope = 'all' AND grid = 'native' ORDER BY run_id DESC LIMIT 1")" = "1854.2 1895.8" ]
}
