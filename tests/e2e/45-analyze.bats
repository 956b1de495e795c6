#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Figures of a series whose true values were computed by another program (Python's statistics and
# math modules, from the same generator: Park and Miller's, x <- 16807 x mod 2^31-1).

setup() {
	T="${TICKLAB_BUILD:-build}/bin/ticklab"
	DIR=$(mktemp -d)
	DB="$DIR/t.db"
}

teardown() {
	rm -rf "$DIR"
}

# 20,000 samples: 31 in 100 about 5, the others about 45, each -1, 0 or +1.
two_modes() {
	awk 'BEGIN { x = 12345; for (i = 0; i < 20000; i++) { x = x * 16807 % 2147483647
		r = int(x / 100); print (r % 100 < 31 ? 5 : 45) + int(r / 100) % 3 - 1 } }'
}

# The run of them, analysed, and its figures in a.json: once for all tests of this file.
analyse_two_modes() {
	made=$BATS_FILE_TMPDIR/two
	if [ ! -e "$made.db" ]; then
		two_modes | "$T" db import - --db "$DIR/made.db" --counter-hz 24MHz
		"$T" analyze --db "$DIR/made.db" --json >"$made.json"
		sqlite3 "$DIR/made.db" "VACUUM INTO '$made.db'"
	fi
	rm -f "$DB"*
	cp "$made.db" "$DB"
	cp "$made.json" "$DIR/a.json"
}

# Value of one figure in the JSON of `analyze`.
value() { # NAME [SCOPE [GRID]]
	sqlite3 :memory: "SELECT CASE WHEN json_extract(r.value, '\$.value') NOT NULL THEN
		printf('%.12g', json_extract(r.value, '\$.value')) END FROM
		json_each(readfile('$DIR/a.json'), '\$.runs[0].results') r WHERE
		json_extract(r.value, '\$.name') = '$1' AND json_extract(r.value, '\$.scope') = '${2:-all}'
		AND json_extract(r.value, '\$.grid') = '${3:-native}'"
}

near() { # GOT WANT TOLERANCE
	awk -v g="$1" -v w="$2" -v t="$3" 'BEGIN { d = g - w; if (d < 0) d = -d; exit !(g != "" && d <= t) }' ||
		{ echo "got '$1', want $2 within $3"; return 1; }
}

@test "every place that analyze stores has a name that a claim can give" {
	two_modes | "$T" db import - --db "$DB" --counter-hz 24MHz >/dev/null
	"$T" analyze --db "$DB" --assess 20000 --mappings all >/dev/null
	sqlite3 "$DB" 'SELECT DISTINCT scope FROM result UNION SELECT scope FROM curve' | grep -cxE 'all|mode 2|mapping low8|symbols' |
		grep -qx 4
	mkdir "$DIR/claims"
	sqlite3 "$DB" "SELECT json_array(json_object('id', 'X' || row_number() OVER (), 'title', 't', 'statement', 's', 'evidence', 'e',
		'source', json_object('file', 'f'), 'published', json_object('text', 'p'), 'rules', json_array(json_object('kind', 'at_least',
		'bound', 0, 'margin', 0, 'result', 'samples', 'scope', scope, 'grid', grid))))
		FROM (SELECT DISTINCT scope, grid FROM result UNION SELECT DISTINCT scope, grid FROM curve)" |
		split -l 1 --additional-suffix=.json - "$DIR/claims/"
	"$T" judge --audit --claims "$DIR/claims" >/dev/null
}

