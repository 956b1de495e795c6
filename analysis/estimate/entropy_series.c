/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "entropy_series.h"

#include "linear.h"
#include "lookup.h"

#include <math.h>
#include <stdlib.h>

static enum estimate_status of_values(struct estimate *e, const uint64_t *x, size_t n,
    const struct histogram *h, const double *influence)
{
	struct lookup lookup;
	struct linear l;
	double size = (double)n;
	if (lookup_init(&lookup, h) != EST_OK)
		return EST_NO_MEMORY;
	enum estimate_status status = linear_init(&l, n);
	for (size_t t = 0; status == EST_OK && t < n; t++)
		linear_add(&l, t, influence[lookup_index(&lookup, x[t])]);
	if (status == EST_OK)
		linear_normal(e, &l,
		    2 * (double)(h->distinct - 1) / pow(2 * size * M_LN2, 2), 0,
		    log2((double)h->distinct));
	linear_release(&l);
	lookup_release(&lookup);
	return status;
}

enum estimate_status entropy_series_shannon(struct estimate *plugin, struct estimate *mm,
    const uint64_t *x, size_t n, const struct histogram *h)
{
	uint64_t once = 0;
	if (plugin->status != EST_OK || mm->status != EST_OK)
		return EST_OK;
	double *influence = malloc(h->distinct * sizeof *influence);
	if (!influence)
		return EST_NO_MEMORY;
	for (size_t i = 0; i < h->distinct; i++) {
		once += h->count[i] == 1;
		influence[i] = log2((double)n / (double)h->count[i]) - plugin->value;
	}
	enum estimate_status status = EST_OK;
	if (once * 50 > n)
		mm->note = "no interval: more than 2 % of samples are values seen once";
	else
		status = of_values(mm, x, n, h, influence);
	free(influence);
	plugin->note = mm->note;
	plugin->n_eff = mm->n_eff;
	plugin->lo = isnan(mm->lo) ? NAN : fmin(mm->lo, plugin->value);
	plugin->hi = mm->hi;
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
