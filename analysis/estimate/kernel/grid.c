/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ticks of another counter, exactly: floor((t num + offset) / den) in integers of 128 bits, since t
 * of 65 bits times a frequency of 40 does not fit 64 and a rounded product moves a sample over a
 * tick. The usual sample starts shortly after the one before it: near a place whose remainder is
 * known, 64 bits and a multiplication by the reciprocal are enough, @[GRANLUND-MONTGOMERY-1994];
 * what is out of reach takes the wide path and becomes the next place. Phases and a rescaling after
 * the difference take the wide path always. Cost: a few ns a sample near a place, some tens on the
 * wide path.
 */
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

static bool is_integral(double hz)
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
static wide rescale_time(const struct grid *g, wide a)
{
	return a * g->rescale_num / g->rescale_den;
}

static bool is_valid(const struct grid *g)
{
	/* At most 2^30 times faster: t < 2^65 then becomes < 2^95, and < 2^127 times N. */
	return is_integral(g->native_hz) && is_integral(g->grid_hz) && g->phase >= 0 &&
	       g->phase < 1 && g->grid_hz <= g->native_hz * 0x1p30 &&
	       (g->rescale == GRID_RESCALE_NONE || (g->rescale_num && g->rescale_den));
}

static wide emulate_elapsed(
    const struct grid *g, const struct ratio *r, uint64_t start, uint64_t elapsed, uint64_t phase)
{
	wide from = read_counter(r, start, phase);
	wide to = read_counter(r, (wide)start + elapsed, phase);
	if (g->rescale == GRID_RESCALE_BEFORE)
		return rescale_time(g, to) - rescale_time(g, from);
	return g->rescale == GRID_RESCALE_AFTER ? rescale_time(g, to - from) : to - from;
}

/* ---- the same near a place, in 64 bits ---- */

/* floor(t num / den) less what it is at a place, for t at most `limit` above it. */
struct climb {
	uint64_t num, den, inverse, limit;
	uint64_t rest; /* place num mod den */
};

static struct climb climb_init(uint64_t num, uint64_t den)
{
	return (struct climb){num, den, UINT64_MAX / den, (UINT64_MAX - den) / num, 0};
}

static void climb_from(struct climb *c, wide place)
{
	c->rest = (uint64_t)(place % c->den * c->num % c->den);
}

static uint64_t climb_by(const struct climb *c, uint64_t t)
{
	/* The inverse is low by less than one part in 2^64, so the quotient by at most 1. */
	uint64_t product = c->rest + t * c->num;
	uint64_t q = (uint64_t)((wide)product * c->inverse >> 64);
	return q + (product - q * c->den >= c->den);
}

/* Where the last sample stood that was far from the one before. */
struct place {
	uint64_t start;
	struct climb counter, rescale;
};

static struct place place_init(const struct grid *g, const struct ratio *r)
{
	bool before = g->rescale == GRID_RESCALE_BEFORE;
	return (struct place){0, climb_init(r->num, r->den),
	    climb_init(before ? g->rescale_num : 1, before ? g->rescale_den : 1)};
}

static void place_at(struct place *p, const struct ratio *r, uint64_t start)
{
	p->start = start;
	climb_from(&p->counter, start);
	climb_from(&p->rescale, read_counter(r, start, 0));
}

/* As emulate_elapsed() without a phase. False: out of reach. */
static bool emulate_near(const struct place *p, uint64_t start, uint64_t elapsed, uint64_t *out)
{
	uint64_t from = start - p->start, limit = p->counter.limit / 2;
	/* A start below the place may be a wrapped counter's. */
	if (start < p->start || from > limit || elapsed > limit)
		return false;
	from = climb_by(&p->counter, from);
	uint64_t to = climb_by(&p->counter, start - p->start + elapsed);
	if (to > p->rescale.limit)
		return false;
	*out = climb_by(&p->rescale, to) - climb_by(&p->rescale, from);
	return true;
}

/* ---- a series ---- */

static bool emulate_wide(const struct grid *g, const struct ratio *r, uint64_t start,
    uint64_t elapsed, uint64_t phase, uint64_t *out)
{
	wide d = emulate_elapsed(g, r, start, elapsed, phase);
	*out = (uint64_t)d;
	return d <= UINT64_MAX;
}

/* Without phases: nearly all samples start shortly after the one before. */
static enum estimate_status emulate_all(const struct grid *g, const struct ratio *r,
    const uint64_t *start, const uint64_t *elapsed, size_t n, uint64_t *out)
{
	struct place p = place_init(g, r);
	place_at(&p, r, 0);
	for (size_t i = 0; i < n; i++) {
		uint64_t from = start ? start[i] : 0;
		if (emulate_near(&p, from, elapsed[i], &out[i]))
			continue;
		if (!emulate_wide(g, r, from, elapsed[i], 0, &out[i]))
			return EST_NOT_APPLICABLE;
		place_at(&p, r, from);
	}
	return EST_OK;
}

static enum estimate_status emulate_phased(const struct grid *g, const struct ratio *r,
    const uint64_t *start, const uint64_t *elapsed, size_t n, uint64_t *out)
{
	uint64_t native = r->parts, fixed = (uint64_t)floor(g->phase * g->native_hz);
	struct rng rng;
	rng_init(&rng, g->seed, 0);
	for (size_t i = 0; i < n; i++) {
		uint64_t phase = fixed;
		if (g->random_phase)
			phase = (fixed + rng_below(&rng, native)) % native;
		if (!emulate_wide(g, r, start ? start[i] : 0, elapsed[i], phase, &out[i]))
			return EST_NOT_APPLICABLE;
	}
	return EST_OK;
}

enum estimate_status grid_emulate(const struct grid *grid, const uint64_t *start,
    const uint64_t *elapsed, size_t n, uint64_t *out)
{
	if (!is_valid(grid))
		return EST_NOT_APPLICABLE;
	uint64_t native = (uint64_t)grid->native_hz, hz = (uint64_t)grid->grid_hz;
	uint64_t common = num_gcd(native, hz);
	struct ratio r = {hz / common, native / common, native, common};
	bool phased = grid->random_phase || grid->phase > 0;
	/* Rescaled after the difference: rare, and left to the wide path. */
	return phased || grid->rescale == GRID_RESCALE_AFTER
		   ? emulate_phased(grid, &r, start, elapsed, n, out)
		   : emulate_all(grid, &r, start, elapsed, n, out);
}
