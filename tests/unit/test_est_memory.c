/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Autoregressions and fractional ones against the equations that define them: covariances and
 * frequencies by sums over the samples, coefficients by elimination.
 */
#include "test.h"

#include "fractional_private.h"
#include "longrun_private.h"
#include "rng.h"
#include "series.h"

#include <gsl/gsl_cdf.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 20000, ORDER = 6 };

/* Of order p, of covariances c: what the Yule-Walker equations give; the variance of what is left.
 */
static double yule_walker(const double *c, int p, double *phi)
{
	double a[ORDER][ORDER + 1], left = c[0];
	for (int i = 0; i < p; i++) {
		for (int j = 0; j < p; j++)
			a[i][j] = c[abs(i - j)];
		a[i][p] = c[i + 1];
	}
	for (int k = 0; k < p; k++)
		for (int i = 0; i < p; i++)
			for (int j = p; i != k && j >= k; j--)
				a[i][j] -= a[i][k] / a[k][k] * a[k][j];
	for (int i = 0; i < p; i++) {
		phi[i] = a[i][p] / a[i][i];
		left -= phi[i] * c[i + 1];
	}
	return left;
}

static double sum_of_coefficients(const double *phi, int p, double n)
{
	double s = 0;
	for (int i = 0; i < p; i++)
		s += phi[i];
	return p ? fmin(s + (1 + 3 * s) / n, 1 - 1 / n) : 0;
}

static double periodogram_at(const double *x, size_t n, double angle)
{
	double re = 0, im = 0;
	for (size_t t = 0; t < n; t++) {
		re += x[t] * cos(angle * (double)t);
		im += x[t] * sin(angle * (double)t);
	}
	return re * re + im * im;
}

/* @[ROBINSON-1995, eq. 3.2]: the d in -0.5 .. 1.2 whose objective has no slope. */
static double whittle_naive(const double *angle, const double *power, int m)
{
	double lo = -0.5, hi = 1.2, logs = 0;
	for (int j = 0; j < m; j++)
		logs += log(angle[j]) / m;
	for (int i = 0; i < 60; i++) {
		double d = (lo + hi) / 2, sum = 0, slope = 0;
		for (int j = 0; j < m; j++) {
			double part = pow(angle[j], 2 * d) * power[j];
			sum += part;
			slope += part * log(angle[j]);
		}
		*(slope / sum < logs ? &lo : &hi) = d;
	}
	return lo;
}

static struct longrun longrun_naive(const double *x, size_t n)
{
	double c[ORDER + 1] = {0}, phi[ORDER], best[ORDER] = {0}, least = INFINITY, left = 0;
	int order = 0;
	for (size_t k = 0; k <= ORDER; k++)
		for (size_t t = k; t < n; t++)
			c[k] += x[t] * x[t - k] / (double)n;
	for (int p = 0; p <= ORDER; p++) {
		double innovation = yule_walker(c, p, phi);
		double aic = (double)n * log(innovation) + 2 * p;
		if (aic >= least)
			continue;
		least = aic;
		order = p;
		left = innovation;
		memcpy(best, phi, sizeof best);
	}
	struct longrun r = {.memory = NAN, .d = NAN};
	double count = (double)n, s = sum_of_coefficients(best, order, count);
	r.variance = left / (count - order - 1) / ((1 - s) * (1 - s));
	r.n_eff = fmin(c[0] / r.variance, count);
	r.critical = gsl_cdf_tdist_Pinv(0.975, fmax(r.n_eff - 1, 1));
	if (n < 100)
		return r;
	static double e[MOST];
	double angle[128], power[128], of_x[128];
	size_t used = n - (size_t)order;
	for (size_t t = 0; t < used; t++) {
		e[t] = x[t + (size_t)order];
		for (int i = 0; i < order; i++)
			e[t] -= best[i] * x[t + (size_t)(order - 1 - i)];
	}
	int m = (int)fmin(floor(sqrt((double)used)), 128);
	for (int j = 0; j < m; j++) {
		double re = 1, im = 0;
		angle[j] = 2 * M_PI * (j + 1) / (double)used;
		for (int i = 0; i < order; i++) {
			re -= best[i] * cos(angle[j] * (i + 1));
			im += best[i] * sin(angle[j] * (i + 1));
		}
		power[j] = periodogram_at(e, used, angle[j]);
		of_x[j] = power[j] / (re * re + im * im);
	}
	r.memory = whittle_naive(angle, power, m) * 2 * sqrt(m);
	double lowest = whittle_naive(angle, of_x, m / 4);
	r.d = lowest > 0.6 ? lowest : whittle_naive(angle, of_x, m);
	return r;
}

