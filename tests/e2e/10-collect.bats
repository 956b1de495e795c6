#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# ticklab collect, through the front door: what it records, and how it ends when things go wrong.

load lib

# Processes whose command line holds the load's temporary folder, or that are named like a stressor
# and were started with TICKLAB_TEST_ID of this test.
leftovers() {
	for p in $(grep -lsxz "TICKLAB_TEST_ID=$D" /proc/[0-9]*/environ); do
		p=${p%/environ}
		grep -qs stress "$p/comm" && echo "${p#/proc/}"
	done
	true
}
no_leftovers() { until_true eval '[ -z "$(leftovers)" ]' || { echo "left behind: $(leftovers)"; false; }; }
# starts a run in the background that would take minutes, and waits until it has samples
start_long() {
	TICKLAB_TEST_ID=$D from_terminal "$T" collect --db "$DB" -n 50M --probe syscall "$@" >"$D/out" 2>"$D/err" 3>&- &
	background=$!
	until_true eval 'is_recording || ! kill -0 "$background"'
	is_recording || { cat "$D/err"; false; }
}
ended() { # EXIT: the background run ends with that status
	status=0; wait "$background" || status=$?
	background=
	cat "$D/err"
	[ "$status" -eq "$1" ]
}

@test "a run is recorded: uuid on stdout, all samples, every column" {
	uuid=$("$T" collect -n 70000 --db "$DB" --label 'my "box"' 2>"$D/err")
	[[ "$uuid" =~ ^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$ ]]
	[ "$(field uuid)" = "$uuid" ]
	[ "$(field status)" = complete ]
	[ "$(field samples)" = 70000 ]
	[ "$(field label)" = 'my "box"' ]
	[ "$(field probe) $(field load)" = "gettimeofday idle" ]
	"$T" db export "$uuid" --db "$DB" --format csv >"$D/csv"
	[ "$(wc -l <"$D/csv")" -eq 70001 ]
	# The counter goes up, and no sample starts before the one before it has ended.
	awk -F, 'NR > 2 && $2 < end { bad++ } NR > 1 { end = $2 + $3; if ($1 != NR - 2) bad++ }
		END { exit bad > 0 }' "$D/csv"
	verify
}

@test "every probe records" {
	for p in gettimeofday null syscall; do
		"$T" collect -n 5000 --probe $p --db "$DB" --cpu 0 2>/dev/null
	done
	[ "$(field probe | tr '\n' ' ')" = "gettimeofday null syscall " ]
	verify
}

@test "--json tells the outcome" {
	"$T" collect -n 100 --db "$DB" --json >"$D/json" 2>/dev/null
	value() { sqlite3 :memory: "SELECT json_extract(readfile('$D/json'), '\$.$1')"; }
	[ "$(value uuid)" = "$(field uuid)" ]
	[ "$(value status) $(value samples)" = "complete 100" ]
}

@test "what is known of the machine is there, unknown where it is not, and names no host" {
	uuid=$("$T" collect -n 100 --db "$DB" --label L 2>/dev/null)
	"$T" db show "$uuid" --db "$DB" >"$D/show"
	value() { sqlite3 :memory: "SELECT json_extract(readfile('$D/show'), '\$.$1')"; }
	for k in counter counter_hz hz_source tool_version compiler cflags environment_before \
		environment_after machine.\"cpu.model\" machine.\"kernel.release\" \
		machine.\"clocksource.current\" machine.\"hypervisor\" machine.\"container\"; do
		echo "$k"
		[ -n "$(value "$k")" ]
	done
	[ "$(value platform_sha256 | tr -d '0-9a-f\n' | wc -c)" -eq 0 ]
	[ "$(value warmup)" = 8 ]
	for secret in "$(uname -n)" "$(cat /etc/machine-id 2>/dev/null)"; do
		[ -n "$secret" ] || continue
		! grep -qF "\"$secret\"" "$D/show" || false
	done
}

@test "an idle run beside another process warns and keeps how much ran" {
	sh -c 'while :; do :; done' &
	background=$!
	"$T" collect --db "$DB" -n 1000 2>"$D/err"
	kill -9 "$background"
	grep -qE 'mind: labelled idle, but .*other processes used [0-9.]+ CPUs' "$D/err"
	sql "SELECT environment_after ->> '$.\"others.cpus\"' FROM run" | awk '!($1 > 0.25 && $1 < 4096) { exit 1 }'
}

