/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How many modes a distribution has, and how far apart they are.
 */
#ifndef MODALITY_H
#define MODALITY_H

#include <stdbool.h>
#include <stdint.h>

#include "estimate.h"
#include "histogram.h"
#include "mixture.h"

struct modality_options {
	double tick;  /* effective tick; 0 means 1 */
	double n_eff; /* what the samples are worth; 0 means n */
	int most;     /* components tried, 1 .. MIXTURE_MAX; 0 means MIXTURE_MAX */
	uint64_t seed;
};

/* A fitted mixture by number of components, and the modes of the chosen one.
 *
 * components: the k with the least BIC = -2 L n_eff/n + (3k) ln n_eff (3k - 1 parameters and the
 * background's)
 * @[SCHWARZ-1978], L the log likelihood; so dependent samples do not buy components.
 * modes: local maxima of the probability that the chosen mixture, background aside, gives to the
 * values that the counter can show: two components that describe one skewed or flat-topped hump are
 * one mode, and so are two neighbouring values of a coarse counter. A maximum counts if the rarest
 * value between it and the next is at least 10 % rarer than the lesser of the two, and if
 * its mode has at least 1 % of the samples; a lesser one is counted to its neighbour.
 */
struct modality {
	enum estimate_status status;
	struct estimate components, modes;
	double bic[MIXTURE_MAX + 1];  /* [k]; nan where there was no fit */
	struct mixture mixture;	      /* the chosen one */
	int mode_of[MIXTURE_MAX];     /* for each component of it, its mode, 0 .. modes - 1 */
	double share[MIXTURE_MAX];    /* of each mode: its components' weights */
	double peak[MIXTURE_MAX];     /* place of each mode */
	double antimode[MIXTURE_MAX]; /* [i]: between modes i and i + 1, where values are rarest */
};

/* n >= 20 (EST_TOO_SHORT); a constant series has 1 component and 1 mode. */
struct modality modality_of(const struct histogram *h, const struct modality_options *options);

/* Are components a and b of a mixture parted by a value that the counter can show (origin, and
 * whole ticks from there) and that is as rare as the modes above need? */
bool modality_apart(const struct mixture *m, int a, int b, double origin);

/* Ashman's D of two components: |m1 - m2| sqrt 2 / sqrt(s1^2 + s2^2) @[ASHMAN-1994]; above 2 they
 * are clearly parted. EST_DEGENERATE if both spreads are 0. */
struct estimate modality_ashman(
    const struct mixture_component *a, const struct mixture_component *b);

/* The share of samples of the two that the better guess would assign to the wrong one: the integral
 * of min(w1 f1, w2 f2) / (w1 + w2), by quadrature to 1e-4. */
struct estimate modality_overlap(
    const struct mixture_component *a, const struct mixture_component *b);

/* Parametric bootstrap of the likelihood ratio of 2 components against 1 @[MCLACHLAN-1987]: p is
 * (1 + replicates that reach it) / (1 + replicates). Replicates have n_eff samples (at most 20000)
 * drawn from the fitted single component and background, rounded to the tick. replicates 0
 * means 99. n_eff >= 20. */
struct estimate modality_likelihood_ratio_p(
    const struct histogram *h, const struct modality_options *options, unsigned replicates);

#endif
