/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ticklab esv: symbols of ticks, the model of H_submitter against simulation and cases that can be
 * worked out, claims rounded down.
 */
#include "test.h"

#include "esv.h"

#include "rng.h"

#include <stdio.h>
#include <stdlib.h>
#ifdef __linux__
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#endif

static void few_values_have_their_rank(void **state)
{
	(void)state;
	const uint64_t x[] = {90, 7, 7, 41, UINT64_MAX, 7, 90};
	struct esv_table t;
	assert_int_equal(esv_table_make(&t, x, 7), 0);
	assert_int_equal(t.symbols, 4);
	assert_int_equal(t.distinct, 4);
	assert_int_equal(esv_table_bits(&t), 2);
	const uint8_t want[] = {2, 0, 0, 1, 3, 0, 2};
	for (int i = 0; i < 7; i++)
		assert_int_equal(esv_table_symbol(&t, x[i]), want[i]);
	/* What the run does not hold: the symbol below, and the first for what is below all. */
	assert_int_equal(esv_table_symbol(&t, 0), 0);
	assert_int_equal(esv_table_symbol(&t, 40), 0);
	assert_int_equal(esv_table_symbol(&t, 1000), 2);
	assert_int_equal(esv_table_make(&t, x, 1), 0);
	assert_int_equal(t.symbols, 1);
	assert_int_equal(esv_table_bits(&t), 1);
}

/* Every number of values around the limit: at most 256 symbols, in order, all counted. */
static void many_values_share_symbols(void **state)
{
	(void)state;
	enum { N = 20000 };
	static uint64_t x[N];
	for (size_t values = 250; values <= N; values = values < 260 ? values + 1 : values * 3) {
		struct esv_table t;
		uint64_t sum = 0;
		for (size_t i = 0; i < N; i++)
			x[i] = 1000 + 3 * (i % values);
		assert_int_equal(esv_table_make(&t, x, N), 0);
		assert_int_equal(t.distinct, values);
		assert_true(t.symbols <= ESV_SYMBOLS);
		assert_true(values > ESV_SYMBOLS ? t.symbols > 100 : t.symbols == values);
		for (unsigned k = 0; k < t.symbols; k++) {
			assert_true(t.from[k] <= t.to[k]);
			assert_true(k == 0 || t.to[k - 1] < t.from[k]);
			assert_int_equal(esv_table_symbol(&t, t.from[k]), k);
			assert_int_equal(esv_table_symbol(&t, t.to[k]), k);
			sum += t.count[k];
		}
		assert_int_equal(sum, N);
	}
}

static void model_without_jitter(void **state)
{
	(void)state;
	struct esv_model m = esv_model_make(4.5, 0);
	assert_true(m.there);
	assert_true(m.h_phase_known == 0);
	assert_near(m.h_phase_unknown, 1, 1e-9);
	m = esv_model_make(4, 0);
	assert_true(m.h_phase_known == 0 && m.h_phase_unknown == 0);
	m = esv_model_make(0.25, 0);
	assert_near(m.h_phase_unknown, -log2(0.75), 1e-9);
}

/* Without the model a claim would be above what the jitter can give. */
static void model_without_memory_ends_the_program(void **state)
{
	(void)state;
#if !defined __linux__ || defined __SANITIZE_ADDRESS__
	skip_because("the limit of memory does not hold here");
#else
	int status;
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		enum { READINGS = 4000 };
		struct rlimit none = {0, 0};
		if (setrlimit(RLIMIT_AS, &none) != 0)
			_exit(9);
		for (void *volatile p = stdin; p;)
			p = malloc(READINGS * sizeof(double));
		esv_model_make(2000, (READINGS - 2) / 16.0);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 1);
#endif
}

static void model_of_wide_jitter_does_not_need_the_phase(void **state)
{
	(void)state;
	struct esv_model m = esv_model_make(100, 20);
	double want = log2(20 * sqrt(2 * acos(-1)));
	assert_within(m.h_phase_known, want, 0.01);
	assert_within(m.h_phase_unknown, want, 0.01);
}

/* 400,000 samples of the model, seed 7: shares are known to 0.0016 at two deviations, entropies
 * near 1 bit to 0.006; the limit is four. */
static void model_agrees_with_simulation(void **state)
{
	(void)state;
	enum { N = 400000, CELLS = 100 };
	const double cost[] = {3.3, 7.96, 12.5}, jitter[] = {0.2, 0.6, 1.5};
	struct rng r;
	rng_init(&r, 7, 0);
	for (int c = 0; c < 3; c++) {
		static unsigned cell[CELLS][64], all[64];
		double known = 0, unknown = 0;
		for (int i = 0; i < 64; i++)
			all[i] = 0;
		for (int p = 0; p < CELLS; p++)
			for (int i = 0; i < 64; i++)
				cell[p][i] = 0;
		for (int i = 0; i < N; i++) {
			double u = rng_double(&r);
			int v = (int)floor(u + cost[c] + jitter[c] * rng_normal(&r)) + 16;
			cell[(int)(u * CELLS)][v]++;
			all[v]++;
		}
		for (int p = 0; p < CELLS; p++) {
			unsigned most = 0;
			for (int i = 0; i < 64; i++)
				most = cell[p][i] > most ? cell[p][i] : most;
			known += (double)most / N;
		}
		for (int i = 0; i < 64; i++)
			unknown = fmax(unknown, (double)all[i] / N);
		struct esv_model m = esv_model_make(cost[c], jitter[c]);
		assert_within(m.h_phase_known, -log2(known), 0.012);
		assert_within(m.h_phase_unknown, -log2(unknown), 0.012);
		assert_true(m.h_phase_known <= m.h_phase_unknown + 1e-9);
	}
}

static void model_is_absent_where_it_cannot_be(void **state)
{
	(void)state;
	assert_false(esv_model_make(NAN, 0).there);
	assert_false(esv_model_make(1, NAN).there);
	assert_false(esv_model_make(-1, 0).there);
	assert_false(esv_model_make(1, 1e9).there);
	assert_false(esv_model_make(INFINITY, 1).there);
}

static void claims_are_rounded_down(void **state)
{
	(void)state;
	assert_near(claim_round(0.096499), 0.0964, 1e-12);
	assert_near(claim_round(2.9999), 2.99, 1e-12);
	assert_true(claim_round(0) == 0 && claim_round(-1) == 0 && claim_round(NAN) == 0);
	for (double h = 1e-6; h < 8; h *= 1.37)
		assert_true(claim_round(h) <= h && claim_round(h) > 0.99 * h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(few_values_have_their_rank),
	    cmocka_unit_test(many_values_share_symbols),
	    cmocka_unit_test(model_without_jitter),
	    cmocka_unit_test(model_without_memory_ends_the_program),
	    cmocka_unit_test(model_of_wide_jitter_does_not_need_the_phase),
	    cmocka_unit_test(model_agrees_with_simulation),
	    cmocka_unit_test(model_is_absent_where_it_cannot_be),
	    cmocka_unit_test(claims_are_rounded_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
