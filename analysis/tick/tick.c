/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finds the tick and decodes by it. What is known for certain comes first (a tick that the user
 * states, the step of the counter that was measured before the run), then the starts, then the
 * durations alone. A period is accepted on odds of evidence_private.h, not on its line in the
 * periodogram: two tight modes at 40 and 80 units make a line at 1/40 as well.
 */
#include "tick.h"

#include "evidence_private.h"
#include "periods_private.h"

#include <math.h>
#include <stdlib.h>

const char *tick_source_name(enum tick_source source)
{
	static const char *const name[] = {"unit", "starts", "values", "facts", "stated"};
	return name[source];
}

/* ---- finding ------------------------------------------------------------------------------- */

/* Durations and the gaps between them, from blocks spread over the run. */
static enum estimate_status differences_init(
    struct histogram *h, const uint64_t *start, const uint64_t *elapsed, size_t n)
{
	enum { BLOCKS = 64, EACH = 512 };
	size_t blocks = n / EACH < BLOCKS ? n / EACH + 1 : BLOCKS, m = 0;
	uint64_t *d = malloc((size_t)BLOCKS * EACH * 2 * sizeof *d);
	if (!d)
		return EST_NO_MEMORY;
	for (size_t b = 0; b < blocks; b++) {
		size_t from = n / blocks * b, to = from + EACH < n ? from + EACH : n;
		for (size_t i = from; i < to; i++) {
			d[m++] = elapsed[i];
			if (i + 1 < to && start[i + 1] - start[i] >= elapsed[i] &&
			    start[i + 1] - start[i] < UINT64_C(1) << 62)
				d[m++] = start[i + 1] - start[i] - elapsed[i];
		}
	}
	enum estimate_status status = histogram_init(h, d, m);
	free(d);
	return status;
}

struct odds {
	struct fit fit; /* period 0: there is none */
	double bits;
};

/* Is b what a counter of a shows that has a finer step too? Both are then shown, and a is its tick.
 */
static bool is_multiple(const struct odds *a, const struct odds *b)
{
	double ratio = a->fit.period / b->fit.period;
	return ratio > 1.5 && fabs(ratio - round(ratio)) < 0.01 * ratio && a->bits > 0 &&
	       b->bits >= evidence_enough_bits;
}

/* The period of those in p that describes the values on the greatest odds: differences of
 * timestamps where `known` is NULL. */
static struct odds best_fit(
    const struct histogram *h, const struct periods *p, const struct known_periods *known)
{
	struct odds best = {.bits = -INFINITY}, here;
	for (size_t i = 0; i < p->count; i++) {
		uint64_t most = p->at[i] > (double)p->most / 8 ? UINT64_MAX : p->most;
		here.fit = evidence_fit(h, p->at[i], p->bulk, most);
		if (!evidence_fits(&here.fit))
			continue;
		here.bits = known ? evidence_of_values(h, &here.fit, known)
				  : evidence_of_places(h, &here.fit, p->tried);
		double more = fmax(here.bits, best.bits);
		if (best.fit.period == 0 || is_multiple(&here, &best))
			best = (struct odds){here.fit, more};
		else if (is_multiple(&best, &here))
			best.bits = more;
		else if (here.bits > best.bits)
			best = here;
	}
	return best;
}

static void take_fit(struct tick *t, const struct fit *f, double bits, enum tick_source source)
{
	if (bits <= 0)
		return;
	t->source = source;
	t->period = f->period;
	t->lo = f->period - 1.96 * f->error;
	t->hi = f->period + 1.96 * f->error;
	t->reach = f->reach;
	t->evidence_bits = bits;
	t->status = bits >= evidence_enough_bits ? TICK_FOUND : TICK_NOT_IDENTIFIED;
	t->num = f->error > 0 ? 0 : (uint64_t)f->period;
	t->den = f->error > 0 ? 0 : 1;
}

/* Rates that counters of computers have, where the unit is the nanosecond: the generic timers of
 * Arm (24, 19.2, 54, 62.5, 25 MHz ...), acpi_pm, HPET, QPC, the PC's and the quartz clock's. */
static const uint64_t known_hz[] = {24000000, 19200000, 54000000, 62500000, 25000000, 100000000,
    50000000, 26000000, 13000000, 12000000, 10000000, 1000000, 3579545, 14318180, 1193182, 32768};

static struct known_periods known_in_units(double unit_hz)
{
	struct known_periods known = {.count = 0};
	for (size_t i = 0; unit_hz == 1e9 && i < sizeof known_hz / sizeof *known_hz; i++)
		known.at[known.count++] = unit_hz / (double)known_hz[i];
	return known;
}

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
	return b ? common_divisor(b, a % b) : a;
}

