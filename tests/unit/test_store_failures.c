/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a call of the store returns, and what the database holds afterwards, when any one statement
 * of it is refused or any one is broken off: -1, a reason in one line, and what was there before.
 */
#include "test.h"

#include "internal_private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct store *s;
static sqlite3 *fresh; /* what the database is before each call */
static int64_t run, recorded, campaign, rule;
static char uuid[STORE_UUID], campaign_uuid[STORE_UUID], text[512];

/* ---- a database with a row of everything ------------------------------------------------------
 */

static const struct store_run full = {.label = "a label",
    .origin = "collect",
    .probe = "a probe",
    .load = "a load",
    .machine_fingerprint = "0123456789abcdef0123456789abcdef",
    .machine_facts = "{\"cpu.model\":\"m\"}",
    .counter = "a counter",
    .counter_hz = 2.5e9,
    .hz_source = "hardware",
    .hz_calibrated = NAN,
    .has_start = true,
    .cpu = -1,
    .requested = 3,
    .session = "11111111-2222-3333-4444-555555555555",
    .command = "a command"};
static const char session[] = "11111111-2222-3333-4444-555555555555";
static const struct store_cell cells[] = {
    {.block = 0, .probe = "p", .load = "l"}, {.block = 1, .probe = "p", .load = "l"}};
static const struct store_result figure = {.name = "mean",
    .scope = "all",
    .grid = "ticks",
    .value = 1,
    .lo = 0.5,
    .hi = 1.5,
    .n = 6,
    .n_eff = 6,
    .unit = "ticks",
    .status = "ok",
    .method = "m"};
static const struct store_point point = {
    .name = "acf", .scope = "all", .grid = "ticks", .i = 1, .x = 1, .y = 2, .z = NAN, .lo = NAN};
static const struct store_verdict verdict = {.claim = "c1",
    .verdict = "supported",
    .published = "1",
    .value = NAN,
    .lo = NAN,
    .hi = NAN,
    .why = "w"};
static const struct store_comparison compared = {.figure = "mean",
    .grid = "ticks",
    .probe = "p",
    .load = "l",
    .a = "a",
    .b = "b",
    .value_a = 1,
    .value_b = 2,
    .runs_a = 1,
    .runs_b = 1};
static const char claims[] = "[{\"id\":\"c1\"},{\"id\":\"c2\"}]";
static const uint64_t start[] = {1000, 2000, 3000}, elapsed[] = {41, 42, 43};

static struct store_slow_rule a_rule(const char *key)
{
	return (struct store_slow_rule){.machine = "0123456789abcdef0123456789abcdef",
	    .probe = "a probe",
	    .counter = "a counter",
	    .key = key,
	    .threshold_ticks = 100,
	    .tick_hz = 1e9,
	    .runs = 1,
	    .method = "m"};
}

static void expect_done(int64_t rc)
{
	if (rc < 0)
		fail_msg("%s", store_error(s));
}

static void fill_store(void)
{
	expect_done(
	    campaign = store_campaign_begin(s, "c", "{\"p\":1}", 5, cells, 2, campaign_uuid));
	expect_done(store_campaign_end(s, campaign, false));
	expect_done(run = store_run_begin(s, &full, uuid));
	expect_done(store_run_append(s, run, start, elapsed, NULL, 3));
	expect_done(store_run_end(s, run, "complete", NULL, NULL, NULL));
	expect_done(recorded = store_run_begin(s, &full, text));
	expect_done(store_put_result(s, run, &figure));
	expect_done(store_put_point(s, run, &point));
	const struct store_slow_rule made = a_rule("a key");
	expect_done(rule = store_put_slow_rule(s, &made));
	expect_done(store_put_slow_by_rule(s, run, rule));
	expect_done(store_claims_load(s, "claims", claims, strlen(claims)));
	expect_done(store_put_verdict(s, &verdict));
	expect_done(store_put_comparison(s, &compared));
	expect_done(store_put_answer(s, "p", "l", "yes"));
}

static void copy_database(sqlite3 *to, sqlite3 *from)
{
	sqlite3_backup *copy = sqlite3_backup_init(to, "main", from, "main");
	assert_non_null(copy);
	assert_int_equal(sqlite3_backup_step(copy, -1), SQLITE_DONE);
	assert_int_equal(sqlite3_backup_finish(copy), SQLITE_OK);
}

static int open_store(void **state)
{
	char why[256];
	(void)state;
	if (store_open(&s, ":memory:", STORE_CREATE, why, sizeof why) != 0 ||
	    sqlite3_open(":memory:", &fresh) != SQLITE_OK)
		return -1;
	fill_store();
	copy_database(fresh, s->db);
	return 0;
}

static int close_store(void **state)
{
	(void)state;
	sqlite3_close(fresh);
	store_close(s);
	return 0;
}

