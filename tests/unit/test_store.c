/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "codec_private.h"
#include "process_private.h"
#include "rng.h"
#include "store.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- codec --------------------------------------------------------------------------------- */

static void round_trip(const uint64_t *v, size_t n)
{
	struct codec *c = codec_open(), *d = codec_open();
	const void *bytes;
	size_t size = codec_pack(c, v, n, &bytes);
	assert_true(size > 0);
	uint64_t *back = calloc(n, sizeof *back);
	assert_int_equal(codec_unpack(d, bytes, size, back, n), 0);
	assert_memory_equal(v, back, n * sizeof *v);
	if (n > 1)
		assert_int_equal(codec_unpack(d, bytes, size, back, n - 1), -1);
	free(back);
	codec_close(c);
	codec_close(d);
}

static void columns_come_back_bit_for_bit(void **state)
{
	(void)state;
	static const uint64_t edge[] = {0, UINT64_MAX, 254, 255, 256, 1, UINT64_MAX - 1, 0};
	for (size_t n = 1; n <= sizeof edge / sizeof *edge; n++)
		round_trip(edge, n);
	static const uint64_t same[] = {7, 7, 7};
	round_trip(same, 3);
	struct rng r;
	rng_init(&r, 1, 0);
	uint64_t *v = calloc(70000, sizeof *v);
	for (int shift = 0; shift < 64; shift += 7) {
		for (size_t i = 0; i < 70000; i++)
			v[i] = (rng_u64(&r) >> shift) * (shift % 2 + 1);
		round_trip(v, 70000);
	}
	free(v);
}

/* Every single-bit change and every cut of a small column is refused or, where it hits bytes that
 * zstd does not use, gives the same values: the content checksum stands between. */
static void damaged_columns_are_refused(void **state)
{
	(void)state;
	uint64_t v[300], back[300];
	for (size_t i = 0; i < 300; i++)
		v[i] = 40 + 2 * (i % 13) + (i == 250 ? 100000 : 0);
	struct codec *c = codec_open(), *d = codec_open();
	const void *bytes;
	size_t size = codec_pack(c, v, 300, &bytes);
	uint8_t *copy = malloc(size);
	for (size_t bit = 0; bit < 8 * size; bit++) {
		memcpy(copy, bytes, size);
		copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
		if (codec_unpack(d, copy, size, back, 300) == 0)
			assert_memory_equal(v, back, sizeof v);
	}
	for (size_t cut = 0; cut < size; cut++)
		assert_int_equal(codec_unpack(d, bytes, cut, back, 300), -1);
	free(copy);
	codec_close(c);
	codec_close(d);
}

/* ---- database ------------------------------------------------------------------------------ */

struct fixture {
	char folder[64], path[96];
	struct store *s;
	int64_t run;
	char uuid[STORE_UUID];
};

static struct store *open_or_fail(const char *path, enum store_mode mode)
{
	struct store *s;
	char why[256];
	if (store_open(&s, path, mode, why, sizeof why) != 0)
		fail_msg("%s: %s", path, why);
	return s;
}

static struct store_run a_run(void)
{
	return (struct store_run){.label = "a \"label\"; DROP TABLE run",
	    .origin = "collect",
	    .probe = "gettimeofday",
	    .load = "idle",
	    .counter = "tsc",
	    .counter_hz = 2.5e9,
	    .hz_source = "calibrated",
	    .hz_calibrated = NAN,
	    .has_start = true,
	    .cpu = -1,
	    .requested = 100000,
	    .warmup = 8,
	    .machine_fingerprint = "0123456789abcdef0123456789abcdef",
	    .machine_facts = "{\"cpu.model\":\"x\"}"};
}

static int open_store(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	snprintf(f->folder, sizeof f->folder, "/tmp/ticklab-test-XXXXXX");
	if (!mkdtemp(f->folder))
		return -1;
	snprintf(f->path, sizeof f->path, "%s/a/b.db", f->folder);
	f->s = open_or_fail(f->path, STORE_CREATE);
	struct store_run run = a_run();
	f->run = store_run_begin(f->s, &run, f->uuid);
	*state = f;
	if (f->run < 0)
		fail_msg("%s", store_error(f->s));
	return 0;
}

