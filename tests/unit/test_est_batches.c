/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Batches, effective sample sizes and intervals of replicates against sums over the samples.
 */
#include "test.h"

#include "acf.h"
#include "batch_figures.h"
#include "batches_private.h"
#include "bootstrap.h"
#include "neff.h"
#include "normal.h"
#include "rng.h"

#include <gsl/gsl_cdf.h>
#include <stdlib.h>
#include <string.h>

enum { N = 2000 };

static void series_make(uint64_t *x, size_t n, double phi, uint64_t seed)
{
	struct rng r;
	double v = 0;
	rng_init(&r, seed, 3);
	for (size_t i = 0; i < n; i++) {
		v = phi * v + rng_normal(&r);
		x[i] = (uint64_t)floor(500 + 4 * v);
	}
}

static double mean_from(const double *v, size_t from, size_t to)
{
	double sum = 0;
	for (size_t i = from; i < to; i++)
		sum += v[i];
	return sum / (double)(to - from);
}

static double lag_product(const double *v, size_t n, size_t lag)
{
	double mean = mean_from(v, 0, n), sum = 0;
	for (size_t i = lag; i < n; i++)
		sum += (v[i] - mean) * (v[i - lag] - mean);
	return sum;
}

/* ---- batches ---- */

/* The standard error of the mean of m batches, squared; the correlation of 20 with their
 * neighbours. */
static struct batches batches_naive(const double *mean, size_t count)
{
	struct batches b = batches_none;
	for (int level = 0; level < BATCH_LEVELS; level++) {
		size_t m = (size_t)10 << level;
		double part[160];
		if (m > count)
			break;
		for (size_t i = 0; i < m; i++)
			part[i] = mean_from(mean, i * (count / m), (i + 1) * (count / m));
		b.variance[level] = lag_product(part, m, 0) / (double)(m * (m - 1));
		if (m == 20)
			b.neighbours = lag_product(part, m, 1) / lag_product(part, m, 0);
	}
	return b;
}

static void batches_compare(const struct batches *got, const struct batches *want)
{
	for (int level = 0; level < BATCH_LEVELS; level++)
		if (isnan(want->variance[level]))
			assert_true(isnan(got->variance[level]));
		else
			assert_near(got->variance[level], want->variance[level], 1e-9);
	assert_within(got->neighbours, want->neighbours, 1e-9);
}

static void means_of_batches_have_their_variance(void **state)
{
	(void)state;
	static const size_t count[] = {10, 20, 40, 80, 160};
	double mean[160], same[20] = {0};
	struct rng r;
	rng_init(&r, 2, 0);
	for (int i = 0; i < 160; i++)
		mean[i] = 3 + rng_normal(&r) + 0.01 * i;
	for (int c = 0; c < 5; c++) {
		struct batches got = batches_of_means(mean, count[c]),
			       want = batches_naive(mean, count[c]);
		batches_compare(&got, &want);
	}
	struct batches alike = batches_of_means(same, 20);
	assert_true(alike.variance[1] == 0 && alike.neighbours == 0);
}

/* Of the mean of 40 samples the grouped jackknife is that of batch means. */
static void the_jackknife_of_a_mean_is_that_of_its_batches(void **state)
{
	(void)state;
	double mean[40], without[40 * 3];
	struct rng r;
	rng_init(&r, 3, 0);
	for (int i = 0; i < 40; i++)
		mean[i] = rng_normal(&r);
	struct batches want = batches_naive(mean, 40), got = batches_none;
	got.neighbours = 0;
	for (int level = 0; level < 3; level++) {
		size_t m = (size_t)10 << level;
		for (size_t i = 0; i < m; i++)
			without[3 * i] =
			    (mean_from(mean, 0, 40) -
				mean_from(mean, i * 40 / m, (i + 1) * 40 / m) / (double)m) *
			    (double)m / (double)(m - 1);
		batches_add_jackknife(&got, level, without, 3);
	}
	batches_compare(&got, &want);
}

