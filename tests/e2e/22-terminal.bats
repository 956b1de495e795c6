#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What a person sees at the terminal, and what a script gets in its place.
load lib
export LC_ALL=C

# 1000 durations of a 24 MHz counter: 700 of 5 ticks, 290 of 45, 9 of 46, one of 100,000.
two_peaks() { awk 'BEGIN { for (i = 0; i < 1000; i++) print i < 700 ? 5 : i < 990 ? 45 : i < 999 ? 46 : 100000 }'; }
import() { two_peaks | "$T" db import - --counter-hz 24MHz --db "$DB" --probe made 2>"$D/err"; }

# on_terminal COMMAND...: what it prints where stdout and stderr are a terminal.
on_terminal() {
	script --version 2>/dev/null | grep -q util-linux || skip "no script(1) of util-linux"
	script -qec "$(printf '%q ' "$@")" /dev/null </dev/null | tr -d '\r'
}

@test "collect prints one UUID on stdout and a summary on stderr, 80 columns wide" {
	uuid=$("$T" collect -n 20000 --db "$DB" 2>"$D/err")
	cat "$D/err"
	[[ "$uuid" =~ ^[0-9a-f]{8}-[0-9a-f-]{27}$ ]]
	grep -q "^20,000 calls of gettimeofday in .*, idle .*run ${uuid%%-*}$" "$D/err"
	grep -qE '^tick .* [mnup]?s \(.*   median [0-9]+ (ticks|units) \(' "$D/err"
	grep -qE '^ +[0-9-]+ \|#+ +[0-9.]+ %$' "$D/err"
	grep -qE '^[0-9]+ peaks?, at [0-9]+.*99\.9 % within [0-9]+.*longest' "$D/err"
	grep -q '^next: ticklab analyze' "$D/err"
	grep -vE '^next:|^mind:|^/' "$D/err" | awk 'length > 100 { bad = 1 } END { exit bad }'
	! grep -q "$(printf '\033')" "$D/err"
}

@test "show draws a known series: its bars are its counts, its peaks and tail are counted" {
	import
	"$T" show --db "$DB" >"$D/out"
	cat "$D/out"
	grep -qE '^ +5-8 \|#{60} 70\.0 %$' "$D/out"
	grep -qE '^ +45-48 \|#{25,26} +29\.9 %$' "$D/out"
	grep -q '^2 peaks, at 5 and 45   99.9 % within 46   1 above 92   longest 4.17 ms$' "$D/out"
	grep -q 'tick 41.67 ns (imported, the unit)   median 5 ticks (208 ns)' "$D/out"
	"$T" show --db "$DB" --rows 100 >"$D/fine"
	grep -qE '^ +45 \|#{24,25} +29\.0 %$' "$D/fine"
	grep -qE '^ +46 \|# +0\.9 %$' "$D/fine"
	[ "$(LC_ALL=C.UTF-8 "$T" show --db "$DB" | grep -c '█')" -ge 2 ]
	fails 2 'from 1 to 1000' "$T" show --db "$DB" --rows 0
	fails 1 'no such' "$T" show --db "$D/none.db"
}

@test "show takes the last run, those that are named with a line between, and all of a session" {
	fails 1 "no such database" "$T" show --db "$DB"
	import
	two_peaks | sed s/45/44/ | "$T" db import - --counter-hz 24MHz --db "$DB" --probe other 2>/dev/null >&2
	first=$(sql "SELECT uuid FROM run WHERE run_id = 1") last=$(sql "SELECT uuid FROM run WHERE run_id = 2")
	"$T" show "$first" --db "$DB" >"$D/first"
	"$T" show "$last" --db "$DB" >"$D/last"
	head -1 "$D/first" | grep -qE "^1,000 calls of made, unknown +run ${first%%-*}$"
	grep -q 'peaks, at 5 and 44 ' "$D/last"
	"$T" show --db "$DB" | diff "$D/last" -
	{ cat "$D/first" && echo && cat "$D/last"; } >"$D/both"
	"$T" show "$first" "$last" --db "$DB" | diff "$D/both" -
	sql "UPDATE run SET session = '99999999-0000-4000-8000-000000000000'"
	"$T" show 99999999 --db "$DB" | diff "$D/both" -
	fails 1 "no run '12345678'" "$T" show "$first" 12345678 --db "$DB"
	diff "$D/first" "$D/out"
	fails 2 "--db requires the name of a file, not ':memory:'" "$T" show --db :memory:
	"$T" db drop --yes "$first" --db "$DB" && "$T" db drop --yes "$last" --db "$DB"
	fails 1 "$DB holds no run: record one with 'ticklab collect --db $DB'" "$T" show --db "$DB"
	sql "DROP TABLE chunk"
	fails 1 "$DB" "$T" show --db "$DB"
}

