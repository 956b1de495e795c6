/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every column of every table that the store writes, with a value of its own: as it is in the file,
 * and as it is read again.
 */
#include "test.h"

#include "said.h"
#include "store.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[300];
static struct store *s;
static int64_t run;
static char uuid[STORE_UUID];

static int note_row(void *context, const struct store_row *row)
{
	(void)context;
	for (int i = 0; i < row->columns; i++)
		said_add("%s=%s ", row->name[i], row->value[i] ? row->value[i] : "NULL");
	said_add("\n");
	return 0;
}

static void expect_rows(const char *sql, const char *want)
{
	said[0] = '\0';
	if (store_sql(s, sql, note_row, NULL) != 0)
		fail_msg("%s", store_error(s));
	assert_string_equal(said, want);
}

static const struct store_run full = {.label = "a label",
    .origin = "collect",
    .probe = "a probe",
    .load = "a load",
    .machine_fingerprint = "0123456789abcdef0123456789abcdef",
    .machine_facts = "{\"cpu.model\":\"m\"}",
    .counter = "a counter",
    .counter_hz = 2.5e9,
    .hz_source = "hardware",
    .hz_calibrated = 2.25e9,
    .effective_tick_ticks = 26,
    .ground_truth = "vvar",
    .has_start = true,
    .cpu = 0,
    .requested = 6,
    .warmup = 7,
    .environment_before = "{\"b\":1}",
    .load_detail = "{\"l\":1}",
    .instrument = "{\"i\":1}",
    .session = "11111111-2222-3333-4444-555555555555",
    .restarts = 2,
    .form = "a form",
    .order_unknown = true,
    .tick_hz = 24e6,
    .command = "a command"};

static int open_store(void **state)
{
	static const struct store_cell cells[] = {
	    {.block = 0, .probe = "p", .load = "l"}, {.block = 4, .probe = "p", .load = "l"}};
	char why[256], campaign[STORE_UUID];
	const uint64_t start[2][3] = {{1000, 2000, 3000}, {5000, 6000, 7007}};
	const uint64_t elapsed[2][3] = {{41, 42, 43}, {51, 52, 53}};
	const uint8_t flags[2][3] = {{1, 2, 4}, {8, 16, 255}};
	(void)state;
	const char *tmp = getenv("TMPDIR");
	snprintf(path, sizeof path, "%s/test-rows-XXXXXX", tmp && tmp[0] ? tmp : "/tmp");
	int file = mkstemp(path);
	if (file < 0 || close(file) != 0 ||
	    store_open(&s, path, STORE_CREATE, why, sizeof why) != 0)
		return -1;
	struct store_run row = full;
	row.campaign_id = store_campaign_begin(s, "c", "{\"p\":1}", 5, cells, 2, campaign);
	row.cell = 1;
	run = store_run_begin(s, &row, uuid);
	for (int i = 0; run > 0 && i < 2; i++) {
		const struct store_note note = {i, i ? "{\"c\":2}" : NULL};
		if (store_run_append_noted(s, run, start[i], elapsed[i], flags[i], 3, &note) != 0)
			return -1;
	}
	return run > 0 && store_run_trace(s, run, "complete, t") == 0 &&
		       store_run_clocks(s, run, 1.5, "{\"k\":1}") == 0 &&
		       store_run_end(s, run, "complete", "a message", "{\"a\":1}", NULL) == 0
		   ? 0
		   : -1;
}

static int close_store(void **state)
{
	static const char *const endings[] = {"", "-wal", "-shm"};
	char name[320];
	(void)state;
	store_close(s);
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		snprintf(name, sizeof name, "%s%s", path, endings[i]);
		remove(name);
	}
	return 0;
}

