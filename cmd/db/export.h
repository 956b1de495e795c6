/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Samples of a run as other tools read them.
 */
#ifndef DB_EXPORT_H
#define DB_EXPORT_H

#include "store.h"

#include <stdbool.h>
#include <stdio.h>

enum export_format {
	EXPORT_TEXT, /* `start elapsed` or `elapsed` a line, after `#` lines that say what it is */
	EXPORT_CSV,  /* sample,start_ticks,elapsed_ticks,flags with a header line */
	EXPORT_U8,   /* elapsed ticks, one byte each */
	EXPORT_U32,  /* elapsed ticks, little-endian */
	EXPORT_U64,
	EXPORT_UNKNOWN,
};

enum export_format export_format_find(const char *name);

/* What becomes of values in a binary format; EXPORT_AS_IT_IS: one that does not fit is a failure.
 */
enum export_map {
	EXPORT_AS_IT_IS,
	EXPORT_RANK,	 /* its place among the distinct values, the last place for all beyond */
	EXPORT_CLIP,	 /* the greatest that fits instead of a greater one */
	EXPORT_LOW_BITS, /* its lowest bits */
	EXPORT_MAP_UNKNOWN,
};

enum export_map export_map_find(const char *name);

/* How many samples a mapping changed, and into what. */
struct export_mapped {
	uint64_t changed, distinct; /* distinct: values, where the map is rank */
};

/* Writes every sample of a run. Returns 0, or -1 with one line in `why`. */
int export_run(struct store *s, const struct store_run *run, enum export_format format,
    enum export_map map, struct export_mapped *mapped, FILE *out, char *why, size_t size);

/* Writes the samples of all runs of a session in the order in which they were taken: as CSV, with
 * the probe of each as a last column. Returns 0, or -1 with one line in `why`. */
int export_session(struct store *s, const char *session, FILE *out, char *why, size_t size);

#endif
