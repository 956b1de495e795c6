/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rows of a summary: their order, figures and methods, and why one has no interval.
 */
#ifndef SUMMARY_ROWS_H
#define SUMMARY_ROWS_H

#include "bootstrap.h"
#include "figure.h"
#include "reason.h"

/* Places in summary.row[]. */
enum place {
	SAMPLES,
	MIN,
	MAX,
	MEAN,
	SD,
	CV,
	Q01,
	Q05,
	Q25,
	Q50,
	Q75,
	Q95,
	Q99,
	Q999,
	MAD,
	DISTINCT,
	TICK,
	LSB,
	LSB_EFFECTIVE,
	SHANNON,
	SHANNON_MM,
	GRASSBERGER,
	COLLISION,
	MIN_PLUGIN,
	MIN_MCV,
	FAST,
	SLOW,
	MODE1,
	MODE1_SD,
	MODE1_SHARE,
	MODE2,
	MODE2_SD,
	MODE2_SHARE,
	BACKGROUND,
	TAU,
	N_EFF,
	N_EFF_RANKS,
	BLOCK,
	WHITE_BAND,
	LAG1,
	RANK_LAG1,
	PLACES
};

enum { QUANTILES = 8 };
extern const double summary_quantile[QUANTILES]; /* of Q01 .. Q999 */

enum figure_id summary_row_figure(int place);
const char *summary_row_method(int place, enum reason why); /* a constant */

/* How the interval of a figure is made of replicates. */
enum bootstrap_interval summary_row_interval(int place);

#endif
