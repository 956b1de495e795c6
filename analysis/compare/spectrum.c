/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs of one machine need not be binned alike, and those of two counters cannot be. So the stored
 * bins are laid out in ns and counted anew in cells that both sides share. A coarser counter's
 * counts follow from a finer one's durations alone: with a start that does not know the counter, d
 * shows floor(d / T) or one more, the latter with the probability of the rest of d / T
 * @[WIDROW-KOLLAR, 4]. A bin of several steps is taken as filled evenly, in PARTS places. Cost:
 * bins times PARTS.
 */
#include "spectrum_private.h"

#include "coarser.h"
#include "figure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PARTS = 8, BIN = 3 };

struct bins {
	double *at; /* from, to, count of each */
	size_t n, room;
	int lost;
};

static int take_bin(void *context, const struct store_point *p)
{
	struct bins *b = context;
	if (b->n == b->room) {
		size_t more = b->room ? 2 * b->room : 256;
		double *at = realloc(b->at, BIN * more * sizeof *at);
		if (!at) {
			b->lost = 1;
			return 1;
		}
		b->at = at;
		b->room = more;
	}
	double bin[BIN] = {p->lo, p->hi, p->y};
	memcpy(b->at + BIN * b->n++, bin, sizeof bin);
	return 0;
}

static void append_cell(struct spectrum *s, double from, double to, double count)
{
	if (!(count > 0))
		return;
	s->from[s->n] = from;
	s->to[s->n] = to;
	s->count[s->n++] = count;
}

/* The part of a tail's bin that is not in the bulk, of which edges are [lo, hi). */
static void append_tail(struct spectrum *s, const double *bin, double lo, double hi, double unit_ns)
{
	/* Bins of the tail hold whole values: [from, to) begins at the first. */
	double from = (bin[0] - 0.5) * unit_ns, to = (bin[1] - 0.5) * unit_ns;
	if (to <= lo || from >= hi)
		append_cell(s, from, to, bin[2]);
}

/* Bulk and tail are two curves of the same samples. The bulk lacks at most 5 in 10,000 samples on
 * either side; those in a bin of the tail that it shares with the bulk are counted at its upper
 * edge. */
static void join_curves(
    struct spectrum *s, const struct bins *bulk, const struct bins *tail, double unit)
{
	double lo = bulk->at[0] * unit, hi = bulk->at[BIN * (bulk->n - 1) + 1] * unit;
	double inside = 0, all = 0;
	for (size_t i = 0; i < bulk->n; i++) {
		const double *bin = bulk->at + BIN * i;
		s->widest = fmax(s->widest, (bin[1] - bin[0]) * unit);
		append_cell(s, bin[0] * unit, bin[1] * unit, bin[2]);
		inside += bin[2];
	}
	for (size_t i = 0; i < tail->n; i++) {
		all += tail->at[BIN * i + 2];
		append_tail(s, tail->at + BIN * i, lo, hi, unit);
	}
	for (size_t i = 0; i < s->n; i++)
		inside += s->from[i] >= hi || s->to[i] <= lo ? s->count[i] : 0;
	append_cell(s, hi, hi, all - inside);
}

/* 1, or SPECTRUM_NO_MEMORY. */
static int cells_reserve(struct spectrum *s, size_t room)
{
	s->from = malloc(3 * room * sizeof *s->from);
	if (!s->from)
		return SPECTRUM_NO_MEMORY;
	s->to = s->from + room;
	s->count = s->to + room;
	return 1;
}

int spectrum_read(struct spectrum *s, struct store *store, int64_t run, const char *grid,
    double unit_ns, double step_ns)
{
	struct bins bulk = {0}, tail = {0};
	int rc = 0;
	*s = (struct spectrum){.step = step_ns};
	if (store_curve(store, run, curve_name(CURVE_HISTOGRAM), "all", grid, take_bin, &bulk) <
		0 ||
	    store_curve(store, run, curve_name(CURVE_HISTOGRAM_LOG), "all", grid, take_bin, &tail) <
		0)
		rc = -1;
	if (rc == 0 && (bulk.lost || tail.lost))
		rc = SPECTRUM_NO_MEMORY;
	if (rc == 0 && bulk.n > 0)
		rc = cells_reserve(s, bulk.n + tail.n + 1);
	if (rc == 1)
		join_curves(s, &bulk, &tail, unit_ns);
	free(bulk.at);
	free(tail.at);
	return rc;
}

/* ---- a part of a run ------------------------------------------------------------------------ */

struct sampling {
	uint64_t *x, samples, take, blocks, taken;
};

/* Samples of the first `block` blocks, and where that block begins: the blocks are in the middle of
 * as many equal parts of the run. */
static uint64_t sampling_before(const struct sampling *p, uint64_t block)
{
	return block * p->take / p->blocks;
}

static uint64_t sampling_start(const struct sampling *p, uint64_t block)
{
	uint64_t from = block * p->samples / p->blocks, to = (block + 1) * p->samples / p->blocks;
	return from + (to - from - (sampling_before(p, block + 1) - sampling_before(p, block))) / 2;
}

