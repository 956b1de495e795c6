/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a verdict must know of a run: its stored figures, its counter and its platform. Pure:
 * nothing is read but the arguments.
 */
#ifndef CLAIM_SUBJECT_H
#define CLAIM_SUBJECT_H

#include "decide_private.h"
#include "registry.h"
#include "words_private.h"

#include <stdint.h>

enum { SUBJECT_PIECES = DECIDE_PIECES };

/* One stored result of a run. */
struct fact {
	enum figure_id figure;
	char scope[REGISTRY_NAME], grid[REGISTRY_NAME], status[REGISTRY_NAME];
	double value, lo, hi, n, n_eff; /* nan: absent */
	/* In consecutive pieces of the run: their least and greatest value; `each`: where the whole
	 * has no interval, or one of few effective samples, that of each piece is there. `moves`:
	 * the figure is not stationary. */
	unsigned pieces; /* 0: not known */
	bool moves, each;
	double piece_least, piece_greatest;
	struct decide_piece piece[SUBJECT_PIECES];
	char why[REGISTRY_LINE]; /* the reason why there is no interval; "": not known */
};

/* Text may hold anything, and may be NULL: not known. */
struct subject {
	const char *probe, *status, *message;
	const char *load;		 /* "idle", ... */
	const char *system, *arch, *cpu; /* "macOS", "arm64", "Apple M4" */
	double counter_hz;
	double tick; /* of the counter as it was found before the run, in ticks; 0: not known */
	bool has_start;
	bool analysed; /* some analysis of it is stored */
	double samples, requested;
	size_t runs; /* of a cell that is judged as one; 0: it is a run */
	const struct fact *facts;
	size_t facts_n;
};

/* The probe and the status; "unknown" where they are not known. */
const char *subject_probe(const struct subject *run);
const char *subject_status(const struct subject *run);

const struct fact *subject_find(
    const struct subject *run, enum figure_id figure, const char *scope, const char *grid);

/* The result a target names in that scope, with or without a value; NULL if it is not stored. A
 * grid that is named by a frequency is the native one where the run's counter has that frequency:
 * flooring its timestamps to such a counter changes nothing. */
const struct fact *subject_stored(
    const struct subject *run, const struct target *t, const char *scope);

/* The same; NULL too where it has no value, of the run or of its pieces. */
const struct fact *subject_measured(
    const struct subject *run, const struct target *t, const char *scope);

/* The places between the least and the greatest value, on the steps of the values, in the scope and
 * on the grid of a fact; nan where they are not known. */
double subject_places(const struct subject *run, const struct fact *f);

/* Reads the pieces of a stored result into a fact. */
void subject_add_pieces(struct fact *f, const struct store_pieces *p);

/* The frequency that a grid is named by, in Hz ("24MHz,rescale=125/3": 24e6); nan: by none. */
double subject_grid_hz(const char *grid);

/* The step of the run's counter in ns: the tick that the analysis found; else, of a run that was
 * not analysed or whose tick is not identified, the step that was measured before it; else one
 * unit. */
double subject_step_ns(const struct subject *run);

/* True if `step` is longer than `limit` by more than a counter's frequency is uncertain. */
bool subject_coarser(double step, double limit);

/* Whether a fact has no value for want of the counter's own tick, which is not identified. */
bool subject_lacks_tick(const struct subject *run, const struct fact *f);

/* Adds where the run was measured, if that is not known to be the claim's platform. */
void subject_add_platform(struct words *w, const struct claim *c, const struct subject *run);

#endif
