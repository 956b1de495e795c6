/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The variance of the mean of a figure's influence, and with it the figure's interval and its
 * course over pieces of the series. Two estimates are made: the stationary bootstrap in closed
 * form, checked against batches (linear.h), and an autoregression (longrun_private.h). The first is
 * used where the series holds many blocks of its length. Where it holds few, the bootstrap cannot
 * be had and a gate that asks whether memory looked short would select the series in which it
 * happened to; the autoregression needs no such gate, but serves only figures that are nearly
 * linear: means, shares, ratios. Neither is right where memory is as long as the series or falls as
 * a power of the lag, by the innovations' memory or because pieces of the series differ by more
 * than the variance explains (a chi-square of their means, at 1 %): then batches are taken, and
 * widened to what the memory parameter d of the lowest frequencies implies for a mean longer than
 * they are; no interval is made where d is near 1/2 or beyond, as of a level that walks or rises.
 * All of it asks the influence of the figure itself: a rare mode can come in three episodes while
 * the ranks of all samples are independent. O(blocks^1.5), blocks at most BOOTSTRAP_BLOCKS.
 */
#include "linear.h"

#include "batches_private.h"
#include "bootstrap.h"
#include "fractional_private.h"
#include "gsl_quiet.h"
#include "hold_private.h"
#include "longrun_private.h"

#include <gsl/gsl_cdf.h>

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* Below SCALING_BLOCKS too few frequencies show d. At d = 1/2 there is no mean. */
enum { SCALING_BLOCKS = 500 };
static const double LONGEST_MEMORY = 0.45, STUDENT_9 = 2.262;

static size_t base_of(size_t n)
{
	return n ? (n + BOOTSTRAP_BLOCKS - 1) / BOOTSTRAP_BLOCKS : 1;
}

static enum estimate_status linear_init_base(struct linear *l, size_t n, size_t base)
{
	*l = (struct linear){.n = n, .base = base, .blocks = (n + base - 1) / base};
	l->sum = calloc(l->blocks + 1, sizeof *l->sum);
	return l->sum ? EST_OK : EST_NO_MEMORY;
}

enum estimate_status linear_init(struct linear *l, size_t n)
{
	return linear_init_base(l, n, base_of(n));
}

enum estimate_status linear_init_ticks(struct linear *l, const uint64_t *x, size_t n)
{
	return linear_init_base(l, n, hold_base(n, base_of(n), hold_of_ticks(x, n)));
}

enum estimate_status linear_init_bytes(struct linear *l, const uint8_t *x, size_t n)
{
	return linear_init_base(l, n, hold_base(n, base_of(n), hold_of_bytes(x, n)));
}

void linear_release(struct linear *l)
{
	free(l->sum);
	*l = (struct linear){0};
}

static enum estimate_status tally_init_base(struct tally *t, size_t n, size_t kinds, size_t base)
{
	*t = (struct tally){.n = n, .base = base, .blocks = (n + base - 1) / base, .kinds = kinds};
	t->count = calloc(t->blocks * kinds + 1, sizeof *t->count);
	return t->count ? EST_OK : EST_NO_MEMORY;
}

enum estimate_status tally_init(struct tally *t, size_t n, size_t kinds)
{
	return tally_init_base(t, n, kinds, base_of(n));
}

enum estimate_status tally_init_bytes(struct tally *t, const uint8_t *x, size_t n, size_t kinds)
{
	return tally_init_base(t, n, kinds, hold_base(n, base_of(n), hold_of_bytes(x, n)));
}

void tally_release(struct tally *t)
{
	free(t->count);
	*t = (struct tally){0};
}

enum estimate_status linear_of_tally(
    struct linear *l, const struct tally *t, const double *influence)
{
	enum estimate_status status = linear_init_base(l, t->n, t->base);
	for (size_t k = 0; status == EST_OK && k < t->kinds; k++) {
		double all = 0, square = influence[k] * influence[k];
		for (size_t j = 0; j < t->blocks; j++) {
			double count = t->count[j * t->kinds + k];
			l->sum[j] += count * influence[k];
			all += count;
		}
		l->square += all * square;
		influence_keep(&l->largest, square, all);
	}
	return status;
}

