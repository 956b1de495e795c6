/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "number.h"

static void check_number(
    double value, double lo, double hi, const char *v, const char *l, const char *h)
{
	struct number n;
	number_format(&n, value, lo, hi);
	assert_string_equal(n.value, v);
	assert_string_equal(n.lo, l);
	assert_string_equal(n.hi, h);
}

static void the_interval_decides_the_digits(void **state)
{
	(void)state;
	check_number(62.123456, 62.1, 62.15, "62.123", "62.100", "62.150");
	check_number(0.310023, 0.2951, 0.3250, "0.310", "0.295", "0.325");
	check_number(1234.5678, 10.5, 4000.25, "1,235", "10", "4,000");
	check_number(-0.0012345, -0.0035, 0.0011, "-0.0012", "-0.0035", "0.0011");
	check_number(-0.04, -20.1, 20.1, "0", "-20", "20");
	check_number(1.2345678e9, 1.2e9, 1.3e9, "1,234,567,800", "1,200,000,000", "1,300,000,000");
}

static void a_narrow_interval_shows_six_digits(void **state)
{
	(void)state;
	check_number(-10.0149374, -10.0149375, -10.0149373, "-10.0149", "-10.0149", "-10.0149");
	check_number(
	    1.23456789e-5, 1.23456788e-5, 1.2345679e-5, "1.23457e-5", "1.23457e-5", "1.23457e-5");
	check_number(1234567.81, 1234567.8, 1234567.82, "1,234,568", "1,234,568", "1,234,568");
	check_number(0.99963, 0.99958, 0.99968, "0.999630", "0.999580", "0.999680");
}

static void without_interval_four_digits(void **state)
{
	(void)state;
	check_number(3.14159265, NAN, NAN, "3.142", "", "");
	check_number(31415.9265, NAN, NAN, "31,416", "", "");
	check_number(0.0123456, NAN, NAN, "0.01235", "", "");
	check_number(0.5, NAN, 1, "0.5000", "", "");
	check_number(2.5, 2.5, 2.5, "2.500", "2.500", "2.500");
}

static void whole_numbers_stay_whole(void **state)
{
	(void)state;
	check_number(1000000, NAN, NAN, "1,000,000", "", "");
	check_number(62, 62, 64, "62", "62", "64");
	check_number(0, NAN, NAN, "0", "", "");
	check_number(-1234, NAN, NAN, "-1,234", "", "");
	check_number(999, NAN, NAN, "999", "", "");
}

static void small_and_large_have_powers(void **state)
{
	(void)state;
	check_number(1.2e-5, 6e-6, 2.1e-5, "1.20e-5", "6.0e-6", "2.10e-5");
	check_number(0, 0, 3.7e-6, "0", "0", "3.7e-6");
	check_number(2.5e18, NAN, NAN, "2.500e18", "", "");
}

static void ratios_have_two_digits_each(void **state)
{
	(void)state;
	struct number n;
	number_ratio(&n, 1.44, 0.00821, 247);
	assert_string_equal(n.value, "1.4");
	assert_string_equal(n.lo, "0.0082");
	assert_string_equal(n.hi, "250");
	number_ratio(&n, 94.61, 0.00004, 417045709);
	assert_string_equal(n.value, "95");
	assert_string_equal(n.lo, "4.0e-5");
	assert_string_equal(n.hi, "4.2e8");
	number_ratio(&n, 9.96, 1, 14349);
	assert_string_equal(n.value, "10.0");
	assert_string_equal(n.lo, "1.0");
	assert_string_equal(n.hi, "14,000");
}

/* The interval of a ratio or of a rare share has no end at 0, and must not read as if it had. */
static void an_end_reads_as_0_only_where_it_is_0(void **state)
{
	(void)state;
	check_number(8.123, 0.446, 137.7, "8.1", "0.45", "138");
	check_number(5.2, 0.0243, 1130.9, "5.2", "0.024", "1,131");
	check_number(24.3, 1.4, 138.3, "24", "1.4", "138");
	check_number(-24.3, -138.3, -0.446, "-24", "-138", "-0.45");
	check_number(0.0081, 0.0000301, 0.0178, "0.0081", "3.0e-5", "0.0178");
	check_number(0.0081, 0, 0.0178, "0.0081", "0", "0.0178");
	check_number(8, 1, 138, "8", "1", "138");
	check_number(8.4, 0.446, 4.4, "8.4", "0.4", "4.4");	 /* less than 10 apart */
	check_number(8.4, 0.446, 4.47, "8.4", "0.45", "4.5");	 /* and more */
	check_number(0.3, -0.0004, 0.9, "0.30", "0.00", "0.90"); /* of both signs: 0 is inside */
	check_number(0.5, 0.094, 0.996, "0.50", "0.094", "1.00");
}

