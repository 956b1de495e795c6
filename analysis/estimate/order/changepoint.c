/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Steps in level by PELT @[KILLICK-2012], exact for squared error, on at most CHANGEPOINT_BLOCKS
 * block means, then placed to the sample. Its usual penalty supposes independent normal noise: here
 * the noise comes from differences at growing scales, and a change must also save more than any
 * that random orders of the same samples show. Stationarity is a CUSUM with a long-run variance.
 * Cost: near linear in the blocks for each of the shuffles.
 */
#include "changepoint.h"

#include "neff.h"

#include "acf.h"
#include "lookup.h"
#include "rng.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The series as a number per sample, by table. */
struct levels {
	const uint64_t *x; /* with lookup */
	const uint8_t *s;  /* or labels */
	const struct lookup *lookup;
	const double *map;
	size_t n;
	uint64_t seed;
};

static double level_at(const struct levels *l, size_t t)
{
	return l->map[l->s ? l->s[t] : lookup_index(l->lookup, l->x[t])];
}

struct work {
	size_t blocks, size; /* samples in a block; the last may have fewer */
	double *mean;	     /* of each block */
	double *sum, *sum2;  /* of the first i means, about the overall mean */
	double *cost;	     /* best cost of the first i blocks */
	size_t *last;	     /* where the last segment of that begins */
	size_t *open;	     /* candidates that PELT has not ruled out */
	double *scratch;
	double noise;	/* variance of a block mean */
	double penalty; /* of a change, in squared error of block means */
};

static bool work_init(struct work *w, size_t n)
{
	*w = (struct work){0};
	size_t blocks = n / 4 < CHANGEPOINT_BLOCKS ? n / 4 : CHANGEPOINT_BLOCKS;
	w->size = (n + blocks - 1) / blocks;
	w->blocks = (n + w->size - 1) / w->size;
	double *space = calloc(5 * (w->blocks + 1), sizeof *space);
	w->last = calloc(2 * (w->blocks + 1), sizeof *w->last);
	w->mean = space;
	if (!space || !w->last)
		return false;
	w->sum = space + (w->blocks + 1);
	w->sum2 = w->sum + (w->blocks + 1);
	w->cost = w->sum2 + (w->blocks + 1);
	w->scratch = w->cost + (w->blocks + 1);
	w->open = w->last + (w->blocks + 1);
	return true;
}

static void work_release(struct work *w)
{
	free(w->mean);
	free(w->last);
}

static double mean_of(const struct levels *l, size_t from, size_t to)
{
	double sum = 0;
	for (size_t t = from; t < to; t++)
		sum += level_at(l, t);
	return sum / (double)(to - from);
}

static void sum_blocks(struct work *w)
{
	double all = 0;
	for (size_t b = 0; b < w->blocks; b++)
		all += w->mean[b] / (double)w->blocks;
	for (size_t b = 0; b < w->blocks; b++) {
		double d = w->mean[b] - all;
		w->sum[b + 1] = w->sum[b] + d;
		w->sum2[b + 1] = w->sum2[b] + d * d;
	}
}

