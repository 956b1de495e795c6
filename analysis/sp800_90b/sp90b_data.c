/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Raw samples as the estimators read them: symbols numbered by the order of their values, and bit
 * strings, of the numbers and of the samples themselves, packed most significant bit first.
 * Estimators count patterns and need no values; renumbering makes tables as small as the alphabet.
 * The bit string is cut where the assessment says, and zeros follow it, so that whoever reads a
 * word at a time sees no other bits. @[SP800-90B, 3.1.3] Cost: two passes over the samples.
 */
#include "sp90b_data_private.h"

#include <stdlib.h>
#include <string.h>

static unsigned width_of(uint32_t value)
{
	return value ? 32 - (unsigned)__builtin_clz(value) : 1;
}

unsigned sp90b_width(const uint16_t *raw, size_t n)
{
	uint32_t seen = 0;
	for (size_t i = 0; i < n; i++)
		seen |= raw[i];
	return width_of(seen);
}

/* Numbers the values that occur, in their order. Returns how many there are. */
static uint32_t number_values(uint16_t *number, const uint16_t *raw, size_t n, unsigned width)
{
	uint32_t k = 0;
	for (size_t i = 0; i < n; i++)
		number[raw[i]] = 1;
	for (size_t v = 0; v < (size_t)1 << width; v++)
		if (number[v])
			number[v] = (uint16_t)k++;
	return k;
}

/* number[raw[i]], or raw[i] without `number`, laid end to end. */
static void pack_values(
    uint64_t *word, const uint16_t *raw, size_t n, const uint16_t *number, unsigned width)
{
	uint64_t now = 0;
	size_t i = 0;
	unsigned used = 0;
	while (i < n) {
		/* As many as fit whole. */
		size_t fit = (64 - used) / width, end = fit < n - i ? i + fit : n;
		used += (unsigned)(end - i) * width;
		if (number)
			for (; i < end; i++)
				now = now << width | number[raw[i]];
		else
			for (; i < end; i++)
				now = now << width | raw[i];
		if (i == n)
			break;
		uint64_t v = number ? number[raw[i++]] : raw[i++];
		unsigned over = used + width - 64;
		*word++ = now << (width - over) | v >> over;
		now = v; /* its upper bits are shifted out before they are written */
		used = over;
	}
	if (used > 0)
		*word = now << (64 - used);
}

static enum sp90b_fault fill_data(struct sp90b_data *d, const uint16_t *raw, const uint16_t *number)
{
	d->literal_width = width_of(d->k - 1);
	if (sp90b_bits_init(&d->literal, d->n * d->literal_width))
		return SP90B_DATA_NO_MEMORY;
	if (d->k > 2 && !(d->symbol = malloc(d->n * sizeof *d->symbol)))
		return SP90B_DATA_NO_MEMORY;
	pack_values(d->literal.word, raw, d->n, number, d->literal_width);
	for (size_t i = 0; d->symbol && i < d->n; i++)
		d->symbol[i] = number[raw[i]];
	return SP90B_DATA_OK;
}

/* The bit string, cut after `bits` bits. */
static enum sp90b_fault fill_bitstring(struct sp90b_data *d, const uint16_t *raw, size_t bits)
{
	size_t all = d->n * d->width, keep = bits && bits < all ? bits : all;
	size_t samples = (keep + d->width - 1) / d->width;
	if (sp90b_bits_init(&d->bitstring, samples * d->width))
		return SP90B_DATA_NO_MEMORY;
	pack_values(d->bitstring.word, raw, samples, NULL, d->width);
	d->bitstring.n = keep;
	/* Zeros follow the last bit. */
	if (keep % 64)
		d->bitstring.word[keep / 64] &= ~UINT64_C(0) << (64 - keep % 64);
	else
		d->bitstring.word[keep / 64] = 0;
	d->bitstring.word[keep / 64 + 1] = 0;
	return SP90B_DATA_OK;
}

enum sp90b_fault sp90b_data_init(
    struct sp90b_data *d, const uint16_t *raw, size_t n, unsigned width, size_t bits, size_t *at)
{
	*d = (struct sp90b_data){.n = n};
	if (n == 0)
		return SP90B_DATA_EMPTY;
	unsigned needed = sp90b_width(raw, n);
	d->width = width ? width : needed;
	d->narrow = needed < d->width;
	if (needed > d->width) {
		size_t i = 0;
		while (raw[i] >> d->width == 0)
			i++;
		if (at)
			*at = i;
		return SP90B_DATA_TOO_WIDE;
	}
	if (n > UINT32_MAX / d->width)
		return SP90B_DATA_TOO_LONG;
	uint16_t *number = calloc((size_t)1 << d->width, sizeof *number);
	if (!number)
		return SP90B_DATA_NO_MEMORY;
	d->k = number_values(number, raw, n, d->width);
	d->translated = d->k < (uint32_t)1 << d->width;
	enum sp90b_fault fault = SP90B_DATA_ONE_SYMBOL;
	if (d->k > 1)
		fault = fill_data(d, raw, number);
	if (!fault)
		fault = fill_bitstring(d, raw, bits);
	free(number);
	if (fault)
		sp90b_data_release(d);
	return fault;
}

void sp90b_data_release(struct sp90b_data *d)
{
	free(d->symbol);
	d->symbol = NULL;
	sp90b_bits_release(&d->literal);
	sp90b_bits_release(&d->bitstring);
}

struct sp90b_symbols sp90b_data_symbols(const struct sp90b_data *d)
{
	return (struct sp90b_symbols){d->symbol, d->n, d->k};
}
