/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "linear.h"
#include "replicate_private.h"
#include "series.h"
#include "summary.h"

static struct summary summary_of(const uint64_t *x, size_t n, unsigned replicates, unsigned threads)
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

static struct estimate get_figure(const struct summary *s, enum figure_id figure)
{
	const struct summary_row *r = summary_find(s, figure);
	if (!r)
		fail_msg("no row %s", figure_name(figure));
	return r->estimate;
}

/* The promises of estimate.h, for every row: no number that is not one, lo <= value <= hi. */
static void check_rows(const struct summary *s, size_t n)
{
	for (size_t i = 0; i < s->rows; i++) {
		const struct estimate *e = &s->row[i].estimate;
		assert_true(s->row[i].figure < FIGURES);
		assert_non_null(s->row[i].method);
		assert_true(e->n <= n);
		if (e->status != EST_OK) {
			assert_true(isnan(e->value) && isnan(e->lo) && isnan(e->hi));
			continue;
		}
		if (!isfinite(e->value))
			fail_msg("%s is ok and %g", figure_name(s->row[i].figure), e->value);
		assert_int_equal(isnan(e->lo), isnan(e->hi));
		if (!isnan(e->lo) && !(e->lo <= e->value && e->value <= e->hi))
			fail_msg("%s: %g not in %g..%g", figure_name(s->row[i].figure), e->value,
			    e->lo, e->hi);
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
			struct summary s = summary_of(x, sizes[i], 50, 1);
			check_rows(&s, sizes[i]);
			for (size_t k = 0; k < s.rows; k++) /* no figure twice */
				assert_ptr_equal(summary_find(&s, s.row[k].figure), &s.row[k]);
			assert_near(get_figure(&s, FIGURE_SAMPLES).value, (double)sizes[i], 0);
			summary_release(&s);
		}
}

