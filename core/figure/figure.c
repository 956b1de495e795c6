/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The lists of figures.def and curves.def as tables, and look-up by name: linear, since there are
 * some hundred names and each run has a few thousand rows at most. The nearest name is the one
 * that the fewest edits make of the given one.
 */
#include "figure.h"

#include "nearest.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum unit {
	UNIT_ONE,
	UNIT_TICKS,
	UNIT_NS,
	UNIT_BITS,
	UNIT_SAMPLES,
	UNIT_VALUES,
	UNIT_COMPONENTS,
	UNIT_MODES,
	UNIT_RUNS,
	UNIT_CHANGES,
	UNIT_ALARMS,
	UNIT_BYTES,
	UNIT_SECONDS,
};

static const char *const unit_text[] = {
    [UNIT_ONE] = "1",
    [UNIT_TICKS] = "ticks",
    [UNIT_NS] = "ns",
    [UNIT_BITS] = "bits",
    [UNIT_SAMPLES] = "samples",
    [UNIT_VALUES] = "values",
    [UNIT_COMPONENTS] = "components",
    [UNIT_MODES] = "modes",
    [UNIT_RUNS] = "runs",
    [UNIT_CHANGES] = "changes",
    [UNIT_ALARMS] = "alarms",
    [UNIT_SECONDS] = "s",
    [UNIT_BYTES] = "bytes",
};

static const struct {
	const char *name;
	enum unit unit;
	enum figure_group group;
	enum figure_kind kind;
	const char *meaning;
} figures[] = {
#define FIGURE(id, name, unit, group, kind, meaning)                                               \
	[FIGURE_##id] = {name, UNIT_##unit, FIGURE_GROUP_##group, FIGURE_KIND_##kind, meaning},
#include "figures.def"
#undef FIGURE
};

static const struct {
	const char *name, *meaning;
} curves[] = {
#define CURVE(id, name, meaning) [CURVE_##id] = {name, meaning},
#include "curves.def"
#undef CURVE
};

const char *figure_name(enum figure_id id)
{
	return figures[id].name;
}

const char *figure_meaning(enum figure_id id)
{
	return figures[id].meaning;
}

enum figure_kind figure_kind(enum figure_id id)
{
	return figures[id].kind;
}

enum figure_group figure_group(enum figure_id id)
{
	return figures[id].group;
}

const char *figure_unit(enum figure_id id, const char *scope, const char *grid)
{
	enum unit unit = figures[id].unit;
	if (unit == UNIT_TICKS && strstr(grid, ",rescale="))
		return "reported units";
	if (unit == UNIT_BITS && figures[id].group == FIGURE_GROUP_ENTROPY &&
	    strncmp(scope, "output", 6) == 0)
		return "bits per byte";
	return unit_text[unit];
}

enum figure_id figure_find(const char *name)
{
	enum figure_id id = 0;
	while (id < FIGURES && strcmp(figures[id].name, name) != 0)
		id++;
	return id;
}

/* ---- the nearest name ---------------------------------------------------------------------- */

enum figure_id figure_nearest(const char *name)
{
	enum figure_id best = 0;
	size_t fewest = SIZE_MAX;
	for (enum figure_id id = 0; id < FIGURES; id++) {
		size_t edits = nearest_edits(name, figures[id].name);
		if (edits < fewest) {
			fewest = edits;
			best = id;
		}
	}
	return best;
}

/* -------------------------------------------------------------------------------------------- */

const char *figure_group_title(enum figure_group group)
{
	static const char *const titles[FIGURE_GROUPS] = {
	    [FIGURE_GROUP_COUNTS] = "Counts and ticks",
	    [FIGURE_GROUP_LOCATION] = "Location",
	    [FIGURE_GROUP_SPREAD] = "Spread",
	    [FIGURE_GROUP_ENTROPY] = "Entropy",
	    [FIGURE_GROUP_DEPENDENCE] = "Dependence",
	    [FIGURE_GROUP_MODES] = "Two fitted components and background",
	    [FIGURE_GROUP_WINDOWS] = "The claim's windows",
	    [FIGURE_GROUP_EXTRACTOR] = "Extractor",
	    [FIGURE_GROUP_ORDER] = "Modes and order",
	    [FIGURE_GROUP_TICK] = "What the counter's tick explains",
	    [FIGURE_GROUP_CAUSES] = "What slow samples coincide with",
	    [FIGURE_GROUP_ASSESSED] = "Entropy by SP 800-90B",
	    [FIGURE_GROUP_HEALTH] = "Health tests",
	    [FIGURE_GROUP_RESTARTS] = "Restarts",
	    [FIGURE_GROUP_LOADS] = "What load changes",
	    [FIGURE_GROUP_OTHER] = "Other figures",
	};
	return titles[group];
}

const char *curve_name(enum curve_id id)
{
	return curves[id].name;
}

const char *curve_meaning(enum curve_id id)
{
	return curves[id].meaning;
}

void figure_least_take(struct figure_least *l, enum figure_id id, double bits)
{
	if (id >= FIGURE_SP90B_MCV && id <= FIGURE_SP90B_LZ78Y && bits < l->bits)
		*l = (struct figure_least){bits, id};
}

enum figure_id figure_decided(
    double assessed, struct figure_least symbols, struct figure_least bits)
{
	if (isnan(assessed))
		return FIGURES;
	return assessed < symbols.bits * (1 - 1e-6) ? bits.by : symbols.by;
}
