/* SPDX-License-Identifier: MIT
 *
 * Facts of a Linux host from /proc, /sys and a few files of the distribution. Paths: the kernel's
 * Documentation/ABI and proc(5).
 */
#include "cpuid_private.h"
#include "facts_private.h"
#include "machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/utsname.h>
#include <unistd.h>

#define CPU "/sys/devices/system/cpu/"
#define CLOCKSOURCE "/sys/devices/system/clocksource/clocksource0/"

struct source {
	const char *key, *path;
};

static bool is_live(const char *root)
{
	return root[0] == '\0';
}

/* Facts that are the first line of a file. */
static void from_files(
    struct tlp_facts *f, const char *root, const struct source *list, size_t count)
{
	char line[TLP_LINE];
	for (size_t i = 0; i < count; i++) {
		tlp_first_line(line, sizeof line, root, list[i].path);
		tlp_fact(f, list[i].key, line);
	}
}
#define FROM_FILES(f, root, list) from_files(f, root, list, sizeof(list) / sizeof *(list))

static void from_named(
    struct tlp_facts *f, const char *key, const char *root, const char *path, const char *name)
{
	char line[TLP_LINE];
	tlp_named_line(line, sizeof line, root, path, name);
	tlp_fact(f, key, line);
}

/* A file of 0 and 1. */
static void yes_or_no(struct tlp_facts *f, const char *key, const char *root, const char *path)
{
	char line[TLP_LINE];
	tlp_first_line(line, sizeof line, root, path);
	tlp_fact(f, key, strcmp(line, "1") == 0 ? "yes" : strcmp(line, "0") == 0 ? "no" : NULL);
}

/* The value of a shell-like file without its quotes: os-release(5). */
static void from_os_release(
    struct tlp_facts *f, const char *key, const char *root, const char *name)
{
	char line[TLP_LINE];
	if (!tlp_named_line(line, sizeof line, root, "/etc/os-release", name))
		tlp_named_line(line, sizeof line, root, "/usr/lib/os-release", name);
	size_t n = strlen(line);
	bool quoted = n >= 2 && (line[0] == '"' || line[0] == '\'') && line[n - 1] == line[0];
	line[quoted ? n - 1 : n] = '\0';
	tlp_fact(f, key, line + quoted);
}

/* /proc/sys/kernel is read first, so that a fixture tree can answer; `arch` is there since 6.1. */
static void kernel_facts(struct tlp_facts *f, const char *root)
{
	static const struct source files[] = {{"kernel.name", "/proc/sys/kernel/ostype"},
	    {"kernel.release", "/proc/sys/kernel/osrelease"},
	    {"kernel.version", "/proc/sys/kernel/version"}};
	FROM_FILES(f, root, files);
	struct utsname host;
	char line[TLP_LINE];
	if (!tlp_first_line(line, sizeof line, root, "/proc/sys/kernel/arch") && is_live(root) &&
	    uname(&host) == 0)
		snprintf(line, sizeof line, "%s", host.machine);
	tlp_fact(f, "cpu.arch", line);
}

/* x86 names its model; arm64 gives numbers only: implementer and part (MIDR_EL1). */
static void cpu_model(struct tlp_facts *f, const char *root)
{
	char name[TLP_LINE], maker[32], part[32];
	if (!tlp_named_line(name, sizeof name, root, "/proc/cpuinfo", "model name") &&
	    tlp_named_line(maker, sizeof maker, root, "/proc/cpuinfo", "CPU implementer") &&
	    tlp_named_line(part, sizeof part, root, "/proc/cpuinfo", "CPU part"))
		snprintf(name, sizeof name, "implementer %s part %s", maker, part);
	tlp_fact(f, "cpu.model", name);
}

/* Flags that decide whether the TSC can be used; unknown on a CPU that lists no `flags`. */
static void cpu_flags(struct tlp_facts *f, const char *root)
{
	static const char *const flags[] = {"constant_tsc", "nonstop_tsc", "tsc_known_freq",
	    "tsc_reliable", "rdtscp", "hypervisor", "aperfmperf"};
	char line[TLP_LINE], key[TLP_FACT_KEY];
	bool known = tlp_named_line(line, sizeof line, root, "/proc/cpuinfo", "flags");
	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
		snprintf(key, sizeof key, "cpu.flag.%s", flags[i]);
		tlp_fact(f, key, !known ? NULL : tlp_has_word(line, flags[i]) ? "yes" : "no");
	}
}

