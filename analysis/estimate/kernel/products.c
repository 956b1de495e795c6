/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lagged products of ticks in integers. Distances from the mean fit 12 bits for nearly all samples,
 * so that compilers multiply and add eight at a time; the few outliers are taken as 0 there and
 * added one by one. Exact, where a floating-point sum would depend on its order. Cost: n products a
 * lag, eight at a time.
 */
#include "products_private.h"

#include <stdlib.h>

/* PART products of two numbers of at most MOST fit 32 bits, so that compilers make them with the
 * instruction that adds up products of 16 bits. */
enum { CHUNK = 8192, PART = 512, MOST = 2047, RARE = 256 };
_Static_assert((int64_t)PART *MOST *MOST <= INT32_MAX, "a part fits 32 bits");

/* Samples as distances from the mean, rounded. Those farther than MOST, outliers, are taken as 0
 * and their products added one by one. */
struct walk {
	const uint64_t *x;
	size_t n, lags, outliers;
	uint64_t centre;
	double total; /* of all distances from the centre */
	int16_t *near;
	int64_t *bulk; /* sums by lag without outliers */
	double *rest;  /* what outliers add */
};

static int is_near(const struct walk *w, size_t t)
{
	return w->x[t] - w->centre + MOST <= 2 * MOST;
}

static double signed_distance(const struct walk *w, size_t t)
{
	uint64_t x = w->x[t], c = w->centre;
	return x >= c ? (double)(x - c) : -(double)(c - x);
}

static void set_centre(struct walk *w)
{
	unsigned __int128 sum = 0;
	for (size_t t = 0; t < w->n; t++)
		sum += w->x[t];
	w->centre = (uint64_t)((sum + w->n / 2) / w->n);
	w->total = (double)(__int128)(sum - (unsigned __int128)w->centre * w->n);
}

/* Its products with what follows, and with the near samples before: those with outliers before are
 * counted there. */
static void add_outlier(struct walk *w, size_t t)
{
	double z = signed_distance(w, t);
	for (size_t k = 0; k <= w->lags && k < w->n - t; k++)
		w->rest[k] += z * signed_distance(w, t + k);
	for (size_t k = 1; k <= w->lags && k <= t; k++)
		if (is_near(w, t - k))
			w->rest[k] += z * signed_distance(w, t - k);
	w->outliers++;
}

/* The chunk and `lags` beyond it, zeros beyond the end. */
static void fill_walk(struct walk *w, size_t from)
{
	size_t size = CHUNK + w->lags, have = w->n - from < size ? w->n - from : size;
	for (size_t i = 0; i < have; i++) {
		int16_t d = (int16_t)(w->x[from + i] - w->centre);
		w->near[i] = is_near(w, from + i) ? d : 0;
	}
	for (size_t i = have; i < size; i++)
		w->near[i] = 0;
	for (size_t i = 0; i < CHUNK && i < have; i++)
		if (!w->near[i] && !is_near(w, from + i))
			add_outlier(w, from + i);
}

static int32_t sum_part(const int16_t *a, const int16_t *b)
{
	int32_t sum = 0;
	for (int i = 0; i < PART; i++)
		sum += a[i] * b[i];
	return sum;
}

static enum estimate_status walk_all(struct walk *w)
{
	for (size_t from = 0; from < w->n; from += CHUNK) {
		fill_walk(w, from);
		if (w->outliers > w->n / RARE)
			return EST_NOT_APPLICABLE;
		for (size_t i = 0; i < CHUNK && from + i < w->n; i += PART)
			for (size_t k = 0; k <= w->lags; k++)
				w->bulk[k] += sum_part(w->near + i, w->near + i + k);
	}
	return EST_OK;
}

/* From products about the centre to those about the mean, less than 1/2 away: nothing cancels. */
static void move_centre(const struct walk *w, double *sum)
{
	double off = w->total / (double)w->n, first = w->total, last = w->total;
	for (size_t k = 0; k <= w->lags; k++) {
		/* first: of all but the last k; last: of all but the first k. */
		sum[k] = (double)w->bulk[k] + w->rest[k] - off * (first + last) +
			 (double)(w->n - k) * off * off;
		first -= signed_distance(w, w->n - 1 - k);
		last -= signed_distance(w, k);
	}
}

enum estimate_status products_of_ticks(const uint64_t *x, size_t n, size_t lags, double *sum)
{
	struct walk w = {.x = x,
	    .n = n,
	    .lags = lags,
	    .near = malloc((CHUNK + lags) * sizeof *w.near),
	    .bulk = calloc(lags + 1, sizeof *w.bulk),
	    .rest = calloc(lags + 1, sizeof *w.rest)};
	enum estimate_status status = w.near && w.bulk && w.rest ? EST_OK : EST_NO_MEMORY;
	if (status == EST_OK) {
		set_centre(&w);
		status = walk_all(&w);
	}
	if (status == EST_OK)
		move_centre(&w, sum);
	free(w.near);
	free(w.bulk);
	free(w.rest);
	return status;
}
