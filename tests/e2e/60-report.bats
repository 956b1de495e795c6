#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# ticklab report, through the front door, on a database of made-up figures.
load lib

# Most tests read the text, for which a picture is as good as another: there gnuplot is one that draws nothing. Those that
# read the plots say draw_plots.
setup() {
	T="${TICKLAB_BUILD:-build}/bin/ticklab"
	D=$(mktemp -d)
	export TMPDIR="$D"
	mkdir "$D/stub"
	cat >"$D/stub/gnuplot" <<-'SH'
	#!/bin/sh
	# Writes an empty picture to the file that the assignments after -e name.
	while [ "$1" != -e ]; do shift; done
	out=${2##*out=\'} out=${out%%\'*}
	echo '<svg width="600" height="400" viewBox="0 0 600 400" xmlns="http://www.w3.org/2000/svg"><path d="M0,0"/></svg>' >"$out"
	SH
	chmod +x "$D/stub/gnuplot"
	all_path=$PATH
	PATH="$D/stub:$PATH"
}
draw_plots() { PATH=$all_path; }
teardown() { rm -rf "$D"; }

# fails EXIT TEXT COMMAND...: the command ends with EXIT and a line on stderr that holds TEXT.
fails() {
	want=$1 text=$2; shift 2
	status=0; "$@" >"$D/out" 2>"$D/err" || status=$?
	cat "$D/err"
	[ "$status" -eq "$want" ]
	grep -qF -- "$text" "$D/err"
}

# The report, and all its pages one after another in all.md and all.html.
report() {
	rc=0
	"$T" report --db "$D/f.db" --out "$D/reports" --plots "$D/plots" "$@" || rc=$?
	cat "$D"/reports/*.md >"$D/all.md" 2>/dev/null || true
	cat "$D"/reports/*.html >"$D/all.html" 2>/dev/null || true
	return "$rc"
}

# Every plot that was drawn is shown once in each file.
every_plot_stands() {
	find "$D/plots" -name '*.svg' | sed 's,.*/,,' | sort >"$D/drawn"
	# On the page of its run or on the first page; the first picture's other views stand with it.
	sed -n 's,^!\[.*](../plots/\(.*\))$,\1,p' "$D/all.md" | sort -u | diff - <(grep -v 'report-first-' "$D/drawn")
}

# A plain "!" does not fail a test.
not() { ! "$@"; }

# The values of an attribute in a file, one a line.
values() { grep -o "[ <]$1=\"[^\"]*\"" "$2" | sed 's/^[^"]*"//; s/"$//'; }

@test "writes both files and every plot, and prints their names" {
	draw_plots
	tests/fixtures/report-db "$D/f.db"
	report >"$D/names"
	while read -r name; do [ -s "$name" ]; done <"$D/names"
	find "$D/reports" "$D/plots" -type f | sort | diff - <(sort "$D/names")
	for name in index run-00000000-0000-4000-8000-000000000001 run-00000000-0000-4000-8000-000000000002; do
		[ -s "$D/reports/$name.html" ] && [ -s "$D/reports/$name.md" ]
	done
	# 16 of runs, and the first picture: wide, narrow and linear. Each with its driver and its table.
	[ "$(find "$D/plots" -name '*.svg' -size +0 | wc -l)" -eq 19 ]
	for svg in "$D"/plots/*.svg; do [ -s "${svg%svg}gp" ] && [ -s "${svg%svg}tsv" ]; done
	every_plot_stands
	# Nothing is left beside them, nor in the temporary folder.
	[ -z "$(find "$D" -name 'index.*.*' -o -name '*.svg.*' -o -name 'ticklab-report*')" ]
}

# kept NAME: what stands on stdin is what tests/fixtures/words/NAME holds. Where the words change on purpose:
# WRITE=1 bats -f 'word for word' tests/e2e/60-report.bats, and read the difference.
kept() {
	sed "s,$D/,,g" >"$D/words"
	[ -z "${WRITE:-}" ] || cp "$D/words" "tests/fixtures/words/$1"
	diff "tests/fixtures/words/$1" "$D/words"
}

# Drivers and tables among these files, each with its name before it; a driver's line of hashes is of the scripts too.
plots_of() {
	for name in $(LC_ALL=C ls "$@" | grep -E '(gp|tsv)$'); do printf -- '--- %s\n' "$name"; cat "$name"; done |
		sed "/^# SHA-256 of/d; s,scripts = '.*',scripts = 'scripts',"
}

# What a report says of made-up figures: the first page and the pages of three runs.
@test "the words of a report are these, word for word" {
	tests/fixtures/report-full "$D/f.db"
	report >/dev/null 2>&1
	cat "$D/reports/index.md" "$D/reports/run-00000000-"*.md "$D/reports/run-00000003-"*.md | kept report.txt
	(cd "$D/plots" && plots_of report-* 0000000[03]-*1-*.gp 0000000[03]*-modes*.tsv 00000000-*1-{acf,memory,timeseries}.tsv) | kept plots.txt
}

# Of runs that differ in what runs can differ in, and of their verdicts.
@test "the words of a report on many kinds of runs are these, and those of its paper, word for word" {
	tests/fixtures/report-varied "$D/f.db"
	"$T" judge --db "$D/f.db" >/dev/null 2>&1
	report 2>&1 >/dev/null | diff - <(echo "ticklab report: warning: 2 runs are not analysed, the first 00000008: run 'ticklab analyze --db $D/f.db'")
	"$T" report --paper 31-69 --db "$D/f.db" --out "$D/reports" --plots "$D/plots" >/dev/null 2>&1
	(cd "$D/reports" && cat index.md run-0000000[36789c]-*.md && grep judged_ figures.csv | sed -E 's,([.][0-9]{9})[0-9]*,\1,') | kept varied.txt
	(cd "$D/plots" && plots_of 00000003-* *-loads* *-dwell* *-distances* *-machines* report-*) | kept varied-plots.txt
	{ cat "$D/reports/31-69.md" && plots_of "$D"/plots/31-69.{tsv,gp}; } | kept paper.txt
}

# Of two runs of one machine, where there is nothing to compare.
@test "the words of a report on two runs are these, and those of its paper, word for word" {
	tests/fixtures/report-db "$D/f.db"
	report >/dev/null 2>&1
	sed 's/^/unjudged: /' "$D/reports/index.md" >"$D/unjudged"
	sqlite3 "$D/f.db" "INSERT INTO result SELECT run_id, 'adversary_min_entropy_bits', 'past', 'native', 0.0625 * run_id, 0.03125, 0.25 * run_id, n, NULL, 'bits', 'ok', 'a fixture', 970
	    FROM result WHERE name = 'mean_ticks' AND scope = 'all' AND grid = 'native'"
	"$T" judge --db "$D/f.db" >/dev/null 2>&1
	report >/dev/null 2>&1
	"$T" report --paper 31-69 --db "$D/f.db" --out "$D/reports" --plots "$D/plots" >/dev/null 2>&1
	cat "$D/unjudged" "$D/reports/index.md" "$D/reports/31-69.md" "$D/plots/31-69.tsv" | kept two.txt
}

@test "--json lists the files" {
	tests/fixtures/report-db "$D/f.db"
	report --json >"$D/json"
	sqlite3 :memory: "SELECT value FROM json_each(readfile('$D/json'), '\$.files')" >"$D/names"
	[ "$(grep -c '\.svg$' "$D/names")" -eq 19 ]
	while read -r name; do [ -s "$name" ]; done <"$D/names"
}

@test "the same database gives the same bytes" {
	draw_plots
	tests/fixtures/report-db "$D/f.db"
	report >/dev/null
	mkdir "$D/first" && cp -r "$D/reports" "$D/plots" "$D/first"
	report >/dev/null
	diff -r "$D/first/reports" "$D/reports"
	diff -r "$D/first/plots" "$D/plots"
}

@test "the page asks nothing of the network and runs nothing but its own script" {
	draw_plots
	tests/fixtures/report-db "$D/f.db"
	report >/dev/null
	for html in "$D"/reports/*.html; do
		not grep -qiE '(src|href|action|data|poster|cite)="?(https?:|//|file:|javascript:)' "$html"
		not grep -qiE '<(link|iframe|object|embed|base|form|img)\b' "$html"
		not grep -qiE 'url\((https?:|//)|@import| style=| on[a-z]+="' "$html"
		[ "$(grep -c '<script>' "$html")" -eq 1 ]
		grep -q '<html lang="en">' "$html"
		# The policy names the very bytes of the style and of the script.
		for element in style script; do
			hash=$(sed -n "/<$element>/,/<\/$element>/p" "$html" | awk -v e="$element" '{ t = t $0 "\n" } END { sub(".*<" e ">", "", t); sub("</" e ">.*", "", t); printf "%s", t }' |
				sha256sum | cut -c1-64 | tr -d '\n' | sed 's/../\\x&/g' | xargs -0 printf | base64)
			grep -qF "$element-src 'sha256-$hash'" "$html"
		done
	done
}

@test "ids are unique, every reference has its aim, every plot a name" {
	draw_plots
	tests/fixtures/report-db "$D/f.db"
	report >/dev/null
	for html in "$D"/reports/*.html; do
		values id "$html" | sort >"$D/ids"
		[ -z "$(uniq -d "$D/ids")" ]
		values href "$html" | sed -n 's/^#//p' | sort -u >"$D/refs"
		[ -z "$(comm -13 "$D/ids" "$D/refs")" ]
		# A link to another page leads to a file.
		for page in $(values href "$html" | grep -v '^#' | sort -u); do [ -s "$D/reports/$page" ]; done
		[ "$(grep -c '<svg ' "$html")" -eq "$(grep -c '<svg role="img" aria-label="[^"]' "$html")" ]
	done
}

@test "elements are closed in the order they were opened" {
	draw_plots
	tests/fixtures/report-db "$D/f.db"
	report >/dev/null
	for html in "$D"/reports/*.html; do
	sed -e 's/<!DOCTYPE html>//' -e 's/<meta [^>]*>//g' -e '/<script>/,/<\/script>/d' "$html" | tr '\n' ' ' |
	awk 'BEGIN { RS = "<" } NR > 1 {
		tag = $0; sub(/>.*/, "", tag)
		name = tag; sub(/^\//, "", name); sub(/[ \/].*/, "", name)
		if (tag ~ /\/$/) next
		if (tag ~ /^\//) { if (open[depth--] != name) { print "closed out of order: " name; exit 1 } }
		else open[++depth] = name
	} END { if (depth != 0) { print depth " left open"; exit 1 } }'
	done
}

@test "Markdown says what HTML says: every cell of a table, and its links lead to the plots" {
	tests/fixtures/report-db "$D/f.db"
	report >/dev/null
	md=$D/all.md
	grep -o '](\.\./plots/[^)]*)' "$md" | sed 's/^](//; s/)$//' | sort -u >"$D/links"
	[ "$(wc -l <"$D/links")" -eq 17 ]
	while read -r link; do [ -s "$D/reports/$link" ]; done <"$D/links"
	rows_html=$(grep -c '^<tr><th scope="row"' "$D/all.html")
	groups=$(grep -c '^<tr class="group">' "$D/all.html")
	tables=$(grep -c '^<table>' "$D/all.html")
	rows_md=$(grep -c '^| ' "$md")
	[ "$((rows_html + groups + tables))" -eq "$rows_md" ]
	for text in '66.124' '66.100, 66.150' 'too short' '0.999630' 'impossible as stated' 'refuted' \
	    'needs 120000 samples more' 'Fixture CPU @ 2.30GHz' 'ticklab collect'; do
		grep -qF "$text" "$D/all.html"
		grep -qF "$(printf %s "$text" | sed 's/@/\&#64;/')" "$md"
	done
}

@test "no figure is ever NaN, and grids never share a table" {
	tests/fixtures/report-db "$D/f.db"
	report >/dev/null
	not grep -qiE '[^a-z](nan|inf)[^a-z]' "$D/all.md"
	grep -q 'R1 on the grid 24MHz' "$D/all.md"
	[ "$(grep -c '^Figures of R1 on the grid' "$D/all.md")" -eq 2 ]
}

@test "a hostile label does not break out" {
	draw_plots
	label='</td><script>alert(1)</script>|`x`
# head
'"' \" \$(touch $D/owned) \`touch $D/owned\` @ http://a.example \\"
	tests/fixtures/report-db "$D/f.db" "$label"
	report >/dev/null
	[ ! -e "$D/owned" ]
	[ "$(grep -ci '<script' "$D/reports/index.html")" -eq 1 ]
	not grep -qi '<script' "$D"/plots/*.svg
	not grep -q '^# head' "$D/all.md"
	# As they are, they stand only in a block of commands.
	not grep -qiE '^[^ ].*(http://a.example|<script)' "$D/all.md"
	# The label's table row has as many bars as its table has columns, and one.
	grep '^| Label |' "$D/all.md" | sed 's/\\|//g' | awk -F'|' 'NF != 4 { exit 1 }'
}

@test "--run limits the report, by prefix and more than once" {
	tests/fixtures/report-db "$D/f.db"
	report --run 00000000-0000-4000-8000-000000000002 >"$D/names"
	[ "$(grep -c '\.svg$' "$D/names")" -eq 11 ]
	not grep -q -- '-8000-000000000001' "$D/all.md"
	report -r 00000000-0000-4000-8000-000000000002 --run=00000000-0000-4000-8000-000000000001 >"$D/names"
	[ "$(grep -c '\.svg$' "$D/names")" -eq 19 ]
	fails 1 'no run' report --run 99999999
}

@test "links lead to the plots wherever the two folders are" {
	tests/fixtures/report-db "$D/f.db"
	while read -r pages plots path; do
		mkdir -p "$D/at"
		"$T" report --db "$D/f.db" --full 0 --out "$D/at/$pages" --plots "$D/at/$plots" >/dev/null 2>&1
		[ "$(sed -n 's,^!\[.*](\(.*\)/report-first.svg)$,\1,p' "$D/at/$pages/index.md")" = "$path" ]
		rm -r "$D/at"
	done <<-'LAYOUTS'
	pages plots ../plots
	pages pages/plots plots
	pages pages/a/plots a/plots
	plots/pages plots ..
	plots/a/pages plots ../..
	same same .
	plot plots ../plots
	plots plot ../plot
	a/b/c a/d/e ../../d/e
	LAYOUTS
}

@test "--full limits the runs that have all their plots" {
	tests/fixtures/report-db "$D/f.db"
	for full in 0 1 2 1000000; do
		report --full "$full" >"$D/names"
		grep '[.]svg$' "$D/names" | sed -n 's,.*plots/\(0.*\)-4000-8000-0*\([12]\)-.*,\2,p' | sort | uniq -c | tr -s ' \n' ' ' >>"$D/counts"
		echo >>"$D/counts"
	done
	diff - "$D/counts" <<-'COUNTS'
	 2 1 1 2 
	 8 1 1 2 
	 8 1 8 2 
	 8 1 8 2 
	COUNTS
	fails 2 'from 0 to 1e6, not ' report --full 1000001
	fails 2 "'x': no argument is expected" report -- x
	fails 2 "'--run': no argument is expected" report -r 00000000-0000-4000-8000-000000000001 -- --run
	# The first has that of loads too. A run that is named has all of them, wherever it comes.
	report --full 0 --run 00000000-0000-4000-8000-000000000002 >"$D/names"
	[ "$(grep -c '/00000000-[a-z].*[.]svg$' "$D/names")" -eq 8 ]
	fails 1 "cannot make the folder $D/none/ticklab-report." env TMPDIR="$D/none" "$T" report --db "$D/f.db" --out "$D/reports" --plots "$D/plots"
	TMPDIR='' "$T" report --db "$D/f.db" --full 0 --out "$D/reports" --plots "$D/plots" >/dev/null
}

@test "runs that are not analysed or judged are named, in the report and on stderr" {
	tests/fixtures/report-db "$D/f.db"
	sqlite3 "$D/f.db" "DELETE FROM verdict WHERE run_id = 2; DELETE FROM result WHERE run_id = 1;
	    DELETE FROM curve WHERE run_id = 1; DELETE FROM analysis WHERE run_id = 1"
	report >/dev/null 2>"$D/err"
	grep -q "00000000 is not analysed" "$D/err"
	grep -q "00000000 is not judged" "$D/err"
	grep -q 'R1 has not been analysed' "$D/all.md"
	grep -q '1 of 2 runs has not been judged' "$D/reports/index.html"
}

@test "a database without runs, and none at all, are said in a line" {
	tests/fixtures/report-db "$D/f.db"
	sqlite3 "$D/f.db" "DELETE FROM verdict; DELETE FROM result; DELETE FROM curve;
	    DELETE FROM analysis; DELETE FROM run"
	fails 1 'holds no run' report
	[ ! -e "$D/reports" ]
	rm "$D"/f.db*
	fails 1 'no such database' report
}

@test "without gnuplot, or with one that fails, the report that was there stays" {
	draw_plots
	tests/fixtures/report-db "$D/f.db"
	report >/dev/null
	cp "$D/reports/index.html" "$D/before"
	sqlite3 "$D/f.db" "UPDATE run SET label = 'changed'"
	rm "$D"/plots/*.gp # nothing is kept of an earlier drawing
	T=$(cd "$(dirname "$T")" && pwd)/ticklab
	mkdir "$D/bin"
	fails 1 'gnuplot is not on PATH' env PATH="$D/bin" "$T" report --db "$D/f.db" --out "$D/reports" --plots "$D/plots"
	printf '#!/bin/sh\necho broken >&2\nexit 1\n' >"$D/bin/gnuplot"
	chmod +x "$D/bin/gnuplot"
	fails 1 'broken' env PATH="$D/bin:$PATH" "$T" report --db "$D/f.db" --out "$D/reports" --plots "$D/plots"
	cmp "$D/before" "$D/reports/index.html"
	[ -z "$(find "$D" -name 'ticklab-report*' -o -size 0 -name '*.svg')" ]
}

@test "a run whose curve is empty is reported without that plot" {
	tests/fixtures/report-db "$D/f.db"
	sqlite3 "$D/f.db" "DELETE FROM curve WHERE name = 'acf'"
	report >"$D/names"
	[ "$(grep -c '\.svg$' "$D/names")" -eq 17 ]
	not grep -q acf.svg "$D/names"
}

@test "wrong command lines and places" {
	tests/fixtures/report-db "$D/f.db"
	fails 2 'no argument is expected' report x
	fails 2 'unknown option' report --colour
	fails 2 'requires an argument' report --run
	fails 1 'no gnuplot scripts' report --scripts "$D"
	: >"$D/file"
	fails 1 'cannot make the folder' "$T" report --db "$D/f.db" --out "$D/file/x" --plots "$D/plots"
	"$T" report --help | grep -q -- --plots
}

@test "min-entropy over time says when after boot, where the system states that" {
	tests/fixtures/report-db "$D/f.db"
	sqlite3 "$D/f.db" "UPDATE run SET environment_before = json_set(environment_before, '\$.uptime_s', '3600.25') WHERE run_id = 1;
		INSERT INTO curve SELECT run_id, 'entropy_time', 'all', 'native', value, value, 1 + value, 2, NULL, NULL FROM run, json_each('[0,1,2]');
		INSERT INTO result SELECT run_id, 'time_min_entropy_least_bits', 'all', 'native', 1, NULL, NULL, 600, NULL, 'bits', 'ok', '', 9001 FROM run;
		INSERT INTO result SELECT run_id, 'time_min_entropy_least_s', 'all', 'native', 2, NULL, NULL, 600, NULL, 's', 'ok', '', 9002 FROM run"
	report >/dev/null
	grep -qF "by='time since the first sample [s], which came 3600 s after boot'" "$D"/plots/*1-entropy-time.gp
	grep -qF "at 2 s, 3602 s after boot" "$D"/plots/*1-entropy-time.gp
	not grep -q 'after boot' "$D"/plots/*2-entropy-time.gp
	grep -qF "by='time since the first sample [s]'" "$D"/plots/*2-entropy-time.gp
}

@test "each script says what is missing and leaves no empty picture" {
	draw_plots
	: >"$D/empty.tsv"
	for s in histogram histogram-log timeseries tail acf loads modes resolution memory sweep growth split; do
		fails 1 'no data to draw' gnuplot -e \
		    "data='$D/empty.tsv'; tails='$D/empty.tsv'; runs=1; n=1; hz=1e9; names=0; ticks=1; out='$D/x.svg'" "scripts/$s.gp"
		[ ! -e "$D/x.svg" ]
	done
}

@test "the lowest plots have their axis' label, wide and for a phone; a key has lines of its own" {
	draw_plots
	printf '1\t-0.1\t-2\t2\t2\t-0.1 [-2, 2]\n' >"$D/forest.tsv"
	printf 'idle\n1\t0.5\t0.4\t0.6\n' >"$D/observers.tsv"
	for narrow in 0 1; do
		one="rows=1; row1='a call, a load'; narrow=$narrow; out='$D/x.svg'"
		gnuplot -e "data='$D/forest.tsv'; zero=0; unit='difference [ns]'; $one" scripts/forest.gp
		grep -qF 'difference [ns]' "$D/x.svg"
		grep -qF 'a call, a load' "$D/x.svg"
		gnuplot -e "data='$D/observers.tsv'; loads=1; top=1; published=1.5; $one" scripts/observers.gp
		grep -qF 'min-entropy of a sample [bits]' "$D/x.svg"
		grep -qF 'a call, a load' "$D/x.svg"
	done
	printf 'idle\n10\t20\t0.5\n20\t30\t0.5\n' >"$D/ridge.tsv"
	gnuplot -e "data='$D/ridge.tsv'; rows=1; row1='idle'; colour1=1; out='$D/x.svg'" scripts/ridge.gp
	grep -qF 'duration [log scale]' "$D/x.svg"
}

@test "the paper's picture has the points of each machine, and a cost beyond the axis at its fraction" {
	draw_plots
	printf '0.5\t0.5\t0.5\t0.5\tsweep\t%s\t\n' 1 2 >"$D/split.tsv"
	printf '0.7\t0.7\t0.6\t0.8\there\t1\tone\n9.6\t0.6\t0.5\t0.7\there\t2\ttwo\n0.3\t0.3\t0.3\t0.3\tclaim\t1\tit\n' >>"$D/split.tsv"
	at() { printf "at%s_x=%s; at%s_y=%s; at%s_kind='%s'; at%s_machine=%s; at%s_text='%s'; " "$1" "$2" "$1" "$3" "$1" "$4" "$1" "$5" "$1" "$6"; }
	for narrow in 0 1; do
		gnuplot -e "data='$D/split.tsv'; names=3; ticks=1; $(at 1 0.3 0.3 claim 1 it) $(at 2 9.6 0.6 here 2 two) $(at 3 0.7 0.7 here 1 one) narrow=$narrow; out='$D/x.svg'" scripts/split.gp
		grep -qF 'at 9.60 ticks' "$D/x.svg"
		# Marks of the second machine: its dot and its diamond with an interval.
		[ "$(grep -ciE '<use.*(#56b4e9|rgb\( *86, *180, *233\))' "$D/x.svg")" -ge 2 ]
	done
}

# A database whose verdicts and joint answers the program made, of made-up figures.
judged_db() {
	tests/fixtures/report-db "$D/f.db" "$@"
	sqlite3 "$D/f.db" "INSERT INTO result SELECT run_id, 'adversary_min_entropy_bits', 'past', 'native', 0.0712, 0.0651, 0.0773, n, NULL, 'bits', 'ok', 'a fixture', 970
	    FROM result WHERE name = 'mean_ticks' AND scope = 'all' AND grid = 'native'"
	"$T" judge --db "$D/f.db" >/dev/null
}

@test "the first screen answers: entropy, the split and why, one picture, a mark a claim, what is wrong" {
	draw_plots
	judged_db
	sqlite3 "$D/f.db" "UPDATE run SET environment_before = json_set(environment_before, '\$.\"load.1min\"', '2.3'), environment_after = NULL WHERE run_id = 1"
	report >/dev/null
	html=$D/reports/index.html
	sed -n '1,/<svg/p' "$html" | sed '1,/<body>/d; s/<[^>]*>//g' >"$D/screen"
	# A number and its unit are on one line.
	grep -qF $'31\xc2\xa0% fast and 69\xc2\xa0% slow' "$D/screen"
	sed $'s/\xc2\xa0/ /g' "$D/screen" | tr -s ' \n' ' ' >"$D/before"
	[ "$(wc -m <"$D/before")" -lt 1500 ]
	# In this order, and neither grids nor names of figures, nor of runs.
	grep -qE 'gettimeofday on fixture.*Is there entropy in a call\? At most [0-9.]+ bits of min-entropy \(a fair coin has 1\) against an observer who [a-z0-9 ]*(, under the load [a-z]+)?\. (SP 800-90B credits [0-9.]+, and the observers find no less|The observers find no less than [0-9.]+(; SP 800-90B credits [0-9.]+|\. SP 800-90B assesses [0-9.]+, but this observer leaves less)?|No lower bound is known)\..*Does the published split, 31 % fast and 69 % slow, hold here\? No\. 99\.9630 % \[99\.9580, 99\.9680\] of the calls are fast, .* slow; every run agrees, under every load\. The median call takes .* Why it was published: a 24 MHz counter \(tick 41\.7 ns\) shows a call of 28\.7 ns as 0 ns in 31 % of the cases and as 41 or 42 ns, one tick, in 69 %\. This explains 7 of 8 published tables\.' "$D/before"
	not grep -qE 'native|24MHz|_bits|_share|C0[0-9]|R1' "$D/before"
	sed '1,/<svg/d' "$html" | sed -n '1,/<h2/p' >"$D/after"
	[ "$(grep -o '<li><a href="#verdicts">' "$D/after" | wc -l)" -eq 14 ]
	# The contents come before all of it.
	sed -n '1,/<svg/p' "$html" | grep -q '<li><a href="#verdicts">'
	grep -qF '1 of 2 runs contradicts its label: labelled idle, but load was 2.3 on 2 CPUs.' "$D/after"
	# The marks are those of the verdicts in the database.
	[ "$(grep -o 'impossible as stated' "$D/after" | wc -l)" -eq "$(sqlite3 "$D/f.db" "SELECT count(DISTINCT claim) FROM verdict WHERE run_id IS NOT NULL AND verdict = 'impossible as stated'")" ]
	# The questions follow.
	for id in real entropy load machines verdicts check; do grep -q "<h2 id=\"$id\">" "$html"; done
	not grep -q '\[none' "$D/all.html" "$D/all.md"
	not grep -qE '[a-z)]\.\.( |$)' "$D/all.md"
	# Without figures and verdicts it says so.
	tests/fixtures/report-db "$D/f.db"
	sqlite3 "$D/f.db" "DELETE FROM verdict; DELETE FROM claim; DELETE FROM result; DELETE FROM curve; DELETE FROM analysis"
	report >/dev/null 2>&1 || true
	grep -qF 'Not known yet.' "$D/reports/index.md"
}

@test "the entropy on the first screen is of the weakest machine, which it names" {
	judged_db
	lead() { report >/dev/null; sed -n 's/^\*\*Is there entropy in a call?\*\* //p' "$D/reports/index.md"; }
	adversary() { sqlite3 "$D/f.db" "UPDATE result SET value = $2, lo = $3, hi = $4 WHERE name = 'adversary_min_entropy_bits' AND run_id = $1"; }
	# Of one machine the run that leaves least counts, by an end that holds among all that are compared; a call that gives nothing
	# has no lower bound.
	adversary 2 0.01 0.005 0.02
	lead | grep -qE '^\*\*At most 0\.022 bits\*\* of min-entropy \(a fair coin has 1\) against an observer who knows the previous 16 samples(, in the weakest part of a run)?(,? under the load [a-z]+)?\. (The observers find no less than |SP 800-90B credits )'
	adversary 2 0 0 0
	lead | grep -qxE '\*\*No: 0 bits\*\* of min-entropy \(a fair coin has 1\) against an observer who knows the previous 16 samples(, in the weakest part of a run)?(, under the load [a-z]+)?\.'
	# Of two machines, that of the weakest.
	sqlite3 "$D/f.db" "INSERT INTO machine SELECT 2, 'ffeeddccbbaa99887766554433221100', facts FROM machine;
	    UPDATE run SET machine_id = 2, label = 'lab-3' WHERE run_id = 2"
	lead | grep -qE '^\*\*No: 0 bits\*\* of min-entropy \(a fair coin has 1\) on lab-3, the weakest of 2 machines, against an observer [^.]*\.$'
}

@test "the bounds on the first screen can be traced: run, stretch, correction, and lines of figures.csv" {
	judged_db
	report >/dev/null
	most=$(sed -n 's/.*\*\*At most \([0-9.]*\) bits\*\*.*/\1/p' "$D/reports/index.md")
	sed -n '/^## How much/,/^## Does load/p' "$D/reports/index.md" >"$D/how"
	row=$(grep '^| at most |' "$D/how")
	echo "$row"
	shown=$(echo "$row" | awk -F ' *[|] *' '{ print $3 }')
	awk -v a="$most" -v b="$shown" 'BEGIN { exit !(a > 0 && b > a * 0.99 && b < a * 1.01) }'
	echo "$row" | grep -qE '\[R[12]\]\(run-[^)]*\) \| .*`?adversary_min_entropy_bits, past`? \| (the whole run|pieces? [0-9]+ .*of [0-9]+: [0-9,]+ to [0-9,]+ of the [0-9,]+ calls scored) \| .*[0-9.]+ standard errors above the value, so that all [0-9,]+ ends'
	"$T" judge --db "$D/f.db" --json >"$D/j.json"
	answer() { sqlite3 :memory: "SELECT readfile('$D/j.json') ->> '\$.answer.$1'"; }
	[ "$(answer at_most_from.run)" = "$(answer run)" ]
	[ "$(answer at_most_from.scope)" = past ]
	[ "$(answer at_most_from.value)" = 0.0712 ]
	grep -qE "^\"$(answer run)\",.*,\"judged_bits_at_most\",\"past(, pieces [^\"]*)?\",\"native\"," "$D/reports/figures.csv"
	grep judged_bits_at_most "$D/reports/figures.csv" | grep -qF "$(answer entropy_bits_at_most | cut -c1-8)"
}

@test "the share of slow calls in an update is that of the replicates together, with how many calls it rests on" {
	judged_db
	# The first run has 3 slow calls, of which 1 overlapped; the second 97, of which none.
	sqlite3 "$D/f.db" "UPDATE run SET load = 'idle', campaign_id = NULL, label = 'fixture';
	    DELETE FROM result WHERE name = 'slow_cause_share' AND scope = 'overlap';
	    INSERT INTO result (run_id, name, scope, grid, value, lo, hi, n, n_eff, unit, method, status, position)
	    SELECT run_id, 'slow_cause_share', 'overlap', 'native', iif(run_id = 1, 0.3333, 0), 0, iif(run_id = 1, 0.79, 0.04), iif(run_id = 1, 3, 97), NULL, '1', 'made up', 'ok', 980 FROM run"
	"$T" judge --db "$D/f.db" --json >"$D/j.json"
	report >/dev/null
	value=$(sqlite3 :memory: "SELECT 100 * avg(v.value ->> '\$.value') FROM json_each(readfile('$D/j.json'), '\$.cells') c, json_each(c.value, '\$.verdicts') v WHERE v.value ->> '\$.claim' = 'C10'")
	sed -n '/^## Is it real/,/^## How much/p' "$D/reports/index.md" >"$D/real"
	grep -oE 'In 2 runs together, load idle, .* of 100 slow calls overlapped an update' "$D/real" >"$D/said"
	shown=$(sed -nE 's/.* and ([0-9.]+) % .*of 100 slow calls.*/\1/p' "$D/said")
	cat "$D/said"
	awk -v shown="$shown" -v value="$value" 'BEGIN { exit !(value > 10 && shown > value - 1 && shown < value + 1) }'
	# The causes are those of the run that shows most.
	grep -q '97 samples\. A sample with several causes' "$D/real"
}

@test "the first screen gives the split of replicates together, with its spread, and the verdict on them" {
	judged_db
	# One run supports the split, one refutes it; two that differ so much decide nothing together.
	sqlite3 "$D/f.db" "UPDATE run SET load = 'idle', campaign_id = NULL, label = 'fixture';
	    UPDATE result SET value = iif(run_id = 1, 0.30, 0.50), lo = iif(run_id = 1, 0.29, 0.49), hi = iif(run_id = 1, 0.31, 0.51)
	    WHERE name = 'fast_window_share' AND scope = 'all' AND grid = '24MHz';
	    UPDATE result SET value = iif(run_id = 1, 0.70, 0.50), lo = iif(run_id = 1, 0.69, 0.49), hi = iif(run_id = 1, 0.71, 0.51)
	    WHERE name = 'slow_window_share' AND scope = 'all' AND grid = '24MHz'"
	"$T" judge --db "$D/f.db" --json >"$D/j.json"
	report >/dev/null
	grep 'published split' "$D/reports/index.md" | tee "$D/said"
	grep -qF '**Undecided.**' "$D/said"
	grep -qE '40(\.[0-9]+)? % \\\[[0-9.]+, [0-9.]+\\\] of the calls are fast in 2 runs together \(30 to 50 %\)' "$D/said"
}

@test "a run whose level moves has a mark in the table of runs" {
	judged_db
	sqlite3 "$D/f.db" "INSERT OR REPLACE INTO pieces (run_id, name, scope, grid, count, stationary) VALUES (1, 'median_ns', 'all', 'native', 2, 1), (2, 'median_ns', 'all', 'native', 2, 0)"
	report >/dev/null
	grep -qE '^\| \[R1\].*\| complete \|$' "$D/reports/index.md"
	grep -qE '^\| \[R2\].*\| complete; level moves \|$' "$D/reports/index.md"
}

@test "the split on the first screen names its machine, and where machines differ how many support it" {
	judged_db
	sqlite3 "$D/f.db" "INSERT INTO machine SELECT 2, 'ffeeddccbbaa99887766554433221100', facts FROM machine;
	    UPDATE run SET machine_id = 2, label = 'lab-3' WHERE run_id = 2"
	lead() { report >/dev/null; sed -n 's/^\*\*Does the published .* hold here?\*\* //p' "$D/reports/index.md"; }
	lead | grep -qE '^\*\*No\.\*\* On fixture: 99\.9'
	sqlite3 "$D/f.db" "UPDATE verdict SET verdict = 'supported' WHERE run_id = 2 AND verdict = 'refuted'"
	lead | grep -qE '^\*\*Differs between machines: 1 of 2 support it\.\*\* On fixture: 99\.9.*; not every run agrees'
}

@test "figures.csv holds every figure as the database does" {
	tests/fixtures/report-db "$D/f.db" '=cmd|a "quoted", label'
	report >/dev/null
	[ "$(grep -c . "$D/reports/figures.csv")" -eq "$(($(sqlite3 "$D/f.db" 'SELECT count(*) FROM result') + 1))" ]
	sqlite3 :memory: -cmd '.mode csv' -cmd ".import $D/reports/figures.csv f" "ATTACH '$D/f.db' AS d;
	    SELECT count(*) FROM f JOIN run USING (probe, load) JOIN result r ON r.run_id = d.run.run_id AND r.name = figure AND r.scope = f.scope AND r.grid = f.grid
	    WHERE f.run = uuid AND ifnull(r.value, '') = CASE f.value WHEN '' THEN '' ELSE CAST(f.value AS REAL) END" >"$D/same"
	[ "$(cat "$D/same")" -eq "$(sqlite3 "$D/f.db" 'SELECT count(*) FROM result')" ]
	# A label that a spreadsheet would run is text.
	grep -qF "\"'=cmd" "$D/reports/figures.csv"
}

@test "a plot whose data are the same is kept; its driver draws it again in another form" {
	draw_plots
	tests/fixtures/report-db "$D/f.db"
	report >/dev/null
	mkdir "$D/bin"
	printf '#!/bin/sh\necho drawn >>"%s/drawn"\nPATH=${PATH#*:} exec gnuplot "$@"\n' "$D" >"$D/bin/gnuplot"
	chmod +x "$D/bin/gnuplot"
	PATH="$D/bin:$PATH" report >/dev/null
	[ ! -e "$D/drawn" ]
	sqlite3 "$D/f.db" "UPDATE curve SET y = y * 0.5 WHERE run_id = 1 AND name = 'acf' AND i = 3"
	PATH="$D/bin:$PATH" report >/dev/null
	[ "$(wc -l <"$D/drawn")" -eq 1 ]
	cp "$D"/plots/*1-acf.svg "$D/acf.svg"
	(cd "$D/plots" && gnuplot *1-acf.gp && gnuplot -e "format='png'" *1-acf.gp && gnuplot -e "format='pdf'" *1-acf.gp)
	cmp "$D"/plots/*1-acf.svg "$D/acf.svg"
	[ "$(head -c 4 "$D"/plots/*1-acf.pdf)" = '%PDF' ]
	[ "$(head -c 4 "$D"/plots/*1-acf.png | tail -c 3)" = PNG ]
}

@test "causes, tick, modes and SP 800-90B have tables of their own" {
	tests/fixtures/report-db "$D/f.db"
	report >/dev/null
	md=$D/all.md
	grep -qE '\| update of the clock page `overlap` \| 0.176 .\[0.111, 0.266.\] \| 0.03040 †[0-9]+ \| 812 .\[402, 1,641.\] \|' "$md"
	grep -qF '| interrupt `interrupt` | not recorded (requires a kernel trace) |' "$md"
	grep -qF 'Slow is above 256 ticks (111 ns): 91 samples.' "$md"
	grep -qF '| `1GHz` | 1 ns | 2.077' "$md"
	grep -qF 'published: 1.5 bits/sample' "$md"
	grep -qF '| 6.3.3 Markov `sp90b_markov_bits` | not applicable | 0.1350 |' "$md"
	# What stands in them does not stand among the other figures again.
	[ "$(grep -c '`quantisation_explained_share`' "$md")" -eq 4 ]
	not grep -q 'R1 on the grid 1GHz' "$md"
}

@test "modes are drawn over time only where there are two" {
	draw_plots
	tests/fixtures/report-db "$D/f.db"
	report >"$D/names"
	[ "$(grep -c -- '-modes.svg' "$D/names")" -eq 1 ]
	grep -q '000000000002-modes.svg' "$D/names"
	# Every column of both modes is there.
	[ "$(grep -o '<polygon' "$D"/plots/*2-modes.svg | wc -l)" -ge 200 ]
	grep -qF 'no strip of modes over time' "$D/all.md"
}

@test "long reasons are folded in HTML and whole in Markdown" {
	tests/fixtures/report-db "$D/f.db"
	report >/dev/null
	grep -qF '<details><summary>needs a run: arithmetic alone does not decide it.</summary>If the rate' "$D/all.html"
	grep -qF 'does not decide it. If the rate' "$D/all.md"
}

@test "plots of runs that are gone go with the report that led to them, other files stay" {
	tests/fixtures/report-db "$D/f.db"
	report >/dev/null
	old=$D/plots/00000000-0000-4000-8000-000000000002
	mine="$old-notes.svg $D/plots/deadbeef-tail.svg $D/plots/thesis-tail.svg"
	touch $mine
	echo "[notes](../plots/${old##*/}-notes.svg) [tail](../plots/thesis-tail.svg)" >>"$D/reports/index.md"
	report --run 00000000-0000-4000-8000-000000000001 >/dev/null
	[ -e "$old-tail.svg" ]
	report >/dev/null
	sqlite3 "$D/f.db" "DELETE FROM verdict WHERE run_id = 2; DELETE FROM result WHERE run_id = 2;
	    DELETE FROM curve WHERE run_id = 2; DELETE FROM analysis WHERE run_id = 2; DELETE FROM run WHERE run_id = 2"
	"$T" report --db "$D/f.db" --out "$D/elsewhere" --plots "$D/plots" >/dev/null
	[ -e "$old-tail.svg" ]
	echo "[notes](../plots/${old##*/}-notes.svg) [tail](../plots/thesis-tail.svg)" >>"$D/reports/index.md"
	report >/dev/null
	[ ! -e "$old-tail.svg" ] && [ ! -e "$old-modes.svg" ]
	for f in $mine; do [ -e "$f" ]; done
}

