/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Durations as text: unsigned whole numbers between blanks or line ends; `#` starts a comment that
 * runs to the end of its line.
 */
#ifndef EXTRACT_DURATION_FILE_H
#define EXTRACT_DURATION_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct durations {
	uint64_t *at;
	size_t count, room;
};

/* Reads all of `in`, which messages call `name`. Returns 0, or -1 after one line on stderr that
 * names the file and the line. Release in both cases. */
int durations_read(struct durations *d, FILE *in, const char *name);

/* The same for a path; "-" is standard input. */
int durations_open(struct durations *d, const char *path);

void durations_release(struct durations *d);

#endif