static void block_means(struct work *w, const struct levels *l)
{
	for (size_t b = 0; b < w->blocks; b++) {
		size_t from = b * w->size, to = from + w->size < l->n ? from + w->size : l->n;
		w->mean[b] = mean_of(l, from, to);
	}
	sum_blocks(w);
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* Variance of one block mean as the differences between neighbouring groups of `scale` blocks show
 * it. Without the largest hundredth (at least two), which may be steps; for normal noise that
 * leaves 0.925 of it. */
static double noise_at(const struct work *w, size_t scale)
{
	size_t groups = w->blocks / scale, m = groups - 1;
	for (size_t g = 0; g < m; g++) {
		double a = w->sum[(g + 1) * scale] - w->sum[g * scale];
		double b = w->sum[(g + 2) * scale] - w->sum[(g + 1) * scale];
		w->scratch[g] = (b - a) * (b - a) / (2 * (double)scale);
	}
	qsort(w->scratch, m, sizeof *w->scratch, by_size);
	size_t drop = m / 100 > 2 ? m / 100 : 2;
	double sum = 0;
	for (size_t g = 0; g + drop < m; g++)
		sum += w->scratch[g];
	return sum / (double)(m - drop) / 0.925;
}

static void set_noise(struct work *w)
{
	w->noise = 0;
	for (size_t scale = 1; w->blocks / scale >= 20; scale *= 2)
		w->noise = fmax(w->noise, noise_at(w, scale));
	/* Noiseless levels: anything that changes is a change. */
	double all = w->sum2[w->blocks] / (double)w->blocks;
	w->noise = fmax(w->noise, 1e-9 * all);
	w->penalty = 3 * log((double)w->blocks) * w->noise;
}

/* Squared error of blocks [from, to) about their own mean. */
static double segment_cost(const struct work *w, size_t from, size_t to)
{
	double s = w->sum[to] - w->sum[from];
	return fmax(w->sum2[to] - w->sum2[from] - s * s / (double)(to - from), 0);
}

/* A candidate beginning that costs more than the best way to end at `at` can never win again for
 * ends at + 2 and later, which may use `at` as a beginning @[KILLICK-2012, theorem 3.1]. */
static size_t candidates_prune(struct work *w, size_t open, size_t at)
{
	size_t kept = 0;
	for (size_t i = 0; i < open; i++) {
		size_t from = w->open[i];
		if (from >= at || w->cost[from] + segment_cost(w, from, at) <= w->cost[at])
			w->open[kept++] = from;
	}
	return kept;
}

/* Fills cost and last. Segments have at least 2 blocks. */
static void levels_search(struct work *w)
{
	double penalty = w->penalty;
	size_t open = 1;
	w->open[0] = 0;
	w->cost[0] = -penalty;
	w->cost[1] = INFINITY;
	for (size_t to = 2; to <= w->blocks; to++) {
		w->cost[to] = INFINITY;
		for (size_t i = 0; i < open; i++) {
			double c = w->cost[w->open[i]] + segment_cost(w, w->open[i], to) + penalty;
			if (c < w->cost[to]) {
				w->cost[to] = c;
				w->last[to] = w->open[i];
			}
		}
		open = candidates_prune(w, open, to - 1);
		w->open[open++] = to - 1; /* from the next end on long enough to begin a segment */
	}
}

/* Where in [from, to) two levels part with the least squared error, and that error over the range.
 */
static size_t step_place(
    const struct levels *l, size_t from, size_t to, double before, double after, double *error)
{
	size_t at = from;
	double gain = 0, best = 0, sum = 0;
	for (size_t t = from; t < to; t++) {
		double y = level_at(l, t);
		sum += (y - after) * (y - after);
		gain += (y - after) * (y - after) - (y - before) * (y - before);
		if (gain > best) {
			best = gain;
			at = t + 1;
		}
	}
	*error = sum - best;
	return at;
}

static double error_about(const struct levels *l, size_t from, size_t to, double level)
{
	double sum = 0;
	for (size_t t = from; t < to; t++)
		sum += (level_at(l, t) - level) * (level_at(l, t) - level);
	return sum;
}

/* A step inside a block gives that block a level between the two, which can pass for a short level
 * of its own: two changes where there is one. So two changes at most 3 blocks apart become one,
 * placed to the sample, unless the samples between outweigh the penalty. cut[i], cut[i+1] are the
 * two, in samples. */
static bool is_one_step(const struct work *w, const struct levels *l, const size_t *cut, size_t *at)
{
	if (cut[1] - cut[0] > 3 * w->size)
		return false;
	double penalty = w->penalty * (double)w->size, one;
	double before = mean_of(l, cut[-1], cut[0]), after = mean_of(l, cut[1], cut[2]);
	double three = error_about(l, cut[0], cut[1], mean_of(l, cut[0], cut[1]));
	*at = step_place(l, cut[0], cut[1], before, after, &one);
	return one <= three + penalty;
}

/* Walks the chain of last segments back into cut[1 .. changes], between cut[0] = 0 and the end. */
static size_t list_cuts(const struct work *w, size_t n, size_t *cut)
{
	size_t changes = 0;
	for (size_t b = w->blocks; w->last[b] > 0; b = w->last[b])
		changes++;
	cut[0] = 0;
	cut[changes + 1] = n;
	size_t i = changes;
	for (size_t b = w->blocks; w->last[b] > 0; b = w->last[b])
		cut[i--] = w->last[b] * w->size;
	return changes;
}

static size_t merge_cuts(const struct work *w, const struct levels *l, size_t changes, size_t *cut)
{
	for (size_t i = 1; i < changes; i++) {
		size_t at;
		if (!is_one_step(w, l, cut + i, &at))
			continue;
		cut[i] = at;
		for (size_t j = i + 1; j <= changes; j++)
			cut[j] = cut[j + 1];
		changes--;
	}
	return changes;
}

/* ---- what the values show in any order ---- */

/* Samples in a piece that is moved as one: so that a long series has no more than about 128 pieces
 * to a block. */
static size_t piece_size(const struct work *w)
{
	return w->size < 128 ? 1 : w->size / 64;
}

static size_t piece_means(const struct levels *l, size_t size, double *piece)
{
	size_t pieces = 0;
	for (size_t t = 0; t < l->n; t += size)
		piece[pieces++] = mean_of(l, t, t + size < l->n ? t + size : l->n);
	return pieces;
}

/* The blocks of the pieces in this order. */
static void piece_blocks(struct work *w, const double *piece, size_t pieces)
{
	size_t size = piece_size(w), i = 0;
	for (size_t b = 0; b < w->blocks; b++) {
		double all = 0;
		size_t from = i;
		for (; i < pieces && i * size < (b + 1) * w->size; i++)
			all += piece[i];
		w->mean[b] = i > from ? all / (double)(i - from) : piece[pieces - 1];
	}
	sum_blocks(w);
}

/* Raises the penalty to the least at which the blocks show no change: each time to what the changes
 * found save apiece, of which there are ever fewer. */
static void raise_until_none(struct work *w)
{
	for (;;) {
		double changes = 0;
		levels_search(w);
		for (size_t b = w->blocks; w->last[b] > 0; b = w->last[b])
			changes++;
		if (changes == 0)
			return;
		double saved = segment_cost(w, 0, w->blocks) - w->cost[w->blocks];
		/* Of one spike, all orders save as much. */
		w->penalty = (w->penalty + fmax(saved / changes, 0)) * (1 + 1e-9);
	}
}

static void order_shuffle(double *y, size_t n, struct rng *r)
{
	for (size_t i = n; i > 1; i--) {
		size_t j = rng_below(r, i);
		double other = y[j];
		y[j] = y[i - 1];
		y[i - 1] = other;
	}
}

/* Rare values come in clusters that are rare in normal noise, and a spike of one sample is far
 * outside it. So a change must save more than any that the same samples show in
 * CHANGEPOINT_SHUFFLES random orders; false without memory. */
static bool raise_penalty(struct work *w, const struct levels *l)
{
	double *piece = malloc((l->n / piece_size(w) + 1) * sizeof *piece);
	if (!piece)
		return false;
	size_t pieces = piece_means(l, piece_size(w), piece);
	struct rng r;
	rng_init(&r, l->seed, 0);
	for (int k = 0; k < CHANGEPOINT_SHUFFLES; k++) {
		order_shuffle(piece, pieces, &r);
		piece_blocks(w, piece, pieces);
		raise_until_none(w);
	}
	free(piece);
	return true;
}

/* ---- memory within levels ---- */

/* What the samples show about the levels found: squares and products of neighbours. */
struct residue {
	double square, product;
	size_t levels;
};

static void residue_add(struct residue *r, const struct levels *l, size_t from, size_t to)
{
	double mean = mean_of(l, from, to), before = 0;
	for (size_t t = from; t < to; t++) {
		double y = level_at(l, t) - mean;
		r->square += y * y;
		r->product += y * before;
		before = y;
	}
	r->levels++;
}

/* The penalty, were the samples within the levels found an autoregression of one term. A level
 * takes (1 + 3 rho) / n of each segment's correlation @[KENDALL-1954]. */
static double penalty_of_memory(const struct work *w, const struct levels *l)
{
	struct residue r = {0};
	double n = (double)l->n;
	size_t end = l->n;
	for (size_t b = w->blocks;; b = w->last[b]) {
		residue_add(&r, l, w->last[b] * w->size, end);
		end = w->last[b] * w->size;
		if (w->last[b] == 0)
			break;
	}
	double rho = r.square > 0 ? r.product / r.square : 0;
	rho = fmin(rho + (1 + 3 * rho) * (double)r.levels / n, 1 - 1 / n);
	double noise = r.square / (n - (double)r.levels) / (double)w->size * (1 + rho) / (1 - rho);
	return rho > 0 ? 3 * log((double)w->blocks) * noise : 0;
}

/* Differences of blocks see little of a memory where there are few blocks. The fewer levels are
 * left, the more memory is seen: until none is left or they outweigh it. */
static void raise_for_memory(struct work *w, const struct levels *l)
{
	while (w->last[w->blocks] > 0) {
		double penalty = penalty_of_memory(w, l);
		if (penalty <= w->penalty)
			return;
		w->penalty = penalty;
		levels_search(w);
	}
}

static bool changes_search(struct work *w, const struct levels *l)
{
	set_noise(w);
	levels_search(w);
	if (w->last[w->blocks] == 0)
		return true;
	if (!raise_penalty(w, l))
		return false;
	block_means(w, l);
	levels_search(w);
	if (w->blocks < CHANGEPOINT_BLOCKS)
		raise_for_memory(w, l);
	return true;
}

static void changes_collect(struct work *w, const struct levels *l, struct changepoints *out)
{
	size_t *cut =
	    w->open; /* room for blocks + 1; segments have 2 blocks, so there are fewer cuts */
	size_t changes = merge_cuts(w, l, list_cuts(w, l->n, cut), cut);
	out->count = estimate_point((double)changes, l->n);
	out->kept = changes < CHANGEPOINT_MAX ? changes : CHANGEPOINT_MAX;
	for (size_t i = 0; i <= out->kept; i++)
		out->level[i] = mean_of(l, cut[i], cut[i + 1]);
	for (size_t i = 0; i < out->kept; i++) {
		double error;
		size_t c = cut[i + 1], from = c > w->size ? c - w->size : 1;
		size_t to = c + w->size < l->n ? c + w->size : l->n - 1;
		out->at[i] = step_place(l, from, to, out->level[i], out->level[i + 1], &error);
	}
}

static struct changepoints changes_find(const struct levels *l)
{
	struct work w;
	struct changepoints out = {0};
	out.count = out.stationarity_p = estimate_absent(EST_TOO_SHORT, l->n);
	if (l->n < CHANGEPOINT_LEAST)
		return out;
	if (!work_init(&w, l->n)) {
		work_release(&w);
		out.count = out.stationarity_p = estimate_absent(EST_NO_MEMORY, l->n);
		return out;
	}
	block_means(&w, l);
	out.stationarity_p =
	    w.blocks >= 40 ? changepoint_stationarity(w.mean, w.blocks) : out.stationarity_p;
	if (w.sum2[w.blocks] > 0 && changes_search(&w, l)) {
		changes_collect(&w, l, &out);
	} else if (w.sum2[w.blocks] > 0) {
		out.count = estimate_absent(EST_NO_MEMORY, l->n);
	} else {
		out.count = estimate_point(0, l->n);
		out.level[0] = w.mean[0];
	}
	work_release(&w);
	return out;
}

struct changepoints changepoint_of_level(
    const uint64_t *x, size_t n, const struct histogram *h, uint64_t seed)
{
	struct lookup lookup = {0};
	struct levels l = {.x = x, .lookup = &lookup, .n = n, .seed = seed};
	struct changepoints out = {0};
	double below = 0, *map = malloc((h->distinct + 1) * sizeof *map);
	out.count = out.stationarity_p = estimate_absent(EST_NO_MEMORY, n);
	if (n && map && lookup_init(&lookup, h) == EST_OK) {
		for (size_t i = 0; i < h->distinct; i++) {
			map[i] = (below + (double)h->count[i] / 2) / (double)h->n;
			below += (double)h->count[i];
		}
		l.map = map;
		out = changes_find(&l);
	} else if (!n) {
		out = changes_find(&l);
	}
	lookup_release(&lookup);
	free(map);
	return out;
}

struct changepoints changepoint_of_share(const struct symbols *s, unsigned mode, uint64_t seed)
{
	double map[256] = {0};
	struct levels l = {.s = s->s, .map = map, .n = s->n, .seed = seed};
	if (mode < 256)
		map[mode] = 1;
	return changes_find(&l);
}

/* 2 sum (-1)^(k-1) exp(-2 k^2 d^2), both ends safe: for small d the other form of the series. */
static double kolmogorov_tail(double d)
{
	double sum = 0;
	if (d < 0.3)
		return 1; /* 1 - 1e-5 */
	for (int k = 1; k <= 20; k++)
		sum += (k & 1 ? 2 : -2) * exp(-2.0 * k * k * d * d);
	return fmin(fmax(sum, 0), 1);
}

struct estimate changepoint_cusum(const double *y, size_t n, double long_run)
{
	double mean = 0, sum = 0, most = 0;
	for (size_t i = 0; i < n; i++)
		mean += y[i] / (double)n;
	for (size_t i = 0; i < n; i++) {
		sum += y[i] - mean;
		most = fmax(most, fabs(sum));
	}
	return estimate_point(kolmogorov_tail(most / sqrt(long_run * (double)n)), n);
}

/* Takes the mean from y[0..n). */
static void subtract_mean(double *y, size_t n)
{
	double mean = 0;
	for (size_t i = 0; i < n; i++)
		mean += y[i] / (double)n;
	for (size_t i = 0; i < n; i++)
		y[i] -= mean;
}

/* Takes a level from both sides of where the cumulative sum is farthest from its chord, so that a
 * change in level is not taken for memory; a part of fewer than one in twenty keeps the other's. */
static void without_step(double *y, size_t n)
{
	double sum = 0, most = 0;
	size_t at = 0;
	subtract_mean(y, n);
	for (size_t i = 0; i + 1 < n; i++) {
		sum += y[i];
		if (fabs(sum) > most) {
			most = fabs(sum);
			at = i + 1;
		}
	}
	if (at < n / 20 || n - at < n / 20)
		return;
	subtract_mean(y, at);
	subtract_mean(y + at, n - at);
}

static double find_variance(const double *y, size_t n)
{
	double mean = 0, sum = 0;
	for (size_t i = 0; i < n; i++)
		mean += y[i] / (double)n;
	for (size_t i = 0; i < n; i++)
		sum += (y[i] - mean) * (y[i] - mean) / (double)n;
	return sum;
}

/* By Bartlett's kernel with the bandwidth 2 n^(1/3), which is enough for a short memory. */
static double long_run_by_kernel(const double *y, size_t n, double *rho)
{
	size_t band = (size_t)ceil(2 * cbrt((double)n));
	double tau = 1;
	if (acf_of_reals(y, n, band, rho) != EST_OK)
		return 0;
	for (size_t k = 1; k <= band; k++)
		tau += 2 * (1 - (double)k / (double)(band + 1)) * rho[k];
	/* The kernel keeps tau >= 0; alternating series can bring it close. */
	return fmax(tau, 1e-3) * find_variance(y, n);
}

/* Of what is left without a step, by the integrated autocorrelation time, which no bandwidth cuts
 * off @[GEYER-1992, 3.3]; 0 where nothing is left. */
static double long_run_by_memory(const double *y, size_t n, double *e, double *rho)
{
	memcpy(e, y, n * sizeof *e);
	without_step(e, n);
	if (acf_of_reals(e, n, n / 2, rho) != EST_OK)
		return 0;
	struct estimate tau = neff_from_acf(rho, n / 2, n).tau_int;
	return tau.status == EST_OK ? tau.value * find_variance(e, n) : 0;
}

/* The larger of the two; negative without memory. */
static double long_run_of(const double *y, size_t n)
{
	double *e = malloc(n * sizeof *e), *rho = malloc(n * sizeof *rho), long_run = -1;
	if (e && rho)
		long_run = fmax(long_run_by_kernel(y, n, rho), long_run_by_memory(y, n, e, rho));
	free(e);
	free(rho);
	return long_run;
}

struct estimate changepoint_stationarity(const double *y, size_t n)
{
	double low = INFINITY, high = -INFINITY;
	for (size_t i = 0; i < n; i++) {
		low = fmin(low, y[i]);
		high = fmax(high, y[i]);
	}
	if (n < 40)
		return estimate_absent(EST_TOO_SHORT, n);
	if (low == high)
		return estimate_absent(EST_DEGENERATE, n);
	double long_run = long_run_of(y, n);
	return long_run < 0 ? estimate_absent(EST_NO_MEMORY, n) : changepoint_cusum(y, n, long_run);
}
