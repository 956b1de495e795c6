/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The stationary bootstrap on base blocks (bootstrap.h says why a digest). One pass over the
 * samples makes the blocks: exact sums, and counts by cell as a list of the cells that occur, since
 * ticks take few values. A replicate is then a vector of how often each block is drawn, and its
 * figures are functions of summed counts: O(entries) a replicate, whatever the number of samples.
 * The block length comes from a flat-top spectrum @[POLITIS-WHITE-2004] of three series of blocks,
 * the longest counting. Each replicate has its own stream of the generator, so threads change
 * nothing.
 */
#include "bootstrap.h"

#include "acf.h"
#include "batches_private.h"
#include "gsl_quiet.h"
#include "hold_private.h"
#include "lookup.h"
#include "normal.h"
#include "rng.h"
#include "thread.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Counts of base block j: entry[first .. next block's first). */
struct entry {
	uint32_t cell, count;
};

/* The same by cell, for replicates: those of cell i are share[start[i] .. start[i + 1]). Few cells
 * hold nearly all samples, so that a sum over one runs without a jump. The commonest cell has none:
 * its count is what the others leave. Nor has a cell that is in one block of RARE or more: its
 * counts are a row of all blocks, whose products of 16 bits compilers add up eight at a time. */
struct share {
	uint32_t block, count;
};
enum { RARE = 4, PART = 512 };
static const size_t NO_ROW = SIZE_MAX;
_Static_assert(BOOTSTRAP_BLOCKS <= INT16_MAX, "a block is not drawn more often than there are");
_Static_assert(
    (int64_t)BOOTSTRAP_BLOCKS *INT16_MAX <= INT32_MAX, "the samples of a replicate's row");

/* Sums over a block, two side by side as every CPU has them: all that a replicate reads. */
typedef double pair __attribute__((vector_size(2 * sizeof(double))));
struct sums {
	pair plain;  /* of x and its square, about the centre */
	pair lagged; /* of neighbours: their product and their sum */
};

struct block {
	size_t first;
	uint32_t size, pairs;
	double rank_sum, rank_sum2; /* of mid-ranks less 1/2, for the block length only */
};

struct bootstrap {
	struct bootstrap_options options;
	struct coarse cells;
	uint64_t n, centre;
	size_t base, blocks; /* s, and how many */
	struct block *block; /* blocks + 1: the last one only closes the list of entries */
	struct sums *sums;
	struct entry *entry;
	size_t entries, room;
	struct share *share;
	size_t *start; /* cells + 1 */
	size_t *row;   /* of each cell, or NO_ROW */
	int16_t *rows; /* each of `padded`, zeros beyond the blocks */
	size_t padded; /* whole parts, more than the blocks */
	size_t commonest;
	double length; /* L in samples */
	double widen;  /* factor on the spread of replicates */
};

/* ---- the automatic block length ---- */

/* Flat top: 1 up to half the bandwidth, then down to 0 @[POLITIS-WHITE-2004, section 3.1]. */
static double flat_top(double t)
{
	return t <= 0.5 ? 1 : t < 1 ? 2 * (1 - t) : 0;
}

/* Bandwidth: twice the lag after which `run` correlations in a row are insignificant, or after
 * which none is
 * @[POLITIS-WHITE-2004, section 3.2, footnote c: c = 2, K_N = max(5, sqrt(log10 n))]. */
static size_t find_bandwidth(const double *rho, size_t lags, size_t n)
{
	double critical = 2 * sqrt(log10((double)n) / (double)n);
	size_t run = 5, quiet = 0, last = 0, m = 0;
	bool found = false;
	for (size_t k = 1; k <= lags && !found; k++) {
		quiet = fabs(rho[k]) < critical ? quiet + 1 : 0;
		last = quiet ? last : k;
		found = quiet == run;
		m = k - run;
	}
	m = found ? m : last;
	m = 2 * (m > 1 ? m : 1);
	return m < lags ? m : lags;
}

