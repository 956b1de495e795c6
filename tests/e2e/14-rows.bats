#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Rows of runs that ticklab would not have written: who writes refuses them, who reads names them and goes on.

load lib

# Two short runs, the first of them SOUND, the second BAD.
two_runs() {
	seq 2000 | awk '{ print 40 + $1 % 7 }' >"$D/in"
	SOUND=$("$T" db import "$D/in" --counter-hz 1GHz --as-is --label sound --db "$DB" 2>/dev/null)
	BAD=$("$T" db import "$D/in" --counter-hz 1GHz --as-is --label other --db "$DB" 2>/dev/null)
}
harm() { sqlite3 "${2:-$DB}" "PRAGMA ignore_check_constraints = 1; PRAGMA foreign_keys = 0; UPDATE run SET $1 WHERE label = 'other'"; }
# named COMMAND...: exits 1, and one line on stderr names the bad run
named() {
	status=0; "$@" >"$D/out" 2>"$D/err" || status=$?
	cat "$D/err"
	[ "$status" -eq 1 ]
	[ "$(grep -c 'is not as ticklab writes it' "$D/err")" -eq 1 ]
}

@test "the schema refuses what the readers refuse" {
	two_runs
	for harm in "counter_hz = 0.5" "counter_hz = 2e12" "samples = 1" "chunks = 2001" "status = 'fine'" "requested = 1" \
		"uuid = replace(uuid, '-', 'x')" "session = 'x'" "environment_before = '{'" "started_utc = 'yesterday'" "cpu = 4294967296" \
		"hz_calibrated = 0" "restarts = 0" "cell = 1"; do
		echo "$harm"
		! sql "UPDATE run SET $harm WHERE label = 'other'" 2>"$D/null" || false
		cp "$DB" "$D/bad.db"
		harm "$harm" "$D/bad.db"
		named "$T" db list --db "$D/bad.db"
		grep -q "$SOUND" "$D/out"
		! grep -q "$BAD" "$D/out" || false
		status=0; "$T" db verify --db "$D/bad.db" >"$D/out" 2>"$D/err" || status=$?
		[ "$status" -eq 1 ]
		grep -q 'is not as ticklab writes it' "$D/err"
	done
}

@test "counts that contradict each other are both named" {
	two_runs
	harm "requested = 77"
	fails 1 "run $BAD: its status is not as ticklab writes it: it is complete with $(sql "SELECT samples FROM run WHERE uuid = '$BAD'") samples, and 77 were requested" "$T" db list --db "$DB"
	harm "requested = samples, chunks = samples + 1"
	fails 1 "run $BAD: its samples is not as ticklab writes it: " "$T" db list --db "$DB"
	grep -q ': [0-9]* samples in [0-9]* chunks$' "$D/err"
}

@test "every reader names a bad run and goes on with the others" {
	two_runs
	harm "counter_hz = 0.5"
	named "$T" db list --json --db "$DB"
	[ "$(sqlite3 :memory: "SELECT json_array_length(readfile('$D/out'), '\$.runs')")" = 1 ]
	named "$T" db machines --db "$DB"
	named "$T" analyze --assess 0 --replicates 0 --db "$DB"
	grep -q "$SOUND" "$D/out"
	named "$T" judge --db "$DB"
	named "$T" compare --db "$DB"
	named "$T" report --db "$DB" --out "$D/pages" --plots "$D/plots"
	grep -q "${SOUND:0:8}" "$D/pages/index.md"
	"$T" db export "$SOUND" --db "$DB" >"$D/out"
	named "$T" db export "$BAD" --db "$DB"
	named "$T" db show "$BAD" --db "$DB"
	"$T" collect -n 100 --db "$DB"
	"$T" analyze --run "$SOUND" --assess 0 --replicates 0 --db "$DB" >"$D/out"
}

@test "a merge with one bad run changes nothing" {
	two_runs
	cp "$DB" "$D/bad.db"
	"$T" db import "$D/in" --counter-hz 1GHz --as-is --db "$D/good.db" 2>/dev/null
	for harm in "counter_hz = 0.5" "machine_id = 77"; do
		cp "$DB" "$D/bad.db"
		harm "$harm" "$D/bad.db"
		sqlite3 "$D/good.db" .dump >"$D/before"
		fails 1 "is not as ticklab writes it; nothing of" "$T" db merge --db "$D/good.db" "$D/bad.db"
		sqlite3 "$D/good.db" .dump | cmp - "$D/before"
	done
	"$T" db verify --db "$D/good.db"
}

