/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is measured is an interval, and a claim holds in an interval; a verdict is how the two lie.
 * Where a run has no one value, the intervals of its pieces are compared each: a claim on a run is
 * refuted when no piece of it meets the claim and supported when every piece does, and no
 * assumption on how the level moves is made. Where no interval is to be had, bounds that hold for
 * any law take its place: the method of bounded differences @[MCDIARMID-1989] for an entropy, of
 * which one of n samples changes the plug-in estimate by at most 2 log2(n) / n.
 */
#include "decide_private.h"

#include "normal.h"

#include <math.h>

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

static enum verdict each_piece(const struct interval *piece, unsigned n, struct interval accepted,
    double fixed, enum verdict *place)
{
	bool inside = true, outside = true;
	for (unsigned k = 0; k < n; k++) {
		struct interval v = {piece[k].lo - fixed, piece[k].hi + fixed};
		place[k] = decide_inside(v, accepted);
		inside = inside && place[k] == VERDICT_SUPPORTED;
		outside = outside && place[k] == VERDICT_REFUTED;
	}
	return inside ? VERDICT_SUPPORTED : outside ? VERDICT_REFUTED : VERDICT_UNDECIDED;
}

/* The mean of two independent pieces: half-widths add as squares. */
static struct interval join_pieces(struct interval a, struct interval b)
{
	double middle = (a.lo + a.hi + b.lo + b.hi) / 4;
	double half = hypot(a.hi - a.lo, b.hi - b.lo) / 4;
	return (struct interval){middle - half, middle + half};
}

enum verdict decide_pieces(const struct interval *piece, unsigned n, struct interval accepted,
    double fixed, enum verdict *place, unsigned *joined)
{
	struct interval now[DECIDE_PIECES];
	enum verdict v = each_piece(piece, n, accepted, fixed, place), unused[DECIDE_PIECES];
	for (unsigned k = 0; k < n; k++)
		now[k] = piece[k];
	*joined = 1;
	while (v == VERDICT_UNDECIDED && n % 2 == 0 && n / 2 >= DECIDE_FEWEST_PIECES) {
		n /= 2;
		*joined *= 2;
		for (unsigned k = 0; k < n; k++)
			now[k] = join_pieces(now[2 * k], now[2 * k + 1]);
		v = each_piece(now, n, accepted, fixed, unused);
	}
	return v;
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
	return ceil(n * (half / distance) * (half / distance));
}

enum verdict decide_both(enum verdict a, enum verdict b)
{
	if (a == VERDICT_REFUTED || b == VERDICT_REFUTED)
		return VERDICT_REFUTED;
	if (a == VERDICT_UNDECIDED || b == VERDICT_UNDECIDED)
		return VERDICT_UNDECIDED;
	return a == VERDICT_NOT_APPLICABLE ? b : a;
}
