/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "compare.h"
#include "answers_private.h"
#include "print.h"
#include "rank_private.h"
#include "rng.h"
#include "series.h"
#include "sentence_private.h"
#include "set_private.h"
#include "spectrum_private.h"
#include "store.h"
#include "twosample.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- a database of made-up figures ----------------------------------------------------------- */

static char folder[] = "/tmp/ticklab-compare.XXXXXX";
static char path[64];

static struct store *open_fresh(void)
{
	struct store *s;
	char why[512];
	unlink(path);
	char side[80];
	snprintf(side, sizeof side, "%s-wal", path);
	unlink(side);
	snprintf(side, sizeof side, "%s-shm", path);
	unlink(side);
	if (store_open(&s, path, STORE_CREATE, why, sizeof why) != 0)
		fail_msg("%s", why);
	return s;
}

struct made {
	const char *label, *probe, *load;
	double hz;
};

static int begin_analysis(void *context, const struct store_run *run)
{
	assert_int_equal(store_analysis_begin(context, run, "made up"), 0);
	return 0;
}

static int64_t put_analysed(struct store *s, struct store_run *run)
{
	char uuid[STORE_UUID];
	int64_t id = store_run_begin(s, run, uuid);
	assert_true(id > 0);
	assert_int_equal(store_run_end(s, id, "complete", NULL, NULL, NULL), 0);
	assert_int_equal(store_runs(s, uuid, begin_analysis, s), 1);
	return id;
}

static int64_t put_run(struct store *s, const struct made *m)
{
	struct store_run run = {.label = m->label,
	    .origin = "import",
	    .probe = m->probe,
	    .load = m->load,
	    .counter = "imported",
	    .counter_hz = m->hz,
	    .hz_source = "stated",
	    .hz_calibrated = NAN,
	    .cpu = -1};
	return put_analysed(s, &run);
}

static void put_counted(struct store *s, int64_t run, const char *name, const char *scope,
    double value, double half, uint64_t n)
{
	struct store_result r = {name, scope, "native", value, value - half, value + half, n,
	    (double)n, "", "ok", "made up"};
	assert_int_equal(store_put_result(s, run, &r), 0);
}

static void put_figures(
    struct store *s, int64_t run, const char *name, const char *grid, double value, double half)
{
	struct store_result r = {
	    name, "all", grid, value, value - half, value + half, 1000, 1000, "", "ok", "made up"};
	assert_int_equal(store_put_result(s, run, &r), 0);
}

/* All samples of one value, as both histograms store them. */
static void put_values(
    struct store *s, int64_t run, const double *value, const double *count, size_t n, double all)
{
	for (size_t i = 0; i < n; i++) {
		struct store_point p = {"histogram", "all", "native", i, value[i] - 0.5, count[i],
		    NAN, value[i] - 0.5, value[i] + 0.5};
		assert_int_equal(store_put_point(s, run, &p), 0);
	}
	struct store_point p = {
	    "histogram_log", "all", "native", 0, value[0], all, NAN, value[0], value[n - 1] + 1};
	assert_int_equal(store_put_point(s, run, &p), 0);
}

static void make_compare(struct compare *c, struct store *s, const char *baseline)
{
	bool unknown;
	if (compare_make(c, s, baseline, &unknown, NULL) != 0)
		fail_msg("%s", c->why);
}

/* ---- how often intervals hold ---------------------------------------------------------------- */

enum { RUNS = 4 };

static int take_repetitions(void)
{
	return (int)series_taken(300, 100);
}

/* Each probe is a repetition: two machines of RUNS runs whose medians differ by `shift` ticks, with
 * spreads between runs of 1.5 and 3 ticks, rounded to whole ticks; entropies and shares beside. */
static void put_repetitions(struct store *s, struct rng *r, double shift)
{
	for (int i = 0; i < take_repetitions(); i++) {
		char probe[16];
		snprintf(probe, sizeof probe, "p%d", i);
		for (int k = 0; k < 2 * RUNS; k++) {
			bool b = k >= RUNS;
			double at = 100 + (b ? shift : 0) + (b ? 3 : 1.5) * rng_normal(r);
			int64_t run = put_run(s, &(struct made){b ? "B" : "A", probe, "idle", 1e9});
			assert_int_equal(store_begin(s), 0);
			put_figures(s, run, "median_ns", "native", round(at), 0.5);
			put_figures(
			    s, run, "q99_ticks", "native", round(1.5 * at + 5 * rng_normal(r)), 1);
			put_figures(s, run, "cv", "native", 0.3 + 0.02 * rng_normal(r), 0.01);
			put_figures(s, run, "shannon_mm_bits", "native",
			    2 + (b ? shift / 40 : 0) + 0.1 * rng_normal(r), 0.01);
			put_figures(s, run, "min_entropy_90b_bits", "native",
			    1 + 0.05 * rng_normal(r), 0.01);
			put_figures(s, run, "slow_window_share", "native", 0, 1e-3);
			assert_int_equal(store_end(s, 0), 0);
		}
	}
}

static int count_held(const struct compare *c, const char *figure, double truth)
{
	int n = 0;
	for (size_t i = 0; i < c->count; i++) {
		const struct comparison *r = &c->rows[i];
		n += strcmp(r->figure, figure) == 0 && r->difference.lo <= truth &&
		     truth <= r->difference.hi;
	}
	return n;
}

