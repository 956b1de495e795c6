/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The report on the estimators themselves: on series of known truth, how often their intervals hold
 * it and how often their tests reject. Needs no database.
 */
#ifndef ANALYSIS_CALIBRATE_H
#define ANALYSIS_CALIBRATE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { CALIBRATE_SIZES = 6 };

struct calibrate_options {
	FILE *out;	 /* Markdown */
	FILE *points;	 /* TSV for scripts/calibration.gp; NULL: none */
	unsigned series; /* of each family and length, >= 2 */
	unsigned replicates;
	uint64_t seed; /* of the first series; the others follow it */
	size_t n[CALIBRATE_SIZES], sizes;
};

/* Reads "500,2000,8000" into o->n and o->sizes: rising, 40 to 10,000,000 each. Returns 0, or -1. */
int calibrate_sizes(struct calibrate_options *o, const char *list);

/* Runs and writes everything; that it was written is for the caller to see. Returns 0, or -1 with
 * one line in `why`. */
int calibrate(const struct calibrate_options *o, char *why, size_t size);

#endif
