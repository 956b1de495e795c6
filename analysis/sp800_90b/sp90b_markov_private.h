/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SP90B_MARKOV_H
#define SP90B_MARKOV_H

#include "sp90b_types_private.h"

/* The Markov estimate (6.3.3), for bits. Needs n >= 2. Figures: P_0, P_1, P_00, P_01, P_10, P_11
 * (P_xy: y follows x), p_hat_max (of the likeliest sequence of 128). */
struct sp90b_estimate sp90b_markov(const struct sp90b_bits *b);

#endif
