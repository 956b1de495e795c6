/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every form of other tools, small files by hand and recordings that those tools made
 * (tests/fixtures/recordings). The numbers of the latter were read from the files by a second
 * program.
 */
#include "test.h"

#include "reader.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define RECORDINGS "tests/fixtures/recordings/"

static char folder[256];

static int make_folder(void **state)
{
	(void)state;
	const char *tmp = getenv("TMPDIR");
	snprintf(folder, sizeof folder, "%s/test-forms-XXXXXX", tmp && tmp[0] ? tmp : "/tmp");
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	(void)state;
	return rmdir(folder);
}

static void path_of(const char *name, char *path, size_t size)
{
	snprintf(path, size, "%s/%s", folder, name);
}

static void put_file(const char *name, const void *bytes, size_t n)
{
	char path[400];
	path_of(name, path, sizeof path);
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

static void drop_file(const char *name)
{
	char path[400];
	path_of(name, path, sizeof path);
	assert_int_equal(remove(path), 0);
}

static void read_or_fail(struct recording *r, const char *path, const struct reader_options *o)
{
	char why[READER_WHY];
	if (reader_read(r, path, o, why) != 0)
		fail_msg("%s: %s", path, why);
}

/* What is read as text: the form, ticks per second, o for order, then the samples. */
static void describe_recording(const struct recording *r, char *out, size_t size)
{
	int n = snprintf(out, size, "%s %g%s:", r->form, r->hz, r->ordered ? " o" : "");
	for (size_t i = 0; i < r->count && (size_t)n < size; i++) {
		n += snprintf(out + n, size - (size_t)n, " ");
		if (r->start)
			n += snprintf(out + n, size - (size_t)n, "%" PRIu64 "+", r->start[i]);
		n += snprintf(out + n, size - (size_t)n, "%" PRIu64, r->elapsed[i]);
		if (r->flags)
			n += snprintf(out + n, size - (size_t)n, "/%d", r->flags[i]);
	}
	for (size_t i = 0; i < r->restarts && (size_t)n < size; i++)
		n += snprintf(out + n, size - (size_t)n, " @%zu", r->restart[i]);
}

static void expect_read(
    const char *text, size_t n, const struct reader_options *o, const char *want)
{
	char path[400], got[1000];
	struct recording r;
	put_file("in", text, n);
	path_of("in", path, sizeof path);
	read_or_fail(&r, path, o);
	describe_recording(&r, got, sizeof got);
	recording_release(&r);
	drop_file("in");
	if (strcmp(got, want) != 0)
		fail_msg("read as '%s', want '%s'", got, want);
}

static void expect_refused(const char *text, const struct reader_options *o, const char *words)
{
	char path[400], why[READER_WHY] = "";
	struct recording r;
	put_file("in", text, strlen(text));
	path_of("in", path, sizeof path);
	assert_true(reader_read(&r, path, o, why) < 0);
	drop_file("in");
	if (!strstr(why, words))
		fail_msg("'%s' does not say '%s'", why, words);
}

static void small_files_of_text(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		struct reader_options o;
		const char *want;
	} rows[] = {
	    {"41\n42\n\n# a remark\n83\n", {.counter_hz = 1e9}, "text 1e+09 o: 41 42 83"},
	    {"1000 41\n2000 42\n3000 83\n", {.counter_hz = 1e9},
		"text 1e+09 o: 1000+41 2000+42 3000+83"},
	    {"0.041us\n42ns\n", {0}, "text 1e+09 o: 41 42"},
	    {"1.5\n2\n", {.unit = "us"}, "text 1e+07 o: 15 20"},
	    {"10\n14\n19\n", {.unit = "ms", .time_stamps = true}, "text 1000 o: 10+4 14+5"},
	    {"1000 1041\n2000 2042\n", {.counter_hz = 1e9, .time_stamps = true},
		"text 1e+09 o: 1000+41 2000+42"},
	    {"41\n42\n", {.unit = "ns", .counter_hz = 1e9}, "text 1e+09 o: 41 42"},
	    {"2\n3\n", {.unit = "s"}, "text 1 o: 2 3"},
	    {"latency\n41\n42\n", {.unit = "ns"}, "csv 1e+09 o: 41 42"},
	    {"start,elapsed,flags\n1000,41,1\n2000,42,0\n3000,43,255\n", {.counter_hz = 1e9},
		"csv 1e+09 o: 1000+41/1 2000+42/0 3000+43/255"},
	    {"n,latency_us\n1,42.5\n2,43\n", {.column = "2"}, "csv 1e+07 o: 425 430"},
	    {"n,latency_us\n1,42.5\n2,43\n", {.column = "latency_us"}, "csv 1e+07 o: 425 430"},
	    {"value,count\n41,2\n43,1\n", {.from = "counts", .unit = "ns"},
		"counts 1e+09: 41 41 43"},
	    {"41 2\n43 1\n", {.from = "counts", .unit = "ns"}, "counts 1e+09: 41 41 43"},
	    {"1 2 3\n4 5 6\n", {.from = "restart-matrix", .counter_hz = 1e9},
		"restart-matrix 1e+09 o: 1 2 3 4 5 6 @0 @3"},
	    {"1200 41\n1300 42\n", {.from = "jitterentropy", .column = "2", .counter_hz = 1e9},
		"jitterentropy 1e+09 o: 41 42"},
	    {"1, 200, 0, 4096, 0\n2, 201, 0, 4096, 0\n", {.from = "fio"}, "fio 1e+09 o: 200 201"},
	    {" 0: 0: 66\n 0: 1: 67\n", {0}, "cyclictest 1e+06 o: 66 67"},
	    {"# Histogram\n000064 000001 000002\n000066 000000 000001\n"
	     "# Total: 000000001 000000003\n# Min Latencies: 00064 00064\n",
		{.column = "1"}, "cyclictest-hist 1e+06: 64 64 66"},
	    {"{\"benchmarks\": [{\"name\": \"a\", \"run_type\": \"iteration\", \"real_time\": 1.5,"
	     " \"time_unit\": \"us\"}, {\"name\": \"a\", \"run_type\": \"iteration\", "
	     "\"real_time\":"
	     " 1400, \"time_unit\": \"ns\"}]}",
		{0}, "google-benchmark 1e+07 o: 15 14"},
	    {"{\"results\": [{\"command\": \"a\", \"times\": [0.5, 0.25]}]}", {0},
		"hyperfine 100 o: 50 25"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect_read(rows[i].text, strlen(rows[i].text), &rows[i].o, rows[i].want);
}

static void integers_of_either_order(void **state)
{
	(void)state;
	static const unsigned char bytes[] = {1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 9, 0, 0, 0, 1};
	static const struct {
		const char *from, *want;
	} rows[] = {{"u8", "u8 1e+09 o: 1 2 3 4 5 6 7 8 0 0 0 9 0 0 0 1"},
	    {"u32", "u32 1e+09 o: 67305985 134678021 150994944 16777216"},
	    {"u32be", "u32be 1e+09 o: 16909060 84281096 9 1"},
	    {"u64", "u64 1e+09 o: 578437695752307201 72057594188922880"},
	    {"u64be", "u64be 1e+09 o: 72623859790382856 38654705665"}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect_read((const char *)bytes, sizeof bytes,
		    &(struct reader_options){
			.from = rows[i].from, .counter_hz = 1e9, .as_is = true},
		    rows[i].want);
	/* (value AND 0xf0) >> 4 */
	static const unsigned char masked[] = {0x12, 0x34, 0xf5};
	expect_read((const char *)masked, 3,
	    &(struct reader_options){
		.from = "u8", .counter_hz = 1e9, .masked = true, .mask = 0xf0, .shift = 4},
	    "u8 1e+09 o: 1 3 15");
}

static void what_is_no_recording_is_refused_with_its_reason(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		struct reader_options o;
		const char *says;
	} rows[] = {
	    {"", {.counter_hz = 1e9}, ""},
	    {"41\nx\n", {.counter_hz = 1e9}, ":2:"},
	    {"41\n42\n", {.unit = "us", .counter_hz = 1e9}, "contradict each other"},
	    {"1000 1041\n2000 1999\n", {.counter_hz = 1e9, .time_stamps = true}, ":2:"},
	    {"41\n-3\n", {.counter_hz = 1e9}, ":2:"},
	    {"41 2\n43\n", {.from = "counts", .unit = "ns"}, ":2:"},
	    {"1 2 3\n4 5\n", {.from = "restart-matrix", .counter_hz = 1e9}, "2"},
	    {"{\"results\": [", {.from = "hyperfine"}, "not well-formed JSON"},
	    {"12345", {.from = "u32", .counter_hz = 1e9}, "5 bytes"},
	    {"1, 200, 0\n", {.from = "fio"}, ":1:"},
	    {"\x93NUMPY\x01", {.from = "npy", .unit = "ns"}, ""},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect_refused(rows[i].text, &rows[i].o, rows[i].says);
}

/* n samples, their sum, and the sum of each times its place. */
static void recordings_of_the_tools_themselves(void **state)
{
	(void)state;
	static const struct {
		const char *file;
		struct reader_options o;
		const char *form;
		double hz;
		bool ordered;
		uint64_t n, sum, placed;
	} rows[] = {
	    {"fio_clat.1.log", {0}, "fio", 1e9, true, 40, 10618561, 62773235},
	    {"fio_clat_hist.1.log.gz", {0}, "fio-hist", 1e9, false, 5633, 396310399, 1612063495679},
	    {"cyclictest-v.txt", {.column = "0"}, "cyclictest", 1e6, true, 100, 21686, 520721},
	    {"cyclictest-v.txt", {.column = "1"}, "cyclictest", 1e6, true, 46, 12262, 190583},
	    {"cyclictest-h.txt", {.column = "0"}, "cyclictest-hist", 1e6, false, 168, 12167,
		1092703},
	    {"cyclictest.json", {.column = "0"}, "cyclictest-json", 1e6, false, 168, 12167,
		1092703},
	    {"hyperfine.json", {.column = "true"}, "hyperfine", 1e9, true, 20, 18434683, 234403517},
	    {"google-benchmark.json", {.column = "1"}, "google-benchmark", 1e12, true, 10, 1284802,
		7411979},
	    {"i8.npy", {.unit = "ns"}, "npy", 1e9, true, 5, 332, 41 + 84 + 249 + 164 + 625},
	    {"u4be.npy", {.unit = "ns"}, "npy", 1e9, true, 2, 83, 125},
	    {"f8.npy", {.unit = "ns"}, "npy", 1e10, true, 3, 1665, 410 + 850 + 2490},
	    {"two.npy", {.unit = "ns"}, "npy", 1e9, true, 2, 83, 125},
	    {"fort.npy", {.unit = "ns"}, "npy", 1e9, true, 2, 83, 125},
	    {"two.npy", {.unit = "ns", .column = "1"}, "npy", 1e9, true, 2, 3000, 5000},
	    {"percentiles.hgrm", {.unit = "us"}, "hgrm", 1e6, false, 500, 30460, 9226530},
	    {"rtla-osnoise.txt", {.column = "CPU-000"}, "rtla", 1e6, false, 1531, 1565, 1224335},
	    {"ftrace-hist.txt", {.unit = "us", .column = "lat"}, "ftrace-hist", 1e6, false, 44, 577,
		13216},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char path[128];
		struct recording r;
		uint64_t sum = 0, placed = 0;
		snprintf(path, sizeof path, RECORDINGS "%s", rows[i].file);
		read_or_fail(&r, path, &rows[i].o);
		for (size_t k = 0; k < r.count; k++) {
			sum += r.elapsed[k];
			placed += (k + 1) * r.elapsed[k];
		}
		if (strcmp(r.form, rows[i].form) != 0 || r.hz != rows[i].hz ||
		    r.count != rows[i].n || r.ordered != rows[i].ordered || sum != rows[i].sum ||
		    placed != rows[i].placed)
			fail_msg("%s: %s %g %zu %d %" PRIu64 " %" PRIu64, path, r.form, r.hz,
			    r.count, r.ordered, sum, placed);
		recording_release(&r);
	}
}

/* ---- what looks misread ---- */

enum { MANY = 100 };

/* Line i of a file that is not what it is taken for. */
static int add_line(char *at, size_t room, int kind, int i)
{
	switch (kind) {
	case 0: /* -1 of 64 bits, once */
		return snprintf(at, room, "%s\n", i == 7 ? "18446744073709551615" : "41");
	case 1: /* -6 of 32 bits, twice */
		return snprintf(at, room, "%s\n", i == 7 || i == 9 ? "4294967290" : "41");
	case 2: /* every other is 0 */
		return snprintf(at, room, "%d\n", i % 2 ? 0 : 41 + i % 3);
	case 3: /* time stamps */
		return snprintf(at, room, "%d\n", 1000 + 37 * i);
	case 4: /* of a counter that wraps once */
		return snprintf(at, room, "%d\n", (1000 + 37 * i) % 4096);
	case 5: /* start and end */
		return snprintf(at, room, "%d %d\n", 1000 + 50 * i, 1041 + 50 * i + i % 3);
	case 6: /* values and counts */
		return snprintf(at, room, "%d %d\n", 40 + i, 10 + i % 7);
	case 7: /* a start that goes back once */
		return snprintf(
		    at, room, "%d %d\n", 1000 + 51 * i + i % 2 - (i == 60 ? 500 : 0), 20);
	case 8: /* a sample that has not ended */
		return snprintf(at, room, "%d %d\n", 1000 + 51 * i + i % 2, i == 60 ? 70 : 20);
	case 9: /* counts and values, as of uniq -c */
		return snprintf(at, room, "%d %d\n", 1000 + (i * 7919) % 613, 1 + i);
	case 10: /* a point in time */
		return snprintf(at, room, "%s\n", i == 3 ? "1764460800000000000" : "41");
	default: /* nothing is wrong with it */
		return snprintf(at, room, "%d %d\n", 1000 + 51 * i + i % 2, 20 + i % 3);
	}
}

/* The remarks, or the reason why it is refused. */
static void what_looks_misread_is_said_with_its_place(void **state)
{
	(void)state;
	static const char *const says[] = {("line 8: 18446744073709551615 is what a negative "
					    "difference of 64 bits reads as, 1 times"),
	    "line 8: 4294967290 is what a negative difference of 32 bits reads as, 2 times",
	    "every other value is 0", "only rise, as time stamps do",
	    "the values rise but for 1 falls, the first at",
	    "start and end, not start and duration", "each start is 1 after the one before",
	    "line 61: the start goes back, 1 times in all",
	    "line 62: the start comes before the sample before has ended, 1 times in all",
	    "as of 'uniq -c'",
	    ":4: 1764460800000000000 as a duration would be years (1 of 100 are)",
	    "two columns: start and duration; "};
	for (int kind = 0; kind < (int)(sizeof says / sizeof *says); kind++) {
		char path[400], text[8192] = "", said[READER_WHY + 6000] = "";
		struct recording r;
		size_t n = 0;
		for (int i = 0; i < MANY; i++)
			n += (size_t)add_line(text + n, sizeof text - n, kind, i);
		put_file("in", text, n);
		path_of("in", path, sizeof path);
		if (reader_read(&r, path,
			&(struct reader_options){.from = "text", .counter_hz = 1e9}, said) == 0) {
			for (size_t i = 0; i < r.remarks; i++) {
				size_t used = strlen(said);
				snprintf(said + used, sizeof said - used, "%s; ", r.remark[i].text);
			}
			recording_release(&r);
		}
		drop_file("in");
		bool alone = kind + 1 == (int)(sizeof says / sizeof *says);
		if (alone ? strcmp(said, says[kind]) != 0 : !strstr(said, says[kind]))
			fail_msg("%d: '%s' does not say '%s'", kind, said, says[kind]);
	}
}

/* 100 integers of 32 bits whose bytes come in the other order, and of 16 bits read as 32. */
static void integers_of_the_other_order_are_refused(void **state)
{
	(void)state;
	unsigned char other[400] = {0}, narrow[400] = {0};
	char path[400], why[READER_WHY];
	struct recording r;
	for (int i = 0; i < 100; i++) {
		other[4 * i + 3] = (unsigned char)(40 + i);
		narrow[4 * i] = (unsigned char)(40 + i);
		narrow[4 * i + 2] = (unsigned char)(41 + i);
	}
	path_of("in", path, sizeof path);
	const struct reader_options o = {.from = "u32", .counter_hz = 1e9};
	put_file("in", other, sizeof other);
	assert_true(reader_read(&r, path, &o, why) < 0);
	assert_non_null(
	    strstr(why, "the bytes come in the other order; --format u32be reads them"));
	put_file("in", narrow, sizeof narrow);
	assert_true(reader_read(&r, path, &o, why) < 0);
	assert_non_null(strstr(why, "these are integers of 16 bits"));
	/* One value of a hundred that looks turned round says nothing of the others. */
	for (int i = 0; i < 100; i++) {
		memset(other + 4 * i, 0, 4);
		other[4 * i + (i == 9 ? 3 : 0)] = (unsigned char)(40 + i);
	}
	put_file("in", other, sizeof other);
	read_or_fail(&r, path, &o);
	assert_int_equal(r.count, 100);
	assert_int_equal(r.elapsed[9], UINT32_C(49) << 24);
	recording_release(&r);
	drop_file("in");
}

static void a_folder_of_restarts(void **state)
{
	(void)state;
	char path[400], got[1000];
	struct recording r;
	path_of("restarts", path, sizeof path);
	assert_int_equal(mkdir(path, 0777), 0);
	for (int i = 1; i <= 3; i++) {
		char name[64], text[32];
		snprintf(name, sizeof name, "restarts/jent-raw-noise-restart-000%d.data", i);
		snprintf(text, sizeof text, "%d1\n%d2\n", i, i);
		put_file(name, text, strlen(text));
	}
	put_file("restarts/jent-raw-noise-0001.data", "5\n", 2);
	read_or_fail(&r, path, &(struct reader_options){.counter_hz = 1e9});
	describe_recording(&r, got, sizeof got);
	recording_release(&r);
	assert_string_equal(got, "jitterentropy 1e+09 o: 11 12 21 22 31 32 @0 @2 @4");
	for (int i = 1; i <= 3; i++) {
		char name[64];
		snprintf(name, sizeof name, "restarts/jent-raw-noise-restart-000%d.data", i);
		drop_file(name);
	}
	drop_file("restarts/jent-raw-noise-0001.data");
	assert_int_equal(rmdir(path), 0);
}

/* A restart that is there twice, a gap, a file that is a pipe. */
static void restarts_are_there_once_and_are_files(void **state)
{
	(void)state;
	char path[400], pipe[400], why[READER_WHY], got[100];
	struct recording r;
	struct reader_options o = {.counter_hz = 1e9, .from = "jitterentropy"};
	path_of("r", path, sizeof path);
	path_of("r/j-0006.data", pipe, sizeof pipe);
	assert_int_equal(mkdir(path, 0777), 0);
	put_file("r/j-0009.data", "1\n", 2);
	put_file("r/j-5.data", "2\n", 2);
	put_file("r/j-0010.data", "3\n", 2);
	read_or_fail(&r, path, &o);
	describe_recording(&r, got, sizeof got);
	assert_string_equal(got, "jitterentropy 1e+09 o: 2 1 3 @0 @1 @2");
	assert_non_null(strstr(r.remark[0].text, "are missing"));
	assert_non_null(strstr(r.remark[0].text, "3, the first of them number 6;"));
	recording_release(&r);
	put_file("r/j-0005.data", "4\n", 2);
	assert_int_not_equal(reader_read(&r, path, &o, why), 0);
	assert_non_null(strstr(why, "'j-0005.data' and 'j-5.data' are the same restart"));
	drop_file("r/j-0005.data");
	assert_int_equal(mkfifo(pipe, 0600), 0);
	assert_int_not_equal(reader_read(&r, path, &o, why), 0);
	assert_non_null(strstr(why, "is no regular file"));
	assert_int_not_equal(reader_read(&r, pipe, &o, why), 0);
	assert_non_null(strstr(why, "is no regular file"));
	drop_file("r/j-0006.data");
	drop_file("r/j-5.data");
	drop_file("r/j-0009.data");
	drop_file("r/j-0010.data");
	assert_int_equal(rmdir(path), 0);
}

/* ---- bytes of a session of openentropy ---- */

#define INDEX "offset,length,timestamp_ns,source\n"

static void session_put(const char *meta, const char *index, const char *raw)
{
	put_file("session/session.json", meta, strlen(meta));
	put_file("session/raw_index.csv", index, strlen(index));
	put_file("session/raw.bin", raw, strlen(raw));
}

/* The bytes of a source are those of its rows, in their order; else the reason. */
static void the_bytes_of_a_source_are_those_of_its_rows(void **state)
{
	(void)state;
	static const char two[] = "{\"version\": 2, \"sources\": [\"a\", \"b\"]}";
	static const char one[] = "{\"version\": 2, \"sources\": [\"a\"]}";
	static const struct {
		const char *meta, *index, *source, *want; /* want: "!...": the reason's end */
	} rows[] = {
	    {two, INDEX "4,2,9,a\n0,3,8,a\n6,2,7,b\n", "a", "EFABC"},
	    {two, INDEX "4,2,9,a\n0,3,8,a\n6,2,7,b\n", "b", "GH"},
	    {two, INDEX "0,8,1,b\n", "b", "ABCDEFGH"},
	    {two, INDEX "3,0,1,a\n3,1,1,a\n3,0,1,b\n", "a", "D"},
	    {one, INDEX "0,1,1,a\n", NULL, "A"},
	    {two, INDEX "0,1,1,a\n", NULL,
		"!: bytes of several sources; --source takes one of a, b"},
	    {two, INDEX "0,1,1,a\n", "c", "!: no such source; --source takes one of a, b"},
	    {two, INDEX "0,1,1,a\n", "b", "!: no bytes of that source"},
	    {two, INDEX "0,9,1,a\n", "a",
		"!raw_index.csv:2: bytes beyond the end of raw.bin, which holds 8: it is cut off"},
	    {two, INDEX "9,0,1,a\n", "a",
		"!raw_index.csv:2: bytes beyond the end of raw.bin, which holds 8: it is cut off"},
	    {two, INDEX "0,1,1,a\n5,4,1,a\n", "a",
		"!raw_index.csv:3: bytes beyond the end of raw.bin, which holds 8: it is cut off"},
	    {two, INDEX "2,2,1,a\n0,3,1,b\n", "a",
		"!raw_index.csv: rows 2 and 3 hold the same bytes of raw.bin"},
	    {two, INDEX "0,3,1,a\n5,1,1,b\n2,2,1,b\n", "a",
		"!raw_index.csv: rows 2 and 4 hold the same bytes of raw.bin"},
	    {two, INDEX "0,3,1,a\n0,1,1,b\n", "a",
		"!raw_index.csv: rows 2 and 3 hold the same bytes of raw.bin"},
	    {two, INDEX "0,3,1\n", "a",
		"!raw_index.csv:2: offset,length,timestamp_ns,source are expected"},
	    {two, INDEX "x,3,1,a\n", "a",
		"!raw_index.csv:2: offset,length,timestamp_ns,source are expected"},
	    {two, INDEX "0,x,1,a\n", "a",
		"!raw_index.csv:2: offset,length,timestamp_ns,source are expected"},
	    {two, "offset,length\n", "a",
		"!raw_index.csv: its header is not that of a session of version 1 or 2"},
	    {"{\"version\": 1, \"sources\": [\"a\"]}", INDEX "0,1,1,a\n", "a", "A"},
	    {"{\"version\": 3, \"sources\": [\"a\"]}", INDEX "0,1,1,a\n", "a",
		"!: a session of another version than 1 and 2"},
	    {"{\"sources\": [\"a\"]}", INDEX "0,1,1,a\n", "a",
		"!: a session of another version than 1 and 2"},
	    {"{\"version\": 2", INDEX "0,1,1,a\n", "a", "!the file may be cut off"},
	};
	char path[400], why[READER_WHY];
	struct recording r;
	path_of("session", path, sizeof path);
	assert_int_equal(mkdir(path, 0777), 0);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		uint8_t *bytes = NULL;
		size_t n = 0;
		session_put(rows[i].meta, rows[i].index, "ABCDEFGH");
		int rc = reader_session_bytes(path, rows[i].source, &bytes, &n, why);
		if (rows[i].want[0] == '!') {
			size_t k = strlen(rows[i].want + 1), all = strlen(why);
			assert_int_equal(rc, -1);
			if (all < k || strcmp(why + all - k, rows[i].want + 1) != 0)
				fail_msg("%zu: %s", i, why);
			continue;
		}
		if (rc != 0)
			fail_msg("%zu: %s", i, why);
		assert_int_equal(n, strlen(rows[i].want));
		assert_memory_equal(bytes, rows[i].want, n);
		assert_string_equal(why, "");
		free(bytes);
	}
	uint8_t *bytes = NULL;
	size_t n = 0;
	session_put("{\"version\": 2, \"sources\": [\"a\"], \"conditioning\": \"sha256\"}",
	    INDEX "0,1,1,a\n", "ABCDEFGH");
	assert_int_equal(reader_session_bytes(path, "a", &bytes, &n, why), 0);
	assert_non_null(strstr(why, "its bytes were conditioned (sha256)"));
	free(bytes);
	assert_int_equal(reader_read(&r, path, &(struct reader_options){0}, why), -1);
	assert_non_null(strstr(why, "an openentropy session holds the bytes that extractors gave"));
	drop_file("session/session.json");
	assert_int_equal(reader_session_bytes(path, "a", &bytes, &n, why), -1);
	assert_non_null(strstr(why, "is missing: it was broken off"));
	assert_int_equal(reader_read(&r, path, &(struct reader_options){0}, why), -1);
	assert_non_null(strstr(why, "an openentropy session holds the bytes that extractors gave"));
	drop_file("session/raw_index.csv");
	assert_int_equal(reader_read(&r, path, &(struct reader_options){0}, why), -1);
	assert_non_null(strstr(why, "is a folder with no recording in it"));
	drop_file("session/raw.bin");
	assert_int_equal(rmdir(path), 0);
}

/* A folder is of the one series that has several files; what its name must look like. */
static void a_series_is_named_stem_and_number(void **state)
{
	(void)state;
	static const struct {
		const char *files[4];
		const char *want; /* "!...": words of the reason */
	} rows[] = {{{"a-1.data", "a-2.data", "b-1.data", NULL}, "11 12 21 22 @0 @2"},
	    {{"a-9.data", "a-10.data", NULL}, "91 92 101 102 @0 @2"},
	    {{"a-1.data", "a-2.data", "b-1.data", "b-2.data"},
		"!restart recordings of several names, such as 'a-1.data' and 'b-1.data'"},
	    {{"a-1.data", "ab-1.data", NULL}, "!no restart recordings"},
	    {{"a1.data", "a2.data", NULL}, "!no restart recordings"},
	    {{"-1.data", "-2.data", NULL}, "!no restart recordings"},
	    {{"a-.data", "a-x.data", NULL}, "!no restart recordings"},
	    {{"a-1.dat", "a-2.dat", NULL}, "!no restart recordings"},
	    {{"a-1.data", "a-99999999999999999999.data", NULL}, "!its number is too large"}};
	struct reader_options o = {.counter_hz = 1e9, .from = "jitterentropy"};
	char path[400], name[80], why[READER_WHY], got[200];
	path_of("series", path, sizeof path);
	assert_int_equal(mkdir(path, 0777), 0);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct recording r;
		for (int k = 0; k < 4 && rows[i].files[k]; k++) {
			const char *digits = strpbrk(rows[i].files[k], "0123456789");
			int number = digits ? (int)(strtoul(digits, NULL, 10) % 1000) : 0;
			char text[64];
			snprintf(name, sizeof name, "series/%s", rows[i].files[k]);
			snprintf(text, sizeof text, "%d1\n%d2\n", number, number);
			put_file(name, text, strlen(text));
		}
		int rc = reader_read(&r, path, &o, why);
		if (rows[i].want[0] == '!') {
			assert_true(rc < 0);
			if (!strstr(why, rows[i].want + 1))
				fail_msg("%zu: %s", i, why);
		} else {
			if (rc != 0)
				fail_msg("%zu: %s", i, why);
			describe_recording(&r, got, sizeof got);
			assert_string_equal(strchr(got, ':') + 2, rows[i].want);
			recording_release(&r);
		}
		for (int k = 0; k < 4 && rows[i].files[k]; k++) {
			snprintf(name, sizeof name, "series/%s", rows[i].files[k]);
			drop_file(name);
		}
	}
	assert_int_equal(rmdir(path), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(small_files_of_text),
	    cmocka_unit_test(integers_of_either_order),
	    cmocka_unit_test(what_is_no_recording_is_refused_with_its_reason),
	    cmocka_unit_test(recordings_of_the_tools_themselves),
	    cmocka_unit_test(what_looks_misread_is_said_with_its_place),
	    cmocka_unit_test(integers_of_the_other_order_are_refused),
	    cmocka_unit_test(a_folder_of_restarts),
	    cmocka_unit_test(restarts_are_there_once_and_are_files),
	    cmocka_unit_test(the_bytes_of_a_source_are_those_of_its_rows),
	    cmocka_unit_test(a_series_is_named_stem_and_number),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
