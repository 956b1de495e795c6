/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lines at the rates of a kernel's timer tick. periodicity.h looks for a line of any period,
 * counted in samples; a tick comes back by the clock, after thousands of samples, at one of a few
 * known rates.
 */
#ifndef TICK_LINES_H
#define TICK_LINES_H

#include <stddef.h>
#include <stdint.h>

#include "estimate.h"
#include "histogram.h"

/* The rates that CONFIG_HZ can have on Linux; and for each its first harmonics: short disturbances
 * have as much power there as at the rate itself. */
enum { TICK_RATES = 4, TICK_HARMONICS = 3 };
extern const double tick_rates_hz[TICK_RATES]; /* 100, 250, 300, 1000 */

struct tick_lines {
	size_t segments;
	/* Of no line at the rate itself, adjusted for the number of rates @[HOLM-1979]. */
	struct estimate p[TICK_RATES];
	/* At rate * (1 + harmonic), not adjusted: the power over that of the surroundings, mean
	 * over segments; p. nan where there is none. */
	double power[TICK_RATES][TICK_HARMONICS], each_p[TICK_RATES][TICK_HARMONICS];
};

/* Scores map[i] of the distinct values i of x (of the histogram h), at the times start[t] of a
 * counter of `hz`: indicators of slow samples, mid-ranks and the like. Finite.
 *
 * In segments of a second (the run itself, if that is shorter; 32 of them spread evenly, if there
 * are more) the scores less their mean are summed in bins of 1/16384 s, and the power of their
 * transform at the rate @[SCHUSTER-1898], for uneven times @[LOMB-1976] is compared with the mean
 * of the 16 frequencies from 2 to 9 steps of 1/segment away on both sides: under any spectrum that
 * is level over these, the ratio r has P(> r) = (1 + r/16)^-16. Segments are joined by Fisher's sum
 * of logarithms
 * @[FISHER-1932, 21.1]. So neither clusters nor slow drift make a line, nor does a gap in the
 * recording, and a counter frequency that is wrong by 1e-3 hides none.
 *
 * Needs 12 periods of a rate in a segment and 20 samples with the rarer kind of score, if there are
 * two (EST_TOO_SHORT); EST_DEGENERATE where all scores are alike. A line at a rate is one at its
 * multiples too: of two rates with a line, the lower is the tick where it divides the other. */
void tick_lines_of(struct tick_lines *out, const uint64_t *x, const uint64_t *start, size_t n,
    double hz, const struct histogram *h, const double *map);

#endif
