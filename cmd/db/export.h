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

/* Writes every sample of a run. A value that does not fit the format is a failure, unless low_bits
 * asks for its lowest bits. Returns 0, or -1 with one line in `why`. */
int export_run(struct store *s, const struct store_run *run, enum export_format format,
    bool low_bits, FILE *out, char *why, size_t size);

/* Writes the samples of all runs of a session in the order in which they were taken: as CSV, with
 * the probe of each as a last column. Returns 0, or -1 with one line in `why`. */
int export_session(struct store *s, const char *session, FILE *out, char *why, size_t size);

#endif
