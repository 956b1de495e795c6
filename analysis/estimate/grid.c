/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "grid.h"

#include "num.h"
#include "rng.h"

#include <math.h>
#include <stdbool.h>

typedef unsigned __int128 wide;

/* The grid as integers: grid ticks = floor((t * num + offset) / den), num / den in lowest terms.
 * The offset, a phase, is counted in parts of 1/den of a grid tick before reduction, `parts` of
 * which make one. */
struct ratio {
	uint64_t num, den, parts, scale; /* scale: by how much num and parts were reduced */
};

static bool integral(double hz)
{
	return hz >= 1 && hz <= 1e12 && hz == floor(hz);
}

/* The tick of the emulated counter at native time t: with t < 2^65 and num < 2^40 the product has
 * at most 105 bits. The phase enters unreduced, so that it is exact to one part in native_hz. */
static wide read_counter(const struct ratio *r, wide t, uint64_t phase)
{
	wide product = t * r->num;
	/* (product + phase / scale) / den without a fraction: the remainder decides on the carry.
	 */
	wide whole = product / r->den;
	uint64_t rest = (uint64_t)(product % r->den);
	return whole + ((wide)rest * r->scale + phase) / r->parts;
}

/* a * num / den, den and num 32 bits: a < 2^96 at most, so nothing overflows. */
static wide rescaled(const struct grid *g, wide a)
{
	return a * g->rescale_num / g->rescale_den;
}

static bool valid(const struct grid *g)
{
	/* At most 2^30 times faster: t < 2^65 then becomes < 2^95, and < 2^127 times N. */
	return integral(g->native_hz) && integral(g->grid_hz) && g->phase >= 0 && g->phase < 1 &&
	       g->grid_hz <= g->native_hz * 0x1p30 &&
	       (g->rescale == GRID_RESCALE_NONE || (g->rescale_num && g->rescale_den));
}

static wide emulate(
    const struct grid *g, const struct ratio *r, uint64_t start, uint64_t elapsed, uint64_t phase)
{
	wide from = read_counter(r, start, phase);
	wide to = read_counter(r, (wide)start + elapsed, phase);
	if (g->rescale == GRID_RESCALE_BEFORE)
		return rescaled(g, to) - rescaled(g, from);
	return g->rescale == GRID_RESCALE_AFTER ? rescaled(g, to - from) : to - from;
}

enum estimate_status grid_emulate(const struct grid *grid, const uint64_t *start,
    const uint64_t *elapsed, size_t n, uint64_t *out)
{
	if (!valid(grid))
		return EST_NOT_APPLICABLE;
	uint64_t native = (uint64_t)grid->native_hz, hz = (uint64_t)grid->grid_hz;
	uint64_t common = num_gcd(native, hz);
	struct ratio r = {hz / common, native / common, native, common};
	uint64_t fixed = (uint64_t)floor(grid->phase * grid->native_hz);
	struct rng rng;
	rng_init(&rng, grid->seed, 0);
	for (size_t i = 0; i < n; i++) {
		uint64_t phase = fixed;
		if (grid->random_phase)
			phase = (fixed + rng_below(&rng, native)) % native;
		wide d = emulate(grid, &r, start ? start[i] : 0, elapsed[i], phase);
		if (d > UINT64_MAX)
			return EST_NOT_APPLICABLE;
		out[i] = (uint64_t)d;
	}
	return EST_OK;
}
