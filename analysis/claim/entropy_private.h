/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The entropy of a call that a run's stored figures show, from both sides.
 */
#ifndef CLAIM_ENTROPY_H
#define CLAIM_ENTROPY_H

#include "subject_private.h"

/* Which stored figure of the run a bound is from, and where in the run. */
struct entropy_place {
	enum figure_id figure; /* FIGURES: the bound is of none */
	char scope[REGISTRY_NAME];
	double value, lo, hi; /* as they are stored: of the whole run */
	double n;	      /* samples of the whole */
	/* The stretch: `joined` of `pieces` pieces of equal length, from the one at `first`; joined
	 * 0: the whole run. What it leaves, in bits. */
	unsigned first, joined, pieces;
	double stretch;
};

/* Min-entropy of a sample on the counter's own ticks, in bits; nan: not known. */
struct verdict_entropy {
	/* No more than the observer who guesses most leaves, by the upper end of what he leaves; of
	 * a run whose level moves, in the piece that leaves least. All ends that are compared, over
	 * the runs too, hold together with 97.5 %. */
	double at_most;
	char adversary[REGISTRY_NAME]; /* that observer; "": none is stored */
	/* No less than the least of: the lower ends of what the observers leave, in the same way,
	 * and what SP 800-90B credits, whose estimates are lower limits for any source. Never above
	 * at_most. */
	double at_least;
	/* By SP 800-90B alone. An assessed value is a floor only as far as no observer of the same
	 * samples gets below it: credited is assessed, at most at_most. */
	double assessed, credited;
	struct entropy_place most, least; /* what at_most and at_least are from */
	/* The upper ends, over all runs, of which at_most is the least, and the standard errors by
	 * which each exceeds its value so that all hold together. */
	double ends, errors;
	bool moves;    /* at_most is of a piece */
	double copied; /* samples, all of which another start repeats; 0: none does */
};
/* runs: among how many runs the least is looked for. */
struct verdict_entropy entropy_of_run(const struct subject *run, size_t runs);

#endif
