/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is measured is an interval, and a claim holds in an interval; a verdict is how the two lie.
 * Where a run has no one value, the intervals of its pieces are compared each: a claim on a run is
 * refuted when no piece of it meets the claim and supported when none contradicts it, and no
 * assumption on how the level moves is made. Where no interval is to be had, bounds that hold for
 * any law take its place: the method of bounded differences @[MCDIARMID-1989] for an entropy, of
 * which one of n samples changes the plug-in estimate by at most 2 log2(n) / n.
 */
#include "decide_private.h"

#include "normal.h"

#include <math.h>
#include <stdlib.h>

const char *verdict_name(enum verdict v)
{
	static const char *const names[] = {
	    "supported", "refuted", "undecided", "not applicable", "impossible as stated"};
	return names[v];
}

struct interval decide_wilson(double count, double n)
{
	struct interval v;
	if (!(n > 0) || !(count >= 0) || count > n)
		return (struct interval){0, 1};
	normal_wilson(count / n, n, NORMAL_975, &v.lo, &v.hi);
	return v;
}

struct interval decide_plain_share(double value, double n)
{
	if (!(n > 0) || !(value >= 0) || value > 1)
		return (struct interval){NAN, NAN};
	if (value > 0 && value < 1)
		n = fmin(n, DECIDE_FEW);
	return decide_wilson(value * n, n);
}

struct interval decide_plain_shannon(double value, double n, double m, double places)
{
	struct interval v = {NAN, NAN};
	if (!(n > 1) || !(m > 0) || !(value >= 0))
		return v;
	double deviation = log2(n) * sqrt(2 * log(40) / m), q = decide_wilson(0, m).hi;
	v.lo = fmax(0, value - deviation);
	if (q >= 1 || (value > 0 && !(places >= 1)))
		return v;
	v.hi = -q * log2(q) - (1 - q) * log2(1 - q) + 64 * q;
	if (value > 0)
		v.hi += value + deviation + log2(1 + (places - 1) / m);
	return v;
}

static enum verdict piece_place(
    const struct decide_piece *p, struct interval accepted, double fixed)
{
	if (isnan(p->lo) && isnan(p->hi))
		return VERDICT_NOT_APPLICABLE;
	return decide_inside((struct interval){p->lo - fixed, p->hi + fixed}, accepted);
}

static unsigned count_places(const enum verdict *place, unsigned n, enum verdict where)
{
	unsigned count = 0;
	for (unsigned k = 0; k < n; k++)
		count += place[k] == where;
	return count;
}

/* So few of n that they do not hinder a verdict. */
static bool is_minor(unsigned few, unsigned n)
{
	return 10 * few <= n;
}

static enum verdict places_verdict(const enum verdict *place, unsigned n, bool choice)
{
	unsigned inside = count_places(place, n, VERDICT_SUPPORTED);
	unsigned outside = count_places(place, n, VERDICT_REFUTED);
	unsigned counted = n - count_places(place, n, VERDICT_NOT_APPLICABLE);
	double least = choice ? 0.9 * counted : 0.8 * n;
	if (counted < 0.8 * n)
		return VERDICT_UNDECIDED;
	return inside >= least && is_minor(outside, n)	 ? VERDICT_SUPPORTED
	       : outside >= least && is_minor(inside, n) ? VERDICT_REFUTED
							 : VERDICT_UNDECIDED;
}

static enum verdict each_piece(const struct decide_piece *piece, unsigned n,
    struct interval accepted, double fixed, bool choice, enum verdict *place)
{
	for (unsigned k = 0; k < n; k++)
		place[k] = piece_place(&piece[k], accepted, fixed);
	return places_verdict(place, n, choice);
}

/* The mean of two independent pieces: what lies between value and end adds as squares. Of a piece
 * without an interval nothing is known, and the other is taken alone. */
static struct decide_piece join_pieces(const struct decide_piece *a, const struct decide_piece *b)
{
	if (isnan(a->lo) && isnan(a->hi))
		return *b;
	if (isnan(b->lo) && isnan(b->hi))
		return *a;
	double value = (a->value + b->value) / 2;
	return (struct decide_piece){value, value - hypot(a->value - a->lo, b->value - b->lo) / 2,
	    value + hypot(a->hi - a->value, b->hi - b->value) / 2};
}