@test "a merge takes nothing from a file that verify refuses, whatever the fault touches" {
	two_runs
	"$T" collect -n 100 --db "$DB"
	"$T" db import "$D/in" --counter-hz 1GHz --as-is --db "$D/good.db" 2>/dev/null
	"$T" db merge "$DB" --db "$D/all.db" # every run of $DB is there already
	for harm in "UPDATE recording SET run_id = 77" "DELETE FROM run WHERE label = 'other'" "UPDATE chunk SET elapsed = zeroblob(9) WHERE run_id = 2" \
		"UPDATE run SET samples = 1 WHERE run_id = 2" "UPDATE chunk SET restart = -1 WHERE run_id = 1"; do
		echo "$harm"
		cp "$DB" "$D/bad.db"
		sqlite3 "$D/bad.db" "PRAGMA ignore_check_constraints = 1; PRAGMA foreign_keys = 0; $harm"
		! "$T" db verify --db "$D/bad.db" 2>"$D/null" || false
		for into in good all; do
			sqlite3 "$D/$into.db" .dump >"$D/before"
			fails 1 "nothing of $D/bad.db was merged" "$T" db merge --db "$D/$into.db" "$D/bad.db"
			sqlite3 "$D/$into.db" .dump | cmp - "$D/before"
		done
	done
}

@test "a chunk whose row breaks a rule of the schema is named by who reads it" {
	two_runs
	sql "PRAGMA ignore_check_constraints = 1; UPDATE chunk SET restart = -1 WHERE run_id = 2"
	for command in "db export $BAD" "analyze --assess 0 --replicates 0"; do
		# shellcheck disable=SC2086
		fails 1 "run $BAD: chunk 0: its restart is not as ticklab writes it" "$T" $command --db "$DB"
	done
	status=0; "$T" db verify --db "$DB" 2>"$D/err" || status=$?
	[ "$status" -eq 1 ]
	grep -q "run $BAD: chunk 0: its restart is not as ticklab writes it" "$D/err"
}

@test "restarts that the chunks are not of are found by who reads them" {
	two_runs
	printf '1 2 3\n4 5 6\n7 8 9\n' >"$D/matrix"
	"$T" db import "$D/matrix" --from restart-matrix --counter-hz 1GHz --label other --db "$D/m.db" 2>/dev/null
	"$T" db import "$D/in" --counter-hz 1GHz --as-is --db "$D/good.db" 2>/dev/null
	"$T" db verify --db "$D/m.db"
	cp "$DB" "$D/one.db"
	while IFS='|' read -r of harm says; do
		cp "$D/$of.db" "$D/bad.db"
		harm "$harm" "$D/bad.db"
		status=0; "$T" db verify --db "$D/bad.db" 2>"$D/err" || status=$?
		[ "$status" -eq 1 ]
		grep -q "$says" "$D/err"
		fails 1 "$says" "$T" db merge --db "$D/good.db" "$D/bad.db"
		fails 1 "$says" "$T" analyze --run "$(sqlite3 "$D/bad.db" "SELECT uuid FROM run WHERE label = 'other'")" --assess 0 --replicates 0 --db "$D/bad.db"
	done <<-'EOF'
		one|restarts = 1000|chunk 0 is of no restart, which does not fit 2000 samples in 1000 restarts
		m|restarts = 1000|chunk 0 is of restart 0, which does not fit 9 samples in 1000 restarts
		m|restarts = NULL|chunk 0 is of restart 0, which does not fit 9 samples in 0 restarts
		m|restarts = 1|chunk 1 is of restart 1, which does not fit 9 samples in 1 restarts
		m|restarts = 9|chunk 0 is of restart 0, which does not fit 9 samples in 9 restarts
		m|status = 'interrupted', restarts = 2|chunk 0 is of restart 0
	EOF
}

