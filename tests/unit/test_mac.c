/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * macOS by models: what two Macs and a virtual one would answer, a timebase, and a page in this
 * process that is stamped as the commpage is. No Mac was asked.
 *
 * Live: the page is stamped by this machine's counter.
 */
#include "test.h"

#include "clock.h"
#include "counter_here.h"
#include "commpage_clock_timing.h"
#include "facts_private.h"
#include "mac_private.h"
#include "page_stamp_private.h"
#include "probe.h"
#include "want.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

/* ---- sysctl -------------------------------------------------------------------------------- */

/* A text, or an integer of so many bytes. */
struct answer {
	const char *name, *text;
	uint64_t number;
	size_t bytes;
};

static const struct answer m4[] = {{"kern.ostype", "Darwin", 0, 0},
    {"kern.osrelease", "24.1.0", 0, 0}, {"kern.version", "Darwin Kernel Version 24.1.0", 0, 0},
    {"kern.osproductversion", "15.1", 0, 0}, {"kern.osversion", "24B83", 0, 0},
    {"machdep.cpu.brand_string", "Apple M4", 0, 0}, {"hw.model", "Mac16,10", 0, 0},
    {"hw.activecpu", NULL, 10, 4}, {"hw.physicalcpu", NULL, 10, 4},
    {"hw.perflevel0.logicalcpu", NULL, 4, 4}, {"hw.perflevel1.logicalcpu", NULL, 6, 4},
    {"hw.cpufamily", NULL, 0xffffffff, 4}, {"hw.cpusubtype", NULL, 2, 4},
    {"hw.tbfrequency", NULL, 24000000, 8}, {"hw.pagesize", NULL, 16384, 8},
    {"hw.memsize", NULL, UINT64_C(17179869184), 8}, {"hw.cachelinesize", NULL, 128, 8},
    {"kern.hv_vmm_present", NULL, 0, 4}, {"sysctl.proc_translated", NULL, 0, 4}, {0}};
static const struct answer intel[] = {{"kern.ostype", "Darwin", 0, 0},
    {"machdep.cpu.brand_string", "Intel(R) Core(TM) i7-8700B CPU @ 3.20GHz", 0, 0},
    {"machdep.cpu.vendor", "GenuineIntel", 0, 0}, {"machdep.cpu.family", NULL, 6, 4},
    {"machdep.cpu.model", NULL, 158, 4}, {"machdep.cpu.stepping", NULL, 10, 4},
    {"hw.cpufrequency", NULL, UINT64_C(3200000000), 8}, {"hw.pagesize", NULL, 4096, 8}, {0}};
static const struct answer odd[] = {{"kern.hv_vmm_present", NULL, 1, 4},
    {"sysctl.proc_translated", NULL, 1, 4}, {"hw.activecpu", NULL, 3, 2}, {"hw.model", "", 0, 0},
    {"kern.version", "two\nlines", 0, 0}, {0}};
static const struct answer none[] = {{0}};

static const struct answer *table;

/* sysctl(3): ENOENT for a name that there is none of, ENOMEM where there is too little room. */
static int fake_sysctl(const char *name, void *value, size_t *size)
{
	for (const struct answer *a = table; a->name; a++) {
		if (strcmp(a->name, name) != 0)
			continue;
		size_t bytes = a->text ? strlen(a->text) + 1 : a->bytes;
		uint32_t word = (uint32_t)a->number;
		if (bytes > *size) {
			errno = ENOMEM;
			return -1;
		}
		*size = bytes;
		memcpy(value,
		    a->text	 ? (const void *)a->text
		    : bytes == 4 ? (const void *)&word
				 : &a->number,
		    bytes);
		return 0;
	}
	errno = ENOENT;
	return -1;
}

static struct tlp_facts facts;

static void answer_as(const struct answer *answers, const char *arch)
{
	const struct tlp_mac mac = {.sysctl = fake_sysctl, .arch = arch};
	table = answers;
	tlp_mac_machine_facts(&facts, &mac);
}

