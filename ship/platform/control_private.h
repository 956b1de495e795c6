/* SPDX-License-Identifier: MIT
 *
 * What the control probes share, private to this room: a page of their own that a second thread
 * writes on a known schedule, so that the cause of every slow sample is known by construction.
 */
#ifndef TLP_CONTROL_H
#define TLP_CONTROL_H

#include "clock.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum tlp_control_mode { TLP_CONTROL_UPDATE, TLP_CONTROL_INVALID, TLP_CONTROL_STALE };

/* "duty=0.3,period=2us,random,seed=1,mode=stale": once in a period the page is being written (or
 * invalid, or stale) for that share of it. Random: both the written and the quiet stretch are
 * multiplied by a number drawn evenly from [0.5, 1.5). */
struct tlp_control_options {
	double duty, period_s;
	bool random;
	uint64_t seed;
	enum tlp_control_mode mode;
};

/* Changes what the text names, leaves the rest. Returns 0, or -1 with the reason in `why`. */
int tlp_control_parse(
    struct tlp_control_options *options, const char *text, char *why, size_t size);

/* A thread that calls begin(clock) and end(clock) in turn on the schedule until it is stopped. */
struct tlp_control {
	struct tlp_clock clock;
	struct tlp_control_options options;
	bool one_mode; /* and none to choose */
	void (*begin)(const struct tlp_clock *clock);
	void (*end)(const struct tlp_clock *clock);
	int state; /* accessed atomically: see control.c */
	pthread_t thread;
};

/* What a control probe's start does: `made` holds its defaults, and what is called. The options are
 * read; with a clock, the page is written once and the thread starts, on another CPU than the
 * one that the calling thread runs on, and is there when this returns. Returns 0, or -1 with the
 * reason; without a second CPU the reader would wait for a writer that cannot run. */
int tlp_control_start(struct tlp_control *control, const struct tlp_control *made,
    const struct tlp_clock *clock, const char *options, char *why, size_t size);

/* Ends the thread after end(); nothing if it does not run. */
void tlp_control_stop(struct tlp_control *control);

/* The CPU that the calling thread runs on, or -1 where that is unknown. */
int tlp_thread_cpu(void);

/* Keeps the calling thread off that CPU (-1: none) and out of real-time classes, whatever it was
 * born with. Returns 0, or -1 if there is no other CPU. */
int tlp_thread_move_off(int cpu);

#endif
