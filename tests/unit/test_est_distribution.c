/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Quantiles, lattice and entropies: the figures that a histogram is enough for.
 */
#include "test.h"

#include "series.h"
#include "coarser.h"
#include "entropy.h"
#include "entropy_series.h"
#include "histogram.h"
#include "lattice.h"
#include "linear.h"
#include "quantiles.h"
#include "share.h"
#include "unseen.h"

static void scipy_agrees(void **state)
{
	(void)state;
	static const char *const names[] = {"bimodal", "heavy", "persistent", "huge"};
	static const int thousandths[] = {10, 50, 250, 500, 750, 950, 990, 999};
	for (int s = 0; s < 4; s++) {
		size_t n;
		uint64_t *x = series_named(names[s], &n);
		struct histogram h;
		assert_int_equal(histogram_init(&h, x, n), EST_OK);
		for (int q = 0; q < 8; q++) {
			char name[16];
			snprintf(name, sizeof name, "q%d", thousandths[q]);
			assert_near(quantiles_at(&h, thousandths[q] / 1000.0).value,
			    series_reference(names[s], name), 0);
		}
		double tick = lattice_effective_tick(&h).value;
		const struct {
			const char *name;
			struct estimate e;
			double tolerance;
		} figure[] = {
		    {"mad", quantiles_mad(&h), 0},
		    {"window", quantiles_window_share(&h, 41, 45), 1e-15},
		    {"distinct", lattice_distinct(&h), 0},
		    {"tick", lattice_effective_tick(&h), 0},
		    {"odd", lattice_odd_share(&h), 1e-15},
		    {"odd_effective", lattice_odd_share_of_ticks(&h, (uint64_t)tick), 1e-15},
		    {"shannon", entropy_shannon(&h), 1e-13},
		    {"shannon_mm", entropy_shannon_mm(&h), 1e-13},
		    {"grassberger", entropy_shannon_grassberger(&h), 1e-12},
		    {"collision", entropy_collision(&h), 1e-13},
		    {"min_plugin", entropy_min_plugin(&h), 1e-14},
		    {"min_mcv", entropy_min_mcv(&h), 1e-14},
		};
		for (size_t i = 0; i < sizeof figure / sizeof *figure; i++) {
			assert_int_equal(figure[i].e.status, EST_OK);
			double want = series_reference(names[s], figure[i].name);
			if (!(fabs(figure[i].e.value - want) <= figure[i].tolerance * fabs(want)))
				fail_msg("%s %s = %.17g, want %.17g", names[s], figure[i].name,
				    figure[i].e.value, want);
		}
		histogram_release(&h);
		free(x);
	}
}

static struct histogram histogram_of(const uint64_t *x, size_t n)
{
	struct histogram h;
	assert_int_equal(histogram_init(&h, x, n), EST_OK);
	return h;
}

/* Worked by hand from definition 2. */
static void quantiles_by_hand(void **state)
{
	(void)state;
	struct histogram h = histogram_of((const uint64_t[]){1, 2, 3, 4}, 4);
	static const double p[] = {0, 0.25, 0.26, 0.5, 0.75, 0.76, 1},
			    want[] = {1, 1.5, 2, 2.5, 3.5, 4, 4};
	for (int i = 0; i < 7; i++)
		assert_near(quantiles_at(&h, p[i]).value, want[i], 0);
	assert_near(quantiles_mad(&h).value, 1, 0); /* deviations 1.5 0.5 0.5 1.5 */
	assert_int_equal(quantiles_at(&h, 1.1).status, EST_NOT_APPLICABLE);
	assert_int_equal(quantiles_at(&h, NAN).status, EST_NOT_APPLICABLE);
	histogram_release(&h);
	h = histogram_of((const uint64_t[]){UINT64_MAX, UINT64_MAX - 2}, 2);
	assert_near(quantiles_mad(&h).value, 1, 0);
	histogram_release(&h);
}

