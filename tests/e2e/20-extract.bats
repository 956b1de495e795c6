#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# ticklab extract, through the front door.

load lib

@test "every vector comes out of --durations" {
	count=0
	while read -r name asked n rest; do
		[ "$name" != "#" ] || continue
		numbers=${rest% = *}; [ "$n" -gt 0 ] || numbers=
		expected=${rest##*= }; [ "$expected" != - ] || expected=
		echo "$numbers" | tr ' ' '\n' >"$D/durations"
		got=$("$T" extract --untested --durations "$D/durations" --bytes "$asked" --hex)
		echo "$name"
		[ "$got" = "$expected" ]
		count=$((count + 1))
	done <tests/vectors/extractor.txt
	[ "$count" -eq 10 ]
}

@test "raw bytes are the hex ones; standard input and blanks do as well as a file" {
	line=$(grep '^seed_formula_200 ' tests/vectors/extractor.txt)
	numbers=${line% = *}; numbers=${numbers#* * * }
	echo "$numbers" | "$T" extract --untested --durations - --bytes 10 >"$D/raw"
	[ "$(od -An -v -tx1 "$D/raw" | tr -d ' \n')" = "${line##*= }" ]
}

@test "comments, tabs, CRLF and a missing last line end are fine" {
	printf '# head\r\n1 2\t4 # tail 9\r\n\n8' >"$D/durations"
	"$T" extract --untested --durations "$D/durations" --hex >"$D/out"
	[ ! -s "$D/out" ]
}

@test "malformed durations name file and line" {
	printf '1\n2\n-3\n' >"$D/a"
	fails 1 "$D/a:3: '-3' is not an unsigned whole number" "$T" extract --durations "$D/a" --hex
	printf '1\n2.5\n' >"$D/b"
	fails 1 "$D/b:2: '2.5'" "$T" extract --durations "$D/b" --hex
	printf '18446744073709551615\n18446744073709551616' >"$D/c"
	fails 1 "$D/c:2: '18446744073709551616' does not fit" "$T" extract --durations "$D/c" --hex
	printf '1\n\033[2Jx\n' >"$D/d"
	fails 1 "$D/d:2: '?[2Jx'" "$T" extract --durations "$D/d" --hex
	printf '7\0008\n' >"$D/e"
	fails 1 "$D/e:1: '7?8'" "$T" extract --durations "$D/e" --hex
	head -c 100000 /dev/zero | tr '\0' 9 >"$D/f"
	fails 1 "$D/f:1: '9999" "$T" extract --durations "$D/f" --hex
	fails 1 "cannot open $D/none" "$T" extract --durations "$D/none" --hex
	fails 1 "$D is a folder with no recording in it" "$T" extract --durations "$D" --hex
	[ ! -s "$D/out" ]
}

@test "live bytes: as many as asked for, raw, hex and conditioned" {
	# Whether this machine's timing passes the health tests is not what is tested here.
	[ "$("$T" extract --untested --bytes 1000 | wc -c)" -eq 1000 ]
	[ "$("$T" extract --untested --bytes 32 --hex | tr -d '0-9a-f' | wc -c)" -eq 1 ]
	[ "$("$T" extract --untested --bytes 32 --hex | wc -c)" -eq 65 ]
	[ "$("$T" extract --untested --bytes 0 | wc -c)" -eq 0 ]
	[ "$("$T" extract --bytes 0 2>"$D/err" | wc -c)" -eq 0 ]
	grep -q '^0 calls timed in .*; no health test ran$' "$D/err"
	grep -q '^0 bytes made from 0 calls, which hold 0 bits .*; the output has 0 bits$' "$D/err"
	[ "$("$T" extract --untested --conditioned --min-entropy 0.02 --bytes 100 | wc -c)" -eq 100 ]
	# A warning where the entropy that the user vouches for is less than the output has.
	"$T" extract --untested --bytes 4 --hex 2>"$D/err"
	cat "$D/err"
	used=$(sed -n 's/^4 bytes made from \([0-9]*\) calls, .* at 0\.02 bits of min-entropy a call (assumed; --min-entropy states the assessed one); the output has 32 bits$/\1/p' "$D/err")
	[ "$used" -ge 65 ] # two calls a bit
	[ $((used * 2 / 100 < 32)) = "$(grep -c 'the output has 32 bits, more than the .* --conditioned' "$D/err")" ]
	"$T" extract --untested --bytes 4 --hex --min-entropy 8 2>"$D/err"
	run grep -c 'assumed\|warning' "$D/err"
	[ "$output" = 0 ]
	"$T" extract --untested --bytes 1 --hex --min-entropy 8 2>"$D/err"
	grep -q '^1 byte made from' "$D/err"
}

# 3,000 independent durations: neither the last ones nor those after the last byte count.
@test "the balance is of the samples that the bytes were made from" {
	awk 'BEGIN { for (i = 0; i < 8; i++) print i % 2 ? 9 + i : 3, 9; for (i = 0; i < 3000; i++) print i * i % 7 + i % 3, 9 }' | tr ' ' '\n' >"$D/t"
	"$T" extract --untested --durations "$D/t" --bytes 1 --hex >"$D/out" 2>"$D/err" --min-entropy 0.5
	cat "$D/err"
	used=$(sed -n 's/^1 byte made from \([0-9]*\) durations, which hold .* at 0\.5 bits of min-entropy a duration; the output has 8 bits$/\1/p' "$D/err")
	# The least number of durations that gives the byte.
	head -n "$used" "$D/t" | "$T" extract --untested --durations - --hex 2>/dev/null | cmp - "$D/out"
	[ -z "$(head -n $((used - 1)) "$D/t" | "$T" extract --untested --durations - --hex 2>/dev/null)" ]
	[ "$used" -lt 100 ]
	# More bits than they hold are warned of, and only these.
	[ "$(grep -c 'warning: ' "$D/err")" -eq "$((used < 16))" ]
	"$T" extract --untested --durations "$D/t" --bytes 1 --min-entropy 0.01 2>&1 >/dev/null |
		grep -q 'warning: the output has 8 bits, more than the [0-9.]* that its durations hold at 0.01 bits each: use --conditioned'
	# Conditioned: whole blocks of 320 bits, the last one too.
	"$T" extract --untested --durations "$D/t" --conditioned --min-entropy 0.5 --bytes 33 2>"$D/err" >"$D/out"
	cat "$D/err"
	grep -qx '33 bytes made from 1280 durations, which hold 640 bits at 0.5 bits of min-entropy a duration; the output has 264 bits' "$D/err"
	[ "$(wc -l <"$D/err")" -eq 1 ]
}

@test "live bytes come after the health tests, or not at all" {
	status=0
	"$T" extract --bytes 32 >"$D/out" 2>"$D/err" || status=$?
	cat "$D/err"
	if [ "$status" -eq 0 ]; then
		[ "$(wc -c <"$D/out")" -eq 32 ]
		grep -q "; health tests passed$" "$D/err"
	else
		[ "$status" -eq 1 ]
		grep -q "failed its health tests (.*); .* bytes were written before" "$D/err"
	fi
	# No timing of any machine has 8 bits a call in ticks of its counter, three times over.
	fails 1 "failed its health tests" "$T" extract --min-entropy 8 --bytes 100k --hex
}

# SHARE STEP N [DRIFT] [BREATH]: durations of a constant cost that beats with the counter's tick; the
# step grows by DRIFT a call, and by up to BREATH and back within 1,000 calls.
beat() {
	awk -v share="$1" -v step="$2" -v n="$3" -v drift="${4:-0}" -v breath="${5:-0}" 'BEGIN { p = 0.3
		for (i = 0; i < n; i++) { p += step + drift * i + breath * sin(i * 0.0062831853)
			p -= int(p); print 12 + (p < share) } }'
}

# N [PERIOD]: independent durations, or a pattern of them.
noise() {
	awk -v n="$1" -v period="${2:-$1}" 'BEGIN { srand(7); for (i = 0; i < period; i++) v[i] = 12 + (rand() < 0.4)
		for (i = 0; i < n; i++) print v[i % period] }'
}

