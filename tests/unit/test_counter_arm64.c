/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The generic timer's virtual counter, on an arm64 CPU or an emulated one.
 */
#include "test.h"

#include "clock.h"
#include "counter_arm64.h"

#include <string.h>

static uint64_t read_cntfrq(void)
{
	uint64_t hz;
	__asm__ volatile("mrs %0, cntfrq_el0" : "=r"(hz));
	return hz;
}

static void frequency_is_what_the_register_says(void **state)
{
	(void)state;
	struct tlp_counter counter;
	tlp_cntvct_find(&counter);
	assert_true(counter.safe);
	assert_string_equal(counter.name, "cntvct_el0");
	assert_near(counter.hz, (double)read_cntfrq(), 0);
}

/* Within what a calibration of 80 ms can tell; a firmware that forgot the register is measured. */
static void clock_believes_the_register_where_it_is_true(void **state)
{
	(void)state;
	struct tlp_clock clock;
	assert_int_equal(tlp_clock_open(&clock), 0);
	assert_string_equal(clock.name, "cntvct_el0");
	if (clock.hz_source == TLP_HZ_HARDWARE)
		assert_near(clock.hz, (double)read_cntfrq(), 0);
	assert_near(clock.hz, clock.hz_calibrated, 2e-3);
}

/* Both kinds of read, in turn: what is ordered ascends, whatever CPU it is read on. */
static void reads_never_fall(void **state)
{
	(void)state;
	uint32_t cpu;
	uint64_t last = tlp_counter_start(), first = last;
	for (int i = 0; i < 100000; i++) {
		uint64_t now = i % 2 ? tlp_counter_start() : tlp_counter_end_on(&cpu);
		assert_true(now >= last);
		last = now;
	}
	assert_true(last > first);
}

/* rseq tells it where the kernel and libc do; elsewhere it is always the same. */
static void cpu_is_told_by_rseq_or_not_at_all(void **state)
{
	(void)state;
	const char *source = tlp_cpu_here_source();
	assert_true(!source || strcmp(source, "rseq") == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(frequency_is_what_the_register_says),
	    cmocka_unit_test(clock_believes_the_register_where_it_is_true),
	    cmocka_unit_test(reads_never_fall),
	    cmocka_unit_test(cpu_is_told_by_rseq_or_not_at_all),
	};
	return cmocka_run_group_tests_name("counter_arm64", tests, NULL, NULL);
}
