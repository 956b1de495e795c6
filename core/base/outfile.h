/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files that appear whole or not at all, and the folders they lie in. What is no plain file, such
 * as a device, is written to as it is and never removed.
 */
#ifndef BASE_OUTFILE_H
#define BASE_OUTFILE_H

#include <stddef.h>
#include <stdio.h>

struct outfile_sink;

/* A file being written beside the place it will take. */
struct outfile {
	FILE *stream;	   /* NULL: not open */
	char *path, *temp; /* temp: NULL for a device */
	struct outfile_sink *sink;
};

/* Each returns 0, or -1 with errno set. */
int outfile_open(struct outfile *f, const char *path);
/* All is written: frees the descriptor, so that many files can wait for their places. A failure is
 * that of the commit too. */
int outfile_close(struct outfile *f);
/* Puts the file in its place. On failure nothing is changed there, and the file is closed. */
int outfile_commit(struct outfile *f);
/* Removes what was written; the file that was there stays. Safe on a file that is not open. */
void outfile_abandon(struct outfile *f);

/* Makes a folder and its parents. */
int outfile_folder(const char *path);
/* A whole file as a string, to be freed; NULL with errno set. At most 64 MiB. */
char *outfile_read(const char *path);

#endif
