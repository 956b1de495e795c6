/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Is it a lattice? Two odds, both in bits.
 *
 * Of places: without a lattice a difference of timestamps is where it likes, on one of the w values
 * that the lattice has at k a (1 if k a is whole, else 2) with probability w / a. Each different
 * value counts once however often it came: a loop of constant length shows one difference a million
 * times and proves nothing.
 *
 * Of values: durations are few and heavy, so it is their shape that counts. A cost c that a counter
 * sees at a uniform phase shows floor(c) and floor(c) + 1, the latter in frac(c) of the cases
 * @[WIDROW-KOLLAR, 4]. Without a lattice the n samples near k a are a cost of their own: its place
 * is one of a, its split anything (or half and half, where the density is level), so n0 and n1 at
 * two neighbouring values have the marginal likelihood n0! n1! / (n + 1)! @[MACKAY-2003, 3.2]: a
 * cost that shows one value n times out of n is as unlikely as 1 / (n + 1). On the lattice the
 * place is given and so is the split, frac(k a); in return a k without a neighbour is the
 * improbable one, by the same 1 / (n + 1), for the tick splits a cost too. What is left to choose
 * is a: a whole number, or a real one known to its standard error, or one of the rates that
 * counters are known to have, which share half of the belief and have no error to choose from.
 * Other values than the two are allowed to a few samples (a second rounding); a hump of three or
 * more values, as a mode of a fine counter is, is no lattice.
 *
 * Durations that were turned into units by themselves, and not as the difference of two readings,
 * are floor(k a), or k a rounded: one value at each k. How often it came then proves nothing, but
 * each different value is by chance where the period puts it once in a. The periods that give just
 * these values are an interval; its share of all periods up to the least value is their room. Half
 * of the belief is in the rates that counters are known to have, in equal parts: where one of them
 * gives just these values, its part takes the place of the room.
 *
 * Cost: one pass over the distinct values.
 */
#include "evidence_private.h"

#include <math.h>
#include <stdlib.h>

const double evidence_enough_bits = 8;

/* Of a different value that is off the lattice: there may be a few. */
static const double stray_odds = 0.1;

/* By so much the likelihood falls at the ends of a 95 % interval. */
static const double likelihood_bits = 1.92 / M_LN2;

static double log2_factorial(double n)
{
	return lgamma(n + 1) / M_LN2;
}

static double nearest_multiple(double value, double period)
{
	return floor(value / period + 0.5);
}

/* A whole number of units to the tick, of which every value up to `most` is a multiple? */
static bool all_multiples(const struct histogram *h, double period, uint64_t most)
{
	double whole = round(period);
	if (whole < TICK_LEAST || fabs(whole - period) > 0.02 * period)
		return false;
	for (size_t i = 0; i < h->distinct && h->value[i] <= most; i++)
		if (h->value[i] % (uint64_t)whole)
			return false;
	return true;
}

/* Less than `reach` units from k a; at k = 0 only 0 is. */
static bool on_lattice(double value, double k, double period, double reach)
{
	double slack = 1e-9 + 1e-12 * value;
	return k > 0 ? fabs(value - k * period) < reach + slack : value == 0;
}

/* Least squares over values up to `limit` that lie less than `far` units from a multiple. Returns
 * the sum of k squared. */
static double fit_once(const struct histogram *h, double *period, uint64_t limit, double far)
{
	double square = 0, product = 0;
	for (size_t i = 0; i < h->distinct && h->value[i] <= limit; i++) {
		double v = (double)h->value[i], k = nearest_multiple(v, *period),
		       c = (double)h->count[i];
		if (fabs(v - k * *period) >= far)
			continue;
		square += c * k * k;
		product += c * k * v;
	}
	if (square > 0)
		*period = product / square;
	return square;
}

/* Once more without what is far from the first fit: a few strays would drag it. */
static double fit_up_to(const struct histogram *h, double *period, uint64_t limit)
{
	fit_once(h, period, limit, INFINITY);
	return fit_once(h, period, limit, 2.5);
}

