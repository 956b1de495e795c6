/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Recordings of other tools. A file is read whole before the first sample is stored: one that is
 * malformed leaves no trace in the database.
 */
#ifndef DB_IMPORT_H
#define DB_IMPORT_H

#include <stddef.h>
#include <stdint.h>

struct series {
	uint64_t *start; /* NULL: elapsed ticks only */
	uint64_t *elapsed;
	size_t count;
};

/* Reads text: one `elapsed` a line, or `start elapsed`; `#` begins a comment, blank lines are
 * passed over. "-" is standard input. On failure returns -1 with one line in `why` that names the
 * line of the file; nothing is left to release. */
int series_read_text(struct series *out, const char *path, char *why, size_t size);

/* Reads elapsed ticks as little-endian integers of `width` bytes, 4 or 8. */
int series_read_binary(
    struct series *out, const char *path, unsigned width, char *why, size_t size);

void series_release(struct series *s);

#endif
