/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How far the whole distributions of two machines are apart. Cost: 499 ways to deal the runs out.
 */
#include "pair_private.h"

#include "twosample.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { PERMUTATIONS = 499 };

/* Cells that the bins of every run fill whole. */
static int widest_bin(struct pair *p, double *wide)
{
	*wide = p->coarser;
	for (int side = 0; side < 2; side++)
		for (size_t i = 0; i < p->n[side]; i++) {
			const struct spectrum *s;
			int rc = pair_spectrum(p, side, i, &s);
			if (rc <= 0)
				return rc;
			*wide = fmax(*wide, s->widest);
		}
	*wide = p->coarser * ceil(*wide / p->coarser - 0.01);
	return 1;
}

static int count_distributions(struct pair *p, struct histogram *h, double wide)
{
	size_t at = 0;
	for (int side = 0; side < 2; side++)
		for (size_t i = 0; i < p->n[side]; i++, at++) {
			const struct spectrum *s;
			pair_spectrum(p, side, i, &s);
			if (spectrum_count(&h[at], s, wide, !pair_is_own_tick(p, side, i)) !=
			    EST_OK)
				return -1;
		}
	return 1;
}

static void row_distance(struct pair *p, const char *figure, const char *words, const char *unit,
    double value, double chance)
{
	struct comparison *row = pair_add_row(p);
	if (!row)
		return;
	snprintf(row->figure, sizeof row->figure, "%s", figure);
	pair_set_grid(p, row);
	row->words = words;
	row->unit = unit;
	row->side_a = (struct contrast_side){NAN, NAN, NAN, 0, p->n[0]};
	row->side_b = (struct contrast_side){NAN, NAN, NAN, 0, p->n[1]};
	row->difference = (struct contrast){value, NAN, NAN, chance};
}

static int rows_distances(struct pair *p, struct histogram *h, double wide)
{
	struct histogram a = {0}, b = {0};
	struct twosample_options o = {.permutations = PERMUTATIONS, .seed = 1};
	int rc = -1;
	if (histogram_unite(&a, h, p->n[0]) == EST_OK &&
	    histogram_unite(&b, h + p->n[0], p->n[1]) == EST_OK) {
		struct twosample_p chance = twosample_permute_runs(h, p->n[0], p->n[1], &o);
		bool lost = chance.ks_p.status == EST_NO_MEMORY;
		bool known = p->n[0] > 1 && p->n[1] > 1;
		double ad = known ? chance.anderson_darling_p.value : (double)NAN;
		double ks = known ? chance.ks_p.value : (double)NAN;
		row_distance(p, "wasserstein_ns", "distance of the distributions", "ns",
		    twosample_wasserstein(&a, &b).value * wide, ad);
		row_distance(p, "ks", "greatest difference of the shares below a value", "",
		    twosample_ks(&a, &b).value, ks);
		row_distance(p, "jensen_shannon_bits", "Jensen-Shannon divergence", "bits",
		    twosample_jensen_shannon(&a, &b).value, ad);
		rc = lost ? -1 : 0;
	}
	histogram_release(&a);
	histogram_release(&b);
	return rc;
}

int pair_add_distances(struct pair *p)
{
	double wide;
	size_t n = p->n[0] + p->n[1];
	int rc = widest_bin(p, &wide);
	if (rc <= 0 || n > 64)
		return rc < 0 ? -1 : 0;
	struct histogram *h = calloc(n, sizeof *h);
	rc = h && count_distributions(p, h, wide) == 1 ? rows_distances(p, h, wide) : -1;
	for (size_t i = 0; h && i < n; i++)
		histogram_release(&h[i]);
	free(h);
	return rc;
}
