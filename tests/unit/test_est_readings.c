/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What summaries, modes, changes of level, beats and calibrations say of short series, figure by
 * figure, as tests/vectors/estimate_readings.txt has it. The readings are no truths (those are in
 * the tests of each estimator): they show that a change of a rule changes nothing else, and which
 * figures it changes. WRITE=1 writes them anew: read the difference before it is committed.
 */
#include "test.h"

#include "beat.h"
#include "calibration.h"
#include "calibration_order.h"
#include "calibration_series_private.h"
#include "changepoint.h"
#include "modality.h"
#include "modality_figures.h"
#include "mode_pieces.h"
#include "rng.h"
#include "summary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char path[] = "tests/vectors/estimate_readings.txt";
static FILE *readings;
static bool writes;
static unsigned line_at;

static int readings_open(void **state)
{
	(void)state;
	writes = getenv("WRITE") != NULL;
	readings = fopen(path, writes ? "w" : "r");
	return readings ? 0 : -1;
}

static int readings_close(void **state)
{
	(void)state;
	char rest[8];
	bool over = writes || !fgets(rest, sizeof rest, readings);
	return fclose(readings) == 0 && over ? 0 : -1;
}

/* A line: a name, tabs, numbers, and a text at the end, if any. */
static void reading_check(
    const char *name, const double *value, size_t n, double tolerance, const char *text)
{
	static char line[4096];
	line_at++;
	if (writes) {
		fprintf(readings, "%s", name);
		for (size_t i = 0; i < n; i++)
			fprintf(readings, "\t%.10g", isnan(value[i]) ? (double)NAN : value[i]);
		fprintf(readings, "%s%s\n", text ? "\t" : "", text ? text : "");
		return;
	}
	if (!fgets(line, sizeof line, readings))
		fail_msg("%s: no line %u, %s", path, line_at, name);
	line[strcspn(line, "\n")] = 0;
	size_t length = strlen(name);
	if (strncmp(line, name, length) != 0)
		fail_msg("%s:%u: '%s', not '%s'", path, line_at, line, name);
	char *at = line + length;
	for (size_t i = 0; i < n; i++) {
		double want = strtod(at, &at), got = value[i];
		double most = tolerance * fmax(fabs(want), 1e-3);
		if (isnan(want) ? !isnan(got) : !(got == want || fabs(got - want) <= most))
			fail_msg("%s:%u: %s, number %zu is %.9g, not %.9g", path, line_at, name, i,
			    got, want);
	}
	if (text && (*at != '\t' || strcmp(at + 1, text) != 0))
		fail_msg("%s:%u: %s is '%s', not '%s'", path, line_at, name, text, at);
}

static void reading_estimate(
    const char *name, const struct estimate *e, double tolerance, const char *text)
{
	double v[8 + 3 * ESTIMATE_PIECES] = {
	    e->status, e->value, e->lo, e->hi, (double)e->n, e->n_eff, e->pieces.count};
	size_t n = 7;
	if (e->pieces.count)
		v[n++] = e->pieces.stationary;
	for (unsigned k = 0; k < e->pieces.count; k++) {
		v[n++] = e->pieces.at[k].value;
		v[n++] = e->pieces.at[k].lo;
		v[n++] = e->pieces.at[k].hi;
	}
	reading_check(name, v, n, tolerance, text ? text : e->note);
}

/* ---- calibration ---- */

enum { SHORT = 300 };

static double checksum_of(const uint64_t *x, size_t n)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += (double)x[i] * (double)(i % 17 + 1);
	return sum;
}

