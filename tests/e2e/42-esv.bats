#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# ticklab esv: the folder for a validation server, and what --check finds in folders from elsewhere.

bats_require_minimum_version 1.5.0

setup_file() {
	export T="${TICKLAB_BUILD:-build}/bin/ticklab" D="$BATS_FILE_TMPDIR"
	# 1,000,000 samples of four values, and 1000 x 1000 restarts of the same; figures of a run as
	# analyze stores them, with a model whose entropy is known.
	awk 'BEGIN { srand(11); for (i = 0; i < 1000000; i++) print 40 + int(4 * rand()) + (i % 1009 == 0) * 900 }' >"$D/raw"
	awk 'BEGIN { srand(12); for (r = 0; r < 1000; r++) { s = ""; for (c = 0; c < 1000; c++) s = s (40 + int(4 * rand())) " "; print s } }' >"$D/matrix"
	"$T" db import --db "$D/db" --counter-hz 1e9 "$D/raw" >/dev/null 2>&1
	export U=$(sqlite3 "$D/db" "SELECT uuid FROM run")
	# Not by `run`, which has no folder of a test here.
	status=0; "$T" esv --db "$D/db" --run "$U" --out "$D/none" 2>"$D/err" || status=$?
	[[ "$status" = 1 && "$(cat "$D/err")" == *"no restarts of run $U"*"ticklab collect"*"--restarts 1000 -n 1000"* ]]
	"$T" db import --db "$D/db" --counter-hz 1e9 --from restart-matrix "$D/matrix" >/dev/null 2>&1
	status=0; "$T" esv --db "$D/db" --run "$U" --out "$D/none" 2>"$D/err" || status=$?
	[[ "$status" = 1 && "$(cat "$D/err")" == *"ticklab analyze --db $D/db"* ]]
	[ ! -e "$D/none" ]
	sqlite3 "$D/db" "INSERT INTO analysis SELECT run_id, 'test', 'now' FROM run WHERE uuid = '$U';
		INSERT INTO result SELECT run_id, 'beat_cost_ns', 'all', 'native', 41.5, NULL, NULL, 1000000, NULL, 'ns', 'ok', 'test', 1 FROM run WHERE uuid = '$U';
		INSERT INTO result SELECT run_id, 'beat_jitter_ns', 'all', 'native', 9, 8, 10, 1000000, NULL, 'ns', 'ok', 'test', 2 FROM run WHERE uuid = '$U'"
	"$T" esv --db "$D/db" --run "$U" --out "$D/out" --threads 2 >"$D/told"
}

setup() { rm -rf "$D/f"; cp -R "$D/out" "$D/f" 2>/dev/null || true; }

json() { sqlite3 :memory: "SELECT ifnull(json_extract(readfile('$1'), '$2'), 'null')"; }
# What --check says of the folder f, whose hashes are those of its files unless the test is of them.
refused() {
	(cd "$D/f" && find . -type f ! -name SHA256SUMS | sed 's|^\./||' | sort | xargs sha256sum >SHA256SUMS)
	run -1 --separate-stderr "$T" esv --check "$D/f"
	[[ "$output" == *"$1"* ]] || { echo "$output"; false; }
}
edit() { sed "$1" "$D/f/registration.json" >"$D/edited" && mv "$D/edited" "$D/f/registration.json"; }

@test "a folder that a server takes: sizes, symbols, hashes, registration" {
	[ "$(wc -c <"$D/out/oe-1/raw_noise.bin")" = 1000000 ]
	[ "$(wc -c <"$D/out/oe-1/restart.bin")" = 1000000 ]
	(cd "$D/out" && sha256sum -c --quiet SHA256SUMS)
	R='$[1]'
	[ "$(json "$D/out/registration.json" "$R.bitsPerSample")" = 3 ]
	[ "$(json "$D/out/registration.json" "$R.numberOfRestarts") $(json "$D/out/registration.json" "$R.iidClaim")" = "1000 0" ]
	[ "$(json "$D/out/registration.json" "$R.primaryNoiseSource")" = "timing of unknown by imported" ]
	run -0 --separate-stderr "$T" esv --check "$D/out"
}

