#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# ticklab entropy as a lab types it.

bats_require_minimum_version 1.5.0

setup_file() {
	export T="${TICKLAB_BUILD:-build}/bin/ticklab" D="$BATS_FILE_TMPDIR"
	cc -O2 -std=c11 -o "$D/gen" tests/vectors/sp80090b/gen.c
	"$D/gen" u8 5000 >"$D/u8"
	"$D/gen" u1 5000 >"$D/u1"
	"$D/gen" u4 5000 >"$D/u4"
	"$D/gen" bimodal 5000 >"$D/bimodal"
	"$D/gen" const7 1000 >"$D/const7"
	: >"$D/empty"
}

# field JSON KEY: a number or string at the top level.
field() { printf '%s\n' "$1" | sed -n "s/^ \"$2\": \(.*[^,]\),*\$/\1/p" | tr -d '"'; }

@test "the forms that labs type" {
	for args in "-i -a" "-c" "-i -t -v" "-vv" "-q"; do
		run -0 "$T" entropy $args "$D/u8"
		run -0 "$T" entropy $args "$D/u8" 8
	done
	run -0 --separate-stderr "$T" entropy -i -a -v "$D/bimodal"
	[[ "$output" == *"h_assessed"* ]]
	[[ "$stderr" == *"1,000,000"* ]]
}

@test "JSON holds every estimator on both tracks" {
	run -0 --separate-stderr "$T" entropy --json "$D/bimodal"
	[ "$(field "$output" samples)" = 5000 ]
	[ "$(field "$output" width)" = 6 ]
	[ "$(field "$output" alphabet_size)" = 14 ]
	[ "$(field "$output" sha256)" = "$(sha256sum "$D/bimodal" | cut -d' ' -f1)" ]
	for name in mcv collision markov compression t_tuple lrs multi_mcw lag multi_mmc lz78y; do
		[ "$(printf '%s\n' "$output" | grep -c "\"$name\": {")" = 2 ]
	done
	[[ "$(field "$output" h_assessed)" == 0.* ]]
	printf '%s' "$output" >"$D/json"
	[ "$(sqlite3 :memory: "select json_valid(readfile('$D/json'))")" = 1 ]
}

@test "summaries in the spelling of NIST's programs" {
	run -0 --separate-stderr "$T" entropy -i -a "$D/u8" 8
	grep -qE '^H_original: [0-9]\.[0-9]{6}$' <<<"$output"
	grep -qE '^H_bitstring: [0-9]\.[0-9]{6}$' <<<"$output"
	grep -qE '^min\(H_original, 8 X H_bitstring\): [0-9]\.[0-9]{6}$' <<<"$output"
	run -0 --separate-stderr "$T" entropy -c "$D/u8"
	grep -qE "^h': 0\.[0-9]{6}\$" <<<"$output"
	run -0 --separate-stderr "$T" entropy -v "$D/u8"
	grep -qE '^.Most Common Value Estimate \(bit string\) = 0\.[0-9]{6} / 1 bit\(s\)$' <<<"$output"
	grep -qE '^.Lag Prediction Test Estimate = [0-9]\.[0-9]{6} / 8 bit\(s\)$' <<<"$output"
	run -0 --separate-stderr "$T" entropy --iid --permutations 20 "$D/u4"
	grep -qE '^min\(H_original, 4 X H_bitstring\): [0-9]\.[0-9]{6}$' <<<"$output"
	grep -qx '\*\* Passed length of longest repeated substring test' <<<"$output"
}

@test "of letters that exclude each other the last one counts" {
	run -0 --separate-stderr "$T" entropy -i -c "$D/u8"
	[[ "$output" == *"h': "* ]]
	[[ "$stderr" == *"the last one counts"* ]]
	run -0 --separate-stderr "$T" entropy -ci "$D/u8"
	[[ "$output" == *"H_original: "* ]]
	run -0 --separate-stderr "$T" entropy -t -a "$D/u8"
	[[ "$stderr" == *"-a and -t"*"the last one counts"* ]]
}

