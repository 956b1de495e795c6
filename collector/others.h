/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What else ran while a run was recorded.
 */
#ifndef COLLECTOR_OTHERS_H
#define COLLECTOR_OTHERS_H

#include "activity.h"

#include <stdbool.h>
#include <stddef.h>

/* CPUs that others may use beside an idle run. Daemons and the kernel use hundredths; one task that
 * computes, or a load of another job on the same host, uses one or more. */
#define OTHERS_MOST 0.25

struct others {
	struct activity_system machine;
	double own_s; /* CPU time of this process and of children that ended */
};

void others_begin(struct others *o);

/* Mean number of CPUs that were busy since others_begin() with something else than this process and
 * the children that it has waited for. Waits until 0.2 s have passed since then. nan: not known. */
double others_cpus(const struct others *o);

/* "other processes used 1.3 CPUs meanwhile"; "" and false where they used no more than OTHERS_MOST,
 * or nan. */
bool others_words(char *out, size_t size, double cpus);

#endif
