/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SP90B_COLLISION_H
#define SP90B_COLLISION_H

#include "sp90b_types_private.h"

/* The collision estimate (6.3.2), for bits. Needs two collisions. Figures: v, sum_t, x_bar,
 * sigma_hat, x_bar_prime, found_p (0: no p solves step 7, so p = 1/2), p. */
struct sp90b_estimate sp90b_collision(const struct sp90b_bits *b);

#endif
