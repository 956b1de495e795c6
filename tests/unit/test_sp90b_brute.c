/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every estimator again from the text alone, in the plainest way that can be written, with the
 * parameters that the text's worked examples change. The plain versions must give the examples, and
 * the fast ones must agree with the plain ones on short random inputs of many kinds.
 */
#include "test.h"

#include "rng.h"
#include "sp90b_collision_private.h"
#include "sp90b_compression_private.h"
#include "sp90b_data_private.h"
#include "sp90b_lag_private.h"
#include "sp90b_lrs_private.h"
#include "sp90b_lz78y_private.h"
#include "sp90b_markov_private.h"
#include "sp90b_mcv_private.h"
#include "sp90b_multi_mcw_private.h"
#include "sp90b_multi_mmc_private.h"
#include "sp90b_prediction_private.h"
#include "sp90b_t_tuple_private.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* ---- plain versions ---- */

static bool is_same(const uint16_t *s, size_t a, size_t b, size_t n)
{
	return memcmp(s + a, s + b, n * sizeof *s) == 0;
}

/* 6.3.5 and 6.3.6 by comparing all places with all places. */
struct plain_tuples {
	size_t t, u, v;
	double t_p_hat, lrs_p_hat;
};

static void count_tuples(const uint16_t *s, size_t n, size_t w, size_t *most, double *pairs)
{
	*most = 0;
	*pairs = 0;
	for (size_t i = 0; i + w <= n; i++) {
		size_t count = 0;
		for (size_t j = 0; j + w <= n; j++) {
			bool equal = is_same(s, i, j, w);
			count += equal;
			*pairs += equal && j > i;
		}
		*most = count > *most ? count : *most;
	}
}

static struct plain_tuples plain_tuples(const uint16_t *s, size_t n, size_t cutoff)
{
	struct plain_tuples r = {.u = 0};
	for (size_t w = 1; w < n; w++) {
		size_t most;
		double pairs, places = (double)(n - w + 1);
		count_tuples(s, n, w, &most, &pairs);
		if (most < 2)
			break;
		r.v = w;
		if (most >= cutoff) {
			r.t = w;
			r.t_p_hat = fmax(r.t_p_hat, pow((double)most / places, 1.0 / (double)w));
			continue;
		}
		r.u = r.u ? r.u : w;
		double p = pairs / (places * (places - 1) / 2);
		r.lrs_p_hat = fmax(r.lrs_p_hat, pow(p, 1.0 / (double)w));
	}
	return r;
}

static void note_outcome(struct sp90b_score *s, int outcome) /* -1: nothing was predicted */
{
	s->correct += outcome == 1;
	s->current = outcome == 1 ? s->current + 1 : 0;
	s->run = s->current > s->run ? s->current : s->run;
}

/* 6.3.7, step 3. */
static struct sp90b_score plain_mcw(const uint16_t *s, size_t n, const size_t *w, size_t windows)
{
	struct sp90b_score score = {.n = n - w[0]};
	size_t points[4] = {0}, winner = 0;
	for (size_t i = w[0]; i < n; i++) {
		int guess[4];
		for (size_t j = 0; j < windows; j++) {
			size_t best = 0;
			guess[j] = -1;
			/* From the newest back, so that of equal counts the newest stays. */
			for (size_t b = i; i >= w[j] && b-- > i - w[j];) {
				size_t count = 0;
				for (size_t c = i - w[j]; c < i; c++)
					count += s[c] == s[b];
				if (count > best) {
					best = count;
					guess[j] = s[b];
				}
			}
		}
		note_outcome(&score, guess[winner] == s[i]);
		for (size_t j = 0; j < windows; j++)
			if (guess[j] == s[i] && ++points[j] >= points[winner])
				winner = j;
	}
	return score;
}

/* 6.3.8, step 3. */
static struct sp90b_score plain_lag(const uint16_t *s, size_t n, size_t lags)
{
	struct sp90b_score score = {.n = n - 1};
	size_t points[129] = {0}, winner = 1;
	for (size_t i = 1; i < n; i++) {
		note_outcome(&score, winner <= i && s[i - winner] == s[i]);
		for (size_t d = 1; d <= lags && d <= i; d++)
			if (s[i - d] == s[i] && ++points[d] >= points[winner])
				winner = d;
	}
	return score;
}

