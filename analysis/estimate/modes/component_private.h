/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The laws that the components of a mixture may have, as the likelihood of binned data needs them:
 * the probability of a cell, and the moments of what falls in there.
 */
#ifndef COMPONENT_H
#define COMPONENT_H

/* MIXTURE_LOG_NORMAL: the logarithm of a value (in its unit) is normal; what lies below 1/1000 tick
 * counts as there.
 * MIXTURE_MODIFIED_NORMAL: a normal and an exponential part, independent, add up
 * @[GRUSHKA-1972]: a cost with noise, and a wait that is left by chance. It is skewed to the right,
 * may begin anywhere, and the normal is its limit. A shifted gamma, which looks alike, has its
 * threshold as a parameter, where maximum likelihood is not regular. */
enum mixture_family {
	MIXTURE_NORMAL = 0,
	MIXTURE_LOG_NORMAL,
	MIXTURE_MODIFIED_NORMAL,
	MIXTURE_FAMILIES
};

/* One component and its share of the samples. mean and sd are the normal part's, in the unit of the
 * values, or of their natural logarithm for MIXTURE_LOG_NORMAL; tail is the mean of the exponential
 * part, > 0 for MIXTURE_MODIFIED_NORMAL and without a meaning otherwise. */
struct mixture_component {
	double mean, sd, weight, tail;
};

/* A value on the scale on which the component has its mean: itself, or its logarithm (that of
 * `least` for what is below). */
double component_scale(enum mixture_family family, double x, double least);

/* What must be known of the law at the edge of a cell; neighbouring cells share it. In units of the
 * component's sd from its mean. */
struct component_edge {
	double z;
	double tail;	/* the normal part's probability beyond |z| */
	double late;	/* how much more of the whole than of the normal part is above z */
	double density; /* of the whole */
	double wait;	/* expected exponential part at z, in units of sd */
};
struct component_edge component_edge(
    enum mixture_family family, const struct mixture_component *c, double scaled);

/* Probability between two edges, a below b, from the tails they lie in: no 1 - p. */
double component_between(const struct component_edge *a, const struct component_edge *b);

/* Of the samples between two edges: their share p of the component; mean and mean square of their
 * normal part about the component's mean, in units of sd; mean of their exponential part, in units
 * of tail (0 for the other families). */
struct component_part {
	double p, first, second, wait;
};
struct component_part component_part(enum mixture_family family, const struct mixture_component *c,
    const struct component_edge *a, const struct component_edge *b);

/* Of the values themselves, whatever the family: mean and sd; where the density is greatest. */
struct mixture_component component_in_ticks(
    enum mixture_family family, const struct mixture_component *c);
double component_peak(enum mixture_family family, const struct mixture_component *c);

#endif
