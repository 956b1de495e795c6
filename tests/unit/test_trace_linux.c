/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The kernel's trace: its pages as files (tests/fixtures/trace/README.md), tracefs from a tree, and
 * this machine's where it may be had.
 *
 * Live: the kernel marks what it did on this machine's CPU.
 */
#include "tree.h"

#include "counter_here.h"
#include "pin.h"
#include "trace_private.h"

#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

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

/* ---- tracefs from a tree -------------------------------------------------------------------- */

#define TRACING "/sys/kernel/tracing"
#define INSTANCE_FILES 15
static const char *const instance_file[INSTANCE_FILES] = {"tracing_on", "trace_clock",
    "tracing_cpumask", "per_cpu/cpu2/buffer_size_kb", "per_cpu/cpu2/trace_pipe_raw",
    "events/sched/sched_switch/enable", "events/irq/irq_handler_entry/enable",
    "events/irq/irq_handler_exit/enable", "events/irq/softirq_entry/enable",
    "events/irq/softirq_exit/enable", "events/sched/sched_switch/id", "per_cpu/cpu2/stats",
    "events/irq_vectors/enable", "events/ipi/ipi_entry/enable", "events/ipi/ipi_exit/enable"};
static struct {
	const char *lacks, *id, *stats;
	unsigned char page[PAGE];
	size_t size;
	char made[128], removed[512], mounted[128], mask[64];
} tracefs;

static const char *in_instance(const char *file)
{
	static char path[256];
	snprintf(path, sizeof path, "%s/%s", tracefs.made, file);
	return path;
}

/* What the kernel puts into a new instance. */
static void fill_instance(const char *path)
{
	snprintf(tracefs.made, sizeof tracefs.made, "%s", path);
	for (size_t i = 0; i < INSTANCE_FILES; i++) {
		const char *file = instance_file[i], *end = strrchr(file, '/');
		if (tracefs.lacks && strcmp(file, tracefs.lacks) == 0)
			continue;
		if (end && strcmp(end, "/trace_pipe_raw") == 0)
			tree_put_bytes(in_instance(file), tracefs.page, tracefs.size);
		else if (end && strcmp(end, "/id") == 0)
			tree_put(in_instance(file), tracefs.id);
		else
			tree_put(in_instance(file),
			    end && strcmp(end, "/stats") == 0 ? tracefs.stats : "");
	}
}

int rmdir(const char *path)
{
	if (!tree_root[0])
		return unlinkat(AT_FDCWD, path, AT_REMOVEDIR);
	size_t n = strlen(tracefs.removed);
	snprintf(tracefs.mask, sizeof tracefs.mask, "%s", tree_get(in_instance("tracing_cpumask")));
	const char *name = strrchr(path, '/') + 1;
	snprintf(tracefs.removed + n, sizeof tracefs.removed - n, "%s ", name);
	tree_remove(tree_of(path));
	return 0;
}

int mount(
    const char *source, const char *target, const char *type, unsigned long flags, const void *data)
{
	if (!tree_root[0])
		return (int)syscall(SYS_mount, source, target, type, flags, data);
	snprintf(tracefs.mounted, sizeof tracefs.mounted, "%s %s %s %s %d", source, target, type,
	    (const char *)data, flags == (MS_NOSUID | MS_NODEV | MS_NOEXEC));
	return -1;
}

/* A process that runs has a name with a bracket in it. */
static void put_process(long pid, const char *began)
{
	char path[64], text[256];
	snprintf(path, sizeof path, "/proc/%ld/stat", pid);
	snprintf(text, sizeof text,
	    "%ld (a ) b) S 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 %s 23", pid, began);
	tree_put(path, text);
}

static int begin_tracefs(void **state)
{
	(void)state;
	memset(&tracefs, 0, sizeof tracefs);
	tracefs.id = "372\n";
	tracefs.stats = "entries: 9\noverrun: 0\ncommit overrun: 0\nbytes: 7\ndropped events: 0\n";
	tracefs.size = load_page("whole.page", tracefs.page);
	tree_begin();
	put_process((long)getpid(), "987");
	tree_put(TRACING "/instances/none", "");
	tree_made = fill_instance;
	return 0;
}

