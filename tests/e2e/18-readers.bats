#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The forms of other tools, on recordings that those tools made: tests/fixtures/recordings/README.md.

load lib

R=tests/fixtures/recordings
import() { "$T" db import "$@" --db "$DB"; }
values() { "$T" db export "$(import "$@")" --db "$DB" | grep -v '^#'; }
member() { sqlite3 :memory: "SELECT json_extract(readfile('$D/json'), '\$.$1')"; }
# said FILE FORM HZ [OPTION...]: it is recognised as FORM, with ticks of HZ; the rest is left in $D/json.
said() {
	import "$1" "${@:4}" --json >"$D/json"
	[ "$(member form) $(member counter_hz)" = "$2 $3" ]
}
# value count lines from the samples of a histogram
counts() { sort -n | uniq -c | awk '{ print $2, $1 }'; }

@test "every form has a name and a few words in --help" {
	"$T" db --help >"$D/help"
	for form in text csv counts u8 u32 u64 u32be u64be npy jitterentropy restart-matrix openentropy fio fio-hist \
		cyclictest cyclictest-hist cyclictest-json hyperfine google-benchmark hgrm rtla ftrace-hist; do
		grep -qE "^ +$form +[A-Za-z.]" "$D/help"
	done
	fails 2 "--format and --from require a name" "$T" db import "$R/i8.npy" --from tea --db "$DB"
}

@test "fio: a latency log, a histogram log" {
	said "$R/fio_clat.1.log" fio 1000000000
	[ "$(member samples) $(member order_known)" = "40 1" ]
	values "$R/fio_clat.1.log" | diff - <(awk -F, '{ print $2 + 0 }' "$R/fio_clat.1.log")
	said "$R/fio_clat_hist.1.log.gz" fio-hist 1000000000
	[ "$(member order_known)" = 0 ]
	# The bins of fio's plat_idx_to_val, computed apart; the middle of each, rounded down.
	gzip -dc "$R/fio_clat_hist.1.log.gz" | awk -F, '{ for (i = 4; i <= NF; i++) n[i - 4] += $i }
		function begin(i,  e) { if (i < 128) return i; e = int(i / 64) - 1; return 2 ^ (e + 6) + (i % 64) * 2 ^ e }
		END { for (i = 0; i < 1856; i++) if (n[i]) printf "%d %d\n", begin(i) + int((begin(i + 1) - 1 - begin(i)) / 2), n[i] }' >"$D/want"
	[ -s "$D/want" ]
	values "$R/fio_clat_hist.1.log.gz" | counts | diff - "$D/want"
	cp "$R/fio_clat.1.log" "$D/x_iops.1.log"
	fails 1 "bandwidth or IOPS" "$T" db import "$D/x_iops.1.log" --db "$DB"
}

@test "cyclictest -H: the sum of the threads is no thread" {
	printf '%s\n' '# Histogram' '000064 000001 000002 000003' '000065 000004 000000 000004' \
		'# Total: 000000005 000000002 000000007' '# Min Latencies: 00064 00064' '# Max Latencies: 00065 00064 00065' \
		'# Histogram Overflows: 00000 00001 00001' >"$D/sums"
	fails 1 "no column '2'; --column takes one of '0', '1';" "$T" db import "$D/sums" --column 2 --db "$DB"
	[ "$(values "$D/sums" --column 1 | counts)" = "64 2" ]
	printf '%s\n' '# Histogram' '000064 000001 000002' '# Total: 000000001 000000002' '# Min Latencies: 00064 00064' >"$D/sums"
	[ "$(values "$D/sums" --column 1 | counts)" = "64 2" ]
}

@test "CSV: microseconds with the micro sign or the Greek letter" {
	for mu in '\302\265' '\316\274'; do
		printf "n,Latency [${mu}s]\n1,42.5\n2,43\n" >"$D/mu.csv"
		said "$D/mu.csv" csv 10000000 --column 2
	done
}

