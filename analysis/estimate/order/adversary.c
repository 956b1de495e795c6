/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Prequential prediction @[DAWID-1984]: for each context a count of what followed it; the guess is
 * the most frequent symbol so far, the probabilities are those of Krichevsky and Trofimov
 * @[KRICHEVSKY-TROFIMOV-1981], and the sample is counted only after it was guessed. In-sample
 * estimates of a conditional entropy fall without end as contexts multiply; a guess made beforehand
 * cannot be right by accident for long, so contexts may be rich: the last 16 samples. Contexts of
 * the past are hashed into a table of fixed size; two that share a place make the observer weaker,
 * never the score wrong. Cost: one look-up a sample and context length.
 */
#include "adversary.h"

#include "linear.h"
#include "lookup.h"
#include "normal.h"
#include "share.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { PLACES = 1 << 18, PAST_MOST = 16 };

static const unsigned pasts[] = {1, 2, 3, 4, 6, 8, 12, PAST_MOST};
static const unsigned others[] = {0, 1, 2, 3, 4, 6, 8, 12, PAST_MOST};
enum { CHOICES = sizeof others / sizeof *others };

/* ---- the series as it is observed ---------------------------------------------------------- */

/* The symbol of each distinct value: the most frequent ones have their own, in the order of size.
 */
static void number_values(const struct histogram *h, uint8_t *symbol, size_t own)
{
	for (size_t i = 0; i < h->distinct; i++)
		symbol[i] = (uint8_t)own;
	for (size_t k = 0; k < own; k++) {
		size_t best = h->distinct;
		for (size_t i = 0; i < h->distinct; i++)
			if (symbol[i] == own &&
			    (best == h->distinct || h->count[i] > h->count[best]))
				best = i;
		symbol[best] = (uint8_t)k;
	}
}

enum estimate_status observed_init(
    struct observed *o, const uint64_t *x, size_t n, const struct histogram *h)
{
	struct lookup l;
	bool all = h->distinct <= ADVERSARY_SYMBOLS;
	size_t own = all ? h->distinct : ADVERSARY_SYMBOLS - 1;
	*o = (struct observed){.n = n,
	    .alphabet = all ? own : own + 1,
	    .others = all ? 0 : h->distinct - own,
	    .s = malloc(n + 1)};
	uint8_t *symbol = malloc(h->distinct + 1);
	if (!o->s || !symbol || lookup_init(&l, h) != EST_OK) {
		free(symbol);
		observed_release(o);
		return EST_NO_MEMORY;
	}
	number_values(h, symbol, own);
	for (size_t i = 0; i < n; i++)
		o->s[i] = symbol[lookup_index(&l, x[i])];
	lookup_release(&l);
	free(symbol);
	return EST_OK;
}

void observed_release(struct observed *o)
{
	free(o->s);
	o->s = NULL;
}

/* ---- the observer -------------------------------------------------------------------------- */

enum { TOTAL, GUESS, COUNTS };

/* The observer's tables, and the score of what follows the first samples, by which it learns. */
struct observer {
	const struct observed *s;
	uint32_t *row;	/* of each context: samples, its guess, and a count of each symbol */
	uint8_t *right; /* [n - first] */
	size_t first;
	double surprise;		  /* of what is scored, in bits */
	struct linear spread;		  /* of the surprise */
	struct influence_largest certain; /* of MOST_BITS less the surprise: the least of it */
};
static const double MOST_BITS = 128; /* no surprise is greater */

static size_t named_symbols(const struct observed *s)
{
	return s->alphabet - (s->others > 0);
}

/* The first sample that is scored. To guess equal samples, no more is to be learnt than one context
 * of each length: where they fill a piece of the run, they are scored. */
static size_t find_scored(const struct observed *s)
{
	size_t learns = s->n / ADVERSARY_LEARNS, start = 0;
	for (size_t t = 1; t < s->n && start < learns; t++) {
		size_t from = start + PAST_MOST + 1;
		unsigned pieces = from < s->n ? estimate_pieces(s->n - from) : 0;
		if (s->s[t] != s->s[start])
			start = t;
		else if (s->s[t] < named_symbols(s) && pieces > 0 && from < learns &&
			 t > from + (s->n - from) / pieces)
			return from;
	}
	return learns;
}