/* A list of (context, successor, count), searched from end to end. */
struct entry {
	size_t at; /* the context is what stands before this place */
	size_t length, count;
	uint16_t y;
};

struct list {
	struct entry *e;
	size_t n;
};

static bool has_context(const struct list *l, const uint16_t *s, size_t i, size_t d)
{
	for (size_t k = 0; k < l->n; k++)
		if (l->e[k].length == d && is_same(s, l->e[k].at - d, i - d, d))
			return true;
	return false;
}

/* The successor with the greatest count, the greatest of equal ones; -1 if there is none. */
static int find_likeliest(
    const struct list *l, const uint16_t *s, size_t i, size_t d, size_t *count)
{
	int y = -1;
	*count = 0;
	for (size_t k = 0; k < l->n; k++) {
		const struct entry *e = &l->e[k];
		if (e->length != d || !is_same(s, e->at - d, i - d, d))
			continue;
		if (e->count > *count || (e->count == *count && e->y > y)) {
			*count = e->count;
			y = e->y;
		}
	}
	return y;
}

/* Counts what follows at place i; a new pair only if allowed. Returns whether it was new. */
static bool learn_symbol(struct list *l, const uint16_t *s, size_t i, size_t d, bool may_add)
{
	for (size_t k = 0; k < l->n; k++) {
		struct entry *e = &l->e[k];
		if (e->length == d && e->y == s[i] && is_same(s, e->at - d, i - d, d)) {
			e->count++;
			return false;
		}
	}
	if (may_add)
		l->e[l->n++] = (struct entry){i, d, 1, s[i]};
	return may_add;
}

/* 6.3.9, step 4. `null_ends` is what the text says: a leader without prediction ends the run. */
static struct sp90b_score plain_mmc(const uint16_t *s, size_t n, size_t orders, bool null_ends)
{
	struct sp90b_score score = {.n = n - 2};
	struct list l = {calloc(n * orders, sizeof *l.e), 0};
	size_t points[17] = {0}, winner = 1;
	assert_non_null(l.e);
	for (size_t i = 1; i < n; i++) {
		int guess[17];
		size_t count;
		for (size_t d = 1; d <= orders; d++)
			guess[d] = i >= 2 && d < i ? find_likeliest(&l, s, i, d, &count) : -1;
		if (i >= 2 && (guess[winner] >= 0 || null_ends))
			note_outcome(&score, guess[winner] == s[i]);
		for (size_t d = 1; d <= orders; d++)
			if (guess[d] == s[i] && ++points[d] >= points[winner])
				winner = d;
		for (size_t d = 1; d <= orders && d <= i; d++)
			learn_symbol(&l, s, i, d, true);
	}
	free(l.e);
	return score;
}

/* 6.3.10, steps 2 and 3. */
static struct sp90b_score plain_lz78y(const uint16_t *s, size_t n, size_t longest, size_t most)
{
	struct sp90b_score score = {.n = n - longest - 1};
	struct list l = {calloc(n * longest, sizeof *l.e), 0};
	size_t entries = 0;
	assert_non_null(l.e);
	for (size_t i = longest; i < n; i++) {
		size_t best = 0, count;
		int guess = -1;
		for (size_t d = longest; d > 0 && i > longest; d--) {
			int y = find_likeliest(&l, s, i, d, &count);
			if (y >= 0 && count > best) {
				best = count;
				guess = y;
			}
		}
		if (i > longest)
			note_outcome(&score, guess == s[i]);
		for (size_t d = longest; d > 0; d--) {
			bool known = has_context(&l, s, i, d);
			if (known || entries < most)
				learn_symbol(&l, s, i, d, true);
			entries += !known && entries < most;
		}
	}
	free(l.e);
	return score;
}

/* ---- the examples of section 6.3 ---- */

static const uint16_t bits40[] = {1, 0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 0, 0, 1, 1,
    0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 1};
