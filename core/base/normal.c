/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Wilson's interval by its closed form, the roots of (p - q)^2 = z^2 q (1 - q) / n in q
 * @[WILSON-1927]. It holds for few samples and for shares near 0 and 1, where the textbook's p +- z
 * standard errors leaves 0..1. The lower end is the product of the roots by the upper: centre less
 * half would cancel near 0.
 */
#include "normal.h"

#include <math.h>

double normal_exceeded(double above)
{
	double low = 0, high = 40;
	for (int i = 0; i < 100; i++) {
		double z = (low + high) / 2;
		if (erfc(z / sqrt(2)) / 2 > above)
			low = z;
		else
			high = z;
	}
	return (low + high) / 2;
}

void normal_wilson(double p, double n, double z, double *lo, double *hi)
{
	double zz = z * z / n, above = p + zz / 2 + z * sqrt(p * (1 - p) / n + zz / (4 * n));
	*hi = fmin(1, fmax(p, above / (1 + zz)));
	*lo = fmin(p, p * p / above);
}
