/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The machine against which sentences, lists and pages compare.
 */
#include "reference_private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int reference_by_place(const void *a, const void *b)
{
	double x = ((const struct placed *)a)->at, y = ((const struct placed *)b)->at;
	return (x > y) - (x < y);
}

double reference_mean(const struct compare *c, size_t cell, size_t machine, int figure)
{
	double sum = 0, n = 0;
	for (size_t i = 0; i < c->set.run_count; i++) {
		const struct set_run *r = &c->set.runs[i];
		if (r->machine != machine || r->cell != cell || r->left_out)
			continue;
		sum += set_value(r, (size_t)figure, SET_NATIVE)->value;
		n++;
	}
	return n > 0 ? sum / n : (double)NAN;
}

double reference_median(const struct compare *c, size_t cell, size_t machine)
{
	return reference_mean(c, cell, machine, measured_find(FIGURE_MEDIAN_NS, "all"));
}

/* The machines of a cell by their medians; p has room for all. */
static size_t place_machines(const struct compare *c, size_t cell, struct placed *p)
{
	size_t n = 0;
	for (size_t i = 0; i < c->set.machine_count; i++) {
		double at = reference_median(c, cell, i);
		if (!isnan(at))
			p[n++] = (struct placed){i, at};
	}
	qsort(p, n, sizeof *p, reference_by_place);
	return n;
}

/* Of two the one that was recorded first. */
static size_t middle_of(const struct placed *p, size_t n)
{
	if (n == 2)
		return p[p[0].machine < p[1].machine ? 0 : 1].machine;
	return p[n / 2].machine;
}

/* What a reference should be ordinary in. */
static const enum figure_id ordinary[] = {FIGURE_MEDIAN_NS, FIGURE_MIN_MCV, FIGURE_Q999};

/* Adds to sum[] how far each machine's figure is from the middle one, as parts of the typical
 * distance, at most 10. p has room for all. */
static void add_distances(
    const struct compare *c, size_t cell, int figure, struct placed *p, double *sum)
{
	size_t n = 0;
	for (size_t i = 0; i < c->set.machine_count; i++) {
		double at = reference_mean(c, cell, i, figure);
		if (at > 0)
			p[n++] = (struct placed){i, log(at)};
	}
	if (n == 0)
		return;
	qsort(p, n, sizeof *p, reference_by_place);
	double middle = p[n / 2].at;
	for (size_t i = 0; i < n; i++)
		p[i].at = fabs(p[i].at - middle);
	qsort(p, n, sizeof *p, reference_by_place);
	double typical = fmax(p[n / 2].at, 1e-3);
	for (size_t i = 0; i < n; i++)
		sum[p[i].machine] += fmin(p[i].at / typical, 10);
}

/* The machine of the most cells that is nearest to the middle in all of them; the first of two. */
static size_t most_ordinary(const struct compare *c, struct placed *p, double *sum, size_t *cells)
{
	size_t machines = c->set.machine_count, best = machines, present = 0;
	for (size_t cell = 0; cell < c->set.cell_count; cell++) {
		for (size_t k = 0; k < sizeof ordinary / sizeof *ordinary; k++)
			add_distances(c, cell, measured_find(ordinary[k], "all"), p, sum);
		for (size_t i = 0; i < machines; i++)
			cells[i] += !isnan(reference_median(c, cell, i));
	}
	for (size_t i = 0; i < machines; i++)
		present += cells[i] > 0;
	for (size_t i = 0; i < machines; i++)
		if (cells[i] > 0 &&
		    (best == machines || cells[i] > cells[best] ||
			(cells[i] == cells[best] && present > 2 && sum[i] < sum[best])))
			best = i;
	return best;
}

static size_t reference_of_cell(const struct compare *c, size_t cell, struct placed *p)
{
	size_t machines = c->set.machine_count, n = place_machines(c, cell, p);
	if (n < 2)
		return machines;
	if (c->reference < machines && !isnan(reference_median(c, cell, c->reference)))
		return c->reference;
	return c->baseline == machines ? middle_of(p, n) : machines;
}

int reference_choose(struct compare *c)
{
	size_t n = c->set.machine_count;
	struct placed *p = malloc((n + 1) * sizeof *p);
	double *sum = calloc(n + 1, sizeof *sum);
	size_t *cells = calloc(n + 1, sizeof *cells);
	c->cell_reference = malloc((c->set.cell_count + 1) * sizeof *c->cell_reference);
	bool there = p && sum && cells && c->cell_reference;
	if (there)
		c->reference = c->baseline < n ? c->baseline : most_ordinary(c, p, sum, cells);
	for (size_t cell = 0; there && cell < c->set.cell_count; cell++)
		c->cell_reference[cell] = reference_of_cell(c, cell, p);
	free(p);
	free(sum);
	free(cells);
	return there ? 0 : -1;
}
