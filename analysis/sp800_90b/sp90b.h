/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The non-IID assessment (sections 3.1.3 and 6.3): all estimators of a data set, on its symbols and
 * on its bits, in one call. What `ticklab entropy` and `ticklab analyze` run.
 */
#ifndef SP90B_H
#define SP90B_H

#include "sp90b_data_private.h"

enum sp90b_estimator {
	SP90B_MCV,
	SP90B_COLLISION,
	SP90B_MARKOV,
	SP90B_COMPRESSION,
	SP90B_T_TUPLE,
	SP90B_LRS,
	SP90B_MULTI_MCW,
	SP90B_LAG,
	SP90B_MULTI_MMC,
	SP90B_LZ78Y,
	SP90B_ESTIMATORS
};

/* "mcv", "collision", ...; and the text's own name: "most common value", ... */
const char *sp90b_estimator_name(enum sp90b_estimator which);
const char *sp90b_estimator_title(enum sp90b_estimator which);
/* "6.3.1" ... "6.3.10". */
const char *sp90b_estimator_section(enum sp90b_estimator which);

enum sp90b_dataset {
	SP90B_INITIAL,	   /* from the noise source: min(H_original, n H_bitstring) (3.1.3) */
	SP90B_CONDITIONED, /* from a conditioning component: h' = H_bitstring (3.1.5.2) */
	SP90B_SYMBOLS,	   /* the symbols alone: rows and columns of restarts (3.1.4.2) */
};

struct sp90b_options {
	enum sp90b_dataset dataset;
	unsigned width;	  /* bits per symbol, 1 .. 16; 0: from the data */
	size_t most_bits; /* of the bit string; 0: all */
	unsigned threads; /* 0: 1. Results are the same for any number */
	/* Called by the calling thread alone, as parts are done: share of the work, 0 .. 1. May be
	 * NULL. */
	void (*progress)(void *with, double share);
	void *with;
};

/* One track: the symbols as they are, or the bit string. h is the least of its estimates and of
 * its width; meaningful if `run`. */
struct sp90b_track {
	bool run;
	double h;
	size_t n; /* symbols, or bits */
	struct sp90b_estimate estimate[SP90B_ESTIMATORS];
};

struct sp90b_result {
	enum sp90b_fault fault; /* nothing below is set unless SP90B_DATA_OK */
	size_t at;		/* SP90B_DATA_TOO_WIDE: the sample */
	size_t n;
	unsigned width;
	bool narrow, translated, short_data; /* short_data: less than 1,000,000 samples */
	uint32_t k;
	struct sp90b_track original, bitstring;
	double h_assessed; /* bits per symbol; for SP90B_CONDITIONED too */
};

/* Assesses raw[0..n). The result needs no release. */
struct sp90b_result sp90b_assess(const uint16_t *raw, size_t n, const struct sp90b_options *o);

/* Memory beside the input, and time of one CPU on an ordinary machine of 2020: for uniform data,
 * and for those that take most (they repeat at great length). Estimated. */
struct sp90b_cost {
	double bytes, most_bytes, seconds, most_seconds;
};

/* Of sp90b_assess. */
struct sp90b_cost sp90b_cost(size_t n, unsigned width, const struct sp90b_options *o);

#endif
