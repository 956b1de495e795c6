/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Parts of the room platform by themselves: options of the control probes, lines and words of which
 * facts are made, CPUID's places, and what a process is asked.
 */
#include "test.h"

#include "control_private.h"
#include "cpuid_private.h"
#include "facts_private.h"
#include "probe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- options of the control probes ---------------------------------------------------------- */

static void options_change_what_they_name(void **state)
{
	(void)state;
	char why[128] = "";
	struct tlp_control_options o = {.duty = 0.5, .period_s = 1, .random = false, .seed = 9};
	assert_int_equal(tlp_control_parse(&o, "", why, sizeof why), 0);
	assert_int_equal(tlp_control_parse(
			     &o, "duty=0.25,period=20us,random,seed=5,mode=stale", why, sizeof why),
	    0);
	assert_near(o.duty, 0.25, 0);
	assert_near(o.period_s, 20e-6, 1e-15);
	assert_true(o.random);
	assert_int_equal(o.seed, 5);
	assert_int_equal(o.mode, TLP_CONTROL_STALE);
	assert_int_equal(tlp_control_parse(&o, "fixed,mode=invalid", why, sizeof why), 0);
	assert_false(o.random);
	assert_int_equal(o.mode, TLP_CONTROL_INVALID);
	assert_near(o.duty, 0.25, 0);
	assert_int_equal(tlp_control_parse(&o, "mode=update", why, sizeof why), 0);
	assert_int_equal(o.mode, TLP_CONTROL_UPDATE);
	static const struct {
		const char *text;
		double s;
	} period[] = {{"period=100ns", 1e-7}, {"period=10s", 10}, {"period=0.5ms", 5e-4},
	    {"period=1us", 1e-6}};
	for (size_t i = 0; i < sizeof period / sizeof *period; i++) {
		assert_int_equal(tlp_control_parse(&o, period[i].text, why, sizeof why), 0);
		assert_near(o.period_s, period[i].s, 1e-15);
	}
	assert_int_equal(tlp_control_parse(&o, "duty=0.95", why, sizeof why), 0);
	assert_near(o.duty, 0.95, 0);
	assert_int_equal(tlp_control_parse(&o, "duty=0,", why, sizeof why), 0);
	assert_near(o.duty, 0, 0);
	assert_int_equal(tlp_control_parse(&o, "seed=18446744073709551615", why, sizeof why), 0);
	assert_true(o.seed == UINT64_MAX);
}

static void a_fault_of_options_is_quoted(void **state)
{
	(void)state;
	static const char
	    duty[] = "duty is a share from 0 to 0.95, not '",
	    period[] = "period is a time from 100ns to 10s, not '",
	    seed[] = "seed is a whole number below 2^64, not '",
	    mode[] = "mode is update, invalid or stale, not '",
	    options[] = "options are duty=0.3 period=2us fixed random seed=1 mode=update, not '";
	static const struct {
		const char *text, *says, *quoted;
	} want[] = {{"duty=0.96", duty, "duty=0.96"}, {"duty=-0.1", duty, "duty=-0.1"},
	    {"duty=0.3x,fixed", duty, "duty=0.3x"}, {"duty=nan", duty, "duty=nan"},
	    {"duty=", options, "duty="}, {"period=99ns", period, "period=99ns"},
	    {"period=10.1s", period, "period=10.1s"}, {"period=5", period, "period=5"},
	    {"period=us", period, "period=us"}, {"period=2usx", period, "period=2usx"},
	    {"period=2m", period, "period=2m"},
	    {"fixed,seed=18446744073709551616", seed, "seed=18446744073709551616"},
	    {"seed=-1", seed, "seed=-1"}, {"seed=1.5", seed, "seed=1.5"},
	    {"seed= 1", seed, "seed= 1"}, {"mode=stal", mode, "stal"},
	    {"mode=staler", mode, "staler"}, {",fixed", options, ""}, {"rando", options, "rando"},
	    {"randomly", options, "randomly"}, {"xduty=1", options, "xduty=1"},
	    {"mode=1234567890123456789012345678901234567890", mode,
		"1234567890123456789012345678901234567890"},
	    {"mode=12345678901234567890123456789012345678901", mode,
		"1234567890123456789012345678901234567890"}};
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		char why[160] = "", whole[160];
		struct tlp_control_options o = {.duty = 0.5};
		assert_int_equal(tlp_control_parse(&o, want[i].text, why, sizeof why), -1);
		snprintf(whole, sizeof whole, "%s%s'", want[i].says, want[i].quoted);
		assert_string_equal(why, whole);
	}
}

