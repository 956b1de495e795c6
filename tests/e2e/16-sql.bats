#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The database by SQL, and readers in other languages.
load lib

# 70,000 samples with start ticks, two chunks, some far values and flags' column of zeros.
series() { awk 'BEGIN { t = 1000; for (i = 0; i < 70000; i++) { d = 7 + i % 3 + (i % 997 == 0) * 123456789; printf "%.0f %d\n", t, d; t += d + 40 + i % 7 } }'; }
import() { series | "$T" db import - --counter-hz 1GHz --db "$DB" 2>"$D/err"; }

@test "samples are rows: the same as db export gives, in order" {
	uuid=$(import)
	"$T" db export "$uuid" --format csv --db "$DB" | tail -n +2 >"$D/want"
	"$T" db sql "SELECT sample, start_ticks, elapsed_ticks, flags FROM samples('${uuid%%-*}')" --db "$DB" | tail -n +2 | tr '\t' , >"$D/got"
	[ "$(wc -l <"$D/got")" -eq 70000 ]
	cmp "$D/want" "$D/got"
	# Joined to the view of runs, and without starts.
	seq 1 30 | "$T" db import - --counter-hz 1GHz --db "$DB" >/dev/null 2>&1
	[ "$("$T" db sql "SELECT count(*), count(start_ticks) FROM runs JOIN samples(runs.run)" --db "$DB" | tail -1)" = "$(printf '70030\t70000')" ]
	fails 1 'no such run' "$T" db sql "SELECT * FROM samples('00000000')" --db "$DB"
	fails 1 'name the run' "$T" db sql "SELECT * FROM samples" --db "$DB"
}

# rows_of DB UUID: the samples by the sqlite3 shell and the extension.
rows_of() { sqlite3 -readonly -cmd ".load ${TICKLAB_BUILD:-build}/lib/ticklab_samples" "$1" "SELECT * FROM samples('$2')"; }

@test "samples are by the rules of every reader: a run with a damaged, lost or added chunk gives an error" {
	uuid=$(import)
	loads=$(sqlite3 :memory: '.load' 2>&1 | grep -ci usage) || true
	while IFS='|' read -r statement text; do
		cp "$DB" "$D/bad.db"
		sqlite3 "$D/bad.db" "PRAGMA ignore_check_constraints = 1; $statement"
		fails 1 "$text" "$T" db sql "SELECT count(*) FROM samples('$uuid')" --db "$D/bad.db"
		fails 1 "$uuid" "$T" db export "$uuid" --db "$D/bad.db" --output "$D/x"
		if [ "$loads" -gt 0 ]; then
			run rows_of "$D/bad.db" "$uuid"
			[ "$status" -ne 0 ]
			[[ "$output" == *"$text"* ]]
		fi
	done <<-'END'
		UPDATE chunk SET checksum = (SELECT checksum FROM chunk WHERE seq = 0) WHERE seq = 1|chunk 1: the checksum does not hold
		DELETE FROM chunk WHERE seq = 0|1 chunks are there, the run says 2
		DELETE FROM chunk WHERE seq = 0; UPDATE run SET chunks = 1|0 chunks with 0 samples are there
		DELETE FROM chunk WHERE seq = 0; UPDATE run SET chunks = 1; UPDATE chunk SET seq = 0|chunk 0 starts at sample 65536, expected chunk 0 at sample 0
		UPDATE run SET samples = 70001|70000 samples are there, the run says 2 with 70001
		UPDATE chunk SET flags = (SELECT flags FROM chunk WHERE seq = 0) WHERE seq = 1|the checksum does not hold
	END
}