@test "what is too long is refused unread" {
	truncate -s 4T "$D/long"
	run -1 --separate-stderr timeout 60 "$T" entropy --dry-run "$D/long"
	[[ "$stderr" == *"too long"* ]]
	truncate -s 1T "$D/long"
	run -1 --separate-stderr timeout 60 "$T" entropy "$D/long" 8
	[[ "$stderr" == *"too long"* ]]
	run -1 --separate-stderr timeout 60 "$T" entropy --restart "$D/long" 4 2
	[[ "$stderr" == *"more than 1000 x 1000"* ]]
	run -1 --separate-stderr timeout 60 bash -c "yes | '$T' entropy --restart --rows 9 --columns 9 - 4 2"
	[[ "$stderr" == *"more than 9 x 9"* ]]
	rm "$D/long"
}

@test "one symbol in a pipe takes no memory" {
	! nm "$T-entropy" | grep -qE '__asan' || skip "instrumented"
	run -1 --separate-stderr bash -c "ulimit -v 60000; head -c 100000000 /dev/zero | '$T' entropy -"
	[[ "$stderr" == *"one distinct symbol (0, 100000000 times)"* ]]
}

@test "P_local is there, null where it is not needed" {
	"$T" entropy -j "$D/u8" 2>/dev/null >"$D/json"
	[ "$(grep -c '"P_local": ' "$D/json")" = 8 ]
	grep -q '"P_local": null' "$D/json"
}

@test "JSON into a file, text on standard output" {
	run -0 "$T" entropy -o "$D/out.json" "$D/u1"
	[[ "$output" == *h_assessed* ]]
	grep -q '"h_original"' "$D/out.json"
	run -0 --separate-stderr "$T" entropy -o - "$D/u1"
	[ "${output:0:1}" = "{" ]
	[ ! -e - ]
}

@test "a pipe gives what the file gives" {
	"$T" entropy --json "$D/u8" 2>/dev/null | grep -v '"file"' >"$D/a"
	"$T" entropy --json - <"$D/u8" 2>/dev/null | grep -v '"file"' >"$D/b"
	cat "$D/u8" | "$T" entropy --json - 2>/dev/null | grep -v '"file"' >"$D/c"
	cmp "$D/a" "$D/b"
	cmp "$D/a" "$D/c"
}

@test "threads change no figure" {
	"$T" entropy --json "$D/u8" 2>/dev/null >"$D/a"
	"$T" entropy --json --threads 5 "$D/u8" 2>/dev/null >"$D/b"
	cmp "$D/a" "$D/b"
}

@test "index and samples, also the last part, and none behind the end" {
	run -0 --separate-stderr "$T" entropy -j -l 0,1000 "$D/u1"
	[ "$(field "$output" samples)" = 1000 ]
	run -0 --separate-stderr "$T" entropy -j --index 1,3000 "$D/u1"
	[ "$(field "$output" samples)" = 2000 ]
	[[ "$stderr" == *"block 1 holds 2000 of 3000 samples"* ]]
	run -1 --separate-stderr "$T" entropy -l 9,1000 "$D/u1"
	[ "$(printf '%s\n' "$stderr" | wc -l)" = 1 ]
	run -2 "$T" entropy -l x "$D/u1"
	run -2 "$T" entropy -l 1,0 "$D/u1"
	run -2 "$T" entropy -l 99999999999999999999,1 "$D/u1"
	run -2 "$T" entropy -l 9999999999,9999999999999 "$D/u1"
}

@test "data that cannot be assessed: one clear line, exit 1" {
	for f in empty const7 missing .; do
		run -1 --separate-stderr "$T" entropy "$D/$f"
		[ -z "$output" ]
		[ "$(printf '%s\n' "$stderr" | wc -l)" = 1 ]
	done
	run -1 --separate-stderr "$T" entropy "$D/u8" 4
	[[ "$stderr" == *"does not fit into 4 bits"* ]]
	printf 'abc' >"$D/odd"
	run -1 --separate-stderr "$T" entropy "$D/odd" 12
	[[ "$stderr" == *"odd number of bytes"* ]]
}

