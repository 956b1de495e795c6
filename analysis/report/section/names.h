/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the names of results mean to a reader, and in which order they are shown. docs/results.md
 * defines them.
 */
#ifndef REPORT_NAMES_H
#define REPORT_NAMES_H

#include <stdbool.h>

enum name_group {
	GROUP_COUNTS,
	GROUP_LOCATION,
	GROUP_SPREAD,
	GROUP_ENTROPY,
	GROUP_DEPENDENCE,
	GROUP_MODES,
	GROUP_WINDOWS,
	GROUP_EXTRACTOR,
	/* Shown in tables of their own, see explain.c, assessed.c and loads.c. */
	GROUP_ORDER,
	GROUP_TICK,
	GROUP_CAUSES,
	GROUP_ASSESSED,
	GROUP_HEALTH,
	GROUP_RESTARTS,
	GROUP_LOADS,
	GROUP_OTHER, /* names this version does not know: shown, never dropped */
	GROUPS,
};

/* Is the group shown in tables of its own, not among the figures of a grid? */
bool name_group_apart(enum name_group group);

/* "Location" */
const char *name_group_title(enum name_group group);

/* Unknown names: by what they begin with, else GROUP_OTHER. */
enum name_group name_group(const char *name);

/* "median"; for an unknown name "". */
const char *name_meaning(const char *name);

#endif