static const uint16_t tuples21[] = {2, 2, 0, 1, 0, 2, 0, 1, 2, 1, 2, 0, 1, 2, 1, 0, 0, 1, 0, 0, 0};

static struct sp90b_bits bits_of(const uint16_t *s, size_t n, unsigned width)
{
	struct sp90b_bits b;
	assert_int_equal(sp90b_bits_init(&b, n * width), 0);
	for (size_t i = 0; i < n; i++)
		sp90b_put(&b, i * width, width, s[i]);
	return b;
}

static void example_of_6_3_1(void **unused)
{
	(void)unused;
	static const uint16_t s[] = {0, 1, 1, 2, 0, 1, 2, 2, 0, 1, 0, 1, 1, 0, 2, 2, 1, 0, 2, 1};
	struct sp90b_estimate e = sp90b_mcv((struct sp90b_symbols){s, COUNT(s), 3});
	assert_within(sp90b_find(&e, "p_hat")->real, 0.4, 1e-12);
	/* The text prints 0.5363: it rounds p_u to 0.6895 before the logarithm. */
	assert_within(sp90b_find(&e, "p_u")->real, 0.6895, 1e-4);
	assert_within(e.h, 0.5363, 1e-4);
}

static void examples_of_6_3_2_to_6_3_4(void **unused)
{
	(void)unused;
	struct sp90b_bits b = bits_of(bits40, 40, 1);
	struct sp90b_estimate e = sp90b_collision(&b);
	assert_int_equal(sp90b_find(&e, "v")->count, 14);
	assert_within(sp90b_find(&e, "p")->real, 0.7329, 1e-4);
	assert_within(e.h, 0.4483, 1e-4);
	e = sp90b_markov(&b);
	assert_within(e.h, 0.761, 5e-4);
	sp90b_bits_release(&b);
	b = bits_of(bits40, 48, 1);
	e = sp90b_compression(&b, 4);
	assert_within(e.h, 0.1345, 1e-4);
	sp90b_bits_release(&b);
}

static void examples_of_6_3_5_and_6_3_6(void **unused)
{
	(void)unused;
	struct sp90b_bits b = bits_of(tuples21, COUNT(tuples21), 2);
	struct sp90b_repeats r;
	assert_int_equal(sp90b_repeats_init(&r, &b, 2, 3), SP90B_OK);
	/* Q[1] = 9, Q[2] = 4, Q[3] = 3 with a cutoff of 3. */
	assert_int_equal(r.most[1], 9);
	assert_int_equal(r.most[2], 4);
	assert_int_equal(r.most[3], 3);
	struct sp90b_estimate e = sp90b_t_tuple(&r, 3);
	assert_within(e.h, 0.273, 5e-4);
	e = sp90b_lrs(&r, 3);
	assert_within(e.h, 0.6146, 1e-4);
	sp90b_repeats_release(&r);
	sp90b_bits_release(&b);
	struct plain_tuples p = plain_tuples(tuples21, COUNT(tuples21), 3);
	assert_int_equal(p.t, 3);
	assert_int_equal(p.u, 4);
	assert_int_equal(p.v, 5);
}

static double h_of(struct sp90b_score s, uint32_t k)
{
	return sp90b_prediction(&s, k).h;
}

static void examples_of_the_predictors(void **unused)
{
	(void)unused;
	/* The text has 2.576 where we have SP90B_Z. */
	static const uint16_t mcw[] = {1, 2, 1, 0, 2, 1, 1, 2, 2, 0, 0, 0};
	static const size_t windows[] = {3, 5, 7, 9};
	static const uint16_t s[] = {2, 1, 3, 2, 1, 3, 1, 3, 1, 2, 1, 3, 2};
	assert_within(h_of(plain_mcw(mcw, COUNT(mcw), windows, 4), 3), 0.3908, 2e-4);
	assert_within(h_of(plain_lag(s, 10, 3), 3), 0.735, 5e-4);
	assert_within(h_of(plain_mmc(s, 9, 3, true), 3), 0.0755, 1e-4);
	assert_within(h_of(plain_lz78y(s, 13, 4, 65536), 3), 0.0191, 1e-4);
}

/* ---- fast against plain ---- */

