/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SP90B_LAG_H
#define SP90B_LAG_H

#include "sp90b_types_private.h"

/* The prediction estimate of 6.3.8, for symbols and for bits.
 * 128 lags; needs 3 symbols.
 * Figures: see sp90b_prediction. */
struct sp90b_estimate sp90b_lag(struct sp90b_symbols s);
struct sp90b_estimate sp90b_lag_bits(const struct sp90b_bits *b);

#endif
