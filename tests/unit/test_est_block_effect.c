/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The effect of a load over blocks: a certified value, what identical blocks show, and simulated
 * campaigns of known effect.
 */
#include "test.h"

#include "block_effect.h"
#include "rng.h"

#include <math.h>

static const struct block_kind plain = {0, 0};

static struct block_value bare_value(double v)
{
	return (struct block_value){v, NAN, NAN};
}

/* Student's own example: extra sleep by two drugs in ten patients. Mean difference 1.58, and by R's
 * t.test(paired = TRUE) the interval 0.7001142 to 2.4598858. @[STUDENT-1908] */
static void students_sleep(void **state)
{
	(void)state;
	static const double first[] = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
	static const double second[] = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};
	struct block_value a[10], b[10];
	for (size_t i = 0; i < 10; i++) {
		a[i] = bare_value(first[i]);
		b[i] = bare_value(second[i]);
	}
	struct estimate e = block_difference(a, b, 10, plain);
	assert_near(e.value, 1.58, 1e-12);
	assert_near(e.lo, 0.7001142, 1e-6);
	assert_near(e.hi, 2.4598858, 1e-6);
	assert_int_equal(block_ratio(a, b, 10, plain).status, EST_DEGENERATE);
	assert_int_equal(block_difference(a, b, 1, plain).status, EST_TOO_SHORT);
	for (size_t i = 0; i < 10; i++)
		a[i] = bare_value(second[i] - first[i]);
	e = block_mean(a, 10, plain);
	assert_near(e.value, 1.58, 1e-12);
	assert_near(e.lo, 0.7001142, 1e-6);
	assert_near(e.hi, 2.4598858, 1e-6);
	assert_int_equal(block_mean(a, 1, plain).status, EST_TOO_SHORT);
}

/* Ratios 2, 2 and 4 by hand: mean of logarithms ln 16 / 3, sd ln 2 / sqrt 3, t(2) = 4.30265273. */
static void ratios_by_hand(void **state)
{
	(void)state;
	struct block_value a[] = {bare_value(1), bare_value(3), bare_value(5)},
			   b[] = {bare_value(2), bare_value(6), bare_value(20)};
	struct estimate e = block_ratio(a, b, 3, plain);
	double half = 4.30265273 * log(2) / 3;
	assert_near(e.value, pow(16, 1.0 / 3), 1e-12);
	assert_near(log(e.hi / e.value), half, 1e-6);
	assert_near(log(e.value / e.lo), half, 1e-6);
	/* Turned round it is the inverse. */
	struct estimate turned = block_ratio(b, a, 3, plain);
	assert_near(turned.value * e.value, 1, 1e-12);
	assert_near(turned.lo * e.hi, 1, 1e-12);
}

/* Three blocks without one slow sample of 1000: neither none nor [0, 0]. */
static void identical_blocks_are_not_known_exactly(void **state)
{
	(void)state;
	struct block_kind share = {0, 1000};
	struct block_value none[] = {{0, 0, 0.00383}, {0, 0, 0.00383}, {0, 0, 0.00383}};
	struct estimate e = block_mean(none, 3, share);
	assert_true(e.value == 0 && e.lo == 0 && e.hi > 0.001);
	e = block_difference(none, none, 3, share);
	assert_near(e.value, 0, 0);
	assert_true(e.lo < -0.001 && e.hi > 0.001);
	e = block_ratio(none, none, 3, share);
	assert_near(e.value, 1, 0);
	assert_true(e.lo < 0.2 && e.hi > 5);
	struct block_value all[] = {{1, 0.99, 1}, {0.9, 0.89, 0.91}, {1, 0.99, 1}};
	e = block_difference(none, all, 3, share);
	assert_true(e.lo < 0.9 && e.hi == 1);
	/* Medians on a lattice of 10: the truth may lie a step away. */
	struct block_value same[] = {bare_value(100), bare_value(100), bare_value(100)};
	struct block_kind lattice = {10, 0};
	e = block_mean(same, 3, lattice);
	assert_true(e.lo <= 95 && e.hi >= 105);
	e = block_difference(same, same, 3, lattice);
	assert_true(e.lo <= -10 && e.hi >= 10);
	e = block_ratio(same, same, 3, lattice);
	assert_true(e.lo <= 0.9 && e.hi >= 1.1);
	/* Where nothing says how closely they could agree there is no interval, and the note says
	 * so. */
	e = block_difference(same, same, 3, plain);
	assert_true(isnan(e.lo) && isnan(e.hi) && e.note);
	e = block_mean(same, 3, plain);
	assert_true(e.value == 100 && isnan(e.lo) && isnan(e.hi) && e.note);
}