/* The one of these that the values were weighed by, or that is within error, which must then be as
 * small as makes that no chance. */
static void name_known(struct tick *t, double error, double unit_hz)
{
	if (unit_hz != 1e9)
		return;
	for (size_t i = 0; i < sizeof known_hz / sizeof *known_hz; i++) {
		uint64_t unit = (uint64_t)unit_hz, both = common_divisor(unit, known_hz[i]);
		double off = fabs(unit_hz / (double)known_hz[i] - t->period);
		if (off > 0 && (off > error || error > 1e-3 * t->period))
			continue;
		t->num = unit / both;
		t->den = known_hz[i] / both;
		return;
	}
}

static void name_fraction(struct tick *t, double error, double unit_hz)
{
	if (t->den == 0 && error > 0)
		name_known(t, 0, unit_hz);
	if (t->den == 0 && error > 0)
		periods_fraction(t->period, 4 * error, &t->num, &t->den);
	if (t->den == 0 && error > 0)
		name_known(t, 4 * error, unit_hz);
	if (t->den == 0)
		return;
	t->period = (double)t->num / (double)t->den;
	t->lo = fmin(t->lo, t->period);
	t->hi = fmax(t->hi, t->period);
}

/* A period of the differences, refined over the run. */
static void take_starts(struct tick *t, const struct odds *found, const uint64_t *start,
    const uint64_t *elapsed, size_t n, size_t distinct, double tried, double unit_hz)
{
	struct fit fine = found->fit;
	double bits = found->bits;
	if (fine.error > 0) {
		periods_refine(&fine.period, &fine.error, start, n, fine.reach);
		bits =
		    fmax(bits, evidence_of_phases(start, elapsed, n, fine.period, distinct, tried));
	}
	take_fit(t, &fine, bits, TICK_OF_STARTS);
	name_fraction(t, fine.error, unit_hz);
}

static void find_in_starts(
    struct tick *t, const uint64_t *start, const uint64_t *elapsed, size_t n, double unit_hz)
{
	struct histogram h;
	if (differences_init(&h, start, elapsed, n) != EST_OK) {
		t->status = TICK_NO_MEMORY;
		return;
	}
	struct periods p = periods_of(&h);
	struct odds best = best_fit(&h, &p, NULL);
	if (p.no_memory)
		t->status = TICK_NO_MEMORY;
	else if (best.fit.period > 0)
		take_starts(t, &best, start, elapsed, n, h.distinct, p.tried, unit_hz);
	histogram_release(&h);
}

static void find_in_values(struct tick *t, const struct histogram *h, double unit_hz)
{
	struct periods p = periods_of(h);
	struct known_periods known = known_in_units(unit_hz);
	struct odds best = best_fit(h, &p, &known);
	if (p.no_memory)
		t->status = TICK_NO_MEMORY;
	if (p.no_memory || best.fit.period == 0)
		return;
	if (best.bits > t->evidence_bits || t->status == TICK_UNIT) {
		take_fit(t, &best.fit, best.bits, TICK_OF_VALUES);
		name_fraction(t, best.fit.error, unit_hz);
	}
}

/* A tick that is known, if the samples do not contradict it. */
static bool take_known(
    struct tick *t, const struct histogram *h, double period, enum tick_source source)
{
	if (!(period >= 1))
		return false;
	struct tick known = {.status = TICK_FOUND,
	    .source = source,
	    .period = period,
	    .lo = period,
	    .hi = period,
	    .reach = 1};
	uint64_t on = 0, ticks;
	periods_fraction(period, period * 1e-12, &known.num, &known.den);
	for (size_t i = 0; i < h->distinct; i++)
		on += tick_of_duration(&known, h->value[i], &ticks) ? h->count[i] : 0;
	if (on < h->n - h->n / 50)
		return false;
	struct fit f = evidence_fit(h, period, h->value[h->distinct / 2], UINT64_MAX);
	known.evidence_bits =
	    evidence_fits(&f) ? evidence_of_values(h, &f, &(struct known_periods){0}) : 0;
	*t = known;
	return true;
}

/* A recording of which less than this is on the lattice is not of that counter. */
static const double least_share = 0.9;

/* A finer step on which nine in ten of the stray durations lie. */
static double sub_period(const struct tick *t, const struct histogram *h)
{
	enum { LEAST = 20, PARTS = 8 };
	for (int parts = 2; parts <= PARTS && t->period / parts >= 4; parts++) {
		struct tick finer = *t;
		uint64_t stray = 0, on = 0, ticks;
		finer.period /= parts;
		finer.num = finer.den = 0;
		finer.reach = 1;
		for (size_t i = 0; i < h->distinct; i++)
			if (!tick_of_duration(t, h->value[i], &ticks)) {
				stray += h->count[i];
				on +=
				    tick_of_duration(&finer, h->value[i], &ticks) ? h->count[i] : 0;
			}
		if (stray >= LEAST && (double)on >= 0.9 * (double)stray)
			return finer.period;
	}
	return 0;
}