@test "the views have what the tables have, and JSON is JSON" {
	uuid=$(import)
	"$T" analyze --db "$DB" --replicates 0 --assess 0 >/dev/null
	"$T" judge --db "$DB" >/dev/null
	for view in runs:run figures:result cells:cell verdicts:verdict comparisons:comparison; do
		[ "$("$T" db sql "SELECT count(*) FROM ${view%:*}" --db "$DB" | tail -1)" = "$(sql "SELECT count(*) FROM ${view#*:}")" ]
	done
	"$T" db sql --json "SELECT run, value, 'a\"b' AS q, NULL AS none, 1e999 AS inf FROM figures WHERE name = 'samples' AND scope = 'all' AND grid = 'native'" --db "$DB" >"$D/j"
	[ "$(sqlite3 :memory: "SELECT json_extract(readfile('$D/j'), '\$.rows[0].run') || json_extract(readfile('$D/j'), '\$.rows[0].value')")" = "${uuid}70000.0" ]
	# Every column of every view is in docs/schema.md.
	for view in runs figures cells verdicts comparisons; do
		"$T" db sql "SELECT name FROM pragma_table_info('$view')" --db "$DB" | tail -n +2 >"$D/columns"
		[ -s "$D/columns" ]
		while read -r column; do grep "^| \`$view\`" docs/schema.md | grep -q "\`$column\`" || { echo "$view.$column"; false; }; done <"$D/columns"
	done
}

@test "nothing is written without --write, and no other file is opened" {
	import >/dev/null
	before=$(sha256sum <"$DB")
	fails 1 'readonly' "$T" db sql "DELETE FROM run" --db "$DB"
	fails 1 'attached' "$T" db sql "ATTACH '$D/other.db' AS o" --db "$DB"
	fails 1 'attached' "$T" db sql "VACUUM INTO '$D/other.db'" --db "$DB"
	fails 1 'syntax error' "$T" db sql "SELEC 1" --db "$DB"
	fails 1 'no such column: uuid; docs/schema.md lists' "$T" db sql "SELECT uuid FROM runs" --db "$DB"
	fails 1 'no such table: samplez; docs/schema.md lists' "$T" db sql "SELECT * FROM samplez" --db "$DB"
	[ ! -e "$D/other.db" ]
	[ "$(sha256sum <"$DB")" = "$before" ]
	"$T" db sql --write "UPDATE run SET label = 'mine'" --db "$DB"
	[ "$(field label)" = mine ]
}

@test "the sqlite3 shell loads the extension" {
	! nm "$T-db" | grep -qE '__asan' || skip "the sanitizer must be loaded first"
	command -v sqlite3 >/dev/null || skip "no sqlite3"
	sqlite3 :memory: '.load' 2>&1 | grep -qi usage || skip "this sqlite3 loads no extensions"
	uuid=$(import)
	[ "$(sqlite3 -readonly -cmd ".load ${TICKLAB_BUILD:-build}/lib/ticklab_samples" "$DB" "SELECT count(*), sum(elapsed_ticks) FROM samples('$uuid'); SELECT count(*) FROM runs")" = "$(
		series | awk '{ s += $2 } END { printf "%d|%.0f\n1", NR, s }')" ]
}

@test "the reader in Python gives the samples" {
	command -v python3 >/dev/null && python3 -c 'import sqlite3' 2>/dev/null || skip "no python3 with sqlite3"
	command -v zstd >/dev/null || skip "no zstd program"
	uuid=$(import)
	python3 docs/examples/read_run.py "$DB" "${uuid%%-*}" >"$D/got"
	series | sed 's/$/ 0/' | cmp - "$D/got"
}

@test "the reader in R gives the samples and the figures" {
	command -v Rscript >/dev/null || skip "no Rscript"
	uuid=$(import)
	"$T" analyze --db "$DB" --replicates 0 --assess 0 >/dev/null
	Rscript docs/examples/read_run.R "$T" "$DB" "$uuid" >"$D/out"
	cat "$D/out"
	[ "$(head -1 "$D/out")" = "70000 $(series | awk '{ s += $2 } END { printf "%.0f", s }') $(sql 'SELECT count(*) FROM result') " ]
}

@test "an option that a command of db does not use is refused, and mistyped commands are suggested" {
	import >/dev/null
	fails 2 "does not apply to 'list'" "$T" db list --format csv --db "$DB"
	fails 2 "does not apply to 'verify'" "$T" db verify --json --db "$DB"
	fails 2 "does not apply to 'export'" "$T" db export x --label y --db "$DB"
	fails 2 "did you mean 'machines'" "$T" db machnes --db "$DB"
}
