/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "paired.h"

/* Student's own example: extra sleep by two drugs in ten patients. Mean difference 1.58, and by R's
 * t.test(paired = TRUE) the interval 0.7001142 to 2.4598858. @[STUDENT-1908] */
static void students_sleep(void **state)
{
	(void)state;
	static const double d[] = {1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4};
	struct estimate e = paired_mean(d, 10);
	assert_near(e.value, 1.58, 1e-12);
	assert_near(e.lo, 0.7001142, 1e-6);
	assert_near(e.hi, 2.4598858, 1e-7);
}

static void few_and_equal(void **state)
{
	(void)state;
	static const double d[] = {2, 2, 2};
	assert_int_equal(paired_mean(d, 1).status, EST_TOO_SHORT);
	assert_int_equal(paired_mean(d, 0).status, EST_TOO_SHORT);
	struct estimate e = paired_mean(d, 3);
	assert_true(e.value == 2 && e.lo == 2 && e.hi == 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(students_sleep),
	    cmocka_unit_test(few_and_equal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
