/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every verdict on every run of a database, and the ways they are shown.
 */
#ifndef CLAIM_VERDICTS_H
#define CLAIM_VERDICTS_H

#include "cells_private.h"
#include "entropy_private.h"
#include "judge_private.h"

#include <stdio.h>

struct verdict_run {
	int64_t id;
	char uuid[STORE_UUID];
	char probe[REGISTRY_NAME];
	char load[REGISTRY_NAME];
	char machine[128], fingerprint[64]; /* label, and what an import lacks; "" */
	struct verdict_entropy entropy;
	size_t cell;	/* index + 1 into cells; 0: of none */
	bool analysed;	/* some analysis of it is stored */
	char head[512]; /* one line about the run, for people; may hold hostile text */
};

struct verdict_row {
	const struct claim *claim;
	size_t run;  /* index + 1 into runs; 0: of a cell, or from the registry alone */
	size_t cell; /* index + 1 into cells; 0: of a run, or from the registry alone */
	enum verdict verdict;
	double value, lo, hi;
	enum figure_id figure; /* that value is of; FIGURES: none */
	unsigned pieces;       /* that decided, of a cell: runs; 0: the whole did */
	double piece_least, piece_greatest;
	char *why;
	struct words_part platform, siblings; /* of it, the same in many */
};

struct verdicts {
	const struct registry *registry; /* borrowed; outlives this */
	struct verdict_run *runs;
	size_t runs_n;
	struct verdict_row *rows;
	size_t rows_n;
	struct cells cells;
	/* Told while runs are judged, if set after verdicts_init(). */
	void (*progress)(void *context, size_t done, size_t runs);
	void *context;
};

/* True if the runs of a cell are replicates: then the cell has verdicts of its own. */
bool verdicts_pooled(const struct verdicts *v, size_t cell);

void verdicts_init(struct verdicts *v, const struct registry *registry);
void verdicts_release(struct verdicts *v);

/* Adds the audit's verdicts: one for each claim that has relations. 0, or -1 without memory. */
int verdicts_audit(struct verdicts *v);

/* Adds a verdict of every claim on every run of a probe that it is about, and on every cell of
 * several such runs. Returns 0, or -1 with a line in why. */
int verdicts_judge(struct verdicts *v, struct store *s, char *why, size_t size);

/* The verdict that all cells and single runs give the claim, those apart to which it does not apply
 * where it applies to any; false where none was judged, *same false where they differ. */
bool verdicts_common(
    const struct verdicts *v, const struct claim *c, enum verdict *verdict, bool *same);

/* Puts those of runs and of the registry alone into the store, whose registry must have been
 * loaded. 0 or -1 (store_error). */
int verdicts_put(const struct verdicts *v, struct store *s);

/* Prints those of one run (index + 1) and the answer of it, or all where run is 0; audit rows and
 * cells only where run is 0. -1 without memory. */
int verdicts_print_json(const struct verdicts *v, FILE *out, size_t run);

/* The same for people: the answer, then one line a verdict; of a machine's loads together, one line
 * a claim where they agree. */
int verdicts_print_text(const struct verdicts *v, FILE *out, size_t run);

/* The reasoning behind the verdicts on one claim, or on all where claim is NULL. */
void verdicts_print_why(const struct verdicts *v, FILE *out, size_t run, const char *claim);

#endif
