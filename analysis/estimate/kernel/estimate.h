/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What every estimator of this room returns. The functions are pure: arrays in, estimates out;
 * nothing is printed, nothing is kept, the input is never changed.
 */
#ifndef ESTIMATE_H
#define ESTIMATE_H

#include <stdint.h>

/* Why a figure is or is not there. `value` is meaningful for EST_OK only. */
enum estimate_status {
	EST_OK = 0,
	EST_TOO_SHORT,	/* fewer samples than the method needs */
	EST_DEGENERATE, /* the data do not determine it: a constant series, zero variance, ... */
	EST_NOT_APPLICABLE, /* the question has no sense for this series */
	EST_NOT_CONVERGED,  /* an iteration did not reach its tolerance */
	EST_NO_MEMORY,
	EST_NOT_IDENTIFIED, /* several answers describe the data equally well */
};

/* One figure. lo..hi is a 95 % interval unless the estimator says otherwise; both are nan where
 * no interval is made. n is the number of samples that entered; n_eff what they are worth as
 * independent ones (nan where not estimated). `note` says how the interval was made, or why there
 * is none; a constant, or NULL where the method alone tells. */
struct estimate {
	double value, lo, hi;
	uint64_t n;
	double n_eff;
	enum estimate_status status;
	const char *note;
};

/* "ok", "too short", "degenerate", "not applicable", "not converged", "no memory",
 * "not identified". */
const char *estimate_status_name(enum estimate_status status);

/* A figure that is not there: value, lo, hi and n_eff are nan. */
struct estimate estimate_absent(enum estimate_status status, uint64_t n);

/* A figure without an interval. */
struct estimate estimate_point(double value, uint64_t n);

#endif