enum estimate_status linear_of_digest(struct linear *l, const struct bootstrap *b, size_t from,
    size_t to, const uint64_t *count, const double *influence)
{
	const struct coarse *c = bootstrap_cells(b);
	*l = (struct linear){.base = bootstrap_base_samples(b), .blocks = to - from};
	l->sum = calloc(l->blocks + 1, sizeof *l->sum);
	if (!l->sum)
		return EST_NO_MEMORY;
	bootstrap_sums(b, from, to, influence, l->sum);
	for (size_t i = 0; i < c->cells; i++) {
		double square = influence[i] * influence[i];
		l->n += count[i];
		l->square += (double)count[i] * square;
		if (count[i])
			influence_keep(&l->largest, square, (double)count[i]);
	}
	return EST_OK;
}

/* ---- variance ---- */

/* The variance of the sum of x[0..n), of mean 0, under the stationary bootstrap with blocks of mean
 * length L. Two running sums give sum_i q^i R(i) and sum_i i q^i R(i) in one pass. */
static double stationary_variance(const double *x, size_t n, double length)
{
	double q = 1 - 1 / length, y = 0, z = 0, own = 0, lagged = 0;
	for (size_t t = 0; t < n; t++) {
		own += x[t] * x[t];
		lagged += x[t] * (y - z / (double)n);
		z = q * (z + y + x[t]);
		y = q * (y + x[t]);
	}
	return own + 2 * lagged;
}

/* Means of as many equal batches as leave 10 base blocks in each, 10 at least. */
static struct batches batches_of_blocks(const double *x, size_t blocks)
{
	double mean[BATCH_MOST];
	size_t m = BATCH_MOST;
	while (m > BATCH_FEWEST && blocks / m < 10)
		m /= 2;
	for (size_t j = 0; j < m; j++) {
		size_t from = j * blocks / m, to = (j + 1) * blocks / m;
		mean[j] = 0;
		for (size_t i = from; i < to; i++)
			mean[j] += x[i] / (double)(to - from);
	}
	return batches_of_means(mean, m);
}

static const char *const withheld[REASONS] = {
    [REASON_SMALL_N_EFF] = "no interval: the effective n is below 100",
    [REASON_FEW_BLOCKS] = "no interval: fewer than 10 blocks in the series",
    [REASON_GROWS] = "no interval: batch variance grows with the batches",
    [REASON_DOMINATED] = "no interval: dominated by its largest samples",
    [REASON_RARE] = "no interval: its variance rests on too few episodes",
    [REASON_CONSTANT] = "no interval: no variance to be seen",
    [REASON_LONG_MEMORY] = "no interval: memory as long as the series, or a level that moves",
};

static const struct linear_spread spread_none = {.n_eff = NAN,
    .why = REASON_SMALL_N_EFF,
    .episodes = NAN,
    .ar_se = NAN,
    .ar_critical = NAN,
    .ar_n_eff = NAN,
    .own = NAN,
    .d = NAN,
    .scaled_se = NAN};

/* Samples of block j. */
static size_t block_size(const struct linear *l, size_t j)
{
	return j + 1 < l->blocks ? l->base : l->n - j * l->base;
}

/* What piece k has of the influence beyond its samples' share of it, and these. */
static double piece_sum(
    const struct linear *l, double mean, unsigned k, unsigned pieces, double *size)
{
	double sum = 0;
	*size = 0;
	for (size_t j = k * l->blocks / pieces; j < (k + 1) * l->blocks / pieces; j++) {
		sum += l->sum[j] - mean * (double)block_size(l, j);
		*size += (double)block_size(l, j);
	}
	return sum;
}

/* Do pieces differ by more than a mean whose variance over all samples is `variance` explains? Of
 * stationary series 1 in 100 is said to; fewer where memory is not short beside a piece. */
static bool level_moves(const struct linear *l, double mean, double variance)
{
	unsigned pieces = estimate_pieces(l->n);
	double chi2 = 0, each = variance * (double)l->n, size;
	if (pieces < 2 || !(variance > 0))
		return false;
	for (unsigned k = 0; k < pieces; k++) {
		double sum = piece_sum(l, mean, k, pieces, &size);
		chi2 += sum * sum / (size * each);
	}
	gsl_quiet();
	return gsl_cdf_chisq_Q(chi2, pieces - 1) < 0.01;
}

/* x: sums of blocks less their mean. As many batches with equal squares would have as much of the
 * fourth power; infinite where there are too few batches to ask. */
