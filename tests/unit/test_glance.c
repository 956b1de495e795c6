/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "glance_private.h"
#include "glance_run.h"
#include "rng.h"
#include "store.h"

#include <stdio.h>
#include <string.h>

static void settle_glance(struct glance *g, const uint64_t *elapsed, size_t n)
{
	const struct tick_facts facts = {.unit_hz = 1e9};
	assert_int_equal(glance_init(g, &facts), 0);
	for (size_t i = 0; i < n; i += 1000) /* in pieces, as a recording comes */
		assert_int_equal(glance_add(g, NULL, elapsed + i, n - i < 1000 ? n - i : 1000), 0);
	assert_int_equal(glance_settle(g), 0);
}

static void peaks_quantiles_and_tail_are_those_of_the_counts(void **state)
{
	enum { N = 20000 };
	static uint64_t x[N];
	struct glance g;
	struct rng r;
	(void)state;
	rng_init(&r, 1, 0);
	for (size_t i = 0; i < N; i++)
		x[i] = (rng_below(&r, 10) < 3 ? 105 : 145) + rng_below(&r, 5) + rng_below(&r, 5);
	x[7] = 1000000;
	settle_glance(&g, x, N);
	assert_int_equal(g.peaks, 2);
	assert_true(g.peak[0].tick >= 107 && g.peak[0].tick <= 111);
	assert_true(g.peak[1].tick >= 147 && g.peak[1].tick <= 151);
	assert_true(glance_quantile(&g, 0.5) >= 145 && glance_quantile(&g, 0.5) <= 153);
	assert_int_equal(glance_quantile(&g, 1), 1000000);
	assert_int_equal(glance_above(&g, 153), 1);
	assert_int_equal(glance_above(&g, 999999), 1);
	assert_int_equal(glance_above(&g, 1000000), 0);
	glance_release(&g);
}

/* Uniform counts have no valley that four standard deviations of Poisson counts do not explain. */
static void noise_is_one_peak_and_a_constant_too(void **state)
{
	enum { N = 20000 };
	static uint64_t x[N];
	struct glance g;
	struct rng r;
	(void)state;
	rng_init(&r, 2, 0);
	for (size_t i = 0; i < N; i++)
		x[i] = 500 + rng_below(&r, 200);
	settle_glance(&g, x, N);
	assert_true(g.peaks <= 1);
	glance_release(&g);
	for (size_t i = 0; i < N; i++)
		x[i] = 7;
	settle_glance(&g, x, N);
	assert_int_equal(g.peaks, 1);
	assert_int_equal(g.peak[0].tick, 7);
	assert_int_equal(glance_quantile(&g, 0.001), 7);
	glance_release(&g);
}

/* By hand: counts of each value, in order; what is beyond GLANCE_DENSE by itself, and equal ones
 * together; the first start and the end of the last sample. */
static void values_are_counted_in_order(void **state)
{
	(void)state;
	static const uint64_t start[] = {1000, 2000, 3000, 4000, 5000, 6000, 7000},
			      elapsed[] = {7, 3, 900000, 7, 65536, 900000, 65535};
	static const struct glance_bin want[] = {
	    {3, 1}, {7, 2}, {65535, 1}, {65536, 1}, {900000, 2}};
	const struct tick_facts facts = {.unit_hz = 1e9};
	struct glance g;
	assert_int_equal(glance_init(&g, &facts), 0);
	assert_int_equal(glance_add(&g, start, elapsed, 3), 0);
	assert_int_equal(glance_add(&g, start + 3, elapsed + 3, 4), 0);
	assert_int_equal(glance_settle(&g), 0);
	assert_int_equal(g.n, 7);
	assert_int_equal(g.first_start, 1000);
	assert_int_equal(g.last_end, 7000 + 65535);
	assert_int_equal(g.bin_count, 5);
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(g.bins[i].tick, want[i].tick);
		assert_int_equal(g.bins[i].count, want[i].count);
	}
	assert_int_equal(glance_quantile(&g, 3.0 / 7), 7);
	assert_int_equal(glance_quantile(&g, 3.1 / 7), 65535);
	assert_int_equal(glance_above(&g, 7), 4);
	glance_release(&g);
}

/* 41 and 42 are one tick of 125/3, 83 and 84 two. */
static void counts_of_a_known_tick_are_joined(void **state)
{
	(void)state;
	uint64_t x[3000];
	for (size_t i = 0; i < 3000; i++)
		x[i] = i % 3 == 0 ? 42 : i % 3 == 1 ? 41 : 83 + i % 2;
	const struct tick_facts facts = {.stated = 125.0 / 3, .unit_hz = 1e9};
	struct glance g;
	assert_int_equal(glance_init(&g, &facts), 0);
	assert_int_equal(glance_add(&g, NULL, x, 3000), 0);
	assert_int_equal(glance_settle(&g), 0);
	assert_int_equal(g.bin_count, 2);
	assert_true(g.bins[0].tick == 1 && g.bins[0].count == 2000);
	assert_true(g.bins[1].tick == 2 && g.bins[1].count == 1000);
	assert_near(g.tick_s, 125.0 / 3 * 1e-9, 1e-12);
	glance_release(&g);
}