@test "chunks that a run does not count are found" {
	seq 200000 >"$D/in"
	uuid=$("$T" db import "$D/in" --counter-hz 1GHz --as-is --db "$DB" 2>/dev/null)
	sql "UPDATE run SET chunks = 1, samples = 65536, requested = 65536"
	fails 1 "4 chunks are there, the run says 1" "$T" analyze --db "$DB"
	fails 1 "4 chunks are there, the run says 1" "$T" db merge --db "$D/all.db" "$DB"
	[ "$(sqlite3 "$D/all.db" "SELECT count(*) FROM chunk")" = 0 ]
	status=0; "$T" db verify --db "$DB" 2>"$D/err" || status=$?
	[ "$status" -eq 1 ]
	grep -q "4 chunks are there, the run says 1" "$D/err"
}

@test "drop removes a run with all that refers to it, and nothing else" {
	two_runs
	"$T" analyze --assess 0 --replicates 0 --db "$DB" >"$D/out"
	"$T" judge --db "$DB" >"$D/out"
	"$T" collect -n 1000 --label mine --db "$DB"
	uuid=$(sql "SELECT uuid FROM run WHERE label = 'mine'")
	id=$(sql "SELECT run_id FROM run WHERE label = 'mine'")
	"$T" analyze --assess 0 --db "$DB" >"$D/out"
	"$T" judge --db "$DB" >"$D/out"
	sql ".dump" | grep -c "INSERT INTO" >"$D/all"
	fails 2 "give --yes" "$T" db drop "$uuid" --db "$DB" </dev/null
	fails 1 "no run '00000000'" "$T" db drop 00000000 --yes --db "$DB"
	[ "$(sql "SELECT count(*) FROM run")" = 3 ]
	"$T" db drop "${uuid:0:8}" --yes --db "$DB" | grep -q "run $uuid was removed"
	for table in $(sql "SELECT m.name FROM sqlite_schema AS m, pragma_table_info(m.name) AS c WHERE m.type = 'table' AND c.name = 'run_id'"); do
		echo "$table"
		[ "$(sql "SELECT count(*) FROM $table WHERE run_id = $id")" = 0 ]
	done
	for table in chunk analysis result curve verdict; do [ "$(sql "SELECT count(*) FROM $table WHERE run_id = 1")" -gt 0 ]; done
	[ "$(sql "SELECT count(*) FROM machine")" = 0 ]
	"$T" db verify --db "$DB"
	[ "$("$T" db list --db "$DB" | wc -l)" -eq 3 ]
}

@test "drop takes a run whose UUID is bad by its number, and asks on a terminal" {
	two_runs
	harm "uuid = 'not hexadecimal at all, but 36 long ..'"
	named "$T" db list --db "$DB"
	grep -q "run 2: its uuid" "$D/err"
	[ "$(uname -s)" = Linux ] && command -v script >"$D/null" || skip "no script(1) of util-linux"
	echo n | script -qec "'$T' db drop 2 --db '$DB'" "$D/null" >"$D/out" || true
	grep -q "for good? \[y/N\]" "$D/out"
	[ "$(sql "SELECT count(*) FROM run")" = 2 ]
	echo y | script -qec "'$T' db drop 2 --db '$DB'" "$D/null" >"$D/out"
	[ "$(sql "SELECT count(*) FROM run")" = 1 ]
	"$T" db verify --db "$DB"
}

@test "the number of a row is no name of a run whose UUID is sound" {
	two_runs
	for number in 1 2; do fails 1 "no run '$number'" "$T" db drop "$number" --yes --db "$DB"; done
	harm "uuid = 'bad'"
	fails 1 "no run '1'" "$T" db drop 1 --yes --db "$DB"
	"$T" db drop 2 --yes --db "$DB"
	[ "$(sql "SELECT uuid FROM run")" = "$SOUND" ]
}

@test "a run that is being recorded is not dropped" {
	"$T" collect -n 400000000 --db "$DB" >"$D/out" 2>&1 & background=$!
	until_true is_recording
	uuid=$(sql "SELECT uuid FROM run")
	fails 1 "is being recorded" "$T" db drop "$uuid" --yes --db "$DB"
	kill "$background"; wait "$background" || true; background=
	"$T" db verify --db "$DB"
	"$T" db drop "$uuid" --yes --db "$DB"
	[ "$(sql "SELECT count(*) FROM chunk")" = 0 ]
}