struct bootstrap_choice bootstrap_choose(const double *x, size_t n)
{
	if (n < 20)
		return (struct bootstrap_choice){estimate_absent(EST_TOO_SHORT, n), 0};
	size_t lags = (size_t)ceil(sqrt((double)n)) + 5;
	lags = lags < n ? lags : n - 1;
	double *rho = malloc((lags + 1) * sizeof *rho);
	enum estimate_status status = rho ? acf_of_reals(x, n, lags, rho) : EST_NO_MEMORY;
	if (status != EST_OK) {
		free(rho);
		return (struct bootstrap_choice){estimate_absent(status, n), 0};
	}
	/* In units of the variance, which cancels between G and D. */
	size_t m = find_bandwidth(rho, lags, n);
	double g = 0, spectrum = 1;
	for (size_t k = 1; k <= m; k++) {
		double w = flat_top((double)k / (double)m);
		g += 2 * w * (double)k * rho[k];
		spectrum += 2 * w * rho[k];
	}
	free(rho);
	double most = ceil(fmin(3 * sqrt((double)n), (double)n / 3));
	/* A spectrum estimated at 0 or below says nothing: then the longest block is the careful
	 * one. */
	if (spectrum <= 1e-9)
		return (struct bootstrap_choice){estimate_point(most, n), 0};
	double length = cbrt(2 * g * g / (2 * spectrum * spectrum) * (double)n);
	length = fmin(fmax(length, 1), most);
	return (struct bootstrap_choice){estimate_point(length, n), fmax(g / spectrum, 0)};
}

struct estimate bootstrap_auto_block(const double *x, size_t n)
{
	return bootstrap_choose(x, n).length;
}

double bootstrap_missed(double shortfall, double length, double n)
{
	return fmin(shortfall / length + 2 * length / n, 0.5);
}

/* Sets the length, and by how much to widen intervals for what blocks of that length miss. */
static void longest_of_three(struct bootstrap *b, double *x)
{
	double longest = 1, shortfall = 0;
	for (int which = 0; which < 3; which++) {
		for (size_t j = 0; j < b->blocks; j++) {
			const struct block *k = &b->block[j];
			x[j] = (which == 0	? b->sums[j].plain[0]
				   : which == 1 ? k->rank_sum
						: k->rank_sum2) /
			       k->size;
		}
		struct bootstrap_choice c = bootstrap_choose(x, b->blocks);
		if (c.length.status == EST_OK) {
			longest = fmax(longest, c.length.value);
			shortfall = fmax(shortfall, c.shortfall);
		}
	}
	b->length = longest * (double)b->base;
	if (b->options.block_samples > 0)
		b->length = fmax(b->options.block_samples, (double)b->base);
	b->widen = 1 / sqrt(1 - bootstrap_missed(shortfall, b->length / (double)b->base,
				    (double)b->n / (double)b->base));
}

/* ---- the digest ---- */

struct pass {
	const uint64_t *x;
	struct lookup lookup;
	double *rank;	 /* of each distinct value, less 1/2 */
	uint32_t *count; /* of each cell, within the current block */
	uint32_t *seen;	 /* cells with a count */
};

static bool push_entries(struct bootstrap *b, const struct pass *p, size_t seen)
{
	if (b->entries + seen > b->room) {
		size_t room = 2 * b->room + seen + 1024;
		struct entry *e = realloc(b->entry, room * sizeof *e);
		if (!e)
			return false;
		b->entry = e;
		b->room = room;
	}
	for (size_t i = 0; i < seen; i++) {
		b->entry[b->entries++] = (struct entry){p->seen[i], p->count[p->seen[i]]};
		p->count[p->seen[i]] = 0;
	}
	return true;
}

static double from_centre(const struct bootstrap *b, uint64_t x)
{
	return x >= b->centre ? (double)(x - b->centre) : -(double)(b->centre - x);
}