/* Neighbours that resemble one another, or a tenth of which varies twice as much as a fortieth,
 * count where a level is in excess; the largest excess widens. */
static void what_batches_say(void **state)
{
	(void)state;
	struct batches b = {{1, 1, 1, 1, 1}, 0.9};
	assert_false(batches_verdict(&b, 1).grows);
	b = (struct batches){{1, 4, 1, 1, 1.5}, 0.25};
	struct batch_verdict v = batches_verdict(&b, 1);
	assert_false(v.grows);
	assert_near(v.variance, 4, 0);
	assert_near(v.widen, 2 * 2.093 / NORMAL_975, 1e-12);
	b.neighbours = 0.26;
	assert_true(batches_verdict(&b, 1).grows);
	b = (struct batches){{3, 3, 1.5, 1.5, 1.5}, 0};
	assert_false(batches_verdict(&b, 1).grows);
	b.variance[0] = 3.01;
	assert_true(batches_verdict(&b, 1).grows);
	b = (struct batches){{NAN, NAN, NAN, NAN, 2.25}, 0};
	assert_near(batches_verdict(&b, 1).widen, 1.5 * 1.975 / NORMAL_975, 1e-12);
	/* The largest factor and the largest variance need not be of one level. */
	b = (struct batches){{2.9, 3, 1, 1, 1}, 0};
	v = batches_verdict(&b, 1);
	assert_near(v.variance, 3, 0);
	assert_near(v.widen, sqrt(2.9) * 2.262 / NORMAL_975, 1e-12);
}

/* ---- figures of what is left without a batch ---- */

enum { FIGURES = 7 };

static void figures_of_sample(const struct bootstrap_sample *s, void *context, double *out)
{
	(void)context;
	double n = (double)s->n, first = 0;
	for (size_t i = 0; i < s->cells->cells / 2; i++)
		first += (double)s->count[i];
	out[0] = s->sum / n;
	out[1] = s->sum2 / n;
	out[2] = s->lag1 / (double)s->pairs;
	out[3] = s->lag1_sum / (double)s->pairs;
	out[4] = first / n;
	out[5] = n;
	out[6] = (double)s->pairs;
}

struct left_out {
	const uint64_t *x;
	size_t n;
	double centre;
	const struct coarse *cells;
};

static void figures_without(const struct left_out *l, size_t from, size_t to, double *out)
{
	double n = 0, pairs = 0, sum[5] = {0};
	for (size_t i = 0; i < l->n; i++) {
		if (i >= from && i < to)
			continue;
		double d = (double)l->x[i] - l->centre;
		n++;
		sum[0] += d;
		sum[1] += d * d;
		sum[4] += l->x[i] < l->cells->lo[l->cells->cells / 2];
		if (i + 1 == l->n)
			continue;
		double next = (double)l->x[i + 1] - l->centre;
		pairs++;
		sum[2] += d * next;
		sum[3] += d + next;
	}
	for (int k = 0; k < 5; k++)
		out[k] = sum[k] / (k == 2 || k == 3 ? pairs : n);
	out[5] = n;
	out[6] = pairs;
}

