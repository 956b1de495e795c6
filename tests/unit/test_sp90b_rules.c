/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The IID tests, restarts, mappings, modes and memo of SP 800-90B again from their contracts: every
 * statistic and rank in the plainest way, levels on both sides, data to the last sample.
 */
#include "test.h"

#include "rng.h"
#include "sp90b_iid.h"
#include "sp90b_mapping.h"
#include "sp90b_mcv_private.h"
#include "sp90b_modes.h"
#include "sp90b_restart.h"

#include <bzlib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* Of chi-square by its finite sums. */
static double tail_by_sum(double t, long df)
{
	double x = t / 2, sum = df % 2 ? erfc(sqrt(x)) : 0, a = df % 2 ? 0.5 : 0;
	for (; x > 0 && a < (double)df / 2 - 0.25; a++)
		sum += exp(a * log(x) - x - lgamma(a + 1));
	return x > 0 && df > 0 ? sum : 1;
}

/* ---- chi-square ---- */

struct plain_cell {
	double expected;
	uint64_t seen;
	uint32_t what;
};

/* Pools cells, the least expected first, into bins of 5 at least; returns T and the bins. */
static double pool_cells(struct plain_cell *c, size_t n, size_t *bins)
{
	for (size_t i = 1; i < n; i++)
		for (size_t j = i; j > 0 && (c[j].expected < c[j - 1].expected ||
						(c[j].expected == c[j - 1].expected &&
						    c[j].what < c[j - 1].what));
		     j--) {
			struct plain_cell t = c[j];
			c[j] = c[j - 1];
			c[j - 1] = t;
		}
	*bins = 0;
	for (size_t i = 0; i < n; i++) {
		if (*bins == 0 || c[*bins - 1].expected >= 5) {
			c[(*bins)++] = c[i];
		} else {
			c[*bins - 1].expected += c[i].expected;
			c[*bins - 1].seen += c[i].seen;
		}
	}
	if (*bins > 1 && c[*bins - 1].expected < 5) {
		c[*bins - 2].expected += c[*bins - 1].expected;
		c[*bins - 2].seen += c[*bins - 1].seen;
		--*bins;
	}
	double t = 0;
	for (size_t i = 0; i < *bins; i++)
		t += pow((double)c[i].seen - c[i].expected, 2) / c[i].expected;
	return t;
}

static void check_chi_square(struct sp90b_chi_square c, double t, long df)
{
	assert_int_equal(c.status, SP90B_OK);
	assert_int_equal(c.df, df);
	assert_within(c.t, t, 1e-9 * (1 + t));
	assert_within(c.p_value, tail_by_sum(t, df), 1e-9);
	assert_int_equal(c.pass, c.p_value >= 0.001);
}

enum { MOST = 600, MOST_K = 8 };

static void check_independence(const uint16_t *s, size_t n, uint32_t k, const double *share)
{
	static struct plain_cell c[MOST_K * MOST_K];
	for (uint32_t i = 0; i < k * k; i++)
		c[i] = (struct plain_cell){share[i / k] * share[i % k] * (double)(n / 2), 0, i};
	for (size_t i = 0; i < n / 2; i++)
		c[s[2 * i] * k + s[2 * i + 1]].seen++;
	size_t bins;
	double t = pool_cells(c, k * k, &bins);
	struct sp90b_chi_square got = sp90b_independence((struct sp90b_symbols){s, n, k});
	if (bins <= k)
		assert_int_equal(got.status, SP90B_TOO_SHORT);
	else
		check_chi_square(got, t, (long)bins - (long)k);
}

static void check_parts(const uint16_t *s, size_t n, uint32_t k, const double *share)
{
	double t = 0;
	size_t bins = 0, part = n / 10;
	for (size_t j = 0; j < 10; j++) {
		struct plain_cell c[MOST_K];
		for (uint32_t v = 0; v < k; v++)
			c[v] = (struct plain_cell){share[v] * (double)part, 0, v};
		for (size_t i = 0; i < part; i++)
			c[s[j * part + i]].seen++;
		t += pool_cells(c, k, &bins);
	}
	check_chi_square(
	    sp90b_goodness_of_fit((struct sp90b_symbols){s, n, k}), t, 9 * ((long)bins - 1));
}

static void chi_square_of_symbols(void **unused)
{
	(void)unused;
	uint16_t s[MOST];
	struct rng r;
	rng_init(&r, 31, 0);
	for (int round = 0; round < 120; round++) {
		uint32_t k = 3 + (uint32_t)round % 6;
		size_t n = 40 + (size_t)rng_below(&r, MOST - 40);
		double share[MOST_K] = {0};
		for (size_t i = 0; i < n; i++) {
			s[i] = (uint16_t)rng_below(&r, k);
			if (round % 2 && s[i] > 0)
				s[i] = (uint16_t)(rng_below(&r, s[i] + 1u));
			if (round % 5 == 0 && i && rng_below(&r, 3) == 0)
				s[i] = s[i - 1];
			s[i] = i < k ? (uint16_t)i : s[i];
		}
		for (size_t i = 0; i < n; i++)
			share[s[i]] += 1.0 / (double)n;
		check_independence(s, n, k, share);
		check_parts(s, n, k, share);
	}
	/* Too many pairs of symbols to expect any; fewer than ten samples. */
	static uint16_t wide[5000];
	for (size_t i = 0; i < COUNT(wide); i++)
		wide[i] = (uint16_t)i;
	assert_int_equal(
	    sp90b_independence((struct sp90b_symbols){wide, 5000, 5000}).status, SP90B_TOO_SHORT);
	for (size_t n = 9; n <= 10; n++)
		for (uint32_t k = 2; k <= 3; k++) {
			struct sp90b_symbols x = {
			    (const uint16_t[]){0, 1, 2, 0, 1, 2, 0, 1, 1, 0}, n, k};
			uint16_t two[10];
			for (size_t i = 0; i < 10; i++)
				two[i] = i % 2;
			x.s = k == 2 ? two : x.s;
			assert_int_equal(
			    sp90b_goodness_of_fit(x).status, n < 10 ? SP90B_TOO_SHORT : SP90B_OK);
			if (n < 10 || k == 2)
				assert_int_equal(sp90b_independence(x).status,
				    n < 10 ? SP90B_TOO_SHORT : SP90B_OK);
		}
}

