/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The modes of consecutive pieces of a series, each found from the piece's own samples: what a
 * series whose level moves has at a time, which its whole distribution does not show.
 */
#ifndef MODE_PIECES_H
#define MODE_PIECES_H

#include <stddef.h>
#include <stdint.h>

#include "estimate.h"
#include "modality.h"

/* Effective samples below which a piece's number of modes is not determined. */
enum { MODE_PIECES_FEWEST = 100 };

/* count: of the modes of each piece, 1 .. 3; lo = hi = value where the piece has MODE_PIECES_FEWEST
 * effective samples, else nan. place: of its two largest modes, the lower one first, the mean of
 * the mode's samples with a 95 % interval; value, lo and hi are nan in a piece that has one mode,
 * or too few effective samples. The interval is that of a mean of as many independent samples as
 * the mode has of the piece's effective ones, and half a tick where the mode lies on one value.
 * Each `count` member is 0 where the series is too short for pieces. */
struct mode_pieces {
	struct pieces count, place[2];
};

/* x[0..n) in ticks; n_eff of the options is not read. EST_OK or EST_NO_MEMORY. */
enum estimate_status mode_pieces_of(
    struct mode_pieces *out, const uint64_t *x, size_t n, const struct modality_options *options);

#endif
