/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "conditional.h"

#include "entropy.h"
#include "rng.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Two aligned sequences of symbols: a of `ka` (pairs count as one), b of `kb`. */
struct couple {
	uint16_t *a;
	uint8_t *b;
	size_t n, ka, kb;
	uint32_t *joint; /* ka * kb */
	double marginal; /* H(a) + H(b) - log2 n: shuffling leaves it alone */
};

/* sum c log2 c over a table. */
static double sum_clogc(const uint32_t *count, size_t m)
{
	double sum = 0;
	for (size_t i = 0; i < m; i++)
		if (count[i] > 1)
			sum += (double)count[i] * log2((double)count[i]);
	return sum;
}

static void count_joint(struct couple *c)
{
	memset(c->joint, 0, c->ka * c->kb * sizeof *c->joint);
	for (size_t t = 0; t < c->n; t++)
		c->joint[c->a[t] * c->kb + c->b[t]]++;
}

/* I = H(a) + H(b) - H(a, b), each H = log2 n - sum c log2 c / n. */
static double information(struct couple *c)
{
	count_joint(c);
	return c->marginal + sum_clogc(c->joint, c->ka * c->kb) / (double)c->n;
}

static bool set_marginal(struct couple *c)
{
	uint32_t *a = calloc(c->ka, sizeof *a), *b = calloc(c->kb, sizeof *b);
	bool ok = a && b;
	for (size_t t = 0; ok && t < c->n; t++) {
		a[c->a[t]]++;
		b[c->b[t]]++;
	}
	if (ok)
		c->marginal =
		    log2((double)c->n) - (sum_clogc(a, c->ka) + sum_clogc(b, c->kb)) / (double)c->n;
	free(a);
	free(b);
	return ok;
}

static void shuffle(uint8_t *s, size_t n, struct rng *r)
{
	for (size_t i = n - 1; i > 0; i--) {
		size_t j = (size_t)rng_below(r, i + 1);
		uint8_t t = s[i];
		s[i] = s[j];
		s[j] = t;
	}
}

static struct mutual_information absent(enum estimate_status status, uint64_t n)
{
	struct estimate none = estimate_absent(status, n);
	return (struct mutual_information){none, NAN, NAN, none};
}

static struct mutual_information against_shuffles(
    struct couple *c, const struct conditional_options *o)
{
	unsigned shuffles = o->shuffles, reached = 0;
	if (!shuffles)
		shuffles = c->n <= 1000000 ? 99 : (unsigned)(99000000 / c->n);
	double plugin = information(c), sum = 0;
	for (unsigned k = 0; k < shuffles; k++) {
		struct rng r;
		rng_init(&r, o->seed, k);
		shuffle(c->b, c->n, &r);
		double v = information(c);
		sum += v / shuffles;
		/* Sums of logarithms in another order: equal means equal to rounding. */
		reached += v >= plugin - 1e-12;
	}
	return (struct mutual_information){estimate_point(plugin - sum, c->n), plugin, sum,
	    estimate_point((1.0 + reached) / (1.0 + shuffles), c->n)};
}

enum { MOST = 1 << 22, STRETCHES = 64 };

/* Where the i-th of `used` samples stands among n: all of them, or stretches spread evenly. */
static size_t spread(size_t i, size_t used, size_t n)
{
	size_t length = used / STRETCHES;
	return used == n ? i : i / length * (n / STRETCHES) + i % length;
}

/* b = the symbol at t + lag; a = the symbol `lag` before it, or with `two` the pair of the two
 * before. */
static struct mutual_information measure(
    const struct symbols *s, size_t lag, bool two, const struct conditional_options *o)
{
	size_t k = s->alphabet, all = s->n - lag;
	struct couple c = {.n = all < MOST ? all : MOST, .ka = two ? k * k : k, .kb = k};
	c.a = malloc(c.n * sizeof *c.a);
	c.b = malloc(c.n);
	c.joint = malloc(c.ka * c.kb * sizeof *c.joint);
	bool ok = c.a && c.b && c.joint;
	for (size_t i = 0; ok && i < c.n; i++) {
		size_t t = spread(i, c.n, all);
		c.a[i] = (uint16_t)(two ? s->s[t] * k + s->s[t + 1] : s->s[t]);
		c.b[i] = s->s[t + lag];
	}
	ok = ok && set_marginal(&c);
	struct mutual_information m = ok ? against_shuffles(&c, o) : absent(EST_NO_MEMORY, s->n);
	free(c.a);
	free(c.b);
	free(c.joint);
	return m;
}

struct mutual_information conditional_information(
    const struct symbols *s, size_t lag, const struct conditional_options *options)
{
	if (lag < 1)
		return absent(EST_NOT_APPLICABLE, s->n);
	if (s->n < lag + 20)
		return absent(EST_TOO_SHORT, s->n);
	if (s->alphabet < 2)
		return absent(EST_DEGENERATE, s->n);
	return measure(s, lag, false, options);
}

struct mutual_information conditional_information2(
    const struct symbols *s, const struct conditional_options *options)
{
	if (s->alphabet > 40)
		return absent(EST_NOT_APPLICABLE, s->n);
	if (s->n < 22)
		return absent(EST_TOO_SHORT, s->n);
	if (s->alphabet < 2)
		return absent(EST_DEGENERATE, s->n);
	return measure(s, 2, true, options);
}

struct estimate conditional_entropy(const uint64_t *x, size_t n, const struct histogram *h,
    int predecessors, const struct conditional_options *options)
{
	struct symbols s;
	if (predecessors < 1 || predecessors > 2)
		return estimate_absent(EST_NOT_APPLICABLE, n);
	if (n < 22)
		return estimate_absent(EST_TOO_SHORT, n);
	if (h->distinct == 1)
		return estimate_point(0, n);
	if (symbols_init(&s, x, n, h, predecessors == 1 ? 256 : 40) != EST_OK)
		return estimate_absent(EST_NO_MEMORY, n);
	struct mutual_information m = predecessors == 1 ? conditional_information(&s, 1, options)
							: conditional_information2(&s, options);
	symbols_release(&s);
	if (m.bits.status != EST_OK)
		return estimate_absent(m.bits.status, n);
	double value = fmax(entropy_shannon_mm(h).value - m.bits.value, 0);
	/* Two predecessors in 40 symbols may tell less than one in 256, but never less in truth. */
	if (predecessors == 2 && h->distinct > 40)
		value = fmin(value, conditional_entropy(x, n, h, 1, options).value);
	return estimate_point(value, n);
}