static int begun, ended;

static void note_begin(const struct tlp_clock *clock)
{
	(void)clock;
	__atomic_fetch_add(&begun, 1, __ATOMIC_RELAXED);
}

static void note_end(const struct tlp_clock *clock)
{
	(void)clock;
	__atomic_fetch_add(&ended, 1, __ATOMIC_RELAXED);
}

/* Whatever the thread did when it was stopped, each begin has its end. */
static void a_page_is_written_until_it_is_stopped(void **state)
{
	(void)state;
	const struct tlp_control made = {.options = {.duty = 0.5, .period_s = 1e-5},
	    .one_mode = true,
	    .begin = note_begin,
	    .end = note_end};
	struct tlp_control control = {.state = 0};
	struct tlp_clock clock;
	const char *reason;
	char why[160];
	assert_int_equal(tlp_clock_open_named(&clock, "raw", &reason), 0);
	assert_int_equal(
	    tlp_control_start(&control, &made, NULL, "mode=stale", why, sizeof why), -1);
	assert_string_equal(why, "mode is an option of the probe commpage only");
	assert_int_equal(
	    tlp_control_start(&control, &made, NULL, "mode=update", why, sizeof why), 0);
	assert_int_equal(tlp_control_start(&control, &made, NULL, "x", why, sizeof why), -1);
	tlp_control_stop(&control); /* it does not run */
	assert_int_equal(begun + ended, 0);
	for (int round = 0; round < 2; round++) {
		begun = ended = 0;
		if (tlp_control_start(&control, &made, &clock, round ? "random,seed=0" : "", why,
			sizeof why) != 0)
			skip_because(why);
		assert_true(begun >= 1);
		while (__atomic_load_n(&ended, __ATOMIC_RELAXED) < 20)
			usleep(1000);
		tlp_control_stop(&control);
		assert_int_equal(begun, ended);
		int now = begun;
		usleep(2000);
		assert_int_equal(begun, now);
		tlp_control_stop(&control);
	}
}

/* ---- probes and their options --------------------------------------------------------------- */

static void a_probe_takes_options_or_says_that_it_takes_none(void **state)
{
	(void)state;
	char why[160];
	const char *names[3];
	const struct tlp_probe *null = tlp_probe_find("null");
	assert_int_equal(tlp_probe_start(null, NULL, "null", why, sizeof why), 0);
	assert_int_equal(tlp_probe_start(null, NULL, "null:", why, sizeof why), -1);
	assert_string_equal(why, "no options follow the ':'");
	assert_int_equal(tlp_probe_start(null, NULL, "null:x", why, sizeof why), -1);
	assert_string_equal(why, "the probe null takes no options");
	tlp_probe_stop(null);
	assert_ptr_equal(tlp_probe_find("null:x"), null);
	assert_null(tlp_probe_find("nul"));
	assert_null(tlp_probe_find("nullx"));
	assert_int_equal(tlp_probe_names(names, 2), 2);
	assert_string_equal(names[0], "gettimeofday");
	assert_string_equal(names[1], "null");
	assert_int_equal(tlp_probe_names(names, 0), 0);
	const char *all[64];
	assert_int_equal(tlp_probe_names(all, 64), 24);
	assert_string_equal(all[23], "repeat-16");
}

/* ---- files ---------------------------------------------------------------------------------- */

