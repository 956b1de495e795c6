/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The extractor and its alternatives on series of known truth. Seeds are fixed.
 */
#include "test.h"

#include "replay_private.h"
#include "rng.h"

#include <stdlib.h>
#include <string.h>

enum { N = 60000 };

static uint64_t ticks[N];

static const struct summary_options options = {.seed = 1, .replicates = 0, .threads = 1};

static double value_of(const struct figures *f, const char *scope, const char *name)
{
	for (size_t i = 0; i < f->results; i++)
		if (!strcmp(f->result[i].name, name) && !strcmp(f->result[i].scope, scope))
			return f->result[i].value;
	return NAN;
}

static void analyse_recording(struct figures *f)
{
	figures_init(f);
	assert_int_equal(replay_add(f, "output", ticks, N, N, &options, true), 0);
	assert_int_equal(replay_add_alternatives(f, ticks, N, &options, true), 0);
}

/* Independent 31 : 69 on 0 and 41: P(1) of the shipped rule is (1 + p) / 3 = 0.4367 (claim C13),
 * von Neumann's on disjoint pairs is fair; its yield is p (1 - p) = 0.2139 bits a sample. Standard
 * errors at these lengths are below 0.006. */
static void independent_samples(void **state)
{
	(void)state;
	struct figures f;
	struct rng r;
	rng_init(&r, 41, 0);
	for (size_t i = 0; i < N; i++)
		ticks[i] = rng_double(&r) < 0.31 ? 0 : 41;
	analyse_recording(&f);
	assert_within(value_of(&f, "output", "extractor_p1"), 1.31 / 3, 0.02);
	assert_within(value_of(&f, "output_pairs", "extractor_p1"), 0.5, 0.02);
	assert_within(
	    value_of(&f, "output_pairs", "extractor_bytes_per_sample"), 0.2139 / 8, 0.001);
	assert_true(value_of(&f, "output_pairs", "extractor_min_entropy_bits") > 0.9);
	/* What is credited is less: the estimators allow for chance, at 12,800 bits for much. */
	assert_true(value_of(&f, "output_pairs", "extractor_assessed_bits") > 0.5);
	assert_within(value_of(&f, "output_pairs", "extractor_assessed_per_sample_bits"),
	    0.2139 * value_of(&f, "output_pairs", "extractor_assessed_bits"), 0.01);
	assert_true(value_of(&f, "output_lsb", "extractor_assessed_bits") < -log2(0.69) + 0.02);
	assert_within(value_of(&f, "output_lsb", "extractor_p1"), 0.69, 0.01);
	assert_within(value_of(&f, "output_lsb", "extractor_bytes_per_sample"), 1 / 8.0, 1e-4);
	assert_within(
	    value_of(&f, "output_lsb", "extractor_min_entropy_per_sample_bits"), -log2(0.69), 0.03);
	assert_within(
	    value_of(&f, "output_variance", "extractor_bytes_per_sample"), 1 - 3.0 / N, 1e-12);
	/* A byte a sample from 0.54 bits a sample: most of its bits are known. */
	assert_true(value_of(&f, "output_variance", "extractor_min_entropy_bits") < 0.2);
	figures_release(&f);
}

/* A constant cost that beats with the tick has no entropy: no rule may be credited with much. */
static void a_beat_gives_bytes_and_no_entropy(void **state)
{
	(void)state;
	static const char *const scopes[] = {
	    "output", "output_lsb", "output_pairs", "output_variance"};
	struct figures f;
	double phase = 0.3;
	for (size_t i = 0; i < N; i++) {
		phase += 0.6180339887;
		phase -= (double)(int)phase;
		ticks[i] = 12 + (phase < 0.293);
	}
	analyse_recording(&f);
	for (size_t i = 0; i < 4; i++) {
		double bits = value_of(&f, scopes[i], "extractor_min_entropy_per_sample_bits");
		/* Sixteen bits are two bytes of the variance form: too few to see the beat whole.
		 */
		assert_true(bits < (i == 3 ? 0.5 : 0.05));
		bits = value_of(&f, scopes[i], "extractor_assessed_per_sample_bits");
		assert_true(isnan(bits) || bits < (i == 3 ? 0.5 : 0.05));
	}
	assert_true(value_of(&f, "output_lsb", "extractor_bytes") > 0);
	figures_release(&f);
}

static void nothing_comes_of_a_constant(void **state)
{
	(void)state;
	struct figures f;
	for (size_t i = 0; i < N; i++)
		ticks[i] = 7;
	analyse_recording(&f);
	assert_within(value_of(&f, "output", "extractor_bytes"), 0, 0);
	assert_within(value_of(&f, "output_pairs", "extractor_bytes"), 0, 0);
	assert_within(value_of(&f, "output_lsb", "extractor_min_entropy_bits"), 0, 0);
	figures_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(independent_samples),
	    cmocka_unit_test(a_beat_gives_bytes_and_no_entropy),
	    cmocka_unit_test(nothing_comes_of_a_constant),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