@test "raw noise is the rank of the run's ticks, and the claim what entropy assesses" {
	"$T" db export --db "$D/db" "$U" --format u8 --map rank >"$D/ranks" 2>/dev/null
	cmp "$D/ranks" "$D/out/oe-1/raw_noise.bin"
	"$T" entropy -j --threads 2 "$D/out/oe-1/raw_noise.bin" 3 2>/dev/null >"$D/assessed"
	[ "$(json "$D/assessed" '$.h_original')" = "$(json "$D/out/oe-1/facts.json" '$.h_original')" ]
	run -0 --separate-stderr "$T" entropy --restart "$D/out/oe-1/restart.bin" 3 "$(json "$D/out/oe-1/facts.json" '$.h_initial')"
	[ "$(sqlite3 :memory: "SELECT json_extract(readfile('$D/out/registration.json'), '\$[1].hminEstimate') BETWEEN 0.01 AND json_extract(readfile('$D/out/oe-1/facts.json'), '\$.h')")" = 1 ]
}

@test "the report: every requirement has an answer or is the vendor's" {
	grep -q '^| 3.1.1 |' "$D/out/report.md"
	grep -q '^| 4.4 |' "$D/out/report.md"
	[ "$(grep -c 'the vendor must state' "$D/out/report.md")" -gt 5 ]
	[ "$(grep -cE '^\| [34]\.[0-9.]+ \|[^|]+\| *\|' "$D/out/report.md")" = 0 ]
	grep -q 'H_submitter\*\*' "$D/out/report.md"
	grep -q 'the lower end of its interval' "$D/out/report.md"
	! grep -qi 'nan' "$D/out/report.md" "$D/out/registration.json"
}

@test "conditioned output is copied, one byte less is refused" {
	head -c 1000000 /dev/urandom >"$D/conditioned"
	run -0 --separate-stderr "$T" esv --db "$D/db" --run "$U" --out "$D/f" --conditioned "$D/conditioned" --component '512,300,256,256,SHA-256, cut'
	cmp "$D/conditioned" "$D/f/conditioned-1.bin"
	[ "$(json "$D/f/registration.json" '$[1].conditioningComponent[0].description')" = "SHA-256, cut" ]
	# hOut is what `entropy --conditioning` credits, rounded down.
	"$T" entropy --conditioning -n -q -j 512 256 256 300 "$D/conditioned" >"$D/credited" 2>"$D/err"
	[ "$(sqlite3 :memory: "SELECT h.v <= c.v AND h.v > c.v - 1 FROM (SELECT json_extract(readfile('$D/f/registration.json'), '\$[1].conditioningComponent[0].hOut') v) h, (SELECT json_extract(readfile('$D/credited'), '\$.h_out') v) c")" = 1 ]
	run -0 "$T" esv --check "$D/f"
	truncate -s 999999 "$D/f/conditioned-1.bin"
	refused "conditioned-1.bin: has 999999 bytes, must have exactly 1000000"
	run -1 --separate-stderr "$T" esv --db "$D/db" --run "$U" --out "$D/g" --conditioned "$D/f/conditioned-1.bin" --component '512,300,256,256,x'
	[[ "$stderr" == *"fewer than 1000000 bytes"* ]]
}

# component FIELDS: the registration has a component with these fields beside the usual ones.
component() {
	cp "$D/out/registration.json" "$D/f/registration.json"
	edit "s/\"conditioningComponent\": ..\$/\"conditioningComponent\": [{\"sequencePosition\": 1, $1}]/"
}