static void set_share(struct tick *t, const struct histogram *h)
{
	uint64_t on = 0, ticks;
	for (size_t i = 0; i < h->distinct; i++)
		on += tick_of_duration(t, h->value[i], &ticks) ? h->count[i] : 0;
	t->share = h->n ? (double)on / (double)h->n : 1;
	if (t->status == TICK_FOUND && t->share < least_share)
		t->status = TICK_NOT_IDENTIFIED;
	if (t->status == TICK_FOUND && on < h->n)
		t->sub_period = sub_period(t, h);
}

/* A candidate, where the durations and the gaps between samples, which are of the same counter, do
 * not lie on its lattice: the unit is the tick. */
static bool starts_contradict(
    const struct tick *t, const uint64_t *start, const uint64_t *elapsed, size_t n)
{
	struct histogram h;
	uint64_t on = 0, ticks;
	if (t->status != TICK_NOT_IDENTIFIED || !start || n < 20 ||
	    differences_init(&h, start, elapsed, n) != EST_OK)
		return false;
	for (size_t i = 0; i < h.distinct; i++)
		on += tick_of_duration(t, h.value[i], &ticks) ? h.count[i] : 0;
	bool contradict = (double)on < least_share * (double)h.n;
	histogram_release(&h);
	return contradict;
}

enum { FEW = 8 };

/* The values that come often, in order; 0 where there are none or more than FEW. */
static size_t common_values(const struct histogram *h, uint64_t value[FEW])
{
	size_t m = 0;
	for (size_t i = 0; i < h->distinct; i++) {
		if (h->count[i] * 100 < h->n)
			continue;
		if (m == FEW)
			return 0;
		value[m++] = h->value[i];
	}
	return m;
}

/* A few values that successive numbers of ticks would show, each rounded by itself: 83.33 and
 * 125.00, or 83 and 125 where durations and not readings were turned into units. So few cannot
 * prove a tick, but neither do they prove that there is none. Returns its length, or 0. */
static double successive_period(const struct histogram *h)
{
	enum { MOST_TICKS = 64 };
	uint64_t v[FEW];
	size_t m = common_values(h, v);
	if (m < 2)
		return 0;
	for (size_t k = v[0] ? 1 : 0; k <= (v[0] ? (size_t)MOST_TICKS : 0); k++) {
		double a = (double)v[m - 1] / (double)(k + m - 1);
		size_t on = 0;
		while (on < m && fabs((double)v[on] - a * (double)(k + on)) <= 1)
			on++;
		if (on == m && a >= 2 * TICK_LEAST)
			return a;
	}
	return 0;
}

/* Whether two neighbouring values split as k ticks of the period do, by 2.58 standard errors. */
static bool splits_as(double period, double value, double n, double upper)
{
	enum { MOST_TICKS = 8 };
	for (int k = 1; k <= MOST_TICKS && k * period < value + 1; k++) {
		double part = k * period - floor(k * period);
		if (floor(k * period) == value && part > 0 &&
		    fabs(upper - n * part) <= 2.58 * sqrt(n * part * (1 - part)))
			return true;
	}
	return false;
}

/* One duration of so many whole ticks, which a known rate shows as two neighbouring values: 41 and
 * 42. A cost of its own of that length and split is as likely. Returns the length of a tick, or 0.
 */
static double split_period(const struct histogram *h, const struct known_periods *known)
{
	uint64_t v[FEW];
	double both = 0, upper = 0;
	if (common_values(h, v) != 2 || v[1] != v[0] + 1)
		return 0;
	for (size_t i = 0; i < h->distinct; i++) {
		both += h->value[i] == v[0] || h->value[i] == v[1] ? (double)h->count[i] : 0;
		upper += h->value[i] == v[1] ? (double)h->count[i] : 0;
	}
	for (size_t i = 0; i < known->count; i++)
		if (splits_as(known->at[i], (double)v[0], both, upper))
			return known->at[i];
	return 0;
}

/* Where nothing but the unit was found in the durations alone. */
static void doubt_unit(struct tick *t, const struct histogram *h, double unit_hz)
{
	struct known_periods known = known_in_units(unit_hz);
	double period = successive_period(h);
	period = period > 0 ? period : split_period(h, &known);
	if (t->status != TICK_UNIT || period == 0)
		return;
	*t = (struct tick){.status = TICK_NOT_IDENTIFIED,
	    .source = TICK_OF_VALUES,
	    .period = period,
	    .lo = period,
	    .hi = period,
	    .reach = 2,
	    .share = 1};
}

