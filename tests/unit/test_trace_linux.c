/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The kernel's trace: its pages as files (tests/fixtures/trace/README.md), and this machine's where
 * it may be had.
 *
 * Live: the kernel marks what it did on this machine's CPU.
 */
#include "test.h"

#include "counter_here.h"
#include "pin.h"
#include "trace_private.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PAGE = 4096, SWITCH = 372 };

struct seen {
	unsigned events, switches;
	uint64_t first, last;
	bool ascending;
};

static void see_event(void *context, uint64_t time, unsigned id)
{
	struct seen *s = context;
	if (s->events++ == 0)
		s->first = time;
	s->ascending &= time >= s->last;
	s->last = time;
	s->switches += id == SWITCH;
}

static size_t load_page(const char *name, unsigned char page[PAGE])
{
	char path[96];
	snprintf(path, sizeof path, "tests/fixtures/trace/%s", name);
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	size_t n = fread(page, 1, PAGE, f);
	fclose(f);
	return n;
}

static void pages_are_read(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		unsigned switches;
		uint64_t first, last;
		int64_t lost;
	} want[] = {{"whole.page", 39, 9315440863834, 9315534550388, 0},
	    {"lost.page", 40, 9316365245084, 9316469069662, 835}};
	for (size_t i = 0; i < 2; i++) {
		unsigned char page[PAGE];
		struct seen s = {.ascending = true};
		size_t size = load_page(want[i].name, page);
		assert_int_equal(trace_read_page(page, size, see_event, &s), want[i].lost);
		assert_int_equal(s.events, 122);
		assert_int_equal(s.switches, want[i].switches);
		assert_int_equal(s.first, want[i].first);
		assert_int_equal(s.last, want[i].last);
		assert_true(s.ascending);
	}
}

/* Cut and damaged pages are refused or read in part; nothing outside of them is touched, which the
 * sanitizers see because each copy lies in memory of just its size. */
static void broken_pages_are_harmless(void **state)
{
	(void)state;
	unsigned char page[PAGE];
	struct seen s = {0};
	size_t size = load_page("whole.page", page);
	for (size_t cut = 0; cut < size; cut += 7) {
		unsigned char *copy = malloc(cut + 1);
		memcpy(copy, page, cut);
		assert_int_equal(trace_read_page(copy, cut, see_event, &s), -1);
		free(copy);
	}
	for (size_t bit = 8 * 8; bit < 8 * size; bit += 3) {
		unsigned char *copy = malloc(size);
		memcpy(copy, page, size);
		copy[bit / 8] ^= (unsigned char)(1u << bit % 8);
		trace_read_page(copy, size, see_event, &s);
		free(copy);
	}
}

static void a_mark_falls_on_the_sample_that_holds_the_time(void **state)
{
	(void)state;
	uint64_t start[] = {100, 200, 300}, elapsed[] = {50, 50, 50};
	uint8_t flags[3] = {0};
	struct tlp_samples block = {start, elapsed, flags, NULL};
	static const uint64_t outside[] = {0, 99, 151, 199, 251, 351, UINT64_MAX};
	for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
		assert_int_equal(trace_mark(&block, 3, outside[i], TLP_FLAG_IRQ), 0);
	assert_int_equal(flags[0] | flags[1] | flags[2], 0);
	assert_int_equal(trace_mark(&block, 3, 100, TLP_FLAG_IRQ), 1);
	assert_int_equal(trace_mark(&block, 3, 150, TLP_FLAG_SCHED), 1);
	assert_int_equal(trace_mark(&block, 3, 325, TLP_FLAG_SCHED), 1);
	assert_int_equal(flags[0], TLP_FLAG_IRQ | TLP_FLAG_SCHED);
	assert_int_equal(flags[1], 0);
	assert_int_equal(flags[2], TLP_FLAG_SCHED);
	assert_int_equal(trace_mark(&block, 0, 100, TLP_FLAG_IRQ), 0);
}

static void times_are_converted_between_two_stamps(void **state)
{
	(void)state;
	struct trace_stamp from = {1000, 50000}, to = {1000001000, 50000 + 62500000};
	assert_int_equal(trace_ticks(&from, &to, 1000), 50000);
	assert_int_equal(trace_ticks(&from, &to, 1001000), 50000 + 62500);
	assert_int_equal(trace_ticks(&from, &to, 1000001000), to.ticks);
	assert_int_equal(trace_ticks(&from, &to, 0), 50000 - 62);
}

enum { COUNT = 1 << 20, ROUNDS = 3 };
static uint64_t start[COUNT], elapsed[COUNT], sorted[COUNT];
static uint8_t flags[COUNT];

static int by_time(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

/* A process on the traced CPU that wakes every millisecond, so that there is something to mark on
 * any host. Ends with this process. */
static pid_t start_waker(void)
{
	const struct timespec nap = {0, 1000000};
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		while (getppid() != 1)
			nanosleep(&nap, NULL);
		_exit(0);
	}
	return child;
}

