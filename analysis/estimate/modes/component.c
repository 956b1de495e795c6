/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The laws of a mixture's components: probability and moments of a cell under a normal, a
 * log-normal and an exponentially modified normal law @[GRUSHKA-1972]. The last is written with
 * Mills' ratio @[KALAMBET-2011], which neither overflows nor cancels in the tails. Cost: a few
 * transcendental functions for each edge of a cell.
 */
#include "component_private.h"

#include <math.h>
#include <stdbool.h>

static double normal_density(double z)
{
	return 0.3989422804014327 * exp(-0.5 * z * z); /* 1 / sqrt(2 pi) */
}

/* Mills' ratio, the normal tail above v over the density at v. Beyond 25 its asymptotic series
 * @[ABRAMOWITZ-STEGUN-1964, 26.2.12], to 1e-11. */
static double mills_ratio(double v)
{
	if (v < 25)
		return 0.5 * erfc(v * M_SQRT1_2) / normal_density(v);
	double u = 1 / (v * v);
	return (1 - u * (1 - u * (3 - u * (15 - u * 105)))) / v;
}

/* 1 / mills_ratio(v) - v: the mean of a normal variable that is known to be above v, less v. Beyond
 * 25 by its own series, as the difference would cancel; to 5e-9. */
static double mean_excess(double v)
{
	if (v < 25)
		return v < -37 ? -v : 1 / mills_ratio(v) - v;
	double u = 1 / (v * v);
	return (1 - u * (2 - u * (10 - u * 74))) / v;
}

double component_scale(enum mixture_family family, double x, double least)
{
	return family == MIXTURE_LOG_NORMAL ? log(fmax(x, least)) : x;
}

/* With r = sd / tail and v = r - z: the density is r phi(z) mills_ratio(v), and what is above z is
 * Phi(-z) + phi(z) mills_ratio(v) @[KALAMBET-2011]. Left of v = 0 the product is taken in the form
 * that does not overflow. Given z, the exponential part is normal with mean -v, known to be above
 * 0. */
static void modify_edge(struct component_edge *e, double r)
{
	double v = r - e->z, ratio = v > -37 ? mills_ratio(v) : 0;
	e->late = v > 0 ? normal_density(e->z) * ratio
			: exp(r * (r / 2 - e->z)) * 0.5 * erfc(v * M_SQRT1_2);
	e->density = r * e->late;
	e->wait = v > -37 && v < 25 ? 1 / ratio - v : mean_excess(v);
}

struct component_edge component_edge(
    enum mixture_family family, const struct mixture_component *c, double scaled)
{
	double z = (scaled - c->mean) / c->sd;
	/* Beyond 40 sd both functions underflow, which libraries are slow to find out. */
	bool near = fabs(z) < 40;
	struct component_edge e = {.z = z, .tail = near ? 0.5 * erfc(fabs(z) * M_SQRT1_2) : 0};
	if (family == MIXTURE_MODIFIED_NORMAL)
		modify_edge(&e, c->sd / c->tail);
	else
		e.density = near ? normal_density(z) : 0;
	return e;
}

/* As fmax, which compilers make a call; 0 for nan. */
static double at_least_zero(double x)
{
	return x > 0 ? x : 0;
}

double component_between(const struct component_edge *a, const struct component_edge *b)
{
	double late = a->late - b->late; /* the whole has that much more between the two */
	double p = a->z > 0   ? a->tail - b->tail
		   : b->z < 0 ? b->tail - a->tail
			      : 1 - a->tail - b->tail;
	return at_least_zero(p + late);
}

/* All of the cell in its middle, for narrow cells. */
static struct component_part in_the_middle(enum mixture_family family,
    const struct mixture_component *c, const struct component_edge *a,
    const struct component_edge *b, double p)
{
	double z = (a->z + b->z) / 2, within = (b->z - a->z) * (b->z - a->z) / 12;
	if (family != MIXTURE_MODIFIED_NORMAL)
		return (struct component_part){p, z, z * z + within, 0};
	double r = c->sd / c->tail, v = r - z, e = mean_excess(v);
	double spread = fmax(1 - v * e - e * e, 0);
	return (struct component_part){p, z - e, (z - e) * (z - e) + spread + within, e * r};
}

/* With N the normal part, E the exponential one and f their sum's density, integrating by parts:
 * the mean of N over a cell is -[f], that of N^2 is p - [f (z - E(z))], that of E is p - [f E(z)].
 */
struct component_part component_part(enum mixture_family family, const struct mixture_component *c,
    const struct component_edge *a, const struct component_edge *b)
{
	double p = component_between(a, b);
	/* In narrow cells, and far out where p is lost, the error of the middle is (b - a)^2 / 12
	 * relative; the differences below would have more by cancellation. */
	if (b->z - a->z <= 1e-3 || p <= 1e-200)
		return in_the_middle(family, c, a, b, p);
	double fa = a->density, fb = b->density;
	double second = p + fa * (a->z - a->wait) - fb * (b->z - b->wait);
	double wait = family == MIXTURE_MODIFIED_NORMAL ? p + fa * a->wait - fb * b->wait : 0;
	return (struct component_part){
	    p, (fa - fb) / p, at_least_zero(second) / p, at_least_zero(wait) / p};
}

struct mixture_component component_in_ticks(
    enum mixture_family family, const struct mixture_component *c)
{
	struct mixture_component t = {c->mean, c->sd, c->weight, 0};
	if (family == MIXTURE_LOG_NORMAL) {
		double var = c->sd * c->sd;
		t.mean = exp(c->mean + var / 2);
		t.sd = t.mean * sqrt(expm1(var));
	}
	if (family == MIXTURE_MODIFIED_NORMAL) {
		t.mean = c->mean + c->tail;
		t.sd = hypot(c->sd, c->tail);
	}
	return t;
}

/* The logarithm of the density rises by mean_excess(r - z) - z at z, which falls from 0 to the
 * mean. */
static double modified_peak(double r)
{
	double lo = 0, hi = 1 / r;
	for (int i = 0; i < 60; i++) {
		double z = (lo + hi) / 2;
		if (mean_excess(r - z) > z)
			lo = z;
		else
			hi = z;
	}
	return lo;
}

double component_peak(enum mixture_family family, const struct mixture_component *c)
{
	if (family == MIXTURE_LOG_NORMAL)
		return exp(c->mean - c->sd * c->sd);
	return family == MIXTURE_NORMAL ? c->mean
					: c->mean + c->sd * modified_peak(c->sd / c->tail);
}
