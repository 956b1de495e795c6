/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Verdict logic and the arithmetic of published figures, against values worked out by hand.
 */
#include "test.h"

#include "decide_private.h"
#include "relation_private.h"
#include "rng.h"

#include <string.h>

/* Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3 (score, no continuity
 * correction): 81 of 263, 15 of 148, 0 of 20, 1 of 29. */
static void wilson_agrees_with_a_published_table(void **state)
{
	(void)state;
	static const struct {
		double count, n, lo, hi;
	} rows[] = {{81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0, 0.1611},
	    {1, 29, 0.0061, 0.1718}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct interval v = decide_wilson(rows[i].count, rows[i].n);
		assert_within(v.lo, rows[i].lo, 5e-5);
		assert_within(v.hi, rows[i].hi, 5e-5);
	}
	assert_within(decide_wilson(20, 20).hi, 1, 0);
	assert_within(decide_wilson(5, 0).hi, 1, 0);
}

static void a_verdict_follows_where_the_interval_lies(void **state)
{
	(void)state;
	static const struct {
		struct interval measured;
		enum verdict inside;
	} rows[] = {
	    {{0.3, 0.4}, VERDICT_SUPPORTED},
	    {{0.2, 0.5}, VERDICT_SUPPORTED}, /* its very ends */
	    {{0.19, 0.3}, VERDICT_UNDECIDED},
	    {{0.4, 0.51}, VERDICT_UNDECIDED},
	    {{0.1, 0.6}, VERDICT_UNDECIDED},
	    {{0.1, 0.2}, VERDICT_UNDECIDED},
	    {{0.5, 0.6}, VERDICT_UNDECIDED}, /* touches */
	    {{0.51, 0.6}, VERDICT_REFUTED},
	    {{0.1, 0.19}, VERDICT_REFUTED},
	    {{NAN, 0.3}, VERDICT_UNDECIDED},
	    {{NAN, 0.1}, VERDICT_REFUTED},
	    {{NAN, NAN}, VERDICT_UNDECIDED},
	};
	struct interval accepted = {0.2, 0.5};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		enum verdict v = rows[i].inside;
		assert_int_equal(decide_inside(rows[i].measured, accepted), v);
		enum verdict opposite = v == VERDICT_SUPPORTED ? VERDICT_REFUTED
					: v == VERDICT_REFUTED ? VERDICT_SUPPORTED
							       : v;
		assert_int_equal(decide_outside(rows[i].measured, accepted), opposite);
	}
	struct interval half = {1.5, INFINITY};
	assert_int_equal(decide_inside((struct interval){1.5, 1.5}, half), VERDICT_SUPPORTED);
	assert_int_equal(decide_inside((struct interval){1.49, 1.49}, half), VERDICT_REFUTED);
	assert_int_equal(decide_inside((struct interval){2, NAN}, half), VERDICT_SUPPORTED);
}

/* Half-width 0.1 around 0.45, 0.05 from the end 0.5: half of it takes four times the samples. */
static void samples_needed_grow_with_the_square(void **state)
{
	(void)state;
	struct interval accepted = {0.2, 0.5};
	struct interval m = {0.35, 0.55}, outside = {0.45, 0.65}, half = {1.5, INFINITY};
	assert_near(decide_samples_needed(0.45, m, 1000, accepted, 0), 100000, 1e-3);
	/* Outside the same distance away. */
	assert_near(decide_samples_needed(0.55, outside, 1000, accepted, 0), 100000, 1e-3);
	assert_near(decide_samples_needed(2, (struct interval){1, 3}, 100, half, 0), 10000, 1e-12);
	/* 0.025 of the 0.05 are never to be had: half the distance, four times the samples. */
	assert_near(decide_samples_needed(0.45, m, 1000, accepted, 0.025), 400000, 1e-3);
	assert_true(isinf(decide_samples_needed(0.45, m, 1000, accepted, 0.06)));
	assert_true(
	    isinf(decide_samples_needed(0.5, (struct interval){0.4, 0.6}, 1000, accepted, 0)));
	assert_true(
	    isnan(decide_samples_needed(0.4, (struct interval){NAN, 0.6}, 10, accepted, 0)));
}

