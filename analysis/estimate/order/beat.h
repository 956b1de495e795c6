/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The quantisation audit: how much of what is seen is the counter's tick and nothing else.
 *
 * Model: X = floor(U + C), C the cost of a call in ticks, U the phase of its start within a tick,
 * uniform on [0, 1) and independent of C @[WIDROW-KOLLAR, 4]. If C is constant X takes two
 * neighbouring values, P(ceil) = frac(C), and all its entropy is the phase's. C is taken as normal
 * with mean m and spread s >= 0 (the residual jitter): then E X = m exactly.
 */
#ifndef BEAT_H
#define BEAT_H

#include <stddef.h>
#include <stdint.h>

#include "estimate.h"
#include "histogram.h"

/* From the values alone jitter is seen only where it makes a third value: explained_share is then
 * an upper limit. beat_explained_by_phase, where starts are known, is not. */
struct beat {
	struct estimate cost_ticks;	 /* m, by maximum likelihood; in ticks of the grid */
	struct estimate jitter_ticks;	 /* s */
	struct estimate ceil_share;	 /* predicted share above floor(m) */
	struct estimate model_bits;	 /* entropy that the model predicts */
	struct estimate explained_share; /* of the observed entropy by the phase: I(X; U) under the
					  * model over the observed (plug-in) entropy, at most 1 */
	struct estimate
	    misfit_bits; /* Kullback-Leibler divergence of the model from the data: near 0 where it
			  * describes them; large where there is another cause */
};

/* Fits values of h, in ticks of the counter that is suspected (raw, not rescaled to ns). n >= 20. A
 * constant series is EST_DEGENERATE: any cost between fits. Values beyond 1024 ticks above the
 * least are not fitted but count in the misfit, as one cell in which the model has a share of
 * 1e-12; where they are more than 5 % of the samples the fit is EST_NOT_APPLICABLE. */
struct beat beat_fit(const struct histogram *h);

/* Sets the intervals of a fit of h, the histogram of floor(x[i] / tick), i < n. That of the cost is
 * linear.h's, the influence of a sample being that of a maximum likelihood fit (its score times the
 * inverse of the observed information), so that it holds whether or not the model does. The
 * spread's is where the likelihood, at the n_eff of the cost, is within 1.92 of its maximum over
 * the cost: a spread of 0 is the edge of what can be, and hardly changes the values, so no other
 * interval would do. The explained share falls with the spread; where that may be 0 its interval is
 * that of the spread, mapped; else linear.h's again, with the influence on the observed entropy.
 * The misfit is 0 at best and its interval is linear.h's. EST_OK or EST_NO_MEMORY. */
enum estimate_status beat_intervals(
    struct beat *b, const uint64_t *x, size_t n, uint64_t tick, const struct histogram *h);

/* With start ticks of a finer counter: share of the entropy of X that the phase of its start, cut
 * into `cells` equal parts of the grid's tick, explains: I(X; phase cell) / H(X), Miller-Madow
 * throughout, clipped to 0..1. Needs no model. start in native ticks; period = native ticks in a
 * grid tick (> 0). 2 <= cells <= 256; n >= 20 * cells. At most 64 distinct values of x (others
 * count as one): EST_DEGENERATE for a constant x. With the interval of linear.h. */
struct estimate beat_explained_by_phase(
    const uint64_t *x, const uint64_t *start, size_t n, double period, unsigned cells);

/* Are start phases mod `period` uniform? Chi-square p over `cells` equal cells. A counter of whole
 * ticks shows `phases` of them, equally far apart (125 where the period is 125/3), which fall into
 * the cells unevenly: so many are expected there. Where there are fewer phases than cells each is a
 * cell; EST_NOT_APPLICABLE for fewer than 2 and more than 2^48. 2 <= cells <= 256; n >= 5 cells.
 * Dependent starts make it reject too often: it is a description, not a proof. */
struct estimate beat_phase_uniform_p(
    const uint64_t *start, size_t n, double period, uint64_t phases, unsigned cells);

#endif