static void a_run_is_written_column_by_column(void **state)
{
	(void)state;
	expect_rows("SELECT fingerprint, facts FROM machine",
	    "fingerprint=0123456789abcdef0123456789abcdef facts={\"cpu.model\":\"m\"} \n");
	expect_rows(
	    "SELECT label, origin, probe, load, status, message, recorder, machine_id, counter,"
	    " counter_hz, hz_source, hz_calibrated, effective_tick_ticks, trace,"
	    " ground_truth, has_start, cpu, requested, warmup, samples, chunks FROM run",
	    "label=a label origin=collect probe=a probe load=a load status=complete "
	    "message=a message recorder=NULL machine_id=1 counter=a counter "
	    "counter_hz=2500000000.0 hz_source=hardware hz_calibrated=2250000000.0 "
	    "effective_tick_ticks=26 trace=complete, t ground_truth=vvar has_start=1 cpu=0 "
	    "requested=6 warmup=7 samples=6 chunks=2 \n");
	expect_rows(
	    "SELECT environment_before, environment_after, load_detail, instrument, session,"
	    " restarts, campaign_id, cell, ended_utc >= started_utc AS ends,"
	    " julianday('now') - julianday(started_utc) < 1 AS today, tool_version > '' AND"
	    " compiler > '' AND cflags > '' AS built,"
	    " length(platform_sha256) + length(extractor_sha256) + length(source_sha256)"
	    " AS digits, length(uuid) AS u FROM run",
	    "environment_before={\"b\":1} environment_after={\"a\":1} load_detail={\"l\":1} "
	    "instrument={\"i\":1} session=11111111-2222-3333-4444-555555555555 restarts=2 "
	    "campaign_id=1 cell=1 ends=1 today=1 built=1 digits=192 u=36 \n");
	expect_rows("SELECT * FROM recording",
	    "run_id=1 command=a command seconds=1.5 clock_check={\"k\":1} \n");
	expect_rows("SELECT * FROM imported",
	    "run_id=1 form=a form sample_order=unknown tick_hz=24000000.0 \n");
	expect_rows("SELECT name, plan, seed FROM campaign", "name=c plan={\"p\":1} seed=5 \n");
	expect_rows("SELECT * FROM cell",
	    "campaign_id=1 cell=0 block=0 probe=p load=l \ncampaign_id=1 cell=1 block=4 probe=p "
	    "load=l \n");
}

static int note_run(void *context, const struct store_run *r)
{
	(void)context;
	said_add("%d %s %s %s %s %s %s %s %s %s\n", (int)r->id, r->label, r->origin, r->probe,
	    r->load, r->status, r->message, r->machine_fingerprint, r->machine_facts, r->counter);
	said_add("%g %s %g %d %s %s %d %d\n", r->counter_hz, r->hz_source, r->hz_calibrated,
	    (int)r->effective_tick_ticks, r->trace, r->ground_truth, r->has_start, r->cpu);
	said_add(
	    "%d %d %d %d\n", (int)r->requested, (int)r->warmup, (int)r->samples, (int)r->chunks);
	said_add("%s %s %s %s %s\n", r->environment_before, r->environment_after, r->load_detail,
	    r->instrument, r->session);
	said_add("%d %d %d %d %s %d %g %s %g %s\n", (int)r->restarts, (int)r->campaign_id,
	    (int)r->cell, (int)r->block, r->form, r->order_unknown, r->tick_hz, r->command,
	    r->seconds, r->clock_check);
	assert_int_equal(strlen(r->campaign), 36);
	assert_true(strcmp(r->started_utc, r->ended_utc) <= 0 && strlen(r->started_utc) == 24);
	assert_true(r->tool_version[0] && r->compiler[0] && r->cflags[0]);
	assert_int_equal(strlen(r->platform_sha256), 64);
	assert_int_equal(strlen(r->extractor_sha256), 64);
	assert_int_equal(strlen(r->source_sha256), 64);
	assert_string_not_equal(r->platform_sha256, r->extractor_sha256);
	assert_string_not_equal(r->extractor_sha256, r->source_sha256);
	return 0;
}