/* Normal means of known sd whose distance from an end is anywhere within 4 standard errors: of
 * those that 1,000 samples leave undecided, as many samples as are advised decide nine in ten, and
 * rightly. 4,000 cases; the share that is decided has a standard error of half a per cent. */
static void the_samples_advised_decide(void **state)
{
	(void)state;
	enum { CASES = 4000, N = 1000 };
	const struct interval accepted = {0, INFINITY};
	struct rng r;
	int open = 0, decided = 0, wrong = 0;
	rng_init(&r, 7, 0);
	for (int i = 0; i < CASES; i++) {
		double error = 1 / sqrt(N), truth = (8 * rng_double(&r) - 4) * error;
		double value = truth + error * rng_normal(&r), half = 1.96 * error;
		struct interval m = {value - half, value + half};
		if (decide_inside(m, accepted) != VERDICT_UNDECIDED)
			continue;
		open++;
		error = 1 / sqrt(decide_samples_needed(value, m, N, accepted, 0));
		value = truth + error * rng_normal(&r);
		m = (struct interval){value - 1.96 * error, value + 1.96 * error};
		enum verdict v = decide_inside(m, accepted);
		decided += v != VERDICT_UNDECIDED;
		wrong += v == (truth > 0 ? VERDICT_REFUTED : VERDICT_SUPPORTED);
	}
	if (open < 1500 || decided < 0.88 * open || wrong > 0.03 * open)
		fail_msg("of %d open ones %d were decided, %d wrongly", open, decided, wrong);
}

/* By hand: 3,000 equal samples leave Wilson z^2 / (n + z^2) = 3.84146 / 3003.84 = 0.00127885, the
 * rule of three's 3/n a little widened for two sides. */
static void plain_data_have_an_end(void **state)
{
	(void)state;
	struct interval v = decide_plain_share(0, 3000);
	assert_within(v.lo, 0, 0);
	assert_within(v.hi, 0.00127885, 1e-8);
	v = decide_plain_share(1, 3000);
	assert_within(v.lo, 1 - 0.00127885, 1e-8);
	assert_within(v.hi, 1, 0);
	v = decide_plain_share(0.5, 3000); /* Wilson of 5 in 10: 0.2366 to 0.7634 */
	assert_within(v.lo, 0.2366, 5e-5);
	assert_within(v.hi, 0.7634, 5e-5);
	v = decide_plain_share(0.99997, 1e7);
	assert_true(v.lo > 0.6 && v.lo < 0.75);
	assert_true(isnan(decide_plain_share(0, NAN).lo));

	/* log2 3000 = 11.55075; sqrt(2 ln 40 / 3000) = 0.0495909; their product 0.572811. */
	v = decide_plain_shannon(11.55075, 3000, 3000, NAN);
	assert_within(v.lo, 11.55075 - 0.572811, 2e-6);
	assert_true(isnan(v.hi));
	assert_within(decide_plain_shannon(0.1, 3000, 3000, NAN).lo, 0, 0);
	/* q log2(1/q) + (1-q) log2(1/(1-q)) + 64 q = 0.012291 + 0.001844 + 0.081846. */
	v = decide_plain_shannon(0, 3000, 3000, NAN);
	assert_within(v.hi, 0.095981, 2e-6);
	assert_true(isnan(decide_plain_shannon(1, 1, 1, NAN).lo));

	v = decide_plain_min_entropy(0, 3000);
	assert_within(v.hi, 0.0018462, 1e-7);
	assert_true(isnan(decide_plain_min_entropy(1, 3000).hi));
}

