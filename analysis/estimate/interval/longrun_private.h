/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The variance of the mean of a dependent series by an autoregression, and whether the series
 * remembers longer than any autoregression of few terms.
 */
#ifndef LONGRUN_H
#define LONGRUN_H

#include <stdbool.h>
#include <stddef.h>

enum { LONGRUN_LEAST = 20 };

/* variance: of the mean of x. n_eff: as many independent values of the same variance would leave as
 * much, at most n. critical: standard errors that make 95 %. memory: by how many of its standard
 * errors the memory parameter d of what the autoregression leaves exceeds 0; nan where not asked
 * for or n < 100. All nan where n < LONGRUN_LEAST or the series has no variance. */
struct longrun {
	double variance, n_eff, critical, memory, d;
};

/* Beyond this `memory` a series is taken to have long memory: one of 40 that has none is. */
#define LONGRUN_MEMORY 1.96

/* x[0..n) less its mean. Nan without memory, too. */
struct longrun longrun_of(const double *x, size_t n, bool memory);

#endif
