/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sentences on two machines of a cell.
 */
#ifndef COMPARE_SENTENCE_H
#define COMPARE_SENTENCE_H

#include "reference_private.h"

#include <stdio.h>

/* What a sentence says once for several pairs is left out of each. */
struct manner {
	bool why; /* that one run shows no spread */
};

/* How b differs from a, and what else differs. */
void sentence_put_pair(
    FILE *out, const struct compare *c, size_t cell, size_t a, size_t b, struct manner manner);

/* sizes.c: which figures depend on the number of samples, where the runs of the reference and
 * p[0..n) have unequal ones: at how many they were compared, or that they were not. Once for all.
 */
void sentence_put_sizes(FILE *out, const struct compare *c, size_t cell, size_t reference,
    const struct placed *p, size_t n);

#endif