@test "figures of a series agree with another program's" {
	analyse_two_modes
	near "$(value samples)" 20000 0
	near "$(value mean_ticks)" 32.6102 1e-9
	near "$(value sd_ticks)" 18.514653536584987 1e-9
	near "$(value cv)" 0.5677565159546702 1e-11
	near "$(value shannon_bits)" 2.477796497524174 1e-10
	near "$(value shannon_mm_bits)" 2.477976834404285 1e-10
	near "$(value min_entropy_mcv_bits)" 2.0662582043398987 1e-10
	near "$(value collision_bits)" 2.390125820642506 1e-10
	near "$(value distinct)" 6 0
	near "$(value effective_tick_ticks)" 1 0
	near "$(value acf_lag1)" -0.005318326441317437 1e-10
	near "$(value q50_ticks)" 44.0 0
	near "$(value mad_ticks)" 2.0 0
	near "$(value lsb_share)" 0.3336 1e-12
	near "$(value fast_window_share)" 0.30975 1e-12
	near "$(value slow_window_share)" 0.69025 1e-12
}

@test "the two modes are found where they are" {
	analyse_two_modes
	near "$(value mode1_ticks)" 5 0.05
	near "$(value mode2_ticks)" 45 0.05
	near "$(value mode1_share)" 0.30975 1e-3
	near "$(value mode2_share)" 0.69025 1e-3
	near "$(value mode1_ns)" 208.333 3
	near "$(value mode2_ns)" 1875 3
}

@test "spikes are counted, kept in 'all' and left out of 'no_spikes'" {
	{ two_modes; echo 119999; echo 120000; echo 5000000; } | "$T" db import - --db "$DB" --counter-hz 24MHz
	"$T" analyze --db "$DB" --json >"$DIR/a.json"
	near "$(value spikes)" 2 0
	near "$(value samples)" 20003 0
	near "$(value samples no_spikes)" 20001 0
	near "$(value max_ticks)" 5000000 0
	near "$(value max_ticks no_spikes)" 119999 0
}

@test "windows and grids follow the frequency of the counter" {
	# A 2.4 GHz counter, calls of 500 ticks begun at every phase of a 24 MHz tick: floor gives 5 exactly.
	awk 'BEGIN { for (i = 0; i < 4000; i++) print 100000 + 5037 * i, i % 4 ? 500 : 4500 }' |
		"$T" db import - --db "$DB" --counter-hz 2.4GHz
	"$T" analyze --db "$DB" --replicates 0 --assess 0 --json >"$DIR/a.json"
	near "$(value fast_window_share)" 0.75 0
	near "$(value slow_window_share)" 0.25 0
	near "$(value fast_window_share all 24MHz)" 0.75 0
	near "$(value q50_ticks all 24MHz)" 5 0
	near "$(value max_ticks all 24MHz)" 45 0
	near "$(value max_ticks all 24MHz,rescale=125/3)" 1875 0
	# One tick of 24 MHz is 41 ns or 42 ns, in turns of 125/3: 1 in 3 and 2 in 3.
	awk 'BEGIN { for (i = 0; i < 3000; i++) print 100 * i, 100 }' |
		"$T" db import - --db "$DIR/u.db" --counter-hz 2.4GHz
	"$T" analyze --db "$DIR/u.db" --replicates 0 --assess 0 --json >"$DIR/a.json"
	near "$(value mean_ticks all 24MHz,rescale=125/3)" 41.6666666666667 1e-9
	near "$(value lsb_share all 24MHz,rescale=125/3)" 0.333333333333333 1e-9
}

@test "the extractor's replay gives what the extractor gives" {
	two_modes >"$DIR/t.txt"
	analyse_two_modes
	bytes=$("$T" extract --untested --durations "$DIR/t.txt" --bytes 100000 | wc -c)
	near "$(value extractor_bytes output)" "$bytes" 0
	ones=$("$T" extract --untested --durations "$DIR/t.txt" --bytes 100000 | od -An -v -tu1 | awk '{ for (i = 1; i <= NF; i++)
		for (b = $i; b > 0; b = int(b / 2)) s += b % 2 } END { print s }')
	near "$(value extractor_p1 output)" "$(awk -v s="$ones" -v b="$bytes" 'BEGIN { printf "%.12g", s / (8 * b) }')" 1e-11
}

