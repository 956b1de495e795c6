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
		got=$("$T" extract --durations "$D/durations" --bytes "$asked" --hex)
		echo "$name"
		[ "$got" = "$expected" ]
		count=$((count + 1))
	done <tests/vectors/extractor.txt
	[ "$count" -eq 10 ]
}

@test "raw bytes are the hex ones; standard input and blanks do as well as a file" {
	line=$(grep '^seed_formula_200 ' tests/vectors/extractor.txt)
	numbers=${line% = *}; numbers=${numbers#* * * }
	echo "$numbers" | "$T" extract --durations - --bytes 10 >"$D/raw"
	[ "$(od -An -v -tx1 "$D/raw" | tr -d ' \n')" = "${line##*= }" ]
}

@test "comments, tabs, CRLF and a missing last line end are fine" {
	printf '# head\r\n1 2\t4 # tail 9\r\n\n8' >"$D/durations"
	run "$T" extract --durations "$D/durations" --hex
	[ "$status" -eq 0 ]
	[ -z "$output" ]
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
	fails 1 "cannot read $D" "$T" extract --durations "$D" --hex
	[ ! -s "$D/out" ]
}

@test "live bytes: as many as asked for, raw and hex" {
	[ "$("$T" extract --bytes 1000 | wc -c)" -eq 1000 ]
	[ "$("$T" extract --bytes 32 --hex | tr -d '0-9a-f' | wc -c)" -eq 1 ]
	[ "$("$T" extract --bytes 32 --hex | wc -c)" -eq 65 ]
	[ "$("$T" extract --bytes 0 | wc -c)" -eq 0 ]
}

@test "no progress ends with a clear error" {
	# Three samples can never give a byte.
	fails 1 "only 0 of 1 bytes: the last 3 samples gave none" "$T" extract --bytes 1 --give-up 3 --hex
}

@test "collect gives what 3n+32 samples bear, and says so" {
	"$T" extract --collect 1000 >"$D/out" 2>"$D/err"
	cat "$D/err"
	n=$(wc -c <"$D/out")
	[ "$n" -le 189 ] # 3032 samples, 16 for a byte at best
	grep -q "collect(1000) gave $n bytes: 3032 calls timed" "$D/err"
}

@test "a reader that goes, a full disk and a closed output are errors" {
	{ status=0; "$T" extract --bytes 1M 2>"$D/err" || status=$?; echo $status >"$D/status"; } |
		head -c 1 >/dev/null
	cat "$D/err"
	[ "$(cat "$D/status")" -eq 1 ]
	grep -q 'cannot write to standard output' "$D/err"
	if [ -w /dev/full ]; then
		for what in "--bytes=10" "--bytes=10 --hex" "--info" "--info --json"; do
			read -ra words <<<"$what"
			status=0; "$T" extract "${words[@]}" >/dev/full 2>"$D/err" || status=$?
			[ "$status" -eq 1 ]
		done
	fi
	status=0; "$T" extract --bytes 10 >&- 2>"$D/err" || status=$?
	[ "$status" -eq 1 ]
}

@test "raw bytes do not go to a terminal" {
	command -v script >/dev/null || skip "no script(1)"
	run script -qec "$T extract --bytes 4" /dev/null
	[ "$status" -eq 2 ]
	[[ "$output" == *"terminal"* ]]
	run script -qec "$T extract --bytes 4 --hex" /dev/null
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
	fails 2 "exclude" "$T" extract --info --bytes 3
	fails 2 "exclude" "$T" extract --collect 3 --durations x
	fails 2 "go with --info" "$T" extract --bytes 3 --json
	fails 2 "too many" "$T" extract --bytes 3 extra
	fails 2 "requires a whole number" "$T" extract --bytes minus
	fails 2 "at least 1" "$T" extract --bytes 3 --give-up 0
	fails 2 "at most" "$T" extract --collect 1G
}

@test "help lists every option" {
	run "$T" extract --help
	[ "$status" -eq 0 ]
	for o in bytes durations collect info hex give-up json measured; do
		[[ "$output" == *"--$o"* ]]
	done
}
