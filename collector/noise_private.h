/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Counts of what interrupts a CPU from below the kernel or past its trace, as facts: what was
 * counted so far, or why it cannot be counted here. The difference over a run is what happened in
 * it.
 */
#ifndef COLLECTOR_NOISE_H
#define COLLECTOR_NOISE_H

#include "json.h"

/* Adds the members noise.smi_count, noise.nmi_count, noise.kvm_exits, noise.osnoise, noise.timerlat
 * and noise.rdpmc: a number, "available", or "not measurable here, because ...". cpu: of which
 * CPU; -1: CPU 0 for the first, all for the others. `root` precedes every path: "" but in
 * tests. */
void noise_json(struct json *j, int cpu, const char *root);

#endif
