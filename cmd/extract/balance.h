/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The balance of an output: the samples that its bytes were made from, the bits that these hold at
 * the stated min-entropy, and the bits of the output. Samples that were timed for the start-up
 * test, or looked at after the last byte, are not counted.
 */
#ifndef EXTRACT_BALANCE_H
#define EXTRACT_BALANCE_H

#include "extract.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct balance {
	uint64_t bytes, used; /* of the output; samples that they were made from */
	double min_entropy;   /* bits a sample */
	bool assumed;	      /* nobody stated it */
	bool conditioned;
	const char *sample; /* "call" */
};

/* Durations that the rule's pairs were made of: neighbouring pairs share one. */
uint64_t balance_extracted(const struct tlx_yield *yield);

/* Durations of the blocks, the last one whole, that `bytes` of conditioned output came from. */
uint64_t balance_conditioned(size_t bytes, double min_entropy);

/* On stderr; with a warning where the output has more bits than its samples hold. */
void balance_print(const struct balance *b);

#endif