static void cpu_count(struct tlp_facts *f, const char *key, const char *root, const char *path)
{
	char line[TLP_LINE];
	tlp_first_line(line, sizeof line, root, path);
	unsigned count = tlp_cpu_list_count(line);
	if (count > 0)
		tlp_fact_u64(f, key, count);
	else
		tlp_fact(f, key, NULL);
}

/* Left out of cpuinfo by kernels without the driver's file and the other way round. */
static void microcode_fact(struct tlp_facts *f, const char *root)
{
	char line[TLP_LINE];
	if (!tlp_named_line(line, sizeof line, root, "/proc/cpuinfo", "microcode"))
		tlp_first_line(line, sizeof line, root, CPU "cpu0/microcode/version");
	tlp_fact(f, "cpu.microcode", line);
}

/* "POLL C1 C1E": how deep cpu0 may sleep, and so how long it takes to wake. */
static void idle_states(struct tlp_facts *f, const char *root)
{
	char path[TLP_PATH], name[32], list[TLP_FACT_VALUE] = "";
	size_t n = 0;
	for (int i = 0; i < 10; i++) {
		snprintf(path, sizeof path, CPU "cpu0/cpuidle/state%d/name", i);
		if (!tlp_first_line(name, sizeof name, root, path))
			break;
		int k = snprintf(list + n, sizeof list - n, "%s%s", i ? " " : "", name);
		if (k < 0 || (size_t)k >= sizeof list - n)
			break;
		n += (size_t)k;
	}
	tlp_fact(f, "cpuidle.states", list);
}

static void cpu_facts(struct tlp_facts *f, const char *root)
{
	cpu_model(f, root);
	from_named(f, "cpu.vendor", root, "/proc/cpuinfo", "vendor_id");
	from_named(f, "cpu.family", root, "/proc/cpuinfo", "cpu family");
	from_named(f, "cpu.model_number", root, "/proc/cpuinfo", "model");
	from_named(f, "cpu.stepping", root, "/proc/cpuinfo", "stepping");
	microcode_fact(f, root);
	cpu_flags(f, root);
	cpu_count(f, "cpu.cores", root, CPU "online");
	cpu_count(f, "cpu.threads_per_core", root, CPU "cpu0/topology/thread_siblings_list");
	yes_or_no(f, "cpu.smt", root, CPU "smt/active");
	static const struct source files[] = {{"cpu.online", CPU "online"},
	    {"cpu.possible", CPU "possible"}, {"numa.nodes", "/sys/devices/system/node/online"},
	    {"cpu.driver", CPU "cpu0/cpufreq/scaling_driver"},
	    {"cpu.governor", CPU "cpu0/cpufreq/scaling_governor"},
	    {"cpu.min_khz", CPU "cpu0/cpufreq/scaling_min_freq"},
	    {"cpu.max_khz", CPU "cpu0/cpufreq/scaling_max_freq"},
	    {"cpu.energy_preference", CPU "cpu0/cpufreq/energy_performance_preference"},
	    {"cpuidle.driver", CPU "cpuidle/current_driver"},
	    {"cpuidle.governor", CPU "cpuidle/current_governor_ro"}};
	FROM_FILES(f, root, files);
	idle_states(f, root);
	yes_or_no(f, "cpu.boost", root, CPU "cpufreq/boost");
	yes_or_no(f, "cpu.intel_no_turbo", root, CPU "intel_pstate/no_turbo");
}

