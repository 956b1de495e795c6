/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How often the strings of a text repeat, for all lengths at once: what the t-tuple and LRS
 * estimates (6.3.5, 6.3.6) and the LRS test (5.2.5) are made of.
 */
#ifndef SP90B_REPEATS_H
#define SP90B_REPEATS_H

#include "sp90b_types_private.h"

/* For a length w from 1 to `longest`: most[w] is the count of the commonest string of length w,
 * exact unless less than the cutoff; pairs[w] the number of pairs of places at which the same
 * string of length w begins. */
struct sp90b_repeats {
	size_t n;	/* symbols in the text */
	size_t longest; /* length of the longest string that occurs twice; 0: none does */
	uint32_t *most;
	uint64_t *pairs;
};

/* Counts in a text of n symbols of `width` bits each, laid end to end in `b` (b->n = n * width).
 * 1 <= width <= 16, n < 2^32, cutoff >= 2. Returns SP90B_OK, or SP90B_NO_MEMORY and leaves nothing
 * to release.
 */
enum sp90b_status sp90b_repeats_init(
    struct sp90b_repeats *r, const struct sp90b_bits *b, unsigned width, uint64_t cutoff);
void sp90b_repeats_release(struct sp90b_repeats *r);

#endif
