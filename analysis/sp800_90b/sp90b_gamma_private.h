/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SP90B_GAMMA_H
#define SP90B_GAMMA_H

/* Q(a, x) = Gamma(a, x) / Gamma(a), the upper regularised incomplete gamma function, for a > 0 and
 * x >= 0. Series below a + 1, continued fraction above (Abramowitz and Stegun 6.5.29, 6.5.31);
 * relative error about 1e-15 times a where a is large, so 1e-10 at 100,000. */
double sp90b_gamma_q(double a, double x);

/* Probability that a chi-square variable of df degrees of freedom exceeds t; 1 if df <= 0. */
double sp90b_chi_square_tail(double t, double df);

/* log of the binomial probability of exactly k among n with probability p in (0, 1). */
double sp90b_log_binomial(double n, double k, double p);

/* Probability of k or more successes among n, summed from the smallest term up; exact to rounding.
 * 0 <= p <= 1. */
double sp90b_binomial_tail(unsigned long n, unsigned long k, double p);

#endif
