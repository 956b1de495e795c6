/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a histogram cannot give: figures and curves that need the order of the samples.
 */
#ifndef ANALYSIS_UNORDERED_H
#define ANALYSIS_UNORDERED_H

#include "figure.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool unordered_figure(enum figure_id id);
bool unordered_curve(enum curve_id id);

/* Puts the values of a histogram, which come by size, in a random order of a fixed seed, so that
 * estimators that allow for memory find none. */
void unordered_shuffle(uint64_t *values, size_t n);

#endif
