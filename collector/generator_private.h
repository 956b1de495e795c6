/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The program that makes a load: its command line, and what it says of itself. That is stress-ng,
 * or the shell that runs a user's own command.
 */
#ifndef COLLECTOR_GENERATOR_H
#define COLLECTOR_GENERATOR_H

#include "kind.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of each stressor its name, operations and options, of which there are at most 80. */
enum { GENERATOR_ARGS = KIND_STRESSORS * 84 + 8 };

struct generator_arguments {
	char text[GENERATOR_ARGS][192];
	char *argv[GENERATOR_ARGS + 1];
	int count;
};

/* The load itself, which ends by itself after an hour whatever happens to its guard; or the same
 * stressors for a few operations each and at most trial_s seconds, where that is not 0. stress-ng
 * writes its files into `folder`. */
void generator_arguments(struct generator_arguments *a, const struct load_kind *kind,
    double intensity, const char *folder, int trial_s);

/* The command without the temporary folder, for the record. */
void generator_note(const struct generator_arguments *a, char *out, size_t size);

/* The share of its full strength that a stressor really runs at: there is at least one instance. */
double generator_effective(const struct load_stressor *s, double intensity);

/* How many operations a stressor did, as stress-ng wrote it into `folder` when it ended; 0 where it
 * did not. */
uint64_t generator_operations(const char *folder, const char *stressor);

/* Whether stress-ng left the stressor out because it cannot run here, by the log that it wrote into
 * `folder`; then its reason goes into `why`. */
bool generator_left_out(const char *folder, const char *stressor, char *why, size_t size);

#endif
