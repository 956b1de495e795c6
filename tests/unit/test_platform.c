/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The room platform: rules of counters by tables of other CPUs, probes, facts of machines.
 *
 * Live: it reads this machine's counter and facts.
 */
#include "test.h"

#include "clock.h"
#include "counter_here.h"
#include "cpuid_private.h"
#include "facts_private.h"
#include "machine.h"
#include "probe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct tlp_clock clocks[2]; /* this machine's best, and CLOCK_MONOTONIC_RAW */

static int open_clocks(void **state)
{
	(void)state;
	return open_counter(&clocks[0]) ||
	       tlp_clock_open_named(&clocks[1], "raw", &(const char *){NULL});
}

static void clock_states_where_its_frequency_is_from(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		const struct tlp_clock *c = &clocks[i];
		assert_non_null(c->name);
		assert_non_null(c->why);
		assert_true(c->hz > 1e4 && c->hz < 1e11);
		assert_near(c->hz_calibrated, c->hz, 1e-3);
		assert_true(c->effective_tick_ticks >= 1);
		assert_true(c->smallest_step_ticks >= c->effective_tick_ticks);
		assert_int_equal(c->smallest_step_ticks % c->effective_tick_ticks, 0);
	}
	assert_int_equal(clocks[1].kind, TLP_CLOCK_POSIX);
	assert_int_equal(clocks[1].hz_source, TLP_HZ_DEFINED);
	assert_near(clocks[1].hz, 1e9, 0);
	assert_string_equal(tlp_hz_source_name(TLP_HZ_HARDWARE), "hardware");
	assert_string_equal(tlp_hz_source_name(TLP_HZ_CALIBRATED), "calibrated");
	assert_string_equal(tlp_hz_source_name(TLP_HZ_DEFINED), "defined");
}

static void reads_ascend_on_the_effective_tick(void **state)
{
	(void)state;
	for (int k = 0; k < 2; k++) {
		uint64_t first = tlp_clock_read(&clocks[k]).count, last = first;
		for (int i = 0; i < 10000; i++) {
			uint64_t now = tlp_clock_read(&clocks[k]).count;
			assert_true(now >= last);
			assert_int_equal((now - first) % clocks[k].effective_tick_ticks, 0);
			last = now;
		}
		assert_true(last > first);
	}
}

/* CPUID of other machines: pairs of leaf and answer. Any leaf that is not listed answers with
 * rubbish, as an Intel CPU does for a leaf past its highest one. */
struct leaf {
	uint32_t leaf;
	struct tlp_cpuid r;
};
static const struct leaf *table;

static void fake_cpuid(uint32_t leaf, struct tlp_cpuid *out)
{
	const struct leaf *l = table;
	while (l->leaf != UINT32_MAX && l->leaf != leaf)
		l++;
	*out = l->leaf == leaf ? l->r : (struct tlp_cpuid){0xffffffff, 7, 7, 0xffffffff};
}

#define END                                                                                        \
	{                                                                                          \
		UINT32_MAX,                                                                        \
		{                                                                                  \
			0, 0, 0, 0                                                                 \
		}                                                                                  \
	}
#define SAFE_TSC                                                                                   \
	{0x80000000, {0x80000008, 0, 0, 0}}, {0x80000007, {0, 0, 0, 1 << 8}},                      \
	{                                                                                          \
		0x80000001,                                                                        \
		{                                                                                  \
			0, 0, 0, 1 << 27                                                           \
		}                                                                                  \
	}