static int close_store(void **state)
{
	struct fixture *f = *state;
	char name[128];
	store_close(f->s);
	static const char *const files[] = {"a/b.db", "a/b.db-wal", "a/b.db-shm", "a", ""};
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		snprintf(name, sizeof name, "%s/%s", f->folder, files[i]);
		remove(name);
	}
	free(f);
	return 0;
}

static void fill_series(uint64_t *start, uint64_t *elapsed, uint8_t *flags, size_t n)
{
	struct rng r;
	rng_init(&r, 2, 0);
	uint64_t t = UINT64_MAX - 1000; /* the counter wraps on the way */
	for (size_t i = 0; i < n; i++) {
		start[i] = t += 2 * rng_below(&r, 50);
		elapsed[i] = 60 + 2 * rng_below(&r, 10) + (i % 9999 == 0 ? 1u << 30 : 0);
		t += elapsed[i];
		flags[i] = (uint8_t)(rng_below(&r, 1000) == 0);
	}
}

static int status_is(void *context, const struct store_run *run)
{
	assert_string_equal(run->status, context);
	return 0;
}

static void no_fault(void *context, const char *line)
{
	(void)context;
	fail_msg("%s", line);
}

static void count_fault(void *context, const char *line)
{
	(void)line;
	++*(int *)context;
}

static int keep_run(void *context, const struct store_run *run)
{
	*(struct store_run *)context = *run;
	return 0;
}

static void samples_come_back_and_verify(void **state)
{
	struct fixture *f = *state;
	enum { N = 100000 };
	uint64_t *start = calloc(2 * N, 8), *elapsed = calloc(2 * N, 8);
	uint8_t *flags = calloc(2 * N, 1);
	fill_series(start, elapsed, flags, N);
	for (size_t i = 0; i < N; i += STORE_CHUNK_SAMPLES) {
		size_t n = N - i < STORE_CHUNK_SAMPLES ? N - i : STORE_CHUNK_SAMPLES;
		assert_int_equal(
		    store_run_append(f->s, f->run, start + i, elapsed + i, flags + i, n), 0);
	}
	assert_int_equal(store_runs(f->s, NULL, status_is, (char[]){"recording"}), 1);
	assert_int_equal(store_run_end(f->s, f->run, "complete", NULL, "{}", NULL), 0);
	assert_int_equal(store_run_append(f->s, f->run, start, elapsed, flags, 1), -1);
	struct store_run run;
	assert_int_equal(store_runs(f->s, f->uuid, keep_run, &run), 1);
	assert_int_equal(run.samples, N);
	assert_int_equal(run.chunks, 2);
	assert_int_equal(store_read(f->s, &run, start + N, elapsed + N, flags + N), N);
	assert_memory_equal(start, start + N, N * 8);
	assert_memory_equal(elapsed, elapsed + N, N * 8);
	assert_memory_equal(flags, flags + N, N);
	assert_int_equal(store_verify(f->s, no_fault, NULL), 0);
	free(start);
	free(elapsed);
	free(flags);
}

static void damage_store(struct fixture *f, const char *sql)
{
	sqlite3 *db;
	assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	sqlite3_close(db);
}