static void figures_are_those_without_each_batch(void **state)
{
	(void)state;
	static uint64_t x[N];
	static double without[160 * FIGURES];
	static const size_t size[] = {20, 45, 333};
	for (int c = 0; c < 3; c++) {
		struct histogram h;
		struct bootstrap *b;
		struct batches got[FIGURES];
		uint64_t *count;
		size_t n = size[c];
		series_make(x, n, 0.5, (uint64_t)c);
		assert_int_equal(histogram_init(&h, x, n), EST_OK);
		struct bootstrap_options o = {.seed = 1, .replicates = 20};
		assert_int_equal(bootstrap_open(&b, x, n, &h, &o), EST_OK);
		const struct coarse *cells = bootstrap_cells(b);
		count = malloc(cells->cells * sizeof *count);
		struct left_out l = {x, n, (double)bootstrap_part(b, 0, n, count).centre, cells};
		assert_int_equal(
		    batches_of_figures(b, figures_of_sample, NULL, FIGURES, 4, got), EST_OK);
		for (int j = 0; j < FIGURES; j++) {
			struct batches want = batches_none;
			want.neighbours = 0;
			for (int level = 0; level < 4 && n >= (size_t)10 << level; level++) {
				size_t m = (size_t)10 << level;
				for (size_t i = 0; i < m; i++)
					figures_without(
					    &l, i * n / m, (i + 1) * n / m, without + i * FIGURES);
				batches_add_jackknife(&want, level, without + j, FIGURES);
			}
			if (j < FIGURES - 2)
				batches_compare(&got[j], &want);
			else
				assert_within(got[j].variance[1], want.variance[1], 1e-6);
		}
		free(count);
		bootstrap_close(b);
		histogram_release(&h);
	}
}

/* ---- effective sample size ---- */

/* @[GEYER-1992, section 3.3], then the batches. */
static double tau_naive(const double *v, size_t n, bool *ended, size_t *window, bool *grows)
{
	double all = lag_product(v, n, 0), sum = 0, least = INFINITY, mean[160];
	size_t k = 0, m = 160;
	*ended = false;
	for (; k + 1 <= n / 2; k += 2) {
		double pair = (lag_product(v, n, k) + lag_product(v, n, k + 1)) / all;
		*ended = pair <= 0;
		if (*ended)
			break;
		least = pair < least ? pair : least;
		sum += least;
	}
	*window = k;
	double tau = fmax(2 * sum - 1, 1 / (double)n);
	while (m > 10 && n < 10 * m)
		m /= 2;
	for (size_t i = 0; i < m; i++)
		mean[i] = mean_from(v, i * (n / m), (i + 1) * (n / m));
	double centre = 0, variance = 0;
	for (size_t i = 0; i < m; i++)
		centre += mean[i] / (double)m;
	for (size_t i = 0; i < n; i++)
		variance += (v[i] - centre) * (v[i] - centre) / (double)n;
	struct batches b = batches_naive(mean, m);
	struct batch_verdict verdict = batches_verdict(&b, tau * variance / (double)n);
	*grows = verdict.grows || !*ended || 20 * k > n;
	return n < 100 ? tau : verdict.variance * (double)n / variance;
}

static void the_effective_size_is_that_of_the_sums(void **state)
{
	(void)state;
	static const size_t size[] = {60, 99, 100, 150, 199, 200, 450, 800, 1599, 1600, 2000};
	static const double phi[] = {0, 0.6, 0.97, 0};
	static uint64_t x[N];
	static double v[N];
	int grown = 0;
	for (size_t c = 0; c < sizeof size / sizeof *size; c++)
		for (int p = 0; p < 4; p++)
			for (int ranks = 0; ranks < 2; ranks++) {
				size_t n = size[c], window;
				struct histogram h;
				bool ended, grows;
				series_make(x, n, phi[p], c);
				/* A slow wave, of which batches see more than neighbours. */
				for (size_t i = 0; i < n && p == 3; i++)
					x[i] += (uint64_t)lround(
					    20 + 3 * sin(4 * M_PI * (double)i / (double)n));
				assert_int_equal(histogram_init(&h, x, n), EST_OK);
				for (size_t i = 0; i < n; i++) {
					v[i] = ranks ? 0 : (double)x[i];
					for (size_t k = 0; ranks && k < n; k++)
						v[i] += x[k] < x[i] ? 1 : x[k] == x[i] ? 0.5 : 0;
				}
				double tau = tau_naive(v, n, &ended, &window, &grows);
				struct neff e = ranks ? neff_of_ranks(x, n, &h, NULL, 0)
						      : neff_of_ticks(x, n, NULL, 0);
				histogram_release(&h);
				if (n < 100 && !ended) {
					assert_int_equal(e.tau_int.status, EST_TOO_SHORT);
					continue;
				}
				assert_near(e.tau_int.value, tau, 1e-7);
				assert_near(e.n_eff.value, (double)n / tau, 1e-7);
				assert_int_equal(e.window, window);
				assert_int_equal(e.grows, n < 100 ? false : grows);
				grown += e.grows;
			}
	assert_in_range(grown, 5, 60);
}