static int sampling_take(void *context, const struct store_chunk *chunk)
{
	struct sampling *p = context;
	uint64_t first = chunk->first_sample, last = first + chunk->samples;
	for (uint64_t b = 0; b < p->blocks; b++) {
		uint64_t from = sampling_start(p, b);
		uint64_t to = from + sampling_before(p, b + 1) - sampling_before(p, b);
		for (uint64_t i = from > first ? from : first; i < to && i < last; i++)
			if (p->taken < p->take)
				p->x[p->taken++] = chunk->elapsed[i - first];
	}
	return 0;
}

/* Each value is a cell of one unit. */
static int spectrum_from_values(struct spectrum *s, const struct histogram *h, double unit_ns)
{
	if (cells_reserve(s, h->distinct + 1) != 1)
		return SPECTRUM_NO_MEMORY;
	for (size_t i = 0; i < h->distinct; i++)
		append_cell(s, ((double)h->value[i] - 0.5) * unit_ns,
		    ((double)h->value[i] + 0.5) * unit_ns, (double)h->count[i]);
	s->widest = s->step;
	return 1;
}

int spectrum_sample(struct spectrum *s, struct store *store, int64_t run, uint64_t samples,
    uint64_t take, double unit_ns, double step_ns)
{
	struct sampling p = {.samples = samples,
	    .take = take,
	    .blocks = take < SPECTRUM_BLOCKS ? take : SPECTRUM_BLOCKS};
	struct histogram h = {0};
	*s = (struct spectrum){.step = step_ns};
	p.x = malloc((take + 1) * sizeof *p.x);
	int rc = !p.x ? SPECTRUM_NO_MEMORY : take > 0;
	if (rc == 1 && store_samples(store, run, sampling_take, &p) < 0)
		rc = -1;
	if (rc == 1 && p.taken != take)
		rc = 0;
	if (rc == 1 && histogram_init(&h, p.x, take) != EST_OK)
		rc = SPECTRUM_NO_MEMORY;
	if (rc == 1)
		rc = spectrum_from_values(s, &h, unit_ns);
	free(p.x);
	histogram_release(&h);
	return rc;
}

void spectrum_release(struct spectrum *s)
{
	free(s->from);
	*s = (struct spectrum){0};
}

/* Counts in cell k, kept as fractions until all are there. */
struct tally {
	uint64_t *value;
	double *count;
	size_t n;
};

static void tally_add(struct tally *t, double k, double count)
{
	uint64_t value = k > 0 ? (uint64_t)k : 0;
	if (!(count > 0))
		return;
	if (t->n > 0 && t->value[t->n - 1] == value) {
		t->count[t->n - 1] += count;
		return;
	}
	t->value[t->n] = value;
	t->count[t->n++] = count;
}

static void tally_duration(struct tally *t, double ticks, double count, int phase)
{
	struct coarser_reading r = coarser_reading(phase ? ticks : floor(ticks + 0.5));
	tally_add(t, r.least, count * (1 - r.rest));
	tally_add(t, r.most, count * r.rest);
}

/* A bin of one step is one value, in its middle. */
static void tally_cell(
    struct tally *t, const struct spectrum *s, size_t i, double tick_ns, int phase)
{
	double wide = s->to[i] - s->from[i], middle = (s->from[i] + s->to[i]) / 2;
	int parts = wide > 1.5 * s->step ? PARTS : 1;
	for (int k = 0; k < parts; k++) {
		double at = middle + (((double)k + 0.5) / parts - 0.5) * (parts > 1 ? wide : 0);
		tally_duration(t, at / tick_ns, s->count[i] / parts, phase);
	}
}

enum estimate_status spectrum_count(
    struct histogram *out, const struct spectrum *s, double tick_ns, int phase)
{
	size_t room = 2 * PARTS * s->n + 1;
	struct tally t = {malloc(2 * room * sizeof *t.value), malloc(room * sizeof *t.count), 0};
	enum estimate_status status = EST_NO_MEMORY;
	if (t.value && t.count) {
		for (size_t i = 0; i < s->n; i++)
			tally_cell(&t, s, i, tick_ns, phase);
		for (size_t i = 0; i < t.n; i++)
			t.value[room + i] = (uint64_t)(t.count[i] + 0.5);
		status = histogram_from_pairs(out, t.value, t.value + room, t.n);
	}
	free(t.value);
	free(t.count);
	return status;
}

double spectrum_above(const struct spectrum *s, double x)
{
	double above = 0, all = 0;
	for (size_t i = 0; i < s->n; i++) {
		double wide = s->to[i] - s->from[i];
		double part = wide > 0 ? (s->to[i] - x) / wide : s->from[i] > x;
		above += s->count[i] * fmin(1, fmax(0, part));
		all += s->count[i];
	}
	return all > 0 ? above / all : (double)NAN;
}