/* ---- the calls ----------------------------------------------------------------------------- */

static int see_run(void *context, const struct store_run *r)
{
	(void)r;
	++*(int *)context;
	return 0;
}

static int see_anything(void *context, const void *what)
{
	(void)what;
	++*(int *)context;
	return 0;
}

static int see_chunk(void *context, const struct store_chunk *c)
{
	return see_anything(context, c);
}

static int see_chunk_of(void *context, int64_t of, const struct store_chunk *c)
{
	(void)of;
	return see_anything(context, c);
}

static int see_cell(void *context, const struct store_cell *c)
{
	return see_anything(context, c);
}

static int see_result(void *context, const struct store_result *r)
{
	return see_anything(context, r);
}

static int see_point(void *context, const struct store_point *p)
{
	return see_anything(context, p);
}

static int see_pair(void *context, const char *a, const char *b)
{
	(void)b;
	return see_anything(context, a);
}

static int see_triple(void *context, const char *a, const char *b, const char *c)
{
	(void)b;
	(void)c;
	return see_anything(context, a);
}

static int see_verdict(void *context, const struct store_verdict *v)
{
	return see_anything(context, v);
}

static int see_comparison(void *context, const struct store_comparison *c)
{
	return see_anything(context, c);
}

static void see_line(void *context, const char *line)
{
	see_anything(context, line);
}

static int seen;

#define CALL(name, expression)                                                                     \
	static int64_t name(void)                                                                  \
	{                                                                                          \
		return (expression);                                                               \
	}

CALL(run_begin, store_run_begin(s, &full, text))
CALL(run_append, store_run_append(s, recorded, start, elapsed, NULL, 3))
CALL(run_trace, store_run_trace(s, run, "complete, t"))
CALL(run_truth, store_run_ground_truth(s, run, "probe"))
CALL(run_load, store_run_load(s, run, "{\"l\":2}"))
CALL(run_clocks, store_run_clocks(s, run, 2, "{\"k\":2}"))
CALL(run_end, store_run_end(s, recorded, "failed", "m", NULL, NULL))
CALL(runs, store_runs(s, NULL, see_run, &seen))
CALL(run_of_prefix, store_runs(s, "11111111", see_run, &seen))
CALL(bad_runs, store_bad_runs(s, see_line, &seen))
CALL(session_name, store_session(s, "11111111", text))
CALL(run_find, store_run_find(s, uuid, text))
CALL(run_drop, store_run_drop(s, uuid, uuid))
CALL(samples, store_samples(s, run, see_chunk, &seen))
CALL(session_samples, store_session_samples(s, session, see_chunk_of, &seen))
CALL(campaign_begin, store_campaign_begin(s, "d", "{\"p\":2}", 6, cells, 2, text))
CALL(all_cells, store_cells(s, campaign, see_cell, &seen))
CALL(campaign_claim, store_campaign_claim(s, campaign))
CALL(campaign_end, store_campaign_end(s, campaign, true))
CALL(label_machine, store_label_machine(s, "0123", "new"))
CALL(analysis_key, store_analysis_key(s, &(struct store_run){.id = run}, text, sizeof text))
CALL(analysis_begin, store_analysis_begin(s, &(struct store_run){.id = run, .uuid = uuid}, "key"))
CALL(put_result, store_put_result(s, run, &figure))
CALL(put_point, store_put_point(s, run, &point))
CALL(results, store_results(s, run, see_result, &seen))
CALL(curve, store_curve(s, run, "acf", "all", "ticks", see_point, &seen))
CALL(slow_rule_of, store_slow_rule_of(s, run))
CALL(put_slow_by_rule, store_put_slow_by_rule(s, run, rule))
CALL(claims_clear, store_claims_clear(s))
CALL(claims_load, store_claims_load(s, "more", "[{\"id\":\"c3\"},{\"id\":\"c4\"}]", 25))
CALL(all_claims, store_claims(s, see_pair, &seen))
CALL(json_text, store_json_text(s, "{\"a\":\"b\"}", "$.a", text, sizeof text))
CALL(json_length, store_json_length(s, "{\"a\":[1,2]}", "$.a"))
CALL(json_twice, store_json_twice(s, "{\"a\":{\"b\":1}}", (char[9]){0}, 9, (char[9]){0}, 9))
CALL(json_names, store_json_names(s, "{\"a\":{\"b\":1}}", see_pair, &seen))
CALL(json_members, store_json_members(s, "{\"a\":{\"b\":1},\"c\":2}", see_pair, &seen))
CALL(put_verdict,
    store_put_verdict(s, &(struct store_verdict){
			     .claim = "c2", .verdict = "supported", .published = "1", .why = "w"}))
