/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SP90B_LZ78Y_H
#define SP90B_LZ78Y_H

#include "sp90b_types_private.h"

/* The prediction estimate of 6.3.10, for symbols and for bits.
 * Contexts of 1 to 16 symbols, at most 65,536 in all; needs 18 symbols, or 19 bits.
 * Figures: see sp90b_prediction. */
struct sp90b_estimate sp90b_lz78y(struct sp90b_symbols s);
struct sp90b_estimate sp90b_lz78y_bits(const struct sp90b_bits *b);

#endif
