/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an influence says of its figure, and the intervals made of it, each by its formula over the
 * samples: with base blocks of one sample and of two.
 */
#include "test.h"

#include "bootstrap.h"
#include "fractional_private.h"
#include "linear_made.h"
#include "longrun_private.h"
#include "normal.h"
#include "rng.h"

#include <gsl/gsl_cdf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 20003 };

/* Sums over base blocks, less the mean of the samples. */
struct sums {
	size_t n, blocks, size;
	double mean, own, v[MOST];
};

static void sums_take(struct sums *s, const double *x, size_t n)
{
	*s = (struct sums){.n = n, .size = n > 16384 ? 2 : 1};
	s->blocks = (n + s->size - 1) / s->size;
	for (size_t i = 0; i < n; i++)
		s->mean += x[i] / (double)n;
	for (size_t i = 0; i < n; i++) {
		s->v[i / s->size] += x[i] - s->mean;
		s->own += (x[i] - s->mean) * (x[i] - s->mean) / (double)n;
	}
}

static double sum_over(const double *v, size_t from, size_t to)
{
	double sum = 0;
	for (size_t i = from; i < to; i++)
		sum += v[i];
	return sum;
}

/* Of the sum, under the stationary bootstrap @[POLITIS-ROMANO-1994, lemma 1]; what lies beyond 60
 * block lengths is nothing. */
static double variance_naive(const struct sums *s, double length)
{
	double sum = 0, n = (double)s->blocks;
	for (size_t lag = 0; lag < s->blocks && (double)lag < 60 * length; lag++) {
		double r = 0;
		for (size_t i = lag; i < s->blocks; i++)
			r += s->v[i] * s->v[i - lag];
		sum += (lag ? 2 : 1) * (1 - (double)lag / n) * pow(1 - 1 / length, (double)lag) * r;
	}
	return sum;
}

/* Batches of blocks, in units of a mean over samples. */
static double batch_variance(const struct sums *s, size_t m)
{
	double mean[160], all = 0, sum = 0;
	size_t most = 160;
	while (most > 10 && s->blocks < 10 * most)
		most /= 2;
	for (size_t k = 0; k < m; k++) {
		mean[k] = 0;
		/* Coarser ones are means of finer ones. */
		for (size_t j = k * most / m; j < (k + 1) * most / m; j++) {
			size_t from = j * s->blocks / most, to = (j + 1) * s->blocks / most;
			mean[k] += sum_over(s->v, from, to) / (double)(to - from) * (double)m /
				   (double)most;
		}
		all += mean[k] / (double)m;
	}
	for (size_t k = 0; k < m; k++)
		sum += (mean[k] - all) * (mean[k] - all);
	double scale = (double)s->blocks / (double)s->n;
	return m > most ? NAN : sum / (double)(m * (m - 1)) * scale * scale;
}

static double episodes_naive(const struct sums *s)
{
	double square = 0, fourth = 0;
	size_t m = s->blocks >= 160 ? 160 : s->blocks >= 80 ? 80 : 0;
	for (size_t k = 0; k < m; k++) {
		double sum = sum_over(s->v, k * s->blocks / m, (k + 1) * s->blocks / m);
		square += sum * sum;
		fourth += pow(sum, 4);
	}
	return m ? square * square / fourth : INFINITY;
}

static bool moves_naive(const struct sums *s, double variance)
{
	size_t pieces = s->n / 250 > 40 ? 40 : s->n / 250;
	double chi2 = 0;
	for (size_t k = 0; k < pieces; k++) {
		size_t from = k * s->blocks / pieces, to = (k + 1) * s->blocks / pieces;
		size_t end = to * s->size < s->n ? to * s->size : s->n;
		double sum = sum_over(s->v, from, to), size = (double)(end - from * s->size);
		chi2 += sum * sum / (size * variance * (double)s->n);
	}
	return pieces >= 2 && gsl_cdf_chisq_P(chi2, (double)pieces - 1) > 0.99;
}

static int number_compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x < y) - (x > y);
}