static double episodes_of(const double *x, size_t blocks)
{
	size_t m = BATCH_MOST;
	double square = 0, fourth = 0;
	while (m > blocks)
		m /= 2;
	if (m < BATCH_MOST / 2)
		return INFINITY;
	for (size_t k = 0; k < m; k++) {
		double sum = 0;
		for (size_t j = k * blocks / m; j < (k + 1) * blocks / m; j++)
			sum += x[j];
		square += sum * sum;
		fourth += sum * sum * sum * sum;
	}
	return fourth > 0 ? square * square / fourth : INFINITY;
}

/* By the autoregression, in units of the mean over samples. */
static void spread_add_autoregression(
    struct linear_spread *s, const struct longrun *r, double own, double m)
{
	double n = (double)s->n;
	s->ar_se = sqrt(r->variance) * m / n;
	s->ar_critical = r->critical;
	s->ar_n_eff = fmin(own / (s->ar_se * s->ar_se), n);
}

/* The variance of a mean whose memory has the parameter d: that of means falls as the power 1 - 2d
 * of their length @[BERAN-1994, section 8.5]; so 10 batches see only (10^(1-2d) - 1) / 9 of it,
 * what lies within the series. */
static double scaled_variance(const struct batches *b, double d)
{
	return b->variance[0] * 9 / (pow(10, 1 - 2 * fmin(fmax(d, 0), LONGEST_MEMORY)) - 1);
}

bool linear_is_scalable(const struct linear_spread *s)
{
	return s->scaled_se > 0 && s->d < LONGEST_MEMORY;
}

bool linear_use_scaling(struct linear_spread *s)
{
	bool may = s->why == REASON_NONE || s->why == REASON_LONG_MEMORY || s->why == REASON_GROWS;
	if (!may || !linear_is_scalable(s) || s->episodes < LINEAR_RARE)
		return false;
	double narrow = fmax(s->critical * s->se, s->ar_critical * s->ar_se);
	s->se = fmax(fmax(s->scaled_se, s->se), s->ar_se);
	s->n_eff = fmin(s->own / (s->se * s->se), (double)s->n);
	s->critical = fmax(STUDENT_9, narrow / s->se);
	s->scaled = true;
	s->why = s->n_eff >= LINEAR_SCALED ? REASON_NONE : REASON_LONG_MEMORY;
	return s->why == REASON_NONE;
}

static void spread_widen(struct linear_spread *s, double half)
{
	s->widened |= half > s->critical * s->se;
	s->critical = fmax(s->critical, half / s->se);
	s->ar_critical = fmax(s->ar_critical, half / s->ar_se);
}

/* x[0..blocks): the sums of blocks less their mean, joined where they are held. */
static struct linear_spread spread_of(
    const struct linear *l, const double *x, size_t blocks, double mean, double half)
{
	double n = (double)l->n, m = (double)blocks, own = l->square / n - mean * mean;
	struct bootstrap_choice c = bootstrap_choose(x, blocks);
	struct linear_spread s = spread_none;
	s.why = REASON_CONSTANT;
	if (!(own > 0) || c.length.status != EST_OK)
		return s;
	s.n = l->n;
	s.dominance = influence_held(&l->largest, n) / l->square;
	double length = fmax(c.length.value, 1), missed = bootstrap_missed(c.shortfall, length, m);
	double variance = stationary_variance(x, blocks, length) / (1 - missed) / (n * n);
	struct batches b = batches_of_blocks(x, blocks);
	/* Batches are of sums of blocks: in units of the mean over samples. */
	struct batch_verdict v = batches_verdict(&b, variance * (n / m) * (n / m));
	double t = bootstrap_student(m / length);
	struct longrun r = longrun_of(x, blocks, true);
	s.se = sqrt(v.variance) * m / n;
	s.critical = t * v.widen * sqrt(variance) / s.se;
	s.n_eff = fmin(own / (s.se * s.se), n);
	spread_add_autoregression(&s, &r, own, m);
	double widest = fmax(s.se * s.se, s.ar_se * s.ar_se);
	s.moves =
	    r.memory > LONGRUN_MEMORY || s.ar_n_eff < LINEAR_LEAST || level_moves(l, mean, widest);
	s.episodes = episodes_of(x, blocks);
	s.why = s.moves							? REASON_LONG_MEMORY
		: s.episodes < LINEAR_RARE				? REASON_RARE
		: v.grows						? REASON_GROWS
		: m < 10 * length					? REASON_FEW_BLOCKS
		: s.n_eff < LINEAR_FEWEST || s.ar_n_eff < LINEAR_FEWEST ? REASON_SMALL_N_EFF
									: REASON_NONE;
	s.own = own;
	s.d = r.d;
	if (blocks >= SCALING_BLOCKS)
		s.scaled_se = sqrt(scaled_variance(&b, r.d)) * m / n;
	spread_widen(&s, half);
	if (s.why == REASON_LONG_MEMORY || s.why == REASON_GROWS)
		linear_use_scaling(&s);
	return s;
}

