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
	return (struct estimate){mean, mean - half, mean + half, n, (double)n, EST_OK, NULL};
}