static void every_kind_of_damage_is_found(void **state)
{
	struct fixture *f = *state;
	uint64_t start[1000], elapsed[1000];
	uint8_t flags[1000];
	fill_series(start, elapsed, flags, 1000);
	for (int i = 0; i < 3; i++)
		assert_int_equal(store_run_append(f->s, f->run, start, elapsed, flags, 1000), 0);
	assert_int_equal(store_run_end(f->s, f->run, "interrupted", NULL, NULL, NULL), 0);
	assert_int_equal(store_verify(f->s, no_fault, NULL), 0);
	static const char *const harm[][2] = {
	    {"UPDATE chunk SET elapsed = gap WHERE seq = 1",
		"UPDATE chunk SET elapsed = (SELECT c.elapsed FROM chunk c WHERE c.seq = 0) WHERE "
		"seq = 1"},
	    {"UPDATE run SET samples = samples - 1", "UPDATE run SET samples = samples + 1"},
	    {"UPDATE run SET chunks = 2", "UPDATE run SET chunks = 3"},
	    {"UPDATE run SET chunks = 1, samples = 1000",
		"UPDATE run SET chunks = 3, samples = 3000"},
	    {"UPDATE chunk SET first_start = first_start + 1 WHERE seq = 2",
		"UPDATE chunk SET first_start = first_start - 1 WHERE seq = 2"},
	    {"UPDATE chunk SET samples = 999 WHERE seq = 0",
		"UPDATE chunk SET samples = 1000 WHERE seq = 0"},
	    {"PRAGMA ignore_check_constraints = 1; UPDATE run SET status = 'complete'",
		"UPDATE run SET status = 'interrupted'"},
	    {"UPDATE chunk SET seq = 7 WHERE seq = 2", "UPDATE chunk SET seq = 2 WHERE seq = 7"},
	};
	for (size_t i = 0; i < sizeof harm / sizeof *harm; i++) {
		int faults = 0;
		damage_store(f, harm[i][0]);
		assert_true(store_verify(f->s, count_fault, &faults) > 0);
		assert_true(faults > 0);
		damage_store(f, harm[i][1]);
		assert_int_equal(store_verify(f->s, no_fault, NULL), 0);
	}
}

static int add_samples(void *context, int64_t run, const struct store_chunk *chunk)
{
	(void)run;
	*(uint64_t *)context += chunk->samples;
	return 0;
}

static void a_session_has_the_samples_of_its_runs(void **state)
{
	struct fixture *f = *state;
	uint64_t start[1000], elapsed[1000], seen = 0;
	uint8_t flags[1000];
	char uuid[STORE_UUID];
	struct store_run run = a_run();
	run.session = "00000000-0000-4000-8000-000000000001";
	fill_series(start, elapsed, flags, 1000);
	for (size_t n = 400; n <= 600; n += 200) {
		int64_t id = store_run_begin(f->s, &run, uuid);
		assert_int_equal(store_run_append(f->s, id, start, elapsed, flags, n), 0);
	}
	assert_int_equal(store_session_samples(f->s, run.session, add_samples, &seen), 1000);
	assert_int_equal(seen, 1000);
}

static void a_dead_recorder_reads_as_interrupted(void **state)
{
	struct fixture *f = *state;
	damage_store(f, "UPDATE run SET recorder = 'another-boot:1:1'");
	assert_int_equal(store_runs(f->s, NULL, status_is, (char[]){"interrupted"}), 1);
	struct store_run run = a_run();
	char uuid[STORE_UUID];
	assert_true(store_run_begin(f->s, &run, uuid) > 0);
	assert_int_equal(store_runs(f->s, f->uuid, status_is, (char[]){"interrupted"}), 1);
	assert_int_equal(store_runs(f->s, uuid, status_is, (char[]){"recording"}), 1);
}

static void foreign_and_missing_files_are_refused(void **state)
{
	struct fixture *f = *state;
	struct store *s;
	char why[256], path[128];
	assert_int_equal(store_open(&s, "/tmp/no/such.db", STORE_READ, why, sizeof why), -1);
	assert_null(s);
	assert_int_equal(store_open(&s, f->folder, STORE_CREATE, why, sizeof why), -1);
	damage_store(f, "ALTER TABLE result ADD COLUMN extra TEXT");
	assert_int_equal(store_open(&s, f->path, STORE_READ, why, sizeof why), -1);
	assert_non_null(strstr(why, "result is not as ticklab makes it"));
	damage_store(f, "PRAGMA user_version = 99");
	assert_int_equal(store_open(&s, f->path, STORE_READ, why, sizeof why), -1);
	assert_non_null(strstr(why, "newer"));
	damage_store(f, "PRAGMA user_version = 1; PRAGMA application_id = 5");
	assert_int_equal(store_open(&s, f->path, STORE_WRITE, why, sizeof why), -1);
	assert_non_null(strstr(why, "not a ticklab database"));
	snprintf(path, sizeof path, "%s/a/b.db-wal", f->folder);
	assert_int_equal(store_open(&s, path, STORE_READ, why, sizeof why), -1);
}

