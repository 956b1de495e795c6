/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bytes from this machine, made with the archives that ship: platform, extractor and source.
 */
#ifndef EXTRACT_LIVE_BYTES_H
#define EXTRACT_LIVE_BYTES_H

#include "byte_sink.h"

#include <stdint.h>

struct live_options {
	uint64_t bytes;	    /* to write */
	uint64_t give_up;   /* samples in a row without a byte that end it; at least 1 */
	double min_entropy; /* bits a sample that the health tests assume */
	bool assumed;	    /* the user has not stated it */
	bool conditioned;   /* write SHA-256 of durations, not what the rule gives */
	bool untested;	    /* without health tests: for comparison, not for use */
};

/* Samples until the bytes are written, and says on stderr what they took. No batch is used before
 * its health tests have passed. Returns 0, or -1 after one line on stderr: the health tests failed
 * for good, `give_up` samples in a row gave no byte, there is no clock or no memory. */
int live_bytes(struct byte_sink *sink, const struct live_options *o);

enum { LIVE_COLLECT_MAX = 10000000 };

/* One collect(n) of the source: 3n + 32 timed calls and the bytes they give, at most n. Says on
 * stderr what came of them. n <= LIVE_COLLECT_MAX. Returns 0, or -1 after one line on stderr. */
int live_collect(struct byte_sink *sink, uint64_t n);

#endif
