/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "series.h"
#include "grid.h"
#include "rng.h"

#include <inttypes.h>

static uint64_t one_duration(const struct grid *g, uint64_t start, uint64_t elapsed)
{
	uint64_t out = 12345;
	assert_int_equal(grid_emulate(g, &start, &elapsed, 1, &out), EST_OK);
	return out;
}

static void exact_fractions_agree(void **state)
{
	(void)state;
	FILE *f = fopen("tests/vectors/grid_reference.txt", "r");
	uint64_t v[9];
	int rows = 0;
	assert_non_null(f);
	for (;; rows++) {
		int got = 0;
		for (int i = 0; i < 9; i++)
			got += fscanf(f, "%" SCNu64, &v[i]) == 1;
		if (got < 9)
			break;
		struct grid g = {.native_hz = (double)v[2],
		    .grid_hz = (double)v[3],
		    .rescale_num = (uint32_t)v[4],
		    .rescale_den = (uint32_t)v[5]};
		assert_int_equal(one_duration(&g, v[0], v[1]), v[6]);
		g.rescale = GRID_RESCALE_BEFORE;
		assert_int_equal(one_duration(&g, v[0], v[1]), v[7]);
		g.rescale = GRID_RESCALE_AFTER;
		assert_int_equal(one_duration(&g, v[0], v[1]), v[8]);
	}
	fclose(f);
	assert_int_equal(rows, 140);
}

static uint64_t floor_time(const struct grid *g, unsigned __int128 t)
{
	unsigned __int128 a = t * (uint64_t)g->grid_hz / (uint64_t)g->native_hz;
	return (
	    uint64_t)(g->rescale == GRID_RESCALE_BEFORE ? a * g->rescale_num / g->rescale_den : a);
}

/* Samples one after the other, then far ahead, back, of any length, and around the counter's end:
 * each as the definition has it, whatever came before. */
static void a_series_agrees_sample_by_sample(void **state)
{
	(void)state;
	enum { N = 4000 };
	static uint64_t start[N], elapsed[N], out[N];
	static const double native[] = {1e9, 2596123457, 24e6, 1e12}, hz[] = {24e6, 1e9, 1};
	struct rng r;
	rng_init(&r, 4, 0);
	uint64_t now = 12345;
	for (size_t i = 0; i < N; i++) {
		now += rng_below(&r, 200);
		now = i % 97 == 0 ? rng_u64(&r) >> (i % 64) : now;
		now = i % 1000 == 999 ? 0 - rng_below(&r, 300) : now;
		start[i] = now;
		elapsed[i] = i % 50 == 0 ? rng_u64(&r) >> (i % 64) : rng_below(&r, 300);
	}
	for (int a = 0; a < 4; a++)
		for (int b = 0; b < 6; b++) {
			struct grid g = {.native_hz = native[a],
			    .grid_hz = hz[b % 3],
			    .rescale = b < 3 ? GRID_RESCALE_NONE : GRID_RESCALE_BEFORE,
			    .rescale_num = 125,
			    .rescale_den = 3};
			/* Half of the range at most, so that no result leaves 64 bits. */
			for (size_t i = 0; i < N; i++)
				elapsed[i] = g.grid_hz > g.native_hz || b >= 3 ? elapsed[i] >> 13
									       : elapsed[i];
			assert_int_equal(grid_emulate(&g, start, elapsed, N, out), EST_OK);
			for (size_t i = 0; i < N; i++) {
				unsigned __int128 end = (unsigned __int128)start[i] + elapsed[i];
				assert_int_equal(
				    out[i], floor_time(&g, end) - floor_time(&g, start[i]));
			}
		}
}

/* One tick of 24 MHz in nanoseconds: 41 2/3, so 41 or 42 once each timestamp is rescaled (in the
 * ratio 1 to 2), always 41 if the difference is. This is what the published figures look like. */