static int end_tracefs(void **state)
{
	(void)state;
	tree_made = NULL;
	tree_end();
	return 0;
}

static const struct tlp_clock tsc_clock = {.name = "tsc", .kind = TLP_CLOCK_COUNTER};

static struct trace *open_or_fail(const struct tlp_clock *clock, int cpu)
{
	struct trace *t;
	char why[256];
	if (trace_open(&t, clock, cpu, why, sizeof why) != 0)
		fail_msg("%s", why);
	return t;
}

static void an_instance_is_set_up_and_removed(void **state)
{
	(void)state;
	char name[64];
	struct trace *t = open_or_fail(&tsc_clock, 2);
	snprintf(name, sizeof name, "ticklab-%ld-987", (long)getpid());
	assert_string_equal(strrchr(tracefs.made, '/') + 1, name);
	assert_string_equal(tree_get(in_instance("tracing_on")), "0");
	assert_string_equal(tree_get(in_instance("trace_clock")), "x86-tsc");
	assert_string_equal(tree_get(in_instance("tracing_cpumask")), "4");
	assert_string_equal(tree_get(in_instance("per_cpu/cpu2/buffer_size_kb")), "8192");
	for (size_t i = 0; i < INSTANCE_FILES; i++)
		if (strstr(instance_file[i], "/enable"))
			assert_string_equal(tree_get(in_instance(instance_file[i])), "1");
	trace_start(t);
	assert_string_equal(tree_get(in_instance("tracing_on")), "1");
	assert_string_equal(tracefs.removed, "");
	trace_close(t);
	strncat(name, " ", 2);
	assert_string_equal(tracefs.removed, name);
	assert_string_equal(tracefs.mounted, "");
	trace_close(NULL);
}

static void instances_of_the_dead_are_removed(void **state)
{
	(void)state;
	static const char *const stays[] = {"ticklab-500-44", "ticklab-x-44", "other-500-45",
	    "ticklab-500", "ticklab-12345678901234567890123-5",
	    "ticklab-123456789012345678901234-5"};
	put_process(500, "44");
	tree_put(TRACING "/instances/ticklab-500-45/x", "");
	for (size_t i = 0; i < sizeof stays / sizeof *stays; i++) {
		char path[128];
		snprintf(path, sizeof path, TRACING "/instances/%s/x", stays[i]);
		tree_put(path, "");
	}
	struct trace *t = open_or_fail(&tsc_clock, 2);
	assert_string_equal(tracefs.removed, "ticklab-500-45 ");
	tracefs.removed[0] = '\0';
	trace_close(t);
	tree_put(TRACING "/instances/ticklab-501-44/x", ""); /* there is no such process */
	trace_close(open_or_fail(&tsc_clock, 2));
	assert_int_equal(
	    strncmp(tracefs.removed + strcspn(tracefs.removed, " "), " ticklab-501-44 ", 16), 0);
}

static void expect_refusal(const char *want)
{
	struct trace *t = NULL;
	char why[512];
	tracefs.removed[0] = '\0';
	assert_int_equal(trace_open(&t, &tsc_clock, 2, why, sizeof why), -1);
	assert_null(t);
	assert_string_equal(why, want);
	assert_true(strlen(tracefs.removed) > 1); /* the instance goes */
}

