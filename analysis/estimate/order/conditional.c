/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Mutual information with earlier samples and conditional entropy @[COVER-THOMAS, 2.3, 4.2]. The
 * plug-in estimate is biased upwards by the size of its table; the bias is measured on tables that
 * shuffling one side would give (random_table_private.h), which also make the p-value. Intervals
 * are those of the influence function, with a chi-square term where information is near 0
 * @[MILLER-1955]. Cost: one pass over at most 2^22 samples, and a draw of every cell of the table
 * for each shuffle.
 */
#include "conditional.h"

#include "entropy.h"
#include "linear.h"
#include "lookup.h"
#include "random_table_private.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { LANES = 4, LANE_CELLS = 1024 };

/* Two aligned sequences of symbols: a of `ka` (pairs count as one), b of `kb`. */
struct couple {
	uint16_t *a;
	uint8_t *b;
	size_t n, ka, kb;
	uint32_t *joint; /* ka * kb, and room for LANES - 1 more tables while it is counted */
	uint32_t *row, *column; /* the counts of a and of b */
	double marginal;	/* H(a) + H(b) - log2 n: shuffling leaves it alone */
};

/* sum c log2 c over a table. */
static double sum_clogc(const uint32_t *count, size_t m)
{
	double sum = 0;
	for (size_t i = 0; i < m; i++)
		if (count[i] > 1)
			sum += (double)count[i] * log2((double)count[i]);
	return sum;
}

/* Neighbouring samples often are of one cell, whose count would wait for itself: each of four has a
 * table of its own, while these fit the nearest cache. */
static void count_joint(struct couple *c)
{
	size_t cells = c->ka * c->kb, step = cells <= LANE_CELLS ? cells : 0, t = 0;
	uint32_t *joint = c->joint;
	memset(joint, 0, (cells + (LANES - 1) * step) * sizeof *joint);
	for (; t + LANES <= c->n; t += LANES)
		for (size_t i = 0; i < LANES; i++)
			joint[i * step + c->a[t + i] * c->kb + c->b[t + i]]++;
	for (; t < c->n; t++)
		joint[c->a[t] * c->kb + c->b[t]]++;
	for (size_t i = 1; i < LANES && step > 0; i++)
		for (size_t k = 0; k < cells; k++)
			joint[k] += joint[i * step + k];
}

/* From the counted table: its sums, and what they have of the information. */
static bool margins_fill(struct couple *c)
{
	c->row = calloc(c->ka, sizeof *c->row);
	c->column = calloc(c->kb, sizeof *c->column);
	if (!c->row || !c->column)
		return false;
	for (size_t i = 0; i < c->ka * c->kb; i++) {
		c->row[i / c->kb] += c->joint[i];
		c->column[i % c->kb] += c->joint[i];
	}
	c->marginal = log2((double)c->n) -
		      (sum_clogc(c->row, c->ka) + sum_clogc(c->column, c->kb)) / (double)c->n;
	return true;
}

/* I = H(a) + H(b) - H(a, b), each H = log2 n - sum c log2 c / n. */
static double couple_information(const struct couple *c)
{
	return c->marginal + sum_clogc(c->joint, c->ka * c->kb) / (double)c->n;
}

static struct mutual_information absent_information(enum estimate_status status, uint64_t n)
{
	struct estimate none = estimate_absent(status, n);
	return (struct mutual_information){none, NAN, NAN, none};
}

/* c->joint is counted, and has the last shuffle's table afterwards. */
static struct mutual_information against_shuffles(
    struct couple *c, const struct conditional_options *o)
{
	struct margins m = {c->row, c->column, c->ka, c->kb};
	unsigned shuffles = o->shuffles, reached = 0;
	uint32_t *left = malloc(c->kb * sizeof *left);
	if (!left)
		return absent_information(EST_NO_MEMORY, c->n);
	if (!shuffles)
		shuffles = c->n <= 1000000 ? 99 : (unsigned)(99000000 / c->n);
	double plugin = couple_information(c), sum = 0;
	for (unsigned k = 0; k < shuffles; k++) {
		struct rng r;
		rng_init(&r, o->seed, k);
		random_table_draw(&m, &r, left, c->joint);
		double v = couple_information(c);
		sum += v / shuffles;
		/* Sums of logarithms in another order: equal means equal to rounding. */
		reached += v >= plugin - 1e-12;
	}
	free(left);
	return (struct mutual_information){estimate_point(plugin - sum, c->n), plugin, sum,
	    estimate_p_simulated(reached, shuffles, c->n)};
}

/* ---- intervals ---- */

/* Degrees of freedom of the table, from the bias in bits that the shuffles show:
 * chi-square over 2 n. */
