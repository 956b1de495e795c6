/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "series.h"
#include "histogram.h"
#include "moments.h"
#include "acf.h"

/* Digits that agree with the certified value: NIST's log relative error, 15 at most. */
static double count_digits(double got, double certified)
{
	if (got == certified)
		return 15;
	return fmin(15, -log10(fabs((got - certified) / certified)));
}

static void check_moments(
    const char *name, const double *x, size_t n, const double want[3], double least)
{
	struct moments m = moments_of_reals(x, n);
	double rho[2];
	assert_int_equal(acf_of_reals(x, n, 1, rho), EST_OK);
	double got[3] = {m.mean.value, m.sd.value, rho[1]};
	for (int i = 0; i < 3; i++)
		if (!(count_digits(got[i], want[i]) >= least))
			fail_msg("%s figure %d: %.17g, certified %.15g", name, i, got[i], want[i]);
}

static double *read_set(const char *name, double want[3], size_t *n)
{
	char path[128];
	snprintf(path, sizeof path, "tests/vectors/strd/%s.txt", name);
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	assert_int_equal(fscanf(f, "%lf %lf %lf", &want[0], &want[1], &want[2]), 3);
	double *x = malloc(5000 * sizeof *x);
	for (*n = 0; *n < 5000 && fscanf(f, "%lf", &x[*n]) == 1; ++*n)
		;
	fclose(f);
	return x;
}

/* Certified to 15 digits. Mavro and Michelso have decimals, which binary numbers hold only to 16
 * digits: their spread, 1e-4 of the value, keeps 12. */
static void the_certified_sets_of_nist(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		double least;
	} set[] = {{"Lew", 14}, {"Lottery", 14}, {"PiDigits", 14}, {"Michelso", 12}, {"Mavro", 12}};
	for (size_t i = 0; i < sizeof set / sizeof *set; i++) {
		double want[3];
		size_t n;
		double *x = read_set(set[i].name, want, &n);
		check_moments(set[i].name, x, n, want, set[i].least);
		free(x);
	}
}

/* NumAcc2..4: centre, then centre - 0.1 and centre + 0.1 five hundred times. */
static void numerical_accuracy_sets(void **state)
{
	(void)state;
	static const double one[] = {10000001, 10000003, 10000002};
	check_moments("NumAcc1", one, 3, (const double[]){10000002, 1, -0.5}, 15);
	/* In binary the decimals of NumAcc4 are off by 1e-9 of its spread: nobody gets 10 digits.
	 */
	static const struct {
		double low, centre, high, least;
	} set[] = {{1.1, 1.2, 1.3, 13}, {1000000.1, 1000000.2, 1000000.3, 9},
	    {10000000.1, 10000000.2, 10000000.3, 8}};
	for (int s = 0; s < 3; s++) {
		double x[1001];
		x[0] = set[s].centre;
		for (int i = 1; i < 1001; i++)
			x[i] = i % 2 ? set[s].low : set[s].high;
		check_moments(
		    "NumAcc", x, 1001, (const double[]){set[s].centre, 0.1, -0.999}, set[s].least);
	}
}

/* The same sets in tenths are integers, and then all digits are there: also 2^63 further up. */
static void integers_lose_nothing(void **state)
{
	(void)state;
	static const uint64_t centre[] = {12, 10000002, 100000002, UINT64_C(1) << 63};
	for (int s = 0; s < 4; s++) {
		uint64_t x[1001];
		double rho[2];
		struct histogram h;
		x[0] = centre[s];
		for (int i = 1; i < 1001; i++)
			x[i] = i % 2 ? centre[s] - 1 : centre[s] + 1;
		assert_int_equal(histogram_init(&h, x, 1001), EST_OK);
		struct moments m = moments_of_histogram(&h);
		assert_near(m.mean.value, (double)centre[s], 1e-15);
		assert_near(m.sd.value, 1, 1e-15);
		assert_near(m.cv.value, 1 / (double)centre[s], 1e-15);
		assert_int_equal(acf_of_ticks(x, 1001, 1, rho), EST_OK);
		assert_near(rho[1], -0.999, 1e-14);
		histogram_release(&h);
	}
}

static void numpy_agrees(void **state)
{
	(void)state;
	static const char *const names[] = {"bimodal", "heavy", "persistent", "huge"};
	for (int s = 0; s < 4; s++) {
		size_t n;
		uint64_t *x = series_named(names[s], &n);
		struct histogram h;
		assert_int_equal(histogram_init(&h, x, n), EST_OK);
		struct moments m = moments_of_histogram(&h);
		assert_near(m.mean.value, series_reference(names[s], "mean"), 1e-14);
		assert_near(m.sd.value, series_reference(names[s], "sd"), 1e-12);
		histogram_release(&h);
		free(x);
	}
}

static void too_few_samples_have_a_status(void **state)
{
	(void)state;
	static const uint64_t x[] = {UINT64_MAX, UINT64_MAX, 0, 0};
	struct histogram h;
	assert_int_equal(histogram_init(&h, NULL, 0), EST_OK);
	struct moments m = moments_of_histogram(&h);
	assert_int_equal(m.mean.status, EST_TOO_SHORT);
	assert_int_equal(m.min.status, EST_TOO_SHORT);
	histogram_init(&h, x, 1);
	m = moments_of_histogram(&h);
	assert_near(m.mean.value, 0x1p64, 0);
	assert_int_equal(m.sd.status, EST_TOO_SHORT);
	assert_int_equal(m.cv.status, EST_TOO_SHORT);
	histogram_release(&h);
	histogram_init(&h, x, 2);
	m = moments_of_histogram(&h);
	assert_near(m.sd.value, 0, 0);
	assert_near(m.cv.value, 0, 0);
	histogram_release(&h);
	histogram_init(&h, x + 2, 2);
	m = moments_of_histogram(&h);
	assert_int_equal(m.cv.status, EST_DEGENERATE);
	histogram_release(&h);
	histogram_init(&h, x + 1, 2); /* the two ends of the range */
	m = moments_of_histogram(&h);
	assert_near(m.mean.value, 0x1p63, 1e-15);
	assert_near(m.sd.value, 0x1p63 * sqrt(2), 1e-15);
	histogram_release(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_certified_sets_of_nist),
	    cmocka_unit_test(numerical_accuracy_sets),
	    cmocka_unit_test(integers_lose_nothing),
	    cmocka_unit_test(numpy_agrees),
	    cmocka_unit_test(too_few_samples_have_a_status),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
