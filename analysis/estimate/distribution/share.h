/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The share of a series of yes and no, such as a flag of every sample, with an interval that allows
 * for yes coming in runs.
 */
#ifndef SHARE_H
#define SHARE_H

#include <stddef.h>
#include <stdint.h>

#include "estimate.h"

/* Share of the non-zero among yes[0..n). The interval is Wilson's @[WILSON-1927] at the effective n
 * of linear.h; at n itself where all are alike (dependence then leaves no trace) or where n < 20;
 * none where linear.h has none, such as where the flags come in runs as long as the series.
 * EST_TOO_SHORT for n = 0, EST_NO_MEMORY. */
struct estimate share_of(const uint8_t *yes, size_t n);

/* The same of a count, taken as independent. n = 0: EST_TOO_SHORT. */
struct estimate share_independent(uint64_t count, uint64_t n);

#endif
