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
	CALIBRATION_HEAVY,	  /* floor(36 + 4 u^(-1/2.5)), u uniform, at most 399: a tail that
				     falls as x^-2.5; independent */
	CALIBRATION_BEAT,	  /* 39 + floor(phase + 1.3): a cost of 1.3 ticks seen by a counter;
				     the phase advances by 0.38 ticks with a spread of 0.05 */
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

/* Adds an estimate to its figure's row; and, after the last, makes the means. */
void calibration_count(struct calibration_coverage *row, const struct estimate *e);
void calibration_close(struct calibration_coverage *row);

/* Runs summary_init on `series` series of n samples with seeds first, first + 1, ...; fills rows[0
 * .. most) with the figures whose truth is known, and the mean of n_eff_ranks. Returns the number
 * of rows, 0 without memory. */
size_t calibration_cover(enum calibration_family family, size_t n, unsigned series, uint64_t first,
    unsigned replicates, struct calibration_coverage *rows, size_t most, double *mean_n_eff);

/* The exact 95 % interval of a share, k of n seen @[CLOPPER-PEARSON-1934]. n >= 1. */
void calibration_band(unsigned k, unsigned n, double *lo, double *hi);

/* Tests at 5 %, each as `ticklab analyze` makes it, but for fewer simulations. */
enum calibration_test {
	CALIBRATION_DIP,	  /* one mode: 99 simulations at the estimated n_eff */
	CALIBRATION_LRT,	  /* one normal component: 19 replicates at the estimated n_eff */
	CALIBRATION_RUNS,	  /* independent order of values above and not above a centre */
	CALIBRATION_STATIONARITY, /* a constant level */
	CALIBRATION_CHANGES,	  /* no change-point found; its penalty has no nominal size */
	CALIBRATION_INFORMATION,  /* independence of neighbours: 19 shuffles */
	CALIBRATION_DWELL,     /* geometric runs below and above that centre, the worse of the two
				  by Bonferroni */
	CALIBRATION_TWO_MODES, /* no test: exactly two modes found */
	CALIBRATION_TESTS
};

/* "dip", ... */
const char *calibration_test_name(enum calibration_test test);

/* Is what the test supposes true of the family? 1 yes (what it rejects is its size), 0 no (its
 * power), -1 the question has no sense. */
int calibration_null(enum calibration_family family, enum calibration_test test);

/* How often tests reject (or find what they count), over many series; `given` counts those in which
 * the test could be made. */
struct calibration_rejections {
	unsigned series;
	unsigned given[CALIBRATION_TESTS], rejected[CALIBRATION_TESTS];
};
struct calibration_rejections calibration_tests(
    enum calibration_family family, size_t n, unsigned series, uint64_t first);

#endif
