/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "series.h"
#include "summary.h"

static struct summary of(const uint64_t *x, size_t n, unsigned replicates, unsigned threads)
{
	struct summary s;
	struct summary_options o = {.fast_hi_ticks = 10,
	    .slow_lo_ticks = 40,
	    .slow_hi_ticks = 50,
	    .seed = 4,
	    .replicates = replicates,
	    .threads = threads};
	assert_int_equal(summary_init(&s, x, n, &o), EST_OK);
	return s;
}

static struct estimate get(const struct summary *s, const char *name)
{
	const struct summary_row *r = summary_find(s, name, -1);
	if (!r)
		fail_msg("no row %s", name);
	return r->estimate;
}

/* The promises of estimate.h, for every row: no number that is not one, lo <= value <= hi. */
static void check_rows(const struct summary *s, size_t n)
{
	for (size_t i = 0; i < s->rows; i++) {
		const struct estimate *e = &s->row[i].estimate;
		assert_non_null(s->row[i].name);
		assert_non_null(s->row[i].unit);
		assert_non_null(s->row[i].method);
		assert_true(e->n <= n);
		if (e->status != EST_OK) {
			assert_true(isnan(e->value) && isnan(e->lo) && isnan(e->hi));
			continue;
		}
		if (!isfinite(e->value))
			fail_msg("%s is ok and %g", s->row[i].name, e->value);
		assert_int_equal(isnan(e->lo), isnan(e->hi));
		if (!isnan(e->lo) && !(e->lo <= e->value && e->value <= e->hi))
			fail_msg("%s: %g not in %g..%g", s->row[i].name, e->value, e->lo, e->hi);
	}
}

static void every_series_has_every_row(void **state)
{
	(void)state;
	struct rng r;
	uint64_t x[400];
	rng_init(&r, 6, 0);
	static const size_t sizes[] = {0, 1, 2, 3, 9, 10, 19, 20, 50, 101, 400};
	for (int kind = 0; kind < 6; kind++)
		for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
			for (size_t t = 0; t < 400; t++) {
				uint64_t v[] = {0, UINT64_MAX, t, t % 2, rng_u64(&r), t / 200 * 40};
				x[t] = v[kind];
			}
			struct summary s = of(x, sizes[i], 50, 1);
			assert_int_equal(s.rows, 40 + SUMMARY_LAGS + 1);
			check_rows(&s, sizes[i]);
			assert_near(get(&s, "samples").value, (double)sizes[i], 0);
			summary_release(&s);
		}
}

static void figures_of_a_known_series(void **state)
{
	(void)state;
	size_t n;
	uint64_t *x = series_named("bimodal", &n);
	struct summary s = of(x, n, 500, 2), again = of(x, n, 500, 1);
	check_rows(&s, n);
	static const char *const same[][2] = {{"mean_ticks", "mean"}, {"sd_ticks", "sd"},
	    {"q50_ticks", "q500"}, {"q999_ticks", "q999"}, {"mad_ticks", "mad"},
	    {"shannon_bits", "shannon"}, {"min_entropy_mcv_bits", "min_mcv"},
	    {"collision_bits", "collision"}, {"lsb_share", "odd"}, {"distinct", "distinct"},
	    {"effective_tick_ticks", "tick"}, {"tau_int", "tau_int"}};
	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		assert_near(
		    get(&s, same[i][0]).value, series_reference("bimodal", same[i][1]), 1e-9);
	assert_near(summary_find(&s, "acf", 50)->estimate.value,
	    series_reference("bimodal", "acf50"), 1e-9);
	assert_null(summary_find(&s, "acf", 101));
	assert_null(summary_find(&s, "no such figure", -1));
	/* Independent samples: the intervals are the textbook's, within the bootstrap's own
	 * scatter. */
	struct estimate mean = get(&s, "mean_ticks"), fast = get(&s, "fast_window_share");
	double se = get(&s, "sd_ticks").value / sqrt((double)n);
	assert_near(mean.hi - mean.lo, 2 * 1.96 * se, 0.15);
	assert_near(
	    fast.hi - fast.lo, 2 * 1.96 * sqrt(fast.value * (1 - fast.value) / (double)n), 0.15);
	for (size_t i = 0; i < s.rows; i++) {
		const struct estimate *a = &s.row[i].estimate, *b = &again.row[i].estimate;
		assert_memory_equal(&a->value, &b->value, sizeof a->value);
		assert_memory_equal(&a->lo, &b->lo, sizeof a->lo);
	}
	summary_release(&s);
	summary_release(&again);
	free(x);
}

/* A Markov chain of two modes whose persistence makes 20 samples worth one: intervals that take
 * samples as independent would hold about a third of the time. 95 % of 200 series: 190 +- 3.1; the
 * bootstrap's own goal is 93-97 %, so fewer than 176 (or all for three figures) is a false alarm
 * once in 1e4 at 93 %. */
static void intervals_hold_for_dependent_data(void **state)
{
	(void)state;
	enum { N = 6000, SERIES = 200 };
	static const char *const names[] = {
	    "mean_ticks", "fast_window_share", "shannon_bits", "mode1_share", "mode2_ticks"};
	/* 5 and 45, each with -1, 0, 1 of shares 1/4, 1/2, 1/4 (1.5 bits): */
	static const double truth[] = {
	    0.31 * 5 + 0.69 * 45, 0.31, 0.893173458377857 + 1.5, 0.31, 45};
	int held[5] = {0};
	uint64_t *x = malloc(N * sizeof *x);
	for (uint64_t series = 0; series < SERIES; series++) {
		struct rng r;
		rng_init(&r, 1000 + series, 0);
		int fast = rng_double(&r) < 0.31;
		for (size_t i = 0; i < N; i++) {
			if (rng_double(&r) < (fast ? 0.069 : 0.031))
				fast = !fast;
			x[i] = (fast ? 4 : 44) + rng_below(&r, 2) + rng_below(&r, 2);
		}
		struct summary s = of(x, N, 200, 1);
		for (int j = 0; j < 5; j++) {
			struct estimate e = get(&s, names[j]);
			held[j] += e.lo <= truth[j] && truth[j] <= e.hi;
		}
		summary_release(&s);
	}
	for (int j = 0; j < 5; j++)
		if (held[j] < 176)
			fail_msg("%s: %d of %d", names[j], held[j], SERIES);
	free(x);
}

/* A trend and a single step have values, but no interval that could be believed: none is given. */
static void drift_has_no_intervals(void **state)
{
	(void)state;
	uint64_t *x = malloc(4000 * sizeof *x);
	struct rng r;
	rng_init(&r, 3, 0);
	for (int kind = 0; kind < 2; kind++) {
		for (uint64_t i = 0; i < 4000; i++)
			x[i] = kind ? (i < 1240 ? 5 : 45) + rng_below(&r, 3) : i + rng_below(&r, 9);
		struct summary s = of(x, 4000, 100, 1);
		assert_int_equal(get(&s, "mean_ticks").status, EST_OK);
		assert_true(isnan(get(&s, "mean_ticks").lo));
		assert_true(isnan(get(&s, "slow_window_share").hi));
		struct estimate n_eff = get(&s, "n_eff");
		assert_true(n_eff.status != EST_OK || n_eff.value < 10);
		summary_release(&s);
	}
	free(x);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_series_has_every_row),
	    cmocka_unit_test(figures_of_a_known_series),
	    cmocka_unit_test(intervals_hold_for_dependent_data),
	    cmocka_unit_test(drift_has_no_intervals),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