@test "a run that was interrupted, a coarse counter and another counter than the CPU's are said" {
	"$T" collect -n 20000 --counter raw --db "$DB" >/dev/null 2>"$D/err"
	sql "UPDATE run SET status = 'interrupted'"
	"$T" show --db "$DB" >"$D/out"
	cat "$D/out"
	grep -q '^mind: the run is interrupted$' "$D/out"
	two_peaks | "$T" db import - --counter-hz 24MHz --db "$DB" >/dev/null 2>&1
	"$T" show --db "$DB" | grep -q '^mind: the counter is coarse: the median call lasts 5 ticks$'
}

@test "colours are for terminals that have them, and NO_COLOR is heard" {
	import
	escape=$(printf '\033')
	TERM=xterm on_terminal "$T" show --db "$DB" >"$D/out"
	grep -q "$escape\[" "$D/out"
	for set in NO_COLOR=1 TERM=dumb; do
		# less moves the cursor itself.
		env TERM=xterm TICKLAB_PAGER=cat "$set" script -qec "$(printf '%q ' "$T" show --db "$DB")" /dev/null </dev/null >"$D/out"
		grep -q '70.0 %' "$D/out"
		! grep -q "$escape" "$D/out" || false
	done
	! "$T" show --db "$DB" | grep -q "$escape"
}

@test "watch follows a recording by a line a look, to its end" {
	"$T" collect -n 3M --probe syscall --db "$DB" >"$D/uuid" 2>/dev/null 3>&- &
	background=$!
	"$T" watch --every 100ms --wait 30s --db "$DB" >"$D/out"
	wait "$background"
	background=
	cat "$D/out"
	grep -qE "^run $(cut -c1-8 "$D/uuid") syscall, idle: [0-9,]+ calls \([0-9]+ %\), [0-9,]+/s, (recording|complete); health tests at 0.02 bits: " "$D/out"
	tail -1 "$D/out" | grep -q ': 3,000,000 calls (100 %), .* complete;'
	[ "$(grep -c "^run" "$D/out")" -eq "$(wc -l <"$D/out")" ]
	! grep -q "$(printf '\033')" "$D/out" || false
	fails 1 'no run is being recorded' "$T" watch --wait 0.1s --db "$DB"
	fails 1 'no run is being recorded' "$T" watch --wait 0.1s --db "$D/none.db"
}

@test "watch says which health tests fail, and draws on a terminal" {
	awk 'BEGIN { for (i = 0; i < 300000; i++) print 7 }' | "$T" db import - --counter-hz 24MHz --db "$DB" >/dev/null 2>&1
	uuid=$(field uuid)
	"$T" watch "$uuid" --db "$DB" >"$D/out"
	cat "$D/out"
	grep -qE 'complete; health tests at 0.02 bits: failed, [0-9]+ alarms, the last: ' "$D/out"
	TERM=xterm on_terminal "$T" watch "${uuid%%-*}" --db "$DB" >"$D/out"
	grep -q '^1 peak, at 7 ' "$D/out"
}

@test "mistyped probes and loads are suggested" {
	fails 2 "unknown probe 'getimeofday'; did you mean 'gettimeofday'?" "$T" collect --probe getimeofday --db "$DB"
	fails 2 "unknown load 'stres'; did you mean 'stress'?" "$T" collect --load stres --db "$DB"
	fails 2 "unknown load 'xyz'; --list shows them" "$T" collect --load xyz --db "$DB"
}

