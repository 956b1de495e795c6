/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SP90B_MCV_H
#define SP90B_MCV_H

#include "sp90b_types_private.h"

/* The most common value estimate (6.3.1). Needs n >= 2. Figures: mode (count of the most common
 * symbol), p_hat, p_u. */
struct sp90b_estimate sp90b_mcv(struct sp90b_symbols s);
struct sp90b_estimate sp90b_mcv_bits(const struct sp90b_bits *b);

#endif