@test "current results are used again, and the same seed gives the same figures" {
	analyse_two_modes
	made=$(sqlite3 "$DB" 'SELECT made_utc FROM analysis')
	"$T" analyze --db "$DB" --json >"$DIR/b.json"
	[ "$made" = "$(sqlite3 "$DB" 'SELECT made_utc FROM analysis')" ]
	"$T" analyze --db "$DB" --json --again --threads 2 >"$DIR/c.json"
	[ "$made" != "$(sqlite3 "$DB" 'SELECT made_utc FROM analysis')" ]
	cmp "$DIR/a.json" "$DIR/b.json"
	cmp "$DIR/a.json" "$DIR/c.json"
}

@test "too little and degenerate series have a status, never a number" {
	echo 7 | "$T" db import - --db "$DB" --counter-hz 24MHz
	printf '7\n7\n7\n7\n' | "$T" db import - --db "$DB" --counter-hz 24MHz
	printf '18446744073709551615\n0\n1\n' | "$T" db import - --db "$DB" --counter-hz 24MHz
	yes 42 | head -n 5000 | "$T" db import - --db "$DB" --counter-hz 24MHz
	"$T" analyze --db "$DB" --json >"$DIR/a.json"
	! grep -iE 'nan|inf[^o]' "$DIR/a.json" || false
	[ -z "$(value sd_ticks)" ]
	near "$(value samples)" 1 0
	[ "$(sqlite3 "$DB" "SELECT count(*) FROM result WHERE status = 'ok' AND value IS NULL")" = 0 ]
	sqlite3 "$DB" "SELECT DISTINCT status FROM result" | sort | tr '\n' ',' | grep -q 'too short'
}

@test "values at both ends of 64 bits are counted and drawn" {
	printf '0\n18446744073709551615\n' | "$T" db import - --db "$DB" --counter-hz 24MHz
	printf '0\n5\n18446744073709551615\n' | "$T" db import - --db "$DB" --counter-hz 24MHz
	"$T" analyze --db "$DB" --json >"$DIR/a.json"
	[ "$(sqlite3 "$DB" "SELECT sum(y) FROM curve WHERE name = 'histogram' AND grid = 'native'")" = 5.0 ]
	[ "$(sqlite3 "$DB" "SELECT count(*) FROM curve WHERE name LIKE 'histogram%' AND (x < 0 OR lo < 0)")" = 0 ]
}

status() { # NAME GRID
	sqlite3 "$DB" "SELECT DISTINCT status || ': ' || method FROM result WHERE name = '$1' AND grid = '$2'"
}

@test "a grid that cannot be had has its rows all the same, and they say why" {
	two_modes | head -n 2000 | "$T" db import - --db "$DB" --counter-hz 1GHz
	"$T" analyze --db "$DB" --json >"$DIR/a.json"
	[[ "$(status q50_ticks 24MHz)" == "not applicable: needs start ticks"* ]]
	[[ "$(status mode1_ns 24MHz,rescale=125/3)" == "not applicable: needs start ticks"* ]]
	[[ "$(status phase_uniform_p 24MHz)" == "not applicable: needs start ticks"* ]]
	[[ "$(status shannon_bits 10MHz)" == "not applicable: needs start ticks"* ]]
	rm "$DB"
	# 20 MHz have start ticks, and steps that are longer than those of 24 MHz.
	awk 'BEGIN { for (i = 0; i < 400; i++) print 1000 * i, 5 + i % 3 }' |
		"$T" db import - --db "$DB" --counter-hz 20MHz
	"$T" analyze --db "$DB" --json >"$DIR/a.json"
	[[ "$(status q50_ticks 24MHz)" == "not applicable: the counter's own step"* ]]
	[[ "$(status beat_cost_ns 24MHz)" == "not applicable: the counter's own step"* ]]
	[[ "$(status shannon_bits 10MHz)" == ok* ]]
}