@test "under Slurm a run keeps cluster, node, job and task; elsewhere it has none of them" {
	SLURM_CLUSTER_NAME=hpc SLURMD_NODENAME=n7 SLURM_JOB_ID=42 SLURM_ARRAY_JOB_ID=40 SLURM_ARRAY_TASK_ID=2 SLURM_PROCID=0 \
	    SLURM_RESTART_COUNT=1 "$T" collect --db "$DB" -n 1000
	[ "$(sql "SELECT facts ->> '$.\"slurm.cluster\"', facts ->> '$.\"slurm.node\"' FROM machine")" = 'hpc|n7' ]
	[ "$(sql "SELECT group_concat(value, ' ') FROM run, json_each(environment_before) WHERE key GLOB 'slurm.*'")" = '42 40 2 0 1' ]
	rm "$DB"
	env -u SLURM_JOB_ID -u SLURMD_NODENAME -u SLURM_CLUSTER_NAME "$T" collect --db "$DB" -n 1000
	[ "$(sql "SELECT facts ->> '$.\"slurm.node\"' IS NULL FROM machine")" = 1 ]
}

@test "wrong command lines are exit 2 and leave no database" {
	fails 2 "unknown probe 'x'" "$T" collect --probe x --db "$DB"
	fails 2 "unknown load 'x'" "$T" collect --load x --db "$DB"
	fails 2 "--samples requires" "$T" collect -n 0 --db "$DB"
	fails 2 "requires a whole number" "$T" collect -n -5 --db "$DB"
	for o in samples warmup block restarts; do
		fails 2 "requires a whole number" "$T" collect --$o 18446744073709551615 --db "$DB"
	done
	fails 2 "did you mean --samples" "$T" collect --sampels 5 --db "$DB"
	fails 2 "did you mean 'collect'" "$T" colect
	mkdir -m 000 "$D/locked"
	PATH="$D/locked:$PATH" fails 2 "did you mean 'collect'" "$T" colect
	fails 2 "--cpu requires" "$T" collect --cpu first --db "$DB"
	fails 2 "from 0 to 1e9" "$T" collect --warmup 1000G --db "$DB"
	fails 2 "--load-command cannot be combined with --load" "$T" collect --load cpu --load-command x --db "$DB"
	fails 2 "cannot be combined with --probe" "$T" collect --probe null --interleave null,syscall --db "$DB"
	fails 2 "--intensity requires --load or --load-command" "$T" collect --intensity 0.5 --db "$DB"
	fails 2 "--seed sets an order" "$T" collect --seed 5 --db "$DB"
	fails 2 "--cold cannot be combined with --warmup" "$T" collect --cold --warmup 5 --db "$DB"
	fails 2 "no options follow" "$T" collect --probe null: --db "$DB"
	fails 2 "seed is a whole number" "$T" collect --probe seqlock:seed=99999999999999999999 --db "$DB"
	fails 2 "no argument is expected" "$T" collect extra --db "$DB"
	fails 2 "unknown option" "$T" collect --no-such --db "$DB"
	fails 2 "--restarts requires a whole number from 1" "$T" collect --restarts 0 --db "$DB"
	fails 2 "--block requires a whole number from 1" "$T" collect --block 0 --db "$DB"
	for name in :memory: "file:$D/x?mode=memory"; do
		fails 2 "requires the name of a file" "$T" collect -n 10 --db "$name"
		fails 2 "requires the name of a file" "$T" db list --db "$name"
	done
	[ ! -e "$DB" ]
}

@test "a CPU that is not there is said, before any sample" {
	fails 1 "cannot run on CPU 100000" "$T" collect -n 10 --cpu 100000 --db "$DB"
}

@test "help and list" {
	run "$T" collect --help
	[ "$status" -eq 0 ]
	for o in db samples probe load cpu label warmup list json; do [[ "$output" == *"--$o"* ]]; done
	# What --help lists, the manual page explains.
	"$T" collect --help | grep -oE '^ +(-., )?--[a-z-]+' | grep -oE '[a-z][a-z-]+$' | grep -vE '^(help|version)$' >"$D/options"
	[ "$(wc -l <"$D/options")" -gt 20 ]
	while read -r o; do
		grep -qF -- "\\-\\-${o//-/\\-}" man/ticklab-collect.1 || { echo "--$o"; false; }
	done <"$D/options"
	run "$T" collect --list
	[ "$status" -eq 0 ]
	for w in gettimeofday null syscall idle stress; do [[ "$output" == *" $w "* ]]; done
}

