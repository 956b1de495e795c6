/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The stored figures that machines and loads are compared by.
 */
#ifndef COMPARE_MEASURED_H
#define COMPARE_MEASURED_H

#include "figure.h"

#include <stdbool.h>
#include <stddef.h>

enum { MEASURED_MAX = 40 };

/* On which lattice a figure's values lie. */
enum measured_lattice {
	LATTICE_NONE,
	LATTICE_TICKS, /* a place, in ticks of the grid */
	LATTICE_NS,    /* a place, in ns */
};

/* What a reader asks of it; a sentence has one figure of each kind that is there, the first. */
enum measured_topic { TOPIC_MEDIAN, TOPIC_ENTROPY, TOPIC_TAIL, TOPIC_OTHER };

/* Whether a figure depends on how many samples a run has. */
enum measured_size {
	SIZE_FREE,
	SIZE_REBASED, /* follows for the fewest samples of all runs from what is stored */
	SIZE_EQUAL,   /* compared only where all runs have as many */
};

struct measured {
	enum figure_id id;
	const char *scope; /* as the analysis stores it */
	const char
	    *figure; /* as a comparison names it where the scope is in it; NULL: by its name */
	const char *words; /* "median" */
	const char *unit;  /* "" for what has none */
	enum measured_lattice lattice;
	enum measured_topic topic;
	enum measured_size by_size;
	bool any_tick;	 /* of no tick: compared natively whatever the two ticks are */
	bool loads_only; /* compared between the loads of a machine, not between machines */
};

/* The figure at i, or NULL beyond the last. */
const struct measured *measured_at(size_t i);
/* As a comparison names it. */
const char *measured_name(const struct measured *m);
/* The index of a figure in a scope; -1: not compared. */
int measured_find(enum figure_id id, const char *scope);

#endif
