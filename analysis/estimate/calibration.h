/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Series of exactly known truth, and how often the intervals and tests of this room are right on
 * them. Pure: the caller decides how many series, and writes the report.
 */
#ifndef CALIBRATION_H
#define CALIBRATION_H

#include <stddef.h>
#include <stdint.h>

#include "estimate.h"

enum calibration_family {
	CALIBRATION_IID_MODES,	  /* 5 or 45 (31 / 69 %), plus -1, 0, 1 with shares 1/4, 1/2, 1/4;
				     independent */
	CALIBRATION_MARKOV_MODES, /* the same marginal law; the mode is left with chance 0.069
				     (fast) or 0.031 (slow): correlation of the mode 0.9 a sample */
	CALIBRATION_AR1,	  /* floor(200 + 10 a), a normal, lag-1 correlation 0.8 */
	CALIBRATION_SKEWED,	  /* floor(40 exp(z / 4)), z standard normal; independent */
	CALIBRATION_STEP,	  /* the 31/69 modes, all fast ones first: a single step */
	CALIBRATION_TREND,	  /* AR1 whose level rises by two spreads from end to end */
	CALIBRATION_FAMILIES
};

/* "iid modes", ... */
const char *calibration_name(enum calibration_family family);

/* Fills x[0..n) with series number `seed` of the family. The same seed gives the same series
 * everywhere. */
void calibration_series(enum calibration_family family, uint64_t seed, uint64_t *x, size_t n);

/* The true value of a figure of summary.h (by name, windows [0,10] and [40,50]) under the family's
 * marginal law, computed from its exact probabilities; nan where it is not known or, for STEP and
 * TREND, has no meaning. */
double calibration_truth(enum calibration_family family, const char *figure);

/* One figure over many series. */
struct calibration_coverage {
	const char *figure;
	double truth;
	unsigned given, held;  /* intervals given; those that hold the truth (to 1e-9 relative) */
	unsigned below, above; /* of the others: the interval lies below, above the truth */
	double mean_width;
};

/* Runs summary_init on `series` series of n samples with seeds first, first + 1, ...; fills rows[0
 * .. most) with the figures whose truth is known, and the mean of n_eff_ranks. Returns the number
 * of rows, 0 without memory. */
size_t calibration_cover(enum calibration_family family, size_t n, unsigned series, uint64_t first,
    unsigned replicates, struct calibration_coverage *rows, size_t most, double *mean_n_eff);

/* How often tests reject at 5 % (or what they count), over many series. */
struct calibration_rejections {
	unsigned series;
	unsigned stationarity, changed; /* p < 0.05; any change-point found */
	unsigned information;		/* shuffle test at lag 1, 19 shuffles: p <= 0.05 */
	unsigned dip;			/* 99 simulations at the estimated n_eff: p < 0.05 */
	unsigned two_modes;		/* modality: exactly two modes */
};
struct calibration_rejections calibration_tests(
    enum calibration_family family, size_t n, unsigned series, uint64_t first);

#endif
