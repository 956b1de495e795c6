/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * P-values by permutation against a second count of them: of samples, not of tables of cells.
 */
#include "test.h"

#include "rng.h"
#include "twosample.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 9000, VALUES = 7 };

/* Samples of k series one after the other; each value below VALUES. */
struct pool {
	size_t k, n, size[64];
	uint64_t x[MOST];
};

/* P_i(value < v) + P_i(value = v) / 2 times the size of series i. */
static double middle_rank(const uint64_t *x, size_t n, uint64_t v)
{
	double rank = 0;
	for (size_t t = 0; t < n; t++)
		rank += x[t] < v ? 1 : x[t] == v ? 0.5 : 0;
	return rank;
}

static double equal_count(const uint64_t *x, size_t n, uint64_t v)
{
	double count = 0;
	for (size_t t = 0; t < n; t++)
		count += x[t] == v;
	return count;
}

/* @[SCHOLZ-STEPHENS-1987, eq. 7], value by value. */
static double pool_anderson_darling(const struct pool *p)
{
	double n = (double)p->n, sum = 0;
	for (uint64_t v = 0; v < VALUES; v++) {
		double ties = equal_count(p->x, p->n, v), rank = middle_rank(p->x, p->n, v);
		double under = rank * (n - rank) - n * ties / 4;
		const uint64_t *x = p->x;
		for (size_t i = 0; ties > 0 && under > 0 && i < p->k; x += p->size[i++]) {
			double size = (double)p->size[i];
			double away = n * middle_rank(x, p->size[i], v) - size * rank;
			sum += ties * away * away / (size * n * under);
		}
	}
	return sum * (n - 1) / n;
}

static double pool_ks(const struct pool *p)
{
	double most = 0;
	for (uint64_t v = 0; v < VALUES; v++) {
		double a = 0, b = 0;
		for (uint64_t w = 0; w <= v; w++) {
			a += equal_count(p->x, p->size[0], w);
			b += equal_count(p->x + p->size[0], p->size[1], w);
		}
		most = fmax(most, fabs(a / (double)p->size[0] - b / (double)p->size[1]));
	}
	return most;
}

static void pool_fill(struct pool *p, size_t k, const size_t *size, uint64_t seed)
{
	struct rng r;
	rng_init(&r, seed, 5);
	p->k = k;
	p->n = 0;
	for (size_t i = 0; i < k; i++) {
		p->size[i] = size[i];
		for (size_t t = 0; t < size[i]; t++)
			p->x[p->n++] = rng_below(&r, VALUES - 1) + (rng_below(&r, 6) < i);
	}
}

static struct twosample_p pool_permutation(
    const struct pool *p, size_t block, unsigned permutations, uint64_t seed)
{
	struct twosample_series s[64];
	const uint64_t *x = p->x;
	for (size_t i = 0; i < p->k; x += p->size[i++])
		s[i] = (struct twosample_series){x, p->size[i]};
	struct twosample_options o = {block, permutations, seed};
	return twosample_permutation(s, p->k, &o);
}

/* Whole blocks only, the same draws. */
static struct twosample_p pool_count(
    const struct pool *p, size_t block, unsigned permutations, uint64_t seed)
{
	static struct pool whole, now;
	static size_t order[MOST];
	size_t blocks = 0, at = 0;
	unsigned reached[2] = {0, 0};
	struct rng r;
	rng_init(&r, seed, 0);
	whole = (struct pool){.k = p->k};
	for (size_t i = 0; i < p->k; at += p->size[i++]) {
		whole.size[i] = p->size[i] / block * block;
		memcpy(whole.x + whole.n, p->x + at, whole.size[i] * sizeof *p->x);
		whole.n += whole.size[i];
	}
	for (; blocks < whole.n / block; blocks++)
		order[blocks] = blocks;
	now = whole;
	double ad = pool_anderson_darling(&whole), ks = pool_ks(&whole);
	for (unsigned k = 0; k < permutations; k++) {
		for (size_t i = blocks; i-- > 1;) {
			size_t j = rng_below(&r, i + 1), t = order[i];
			order[i] = order[j];
			order[j] = t;
		}
		for (size_t i = 0; i < blocks; i++)
			memcpy(
			    now.x + i * block, whole.x + order[i] * block, block * sizeof *now.x);
		reached[0] += pool_anderson_darling(&now) > ad - 1e-9;
		reached[1] += pool_ks(&now) > ks - 1e-9;
	}
	return (struct twosample_p){estimate_point((1.0 + reached[0]) / (1.0 + permutations), p->n),
	    estimate_point((1.0 + reached[1]) / (1.0 + permutations), p->n)};
}