static void all_rules_must_hold(void **state)
{
	(void)state;
	enum { S = VERDICT_SUPPORTED, R = VERDICT_REFUTED, U = VERDICT_UNDECIDED };
	enum { N = VERDICT_NOT_APPLICABLE };
	static const int rows[][3] = {{S, S, S}, {S, U, U}, {S, R, R}, {U, R, R}, {U, U, U},
	    {R, R, R}, {N, S, S}, {N, U, U}, {N, R, R}, {N, N, N}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(decide_both(rows[i][0], rows[i][1]), rows[i][2]);
		assert_int_equal(decide_both(rows[i][1], rows[i][0]), rows[i][2]);
	}
}

static void verdicts_have_the_words_of_the_schema(void **state)
{
	(void)state;
	assert_string_equal(verdict_name(VERDICT_SUPPORTED), "supported");
	assert_string_equal(verdict_name(VERDICT_REFUTED), "refuted");
	assert_string_equal(verdict_name(VERDICT_UNDECIDED), "undecided");
	assert_string_equal(verdict_name(VERDICT_NOT_APPLICABLE), "not applicable");
	assert_string_equal(verdict_name(VERDICT_IMPOSSIBLE), "impossible as stated");
}

static void entropies_of_simple_shares(void **state)
{
	(void)state;
	double half[] = {1, 1}, four[] = {1, 1, 1, 1}, quarter[] = {2, 1, 1}, one[] = {5};
	assert_near(relation_entropy(half, 2, 0), 1, 1e-15);
	assert_near(relation_entropy(four, 4, 0), 2, 1e-15);
	assert_near(relation_entropy(quarter, 3, 0), 1.5, 1e-15);
	assert_near(relation_entropy(quarter, 1, 2), 1.5, 1e-15); /* the same, two apart */
	assert_within(relation_entropy(one, 1, 0), 0, 0);
	assert_near(relation_min_entropy(quarter, 3, 0), 1, 1e-15);
	assert_near(relation_min_entropy(four, 4, 0), 2, 1e-15);
	assert_true(isnan(relation_entropy(NULL, 0, 0)));
}

/* The published counts 930 and 2,066 of 3,000. Worked out with a calculator:
 * 2-outcome entropy 0.31041 log2(1/0.31041) + 0.68959 log2(1/0.68959) = 0.8937;
 * CV of 5 and 45: sqrt(930 x 2066) x 40 / (930 x 5 + 2066 x 45) = 55445.5/97620 = 0.56797;
 * CV of 0 and anything: sqrt(930/2066) = 0.67093. */
static void published_split_gives_known_figures(void **state)
{
	(void)state;
	double w[] = {930, 2066}, at[] = {5, 45}, zero[] = {0, 45}, other[] = {0, 1};
	assert_within(relation_entropy(w, 2, 0), 0.8937, 5e-5);
	assert_within(relation_cv(at, w, 2), 0.56797, 5e-6);
	assert_within(relation_cv(zero, w, 2), sqrt(930.0 / 2066), 1e-12);
	assert_within(relation_cv(other, w, 2), 0.67093, 5e-6);
	assert_true(isnan(relation_cv(zero, w, 1)));
}

/* 0, 41, 42 with shares 930, 2066/3, 2066 x 2/3 and four samples apart: the three published
 * figures at once, H 1.54, CV 67.1 %, LSB 0.231. */
static void three_published_figures_fit_one_reading(void **state)
{
	(void)state;
	double at[] = {0, 41, 42}, w[] = {930, 2066 / 3.0, 2066 * 2 / 3.0};
	assert_within(relation_entropy(w, 3, 4), 1.542, 5e-4);
	assert_within(relation_cv(at, w, 3), 0.671, 5e-4);
	struct interval odd = relation_lsb(at, w, 3, 4);
	assert_within(odd.lo, 2066.0 / 9000, 1e-12);	       /* 0.22956 */
	assert_within(odd.hi, (2066.0 / 3 + 4) / 3000, 1e-12); /* 0.23089 */
	/* The most common value is 42 with 2066 x 2 / 9000 = 0.45911: 1.1231 bits. */
	assert_within(relation_min_entropy(w, 3, 4), 1.1231, 5e-5);
}