/* A campaign of `blocks` blocks, 5000 samples a run: shares of about `share` that drift by a third
 * from block to block and scatter by `scatter` from run to run, under load `ratio` times as much.
 */
static struct estimate simulate_blocks(
    struct rng *r, size_t blocks, double share, double ratio, double scatter)
{
	enum { SAMPLES = 5000 };
	struct block_value v[2][8];
	for (size_t b = 0; b < blocks; b++) {
		double level = share * exp(0.3 * rng_normal(r));
		for (int k = 0; k < 2; k++) {
			double p = level * (k ? ratio : 1) * exp(scatter * rng_normal(r));
			unsigned slow = 0;
			for (int i = 0; i < SAMPLES; i++)
				slow += rng_double(r) < p;
			double q = slow / (double)SAMPLES;
			double se = sqrt(fmax(q, 1.0 / SAMPLES) * (1 - q) / SAMPLES);
			v[k][b] = (struct block_value){q, q - 1.96 * se, q + 1.96 * se};
		}
	}
	return block_ratio(v[0], v[1], blocks, (struct block_kind){0, SAMPLES});
}

/* 1000 campaigns of each kind: the truth is held in 95 % (standard error 0.7 %), and where there is
 * no effect 5 % show one, which of claims' verdicts, that have a margin of a tenth, less than 5 %
 * do. */
static void known_effects_are_held(void **state)
{
	(void)state;
	enum { CAMPAIGNS = 1000 };
	static const double ratios[] = {1, 1.3, 4};
	static const struct {
		size_t blocks;
		double share, scatter;
	} designs[] = {{3, 0.02, 0.1}, {4, 0.02, 0.1}, {8, 0.02, 0.1}, {4, 0.001, 0.05}};
	struct rng r;
	rng_init(&r, 11, 1);
	for (size_t d = 0; d < sizeof designs / sizeof *designs; d++)
		for (size_t k = 0; k < 3; k++) {
			int held = 0, shown = 0, beyond = 0;
			for (int i = 0; i < CAMPAIGNS; i++) {
				struct estimate e = simulate_blocks(&r, designs[d].blocks,
				    designs[d].share, ratios[k], designs[d].scatter);
				held += e.lo <= ratios[k] && ratios[k] <= e.hi;
				shown += e.lo > 1 || e.hi < 1;
				beyond += e.lo > 1.1 || e.hi < 0.9;
			}
			print_message("design %zu ratio %g: held %d, shown %d, beyond a tenth %d\n",
			    d, ratios[k], held, shown, beyond);
			if (held < 930 || held > 985)
				fail_msg("design %zu, ratio %g: %d held", d, ratios[k], held);
			if (ratios[k] == 1 && (shown > 65 || beyond > 50))
				fail_msg("design %zu: %d show an effect", d, shown);
			if (ratios[k] == 4 && d < 3 && beyond < 990)
				fail_msg("%d show that 4 is not 1", beyond);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(students_sleep),
	    cmocka_unit_test(ratios_by_hand),
	    cmocka_unit_test(identical_blocks_are_not_known_exactly),
	    cmocka_unit_test(known_effects_are_held),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