@test "wrong command lines: exit 2" {
	for args in "" "-z $D/u1" "$D/u1 9x" "$D/u1 17" "$D/u1 0" "$D/u1 1 2" "--bits 2 $D/u1 1" "--bits 0 $D/u1" \
	    "-j -o $D/x $D/u1" "--permutations 0 --iid $D/u1" "--permutations 1e12 --iid $D/u1" \
	    "--threads 0 $D/u1" "--iid --restart $D/u1" "--mapping what $D/u1" "--mapping mode-index $D/u1" \
	    "--restart $D/u4" "--restart $D/u4 4 x" "--health" "--health -H 0" "--health -H 1 --alpha 2" \
	    "--health -H 1 --alpha 2^0" "--health -H 1 --alpha 2^x" "--health -H 1 -w 0" \
	    "--conditioning 1 2 3" "--conditioning 0 256 256 1" "--conditioning 512 256 256 0" \
	    "--conditioning 512 256 256 nan" "--conditioning -n 512 256 256 320" \
	    "--conditioning -n 512 256 256 320 0"; do
		run -2 "$T" entropy $args
	done
}

@test "estimators that cannot run are marked, the others run" {
	head -c 30 "$D/u1" >"$D/u1_30"
	run -0 --separate-stderr "$T" entropy "$D/u1_30"
	[[ "$output" == *"too short"* ]]
	[[ "$output" != *nan* ]]
	[[ "$output" == *h_assessed* ]]
}

@test "symbols of 16 bits" {
	head -c 4000 "$D/u8" >"$D/wide"
	run -0 --separate-stderr "$T" entropy -j "$D/wide" 16
	[ "$(field "$output" samples)" = 2000 ]
	[ "$(field "$output" width)" = 16 ]
	run -0 --separate-stderr "$T" entropy -j --mapping low8 "$D/wide" 16
	[ "$(field "$output" mapping)" = low8 ]
	[ "$(field "$output" width)" = 8 ]
}

@test "a dry run prints samples, bytes and seconds" {
	run -0 "$T" entropy --dry-run "$D/u8"
	[[ "$output" == *"5000 samples of 8 bits"*"bytes"*"at most"*" s "*"at worst"* ]]
	run -0 "$T" entropy --iid --dry-run "$D/u8"
	[[ "$output" == *"at most"*"at worst"* ]]
	head -c 4900 "$D/u4" >"$D/m"
	run -0 "$T" entropy --restart --dry-run --rows 70 --columns 70 "$D/m" 4 2
	[[ "$output" == *"4900 samples of 4 bits"*"at most"*"at worst"* ]]
	run -1 --separate-stderr "$T" entropy --dry-run "$D/u8" 4
	[[ "$stderr" == *"does not fit into 4 bits"* ]]
}

@test "the IID track repeats with its seed" {
	run -0 --separate-stderr "$T" entropy --iid --seed 3 --permutations 50 -j "$D/u8"
	first=$output
	run -0 --separate-stderr "$T" entropy --iid --seed 3 --permutations 50 --threads 3 -j "$D/u8"
	[ "$output" = "$first" ]
	[[ "$output" == *'"seed": 3'* ]]
}

@test "below 10,000 permutations the IID track gives no verdict on them" {
	"$D/gen" u4 20000 >"$D/random"
	run -0 --separate-stderr "$T" entropy --iid --permutations 20 "$D/random"
	[[ "$stderr" == *"20 permutations; "*"no verdict"* ]]
	[[ "$output" == *"too few permutations  (20 permutations"*"no verdict: too few permutations"* ]]
	[[ "$output" != *"ed IID permutation tests"* && "$output" != *"  failed"* ]]
	run -0 --separate-stderr "$T" entropy --iid --permutations 20 -j "$D/random"
	[ "$(sqlite3 :memory: "SELECT json_extract('$output', '\$.permutation.status') || json_type('$output', '\$.pass')")" = "too few permutationsnull" ]
	run -0 --separate-stderr "$T" entropy --iid "$D/random"
	[[ "$stderr" != *"permutations; "* ]]
	grep -qx '\*\* Passed IID permutation tests' <<<"$output"
}

@test "restarts of any size" {
	head -c 4900 "$D/u4" >"$D/m"
	run -0 --separate-stderr "$T" entropy --restart --rows 70 --columns 70 "$D/m" 4 2
	[[ "$output" == *"validation"*"passed"* ]]
	grep -qx 'H_I: 2.000000' <<<"$output"
	grep -qx 'min(H_r, H_c, H_I): 2.000000' <<<"$output"
	run -0 --separate-stderr "$T" entropy --restart --rows 70 --columns 70 "$D/m" 4 0
	[[ "$stderr" == *"nothing is tested"* ]]
	run -1 "$T" entropy --restart "$D/u4" 4 3
	run -1 "$T" entropy --restart --rows 70 --columns 70 "$D/m" 4 5
	run -0 "$T" entropy --restart -i -j --rows 49 --columns 100 "$D/m" 4 2
}

