#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Loads, campaigns, interleaving, restarts, the loop's options and merging.

load lib

begun() { until_true eval '"$T" db list --json --db "$DB" | grep -q "\"recording\""'; }
need_stress() { command -v stress-ng >/dev/null || skip "no stress-ng"; }

# ---- loads ------------------------------------------------------------------------------------

@test "every load of data/loads.conf works here and says what it achieved" {
	need_stress
	"$T" collect --list | sed '1,/^loads:/d' | awk '{ print $1 }' >"$D/loads"
	[ "$(tr '\n' ' ' <"$D/loads")" = "idle cpu memory cache io timer interrupt switch syscall net-loopback stress observer " ]
	# Beside neighbours that cause as much, a load may not be seen to do anything: then it says so and records nothing.
	refused=0
	while read -r load; do
		echo "$load"
		"$T" collect -n 100k --load "$load" --db "$DB" 2>"$D/err" || { cat "$D/err"; grep -qE 'must move .* and does not|there is only one' "$D/err"; refused=$((refused + 1)); }
	done <"$D/loads"
	[ "$refused" -le 3 ]
	# An observer's samples are a run of their own.
	observed=$(sql "SELECT count(*) FROM run WHERE load = 'observed'")
	[ "$observed" -eq 1 ] || [ "$(nproc)" -eq 1 ]
	[ "$(sql "SELECT count(*) FROM run WHERE status = 'complete'")" -eq $((11 - refused + 2 * observed + ($(nproc) == 1))) ]
	[ "$(sql "SELECT count(*) FROM run, json_each(load_detail, '\$.operations') WHERE value < 1")" -eq 0 ]
	[ "$(sql "SELECT min(json_extract(load_detail, '\$.at_start.cpu_s') > 0) FROM run WHERE load NOT IN ('idle', 'observer', 'observed')")" -eq 1 ]
	# The last chunk of each run has a look at the machine as a whole; a run shorter than a kernel tick sees no share in it.
	[ "$(sql "SELECT count(*) FROM chunk WHERE conditions ->> '\$.window' IS NOT NULL")" -ge $((11 - refused)) ]
	verify
}