# Whether its bounds hold is not for a machine that runs other tests.
@test "bench-collector measures on any counter" {
	bench=${TICKLAB_BUILD:-build}/bench/collector
	for counter in auto raw; do
		"$bench" "${TICKLAB_BUILD:-build}/bin/ticklab" --counter $counter --folder "$D" -n 140000 --sustained 200000 \
			>"$D/table" 2>"$D/err" || grep -q 'bounds are missed' "$D/err"
		grep -q '^| counter |' "$D/table"
		grep -q '^| null probe over 1 us, deferred |' "$D/table"
	done
}

# ---- ends before its time -------------------------------------------------------------------

@test "SIGINT and SIGTERM keep what was recorded: interrupted, verify clean" {
	for s in INT TERM; do
		rm -f "$DB"*
		start_long
		kill -$s "$background"
		ended 1
		grep -q interrupted "$D/err"
		[ "$(cat "$D/out")" = "$(field uuid)" ]
		[ "$(field status)" = interrupted ]
		[ "$(field samples)" -gt 0 ]
		verify
	done
}

@test "a signal that the starter has ignored ends nothing: nohup, a job that a script left behind" {
	(trap '' INT HUP TERM; exec "$T" collect --db "$DB" -n 50M --probe syscall) >/dev/null 2>"$D/err" 3>&- &
	background=$!
	until_true is_recording
	(trap '' INT TERM; exec "$T" watch --every 50ms --db "$DB") >"$D/looks" 2>&1 3>&- &
	watching=$!
	until_true [ -s "$D/looks" ]
	# A signal that is caught ends each within one of its looks.
	kill -s INT "$background" "$watching"; kill "$background" "$watching"; kill -s HUP "$background"
	was=$(wc -l <"$D/looks")
	until_true eval '[ "$(wc -l <"$D/looks")" -gt $((was + 3)) ]'
	[ "$(field status)" = recording ]
	kill -9 "$background" "$watching"
	wait "$watching" || true
	ended 137
	"$T" collect -n 300k --db "$D/b.db" 2>/dev/null
	(trap '' INT; : >"$D/ready"; exec "$T" analyze --assess 0 --db "$D/b.db") >/dev/null 2>"$D/err" 3>&- &
	background=$!
	until_true [ -e "$D/ready" ]
	while kill -s INT "$background"; do sleep 0.02; done 2>/dev/null
	ended 0
}

@test "SIGKILL: the run reads as interrupted at once and verify is clean" {
	start_long
	[ "$(field status)" = recording ]
	kill -9 "$background"
	ended 137
	[ "$(field status)" = interrupted ]
	[ "$(field message)" = "the recorder died" ]
	[ "$(field samples)" -gt 0 ]
	verify
	"$T" collect -n 10 --db "$DB" 2>/dev/null
	[ "$(field status | tr '\n' ' ')" = "interrupted complete " ]
	verify
}

@test "a recorder of another PID namespace is not taken for dead, and one that died there is" {
	[ -r /proc/self/status ] || skip "no /proc here"
	unshare -pf --mount-proc true 2>/dev/null || skip "may not make a PID namespace"
	there() { unshare -pf --mount-proc "$@"; }
	unshare -pf --kill-child --mount-proc "$T" collect -n 1G --db "$DB" >/dev/null 2>&1 3>&- &
	background=$!
	until_true is_recording
	"$T" collect -n 10 --db "$DB"
	there "$T" collect -n 10 --db "$DB"
	[ "$(field status | tr '\n' ' ')" = "recording complete complete " ]
	[ "$(there "$T" db list --json --db "$DB" | grep -c '"recording"')" -eq 1 ]
	kill -9 "$background"
	wait "$background" || true
	background=
	there "$T" db list --json --db "$DB" | grep '"recording"'
	# Only who sees every process can tell.
	[ "$(readlink /proc/self/ns/pid)" = "pid:[4026531836]" ] && [ -r /proc/1/status ] || return 0
	until_true eval '[ "$(field status | tr "\n" " ")" = "interrupted complete complete " ]'
	"$T" collect -n 10 --db "$DB"
	[ "$(sql "SELECT message FROM run WHERE run_id = 1")" = "the recorder died" ]
	verify
}