static void measure_fit(struct fit *f, const struct histogram *h, double square)
{
	double n = 0, left = 0, last = -1;
	f->clusters = 0;
	f->strict = f->near = 0;
	for (size_t i = 0; i < h->distinct && h->value[i] <= f->most; i++) {
		double v = (double)h->value[i], c = (double)h->count[i],
		       k = nearest_multiple(v, f->period);
		n += c;
		left += c * fmin((v - k * f->period) * (v - k * f->period), 4);
		f->strict += on_lattice(v, k, f->period, 1) ? c : 0;
		f->near += on_lattice(v, k, f->period, 2) ? c : 0;
		f->clusters += k != last;
		last = k;
	}
	f->strict /= n > 0 ? n : 1;
	f->near /= n > 0 ? n : 1;
	f->error = square > 0 ? sqrt(fmax(left, 0.01) / n / square) : 0;
	f->reach = f->period >= 8 && f->strict < 0.98 && f->near > f->strict ? 2 : 1;
}

/* Values up to this one have a certain k: three standard errors of the period, each k times, are a
 * seventh of a tick. Rounding both ends leaves a standard deviation of 0.41 units. */
static uint64_t certain_limit(double period, double square)
{
	double limit = 0.15 * period * period * sqrt(square) / (3 * 0.41);
	return limit < 0x1p63 ? (uint64_t)limit : UINT64_MAX;
}

/* From the bulk to the longest, twice as far each time: the k of a long value is known only once
 * shorter ones have fixed the period. */
struct fit evidence_fit(const struct histogram *h, double about, uint64_t bulk, uint64_t most)
{
	struct fit f = {.period = about, .most = bulk < most ? bulk : most};
	bool whole = all_multiples(h, about, most);
	double square = fit_up_to(h, &f.period, f.most);
	while (!whole && f.most < most && f.most < h->value[h->distinct - 1]) {
		uint64_t next = f.most > UINT64_MAX / 2 ? UINT64_MAX : 2 * f.most + 1;
		uint64_t sure = certain_limit(f.period, square);
		next = next < most ? next : most;
		next = next < sure ? next : sure;
		if (next <= f.most)
			break;
		f.most = next;
		square = fit_up_to(h, &f.period, f.most);
	}
	if (whole) {
		f.period = round(about);
		f.most = most;
	}
	measure_fit(&f, h, square);
	if (whole)
		f.error = 0;
	return f;
}

bool evidence_fits(const struct fit *f)
{
	bool once = f->strict >= 0.98,
	     twice = f->reach == 2 && f->strict >= 0.75 && f->near >= 0.98;
	return f->period >= TICK_LEAST && f->clusters >= 2 && (once || twice);
}

/* ---- durations ----------------------------------------------------------------------------- */

/* What lies at one k. */
struct cluster {
	double k, low, high, beside,
	    n;		    /* at floor(k a), at the next value, next to these; all three */
	double strays;	    /* different values elsewhere */
	double orders_bits; /* log2 of the product of the counts' factorials */
	size_t cells;
};

static void cluster_add(struct cluster *c, double v, double count, double base)
{
	if (v < base - 1 || v > base + 2) {
		c->strays++;
		return;
	}
	*(v == base ? &c->low : v == base + 1 ? &c->high : &c->beside) += count;
	c->cells += v != base && v != base + 1;
	c->n += count;
	c->orders_bits += log2_factorial(count);
}

/* Reads the cluster that begins at value i, and returns where the next does. */
static size_t cluster_at(
    struct cluster *c, const struct histogram *h, size_t i, const struct fit *f)
{
	*c = (struct cluster){.k = nearest_multiple((double)h->value[i], f->period), .cells = 2};
	double base = floor(c->k * f->period + 1e-9);
	for (; i < h->distinct && h->value[i] <= f->most &&
	       nearest_multiple((double)h->value[i], f->period) == c->k;
	     i++)
		cluster_add(c, (double)h->value[i], (double)h->count[i], base);
	return i;
}

/* Without a lattice: Dirichlet's law over the cells. */
static double free_bits(const struct cluster *c)
{
	double m = (double)c->cells;
	return c->orders_bits + log2_factorial(m - 1) - log2_factorial(c->n + m - 1);
}

/* With its place; or a level density, which is anywhere. At 0 there is no place to choose. */
static double without_bits(const struct cluster *c, double period)
{
	double free = free_bits(c) - (c->k > 0 ? log2(period) : 0);
	double level = -c->n - fmax(log2(period / 2), 0);
	return fmax(free, level);
}

/* On it, `stray` of the samples being beside the two values. A split that the period does not
 * determine is free here too. */