/* "32K", at the level and type that cpu0's four cache folders state. */
static void cache_facts(struct tlp_facts *f, const char *root)
{
	static const char *const keys[] = {
	    "cache.l1_data", "cache.l1_instruction", "cache.l2", "cache.l3"};
	char sizes[4][32] = {"", "", "", ""};
	for (int i = 0; i < 4; i++) {
		char path[TLP_PATH], level[8], type[16];
		snprintf(path, sizeof path, CPU "cpu0/cache/index%d/level", i);
		tlp_first_line(level, sizeof level, root, path);
		snprintf(path, sizeof path, CPU "cpu0/cache/index%d/type", i);
		tlp_first_line(type, sizeof type, root, path);
		int slot = level[0] == '1' ? (type[0] == 'I' ? 1 : 0) : level[0] - '0';
		snprintf(path, sizeof path, CPU "cpu0/cache/index%d/size", i);
		if (slot >= 0 && slot < 4 && level[0] != '\0')
			tlp_first_line(sizes[slot], sizeof sizes[slot], root, path);
	}
	for (int i = 0; i < 4; i++)
		tlp_fact(f, keys[i], sizes[i]);
}

/* Virtual machines say so through firmware where CPUID is not asked: vendor or product. */
static const char *hypervisor_by_firmware(const char *root)
{
	static const struct {
		const char *text, *name;
	} known[] = {{"KVM", "kvm"}, {"QEMU", "qemu"}, {"VMware", "vmware"}, {"Xen", "xen"},
	    {"innotek", "virtualbox"}, {"VirtualBox", "virtualbox"}, {"Parallels", "parallels"},
	    {"BHYVE", "bhyve"}, {"Amazon EC2", "kvm"}, {"Google Compute Engine", "kvm"},
	    {"Apple Virtualization", "apple"}};
	static const char *const paths[] = {"/sys/class/dmi/id/product_name",
	    "/sys/class/dmi/id/sys_vendor", "/proc/device-tree/hypervisor/compatible"};
	char line[TLP_LINE];
	for (size_t p = 0; p < sizeof paths / sizeof *paths; p++) {
		tlp_first_line(line, sizeof line, root, paths[p]);
		for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
			if (strcasestr(line, known[i].text))
				return known[i].name;
		}
	}
	return NULL;
}

/* All that CPUID names: "hyper-v kvm" is KVM that answers as Hyper-V too. */
static void hypervisor_by_cpuid(struct tlp_facts *f, const char *root)
{
	char list[TLP_FACT_VALUE] = "", text[13];
	size_t n = 0;
	tlp_cpuid_fn *cpuid = is_live(root) ? tlp_cpuid_here() : NULL;
	for (unsigned i = 0; cpuid && i < TLP_CPUID_PLACES; i++)
		if (tlp_cpuid_hypervisor(cpuid, i, text) && n < sizeof list)
			n += (size_t)snprintf(list + n, sizeof list - n, "%s%s", n ? " " : "",
			    tlp_hypervisor_name(text));
	tlp_fact(f, "hypervisor.cpuid", n ? list : cpuid ? "none" : NULL);
}

/* A kernel that knows its hypervisor offers that one's clock, or says its type in /sys. */
static void hypervisor_by_kernel(struct tlp_facts *f, const char *root)
{
	static const struct {
		const char *clock, *name;
	} known[] = {{"kvm-clock", "kvm"}, {"hyperv_clocksource_tsc_page", "hyper-v"},
	    {"hyperv_clocksource_msr", "hyper-v"}, {"xen", "xen"}};
	char line[TLP_LINE];
	const char *name = NULL;
	if (tlp_first_line(line, sizeof line, root, CLOCKSOURCE "available_clocksource")) {
		name = "none";
		for (size_t i = 0; i < sizeof known / sizeof *known; i++)
			if (tlp_has_word(line, known[i].clock))
				name = known[i].name;
	}
	if (tlp_first_line(line, sizeof line, root, "/sys/hypervisor/type"))
		name = line;
	tlp_fact(f, "hypervisor.kernel", name);
}

static void hypervisor_views(struct tlp_facts *f, const char *root)
{
	char text[TLP_FACT_VALUE];
	hypervisor_by_cpuid(f, root);
	hypervisor_by_kernel(f, root);
	tlp_hypervisor_contradiction(text, sizeof text, tlp_facts_get(f, "hypervisor.cpuid"),
	    tlp_facts_get(f, "hypervisor.kernel"));
	tlp_fact(f, "hypervisor.contradiction", text);
}

