/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the collector reads from the kernel's files and asks of its calls, from a tree of files as
 * kernels have them (proc(5)) and of answers that are made up.
 */
#include "tree.h"

#include "activity_private.h"
#include "effect_private.h"
#include "memory_private.h"
#include "pin.h"

#include <sched.h>
#include <sys/mman.h>

static int put_tree(void **state)
{
	(void)state;
	tree_begin();
	return 0;
}

static int remove_tree(void **state)
{
	(void)state;
	tree_end();
	return 0;
}

/* ---- effects of a load ---------------------------------------------------------------------- */

static void put_process(const char *pid, const char *stat, const char *command, const char *rest)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%s/stat", pid);
	tree_put(path, stat);
	snprintf(path, sizeof path, "/proc/%s/cmdline", pid);
	tree_put_bytes(path, command, strlen(command) + 1);
	snprintf(path, sizeof path, "/proc/%s/status", pid);
	tree_put(path, rest);
	snprintf(path, sizeof path, "/proc/%s/io", pid);
	tree_put(path, "rchar: 5\nwchar: 1000\nsyscr: 6\n");
}

static void put_processes(void)
{
	static const char status[] = "Name:\tx\nState:\tS\nvoluntary_ctxt_switches:\t70\n"
				     "nonvoluntary_ctxt_switches:\t9\n";
	put_process("100", "100 (a) b c) S 1 77 3 4 5 6 11 12 13 14 200 300 40 50 20\n",
	    "stress-ng-cpu [run]", status);
	put_process(
	    "101", "101 (x) R 1 77 3 4 -1 6 1 2 4 8 1 2 4 8 20\n", "stress-ng-cpufreq", status);
	put_process("102", "102 (x) R 1 78 3 4 5 6 1 2 4 8 1 2 4 8 20\n", "stress-ng-cpu", status);
	put_process("103", "103 (x) R 1 77 3\n", "stress-ng-cpu", "Name:\tx\n");
	put_process("bus", "1 (x) R 1 77 3 4 5 6 1 2 4 8 1 2 4 8 20\n", "stress-ng-cpu", status);
	put_process("104", "no process\n", "stress-ng-cpu", status);
	put_process("b5", "1 (x) R 1 77 3 4 5 6 1 2 4 8 1 2 4 8 20\n", "stress-ng-cpu", status);
	put_process("7", "7 (x) R 1 79 3 4 5 6 1 2 4 8 1 2 4 8 20\n", "stress-ng-vm", status);
	tree_put("/proc/7/task/7/schedstat", "9 1 2\n");
	tree_put("/proc/b5/task/7/schedstat", "1 1 2\n");
	tree_put("/proc/100/task/100/schedstat", "5000 1 2\n");
	tree_put("/proc/100/task/107/schedstat", "600 1 2\n");
	tree_put("/proc/100/task/x/schedstat", "1 1 2\n");
	tree_put("/proc/100/task/108/schedstat", "");
	tree_put("/proc/101/task/101/schedstat", "70 1 2\n");
	tree_put("/proc/102/task/102/schedstat", "8 1 2\n");
}

static void the_time_of_a_group_is_that_of_all_its_threads(void **state)
{
	(void)state;
	char own[64];
	put_processes();
	assert_true(effect_cpu_ns(77, NULL) == ACTIVITY_UNKNOWN);
	tree_put_self();
	assert_true(effect_cpu_ns(77, NULL) == ACTIVITY_UNKNOWN); /* without its own schedstat */
	snprintf(own, sizeof own, "/proc/%ld/schedstat", (long)getpid());
	tree_put(own, "1 2 3\n");
	assert_int_equal(effect_cpu_ns(77, NULL), 5670);
	assert_int_equal(effect_cpu_ns(77, "stress-ng-cpu"), 5600);
	assert_int_equal(effect_cpu_ns(77, "stress-ng-cpufreq"), 70);
	assert_int_equal(effect_cpu_ns(78, NULL), 8);
	assert_int_equal(effect_cpu_ns(79, NULL), 9);
	assert_int_equal(effect_cpu_ns(80, NULL), 0);
	assert_int_equal(effect_cpu_ns(77, "stress-ng"), 0);
}

