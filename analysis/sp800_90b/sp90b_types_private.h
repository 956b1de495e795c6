/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What every estimator of this room takes and gives. The room computes the estimators of NIST
 * SP 800-90B (January 2018), cited below by section: pure functions, nothing printed, nothing
 * kept. Floating figures agree with NIST's own tool to 1e-11, counts exactly
 * (docs/sp800-90b.md lists where that tool departs from the text).
 */
#ifndef SP90B_TYPES_H
#define SP90B_TYPES_H

#include "normal.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sp90b_status {
	SP90B_OK = 0,
	SP90B_TOO_SHORT,      /* the data are too short for the method, or repeat too little */
	SP90B_NOT_APPLICABLE, /* the method is for another kind of data, or was not asked for */
	SP90B_NO_MEMORY,
	SP90B_TOO_FEW, /* fewer permutations than the limits of 5.1 are made for */
};

/* "ok", "too short", "not applicable", "no memory", "too few permutations". */
const char *sp90b_status_name(enum sp90b_status status);

/* The 99.5 % quantile of the normal distribution. The text prints 2.576; NIST's tool and this
 * room use the full figure. */
#define SP90B_Z NORMAL_995

enum { SP90B_FIGURES = 10 };

/* An intermediate figure: a count, or a real number (NAN: it was not needed). */
struct sp90b_figure {
	const char *name;
	bool is_count;
	uint64_t count;
	double real;
};

/* Result of one estimator. `h` is its min-entropy per symbol, or per bit of a bit string; it is
 * meaningful for SP90B_OK only. The figures are there as far as they were computed. */
struct sp90b_estimate {
	enum sp90b_status status;
	double h;
	unsigned figures;
	struct sp90b_figure figure[SP90B_FIGURES];
};

/* An estimate without figures. */
struct sp90b_estimate sp90b_absent(enum sp90b_status status);

/* Append a figure; `name` is borrowed for ever. */
void sp90b_add_count(struct sp90b_estimate *e, const char *name, uint64_t count);
void sp90b_add_real(struct sp90b_estimate *e, const char *name, double real);

/* The figure of that name, or NULL. */
const struct sp90b_figure *sp90b_find(const struct sp90b_estimate *e, const char *name);

/* Bits, the first one in the top bit of word[0]. 64 zero bits at least follow the last one. */
struct sp90b_bits {
	uint64_t *word;
	size_t n;
};

/* Symbols 0 .. k-1. */
struct sp90b_symbols {
	const uint16_t *s;
	size_t n;
	uint32_t k;
};

/* Room for n bits, all zero. Returns 0, or -1 without memory. Freed by sp90b_bits_release. */
int sp90b_bits_init(struct sp90b_bits *b, size_t n);
void sp90b_bits_release(struct sp90b_bits *b);

static inline unsigned sp90b_bit(const struct sp90b_bits *b, size_t i)
{
	return (unsigned)(b->word[i >> 6] >> (63 - (i & 63))) & 1;
}

/* The 64 bits that start at bit i, i <= n; zeros follow the last bit. */
static inline uint64_t sp90b_window(const struct sp90b_bits *b, size_t i)
{
	unsigned off = i & 63;
	uint64_t hi = b->word[i >> 6] << off;
	/* Two shifts, since one by 64 is undefined. */
	return hi | b->word[(i >> 6) + 1] >> 1 >> (63 - off);
}

/* Writes the low `width` bits of v at bit i; the place must be zero. 1 <= width <= 16. */
static inline void sp90b_put(struct sp90b_bits *b, size_t i, unsigned width, uint64_t v)
{
	unsigned off = i & 63;
	uint64_t top = v << (64 - width);
	b->word[i >> 6] |= top >> off;
	if (off + width > 64)
		b->word[(i >> 6) + 1] |= top << 1 << (63 - off);
}

/* Upper end of the 99 % confidence interval of a share p seen in n samples, at most 1 (6.3.1,
 * step 2; the same bound is in 6.3.5, 6.3.6 and in the predictors). n >= 2. */
double sp90b_upper_bound(double p, double n);

/* count / n, added up 1/n by 1/n as NIST's tool does in the tests of section 5. Its rounding
 * errors, up to 1e-11, are part of that tool's figures. */
double sp90b_added_share(uint64_t count, size_t n);

/* -log2 p, never -0. */
double sp90b_min_entropy(double p);

/* The last steps of 6.3.5 and 6.3.6, from log2 of p-hat: adds p-hat under `name` and p_u, and sets
 * h. Long repeats have p-hat so close to 1 that the distance to 1 is what carries the digits. */
void sp90b_add_tuple_bound(struct sp90b_estimate *e, const char *name, double log2_p, double n);

#endif
