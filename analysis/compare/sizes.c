/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What runs of unequal numbers of samples are compared by, in words.
 */
#include "sentence_private.h"

#include "pairs_private.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Is the figure known of both machines, on any grid? */
static bool both_have(const struct compare *c, size_t figure, size_t cell, size_t a, size_t b)
{
	bool has[2] = {false, false};
	for (size_t i = 0; i < c->set.run_count; i++) {
		const struct set_run *r = &c->set.runs[i];
		for (size_t g = 0; r->cell == cell && !r->left_out && g < c->set.grid_count; g++)
			if (!isnan(set_value(r, figure, g)->value)) {
				has[0] = has[0] || r->machine == a;
				has[1] = has[1] || r->machine == b;
			}
	}
	return has[0] && has[1];
}

/* The fewest and the most samples of the runs of a cell that are compared, and the numbers of each
 * run that pairs with the reference are compared at; 0: none is. */
struct sizes {
	uint64_t least, most, equal_least, equal_most;
};

static bool is_among(size_t machine, size_t reference, const struct placed *p, size_t n)
{
	bool among = machine == reference;
	for (size_t k = 0; k < n; k++)
		among = among || machine == p[k].machine;
	return among;
}

static struct sizes sizes_of(
    const struct compare *c, size_t cell, size_t reference, const struct placed *p, size_t n)
{
	struct sizes s = {UINT64_MAX, 0, UINT64_MAX, 0};
	for (size_t i = 0; i < c->set.run_count; i++) {
		const struct set_run *r = &c->set.runs[i];
		if (r->cell != cell || r->left_out)
			continue;
		if (!is_among(r->machine, reference, p, n))
			continue;
		s.least = r->samples < s.least ? r->samples : s.least;
		s.most = r->samples > s.most ? r->samples : s.most;
	}
	for (size_t k = 0; k < n; k++) {
		uint64_t equal = pairs_equal_size(c, cell, reference, p[k].machine);
		if (!equal)
			continue;
		s.equal_least = equal < s.equal_least ? equal : s.equal_least;
		s.equal_most = equal > s.equal_most ? equal : s.equal_most;
	}
	return s;
}

/* At how many samples of each run the distributions are compared. */
static void put_equal(FILE *out, const struct sizes *s)
{
	char to[80] = "";
	if (s->equal_most > s->equal_least)
		snprintf(to, sizeof to, " to %" PRIu64 " (the shortest run of the two machines)",
		    s->equal_most);
	fprintf(out,
	    " Runs have %" PRIu64 " to %" PRIu64
	    " samples: the figures of the distribution are of %" PRIu64
	    "%s of each run, in %d block%s from all along it.",
	    s->least, s->most, s->equal_least, to,
	    s->equal_least < SPECTRUM_BLOCKS ? (int)s->equal_least : SPECTRUM_BLOCKS,
	    s->equal_least > 1 ? "s" : "");
}

/* Have any of the pairs a row of the figure; may any have one that has none? */
static void find_rows(const struct compare *c, size_t figure, size_t cell, size_t reference,
    const struct placed *p, size_t n, bool *row, bool *lacks)
{
	const char *name = measured_name(measured_at(figure));
	*row = *lacks = false;
	for (size_t k = 0; k < n; k++) {
		bool has = compare_find(c, name, cell, reference, p[k].machine) ||
			   compare_find(c, name, cell, p[k].machine, reference);
		*row = *row || has;
		*lacks = *lacks || (!has && both_have(c, figure, cell, reference, p[k].machine));
	}
}

/* Samples of which the figure is, in the runs of the reference and of p[0..n). */
static struct sizes counted_sizes(const struct compare *c, size_t figure, size_t cell,
    size_t reference, const struct placed *p, size_t n)
{
	struct sizes s = {.least = UINT64_MAX};
	for (size_t i = 0; i < c->set.run_count; i++) {
		const struct set_run *r = &c->set.runs[i];
		if (r->cell != cell || r->left_out || !is_among(r->machine, reference, p, n))
			continue;
		for (size_t g = 0; g < c->set.grid_count; g++) {
			const struct set_value *v = set_value(r, figure, g);
			if (isnan(v->value))
				continue;
			s.least = v->n < s.least ? v->n : s.least;
			s.most = v->n > s.most ? v->n : s.most;
		}
	}
	return s;
}

/* What is compared of equal numbers of samples alone, and is not. */
static void put_not_compared(FILE *out, const struct compare *c, size_t figure, size_t cell,
    size_t reference, const struct placed *p, size_t n)
{
	bool row, lacks;
	struct sizes s = counted_sizes(c, figure, cell, reference, p, n);
	find_rows(c, figure, cell, reference, p, n, &row, &lacks);
	if (lacks && !pairs_same_size(s.least, s.most))
		fprintf(out,
		    " The %s is not compared%s: it depends on the number of samples that were "
		    "assessed, here %" PRIu64 " to %" PRIu64 "; 'ticklab analyze --assess %" PRIu64
		    "' assesses as many of each run.",
		    measured_at(figure)->words, row ? " everywhere" : "", s.least, s.most, s.least);
}

void sentence_put_sizes(FILE *out, const struct compare *c, size_t cell, size_t reference,
    const struct placed *p, size_t n)
{
	struct sizes s = sizes_of(c, cell, reference, p, n);
	if (s.equal_most)
		put_equal(out, &s);
	for (size_t f = 0; measured_at(f); f++) {
		const struct measured *m = measured_at(f);
		bool row, lacks;
		if (m->by_size == SIZE_EQUAL && !m->loads_only)
			put_not_compared(out, c, f, cell, reference, p, n);
		if (m->by_size != SIZE_REBASED || s.equal_most || s.least >= s.most)
			continue;
		find_rows(c, f, cell, reference, p, n, &row, &lacks);
		if (row)
			fprintf(out, " The %s is compared at %" PRIu64 " samples a run.", m->words,
			    s.least);
	}
}
