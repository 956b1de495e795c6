/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "series.h"
#include "twosample.h"

static struct histogram histogram_of(const uint64_t *x, size_t n)
{
	struct histogram h;
	assert_int_equal(histogram_init(&h, x, n), EST_OK);
	return h;
}

static void check_pair(const char *name, const uint64_t *a, size_t na, const uint64_t *b, size_t nb)
{
	struct histogram h[2] = {histogram_of(a, na), histogram_of(b, nb)};
	assert_near(twosample_ks(&h[0], &h[1]).value, series_reference(name, "ks"), 1e-12);
	assert_near(twosample_wasserstein(&h[0], &h[1]).value,
	    series_reference(name, "wasserstein"), 1e-10);
	assert_near(
	    twosample_jensen_shannon(&h[0], &h[1]).value, series_reference(name, "js"), 1e-10);
	assert_near(twosample_cliff(&h[0], &h[1]).value, series_reference(name, "cliff"), 1e-10);
	assert_near(twosample_anderson_darling(h, 2).value, series_reference(name, "ad"), 1e-10);
	/* The other way round. */
	struct histogram g[2] = {h[1], h[0]};
	assert_near(twosample_cliff(&h[1], &h[0]).value, -series_reference(name, "cliff"), 1e-10);
	assert_near(twosample_anderson_darling(g, 2).value, series_reference(name, "ad"), 1e-10);
	histogram_release(&h[0]);
	histogram_release(&h[1]);
}

static void scipy_agrees(void **state)
{
	(void)state;
	size_t n;
	uint64_t *x = series_named("bimodal", &n);
	check_pair("halves", x, 1000, x + 1000, n - 1000);
	free(x);
	x = series_named("heavy", &n);
	for (size_t i = 2000; i < n; i++)
		x[i] += 6;
	check_pair("shifted", x, 2000, x + 2000, n - 2000);
	free(x);
}

static void the_ends_of_the_scales(void **state)
{
	(void)state;
	static const uint64_t a[] = {1, 2, 3}, b[] = {10, 11, UINT64_MAX};
	struct histogram h = histogram_of(a, 3), g = histogram_of(b, 3), none = {0};
	assert_near(twosample_ks(&h, &g).value, 1, 1e-15);
	assert_near(twosample_jensen_shannon(&h, &g).value, 1, 1e-15);
	assert_near(twosample_cliff(&h, &g).value, -1, 1e-15);
	assert_near(twosample_ks(&h, &h).value, 0, 0);
	assert_near(twosample_wasserstein(&h, &h).value, 0, 0);
	assert_near(twosample_jensen_shannon(&h, &h).value, 0, 0);
	assert_within(twosample_cliff(&h, &h).value, 0, 1e-15);
	assert_int_equal(twosample_ks(&none, &h).status, EST_TOO_SHORT);
	assert_int_equal(twosample_wasserstein(&none, &h).status, EST_TOO_SHORT);
	assert_int_equal(twosample_jensen_shannon(&h, &none).status, EST_TOO_SHORT);
	assert_int_equal(twosample_cliff(&h, &none).status, EST_TOO_SHORT);
	assert_int_equal(twosample_anderson_darling(&h, 1).status, EST_NOT_APPLICABLE);
	histogram_release(&h);
	histogram_release(&g);
}

static void fill_series(
    uint64_t *x, size_t n, double phi, double shift, uint64_t seed, uint64_t stream)
{
	struct rng r;
	double a = 0;
	rng_init(&r, seed, stream);
	for (int i = -200; i < (int)n; i++) {
		a = phi * a + sqrt(1 - phi * phi) * rng_normal(&r);
		if (i >= 0)
			x[i] = (uint64_t)floor(100 + 3 * (a + shift));
	}
}

/* Three series of one AR(1) process with blocks that hold its memory: p below 0.05 in 5 % +- 1.5 of
 * 200 (at most 22: once in 1e3 at 6 %); with blocks of one sample far too often; a shift of half a
 * spread is found. */