static void chi_square_of_bits(void **unused)
{
	(void)unused;
	enum { N = 4000 };
	static uint16_t s[N];
	struct rng r;
	rng_init(&r, 32, 0);
	for (int round = 0; round < 60; round++) {
		size_t n = 10 + (size_t)rng_below(&r, round % 2 ? 200 : N - 10), ones = 0, m = 11;
		double bias = 0.05 + 0.9 * rng_double(&r), t = 0;
		for (size_t i = 0; i < n; i++)
			s[i] = rng_double(&r) < (round % 3 || !i || !s[i - 1] ? bias : 0.5);
		s[0] = 0, s[1] = 1;
		for (size_t i = 0; i < n; i++)
			ones += s[i];
		double p = (double)ones / (double)n, part = (double)(n / 10);
		while (m > 1 && pow(fmin(p, 1 - p), (double)m) * (double)(n / m) < 5)
			m--;
		for (size_t tuple = 0; m > 1 && tuple < (size_t)1 << m; tuple++) {
			double seen = 0, expected = (double)(n / m);
			for (size_t b = 0; b < m; b++)
				expected *= tuple >> b & 1 ? p : 1 - p;
			for (size_t i = 0; i + m <= n; i += m) {
				bool same = true;
				for (size_t b = 0; b < m && same; b++)
					same = s[i + b] == (tuple >> (m - 1 - b) & 1);
				seen += same;
			}
			t += (seen - expected) * (seen - expected) / expected;
		}
		struct sp90b_symbols x = {s, n, 2};
		check_chi_square(sp90b_independence(x), t, m > 1 ? (1L << m) - 2 : 0);
		t = 0;
		for (size_t j = 0; j < 10; j++) {
			double o = 0;
			for (size_t i = 0; i < n / 10; i++)
				o += s[j * (n / 10) + i];
			t += pow(o - p * part, 2) / (p * part);
			t += pow(o - p * part, 2) / ((1 - p) * part);
		}
		check_chi_square(sp90b_goodness_of_fit(x), t, 9);
	}
	/* Pairs of even bits expect 5 from 40 on, tuples of 11 from 112,640 on. */
	static uint16_t even[112640];
	for (size_t i = 0; i < COUNT(even); i++)
		even[i] = i % 2;
	assert_int_equal(sp90b_independence((struct sp90b_symbols){even, 38, 2}).df, 0);
	assert_true(sp90b_independence((struct sp90b_symbols){even, 38, 2}).pass);
	assert_int_equal(sp90b_independence((struct sp90b_symbols){even, 40, 2}).df, 2);
	assert_int_equal(sp90b_independence((struct sp90b_symbols){even, COUNT(even), 2}).df, 2046);
}

/* Ten parts of 100 with 50 ones and these more: T = sum of squares / 25, at 9 degrees of freedom
 * 27.877 for 0.001. */
static void the_level_is_a_thousandth(void **unused)
{
	(void)unused;
	static const int off[2][5] = {{15, 10, 5, 0, 0}, {18, 4, 2, 2, 0}};
	static const double want[] = {28, 27.84};
	for (int which = 0; which < 2; which++) {
		uint16_t s[1000];
		for (int j = 0; j < 10; j++)
			for (int i = 0; i < 100; i++)
				s[100 * j + i] = i < 50 + (j % 2 ? -1 : 1) * off[which][j / 2];
		struct sp90b_chi_square c =
		    sp90b_goodness_of_fit((struct sp90b_symbols){s, 1000, 2});
		assert_near(c.t, want[which], 1e-12);
		assert_within(c.p_value, 0.001, 0.0001);
		assert_int_equal(c.pass, which == 1);
	}
	/* The longest repeat: 1 - (1 - 2^-29)^(places (places - 1) / 2). */
	for (uint64_t n = 1038; n <= 1066; n += 28) {
		const uint64_t count[] = {n / 2, n / 2};
		struct sp90b_lrs_test t = sp90b_lrs_test(count, 2, n, 29);
		double places = (double)n - 28;
		assert_int_equal(t.status, SP90B_OK);
		assert_int_equal(t.w, 29);
		assert_near(t.p_col, 0.5, 1e-12);
		assert_near(t.pr_x_ge_1, -expm1(places * (places - 1) / 2 * log1p(-0x1p-29)), 1e-9);
		assert_int_equal(t.pass, n == 1066);
	}
	const uint64_t uneven[] = {1, 2, 5};
	/* 30 of 64; 7 places, 21 pairs. */
	struct sp90b_lrs_test t = sp90b_lrs_test(uneven, 3, 8, 2);
	assert_near(t.p_col, 30.0 / 64, 1e-14);
	assert_near(t.pr_x_ge_1, 1 - pow(1 - 900.0 / 4096, 21), 1e-12);
	assert_int_equal(sp90b_lrs_test(uneven, 3, 8, 7).status, SP90B_OK);
	assert_int_equal(sp90b_lrs_test(uneven, 3, 8, 8).status, SP90B_TOO_SHORT);
	assert_int_equal(sp90b_lrs_test(uneven, 3, 8, 0).status, SP90B_TOO_SHORT);
	assert_int_equal(sp90b_lrs_test(uneven, 3, 8, 1).status, SP90B_OK);
	assert_int_equal(sp90b_lrs_test(uneven, 1, 1, 1).status, SP90B_TOO_SHORT);
}

