/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What SP 800-90B's estimators compute, by hand value and by the text's formulas written plainly:
 * bounds, every branch of a solution, the shortest data that each admits, names, the tails of the
 * distributions, and the predicted cost.
 */
#include "test.h"

#include "rng.h"
#include "sp90b.h"
#include "sp90b_collision_private.h"
#include "sp90b_compression_private.h"
#include "sp90b_gamma_private.h"
#include "sp90b_health.h"
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

static struct sp90b_bits bits_of(const uint16_t *s, size_t n)
{
	struct sp90b_bits b;
	assert_int_equal(sp90b_bits_init(&b, n), 0);
	for (size_t i = 0; i < n; i++)
		sp90b_put(&b, i, 1, s[i]);
	return b;
}

static double real_of(const struct sp90b_estimate *e, const char *name)
{
	const struct sp90b_figure *f = sp90b_find(e, name);
	assert_true(f && !f->is_count);
	return f->real;
}

static uint64_t count_of(const struct sp90b_estimate *e, const char *name)
{
	const struct sp90b_figure *f = sp90b_find(e, name);
	assert_true(f && f->is_count);
	return f->count;
}

/* ---- names ---- */

static void names_are_those_of_the_text(void **unused)
{
	(void)unused;
	static const char *const want[SP90B_ESTIMATORS][3] = {
	    {"mcv", "most common value", "6.3.1"},
	    {"collision", "collision", "6.3.2"},
	    {"markov", "Markov", "6.3.3"},
	    {"compression", "compression", "6.3.4"},
	    {"t_tuple", "t-tuple", "6.3.5"},
	    {"lrs", "longest repeated substring", "6.3.6"},
	    {"multi_mcw", "MultiMCW prediction", "6.3.7"},
	    {"lag", "lag prediction", "6.3.8"},
	    {"multi_mmc", "MultiMMC prediction", "6.3.9"},
	    {"lz78y", "LZ78Y prediction", "6.3.10"},
	};
	for (int i = 0; i < SP90B_ESTIMATORS; i++) {
		assert_string_equal(sp90b_estimator_name(i), want[i][0]);
		assert_string_equal(sp90b_estimator_title(i), want[i][1]);
		assert_string_equal(sp90b_estimator_section(i), want[i][2]);
	}
	assert_string_equal(sp90b_status_name(SP90B_OK), "ok");
	assert_string_equal(sp90b_status_name(SP90B_TOO_SHORT), "too short");
	assert_string_equal(sp90b_status_name(SP90B_NOT_APPLICABLE), "not applicable");
	assert_string_equal(sp90b_status_name(SP90B_NO_MEMORY), "no memory");
	assert_string_equal(sp90b_status_name(SP90B_TOO_FEW), "too few permutations");
	assert_string_equal(sp90b_status_name((enum sp90b_status)99), "unknown");
}

/* ---- what all share ---- */

static void bounds_of_a_share(void **unused)
{
	(void)unused;
	/* 0.5 + Z sqrt(0.25 / 100) of 101; 0.9 + Z sqrt(0.09 / 9) is above 1. */
	assert_near(sp90b_upper_bound(0.5, 101), 0.5 + SP90B_Z / 20, 1e-15);
	assert_near(sp90b_upper_bound(0.2, 5), 0.2 + SP90B_Z * 0.2, 1e-15);
	assert_near(sp90b_upper_bound(0.9, 10), 1, 0);
	assert_near(sp90b_upper_bound(1, 10), 1, 0);
	assert_near(sp90b_min_entropy(0.125), 3, 1e-15);
	assert_near(sp90b_min_entropy(1), 0, 0);
	assert_false(signbit(sp90b_min_entropy(1)));
	assert_near(sp90b_min_entropy(1.5), 0, 0);
	assert_near(sp90b_added_share(3, 8), 0.375, 0);
	assert_near(sp90b_added_share(0, 8), 0, 0);
	double p = 0;
	for (int i = 0; i < 77; i++)
		p += 1.0 / 700;
	assert_near(sp90b_added_share(77, 700), p, 0);
}

/* p-hat, p_u and h of a tuple's probability, where p_u is below 1/2, above it, and at 1. */
static void bounds_of_tuples(void **unused)
{
	(void)unused;
	static const double p_hat[] = {0.1, 0.3, 0.45, 0.5, 0.6, 0.9, 0.97};
	for (size_t i = 0; i < COUNT(p_hat); i++) {
		struct sp90b_estimate e = sp90b_absent(SP90B_OK);
		sp90b_add_tuple_bound(&e, "p_hat", log2(p_hat[i]), 101);
		double u = p_hat[i] + SP90B_Z * sqrt(p_hat[i] * (1 - p_hat[i]) / 100);
		u = u < 1 ? u : 1;
		assert_near(real_of(&e, "p_hat"), p_hat[i], 1e-14);
		assert_near(real_of(&e, "p_u"), u, 1e-14);
		assert_within(e.h, -log2(u), 1e-14);
	}
	/* So near 1 that only the distance to it has digits: 1 - p-hat is 1e-13 ln 2. */
	struct sp90b_estimate e = sp90b_absent(SP90B_OK);
	sp90b_add_tuple_bound(&e, "p_hat", -1e-13, 1e30);
	assert_near(e.h, 1e-13, 1e-2);
	sp90b_add_tuple_bound(&e, "p_hat", -1e-9, 1e30);
	assert_near(e.h, 1e-9, 1e-6);
}

