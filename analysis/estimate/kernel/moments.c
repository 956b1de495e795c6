/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Mean, sd and cv without cancellation: sums about a value inside the data, compensated
 * @[NEUMAIER-1974]; the textbook sums lose all digits where the mean is large against the spread
 * @[NIST-STRD]. Cost: one pass over the distinct values.
 */
#include "moments.h"

#include <math.h>

/* A sum with the rounding errors carried along @[NEUMAIER-1974, IV]. */
struct sum {
	double s, c;
};

static void sum_add(struct sum *a, double x)
{
	double t = a->s + x;
	a->c += fabs(a->s) >= fabs(x) ? (a->s - t) + x : (x - t) + a->s;
	a->s = t;
}

static double sum_total(const struct sum *a)
{
	return a->s + a->c;
}

/* From the sums of d = x - c and of d^2 about a c close to the mean: the correction (sum d)^2 / n
 * is then small beside the sum of squares, and nothing cancels. */
static struct moments finish_moments(
    double min, double max, double c, double d1, double d2, uint64_t n)
{
	struct moments m;
	double mean = c + d1 / (double)n;
	m.min = estimate_point(min, n);
	m.max = estimate_point(max, n);
	m.mean = estimate_point(mean, n);
	m.sd = m.cv = estimate_absent(EST_TOO_SHORT, n);
	if (n < 2)
		return m;
	double ss = d2 - d1 * d1 / (double)n;
	double sd = sqrt(fmax(ss, 0) / (double)(n - 1));
	m.sd = estimate_point(sd, n);
	m.cv = mean == 0 ? estimate_absent(EST_DEGENERATE, n) : estimate_point(sd / mean, n);
	return m;
}

static struct moments no_moments(void)
{
	struct estimate none = estimate_absent(EST_TOO_SHORT, 0);
	return (struct moments){none, none, none, none, none};
}

/* v - c as a double, rounded once: the difference of integers is exact, whatever its sign. */
static double signed_distance(uint64_t v, uint64_t c)
{
	return v >= c ? (double)(v - c) : -(double)(c - v);
}

/* The mean, rounded down to an integer: exact in 128 bits (2^64 times 2^30 samples at most). */
static uint64_t integer_mean(const struct histogram *h)
{
	unsigned __int128 sum = 0;
	for (size_t i = 0; i < h->distinct; i++)
		sum += (unsigned __int128)(h->value[i] - h->value[0]) * h->count[i];
	return h->value[0] + (uint64_t)(sum / h->n);
}

struct moments moments_of_histogram(const struct histogram *h)
{
	if (!h->n)
		return no_moments();
	uint64_t c = integer_mean(h);
	struct sum d1 = {0, 0}, d2 = {0, 0};
	for (size_t i = 0; i < h->distinct; i++) {
		double d = signed_distance(h->value[i], c), k = (double)h->count[i];
		sum_add(&d1, d * k);
		sum_add(&d2, d * d * k);
	}
	return finish_moments((double)h->value[0], (double)h->value[h->distinct - 1], (double)c,
	    sum_total(&d1), sum_total(&d2), h->n);
}

struct moments moments_of_reals(const double *x, size_t n)
{
	if (!n)
		return no_moments();
	struct sum s = {0, 0}, d1 = {0, 0}, d2 = {0, 0};
	double min = x[0], max = x[0];
	for (size_t i = 0; i < n; i++) {
		sum_add(&s, x[i]);
		min = fmin(min, x[i]);
		max = fmax(max, x[i]);
	}
	/* The mean of equal numbers may round away from them: their spread is 0 all the same. */
	double c = min == max ? min : sum_total(&s) / (double)n;
	for (size_t i = 0; i < n; i++) {
		sum_add(&d1, x[i] - c);
		sum_add(&d2, (x[i] - c) * (x[i] - c));
	}
	return finish_moments(min, max, c, sum_total(&d1), sum_total(&d2), n);
}