enum { KINDS = 7 };

/* Symbols 0 .. k-1 of several kinds: uniform, sticky, skewed, periodic, blocks that repeat, mixed.
 */
static void make_symbols(uint16_t *s, size_t n, uint32_t k, int kind, struct rng *r)
{
	uint64_t period = 1 + rng_below(r, 9);
	for (size_t i = 0; i < n; i++) {
		uint16_t u = (uint16_t)rng_below(r, k), last = i ? s[i - 1] : 0;
		switch (kind) {
		case 0:
			s[i] = u;
			break;
		case 1:
			s[i] = rng_below(r, 10) < 8 ? last : u;
			break;
		case 2:
			s[i] = rng_below(r, 10) < 8 ? 0 : u;
			break;
		case 3:
			s[i] = i >= period && rng_below(r, 20) ? s[i - period] : u;
			break;
		case 4:
			s[i] = i >= n / 2 && rng_below(r, 200) ? s[i - n / 2] : u;
			break;
		case 5:
			s[i] = (uint16_t)(i % k);
			break;
		default:
			s[i] = rng_below(r, 5) ? (uint16_t)((last + 1) % k) : u;
		}
	}
}

static void check_score(const char *what, struct sp90b_estimate e, struct sp90b_score p)
{
	assert_int_equal(e.status, SP90B_OK);
	if (sp90b_find(&e, "C")->count != p.correct || sp90b_find(&e, "r")->count != p.run + 1 ||
	    sp90b_find(&e, "N")->count != p.n)
		fail_msg("%s: C %lu r %lu N %lu, plain %lu %lu %lu", what,
		    (unsigned long)sp90b_find(&e, "C")->count,
		    (unsigned long)sp90b_find(&e, "r")->count,
		    (unsigned long)sp90b_find(&e, "N")->count, (unsigned long)p.correct,
		    (unsigned long)p.run + 1, (unsigned long)p.n);
}

static void check_predictors(const uint16_t *s, size_t n, uint32_t k)
{
	struct sp90b_symbols x = {s, n, k};
	check_score("lag", sp90b_lag(x), plain_lag(s, n, 128));
	check_score("multi_mmc", sp90b_multi_mmc(x), plain_mmc(s, n, 16, false));
	check_score("lz78y", sp90b_lz78y(x), plain_lz78y(s, n, 16, 65536));
	if (k > 2)
		return;
	struct sp90b_bits b = bits_of(s, n, 1);
	check_score("lag of bits", sp90b_lag_bits(&b), plain_lag(s, n, 128));
	check_score("multi_mmc of bits", sp90b_multi_mmc_bits(&b), plain_mmc(s, n, 16, false));
	check_score("lz78y of bits", sp90b_lz78y_bits(&b), plain_lz78y(s, n, 16, 65536));
	sp90b_bits_release(&b);
}

static void check_tuples(const uint16_t *s, size_t n, unsigned width, size_t cutoff)
{
	struct plain_tuples p = plain_tuples(s, n, cutoff);
	struct sp90b_bits b = bits_of(s, n, width);
	struct sp90b_repeats r;
	assert_int_equal(sp90b_repeats_init(&r, &b, width, cutoff), SP90B_OK);
	assert_int_equal(r.longest, p.v);
	struct sp90b_estimate t = sp90b_t_tuple(&r, cutoff), l = sp90b_lrs(&r, cutoff);
	assert_int_equal(t.status == SP90B_OK, p.t > 0);
	assert_int_equal(l.status == SP90B_OK, p.u > 0);
	if (p.t > 0) {
		assert_int_equal(sp90b_find(&t, "t")->count, p.t);
		assert_near(sp90b_find(&t, "p_hat_max")->real, p.t_p_hat, 1e-12);
	}
	if (p.u > 0) {
		assert_int_equal(sp90b_find(&l, "u")->count, p.u);
		assert_near(sp90b_find(&l, "p_hat")->real, p.lrs_p_hat, 1e-12);
	}
	sp90b_repeats_release(&r);
	sp90b_bits_release(&b);
}