@test "--check: the numbers of a component bound one another, and a vetted one has its name" {
	head -c 1000000 /dev/urandom >"$D/f/conditioned-1.bin"
	while IFS='~' read -r fields told; do
		component "$fields"
		refused "$told"
	done <<-'END'
		"vetted": false, "description": "x", "minNin": 512, "minHin": 300, "nw": 256, "nOut": 256~hOut is missing
		"vetted": false, "description": "x", "minNin": 512, "minHin": 300, "nw": 256, "nOut": 256, "hOut": 256~hOut is 256, must be < nOut, which is 256
		"vetted": false, "description": "x", "minNIn": 512, "minHIn": 200, "nw": 256, "nOut": 256, "hOut": 200~hOut is 200, must be < minHin, which is 200
		"vetted": false, "description": "x", "minNin": 512, "minHin": 600, "nw": 256, "nOut": 256, "hOut": 200~minHin is 600, must be <= minNin
		"vetted": false, "description": "x", "minNin": 512, "minHin": 300, "nw": 600, "nOut": 256, "hOut": 200~nw is 600, must be <= minNin
		"vetted": false, "description": "x", "minNin": 512, "minHin": 300, "nw": 128, "nOut": 256, "hOut": 100~nOut is 256, must be <= nw
		"vetted": false, "bijectiveClaim": true, "description": "x", "minNin": 256, "minHin": 30, "nw": 256, "nOut": 256, "hOut": 29~hOut is 29, must be = minHin
		"vetted": false, "bijectiveClaim": true, "description": "x", "minNin": 256, "minHin": 30, "nw": 128, "nOut": 256, "hOut": 30~nw is 128, must be = nOut
		"vetted": false, "description": "x", "validationNumber": "A1", "minNin": 512, "minHin": 300, "nw": 256, "nOut": 256, "hOut": 200~validationNumber is for a vetted component alone
		"vetted": true, "description": "SHA2-256", "minNin": 512, "minHin": 300, "nw": 256, "nOut": 256, "hOut": 256~validationNumber is required
		"vetted": true, "description": "SHA-256", "validationNumber": "A1", "minNin": 512, "minHin": 300, "nw": 256, "nOut": 256, "hOut": 256~must be the name of its algorithm
		"vetted": true, "description": "SHAKE-256-Hash-DRBG", "validationNumber": "A1", "minNin": 512, "minHin": 300, "nw": 256, "nOut": 256, "hOut": 256~must be the name of its algorithm
		"vetted": true, "bijectiveClaim": false, "description": "AES-CMAC", "validationNumber": "A1", "minNin": 512, "minHin": 300, "nw": 128, "nOut": 128, "hOut": 128~bijectiveClaim is not for a vetted component
	END
	rm "$D/f/conditioned-1.bin"
	for name in SHA2-256 HMAC-SHA3-512 SHA2-512t256-HMAC-DRBG AES-256-CTR-DRBG Hash_DF SHAKE-128; do
		component "\"vetted\": true, \"description\": \"$name\", \"validationNumber\": \"A1\", \"minNin\": 512, \"minHin\": 300, \"nw\": 256, \"nOut\": 256, \"hOut\": 256"
		(cd "$D/f" && find . -type f ! -name SHA256SUMS | sed 's|^\./||' | sort | xargs sha256sum >SHA256SUMS)
		run -0 "$T" esv --check "$D/f"
	done
}

@test "a short run is refused with the command that records a long one" {
	head -n 5000 "$D/raw" >"$D/short"
	rm -f "$D/short.db"
	"$T" db import --db "$D/short.db" --counter-hz 1e9 "$D/short" >/dev/null 2>&1
	run -1 --separate-stderr "$T" esv --db "$D/short.db" --run "$(sqlite3 "$D/short.db" 'SELECT uuid FROM run')" --out "$D/none"
	[[ "$stderr" == *"has 5000 samples"*"ticklab collect"*"-n 1000000"* ]]
	[ ! -e "$D/none" ]
}

@test "--check: files of the wrong size, symbols too wide, files that are missing" {
	truncate -s 999999 "$D/f/oe-1/raw_noise.bin"
	refused "oe-1/raw_noise.bin: has 999999 bytes"
	cp "$D/out/oe-1/raw_noise.bin" "$D/f/oe-1/"
	printf '\010' | dd of="$D/f/oe-1/restart.bin" bs=1 seek=77 conv=notrunc 2>/dev/null
	refused "oe-1/restart.bin: 1 symbols, the first at 77, do not fit bitsPerSample 3"
	head -c 1000000 /dev/zero >"$D/f/oe-1/restart.bin"
	refused "holds one symbol"
	rm "$D/f/oe-1/restart.bin"
	refused "oe-1/restart.bin: No such file"
	mkdir "$D/f/oe-1/restart.bin"
	refused "oe-1/restart.bin: no regular file"
}