/* Probes in which any figure differs. */
static int any_differs(const struct compare *c)
{
	int n = 0;
	for (size_t cell = 0; cell < c->set.cell_count; cell++) {
		bool any = false;
		for (size_t i = c->first[cell]; i < c->first[cell + 1]; i++)
			any = any || compare_differs(&c->rows[i]);
		n += any;
	}
	return n;
}

/* Of intervals at 95 % one in 20 misses; of 300, fewer than three of them once in 4000 seeds. */
static void assert_holds(const struct compare *c, const char *figure, double truth)
{
	int n = count_held(c, figure, truth);
	int all = take_repetitions(), missed = all - n;
	if (missed > series_most((unsigned)all, 0.05, 1 / 4000.0) || (all >= 300 && missed < 3))
		fail_msg("%s: %d of %d", figure, n, all);
}

static void known_differences_are_held(void **state)
{
	(void)state;
	struct compare c;
	struct rng r;
	rng_init(&r, 21, 0);
	struct store *s = open_fresh();
	put_repetitions(s, &r, 12.4);
	make_compare(&c, s, NULL);
	assert_int_equal(c.set.cell_count, take_repetitions());
	assert_holds(&c, "median_ns", 12.4);
	assert_holds(&c, "q99_ticks", 1.5 * 12.4);
	assert_holds(&c, "shannon_mm_bits", 0.31);
	assert_holds(&c, "cv", 0);
	/* Shares of 0 everywhere have an interval, and it is not of width 0. */
	const struct comparison *zero = compare_find(&c, "slow_window_share", 0, 0, 1);
	assert_true(zero && zero->difference.lo < 0 && zero->difference.hi > 0);
	/* A difference of five spreads is found by nearly all, through Holm. */
	assert_true(any_differs(&c) > take_repetitions() * 9 / 10);
	compare_release(&c);
	store_close(s);
}

/* At most 5 %, and chance. */
static void equal_machines_do_not_differ(void **state)
{
	(void)state;
	struct compare c;
	struct rng r;
	rng_init(&r, 22, 0);
	struct store *s = open_fresh();
	put_repetitions(s, &r, 0);
	make_compare(&c, s, NULL);
	int n = any_differs(&c);
	if (n > series_most((unsigned)take_repetitions(), 0.05, 1 / 600.0))
		fail_msg("%d of %d", n, take_repetitions());
	assert_holds(&c, "median_ns", 0);
	compare_release(&c);
	store_close(s);
}

/* A run of n samples about a level of its own, one in a hundred up to 300 later. */
static void put_samples(
    struct store *s, struct rng *r, const char *label, const char *probe, size_t n)
{
	static uint64_t x[3000];
	char uuid[STORE_UUID];
	struct store_run run = {.label = label,
	    .origin = "import",
	    .probe = probe,
	    .load = "idle",
	    .counter = "imported",
	    .counter_hz = 1e9,
	    .hz_source = "stated",
	    .hz_calibrated = NAN,
	    .requested = n,
	    .cpu = -1};
	int64_t id = store_run_begin(s, &run, uuid);
	double level = 100 + 1.5 * rng_normal(r);
	for (size_t i = 0; i < n; i++)
		x[i] = (uint64_t)(level + 4 * rng_normal(r) +
				  (rng_double(r) < 0.01 ? 300 * rng_double(r) : 0) + 0.5);
	assert_int_equal(store_run_append(s, id, NULL, x, NULL, n), 0);
	assert_int_equal(store_run_end(s, id, "complete", NULL, NULL, NULL), 0);
	assert_int_equal(store_runs(s, uuid, begin_analysis, s), 1);
	put_figures(s, id, "median_ns", "native", round(level), 0.5);
}

/* Equal machines of 3000 and of 300 samples a run: no figure is off because of that. Of 100
 * intervals at 95 % fewer than 88 hold once in 400 seeds, more than 12 sets differ once in 300. */
static void unequal_runs_are_compared_alike(void **state)
{
	static const char *const figures[] = {"median_ns", "q95_ticks", "q99_ticks", "q999_ticks",
	    "shannon_mm_bits", "min_entropy_mcv_bits"};
	enum { SETS = 100 };
	struct compare c;
	struct rng r;
	(void)state;
	rng_init(&r, 25, 0);
	struct store *s = open_fresh();
	for (int i = 0; i < SETS * 2 * RUNS; i++) {
		char probe[16];
		bool b = i % (2 * RUNS) >= RUNS;
		snprintf(probe, sizeof probe, "p%d", i / (2 * RUNS));
		put_samples(s, &r, b ? "B" : "A", probe, b ? 300 : 3000);
	}
	make_compare(&c, s, NULL);
	assert_int_equal(c.set.cell_count, SETS);
	for (size_t k = 0; k < sizeof figures / sizeof *figures; k++)
		if (count_held(&c, figures[k], 0) < 88)
			fail_msg("%s: %d of %d", figures[k], count_held(&c, figures[k], 0), SETS);
	assert_true(any_differs(&c) <= 12);
	if (!strstr(c.answers[0].text, "Runs have 300 to 3000 samples: the figures of the "
				       "distribution are of 300 of each run, in 40 blocks "
				       "from all along it."))
		fail_msg("%s", c.answers[0].text);
	compare_release(&c);
	store_close(s);
}

