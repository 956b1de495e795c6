/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SP90B_MULTI_MMC_H
#define SP90B_MULTI_MMC_H

#include "sp90b_types_private.h"

/* The prediction estimate of 6.3.9, for symbols and for bits.
 * Orders 1 to 16, at most 100,000 counted pairs each; needs 3 symbols, or 4
 * bits.
 * Figures: see sp90b_prediction. */
struct sp90b_estimate sp90b_multi_mmc(struct sp90b_symbols s);
struct sp90b_estimate sp90b_multi_mmc_bits(const struct sp90b_bits *b);

#endif