static void figures_have_ten_places(void **unused)
{
	(void)unused;
	struct sp90b_estimate e = sp90b_absent(SP90B_TOO_SHORT);
	assert_int_equal(e.status, SP90B_TOO_SHORT);
	assert_int_equal(e.figures, 0);
	for (unsigned i = 0; i < 6; i++) {
		sp90b_add_count(&e, i ? "c" : "first", i);
		sp90b_add_real(&e, "r", i);
	}
	assert_int_equal(e.figures, 10);
	assert_int_equal(count_of(&e, "first"), 0);
	assert_int_equal(count_of(&e, "c"), 1);
	assert_null(sp90b_find(&e, "x"));
	assert_near(e.figure[9].real, 4, 0);
}

/* ---- the shortest data ---- */

static void each_estimator_has_a_least_length(void **unused)
{
	(void)unused;
	enum { N = 6100 };
	static uint16_t s[N];
	struct rng r;
	rng_init(&r, 21, 0);
	for (size_t i = 0; i < N; i++)
		s[i] = (uint16_t)rng_below(&r, 2);
	s[0] = s[1] = s[2] = s[3] = 1;
	static const struct {
		struct sp90b_estimate (*of)(struct sp90b_symbols);
		size_t least;
	} symbols[] = {{sp90b_mcv, 2}, {sp90b_multi_mcw, 4096}, {sp90b_lag, 3},
	    {sp90b_multi_mmc, 3}, {sp90b_lz78y, 18}};
	for (size_t i = 0; i < COUNT(symbols); i++) {
		size_t n = symbols[i].least;
		assert_int_equal(
		    symbols[i].of((struct sp90b_symbols){s, n - 1, 2}).status, SP90B_TOO_SHORT);
		assert_int_equal(symbols[i].of((struct sp90b_symbols){s, n, 2}).status, SP90B_OK);
	}
	static const struct {
		struct sp90b_estimate (*of)(const struct sp90b_bits *);
		size_t least;
	} bits[] = {{sp90b_mcv_bits, 2}, {sp90b_collision, 4}, {sp90b_markov, 2},
	    {sp90b_multi_mcw_bits, 4096}, {sp90b_lag_bits, 3}, {sp90b_multi_mmc_bits, 4},
	    {sp90b_lz78y_bits, 19}};
	for (size_t i = 0; i < COUNT(bits); i++)
		for (size_t n = bits[i].least - 1; n <= bits[i].least; n++) {
			struct sp90b_bits b = bits_of(s, n);
			assert_int_equal(
			    bits[i].of(&b).status, n < bits[i].least ? SP90B_TOO_SHORT : SP90B_OK);
			sp90b_bits_release(&b);
		}
	struct sp90b_bits b = bits_of(s, 6 * 1002);
	assert_int_equal(sp90b_compression(&b, SP90B_COMPRESSION_D).status, SP90B_OK);
	b.n--;
	assert_int_equal(sp90b_compression(&b, SP90B_COMPRESSION_D).status, SP90B_TOO_SHORT);
	sp90b_bits_release(&b);
}

/* ---- most common value ---- */

static void the_mode_is_counted(void **unused)
{
	(void)unused;
	enum { N = 200 };
	uint16_t s[N];
	for (size_t n = 2; n <= N; n += 11)
		for (size_t ones = 0; ones <= n; ones += 1 + n / 9) {
			for (size_t i = 0; i < n; i++)
				s[i] = i < ones;
			uint64_t mode = ones > n - ones ? ones : n - ones;
			double p = (double)mode / (double)n;
			double u = fmin(1, p + SP90B_Z * sqrt(p * (1 - p) / (double)(n - 1)));
			struct sp90b_bits b = bits_of(s, n);
			struct sp90b_estimate e[2] = {
			    sp90b_mcv_bits(&b), sp90b_mcv((struct sp90b_symbols){s, n, 2})};
			for (int i = 0; i < 2; i++) {
				assert_int_equal(count_of(&e[i], "mode"), mode);
				assert_near(real_of(&e[i], "p_hat"), p, 0);
				assert_near(real_of(&e[i], "p_u"), u, 1e-15);
				assert_within(e[i].h, -log2(u), 1e-14);
			}
			sp90b_bits_release(&b);
		}
}

/* ---- collision ---- */