CALL(verdicts, store_verdicts(s, -1, see_verdict, &seen))
CALL(comparisons_clear, store_comparisons_clear(s))
CALL(put_comparison, store_put_comparison(s, &compared))
CALL(put_answer, store_put_answer(s, "q", "l", "no"))
CALL(comparisons, store_comparisons(s, see_comparison, &seen))
CALL(answers, store_answers(s, see_triple, &seen))
CALL(verify, store_verify(s, see_line, &seen))

static int64_t json_number(void)
{
	double number;
	return store_json_number(s, "{\"a\":1}", "$.a", &number);
}

static int64_t one_result(void)
{
	struct store_result r;
	return store_result(s, run, "mean", "all", "ticks", &r);
}

static int64_t campaign_open(void)
{
	uint64_t seed;
	return store_campaign_open(s, "{\"p\":1}", NULL, text, &seed);
}

static int64_t slow_rule(void)
{
	struct store_slow_rule r = a_rule("a key");
	return store_slow_rule(s, &r, text, sizeof text);
}

static int64_t put_slow_rule(void)
{
	const struct store_slow_rule r = a_rule("another key");
	return store_put_slow_rule(s, &r);
}

enum way {
	ALONE,
	AGAIN, /* what fails is tried again, for last words may need room: it must fail each time */
	WITHIN, /* the header asks the caller for a transaction around it, and what follows it */
};

static const struct {
	const char *name;
	int64_t (*make)(void);
	enum way way;
} call[] = {{"run_begin", run_begin, ALONE}, {"run_append", run_append, ALONE},
    {"runs", runs, ALONE}, {"run_of_prefix", run_of_prefix, ALONE}, {"bad_runs", bad_runs, ALONE},
    {"session", session_name, ALONE}, {"run_find", run_find, ALONE}, {"run_drop", run_drop, ALONE},
    {"samples", samples, ALONE}, {"session_samples", session_samples, ALONE},
    {"campaign_begin", campaign_begin, ALONE}, {"campaign_open", campaign_open, ALONE},
    {"cells", all_cells, ALONE}, {"campaign_claim", campaign_claim, ALONE},
    {"campaign_end", campaign_end, ALONE}, {"label_machine", label_machine, ALONE},
    {"analysis_key", analysis_key, ALONE}, {"put_result", put_result, ALONE},
    {"put_point", put_point, ALONE}, {"results", results, ALONE}, {"result", one_result, ALONE},
    {"curve", curve, ALONE}, {"slow_rule", slow_rule, ALONE},
    {"put_slow_rule", put_slow_rule, ALONE}, {"slow_rule_of", slow_rule_of, ALONE},
    {"put_slow_by_rule", put_slow_by_rule, ALONE}, {"claims_load", claims_load, ALONE},
    {"claims", all_claims, ALONE}, {"json_text", json_text, ALONE},
    {"json_number", json_number, ALONE}, {"json_length", json_length, ALONE},
    {"json_names", json_names, ALONE}, {"json_twice", json_twice, ALONE},
    {"json_members", json_members, ALONE}, {"put_verdict", put_verdict, ALONE},
    {"verdicts", verdicts, ALONE}, {"put_comparison", put_comparison, ALONE},
    {"put_answer", put_answer, ALONE}, {"comparisons", comparisons, ALONE},
    {"answers", answers, ALONE}, {"verify", verify, ALONE}, {"run_trace", run_trace, AGAIN},
    {"run_truth", run_truth, AGAIN}, {"run_load", run_load, AGAIN},
    {"run_clocks", run_clocks, AGAIN}, {"run_end", run_end, AGAIN},
    {"analysis_begin", analysis_begin, WITHIN}, {"claims_clear", claims_clear, WITHIN},
    {"comparisons_clear", comparisons_clear, WITHIN}};

/* ---- one fault in each --------------------------------------------------------------------- */

static uint64_t digest_rows(uint64_t digest, const char *table)
{
	sqlite3_stmt *q;
	char *sql = sqlite3_mprintf("SELECT * FROM \"%w\"", table);
	assert_int_equal(sqlite3_prepare_v2(s->db, sql, -1, &q, NULL), SQLITE_OK);
	sqlite3_free(sql);
	while (sqlite3_step(q) == SQLITE_ROW)
		for (int i = 0; i < sqlite3_column_count(q); i++) {
			const unsigned char *b = sqlite3_column_blob(q, i);
			for (int k = 0; k < sqlite3_column_bytes(q, i); k++)
				digest = (digest ^ b[k]) * 1099511628211u;
			digest = (digest ^ (unsigned)sqlite3_column_type(q, i)) * 1099511628211u;
		}
	sqlite3_finalize(q);
	return digest;
}