/* What is said of the sizes of runs: machine i has two runs of samples[i], and the figure of
 * SIZE_EQUAL (the assessed entropy) where n[i] > 0. */
static void check_sizes(const uint64_t samples[3], const uint64_t n[3], const char *want)
{
	enum { MACHINES = 3, RUNS_EACH = 2, ALL = MACHINES * RUNS_EACH };
	static struct set_value values[ALL][FIGURES * SET_GRIDS];
	struct set_run runs[ALL];
	struct placed others[] = {{1, 0}, {2, 0}};
	struct compare c = {.set = {.runs = runs, .run_count = ALL, .grid_count = 1}};
	size_t first[] = {0, 0}, assessed = 0, size;
	char *got = NULL;
	c.first = first;
	while (measured_at(assessed)->id != FIGURE_MIN_90B)
		assessed++;
	for (size_t i = 0; i < ALL; i++) {
		runs[i] =
		    (struct set_run){.machine = i / RUNS_EACH, .samples = samples[i / RUNS_EACH]};
		runs[i].values = values[i];
		for (size_t k = 0; k < FIGURES * SET_GRIDS; k++)
			values[i][k] = (struct set_value){.value = NAN};
		if (n[i / RUNS_EACH])
			values[i][assessed * SET_GRIDS] =
			    (struct set_value){.value = 9, .n = n[i / RUNS_EACH]};
	}
	FILE *out = open_memstream(&got, &size);
	sentence_put_sizes(out, &c, 0, 0, others, 2);
	assert_int_equal(fclose(out), 0);
	assert_string_equal(got, want);
	free(got);
}

static void sizes_of_runs_are_said(void **state)
{
	(void)state;
	check_sizes((uint64_t[]){500, 500, 500}, (uint64_t[]){0, 0, 0}, "");
	check_sizes((uint64_t[]){500, 40, 40}, (uint64_t[]){0, 0, 0},
	    " Runs have 40 to 500 samples: the figures of the distribution are of 40 of each run, "
	    "in "
	    "40 blocks from all along it.");
	check_sizes((uint64_t[]){500, 1, 1}, (uint64_t[]){0, 0, 0},
	    " Runs have 1 to 500 samples: the figures of the distribution are of 1 of each run, in "
	    "1 block from all along it.");
	check_sizes((uint64_t[]){500, 2, 300}, (uint64_t[]){0, 0, 0},
	    " Runs have 2 to 500 samples: the figures of the distribution are of 2 to 300 (the "
	    "shortest run of the two machines) of each run, in 2 blocks from all along it.");
	/* One of a pair has no such figure: nothing to compare, and nothing to say. */
	check_sizes((uint64_t[]){500, 500, 500}, (uint64_t[]){9, 0, 0}, "");
	check_sizes((uint64_t[]){500, 500, 500}, (uint64_t[]){0, 9, 99}, "");
	check_sizes((uint64_t[]){500, 500, 500}, (uint64_t[]){100, 300, 0},
	    " The assessed entropy is not compared: it depends on the number of samples that were "
	    "assessed, "
	    "here 100 to 300; 'ticklab analyze --assess 100' assesses as many of each run.");
}

/* ---- one question for all -------------------------------------------------------------------- */

/* Three machines under two loads. What is slow is four times the middle machine's middle median for
 * every pair and load, so that a machine has one share of slow calls in all its rows. */
static void a_probe_has_one_slow_rule(void **state)
{
	static const double median[] = {20, 50, 400};
	struct compare c;
	size_t rows = 0;
	(void)state;
	struct store *s = open_fresh();
	for (int k = 0; k < 3 * 2 * 2; k++) {
		int m = k % 3, load = k / 3 % 2;
		const char label[] = {(char)('A' + m), 0};
		int64_t run = put_run(s, &(struct made){label, "x", load ? "cpu" : "idle", 1e9});
		put_figures(s, run, "median_ns", "native", median[m] + 4 * load, 0.5);
		put_values(s, run, (double[]){median[m], 150, 1000},
		    (double[]){900, 90, 10 + (double)(k / 6)}, 3, 1000);
	}
	make_compare(&c, s, NULL);
	for (size_t i = 0; i < c.count; i++) {
		const struct comparison *r = &c.rows[i];
		if (strcmp(r->figure, "slow_share") != 0)
			continue;
		assert_near(r->above_ns, 4 * 54, 1e-9);
		assert_within(r->side_a.mean, 0.0105, 1e-3);
		assert_within(r->side_b.mean, r->b == 2 ? 1 : 0.0105, 0.11);
		rows++;
	}
	assert_int_equal(rows, 6);
	compare_release(&c);
	store_close(s);
}

static void put_assessed(
    struct store *s, const char *label, double bits, const char *estimate, uint64_t n)
{
	int64_t run = put_run(s, &(struct made){label, "x", "idle", 1e9});
	put_figures(s, run, "median_ns", "native", 50, 0.5);
	put_counted(s, run, "min_entropy_90b_bits", "all", bits, 0, n);
	put_counted(s, run, estimate, "symbols", bits, 0, n);
	put_counted(s, run, "sp90b_lrs_bits", "symbols", bits + 1, 0, n);
}