/* What p log p must give, from the seed's own arithmetic and from textbooks. */
static void entropies_by_hand(void **state)
{
	(void)state;
	static const uint64_t two[] = {0, 1}, split[] = {930, 2066};
	static const uint64_t eight[] = {0, 1, 2, 3, 4, 5, 6, 7}, even[] = {5, 5, 5, 5, 5, 5, 5, 5};
	struct histogram h;
	histogram_from_pairs(&h, two, split, 2);
	assert_within(entropy_shannon(&h).value, 0.894, 5e-4); /* 31 % against 69 % */
	assert_within(quantiles_window_share(&h, 0, 0.5).value, 930.0 / 2996, 1e-15);
	histogram_release(&h);
	histogram_from_pairs(&h, eight, even, 8);
	assert_near(entropy_shannon(&h).value, 3, 1e-15);
	assert_near(entropy_min_plugin(&h).value, 3, 1e-15);
	/* 8 * 5 * 4 / (40 * 39) */
	assert_near(entropy_collision(&h).value, -log2(8 * 5 * 4 / (40.0 * 39)), 1e-14);
	assert_near(entropy_shannon_mm(&h).value, 3 + 7 / (80 * log(2)), 1e-14);
	/* p = 1/8 of 40: the published formula, typed in again. */
	assert_near(entropy_min_mcv(&h).value,
	    -log2(0.125 + 2.5758293035489008 * sqrt(0.125 * 0.875 / 39)), 1e-14);
	histogram_release(&h);
}

/* Two different samples show one bit, of which the corrections make 1.36 and 2.83. */
static void corrected_entropies_end_at_log2_n(void **state)
{
	(void)state;
	uint64_t x[64];
	for (size_t i = 0; i < 64; i++)
		x[i] = 42 + i;
	for (size_t n = 2; n <= 64; n++) {
		struct histogram h = histogram_of(x, n);
		assert_near(entropy_shannon_mm(&h).value, log2((double)n), 1e-14);
		assert_near(entropy_shannon_grassberger(&h).value, log2((double)n), 1e-14);
		histogram_release(&h);
	}
}

/* G(c) by its own recurrence @[GRASSBERGER-2003]: G(2) = 2 - gamma - ln 2, G(2k + 2) = G(2k) +
 * 2 / (2k + 1), G(2k + 1) = G(2k); on both sides of where the series of psi takes over. */
static double grassberger_g(uint64_t c)
{
	double g = -0.57721566490153286061 - log(2);
	for (uint64_t k = 1; k < c; k += 2)
		g += 2 / (double)k;
	return g;
}

static void grassberger_by_recurrence(void **state)
{
	(void)state;
	static const uint64_t value[] = {3, 4, 9},
			      sets[][3] = {{1, 2, 7}, {99999, 100000, 100001},
				  {100002, 100003, 300000}, {1, 500000, 499999}};
	for (size_t s = 0; s < sizeof sets / sizeof *sets; s++) {
		struct histogram h;
		double n = (double)(sets[s][0] + sets[s][1] + sets[s][2]), bits = 0;
		histogram_from_pairs(&h, value, sets[s], 3);
		for (int i = 0; i < 3; i++)
			bits +=
			    (double)sets[s][i] / n * (log(n) - grassberger_g(sets[s][i])) / log(2);
		assert_within(entropy_shannon_grassberger(&h).value, bits, 1e-12);
		histogram_release(&h);
	}
}

/* n samples of k equally likely values: the mean of the estimates over 400 series must be log2 k
 * within 4.5 standard errors plus the known remaining bias, which for Miller-Madow at n = 5k is
 * about -0.007 bits; the plug-in must be off by its known (k - 1)/(2 n ln 2). A false alarm once in
 * 1e5. */
static void the_bias_is_what_theory_says(void **state)
{
	(void)state;
	enum { K = 64, N = 5 * K, SERIES = 400 };
	struct rng r;
	double sum[3] = {0}, sum2[3] = {0};
	rng_init(&r, 7, 0);
	for (int s = 0; s < SERIES; s++) {
		uint64_t x[N];
		for (int i = 0; i < N; i++)
			x[i] = rng_below(&r, K);
		struct histogram h = histogram_of(x, N);
		double v[3] = {entropy_shannon(&h).value, entropy_shannon_mm(&h).value,
		    entropy_shannon_grassberger(&h).value};
		for (int j = 0; j < 3; j++) {
			sum[j] += v[j] - 6;
			sum2[j] += (v[j] - 6) * (v[j] - 6);
		}
		histogram_release(&h);
	}
	static const double bias_factor[3] = {1, 0, 0}, slack[3] = {0.012, 0.012, 0.005};
	for (int j = 0; j < 3; j++) {
		double mean = sum[j] / SERIES;
		double se = sqrt((sum2[j] / SERIES - mean * mean) / SERIES);
		assert_within(
		    mean, -bias_factor[j] * (K - 1) / (2 * N * log(2)), 4.5 * se + slack[j]);
	}
}

