/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The health tests that ship, at their bounds: the very sample that raises an alarm, ends the
 * start-up test or begins a window; the least and the greatest lag.
 */
#include "test.h"

#include "health.h"
#include "rng.h"
#include "sp90b_health.h"

#include <math.h>
#include <stdbool.h>

enum { ALPHA = 30, WINDOW = TLS_HEALTH_WINDOW };

static struct tls_health health_make(double entropy)
{
	struct tls_health h;
	assert_int_equal(tls_health_init(&h, entropy, ALPHA, 1, 1), 0);
	return h;
}

static void feed_fair(struct tls_health *h, struct rng *r, size_t n)
{
	for (size_t i = 0; i < n; i++)
		tls_health_sample(h, 12 + (rng_double(r) < 0.5));
}

/* Two windows, and not a sample less; the failures are forgotten with the window after them. */
static void the_start_up_test_ends_with_its_last_sample(void **state)
{
	(void)state;
	struct rng r;
	struct tls_health h = health_make(0.05);
	rng_init(&r, 11, 0);
	while (tls_health_sample(&h, 50) != TLS_HEALTH_FAILED)
		;
	assert_int_equal(h.attempts, 1);
	assert_int_equal(tls_health_restart(&h), 0);
	feed_fair(&h, &r, 2 * WINDOW - 1);
	assert_int_equal(h.state, TLS_HEALTH_STARTING);
	feed_fair(&h, &r, 1);
	assert_int_equal(h.state, TLS_HEALTH_PASSED);
	feed_fair(&h, &r, WINDOW - 1);
	assert_int_equal(h.attempts, 1);
	feed_fair(&h, &r, 1);
	assert_int_equal(h.attempts, 0);
	assert_int_equal(h.state, TLS_HEALTH_PASSED);
}

/* A A B until `most` As have come, then B C to the end of `n`. Returns how many As were taken. */
static uint64_t share_feed(struct tls_health *h, uint64_t most, size_t n)
{
	uint64_t taken = 0;
	for (size_t i = 0; i < n && h->state != TLS_HEALTH_FAILED; i++) {
		bool is_a = i % 3 != 2 && taken < most;
		taken += is_a;
		tls_health_sample(h, is_a ? 1 : 2 + i % 2);
	}
	return taken;
}

static void the_share_that_fails_is_the_assessors_own_cutoff(void **state)
{
	(void)state;
	uint64_t cutoff = sp90b_proportion_cutoff(1, ldexp(1, -ALPHA), TLS_HEALTH_SHORT);
	struct tls_health h = health_make(1);
	assert_int_equal(share_feed(&h, UINT64_MAX, TLS_HEALTH_SHORT), cutoff);
	assert_int_equal(h.failed, TLS_HEALTH_PROPORTION);
	/* One less in each of two windows is none too many. */
	h = health_make(1);
	for (int i = 0; i < 2; i++)
		assert_int_equal(share_feed(&h, cutoff - 1, TLS_HEALTH_SHORT), cutoff - 1);
	assert_int_equal(h.state, TLS_HEALTH_STARTING);
}

/* Each value twice, 40 of them in turn: half of the samples equal the one before, none any other of
 * 64. Then 64 and 65 values in turn. */
static void lags_from_1_to_64_are_tested(void **state)
{
	(void)state;
	struct tls_health h = health_make(1.1);
	for (size_t i = 0; i < WINDOW; i++)
		tls_health_sample(&h, 100 + i / 2 % 40);
	assert_true(h.failed & TLS_HEALTH_LAG);
	for (size_t values = 64; values <= 65; values++) {
		h = health_make(1.1);
		for (size_t i = 0; i < WINDOW; i++)
			tls_health_sample(&h, 100 + i % values);
		assert_int_equal((h.failed & TLS_HEALTH_LAG) != 0, values == 64);
	}
}

/* A constant cost of 12.293 ticks at a golden step, which no lag of 64 shows at 0.02 bits. The
 * window's last sample is rare: it is not what the window has most of. */
static void a_beat_is_found_whatever_ends_the_window(void **state)
{
	(void)state;
	struct tls_health h = health_make(0.02);
	double phase = 0.3;
	for (size_t i = 1; i <= 2 * WINDOW; i++) {
		phase += 0.6180339887;
		phase -= floor(phase);
		tls_health_sample(&h, i % WINDOW == 0 ? 1000 : 12 + (phase < 0.293));
	}
	assert_int_equal(h.state, TLS_HEALTH_FAILED);
}