static double freedom_of(const struct mutual_information *m)
{
	return fmax(m->null_bits, 0) * 2 * (double)m->bits.n * M_LN2;
}

/* With one parameter to 11 samples the entropy given two before, of independent modes, is held by
 * 90 %; with one to 23 by 94 %. */
static bool too_sparse(const struct mutual_information *m)
{
	return freedom_of(m) > (double)m->bits.n / 20;
}

static const char sparse[] = "no interval: more than one combination in 20 samples";

/* log2 p(a, b) / (p(a) p(b)) of each sample, whose mean is the information: its influence but for
 * the mean. c->joint is counted. */
static bool find_densities(const struct couple *c, double *density)
{
	double *each = malloc(c->ka * c->kb * sizeof *each), n = (double)c->n;
	bool ok = each != NULL;
	for (size_t i = 0; ok && i < c->ka * c->kb; i++)
		if (c->joint[i])
			each[i] = log2(
			    c->joint[i] * n / ((double)c->row[i / c->kb] * c->column[i % c->kb]));
	for (size_t t = 0; ok && t < c->n; t++)
		density[t] = each[c->a[t] * c->kb + c->b[t]];
	free(each);
	return ok;
}

/* The influence of each sample: `bits` less their mean. */
static enum estimate_status add_influences(struct linear *l, const double *bits, size_t n)
{
	enum estimate_status status = linear_init(l, n);
	double mean = 0;
	for (size_t t = 0; t < n; t++)
		mean += bits[t] / (double)n;
	for (size_t t = 0; status == EST_OK && t < n; t++)
		linear_add(l, t, bits[t] - mean);
	return status;
}

/* What chance has of information is a chi-square of as many degrees of freedom as the mean of the
 * shuffles gives. */
static void information_interval(struct mutual_information *m, const double *density)
{
	struct linear l;
	struct linear_chance chance = {
	    m->plugin_bits, freedom_of(m), 2 * (double)m->bits.n * M_LN2};
	if (add_influences(&l, density, m->bits.n) == EST_OK)
		linear_information(&m->bits, &l, &chance, INFINITY);
	linear_release(&l);
}

/* ---- what is measured ---- */

enum { MOST = 1 << 22, STRETCHES = 64 };

/* The place of the i-th of `used` samples among n: all of them, or stretches spread evenly. */
static size_t spread_place(size_t i, size_t used, size_t n)
{
	size_t length = used / STRETCHES;
	return used == n ? i : i / length * (n / STRETCHES) + i % length;
}

static size_t used_of(size_t n)
{
	return n < MOST ? n : MOST;
}

/* b = the symbol at t + lag; a = the symbol `lag` before it, or with `two` the pair of the two
 * before. density[used_of(n - lag)]: of each sample; NULL: not requested, and no interval. */
static struct mutual_information measure_couple(const struct symbols *s, size_t lag, bool two,
    const struct conditional_options *o, double *density)
{
	size_t k = s->alphabet, all = s->n - lag;
	struct couple c = {.n = used_of(all), .ka = two ? k * k : k, .kb = k};
	c.a = malloc(c.n * sizeof *c.a);
	c.b = malloc(c.n);
	c.joint = malloc(LANES * c.ka * c.kb * sizeof *c.joint);
	bool ok = c.a && c.b && c.joint;
	for (size_t i = 0; ok && i < c.n; i++) {
		size_t t = spread_place(i, c.n, all);
		c.a[i] = (uint16_t)(two ? s->s[t] * k + s->s[t + 1] : s->s[t]);
		c.b[i] = s->s[t + lag];
	}
	if (ok)
		count_joint(&c);
	ok = ok && margins_fill(&c) && (!density || find_densities(&c, density));
	struct mutual_information m =
	    ok ? against_shuffles(&c, o) : absent_information(EST_NO_MEMORY, s->n);
	m.bits.note = too_sparse(&m) ? sparse : NULL;
	free(c.a);
	free(c.b);
	free(c.joint);
	free(c.row);
	free(c.column);
	return m;
}

/* The truth is; less its bias the value, of no information, is below 0 half of the time. */
static struct mutual_information not_negative(struct mutual_information m)
{
	if (m.bits.status == EST_OK)
		m.bits.value = fmax(m.bits.value, 0);
	return m;
}

struct mutual_information conditional_information(
    const struct symbols *s, size_t lag, const struct conditional_options *options)
{
	if (lag < 1)
		return absent_information(EST_NOT_APPLICABLE, s->n);
	if (s->n < lag + 20)
		return absent_information(EST_TOO_SHORT, s->n);
	if (s->alphabet < 2)
		return absent_information(EST_DEGENERATE, s->n);
	if (options->points)
		return not_negative(measure_couple(s, lag, false, options, NULL));
	double *density = malloc(used_of(s->n - lag) * sizeof *density);
	if (!density)
		return absent_information(EST_NO_MEMORY, s->n);
	struct mutual_information m = measure_couple(s, lag, false, options, density);
	if (m.bits.status == EST_OK && !m.bits.note)
		information_interval(&m, density);
	free(density);
	return not_negative(m);
}

