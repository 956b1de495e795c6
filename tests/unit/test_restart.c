/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fresh processes: this program starts itself again, with orders as arguments, and reads what comes
 * through the pipe.
 */
#include "test.h"

#include "block_private.h"
#include "clock.h"
#include "restart.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *self;
static struct tlp_clock clock_;
static struct pool pool;

static int open_parts(void **state)
{
	const char *reason;
	char why[128];
	(void)state;
	return tlp_clock_open_named(&clock_, "raw", &reason) == 0 &&
		       pool_open(&pool, 1, 65536, false, why, sizeof why) == 0
		   ? 0
		   : -1;
}

static int close_parts(void **state)
{
	(void)state;
	pool_close(&pool);
	return 0;
}

static struct restart an_order(const struct tlp_page *page)
{
	return (struct restart){.probe = tlp_probe_find("null"),
	    .clock = &clock_,
	    .page = page,
	    .program = self,
	    .warmup = 3};
}

/* Samples of whole chunks and the rest: each after the one before it, none from before the start.
 */
static void a_fresh_process_gives_as_many_samples_as_asked_for(void **state)
{
	(void)state;
	static const struct tlp_page none = {.kind = TLP_PAGE_NONE};
	static const size_t counts[] = {1, 3, 65536, 65537};
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
		struct restart order = an_order(&none);
		struct restarted process;
		char why[128];
		struct block *b = &pool.block[0];
		uint64_t last = tlp_clock_read(&clock_).count;
		if (restart_begin(&order, counts[i], &process, why, sizeof why) != 0)
			fail_msg("%s", why);
		assert_string_equal(process.no_page, "");
		for (size_t left = counts[i]; left > 0;) {
			size_t n = left < 65536 ? left : 65536;
			memset(b->at.flags, 0xa5, 65536);
			assert_int_equal(restart_read(&process, b, n), 0);
			for (size_t k = 0; k < n; k++) {
				assert_true(b->at.start[k] >= last);
				last = b->at.start[k] + b->at.elapsed[k];
				assert_int_equal(b->at.flags[k] & ~TLP_FLAG_CPU_CHANGED, 0);
			}
			assert_true(n == 65536 || b->at.flags[n] == 0xa5);
			left -= n;
		}
		assert_true(last <= tlp_clock_read(&clock_).count);
		assert_int_equal(restart_read(&process, b, 1), -1); /* there are no more */
		assert_int_equal(restart_end(&process), 0);
	}
}

static void what_cannot_begin_is_said(void **state)
{
	(void)state;
	static const struct tlp_page none = {.kind = TLP_PAGE_NONE};
	struct restart order = an_order(&none);
	struct restarted process;
	char why[128];
	order.program = "/nonexistent";
	assert_int_equal(restart_begin(&order, 1, &process, why, sizeof why), -1);
	assert_string_equal(why, "a fresh process ended before it began");
	order = an_order(&none);
	assert_int_equal(restart_begin(&order, 0, &process, why, sizeof why), -1);
	assert_string_equal(why, "a fresh process ended before it began");
}

/* Ten words, of which each must be a number of its range, or a probe's name. */
static void orders_are_checked(void **state)
{
	(void)state;
	static const char *const good[] = {
	    "x", "restarted-process", "null", "1", "0", "0", "1", "1e9", "", "0", NULL};
	static const struct {
		int place;
		const char *word;
	} bad[] = {{2, "nothing"}, {3, "0"}, {3, "x"}, {4, "x"}, {5, "3"}, {5, "x"}, {6, "x"},
	    {7, "x"}, {8, "x"}, {9, "x"}, {9, "4294967296"}};
	char words[10][32], *argv[11];
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		for (int k = 0; k < 10; k++) {
			snprintf(words[k], sizeof words[k], "%s",
			    bad[i].place == k ? bad[i].word : good[k]);
			argv[k] = words[k];
		}
		argv[10] = NULL;
		assert_true(restart_wanted(10, argv));
		assert_int_equal(restart_main(10, argv), EXIT_FAILURE);
	}
	assert_false(restart_wanted(9, argv));
	assert_false(restart_wanted(11, argv));
	assert_int_equal(restart_main(9, argv), EXIT_FAILURE);
	argv[1] = words[0];
	assert_false(restart_wanted(10, argv));
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_fresh_process_gives_as_many_samples_as_asked_for),
	    cmocka_unit_test(what_cannot_begin_is_said),
	    cmocka_unit_test(orders_are_checked),
	};
	if (restart_wanted(argc, argv))
		return restart_main(argc, argv);
	self = argv[0];
	return cmocka_run_group_tests(tests, open_parts, close_parts);
}