static void tsc_is_safe_only_where_cpuid_says_so(void **state)
{
	(void)state;
	static const struct leaf safe[] = {SAFE_TSC, END};
	static const struct leaf varies[] = {{0x80000000, {0x80000008, 0, 0, 0}},
	    {0x80000007, {0, 0, 0, 0}}, {0x80000001, {0, 0, 0, 1 << 27}}, END};
	static const struct leaf silent[] = {
	    {0x80000000, {0x80000004, 0, 0, 0}}, {0x80000001, {0, 0, 0, 0}}, END};
	static const struct leaf ancient[] = {{0x80000000, {0, 0, 0, 0}}, END};
	static const struct leaf no_rdtscp[] = {{0x80000000, {0x80000008, 0, 0, 0}},
	    {0x80000007, {0, 0, 0, 1 << 8}}, {0x80000001, {0, 0, 0, 0}}, END};
	static const struct {
		const struct leaf *table;
		bool safe;
		const char *why;
	} want[] = {{safe, true, "invariant"}, {varies, false, "no invariant"},
	    {silent, false, "does not report"}, {ancient, false, "does not report"},
	    {no_rdtscp, true, "invariant"}};
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		const char *why = NULL;
		table = want[i].table;
		assert_int_equal(tlp_cpuid_tsc_safe(fake_cpuid, &why), want[i].safe);
		assert_non_null(strstr(why, want[i].why));
		assert_int_equal(
		    tlp_cpuid_rdtscp(fake_cpuid), want[i].table == safe || want[i].table == varies);
	}
}

/* Skylake leaves the crystal out: base clock of leaf 0x16. Tiger Lake: 38.4 MHz * 146 / 2. A guest:
 * kHz of the hypervisor's leaf, but only where its highest leaf reaches so far. */
static void tsc_frequency_is_read_where_it_is_stated(void **state)
{
	(void)state;
	static const struct leaf skylake[] = {{0, {0x16, 0, 0, 0}}, {1, {0, 0, 0, 0}},
	    {0x15, {2, 284, 0, 0}}, {0x16, {3400, 4000, 100, 0}}, END};
	static const struct leaf tiger[] = {{0, {0x1b, 0, 0, 0}}, {1, {0, 0, 0, 0}},
	    {0x15, {2, 146, 38400000, 0}}, {0x16, {2800, 4700, 100, 0}}, END};
	static const struct leaf old[] = {{0, {0xd, 0, 0, 0}}, {1, {0, 0, 0, 0}}, END};
	static const struct leaf guest[] = {{0, {0xd, 0, 0, 0}}, {1, {0, 0, 1u << 31, 0}},
	    {0x40000000, {0x40000010, 0, 0, 0}}, {0x40000010, {2300000, 1000000, 0, 0}}, END};
	static const struct leaf short_guest[] = {{0, {0xd, 0, 0, 0}}, {1, {0, 0, 1u << 31, 0}},
	    {0x40000000, {0x40000001, 0, 0, 0}}, {0x40000010, {2300000, 0, 0, 0}}, END};
	static const struct leaf no_guest[] = {{0, {0xd, 0, 0, 0}}, {1, {0, 0, 0, 0}},
	    {0x40000000, {0x40000010, 0, 0, 0}}, {0x40000010, {2300000, 0, 0, 0}}, END};
	static const struct {
		const struct leaf *table;
		double hz;
	} want[] = {{skylake, 3.4e9}, {tiger, 2.8032e9}, {old, 0}, {guest, 2.3e9}, {short_guest, 0},
	    {no_guest, 0}};
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		table = want[i].table;
		assert_near(tlp_cpuid_tsc_hz(fake_cpuid), want[i].hz, 0);
	}
}