@test "a recording gives bytes of what passed two windows, from the start-up test on" {
	noise 300000 >"$D/noise"
	head -n 131071 "$D/noise" >"$D/short"
	fails 1 "131071 durations are fewer than the 131072 of the start-up test, so no byte was written" \
		"$T" extract --durations "$D/short" --hex
	[ ! -s "$D/out" ]
	[ -n "$("$T" extract --untested --durations "$D/short" --hex)" ]
	head -n 131072 "$D/noise" >"$D/two"
	head -n 65536 "$D/noise" >"$D/one"
	"$T" extract --durations "$D/two" >"$D/a"
	"$T" extract --untested --durations "$D/one" | cmp - "$D/a"
	[ -s "$D/a" ]
	"$T" extract --durations "$D/noise" >"$D/a"
	head -n 196608 "$D/noise" | "$T" extract --untested --durations - | cmp - "$D/a"
	# It dies in the last window, which is not full: no byte, from the sound part either.
	{ head -n 270000 "$D/noise"; beat 0.293 0.618034 30000; } >"$D/dies"
	fails 1 "beat" "$T" extract --durations "$D/dies" --hex
	[ ! -s "$D/out" ]
	noise 200000 2500 >"$D/pattern"
	fails 1 "prediction" "$T" extract --durations "$D/pattern" --hex
}