/* A rating is the least of ten estimates. Of two estimates the ratings differ and have no ratio. */
static void two_estimates_have_no_ratio(void **state)
{
	struct compare c;
	(void)state;
	struct store *s = open_fresh();
	for (int k = 0; k < 2; k++) {
		put_assessed(s, "A", 2, "sp90b_t_tuple_bits", 1000);
		put_assessed(s, "B", 1 + 0.01 * k, "sp90b_t_tuple_bits", 1000);
		put_assessed(s, "C", 1, "sp90b_compression_bits", 1000);
		put_assessed(s, "D", 1, k ? "sp90b_t_tuple_bits" : "sp90b_lag_bits", 1000);
	}
	make_compare(&c, s, "A");
	const struct comparison *r = compare_find(&c, "min_entropy_90b_bits", 0, 0, 1);
	assert_true(r && r->estimate_a == FIGURE_SP90B_T_TUPLE && r->estimate_b == r->estimate_a);
	assert_within(r->ratio, 0.5, 0.01);
	r = compare_find(&c, "min_entropy_90b_bits", 0, 0, 2);
	assert_true(r && r->estimate_b == FIGURE_SP90B_COMPRESSION && isnan(r->ratio));
	assert_true(isnan(r->ratio_lo) && isnan(r->ratio_hi));
	assert_near(r->difference.value, -1, 1e-12);
	r = compare_find(&c, "min_entropy_90b_bits", 0, 0, 3);
	assert_true(r && r->estimate_b == FIGURES && isnan(r->ratio));
	compare_release(&c);
	store_close(s);
}

/* The same rule as of every other figure: what is not shown to differ has no ratio, but the
 * greatest that the data leave open. */
static void equal_assessments_are_not_said_to_differ(void **state)
{
	struct compare c;
	(void)state;
	struct store *s = open_fresh();
	for (int k = 0; k < 4; k++) {
		put_assessed(s, "A", 2 + 0.1 * k, "sp90b_t_tuple_bits", 1000);
		put_assessed(s, "B", 2.02 + 0.1 * k, "sp90b_t_tuple_bits", 1000);
		put_assessed(s, "C", 1 + 0.1 * k, "sp90b_t_tuple_bits", 1000);
	}
	make_compare(&c, s, "A");
	assert_non_null(strstr(
	    c.answers[0].text, " No difference in its assessed entropy is shown (at most 1."));
	assert_null(strstr(c.answers[0].text, "Its assessed entropy is 1."));
	assert_non_null(strstr(c.answers[0].text, "Its assessed entropy is 0.5"));
	compare_release(&c);
	store_close(s);
}

/* Runs of equal length of which unequal parts were assessed, as of two analyses: it is said. */
static void unequal_assessments_are_not_compared(void **state)
{
	struct compare c;
	(void)state;
	struct store *s = open_fresh();
	for (int k = 0; k < 2; k++) {
		put_assessed(s, "A", 2, "sp90b_t_tuple_bits", 1000);
		put_assessed(s, "B", 1, "sp90b_t_tuple_bits", 400);
	}
	make_compare(&c, s, NULL);
	assert_null(compare_find(&c, "min_entropy_90b_bits", 0, 0, 1));
	if (!strstr(c.answers[0].text,
		"assessed entropy is not compared: it depends on the number of samples that were "
		"assessed, here 400 to 1000; 'ticklab analyze --assess 400' assesses as many"))
		fail_msg("%s", c.answers[0].text);
	compare_release(&c);
	store_close(s);
}

/* The load of C's only run did nothing: C is no machine that is compared. */
static void a_machine_without_runs_is_not_counted(void **state)
{
	struct compare c;
	bool unknown;
	(void)state;
	struct store *s = open_fresh();
	struct store_run run = {.label = "C",
	    .origin = "collect",
	    .probe = "x",
	    .load = "stress",
	    .load_detail = "{\"operations\":{\"cpu\":0}}",
	    .machine_fingerprint = "0123456789abcdef0123456789abcdef",
	    .machine_facts = "{}",
	    .counter = "tsc",
	    .counter_hz = 1e9,
	    .hz_source = "hardware",
	    .hz_calibrated = NAN,
	    .cpu = -1};
	put_analysed(s, &run);
	for (int k = 0; k < 2; k++) {
		int64_t id = put_run(s, &(struct made){k ? "B" : "A", "x", "idle", 1e9});
		put_figures(s, id, "median_ns", "native", 50 + k, 0.5);
	}
	make_compare(&c, s, NULL);
	assert_true(c.set.machine_count == 2 && c.set.left_count == 1);
	assert_string_equal(c.set.machines[0].name, "A");
	assert_string_equal(c.set.machines[1].name, "B");
	assert_non_null(compare_find(&c, "median_ns", 1, 0, 1));
	assert_non_null(strstr(c.answers[0].text, "No run is left here. Left out: run"));
	assert_non_null(strstr(c.answers[0].text, "of C: its load did no operation"));
	compare_release(&c);
	assert_int_equal(compare_make(&c, s, "C", &unknown, NULL), -1);
	assert_false(unknown);
	assert_non_null(strstr(c.why, "no run of 'C' is left to compare with: its load did no"));
	compare_release(&c);
	store_close(s);
}

/* ---- grids ----------------------------------------------------------------------------------- */

