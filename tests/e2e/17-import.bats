#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# ticklab db import: what people and tools write comes in right, or is refused with the remedy.

load lib

import() { "$T" db import "$@" --db "$DB"; }
# The run as it was read: `start elapsed` or `elapsed` a line.
values() { "$T" db export "$1" --db "$DB" | grep -v '^#'; }
# member NAME: of the JSON in $D/json.
member() { sqlite3 :memory: "SELECT json_extract(readfile('$D/json'), '\$.$1')"; }
# little-endian integers of WIDTH bytes from numbers on stdin; big: highest byte first
pack() { # WIDTH [big]
	awk -v w="$1" -v big="${2:-}" '{ v = $1; s = ""
		for (b = 0; b < w; b++) { c = sprintf("\\%03o", v % 256); s = big ? c s : s c; v = int(v / 256) }
		printf "%s", s }' | xargs -0 printf
}

@test "a stated tick that the durations contradict is warned about and not used" {
	awk 'BEGIN { for (i = 0; i < 3000; i++) { k = 2 + (i * 7 % 10 < 4); print int(k * 125 / 3 + i % 3 / 3) } }' >"$D/in"
	"$T" db import "$D/in" --db "$DB" --counter-hz 1GHz --tick 25MHz >"$D/out" 2>"$D/err"
	grep -q 'warning: --tick 25000000 Hz does not describe these durations and is not used' "$D/err"
	grep -qx 'stated    a tick of 40 ns: 25000000 Hz; not used: the durations contradict it' "$D/err"
	"$T" db import "$D/in" --db "$DB" --counter-hz 1GHz --tick 24MHz >"$D/out" 2>"$D/err"
	[ "$(grep -c 'not used' "$D/err")" -eq 0 ]
	[ "$(grep -c 'does not describe' "$D/err")" -eq 0 ]
}

@test "a slip in the name of a probe or load is refused with the nearest one; a foreign name is taken" {
	seq 40 90 >"$D/in"
	fails 2 "--probe: unknown name 'gettimofday'; did you mean 'gettimeofday'? --as-is accepts it" \
		import "$D/in" --counter-hz 1GHz --probe gettimofday
	fails 2 "--load: unknown name 'memroy'; did you mean 'memory'?" import "$D/in" --counter-hz 1GHz --load memroy
	[ ! -e "$DB" ]
	import "$D/in" --counter-hz 1GHz --probe clock-monotonic-coarse --load sysbench >/dev/null
	import "$D/in" --counter-hz 1GHz --probe gettimofday --as-is >/dev/null
	"$T" db list --db "$DB" --probe gettimofday | grep -q gettimofday
	fails 2 "no run has the probe 'gettimeofdya'; did you mean 'gettimeofday'?" "$T" db list --db "$DB" --probe gettimeofdya
	fails 2 "no run has the load 'memry'; did you mean 'memory'?" "$T" db list --db "$DB" --load memry
}

@test "what was imported is reported, as text and as JSON" {
	printf '1000 41\n2000 83\n3000 45\n' >"$D/in"
	uuid=$(import "$D/in" --counter-hz 1GHz 2>"$D/err")
	grep -q 'least 41, median 45, greatest 83 ticks: 41 ns, 45 ns, 83 ns' "$D/err"
	grep -q 'samples   3, in the order' "$D/err"
	grep -q 'span      2.045 us' "$D/err"
	printf '3000 45\n1000 41\n2000 83\n' >"$D/turned"
	import "$D/turned" --counter-hz 1MHz 2>"$D/err"
	grep -q 'least 41, median 45, greatest 83 ticks: 41 us, 45 us, 83 us' "$D/err"
	grep -q 'span      2.045 ms' "$D/err"
	import "$D/in" --counter-hz 1GHz --tick 24MHz --json >"$D/json"
	[ "$(member samples) $(member least_ticks) $(member median_ticks) $(member greatest_ticks)" = "3 41 45 83" ]
	[ "$(member order_known) $(member tick_hz) $(member span_seconds)" = "1 24000000 2.045e-06" ]
	"$T" db show "$(member uuid)" --db "$DB" >"$D/json"
	[ "$(member form) $(member tick_hz) $(member order_known)" = "text 24000000 1" ]
}

@test "the counter's own tick is found and reported" {
	# 24 MHz in whole ns, as an Apple counter is shown
	awk 'BEGIN { for (i = 1; i <= 3000; i++) { k = i * 37 + i * i % 11; d = 1 + i * i % 3
		printf "%d %d\n", int(k * 125 / 3), int((k + d) * 125 / 3) - int(k * 125 / 3) } }' >"$D/in"
	import "$D/in" --unit ns --json >"$D/json"
	[ "$(member tick_status)" = found ]
	sqlite3 :memory: "SELECT abs($(member tick_units) - 125.0 / 3) < 0.001" | grep -q 1
	import "$D/in" --unit ns 2>"$D/err"
	grep -qE "^tick      41\.66[67]+ units, 41\.67 ns: 2\.4e\+07 Hz, from the starts" "$D/err"
	seq 1000 | awk '{ print 1000 + $1 * 7919 % 997 }' >"$D/in"
	import "$D/in" --unit ns 2>"$D/err"
	grep -q "^tick      the unit itself, 1 ns" "$D/err"
}