/* ---- statistics of 5.1 ---- */

static const size_t lags[] = {1, 2, 8, 16, 32};

static void count_plain_runs(const bool *up, size_t n, double *runs, double *longest)
{
	double now = 0;
	*runs = *longest = 0;
	for (size_t i = 0; i < n; i++) {
		bool goes_on = i && up[i] == up[i - 1];
		*runs += !goes_on;
		now = goes_on ? now + 1 : 1;
		*longest = fmax(*longest, now);
	}
}

static size_t packed_length(const uint16_t *v, size_t n)
{
	char text[6 * MOST + 1], packed[8 * MOST + 1000], *to = text;
	unsigned length = sizeof packed;
	for (size_t i = 0; i < n; i++)
		to += snprintf(to, 7, "%u ", v[i]);
	assert_int_equal(
	    BZ2_bzBuffToBuffCompress(packed, &length, text, (unsigned)(to - text) - 1, 5, 0, 0),
	    BZ_OK);
	return length;
}

/* v: the values; median: the least of them that is not below it. Binary data are first made numbers
 * of eight (5.1). */
static void plain_statistics(const uint16_t *v, size_t n, bool binary, double median, double *out)
{
	uint16_t ones[MOST], number[MOST];
	bool up[MOST];
	double sum = 0, mean = 0;
	size_t m = binary ? (n + 7) / 8 : n;
	uint16_t zero = v[0];
	memset(out, 0, SP90B_STATISTICS * sizeof *out);
	for (size_t i = 0; i < n; i++) {
		zero = v[i] < zero ? v[i] : zero;
		mean += v[i] / (double)n;
	}
	for (size_t i = 0; i < m; i++) {
		ones[i] = number[i] = binary ? 0 : v[i];
		for (size_t b = 0; binary && b < 8; b++) {
			bool one = 8 * i + b < n && v[8 * i + b] != zero;
			ones[i] = (uint16_t)(ones[i] + one);
			number[i] = (uint16_t)(2 * number[i] + one);
		}
	}
	for (size_t i = 0; i < n; i++) {
		sum += v[i];
		out[0] = fmax(out[0], fabs(sum - (double)(i + 1) * mean));
	}
	double ups = 0;
	for (size_t i = 0; i + 1 < m; i++)
		ups += up[i] = ones[i] <= ones[i + 1];
	count_plain_runs(up, m - 1, &out[1], &out[2]);
	out[3] = fmax(ups, (double)(m - 1) - ups);
	for (size_t i = 0; i < n; i++)
		up[i] = v[i] >= median;
	count_plain_runs(up, n, &out[4], &out[5]);
	double found = 0, total = 0;
	for (size_t from = 0, i = 0; i < m; i++)
		for (size_t j = from; j < i; j++)
			if (number[j] == number[i]) {
				found++;
				total += (double)(i + 1 - from);
				out[7] = fmax(out[7], (double)(i + 1 - from));
				from = i + 1;
				break;
			}
	out[6] = found > 0 ? total / found : 0;
	for (size_t l = 0; l < COUNT(lags); l++)
		for (size_t i = 0; i + lags[l] < m; i++) {
			out[8 + l] += ones[i] == ones[i + lags[l]];
			out[13 + l] += (double)ones[i] * ones[i + lags[l]];
		}
	out[18] = (double)packed_length(v, n);
}

static double median_of(const uint16_t *s, size_t n)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++) {
		size_t below = 0, same = 0;
		for (size_t j = 0; j < n; j++) {
			below += s[j] < s[i];
			same += s[j] == s[i];
		}
		bool low = (n - 1) / 2 >= below && (n - 1) / 2 < below + same;
		bool high = n / 2 >= below && n / 2 < below + same;
		sum += (double)s[i] * (low + high) / (2 * (double)same);
	}
	return sum;
}

/* Values of one digit to five, few and many, n around the words and lanes they are packed in. */
static void statistics_are_those_of_the_text(void **unused)
{
	(void)unused;
	static const char *const names[SP90B_STATISTICS] = {"excursion", "directional_runs",
	    "longest_directional_run", "increases_decreases", "median_runs", "longest_median_run",
	    "average_collision", "maximum_collision", "periodicity_1", "periodicity_2",
	    "periodicity_8", "periodicity_16", "periodicity_32", "covariance_1", "covariance_2",
	    "covariance_8", "covariance_16", "covariance_32", "compression"};
	static const uint32_t step[] = {1, 13, 90, 8191, 8192, 9000};
	struct rng r;
	rng_init(&r, 33, 0);
	for (int i = 0; i < SP90B_STATISTICS; i++)
		assert_string_equal(sp90b_statistic_name(i), names[i]);
	for (int round = 0; round < 72; round++) {
		uint16_t s[MOST], value[12], v[MOST];
		uint32_t each = step[round % 6], k = each > 8000 ? 3 : 2 + (uint32_t)round % 9;
		size_t n = 60 + (size_t)rng_below(&r, round % 2 ? 80 : MOST - 60);
		bool still = round % 4 == 0;
		for (uint32_t i = 0; i < k; i++)
			value[i] = (uint16_t)(i * each + (round % 5 ? 0 : 7) * (each < 8000));
		for (size_t i = 0; i < n; i++) {
			s[i] = (uint16_t)(still && i % 7 ? s[i - 1] : rng_below(&r, k));
			s[i] = i < k && !still ? (uint16_t)(k - 1 - i) : s[i];
			v[i] = value[s[i]];
		}
		double want[SP90B_STATISTICS], got[SP90B_STATISTICS];
		/* The median is that of the symbols' numbers; of two symbols, between them. */
		double median = value[k == 2 ? 1 : (int)ceil(median_of(s, n) - 1e-9)];
		plain_statistics(v, n, k == 2, median, want);
		assert_int_equal(sp90b_statistics((struct sp90b_symbols){s, n, k}, value, got), 0);
		for (int i = 0; i < SP90B_STATISTICS; i++)
			if (fabs(got[i] - want[i]) > (i == 0 ? 1e-8 : 1e-12) * (1 + want[i]))
				fail_msg("round %d %s: %.17g, want %.17g", round, names[i], got[i],
				    want[i]);
	}
}