static double dominance_naive(const double *x, size_t n)
{
	static double square[MOST];
	double all = 0, largest = 0;
	size_t k = n / 100 < 1 ? 1 : n / 100 > 10 ? 10 : n / 100;
	for (size_t i = 0; i < n; i++)
		all += square[i] = x[i] * x[i];
	qsort(square, n, sizeof *square, number_compare);
	for (size_t i = 0; i < k; i++)
		largest += square[i];
	return largest / all;
}

/* Autoregressions; a level that moves; episodes; a spike; a slow wave. */
enum { KINDS = 9 };
static void series_draw(double *x, size_t n, int kind, uint64_t seed)
{
	static const double phi[] = {0, 0.4, -0.5, 0.9, 0.99};
	struct rng r;
	double v = 0, level = 0;
	rng_init(&r, seed, (uint64_t)kind);
	for (size_t i = 0; i < n; i++) {
		double z = rng_normal(&r);
		v = (kind < 5 ? phi[kind] : 0) * v + z;
		level += rng_normal(&r) / sqrt((double)n);
		x[i] = kind < 5	   ? v
		       : kind == 5 ? z + 3 * level
		       : kind == 6 ? 0.1 * z + (i * 8 / n == 3 && i % 50 < 20) * 3
		       : kind == 7 ? 0.01 * z + 50 * (i == n / 3)
				   : z + 0.5 * sin((double)i / 60);
	}
}

struct wanted {
	double se, critical, n_eff, ar_se, ar_critical, ar_n_eff, episodes, dominance, scaled_se;
	double half;
	bool moves, grows, few_blocks;
};

static double batches_widen(const struct sums *s, double reference, double *variance, bool *grows)
{
	static const double chance[] = {2.114, 1.729, 1.490, 1.335, 1.232},
			    student[] = {2.262, 2.093, 2.023, 1.990, 1.975};
	double widen = 1, mean[20];
	bool exceeded = false;
	*variance = reference;
	for (int level = 0; level < 5; level++) {
		double v = batch_variance(s, (size_t)10 << level);
		if (!(v / reference > chance[level]))
			continue;
		exceeded = true;
		*variance = fmax(*variance, v);
		widen = fmax(widen, sqrt(v / reference) * student[level] / 1.959963984540054);
	}
	double own = 0, lagged = 0;
	size_t most = 160;
	while (most > 10 && s->blocks < 10 * most)
		most /= 2;
	for (size_t k = 0; k < 20 && most >= 20; k++) {
		mean[k] = 0;
		for (size_t j = k * most / 20; j < (k + 1) * most / 20; j++) {
			size_t from = j * s->blocks / most, to = (j + 1) * s->blocks / most;
			mean[k] += sum_over(s->v, from, to) / (double)(to - from);
		}
	}
	for (size_t k = 0; k < 20 && most >= 20; k++) {
		double centre = sum_over(mean, 0, 20) / 20;
		own += (mean[k] - centre) * (mean[k] - centre);
		lagged += k ? (mean[k] - centre) * (mean[k - 1] - centre) : 0;
	}
	*grows = exceeded && ((own > 0 && lagged / own > 0.25) ||
				 batch_variance(s, 10) > 2 * batch_variance(s, 40));
	return widen;
}

static struct wanted spread_naive(const double *x, size_t n)
{
	static struct sums s;
	struct wanted w;
	double count = (double)n, by_batches;
	sums_take(&s, x, n);
	struct bootstrap_choice c = bootstrap_choose(s.v, s.blocks);
	double blocks = (double)s.blocks, length = fmax(c.length.value, 1);
	double missed = fmin(c.shortfall / length + 2 * length / blocks, 0.5);
	double reference = variance_naive(&s, length) / (1 - missed) / (count * count);
	double widen = batches_widen(&s, reference, &by_batches, &w.grows);
	struct longrun r = longrun_of(s.v, s.blocks, true);
	struct fractional f = fractional_of(s.v, s.blocks);
	w.half = f.critical * f.se * blocks / count;
	w.se = sqrt(by_batches);
	w.critical = gsl_cdf_tdist_Pinv(0.975, fmax(blocks / length / 2 - 1, 1)) * widen *
		     sqrt(reference) / w.se;
	w.n_eff = fmin(s.own / by_batches, count);
	w.ar_se = sqrt(r.variance) * blocks / count;
	w.ar_critical = r.critical;
	w.ar_n_eff = fmin(s.own / (w.ar_se * w.ar_se), count);
	w.episodes = episodes_naive(&s);
	w.dominance = dominance_naive(x, n);
	w.moves = r.memory > 1.96 || w.ar_n_eff < 3 ||
		  moves_naive(&s, fmax(by_batches, w.ar_se * w.ar_se));
	w.few_blocks = blocks < 10 * length;
	double d = fmin(fmax(r.d, 0), 0.45);
	w.scaled_se =
	    s.blocks < 500 ? NAN : sqrt(batch_variance(&s, 10) * 9 / (pow(10, 1 - 2 * d) - 1));
	if (!isnan(w.half)) {
		w.critical = fmax(w.critical, w.half / w.se);
		w.ar_critical = fmax(w.ar_critical, w.half / w.ar_se);
	}
	return w;
}