@test "conditioning as NIST's program takes it" {
	run -0 "$T" entropy --conditioning -v 512 256 256 320
	grep -qx '(Vetted) h_out = 256' <<<"$output"
	[[ "$output" == *"epsilon = 2^(-71.4712336270551023"* ]]
	run -0 "$T" entropy --conditioning 512 256 600 320
	grep -qx 'nw = 512' <<<"$output"
	run -0 "$T" entropy --conditioning -n 256 256 256 20 0.5
	run -0 --separate-stderr "$T" entropy --conditioning -n 512 256 256 320 -i "$D/u8"
	[[ "$output" == *"(Non-vetted) h_out = 213.8528585"* ]]
}

@test "health test cutoffs and their replay" {
	run -0 "$T" entropy --health --entropy 1 --window 1024
	[[ "$output" == *"cutoff 21"* ]]
	[[ "$output" == *"cutoff 589 in a window of 1024"* ]]
	run -0 "$T" entropy --health --entropy 1 --alpha 2^-30
	[[ "$output" == *"cutoff 31"* ]]
	run -1 "$T" entropy --health -H 1 "$D/const7"
	[[ "$output" == *"1 alarm, the first at sample 20;"* ]]
	# An alarm is a failure; a claim above the width of the samples is none about them.
	run -0 "$T" entropy --health -H 0.535 "$D/u1"
	[[ "$output" == *"H 0.535, alpha 9.53674e-07 (2^-20.000)"*"0 alarms"* ]]
	run -0 "$T" entropy --health -H 0.535 -v "$D/u1"
	[[ "$output" == *"H 0.53500000000000003, alpha 9.5367431640625e-07 "* ]]
	run -1 "$T" entropy --health -H 9 "$D/u1"
	[[ "$output" == *"--entropy is 9, but samples have 1 bit" ]]
	run -1 "$T" entropy --health -H 9 "$D/u1" 8
	[[ "$output" == *"--entropy is 9, but samples have 8 bits" ]]
}

@test "a full disk is an error" {
	[ -e /dev/full ] || skip "no /dev/full here"
	run -1 bash -c "'$T' entropy '$D/u1' >/dev/full 2>/dev/null"
	run -1 bash -c "'$T' entropy --json '$D/u1' >/dev/full 2>/dev/null"
	run -1 bash -c "'$T' entropy --help >/dev/full 2>/dev/null"
	run -1 bash -c "'$T' entropy --version >/dev/full 2>/dev/null"
	run -1 bash -c "'$T' entropy -o /dev/full '$D/u1' >/dev/null 2>&1"
}

# h FILE [OPTION...]: h_assessed.
h() { "$T" entropy "$@" 2>/dev/null | sed -n 's/^h_assessed: //p'; }

@test "text is recognised and explained, and read where it is asked for" {
	od -An -v -w64 -tu1 "$D/u1" | tr -d ' ' >"$D/lines"
	od -An -v -tx1 "$D/u8" | tr -d ' ' >"$D/hex"
	od -An -v -w1 -tu1 "$D/u8" | tr -d ' ' >"$D/dec"
	for kind in "lines text u1" "hex hex u8" "dec dec u8"; do
		set -- $kind
		run -1 --separate-stderr "$T" entropy "$D/$1"
		[[ "$stderr" == *"this is text; --format $2"*"--format raw"* ]]
		[ -n "$(h "$D/$3")" ]
		[ "$(h "$D/$1" --format "$2")" = "$(h "$D/$3")" ]
		run -0 "$T" entropy "$D/$1" --format raw
	done
	[ "$(tr '\n' ' ' <"$D/hex" | h - --format hex)" = "$(h "$D/u8")" ]
	tr -d '\n' <"$D/hex" >"$D/oneline"
	run -1 --separate-stderr "$T" entropy "$D/oneline"
	[[ "$stderr" == *"--format hex"* ]]
	echo "0102" | tr -d '\n' >"$D/short"
	printf '01 02\n3' >"$D/odd"
	run -1 --separate-stderr "$T" entropy "$D/odd" --format hex
	[[ "$stderr" == *"odd: line 2: an odd number of hex digits"* ]]
	printf '1\n65536\n' >"$D/wide"
	run -1 --separate-stderr "$T" entropy "$D/wide" --format dec
	[[ "$stderr" == *"line 2: a number above 65535"* ]]
	printf '01\n02\n' >"$D/bad"
	run -1 --separate-stderr "$T" entropy "$D/bad" --format text
	[[ "$stderr" == *"line 2: a character that is neither 0 nor 1"* ]]
	run -2 --separate-stderr "$T" entropy "$D/u8" --format octal
}