@test "--check: a copy in place of the restarts, no report, a file that is not listed" {
	cp "$D/f/oe-1/raw_noise.bin" "$D/f/oe-1/restart.bin"
	refused "oe-1/restart.bin: is a copy of oe-1/raw_noise.bin"
	cp "$D/out/oe-1/restart.bin" "$D/f/oe-1/"
	: >"$D/f/report.md"
	refused "report.md: is empty"
	rm "$D/f/report.md"
	refused "report.md: No such file"
	cp "$D/out/"*.md "$D/out/SHA256SUMS" "$D/f/"
	run -0 "$T" esv --check "$D/f"
	echo 1 >"$D/f/oe-1/extra"
	run -1 "$T" esv --check "$D/f"
	[ "$output" = "oe-1/extra: has no hash in SHA256SUMS" ]
	rm "$D/f/oe-1/extra"
	ln -s /etc/hostname "$D/f/oe-1/link"
	run -1 "$T" esv --check "$D/f"
	[ "$output" = "oe-1/link: no regular file" ]
}

@test "--check: a pipe in place of a text is refused, not waited for" {
	for name in registration.json SHA256SUMS; do
		rm "$D/f/$name" && mkfifo "$D/f/$name"
		run -1 timeout 60 "$T" esv --check "$D/f"
		[[ "$output" == *"$name: no regular file"* ]]
	done
}

@test "--check: hashes" {
	printf '\001' | dd of="$D/f/oe-1/raw_noise.bin" bs=1 seek=5 conv=notrunc 2>/dev/null
	edit 's/"physical": false/"physical": true/'
	run -1 "$T" esv --check "$D/f"
	[[ "$output" == *"registration.json: SHA-256 differs"* ]]
	echo "$(printf 'a%.0s' $(seq 64))  ../../etc/passwd" >>"$D/f/SHA256SUMS"
	run -1 "$T" esv --check "$D/f"
	[[ "$output" == *"is no hash and name of a file"* && "$output" != *passwd* ]]
	: >"$D/f/SHA256SUMS"
	run -1 "$T" esv --check "$D/f"
	[[ "$output" == *"SHA256SUMS: is empty"* && "$output" == *"oe-1/raw_noise.bin: has no hash"* ]]
	head -c 3000 /dev/urandom >"$D/f/SHA256SUMS"
	run -1 "$T" esv --check "$D/f"
	rm "$D/f/SHA256SUMS"
	run -1 "$T" esv --check "$D/f"
	[[ "$output" == *"SHA256SUMS: No such file"* ]]
}

