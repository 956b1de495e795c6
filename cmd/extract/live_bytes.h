/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bytes from this machine, made with the archives that ship: platform, extractor and source.
 */
#ifndef EXTRACT_LIVE_BYTES_H
#define EXTRACT_LIVE_BYTES_H

#include "byte_sink.h"

#include <stdint.h>

/* Samples and extracts until n bytes are written. Returns 0, or -1 after one line on stderr when
 * `give_up` samples in a row gave no byte, or when there is no clock or memory. give_up >= 1. */
int live_bytes(struct byte_sink *sink, uint64_t n, uint64_t give_up);

enum { LIVE_COLLECT_MAX = 10000000 };

/* One collect(n) of the source: 3n + 32 timed calls and the bytes they give, at most n. Tells on
 * stderr what came of them. n <= LIVE_COLLECT_MAX. Returns 0, or -1 after one line on stderr. */
int live_collect(struct byte_sink *sink, uint64_t n);

#endif
