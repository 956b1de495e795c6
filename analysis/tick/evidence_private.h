/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For and against a lattice, as log2 of odds.
 */
#ifndef TICK_EVIDENCE_H
#define TICK_EVIDENCE_H

#include "histogram.h"
#include "tick.h"

#include <stdbool.h>

/* How the values of a histogram lie on the multiples of a period: see lattice_fit. */
struct fit {
	double period, error; /* error: standard error of the period, 0 for a whole number */
	double strict, near;  /* share of samples less than 1, and less than 2 units, from k a */
	uint64_t most;	      /* values up to this one were looked at: their k is certain */
	size_t clusters;      /* different k */
	unsigned reach;	      /* 1 or 2, see struct tick */
};

/* Fits a period near `about` to the values up to `most`, those up to `bulk` first, by least squares
 * of value against k, the nearest multiple: given k a duration has the mean k a when phases are
 * uniform @[WIDROW-KOLLAR, 4]. Whole numbers are kept where every such value is a multiple. */
struct fit evidence_fit(const struct histogram *h, double about, uint64_t bulk, uint64_t most);

/* Does it describe the values? */
bool evidence_fits(const struct fit *f);

/* Periods that counters are known to have, in units. */
enum { KNOWN_MOST = 32 };
struct known_periods {
	size_t count;
	double at[KNOWN_MOST];
};

/* Of durations alone: marginal likelihoods of what lies at each k, see evidence.c. The period and
 * its error become those of the greatest likelihood; one that is known may be taken before others.
 */
double evidence_of_values(
    const struct histogram *h, struct fit *f, const struct known_periods *known);

/* Of differences between timestamps: each different one is on the lattice by chance in the share of
 * values that are, w / a, and the period was chosen among `tried`. */
double evidence_of_places(const struct histogram *h, const struct fit *f, double tried);

/* The same by where the timestamps themselves are, n samples in units: on a lattice those of a
 * block lie within one unit modulo a, which without one they do with probability 1 / a each. Each
 * of `distinct` differences counts once. Far below 0 where they do not. */
double evidence_of_phases(const uint64_t *start, const uint64_t *elapsed, size_t n, double period,
    size_t distinct, double tried);

/* This many bits are needed. */
extern const double evidence_enough_bits;

#endif
