/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a slow call is, for all machines and loads of a probe that are compared.
 */
#ifndef COMPARE_SLOW_H
#define COMPARE_SLOW_H

#include "compare.h"

/* Makes c->slow_ns from the medians of the set. -1: no memory. */
int slow_find(struct compare *c);

#endif