static void waiting_times_by_hand(
    const uint16_t *s, size_t n, double *sum, double *squares, size_t *v)
{
	*sum = *squares = 0;
	*v = 0;
	for (size_t i = 0; i + 1 < n;) {
		size_t t = s[i] == s[i + 1] ? 2 : 3;
		if (i + t > n)
			return;
		*sum += (double)t;
		*squares += (double)(t * t);
		++*v;
		i += t;
	}
}

static void collisions_by_formula(void **unused)
{
	(void)unused;
	uint16_t s[300];
	struct rng r;
	rng_init(&r, 22, 0);
	unsigned found = 0, none = 0, certain = 0;
	for (int round = 0; round < 300; round++) {
		size_t n = 4 + (size_t)rng_below(&r, COUNT(s) - 4), v;
		double bias = (double)(round % 11) / 10, sum, squares;
		for (size_t i = 0; i < n; i++)
			s[i] = round % 13 ? rng_double(&r) < bias : i % 2;
		struct sp90b_bits b = bits_of(s, n);
		struct sp90b_estimate e = sp90b_collision(&b);
		sp90b_bits_release(&b);
		waiting_times_by_hand(s, n, &sum, &squares, &v);
		assert_int_equal(e.status, v < 2 ? SP90B_TOO_SHORT : SP90B_OK);
		if (e.status)
			continue;
		double count = (double)v, mean = sum / count;
		double sigma = sqrt(fmax(0, (squares - sum * sum / count) / (count - 1)));
		double bound = fmax(2, mean - SP90B_Z * sigma / sqrt(count));
		assert_int_equal(count_of(&e, "v"), v);
		assert_int_equal(count_of(&e, "sum_t"), (uint64_t)sum);
		assert_near(real_of(&e, "x_bar"), mean, 1e-14);
		assert_within(real_of(&e, "sigma_hat"), sigma, 1e-7);
		assert_within(real_of(&e, "x_bar_prime"), bound, 1e-7);
		double p = real_of(&e, "p");
		assert_int_equal(count_of(&e, "found_p"), real_of(&e, "x_bar_prime") < 2.5);
		if (bound < 2.5)
			assert_within(2 + 2 * p * (1 - p), bound, 1e-7);
		else
			assert_near(p, 0.5, 0);
		assert_true(p >= 0.5);
		assert_within(e.h, -log2(p), 1e-14);
		found += bound < 2.5 && bound > 2;
		none += bound >= 2.5;
		certain += bound <= 2;
	}
	assert_true(found > 50 && none > 5 && certain > 5);
}

/* ---- Markov ---- */

static double sequence_bits(const char *s, const double p[2], double q[2][2])
{
	double bits = -log2(p[s[0] - '0']);
	for (int i = 1; i < 128; i++)
		bits -= log2(q[s[i - 1] - '0'][s[i] - '0']);
	return bits;
}

/* The likeliest of the six sequences that the text compares, written out. */
static double likeliest_of_six(const double p[2], double q[2][2])
{
	double least = 128;
	for (int kind = 0; kind < 6; kind++) {
		char s[129], x = (char)('0' + kind % 2), y = (char)('1' - kind % 2);
		for (int i = 0; i < 128; i++)
			s[i] = i == 0 || kind < 2 || (kind < 4 && i % 2 == 0) ? x : y;
		least = fmin(least, sequence_bits(s, p, q));
	}
	return least;
}

static void chains_by_six_sequences(void **unused)
{
	(void)unused;
	static const char *const names[] = {"P_00", "P_01", "P_10", "P_11"};
	uint16_t s[300];
	struct rng r;
	rng_init(&r, 23, 0);
	for (int round = 0; round < 400; round++) {
		size_t n = 2 + (size_t)rng_below(&r, round % 2 ? 12 : COUNT(s) - 2);
		double up = rng_double(&r), down = rng_double(&r), from[2] = {0, 0};
		double q[2][2] = {{0, 0}, {0, 0}}, zeros = 0;
		for (size_t i = 0; i < n; i++)
			s[i] = i && s[i - 1] ? rng_double(&r) >= down : rng_double(&r) < up;
		for (size_t i = 0; i < n; i++) {
			zeros += !s[i];
			if (i + 1 < n) {
				from[s[i]]++;
				q[s[i]][s[i + 1]]++;
			}
		}
		for (int x = 0; x < 4; x++)
			q[x / 2][x % 2] = from[x / 2] > 0 ? q[x / 2][x % 2] / from[x / 2] : 0;
		double p[2] = {zeros / (double)n, 1 - zeros / (double)n};
		double h = likeliest_of_six(p, q);
		struct sp90b_bits b = bits_of(s, n);
		struct sp90b_estimate e = sp90b_markov(&b);
		sp90b_bits_release(&b);
		assert_within(real_of(&e, "P_0"), p[0], 1e-15);
		assert_within(real_of(&e, "P_1"), p[1], 1e-15);
		for (int x = 0; x < 4; x++)
			assert_within(real_of(&e, names[x]), q[x / 2][x % 2], 1e-15);
		assert_within(e.h, h / 128, 1e-13);
		assert_near(real_of(&e, "p_hat_max"), exp2(-h), 1e-10);
	}
}

