/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sp90b_mapping.h"

#include "num.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <string.h>

const char *sp90b_mapping_name(enum sp90b_mapping m)
{
	static const char *const name[SP90B_MAPPINGS] = {
	    "low8", "divide-by-effective-tick", "rank", "active-bits", "clip", "mode-index"};
	return name[m];
}

static uint16_t narrow(uint64_t x, uint64_t most, uint64_t *clipped)
{
	*clipped += x > most;
	return (uint16_t)(x > most ? most : x);
}

static void by_tick(const uint64_t *x, size_t n, uint16_t *out, struct sp90b_mapped *r)
{
	uint64_t least = x[0], g = 0;
	for (size_t i = 1; i < n; i++)
		least = x[i] < least ? x[i] : least;
	for (size_t i = 0; i < n && g != 1; i++)
		g = num_gcd(x[i] - least, g);
	r->tick = g ? g : 1;
	for (size_t i = 0; i < n; i++)
		out[i] = narrow((x[i] - least) / r->tick, UINT16_MAX, &r->clipped);
}

static int ascending(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

/* Number of values in v[0..n), ascending, that are below x. */
static size_t below(const uint64_t *v, size_t n, uint64_t x)
{
	size_t low = 0;
	while (n > low) {
		size_t mid = low + (n - low) / 2;
		if (v[mid] < x)
			low = mid + 1;
		else
			n = mid;
	}
	return low;
}

static void by_rank(const uint64_t *x, size_t n, uint16_t *out, struct sp90b_mapped *r)
{
	uint64_t *v = malloc(n * sizeof *v);
	if (!v) {
		r->status = SP90B_NO_MEMORY;
		return;
	}
	memcpy(v, x, n * sizeof *v);
	qsort(v, n, sizeof *v, ascending);
	size_t distinct = 1;
	for (size_t i = 1; i < n; i++)
		if (v[i] != v[distinct - 1])
			v[distinct++] = v[i];
	for (size_t i = 0; i < n; i++)
		out[i] = narrow(below(v, distinct, x[i]), UINT16_MAX, &r->clipped);
	free(v);
}

static void by_active_bits(const uint64_t *x, size_t n, uint16_t *out, struct sp90b_mapped *r)
{
	for (size_t i = 1; i < n; i++)
		r->active |= x[i] ^ x[0];
	for (size_t i = 0; i < n; i++) {
		uint64_t packed = 0;
		unsigned at = 0;
		for (uint64_t left = r->active; left; left &= left - 1, at++)
			packed |= (x[i] >> __builtin_ctzll(left) & 1) << at;
		out[i] = narrow(packed, UINT16_MAX, &r->clipped);
	}
}

static void by_mode(
    const uint64_t *x, size_t n, const double *bounds, size_t n_bounds, uint16_t *out)
{
	for (size_t i = 0; i < n; i++) {
		uint16_t mode = 0;
		while (mode < n_bounds && (double)x[i] >= bounds[mode])
			mode++;
		out[i] = mode;
	}
}

struct sp90b_mapped sp90b_map(enum sp90b_mapping m, const uint64_t *x, size_t n,
    const double *bounds, size_t n_bounds, uint16_t *out)
{
	struct sp90b_mapped r = {.status = n > 0 ? SP90B_OK : SP90B_TOO_SHORT};
	if (n == 0)
		return r;
	switch (m) {
	case SP90B_LOW8:
		for (size_t i = 0; i < n; i++)
			out[i] = x[i] & 0xFF;
		break;
	case SP90B_EFFECTIVE_TICK:
		by_tick(x, n, out, &r);
		break;
	case SP90B_RANK:
		by_rank(x, n, out, &r);
		break;
	case SP90B_ACTIVE_BITS:
		by_active_bits(x, n, out, &r);
		break;
	case SP90B_CLIP:
		for (size_t i = 0; i < n; i++)
			out[i] = narrow(x[i], 255, &r.clipped);
		break;
	default:
		r.status = m == SP90B_MODE_INDEX && n_bounds > 0 && n_bounds < UINT16_MAX
			       ? SP90B_OK
			       : SP90B_NOT_APPLICABLE;
		if (r.status == SP90B_OK)
			by_mode(x, n, bounds, n_bounds, out);
	}
	return r;
}

double sp90b_h_of(const struct sp90b_result *r)
{
	if (r->fault == SP90B_DATA_ONE_SYMBOL)
		return 0;
	return r->fault ? -1 : r->h_assessed;
}

static void compare(struct sp90b_mappings *all, int m)
{
	double h = sp90b_h_of(&all->result[m]);
	if (h < 0)
		return;
	if (all->lowest < 0 || h < all->h_lowest) {
		all->lowest = m;
		all->h_lowest = h;
	}
	if (all->highest < 0 || h > all->h_highest) {
		all->highest = m;
		all->h_highest = h;
	}
}

/* Whether b is a in other words: equal where a is equal and in the same order, so that the symbols
 * are the same once they are renumbered. `word` has room for 65536 symbols. */
static bool in_other_words(const uint16_t *a, const uint16_t *b, size_t n, int32_t *word)
{
	for (size_t v = 0; v <= UINT16_MAX; v++)
		word[v] = -1;
	for (size_t i = 0; i < n; i++) {
		if (word[a[i]] >= 0 && word[a[i]] != b[i])
			return false;
		word[a[i]] = b[i];
	}
	int32_t last = -1;
	for (size_t v = 0; v <= UINT16_MAX; v++) {
		if (word[v] >= 0 && word[v] <= last)
			return false;
		last = word[v] >= 0 ? word[v] : last;
	}
	return true;
}

/* Assesses `out`, whose symbols are those of `like` in other words: only their bits differ. */
static struct sp90b_result assess_bits(
    const uint16_t *out, size_t n, const struct sp90b_options *o, const struct sp90b_result *like)
{
	struct sp90b_options bits = *o;
	bits.dataset = SP90B_CONDITIONED;
	struct sp90b_result r = sp90b_assess(out, n, &bits);
	if (r.fault)
		return r;
	r.original = like->original;
	r.original.h = r.width;
	for (int e = 0; e < SP90B_ESTIMATORS; e++)
		if (r.original.estimate[e].status == SP90B_OK)
			r.original.h = fmin(r.original.h, r.original.estimate[e].h);
	r.h_assessed = fmin(r.original.h, r.width * r.bitstring.h);
	return r;
}

struct sp90b_mappings sp90b_assess_mappings(const uint64_t *x, size_t n, const double *bounds,
    size_t n_bounds, const struct sp90b_options *o)
{
	struct sp90b_mappings all = {.lowest = -1, .highest = -1};
	uint16_t *out = malloc((2 * n + 1) * sizeof *out), *first = out ? out + n : NULL;
	int32_t *word = malloc((UINT16_MAX + 1) * sizeof *word);
	all.status = out && word ? SP90B_OK : SP90B_NO_MEMORY;
	struct sp90b_options each = *o;
	each.width = 0;
	/* Those that lose nothing first: one of them is the model for the others. */
	static const enum sp90b_mapping order[SP90B_MAPPINGS] = {SP90B_RANK, SP90B_EFFECTIVE_TICK,
	    SP90B_ACTIVE_BITS, SP90B_LOW8, SP90B_CLIP, SP90B_MODE_INDEX};
	int model = -1;
	for (int i = 0; all.status == SP90B_OK && i < SP90B_MAPPINGS; i++) {
		int m = order[i];
		all.mapped[m] = sp90b_map((enum sp90b_mapping)m, x, n, bounds, n_bounds, out);
		if (all.mapped[m].status != SP90B_OK)
			continue;
		bool shared = model >= 0 && all.result[model].k > 2 &&
			      o->dataset == SP90B_INITIAL && in_other_words(first, out, n, word);
		all.result[m] = shared ? assess_bits(out, n, &each, &all.result[model])
				       : sp90b_assess(out, n, &each);
		if (model < 0 && !all.result[m].fault) {
			model = m;
			memcpy(first, out, n * sizeof *out);
		}
	}
	for (int m = 0; all.status == SP90B_OK && m < SP90B_MAPPINGS; m++)
		if (all.mapped[m].status == SP90B_OK)
			compare(&all, m);
	free(out);
	free(word);
	return all;
}
