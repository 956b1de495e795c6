/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What slow samples outside the kernel can be made of.
 */
#ifndef ANALYSIS_OUTSIDE_H
#define ANALYSIS_OUTSIDE_H

#include "store.h"

/* Adds to every complete run that has slow_cause_share of outside_kernel: for each of nmi, smi and
 * steal (the scope) the greatest share of those samples that it can explain,
 * outside_kernel_most_share, by what was counted before and after the run; where it was not, the
 * method says why. And what is left at least, outside_kernel_rest_share. To be called after
 * slow_rule_analyze. Returns 0, or -1 with one line in `why`. */
int outside_analyze(struct store *s, char *why, size_t size);

#endif
