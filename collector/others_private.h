/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What else ran while a run was recorded.
 */
#ifndef COLLECTOR_OTHERS_H
#define COLLECTOR_OTHERS_H

#include "activity_private.h"

struct others {
	struct activity_system machine;
	double own_s; /* CPU time of this process and of children that ended */
};

void others_begin(struct others *o);

/* Mean number of CPUs that were busy since others_begin() with something else than this process and
 * the children that it has waited for. Waits until 0.2 s have passed since then. nan: not known. */
double others_cpus(const struct others *o);

#endif