@test "the same ticks of a 24 MHz counter are assessed the same with and without start ticks" {
	# A few long ones, so that the ways to make symbols of ticks are rated apart.
	ticks() { two_modes | awk '{ print NR % 1999 ? $1 : 100 + NR % 7919 * 5 }'; }
	ticks | "$T" db import - --db "$DB" --counter-hz 24MHz
	"$T" analyze --db "$DB" --json >"$DIR/a.json"
	[ -z "$(value min_entropy_90b_bits "mapping rank")" ]
	alone=$(value min_entropy_90b_bits)
	"$T" analyze --db "$DB" --mappings all --json >"$DIR/a.json"
	[ "$(value min_entropy_90b_bits)" = "$alone" ]
	bare=$(value min_entropy_90b_bits)
	[ -n "$bare" ]
	[ "$(value min_entropy_90b_bits "mapping rank")" != "$(value min_entropy_90b_bits "mapping active-bits")" ]
	[ "$(value min_entropy_90b_bits "mapping rank")" = "$bare" ]
	rm "$DB"
	ticks | awk '{ print t + 1000, $1; t += $1 + 30 }' | "$T" db import - --db "$DB" --counter-hz 24MHz
	"$T" analyze --db "$DB" --json >"$DIR/a.json"
	[ "$(value min_entropy_90b_bits)" = "$bare" ]
	[ "$(value min_entropy_90b_bits all 24MHz)" = "$bare" ]
}

@test "the mixture that BIC chooses is drawn with its background" {
	analyse_two_modes
	sum=$(sqlite3 "$DB" "SELECT sum(y) FROM curve WHERE name = 'fit' AND grid = 'native'")
	near "$sum" 19600 400 # what lies beyond the outermost values is not drawn
	rm "$DB"
	{ two_modes | head -n 4000; awk 'BEGIN { for (i = 0; i < 1000; i++) print 60 + i * 37 % 900 }'; } |
		"$T" db import - --db "$DB" --counter-hz 24MHz
	"$T" analyze --db "$DB" --json >"$DIR/a.json"
	sum=$(sqlite3 "$DB" "SELECT sum(y) FROM curve WHERE name = 'fit'")
	near "$sum" 5000 150 # the scattered values have components of their own
	[ "$(sqlite3 "$DB" "SELECT count(*) > 0 FROM curve WHERE name = 'acf_rank'")" = 1 ]
}

# One member of a figure's object in the JSON.
member() { # NAME MEMBER
	sqlite3 :memory: "SELECT json_extract(r.value, '\$.$2') FROM json_each(readfile('$DIR/a.json'),
		'\$.runs[0].results') r WHERE json_extract(r.value, '\$.name') = '$1' AND
		json_extract(r.value, '\$.scope') = 'all' AND json_extract(r.value, '\$.grid') = 'native'"
}

@test "a run whose level moves has its range over 40 pieces, and no interval" {
	two_modes | sort -n | "$T" db import - --db "$DB" --counter-hz 24MHz
	"$T" analyze --db "$DB" --json >"$DIR/a.json"
	[ "$(member mean_ticks pieces)" = 40 ] && [ "$(member mean_ticks stationary)" = 0 ]
	[ -z "$(member mean_ticks lo)" ]
	near "$(member mean_ticks piece_least)" 4 0
	near "$(member mean_ticks piece_greatest)" 46 0
	near "$(member fast_window_share piece_greatest)" 1 0
	[ -z "$(member samples piece_least)" ]
	[ "$(sqlite3 "$DB" "SELECT json_array_length(each_piece) FROM pieces WHERE name = 'mean_ticks'
		AND scope = 'all' AND grid = 'native'")" = 40 ]
	analyse_two_modes
	[ "$(member fast_window_share stationary)" = 1 ] && [ -n "$(member fast_window_share lo)" ]
}