/* ---- ranks ---- */

static void share_note(void *with, double share)
{
	double *seen = with;
	assert_true(share > seen[0] && share <= 1);
	seen[0] = share;
	seen[1]++;
}

/* Round r is Fisher and Yates' shuffle with stream r of the seed; a statistic counts until more
 * than five lie on either side, its own value on both. */
static void ranks_are_counts_of_shuffles(void **unused)
{
	(void)unused;
	enum { N = 70, ROUNDS = 60 };
	struct rng r;
	rng_init(&r, 34, 0);
	uint16_t s[N], x[N], value[4] = {3, 4, 9, 11};
	for (size_t i = 0; i < N; i++)
		s[i] = (uint16_t)(i < 4 ? i : i % 3 ? s[i - 1] : rng_below(&r, 4));
	double seen[SP90B_STATISTICS], note[2] = {0, 0};
	struct sp90b_symbols data = {s, N, 4}, shuffled = {x, N, 4};
	assert_int_equal(sp90b_statistics(data, value, seen), 0);
	struct sp90b_permutation_options o = {
	    .permutations = ROUNDS, .seed = 5, .threads = 1, .progress = share_note, .with = note};
	struct sp90b_permutation p = sp90b_permutation_test(data, value, &o);
	uint32_t greater[SP90B_STATISTICS] = {0}, equal[SP90B_STATISTICS] = {0},
		 less[SP90B_STATISTICS] = {0};
	for (uint32_t round = 0; round < ROUNDS; round++) {
		double now[SP90B_STATISTICS];
		rng_init(&r, 5, round);
		memcpy(x, s, sizeof x);
		for (size_t i = N - 1; i > 0; i--) {
			size_t j = (size_t)rng_below(&r, i + 1);
			uint16_t t = x[i];
			x[i] = x[j];
			x[j] = t;
		}
		assert_int_equal(sp90b_statistics(shuffled, value, now), 0);
		for (int i = 0; i < SP90B_STATISTICS; i++) {
			if (greater[i] + equal[i] > 5 && equal[i] + less[i] > 5)
				continue;
			greater[i] += now[i] > seen[i];
			equal[i] += now[i] == seen[i];
			less[i] += now[i] < seen[i];
		}
	}
	bool pass = true;
	for (int i = 0; i < SP90B_STATISTICS; i++) {
		assert_near(p.rank[i].observed, seen[i], 0);
		assert_int_equal(p.rank[i].greater, greater[i]);
		assert_int_equal(p.rank[i].equal, equal[i]);
		assert_int_equal(p.rank[i].less, less[i]);
		assert_int_equal(
		    p.rank[i].pass, greater[i] + equal[i] > 5 && equal[i] + less[i] > 5);
		pass &= p.rank[i].pass;
	}
	assert_false(pass);
	assert_int_equal(p.pass, pass);
	assert_int_equal(p.rounds, ROUNDS);
	assert_int_equal(p.status, SP90B_TOO_FEW);
	assert_near(note[0], 1, 0);
	assert_near(note[1], ROUNDS, 0);
}

static void short_data_have_no_permutations(void **unused)
{
	(void)unused;
	uint16_t s[512], value[3] = {0, 1, 2};
	struct rng r;
	rng_init(&r, 35, 0);
	for (size_t i = 0; i < COUNT(s); i++)
		s[i] = (uint16_t)rng_below(&r, 2);
	struct sp90b_permutation_options o = {.permutations = 1, .threads = 1};
	for (size_t n = 511; n <= 512; n++)
		assert_int_equal(
		    sp90b_permutation_test((struct sp90b_symbols){s, n, 2}, value, &o).status,
		    n < 512 ? SP90B_TOO_SHORT : SP90B_TOO_FEW);
	s[0] = 2;
	for (size_t n = 63; n <= 64; n++)
		assert_int_equal(
		    sp90b_permutation_test((struct sp90b_symbols){s, n, 3}, value, &o).status,
		    n < 64 ? SP90B_TOO_SHORT : SP90B_TOO_FEW);
	/* A hundred threads share three rounds; 10,000 permutations give a verdict. */
	o = (struct sp90b_permutation_options){.permutations = 3, .threads = 100};
	assert_int_equal(
	    sp90b_permutation_test((struct sp90b_symbols){s, 64, 3}, value, &o).rounds, 3);
	assert_int_equal(SP90B_PERMUTATIONS, 10000);
}

/* ---- the IID track ---- */

