/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The interval of the rank autocorrelation at lag 1 by its influence function: ranks are estimated
 * from the same samples, and this adds a term for each sample's effect on the ranks of all others
 * @[GENEST-REMILLARD-2004]. Cost: two passes over the series.
 */
#include "rank_lag1.h"

#include "linear.h"
#include "lookup.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* By distinct value: its mid-rank, 0 in the middle and 1 from end to end; the sum of its samples'
 * neighbours' ranks; what a sample of it does to the sum of products by the others' ranks and, with
 * `rho`, by the ties. */
struct places {
	double *rank, *around, *influence; /* one allocation, at rank */
	double variance;
};

static void set_ranks(struct places *p, const struct histogram *h)
{
	double below = 0, n = (double)h->n, cubes = 0;
	for (size_t i = 0; i < h->distinct; i++) {
		double share = (double)h->count[i] / n;
		p->rank[i] = below + share / 2 - 0.5;
		below += share;
		cubes += share * share * share;
	}
	p->variance = (1 - cubes) / 12;
}

static void set_influence(struct places *p, const struct histogram *h, double rho)
{
	double above = 0, n = (double)h->n, mean = 0, squares = 0;
	for (size_t i = h->distinct; i-- > 0;) {
		p->influence[i] = above + p->around[i] / (2 * n);
		above += p->around[i] / n;
		mean += p->influence[i] * (double)h->count[i] / n;
	}
	for (size_t i = 0; i < h->distinct; i++)
		squares += pow((double)h->count[i] / n, 3);
	for (size_t i = 0; i < h->distinct; i++) {
		double share = (double)h->count[i] / n;
		p->influence[i] += rho * (share * share - squares) / 4 - mean;
	}
}

static void sum_around(struct places *p, const struct lookup *l, const uint64_t *x, size_t n)
{
	for (size_t t = 0, here = lookup_index(l, x[0]), next; t + 1 < n; t++, here = next) {
		next = lookup_index(l, x[t + 1]);
		p->around[here] += p->rank[next];
		p->around[next] += p->rank[here];
	}
}

static void add_all(struct linear *out, const struct places *p, const struct lookup *l,
    const uint64_t *x, size_t n, double rho)
{
	size_t here = lookup_index(l, x[0]);
	for (size_t t = 0; t < n; t++) {
		size_t next = t + 1 < n ? lookup_index(l, x[t + 1]) : here;
		double product = t + 1 < n ? p->rank[here] * p->rank[next] : 0;
		linear_add(out, t, (product + p->influence[here]) / p->variance - rho);
		here = next;
	}
}

enum estimate_status rank_lag1_interval(
    struct estimate *e, const uint64_t *x, size_t n, const struct histogram *h)
{
	struct lookup lookup;
	struct linear l = {0};
	if (e->status != EST_OK || n < 2)
		return EST_OK;
	struct places p = {.rank = calloc(3 * h->distinct, sizeof *p.rank)};
	if (!p.rank || lookup_init(&lookup, h) != EST_OK) {
		free(p.rank);
		return EST_NO_MEMORY;
	}
	p.around = p.rank + h->distinct;
	p.influence = p.around + h->distinct;
	set_ranks(&p, h);
	sum_around(&p, &lookup, x, n);
	set_influence(&p, h, e->value);
	enum estimate_status status = linear_init_ticks(&l, x, n);
	if (status == EST_OK) {
		add_all(&l, &p, &lookup, x, n, e->value);
		linear_normal(e, &l, 0, -1, 1);
	}
	linear_release(&l);
	lookup_release(&lookup);
	free(p.rank);
	return status;
}
