/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SP90B_TRIES_H
#define SP90B_TRIES_H

#include "sp90b_repeats_private.h"

/* As sp90b_repeats_init(), which sets r->n and releases what this one fills. SP90B_TOO_SHORT: the
 * text repeats so much that a suffix array is faster; nothing is left to release. */
enum sp90b_status sp90b_count_tries(
    struct sp90b_repeats *r, const struct sp90b_bits *b, unsigned width, uint64_t cutoff);

#endif
