/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "neff.h"

#include "acf.h"
#include "histogram.h"

#include <math.h>
#include <stdlib.h>

static struct neff absent(enum estimate_status status, uint64_t n)
{
	return (struct neff){estimate_absent(status, n), estimate_absent(status, n), 0};
}

struct neff neff_from_acf(const double *rho, size_t lags, uint64_t n)
{
	if (n < 10)
		return absent(EST_TOO_SHORT, n);
	double sum = 0, least = INFINITY;
	size_t k = 0;
	for (; k + 1 <= lags; k += 2) {
		double pair = rho[k] + rho[k + 1];
		if (pair <= 0)
			break;
		least = fmin(least, pair);
		sum += least;
	}
	if (k + 1 > lags)
		return absent(EST_NOT_CONVERGED, n);
	/* The pairs begin at lag 0, which counts once: tau = 2 sum - rho[0]. */
	double tau = fmax(2 * sum - 1, 1 / (double)n);
	return (struct neff){estimate_point(tau, n), estimate_point((double)n / tau, n), k};
}

/* Takes eight times the lags until the sequence ends: most series need only the first, cheap round.
 * With a map the series is the mapped one. */
static struct neff of_series(
    const uint64_t *x, size_t n, const struct lookup *lookup, const double *map)
{
	if (n < 10)
		return absent(EST_TOO_SHORT, n);
	size_t most = n / 2 < (size_t)1 << 20 ? n / 2 : (size_t)1 << 20;
	for (size_t lags = 127;; lags = 8 * lags + 7) {
		lags = lags < most ? lags : most;
		double *rho = malloc((lags + 1) * sizeof *rho);
		enum estimate_status status = EST_NO_MEMORY;
		if (rho)
			status = map ? acf_of_mapped(x, n, lookup, map, lags, rho)
				     : acf_of_ticks(x, n, lags, rho);
		struct neff e = status == EST_OK ? neff_from_acf(rho, lags, n) : absent(status, n);
		free(rho);
		if (e.tau_int.status != EST_NOT_CONVERGED)
			return e;
		if (lags == most)
			return absent(EST_TOO_SHORT, n);
	}
}

struct neff neff_of_ticks(const uint64_t *x, size_t n)
{
	return of_series(x, n, NULL, NULL);
}

/* The mid-rank of each distinct value: samples below it plus half of its own. */
static double *mid_ranks(const struct histogram *h)
{
	double *rank = malloc(h->distinct * sizeof *rank), below = 0;
	for (size_t i = 0; rank && i < h->distinct; i++) {
		rank[i] = below + (double)h->count[i] / 2;
		below += (double)h->count[i];
	}
	return rank;
}

struct neff neff_of_ranks(const uint64_t *x, size_t n, const struct histogram *h)
{
	struct lookup lookup;
	if (n < 10)
		return absent(EST_TOO_SHORT, n);
	if (lookup_init(&lookup, h) != EST_OK)
		return absent(EST_NO_MEMORY, n);
	double *rank = mid_ranks(h);
	struct neff e = rank ? of_series(x, n, &lookup, rank) : absent(EST_NO_MEMORY, n);
	free(rank);
	lookup_release(&lookup);
	return e;
}
