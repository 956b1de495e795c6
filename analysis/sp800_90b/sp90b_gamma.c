/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The incomplete gamma function and binomial tails for the tests' probabilities: a power series
 * below a + 1, a continued fraction above @[ABRAMOWITZ-STEGUN-1964, 6.5.29, 6.5.31]. Written here,
 * because this folder uses no library but libc. Cost: about sqrt(a) terms near x = a.
 */
#include "sp90b_gamma_private.h"

#include <float.h>
#include <math.h>

enum { STEPS = 10000000 };

/* x^a e^-x / Gamma(a). In long double, since the three terms of the exponent cancel. */
static double gamma_front(double a, double x)
{
	return (double)expl((long double)a * logl(x) - (long double)x - lgammal(a));
}

static double lower_series(double a, double x)
{
	double term = 1 / a, sum = term;
	for (int i = 1; i < STEPS && term > sum * DBL_EPSILON / 4; i++) {
		term *= x / (a + i);
		sum += term;
	}
	return sum * gamma_front(a, x);
}

/* Lentz's method, as modified by Thompson and Barnett (1986). */
static double upper_fraction(double a, double x)
{
	const double tiny = 1e-300;
	double b = x + 1 - a, c = 1 / tiny, d = 1 / b, h = d;
	for (int i = 1; i < STEPS; i++) {
		double an = -i * (i - a);
		b += 2;
		d = an * d + b;
		d = fabs(d) < tiny ? tiny : d;
		c = b + an / c;
		c = fabs(c) < tiny ? tiny : c;
		d = 1 / d;
		h *= d * c;
		if (fabs(d * c - 1) < DBL_EPSILON)
			break;
	}
	return h * gamma_front(a, x);
}

double sp90b_gamma_q(double a, double x)
{
	if (x <= 0)
		return 1;
	return x < a + 1 ? 1 - lower_series(a, x) : upper_fraction(a, x);
}

double sp90b_chi_square_tail(double t, double df)
{
	return df > 0 ? sp90b_gamma_q(df / 2, t / 2) : 1;
}

double sp90b_log_binomial(double n, double k, double p)
{
	long double ways = lgammal(n + 1) - lgammal(k + 1) - lgammal(n - k + 1);
	return (double)(ways + k * logl(p) + (n - k) * log1pl(-p));
}

double sp90b_binomial_tail(unsigned long n, unsigned long k, double p)
{
	if (k == 0 || p >= 1)
		return k <= n ? 1 : 0;
	if (k > n || p <= 0)
		return 0;
	/* Below the mean the terms first rise: the lower tail is the short side. */
	long double sum = 0, odds = (long double)p / (1 - (long double)p);
	if ((double)k > (double)n * p) {
		long double term = expl(sp90b_log_binomial((double)n, (double)k, p));
		for (unsigned long i = k; i <= n && term > sum * LDBL_EPSILON / 4; i++) {
			sum += term;
			term *= (long double)(n - i) / (long double)(i + 1) * odds;
		}
		return (double)(sum < 1 ? sum : 1);
	}
	long double term = expl(sp90b_log_binomial((double)n, (double)k - 1, p));
	for (unsigned long i = k - 1;; i--) {
		sum += term;
		if (i == 0 || term < sum * LDBL_EPSILON / 4)
			break;
		term *= (long double)i / (long double)(n - i + 1) / odds;
	}
	return (double)(sum < 1 ? 1 - sum : 0);
}