static bool observer_init(struct observer *o, const struct observed *s, size_t contexts)
{
	*o = (struct observer){.s = s, .first = find_scored(s)};
	o->row = calloc(contexts * (s->alphabet + COUNTS), sizeof *o->row);
	o->right = malloc(s->n - o->first + 1);
	bool spread = linear_init(&o->spread, s->n - o->first) == EST_OK;
	return o->row && o->right && spread;
}

static void observer_release(struct observer *o)
{
	free(o->row);
	free(o->right);
	linear_release(&o->spread);
}

/* The guess of a context: the first of the most frequent symbols that name a value. */
static uint8_t guess_of(const struct observer *o, size_t context)
{
	return (uint8_t)o->row[context * (o->s->alphabet + COUNTS) + GUESS];
}

static void learn_sample(struct observer *o, size_t t, size_t context)
{
	uint32_t *row = o->row + context * (o->s->alphabet + COUNTS), *count = row + COUNTS;
	uint8_t seen = o->s->s[t];
	uint32_t guess = row[GUESS], now = ++count[seen];
	row[TOTAL]++;
	if (seen < named_symbols(o->s) &&
	    (now > count[guess] || (now == count[guess] && seen < guess)))
		row[GUESS] = seen;
}

/* Scores the guess of sample t in its context, and how likely the context had it. */
static void score_sample(struct observer *o, size_t t, size_t context)
{
	size_t alphabet = o->s->alphabet;
	const uint32_t *row = o->row + context * (alphabet + COUNTS);
	uint8_t seen = o->s->s[t];
	double p = (row[COUNTS + seen] + 0.5) / ((double)row[TOTAL] + 0.5 * (double)alphabet);
	/* Which of the others it is takes a uniform code. */
	double bits = (seen >= named_symbols(o->s) ? log2((double)o->s->others) : 0) - log2(p);
	o->right[t - o->first] = guess_of(o, context) == seen;
	o->surprise += bits;
	linear_add(&o->spread, t - o->first, bits);
	influence_keep(&o->certain, (MOST_BITS - bits) * (MOST_BITS - bits), 1);
}

static void observe_sample(struct observer *o, size_t t, size_t context)
{
	if (t >= o->first)
		score_sample(o, t, context);
	learn_sample(o, t, context);
}

static double bits_of_share(double share, double most)
{
	/* No negative zero, and none that is one by rounding. */
	return share > 1 - 1e-12 ? 0 : share > 0 ? fmin(-log2(share), most) : most;
}

/* A share of right guesses in bits, at most those of the values: a guess at random is right as
 * often. The ends change places, and those of its pieces. */
static struct estimate map_share(const struct estimate *share, double most)
{
	struct estimate e = *share;
	if (share->status != EST_OK)
		return e;
	e.value = bits_of_share(share->value, most);
	e.lo = isnan(share->hi) ? NAN : bits_of_share(share->hi, most);
	e.hi = isnan(share->lo) ? NAN : bits_of_share(share->lo, most);
	for (unsigned k = 0; k < e.pieces.count; k++) {
		const struct piece *p = &share->pieces.at[k];
		e.pieces.at[k] = (struct piece){bits_of_share(p->value, most),
		    isnan(p->hi) ? (double)NAN : bits_of_share(p->hi, most),
		    isnan(p->lo) ? (double)NAN : bits_of_share(p->lo, most)};
	}
	return e;
}

/* Where the memory of the guesses leaves the share without an interval, one that needs no
 * stationarity: a guess is made before its sample, so right guesses less their chances are a
 * martingale, and the observer's mean chance over these samples is within sqrt(ln(2 k / 0.05) / 2n)
 * of the share of right guesses @[AZUMA-1967], k being the number of observers of whom the best was
 * chosen by some of the same samples. */
static void bound_chances(struct estimate *right, size_t n)
{
	static const char note[] = "interval: of the observer's mean chance over these samples, by "
				   "Azuma's bound, which assumes no stationarity";
	if (right->status != EST_OK || (!isnan(right->lo) && !isnan(right->hi)))
		return;
	double within = sqrt(log(2 * (double)CHOICES / 0.05) / (2 * (double)n));
	right->lo = fmax(0, right->value - within);
	right->hi = fmin(1, right->value + within);
	right->note = note;
}

