/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What all verdicts come to, in a few sentences: the entropy of a call, the published claims, and
 * what explains what was published.
 */
#ifndef CLAIM_ANSWER_H
#define CLAIM_ANSWER_H

#include "verdicts.h"

struct answer {
	/* Min-entropy of a call in bits against the adversary who leaves least, over all runs of
	 * the probe that the claims are about; nan: not known. */
	double at_least, at_most;
	double null_at_most; /* the same of the empty loop; nan: no such run */
	char adversary[REGISTRY_NAME], probe[REGISTRY_NAME];
	struct words text;
};

void answer_make(struct answer *out, const struct verdicts *v);

#endif