static enum reason why_naive(const struct wanted *w)
{
	return w->moves				     ? REASON_LONG_MEMORY
	       : w->episodes < 10		     ? REASON_RARE
	       : w->grows			     ? REASON_GROWS
	       : w->few_blocks			     ? REASON_FEW_BLOCKS
	       : w->n_eff < 100 || w->ar_n_eff < 100 ? REASON_SMALL_N_EFF
						     : REASON_NONE;
}

/* Both of these, and of the autoregression, whichever is wider, at 10 batches. */
static void scaling_check(const struct linear_spread *s, const struct wanted *w, double d)
{
	bool may = w->scaled_se > 0 && d < 0.45 && w->episodes >= 10;
	enum reason why = why_naive(w);
	if (!may) {
		assert_false(s->scaled);
		assert_int_equal(s->why, why);
		assert_near(s->se, w->se, 1e-7);
		return;
	}
	double se = fmax(fmax(w->scaled_se, w->se), w->ar_se);
	assert_true(s->scaled);
	assert_near(s->se, se, 1e-7);
	assert_near(s->critical,
	    fmax(2.262, fmax(w->critical * w->se, w->ar_critical * w->ar_se) / se), 1e-6);
	assert_near(s->n_eff, fmin(s->own / (se * se), (double)s->n), 1e-7);
	assert_int_equal(s->why, s->n_eff >= 5 ? REASON_NONE : REASON_LONG_MEMORY);
}

static void the_spread_is_that_of_its_formulas(void **state)
{
	(void)state;
	static double x[MOST];
	static const size_t size[] = {20, 60, 100, 150, 499, 500, 700, 1599, 1600, 3000, 20003};
	unsigned seen[REASONS] = {0}, scaled = 0;
	for (size_t k = 0; k < sizeof size / sizeof *size; k++)
		for (int kind = 0; kind < KINDS; kind++) {
			size_t n = size[k];
			if (n == MOST && kind % 3)
				continue;
			series_draw(x, n, kind, n);
			struct linear l = linear_of(x, n);
			struct linear_spread s = linear_spread(&l);
			struct wanted w = spread_naive(x, n);
			double half = linear_half_width(&l);
			assert_near(s.ar_se, w.ar_se, 1e-6);
			assert_near(s.ar_critical, w.ar_critical, 1e-6);
			assert_near(s.ar_n_eff, w.ar_n_eff, 1e-6);
			assert_int_equal(s.moves, w.moves);
			assert_near(s.dominance, w.dominance, 1e-6);
			if (isinf(w.episodes))
				assert_true(isinf(s.episodes));
			else
				assert_near(s.episodes, w.episodes, 1e-6);
			if (isnan(w.half))
				assert_true(isnan(half));
			else
				assert_near(half, w.half, 1e-6);
			if (isnan(w.scaled_se))
				assert_true(isnan(s.scaled_se));
			else
				assert_near(s.scaled_se, w.scaled_se, 1e-6);
			enum reason why = why_naive(&w);
			seen[why]++;
			scaled += s.scaled;
			if (why == REASON_LONG_MEMORY || why == REASON_GROWS) {
				scaling_check(&s, &w, s.d);
			} else {
				assert_int_equal(s.why, why);
				assert_near(s.se, w.se, 1e-7);
				assert_near(s.critical, w.critical, 1e-6);
				assert_near(s.n_eff, w.n_eff, 1e-7);
			}
			linear_release(&l);
		}
	assert_true(seen[REASON_NONE] && seen[REASON_LONG_MEMORY] && seen[REASON_RARE] && scaled);
}