/* Counts of 100, 0, c, 0, 100 where the valleys are empty: the middle is a peak from a hundredth of
 * the samples on, if that is 16 at least (4 standard deviations). */
static void a_peak_holds_a_hundredth_and_is_parted(void **state)
{
	(void)state;
	static const struct {
		size_t side, middle, peaks;
	} rows[] = {{1000, 20, 2}, {1000, 21, 3}, {100, 16, 2}, {100, 17, 3}};
	for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
		static uint64_t x[3000];
		size_t n = 0;
		for (size_t i = 0; i < rows[k].side; i++) {
			x[n++] = 100;
			x[n++] = 137;
		}
		for (size_t i = 0; i < rows[k].middle; i++)
			x[n++] = 119;
		struct glance g;
		settle_glance(&g, x, n);
		assert_int_equal(g.peaks, rows[k].peaks);
		assert_int_equal(g.peak[0].tick, 100);
		assert_int_equal(g.peak[0].count, rows[k].side);
		assert_int_equal(g.peak[g.peaks - 1].tick, 137);
		glance_release(&g);
	}
}

/* 0.3 of the samples about 100 and the others about 140, seven values each; the 1998th of 2000 by
 * size is 20999, and nothing lies beyond twice that. */
static const char glanced[] =
    "tick 1 ns (tsc, the unit)   median 142 ticks (142 ns)\n"
    "  100-103 |##########################                                   17.2 %\n"
    "  104-107 |####################                                         12.8 %\n"
    "  108-111 |                                                              0.0 %\n"
    "  112-115 |                                                              0.0 %\n"
    "  116-119 |                                                              0.0 %\n"
    "  120-123 |                                                              0.0 %\n"
    "  124-127 |                                                              0.0 %\n"
    "  128-131 |                                                              0.0 %\n"
    "  132-135 |                                                              0.0 %\n"
    "  136-139 |                                                              0.0 %\n"
    "  140-143 |############################################################ 39.9 %\n"
    "  144-147 |#############################################                29.9 %\n"
    "2 peaks, at 100 and 146   99.9 % within 20999   0 above 41998   longest 22 us\n"
    "mind: the run is interrupted\n";

/* What is printed of a run of a mode at 100, one at 140, and a few long samples; its first line has
 * its name and date. */
static void a_run_at_a_glance(void **state)
{
	(void)state;
	enum { N = 2000 };
	static uint64_t start[N], elapsed[N];
	char why[256], uuid[STORE_UUID], got[4096];
	struct store *s;
	struct glance g;
	for (size_t i = 0; i < N; i++) {
		start[i] = 100000 + 1000 * i;
		elapsed[i] = i % 500 == 499 ? 20000 + i : (i % 10 < 3 ? 100 : 140) + i % 7;
	}
	struct store_run run = {.label = "a",
	    .origin = "collect",
	    .probe = "gettimeofday",
	    .load = "idle",
	    .counter = "tsc",
	    .counter_hz = 1e9,
	    .hz_source = "calibrated",
	    .hz_calibrated = NAN,
	    .has_start = true,
	    .cpu = -1,
	    .requested = N};
	assert_int_equal(store_open(&s, ":memory:", STORE_CREATE, why, sizeof why), 0);
	run.id = store_run_begin(s, &run, uuid);
	assert_true(run.id > 0);
	assert_int_equal(store_run_append(s, run.id, start, elapsed, NULL, N), 0);
	run.uuid = uuid;
	run.status = "interrupted";
	run.samples = N;
	const struct screen plain = {.columns = 80};
	FILE *out = tmpfile();
	assert_non_null(out);
	if (glance_read(&g, s, &run, N, why, sizeof why) != 0)
		fail_msg("%s", why);
	glance_print(out, &plain, &g, s, &run, 12);
	rewind(out);
	size_t n = fread(got, 1, sizeof got - 1, out);
	got[n] = 0;
	fclose(out);
	char *second = strchr(got, '\n');
	assert_int_equal(strncmp(got, "2,000 calls of gettimeofday in 0.00202 s, idle", 46), 0);
	assert_string_equal(second + 1, glanced);
	glance_release(&g);
	store_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(peaks_quantiles_and_tail_are_those_of_the_counts),
	    cmocka_unit_test(values_are_counted_in_order),
	    cmocka_unit_test(counts_of_a_known_tick_are_joined),
	    cmocka_unit_test(a_peak_holds_a_hundredth_and_is_parted),
	    cmocka_unit_test(a_run_at_a_glance),
	    cmocka_unit_test(noise_is_one_peak_and_a_constant_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
