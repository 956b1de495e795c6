/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lagged products of ticks in integers: what the autocorrelation at few lags is made of.
 */
#ifndef PRODUCTS_H
#define PRODUCTS_H

#include <stddef.h>
#include <stdint.h>

#include "estimate.h"

enum { PRODUCTS_LAGS = 512 };

/* sum[k] = sum_{t < n-k} (x[t] - m)(x[t+k] - m) for k = 0..lags, m the mean; lags < n and at most
 * PRODUCTS_LAGS. Exact up to one rounding of each part, where at least 255 in 256 samples lie
 * within 2047 ticks of the mean; EST_NOT_APPLICABLE where fewer do. EST_NO_MEMORY. */
enum estimate_status products_of_ticks(const uint64_t *x, size_t n, size_t lags, double *sum);

#endif
