/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Least squares of a straight line with Student's intervals @[DRAPER-SMITH-1998, 1.3-1.4]; sums are
 * about the means, so that nothing cancels. Cost: two passes over the points.
 */
#include "line.h"

#include "gsl_quiet.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

static struct estimate with_interval(double value, double se, double t, size_t n)
{
	struct estimate e = estimate_point(value, n);
	e.lo = value - t * se;
	e.hi = value + t * se;
	return e;
}

struct line line_fit(const double *x, const double *y, size_t n)
{
	struct line l = {.slope = estimate_absent(EST_TOO_SHORT, n)};
	double mx = 0, my = 0, sxx = 0, sxy = 0, rss = 0;
	l.intercept = l.slope;
	if (n < 3)
		return l;
	for (size_t i = 0; i < n; i++) {
		mx += x[i] / (double)n;
		my += y[i] / (double)n;
	}
	for (size_t i = 0; i < n; i++) {
		sxx += (x[i] - mx) * (x[i] - mx);
		sxy += (x[i] - mx) * (y[i] - my);
	}
	if (sxx <= 0) {
		l.slope = l.intercept = estimate_absent(EST_DEGENERATE, n);
		return l;
	}
	double slope = sxy / sxx;
	for (size_t i = 0; i < n; i++) {
		double r = y[i] - my - slope * (x[i] - mx);
		rss += r * r;
	}
	gsl_quiet();
	double t = gsl_cdf_tdist_Qinv(0.025, (double)n - 2);
	l.residual_sd = sqrt(rss / ((double)n - 2));
	l.slope = with_interval(slope, l.residual_sd / sqrt(sxx), t, n);
	l.intercept = with_interval(
	    my - slope * mx, l.residual_sd * sqrt(1 / (double)n + mx * mx / sxx), t, n);
	return l;
}