/* A run of cell 0 of a new campaign; the campaign's id. */
static struct store_run run_of_cell(struct fixture *f)
{
	static const struct store_cell cells[] = {{.probe = "null", .load = "idle"}};
	char uuid[STORE_UUID];
	struct store_run run = a_run();
	run.requested = 0;
	run.campaign_id = store_campaign_begin(f->s, "c", "{}", 1, cells, 1, uuid);
	assert_true(run.campaign_id > 0);
	return run;
}

static void a_cell_is_taken_once(void **state)
{
	struct fixture *f = *state;
	struct store_run run = run_of_cell(f);
	char uuid[STORE_UUID];
	int64_t first = store_run_begin(f->s, &run, uuid);
	assert_true(first > 0);
	assert_int_equal(store_run_begin(f->s, &run, uuid), -1);
	assert_non_null(strstr(store_error(f->s), "cell 0 of the campaign was recorded"));
	assert_int_equal(store_run_end(f->s, first, "interrupted", "x", NULL, NULL), 0);
	int64_t second = store_run_begin(f->s, &run, uuid);
	assert_true(second > 0);
	assert_int_equal(store_run_end(f->s, second, "complete", NULL, NULL, NULL), 0);
	assert_int_equal(store_run_begin(f->s, &run, uuid), -1);
	/* What died while it recorded is out of the way. */
	damage_store(f, "UPDATE run SET status = 'recording', recorder = 'x:1:0' WHERE run_id = 3");
	assert_true(store_run_begin(f->s, &run, uuid) > 0);
}

static int count_of(struct fixture *f, const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *q = NULL;
	assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &q, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(q), SQLITE_ROW);
	int n = sqlite3_column_int(q, 0);
	sqlite3_finalize(q);
	sqlite3_close(db);
	return n;
}

/* Version 1 let two recorders take a cell. */
static void an_older_file_is_read_and_brought_up(void **state)
{
	struct fixture *f = *state;
	struct store_run run = run_of_cell(f);
	char uuid[STORE_UUID];
	for (int i = 0; i < 2; i++) {
		int64_t id = store_run_begin(f->s, &run, uuid);
		assert_int_equal(store_run_end(f->s, id, "failed", NULL, NULL, NULL), 0);
	}
	damage_store(f,
	    "DROP INDEX run_cell_once; DROP TABLE recording; DROP TABLE imported; DROP TABLE "
	    "pieces; DROP TABLE comparison; DROP TABLE answer; "
	    "DROP TABLE slow_by_rule; DROP TABLE slow_rule; PRAGMA user_version = 1;"
	    " UPDATE run SET status = 'complete' WHERE status = 'failed'");
	store_close(f->s);
	f->s = open_or_fail(f->path, STORE_READ);
	struct store_run seen;
	assert_int_equal(store_runs(f->s, NULL, keep_run, &seen), 3);
	assert_int_equal(count_of(f, "PRAGMA user_version"), 1);
	store_close(f->s);
	f->s = open_or_fail(f->path, STORE_WRITE);
	assert_int_equal(count_of(f, "PRAGMA user_version"), 8);
	assert_int_equal(count_of(f, "SELECT count(*) FROM run WHERE status = 'complete'"), 2);
	assert_int_equal(count_of(f, "SELECT count(*) FROM run WHERE cell = 0"), 1);
	assert_int_equal(
	    count_of(f, "SELECT count(*) FROM run WHERE message LIKE 'a second run of cell 0 %'"),
	    1);
	store_close(f->s);
	f->s = open_or_fail(f->path, STORE_WRITE);
	/* A file that says it is as new as this and lacks the index is none of ours. */
	char why[256];
	struct store *s;
	damage_store(f, "DROP INDEX run_cell_once");
	assert_int_equal(store_open(&s, f->path, STORE_READ, why, sizeof why), -1);
	assert_non_null(strstr(why, "run_cell_once"));
}

static char status_seen[16];

static int keep_status(void *context, const struct store_run *run)
{
	(void)context;
	snprintf(status_seen, sizeof status_seen, "%s", run->status);
	return 0;
}

/* A number that another process has by now does not keep a dead recorder's run alive; nor does this
 * very process after a boot. */
