/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SP90B_LRS_TEST_H
#define SP90B_LRS_TEST_H

#include "sp90b_types_private.h"

/* The length of the longest repeated substring test (5.2.5): whether a string that long would
 * repeat among independent symbols. Passes at pr_x_ge_1 >= 0.001. */
struct sp90b_lrs_test {
	enum sp90b_status status;
	double p_col;	  /* probability that two symbols are the same */
	uint64_t w;	  /* length of the longest repeated substring */
	double pr_x_ge_1; /* probability of one or more repeats of that length */
	bool pass;
};

/* count[v] is how often symbol v of k occurs among n, w the longest repeat (sp90b_repeats). */
struct sp90b_lrs_test sp90b_lrs_test(const uint64_t *count, uint32_t k, size_t n, uint64_t w);

#endif
