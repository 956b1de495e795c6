/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sequences of labels against counts over their samples, and the intervals of their influences.
 */
#include "test.h"

#include "dynamics.h"
#include "linear.h"
#include "rng.h"

#include <gsl/gsl_cdf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 6000 };

static uint8_t label[MOST];
static double influence[MOST];

/* Chains of k labels that stay with 3, 6 or 8 in ten; of no memory; of runs of 7 at most. */
static struct symbols labels_draw(size_t n, size_t k, int kind, uint64_t seed)
{
	struct rng r;
	size_t run = 0;
	rng_init(&r, seed, (uint64_t)kind);
	for (size_t t = 0; t < n; t++) {
		uint64_t stay = kind == 0 ? 3 : kind == 1 ? 6 : kind == 2 ? 8 : 0;
		bool stays = kind < 4 ? t && rng_below(&r, 10) < stay : run > 0;
		run = run ? run - 1 : rng_below(&r, 7);
		label[t] = stays ? label[t - 1]
				 : (uint8_t)((double)k * pow(rng_double(&r), 1 + (kind == 1)));
	}
	return (struct symbols){.s = label, .n = n, .alphabet = k};
}

static struct linear influence_take(size_t n)
{
	struct linear l;
	assert_int_equal(linear_init(&l, n), EST_OK);
	for (size_t t = 0; t < n; t++)
		linear_add(&l, t, influence[t]);
	return l;
}

static void ends_compare(const struct estimate *got, double lo, double hi)
{
	if (isnan(lo)) {
		assert_true(isnan(got->lo) && isnan(got->hi));
		return;
	}
	assert_within(got->lo, lo, 1e-6);
	assert_within(got->hi, hi, 1e-6);
}

static void transitions_compare(const struct symbols *s)
{
	struct transitions t = dynamics_transitions(s);
	assert_int_equal(t.status, EST_OK);
	assert_int_equal(t.k, s->alphabet);
	for (size_t i = 0; i < s->alphabet; i++)
		for (size_t j = 0; j < s->alphabet; j++) {
			double all = 0, both = 0;
			for (size_t k = 1; k < s->n; k++) {
				all += s->s[k - 1] == i;
				both += s->s[k - 1] == i && s->s[k] == j;
			}
			assert_int_equal(t.count[i][j], both);
			if (!(all > 0)) {
				assert_int_equal(t.share[i][j].status, EST_TOO_SHORT);
				continue;
			}
			struct estimate e = estimate_point(both / all, (uint64_t)all);
			influence[0] = 0;
			for (size_t k = 1; k < s->n; k++)
				influence[k] = s->s[k - 1] == i ? ((s->s[k] == j) - both / all) *
								      (double)s->n / all
								: 0;
			struct linear l = influence_take(s->n);
			linear_share(&e, &l, all);
			linear_release(&l);
			assert_near(t.share[i][j].value, both / all, 1e-12);
			assert_int_equal(t.share[i][j].n, all);
			ends_compare(&t.share[i][j], e.lo, e.hi);
		}
}

/* Mean and variance of the runs of all orders of the same labels @[BARTON-DAVID-1957]. */
static double runs_chance(const struct symbols *s, double runs)
{
	double n = (double)s->n, second = 0, third = 0;
	for (size_t k = 0; k < s->alphabet; k++) {
		double c = 0;
		for (size_t t = 0; t < s->n; t++)
			c += s->s[t] == k;
		second += c * c;
		third += c * c * c;
	}
	double mean = n + 1 - second / n;
	double variance =
	    (second * (second + n * (n + 1)) - 2 * n * third - n * n * n) / (n * n * (n - 1));
	return 2 * gsl_cdf_ugaussian_Q(fabs(runs - mean) / sqrt(variance));
}

