/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader.h"
#include "reader_private.h"
#include "rng.h"
#include "test.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum decimal_kind parse_decimal(const char *text, struct decimal *d)
{
	return decimal_parse((struct span){text, strlen(text)}, d);
}

static void decimals_are_whole_numbers_and_powers_of_ten(void **state)
{
	static const struct {
		const char *text;
		uint64_t digits;
		int exponent;
	} good[] = {{"0", 0, 0}, {"41", 41, 0}, {"41.0", 41, 0}, {"4.100e+01", 41, 0},
	    {"0.000125", 125, -6}, {"100", 1, 2}, {"1.50", 15, -1}, {".5", 5, -1}, {"5.", 5, 0},
	    {"0e99", 0, 0}, {"1E-12", 1, -12}, {"18446744073709551615", UINT64_MAX, 0},
	    {"0000000000000000000000000000007", 7, 0},
	    {"1701288000.123456789", UINT64_C(1701288000123456789), -9}};
	static const char *const none[] = {"", ".", "e5", "1e", "1e+", "x", "0x10", "1 2", "+5",
	    "nan", "inf", "--5", "5-", "1.2.3", "1e5.0"};
	struct decimal d;
	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		assert_int_equal(parse_decimal(good[i].text, &d), DECIMAL_OK);
		assert_true(d.digits == good[i].digits && d.exponent == good[i].exponent);
	}
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_int_equal(parse_decimal(none[i], &d), DECIMAL_NO_NUMBER);
	assert_int_equal(parse_decimal("-3", &d), DECIMAL_NEGATIVE);
	assert_int_equal(parse_decimal("-0", &d), DECIMAL_OK);
	assert_int_equal(parse_decimal("18446744073709551616", &d), DECIMAL_TOO_LONG);
	assert_int_equal(parse_decimal("1e401", &d), DECIMAL_TOO_LONG);
}

static void a_unit_behind_a_number_is_its_power_of_ten(void **state)
{
	static const struct {
		const char *text;
		uint64_t digits;
		int exponent, unit;
	} good[] = {{"42ns", 42, 0, -9}, {"0.042us", 42, -3, -6}, {"0.042 \xc2\xb5s", 42, -3, -6},
	    {"4.2e-2\xce\xbcs", 42, -3, -6}, {"1.5 ms", 15, -1, -3}, {"2s", 2, 0, 0},
	    {"7 ps", 7, 0, -12}, {"5.nsec", 5, 0, -9}, {"42", 42, 0, UNIT_NONE}};
	static const char *const none[] = {
	    "ns", "42xs", "42 n s", "42nss", "4 2ns", "1e ns", " ns", "s"};
	struct decimal d;
	int unit;
	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct span s = {good[i].text, strlen(good[i].text)};
		assert_int_equal(duration_parse(s, &d, &unit), DECIMAL_OK);
		assert_true(d.digits == good[i].digits && d.exponent == good[i].exponent);
		assert_int_equal(unit, good[i].unit);
	}
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		struct span s = {none[i], strlen(none[i])};
		assert_int_equal(duration_parse(s, &d, &unit), DECIMAL_NO_NUMBER);
	}
	assert_int_equal(duration_parse((struct span){"-3ns", 4}, &d, &unit), DECIMAL_NEGATIVE);
}

/* Any number of at most 19 digits, written with its point anywhere, is that number again. */
static void what_is_written_is_what_is_read(void **state)
{
	struct rng rng;
	(void)state;
	rng_init(&rng, 7, 0);
	for (int i = 0; i < 20000; i++) {
		uint64_t v = rng_u64(&rng) >> (1 + rng_below(&rng, 63)), back, power = 1;
		int places = (int)rng_below(&rng, 13);
		for (int k = 0; k < places; k++)
			power *= 10;
		char text[64];
		snprintf(text, sizeof text, "%" PRIu64 ".%0*" PRIu64, v / power,
		    places ? places : 1, places ? v % power : 0);
		struct decimal d;
		assert_int_equal(parse_decimal(text, &d), DECIMAL_OK);
		assert_int_equal(decimal_scale(d, places, &back), 0);
		assert_true(back == v);
	}
}

static void rounding_is_half_up_and_scaling_never_loses(void **state)
{
	struct decimal d;
	uint64_t v;
	(void)state;
	parse_decimal("0.00056970900000005", &d);
	assert_int_equal(decimal_scale(decimal_round(d, 9), 9, &v), 0);
	assert_true(v == 569709);
	parse_decimal("0.15", &d);
	assert_int_equal(decimal_scale(d, 1, &v), -1);
	assert_int_equal(decimal_scale(decimal_round(d, 1), 1, &v), 0);
	assert_true(v == 2);
	parse_decimal("9999.9", &d);
	assert_int_equal(decimal_scale(decimal_round(d, 0), 0, &v), 0);
	assert_true(v == 10000);
	parse_decimal("20000000000", &d);
	assert_int_equal(decimal_scale(d, 9, &v), -1);
}

/* A finer decimal scales the values before it. */
static void the_unit_is_the_power_of_ten_that_holds_every_value(void **state)
{
	char path[] = "/tmp/test_reader_XXXXXX", why[READER_WHY];
	int file = mkstemp(path);
	FILE *f = fdopen(file, "w");
	struct recording r;
	struct reader_options o = {.unit = "us"};
	(void)state;
	assert_non_null(f);
	fputs("3\n1.5\n0.0000625e2\n", f);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(reader_read(&r, path, &o, why), 0);
	assert_true(r.hz == 1e11 && r.count == 3 && r.ordered && !r.start);
	assert_true(r.elapsed[0] == 300000 && r.elapsed[1] == 150000 && r.elapsed[2] == 625);
	recording_release(&r);
	o.unit = NULL;
	assert_int_equal(reader_read(&r, path, &o, why), -1);
	assert_non_null(strstr(why, ":2: '1.5'"));
	remove(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(decimals_are_whole_numbers_and_powers_of_ten),
	    cmocka_unit_test(a_unit_behind_a_number_is_its_power_of_ten),
	    cmocka_unit_test(what_is_written_is_what_is_read),
	    cmocka_unit_test(rounding_is_half_up_and_scaling_never_loses),
	    cmocka_unit_test(the_unit_is_the_power_of_ten_that_holds_every_value),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