static double split_bits(const struct cluster *c, const struct fit *f, double stray)
{
	double part = c->k * f->period - floor(c->k * f->period + 1e-9), bits = 0;
	if (f->error * c->k > 0.1)
		return free_bits(c);
	part = fmin(fmax(part, fmax(f->error * c->k, 1e-9)), 1 - 1e-9);
	bits += c->low > 0 ? c->low * log2((1 - part) * (1 - stray)) : 0;
	bits += c->high > 0 ? c->high * log2(part * (1 - stray)) : 0;
	return bits + (c->beside > 0 ? c->beside * log2(stray / 2) : 0);
}

/* Room of the period: a real number is known to its standard error, of a unit. */
static double period_bits(const struct fit *f)
{
	return f->error > 0 ? log2(fmin(f->error * sqrt(2 * M_PI), 1)) : -1;
}

static double value_bits(const struct histogram *h, const struct fit *f)
{
	struct cluster c, before = {.k = -2};
	double bits = 0, stray = fmin(fmax(f->near - f->strict, 1e-6), 0.25);
	size_t places = 0;
	bool neighbour = false;
	for (size_t i = 0; i < h->distinct && h->value[i] <= f->most;) {
		i = cluster_at(&c, h, i, f);
		bits += c.strays * log2(stray_odds);
		if (c.n == 0)
			continue;
		places += c.k > 0;
		bits += split_bits(&c, f, stray) - without_bits(&c, f->period);
		bool next = c.k == before.k + 1;
		if (before.n > 0 && !next && !neighbour)
			bits -= log2(before.n + 1);
		neighbour = next;
		before = c;
	}
	if (!neighbour)
		bits -= log2(before.n + 1);
	return bits - (places > 0 ? log2(f->period) : 0);
}

/* The period of the greatest likelihood near that of least squares, which knows nothing of how few
 * samples may be on the wrong side of a whole number. */
static double best_bits(const struct histogram *h, struct fit *f)
{
	enum { STEPS = 40 };
	double step = 4 * f->error / STEPS, bits[2 * STEPS + 1], best = -INFINITY, at = f->period;
	int low = STEPS, high = STEPS, top = STEPS;
	for (int i = 0; i <= 2 * STEPS; i++) {
		struct fit here = *f;
		here.period += (i - STEPS) * step;
		bits[i] = value_bits(h, &here);
		if (bits[i] > best) {
			best = bits[i];
			top = i;
		}
	}
	for (low = top; low > 0 && bits[low] > best - likelihood_bits;)
		low--;
	for (high = top; high < 2 * STEPS && bits[high] > best - likelihood_bits;)
		high++;
	f->period = at + (top - STEPS) * step;
	f->error = (high - low) * step / (2 * 1.96);
	return best;
}

/* The periods a of which floor(k a + offset) is each value: lo up to, not with, hi. */
struct range {
	double lo, hi;
};

static struct range periods_of_values(const struct histogram *h, const struct fit *f, double offset)
{
	struct range r = {0, INFINITY};
	for (size_t i = 0; i < h->distinct && h->value[i] <= f->most; i++) {
		double v = (double)h->value[i], k = nearest_multiple(v, f->period);
		if (k == 0 && v > 0)
			return (struct range){0, 0};
		if (k == 0)
			continue;
		r.lo = fmax(r.lo, (v - offset) / k);
		r.hi = fmin(r.hi, (v + 1 - offset) / k);
	}
	return r;
}

/* Each different value is where the period puts it, which is one place of a; that it came often
 * says nothing. The period is chosen among those up to the least value, as one of the range, or
 * among those that are known: 0 where none is in the range. */
static double one_value_bits(
    const struct histogram *h, const struct fit *f, struct range r, double known)
{
	double places = 0, least = 0;
	for (size_t i = 0; i < h->distinct && h->value[i] <= f->most; i++) {
		places += h->value[i] > 0;
		least = least > 0 ? least : (double)h->value[i];
	}
	double room = fmin(log2((r.hi - r.lo) / least), 0);
	return (places - 1) * log2(f->period) + (known > 0 ? fmax(room, -log2(2 * known)) : room);
}

/* The first of the known periods in the range; 0: none is. */
static double known_period(const struct known_periods *known, struct range r)
{
	for (size_t i = 0; i < known->count; i++)
		if (known->at[i] >= r.lo && known->at[i] < r.hi)
			return known->at[i];
	return 0;
}

/* Of durations that were turned into units by themselves, cut or rounded: both may give the values,
 * and then either may have. The fit becomes theirs where that is more than `bits`. */
