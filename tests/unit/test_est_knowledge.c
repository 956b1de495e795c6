/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is known beforehand of a sample: observers, informations and causes counted a second time,
 * sample by sample; the intervals from influences written out for each sample.
 */
#include "test.h"

#include "adversary.h"
#include "attribution.h"
#include "conditional.h"
#include "entropy.h"
#include "linear.h"
#include "normal.h"
#include "random_table_private.h"
#include "rng.h"
#include "share.h"

#include <gsl/gsl_cdf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 3000 };

static void ends_compare(const struct estimate *got, double lo, double hi)
{
	if (isnan(lo)) {
		assert_true(isnan(got->lo) && isnan(got->hi));
		return;
	}
	assert_within(got->lo, lo, 1e-7);
	assert_within(got->hi, hi, 1e-7);
}

/* The influence of each sample, of which the mean is taken off. */
static struct linear influence_of_samples(const double *v, size_t n)
{
	struct linear l;
	double mean = 0;
	for (size_t t = 0; t < n; t++)
		mean += v[t] / (double)n;
	assert_int_equal(linear_init(&l, n), EST_OK);
	for (size_t t = 0; t < n; t++)
		linear_add(&l, t, v[t] - mean);
	return l;
}

/* ---- observers ---- */

struct game {
	size_t n, symbols, others, contexts;
	const uint8_t *s;
	size_t at[MOST]; /* the context of each sample */
};

/* Contexts are told apart by a list of them. */
static void contexts_fill(struct game *g, const uint8_t *known, const size_t *seen, size_t k)
{
	static uint8_t list[MOST][17];
	size_t count = 0;
	for (size_t t = 0; t < g->n; t++) {
		uint8_t past[17] = {0};
		size_t end = seen ? seen[t] : t, have = end < k ? end : k, c = 0;
		past[0] = (uint8_t)have;
		for (size_t i = 0; i < have; i++)
			past[1 + i] = known[end - 1 - i];
		while (c < count && memcmp(list[c], past, sizeof past) != 0)
			c++;
		if (c == count)
			memcpy(list[count++], past, sizeof past);
		g->at[t] = c;
	}
	g->contexts = count;
}

/* The guess before each sample, and its probability: from all earlier samples of the context. */
static void sample_guess(const struct game *g, size_t t, bool *right, double *bits)
{
	double count[17] = {0}, all = 0;
	size_t best = 0, named = g->symbols - (g->others > 0);
	for (size_t i = 0; i < t; i++)
		if (g->at[i] == g->at[t]) {
			count[g->s[i]]++;
			all++;
		}
	for (size_t k = 0; k < named; k++)
		best = count[k] > count[best] ? k : best;
	*right = best == g->s[t];
	*bits = -log2((count[g->s[t]] + 0.5) / (all + (double)g->symbols / 2));
	if (g->s[t] >= named)
		*bits += log2((double)g->others);
}

static double end_widened(double share, double end, bool up, double z)
{
	double lo, hi;
	if (end == share || end <= 0 || end >= 1)
		return end;
	normal_wilson(share,
	    1.959963984540054 * 1.959963984540054 * end * (1 - end) /
		((share - end) * (share - end)),
	    z, &lo, &hi);
	return up ? hi : lo;
}