/* ---- compression ---- */

static double plain_g(double z, size_t d, size_t blocks)
{
	double sum = 0;
	for (size_t t = d + 1; t <= blocks; t++)
		for (size_t u = 1; u <= t; u++)
			sum += log2((double)u) * pow(1 - z, (double)(u - 1)) * z * (u < t ? z : 1);
	return sum / (double)(blocks - d);
}

static double plain_expectation(double p, size_t d, size_t blocks)
{
	return plain_g(p, d, blocks) + 63 * plain_g((1 - p) / 63, d, blocks);
}

/* Kinds of data: uneven bits, the same block always, and blocks that each come once. */
static void compression_by_formula(void **unused)
{
	(void)unused;
	enum { MOST = 90 };
	uint16_t s[6 * MOST];
	struct rng r;
	rng_init(&r, 24, 0);
	for (int round = 0; round < 24; round++) {
		size_t d = 2 + (size_t)rng_below(&r, 9), blocks = d + 2 + (size_t)rng_below(&r, 70);
		double bias = 0.5 + 0.05 * (round % 10), sum = 0, squares = 0;
		size_t seen[64] = {0};
		if (round == 11)
			blocks = 60;
		for (size_t i = 0; i < 6 * blocks; i++)
			s[i] = round == 11   ? (i / 6) >> (5 - i % 6) & 1
			       : round == 12 ? i % 6 == 0
					     : rng_double(&r) < bias;
		for (size_t i = 0; i < blocks; i++) {
			unsigned block = 0;
			for (size_t j = 0; j < 6; j++)
				block = 2 * block + s[6 * i + j];
			double a = log2((double)(seen[block] ? i + 1 - seen[block] : i + 1));
			sum += i >= d ? a : 0;
			squares += i >= d ? a * a : 0;
			seen[block] = i + 1;
		}
		double v = (double)(blocks - d), mean = sum / v;
		double sigma = 0.5907 * sqrt(fmax(0, squares / (v - 1) - mean * mean));
		double bound = mean - SP90B_Z * sigma / sqrt(v);
		struct sp90b_bits b = bits_of(s, 6 * blocks);
		struct sp90b_estimate e = sp90b_compression(&b, d);
		sp90b_bits_release(&b);
		assert_within(real_of(&e, "x_bar"), mean, 1e-13);
		assert_within(real_of(&e, "sigma_hat"), sigma, 1e-7);
		assert_within(real_of(&e, "x_bar_prime"), bound, 1e-6);
		double p = real_of(&e, "p");
		assert_int_equal(
		    count_of(&e, "found_p"), plain_expectation(1.0 / 64, d, blocks) > bound);
		if (!count_of(&e, "found_p")) {
			assert_near(p, 1.0 / 64, 0);
			assert_near(e.h, 1, 0);
		} else if (bound <= 1e-12) {
			assert_near(p, 1, 1e-9);
			assert_within(e.h, 0, 1e-9);
		} else {
			assert_within(plain_expectation(p, d, blocks), bound, 2e-6);
			assert_near(e.h, -log2(p) / 6, 1e-12);
		}
	}
}

/* ---- prediction ---- */

/* log of the chance that n trials have no run of r, by recursion over the run in hand. */
static double no_run_by_hand(double p, size_t r, size_t n)
{
	double state[40] = {1}, sum = 0;
	for (size_t i = 0; i < n; i++) {
		double fail = 0;
		for (size_t j = 0; j < r; j++)
			fail += state[j] * (1 - p);
		for (size_t j = r - 1; j > 0; j--)
			state[j] = state[j - 1] * p;
		state[0] = fail;
	}
	for (size_t j = 0; j < r; j++)
		sum += state[j];
	return log(sum);
}

static void no_run_by_recursion(void **unused)
{
	(void)unused;
	/* Feller's is the leading term: the others die out within a few r. */
	for (size_t r = 8; r <= 20; r += 4)
		for (double p = 0.1; p < 0.65; p += 0.1) {
			double want = no_run_by_hand(p, r, 400);
			assert_within(
			    sp90b_log_no_run(p, (double)r, 400), want, 1e-5 * fabs(want) + 1e-12);
		}
	assert_near(sp90b_log_no_run(0.5, 10, 1000), no_run_by_hand(0.5, 10, 1000), 1e-8);
	assert_near(sp90b_log_no_run(0.3, 5, 500), no_run_by_hand(0.3, 5, 500), 1e-8);
}

