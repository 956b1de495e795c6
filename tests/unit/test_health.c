/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The health tests that ship: cutoffs against the assessor's own (sp90b_health.h, another program
 * of this project) and the standard's examples; faults that must be found; false alarms.
 */
#include "test.h"

#include "health.h"
#include "rng.h"
#include "sp90b_health.h"

#include <math.h>

enum { ALPHA = 30 };

static struct tls_health fresh_health(double h)
{
	struct tls_health health;
	assert_int_equal(tls_health_init(&health, h, ALPHA, 1, 1), 0);
	return health;
}

static void cutoffs_are_those_of_the_standard(void **state)
{
	(void)state;
	static const double entropies[] = {0.01, 0.05, 0.1, 0.3, 0.5, 1, 1.54, 3, 8};
	for (size_t i = 0; i < sizeof entropies / sizeof *entropies; i++)
		for (unsigned a = 20; a <= 40; a += 10) {
			double h = entropies[i], alpha = ldexp(1, -(int)a);
			assert_int_equal(
			    tls_health_repetition_cutoff(h, a), sp90b_repetition_cutoff(h, alpha));
			for (uint32_t window = 512; window <= 4096; window *= 2)
				assert_int_equal(tls_health_proportion_cutoff(h, a, window, 1),
				    sp90b_proportion_cutoff(h, alpha, window));
			assert_int_equal(tls_health_proportion_cutoff(h, a, 4096, 64),
			    sp90b_proportion_cutoff(h, alpha / 64, 4096));
		}
	/* SP 800-90B 4.4.1: H = 2, alpha = 2^-20: 11. 4.4.2, W = 1024, H = 1: 589 at 2^-20. */
	assert_int_equal(tls_health_repetition_cutoff(2, 20), 11);
	assert_int_equal(tls_health_proportion_cutoff(1, 20, 1024, 1), 589);
}

/* Feeds until the first alarm or the end. Returns how many samples were taken. */
static size_t feed_health(struct tls_health *h, uint64_t (*next)(void *), void *context, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (tls_health_sample(h, next(context)) == TLS_HEALTH_FAILED)
			return i + 1;
	return n;
}

static uint64_t next_stuck(void *context)
{
	(void)context;
	return 50;
}

/* A constant cost of 12 + share ticks, by a counter whose phase advances by `step` a call. */
struct beat {
	double phase, step, share;
};

static uint64_t next_beating(void *context)
{
	struct beat *b = context;
	b->phase += b->step;
	b->phase -= floor(b->phase);
	return 12 + (b->phase < b->share);
}

struct noise {
	struct rng rng;
	double common; /* share of 12 ticks, the rest has 13 */
};

static uint64_t next_noisy(void *context)
{
	struct noise *n = context;
	return 12 + (rng_double(&n->rng) >= n->common);
}

static void a_stuck_source_is_found_before_it_puts_out(void **state)
{
	(void)state;
	struct tls_health h = fresh_health(0.05);
	assert_int_equal(
	    feed_health(&h, next_stuck, NULL, 10000), tls_health_repetition_cutoff(0.05, ALPHA));
	assert_int_equal(h.failed, TLS_HEALTH_REPETITION);
	/* It stays failed, whatever comes. */
	assert_int_equal(tls_health_sample(&h, 1), TLS_HEALTH_FAILED);
	for (int i = 1; i < TLS_HEALTH_ATTEMPTS; i++) {
		assert_int_equal(tls_health_restart(&h), 0);
		assert_int_equal(h.state, TLS_HEALTH_STARTING);
		feed_health(&h, next_stuck, NULL, 10000);
	}
	assert_int_equal(tls_health_restart(&h), -1);
}

/* Beats of any step and share, within the start-up test; steps that are near a whole fraction are
 * periods. Of 2,000 beats of this seed 1 is missed at 0.02, the 50 here are not. */
static void beats_are_found_before_they_put_out(void **state)
{
	(void)state;
	static const double entropies[] = {0.1, 0.05, 0.02};
	for (size_t k = 0; k < sizeof entropies / sizeof *entropies; k++) {
		struct rng r;
		int missed = 0;
		rng_init(&r, 17, 0);
		for (int i = 0; i < 50; i++) {
			struct beat b = {
			    rng_double(&r), rng_double(&r), 0.05 + 0.9 * rng_double(&r)};
			struct tls_health h = fresh_health(entropies[k]);
			feed_health(&h, next_beating, &b, 2 * TLS_HEALTH_WINDOW);
			missed += h.state != TLS_HEALTH_FAILED;
		}
		assert_int_equal(missed, 0);
	}
}

static void a_beat_in_nanoseconds_is_no_noise(void **state)
{
	(void)state;
	struct beat b = {0.3, 0.6180339887, 0.293};
	struct tls_health h;
	assert_int_equal(tls_health_init(&h, 0.05, ALPHA, 125, 3), 0);
	uint64_t reading = 0;
	for (int i = 0; i < 2 * TLS_HEALTH_WINDOW && h.state != TLS_HEALTH_FAILED; i++) {
		uint64_t before = reading * 125 / 3;
		reading += next_beating(&b);
		tls_health_sample(&h, reading * 125 / 3 - before);
	}
	assert_int_equal(h.state, TLS_HEALTH_FAILED);
}

