/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The runs of a database by machine, probe and load, with the stored figures that are compared. A
 * machine is one fingerprint under one name of a cluster's node, if any; of imports, one label. No
 * sample is read.
 */
#ifndef COMPARE_SET_H
#define COMPARE_SET_H

#include "measured_private.h"
#include "store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SET_GRIDS = 24, SET_FACTS = 7, SET_NATIVE = 0 };

/* Ticks this near, as parts, are the same: frequencies are calibrated anew for each run. */
#define SAME_TICK 1e-3

/* A stored figure of one run; value is nan where there is none. */
struct set_value {
	double value, lo, hi;
	uint64_t n;
};

struct set_run {
	int64_t id, campaign; /* campaign 0: none */
	uint64_t block, samples;
	char uuid[STORE_UUID];
	size_t machine, cell;
	double unit_ns; /* of the recording */
	double tick_ns; /* of the counter: the unit of the grid native */
	double step_ns; /* of the lattice that the durations lie on, a tick or a multiple */
	/* The estimate of SP 800-90B that gave the assessed entropy on each grid; FIGURES: not
	 * stored. */
	enum figure_id decided[SET_GRIDS];
	bool order_unknown;	  /* a histogram was imported: its samples come by size */
	char *doubt;		  /* "labelled idle, but load was 2.3 on 2 CPUs"; NULL: none */
	bool too_short;		  /* the doubt is that it has far fewer samples than the others */
	bool left_out;		  /* for that doubt */
	struct set_value *values; /* [figure * SET_GRIDS + grid] */
};

struct set_machine {
	char *name, *fingerprint; /* fingerprint NULL: imported */
	char *label;		  /* of its first run */
	char *node;		  /* what its cluster calls it; "" where it has none */
	char *fact[SET_FACTS];	  /* "" where not known */
	size_t runs;		  /* that are compared */
};

/* One question: a probe under a load. */
struct set_cell {
	char *probe, *load;
};

/* Called as the work goes on: `done` of `total` runs or cells. */
struct compare_watch {
	void (*step)(void *context, const char *doing, const char *unit, size_t done, size_t total);
	void *context;
};

struct set {
	struct store *store;
	const struct compare_watch *watch; /* while it is read; NULL: nobody */
	size_t seen, stored;		   /* runs of the store so far, and all */
	struct set_run *runs;
	struct set_machine *machines;
	struct set_cell *cells;
	size_t run_count, machine_count, cell_count, grid_count;
	size_t left_count; /* machines behind these of which no run is left; they only have names */
	char *grid[SET_GRIDS]; /* names of the grids as which runs were read; the first is native */
	double grid_hz[SET_GRIDS];
	size_t unfinished, unanalysed; /* runs that are not here for that */
	char why[512];		       /* of a failure */
	bool failed;
};

/* What a fact is called: "kernel". */
extern const char *const set_fact_name[SET_FACTS];

/* Reads every complete, analysed run. watch: may be NULL. Returns 0, or -1 with set->why.
 * Release in either case. */
int set_read(struct set *set, struct store *s, const struct compare_watch *watch);
void set_release(struct set *set);

/* The machine that a user calls so: by name, or the front of a fingerprint (8 characters or more);
 * set->machine_count if there is none, or none that has a run left. */
size_t set_machine(const struct set *set, const char *name);

/* Indices of the runs of a machine in a cell that are compared, in the order of recording, into
 * runs[0..set->run_count). Returns how many. */
size_t set_runs(const struct set *set, size_t machine, size_t cell, size_t *runs);

/* Why no run is left of the machine that a user calls so; NULL: it is none of those. */
const char *set_left_out(const struct set *set, const char *name);

/* The estimate of SP 800-90B that decided on a grid in all runs of a machine in a cell; FIGURES: it
 * is not stored, or not the same in all. */
enum figure_id set_decided(const struct set *set, size_t machine, size_t cell, size_t grid);

const struct set_value *set_value(const struct set_run *run, size_t figure, size_t grid);

#endif
