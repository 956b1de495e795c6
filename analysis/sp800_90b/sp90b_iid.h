/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The IID track (sections 3.1.2, 5 and 6.1): whether samples look independent and identically
 * distributed, and their entropy if they are.
 */
#ifndef SP90B_IID_H
#define SP90B_IID_H

#include "sp90b.h"
#include "sp90b_chi_square_private.h"
#include "sp90b_lrs_test_private.h"
#include "sp90b_permutation_private.h"

struct sp90b_iid_result {
	enum sp90b_fault fault;
	size_t at, n;
	unsigned width;
	uint32_t k;
	bool narrow, translated;
	double mean, median; /* of the values; of the renumbered symbols (0.5 if binary) */
	/* The most common value estimate (6.1); SP90B_NOT_APPLICABLE for a track that was not run.
	 */
	struct sp90b_estimate original, bitstring;
	double h_assessed;
	struct sp90b_chi_square independence, goodness_of_fit;
	struct sp90b_lrs_test lrs;
	struct sp90b_permutation permutation;
	bool pass; /* all of the tests that could be made */
};

/* Assesses raw[0..n): o as for sp90b_assess (its progress is not called), p for the permutations.
 */
struct sp90b_iid_result sp90b_assess_iid(const uint16_t *raw, size_t n,
    const struct sp90b_options *o, const struct sp90b_permutation_options *p);

/* What that takes: about a tenth of the permutations for data that are IID, all of them and every
 * statistic for data that leave one undecided to the end. */
struct sp90b_cost sp90b_cost_iid(size_t n, uint32_t permutations, unsigned threads);

#endif