static void effects_are_the_sums_of_a_group_and_the_machine(void **state)
{
	(void)state;
	struct effects e;
	char own[64];
	uint64_t tick_us = 1000000 / (uint64_t)sysconf(_SC_CLK_TCK);
	put_processes();
	effects_read(77, &e);
	for (int i = 0; i < EFFECTS; i++)
		assert_true(e.count[i] == ACTIVITY_UNKNOWN);
	tree_put_self();
	snprintf(own, sizeof own, "/proc/%ld/stat", (long)getpid());
	tree_put(own, "1 (self) R 1 1 1\n");
	tree_put("/proc/stat", "cpu  1 2 3\nintrude 5\nintr 12345 7 8\nctxt 4\n");
	tree_put("/proc/net/dev", "Inter-|   Receive\n face |bytes    packets\n"
				  " eth0: 70 80 90\n    lo: 500 6 7 8\nlo: 1 2 3\n");
	effects_read(77, &e);
	assert_true(e.seconds > 0);
	assert_int_equal(e.count[EFFECT_FAULTS], 11 + 12 + 13 + 14 + 15);
	assert_int_equal(e.count[EFFECT_USER], (240 + 5) * tick_us);
	assert_int_equal(e.count[EFFECT_SYSTEM], (350 + 10) * tick_us);
	assert_int_equal(e.count[EFFECT_SWITCHES], 2 * 79);
	assert_int_equal(e.count[EFFECT_WRITTEN], 3000);
	assert_int_equal(e.count[EFFECT_INTERRUPTS], 12345);
	assert_int_equal(e.count[EFFECT_PACKETS], 6);
	effects_read(0, &e);
	for (int i = 0; i < EFFECT_INTERRUPTS; i++)
		assert_true(e.count[i] == ACTIVITY_UNKNOWN);
	assert_int_equal(e.count[EFFECT_INTERRUPTS], 12345);
	effects_read(79, &e);
	assert_int_equal(e.count[EFFECT_USER], 5 * tick_us);
	effects_read(1, &e);
	assert_int_equal(e.count[EFFECT_USER], 0);
}

static void a_rate_is_a_difference_over_its_time(void **state)
{
	(void)state;
	struct effects from = {.seconds = 1}, to = {.seconds = 3};
	static const struct {
		uint64_t from, to;
		double rate;
	} want[] = {{10, 15, 2.5}, {10, 10, 0}, {10, 9, 0}, {ACTIVITY_UNKNOWN, 5, NAN},
	    {5, ACTIVITY_UNKNOWN, NAN}};
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		from.count[EFFECT_WRITTEN] = want[i].from;
		to.count[EFFECT_WRITTEN] = want[i].to;
		double rate = effect_rate(EFFECT_WRITTEN, &from, &to);
		assert_true(rate == want[i].rate || (isnan(rate) && isnan(want[i].rate)));
	}
	from.count[EFFECT_WRITTEN] = 1, to.count[EFFECT_WRITTEN] = 2, to.seconds = 1;
	assert_true(isnan(effect_rate(EFFECT_WRITTEN, &from, &to)));
}

/* ---- what goes on --------------------------------------------------------------------------- */

static struct activity_system read_system(int cpu)
{
	struct activity a;
	struct activity_system s;
	activity_open(&a);
	activity_system(&a, cpu, &s);
	activity_close(&a);
	return s;
}