@test "one run is chosen by the beginning of its UUID" {
	uuid=$(two_modes | "$T" db import - --db "$DB" --counter-hz 24MHz)
	echo 5 | "$T" db import - --db "$DB" --counter-hz 24MHz
	"$T" analyze --db "$DB" --run "${uuid%%-*}" --json >"$DIR/a.json"
	[ "$(grep -c '"uuid"' "$DIR/a.json")" = 1 ]
	run "$T" analyze --db "$DB" --run 00000000
	[ "$status" -eq 1 ]
	run "$T" analyze --db "$DIR/none.db"
	[ "$status" -eq 1 ]
	[ "${#lines[@]}" -eq 1 ]
	run "$T" analyze --replicates many
	[ "$status" -eq 2 ]
}

@test "a run can be read as any counter" {
	# 100 ticks of 1 GHz on 62.5 MHz (16 ns): 6 ticks, or 7 in a quarter of the phases.
	awk 'BEGIN { for (i = 0; i < 4000; i++) print 1000 * i + i % 16, 100 }' |
		"$T" db import - --db "$DB" --counter-hz 1GHz
	"$T" analyze --db "$DB" --replicates 0 --assess 0 --grid 62.5MHz --json >"$DIR/a.json"
	near "$(value mean_ticks all 62.5MHz)" 6.25 1e-9
	"$T" analyze --db "$DB" --replicates 0 --assess 0 --grid 62.5MHz,rescale=16/1,after --json >"$DIR/a.json"
	near "$(value mean_ticks all 62.5MHz,rescale=16/1,after)" 100 1e-9
	"$T" analyze --db "$DB" --replicates 0 --assess 0 --grid 62.5MHz,phase=random --json >"$DIR/a.json"
	near "$(value mean_ticks all 62.5MHz,phase=random)" 6.25 0.03
	for bad in 0 24 MHz 24MHz,rescale=1 24MHz,after 24MHz,phase=1 24MHz,x 1.5; do
		run "$T" analyze --db "$DB" --grid "$bad"
		[ "$status" -eq 2 ] || [ "$bad" = 24 ]
	done
}

@test "a histogram has figures of its values and none of order" {
	ticks_of() { awk 'BEGIN { for (i = 0; i < 400; i++) print 41; for (i = 0; i < 600; i++) print 42 + i % 2 }'; }
	ticks_of | sort -n | uniq -c >"$DIR/counts"
	"$T" db import "$DIR/counts" --format counts --db "$DIR/h.db" --counter-hz 1GHz 2>"$DIR/said"
	"$T" analyze --db "$DIR/h.db" --json >"$DIR/h.json"
	of() { sqlite3 "$DIR/h.db" "SELECT $2 FROM result WHERE name = '$1' AND scope = 'all' AND grid = 'native'"; }
	[ "$(of mean_ticks value)" = 41.9 ]
	[ "$(of mean_ticks "lo < 41.9 AND hi > 41.9 AND hi - lo < 0.2")" = 1 ]
	for name in acf_lag1 n_eff mode_runs conditional_entropy_bits periodicity_p changepoint_count min_entropy_90b_bits; do
		[ "$(of $name "status || ': ' || substr(method, 1, 8)")" = "not applicable: no order" ]
	done
	[ "$(sqlite3 "$DIR/h.db" "SELECT count(*) FROM curve WHERE name IN ('acf', 'density', 'lag', 'level')")" = 0 ]
}