@test "a --counter-hz without its unit makes calls of seconds, and is warned of" {
	seq 100 | awk '{ print 1000 + $1 }' >"$D/in"
	import "$D/in" --counter-hz 24 2>"$D/err"
	grep -qF "by --counter-hz 24 the median call lasts 43.8 s; was the unit forgotten, as in 24MHz?" "$D/err"
	import "$D/in" --counter-hz 24MHz 2>"$D/err"
	! grep -q forgotten "$D/err" || false
}

@test "decimals are read exactly, with their unit" {
	printf '41.0\n4.1e+01\n0.000\n' >"$D/in"
	values "$(import "$D/in" --counter-hz 1GHz)" | diff - <(printf '41\n41\n0\n')
	printf '0.1\n0.123456789012\n1e-3\n' >"$D/in"
	uuid=$(import "$D/in" --unit s)
	values "$uuid" | diff - <(printf '100000000000\n123456789012\n1000000000\n')
	[ "$(field counter_hz | head -n 2 | tail -n 1)" = 1000000000000 ]
	printf '1.25 0.3\n2.5 0.07\n' >"$D/in"
	values "$(import "$D/in" --unit us)" | diff - <(printf '125 30\n250 7\n')
	printf '0.0001\n' >"$D/in"
	fails 1 "every value is 0 or finer than 1e-12 s in ns" "$T" db import "$D/in" --unit ns --db "$DB"
	printf '2.5\n' >"$D/in"
	fails 1 "--unit s, ms, us or ns" "$T" db import "$D/in" --unit cycles --counter-hz 1GHz --db "$DB"
	fails 1 "contradict" "$T" db import "$D/in" --unit ns --counter-hz 24MHz --db "$DB"
	fails 2 "--unit requires" "$T" db import "$D/in" --unit hours --db "$DB"
}

@test "CSV: header, column, unit of the header, separators" {
	printf 'elapsed_ns\n41\n42\n' >"$D/in"
	values "$(import "$D/in")" | diff - <(printf '41\n42\n')
	printf '"time";"latency [us]"\n1;2.5\n2;3\n' >"$D/in"
	fails 1 "--column takes one of 'time', 'latency [us]'" "$T" db import "$D/in" --db "$DB"
	values "$(import "$D/in" --column 'latency [us]')" | diff - <(printf '25\n30\n')
	values "$(import "$D/in" --column 2)" | diff - <(printf '25\n30\n')
	fails 1 "no column 'x'" "$T" db import "$D/in" --column x --db "$DB"
	printf '41,0\n42,5\n' >"$D/in"
	fails 1 "a decimal comma must be a point" "$T" db import "$D/in" --unit ns --db "$DB"
	printf 'a,b\n1,2\n3\n' >"$D/in"
	fails 1 "$D/in:3: 1 fields, the lines before have 2" "$T" db import "$D/in" --column b --unit ns --db "$DB"
}

@test "ticklab's own exports come back without loss" {
	seq 1 3000 | awk '{ printf "%.0f %.0f\n", 4000000000 * $1 + $1 % 5, $1 % 7 + ($1 == 99 ? 12345678901 : 0) }' >"$D/in"
	uuid=$(import "$D/in" --counter-hz 24MHz)
	"$T" db export "$uuid" --db "$DB" >"$D/text"
	values "$(import "$D/text")" | diff - "$D/in"
	[ "$(field counter_hz | sort -u)" = 24000000 ]
	"$T" db export "$uuid" --format csv --db "$DB" >"$D/csv"
	values "$(import "$D/csv" --counter-hz 24MHz)" | diff - "$D/in"
	sed 's/0$/5/' "$D/csv" >"$D/flags"
	u2=$(import "$D/flags" --counter-hz 24MHz)
	"$T" db export "$u2" --format csv --db "$DB" | diff - "$D/flags"
	"$T" db export "$uuid" --format u64 --db "$DB" >"$D/u64"
	awk '{ print $2 }' "$D/in" >"$D/elapsed"
	values "$(import "$D/u64" --format u64 --counter-hz 24MHz)" | diff - "$D/elapsed"
	gzip -k "$D/csv"
	values "$(import "$D/csv.gz" --counter-hz 24MHz)" | diff - "$D/in"
}

@test "of a session's CSV one probe is taken" {
	printf 'sample,start_ticks,elapsed_ticks,flags,probe\n0,10,5,0,"null"\n0,20,6,0,"syscall"\n1,30,7,0,"null"\n' >"$D/in"
	fails 1 "several probes, 'null' and 'syscall'; --probe NAME" "$T" db import "$D/in" --counter-hz 1GHz --db "$DB"
	values "$(import "$D/in" --counter-hz 1GHz --probe null)" | diff - <(printf '10 5\n30 7\n')
	[ "$(field probe)" = null ]
}