/* Autoregressions; fractional; a level that walks or walks on its walk, with noise; differences of
 * noise, twice. */
static void series_draw(double *x, size_t n, int kind)
{
	struct rng r;
	double level = 0, speed = 0, last[3] = {0};
	rng_init(&r, (uint64_t)kind + n, 8);
	if (kind < 4) {
		static const double phi[] = {0, 0.5, -0.7, 0.97};
		series_ar(x, n, phi[kind], n);
	} else if (kind == 4) {
		series_fractional(x, n, 0.35, n);
	} else {
		for (size_t i = 0; i < n; i++) {
			last[2] = last[1];
			last[1] = last[0];
			last[0] = rng_normal(&r);
			level += rng_normal(&r) / 10 + (kind == 7 ? speed : 0);
			speed += rng_normal(&r) / 100;
			x[i] = kind == 5   ? last[0] - 2 * last[1] + last[2]
			       : kind == 8 ? last[0] + 0.6 * last[1] - 0.5 * last[2]
					   : level + last[0] * (kind == 7 ? 0.01 : 1);
		}
	}
	series_centre(x, n);
}

static void autoregressions_agree_with_their_equations(void **state)
{
	(void)state;
	static double x[MOST];
	static const size_t size[] = {20, 37, 99, 100, 333, 1500};
	for (size_t k = 0; k < sizeof size / sizeof *size; k++)
		for (int kind = 0; kind < 9; kind++) {
			size_t n = size[k];
			series_draw(x, n, kind);
			struct longrun want = longrun_naive(x, n), got = longrun_of(x, n, true);
			assert_near(got.variance, want.variance, 1e-7);
			assert_near(got.n_eff, want.n_eff, 1e-7);
			assert_near(got.critical, want.critical, 1e-7);
			assert_true(isnan(longrun_of(x, n, false).memory));
			if (n < 100) {
				assert_true(isnan(got.memory) && isnan(got.d));
				continue;
			}
			assert_within(got.memory, want.memory, 1e-5);
			assert_within(got.d, want.d, 1e-6);
		}
	assert_true(isnan(longrun_of(x, 19, true).variance));
}

/* 128 frequencies and no more, each of which turns little in a segment of 32 samples. */
static void a_long_series_has_128_frequencies(void **state)
{
	(void)state;
	static double x[MOST];
	series_draw(x, 17000, 1);
	struct longrun want = longrun_naive(x, 17000), got = longrun_of(x, 17000, true);
	assert_within(got.memory, want.memory, 1e-5);
	assert_within(got.d, want.d, 1e-6);
}

/* ---- fractional ---- */

enum { BINS = 200, MODELS = 25 * 8 * 7 };

struct spectrum {
	size_t n, bins;
	double power[BINS], angle[BINS];
};

/* The first 48 frequencies by themselves, then as many together as a sixteenth of the first. */
static void spectrum_naive(struct spectrum *s, const double *x, size_t n)
{
	*s = (struct spectrum){.n = n};
	for (size_t j = 1; j <= n / 2;) {
		size_t to = j <= 48 ? j + 1 : j + j / 16;
		to = to > n / 2 + 1 ? n / 2 + 1 : to;
		s->angle[s->bins] = M_PI * (double)(j + to - 1) / (double)n;
		for (; j < to; j++)
			s->power[s->bins] +=
			    (2 * j == n ? 1 : 2) *
			    periodogram_at(x, n, 2 * M_PI * (double)j / (double)n) / (double)n /
			    (double)n;
		s->bins++;
	}
}

struct model {
	double log_weight, variance, d;
};

