/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The least that observers leave, from figures of simulated guesses whose chances are known.
 */
#include "test.h"

#include "entropy_private.h"
#include "normal.h"
#include "rng.h"

#include <math.h>
#include <stdio.h>

enum { PIECES = 40, RUNS = 400, EACH = 120 };

static struct rng rng;

/* Right guesses of n, each with chance p. */
static double guess_often(unsigned n, double p)
{
	unsigned right = 0;
	for (unsigned i = 0; i < n; i++)
		right += rng_double(&rng) < p;
	return (double)right;
}

static struct decide_piece bits_of(double right, double n)
{
	double lo, hi;
	normal_wilson(right / n, n, NORMAL_975, &lo, &hi);
	return (struct decide_piece){-log2(right / n), -log2(hi), -log2(lo)};
}

/* An observer of a run whose second half he guesses with chance `later`; its pieces are stored. */
static struct fact observe_run(const char *scope, double p, double later)
{
	struct fact f = {.figure = FIGURE_ADVERSARY_MIN_ENTROPY,
	    .grid = "native",
	    .n = PIECES * EACH,
	    .pieces = PIECES,
	    .moves = true,
	    .each = true};
	double all = 0;
	snprintf(f.scope, sizeof f.scope, "%s", scope);
	for (unsigned k = 0; k < PIECES; k++) {
		double right = guess_often(EACH, k < PIECES / 2 ? p : later);
		f.piece[k] = bits_of(right, EACH);
		all += right;
	}
	struct decide_piece whole = bits_of(all, PIECES * EACH);
	f.value = whole.value;
	f.lo = whole.lo;
	f.hi = whole.hi;
	return f;
}

static struct verdict_entropy entropy_of(double p, double later)
{
	struct fact facts[] = {
	    observe_run("distribution", p, later), observe_run("past", p, later)};
	const struct subject run = {.facts = facts, .facts_n = 2};
	return entropy_of_run(&run, 1);
}

/* 2.5 % of 400 runs are 10; more than 20 are chance once in 500. */
static void the_least_of_many_ends_is_no_lower_than_the_truth(void **unused)
{
	int below = 0, moves = 0;
	(void)unused;
	rng_init(&rng, 20261130, 0);
	for (int i = 0; i < RUNS; i++) {
		struct verdict_entropy e = entropy_of(0.25, 0.25);
		below += e.at_most < 2;
		moves += e.moves;
		assert_true(e.at_most < 2.3);
	}
	assert_true(below <= 20);
	assert_true(moves <= 20);
}

static void a_run_is_judged_by_its_weakest_stretch(void **unused)
{
	(void)unused;
	rng_init(&rng, 4711, 0);
	struct verdict_entropy e = entropy_of(1, 0.25);
	assert_true(e.moves);
	assert_true(e.at_most < 0.1);
	/* It can be traced: a stretch of the half that is guessed, and how many ends were compared.
	 */
	assert_int_equal(e.most.figure, FIGURE_ADVERSARY_MIN_ENTROPY);
	assert_true(e.most.joined > 0 && e.most.first + e.most.joined <= PIECES / 2);
	assert_int_equal(e.most.pieces, PIECES);
	assert_true(e.most.stretch < 0.01 && e.most.value > 0.3);
	assert_true(e.ends == 2 * (1 + 40 + 20 + 10 + 5) && e.errors > NORMAL_975);
	assert_true(e.least.joined == 1 && e.least.first < PIECES / 2);
	e = entropy_of(0.5, 0.25);
	assert_true(e.moves);
	assert_true(e.at_most > 1 && e.at_most < 1.4);
}

static void among_more_runs_the_end_is_further_off(void **unused)
{
	(void)unused;
	rng_init(&rng, 99, 0);
	struct fact f = observe_run("distribution", 0.25, 0.25);
	const struct subject run = {.facts = &f, .facts_n = 1};
	double one = entropy_of_run(&run, 1).at_most, many = entropy_of_run(&run, 100).at_most;
	assert_true(f.hi < one && one < many && many < 2.5);
}

/* What is assessed above the bound of an observer of the same samples is credited up to it. */
static void an_assessment_is_no_floor_above_an_observers_bound(void **unused)
{
	(void)unused;
	static const double assessed[] = {0.4, 1.4};
	rng_init(&rng, 7, 0);
	for (int i = 0; i < 2; i++) {
		struct fact facts[] = {observe_run("past", 0.5, 0.5), {.figure = FIGURE_MIN_90B,
									  .scope = "all",
									  .grid = "native",
									  .value = assessed[i]}};
		const struct subject run = {.facts = facts, .facts_n = 2};
		struct verdict_entropy e = entropy_of_run(&run, 1);
		assert_true(e.at_most > 0.9 && e.at_most < 1.2);
		assert_true(e.assessed == assessed[i]);
		assert_true(e.credited == (i ? e.at_most : 0.4));
		assert_true(e.at_least <= e.credited && e.credited <= e.at_most);
	}
	struct fact alone = {
	    .figure = FIGURE_MIN_90B, .scope = "all", .grid = "native", .value = 0.3};
	const struct subject run = {.facts = &alone, .facts_n = 1};
	struct verdict_entropy e = entropy_of_run(&run, 1);
	assert_true(isnan(e.at_most) && e.credited == 0.3 && e.at_least == 0.3);
	alone.value = NAN;
	assert_true(isnan(entropy_of_run(&run, 1).credited));
}

/* Neither another figure nor an observer without a value is one more of whom the least is taken. */
static void only_observers_with_a_value_are_compared(void **unused)
{
	(void)unused;
	rng_init(&rng, 99, 0);
	struct fact facts[3] = {observe_run("distribution", 0.25, 0.25)};
	const struct subject alone = {.facts = facts, .facts_n = 1};
	const struct subject beside = {.facts = facts, .facts_n = 3};
	double one = entropy_of_run(&alone, 1).at_most;
	facts[1] = facts[2] = facts[0];
	facts[1].figure = FIGURE_CV;
	snprintf(facts[2].scope, sizeof facts[2].scope, "past");
	assert_true(entropy_of_run(&beside, 1).at_most > one);
	facts[2].value = NAN;
	facts[2].hi = NAN;
	facts[2].pieces = 0;
	assert_true(entropy_of_run(&beside, 1).at_most == one);
}

/* No observer leaves more than the values that the run has: one could guess at random. Under other
 * loads there may be more of them. */
static void no_end_is_above_the_bits_of_the_values(void **unused)
{
	(void)unused;
	static const char *const scopes[] = {"distribution", "past", "load", "any_load"};
	rng_init(&rng, 5, 0);
	for (int i = 0; i < 4; i++) {
		struct fact facts[] = {observe_run(scopes[i], 0.25, 0.25),
		    {.figure = FIGURE_DISTINCT, .scope = "all", .grid = "native", .value = 4}};
		const struct subject run = {.facts = facts, .facts_n = 2};
		double most = entropy_of_run(&run, 100).at_most;
		if (i < 2)
			assert_true(most == 2);
		else
			assert_true(most > 2);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_least_of_many_ends_is_no_lower_than_the_truth),
	    cmocka_unit_test(a_run_is_judged_by_its_weakest_stretch),
	    cmocka_unit_test(an_assessment_is_no_floor_above_an_observers_bound),
	    cmocka_unit_test(among_more_runs_the_end_is_further_off),
	    cmocka_unit_test(only_observers_with_a_value_are_compared),
	    cmocka_unit_test(no_end_is_above_the_bits_of_the_values),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