@test "results are stale when the row of their run has changed" {
	two_runs
	"$T" analyze --assess 0 --replicates 0 --db "$DB" >"$D/out"
	sql "UPDATE analysis SET made_utc = 'before'; UPDATE run SET label = 'renamed' WHERE label = 'other'"
	"$T" analyze --assess 0 --replicates 0 --db "$DB" >"$D/out"
	[ "$(sql "SELECT count(*) FROM analysis WHERE made_utc = 'before'")" = 2 ]
	for change in "counter_hz = 5e8" "counter = 'x'" "hz_source = 'defined'" "probe = 'p'" "load = 'l'" "effective_tick_ticks = 3" "cpu = 1" \
		"ground_truth = 'vvar'" "environment_after = '{}'" "warmup = 9" "instrument = '{}'"; do
		echo "$change"
		sql "UPDATE run SET $change WHERE label = 'renamed'"
		"$T" report --db "$DB" --out "$D/pages" --plots "$D/plots" >"$D/out" 2>"$D/err"
		cat "$D/err"
		grep -q "run ${BAD:0:8} is not analysed" "$D/err"
		"$T" analyze --assess 0 --replicates 0 --db "$DB" >"$D/out"
		[ "$(sql "SELECT count(*) FROM analysis WHERE made_utc = 'before'")" = 1 ]
		[ "$(sql "SELECT value FROM result WHERE run_id = 2 AND name = 'samples' AND scope = 'all' AND grid = 'native'")" = 2000.0 ]
	done
}

@test "a file of version 6 is read, brought up whole, and its bad run named" {
	two_runs
	sqlite3 "$D/old.db" <tests/fixtures/schema-6.sql
	sqlite3 "$D/old.db" "PRAGMA journal_mode = WAL; PRAGMA application_id = 0x7469636b; PRAGMA user_version = 6; ATTACH '$DB' AS new;
		INSERT INTO run SELECT * FROM new.run; INSERT INTO chunk SELECT * FROM new.chunk; INSERT INTO imported SELECT * FROM new.imported;
		UPDATE run SET counter_hz = 0.5 WHERE label = 'other'" >"$D/null"
	named "$T" db list --db "$D/old.db"
	grep -q "$SOUND" "$D/out"
	[ "$(sqlite3 "$D/old.db" "PRAGMA user_version")" = 6 ]
	sqlite3 "$D/old.db" "SELECT * FROM run" >"$D/before"
	named "$T" analyze --assess 0 --replicates 0 --db "$D/old.db"
	[ "$(sqlite3 "$D/old.db" "PRAGMA user_version")" = 8 ]
	sqlite3 "$D/old.db" "SELECT * FROM run" | cmp - "$D/before"
	"$T" db drop "$BAD" --yes --db "$D/old.db"
	"$T" db verify --db "$D/old.db"
	"$T" collect -n 100 --db "$D/old.db"
}

# as_reader COMMAND...: as a user who cannot write to what root owns, where the test is root.
as_reader() {
	if [ "$(id -u)" = 0 ]; then
		setpriv --reuid=65534 --clear-groups "$@"
	else
		"$@"
	fi
}

