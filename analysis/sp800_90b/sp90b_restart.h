/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Restart tests (3.1.4) of a matrix of samples: each row is what one restart gave.
 */
#ifndef SP90B_RESTART_H
#define SP90B_RESTART_H

#include "sp90b.h"

struct sp90b_restart_result {
	enum sp90b_fault fault;
	size_t at;
	unsigned width;
	uint32_t k;
	double alpha;		      /* of one row or column */
	uint64_t row_max, column_max; /* count of the commonest symbol of any row, column */
	uint64_t row_cutoff, column_cutoff;
	bool decides; /* whether any data could exceed a cutoff: at a low h_i none can */
	bool sanity;  /* neither count exceeds its cutoff; otherwise nothing below is set */
	struct sp90b_track row, column;
	double h_row, h_column; /* least of the estimates, and of the width */
	bool validation;	/* both are at least H_I / 2 (3.1.4.2) */
	double h;		/* min(H_r, H_c, H_I) */
};

/* Greatest count of the commonest symbol among n that is not yet suspect at min-entropy h_i: the
 * least x with P(max count > x) <= alpha, exact, for the distribution in which as many symbols as
 * can be are as likely as 2^-h_i and one has the rest. Above 3000 samples by the sum over the
 * symbols, at most one more. 0 without memory. */
uint64_t sp90b_restart_cutoff(size_t n, double h_i, double alpha);

/* Tests raw[0 .. rows * columns), row after row. iid: H_r and H_c by the most common value alone
 * (6.1). h_i from 0 to the width. rows, columns >= 2. */
struct sp90b_restart_result sp90b_restart(const uint16_t *raw, size_t rows, size_t columns,
    double h_i, bool iid, const struct sp90b_options *o);

#endif