static void put_two_counters(struct store *s, double hz_b, const char *grid_b)
{
	for (int k = 0; k < 4; k++) {
		bool b = k >= 2;
		int64_t run =
		    put_run(s, &(struct made){b ? "B" : "A", "x", "idle", b ? hz_b : 1e9});
		put_figures(s, run, "median_ns", "native", b ? 31 + k : 20 + k, 0.5);
		put_figures(s, run, "min_entropy_90b_bits", "native", 1 + k, 0.1);
		put_figures(s, run, "min_entropy_90b_bits", grid_b, 0.5 + 0.01 * k, 0.1);
		put_figures(s, run, "cv", "24MHz,rescale=125/3", 1, 0.1);
		put_values(s, run, (double[]){b ? 3 : 20}, (double[]){1000}, 1, 1000);
	}
}

static void equal_ticks_are_compared_natively(void **state)
{
	(void)state;
	struct compare c;
	struct store *s = open_fresh();
	put_two_counters(s, 1e9 * (1 + 1e-5), "24MHz");
	make_compare(&c, s, "B");
	const struct comparison *r = compare_find(&c, "min_entropy_90b_bits", 0, 1, 0);
	assert_true(r && strcmp(r->grid, "native") == 0);
	assert_near(r->difference.value, -2, 1e-12);
	assert_null(compare_find(&c, "min_entropy_90b_bits", 0, 0, 1));
	compare_release(&c);
	store_close(s);
}

/* 20 ns on a counter of 10 ns is 2 ticks; what needs the order of the samples is read at 24 MHz;
 * the rescaled grid is nobody's. */
static void other_ticks_at_the_coarser_one(void **state)
{
	(void)state;
	struct compare c;
	struct store *s = open_fresh();
	put_two_counters(s, 1e8, "24MHz");
	make_compare(&c, s, NULL);
	const struct comparison *r = compare_find(&c, "median_ns", 0, 0, 1);
	assert_true(r && strcmp(r->grid, "100MHz") == 0);
	assert_near(r->side_a.mean, 20, 1e-9);
	assert_near(r->side_b.mean, 30, 1e-9);
	r = compare_find(&c, "min_entropy_90b_bits", 0, 0, 1);
	assert_true(r && strcmp(r->grid, "24MHz") == 0);
	assert_null(compare_find(&c, "cv", 0, 0, 1));
	r = compare_find(&c, "wasserstein_ns", 0, 0, 1);
	assert_true(r && strcmp(r->grid, "100MHz") == 0);
	assert_near(r->difference.value, 10, 1e-9);
	compare_release(&c);
	store_close(s);
}

/* What a terminal shows of all cells, to be freed. */
static char *printed_text(const struct compare *c)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	assert_non_null(out);
	assert_int_equal(print_text(c, &(struct print_choice){NULL, NULL}, out), 0);
	assert_int_equal(fclose(out), 0);
	return text;
}

/* Machines of one counter and machines of another that shows the same calls in coarser ticks, two
 * runs each, their calls of 20 ns. */
static void put_fleet(struct store *s, size_t fine, size_t coarse)
{
	for (size_t k = 0; k < 2 * (fine + coarse); k++) {
		bool b = k / 2 >= fine;
		char label[] = {(char)('A' + k / 2), '\0'};
		int64_t run = put_run(s, &(struct made){label, "x", "idle", b ? 3e7 : 1e9});
		put_figures(s, run, "median_ns", "native", b ? 33.3 : 20 + (k % 2 ? 1 : -1), 0.5);
		put_values(s, run, (double[]){b ? 1 : 20}, (double[]){1000}, 1, 1000);
	}
}

static void expect_table(
    size_t fine, size_t coarse, const char *baseline, const char *want, const char *never)
{
	struct compare c;
	struct store *s = open_fresh();
	put_fleet(s, fine, coarse);
	make_compare(&c, s, baseline);
	char *text = printed_text(&c);
	if (!strstr(text, want) || (never && strstr(text, never)))
		fail_msg("not \"%s\", or \"%s\":\n%s", want, never ? never : "", text);
	free(text);
	compare_release(&c);
	store_close(s);
}

/* What a coarser counter makes of a median is no scatter between machines, and is beside the
 * others' values only where it is marked. All are read at one tick where the reference has it. */
static void a_table_is_of_one_tick(void **state)
{
	(void)state;
	expect_table(3, 1, "A",
	    "between machines without *: the medians have a standard deviation of 0 ns",
	    "3 degrees");
	expect_table(3, 1, "A", "* read at another tick", "all values are");
	expect_table(2, 1, "A", " *\n", "between machines");
	expect_table(
	    3, 1, "D", "all values are read at the tick of the coarsest counter, 30MHz", " *\n");
	expect_table(
	    1, 3, "A", "all values are read at the tick of the coarsest counter, 30MHz", " *\n");
	expect_table(2, 3, "A",
	    "rows without * are read at the tick of the coarsest counter, 30MHz", "all values are");
	expect_table(4, 0, "A", "between machines: the medians", "read at");
}

/* A grid finer than the coarser counter is not one that both have. */
static void a_finer_grid_is_not_shared(void **state)
{
	(void)state;
	struct compare c;
	struct store *s = open_fresh();
	put_two_counters(s, 1e8, "300MHz");
	make_compare(&c, s, NULL);
	assert_null(compare_find(&c, "min_entropy_90b_bits", 0, 0, 1));
	compare_release(&c);
	store_close(s);
}

/* ---- words ----------------------------------------------------------------------------------- */