@test "the log of a file behind a link is replayed, or the open fails" {
	[ "$(id -u)" != 0 ] || { command -v setpriv >"$D/null" && setpriv --reuid=65534 --clear-groups true; } || skip "no other user to be"
	two_runs
	cp "${T%/*}"/ticklab* "$D"
	mkdir "$D/ro"
	sqlite3 "$DB" "PRAGMA wal_checkpoint(TRUNCATE)" >"$D/null"
	sqlite3 "$DB" ".dbconfig no_ckpt_on_close on" "UPDATE run SET label = 'in the log' WHERE label = 'other'" >"$D/null"
	[ -s "$DB-wal" ]
	cp "$DB" "$D/ro/a.db"; cp "$DB-wal" "$D/ro/a.db-wal"
	ln -s ro/a.db "$D/link.db"
	chmod 755 "$D"; chmod 444 "$D"/ro/*; chmod 555 "$D/ro"
	for db in "$D/ro/a.db" "$D/link.db"; do
		fails 1 "cannot be replayed" as_reader "$D/ticklab" db list --db "$db"
	done
	chmod 755 "$D/ro"; chmod 644 "$D"/ro/*
	"$T" db list --db "$D/link.db" | grep -q "in the log"
	chmod 755 "$D/ro"
}

@test "a table that ticklab did not make is refused: it could blind a check" {
	two_runs
	cp "$DB" "$D/sound.db"
	for table in 'TABLE pragma_foreign_key_check ("table", rowid, parent, fkid)' 'TABLE json_tree (key)' 'VIRTUAL TABLE words USING fts5(word)' \
		'TRIGGER run AFTER INSERT ON chunk BEGIN DELETE FROM result; END'; do
		cp "$D/sound.db" "$DB"
		sqlite3 "$DB" "CREATE $table" 2>"$D/null" || continue
		fails 1 "which ticklab did not make" "$T" db verify --db "$DB"
		fails 1 "which ticklab did not make" "$T" db merge "$DB" --db "$D/new.db"
	done
	cp "$D/sound.db" "$DB"
	sqlite3 "$DB" ANALYZE
	"$T" db verify --db "$DB"
}

@test "a file that is newer than it says is refused: what it holds would be hidden" {
	printf '5 10\n6 20\n' >"$D/counts"
	"$T" db import "$D/counts" --format counts --counter-hz 1GHz --db "$DB" 2>"$D/null"
	for version in 1 2 3 4 5 6; do
		sqlite3 "$DB" "PRAGMA user_version = $version"
		fails 1 "it says that it is of schema $version and holds" "$T" db verify --db "$DB"
		fails 1 "it says that it is of schema $version and holds" "$T" analyze --db "$DB"
	done
	sqlite3 "$DB" "PRAGMA user_version = 8"
	"$T" db verify --db "$DB"
}

# journal VICTIM: a hot rollback journal of $DB that changes nothing and names a file to delete at its end.
journal() {
	{
		printf '\331\325\005\371\040\241\143\327\0\0\0\0\022\064\126\170'
		printf '%08x%08x%08x' $(($(wc -c <"$DB") / 4096)) 512 4096 | xxd -r -p
		head -c 484 /dev/zero
		printf '%08x' 262145 | xxd -r -p
		printf '%s' "$1"
		printf '%08x%08x' ${#1} "$(printf '%s' "$1" | od -An -v -tu1 | awk '{ for (i = 1; i <= NF; i++) s += $i } END { print s }')" | xxd -r -p
		printf '\331\325\005\371\040\241\143\327'
	} >"$DB-journal"
}

@test "no journal of a stranger deletes a file" {
	command -v xxd >"$D/null" || skip "no xxd"
	two_runs
	sqlite3 "$DB" "PRAGMA wal_checkpoint(TRUNCATE)" >"$D/null"
	echo precious >"$D/victim"
	for command in "db list" "analyze" "db verify" "collect -n 100" "db drop ${SOUND:0:8} --yes"; do
		journal "$D/victim"
		# shellcheck disable=SC2086
		fails 1 "names another file, which would be deleted" "$T" $command --db "$DB"
		[ -s "$D/victim" ]
	done
	fails 1 "names another file" "$T" db merge "$DB" --db "$D/new.db"
	[ -s "$D/victim" ]
	# One that names none is undone, by readers too: here it changes nothing.
	journal ""
	truncate -s 512 "$DB-journal"
	"$T" db verify --db "$DB"
	"$T" db list --db "$DB" | grep -q "$SOUND"
}

# Beside the second name nobody finds the log, and a writer there would make another.
@test "a file with two names is refused, to read and to write" {
	two_runs
	sqlite3 "$DB" "PRAGMA wal_checkpoint(TRUNCATE)" >"$D/null"
	mkdir "$D/b"
	ln "$DB" "$D/b/hard.db"
	sqlite3 "$DB" ".dbconfig no_ckpt_on_close on" "UPDATE run SET label = 'in the log' WHERE label = 'other'" >"$D/null"
	[ -s "$DB-wal" ]
	for db in "$DB" "$D/b/hard.db"; do
		fails 1 "the file has 2 names (hard links)" "$T" db list --db "$db"
		fails 1 "the file has 2 names (hard links)" "$T" collect -n 100 --db "$db"
		fails 1 "the file has 2 names (hard links)" "$T" db merge "$db" --db "$D/new.db"
	done
	rm "$D/b/hard.db"
	"$T" db list --db "$DB" | grep -q 'in the log'
}

@test "nothing is written over an input, a database or its log, through links neither" {
	two_runs
	mkdir "$D/pages"
	cp "$DB" "$D/pages/index.html"
	ln -s pages/index.html "$D/link.db"
	for db in "$D/pages/index.html" "$D/link.db"; do
		status=0; "$T" report --db "$db" --out "$D/pages" --plots "$D/plots" 2>"$D/err" || status=$?
		[ "$status" -eq 1 ]
		grep -q "index.html: this is the database itself" "$D/err"
		"$T" db verify --db "$db"
	done
	sqlite3 "$DB" ".dbconfig no_ckpt_on_close on" "UPDATE run SET label = 'x'" >"$D/null"
	fails 1 "this is the database itself" "$T" db export "$SOUND" --db "$DB" --output "$DB-wal"
	# Nor in the place of one that is not there yet: a folder of that name would lock the database.
	[ ! -e "$DB-journal" ]
	ln -s "$(dirname "$DB")" "$D/way"
	for name in "$DB-journal" "$D/way/${DB##*/}-journal" "$DB-journal/"; do
		run "$T" report --db "$DB" --out "$name" --plots "$D/p"
		[ "$status" -eq 1 ]
		[[ "$output" == *"this is the database itself"* ]]
	done
	fails 1 "this is the database itself" "$T" db export "$SOUND" --db "$DB" --output "$D/way/${DB##*/}-journal"
	[ ! -e "$DB-journal" ]
	for name in "$DB" "$D/link-to-it" "$D/./t.db"; do
		[ -e "$name" ] || ln -s t.db "$name"
		fails 1 "this is the database itself" "$T" entropy --run "$SOUND" --db "$DB" -o "$name"
		fails 1 "this is the database itself" "$T" entropy --db "$DB" -o "$name"
	done
	head -c 3000 "$T" >"$D/bytes"
	fails 1 "this is the input itself" "$T" entropy "$D/bytes" -o "$D/../${D##*/}/bytes"
	[ "$(wc -c <"$D/bytes")" -eq 3000 ]
	fails 1 "this is the input itself" "$T" entropy - -o "$D/bytes" <"$D/bytes"
	mkdir "$D/session"
	cp tests/fixtures/recordings/openentropy/* "$D/session"
	fails 1 "this is the input itself" "$T" entropy "$D/session" -o "$D/session/raw_index.csv"
	# Nor over any database, by what reads none: a report, a calibration, a new database beside one.
	for name in "$DB" "$DB-wal" "$DB-journal"; do
		fails 1 "this is a database, or a file that belongs to one" "$T" analyze --calibrate --out "$name"
	done
	echo 5 >"$D/five"
	fails 1 "SQLite keeps a file of another database there" "$T" db import "$D/five" --counter-hz 24MHz --db "$DB-journal"
	mkdir "$D/p"
	cp "$DB" "$D/p/figures.csv"
	run "$T" report --db "$DB" --out "$D/p" --plots "$D/plots"
	[ "$status" -eq 1 ]
	[[ "$output" == *"figures.csv: this is a database, or"* ]]
	"$T" db verify --db "$D/p/figures.csv"
	ln -s "$DB" "$D/other"
	fails 1 "this is the database itself" "$T" db export "$SOUND" --db "$D/other" --output "$DB"
	# Nor over a database that is not read at all.
	for name in "$DB" "$D/other" "$DB-journal" "$DB-shm" "$DB-wal" "$D/way/${DB##*/}-journal"; do
		fails 1 "this is a database, or a file that belongs to one" "$T" entropy "$D/bytes" -o "$name"
		fails 1 "this is a database, or a file that belongs to one" "$T" db export "$SOUND" --db "$D/pages/index.html" --output "$name"
	done
	[ ! -e "$DB-journal" ]
	"$T" db verify --db "$DB"
}