static void hypervisor_is_named_by_its_signature(void **state)
{
	(void)state;
	static const struct leaf kvm[] = {{0, {0xd, 0, 0, 0}}, {1, {0, 0, 1u << 31, 0}},
	    {0x40000000, {0x40000001, 0x4b4d564b, 0x564b4d56, 0x0000004d}}, END};
	static const struct leaf metal[] = {{0, {0xd, 0, 0, 0}}, {1, {0, 0, 0, 0}}, END};
	char text[13];
	table = kvm;
	assert_true(tlp_cpuid_hypervisor(fake_cpuid, 0, text));
	assert_string_equal(text, "KVMKVMKVM");
	assert_false(tlp_cpuid_hypervisor(fake_cpuid, 1, text));
	assert_string_equal(tlp_hypervisor_name("KVMKVMKVM"), "kvm");
	assert_string_equal(tlp_hypervisor_name("SomethingNew"), "SomethingNew");
	table = metal;
	assert_false(tlp_cpuid_hypervisor(fake_cpuid, 0, text));
	assert_string_equal(text, "");
	/* KVM that answers as Hyper-V too has its own name further up. */
	static const struct leaf both[] = {{0, {0xd, 0, 0, 0}}, {1, {0, 0, 1u << 31, 0}},
	    {0x40000000, {0x4000000b, 0x7263694d, 0x666f736f, 0x76482074}},
	    {0x40000100, {0x40000101, 0x4b4d564b, 0x564b4d56, 0x0000004d}}, END};
	table = both;
	assert_true(tlp_cpuid_hypervisor(fake_cpuid, 0, text));
	assert_string_equal(tlp_hypervisor_name(text), "hyper-v");
	assert_true(tlp_cpuid_hypervisor(fake_cpuid, 1, text));
	assert_string_equal(tlp_hypervisor_name(text), "kvm");
	assert_false(tlp_cpuid_hypervisor(fake_cpuid, 2, text));
	assert_false(tlp_cpuid_hypervisor(fake_cpuid, TLP_CPUID_PLACES, text));
}

static void two_views_of_the_hypervisor_may_contradict(void **state)
{
	(void)state;
	static const struct {
		const char *cpuid, *kernel, *want;
	} cases[] = {{"kvm", "kvm", "none"}, {"hyper-v kvm", "kvm", "none"},
	    {"vmware", "none", "none"}, {"none", "none", "none"},
	    {"bhyve", "kvm", "CPUID says bhyve, the kernel kvm"},
	    {"none", "xen", "CPUID says none, the kernel xen"}, {"unknown", "kvm", "unknown"},
	    {"kvm", "unknown", "unknown"}};
	char out[TLP_FACT_VALUE];
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		tlp_hypervisor_contradiction(out, sizeof out, cases[i].cpuid, cases[i].kernel);
		assert_string_equal(out, cases[i].want);
	}
}

