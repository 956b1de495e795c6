/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Was the machine as idle as a run's label says? From the load average and the CPU pressure that
 * were read before and after it.
 */
#ifndef REPORT_BUSY_H
#define REPORT_BUSY_H

#include "book.h"

#include <stdbool.h>
#include <stddef.h>

/* "load was 2.3 on 2 CPUs, CPU pressure 48 %": what lies above its limit, before the run and, where
 * the run itself started no other work, after it. False: nothing does, or nothing was read. */
bool busy_words(char *out, size_t size, const struct book_run *run);

/* "labelled idle, but load was 2.3 on 2 CPUs"; "" unless that is so. */
void busy_label(char *out, size_t size, const struct book_run *run);

/* Was any of it read before the run? */
bool busy_known(const struct book_run *run);

#endif