@test "long output goes through the pager on a terminal, and only there" {
	import
	TERM=xterm TICKLAB_PAGER="sed 's/^/paged /'" on_terminal "$T" show --db "$DB" >"$D/out"
	grep -q '^paged 2 peaks, at 5 and 45' "$D/out"
	TERM=xterm TICKLAB_PAGER="sed 's/^/paged /'" on_terminal "$T" judge --audit >"$D/out"
	grep -q '^paged Arithmetic of the published figures' "$D/out"
	! TICKLAB_PAGER="sed 's/^/paged /'" "$T" show --db "$DB" | grep -q paged
}

@test "a mistyped run is answered with the one that was meant: too short, a slip, a label" {
	tests/fixtures/report-db "$D/r.db" lab-3
	sqlite3 "$D/r.db" "UPDATE run SET uuid = '3c3bcc10-5ab1-4abd-b049-8d10092134b8' WHERE run_id = 1; UPDATE run SET uuid = 'ace2ced1-9e0f-431b-81cb-4939170663d8' WHERE run_id = 2"
	said() { run "$T" "$1" --db "$D/r.db" "${@:2}"; echo "$output"; [ "$status" -eq 1 ]; }
	said show 3c3bc | grep -qF "no run '3c3bc': did you mean '3c3bcc10'? It takes 8 characters"
	said report --run 3c3cbc10 | grep -qF "no run '3c3cbc10': did you mean '3c3bcc10'?"
	said analyze --run ace2ced1-9e0f-431b-81cb-4939170663d9 | grep -qF "did you mean 'ace2ced1-9e0f-431b-81cb-4939170663d8'?"
	said show lab-3 | grep -qF "no run 'lab-3', which is a label: its last run is 'ace2ced1'"
	said show 12345678 | grep -qF "no run '12345678'; 'ticklab db list' shows them"
	run "$T" db drop ace2ced2 --db "$D/r.db"
	[[ "$output" == *"no run 'ace2ced2': did you mean 'ace2ced1'?"* ]]
}

@test "a report shows on a terminal how many plots are drawn, and no script sees it" {
	tests/fixtures/report-db "$D/r.db"
	on_terminal "$T" report --db "$D/r.db" --out "$D/out" --plots "$D/out/plots" >"$D/shown"
	grep -q 'drawing \[' "$D/shown"
	"$T" report --db "$D/r.db" --out "$D/two" --plots "$D/two/plots" 2>"$D/err" >"$D/names"
	! grep -q drawing "$D/err" "$D/names"
}

@test "judge and compare show on a terminal how far they are, and no script sees it" {
	tests/fixtures/report-db "$D/r.db"
	for what in judge compare; do
		TICKLAB_PAGER=cat on_terminal "$T" $what --db "$D/r.db" >"$D/$what"
		"$T" $what --db "$D/r.db" 2>"$D/err" >"$D/text"
		! grep -qE '(judging|comparing|reading) \[' "$D/err" "$D/text" || false
	done
	grep -q 'judging \[.*runs/s.* left' "$D/judge"
	grep -q 'reading \[.*runs/s.* left' "$D/compare"
	grep -q 'comparing \[.*cells/s.* left' "$D/compare"
}

@test "no name of a file moves the cursor: collect, verify, report, merge, entropy" {
	name=$(printf 'a\033[31m\342\200\256b')
	"$T" collect -n 1000 --db "$D/$name" >"$D/null" 2>"$D/told"
	! LC_ALL=C grep -q "$(printf '\033')" "$D/told" || false
	grep -qF "next: ticklab analyze --db \$'$D/a\\033[31m\\342\\200\\256b'" "$D/told"
	seq 2000 | awk '{ printf "%c", 65 + $1 % 7 }' >"$D/$name.bin"
	{
		"$T" db verify --db "$D/$name"
		"$T" report --db "$D/$name" --out "$D/pages$name" --plots "$D/plots$name"
		"$T" db merge "$D/$name" --db "$D/merged"
		"$T" entropy "$D/$name.bin"
		"$T" entropy --iid --permutations 5 "$D/$name.bin" || true
		"$T" entropy --iid --permutations 5 "$D/$name.bin" "$D/$name.bin" || true
	} >"$D/out" 2>&1
	grep -q 'a?\[31m?b: the samples match' "$D/out"
	! LC_ALL=C grep -q "$(printf '\033')" "$D/out" || false
}
