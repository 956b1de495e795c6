#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The recipes of CONTRIBUTING.md, followed word by word in a copy of the sources: what they add appears.
load lib

setup_file() {
	export P; P=$(mktemp -d)
	build=${TICKLAB_BUILD:-build}
	if nm "$build/lib/libticklab.a" | grep -qE '__(asan|ubsan)'; then export INSTRUMENTED=1; return; fi
	mkdir "$P/build"
	# With the objects of this build, so that only what a recipe touches is compiled.
	cp -Rp Makefile BIBLIOGRAPHY.md .clang-format analysis bench cmd collector core data docs scripts ship tests "$P"
	find "$P/data" -name '*.db*' -delete
	rm -rf "$P"/build
	mkdir "$P/build"
	for part in analysis bin build_info.c build_info.o cmd collector core lib ship; do cp -Rp "$build/$part" "$P/build"; done
	touch "$P/build/.deps"
	for recipe in 'Add a probe' 'Add a load' 'Add an estimator' 'Add a claim' 'Add a plot'; do
		awk -v title="$recipe" -v tree="$P" -f tests/recipe.awk CONTRIBUTING.md || return 1
	done
	(cd "$P" && env -u MAKEFLAGS -u MAKELEVEL make -j2 all) >"$P/log" 2>&1 || { cat "$P/log"; return 1; }
	"$P/build/bin/ticklab" collect --probe getpid -n 20000 --db "$P/t.db" >/dev/null 2>&1
	"$P/build/bin/ticklab" collect --probe gettimeofday -n 20000 --db "$P/t.db" >/dev/null 2>&1
	"$P/build/bin/ticklab" analyze --db "$P/t.db" >/dev/null
	"$P/build/bin/ticklab" judge --db "$P/t.db" >/dev/null
}
teardown_file() { rm -rf "$P"; }
setup() {
	[ -z "${INSTRUMENTED:-}" ] || skip "instrumented: the recipes are followed in an ordinary build"
	D=$(mktemp -d)
	T=$P/build/bin/ticklab
	DB=$P/t.db
}

@test "a probe: it is listed and recorded, and the table of rooms holds" {
	"$T" collect --list | grep -q '^  getpid  *getpid(): the shortest system call'
	[ "$(sql "SELECT samples FROM run WHERE probe = 'getpid'")" = 20000 ]
	nm -g --defined-only "$P/build/lib/libticklab.a" | grep -q tlp_probe_getpid
}

@test "a load: it is listed, and recorded where stress-ng is installed" {
	"$T" collect --list | grep -q '^  pipe  *writing to a pipe and reading from it'
	"$T" collect --load idle -n 1000 --db "$D/idle.db"
	command -v stress-ng >/dev/null || skip "stress-ng is not installed"
	"$T" collect --load pipe -n 1000 --db "$D/pipe.db" || { echo "the host refuses the stressor"; false; }
}

@test "an estimator: its figure is stored, in the report, and known to claims" {
	"$T" analyze --db "$DB" --json | grep -q '"idr_ticks"'
	[ "$(sql "SELECT count(*) FROM result AS i JOIN result AS a USING (run_id, scope, grid) JOIN result AS b USING (run_id, scope, grid)
		WHERE i.name = 'idr_ticks' AND a.name = 'q05_ticks' AND b.name = 'q95_ticks' AND i.status = 'ok'
		AND i.value <= b.value - a.value")" -ge 2 ]
	"$T" report --db "$DB" --out "$D/pages" --plots "$D/plots" >/dev/null
	grep -q 'interdecile range' "$D"/pages/run-*.md
	mkdir "$D/claims"
	sed 's/min_entropy_plugin_bits/idr_ticks/; s/"compare": "min_entropy"/"compare": "value"/' "$P/data/claims/example.json" >"$D/claims/a.json"
	"$T" judge --db "$DB" --claims "$D/claims" | grep -q EXAMPLE-1
}

@test "a claim: it gets a verdict" {
	"$T" judge --db "$DB" --json | grep -q '"EXAMPLE-1"'
	[ "$(sql "SELECT count(*) FROM verdict WHERE claim = 'EXAMPLE-1' AND verdict IN ('refuted', 'undecided')")" -ge 1 ]
}

@test "a plot: it is drawn for a run that has the curve" {
	"$T" report --db "$DB" --out "$D/pages" --plots "$D/plots" >/dev/null
	[ "$(ls "$D"/plots/*-longest.svg | wc -l)" -eq 2 ]
	grep -q 'the longest duration in each stretch' "$D"/pages/run-*.html
}

@test "the recipes are written as the sources are, and their files pass the tests of their kinds" {
	(cd "$P" && env -u MAKEFLAGS -u MAKELEVEL make -s check-arch) >"$D/arch" 2>&1 || { cat "$D/arch"; false; }
	command -v clang-format >/dev/null || skip "clang-format is not installed"
	(cd "$P" && clang-format --dry-run -Werror ship/platform/probe_getpid.c)
}