static void the_kernels_trust_in_the_counter_is_read(void **state)
{
	(void)state;
	static const struct {
		const char *current, *available, *tsc, *want;
	} cases[] = {{"tsc", "tsc hpet acpi_pm", "absent", "used"},
	    {"kvm-clock", "kvm-clock tsc acpi_pm", "absent", "not used"},
	    {"hpet", "hpet acpi_pm", "absent", "not offered"},
	    {"hpet", "tsc hpet", "unstable", "marked unstable"},
	    {"arch_sys_counter", "arch_sys_counter", "unknown", "used"},
	    {"unknown", "tsc", "absent", "unknown"},
	    {"refined-tsc-x", "tsc-early", "absent", "not offered"}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(
		    tlp_counter_trust(cases[i].current, cases[i].available, cases[i].tsc),
		    cases[i].want);
}

static void probes_are_found_by_name(void **state)
{
	(void)state;
	static const char *const names[] = {"gettimeofday", "null", "syscall"};
	size_t n = 0;
	for (; tlp_probes[n]; n++) {
		assert_non_null(tlp_probes[n]->describe);
		assert_ptr_equal(tlp_probe_find(tlp_probes[n]->name), tlp_probes[n]);
	}
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		assert_non_null(tlp_probe_find(names[i]));
	assert_true(n >= 3);
	assert_null(tlp_probe_find("nonsense"));
	assert_null(tlp_probe_find(""));
}

enum { COUNT = 5000 };

struct series {
	uint64_t start[COUNT + 1], elapsed[COUNT + 1];
	uint8_t flags[COUNT + 1];
};

static void fill_series(
    struct series *s, const struct tlp_probe *p, const struct tlp_clock *c, size_t n)
{
	struct tlp_samples out = {s->start, s->elapsed, s->flags, NULL};
	memset(s, 0xa5, sizeof *s);
	p->run(c, &out, n);
}

/* Every sample lies after the one before it, and nothing is written past the count. */
static void samples_are_stretches_of_one_time(void **state)
{
	(void)state;
	static struct series s;
	for (int k = 0; k < 2; k++) {
		for (const struct tlp_probe *const *p = tlp_probes; *p; p++) {
			uint64_t from = tlp_clock_read(&clocks[k]).count;
			fill_series(&s, *p, &clocks[k], COUNT);
			assert_true(s.start[0] >= from);
			for (size_t i = 0; i + 1 < COUNT; i++)
				assert_true(s.start[i] + s.elapsed[i] <= s.start[i + 1]);
			for (size_t i = 0; i < COUNT && !(*p)->own_page; i++)
				assert_int_equal(s.flags[i] & ~TLP_FLAG_CPU_CHANGED, 0);
			assert_int_equal(s.start[COUNT], UINT64_C(0xa5a5a5a5a5a5a5a5));
			assert_int_equal(s.elapsed[COUNT], UINT64_C(0xa5a5a5a5a5a5a5a5));
			assert_int_equal(s.flags[COUNT], 0xa5);
			fill_series(&s, *p, &clocks[k], 0);
			assert_int_equal(s.start[0], UINT64_C(0xa5a5a5a5a5a5a5a5));
		}
	}
}

static int by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

static uint64_t median_of(const char *probe)
{
	static struct series s;
	fill_series(&s, tlp_probe_find(probe), &clocks[0], COUNT);
	qsort(s.elapsed, COUNT, sizeof *s.elapsed, by_value);
	return s.elapsed[COUNT / 2];
}

/* Reads that may be done early or late are still in order with themselves. */
static void unfenced_samples_are_stretches_too(void **state)
{
	(void)state;
	static struct series s;
	struct tlp_clock bare = clocks[0];
	bare.fence = TLP_FENCE_NONE;
	fill_series(&s, tlp_probe_find("gettimeofday"), &bare, COUNT);
	for (size_t i = 0; i + 1 < COUNT; i++)
		assert_true(
		    (int64_t)(s.start[i + 1] - s.start[i]) >= 0 && s.elapsed[i] < UINT32_MAX);
}

static void nothing_is_faster_than_a_system_call(void **state)
{
	(void)state;
	/* A system call is shorter than the steps of some counters. */
	bool fine = (double)clocks[0].smallest_step_ticks < 5e-8 * clocks[0].hz;
	assert_true(median_of("null") + fine <= median_of("syscall"));
	assert_true(median_of("null") <= median_of("gettimeofday"));
}

static void live_facts_are_clean_and_complete(void **state)
{
	(void)state;
	static const char *const wanted[] = {"cpu.model", "cpu.cores", "cpu.arch", "os.name",
	    "os.release", "kernel.release", "kernel.version", "hypervisor", "container",
	    "clocksource.current", "clocksource.available", "cpu.governor", "page_size"};
	static struct tlp_facts f;
	tlp_machine_facts(&f, "");
	assert_true(f.count < TLP_FACTS_MAX);
	for (size_t i = 0; i < f.count; i++) {
		for (size_t k = i + 1; k < f.count; k++)
			assert_string_not_equal(f.item[i].key, f.item[k].key);
		assert_true(f.item[i].key[0] && f.item[i].value[0]);
		for (const char *s = f.item[i].value; *s; s++)
			assert_true((unsigned char)*s >= 0x20 && *s != 0x7f);
	}
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
		size_t k = 0;
		while (k < f.count && strcmp(f.item[k].key, wanted[i]) != 0)
			k++;
		assert_true(k < f.count);
	}
	assert_int_equal(strtol(tlp_facts_get(&f, "page_size"), NULL, 10), sysconf(_SC_PAGESIZE));
	assert_string_equal(tlp_facts_get(&f, "no such key"), "unknown");
}

/* Neither the host's name nor what tells it from others is a fact. */
static void facts_do_not_name_the_host(void **state)
{
	(void)state;
	static struct tlp_facts f[2];
	char name[256] = "", id[128] = "";
	gethostname(name, sizeof name - 1);
	tlp_machine_identity(id, sizeof id, "");
	tlp_machine_facts(&f[0], "");
	tlp_environment_facts(&f[1], "");
	for (int k = 0; k < 2; k++) {
		for (size_t i = 0; i < f[k].count; i++) {
			assert_string_not_equal(f[k].item[i].value, name);
			assert_true(!id[0] || !strstr(f[k].item[i].value, id));
		}
	}
}