@test "labels reach the terminal without characters that move, hide or turn" {
	printf '5\n6\n' >"$D/in"
	"$T" db import "$D/in" --counter-hz 1GHz --label "$(printf 'a\342\200\256b\302\233c\302\255d\316\261\377')" --db "$DB" 2>"$D/null"
	"$T" db list --db "$DB" | grep -qF "$(printf 'a?b?c?d\316\261?')"
	"$T" db machines --db "$DB" | grep -qF "$(printf 'a?b?c?d\316\261?')"
}

# hostile: appends what moves the cursor, forges a line, hides and turns to every text of every column that may hold it, into
# strings of JSON too.
hostile() {
	bad="char(27) || '[31m' || char(7) || char(155) || '2J' || char(8238) || char(8294) || char(127) || char(10) || 'FORGED' || char(13)"
	sql "SELECT m.name || ' ' || p.name FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS p WHERE m.type = 'table' AND
		p.type = 'TEXT' AND p.name NOT IN ('uuid', 'session', 'started_utc', 'ended_utc', 'key', 'conditions', 'checksum')" |
		while read -r table column; do
			sql "UPDATE OR IGNORE $table SET $column = iif(json_valid($column) AND substr($column, 1, 1) = '{',
				json_set($column, '\$.\"cpu.model\"', $bad), $column || $bad)" 2>/dev/null || true # a CHECK minds
		done
	sql "UPDATE machine SET fingerprint = substr(fingerprint, 1, 30) || char(155) || char(8238)"
}