static void a_run_is_read_member_by_member(void **state)
{
	(void)state;
	said[0] = '\0';
	assert_int_equal(store_runs(s, NULL, note_run, NULL), 1);
	assert_string_equal(said,
	    "1 a label collect a probe a load complete a message "
	    "0123456789abcdef0123456789abcdef {\"cpu.model\":\"m\"} a counter\n"
	    "2.5e+09 hardware 2.25e+09 26 complete, t vvar 1 0\n"
	    "6 7 6 2\n"
	    "{\"b\":1} {\"a\":1} {\"l\":1} {\"i\":1} 11111111-2222-3333-4444-555555555555\n"
	    "2 1 1 4 a form 1 2.4e+07 a command 1.5 {\"k\":1}\n");
}

/* What is not known is NULL in the file and absent in the struct. */
static void what_is_not_known_is_absent(void **state)
{
	char other[STORE_UUID];
	const uint64_t elapsed[] = {9};
	const struct store_run bare = {.origin = "import",
	    .probe = "p",
	    .load = "l",
	    .counter = "c",
	    .counter_hz = 1e9,
	    .hz_source = "stated",
	    .hz_calibrated = NAN,
	    .cpu = -1,
	    .requested = 1};
	(void)state;
	int64_t id = store_run_begin(s, &bare, other);
	assert_true(id > 0);
	assert_int_equal(store_run_append(s, id, NULL, elapsed, NULL, 1), 0);
	assert_int_equal(store_run_clocks(s, id, 1, "{}"), 0);
	assert_int_equal(store_run_end(s, id, "failed", NULL, NULL, "{\"late\":1}"), 0);
	expect_rows(
	    "SELECT label, machine_id, hz_calibrated, effective_tick_ticks, trace, ground_truth,"
	    " has_start, cpu, restarts, campaign_id, cell, session, instrument, message,"
	    " environment_before, environment_after, load_detail, samples FROM run WHERE"
	    " run_id = 2",
	    "label= machine_id=NULL hz_calibrated=NULL effective_tick_ticks=NULL trace=NULL "
	    "ground_truth=none: not recorded has_start=0 cpu=NULL restarts=NULL campaign_id=NULL "
	    "cell=NULL session=NULL instrument=NULL message=NULL environment_before=NULL "
	    "environment_after=NULL load_detail={\"late\":1} samples=1 \n");
	expect_rows(
	    "SELECT (SELECT count(*) FROM recording) AS r, (SELECT count(*) FROM imported) AS i",
	    "r=1 i=1 \n");
	expect_rows("SELECT seq, first_sample, samples, first_start, gap IS NULL AS g, restart,"
		    " conditions FROM chunk WHERE run_id = 2",
	    "seq=0 first_sample=0 samples=1 first_start=NULL g=1 restart=NULL conditions=NULL \n");
	assert_int_equal(store_run_drop(s, other, other), 0);
}

static int note_chunk(void *context, const struct store_chunk *c)
{
	(void)context;
	said_add("%d at %d of %d:", (int)c->seq, (int)c->first_sample, (int)c->restart);
	for (size_t i = 0; i < c->samples; i++)
		said_add(" %d+%d/%d", (int)c->start[i], (int)c->elapsed[i], c->flags[i]);
	said_add("\n");
	return 0;
}

static int note_session(void *context, int64_t id, const struct store_chunk *c)
{
	said_add("run %d ", (int)id);
	return note_chunk(context, c);
}

static int end_walk(void *context, const struct store_chunk *c)
{
	note_chunk(context, c);
	return 1;
}

