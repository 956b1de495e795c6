/* SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "many.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RUNS = 9 };

static bool is_marked(const struct book_run *run, const void *context)
{
	const char *marks = context;
	return marks[strtoul(run->name + 1, NULL, 10) - 1] == 'x';
}

static void assert_names(const char *marks, const char *wanted, size_t wanted_count)
{
	struct book_run runs[RUNS];
	struct book b = {.runs = runs, .run_count = RUNS};
	size_t count;
	memset(runs, 0, sizeof runs);
	for (int i = 0; i < RUNS; i++)
		snprintf(runs[i].name, sizeof runs[i].name, "R%d", i + 1);
	char *names = many_names(&b, is_marked, marks, &count);
	assert_string_equal(names, wanted);
	assert_int_equal(count, wanted_count);
	free(names);
}

static void runs_in_a_row_are_a_span(void **state)
{
	(void)state;
	assert_names(".........", "", 0);
	assert_names("x........", "R1", 1);
	assert_names("xx.......", "R1, R2", 2);
	assert_names("xxx.x...x", "R1 to R3, R5, R9", 5);
	assert_names("xxxxxxxxx", "R1 to R9", 9);
	assert_names("...xx.xxx", "R4, R5, R7 to R9", 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(runs_in_a_row_are_a_span),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
