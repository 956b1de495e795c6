/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a condition changes, from the blocks of a randomised block design: each block has one run
 * without the condition and one with it. The blocks are the independent units.
 */
#ifndef BLOCK_EFFECT_H
#define BLOCK_EFFECT_H

#include "estimate.h"

#include <stddef.h>
#include <stdint.h>

/* A figure of one run, with its own 95 % interval (nan: it has none). */
struct block_value {
	double value, lo, hi;
};

/* What kind of number the figure is: `step`, that of the lattice on which its values lie (0: none);
 * `count`, samples of a run where it is a share of them (0: it is none). */
struct block_kind {
	double step;
	uint64_t count;
};

/* Mean of n blocks, n >= 2 (EST_TOO_SHORT), with a 95 % interval; of a share within 0 to 1. lo and
 * hi are nan where the blocks agree and neither lattice nor own intervals say how closely they
 * could; the note says so. n_eff is n. */
struct estimate block_mean(const struct block_value *v, size_t n, struct block_kind kind);

/* Mean difference with[i] - without[i] over n blocks, the same way; of a share within -1 to 1. */
struct estimate block_difference(const struct block_value *without, const struct block_value *with,
    size_t n, struct block_kind kind);

/* Geometric mean of the ratios with[i] / without[i], the same way, from their logarithms. Of a
 * share of which some run has none, 1/2 is added to the counts of all. EST_DEGENERATE where a value
 * is not above 0 else. */
struct estimate block_ratio(const struct block_value *without, const struct block_value *with,
    size_t n, struct block_kind kind);

#define BLOCK_DIFFERENCE_METHOD "mean of the blocks' differences to idle; Student's t over blocks"
#define BLOCK_RATIO_METHOD                                                                         \
	"geometric mean of the blocks' ratios to idle; Student's t over blocks, of logarithms"

#endif
