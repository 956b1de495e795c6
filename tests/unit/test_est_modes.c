/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The dip and the number of modes.
 */
#include "test.h"

#include "series.h"
#include "dip.h"
#include "modality.h"

static void linear_programming_agrees(void **state)
{
	(void)state;
	FILE *f = fopen("tests/vectors/dip_reference.txt", "r");
	size_t n;
	double want, x[64];
	int rows = 0;
	assert_non_null(f);
	for (; fscanf(f, "%zu %lf", &n, &want) == 2; rows++) {
		for (size_t i = 0; i < n; i++)
			assert_int_equal(fscanf(f, "%lf", &x[i]), 1);
		assert_within(dip_of_sorted(x, n).value, fmax(want, 0.5 / (double)n), 1e-9);
	}
	fclose(f);
	assert_true(rows >= 20);
}

/* Equal steps are as unimodal as can be; two points are as bimodal as can be. */
static void dips_by_hand(void **state)
{
	(void)state;
	double x[100];
	for (int i = 0; i < 100; i++)
		x[i] = i;
	assert_within(dip_of_sorted(x, 100).value, 0.005, 1e-12);
	for (int i = 0; i < 100; i++)
		x[i] = i < 50 ? i * 1e-6 : 1 + i * 1e-6;
	assert_within(dip_of_sorted(x, 100).value, 0.25, 0.01);
	assert_int_equal(dip_of_sorted(x, 0).status, EST_TOO_SHORT);
	assert_near(dip_of_sorted(x, 1).value, 0.5, 0);
}

static void fill(uint64_t *x, size_t n, int kind, uint64_t seed)
{
	struct rng r;
	rng_init(&r, seed, (uint64_t)kind);
	for (size_t i = 0; i < n; i++) {
		double z = rng_normal(&r);
		int fast = rng_double(&r) < 0.31;
		double v[] = {40 + 2 * z, 30 + 8 * exp(0.5 * z), fast ? 5 + z : 45 + z,
		    fast ? 40 + z : 46 + 1.5 * z, 40 + (fast ? 0 : 1)};
		x[i] = (uint64_t)floor(fmax(v[kind], 0) + 0.5);
	}
}

/* Unimodal: normal, skewed, two neighbouring ticks. At most 14 of 100 p-values below 0.05 (a
 * conservative test has fewer than 5). Bimodal: found always. */
static void the_dip_knows_ties(void **state)
{
	(void)state;
	static const int bimodal[] = {0, 0, 1, 1, 0};
	for (int kind = 0; kind < 5; kind++) {
		int rejected = 0;
		for (uint64_t s = 0; s < 100; s++) {
			uint64_t x[1000];
			struct histogram h;
			fill(x, 1000, kind, 300 + s);
			histogram_init(&h, x, 1000);
			struct dip d =
			    dip_test(&h, &(struct dip_options){.simulations = 99, .seed = s});
			rejected += d.p.value < 0.05;
			histogram_release(&h);
		}
		if (bimodal[kind] ? rejected < 95 : rejected > 14)
			fail_msg("kind %d: %d of 100 rejected", kind, rejected);
	}
}

static void the_number_of_modes(void **state)
{
	(void)state;
	static const double modes[] = {1, 1, 2, 2, 1};
	for (int kind = 0; kind < 5; kind++) {
		int right = 0;
		for (uint64_t s = 0; s < 20; s++) {
			uint64_t x[4000];
			struct histogram h;
			fill(x, 4000, kind, 600 + s);
			histogram_init(&h, x, 4000);
			struct modality m = modality_of(&h, &(struct modality_options){.tick = 1});
			assert_int_equal(m.status, EST_OK);
			right += m.modes.value == modes[kind];
			if (kind == 2) {
				assert_near(m.components.value, 2, 0);
				assert_within(m.share[0], 0.31, 0.05);
				assert_within(m.peak[0], 5, 0.3);
				assert_true(m.antimode[0] > 10 && m.antimode[0] < 40);
				assert_within(modality_ashman(
						  &m.mixture.component[0], &m.mixture.component[1])
						  .value,
				    40, 4);
				assert_true(modality_overlap(
						&m.mixture.component[0], &m.mixture.component[1])
						.value < 1e-6);
			}
			histogram_release(&h);
		}
		if (right < 19)
			fail_msg("kind %d: right %d of 20", kind, right);
	}
}

/* Two unit normals d apart with equal weights overlap by Phi(-d/2). */
static void overlap_by_hand(void **state)
{
	(void)state;
	struct mixture_component a = {0, 1, 0.5}, b = {2, 1, 0.5}, c = {0, 0, 1};
	assert_within(modality_overlap(&a, &b).value, 0.15865525393145707, 1e-4);
	assert_within(modality_ashman(&a, &b).value, 2, 1e-12);
	assert_int_equal(modality_overlap(&a, &c).status, EST_DEGENERATE);
	assert_int_equal(modality_ashman(&c, &c).status, EST_DEGENERATE);
}

/* Size: rounded normals, 40 series, p below 0.05 at most 7 times (2 expected; once in 500). Power:
 * two modes. */
static void the_likelihood_ratio(void **state)
{
	(void)state;
	int rejected = 0;
	for (uint64_t s = 0; s < 40; s++) {
		uint64_t x[400];
		struct histogram h;
		fill(x, 400, 0, 50 + s);
		histogram_init(&h, x, 400);
		struct modality_options o = {.tick = 1, .seed = s};
		rejected += modality_likelihood_ratio_p(&h, &o, 39).value < 0.05;
		histogram_release(&h);
		if (s >= 5)
			continue;
		fill(x, 400, 3, 50 + s);
		histogram_init(&h, x, 400);
		assert_near(modality_likelihood_ratio_p(&h, &o, 39).value, 1.0 / 40, 1e-12);
		histogram_release(&h);
	}
	assert_true(rejected <= 7);
}

static void degenerate_series_have_a_status(void **state)
{
	(void)state;
	uint64_t x[30];
	struct histogram h;
	for (int i = 0; i < 30; i++)
		x[i] = UINT64_MAX;
	histogram_init(&h, x, 19);
	assert_int_equal(dip_test(&h, &(struct dip_options){0}).dip.status, EST_TOO_SHORT);
	assert_int_equal(modality_of(&h, &(struct modality_options){0}).status, EST_TOO_SHORT);
	histogram_release(&h);
	histogram_init(&h, x, 30);
	assert_near(dip_test(&h, &(struct dip_options){0}).p.value, 1, 0);
	assert_near(modality_of(&h, &(struct modality_options){0}).modes.value, 1, 0);
	assert_int_equal(modality_likelihood_ratio_p(&h, &(struct modality_options){0}, 9).status,
	    EST_DEGENERATE);
	histogram_release(&h);
	x[0] = 0;
	histogram_init(&h, x, 30);
	assert_int_equal(dip_test(&h, &(struct dip_options){.simulations = 9}).p.status, EST_OK);
	assert_int_equal(modality_of(&h, &(struct modality_options){0}).status, EST_OK);
	histogram_release(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(linear_programming_agrees),
	    cmocka_unit_test(dips_by_hand),
	    cmocka_unit_test(the_dip_knows_ties),
	    cmocka_unit_test(the_number_of_modes),
	    cmocka_unit_test(overlap_by_hand),
	    cmocka_unit_test(the_likelihood_ratio),
	    cmocka_unit_test(degenerate_series_have_a_status),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
