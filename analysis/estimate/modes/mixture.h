/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Mixtures of one family of laws (component_private.h) fitted to a histogram by EM
 * @[DEMPSTER-1977], accelerated
 * @[VARADHAN-ROLAND-2008].
 *
 * The likelihood is that of binned data @[MCLACHLAN-JONES-1988]: a value x represents the cell
 * [x - g/2, x + g/2), g being the tick, with the law's probability of that cell. So a mode one tick
 * wide has a bounded likelihood and its spread is not overstated by the tick's own width.
 *
 * Timing series have a tail of rare long durations which no normal component describes; one of them
 * a thousand ticks out would draw a component away from the modes. So a background of fixed shape
 * may take part: density proportional to 1 / (|x - median| + u) over the range of the data, u = MAD
 * + g. Only its weight is fitted. It is no mode; its share is reported beside them.
 */
#ifndef MIXTURE_H
#define MIXTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "coarse.h"
#include "component_private.h"
#include "estimate.h"
#include "histogram.h"

enum { MIXTURE_MAX = 5 };

/* Components are in the order of the means of their values. Their weights and the background's sum
 * to 1. */
struct mixture {
	enum estimate_status status; /* the rest is meaningful for EST_OK and EST_NOT_CONVERGED */
	enum mixture_family family;
	int k;
	struct mixture_component component[MIXTURE_MAX];
	double background;			   /* weight; 0 where not asked for */
	double median, spread, range_lo, range_hi; /* the background's fixed shape */
	double tick;				   /* g */
	double log_likelihood;			   /* natural logarithm, of the counts as given */
	int iterations;				   /* of the best start */
	uint64_t n;
};

struct mixture_options {
	enum mixture_family family;
	int k;		    /* components, 1 .. MIXTURE_MAX */
	double tick;	    /* g, > 0: the effective tick; 0 means 1 */
	bool background;    /* let the background take outliers */
	int starts;	    /* 1 .. 8; 0 means 8 */
	int max_iterations; /* for each start; 0 means 1000 */
	double tolerance;   /* of the mean log likelihood per step; 0 means 1e-9 */
	/* A log likelihood (< 0) that is enough: a fit that has it climbs no further. 0: none is.
	 */
	double enough;
	uint64_t seed; /* of the random starts */
	/* NULL, or a fit of k - 1 components to the same histogram, family and tick: starts are
	 * made of it too, and the fit is never less likely than it. One of another k is ignored. */
	const struct mixture *smaller;
};

/* The best of several starts, each a cut of the sorted values into k groups: at equal quantiles, at
 * the largest gaps, by k-means, then at seeded random quantiles. The spread of a component is kept
 * >= g/20: below that the likelihood is flat. Needs n >= 10 k (EST_TOO_SHORT) and more than k
 * distinct values or exactly k (EST_DEGENERATE below). EST_NOT_CONVERGED: the best start used up
 * its iterations; the figures are there. Works on the cells of coarse.h, each with its own width.
 * EST_NO_MEMORY. */
struct mixture mixture_fit(const struct histogram *h, const struct mixture_options *options);

/* EM from `start` on the cells of `c` with other counts (count[0..c->cells), not all 0): for
 * bootstrap replicates. Shape of the background, k and tick are those of start. One run; no memory
 * is taken. */
struct mixture mixture_refine(const struct coarse *c, const uint64_t *count,
    const struct mixture *start, int max_iterations, double tolerance);

/* No law gives these cells a greater log likelihood: it is that of the counts' own shares, as
 * probabilities of disjoint cells sum to at most 1. Infinite where ticks make cells overlap. */
double mixture_likelihood_bound(const struct coarse *c, double tick);

/* Component k as mean and sd of the values themselves, whatever the family. */
struct mixture_component mixture_in_ticks(const struct mixture *m, int k);

/* The probability of [lo, hi) in component k, and the share of the samples that the whole mixture,
 * its background included, has there. */
double mixture_component_between(const struct mixture *m, int k, double lo, double hi);
double mixture_between(const struct mixture *m, double lo, double hi);

/* The shares of the components in a sample of value x: posterior[0..k), and posterior[k] for the
 * background; they sum to 1. Returns the log density of x's cell. m->status must be EST_OK or
 * EST_NOT_CONVERGED. */
double mixture_posterior(const struct mixture *m, double x, double posterior[MIXTURE_MAX + 1]);

#endif
