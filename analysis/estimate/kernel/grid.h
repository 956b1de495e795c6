/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The same samples as another counter would have recorded them: both timestamps are floored to a
 * counter of grid_hz, optionally rescaled as mach_timebase_info does, and subtracted. In exact
 * integer arithmetic (128 bits): no result depends on floating point.
 */
#ifndef GRID_H
#define GRID_H

#include <stddef.h>
#include <stdint.h>

#include "estimate.h"

enum grid_rescale {
	GRID_RESCALE_NONE = 0,
	GRID_RESCALE_BEFORE, /* each timestamp t becomes floor(t N / D), then they are subtracted */
	GRID_RESCALE_AFTER,  /* the difference d becomes floor(d N / D) */
};

/* A counter to emulate. Set the members by name and leave the rest zero. */
struct grid {
	double native_hz; /* of the recorded ticks: integral, 1 .. 1e12 */
	double grid_hz;	  /* of the emulated counter: integral, 1 .. 1e12, at most 2^30 native_hz */
	double phase;	  /* 0 <= phase < 1 of a grid tick, added to both timestamps */
	int random_phase; /* not 0: a phase drawn anew for each sample, on top of `phase` */
	uint64_t seed;	  /* of the random phases */
	enum grid_rescale rescale;	   /* N / D below are looked at only if this is not NONE */
	uint32_t rescale_num, rescale_den; /* for instance 125 / 3 */
};

/* out[i] = elapsed ticks of the emulated counter between start[i] and start[i] + elapsed[i] (which
 * may wrap around 2^64: the sum is taken in 65 bits). start may be NULL: then all start at 0, which
 * only makes sense with random_phase. out may be the same array as elapsed. The phase is exact to 1
 * part in native_hz. EST_NOT_APPLICABLE if a member is out of range or a result does not fit 64
 * bits; out is then unspecified. */
enum estimate_status grid_emulate(const struct grid *grid, const uint64_t *start,
    const uint64_t *elapsed, size_t n, uint64_t *out);

#endif