static void predictions_by_formula(void **unused)
{
	(void)unused;
	/* No prediction came true: 1 - 0.01^(1/n); 1/k is greater for few symbols. */
	struct sp90b_score s = {.n = 100};
	struct sp90b_estimate e = sp90b_prediction(&s, 65536);
	assert_int_equal(count_of(&e, "C"), 0);
	assert_int_equal(count_of(&e, "r"), 1);
	assert_int_equal(count_of(&e, "N"), 100);
	assert_near(real_of(&e, "P_global"), 0, 0);
	double prime = 1 - pow(0.01, 0.01);
	assert_near(real_of(&e, "P_global_prime"), prime, 1e-13);
	assert_true(isnan(real_of(&e, "P_local")));
	assert_near(e.h, -log2(prime), 1e-13);
	e = sp90b_prediction(&s, 2);
	assert_near(e.h, 1, 0);
	/* P_global' = 0.25 + Z sqrt(0.25 * 0.75 / 399) decides. */
	s = (struct sp90b_score){.n = 400, .correct = 100, .run = 4};
	e = sp90b_prediction(&s, 16);
	prime = 0.25 + SP90B_Z * sqrt(0.25 * 0.75 / 399);
	assert_int_equal(count_of(&e, "r"), 5);
	assert_near(real_of(&e, "P_global_prime"), prime, 1e-14);
	assert_true(isnan(real_of(&e, "P_local")));
	assert_near(e.h, -log2(prime), 1e-13);
	/* A run of 24 decides: with that probability 99 % of such series have no run of 25. */
	s.run = 24;
	e = sp90b_prediction(&s, 16);
	double local = real_of(&e, "P_local");
	assert_within(no_run_by_hand(local, 25, 400), log(0.99), 1e-6);
	assert_near(e.h, -log2(local), 1e-13);
	/* All came true. */
	s = (struct sp90b_score){.n = 400, .correct = 400, .run = 400};
	e = sp90b_prediction(&s, 16);
	assert_near(e.h, 0, 0);
	assert_false(signbit(e.h));
}

/* ---- tails ---- */

/* Of chi-square by its finite sums. */
static double tail_by_sum(double t, int df)
{
	double x = t / 2, sum = df % 2 ? erfc(sqrt(x)) : 0, a = df % 2 ? 0.5 : 0;
	for (; a < df / 2.0 - 0.25; a++)
		sum += exp(a * log(x) - x - lgamma(a + 1));
	return sum;
}

static void chi_square_tails_by_sums(void **unused)
{
	(void)unused;
	for (int df = 1; df < 120; df += df < 12 ? 1 : 13)
		for (double t = 0.02; t < 3 * df + 30; t *= 1.37)
			assert_near(sp90b_chi_square_tail(t, df), tail_by_sum(t, df), 2e-12);
	assert_near(sp90b_chi_square_tail(3, 0), 1, 0);
	assert_near(sp90b_chi_square_tail(3, -1), 1, 0);
	assert_near(sp90b_chi_square_tail(0, 5), 1, 0);
	assert_near(sp90b_gamma_q(3, -1), 1, 0);
	assert_near(sp90b_gamma_q(1, 1), exp(-1), 1e-14);
	assert_near(sp90b_gamma_q(2, 1), 2 * exp(-1), 1e-14);
}

static void binomials_by_hand(void **unused)
{
	(void)unused;
	/* 10 choose 3 = 120. */
	assert_near(
	    sp90b_log_binomial(10, 3, 0.25), log(120) + 3 * log(0.25) + 7 * log(0.75), 1e-14);
	assert_near(sp90b_log_binomial(10, 10, 0.25), 10 * log(0.25), 1e-14);
	assert_near(sp90b_log_binomial(10, 0, 0.25), 10 * log(0.75), 1e-14);
	/* 4 tosses: 1, 15/16, 11/16, 5/16, 1/16, 0. */
	static const double tosses[] = {16, 15, 11, 5, 1, 0};
	for (unsigned k = 0; k < COUNT(tosses); k++)
		assert_near(sp90b_binomial_tail(4, k, 0.5), tosses[k] / 16, 1e-15);
	assert_near(sp90b_binomial_tail(4, 4, 1), 1, 0);
	assert_near(sp90b_binomial_tail(4, 1, 0), 0, 0);
	assert_near(sp90b_binomial_tail(4, 0, 1), 1, 0);
	/* At the mean, and far from it on either side: 1 - 0.75^40, 0.25^40. */
	assert_near(sp90b_binomial_tail(40, 1, 0.25), 1 - pow(0.75, 40), 1e-15);
	assert_near(sp90b_binomial_tail(40, 40, 0.25), pow(0.25, 40), 1e-13);
	assert_near(sp90b_binomial_tail(40, 39, 0.25), pow(0.25, 40) * (1 + 40 * 3), 1e-13);
	assert_near(sp90b_binomial_tail(2, 1, 0.5), 0.75, 1e-15);
}

/* ---- health tests ---- */

