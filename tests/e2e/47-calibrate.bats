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
	! diff <(sed 3d b.md) <(sed 3d c.md) >/dev/null
	for word in 'iid modes' 'Markov modes' 'heavy tail' beat step 'likelihood ratio' runs 'dwell geometric' withheld; do
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
