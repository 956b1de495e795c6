/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The modes of pieces. A fit of the whole series cannot be cut into pieces, as a sum of influences
 * can: two levels that follow each other are two modes of the whole and one of each piece. So each
 * piece is counted and fitted by itself, by the rules of modality.h, with up to three components:
 * more than two modes are all that a claim of two has to be distinguished from. The number is
 * decided at the effective size of the piece's own ranks, by the scatter of the means of 20 batches
 * about a straight line: a slow drift within a piece moves its modes a little and makes no others,
 * while of a piece within which the level changes few samples are left, and its number is open.
 * Cost: a count, two passes and nine fits for each piece; the fits are of cells and do not grow
 * with the samples.
 */
#include "mode_pieces.h"

#include "lookup.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum { BATCHES = 20 };

static const struct piece unknown = {NAN, NAN, NAN};

/* The two largest modes, the lower one first. */
static void largest_modes(const struct modality *y, int mode[2])
{
	int count = (int)y->modes.value, least = 0;
	for (int i = 1; i < count; i++)
		least = y->share[i] < y->share[least] ? i : least;
	mode[0] = count > 2 && least == 0 ? 1 : 0;
	mode[1] = count > 2 && least == count - 1 ? count - 2 : count - 1;
}

static struct piece place_of_mode(const struct modality *y, int i, double n_eff, double tick)
{
	double n = fmax(n_eff * y->share[i], 1);
	double half = fmax(2 * y->sd[i] / sqrt(n), y->sd[i] > 0 ? 0 : tick / 2);
	return (struct piece){y->mean[i], y->mean[i] - half, y->mean[i] + half};
}

/* Sums of the mid-ranks of x, from -1 to 1, over BATCHES parts. False without memory. */
static bool batch_sums(
    const uint64_t *x, size_t n, const struct histogram *h, double sum[BATCHES], double *square)
{
	struct lookup l;
	double below = 0, *rank = malloc(h->distinct * sizeof *rank);
	if (!rank || lookup_init(&l, h) != EST_OK) {
		free(rank);
		return false;
	}
	for (size_t i = 0; i < h->distinct; i++) {
		rank[i] = (2 * below + (double)h->count[i]) / (double)n - 1;
		below += (double)h->count[i];
	}
	for (size_t t = 0; t < n; t++) {
		double r = rank[lookup_index(&l, x[t])];
		sum[t * BATCHES / n] += r;
		*square += r * r;
	}
	lookup_release(&l);
	free(rank);
	return true;
}

/* The effective size of a piece's ranks, at most n, by the means of batches about a line; nan
 * without memory. */
static double piece_n_eff(const uint64_t *x, size_t n, const struct histogram *h)
{
	double sum[BATCHES] = {0}, square = 0, slope = 0, of_place = 0, rest = 0;
	if (h->distinct < 2)
		return (double)n;
	if (!batch_sums(x, n, h, sum, &square))
		return NAN;
	for (int j = 0; j < BATCHES; j++) {
		double place = j - (BATCHES - 1) / 2.0;
		slope += place * sum[j];
		of_place += place * place;
	}
	for (int j = 0; j < BATCHES; j++) {
		double left = sum[j] - slope / of_place * (j - (BATCHES - 1) / 2.0);
		rest += left * left * BATCHES / (BATCHES - 2);
	}
	return rest > 0 ? fmin(square * (double)n / rest, (double)n) : (double)n;
}

static enum estimate_status piece_fit(struct mode_pieces *out, unsigned k, const uint64_t *x,
    size_t n, const struct modality_options *options)
{
	struct histogram h;
	int mode[2];
	if (histogram_init(&h, x, n) != EST_OK)
		return EST_NO_MEMORY;
	struct modality_options o = *options;
	double n_eff = piece_n_eff(x, n, &h), tick = o.tick > 0 ? o.tick : 1;
	if (isnan(n_eff)) {
		histogram_release(&h);
		return EST_NO_MEMORY;
	}
	o.n_eff = fmax(n_eff, 1);
	o.most = 3;
	struct modality y = {.status = EST_TOO_SHORT};
	if (n_eff >= MODE_PIECES_FEWEST)
		y = modality_of(&h, &o, NULL);
	bool found = y.status == EST_OK && y.modes.status == EST_OK;
	double count = y.modes.value;
	out->count.at[k] = found ? (struct piece){count, count, count} : unknown;
	for (int i = 0; found && i < 2; i++) {
		largest_modes(&y, mode);
		out->place[i].at[k] =
		    count >= 2 ? place_of_mode(&y, mode[i], n_eff, tick) : unknown;
	}
	histogram_release(&h);
	return y.status == EST_NO_MEMORY ? EST_NO_MEMORY : EST_OK;
}

enum estimate_status mode_pieces_of(
    struct mode_pieces *out, const uint64_t *x, size_t n, const struct modality_options *options)
{
	unsigned count = estimate_pieces(n);
	struct pieces *all[] = {&out->count, &out->place[0], &out->place[1]};
	for (int i = 0; i < 3; i++) {
		*all[i] = (struct pieces){.count = count};
		for (unsigned k = 0; k < count; k++)
			all[i]->at[k] = unknown;
	}
	enum estimate_status status = EST_OK;
	for (unsigned k = 0; k < count && status == EST_OK; k++) {
		size_t from = n * k / count, to = n * (k + 1) / count;
		status = piece_fit(out, k, x + from, to - from, options);
	}
	return status;
}
