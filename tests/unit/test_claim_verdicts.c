/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From stored figures of five runs to the rows that are shown: which runs are one cell, what a cell
 * pools, what is printed of all and of one.
 */
#include "test.h"

#include "verdicts_made.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char claims[] =
    "[{\"id\": \"X1\", \"title\": \"a share\", \"statement\": \"s\", \"source\": {\"file\": \"f\"},"
    " \"evidence\": \"e\", \"subject\": \"What both are about.\", \"probes\": [\"gettimeofday\"],"
    " \"published\": {\"text\": \"31 %\", \"figures\": [{\"name\": \"share\", \"value\": 0.31,"
    " \"n\": 3000, \"count\": 930}]}, \"relations\": [{\"kind\": \"share_of_count\","
    " \"figure\": \"share\"}], \"rules\": [{\"kind\": \"equivalence\", \"result\":"
    " \"fast_window_share\", \"scope\": \"all\", \"grid\": \"24MHz\", \"figure\": \"share\","
    " \"margin\": 0.02, \"margin_why\": \"so\"}]},"
    " {\"id\": \"X2\", \"title\": \"a spread\", \"statement\": \"s\", \"source\": {\"file\": "
    "\"f\"},"
    " \"evidence\": \"e\", \"subject\": \"What both are about.\", \"probes\": [\"gettimeofday\"],"
    " \"published\": {\"text\": \"1.5\", \"figures\": [{\"name\": \"rate\", \"value\": 1.5}]},"
    " \"rules\": [{\"kind\": \"at_least\", \"result\": \"cv\", \"scope\": \"all\", \"grid\":"
    " \"native\", \"figure\": \"rate\", \"margin\": 0}]}]";

static int begin_analysis(void *context, const struct store_run *run)
{
	return store_analysis_begin(context, run, "made up");
}

static void put_figure(
    struct store *s, int64_t run, const char *name, const char *grid, double value, double half)
{
	struct store_result r = {
	    name, "all", grid, value, value - half, value + half, 1000, 1000, "", "ok", "made up"};
	assert_int_equal(store_put_result(s, run, &r), 0);
}

static void put_samples(struct store *s, const char *label, const char *probe, const char *load,
    double share, double cv, const char *status, size_t n)
{
	char uuid[STORE_UUID];
	struct store_run run = {.label = label,
	    .origin = "import",
	    .probe = probe,
	    .load = load,
	    .counter = "imported",
	    .counter_hz = 1e9,
	    .hz_source = "stated",
	    .hz_calibrated = NAN,
	    .cpu = -1,
	    .requested = n};
	uint64_t elapsed[200];
	for (size_t i = 0; i < n; i++)
		elapsed[i] = i;
	int64_t id = store_run_begin(s, &run, uuid);
	assert_true(id > 0);
	assert_int_equal(store_run_append(s, id, NULL, elapsed, NULL, n), 0);
	assert_int_equal(store_run_end(s, id, status, NULL, NULL, NULL), 0);
	assert_int_equal(store_runs(s, uuid, begin_analysis, s), 1);
	put_figure(s, id, "fast_window_share", "24MHz", share, 0.015625);
	put_figure(s, id, "cv", "native", cv, 0.125);
}

static void put_run(struct store *s, const char *label, const char *probe, const char *load,
    double share, double cv, const char *status)
{
	put_samples(s, label, probe, load, share, cv, status, 20);
}

/* ---- what is printed, without what differs from day to day and the reasons' sentences ---- */

struct shown {
	char text[16384];
	size_t used;
};

static void add_text(struct shown *to, const char *text, size_t n)
{
	assert_true(to->used + n < sizeof to->text);
	memcpy(to->text + to->used, text, n);
	to->used += n;
	to->text[to->used] = '\0';
}

/* A line of JSON without its blanks; of a run its number. */
static void add_json(struct shown *to, const char *line, const struct verdicts *v)
{
	line += strspn(line, " ");
	if (strncmp(line, "\"why\"", 5) == 0 || strncmp(line, "\"text\"", 6) == 0 ||
	    strstr(line, ": null"))
		return;
	for (size_t i = 0; i < v->runs_n; i++)
		if (strstr(line, v->runs[i].uuid)) {
			char number[24];
			snprintf(number, sizeof number, "#%zu,", i + 1);
			add_text(to, number, strlen(number));
			return;
		}
	add_text(to, line, strcspn(line, "\n"));
	if (strchr(line, '}'))
		add_text(to, "\n", 1);
}