static void apple_silicon_is_told_in_full(void **state)
{
	(void)state;
	static const struct want want[] = {{"os.name", "macOS"}, {"os.release", "15.1"},
	    {"os.build", "24B83"}, {"kernel.name", "Darwin"}, {"kernel.release", "24.1.0"},
	    {"cpu.model", "Apple M4"}, {"cpu.arch", "arm64"}, {"machine.model", "Mac16,10"},
	    {"cpu.cores", "10"}, {"cpu.performance_cores", "4"}, {"cpu.efficiency_cores", "6"},
	    {"cpu.family_id", "4294967295"}, {"cpu.subtype", "2"}, {"cpu.tb_hz", "24000000"},
	    {"page_size", "16384"}, {"memory.total_bytes", "17179869184"},
	    {"cache.line_bytes", "128"}, {"hypervisor", "none"}, {"cpu.translated", "no"},
	    {"container", "none"}, {"clocksource.current", "mach_absolute_time"},
	    {"cpu.vendor", "unknown"}, {"cpu.family", "unknown"}, {"cpu.governor", "unknown"}};
	answer_as(m4, "arm64");
	CHECK(&facts, want);
}

static void intel_is_told_by_its_own_names(void **state)
{
	(void)state;
	static const struct want want[] = {{"cpu.vendor", "GenuineIntel"}, {"cpu.family", "6"},
	    {"cpu.model_number", "158"}, {"cpu.stepping", "10"}, {"page_size", "4096"},
	    {"cpu.performance_cores", "unknown"}, {"cpu.tb_hz", "unknown"},
	    {"cpu.translated", "unknown"}, {"hypervisor", "unknown"}};
	answer_as(intel, "x86_64");
	CHECK(&facts, want);
	const struct tlp_mac mac = {.sysctl = fake_sysctl,
	    .arch = "x86_64",
	    .load = {1.5, 2.25, 3},
	    .loads = 3,
	    .qos = 0x21};
	static const struct want busy[] = {{"load.1min", "1.5"}, {"load.15min", "3"},
	    {"cpu.freq_hz", "3200000000"}, {"thread.qos", "user-interactive"},
	    {"stat.steal_ticks", "unknown"}};
	tlp_mac_environment_facts(&facts, &mac);
	CHECK(&facts, busy);
}

/* What the author of a claim and we saw may differ by the SDK alone: it scales CNTVCT_EL0. */
static void sdk_timebase_and_register_are_facts(void **state)
{
	(void)state;
	static const struct {
		long sdk;
		const char *want;
	} cases[] = {{101400, "10.14"}, {110000, "11.0"}, {150200, "15.2"}, {0, "unknown"}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct tlp_mac mac = {.sysctl = fake_sysctl, .sdk = cases[i].sdk};
		tlp_mac_machine_facts(&facts, &mac);
		assert_string_equal(tlp_facts_get(&facts, "build.sdk"), cases[i].want);
		assert_string_equal(tlp_facts_get(&facts, "counter.timebase"), "unknown");
		assert_string_equal(tlp_facts_get(&facts, "counter.cntfrq_hz"), "unknown");
	}
	const struct tlp_mac m4_mac = {
	    .sysctl = fake_sysctl, .numer = 125, .denom = 3, .register_hz = 1000000000};
	tlp_mac_machine_facts(&facts, &m4_mac);
	assert_string_equal(tlp_facts_get(&facts, "counter.timebase"), "125/3");
	assert_string_equal(tlp_facts_get(&facts, "counter.cntfrq_hz"), "1000000000");
}

/* A number of a width that is not read, an empty text, two lines. */
static void odd_answers_are_unknown_or_cleaned(void **state)
{
	(void)state;
	static const struct want want[] = {{"hypervisor", "of unknown kind"},
	    {"cpu.translated", "yes"}, {"cpu.cores", "unknown"}, {"machine.model", "unknown"},
	    {"kernel.version", "two"}, {"cpu.arch", "unknown"}};
	answer_as(odd, NULL);
	CHECK(&facts, want);
}