static void the_iid_track_by_its_parts(void **unused)
{
	(void)unused;
	uint16_t raw[MOST];
	struct rng r;
	rng_init(&r, 36, 0);
	for (int round = 0; round < 24; round++) {
		uint32_t k = 2 + (uint32_t)round % 5;
		size_t n = 64 + (size_t)rng_below(&r, MOST - 64);
		double sum = 0;
		for (size_t i = 0; i < n; i++) {
			raw[i] = (uint16_t)(9 * (i < k ? i : rng_below(&r, k) & rng_below(&r, k)));
			sum += raw[i];
		}
		for (int set = 0; set < 3; set++) {
			struct sp90b_options o = {.dataset = (enum sp90b_dataset)set};
			struct sp90b_permutation_options p = {.permutations = 1, .threads = 1};
			struct sp90b_iid_result a = sp90b_assess_iid(raw, n, &o, &p);
			struct sp90b_result b =
			    sp90b_assess(raw, n, &(struct sp90b_options){.dataset = SP90B_INITIAL});
			struct sp90b_result c = sp90b_assess(
			    raw, n, &(struct sp90b_options){.dataset = SP90B_CONDITIONED});
			double h = a.width, symbols = b.original.estimate[SP90B_MCV].h,
			       bits = c.bitstring.estimate[SP90B_MCV].h;
			bool has_symbols = set == SP90B_INITIAL;
			bool has_bits = set == SP90B_CONDITIONED || k > 2;
			assert_int_equal(a.n, n);
			assert_int_equal(a.k, k);
			assert_true(a.translated && !a.narrow);
			assert_near(a.mean, sum / (double)n, 1e-15);
			assert_int_equal(
			    a.original.status, has_symbols ? SP90B_OK : SP90B_NOT_APPLICABLE);
			assert_int_equal(
			    a.bitstring.status, has_bits ? SP90B_OK : SP90B_NOT_APPLICABLE);
			if (has_symbols)
				assert_near(a.original.h, symbols, 0);
			if (has_bits)
				assert_near(a.bitstring.h, bits, 0);
			h = has_symbols ? fmin(h, symbols) : h;
			h = has_bits ? fmin(h, a.width * bits) : h;
			assert_near(a.h_assessed, h, 0);
			uint16_t s[MOST];
			for (size_t i = 0; i < n; i++)
				s[i] = raw[i] / 9;
			assert_near(a.median, k == 2 ? 0.5 : median_of(s, n), 1e-12);
			assert_int_equal(a.pass, (a.independence.status || a.independence.pass) &&
						     a.goodness_of_fit.pass &&
						     (a.lrs.status || a.lrs.pass));
		}
	}
	struct sp90b_options o = {.width = 5};
	struct sp90b_permutation_options p = {.permutations = 1, .threads = 1};
	raw[3] = 32;
	struct sp90b_iid_result a = sp90b_assess_iid(raw, MOST, &o, &p);
	assert_int_equal(a.fault, SP90B_DATA_TOO_WIDE);
	assert_int_equal(sp90b_assess_iid(raw, 0, &o, &p).fault, SP90B_DATA_EMPTY);
	/* Samples, permutations and threads. */
	struct sp90b_cost c = sp90b_cost_iid(1000000, 10000, 1);
	assert_near(c.bytes, 10e6 + 6e6, 1e-12);
	assert_near(c.most_bytes, 40e6 + 12e6, 1e-12);
	assert_near(c.seconds, 1e6 * (200e-9 + 1100 * 20e-9), 1e-12);
	assert_near(c.most_seconds, 1e6 * (500e-9 + 10000 * 90e-9), 1e-12);
	c = sp90b_cost_iid(1000000, 50, 2);
	assert_near(c.bytes, 14e6 + 12e6, 1e-12);
	assert_near(c.most_bytes, 44e6 + 24e6, 1e-12);
	assert_near(c.seconds, 1e6 * (200e-9 + 50 * 20e-9), 1e-12);
	assert_near(sp90b_cost_iid(10, 50, 0).bytes, 100 + 6e6, 1e-12);
}

/* ---- restarts ---- */

/* A matrix in which symbol v + 1 follows v with probability 0.9, in every row. */
static void fill_matrix(uint16_t *x, size_t rows, size_t columns)
{
	struct rng r;
	rng_init(&r, 37, 0);
	for (size_t i = 0; i < rows * columns; i++)
		x[i] = (uint16_t)((rng_below(&r, 10) && i ? x[i - 1] + 1u : rng_below(&r, 4)) % 4);
}

static void restarts_by_their_parts(void **unused)
{
	(void)unused;
	enum { ROWS = 40, COLUMNS = 26, N = ROWS * COLUMNS };
	uint16_t *x = malloc(N * sizeof *x), turned[N];
	assert_non_null(x);
	fill_matrix(x, ROWS, COLUMNS);
	uint64_t row_max = 0, column_max = 0;
	for (unsigned v = 0; v < 4; v++) {
		for (size_t i = 0; i < ROWS; i++) {
			uint64_t c = 0;
			for (size_t j = 0; j < COLUMNS; j++)
				c += x[i * COLUMNS + j] == v;
			row_max = c > row_max ? c : row_max;
		}
		for (size_t j = 0; j < COLUMNS; j++) {
			uint64_t c = 0;
			for (size_t i = 0; i < ROWS; i++) {
				c += x[i * COLUMNS + j] == v;
				turned[j * ROWS + i] = x[i * COLUMNS + j];
			}
			column_max = c > column_max ? c : column_max;
		}
	}
	struct sp90b_options o = {.dataset = SP90B_SYMBOLS};
	struct sp90b_result row = sp90b_assess(x, N, &o), column = sp90b_assess(turned, N, &o);
	double least = fmin(row.original.h, column.original.h);
	assert_true(least > 0 && row.original.h != column.original.h);
	for (int which = 0; which < 3; which++) {
		double h = least * (which == 0 ? 0.9 : which == 1 ? 1.999 : 2.001);
		struct sp90b_restart_result r = sp90b_restart(
		    x, ROWS, COLUMNS, h, false, &(struct sp90b_options){.threads = 1});
		assert_int_equal(r.fault, SP90B_DATA_OK);
		assert_int_equal(r.width, 2);
		assert_int_equal(r.k, 4);
		assert_near(r.alpha, 1 - pow(0.99, 1.0 / (ROWS + COLUMNS)), 1e-9);
		assert_int_equal(r.row_max, row_max);
		assert_int_equal(r.column_max, column_max);
		assert_int_equal(r.row_cutoff, sp90b_restart_cutoff(COLUMNS, h, r.alpha));
		assert_int_equal(r.column_cutoff, sp90b_restart_cutoff(ROWS, h, r.alpha));
		assert_true(r.sanity);
		assert_near(r.h_row, row.original.h, 0);
		assert_near(r.h_column, column.original.h, 0);
		assert_int_equal(r.validation, which < 2);
		assert_near(r.h, fmin(least, h), 0);
	}
	struct sp90b_restart_result iid = sp90b_restart(x, ROWS, COLUMNS, 0.1, true, &o);
	assert_near(iid.h_row, row.original.estimate[SP90B_MCV].h, 0);
	assert_near(iid.h_column, iid.h_row, 0);
	assert_near(iid.row.h, iid.h_row, 0);
	assert_int_equal(iid.row.estimate[SP90B_MCV].status, SP90B_OK);
	for (int i = 1; i < SP90B_ESTIMATORS; i++)
		assert_int_equal(iid.row.estimate[i].status, SP90B_NOT_APPLICABLE);
	x[7] = 9;
	o.width = 3;
	struct sp90b_restart_result wide = sp90b_restart(x, ROWS, COLUMNS, 1, false, &o);
	assert_int_equal(wide.fault, SP90B_DATA_TOO_WIDE);
	assert_int_equal(wide.at, 7);
	free(x);
}