@test "packed bits are explained, and unpacked in either order" {
	run -1 --separate-stderr "$T" entropy "$D/u8" 1
	[[ "$stderr" == *"one sample a byte is expected; if a byte holds eight, --format packed-msb"* ]]
	head -c 1000 "$D/u8" >"$D/packed"
	for order in msb lsb; do
		od -An -v -w1 -tu1 "$D/packed" | awk -v o=$order '{ for (b = 0; b < 8; b++) { k = o == "msb" ? 7 - b : b; print int($1 / 2 ^ k) % 2 } }' >"$D/bits"
		[ "$(h "$D/packed" 1 --format packed-$order)" = "$(h "$D/bits" --format dec)" ]
	done
}

@test "an openentropy session is assessed as output, by source" {
	S=tests/fixtures/recordings/openentropy
	run -1 --separate-stderr "$T" entropy "$S"
	[[ "$stderr" == *"--source takes one of clock_jitter, mach_timing"* ]]
	printf 'abcdefgh' >"$D/want"
	[ -n "$(h "$D/want")" ]
	[ "$(h "$S" --source clock_jitter)" = "$(h "$D/want")" ]
	run -1 --separate-stderr "$T" entropy "$S" --source tea
	mkdir "$D/conditioned" && cp "$S"/* "$D/conditioned" && sed -i.old 's/"raw"/"sha256"/' "$D/conditioned/session.json"
	run -0 --separate-stderr "$T" entropy "$D/conditioned" --source clock_jitter
	[[ "$stderr" == *"its bytes were conditioned (sha256)"* ]]
	mkdir "$D/shortened" && cp "$S"/* "$D/shortened" && head -c 7 "$S/raw.bin" >"$D/shortened/raw.bin"
	run -1 --separate-stderr "$T" entropy "$D/shortened" --source clock_jitter
	[[ "$stderr" == *"beyond the end of raw.bin"* ]]
	run -2 --separate-stderr "$T" entropy "$D/u8" --source tea
}

# json FILE PATH: a member of a document.
json() { sqlite3 :memory: "SELECT ifnull(json_extract(readfile('$1'), '$2'), 'null')"; }

# Two values, each ten times in a row: no test takes that for IID.
runs() { awk -v n="$1" 'BEGIN { srand(3); for (i = 0; i < n; i += 10) { v = rand() < 0.5; for (k = 0; k < 10; k++) print v } }'; }

@test "after a failed IID test nothing is assessed" {
	runs 4000 >"$D/runs"
	run -0 --separate-stderr "$T" entropy --iid --permutations 20 --format dec "$D/runs"
	grep -qx 'h_assessed: none, since an IID test failed' <<<"$output"
	[[ "$output" != *"min(H_original"* && "$output" == *"not IID"* ]]
	"$T" entropy --iid --permutations 20 --format dec -j "$D/runs" 2>/dev/null >"$D/json"
	[ "$(json "$D/json" '$.h_assessed') $(json "$D/json" '$.pass')" = "null 0" ]
	[ "$(json "$D/json" '$.mcv_original.status')" = ok ]
	"$T" entropy --iid --permutations 20 -j "$D/u4" 2>/dev/null >"$D/json"
	[[ "$(json "$D/json" '$.h_assessed')" == [0-9]* ]]
}

@test "IID tests of several files: failures seen and to be expected" {
	runs 4000 | tr '01' '\000\001' | tr -d '\n' >"$D/runs8"
	cp "$D/u4" "$D/other"
	run -0 --separate-stderr "$T" entropy --iid "$D/u1" "$D/u4" "$D/runs8"
	[[ "$output" == *"1 of 3 files failed; of files that are IID at most 0.0774 are expected"* ]]
	[[ "$output" == *"failed      none             4000  $D/runs8: independence"* ]]
	[[ "$output" == *"no more than chance"* ]]
	"$T" entropy --iid -j "$D/runs8" "$D/runs8" "$D/u4" 4 2>/dev/null >"$D/json"
	[ "$(json "$D/json" '$.files_failed') $(json "$D/json" '$.verdict')" = "2 more than chance: not IID" ]
	[ "$(json "$D/json" '$.files[0].h_assessed') $(json "$D/json" '$.files[2].width')" = "null 4" ]
	run -0 --separate-stderr "$T" entropy --iid --permutations 20 "$D/u4" "$D/other"
	[[ "$output" == *"no verdict: too few permutations"* ]]
	run -2 "$T" entropy --iid --dry-run "$D/u4" "$D/other"
	run -1 --separate-stderr "$T" entropy --iid "$D/u4" "$D/missing" 4
	[[ "$stderr" == *"missing"* ]]
}

@test "every part of a recording, and why the whole differs" {
	# The second part repeats the first: only the whole can see that.
	head -c 4000 "$D/u8" >"$D/half"
	cat "$D/half" "$D/half" >"$D/twice"
	run -0 --separate-stderr "$T" entropy --index all,4000 "$D/twice"
	[[ "$output" == *"8000 samples in 2 parts of 4000"*"is below every part"* ]]
	"$T" entropy --index all,4000 -j "$D/twice" 2>/dev/null >"$D/json"
	for part in 0 1; do
		[ "$(json "$D/json" "\$.parts[$part].h_assessed")" = "$("$T" entropy --index $part,4000 -j "$D/twice" 8 2>/dev/null >"$D/part"; json "$D/part" '$.h_assessed')" ]
	done
	[ "$(json "$D/json" '$.whole.h_assessed')" = "$("$T" entropy -j "$D/twice" 2>/dev/null >"$D/part"; json "$D/part" '$.h_assessed')" ]
	# A part of one value has no entropy, and is the lowest.
	{ cat "$D/half"; head -c 4000 /dev/zero; head -c 100 "$D/half"; } >"$D/dead"
	run -0 --separate-stderr "$T" entropy --index all,4000 "$D/dead"
	[[ "$output" == *"one value"* ]]
	run -1 --separate-stderr "$T" entropy --index all "$D/twice"
	[[ "$stderr" == *"which is one part of 1000000"* ]]
	for bad in all, all,0 allx all,x; do run -2 "$T" entropy --index "$bad" "$D/twice"; done
	run -2 "$T" entropy --index all,4000 --iid "$D/twice"
}

@test "runs of a database" {
	rm -f "$D/db"
	i=0
	while [ $i -lt 3000 ]; do echo $((20 + i * 7919 % 13 * (i % 3))); i=$((i + 1)); done >"$D/durations"
	U=$("$T" db import --db "$D/db" --counter-hz 1e9 "$D/durations" 2>/dev/null | head -n 1)
	sqlite3 "$D/db" "SELECT uuid FROM run" >"$D/uuid"
	U=$(cat "$D/uuid")
	run -0 --separate-stderr "$T" entropy --db "$D/db" --run "$U" -j
	printf '%s' "$output" >"$D/json"
	[ "$(json "$D/json" '$.run') $(json "$D/json" '$.mapping') $(json "$D/json" '$.samples')" = "$U rank 3000" ]
	# The same figure as analyze's, which assesses the ranks of ticks.
	"$T" analyze --db "$D/db" >/dev/null 2>&1
	[ "$(sqlite3 "$D/db" "SELECT round(value, 9) FROM result WHERE name = 'min_entropy_90b_bits' AND scope = 'all' AND grid = 'native'")" = "$(sqlite3 :memory: "SELECT round(json_extract(readfile('$D/json'), '\$.h_assessed'), 9)")" ]
	run -0 --separate-stderr "$T" entropy --db "$D/db"
	[[ "$output" == *"$U"* ]]
	"$T" entropy --db "$D/db" -j 2>/dev/null >"$D/all"
	[ "$(json "$D/all" '$.runs[0].h_assessed')" = "$(json "$D/json" '$.h_assessed')" ]
	run -0 --separate-stderr "$T" entropy --db "$D/db" --run "${U:0:8}" --index all,1000 --mapping clip
	run -0 --separate-stderr "$T" entropy --db "$D/db" --run "$U" --iid --permutations 20
	run -1 --separate-stderr "$T" entropy --db "$D/db" --run 00000000
	[[ "$stderr" == *"no run '00000000'"* ]]
	run -2 "$T" entropy --db "$D/db" --run "$U" "$D/u8"
	run -2 "$T" entropy --db "$D/db" --run "$U" --mapping mode-index
	run -2 "$T" entropy --db "$D/db" --health -H 1
	run -1 "$T" entropy --db "$D/none"
}

@test "restarts taken as IID are tested for it, by row and by column" {
	head -c 4900 "$D/u4" >"$D/m"
	run -0 --separate-stderr "$T" entropy --restart -i --rows 70 --columns 70 "$D/m" 4 2
	[[ "$output" == *"5 IID tests of the rows: passed"*"5 IID tests of the columns: passed"* ]]
	# Every restart begins alike, which no row shows.
	awk 'BEGIN { srand(5); for (c = 0; c < 70; c++) base[c] = int(rand() * 16); for (r = 0; r < 70; r++) for (c = 0; c < 70; c++) print (rand() < 0.3 ? base[c] : int(rand() * 16)) }' >"$D/alike"
	run -1 --separate-stderr "$T" entropy --restart -i -j --rows 70 --columns 70 --format dec "$D/alike" 4 1
	printf '%s' "$output" >"$D/json"
	[ "$(json "$D/json" '$.columns_iid_pass') $(json "$D/json" '$.h')" = "0 null" ]
}

@test "text of any kind is refused with what reads it, never assessed as bytes" {
	refused() { # FILE PATTERN
		run -1 --separate-stderr "$T" entropy "$1"
		[[ "$stderr" == *"$2"*"--format raw assesses the bytes as they are"* ]]
		run -0 --separate-stderr "$T" entropy --format raw "$1"
	}
	seq 40 90 >"$D/dec"
	for code in UTF-16 UTF-16LE UTF-16BE; do
		iconv -t "$code" "$D/dec" >"$D/in"
		refused "$D/in" "this is UTF-16; 'iconv -f UTF-16"
	done
	{ printf '\357\273\277'; cat "$D/dec"; } >"$D/in"
	refused "$D/in" "this is text; --format dec"
	run -0 --separate-stderr "$T" entropy --json --format dec "$D/in"
	[ "$(field "$output" samples)" = 51 ]
	printf '\357\2731\n2\n' >"$D/in"
	run -1 "$T" entropy --format dec "$D/in"
	head -c 600 "$D/u8" | base64 -w0 >"$D/in"
	refused "$D/in" "base64"
	head -c 600 "$D/u8" | base64 >"$D/in"
	refused "$D/in" "base64"
	seq -f '%.2f' 40 0.25 60 >"$D/in"
	refused "$D/in" "text with decimals or several columns; 'ticklab db import'"
	tr '\n' ' ' <"$D/in" >"$D/line"
	refused "$D/line" "text with decimals"
	awk '{ print NR ";" $1 }' "$D/dec" >"$D/in"
	refused "$D/in" "several columns"
	{ echo 'n,latency_ns'; awk '{ print NR "," $1 }' "$D/dec"; } >"$D/in"
	refused "$D/in" "every byte is printable or a line end: this is text"
	{ printf 'n,latency [\302\265s]\r\n'; awk '{ print NR "," $1 }' "$D/dec"; } >"$D/in"
	refused "$D/in" "every byte is printable or a line end: this is text"
	# Words in one line, JSON too; numbers of that range have the signs between letters and separators.
	printf 'a text of some words without a line end' >"$D/in"
	refused "$D/in" "this is text"
	printf '{"elapsed":[41,42,41,83]}' >"$D/in"
	refused "$D/in" "this is text"
	# Bits in one line, bytes with marks, lists, signs, and what is packed.
	printf '0110100110010110' >"$D/in"
	refused "$D/in" "--format text reads a sample a digit"
	seq 40 90 | awk '{ printf "0x%X\n", $1 }' >"$D/in"
	refused "$D/in" "--format hex"
	run -0 --separate-stderr "$T" entropy --json --format hex "$D/in"
	[ "$(field "$output" samples)" = 51 ]
	printf '4a:4b:4c\n' >"$D/in"
	refused "$D/in" "every byte is a hex digit, a colon"
	printf '[41, 42, 41]\n' >"$D/in"
	refused "$D/in" "a list of numbers"
	printf '1\n-1\n1\n' >"$D/in"
	refused "$D/in" "numbers below 0"
	gzip <"$D/u8" >"$D/in"
	refused "$D/in" "this is a gzip file; unpack it with"
	awk 'BEGIN { for (i = 0; i < 9999; i++) printf "%c", 32 + i % 91 }' >"$D/in"
	run -0 --separate-stderr "$T" entropy "$D/in"
	[[ "$stderr" == *"every byte is printable and is assessed as a number"* ]]
	# Durations of 41 and 83 as bytes are ) and S: no text for certain, so that they are assessed, with a warning.
	awk 'BEGIN { for (i = 0; i < 999; i++) printf "%c", i * i % 7 < 3 ? 41 : 83 }' >"$D/in"
	run -0 --separate-stderr "$T" entropy "$D/in"
	[[ "$stderr" == *"every byte is printable and is assessed as a number from 32 to 126"* ]]
	run -0 --separate-stderr "$T" entropy -q "$D/in"
	[ -z "$stderr" ]
	# Durations of 16 bits are no UTF-16, and small ones no line ends.
	awk 'BEGIN { for (i = 0; i < 999; i++) printf "%c\n", i * i % 7 + 41 }' | tr '\n' '\0' >"$D/in"
	run -0 --separate-stderr "$T" entropy "$D/in" 16
	awk 'BEGIN { for (i = 0; i < 999; i++) printf "%c", i * i % 7 < 3 ? 10 : 13 }' >"$D/in"
	run -0 --separate-stderr "$T" entropy "$D/in"
}

@test "addresses and indices before the samples are no samples: they are refused with what leaves them out" {
	refused() { # PATTERN
		run -1 --separate-stderr "$T" entropy "$D/in"
		[[ "$stderr" == *"$1"*"--format raw assesses the bytes as they are"* ]]
		[[ "$stderr" != *"--format dec reads a number a sample"* && "$stderr" != *"--format hex reads"* ]]
	}
	head -c 600 "$D/u8" >"$D/bytes"
	od -An -v -t u1 -w1 "$D/bytes" >"$D/dec"
	for options in '' '-t u1' '-v -t u1 -w1' '-A d -t u1' '-A x -t x1' '-A x -t x1z -v' '-t c'; do
		od $options "$D/bytes" >"$D/in"
		refused "addresses of a dump"
	done
	# Lines like the one before are a * of od.
	{ head -c 64 "$D/u8"; head -c 99 /dev/zero; head -c 64 "$D/u8"; } | od -t u1 >"$D/in"
	refused "addresses of a dump"
	for separator in ' ' '\t' ',' ', '; do
		awk -v s="$separator" '{ print NR + 99 s $1 }' "$D/dec" >"$D/in"
		refused "as an index or a time does"
		bash -c "$(sed -n 's/.*"\(sed .*\)" leaves.*/\1/p' <<<"$stderr")" <"$D/in" >"$D/left"
		[ "$(xargs <"$D/left")" = "$(xargs <"$D/dec")" ]
	done
	# The dump that the refusal names, and samples in rows or growing ones, have no such column.
	seq 40 90 >"$D/grows"
	xargs -n 16 <"$D/dec" >"$D/rows"
	for file in dec rows grows; do
		run -1 --separate-stderr "$T" entropy "$D/$file"
		[[ "$stderr" == *"--format dec reads a number a sample"* ]]
	done
}

@test "a document that the disk has no room for leaves the file that was there" {
	awk 'BEGIN { for (i = 0; i < 2000; i++) printf "%c", 48 + i * i % 7 }' >"$D/in"
	echo before >"$D/out.json"
	run -1 bash -c "ulimit -f 0; '$T' entropy -q '$D/in' -o '$D/out.json'"
	[[ "$output" == *"cannot write $D/out.json"* ]]
	[ "$(cat "$D/out.json")" = before ]
	"$T" entropy -q "$D/in" -o "$D/out.json" >"$D/told"
	grep -q h_assessed "$D/out.json"
	"$T" entropy -q "$D/in" -o /dev/null >"$D/told"
	[ -c /dev/null ]
}