static bool digest_block(struct bootstrap *b, struct pass *p, size_t j)
{
	size_t from = j * b->base, to = from + b->base < b->n ? from + b->base : b->n, seen = 0;
	struct block *k = &b->block[j];
	struct sums *sums = &b->sums[j];
	*k = (struct block){.first = b->entries, .size = (uint32_t)(to - from)};
	*sums = (struct sums){{0}, {0}};
	double d = from_centre(b, p->x[from]);
	size_t i = lookup_index(&p->lookup, p->x[from]);
	for (size_t t = from; t < to; t++) {
		uint32_t cell = b->cells.of[i];
		double u = p->rank[i];
		if (!p->count[cell]++)
			p->seen[seen++] = cell;
		sums->plain += (pair){d, d * d};
		k->rank_sum += u;
		k->rank_sum2 += u * u;
		if (t + 1 < b->n) {
			double next = from_centre(b, p->x[t + 1]);
			i = lookup_index(&p->lookup, p->x[t + 1]);
			k->pairs++;
			sums->lagged += (pair){d * next, d + next};
			d = next;
		}
	}
	return push_entries(b, p, seen);
}

/* From the number of entries of each cell in start[2 ..], where those with a row then have none. */
static bool rows_open(struct bootstrap *b)
{
	size_t *entries = b->start + 2, made = 0;
	b->padded = (b->blocks / PART + 1) * PART;
	b->row = malloc(b->cells.cells * sizeof *b->row);
	for (size_t i = 0; b->row && i < b->cells.cells; i++) {
		bool has = entries[i] * RARE >= b->blocks && b->base <= INT16_MAX;
		b->row[i] = has ? made++ : NO_ROW;
		entries[i] = has ? 0 : entries[i];
	}
	b->rows = calloc(made + 1, b->padded * sizeof *b->rows);
	return b->row && b->rows;
}

static void share_add(struct bootstrap *b, size_t j, struct entry e)
{
	if (e.cell == b->commonest)
		return;
	if (b->row[e.cell] != NO_ROW)
		b->rows[b->row[e.cell] * b->padded + j] = (int16_t)e.count;
	else
		b->share[b->start[e.cell + 1]++] = (struct share){(uint32_t)j, e.count};
}

/* A sort by counting. */
static bool shares_fill(struct bootstrap *b)
{
	size_t cells = b->cells.cells;
	b->start = calloc(cells + 2, sizeof *b->start);
	if (!b->start)
		return false;
	for (size_t e = 0; e < b->entries; e++)
		b->start[b->entry[e].cell + 2]++;
	for (size_t i = 1; i < cells; i++)
		if (b->start[i + 2] > b->start[b->commonest + 2])
			b->commonest = i;
	b->start[b->commonest + 2] = 0;
	if (!rows_open(b))
		return false;
	for (size_t i = 2; i < cells + 2; i++)
		b->start[i] += b->start[i - 1];
	b->share = malloc((b->start[cells + 1] + 1) * sizeof *b->share);
	if (!b->share)
		return false;
	for (size_t j = 0; j < b->blocks; j++)
		for (size_t e = b->block[j].first; e < b->block[j + 1].first; e++)
			share_add(b, j, b->entry[e]);
	return true;
}

static void fill_ranks(double *rank, const struct histogram *h)
{
	double below = 0;
	for (size_t i = 0; i < h->distinct; i++) {
		rank[i] = (below + (double)h->count[i] / 2) / (double)h->n - 0.5;
		below += (double)h->count[i];
	}
}

static bool digest_series(struct bootstrap *b, const uint64_t *x, const struct histogram *h)
{
	struct pass p = {.x = x};
	bool ok = lookup_init(&p.lookup, h) == EST_OK;
	p.rank = malloc(h->distinct * sizeof *p.rank);
	p.count = calloc(b->cells.cells, sizeof *p.count);
	p.seen = malloc(b->cells.cells * sizeof *p.seen);
	ok = ok && p.rank && p.count && p.seen;
	if (ok)
		fill_ranks(p.rank, h);
	for (size_t j = 0; ok && j < b->blocks; j++)
		ok = digest_block(b, &p, j);
	if (ok)
		b->block[b->blocks].first = b->entries;
	ok = ok && shares_fill(b);
	lookup_release(&p.lookup);
	free(p.rank);
	free(p.count);
	free(p.seen);
	return ok;
}

