/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SP90B_PERMUTATION_H
#define SP90B_PERMUTATION_H

#include "sp90b_types_private.h"

/* What the text asks for, and what a limit of 5 to either side is made for: of 100, one statistic
 * in 10 of random data would lie beyond it. @[SP800-90B, section 5.1] */
enum { SP90B_PERMUTATIONS = 10000 };

/* The 11 statistics of 5.1.1 to 5.1.11, two of which are taken at five lags. */
enum { SP90B_STATISTICS = 19 };

/* "excursion", "directional_runs", ... */
const char *sp90b_statistic_name(int which);

/* Counts of permutations whose statistic is greater than, equal to and less than that of the data.
 * A statistic passes if greater + equal and equal + less both exceed 5; counting stops there. */
struct sp90b_ranks {
	double observed;
	uint32_t greater, equal, less;
	bool pass;
};

struct sp90b_permutation {
	enum sp90b_status status; /* SP90B_TOO_FEW: there are counts, but no verdict */
	uint32_t
	    rounds; /* permutations made: less than asked for if all statistics passed before */
	struct sp90b_ranks rank[SP90B_STATISTICS];
	bool pass;
};

struct sp90b_permutation_options {
	uint32_t permutations; /* below SP90B_PERMUTATIONS there is no verdict */
	uint64_t seed;
	unsigned threads;
	void (*progress)(void *with, double share); /* may be NULL */
	void *with;
};

/* The permutation test of s, whose symbol v means value[v]. Permutation r depends on the seed
 * and r alone, so that results are the same for any number of threads. Binary data shorter than
 * 8 x 64 and other data shorter than 64 are too short. */
struct sp90b_permutation sp90b_permutation_test(
    struct sp90b_symbols s, const uint16_t *value, const struct sp90b_permutation_options *o);

/* The statistics of s itself, for tests. Returns 0, or -1 without memory. */
int sp90b_statistics(struct sp90b_symbols s, const uint16_t *value, double out[SP90B_STATISTICS]);

#endif
