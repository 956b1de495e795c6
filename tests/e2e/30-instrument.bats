#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What a sample carries beside its duration: probes, ground truth, the kernel's trace.
#
# Live: what is recorded of this machine.

load lib

CPU=$(sed -n 's/^Cpus_allowed_list:[^0-9]*\([0-9]*\).*/\1/p' /proc/self/status 2>/dev/null || true)

# scripts/under asks for a counter; there are none but those that --counter names.
case ${TICKLAB_TEST_COUNTER:-no-rdtscp} in no-rdtscp) counter=auto ;; *) counter=$TICKLAB_TEST_COUNTER ;; esac
collect() { "$T" collect --db "$DB" --counter "$counter" "$@" 2>"$D/err"; }

show() { # RUN KEY: the value of a key of the run, as JSON writes it
	"$T" db show "$1" --db "$DB" --json | sed -n "s/^ *\"$2\": \(.*[^,]\),*\$/\1/p"
}

# truth RUN: samples of a control that retried or fell back; of these, those that no flag from outside shows; whether
# their median is above that of the others.
truth() {
	"$T" db export "$1" --db "$DB" --format csv | awk -F, 'NR > 1 { n[$3 " " $4]++ } END { for (k in n) print n[k], k }' | sort -k2,2n -k3,3n |
		awk '
			{ k = $3 >= 64; n[k] += $1; unseen += k && $3 % 8 == 0 ? $1 : 0; count[NR] = $1; value[NR] = $2; kind[NR] = k }
			END {
				for (i = 1; i <= NR; i++) {
					k = kind[i]
					below[k] += count[i]
					if (!(k in median) && below[k] > int(n[k] / 2)) median[k] = value[i]
				}
				print n[1] + 0, unseen + 0, (median[1] > median[0]) ? "slower" : "not slower"
			}'
}

@test "--list names every probe and what options it takes" {
	"$T" collect --list >"$D/list"
	for p in gettimeofday null syscall clock-realtime clock-monotonic clock-monotonic-raw seqlock \
		commpage repeat-1 repeat-16; do
		grep -q "^  $p " "$D/list"
	done
	grep -q 'seqlock .*duty=' "$D/list"
	grep -q 'commpage .*mode=' "$D/list"
}

@test "every probe records" {
	for p in null syscall clock-realtime clock-monotonic clock-monotonic-raw repeat-1 repeat-16; do
		uuid=$(collect --probe "$p" -n 1000)
		[ "$(show "$uuid" samples)" = 1000 ]
		[ "$(show "$uuid" probe)" = "\"$p\"" ]
	done
}

@test "a run says what its flags are from" {
	uuid=$(collect -n 1000)
	case $(show "$uuid" ground_truth) in
	'"vvar"' | '"none: '?*) ;;
	*) false ;;
	esac
	uuid=$(collect -n 1000 --no-page)
	[ "$(show "$uuid" ground_truth)" = '"none: not requested"' ]
	[ "$("$T" db export "$uuid" --db "$DB" --format csv | awk -F, '$4 % 8' | wc -l)" -le 1 ]
}

# There the first page of the mapping is a stand-in, and the clock's own lies behind it.
@test "the page is found in a time namespace too" {
	unshare --time --monotonic 1000 --fork true 2>/dev/null || skip "no time namespaces"
	[ "$(show "$(collect -n 1000)" ground_truth)" = '"vvar"' ] || skip "no page here"
	uuid=$(unshare --time --monotonic 1000 --fork "$T" collect --db "$DB" -n 1000 2>/dev/null)
	[ "$(show "$uuid" ground_truth)" = '"vvar"' ]
}

