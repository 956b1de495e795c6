/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the parts of the paper share.
 */
#ifndef REPORT_PAPER_PRIVATE_H
#define REPORT_PAPER_PRIVATE_H

#include "book.h"
#include "doc.h"
#include "joint.h"
#include "judged.h"
#include "number.h"
#include "paper.h"
#include "stored_registry.h"

enum { PAPER_HERE = 3, PAPER_SWEEP = 64 };

/* What the published counts give if their values are 0 and 1 tick of 24 MHz, shown in whole
 * nanoseconds: 0, and 41 or 42 as 1 : 2. Nothing is fitted. */
struct paper_predicted {
	double fast, slow; /* shares */
	double shannon, tick_shannon, cv, lsb, min_entropy;
	double cost_ns; /* of a call whose phase is even */
};

/* The curve `sweep` of a run. */
struct paper_sweep {
	struct paper_point {
		double cost, share, shannon, predicted; /* ticks, shares, bits */
	} at[PAPER_SWEEP];
	size_t count;
};

/* Where a published table lies: its mean in ticks, and the share of its samples above the whole
 * ticks of that; nan, nan: it says neither. */
struct paper_place {
	const struct claim *table;
	double cost, share;
	const char *from; /* "mean and CV": of which of its figures; NULL: none */
	bool exception;	  /* one tick does not explain it */
	bool claimed;	  /* it is the claim's own */
};

struct paper {
	const struct book *b;
	struct judged judged;
	struct paper_sweep sweep[PAPER_HERE]; /* of here[] */
	struct stored_registry stored;
	struct joint joint;
	bool has_joint;
	struct paper_predicted predicted;
	struct paper_place place[JOINT_MANY]; /* of the body's tables */
	size_t place_count;
	/* A run of each machine that timed the claim's call, idle where there is one. */
	const struct book_run *here[PAPER_HERE];
	size_t here_count;
	bool has_mac;		     /* one of them is a Mac */
	const struct book_run *zero; /* whose samples another start repeats; NULL: none */
};

/* Fills what the registry gives. Returns 0, or -1 where it lacks the counts of the two windows. */
int paper_predict(struct paper *p);
/* The observer who leaves least, of those that the analysis has; NULL: none. */
const struct store_result *paper_least(const struct book_run *run);
bool paper_is_zero(const struct book_run *run);
/* Did the run time what the claim is about, on the machine and under the load of the other? */
bool paper_is_replicate(const struct book_run *run, const struct book_run *of);
/* Of such runs of the book: how many have the figure, and its least and greatest value. */
struct paper_range {
	size_t runs;
	double least, greatest;
};
struct paper_range paper_range_of(const struct paper *p, const struct book_run *of,
    enum figure_id figure, const char *scope, const char *grid);
/* The point of here[i] whose cost is nearest to so many ticks; NULL: there is no sweep. */
const struct paper_point *paper_sweep_at(const struct paper *p, size_t i, double ticks);

/* placed.c: fills p->place. */
void paper_place_tables(struct paper *p);
/* figure.c */
void paper_draw(const struct paper *p, struct gallery *g, const struct paper_from *from);
void paper_figure(struct doc *d, const struct paper *p, const struct gallery *g);
/* table.c */
void paper_lead(struct doc *d, const struct paper *p);
void paper_table(struct doc *d, const struct paper *p);
/* parts.c */
void paper_question(struct doc *d, const struct paper *p);
void paper_arithmetic(struct doc *d, const struct paper *p);
void paper_mac(struct doc *d, const struct paper *p);
void paper_verdicts(struct doc *d, const struct paper *p);
void paper_open(struct doc *d, const struct paper *p);
void paper_again(struct doc *d, const struct paper *p, const char *db);
/* measured.c */
void paper_measured(struct doc *d, const struct paper *p);
void paper_controls(struct doc *d, const struct paper *p);
void paper_mechanisms(struct doc *d, const struct paper *p);
void paper_observers(struct doc *d, const struct paper *p);
void paper_extractor(struct doc *d, const struct paper *p);
/* cells.c: text of figures in tables */
enum { PAPER_CELL = 4 * NUMBER_SIZE };
struct cell paper_text(const char *text);
/* "0.874 [0.871, 0.877]", or the status that says why there is none; text has PAPER_CELL bytes. */
struct cell paper_result(char *text, const struct store_result *r);
/* The same as a percentage. */
struct cell paper_percent(char *text, const struct store_result *r);
struct cell paper_number(char *text, double value);

#endif