static double converted_bits(
    const struct histogram *h, struct fit *f, const struct known_periods *known, double bits)
{
	struct range cut = periods_of_values(h, f, 0), rounded = periods_of_values(h, f, 0.5);
	struct range r = !(cut.hi > cut.lo) ? rounded
			 : !(rounded.hi > rounded.lo)
			     ? cut
			     : (struct range){fmin(cut.lo, rounded.lo), fmax(cut.hi, rounded.hi)};
	if (!(r.hi > r.lo) || !isfinite(r.hi))
		return bits;
	struct fit here = *f;
	double named = known_period(known, r);
	here.period = named > 0 ? named : (r.lo + r.hi) / 2;
	here.error = (r.hi - r.lo) / sqrt(12);
	double more = one_value_bits(h, &here, r, named > 0 ? (double)known->count : 0);
	if (!(more > bits))
		return bits;
	*f = here;
	return more;
}

/* Of differences of readings: a known period near the fit has no error to choose from, only the
 * others that are known. It is the fit's unless the odds against it are as high as a lattice
 * needs. */
static double named_bits(
    const struct histogram *h, struct fit *f, const struct known_periods *known, double bits)
{
	double best = -INFINITY, at = f->period;
	for (size_t i = 0; i < known->count; i++) {
		struct fit here = *f;
		here.period = known->at[i];
		here.error = 0;
		if (fabs(here.period - f->period) > 4 * f->error)
			continue;
		double more =
		    value_bits(h, &here) + log2(here.period) - log2(2 * (double)known->count);
		at = more > best ? here.period : at;
		best = fmax(more, best);
	}
	if (best + evidence_enough_bits < bits)
		return bits;
	f->period = at;
	return fmax(best, bits);
}

double evidence_of_values(
    const struct histogram *h, struct fit *f, const struct known_periods *known)
{
	if (!(f->error > 0))
		return value_bits(h, f) + period_bits(f);
	struct fit apart = *f;
	double bits = best_bits(h, f) + period_bits(f);
	double more = converted_bits(h, &apart, known, bits);
	if (!(more > bits))
		return named_bits(h, f, known, bits);
	*f = apart;
	return more;
}

/* ---- differences of timestamps ------------------------------------------------------------- */

double evidence_of_places(const struct histogram *h, const struct fit *f, double tried)
{
	static const double kept = 0.98;
	double bits = -log2(tried), width = f->error > 0 ? 2.0 * f->reach : 1;
	double chance = fmin(width / f->period, 0.999);
	for (size_t i = 0; i < h->distinct; i++) {
		double v = (double)h->value[i], k = nearest_multiple(v, f->period);
		bool on = on_lattice(v, k, f->period, f->error > 0 ? f->reach : 1e-6);
		bits += v > 0 && h->value[i] <= f->most
			    ? log2(on ? kept / chance : (1 - kept) / (1 - chance))
			    : 0;
	}
	return bits;
}

/* ---- phases of timestamps ------------------------------------------------------------------ */

enum { PHASES = 64 };

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* Do the timestamps of samples from..from + PHASES / 2 lie within a unit, and what rounding adds,
 * of each other modulo the period? */
static bool block_in_phase(
    const uint64_t *start, const uint64_t *elapsed, size_t from, double period)
{
	double at[PHASES], widest = 0;
	for (size_t i = 0; i < PHASES; i++) {
		uint64_t t =
		    start[from + i / 2] + (i & 1 ? elapsed[from + i / 2] : 0) - start[from];
		at[i] = fmod((double)t, period);
	}
	qsort(at, PHASES, sizeof *at, by_size);
	for (size_t i = 0; i < PHASES; i++) {
		double next = i + 1 < PHASES ? at[i + 1] : at[0] + period;
		widest = fmax(widest, next - at[i]);
	}
	return period - widest <= 1 + 0.01 * period;
}

double evidence_of_phases(const uint64_t *start, const uint64_t *elapsed, size_t n, double period,
    size_t distinct, double tried)
{
	enum { BLOCKS = 64 };
	size_t in = 0, all = 0;
	for (; all < BLOCKS && n >= PHASES; all++)
		in += block_in_phase(
		    start, elapsed, (size_t)((double)(n - PHASES) * (double)all / BLOCKS), period);
	if (all == 0 || (double)in < 0.9 * (double)all)
		return -INFINITY;
	return (double)distinct * log2(period) - log2(tried);
}
