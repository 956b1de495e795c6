/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lengths of the runs of a mode beside those of a geometric law with the same mean: an independent
 * source leaves its mode with the same probability at every sample, and the geometric law is
 * exactly that. Bins hold one length each and then widen by equal ratio. The first and the last run
 * of the series are cut off by its ends and are not counted. Cost: one pass over the labels for
 * each mode.
 */
#include "dwell_private.h"

#include "mixture.h"

#include <math.h>
#include <stdlib.h>

enum { BINS = 200 }; /* more than 2^64 needs at ratio 1.25 */

static const char *const mode_scope[MIXTURE_MAX] = {
    "mode 1", "mode 2", "mode 3", "mode 4", "mode 5"};

/* First length of each bin: 1, 2, 3, 4, 5, 7, 9, ... */
static size_t edges_fill(uint64_t longest, uint64_t edge[BINS + 1])
{
	size_t n = 0;
	uint64_t at = 1;
	while (n < BINS && at <= longest) {
		edge[n++] = at;
		at += at / 4 > 0 ? at / 4 : 1;
	}
	edge[n] = at;
	return n;
}

struct lengths {
	uint64_t runs, total, longest;
	uint64_t count[BINS];
};

/* Complete runs of `mode`; with edges, into bins. */
static void lengths_collect(
    const struct symbols *s, uint8_t mode, struct lengths *l, const uint64_t *edge, size_t bins)
{
	size_t begin = 0, bin;
	for (size_t i = 1; i < s->n; i++) {
		if (s->s[i] == s->s[begin])
			continue;
		if (begin > 0 && s->s[begin] == mode) {
			uint64_t length = i - begin;
			if (!edge) {
				l->runs++;
				l->total += length;
				l->longest = length > l->longest ? length : l->longest;
			}
			for (bin = 0; edge && bin + 1 < bins && length >= edge[bin + 1];)
				bin++;
			if (edge)
				l->count[bin]++;
		}
		begin = i;
	}
}

static void add_mode(struct figures *f, const struct symbols *label, uint8_t mode)
{
	uint64_t edge[BINS + 1];
	struct lengths l = {0};
	lengths_collect(label, mode, &l, NULL, 0);
	if (!l.runs)
		return;
	size_t bins = edges_fill(l.longest, edge);
	lengths_collect(label, mode, &l, edge, bins);
	/* P(length >= d) = stay^(d - 1). */
	double stay = 1 - (double)l.runs / (double)l.total;
	struct place at = {mode_scope[mode], "native"};
	for (size_t i = 0; i < bins; i++) {
		double expected = (double)l.runs * (pow(stay, (double)edge[i] - 1) -
						       pow(stay, (double)edge[i + 1] - 1));
		figures_add_point(f, at, CURVE_DWELL, i, (double)edge[i], (double)l.count[i],
		    expected, (double)edge[i], (double)edge[i + 1] - 1);
	}
}

int dwell_add(struct figures *f, const struct symbols *label)
{
	for (size_t k = 0; label->n > 1 && k < label->alphabet && k < MIXTURE_MAX; k++)
		add_mode(f, label, (uint8_t)k);
	return f->no_memory ? -1 : 0;
}