static void one_run_a_side_has_no_interval(void **state)
{
	(void)state;
	struct compare c;
	struct store *s = open_fresh();
	for (int k = 0; k < 2; k++) {
		int64_t run = put_run(s, &(struct made){k ? "B" : "A", "x", "idle", 1e9});
		put_figures(s, run, "median_ns", "native", k ? 62.4 : 50, 0.5);
	}
	make_compare(&c, s, NULL);
	const struct comparison *r = compare_find(&c, "median_ns", 0, 0, 1);
	assert_true(
	    r && isnan(r->difference.lo) && isnan(r->between_run_sd) && isnan(r->p_adjusted));
	assert_near(r->difference.value, 12.4, 1e-12);
	assert_string_equal(c.answers[0].text,
	    "The reference is A. B: one run a side, so that the spread between runs is unknown; by "
	    "the runs' own "
	    "intervals its median is 12.4 ns [11.7, 13.1] longer (1.25x).");
	compare_release(&c);
	store_close(s);
}

static void the_sentence(void **state)
{
	(void)state;
	struct compare c;
	struct store *s = open_fresh();
	static const double off[] = {-0.3, 0.1, 0.3, -0.1};
	for (int k = 0; k < 8; k++) {
		bool b = k >= 4;
		int64_t run =
		    put_run(s, &(struct made){b ? "mach-B" : "mach-A", "x", "idle", 1e12});
		put_figures(s, run, "median_ns", "native", (b ? 62 : 49.6) + off[k % 4], 0.1);
		put_figures(s, run, "min_entropy_mcv_bits", "native",
		    (b ? 0.3 : 1) * (1 + 0.05 * off[k % 4]), 0.01);
		put_figures(s, run, "q999_ticks", "native", 1e5 * (1 + 0.5 * off[k % 4]), 100);
	}
	make_compare(&c, s, "mach-A");
	assert_string_equal(c.answers[0].text,
	    "The reference is mach-A. mach-B's median is 12.4 ns [12.0, 12.8] longer (1.25x), its "
	    "min-entropy of the values "
	    "0.300x [0.293, 0.307]; no difference in tail (99.9 %) is shown (at most 1.25x).");
	compare_release(&c);
	make_compare(&c, s, "mach-B");
	assert_non_null(
	    strstr(c.answers[0].text, "mach-A's median is 12.4 ns [12.0, 12.8] shorter"));
	compare_release(&c);
	bool unknown;
	assert_int_equal(compare_make(&c, s, "mach-C", &unknown, NULL), -1);
	assert_true(unknown && strstr(c.why, "mach-C"));
	compare_release(&c);
	store_close(s);
}

/* Six machines of the same figures. That no difference is shown is not that there is none: how
 * large one the data leave open is said, and nothing counts machines that differ as 0. */
static void absence_of_evidence_is_not_equality(void **state)
{
	(void)state;
	struct compare c;
	struct store *s = open_fresh();
	static const double off[] = {-0.3, 0.1, 0.3, -0.1};
	for (int k = 0; k < 6 * 4; k++) {
		char label[16];
		snprintf(label, sizeof label, "m%d", k / 4);
		int64_t run = put_run(s, &(struct made){label, "x", "idle", 1e12});
		put_figures(s, run, "median_ns", "native", 49.6 + off[k % 4], 0.1);
	}
	make_compare(&c, s, "m0");
	const char *text = c.answers[0].text;
	if (strncmp(text,
		"None of 5 machines is shown to differ from m0; the data leave open: median at "
		"most 1.0",
		83) != 0)
		fail_msg("%s", text);
	compare_release(&c);
	store_close(s);
}

/* Twenty machines under three loads, of which three are made odd: these three are outliers, in what
 * they are odd in. */
static void three_of_twenty_are_outliers(void **state)
{
	(void)state;
	struct compare c;
	struct rng r;
	struct ranked list[20];
	static const char *const loads[] = {"idle", "cpu", "io"};
	rng_init(&r, 23, 0);
	struct store *s = open_fresh();
	for (int k = 0; k < 20 * 3 * 4; k++) {
		char label[16];
		int m = k % 20, load = k / 20 % 3;
		snprintf(label, sizeof label, "m%02d", m);
		int64_t run = put_run(s, &(struct made){label, "x", loads[load], 1e12});
		put_figures(s, run, "median_ns", "native",
		    (m == 7 ? 90 : 50 + 0.1 * m) * (1 + load) + 0.3 * rng_normal(&r), 0.1);
		put_figures(s, run, "min_entropy_mcv_bits", "native",
		    (m == 13 ? 0.3 : 1) + 0.01 * rng_normal(&r), 0.01);
		put_figures(s, run, "q999_ticks", "native",
		    (m == 2 ? 9 : 1) * 1e5 * (1 + 0.05 * rng_normal(&r)), 100);
	}
	make_compare(&c, s, NULL);
	bool cells[3] = {true, true, true};
	assert_int_equal(rank_machines(&c, cells, list), 20);
	for (int i = 0; i < 20; i++) {
		const char *name = c.set.machines[list[i].machine].name;
		bool odd = !strcmp(name, "m07") || !strcmp(name, "m13") || !strcmp(name, "m02");
		assert_int_equal(list[i].outlier, odd);
		assert_int_equal(odd, i < 3);
		assert_int_equal(list[i].topic[TOPIC_MEDIAN].outlier, !strcmp(name, "m07"));
		assert_int_equal(list[i].topic[TOPIC_TAIL].outlier, !strcmp(name, "m02"));
	}
	compare_release(&c);
	store_close(s);
}