static void cutoffs_at_the_edges(void **unused)
{
	(void)unused;
	/* 1 + ceil(20 / h) */
	assert_int_equal(sp90b_repetition_cutoff(20, 0x1p-20), 2);
	assert_int_equal(sp90b_repetition_cutoff(3, 0x1p-20), 8);
	assert_int_equal(sp90b_repetition_cutoff(4, 0x1p-20), 6);
	assert_true(sp90b_repetition_cutoff(1e-30, 0x1p-20) == UINT64_MAX);
	assert_true(sp90b_repetition_cutoff(20 * 0x1p-62, 0x1p-20) == UINT64_C(1) << 62);
	assert_true(sp90b_repetition_cutoff(20 * 0x1p-63, 0x1p-20) == UINT64_MAX);
	/* Of 4 tosses all are ones with 1/16, three or more with 5/16. */
	assert_int_equal(sp90b_proportion_cutoff(1, 1.0 / 16, 4), 4);
	assert_int_equal(sp90b_proportion_cutoff(1, 1.0 / 17, 4), 5);
	assert_int_equal(sp90b_proportion_cutoff(1, 5.0 / 16 + 1e-12, 4), 3);
	assert_int_equal(sp90b_proportion_cutoff(1, 0.99, 4), 1);
	assert_int_equal(sp90b_proportion_cutoff(1e-9, 0x1p-20, 512), 513);
}

static void a_replay_is_exact_at_its_edges(void **unused)
{
	(void)unused;
	static const uint16_t x[] = {4, 4, 4, 4, 7, 4, 4};
	struct sp90b_replay r = sp90b_replay_repetition(x, COUNT(x), 4);
	assert_int_equal(r.alarms, 1);
	assert_int_equal(r.first, 3);
	assert_int_equal(r.greatest, 4);
	r = sp90b_replay_repetition(x, COUNT(x), 5);
	assert_int_equal(r.alarms, 0);
	r = sp90b_replay_repetition(x, COUNT(x), 2);
	assert_int_equal(r.alarms, 2);
	assert_int_equal(r.first, 1);
	r = sp90b_replay_repetition(x, 0, 2);
	assert_int_equal(r.greatest, 0);
	/* 4 4 4 | 4 7 4 | 4 */
	r = sp90b_replay_proportion(x, COUNT(x), 2, 3);
	assert_int_equal(r.windows, 3);
	assert_int_equal(r.alarms, 2);
	assert_int_equal(r.first, 1);
	assert_int_equal(r.greatest, 3);
	r = sp90b_replay_proportion(x, COUNT(x), 4, 3);
	assert_int_equal(r.alarms, 0);
	r = sp90b_replay_proportion(x, COUNT(x), 2, 0);
	assert_int_equal(r.windows, 0);
	r = sp90b_replay_proportion(x, 6, 2, 3);
	assert_int_equal(r.windows, 2);
	assert_int_equal(SP90B_WINDOW_BINARY, 1024);
	assert_int_equal(SP90B_WINDOW, 512);
}

/* ---- prepared data ---- */

static void data_are_packed_bit_by_bit(void **unused)
{
	(void)unused;
	enum { N = 150 };
	uint16_t raw[N];
	struct rng r;
	rng_init(&r, 25, 0);
	for (unsigned width = 1; width <= 16; width++)
		for (size_t n = 2; n <= N; n += 1 + n / 5) {
			for (size_t i = 0; i < n; i++)
				raw[i] = (uint16_t)(rng_u64(&r) & ((1u << width) - 1));
			raw[0] = 0, raw[1] = (uint16_t)(1u << (width - 1));
			assert_int_equal(sp90b_width(raw, n), width);
			for (size_t bits = 0; bits <= n * width + 1; bits += 1 + n * width / 3) {
				struct sp90b_data d;
				assert_int_equal(
				    sp90b_data_init(&d, raw, n, 0, bits, NULL), SP90B_DATA_OK);
				size_t all = n * width, keep = bits && bits < all ? bits : all;
				assert_int_equal(d.width, width);
				assert_int_equal(d.bitstring.n, keep);
				uint32_t k = 0, below[N];
				for (size_t i = 0; i < n; i++) {
					bool again = false;
					below[i] = 0;
					for (size_t j = 0; j < n; j++) {
						bool first = true;
						for (size_t l = 0; l < j && first; l++)
							first = raw[l] != raw[j];
						below[i] += first && raw[j] < raw[i];
						again |= j < i && raw[j] == raw[i];
					}
					k += !again;
				}
				assert_int_equal(d.k, k);
				assert_int_equal(d.translated, k < 1u << width);
				assert_false(d.narrow);
				for (size_t i = 0; i < keep; i++)
					assert_int_equal(sp90b_bit(&d.bitstring, i),
					    raw[i / width] >> (width - 1 - i % width) & 1);
				/* 64 zeros follow. */
				assert_true(sp90b_window(&d.bitstring, keep) == 0);
				for (size_t i = 0; i < n; i++) {
					uint64_t v =
					    sp90b_window(&d.literal, i * d.literal_width) >>
					    (64 - d.literal_width);
					assert_int_equal(v, below[i]);
					if (k > 2)
						assert_int_equal(d.symbol[i], below[i]);
				}
				unsigned least = 1;
				while (1u << least < k)
					least++;
				assert_int_equal(d.literal_width, least);
				sp90b_data_release(&d);
			}
		}
}