/* The lengths of a mode's complete runs, in classes of an eighth of them, five at least. */
static double geometric_chance(const double *length, size_t runs, int *classes)
{
	double n = (double)runs, total = 0, chi2 = 0, least = n / 8 > 5 ? n / 8 : 5;
	for (size_t i = 0; i < runs; i++)
		total += length[i];
	double stay = 1 - n / total, from = 1;
	*classes = 0;
	for (double to = 1; from < 4097; to++) {
		double expected = n * (pow(stay, from - 1) - pow(stay, to)), seen = 0;
		double left = n * pow(stay, to);
		bool last = to >= 4096;
		if (!last && (expected < least || left < least))
			continue;
		for (size_t i = 0; i < runs; i++)
			seen += length[i] >= from && (length[i] <= to || last);
		expected = last ? n * pow(stay, from - 1) : expected;
		chi2 += (seen - expected) * (seen - expected) / expected;
		*classes += !last;
		from = last ? INFINITY : to + 1;
	}
	return gsl_cdf_chisq_Q(chi2, *classes - 1);
}

static void dwell_compare(const struct symbols *s)
{
	static double length[MOST];
	struct dwell d = dynamics_dwell(s);
	double runs = 1, steps = (double)s->n - 1;
	for (size_t t = 1; t < s->n; t++)
		runs += s->s[t] != s->s[t - 1];
	assert_near(d.runs.value, runs, 0);
	struct estimate e = estimate_point((runs - 1) / steps, s->n);
	influence[0] = 0;
	for (size_t t = 1; t < s->n; t++)
		influence[t] = (s->s[t] != s->s[t - 1]) - e.value;
	struct linear l = influence_take(s->n);
	linear_share(&e, &l, steps);
	linear_release(&l);
	ends_compare(&d.runs, 1 + e.lo * steps, 1 + e.hi * steps);
	if (!isnan(e.n_eff))
		assert_near(d.runs.n_eff, e.n_eff, 1e-6);
	if (s->n < 20)
		assert_int_equal(d.runs_p.status, EST_TOO_SHORT);
	else
		assert_within(d.runs_p.value, runs_chance(s, runs), 1e-9);
	for (size_t k = 0; k < s->alphabet; k++) {
		size_t count = 0;
		double total = 0;
		for (size_t t = 1, from = 0; t < s->n; t++) {
			if (s->s[t] == s->s[t - 1])
				continue;
			if (from > 0 && s->s[from] == k)
				total += length[count++] = (double)(t - from);
			from = t;
		}
		if (!count) {
			assert_int_equal(d.mean[k].status, EST_TOO_SHORT);
			continue;
		}
		double mean = total / (double)count;
		assert_near(d.mean[k].value, mean, 1e-12);
		assert_int_equal(d.mean[k].n, count);
		struct estimate m = estimate_point(mean, count);
		influence[0] = 0;
		for (size_t t = 1; t < s->n; t++)
			influence[t] = s->s[t] == k ? (1 - mean * (s->s[t - 1] != k)) *
							  (double)s->n / (double)count
						    : 0;
		l = influence_take(s->n);
		linear_logarithm(&m, &l);
		linear_release(&l);
		ends_compare(&d.mean[k], m.lo, m.hi);
		int classes;
		if (count < 40) {
			assert_int_equal(d.geometric_p[k].status, EST_TOO_SHORT);
			continue;
		}
		double p = geometric_chance(length, count, &classes);
		if (classes < 2)
			assert_int_equal(d.geometric_p[k].status, EST_DEGENERATE);
		else
			assert_within(d.geometric_p[k].value, p, 1e-9);
	}
}

/* Of the words of `length` labels, by Miller and Madow. */
static double words_entropy(const struct symbols *s, size_t length)
{
	static uint8_t done[MOST];
	double n = (double)(s->n - length + 1), bits = 0, kinds = 0;
	memset(done, 0, sizeof done);
	for (size_t t = 0; t + length <= s->n; t++) {
		double count = 0;
		if (done[t])
			continue;
		for (size_t u = t; u + length <= s->n; u++)
			if (memcmp(s->s + t, s->s + u, length) == 0) {
				done[u] = 1;
				count++;
			}
		bits -= count / n * log2(count / n);
		kinds++;
	}
	return bits + (kinds - 1) / (2 * n * log(2));
}

/* Samples that follow the `order` labels before sample t, and those of them that are as t is. */
static void followers_count(
    const struct symbols *s, size_t order, size_t t, double *all, double *alike)
{
	*all = *alike = 0;
	for (size_t u = order; u < s->n; u++)
		if (memcmp(s->s + t - order, s->s + u - order, order) == 0) {
			++*all;
			*alike += s->s[u] == s->s[t];
		}
}

