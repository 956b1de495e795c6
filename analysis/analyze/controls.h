/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Figures of mechanism are as good as the controls of their session: probes whose slow samples have
 * known causes.
 */
#ifndef ANALYSIS_CONTROLS_H
#define ANALYSIS_CONTROLS_H

#include "store.h"

/* Of every session and campaign whose controls fail, from results that are stored already, the
 * figures of causes lose their value: their status becomes "undecided: controls failed". A control
 * fails where surely less than 99 % of its slow samples carry a cause, or of those that it slowed
 * are seen from outside. Returns 0, or -1 with one line in `why`. */
int controls_analyze(struct store *s, char *why, size_t size);

#endif