static char root[] = "/tmp/ticklab-parts-XXXXXX";

static int make_root(void **state)
{
	(void)state;
	char path[64];
	if (!mkdtemp(root))
		return -1;
	snprintf(path, sizeof path, "%s/etc", root);
	return mkdir(path, 0700);
}

static const char *in_root(const char *name)
{
	static char path[64];
	snprintf(path, sizeof path, "%s%s", root, name);
	return path;
}

static int remove_root(void **state)
{
	(void)state;
	unlink(in_root("/f"));
	unlink(in_root("/etc/ld.so.preload"));
	rmdir(in_root("/etc"));
	return rmdir(root);
}

static void put_file(const char *name, const char *text, size_t n)
{
	FILE *f = fopen(in_root(name), "w");
	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, n, f), n);
	fclose(f);
}

static void put_text(const char *text)
{
	put_file("/f", text, strlen(text));
}

static void lines_are_cut_to_their_room(void **state)
{
	(void)state;
	char line[6];
	struct tlp_lines l;
	put_file("/f", "12345\n123456\n\na\0b\nend", 21);
	tlp_lines_open(&l, root, "/f");
	static const char *const want[] = {"12345", "12345", "", "a?b", "end"};
	for (size_t i = 0; i < 5; i++) {
		assert_true(tlp_lines_next(&l, line, sizeof line));
		assert_string_equal(line, want[i]);
	}
	line[0] = 'x';
	assert_false(tlp_lines_next(&l, line, sizeof line));
	assert_string_equal(line, "");
	assert_false(tlp_lines_next(&l, line, sizeof line));
	tlp_lines_close(&l);
	assert_int_equal(l.file, -1);
	tlp_lines_close(&l);
	assert_false(tlp_first_line(line, sizeof line, root, "/none"));
	put_text("\nsecond\n");
	assert_false(tlp_first_line(line, sizeof line, root, "/f"));
	assert_true(tlp_exists(root, "/f"));
	assert_false(tlp_exists(root, "/none"));
	char long_path[TLP_PATH + 1];
	memset(long_path, '/', sizeof long_path); /* the root's name, and "/f" after many slashes */
	long_path[TLP_PATH - strlen(root) - 1] = '\0';
	memcpy(long_path + TLP_PATH - strlen(root) - 2, "f", 2);
	put_text("there\n");
	assert_true(tlp_exists(root, long_path));
	char text[8];
	assert_true(tlp_first_line(text, sizeof text, root, long_path));
	memcpy(long_path + TLP_PATH - strlen(root) - 2, "/f", 3);
	assert_false(tlp_exists(root, long_path));
	assert_false(tlp_first_line(text, sizeof text, root, long_path));
}

/* A file of /proc may be endless: of a longer one the first MiB counts. */
static void of_a_file_the_first_mib_is_read(void **state)
{
	(void)state;
	enum { MIB = 1 << 20, BLOCK = 2048 };
	static char text[MIB + 16];
	char value[16];
	memset(text, '\n', sizeof text);
	memcpy(text + MIB - 8, "\nkey: v\n", 8);
	put_file("/f", text, sizeof text);
	assert_true(tlp_named_line(value, sizeof value, root, "/f", "key"));
	assert_string_equal(value, "v");
	memset(text, '\n', sizeof text);
	memcpy(text + MIB, "key: v\n", 7);
	put_file("/f", text, sizeof text);
	assert_false(tlp_named_line(value, sizeof value, root, "/f", "key"));
	assert_string_equal(value, "");
}

static void a_line_is_found_by_its_name(void **state)
{
	(void)state;
	static const struct {
		const char *name, *value;
	} want[] = {{"model", "7"}, {"model name", "x: y"}, {"NAME", "\"N\""}, {"cpu", "1 2"},
	    {"cpu0", "3"}, {"some", "avg=1"}, {"empty", ""}, {"tab", "z"}, {"late", ""},
	    {"mod", ""}};
	char value[16];
	put_text("model name\t: x: y\nmodel\t:7\nNAME=\"N\"\ncpu0 3\ncpu  1 2\nsome avg=1\nempty:\n"
		 "tab=\t z\nlater: 1\n");
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		assert_int_equal(tlp_named_line(value, sizeof value, root, "/f", want[i].name),
		    want[i].value[0] != '\0');
		assert_string_equal(value, want[i].value);
	}
}