/* Two halves have 1 bit of both entropies, four quarters 2: the cap is met there exactly. With m
 * twice and the rest once, H(0.4, 0.4, 0.2) = 0.8 log2(2.5) + 0.2 log2(5) = 1.52193 bits caps the
 * min-entropy at log2(2.5) = 1.32193. */
static void shannon_entropy_caps_min_entropy(void **state)
{
	(void)state;
	assert_within(relation_min_entropy_cap(1), 1, 1e-9);
	assert_within(relation_min_entropy_cap(2), 2, 1e-9);
	assert_within(relation_min_entropy_cap(0), 0, 1e-9);
	assert_within(relation_min_entropy_cap(0.8 * log2(2.5) + 0.2 * log2(5)), log2(2.5), 1e-9);
	assert_within(relation_min_entropy_cap(log2(3)), log2(3), 1e-7);
	assert_true(relation_min_entropy_cap(1.545) < 1.5);
	assert_true(isnan(relation_min_entropy_cap(-1)));
}

/* One sample of 3 beside three at 1 has mean 1.5 and sd sqrt(3)/2: CV 0.57735. */
static void the_rest_is_found_from_the_cv(void **state)
{
	(void)state;
	double at[] = {1}, w[] = {3};
	assert_near(relation_rest_value(at, w, 1, 1, sqrt(3) / 2 / 1.5), 3, 1e-9);
	assert_true(isnan(relation_rest_value(at, w, 1, 1, 5))); /* the limit is sqrt(3) */
	assert_true(isnan(relation_rest_value(at, w, 1, 0, 0.5)));
}

