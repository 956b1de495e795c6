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

/* Values of equal width laid end to end, a word at a time. */
struct packer {
	uint64_t *word, now;
	unsigned width, used; /* bits of `now` */
};

static inline void packer_add(struct packer *p, uint64_t v)
{
	if (p->used + p->width < 64) {
		p->now = p->now << p->width | v;
		p->used += p->width;
		return;
	}
	unsigned over = p->used + p->width - 64;
	*p->word++ = p->now << (p->width - over) | v >> over;
	p->now = v; /* its upper bits are shifted out before they are written */
	p->used = over;
}

static void packer_finish(struct packer *p)
{
	if (p->used > 0)
		*p->word = p->now << (64 - p->used);
}

static enum sp90b_fault fill_data(struct sp90b_data *d, const uint16_t *raw, const uint16_t *number)
{
	d->literal_width = width_of(d->k - 1);
	if (sp90b_bits_init(&d->literal, d->n * d->literal_width))
		return SP90B_DATA_NO_MEMORY;
	if (d->k > 2 && !(d->symbol = malloc(d->n * sizeof *d->symbol)))
		return SP90B_DATA_NO_MEMORY;
	struct packer p = {.word = d->literal.word, .width = d->literal_width};
	for (size_t i = 0; i < d->n; i++) {
		uint16_t x = number[raw[i]];
		packer_add(&p, x);
		if (d->symbol)
			d->symbol[i] = x;
	}
	packer_finish(&p);
	return SP90B_DATA_OK;
}

/* The bit string, cut after `bits` bits. */
static enum sp90b_fault fill_bitstring(struct sp90b_data *d, const uint16_t *raw, size_t bits)
{
	size_t all = d->n * d->width, keep = bits && bits < all ? bits : all;
	size_t samples = (keep + d->width - 1) / d->width;
	if (sp90b_bits_init(&d->bitstring, samples * d->width))
		return SP90B_DATA_NO_MEMORY;
	struct packer p = {.word = d->bitstring.word, .width = d->width};
	for (size_t i = 0; i < samples; i++)
		packer_add(&p, raw[i]);
	packer_finish(&p);
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
