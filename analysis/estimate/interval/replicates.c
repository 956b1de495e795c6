/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Samples of one run share its conditions: where the code lies, which CPU and what temperature it
 * met. So a statement on a machine rests on the spread between runs, with as few degrees of freedom
 * as there are runs; more samples in a run cannot replace runs. Cost: two passes over r values.
 */
#include "replicates.h"

#include "gsl_quiet.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

static double mean_of(const double *v, size_t r)
{
	double sum = 0;
	for (size_t i = 0; i < r; i++)
		sum += v[i] / (double)r;
	return sum;
}

/* Half of the interval by the spread between runs. */
static double half_between(const double *value, double mean, size_t r)
{
	double square = 0;
	for (size_t i = 0; i < r; i++)
		square += (value[i] - mean) * (value[i] - mean);
	double degrees = (double)r - 1;
	gsl_quiet();
	return gsl_cdf_tdist_Pinv(0.975, degrees) * sqrt(square / degrees / (double)r);
}

/* Half of the interval of the mean of independent runs by their own; nan where one has none. */
static double half_within(const double *lo, const double *hi, size_t r)
{
	double square = 0;
	for (size_t i = 0; i < r; i++)
		square += (hi[i] - lo[i]) * (hi[i] - lo[i]) / 4;
	return sqrt(square) / (double)r;
}

struct estimate replicates_mean(const double *value, const double *lo, const double *hi, size_t r)
{
	if (r == 0)
		return estimate_absent(EST_TOO_SHORT, 0);
	struct estimate e = estimate_point(mean_of(value, r), r);
	if (r == 1) {
		e.lo = lo[0];
		e.hi = hi[0];
		return e;
	}
	double between = half_between(value, e.value, r), within = half_within(lo, hi, r);
	double half = isnan(within) ? between : fmax(between, within);
	if (half > 0) {
		e.lo = e.value - half;
		e.hi = e.value + half;
	}
	return e;
}
