/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The catalogue: what each stored figure and curve is called, what it is counted in, and what kind
 * of number it is. figures.def and curves.def are the only lists; rooms that make or read figures
 * name them by identifier. To add a figure, add its line there and its row in docs/results.md.
 */
#ifndef FIGURE_FIGURE_H
#define FIGURE_FIGURE_H

#include <math.h>

/* FIGURE_MEDIAN_NS, ...; FIGURES, their number, also means "none". */
enum figure_id {
#define FIGURE(id, name, unit, group, kind, meaning) FIGURE_##id,
#include "figures.def"
#undef FIGURE
	FIGURES
};

/* CURVE_HISTOGRAM, ...; CURVES, their number, also means "none". */
enum curve_id {
#define CURVE(id, name, meaning) CURVE_##id,
#include "curves.def"
#undef CURVE
	CURVES
};

/* What kind of number a figure is, and so what may be asked of it. */
enum figure_kind {
	FIGURE_KIND_VALUE,
	FIGURE_KIND_SHARE,   /* of something, 0 to 1 */
	FIGURE_KIND_COUNT,   /* of what was seen: it has no interval, or one of the next count */
	FIGURE_KIND_P_VALUE, /* of a test: it has no interval */
	FIGURE_KIND_BOUND,   /* itself a bound: it has no interval */
	FIGURE_KIND_CHOICE,  /* of a rule or a test: it has no interval */
};

/* Figures that are shown together. */
enum figure_group {
	FIGURE_GROUP_COUNTS,
	FIGURE_GROUP_LOCATION,
	FIGURE_GROUP_SPREAD,
	FIGURE_GROUP_ENTROPY,
	FIGURE_GROUP_DEPENDENCE,
	FIGURE_GROUP_MODES,
	FIGURE_GROUP_WINDOWS,
	FIGURE_GROUP_EXTRACTOR,
	FIGURE_GROUP_ORDER,
	FIGURE_GROUP_TICK,
	FIGURE_GROUP_CAUSES,
	FIGURE_GROUP_ASSESSED,
	FIGURE_GROUP_HEALTH,
	FIGURE_GROUP_RESTARTS,
	FIGURE_GROUP_LOADS,
	FIGURE_GROUP_OTHER, /* of names that this version does not know */
	FIGURE_GROUPS
};

/* The functions take identifiers below FIGURES or CURVES; what they return is constant. */

const char *figure_name(enum figure_id id);    /* "median_ns" */
const char *figure_meaning(enum figure_id id); /* "median in ns" */
enum figure_kind figure_kind(enum figure_id id);
enum figure_group figure_group(enum figure_id id);

/* The unit of a figure in a scope and on a grid: "ticks", "ns", "bits", "samples", ...; "1" for a
 * share or another pure number. Two units depend on the series:
 *
 *   - On a grid whose timestamps are rescaled ("24MHz,rescale=125/3") what is in ticks elsewhere is
 *     in "reported units": the numbers that such a counter reports, of which a tick is N/D, 41 or
 *     42 there. They are called ns nowhere but in figures whose name says ns.
 *   - In the scopes `output...` the sample of an entropy is a byte, and its bits are "bits per
 * byte". */
const char *figure_unit(enum figure_id id, const char *scope, const char *grid);

/* Least estimates of SP 800-90B's ten, of a run's symbols or of their bits; start at NONE. */
struct figure_least {
	double bits;
	enum figure_id by;
};
#define FIGURE_LEAST_NONE ((struct figure_least){INFINITY, FIGURES})

/* Takes a stored estimate where it is one of the ten and less than what was there. */
void figure_least_take(struct figure_least *l, enum figure_id id, double bits);

/* The estimate that gave the assessed min-entropy: that of the symbols, or of their bits where
 * these give less. FIGURES where `assessed` is nan or none is stored. */
enum figure_id figure_decided(
    double assessed, struct figure_least symbols, struct figure_least bits);

/* The figure of a stored name, or FIGURES. */
enum figure_id figure_find(const char *name);

/* The figure whose name takes the fewest insertions, deletions, substitutions and swaps of
 * neighbours to become this one; the first of several. For messages about a name that is unknown.
 */
enum figure_id figure_nearest(const char *name);

const char *figure_group_title(enum figure_group group); /* "Location" */

const char *curve_name(enum curve_id id);    /* "acf_rank" */
const char *curve_meaning(enum curve_id id); /* "autocorrelation of the mid-ranks" */

#endif