/* A recording shorter than a window: a beat of 3,000 samples is found, and one of 20 is not judged.
 * Sound ones of every length pass: 600 at 2^-30. Seed fixed. */
static void a_short_recording_is_judged_at_its_end(void **state)
{
	(void)state;
	struct beat b = {0.3, 0.415, 0.293}; /* nearly repeats at lag 41 */
	struct tls_health h = fresh_health(0.1);
	assert_int_equal(feed_health(&h, next_beating, &b, 3000), 3000);
	assert_int_equal(h.state, TLS_HEALTH_STARTING);
	assert_int_equal(tls_health_end(&h), TLS_HEALTH_FAILED);
	assert_int_equal(h.failed, TLS_HEALTH_LAG);
	h = fresh_health(0.1);
	feed_health(&h, next_beating, &b, 20);
	assert_int_equal(tls_health_end(&h), TLS_HEALTH_STARTING);
	struct noise n = {.common = 0.93}; /* repeats itself with 0.87 < 2^-0.1 */
	rng_init(&n.rng, 37, 0);
	for (size_t i = 0; i < 600; i++) {
		h = fresh_health(0.1);
		feed_health(&h, next_noisy, &n, 1 + 10 * i);
		assert_int_not_equal(tls_health_end(&h), TLS_HEALTH_FAILED);
	}
}

/* A step that drifts, or breathes with a period of 20,000 calls, is no steady beat; a share that is
 * the step (a whole constant cost) and one that is not. */
static void drifting_beats_are_found(void **state)
{
	(void)state;
	static const struct {
		double drift, breath, share;
	} cases[] = {{1e-7, 0, 0}, {1e-6, 0, 0}, {1e-6, 0, 0.3}, {0, 0.01, 0}, {0, 0.1, 0}};
	for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
		struct tls_health h = fresh_health(0.02);
		struct beat b = {.phase = 0.3};
		for (int i = 0; i < 4 * TLS_HEALTH_WINDOW && h.state != TLS_HEALTH_FAILED; i++) {
			b.step = 0.4142 + cases[k].drift * i +
				 cases[k].breath * sin(2 * 3.14159265358979 * i / 20000);
			b.share = cases[k].share > 0 ? cases[k].share : b.step;
			tls_health_sample(&h, next_beating(&b));
		}
		assert_int_equal(h.state, TLS_HEALTH_FAILED);
	}
}

/* No lag of 64 shows a pattern of noise that comes again after `period` samples. Beyond the history
 * it is not found: nobody who keeps less can. */
static void periods_within_the_history_are_found(void **state)
{
	(void)state;
	static const size_t periods[] = {65, 2500, 20000, 65000, 80000};
	static uint64_t pattern[80000];
	struct noise n = {.common = 0.6};
	rng_init(&n.rng, 41, 0);
	for (size_t i = 0; i < 80000; i++)
		pattern[i] = next_noisy(&n);
	for (size_t k = 0; k < 5; k++) {
		struct tls_health h = fresh_health(0.02);
		for (size_t i = 0; i < 3 * (size_t)TLS_HEALTH_WINDOW; i++)
			tls_health_sample(&h, pattern[i % periods[k]]);
		assert_int_equal(h.state == TLS_HEALTH_FAILED, periods[k] <= TLS_HEALTH_HISTORY);
		assert_int_equal(
		    (h.failed & TLS_HEALTH_PREDICTION) != 0, periods[k] <= TLS_HEALTH_HISTORY);
	}
}

/* Into a beat, 24,000 samples before the end of a recording, in a window that is not full. */
static void a_source_that_dies_in_the_last_window_is_found(void **state)
{
	(void)state;
	struct tls_health h = fresh_health(0.02);
	struct noise n = {.common = 0.6};
	struct beat b = {0.3, 0.618034, 0.293};
	rng_init(&n.rng, 43, 0);
	feed_health(&h, next_noisy, &n, 2 * TLS_HEALTH_WINDOW + 10000);
	assert_int_equal(tls_health_end(&h), TLS_HEALTH_PASSED);
	feed_health(&h, next_beating, &b, 24000);
	assert_int_equal(tls_health_end(&h), TLS_HEALTH_FAILED);
	assert_int_equal(h.failed, TLS_HEALTH_BEAT);
}

/* A beat whose phase a call moves by a tenth of a tick at random has more than the entropy assumed
 * and passes, however close to balance its counts are. */
static void a_noisy_beat_is_a_source(void **state)
{
	(void)state;
	struct tls_health h = fresh_health(0.02);
	struct rng r;
	rng_init(&r, 47, 0);
	struct beat b = {.phase = 0.3, .share = 0.25};
	for (int i = 0; i < 10 * TLS_HEALTH_WINDOW; i++) {
		b.step = 0.25 + 0.1 * rng_normal(&r) + 0.02 * sin(i / 50000.0);
		assert_int_not_equal(tls_health_sample(&h, next_beating(&b)), TLS_HEALTH_FAILED);
	}
}

