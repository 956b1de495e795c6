#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The calibration as a user runs it, reduced: its statistics are tested in tests/unit/test_est_calibration.c.

setup() {
	T="${TICKLAB_BUILD:-build}/bin/ticklab"
	DIR=$(mktemp -d)
}

teardown() {
	rm -rf "$DIR"
}

@test "a calibration needs no database, repeats by its seed and can be drawn" {
	cd "$DIR"
	T=$(cd "$OLDPWD" && realpath "$T")
	"$T" analyze --calibrate --series 4 --samples 200,400 --replicates 20 --out a.md --points a.tsv
	"$T" analyze --calibrate --series 4 --samples 200,400 --replicates 20 >b.md
	# The third line has the date and the time it took.
	diff <(sed 3d a.md) <(sed 3d b.md)
	"$T" analyze --calibrate --series 4 --samples 200,400 --replicates 20 --seed 2 >c.md
	! diff <(sed 3d b.md) <(sed 3d c.md) >/dev/null || false
	for word in 'iid modes' 'Markov modes' 'heavy tail' beat step 'likelihood ratio' 'order: Markov modes' dwell_samples next_mode1_share mode_odds_ratio beat_cost 'order: line' runs 'dwell geometric' withheld; do
		grep -q "$word" a.md
	done
	gnuplot -e "data='a.tsv'; out='a.svg'; series=4" "$OLDPWD/scripts/calibration.gp"
	grep -q '</svg>' a.svg
}

@test "a calibration refuses lengths and counts that have no sense" {
	for n in 39 '' 500,500 500,400 500, ,500 5e3 100,200,300,400,500,600,700 10000001; do
		run "$T" analyze --calibrate --samples "$n"
		[ "$status" -eq 2 ]
	done
	run "$T" analyze --calibrate --series 1
	[ "$status" -eq 2 ]
	run "$T" analyze --calibrate --series 2 --samples 40 --out "$DIR/none/a.md"
	[ "$status" -eq 1 ]
}

@test "the plots of run lengths, bits and the sawtooth say so when there is nothing to draw" {
	: >"$DIR/empty.tsv"
	for s in calibration dwell bit-plane sawtooth; do
		run gnuplot -e "data='$DIR/empty.tsv'; n=1; series=1; out='$DIR/x.svg'" "scripts/$s.gp"
		[ "$status" -eq 1 ]
		[[ "$output" == *"no data to draw"* ]]
		[ ! -e "$DIR/x.svg" ]
	done
}

@test "run lengths, bits and the sawtooth can be drawn" {
	printf '"mode 1"\n1\t1\t20\t21.5\n2\t3\t9\t8.5\n\n\n"mode 2"\n1\t1\t30\t29\n' >"$DIR/d.tsv"
	printf '1\t0.7\t0.71\t0.68\t0.72\n2\t0.1\t0.12\t0.09\t0.13\n' >"$DIR/s.tsv"
	printf '0\t1\n1\t0.9\n2\t0\n' >"$DIR/b.tsv"
	gnuplot -e "data='$DIR/d.tsv'; n=100; out='$DIR/d.svg'" scripts/dwell.gp
	gnuplot -e "data='$DIR/s.tsv'; out='$DIR/s.svg'" scripts/sawtooth.gp
	gnuplot -e "data='$DIR/s.tsv'; cost=17; overhead=13; out='$DIR/t.svg'" scripts/sawtooth.gp
	gnuplot -e "data='$DIR/b.tsv'; n=100; out='$DIR/b.svg'" scripts/bit-plane.gp
	for s in d s t b; do grep -q '</svg>' "$DIR/$s.svg"; done
}
