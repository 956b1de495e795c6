/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The entropy of a conditioning component's output @[SP800-90B, 3.1.5]. The standard's formula
 * subtracts numbers that agree in hundreds of bits. Here every quantity is a distance to 1 or to a
 * power of two, so that no digits cancel and a long double is enough. Cost: constant.
 */
#include "sp90b_conditioning.h"

#include <math.h>

static const long double ln2 = 0.693147180559945309417232121458L;

static long double log2_1p(long double x)
{
	return log1pl(x) / ln2;
}

/* With g = 1 - 2^-h_in, the probability of all inputs but the likeliest, and m = 1 - 2^-n_in:
 *   P_low = g 2^-n_in / m,
 *   psi = 2^(n_in-n) P_low + P_high = 2^-n g/m + 2^-h_in,
 *   omega = (2^(n_in-n) + sqrt(2 n 2^(n_in-n) ln 2)) P_low = 2^-n (1 + s) g/m,
 *   s = sqrt(2 n ln 2 / 2^(n_in-n)).
 * Output_Entropy is -log2 of the greater. */
struct parts {
	long double n, h, g, m, s;
	long double rest; /* 2^-n_in = 1 - m */
};

/* -log2 psi, and how far it is below n if h > n. */
static long double of_psi(const struct parts *x, long double *below_n)
{
	if (x->h > x->n) {
		/* psi = 2^-n (1 + e): both parts of e are small, the positive one is the greater.
		 */
		long double p = exp2l(-(x->h - x->n));
		long double e = (p * x->m - exp2l(-x->h) + x->rest) / x->m;
		*below_n = log2_1p(e);
		return x->n - *below_n;
	}
	long double h;
	if (x->h < 1)
		h = -log2_1p(-x->g * (1 - exp2l(-x->n) / x->m));
	else
		h = x->h - log2_1p(exp2l(x->h - x->n) * x->g / x->m);
	*below_n = x->n - h;
	return h;
}

static long double of_omega(const struct parts *x, long double *below_n)
{
	long double log_g = x->h < 1 ? logl(x->g) : log1pl(-exp2l(-x->h));
	*below_n = log2_1p(x->s) + (log_g - logl(x->m)) / ln2;
	return x->n - *below_n;
}

/* -log2 (1 - output / limit), where output is `below` below n. */
static long double closeness_bits(
    long double output, long double below, long double n, long double limit)
{
	long double gap = limit == n ? below : limit - output;
	return gap > 0 ? log2l(limit) - log2l(gap) : INFINITY;
}

struct sp90b_conditioning sp90b_conditioning(
    uint32_t n_in, uint32_t n_out, uint32_t nw, long double h_in, long double h_per_bit)
{
	/* A width above that of the input is that of the input (appendix E). */
	nw = nw < n_in ? nw : n_in;
	uint32_t n = n_out < nw ? n_out : nw;
	struct parts x = {.n = n, .h = h_in, .rest = exp2l(-(long double)n_in)};
	x.g = -expm1l(-h_in * ln2);
	x.m = -expm1l(-(long double)n_in * ln2);
	x.s = sqrtl(2 * x.n * ln2) * exp2l(-((long double)n_in - x.n) / 2);
	long double below_psi, below_omega;
	long double psi = of_psi(&x, &below_psi), omega = of_omega(&x, &below_omega);
	struct sp90b_conditioning c = {.output = psi < omega ? psi : omega};
	long double below = below_psi > below_omega ? below_psi : below_omega;
	c.to_n_out = closeness_bits(c.output, below, x.n, n_out);
	c.to_nw = closeness_bits(c.output, below, x.n, nw);
	/* 2^(h-n) g / m is what psi has beyond 2^-h. */
	long double beyond = log2_1p(exp2l(h_in - x.n) * x.g / x.m);
	c.to_h_in = psi <= omega && h_in >= 1 && h_in <= x.n && beyond > 0
			? log2l(h_in) - log2l(beyond)
			: closeness_bits(c.output, below, x.n, h_in);
	c.h_out = c.output;
	if (h_per_bit > 0) {
		c.h_out = fminl(c.h_out, 0.999L * n_out);
		c.h_out = fminl(c.h_out, h_per_bit * n_out);
	}
	c.full = !(h_per_bit > 0) && h_in >= (long double)n_out + 64;
	return c;
}