@test "times of day are no cycles of cyclictest, and the remedy is named" {
	printf '%s\n' 12:34:10.000001 12:34:10.100003 12:34:10.200006 >"$D/clock"
	fails 1 "written as seconds, for --unit s --time-stamps" "$T" db import "$D/clock" --db "$DB"
	printf '%s\n' 10:20:30 10:20:31 10:20:32 >"$D/clock"
	fails 1 "written as seconds" "$T" db import "$D/clock" --unit ns --db "$DB"
	printf ' %s\n' 00:00:12.1 00:00:12.2 00:00:12.3 >"$D/clock"
	fails 1 "written as seconds" "$T" db import "$D/clock" --db "$DB"
	printf '%s\n' '0: 0: 66' '0: 1: 67' >"$D/cycles" # the blanks of its columns taken off
	said "$D/cycles" cyclictest 1000000
}

@test "cyclictest: -v, -h and --json agree on what they hold" {
	fails 1 "--column takes one of '0', '1'" "$T" db import "$R/cyclictest-v.txt" --db "$DB"
	said "$R/cyclictest-v.txt" cyclictest 1000000 --column 1
	[ "$(member order_known)" = 1 ]
	values "$R/cyclictest-v.txt" --column 1 | diff - <(awk -F: 'NF == 3 && $1 + 0 == 1 && $1 ~ /^ *1$/ { print $3 + 0 }' "$R/cyclictest-v.txt")
	said "$R/cyclictest-h.txt" cyclictest-hist 1000000 --column 0
	[ "$(member order_known) $(member samples)" = "0 168" ]
	member warnings | grep -q "26 latencies lie above the last bin"
	values "$R/cyclictest-h.txt" --column 0 | counts | diff - <(awk '/^[0-9]/ && $2 + 0 { print $1 + 0, $2 + 0 }' "$R/cyclictest-h.txt")
	said "$R/cyclictest.json" cyclictest-json 1000000 --column 0
	member warnings | grep -q "26 of 194 latencies are in no bin"
	diff <(values "$R/cyclictest.json" --column 0) <(values "$R/cyclictest-h.txt" --column 0)
	import "$R/cyclictest-v.txt" --column 0 --unit ns --json >"$D/json"
	[ "$(member counter_hz) $(member 'warnings[0]')" = "1000000000 " ]
}

@test "hyperfine: times of one command; its CSV has none" {
	fails 1 "--column takes one of 'true', 'echo x'" "$T" db import "$R/hyperfine.json" --db "$DB"
	said "$R/hyperfine.json" hyperfine 1000000000 --column true
	[ "$(member samples)" = 20 ]
	values "$R/hyperfine.json" --column true |
		diff - <(sqlite3 :memory: "SELECT CAST(round(value * 1e9) AS INTEGER) FROM json_each(readfile('$R/hyperfine.json'), '\$.results[0].times')")
	fails 1 "record with --export-json" "$T" db import "$R/hyperfine.csv" --db "$DB"
	head -c 700 "$R/hyperfine.json" >"$D/cut.json"
	fails 1 "not well-formed JSON" "$T" db import "$D/cut.json" --column true --db "$DB"
}

