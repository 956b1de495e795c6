/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Linux facts of machines that the test host is not: see tests/fixtures/machines/README.md.
 */
#include "test.h"

#include "facts_private.h"
#include "machine.h"
#include "want.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LAPTOP "tests/fixtures/machines/intel-laptop"
#define GUEST "tests/fixtures/machines/arm-guest"

static struct tlp_facts facts;

static void laptop_is_told_in_full(void **state)
{
	(void)state;
	static const struct want want[] = {{"os.name", "Debian GNU/Linux"}, {"os.release", "12"},
	    {"kernel.name", "Linux"}, {"kernel.release", "6.1.0-18-amd64"},
	    {"kernel.version", "#1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 (2024-02-01)"},
	    {"cpu.model", "Intel(R) Core(TM) i7-8650U CPU @ 1.90GHz"},
	    {"cpu.vendor", "GenuineIntel"}, {"cpu.family", "6"}, {"cpu.model_number", "142"},
	    {"cpu.stepping", "10"}, {"cpu.microcode", "0xf4"}, {"cpu.flag.constant_tsc", "yes"},
	    {"cpu.flag.nonstop_tsc", "yes"}, {"cpu.flag.tsc_known_freq", "no"},
	    {"cpu.flag.hypervisor", "no"}, {"cpu.cores", "8"}, {"cpu.threads_per_core", "2"},
	    {"cpu.smt", "yes"}, {"cpu.driver", "intel_pstate"}, {"cpu.governor", "powersave"},
	    {"cpu.max_khz", "4200000"}, {"cpu.intel_no_turbo", "no"}, {"cache.l1_data", "32K"},
	    {"cache.l2", "256K"}, {"cache.l3", "8192K"}, {"hypervisor", "none"},
	    {"container", "none"}, {"clocksource.current", "hpet"},
	    {"clocksource.available", "tsc hpet acpi_pm"}, {"cpu.isolated", "2-3"},
	    {"cpu.nohz_full", "none"}, {"thp.enabled", "madvise"}, {"memory.total", "16283340 kB"},
	    {"cmdline.isolcpus", "2,3"}, {"cmdline.nohz_full", "2-3"}, {"cmdline.nohz", "absent"},
	    {"cmdline.mitigations", "off"}, {"cmdline.tsc", "reliable"},
	    {"cmdline.nosmt", "present"}, {"cmdline.clocksource", "absent"},
	    {"cmdline.idle", "absent"}, {"page_size", "unknown"}, {"vdso", "unknown"},
	    {"cpu.arch", "unknown"}, {"cpuidle.driver", "unknown"},
	    {"cpuidle.states", "POLL C1 C1E C6"}, {"vdso.hash", "unknown"},
	    {"clocksource.trust", "not used"}, {"hypervisor.kernel", "none"},
	    {"hypervisor.cpuid", "unknown"}, {"hypervisor.contradiction", "unknown"}};
	tlp_machine_facts(&facts, LAPTOP);
	CHECK(&facts, want);
	for (size_t i = 0; i < facts.count; i++)
		assert_null(strstr(facts.item[i].value, "secret"));
}

static void laptop_environment(void **state)
{
	(void)state;
	static const struct want want[] = {{"load.1min", "0.52"}, {"load.5min", "0.58"},
	    {"load.15min", "0.59"}, {"uptime_s", "3600.25"}, {"stat.user_ticks", "100"},
	    {"stat.idle_ticks", "4000"}, {"stat.steal_ticks", "0"}, {"stat.intr", "98765"},
	    {"stat.ctxt", "424242"}, {"stat.procs_running", "2"},
	    {"pressure.cpu.some_avg10", "1.25"}, {"pressure.cpu.total_us", "8523160"},
	    {"pressure.io.total_us", "unknown"}, {"cpu.freq_khz", "1799998"},
	    {"cpu.mhz", "1800.052"}, {"cpu.governor", "powersave"}, {"cpu.throttle_count", "17"},
	    {"thermal.zone0_millic", "48000"}, {"memory.available_kib", "9000000"},
	    {"clocksource.current", "hpet"}};
	tlp_environment_facts(&facts, LAPTOP);
	CHECK(&facts, want);
}