static void game_compare(const struct game *g, const struct adversary *a, double choices)
{
	static uint8_t right[MOST];
	static double bits[MOST];
	size_t first = g->n / 8, n = g->n - first;
	double mean = 0, kinds = (double)g->symbols + (g->others ? (double)g->others - 1 : 0);
	for (size_t t = first; t < g->n; t++) {
		bool is;
		sample_guess(g, t, &is, &bits[t - first]);
		right[t - first] = is;
		mean += bits[t - first] / (double)n;
	}
	struct estimate share = share_of(right, n), surprise = estimate_point(mean, n);
	double z = gsl_cdf_ugaussian_Qinv(0.025 / choices), most = log2(kinds);
	double lo = end_widened(share.value, share.lo, false, z),
	       hi = end_widened(share.value, share.hi, true, z);
	if (isnan(share.lo)) {
		/* @[AZUMA-1967] with nine observers. */
		double within = sqrt(log(2 * 9 / 0.05) / (2 * (double)n));
		lo = fmax(0, share.value - within);
		hi = fmin(1, share.value + within);
	}
	assert_near(a->min_entropy_bits.value, fmin(-log2(share.value), most), 1e-9);
	ends_compare(&a->min_entropy_bits, hi >= 1 ? 0 : fmin(-log2(hi), most),
	    lo > 0 ? fmin(-log2(lo), most) : most);
	struct linear l = influence_of_samples(bits, n);
	linear_normal(&surprise, &l, 0, 0, INFINITY);
	linear_release(&l);
	assert_near(a->shannon_bits.value, mean, 1e-9);
	double low = mean - (mean - surprise.lo) * z / 1.959963984540054;
	ends_compare(&a->shannon_bits, isnan(low) ? low : fmax(0, low),
	    mean + (surprise.hi - mean) * z / 1.959963984540054);
	assert_int_equal(a->min_entropy_bits.pieces.count, share.pieces.count);
	for (unsigned k = 0; k < share.pieces.count; k++) {
		struct piece p = share.pieces.at[k], got = a->min_entropy_bits.pieces.at[k];
		struct piece s = surprise.pieces.at[k], bit = a->shannon_bits.pieces.at[k];
		low = end_widened(p.value, p.lo, false, z);
		double high = end_widened(p.value, p.hi, true, z);
		assert_within(got.value, p.value > 0 ? fmin(-log2(p.value), most) : most, 1e-9);
		assert_within(got.lo, high >= 1 ? 0 : fmin(-log2(high), most), 1e-7);
		assert_within(got.hi, low > 0 ? fmin(-log2(low), most) : most, 1e-7);
		assert_within(bit.lo, s.value - (s.value - s.lo) * z / 1.959963984540054, 1e-7);
		assert_within(bit.hi, s.value + (s.hi - s.value) * z / 1.959963984540054, 1e-7);
	}
}

/* Most of the first half, of what is learnt from the start. */
static size_t best_length(
    struct game *g, const uint8_t *known, const size_t *seen, const size_t *length, size_t lengths)
{
	size_t best = length[0], most = 0;
	for (size_t k = 0; k < lengths; k++) {
		size_t right = 0;
		contexts_fill(g, known, seen, length[k]);
		for (size_t t = 0; t < g->n / 2; t++) {
			bool is;
			double bits;
			sample_guess(g, t, &is, &bits);
			right += is;
		}
		if (right > most) {
			most = right;
			best = length[k];
		}
	}
	contexts_fill(g, known, seen, best);
	return best;
}

static void symbols_make(struct observed *o, const uint64_t *x, size_t n)
{
	struct histogram h;
	assert_int_equal(histogram_init(&h, x, n), EST_OK);
	assert_int_equal(observed_init(o, x, n, &h), EST_OK);
	histogram_release(&h);
}

/* Chains of two, three and 40 values with a memory of one, three and seven samples; a level that
 * moves, which has no interval but Azuma's. */
static void series_draw(uint64_t *x, size_t n, int kind, uint64_t seed)
{
	struct rng r;
	rng_init(&r, seed, (uint64_t)kind);
	for (size_t t = 0; t < n; t++) {
		size_t lag = kind == 0 ? 1 : kind == 1 ? 3 : 6;
		uint64_t kinds = kind == 0 ? 2 : kind == 1 ? 3 : 2;
		if (kind == 4)
			x[t] = rng_below(&r, 10) ? t / 150 % 2 : rng_below(&r, 2);
		else if (kind == 3)
			x[t] = (uint64_t)(-6 * log(1 - rng_double(&r)));
		else
			x[t] = t >= lag && rng_below(&r, 5) ? x[t - lag] : rng_below(&r, kinds);
	}
}