static void rate_compare(const struct symbols *s, int max_order)
{
	double n = (double)s->n, k = (double)s->alphabet, least = INFINITY, before = 0, shares = 0;
	size_t best = 0;
	for (size_t order = 0; (int)order <= max_order; order++) {
		if (order && pow(k, (double)order + 1) > floor(n / 20))
			break;
		double h = words_entropy(s, order + 1);
		best = h - before < least ? order : best;
		least = fmin(least, h - before);
		before = h;
	}
	double mean = 0, parameters = 0;
	for (size_t i = 0; i < s->alphabet; i++) {
		double c = 0;
		for (size_t t = 0; t < s->n; t++)
			c += s->s[t] == i;
		shares -= c > 0 ? c / n * log2(c / n) : 0;
	}
	for (size_t t = best; t < s->n; t++) {
		double all, alike;
		bool first_context = true, first_word = true;
		followers_count(s, best, t, &all, &alike);
		influence[t] = log2(all / alike);
		mean += influence[t] / (n - (double)best);
		for (size_t u = best; u < t; u++)
			if (memcmp(s->s + t - best, s->s + u - best, best) == 0) {
				first_context = false;
				first_word &= s->s[u] != s->s[t];
			}
		parameters += first_word - first_context;
	}
	for (size_t t = 0; t < s->n; t++)
		influence[t] = t < best ? 0 : influence[t] - mean;
	struct estimate e = estimate_point(fmin(fmax(least, 0), shares), s->n),
			got = dynamics_entropy_rate(s, max_order);
	struct linear l = influence_take(s->n);
	linear_normal(&e, &l, parameters / (2 * n * n * log(2) * log(2)), 0, log2(k));
	linear_release(&l);
	assert_near(got.value, e.value, 1e-9);
	ends_compare(&got, e.lo, e.hi);
	e = estimate_point(shares, s->n);
	for (size_t t = 0; t < s->n; t++) {
		double c = 0;
		for (size_t u = 0; u < s->n; u++)
			c += s->s[u] == s->s[t];
		influence[t] = log2(n / c) - shares;
	}
	l = influence_take(s->n);
	linear_normal(&e, &l, (k - 1) / (2 * n * n * log(2) * log(2)), 0, log2(k));
	linear_release(&l);
	got = dynamics_share_entropy(s);
	assert_near(got.value, shares, 1e-9);
	ends_compare(&got, e.lo, e.hi);
}

static void chains_are_as_counted(void **state)
{
	(void)state;
	static const size_t size[] = {2, 19, 20, 80, 300, 1500}, kinds[] = {2, 3, 5};
	for (int c = 0; c < 6; c++)
		for (int k = 0; k < 3; k++)
			for (int kind = 0; kind < 5; kind++) {
				struct symbols s = labels_draw(size[c], kinds[k], kind, 3);
				bool several = memchr(label, !label[0], s.n) || kind < 4;
				if (c == 0)
					label[1] = (uint8_t)!label[0];
				if (!several && s.n < 80)
					continue;
				transitions_compare(&s);
				dwell_compare(&s);
				if (s.n >= 40 && s.n >= 20 * kinds[k] * kinds[k] && s.n < 1000)
					rate_compare(&s, 6);
			}
	struct symbols s = labels_draw(MOST, 2, 1, 4);
	dwell_compare(&s);
}

/* Orders are taken as long as their words are one in 20 samples: 2^5 of 640, not of 639. */
static void the_order_is_bounded_by_samples(void **state)
{
	(void)state;
	for (size_t n = 639; n <= 640; n++) {
		struct symbols s = labels_draw(n, 2, 2, 8);
		/* A label that is that of four before, mostly. */
		for (size_t t = 4; t < n; t++)
			label[t] = (uint8_t)(t * t % 31 == 5 ? !label[t - 4] : label[t - 4]);
		rate_compare(&s, 6);
		rate_compare(&s, 1);
		rate_compare(&s, 0);
	}
}