static bool choose_length(struct bootstrap *b)
{
	double *x = malloc(b->blocks * sizeof *x);
	if (x)
		longest_of_three(b, x);
	bool ok = x != NULL;
	free(x);
	return ok;
}

/* Where base blocks end with holds, their sums are independent where the values are. */
static size_t choose_base(const uint64_t *x, size_t n)
{
	size_t base = (n + BOOTSTRAP_BLOCKS - 1) / BOOTSTRAP_BLOCKS;
	return base > 1 ? hold_base(n, base, hold_of_ticks(x, n)) : base;
}

enum estimate_status bootstrap_open(struct bootstrap **out, const uint64_t *x, size_t n,
    const struct histogram *h, const struct bootstrap_options *options)
{
	*out = NULL;
	if (n < 20)
		return EST_TOO_SHORT;
	struct bootstrap *b = calloc(1, sizeof *b);
	if (!b)
		return EST_NO_MEMORY;
	b->options = *options;
	b->options.replicates = options->replicates ? options->replicates : 1000;
	b->n = n;
	b->base = choose_base(x, n);
	b->blocks = (n + b->base - 1) / b->base;
	b->block = malloc((b->blocks + 1) * sizeof *b->block);
	b->sums = malloc(b->blocks * sizeof *b->sums);
	/* The median is inside the bulk: one huge outlier does not cost the others their digits. */
	for (uint64_t below = 0, i = 0; below < (n + 1) / 2; below += h->count[i++])
		b->centre = h->value[i];
	if (!b->block || !b->sums || coarse_init(&b->cells, h) != EST_OK ||
	    !digest_series(b, x, h) || !choose_length(b)) {
		bootstrap_close(b);
		return EST_NO_MEMORY;
	}
	*out = b;
	return EST_OK;
}

void bootstrap_close(struct bootstrap *b)
{
	if (!b)
		return;
	coarse_release(&b->cells);
	free(b->block);
	free(b->sums);
	free(b->entry);
	free(b->share);
	free(b->start);
	free(b->row);
	free(b->rows);
	free(b);
}

double bootstrap_block_samples(const struct bootstrap *b)
{
	return b->length;
}

size_t bootstrap_base_samples(const struct bootstrap *b)
{
	return b->base;
}

unsigned bootstrap_replicates(const struct bootstrap *b)
{
	return b->options.replicates;
}

const struct coarse *bootstrap_cells(const struct bootstrap *b)
{
	return &b->cells;
}

/* ---- replicates ---- */

/* 64 coins, each 1 with probability chance / 2^64: a bit of all of them at a time, until each
 * differs from the chance's own bits, which takes about 8 numbers. */
static uint64_t coins_toss(struct rng *rng, uint64_t chance)
{
	uint64_t below = 0, equal = UINT64_MAX;
	for (int bit = 63; bit >= 0 && equal; bit--) {
		uint64_t coins = rng_u64(rng);
		if (chance >> bit & 1) {
			below |= equal & ~coins;
			equal &= coins;
		} else {
			equal &= ~coins;
		}
	}
	return below;
}

/* `length` blocks from a random one on, circularly, as a rise and a fall. */
static void run_add(const struct bootstrap *b, struct rng *rng, size_t length, int16_t *rise)
{
	size_t from = (size_t)rng_below(rng, b->blocks), to = from + length;
	rise[from]++;
	rise[0] = (int16_t)(rise[0] + (to > b->blocks));
	rise[to > b->blocks ? to - b->blocks : to]--;
}

/* rise[j]: how much more often base block j is in the replicate than the one before it
 * @[POLITIS-ROMANO-1994, section 2]; one more place is room. After each block a coin says whether a
 * new run begins. */
static void draw_blocks(const struct bootstrap *b, struct rng *rng, int16_t *rise)
{
	double leave = (double)b->base / b->length;
	uint64_t chance = leave < 1 ? (uint64_t)ldexp(leave, 64) : UINT64_MAX;
	size_t begun = 0;
	memset(rise, 0, b->padded * sizeof *rise);
	for (size_t at = 1; at < b->blocks; at += 64) {
		uint64_t new = coins_toss(rng, chance);
		if (b->blocks - at < 64)
			new &= (UINT64_C(1) << (b->blocks - at)) - 1;
		for (; new; new &= new - 1) {
			size_t now = at + (size_t)__builtin_ctzll(new);
			run_add(b, rng, now - begun, rise);
			begun = now;
		}
	}
	run_add(b, rng, b->blocks - begun, rise);
}