@test "time stamps: a warning, and their differences" {
	seq 1000 500 1500500 >"$D/in"
	import "$D/in" --counter-hz 1GHz 2>"$D/err"
	grep -q "only rise, as time stamps do; if they are, --time-stamps" "$D/err"
	import "$D/in" --counter-hz 1GHz --time-stamps --json >"$D/json"
	[ "$(member samples) $(member least_ticks) $(member greatest_ticks)" = "2999 500 500" ]
	[ "$(member 'warnings[0]')" = "" ]
	# start and end
	awk '{ print $1, $1 + 41 }' "$D/in" >"$D/pairs"
	fails 1 "start and end, not start and duration; --time-stamps" "$T" db import "$D/pairs" --counter-hz 1GHz --db "$DB"
	import "$D/pairs" --counter-hz 1GHz --time-stamps --json >"$D/json"
	[ "$(member samples) $(member least_ticks) $(member greatest_ticks)" = "3000 41 41" ]
	printf 'i,start_ns,end_ns\n0,1000,1041\n1,2000,2083\n' >"$D/csv"
	values "$(import "$D/csv" --time-stamps)" | diff - <(printf '1000 41\n2000 83\n')
	# a counter of 16 bits
	awk '{ print $1 % 65536 }' "$D/in" >"$D/wrap"
	import "$D/wrap" --counter-hz 1GHz 2>"$D/err"
	grep -q "as time stamps of a counter that wraps do" "$D/err"
	fails 1 "--bits MASK" "$T" db import "$D/wrap" --time-stamps --counter-hz 1GHz --db "$DB"
	import "$D/wrap" --counter-hz 1GHz --time-stamps --bits 0xffff --json >"$D/json"
	[ "$(member least_ticks) $(member greatest_ticks)" = "500 500" ]
}

@test "histograms are no samples; --format counts takes them without an order" {
	{ echo '# Histogram'; seq -f '%06.0f' 0 99 | awk '{ printf "%s %06d\n", $1, $1 == 4 ? 4000 : $1 == 5 ? 900 : $1 == 50 ? 1 : 0 }'; } >"$D/in"
	fails 1 "--format counts" "$T" db import "$D/in" --counter-hz 1MHz --db "$DB"
	import "$D/in" --counter-hz 1MHz --format counts --json >"$D/json"
	[ "$(member samples) $(member least_ticks) $(member median_ticks) $(member greatest_ticks)" = "4901 4 4 50" ]
	[ "$(member order_known) $(member has_start)" = "0 0" ]
	[ "$("$T" db show "$(member uuid)" --db "$DB" | grep -c '"order_known": *false')" = 1 ]
	# sparse values, and the other way round as uniq -c has it
	printf '41 134\n42 300\n83 27\n84 13\n' >"$D/in"
	fails 1 "--format counts" "$T" db import "$D/in" --counter-hz 1GHz --db "$DB"
	awk '{ printf "%7d %d\n", $2, $1 }' "$D/in" >"$D/uniq"
	fails 1 "--format counts" "$T" db import "$D/uniq" --counter-hz 1GHz --db "$DB"
	a=$(import "$D/in" --counter-hz 1GHz --format counts) b=$(import "$D/uniq" --counter-hz 1GHz --format counts)
	[ "$(values "$a" | wc -l)" = 474 ]
	diff <(values "$a") <(values "$b")
	printf '5 18446744073709551615\n' >"$D/in"
	fails 1 "$D/in:1: a histogram of more than" "$T" db import "$D/in" --counter-hz 1GHz --format counts --db "$DB"
}

@test "starts that go back or overlap" {
	seq 1 1000 | awk '{ print ($1 == 500 ? 1 : $1) * 1000, 40 }' >"$D/in"
	import "$D/in" --counter-hz 1GHz 2>"$D/err"
	grep -q "warning: line 500: the start goes back, 1 times" "$D/err"
	awk '{ print $2, $1 }' "$D/in" >"$D/swapped"
	fails 1 "--column 2" "$T" db import "$D/swapped" --counter-hz 1GHz --db "$DB"
	values "$(import "$D/swapped" --counter-hz 1GHz --column 1)" | sort -u | diff - <(echo 40)
	import "$D/swapped" --counter-hz 1GHz --as-is
}