static void figures_of_a_known_series(void **state)
{
	(void)state;
	size_t n;
	uint64_t *x = series_named("bimodal", &n);
	struct summary s = summary_of(x, n, 500, 2), again = summary_of(x, n, 500, 1);
	check_rows(&s, n);
	static const struct {
		enum figure_id figure;
		const char *reference;
	} same[] = {{FIGURE_MEAN, "mean"}, {FIGURE_SD, "sd"}, {FIGURE_Q50, "q500"},
	    {FIGURE_Q999, "q999"}, {FIGURE_MAD, "mad"}, {FIGURE_SHANNON, "shannon"},
	    {FIGURE_MIN_MCV, "min_mcv"}, {FIGURE_COLLISION, "collision"}, {FIGURE_LSB_SHARE, "odd"},
	    {FIGURE_DISTINCT, "distinct"}, {FIGURE_EFFECTIVE_TICK, "tick"},
	    {FIGURE_TAU_INT, "tau_int"}};
	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		assert_near(get_figure(&s, same[i].figure).value,
		    series_reference("bimodal", same[i].reference), 1e-9);
	assert_near(s.acf[50].value, series_reference("bimodal", "acf50"), 1e-9);
	assert_null(summary_find(&s, FIGURE_SPIKES));
	/* Independent samples: the intervals are the textbook's, within the bootstrap's own
	 * scatter. */
	struct estimate mean = get_figure(&s, FIGURE_MEAN),
			fast = get_figure(&s, FIGURE_FAST_WINDOW_SHARE);
	double se = get_figure(&s, FIGURE_SD).value / sqrt((double)n);
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
 * samples as independent would hold about a third of the time. 3 to 12 % are withheld for what
 * looks like memory as long as the series. The goal is 93-97 %: at 93 % a false alarm once in 200 a
 * figure. */
static void intervals_hold_for_dependent_data(void **state)
{
	(void)state;
	enum { N = 6000 };
	int all = (int)series_taken(200, 80);
	static const enum figure_id names[] = {FIGURE_MEAN, FIGURE_FAST_WINDOW_SHARE,
	    FIGURE_SHANNON, FIGURE_MODE1_SHARE, FIGURE_MODE2};
	/* 5 and 45, each with -1, 0, 1 of shares 1/4, 1/2, 1/4 (1.5 bits): */
	static const double truth[] = {
	    0.31 * 5 + 0.69 * 45, 0.31, 0.893173458377857 + 1.5, 0.31, 45};
	int held[5] = {0}, given[5] = {0};
	uint64_t *x = malloc(N * sizeof *x);
	for (uint64_t series = 0; series < (uint64_t)all; series++) {
		struct rng r;
		rng_init(&r, 1000 + series, 0);
		int fast = rng_double(&r) < 0.31;
		for (size_t i = 0; i < N; i++) {
			if (rng_double(&r) < (fast ? 0.069 : 0.031))
				fast = !fast;
			x[i] = (fast ? 4 : 44) + rng_below(&r, 2) + rng_below(&r, 2);
		}
		struct summary s = summary_of(x, N, 200, 1);
		for (int j = 0; j < 5; j++) {
			struct estimate e = get_figure(&s, names[j]);
			given[j] += !isnan(e.lo);
			held[j] += e.lo <= truth[j] && truth[j] <= e.hi;
		}
		summary_release(&s);
	}
	for (int j = 0; j < 5; j++)
		if (given[j] < all * 8 / 10 ||
		    given[j] - held[j] > series_most((unsigned)given[j], 0.07, 0.005))
			fail_msg("%s: %d of %d", figure_name(names[j]), held[j], given[j]);
	free(x);
}

/* Half of the interval of the share of x <= 10 by itself. */
static double own_half(const uint64_t *x, size_t n)
{
	struct linear l;
	struct estimate e = estimate_point(0, n);
	for (size_t i = 0; i < n; i++)
		e.value += (x[i] <= 10) / (double)n;
	assert_int_equal(linear_init(&l, n), EST_OK);
	for (size_t i = 0; i < n; i++)
		linear_add(&l, i, (x[i] <= 10) - e.value);
	linear_share(&e, &l, (double)n);
	linear_release(&l);
	return (e.hi - e.lo) / 2;
}

/* A level with long memory (d = 0.35), 500 samples: the share of the lowest fifth has that memory,
 * which its own series hides. Its interval is wider than that series makes it, in the mean of 20
 * series by a fifth or more; independent levels are no wider by more than a tenth. */
static void a_share_has_the_memory_of_its_level(void **state)
{
	(void)state;
	enum { N = 500, SERIES = 20 };
	static double level[N];
	static uint64_t x[N];
	static const double d[] = {0, 0.35};
	double wider[2] = {0};
	for (int k = 0; k < 2; k++) {
		double given = 0;
		for (uint64_t seed = 1; seed <= SERIES; seed++) {
			series_fractional(level, N, d[k], seed);
			for (size_t i = 0; i < N; i++)
				x[i] = (uint64_t)fmax(floor(20 + 10 * level[i]), 0);
			struct summary s = summary_of(x, N, 50, 1);
			struct estimate e = get_figure(&s, FIGURE_FAST_WINDOW_SHARE);
			double half = own_half(x, N);
			if (!isnan(e.lo) && !isnan(half)) {
				wider[k] += (e.hi - e.lo) / 2 / half;
				given++;
			}
			summary_release(&s);
		}
		assert_true(given >= SERIES / 4);
		wider[k] /= given;
	}
	if (!(wider[1] > 1.2) || !(wider[0] < 1.1))
		fail_msg("wider by %g and %g", wider[0], wider[1]);
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
		struct summary s = summary_of(x, 4000, 100, 1);
		assert_int_equal(get_figure(&s, FIGURE_MEAN).status, EST_OK);
		assert_true(isnan(get_figure(&s, FIGURE_MEAN).lo));
		assert_true(isnan(get_figure(&s, FIGURE_SLOW_WINDOW_SHARE).hi));
		struct estimate n_eff = get_figure(&s, FIGURE_N_EFF);
		assert_true(n_eff.status != EST_OK || n_eff.value < 10);
		summary_release(&s);
	}
	free(x);
}

/* ---- dependence that is weak at every lag ---- */

/* A level that drifts by 0.12 over 2000 samples, under neighbours that repel each other: no single
 * correlation is large, and all of them together make 200 samples of 20,000. Of 40 series those
 * with an interval must hold the truth: 34 in 40 of those given at 95 % is missed once in 1e3;
 * without batches 28 in 40 held. */
