/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the parts of the paper share.
 */
#ifndef REPORT_PAPER_PRIVATE_H
#define REPORT_PAPER_PRIVATE_H

#include "book.h"
#include "doc.h"
#include "joint.h"
#include "stored_registry.h"

enum { PAPER_HERE = 3 };

/* What the published counts give if their values are 0 and 1 tick of 24 MHz, shown in whole
 * nanoseconds: 0, and 41 or 42 as 1 : 2. Nothing is fitted. */
struct paper_predicted {
	double fast, slow; /* shares */
	double shannon, tick_shannon, cv, lsb, min_entropy;
	double cost_ns; /* of a call whose phase is even */
};

struct paper {
	const struct book *b;
	struct stored_registry stored;
	struct joint joint;
	bool has_joint;
	struct paper_predicted predicted;
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

/* table.c */
void paper_lead(struct doc *d, const struct paper *p);
void paper_table(struct doc *d, const struct paper *p);
/* parts.c */
void paper_question(struct doc *d, const struct paper *p);
void paper_arithmetic(struct doc *d, const struct paper *p);
void paper_mac(struct doc *d, const struct paper *p);
void paper_measured(struct doc *d, const struct paper *p);
void paper_controls(struct doc *d, const struct paper *p);
void paper_mechanisms(struct doc *d, const struct paper *p);
void paper_open(struct doc *d, const struct paper *p, const char *db);

#endif
