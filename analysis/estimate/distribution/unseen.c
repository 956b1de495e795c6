/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What unseen values can add to the Shannon entropy: as a lower end the estimator of
 * @[CHAO-WANG-JOST-2013], as an upper end the share of the unseen @[GOOD-1953] spread over all free
 * places; the interval covers a range @[IMBENS-MANSKI-2004]. A single estimate with its standard
 * error holds the truth far too seldom where many values occur once (docs/intervals.md). Cost: one
 * pass over the distinct values.
 */
#include "unseen.h"

#include "gsl_quiet.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_sf_expint.h>
#include <gsl/gsl_sf_psi.h>
#include <math.h>
#include <stdbool.h>

/* Values seen once and twice. */
struct rare {
	double once, twice;
};

static struct rare rare_of(const struct histogram *h)
{
	struct rare r = {0, 0};
	for (size_t i = 0; i < h->distinct; i++) {
		r.once += h->count[i] == 1;
		r.twice += h->count[i] == 2;
	}
	return r;
}

/* The mean share of the values seen once; 1 where there is none @[CHAO-WANG-JOST-2013, eq. 6]. */
static double share_of_rare(const struct rare *r, double n)
{
	if (r->twice > 0)
		return 2 * r->twice / ((n - 1) * r->once + 2 * r->twice);
	return r->once > 0 ? 2 / ((n - 1) * (r->once - 1) + 2) : 1;
}

/* Sum over k >= 0 of q^(k+1) / (n + k), q = 1 - a: the tail of the series of -ln a from q^n / n on,
 * over q^(n-1). By Euler and Maclaurin: an exponential integral, half the first term, and a twelfth
 * of the slope there; the rest is below 1 / (100 n^4) where a is of the order 1 / n. */
static double tail_of_log(double a, double n)
{
	double rate = -log1p(-a);
	double ends = 1 / (2 * n) + (rate / n + 1 / (n * n)) / 12;
	return (1 - a) * (gsl_sf_expint_E1_scaled(rate * n) + ends);
}

static double seen_part(const struct histogram *h)
{
	double n = (double)h->n, sum = 0, all = gsl_sf_psi(n);
	for (size_t i = 0; i < h->distinct; i++)
		sum += (double)h->count[i] / n * (all - gsl_sf_psi((double)h->count[i]));
	return sum;
}

struct unseen unseen_entropy(const struct histogram *h, uint64_t tick)
{
	gsl_quiet();
	struct rare r = rare_of(h);
	double n = (double)h->n, a = share_of_rare(&r, n), share = r.once / n;
	struct unseen u = {seen_part(h), 0};
	if (h->distinct == 1)
		return (struct unseen){0, 0};
	if (r.once > 0 && a < 1)
		u.least += share * tail_of_log(a, n);
	u.least /= M_LN2;
	double places =
	    (double)((h->value[h->distinct - 1] - h->value[0]) / tick) + 1 - (double)h->distinct;
	if (share > 0 && places * a > share)
		u.more = share * log2(places * a / share);
	return u;
}

double unseen_critical(double width)
{
	double lo = 1.6, hi = 2;
	gsl_quiet();
	while (hi - lo > 1e-9) {
		double c = (lo + hi) / 2;
		bool enough = gsl_cdf_ugaussian_P(c + width) - gsl_cdf_ugaussian_P(-c) >= 0.95;
		*(enough ? &hi : &lo) = c;
	}
	return hi;
}

void unseen_interval(struct estimate *e, const struct unseen *u, double se)
{
	double margin = se > 0 ? unseen_critical(u->more / se) * se : se;
	e->lo = fmin(u->least - margin, e->value);
	e->hi = fmax(u->least + u->more + margin, e->value);
}