/* Order plays no part, a shift moves places only, a factor scales them: exactly. */
static void test_invariances(void **state)
{
	(void)state;
	size_t n;
	uint64_t *x = series_named("heavy", &n), *y = malloc(n * sizeof *y);
	struct rng r;
	rng_init(&r, 5, 0);
	for (size_t i = 0; i < n; i++)
		y[i] = 3 * x[i] + 1000;
	for (size_t i = n - 1; i > 0; i--) {
		size_t j = rng_below(&r, i + 1);
		uint64_t t = y[i];
		y[i] = y[j];
		y[j] = t;
	}
	struct histogram a = histogram_of(x, n), b = histogram_of(y, n);
	assert_near(entropy_shannon(&b).value, entropy_shannon(&a).value, 0);
	assert_near(entropy_collision(&b).value, entropy_collision(&a).value, 0);
	assert_near(
	    entropy_shannon_grassberger(&b).value, entropy_shannon_grassberger(&a).value, 0);
	assert_near(quantiles_at(&b, 0.95).value, 3 * quantiles_at(&a, 0.95).value + 1000, 0);
	assert_near(quantiles_mad(&b).value, 3 * quantiles_mad(&a).value, 0);
	assert_near(quantiles_range(&b).value, 3 * quantiles_range(&a).value, 0);
	assert_near(quantiles_range(&a).value,
	    quantiles_at(&a, 0.75).value - quantiles_at(&a, 0.25).value, 0);
	assert_near(lattice_effective_tick(&b).value, 3 * lattice_effective_tick(&a).value, 0);
	histogram_release(&a);
	histogram_release(&b);
	free(x);
	free(y);
}

static void degenerate_series_have_a_status(void **state)
{
	(void)state;
	struct histogram none = {0}, one = histogram_of((const uint64_t[]){7}, 1);
	struct histogram same = histogram_of((const uint64_t[]){7, 7, 7}, 3),
			 diff = histogram_of((const uint64_t[]){7, 9}, 2);
	assert_int_equal(quantiles_at(&none, 0.5).status, EST_TOO_SHORT);
	assert_int_equal(quantiles_mad(&none).status, EST_TOO_SHORT);
	assert_int_equal(quantiles_window_share(&none, 0, 1).status, EST_TOO_SHORT);
	assert_int_equal(quantiles_window_share(&one, 1, 0).status, EST_NOT_APPLICABLE);
	assert_int_equal(lattice_distinct(&none).status, EST_TOO_SHORT);
	assert_int_equal(lattice_odd_share(&none).status, EST_TOO_SHORT);
	assert_int_equal(lattice_odd_share_of_ticks(&one, 0).status, EST_NOT_APPLICABLE);
	assert_int_equal(lattice_effective_tick(&none).status, EST_TOO_SHORT);
	assert_int_equal(lattice_effective_tick(&same).status, EST_DEGENERATE);
	assert_near(lattice_effective_tick(&diff).value, 2, 0);
	assert_int_equal(entropy_shannon(&none).status, EST_TOO_SHORT);
	assert_int_equal(entropy_shannon_mm(&none).status, EST_TOO_SHORT);
	assert_int_equal(entropy_shannon_grassberger(&none).status, EST_TOO_SHORT);
	assert_int_equal(entropy_min_plugin(&none).status, EST_TOO_SHORT);
	assert_int_equal(entropy_min_mcv(&one).status, EST_TOO_SHORT);
	assert_int_equal(entropy_collision(&one).status, EST_TOO_SHORT);
	assert_int_equal(entropy_collision(&diff).status, EST_TOO_SHORT);
	assert_near(entropy_shannon(&same).value, 0, 0);
	assert_near(entropy_shannon_mm(&same).value, 0, 0);
	assert_near(entropy_shannon_grassberger(&same).value, 0, 0);
	assert_near(entropy_collision(&same).value, 0, 0);
	assert_near(entropy_min_mcv(&same).value, 0, 0);
	assert_false(signbit(entropy_min_mcv(&same).value));
	assert_near(quantiles_mad(&same).value, 0, 0);
	histogram_release(&one);
	histogram_release(&same);
	histogram_release(&diff);
}