static void a_slow_drift_under_repelling_neighbours(void **state)
{
	(void)state;
	enum { N = 20000, SERIES = 40 };
	int given = 0, held = 0;
	double worth = 0;
	uint64_t *x = malloc(N * sizeof *x);
	for (uint64_t series = 0; series < SERIES; series++) {
		struct rng r;
		rng_init(&r, 500 + series, 0);
		double slow = rng_normal(&r), keep = exp(-1 / 2000.0);
		int before = 0;
		for (size_t i = 0; i < N; i++) {
			slow = keep * slow + sqrt(1 - keep * keep) * rng_normal(&r);
			double level = 0.5 + 0.12 * tanh(slow);
			before = rng_double(&r) < level - 0.4 * (before - level);
			x[i] = before ? 45 : 5;
		}
		struct summary s = summary_of(x, N, 100, 1);
		struct estimate e = get_figure(&s, FIGURE_SLOW_WINDOW_SHARE);
		given += !isnan(e.lo);
		held += e.lo <= 0.5 && 0.5 <= e.hi;
		worth += get_figure(&s, FIGURE_N_EFF_RANKS).value / SERIES;
		summary_release(&s);
	}
	if (given > 26 || held < given - 6 || worth > 1600)
		fail_msg("held %d of %d, n_eff %g", held, given, worth);
	free(x);
}

/* Two values that alternate more often than not, and two samples that are a million times longer:
 * the raw autocorrelation is that of the two, the ranks' that of the others. */
static void two_huge_samples(void **state)
{
	(void)state;
	enum { N = 30000 };
	uint64_t *x = malloc(N * sizeof *x);
	struct rng r;
	rng_init(&r, 11, 0);
	int high = 0;
	for (size_t i = 0; i < N; i++) {
		high = rng_double(&r) < (high ? 0.265 : 0.735); /* rho = -0.47 */
		x[i] = high ? 130 : 104;
	}
	x[7000] = x[21000] = 130000000;
	struct summary s = summary_of(x, N, 100, 1);
	check_rows(&s, N);
	assert_within(get_figure(&s, FIGURE_ACF_LAG1).value, 0, 0.001);
	assert_true(isnan(get_figure(&s, FIGURE_ACF_LAG1).lo));
	assert_within(
	    get_figure(&s, FIGURE_ACF_RANK_LAG1).value, -0.47, 0.03); /* five standard errors */
	assert_within(s.acf_rank[1].value, -0.47, 0.03);
	static const enum figure_id none[] = {FIGURE_MEAN, FIGURE_SD, FIGURE_CV};
	for (int i = 0; i < 3; i++) {
		const struct summary_row *row = summary_find(&s, none[i]);
		assert_true(isnan(row->estimate.lo));
		assert_non_null(strstr(row->method, "dominated by its largest samples"));
	}
	assert_true(get_figure(&s, FIGURE_N_EFF_RANKS).value <= N);
	summary_release(&s);
	free(x);
}

/* ---- skewness ---- */

/* How much farther above its value than below it the interval of an sd reaches, on the logarithm;
 * of values that are log-normal with that spread of the logarithm, uniform where it is 0. */
static double find_lopsidedness(double spread)
{
	enum { N = 400 };
	uint64_t x[N];
	struct rng r;
	rng_init(&r, 11, 0);
	for (size_t i = 0; i < N; i++)
		x[i] = spread > 0 ? (uint64_t)(1000 * exp(spread * rng_normal(&r)))
				  : 1000 + rng_u64(&r) % 1000;
	struct summary s = summary_of(x, N, 100, 1);
	struct estimate sd = get_figure(&s, FIGURE_SD);
	assert_false(isnan(sd.lo));
	summary_release(&s);
	return log(sd.hi / sd.value) / log(sd.value / sd.lo);
}

/* An sd of skewed values comes out too small more often than too large: of 300 values with a spread
 * of 1/2 an interval that reaches as far to both sides held 84 % of those given. What else moves an
 * upper end is less than a tenth. */