/* A line for people up to its run; no line of a reason. */
static void add_line(struct shown *to, const char *line)
{
	const char *run = strstr(line, " (run ");
	if (strncmp(line, "        ", 8) == 0)
		return;
	add_text(to, line, run ? (size_t)(run - line) : strcspn(line, "\n"));
	add_text(to, "\n", 1);
}

enum form { JSON, TEXT, WHY };

static struct shown print_shown(
    const struct verdicts *v, enum form form, size_t run, const char *claim)
{
	struct shown to = {.used = 0};
	char line[4096];
	FILE *out = tmpfile();
	assert_non_null(out);
	if (form == WHY)
		verdicts_print_why(v, out, run, claim);
	else
		assert_int_equal(
		    (form == JSON ? verdicts_print_json : verdicts_print_text)(v, out, run), 0);
	rewind(out);
	while (fgets(line, sizeof line, out))
		form == JSON ? add_json(&to, line, v) : add_line(&to, line);
	fclose(out);
	return to;
}

/* ---- four runs of a call, two of them replicates, and one of the empty loop ---- */

static struct verdicts_made made;

static int make_verdicts(void **state)
{
	char why[512];
	(void)state;
	assert_int_equal(store_open(&made.s, ":memory:", STORE_CREATE, why, sizeof why), 0);
	put_run(made.s, "alpha", "gettimeofday", "idle", 0.3125, 2.25, "complete");
	put_run(made.s, "alpha", "gettimeofday", "idle", 0.3125, 1.75, "complete");
	put_run(made.s, "beta", "gettimeofday", "idle", 0.5, 1.25, "complete");
	put_run(made.s, "alpha", "gettimeofday", "stress", 0.3125, 1.5, "complete");
	put_run(made.s, "beta", "null", "idle", 0.5, 1.25, "complete");
	verdicts_make(&made, "f.json", claims);
	return 0;
}

static int release_verdicts(void **state)
{
	(void)state;
	verdicts_unmake(&made);
	return 0;
}

/* What is shown is the text of tests/fixtures/verdicts/NAME. */
static void expect_shown(const char *name, enum form form, size_t run, const char *claim)
{
	char path[128];
	struct shown want = {.used = 0}, got = print_shown(&made.v, form, run, claim);
	snprintf(path, sizeof path, "tests/fixtures/verdicts/%s", name);
	FILE *in = fopen(path, "r");
	assert_non_null(in);
	want.used = fread(want.text, 1, sizeof want.text - 1, in);
	fclose(in);
	want.text[want.used] = '\0';
	if (strcmp(got.text, want.text) != 0) {
		fputs(got.text, stderr);
		fail_msg("%s: shown is the above", path);
	}
}

/* The cell of two: the mean of 1.75 and 2.25 has a standard error of 0.25, and Student's t of one
 * degree of freedom is 12.706; no spread is below 0. Each run by itself is above 1.5, so the cell
 * is. The shares are equal: half of each interval, over the square root of two. */
static void rows_of_runs_and_cells_in_json(void **state)
{
	(void)state;
	expect_shown("all.json", JSON, 0, NULL);
	expect_shown("run.json", JSON, 3, NULL);
}

static void a_line_a_verdict_and_a_table_of_loads(void **state)
{
	(void)state;
	expect_shown("all.txt", TEXT, 0, NULL);
	expect_shown("run.txt", TEXT, 3, NULL);
}

static void reasons_of_all_and_of_one_claim_of_a_run(void **state)
{
	(void)state;
	expect_shown("why.txt", WHY, 0, NULL);
	expect_shown("why-run-claim.txt", WHY, 4, "X2");
}

static void a_common_verdict_is_that_of_all_cells_and_single_runs(void **state)
{
	(void)state;
	enum verdict verdict;
	bool same;
	assert_true(verdicts_common(&made.v, made.r.claims[0], &verdict, &same));
	assert_false(same);
	assert_true(verdicts_pooled(&made.v, 1));
	assert_false(verdicts_pooled(&made.v, 2));
	assert_false(verdicts_pooled(&made.v, 0));
}

/* Runs that were cut off are judged, and are no replicates. */
static void an_interrupted_run_is_of_no_cell(void **state)
{
	(void)state;
	char why[512];
	struct store *s;
	struct verdicts v;
	assert_int_equal(store_open(&s, ":memory:", STORE_CREATE, why, sizeof why), 0);
	for (int i = 0; i < 3; i++)
		put_run(s, "alpha", "gettimeofday", "idle", 0.3125, 2.25,
		    i ? "interrupted" : "complete");
	verdicts_init(&v, &made.r);
	assert_int_equal(verdicts_judge(&v, s, why, sizeof why), 0);
	assert_int_equal(v.runs_n, 3);
	assert_int_equal(v.rows_n, 6);
	assert_int_equal(v.cells.n, 1);
	assert_int_equal(v.runs[0].cell, 1);
	assert_int_equal(v.runs[1].cell, 0);
	assert_int_equal(v.runs[2].cell, 0);
	assert_false(verdicts_pooled(&v, 1));
	verdicts_release(&v);
	store_close(s);
}