static void blocks_are_permuted_as_they_are_counted(void **state)
{
	(void)state;
	static struct pool p;
	static const size_t size[][3] = {{15, 15, 15}, {23, 31, 16}, {40, 17, 29}, {24, 60, 20}};
	for (uint64_t seed = 1; seed <= 4; seed++)
		for (size_t k = 2; k <= 3; k++)
			for (size_t block = 1; block <= 3; block++) {
				pool_fill(&p, k, size[seed - 1], seed);
				struct twosample_p got = pool_permutation(&p, block, 60, seed),
						   want = pool_count(&p, block, 60, seed);
				assert_near(got.anderson_darling_p.value,
				    want.anderson_darling_p.value, 1e-12);
				assert_int_equal(got.anderson_darling_p.n, p.n);
				if (k == 2)
					assert_near(got.ks_p.value, want.ks_p.value, 1e-12);
				else
					assert_int_equal(got.ks_p.status, EST_NOT_APPLICABLE);
			}
}

/* No block said: one sample. No number said: 499 permutations. */
static void what_is_left_out_has_its_default(void **state)
{
	(void)state;
	static struct pool p;
	pool_fill(&p, 2, (const size_t[]){14, 19}, 3);
	struct twosample_p got = pool_permutation(&p, 0, 0, 8), want = pool_count(&p, 1, 499, 8);
	assert_near(got.anderson_darling_p.value, want.anderson_darling_p.value, 1e-12);
	assert_near(got.ks_p.value, want.ks_p.value, 1e-12);
}

/* 4095 samples are as many blocks of one sample; 4096 and up to 8191 are blocks of two; from 8192
 * on of three, as long as longer ones are not asked for. */
static void no_more_than_4096_blocks(void **state)
{
	(void)state;
	static struct pool p;
	static const struct {
		size_t n, asked, taken;
	} c[] = {
	    {4095, 1, 1}, {4096, 1, 2}, {8191, 1, 2}, {8192, 2, 3}, {8192, 3, 3}, {8192, 7, 7}};
	for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
		pool_fill(&p, 2, (const size_t[]){c[i].n / 3, c[i].n - c[i].n / 3}, i);
		struct twosample_p got = pool_permutation(&p, c[i].asked, 12, 5),
				   want = pool_count(&p, c[i].taken, 12, 5);
		assert_near(got.anderson_darling_p.value, want.anderson_darling_p.value, 1e-12);
		assert_near(got.ks_p.value, want.ks_p.value, 1e-12);
	}
}

static void the_ends_of_what_is_permuted(void **state)
{
	(void)state;
	static struct pool p;
	size_t size[65];
	for (size_t i = 0; i < 65; i++)
		size[i] = 10;
	pool_fill(&p, 64, size, 1);
	struct twosample_p got = pool_permutation(&p, 2, 9, 1);
	assert_int_equal(got.anderson_darling_p.status, EST_OK);
	struct twosample_series none[65] = {{NULL, 0}};
	struct twosample_options o = {.block = 1, .permutations = 9};
	assert_int_equal(
	    twosample_permutation(none, 65, &o).anderson_darling_p.status, EST_NOT_APPLICABLE);
	/* Five blocks are enough, in each of the series. */
	pool_fill(&p, 2, (const size_t[]){50, 49}, 1);
	assert_int_equal(pool_permutation(&p, 10, 9, 1).ks_p.status, EST_TOO_SHORT);
	pool_fill(&p, 2, (const size_t[]){50, 50}, 1);
	assert_int_equal(pool_permutation(&p, 10, 9, 1).ks_p.status, EST_OK);
}

/* ---- runs ---- */

enum { SAMPLES = 11 };

static void runs_fill(struct pool *p, struct histogram *run, size_t n, uint64_t seed)
{
	size_t size[64] = {0};
	for (size_t i = 0; i < n; i++)
		size[i] = SAMPLES + i % 3;
	pool_fill(p, n, size, seed);
	const uint64_t *x = p->x;
	for (size_t i = 0; i < n; x += size[i++])
		assert_int_equal(histogram_init(&run[i], x, size[i]), EST_OK);
}

static void runs_release(struct histogram *run, size_t n)
{
	for (size_t i = 0; i < n; i++)
		histogram_release(&run[i]);
}

/* Those of the runs whose `first` is set, then the others. */
static void runs_deal(const struct pool *p, const bool *first, struct pool *out)
{
	*out = (struct pool){.k = 2};
	for (int side = 0; side < 2; side++) {
		const uint64_t *x = p->x;
		for (size_t i = 0; i < p->k; x += p->size[i++])
			if (first[i] == (side == 0)) {
				memcpy(out->x + out->n, x, p->size[i] * sizeof *x);
				out->n += p->size[i];
				out->size[side] += p->size[i];
			}
	}
}

/* Of all ways to choose a of n: which reach the statistics of the first a. */
static struct twosample_p runs_count(const struct pool *p, size_t a)
{
	static struct pool dealt;
	double seen[2] = {0, 0}, reached[2] = {0, 0}, ways = 0;
	for (int pass = 0; pass < 2; pass++)
		for (unsigned mask = 0; mask < 1u << p->k; mask++) {
			bool first[64];
			if ((size_t)__builtin_popcount(mask) != a)
				continue;
			for (size_t i = 0; i < p->k; i++)
				first[i] = mask >> i & 1;
			runs_deal(p, first, &dealt);
			double ad = pool_anderson_darling(&dealt), ks = pool_ks(&dealt);
			if (pass == 0 && mask == (1u << a) - 1)
				seen[0] = ad, seen[1] = ks;
			if (pass == 0)
				continue;
			ways++;
			reached[0] += ad > seen[0] - 1e-9;
			reached[1] += ks > seen[1] - 1e-9;
		}
	return (struct twosample_p){
	    estimate_point(reached[0] / ways, p->n), estimate_point(reached[1] / ways, p->n)};
}