static void activity_is_read_column_by_column(void **state)
{
	(void)state;
	tree_put("/proc/stat", "cpu  1 20 300 4000 50000 600000 7000000 80000000 5 6\n"
			       "cpu0 2 0 0 0 0 0 0 0 0 0\n"
			       "cpu3 1 2 4 8 16 32 64 128 0 0\nintr 5\nctxt 99\n");
	tree_put("/proc/interrupts", "           CPU0       CPU3       \n"
				     "  0:         38          1   IO-APIC 2-edge timer\n"
				     "NMI:          5         17   Non-maskable interrupts\n"
				     "ERR:        400\n no count\nMIS:          0\n");
	tree_put("/proc/thread-self/sched", "test (1, #threads: 1)\n-----\n"
					    "xse.nr_migrations : 7\n"
					    "se.nr_migrations            :          42\n");
	tree_put("/proc/pressure/cpu", "some avg10=0.00 avg60=0.00 avg300=0.00 total=11\n"
				       "full avg10=0.00 avg60=0.00 avg300=0.00 total=12\n");
	tree_put("/proc/pressure/memory", "some avg10=1.00 avg60=0.00 avg300=0.00 total=220\n");
	tree_put("/proc/pressure/io", "some avg10=1.00 avg60=0.00 avg300=0.00 total=3300\n");
	struct activity_system s = read_system(3);
	assert_true(s.seconds > 0);
	assert_int_equal(s.busy, 7600321);
	assert_int_equal(s.total, 87654321);
	assert_int_equal(s.steal, 80000000);
	assert_int_equal(s.cpu_busy, 1 + 2 + 4 + 32 + 64);
	assert_int_equal(s.cpu_total, 255);
	assert_int_equal(s.switches, 99);
	assert_int_equal(s.cpu_interrupts, 18);
	assert_int_equal(s.migrations, 42);
	assert_int_equal(s.pressure_us[0], 11);
	assert_int_equal(s.pressure_us[1], 220);
	assert_int_equal(s.pressure_us[2], 3300);
	s = read_system(0);
	assert_int_equal(s.cpu_total, 2);
	assert_int_equal(s.cpu_interrupts, 443);
	s = read_system(1); /* it is offline */
	assert_true(s.cpu_total == ACTIVITY_UNKNOWN && s.cpu_busy == ACTIVITY_UNKNOWN &&
		    s.cpu_interrupts == ACTIVITY_UNKNOWN);
	assert_int_equal(s.switches, 99);
}

static void what_no_file_says_is_unknown(void **state)
{
	(void)state;
	struct activity_system s = read_system(0);
	assert_true(s.busy == ACTIVITY_UNKNOWN && s.total == ACTIVITY_UNKNOWN &&
		    s.steal == ACTIVITY_UNKNOWN && s.cpu_busy == ACTIVITY_UNKNOWN &&
		    s.switches == ACTIVITY_UNKNOWN && s.cpu_interrupts == ACTIVITY_UNKNOWN &&
		    s.migrations == ACTIVITY_UNKNOWN && s.pressure_us[0] == ACTIVITY_UNKNOWN &&
		    s.pressure_us[2] == ACTIVITY_UNKNOWN);
	tree_put("/proc/stat", "cpu  1 2 3 4 5 6 7\nctxt\n"); /* an older kernel knows no steal */
	s = read_system(0);
	assert_true(s.busy == ACTIVITY_UNKNOWN && s.total == ACTIVITY_UNKNOWN &&
		    s.switches == ACTIVITY_UNKNOWN);
}

/* ---- memory --------------------------------------------------------------------------------- */

static void what_memory_can_be_had_is_the_kernels_word(void **state)
{
	(void)state;
	assert_int_equal(memory_available(), 0);
	tree_put(
	    "/proc/meminfo", "MemTotal:   9 kB\nMemAvailable:   1234 kB\nMemAvailable: 5 kB\n");
	assert_int_equal(memory_available(), 1234 * 1024);
}

static void huge_pages_are_counted_within_a_mapping(void **state)
{
	(void)state;
	char at[1];
	uintptr_t own = (uintptr_t)at & ~(uintptr_t)0xFFFFF;
	static const struct {
		int from, to; /* MiB from the mapping's beginning, which has two */
		unsigned kib;
	} part[] = {{-2, 0, 1}, {-1, 1, 2}, {1, 2, 4}, {1, 3, 8}, {2, 3, 16}};
	char text[1024] = "";
	size_t n = 0;
	assert_int_equal(memory_huge_kib((void *)own, 2 << 20), 0);
	for (size_t i = 0; i < sizeof part / sizeof *part; i++)
		n += (size_t)snprintf(text + n, sizeof text - n,
		    "%lx-%lx rw-p 00000000 00:00 0\nSize: 99 kB\nAnonHugePages:  %u kB\n",
		    (unsigned long)(own + (uintptr_t)(part[i].from * (1 << 20))),
		    (unsigned long)(own + (uintptr_t)(part[i].to * (1 << 20))), part[i].kib);
	tree_put("/proc/self/smaps", text);
	assert_int_equal(memory_huge_kib((void *)own, 2 << 20), 2 + 4 + 8);
}

