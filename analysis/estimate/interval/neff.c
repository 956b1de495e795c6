/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Geyer's initial monotone sequence on autocorrelations that are taken by FFT in rounds of eight
 * times as many lags, since most series need only the first; then a check against batch means,
 * which see dependence that is weak at every lag and lasts for many. O(n log n) at the longest.
 */
#include "neff.h"

#include "acf.h"
#include "batches_private.h"
#include "histogram.h"

#include <math.h>
#include <stdlib.h>

static struct neff neff_absent(enum estimate_status status, uint64_t n)
{
	return (struct neff){estimate_absent(status, n), estimate_absent(status, n), 0, false};
}

static struct neff neff_of_tau(double tau, uint64_t n, size_t window)
{
	return (struct neff){
	    estimate_point(tau, n), estimate_point((double)n / tau, n), window, false};
}

/* Sum of the initial monotone sequence; *end is the first lag left out, or > lags. */
static double sequence_sum(const double *rho, size_t lags, size_t *end)
{
	double sum = 0, least = INFINITY;
	size_t k = 0;
	for (; k + 1 <= lags; k += 2) {
		double pair = rho[k] + rho[k + 1];
		if (pair <= 0)
			break;
		least = fmin(least, pair);
		sum += least;
	}
	*end = k;
	/* The pairs begin at lag 0, which counts once: tau = 2 sum - rho[0]. */
	return 2 * sum - 1;
}

struct neff neff_from_acf(const double *rho, size_t lags, uint64_t n)
{
	size_t end;
	if (n < 10)
		return neff_absent(EST_TOO_SHORT, n);
	double tau = fmax(sequence_sum(rho, lags, &end), 1 / (double)n);
	return end + 1 > lags ? neff_absent(EST_NOT_CONVERGED, n) : neff_of_tau(tau, n, end);
}

/* ---- a series ---- */

/* A sequence longer than this is cut off: batches, which are longer then, see the rest. */
enum { MOST_LAGS = 1 << 16 };

/* The ticks above x[0], or what they are mapped to. */
struct source {
	const uint64_t *x;
	size_t n;
	const struct lookup *lookup;
	const double *map; /* NULL: the ticks themselves */
};

static double source_at(const struct source *s, size_t i)
{
	if (s->map)
		return s->map[lookup_index(s->lookup, s->x[i])];
	return s->x[i] >= s->x[0] ? (double)(s->x[i] - s->x[0]) : -(double)(s->x[0] - s->x[i]);
}

static enum estimate_status acf_of(const struct source *s, size_t lags, double *rho)
{
	return s->map ? acf_of_mapped(s->x, s->n, s->lookup, s->map, lags, rho)
		      : acf_of_ticks(s->x, s->n, lags, rho);
}

/* An addition waits for the one before it: so many batches, a part of any number of them, are added
 * up side by side. */
enum { SIDE = BATCH_FEWEST / 2 };

/* The sums of the samples of SIDE batches from the j-th on. */
static void batches_add(const struct source *s, size_t j, size_t size, double *sum)
{
	for (size_t k = 0; k < SIDE; k++)
		sum[k] = 0;
	for (size_t i = 0; i < size; i++)
		for (size_t k = 0; k < SIDE; k++)
			sum[k] += source_at(s, (j + k) * size + i);
}

/* Means of equal batches, a few samples at the end left out; as many batches as leave 10 samples
 * in each. Returns the variance of a sample. */
static double means_of_batches(const struct source *s, double *mean, size_t *count)
{
	size_t m = BATCH_MOST;
	while (m > BATCH_FEWEST && s->n / m < 10)
		m /= 2;
	size_t size = s->n / m;
	double all = 0, square = 0;
	for (size_t j = 0; j < m; j += SIDE)
		batches_add(s, j, size, mean + j);
	for (size_t j = 0; j < m; j++) {
		mean[j] /= (double)size;
		all += mean[j] / (double)m;
	}
	for (size_t i = 0; i < s->n; i++) {
		double away = source_at(s, i) - all;
		square += away * away;
	}
	*count = m;
	return square / (double)s->n;
}