static struct bootstrap_sample sample_of(
    const struct bootstrap *b, struct sums sums, uint64_t n, uint64_t pairs, uint64_t *count)
{
	return (struct bootstrap_sample){.cells = &b->cells,
	    .count = count,
	    .n = n,
	    .pairs = pairs,
	    .centre = b->centre,
	    .sum = sums.plain[0],
	    .sum2 = sums.plain[1],
	    .lag1 = sums.lagged[0],
	    .lag1_sum = sums.lagged[1]};
}

/* Base blocks from .. to, each once. */
static struct bootstrap_sample assemble_part(
    const struct bootstrap *b, size_t from, size_t to, uint64_t *count)
{
	struct sums all = {{0}, {0}};
	uint64_t n = 0, pairs = 0;
	memset(count, 0, b->cells.cells * sizeof *count);
	for (size_t j = from; j < to; j++) {
		n += b->block[j].size;
		pairs += b->block[j].pairs;
		all.plain += b->sums[j].plain;
		all.lagged += b->sums[j].lagged;
		for (size_t e = b->block[j].first; e < b->block[j + 1].first; e++)
			count[b->entry[e].cell] += b->entry[e].count;
	}
	return sample_of(b, all, n, pairs, count);
}

/* Makes of the rises how often each block is drawn, and adds the blocks up so often. Two sums at a
 * time: an addition waits for the one before it. */
static struct sums sums_drawn(const struct bootstrap *b, int16_t *times)
{
	struct sums even = {{0}, {0}}, odd = even;
	int drawn = 0;
	size_t j = 0;
	for (; j + 2 <= b->blocks; j += 2) {
		double w = drawn += times[j], v = drawn + times[j + 1];
		times[j] = (int16_t)drawn;
		times[j + 1] = (int16_t)(drawn += times[j + 1]);
		even.plain += w * b->sums[j].plain;
		even.lagged += w * b->sums[j].lagged;
		odd.plain += v * b->sums[j + 1].plain;
		odd.lagged += v * b->sums[j + 1].lagged;
	}
	if (j < b->blocks) {
		times[j] = (int16_t)(drawn + times[j]);
		even.plain += (double)times[j] * b->sums[j].plain;
		even.lagged += (double)times[j] * b->sums[j].lagged;
	}
	return (struct sums){even.plain + odd.plain, even.lagged + odd.lagged};
}

static int32_t part_drawn(const int16_t *count, const int16_t *times)
{
	int32_t sum = 0;
	for (int j = 0; j < PART; j++)
		sum += count[j] * times[j];
	return sum;
}

static uint64_t row_drawn(const struct bootstrap *b, size_t row, const int16_t *times)
{
	const int16_t *count = b->rows + row * b->padded;
	uint64_t sum = 0;
	for (size_t j = 0; j < b->padded; j += PART)
		sum += (uint64_t)part_drawn(count + j, times + j);
	return sum;
}

/* Every base block as often as the rises say, which become those counts. All are of `base` samples
 * but the last one, which may be shorter and has one pair fewer. */
static struct bootstrap_sample assemble_drawn(
    const struct bootstrap *b, int16_t *times, uint64_t *count)
{
	const struct block *last = &b->block[b->blocks - 1];
	struct sums sums = sums_drawn(b, times);
	uint64_t of_last = (uint64_t)times[b->blocks - 1];
	uint64_t n = (uint64_t)b->blocks * b->base - of_last * (b->base - last->size);
	uint64_t rest = n;
	for (size_t i = 0; i < b->cells.cells; i++) {
		uint64_t sum = b->row[i] == NO_ROW ? 0 : row_drawn(b, b->row[i], times);
		for (size_t e = b->start[i]; e < b->start[i + 1]; e++)
			sum += (uint64_t)times[b->share[e].block] * b->share[e].count;
		count[i] = sum;
		rest -= sum;
	}
	count[b->commonest] = rest;
	return sample_of(b, sums, n, n - of_last, count);
}