/* Whole huge pages, on the boundary of one; what was mapped beyond is given back. */
static void memory_for_huge_pages_lies_on_their_boundary(void **state)
{
	(void)state;
	enum { HUGE = 2 << 20 };
	unsigned char seen[1];
	static const size_t asked[] = {1, HUGE, HUGE + 1};
	for (size_t i = 0; i < 3; i++) {
		size_t n = asked[i];
		char *at = memory_map(&n, true);
		assert_non_null(at);
		assert_int_equal(n, i < 2 ? HUGE : 2 * HUGE);
		assert_int_equal((uintptr_t)at % HUGE, 0);
		at[0] = at[n - 1] = 1;
		assert_int_equal(mincore(at + n, 1, seen), -1);
		assert_int_equal(munmap(at, n), 0);
	}
	size_t n = 4097;
	char *at = memory_map(&n, false);
	assert_int_equal(n, 4097);
	munmap(at, n);
}

static int refusal;

int mlockall(int flags)
{
	assert_int_equal(flags, MCL_CURRENT | MCL_FUTURE);
	errno = refusal;
	return refusal ? -1 : 0;
}

static void why_memory_is_not_kept_is_said(void **state)
{
	(void)state;
	char why[200], want[200];
	static const int errors[] = {ENOMEM, EPERM, EINVAL};
	refusal = 0;
	assert_int_equal(memory_lock(why, sizeof why), 0);
	for (size_t i = 0; i < 3; i++) {
		refusal = errors[i];
		assert_int_equal(memory_lock(why, sizeof why), -1);
		snprintf(want, sizeof want, "cannot keep the program in memory (--mlock): %s%s",
		    strerror(refusal), i < 2 ? "; raise 'ulimit -l' or run as root" : "");
		assert_string_equal(why, want);
	}
}

/* ---- CPUs ----------------------------------------------------------------------------------- */

static cpu_set_t had, given;
static int sets, no_set, policy_set, priority_set;

int sched_getaffinity(pid_t pid, size_t size, cpu_set_t *out)
{
	assert_true(pid == 0 && size == sizeof had);
	if (no_set)
		return -1;
	*out = had;
	return 0;
}

int sched_setaffinity(pid_t pid, size_t size, const cpu_set_t *set)
{
	assert_true(pid == 0 && size == sizeof given);
	sets++;
	given = *set;
	errno = refusal;
	if (refusal)
		return -1;
	had = given;
	return 0;
}

int sched_setscheduler(pid_t pid, int policy, const struct sched_param *p)
{
	assert_int_equal(pid, 0);
	policy_set = policy;
	priority_set = p->sched_priority;
	errno = refusal;
	return refusal ? -1 : 0;
}

static cpu_set_t set_of(int a, int b, int c)
{
	const int cpu[] = {a, b, c};
	cpu_set_t set;
	CPU_ZERO(&set);
	for (int i = 0; i < 3; i++)
		if (cpu[i] >= 0)
			CPU_SET((size_t)cpu[i], &set);
	return set;
}

static void expect_given(int a, int b, int c)
{
	const cpu_set_t want = set_of(a, b, c);
	assert_true(CPU_EQUAL(&given, &want));
}