static void calibrations_are_as_read(void **state)
{
	(void)state;
	static uint64_t x[SHORT], start[SHORT];
	static uint8_t mode[SHORT];
	static uint32_t cause[SHORT];
	for (int f = 0; f < CALIBRATION_FAMILIES; f++) {
		enum calibration_family family = (enum calibration_family)f;
		double v[40] = {calibration_tau(family), (double)calibration_centre(family),
		    (double)calibration_tick(family)};
		size_t n = 3;
		calibration_series(family, 3, x, SHORT);
		v[n++] = checksum_of(x, SHORT);
		for (int k = 0; k < CALIBRATION_FACTS; k++)
			v[n++] = calibration_fact(family, (enum calibration_fact)k);
		for (int k = 0; k < CALIBRATION_TESTS; k++)
			v[n++] = calibration_null(family, (enum calibration_test)k);
		reading_check(
		    calibration_name(family), v, n, 1e-9, calibration_description(family));
		/* A law is summed up for each of its figures: a fourth of them, of another family
		 * others. */
		for (int id = f % 7; id < FIGURES; id += 7) {
			double truth = calibration_truth(family, (enum figure_id)id);
			if (!isnan(truth))
				reading_check(
				    figure_name((enum figure_id)id), &truth, 1, 1e-7, NULL);
		}
	}
	for (int f = 0; f < ORDER_FAMILIES; f++) {
		enum calibration_order_family family = (enum calibration_order_family)f;
		struct calibration_samples s = {x, start, mode, cause};
		double v[4] = {0};
		calibration_order_series(family, 3, &s, SHORT);
		v[0] = checksum_of(x, SHORT);
		v[1] = checksum_of(start, SHORT);
		for (size_t i = 0; i < SHORT; i++) {
			v[2] += mode[i] * (double)(i % 13);
			v[3] += cause[i] * (double)(i % 11);
		}
		reading_check(calibration_order_name(family), v, 4, 1e-9,
		    calibration_order_description(family));
	}
}

static void coverage_read(const struct calibration_coverage *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct calibration_coverage *r = &rows[i];
		char label[CALIBRATION_LABEL];
		double v[] = {r->truth, r->made, r->given, r->held, r->below, r->above,
		    r->mean_width, r->spread, r->sum};
		reading_check(calibration_label(&r->figure, label), v, 9, 1e-4, NULL);
	}
}

static void coverages_are_as_read(void **state)
{
	(void)state;
	static struct calibration_coverage rows[200];
	static const int families[] = {CALIBRATION_MODES_90, CALIBRATION_LATTICE, CALIBRATION_STEP};
	double mean;
	for (int k = 0; k < 3; k++) {
		enum calibration_family family = (enum calibration_family)families[k];
		size_t n = calibration_cover(family, 300, 2, 1, 20, rows, 200, &mean);
		reading_check("coverage", (double[]){(double)n, mean}, 2, 1e-6, NULL);
		coverage_read(rows, n);
		struct calibration_rejections r = calibration_tests(family, 300, 2, 1);
		for (int t = 0; t < CALIBRATION_TESTS; t++)
			reading_check(calibration_test_name((enum calibration_test)t),
			    (double[]){r.series, r.tried[t], r.given[t], r.rejected[t]}, 4, 0,
			    NULL);
	}
	assert_string_equal(calibration_test_name(CALIBRATION_TESTS), "unknown");
	for (int f = 0; f < ORDER_FAMILIES; f++) {
		size_t n = calibration_order_cover(
		    (enum calibration_order_family)f, 500, 1, 1, rows, 200, &mean);
		reading_check("coverage", (double[]){(double)n, mean}, 2, 1e-6, NULL);
		coverage_read(rows, n);
	}
}

/* ---- summaries ---- */

static void summary_read(
    const char *name, const uint64_t *x, size_t n, const struct summary_options *o)
{
	struct summary s;
	assert_int_equal(summary_init(&s, x, n, o), EST_OK);
	reading_check(name, (double[]){(double)n, s.n_eff_is_bound, s.replicates}, 3, 0, NULL);
	for (size_t i = 0; i < s.rows; i++) {
		const struct summary_row *r = &s.row[i];
		reading_estimate(figure_name(r->figure), &r->estimate, 1e-4, r->method);
	}
	for (int k = 0; k <= SUMMARY_LAGS; k += 20) {
		reading_estimate("acf", &s.acf[k], 1e-6, NULL);
		reading_estimate("acf of ranks", &s.acf_rank[k], 1e-6, NULL);
	}
	assert_null(summary_find(&s, FIGURES));
	summary_release(&s);
}

