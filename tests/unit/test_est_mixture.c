/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "series.h"
#include "coarse.h"
#include "mixture.h"

static struct mixture fit(const uint64_t *x, size_t n, struct mixture_options o)
{
	struct histogram h;
	assert_int_equal(histogram_init(&h, x, n), EST_OK);
	struct mixture m = mixture_fit(&h, &o);
	histogram_release(&h);
	return m;
}

/* scipy maximised the same likelihood without EM. */
static void direct_maximisation_agrees(void **state)
{
	(void)state;
	size_t n;
	uint64_t *x = series_named("bimodal", &n);
	struct mixture m = fit(x, n, (struct mixture_options){.k = 2, .tolerance = 1e-13});
	assert_int_equal(m.status, EST_OK);
	assert_near(m.component[0].mean, series_reference("bimodal", "mode1"), 1e-5);
	assert_near(m.component[0].sd, series_reference("bimodal", "mode1_sd"), 1e-4);
	assert_near(m.component[1].mean, series_reference("bimodal", "mode2"), 1e-5);
	assert_near(m.component[1].sd, series_reference("bimodal", "mode2_sd"), 1e-4);
	assert_near(m.component[0].weight, series_reference("bimodal", "mode1_share"), 1e-5);
	assert_near(m.log_likelihood, series_reference("bimodal", "mode_loglik"), 1e-9);
	free(x);
}

/* Rounded normals: five standard errors (sd / sqrt(n w), and half that again for the sd). */
static void known_components_are_found(void **state)
{
	(void)state;
	enum { N = 30000 };
	static const struct mixture_component truth[3] = {
	    {40, 0.6, 0.5}, {52, 3, 0.3}, {90, 5, 0.2}};
	struct rng r;
	uint64_t *x = malloc(N * sizeof *x);
	rng_init(&r, 21, 0);
	for (size_t i = 0; i < N; i++) {
		double u = rng_double(&r);
		const struct mixture_component *c = &truth[u < 0.5 ? 0 : u < 0.8 ? 1 : 2];
		x[i] = (uint64_t)floor(c->mean + c->sd * rng_normal(&r) + 0.5);
	}
	struct mixture m = fit(x, N, (struct mixture_options){.k = 3, .background = true});
	assert_int_equal(m.status, EST_OK);
	for (int k = 0; k < 3; k++) {
		double se = truth[k].sd / sqrt(N * truth[k].weight);
		assert_within(m.component[k].mean, truth[k].mean, 5 * se);
		assert_within(m.component[k].sd, truth[k].sd, 5 * se);
		assert_within(m.component[k].weight, truth[k].weight, 5 * 0.5 / sqrt(N));
	}
	assert_true(m.background < 0.005);
	free(x);
}

/* 40 exp(z/4), rounded, and a far mode: two log-normals describe it, better than two normals do. */
static void log_normals_are_found(void **state)
{
	(void)state;
	enum { N = 20000 };
	struct rng r;
	uint64_t *x = malloc(N * sizeof *x);
	rng_init(&r, 23, 0);
	for (size_t i = 0; i < N; i++) {
		double z = rng_normal(&r);
		x[i] = (uint64_t)floor(
		    (rng_double(&r) < 0.7 ? 40 * exp(z / 4) : 400 * exp(z / 5)) + 0.5);
	}
	struct mixture_options o = {.k = 2, .family = MIXTURE_LOG_NORMAL};
	struct mixture m = fit(x, N, o), normal = fit(x, N, (struct mixture_options){.k = 2});
	assert_int_equal(m.status, EST_OK);
	assert_within(m.component[0].mean, log(40), 5 * 0.25 / sqrt(0.7 * N));
	assert_within(m.component[1].mean, log(400), 5 * 0.2 / sqrt(0.3 * N));
	assert_near(m.component[0].sd, 0.25, 0.03);
	assert_near(m.component[1].sd, 0.2, 0.03);
	assert_within(m.component[0].weight, 0.7, 0.017);
	assert_true(m.log_likelihood > normal.log_likelihood + 100);
	struct mixture_component ticks = mixture_in_ticks(&m, 0);
	assert_near(ticks.mean, 40 * exp(0.03125), 0.01);
	double p[MIXTURE_MAX + 1];
	mixture_posterior(&m, 40, p);
	assert_true(p[0] > 0.999);
	mixture_posterior(&m, 380, p);
	assert_true(p[1] > 0.999);
	x[0] = 0; /* no logarithm, and still a value */
	assert_int_equal(fit(x, N, o).status, EST_OK);
	free(x);
}

/* Two single values: the likelihood is bounded, the spread stays at its floor, the split is exact.
 */
