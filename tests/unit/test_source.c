/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "commpage_clock_timing.h"

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
	assert_int_equal(tlp_clock_open(&clock), 0);
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
	    cmocka_unit_test(collecting_gives_what_the_samples_bear),
	    cmocka_unit_test(too_small_a_room_is_refused),
	};
	return cmocka_run_group_tests_name("source", tests, NULL, NULL);
}