static void a_recorder_is_told_from_another_of_its_number(void **state)
{
	struct fixture *f = *state;
	struct store_run seen;
	char sql[256], boot[64], start[32];
	process_boot(boot, sizeof boot);
	process_start((long)getpid(), start, sizeof start);
	if (strcmp(start, "0") == 0)
		skip_because("the system gives no start time of a process");
	static const struct {
		bool other_boot, other_start;
		const char *status;
	} cases[] = {{false, false, "recording"}, {false, true, "interrupted"},
	    {true, false, "interrupted"}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		snprintf(sql, sizeof sql, "UPDATE run SET recorder = '%s%s:%ld:%s%s'",
		    cases[i].other_boot ? "x" : "", boot, (long)getpid(),
		    cases[i].other_start ? "1" : "", start);
		damage_store(f, sql);
		assert_int_equal(store_runs(f->s, f->uuid, keep_status, &seen), 1);
		assert_string_equal(status_seen, cases[i].status);
	}
}

/* Version 2 kept neither the command of a run nor what the clocks did. */
static void recordings_are_kept_copied_and_absent_in_older_files(void **state)
{
	struct fixture *f = *state;
	char uuid[STORE_UUID], path[128];
	struct store_run run = a_run(), seen;
	struct store_merged merged;
	run.command = "ticklab collect --load idle";
	run.requested = 0;
	int64_t id = store_run_begin(f->s, &run, uuid);
	assert_true(id > 0);
	assert_int_equal(store_run_clocks(f->s, id, 2.5, "{\"wall_seconds\":2.5}"), 0);
	assert_int_equal(store_run_clocks(f->s, id, 2.5, "no JSON"), -1);
	assert_int_equal(store_run_end(f->s, id, "complete", NULL, NULL, NULL), 0);
	assert_int_equal(store_run_end(f->s, f->run, "interrupted", NULL, NULL, NULL), 0);
	snprintf(path, sizeof path, "%s/a/c.db", f->folder);
	struct store *other = open_or_fail(path, STORE_CREATE);
	assert_int_equal(store_merge(other, f->path, &merged), 0);
	assert_int_equal(store_runs(other, uuid, keep_run, &seen), 1);
	assert_true(seen.seconds == 2.5);
	store_close(other);
	remove(path);
	damage_store(f, "DROP TABLE recording; DROP TABLE imported; DROP TABLE pieces; DROP TABLE "
			"comparison; DROP TABLE answer; "
			"DROP TABLE slow_by_rule; DROP TABLE slow_rule; PRAGMA user_version = 2");
	store_close(f->s);
	f->s = open_or_fail(f->path, STORE_READ);
	assert_int_equal(store_runs(f->s, uuid, keep_run, &seen), 1);
	assert_true(seen.command == NULL && isnan(seen.seconds));
	assert_int_equal(count_of(f, "PRAGMA user_version"), 2);
	other = open_or_fail(path, STORE_CREATE);
	assert_int_equal(store_merge(other, f->path, &merged), 0);
	assert_int_equal(merged.runs, 2);
	store_close(other);
	remove(path);
	store_close(f->s);
	f->s = open_or_fail(f->path, STORE_WRITE);
	assert_int_equal(count_of(f, "SELECT count(*) FROM recording"), 0);
	assert_int_equal(store_runs(f->s, uuid, keep_run, &seen), 1);
}

static int keep_result(void *context, const struct store_result *r)
{
	struct store_result *out = context;
	*out = *r;
	return 0;
}

