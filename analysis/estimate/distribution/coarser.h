/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a coarser counter reads of durations whose starts are not known: bounds over all phases.
 */
#ifndef COARSER_H
#define COARSER_H

#include <stdint.h>

#include "histogram.h"

/* Of a duration of so many ticks of the coarser counter, 0 <= ticks < 2^63: what it reads, and the
 * probability of `most` for a start that is independent of its phase. `least` equals `most` for a
 * whole number of ticks, to within what a double resolves. */
struct coarser_reading {
	double least, most, rest;
};
struct coarser_reading coarser_reading(double ticks);

/* The least and the greatest value that a figure of these samples can have, over all phases of each
 * sample; nan: no such end. The figure of the samples themselves: no sampling error is in it. */
struct coarser_ends {
	double lo, hi;
};

/* h: durations, not empty; ratio > 0: their unit in ticks of the coarser counter. */

/* The share of readings in from..to, ends included. */
struct coarser_ends coarser_share(const struct histogram *h, double ratio, double from, double to);

/* Different readings: from above, all that are possible; never from below. */
struct coarser_ends coarser_distinct(const struct histogram *h, double ratio);

/* Plug-in Shannon entropy in bits: a reading is floor(d / T) and one bit, which is 1 in at most a
 * share w of the samples, so the two entropies differ by at most h(min(w, 1/2)). */
struct coarser_ends coarser_shannon(const struct histogram *h, double ratio);

/* Plug-in min-entropy in bits: from above where half of the samples or more have one floor(d / T),
 * at least half of which read alike; never from below. */
struct coarser_ends coarser_min_entropy(const struct histogram *h, double ratio);

#endif