struct tick tick_find(
    const uint64_t *start, const uint64_t *elapsed, size_t n, const struct tick_facts *facts)
{
	static const struct tick unit = {.status = TICK_UNIT,
	    .period = 1,
	    .lo = 1,
	    .hi = 1,
	    .num = 1,
	    .den = 1,
	    .reach = 1,
	    .share = 1};
	struct tick t = unit;
	struct histogram h;
	if (histogram_init(&h, elapsed, n) != EST_OK) {
		t.status = TICK_NO_MEMORY;
		return t;
	}
	bool known = n > 0 && (take_known(&t, &h, facts->stated, TICK_STATED) ||
				  (facts->recorded > 1 &&
				      take_known(&t, &h, (double)facts->recorded, TICK_OF_FACTS)));
	if (!known && start && n >= 20)
		find_in_starts(&t, start, elapsed, n, facts->unit_hz);
	if (!known && n >= 20 && t.status != TICK_FOUND && t.status != TICK_NO_MEMORY)
		find_in_values(&t, &h, facts->unit_hz);
	if (!known && !start && n >= 20)
		doubt_unit(&t, &h, facts->unit_hz);
	set_share(&t, &h);
	if (starts_contradict(&t, start, elapsed, n))
		t = unit;
	histogram_release(&h);
	return t;
}

/* ---- decoding ------------------------------------------------------------------------------ */

typedef unsigned __int128 wide;

/* d / a to the nearest whole number, and how many units d is from it. */
static uint64_t nearest_tick(const struct tick *t, uint64_t d, double *off)
{
	if (t->den == 1) {
		uint64_t k = d / t->num, rest = d % t->num;
		bool up = rest > t->num / 2;
		*off = up ? (double)rest - (double)t->num : (double)rest;
		return k + up;
	}
	if (t->den) {
		wide scaled = (wide)d * t->den, k = (2 * scaled + t->num) / (2 * (wide)t->num);
		wide back = k * t->num;
		double far = back > scaled ? -(double)(back - scaled) : (double)(scaled - back);
		*off = far / (double)t->den;
		return (uint64_t)k;
	}
	long double k = floorl((long double)d / (long double)t->period + 0.5L);
	*off = (double)((long double)d - k * (long double)t->period);
	return (uint64_t)k;
}

/* How far from k a a difference may be: a whole number of units to the tick leaves no rest, any
 * other less than a unit, and a little more where the period is not exact. Where it is so little
 * exact that k is not certain, nothing is. */
static bool is_within(const struct tick *t, uint64_t k, double off)
{
	if (t->den == 1 && t->reach == 1)
		return off == 0;
	double slack = t->den ? 1e-9 : 1e-9 + (t->hi - t->lo) / 2 * (double)k;
	if (slack > t->period / 4)
		return false; /* any of several */
	return k > 0 ? fabs(off) < t->reach + slack : off == 0;
}

bool tick_of_duration(const struct tick *t, uint64_t d, uint64_t *ticks)
{
	double off;
	*ticks = nearest_tick(t, d, &off);
	return is_within(t, *ticks, off);
}

/* Ticks from one start to the next, which may lie before it (a counter that was set, or wrapped).
 * False where the period is not known well enough to count them. */
static bool ticks_between(const struct tick *t, uint64_t from, uint64_t to, uint64_t *ticks)
{
	bool back = to - from > UINT64_MAX / 2;
	uint64_t d = back ? from - to : to - from, k;
	tick_of_duration(t, d, &k);
	*ticks = back ? 0 - k : k;
	return t->den || (double)k * (t->hi - t->lo) < t->period / 2;
}

struct tick_decoded tick_decode(const struct tick *t, uint64_t *start, uint64_t *elapsed, size_t n)
{
	struct tick_decoded out = {.off = 0, .starts = start != NULL};
	uint64_t here = 0, unit = 0, end, step;
	if (t->period == 1)
		return out;
	if (start && n > 0) {
		unit = start[0];
		tick_of_duration(t, unit, &here);
	}
	for (size_t i = 0; i < n; i++) {
		if (start) {
			out.starts &= ticks_between(t, unit, start[i], &step);
			here += step;
			end = start[i] + elapsed[i];
			unit = end;
			start[i] = here;
		}
		out.off += !tick_of_duration(t, elapsed[i], &elapsed[i]);
		here += elapsed[i];
	}
	return out;
}