@test "a recording without entropy gives no byte" {
	beat 0.293 0.6180339887 200000 >"$D/beat"
	fails 1 "fail the health tests" "$T" extract --durations "$D/beat" --hex
	[ ! -s "$D/out" ]
	fails 1 "fail the health tests" "$T" extract --durations "$D/beat" --conditioned --min-entropy 0.02 --hex
	# A cost that drifts, one that breathes, and the samples of a short one.
	beat 0.3 0.4142 300000 1e-6 >"$D/drift"
	fails 1 "fail the health tests" "$T" extract --durations "$D/drift" --hex
	beat 0.3 0.4142 300000 0 0.01 >"$D/breath"
	fails 1 "fail the health tests" "$T" extract --durations "$D/breath" --hex
	for n in 64 1000 1024 16383 60000; do
		head -n "$n" "$D/beat" >"$D/short"
		fails 1 "no byte was written" "$T" extract --durations "$D/short" --hex
		[ ! -s "$D/out" ]
	done
	awk 'BEGIN { for (i = 0; i < 5000; i++) print 50 }' >"$D/stuck"
	fails 1 "repetition count" "$T" extract --durations "$D/stuck" --hex
	awk 'BEGIN { for (i = 0; i < 200000; i++) print 12 + (i * i % 7 < 3) }' >"$D/period"
	fails 1 "lag" "$T" extract --durations "$D/period" --hex
	seq 0 20000 >"$D/rising"
	run "$T" extract --durations "$D/rising" --conditioned --min-entropy 0.02 --hex # beside the reader's warning
	[ "$status" -eq 1 ]
	[[ "$output" == *"the durations only rise"*"no byte is written"* ]]
	# The rule itself makes bytes of the first.
	[ -n "$("$T" extract --durations "$D/beat" --untested --hex)" ] || [ -n "$("$T" extract --durations "$D/period" --untested --hex)" ]
}

@test "no progress ends with a clear error" {
	# Three samples can never give a byte.
	fails 1 "only 0 of 1 bytes: the last 3 samples gave none" "$T" extract --untested --bytes 1 --give-up 3 --hex
}