static void guest_has_no_model_name(void **state)
{
	(void)state;
	static const struct want want[] = {{"cpu.model", "implementer 0x41 part 0xd08"},
	    {"cpu.arch", "aarch64"}, {"cpu.flag.constant_tsc", "unknown"}, {"hypervisor", "kvm"},
	    {"container", "kubepods"}, {"os.name", "Some Linux"}, {"os.release", "unknown"},
	    {"cpu.cores", "1"}, {"cmdline.nohz", "unknown"}, {"clocksource.current", "unknown"}};
	tlp_machine_facts(&facts, GUEST);
	CHECK(&facts, want);
}

/* Of a tree that is not there nothing is known, and every key is still told. */
static void nothing_is_unknown_and_never_zero(void **state)
{
	(void)state;
	tlp_machine_facts(&facts, "/nonexistent");
	size_t all = facts.count;
	for (size_t i = 0; i < facts.count; i++)
		assert_string_equal(facts.item[i].value, "unknown");
	tlp_environment_facts(&facts, "/nonexistent");
	for (size_t i = 0; i < facts.count; i++)
		assert_string_equal(facts.item[i].value, "unknown");
	tlp_machine_facts(&facts, LAPTOP);
	assert_int_equal(facts.count, all);
}

static void identity_is_there_or_not(void **state)
{
	(void)state;
	char id[64] = "x", small[8];
	assert_int_equal(tlp_machine_identity(id, sizeof id, LAPTOP), 0);
	assert_string_equal(id, "0123456789abcdef0123456789abcdef");
	assert_int_equal(tlp_machine_identity(id, sizeof id, GUEST), -1);
	assert_string_equal(id, "");
	assert_int_equal(tlp_machine_identity(small, sizeof small, LAPTOP), 0);
	assert_string_equal(small, "0123456");
}

static char root[] = "/tmp/ticklab-machine-XXXXXX";

static int make_root(void **state)
{
	(void)state;
	char path[128];
	if (!mkdtemp(root))
		return -1;
	snprintf(path, sizeof path, "%s/proc", root);
	return mkdir(path, 0700);
}

static const char *in_root(const char *path)
{
	static char whole[128];
	snprintf(whole, sizeof whole, "%s%s", root, path);
	return whole;
}

static int remove_root(void **state)
{
	(void)state;
	unlink(in_root("/proc/cpuinfo"));
	unlink(in_root("/proc/cmdline"));
	unlink(in_root("/proc/loadavg"));
	rmdir(in_root("/proc"));
	return rmdir(root);
}

static void write_file(const char *path, const char *text, size_t n)
{
	FILE *f = fopen(in_root(path), "w");
	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

/* A file with escapes and NUL bytes, one without any line end, a folder and a FIFO. */
static void hostile_files_do_no_harm(void **state)
{
	(void)state;
	static const char model[] = "model name\t: a\0b\033[2J\nmodel\t: 1\n";
	static char endless[3 << 20];
	memset(endless, 'z', sizeof endless);
	write_file("/proc/cpuinfo", model, sizeof model - 1);
	write_file("/proc/cmdline", endless, sizeof endless);
	assert_int_equal(mkfifo(in_root("/proc/loadavg"), 0600), 0);
	tlp_machine_facts(&facts, root);
	assert_string_equal(tlp_facts_get(&facts, "cpu.model"), "a?b?[2J");
	assert_string_equal(tlp_facts_get(&facts, "cpu.model_number"), "1");
	assert_string_equal(tlp_facts_get(&facts, "cmdline.nohz"), "absent");
	tlp_environment_facts(&facts, root);
	assert_string_equal(tlp_facts_get(&facts, "load.1min"), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(laptop_is_told_in_full),
	    cmocka_unit_test(laptop_environment),
	    cmocka_unit_test(guest_has_no_model_name),
	    cmocka_unit_test(nothing_is_unknown_and_never_zero),
	    cmocka_unit_test(identity_is_there_or_not),
	    cmocka_unit_test_setup_teardown(hostile_files_do_no_harm, make_root, remove_root),
	};
	return cmocka_run_group_tests_name("machine_linux", tests, NULL, NULL);
}
