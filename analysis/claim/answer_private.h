/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What all verdicts come to, in a few sentences: the entropy of a call, the published claims, and
 * what explains what was published.
 */
#ifndef CLAIM_ANSWER_H
#define CLAIM_ANSWER_H

#include "verdicts.h"

/* What the runs of one machine come to, of the probes that the claims are about. */
struct answer_machine {
	const struct verdict_run *weakest; /* its run that leaves least; NULL: not known */
	const struct verdict_run *lowest;  /* its run that at_least is of; NULL: not known */
	double at_least;     /* no less than this in any of its runs, in bits; nan: not known */
	double credited;     /* the least that SP 800-90B credits; nan: not known */
	double assessed;     /* the least of its estimates before an observer's bound cuts them */
	double null_at_most; /* of the empty loop on the same machine; nan: no such run */
	const char *name, *fingerprint; /* of the first run: its label, or "" */
	bool analysed;			/* some run of it */
};

/* Borrows from the verdicts. */
struct answer {
	struct answer_machine
	    *machine; /* the weakest first; those of which nothing is known last */
	size_t machines;
	size_t run; /* index + 1 of the run that it is of; 0: of all */
	struct words text;
};

/* Of one run, whatever its probe, or of all. 0, or -1 without memory. Release in either case. */
int answer_init(struct answer *a, const struct verdicts *v, size_t run);
void answer_release(struct answer *a);

#endif