@test "killed at random moments, again and again: committed chunks stay whole" {
	[ -n "${TICKLAB_KILLS:-}" ] || TICKLAB_KILLS=10
	for i in $(seq "$TICKLAB_KILLS"); do
		"$T" collect -n 1G --db "$DB" >/dev/null 2>&1 3>&- &
		background=$!
		sleep "0.$(printf '%03d' $((RANDOM % 500)))"
		kill -9 "$background"
		wait "$background" || true
		background=
		[ ! -e "$DB" ] || verify
	done
	! field status | grep -v '^interrupted$' || false
	# nothing that was counted is missing
	for u in $(field uuid); do "$T" db export "$u" --db "$DB" --format u8 --low-bits | wc -c; done >"$D/lengths"
	diff "$D/lengths" <(field samples)
}

# ---- loads ------------------------------------------------------------------------------------

@test "the stress load runs, is measured, and nothing of it is left" {
	command -v stress-ng >/dev/null || skip "no stress-ng"
	TICKLAB_TEST_ID=$D "$T" collect -n 300k --load stress --db "$DB" 2>"$D/err"
	cat "$D/err"
	[ "$(field status) $(field load)" = "complete stress" ]
	[ "$(sqlite3 "$DB" "SELECT count(*) FROM run, json_each(load_detail, '\$.operations') WHERE value > 0")" -ge 4 ]
	[ "$(sqlite3 "$DB" "SELECT count(*) FROM run, json_each(load_detail, '\$.operations') WHERE value = 0")" -eq 0 ]
	no_leftovers
}

@test "SIGKILL of the collector leaves no stressor behind" {
	[ -r /proc/self/status ] || skip "no /proc here"
	command -v stress-ng >/dev/null || skip "no stress-ng"
	export TMPDIR=$D
	start_long --load stress
	[ -n "$(leftovers)" ]
	kill -9 "$background"
	ended 137
	no_leftovers
	until_true eval '[ -z "$(ls -d "$D"/ticklab-load-* 2>/dev/null)" ]'
	[ "$(field status)" = interrupted ]
	verify
}

@test "SIGKILL of the load's guard ends the load and fails the run" {
	[ -r /proc/self/status ] || skip "no /proc here"
	command -v stress-ng >/dev/null || skip "no stress-ng"
	export TMPDIR=$D
	guard_killed() {
		start_long "$@"
		kill -9 "$(grep -hs . /proc/[0-9]*/stat | awk -v parent="$background" '{ pid = $1; sub(/.*\)/, "") } $2 == parent { print pid }')"
		ended 1
		[[ "$(field message)" == *"the load's guard was ended by signal 9"* ]]
		[ "$(field status)" = failed ]
		until_true eval '! grep -qsz "^TICKLAB_TEST_ID=$D$" /proc/[0-9]*/environ'
		[ -z "$(ls -d "$D"/ticklab-load-* 2>/dev/null)" ]
		rm -f "$DB"*
	}
	guard_killed --load io
	guard_killed --load-command 'sleep 4711 | cat'
	[ "$(uname -s)" != Linux ] || guard_killed --load-command 'setsid sleep 4712 & exec sleep 4711'
}

@test "a TMPDIR that is empty or relative is a place for a load; one that is full is named, with the reason" {
	command -v stress-ng >/dev/null || skip "no stress-ng"
	cd "$D"
	mkdir near
	TMPDIR= "$T" collect -n 1000 --load io --db "$DB" >/dev/null
	TMPDIR=near "$T" collect -n 1000 --load io --db "$DB" >/dev/null
	[ -z "$(ls near)" ]
	fails 1 "no temporary folder for the load: No such file" env TMPDIR=none "$T" collect -n 1000 --load io --db "$DB"
	mkdir full
	unshare -rm mount -t tmpfs -o size=16k none "$D/full" 2>"$D/null" || skip "no file system of one's own to fill"
	status=0
	unshare -rm sh -c "mount -t tmpfs -o size=16k none '$D/full' && head -c 99999 /dev/zero >'$D/full/all' 2>/dev/null
		TMPDIR='$D/full' '$T' collect -n 1000 --load io --db '$DB'" 2>"$D/err" || status=$?
	cat "$D/err"
	[ "$status" -eq 1 ]
	grep -q "$D/full.*: No space left on device" "$D/err"
}