size_t bootstrap_blocks(const struct bootstrap *b)
{
	return b->blocks;
}

struct bootstrap_sample bootstrap_part(
    const struct bootstrap *b, size_t from, size_t to, uint64_t *count)
{
	return assemble_part(b, from, to, count);
}

void bootstrap_sums(
    const struct bootstrap *b, size_t from, size_t to, const double *per_cell, double *sum)
{
	for (size_t j = from; j < to; j++) {
		sum[j - from] = 0;
		for (size_t e = b->block[j].first; e < b->block[j + 1].first; e++)
			sum[j - from] += b->entry[e].count * per_cell[b->entry[e].cell];
	}
}

struct worker {
	const struct bootstrap *b;
	bootstrap_statistic *statistic;
	void *context;
	size_t k;
	unsigned from, step, to; /* replicates from, from + step, ... below to */
	double *replicate;
	int16_t *times;
	uint64_t *count;
	pthread_t thread;
	bool started;
};

static void *run_worker(void *argument)
{
	struct worker *w = argument;
	for (unsigned r = w->from; r < w->to; r += w->step) {
		struct rng rng;
		rng_init(&rng, w->b->options.seed, r);
		draw_blocks(w->b, &rng, w->times);
		struct bootstrap_sample s = assemble_drawn(w->b, w->times, w->count);
		w->statistic(&s, w->context, w->replicate + (size_t)r * w->k);
	}
	return NULL;
}

/* Each worker has its own scratch; one that gets no thread runs here. */
static bool run_workers(struct worker *w, unsigned threads)
{
	bool ok = true;
	for (unsigned i = 0; i < threads; i++) {
		w[i].times = malloc(w[i].b->padded * sizeof *w[i].times);
		w[i].count = malloc(w[i].b->cells.cells * sizeof *w[i].count);
		ok = ok && w[i].times && w[i].count;
	}
	for (unsigned i = 1; ok && i < threads; i++)
		w[i].started = thread_start(&w[i].thread, run_worker, &w[i]) == 0;
	for (unsigned i = 0; ok && i < threads; i++)
		if (!w[i].started)
			run_worker(&w[i]);
	for (unsigned i = 0; i < threads; i++) {
		if (w[i].started)
			pthread_join(w[i].thread, NULL);
		free(w[i].times);
		free(w[i].count);
	}
	return ok;
}

enum estimate_status bootstrap_run(const struct bootstrap *b, bootstrap_statistic *statistic,
    void *context, size_t k, unsigned limit, double *figures, double *replicate)
{
	unsigned to = b->options.replicates, threads = b->options.threads ? b->options.threads : 1;
	to = limit && limit < to ? limit : to;
	uint64_t *count = malloc(b->cells.cells * sizeof *count);
	struct worker *w = calloc(threads, sizeof *w);
	bool ok = count && w;
	if (ok) {
		struct bootstrap_sample s = assemble_part(b, 0, b->blocks, count);
		statistic(&s, context, figures);
		for (unsigned i = 0; i < threads; i++)
			w[i] = (struct worker){.b = b,
			    .statistic = statistic,
			    .context = context,
			    .k = k,
			    .from = i,
			    .step = threads,
			    .to = to,
			    .replicate = replicate};
		ok = run_workers(w, threads);
	}
	free(count);
	free(w);
	return ok ? EST_OK : EST_NO_MEMORY;
}

/* ---- intervals ---- */

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* Linear between order statistics (definition 7): replicates are many and nearly continuous. */
static double sorted_quantile(const double *v, size_t n, double p)
{
	double at = p * (double)(n - 1), whole = floor(at);
	size_t i = (size_t)whole;
	return i + 1 < n ? v[i] + (at - whole) * (v[i + 1] - v[i]) : v[n - 1];
}

