/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "series.h"
#include "coarse.h"
#include "component_private.h"
#include "mixture.h"

static struct mixture fit_mixture(const uint64_t *x, size_t n, struct mixture_options o)
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
	struct mixture m = fit_mixture(x, n, (struct mixture_options){.k = 2, .tolerance = 1e-13});
	assert_int_equal(m.status, EST_OK);
	assert_near(m.component[0].mean, series_reference("bimodal", "mode1"), 1e-5);
	assert_near(m.component[0].sd, series_reference("bimodal", "mode1_sd"), 1e-4);
	assert_near(m.component[1].mean, series_reference("bimodal", "mode2"), 1e-5);
	assert_near(m.component[1].sd, series_reference("bimodal", "mode2_sd"), 1e-4);
	assert_near(m.component[0].weight, series_reference("bimodal", "mode1_share"), 1e-5);
	assert_near(m.log_likelihood, series_reference("bimodal", "mode_loglik"), 1e-9);
	free(x);
}

/* The same for exponentially modified normals. */
static void direct_maximisation_agrees_on_tails(void **state)
{
	(void)state;
	size_t n;
	uint64_t *x = series_named("skewed", &n);
	struct mixture m = fit_mixture(x, n,
	    (struct mixture_options){
		.family = MIXTURE_MODIFIED_NORMAL, .k = 2, .tolerance = 1e-13});
	static const char *const mean[] = {"modified1_mean", "modified2_mean"};
	static const char *const sd[] = {"modified1_sd", "modified2_sd"};
	static const char *const tail[] = {"modified1_tail", "modified2_tail"};
	assert_int_equal(m.status, EST_OK);
	for (int k = 0; k < 2; k++) {
		assert_near(m.component[k].mean, series_reference("skewed", mean[k]), 1e-5);
		assert_near(m.component[k].sd, series_reference("skewed", sd[k]), 1e-4);
		assert_near(m.component[k].tail, series_reference("skewed", tail[k]), 1e-4);
	}
	assert_near(m.component[0].weight, series_reference("skewed", "modified1_share"), 1e-5);
	assert_near(m.log_likelihood, series_reference("skewed", "modified_loglik"), 1e-9);
	free(x);
}

/* scipy integrated over the exponential part; narrow, early, late and wide cells. */
static void quadrature_agrees_on_cells(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		struct mixture_component c;
		double lo, hi;
	} cells[] = {{"cell0", {40, 2, 1, 5}, 39.5, 40.5}, {"cell1", {40, 2, 1, 5}, 20, 38},
	    {"cell2", {40, 2, 1, 5}, 60, 61}, {"cell3", {40, 0.05, 1, 3}, 40.5, 41.5},
	    {"cell4", {0, 1, 1, 0.01}, -1, 2}, {"cell5", {7, 3, 1, 100}, 500, 510}};
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
		const struct mixture_component *c = &cells[i].c;
		struct component_edge a = component_edge(MIXTURE_MODIFIED_NORMAL, c, cells[i].lo);
		struct component_edge b = component_edge(MIXTURE_MODIFIED_NORMAL, c, cells[i].hi);
		struct component_part part = component_part(MIXTURE_MODIFIED_NORMAL, c, &a, &b);
		assert_near(part.p, series_reference(cells[i].name, "p"), 1e-9);
		assert_near(part.first, series_reference(cells[i].name, "first"), 1e-8);
		assert_near(part.second, series_reference(cells[i].name, "second"), 1e-8);
		assert_near(part.wait, series_reference(cells[i].name, "wait"), 1e-8);
	}
}

/* Cells add up to 1 and narrow cells' moments to those of wide ones, whatever the ratio of sd and
 * tail; the peak is where neighbouring cells are less probable. */
static void cells_add_up(void **state)
{
	(void)state;
	static const double tails[] = {1e-3, 0.1, 1, 10, 1000};
	for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
		struct mixture m = {.family = MIXTURE_MODIFIED_NORMAL, .k = 1, .tick = 1};
		m.component[0] = (struct mixture_component){50, 1, 1, tails[i]};
		double all = 0, step = 0.25 + tails[i] / 200;
		for (double x = 40; x < 60 + 40 * tails[i]; x += step)
			all += mixture_component_between(&m, 0, x, x + step);
		assert_within(all, 1, 1e-12);
		double peak = component_peak(m.family, &m.component[0]);
		double there = mixture_component_between(&m, 0, peak - 0.01, peak + 0.01);
		assert_true(there > mixture_component_between(&m, 0, peak - 0.06, peak - 0.04));
		assert_true(there > mixture_component_between(&m, 0, peak + 0.04, peak + 0.06));
		assert_true(peak > 50 && peak < 50 + tails[i]);
	}
}

