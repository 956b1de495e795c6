/* SPDX-License-Identifier: GPL-3.0-or-later: see README.md */
#ifndef DARWIN_SCHED_H
#define DARWIN_SCHED_H

int sched_yield(void);

#endif