static void what_cannot_be_counted_says_why(void **state)
{
	(void)state;
	struct symbols s = labels_draw(100, 2, 0, 1), one = {.s = label, .n = 1, .alphabet = 2},
		       many = {.s = label, .n = 100, .alphabet = DYNAMICS_MAX + 1};
	assert_int_equal(dynamics_transitions(&one).status, EST_TOO_SHORT);
	assert_int_equal(dynamics_dwell(&one).runs.status, EST_TOO_SHORT);
	assert_int_equal(dynamics_transitions(&many).status, EST_NOT_APPLICABLE);
	assert_int_equal(dynamics_dwell(&many).runs.status, EST_NOT_APPLICABLE);
	assert_int_equal(dynamics_dwell(&many).mean[0].status, EST_NOT_APPLICABLE);
	s.n = 79;
	assert_int_equal(dynamics_entropy_rate(&s, 3).status, EST_TOO_SHORT);
	s.n = 80;
	assert_int_equal(dynamics_entropy_rate(&s, 3).status, EST_OK);
	memset(label, 0, 100);
	s.alphabet = 1;
	s.n = 39;
	assert_int_equal(dynamics_entropy_rate(&s, 3).status, EST_TOO_SHORT);
	s.n = 40;
	struct estimate none = dynamics_entropy_rate(&s, 3);
	assert_true(none.status == EST_OK && none.value == 0 && isnan(none.lo));
	assert_int_equal(dynamics_dwell(&s).runs_p.status, EST_DEGENERATE);
	s.n = 0;
	assert_int_equal(dynamics_share_entropy(&s).status, EST_TOO_SHORT);
	assert_int_equal(dynamics_share_entropy(&s).n, 0);
	/* A run of each of two labels in turn: no length but 1. */
	for (size_t t = 0; t < 100; t++)
		label[t] = t % 2;
	s = (struct symbols){.s = label, .n = 100, .alphabet = 2};
	assert_int_equal(dynamics_dwell(&s).geometric_p[0].status, EST_DEGENERATE);
}

/* The most probable of two that overlap, or the nearest where the background is more probable. */
static void labels_are_of_the_most_probable(void **state)
{
	(void)state;
	struct mixture m = {.status = EST_OK, .k = 3};
	uint64_t x[120];
	struct histogram h;
	struct symbols s;
	for (size_t i = 0; i < 120; i++)
		x[i] = (i * 77) % 120;
	m.component[0] = (struct mixture_component){20, 2, 0.5, 0};
	m.component[1] = (struct mixture_component){30, 4, 0.3, 0};
	m.component[2] = (struct mixture_component){80, 3, 0.1, 0};
	m.background = 0.1;
	m.range_lo = -0.5;
	m.range_hi = 119.5;
	m.tick = 1;
	m.median = 40;
	m.spread = 10;
	assert_int_equal(histogram_init(&h, x, 120), EST_OK);
	assert_int_equal(dynamics_label(&s, x, 120, &h, &m), EST_OK);
	assert_int_equal(s.alphabet, 3);
	for (size_t i = 0; i < 120; i++) {
		double v = (double)x[i], p[3], mean[] = {20, 30, 80};
		size_t best = 0, nearest = 0;
		for (size_t k = 0; k < 3; k++) {
			const struct mixture_component *c = &m.component[k];
			p[k] = c->weight * (gsl_cdf_gaussian_P(v + 0.5 - c->mean, c->sd) -
					       gsl_cdf_gaussian_P(v - 0.5 - c->mean, c->sd));
			best = p[k] > p[best] ? k : best;
			nearest = fabs(mean[k] - v) < fabs(mean[nearest] - v) ? k : nearest;
		}
		/* The background: of density 1 / (spread + |x - median|), over its range. */
		double all = log1p(40.5 / 10) + log1p(79.5 / 10), lo = v - 40.5, hi = v - 39.5;
		double around =
		    copysign(log1p(fabs(hi) / 10), hi) - copysign(log1p(fabs(lo) / 10), lo);
		assert_int_equal(s.s[i], p[best] < 0.1 * around / all ? nearest : best);
	}
	symbols_release(&s);
	assert_int_equal(dynamics_label(&s, x, 0, &h, &m), EST_OK);
	assert_null(s.s);
	histogram_release(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(chains_are_as_counted),
	    cmocka_unit_test(the_order_is_bounded_by_samples),
	    cmocka_unit_test(what_cannot_be_counted_says_why),
	    cmocka_unit_test(labels_are_of_the_most_probable),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
