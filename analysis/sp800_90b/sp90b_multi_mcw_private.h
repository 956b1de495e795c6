/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SP90B_MULTI_MCW_H
#define SP90B_MULTI_MCW_H

#include "sp90b_types_private.h"

/* The prediction estimate of 6.3.7, for symbols and for bits.
 * Windows of 63, 255, 1023 and 4095; needs 4096 symbols, as NIST's tool does.
 * Figures: see sp90b_prediction. */
struct sp90b_estimate sp90b_multi_mcw(struct sp90b_symbols s);
struct sp90b_estimate sp90b_multi_mcw_bits(const struct sp90b_bits *b);

#endif