static uint64_t digest_database(void)
{
	sqlite3_stmt *q;
	uint64_t digest = 14695981039346656037u;
	assert_int_equal(
	    sqlite3_prepare_v2(s->db,
		"SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name", -1, &q, NULL),
	    SQLITE_OK);
	while (sqlite3_step(q) == SQLITE_ROW)
		digest = digest_rows(digest, (const char *)sqlite3_column_text(q, 0));
	sqlite3_finalize(q);
	return digest;
}

static int left;       /* how many more are let pass */
static bool lasting;   /* all that come behind the fault fail too */
static bool committed; /* what the statement does is done: nothing can break it off now */

static bool is_time(void)
{
	return left-- == 0 || (lasting && left < 0);
}

static int refuse_one(
    void *context, int action, const char *a, const char *b, const char *c, const char *d)
{
	(void)context, (void)action, (void)a, (void)b, (void)c, (void)d;
	return is_time() ? SQLITE_DENY : SQLITE_OK;
}

static int break_off_one(void *context)
{
	(void)context;
	return !committed && is_time();
}

static int note_commit(void *context)
{
	(void)context;
	committed = true;
	return 0;
}

static int note_statement(unsigned what, void *context, void *statement, void *sql)
{
	(void)what, (void)context, (void)statement, (void)sql;
	committed = false;
	return 0;
}

static void clear_fault(void)
{
	sqlite3_set_authorizer(s->db, NULL, NULL);
	sqlite3_progress_handler(s->db, 0, NULL, NULL);
	sqlite3_commit_hook(s->db, NULL, NULL);
	sqlite3_trace_v2(s->db, 0, NULL, NULL);
}

static void set_fault(bool refused, int after)
{
	left = after;
	if (refused) {
		sqlite3_set_authorizer(s->db, refuse_one, NULL);
		return;
	}
	sqlite3_trace_v2(s->db, SQLITE_TRACE_STMT, note_statement, NULL);
	sqlite3_commit_hook(s->db, note_commit, NULL);
	sqlite3_progress_handler(s->db, 1, break_off_one, NULL);
}

/* With the fault after so many steps: false if the call had fewer, and was good. */
static bool call_with_fault(size_t i, bool refused, int after, uint64_t before)
{
	bool within = call[i].way == WITHIN;
	lasting = call[i].way == AGAIN;
	s->why[0] = '\0';
	if (within)
		expect_done(store_begin(s));
	set_fault(refused, after);
	int64_t rc = call[i].make();
	bool met = left < 0;
	clear_fault();
	if (!met && rc < 0)
		fail_msg("%s: %s", call[i].name, s->why);
	if (within && store_end(s, met ? -1 : 0) != 0 && !met)
		fail_msg("%s: %s", call[i].name, s->why);
	bool changed = met && digest_database() != before, open = !sqlite3_get_autocommit(s->db);
	if (met && (rc != -1 || !*s->why || strchr(s->why, '\n') || changed || open))
		fail_msg("%s, %s after %d steps: %lld, '%s'%s%s", call[i].name,
		    refused ? "refused" : "broken off", after, (long long)rc, s->why,
		    changed ? ", something is changed" : "", open ? ", a transaction is open" : "");
	return met;
}

/* The first steps one by one, and ever fewer of a long call. */
static void fail_each(bool refused)
{
	uint64_t before = digest_database();
	for (size_t i = 0; i < sizeof call / sizeof *call; i++) {
		copy_database(s->db, fresh);
		for (int after = 0; call_with_fault(i, refused, after, before);
		     after += after < 24 ? 1 : after / 4)
			;
	}
}

static void a_refused_statement_is_a_failure_that_changes_nothing(void **state)
{
	(void)state;
	fail_each(true);
}

static void a_statement_broken_off_is_a_failure_that_changes_nothing(void **state)
{
	(void)state;
	fail_each(false);
}

/* What must be read of a file before its rows: whether it is as long as its pages. */
static void a_file_that_cannot_be_looked_at_is_no_faulty_one(void **state)
{
	(void)state;
	char path[] = "/tmp/ticklab-failures-XXXXXX", why[256];
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(store_open(&s, path, STORE_CREATE, why, sizeof why), 0);
	expect_done(run = store_run_begin(s, &full, uuid));
	for (int after = 0; after < 4; after++) {
		set_fault(true, after);
		assert_int_equal(store_verify(s, see_line, &seen), -1);
		clear_fault();
		assert_true(sqlite3_get_autocommit(s->db));
	}
	expect_done(store_begin(s));
	assert_int_equal(store_verify(s, see_line, &seen), 0);
	expect_done(store_end(s, 0));
	store_close(s);
	unlink(path);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		a_refused_statement_is_a_failure_that_changes_nothing, open_store, close_store),
	    cmocka_unit_test_setup_teardown(
		a_statement_broken_off_is_a_failure_that_changes_nothing, open_store, close_store),
	    cmocka_unit_test(a_file_that_cannot_be_looked_at_is_no_faulty_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