static void observers_of_the_past_guess_as_counted(void **state)
{
	(void)state;
	static uint64_t x[MOST];
	static struct game g;
	static const size_t length[] = {1, 2, 3, 4, 6, 8, 12, 16}, size[] = {200, 300, 700};
	for (int kind = 0; kind < 5; kind++)
		for (int k = 0; k < 3; k++) {
			struct observed o;
			series_draw(x, size[k], kind, 8);
			symbols_make(&o, x, size[k]);
			g = (struct game){size[k], o.alphabet, o.others, 0, o.s, {0}};
			/* Pasts of many values are many, of which two share a place now and then.
			 */
			if (kind != 3) {
				size_t best = best_length(&g, o.s, NULL, length, 8);
				struct adversary past = adversary_of_past(&o);
				assert_int_equal(past.past, best);
				game_compare(&g, &past, 8);
			}
			contexts_fill(&g, o.s, NULL, 0);
			struct adversary a = adversary_of_context(&o, NULL, 1);
			game_compare(&g, &a, 1);
			observed_release(&o);
		}
}

/* One that shows our samples so many of its own before, of which each of ours sees two more. */
static void observers_of_another_series_guess_as_counted(void **state)
{
	(void)state;
	enum { N = 400 };
	static const size_t length[] = {0, 1, 2, 3, 4, 6, 8, 12, 16};
	static uint64_t x[N], y[2 * N + 20];
	static size_t seen[N];
	static struct game g;
	for (size_t ahead = 0; ahead <= 16; ahead++) {
		struct observed mine, other;
		struct rng r;
		rng_init(&r, ahead, 0);
		for (size_t i = 0; i < 2 * N + 20; i++)
			y[i] = rng_below(&r, 3);
		for (size_t t = 0; t < N; t++) {
			seen[t] = 2 * t + 1;
			x[t] = ahead && ahead <= seen[t] && rng_below(&r, 9) ? y[seen[t] - ahead]
									     : rng_below(&r, 3);
		}
		symbols_make(&mine, x, N);
		symbols_make(&other, y, 2 * N + 20);
		g = (struct game){N, mine.alphabet, mine.others, 0, mine.s, {0}};
		size_t best = best_length(&g, other.s, seen, length, 9);
		struct adversary a = adversary_of_other(&mine, &other, seen);
		assert_int_equal(a.past, best);
		game_compare(&g, &a, 9);
		observed_release(&mine);
		observed_release(&other);
	}
}

/* The most frequent have a symbol each, the first of them that are as frequent first; of 16 values
 * each has one, of 17 two share the last. */
static void symbols_are_in_the_order_of_counts(void **state)
{
	(void)state;
	for (size_t kinds = 16; kinds <= 18; kinds++) {
		uint64_t x[400];
		struct observed o;
		size_t n = 0;
		for (uint64_t v = 0; v < kinds; v++)
			for (uint64_t i = 0; i < 3 + v / 2; i++)
				x[n++] = 10 * v;
		symbols_make(&o, x, n);
		assert_int_equal(o.alphabet, 16);
		assert_int_equal(o.others, kinds == 16 ? 0 : kinds - 15);
		for (size_t t = 0; t < n; t++) {
			size_t before = 0, v = x[t] / 10;
			for (size_t w = 0; w < kinds; w++)
				before += w / 2 > v / 2 || (w / 2 == v / 2 && w < v);
			assert_int_equal(o.s[t], kinds > 16 && before > 15 ? 15 : before);
		}
		observed_release(&o);
	}
}

/* ---- informations ---- */

struct pairs {
	size_t n, ka, kb;
	size_t a[MOST], b[MOST];
	double density[MOST], plugin, bias, p;
};

