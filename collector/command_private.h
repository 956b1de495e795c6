/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A plan as the command line that makes it: what a run stores, so that whoever reads it can record
 * the like.
 */
#ifndef COLLECTOR_COMMAND_H
#define COLLECTOR_COMMAND_H

#include "record.h"

/* "ticklab collect --load idle --probe null -n 1000 --warmup 8": load, probes, samples and warm-up
 * always, of the other options those that are not as they are by themselves. The database is left
 * out; quoted for a POSIX shell. Of a campaign, the command of that cell alone. malloc, the caller
 * frees; NULL if there is no memory. */
char *command_of_plan(const struct record_plan *plan);

#endif