static void environment_is_read_twice_alike(void **state)
{
	(void)state;
	static struct tlp_facts a, b;
	tlp_environment_facts(&a, "");
	tlp_environment_facts(&b, "");
	assert_int_equal(a.count, b.count);
	assert_true(a.count < TLP_FACTS_MAX);
	for (size_t i = 0; i < a.count; i++)
		assert_string_equal(a.item[i].key, b.item[i].key);
	assert_true(strtod(tlp_facts_get(&a, "load.1min"), NULL) >= 0);
}

static void values_are_cleaned(void **state)
{
	(void)state;
	static const struct {
		const char *raw, *clean;
	} cases[] = {{"plain", "plain"}, {"  \ttrimmed\t ", "trimmed"}, {"", "unknown"},
	    {" \t", "unknown"}, {NULL, "unknown"}, {"two\nlines", "two"}, {"a\tb", "a b"},
	    {"\x1b[31mred\r", "?[31mred?"}, {"bell\a del\x7f", "bell? del?"},
	    {"caf\xc3\xa9 \xe2\x82\xac", "caf\xc3\xa9 \xe2\x82\xac"}, {"bad\xff\xc3", "bad??"},
	    {"overlong \xc0\xaf", "overlong ??"}, {"c1 \xc2\x9b", "c1 ??"},
	    {"surrogate \xed\xa0\x80", "surrogate ???"}, {"past \xf4\x90\x80\x80", "past ????"},
	    /* The first and the last character of each length, and their neighbours that are none.
	     */
	    {"a\xc2\xa0z", "a\xc2\xa0z"}, {"a\xc2\x9fz", "a??z"}, {"a\xc1\xbfz", "a??z"},
	    {"a\xe0\xa0\x80z", "a\xe0\xa0\x80z"}, {"a\xe0\x9f\xbfz", "a???z"},
	    {"a\xed\x9f\xbfz", "a\xed\x9f\xbfz"}, {"a\xef\xbf\xbdz", "a\xef\xbf\xbdz"},
	    {"a\xf0\x90\x80\x80z", "a\xf0\x90\x80\x80z"}, {"a\xf0\x8f\xbf\xbfz", "a????z"},
	    {"a\xf4\x8f\xbf\xbfz", "a\xf4\x8f\xbf\xbfz"}, {"a\xf5\x80\x80\x80z", "a????z"}};
	static struct tlp_facts f;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		f.count = 0;
		tlp_fact(&f, "key", cases[i].raw);
		assert_string_equal(f.item[0].value, cases[i].clean);
	}
}

/* Cut between characters, never inside one; and a full table takes no more. */
static void values_and_tables_are_bounded(void **state)
{
	(void)state;
	static struct tlp_facts f;
	char text[2 * TLP_FACT_VALUE + 3];
	memset(text, 'x', sizeof text);
	for (size_t i = TLP_FACT_VALUE - 2; i + 2 < sizeof text; i += 2)
		memcpy(text + i, "\xc3\xa9", 2);
	text[sizeof text - 1] = '\0';
	f.count = 0;
	tlp_fact(&f, text, text);
	assert_int_equal(strlen(f.item[0].key), TLP_FACT_KEY - 1);
	assert_int_equal(strlen(f.item[0].value), TLP_FACT_VALUE - 2);
	for (int i = 0; i < 2 * TLP_FACTS_MAX; i++) {
		snprintf(text, sizeof text, "k%d", i);
		tlp_fact_u64(&f, text, (uint64_t)i);
	}
	assert_int_equal(f.count, TLP_FACTS_MAX);
}