/* The sums of blocks less their mean over samples, those of a hold as one; NULL without memory. */
static double *sums_centred(const struct linear *l, double *mean, size_t *blocks)
{
	double *x = malloc((l->blocks + 1) * sizeof *x), all = 0;
	for (size_t j = 0; x && j < l->blocks; j++)
		all += l->sum[j];
	*mean = all / (double)l->n;
	for (size_t j = 0; x && j < l->blocks; j++)
		x[j] = l->sum[j] - *mean * (double)block_size(l, j);
	*blocks = x ? hold_join(x, l->blocks) : 0;
	return x;
}

double linear_half_width(const struct linear *l)
{
	size_t blocks;
	double mean, half = NAN, *x = sums_centred(l, &mean, &blocks);
	if (x) {
		struct fractional f = fractional_of(x, blocks);
		half = f.critical * f.se * (double)blocks / (double)l->n;
	}
	free(x);
	return half;
}

struct linear_spread linear_spread_within(const struct linear *l, double half)
{
	struct linear_spread s = spread_none;
	size_t blocks;
	double mean, *x;
	if (l->n < 20)
		return s;
	x = sums_centred(l, &mean, &blocks);
	if (x)
		s = spread_of(l, x, blocks, mean, half);
	free(x);
	return s;
}

struct linear_spread linear_spread(const struct linear *l)
{
	return linear_spread_within(l, linear_half_width(l));
}

bool linear_use_autoregression(struct linear_spread *s)
{
	bool short_of = s->why == REASON_SMALL_N_EFF || s->why == REASON_FEW_BLOCKS ||
			s->why == REASON_GROWS || s->why == REASON_RARE;
	/* Widened to the same half width, neither is wider. */
	bool wider = s->why == REASON_NONE &&
		     estimate_exceeds(s->ar_critical * s->ar_se, s->critical * s->se);
	/* Single events may be few: Wilson's interval allows for it. Of episodes a few are enough
	 * for Student's t on as many. */
	bool rare = s->why == REASON_RARE && s->ar_n_eff < 0.9 * (double)s->n;
	if (rare && s->episodes < LINEAR_FEW)
		return false;
	if (s->scaled || !(s->ar_n_eff >= LINEAR_LEAST) || (!short_of && !wider))
		return false;
	s->why = REASON_NONE;
	s->se = s->ar_se;
	s->critical = s->ar_critical;
	s->n_eff = s->ar_n_eff;
	if (rare) {
		gsl_quiet();
		s->critical = fmax(s->critical, gsl_cdf_tdist_Pinv(0.975, s->episodes - 1));
	}
	return true;
}

/* ---- pieces ---- */

struct piece_spread linear_piece(const struct linear *l, size_t from, size_t to)
{
	struct piece_spread p = {NAN, NAN, NAN, NAN, 0};
	double *x = malloc((to - from + 1) * sizeof *x), sum = 0;
	if (!x)
		return p;
	for (size_t j = from; j < to; j++) {
		sum += l->sum[j];
		p.n += (double)block_size(l, j);
	}
	p.mean = sum / p.n;
	for (size_t j = from; j < to; j++)
		x[j - from] = l->sum[j] - p.mean * (double)block_size(l, j);
	size_t blocks = hold_join(x, to - from);
	struct longrun r = longrun_of(x, blocks, false);
	p.se = sqrt(r.variance) * (double)blocks / p.n;
	p.critical = r.critical;
	p.n_eff = r.n_eff;
	free(x);
	return p;
}