static double standard_deviation(const double *v, size_t n)
{
	double mean = 0, ss = 0;
	for (size_t i = 0; i < n; i++)
		mean += v[i] / (double)n;
	for (size_t i = 0; i < n; i++)
		ss += (v[i] - mean) * (v[i] - mean);
	return sqrt(ss / (double)(n - 1));
}

double bootstrap_student(double blocks)
{
	gsl_quiet();
	return gsl_cdf_tdist_Pinv(0.975, fmax(blocks / 2 - 1, 1));
}

double bootstrap_critical(const struct bootstrap *b)
{
	return bootstrap_student((double)b->n / b->length);
}

void bootstrap_share_interval(double most, double se, double t, struct estimate *e)
{
	double p = e->value, n = isfinite(e->n_eff) ? fmin(e->n_eff, most) : most;
	if (se > 0 && p > 0 && p < 1)
		n = fmin(p * (1 - p) / (se * se), most);
	normal_wilson(p, n, t, &e->lo, &e->hi);
	e->n_eff = n;
}

/* v: the m replicates, sorted, relative to the original's figure. `stretch`: by which batches widen
 * them. */
static void set_interval(const struct bootstrap *b, enum bootstrap_interval kind, const double *v,
    size_t m, double figure, double se, double t, double stretch, struct estimate *e)
{
	double x = e->value, middle = sorted_quantile(v, m, 0.5);
	double low = middle + stretch * (sorted_quantile(v, m, 0.025) - middle);
	double high = middle + stretch * (sorted_quantile(v, m, 0.975) - middle);
	if (kind == BOOTSTRAP_SHARE) {
		bootstrap_share_interval((double)b->n, se, t, e);
	} else if (kind == BOOTSTRAP_PERCENTILE) {
		e->lo = x + low;
		e->hi = x + high;
	} else if (kind == BOOTSTRAP_LOG_NORMAL) {
		/* Within a factor of 20, or the figure is not determined at all. */
		if (x > 0 && figure > 0 && t * se / figure < 3) {
			e->lo = x * exp(-t * se / figure);
			e->hi = x * exp(t * se / figure);
		}
	} else {
		e->lo = x - t * se;
		e->hi = x + t * se;
	}
}

/* Sorted replicates, those that have the figure, relative to the original's: NULL if there are too
 * few. */
static double *usable_replicates(
    double figure, const double *replicate, unsigned replicates, size_t k, size_t j, size_t *count)
{
	double *v = malloc((replicates ? replicates : 1) * sizeof *v);
	size_t m = 0;
	for (unsigned r = 0; v && r < replicates; r++)
		if (isfinite(replicate[r * k + j]))
			v[m++] = replicate[r * k + j] - figure;
	if (m < 18 || m * 10 < (size_t)replicates * 9) {
		free(v);
		return NULL;
	}
	qsort(v, m, sizeof *v, by_size);
	*count = m;
	return v;
}

enum bootstrap_outcome bootstrap_interval(const struct bootstrap *b, enum bootstrap_interval kind,
    double figure, const double *replicate, unsigned replicates, size_t k, size_t j,
    const struct batches *batches, struct estimate *e, double *se)
{
	size_t m;
	*se = NAN;
	if (e->status != EST_OK || !isfinite(figure) || replicates < 20)
		return BOOTSTRAP_UNDETERMINED;
	double *v = usable_replicates(figure, replicate, replicates, k, j, &m);
	if (!v)
		return BOOTSTRAP_UNDETERMINED;
	double own = b->widen * standard_deviation(v, m), t = bootstrap_critical(b);
	struct batch_verdict second = {own * own, 1, false};
	if (batches && own > 0)
		second = batches_verdict(batches, own * own);
	*se = sqrt(second.variance);
	/* `widen` holds Student's t of the batches; the ratio of spreads is in *se already. */
	double stretch = own > 0 ? second.widen : 1;
	if (!second.grows)
		set_interval(b, kind, v, m, figure, *se, own > 0 ? t * stretch * own / *se : t,
		    b->widen * stretch, e);
	free(v);
	return second.grows   ? BOOTSTRAP_GROWS
	       : isnan(e->lo) ? BOOTSTRAP_UNDETERMINED
			      : BOOTSTRAP_MADE;
}