/* ---- what is made of it ---- */

static struct linear_spread spread_example(void)
{
	return (struct linear_spread){.se = 0.1,
	    .critical = 2,
	    .n_eff = 300,
	    .why = REASON_NONE,
	    .episodes = 50,
	    .ar_se = 0.09,
	    .ar_critical = 2.1,
	    .ar_n_eff = 250,
	    .own = 2,
	    .d = 0.1,
	    .scaled_se = 0.15,
	    .n = 5000};
}

static void an_autoregression_is_taken_where_it_is_wider_or_alone(void **state)
{
	(void)state;
	static const enum reason alone[] = {
	    REASON_SMALL_N_EFF, REASON_FEW_BLOCKS, REASON_GROWS, REASON_RARE};
	struct linear_spread s = spread_example();
	assert_false(linear_use_autoregression(&s)); /* 0.189 is less than 0.2 */
	s.ar_critical = 2.3;
	assert_true(linear_use_autoregression(&s));
	assert_true(s.se == 0.09 && s.critical == 2.3 && s.n_eff == 250);
	for (int i = 0; i < 4; i++) {
		s = spread_example();
		s.why = alone[i];
		assert_true(linear_use_autoregression(&s));
		assert_int_equal(s.why, REASON_NONE);
		assert_true(s.se == 0.09 && s.n_eff == 250);
		assert_near(s.critical, 2.1, 1e-9); /* more than of 50 episodes */
		s = spread_example();
		s.why = alone[i];
		s.ar_n_eff = 2.9;
		assert_false(linear_use_autoregression(&s));
		s.ar_n_eff = 3;
		assert_true(linear_use_autoregression(&s));
		s = spread_example();
		s.why = alone[i];
		s.scaled = true;
		assert_false(linear_use_autoregression(&s));
	}
	s = spread_example();
	s.why = REASON_LONG_MEMORY;
	assert_false(linear_use_autoregression(&s));
	/* Episodes: Student's t on as many less 1, five at least; single events are none. */
	s = spread_example();
	s.why = REASON_RARE;
	s.episodes = 6;
	assert_true(linear_use_autoregression(&s));
	assert_near(s.critical, gsl_cdf_tdist_Pinv(0.975, 5), 1e-9);
	s = spread_example();
	s.why = REASON_RARE;
	s.episodes = 5;
	assert_true(linear_use_autoregression(&s));
	s = spread_example();
	s.why = REASON_RARE;
	s.episodes = 4.9;
	assert_false(linear_use_autoregression(&s));
	s.ar_n_eff = 4500;
	assert_true(linear_use_autoregression(&s));
	assert_near(s.critical, 2.1, 0);
	s = spread_example();
	s.why = REASON_RARE;
	s.episodes = 4.9;
	s.ar_n_eff = 4499;
	assert_false(linear_use_autoregression(&s));
}

/* Both widened to one half width are equally wide but for rounding, which decides nothing. */
static void of_equal_widths_the_blocks_are_kept(void **state)
{
	(void)state;
	for (int i = 0; i < 200; i++) {
		struct linear_spread s = spread_example();
		double half = 0.2 + 0.001 * i;
		s.critical = half / s.se;
		s.ar_critical = half / s.ar_se;
		assert_false(linear_use_autoregression(&s));
		s.ar_critical *= 1 + 1e-8;
		assert_true(linear_use_autoregression(&s));
	}
}

