/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A designed series of runs: in every replicate (block) each probe meets each load once, in an
 * order drawn from the seed, so that what drifts over time does not pass for an effect of the load
 * (randomised complete blocks). Cells that are complete are not taken again.
 */
#ifndef COLLECTOR_CAMPAIGN_H
#define COLLECTOR_CAMPAIGN_H

#include "record.h"

enum { CAMPAIGN_PROBES = 16, CAMPAIGN_LOADS = KIND_MAX, CAMPAIGN_NAME = 96 };

struct campaign {
	char name[64];
	char probes[CAMPAIGN_PROBES][CAMPAIGN_NAME], loads[CAMPAIGN_LOADS][CAMPAIGN_NAME];
	size_t probe_count, load_count;
	uint64_t replicates, samples;
	double cooldown_s, intensity;
};

/* Reads the plan. Returns 0, or -1 with the reason in `why`. */
int campaign_read(struct campaign *c, const char *path, char *why, size_t size);

/* Names that are not there are told in `why`; 0 if all are. */
int campaign_check(
    const struct campaign *c, const struct load_kinds *kinds, char *why, size_t size);

/* The cells in order, made by malloc for the caller to free; NULL if there is no memory. */
struct store_cell *campaign_cells(const struct campaign *c, uint64_t seed, size_t *count);

/* A random seed of 53 bits. */
uint64_t campaign_new_seed(void);

/* Plan and expected time, on stdout. */
void campaign_print(const struct campaign *c, uint64_t seed);

/* Takes every cell that is left. `plan` holds what is the same in all of them; seed is NULL where
 * none was asked for. done(outcome, cell) is told of every run. Returns how many cells could not be
 * completed, or -1 with the reason. */
int campaign_run(struct store *s, const struct campaign *c, const struct load_kinds *kinds,
    const struct record_plan *plan, const uint64_t *seed,
    void (*done)(const struct record_outcome *out, const struct store_cell *cell, size_t cells),
    char *why, size_t size);

#endif
