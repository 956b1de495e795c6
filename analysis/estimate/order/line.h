/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A straight line through points.
 */
#ifndef LINE_H
#define LINE_H

#include <stddef.h>

#include "estimate.h"

struct line {
	struct estimate slope, intercept;
	double residual_sd; /* n - 2 in the denominator; 0 where status is not ok */
};

/* Least squares of y on x with Student's 95 % intervals on n - 2 degrees of freedom, which suppose
 * independent errors of one spread @[DRAPER-SMITH-1998, 1.3-1.4]. n >= 3 (EST_TOO_SHORT); equal x
 * throughout: EST_DEGENERATE. */
struct line line_fit(const double *x, const double *y, size_t n);

#endif
