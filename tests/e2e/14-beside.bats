#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What lies beside a database: a log that is replayed, or the open fails.

load lib

# logged: $DB whose last commits, a label each, are in its log alone; a copy of both in $D/kept.
logged() {
	echo 5 | "$T" db import - --counter-hz 24MHz --db "$DB"
	sqlite3 "$DB" ".dbconfig no_ckpt_on_close on" "UPDATE run SET label = 'one'" "UPDATE run SET label = 'two'" \
		"UPDATE run SET label = 'three'" >"$D/null"
	[ -s "$DB-wal" ]
	mkdir "$D/kept"
	cp "$DB" "$DB-wal" "$D/kept"
}
put_back() { rm -f "$DB"*; cp "$D/kept/"* "$D"; }
# spoil OFFSET: four bytes of the log.
spoil() { printf XXXX | dd of="$DB-wal" bs=1 seek="$1" conv=notrunc status=none; }

@test "a log whose header or chain is damaged: every command refuses, nothing is written" {
	logged
	size=$(stat -c %s "$DB-wal")
	page=$((0x$(dd if="$DB-wal" bs=1 skip=10 count=2 status=none | od -An -tx1 | tr -d ' ')))
	for offset in 0 4 8 16 20 24 32 40 48 60 $((32 + 24 + page + 100)) $((size - 100)); do
		put_back
		spoil "$offset"
		sha256sum "$DB" "$DB-wal" >"$D/sums"
		echo "offset $offset of $size"
		for command in "db list" "db verify" "collect -n 100" "analyze"; do
			# shellcheck disable=SC2086
			fails 1 "t.db-wal is damaged" "$T" $command --db "$DB"
		done
		fails 1 "t.db-wal is damaged" "$T" db merge "$DB" --db "$D/new.db"
		sha256sum -c --quiet "$D/sums"
	done
	put_back
	"$T" db list --db "$DB" | grep -q three
}

@test "the tail of a killed writer is no damage: a partial frame, frames of an older log" {
	logged
	put_back
	truncate -s -100 "$DB-wal"
	"$T" db list --db "$DB" | grep -q two
	put_back
	# The log begins anew over the old one, which is longer.
	sqlite3 "$DB" ".dbconfig no_ckpt_on_close on" "PRAGMA wal_checkpoint(PASSIVE)" "UPDATE run SET label = 'four'" >"$D/null"
	[ "$(stat -c %s "$DB-wal")" -ge "$(stat -c %s "$D/kept/t.db-wal")" ]
	"$T" db list --db "$DB" | grep -q four
	"$T" db verify --db "$DB"
}

@test "a last commit that is damaged or was not written to its end is not read, and verify says so" {
	logged
	sqlite3 "$DB" ".dbconfig no_ckpt_on_close on" "PRAGMA wal_checkpoint(PASSIVE)" "UPDATE run SET label = 'four'" >"$D/null"
	# The last frame of the newer log: as many as have the header's salt.
	bytes() { dd if="$DB-wal" bs=1 skip="$1" count=8 status=none | od -An -tx1; }
	page=$((0x$(dd if="$DB-wal" bs=1 skip=10 count=2 status=none | od -An -tx1 | tr -d ' ')))
	frame=0
	while [ "$(bytes $((32 + frame * (24 + page) + 8)))" = "$(bytes 16)" ]; do frame=$((frame + 1)); done
	[ "$frame" -gt 0 ]
	"$T" db verify --db "$DB" 2>"$D/err"
	[ ! -s "$D/err" ]
	spoil $((32 + (frame - 1) * (24 + page) + 24 + 100))
	"$T" db verify --db "$DB" >"$D/out" 2>"$D/err"
	grep -qF "warning: $DB: the last commit of its log, at frame $frame, was not written to its end or is damaged" "$D/err"
	"$T" db list --db "$DB" | grep -q three
}

@test "a recorder that is killed, and one that records: both open" {
	for _ in 1 2 3; do
		"$T" collect -n 400000000 --db "$DB" >"$D/out" 2>&1 & background=$!
		until_true is_recording
		for _ in 1 2 3 4 5; do "$T" db list --db "$DB" >"$D/out"; done
		kill -9 "$background"; wait "$background" || true; background=
		[ -e "$DB-wal" ]
		"$T" db verify --db "$DB"
		"$T" db drop "$(sqlite3 "$DB" "SELECT uuid FROM run")" --yes --db "$DB"
	done
}

@test "a log without its database" {
	logged
	put_back
	rm "$DB"
	fails 1 "the database is empty or gone" "$T" collect -n 100 --db "$DB"
	: >"$DB"
	fails 1 "the database is empty or gone" "$T" collect -n 100 --db "$DB"
	fails 1 "the database is empty or gone" "$T" db list --db "$DB"
	cmp "$D/kept/t.db-wal" "$DB-wal"
}

@test "a folder or a link in place of a file beside the database is named as that" {
	echo 5 | "$T" db import - --counter-hz 24MHz --db "$DB"
	: >"$D/elsewhere"
	for ending in wal journal shm; do
		mkdir "$DB-$ending"
		fails 1 "t.db-$ending is a folder" "$T" db list --db "$DB"
		fails 1 "t.db-$ending is a folder" "$T" collect -n 100 --db "$DB"
		rmdir "$DB-$ending"
		ln -s "$D/elsewhere" "$DB-$ending"
		fails 1 "t.db-$ending is a symbolic link" "$T" db list --db "$DB"
		fails 1 "t.db-$ending is a symbolic link" "$T" collect -n 100 --db "$DB"
		rm "$DB-$ending"
	done
	[ ! -s "$D/elsewhere" ]
}

@test "a database that is mounted by itself is refused: its log is beside its other name" {
	logged
	put_back
	: >"$D/here.db"
	mount --bind "$DB" "$D/here.db" 2>"$D/err" || skip "no file can be mounted here"
	for words in "db list" "db verify" "collect -n 100" "analyze"; do
		# shellcheck disable=SC2086
		fails 1 "the file is mounted by itself" "$T" $words --db "$D/here.db" || failed=1
	done
	unmounts "$D/here.db"
	[ -z "${failed:-}" ]
	[ ! -e "$D/here.db-wal" ]
}
