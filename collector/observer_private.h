/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Another process that times the same call at the same time, on another CPU: what it reads is what
 * an observer on this machine knows. It is a copy of this process, so that it has the same clock
 * and watches the same page; its samples come back through shared memory.
 */
#ifndef COLLECTOR_OBSERVER_H
#define COLLECTOR_OBSERVER_H

#include "block_private.h"
#include "clock.h"
#include "probe.h"

#include <stddef.h>

struct observer;

struct observer_plan {
	const struct tlp_probe *probe; /* without a thread of its own */
	const struct tlp_clock *clock;
	const struct tlp_page *page;
	size_t room; /* samples of a block, at most */
	int cpu;     /* -1: wherever the scheduler puts it */
};

/* The CPU for an observer of a thread on `cpu`: the first other one that this process may run on;
 * -1 where the system does not say which there are. Returns 0, or -1 with the reason in `why`:
 * there is only one. To be called before the thread is pinned. */
int observer_choose_cpu(int cpu, int *chosen, char *why, size_t size);

/* Starts it; to be called before this process has other threads. Returns 0, or -1 with the reason
 * in `why` and *o NULL. */
int observer_start(struct observer **o, const struct observer_plan *plan, char *why, size_t size);

/* Lets it take n samples (n <= room) from now on; returns when it begins, or at the latest after a
 * tenth of a second. */
void observer_go(struct observer *o, size_t n);

/* Waits until they are taken and copies them into b->at, with b->count and the readings of its
 * thread. Returns 0, or -1 if the process has ended. */
int observer_take(struct observer *o, struct block *b);

/* Ends the process; NULL: there is none. */
void observer_stop(struct observer *o);

#endif