/* As many of one symbol as the cutoff are not suspect, one more is: in a row, and in a column. */
static void a_count_at_the_cutoff_passes(void **unused)
{
	(void)unused;
	enum { SIDE = 24, K = 8 };
	double alpha = 1 - pow(0.99, 1.0 / (2 * SIDE));
	uint64_t cutoff = sp90b_restart_cutoff(SIDE, 3, alpha);
	assert_true(cutoff > 6 && cutoff < SIDE - 2);
	for (int column = 0; column < 2; column++)
		for (uint64_t most = cutoff; most <= cutoff + 1; most++) {
			uint16_t x[SIDE * SIDE];
			for (size_t i = 0; i < SIDE; i++)
				for (size_t j = 0; j < SIDE; j++)
					x[i * SIDE + j] = (uint16_t)((i + j) % K);
			/* In line 5, more of symbol 2. */
			uint64_t have = 0;
			for (size_t j = 0; j < SIDE; j++)
				have += (5 + j) % K == 2;
			for (size_t j = 0; j < SIDE && have < most; j++) {
				uint16_t *at = column ? &x[j * SIDE + 5] : &x[5 * SIDE + j];
				have += *at != 2;
				*at = 2;
			}
			struct sp90b_restart_result r = sp90b_restart(
			    x, SIDE, SIDE, 3, true, &(struct sp90b_options){.threads = 1});
			assert_int_equal(column ? r.column_max : r.row_max, most);
			assert_int_equal(r.row_cutoff, cutoff);
			assert_int_equal(r.column_cutoff, cutoff);
			assert_int_equal(r.sanity, most == cutoff);
		}
}

/* ---- mappings, modes, memo ---- */

/* x in memory of exactly its size, so that a sample too many is seen. */
static uint64_t *copy_exactly(const uint64_t *x, size_t n)
{
	uint64_t *copy = malloc(n * sizeof *copy);
	assert_non_null(copy);
	return memcpy(copy, x, n * sizeof *copy);
}

static void each_mapping_by_hand(void **unused)
{
	(void)unused;
	static const uint64_t ticks[] = {1300, 1000, 1450, 1000, 2600, 1000 + 150 * 70000};
	static const struct {
		enum sp90b_mapping which;
		uint16_t out[6];
		uint64_t tick, active, clipped;
	} want[] = {
	    {SP90B_LOW8, {20, 232, 170, 232, 40, 136}, 0, 0, 0},
	    {SP90B_EFFECTIVE_TICK, {6, 0, 9, 0, 32, 65535}, 50, 0, 1},
	    {SP90B_RANK, {1, 0, 2, 0, 3, 4}, 0, 0, 0},
	    {SP90B_CLIP, {255, 255, 255, 255, 255, 255}, 0, 0, 6},
	    {SP90B_MODE_INDEX, {1, 0, 1, 0, 2, 3}, 0, 0, 0},
	};
	static const double bounds[] = {1300, 1500.5, 10000};
	for (size_t i = 0; i < COUNT(want); i++) {
		uint64_t *x = copy_exactly(ticks, 6);
		if (want[i].which == SP90B_EFFECTIVE_TICK)
			x[4] = 2600, x[5] = 1000 + 50 * 70000;
		uint16_t *out = malloc(6 * sizeof *out);
		assert_non_null(out);
		struct sp90b_mapped m = sp90b_map(want[i].which, x, 6, bounds, 3, out);
		assert_int_equal(m.status, SP90B_OK);
		for (int j = 0; j < 6; j++)
			if (want[i].which != SP90B_LOW8 || j < 5)
				assert_int_equal(out[j], want[i].out[j]);
		assert_int_equal(m.tick, want[i].tick);
		assert_int_equal(m.active, want[i].active);
		assert_int_equal(m.clipped, want[i].clipped);
		free(out);
		free(x);
	}
	/* Bits 1, 4 and 63 vary; 17 bits that vary do not fit 16. */
	uint64_t wide[3] = {0x40, 0x42, UINT64_C(0x8000000000000050)};
	uint64_t *x = copy_exactly(wide, 3);
	uint16_t *out = malloc(3 * sizeof *out);
	assert_non_null(out);
	struct sp90b_mapped m = sp90b_map(SP90B_ACTIVE_BITS, x, 3, NULL, 0, out);
	assert_true(m.active == UINT64_C(0x8000000000000012));
	assert_int_equal(out[0], 0);
	assert_int_equal(out[1], 1);
	assert_int_equal(out[2], 6);
	assert_int_equal(m.clipped, 0);
	x[0] = 0, x[1] = 0xFFFF, x[2] = 0x10000;
	m = sp90b_map(SP90B_ACTIVE_BITS, x, 3, NULL, 0, out);
	assert_int_equal(m.clipped, 1);
	assert_int_equal(out[1], 0xFFFF);
	assert_int_equal(out[2], 0xFFFF);
	x[0] = 255, x[1] = 256, x[2] = 254;
	m = sp90b_map(SP90B_CLIP, x, 3, NULL, 0, out);
	assert_int_equal(m.clipped, 1);
	assert_int_equal(out[1], 255);
	assert_int_equal(out[2], 254);
	x[0] = x[1] = x[2] = 12;
	assert_int_equal(sp90b_map(SP90B_EFFECTIVE_TICK, x, 3, NULL, 0, out).tick, 1);
	assert_int_equal(sp90b_map(SP90B_CLIP, x, 0, NULL, 0, out).status, SP90B_TOO_SHORT);
	static const double many[UINT16_MAX] = {0};
	assert_int_equal(
	    sp90b_map(SP90B_MODE_INDEX, x, 3, many, UINT16_MAX, out).status, SP90B_NOT_APPLICABLE);
	assert_int_equal(
	    sp90b_map(SP90B_MODE_INDEX, x, 3, many, UINT16_MAX - 1, out).status, SP90B_OK);
	free(out);
	free(x);
}

