/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The distributions of runs, each read once.
 */
#include "pair_private.h"

#include <stdio.h>
#include <stdlib.h>

int spectra_init(struct spectra *s, size_t runs)
{
	s->of = calloc(runs + 1, sizeof *s->of);
	s->part = calloc(runs + 1, sizeof *s->part);
	s->there = malloc((runs + 1) * sizeof *s->there);
	s->part_there = malloc((runs + 1) * sizeof *s->part_there);
	s->part_size = calloc(runs + 1, sizeof *s->part_size);
	for (size_t i = 0; s->there && s->part_there && i < runs; i++)
		s->there[i] = s->part_there[i] = -1;
	return s->of && s->part && s->there && s->part_there && s->part_size ? 0 : -1;
}

void spectra_release(struct spectra *s, size_t runs)
{
	for (size_t i = 0; s->of && i < runs; i++)
		spectrum_release(&s->of[i]);
	for (size_t i = 0; s->part && i < runs; i++)
		spectrum_release(&s->part[i]);
	free(s->of);
	free(s->part);
	free(s->there);
	free(s->part_there);
	free(s->part_size);
}

/* Reads the part of a run, unless it is what was read last. */
static int read_part(struct pair *p, const struct set_run *r, size_t index)
{
	struct spectra *all = p->spectra;
	if (all->part_there[index] >= 0 && all->part_size[index] == p->equal)
		return all->part_there[index];
	spectrum_release(&all->part[index]);
	all->part_size[index] = p->equal;
	return all->part_there[index] =
		   spectrum_sample(&all->part[index], p->c->set.store, r->id, r->samples,
		       p->equal < r->samples ? p->equal : r->samples, r->unit_ns, r->step_ns);
}

int pair_spectrum(struct pair *p, int side, size_t i, const struct spectrum **out)
{
	size_t index = p->run[side][i];
	const struct set_run *r = &p->c->set.runs[index];
	int *there = &p->spectra->there[index];
	int rc = *there;
	if (p->equal)
		rc = read_part(p, r, index);
	else if (*there < 0)
		rc = *there = spectrum_read(&p->spectra->of[index], p->c->set.store, r->id,
		    "native", r->tick_ns, r->step_ns);
	*out = p->equal ? &p->spectra->part[index] : &p->spectra->of[index];
	if (rc < 0)
		snprintf(p->c->why, sizeof p->c->why, "%s",
		    rc == SPECTRUM_NO_MEMORY ? "out of memory" : store_error(p->c->set.store));
	return rc;
}