static void samples_are_read_chunk_by_chunk(void **state)
{
	static const char first[] = "0 at 0 of 0: 1000+41/1 2000+42/2 3000+43/4\n",
			  second[] = "1 at 3 of 1: 5000+51/8 6000+52/16 7007+53/255\n";
	char both[200], session[STORE_UUID];
	uint64_t start[6], elapsed[6];
	uint8_t flags[6];
	(void)state;
	snprintf(both, sizeof both, "%s%s", first, second);
	said[0] = '\0';
	assert_int_equal(store_samples(s, run, note_chunk, NULL), 6);
	assert_string_equal(said, both);
	said[0] = '\0';
	assert_int_equal(store_samples_from(s, run, 1, 3, note_chunk, NULL), 6);
	assert_string_equal(said, second);
	said[0] = '\0';
	store_samples(s, run, end_walk, NULL);
	assert_string_equal(said, first);
	assert_int_equal(store_session(s, "11111111", session), 1);
	assert_string_equal(session, full.session);
	assert_int_equal(store_session(s, "1111111", session), 0);
	assert_int_equal(store_session(s, "11111112", session), 0);
	said[0] = '\0';
	assert_int_equal(store_session_samples(s, full.session, note_session, NULL), 6);
	snprintf(both, sizeof both, "run 1 %srun 1 %s", first, second);
	assert_string_equal(said, both);
	struct store_run row = full;
	row.id = run;
	row.samples = 6;
	assert_int_equal(store_read(s, &row, start, elapsed, flags), 6);
	assert_true(start[0] == 1000 && start[5] == 7007 && elapsed[0] == 41 && elapsed[5] == 53);
	assert_true(flags[0] == 1 && flags[5] == 255);
	expect_rows(
	    "SELECT seq, first_sample, samples, first_start, restart, conditions FROM chunk",
	    "seq=0 first_sample=0 samples=3 first_start=1000 restart=0 conditions=NULL \n"
	    "seq=1 first_sample=3 samples=3 first_start=5000 restart=1 conditions={\"c\":2} \n");
}

static void samples_are_a_table(void **state)
{
	char sql[200];
	(void)state;
	snprintf(sql, sizeof sql,
	    "SELECT rowid, * FROM samples('%.8s') WHERE sample IN (0, 2, 3, 5)", uuid);
	expect_rows(sql,
	    "rowid=0 sample=0 start_ticks=1000 elapsed_ticks=41 flags=1 restart=0 \n"
	    "rowid=2 sample=2 start_ticks=3000 elapsed_ticks=43 flags=4 restart=0 \n"
	    "rowid=3 sample=3 start_ticks=5000 elapsed_ticks=51 flags=8 restart=1 \n"
	    "rowid=5 sample=5 start_ticks=7007 elapsed_ticks=53 flags=255 restart=1 \n");
	snprintf(sql, sizeof sql,
	    "SELECT count(*) AS n, (SELECT count(*) FROM samples(r.uuid)) AS m FROM run AS r, "
	    "samples(r.uuid) WHERE flags > 2");
	expect_rows(sql, "n=4 m=6 \n");
	static const struct {
		const char *sql, *says;
	} bad[] = {{"SELECT * FROM samples", "name the run: samples('UUID')"},
	    {"SELECT * FROM samples(NULL)", "name the run"},
	    {"SELECT * FROM samples('1234567')", "there is no such run"},
	    {"SELECT * FROM samples('zzzzzzzz')", "there is no such run"}};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(store_sql(s, bad[i].sql, note_row, NULL), -1);
		if (!strstr(store_error(s), bad[i].says))
			fail_msg("%s: %s", bad[i].sql, store_error(s));
	}
}

/* ---- results ---- */

static int note_result(void *context, const struct store_result *r)
{
	(void)context;
	said_add("%s %s %s %g %g %g %d %g %s %s %s | %d %d %g %g %s\n", r->name, r->scope, r->grid,
	    r->value, r->lo, r->hi, (int)r->n, r->n_eff, r->unit, r->status, r->method,
	    r->pieces.count, r->pieces.stationary, r->pieces.least, r->pieces.greatest,
	    r->pieces.each ? r->pieces.each : "none");
	return 0;
}