/* Values just below and beyond the table of ranks, far ones twice, more than 16 bits number. */
static void ranks_near_and_far(void **unused)
{
	(void)unused;
	static const uint64_t x[] = {70000, 5, 65540, 65541, 1000000, 70000, 5, 6, 2000000};
	static const uint16_t want[] = {4, 0, 2, 3, 5, 4, 0, 1, 6};
	uint64_t *copy = copy_exactly(x, COUNT(x));
	uint16_t *out = malloc(COUNT(x) * sizeof *out);
	assert_non_null(out);
	assert_int_equal(sp90b_map(SP90B_RANK, copy, COUNT(x), NULL, 0, out).status, SP90B_OK);
	assert_memory_equal(out, want, sizeof want);
	free(out);
	free(copy);
	enum { N = 65538 };
	uint64_t *all = malloc(N * sizeof *all);
	out = malloc(N * sizeof *out);
	assert_true(all && out);
	for (size_t i = 0; i < N; i++)
		all[i] = 3 * (N - i);
	struct sp90b_mapped m = sp90b_map(SP90B_RANK, all, N, NULL, 0, out);
	assert_int_equal(m.clipped, 2);
	for (size_t i = 0; i < N; i++)
		assert_int_equal(out[i], N - 1 - i > 65535 ? 65535 : N - 1 - i);
	free(all);
	free(out);
	static const char *const names[] = {
	    "low8", "divide-by-effective-tick", "rank", "active-bits", "clip", "mode-index"};
	for (int i = 0; i < SP90B_MAPPINGS; i++)
		assert_string_equal(sp90b_mapping_name(i), names[i]);
}

static void highest_and_lowest_mapping(void **unused)
{
	(void)unused;
	enum { N = 3000 };
	uint64_t x[N];
	struct rng r;
	rng_init(&r, 38, 0);
	for (size_t i = 0; i < N; i++)
		x[i] = 250 + 3 * rng_below(&r, 5);
	struct sp90b_options o = {.width = 16};
	struct sp90b_memo memo = {NULL, 0};
	static struct sp90b_mappings all;
	sp90b_assess_mappings(&all, SP90B_ALL_MAPPINGS, x, N, NULL, 0, &o, &memo);
	int lowest = -1, highest = -1;
	for (int m = 0; m < SP90B_MAPPINGS; m++) {
		if (m == SP90B_MODE_INDEX) {
			assert_int_equal(all.mapped[m].status, SP90B_NOT_APPLICABLE);
			continue;
		}
		double h = sp90b_h_of(&all.result[m]);
		assert_false(all.result[m].width == 16);
		lowest = lowest < 0 || h < all.result[lowest].h_assessed ? m : lowest;
		highest = highest < 0 || h > all.result[highest].h_assessed ? m : highest;
	}
	assert_int_equal(all.lowest, lowest);
	assert_int_equal(all.highest, highest);
	assert_near(all.h_lowest, all.result[lowest].h_assessed, 0);
	assert_near(all.h_highest, all.result[highest].h_assessed, 0);
	assert_true(all.h_lowest < all.h_highest);
	sp90b_assess_mappings(&all, 0, x, N, NULL, 0, &o, &memo);
	assert_int_equal(all.lowest, -1);
	assert_int_equal(all.highest, -1);
	sp90b_memo_release(&memo);
	struct sp90b_result f = {.fault = SP90B_DATA_TOO_WIDE, .h_assessed = 3};
	assert_near(sp90b_h_of(&f), -1, 0);
	f.fault = SP90B_DATA_ONE_SYMBOL;
	assert_near(sp90b_h_of(&f), 0, 0);
	f.fault = SP90B_DATA_OK;
	assert_near(sp90b_h_of(&f), 3, 0);
}

