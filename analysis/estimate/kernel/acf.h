/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Autocorrelation: rho[k] = sum_{t < n-k} (x[t]-m)(x[t+k]-m) / sum_t (x[t]-m)^2 with m the mean of
 * the whole series: the biased estimator (both sums unweighted, so rho is a positive definite
 * sequence)
 * @[BOX-JENKINS, 2.1.5], the one @[NIST-STRD] certifies at lag 1.
 *
 * Of ticks that crowd around their mean, at few lags, from exact integer products
 * (products_private.h); else by overlapping FFTs whose size follows the number of lags, cross
 * spectra being added up, so memory is O(lags) and time O(n log lags); direct sums where lags < 16.
 */
#ifndef ACF_H
#define ACF_H

#include <stddef.h>
#include <stdint.h>

#include "estimate.h"
#include "lookup.h"

/* Fills rho[0..lags], rho[0] = 1. Needs n > lags and n >= 2 (else EST_TOO_SHORT); EST_DEGENERATE
 * for a constant series; EST_NO_MEMORY. rho is left alone unless EST_OK is returned. lags <= 2^24.
 */
enum estimate_status acf_of_ticks(const uint64_t *x, size_t n, size_t lags, double *rho);
enum estimate_status acf_of_reals(const double *x, size_t n, size_t lags, double *rho);

/* The same of map[i(t)], i(t) being the place of x[t] in the histogram of `l`: ranks, indicators
 * and the like, without a second series in memory. map[0..distinct) finite. */
enum estimate_status acf_of_mapped(const uint64_t *x, size_t n, const struct lookup *l,
    const double *map, size_t lags, double *rho);

/* Half width of the 95 % band about 0 for independent samples: 1.96 / sqrt(n). n >= 1. */
double acf_white_band(uint64_t n);

/* Half width of the 95 % band for rho[lag] if rho is 0 from that lag on and as estimated before it:
 * 1.96 sqrt((1 + 2 sum_{0<i<lag} rho[i]^2) / n) @[BARTLETT-1946]. lag >= 1, n >= 1. */
double acf_bartlett_band(const double *rho, size_t lag, uint64_t n);

#endif