/* 0.065 ticks at random leave 0.08 bits, four times what is assumed, while the cost of a call
 * wanders as on a busy machine. Seed fixed. */
static void a_beat_with_more_noise_than_assumed_is_a_source(void **state)
{
	(void)state;
	struct tls_health h = fresh_health(0.02);
	struct rng r;
	rng_init(&r, 53, 0);
	struct beat b = {.phase = 0.3};
	for (int i = 0; i < 20 * TLS_HEALTH_WINDOW; i++) {
		b.share = 0.29 + 0.02 * sin(i / 20000.0) + 0.065 * rng_normal(&r);
		b.step = b.share;
		assert_int_not_equal(tls_health_sample(&h, next_beating(&b)), TLS_HEALTH_FAILED);
	}
}

static void a_source_that_dies_slowly_is_stopped(void **state)
{
	(void)state;
	struct tls_health h = fresh_health(0.3);
	struct noise n = {.common = 0.6};
	rng_init(&n.rng, 23, 0);
	size_t taken = 0;
	while (n.common < 1 && h.state != TLS_HEALTH_FAILED) {
		taken += feed_health(&h, next_noisy, &n, 65536);
		n.common += 0.01;
	}
	assert_int_equal(h.state, TLS_HEALTH_FAILED);
	assert_true(taken > 2 * TLS_HEALTH_WINDOW);
	assert_true(n.common < 0.92); /* 2^-0.3 = 0.81 of guesses is what was assumed */
}

/* Sources as good as assumed: no alarm in 600,000 samples of each. Seed fixed. */
static void sound_sources_pass(void **state)
{
	(void)state;
	static const double common[] = {0.5, 0.69, 0.8, 0.85};
	for (size_t i = 0; i < sizeof common / sizeof *common; i++) {
		struct tls_health h = fresh_health(0.05);
		struct noise n = {.common = common[i]};
		rng_init(&n.rng, 29 + i, 0);
		assert_int_equal(feed_health(&h, next_noisy, &n, 2 * TLS_HEALTH_WINDOW - 1),
		    2 * TLS_HEALTH_WINDOW - 1);
		assert_int_equal(h.state, TLS_HEALTH_STARTING);
		assert_int_equal(feed_health(&h, next_noisy, &n, 500000), 500000);
		assert_int_equal(h.state, TLS_HEALTH_PASSED);
	}
}

/* Counters whose next reading makes up for the last are under-dispersed without being a beat: MA(1)
 * of -0.4. */
static void anticorrelation_is_no_beat(void **state)
{
	(void)state;
	struct rng r;
	struct tls_health h = fresh_health(0.05);
	rng_init(&r, 31, 0);
	double last = 0;
	for (int i = 0; i < 1000000; i++) {
		double e = rng_normal(&r);
		assert_int_not_equal(
		    tls_health_sample(&h, e - 0.4 * last > 0 ? 13 : 12), TLS_HEALTH_FAILED);
		last = e;
	}
}

static void arguments_out_of_range_are_refused(void **state)
{
	(void)state;
	struct tls_health h;
	assert_int_equal(tls_health_init(&h, 0, 30, 1, 1), -1);
	assert_int_equal(tls_health_init(&h, NAN, 30, 1, 1), -1);
	assert_int_equal(tls_health_init(&h, 9, 30, 1, 1), -1);
	assert_int_equal(tls_health_init(&h, 1e-300, 30, 1, 1), 0);
	assert_true(h.repetition_cutoff == UINT64_MAX);
	assert_int_equal(tls_health_init(&h, 1, 19, 1, 1), -1);
	assert_int_equal(tls_health_init(&h, 1, 61, 1, 1), -1);
	assert_int_equal(tls_health_init(&h, 1, 30, 0, 1), -1);
	assert_int_equal(tls_health_init(&h, 1, 30, 1, 0), -1);
	assert_int_equal(tls_health_init(&h, 1, 30, UINT64_MAX, 1), -1);
	assert_int_equal(tls_health_init(&h, 1, 30, 125, 3), 0);
	assert_int_equal(tls_health_sample(&h, UINT64_MAX), TLS_HEALTH_STARTING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(cutoffs_are_those_of_the_standard),
	    cmocka_unit_test(a_stuck_source_is_found_before_it_puts_out),
	    cmocka_unit_test(beats_are_found_before_they_put_out),
	    cmocka_unit_test(a_beat_in_nanoseconds_is_no_noise),
	    cmocka_unit_test(a_short_recording_is_judged_at_its_end),
	    cmocka_unit_test(drifting_beats_are_found),
	    cmocka_unit_test(periods_within_the_history_are_found),
	    cmocka_unit_test(a_source_that_dies_in_the_last_window_is_found),
	    cmocka_unit_test(a_noisy_beat_is_a_source),
	    cmocka_unit_test(a_beat_with_more_noise_than_assumed_is_a_source),
	    cmocka_unit_test(a_source_that_dies_slowly_is_stopped),
	    cmocka_unit_test(sound_sources_pass),
	    cmocka_unit_test(anticorrelation_is_no_beat),
	    cmocka_unit_test(arguments_out_of_range_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
