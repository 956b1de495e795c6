/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Entropies of the distribution of single values, in bits. They say nothing of order: a periodic
 * series has the entropy of its values here (see conditional.h for what order leaves).
 *
 * All need n >= 1 unless said otherwise. A constant series has entropy 0, status ok. No intervals
 * here: see summary.h.
 */
#ifndef ENTROPY_H
#define ENTROPY_H

#include "estimate.h"
#include "histogram.h"

/* Plug-in (maximum likelihood): -sum p log2 p. Biased down by about (distinct - 1) / (2 n ln 2). */
struct estimate entropy_shannon(const struct histogram *h);

/* Plug-in plus (distinct - 1) / (2 n ln 2) @[MILLER-1955]. Can exceed log2(distinct) by that much,
 * for values may be unseen, but not log2 n, the most that n samples can show. */
struct estimate entropy_shannon_mm(const struct histogram *h);

/* log2 n - (1/(n ln 2)) sum c G(c), G(c) = psi(c) + (-1)^c/2 [psi((c+1)/2) - psi(c/2)]
 * @[GRASSBERGER-2003, eq. 27-35]. Least biased of the three where many counts are small; at most
 * log2 n. */
struct estimate entropy_shannon_grassberger(const struct histogram *h);

/* Order 2 (Renyi): -log2 of the unbiased estimate sum c(c-1) / (n(n-1)) of the collision
 * probability. n >= 2; EST_TOO_SHORT also where no value occurred twice (the estimate is infinite).
 */
struct estimate entropy_collision(const struct histogram *h);

/* -log2 max p, no allowance for sampling. */
struct estimate entropy_min_plugin(const struct histogram *h);

/* The most common value estimate @[SP800-90B, 6.3.1]: -log2 p_u with
 * p_u = min(1, p + 2.5758293035489008 sqrt(p (1 - p) / (n - 1))), the upper end of a 99 % interval
 * that takes samples as independent. n >= 2. */
struct estimate entropy_min_mcv(const struct histogram *h);

/* What entropy_min_mcv() would be in m samples (2 or more) with the share of the most common value
 * that gave `bits` in n: runs of unequal length at one count. Where the bound in n was cut to 0
 * bits, the least such share is taken. */
double entropy_min_mcv_at(double bits, double n, double m);

#endif