static void words_are_split_at_blanks(void **state)
{
	(void)state;
	static const char text[] = " \ta  bc\td\n";
	static const char *const want[] = {"a", "bc", "d", "", ""};
	char word[8];
	for (unsigned i = 0; i < 5; i++) {
		assert_int_equal(tlp_word(word, sizeof word, text, i), want[i][0] != '\0');
		assert_string_equal(word, want[i]);
	}
	assert_true(tlp_has_word("tsc hpet", "tsc") && tlp_has_word("hpet tsc", "tsc") &&
		    tlp_has_word("a tsc b", "tsc") && tlp_has_word("tsc", "tsc") &&
		    tlp_has_word("tsc-early xtsc tsc", "tsc"));
	assert_false(tlp_has_word("tsc-early", "tsc") || tlp_has_word("xtsc", "tsc") ||
		     tlp_has_word("", "tsc") || tlp_has_word("tsctsc", "tsc"));
	assert_int_equal(tlp_cpu_list_count("999999"), 1);
	assert_int_equal(tlp_cpu_list_count("1000000"), 0);
	assert_int_equal(tlp_cpu_list_count("3-3"), 1);
	assert_int_equal(tlp_cpu_list_count("0-999999"), 1000000);
	assert_int_equal(tlp_cpu_list_count("1;2"), 0);
	assert_int_equal(tlp_cpu_list_count("12,345-346"), 3);
}

static void command_lines_are_read_as_the_kernel_does(void **state)
{
	(void)state;
	static const struct {
		const char *line, *value;
	} want[] = {{"tsc", "present"}, {"tsc=", ""}, {"tsc=a", "a"}, {"tsc=\"a b\" c", "\"a b\""},
	    {"x tsc=a\ttsc=b", "b"}, {"tscs=a", "absent"}, {"ts=a", "absent"},
	    {"-- tsc=a", "absent"}, {"--x tsc=a", "a"}, {"x=\"y tsc=a", "absent"},
	    {"x\ntsc=a", "absent"}, {"", "absent"}, {"  tsc=a", "a"}, {"tsc-x", "absent"}};
	char value[16];
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		tlp_cmdline_value(value, sizeof value, want[i].line, "tsc");
		if (strcmp(value, want[i].value) != 0)
			fail_msg("'%s': '%s'", want[i].line, value);
	}
}

static void numbers_become_facts(void **state)
{
	(void)state;
	static struct tlp_facts f;
	f.count = 0;
	tlp_fact_u64(&f, "u", UINT64_MAX);
	tlp_fact_double(&f, "d", 0.1234567);
	tlp_fact_double(&f, "e", -1.5e300);
	assert_string_equal(tlp_facts_get(&f, "u"), "18446744073709551615");
	assert_string_equal(tlp_facts_get(&f, "d"), "0.123457");
	assert_string_equal(tlp_facts_get(&f, "e"), "-1.5e+300");
	assert_int_equal(f.count, 3);
}

static void what_is_preloaded_is_named_without_its_path(void **state)
{
	(void)state;
	static struct tlp_facts f;
	static const struct {
		const char *text, *names;
	} want[] = {{"", "unknown"}, {"/home/x/a.so\n", "a.so"},
	    {" a.so:/y/b.so\tc.so\n\n/d.so", "a.so b.so c.so d.so"}};
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		put_file("/etc/ld.so.preload", want[i].text, strlen(want[i].text));
		f.count = 0;
		tlp_process_facts(&f, root);
		assert_string_equal(tlp_facts_get(&f, "process.preload"), want[i].names);
		assert_string_equal(tlp_facts_get(&f, "process.gettimeofday"), "unknown");
	}
	f.count = 0;
	tlp_process_facts(&f, "");
	assert_string_not_equal(tlp_facts_get(&f, "process.gettimeofday"), "unknown");
	assert_string_not_equal(tlp_facts_get(&f, "process.clock_gettime"), "unknown");
	assert_null(strchr(tlp_facts_get(&f, "process.gettimeofday"), '/'));
}