/* Where no name is known, or no Mac is at hand, every key is there and none is 0. */
static void what_sysctl_lacks_is_unknown(void **state)
{
	(void)state;
	static const char *const told[] = {
	    "os.name", "container", "clocksource.current", "clocksource.available"};
	answer_as(m4, "arm64");
	size_t all = facts.count;
	answer_as(none, NULL);
	assert_int_equal(facts.count, all);
	for (size_t i = 0; i < facts.count; i++) {
		bool constant = false;
		for (size_t k = 0; k < sizeof told / sizeof *told; k++)
			constant = constant || strcmp(facts.item[i].key, told[k]) == 0;
		if (!constant)
			assert_string_equal(facts.item[i].value, "unknown");
	}
	const struct tlp_mac absent = {.loads = -1, .qos = -1};
	tlp_mac_machine_facts(&facts, &absent);
	assert_int_equal(facts.count, all);
	for (size_t i = 0; i < facts.count; i++)
		assert_string_equal(facts.item[i].value, "unknown");
	tlp_mac_environment_facts(&facts, &absent);
	for (size_t i = 0; i < facts.count; i++)
		assert_string_equal(facts.item[i].value, "unknown");
}

static void classes_of_threads_have_names(void **state)
{
	(void)state;
	static const struct {
		int qos;
		const char *name;
	} cases[] = {{0x09, "background"}, {0x11, "utility"}, {0x15, "default"},
	    {0x19, "user-initiated"}, {0, "unspecified"}, {0x22, "unknown"}, {-1, "unknown"}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct tlp_mac mac = {.qos = cases[i].qos};
		tlp_mac_environment_facts(&facts, &mac);
		assert_string_equal(tlp_facts_get(&facts, "thread.qos"), cases[i].name);
	}
}

/* ---- the counter --------------------------------------------------------------------------- */

/* 125/3 ns is 24 MHz to the last digit, and 5 ms of it the 120,000 ticks of the published source.
 */
static void timebase_becomes_a_frequency(void **state)
{
	(void)state;
	static const struct {
		uint32_t numer, denom;
		double hz;
		uint64_t limit;
	} cases[] = {{125, 3, 24e6, 120000}, {1, 1, 1e9, 5000000},
	    {1000000000, 33333335, 33333335, 166667}, {UINT32_MAX, UINT32_MAX, 1e9, 5000000}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct tlp_counter c;
		tlp_mac_counter(&c, 0, cases[i].numer, cases[i].denom);
		assert_true(c.safe);
		assert_near(c.hz, cases[i].hz, 0);
		assert_int_equal(tls_commpage_clock_timing_limit(c.hz), cases[i].limit);
	}
}

static void without_a_timebase_there_is_no_counter(void **state)
{
	(void)state;
	static const struct {
		int failed;
		uint32_t numer, denom;
	} cases[] = {{1, 125, 3}, {0, 0, 3}, {0, 125, 0}, {0, 0, 0}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct tlp_counter c;
		tlp_mac_counter(&c, cases[i].failed, cases[i].numer, cases[i].denom);
		assert_false(c.safe);
		assert_near(c.hz, 0, 0);
		assert_non_null(strstr(c.why, "mach_timebase_info"));
	}
}

/* ---- the commpage -------------------------------------------------------------------------- */

static struct tlp_clock clock_;
static uint64_t words[5];
static uint16_t version;
static const struct tlp_stamp_place place = {words, &version, 0, {3, 3}};

static int open_clock(void **state)
{
	(void)state;
	return open_counter(&clock_);
}

/* As the kernel writes it: 0, the words, the stamp; `age_s` ago. */
static void stamp_page(uint64_t age_s)
{
	uint64_t second = (uint64_t)clock_.hz;
	__atomic_store_n(&words[0], 0, __ATOMIC_SEQ_CST);
	words[1] = (uint64_t)time(NULL) - age_s;
	words[2] = 0;
	words[3] = UINT64_MAX / second;
	words[4] = second;
	version = 3;
	__atomic_store_n(
	    &words[0], tlp_clock_read(&clock_).count - age_s * second, __ATOMIC_SEQ_CST);
}

static void assert_refused(const char *reason)
{
	struct tlp_page page;
	assert_int_equal(tlp_stamp_page_open(&page, &clock_, &place), -1);
	assert_int_equal(page.kind, TLP_PAGE_NONE);
	assert_null(page.name);
	if (!strstr(page.why, reason))
		fail_msg("'%s' does not say '%s'", page.why, reason);
}

enum { COUNT = 500 };
static uint64_t start[COUNT], elapsed[COUNT];
static uint8_t flags[COUNT];

/* How a sample is marked with the page as it is now. */
static unsigned flags_now(const struct tlp_page *page)
{
	struct tlp_samples out = {start, elapsed, flags, page};
	tlp_probe_find("null")->run(&clock_, &out, COUNT);
	return flags[COUNT - 1] & ~(unsigned)TLP_FLAG_CPU_CHANGED;
}

