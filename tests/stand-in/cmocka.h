/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Stands in for cmocka where unit tests are compiled for a system whose cmocka is not at hand
 * (scripts/check-ports). The tests are the same; only what they use of cmocka is here, and the
 * output is TAP. Include what cmocka.h wants included before it. Tests that the variable
 * STAND_IN_LEAVE_OUT names are skipped.
 */
#ifndef STAND_IN_CMOCKA_H
#define STAND_IN_CMOCKA_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct CMUnitTest {
	const char *name;
	void (*test)(void **state);
	int (*setup)(void **state), (*teardown)(void **state);
};

#define cmocka_unit_test(f)                                                                        \
	{                                                                                          \
		.name = #f, .test = f                                                              \
	}
#define cmocka_unit_test_setup_teardown(f, up, down)                                               \
	{                                                                                          \
		.name = #f, .test = f, .setup = up, .teardown = down                               \
	}
#define cmocka_run_group_tests(tests, up, down) cmocka_run_group_tests_name("", tests, up, down)
#define cmocka_run_group_tests_name(title, tests, up, down)                                        \
	stand_in_run(tests, sizeof(tests) / sizeof *(tests), up, down)

static jmp_buf stand_in_end; /* of the test that runs */
enum { STAND_IN_FAILED = 1, STAND_IN_SKIPPED };

static inline void stand_in_check(int holds, const char *what, const char *file, int line)
{
	if (holds)
		return;
	printf("# %s:%d: %s\n", file, line, what);
	longjmp(stand_in_end, STAND_IN_FAILED);
}

#define skip() longjmp(stand_in_end, STAND_IN_SKIPPED)
#define print_message(...) printf("# " __VA_ARGS__)
#define print_error(...) printf("# " __VA_ARGS__)
#define fail_msg(...)                                                                              \
	do {                                                                                       \
		printf("# " __VA_ARGS__);                                                          \
		printf("\n");                                                                      \
		stand_in_check(0, "failed", __FILE__, __LINE__);                                   \
	} while (0)

#define assert_true(c) stand_in_check(!!(c), #c, __FILE__, __LINE__)
#define assert_false(c) stand_in_check(!(c), "not " #c, __FILE__, __LINE__)
#define assert_null(p) stand_in_check((p) == NULL, #p " is null", __FILE__, __LINE__)
#define assert_non_null(p) stand_in_check((p) != NULL, #p " is not null", __FILE__, __LINE__)
#define assert_ptr_equal(a, b) stand_in_check((a) == (b), #a " is " #b, __FILE__, __LINE__)
#define assert_int_equal(a, b)                                                                     \
	stand_in_check((uintmax_t)(a) == (uintmax_t)(b), #a " is " #b, __FILE__, __LINE__)
#define assert_in_range(v, low, high)                                                              \
	stand_in_check((uintmax_t)(v) >= (uintmax_t)(low) && (uintmax_t)(v) <= (uintmax_t)(high),  \
	    #v " from " #low " to " #high, __FILE__, __LINE__)
#define assert_string_equal(a, b)                                                                  \
	stand_in_check(strcmp(a, b) == 0, #a " is " #b, __FILE__, __LINE__)
#define assert_string_not_equal(a, b)                                                              \
	stand_in_check(strcmp(a, b) != 0, #a " is not " #b, __FILE__, __LINE__)
#define assert_memory_equal(a, b, size)                                                            \
	stand_in_check(memcmp(a, b, size) == 0, #a " is " #b, __FILE__, __LINE__)

static inline int stand_in_left_out(const char *name)
{
	const char *names = getenv("STAND_IN_LEAVE_OUT");
	return names && strstr(names, name);
}

/* One test; 0, or what ended it. */
static inline int stand_in_one(const struct CMUnitTest *t)
{
	void *state = NULL;
	int end = stand_in_left_out(t->name) ? STAND_IN_SKIPPED : setjmp(stand_in_end);
	if (end == 0) {
		stand_in_check(!t->setup || t->setup(&state) == 0, "setup", t->name, 0);
		t->test(&state);
		stand_in_check(!t->teardown || t->teardown(&state) == 0, "teardown", t->name, 0);
	}
	return end;
}

static inline int stand_in_run(
    const struct CMUnitTest *test, size_t count, int (*up)(void **), int (*down)(void **))
{
	void *state = NULL;
	int failed = 0;
	printf("1..%zu\n", count);
	if (up && up(&state) != 0) {
		printf("# the group's setup failed\n");
		return (int)count;
	}
	for (size_t i = 0; i < count; i++) {
		int end = stand_in_one(&test[i]);
		failed += end == STAND_IN_FAILED;
		printf("%s %zu - %s%s\n", end == STAND_IN_FAILED ? "not ok" : "ok", i + 1,
		    test[i].name, end == STAND_IN_SKIPPED ? " # SKIP" : "");
	}
	if (down)
		down(&state);
	return failed;
}

#endif