@test "wrapped negatives and stripes" {
	{ yes 40 | head -n 50; echo 18446744073709551615; } >"$D/in"
	import "$D/in" --counter-hz 1GHz 2>"$D/err"
	grep -q "warning: line 51: 18446744073709551615 is what a negative difference of 64 bits reads as" "$D/err"
	{ yes 40 | head -n 50; echo 4294967290; } >"$D/in"
	import "$D/in" --counter-hz 1GHz 2>"$D/err"
	grep -q "negative difference of 32 bits" "$D/err"
	yes '40
0' | head -n 100 >"$D/in"
	import "$D/in" --counter-hz 1GHz 2>"$D/err"
	grep -q "every other value is 0" "$D/err"
	[ "$("$T" db list --db "$DB" | wc -l)" -eq 4 ]
}

@test "binary width and order that do not fit are refused with the form that does" {
	seq 200 | awk '{ print 40 + $1 % 9 }' >"$D/in"
	for form in u32 u64; do
		w=$((${form#u} / 8))
		pack $w big <"$D/in" >"$D/big"
		fails 1 "--format ${form}be" "$T" db import "$D/big" --format $form --counter-hz 1GHz --db "$DB"
		values "$(import "$D/big" --format ${form}be --counter-hz 1GHz)" | diff - "$D/in"
	done
	pack 4 <"$D/in" >"$D/u32"
	pack 8 <"$D/in" >"$D/u64"
	fails 1 "--format u64" "$T" db import "$D/u64" --format u32 --counter-hz 1GHz --db "$DB"
	fails 1 "--format u32" "$T" db import "$D/u32" --format u64 --counter-hz 1GHz --db "$DB"
	fails 1 "it is no text; binary integers are read with --format" "$T" db import "$D/u32" --counter-hz 1GHz --db "$DB"
}

@test "files that are something else are refused with what they are" {
	printf '41\n42\n' | iconv -t UTF-16 >"$D/in"
	fails 1 "iconv -f UTF-16" "$T" db import "$D/in" --counter-hz 1GHz --db "$DB"
	printf '41\n42\n' | iconv -t UTF-16LE >"$D/in"
	fails 1 "iconv -f UTF-16" "$T" db import "$D/in" --counter-hz 1GHz --db "$DB"
	sqlite3 "$D/in.db" "CREATE TABLE t (x)"
	fails 1 "a SQLite database" "$T" db import "$D/in.db" --counter-hz 1GHz --db "$DB"
	printf 'PK\003\004xxxxxxxxxxxxxxxxxxxxxx' >"$D/in"
	fails 1 ".npz" "$T" db import "$D/in" --counter-hz 1GHz --db "$DB"
	printf '\004\042\115\030\144\100\247\014\000\000\200\0641\n4' >"$D/in"
	fails 1 "an lz4 file; unpack it with" "$T" db import "$D/in" --counter-hz 1GHz --db "$DB"
	printf 'PAR1\025\000\025\034\025\000\000\000\000\000\000\000' >"$D/in"
	fails 1 "a Parquet file" "$T" db import "$D/in" --counter-hz 1GHz --db "$DB"
	seq 10000 | gzip | gzip >"$D/twice.gz"
	fails 1 "packed twice" "$T" db import "$D/twice.gz" --counter-hz 1GHz --db "$DB"
	seq 10000 | gzip >"$D/in.gz"
	head -c 10000 "$D/in.gz" >"$D/cut.gz"
	fails 1 "the file is cut off" "$T" db import "$D/cut.gz" --counter-hz 1GHz --db "$DB"
	fails 1 "/dev/zero is no regular file" "$T" db import /dev/zero --counter-hz 1GHz --db "$DB"
	status=0; yes 9 | tr -d '\n' | "$T" db import - --counter-hz 1GHz --db "$DB" 2>"$D/err" || status=$?
	[ "$status" -eq 1 ]
	grep -q "standard input:1: a line of more than" "$D/err"
	fails 1 "$D is a folder with no recording in it: looked for are jent-NAME-0001.data" "$T" db import "$D" --counter-hz 1GHz --db "$DB"
	[ ! -e "$DB" ]
}

@test "what is packed unpacks so far and no further, unless it is allowed to" {
	# 300 MB of one value: 300 kB by gzip, 30 kB by zstd. No command may hold it.
	awk 'BEGIN { s = "42\n"; while (length(s) < 3000000) s = s s; s = substr(s, 1, 3000000); printf "%s", s }' >"$D/piece"
	gzip -9 <"$D/piece" >"$D/one.gz"
	for _ in $(seq 100); do cat "$D/one.gz"; done >"$D/bomb.gz"
	bytes=$(wc -c <"$D/bomb.gz")
	fails 1 "$D/bomb.gz: its $bytes bytes unpack to more than 256000000 (" "$T" db import "$D/bomb.gz" --unit ns --db "$DB"
	grep -q -- '--unpack-limit SIZE allows more' "$D/err"
	fails 1 "unpack to more than 256000000" "$T" extract --durations "$D/bomb.gz" --hex
	fails 1 "unpack to more than 2999999 (" "$T" db import "$D/one.gz" --unit ns --unpack-limit 2999999 --db "$DB"
	[ "$("$T" db export "$(import "$D/one.gz" --unit ns --unpack-limit 3M)" --db "$DB" | grep -cx 42)" = 1000000 ]
	if command -v zstd >"$D/null"; then
		zstd -q "$D/piece" -o "$D/one.zst"
		fails 1 "unpack to more than 1000 (" "$T" db import "$D/one.zst" --unit ns --unpack-limit 1000 --db "$DB"
	fi
}

@test "extract reads what db import reads" {
	seq 240 | awk '{ print $1 * 1000, 41 + $1 * $1 % 7 }' >"$D/two"
	awk '{ print $2 }' "$D/two" >"$D/one"
	"$T" extract --untested --durations "$D/two" --hex >"$D/a"
	"$T" extract --untested --durations "$D/one" --hex >"$D/b"
	[ -s "$D/a" ]
	cmp "$D/a" "$D/b"
	gzip -k "$D/two"
	"$T" extract --untested --durations "$D/two.gz" --hex | cmp - "$D/a"
	fails 1 "a histogram has no order" "$T" extract --durations "$D/two" --from counts --hex
}

@test "a histogram whose header names values and counts is read as one" {
	for h in 'value_ns,count' 'Latency [ns];Samples' 'bucket_ns\tfrequency' 'nsec,n'; do
		s=$(printf "$h" | tr -d 'A-Za-z_ []' | head -c 1)
		printf "$h\n41${s}3\n42${s}5\n83${s}1\n" >"$D/in"
		uuid=$(import "$D/in" 2>"$D/err")
		grep -q 'a histogram by its header: values are of column' "$D/err"
		values "$uuid" | uniq -c | awk '{ print $2, $1 }' | diff - <(printf '41 3\n42 5\n83 1\n')
		values "$(import "$D/in" --format counts)" | diff - <(values "$uuid")
	done
	printf 'count,value\n3,41\n5,42\n1,83\n' >"$D/in"
	[ "$(values "$(import "$D/in" --unit ns)" | wc -l)" = 9 ]
	[ "$(values "$(import "$D/in" --unit ns --column value)" | wc -l)" = 9 ]
	fails 1 "'count' counts how often each value occurs" "$T" db import "$D/in" --unit ns --column count --db "$DB"
	[ "$(values "$(import "$D/in" --unit ns --column value --as-is)" | wc -l)" = 3 ]
	printf 'bucket_low,bucket_high,count\n0,1,3\n1,2,5\n' >"$D/in"
	import "$D/in" --unit ns --column bucket_low 2>"$D/err"
	grep -q "warning: column 'count' may count how often each value occurs, and each is taken once" "$D/err"
	# A number that counts the samples is no count of a value.
	printf 'samples,latency_ns\n1,41\n2,42\n3,43\n' >"$D/in"
	fails 1 "--column takes one of 'samples', 'latency_ns'" "$T" db import "$D/in" --db "$DB"
}

@test "values that carry their unit are converted exactly, line by line" {
	printf '42ns\n0.042us\n0.042 \302\265s\n1.5ms\n' >"$D/in"
	uuid=$(import "$D/in" 2>"$D/err")
	grep -q 'values carry their unit (ms, us, ns): each is converted exactly' "$D/err"
	values "$uuid" | diff - <(printf '42\n42\n42\n1500000\n')
	printf '1 s 42 ns\n2 s 43 ns\n' >"$D/in"
	values "$(import "$D/in")" | diff - <(printf '1000000000 42\n2000000000 43\n')
	printf '42ns\n43\n' >"$D/in"
	fails 1 "'43' has no unit, and values before it have one; --unit" "$T" db import "$D/in" --db "$DB"
	values "$(import "$D/in" --unit ns)" | diff - <(printf '42\n43\n')
	printf '43\n42ns\n' >"$D/in"
	fails 1 "'42ns' has a unit, and values before it have none; --unit" "$T" db import "$D/in" --db "$DB"
	fails 1 "states its unit, so --counter-hz has no meaning" "$T" db import <(echo 42ns) --counter-hz 1GHz --db "$DB"
	printf '   3 41ns\n   9 42ns\n' >"$D/in"
	[ "$(values "$(import "$D/in" --format counts)" | uniq -c | awk '{ print $2, $1 }' | paste -sd,)" = "41 3,42 9" ]
	printf '42ns 3\n0.043us 2\n' >"$D/in"
	[ "$(values "$(import "$D/in" --format counts)" | uniq -c | awk '{ print $2, $1 }' | paste -sd,)" = "42 3,43 2" ]
}

@test "computed floats are rounded to the picosecond, with the greatest rounding" {
	printf '4.2000465e-08\n4.1000001e-08\n0.5\n' >"$D/in"
	uuid=$(import "$D/in" --unit s 2>"$D/err")
	grep -q 'warning: 2 values have parts finer than 1e-12 s and are rounded.*largest rounding is 0.47 ps' "$D/err"
	values "$uuid" | diff - <(printf '42\n41\n500000000\n')
}

@test "points in time are no durations" {
	printf '1764460800000000000\n1764460800000000040\n' >"$D/in"
	fails 1 "$D/in:1: 1764460800000000000 as a duration would be years (2 of 2 are)" "$T" db import "$D/in" --unit ns --db "$DB"
	printf '41\n1764460800.5\n42\n' >"$D/one"
	fails 1 "years (1 of 3 are): a point in time; --time-stamps takes differences" "$T" db import "$D/one" --unit s --db "$DB"
	values "$(import "$D/in" --unit ns --time-stamps)" | diff - <(echo 1764460800000000000 40)
	values "$(import "$D/in" --unit ns --as-is)" | diff - "$D/in"
}

@test "names between tabs are a header, numbers between tabs start and duration" {
	printf 'nr\tlatency [us]\n1\t0.041\n2\t0.042\n' >"$D/in"
	fails 1 "--column takes one of 'nr', 'latency [us]'" "$T" db import "$D/in" --db "$DB"
	values "$(import "$D/in" --column 'latency [us]')" | diff - <(printf '41\n42\n')
	printf 'start_ns\telapsed_ns\n0\t41\n100\t42\n' >"$D/in"
	values "$(import "$D/in")" | diff - <(printf '0 41\n100 42\n')
	printf '0\t41\n100\t42\n' >"$D/in"
	values "$(import "$D/in" --unit ns)" | diff - <(printf '0 41\n100 42\n')
}

@test "columns of one name need their numbers, and other scripts are shown" {
	printf 'lat_ns,lat_ns,b\n1,2,3\n' >"$D/in"
	fails 1 "columns 1 and 2 are both called 'lat_ns': --column takes a number" "$T" db import "$D/in" --db "$DB"
	fails 1 "several columns are called 'lat_ns', the first ones 1 and 2" "$T" db import "$D/in" --column lat_ns --db "$DB"
	values "$(import "$D/in" --column 2)" | diff - <(echo 2)
	printf 'Größe,прив\342\200\256ет,\303\n1,2,3\n' >"$D/in"
	fails 1 "--column takes one of 'Größe', 'прив?ет', '?'" "$T" db import "$D/in" --unit ns --db "$DB"
}

@test "what is no recording is refused with the command that makes one of it" {
	refused() { fails 1 "$1" "$T" db import "$D/in" --unit ns --db "$DB"; }
	printf '0x2a\n' >"$D/in" && refused "it is hexadecimal; write decimals, such as with"
	printf '41\n2af\n' >"$D/in" && refused "it is hexadecimal"
	printf '41\r42\r43' >"$D/in" && refused "lines end in CR alone; \"tr "
	printf '1,234\n2,345\n' >"$D/in" && refused "separators of thousands are removed, such as with"
	printf "1'234\n" >"$D/in" && refused "it has thousands separators; remove them"
	printf '41\n1,234,567\n' >"$D/in" && refused "it has thousands separators; remove them"
	printf '[1, 2, 3]\n' >"$D/in" && refused "a JSON array; \"jq -r"
	printf '{"times": [1, 2, 3]}\n' >"$D/in" && refused "JSON of no form that is read; \"jq -r"
	printf 'Attaching 1 probe...\n@us: \n[256, 512)  3 |@@@ |\n[512, 1K)  5 |@@@@|\n' >"$D/in" && refused "a histogram of bpftrace or bcc, whose bins are ranges"
	printf '     usecs : count distribution\n  0 -> 1  : 3  |*** |\n' >"$D/in" && refused "a histogram of bpftrace or bcc"
}

@test "one column under a title or a name with its unit; a missing first value is no name" {
	for h in 'delta (ns)' 'dt[ns]' 'Time deltas in ns' 'elapsedNanos' 'DELTA_NS' '"dt, ns"' 't/ns' 'duration_nanoseconds'; do
		printf '%s\n41\n42\n' "$h" >"$D/in"
		values "$(import "$D/in")" | diff - <(printf '41\n42\n')
	done
	printf 'sep=;\nnr;delta (ns)\n1;41\n2;42\n' >"$D/in"
	values "$(import "$D/in" --column 2)" | diff - <(printf '41\n42\n')
	printf '"41"\n"42"\n' >"$D/in"
	values "$(import "$D/in" --unit ns)" | diff - <(printf '41\n42\n')
	printf '"delta"\n"1" 41\n"2" 42\n' >"$D/in"
	values "$(import "$D/in" --unit ns --column delta)" | diff - <(printf '41\n42\n')
	printf ',0\n0,41\n1,42\n' >"$D/in"
	values "$(import "$D/in" --unit ns --column 0)" | diff - <(printf '41\n42\n')
	# Rows of words and numbers have no header; the first is not lost.
	printf 'a,41\nb,42\n' >"$D/in"
	values "$(import "$D/in" --unit ns --column 2)" | diff - <(printf '41\n42\n')
	for v in inf nan NA; do
		printf '%s\n41\n' "$v" >"$D/in"
		fails 1 "in:1: '$v' is not an unsigned whole number: a value is missing" "$T" db import "$D/in" --unit ns --db "$DB"
	done
	printf 'Dauer (ns)\n0,084\n0,042\n' >"$D/in"
	fails 1 "in:2: '0,084' is not an unsigned whole number; a decimal comma must be a point" "$T" db import "$D/in" --db "$DB"
	printf '"","Var1","Freq"\n"1","41",3\n' >"$D/in"
	fails 1 "column 'Freq' counts how often a value occurs" "$T" db import "$D/in" --unit ns --column Freq --db "$DB"
	printf 'dt_ns\n41\n\n42' >"$D/in"
	import "$D/in" 2>"$D/err"
	grep -q "warning: 1 lines between the values are empty" "$D/err"
	grep -q "the last line has no line end" "$D/err"
}

@test "a frequency that the first lines state is named, and not used" {
	for h in '# QueryPerformanceFrequency: 10000000' 'Counter at 10 MHz' 'numer=100 denom=1'; do
		printf '%s\n3\n4\n' "$h" >"$D/in"
		fails 2 "in:1: the file states 10000000 Hz: --counter-hz 10000000Hz if the values are ticks of it" "$T" db import "$D/in" --db "$DB"
		import "$D/in" --unit ns 2>"$D/err"
		grep -q "warning: line 1 states 10000000 Hz" "$D/err"
		import "$D/in" --counter-hz 10MHz 2>"$D/err"
		[ -z "$(grep 'states' "$D/err")" ]
	done
}

@test "output of other tools is refused with what makes durations of it" {
	refused() { fails 1 "$1" "$T" db import "$D/in" --unit ns --db "$DB"; }
	printf '[  12.5] jitter: 41\n[  12.6] jitter: 42\n' >"$D/in" && refused "lines with brackets before the numbers, as logs"
	printf '[41 42\n 43]\n' >"$D/in" && refused "an array as NumPy prints it"
	printf '{"i":1,"ns":41}\n{"i":2,"ns":42}\n' >"$D/in" && refused "an object a line; \"jq -r '.\"NAME\"'\" writes"
	printf '{41, 42};\n' >"$D/in" && refused "numbers between braces"
	printf 'delta=41\ndelta=42\n' >"$D/in" && refused "leaves the last number of each line, of this one '41'"
	printf 'goos: linux\nBenchmarkX-8  100  41.5 ns/op\n' >"$D/in" && refused "Go's benchmarks report the mean"
	printf '1.001,41,,cycles,100,100.00,,\n' >"$D/in" && refused "what 'perf stat -x' counts"
	printf '# tracer: function_graph\n 0)   0.84 us    |  ktime_get();\n' >"$D/in" && refused "the kernel's function graph"
	printf '<?xml version="1.0"?>\n<a/>\n' >"$D/in" && refused "XML; save its table as CSV"
	echo 41 >"$D/packed"
	tar -cf "$D/in" -C "$D" packed
	refused "a tar archive; unpack it"
	# Doubles are no integers of the other order: 41.0, 16 times.
	for _ in $(seq 16); do printf '\000\000\000\000\000\200D@'; done >"$D/in"
	fails 1 "a floating-point number of 64 bits" "$T" db import "$D/in" --format u64 --unit ns --db "$DB"
	seq 8 | awk '{ print 1000000 + 100 * $1, 1000000 + 100 * $1 + $1 * $1 % 50 }' >"$D/in"
	refused "start and end, not start and duration"
}

# makes NUMBERS UNIT [NAME] <FILE: the file is refused; each command that the refusal quotes writes these numbers (of
# the member NAME where it asks for one), which then come in.
makes() {
	cat >"$D/in"
	fails 1 "nothing was imported" "$T" db import "$D/in" --unit "$2" --db "$DB"
	sed -E 's/" (writes|removes|makes|leaves)|"; nothing was/\n/g' "$D/err" | sed -nE 's/.*"((awk|sed|tail|tr|jq) .*)$/\1/p' >"$D/commands"
	[ -s "$D/commands" ]
	while read -r command; do
		bash -c "${command/NAME/${3:-}}" <"$D/in" >"$D/made"
		[ "$(xargs <"$D/made")" = "$1" ]
		import "$D/made" --unit "$2" 2>/dev/null
	done <"$D/commands"
}

@test "the sed and tr commands that a refusal quotes make the numbers of the file" {
	printf '41\r42\r43\r' | makes '41 42 43' ns
	printf '[   12.512345] 41\n[   12.612345] 42\n' | makes '41 42' ns
	printf '[41 42\n 43]\n' | makes '41 42 43' ns
	printf '{41, 42,\n 43};\n' | makes '41 42 43' ns
	makes '12.3 0.041 15' ms <<-'END'
		PING localhost (127.0.0.1) 56(84) bytes of data.
		64 bytes from localhost (127.0.0.1): icmp_seq=1 ttl=64 time=12.3 ms
		64 bytes from localhost (127.0.0.1): icmp_seq=2 ttl=64 time=0.041 ms (DUP!)
		64 bytes from localhost (127.0.0.1): icmp_seq=3 ttl=64 time=15 ms

		--- localhost ping statistics ---
		3 packets transmitted, 3 received, 0% packet loss, time 2003ms
		rtt min/avg/max/mdev = 0.041/9.113/15.000/6.5 ms
	END
	makes '0.841 11.204 120.0' us <<-'END'
		# tracer: function_graph
		#
		# CPU  DURATION                  FUNCTION CALLS
		# |     |   |                     |   |   |   |
		 0)               |  ktime_get_ts64() {
		 0)   0.841 us    |    read_tsc();
		 0) + 11.204 us   |  }
		 1) ! 120.0 us    |  schedule();
	END
	makes '41213 9077' ns runtime <<-'END'
		# tracer: nop
		#
		# entries-in-buffer/entries-written: 4/4   #P:2
		#
		#           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION
		#              | |         |   |||||     |         |
		          <idle>-0       [000] d.h1.   100.000001: irq_handler_entry: irq=4 name=ttyS0
		          <idle>-0       [000] d.h1.   100.000009: irq_handler_exit: irq=4 ret=handled
		            bash-12      [001] d....   100.000100: sched_stat_runtime: comm=bash pid=12 runtime=41213 [ns]
		            bash-12      [001] d....   100.000200: sched_stat_runtime: comm=bash pid=12 runtime=9077 [ns] vruntime=5 [ns]
	END
}