# How many other samples are slow is the host's affair; of these samples the cause is known.
@test "what the controls slowed is marked, seen from outside, and slower than the rest of the run" {
	all=0
	# By the CPU's own counter and by CLOCK_MONOTONIC_RAW.
	for c in auto:seqlock auto:seqlock:duty=0.3,period=4us,random,seed=5 auto:commpage auto:commpage:mode=stale \
		raw:seqlock raw:commpage raw:commpage:mode=stale; do
		p=${c#*:}
		uuid=$(collect --counter "${c%%:*}" --probe "$p" -n 200000 --cpu "$CPU") || { cat "$D/err"; grep -q 'second CPU' "$D/err" && skip "one CPU"; false; }
		[ "$(show "$uuid" probe)" = "\"$p\"" ]
		[ "$(show "$uuid" ground_truth)" = '"probe"' ]
		read -r caused unseen slower <<<"$(truth "$uuid")"
		echo "$c: $caused retried or fell back, $unseen of them unseen, $slower"
		all=$((all + caused))
		[ "$((1000 * unseen))" -le "$caused" ]
		# A writer that got no CPU meanwhile slowed nothing; a tick as long as a system call does not show it.
		tick=$(sqlite3 "$DB" "SELECT CAST(ifnull(effective_tick_ticks, 1) * 1e9 / counter_hz AS INTEGER) FROM run WHERE uuid = '$uuid'")
		[ "$caused" -lt 100 ] || [ "$tick" -gt 100 ] || [ "$slower" = slower ]
	done
	[ "$all" -gt 0 ]
}

@test "options that make no sense are told before anything is recorded" {
	fails 2 "duty is a share" "$T" collect --db "$DB" --probe seqlock:duty=2
	fails 2 "period is a time" "$T" collect --db "$DB" --probe seqlock:period=3
	fails 2 "takes no options" "$T" collect --db "$DB" --probe null:duty=0.1
	fails 2 "unknown probe" "$T" collect --db "$DB" --probe repeat-17
	[ ! -e "$DB" ]
}

@test "the fences of the loop can be left out, and the run says so" {
	uuid=$(collect --probe null -n 20000)
	"$T" db show "$uuid" --db "$DB" --json | grep -q '"fence": *"full"'
	uuid=$(collect --probe null -n 20000 --fence none)
	"$T" db show "$uuid" --db "$DB" --json | grep -q '"fence": *"none"'
	fails 2 "--fence requires" "$T" collect --db "$DB" --fence some
}

@test "the counter is chosen by name, kept in the run and its command, and never replaced" {
	uuid=$(collect -n 2000 --counter raw)
	[ "$(show "$uuid" counter)" = '"clock_monotonic_raw"' ]
	"$T" db show "$uuid" --db "$DB" --json | grep -q '"command": "ticklab collect .* --counter raw"'
	"$T" db show "$uuid" --db "$DB" --json | grep -q '"counter.fallback": "no"'
	"$T" db show "$uuid" --db "$DB" --json | grep -q '"sample_steps_back": 0'
	fails 2 "--counter requires auto, cpu" "$T" collect --db "$DB" --counter hpet
	case $(uname -sm) in Linux*) fails 1 "no such counter" "$T" collect --db "$DB" --counter mach ;; esac
	printf 'probes = null\nloads = idle\nsamples = 1k\ncooldown = 0s\ncounter = raw\n' >"$D/plan"
	collect --campaign "$D/plan" >/dev/null
	[ "$(sql "SELECT counter FROM run ORDER BY run_id DESC LIMIT 1")" = clock_monotonic_raw ]
	sed 's/counter = raw/counter = hpet/' "$D/plan" >"$D/bad"
	fails 1 "counter: auto" "$T" collect --campaign "$D/bad" --db "$DB"
}

@test "two-counters times one call with two counters, block by block in turn" {
	collect -n 20000 --counter cpu >/dev/null || skip "one counter"
	collect --probe two-counters:null -n 40000 --seed 3 >"$D/uuids"
	[ "$(wc -l <"$D/uuids")" -eq 2 ]
	[ "$(sql "SELECT count(DISTINCT counter), count(DISTINCT session), count(DISTINCT probe), sum(samples) FROM run WHERE session NOT NULL")" = "2|1|1|80000" ]
	# In the order in which they were taken: the blocks of the two alternate.
	session=$(sql "SELECT session FROM run WHERE session NOT NULL LIMIT 1")
	[ "$("$T" db export "$session" --db "$DB" --format csv | awk -F, 'NR > 1' | wc -l)" -eq 80000 ]
	[ "$(sql "SELECT max(n) FROM (SELECT count(*) AS n FROM (SELECT chunk.rowid - row_number() OVER (PARTITION BY run_id ORDER BY chunk.rowid) AS g, run_id FROM chunk JOIN run USING (run_id) WHERE session NOT NULL) GROUP BY run_id, g)")" -le 2 ]
	sql "SELECT command FROM recording ORDER BY run_id DESC LIMIT 1" | grep -qF -- '--probe two-counters:null'
	fails 2 "two-counters requires" "$T" collect --probe two-counters:seqlock --db "$DB"
	fails 2 "two-counters requires" "$T" collect --probe two-counters --restarts 2 --db "$DB"
}

