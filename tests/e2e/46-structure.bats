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
	series 20000 'print 100 + r() % 20 + r() % 20 + r() % 20' | import 24MHz
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
	[ "$(sqlite3 "$DB" "SELECT DISTINCT status FROM result WHERE name = 'slow_cause_share'")" = "not applicable" ]
	[ "$(sqlite3 "$DB" "SELECT status FROM result WHERE name = 'overlap_share'")" = "not applicable" ]
}

# A busy host interrupts samples, which makes slow ones that the control did not cause: the best of a
# few tries tells whether the attribution is right.
@test "slow samples of the controls carry their true cause" {
	for try in 1 2 3 4 5; do
		rm -f "$DB"*
		"$T" collect --db "$DB" -n 500000 --probe commpage >/dev/null 2>&1
		"$T" analyze --db "$DB" --replicates 200 --assess 0 >/dev/null
		between "$(value slow_cause_share fallback)" 0.99 1 && return 0
	done
	return 1
}