@test "a load that cannot be had is a failed run with one clear line" {
	mkdir "$D/bin"
	fails 1 "stress-ng is not installed" env PATH="$D/bin" "$T" collect -n 1000 --load stress --db "$DB"
	[ "$(field status)" = failed ]
	[ "$(field samples)" = 0 ]
	[[ "$(field message)" == *"not installed"* ]]
}

# A stress-ng whose trial goes well, and whose load is the lines on stdin.
fake_stress() {
	mkdir -p "$D/bin"
	{
		cat <<-'SH'
		#!/bin/sh
		case "$*" in *-ops*)
			for a; do [ "$before" != --yaml ] || file=$a; before=$a; done
			for s in cpu vm io timer; do printf ' - stressor: %s\n   bogo-ops: 8\n' $s; done >"$file"
			exit 0 ;;
		esac
		echo "stress-ng: info: dispatching hogs: 4 nothing"
		SH
		cat
	} >"$D/bin/stress-ng"
	chmod +x "$D/bin/stress-ng"
}

@test "a load that did nothing is a failed run, never a recorded load" {
	printf 'exit 0\n' | fake_stress
	sed 's/bogo-ops: 8/bogo-ops: 0/' "$D/bin/stress-ng" >"$D/none" && cat "$D/none" >"$D/bin/stress-ng"
	fails 1 "did nothing (0 operations)" env PATH="$D/bin:$PATH" "$T" collect -n 1000 --load stress --db "$DB"
	[ "$(field status)" = failed ]
	# One that stays, but works on nothing.
	printf 'trap "exit 0" TERM\ni=0; while [ $i -lt 100 ]; do sleep 0.1; i=$((i + 1)); done\n' | fake_stress
	fails 1 "did nothing (no CPU time)" env PATH="$D/bin:$PATH" "$T" collect -n 1000 --load stress --db "$DB"
	[ "$(field status | sort -u)" = failed ]
	# One that ends while it is looked at.
	printf 'sleep 0.2\nexit 3\n' | fake_stress
	fails 1 "stress-ng ended with exit code 3" env PATH="$D/bin:$PATH" "$T" collect -n 1G --load stress --db "$DB"
	[ "$(field status | sort -u)" = failed ]
	verify
}

@test "a load must move what it is to move before the first sample" {
	command -v stress-ng >/dev/null || skip "no stress-ng"
	printf '[mine]\nstressor = cpu 0.5\nmoves = user written\n' >"$D/loads"
	fails 1 "the load 'mine' must move written and does not" "$T" collect -n 1000 --loads "$D/loads" --load mine --db "$DB"
	[ "$(field status) $(field samples)" = "failed 0" ]
	printf '[mine]\nstressor = cpu 0.5\nmoves = user\n' >"$D/loads"
	"$T" collect -n 1000 --loads "$D/loads" --load mine --db "$DB"
	[ "$(sqlite3 "$DB" "SELECT (load_detail ->> '$.trial_operations.cpu') > 0, (load_detail ->> '$.at_start.moves.user.per_second') > 0
		FROM run WHERE status = 'complete'")" = "1|1" ]
}

@test "what a load moves once, when it starts, is not what it moves" {
	printf 'exec -a stress-ng-cpu bash -c "sleep 0.2; echo once >>$D/once; while :; do sleep 0.05; done"\n' | fake_stress
	sed -i '1s/sh/bash/' "$D/bin/stress-ng"
	printf '[mine]\nstressor = cpu 0.5\nmoves = written\n' >"$D/loads"
	fails 1 "the load 'mine' must move written and does not (0 a second)" env PATH="$D/bin:$PATH" "$T" collect -n 1000 --loads "$D/loads" \
		--load mine --db "$DB"
	[ "$(field status) $(field samples)" = "failed 0" ]
}

# ---- places that do not work ----------------------------------------------------------------

@test "where /proc does not tell, the operations decide" {
	command -v stress-ng >/dev/null || skip "no stress-ng"
	unshare -m true 2>/dev/null || skip "may not make a mount namespace"
	! nm "$T-collect" | grep -qE '__asan' || skip "a sanitizer reads /proc"
	unshare -m sh -c "mount -t tmpfs none /proc && exec '$T' collect -n 1000 --load cpu --db '$DB'"
	[ "$(sql "SELECT status, load_detail ->> '\$.operations.cpu' > 0 FROM run")" = "complete|1" ]
}