/* Pairs by pencil: 16 durations give 15 differences, 7 pairs, no byte; 17 give 8 pairs, a byte. */
static void the_extractor_cannot_give_more(void **state)
{
	(void)state;
	static const uint64_t rows[][2] = {
	    {0, 0}, {1, 0}, {16, 0}, {17, 1}, {32, 1}, {33, 2}, {35, 2}, {128, 7}, {3104, 193}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_int_equal(relation_capacity(rows[i][0]), rows[i][1]);
	for (uint64_t raw = 1; raw < 5000; raw++)
		assert_int_equal(relation_capacity(raw), (raw - 1) / 2 / 8);
	/* n = 1 and 2 can be had of 3n + 32, 3 cannot: 41 durations give 20 pairs. */
	assert_int_equal(relation_capacity_last(3, 32), 2);
	assert_true(relation_capacity(3 * 2 + 32) >= 2 && relation_capacity(3 * 3 + 32) < 3);
	assert_int_equal(relation_capacity_last(16, 1), UINT64_MAX);
	assert_int_equal(relation_capacity_last(3, 0), 0);
}

/* R: pchisq(1.19, 2, lower.tail = FALSE), pchisq(c(3.84, 10, 30), c(1, 1, 12), lower.tail = FALSE).
 */
static void chi_square_tail_agrees_with_r(void **state)
{
	(void)state;
	assert_within(relation_chi_square_tail(1.19, 2), 0.551562565868, 1e-11);
	assert_within(relation_chi_square_tail(3.84, 1), 0.0500435212487, 1e-12);
	assert_within(relation_chi_square_tail(10, 1), 0.0015654022580, 1e-12);
	assert_within(relation_chi_square_tail(30, 12), 0.0027924293327, 1e-12);
	assert_within(relation_chi_square_tail(0, 3), 1, 0);
	assert_within(relation_chi_square_tail(5, 0), 1, 0);
}

/* One fair coin and one of 1/4: both 1/8, one or more 1 - 3/8. */
static void at_least_so_many_of_independent_trials(void **state)
{
	(void)state;
	static const double p[] = {0.5, 0.25};
	assert_within(relation_at_least(p, 2, 0), 1, 1e-15);
	assert_within(relation_at_least(p, 2, 1), 0.625, 1e-15);
	assert_within(relation_at_least(p, 2, 2), 0.125, 1e-15);
	static const double ten[] = {.3, .3, .3, .3, .3, .3, .3, .3, .3, .3};
	assert_within(
	    relation_at_least(ten, 10, 4), 0.3503892816, 1e-9); /* R: 1 - pbinom(3, 10, .3) */
}

/* The published GXF table, by hand: 434 samples of one tick split 1/3 : 2/3, 40 of two 2/3 : 1/3.
 */
static void counts_split_as_ticks_do(void **state)
{
	(void)state;
	static const struct relation_tick tick = {125, 3};
	static const double at[] = {0, 41, 42, 83, 84}, w[] = {26, 134, 300, 27, 13};
	struct relation_split s = relation_split_of_ticks(at, w, 5, tick);
	double by_hand = pow(300 - 434 * 2 / 3.0, 2) * (1 / (434 / 3.0) + 1 / (434 * 2 / 3.0)) +
			 pow(13 - 40 / 3.0, 2) * (1 / (40 / 3.0) + 1 / (80 / 3.0));
	assert_within(s.off, 0, 0);
	assert_int_equal(s.df, 2);
	assert_within(s.chi_square, by_hand, 1e-9);
	assert_within(s.chance, 120.0 / (85.0 * 84 * 83 * 82 * 81), 1e-16); /* 1 / C(85, 5) */
	static const double bins[] = {83, 125, 151}, counts[] = {20, 170, 300};
	assert_within(relation_split_of_ticks(bins, counts, 3, tick).off, 300, 0);
	/* The upper neighbour alone is compared too, and once. */
	static const double upper[] = {42}, many[] = {1000};
	s = relation_split_of_ticks(upper, many, 1, tick);
	assert_int_equal(s.df, 1);
	assert_true(s.p < 1e-9);
	/* A whole number of units has no split. */
	assert_int_equal(
	    relation_split_of_ticks(upper, many, 1, (struct relation_tick){21, 1}).df, 0);
}

/* Any sample of 0, 1 tick and one large value has exactly the CV that its mean and maximum imply.
 */
static void moments_of_ticks_have_no_free_parameter(void **state)
{
	(void)state;
	const double tick = 125 / 3.0;
	for (double zeros = 1; zeros < 3000; zeros += 271) {
		double at[] = {0, tick, 5166}, w[] = {zeros, 2999 - zeros, 1};
		double mean = ((2999 - zeros) * tick + 5166) / 3000;
		assert_near(
		    relation_cv_of_ticks(mean, 5166, 3000, tick), relation_cv(at, w, 3), 1e-9);
		double two[] = {zeros, 3000 - zeros};
		assert_near(relation_cv_of_ticks((3000 - zeros) * tick / 3000, 42, 3000, tick),
		    relation_cv(at, two, 2), 1e-9);
	}
	assert_true(
	    isnan(relation_cv_of_ticks(60, 42, 3000, tick))); /* more than one tick on average */
	assert_true(isnan(relation_cv_of_ticks(0, 42, 3000, tick)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(chi_square_tail_agrees_with_r),
	    cmocka_unit_test(at_least_so_many_of_independent_trials),
	    cmocka_unit_test(counts_split_as_ticks_do),
	    cmocka_unit_test(moments_of_ticks_have_no_free_parameter),
	    cmocka_unit_test(wilson_agrees_with_a_published_table),
	    cmocka_unit_test(a_verdict_follows_where_the_interval_lies),
	    cmocka_unit_test(samples_needed_grow_with_the_square),
	    cmocka_unit_test(the_samples_advised_decide),
	    cmocka_unit_test(plain_data_have_an_end),
	    cmocka_unit_test(all_rules_must_hold),
	    cmocka_unit_test(verdicts_have_the_words_of_the_schema),
	    cmocka_unit_test(entropies_of_simple_shares),
	    cmocka_unit_test(published_split_gives_known_figures),
	    cmocka_unit_test(three_published_figures_fit_one_reading),
	    cmocka_unit_test(shannon_entropy_caps_min_entropy),
	    cmocka_unit_test(the_rest_is_found_from_the_cv),
	    cmocka_unit_test(the_extractor_cannot_give_more),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
