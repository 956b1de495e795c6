/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is said of a cell: of two or three machines a sentence each, of many those that are farthest
 * from the reference and what is left open for the rest.
 */
#include "answers_private.h"

#include "phrase_private.h"
#include "sentence_private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Of so many machines, the farthest ones. */
enum { SENTENCES = 3 };

/* Do the two differ in median, entropy or tail? */
static bool any_topic(const struct compare *c, size_t cell, size_t a, size_t b)
{
	for (int i = 0; i < 3; i++) {
		struct view v;
		if (view_topic(&v, c, (enum measured_topic)i, cell, a, b) && compare_differs(v.row))
			return true;
	}
	return false;
}

/* Has one of the two a single run, so that no difference can be shown? */
static bool is_single(const struct compare *c, size_t cell, size_t a, size_t b)
{
	for (int i = 0; i < 3; i++) {
		struct view v;
		if (view_topic(&v, c, (enum measured_topic)i, cell, a, b))
			return v.row->side_a.n < 2 || v.row->side_b.n < 2;
	}
	return false;
}

/* Machines of a cell: those that are shown to differ, then those of a single run, then the others;
 * of each kind the farthest first. */
struct order {
	struct placed *p;
	size_t n, shown, single;
};

static void order_by_distance(
    struct order *o, const struct compare *c, size_t cell, size_t reference)
{
	o->n = o->shown = o->single = 0;
	for (size_t i = 0; i < c->set.machine_count; i++) {
		if (i == reference || isnan(reference_median(c, cell, i)))
			continue;
		double d = view_distance(c, cell, reference, i);
		bool single = is_single(c, cell, reference, i);
		bool differs = any_topic(c, cell, reference, i);
		o->shown += differs;
		o->single += single;
		o->p[o->n++] = (struct placed){i, (isnan(d) ? 0 : -d) - (differs     ? 1e15
									    : single ? 1e12
										     : 0)};
	}
	qsort(o->p, o->n, sizeof *o->p, reference_by_place);
}

/* How large a difference from the reference the data leave open for any of the n machines, of which
 * none is shown: never that they are equal. */
static void put_open(FILE *out, const struct compare *c, size_t cell, size_t reference,
    const struct placed *p, size_t n)
{
	struct view most[3];
	bool there[3] = {false, false, false};
	for (size_t i = 0; i < n; i++)
		for (int t = 0; t < 3; t++) {
			struct view v;
			if (!view_topic(
				&v, c, (enum measured_topic)t, cell, reference, p[i].machine) ||
			    !view_has_interval(&v) || !(v.ratio_lo > 0))
				continue;
			if (!there[t] || fmax(v.ratio_hi, 1 / v.ratio_lo) >
					     fmax(most[t].ratio_hi, 1 / most[t].ratio_lo))
				most[t] = v;
			there[t] = true;
		}
	int k = 0;
	for (int t = 0; t < 3; t++)
		if (there[t]) {
			fprintf(out, "%s%s ",
			    k++ ? ", " : "; the data leave open: ", most[t].row->words);
			phrase_put_most(out, &most[t]);
		}
	fprintf(out, "%s.", k ? "" : "; how large a difference the data leave open is not known");
}

/* Up to SENTENCES of p[0..n). */
static void put_farthest(FILE *out, const struct compare *c, size_t cell, size_t reference,
    const struct placed *p, size_t n)
{
	static const struct manner briefly = {false};
	for (size_t i = 0; i < n && i < SENTENCES; i++) {
		fprintf(out, " ");
		sentence_put_pair(out, c, cell, reference, p[i].machine, briefly);
	}
}

static void put_singles(
    FILE *out, const struct compare *c, size_t cell, size_t reference, const struct order *o)
{
	fprintf(out,
	    "%sOf %zu machine%s no difference from %s can be shown, because the spread between "
	    "runs is unknown: one side has one run. By the runs' own intervals:",
	    o->single < o->n ? " " : "", o->single, o->single > 1 ? "s" : "",
	    c->set.machines[reference].name);
	put_farthest(out, c, cell, reference, o->p + o->shown, o->single);
}