/* "none" only where the CPU itself would say otherwise: x86 has a flag for it, others do not. */
static void hypervisor_fact(struct tlp_facts *f, const char *root)
{
	char text[TLP_LINE] = "";
	if (is_live(root) && tlp_cpuid_here())
		tlp_cpuid_hypervisor(tlp_cpuid_here(), 0, text);
	const char *name = text[0] ? tlp_hypervisor_name(text) : NULL;
	if (!name && tlp_first_line(text, sizeof text, root, "/sys/hypervisor/type"))
		name = text;
	if (!name)
		name = hypervisor_by_firmware(root);
	const char *flag = tlp_facts_get(f, "cpu.flag.hypervisor");
	if (!name && strcmp(flag, "yes") == 0)
		name = "of unknown kind";
	else if (!name && strcmp(flag, "no") == 0)
		name = "none";
	tlp_fact(f, "hypervisor", name);
}

/* Control groups of version 1 name the runtime in their path. */
static const char *container_by_cgroup(const char *root)
{
	static const char *const kinds[] = {"docker", "kubepods", "libpod", "lxc", "containerd"};
	char line[TLP_LINE];
	const char *found = NULL;
	struct tlp_lines lines;
	tlp_lines_open(&lines, root, "/proc/1/cgroup");
	bool read = lines.file >= 0;
	while (tlp_lines_next(&lines, line, sizeof line)) {
		for (size_t i = 0; i < sizeof kinds / sizeof *kinds && !found; i++) {
			if (strstr(line, kinds[i]))
				found = kinds[i];
		}
	}
	tlp_lines_close(&lines);
	return found ? found : read ? "none" : NULL;
}

/* The marks that runtimes leave, as systemd-detect-virt(1) looks for them. */
static void container_fact(struct tlp_facts *f, const char *root)
{
	char kind[TLP_LINE];
	const char *name = NULL;
	if (tlp_first_line(kind, sizeof kind, root, "/run/systemd/container"))
		name = kind;
	else if (tlp_exists(root, "/run/.containerenv"))
		name = "podman";
	else if (tlp_exists(root, "/.dockerenv"))
		name = "docker";
	else if (tlp_exists(root, "/proc/vz") && !tlp_exists(root, "/proc/bc"))
		name = "openvz";
	else if (strcasestr(tlp_facts_get(f, "kernel.release"), "microsoft"))
		name = "wsl";
	tlp_fact(f, "container", name ? name : container_by_cgroup(root));
}

/* A list of CPUs that may well be empty; a kernel without the option prints "(null)". */
static void list_fact(struct tlp_facts *f, const char *key, const char *root, const char *path)
{
	char line[TLP_LINE];
	tlp_first_line(line, sizeof line, root, path);
	bool none = strstr(line, "(null)") || (line[0] == '\0' && tlp_exists(root, path));
	tlp_fact(f, key, none ? "none" : line);
}

/* The choice in "always [madvise] never"; the whole line where nothing is bracketed. */
static void chosen_fact(struct tlp_facts *f, const char *key, const char *root, const char *path)
{
	char line[TLP_LINE];
	tlp_first_line(line, sizeof line, root, path);
	char *open = strchr(line, '['), *close = open ? strchr(open, ']') : NULL;
	if (close)
		*close = '\0';
	tlp_fact(f, key, close ? open + 1 : line);
}

/* An allow-list: a command line can hold names and secrets of the place. */
static void cmdline_facts(struct tlp_facts *f, const char *root)
{
	static const char *const keys[] = {"isolcpus", "nohz", "nohz_full", "rcu_nocbs",
	    "mitigations", "idle", "tsc", "clocksource", "nosmt", "preempt", "threadirqs",
	    "processor.max_cstate", "intel_idle.max_cstate", "transparent_hugepage"};
	char line[TLP_LINE], key[TLP_FACT_KEY], value[TLP_FACT_VALUE];
	bool known = tlp_first_line(line, sizeof line, root, "/proc/cmdline");
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		snprintf(key, sizeof key, "cmdline.%s", keys[i]);
		tlp_cmdline_value(value, sizeof value, line, keys[i]);
		tlp_fact(f, key, known ? value : NULL);
	}
}