/* ---- distributions --------------------------------------------------------------------------- */

/* A counter of 10 ns shows 24 ns as 2 ticks in 6 of 10 calls and as 3 in 4. */
static void a_coarser_counter_by_its_phase(void **state)
{
	(void)state;
	double edges[] = {23.5, 24.5, 1000};
	struct spectrum s = {edges, edges + 1, edges + 2, 1, 1, 1};
	struct histogram h;
	assert_int_equal(spectrum_count(&h, &s, 10, 1), EST_OK);
	assert_true(h.distinct == 2 && h.value[0] == 2 && h.count[0] == 600 && h.count[1] == 400);
	histogram_release(&h);
	assert_int_equal(spectrum_count(&h, &s, 10, 0), EST_OK);
	assert_true(h.distinct == 1 && h.value[0] == 2 && h.count[0] == 1000);
	histogram_release(&h);
	assert_near(spectrum_above(&s, 24.25), 0.25, 1e-12);
}

/* A run of 1000 samples that count up, in chunks of 300. 100 of them are 40 blocks of two or three,
 * one in the middle of each 25; all of them are the run; more blocks than samples are single ones.
 */
static void a_part_of_a_run_is_of_all_of_it(void **state)
{
	char uuid[STORE_UUID];
	struct spectrum part;
	uint64_t x[300];
	static const uint8_t flags[300];
	struct store *s = open_fresh();
	struct store_run run = {.label = "A",
	    .origin = "import",
	    .probe = "x",
	    .load = "idle",
	    .counter = "imported",
	    .counter_hz = 1e9,
	    .hz_source = "stated",
	    .hz_calibrated = NAN,
	    .requested = 1000,
	    .cpu = -1};
	(void)state;
	int64_t id = store_run_begin(s, &run, uuid);
	for (uint64_t first = 0; first < 1000; first += 300) {
		size_t n = first + 300 > 1000 ? (size_t)(1000 - first) : 300;
		for (size_t i = 0; i < n; i++)
			x[i] = first + i;
		if (store_run_append(s, id, NULL, x, flags, n) != 0)
			fail_msg("%s", store_error(s));
	}
	if (store_run_end(s, id, "complete", NULL, NULL, NULL) != 0)
		fail_msg("%s", store_error(s));
	assert_int_equal(spectrum_sample(&part, s, id, 1000, 100, 1, 1), 1);
	assert_int_equal(part.n, 100);
	for (size_t b = 0; b < 40; b++)
		for (size_t i = b * 100 / 40; i < (b + 1) * 100 / 40; i++) {
			double at = (part.from[i] + part.to[i]) / 2;
			assert_true(at >= 25.0 * (double)b + 10 && at < 25.0 * (double)b + 15);
		}
	spectrum_release(&part);
	assert_int_equal(spectrum_sample(&part, s, id, 1000, 1000, 1, 1), 1);
	assert_true(part.n == 1000 && part.from[999] == 998.5 && part.count[999] == 1);
	spectrum_release(&part);
	assert_int_equal(spectrum_sample(&part, s, id, 1000, 7, 1, 1), 1);
	assert_int_equal(part.n, 7);
	spectrum_release(&part);
	store_close(s);
}

/* Of the 70 ways to deal eight runs out, the two that part them reach the statistic. */
static void runs_are_dealt_out(void **state)
{
	(void)state;
	struct histogram h[8];
	struct twosample_options o = {.permutations = 499, .seed = 1};
	for (uint64_t i = 0; i < 8; i++) {
		uint64_t value[] = {i < 4 ? i : i + 10, 30}, count[] = {90, 10};
		assert_int_equal(histogram_from_pairs(&h[i], value, count, 2), EST_OK);
	}
	struct twosample_p p = twosample_permute_runs(h, 4, 4, &o);
	assert_near(p.anderson_darling_p.value, 2.0 / 70, 1e-12);
	assert_near(p.ks_p.value, 2.0 / 70, 1e-12);
	p = twosample_permute_runs(h, 1, 1, &o);
	assert_near(p.ks_p.value, 1, 0);
	/* Fewer than there are: at random, and the one that was seen counts. */
	o.permutations = 49;
	p = twosample_permute_runs(h, 4, 4, &o);
	assert_true(p.ks_p.value >= 1.0 / 50 && p.ks_p.value < 0.2);
	assert_int_equal(twosample_permute_runs(h, 0, 8, &o).ks_p.status, EST_NOT_APPLICABLE);
	for (int i = 0; i < 8; i++)
		histogram_release(&h[i]);
}

static void put_node_run(struct store *s, const char *fingerprint, const char *facts)
{
	struct store_run run = {.label = "lab",
	    .origin = "collect",
	    .probe = "x",
	    .load = "idle",
	    .machine_fingerprint = fingerprint,
	    .machine_facts = facts,
	    .counter = "tsc",
	    .counter_hz = 1e9,
	    .hz_source = "hardware",
	    .hz_calibrated = NAN,
	    .cpu = -1};
	put_analysed(s, &run);
}