/* Rounded normals: five standard errors (sd / sqrt(n w), and half that again for the sd). */
static void known_components_are_found(void **state)
{
	(void)state;
	enum { N = 30000 };
	static const struct mixture_component truth[3] = {
	    {40, 0.6, 0.5, 0}, {52, 3, 0.3, 0}, {90, 5, 0.2, 0}};
	struct rng r;
	uint64_t *x = malloc(N * sizeof *x);
	rng_init(&r, 21, 0);
	for (size_t i = 0; i < N; i++) {
		double u = rng_double(&r);
		const struct mixture_component *c = &truth[u < 0.5 ? 0 : u < 0.8 ? 1 : 2];
		x[i] = (uint64_t)floor(c->mean + c->sd * rng_normal(&r) + 0.5);
	}
	struct mixture m = fit_mixture(x, N, (struct mixture_options){.k = 3, .background = true});
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
	struct mixture m = fit_mixture(x, N, o),
		       normal = fit_mixture(x, N, (struct mixture_options){.k = 2});
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
	assert_int_equal(fit_mixture(x, N, o).status, EST_OK);
	free(x);
}

/* A cost with noise and a wait, twice, and an outlier in a hundred. Standard errors are a normal's
 * and an exponential's, doubled as the two share what the samples tell; five of them. */
static void tails_are_found(void **state)
{
	(void)state;
	enum { N = 30000 };
	static const struct mixture_component truth[2] = {{30, 2, 0.31, 5}, {80, 3, 0.68, 20}};
	struct rng r;
	uint64_t *x = malloc(N * sizeof *x);
	rng_init(&r, 24, 0);
	for (size_t i = 0; i < N; i++) {
		const struct mixture_component *c = &truth[rng_double(&r) > 0.31];
		double wait = -c->tail * log1p(-rng_double(&r));
		x[i] = (uint64_t)floor(c->mean + c->sd * rng_normal(&r) + wait + 0.5);
		if (i % 100 == 0)
			x[i] = (uint64_t)exp(log(400) + rng_double(&r) * log(5000));
	}
	struct mixture m = fit_mixture(x, N,
	    (struct mixture_options){
		.family = MIXTURE_MODIFIED_NORMAL, .k = 2, .background = true});
	assert_int_equal(m.status, EST_OK);
	for (int k = 0; k < 2; k++) {
		double n = N * truth[k].weight, sd = hypot(truth[k].sd, truth[k].tail);
		assert_within(m.component[k].mean, truth[k].mean, 5 * 2 * truth[k].sd / sqrt(n));
		assert_within(m.component[k].sd, truth[k].sd, 5 * 2 * truth[k].sd / sqrt(n));
		assert_within(m.component[k].tail, truth[k].tail, 5 * 2 * truth[k].tail / sqrt(n));
		assert_within(m.component[k].weight, truth[k].weight, 5 * 0.5 / sqrt(N));
		assert_near(mixture_in_ticks(&m, k).mean, truth[k].mean + truth[k].tail, 0.03);
		assert_near(mixture_in_ticks(&m, k).sd, sd, 0.05);
	}
	assert_within(m.background, 0.01, 0.006); /* its shape is not theirs */
	free(x);
}

/* The normal is the limit of the modified one: on a normal's samples it is no less likely. */
static void a_tail_is_not_needed(void **state)
{
	(void)state;
	enum { N = 5000 };
	struct rng r;
	uint64_t x[N];
	rng_init(&r, 25, 0);
	for (size_t i = 0; i < N; i++)
		x[i] = (uint64_t)floor(100 + 7 * rng_normal(&r) + 0.5);
	struct mixture normal = fit_mixture(x, N, (struct mixture_options){.k = 1});
	struct mixture m =
	    fit_mixture(x, N, (struct mixture_options){.family = MIXTURE_MODIFIED_NORMAL, .k = 1});
	assert_true(m.log_likelihood > normal.log_likelihood - 0.1);
	assert_true(m.log_likelihood < normal.log_likelihood + 10);
	assert_near(mixture_in_ticks(&m, 0).mean, normal.component[0].mean, 1e-4);
	assert_near(mixture_in_ticks(&m, 0).sd, normal.component[0].sd, 1e-2);
}

