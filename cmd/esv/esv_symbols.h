/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From ticks to symbols of at most 8 bits, by a table that the samples of one run fix and that
 * other samples of the source are then read by.
 */
#ifndef ESV_SYMBOLS_H
#define ESV_SYMBOLS_H

#include <stddef.h>
#include <stdint.h>

enum { ESV_SYMBOLS = 256 };

/* Symbol k represents from[k] ticks to one below from[k + 1]. */
struct esv_table {
	uint64_t from[ESV_SYMBOLS];
	uint64_t to[ESV_SYMBOLS];    /* the greatest value of the run that has the symbol */
	uint64_t count[ESV_SYMBOLS]; /* samples of the run that have it */
	unsigned symbols;	     /* 1 .. ESV_SYMBOLS */
	size_t distinct;	     /* values of the run */
};

/* Of x[0 .. n), n >= 1. Up to 256 different values have a symbol each: their rank. More are
 * grouped with their neighbours into groups of about equally many samples. Returns 0, or -1 without
 * memory. */
int esv_table_make(struct esv_table *t, const uint64_t *x, size_t n);

/* The symbol of a value; one below the first has symbol 0. */
uint8_t esv_table_symbol(const struct esv_table *t, uint64_t value);

/* Bits of the greatest symbol, at least 1. */
unsigned esv_table_bits(const struct esv_table *t);

#endif
