/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A series as symbols of a small alphabet, for figures of order whose tables must stay small.
 */
#ifndef SYMBOLS_H
#define SYMBOLS_H

#include <stddef.h>
#include <stdint.h>

#include "estimate.h"
#include "histogram.h"

struct symbols {
	size_t n, alphabet; /* symbols are 0 .. alphabet - 1, in the order of the values */
	uint8_t *s;	    /* [n] */
	int exact;	    /* each distinct value has its own symbol */
};

/* Maps x[0..n), whose histogram is h, to at most `most` symbols (2..256). If there are more
 * distinct values, neighbouring ones share a symbol so that shares are as equal as they can be; a
 * value of more than 1/most of the samples never shares. n >= 1. EST_OK or EST_NO_MEMORY. */
enum estimate_status symbols_init(
    struct symbols *s, const uint64_t *x, size_t n, const struct histogram *h, size_t most);
void symbols_release(struct symbols *s);

#endif