/* A piece in which every guess was right shows how much chance it leaves, whatever its memory: the
 * product of the reciprocal chances of right guesses is above 1 / a with chance a at most
 * @[VILLE-1939], so that they were above a^(1/n) in geometric mean, which is above the end that
 * Wilson's interval of n independent guesses has. It is a level of its own where as many right
 * guesses in a row are not to be expected of the whole run's share. */
static void bound_certain_pieces(struct estimate *right, size_t n)
{
	struct pieces *p = &right->pieces;
	double in = p->count ? floor((double)n / p->count) : 0;
	for (unsigned k = 0; k < p->count; k++) {
		if (p->at[k].value < 1 - 1e-12)
			continue;
		normal_wilson(1, in, NORMAL_975, &p->at[k].lo, &p->at[k].hi);
		if (p->count * pow(right->value, in) < 0.01)
			p->stationary = false;
	}
}

/* ---- one of several observers ---------------------------------------------------------------- */

/* An end of Wilson's interval of 95 % moved to z standard errors: those of as many samples as the
 * end shows. One that is the share itself, 0 or 1, shows none and stays. */
static double end_moved(double share, double end, bool up, double z)
{
	double apart = share - end, lo, hi;
	if (!(fabs(apart) > 0) || !(end > 0) || !(end < 1))
		return end;
	double n = NORMAL_975 * NORMAL_975 * end * (1 - end) / (apart * apart);
	normal_wilson(share, n, z, &lo, &hi);
	return up ? hi : lo;
}

static void shares_widen(struct estimate *right, double z)
{
	right->lo = end_moved(right->value, right->lo, false, z);
	right->hi = end_moved(right->value, right->hi, true, z);
	for (unsigned k = 0; k < right->pieces.count; k++) {
		struct piece *p = &right->pieces.at[k];
		p->lo = end_moved(p->value, p->lo, false, z);
		p->hi = end_moved(p->value, p->hi, true, z);
	}
}

static void ends_widen(double value, double *lo, double *hi, double by)
{
	*lo = value - (value - *lo) * by;
	*hi = value + (*hi - value) * by;
}

static void mean_widen(struct estimate *e, double z)
{
	ends_widen(e->value, &e->lo, &e->hi, z / NORMAL_975);
	for (unsigned k = 0; k < e->pieces.count; k++)
		ends_widen(e->pieces.at[k].value, &e->pieces.at[k].lo, &e->pieces.at[k].hi,
		    z / NORMAL_975);
}

/* linear.h takes influences about 0: the sums, and of the samples those that are farthest from the
 * mean, which are among the greatest and the least. */
static void spread_centre(struct observer *o, double mean, size_t n)
{
	struct influence_largest about = {{0}, {0}}, *high = &o->spread.largest;
	for (size_t b = 0; b < o->spread.blocks; b++) {
		size_t first = b * o->spread.base;
		size_t in = n - first < o->spread.base ? n - first : o->spread.base;
		o->spread.sum[b] -= (double)in * mean;
	}
	o->spread.square = fmax(0, o->spread.square - (double)n * mean * mean);
	for (int i = 0; i < INFLUENCE_LARGEST; i++) {
		double above = sqrt(high->square[i]) - mean;
		double below = sqrt(o->certain.square[i]) - (MOST_BITS - mean);
		if (above > 0)
			influence_keep(&about, above * above, high->count[i]);
		if (below > 0)
			influence_keep(&about, below * below, o->certain.count[i]);
	}
	*high = about;
}

/* choices: of as many observers this one guessed most of some of the same samples. Its intervals
 * are those of all of them together, by Bonferroni's inequality. */
