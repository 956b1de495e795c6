/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Mixtures of normal distributions fitted to a histogram by EM @[DEMPSTER-1977].
 *
 * The likelihood is that of binned data @[MCLACHLAN-JONES-1988]: a value x stands for the cell
 * [x - g/2, x + g/2), g being the tick, with probability Phi((x+g/2-m)/s) - Phi((x-g/2-m)/s). So a
 * mode one tick wide has a bounded likelihood and its spread is not overstated by the tick's own
 * width.
 */
#ifndef MIXTURE_H
#define MIXTURE_H

#include <stdbool.h>
#include <stdint.h>

#include "estimate.h"
#include "histogram.h"

enum { MIXTURE_MAX = 5 };

/* One component, in the unit of the values: mean, sd, and its share of the samples. */
struct mixture_component {
	double mean, sd, weight;
};

/* Components are in the order of their means. The weights sum to 1. */
struct mixture {
	enum estimate_status status; /* the rest is meaningful for EST_OK and EST_NOT_CONVERGED */
	int k;
	struct mixture_component component[MIXTURE_MAX];
	double log_likelihood; /* natural logarithm, of the counts as given */
	int iterations;	       /* of the best start */
	bool converged;
	uint64_t n;
};

struct mixture_options {
	int k;	     /* components, 1 .. MIXTURE_MAX */
	double tick; /* g, > 0: the effective tick; 0 means 1 */
	int starts;  /* 0 means 8: quantile and k-means style starts, then seeded random ones */
	int max_iterations; /* for each start; 0 means 500 */
	uint64_t seed;
};

/* The best of several starts. The spread of a component is kept >= g/20: below that the likelihood
 * is flat. Needs n >= 10 k and as many distinct values as components: EST_TOO_SHORT,
 * EST_DEGENERATE. EST_NOT_CONVERGED: the best start used up its iterations; the figures are there.
 * More than 4096 distinct values are first merged into cells of growing width (relative 1/512 of
 * the rank from the nearer end), each used with its own width. EST_NO_MEMORY. */
struct mixture mixture_fit(const struct histogram *h, const struct mixture_options *options);

/* The same from a given start, one run. For bootstrap replicates and nested fits. */
struct mixture mixture_refine(
    const struct histogram *h, const struct mixture *start, const struct mixture_options *options);

/* log p(cell of x) under the mixture, and the posterior share of each component there
 * (posterior[0..k), summing to 1). posterior may be NULL. */
double mixture_log_density(
    const struct mixture *m, double tick, double x, double posterior[MIXTURE_MAX]);

#endif