@test "an observer times the same call at the same time on another CPU, and its samples are a run of the session" {
	[ "$(nproc)" -gt 1 ] || skip "one CPU"
	"$T" collect -n 20000 --interleave gettimeofday,null --load observer --db "$DB" >"$D/uuids"
	[ "$(wc -l <"$D/uuids")" -eq 3 ]
	[ "$(sql "SELECT count(DISTINCT session) || ' ' || count(*) || ' ' || count(DISTINCT cpu) FROM run WHERE status = 'complete'")" = "1 3 2" ]
	[ "$(sql "SELECT probe || ' ' || samples || ' ' || load FROM run WHERE instrument ->> '\$.observer' = 1")" = "gettimeofday 40000 observed" ]
	[ "$(sql "SELECT sum(samples) FROM run WHERE instrument ->> '\$.observer' = 0")" -eq 40000 ]
	# Its k-th block begins after the recorder's one before and before the one after the recorder's k-th, by the same counter.
	met=$(sql "WITH c AS (SELECT first_start AS t, instrument ->> '\$.observer' AS o, row_number() OVER (PARTITION BY instrument ->> '\$.observer' ORDER BY first_start) AS k FROM chunk JOIN run USING (run_id))
		SELECT sum(ifnull(c.t > (SELECT t FROM c AS r WHERE o = 0 AND r.k = c.k - 1), 1) AND ifnull(c.t < (SELECT t FROM c AS r WHERE o = 0 AND r.k = c.k + 1), 1)) || ' ' || count(*) FROM c WHERE o = 1")
	[ "$met" = "6 6" ]
	verify
}

@test "an observer requires a second CPU, and a probe without a thread" {
	fails 1 "there is only one" taskset -c 0 "$T" collect -n 1000 --load observer --db "$DB"
	fails 1 "without a thread of its own" "$T" collect -n 1000 --load observer --probe seqlock --db "$DB"
	fails 1 "no --restarts" "$T" collect -n 1000 --load observer --restarts 2 --db "$DB"
}

@test "an observer ends with its recorder, however that ends" {
	[ -r /proc/self/status ] || skip "no /proc here"
	[ "$(nproc)" -gt 1 ] || skip "one CPU"
	TICKLAB_TEST_ID=$D "$T" collect --db "$DB" -n 50M --probe syscall --load observer >/dev/null 2>&1 3>&- &
	background=$!
	until_true is_recording
	both() { grep -lsz "^TICKLAB_TEST_ID=$D$" /proc/[0-9]*/environ | wc -l; }
	[ "$(both)" -ge 2 ]
	kill -9 "$background"
	background=
	gone() { [ "$(both)" -eq 0 ]; }
	until_true gone
}

@test "intensity goes into the generator's options, as a share or a percentage" {
	need_stress
	"$T" collect -n 1000 --load cpu --intensity 25% --db "$DB"
	"$T" collect -n 1000 --load timer --intensity 0.5 --db "$DB"
	[[ "$(sql "SELECT load_detail ->> '\$.command' FROM run WHERE load = 'cpu'")" == *"--cpu-load 25 "* ]]
	[[ "$(sql "SELECT load_detail ->> '\$.command' FROM run WHERE load = 'timer'")" == *"--timer-freq 5000 "* ]]
	[ "$(sql "SELECT load_detail ->> '\$.intensity' FROM run WHERE load = 'cpu'")" = 0.25 ]
	for bad in 0 1.1 101% -1 x "" %; do
		fails 2 "--intensity requires" "$T" collect --load cpu --intensity "$bad" --db "$DB"
	done
}

@test "an intensity that a load cannot have is recorded as what it was, and said" {
	need_stress
	"$T" collect -n 1000 --load syscall --intensity 0.01 --db "$DB" 2>"$D/err"
	cat "$D/err"
	grep -q "the load is not the requested one: get at [01].[0-9]*, null at" "$D/err"
	[ "$(sql "SELECT (load_detail ->> '\$.effective_intensity.get') > 0.05 FROM run")" = 1 ]
	"$T" collect -n 1000 --load cpu --intensity 0.5 --db "$DB" 2>"$D/err"
	! grep -q "requested" "$D/err" || false
	[ "$(sql "SELECT load_detail ->> '\$.effective_intensity.cpu' FROM run WHERE load = 'cpu'")" = 0.5 ]
}

@test "a run that is killed keeps what its load was" {
	"$T" collect -n 1G --db "$DB" --load-command 'sleep 77' >/dev/null 2>&1 3>&- &
	background=$!
	until_true is_recording
	kill -9 "$background"
	wait "$background" || true
	background=
	[ "$(sql "SELECT load_detail ->> '\$.command', load_detail ->> '\$.intensity',
		(load_detail ->> '\$.at_start.seconds') IS NOT NULL OR (load_detail -> '\$.at_start') IS NOT NULL FROM run")" = "/bin/sh -c sleep 77|1.0|1" ]
}

@test "what a command moved to a session of its own ends with it" {
	[ -r /proc/self/status ] || skip "no /proc here"
	command -v setsid >/dev/null || skip "no setsid"
	TICKLAB_TEST_ID=$D "$T" collect -n 1000 --db "$DB" --load-command 'setsid sleep 4321 & (setsid sh -c "sleep 4322 & sleep 4323" &); sleep 60'
	left=
	for p in $(grep -lsxz "TICKLAB_TEST_ID=$D" /proc/[0-9]*/environ); do
		left="$left $(tr '\0' ' ' <"${p%/environ}/cmdline")"
	done
	echo "left: $left"
	[ -z "$left" ]
}

@test "a file of loads: one's own, and faults named by line" {
	need_stress
	printf '# mine\n[mine]\nabout = pipes\nstressor = pipe 0.5\n' >"$D/loads"
	"$T" collect -n 1000 --loads "$D/loads" --load mine --db "$DB"
	[ "$(sql "SELECT load FROM run")" = mine ]
	try() {
		printf "$2" >"$D/loads"
		fails 1 "$D/loads:$1" "$T" collect --loads "$D/loads" --load mine --db "$DB"
	}
	try "1: a setting requires a [section]" 'about = x\n'
	try "2: a stressor is" '[mine]\nstressor = pipe\n'
	try "2: a stressor is" '[mine]\nstressor = pipe 0\n'
	try "2: not '[section]'" '[mine]\npipe\n'
	try "3: a load moves" '[mine]\nstressor = pipe 1\nmoves = hearts\n'
	try " the load 'mine' has no stressor" '[mine]\nabout = nothing\n'
	try "2: idle has no stressor" '[idle]\nstressor = cpu 1\n'
	try "2: the settings of a load" '[mine]\ncolour = red\n'
	fails 1 "No such file" "$T" collect --loads "$D/none" --db "$DB"
}

@test "the user's own command is a load, ended with the run, also by SIGKILL" {
	[ -r /proc/self/status ] || skip "no /proc here"
	"$T" collect -n 1000 --load-command "cat /dev/zero >'$D/null'; : <$D/null" --db "$DB" &
	wait $!
	[ "$(sql "SELECT load, status FROM run")" = "command|complete" ]
	[[ "$(sql "SELECT load_detail ->> '\$.command' FROM run")" == "/bin/sh -c cat /dev/zero"* ]]
	rm -f "$DB"* "$D/null"
	TICKLAB_TEST_ID=$D "$T" collect -n 1G --db "$DB" --load-command 'sleep 1234' >/dev/null 2>&1 3>&- &
	background=$!
	until_true is_recording
	kill -9 "$background"
	background=
	until_true eval '! grep -qsz "^TICKLAB_TEST_ID=$D$" /proc/[0-9]*/environ'
}

@test "a command that ends by itself fails the run" {
	fails 1 "ended by itself with exit code 3" "$T" collect -n 1G --load-command 'sleep 0.7; exit 3' --db "$DB"
	fails 1 "ended by itself with exit code 127" "$T" collect -n 10 --load-command '/no/such' --db "$DB"
	[ "$(sql "SELECT DISTINCT status FROM run")" = failed ]
	fails 2 "requires TEXT that is not empty" "$T" collect --load-command '' --db "$DB"
}

@test "a load is not confined to the CPU that samples are taken on" {
	[ -r /proc/self/status ] || skip "no /proc here"
	[ "$(nproc)" -ge 2 ] || skip "one CPU"
	"$T" collect -n 1000 --cpu 0 --db "$DB" --load-command "grep Cpus_allowed_list /proc/self/status >$D/cpus; sleep 60"
	grep Cpus_allowed_list /proc/self/status | diff - "$D/cpus"
}

# ---- interleaving and restarts --------------------------------------------------------------

@test "interleaved probes are runs of one session, block by block in random order" {
	"$T" collect -n 20000 --block 1000 --interleave null,gettimeofday,syscall --seed 5 --db "$DB" >"$D/uuids"
	[ "$(wc -l <"$D/uuids")" -eq 3 ]
	[ "$(sql "SELECT group_concat(probe), count(DISTINCT session), min(samples), min(status) FROM run")" = \
		"null,gettimeofday,syscall|1|20000|complete" ]
	[ "$(sql "SELECT DISTINCT instrument ->> '\$.order_seed' FROM run")" = 5 ]
	# In time order, each three blocks in a row are of three probes, and the order changes.
	sql "SELECT run_id FROM chunk ORDER BY first_start" | paste - - - >"$D/rounds"
	[ "$(wc -l <"$D/rounds")" -eq 20 ]
	awk '$1 == $2 || $2 == $3 || $1 == $3 { bad = 1 } END { exit bad }' "$D/rounds"
	[ "$(sort -u "$D/rounds" | wc -l)" -ge 3 ]
	"$T" collect -n 20000 --block 1000 --interleave null,gettimeofday,syscall --seed 5 --db "$D/again.db"
	sqlite3 "$D/again.db" "SELECT run_id FROM chunk ORDER BY first_start" | paste - - - | diff - "$D/rounds"
	verify
	# The session's name stands for all of it: the runs, and the samples in the order they were taken.
	session=$(sql "SELECT DISTINCT session FROM run")
	"$T" db show "$session" --db "$DB" >"$D/show"
	[ "$(sqlite3 :memory: "SELECT json_array_length(readfile('$D/show'), '\$.runs')")" -eq 3 ]
	"$T" db export "${session:0:9}" --format csv --db "$DB" >"$D/csv"
	[ "$(wc -l <"$D/csv")" -eq 60001 ]
	awk -F, 'NR > 2 && $2 < end { exit 1 } NR > 1 { end = $2 + $3 }' "$D/csv"
	for p in null gettimeofday syscall; do
		"$T" db export "$(sql "SELECT uuid FROM run WHERE probe = '$p'")" --format csv --db "$DB" | sed 1d |
			cmp - <(sed -n "s/,\"$p\"\$//p" "$D/csv")
	done
	fails 2 "a session is exported as csv" "$T" db export "$session" --db "$DB"
	fails 2 "twice" "$T" collect --interleave null,null --db "$DB"
	fails 2 "unknown probe ''" "$T" collect --interleave null, --db "$DB"
}

@test "a probe's options and the list of probes both have commas" {
	"$T" collect -n 1000 --interleave null,seqlock:duty=0.2,period=5us,syscall --db "$DB"
	[ "$(sql "SELECT group_concat(probe, ' ') FROM run")" = "null seqlock:duty=0.2,period=5us syscall" ]
}

@test "restarts: fresh processes, each with its own samples and number" {
	"$T" collect -n 700 --restarts 25 --db "$DB"
	[ "$(sql "SELECT samples, requested, restarts, warmup, status FROM run")" = "17500|17500|25|8|complete" ]
	[ "$(sql "SELECT count(*), count(DISTINCT restart), min(restart), max(restart), min(samples), max(samples) FROM chunk")" = \
		"25|25|0|24|700|700" ]
	"$T" collect -n 70000 --restarts 2 --cold --db "$DB"
	[ "$(sql "SELECT group_concat(restart || ':' || samples) FROM chunk WHERE run_id = 2")" = "0:65536,0:4464,1:65536,1:4464" ]
	[ "$(sql "SELECT count(*) FROM chunk WHERE conditions ->> '\$.cpu' >= 0 AND conditions ->> '\$.faults_minor' >= 0")" -eq 29 ]
	[ "$(sql "SELECT count(*) > 0 FROM chunk WHERE run_id = 1 AND conditions ->> '\$.window.utilisation' IS NOT NULL")" -eq 1 ]
	[ "$(sql "SELECT warmup FROM run WHERE run_id = 2")" = 0 ]
	verify
	fails 2 "--restarts cannot be combined" "$T" collect --restarts 3 --deferred --db "$DB"
}

@test "restarted processes watch the page where there is one, unless they are to be cold" {
	"$T" collect -n 1000 --db "$DB"
	"$T" collect -n 2k --restarts 50 --db "$DB"
	"$T" collect -n 20k --restarts 2 --cold --db "$DB"
	[ "$(sql "SELECT count(DISTINCT ground_truth) FROM run WHERE run_id < 3")" -eq 1 ]
	[ "$(sql "SELECT ground_truth, warmup FROM run WHERE run_id = 3")" = "none: watching the page would warm it up|0" ]
	[ "$(sql "SELECT ground_truth FROM run WHERE run_id = 2")" = vvar ] || skip "no page here"
	# Whether the kernel wrote the page meanwhile is its own affair; no flag but the page's and the change of CPU is set.
	uuid=$(sql "SELECT uuid FROM run WHERE run_id = 2")
	[ "$("$T" db export "$uuid" --db "$DB" --format csv | awk -F, 'NR > 1 && $4 >= 16' | wc -l)" -eq 0 ]
}

@test "restarts end by Ctrl-C with whole restarts only" {
	"$T" collect -n 1000 --restarts 100000 --db "$DB" >/dev/null 2>"$D/err" 3>&- &
	background=$!
	until_true is_recording
	kill -TERM "$background"
	status=0; wait "$background" || status=$?
	background=
	[ "$status" -eq 1 ]
	[ "$(sql "SELECT status, samples > 0, samples % 1000 FROM run")" = "interrupted|1|0" ]
	verify
}

# ---- the loop -----------------------------------------------------------------------------------

@test "deferred: the same run, written at the end; killed, it leaves none" {
	"$T" collect -n 200k --deferred --db "$DB"
	[ "$(sql "SELECT samples, status, instrument ->> '\$.writer' FROM run")" = "200000|complete|deferred" ]
	verify
	rm -f "$DB"*
	"$T" collect -n 20M --probe syscall --deferred --db "$DB" >/dev/null 2>&1 3>&- &
	background=$!
	begun
	kill -9 "$background"
	wait "$background" || true
	background=
	[ "$("$T" db list --db "$DB" --json | grep -c '"interrupted"')" -eq 1 ]
	[ "$(sql "SELECT samples FROM run")" = 0 ]
	verify
	fails 1 "--deferred keeps all samples in memory" "$T" collect -n 1e12 --deferred --db "$DB"
}

@test "deferred and interrupted: what was taken is written" {
	[ -r /proc/self/status ] || skip "no /proc here"
	"$T" collect -n 20M --probe syscall --deferred --db "$DB" >/dev/null 2>&1 3>&- &
	background=$!
	begun
	# It has sampled when it has had this much of a CPU, in units of 10 ms; all of it takes longer.
	until_true eval '[ "$(sed "s/.*)//" /proc/$background/stat | awk "{ print \$12 + \$13 }")" -gt 40 ]'
	kill "$background"
	wait "$background" || true
	background=
	[ "$(sql "SELECT status, samples > 0 AND samples < 20000000 FROM run")" = "interrupted|1" ]
	verify
}

@test "SCHED_FIFO, mlock and huge pages are recorded with the run" {
	"$T" collect -n 200k --db "$DB"
	[ "$(sql "SELECT instrument FROM run")" = '{"block": 65536,"writer": "thread","fence": "full","mlock": false,"fifo": false,"hugepages_kib": null}' ]
	"$T" collect -n 200k --hugepages --db "$DB"
	[ "$(sql "SELECT typeof(instrument ->> '\$.hugepages_kib') FROM run WHERE run_id = 2")" = integer ]
	"$T" collect -n 200k --fifo --mlock --cpu 0 --db "$DB" 2>"$D/err" || { grep -E 'ulimit -[lr]' "$D/err"; skip "not permitted here"; }
	[ "$(sql "SELECT instrument ->> '\$.fifo', instrument ->> '\$.mlock', instrument ->> '\$.fifo_duty', cpu FROM run WHERE run_id = 3")" = "1|1|0.9|0" ]
}

@test "chunks carry what happened to the thread" {
	"$T" collect -n 200k --db "$DB"
	[ "$(sql "SELECT count(*) FROM chunk WHERE conditions ->> '\$.cpu' >= 0 AND conditions ->> '\$.faults_major' >= 0
		AND conditions ->> '\$.switches_involuntary' >= 0")" -eq 4 ]
	sql "UPDATE chunk SET conditions = replace(conditions, '\"cpu\": ', '\"cpu\": 1') WHERE seq = 1"
	status=0; "$T" db verify --db "$DB" 2>"$D/err" || status=$?
	[ "$status" -eq 1 ]
	grep -q "chunk 1: .*checksum" "$D/err"
}

# ---- campaigns ------------------------------------------------------------------------------

plan() {
	printf 'name = t\nprobes = null gettimeofday\nloads = idle %s\nreplicates = 3\nsamples = 20k\ncooldown = 0.05s\n' "$*" >"$D/plan"
}

@test "a campaign's plan: every cell once in each block, the order by the seed" {
	"$T" collect --campaign data/campaigns/default.conf --dry-run --seed 1 --db "$D/none.db" >"$D/one"
	"$T" collect --campaign data/campaigns/default.conf --dry-run --seed 1 --db "$D/none.db" | diff - "$D/one"
	"$T" collect --campaign data/campaigns/default.conf --dry-run --seed 2 --db "$D/none.db" >"$D/two"
	! cmp -s "$D/one" "$D/two" || false
	grep -q '^# about [0-9]* min' "$D/one"
	for b in 0 1 2 3; do
		[ "$(awk -v b=$b '$1 !~ /#/ && $2 == b { print $3, $4 }' "$D/one" | sort -u | wc -l)" -eq 38 ]
	done
	[ "$(grep -vc '#' "$D/one")" -eq 152 ]
	[ "$(awk '$3 == "seqlock" || $3 == "commpage" { print $4 }' "$D/one" | sort | uniq -c | tr -s ' ')" = " 8 idle" ]
	! awk '$2 == 0 { print $3, $4 }' "$D/one" | diff -q - <(awk '$2 == 1 { print $3, $4 }' "$D/one") || false
	[ ! -e "$DB" ]
}

@test "a list of cells tells a seed that gives their order" {
	plan
	"$T" collect --campaign "$D/plan" --dry-run --db "$DB" >"$D/list"
	grep -q "without --seed the campaign draws another" "$D/list"
	"$T" collect --campaign "$D/plan" --dry-run --seed "$(sed -n '1s/.*seed \([0-9]*\),.*/\1/p' "$D/list")" --db "$DB" >"$D/again"
	! grep -q "draws another" "$D/again" || false
	diff <(grep -v '#' "$D/list") <(grep -v '#' "$D/again")
}

@test "a campaign records plan, seed, order and cells, and goes on after an end" {
	plan
	"$T" collect --campaign "$D/plan" --seed 3 --db "$DB" >"$D/uuids" 2>"$D/err" 3>&- &
	background=$!
	until_true eval '[ "$(wc -l <"$D/uuids")" -ge 2 ]'
	kill -9 "$background"
	wait "$background" || true
	background=
	before=$(sql "SELECT count(*) FROM run WHERE status = 'complete'")
	[ "$before" -ge 2 ]
	[ "$before" -lt 6 ]
	"$T" collect --campaign "$D/plan" --dry-run --db "$DB" >"$D/rest"
	grep -q "resumed: .*seed 3, $((6 - before)) of 6 cells left" "$D/rest"
	[ "$(grep -vc '#' "$D/rest")" -eq "$((6 - before))" ]
	"$T" collect --campaign "$D/plan" --db "$DB" 2>"$D/err"
	grep -q 'resumes, seed 3' "$D/err"
	[ "$(sql "SELECT count(*), sum(ended_utc IS NOT NULL), min(seed) FROM campaign")" = "1|1|3" ]
	[ "$(sql "SELECT count(*), count(DISTINCT cell) FROM run WHERE status = 'complete'")" = "6|6" ]
	[ "$(sql "SELECT count(*) FROM run JOIN cell USING (campaign_id, cell) WHERE run.probe != cell.probe OR run.load != cell.load")" = 0 ]
	"$T" collect --campaign "$D/plan" --dry-run --seed 3 --db "$D/none.db" | grep -v '#' >"$D/order"
	sqlite3 -separator ' ' "$DB" "SELECT cell, block, probe, load FROM cell ORDER BY cell" | diff - "$D/order"
	"$T" db list --json --db "$DB" | grep -q '"block": 2'
	verify
	# It is finished: the same plan begins anew.
	"$T" collect --campaign "$D/plan" --db "$DB" 2>"$D/err"
	grep -q 'begins' "$D/err"
	[ "$(sql "SELECT count(*) FROM campaign")" -eq 2 ]
}

@test "a campaign says on which CPU and whether with the trace; controls meet idle alone" {
	[ -r /proc/self/status ] || skip "no /proc here"
	printf 'probes = null\ncontrols = seqlock\nloads = idle\nsamples = 5k\ncooldown = 0s\ncpu = last\ntrace = if-possible\n' >"$D/plan"
	"$T" collect --campaign "$D/plan" --db "$DB" 2>"$D/err"
	[ "$(sql "SELECT group_concat(probe || ' ' || load || ' ' || status, ', ') FROM (SELECT * FROM run ORDER BY probe)")" = \
		"null idle complete, seqlock idle complete" ]
	[ "$(sql "SELECT DISTINCT cpu FROM run")" = "$(sed -n 's/^Cpus_allowed_list:[[:space:]]*//p' /proc/self/status | tr ',-' '\n\n' | tail -n 1)" ]
	# Either it was traced, or one line says why not.
	[ "$(sql "SELECT count(trace) FROM run")" -eq "$(grep -q "without the kernel's trace" "$D/err" && echo 0 || echo 2)" ]
	"$T" collect --campaign "$D/plan" --cpu 0 --db "$DB" 2>/dev/null
	[ "$(sql "SELECT DISTINCT cpu FROM run WHERE campaign_id = 2")" = 0 ]
	# A plan that names no CPU is traced on the one that it starts on.
	printf 'probes = null\nloads = idle\nsamples = 5k\ntrace = if-possible\n' >"$D/plan"
	"$T" collect --campaign "$D/plan" --db "$DB" 2>"$D/err"
	[ "$(sql "SELECT trace NOT NULL AND cpu NOT NULL FROM run WHERE campaign_id = 3")" -eq \
		"$(grep -q "without the kernel's trace" "$D/err" && echo 0 || echo 1)" ]
}

@test "a campaign has one recorder: a second one is refused by name" {
	printf 'probes = null\nloads = idle\nreplicates = 3\nsamples = 5k\ncooldown = 1s\n' >"$D/plan"
	"$T" collect --campaign "$D/plan" --db "$DB" >"$D/uuids" 2>/dev/null 3>&- &
	background=$!
	until_true [ -s "$D/uuids" ]
	fails 1 "is being recorded by process" "$T" collect --campaign "$D/plan" --db "$DB"
	wait "$background"
	background=
	[ "$(sql "SELECT count(*), count(DISTINCT cell), count(DISTINCT campaign_id) FROM run")" = "3|3|1" ]
	[ "$(sql "SELECT recorder IS NULL AND ended_utc IS NOT NULL FROM campaign")" = 1 ]
}

@test "a campaign ends at the first failure of the database" {
	[ "$(id -u)" = 0 ] || skip "only root can mount a small disk"
	mkdir "$D/small"
	mount -t tmpfs -o size=800k tmpfs "$D/small" 2>/dev/null || skip "no tmpfs can be mounted here"
	printf 'probes = null\nloads = idle\nreplicates = 9\nsamples = 20M\ncooldown = 0s\n' >"$D/plan"
	status=0; "$T" collect --campaign "$D/plan" --db "$D/small/t.db" >/dev/null 2>"$D/err" || status=$?
	runs=$(sqlite3 "$D/small/t.db" "SELECT group_concat(status) FROM run")
	unmounts "$D/small"
	cat "$D/err"
	[ "$status" -eq 1 ]
	[ "$runs" = failed ]
	[ "$(grep -c "disk is full" "$D/err")" -eq 1 ]
	grep -q "9 cells remain" "$D/err"
}

@test "a campaign whose load cannot be had says which cells are left" {
	plan stress
	mkdir "$D/bin"
	status=0; PATH=$D/bin "$T" collect --campaign "$D/plan" --db "$DB" >"$D/out" 2>"$D/err" || status=$?
	[ "$status" -eq 1 ]
	grep -q "6 cells remain" "$D/err"
	[ "$(sql "SELECT group_concat(status || n, ' ') FROM (SELECT status, count(*) AS n FROM run GROUP BY 1)")" = "complete6 failed6" ]
	verify
}

@test "faults of a plan are named" {
	try() {
		printf "$2" >"$D/plan"
		fails 1 "$1" "$T" collect --campaign "$D/plan" --dry-run --db "$DB"
	}
	try "requires 'probes" 'loads = idle\n'
	try "unknown probe 'x'" 'probes = x\nloads = idle\n'
	try "unknown load 'x'" 'probes = null\nloads = x\n'
	try "plan:2: a name occurs twice" 'probes = null\nloads = idle idle\n'
	try "plan:1: replicates" 'replicates = 0\n'
	try "plan:1: trace: yes, no" 'trace = maybe\n'
	try "plan:1: cpu: the number" 'cpu = first\n'
	try "plan:1: cpu: this process cannot run" 'cpu = 100000\n'
	try "plan:2: this setting occurs twice" 'samples = 1k\nsamples = 2k\n'
	try "plan:1: controls: seqlock or commpage" 'controls = null\n'
	try "plan:1: controls: seqlock or commpage" 'controls = seqlock x\n'
	try "is in both probes and controls" 'probes = seqlock\nloads = idle\ncontrols = seqlock\n'
	try "plan:1: the settings are" 'colour = red\n'
	fails 2 "--dry-run requires" "$T" collect --dry-run --db "$DB"
	fails 2 "--campaign cannot be combined" "$T" collect --campaign "$D/plan" --interleave null --db "$DB"
	for o in "-n 5" "--probe null" "--load idle" "--intensity 0.5"; do
		fails 2 "--campaign cannot be combined with" "$T" collect --campaign "$D/plan" $o --db "$DB"
	done
}

# ---- merging ----------------------------------------------------------------------------------

@test "merge copies what is not there yet, with campaigns and machines, and twice is once" {
	plan
	"$T" collect --campaign "$D/plan" --db "$D/a.db" 2>/dev/null
	"$T" collect -n 70000 --db "$D/b.db" 2>/dev/null
	seq 100 | "$T" db import - --counter-hz 1e6 --db "$D/b.db"
	"$T" collect -n 1000 --restarts 3 --db "$D/b.db" 2>/dev/null
	"$T" db merge "$D/a.db" "$D/b.db" --db "$DB" >"$D/out"
	cat "$D/out"
	grep -q "a.db: 6 runs with 120000 samples copied, 0 were there" "$D/out"
	grep -q "b.db: 3 runs with 73100 samples copied, 0 were there" "$D/out"
	"$T" db merge "$D/a.db" "$D/b.db" --db "$DB" | grep -q "0 runs with 0 samples copied, 3 were there"
	[ "$(sql "SELECT count(*) FROM run")" -eq 9 ]
	[ "$(sql "SELECT count(*) FROM run JOIN cell USING (campaign_id, cell)")" -eq 6 ]
	[ "$(sql "SELECT count(*) FROM machine")" -eq "$(sqlite3 "$D/a.db" "ATTACH '$D/b.db' AS b; SELECT count(*) FROM
		(SELECT fingerprint, facts FROM machine UNION SELECT fingerprint, facts FROM b.machine)")" ]
	verify
	for db in "$D/a.db" "$D/b.db"; do
		for u in $(sqlite3 "$db" "SELECT uuid FROM run"); do
			"$T" db export "$u" -f csv --db "$db" | cmp - <("$T" db export "$u" -f csv --db "$DB")
		done
	done
}

# A stress-ng that has no timerfd, as on macOS, and says so as the real one does.
without_timerfd() {
	mkdir -p "$D/bin"
	cat >"$D/bin/stress-ng" <<-'EOF'
	#!/bin/sh
	case " $* " in *' --timerfd '*)
		echo 'stress-ng: info:  [7] timerfd stressor will be skipped, it is not implemented on this system: arm64 Darwin'
		echo 'stress-ng: error: [7] No stress workers invoked (one or more were unsupported)'
		for w in "$@"; do [ "$w" != --cpu ] || exec "$REAL" --cpu 1 --cpu-ops 8 --timeout 5 --metrics --yaml "${*##* }"; done
		exit 4 ;;
	esac
	exec "$REAL" "$@"
	EOF
	chmod +x "$D/bin/stress-ng"
}

@test "a stressor that this system has not is left out, named and recorded; all of them fail the run" {
	REAL=$(command -v stress-ng) || skip "no stress-ng"
	export REAL
	without_timerfd
	printf '[part]\nstressor = timerfd 0.5\nstressor = cpu 0.5\n[none]\nstressor = timerfd 0.5\n' >"$D/loads"
	PATH="$D/bin:$PATH" "$T" collect --loads "$D/loads" --load part -n 1000 --db "$DB" 2>"$D/err"
	grep -q 'timerfd left out (it is not implemented on this system: arm64 Darwin)' "$D/err"
	[ "$(sql "SELECT load_detail ->> '\$.left_out.timerfd' FROM run")" = 'it is not implemented on this system: arm64 Darwin' ]
	[ "$(sql "SELECT load_detail ->> '\$.operations.timerfd' IS NULL AND load_detail ->> '\$.operations.cpu' > 0 FROM run")" -eq 1 ]
	PATH="$D/bin:$PATH" fails 1 "no part of the load can run here" "$T" collect --loads "$D/loads" --load none -n 1000 --db "$DB"
	[ "$(sql "SELECT status FROM run ORDER BY run_id DESC LIMIT 1")" = failed ]
}

@test "a load may name stressors of one system alone" {
	printf '[x]\nstressor = cpu 0.5\nstressor.linux = get 0.5\nstressor.macos = itimer 0.5\n' >"$D/loads"
	"$T" collect --loads "$D/loads" --load x -n 1000 --db "$DB" 2>/dev/null
	other=$(case $(uname -s) in Darwin) echo get ;; *) echo itimer ;; esac)
	! sql "SELECT load_detail FROM run" | grep -q "$other" || false
	echo 'stressor.windows = cpu 1' >>"$D/loads"
	fails 1 "stressor.linux" "$T" collect --loads "$D/loads" --load x -n 1000 --db "$DB"
	printf '[x]\nstressor = cpu 0.5\nstressor.linux = get\nstressor.macos = itimer\n' >"$D/loads"
	fails 1 "instances-per-CPU" "$T" collect --loads "$D/loads" --load x -n 1000 --db "$DB"
}

