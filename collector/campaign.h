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

enum campaign_trace { CAMPAIGN_NO_TRACE, CAMPAIGN_TRACE_IF_POSSIBLE, CAMPAIGN_TRACE };

/* For `cpu`, instead of a number. */
enum { CAMPAIGN_NO_CPU = -1, CAMPAIGN_LAST_CPU = -2 };

struct campaign {
	char name[64];
	char probes[CAMPAIGN_PROBES][CAMPAIGN_NAME], loads[CAMPAIGN_LOADS][CAMPAIGN_NAME];
	char controls[CAMPAIGN_PROBES][CAMPAIGN_NAME]; /* probes that meet idle alone */
	size_t probe_count, load_count, control_count;
	enum campaign_trace trace;
	char counter[16]; /* as record_plan has it; "auto" where the plan names none */
	int cpu;	  /* or CAMPAIGN_NO_CPU, CAMPAIGN_LAST_CPU */
	uint64_t replicates, samples;
	double cooldown_s, intensity;
};

/* Reads the plan. Returns 0, or -1 with the reason in `why`. */
int campaign_read(struct campaign *c, const char *path, char *why, size_t size);

/* Writes missing names into `why`; 0 if all exist. */
int campaign_check(
    const struct campaign *c, const struct load_kinds *kinds, char *why, size_t size);

/* The cells in order, made by malloc for the caller to free; NULL if there is no memory. */
struct store_cell *campaign_cells(const struct campaign *c, uint64_t seed, size_t *count);

/* A random seed of 53 bits. */
uint64_t campaign_new_seed(void);

/* The plan as it is stored and recognised again, made by malloc for the caller to free; NULL if
 * there is no memory. */
char *campaign_text(const struct campaign *c);

/* Cells that are left and expected time, on stdout: those of the unfinished campaign of this plan
 * in `s`, which may be NULL, or of a new one. Returns 0, or -1 with the reason. */
int campaign_print(
    struct store *s, const struct campaign *c, const uint64_t *seed, char *why, size_t size);

/* CPU, counter and trace of the plan, where the command line names none, into `plan`. A trace that
 * is requested if possible and is not available leaves one line on stderr. Returns 0, or -1 with
 * the reason. */
int campaign_settle(const struct campaign *c, struct record_plan *plan, char *why, size_t size);

/* Takes every cell that is left. `plan` holds what is the same in all of them; seed is NULL where
 * none was requested. done(outcome, cell) is called for every run. Ends at the first failure of the
 * database. Returns how many cells could not be completed, or -1 with the reason. */
int campaign_run(struct store *s, const struct campaign *c, const struct load_kinds *kinds,
    const struct record_plan *plan, const uint64_t *seed,
    void (*done)(const struct record_outcome *out, const struct store_cell *cell, size_t cells),
    char *why, size_t size);

#endif