static void runs_are_dealt_in_all_ways(void **state)
{
	(void)state;
	static struct pool p;
	struct histogram run[64];
	for (size_t a = 1; a <= 4; a++)
		for (size_t b = 1; b <= 4; b++)
			for (uint64_t seed = 0; seed < 2; seed++) {
				struct twosample_options o = {.permutations = 70, .seed = seed};
				runs_fill(&p, run, a + b, seed + 10 * a + b);
				struct twosample_p got = twosample_permute_runs(run, a, b, &o),
						   want = runs_count(&p, a);
				assert_near(got.anderson_darling_p.value,
				    want.anderson_darling_p.value, 1e-12);
				assert_near(got.ks_p.value, want.ks_p.value, 1e-12);
				runs_release(run, a + b);
			}
}

/* 70 ways to choose 4 of 8: 69 are drawn at random, and the one that was seen is counted too. */
static void runs_are_dealt_at_random_where_ways_are_many(void **state)
{
	(void)state;
	static struct pool p, dealt;
	struct histogram run[64];
	static const unsigned asked[] = {69, 0};
	for (int c = 0; c < 2; c++) {
		size_t n = c ? 14 : 8, a = c ? 5 : 4; /* 2002 ways of 14 */
		unsigned taken = asked[c] ? asked[c] : 499;
		struct twosample_options o = {.permutations = asked[c], .seed = 3};
		bool first[64];
		double reached[2] = {0, 0}, seen[2] = {0, 0};
		struct rng r;
		rng_init(&r, 3, 0);
		runs_fill(&p, run, n, 77);
		for (size_t i = 0; i < n; i++)
			first[i] = i < a;
		for (unsigned k = 0; k <= taken; k++) {
			for (size_t i = n; k > 0 && i-- > 1;) {
				size_t j = rng_below(&r, i + 1);
				bool t = first[i];
				first[i] = first[j];
				first[j] = t;
			}
			runs_deal(&p, first, &dealt);
			double ad = pool_anderson_darling(&dealt), ks = pool_ks(&dealt);
			if (k == 0)
				seen[0] = ad, seen[1] = ks;
			reached[0] += ad > seen[0] - 1e-9;
			reached[1] += ks > seen[1] - 1e-9;
		}
		struct twosample_p got = twosample_permute_runs(run, a, n - a, &o);
		assert_near(got.anderson_darling_p.value, reached[0] / (taken + 1), 1e-12);
		assert_near(got.ks_p.value, reached[1] / (taken + 1), 1e-12);
		runs_release(run, n);
	}
}

static void the_ends_of_what_is_dealt(void **state)
{
	(void)state;
	static struct pool p;
	struct histogram run[65];
	struct twosample_options o = {.permutations = 9};
	runs_fill(&p, run, 64, 1);
	run[64] = run[63];
	assert_int_equal(twosample_permute_runs(run, 32, 32, &o).ks_p.status, EST_OK);
	assert_int_equal(twosample_permute_runs(run, 32, 33, &o).ks_p.status, EST_NOT_APPLICABLE);
	assert_int_equal(twosample_permute_runs(run, 0, 2, &o).ks_p.status, EST_NOT_APPLICABLE);
	assert_int_equal(twosample_permute_runs(run, 2, 0, &o).ks_p.status, EST_NOT_APPLICABLE);
	runs_release(run, 64);
	uint64_t same[2] = {4, 4};
	histogram_init(&run[0], same, 2);
	histogram_init(&run[1], same, 2);
	struct twosample_p alike = twosample_permute_runs(run, 1, 1, &o);
	assert_int_equal(alike.ks_p.status, EST_DEGENERATE);
	assert_int_equal(alike.anderson_darling_p.status, EST_DEGENERATE);
	assert_int_equal(alike.ks_p.n, 4);
	assert_int_equal(twosample_anderson_darling(run, 2).status, EST_DEGENERATE);
	struct histogram one_empty[2] = {run[0], {0}};
	assert_int_equal(twosample_anderson_darling(one_empty, 2).status, EST_TOO_SHORT);
	runs_release(run, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(blocks_are_permuted_as_they_are_counted),
	    cmocka_unit_test(what_is_left_out_has_its_default),
	    cmocka_unit_test(no_more_than_4096_blocks),
	    cmocka_unit_test(the_ends_of_what_is_permuted),
	    cmocka_unit_test(runs_are_dealt_in_all_ways),
	    cmocka_unit_test(runs_are_dealt_at_random_where_ways_are_many),
	    cmocka_unit_test(the_ends_of_what_is_dealt),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