@test "an interposed libc is a fact, and a wall clock that is set back during a run is flagged" {
	[ -z "${LD_PRELOAD:-}" ] || skip "a clock is before that of libc already"
	case $(uname -s) in Linux) ;; *) skip "LD_PRELOAD is Linux's" ;; esac
	case ${TICKLAB_BUILD:-} in *asan*) skip "the sanitizer must be loaded first" ;; esac
	${CC:-cc} -O1 -D_GNU_SOURCE -shared -fPIC -o "$D/libinterposed.so" tests/fixtures/interposed_clock.c ||
		skip "no shared library can be built"
	uuid=$(LD_PRELOAD="$D/libinterposed.so" "$T" collect --db "$DB" --probe null -n 8M 2>"$D/err")
	grep -q 'wall clock was set back by 3.6e+03 s' "$D/err"
	fact() { sql "SELECT environment_before ->> '\$.\"$1\"' FROM run WHERE uuid = '${2:-$uuid}'"; }
	[ "$(fact process.preload)" = libinterposed.so ]
	[ "$(fact process.gettimeofday)" = libinterposed.so ]
	[ "$(fact process.clock_gettime)" = libinterposed.so ]
	[ "$(sql "SELECT ended_utc < started_utc FROM run")" -eq 1 ]
	[ "$(sql "SELECT seconds > 0.15 AND seconds < 600 FROM recording")" -eq 1 ]
	[ "$(sql "SELECT (clock_check ->> '\$.wall_steps') || ' ' || round(clock_check ->> '\$.wall_greatest_step_s') FROM recording")" = "1 -3600.0" ]
	uuid=$(collect -n 1000)
	[ "$(fact process.preload)" = none ]
	[ "$(fact process.gettimeofday)" != libinterposed.so ]
	! grep -q 'wall clock' "$D/err"
}

# Three kinds of page, with and without fences; on x86-64 each with RDTSCP and without.
@test "the timed loop has no branch but its own" {
	object="${TICKLAB_BUILD:-build}/ship/platform/probe_null.o"
	case $(uname -m) in x86_64) loops=12 ;; aarch64) loops=6 ;; *) skip "neither x86-64 nor arm64" ;; esac
	command -v objdump >/dev/null || skip "no objdump"
	! nm "$object" | grep -qE '__asan|__ubsan' || skip "instrumented"
	objdump -d --no-show-raw-insn "$object" | awk -v want=$loops -f tests/timed-loops.awk
}

@test "--trace marks what the kernel did, and leaves nothing behind" {
	[ "$(id -u)" -eq 0 ] || skip "not root"
	"$T" collect --db "$DB" --counter "$counter" -n 200000 --cpu "$CPU" --trace >"$D/uuid" 2>"$D/err" 3>&- &
	pid=$!
	wait "$pid" || {
		grep -q tracefs "$D/err" && skip "no tracefs"
		cat "$D/err"; false
	}
	uuid=$(cat "$D/uuid")
	case $(show "$uuid" trace) in
	'"complete, '*' events on '*) ;;
	'"incomplete, '*' events lost on '*) ;; # another process switched tasks on this CPU too often
	*) false ;;
	esac
	marked=$("$T" db export "$uuid" --db "$DB" --format csv | awk -F, 'NR > 1 && $4 >= 16' | wc -l)
	# How often the kernel interrupts is its own affair; a mark in a run that was traced is a mark of an event.
	[ "$marked" -le "$(show "$uuid" trace | sed 's/^.*, \([0-9]* of \)\{0,1\}\([0-9]*\) events.*/\2/')" ]
	# Other recorders may trace meanwhile.
	for d in /sys/kernel/tracing/instances/ticklab-$pid-*; do [ ! -e "$d" ]; done
	uuid=$(collect -n 1000)
	[ "$(show "$uuid" trace)" = null ]
	# Without --cpu it follows the CPU that it starts on, keeps to it and says so.
	uuid=$(collect -n 1000 --trace)
	grep -q " on CPU $(show "$uuid" cpu), " "$D/err"
	[[ "$(show "$uuid" trace)" == *complete,* ]]
}

@test "the trace of a killed run is removed by the next" {
	[ "$(id -u)" -eq 0 ] || skip "not root"
	collect -n 1000 --cpu "$CPU" --trace || skip "no tracefs"
	"${TICKLAB_BUILD:-build}/bin/ticklab-collect" --db "$DB" -n 1000000000 --cpu "$CPU" --trace \
		2>/dev/null >/dev/null 3>&- &
	pid=$!
	until_true is_recording
	set -- /sys/kernel/tracing/instances/ticklab-$pid-*
	[ -e "$1" ]
	kill -9 "$pid"; wait "$pid" || true
	[ "$(sqlite3 "$DB" "SELECT trace FROM run ORDER BY run_id DESC LIMIT 1")" = "incomplete, the run did not end" ]
	collect -n 1000 --cpu "$CPU" --trace
	[ ! -e "$1" ]
}

@test "--trace without permission says what to grant" {
	[ "$(id -u)" -eq 0 ] || skip "not root"
	command -v setpriv >/dev/null || skip "no setpriv"
	chmod 777 "$D"; cp "${TICKLAB_BUILD:-build}"/bin/ticklab-collect "$D/"
	fails 1 "run as root" setpriv --reuid=65534 --regid=65534 --clear-groups \
		"$D/ticklab-collect" --db "$D/nobody.db" -n 1000 --cpu "$CPU" --trace
}