@test "a report that is interrupted leaves nothing behind, and the one that was there" {
	draw_plots
	tests/fixtures/report-db "$D/f.db"
	report >/dev/null
	cp "$D/reports/index.html" "$D/before"
	rm "$D"/plots/*.gp # nothing is kept of an earlier drawing
	mkdir "$D/bin"
	printf '#!/bin/sh\necho $$ >"%s/drawing"\nexec sleep 600\n' "$D" >"$D/bin/gnuplot"
	chmod +x "$D/bin/gnuplot"
	T=$(cd "$(dirname "$T")" && pwd)/ticklab-report
	for signal in INT TERM HUP; do
		rm -f "$D/drawing"
		PATH="$D/bin:$PATH" from_terminal "$T" --db "$D/f.db" --out "$D/reports" --plots "$D/plots" >/dev/null 3>&- &
		pid=$!
		until_true [ -s "$D/drawing" ]
		[ -n "$(find "$D" -name 'ticklab-report*')" ]
		kill -s "$signal" "$pid"
		status=0; wait "$pid" || status=$?
		[ "$status" -gt 128 ]
		[ -z "$(find "$D" -name 'ticklab-report*' -o -name 'index.*.*' -o -name '*.svg.*')" ]
		not kill -0 "$(cat "$D/drawing")"
	done
	cmp "$D/before" "$D/reports/index.html"
}

@test "the top says what was published, of which platform, and where these runs were made" {
	tests/fixtures/report-db "$D/f.db"
	sqlite3 "$D/f.db" "UPDATE claim SET body = json_set(body, '\$.source', json('{\"repository\":\"acme\",\"file\":\"clock.rs\",\"lines\":\"7-9\"}'),
	    '\$.subject', 'Calls were timed <b>twice</b>.', '\$.statement', 'Half of them took long.',
	    '\$.platform', json('{\"name\":\"macOS on Apple M4\",\"system\":\"macOS\",\"arch\":\"arm64\"}'));
	    UPDATE machine SET facts = json_set(facts, '\$.\"kernel.name\"', 'Linux', '\$.\"cpu.arch\"', 'x86_64')"
	report >/dev/null
	grep -qF 'What is tested: 3 claims of acme, clock.rs. Calls were timed &#60;b&#62;twice&#60;/b&#62;. Published for macOS on Apple M4; measured here on Linux x86_64 (Fixture CPU &#64; 2.30GHz), another platform: a verdict is about these runs.' "$D/all.md"
	grep -qF '<th scope="row">near-theoretical max for 2-outcome binary <code>C06</code></th><td class="prose">Half of them took long.</td><td>clock.rs, lines 7-9</td>' "$D/all.html"
	# On the claim's own platform nothing is called another.
	sqlite3 "$D/f.db" "UPDATE machine SET facts = json_set(facts, '\$.\"kernel.name\"', 'Darwin', '\$.\"cpu.arch\"', 'arm64')"
	report >/dev/null
	grep -qF 'measured here on macOS arm64' "$D/all.md"
	not grep -qF 'another platform' "$D/all.md"
}

@test "a run that is labelled idle on a busy machine says so" {
	tests/fixtures/report-db "$D/f.db"
	report >/dev/null
	not grep -qF 'labelled idle' "$D/all.md"
	grep -qF '| Other work on the machine | none above the limits |' "$D/all.md"
	sqlite3 "$D/f.db" "UPDATE run SET environment_after = json_set(environment_after, '\$.\"load.1min\"', '2.3',
	    '\$.\"pressure.cpu.some_avg10\"', '12.5')"
	report >/dev/null
	md=$D/all.md
	grep -qF '# R1: gettimeofday, idle (labelled idle, but load was 2.3 on 2 CPUs, CPU pressure 12 %)' "$md"
	# What follows a load is the load's own work.
	grep -qF '| Other work on the machine | labelled idle, but load was 2.3 on 2 CPUs, CPU pressure 12 % |' "$md"
	sqlite3 "$D/f.db" "UPDATE run SET environment_before = json_set(environment_before, '\$.\"load.1min\"', '1.01')"
	report >/dev/null
	grep -qF '| before it started, load was 1.01 on 2 CPUs |' "$md"
	sqlite3 "$D/f.db" "UPDATE run SET environment_before = NULL, environment_after = NULL"
	report >/dev/null
	grep -qF '| Other work on the machine | unknown |' "$md"
}

@test "a frequency has the digits it is good for, and a calibrated one nothing beside it" {
	tests/fixtures/report-db "$D/f.db"
	sqlite3 "$D/f.db" "UPDATE run SET counter_hz = 2596122132.20917, hz_calibrated = 2596122132.20917, hz_source = 'calibrated' WHERE run_id = 1"
	report >/dev/null
	grep -qF '| Frequency and where it comes from | 2,596.122 MHz, calibrated |' "$D/all.md"
	grep -qF '| Frequency and where it comes from | 2,300,000,000 Hz, hardware |' "$D/all.md"
	grep -qF '| Frequency measured beside it | – |' "$D/all.md"
	grep -qF '| Frequency measured beside it | 2,299.998 MHz |' "$D/all.md"
}

@test "values of a coarse counter are bars apart, never below 0, windows have their digits" {
	draw_plots
	printf -- '-0.5\t0.5\t500\n0.5\t1.5\t400\n1.5\t2.5\t100\n' >"$D/h.tsv"
	gnuplot -e "data='$D/h.tsv'; fit='$D/h.tsv'; out='$D/x.svg'; n=1000; hz=1e6; step=1" scripts/histogram.gp
	grep -qF "claim's fast window 0 to 0.417 ticks" "$D/x.svg"
	grep -qF 'mixture chosen by BIC, background included' "$D/x.svg"
	grep -qF 'samples of that value' "$D/x.svg"
	not grep -qE '>−0.[0-9]*<' "$D/x.svg"
	gnuplot -e "data='$D/h.tsv'; out='$D/y.svg'; n=1000; hz=1e6" scripts/histogram.gp
	grep -qF 'samples in a bin' "$D/y.svg"
	tests/fixtures/report-db "$D/f.db"
	report >/dev/null
	grep -qF 'in steps of 2]' "$D"/plots/*1-histogram.svg
	not grep -qF 'two fitted modes' -r "$D/plots" "$D/reports"
}

@test "the autocorrelation of ranks is drawn where it is stored, and said to be that" {
	draw_plots
	tests/fixtures/report-db "$D/f.db"
	sqlite3 "$D/f.db" "INSERT INTO curve SELECT run_id, 'acf_rank', scope, grid, i, x, y, z, lo, hi FROM curve WHERE name = 'acf' AND run_id = 1;
	    INSERT INTO result SELECT run_id, 'acf_rank_lag1', scope, grid, 0.25, 0.2, 0.3, n, n_eff, unit, status, method, 800
	    FROM result WHERE name = 'acf_lag1' AND scope = 'all' AND grid = 'native' AND run_id = 1"
	report >"$D/names"
	[ "$(grep -c -- '-acf.svg' "$D/names")" -eq 2 ]
	grep -qF 'autocorrelation of mid-ranks 0.250 at lag 1' "$D"/plots/*1-acf.svg
	grep -qF 'autocorrelation of durations 0.0123' "$D"/plots/*2-acf.svg
	grep -qF 'among ranks no outlier dominates' "$D/all.html"
	grep -qF 'not of their ranks' "$D/all.html"
	grep -qF '`acf_rank_lag1`' "$D/all.md"
}

@test "the sawtooth, run lengths and bits are drawn where their curves are" {
	draw_plots
	tests/fixtures/report-db "$D/f.db"
	sqlite3 "$D/f.db" "INSERT INTO curve VALUES (1,'sawtooth','repeat','24MHz',0,1,0.09,0.07,NULL,NULL),
	    (1,'sawtooth','repeat','24MHz',1,2,0.60,0.61,0.59,0.61), (1,'sawtooth','repeat','24MHz',2,4,0.68,0.69,0.67,0.69),
	    (1,'bit_plane','all','native',0,0,0,NULL,NULL,NULL), (1,'bit_plane','all','native',1,1,0.9,NULL,NULL,NULL);
	    INSERT INTO curve SELECT run_id, 'dwell', 'mode ' || (1 + 2 * (run_id = 2)), 'native', 0, 1, 20, 21.5, 1, 1 FROM run;
	    INSERT INTO curve SELECT run_id, 'dwell', 'mode 1', 'native', 1, 2, 9, 8.5, 2, 3 FROM run;
	    INSERT INTO result VALUES (1,'sawtooth_cost_ns','repeat','24MHz',22.4,22.2,22.6,4,NULL,'ns','ok','line',801),
	    (1,'sawtooth_overhead_ns','repeat','24MHz',13.1,12.1,14.1,4,NULL,'ns','ok','line',802),
	    (1,'periodicity_p','all','native',0.25,NULL,NULL,1000000,NULL,'1','ok','Welch',803),
	    (2,'dwell_samples','mode 1','native',34.5,33,36,1000,NULL,'samples','ok','mean',804)"
	report >"$D/names"
	[ "$(grep -c '\.svg$' "$D/names")" -eq 22 ]
	every_plot_stands
	# Run lengths only of the run with two modes; a mode without complete runs leaves no block.
	[ "$(grep -cE -- '1-sawtooth.svg|1-bit-plane.svg|2-dwell.svg' "$D/names")" -eq 3 ]
	grep -qF 'sawtooth of 22.40 ns a call and 13.1 ns around them' "$D"/plots/*1-sawtooth.svg
	grep -qF 'predicted between' "$D"/plots/*1-sawtooth.svg
	grep -qF 'seen, no interval' "$D"/plots/*1-sawtooth.svg
	not grep -qF 'n = 1' "$D"/plots/*1-sawtooth.svg
	grep -qF 'mean run 34.5 (mode 1)' "$D"/plots/*2-dwell.svg
	grep -qF '>mode 3<' "$D"/plots/*2-dwell.svg
	not grep -qF '>mode 2<' "$D"/plots/*2-dwell.svg
	grep -qF '| cost of one more call, over the runs of repeat-k `sawtooth_cost_ns` | 22.40' "$D/all.md"
	grep -qF '| p of no period among the mid-ranks `periodicity_p` | 0.2500' "$D/all.md"
	not grep -qF 'Scope repeat' "$D/all.md"
}

@test "health tests and restarts have tables of their own" {
	tests/fixtures/report-db "$D/f.db"
	sqlite3 "$D/f.db" "INSERT INTO result VALUES (1,'rct_cutoff','H assessed','native',121,NULL,NULL,20000,NULL,'samples','ok','4.4',901),
	    (1,'rct_cutoff','H 1.5','native',15,NULL,NULL,20000,NULL,'samples','ok','4.4',902),
	    (1,'apt_alarms','H 1.5','native',32,NULL,NULL,20000,NULL,'alarms','ok','4.4',903),
	    (1,'restart_sanity','restarts','native',0,NULL,NULL,20000,NULL,'1','ok','3.1.4',904),
	    (1,'restart_validation','restarts','native',NULL,NULL,NULL,20000,NULL,'1','not applicable','3.1.4',905)"
	report >/dev/null
	md=$D/all.md
	grep -qF '| repetition count test: cutoff `rct_cutoff` | 121 | 15 | samples |' "$md"
	grep -qF '| adaptive proportion test: alarms `apt_alarms` | – | 32 | alarms |' "$md"
	grep -qE '\| sanity test: 1 passed, 0 failed `restart_sanity` \| 0 †[0-9]+ \|' "$md"
	not grep -qF 'Scope restarts' "$md"
	not grep -qF 'Scope H 1.5' "$md"
}

@test "a campaign of 140 runs: by cell, under 1.5 MB, in under 20 s of CPU; runs have pages of their own" {
	draw_plots
	tests/fixtures/report-many "$D/f.db" 140
	TIMEFORMAT='%U %S'
	{ time report >"$D/names" 2>"$D/err"; } 2>"$D/cpu"
	awk '{ exit !($1 + $2 < 20) }' "$D/cpu"
	md=$D/reports/index.md html=$D/reports/index.html
	[ "$(stat -c %s "$html" 2>/dev/null || stat -f %z "$html")" -le 1500000 ]
	# All plots of 12 runs, half of them with two modes; of the others the distribution; one over one another for each
	# probe; the first picture three times, a forest of medians twice and a ridge of loads.
	[ "$(grep -c '\.svg$' "$D/names")" -eq $((12 * 7 + 6 + 128 + 2 + 3 + 2 + 1)) ]
	[ "$(grep -c 'run-.*\.html$' "$D/names")" -eq 140 ]
	# For each of the two probes a row at 24 MHz and another at the counter's own tick.
	[ "$(grep -cxF '| cpu | 6 | 0.0125 \[0.0100, 0.0150\] |' "$md")" -eq 2 ]
	[ "$(grep -cxF '| cpu | 6 | – | – | 3.2 \[-1.5, 8.0\] | too short | – |' "$md")" -eq 2 ]
	grep -qF '| Claim | cpu | idle | io | memory | stress |' "$md"
	grep -qF 'refuted 14 runs' "$md"
	grep -qF 'null: no claim applies to these runs.' "$md"
	grep -qF 'Runs R1 to R140.' "$md"
	grep -qF '<a href="run-00000007.html">R7</a>' "$html" || grep -qF '<a href="run-00000007-0000-4000-8000-000000000007.html">R7</a>' "$html"
	not grep -qF '<h2 id="R7"' "$html"
	# Who asks for runs gets their plots.
	uuids=$(sqlite3 "$D/f.db" "SELECT '--run=' || uuid FROM run WHERE run_id > 126")
	report $uuids >"$D/names"
	grep -q '0000008c-.*histogram.svg' "$D/names"
	[ "$(grep -c -- '-tail\.svg$' "$D/names")" -eq 14 ]
}

@test "a load has one colour in every plot, and no line joins entropies at several ticks" {
	draw_plots
	tests/fixtures/report-many "$D/f.db" 14
	sqlite3 "$D/f.db" "INSERT INTO curve SELECT run_id, 'lag', 'all', 'native', 0, 40, 42, 7, 42, 44 FROM run;
	    INSERT INTO curve SELECT run_id, 'lag', 'all', 'native', 1, 42, 40, 90, 44, 42 FROM run"
	report >"$D/names"
	grep -q "colours='1 5 3 2 4'; dashes='1 1 1 1 1'; " "$D"/plots/00000000*1-loads.gp
	grep -q "row1='idle'; colour1=1; row2='cpu'; colour2=2; row3='io'; colour3=3; row4='memory'; colour4=4; row5='stress'; colour5=5; " "$D/plots/report-ridge.gp"
	[ "$(grep -c '<use' "$D"/plots/00000000*1-resolution.svg)" -ge 18 ]
	not grep -q "<path stroke='rgb(  0, 114, 178)'" "$D"/plots/00000000*1-resolution.svg
	printf '40\t42\t42\t44\t7\n42\t44\t40\t42\t90\n' | cmp - "$D"/plots/00000000*1-lag.tsv
	[ -s "$(ls "$D"/plots/00000000*1-lag.svg)" ]
	PATH="$D/stub:$PATH" # from here on the text is read, and how plots are called for
	# Of replicates the lowest entropy is shown, and how far the others reach; a run of no campaign is none.
	sqlite3 "$D/f.db" "UPDATE result SET value = 0.5 WHERE name = 'min_entropy_90b_bits' AND scope = 'all' AND grid = 'native' AND run_id = 3;
	    UPDATE result SET value = 0.25 WHERE name = 'min_entropy_90b_bits' AND scope = 'all' AND grid = 'native' AND run_id = 13"
	report >/dev/null
	grep -qE '^\| gettimeofday, campaign cccccccc, io \| [^|]*\| [^|]*\| 0\.2500 †[0-9]+ to 0\.5000 \|' "$D/reports/index.md" || { grep '^| gettimeofday' "$D/reports/index.md"; false; }
	grep -qE '^\| gettimeofday, no campaign, idle \|' "$D/reports/index.md"
	# The section on loads opens with its answer.
	ratio() { sqlite3 "$D/f.db" "INSERT INTO result SELECT run_id, 'load_slow_ratio', 'campaign', 'native', $2, $3, $4, 6, 6, '1', 'ok', 'paired', 904 FROM run WHERE load = '$1'"; }
	ratio io 1.1 0.8 1.4
	report >/dev/null
	grep -qxF 'No difference is shown: compared with the idle run of the same block, slow calls of gettimeofday, campaign cccccccc come 1.1 times \[0.80, 1.4\] as often under io.' "$D/reports/index.md"
	ratio cpu 2 1.5 3
	ratio memory 0.5 0.25 0.75
	report >/dev/null
	grep -qxF 'Yes: compared with the idle run of the same block, slow calls of gettimeofday, campaign cccccccc come 2.0 times \[1.5, 3.0\] as often under cpu, 0.50 times \[0.25, 0.75\] as often under memory. No difference is shown where they come 1.1 times \[0.80, 1.4\] as often under io.' "$D/reports/index.md"
	# Runs 2 and 4 are both under stress: one colour, two dashes.
	tests/fixtures/report-many "$D/f.db" 7
	report >"$D/names"
	grep -q "colours='1 5 3 5'; dashes='1 1 1 2'; " "$D"/plots/00000000*1-loads.gp
}

@test "runs of several machines are told apart, and what compare stored of them is shown" {
	draw_plots
	tests/fixtures/report-db "$D/f.db"
	report >"$D/names"
	not grep -q -- '-machines.svg' "$D/names"
	grep -qF 'All runs are of one machine.' "$D/reports/index.md"
	sqlite3 "$D/f.db" "INSERT INTO machine SELECT 2, 'ffeeddccbbaa99887766554433221100', facts FROM machine;
	    UPDATE run SET machine_id = 2, load = 'idle', label = 'lab|3<b>' WHERE run_id = 2"
	report >"$D/names"
	md=$D/all.md
	grep -qF '## Do machines differ?' "$md"
	grep -qF "run 'ticklab compare' and this report again" "$md"
	"$T" compare --db "$D/f.db" >/dev/null
	report >"$D/names"
	every_plot_stands
	grep -q '1-machines.svg' "$D/names"
	not grep -q -- '-loads.svg' "$D/names"
	grep -qF 'lab|3&lt;b>, idle' "$D"/plots/*1-machines.svg
	grep -qE -- '- gettimeofday, idle: The reference is fixture\. lab.?\|3&#60;b&#62;: one run a side, so that the spread between runs is unknown' "$md"
	grep -qF 'No difference is shown.' "$md"
	grep -qF '# R2: gettimeofday, idle, lab\|3&#60;b&#62;' "$md"
	grep -qF '### The machines' "$md"
	grep -qF 'Run R1. Fingerprint' "$md"
	# What is analysed again must be compared again.
	sqlite3 "$D/f.db" "DELETE FROM comparison; DELETE FROM answer"
	report >"$D/names"
	not grep -q -- '-machines.svg' "$D/names"
}

@test "a difference between machines stands in the table of those that are shown" {
	tests/fixtures/report-db "$D/f.db"
	sqlite3 "$D/f.db" "INSERT INTO machine SELECT 2, 'ffeeddccbbaa99887766554433221100', facts FROM machine;
	    UPDATE run SET machine_id = 2, load = 'idle', label = 'lab-3' WHERE run_id = 2;
	    INSERT INTO answer VALUES ('gettimeofday', 'idle', 'A sentence.');
	    INSERT INTO comparison VALUES (1, 'median_ns', 'native', 'gettimeofday', 'idle', 'fixture', 'lab-3', 50, 62.4, 12.4, 11.9, 12.9, 1.248, 1.238, 1.258, 4, 4, 0.2, 0.001),
	    (2, 'cv', 'native', 'gettimeofday', 'idle', 'fixture', 'lab-3', 1, 1.1, 0.1, -0.1, 0.3, 1.1, 0.9, 1.3, 4, 4, 0.2, 0.4)"
	report >/dev/null
	md=$D/all.md
	grep -qF -- '- gettimeofday, idle: A sentence.' "$md"
	grep -qF '| lab-3 | idle | `median_ns` | native | 50 | 62.40 | 12.40 \[11.90, 12.90\] | 1.248 |' "$md"
	not grep -qF '| lab-3 | idle | `cv`' "$md"
}

@test "cells of a row that look the same are drawn as one, in order of rows" {
	draw_plots
	tests/fixtures/report-db "$D/f.db"
	sqlite3 "$D/f.db" "DELETE FROM curve WHERE NOT (run_id = 1 AND name = 'maximum');
	    INSERT INTO curve VALUES (1,'density','all','native',0,0,1,10,1,2), (1,'density','all','native',1,250000,1,12,1,2),
	    (1,'density','all','native',2,500000,1,10,1,2), (1,'density','all','native',3,500000,2,5,2,3),
	    (1,'density','all','native',4,750000,1,90,1,2)"
	mkdir "$D/bin"
	# Keeps the data it is given, and draws them.
	printf '#!/bin/sh\ncp "$TMPDIR"/ticklab-report*/*-timeseries.tsv "%s/seen"\nPATH=${PATH#*:} exec gnuplot "$@"\n' "$D" >"$D/bin/gnuplot"
	chmod +x "$D/bin/gnuplot"
	PATH="$D/bin:$PATH" report >/dev/null
	printf '0\t750000\t1\t2\t8\n750000\t1000000\t1\t2\t15\n500000\t750000\t2\t3\t5\n' | diff - "$D/seen"
	# One line a cell, thick ones; the shades are those of the bar beside it.
	[ "$(grep -cE "^<g fill=\"none\" color=\"black\" stroke=\"currentColor\" stroke-width=\"[0-9]{2,}\\." "$D"/plots/*1-timeseries.svg)" -ge 3 ]
}

@test "a plot that was not drawn anew goes with the report that led to it" {
	tests/fixtures/report-db "$D/f.db"
	report >/dev/null
	old=$D/plots/00000000-0000-4000-8000-000000000002
	touch "$old-notes.svg"
	[ -e "$old-modes.svg" ]
	sqlite3 "$D/f.db" "UPDATE result SET value = 1 WHERE name = 'mode_count'"
	report --run 00000000-0000-4000-8000-000000000001 >/dev/null
	[ -e "$old-modes.svg" ]
	# Neither a report that did not lead to it, nor one whose pages are elsewhere, takes it away.
	"$T" report --db "$D/f.db" --out "$D/elsewhere" --plots "$D/plots" >/dev/null
	[ -e "$old-modes.svg" ]
	report >/dev/null
	[ ! -e "$old-modes.svg" ] && [ ! -e "$old-modes.gp" ] && [ ! -e "$old-modes.tsv" ] && [ ! -e "$old-modes-level.tsv" ]
	[ -e "$old-tail.gp" ] && [ -e "$old-tail.svg" ] && [ -e "$old-notes.svg" ]
}

@test "one plot that fails is named where it would stand, and the rest is written" {
	draw_plots
	tests/fixtures/report-db "$D/f.db"
	cp -r scripts "$D/scripts"
	echo "print 'no ink'; exit status 1" >"$D/scripts/tail.gp"
	fails 1 '2 of 19 plots could not be drawn; the first: ' report --scripts "$D/scripts"
	[ "$(grep -c 'could not be drawn' "$D/err")" -eq 1 ]
	[ "$(grep -c '\.svg$' "$D/out")" -eq 17 ]
	grep -qE 'Note:.*1-tail.svg could not be drawn: .*no ink' "$D/all.md"
	[ "$(grep -c 'could not be drawn' "$D/all.html")" -eq 2 ]
}

@test "constants and values near 2^63 are drawn" {
	draw_plots
	for x in 0 62 9223372036854775807.0; do
		tests/fixtures/report-db "$D/f.db"
		sqlite3 "$D/f.db" "DELETE FROM curve WHERE name NOT IN ('acf', 'mutual_information');
		    INSERT INTO curve SELECT run_id, 'histogram', 'all', 'native', 0, $x, 1000000, NULL, $x - 1, $x + 1 FROM run;
		    INSERT INTO curve SELECT run_id, 'histogram_log', 'all', 'native', 0, $x, 1000000, NULL, $x, $x * 1.1 FROM run;
		    INSERT INTO curve SELECT run_id, 'survival', 'all', 'native', 0, $x, 0, NULL, NULL, NULL FROM run;
		    INSERT INTO curve SELECT run_id, 'density', 'all', 'native', 0, 0, $x, 1000000, $x - 1, $x + 1 FROM run;
		    INSERT INTO curve SELECT run_id, 'maximum', 'all', 'native', 0, 0, $x, NULL, NULL, NULL FROM run;
		    INSERT INTO curve SELECT run_id, 'resolution', 'all', 'native', 0, 0.5, 0, 0, NULL, NULL FROM run"
		report >"$D/names"
		[ "$(grep -c '\.svg$' "$D/names")" -eq 18 ]
		grep -qF 'none lies above' "$D"/plots/*1-tail.svg
	done
}

@test "shares that are not there, and that are not all, are said so" {
	judged_db
	sqlite3 "$D/f.db" "UPDATE result SET value = 0.999996, lo = NULL, hi = NULL WHERE name = 'fast_window_share'"
	report >/dev/null
	grep -qF '99.9996 % of the calls are fast' "$D/reports/index.md"
	grep -qF 'the published figures fit if the durations are 0, 41 and 42 ns, that is 0 or 1 tick of 24 MHz' "$D/reports/index.md"
	sqlite3 "$D/f.db" "UPDATE result SET value = NULL, status = 'too short' WHERE name = 'slow_window_share' OR name = 'mode_count'"
	report >/dev/null
	not grep -qF 'of the calls are slow (published' "$D/reports/index.md"
}

@test "how to reproduce: the command that each run stores" {
	collect() { "$T" collect --db "$D/f.db" "$@" >/dev/null 2>&1; }
	printf '[spin]\nstressor = cpu 1\n' >"$D/own.conf"
	collect -n 1k --restarts 3 --label 'a b'
	collect -n 9000 --interleave gettimeofday,null --seed 7 --fence none --mlock || skip "may not keep the program in memory: ulimit -l"
	collect --cold -n 1000 --cpu 0 --deferred --block 500
	collect -n 1000 --no-page --load-command 'sleep 60; echo x' --label ''
	collect -n 1000 --load spin --intensity 50% --loads "$D/own.conf"
	sqlite3 "$D/f.db" "UPDATE run SET status = 'interrupted' WHERE run_id = 5"
	report >/dev/null 2>&1
	sed -n '/^### How to reproduce/,$p' "$D/reports/index.md" | sed -n "s,^    ,,; s, --db $D/f.db,,; s,$D/,,; p" | grep -E '^ticklab collect|^# R' >"$D/lines"
	diff "$D/lines" - <<-'EOF'
	ticklab collect --load idle --probe gettimeofday --restarts 3 -n 1000 --warmup 8 --label 'a b'
	ticklab collect --load idle --interleave gettimeofday,null -n 9000 --warmup 8 --fence none --mlock --seed 7
	ticklab collect --load idle --probe gettimeofday -n 1000 --cold --cpu 0 --deferred --block 500
	# R5: interrupted, with 1000 of these samples
	ticklab collect --load-command 'sleep 60; echo x' --probe gettimeofday -n 1000 --warmup 8 --no-page
	ticklab collect --load spin --intensity 0.5 --loads own.conf --probe gettimeofday -n 1000 --warmup 8
	EOF
	# The command records the like, and stores itself.
	eval "set -- $(sqlite3 "$D/f.db" "SELECT substr(command, 17) FROM recording WHERE run_id = 2")"
	"$T" collect "$@" --db "$D/again.db" >/dev/null 2>&1
	[ "$(sqlite3 "$D/again.db" 'SELECT command FROM recording LIMIT 1')" = \
		"$(sqlite3 "$D/f.db" 'SELECT command FROM recording WHERE run_id = 2')" ]
	# A run of an older version says that it has none.
	sqlite3 "$D/f.db" 'DELETE FROM recording WHERE run_id = 1'
	report >/dev/null 2>&1
	grep -qF 'The command of R1 is not here' "$D/all.md"
}

@test "the tail reaches the longest sample; one is not counted as many" {
	"$T" collect --db "$D/f.db" -n 5000 >/dev/null 2>&1
	"$T" analyze --db "$D/f.db" >/dev/null
	[ "$(sqlite3 "$D/f.db" "SELECT max(x) = (SELECT value FROM result WHERE name = 'max_ticks' AND scope = 'all' AND grid = 'native')
	    FROM curve WHERE name = 'survival' AND scope = 'all' AND grid = 'native'")" -eq 1 ]
	tests/fixtures/report-db "$D/f.db"
	sqlite3 "$D/f.db" "UPDATE result SET n = 1 WHERE name = 'slow_cause_share'; UPDATE run SET warmup = 1"
	report >/dev/null
	grep -qF ': 1 sample. A sample with several causes' "$D/all.md"
	[ "$(grep -c '| Warm-up, not recorded | 1 call |' "$D/all.md")" -eq 2 ]
	not grep -qE '[^0-9,]1 (slow )?samples' "$D/all.md"
}

@test "an interval that is not there leads to why in the list at the end" {
	tests/fixtures/report-db "$D/f.db"
	sqlite3 "$D/f.db" "UPDATE result SET lo = NULL, hi = NULL, method = 'sd / mean; no interval: memory as long as the series'
	    WHERE name = 'mean_ticks' AND scope = 'all' AND grid = 'native' AND run_id = 1"
	report >/dev/null
	number=$(grep -E '`mean_ticks`' "$D"/reports/run-*1.md | sed -n 's/.* †\([0-9]*\) .*/\1/p' | head -1)
	grep -qF "†$number: memory as long as the series" "$D"/reports/run-*1.md
}

@test "what the load did is told whole and in words" {
	tests/fixtures/report-db "$D/f.db"
	detail=$(for i in $(seq 60); do printf ',"stressor_%d":%d' "$i" "$i"; done)
	sqlite3 "$D/f.db" "UPDATE run SET load_detail = '{\"command\":\"x\",\"operations\":{\"first\":1$detail},\"at_start\":{\"pressure_cpu\":0.5}}' WHERE run_id = 2;
	    UPDATE run SET load_detail = NULL WHERE run_id = 1"
	report >/dev/null
	grep -qF '| What the load did | no other work was started |' "$D/all.md"
	grep -E '^\| What the load did \| operations of first 1; ' "$D/all.md" |
		grep -qF 'operations of stressor 60 60; at the start, pressure cpu 0.5 |'
}

@test "a GCD that rare values break has the counter's own step beside it" {
	tests/fixtures/report-db "$D/f.db"
	sqlite3 "$D/f.db" "UPDATE run SET effective_tick_ticks = 26; DELETE FROM result WHERE name = 'effective_tick_ticks';
	    INSERT INTO result SELECT run_id, 'effective_tick_ticks', scope, grid, CASE run_id WHEN 1 THEN 1 ELSE 26 END, NULL, NULL, n, NULL, 'ticks', 'ok', 'GCD', 991
	    FROM result WHERE name = 'mean_ticks' AND scope = 'all' AND grid = 'native'"
	report >/dev/null
	[ "$(grep -c "the counter's own step, as recorded before the run, is 26" "$D/all.md")" -eq 1 ]
}

@test "a wide plot can be scrolled" {
	tests/fixtures/report-db "$D/f.db"
	report >/dev/null
	grep -qF 'scroll it sideways' "$D/reports/index.html"
}

@test "the first picture shows calls of a coarse counter that are longer than the claim's windows" {
	draw_plots
	awk 'BEGIN { x = 7; for (i = 0; i < 500; i++) { x = x * 16807 % 2147483647; print 190 + x % 21 } }' >"$D/long.txt"
	"$T" db import "$D/long.txt" --counter-hz 24MHz --probe gettimeofday --load idle --db "$D/long.db" >/dev/null 2>&1
	"$T" analyze --db "$D/long.db" --replicates 0 --assess 0 >/dev/null
	"$T" report --db "$D/long.db" --out "$D/long" --plots "$D/long/plots" >/dev/null 2>&1
	grep -q '> *200 *<' "$D/long/plots/report-first.svg"
	# A long tail does not push ticks and windows together: the axis ends, and says how many calls are longer.
	awk 'BEGIN { x = 7; for (i = 0; i < 900; i++) { x = x * 16807 % 2147483647; print 4 + (x % 3 > 0) } print 90000; print 120000 }' >"$D/tail.txt"
	"$T" db import "$D/tail.txt" --counter-hz 24MHz --probe gettimeofday --load idle --db "$D/tail.db" >/dev/null 2>&1
	"$T" analyze --db "$D/tail.db" --replicates 0 --assess 0 >/dev/null
	"$T" report --db "$D/tail.db" --out "$D/tail" --plots "$D/tail/plots" >/dev/null 2>&1
	grep -qF '2 longer calls →' "$D/tail/plots/report-first.svg"
	grep -q '> *50 *<' "$D/tail/plots/report-first.svg"
}

# The share of the longer value rises from 10 % to 80 %: no value of the whole run is its own, and its pieces decide.
@test "where pieces decided, the tables of verdicts show their range" {
	awk 'BEGIN { x = 99; for (i = 0; i < 5000; i++) { x = (x * 16807) % 2147483647; print 12 + 5 * (x / 2147483647 < 0.1 + 0.7 * i / 5000) } }' >"$D/drift.txt"
	"$T" db import "$D/drift.txt" --counter-hz 24MHz --probe gettimeofday --load idle --db "$D/f.db" >/dev/null 2>&1
	"$T" analyze --db "$D/f.db" --replicates 20 --assess 0 >/dev/null
	"$T" judge --db "$D/f.db" >"$D/verdicts"
	[[ "$(grep '^  C07 ' "$D/verdicts")" =~ refuted\ +([0-9.]+)\ to\ ([0-9.]+)\ in\ each\ of\ 20\ pieces ]]
	report >/dev/null
	for page in "$D/reports/index.md" "$D"/reports/run-*.md; do
		[[ "$(grep -F '`C07` | refuted' "$page")" =~ \|\ ([0-9.]+)\ to\ ([0-9.]+)\ in\ 20\ pieces ]]
		awk -v a="${BASH_REMATCH[1]}" -v b="${BASH_REMATCH[2]}" 'BEGIN { exit !(a > 0.1 && a < 0.14 && b > 0.17 && b < 0.18) }'
	done
}
