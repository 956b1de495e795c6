/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Distinct values and their counts. Durations crowd just above their minimum, so those are counted
 * in a dense table and only the tail in a hash that is sorted at the end. Two tables are used in
 * turn, since a run of equal values would otherwise wait for its own stores. Cost: about 1 ns a
 * sample where the tail is short.
 */
#include "histogram.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Durations crowd just above their minimum: those are counted in a table, the rest in a hash. */
enum { DENSE = 1 << 16 };

struct pair {
	uint64_t value, count;
};

/* Open addressing, linear probing, at most half full; count 0 marks a free slot. */
struct tail {
	struct pair *slot;
	size_t slots, used; /* slots is a power of 2 */
};

static struct pair *tail_slot(const struct tail *t, uint64_t value)
{
	/* Fibonacci hashing: the high bits of the product are well mixed. */
	size_t i = (size_t)((value * UINT64_C(0x9E3779B97F4A7C15)) >> 20) & (t->slots - 1);
	while (t->slot[i].count && t->slot[i].value != value)
		i = (i + 1) & (t->slots - 1);
	return &t->slot[i];
}

static bool tail_grow(struct tail *t)
{
	struct tail grown = {NULL, t->slots ? 2 * t->slots : 1024, t->used};
	grown.slot = calloc(grown.slots, sizeof *grown.slot);
	if (!grown.slot)
		return false;
	for (size_t i = 0; i < t->slots; i++)
		if (t->slot[i].count)
			*tail_slot(&grown, t->slot[i].value) = t->slot[i];
	free(t->slot);
	*t = grown;
	return true;
}

static bool tail_add(struct tail *t, uint64_t value, uint64_t count)
{
	if (2 * t->used >= t->slots && !tail_grow(t))
		return false;
	struct pair *p = tail_slot(t, value);
	t->used += p->count == 0;
	p->value = value;
	p->count += count;
	return true;
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = ((const struct pair *)a)->value, y = ((const struct pair *)b)->value;
	return (x > y) - (x < y);
}

/* Moves the used slots to the front, in order of value. */
static void tail_sort(struct tail *t)
{
	size_t used = 0;
	for (size_t i = 0; i < t->slots; i++)
		if (t->slot[i].count)
			t->slot[used++] = t->slot[i];
	if (used)
		qsort(t->slot, used, sizeof *t->slot, by_value);
}

static bool allocate_values(struct histogram *h, size_t distinct)
{
	*h = (struct histogram){0};
	if (!distinct)
		return true;
	h->value = malloc(distinct * sizeof *h->value);
	h->count = malloc(distinct * sizeof *h->count);
	if (!h->value || !h->count) {
		histogram_release(h);
		return false;
	}
	return true;
}

static void append_value(struct histogram *h, uint64_t value, uint64_t count)
{
	h->value[h->distinct] = value;
	h->count[h->distinct++] = count;
	h->n += count;
}

/* Counts into two tables by turns: a run of equal values would otherwise wait for its own stores.
 */
static bool count_all(const uint64_t *x, size_t n, uint64_t min, uint32_t *dense, struct tail *tail)
{
	for (size_t i = 0; i < n; i++) {
		uint64_t d = x[i] - min;
		if (d < DENSE)
			dense[(i & 1) * DENSE + d]++;
		else if (!tail_add(tail, x[i], 1))
			return false;
	}
	return true;
}

static uint64_t least_value(const uint64_t *x, size_t n)
{
	uint64_t min = x[0];
	for (size_t i = 1; i < n; i++)
		min = x[i] < min ? x[i] : min;
	return min;
}

static bool gather_counts(
    struct histogram *h, const uint32_t *dense, uint64_t min, const struct tail *tail)
{
	size_t distinct = tail->used;
	for (size_t d = 0; d < DENSE; d++)
		distinct += dense[d] + (uint64_t)dense[DENSE + d] > 0;
	if (!allocate_values(h, distinct))
		return false;
	for (size_t d = 0; d < DENSE; d++)
		if (dense[d] + (uint64_t)dense[DENSE + d])
			append_value(h, min + d, dense[d] + (uint64_t)dense[DENSE + d]);
	for (size_t i = 0; i < tail->used; i++)
		append_value(h, tail->slot[i].value, tail->slot[i].count);
	return true;
}

enum estimate_status histogram_init(struct histogram *h, const uint64_t *x, size_t n)
{
	*h = (struct histogram){0};
	if (!n)
		return EST_OK;
	struct tail tail = {0};
	uint32_t *dense = calloc(2 * DENSE, sizeof *dense);
	uint64_t min = least_value(x, n);
	bool ok = dense && count_all(x, n, min, dense, &tail);
	if (ok) {
		tail_sort(&tail);
		ok = gather_counts(h, dense, min, &tail);
	}
	free(dense);
	free(tail.slot);
	return ok ? EST_OK : EST_NO_MEMORY;
}

enum estimate_status histogram_from_pairs(
    struct histogram *h, const uint64_t *value, const uint64_t *count, size_t m)
{
	struct tail tail = {0};
	bool ok = true;
	*h = (struct histogram){0};
	for (size_t i = 0; ok && i < m; i++)
		if (count[i])
			ok = tail_add(&tail, value[i], count[i]);
	if (ok) {
		tail_sort(&tail);
		ok = allocate_values(h, tail.used);
	}
	for (size_t i = 0; ok && i < tail.used; i++)
		append_value(h, tail.slot[i].value, tail.slot[i].count);
	free(tail.slot);
	return ok ? EST_OK : EST_NO_MEMORY;
}

enum estimate_status histogram_regrid(
    struct histogram *out, const struct histogram *h, uint64_t divisor)
{
	struct histogram r;
	if (!allocate_values(&r, h->distinct))
		return EST_NO_MEMORY;
	for (size_t i = 0; i < h->distinct; i++) {
		uint64_t v = h->value[i] / divisor;
		if (r.distinct && r.value[r.distinct - 1] == v) {
			r.count[r.distinct - 1] += h->count[i];
			r.n += h->count[i];
		} else {
			append_value(&r, v, h->count[i]);
		}
	}
	*out = r;
	return EST_OK;
}

void histogram_release(struct histogram *h)
{
	free(h->value);
	free(h->count);
	*h = (struct histogram){0};
}

enum estimate_status histogram_unite(struct histogram *all, const struct histogram *h, size_t k)
{
	size_t m = 0, at = 0;
	for (size_t i = 0; i < k; i++)
		m += h[i].distinct;
	uint64_t *value = malloc(2 * (m + 1) * sizeof *value);
	if (!value)
		return EST_NO_MEMORY;
	for (size_t i = 0; i < k; i++)
		for (size_t j = 0; j < h[i].distinct; j++, at++) {
			value[at] = h[i].value[j];
			value[m + at] = h[i].count[j];
		}
	enum estimate_status status = histogram_from_pairs(all, value, value + m, m);
	free(value);
	return status;
}