static void summaries_are_as_read(void **state)
{
	(void)state;
	enum { N = 1100 };
	static uint64_t x[N];
	struct summary_options o = {.fast_hi_ticks = 10,
	    .slow_lo_ticks = 40,
	    .slow_hi_ticks = 50,
	    .seed = 2,
	    .replicates = 30};
	for (int f = 0; f < CALIBRATION_FAMILIES; f++) {
		size_t n = f % 6 == 0 ? N : f % 3 == 1 ? 520 : 410;
		if (f % 2 && f < CALIBRATION_STEP)
			continue;
		o.without_modes = f > 1;
		o.tick = f == CALIBRATION_LATTICE ? 26 : 0;
		calibration_series((enum calibration_family)f, 5, x, n);
		summary_read(calibration_name((enum calibration_family)f), x, n, &o);
	}
	/* Few samples; two values; one; all different; skewed; no replicates. */
	o.without_modes = false;
	calibration_series(CALIBRATION_IID_MODES, 5, x, N);
	summary_read("none", x, 0, &o);
	summary_read("two", x, 2, &o);
	summary_read("fifteen", x, 15, &o);
	summary_read("sixty", x, 60, &o);
	summary_read("a hundred and twenty", x, 120, &o);
	for (size_t i = 0; i < 500; i++)
		x[i] = x[i] > 20 ? 42 : 3;
	o.tick = 3;
	summary_read("two values", x, 500, &o);
	/* A piece of one value alone. */
	o.without_modes = true;
	for (size_t i = 500; i < 1000; i++)
		x[i] = i % 7 ? 42 : 45 + i % 11;
	summary_read("a quiet half", x, 1000, &o);
	o.without_modes = false;
	o.tick = 0;
	for (size_t i = 0; i < 500; i++)
		x[i] = 7;
	summary_read("one value", x, 500, &o);
	struct rng r;
	rng_init(&r, 1, 1);
	for (size_t i = 0; i < 600; i++)
		x[i] = 1000 + rng_below(&r, 1 << 20);
	o.without_modes = true;
	summary_read("all different", x, 600, &o);
	for (size_t i = 0; i < 600; i++)
		x[i] = (uint64_t)(40 - 30 * log(1 - rng_double(&r)));
	summary_read("skewed", x, 600, &o);
	o.replicates = 0;
	summary_read("without replicates", x, 600, &o);
}

/* ---- modes ---- */

static void modes_read(const char *name, const uint64_t *x, size_t n, double tick)
{
	static struct modality_fits fits;
	static struct modality_figures figures;
	struct histogram h;
	struct mode_pieces pieces;
	struct modality_options o = {.tick = tick, .n_eff = (double)n, .most = 3, .seed = 1};
	assert_int_equal(histogram_init(&h, x, n), EST_OK);
	struct modality y = modality_of(&h, &o, &fits);
	reading_check(name, (double[]){y.status, y.components.value, y.modes.value}, 3, 0, NULL);
	for (int f = 0; f < MIXTURE_FAMILIES; f++)
		reading_check("bic", fits.bic[f], 3, 1e-4, NULL);
	for (int k = 0; y.status == EST_OK && k < (int)y.modes.value; k++) {
		struct estimate apart = modality_ashman(&y, k), over = modality_overlap(&y, k);
		reading_check("mode",
		    (double[]){y.share[k], y.mean[k], y.sd[k], y.peak[k], apart.value, over.value},
		    6, 1e-3, NULL);
	}
	struct bootstrap_options b = {.seed = 1, .replicates = 24};
	y.components.n_eff = (double)n;
	assert_int_equal(modality_figures_of(&figures, &y, &fits, x, n, &h, false, &b), EST_OK);
	for (int k = 0; k < figures.modes; k++)
		for (int f = 0; f < MODALITY_FIGURES; f++) {
			struct estimate e = figures.at[f][k];
			e.pieces.count = 0;
			e.note = NULL;
			reading_estimate("figure", &e, 2e-3, NULL);
			reading_check("why", (double[]){figures.why[f][k]}, 1, 0, NULL);
		}
	o.n_eff = 150;
	struct likelihood_ratio ratio = modality_likelihood_ratio(&h, &o, 9);
	reading_check(
	    "ratio", (double[]){ratio.p.status, ratio.p.value, ratio.family}, 3, 1e-9, NULL);
	assert_int_equal(mode_pieces_of(&pieces, x, n, &o), EST_OK);
	for (int k = 0; k < 3; k++) {
		struct estimate e = estimate_point(0, n);
		e.pieces = k ? pieces.place[k - 1] : pieces.count;
		reading_estimate("pieces", &e, 1e-3, NULL);
	}
	histogram_release(&h);
}

