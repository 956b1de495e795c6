/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The order in which modes follow each other. The input is a sequence of labels 0 .. k-1 (struct
 * symbols; from a mixture by dynamics_label), so everything here can be tested on sequences of
 * known law.
 */
#ifndef DYNAMICS_H
#define DYNAMICS_H

#include <stddef.h>
#include <stdint.h>

#include "estimate.h"
#include "mixture.h"
#include "symbols.h"

enum { DYNAMICS_MAX = MIXTURE_MAX };

/* Each sample's most probable component; where the background is more probable than all of them,
 * the component with the nearest mean. s->s is allocated: symbols_release. The mixture must be ok.
 */
enum estimate_status dynamics_label(struct symbols *s, const uint64_t *x, size_t n,
    const struct histogram *h, const struct mixture *m);

/* share[i][j]: of the samples in mode i that are followed by another, those followed by one in mode
 * j, with Wilson's interval (linear.h); count[i][j]: how many. A mode without a follower:
 * EST_TOO_SHORT. n >= 2, alphabet <= DYNAMICS_MAX. */
struct transitions {
	enum estimate_status status;
	int k;
	uint64_t count[DYNAMICS_MAX][DYNAMICS_MAX];
	struct estimate share[DYNAMICS_MAX][DYNAMICS_MAX];
};
struct transitions dynamics_transitions(const struct symbols *s);

/* Runs of equal labels. The intervals of `runs` (for what the law of the series would give in as
 * many samples) and of `mean` are those of linear.h: a number of runs is a sum over neighbours, a
 * mean length a ratio of two such sums. */
struct dwell {
	struct estimate runs; /* their number, all modes together */
	struct estimate
	    runs_p; /* two-sided, against independent order: number of runs given the counts,
		     * @[WALD-WOLFOWITZ-1940] extended to k kinds @[BARTON-DAVID-1957]; n >= 20 and
		     * 2 labels */
	struct estimate
	    mean[DYNAMICS_MAX]; /* mean run length by mode, in samples; complete runs only:
				   the first and the last of the series are cut off */
	struct estimate geometric_p[DYNAMICS_MAX]; /* of the run lengths of a mode being geometric,
						      by a chi-square of up to 8 classes with at
						      least 5 expected; needs 40 runs */
};
struct dwell dynamics_dwell(const struct symbols *s);

/* Entropy rate of the label sequence, bits per sample: the least, over orders m = 0..max_order, of
 * H(s[t] | m labels before), each with Miller-Madow's correction to both of its entropies; orders
 * are taken only while alphabet^(m+1) <= n/20; and never above the entropy of the shares. A Markov
 * chain of that order has exactly this rate; for others it is an upper limit. n >= 40 and enough
 * for order 1, n >= 20 alphabet^2 (EST_TOO_SHORT). A constant sequence: 0.
 *
 * The interval is linear.h's: the influence of a sample is -log2 of its estimated chance given
 * those before, less the mean; its long-run variance is the asymptotic one of the plug-in entropy
 * rate of a finite Markov chain @[CIUPERCA-GIRARDIN-2007]. */
struct estimate dynamics_entropy_rate(const struct symbols *s, int max_order);

/* Plug-in entropy of the labels' shares, bits, with the interval of linear.h; the influence of a
 * sample is -log2 of its label's share less the entropy @[BASHARIN-1959]. n >= 1. */
struct estimate dynamics_share_entropy(const struct symbols *s);

#endif