static void what_an_instance_lacks_is_named(void **state)
{
	(void)state;
	char pipe[256];
	snprintf(pipe, sizeof pipe,
	    TRACING
	    "/instances/ticklab-%ld-987/per_cpu/cpu2/trace_pipe_raw: No such file or directory",
	    (long)getpid());
	const struct {
		const char *file, *why;
	} lack[] = {{"tracing_on", "the trace cannot be stopped: No such file or directory"},
	    {"trace_clock",
		"the trace does not accept the clock x86-tsc: No such file or directory"},
	    {"tracing_cpumask", "CPU 2 cannot be traced: No such file or directory"},
	    {"per_cpu/cpu2/buffer_size_kb", "CPU 2 cannot be traced: No such file or directory"},
	    {"per_cpu/cpu2/trace_pipe_raw", pipe},
	    {"events/sched/sched_switch/enable",
		"the trace has no events/sched/sched_switch/enable: No such file or directory"},
	    {"events/irq/softirq_exit/enable",
		"the trace has no events/irq/softirq_exit/enable: No such file or directory"},
	    {"events/sched/sched_switch/id", "the trace does not number its events"}};
	for (size_t i = 0; i < sizeof lack / sizeof *lack; i++) {
		tracefs.lacks = lack[i].file;
		expect_refusal(lack[i].why);
	}
	tracefs.lacks = NULL;
	tracefs.id = "65536\n";
	expect_refusal("the trace does not number its events");
	tracefs.id = "65535\n";
	trace_close(open_or_fail(&tsc_clock, 2));
	for (size_t i = 12; i < INSTANCE_FILES; i++) {
		tracefs.lacks = instance_file[i]; /* not every architecture has it */
		trace_close(open_or_fail(&tsc_clock, 2));
	}
}

static void where_there_is_no_tracefs_it_is_mounted_or_asked_for(void **state)
{
	(void)state;
	char why[512], *at;
	struct trace *t;
	tree_remove(tree_of(TRACING "/instances"));
	assert_int_equal(trace_open(&t, &tsc_clock, 2, why, sizeof why), -1);
	assert_string_equal(tracefs.mounted, "tracefs /sys/kernel/tracing tracefs mode=0700 1");
	assert_string_equal(why,
	    "--trace requires tracefs at " TRACING ": mount -t tracefs tracefs " TRACING
	    " (as root; the kernel must have been built with CONFIG_FTRACE)");
	assert_string_equal(tracefs.removed, "");
	/* A file in its place: no folder can be made in it, and nothing is mounted over it. */
	tracefs.mounted[0] = '\0';
	tree_put(TRACING "/instances", "");
	assert_int_equal(trace_open(&t, &tsc_clock, 2, why, sizeof why), -1);
	at = strstr(why, "no instance in " TRACING "/instances: Not a directory");
	assert_ptr_equal(at, why);
	assert_string_equal(tracefs.mounted, "");
}

/* The highest group of 32 CPUs comes first. */
static void a_cpu_is_a_bit_of_the_mask(void **state)
{
	(void)state;
	static const struct {
		int cpu;
		const char *mask;
	} want[] = {{0, "1"}, {31, "80000000"}, {32, "1,00000000"}, {70, "40,00000000,00000000"}};
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		struct trace *t;
		char why[256];
		/* The other files of such a CPU are not there. */
		assert_int_equal(trace_open(&t, &tsc_clock, want[i].cpu, why, sizeof why), -1);
		assert_string_equal(tracefs.mask, want[i].mask);
	}
}

/* What is joined of a page from tracefs, and what is said of it. */
static void expect_summary(
    const struct tlp_clock *clock, uint8_t first, uint8_t then, const char *want)
{
	static uint64_t begin[2] = {9315440863834, 9315500000000}, lasted[2] = {10, 1000000000};
	uint8_t seen[2] = {0};
	struct tlp_samples block = {begin, lasted, seen, NULL};
	char summary[128];
	struct trace *t = open_or_fail(clock, 2);
	trace_start(t);
	assert_int_equal(trace_join(t, &block, 2), strstr(want, "unreadable") ? -1 : 0);
	trace_summary(t, summary, sizeof summary);
	trace_close(t);
	assert_string_equal(summary, want);
	assert_int_equal(seen[0], first);
	assert_int_equal(seen[1], then);
}