/* ---- CPUID ---------------------------------------------------------------------------------- */

static struct answer {
	uint32_t leaf;
	struct tlp_cpuid r;
} answers[12];

static void give_answer(uint32_t leaf, struct tlp_cpuid *out)
{
	*out = (struct tlp_cpuid){0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff};
	for (size_t i = 0; i < 12; i++)
		if (answers[i].leaf == leaf && (leaf != 0 || i == 0)) {
			*out = answers[i].r;
			return;
		}
}

static void a_leaf_counts_up_to_the_highest(void **state)
{
	(void)state;
	const char *why;
	static const struct {
		uint32_t highest, edx;
		bool safe;
	} extended[] = {{0x80000007, 1 << 8, true}, {0x80000006, 1 << 8, false},
	    {0x80000008, 1 << 8, true}, {0x80000007, 1 << 7, false}, {0x80000007, 1 << 9, false},
	    {0x90000007, 1 << 8, false}, {0x8fffffff, 1 << 8, true}, {0x70000000, 1 << 8, false}};
	memset(answers, 0, sizeof answers);
	for (size_t i = 0; i < sizeof extended / sizeof *extended; i++) {
		answers[1] = (struct answer){0x80000000, {extended[i].highest, 0, 0, 0}};
		answers[2] = (struct answer){0x80000007, {0, 0, 0, extended[i].edx}};
		assert_int_equal(tlp_cpuid_tsc_safe(give_answer, &why), extended[i].safe);
	}
	static const struct {
		uint32_t highest, edx;
		bool there;
	} rdtscp[] = {{0x80000001, 1 << 27, true}, {0x80000000, 1 << 27, false},
	    {0x80000001, 1 << 26, false}, {0x80000001, 1 << 28, false}};
	for (size_t i = 0; i < sizeof rdtscp / sizeof *rdtscp; i++) {
		answers[1] = (struct answer){0x80000000, {rdtscp[i].highest, 0, 0, 0}};
		answers[2] = (struct answer){0x80000001, {0, 0, 0, rdtscp[i].edx}};
		assert_int_equal(tlp_cpuid_rdtscp(give_answer), rdtscp[i].there);
	}
}

static void a_frequency_is_crystal_times_ratio(void **state)
{
	(void)state;
	static const struct {
		uint32_t highest, eax, ebx, ecx, mhz;
		double hz;
	} want[] = {{0x15, 2, 146, 38400000, 0, 2803200000.0}, {0x15, 3, 10, 25000000, 0, 25e7 / 3},
	    {0x14, 2, 146, 38400000, 0, 0}, {0x16, 0, 146, 38400000, 2000, 0},
	    {0x16, 2, 0, 38400000, 2000, 0}, {0x16, 2, 146, 0, 2000, 2e9},
	    {0x16, 2, 146, 0, 0x10000 + 2000, 2e9}, {0x15, 2, 146, 0, 2000, 0},
	    {0x16, 1, 1, 1, 2000, 1}};
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		memset(answers, 0, sizeof answers);
		answers[0] = (struct answer){0, {want[i].highest, 0, 0, 0}};
		answers[1] = (struct answer){1, {0, 0, 0x7fffffff, 0}};
		answers[2] = (struct answer){0x15, {want[i].eax, want[i].ebx, want[i].ecx, 0}};
		answers[3] = (struct answer){0x16, {want[i].mhz, 0, 0, 0}};
		answers[4] = (struct answer){0x40000000, {0x40000010, 0, 0, 0}};
		answers[5] = (struct answer){0x40000010, {1234, 0, 0, 0}};
		assert_near(tlp_cpuid_tsc_hz(give_answer), want[i].hz, 1e-15);
		answers[1].r.ecx = 1u << 31; /* under a hypervisor its leaf goes first */
		assert_near(tlp_cpuid_tsc_hz(give_answer), 1234e3, 0);
		answers[5].r.eax = 0;
		assert_near(tlp_cpuid_tsc_hz(give_answer), want[i].hz, 1e-15);
	}
}

