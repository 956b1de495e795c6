/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Series of exactly known truth, for calibration.h: generators, and the figures of the law that
 * each draws from.
 */
#ifndef CALIBRATION_SERIES_H
#define CALIBRATION_SERIES_H

#include "figure.h"

#include <stddef.h>
#include <stdint.h>

/* What each is, is in the table of calibration_series.c. From CALIBRATION_STEP on, the level itself
 * moves: such a series has no law of one sample, and no figure has a truth. */
enum calibration_family {
	CALIBRATION_IID_MODES,
	CALIBRATION_MODES_50, /* correlation of the mode from sample to sample: 0.5 */
	CALIBRATION_MODES_90,
	CALIBRATION_MODES_99,
	CALIBRATION_AR1,
	CALIBRATION_REPELLING,
	CALIBRATION_SKEWED,
	CALIBRATION_LATTICE,
	CALIBRATION_HEAVY,
	CALIBRATION_SPIKES_100, /* one spike in so many samples */
	CALIBRATION_SPIKES_1000,
	CALIBRATION_SPIKES_100000,
	CALIBRATION_BEAT,
	CALIBRATION_ALTERNATING,
	CALIBRATION_DRIFT,
	CALIBRATION_DRIFT_REPELLING,
	CALIBRATION_MODES_98,
	CALIBRATION_MODES_995,
	CALIBRATION_EPISODES,
	CALIBRATION_LONG_MEMORY,
	CALIBRATION_PARETO_DWELL,
	CALIBRATION_STUDENT_3,
	CALIBRATION_STEP,
	CALIBRATION_TREND,
	CALIBRATION_WALK,
	CALIBRATION_FAMILIES
};

/* "iid modes", ...; and one line that describes the series. */
const char *calibration_name(enum calibration_family family);
const char *calibration_description(enum calibration_family family);

/* Fills x[0..n) with series number `seed` of the family. The same seed gives the same series
 * everywhere. */
void calibration_series(enum calibration_family family, uint64_t seed, uint64_t *x, size_t n);

/* The true value of a figure of summary.h (by name, windows [0,10] and [40,50]) under the family's
 * marginal law, computed from its exact probabilities; nan where it is not known or has no meaning,
 * and without memory. */
double calibration_truth(enum calibration_family family, enum figure_id figure);

/* What tests ask of a series. */
enum calibration_fact {
	CALIBRATION_UNIMODAL,	  /* one mode */
	CALIBRATION_COMPONENT,	  /* rounded values of one component of a family that is fitted */
	CALIBRATION_INDEPENDENT,  /* samples do not depend on each other */
	CALIBRATION_LEVEL,	  /* the level is the same all along */
	CALIBRATION_GEOMETRIC,	  /* runs above and below the centre have geometric lengths */
	CALIBRATION_WITHOUT_LINE, /* nothing comes back after a fixed number of samples */
	CALIBRATION_FACTS
};

/* 1 true, 0 not, -1 the question has no sense. */
int calibration_fact(enum calibration_family family, enum calibration_fact fact);

/* Samples per effective sample for the mean, at least 1: n over it is the
 * effective n. nan where it is not known or has no meaning. */
double calibration_tau(enum calibration_family family);

/* The valley between the modes, or a value near the median: labels are x > centre. The step of the
 * values. */
uint64_t calibration_centre(enum calibration_family family);
uint64_t calibration_tick(enum calibration_family family);

#endif