static void a_thread_is_bound_and_let_go(void **state)
{
	(void)state;
	char why[200];
	refusal = no_set = sets = 0;
	had = set_of(0, 5, 9);
	int list[3] = {-1, -1, -1};
	assert_int_equal(pin_last(), 9);
	assert_int_equal(pin_allowed(list, 3), 3);
	assert_true(list[0] == 0 && list[1] == 5 && list[2] == 9);
	list[2] = -1;
	assert_int_equal(pin_allowed(list, 2), 2);
	assert_int_equal(list[2], -1);
	pin_release(); /* nothing was bound */
	assert_int_equal(sets, 0);
	assert_int_equal(pin_to_cpu(5, why, sizeof why), 0);
	expect_given(5, -1, -1);
	assert_int_equal(pin_to_cpu(9, why, sizeof why), 0);
	expect_given(9, -1, -1);
	pin_release(); /* what it had before both */
	expect_given(0, 5, 9);
	assert_int_equal(sets, 3);
	pin_release();
	assert_int_equal(sets, 3);
	refusal = EINVAL;
	assert_int_equal(pin_to_cpu(CPU_SETSIZE, why, sizeof why), -1);
	expect_given(-1, -1, -1);
	assert_string_equal(
	    why, "cannot run on CPU 1024 alone: there is no such CPU or it may not be used");
	refusal = EPERM;
	assert_int_equal(pin_to_cpu(1, why, sizeof why), -1);
	assert_string_equal(why, "cannot run on CPU 1 alone: Operation not permitted");
	refusal = 0;
	pin_release();
	no_set = 1;
	assert_int_equal(pin_last(), -1);
	assert_int_equal(pin_allowed(list, 3), 0);
	sets = 0;
	pin_away_from(0);
	assert_int_equal(sets, 0);
	no_set = 0;
}

static void a_helper_keeps_off_the_cpu_that_samples(void **state)
{
	(void)state;
	refusal = no_set = 0;
	had = set_of(0, 5, 9);
	pin_away_from(5);
	expect_given(0, 9, -1);
	pin_away_from(0); /* of what it had at first */
	expect_given(5, 9, -1);
	pin_away_from(-1);
	expect_given(0, 5, 9);
	pin_away_from(CPU_SETSIZE);
	expect_given(0, 5, 9);
}

static void a_thread_runs_before_others_or_says_why_not(void **state)
{
	(void)state;
	char why[200];
	refusal = 0;
	assert_int_equal(pin_fifo(why, sizeof why), 0);
	assert_int_equal(policy_set, SCHED_FIFO | SCHED_RESET_ON_FORK);
	assert_int_equal(priority_set, sched_get_priority_min(SCHED_FIFO));
	pin_ordinary();
	assert_int_equal(policy_set, SCHED_OTHER);
	assert_int_equal(priority_set, 0);
	refusal = EPERM;
	assert_int_equal(pin_fifo(why, sizeof why), -1);
	assert_string_equal(why, "cannot run before ordinary threads (--fifo): Operation not "
				 "permitted; raise 'ulimit -r' or run as root");
	refusal = EINVAL;
	assert_int_equal(pin_fifo(why, sizeof why), -1);
	assert_string_equal(why, "cannot run before ordinary threads (--fifo): Invalid argument");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		the_time_of_a_group_is_that_of_all_its_threads, put_tree, remove_tree),
	    cmocka_unit_test_setup_teardown(
		effects_are_the_sums_of_a_group_and_the_machine, put_tree, remove_tree),
	    cmocka_unit_test(a_rate_is_a_difference_over_its_time),
	    cmocka_unit_test_setup_teardown(
		activity_is_read_column_by_column, put_tree, remove_tree),
	    cmocka_unit_test_setup_teardown(what_no_file_says_is_unknown, put_tree, remove_tree),
	    cmocka_unit_test_setup_teardown(
		what_memory_can_be_had_is_the_kernels_word, put_tree, remove_tree),
	    cmocka_unit_test_setup_teardown(
		huge_pages_are_counted_within_a_mapping, put_tree, remove_tree),
	    cmocka_unit_test(memory_for_huge_pages_lies_on_their_boundary),
	    cmocka_unit_test(why_memory_is_not_kept_is_said),
	    cmocka_unit_test(a_thread_is_bound_and_let_go),
	    cmocka_unit_test(a_helper_keeps_off_the_cpu_that_samples),
	    cmocka_unit_test(a_thread_runs_before_others_or_says_why_not),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