struct decide_pieces decide_pieces(const struct decide_piece *piece, unsigned n,
    struct interval accepted, double fixed, bool choice)
{
	struct decide_piece now[DECIDE_PIECES];
	enum verdict unused[DECIDE_PIECES];
	struct decide_pieces d = {.joined = 1};
	d.verdict = each_piece(piece, n, accepted, fixed, choice, d.place);
	d.without = count_places(d.place, n, VERDICT_NOT_APPLICABLE);
	bool may_support = is_minor(count_places(d.place, n, VERDICT_REFUTED), n);
	bool may_refute = is_minor(count_places(d.place, n, VERDICT_SUPPORTED), n);
	for (unsigned k = 0; k < n; k++)
		now[k] = piece[k];
	while (d.verdict == VERDICT_UNDECIDED && !choice && n % 2 == 0 &&
	       n / 2 >= DECIDE_FEWEST_PIECES) {
		n /= 2;
		d.joined *= 2;
		for (unsigned k = 0; k < n; k++)
			now[k] = join_pieces(&now[2 * k], &now[2 * k + 1]);
		d.verdict = each_piece(now, n, accepted, fixed, false, unused);
		if ((d.verdict == VERDICT_REFUTED && !may_refute) ||
		    (d.verdict == VERDICT_SUPPORTED && !may_support))
			d.verdict = VERDICT_UNDECIDED;
	}
	return d;
}

static int compare_values(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

struct interval decide_median_piece(const struct decide_piece *piece, unsigned n)
{
	double value[DECIDE_PIECES] = {0}, chance = pow(0.5, n), below = 0;
	unsigned rank = 0; /* values that are left out at either end */
	for (unsigned k = 0; k < n; k++) {
		value[k] = piece[k].value;
		if (isnan(value[k]))
			return (struct interval){NAN, NAN};
	}
	qsort(value, n, sizeof *value, compare_values);
	while (below + chance <= 0.025) {
		below += chance;
		chance *= (double)(n - rank) / (rank + 1);
		rank++;
	}
	return rank == 0 ? (struct interval){NAN, NAN}
			 : (struct interval){value[rank - 1], value[n - rank]};
}

enum verdict decide_by_median(
    const struct decide_piece *piece, unsigned n, struct interval accepted)
{
	struct interval median = decide_median_piece(piece, n);
	unsigned inside = 0;
	for (unsigned k = 0; k < n; k++)
		inside += piece[k].value >= accepted.lo && piece[k].value <= accepted.hi;
	if (isnan(median.lo))
		return VERDICT_UNDECIDED;
	enum verdict v = decide_inside(median, accepted);
	unsigned contrary = v == VERDICT_SUPPORTED ? n - inside : inside;
	return is_minor(contrary, n) ? v : VERDICT_UNDECIDED;
}

struct interval decide_plain_min_entropy(double value, double n)
{
	if (!(n > 0) || value != 0)
		return (struct interval){NAN, NAN};
	return (struct interval){0, -log2(decide_wilson(n, n).lo)};
}

enum verdict decide_inside(struct interval measured, struct interval accepted)
{
	double lo = isnan(measured.lo) ? -INFINITY : measured.lo;
	double hi = isnan(measured.hi) ? INFINITY : measured.hi;
	if (lo >= accepted.lo && hi <= accepted.hi)
		return VERDICT_SUPPORTED;
	if (hi < accepted.lo || lo > accepted.hi)
		return VERDICT_REFUTED;
	return VERDICT_UNDECIDED;
}

enum verdict decide_outside(struct interval measured, struct interval accepted)
{
	switch (decide_inside(measured, accepted)) {
	case VERDICT_SUPPORTED:
		return VERDICT_REFUTED;
	case VERDICT_REFUTED:
		return VERDICT_SUPPORTED;
	default:
		return VERDICT_UNDECIDED;
	}
}

double decide_samples_needed(
    double value, struct interval measured, double n, struct interval accepted, double fixed)
{
	double half = fmax(value - measured.lo, measured.hi - value);
	double distance = fmin(fabs(value - accepted.lo), fabs(value - accepted.hi));
	if (isnan(measured.lo) || isnan(measured.hi) || isnan(distance))
		return NAN;
	distance -= fixed;
	if (distance <= 0)
		return INFINITY;
	return ceil(n * (5 * half / distance) * (5 * half / distance));
}

enum verdict decide_both(enum verdict a, enum verdict b)
{
	if (a == VERDICT_REFUTED || b == VERDICT_REFUTED)
		return VERDICT_REFUTED;
	if (a == VERDICT_UNDECIDED || b == VERDICT_UNDECIDED)
		return VERDICT_UNDECIDED;
	return a == VERDICT_NOT_APPLICABLE ? b : a;
}