/* Hosts that were copied from one image have one identity, and one host may be two nodes. */
/* Mean ratios over two loads of machines that are equal: all intervals of a fleet together hold in
 * 1 - 0.05 / 3 of the fleets, one topic being of three, and few equals are outliers. */
static void ratios_of_a_fleet_are_held(void **state)
{
	enum { MACHINES = 5, LOADS = 2 };
	int fleets = (int)series_taken(50, 15);
	struct compare c;
	struct rng r;
	struct ranked list[MACHINES];
	int fleets_held = 0, outliers = 0;
	(void)state;
	rng_init(&r, 24, 0);
	struct store *s = open_fresh();
	for (int f = 0; f < fleets; f++)
		for (int k = 0; k < MACHINES * LOADS * 4; k++) {
			char label[8], probe[16], load[8];
			snprintf(label, sizeof label, "m%d", k % MACHINES);
			snprintf(probe, sizeof probe, "p%d", f);
			snprintf(load, sizeof load, "l%d", k / MACHINES % LOADS);
			int64_t run = put_run(s, &(struct made){label, probe, load, 1e12});
			put_figures(s, run, "median_ns", "native",
			    50 * (1 + k / MACHINES % LOADS) * (1 + 0.05 * rng_normal(&r)), 0.1);
		}
	make_compare(&c, s, "m0");
	bool *cells = calloc(c.set.cell_count, sizeof *cells);
	assert_non_null(cells);
	for (int f = 0; f < fleets; f++) {
		bool held = true;
		for (size_t i = 0; i < c.set.cell_count; i++)
			cells[i] = strtol(c.set.cells[i].probe + 1, NULL, 10) == f;
		assert_int_equal(rank_machines(&c, cells, list), MACHINES);
		for (int i = 0; i < MACHINES; i++) {
			const struct rank_ratio *t = &list[i].topic[TOPIC_MEDIAN];
			held = held && !(t->lo > 1) && !(t->hi < 1);
			outliers += t->outlier;
			assert_true(list[i].machine == c.reference || t->hi > t->lo);
		}
		fleets_held += held;
	}
	free(cells);
	int missed = fleets - fleets_held;
	if (missed > series_most((unsigned)fleets, 0.05 / 3, 1 / 500.0) || outliers > 3)
		fail_msg("%d of %d held, %d outliers", fleets_held, fleets, outliers);
	compare_release(&c);
	store_close(s);
}

static void nodes_of_one_fingerprint_are_two_machines(void **state)
{
	static const char hash[] = "0123456789abcdef0123456789abcdef";
	struct set set;
	struct store *s = open_fresh();
	(void)state;
	put_node_run(s, hash, "{\"slurm.node\":\"n1\"}");
	put_node_run(s, hash, "{\"slurm.node\":\"n2\"}");
	put_node_run(s, hash, "{\"slurm.node\":\"n1\",\"kernel.release\":\"6.2\"}");
	put_node_run(s, hash, "{}");
	assert_int_equal(set_read(&set, s, NULL), 0);
	assert_int_equal(set.machine_count, 3);
	assert_string_equal(set.machines[0].name, "lab");
	assert_int_equal(set.machines[0].runs, 2);
	assert_string_equal(set.machines[1].name, "lab (node n2)");
	assert_string_equal(set.machines[2].name, "lab (01234567)");
	set_release(&set);
	store_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(known_differences_are_held),
	    cmocka_unit_test(equal_machines_do_not_differ),
	    cmocka_unit_test(unequal_runs_are_compared_alike),
	    cmocka_unit_test(sizes_of_runs_are_said),
	    cmocka_unit_test(a_probe_has_one_slow_rule),
	    cmocka_unit_test(two_estimates_have_no_ratio),
	    cmocka_unit_test(unequal_assessments_are_not_compared),
	    cmocka_unit_test(a_machine_without_runs_is_not_counted),
	    cmocka_unit_test(equal_ticks_are_compared_natively),
	    cmocka_unit_test(a_table_is_of_one_tick),
	    cmocka_unit_test(equal_assessments_are_not_said_to_differ),
	    cmocka_unit_test(other_ticks_at_the_coarser_one),
	    cmocka_unit_test(a_finer_grid_is_not_shared),
	    cmocka_unit_test(one_run_a_side_has_no_interval),
	    cmocka_unit_test(the_sentence),
	    cmocka_unit_test(ratios_of_a_fleet_are_held),
	    cmocka_unit_test(absence_of_evidence_is_not_equality),
	    cmocka_unit_test(three_of_twenty_are_outliers),
	    cmocka_unit_test(a_coarser_counter_by_its_phase),
	    cmocka_unit_test(a_part_of_a_run_is_of_all_of_it),
	    cmocka_unit_test(runs_are_dealt_out),
	    cmocka_unit_test(nodes_of_one_fingerprint_are_two_machines),
	};
	if (!mkdtemp(folder))
		return 1;
	snprintf(path, sizeof path, "%s/t.db", folder);
	int rc = cmocka_run_group_tests(tests, NULL, NULL);
	char command[3][80];
	snprintf(command[0], sizeof command[0], "%s", path);
	snprintf(command[1], sizeof command[1], "%s-wal", path);
	snprintf(command[2], sizeof command[2], "%s-shm", path);
	for (int i = 0; i < 3; i++)
		unlink(command[i]);
	rmdir(folder);
	return rc;
}
