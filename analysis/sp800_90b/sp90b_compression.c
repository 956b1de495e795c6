/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The compression estimate @[SP800-90B, 6.3.4], after Maurer's test: the mean log2 distance between
 * repetitions of blocks of 6 bits, and from its lower 99 % bound the greatest probability. The
 * expectation of step 7 is summed once for each p tried and cut off where the remaining terms
 * cannot change it; the root is found by regula falsi (Illinois). Cost: one pass, and one sum over
 * at most as many terms as blocks for each of at most 200 values of p.
 */
#include "sp90b_compression_private.h"

#include <math.h>
#include <stdlib.h>

enum { B = 6, SYMBOLS = 1 << B, TABLE = 4096 };

/* Compensated summation (Kahan): the mean needs more digits than a plain sum of a million terms
 * keeps, since near full entropy p reacts 1000 times stronger than the mean changes. */
struct sum {
	double value, lost;
};

static void sum_add(struct sum *s, double x)
{
	double y = x - s->lost, t = s->value + y;
	s->lost = (t - s->value) - y;
	s->value = t;
}

struct logs {
	double of[TABLE]; /* log2 of small numbers */
};

static double log_of(const struct logs *l, size_t i)
{
	return i < TABLE ? l->of[i] : log2((double)i);
}

static unsigned block_at(const struct sp90b_bits *b, size_t i)
{
	return (unsigned)(sp90b_window(b, i * B) >> (64 - B));
}

/* Steps 1 to 5: mean and deviation of log2 of the distances to the last same block. */
static void fill_distances(
    const struct sp90b_bits *b, size_t d, const struct logs *l, double *mean, double *sigma)
{
	size_t seen[SYMBOLS] = {0}, blocks = b->n / B;
	struct sum x = {0, 0}, x2 = {0, 0};
	for (size_t i = 0; i < d; i++)
		seen[block_at(b, i)] = i + 1;
	for (size_t i = d; i < blocks; i++) {
		unsigned symbol = block_at(b, i);
		double a = log_of(l, i + 1 - seen[symbol]);
		sum_add(&x, a);
		sum_add(&x2, a * a);
		seen[symbol] = i + 1;
	}
	double v = (double)(blocks - d);
	*mean = x.value / v;
	double spread = x2.value / (v - 1) - *mean * *mean;
	*sigma = 0.5907 * (spread > 0 ? sqrt(spread) : 0);
}

/* G(z) of step 7. With a_u = log2(u) (1-z)^(u-1) its two sums over t and u collapse to
 *   G = z/v * (z * sum_u a_u * (N - max(u, d)) + sum_(u > d) a_u),   u = 1 .. N,
 * N blocks, v = N - d. Terms are added until they are below 2^-70 of what is there. */
static long double sum_g(double z, size_t d, size_t blocks, const struct logs *l)
{
	long double weighted = 0, tail = 0, power = 1 - (long double)z, base = power;
	for (size_t u = 2; u <= blocks; u++) {
		long double a = log_of(l, u) * power;
		weighted += a * (long double)(blocks - (u > d ? u : d));
		if (u > d) {
			tail += a;
			/* What is left is less than N - u more of these, and log2 grows slowly. */
			if (a * (long double)blocks * (long double)blocks < weighted * 0x1p-70L)
				break;
		}
		power *= base;
	}
	return z * (z * weighted + tail) / (long double)(blocks - d);
}

/* The expected mean if the likeliest block has probability p and the others share the rest. */
static double expected_mean(double p, size_t d, size_t blocks, const struct logs *l)
{
	double q = (1 - p) / (SYMBOLS - 1);
	return (double)(sum_g(p, d, blocks, l) + (SYMBOLS - 1) * sum_g(q, d, blocks, l));
}

/* Step 7: the p in (1/64, 1) whose expected mean is `target`; the expectation falls with p from
 * above `target` to 0. Regula falsi (Illinois), which bisects where that is slow. */
static double solve_p(double target, size_t d, size_t blocks, const struct logs *l)
{
	double lo = 1.0 / SYMBOLS, hi = 1, flo = expected_mean(lo, d, blocks, l) - target,
	       fhi = -target;
	for (int i = 0, kept = 0; i < 200 && hi - lo > 0x1p-53 * hi; i++) {
		double p = (lo * fhi - hi * flo) / (fhi - flo);
		if (i % 4 == 3 || !(p > lo && p < hi))
			p = lo + (hi - lo) / 2;
		if (p <= lo || p >= hi)
			break;
		double f = expected_mean(p, d, blocks, l) - target;
		if (f == 0)
			return p;
		if (f > 0) {
			lo = p, flo = f;
			fhi *= kept == 1 ? 0.5 : 1;
			kept = 1;
		} else {
			hi = p, fhi = f;
			flo *= kept == -1 ? 0.5 : 1;
			kept = -1;
		}
	}
	return lo + (hi - lo) / 2;
}

struct sp90b_estimate sp90b_compression(const struct sp90b_bits *b, size_t d)
{
	size_t blocks = b->n / B;
	if (blocks < d + 2)
		return sp90b_absent(SP90B_TOO_SHORT);
	struct logs *l = malloc(sizeof *l);
	if (!l)
		return sp90b_absent(SP90B_NO_MEMORY);
	l->of[0] = 0;
	for (size_t i = 1; i < TABLE; i++)
		l->of[i] = log2((double)i);
	struct sp90b_estimate e = sp90b_absent(SP90B_OK);
	double mean, sigma;
	fill_distances(b, d, l, &mean, &sigma);
	double bound = mean - SP90B_Z * sigma / sqrt((double)(blocks - d));
	double p = 1.0 / SYMBOLS;
	bool found = expected_mean(p, d, blocks, l) > bound;
	if (found)
		p = bound > 0 ? solve_p(bound, d, blocks, l) : 1;
	free(l);
	sp90b_add_real(&e, "x_bar", mean);
	sp90b_add_real(&e, "sigma_hat", sigma);
	sp90b_add_real(&e, "x_bar_prime", bound);
	sp90b_add_count(&e, "found_p", found);
	sp90b_add_real(&e, "p", p);
	e.h = found ? sp90b_min_entropy(p) / B : 1;
	return e;
}
