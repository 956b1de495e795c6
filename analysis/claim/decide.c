/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "decide.h"

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

struct interval decide_plain_shannon(double value, double n, double m)
{
	struct interval v = {NAN, NAN};
	if (!(n > 1) || !(m > 0) || !(value >= 0))
		return v;
	v.lo = fmax(0, value - log2(n) * sqrt(2 * log(40) / m));
	double q = decide_wilson(0, m).hi;
	if (value == 0 && q < 1)
		v.hi = -q * log2(q) - (1 - q) * log2(1 - q) + 64 * q;
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