static struct model model_naive(const struct spectrum *s, int step, double theta, int p)
{
	double d = step / 50.0, n = (double)s->n, c[ORDER + 1] = {0}, phi[ORDER];
	for (size_t b = 0; b < s->bins; b++) {
		double w = s->angle[b];
		double flat = s->power[b] * pow(2 * sin(w / 2), 2 * d) /
			      (pow(1 - theta * cos(w), 2) + pow(theta * sin(w), 2));
		for (int k = 0; k <= ORDER; k++)
			c[k] += flat * cos(k * w);
	}
	double innovation = yule_walker(c, p, phi);
	double rest = 1 - sum_of_coefficients(phi, p, n);
	double gain = (1 - theta) * (1 - theta) / (rest * rest);
	/* @[BERAN-1994, theorem 2.2]. */
	double growth = step ? 2 * tgamma(1 - 2 * d) * sin(M_PI * d) / (d * (1 + 2 * d)) : 2 * M_PI;
	struct model m = {.d = d};
	m.variance = innovation * n / (n - p - 1) * gain / (2 * M_PI) * growth * pow(n, 2 * d - 1);
	m.log_weight = -0.5 * ((n - 1) * log(innovation) - 2 * d * log(n) - log(gain)) -
		       2.0 * (p + (theta > 0)) + log(step ? 1 / 72.0 : 2 / 3.0) -
		       (theta > 0 ? log(7) : 0);
	return m;
}

static struct fractional fractional_naive(const double *x, size_t n, size_t used)
{
	static const double theta[] = {0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98};
	static struct spectrum s;
	static struct model m[MODELS];
	double most = -INFINITY, all = 0, variance = 0, lo = 0, hi = 0;
	size_t models = 0;
	struct fractional f = {0, 0, 0, 0};
	spectrum_naive(&s, x, used);
	for (int step = 0; step < 25; step++)
		for (int q = 0; q < 8; q++)
			for (int p = 0; p < 7; p++) {
				m[models] = model_naive(&s, step, theta[q], p);
				most = fmax(most, m[models++].log_weight);
			}
	for (size_t i = 0; i < models; i++) {
		double w = exp(m[i].log_weight - most);
		m[i].log_weight = w > 1e-5 ? w : 0;
		all += m[i].log_weight;
		hi = w > 1e-5 ? fmax(hi, 3 * sqrt(m[i].variance)) : hi;
	}
	for (size_t i = 0; i < models; i++) {
		double w = m[i].log_weight / all;
		variance += w * m[i].variance;
		f.d += w * m[i].d;
		f.beyond += m[i].d > 0.451 ? w : 0;
	}
	while (hi - lo > 1e-9 * hi) {
		double half = (lo + hi) / 2, missed = 0;
		for (size_t i = 0; i < models; i++)
			missed += m[i].log_weight / all * 2 *
				  gsl_cdf_gaussian_Q(half, sqrt(m[i].variance));
		*(missed > 0.05 ? &lo : &hi) = half;
	}
	f.critical = hi / sqrt(variance);
	f.se = sqrt(variance * (double)used / (double)n);
	return f;
}

static void fractional_ones_agree_with_their_equations(void **state)
{
	(void)state;
	static double x[MOST];
	/* Powers of 2, 3 and 5; a prime, of which all but one sample are taken. */
	static const size_t size[][2] = {{100, 100}, {135, 135}, {163, 162}, {400, 400}};
	for (size_t k = 0; k < sizeof size / sizeof *size; k++)
		for (int kind = k < 3 ? 0 : 3; kind < 9; kind += k < 3 ? 3 : 1) {
			series_draw(x, size[k][0], kind);
			struct fractional got = fractional_of(x, size[k][0]),
					  want = fractional_naive(x, size[k][0], size[k][1]);
			assert_near(got.se, want.se, 1e-6);
			assert_near(got.critical, want.critical, 1e-5);
			assert_within(got.d, want.d, 1e-6);
			assert_within(got.beyond, want.beyond, 1e-6);
		}
	assert_true(isnan(fractional_of(x, 99).se));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(autoregressions_agree_with_their_equations),
	    cmocka_unit_test(a_long_series_has_128_frequencies),
	    cmocka_unit_test(fractional_ones_agree_with_their_equations),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
