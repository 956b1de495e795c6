#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What is slow is one rule for runs that are compared, kept in the database; on imports of known shares.

setup() {
	T="${TICKLAB_BUILD:-build}/bin/ticklab"
	D=$(mktemp -d)
	DB=$D/t.db
}
teardown() { rm -rf "$D"; }

sql() { sqlite3 "$DB" "$1"; }
# record LABEL SLOW SEED: 2000 samples around 40, SLOW of each 100 of them around 80.
record() {
	awk -v slow="$2" -v x="$3" 'function r() { x = x * 16807 % 2147483647; return x / 2147483647 }
		BEGIN { for (i = 0; i < 2000; i++) print int((r() < slow / 100 ? 78 : 38) + 5 * r()) }' |
		"$T" db import - --db "$DB" --counter-hz 1GHz --probe p --label "$1" 2>/dev/null
}
analyze() { "$T" analyze --db "$DB" --replicates 0 --assess 0 "$@" >/dev/null; }
thresholds() { sql "SELECT DISTINCT value FROM result WHERE name = 'slow_threshold_ticks'"; }
shares() { sql "SELECT printf('%.2f', value) FROM result WHERE name = 'slow_share' ORDER BY run_id" | xargs; }

@test "runs of one machine, probe and counter have one threshold, also the one whose own would differ" {
	record a 30 11 >/dev/null; record a 0 12 >/dev/null; record a 60 13 >/dev/null
	analyze
	[ "$(thresholds | wc -l)" -eq 1 ]
	[[ "$(shares)" =~ ^0\.(2[789]|3[0-3])\ 0\.00\ 0\.(5[789]|6[0-3])$ ]]
	[ "$(sql "SELECT runs FROM slow_rule")" -eq 3 ]
	[ "$(sql "SELECT count(*) FROM slow_by_rule")" -eq 3 ]
	[ "$(sql "SELECT count(*) FROM result WHERE name = 'slow_threshold_ticks' AND method LIKE 'one rule of 3 runs pooled: %'")" -eq 3 ]
	sql "SELECT threshold_ticks FROM slow_rule" >"$D/first"
	analyze
	sql "SELECT threshold_ticks FROM slow_rule" | diff "$D/first" -
}

@test "a run that is compared with none keeps its own rule, and one that joins makes it anew" {
	record a 30 21 >/dev/null; record b 0 22 >/dev/null
	"$T" db import --db "$DB" --counter-hz 1GHz --probe p - < <(seq 100) >/dev/null 2>&1
	analyze
	[ "$(sql "SELECT count(*) FROM slow_rule")" -eq 0 ]
	[ "$(sql "SELECT count(*) FROM result WHERE name = 'slow_threshold_ticks' AND method LIKE '%pooled%'")" -eq 0 ]
	record b 40 23 >/dev/null
	analyze
	[ "$(sql "SELECT machine || ' ' || runs FROM slow_rule")" = "import b 2" ]
	shares
	[[ "$(shares)" =~ ^0\.(2[789]|3[0-3])\ 0\.00\ .*\ 0\.(3[789]|4[0-3])$ ]]
	# Analysed anew, a run is by the rule again.
	analyze --again
	[ "$(sql "SELECT count(*) FROM slow_by_rule")" -eq 2 ]
}

@test "the rule can be given as a time, and goes when it is not given any more" {
	record a 30 31 >/dev/null; record b 60 32 >/dev/null
	analyze --slow-above 100ns
	[ "$(thresholds)" = 100.0 ]
	[ "$(shares)" = "0.00 0.00" ]
	[ "$(sql "SELECT DISTINCT method FROM slow_rule")" = "given: more than 100 ns" ]
	analyze
	[[ "$(shares)" =~ ^0\.(2[789]|3[0-3])\ 0\.(5[789]|6[0-3])$ ]]
	status=0; "$T" analyze --db "$DB" --slow-above 0ns >"$D/out" 2>"$D/err" || status=$?
	[ "$status" -eq 2 ]
	grep -q -- "--slow-above" "$D/err"
}