static void the_scaled_error_is_taken_where_it_can_be(void **state)
{
	(void)state;
	static const enum reason may[] = {REASON_NONE, REASON_LONG_MEMORY, REASON_GROWS};
	struct linear_spread s;
	for (int i = 0; i < 3; i++) {
		s = spread_example();
		s.why = may[i];
		assert_true(linear_use_scaling(&s));
		assert_true(s.scaled && s.why == REASON_NONE);
		assert_near(s.se, 0.15, 0);
		assert_near(s.critical, 2.262, 0);
		assert_near(s.n_eff, 2 / 0.0225, 1e-12);
	}
	for (int i = 0; i < 2; i++) {
		s = spread_example();
		*(i ? &s.ar_critical : &s.critical) = 5;
		assert_true(linear_use_scaling(&s));
		assert_near(s.critical, i ? 0.45 / 0.15 : 0.5 / 0.15, 1e-12);
		s = spread_example();
		*(i ? &s.ar_se : &s.se) = 0.3;
		assert_true(linear_use_scaling(&s));
		assert_near(s.se, 0.3, 0);
	}
	s = spread_example();
	s.why = REASON_RARE;
	assert_false(linear_use_scaling(&s));
	s = spread_example();
	s.episodes = 9.9;
	assert_false(linear_use_scaling(&s));
	s.episodes = 10;
	assert_true(linear_use_scaling(&s));
	s = spread_example();
	s.d = 0.45;
	assert_false(linear_is_scalable(&s) || linear_use_scaling(&s));
	s.d = 0.44;
	assert_true(linear_is_scalable(&s));
	s.scaled_se = NAN;
	assert_false(linear_is_scalable(&s) || linear_use_scaling(&s));
	/* Five effective samples: own / se^2. */
	s = spread_example();
	s.own = 0.0225 * 4.9;
	assert_false(linear_use_scaling(&s));
	assert_int_equal(s.why, REASON_LONG_MEMORY);
	s = spread_example();
	s.own = 0.0225 * 5.1;
	assert_true(linear_use_scaling(&s));
	s = spread_example();
	s.own = 0.0225 * 6000;
	assert_true(linear_use_scaling(&s));
	assert_near(s.n_eff, 5000, 0);
}

/* value -+ t sqrt(se^2 - curvature), and no less than the curvature leaves; cut to its ends. */
static void intervals_by_their_formulas(void **state)
{
	(void)state;
	enum { N = 2000 };
	static double x[N];
	series_draw(x, N, 1, 11);
	struct linear l = linear_of(x, N);
	struct linear_spread s = linear_spread(&l);
	double se = s.se, t = s.critical, curvature[] = {0, se * se / 5, se * se * 0.8};
	for (int k = 0; k < 3; k++) {
		struct estimate e = estimate_point(3, N);
		linear_normal(&e, &l, curvature[k], -INFINITY, INFINITY);
		double left = k == 2 ? curvature[k] : se * se - curvature[k];
		assert_near(e.lo, 3 - t * sqrt(left), 1e-9);
		assert_near(e.hi, 3 + t * sqrt(left), 1e-9);
		assert_near(e.n_eff, s.n_eff, 0);
	}
	struct estimate e = estimate_point(3, N);
	linear_normal(&e, &l, 0, 2.999, 3.001);
	assert_true(e.lo == 2.999 && e.hi == 3.001);
	e = estimate_point(3, N);
	linear_logarithm(&e, &l);
	assert_near(e.lo, 3 * exp(-t * se / 3), 1e-9);
	assert_near(e.hi, 3 * exp(t * se / 3), 1e-9);
	e = estimate_point(0.3, N);
	linear_share(&e, &l, 1500);
	struct linear_spread a = s;
	linear_use_autoregression(&a);
	double lo, hi, n = fmin(0.21 / (a.se * a.se), 1500);
	normal_wilson(0.3, n, a.critical, &lo, &hi);
	assert_near(e.lo, lo, 1e-9);
	assert_near(e.hi, hi, 1e-9);
	assert_near(e.n_eff, n, 1e-9);
	linear_release(&l);
}