static void results_keep_their_absence(void **state)
{
	struct fixture *f = *state;
	struct store_result r = {
	    "cv", "all", "native", NAN, NAN, NAN, 3, NAN, "1", "too short", "m", {0}};
	struct store_run run = {.id = f->run, .uuid = f->uuid, .counter_hz = 1e9, .label = "a"};
	assert_int_equal(store_begin(f->s), 0);
	assert_int_equal(store_analysis_begin(f->s, &run, "key"), 0);
	assert_int_equal(store_put_result(f->s, f->run, &r), 0);
	r = (struct store_result){
	    "mean_ticks", "all", "native", 0.1, NAN, 0.3, 3, 2.5, "ticks", "ok", "m", {0}};
	assert_int_equal(store_put_result(f->s, f->run, &r), 0);
	r.status = "degenerate"; /* a value that is there has the status ok */
	r.name = "sd_ticks";
	assert_int_equal(store_put_result(f->s, f->run, &r), -1);
	assert_int_equal(store_end(f->s, 0), 0);
	assert_int_equal(store_results(f->s, f->run, keep_result, &r), 2);
	assert_int_equal(store_result(f->s, f->run, "mean_ticks", "all", "native", &r), 1);
	assert_true(r.value == 0.1 && isnan(r.lo) && r.hi == 0.3 && r.n == 3 && r.n_eff == 2.5);
	assert_int_equal(store_result(f->s, f->run, "cv", "all", "native", &r), 0);
	char key[16];
	assert_int_equal(store_analysis_key(f->s, &run, key, sizeof key), 0);
	assert_string_equal(key, "key");
	run.label = "b"; /* what it is called is no input */
	assert_int_equal(store_analysis_key(f->s, &run, key, sizeof key), 0);
	assert_string_equal(key, "key");
	run.counter_hz = 2e9;
	assert_int_equal(store_analysis_key(f->s, &run, key, sizeof key), 0);
	assert_string_equal(key, "");
}

static void a_registry_must_be_an_array_of_entries_with_ids(void **state)
{
	struct fixture *f = *state;
	static const char *const bad[] = {
	    "", "{", "{}", "[1]", "[{\"id\": 1}]", "[{\"id\": \"A\"}, {\"id\": \"A\"}]"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(store_claims_load(f->s, "x.json", bad[i], strlen(bad[i])), -1);
	const char good[] = "[{\"id\": \"A\", \"v\": [1, 2.5], \"t\": \"x\"}]";
	assert_int_equal(store_claims_load(f->s, "x.json", good, strlen(good)), 1);
	double v;
	char t[8];
	assert_int_equal(store_json_number(f->s, good, "$[0].v[1]", &v), 1);
	assert_near(v, 2.5, 0);
	assert_int_equal(store_json_number(f->s, good, "$[0].t", &v), 0);
	assert_int_equal(store_json_text(f->s, good, "$[0].t", t, sizeof t), 1);
	assert_string_equal(t, "x");
	assert_int_equal(store_json_length(f->s, good, "$[0].v"), 2);
	assert_int_equal(store_json_length(f->s, good, "$[0].none"), 0);
	struct store_verdict verdict = {.claim = "A",
	    .verdict = "supported",
	    .value = 1,
	    .lo = NAN,
	    .hi = NAN,
	    .published = "1",
	    .why = "w"};
	assert_int_equal(store_put_verdict(f->s, &verdict), 0);
	assert_int_equal(store_put_verdict(f->s, &verdict), -1);
	verdict.run_id = f->run;
	verdict.verdict = "good";
	assert_int_equal(store_put_verdict(f->s, &verdict), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(columns_come_back_bit_for_bit),
	    cmocka_unit_test(damaged_columns_are_refused),
	    cmocka_unit_test_setup_teardown(samples_come_back_and_verify, open_store, close_store),
	    cmocka_unit_test_setup_teardown(every_kind_of_damage_is_found, open_store, close_store),
	    cmocka_unit_test_setup_teardown(
		a_session_has_the_samples_of_its_runs, open_store, close_store),
	    cmocka_unit_test_setup_teardown(
		a_dead_recorder_reads_as_interrupted, open_store, close_store),
	    cmocka_unit_test_setup_teardown(
		foreign_and_missing_files_are_refused, open_store, close_store),
	    cmocka_unit_test_setup_teardown(a_cell_is_taken_once, open_store, close_store),
	    cmocka_unit_test_setup_teardown(
		an_older_file_is_read_and_brought_up, open_store, close_store),
	    cmocka_unit_test_setup_teardown(
		a_recorder_is_told_from_another_of_its_number, open_store, close_store),
	    cmocka_unit_test_setup_teardown(
		recordings_are_kept_copied_and_absent_in_older_files, open_store, close_store),
	    cmocka_unit_test_setup_teardown(results_keep_their_absence, open_store, close_store),
	    cmocka_unit_test_setup_teardown(
		a_registry_must_be_an_array_of_entries_with_ids, open_store, close_store),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