@test "words, titles and lines of tables come off by the command that the refusal quotes" {
	printf 'delta=41\ndelta=42\n' | makes '41 42' ns
	printf 'sample 1: took 41.5 ns (cpu 3)\nsample 2: took 42 ns (cpu 1)\n' | makes '41.5 ns 42 ns' ns
	printf 'call 7 took 41 cycles on cpu 3\ncall 8 took 4294967296 cycles on cpu 3\n' | makes '41 4294967296' ns
	printf '(41)\n(42)\n' | makes '41 42' ns
	printf 'gettimeofday({tv_sec=1}, NULL) = 0 <0.000042>\ngettimeofday({tv_sec=2}, NULL) = 0 <0.000041>\n' | makes '0.000042 0.000041' s
	printf 'lat{cpu="0"} 4.2e-08\nlat{cpu="1"} 41e-9\n' | makes '4.2e-08 41e-9' s
	printf '2024-01-01T12:00:00.000Z latency=41\n2024-01-01T12:00:00.001Z latency=42\n' | makes '41 42' ns
	printf ' [1] 41 42\n [3] 43 44\n' | makes '41 42 43 44' ns
	printf 'x = [41 42 43];\n' | makes '41 42 43' ns
	printf 'double x[] = {\n41, 4.2e1,\n};\n' | makes '41 4.2e1' ns
	printf 'Run 3 of the lab, Monday\n\nstart,elapsed_ns\n1000,41\n2000,42\n' | makes 'start,elapsed_ns 1000,41 2000,42' ns
	printf '| start | elapsed |\n|------:|:--------|\n|  1000 | 41      |\n|  2000 | 42      |\n' | makes 'start,elapsed 1000,41 2000,42' ns
	printf ' start | elapsed \n-------+---------\n  1000 |      41\n  2000 |      42\n(2 rows)\n\n' | makes 'start,elapsed 1000,41 2000,42' ns
	printf '+---------+\n| elapsed |\n+---------+\n|      41 |\n|      42 |\n+---------+\n2 rows in set (0.00 sec)\n' | makes 'elapsed 41 42' ns
}

@test "the jq commands that a refusal quotes make the numbers of the file" {
	command -v jq >/dev/null || skip "jq is not installed"
	printf '[\n  41,\n  42\n]\n' | makes '41 42' ns
	printf '[[1000, 41], [2000, 42]]\n' | makes '1000 41 2000 42' ns
	printf '[\n  {"i": 1, "delta-t": 41},\n  {"i": 2, "delta-t": 42}\n]\n' | makes '41 42' ns delta-t
	printf '{"i": 1, "delta-t": 41}\n{"i": 2, "delta-t": 42}\n' | makes '41 42' ns delta-t
	printf '{"host": "a", "delta-t": [41, 42]}\n' | makes '41 42' ns delta-t
	printf '{"machine_info": {}, "benchmarks": [{"stats": {"data": [1.5e-06, 2.25e-06]}}]}\n' | makes '1.5e-06 2.25e-06' s
	printf '[{"jmhVersion": "1.37", "primaryMetric": {"rawDataHistogram": [[[[41.0, 3], [42.0, 1]]]]}}]\n' | makes '41 3 42 1' ns
}
