/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From raw samples to what the estimators read.
 */
#ifndef SP90B_DATA_H
#define SP90B_DATA_H

#include "sp90b_types_private.h"

enum { SP90B_WIDEST = 16, SP90B_LEAST_SAMPLES = 1000000 };

enum sp90b_fault {
	SP90B_DATA_OK = 0,
	SP90B_DATA_EMPTY,
	SP90B_DATA_TOO_WIDE, /* a sample does not fit the width; `at` is its index */
	SP90B_DATA_ONE_SYMBOL,
	SP90B_DATA_TOO_LONG, /* more bits than 2^32 - 1 */
	SP90B_DATA_NO_MEMORY,
};

/* One data set. The width is what was given, or the bits up to the highest one set anywhere. The
 * distinct values, in their order, are renumbered 0 .. k-1 (the text's "mapping down" where bits
 * are always 0); the bit string is made of the values as they were, highest bit of the width
 * first. A set with two distinct values is binary whatever its width. */
struct sp90b_data {
	size_t n;
	unsigned width;
	bool narrow; /* the values would fit a smaller width than the one given */
	uint32_t k;
	bool translated;	   /* fewer values than the width has room for */
	uint16_t *symbol;	   /* renumbered; NULL if k = 2 */
	struct sp90b_bits literal; /* renumbered, in `literal_width` bits each */
	unsigned literal_width;
	struct sp90b_bits bitstring; /* the first `bits` of the bit string */
};

/* Width of the values: bits up to the highest one set anywhere, at least 1. */
unsigned sp90b_width(const uint16_t *raw, size_t n);

/* Prepares raw[0..n). width 0: from the data. bits: at most so many bits of the bit string, 0: all.
 * On a fault nothing is to be released; *at (may be NULL) is the sample at fault. */
enum sp90b_fault sp90b_data_init(
    struct sp90b_data *d, const uint16_t *raw, size_t n, unsigned width, size_t bits, size_t *at);
void sp90b_data_release(struct sp90b_data *d);

struct sp90b_symbols sp90b_data_symbols(const struct sp90b_data *d);

#endif
