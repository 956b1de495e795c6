/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Integrated autocorrelation time and effective sample size.
 *
 * tau = 1 + 2 sum_{k>=1} rho[k], cut off by the initial monotone sequence @[GEYER-1992, 3.3]: pairs
 * G_j = rho[2j] + rho[2j+1] are added while positive, each no larger than the one before.
 * n_eff = n / tau: the number of independent samples whose mean is as uncertain as this one's. The
 * cut-off is proven for reversible chains only, and it overlooks a slow drift under neighbours that
 * repel each other; so the variance of batch means (batches_private.h) is looked at as well, and
 * the larger tau is the one given. tau < 1 (n_eff > n) is possible where neighbours repel each
 * other; it is not clipped here.
 */
#ifndef NEFF_H
#define NEFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "estimate.h"
#include "histogram.h"

enum {
	NEFF_LAGS = 127, /* what most series need */
	NEFF_WINDOWS =
	    20, /* fewer of them in the series, and memory is taken to be as long as it */
};

struct neff {
	struct estimate tau_int; /* in samples */
	struct estimate n_eff;	 /* samples */
	size_t window;		 /* first lag that was left out; 0 where there is no estimate */
	bool grows; /* memory is as long as the series, by batches, or because the sequence lasts
		       for more than 1 / NEFF_WINDOWS of it: n_eff is a bound from above. By
		       simulation (a drift of 200 samples in 2000, a random walk) batches alone let
		       six series in ten pass, both together one or two */
};

/* From rho[0..lags] of a series of n. EST_TOO_SHORT if n < 10; EST_NOT_CONVERGED if the sequence
 * has not come to its end by `lags`: then a longer rho is needed. */
struct neff neff_from_acf(const double *rho, size_t lags, uint64_t n);

/* From the series; takes as many lags as it needs, up to n/2 and 2^16; where that does not end the
 * sequence (a trend), batches decide. n >= 10 (EST_TOO_SHORT), and 100 where batches must
 * decide. EST_DEGENERATE for a constant series, and where nothing is left of the variance of the
 * mean (an exact alternation): then no number of samples describes the series. The figure is that
 * of the raw values: with a heavy tail it speaks of the tail. For the bulk use neff_of_ranks.
 *
 * rho: NULL, or rho[0..lags] of the series, lags < n, if that is known already. */
struct neff neff_of_ticks(const uint64_t *x, size_t n, const double *rho, size_t lags);

/* The same of mid-ranks (x replaced by its place in its own distribution): outliers cannot
 * dominate. h is the histogram of x. */
struct neff neff_of_ranks(
    const uint64_t *x, size_t n, const struct histogram *h, const double *rho, size_t lags);

/* Autocorrelation of the mid-ranks, rho[0..lags]: see acf_of_ticks. */
enum estimate_status neff_acf_of_ranks(
    const uint64_t *x, size_t n, const struct histogram *h, size_t lags, double *rho);

#endif