static double pairs_fill(struct pairs *p, bool density)
{
	static double joint[1600][40];
	double row[1600] = {0}, column[40] = {0}, sum = 0, n = (double)p->n;
	memset(joint, 0, sizeof joint);
	for (size_t t = 0; t < p->n; t++) {
		joint[p->a[t]][p->b[t]]++;
		row[p->a[t]]++;
		column[p->b[t]]++;
	}
	for (size_t t = 0; t < p->n; t++) {
		double d =
		    log(joint[p->a[t]][p->b[t]] * n / (row[p->a[t]] * column[p->b[t]])) / log(2);
		sum += d / n;
		if (density)
			p->density[t] = d;
	}
	return sum;
}

/* The tables that shuffles leave, each from its own stream. */
static void shuffles_count(struct pairs *p, unsigned shuffles, uint64_t seed)
{
	static uint32_t cell[1600 * 40];
	uint32_t row[1600] = {0}, column[40] = {0}, left[40];
	double n = (double)p->n, reached = 1;
	p->plugin = pairs_fill(p, true);
	p->bias = 0;
	for (size_t t = 0; t < p->n; t++) {
		row[p->a[t]]++;
		column[p->b[t]]++;
	}
	for (unsigned k = 0; k < shuffles; k++) {
		struct rng r;
		double bits = 0;
		rng_init(&r, seed, k);
		random_table_draw(&(struct margins){row, column, p->ka, p->kb}, &r, left, cell);
		for (size_t i = 0; i < p->ka * p->kb; i++)
			if (cell[i])
				bits += cell[i] / n *
					log2(cell[i] * n /
					     ((double)row[i / p->kb] * column[i % p->kb]));
		p->bias += bits / shuffles;
		reached += bits > p->plugin - 1e-9;
	}
	p->p = reached / (1 + shuffles);
}

static void chain_fill(uint64_t *x, size_t n, uint64_t kinds, uint64_t stay, uint64_t seed)
{
	struct rng r;
	rng_init(&r, seed, 2);
	for (size_t t = 0; t < n; t++)
		x[t] = t && rng_below(&r, 10) < stay
			   ? x[t - 1]
			   : 40 + (uint64_t)((double)kinds * pow(rng_double(&r), 2));
}

static void information_compare(
    const struct mutual_information *got, const struct pairs *p, bool interval)
{
	double scale = 2 * (double)p->n * log(2), value = p->plugin - p->bias;
	struct estimate e = estimate_point(value, p->n);
	assert_near(got->plugin_bits, p->plugin, 1e-9);
	assert_near(got->null_bits, p->bias, 1e-9);
	assert_near(got->p.value, p->p, 1e-9);
	assert_within(got->bits.value, fmax(value, 0), 1e-9);
	assert_int_equal(got->bits.n, p->n);
	if (interval && p->bias * scale <= (double)p->n / 20) {
		struct linear l = influence_of_samples(p->density, p->n);
		linear_information(
		    &e, &l, &(struct linear_chance){p->plugin, p->bias * scale, scale}, INFINITY);
		linear_release(&l);
	}
	ends_compare(&got->bits, e.lo, e.hi);
}

static void informations_are_those_of_the_samples(void **state)
{
	(void)state;
	static uint64_t x[MOST];
	static struct pairs p;
	static const struct {
		size_t n, lag;
		uint64_t kinds, stay;
		unsigned shuffles;
	} c[] = {{2000, 1, 3, 5, 19}, {2001, 2, 5, 8, 19}, {1203, 3, 4, 0, 30}, {300, 1, 6, 3, 19},
	    {1500, 1, 38, 4, 19}, {25, 5, 2, 5, 0}, {2999, 1, 2, 2, 0}};
	for (size_t k = 0; k < sizeof c / sizeof *c; k++) {
		struct histogram h;
		struct symbols s;
		struct conditional_options o = {.shuffles = c[k].shuffles, .seed = k};
		unsigned shuffles = c[k].shuffles ? c[k].shuffles : 99;
		size_t n = c[k].n, lag = c[k].lag;
		chain_fill(x, n, c[k].kinds, c[k].stay, k);
		assert_int_equal(histogram_init(&h, x, n), EST_OK);
		assert_int_equal(symbols_init(&s, x, n, &h, 256), EST_OK);
		p.n = n - lag;
		p.ka = p.kb = s.alphabet;
		for (size_t t = 0; t < p.n; t++) {
			p.a[t] = s.s[t];
			p.b[t] = s.s[t + lag];
		}
		shuffles_count(&p, shuffles, k);
		struct mutual_information m = conditional_information(&s, lag, &o);
		information_compare(&m, &p, true);
		o.points = true;
		m = conditional_information(&s, lag, &o);
		information_compare(&m, &p, false);
		p.n = n - 2;
		p.ka = s.alphabet * s.alphabet;
		for (size_t t = 0; t < p.n; t++) {
			p.a[t] = s.s[t] * s.alphabet + s.s[t + 1];
			p.b[t] = s.s[t + 2];
		}
		shuffles_count(&p, shuffles, k);
		m = conditional_information2(&s, &o);
		information_compare(&m, &p, false);
		symbols_release(&s);
		histogram_release(&h);
	}
}

