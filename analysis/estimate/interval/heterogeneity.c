/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cochran's Q and what follows from it. tau2 is Paule and Mandel's @[PAULE-MANDEL-1982]: the
 * variance that, added to each value's own, makes Q its expectation k - 1. It is found by
 * bisection, since Q falls steadily with it; DerSimonian and Laird's closed form is biased where
 * the errors differ much, as those of machines with few runs do. Cost: some hundred passes over k
 * values.
 */
#include "heterogeneity.h"

#include "gsl_quiet.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* Q with tau2 added to each variance. */
static double weighted_scatter(const double *value, const double *variance, size_t k, double tau2)
{
	double weight = 0, sum = 0, q = 0;
	for (size_t i = 0; i < k; i++) {
		weight += 1 / (variance[i] + tau2);
		sum += value[i] / (variance[i] + tau2);
	}
	for (size_t i = 0; i < k; i++) {
		double d = value[i] - sum / weight;
		q += d * d / (variance[i] + tau2);
	}
	return q;
}

static double solve_tau2(const double *value, const double *variance, size_t k)
{
	double least = 0, df = (double)k - 1;
	if (weighted_scatter(value, variance, k, 0) <= df)
		return 0;
	double most = 0;
	/* With that variance each of k - 1 squares about value[0] is below 1, and Q below k - 1. */
	for (size_t i = 0; i < k; i++)
		most = fmax(most, (value[i] - value[0]) * (value[i] - value[0]));
	for (int i = 0; i < 100; i++) {
		double middle = (least + most) / 2;
		if (weighted_scatter(value, variance, k, middle) > df)
			least = middle;
		else
			most = middle;
	}
	return most;
}

struct heterogeneity heterogeneity_of(const double *value, const double *variance, size_t k)
{
	struct heterogeneity h = {NAN, NAN, NAN, NAN};
	if (k < 2)
		return h;
	for (size_t i = 0; i < k; i++)
		if (!(variance[i] > 0))
			return h;
	gsl_quiet();
	h.q = weighted_scatter(value, variance, k, 0);
	h.p = gsl_cdf_chisq_Q(h.q, (double)k - 1);
	h.i2 = h.q > 0 ? fmax(0, 1 - ((double)k - 1) / h.q) : 0;
	h.tau2 = solve_tau2(value, variance, k);
	return h;
}
