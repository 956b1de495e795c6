/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ticks of 64 bits as symbols of at most 16, in six named ways: low byte, division by the effective
 * tick, rank, the bits that vary, clipping, and which mode. None is neutral: those that lose
 * nothing keep the entropy of a sample but change its bits, and with them what the estimators say,
 * so each is assessed and reported by its name, with how many samples it had to cut. Ranks come
 * from a table of the values just above the least and a sort of the few beyond. @[SP800-90B, 6.4]
 * Cost: linear, but for the sort.
 */
#include "sp90b_mapping.h"

#include "num.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *sp90b_mapping_name(enum sp90b_mapping m)
{
	static const char *const name[SP90B_MAPPINGS] = {
	    "low8", "divide-by-effective-tick", "rank", "active-bits", "clip", "mode-index"};
	return name[m];
}

static uint16_t narrow_value(uint64_t x, uint64_t most, uint64_t *clipped)
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
		out[i] = narrow_value((x[i] - least) / r->tick, UINT16_MAX, &r->clipped);
}

static int compare_values(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

/* Number of values in v[0..n), ascending, that are below x. */
static size_t count_below(const uint64_t *v, size_t n, uint64_t x)
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

/* Most values crowd just above the least: those are marked in a table, the others sorted. */
enum { DENSE = 1 << 16 };

/* Puts values DENSE or more above the least into v in order, each once, and numbers the others in
 * rank[]. Returns how many are in v; *dense of the others occur. */
static size_t sort_values(
    const uint64_t *x, size_t n, uint64_t least, uint64_t *v, uint32_t *rank, size_t *dense)
{
	size_t far = 0, distinct = 0;
	for (size_t i = 0; i < n; i++)
		if (x[i] - least < DENSE)
			rank[x[i] - least] = 1;
		else
			v[far++] = x[i];
	qsort(v, far, sizeof *v, compare_values);
	for (size_t i = 0; i < far; i++)
		if (distinct == 0 || v[i] != v[distinct - 1])
			v[distinct++] = v[i];
	*dense = 0;
	for (size_t i = 0; i < DENSE; i++) {
		size_t here = rank[i];
		rank[i] = (uint32_t)*dense;
		*dense += here;
	}
	return distinct;
}

static void by_rank(const uint64_t *x, size_t n, uint16_t *out, struct sp90b_mapped *r)
{
	uint64_t *v = malloc(n * sizeof *v), least = x[0];
	uint32_t *rank = calloc(DENSE, sizeof *rank);
	if (v && rank) {
		size_t dense;
		for (size_t i = 1; i < n; i++)
			least = x[i] < least ? x[i] : least;
		size_t distinct = sort_values(x, n, least, v, rank, &dense);
		for (size_t i = 0; i < n; i++) {
			uint64_t d = x[i] - least;
			out[i] = narrow_value(
			    d < DENSE ? rank[d] : dense + count_below(v, distinct, x[i]),
			    UINT16_MAX, &r->clipped);
		}
	} else {
		r->status = SP90B_NO_MEMORY;
	}
	free(v);
	free(rank);
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
		out[i] = narrow_value(packed, UINT16_MAX, &r->clipped);
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
			out[i] = narrow_value(x[i], 255, &r.clipped);
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

static void compare_mappings(struct sp90b_mappings *all, int m)
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

void sp90b_assess_mappings(struct sp90b_mappings *all, unsigned which, const uint64_t *x, size_t n,
    const double *bounds, size_t n_bounds, const struct sp90b_options *o, struct sp90b_memo *memo)
{
	memset(all, 0, sizeof *all);
	all->lowest = all->highest = -1;
	uint16_t *out = malloc((n + 1) * sizeof *out);
	all->status = out ? SP90B_OK : SP90B_NO_MEMORY;
	struct sp90b_options each = *o;
	each.width = 0;
	for (int m = 0; all->status == SP90B_OK && m < SP90B_MAPPINGS; m++) {
		all->mapped[m].status = SP90B_NOT_APPLICABLE;
		if (which >> m & 1)
			all->mapped[m] =
			    sp90b_map((enum sp90b_mapping)m, x, n, bounds, n_bounds, out);
		if (all->mapped[m].status != SP90B_OK)
			continue;
		all->result[m] = sp90b_assess_once(memo, out, n, &each);
		compare_mappings(all, m);
	}
	free(out);
}