/* A stamp that is a second old or older sends the reader to the kernel, and is no fault of the
 * page: macOS writes it about once a second. */
static void page_is_verified_and_watched(void **state)
{
	(void)state;
	struct tlp_page page;
	if (clock_.kind != TLP_CLOCK_COUNTER)
		skip_because("this CPU has no safe counter");
	stamp_page(0);
	assert_int_equal(tlp_stamp_page_open(&page, &clock_, &place), 0);
	assert_int_equal(page.kind, TLP_PAGE_STAMP);
	assert_string_equal(page.name, "commpage");
	assert_int_equal(page.stale_ticks, (uint64_t)clock_.hz);
	assert_non_null(strstr(page.why, "version 3"));
	stamp_page(0);
	assert_int_equal(flags_now(&page), 0);
	stamp_page(2);
	assert_int_equal(flags_now(&page), TLP_FLAG_FALLBACK);
	words[0] = 0;
	assert_int_equal(flags_now(&page), TLP_FLAG_FALLBACK | TLP_FLAG_ODD_AT_START);
	stamp_page(10);
	assert_int_equal(tlp_stamp_page_open(&page, &clock_, &place), 0);
	assert_int_equal(flags_now(&page), TLP_FLAG_FALLBACK);
	stamp_page(0);
	assert_int_equal(tlp_stamp_page_reopen(&page, &clock_, &place), 0);
	assert_int_equal(flags_now(&page), 0);
	stamp_page(10);
	assert_int_equal(flags_now(&page), TLP_FLAG_FALLBACK);
}

/* One thing is wrong at a time, and the reason names it. */
static void page_is_refused_with_a_reason(void **state)
{
	(void)state;
	if (clock_.kind != TLP_CLOCK_COUNTER)
		skip_because("this CPU has no safe counter");
	stamp_page(0);
	version = 4;
	assert_refused("version");
	stamp_page(0);
	words[0] = 0;
	assert_refused("never set");
	stamp_page(0);
	words[4] = words[4] * 125 / 3;
	assert_refused("ticks per second");
	stamp_page(0);
	words[1] -= 3600;
	assert_refused("wall clock");
	stamp_page(0);
	words[0] += 100 * words[4];
	assert_refused("ahead");
	stamp_page(0);
	clock_.kind = TLP_CLOCK_POSIX;
	assert_refused("not the counter");
	clock_.kind = TLP_CLOCK_COUNTER;
}

static int stop;

static void *keep_writing(void *argument)
{
	const struct timespec nap = {0, 20000};
	while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
		stamp_page(0);
		nanosleep(&nap, NULL);
	}
	return argument;
}

/* The words of two updates are never taken for one, nor the 0 in between for a fault. */
static void page_is_verified_while_it_is_written(void **state)
{
	(void)state;
	struct tlp_page page;
	pthread_t writer;
	if (clock_.kind != TLP_CLOCK_COUNTER)
		skip_because("this CPU has no safe counter");
	stamp_page(0);
	assert_int_equal(pthread_create(&writer, NULL, keep_writing, NULL), 0);
	int rc = 0;
	for (int i = 0; i < 10 && rc == 0; i++)
		rc = tlp_stamp_page_open(&page, &clock_, &place);
	__atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
	pthread_join(writer, NULL);
	if (rc != 0)
		fail_msg("%s", page.why);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(apple_silicon_is_told_in_full),
	    cmocka_unit_test(intel_is_told_by_its_own_names),
	    cmocka_unit_test(sdk_timebase_and_register_are_facts),
	    cmocka_unit_test(odd_answers_are_unknown_or_cleaned),
	    cmocka_unit_test(what_sysctl_lacks_is_unknown),
	    cmocka_unit_test(classes_of_threads_have_names),
	    cmocka_unit_test(timebase_becomes_a_frequency),
	    cmocka_unit_test(without_a_timebase_there_is_no_counter),
	    cmocka_unit_test(page_is_verified_and_watched),
	    cmocka_unit_test(page_is_refused_with_a_reason),
	    cmocka_unit_test(page_is_verified_while_it_is_written),
	};
	return cmocka_run_group_tests_name("mac", tests, open_clock, NULL);
}