/* Two single values: the likelihood is bounded, the spread stays at its floor, the split is exact.
 */
static void modes_one_tick_wide(void **state)
{
	(void)state;
	uint64_t x[1000];
	for (int i = 0; i < 1000; i++)
		x[i] = i < 310 ? 0 : 1;
	for (int f = 0; f < MIXTURE_FAMILIES; f++) {
		struct mixture m = fit_mixture(
		    x, 1000, (struct mixture_options){.k = 2, .family = (enum mixture_family)f});
		assert_int_equal(m.status, EST_OK);
		assert_within(m.component[0].weight, 0.31, 2e-3);
		assert_within(mixture_in_ticks(&m, 0).mean, 0, 0.5);
		assert_within(mixture_in_ticks(&m, 1).mean, 1, 0.5);
		assert_within(m.log_likelihood, 310 * log(0.31) + 690 * log(0.69), 0.01);
	}
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
	struct mixture m = fit_mixture(x, N, (struct mixture_options){.k = 2, .background = true});
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
static void test_invariances(void **state)
{
	(void)state;
	size_t n;
	uint64_t *x = series_named("bimodal", &n);
	struct mixture a = fit_mixture(x, n, (struct mixture_options){.k = 2});
	for (size_t i = 0; i < n; i++)
		x[i] += UINT64_C(1) << 40;
	struct mixture b = fit_mixture(x, n, (struct mixture_options){.k = 2});
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

/* 26 times the ticks are 26 times the means, sds and tails, with the same likelihood; a shift by
 * 2^40 moves the means alone. */
static void tails_are_invariant(void **state)
{
	(void)state;
	size_t n;
	uint64_t *x = series_named("skewed", &n);
	struct mixture_options o = {.k = 2, .family = MIXTURE_MODIFIED_NORMAL};
	struct mixture a = fit_mixture(x, n, o);
	for (size_t i = 0; i < n; i++)
		x[i] = 26 * x[i] + (UINT64_C(1) << 40);
	o.tick = 26;
	struct mixture b = fit_mixture(x, n, o);
	assert_near(b.log_likelihood, a.log_likelihood, 1e-9);
	for (int k = 0; k < 2; k++) {
		assert_within((b.component[k].mean - 0x1p40) / 26, a.component[k].mean, 1e-3);
		assert_near(b.component[k].sd / 26, a.component[k].sd, 1e-3);
		assert_near(b.component[k].tail / 26, a.component[k].tail, 1e-3);
	}
	free(x);
}

static void degenerate_series_have_a_status(void **state)
{
	(void)state;
	uint64_t x[30];
	for (uint64_t i = 0; i < 30; i++)
		x[i] = UINT64_MAX;
	assert_int_equal(fit_mixture(x, 0, (struct mixture_options){.k = 2}).status, EST_TOO_SHORT);
	assert_int_equal(
	    fit_mixture(x, 19, (struct mixture_options){.k = 2}).status, EST_TOO_SHORT);
	assert_int_equal(
	    fit_mixture(x, 30, (struct mixture_options){.k = 2}).status, EST_DEGENERATE);
	assert_int_equal(fit_mixture(x, 30, (struct mixture_options){.k = 1}).status, EST_OK);
	assert_int_equal(
	    fit_mixture(x, 30, (struct mixture_options){.k = 6}).status, EST_NOT_APPLICABLE);
	assert_int_equal(
	    fit_mixture(x, 30, (struct mixture_options){.k = 0}).status, EST_NOT_APPLICABLE);
	x[0] = 0; /* two values, 2^64 apart */
	struct mixture m = fit_mixture(x, 30, (struct mixture_options){.k = 2, .background = true});
	assert_int_equal(m.status, EST_OK);
	assert_true(isfinite(m.log_likelihood));
	for (int f = 0; f < MIXTURE_FAMILIES; f++)
		for (int k = 1; k <= 2; k++) {
			m = fit_mixture(x, 30,
			    (struct mixture_options){.k = k, .family = (enum mixture_family)f});
			assert_true(m.status == EST_OK || m.status == EST_NOT_CONVERGED);
			assert_true(isfinite(m.log_likelihood) && isfinite(m.component[0].tail));
		}
}

/* k modes, `sd` wide and `apart` sd from one another, with equal shares. */
static void draw_modes(uint64_t *x, size_t n, int k, double sd, double apart, uint64_t seed)
{
	struct rng r;
	rng_init(&r, seed, 0);
	for (size_t i = 0; i < n; i++) {
		double mode = (double)rng_below(&r, (uint64_t)k);
		x[i] = (uint64_t)floor(200 + sd * (apart * mode + rng_normal(&r)) + 0.5);
	}
}

/* More components are never less likely, whatever the starts find. No chance: a certainty. */
static void a_larger_fit_is_never_less_likely(void **state)
{
	(void)state;
	enum { N = 2000 };
	static uint64_t x[N];
	static const double apart[] = {0, 3, 10};
	for (uint64_t seed = 0; seed < 9; seed++)
		for (int family = 0; family < MIXTURE_FAMILIES; family++) {
			struct histogram h;
			struct mixture before = {.status = EST_NOT_APPLICABLE};
			draw_modes(x, N, 2 + (int)(seed % 3), 5, apart[seed / 3], seed);
			assert_int_equal(histogram_init(&h, x, N), EST_OK);
			for (int k = 1; k <= MIXTURE_MAX; k++) {
				struct mixture_options o = {.family = (enum mixture_family)family,
				    .k = k,
				    .starts = 1,
				    .background = seed % 2,
				    .max_iterations = 60,
				    .smaller = &before};
				struct mixture m = mixture_fit(&h, &o);
				assert_true(k == 1 || m.log_likelihood >= before.log_likelihood);
				assert_int_equal(m.k, k);
				before = m;
			}
			histogram_release(&h);
		}
}

/* The cells of rare values do not reach over the empty places between two modes, where the weight
 * would go to either. */
static void weights_across_a_gap_are_the_counts(void **state)
{
	(void)state;
	enum { N = 100000 };
	static uint64_t x[N];
	for (uint64_t seed = 1; seed <= 3; seed++) {
		draw_modes(x, N, 2, 12, 50, seed);
		double first = 0;
		for (size_t i = 0; i < N; i++)
			first += x[i] < 500 ? 1.0 / N : 0;
		struct mixture m = fit_mixture(x, N, (struct mixture_options){.k = 2});
		assert_within(m.component[0].weight, first, 1e-6);
	}
}

/* A background alone: density 1 / (spread + distance from the median), so ln(1 + d / spread) on
 * either side. */
static void the_background_by_hand(void **state)
{
	(void)state;
	struct mixture m = {.family = MIXTURE_NORMAL, .k = 1, .tick = 1, .background = 1};
	m.component[0] = (struct mixture_component){100, 1, 0, 0};
	m.median = 100;
	m.spread = 10;
	m.range_lo = 0;
	m.range_hi = 1000;
	double whole = log(11) + log(91);
	assert_near(mixture_between(&m, 90, 110), 2 * log(2) / whole, 1e-12);
	assert_near(mixture_between(&m, 0, 90), (log(11) - log(2)) / whole, 1e-12);
	assert_near(mixture_between(&m, 110, 1000), (log(91) - log(2)) / whole, 1e-12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_background_by_hand),
	    cmocka_unit_test(direct_maximisation_agrees),
	    cmocka_unit_test(direct_maximisation_agrees_on_tails),
	    cmocka_unit_test(quadrature_agrees_on_cells),
	    cmocka_unit_test(cells_add_up),
	    cmocka_unit_test(known_components_are_found),
	    cmocka_unit_test(log_normals_are_found),
	    cmocka_unit_test(tails_are_found),
	    cmocka_unit_test(a_tail_is_not_needed),
	    cmocka_unit_test(modes_one_tick_wide),
	    cmocka_unit_test(the_background_takes_outliers),
	    cmocka_unit_test(test_invariances),
	    cmocka_unit_test(tails_are_invariant),
	    cmocka_unit_test(degenerate_series_have_a_status),
	    cmocka_unit_test(a_larger_fit_is_never_less_likely),
	    cmocka_unit_test(weights_across_a_gap_are_the_counts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
