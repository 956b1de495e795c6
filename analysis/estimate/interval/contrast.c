/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The interval of a difference between two groups of a few runs. Welch's t with Satterthwaite's
 * degrees of freedom @[WELCH-1947] where both sides have four runs or more, or as many as each
 * other; else, where Satterthwaite's would rest on two or three runs and hold too seldom (89 % of
 * 2 against 8), the quantile of Cochran and Cox, the mean of both sides' quantiles weighted by
 * their variances @[COCHRAN-COX-1957, 4.14]. Two things can make runs agree better than the machine
 * does. Values on a lattice: rounding adds step^2 / 12 to their variance, which is taken as its
 * least, and shifts their mean by at most (step / 2) exp(-2 pi^2 sigma^2 / step^2), the first
 * harmonic of the rounding error @[WIDROW-KOLLAR, 4], which is added to the interval. Values
 * at a bound, such as a share of 0: where the runs scatter less than one time in a thousand by
 * chance, given their own intervals, these give the variance. Cost: two quantiles of t, and some
 * fifty for the p of Cochran and Cox.
 */
#include "contrast.h"

#include "gsl_quiet.h"
#include "normal.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>
#include <math.h>
#include <stdbool.h>

/* Chance of taking a side's scatter for too small. */
static const double too_alike = 1e-3;

/* The variance that a 95 % interval implies. */
static double interval_variance(double lo, double hi)
{
	double sd = (hi - lo) / (2 * NORMAL_975);
	return sd * sd;
}

struct contrast_side contrast_side(
    const double *value, const double *lo, const double *hi, size_t n, double step)
{
	struct contrast_side s = {.within = 0, .step = step, .n = n};
	double ss = 0;
	for (size_t i = 0; i < n; i++)
		s.mean += (value[i] - s.mean) / (double)(i + 1);
	for (size_t i = 0; i < n; i++) {
		ss += (value[i] - s.mean) * (value[i] - s.mean);
		s.within += lo && hi ? interval_variance(lo[i], hi[i]) / (double)n : (double)NAN;
	}
	s.variance = n > 1 ? ss / (double)(n - 1) : (double)NAN;
	return s;
}

/* The variance between runs that the interval is made with. */
static double side_variance(const struct contrast_side *s)
{
	double v = s->variance, k = (double)s->n - 1;
	if (k > 0 && s->within > 0 && v < s->within * gsl_cdf_chisq_Pinv(too_alike, k) / k)
		v = s->within;
	return fmax(v, s->step * s->step / 12);
}

double contrast_rounding(const struct contrast_side *s)
{
	if (!(s->step > 0))
		return 0;
	double own = fmax(0, s->variance / (s->step * s->step) - 1.0 / 12);
	return s->step / 2 * exp(-2 * M_PI * M_PI * own);
}

/* Squared standard errors of both means. */
struct errors {
	double a, b, df_a, df_b;
	bool weighted; /* by Cochran and Cox */
};

static double errors_satterthwaite(const struct errors *e)
{
	double v = e->a + e->b;
	return v * v / (e->a * e->a / e->df_a + e->b * e->b / e->df_b);
}

/* The quantile with alpha / 2 above it. */
static double errors_quantile(const struct errors *e, double alpha)
{
	if (!e->weighted)
		return gsl_cdf_tdist_Qinv(alpha / 2, errors_satterthwaite(e));
	return (e->a * gsl_cdf_tdist_Qinv(alpha / 2, e->df_a) +
		   e->b * gsl_cdf_tdist_Qinv(alpha / 2, e->df_b)) /
	       (e->a + e->b);
}

/* The alpha whose quantile is t. */
static double errors_p(const struct errors *e, double t)
{
	if (!e->weighted)
		return 2 * gsl_cdf_tdist_Q(t, errors_satterthwaite(e));
	double least = log(1e-12), most = 0;
	for (int i = 0; i < 50; i++) {
		double middle = (least + most) / 2;
		if (errors_quantile(e, exp(middle)) > t)
			least = middle;
		else
			most = middle;
	}
	return exp(most);
}

struct contrast contrast_of(
    const struct contrast_side *a, const struct contrast_side *b, double alpha)
{
	struct contrast c = {b->mean - a->mean, NAN, NAN, NAN};
	if (a->n < 2 || b->n < 2)
		return c;
	gsl_quiet();
	struct errors e = {side_variance(a) / (double)a->n, side_variance(b) / (double)b->n,
	    (double)a->n - 1, (double)b->n - 1, a->n != b->n && (a->n < 4 || b->n < 4)};
	double se = sqrt(e.a + e.b), off = contrast_rounding(a) + contrast_rounding(b);
	if (!(se > 0))
		return c;
	double half = errors_quantile(&e, alpha) * se + off;
	c.lo = c.value - half;
	c.hi = c.value + half;
	c.p = fmin(1, errors_p(&e, fmax(0, fabs(c.value) - off) / se));
	return c;
}

struct contrast contrast_mean(
    const struct contrast_side *a, const struct contrast_side *b, size_t n, double alpha)
{
	struct contrast c = {0, NAN, NAN, NAN};
	double variance = 0, quadratic = 0, off = 0, k = (double)n;
	bool known = true;
	for (size_t i = 0; i < n; i++) {
		const struct contrast_side *side[2] = {&a[i], &b[i]};
		c.value += (b[i].mean - a[i].mean) / k;
		for (int s = 0; s < 2; s++) {
			known = known && side[s]->n > 1;
			double v = side_variance(side[s]) / (double)side[s]->n / (k * k);
			variance += v;
			quadratic += v * v / ((double)side[s]->n - 1);
			off += contrast_rounding(side[s]) / k;
		}
	}
	if (!known || !(variance > 0))
		return c;
	gsl_quiet();
	double df = variance * variance / quadratic, se = sqrt(variance);
	double half = gsl_cdf_tdist_Qinv(alpha / 2, df) * se + off;
	c.lo = c.value - half;
	c.hi = c.value + half;
	c.p = fmin(1, 2 * gsl_cdf_tdist_Q(fmax(0, fabs(c.value) - off) / se, df));
	return c;
}
