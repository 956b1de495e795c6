/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Figures of the values alone that have no interval: one row of a table each. Every run has them in
 * both scopes and on every grid, without a line elsewhere.
 */
#ifndef PLAIN_H
#define PLAIN_H

#include "estimate.h"
#include "figure.h"
#include "histogram.h"

struct plain {
	enum figure_id figure;
	struct estimate (*of)(const struct histogram *h); /* NULL ends the table */
	const char *method;				  /* how, and why there is no interval */
};

extern const struct plain plain_figures[];

#endif