@test "no text of any column moves, hides or turns what a program shows or writes" {
	"$T" collect --db "$DB" -n 5000 --probe null --label lab 2>"$D/null" >"$D/uuid"
	"$T" collect --db "$DB" -n 5000 --probe gettimeofday 2>"$D/null" >"$D/other"
	"$T" analyze --db "$DB" >"$D/null"
	"$T" judge --db "$DB" >"$D/null"
	"$T" compare --db "$DB" >"$D/null" 2>&1
	hostile
	uuid=$(cat "$D/uuid")
	mkdir "$D/said"
	while read -r name command; do
		# shellcheck disable=SC2086
		"$T" ${command//RUN/$uuid} --db "$DB" >"$D/said/$name" 2>&1 || { cat "$D/said/$name"; false; }
	done <<-END
		list db list
		list-json db list --json
		machines db machines
		machines-json db machines --json
		show db show RUN
		text db export RUN
		csv db export RUN --format csv
		picture show RUN
		analyze analyze --json
		judge judge --why
		judge-json judge --json
		compare compare
		compare-json compare --json
		report report --out $D/report --plots $D/plots
		entropy entropy --run RUN
	END
	"$T" db sql "SELECT * FROM run; SELECT * FROM machine; SELECT * FROM result" --db "$DB" >"$D/said/sql"
	"$T" db sql "SELECT * FROM run; SELECT * FROM machine" --json --db "$DB" >"$D/said/sql-json"
	grep -q '# R1: its command is not as ticklab writes it' "$D/report/index.html"
	! LC_ALL=C grep -raE "$(printf '\033|\007|\177|\302[\200-\237]|\342\200\256|\342\201\246')" "$D/said" "$D/report" || false
	! grep -ra '^FORGED' "$D/said" "$D/report" "$D/plots" || false
}

@test "files have the rights that the umask leaves" {
	printf '5\n6\n' >"$D/in"
	for mask in 022 077; do
		(umask "$mask"; "$T" db import "$D/in" --counter-hz 1GHz --db "$D/$mask.db" 2>"$D/null"
			"$T" db export "$("$T" db list --db "$D/$mask.db" | awk 'NR == 2 { print $1 }')" --db "$D/$mask.db" -o "$D/$mask.txt")
	done
	[ "$(ls -l "$D/022.db" "$D/022.txt" | cut -c1-10 | uniq)" = "-rw-r--r--" ]
	[ "$(ls -l "$D/077.db" "$D/077.txt" | cut -c1-10 | uniq)" = "-rw-------" ]
}