static void a_skewed_sd_reaches_further_up(void **state)
{
	(void)state;
	double skewed = find_lopsidedness(0.2), flat = find_lopsidedness(0);
	if (!(skewed > 1.25))
		fail_msg("log-normal: %g", skewed);
	if (!(flat > 0.99 && flat < 1.2))
		fail_msg("uniform: %g", flat);
}

/* ---- heavy tails ---- */

/* Pareto's law of exponent 1.5 has no variance and of 2.5 no fourth moment: the mean of the first
 * and the sd of both get no interval in at least 19 of 20 series each (none was seen in 80); a
 * normal series gets one but for 4 % that look as if their level moved: fewer than is chance once
 * in 1e5. */
static void heavy_tails_have_no_moments(void **state)
{
	(void)state;
	enum { N = 3000 };
	int all = (int)series_taken(40, 20), mean = 0, sd = 0, normal = 0;
	uint64_t x[N];
	for (uint64_t series = 0; series < (uint64_t)all; series++)
		for (int kind = 0; kind < 3; kind++) {
			struct rng r;
			rng_init(&r, 700 + series, (uint64_t)kind);
			for (size_t i = 0; i < N; i++) {
				double u = 1 - rng_double(&r);
				x[i] = (uint64_t)(kind == 0   ? 1000 * pow(u, -1 / 1.5)
						  : kind == 1 ? 1000 * pow(u, -1 / 2.5)
							      : 9000 + 1000 * rng_normal(&r));
			}
			struct summary s = summary_of(x, N, 50, 1);
			mean += kind == 0 && !isnan(get_figure(&s, FIGURE_MEAN).lo);
			sd += kind < 2 && !isnan(get_figure(&s, FIGURE_SD).lo);
			normal += kind == 2 && !isnan(get_figure(&s, FIGURE_SD).lo);
			summary_release(&s);
		}
	if (mean > all / 20 || sd > all / 10 ||
	    all - normal > series_most((unsigned)all, 0.04, 1e-5))
		fail_msg("mean %d, sd %d, normal %d", mean, sd, normal);
}

/* ---- modes ---- */

static struct summary with_tick(const uint64_t *x, size_t n, double tick, bool without)
{
	struct summary s;
	struct summary_options o = {
	    .seed = 4, .replicates = 100, .tick = tick, .without_modes = without};
	assert_int_equal(summary_init(&s, x, n, &o), EST_OK);
	return s;
}

/* The same samples on a counter of 1 tick and on one that steps by 26: the same answers. */
static void the_unit_does_not_make_modes(void **state)
{
	(void)state;
	enum { N = 5000 };
	uint64_t fine[N], coarse[N], far[N];
	struct rng r;
	rng_init(&r, 12, 0);
	for (size_t i = 0; i < N; i++) {
		fine[i] = 4 + rng_below(&r, 2);
		coarse[i] = 26 * fine[i];
		far[i] = rng_below(&r, 3) ? 45 : 5;
	}
	struct summary a = with_tick(fine, N, 1, false), b = with_tick(coarse, N, 26, false),
		       c = with_tick(far, N, 0, false), d = with_tick(far, N, 1, true);
	assert_int_equal(get_figure(&a, FIGURE_MODE1).status, EST_DEGENERATE);
	assert_int_equal(get_figure(&b, FIGURE_MODE1).status, EST_DEGENERATE);
	assert_int_equal(get_figure(&d, FIGURE_MODE1).status, EST_NOT_APPLICABLE);
	struct estimate low = get_figure(&c, FIGURE_MODE1), high = get_figure(&c, FIGURE_MODE2);
	assert_within(low.value, 5, 0);
	assert_within(low.lo, 4.5, 0);
	assert_within(low.hi, 5.5, 0);
	assert_within(high.value, 45, 0);
	assert_within(high.lo, 44.5, 0);
	assert_within(high.hi, 45.5, 0);
	assert_within(get_figure(&c, FIGURE_MODE1_SD).value, 0, 0);
	assert_true(isnan(get_figure(&c, FIGURE_MODE1_SD).lo));
	assert_true(isnan(get_figure(&c, FIGURE_MODE1_SD).hi));
	check_rows(&c, N);
	summary_release(&a);
	summary_release(&b);
	summary_release(&c);
	summary_release(&d);
	/* Ten samples a mode at least: 19 do for one, which says nothing of two. */
	a = with_tick(fine, 19, 1, false);
	b = with_tick(fine, 20, 1, false);
	assert_int_equal(get_figure(&a, FIGURE_MODE1).status, EST_TOO_SHORT);
	assert_int_equal(get_figure(&b, FIGURE_MODE1).status, EST_DEGENERATE);
	summary_release(&a);
	summary_release(&b);
}