static void entropies_given_the_past_are_those_of_the_samples(void **state)
{
	(void)state;
	static uint64_t x[MOST];
	static double own[MOST];
	static struct pairs p;
	unsigned made = 0;
	for (int k = 0; k < 6; k++)
		for (size_t past = 1; past <= 2; past++) {
			static const size_t size[] = {2000, 900, 400, 2500, 22, 2900};
			static const uint64_t kinds[] = {3, 4, 6, 12, 2, 2},
					      stay[] = {5, 8, 0, 2, 4, 6};
			struct histogram h;
			struct symbols s;
			struct conditional_options o = {.shuffles = 19, .seed = 4};
			size_t n = size[k];
			chain_fill(x, n, kinds[k], stay[k], (uint64_t)k);
			assert_int_equal(histogram_init(&h, x, n), EST_OK);
			assert_int_equal(symbols_init(&s, x, n, &h, 40), EST_OK);
			p.n = n - past;
			p.kb = s.alphabet;
			p.ka = past == 2 ? s.alphabet * s.alphabet : s.alphabet;
			for (size_t t = 0; t < p.n; t++) {
				p.a[t] = past == 2 ? s.s[t] * s.alphabet + s.s[t + 1] : s.s[t];
				p.b[t] = s.s[t + past];
			}
			shuffles_count(&p, 19, 4);
			double whole = entropy_shannon_mm(&h).value,
			       plain = entropy_shannon(&h).value;
			double bits = p.plugin - p.bias;
			struct estimate e = estimate_point(fmax(whole - bits, 0), p.n),
					got = conditional_entropy(x, n, &h, (int)past, &o);
			if (p.bias * 2 * (double)p.n * log(2) <= (double)p.n / 20) {
				for (size_t t = 0; t < p.n; t++) {
					double count = 0;
					for (size_t i = 0; i < n; i++)
						count += x[i] == x[t + past];
					own[t] = log2((double)n / count) - p.density[t];
				}
				struct linear l = influence_of_samples(own, p.n);
				linear_normal(&e, &l,
				    (p.bias + whole - plain) / ((double)p.n * log(2)), 0,
				    log2((double)h.distinct));
				linear_release(&l);
			}
			if (p.bias * fmin(fmax(bits / whole, 0), 1) > (e.hi - e.lo) / 10)
				e.lo = e.hi = NAN;
			assert_near(got.value, e.value, 1e-9);
			ends_compare(&got, e.lo, e.hi);
			made += !isnan(e.lo);
			symbols_release(&s);
			histogram_release(&h);
		}
	assert_true(made >= 4);
}

/* ---- causes ---- */

struct table {
	size_t n, rows, modes;
	uint8_t row[MOST], mode[MOST];
};

static double cell_count(const struct table *t, int row, int mode)
{
	double count = 0;
	for (size_t i = 0; i < t->n; i++)
		count += (row < 0 || t->row[i] == row) && (mode < 0 || t->mode[i] == mode);
	return count;
}