/* Pairs of lags: 1 + 0.5, 0.3 + 0.1, then 0.6, which counts as the 0.4 before it; then one that is
 * not above 0. */
static void the_sequence_by_hand(void **state)
{
	(void)state;
	static const double rho[] = {1, 0.5, 0.3, 0.1, 0.4, 0.2, -0.1, 0.1, 0.9, 0.9};
	struct neff e = neff_from_acf(rho, 9, 100);
	assert_near(e.tau_int.value, 2 * (1.5 + 0.4 + 0.4) - 1, 1e-12);
	assert_near(e.n_eff.value, 100 / 3.6, 1e-12);
	assert_int_equal(e.window, 6);
	assert_int_equal(neff_from_acf(rho, 7, 100).tau_int.status, EST_OK);
	assert_int_equal(neff_from_acf(rho, 6, 100).tau_int.status, EST_NOT_CONVERGED);
	assert_int_equal(neff_from_acf(rho, 9, 10).tau_int.status, EST_OK);
	assert_int_equal(neff_from_acf(rho, 9, 9).tau_int.status, EST_TOO_SHORT);
	static const double against[] = {1, -0.9999, 0, 0};
	assert_near(neff_from_acf(against, 3, 50).tau_int.value, 1 / 50.0, 1e-12);
}

/* ---- block lengths ---- */

/* @[PATTON-POLITIS-WHITE-2009, eq. 9], with rho by direct sums. */
static struct bootstrap_choice choice_naive(const double *x, size_t n)
{
	double rho[200], g = 0, at_zero = 1, all = lag_product(x, n, 0);
	size_t lags = (size_t)ceil(sqrt((double)n)) + 5, last = 0, band = 0;
	lags = lags > n - 1 ? n - 1 : lags;
	for (size_t k = 0; k <= lags; k++)
		rho[k] = lag_product(x, n, k) / all;
	double large = 2 * sqrt(log10((double)n) / (double)n);
	for (size_t k = 1; k <= lags; k++) {
		if (fabs(rho[k]) >= large)
			last = k;
		if (k - last == 5) {
			band = k - 5;
			break;
		}
		band = last;
	}
	band = band < 1 ? 2 : 2 * band;
	band = band > lags ? lags : band;
	for (size_t k = 1; k <= band; k++) {
		double w = fmin(1, 2 * (1 - (double)k / (double)band));
		g += 2 * w * (double)k * rho[k];
		at_zero += 2 * w * rho[k];
	}
	double most = ceil(fmin(3 * sqrt((double)n), (double)n / 3));
	struct bootstrap_choice c = {estimate_point(most, n), 0};
	if (at_zero <= 1e-9)
		return c;
	c.length.value = fmin(fmax(cbrt(g * g / (at_zero * at_zero) * (double)n), 1), most);
	c.shortfall = fmax(g / at_zero, 0);
	return c;
}

static void the_automatic_length_is_that_of_the_formula(void **state)
{
	(void)state;
	static uint64_t x[N];
	static double v[N];
	static const size_t size[] = {20, 21, 50, 333, 1000};
	static const double phi[] = {0, -0.4, 0.3, 0.7, 0.98};
	for (int c = 0; c < 5; c++)
		for (int p = 0; p < 5; p++)
			for (uint64_t seed = 0; seed < 4; seed++) {
				series_make(x, size[c], phi[p], seed);
				for (size_t i = 0; i < size[c]; i++)
					v[i] = (double)x[i];
				struct bootstrap_choice got = bootstrap_choose(v, size[c]),
							want = choice_naive(v, size[c]);
				assert_near(got.length.value, want.length.value, 1e-7);
				assert_within(got.shortfall, want.shortfall, 1e-7);
				assert_near(bootstrap_auto_block(v, size[c]).value,
				    want.length.value, 1e-7);
			}
	assert_int_equal(bootstrap_choose(v, 19).length.status, EST_TOO_SHORT);
	assert_int_equal(bootstrap_choose(v, 19).length.n, 19);
}

