/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SP90B_LRS_H
#define SP90B_LRS_H

#include "sp90b_repeats_private.h"

/* The longest repeated substring estimate (6.3.6), with the cutoff of SP90B_TUPLE_CUTOFF. Too
 * short if no string that is rare (fewer than `cutoff` times) occurs twice. Figures: u, v, p_hat,
 * p_u. */
struct sp90b_estimate sp90b_lrs(const struct sp90b_repeats *r, uint64_t cutoff);

#endif