/* What an entry is found by: length, width, bits, data set, order and values. */
static void the_memo_knows_options_apart(void **unused)
{
	(void)unused;
	enum { N = 6200, KINDS = 3 };
	static uint16_t x[KINDS][N];
	struct rng r;
	rng_init(&r, 39, 0);
	struct sp90b_memo memo = {NULL, 0};
	for (size_t i = 0; i < N; i++) {
		x[0][i] = (uint16_t)(rng_below(&r, 4) & (1 + rng_below(&r, 3)));
		x[1][i] = x[0][i] * 5;
		x[2][i] = x[0][i] > 1;
	}
	static const struct sp90b_options o[] = {{.threads = 1}, {.most_bits = 500},
	    {.most_bits = 501}, {.width = 5}, {.width = 6}, {.dataset = SP90B_SYMBOLS},
	    {.dataset = SP90B_CONDITIONED}, {.most_bits = 500, .threads = 2}};
	for (int k = 0; k < KINDS; k++)
		for (size_t i = 0; i < COUNT(o); i++) {
			struct sp90b_result a = sp90b_assess_once(&memo, x[k], N, &o[i]);
			struct sp90b_result b = sp90b_assess(x[k], N, &o[i]);
			assert_int_equal(a.fault, b.fault);
			assert_int_equal(a.n, b.n);
			assert_int_equal(a.k, b.k);
			assert_int_equal(a.width, b.width);
			assert_int_equal(a.narrow, b.narrow);
			assert_int_equal(a.translated, b.translated);
			assert_int_equal(a.short_data, b.short_data);
			assert_near(a.h_assessed, b.h_assessed, 0);
			assert_int_equal(a.original.run, b.original.run);
			assert_int_equal(a.bitstring.run, b.bitstring.run);
			assert_int_equal(a.original.n, b.original.n);
			assert_int_equal(a.bitstring.n, b.bitstring.n);
			assert_near(a.original.h, b.original.h, 0);
			assert_near(a.bitstring.h, b.bitstring.h, 0);
			for (int e = 0; e < SP90B_ESTIMATORS; e++) {
				assert_near(a.original.estimate[e].h, b.original.estimate[e].h, 0);
				assert_near(
				    a.bitstring.estimate[e].h, b.bitstring.estimate[e].h, 0);
			}
		}
	/* The last has the options of the second but for its threads. */
	assert_int_equal(memo.count, KINDS * (COUNT(o) - 1));
	sp90b_memo_release(&memo);
	assert_null(memo.list);
	assert_int_equal(memo.count, 0);
}

static void modes_are_parts(void **unused)
{
	(void)unused;
	enum { N = 2000 };
	static uint16_t x[N], mode[N], part[N];
	struct rng r;
	rng_init(&r, 40, 0);
	for (size_t i = 0; i < N; i++) {
		mode[i] = (uint16_t)rng_below(&r, 3);
		x[i] = (uint16_t)(mode[i] == 1 ? rng_below(&r, 2) : rng_below(&r, 9));
	}
	struct sp90b_options o = {.width = 7}, each = {.width = 0};
	struct sp90b_memo memo = {NULL, 0};
	static struct sp90b_modes m;
	sp90b_assess_modes(&m, x, mode, N, 3, &o, &memo);
	assert_int_equal(m.status, SP90B_OK);
	assert_int_equal(m.modes, 3);
	assert_int_equal(m.whole.width, 7);
	assert_near(m.whole.h_assessed, sp90b_assess(x, N, &o).h_assessed, 0);
	assert_int_equal(m.sequence.width, 2);
	assert_near(m.sequence.h_assessed, sp90b_assess(mode, N, &each).h_assessed, 0);
	int worst = 0;
	for (unsigned k = 0; k < 3; k++) {
		size_t n = 0;
		for (size_t i = 0; i < N; i++)
			if (mode[i] == k)
				part[n++] = x[i];
		assert_int_equal(m.n[k], n);
		struct sp90b_result p = sp90b_assess(part, n, &each);
		assert_int_equal(m.part[k].width, p.width);
		assert_near(m.part[k].h_assessed, p.h_assessed, 0);
		worst = p.h_assessed < m.part[worst].h_assessed ? (int)k : worst;
	}
	assert_int_equal(m.worst, worst);
	assert_near(m.h_worst, m.part[worst].h_assessed, 0);
	assert_int_equal(m.inflated, m.whole.h_assessed > m.h_worst);
	/* One mode is the whole: not rated above itself. */
	memset(mode, 0, sizeof mode);
	sp90b_assess_modes(&m, x, mode, N, 1, &each, &memo);
	assert_int_equal(m.worst, 0);
	assert_false(m.inflated);
	for (unsigned modes = 0; modes <= 17; modes++) {
		sp90b_assess_modes(&m, x, mode, 20, modes, &each, &memo);
		assert_int_equal(
		    m.status, modes < 1 || modes > 16 ? SP90B_NOT_APPLICABLE : SP90B_OK);
		assert_int_equal(m.worst, modes < 1 || modes > 16 ? -1 : 0);
	}
	sp90b_memo_release(&memo);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(chi_square_of_symbols),
	    cmocka_unit_test(chi_square_of_bits),
	    cmocka_unit_test(the_level_is_a_thousandth),
	    cmocka_unit_test(statistics_are_those_of_the_text),
	    cmocka_unit_test(ranks_are_counts_of_shuffles),
	    cmocka_unit_test(short_data_have_no_permutations),
	    cmocka_unit_test(the_iid_track_by_its_parts),
	    cmocka_unit_test(restarts_by_their_parts),
	    cmocka_unit_test(a_count_at_the_cutoff_passes),
	    cmocka_unit_test(each_mapping_by_hand),
	    cmocka_unit_test(ranks_near_and_far),
	    cmocka_unit_test(highest_and_lowest_mapping),
	    cmocka_unit_test(the_memo_knows_options_apart),
	    cmocka_unit_test(modes_are_parts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
