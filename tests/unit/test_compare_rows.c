/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The interval of a row of a comparison and of its ratio, what is said of it, and the counts of a
 * spectrum, by hand.
 */
#include "test.h"

#include "pairs_private.h"
#include "phrase_private.h"
#include "spectrum_private.h"

#include <stdio.h>

static const struct contrast_side side_a = {100, 4, 0.5, 1, 4, 0}, side_b = {110, 9, 0.25, 2, 3, 0};

static struct comparison row_of(struct contrast_side a, struct contrast_side b)
{
	struct comparison row = {.side_a = a,
	    .side_b = b,
	    .estimate_a = FIGURES,
	    .estimate_b = FIGURES,
	    .ratio = NAN,
	    .ratio_lo = NAN,
	    .ratio_hi = NAN};
	pairs_finish(&row, 0.05);
	return row;
}

static void a_side_by_its_logarithm_has_errors_that_are_parts(void **state)
{
	(void)state;
	struct contrast_side log_a, low = {2, 4, 1, 1, 4, 0};
	assert_true(pairs_log_side(&log_a, &side_a));
	assert_near(log_a.mean, log(100), 1e-15);
	assert_near(log_a.variance, 4e-4, 1e-12);
	assert_near(log_a.within, 0.5e-4, 1e-12);
	assert_near(log_a.step, 0.01, 1e-12);
	assert_int_equal(log_a.n, 4);
	/* Two standard errors of 1 above 0, and a little more. */
	assert_false(pairs_log_side(&log_a, &low));
	low.mean = 2.001;
	assert_true(pairs_log_side(&log_a, &low));
	/* Of one run nothing is known of an error. */
	low = (struct contrast_side){1e-3, NAN, 1, 1, 1, 0};
	assert_true(pairs_log_side(&log_a, &low));
	low.mean = 0;
	assert_false(pairs_log_side(&log_a, &low));
}

static void a_row_has_its_difference_ratio_and_spread(void **state)
{
	(void)state;
	struct comparison row = row_of(side_a, side_b);
	struct contrast want = contrast_of(&side_a, &side_b, 0.05), log_want;
	struct contrast_side a, b;
	assert_near(row.difference.value, 10, 1e-12);
	assert_near(row.difference.lo, want.lo, 1e-12);
	assert_near(row.difference.hi, want.hi, 1e-12);
	/* Three times 4 and twice 9, over five. */
	assert_near(row.between_run_sd, sqrt(6), 1e-12);
	assert_near(row.ratio, 1.1, 1e-12);
	assert_true(pairs_log_side(&a, &side_a) && pairs_log_side(&b, &side_b));
	log_want = contrast_of(&a, &b, 0.05);
	assert_near(row.ratio_lo, exp(log_want.lo), 1e-12);
	assert_near(row.ratio_hi, exp(log_want.hi), 1e-12);
	assert_true(row.ratio_lo < 1.1 && row.ratio_hi > 1.1);
}

static void one_run_a_side_has_no_spread(void **state)
{
	(void)state;
	struct contrast_side one = side_a, other = side_b;
	one.n = 1;
	one.variance = NAN;
	/* The spread is that of the side that has runs. */
	assert_near(row_of(one, side_b).between_run_sd, 3, 1e-12);
	assert_near(row_of(side_b, one).between_run_sd, 3, 1e-12);
	other.n = 1;
	other.variance = NAN;
	assert_true(isnan(row_of(one, other).between_run_sd));
}

static void what_is_not_above_zero_has_no_ratio(void **state)
{
	(void)state;
	struct contrast_side none = side_a;
	none.mean = 0;
	assert_true(isnan(row_of(none, side_b).ratio));
	struct comparison row = row_of(side_b, none);
	assert_true(row.ratio == 0 && isnan(row.ratio_lo) && isnan(row.ratio_hi));
	none.mean = NAN;
	row = row_of(none, side_b);
	assert_true(row.difference.value == 0 && isnan(row.ratio));
}