static void what_blocks_miss_by_hand(void **state)
{
	(void)state;
	assert_near(bootstrap_missed(3, 10, 200), 0.3 + 0.1, 1e-12);
	assert_near(bootstrap_missed(0, 10, 40), 0.5, 1e-12);
	assert_near(bootstrap_missed(9, 10, 40), 0.5, 0);
	/* n / (2 L) - 1 degrees of freedom, one at least: R's qt(0.975, 9) and qt(0.975, 1). */
	assert_near(bootstrap_student(20), 2.2621571628, 1e-9);
	assert_near(bootstrap_student(4), 12.7062047364, 1e-9);
	assert_near(bootstrap_student(3), 12.7062047364, 1e-9);
	assert_near(bootstrap_student(6), 4.30265272975, 1e-9);
}

/* ---- intervals ---- */

enum { REPLICATES = 201 };

static int number_compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* The spread of the replicates, by which length is as what: values, ranks, ranks squared. */
static double widen_naive(const uint64_t *x, size_t n, double *length)
{
	static double v[3][N];
	double shortfall = 0;
	*length = 1;
	for (size_t i = 0; i < n; i++) {
		double below = 0;
		for (size_t k = 0; k < n; k++)
			below += x[k] < x[i] ? 1 : x[k] == x[i] ? 0.5 : 0;
		v[0][i] = (double)x[i];
		v[1][i] = below / (double)n - 0.5;
		v[2][i] = v[1][i] * v[1][i];
	}
	for (int k = 0; k < 3; k++) {
		struct bootstrap_choice c = choice_naive(v[k], n);
		*length = fmax(*length, c.length.value);
		shortfall = fmax(shortfall, c.shortfall);
	}
	return 1 / sqrt(1 - fmin(shortfall / *length + 2 * *length / (double)n, 0.5));
}

struct replicated {
	struct bootstrap *b;
	double rep[2 * REPLICATES], sorted[REPLICATES], sd, widen, t;
	size_t n;
};

/* Replicates of a figure of 0.4 in the second of two columns. */
static void replicated_open(struct replicated *r, uint64_t seed)
{
	static uint64_t x[N];
	struct histogram h;
	struct rng g;
	double length;
	r->n = 700;
	/* A spread that changes slowly, a level that does, and neither. */
	series_make(x, r->n, seed == 1 ? 0.8 : 0, seed);
	for (size_t i = 0; i < r->n && seed == 2; i++)
		x[i] = i / 50 % 2 ? 500 + (x[i] - 500) / 2 : x[i];
	assert_int_equal(histogram_init(&h, x, r->n), EST_OK);
	struct bootstrap_options o = {.seed = 1, .replicates = REPLICATES};
	assert_int_equal(bootstrap_open(&r->b, x, r->n, &h, &o), EST_OK);
	histogram_release(&h);
	rng_init(&g, 5, 0);
	for (size_t i = 0; i < REPLICATES; i++) {
		r->rep[2 * i] = NAN;
		r->rep[2 * i + 1] = r->sorted[i] = 0.41 + 0.03 * rng_normal(&g);
	}
	r->sd = sqrt(lag_product(r->sorted, REPLICATES, 0) / (REPLICATES - 1));
	qsort(r->sorted, REPLICATES, sizeof *r->sorted, number_compare);
	r->widen = widen_naive(x, r->n, &length);
	r->t = gsl_cdf_tdist_Pinv(0.975, fmax((double)r->n / length / 2 - 1, 1));
	assert_near(bootstrap_block_samples(r->b), length, 1e-7);
}