static void modes_are_as_read(void **state)
{
	(void)state;
	enum { N = 600 };
	static uint64_t x[N];
	struct rng r;
	static const double apart[] = {0, 2.4, 5, 40, 1500};
	for (int k = 0; k < 5; k++) {
		rng_init(&r, (uint64_t)k, 2);
		for (size_t i = 0; i < N; i++) {
			double z = 1.6 * rng_normal(&r) + (rng_below(&r, 10) < 4 ? apart[k] : 0);
			x[i] = 3 * (uint64_t)lround(50 + z) + (k == 3 && i % 150 == 9 ? 300 : 0);
		}
		modes_read("modes", x, N, 3);
	}
	for (size_t i = 0; i < N; i++)
		x[i] = rng_below(&r, 3) ? 41 : 60 + (uint64_t)(-4 * log(1 - rng_double(&r)));
	modes_read("a value and a tail", x, N, 1);
	static const uint64_t third[] = {30, 55, 90};
	for (size_t i = 0; i < N; i++) {
		uint64_t u = rng_below(&r, 10), which = u < 5 ? 0 : u < 8 ? 1 : 2;
		x[i] = third[which] + rng_below(&r, 5);
	}
	modes_read("three modes", x, N, 1);
	for (size_t i = 0; i < N; i++)
		x[i] = (i && rng_below(&r, 10) < 6 ? x[i - 1] / 20 * 20
						   : 20 * (1 + rng_below(&r, 2))) +
		       rng_below(&r, 4);
	modes_read("modes that last", x, N, 0);
}

/* ---- changes of level, and beats ---- */

static void changes_are_as_read(void **state)
{
	(void)state;
	enum { N = 900 };
	static uint64_t x[N];
	static uint8_t label[N];
	for (int k = 0; k < 6; k++) {
		struct rng r;
		struct histogram h;
		double a = 0;
		size_t n = k == 5 ? 40 : N;
		rng_init(&r, (uint64_t)k, 3);
		for (size_t i = 0; i < n; i++) {
			a = (k == 1 ? 0.8 : 0) * a + rng_normal(&r);
			double level = k == 2	? 1.5 * (i > 300)
				       : k == 3 ? 2.0 * (i / 200 % 2)
				       : k == 4 ? (double)i / 200
						: 3.0 * (k == 5 && i > 20);
			x[i] = (uint64_t)lround(100 + 5 * (a + level));
			label[i] = x[i] > 104;
		}
		assert_int_equal(histogram_init(&h, x, n), EST_OK);
		struct symbols s = {.s = label, .n = n, .alphabet = 2};
		for (int which = 0; which < 2; which++) {
			struct changepoints c = which ? changepoint_of_share(&s, 1, 4)
						      : changepoint_of_level(x, n, &h, 4);
			reading_estimate("changes", &c.count, 1e-6, NULL);
			reading_estimate("stationary", &c.stationarity_p, 1e-4, NULL);
			for (size_t i = 0; i < c.kept; i++)
				reading_check("at",
				    (double[]){(double)c.at[i], c.level[i], c.level[i + 1]}, 3,
				    1e-6, NULL);
		}
		histogram_release(&h);
	}
}