@test "collect gives what 3n+32 samples yield, and reports how much" {
	"$T" extract --collect 1000 >"$D/out" 2>"$D/err"
	cat "$D/err"
	n=$(wc -c <"$D/out")
	[ "$n" -le 189 ] # 3032 samples, 16 for a byte at best
	grep -q "collect(1000) gave $n bytes*: 3032 calls timed" "$D/err"
}

@test "a reader that goes, a full disk and a closed output are errors" {
	{ status=0; "$T" extract --untested --bytes 1M 2>"$D/err" || status=$?; echo $status >"$D/status"; } |
		head -c 1 >/dev/null
	cat "$D/err"
	[ "$(cat "$D/status")" -eq 1 ]
	grep -q 'cannot write to standard output' "$D/err"
	if [ -w /dev/full ]; then
		for what in "--untested --bytes=10" "--untested --bytes=10 --hex" "--info" "--info --json"; do
			read -ra words <<<"$what"
			status=0; "$T" extract "${words[@]}" >/dev/full 2>"$D/err" || status=$?
			[ "$status" -eq 1 ]
		done
	fi
	status=0; "$T" extract --untested --bytes 10 >&- 2>"$D/err" || status=$?
	[ "$status" -eq 1 ]
}

@test "raw bytes do not go to a terminal" {
	command -v script >/dev/null || skip "no script(1)"
	run script -qec "$T extract --untested --bytes 4" /dev/null
	[ "$status" -eq 2 ]
	[[ "$output" == *"terminal"* ]]
	run script -qec "$T extract --untested --bytes 4 --hex" /dev/null
	[ "$status" -eq 0 ]
}

@test "info as text and as JSON" {
	run "$T" extract --info
	[ "$status" -eq 0 ]
	[[ "$output" == *"commpage_clock_timing"* ]]
	[[ "$output" == *"1.5 bits/sample"* ]]
	"$T" extract --info --json --measured 0.25 >"$D/info.json"
	command -v sqlite3 >/dev/null || skip "no sqlite3 to read JSON with"
	value() { sqlite3 :memory: "SELECT json_extract(readfile('$D/info.json'), '\$.$1')"; }
	[ "$(value name)" = commpage_clock_timing ]
	[ "$(value claimed_bits_per_sample)" = 1.5 ]
	[ "$(value measured_bits_per_sample)" = 0.25 ]
	[ "$(value 'clock.hz > 0')" != 0 ]
}

@test "wrong command lines are exit 2" {
	fails 2 "nothing to do" "$T" extract
	fails 2 "cannot be combined" "$T" extract --info --bytes 3
	fails 2 "cannot be combined" "$T" extract --collect 3 --durations x
	fails 2 "--json requires --info" "$T" extract --bytes 3 --json
	# Full entropy is promised at the rate that the user vouches for, not at one that nobody stated.
	fails 2 "--conditioned requires --min-entropy" "$T" extract --bytes 3 --hex --conditioned
	fails 2 "no argument is expected" "$T" extract --bytes 3 extra
	fails 2 "requires a whole number" "$T" extract --bytes minus
	fails 2 "at most 8" "$T" extract --bytes 3 --min-entropy 9
	fails 2 "at least 1e-06" "$T" extract --bytes 32 --conditioned --min-entropy 1e-300
	fails 2 "--info cannot be combined with --untested" "$T" extract --info --untested
	fails 2 "from 1 and below" "$T" extract --bytes 3 --give-up 0
	fails 2 "from 0 to 1e7" "$T" extract --collect 1G
}

@test "help lists every option" {
	run "$T" extract --help
	[ "$status" -eq 0 ]
	for o in bytes durations collect info hex give-up json measured; do
		[[ "$output" == *"--$o"* ]]
	done
	# Nothing was assessed to choose the default: the user answers for it.
	[[ "$output" == *"that you vouch for: take it from"*"ticklab judge"* ]]
	[[ "$output" != *"was assessed on"* ]]
}