static void sizes_are_the_same_to_two_percent(void **state)
{
	(void)state;
	assert_true(pairs_same_size(1000, 1000) && pairs_same_size(1000, 1019));
	assert_false(pairs_same_size(1000, 1021));
	assert_false(pairs_same_size(1000, 2000));
}

/* ---- what is said of one ------------------------------------------------------------------- */

/* What is printed of one row, by one of the functions below. */
static void expect_said(
    const char *want, void (*put)(FILE *out, const void *what), const void *what)
{
	char text[256] = "";
	FILE *out = fmemopen(text, sizeof text, "w");
	assert_non_null(out);
	put(out, what);
	fclose(out);
	assert_string_equal(text, want);
}

static void ratio_put(FILE *out, const void *what)
{
	phrase_put_ratio(out, *(const double *)what);
}

static void place_put(FILE *out, const void *what)
{
	const struct view *v = what;
	phrase_put_place(out, v, v->lo, v->hi);
}

static void change_put(FILE *out, const void *what)
{
	phrase_put_change(out, what);
}

static void most_put(FILE *out, const void *what)
{
	phrase_put_most(out, what);
}

static void numbers_and_ratios_have_three_digits(void **state)
{
	(void)state;
	static const struct {
		double value;
		const char *number, *ratio;
	} rows[] = {{0, "0", "0x"}, {0.00005, "5.00e-05", "5.00e-05x"},
	    {0.0001, "0.000100", "0.000100x"}, {0.031, "0.0310", "0.0310x"}, {1, "1.00", "1.00x"},
	    {0.9, "0.900", "0.900x"}, {10, "10.0", "10.0x"}, {99.94, "99.9", "99.9x"},
	    {100, "100", "100x"}, {9999999, "9999999", "9999999x"}, {1e7, "1.00e+07", "1.00e+07x"},
	    {-2.5, "-2.50", "-2.50x"}, {1.09, "1.09", "1.090x"}, {1.0625, "1.06", "1.062x"},
	    {1.0025, "1.00", "1.0025x"}, {1.00000000025, "1.00", "1.000000x"},
	    {0.9375, "0.938", "0.938x"}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[32];
		phrase_number(text, sizeof text, rows[i].value);
		assert_string_equal(text, rows[i].number);
		expect_said(rows[i].ratio, ratio_put, &rows[i].value);
	}
}

/* A row in ticks of 4 ns: b is 2.5 ticks longer, between 1 and 5. */
static void a_row_is_said_with_its_interval_and_unit(void **state)
{
	(void)state;
	struct comparison row = {.unit = "ticks", .unit_ns = 4};
	struct view v = {.row = &row,
	    .difference = 2.5,
	    .lo = 1,
	    .hi = 5,
	    .ratio = 1.25,
	    .ratio_lo = 0.5,
	    .ratio_hi = 1.5};
	expect_said("10.0 ns [4.00, 20.0] longer (1.25x)", place_put, &v);
	expect_said("1.25x [0.500, 1.50]", change_put, &v);
	expect_said("at most 2.00x", most_put, &v);
	v.ratio_lo = 0.8;
	expect_said("at most 1.50x", most_put, &v);
	v.ratio = 0;
	expect_said("+10.0 ns [4.00, 20.0]", change_put, &v);
	v.ratio_lo = 0;
	expect_said("at most 20.0 ns", most_put, &v);
	v = (struct view){.row = &row, .difference = -2.5, .lo = -5, .hi = -1, .ratio = NAN};
	expect_said("10.0 ns [4.00, 20.0] shorter", place_put, &v);
	expect_said("-10.0 ns [-20.0, -4.00]", change_put, &v);
	expect_said("at most 20.0 ns", most_put, &v);
	v.ratio_hi = INFINITY;
	v.ratio_lo = 1;
	expect_said("at most 20.0 ns", most_put, &v);
	v.lo = NAN;
	expect_said("10.0 ns shorter", place_put, &v);
	expect_said("-10.0 ns", change_put, &v);
	row.unit = "bits";
	v = (struct view){.row = &row, .difference = 0, .lo = -0.5, .hi = 0.25, .ratio = NAN};
	expect_said("0 ns [-0.500, 0.250] longer", place_put, &v);
	expect_said("+0 bits [-0.500, 0.250]", change_put, &v);
	expect_said("at most 0.500 bits", most_put, &v);
	row.unit = "";
	v.hi = INFINITY;
	expect_said("+0", change_put, &v);
	v.hi = 3;
	expect_said("at most 3.00", most_put, &v);
}