/* Miller and Madow's, of what occurs. */
static double counts_entropy(const double *count, size_t m, double n)
{
	double bits = 0, kinds = 0;
	for (size_t i = 0; i < m; i++)
		if (count[i] > 0) {
			bits -= count[i] / n * log2(count[i] / n);
			kinds++;
		}
	return bits + (kinds - 1) / (2 * n * log(2));
}

/* The share of the mode's entropy that the row explains, with its interval. */
static struct estimate share_explained(const struct table *t)
{
	static double v[MOST];
	double n = (double)t->n, joint[40], row[9], mode[5], h = 0, plugin = 0, seen = 0,
	       effect = 0;
	for (size_t r = 0; r < t->rows; r++) {
		row[r] = cell_count(t, (int)r, -1);
		seen += row[r] > 0;
		for (size_t m = 0; m < t->modes; m++)
			joint[r * t->modes + m] = cell_count(t, (int)r, (int)m);
	}
	for (size_t m = 0; m < t->modes; m++) {
		mode[m] = cell_count(t, -1, (int)m);
		h -= mode[m] > 0 ? mode[m] / n * log2(mode[m] / n) : 0;
	}
	double bits = counts_entropy(mode, t->modes, n);
	double shared = (bits + counts_entropy(row, t->rows, n) -
			    counts_entropy(joint, t->rows * t->modes, n)) /
			bits;
	struct estimate e = estimate_point(fmin(fmax(shared, 0), 1), t->n), less = e;
	double freedom = (seen - 1) * ((double)t->modes - 1), variance = 0;
	if (!(freedom > 0))
		return e;
	for (size_t i = 0; i < t->n; i++)
		plugin += log2(joint[t->row[i] * t->modes + t->mode[i]] * n /
			       (row[t->row[i]] * mode[t->mode[i]])) /
			  n;
	/* @[RAO-SCOTT-1981]. */
	for (size_t r = 0; r < t->rows; r++)
		for (size_t m = 0; m < t->modes; m++) {
			double p = row[r] / n, q = mode[m] / n;
			if (!(p > 0) || !(q > 0))
				continue;
			for (size_t i = 0; i < t->n; i++)
				v[i] = ((t->row[i] == r) - p) * ((t->mode[i] == m) - q);
			struct linear l;
			linear_init(&l, t->n);
			for (size_t i = 0; i < t->n; i++)
				linear_add(&l, i, v[i]);
			variance = linear_spread(&l).se;
			effect += n * variance * variance / (p * q * freedom);
			linear_release(&l);
		}
	effect = fmax(effect, 1);
	for (size_t i = 0; i < t->n; i++) {
		double both = joint[t->row[i] * t->modes + t->mode[i]], alone = mode[t->mode[i]];
		v[i] = log2(both * n / (row[t->row[i]] * alone)) / h -
		       plugin / h * log2(n / alone) / h;
	}
	struct linear l = influence_of_samples(v, t->n);
	double scale = 2 * n * log(2) * h;
	less.value -= (effect - 1) * freedom / scale;
	linear_information(
	    &less, &l, &(struct linear_chance){plugin / h, freedom, scale / effect}, 1);
	linear_release(&l);
	e.lo = less.lo;
	e.hi = isnan(less.hi) ? NAN : fmax(less.hi, e.value);
	e.n_eff = less.n_eff;
	return e;
}

