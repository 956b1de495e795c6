/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How much of the mode sequence known causes explain.
 */
#ifndef ATTRIBUTION_H
#define ATTRIBUTION_H

#include <stddef.h>
#include <stdint.h>

#include "estimate.h"

enum { ATTRIBUTION_CAUSES = 8, ATTRIBUTION_MODES = 5 };

/* One cause against one mode: samples with (1) and without (0) the cause, inside (1) and outside
 * (0) the mode. */
struct attribution_table {
	uint64_t count[2][2]; /* [cause][mode] */
};

/* Odds ratio of being in the mode with the cause against without, 1/2 added to each count where one
 * is 0
 * @[HALDANE-1956]; interval on the logarithm with the variance sum 1/count times n / n_eff (n_eff 0
 * means n)
 * @[WOOLF-1955]. EST_DEGENERATE if the cause, or the mode, never or always occurs. */
struct estimate attribution_odds_ratio(const struct attribution_table *t, double n_eff);

/* Every sample has one mode (label 0..modes-1) and a set of causes as bits (bit c: cause c was
 * present). A sample with several causes counts for the first of them in the order of precedence:
 * bit 0 first. */
struct attribution {
	enum estimate_status status;
	int causes, modes;
	uint64_t count[ATTRIBUTION_CAUSES + 1]
		      [ATTRIBUTION_MODES]; /* by first cause; last used row: none of them */
	struct estimate mode_entropy_bits;
	struct estimate
	    explained_share[ATTRIBUTION_CAUSES]; /* of the mode entropy, by knowing whether the
						  * cause was present: I(mode; cause) / H(mode),
						  * each cause by itself, all bits counted */
	struct estimate explained_by_all;	 /* by knowing the first cause */
	struct estimate unexplained;		 /* 1 - that */
	struct attribution_table table[ATTRIBUTION_CAUSES]; /* cause against the last mode */
	struct estimate odds_ratio[ATTRIBUTION_CAUSES];	    /* of that table, at the n_eff at
							       which its logarithm varies */
};

/* The intervals are linear.h's. The influence on a share I / H is that on I (the logarithm of the
 * joint chance over the product) less the share times that on H (the mode's surprise), over H; on
 * the logarithm of an odds ratio +-1 / p of the sample's cell. None where a cause was seen in a few
 * samples only. */

/* mode[0..n) < modes <= ATTRIBUTION_MODES, flags[0..n) with bits 0..causes-1, causes <=
 * ATTRIBUTION_CAUSES. Informations are Miller-Madow corrected and clipped to 0..1. n >= 20;
 * EST_DEGENERATE if there is one mode only. */
struct attribution attribution_of(
    const uint8_t *mode, int modes, const uint32_t *flags, int causes, size_t n);

#endif