/* ---- spectra ------------------------------------------------------------------------------- */

static void expect_counts(
    const struct spectrum *s, double tick_ns, int phase, const char *value_and_count)
{
	struct histogram h = {0};
	char text[256] = "";
	size_t used = 0;
	assert_int_equal(spectrum_count(&h, s, tick_ns, phase), EST_OK);
	for (size_t i = 0; i < h.distinct; i++)
		used += (size_t)snprintf(text + used, sizeof text - used, "%s%d:%d", i ? " " : "",
		    (int)h.value[i], (int)h.count[i]);
	assert_string_equal(text, value_and_count);
	histogram_release(&h);
}

/* A cell of up to one and a half steps is its middle, a longer one is filled in eighths; what lies
 * half way between two ticks is seen as either in half of the phases. */
static void cells_are_counted_in_ticks(void **state)
{
	(void)state;
	double from[] = {95, 100, 120, 200}, to[] = {105, 180, 130, 215}, count[] = {4, 16, 4, 2};
	struct spectrum one = {from, to, count, 1, 10, 10},
			wide = {from + 1, to + 1, count + 1, 1, 10, 10},
			half = {from + 2, to + 2, count + 2, 1, 10, 10},
			bound = {from + 3, to + 3, count + 3, 1, 10, 10},
			first_two = {from, to, count, 2, 10, 10};
	expect_counts(&one, 10, 0, "10:4");
	expect_counts(&one, 10, 1, "10:4");
	expect_counts(&wide, 10, 0, "11:2 12:2 13:2 14:2 15:2 16:2 17:2 18:2");
	expect_counts(&half, 10, 0, "13:4");
	expect_counts(&half, 10, 1, "12:2 13:2");
	expect_counts(&half, 50, 1, "2:2 3:2");
	expect_counts(&half, 100, 1, "1:3 2:1");
	expect_counts(&bound, 5, 0, "42:2");
	expect_counts(&first_two, 50, 0, "2:8 3:10 4:2");
	/* At 0 and in a cell that nothing is in. */
	from[0] = -5;
	to[0] = 5;
	count[1] = 0;
	expect_counts(&first_two, 10, 0, "0:4");
}

static void a_share_above_is_of_parts_of_cells(void **state)
{
	(void)state;
	double from[] = {0, 10, 30}, to[] = {10, 20, 30}, count[] = {1, 3, 4};
	struct spectrum two = {from, to, count, 2, 1, 1}, all = {from, to, count, 3, 1, 1},
			none = {from, to, count, 0, 1, 1};
	assert_near(spectrum_above(&two, 15), 0.375, 1e-15);
	assert_near(spectrum_above(&two, 5), 0.875, 1e-15);
	assert_near(spectrum_above(&two, -5), 1, 0);
	assert_true(spectrum_above(&two, 25) == 0);
	assert_near(spectrum_above(&all, 29), 0.5, 0);
	assert_true(spectrum_above(&all, 30) == 0);
	assert_true(isnan(spectrum_above(&none, 0)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_side_by_its_logarithm_has_errors_that_are_parts),
	    cmocka_unit_test(a_row_has_its_difference_ratio_and_spread),
	    cmocka_unit_test(one_run_a_side_has_no_spread),
	    cmocka_unit_test(what_is_not_above_zero_has_no_ratio),
	    cmocka_unit_test(sizes_are_the_same_to_two_percent),
	    cmocka_unit_test(numbers_and_ratios_have_three_digits),
	    cmocka_unit_test(a_row_is_said_with_its_interval_and_unit),
	    cmocka_unit_test(cells_are_counted_in_ticks),
	    cmocka_unit_test(a_share_above_is_of_parts_of_cells),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