static void predictors_agree_with_plain_ones(void **unused)
{
	(void)unused;
	static const uint32_t alphabet[] = {2, 2, 3, 4, 16, 200, 300, 65536};
	struct rng r;
	rng_init(&r, 90, 1);
	for (int round = 0; round < 112; round++) {
		uint16_t s[400];
		size_t n = 19 + (size_t)rng_below(&r, COUNT(s) - 19);
		uint32_t k = alphabet[round % 8];
		make_symbols(s, n, k, round % KINDS, &r);
		check_predictors(s, n, k);
	}
}

static void windows_agree_with_plain_ones(void **unused)
{
	(void)unused;
	static const size_t windows[] = {63, 255, 1023, 4095};
	static const uint32_t alphabet[] = {2, 5, 300};
	static uint16_t s[4400];
	struct rng r;
	rng_init(&r, 90, 2);
	for (int round = 0; round < 3; round++) {
		uint32_t k = alphabet[round % 3];
		size_t n = 4096 + (size_t)rng_below(&r, COUNT(s) - 4096);
		/* Long windows are slow in the plain version: few counts differ in what follows. */
		make_symbols(s, n, k, 1 + round, &r);
		for (size_t i = 0; i < 3900; i++)
			s[i] %= 3;
		struct sp90b_score p = plain_mcw(s, n, windows, 4);
		check_score("multi_mcw", sp90b_multi_mcw((struct sp90b_symbols){s, n, k}), p);
		if (k > 2)
			continue;
		struct sp90b_bits b = bits_of(s, n, 1);
		check_score("multi_mcw of bits", sp90b_multi_mcw_bits(&b), p);
		sp90b_bits_release(&b);
	}
}

static void tuples_agree_with_plain_ones(void **unused)
{
	(void)unused;
	struct rng r;
	rng_init(&r, 90, 3);
	for (int round = 0; round < 196; round++) {
		uint16_t s[260];
		unsigned width = 1 + (unsigned)(round / KINDS) % 16;
		size_t n = 2 + (size_t)rng_below(&r, COUNT(s) - 2);
		uint32_t k = (uint32_t)1 << width;
		make_symbols(s, n, width > 3 && round % 2 ? 5 : k, round % KINDS, &r);
		check_tuples(s, n, width, 2 + rng_below(&r, 34));
	}
}

/* Long enough repeats that windows give way to a suffix array: a block three times, and a period,
 * for symbols of one bit, of one byte and of two. */
static void long_repeats_agree_with_plain_counts(void **unused)
{
	(void)unused;
	enum { N = 30000 };
	static uint16_t s[N];
	static const unsigned widths[] = {1, 8, 12};
	struct rng r;
	rng_init(&r, 90, 4);
	for (int round = 0; round < 3; round++) {
		uint32_t k = (uint32_t)1 << widths[round];
		for (size_t i = 0; i < N; i++)
			s[i] = i < N / 3 ? (uint16_t)rng_below(&r, k) : s[i - N / 3];
		struct sp90b_bits b = bits_of(s, N, widths[round]);
		struct sp90b_repeats c;
		assert_int_equal(sp90b_repeats_init(&c, &b, widths[round], 2), SP90B_OK);
		assert_int_equal(c.longest, N - N / 3);
		/* 100 symbols begin at 20,000 - 99 places of which the period makes 10,000 kinds.
		 */
		assert_int_equal(c.most[N / 3], 3);
		assert_int_equal(c.most[N / 3 + 1], 2);
		assert_int_equal(c.pairs[N - N / 3], 1);
		assert_int_equal(c.pairs[N / 3 + 1], N / 3);
		sp90b_repeats_release(&c);
		sp90b_bits_release(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(example_of_6_3_1),
	    cmocka_unit_test(examples_of_6_3_2_to_6_3_4),
	    cmocka_unit_test(examples_of_6_3_5_and_6_3_6),
	    cmocka_unit_test(examples_of_the_predictors),
	    cmocka_unit_test(predictors_agree_with_plain_ones),
	    cmocka_unit_test(windows_agree_with_plain_ones),
	    cmocka_unit_test(tuples_agree_with_plain_ones),
	    cmocka_unit_test(long_repeats_agree_with_plain_counts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
