#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# A folder from a stranger is only a folder: nothing in it is run or read because a program was started in it.
load lib

# hostile FOLDER: everything that a program may be tempted by, each of which would leave a file `ran`.
hostile() {
	mkdir -p "$1/scripts" "$1/data/claims" "$1/data/campaigns" "$1/share/ticklab" "$1/bin"
	for s in scripts/*.gp; do
		echo "system('touch $D/ran')" >"$1/scripts/${s##*/}"
	done
	cp "$1/scripts/style.gp" "$1/style.gp"
	cp "$1/scripts/style.gp" "$1/.gnuplot"
	cp "$1/scripts/style.gp" "$1/gnuplotrc"
	printf '[mine]\nabout = my own\nstressor = cpu 1\nmoves = user\n' >"$1/data/loads.conf"
	echo 'not JSON' >"$1/data/claims/a.json"
	echo 'not a plan' >"$1/data/campaigns/default.conf"
	cp -r "$1/scripts" "$1/data/claims" "$1/data/campaigns" "$1/data/loads.conf" "$1/share/ticklab"
	for p in ticklab-collect ticklab-judge ticklab-report gnuplot stress-ng; do
		printf '#!/bin/sh\ntouch %s/ran\n' "$D" >"$1/$p"
		chmod +x "$1/$p"
		cp "$1/$p" "$1/bin/$p"
	done
}

record() { "$T" collect -n 20000 --db "$DB" >/dev/null 2>&1; "$T" analyze --db "$DB" >/dev/null; }

@test "in a hostile folder the programs' own loads, claims, campaigns and scripts are used" {
	record
	hostile "$D/h"
	cd "$D/h"
	"$T" collect --list >"$D/list"
	grep -q '^  stress ' "$D/list"
	"$T" collect -n 1000 --load idle --db "$D/h/one.db"
	"$T" collect --campaign default --dry-run --seed 1 --db "$D/none.db" | grep -q gettimeofday
	"$T" judge --db "$DB" | grep -q C1
	HOME=$D/h GNUPLOT_LIB=$D/h GNUTERM=dumb FIT_SCRIPT=$D/h/style.gp XDG_CONFIG_HOME=$D/h \
		"$T" report --db "$DB" --out "$D/out" --plots "$D/plots"
	[ -s "$D/out/index.html" ]
	ls "$D"/plots/*.svg
	[ ! -e "$D/ran" ]
}

@test "where a program finds its files depends neither on argv[0] nor on a link to it" {
	record
	hostile "$D/h"
	cd "$D/h"
	ln -s "$T" "$D/h/link"
	./link judge --db "$DB" | grep -q C1
	(exec -a ./bin/ticklab-judge "$(dirname "$T")/ticklab-judge" --db "$DB") | grep -q C1
	(exec -a ./bin/ticklab "$T" judge --db "$DB") | grep -q C1
	(exec -a ./bin/x "$(dirname "$T")/ticklab-report" --db "$DB" --out "$D/out" --plots "$D/plots")
	[ ! -e "$D/ran" ]
}

@test "files of the current folder are used where an option names them, and only those" {
	record
	cp -r scripts data "$D"
	cd "$D"
	rm -f data/ticklab.db
	printf '[mine]\nabout = my own\nstressor = cpu 1\nmoves = user\n' >mine.conf
	"$T" collect --loads mine.conf --list | grep -q '^  mine '
	mkdir mine && echo 'not JSON' >mine/a.json
	fails 1 'mine/a.json' "$T" judge --claims mine --db "$DB"
	"$T" judge --claims data/claims --db "$DB" | grep -q C1
	echo "print 'mine'; exit status 1" >scripts/tail.gp
	status=0
	"$T" report --scripts scripts --db "$DB" --out "$D/pages" --plots "$D/plots" 2>"$D/err" || status=$?
	[ "$status" -eq 1 ]
	cat "$D/err"
	grep -q 'could not be drawn.*scripts/.*mine' "$D/err"
	sed "s/^samples.*/samples = 1000/" data/campaigns/quick.conf >plan.conf
	"$T" collect --campaign ./plan.conf --dry-run --seed 1 --db "$D/none.db" | grep -q gettimeofday
	fails 1 'no campaign of that name' "$T" collect --campaign plan --dry-run --db "$D/none.db"
}