static void odds_compare(const struct attribution *a, int c, const struct table *t)
{
	static double v[MOST];
	double count[2][2] = {{0}}, n = (double)t->n;
	for (size_t i = 0; i < t->n; i++)
		count[t->row[i]][t->mode[i] + 1u == t->modes]++;
	for (int r = 0; r < 2; r++)
		for (int m = 0; m < 2; m++)
			assert_int_equal(a->table[c].count[r][m], count[r][m]);
	if (a->odds_ratio[c].status != EST_OK)
		return;
	for (size_t i = 0; i < t->n; i++) {
		int in = t->mode[i] + 1u == t->modes;
		v[i] = (t->row[i] == in ? n : -n) / count[t->row[i]][in];
	}
	struct linear l;
	linear_init(&l, t->n);
	for (size_t i = 0; i < t->n; i++)
		linear_add(&l, i, v[i]);
	struct linear_spread s = linear_spread(&l);
	struct estimate logarithm = estimate_point(0, t->n),
			want = attribution_odds_ratio(&a->table[c], s.n_eff);
	linear_normal(&logarithm, &l, 0, -INFINITY, INFINITY);
	linear_release(&l);
	assert_near(a->odds_ratio[c].n_eff, s.n_eff, 1e-7);
	if (isnan(logarithm.lo))
		want.lo = want.hi = NAN;
	ends_compare(&a->odds_ratio[c], want.lo, want.hi);
}

static void causes_explain_what_is_counted(void **state)
{
	(void)state;
	enum { CAUSES = 3 };
	static struct table t;
	static uint8_t mode[MOST];
	static uint32_t flags[MOST];
	for (int k = 0; k < 4; k++) {
		static const size_t size[] = {2500, 1200, 20, 2999};
		size_t n = size[k];
		int modes = k == 1 ? 3 : k == 3 ? 5 : 2;
		struct rng r;
		rng_init(&r, (uint64_t)k, 6);
		for (size_t i = 0; i < n; i++) {
			/* Causes that last; modes that last in one of them. */
			flags[i] = i && rng_below(&r, 10) < (k == 3 ? 9 : 5)
				       ? flags[i - 1]
				       : (uint32_t)rng_below(&r, 8);
			mode[i] = (uint8_t)(rng_below(&r, 3) == 0 ? rng_below(&r, (uint64_t)modes)
								  : flags[i] % (unsigned)modes);
			if (k == 0 && i && rng_below(&r, 2))
				mode[i] = mode[i - 1];
		}
		struct attribution a = attribution_of(mode, modes, flags, CAUSES, n);
		assert_int_equal(a.status, EST_OK);
		t = (struct table){.n = n, .rows = 2, .modes = (size_t)modes};
		memcpy(t.mode, mode, n);
		double by_mode[5];
		for (int m = 0; m < modes; m++)
			by_mode[m] = cell_count(&t, -1, m);
		assert_near(a.mode_entropy_bits.value,
		    counts_entropy(by_mode, (size_t)modes, (double)n), 1e-9);
		for (int c = 0; c < CAUSES; c++) {
			for (size_t i = 0; i < n; i++)
				t.row[i] = flags[i] >> c & 1;
			struct estimate want = share_explained(&t);
			assert_within(a.explained_share[c].value, want.value, 1e-9);
			ends_compare(&a.explained_share[c], want.lo, want.hi);
			odds_compare(&a, c, &t);
		}
		t.rows = CAUSES + 1;
		for (size_t i = 0; i < n; i++)
			t.row[i] = (uint8_t)(flags[i] & 7 ? __builtin_ctz(flags[i]) : CAUSES);
		for (int row = 0; row <= CAUSES; row++)
			for (int m = 0; m < modes; m++)
				assert_int_equal(a.count[row][m], cell_count(&t, row, m));
		struct estimate want = share_explained(&t);
		assert_within(a.explained_by_all.value, want.value, 1e-9);
		assert_within(a.unexplained.value, 1 - want.value, 1e-9);
		ends_compare(&a.explained_by_all, want.lo, want.hi);
		ends_compare(&a.unexplained, 1 - want.hi, 1 - want.lo);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(observers_of_the_past_guess_as_counted),
	    cmocka_unit_test(observers_of_another_series_guess_as_counted),
	    cmocka_unit_test(symbols_are_in_the_order_of_counts),
	    cmocka_unit_test(informations_are_those_of_the_samples),
	    cmocka_unit_test(entropies_given_the_past_are_those_of_the_samples),
	    cmocka_unit_test(causes_explain_what_is_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
