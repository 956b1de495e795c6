/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "paired.h"

#include "gsl_quiet.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

struct estimate paired_mean(const double *difference, size_t n)
{
	if (n < 2)
		return estimate_absent(EST_TOO_SHORT, n);
	gsl_quiet();
	double mean = gsl_stats_mean(difference, 1, n);
	double se = gsl_stats_sd_m(difference, 1, n, mean) / sqrt((double)n);
	double half = gsl_cdf_tdist_Qinv(0.025, (double)n - 1) * se;
	return (struct estimate){mean, mean - half, mean + half, n, (double)n, EST_OK, NULL, {0}};
}

struct estimate paired_share(const double *with, const double *of, size_t n)
{
	double yes = 0, all = 0, ss = 0, blocks = (double)n;
	for (size_t i = 0; i < n; i++) {
		yes += with[i];
		all += of[i];
	}
	if (n < 2 || all < 1)
		return estimate_absent(EST_TOO_SHORT, (uint64_t)all);
	gsl_quiet();
	double p = yes / all;
	for (size_t i = 0; i < n; i++)
		ss += (with[i] - p * of[i]) * (with[i] - p * of[i]);
	double var = ss * blocks / (blocks - 1) / (all * all);
	double worth = var > 0 ? fmin(p * (1 - p) / var, all) : all;
	double t = gsl_cdf_tdist_Qinv(0.025, blocks - 1), tt = t * t;
	double centre = (p + tt / (2 * worth)) / (1 + tt / worth);
	double half = t * sqrt(p * (1 - p) / worth + tt / (4 * worth * worth)) / (1 + tt / worth);
	return (struct estimate){p, fmax(0, fmin(centre - half, p)),
	    fmin(1, fmax(centre + half, p)), (uint64_t)all, worth, EST_OK, NULL, {0}};
}
