/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Is there a line in the spectrum: something that comes back every so many samples?
 */
#ifndef PERIODICITY_H
#define PERIODICITY_H

#include <stddef.h>
#include <stdint.h>

#include "estimate.h"
#include "histogram.h"

enum { PERIODICITY_BINS = 2048 }; /* frequencies 1 .. 2047 of a transform of 4096 */

struct periodicity {
	struct estimate p;		/* of no line: Bonferroni over the frequencies */
	struct estimate period_samples; /* of the strongest line; where p <= 0.05 lo .. hi is half a
					   frequency of the transform either way */
	struct estimate power_share; /* of the variance, in that line (three frequencies) above its
					surroundings; where p <= 0.05 and there are 10 segments, the
					interval is a jackknife's of groups of segments */
	size_t bins;		     /* of spectrum[], 0 where there is none */
	double spectrum[PERIODICITY_BINS]; /* [k]: share of the variance at k cycles in 2 * bins
					      samples; sums to 1 */
};

/* Averages the periodograms of the mid-ranks of x in segments of up to 4096 samples, Hann window,
 * half overlapping
 * @[WELCH-1967], and compares each frequency with the median of its 64 neighbours, so that slow
 * noise is not taken for a line. By ranks, a few spikes make no line. Periods from 2 to about 256
 * samples are seen well; longer ones merge with slow noise. n >= 256 (EST_TOO_SHORT);
 * EST_DEGENERATE for a constant. h is the histogram of x. */
void periodicity_of(
    struct periodicity *out, const uint64_t *x, size_t n, const struct histogram *h);

#endif
