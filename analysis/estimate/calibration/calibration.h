/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Series of exactly known truth, and how often the intervals and tests of this room are right on
 * them. Pure: the caller decides how many series, and writes the report.
 */
#ifndef CALIBRATION_H
#define CALIBRATION_H

#include <stddef.h>
#include <stdint.h>

#include "calibration_series_private.h"
#include "estimate.h"
#include "figure.h"

/* What is covered: a figure of the catalogue and which of several it is ("mode 1"; NULL: the only
 * one). FIGURES: a point of a curve, which `of` names. */
struct calibration_figure {
	enum figure_id id;
	const char *of;
};

/* "dwell_samples, mode 1", into out, which it returns. */
enum { CALIBRATION_LABEL = 96 };
const char *calibration_label(const struct calibration_figure *f, char out[CALIBRATION_LABEL]);

/* One figure over many series. `made` have a value, `given` an interval too; `held` of those hold
 * the truth (to 1e-9 relative); of the others the interval lies `below` or `above` it. Without a
 * truth (nan) these three are 0. `spread`: standard deviation of the value from series to series.
 */
struct calibration_coverage {
	struct calibration_figure figure;
	double truth;
	unsigned made, given, held, below, above;
	double mean_width, spread;
	double sum, sum2; /* of the values, less the first one */
	double first;
};

/* Adds an estimate to its figure's row; and, after the last, makes the means. */
void calibration_count(struct calibration_coverage *row, const struct estimate *e);
void calibration_close(struct calibration_coverage *row);

/* Runs summary_init on `series` series of n samples with seeds first, first + 1, ...; fills rows[0
 * .. most) with the figures whose truth is known (with those that have an interval, if the family
 * has no truth), and the mean of n_eff_ranks. Returns the number of rows, 0 without memory. */
size_t calibration_cover(enum calibration_family family, size_t n, unsigned series, uint64_t first,
    unsigned replicates, struct calibration_coverage *rows, size_t most, double *mean_n_eff);

/* The exact 95 % interval of a share, k of n seen @[CLOPPER-PEARSON-1934]. n >= 1. */
void calibration_band(unsigned k, unsigned n, double *lo, double *hi);

/* Tests at 5 %, each as `ticklab analyze` makes it, but for fewer simulations. */
enum calibration_test {
	CALIBRATION_DIP,  /* one mode: 99 simulations at the estimated n_eff */
	CALIBRATION_LRT,  /* one component of any family: 19 replicates at the estimated n_eff */
	CALIBRATION_RUNS, /* independent order of values above and not above a centre */
	CALIBRATION_STATIONARITY, /* a constant level */
	CALIBRATION_CHANGES,	  /* no change-point found; its penalty has no nominal size */
	CALIBRATION_INFORMATION,  /* independence of neighbours: 19 shuffles */
	CALIBRATION_DWELL,	 /* geometric runs below and above that centre, the worse of the two
				    by Bonferroni */
	CALIBRATION_TWO_MODES,	 /* no test: exactly two modes found */
	CALIBRATION_PERIODICITY, /* no line in the spectrum */
	CALIBRATION_TESTS
};

/* "dip", ... */
const char *calibration_test_name(enum calibration_test test);

/* Is what the test supposes true of the family? 1 yes (what it rejects is its size), 0 no (its
 * power), -1 the question has no sense. */
int calibration_null(enum calibration_family family, enum calibration_test test);

/* How often tests reject (or find what they count). `tried` series for each test: those that
 * simulate or fit (dip, likelihood ratio, two modes) are tried on every fourth only, none where it
 * has no sense. `given`: the test could be made. */
struct calibration_rejections {
	unsigned series;
	unsigned tried[CALIBRATION_TESTS], given[CALIBRATION_TESTS], rejected[CALIBRATION_TESTS];
};
struct calibration_rejections calibration_tests(
    enum calibration_family family, size_t n, unsigned series, uint64_t first);

#endif