/* ---- bounds ---- */

/* Runs of 40 make blocks of hundreds, and a window that nothing fell into is still known to be
 * rare: Wilson's upper end at half the independent n is below 0.01. */
static void intervals_stay_where_values_can_be(void **state)
{
	(void)state;
	enum { N = 40000 };
	uint64_t *x = malloc(N * sizeof *x);
	struct rng r;
	rng_init(&r, 13, 0);
	for (size_t i = 0; i < N; i++)
		x[i] = i % 40 ? x[i - 1] : 100 + 7 * (rng_below(&r, 20) + rng_below(&r, 20));
	struct summary s = summary_of(x, N, 200, 1);
	check_rows(&s, N);
	static const enum figure_id quantile[] = {FIGURE_Q01, FIGURE_Q05, FIGURE_Q50, FIGURE_Q95};
	for (int i = 0; i < 4; i++) {
		struct estimate e = get_figure(&s, quantile[i]);
		assert_true(isnan(e.lo) || (fmod(e.lo - 100, 7) == 0 && fmod(e.hi - 100, 7) == 0));
	}
	assert_true(get_figure(&s, FIGURE_Q05).lo >= 100);
	assert_true(get_figure(&s, FIGURE_SHANNON_MM).hi <=
		    fmax(log2(get_figure(&s, FIGURE_DISTINCT).value),
			get_figure(&s, FIGURE_SHANNON_MM).value));
	struct estimate none = get_figure(&s, FIGURE_FAST_WINDOW_SHARE);
	assert_within(none.value, 0, 0);
	assert_true(none.hi > 0 && none.hi < 0.01);
	summary_release(&s);
	free(x);
}

/* Fills x with 1000 + 10 a, a an AR(1). */
static void autoregression_fill(uint64_t *x, size_t n, double phi, uint64_t seed)
{
	struct rng r;
	rng_init(&r, seed, 15);
	double a = rng_normal(&r);
	for (size_t i = 0; i < n; i++) {
		a = phi * a + sqrt(1 - phi * phi) * rng_normal(&r);
		x[i] = (uint64_t)floor(1000 + 10 * a);
	}
}

/* 2, 4 and 6 on a tick of 2 are 1, 2 and 3 of them: none is odd, two are odd in ticks. Windows
 * hold their ends. */
static void the_shares_of_a_cell_by_hand(void **state)
{
	(void)state;
	static const uint64_t x[] = {2, 4, 6, 6, 4, 2};
	static const double odd_ticks[] = {1, 0, 1}, fast[] = {1, 1, 0}, slow[] = {0, 1, 1};
	struct summary_options o = {
	    .fast_lo_ticks = 2, .fast_hi_ticks = 4, .slow_lo_ticks = 4, .slow_hi_ticks = 6};
	struct histogram h;
	struct coarse c;
	struct replicate r;
	assert_int_equal(histogram_init(&h, x, 6), EST_OK);
	assert_int_equal(coarse_init(&c, &h), EST_OK);
	assert_int_equal(c.cells, 3);
	assert_int_equal(replicate_init(&r, &c, &h, 2, &o), EST_OK);
	for (size_t i = 0; i < 3; i++) {
		assert_within(r.odd[i], 0, 0);
		assert_within(r.odd_effective[i], odd_ticks[i], 0);
		assert_within(r.fast[i], fast[i], 0);
		assert_within(r.slow[i], slow[i], 0);
	}
	replicate_release(&r);
	coarse_release(&c);
	histogram_release(&h);
}

/* Where there is no interval, an estimate has the effective size of the raw values or of the ranks,
 * by what it is; what cannot vary, and what is absent, has none. */
