/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "periodicity.h"

#include "fft.h"
#include "gsl_quiet.h"
#include "lookup.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { NEIGHBOURS = 32, LINE = 1 };

static double *rank_table(const struct histogram *h)
{
	double below = 0, *rank = malloc(h->distinct * sizeof *rank);
	for (size_t i = 0; rank && i < h->distinct; i++) {
		rank[i] = (below + (double)h->count[i] / 2) / (double)h->n - 0.5;
		below += (double)h->count[i];
	}
	return rank;
}

struct segments {
	const uint64_t *x;
	const struct lookup *lookup;
	const double *rank;
	struct fft fft;
	double *window, *a, *b; /* one allocation */
};

static bool segments_init(struct segments *s, size_t size)
{
	s->window = malloc(3 * size * sizeof *s->window);
	if (fft_init(&s->fft, size) != EST_OK || !s->window)
		return false;
	for (size_t i = 0; i < size; i++)
		s->window[i] = (1 - cos(2 * M_PI * (double)i / (double)size)) / 2;
	s->a = s->window + size;
	s->b = s->a + size;
	return true;
}

static void segments_release(struct segments *s)
{
	fft_release(&s->fft);
	free(s->window);
}

/* The segment from `from`, less its mean, in the window. */
static void read_segment(const struct segments *s, size_t from, double *y)
{
	double sum = 0;
	for (size_t i = 0; i < s->fft.size; i++)
		sum += y[i] = s->rank[lookup_index(s->lookup, s->x[from + i])];
	for (size_t i = 0; i < s->fft.size; i++)
		y[i] = (y[i] - sum / (double)s->fft.size) * s->window[i];
}

/* Adds the periodograms of a and b, real series A and B, from one transform: |A|^2 + |B|^2 at k is
 * the mean of |Z|^2 at k and at its mirror, Z being that of a + i b. */
static void add_two(const struct segments *s, double *spectrum)
{
	size_t size = s->fft.size;
	const double *a = s->a, *b = s->b;
	fft_forward(&s->fft, s->a, s->b);
	for (size_t k = 1; k < size / 2; k++)
		spectrum[k] += (a[k] * a[k] + b[k] * b[k] + a[size - k] * a[size - k] +
				   b[size - k] * b[size - k]) /
			       2;
}

/* Half overlapping segments; returns how many. */
static double add_segments(const struct segments *s, size_t n, double *spectrum)
{
	size_t size = s->fft.size, count = (n - size) / (size / 2) + 1;
	for (size_t i = 0; i < count; i += 2) {
		read_segment(s, i * (size / 2), s->a);
		if (i + 1 < count)
			read_segment(s, (i + 1) * (size / 2), s->b);
		else
			memset(s->b, 0, size * sizeof *s->b);
		add_two(s, spectrum);
	}
	return (double)count;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* Median of the spectrum around k, without the frequencies next to it (the window smears a line
 * over three). */
static double around(const struct periodicity *out, size_t k)
{
	double v[2 * NEIGHBOURS];
	size_t n = 0;
	for (size_t j = k > NEIGHBOURS ? k - NEIGHBOURS : 1; j <= k + NEIGHBOURS && j < out->bins;
	     j++)
		if (j + LINE < k || j > k + LINE)
			v[n++] = out->spectrum[j];
	qsort(v, n, sizeof *v, by_size);
	return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

/* Half overlapping Hann segments are worth 36 / 38 of as many independent ones @[WELCH-1967]; each
 * gives two degrees of freedom. The median of the surroundings estimates the median of that law. */
static void find_line(struct periodicity *out, double segments, size_t n)
{
	double freedom = fmax(2, 2 * segments * (segments > 1 ? 18.0 / 19 : 1)), most = 0;
	double all = 0;
	size_t at = 1;
	for (size_t k = 1; k < out->bins; k++)
		all += out->spectrum[k];
	for (size_t k = 1; k < out->bins; k++)
		out->spectrum[k] /= all;
	for (size_t k = 1; k < out->bins; k++) {
		double base = around(out, k), ratio = base > 0 ? out->spectrum[k] / base : 0;
		if (ratio > most) {
			most = ratio;
			at = k;
		}
	}
	double tail = gsl_cdf_chisq_Q(most * gsl_cdf_chisq_Pinv(0.5, freedom), freedom);
	double line = 0;
	for (size_t k = at > LINE ? at - LINE : 1; k <= at + LINE && k < out->bins; k++)
		line += out->spectrum[k] - around(out, at);
	out->p = estimate_point(fmin(tail * (double)(out->bins - 1), 1), n);
	out->period_samples = estimate_point(2 * (double)out->bins / (double)at, n);
	out->power_share = estimate_point(fmin(fmax(line, 0), 1), n);
}

static void refuse(struct periodicity *out, enum estimate_status status, size_t n)
{
	memset(out, 0, sizeof *out);
	out->p = out->period_samples = out->power_share = estimate_absent(status, n);
}

void periodicity_of(struct periodicity *out, const uint64_t *x, size_t n, const struct histogram *h)
{
	struct lookup l = {0};
	refuse(out, n < 256 ? EST_TOO_SHORT : h->distinct < 2 ? EST_DEGENERATE : EST_NO_MEMORY, n);
	if (n < 256 || h->distinct < 2)
		return;
	/* At least some four segments, so that one frequency is not one draw. */
	size_t size = 2 * PERIODICITY_BINS;
	while (size > n / 2)
		size /= 2;
	double *rank = rank_table(h);
	struct segments s = {.x = x, .lookup = &l, .rank = rank};
	if (rank && lookup_init(&l, h) == EST_OK && segments_init(&s, size)) {
		gsl_quiet();
		out->bins = size / 2;
		find_line(out, add_segments(&s, n, out->spectrum), n);
	}
	segments_release(&s);
	lookup_release(&l);
	free(rank);
}