/* What the kernel did inside a sample made it long: of the marked ones more are slow than of the
 * others of the same run. Were the clocks not the same, the marks would fall on any sample. */
static void check_live(const struct tlp_clock *clock, struct trace *t)
{
	struct tlp_samples block = {start, elapsed, flags, NULL};
	double n[2] = {0}, slow[2] = {0};
	for (int i = 0; i < ROUNDS; i++) {
		tlp_probe_find("gettimeofday")->run(clock, &block, COUNT);
		assert_int_equal(trace_join(t, &block, COUNT), 0);
		memcpy(sorted, elapsed, sizeof sorted);
		qsort(sorted, COUNT, sizeof *sorted, by_time);
		for (size_t k = 0; k < COUNT; k++) {
			bool mark = flags[k] & (TLP_FLAG_IRQ | TLP_FLAG_SCHED);
			n[mark]++;
			slow[mark] += elapsed[k] > 4 * sorted[COUNT / 2];
		}
	}
	print_message("# %.0f marked, %.0f of them slow; %.0f of %.0f others\n", n[1], slow[1],
	    slow[0], n[0]);
	assert_true(n[1] > 0);
	assert_true(slow[1] / n[1] > 10 * slow[0] / n[0]);
}

static void live_marks_fall_on_slow_samples(void **state)
{
	(void)state;
	struct tlp_clock clock[2];
	char why[256], summary[128];
	int cpu = (int)sysconf(_SC_NPROCESSORS_ONLN) - 1;
	assert_int_equal(open_counter(&clock[0]), 0);
	clock[1] = clock[0];
	clock[1].name = "stands for a counter that no trace clock counts";
	if (clock[0].kind != TLP_CLOCK_COUNTER)
		skip_because("this CPU has no safe counter");
	if (pin_to_cpu(cpu, why, sizeof why) != 0)
		skip_because(why);
	for (int i = 0; i < 2; i++) {
		struct trace *t;
		if (trace_open(&t, &clock[i], cpu, why, sizeof why) != 0)
			skip_because(why);
		pid_t waker = start_waker();
		trace_start(t);
		check_live(&clock[0], t);
		kill(waker, SIGKILL);
		waitpid(waker, NULL, 0);
		trace_summary(t, summary, sizeof summary);
		trace_close(t);
		print_message("%s\n", summary);
		/* Another process that switches tasks on this CPU can make the kernel lose events;
		 * the summary then says so. */
		assert_true(
		    strncmp(summary, "complete, ", 10) == 0 || strstr(summary, " events lost on "));
		bool tsc = strcmp(clock[i].name, "tsc") == 0;
		assert_non_null(strstr(summary, tsc ? "x86-tsc" : "mono_raw"));
	}
}

/* Two processes on the traced CPU wake each other until the kernel's buffer has run over. */
static void play_ping_pong(int rounds)
{
	int there[2], back[2];
	char c = 0;
	assert_int_equal(pipe(there) | pipe(back), 0);
	pid_t child = fork();
	for (int i = 0; i < rounds; i++) {
		bool ok = child == 0 ? read(there[0], &c, 1) == 1 && write(back[1], &c, 1) == 1
				     : write(there[1], &c, 1) == 1 && read(back[0], &c, 1) == 1;
		if (!ok)
			break;
	}
	if (child == 0)
		_exit(0);
	waitpid(child, NULL, 0);
	for (int i = 0; i < 2; i++) {
		close(there[i]);
		close(back[i]);
	}
}

static void lost_events_are_said(void **state)
{
	(void)state;
	struct tlp_clock clock;
	struct tlp_samples block = {start, elapsed, flags, NULL};
	struct trace *t;
	char why[256], summary[128];
	int cpu = (int)sysconf(_SC_NPROCESSORS_ONLN) - 1;
	assert_int_equal(open_counter(&clock), 0);
	if (pin_to_cpu(cpu, why, sizeof why) != 0 ||
	    trace_open(&t, &clock, cpu, why, sizeof why) != 0)
		skip_because(why);
	trace_start(t);
	play_ping_pong(150000);
	tlp_probe_find("null")->run(&clock, &block, 1000);
	assert_int_equal(trace_join(t, &block, 1000), 0);
	trace_summary(t, summary, sizeof summary);
	trace_close(t);
	print_message("%s\n", summary);
	assert_int_equal(strncmp(summary, "incomplete, ", 12), 0);
	assert_non_null(strstr(summary, " lost on "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(pages_are_read),
	    cmocka_unit_test(broken_pages_are_harmless),
	    cmocka_unit_test(a_mark_falls_on_the_sample_that_holds_the_time),
	    cmocka_unit_test(times_are_converted_between_two_stamps),
	    cmocka_unit_test(live_marks_fall_on_slow_samples),
	    cmocka_unit_test(lost_events_are_said),
	};
	return cmocka_run_group_tests_name("trace", tests, NULL, NULL);
}