/* To first order: the value moves from piece to piece by the mean of the influence. */
static void pieces_fill(struct estimate *e, const struct linear *l, const struct linear_spread *s,
    bool share, double least, double most)
{
	unsigned count = estimate_pieces(l->n);
	double value = e->value, mean = 0;
	for (size_t j = 0; j < l->blocks; j++)
		mean += l->sum[j] / (double)l->n;
	e->pieces = (struct pieces){.count = count, .stationary = !s->moves};
	for (unsigned k = 0; k < count; k++) {
		struct piece_spread p =
		    linear_piece(l, k * l->blocks / count, (k + 1) * l->blocks / count);
		double v = fmin(fmax(value + p.mean - mean, least), most);
		struct estimate one = estimate_point(v, (uint64_t)p.n);
		one.n_eff = isnan(s->ar_n_eff) ? p.n : p.n * s->ar_n_eff / (double)l->n;
		one.n_eff = s->moves ? fmax(one.n_eff, ESTIMATE_PIECE_N_EFF) : one.n_eff;
		if (share)
			bootstrap_share_interval(
			    p.n, isnan(p.se) ? 0 : p.se, isnan(p.critical) ? 2 : p.critical, &one);
		else if (!isnan(p.se)) {
			one.lo = fmax(v - p.critical * p.se, least);
			one.hi = fmin(v + p.critical * p.se, most);
		}
		e->pieces.at[k] = (struct piece){v, one.lo, one.hi};
	}
}

/* ---- intervals ---- */

static const char made[] =
    "95 % interval: influence function, stationary bootstrap in closed form and batches";

static const char scaled_made[] = "95 % interval: 10 batches, widened to what its memory implies";

static const char share_made[] =
    "95 % interval: Wilson at the n_eff of stationary bootstrap in closed form and batches";

/* Notes n_eff and whether there is an interval; one of few effective samples is for what is linear.
 */
static bool interval_begin(struct estimate *e, const struct linear_spread *s, bool linear)
{
	e->n_eff = s->n_eff;
	bool few = s->why == REASON_NONE || s->why == REASON_RARE;
	enum reason why = few && s->dominance > LINEAR_DOMINANCE ? REASON_DOMINATED : s->why;
	if (why == REASON_NONE && !linear && s->n_eff < LINEAR_FEWEST)
		why = REASON_LONG_MEMORY;
	e->note = why != REASON_NONE ? withheld[why] : s->scaled ? scaled_made : made;
	return why == REASON_NONE;
}

void linear_normal(
    struct estimate *e, const struct linear *l, double curvature, double least, double most)
{
	struct linear_spread s = linear_spread(l);
	if (e->status == EST_OK)
		pieces_fill(e, l, &s, false, least, most);
	if (e->status != EST_OK || !interval_begin(e, &s, false))
		return;
	double half = s.critical * sqrt(fmax(s.se * s.se - curvature, curvature));
	e->lo = fmin(fmax(e->value - half, least), e->value);
	e->hi = fmax(fmin(e->value + half, most), e->value);
}

void linear_information(
    struct estimate *e, const struct linear *l, const struct linear_chance *chance, double most)
{
	struct linear_spread s = linear_spread(l);
	double curvature = 2 * chance->freedom / (chance->scale * chance->scale);
	/* Where chance alone explains it, its influence is noise in the rarest cells. */
	if (s.se * s.se < 4 * curvature)
		s.dominance = 0;
	if (e->status == EST_OK)
		pieces_fill(e, l, &s, false, 0, most);
	if (e->status != EST_OK || !interval_begin(e, &s, false))
		return;
	double t = s.critical, b = chance->plugin > 0 ? s.se * s.se / chance->plugin : 0;
	double middle = e->value + t * t * b / 2;
	double root = b * e->value + t * t * b * b / 4 + curvature;
	double half = t * sqrt(fmax(root, 0));
	/* Less its chance a value may be below 0, which what it measures cannot be. */
	e->value = fmax(e->value, 0);
	e->lo = fmin(fmax(middle - half, 0), e->value);
	e->hi = fmax(fmin(middle + half, most), e->value);
}

void linear_logarithm(struct estimate *e, const struct linear *l)
{
	struct linear_spread s = linear_spread(l);
	if (e->status != EST_OK || !interval_begin(e, &s, false))
		return;
	e->lo = e->value * exp(-s.critical * s.se / e->value);
	e->hi = e->value * exp(s.critical * s.se / e->value);
}

void linear_share(struct estimate *e, const struct linear *l, double most)
{
	struct linear_spread s = linear_spread(l);
	if (e->status == EST_OK)
		pieces_fill(e, l, &s, true, 0, 1);
	linear_use_autoregression(&s);
	s.dominance = 0;
	if (e->status != EST_OK || !interval_begin(e, &s, true))
		return;
	e->note = s.scaled ? scaled_made : share_made;
	bootstrap_share_interval(most, s.se, s.critical, e);
}