static void figures_without_interval_have_the_series_effective_size(void **state)
{
	(void)state;
	enum { N = 3000 };
	static uint64_t x[N];
	struct summary_options o = {.slow_hi_ticks = 50, .without_modes = true, .seed = 4};
	struct summary s;
	autoregression_fill(x, N, 0.7, 3);
	x[N / 2] = 100000;
	assert_int_equal(summary_init(&s, x, N, &o), EST_OK);
	double raw = s.row[N_EFF].estimate.value, ranks = s.row[N_EFF_RANKS].estimate.value;
	assert_true(raw > 2 * ranks);
	for (int i = 0; i < PLACES; i++) {
		double n_eff = s.row[i].estimate.n_eff;
		bool has = i >= MEAN && i < TAU && i != DISTINCT && i != TICK &&
			   (i < MODE1 || i > BACKGROUND);
		if (i == MEAN || i == SD || i == CV || i == LAG1)
			assert_within(n_eff, raw, 0);
		else if (has)
			assert_within(n_eff, ranks, 0);
		else if (i != RANK_LAG1)
			assert_true(isnan(n_eff));
	}
	summary_release(&s);
}

/* An exact alternation has no effective size; every figure without an interval says why. */
static void what_is_withheld_says_why(void **state)
{
	(void)state;
	uint64_t x[2000];
	for (uint64_t i = 0; i < 2000; i++)
		x[i] = 4 + i % 2;
	struct summary s = summary_of(x, 2000, 100, 1);
	assert_int_equal(get_figure(&s, FIGURE_N_EFF).status, EST_DEGENERATE);
	assert_int_equal(get_figure(&s, FIGURE_N_EFF_RANKS).status, EST_DEGENERATE);
	const struct summary_row *mean = summary_find(&s, FIGURE_MEAN);
	assert_true(isnan(mean->estimate.lo));
	assert_non_null(strstr(mean->method, "no interval: "));
	summary_release(&s);
	s = summary_of(x, 50, 100, 1);
	assert_int_equal(get_figure(&s, FIGURE_N_EFF).status, EST_TOO_SHORT);
	summary_release(&s);
}

/* The interval of an sd is even on the logarithm but for the skewness of squares, sqrt(8) for
 * normal values, and for what the upper end allows for a mean of few effective samples: half of
 * var(mean) / variance, here 9 / n / 2 = 0.0015. That variance is estimated: within a factor of 3
 * at this seed. */
static void the_upper_end_of_an_sd_allows_for_its_mean(void **state)
{
	(void)state;
	enum { N = 3000 };
	static uint64_t x[N];
	autoregression_fill(x, N, 0.8, 1);
	struct summary s = summary_of(x, N, 200, 1);
	struct estimate e = get_figure(&s, FIGURE_SD);
	double skewed = 1 + sqrt(8) / 0.4 / sqrt(N) * (2 * 1.96 * 1.96 + 1) / (6 * 1.96);
	double extension = e.hi / e.value - pow(e.value / e.lo, skewed);
	if (!(extension > 0.0005 && extension < 0.0045))
		fail_msg("%g .. %g .. %g: %g", e.lo, e.value, e.hi, extension);
	summary_release(&s);
}

/* 100 equally common values, 200 samples: one end of them is often unseen, and log2 of the places
 * between the ends seen is less than the truth. 60 series at 95 %: fewer than 52 once in 100
 * changes of the generator; 2 in 3 held where the places were those seen. */
static void an_end_that_was_not_seen_is_allowed_for(void **state)
{
	(void)state;
	enum { N = 200, SERIES = 60 };
	static uint64_t x[N];
	int given = 0, held = 0;
	for (uint64_t seed = 0; seed < SERIES; seed++) {
		struct rng r;
		rng_init(&r, seed, 16);
		for (size_t i = 0; i < N; i++)
			x[i] = 100 + rng_below(&r, 100);
		struct summary s = summary_of(x, N, 50, 1);
		struct estimate e = get_figure(&s, FIGURE_SHANNON);
		given += !isnan(e.lo);
		held += !isnan(e.lo) && e.lo <= log2(100) && e.hi >= log2(100);
		summary_release(&s);
	}
	if (given < 40 || held * 52 < given * 45)
		fail_msg("%d given, %d held", given, held);
}