@test "--check: members of the registration" {
	while IFS='~' read -r change told; do
		cp "$D/out/registration.json" "$D/f/registration.json"
		edit "$change"
		refused "$told"
	done <<-'END'
		/iidClaim/d~iidClaim is missing
		s/"iidClaim": false/"iidClaim": "no"/~iidClaim must be true or false
		s/"bitsPerSample": 3/"bitsPerSample": 9/~bitsPerSample must be a whole number from 1 to 8
		s/"bitsPerSample": 3/"bitsPerSample": 2.5/~bitsPerSample must be a whole number
		s/"bitsPerSample": 3/"bitsPerSample": 2/~symbols, the first at
		s/"bitsPerSample": 3/"bitsPerSample": 3, "alphabetSize": 8/~alphabetSize is no member of a registration
		s/"physical": false/"physical": false, "itar": false/~itar is no member of a registration
		s/"additionalNoiseSources": false/"additionalNoiseSources": true/~must hold a component where there are additional noise sources
		s/"esvVersion": "1.0"/"esvVersion": "1.1"/~esvVersion must be "1.0"
		s/"hminEstimate": [0-9.e-]*/"hminEstimate": 3.5/~hminEstimate exceeds bitsPerSample
		s/"hminEstimate": [0-9.e-]*/"hminEstimate": 0/~there is nothing to validate
		s/"hminEstimate": [0-9.e-]*/"hminEstimate": 1e999/~hminEstimate must be a number
		s/"numberOfRestarts": 1000/"numberOfRestarts": 999/~numberOfRestarts must be
		s/"numberOfOEs": 1/"numberOfOEs": 2/~oe-2/raw_noise.bin: No such file
		s/"numberOfOEs": 1/"numberOfOEs": 99999999/~numberOfOEs must be a whole number from 1 to 16
		s/timing of unknown by imported/a name that is longer than the sixty-four characters of the registration/~primaryNoiseSource must have 1 to 64 characters
		s/"physical"/"phisical"/~phisical is no member of a registration
		s/"conditioningComponent": ..$/"conditioningComponent": [{}]/~sequencePosition is missing
		s/"conditioningComponent": ..$/"conditioningComponent": [7]/~conditioningComponent must hold objects
		s/esvVersion/version/~esvVersion is missing
		s/"esvVersion": "1.0"/"esvVersion": "1.0", "extra": 1/~extra is no member
		s/"physical": false/"physical": true, "physical": false/~physical is there twice
		s/timing of unknown/timing \\u202eof unknown/~primaryNoiseSource has a character that is not shown
		s/timing of unknown/timing \\nof unknown/~primaryNoiseSource has a character that is not shown
		s/timing of unknown/timing \xe2\x80\xaeof unknown/~primaryNoiseSource has a character that is not shown
		s/"hminEstimate": [0-9.e-]*/"hminEstimate": 0.9/~hminEstimate is 0.9, the facts of the environments say
		1d~not well-formed JSON
		$d~not well-formed JSON
		1,$d~not well-formed JSON
	END
}

@test "--check: hostile JSON ends in a message" {
	for text in '[[[[' '{}' '[]' '[1,2]' '[{},{}]' 'null' "$(printf '[%.0s' $(seq 5000))" '[{"esvVersion":"1.0"},{"conditioningComponent":[[[]]],"bitsPerSample":-1}]' '[{"a":"\u0000"},{"\u001b[2J":1}]'; do
		printf '%s' "$text" >"$D/f/registration.json"
		refused "registration.json"
		! printf '%s' "$output" | grep -q "$(printf '\033')" || false
	done
	head -c 100000 /dev/urandom >"$D/f/registration.json"
	refused "registration.json"
	run -1 "$T" esv --check "$D/raw"
	run -1 "$T" esv --check "$D/missing"
}

@test "wrong command lines: exit 2" {
	run -2 "$T" esv
	run -2 "$T" esv --out "$D/x"
	run -2 "$T" esv --out "$D/x" --run "$U" --check "$D/f"
	run -2 "$T" esv --check "$D/f" --run "$U"
	run -2 "$T" esv --db "$D/db" --run "$U" --out "$D/x" --component '1,2,3'
	run -2 "$T" esv --db "$D/db" --run "$U" --out "$D/x" --conditioned "$D/raw" --component '512,300,256,300,wider than its narrowest'
	run -2 "$T" esv --db "$D/db" --run "$U" --out "$D/x" --conditioned "$D/raw" --component '10,20,1,1,more entropy than bits'
	run -2 "$T" esv --db "$D/db" --run "$U" --out "$D/x" --noise-source "$(printf 'x%.0s' $(seq 65))"
	run -2 "$T" esv --db "$D/db" --run "$U,," --out "$D/x"
	[ ! -e "$D/x" ]
	run -2 --separate-stderr "$T" esv --db "$D/db" --run "$U" --out "$D/x" --threads 2 --noise-source "$(printf 'a\342\200\256b')"
	[[ "$stderr" == *"primaryNoiseSource has a character that is not shown"* ]]
}

@test "the folder is not written over the database that it is made from" {
	cp "$D/db" "$D/f/registration.json"
	run -1 --separate-stderr "$T" esv --db "$D/f/registration.json" --run "$U" --out "$D/f" --threads 2
	[[ "$stderr" == *"registration.json: this is the database itself"* ]]
	"$T" db verify --db "$D/f/registration.json"
}
