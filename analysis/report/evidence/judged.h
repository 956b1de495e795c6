/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the judgement of all runs together comes to: entropy against the observer who leaves least,
 * verdicts of replicates judged together, and what explains the published tables. Made of the
 * stored figures and the stored registry by the rules of analysis/claim; nothing is decided here.
 */
#ifndef REPORT_JUDGED_H
#define REPORT_JUDGED_H

#include "book.h"

#include <stdbool.h>
#include <stddef.h>

/* Which stored figure of the run a bound is from, and where in the run. */
struct judged_place {
	const char *figure, *scope; /* NULL: of none */
	double value, lo, hi, n;    /* as stored: of the whole run, of n samples */
	/* `joined` of `pieces` equal pieces from the one at `first` decided; 0: the whole run. What
	 * they leave, in bits. */
	unsigned first, joined, pieces;
	double stretch;
};

/* Min-entropy of a call in bits; nan: not known. */
struct judged_entropy {
	double at_least, at_most;
	double credited;		 /* by SP 800-90B, a floor too, at most at_most */
	double assessed;		 /* the same as assessed */
	struct judged_place most, least; /* what at_most and at_least are from */
	/* The upper ends that hold together, each by so many standard errors from its value. */
	double ends, errors;
	const char *observer; /* "an observer who knows the samples before": who leaves at_most */
	bool moves;	      /* at_most is of the weakest piece of a run whose level moves */
};

/* A verdict on replicates together. Text lives as long as the judged. */
struct judged_cell {
	const char *claim, *verdict, *why;
	const char *machine, *probe, *load;
	size_t cell, runs; /* cell: which, from 1 */
	double value, lo, hi;
};

/* A share over the runs of a cell together, by the spread between them; n: of how many calls. */
struct judged_share {
	double value, lo, hi, n;
};

/* Slow calls of replicates together. */
struct judged_slow {
	size_t run, runs;	     /* the first of them, in the book; how many were recorded */
	struct judged_share share;   /* of the calls that are slow; nan: not known */
	struct judged_share overlap; /* of the slow calls, those during an update of the page */
};

/* What the replicates of a run show together in the claim's windows. */
struct judged_windows {
	size_t cell; /* of judged_cell; 0: the run has no replicates */
	struct judged_share fast, slow;
};

#define JUDGED_DIFFERS "differs between runs"

/* The verdict that every cell and every single run gives a claim, those left out to which it does
 * not apply; JUDGED_DIFFERS where they do not agree. */
struct judged_claim {
	const char *claim, *verdict;
};

/* One figure of a published table beside what follows from the others. */
struct judged_point {
	const char *table;  /* the claim's title */
	const char *figure; /* as the registry names it: "cv" */
	double published, lo, hi;
	bool holds;
};

/* Tables of one author, one hypothesis. */
struct judged_body {
	char *hypothesis, *sentence;
	const char *verdict;
	int explained, of;
	struct judged_point *points;
	size_t point_count;
};

/* The published shares, and the cost of a call that would show them as 0 and 1 tick of 24 MHz; nan:
 * not published. */
struct judged_split {
	double fast, slow, cost_ns;
};

struct judged {
	struct judged_entropy *entropy; /* of each run of the book, in its order */
	struct judged_windows *windows; /* the same */
	struct judged_cell *cells;
	struct judged_claim *claims; /* that were judged on runs */
	struct judged_body *bodies;
	struct judged_slow *slow; /* of each cell of several runs where it is known */
	size_t cell_count, claim_count, body_count, slow_count;
	struct judged_split split;
	void *kept; /* registry and verdicts */
	char why[1024];
};

/* Needs a judged book. Returns 0; 1 with j->why (and j empty) where no registry is stored or the
 * one that is cannot be read, as one of another version; -1 with j->why where memory or the
 * database failed. Release in any case. */
int judged_read(struct judged *j, struct store *s, const struct book *b);
void judged_release(struct judged *j);

/* The run of a probe that leaves the least entropy, of the machine of the run `like`; b->run_count:
 * none is known. */
size_t judged_least(const struct judged *j, const struct book *b, size_t like, const char *probe);
/* The run of the same that judged_floor().at_least is of; b->run_count: none is known. */
size_t judged_lowest(const struct judged *j, const struct book *b, size_t like, const char *probe);
/* judged_least over all machines. */
size_t judged_least_anywhere(const struct judged *j, const struct book *b, const char *probe);

/* The pieces of a run that decided on a claim, with the least and the greatest of their values;
 * false where the whole run did, or there is no such verdict. */
struct judged_pieces {
	unsigned count;
	double least, greatest;
};
bool judged_by_pieces(
    const struct judged *j, int64_t run, const char *claim, struct judged_pieces *out);

/* What every such run gives at least, and what SP 800-90B credits at least: the lowest of them. */
struct judged_floor {
	double at_least, credited, assessed;
};
struct judged_floor judged_floor(
    const struct judged *j, const struct book *b, size_t like, const char *probe);

#endif
