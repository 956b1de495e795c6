/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What outfile.c asks of the system: a stream that remembers why it failed. stdio keeps that a
 * write failed (ferror) and not the reason, which by the time of the last flush is another call's
 * errno.
 */
#ifndef BASE_OUTFILE_PRIVATE_H
#define BASE_OUTFILE_PRIVATE_H

#include <stdio.h>

struct outfile_sink {
	int fd;
	int fault; /* errno of the first write that failed; 0: none */
};

/* A stream for writing that ends in sink->fd, which closing it closes. NULL with errno set. */
FILE *outfile_stream(struct outfile_sink *sink);

/* Writes all of it, or notes the reason. Returns 0 or -1. */
int outfile_sink_write(struct outfile_sink *sink, const char *bytes, size_t n);

#endif