/* At default sizes: blocks of several samples, and pieces of several that are shuffled. */
static void changes_of_long_series_are_as_read(void **state)
{
	(void)state;
	static const size_t size[] = {5003, 131500};
	for (int k = 0; k < 2; k++) {
		size_t n = size[k];
		uint64_t *x = malloc(n * sizeof *x);
		struct rng r;
		struct histogram h;
		rng_init(&r, (uint64_t)k, 5);
		for (size_t i = 0; i < n; i++) {
			uint64_t level = i > n / 3 && i < n / 2 ? 4 : 0;
			x[i] = 100 + rng_below(&r, 16) + level;
		}
		assert_int_equal(histogram_init(&h, x, n), EST_OK);
		struct changepoints c = changepoint_of_level(x, n, &h, 4);
		reading_estimate("changes", &c.count, 1e-6, NULL);
		reading_estimate("stationary", &c.stationarity_p, 1e-4, NULL);
		for (size_t i = 0; i < c.kept; i++)
			reading_check("at", (double[]){(double)c.at[i], c.level[i], c.level[i + 1]},
			    3, 1e-6, NULL);
		histogram_release(&h);
		free(x);
	}
	/* Kolmogorov's law: 1.3581 is exceeded in 5 %. */
	double y[100];
	for (int i = 0; i < 100; i++)
		y[i] = i < 50 ? 1 : -1;
	/* The sum rises to 50. */
	double scale = 50 / (1.3580986 * 10);
	assert_near(changepoint_cusum(y, 100, scale * scale).value, 0.05, 1e-4);
}

static void beats_are_as_read(void **state)
{
	(void)state;
	enum { N = 1500 };
	static uint64_t x[N], start[N];
	static const double sd[] = {0, 0.15, 0.4, 1.2};
	for (int k = 0; k < 8; k++) {
		struct rng r;
		struct histogram h;
		rng_init(&r, (uint64_t)k, 4);
		for (size_t i = 0; i < N; i++) {
			double phase = rng_double(&r);
			start[i] = 1000 * i + (uint64_t)(32 * phase);
			x[i] = (uint64_t)(phase + 40.3 + sd[k % 4] * rng_normal(&r)) +
			       (k > 3 && i % 60 == 7 ? 3000 : 0) + (k > 5 && i % 9 == 1 ? 2 : 0);
		}
		assert_int_equal(histogram_init(&h, x, N), EST_OK);
		struct beat b = beat_fit(&h);
		assert_int_equal(beat_intervals(&b, x, N, 1, &h), EST_OK);
		struct estimate e[] = {b.cost_ticks, b.jitter_ticks, b.ceil_share, b.model_bits,
		    b.explained_share, b.misfit_bits, beat_explained_by_phase(x, start, N, 32, 8),
		    beat_phase_uniform_p(start, N, 32, 32, 8),
		    beat_phase_uniform_p(start, N, 33.3, 333, 7)};
		for (size_t i = 0; i < sizeof e / sizeof *e; i++) {
			e[i].pieces.count = i == 0 ? e[i].pieces.count : 0;
			reading_estimate("beat", &e[i], 1e-3, NULL);
		}
		histogram_release(&h);
	}
}

/* ---- another CPU ---- */

#if defined __GLIBC__ && defined __x86_64__
/* glibc has exp, log, sin and others in variants for CPUs with and without fused multiply-add,
 * whose last bits differ. */
static void they_are_the_same_with_the_mathematics_of_an_older_cpu(void **state)
{
	(void)state;
	int status = -1;
	if (getenv("WRITE") || getenv("GLIBC_TUNABLES"))
		skip_because("the readings are written, or the variant is chosen already");
	fflush(NULL);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		setenv("GLIBC_TUNABLES",
		    "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX2_Usable,-FMA_Usable", 1);
		if (freopen("/dev/null", "w", stdout))
			execl("/proc/self/exe", "test_est_readings", (char *)NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}
#else
static void they_are_the_same_with_the_mathematics_of_an_older_cpu(void **state)
{
	(void)state;
	skip_because("glibc on x86 alone lets its variants be chosen");
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(calibrations_are_as_read),
	    cmocka_unit_test(coverages_are_as_read),
	    cmocka_unit_test(summaries_are_as_read),
	    cmocka_unit_test(modes_are_as_read),
	    cmocka_unit_test(changes_are_as_read),
	    cmocka_unit_test(changes_of_long_series_are_as_read),
	    cmocka_unit_test(beats_are_as_read),
	    cmocka_unit_test(they_are_the_same_with_the_mathematics_of_an_older_cpu),
	};
	return cmocka_run_group_tests(tests, readings_open, readings_close);
}
