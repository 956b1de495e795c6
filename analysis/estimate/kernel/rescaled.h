/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A counter's ticks from timestamps k that were reported as floor(k num / den), as a clock in
 * nanoseconds does whose counter is slower.
 */
#ifndef RESCALED_H
#define RESCALED_H

#include <stddef.h>
#include <stdint.h>

#include "estimate.h"

/* Undoes it exactly: k = ceil(value den / num) for every start and every end. start[] and elapsed[]
 * are ticks afterwards. den <= num, den <= 64. EST_NOT_APPLICABLE, with both arrays unspecified,
 * where a start or an end is no value of such a counter or passes 64 bits, or where the timestamps
 * do not show each remainder of k by den (a counter that is slower still, its ticks whole numbers
 * of num, is no such). n >= 20: less is EST_TOO_SHORT. By chance a timestamp of a counter that
 * shows every number is such a value in den / num of cases, and here all 2 n must be. */
enum estimate_status rescaled_undo(
    uint64_t *start, uint64_t *elapsed, size_t n, uint32_t num, uint32_t den);

#endif