/* The same shares in another number of samples: as if these had been counted. */
static void min_entropy_at_another_count(void **state)
{
	(void)state;
	const uint64_t value[] = {1, 2, 3};
	static const uint64_t share[][3] = {{5, 3, 2}, {9, 1, 0}, {4, 3, 3}, {10, 0, 0}};
	static const uint64_t times[] = {2, 10, 1000, 100000};
	for (size_t i = 0; i < 4; i++)
		for (size_t a = 0; a < 4; a++)
			for (size_t b = 0; b < 4; b++) {
				uint64_t at_a[3], at_b[3];
				struct histogram x, y;
				for (size_t k = 0; k < 3; k++) {
					at_a[k] = share[i][k] * times[a];
					at_b[k] = share[i][k] * times[b];
				}
				size_t kinds = share[i][1] == 0 ? 1 : share[i][2] == 0 ? 2 : 3;
				assert_int_equal(
				    histogram_from_pairs(&x, value, at_a, kinds), EST_OK);
				assert_int_equal(
				    histogram_from_pairs(&y, value, at_b, kinds), EST_OK);
				double there = entropy_min_mcv(&y).value;
				double moved = entropy_min_mcv_at(
				    entropy_min_mcv(&x).value, (double)x.n, (double)y.n);
				/* A bound that was cut to 0 bits keeps the least share that gives
				 * it. */
				if (entropy_min_mcv(&x).value > 0)
					assert_near(moved, there, 1e-9);
				else
					assert_true(moved >= there - 1e-9);
				histogram_release(&x);
				histogram_release(&y);
			}
	assert_near(entropy_min_mcv_at(0.5, 1, 100), 0.5, 0);
}

/* 24 MHz of ns: T = 125 / 3. 42 ns reads 1 or 2, 125 ns reads 3 at any phase, 900 ns 21 or 22. */
static void a_coarser_counter_reads_one_of_two(void **state)
{
	(void)state;
	const double ratio = 24e6 / 1e9;
	struct histogram h;
	uint64_t value[] = {42, 125, 416, 440, 900}, count[] = {50, 10, 20, 10, 10};
	struct coarser_reading r = coarser_reading(125 * ratio);
	assert_true(r.least == 3 && r.most == 3 && r.rest == 0);
	r = coarser_reading(42 * ratio);
	assert_true(r.least == 1 && r.most == 2);
	assert_near(r.rest, 0.008, 1e-12);
	assert_int_equal(histogram_from_pairs(&h, value, count, 5), EST_OK);
	/* 416 reads 9 or 10, 440 reads 10 or 11. */
	struct coarser_ends e = coarser_share(&h, ratio, 0, 10);
	assert_near(e.lo, 0.8, 1e-12);
	assert_near(e.hi, 0.9, 1e-12);
	/* 1, 2; 3; 9, 10, 11; 21, 22. */
	assert_near(coarser_distinct(&h, ratio).hi, 8, 0);
	/* Half of them read 1 or 2, of which one is read by a quarter at least. */
	assert_near(coarser_min_entropy(&h, ratio).hi, 2, 1e-12);
	histogram_release(&h);
	assert_int_equal(histogram_from_pairs(&h, value + 1, count, 1), EST_OK);
	e = coarser_shannon(&h, ratio); /* one value of whole ticks: nothing is open */
	assert_true(e.lo == 0 && e.hi == 0 && coarser_min_entropy(&h, ratio).hi == 0);
	histogram_release(&h);
	assert_int_equal(histogram_from_pairs(&h, value, count, 1), EST_OK);
	e = coarser_shannon(&h, ratio); /* one bit at most */
	assert_true(e.lo == 0 && e.hi == 1 && coarser_min_entropy(&h, ratio).hi == 1);
	histogram_release(&h);
}

/* Quarters of a tick. 0, 1, 2, 3 read 0 or 1 but 0, which reads 0; 4 reads 1; 6 reads 1 or 2; 9
 * reads 2 or 3: of 16 samples. */