/* Of many machines: the farthest of those that differ, how many more, and the rest together. */
static void put_many(
    FILE *out, const struct compare *c, size_t cell, size_t reference, const struct order *o)
{
	size_t before = o->shown + o->single;
	const char *name = c->set.machines[reference].name;
	if (o->shown > 0)
		fprintf(out, "%zu of %zu machines %s shown to differ from %s.", o->shown,
		    o->n - o->single, o->shown == 1 ? "is" : "are", name);
	put_farthest(out, c, cell, reference, o->p, o->shown);
	if (o->shown > SENTENCES)
		fprintf(out, " %zu more differ%s.", o->shown - SENTENCES,
		    o->shown - SENTENCES == 1 ? "s" : "");
	if (before < o->n && o->shown == 0)
		fprintf(
		    out, "None of %zu machines is shown to differ from %s", o->n - before, name);
	else if (before < o->n)
		fprintf(out, " For %zu %s no difference is shown", o->n - before,
		    o->n - before > 1 ? "others" : "other");
	if (before < o->n)
		put_open(out, c, cell, reference, o->p + before, o->n - before);
	if (o->single > 0)
		put_singles(out, c, cell, reference, o);
}

/* The doubted runs of a cell that are left out, or those that are kept, after one word for all. */
static void put_doubted(FILE *out, const struct compare *c, size_t cell, bool left_out)
{
	int n = 0;
	for (size_t i = 0; i < c->set.run_count; i++) {
		const struct set_run *r = &c->set.runs[i];
		if (r->cell != cell || !r->doubt || r->left_out != left_out)
			continue;
		fprintf(out, "%s run %.8s of %s: %s",
		    n++	       ? ";"
		    : left_out ? " Left out:"
			       : " Kept, being all there is:",
		    r->uuid, c->set.machines[r->machine].name, r->doubt);
	}
	fputs(n ? "." : "", out);
}

static void put_doubts(FILE *out, const struct compare *c, size_t cell)
{
	put_doubted(out, c, cell, true);
	put_doubted(out, c, cell, false);
}

static bool any_machine(const struct compare *c, size_t cell)
{
	for (size_t i = 0; i < c->set.run_count; i++)
		if (c->set.runs[i].cell == cell && !c->set.runs[i].left_out)
			return true;
	return false;
}

static void put_cell(FILE *out, const struct compare *c, size_t cell, struct placed *p)
{
	size_t reference = c->cell_reference[cell];
	if (reference == c->set.machine_count) {
		fprintf(out, "%s",
		    c->baseline < c->set.machine_count
			? "The baseline and another machine do not both have runs here: record or "
			  "merge (ticklab db merge) runs of this probe and load of both."
		    : any_machine(c, cell)
			? "One machine alone has runs here: ticklab db merge adds those of "
			  "another."
			: "No run is left here.");
	} else {
		struct order o = {.p = p};
		order_by_distance(&o, c, cell, reference);
		if (o.n > SENTENCES)
			put_many(out, c, cell, reference, &o);
		else
			fprintf(out, "The reference is %s.", c->set.machines[reference].name);
		for (size_t i = 0; i < o.n && o.n <= SENTENCES; i++) {
			fprintf(out, " ");
			sentence_put_pair(
			    out, c, cell, reference, p[i].machine, (struct manner){true});
		}
		sentence_put_sizes(out, c, cell, reference, p, o.n);
	}
	put_doubts(out, c, cell);
}

char *answer_text(const struct compare *c, size_t cell)
{
	char *text = NULL;
	size_t size;
	struct placed *p = malloc((c->set.machine_count + 1) * sizeof *p);
	FILE *out = p ? open_memstream(&text, &size) : NULL;
	if (out)
		put_cell(out, c, cell, p);
	bool bad = !out || fclose(out) != 0;
	free(p);
	if (!bad)
		return text;
	free(text);
	return NULL;
}
