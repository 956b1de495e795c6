/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The exact limit of a share of independent samples.
 */
#ifndef ESTIMATE_SHARE_EXACT_H
#define ESTIMATE_SHARE_EXACT_H

/* Clopper and Pearson's lower limit @[CLOPPER-PEARSON-1934]: the share of which `seen` or more of n
 * have the probability `tail`. 0 <= seen <= n, not necessarily whole; 1 <= n <= 1e12;
 * 0 < tail < 1. From 0, for seen = 0, to seen / n for tails below a half; relative error below
 * 1e-9. The upper limit is 1 - share_exact_lower(n - seen, n, tail). */
double share_exact_lower(double seen, double n, double tail);

#endif
