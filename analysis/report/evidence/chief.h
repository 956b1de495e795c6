/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The run that the first screen shows, and the run that represents the instrument.
 */
#ifndef REPORT_CHIEF_H
#define REPORT_CHIEF_H

#include "book.h"

#include <stddef.h>

/* The first of the runs that is most of these: analysed, of a probe that the claims are about,
 * idle, complete. b must have a run. */
size_t chief_run(const struct book *b);

/* The run of the empty loop on the same machine and counter, idle if there is one; b->run_count:
 * none. */
size_t chief_null(const struct book *b, size_t chief);

/* May a claim be about the run? False where each of its verdicts is "not applicable". */
bool chief_bears(const struct book_run *run);

#endif