static void settings_facts(struct tlp_facts *f, const char *root)
{
	static const struct source files[] = {
	    {"clocksource.current", CLOCKSOURCE "current_clocksource"},
	    {"clocksource.available", CLOCKSOURCE "available_clocksource"},
	    {"sched.rt_runtime_us", "/proc/sys/kernel/sched_rt_runtime_us"},
	    {"kernel.nmi_watchdog", "/proc/sys/kernel/nmi_watchdog"},
	    {"kernel.timer_migration", "/proc/sys/kernel/timer_migration"},
	    {"kernel.aslr", "/proc/sys/kernel/randomize_va_space"},
	    {"vulnerability.meltdown", CPU "vulnerabilities/meltdown"},
	    {"vulnerability.spectre_v2", CPU "vulnerabilities/spectre_v2"}};
	FROM_FILES(f, root, files);
	list_fact(f, "cpu.isolated", root, CPU "isolated");
	list_fact(f, "cpu.nohz_full", root, CPU "nohz_full");
	yes_or_no(f, "kernel.realtime", root, "/sys/kernel/realtime");
	chosen_fact(f, "thp.enabled", root, "/sys/kernel/mm/transparent_hugepage/enabled");
	from_named(f, "memory.total", root, "/proc/meminfo", "MemTotal");
}

/* Of the code that gettimeofday() runs in, to distinguish kernels whose versions are alike: FNV-1a
 * (Fowler, Noll and Vo), 64 bits, over the mapping [vdso]. Not meant against forgery. */
static void vdso_hash(struct tlp_facts *f, const char *root)
{
	char line[256], text[24] = "", *end;
	struct tlp_lines lines;
	tlp_lines_open(&lines, is_live(root) ? "" : "/nonexistent", "/proc/self/maps");
	while (text[0] == '\0' && tlp_lines_next(&lines, line, sizeof line)) {
		if (!strstr(line, " [vdso]"))
			continue;
		const unsigned char *at =
		    (const unsigned char *)(uintptr_t)strtoull(line, &end, 16);
		uintptr_t to = (uintptr_t)strtoull(end + (*end == '-'), NULL, 16);
		uint64_t hash = UINT64_C(14695981039346656037);
		for (; (uintptr_t)at < to; at++)
			hash = (hash ^ *at) * UINT64_C(1099511628211);
		snprintf(text, sizeof text, "%016llx", (unsigned long long)hash);
	}
	tlp_lines_close(&lines);
	tlp_fact(f, "vdso.hash", text);
}

/* What no file holds. */
static void page_facts(struct tlp_facts *f, const char *root)
{
	long page = is_live(root) ? sysconf(_SC_PAGESIZE) : -1;
	if (page > 0)
		tlp_fact_u64(f, "page_size", (uint64_t)page);
	else
		tlp_fact(f, "page_size", NULL);
	const char *vdso = getauxval(AT_SYSINFO_EHDR) ? "present" : "absent";
	tlp_fact(f, "vdso", is_live(root) ? vdso : NULL);
	vdso_hash(f, root);
}

void tlp_machine_facts(struct tlp_facts *facts, const char *root)
{
	facts->count = 0;
	from_os_release(facts, "os.name", root, "NAME");
	from_os_release(facts, "os.release", root, "VERSION_ID");
	kernel_facts(facts, root);
	cpu_facts(facts, root);
	cache_facts(facts, root);
	hypervisor_fact(facts, root);
	hypervisor_views(facts, root);
	container_fact(facts, root);
	settings_facts(facts, root);
	cmdline_facts(facts, root);
	tlp_fact(facts, "clocksource.trust",
	    tlp_counter_trust(tlp_facts_get(facts, "clocksource.current"),
		tlp_facts_get(facts, "clocksource.available"),
		tlp_facts_get(facts, "cmdline.tsc")));
	page_facts(facts, root);
}

/* Facts that are one word of a line. */
struct word_source {
	const char *key, *path, *line; /* line NULL: the first one */
	unsigned word;
};

static void from_word(struct tlp_facts *f, const char *root, const struct word_source *s)
{
	char line[TLP_LINE], word[64];
	if (s->line)
		tlp_named_line(line, sizeof line, root, s->path, s->line);
	else
		tlp_first_line(line, sizeof line, root, s->path);
	tlp_word(word, sizeof word, line, s->word);
	tlp_fact(f, s->key, word);
}