static void intervals_are_those_of_their_kinds(void **state)
{
	(void)state;
	static struct replicated r;
	for (uint64_t seed = 0; seed < 3; seed++)
		for (int second = 0; second < 2; second++) {
			replicated_open(&r, seed);
			double se, se_want = r.widen * r.sd, stretch = 1, t = r.t;
			struct batches b = {{1e-9, 1e-9, 4 * se_want * se_want, 1e-9, 1e-9}, 0};
			if (second) {
				stretch = 2 * 2.023 / NORMAL_975;
				se_want *= 2;
				t *= 2.023 / NORMAL_975;
			}
			const struct batches *also = second ? &b : NULL;
			struct estimate e = estimate_point(0.45, r.n);
			double low = r.sorted[5], high = r.sorted[195], mid = r.sorted[100] - 0.4;
			assert_int_equal(bootstrap_interval(r.b, BOOTSTRAP_NORMAL, 0.4, r.rep,
					     REPLICATES, 2, 1, also, &e, &se),
			    BOOTSTRAP_MADE);
			assert_near(se, se_want, 1e-7);
			assert_near(e.lo, 0.45 - t * se_want, 1e-7);
			assert_near(e.hi, 0.45 + t * se_want, 1e-7);
			bootstrap_interval(
			    r.b, BOOTSTRAP_LOG_NORMAL, 0.4, r.rep, REPLICATES, 2, 1, also, &e, &se);
			assert_near(e.lo, 0.45 * exp(-t * se_want / 0.4), 1e-7);
			assert_near(e.hi, 0.45 * exp(t * se_want / 0.4), 1e-7);
			bootstrap_interval(
			    r.b, BOOTSTRAP_PERCENTILE, 0.4, r.rep, REPLICATES, 2, 1, also, &e, &se);
			double by = r.widen * stretch;
			assert_near(e.lo, 0.45 + mid + by * (low - 0.4 - mid), 1e-7);
			assert_near(e.hi, 0.45 + mid + by * (high - 0.4 - mid), 1e-7);
			bootstrap_interval(
			    r.b, BOOTSTRAP_SHARE, 0.4, r.rep, REPLICATES, 2, 1, also, &e, &se);
			double lo, hi, n = fmin(0.45 * 0.55 / (se_want * se_want), (double)r.n);
			normal_wilson(0.45, n, t, &lo, &hi);
			assert_near(e.n_eff, n, 1e-7);
			assert_near(e.lo, lo, 1e-7);
			assert_near(e.hi, hi, 1e-7);
			bootstrap_close(r.b);
		}
}

