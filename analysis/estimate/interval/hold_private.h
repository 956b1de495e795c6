/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Series that hold each value for exactly k samples, as of a register that is read k times before
 * it changes: n / k values are all that they have.
 */
#ifndef HOLD_H
#define HOLD_H

#include <stddef.h>
#include <stdint.h>

/* Samples for which each value of x[0..n) is held, k; 1 where they are not, where fewer than
 * HOLD_CHANGES changes say so. */
enum { HOLD_CHANGES = 50 };
size_t hold_of_ticks(const uint64_t *x, size_t n);
size_t hold_of_bytes(const uint8_t *x, size_t n);

/* Samples of a base block of n samples that end where holds of `hold` samples do, if these begin
 * with the series: `base` in whole holds, as long as HOLD_BLOCKS of it are left; else `base`. */
enum { HOLD_BLOCKS = 500 };
size_t hold_base(size_t n, size_t base, size_t hold);

/* Replaces the values of each hold in x[0..n) by their sum, in place; the first and the last may
 * have fewer. Returns how many there are: n where nothing is held. */
size_t hold_join(double *x, size_t n);

#endif
