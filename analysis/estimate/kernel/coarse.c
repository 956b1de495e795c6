/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cells are made in one pass from the least value up: a value joins the open cell, or opens the
 * next. Two rules bound a cell. By count it holds little of what lies outside it, so that quantiles
 * and entropies lose nothing. By distance it spans no gap: a cell from one mode over the empty
 * values to the next would have its samples anywhere in between as far as a likelihood of binned
 * data can see, and part of one mode's weight goes to the other. Gaps are compared with the mean
 * gap of the cell, since in a sparse tail gaps scatter as an exponential law does; a factor of 8
 * then parts one value in some hundreds. O(distinct values).
 */
#include "coarse.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum { SHARE = 64, WIDE = 8 };

/* May a cell with `below` samples under it and `inside` samples in it be? */
static bool small_enough(uint64_t below, uint64_t inside, uint64_t n)
{
	uint64_t left = below + inside, right = n - below;
	return inside <= (left < right ? left : right) / SHARE;
}

/* May value j join the cell of the values from `first` on? Its gap must be no wider than WIDE mean
 * gaps of the cell (of a cell of one value: the gap before it), and, as third value, not that much
 * narrower: then the first one is far from the others. */
static bool near_enough(const struct histogram *h, size_t first, size_t j)
{
	size_t from = j - 1 > first ? first : first ? first - 1 : j;
	double gap = (double)(h->value[j] - h->value[j - 1]), gaps = (double)(j - 1) - (double)from;
	if (from == j) /* the least value of all */
		return true;
	double mean = (double)(h->value[j - 1] - h->value[from]) / gaps;
	return gap <= WIDE * mean && !(j - first == 2 && WIDE * gap < mean);
}

/* Assigns each distinct value its cell; returns the number of cells. */
static size_t cells_assign(const struct histogram *h, uint32_t *of)
{
	uint64_t below = 0, inside = h->count[0];
	size_t cell = 0, first = 0;
	of[0] = 0;
	for (size_t j = 1; j < h->distinct; j++) {
		if (!small_enough(below, inside + h->count[j], h->n) || !near_enough(h, first, j)) {
			below += inside;
			inside = 0;
			cell++;
			first = j;
		}
		inside += h->count[j];
		of[j] = (uint32_t)cell;
	}
	return cell + 1;
}

static bool allocate_cells(struct coarse *c, size_t cells)
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

static void fill_coarse(struct coarse *c, const struct histogram *h)
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
	if (!c->of || !allocate_cells(c, cells_assign(h, c->of))) {
		coarse_release(c);
		return EST_NO_MEMORY;
	}
	fill_coarse(c, h);
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
