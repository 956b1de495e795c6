/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lines at the rates of a kernel's timer tick.
 */
#include "test.h"

#include "rng.h"
#include "tick_lines.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const double hz = 2.6e9;

/* Samples every 250 ns or so, slow (100) or not (10); mid-ranks or indicators are 0 and 1. */
struct recording {
	uint64_t x[400000], start[400000];
	size_t n;
};

enum kind { POISSON, CLUSTERS, TICK };

/* Slow samples: one in 2000 (with a tick, 8000) by chance; in clusters of some 20 at once by
 * chance; or the first after each tick of 250 Hz, half of them missed. */
static void record_series(
    struct recording *r, enum kind kind, size_t n, double every, uint64_t seed)
{
	struct rng g;
	double t = 0, next = 0, slow = 0;
	rng_init(&g, seed, (uint64_t)kind);
	r->n = n;
	for (size_t i = 0; i < n; i++, t += every * (0.8 + 0.4 * rng_double(&g))) {
		bool is = rng_double(&g) < (kind == TICK ? 1 / 8000.0 : 1 / 2000.0);
		if (kind == CLUSTERS) {
			slow = rng_double(&g) < 1 / 20000.0 ? 1 : slow * (rng_double(&g) < 0.998);
			is = slow > 0 && rng_double(&g) < 0.05;
		}
		if (kind == TICK && t >= next) {
			is = rng_double(&g) < 0.5;
			next += 1 / 250.0;
		}
		r->start[i] = UINT64_MAX - 1000 + (uint64_t)(t * hz); /* wraps */
		r->x[i] = is ? 100 : 10;
	}
}

static struct tick_lines lines_of(const struct recording *r)
{
	struct histogram h;
	struct tick_lines out;
	static const double map[] = {0, 1};
	assert_int_equal(histogram_init(&h, r->x, r->n), EST_OK);
	tick_lines_of(&out, r->x, r->start, r->n, hz, &h, map);
	histogram_release(&h);
	return out;
}

/* A tick of 250 Hz is found there, at its harmonics and at 1000 Hz, which is one, and nowhere else.
 */
static void a_tick_is_found(void **state)
{
	(void)state;
	struct recording *r = malloc(sizeof *r);
	for (uint64_t seed = 1; seed <= 5; seed++) {
		record_series(r, TICK, 400000, 1e-6, seed); /* 0.4 s, 100 ticks of which 50 show */
		struct tick_lines t = lines_of(r);
		assert_int_equal(t.segments, 1);
		assert_true(t.p[1].value < 1e-4);
		assert_true(t.p[3].value < 1e-2);
		assert_true(t.p[0].value > 1e-3 && t.p[2].value > 1e-3);
		for (int k = 0; k < TICK_HARMONICS; k++) {
			assert_true(t.each_p[1][k] < 1e-3);
			assert_true(t.power[1][k] > 5);
		}
	}
	free(r);
}

/* 300 recordings each: at a size of 5 % (of four rates, by Holm) more than 27 reject once in 1500.
 */
static void chance_makes_no_line(void **state)
{
	(void)state;
	struct recording *r = malloc(sizeof *r);
	for (enum kind kind = POISSON; kind <= CLUSTERS; kind++) {
		unsigned rejected = 0, each = 0;
		for (uint64_t seed = 1; seed <= 300; seed++) {
			record_series(r, kind, 40000, 8e-6, seed); /* 0.32 s */
			struct tick_lines t = lines_of(r);
			double least = 1;
			for (int i = 0; i < TICK_RATES; i++)
				if (t.p[i].status == EST_OK)
					least = fmin(least, t.p[i].value);
			rejected += least <= 0.05;
			each += t.each_p[1][0] <= 0.05;
		}
		if (rejected > 27 || each > 27)
			fail_msg("kind %d: %u, %u of 300", (int)kind, rejected, each);
	}
	free(r);
}

/* Many segments add up: a tenth of the slow samples at the tick is enough in eight seconds. */
static void segments_are_joined(void **state)
{
	(void)state;
	struct recording *r = malloc(sizeof *r);
	struct rng g;
	record_series(r, TICK, 400000, 2e-5, 1);
	rng_init(&g, 1, 9);
	for (size_t i = 0; i < r->n; i++)
		if (rng_double(&g) < 1 / 100.0)
			r->x[i] = 100;
	struct tick_lines t = lines_of(r);
	assert_int_equal(t.segments, 8);
	assert_true(t.p[1].value < 1e-6);
	assert_true(t.p[2].value > 1e-3);
	free(r);
}

/* A ratio r has the chance (1 + r/16)^-16 = q. Two seconds that are alike have it twice: Fisher's
 * sum is -4 ln q, and a chi-square of 4 degrees exceeds it with q^2 (1 - 2 ln q). */
static void fishers_sum_of_two_by_hand(void **state)
{
	(void)state;
	enum { HALF = 4000, N = 2 * HALF + 1, HZ = 1 << 20 };
	static uint64_t x[N], start[N];
	static const double map[] = {0, 1};
	struct rng g;
	struct histogram h;
	struct tick_lines t;
	rng_init(&g, 3, 0);
	for (size_t i = 0; i < HALF; i++) {
		start[i] = i * (HZ / HALF);
		x[i] = rng_below(&g, 20) ? 10 : 100;
		start[HALF + i] = HZ + start[i];
		x[HALF + i] = x[i];
	}
	start[N - 1] = 2 * HZ;
	x[N - 1] = 10;
	assert_int_equal(histogram_init(&h, x, N), EST_OK);
	for (size_t n = HALF; n <= N; n += HALF + 1) {
		tick_lines_of(&t, x, start, n, HZ, &h, map);
		assert_int_equal(t.segments, n == N ? 2 : 1);
		for (int i = 0; i < TICK_RATES; i++)
			for (int k = 0; k < TICK_HARMONICS; k++) {
				double q = pow(1 + t.power[i][k] / 16, -16);
				assert_near(
				    t.each_p[i][k], n == N ? q * q * (1 - 2 * log(q)) : q, 1e-6);
			}
	}
	histogram_release(&h);
}

static void too_little_has_a_status(void **state)
{
	(void)state;
	struct recording *r = malloc(sizeof *r);
	record_series(r, POISSON, 40000, 8e-6, 1);
	for (size_t i = 0; i < r->n; i++)
		r->x[i] = 10 + (i < 19);
	assert_int_equal(lines_of(r).p[0].status, EST_TOO_SHORT);
	memset(r->x, 0, sizeof r->x);
	assert_int_equal(lines_of(r).p[0].status, EST_DEGENERATE);
	/* A twentieth of a second has 12 periods of 300 and 1000 Hz. */
	record_series(r, POISSON, 50000, 1e-6, 1);
	struct tick_lines t = lines_of(r);
	assert_int_equal(t.p[0].status, EST_TOO_SHORT);
	assert_int_equal(t.p[1].status, EST_OK);
	for (int k = 0; k < TICK_HARMONICS; k++)
		assert_true(isnan(t.power[0][k]) && isnan(t.each_p[0][k]));
	r->n = 10;
	assert_int_equal(lines_of(r).p[0].status, EST_TOO_SHORT);
	free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_tick_is_found),
	    cmocka_unit_test(chance_makes_no_line),
	    cmocka_unit_test(segments_are_joined),
	    cmocka_unit_test(fishers_sum_of_two_by_hand),
	    cmocka_unit_test(too_little_has_a_status),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
