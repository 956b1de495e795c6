/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SP90B_T_TUPLE_H
#define SP90B_T_TUPLE_H

#include "sp90b_repeats_private.h"

/* A string is common if it occurs that often (6.3.5, step 1; 6.3.6, step 1). */
enum { SP90B_TUPLE_CUTOFF = 35 };

/* The t-tuple estimate (6.3.5). Too short if no symbol occurs `cutoff` times. Figures: t,
 * p_hat_max, p_u. */
struct sp90b_estimate sp90b_t_tuple(const struct sp90b_repeats *r, uint64_t cutoff);

#endif