static int note_point(void *context, const struct store_point *p)
{
	(void)context;
	said_add("%s %s %s %d %g %g %g %g %g\n", p->name, p->scope, p->grid, (int)p->i, p->x, p->y,
	    p->z, p->lo, p->hi);
	return 0;
}

static void results_are_kept_member_by_member(void **state)
{
	(void)state;
	struct store_run row = full;
	row.id = run;
	row.uuid = uuid;
	const struct store_result pieces = {"f", "s", "g", 1.5, 1.25, 1.75, 6, 5.5, "ns", "ok",
	    "how", {3, true, 1.125, 1.875, "[[1,null,2]]"}};
	const struct store_result plain = {
	    "e", "s", "g", NAN, NAN, NAN, 6, NAN, "ns", "too_few", "how", {0}};
	const struct store_point points[] = {
	    {"c", "s", "g", 1, 2, 3, 4, 5, 6}, {"c", "s", "g", 0, 7, 8, NAN, NAN, NAN}};
	char key[100];
	assert_int_equal(store_begin(s), 0);
	assert_int_equal(store_analysis_begin(s, &row, "the key"), 0);
	assert_int_equal(store_put_result(s, run, &pieces), 0);
	assert_int_equal(store_put_result(s, run, &plain), 0);
	assert_int_equal(store_put_result(s, run, &pieces), 0); /* in its place */
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(store_put_point(s, run, &points[i]), 0);
	assert_int_equal(store_end(s, 0), 0);
	said[0] = '\0';
	assert_int_equal(store_results(s, run, note_result, NULL), 2);
	assert_string_equal(said,
	    "f s g 1.5 1.25 1.75 6 5.5 ns ok how | 3 1 1.125 1.875 [[1,null,2]]\n"
	    "e s g nan nan nan 6 nan ns too_few how | 0 0 nan nan none\n");
	said[0] = '\0';
	assert_int_equal(store_curve(s, run, "c", "s", "g", note_point, NULL), 2);
	assert_string_equal(said, "c s g 0 7 8 nan nan nan\nc s g 1 2 3 4 5 6\n");
	expect_rows("SELECT * FROM pieces",
	    "run_id=1 name=f scope=s grid=g count=3 stationary=1 "
	    "piece_least=1.125 piece_greatest=1.875 each_piece=[[1,null,2]] \n");
	struct store_result one;
	assert_int_equal(store_result(s, run, "f", "s", "g", &one), 1);
	assert_true(
	    one.value == 1.5 && one.lo == 1.25 && one.hi == 1.75 && one.n == 6 && one.n_eff == 5.5);
	assert_string_equal(one.status, "ok");
	assert_int_equal(store_result(s, run, "e", "s", "g", &one), 0);
	assert_int_equal(store_result(s, run, "f", "s", "h", &one), 0);
	assert_int_equal(store_analysis_key(s, &row, key, sizeof key), 0);
	assert_string_equal(key, "the key");
	row.warmup++; /* another row: its results are of the past */
	assert_int_equal(store_analysis_key(s, &row, key, sizeof key), 0);
	assert_string_equal(key, "");
	row.id = run + 1;
	assert_int_equal(store_analysis_key(s, &row, key, sizeof key), 0);
	assert_string_equal(key, "");
}

static int note_verdict(void *context, const struct store_verdict *v)
{
	(void)context;
	said_add("%s %s %d %s %g %g %g %s %s\n", v->claim, v->run ? "run" : "none", (int)v->run_id,
	    v->verdict, v->value, v->lo, v->hi, v->published, v->why);
	return 0;
}

static int note_claim(void *context, const char *id, const char *body)
{
	(void)context;
	said_add("%s %s\n", id, body);
	return 0;
}

