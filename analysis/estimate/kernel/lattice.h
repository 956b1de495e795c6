/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The lattice the values lie on: distinct values, effective tick and the least significant bit. No
 * function here makes an interval.
 */
#ifndef LATTICE_H
#define LATTICE_H

#include "estimate.h"
#include "histogram.h"

/* The number of distinct values. n >= 1. A count of what was seen, not an estimate of what exists.
 */
struct estimate lattice_distinct(const struct histogram *h);

/* The effective tick: the greatest common divisor of the *differences* between the values, so an
 * offset common to all does not hide it (values 3, 5, 9 lie on a tick of 2). Every sample counts:
 * one value off the lattice brings it down. EST_TOO_SHORT for n = 0, EST_DEGENERATE for one
 * distinct value.*/
struct estimate lattice_effective_tick(const struct histogram *h);

/* The same over the values that each hold at least `share` of the samples: the lattice of the bulk,
 * which a few samples off it cannot hide. EST_DEGENERATE where fewer than two values do. */
struct estimate lattice_typical_tick(const struct histogram *h, double share);

/* The tick for questions about modes, of which the values alone must tell: of a series on a tick of
 * 26 each value would be a mode of its own on a tick of 1. The effective tick g where it is shown
 * rather than chance: by 8 values or more (7 differences have a common divisor with probability
 * 1 / 120); by 4 or more that fill half of its places between them; or by 2 or 3 that follow one
 * another and are 16 g or more: 41 and 43 are one mode on a tick of 2, while 0 and 42, or 5 and 45,
 * are two. Else 1. */
uint64_t lattice_mode_tick(const struct histogram *h);

/* A tick as an integer again: 1 where there is none, and never more than 64 bits hold (2^64 - 1 is
 * 2^64 as a double). */
uint64_t lattice_whole(const struct estimate *tick);

/* The share of odd values, 0..1. n >= 1. */
struct estimate lattice_odd_share(const struct histogram *h);

/* The share of odd values of floor(value / tick), tick >= 1: the least significant bit that can
 * change, once the effective tick is divided out. n >= 1. */
struct estimate lattice_odd_share_of_ticks(const struct histogram *h, uint64_t tick);

#endif