/* The value of most samples of the window, whatever came first and last. */
static void a_window_keeps_its_most_frequent_value(void **state)
{
	(void)state;
	struct rng r;
	struct tls_health h = health_make(0.1);
	rng_init(&r, 5, 0);
	for (size_t i = 0; i < WINDOW; i++) {
		bool other = i == 0 || i == WINDOW - 1 || rng_double(&r) < 0.4;
		tls_health_sample(&h, other ? 100 + rng_below(&r, 1000) : 5);
	}
	assert_int_equal(h.state, TLS_HEALTH_STARTING);
	assert_int_equal(h.common, 5);
}

/* A first window of mostly 5; a second in which every 1024th sample is 5, or all but these are,
 * until `most` have come; the rest comes again every 997, or is noise. Then the state. */
static enum tls_health_state feed_evenly(bool rare, unsigned most, bool predicted)
{
	struct rng r;
	struct tls_health h = health_make(0.0005);
	rng_init(&r, 6, 0);
	for (size_t i = 0; i < WINDOW; i++)
		tls_health_sample(&h, rng_double(&r) < 0.4 ? 100 + rng_below(&r, 1000) : 5);
	assert_int_equal(h.state, TLS_HEALTH_STARTING);
	for (size_t i = 0; i < WINDOW; i++) {
		bool beat = i % 1024 == 512 && i / 1024 < most;
		tls_health_sample(
		    &h, beat == rare ? 5 : 100 + (predicted ? i % 997 : rng_below(&r, 1000)));
	}
	if (h.state == TLS_HEALTH_FAILED)
		assert_int_equal(h.failed, TLS_HEALTH_BEAT);
	return h.state;
}

/* Of a value that comes once in each of 64 blocks the count does not vary at all; 63 are too few to
 * test. The same of the samples that are not it. */
static void sixty_four_of_a_kind_are_enough_to_be_a_beat(void **state)
{
	(void)state;
	assert_int_equal(feed_evenly(true, 64, true), TLS_HEALTH_FAILED);
	assert_int_equal(feed_evenly(true, 63, true), TLS_HEALTH_PASSED);
	assert_int_equal(feed_evenly(false, 64, true), TLS_HEALTH_FAILED);
	assert_int_equal(feed_evenly(false, 63, true), TLS_HEALTH_PASSED);
	assert_int_equal(feed_evenly(true, 64, false), TLS_HEALTH_PASSED); /* balanced noise */
}

/* By hand: of A A B A the second equals the one before, the third and fourth that before it, ... */
static void the_first_samples_have_their_lags(void **state)
{
	(void)state;
	struct tls_health h = health_make(1);
	static const uint64_t samples[] = {7, 7, 8, 7};
	for (size_t i = 0; i < 4; i++)
		tls_health_sample(&h, samples[i]);
	assert_int_equal(h.same[0], 1); /* 7 7 */
	assert_int_equal(h.same[1], 1); /* 7 . 7 */
	assert_int_equal(h.same[2], 1); /* 7 . . 7 */
	assert_int_equal(h.same[3], 0);
	assert_int_equal(h.seen, 4);
	assert_int_equal(h.repeats, 1);
}

/* To the nearest tick of 10 units, half up; 2^31 units and more stay as they are. */
static void durations_are_rounded_to_ticks(void **state)
{
	(void)state;
	static const uint64_t units[][2] = {{14, 1}, {15, 2}, {24, 2},
	    {(UINT64_C(1) << 31) - 1, 214748365}, {UINT64_C(1) << 31, UINT64_C(1) << 31},
	    {UINT64_MAX, UINT64_MAX}};
	struct tls_health h;
	assert_int_equal(tls_health_init(&h, 1, ALPHA, 10, 1), 0);
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		tls_health_sample(&h, units[i][0]);
		assert_int_equal(h.last, units[i][1]);
	}
}