@test "google-benchmark: means of repetitions, and that they are means" {
	said "$R/google-benchmark.json" google-benchmark 1000000000000 --column 1
	[ "$(member samples)" = 10 ]
	member warnings | grep -q "the mean of one repetition"
	values "$R/google-benchmark.json" --column 1 |
		diff - <(sqlite3 :memory: "SELECT CAST(round(json_extract(value, '\$.real_time') * 1e3) AS INTEGER) FROM json_each(readfile('$R/google-benchmark.json'), '\$.benchmarks')
			WHERE json_extract(value, '\$.run_type') = 'iteration' AND json_extract(value, '\$.name') LIKE 'gettimeofday%'")
}

@test "NumPy: integers of either order, floats, two columns, a negative, a wrong size" {
	said "$R/i8.npy" npy 1000000000 --unit ns
	values "$R/i8.npy" --unit ns | diff - <(printf '41\n42\n83\n41\n125\n')
	values "$R/u4be.npy" --unit ns | diff - <(printf '41\n42\n')
	values "$R/f8.npy" --unit ns | diff - <(printf '410\n425\n830\n')
	for f in two fort; do values "$R/$f.npy" --unit ns | diff - <(printf '1000 41\n2000 42\n'); done
	values "$R/two.npy" --unit ns --column 1 | diff - <(printf '1000\n2000\n')
	{ head -c 128 "$R/i8.npy" | sed 's/(5,), }  /(2, 9), }/'; head -c 144 /dev/zero; } >"$D/flat.npy"
	fails 1 "2 rows of 9 values: each row is one sample; save a.T, or one row" "$T" db import "$D/flat.npy" --unit ns --column 1 --db "$DB"
	values "$D/flat.npy" --unit ns --column 9 --as-is | diff - <(printf '0\n0\n')
	fails 1 "value 2: '-3'" "$T" db import "$R/neg.npy" --unit ns --db "$DB"
	head -c 150 "$R/i8.npy" >"$D/cut.npy"
	fails 1 "bytes of data, its header says" "$T" db import "$D/cut.npy" --unit ns --db "$DB"
	sed 's/(5,)/(9999999999,99999999999)/' "$R/i8.npy" >"$D/big.npy"
	status=0; "$T" db import "$D/big.npy" --unit ns --db "$DB" 2>"$D/err" || status=$?
	[ "$status" -eq 1 ]
}

@test "HdrHistogram, rtla, ftrace: histograms" {
	said "$R/percentiles.hgrm" hgrm 1000000 --unit us
	values "$R/percentiles.hgrm" --unit us | counts | diff - <(printf '41 10\n42 300\n83 150\n125 40\n')
	fails 1 "'CPU-000', 'CPU-001'" "$T" db import "$R/rtla-osnoise.txt" --db "$DB"
	said "$R/rtla-osnoise.txt" rtla 1000000 --column CPU-000
	member warnings | grep -q "2 samples lie beyond the last bucket"
	values "$R/rtla-osnoise.txt" --column CPU-000 | counts | diff - <(printf '1 1500\n2 30\n5 1\n')
	fails 1 "--column takes one of 'common_pid', 'lat'" "$T" db import "$R/ftrace-hist.txt" --unit us --db "$DB"
	said "$R/ftrace-hist.txt" ftrace-hist 1000000 --unit us --column lat
	member warnings | grep -q "2 hits were dropped"
	values "$R/ftrace-hist.txt" --unit us --column lat | counts | diff - <(printf '12 3\n13 40\n21 1\n')
	sed 's/lat: *12/lat: ~ 2^3/' "$R/ftrace-hist.txt" >"$D/log2"
	fails 1 "is a range or a name" "$T" db import "$D/log2" --unit us --column lat --db "$DB"
	# More words behind the totals than their two.
	{ cat "$R/ftrace-hist.txt"; seq -s ' ' 22; } >"$D/words"
	values "$D/words" --unit us --column lat | counts | diff - <(printf '12 3\n13 40\n21 1\n')
}

@test "wider integers read as bytes are refused" {
	wide() { awk -v order="$1" 'BEGIN { srand(5); n = split(order, at, ""); for (i = 0; i < 2000; i++) for (k = 1; k <= n; k++)
		printf "%s", at[k] == "0" ? "\\0" : at[k] == "x" ? "\\001" : sprintf("\\%03o", 1 + int(200 * rand())) }' | xargs -0 printf >"$D/in"; }
	while read -r order says; do
		wide "$order"
		fails 1 "$says" "$T" db import "$D/in" --format u8 --counter-hz 1GHz --db "$DB"
		"$T" db import "$D/in" --format u8 --as-is --counter-hz 1GHz --db "$DB" >"$D/told" 2>&1
	done <<-'EOF'
		v000 --format u32 reads them
		vv00 --format u32 reads them
		00vv --format u32be reads them
		v0000000 --format u64 reads them
		vv000000 --format u64 reads them
		v0 integers of 16 bits
		vx integers of 16 bits
		0v integers of 16 bits
	EOF
	wide v
	"$T" db import "$D/in" --format u8 --counter-hz 1GHz --db "$DB"
}

@test "JSON: a member that is there twice is refused" {
	printf '{"results": [{"command": "a", "times": [0.1, 0.2],\n "times": [0.3, 0.4]}]}\n' >"$D/h.json"
	fails 1 "h.json:1: a member of the object that begins here is there twice" "$T" db import "$D/h.json" --from hyperfine --db "$DB"
}

@test "openentropy: a byte that two rows hold is refused" {
	cp -R "$R/openentropy" "$D/session"
	printf 'abcdefgh' >"$D/session/raw.bin"
	for second in 0,4 3,2 0,8; do
		printf 'offset,length,timestamp_ns,source\n4,4,1,one\n%s,2,one\n8,0,3,one\n0,4,4,other\n' "$second" >"$D/session/raw_index.csv"
		fails 1 "raw_index.csv: rows" "$T" entropy "$D/session" --source "$(sqlite3 :memory: "SELECT json_extract(readfile('$D/session/session.json'), '$.sources[0]')")"
	done
}

@test "jitterentropy: a file, two columns, a folder of restarts, a matrix" {
	printf '1200 41\n1300 42\n900 43\n' >"$D/two.data"
	fails 1 "--column 2" "$T" db import "$D/two.data" --from jitterentropy --counter-hz 1GHz --db "$DB"
	values "$D/two.data" --from jitterentropy --column 2 --counter-hz 1GHz | diff - <(printf '41\n42\n43\n')
	mkdir "$D/results"
	for i in 1 2 3; do seq $((1000 * i)) $((1000 * i + 9)) >"$D/results/jent-raw-noise-restart-000$i.data"; done
	echo 5 >"$D/results/jent-raw-noise-0001.data"
	said "$D/results" jitterentropy 1000000000 --counter-hz 1GHz
	[ "$(member restarts) $(member samples)" = "3 30" ]
	[ "$(sql "SELECT group_concat(restart || ':' || samples) FROM chunk WHERE run_id = (SELECT max(run_id) FROM run)")" = "0:10,1:10,2:10" ]
	values "$D/results" --counter-hz 1GHz | diff - <(cat "$D"/results/*restart*)
	echo 7 >>"$D/results/jent-raw-noise-restart-0002.data"
	fails 1 "restart 2 holds 11 samples, the first 10" "$T" db import "$D/results" --counter-hz 1GHz --db "$DB"
	printf '1 2 3\n4 5 6\n' >"$D/matrix"
	said "$D/matrix" restart-matrix 1000000000 --from restart-matrix --counter-hz 1GHz
	[ "$(member restarts) $(member samples)" = "2 6" ]
	"$T" db verify --db "$DB"
}

@test "an openentropy session holds no durations, and its files are refused with the command that takes them" {
	fails 1 "not durations: 'ticklab entropy" "$T" db import "$R/openentropy" --counter-hz 1GHz --db "$DB"
	fails 1 "not durations" "$T" db import "$R/openentropy/raw_index.csv" --counter-hz 1GHz --db "$DB"
}

@test "a file of comments alone is no recording of any form" {
	printf '# Histogram\n# Total: 0\n' >"$D/none"
	for form in $("$T" db --help | awk '/^ +--from FORM/ { on = 1; next } /^ +--column/ { on = 0 } on { print $1 }'); do
		status=0; "$T" db import "$D/none" --from "$form" --unit us --db "$DB" >"$D/out" 2>"$D/err" || status=$?
		case $form in u8 | u32 | u64 | u32be | u64be) continue ;; esac # whose every file is one
		[ "$status" -eq 1 ]
		[ "$(wc -l <"$D/err")" -eq 1 ]
	done
	[ -n "$form" ]
}

# npy TYPE SHAPE: a header of NumPy's; the data come from standard input.
npy() {
	local header="{'descr': '$1', 'fortran_order': False, 'shape': $2, }"
	printf '\223NUMPY\001\000'"\\$(printf %03o "${#header}")"'\000%s' "$header"
	cat
}

@test "npy: times with their unit, one row, and advice for other types" {
	printf '\052\0\0\0\0\0\0\0\053\0\0\0\0\0\0\0\054\0\0\0\0\0\0\0' >"$D/data"
	for unit in s:1 ms:1000 us:1000000 ns:1000000000; do
		npy "<m8[${unit%:*}]" '(3,)' <"$D/data" >"$D/in.npy"
		said "$D/in.npy" npy "${unit#*:}"
		values "$D/in.npy" | diff - <(seq 42 44)
	done
	npy '<M8[ns]' '(3,)' <"$D/data" >"$D/in.npy"
	fails 1 "points in time, not durations; --time-stamps" "$T" db import "$D/in.npy" --db "$DB"
	values "$D/in.npy" --time-stamps | diff - <(printf '42 1\n43 1\n')
	npy '<i8' '(1, 3)' <"$D/data" >"$D/in.npy"
	import "$D/in.npy" --unit ns --json >"$D/json"
	[ "$(member samples) $(member 'remarks[0]')" = "3 one row of 3 values: each is a sample" ]
	for type in '|b1:truth values are no durations' '<c8:save a.real' '<f16:save it as a.astype' '|O:save it as a.astype' '<m8[D]:a.astype('; do
		npy "${type%%:*}" '(3,)' <"$D/data" >"$D/in.npy"
		fails 1 "an array of type ${type%%:*}" "$T" db import "$D/in.npy" --unit ns --db "$DB"
		fails 1 "${type#*:}" "$T" db import "$D/in.npy" --unit ns --db "$DB"
	done
}

@test "google-benchmark: repetitions of different units are converted" {
	printf '%s' '{"benchmarks": [{"name": "a", "run_type": "iteration", "real_time": 1.5, "time_unit": "us"},
		{"name": "a", "run_type": "iteration", "real_time": 1400, "time_unit": "ns"},
		{"name": "a", "run_type": "iteration", "real_time": 0.0016, "time_unit": "ms"}]}' >"$D/in.json"
	values "$D/in.json" | diff - <(printf '15\n14\n16\n')
	values "$D/in.json" --unit us | diff - <(printf '15\n14\n16\n')
}

@test "cyclictest: latencies that are all above the last bin; fio: histograms of several directions" {
	printf '%s\n' '# Histogram' '000000 000000' '000001 000000' '# Total: 000000000' '# Min Latencies: 00064' \
		'# Max Latencies: 00065' '# Histogram Overflows: 00026' >"$D/over"
	fails 1 "all 26 latencies lie above the last bin, so that the file holds none; record with a greater -h" "$T" db import "$D/over" --db "$DB"
	{ gzip -dc "$R/fio_clat_hist.1.log.gz"; gzip -dc "$R/fio_clat_hist.1.log.gz" | awk -F, -v OFS=, '{ $2 = " 1"; print }'; } >"$D/hist"
	import "$D/hist" 2>"$D/err"
	grep -q 'lines are of another direction (read, write or trim) than the first' "$D/err"
}

@test "fio: priorities are columns, means over time are no latencies" {
	printf '7, 6599438, 0, 4096, 249856, 0x0000\n9, 2602828, 0, 4096, 3104768, 0x2004\n' >"$D/prio"
	said "$D/prio" fio 1000000000
	values "$D/prio" | diff - <(printf '6599438\n2602828\n')
	printf '14, 143623, 0, 0, 0\n15, 1234536, 0, 0, 0\n' >"$D/mean"
	fails 1 "each is a mean over --log_avg_msec and no latency; record without" "$T" db import "$D/mean" --db "$DB"
	values "$D/mean" --as-is | diff - <(printf '143623\n1234536\n')
}

@test "what a tool shows instead of recording is refused with the option that records" {
	shown() { printf "$1" >"$D/in"; fails 1 "$2" "$T" db import "$D/in" --db "$DB"; }
	shown 'name,iterations,real_time,cpu_time,time_unit\n"BM_a",650,117.3,21.4,ns\n"BM_a_mean",10,112.1,21.6,ns\n' --benchmark_format=json
	shown '%%-----\nBenchmark      Time    CPU  Iterations\n-----\nBM_a     7 ns   2 ns   1\n' --benchmark_format=json
	shown '| Command | Mean [ms] | Min [ms] |\n|:---|---:|---:|\n| `true` | 1 | 2 |\n' --export-json
	shown 'x: (g=0): rw=randread, bs=(R) 4096B-4096B, ioengine=psync, iodepth=1\nfio-3.33\n' --write_lat_log
	shown '{\n  "fio version" : "fio-3.33",\n  "jobs" : []\n}\n' --write_lat_log
	shown 'policy: other: loadavg: 1.57\n\nT: 0 ( 7628) P: 0 I:200 C:  55 Min:  63 Act:  923 Avg:  141 Max: 1675\n' "record with -q -v"
}