static struct adversary score_observer(struct observer *o, unsigned choices)
{
	size_t n = o->s->n - o->first;
	struct adversary a = {.past = 0};
	struct estimate right = share_of(o->right, n);
	double z = normal_exceeded(0.025 / choices);
	bound_certain_pieces(&right, n);
	shares_widen(&right, z);
	bound_chances(&right, n);
	a.min_entropy_bits = map_share(
	    &right, log2((double)(o->s->alphabet + (o->s->others ? o->s->others - 1 : 0))));
	a.shannon_bits = estimate_point(o->surprise / (double)n, n);
	spread_centre(o, a.shannon_bits.value, n);
	linear_normal(&a.shannon_bits, &o->spread, 0, 0, INFINITY);
	mean_widen(&a.shannon_bits, z);
	if (a.shannon_bits.lo < 0)
		a.shannon_bits.lo = 0;
	return a;
}

static struct adversary no_adversary(enum estimate_status status, size_t n)
{
	struct estimate e = estimate_absent(status, n);
	return (struct adversary){e, e, 0};
}

struct adversary adversary_of_context(
    const struct observed *s, const uint32_t *context, size_t contexts)
{
	struct observer o;
	struct adversary a = no_adversary(EST_NO_MEMORY, s->n);
	if (s->n < ADVERSARY_FEWEST)
		return no_adversary(EST_TOO_SHORT, s->n);
	if (observer_init(&o, s, contexts)) {
		for (size_t t = 0; t < s->n; t++)
			observe_sample(&o, t, contexts > 1 ? context[t] : 0);
		a = score_observer(&o, 1);
	}
	observer_release(&o);
	return a;
}

/* The knowledge of an observer of `other`: its first seen[t] samples at sample t; seen NULL: t. */
struct knowledge {
	const struct observed *other;
	const size_t *seen;
};

/* Where the last k samples that are known at t are counted. At first there are fewer. */
static size_t place_of_known(const struct knowledge *known, size_t t, unsigned k)
{
	uint64_t hash = UINT64_C(0x9e3779b97f4a7c15) * (k + 1);
	size_t seen = known->seen ? known->seen[t] : t;
	for (unsigned i = 1; i <= k && i <= seen; i++)
		hash = (hash ^ known->other->s[seen - i]) * UINT64_C(0xbf58476d1ce4e5b9);
	return (size_t)((hash ^ hash >> 32) % PLACES);
}

/* Samples of the first half that an observer by the last k guesses. */
static size_t count_right(struct observer *o, const struct knowledge *known, unsigned k)
{
	size_t right = 0;
	for (size_t t = 0; t < o->s->n / 2; t++) {
		size_t context = place_of_known(known, t, k);
		right += guess_of(o, context) == o->s->s[t];
		learn_sample(o, t, context);
	}
	return right;
}

static struct adversary score_length(
    const struct observed *s, const struct knowledge *known, unsigned k, unsigned choices)
{
	struct observer o;
	struct adversary a = no_adversary(EST_NO_MEMORY, s->n);
	if (observer_init(&o, s, PLACES)) {
		for (size_t t = 0; t < s->n; t++)
			observe_sample(&o, t, place_of_known(known, t, k));
		a = score_observer(&o, choices);
		a.past = k;
	}
	observer_release(&o);
	return a;
}

/* The best observer of the first half, by the last lengths[0], lengths[1] ... samples. */
static struct adversary find_best(
    const struct observed *s, const struct knowledge *known, const unsigned *lengths, size_t count)
{
	size_t most = 0;
	unsigned best = lengths[0];
	if (s->n < ADVERSARY_FEWEST)
		return no_adversary(EST_TOO_SHORT, s->n);
	for (size_t i = 0; i < count; i++) {
		struct observer o;
		bool there = observer_init(&o, s, PLACES);
		size_t right = there ? count_right(&o, known, lengths[i]) : 0;
		if (right > most) {
			most = right;
			best = lengths[i];
		}
		observer_release(&o);
		if (!there)
			return no_adversary(EST_NO_MEMORY, s->n);
	}
	return score_length(s, known, best, (unsigned)count);
}

struct adversary adversary_of_past(const struct observed *s)
{
	const struct knowledge own = {s, NULL};
	return find_best(s, &own, pasts, sizeof pasts / sizeof *pasts);
}

struct adversary adversary_of_other(
    const struct observed *s, const struct observed *other, const size_t *seen)
{
	const struct knowledge known = {other, seen};
	return find_best(s, &known, others, sizeof others / sizeof *others);
}
