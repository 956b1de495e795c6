/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The normal distribution as intervals use it: two quantiles, and Wilson's interval of a share.
 */
#ifndef BASE_NORMAL_H
#define BASE_NORMAL_H

#define NORMAL_975 1.9599639845400542 /* the quantile of 97.5 %: for 95 %, both sides */
#define NORMAL_995 2.5758293035489008 /* of 99.5 %: for 99 %, both sides */

/* What the share `above` of a standard normal distribution exceeds; 0 < above <= 0.5. */
double normal_exceeded(double above);

/* Wilson's interval @[WILSON-1927] of a share p, 0 to 1, of n independent samples, n > 0: the true
 * shares that lie within z standard errors of p, the errors being theirs. z: a normal quantile, or
 * Student's where the error is estimated. *lo <= p <= *hi; an end at 0 or 1 is exact. */
void normal_wilson(double p, double n, double z, double *lo, double *hi);

#endif
