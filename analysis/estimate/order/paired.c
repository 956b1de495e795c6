/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A ratio of sums over the blocks of a randomised design @[COCHRAN-1977, 6.3]. The block is the
 * unit, so that dependence of samples within it needs no model. Cost: one pass over the blocks.
 */
#include "paired.h"

#include "gsl_quiet.h"
#include "normal.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

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
	struct estimate e = estimate_point(p, (uint64_t)all);
	e.n_eff = var > 0 ? fmin(p * (1 - p) / var, all) : all;
	normal_wilson(p, e.n_eff, gsl_cdf_tdist_Qinv(0.025, blocks - 1), &e.lo, &e.hi);
	return e;
}
