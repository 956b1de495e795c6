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
	double n_eff; /* effective sample size; 0 means n */
	int most;     /* components tried, 1 .. MIXTURE_MAX; 0 means MIXTURE_MAX */
	uint64_t seed;
};

/* A fitted mixture by family and number of components, and the modes of the chosen one.
 *
 * components: the family and k with the least BIC = -2 L n_eff/n + p ln n_eff @[SCHWARZ-1978], L
 * the log likelihood, p the parameters: 3 of each component, or 4 with an exponential part (the
 * weights sum to 1, and the background has one), less 1 where there is no background because it is
 * not repay its parameter, so dependent samples do not add components.
 * modes: local maxima of the probability that the chosen mixture, background aside, gives to the
 * values that the counter can show: two components that describe one skewed or flat-topped hump are
 * one mode, and so are two neighbouring values of a coarse counter. A maximum counts if the rarest
 * value between it and the next is at least 10 % rarer than the lesser of the two, if the samples
 * themselves are so much rarer there (one-sided at 0.1 %, at n_eff unless hardly any are there),
 * and if its mode has at least 1 % of the samples; a lesser one is counted to its neighbour.
 * Several values may be rarest, all less probable than 1e-12 for instance: then their middle
 * counts.
 */
struct modality {
	enum estimate_status status;
	struct estimate components, modes;
	struct mixture mixture;	   /* the chosen one */
	int mode_of[MIXTURE_MAX];  /* for each component of it, its mode, 0 .. modes - 1 */
	double share[MIXTURE_MAX]; /* of each mode: its components' weights */
	/* Of its samples, each counted by the probability that it is the mode's (what the
	 * background has is none's); sd 0 where 99 % of it is one value of the counter: the width
	 * is unknown. */
	double mean[MIXTURE_MAX], sd[MIXTURE_MAX];
	double peak[MIXTURE_MAX];     /* its most probable value */
	double antimode[MIXTURE_MAX]; /* [i]: the rarest value between modes i and i + 1 */
};

/* n >= 20 (EST_TOO_SHORT); a constant series has 1 component and 1 mode. `all`: NULL, or room for
 * the fits that were compared. */
struct modality_fits {
	struct mixture fit[MIXTURE_FAMILIES][MIXTURE_MAX]; /* [family][k - 1] */
	double bic[MIXTURE_FAMILIES][MIXTURE_MAX];	   /* nan where there was no fit */
};
struct modality modality_of(
    const struct histogram *h, const struct modality_options *options, struct modality_fits *all);

/* The modes of one mixture, its status being EST_OK or EST_NOT_CONVERGED, of the samples in h. */
struct modality modality_of_mixture(
    const struct mixture *m, const struct histogram *h, double n_eff);

/* Of the samples with values from least to most, the share that belongs to each mode; the rest is
 * the background's. */
void modality_shares(
    const struct modality *y, uint64_t least, uint64_t most, double share[MIXTURE_MAX]);

/* Sets mean and sd of each mode from its samples, n of them, which are x - centre. Of samples, and
 * not of components: what a component is that spans a few values only its counts do not determine,
 * and it is not what the counter shows. */
struct modality_sums {
	double n, first, second; /* sums of 1, x - centre and its square */
};
void modality_add(struct modality_sums *s, double n, double away);
void modality_set_moments(
    struct modality *y, const double centre[], const struct modality_sums sums[]);

/* Has the fit the most components, and the samples of one mode two humps of at least 1 % (a valley
 * at most half as high as the lower one, by four errors)? The modes are more than it has then. */
bool modality_shows_more(const struct modality *y, const struct histogram *h, double n_eff);

/* Are components a and b of a mixture parted as the modes above are? */
bool modality_apart(const struct mixture *m, int a, int b, const struct histogram *h, double n_eff);

/* Ashman's D of mode i and the next: |m1 - m2| sqrt 2 / sqrt(s1^2 + s2^2) @[ASHMAN-1994]; above 2
 * they are clearly parted. EST_DEGENERATE if both spreads are 0. EST_NOT_APPLICABLE for the last.
 */
struct estimate modality_ashman(const struct modality *y, int i);

/* The share of the samples of mode i and the next that the better guess would assign to the wrong
 * one: the sum of the lesser of the two probabilities over some 400 cells, by the two's share; 0
 * below 1e-12.
 * EST_NOT_APPLICABLE for the last mode. */
struct estimate modality_overlap(const struct modality *y, int i);

/* "normals", "log-normals" or "exponentially modified normals". */
const char *modality_family_name(enum mixture_family family);

/* Parametric bootstrap of the likelihood ratio of 2 components against 1 @[MCLACHLAN-1987], both of
 * the family whose single component has the least BIC, with a background where that improves
 * BIC: so a skewed hump is no second component.
 * Replicates have n_eff samples, at most MODALITY_DRAWN, drawn from the fitted component and
 * background, rounded to the tick: under the null the ratio's law hardly depends on n. p is (1 +
 * replicates that reach it) / (1 + replicates); or, as soon as MODALITY_REACHED replicates have
 * reached it, their share: no more are drawn @[BESAG-CLIFFORD-1991]. replicates 0 means 99.
 * n_eff >= 20. */
enum { MODALITY_DRAWN = 500, MODALITY_REACHED = 10 };
struct likelihood_ratio {
	struct estimate p;
	enum mixture_family family;
};
struct likelihood_ratio modality_likelihood_ratio(
    const struct histogram *h, const struct modality_options *options, unsigned replicates);

#endif