static void a_hypervisor_lies_within_its_range(void **state)
{
	(void)state;
	static const struct {
		uint32_t highest;
		bool there;
	} place[] = {
	    {0x40000200, true}, {0x400002ff, true}, {0x400001ff, false}, {0x40000300, false}};
	char text[13];
	for (size_t i = 0; i < sizeof place / sizeof *place; i++) {
		memset(answers, 0, sizeof answers);
		answers[0] = (struct answer){0, {1, 0, 0, 0}};
		answers[1] = (struct answer){1, {0, 0, 1u << 31, 0}};
		answers[2] = (struct answer){
		    0x40000200, {place[i].highest, 0x64636261, 0x68676665, 0x6c6b6a69}};
		assert_int_equal(tlp_cpuid_hypervisor(give_answer, 2, text), place[i].there);
		assert_string_equal(text, place[i].there ? "abcdefghijkl" : "");
	}
	/* The first place is believed whatever highest leaf it states, if it has a name. */
	answers[2] = (struct answer){0x40000000, {0, 0x64636261, 0, 0}};
	assert_true(tlp_cpuid_hypervisor(give_answer, 0, text));
	assert_string_equal(text, "abcd");
	answers[2].r.ebx = 0;
	assert_false(tlp_cpuid_hypervisor(give_answer, 0, text));
	assert_false(tlp_cpuid_hypervisor(give_answer, TLP_CPUID_PLACES, text));
	answers[0].r.eax = 0; /* no leaf 1 */
	answers[2].r.ebx = 0x64636261;
	assert_false(tlp_cpuid_hypervisor(give_answer, 0, text));
}

static void signatures_have_names(void **state)
{
	(void)state;
	static const char *const want[][2] = {{"KVMKVMKVM", "kvm"}, {"Linux KVM Hv", "kvm"},
	    {"TCGTCGTCGTCG", "qemu"}, {"VMwareVMware", "vmware"}, {"Microsoft Hv", "hyper-v"},
	    {"XenVMMXenVMM", "xen"}, {"bhyve bhyve ", "bhyve"}, {"VirtualApple", "apple"},
	    {"OpenBSDVMM58", "openbsd-vmm"}, {"other", "other"}};
	for (size_t i = 0; i < sizeof want / sizeof *want; i++)
		assert_string_equal(tlp_hypervisor_name(want[i][0]), want[i][1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(options_change_what_they_name),
	    cmocka_unit_test(a_fault_of_options_is_quoted),
	    cmocka_unit_test(a_page_is_written_until_it_is_stopped),
	    cmocka_unit_test(a_probe_takes_options_or_says_that_it_takes_none),
	    cmocka_unit_test(lines_are_cut_to_their_room),
	    cmocka_unit_test(of_a_file_the_first_mib_is_read),
	    cmocka_unit_test(a_line_is_found_by_its_name),
	    cmocka_unit_test(words_are_split_at_blanks),
	    cmocka_unit_test(command_lines_are_read_as_the_kernel_does),
	    cmocka_unit_test(numbers_become_facts),
	    cmocka_unit_test(what_is_preloaded_is_named_without_its_path),
	    cmocka_unit_test(a_leaf_counts_up_to_the_highest),
	    cmocka_unit_test(a_frequency_is_crystal_times_ratio),
	    cmocka_unit_test(a_hypervisor_lies_within_its_range),
	    cmocka_unit_test(signatures_have_names),
	};
	return cmocka_run_group_tests(tests, make_root, remove_root);
}