static void what_was_traced_is_summed_up(void **state)
{
	(void)state;
	static const struct tlp_clock posix = {
	    .name = "clock_monotonic_raw", .kind = TLP_CLOCK_POSIX};
	static const uint8_t both[] = {TLP_FLAG_IRQ, TLP_FLAG_SCHED | TLP_FLAG_IRQ};
	expect_summary(&tsc_clock, both[0], both[1], "complete, 122 events on x86-tsc");
	expect_summary(&posix, both[0], both[1], "complete, 122 events on mono_raw");
	tracefs.stats =
	    "entries: 9\noverrun: 3\ncommit overrun: 40\nbytes: 7\ndropped events: 500\n";
	expect_summary(
	    &tsc_clock, both[0], both[1], "incomplete, 543 of 665 events lost on x86-tsc");
	tracefs.stats = "entries: 9\noverrun: x\ndropped events: 1";
	expect_summary(&tsc_clock, both[0], both[1], "incomplete, 1 of 123 events lost on x86-tsc");
	tracefs.size = load_page("lost.page", tracefs.page);
	expect_summary(&tsc_clock, 0, both[1], "incomplete, 835 of 957 events lost on x86-tsc");
	tracefs.size = 20;
	expect_summary(&tsc_clock, 0, 0, "incomplete, unreadable after 0 events on x86-tsc");
}

/* One event at a time of CLOCK_MONOTONIC_RAW that was read between two looks at the counter. */
static void a_time_of_the_kernel_becomes_one_of_the_counter(void **state)
{
	(void)state;
	struct tlp_clock clock;
	struct timespec at;
	uint64_t page[3] = {0, 8, 1 | UINT64_C(372) << 32}, begin[1], lasted[1];
	uint8_t seen[1] = {0};
	struct tlp_samples block = {begin, lasted, seen, NULL};
	char summary[128];
	assert_int_equal(open_counter(&clock), 0);
	if (clock.kind != TLP_CLOCK_COUNTER)
		skip_because("this CPU has no safe counter");
	clock.name = "stands for a counter that no trace clock counts";
	struct trace *t = open_or_fail(&clock, 2);
	trace_start(t);
	begin[0] = tlp_clock_read(&clock).count;
	clock_gettime(CLOCK_MONOTONIC_RAW, &at);
	lasted[0] = tlp_clock_read(&clock).count - begin[0];
	/* What the two stamps leave open. */
	begin[0] -= (uint64_t)(1e-4 * clock.hz);
	lasted[0] += (uint64_t)(2e-4 * clock.hz);
	page[0] = (uint64_t)at.tv_sec * 1000000000 + (uint64_t)at.tv_nsec;
	nanosleep(&(struct timespec){0, 5000000}, NULL);
	tree_put_bytes(in_instance("per_cpu/cpu2/trace_pipe_raw"), page, sizeof page);
	assert_int_equal(trace_join(t, &block, 1), 0);
	assert_int_equal(seen[0], TLP_FLAG_SCHED);
	trace_summary(t, summary, sizeof summary);
	assert_string_equal(summary, "complete, 1 events on mono_raw");
	trace_close(t);
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
	    cmocka_unit_test_setup_teardown(
		an_instance_is_set_up_and_removed, begin_tracefs, end_tracefs),
	    cmocka_unit_test_setup_teardown(
		instances_of_the_dead_are_removed, begin_tracefs, end_tracefs),
	    cmocka_unit_test_setup_teardown(
		what_an_instance_lacks_is_named, begin_tracefs, end_tracefs),
	    cmocka_unit_test_setup_teardown(
		where_there_is_no_tracefs_it_is_mounted_or_asked_for, begin_tracefs, end_tracefs),
	    cmocka_unit_test_setup_teardown(a_cpu_is_a_bit_of_the_mask, begin_tracefs, end_tracefs),
	    cmocka_unit_test_setup_teardown(
		what_was_traced_is_summed_up, begin_tracefs, end_tracefs),
	    cmocka_unit_test_setup_teardown(
		a_time_of_the_kernel_becomes_one_of_the_counter, begin_tracefs, end_tracefs),
	    cmocka_unit_test(live_marks_fall_on_slow_samples),
	    cmocka_unit_test(lost_events_are_said),
	};
	return cmocka_run_group_tests_name("trace", tests, NULL, NULL);
}
