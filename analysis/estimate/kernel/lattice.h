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

/* A tick as an integer again: 1 where there is none, and never more than 64 bits hold (2^64 - 1 is
 * 2^64 as a double). */
uint64_t lattice_whole(const struct estimate *tick);

/* The share of odd values, 0..1. n >= 1. */
struct estimate lattice_odd_share(const struct histogram *h);

/* The share of odd values of floor(value / tick), tick >= 1: the least significant bit that can
 * change, once the effective tick is divided out. n >= 1. */
struct estimate lattice_odd_share_of_ticks(const struct histogram *h, uint64_t tick);

#endif