static void widths_and_faults(void **unused)
{
	(void)unused;
	static const uint16_t zero[] = {0, 0}, x[] = {3, 8, 1, 9};
	struct sp90b_data d;
	size_t at = 77;
	assert_int_equal(sp90b_width(zero, 2), 1);
	assert_int_equal(sp90b_data_init(&d, x, 0, 0, 0, &at), SP90B_DATA_EMPTY);
	assert_int_equal(sp90b_data_init(&d, zero, 2, 0, 0, &at), SP90B_DATA_ONE_SYMBOL);
	assert_int_equal(sp90b_data_init(&d, x, 4, 3, 0, &at), SP90B_DATA_TOO_WIDE);
	assert_int_equal(at, 1);
	assert_int_equal(sp90b_data_init(&d, x, 4, 3, 0, NULL), SP90B_DATA_TOO_WIDE);
	assert_int_equal(sp90b_data_init(&d, x, 4, 4, 0, NULL), SP90B_DATA_OK);
	assert_false(d.narrow);
	sp90b_data_release(&d);
	assert_int_equal(sp90b_data_init(&d, x, 4, 5, 0, NULL), SP90B_DATA_OK);
	assert_true(d.narrow);
	assert_int_equal(d.bitstring.n, 20);
	sp90b_data_release(&d);
}

/* ---- the assessment ---- */

static void shares_note(void *with, double share)
{
	double *seen = with;
	assert_true(share >= seen[0] && share <= 1 + 1e-12);
	seen[0] = share;
	seen[1]++;
	if (seen[1] == 1)
		assert_near(share, 0, 0);
}

static double least_of(const struct sp90b_track *t, double h)
{
	for (int i = 0; i < SP90B_ESTIMATORS; i++)
		if (t->estimate[i].status == SP90B_OK)
			h = fmin(h, t->estimate[i].h);
	return h;
}

/* Which estimators each data set has: symbols, their bits, or both. */
static void tracks_of_a_data_set(void **unused)
{
	(void)unused;
	enum { N = 5000 };
	static uint16_t x[N];
	struct rng r;
	rng_init(&r, 26, 0);
	for (int binary = 0; binary < 2; binary++) {
		for (size_t i = 0; i < N; i++)
			x[i] = (uint16_t)(binary ? 5 * rng_below(&r, 2) : rng_below(&r, 8));
		for (int set = 0; set < 3; set++) {
			double seen[2] = {0, 0};
			struct sp90b_options o = {.dataset = (enum sp90b_dataset)set,
			    .most_bits = 9000,
			    .progress = shares_note,
			    .with = seen};
			struct sp90b_result a = sp90b_assess(x, N, &o);
			bool symbols = set != SP90B_CONDITIONED;
			bool bits = set == SP90B_CONDITIONED || (set == SP90B_INITIAL && !binary);
			assert_int_equal(a.original.run, symbols);
			assert_int_equal(a.bitstring.run, bits);
			assert_int_equal(a.original.n, symbols ? N : 0);
			assert_int_equal(a.bitstring.n, bits ? 9000 : 0);
			assert_int_equal(a.width, 3);
			assert_int_equal(a.k, binary ? 2 : 8);
			assert_true(a.short_data);
			assert_int_equal(a.translated, binary);
			assert_near(seen[0], 1, 1e-12);
			/* Before, after each of the nine pieces of a track, and in the end. */
			assert_near(seen[1], 2 + 9 * (symbols + bits), 0);
			for (int e = 0; e < SP90B_ESTIMATORS; e++) {
				bool of_bits = e == SP90B_COLLISION || e == SP90B_MARKOV ||
					       e == SP90B_COMPRESSION;
				if (e == SP90B_COMPRESSION)
					continue;
				assert_int_equal(a.original.estimate[e].status,
				    symbols && (binary || !of_bits) ? SP90B_OK
								    : SP90B_NOT_APPLICABLE);
				assert_int_equal(a.bitstring.estimate[e].status,
				    bits ? SP90B_OK : SP90B_NOT_APPLICABLE);
			}
			double h_symbols = symbols ? least_of(&a.original, 3) : 3;
			double h_bits = bits ? least_of(&a.bitstring, 1) : 1;
			assert_near(a.original.h, h_symbols, 0);
			assert_near(a.bitstring.h, h_bits, 0);
			assert_near(a.h_assessed, fmin(h_symbols, 3 * h_bits), 0);
		}
	}
}

static void a_million_samples_are_not_short(void **unused)
{
	(void)unused;
	enum { N = 1000000 };
	uint16_t *x = calloc(N, sizeof *x);
	assert_non_null(x);
	for (size_t i = 0; i < N; i++)
		x[i] = i % 7 == 0 || i % 3 == 1;
	for (size_t n = N - 1; n <= N; n++) {
		struct sp90b_options o = {.dataset = SP90B_SYMBOLS};
		assert_int_equal(sp90b_assess(x, n, &o).short_data, n < N);
	}
	free(x);
}