/* Where an interval cannot be made, and just can. */
static void intervals_end_where_replicates_do(void **state)
{
	(void)state;
	static struct replicated r;
	struct estimate e = estimate_point(0.45, 700);
	double se, rep[REPLICATES];
	replicated_open(&r, 0);
	memcpy(rep, r.sorted, sizeof rep);
	/* 19 replicates are too few, and so are 17 of 20, or less than 9 in 10. */
	enum bootstrap_interval normal = BOOTSTRAP_NORMAL, logarithm = BOOTSTRAP_LOG_NORMAL;
	assert_int_equal(bootstrap_interval(r.b, normal, 0.4, rep, 19, 1, 0, NULL, &e, &se),
	    BOOTSTRAP_UNDETERMINED);
	assert_true(isnan(se) && isnan(e.lo));
	assert_int_equal(
	    bootstrap_interval(r.b, normal, 0.4, rep, 20, 1, 0, NULL, &e, &se), BOOTSTRAP_MADE);
	rep[3] = rep[4] = NAN;
	assert_int_equal(
	    bootstrap_interval(r.b, normal, 0.4, rep, 20, 1, 0, NULL, &e, &se), BOOTSTRAP_MADE);
	e.lo = e.hi = NAN;
	rep[5] = INFINITY;
	assert_int_equal(bootstrap_interval(r.b, normal, 0.4, rep, 20, 1, 0, NULL, &e, &se),
	    BOOTSTRAP_UNDETERMINED);
	assert_int_equal(
	    bootstrap_interval(r.b, normal, 0.4, rep, 30, 1, 0, NULL, &e, &se), BOOTSTRAP_MADE);
	rep[6] = NAN;
	e.lo = e.hi = NAN;
	assert_int_equal(bootstrap_interval(r.b, normal, 0.4, rep, 30, 1, 0, NULL, &e, &se),
	    BOOTSTRAP_UNDETERMINED);
	assert_int_equal(bootstrap_interval(r.b, normal, NAN, r.sorted, 100, 1, 0, NULL, &e, &se),
	    BOOTSTRAP_UNDETERMINED);
	/* A logarithm of what may as well be 20 times as much says nothing. */
	double by = r.widen * r.sd * r.t;
	for (int k = 0; k < 2; k++) {
		double figure = by / (k ? 2.99 : 3.01);
		e = estimate_point(0.45, 700);
		assert_int_equal(bootstrap_interval(r.b, logarithm, figure, r.sorted, REPLICATES, 1,
				     0, NULL, &e, &se),
		    k ? BOOTSTRAP_MADE : BOOTSTRAP_UNDETERMINED);
	}
	/* Batches that grow leave none; replicates all alike have no excess to look for. */
	struct batches grown = {{1, 1, 1, 1, 1}, 0.5};
	e = estimate_point(0.45, 700);
	assert_int_equal(
	    bootstrap_interval(r.b, normal, 0.4, r.sorted, REPLICATES, 1, 0, &grown, &e, &se),
	    BOOTSTRAP_GROWS);
	assert_true(isnan(e.lo));
	for (int i = 0; i < REPLICATES; i++)
		rep[i] = 0.5;
	assert_int_equal(
	    bootstrap_interval(r.b, BOOTSTRAP_SHARE, 0.5, rep, REPLICATES, 1, 0, &grown, &e, &se),
	    BOOTSTRAP_MADE);
	assert_near(e.n_eff, 700, 0);
	assert_near(se, 0, 0);
	bootstrap_close(r.b);
}

static void a_share_has_the_size_that_its_error_implies(void **state)
{
	(void)state;
	struct estimate e = estimate_point(0.2, 1000);
	double lo, hi;
	bootstrap_share_interval(1000, 0.04, 2.1, &e);
	normal_wilson(0.2, 100, 2.1, &lo, &hi);
	assert_near(e.n_eff, 100, 1e-12);
	assert_near(e.lo, lo, 1e-12);
	assert_near(e.hi, hi, 1e-12);
	bootstrap_share_interval(1000, 0.001, 2.1, &e);
	assert_near(e.n_eff, 1000, 0);
	/* 0 and 1 have no error of their own. */
	for (int all = 0; all < 2; all++) {
		e = estimate_point(all, 1000);
		bootstrap_share_interval(800, 0.1, 2, &e);
		assert_near(e.n_eff, 800, 0);
		e.n_eff = 60;
		bootstrap_share_interval(800, 0.1, 2, &e);
		assert_near(e.n_eff, 60, 0);
		e.n_eff = 900;
		bootstrap_share_interval(800, 0.1, 2, &e);
		assert_near(e.n_eff, 800, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(means_of_batches_have_their_variance),
	    cmocka_unit_test(the_jackknife_of_a_mean_is_that_of_its_batches),
	    cmocka_unit_test(what_batches_say),
	    cmocka_unit_test(figures_are_those_without_each_batch),
	    cmocka_unit_test(the_effective_size_is_that_of_the_sums),
	    cmocka_unit_test(the_sequence_by_hand),
	    cmocka_unit_test(the_automatic_length_is_that_of_the_formula),
	    cmocka_unit_test(what_blocks_miss_by_hand),
	    cmocka_unit_test(intervals_are_those_of_their_kinds),
	    cmocka_unit_test(intervals_end_where_replicates_do),
	    cmocka_unit_test(a_share_has_the_size_that_its_error_implies),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
