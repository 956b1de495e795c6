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
 * chance, given their own intervals, these give the variance, which then is known and takes no
 * degrees of freedom. Of a share such a side is one sample of all its runs, so its limits are
 * Wilson's @[WILSON-1927], and those of the difference follow from both sides' limits
 * @[NEWCOMBE-1998, method 10]: of four runs without an event against four they are those of so
 * many samples, where Student's t of four runs would be twice as wide. Cost: two quantiles of t,
 * and some fifty for the p of Cochran and Cox.
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

/* The effective number of samples of a share whose 95 % interval is Wilson's: its half-width h at
 * x = z^2 / n solves h (1 + x) = sqrt(p (1 - p) x + x^2 / 4). nan: no number has that width. */
static double share_samples(double p, double lo, double hi)
{
	double h = (hi - lo) / 2, spread = p * (1 - p);
	double a = 0.25 - h * h, b = spread - 2 * h * h, root = b * b + 4 * a * h * h;
	if (!(h > 0) || !(a > 0))
		return NAN;
	double x = b > 0 ? 2 * h * h / (b + sqrt(root)) : (sqrt(root) - b) / (2 * a);
	return NORMAL_975 * NORMAL_975 / x;
}

struct contrast_side contrast_share_side(
    const double *value, const double *lo, const double *hi, size_t n)
{
	struct contrast_side s = contrast_side(value, lo, hi, n, 0);
	for (size_t i = 0; i < n; i++)
		s.samples += share_samples(value[i], lo[i], hi[i]);
	if (!(s.samples > 0))
		s.samples = 0;
	return s;
}

/* Do the runs agree better than their own intervals allow? */
static bool side_is_alike(const struct contrast_side *s)
{
	double k = (double)s->n - 1;
	return k > 0 && s->within > 0 &&
	       s->variance < s->within * gsl_cdf_chisq_Pinv(too_alike, k) / k;
}

/* The variance between runs that the interval is made with. */
static double side_variance(const struct contrast_side *s)
{
	return fmax(side_is_alike(s) ? s->within : s->variance, s->step * s->step / 12);
}

/* Degrees of freedom of that. */
static double side_degrees(const struct contrast_side *s)
{
	return s->samples > 0 && side_is_alike(s) ? (double)INFINITY : (double)s->n - 1;
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

/* A side of two or three runs whose variance is estimated from them. */
static bool side_is_small(const struct contrast_side *s)
{
	return s->n < 4 && isfinite(side_degrees(s));
}

static struct errors errors_of(const struct contrast_side *a, const struct contrast_side *b)
{
	return (struct errors){side_variance(a) / (double)a->n, side_variance(b) / (double)b->n,
	    side_degrees(a), side_degrees(b),
	    a->n != b->n && (side_is_small(a) || side_is_small(b))};
}

/* Student's t with `upper` above it; infinitely many degrees of freedom are the normal law. */
static double t_quantile(double upper, double df)
{
	return isfinite(df) ? gsl_cdf_tdist_Qinv(upper, df) : gsl_cdf_ugaussian_Qinv(upper);
}

static double t_above(double t, double df)
{
	return isfinite(df) ? gsl_cdf_tdist_Q(t, df) : gsl_cdf_ugaussian_Q(t);
}

static double errors_satterthwaite(const struct errors *e)
{
	double v = e->a + e->b;
	return v * v / (e->a * e->a / e->df_a + e->b * e->b / e->df_b);
}

/* The quantile with alpha / 2 above it. */
static double errors_quantile(const struct errors *e, double alpha)
{
	if (!e->weighted)
		return t_quantile(alpha / 2, errors_satterthwaite(e));
	return (e->a * t_quantile(alpha / 2, e->df_a) + e->b * t_quantile(alpha / 2, e->df_b)) /
	       (e->a + e->b);
}

/* The alpha whose quantile is t. */
static double errors_p(const struct errors *e, double t)
{
	if (!e->weighted)
		return 2 * t_above(t, errors_satterthwaite(e));
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

/* ---- shares of which a side has too few events to scatter ---------------------------------- */

static bool side_is_counted(const struct contrast_side *s)
{
	return s->samples > 0 && side_is_alike(s);
}

/* How far the true mean can lie below and above the mean, at a quantile. */
struct reach {
	double below, above;
};

static struct reach side_reach(const struct contrast_side *s, double quantile)
{
	double p = s->mean, half = quantile * sqrt(side_variance(s) / (double)s->n);
	if (!side_is_counted(s))
		return (struct reach){half, half};
	double x = quantile * quantile / s->samples;
	double centre = (p + x / 2) / (1 + x), root = sqrt(p * (1 - p) * x + x * x / 4) / (1 + x);
	return (struct reach){p - centre + root, centre + root - p};
}

/* How far the true difference can lie below and above the difference. */
static struct reach difference_reach(
    const struct contrast_side *a, const struct contrast_side *b, double quantile)
{
	struct reach x = side_reach(a, quantile), y = side_reach(b, quantile);
	return (struct reach){hypot(y.below, x.above), hypot(y.above, x.below)};
}

/* The quantile at which the interval ends at 0. */
static double quantile_of_none(
    const struct contrast_side *a, const struct contrast_side *b, double difference)
{
	double least = 0, most = 1e3;
	for (int i = 0; i < 60; i++) {
		double middle = (least + most) / 2;
		struct reach r = difference_reach(a, b, middle);
		if ((difference > 0 ? r.below : r.above) < fabs(difference))
			least = middle;
		else
			most = middle;
	}
	return least;
}

static struct contrast contrast_counted(
    const struct contrast_side *a, const struct contrast_side *b, double alpha)
{
	struct errors e = errors_of(a, b);
	double d = b->mean - a->mean;
	struct reach r = difference_reach(a, b, errors_quantile(&e, alpha));
	return (struct contrast){
	    d, d - r.below, d + r.above, fmin(1, errors_p(&e, quantile_of_none(a, b, d)))};
}

/* ---- contrasts ----------------------------------------------------------------------------- */

static struct contrast contrast_welch(
    const struct contrast_side *a, const struct contrast_side *b, double alpha)
{
	struct contrast c = {b->mean - a->mean, NAN, NAN, NAN};
	struct errors e = errors_of(a, b);
	double se = sqrt(e.a + e.b), off = contrast_rounding(a) + contrast_rounding(b);
	if (!(se > 0))
		return c;
	double half = errors_quantile(&e, alpha) * se + off;
	c.lo = c.value - half;
	c.hi = c.value + half;
	c.p = fmin(1, errors_p(&e, fmax(0, fabs(c.value) - off) / se));
	return c;
}

struct contrast contrast_of(
    const struct contrast_side *a, const struct contrast_side *b, double alpha)
{
	if (a->n < 2 || b->n < 2)
		return (struct contrast){b->mean - a->mean, NAN, NAN, NAN};
	gsl_quiet();
	bool shares = a->samples > 0 && b->samples > 0;
	struct contrast c = shares && (side_is_counted(a) || side_is_counted(b))
				? contrast_counted(a, b, alpha)
				: contrast_welch(a, b, alpha);
	if (shares) {
		c.lo = fmax(c.lo, -1);
		c.hi = fmin(c.hi, 1);
	}
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