static void blocks_keep_the_size(void **state)
{
	(void)state;
	enum { N = 2000, SERIES = 200 };
	int kept = 0, broken = 0, found = 0;
	uint64_t *x = malloc(3 * N * sizeof *x);
	struct twosample_series s[3] = {{x, N}, {x + N, N}, {x + 2 * N, N}};
	for (uint64_t k = 0; k < SERIES; k++) {
		for (uint64_t i = 0; i < 3; i++)
			fill_series(x + i * N, N, 0.8, 0, k, i);
		struct twosample_options o = {.block = 50, .permutations = 99, .seed = k};
		kept += twosample_permutation(s, 3, &o).anderson_darling_p.value <= 0.05;
		struct twosample_p two = twosample_permutation(s, 2, &o);
		assert_int_equal(two.ks_p.status, EST_OK);
		o.block = 1;
		broken += twosample_permutation(s, 2, &o).anderson_darling_p.value <= 0.05;
		if (k % 20)
			continue;
		fill_series(x, N, 0.8, 0.5, k, 9);
		o.block = 50;
		found += twosample_permutation(s, 3, &o).anderson_darling_p.value <= 0.05;
	}
	if (kept > 22 || broken < 60 || found < 9)
		fail_msg("kept %d, broken %d, found %d", kept, broken, found);
	free(x);
}

/* The example of Holm's paper as everybody retells it, and R's p.adjust: worked by hand. */
static void holm_by_hand(void **state)
{
	(void)state;
	double p[] = {0.01, 0.04, 0.03, 0.005}, out[4];
	static const double want[] = {0.03, 0.06, 0.06, 0.02};
	assert_int_equal(twosample_holm(p, 4, out), EST_OK);
	for (int i = 0; i < 4; i++)
		assert_near(out[i], want[i], 1e-12);
	assert_int_equal(twosample_holm(p, 4, p), EST_OK);
	assert_memory_equal(p, out, sizeof p);
	assert_int_equal(twosample_holm(p, 0, p), EST_OK);
	double ones[] = {0.9, 0.8};
	twosample_holm(ones, 2, ones);
	assert_near(ones[0], 1, 0);
}

/* Symmetric intervals add in quadrature; asymmetric ones keep their sides. */
static void differences_by_hand(void **state)
{
	(void)state;
	struct estimate a = {.value = 0.5, .lo = 0.2, .hi = 0.9, .n = 100, .n_eff = NAN};
	struct estimate b = {.value = 0.3, .lo = 0, .hi = 0.7, .n = 50, .n_eff = NAN};
	struct estimate d = twosample_difference(&a, &b), none = estimate_absent(EST_TOO_SHORT, 3);
	assert_near(d.value, 0.2, 1e-12);
	assert_near(d.lo, 0.2 - 0.5, 1e-12);
	assert_near(d.hi, 0.2 + 0.5, 1e-12);
	assert_int_equal(d.n, 150);
	assert_int_equal(twosample_difference(&a, &none).status, EST_TOO_SHORT);
	b.hi = b.lo = NAN;
	assert_true(isnan(twosample_difference(&a, &b).lo));
}

static void test_refusals(void **state)
{
	(void)state;
	uint64_t x[100] = {0};
	struct twosample_series s[2] = {{x, 50}, {x + 50, 50}};
	struct twosample_options o = {.block = 10, .permutations = 9};
	assert_int_equal(twosample_permutation(s, 1, &o).ks_p.status, EST_NOT_APPLICABLE);
	assert_int_equal(twosample_permutation(s, 2, &o).ks_p.status, EST_DEGENERATE);
	o.block = 11;
	assert_int_equal(twosample_permutation(s, 2, &o).ks_p.status, EST_TOO_SHORT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(scipy_agrees),
	    cmocka_unit_test(the_ends_of_the_scales),
	    cmocka_unit_test(blocks_keep_the_size),
	    cmocka_unit_test(holm_by_hand),
	    cmocka_unit_test(differences_by_hand),
	    cmocka_unit_test(test_refusals),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
