/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An influence whose values are known.
 */
#ifndef LINEAR_MADE_H
#define LINEAR_MADE_H

#include "test.h"

#include "linear.h"

/* To be released with linear_release. */
static inline struct linear linear_of(const double *x, size_t n)
{
	struct linear l;
	assert_int_equal(linear_init(&l, n), EST_OK);
	for (size_t i = 0; i < n; i++)
		linear_add(&l, i, x[i]);
	return l;
}

#endif
