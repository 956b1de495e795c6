/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A series that is a mixture of modes, assessed whole and in its parts. Mixtures can raise the
 * estimators of section 6.3: the whole may be rated above what its worst part gives.
 */
#ifndef SP90B_MODES_H
#define SP90B_MODES_H

#include "sp90b_memo_private.h"

enum { SP90B_MOST_MODES = 16 };

struct sp90b_modes {
	enum sp90b_status status; /* SP90B_NOT_APPLICABLE: more modes than SP90B_MOST_MODES */
	unsigned modes;
	size_t n[SP90B_MOST_MODES];		    /* samples of each mode */
	struct sp90b_result part[SP90B_MOST_MODES]; /* the samples of one mode, in their order */
	struct sp90b_result sequence;		    /* which mode came after which */
	struct sp90b_result whole;
	int worst;	/* the part with the fewest bits per sample; -1: none could be assessed */
	double h_worst; /* its bits per sample; 0 for a part with one distinct symbol */
	bool inflated;	/* the whole is rated above its worst part */
};

/* Fills *r for x[0..n), of which sample i belongs to mode mode[i] < modes. Parts have the options o
 * but their own width; a part without samples has the fault SP90B_DATA_EMPTY. memo: what was
 * assessed before and what is now. */
void sp90b_assess_modes(struct sp90b_modes *r, const uint16_t *x, const uint16_t *mode, size_t n,
    unsigned modes, const struct sp90b_options *o, struct sp90b_memo *memo);

#endif
