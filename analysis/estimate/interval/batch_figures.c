/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The grouped jackknife over the digest of bootstrap.h: a figure is computed with each batch left
 * out in turn, from the counts of the whole less those of the batch. The digest is there already,
 * and the counts of a batch are sums of its blocks; so a level of m batches costs m evaluations of
 * the statistic and one pass over the entries of the blocks, whatever the number of samples.
 */
#include "batch_figures.h"

#include <stdbool.h>
#include <stdlib.h>

/* whole less part: the series without a batch. */
static struct bootstrap_sample subtract_batch(
    const struct bootstrap_sample *whole, const struct bootstrap_sample *part, uint64_t *count)
{
	struct bootstrap_sample s = *whole;
	for (size_t i = 0; i < s.cells->cells; i++)
		count[i] = whole->count[i] - part->count[i];
	s.count = count;
	s.n -= part->n;
	s.pairs -= part->pairs;
	s.sum -= part->sum;
	s.sum2 -= part->sum2;
	s.lag1 -= part->lag1;
	s.lag1_sum -= part->lag1_sum;
	return s;
}

struct room {
	uint64_t *whole, *part, *rest; /* counts of cells; one allocation */
	double *figure;		       /* [batch][k] */
};

static void one_level(const struct bootstrap *b, bootstrap_statistic *statistic, void *context,
    size_t k, int level, const struct room *room, struct batches *out)
{
	size_t m = (size_t)BATCH_FEWEST << level, blocks = bootstrap_blocks(b);
	struct bootstrap_sample whole = bootstrap_part(b, 0, blocks, room->whole);
	for (size_t i = 0; i < m; i++) {
		struct bootstrap_sample part =
		    bootstrap_part(b, i * blocks / m, (i + 1) * blocks / m, room->part);
		struct bootstrap_sample rest = subtract_batch(&whole, &part, room->rest);
		statistic(&rest, context, room->figure + i * k);
	}
	for (size_t j = 0; j < k; j++)
		batches_add_jackknife(&out[j], level, room->figure + j, k);
}

enum estimate_status batches_of_figures(const struct bootstrap *b, bootstrap_statistic *statistic,
    void *context, size_t k, int levels, struct batches *out)
{
	size_t cells = bootstrap_cells(b)->cells;
	struct room room = {malloc(3 * cells * sizeof *room.whole), NULL, NULL,
	    malloc(BATCH_MOST * k * sizeof *room.figure)};
	bool ok = room.whole && room.figure;
	for (size_t j = 0; j < k; j++)
		out[j] = batches_none;
	if (ok) {
		room.part = room.whole + cells;
		room.rest = room.part + cells;
	}
	for (int level = 0; ok && level < levels; level++)
		if (bootstrap_blocks(b) >= (size_t)BATCH_FEWEST << level)
			one_level(b, statistic, context, k, level, &room, out);
	free(room.whole);
	free(room.figure);
	return ok ? EST_OK : EST_NO_MEMORY;
}
