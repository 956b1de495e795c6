/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The shipped source: by models, and once by samples of this machine.
 *
 * Live: it collects from this machine's counter.
 */
#include "test.h"

#include "counter_here.h"
#include "commpage_clock_timing.h"
#include "rng.h"

#include <stdlib.h>
#include <string.h>

static void description_keeps_claim_and_measurement_apart(void **state)
{
	(void)state;
	const struct tls_description *d = &tls_commpage_clock_timing;
	assert_string_equal(d->name, "commpage_clock_timing");
	assert_string_equal(d->category, "timing");
	assert_near(d->claimed_bits_per_sample, 1.5, 0);
	assert_true(isnan(d->measured_bits_per_sample));
	assert_non_null(strstr(d->platform, "macOS"));
	assert_null(d->requirements[0]);
	assert_true(strlen(d->description) > 0 && strlen(d->physics) > 0);
}

static void availability_has_a_reason(void **state)
{
	(void)state;
	const char *why = NULL;
	tls_commpage_clock_timing_available(&why);
	assert_non_null(why);
	assert_true(strlen(why) > 10);
}

static void samples_are_three_a_byte_and_32(void **state)
{
	(void)state;
	assert_int_equal(tls_commpage_clock_timing_samples(0), 32);
	assert_int_equal(tls_commpage_clock_timing_samples(1000), 3032);
	size_t most = (SIZE_MAX - 32) / 3;
	assert_int_equal(tls_commpage_clock_timing_samples(most), 3 * most + 32);
	assert_int_equal(tls_commpage_clock_timing_samples(most + 1), 0);
	assert_int_equal(tls_commpage_clock_timing_samples(SIZE_MAX), 0);
}

/* 5 ms of the counters at hand: Apple Silicon, ns, a TSC, a qemu arm64 guest; and of one with which
 * 5 ms are no whole number of ticks. */