/* The ends of all I with (value - I)^2 <= t^2 (curvature + I variance / plugin). */
static void informations_by_their_quadratic(void **state)
{
	(void)state;
	enum { N = 2000 };
	static double x[N];
	series_draw(x, N, 1, 12);
	struct linear l = linear_of(x, N);
	struct linear_spread s = linear_spread(&l);
	double value[] = {2, 0.01, -0.001};
	for (int k = 0; k < 3; k++) {
		struct linear_chance c = {.plugin = 2.2, .freedom = 3, .scale = 4000};
		struct estimate e = estimate_point(value[k], N);
		linear_information(&e, &l, &c, 5);
		double slope = s.se * s.se / 2.2, t2 = s.critical * s.critical;
		double least = 2 * 3.0 / (4000.0 * 4000), ends[2];
		for (int j = 0; j < 2; j++) {
			/* Where the two sides meet, by bisection from the value outwards. */
			double in = value[k] + t2 * slope / 2, out = in + (j ? 10 : -10);
			for (int i = 0; i < 200; i++) {
				double at = (in + out) / 2, away = value[k] - at;
				*(away * away <= t2 * (least + at * slope) ? &in : &out) = at;
			}
			ends[j] = in;
		}
		assert_near(e.value, fmax(value[k], 0), 1e-12);
		assert_within(e.lo, fmin(fmax(ends[0], 0), e.value), 1e-9);
		assert_within(e.hi, fmin(ends[1], 5), 1e-9);
		e = estimate_point(value[k], N);
		linear_information(&e, &l, &c, 0.001);
		assert_true(e.hi >= e.value && e.hi <= fmax(0.001, e.value));
	}
	linear_release(&l);
}

/* Each piece by itself, moved by the mean of its influence less that of all. */
static void pieces_by_themselves(void **state)
{
	(void)state;
	enum { N = 1250, PIECES = 5 };
	static double x[N], part[N];
	for (int kind = 1; kind < 6; kind += 4) {
		double mean = 0;
		series_draw(x, N, kind, 13);
		for (size_t i = 0; i < N; i++)
			mean += x[i] / N;
		struct linear l = linear_of(x, N);
		struct linear_spread s = linear_spread(&l);
		struct estimate e = estimate_point(0.4, N), share = e;
		linear_normal(&e, &l, 0, -0.5, 1.5);
		linear_share(&share, &l, N);
		assert_int_equal(e.pieces.count, PIECES);
		assert_int_equal(e.pieces.stationary, !s.moves);
		for (int k = 0; k < PIECES; k++) {
			double own = 0;
			for (size_t i = 0; i < 250; i++)
				own += x[250 * k + i] / 250;
			for (size_t i = 0; i < 250; i++)
				part[i] = x[250 * k + i] - own;
			struct longrun r = longrun_of(part, 250, false);
			struct piece_spread p = linear_piece(&l, 250 * k, 250 * k + 250);
			double v = 0.4 + own - mean, half = r.critical * sqrt(r.variance);
			assert_near(p.mean, own, 1e-9);
			assert_near(p.se, sqrt(r.variance), 1e-9);
			assert_near(p.n_eff, r.n_eff, 1e-9);
			assert_near(p.critical, r.critical, 1e-9);
			assert_near(p.n, 250, 0);
			v = fmin(fmax(v, -0.5), 1.5);
			assert_near(e.pieces.at[k].value, v, 1e-9);
			assert_near(e.pieces.at[k].lo, fmax(v - half, -0.5), 1e-9);
			assert_near(e.pieces.at[k].hi, fmin(v + half, 1.5), 1e-9);
			struct estimate one =
			    estimate_point(fmin(fmax(0.4 + own - mean, 0), 1), 250);
			one.n_eff = 250 * s.ar_n_eff / N;
			if (s.moves)
				one.n_eff = fmax(one.n_eff, 25);
			bootstrap_share_interval(250, p.se, p.critical, &one);
			assert_near(share.pieces.at[k].value, one.value, 1e-9);
			assert_within(share.pieces.at[k].lo, one.lo, 1e-9);
			assert_within(share.pieces.at[k].hi, one.hi, 1e-9);
		}
		linear_release(&l);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_spread_is_that_of_its_formulas),
	    cmocka_unit_test(an_autoregression_is_taken_where_it_is_wider_or_alone),
	    cmocka_unit_test(of_equal_widths_the_blocks_are_kept),
	    cmocka_unit_test(the_scaled_error_is_taken_where_it_can_be),
	    cmocka_unit_test(intervals_by_their_formulas),
	    cmocka_unit_test(informations_by_their_quadratic),
	    cmocka_unit_test(pieces_by_themselves),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
