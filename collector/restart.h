/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Samples of a fresh process: fork, exec, warm-up if any, samples, end. SP 800-90B's restart tests
 * (section 3.1.4) require the first samples after many such starts.
 */
#ifndef COLLECTOR_RESTART_H
#define COLLECTOR_RESTART_H

#include "block_private.h"
#include "page.h"
#include "probe.h"

#include <stddef.h>
#include <stdint.h>

struct restart {
	const struct tlp_probe *probe;
	const struct tlp_clock *clock;
	const struct tlp_page *page; /* of this process, as verified; kind TLP_PAGE_NONE: none */
	const char *program;	     /* path of this program */
	uint64_t warmup;
};

/* A process that runs, and what it said of itself. */
struct restarted {
	int pipe, process;
	char no_page[sizeof((struct tlp_page *)0)->why]; /* why it watches no page; "" if it does */
};

/* Starts a process that takes `count` samples and gives them through a pipe. Returns 0, or -1 with
 * the reason. */
int restart_begin(
    const struct restart *r, uint64_t count, struct restarted *out, char *why, size_t size);

/* Reads the next n samples, a whole chunk of STORE_CHUNK_SAMPLES or the rest, with what happened to
 * the process meanwhile. Returns 0, or -1 if the process gave fewer. */
int restart_read(const struct restarted *r, struct block *out, size_t n);

/* Waits for the process's end. Returns 0 if it ended well. */
int restart_end(const struct restarted *r);

/* What such a process does; its arguments are those that restart_begin gives it. The exit code. */
int restart_main(int argc, char **argv);
int restart_wanted(int argc, char **argv);

#endif