/* The first value stays, also where two keys differ only past the end of what is kept. */
static void no_key_is_there_twice(void **state)
{
	(void)state;
	static struct tlp_facts f;
	char longer[TLP_FACT_KEY + 2];
	memset(longer, 'x', sizeof longer);
	longer[sizeof longer - 1] = '\0';
	f.count = 0;
	tlp_fact(&f, "cpu.isolated", "1");
	tlp_fact(&f, "cpu.isolated", "2");
	tlp_fact(&f, longer, "1");
	longer[TLP_FACT_KEY] = 'y';
	tlp_fact(&f, longer, "2");
	assert_int_equal(f.count, 2);
	assert_string_equal(tlp_facts_get(&f, "cpu.isolated"), "1");
}

static void counter_is_among_the_facts(void **state)
{
	(void)state;
	static struct tlp_facts f;
	for (int k = 0; k < 2; k++) {
		f.count = 0;
		tlp_counter_facts(&f, &clocks[k]);
		assert_string_equal(tlp_facts_get(&f, "counter.name"), clocks[k].name);
		assert_true(strtoull(tlp_facts_get(&f, "counter.smallest_step_ticks"), NULL, 10) >=
			    clocks[k].effective_tick_ticks);
		assert_string_not_equal(tlp_facts_get(&f, "counter.cpu_change"), "unknown");
	}
	tlp_machine_facts(&f, "");
	tlp_counter_facts(&f, &clocks[0]);
	assert_true(f.count < TLP_FACTS_MAX);
}

static void lists_of_cpus_are_counted(void **state)
{
	(void)state;
	static const struct {
		const char *list;
		unsigned count;
	} cases[] = {{"0", 1}, {"0-3", 4}, {"0-3,8,10-11", 7}, {"0-1\n", 2}, {"", 0}, {"\n", 0},
	    {"a", 0}, {"3-1", 0}, {"0-", 0}, {"0,,1", 0}, {"1-2-3", 0}, {"-1", 0},
	    {"99999999999999999999", 0}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(tlp_cpu_list_count(cases[i].list), cases[i].count);
}

static void command_line_gives_only_what_is_asked(void **state)
{
	(void)state;
	static const char line[] =
	    "quiet isolcpus=2,3 nohz a=\"b c; idle=poll\" nohz_full= tsc=one tsc=two -- idle=halt";
	static const struct {
		const char *key, *value;
	} cases[] = {{"isolcpus", "2,3"}, {"nohz", "present"}, {"nohz_full", ""}, {"tsc", "two"},
	    {"idle", "absent"}, {"iso", "absent"}, {"quiet", "present"}};
	char value[64];
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		tlp_cmdline_value(value, sizeof value, line, cases[i].key);
		assert_string_equal(value, cases[i].value);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(clock_states_where_its_frequency_is_from),
	    cmocka_unit_test(reads_ascend_on_the_effective_tick),
	    cmocka_unit_test(tsc_is_safe_only_where_cpuid_says_so),
	    cmocka_unit_test(tsc_frequency_is_read_where_it_is_stated),
	    cmocka_unit_test(hypervisor_is_named_by_its_signature),
	    cmocka_unit_test(two_views_of_the_hypervisor_may_contradict),
	    cmocka_unit_test(the_kernels_trust_in_the_counter_is_read),
	    cmocka_unit_test(probes_are_found_by_name),
	    cmocka_unit_test(samples_are_stretches_of_one_time),
	    cmocka_unit_test(unfenced_samples_are_stretches_too),
	    cmocka_unit_test(nothing_is_faster_than_a_system_call),
	    cmocka_unit_test(live_facts_are_clean_and_complete),
	    cmocka_unit_test(facts_do_not_name_the_host),
	    cmocka_unit_test(environment_is_read_twice_alike),
	    cmocka_unit_test(values_are_cleaned),
	    cmocka_unit_test(values_and_tables_are_bounded),
	    cmocka_unit_test(no_key_is_there_twice),
	    cmocka_unit_test(counter_is_among_the_facts),
	    cmocka_unit_test(lists_of_cpus_are_counted),
	    cmocka_unit_test(command_line_gives_only_what_is_asked),
	};
	return cmocka_run_group_tests_name("platform", tests, open_clocks, NULL);
}
