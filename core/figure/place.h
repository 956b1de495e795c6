/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a figure is stored: the names of scopes and grids. A place that is not known is in no
 * database, so whoever asks for one made a slip. scopes.def is the only list of scopes; a grid is
 * "native", "recorded" or a counter (counter_grid.h).
 */
#ifndef FIGURE_PLACE_H
#define FIGURE_PLACE_H

#include <stdbool.h>

bool place_is_scope(const char *name);
/* Also false for another spelling of a grid that every analysis has, such as 24000000 for 24MHz:
 * figures are found by the name alone. */
bool place_is_grid(const char *name);

/* The scope, or the grid that every analysis has, whose name takes the fewest insertions,
 * deletions, substitutions and swaps of neighbours to become this one; the first of several. For
 * messages about a name that is unknown. */
const char *place_nearest_scope(const char *name);
const char *place_nearest_grid(const char *name);

#endif