static void limit_is_five_milliseconds_of_any_counter(void **state)
{
	(void)state;
	static const struct {
		double hz;
		uint64_t limit;
	} cases[] = {{24e6, 120000}, {1e9, 5000000}, {2.3e9, 11500000}, {62.5e6, 312500}, {1001, 6},
	    {0, 0}, {-1, UINT64_MAX}, {INFINITY, UINT64_MAX}, {(double)NAN, UINT64_MAX}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(tls_commpage_clock_timing_limit(cases[i].hz), cases[i].limit);
}

/* At 24 MHz 119,999 is kept and 120,000 is not, as published; what is kept keeps its order. */
static void spikes_are_rejected_and_counted(void **state)
{
	(void)state;
	uint64_t t[] = {120000, 1, 119999, UINT64_MAX, 3, 120001};
	uint8_t out[4];
	struct tls_yield y = tls_commpage_clock_timing_reduce(out, sizeof out, t, 6, 24e6);
	assert_int_equal(y.timed, 6);
	assert_int_equal(y.rejected, 3);
	assert_int_equal(t[0], 1);
	assert_int_equal(t[1], 119999);
	assert_int_equal(t[2], 3);
	assert_int_equal(y.output.bytes, 0);
}

/* Without spikes the source adds nothing to the extractor: same bytes. */
static void reduction_is_the_extractor(void **state)
{
	(void)state;
	uint64_t t[200];
	uint8_t a[16], b[16];
	for (size_t i = 0; i < 200; i++)
		t[i] = i * i * 7919 % 1009;
	struct tlx_yield want = tlx_extract(a, sizeof a, t, 200);
	struct tls_yield got = tls_commpage_clock_timing_reduce(b, sizeof b, t, 200, 24e6);
	assert_int_equal(got.rejected, 0);
	assert_int_equal(got.output.bytes, want.bytes);
	assert_true(want.bytes > 0);
	assert_memory_equal(a, b, want.bytes);
}

/* A spike is as if it had not been: the bytes are those of the series without it. */
static void spikes_leave_no_trace_in_the_bytes(void **state)
{
	(void)state;
	uint64_t clean[300], spiked[400];
	uint8_t a[24], b[24];
	size_t n = 0;
	for (size_t i = 0; i < 300; i++) {
		clean[i] = i * i * 7919 % 1009;
		if (i % 3 == 0)
			spiked[n++] = i % 2 ? 120000 : UINT64_MAX;
		spiked[n++] = clean[i];
	}
	struct tlx_yield want = tlx_extract(a, sizeof a, clean, 300);
	struct tls_yield got = tls_commpage_clock_timing_reduce(b, sizeof b, spiked, n, 24e6);
	assert_int_equal(n, 400);
	assert_int_equal(got.rejected, 100);
	assert_int_equal(got.output.bytes, want.bytes);
	assert_true(want.bytes > 0);
	assert_memory_equal(a, b, want.bytes);
}

/* A model of the published source whose truth is known: a call that always takes `cost` of a tick,
 * begun at an even phase, lasts 0 or 1 ticks of the counter. With q the share of 0, of the eight
 * kinds of three durations a bit comes of 3q(1-q), and it is 1 in (1 + q) / 3 of them: 0.437 at
 * q = 0.31, so the extractor does not remove the bias. 4 standard deviations of the bits of each
 * row are 0.01 and less. */
static void quantised_clock_gives_the_bytes_that_theory_says(void **state)
{
	(void)state;
	enum { SAMPLES = 400000 };
	static const double costs[] = {0.69, 0.5, 0.25};
	static uint64_t t[SAMPLES];
	static uint8_t out[SAMPLES / 16];
	for (size_t k = 0; k < sizeof costs / sizeof *costs; k++) {
		struct rng rng;
		double q = 1 - costs[k];
		rng_init(&rng, 24, k);
		for (size_t i = 0; i < SAMPLES; i++)
			t[i] = (uint64_t)(rng_double(&rng) + costs[k]);
		struct tls_yield y =
		    tls_commpage_clock_timing_reduce(out, sizeof out, t, SAMPLES, 24e6);
		size_t ones = 0, bits = 8 * y.output.bytes;
		for (size_t i = 0; i < bits; i++)
			ones += out[i / 8] >> (7 - i % 8) & 1;
		assert_int_equal(y.rejected, 0);
		assert_within((double)ones / (double)bits, (1 + q) / 3, 0.01);
		assert_within(2.0 * (double)bits / SAMPLES, 3 * q * (1 - q), 0.01);
	}
}

enum { N = 64, ROOM = 3 * N + 32 };

static uint64_t start[ROOM], elapsed[ROOM];
static uint8_t flags[ROOM];

static void collecting_gives_what_the_samples_bear(void **state)
{
	(void)state;
	struct tlp_samples scratch = {start, elapsed, flags, NULL};
	struct tlp_clock clock;
	struct tls_yield y;
	uint8_t out[N + 1];
	assert_int_equal(open_counter(&clock), 0);
	out[N] = 0x5a;
	assert_int_equal(tls_commpage_clock_timing_collect(out, N, &clock, &scratch, ROOM, &y), 0);
	assert_int_equal(y.timed, ROOM);
	assert_true(y.output.pairs <= (ROOM - 1) / 2);
	/* 16 samples for a byte at best: 3n + 32 of them never make n bytes of this n. */
	assert_true(y.output.bytes <= ROOM / 16);
	assert_int_equal(out[N], 0x5a);
}

static void too_small_a_room_is_refused(void **state)
{
	(void)state;
	struct tlp_samples scratch = {start, elapsed, flags, NULL};
	struct tlp_clock clock = {.hz = 1e9};
	struct tls_yield y;
	uint8_t out[N];
	assert_int_equal(
	    tls_commpage_clock_timing_collect(out, N, &clock, &scratch, ROOM - 1, &y), -1);
	assert_int_equal(
	    tls_commpage_clock_timing_collect(out, SIZE_MAX, &clock, &scratch, ROOM, &y), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(description_keeps_claim_and_measurement_apart),
	    cmocka_unit_test(availability_has_a_reason),
	    cmocka_unit_test(samples_are_three_a_byte_and_32),
	    cmocka_unit_test(limit_is_five_milliseconds_of_any_counter),
	    cmocka_unit_test(spikes_are_rejected_and_counted),
	    cmocka_unit_test(reduction_is_the_extractor),
	    cmocka_unit_test(spikes_leave_no_trace_in_the_bytes),
	    cmocka_unit_test(quantised_clock_gives_the_bytes_that_theory_says),
	    cmocka_unit_test(collecting_gives_what_the_samples_bear),
	    cmocka_unit_test(too_small_a_room_is_refused),
	};
	return cmocka_run_group_tests_name("source", tests, NULL, NULL);
}
