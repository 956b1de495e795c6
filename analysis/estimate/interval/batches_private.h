/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A second opinion on the variance of a figure: batch means @[FISHMAN-1978] on a ladder of batch
 * counts. Whatever chooses a block length or a last lag from autocorrelations cannot see dependence
 * that is weak at every lag and lasts for many; batches of a tenth of the series do see it.
 *
 * At m batches the figure is computed with each batch left out in turn: the spread of these m
 * figures gives its variance (the grouped jackknife, which is batch means for a mean). Such a
 * variance from m batches scatters by sqrt(2/(m-1)); so it overrides the other estimate only where
 * it is larger than chance explains: beyond the 97.5 % point of chi-square / (m-1). Over the ladder
 * that happens to about one series without long memory in twenty.
 */
#ifndef BATCHES_H
#define BATCHES_H

#include <stdbool.h>
#include <stddef.h>

/* 10, 20, 40, 80 and 160 batches. */
enum { BATCH_FEWEST = 10, BATCH_LEVELS = 5, BATCH_MOST = BATCH_FEWEST << (BATCH_LEVELS - 1) };

/* variance[l]: of the figure, by 10 << l batches; nan where that many cannot be had. neighbours:
 * the correlation of neighbouring batches, of 20; 0 where there is none. */
struct batches {
	double variance[BATCH_LEVELS];
	double neighbours;
};
extern const struct batches batches_none; /* nan at each level */

/* Of a mean, from the means of equal batches: mean[0..count), count 160, 80, ... or 10. */
struct batches batches_of_means(const double *mean, size_t count);

/* Sets level l of *b from the figures without[i * stride], i < BATCH_FEWEST << l, each of the
 * series without one batch. */
void batches_add_jackknife(struct batches *b, int level, const double *without, size_t stride);

/* What follows for a figure whose variance was found to be `reference` > 0: `variance`, the larger
 * one; `widen`, by which an interval of normal quantiles is to be stretched (Student's t of the
 * batches included); `grows`, where neighbouring batches of a tenth or a twentieth of the series
 * still resemble each other: then no variance can be had from this series, and the one given is
 * too small. */
struct batch_verdict {
	double variance, widen;
	bool grows;
};
struct batch_verdict batches_verdict(const struct batches *b, double reference);

#endif