@test "one run prints its figures, several a row each, many a row for each probe and load; --all prints everything" {
	few() { awk -v s="$1" 'BEGIN { srand(s); for (i = 0; i < 300; i++) print 50 + int(3 * rand()) }'; }
	quick() { "$T" analyze --db "$DIR/p.db" --assess 0 --replicates 0 "$@"; }
	few 1 | "$T" db import - --db "$DIR/p.db" --counter-hz 24MHz >"$DIR/first"
	quick >"$DIR/out"
	grep -q '^  shannon_mm_bits ' "$DIR/out"
	for s in $(seq 2 5); do few "$s" | "$T" db import - --db "$DIR/p.db" --counter-hz 24MHz >/dev/null; done
	quick >"$DIR/out"
	[ "$(wc -l <"$DIR/out")" -eq 8 ]
	shannon=$(sqlite3 "$DIR/p.db" "SELECT printf('%#.3g', value) FROM result WHERE run_id = 1 AND name = 'shannon_mm_bits' AND scope = 'all' AND grid = 'native'")
	grep -q "^$(head -c 8 "$DIR/first") .* 300 .* $shannon .* -\$" "$DIR/out"
	[ "$(quick --all | grep -c '^  ')" -eq "$(sqlite3 "$DIR/p.db" 'SELECT count(*) FROM result')" ]
	for s in $(seq 6 31); do few "$s" | "$T" db import - --db "$DIR/p.db" --counter-hz 24MHz >/dev/null; done
	quick >"$DIR/out"
	[ "$(wc -l <"$DIR/out")" -eq 4 ]
	least=$(sqlite3 "$DIR/p.db" "SELECT printf('%#.3g', min(value)) FROM result WHERE name = 'shannon_mm_bits' AND scope = 'all' AND grid = 'native'")
	awk -v least="$least" 'NR == 2 && $3 == 31 && index($0, " " least "-") { found = 1 } END { exit !found }' "$DIR/out"
	awk 'length($0) > 100 { exit 1 }' "$DIR/out"
}

@test "the lag curve counts each pair of neighbours once" {
	awk 'BEGIN { srand(7); for (i = 0; i < 3000; i++) print 50 + int(3 * rand()) + i % 2 }' >"$DIR/x.txt"
	"$T" db import "$DIR/x.txt" --db "$DIR/l.db" --counter-hz 24MHz 2>"$DIR/said"
	"$T" analyze --db "$DIR/l.db" --assess 0 --replicates 0 >/dev/null
	sqlite3 -separator ' ' "$DIR/l.db" "SELECT x + 0.5, y + 0.5, CAST(z AS INTEGER) FROM curve WHERE name = 'lag' AND hi = y + 1 AND lo = x + 1" | sort >"$DIR/seen"
	awk 'NR > 1 { n[p + 0 ".0 " $1 ".0"]++ } { p = $1 } END { for (k in n) print k, n[k] }' "$DIR/x.txt" | sort >"$DIR/wanted"
	diff "$DIR/wanted" "$DIR/seen"
	[ "$(sqlite3 "$DIR/l.db" "SELECT sum(z) FROM curve WHERE name = 'lag'")" = 2999.0 ]
}

@test "figures do not depend on the number of threads, and an interrupted analysis goes on" {
	for seed in 1 2 3; do two_modes | head -n 5000 | awk -v s=$seed 'NR % (s + 1)' | "$T" db import - --db "$DB" --counter-hz 24MHz; done
	for threads in 1 5; do
		cp "$DB" "$DIR/$threads.db"
		"$T" analyze --db "$DIR/$threads.db" --threads $threads --replicates 50 --assess 2000 --json >"$DIR/$threads.json"
		cmp "$DIR/1.json" "$DIR/$threads.json"
	done
	# One run is there, as if the analysis had ended after it: its row stays, and the others come.
	first=$(sqlite3 "$DB" "SELECT uuid FROM run WHERE run_id = 1")
	"$T" analyze --db "$DB" --run "$first" --replicates 50 --assess 2000 >/dev/null
	made=$(sqlite3 "$DB" "UPDATE analysis SET made_utc = 'before' RETURNING run_id")
	[ "$made" = 1 ]
	"$T" analyze --db "$DB" --replicates 50 --assess 2000 --json >"$DIR/again.json"
	[ "$(sqlite3 "$DB" "SELECT group_concat(made_utc = 'before') FROM analysis")" = 1,0,0 ]
	cmp "$DIR/1.json" "$DIR/again.json"
	run "$T" analyze --db "$DB" --mappings some
	[ "$status" -eq 2 ]
}
