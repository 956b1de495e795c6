/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Curves from the database as the tab-separated files that the scripts read. Nothing is computed
 * but the unit of an axis and the share that a count is of its run.
 */
#ifndef REPORT_TSV_H
#define REPORT_TSV_H

#include "figure.h"
#include "store.h"

#include <stdint.h>
#include <stdio.h>

/* Columns of the files, see the heads of the scripts. */
enum tsv_columns {
	TSV_BINS,  /* lo hi y: histogram, histogram_log, fit */
	TSV_XY,	   /* x y: survival */
	TSV_BAND,  /* x y lo hi: acf */
	TSV_CELLS, /* first and last sample, lo hi, floor(8 log10(z)), by rows: density; cells of a
		      row that follow one another with the same fifth column are one */
	TSV_XYZ,   /* x y z: resolution */
	TSV_UPPER, /* x y hi: mutual_information */
	TSV_SPANS, /* first and last sample, y: level, maximum */
	TSV_MODES, /* a block for each mode: its name; then first and last sample of the column,
		      lower and upper edge of the mode's share on those of the modes before:
		      mode_strip */
	TSV_DWELL, /* a block for each mode: its name; then lo hi y z: dwell */
	TSV_SAWTOOTH, /* x y z lo hi: sawtooth */
	TSV_LAG,      /* x lo y hi z: lag */
};

/* Writes a run's curve of scope `all` (TSV_MODES, TSV_DWELL: of the scopes `mode 1` and so on) on
 * its native grid; TSV_SAWTOOTH: of scope `repeat` on the grid `24MHz`. Returns the number of
 * points (0: there is no such curve, and nothing is written), or -1: store_error() or errno says
 * why. */
int64_t tsv_curve(FILE *out, struct store *s, const struct store_run *run, enum curve_id curve,
    enum tsv_columns columns);

/* A block of loads.gp: `title`, then the curve with ticks as ns, tick_ns each, and counts as shares
 * of the run's samples, and two blank lines. TSV_BINS or TSV_XY. */
int64_t tsv_block(FILE *out, struct store *s, const struct store_run *run, enum curve_id curve,
    enum tsv_columns columns, double tick_ns, const char *title);

#endif