/* tau of the sequence, checked against batches. `ended`: the sequence came to its end. */
static struct neff neff_check(const struct source *s, double tau, size_t window, bool ended)
{
	double mean[BATCH_MOST], n = (double)s->n;
	size_t count;
	if (s->n < 100)
		return ended ? neff_of_tau(fmax(tau, 1 / n), s->n, window)
			     : neff_absent(EST_TOO_SHORT, s->n);
	double variance = means_of_batches(s, mean, &count);
	struct batches b = batches_of_means(mean, count);
	double reference = fmax(tau, 1 / n) * variance / n;
	struct batch_verdict v = batches_verdict(&b, reference);
	struct neff e = neff_of_tau(v.variance * n / variance, s->n, window);
	if (e.tau_int.value < 8 / n)
		return neff_absent(EST_DEGENERATE, s->n);
	e.grows = v.grows || !ended || NEFF_WINDOWS * window > s->n;
	return e;
}

/* Takes eight times the lags until the sequence ends: most series need only the first, cheap round.
 */
static struct neff of_series(const struct source *s, const double *rho, size_t lags)
{
	size_t n = s->n, most = n / 2 < MOST_LAGS ? n / 2 : MOST_LAGS, end = 0;
	if (n < 10)
		return neff_absent(EST_TOO_SHORT, n);
	if (rho) {
		double tau = sequence_sum(rho, lags < most ? lags : most, &end);
		if (end + 1 <= (lags < most ? lags : most))
			return neff_check(s, tau, end, true);
	}
	for (lags = rho ? 8 * NEFF_LAGS + 7 : NEFF_LAGS;; lags = 8 * lags + 7) {
		lags = lags < most ? lags : most;
		double *longer = malloc((lags + 1) * sizeof *longer), tau = 0;
		enum estimate_status status = longer ? acf_of(s, lags, longer) : EST_NO_MEMORY;
		if (status == EST_OK)
			tau = sequence_sum(longer, lags, &end);
		free(longer);
		if (status != EST_OK)
			return neff_absent(status, n);
		if (end + 1 <= lags || lags == most)
			return neff_check(s, tau, end, end + 1 <= lags || most < n / 2);
	}
}

struct neff neff_of_ticks(const uint64_t *x, size_t n, const double *rho, size_t lags)
{
	return of_series(&(struct source){x, n, NULL, NULL}, rho, lags);
}

/* The mid-rank of each distinct value: samples below it plus half of its own. */
static double *ranks_make(const struct histogram *h)
{
	double *rank = malloc(h->distinct * sizeof *rank), below = 0;
	for (size_t i = 0; rank && i < h->distinct; i++) {
		rank[i] = below + (double)h->count[i] / 2;
		below += (double)h->count[i];
	}
	return rank;
}

struct neff neff_of_ranks(
    const uint64_t *x, size_t n, const struct histogram *h, const double *rho, size_t lags)
{
	struct lookup lookup;
	if (n < 10)
		return neff_absent(EST_TOO_SHORT, n);
	if (lookup_init(&lookup, h) != EST_OK)
		return neff_absent(EST_NO_MEMORY, n);
	double *rank = ranks_make(h);
	struct neff e = rank ? of_series(&(struct source){x, n, &lookup, rank}, rho, lags)
			     : neff_absent(EST_NO_MEMORY, n);
	free(rank);
	lookup_release(&lookup);
	return e;
}

enum estimate_status neff_acf_of_ranks(
    const uint64_t *x, size_t n, const struct histogram *h, size_t lags, double *rho)
{
	struct lookup lookup;
	if (n < 2)
		return EST_TOO_SHORT;
	if (lookup_init(&lookup, h) != EST_OK)
		return EST_NO_MEMORY;
	double *rank = ranks_make(h);
	enum estimate_status status =
	    rank ? acf_of_mapped(x, n, &lookup, rank, lags, rho) : EST_NO_MEMORY;
	free(rank);
	lookup_release(&lookup);
	return status;
}
