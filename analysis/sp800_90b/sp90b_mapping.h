/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From tick counts to symbols. NIST's tool takes symbols of 8 bits; durations are wider, and how
 * they are made narrow decides what is assessed, so that every way has a name and is reported.
 */
#ifndef SP90B_MAPPING_H
#define SP90B_MAPPING_H

#include "sp90b_memo_private.h"

enum sp90b_mapping {
	SP90B_LOW8,	      /* the low 8 bits */
	SP90B_EFFECTIVE_TICK, /* (x - least x) / g, g the greatest divisor that all have in common
			       */
	SP90B_RANK,	      /* number of distinct values below x */
	SP90B_ACTIVE_BITS,    /* the bits that are not the same in all values, put together */
	SP90B_CLIP,	      /* x, at most 255 */
	SP90B_MODE_INDEX,     /* number of bounds that x is not below: which mode it belongs to */
	SP90B_MAPPINGS
};

/* Sets of them, as bits. */
enum {
	SP90B_ALL_MAPPINGS = (1 << SP90B_MAPPINGS) - 1,
	/* Different values stay different: all have the entropy of the samples. */
	SP90B_INJECTIVE = 1 << SP90B_EFFECTIVE_TICK | 1 << SP90B_RANK | 1 << SP90B_ACTIVE_BITS
};

/* "low8", "divide-by-effective-tick", "rank", "active-bits", "clip", "mode-index". */
const char *sp90b_mapping_name(enum sp90b_mapping m);

struct sp90b_mapped {
	enum sp90b_status status; /* SP90B_NOT_APPLICABLE: mode-index without bounds, or not asked
				   * for */
	uint64_t tick;		  /* effective tick: g (1 if all values are the same) */
	uint64_t active;	  /* active bits: which, as a mask */
	uint64_t clipped; /* samples that a symbol of 16 bits could not hold and that were set
			   * to its greatest value; or above 255 (clip) */
};

/* Maps x[0..n) into out[0..n). bounds: n_bounds ascending numbers, for mode-index alone. */
struct sp90b_mapped sp90b_map(enum sp90b_mapping m, const uint64_t *x, size_t n,
    const double *bounds, size_t n_bounds, uint16_t *out);

/* All mappings of one series. */
struct sp90b_mappings {
	enum sp90b_status status;
	struct sp90b_mapped mapped[SP90B_MAPPINGS];
	struct sp90b_result result[SP90B_MAPPINGS]; /* where mapped[] is SP90B_OK */
	/* A constant result counts as 0 bits. -1: no mapping gave a result. */
	int lowest, highest;
	double h_lowest, h_highest; /* h_assessed */
};

/* Fills *all. which: the mappings to assess. memo: what was assessed before and what is now. */
void sp90b_assess_mappings(struct sp90b_mappings *all, unsigned which, const uint64_t *x, size_t n,
    const double *bounds, size_t n_bounds, const struct sp90b_options *o, struct sp90b_memo *memo);

/* Bits per sample of a result: h_assessed, or 0 for one distinct symbol. -1: there is
 * none. */
double sp90b_h_of(const struct sp90b_result *r);

#endif