/* The cv of an AR(1) of 0.98 at 1000 samples is its sd's: with 20 effective squares an
 * autoregression held 8 in 10, so it is withheld in nearly all of 40 series. */
static void a_cv_that_is_an_sd_needs_as_many_samples(void **state)
{
	(void)state;
	enum { N = 1000, SERIES = 40 };
	static uint64_t x[N];
	int given = 0;
	for (uint64_t seed = 0; seed < SERIES; seed++) {
		autoregression_fill(x, N, 0.98, seed);
		struct summary s = summary_of(x, N, 50, 1);
		given += !isnan(get_figure(&s, FIGURE_CV).lo);
		summary_release(&s);
	}
	if (given > 4)
		fail_msg("%d given", given);
}

static enum figure_id alone;

static bool is_alone(enum figure_id figure)
{
	return figure == alone;
}

static void check_same(const struct summary_row *a, const struct summary_row *b)
{
	const double *x[] = {&a->estimate.value, &a->estimate.lo, &a->estimate.hi,
	    &a->estimate.n_eff},
		     *y[] = {
			 &b->estimate.value, &b->estimate.lo, &b->estimate.hi, &b->estimate.n_eff};
	for (size_t i = 0; i < sizeof x / sizeof *x; i++)
		if (!(*x[i] == *y[i] || (isnan(*x[i]) && isnan(*y[i]))))
			fail_msg("%s: %g, alone %g", figure_name(a->figure), *x[i], *y[i]);
	assert_string_equal(a->method, b->method);
	assert_int_equal(a->estimate.pieces.count, b->estimate.pieces.count);
}

/* The row of a figure is the same whether or not the others' intervals are wanted too; on few
 * values, many of whose quantiles and shares have one influence. */
static void a_figure_wanted_alone_is_the_same(void **state)
{
	(void)state;
	enum { N = 600 };
	static uint64_t x[N];
	struct summary s, all;
	struct summary_options o = {.fast_hi_ticks = 20,
	    .slow_lo_ticks = 5000,
	    .slow_hi_ticks = 6000,
	    .without_modes = true,
	    .seed = 4,
	    .replicates = 40};
	autoregression_fill(x, N, 0.3, 3);
	for (size_t t = 0; t < N; t++)
		x[t] = 10 * (uint64_t)exp(((double)x[t] - 985) / 10);
	assert_int_equal(summary_init(&all, x, N, &o), EST_OK);
	o.wanted = is_alone;
	for (size_t i = 0; i < all.rows; i++) {
		alone = all.row[i].figure;
		assert_int_equal(summary_init(&s, x, N, &o), EST_OK);
		check_same(&all.row[i], &s.row[i]);
		summary_release(&s);
	}
	summary_release(&all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_series_has_every_row),
	    cmocka_unit_test(figures_of_a_known_series),
	    cmocka_unit_test(intervals_hold_for_dependent_data),
	    cmocka_unit_test(a_share_has_the_memory_of_its_level),
	    cmocka_unit_test(drift_has_no_intervals),
	    cmocka_unit_test(a_slow_drift_under_repelling_neighbours),
	    cmocka_unit_test(two_huge_samples),
	    cmocka_unit_test(a_skewed_sd_reaches_further_up),
	    cmocka_unit_test(heavy_tails_have_no_moments),
	    cmocka_unit_test(the_unit_does_not_make_modes),
	    cmocka_unit_test(intervals_stay_where_values_can_be),
	    cmocka_unit_test(the_upper_end_of_an_sd_allows_for_its_mean),
	    cmocka_unit_test(an_end_that_was_not_seen_is_allowed_for),
	    cmocka_unit_test(a_cv_that_is_an_sd_needs_as_many_samples),
	    cmocka_unit_test(what_is_withheld_says_why),
	    cmocka_unit_test(the_shares_of_a_cell_by_hand),
	    cmocka_unit_test(figures_without_interval_have_the_series_effective_size),
	    cmocka_unit_test(a_figure_wanted_alone_is_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