/* Nanoseconds a symbol: 1 + 40 + 12 + 8 + 40 + 20 = 121; a bit: 0.1 + 0.5 + 0.1 + 1 + 25 + 4 + 7 +
 * 18 + 1 = 56.7. */
static void costs_by_hand(void **unused)
{
	(void)unused;
	struct sp90b_options o = {.threads = 1};
	struct sp90b_cost c = sp90b_cost(1000000, 8, &o);
	assert_near(c.seconds, 0.121 + 8 * 0.0567, 1e-12);
	assert_near(c.most_seconds, 2.5 * c.seconds, 1e-12);
	/* 2 + 1 bytes a sample and 1 of the string; halves of 8 million suffixes; 4 MB besides. */
	assert_near(c.bytes, 4e6 + 16e6 + 4e6, 1e-12);
	assert_near(c.most_bytes, 4e6 + 29 * 8e6 + 4e6, 1e-12);
	o.threads = 2;
	c = sp90b_cost(1000000, 8, &o);
	assert_near(c.bytes, 4e6 + 2 * (16e6 + 16e6) + 4e6, 1e-12);
	assert_near(c.most_bytes, 4e6 + 2 * (29 * 8e6 + 96e6) + 4e6, 1e-12);
	o = (struct sp90b_options){.dataset = SP90B_SYMBOLS};
	c = sp90b_cost(100000, 12, &o);
	assert_near(c.seconds, 0.0121, 1e-12);
	assert_near(c.bytes, 2e5 + 1.5e5 + 4e6 + 4e6, 1e-12);
	assert_near(c.most_bytes, 2e5 + 1.5e5 + 1e7 + 4e6, 1e-12);
	c = sp90b_cost(100000, 8, &o);
	assert_near(c.most_bytes, 2e5 + 1e5 + 1e7 + 4e6, 1e-12);
	c = sp90b_cost(1000000, 8, &o);
	assert_near(c.most_bytes, 2e6 + 1e6 + 96e6 + 4e6, 1e-12);
	c = sp90b_cost(10000000, 12, &o);
	assert_near(c.most_bytes, 2e7 + 1.5e7 + 38e7 + 4e6, 1e-12);
	c = sp90b_cost(10000000, 8, &o);
	assert_near(c.most_bytes, 2e7 + 1e7 + 29e7 + 4e6, 1e-12);
	/* Binary: no bit string of its own, one byte for eight, 1 MB of contexts. */
	o = (struct sp90b_options){.dataset = SP90B_INITIAL};
	c = sp90b_cost(8000000, 1, &o);
	assert_near(c.seconds, 8 * 0.0567, 1e-12);
	assert_near(c.bytes, 1e6 + 16e6 + 4e6, 1e-12);
	c = sp90b_cost(80000, 1, &o);
	assert_near(c.bytes, 1e4 + 1e6 + 4e6, 1e-12);
	assert_near(c.most_bytes, 1e4 + 29 * 8e4 + 4e6, 1e-12);
	c = sp90b_cost(8000, 1, &o);
	assert_near(c.most_bytes, 1e3 + 1e6 + 4e6, 1e-12);
	o = (struct sp90b_options){.dataset = SP90B_CONDITIONED, .most_bits = 1000000};
	c = sp90b_cost(1000000, 8, &o);
	assert_near(c.seconds, 0.0567, 1e-12);
	assert_near(c.bytes, 3e6 + 125000 + 2e6 + 4e6, 1e-12);
	o.most_bits = 0;
	assert_near(sp90b_cost(1000000, 8, &o).seconds, 8 * 0.0567, 1e-12);
	o.most_bits = 9000000;
	assert_near(sp90b_cost(1000000, 8, &o).seconds, 8 * 0.0567, 1e-12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_are_those_of_the_text),
	    cmocka_unit_test(bounds_of_a_share),
	    cmocka_unit_test(bounds_of_tuples),
	    cmocka_unit_test(figures_have_ten_places),
	    cmocka_unit_test(each_estimator_has_a_least_length),
	    cmocka_unit_test(the_mode_is_counted),
	    cmocka_unit_test(collisions_by_formula),
	    cmocka_unit_test(chains_by_six_sequences),
	    cmocka_unit_test(compression_by_formula),
	    cmocka_unit_test(no_run_by_recursion),
	    cmocka_unit_test(predictions_by_formula),
	    cmocka_unit_test(chi_square_tails_by_sums),
	    cmocka_unit_test(binomials_by_hand),
	    cmocka_unit_test(cutoffs_at_the_edges),
	    cmocka_unit_test(a_replay_is_exact_at_its_edges),
	    cmocka_unit_test(data_are_packed_bit_by_bit),
	    cmocka_unit_test(widths_and_faults),
	    cmocka_unit_test(tracks_of_a_data_set),
	    cmocka_unit_test(a_million_samples_are_not_short),
	    cmocka_unit_test(costs_by_hand),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
