/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Control probes: the cause of their slow samples is known by construction, and what is seen of the
 * page from outside the call finds it too. How many other samples are slow is the host's affair:
 * what is asserted is the book-keeping, and samples of a run against others of the same run.
 *
 * Live: a second thread writes the page while this one reads it.
 */
#include "test.h"

#include "clock.h"
#include "counter_here.h"
#include "probe.h"

#include <stdlib.h>
#include <string.h>

enum { COUNT = 400000 };
static uint64_t start[COUNT], elapsed[COUNT], sorted[COUNT];
static uint8_t flags[COUNT];
static struct tlp_clock clock_;

static int open_clock(void **state)
{
	(void)state;
	return open_counter(&clock_);
}

static int by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

enum {
	TRUTH = TLP_FLAG_RETRIED | TLP_FLAG_FELL_BACK,
	OUTSIDE = TLP_FLAG_OVERLAP | TLP_FLAG_ODD_AT_START | TLP_FLAG_FALLBACK,
	ENOUGH = 20, /* samples with a known cause; a writer that the host holds up makes few */
};

static size_t count_with(unsigned mask)
{
	size_t n = 0;
	for (size_t i = 0; i < COUNT; i++)
		n += (flags[i] & mask) != 0;
	return n;
}

/* Median of the samples that have a known cause, or of those that have none. */
static uint64_t median_of(bool caused)
{
	size_t n = 0;
	for (size_t i = 0; i < COUNT; i++) {
		if (((flags[i] & TRUTH) != 0) == caused)
			sorted[n++] = elapsed[i];
	}
	qsort(sorted, n, sizeof *sorted, by_value);
	return n > 0 ? sorted[n / 2] : 0;
}

static void record_spec(const char *spec)
{
	struct tlp_samples out = {start, elapsed, flags, NULL};
	const struct tlp_probe *p = tlp_probe_find(spec);
	char why[128] = "";
	assert_non_null(p);
	if (tlp_probe_start(p, &clock_, spec, why, sizeof why) != 0)
		fail_msg("%s: %s", spec, why);
	for (int i = 0; i < 50 && (i == 0 || count_with(TRUTH) < ENOUGH); i++)
		p->run(&clock_, &out, COUNT);
	tlp_probe_stop(p);
}

/* The probe itself says so, for it knows which CPUs this process may use. */
static bool one_cpu(void)
{
	const struct tlp_probe *p = tlp_probe_find("seqlock");
	char why[128];
	int rc = tlp_probe_start(p, &clock_, "seqlock", why, sizeof why);
	if (rc == 0)
		tlp_probe_stop(p);
	return rc != 0;
}

/* Of the samples with the true cause, the share that was found from outside. */
static double found_share(unsigned cause, unsigned outside)
{
	size_t caused = 0, seen = 0;
	for (size_t i = 0; i < COUNT; i++) {
		caused += (flags[i] & cause) != 0;
		seen += (flags[i] & cause) && (flags[i] & outside);
	}
	assert_true(caused >= ENOUGH);
	return (double)seen / (double)caused;
}

/* What retried or fell back is seen from outside, and took longer than what did not, as far as the
 * counter's steps show it. */
static void check_control(const char *spec)
{
	record_spec(spec);
	assert_near(found_share(TRUTH, OUTSIDE), 1, 1e-3);
	bool fine = (double)clock_.smallest_step_ticks < 1e-7 * clock_.hz;
	assert_true(median_of(true) >= median_of(false) + fine);
}

static void slow_samples_of_the_seqlock_are_retries(void **state)
{
	(void)state;
	if (one_cpu())
		skip_because("one CPU: the writer needs another");
	check_control("seqlock");
	check_control("seqlock:duty=0.2,period=5us,random,seed=7");
}

static void slow_samples_of_the_commpage_are_fallbacks(void **state)
{
	(void)state;
	if (one_cpu())
		skip_because("one CPU: the writer needs another");
	check_control("commpage:mode=invalid");
	check_control("commpage:mode=stale,period=5us,random");
}

/* Median wait of the samples that had to retry, in seconds. */
static double median_wait_s(const char *spec)
{
	record_spec(spec);
	assert_true(count_with(TLP_FLAG_RETRIED) >= ENOUGH);
	return (double)median_of(true) / clock_.hz;
}

/* A reader that meets an update waits for nearly all of it: duty times period. A host that holds
 * the writer or the reader up makes waits longer, never shorter. */
static void duty_is_what_was_asked_for(void **state)
{
	(void)state;
	if (one_cpu())
		skip_because("one CPU: the writer needs another");
	double tenth = median_wait_s("seqlock:duty=0.1,period=10us"),
	       half = median_wait_s("seqlock:duty=0.5,period=10us");
	assert_true(tenth >= 0.6e-6);
	assert_true(half >= 3e-6);
	assert_true(half > tenth);
}

/* Without its writer, a control probe has nothing to retry. */
static void nothing_happens_without_a_writer(void **state)
{
	(void)state;
	struct tlp_samples out = {start, elapsed, flags, NULL};
	tlp_probe_find("seqlock")->run(&clock_, &out, COUNT);
	for (size_t i = 0; i < COUNT; i++)
		assert_int_equal(flags[i] & ~TLP_FLAG_CPU_CHANGED, 0);
}

static void options_are_checked(void **state)
{
	(void)state;
	static const struct {
		const char *spec;
		bool good;
	} cases[] = {{"seqlock", true}, {"seqlock:", false},
	    {"seqlock:duty=0.3,period=20us,random", true},
	    {"seqlock:period=0.5ms,fixed,seed=18446744073709551615", true},
	    {"seqlock:duty=0", true}, {"commpage:mode=stale", true}, {"seqlock:mode=stale", false},
	    {"seqlock:duty=1", false}, {"seqlock:duty=-0.1", false}, {"seqlock:duty=nan", false},
	    {"seqlock:duty=0.3x", false}, {"seqlock:period=20", false},
	    {"seqlock:period=1ns", false}, {"seqlock:period=11s", false},
	    {"seqlock:period=us", false}, {"seqlock:period=2usx", false},
	    {"seqlock:seed=-1", false}, {"seqlock:seed=", false}, {"seqlock:,", false},
	    {"seqlock:nonsense", false}, {"commpage:mode=", false}, {"null:", false},
	    {"null:x", false}};
	char why[128];
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct tlp_probe *p = tlp_probe_find(cases[i].spec);
		why[0] = '\0';
		int rc = tlp_probe_start(p, NULL, cases[i].spec, why, sizeof why);
		if ((rc == 0) != cases[i].good || (rc != 0) != (why[0] != '\0'))
			fail_msg("%s: %d '%s'", cases[i].spec, rc, why);
	}
	assert_null(tlp_probe_find("seqlockx"));
	assert_null(tlp_probe_find("repeat-17"));
	assert_non_null(tlp_probe_find("repeat-16"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(slow_samples_of_the_seqlock_are_retries),
	    cmocka_unit_test(slow_samples_of_the_commpage_are_fallbacks),
	    cmocka_unit_test(duty_is_what_was_asked_for),
	    cmocka_unit_test(nothing_happens_without_a_writer),
	    cmocka_unit_test(options_are_checked),
	};
	return cmocka_run_group_tests_name("control", tests, open_clock, NULL);
}
