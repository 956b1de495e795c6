/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "coarse.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum { SHARE = 64 };

/* May a cell with `below` samples under it and `inside` samples in it be? */
static bool small_enough(uint64_t below, uint64_t inside, uint64_t n)
{
	uint64_t left = below + inside, right = n - below;
	return inside <= (left < right ? left : right) / SHARE;
}

/* Assigns each distinct value its cell; returns the number of cells. */
static size_t assign(const struct histogram *h, uint32_t *of)
{
	uint64_t below = 0, inside = h->count[0];
	size_t cell = 0;
	of[0] = 0;
	for (size_t j = 1; j < h->distinct; j++) {
		if (!small_enough(below, inside + h->count[j], h->n)) {
			below += inside;
			inside = 0;
			cell++;
		}
		inside += h->count[j];
		of[j] = (uint32_t)cell;
	}
	return cell + 1;
}

static bool allocate(struct coarse *c, size_t cells)
{
	c->cells = cells;
	c->lo = malloc(cells * sizeof *c->lo);
	c->hi = malloc(cells * sizeof *c->hi);
	c->count = calloc(cells, sizeof *c->count);
	c->mean = calloc(cells, sizeof *c->mean);
	c->within_bits = calloc(cells, sizeof *c->within_bits);
	c->within_square = calloc(cells, sizeof *c->within_square);
	c->within_max = calloc(cells, sizeof *c->within_max);
	return c->lo && c->hi && c->count && c->mean && c->within_bits && c->within_square &&
	       c->within_max;
}

static void fill(struct coarse *c, const struct histogram *h)
{
	for (size_t j = 0; j < h->distinct; j++) {
		size_t i = c->of[j];
		if (!c->count[i])
			c->lo[i] = h->value[j];
		c->hi[i] = h->value[j];
		c->count[i] += h->count[j];
	}
	for (size_t j = 0; j < h->distinct; j++) {
		size_t i = c->of[j];
		double p = (double)h->count[j] / (double)c->count[i];
		c->mean[i] += p * (double)(h->value[j] - c->base);
		c->within_bits[i] += p * log2(1 / p);
		c->within_square[i] += p * p;
		c->within_max[i] = fmax(c->within_max[i], p);
	}
}

enum estimate_status coarse_init(struct coarse *c, const struct histogram *h)
{
	*c = (struct coarse){.n = h->n, .base = h->value[0]};
	c->of = malloc(h->distinct * sizeof *c->of);
	if (!c->of || !allocate(c, assign(h, c->of))) {
		coarse_release(c);
		return EST_NO_MEMORY;
	}
	fill(c, h);
	return EST_OK;
}

void coarse_release(struct coarse *c)
{
	free(c->lo);
	free(c->hi);
	free(c->count);
	free(c->mean);
	free(c->within_bits);
	free(c->within_square);
	free(c->within_max);
	free(c->of);
	*c = (struct coarse){0};
}
