/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SP90B_COMPRESSION_H
#define SP90B_COMPRESSION_H

#include "sp90b_types_private.h"

enum { SP90B_COMPRESSION_D = 1000 };

/* The compression estimate (6.3.4), for bits, in blocks of 6, of which the first d make the
 * dictionary (d = SP90B_COMPRESSION_D in the standard). Needs d + 2 blocks, since the deviation
 * divides by the blocks behind the dictionary less one. Figures: x_bar, sigma_hat, x_bar_prime,
 * found_p (0: no p above 1/64 solves step 7), p. */
struct sp90b_estimate sp90b_compression(const struct sp90b_bits *b, size_t d);

#endif
