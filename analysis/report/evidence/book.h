/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everything a report says, read from the database into memory. Curves are not: see tsv_private.h.
 */
#ifndef REPORT_BOOK_H
#define REPORT_BOOK_H

#include "figure.h"
#include "json_facts_private.h"
#include "store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Its text lives as long as the book. */
struct book_run {
	struct store_run row;
	char name[24];	  /* "R1": what the report calls it */
	char file_id[40]; /* front of its plots' file names: 8 characters of the UUID, or all */
	char key[256];	  /* of the analysis; "": not analysed */
	char doubt[192];  /* why the run is not what its label says (doubt.h); "": no doubt */
	struct facts machine, before, after, load, instrument;
	struct store_result *results;
	size_t result_count;
	struct store_verdict *verdicts;
	size_t verdict_count;
	bool judged;
};

struct book_claim {
	const char *id, *title;
	const char *published; /* "1.5 bits/sample" */
	const char *result;    /* name of the figure that decides first */
	/* Where and of what it was published; "": not said. */
	const char *statement, *repository, *file, *lines, *subject;
	const char *platform, *system, *arch, *cpu;
	const char
	    *probes; /* a JSON array of the probes it is about; "": any, where it has rules */
};

/* What is said of the machines' difference in a probe under a load. */
struct book_answer {
	const char *probe, *load, *text;
};

struct book {
	struct book_run *runs;
	size_t run_count;
	struct book_claim *claims;
	size_t claim_count;
	struct store_verdict *audit; /* verdicts that need no run */
	size_t audit_count;
	bool chosen; /* runs were named: the comparison, which is of all, is not read */
	struct store_comparison *comparisons;
	size_t comparison_count;
	struct book_answer *answers;
	size_t answer_count;
	void **memory; /* every text */
	size_t memory_count;
};

/* Reads all runs, or those named by UUIDs or their prefixes (count > 0). Runs in the order of
 * recording. Returns 0, or -1: store_error() says why. Release in either case. */
int book_read(struct book *b, struct store *s, const char *const *uuids, size_t count);
void book_release(struct book *b);

/* A figure that is there, or NULL. */
const struct store_result *book_result(
    const struct book_run *run, enum figure_id figure, const char *scope, const char *grid);
/* The counter's own tick, of which figures on `native` are: as the analysis found it; in the unit
 * of the recording where it did not. */
double book_tick_ns(const struct book_run *run);
/* The group of a row's figure, and its meaning: FIGURE_GROUP_OTHER and "" for a name that this
 * version does not know. Such rows are shown, never dropped. */
enum figure_group book_group(const struct store_result *r);
const char *book_meaning(const struct store_result *r);
/* Is the row of that figure? */
bool book_is(const struct store_result *r, enum figure_id figure);
/* The first claim that a figure decides first and that says what was published; NULL: none. */
const struct book_claim *book_claim_on(const struct book *b, enum figure_id figure);
/* What the first claim that rests on the figure was published as; NULL: no such claim. */
const char *book_published(const struct book *b, enum figure_id figure);
/* Analysed, of a probe that some claim is about, and without a verdict. */
bool book_unjudged(const struct book *b, const struct book_run *run);
/* Were two or more modes found? */
bool book_has_modes(const struct book_run *run);
const struct store_verdict *book_verdict(const struct book_run *run, const char *claim);

#endif
