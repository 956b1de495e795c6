/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The figures of R and its packages (tests/vectors/r_reference.R) on the series of series.h.
 */
#include "test.h"

#include "series.h"
#include "acf.h"
#include "bootstrap.h"
#include "calibration.h"
#include "changepoint.h"
#include "dip.h"
#include "dynamics.h"
#include "histogram.h"
#include "longrun_private.h"
#include "moments.h"
#include "quantiles.h"
#include "share.h"
#include "twosample.h"

static const char *const names[] = {"bimodal", "heavy", "persistent"};

static double by_r(const char *series, const char *figure)
{
	return series_value("tests/vectors/r_reference.txt", series, figure);
}

static void check_figure(const char *series, const char *figure, double got, double tolerance)
{
	double want = by_r(series, figure);
	if (!(fabs(got - want) <= tolerance * fabs(want)))
		fail_msg("%s %s = %.17g, want %.17g", series, figure, got, want);
}

static void the_distribution(void **state)
{
	(void)state;
	static const int thousandths[] = {10, 50, 250, 500, 750, 950, 990, 999};
	for (int s = 0; s < 3; s++) {
		size_t n;
		uint64_t *x = series_named(names[s], &n);
		struct histogram h;
		char name[16];
		assert_int_equal(histogram_init(&h, x, n), EST_OK);
		struct moments m = moments_of_histogram(&h);
		check_figure(names[s], "mean", m.mean.value, 1e-14);
		check_figure(names[s], "sd", m.sd.value, 1e-12);
		check_figure(names[s], "mad", quantiles_mad(&h).value, 0);
		for (int q = 0; q < 8; q++) {
			snprintf(name, sizeof name, "q%d", thousandths[q]);
			check_figure(
			    names[s], name, quantiles_at(&h, thousandths[q] / 1000.0).value, 0);
		}
		histogram_release(&h);
		free(x);
	}
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void the_dip_with_ties(void **state)
{
	(void)state;
	for (int s = 0; s < 3; s++) {
		size_t n;
		uint64_t *x = series_named(names[s], &n);
		double *sorted = malloc(n * sizeof *sorted);
		for (size_t i = 0; i < n; i++)
			sorted[i] = (double)x[i];
		qsort(sorted, n, sizeof *sorted, by_value);
		check_figure(names[s], "dip", dip_of_sorted(sorted, n).value, 1e-12);
		free(sorted);
		free(x);
	}
}

static void mean_statistic(const struct bootstrap_sample *s, void *context, double *out)
{
	(void)context;
	*out = s->sum / (double)s->n;
}

static double mean_statistic_sd(const uint64_t *x, size_t n)
{
	enum { REPLICATES = 8000 };
	struct bootstrap_options o = {.seed = 1, .replicates = REPLICATES, .block_samples = 40};
	struct histogram h;
	struct bootstrap *b;
	double figure, mean = 0, ss = 0, *v = malloc(REPLICATES * sizeof *v);
	assert_int_equal(histogram_init(&h, x, n), EST_OK);
	assert_int_equal(bootstrap_open(&b, x, n, &h, &o), EST_OK);
	assert_int_equal(bootstrap_run(b, mean_statistic, NULL, 1, 0, &figure, v), EST_OK);
	for (int r = 0; r < REPLICATES; r++)
		mean += v[r] / REPLICATES;
	for (int r = 0; r < REPLICATES; r++)
		ss += (v[r] - mean) * (v[r] - mean) / (REPLICATES - 1);
	bootstrap_close(b);
	histogram_release(&h);
	free(v);
	return sqrt(ss);
}

/* Long-run variance by Bartlett's kernel with the bandwidth 2 n^(1/3), the one that R was given. */
static double bartlett_variance(const double *y, size_t n)
{
	size_t band = (size_t)ceil(2 * cbrt((double)n));
	double tau = 1, mean = 0, var = 0, rho[256];
	assert_true(band < 256);
	assert_int_equal(acf_of_reals(y, n, band, rho), EST_OK);
	for (size_t k = 1; k <= band; k++)
		tau += 2 * (1 - (double)k / (double)(band + 1)) * rho[k];
	for (size_t i = 0; i < n; i++)
		mean += y[i] / (double)n;
	for (size_t i = 0; i < n; i++)
		var += (y[i] - mean) * (y[i] - mean) / (double)n;
	return tau * var;
}

/* Autocorrelations; runs above and below the median; the cumulative sum; the stationary bootstrap's
 * standard error of a mean, to 3 %: 8000 replicates of R's and 8000 of ours have 0.8 % each. */
static void the_order(void **state)
{
	(void)state;
	static const int lags[] = {1, 2, 7, 50, 100};
	for (int s = 0; s < 3; s++) {
		size_t n;
		uint64_t *x = series_named(names[s], &n);
		double rho[101], *real = malloc(n * sizeof *real);
		char name[16];
		assert_int_equal(acf_of_ticks(x, n, 100, rho), EST_OK);
		for (int k = 0; k < 5; k++) {
			snprintf(name, sizeof name, "acf%d", lags[k]);
			check_figure(names[s], name, rho[lags[k]], 1e-9);
		}
		struct symbols above = {.n = n, .alphabet = 2, .s = malloc(n), .exact = 1};
		for (size_t i = 0; i < n; i++) {
			above.s[i] = (double)x[i] > by_r(names[s], "q500");
			real[i] = (double)x[i];
		}
		assert_within(dynamics_dwell(&above).runs_p.value, by_r(names[s], "runs_p"), 1e-9);
		check_figure(names[s], "cusum_p",
		    changepoint_cusum(real, n, bartlett_variance(real, n)).value, 1e-6);
		check_figure(names[s], "boot_sd_mean_l40", mean_statistic_sd(x, n), 0.03);
		/* The autoregression's innovations and back lose a few samples of the ends. */
		double mean = by_r(names[s], "mean");
		for (size_t i = 0; i < n; i++)
			real[i] -= mean;
		assert_within(longrun_of(real, n, true).d, by_r(names[s], "local_whittle"), 0.03);
		symbols_release(&above);
		free(real);
		free(x);
	}
}

static void compare_series(const char *name, const uint64_t *const *x, const size_t *n, size_t k)
{
	struct histogram h[3] = {{0}};
	for (size_t i = 0; i < k; i++)
		assert_int_equal(histogram_init(&h[i], x[i], n[i]), EST_OK);
	if (k == 2)
		check_figure(name, "ks", twosample_ks(&h[0], &h[1]).value, 1e-12);
	/* kSamples gives three digits of the statistic. */
	check_figure(name, "ad", twosample_anderson_darling(h, k).value, 5e-3);
	for (size_t i = 0; i < k; i++)
		histogram_release(&h[i]);
}

static void the_comparisons(void **state)
{
	(void)state;
	size_t n;
	uint64_t *b = series_named("bimodal", &n), *y = series_named("heavy", &n);
	for (size_t i = 2000; i < n; i++)
		y[i] += 6;
	compare_series("halves", (const uint64_t *const[]){b, b + 1000}, (size_t[]){1000, 2000}, 2);
	compare_series(
	    "shifted", (const uint64_t *const[]){y, y + 2000}, (size_t[]){2000, 3000}, 2);
	compare_series("thirds", (const uint64_t *const[]){b, b + 1000, b + 2000},
	    (size_t[]){1000, 1000, 1000}, 3);
	free(b);
	free(y);
}

/* R's exact search over samples and ours, by blocks and then to the sample, find one place. */
static void the_step(void **state)
{
	(void)state;
	uint64_t x[400], s = 5;
	struct histogram h;
	for (size_t i = 0; i < 400; i++)
		x[i] = (i < 150 ? 100 : 118) + series_noise(&s) % 31;
	assert_int_equal(histogram_init(&h, x, 400), EST_OK);
	struct changepoints c = changepoint_of_level(x, 400, &h, 1);
	assert_true(c.count.value == 1);
	assert_near((double)c.at[0], by_r("step", "change"), 0);
	histogram_release(&h);
}

static void intervals_and_corrections(void **state)
{
	(void)state;
	double p[] = {0.01, 0.04, 0.03, 0.005, 0.2}, lo, hi;
	char name[16];
	assert_int_equal(twosample_holm(p, 5, p), EST_OK);
	for (int i = 0; i < 5; i++) {
		snprintf(name, sizeof name, "p%d", i + 1);
		check_figure("holm", name, p[i], 1e-14);
	}
	for (unsigned k = 0; k <= 120; k = k == 0 ? 3 : k + 117) {
		struct estimate e = share_independent(k, 120);
		calibration_band(k, 120, &lo, &hi);
		snprintf(name, sizeof name, "lo%u", k);
		assert_within(e.lo, by_r("wilson", name), 1e-12);
		assert_within(lo, by_r("clopper", name), 1e-9);
		snprintf(name, sizeof name, "hi%u", k);
		assert_within(e.hi, by_r("wilson", name), 1e-12);
		assert_within(hi, by_r("clopper", name), 1e-9);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_distribution),
	    cmocka_unit_test(the_dip_with_ties),
	    cmocka_unit_test(the_order),
	    cmocka_unit_test(the_comparisons),
	    cmocka_unit_test(the_step),
	    cmocka_unit_test(intervals_and_corrections),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