static void an_alarm_is_one_failure_whatever_follows(void **state)
{
	(void)state;
	struct tls_health h = health_make(1);
	/* In turn, so that its end would find the lag of 2; but then one value alone. */
	for (int i = 0; i < 300; i++)
		tls_health_sample(&h, 12 + i % 2);
	while (tls_health_sample(&h, 50) != TLS_HEALTH_FAILED)
		;
	assert_int_equal(h.failed, TLS_HEALTH_REPETITION);
	assert_int_equal(h.repeats, 31); /* 1 + 30 / 1 */
	assert_int_equal(tls_health_sample(&h, 51), TLS_HEALTH_FAILED);
	assert_int_equal(tls_health_end(&h), TLS_HEALTH_FAILED);
	assert_int_equal(h.attempts, 1);
	assert_int_equal(h.failed, TLS_HEALTH_REPETITION);
}

static void the_bounds_of_arguments_are_within(void **state)
{
	(void)state;
	struct tls_health h;
	assert_int_equal(tls_health_init(&h, 8, 20, UINT32_MAX, UINT32_MAX), 0);
	assert_int_equal(tls_health_init(&h, 8.001, 20, 1, 1), -1);
	assert_int_equal(tls_health_init(&h, 1, 60, 1, 1), 0);
	assert_int_equal(tls_health_init(&h, 1, 61, 1, 1), -1);
	assert_int_equal(tls_health_init(&h, 1, 19, 1, 1), -1);
	assert_int_equal(tls_health_proportion_cutoff(1, 30, 0, 1), 1);
}

/* The window's tests share one alpha among the lags; the prescribed one has its own, shorter
 * window. */
static void each_test_has_the_cutoff_of_its_window(void **state)
{
	(void)state;
	static struct tls_health h;
	static const double entropies[] = {0.05, 0.3, 1, 1.54, 8};
	for (size_t i = 0; i < sizeof entropies / sizeof *entropies; i++)
		for (unsigned a = 20; a <= 60; a += 20) {
			double e = entropies[i];
			assert_int_equal(tls_health_init(&h, e, a, 3, 2), 0);
			assert_int_equal(h.repetition_cutoff, tls_health_repetition_cutoff(e, a));
			assert_int_equal(h.proportion_cutoff,
			    tls_health_proportion_cutoff(e, a, TLS_HEALTH_SHORT, 1));
			assert_int_equal(h.lag_cutoff,
			    tls_health_proportion_cutoff(e, a, TLS_HEALTH_WINDOW, TLS_HEALTH_LAGS));
			assert_int_equal(h.prediction_cutoff,
			    tls_health_proportion_cutoff(e, a, TLS_HEALTH_WINDOW, 1));
			assert_true(h.tick_num == 3 && h.tick_den == 2 && h.alpha_log2 == a);
			assert_near(h.min_entropy, e, 0);
			assert_int_equal(h.state, TLS_HEALTH_STARTING);
		}
	assert_int_equal(tls_health_init(&h, 1, 30, UINT64_C(1) << 32, 1), -1);
	assert_int_equal(tls_health_init(&h, 1, 30, 1, UINT64_C(1) << 32), -1);
	assert_int_equal(tls_health_init(&h, 1, 30, UINT32_MAX, 1), 0);
	assert_int_equal(tls_health_init(&h, 1, 30, 1, UINT32_MAX), 0);
	assert_int_equal(tls_health_init(&h, 1, 30, 1, 1), 0);
	assert_string_equal(tls_health_test_name(TLS_HEALTH_REPETITION), "repetition count");
	assert_string_equal(tls_health_test_name(TLS_HEALTH_PROPORTION), "adaptive proportion");
	assert_string_equal(tls_health_test_name(TLS_HEALTH_LAG), "lag");
	assert_string_equal(tls_health_test_name(TLS_HEALTH_BEAT), "beat");
	assert_string_equal(tls_health_test_name(TLS_HEALTH_PREDICTION), "prediction");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_test_has_the_cutoff_of_its_window),
	    cmocka_unit_test(the_start_up_test_ends_with_its_last_sample),
	    cmocka_unit_test(the_share_that_fails_is_the_assessors_own_cutoff),
	    cmocka_unit_test(lags_from_1_to_64_are_tested),
	    cmocka_unit_test(a_beat_is_found_whatever_ends_the_window),
	    cmocka_unit_test(a_window_keeps_its_most_frequent_value),
	    cmocka_unit_test(sixty_four_of_a_kind_are_enough_to_be_a_beat),
	    cmocka_unit_test(the_first_samples_have_their_lags),
	    cmocka_unit_test(durations_are_rounded_to_ticks),
	    cmocka_unit_test(an_alarm_is_one_failure_whatever_follows),
	    cmocka_unit_test(the_bounds_of_arguments_are_within),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