static void claims_and_verdicts_are_kept_member_by_member(void **state)
{
	(void)state;
	static const char claims[] = "[{\"id\":\"B\",\"x\":1},{\"id\":\"A\"}]";
	static const struct {
		const char *json, *says;
	} bad[] = {{"[", "n: not valid JSON"}, {"{}", "n: not an array of claims"},
	    {"[1]", "n: an entry is not an object with a text \"id\""},
	    {"[{\"id\":1}]", "n: an entry is not an object with a text \"id\""},
	    {"[{\"id\":\"A\"}]", "n: two entries of the registry have the same id"}};
	assert_int_equal(store_claims_clear(s), 0);
	assert_int_equal(store_claims_load(s, "n", claims, strlen(claims)), 2);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(store_claims_load(s, "n", bad[i].json, strlen(bad[i].json)), -1);
		assert_string_equal(store_error(s), bad[i].says);
	}
	assert_int_equal(store_claims_load(s, "n", claims, (16 << 20) + 1), -1);
	assert_string_equal(store_error(s), "n: larger than 16 MiB");
	said[0] = '\0';
	assert_int_equal(store_claims(s, note_claim, NULL), 2);
	assert_string_equal(said, "A {\"id\":\"A\"}\nB {\"id\":\"B\",\"x\":1}\n");
	const struct store_verdict of_run = {"A", NULL, run, "refuted", 1, 2, 3, "pub", "why"};
	const struct store_verdict of_none = {"A", NULL, 0, "supported", NAN, NAN, NAN, "p", "w"};
	assert_int_equal(store_put_verdict(s, &of_run), 0);
	assert_int_equal(store_put_verdict(s, &of_none), 0);
	said[0] = '\0';
	assert_int_equal(store_verdicts(s, -1, note_verdict, NULL), 2);
	assert_string_equal(
	    said, "A none 0 supported nan nan nan p w\nA run 1 refuted 1 2 3 pub why\n");
	said[0] = '\0';
	assert_int_equal(store_verdicts(s, 0, note_verdict, NULL), 1);
	assert_int_equal(store_verdicts(s, run, note_verdict, NULL), 1);
	assert_int_equal(store_verdicts(s, run + 1, note_verdict, NULL), 0);
	assert_string_equal(
	    said, "A none 0 supported nan nan nan p w\nA run 1 refuted 1 2 3 pub why\n");
}

static int note_comparison(void *context, const struct store_comparison *c)
{
	(void)context;
	said_add("%s %s %s %s %s %s %g %g %g %g %g %g %g %g %d %d %g %g\n", c->figure, c->grid,
	    c->probe, c->load, c->a, c->b, c->value_a, c->value_b, c->difference, c->lo, c->hi,
	    c->ratio, c->ratio_lo, c->ratio_hi, (int)c->runs_a, (int)c->runs_b, c->between_run_sd,
	    c->p_adjusted);
	return 0;
}

static int note_answer(void *context, const char *probe, const char *load, const char *text)
{
	(void)context;
	said_add("%s %s %s\n", probe, load, text);
	return 0;
}

