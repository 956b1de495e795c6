/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Counters by their text: every part of it, what is no counter, and the units a second by hand.
 */
#include "test.h"

#include "counter_grid.h"

#include <string.h>

static void every_part_of_the_text_is_read(void **state)
{
	(void)state;
	static const struct counter expected[] = {
	    {.name = "24MHz", .hz = 24e6},
	    {.name = "1000000000", .hz = 1e9},
	    {.name = "24MHz,rescale=125/3", .hz = 24e6, .num = 125, .den = 3},
	    {.name = "19.2MHz,rescale=625/12,after",
		.hz = 19.2e6,
		.num = 625,
		.den = 12,
		.after = true},
	    {.name = "1GHz,rescale=1/1", .hz = 1e9, .num = 1, .den = 1},
	    {.name = "1GHz,rescale=4294967295/4294967295",
		.hz = 1e9,
		.num = UINT32_MAX,
		.den = UINT32_MAX},
	    {.name = "24MHz,phase=0", .hz = 24e6},
	    {.name = "24MHz,phase=0.75", .hz = 24e6, .phase = 0.75},
	    {.name = "24MHz,phase=random", .hz = 24e6, .random_phase = true},
	};
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
		struct counter c;
		const struct counter *e = &expected[i];
		assert_int_equal(counter_parse(e->name, &c), 0);
		assert_string_equal(c.name, e->name);
		assert_true(c.hz == e->hz && c.phase == e->phase);
		assert_int_equal(c.num, e->num);
		assert_int_equal(c.den, e->den);
		assert_int_equal(c.after, e->after);
		assert_int_equal(c.random_phase, e->random_phase);
	}
}

static void what_is_no_counter_is_refused(void **state)
{
	(void)state;
	static const char *const texts[] = {"", "native", "24MHz,", "24MHz,before", "24.5",
	    "24MHz,after", "24MHz,rescale=125", "24MHz,rescale=0/3", "24MHz,rescale=125/0",
	    "24MHz,rescale=/3", "24MHz,rescale=4294967296/3", "24MHz,rescale=125/4294967296",
	    "24MHz,phase=1", "24MHz,phase=-0.1", "24MHz,phase=", "24MHz,phase=random1"};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct counter c = {.hz = 7};
		if (counter_parse(texts[i], &c) != -1)
			fail_msg("'%s' is taken for a counter", texts[i]);
		assert_true(c.hz == 7);
	}
}

/* 127 characters are read, 128 are not. */
static void a_text_is_read_up_to_its_limit(void **state)
{
	(void)state;
	struct counter c;
	char text[129] = "24MHz,phase=0.";
	memset(text + strlen(text), '1', sizeof text - 1 - strlen(text));
	assert_int_equal(counter_parse(text, &c), -1);
	text[127] = '\0';
	assert_int_equal(counter_parse(text, &c), 0);
	assert_true(c.phase > 0.111 && c.phase < 0.112);
}

static void units_a_second_are_those_of_the_hand(void **state)
{
	(void)state;
	struct counter after = {.hz = 3e6, .num = 5, .den = 2}, own = {.num = 125, .den = 3};
	assert_true(counter_unit_hz(&counter_native, 2.5e9) == 2.5e9);
	assert_true(counter_unit_hz(&counter_published, 2.5e9) == 24e6);
	assert_true(counter_unit_hz(&counter_published_ns, 2.5e9) == 1e9); /* 24e6 * 125 / 3 */
	assert_true(counter_unit_hz(&after, 2.5e9) == 7.5e6);
	assert_true(counter_unit_hz(&own, 48e6) == 2e9);
	struct counter slow = {.hz = 1};
	assert_true(counter_unit_hz(&slow, 2.5e9) == 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_part_of_the_text_is_read),
	    cmocka_unit_test(what_is_no_counter_is_refused),
	    cmocka_unit_test(a_text_is_read_up_to_its_limit),
	    cmocka_unit_test(units_a_second_are_those_of_the_hand),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
