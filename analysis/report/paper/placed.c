/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a published table lies in the paper's picture: its mean duration in ticks of 24 MHz, and
 * the share of its samples above the whole ticks of that. Where one published figure gives the
 * mean and another the share, the point is a test: of values of 0 and 1 tick the mean is that
 * share p, and their CV is sqrt((1 - p) / p). A table of a mean and a CV gives the share by its
 * square mean, which is p as well; its longest sample, which was published, is left out of both. A
 * table of counts gives its share by them, and its mean by the CV where it has no other values
 * than 0 and 1 tick, else by the counts too. Cost: one pass over a table.
 */
#include "paper_private.h"

#include <math.h>
#include <string.h>

static const double tick_ns = 1e9 / 24e6;

static double operand_number(const struct operand *o)
{
	return o->published ? o->published->value : o->number;
}

/* Ticks that are shown as v whole nanoseconds; a value that no tick is shown as, as it is. */
static double ticks_of(double v)
{
	double k = round(v / tick_ns);
	return fabs(v - floor(k * tick_ns)) < 1.5 ? k : v / tick_ns;
}

static struct paper_place place_of_moments(const struct relation *a)
{
	double n = a->total, mean = operand_number(&a->mean) / tick_ns,
	       cv = operand_number(&a->published),
	       longest = a->greatest > tick_ns + 1 ? round(a->greatest / tick_ns) : 0,
	       rest = longest > 0 ? n - 1 : n;
	return (struct paper_place){.from = "mean and CV",
	    .cost = (n * mean - longest) / rest,
	    .share = (n * mean * mean * (1 + cv * cv) - longest * longest) / rest};
}

/* cv: nan where none was published. */
static struct paper_place place_of_counts(const struct relation *a, double cv)
{
	double n = 0, sum = 0, most = 0, above = 0;
	for (int i = 0; i < a->points; i++) {
		double k = ticks_of(a->value[i]);
		n += a->weight[i];
		sum += k * a->weight[i];
		most = fmax(most, k);
	}
	bool two = most == 1 && isfinite(cv);
	double cost = two ? 1 / (1 + cv * cv) : sum / n;
	for (int i = 0; i < a->points; i++)
		above += ticks_of(a->value[i]) > floor(cost) ? a->weight[i] : 0;
	return (struct paper_place){
	    .from = two ? "CV and counts" : "counts", .cost = cost, .share = above / n};
}

static const struct relation *relation_find(const struct claim *c, enum relation_kind kind)
{
	for (int i = 0; i < c->relations_n; i++)
		if (c->relations[i].kind == kind)
			return &c->relations[i];
	return NULL;
}

/* cost is nan where neither a mean nor counts were published. */
static struct paper_place place_of_table(const struct claim *c)
{
	const struct relation *moments = relation_find(c, RELATION_MOMENTS_OF_TICKS),
			      *counts = relation_find(c, RELATION_COUNTS_ON_LATTICE),
			      *cv = relation_find(c, RELATION_CV_OF_POINTS);
	struct paper_place at = {.cost = NAN, .share = NAN};
	if (moments)
		at = place_of_moments(moments);
	else if (counts || cv)
		at = place_of_counts(
		    counts ? counts : cv, cv ? operand_number(&cv->published) : (double)NAN);
	/* The square mean is a share only where no value but 0 and 1 tick is left. */
	bool known = isfinite(at.cost) && isfinite(at.share) && at.cost >= 0 && at.share >= 0 &&
		     at.share <= 1 && !(moments && at.cost >= 1);
	if (!known)
		at = (struct paper_place){.cost = NAN, .share = NAN};
	at.table = c;
	return at;
}

static bool is_exception(const struct joint *j, const struct claim *c)
{
	for (int i = 0; i < j->of - j->explained; i++)
		if (j->exceptions[i] == c)
			return true;
	return false;
}

void paper_place_tables(struct paper *p)
{
	const struct registry *r = &p->stored.registry;
	const struct paper_predicted *q = &p->predicted;
	double claimed = q->slow / (q->fast + q->slow);
	for (size_t i = 0; p->has_joint && i < r->n && p->place_count < JOINT_MANY; i++) {
		if (strcmp(r->claims[i]->body, p->joint.body) != 0)
			continue;
		struct paper_place *at = &p->place[p->place_count++];
		*at = place_of_table(r->claims[i]);
		at->exception = is_exception(&p->joint, r->claims[i]);
		at->claimed = fabs(at->share - claimed) < 1e-6;
	}
}
