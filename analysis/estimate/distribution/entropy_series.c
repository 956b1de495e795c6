/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "entropy_series.h"

#include "lattice.h"
#include "linear.h"
#include "lookup.h"
#include "unseen.h"

#include <math.h>
#include <stdlib.h>

/* e: the interval of the influence alone. */
static enum estimate_status of_values(struct estimate *e, const uint64_t *x, size_t n,
    const struct histogram *h, const double *influence)
{
	struct lookup lookup;
	struct linear l;
	double scale = 2 * (double)n * M_LN2;
	if (lookup_init(&lookup, h) != EST_OK)
		return EST_NO_MEMORY;
	enum estimate_status status = linear_init_ticks(&l, x, n);
	for (size_t t = 0; status == EST_OK && t < n; t++)
		linear_add(&l, t, influence[lookup_index(&lookup, x[t])]);
	if (status == EST_OK)
		linear_normal(
		    e, &l, 2 * (double)(h->distinct - 1) / (scale * scale), -INFINITY, INFINITY);
	linear_release(&l);
	lookup_release(&lookup);
	return status;
}

static void set_interval(
    struct estimate *e, const struct estimate *alone, const struct histogram *h)
{
	struct estimate tick = lattice_effective_tick(h);
	struct unseen u = unseen_entropy(h, lattice_whole(&tick));
	e->note = alone->note;
	e->n_eff = alone->n_eff;
	if (isnan(alone->lo))
		return;
	unseen_interval(e, &u, (alone->hi - alone->lo) / (2 * unseen_critical(0)));
	e->lo = fmax(e->lo, 0);
}

enum estimate_status entropy_series_shannon(struct estimate *plugin, struct estimate *mm,
    const uint64_t *x, size_t n, const struct histogram *h)
{
	if (plugin->status != EST_OK || mm->status != EST_OK)
		return EST_OK;
	double *influence = malloc(h->distinct * sizeof *influence);
	if (!influence)
		return EST_NO_MEMORY;
	for (size_t i = 0; i < h->distinct; i++)
		influence[i] = log2((double)n / (double)h->count[i]) - plugin->value;
	struct estimate alone = *mm;
	enum estimate_status status = of_values(&alone, x, n, h, influence);
	free(influence);
	set_interval(plugin, &alone, h);
	set_interval(mm, &alone, h);
	return status;
}

/* ---- bits ---- */

static double binary_bits(double p)
{
	return p <= 0 || p >= 1 ? 0 : p * log2(1 / p) + (1 - p) * log2(1 / (1 - p));
}

static struct estimate bits_of_share(const struct estimate *share)
{
	struct estimate e = *share;
	double a = binary_bits(share->lo), b = binary_bits(share->hi);
	e.value = binary_bits(share->value);
	if (isnan(share->lo))
		return e;
	e.lo = fmin(a, b);
	e.hi = share->lo <= 0.5 && share->hi >= 0.5 ? 1 : fmax(a, b);
	return e;
}

enum estimate_status entropy_series_bits(struct estimate bit[64], const uint64_t *x, size_t n)
{
	struct tally set;
	uint64_t count[64] = {0};
	enum estimate_status status = tally_init(&set, n, 64);
	for (size_t t = 0; status == EST_OK && t < n; t++)
		for (uint64_t left = x[t]; left; left &= left - 1) {
			size_t k = (size_t)__builtin_ctzll(left);
			tally_add(&set, t, k);
			count[k]++;
		}
	for (int k = 0; k < 64; k++) {
		double influence[64] = {0};
		struct linear l = {0};
		struct estimate share = estimate_point((double)count[k] / (double)n, n);
		influence[k] = 1;
		if (status == EST_OK && count[k] && count[k] < n)
			status = linear_of_tally(&l, &set, influence);
		if (l.n)
			linear_share(&share, &l, (double)n);
		linear_release(&l);
		bit[k] = bits_of_share(&share);
	}
	tally_release(&set);
	return status;
}
