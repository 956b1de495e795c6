/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table that a new estimator of a distribution is added to: its function lies in this room, its
 * name in the catalogue, and nothing else need know of it. Cost: that of the functions.
 */
#include "plain.h"

#include "quantiles.h"

#include <stddef.h>

const struct plain plain_figures[] = {
    {FIGURE_IQR, quantiles_range, "q75 - q25, Hyndman-Fan 2; no interval: none is made of it"},
    {FIGURES, NULL, NULL},
};