@test "a folder that cannot be written to" {
	mkdir "$D/ro"
	chmod 555 "$D/ro"
	if [ "$(id -u)" = 0 ]; then
		command -v setpriv >/dev/null || skip "root may write anywhere and there is no setpriv"
		chmod 755 "$D"
		setpriv --reuid=65534 --clear-groups true || skip "setpriv does not work here"
		cp "${T%/*}"/ticklab* "$D" # the build may lie where that user cannot look
		fails 1 "$D/ro/t.db: cannot open: the folder cannot be written to: Permission denied" setpriv --reuid=65534 --clear-groups "$D/ticklab" collect -n 10 --db "$D/ro/t.db"
	else
		fails 1 "$D/ro/t.db: cannot open: the folder cannot be written to: Permission denied" "$T" collect -n 10 --db "$D/ro/t.db"
	fi
	[ ! -e "$D/ro/t.db" ]
}

@test "a read-only mount and a file that may not grow are said as what they are" {
	for limit in 350 400 450; do
		rm -f "$DB"*
		( ulimit -f $limit; fails 1 "File too large" "$T" collect -n 100M --db "$DB" )
		[ "$(field status)" = failed ]
		verify
	done
	[ "$(id -u)" = 0 ] || skip "only root can mount"
	mkdir "$D/ro"
	mount -t tmpfs -o size=4m tmpfs "$D/ro" 2>/dev/null || skip "no tmpfs can be mounted here"
	"$T" collect -n 10 --db "$D/ro/t.db" 2>/dev/null
	mount -o remount,ro "$D/ro"
	rm "$D/err"
	for db in t.db new.db sub/new.db; do
		status=0; "$T" collect -n 10 --db "$D/ro/$db" >"$D/out" 2>>"$D/err" || status=$?
		[ "$status" -eq 1 ]
	done
	unmounts "$D/ro"
	cat "$D/err"
	[ "$(grep -c "Read-only file system" "$D/err")" -eq 3 ]
	[ "$(wc -l <"$D/err")" -eq 3 ]
}

@test "a run whose name cannot be printed is kept, and told so" {
	status=0; "$T" collect -n 10 --db "$DB" >/dev/full 2>"$D/err" || status=$?
	[ "$status" -eq 1 ]
	[ "$(cat "$D/err")" = "ticklab collect: cannot write to standard output: No space left on device; run $(field uuid) was kept in $DB" ]
}

@test "a count that no integer holds is refused with the limit" {
	fails 2 "from 1 to 1e12, not" "$T" collect -n 99999999999999999999 --db "$DB"
}

@test "a database that is deleted while it is recorded into is a failure" {
	"$T" collect -n 30M --db "$DB" >/dev/null 2>"$D/err" 3>&- &
	background=$!
	until_true is_recording
	rm "$DB"
	ended 1
	grep -q "was deleted, moved or replaced" "$D/err"
	[ "$(wc -l <"$D/err")" -eq 1 ]
}

@test "several collectors make one new database at once" {
	for i in 1 2 3 4 5 6; do "$T" collect -n 10 --db "$DB" >/dev/null 2>>"$D/err" 3>&- & done
	wait
	cat "$D/err"
	[ "$(field status | grep -c complete)" -eq 6 ]
}

@test "foreign, corrupt and odd files are refused and left as they were" {
	head -c 100000 /dev/urandom >"$D/junk.db"
	sqlite3 "$D/other.db" 'CREATE TABLE x (a); INSERT INTO x VALUES (1)'
	sha256sum "$D/junk.db" "$D/other.db" >"$D/sums"
	fails 1 "not a database" "$T" collect -n 10 --db "$D/junk.db"
	fails 1 "not a ticklab database" "$T" collect -n 10 --db "$D/other.db"
	fails 1 "not a regular file" "$T" collect -n 10 --db "$D"
	fails 1 "Not a directory" "$T" collect -n 10 --db "$D/junk.db/t.db"
	fails 1 "empty" "$T" collect -n 10 --db ""
	sha256sum -c "$D/sums"
}

@test "a file that is cut by its last byte gets no more samples" {
	printf x >"$DB"
	fails 1 "not a ticklab database" "$T" collect -n 10 --db "$DB"
	[ "$(wc -c <"$DB")" -eq 1 ]
	rm "$DB"
	"$T" collect -n 1000 --db "$DB"
	"$T" collect -n 10 --db "$DB"
	[ ! -e "$DB-wal" ]
	truncate -s -1 "$DB"
	cp "$DB" "$D/cut"
	fails 1 "bytes are there" "$T" collect -n 10 --db "$DB"
	cmp "$DB" "$D/cut"
	status=0; verify 2>"$D/err" || status=$?
	[ "$status" -eq 1 ]
	grep "bytes are there" "$D/err"
}