@test "a cell that two copies of a database both took is merged as two runs, one of them out of its cell" {
	printf 'probes = null\nloads = idle\nreplicates = 2\nsamples = 1k\ncooldown = 0s\n' >"$D/plan"
	"$T" collect --campaign "$D/plan" --db "$D/a.db" 2>/dev/null
	sqlite3 "$D/a.db" "DELETE FROM chunk WHERE run_id = 2; DELETE FROM recording WHERE run_id = 2; DELETE FROM run WHERE run_id = 2; UPDATE campaign SET ended_utc = NULL"
	cp "$D/a.db" "$D/b.db"
	for db in a b; do "$T" collect --campaign "$D/plan" --db "$D/$db.db" 2>/dev/null; done
	"$T" db merge "$D/a.db" "$D/b.db" --db "$DB"
	[ "$(sql "SELECT count(*), count(DISTINCT cell), sum(message LIKE 'a second run of cell 1 of campaign %') FROM run WHERE status = 'complete'")" = "3|2|1" ]
	verify
}

@test "merge takes nothing from a damaged or foreign database" {
	"$T" collect -n 1000 --db "$D/a.db" 2>/dev/null
	"$T" collect -n 1000 --db "$DB" 2>/dev/null
	sqlite3 "$D/a.db" "UPDATE chunk SET elapsed = zeroblob(length(elapsed))"
	fails 1 "checksum" "$T" db merge "$D/a.db" --db "$DB"
	sqlite3 "$D/c.db" "CREATE TABLE x (a)"
	fails 1 "not a ticklab database" "$T" db merge "$D/c.db" --db "$DB"
	fails 1 "ticklab db: $D/none.db: there is no such database to merge; nothing was merged" "$T" db merge "$D/none.db" --db "$DB"
	[ "$(sql "SELECT count(*) FROM run")" -eq 1 ]
	fails 2 "at least one" "$T" db merge --db "$DB"
	verify
}