static void modes_one_tick_wide(void **state)
{
	(void)state;
	uint64_t x[1000];
	for (int i = 0; i < 1000; i++)
		x[i] = i < 310 ? 0 : 1;
	struct mixture m = fit(x, 1000, (struct mixture_options){.k = 2});
	assert_int_equal(m.status, EST_OK);
	assert_within(m.component[0].weight, 0.31, 2e-3);
	assert_within(m.component[0].mean, 0, 0.5);
	assert_within(m.component[1].mean, 1, 0.5);
	assert_within(m.log_likelihood, 310 * log(0.31) + 690 * log(0.69), 0.01);
}

/* Outliers up to a million ticks leave the modes where they are, and are counted. */
static void the_background_takes_outliers(void **state)
{
	(void)state;
	enum { N = 20000 };
	struct rng r;
	uint64_t *x = malloc(N * sizeof *x);
	rng_init(&r, 22, 0);
	for (size_t i = 0; i < N; i++) {
		double mean = rng_double(&r) < 0.31 ? 5 : 45;
		x[i] = (uint64_t)floor(mean + 0.7 * rng_normal(&r) + 0.5);
		if (i % 100 == 0)
			x[i] = (uint64_t)exp(log(200) + rng_double(&r) * log(5000));
	}
	struct mixture m = fit(x, N, (struct mixture_options){.k = 2, .background = true});
	assert_within(m.component[0].mean, 5, 0.05);
	assert_within(m.component[1].mean, 45, 0.05);
	assert_within(m.component[0].sd, 0.7, 0.05);
	assert_within(m.component[1].sd, 0.7, 0.05);
	assert_within(m.component[0].weight, 0.31 * 0.99, 0.02);
	assert_within(m.background, 0.01, 0.002);
	double p[MIXTURE_MAX + 1];
	mixture_posterior(&m, 5, p);
	assert_true(p[0] > 0.999);
	mixture_posterior(&m, 5000, p);
	assert_true(p[2] > 0.999);
	assert_within(p[0] + p[1] + p[2], 1, 1e-12);
	free(x);
}

/* A shift moves the means and nothing else, even by 2^62; a refit from the fit stays there. */
static void invariances(void **state)
{
	(void)state;
	size_t n;
	uint64_t *x = series_named("bimodal", &n);
	struct mixture a = fit(x, n, (struct mixture_options){.k = 2});
	for (size_t i = 0; i < n; i++)
		x[i] += UINT64_C(1) << 40;
	struct mixture b = fit(x, n, (struct mixture_options){.k = 2});
	assert_near(b.log_likelihood, a.log_likelihood, 1e-12);
	assert_within(b.component[1].mean - 0x1p40, a.component[1].mean, 1e-3);
	struct histogram h;
	struct coarse c;
	histogram_init(&h, x, n);
	assert_int_equal(coarse_init(&c, &h), EST_OK);
	struct mixture again = mixture_refine(&c, c.count, &b, 100, 1e-9);
	assert_near(again.log_likelihood, b.log_likelihood, 1e-9);
	coarse_release(&c);
	histogram_release(&h);
	free(x);
}

static void degenerate_series_have_a_status(void **state)
{
	(void)state;
	uint64_t x[30];
	for (uint64_t i = 0; i < 30; i++)
		x[i] = UINT64_MAX;
	assert_int_equal(fit(x, 0, (struct mixture_options){.k = 2}).status, EST_TOO_SHORT);
	assert_int_equal(fit(x, 19, (struct mixture_options){.k = 2}).status, EST_TOO_SHORT);
	assert_int_equal(fit(x, 30, (struct mixture_options){.k = 2}).status, EST_DEGENERATE);
	assert_int_equal(fit(x, 30, (struct mixture_options){.k = 1}).status, EST_OK);
	assert_int_equal(fit(x, 30, (struct mixture_options){.k = 6}).status, EST_NOT_APPLICABLE);
	assert_int_equal(fit(x, 30, (struct mixture_options){.k = 0}).status, EST_NOT_APPLICABLE);
	x[0] = 0; /* two values, 2^64 apart */
	struct mixture m = fit(x, 30, (struct mixture_options){.k = 2, .background = true});
	assert_int_equal(m.status, EST_OK);
	assert_true(isfinite(m.log_likelihood));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(direct_maximisation_agrees),
	    cmocka_unit_test(known_components_are_found),
	    cmocka_unit_test(log_normals_are_found),
	    cmocka_unit_test(modes_one_tick_wide),
	    cmocka_unit_test(the_background_takes_outliers),
	    cmocka_unit_test(invariances),
	    cmocka_unit_test(degenerate_series_have_a_status),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