/* `good` replicates that support X2, and one of other samples that would have left it undecided. */
static void judge_beside(
    int good, size_t others, const char *label, size_t samples, struct verdicts *v)
{
	char why[512];
	struct store *s;
	assert_int_equal(store_open(&s, ":memory:", STORE_CREATE, why, sizeof why), 0);
	for (int i = 0; i < good; i++)
		put_samples(s, label, "gettimeofday", "idle", 0.3125, 2.25, "complete", samples);
	if (others)
		put_samples(s, label, "gettimeofday", "idle", 0.5, 1.5, "complete", others);
	verdicts_init(v, &made.r);
	assert_int_equal(verdicts_judge(v, s, why, sizeof why), 0);
	store_close(s);
}

static const struct verdict_row *row_of_cell(const struct verdicts *v, const char *claim)
{
	for (size_t i = 0; i < v->rows_n; i++)
		if (v->rows[i].cell && strcmp(v->rows[i].claim->id, claim) == 0)
			return &v->rows[i];
	fail_msg("no cell is judged");
	return NULL;
}

static void a_run_too_short_for_its_cell_is_left_out_and_named(void **state)
{
	(void)state;
	struct verdicts v;
	judge_beside(3, 2, "alpha", 200, &v);
	const struct verdict_row *row = row_of_cell(&v, "X2");
	assert_int_equal(row->verdict, VERDICT_SUPPORTED);
	assert_true(row->value > 2.24 && row->value < 2.26);
	assert_non_null(strstr(row->why, "it has 2 samples, the ordinary run here 200"));
	assert_null(strstr(row->why, "single runs differ"));
	assert_int_equal(cells_about(&v.cells, 0).runs, 3);
	verdicts_release(&v);
	judge_beside(1, 2, "alpha", 200, &v);
	assert_int_equal(cells_about(&v.cells, 0).runs, 1);
	verdicts_release(&v);
	judge_beside(3, 200, "alpha", 200, &v);
	assert_int_equal(cells_about(&v.cells, 0).runs, 4);
	assert_null(strstr(row_of_cell(&v, "X2")->why, "Left out"));
	verdicts_release(&v);
}

static void imports_without_a_label_are_no_replicates(void **state)
{
	(void)state;
	struct verdicts v;
	judge_beside(3, 0, "", 200, &v);
	assert_int_equal(v.runs_n, 3);
	assert_int_equal(v.cells.n, 3);
	for (size_t i = 0; i < v.rows_n; i++)
		assert_int_equal(v.rows[i].cell, 0);
	verdicts_release(&v);
}

static void fewer_than_twenty_samples_decide_nothing(void **state)
{
	(void)state;
	struct verdicts v;
	judge_beside(3, 19, "", 20, &v);
	for (size_t i = 0; i < v.rows_n; i++) {
		const struct verdict_row *row = &v.rows[i];
		bool few = row->run == 4;
		const char *why = strstr(row->why, "needs 20 samples to decide, the run has 19");
		assert_true(few || !why);
		if (few)
			assert_int_equal(row->verdict, VERDICT_UNDECIDED);
		else if (strcmp(row->claim->id, "X2") == 0)
			assert_int_equal(row->verdict, VERDICT_SUPPORTED);
		if (few && strcmp(row->claim->id, "X1") == 0)
			assert_non_null(why);
	}
	verdicts_release(&v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rows_of_runs_and_cells_in_json),
	    cmocka_unit_test(a_line_a_verdict_and_a_table_of_loads),
	    cmocka_unit_test(reasons_of_all_and_of_one_claim_of_a_run),
	    cmocka_unit_test(an_interrupted_run_is_of_no_cell),
	    cmocka_unit_test(a_run_too_short_for_its_cell_is_left_out_and_named),
	    cmocka_unit_test(imports_without_a_label_are_no_replicates),
	    cmocka_unit_test(fewer_than_twenty_samples_decide_nothing),
	    cmocka_unit_test(a_common_verdict_is_that_of_all_cells_and_single_runs),
	};
	return cmocka_run_group_tests(tests, make_verdicts, release_verdicts);
}