static void counts_hz_and_times(void **state)
{
	(void)state;
	char out[NUMBER_SIZE];
	number_count(out, sizeof out, UINT64_C(18446744073709551615));
	assert_string_equal(out, "18,446,744,073,709,551,615");
	number_count(out, sizeof out, 100);
	assert_string_equal(out, "100");
	number_hz(out, sizeof out, 24e6);
	assert_string_equal(out, "24 MHz");
	number_hz(out, sizeof out, 2.3e9);
	assert_string_equal(out, "2,300 MHz");
	number_hz(out, sizeof out, 32768);
	assert_string_equal(out, "32.8 kHz");
	number_hz_digits(out, sizeof out, 2596122132.20917, 7);
	assert_string_equal(out, "2,596.122 MHz");
	number_hz_digits(out, sizeof out, 23999987.6, 7);
	assert_string_equal(out, "23.99999 MHz");
	number_hz_digits(out, sizeof out, 1e10, 3);
	assert_string_equal(out, "10,000 MHz");
	number_ns(out, sizeof out, 26.956);
	assert_string_equal(out, "27.0 ns");
	number_ns(out, sizeof out, 1875);
	assert_string_equal(out, "1.88 µs");
	number_ns(out, sizeof out, 12e6);
	assert_string_equal(out, "12 ms");
}

/* Where one form of a number ends and the next begins. */
static void each_form_holds_to_its_bound(void **state)
{
	(void)state;
	char out[NUMBER_SIZE];
	struct number n;
	check_number(0.001, NAN, NAN, "0.001000", "", "");
	check_number(0.0009999, NAN, NAN, "9.999e-4", "", "");
	check_number(999999999999999, NAN, NAN, "999,999,999,999,999", "", "");
	check_number(1e15, NAN, NAN, "1.000e15", "", "");
	check_number(-1e15, NAN, NAN, "-1.000e15", "", "");
	number_ratio(&n, 10, 0.001, 1e6);
	assert_string_equal(n.value, "10");
	assert_string_equal(n.lo, "0.0010");
	assert_string_equal(n.hi, "1.0e6");
	number_ratio(&n, 999999, 0.00099, 994999);
	assert_string_equal(n.value, "1,000,000");
	assert_string_equal(n.lo, "9.9e-4");
	assert_string_equal(n.hi, "990,000");
	static const struct {
		double value;
		const char *hz, *ns;
	} bounds[] = {{1, "1 Hz", "1 ns"}, {0.12345, "0.123 Hz", "0.123 ns"},
	    {999, "999 Hz", "999 ns"}, {1000, "1 kHz", "1 µs"}, {1234.5, "1.23 kHz", "1.23 µs"},
	    {999999, "1,000 kHz", "1,000 µs"}, {1e6, "1 MHz", "1 ms"}};
	for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++) {
		number_hz(out, sizeof out, bounds[i].value);
		assert_string_equal(out, bounds[i].hz);
		number_ns(out, sizeof out, bounds[i].value);
		assert_string_equal(out, bounds[i].ns);
	}
	number_hz_digits(out, sizeof out, 0, 3);
	assert_string_equal(out, "0.00 Hz");
	number_ns(out, sizeof out, 1e9);
	assert_string_equal(out, "1 s");
	number_ns(out, sizeof out, 61.25e9);
	assert_string_equal(out, "61.2 s");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_interval_decides_the_digits),
	    cmocka_unit_test(a_narrow_interval_shows_six_digits),
	    cmocka_unit_test(without_interval_four_digits),
	    cmocka_unit_test(whole_numbers_stay_whole),
	    cmocka_unit_test(small_and_large_have_powers),
	    cmocka_unit_test(ratios_have_two_digits_each),
	    cmocka_unit_test(an_end_reads_as_0_only_where_it_is_0),
	    cmocka_unit_test(counts_hz_and_times),
	    cmocka_unit_test(each_form_holds_to_its_bound),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