struct mutual_information conditional_information2(
    const struct symbols *s, const struct conditional_options *options)
{
	if (s->alphabet > 40)
		return absent_information(EST_NOT_APPLICABLE, s->n);
	if (s->n < 22)
		return absent_information(EST_TOO_SHORT, s->n);
	if (s->alphabet < 2)
		return absent_information(EST_DEGENERATE, s->n);
	return not_negative(measure_couple(s, 2, true, options, NULL));
}

/* -log2 of the share of each sample's own value. */
static enum estimate_status find_surprises(
    const uint64_t *x, size_t n, size_t lag, const struct histogram *h, double *own)
{
	struct lookup lookup;
	double *bits = malloc(h->distinct * sizeof *bits);
	if (!bits || lookup_init(&lookup, h) != EST_OK) {
		free(bits);
		return EST_NO_MEMORY;
	}
	for (size_t i = 0; i < h->distinct; i++)
		bits[i] = log2((double)h->n / (double)h->count[i]);
	for (size_t i = 0, used = used_of(n - lag); i < used; i++)
		own[i] = bits[lookup_index(&lookup, x[spread_place(i, used, n - lag) + lag])];
	lookup_release(&lookup);
	free(bits);
	return EST_OK;
}

/* The shuffles' bias is that of an independent series: wrong by about as much of itself as the past
 * explains of the entropy. Where that is not small beside the interval there is none (by simulation
 * of Markov modes: 90 % held where it is a half of the standard error). */
static void refuse_biased(struct estimate *e, const struct mutual_information *m, double whole_bits)
{
	double wrong = m->null_bits * fmin(fmax(m->bits.value / whole_bits, 0), 1);
	if (!(wrong > (e->hi - e->lo) / 10))
		return;
	e->lo = e->hi = NAN;
	e->note = "no interval: its bias is not small beside it";
}

/* What a sample says of the entropy given the past is its own surprise less what the past explains.
 */
static struct estimate entropy_given(const uint64_t *x, size_t n, const struct histogram *h,
    const struct symbols *s, int predecessors, const struct conditional_options *o)
{
	size_t lag = (size_t)predecessors, used = used_of(n - lag);
	double *density = malloc(2 * used * sizeof *density);
	struct linear l = {0};
	if (!density)
		return estimate_absent(EST_NO_MEMORY, n);
	double *own = density + used;
	if (find_surprises(x, n, lag, h, own) != EST_OK) {
		free(density);
		return estimate_absent(EST_NO_MEMORY, n);
	}
	struct mutual_information m = measure_couple(s, lag, predecessors == 2, o, density);
	struct estimate e = m.bits, whole = entropy_shannon_mm(h);
	e.value = fmax(whole.value - m.bits.value, 0);
	for (size_t t = 0; t < used; t++)
		own[t] -= density[t];
	/* The second-order terms of both parts. */
	double curvature = (fmax(m.null_bits, 0) + whole.value - entropy_shannon(h).value) /
			   ((double)used * M_LN2);
	if (e.status == EST_OK && !e.note && add_influences(&l, own, used) == EST_OK)
		linear_normal(&e, &l, curvature, 0, log2((double)h->distinct));
	refuse_biased(&e, &m, whole.value);
	linear_release(&l);
	free(density);
	return e;
}

struct estimate conditional_entropy(const uint64_t *x, size_t n, const struct histogram *h,
    int predecessors, const struct conditional_options *options)
{
	struct symbols s;
	if (predecessors < 1 || predecessors > 2)
		return estimate_absent(EST_NOT_APPLICABLE, n);
	if (n < 22)
		return estimate_absent(EST_TOO_SHORT, n);
	if (h->distinct == 1)
		return estimate_point(0, n);
	if (symbols_init(&s, x, n, h, predecessors == 1 ? 256 : 40) != EST_OK)
		return estimate_absent(EST_NO_MEMORY, n);
	struct estimate e = entropy_given(x, n, h, &s, predecessors, options);
	symbols_release(&s);
	/* Two predecessors in 40 symbols may appear to explain less than one in 256; in truth never
	 * less. */
	if (e.status == EST_OK && predecessors == 2 && h->distinct > 40) {
		struct estimate one = conditional_entropy(x, n, h, 1, options);
		return one.value < e.value ? one : e;
	}
	return e;
}