@test "one run on each CPU, with the kind of each and the counts of noise" {
	[ "$(uname)" = Linux ] || skip "CPUs are chosen on Linux"
	"$T" collect --cpus all -n 500 --db "$DB"
	[ "$(sqlite3 "$DB" "SELECT count(DISTINCT cpu) FROM run WHERE status = 'complete' AND samples = 500")" = "$(nproc)" ]
	[ "$(sqlite3 "$DB" "SELECT count(*) FROM run WHERE json_extract(environment_before, '\$.\"core.type\"') IS NULL OR json_extract(environment_after, '\$.\"noise.nmi_count\"') IS NULL")" = 0 ]
	fails 1 "nothing was recorded" "$T" collect --cpus "$(sqlite3 "$DB" "SELECT min(cpu) FROM run"),1048576" -n 10 --db "$D/none.db"
	[ ! -e "$D/none.db" ]
	run "$T" collect --cpus 0,0 -n 10 --db "$DB"
	[ "$status" = 2 ]
	for bad in "" , 0, 1,,2 x -1; do
		run "$T" collect --cpus "$bad" -n 10 --db "$DB"
		[ "$status" = 2 ]
	done
	run "$T" collect --cpus 0 --cpu 0 -n 10 --db "$DB"
	[ "$status" = 2 ]
}
