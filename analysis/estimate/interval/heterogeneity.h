/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Do values with known errors agree: runs of one machine, or machines of one fleet?
 */
#ifndef HETEROGENEITY_H
#define HETEROGENEITY_H

#include <stddef.h>

/* q is Cochran's Q, on k - 1 degrees of freedom where all values are one; p of that; i2 the share
 * of their scatter that their errors do not explain, 0..1 @[HIGGINS-THOMPSON-2002]; tau2 the
 * variance of the true values. All nan for k < 2, or where an error is not above 0. */
struct heterogeneity {
	double q, p, i2, tau2;
};

/* value[0..k) with variance[0..k) of their errors. */
struct heterogeneity heterogeneity_of(const double *value, const double *variance, size_t k);

#endif
