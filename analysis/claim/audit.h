/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The arithmetic audit: which published figures can hold together, from the registry alone.
 */
#ifndef CLAIM_AUDIT_H
#define CLAIM_AUDIT_H

#include "decide_private.h"
#include "registry.h"
#include "words_private.h"

/* What came of one relation. */
struct finding {
	bool holds;
	struct interval computed; /* what follows from the other figures, with their rounding */
	struct words text;	  /* one sentence with the figures */
	/* Probability that a figure which knows nothing of the others would fit as well, where the
	 * kind of relation has a reference for that (docs/claims.md); else 1. */
	double chance;
};

/* Works out one relation of a claim. The registry must have been finished. */
void audit_relation(const struct relation *a, struct finding *out);

/* A claim's verdict and why. `value` is nan where there is none. */
struct judgement {
	enum verdict verdict;
	double value, lo, hi;
	enum figure_id figure; /* that value is of; FIGURES: none */
	/* Where pieces of a run decided, or the runs of a cell each by itself: how many there are,
	 * and their range. 0: the whole did. */
	unsigned pieces;
	double piece_least, piece_greatest;
	struct words why;
	/* What of it is said of the platform, and of published siblings: the same in many. */
	struct words_part platform, siblings;
};

/* The verdict of arithmetic on a claim that has relations: impossible as stated if one that
 * excludes it fails, else undecided. Of a table of a body: supported where all its relations hold,
 * which is that the body's hypothesis explains it, else refuted. */
void audit_claim(const struct claim *c, struct judgement *out);

#endif