/* Pressure lines: "some avg10=0.70 avg60=0.49 avg300=0.44 total=8523160". */
static void pressure_facts(struct tlp_facts *f, const char *root)
{
	static const struct {
		const char *key, *path, *field;
	} list[] = {{"pressure.cpu.some_avg10", "/proc/pressure/cpu", "avg10="},
	    {"pressure.cpu.some_avg60", "/proc/pressure/cpu", "avg60="},
	    {"pressure.cpu.total_us", "/proc/pressure/cpu", "total="},
	    {"pressure.memory.total_us", "/proc/pressure/memory", "total="},
	    {"pressure.io.total_us", "/proc/pressure/io", "total="}};
	char line[TLP_LINE], value[64];
	for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
		tlp_named_line(line, sizeof line, root, list[i].path, "some");
		const char *field = strstr(line, list[i].field);
		value[0] = '\0';
		if (field)
			tlp_word(value, sizeof value, field + strlen(list[i].field), 0);
		tlp_fact(f, list[i].key, value);
	}
}

/* Fields of the `cpu` line of /proc/stat, in ticks of USER_HZ: user nice system idle iowait irq
 * softirq steal. */
void tlp_environment_facts(struct tlp_facts *facts, const char *root)
{
	static const struct word_source words[] = {{"load.1min", "/proc/loadavg", NULL, 0},
	    {"load.5min", "/proc/loadavg", NULL, 1}, {"load.15min", "/proc/loadavg", NULL, 2},
	    {"load.tasks", "/proc/loadavg", NULL, 3}, {"uptime_s", "/proc/uptime", NULL, 0},
	    {"stat.user_ticks", "/proc/stat", "cpu", 0},
	    {"stat.nice_ticks", "/proc/stat", "cpu", 1},
	    {"stat.system_ticks", "/proc/stat", "cpu", 2},
	    {"stat.idle_ticks", "/proc/stat", "cpu", 3},
	    {"stat.iowait_ticks", "/proc/stat", "cpu", 4},
	    {"stat.irq_ticks", "/proc/stat", "cpu", 5},
	    {"stat.softirq_ticks", "/proc/stat", "cpu", 6},
	    {"stat.steal_ticks", "/proc/stat", "cpu", 7}, {"stat.intr", "/proc/stat", "intr", 0},
	    {"stat.ctxt", "/proc/stat", "ctxt", 0},
	    {"stat.procs_running", "/proc/stat", "procs_running", 0},
	    {"memory.available_kib", "/proc/meminfo", "MemAvailable", 0},
	    {"self.voluntary_ctxt", "/proc/self/status", "voluntary_ctxt_switches", 0},
	    {"self.nonvoluntary_ctxt", "/proc/self/status", "nonvoluntary_ctxt_switches", 0},
	    {"self.run_ns", "/proc/self/schedstat", NULL, 0},
	    {"self.wait_ns", "/proc/self/schedstat", NULL, 1},
	    {"cpu.mhz", "/proc/cpuinfo", "cpu MHz", 0},
	    {"cpu.throttle_count", CPU "cpu0/thermal_throttle/core_throttle_count", NULL, 0},
	    {"cpu.freq_khz", CPU "cpu0/cpufreq/scaling_cur_freq", NULL, 0},
	    {"cpu.governor", CPU "cpu0/cpufreq/scaling_governor", NULL, 0},
	    {"clocksource.current", CLOCKSOURCE "current_clocksource", NULL, 0},
	    {"thermal.zone0_millic", "/sys/class/thermal/thermal_zone0/temp", NULL, 0}};
	facts->count = 0;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		from_word(facts, root, &words[i]);
	pressure_facts(facts, root);
	tlp_process_facts(facts, root);
}

int tlp_machine_identity(char *out, size_t size, const char *root)
{
	/* A container made by hand has neither id: then what distinguishes this boot from others is
	 * used.
	 */
	static const char *const paths[] = {
	    "/etc/machine-id", "/var/lib/dbus/machine-id", "/proc/sys/kernel/random/boot_id"};
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		/* machine-id(5): an image not yet booted says "uninitialized". */
		if (tlp_first_line(out, size, root, paths[i]) && strcmp(out, "uninitialized") != 0)
			return 0;
	}
	if (size > 0)
		out[0] = '\0';
	return -1;
}