static void rescaling_leaves_its_marks(void **state)
{
	(void)state;
	struct grid g = {.native_hz = 24e6,
	    .grid_hz = 24e6,
	    .rescale = GRID_RESCALE_BEFORE,
	    .rescale_num = 125,
	    .rescale_den = 3};
	int seen[3] = {0};
	for (uint64_t t = 0; t < 300; t++) {
		uint64_t ns = one_duration(&g, t, 1);
		assert_true(ns == 41 || ns == 42);
		seen[ns - 40]++;
	}
	assert_int_equal(seen[1], 100);
	assert_int_equal(seen[2], 200);
	g.rescale = GRID_RESCALE_AFTER;
	assert_int_equal(one_duration(&g, 1, 1), 41);
}

/* P(1) = cost / tick with a uniform phase: 66 of 95.83 native ticks. Four standard deviations. */
static void a_random_phase_makes_the_share(void **state)
{
	(void)state;
	enum { N = 100000 };
	struct grid g = {.native_hz = 2.3e9, .grid_hz = 24e6, .random_phase = 1, .seed = 9};
	uint64_t *x = malloc(N * sizeof *x), *y = malloc(N * sizeof *y), ones = 0;
	for (size_t i = 0; i < N; i++)
		x[i] = 66;
	assert_int_equal(grid_emulate(&g, NULL, x, N, y), EST_OK);
	for (size_t i = 0; i < N; i++) {
		assert_true(y[i] <= 1);
		ones += y[i];
	}
	double p = 66 * 24e6 / 2.3e9;
	assert_within((double)ones / N, p, 4 * sqrt(p * (1 - p) / N));
	/* In place, and again: the seed decides. */
	assert_int_equal(grid_emulate(&g, NULL, x, N, x), EST_OK);
	assert_memory_equal(x, y, N * sizeof *x);
	free(x);
	free(y);
}

static void a_given_phase_moves_the_edge(void **state)
{
	(void)state;
	struct grid g = {.native_hz = 100, .grid_hz = 10};
	assert_int_equal(one_duration(&g, 4, 5), 0);
	assert_int_equal(one_duration(&g, 5, 5), 1);
	g.phase = 0.1;
	assert_int_equal(one_duration(&g, 4, 5), 1);
	/* Both timestamps move: a whole tick apart is one tick at any phase. */
	for (g.phase = 0; g.phase < 1; g.phase += 0.093)
		assert_int_equal(one_duration(&g, 7, 10), 1);
}

static void the_end_of_the_counter(void **state)
{
	(void)state;
	struct grid g = {.native_hz = 2.3e9, .grid_hz = 2.3e9};
	assert_int_equal(one_duration(&g, UINT64_MAX, 7), 7);
	assert_int_equal(one_duration(&g, UINT64_MAX, UINT64_MAX), UINT64_MAX);
	uint64_t start = 0, elapsed = UINT64_MAX, out;
	g.native_hz = 1e9;
	assert_int_equal(grid_emulate(&g, &start, &elapsed, 1, &out), EST_NOT_APPLICABLE);
}

static void wrong_grids_are_refused(void **state)
{
	(void)state;
	static const struct grid bad[] = {{.native_hz = 0, .grid_hz = 1},
	    {.native_hz = 1.5, .grid_hz = 1}, {.native_hz = 1, .grid_hz = 2e12},
	    {.native_hz = 1, .grid_hz = NAN}, {.native_hz = 1, .grid_hz = 1, .phase = 1},
	    {.native_hz = 1, .grid_hz = 1, .phase = -0.1}, {.native_hz = 1, .grid_hz = 1e12},
	    {.native_hz = 1, .grid_hz = 1, .rescale = GRID_RESCALE_AFTER}};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		uint64_t x = 1;
		assert_int_equal(grid_emulate(&bad[i], &x, &x, 1, &x), EST_NOT_APPLICABLE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(exact_fractions_agree),
	    cmocka_unit_test(a_series_agrees_sample_by_sample),
	    cmocka_unit_test(rescaling_leaves_its_marks),
	    cmocka_unit_test(a_random_phase_makes_the_share),
	    cmocka_unit_test(a_given_phase_moves_the_edge),
	    cmocka_unit_test(the_end_of_the_counter),
	    cmocka_unit_test(wrong_grids_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