static void bounds_by_hand(void **state)
{
	(void)state;
	static const uint64_t value[] = {0, 3, 4, 6, 9}, count[] = {2, 2, 3, 1, 8};
	struct histogram h;
	assert_int_equal(histogram_from_pairs(&h, value, count, 5), EST_OK);
	struct coarser_ends e = coarser_share(&h, 0.25, 1, 2);
	assert_near(e.lo, 4.0 / 16, 1e-12); /* 4 and 6 */
	assert_near(e.hi, 14.0 / 16, 1e-12);
	e = coarser_share(&h, 0.25, 0, 0);
	assert_near(e.lo, 2.0 / 16, 1e-12);
	assert_near(e.hi, 4.0 / 16, 1e-12);
	e = coarser_share(&h, 0.25, 3, 9);
	assert_near(e.lo, 0, 0);
	assert_near(e.hi, 0.5, 1e-12);
	assert_near(coarser_distinct(&h, 0.25).hi, 4, 0);
	assert_true(isnan(coarser_distinct(&h, 0.25).lo));
	/* Floors 0, 1, 2 of 4, 4, 8 samples: 1.5 bits; 11 of 16 samples are between two. */
	e = coarser_shannon(&h, 0.25);
	assert_near(e.lo, 0.5, 1e-12);
	assert_near(e.hi, 2.5, 1e-12);
	/* As many as half of 16 read 2 or 3. */
	assert_near(coarser_min_entropy(&h, 0.25).hi, 2, 1e-12);
	assert_true(isnan(coarser_min_entropy(&h, 0.25).lo));
	histogram_release(&h);
	assert_int_equal(histogram_from_pairs(&h, value + 1, count + 1, 3), EST_OK);
	/* Floors 0 and 1 of 2 and 4 samples; half of the samples are between two. */
	e = coarser_shannon(&h, 0.25);
	assert_near(e.hi, log2(3) - 2 / 3.0 + 1, 1e-12);
	histogram_release(&h);
	static const uint64_t thin[] = {1, 1, 8, 1, 1};
	assert_int_equal(histogram_from_pairs(&h, value, thin, 5), EST_OK);
	/* Floors 0, 1, 2 of 2, 9 and 1; of 12 samples 3 are between two. */
	e = coarser_shannon(&h, 0.25);
	double bit = 2 - 0.75 * log2(3),
	       floors = log2(6) / 6 + 0.75 * log2(4 / 3.0) + log2(12) / 12;
	assert_near(e.lo, floors - bit, 1e-12);
	assert_near(e.hi, floors + bit, 1e-12);
	assert_near(coarser_min_entropy(&h, 0.25).hi, log2(8 / 3.0), 1e-12);
	histogram_release(&h);
	static const uint64_t even[] = {1, 1, 1, 1, 3};
	assert_int_equal(histogram_from_pairs(&h, value, even, 5), EST_OK);
	assert_true(isnan(coarser_min_entropy(&h, 0.25).hi)); /* 3 of 7 are under half */
	histogram_release(&h);
}

/* A value of 3 in 4 samples: two of the three others are like a sample of it. What is not there has
 * no samples. */
static void the_ends_of_entropies(void **state)
{
	(void)state;
	static const uint64_t value[] = {5, 8}, count[] = {3, 1};
	struct histogram h, none = {0}, one = histogram_of((const uint64_t[]){7}, 1);
	assert_int_equal(histogram_from_pairs(&h, value, count, 2), EST_OK);
	assert_near(entropy_collision(&h).value, 1, 1e-12);
	assert_int_equal(entropy_collision(&h).n, 4);
	histogram_release(&h);
	assert_int_equal(entropy_shannon(&none).n, 0);
	assert_int_equal(entropy_min_plugin(&none).n, 0);
	assert_int_equal(entropy_min_mcv(&one).n, 1);
	assert_int_equal(quantiles_at(&none, 0.5).n, 0);
	assert_int_equal(quantiles_mad(&none).n, 0);
	assert_int_equal(quantiles_window_share(&none, 0, 1).n, 0);
	histogram_release(&one);
	/* Two samples bound a share by 1; one bounds none. */
	assert_near(entropy_min_mcv_at(0.5, 100, 1), 0.5, 0);
	/* None is none, however many samples: a ratio to it is 0, and not 5e-14. */
	assert_near(entropy_min_mcv_at(0, 3000, 3000), 0, 0);
	assert_near(entropy_min_mcv_at(0, 3000, 500), 0, 0);
	assert_near(entropy_min_mcv_at(0.5, 100, 2), 0, 0);
	assert_true(entropy_min_mcv_at(0.01, 2, 1e9) > 1);
}

/* By the definitions that the headers name, of a series with memory: the influence of a sample is
 * its surprise less the entropy. */