@test "a database that another process keeps locked: one line, nothing lost" {
	"$T" collect -n 10 --db "$DB" 2>/dev/null
	mkfifo "$D/fifo"
	sqlite3 "$DB" <"$D/fifo" >"$D/held" 3>&- &
	background=$!
	exec 9>"$D/fifo"
	echo "BEGIN IMMEDIATE; SELECT 'held';" >&9
	until_true [ -s "$D/held" ]
	TICKLAB_BUSY_MS=300 fails 1 "locked by another process" "$T" collect -n 10 --db "$DB"
	exec 9>&-
	wait "$background" || true
	background=
	[ "$(field status)" = complete ]
	verify
}

@test "a lock in the middle of a run: waited for, or the run says so" {
	"$T" collect -n 10 --db "$DB" 2>/dev/null
	hold() { # SECONDS: keeps the database locked, once a run has samples
		until_true eval '[ "$(sql "SELECT max(samples) > 10 FROM run")" = 1 ]'
		python3 - "$DB" "$1" <<'PY'
import os, sqlite3, sys, time
parent, end = os.getppid(), time.time() + float(sys.argv[2])
c = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=10)
c.execute("BEGIN IMMEDIATE")
while time.time() < end and os.getppid() == parent:
    time.sleep(0.05)
c.execute("ROLLBACK")
PY
	}
	command -v python3 >/dev/null || skip "no python3 to hold a lock with"
	"$T" collect -n 20M --db "$DB" 2>"$D/err" 3>&- &
	background=$!
	hold 0.5
	ended 0
	TICKLAB_BUSY_MS=200 "$T" collect -n 1G --db "$DB" >/dev/null 2>"$D/err" 3>&- &
	background=$!
	until_true is_recording
	hold 60 3>&- &
	holder=$!
	ended 1
	kill "$holder"
	wait "$holder" || true
	grep -q "locked by another process" "$D/err"
	[ "$(wc -l <"$D/err")" -eq 1 ]
	# Nor could its end be written.
	[ "$(field status | tr '\n' ' ')" = "complete complete interrupted " ]
	verify
}

@test "two collectors on one database: both runs are whole" {
	"$T" collect -n 2M --db "$DB" >"$D/one" 2>/dev/null 3>&- &
	one=$!
	"$T" collect -n 2M --db "$DB" --probe syscall >"$D/two" 2>/dev/null 3>&- &
	two=$!
	wait $one; wait $two
	[ "$(field status | sort -u)" = complete ]
	[ "$(field samples | tr '\n' ' ')" = "2000000 2000000 " ]
	[ "$(sort "$D/one" "$D/two")" = "$(field uuid | sort)" ]
	verify
}

# Where in a commit the disk fills up is another place for each size.
@test "a full disk ends the run: committed chunks stay, status failed, one line" {
	[ "$(id -u)" = 0 ] || skip "only root can mount a small disk"
	mkdir "$D/small"
	for size in 600k 800k 900k; do
		mount -t tmpfs -o size=$size tmpfs "$D/small" 2>/dev/null || skip "no tmpfs can be mounted here"
		status=0; "$T" collect -n 100M --db "$D/small/t.db" >"$D/out" 2>"$D/err" || status=$?
		cat "$D/err"
		verify "$D/small/t.db" >"$D/verify" 2>&1 && clean=yes || clean=no
		field status "$D/small/t.db" >"$D/status"
		field samples "$D/small/t.db" >"$D/samples"
		unmounts "$D/small"
		cat "$D/verify"
		[ "$status" -eq 1 ]
		[ "$(wc -l <"$D/err")" -eq 1 ]
		grep -q "disk is full" "$D/err"
		[ "$clean" = yes ]
		[ "$(cat "$D/status")" = failed ]
		[ "$(cat "$D/samples")" -gt 0 ]
	done
}

@test "standard output that cannot be written to is exit 1; the run is kept" {
	[ -w /dev/full ] || skip "no /dev/full"
	status=0; "$T" collect -n 10 --db "$DB" >/dev/full 2>"$D/err" || status=$?
	[ "$status" -eq 1 ]
	grep -q "cannot write to standard output" "$D/err"
	[ "$(field status)" = complete ]
}