static void comparisons_are_kept_member_by_member(void **state)
{
	(void)state;
	const struct store_comparison c = {
	    "f", "g", "p", "l", "a", "b", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
	assert_int_equal(store_comparisons_clear(s), 0);
	assert_int_equal(store_put_comparison(s, &c), 0);
	assert_int_equal(store_put_answer(s, "p2", "l", "t"), 0);
	assert_int_equal(store_put_answer(s, "p1", "l", "u"), 0);
	expect_rows("SELECT * FROM comparison",
	    "position=1 figure=f grid=g probe=p load=l a=a b=b value_a=1.0 value_b=2.0 "
	    "difference=3.0 lo=4.0 hi=5.0 ratio=6.0 ratio_lo=7.0 ratio_hi=8.0 runs_a=9 runs_b=10 "
	    "between_run_sd=11.0 p_adjusted=12.0 \n");
	said[0] = '\0';
	assert_int_equal(store_comparisons(s, note_comparison, NULL), 1);
	assert_int_equal(store_answers(s, note_answer, NULL), 2);
	assert_string_equal(said, "f g p l a b 1 2 3 4 5 6 7 8 9 10 11 12\np1 l u\np2 l t\n");
	assert_int_equal(store_comparisons_clear(s), 0);
	assert_int_equal(store_comparisons(s, note_comparison, NULL), 0);
	assert_int_equal(store_answers(s, note_answer, NULL), 0);
}

/* ---- what is wrong in a file ---- */

static void note_fault(void *context, const char *line)
{
	(void)context;
	char *at = strstr(line, uuid);
	if (at)
		said_add("%.*sUUID%s\n", (int)(at - line), line, at + strlen(uuid));
	else
		said_add("%s\n", line);
}

/* One column of the file is changed at a time; verify says what no longer holds. */
static void a_changed_column_is_found(void **state)
{
	(void)state;
	static const char *const changes[] = {"seq = 7 WHERE seq = 1",
	    "first_sample = 4 WHERE seq = 1", "samples = 2 WHERE seq = 1",
	    "first_start = 5001 WHERE seq = 1", "gap = elapsed WHERE seq = 1",
	    "elapsed = flags WHERE seq = 1", "flags = elapsed WHERE seq = 1",
	    "restart = 0 WHERE seq = 1", "conditions = '{}' WHERE seq = 0",
	    "checksum = replace(checksum, 'a', 'b')"};
	said[0] = '\0';
	assert_int_equal(store_verify(s, note_fault, NULL), 0);
	assert_string_equal(said, "");
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		char sql[100];
		assert_int_equal(store_begin(s), 0);
		snprintf(sql, sizeof sql, "UPDATE chunk SET %s", changes[i]);
		assert_int_equal(store_sql(s, sql, note_row, NULL), 0);
		said[0] = '\0';
		int faults = store_verify(s, note_fault, NULL);
		if (faults < 1 || !said[0])
			fail_msg("%s is not noticed", changes[i]);
		assert_int_equal(store_samples(s, run, note_chunk, NULL), -1);
		assert_int_equal(store_end(s, -1), -1);
	}
}

/* ---- names that no run has ---- */

static void expect_missing(const char *word, const char *want)
{
	char name[STORE_UUID], whole[200];
	assert_int_equal(store_run_find(s, word, name), -1);
	snprintf(whole, sizeof whole, want, word, uuid);
	assert_string_equal(store_error(s), whole);
}

static void a_name_that_no_run_has_is_answered(void **state)
{
	(void)state;
	char word[STORE_UUID];
	expect_missing("nothing", "no run '%s'; 'ticklab db list' shows them");
	expect_missing("a label",
	    "no run '%s', which is a label: its last run is '%.8s'; 'ticklab db list' shows them");
	for (int n = 3; n <= 7; n++) {
		snprintf(word, sizeof word, "%.*s", n, uuid);
		expect_missing(
		    word, n < 4 ? "no run '%s'; 'ticklab db list' shows them"
				: "no run '%s': did you mean '%.8s'? It takes 8 characters");
	}
	snprintf(word, sizeof word, "%.8s", uuid);
	word[7] = 'z';
	expect_missing(word, "no run '%s': did you mean '%.8s'?");
	snprintf(word, sizeof word, "%s", uuid);
	word[35] = 'z';
	expect_missing(word, "no run '%s': did you mean '%s'?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_run_is_written_column_by_column),
	    cmocka_unit_test(a_run_is_read_member_by_member),
	    cmocka_unit_test(samples_are_read_chunk_by_chunk),
	    cmocka_unit_test(samples_are_a_table),
	    cmocka_unit_test(what_is_not_known_is_absent),
	    cmocka_unit_test(results_are_kept_member_by_member),
	    cmocka_unit_test(claims_and_verdicts_are_kept_member_by_member),
	    cmocka_unit_test(comparisons_are_kept_member_by_member),
	    cmocka_unit_test(a_changed_column_is_found),
	    cmocka_unit_test(a_name_that_no_run_has_is_answered),
	};
	return cmocka_run_group_tests(tests, open_store, close_store);
}