static void series_entropies_have_the_interval_of_their_surprise(void **state)
{
	(void)state;
	enum { N = 3000 };
	static uint64_t x[N];
	for (int law = 0; law < 4; law++) {
		struct rng r;
		struct linear l;
		rng_init(&r, 9, (uint64_t)law);
		/* Geometric with memory; a uniform law, whose influence all but vanishes; rare. */
		for (size_t i = 0; i < N; i++)
			x[i] = law == 1	  ? 26 * rng_below(&r, 8)
			       : law >= 2 ? 5 + 3 * (rng_below(&r, law == 2 ? 15 : 300) == 0)
			       : i && rng_below(&r, 3)
				   ? x[i - 1]
				   : 40 + 2 * (uint64_t)(-8 * log(1 - rng_double(&r)));
		struct histogram h = histogram_of(x, N);
		struct estimate plugin = entropy_shannon(&h), mm = entropy_shannon_mm(&h);
		struct estimate want[2] = {plugin, mm}, alone = mm;
		assert_int_equal(entropy_series_shannon(&plugin, &mm, x, N, &h), EST_OK);
		linear_init_ticks(&l, x, N);
		for (size_t i = 0; i < N; i++) {
			double seen = 0;
			for (size_t k = 0; k < h.distinct; k++)
				seen += h.value[k] == x[i] ? (double)h.count[k] : 0;
			linear_add(&l, i, -log(seen / N) / log(2) - plugin.value);
		}
		linear_normal(&alone, &l,
		    (double)(h.distinct - 1) / (2.0 * N * N * log(2) * log(2)), -INFINITY,
		    INFINITY);
		linear_release(&l);
		struct unseen u = unseen_entropy(&h, (uint64_t)lattice_effective_tick(&h).value);
		assert_int_equal(isnan(alone.lo), law == 3);
		for (int k = 0; k < 2; k++) {
			const struct estimate *got = k ? &mm : &plugin;
			unseen_interval(
			    &want[k], &u, (alone.hi - alone.lo) / (2 * 1.959963984540054));
			if (law < 3) {
				assert_within(got->lo, fmax(want[k].lo, 0), 1e-9);
				assert_within(got->hi, want[k].hi, 1e-9);
			} else {
				assert_true(isnan(got->lo) && isnan(got->hi));
			}
			assert_near(got->n_eff, alone.n_eff, 1e-9);
			assert_near(got->value, want[k].value, 0);
		}
		histogram_release(&h);
	}
}

/* h(p) of Wilson's interval of each bit's share: as a series of that bit alone has it. */
static void bits_are_shares_of_their_series(void **state)
{
	(void)state;
	enum { N = 2000 };
	static uint64_t x[N];
	static uint8_t yes[N];
	struct estimate bit[64];
	struct rng r;
	rng_init(&r, 4, 0);
	for (size_t i = 0; i < N; i++)
		x[i] = (rng_below(&r, 5) == 0) | (uint64_t)(i % 7 < 3) << 1 |
		       rng_below(&r, 2) << 2 | UINT64_C(1) << 3 |
		       (i && rng_below(&r, 4) ? x[i - 1] & 16 : rng_below(&r, 2) << 4) |
		       (uint64_t)(rng_below(&r, 10) < 9) << 63;
	assert_int_equal(entropy_series_bits(bit, x, N), EST_OK);
	for (int k = 0; k < 64; k++) {
		for (size_t i = 0; i < N; i++)
			yes[i] = x[i] >> k & 1;
		struct estimate s = share_of(yes, N);
		assert_int_equal(bit[k].n, N);
		if (s.value <= 0 || s.value >= 1) {
			assert_true(bit[k].value == 0 && isnan(bit[k].lo));
			continue;
		}
		double at[3] = {s.value, s.lo, s.hi}, bits[3];
		for (int j = 0; j < 3; j++)
			bits[j] = -(at[j] * log(at[j]) + (1 - at[j]) * log1p(-at[j])) / log(2);
		assert_near(bit[k].value, bits[0], 1e-12);
		assert_near(bit[k].lo, fmin(bits[1], bits[2]), 1e-9);
		assert_near(
		    bit[k].hi, (s.lo - 0.5) * (s.hi - 0.5) <= 0 ? 1 : fmax(bits[1], bits[2]), 1e-9);
		assert_near(bit[k].n_eff, s.n_eff, 1e-9);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(bounds_by_hand),
	    cmocka_unit_test(the_ends_of_entropies),
	    cmocka_unit_test(series_entropies_have_the_interval_of_their_surprise),
	    cmocka_unit_test(bits_are_shares_of_their_series),
	    cmocka_unit_test(scipy_agrees),
	    cmocka_unit_test(a_coarser_counter_reads_one_of_two),
	    cmocka_unit_test(quantiles_by_hand),
	    cmocka_unit_test(entropies_by_hand),
	    cmocka_unit_test(corrected_entropies_end_at_log2_n),
	    cmocka_unit_test(grassberger_by_recurrence),
	    cmocka_unit_test(the_bias_is_what_theory_says),
	    cmocka_unit_test(test_invariances),
	    cmocka_unit_test(degenerate_series_have_a_status),
	    cmocka_unit_test(min_entropy_at_another_count),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
