/* SPDX-License-Identifier: MIT
 *
 * Facts of a macOS host through sysctl. No fact is a file here, so a fixture root knows none.
 */
#include "facts.h"
#include "machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysctl.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>
#include <uuid/uuid.h>

struct source {
	const char *key, *name;
};

static bool live(const char *root)
{
	return root[0] == '\0';
}

static void text_fact(struct tlp_facts *f, const char *root, const struct source *s)
{
	char value[1024];
	size_t size = sizeof value - 1;
	value[0] = '\0';
	if (live(root) && sysctlbyname(s->name, value, &size, NULL, 0) == 0)
		value[size] = '\0';
	else
		value[0] = '\0';
	tlp_fact(f, s->key, value);
}

/* A sysctl integer of 4 or 8 bytes. */
static bool integer(const char *root, const char *name, uint64_t *out)
{
	unsigned char raw[8] = {0};
	size_t size = sizeof raw;
	uint32_t word;
	if (!live(root) || sysctlbyname(name, raw, &size, NULL, 0) != 0)
		return false;
	memcpy(&word, raw, sizeof word);
	*out = word;
	if (size == sizeof *out)
		memcpy(out, raw, sizeof *out);
	return size == sizeof word || size == sizeof *out;
}

static void integer_fact(struct tlp_facts *f, const char *root, const struct source *s)
{
	uint64_t value;
	if (integer(root, s->name, &value))
		tlp_fact_u64(f, s->key, value);
	else
		tlp_fact(f, s->key, NULL);
}

static void flag_fact(
    struct tlp_facts *f, const char *root, const struct source *s, const char *no, const char *yes)
{
	uint64_t value;
	bool known = integer(root, s->name, &value);
	tlp_fact(f, s->key, !known ? NULL : value ? yes : no);
}

static void arch_fact(struct tlp_facts *f, const char *root)
{
	struct utsname host;
	bool known = live(root) && uname(&host) == 0;
	tlp_fact(f, "cpu.arch", known ? host.machine : NULL);
}

/* Key names are Linux's where the meaning is the same. What macOS has no word for is unknown. */
void tlp_machine_facts(struct tlp_facts *facts, const char *root)
{
	static const struct source texts[] = {{"kernel.name", "kern.ostype"},
	    {"kernel.release", "kern.osrelease"}, {"kernel.version", "kern.version"},
	    {"os.release", "kern.osproductversion"}, {"os.build", "kern.osversion"},
	    {"cpu.model", "machdep.cpu.brand_string"}, {"cpu.vendor", "machdep.cpu.vendor"},
	    {"machine.model", "hw.model"}};
	static const struct source integers[] = {{"cpu.cores", "hw.activecpu"},
	    {"cpu.physical", "hw.physicalcpu"},
	    {"cpu.performance_cores", "hw.perflevel0.logicalcpu"},
	    {"cpu.efficiency_cores", "hw.perflevel1.logicalcpu"},
	    {"cpu.family", "machdep.cpu.family"}, {"cpu.model_number", "machdep.cpu.model"},
	    {"cpu.stepping", "machdep.cpu.stepping"}, {"cpu.subtype", "hw.cpufamily"},
	    {"cpu.tb_hz", "hw.tbfrequency"}, {"page_size", "hw.pagesize"},
	    {"memory.total_bytes", "hw.memsize"}, {"cache.line_bytes", "hw.cachelinesize"}};
	static const struct source hypervisor = {"hypervisor", "kern.hv_vmm_present"};
	static const struct source rosetta = {"cpu.translated", "sysctl.proc_translated"};
	facts->count = 0;
	tlp_fact(facts, "os.name", live(root) ? "macOS" : NULL);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		text_fact(facts, root, &texts[i]);
	for (size_t i = 0; i < sizeof integers / sizeof *integers; i++)
		integer_fact(facts, root, &integers[i]);
	arch_fact(facts, root);
	flag_fact(facts, root, &hypervisor, "none", "of unknown kind");
	flag_fact(facts, root, &rosetta, "no", "yes");
	tlp_fact(facts, "container", live(root) ? "none" : NULL);
	const char *clock = live(root) ? "mach_absolute_time" : NULL;
	tlp_fact(facts, "clocksource.current", clock);
	tlp_fact(facts, "clocksource.available", clock);
	tlp_fact(facts, "cpu.governor", NULL);
}

void tlp_environment_facts(struct tlp_facts *facts, const char *root)
{
	static const char *const loads[] = {"load.1min", "load.5min", "load.15min"};
	static const char *const absent[] = {"pressure.cpu.some_avg10", "pressure.cpu.total_us",
	    "stat.steal_ticks", "stat.ctxt", "cpu.governor"};
	static const struct source frequency = {"cpu.freq_hz", "hw.cpufrequency"};
	double load[3];
	int got = live(root) ? getloadavg(load, 3) : 0;
	facts->count = 0;
	for (int i = 0; i < 3; i++) {
		if (i < got)
			tlp_fact_double(facts, loads[i], load[i]);
		else
			tlp_fact(facts, loads[i], NULL);
	}
	integer_fact(facts, root, &frequency);
	tlp_fact(facts, "clocksource.current", live(root) ? "mach_absolute_time" : NULL);
	for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
		tlp_fact(facts, absent[i], NULL);
}

int tlp_machine_identity(char *out, size_t size, const char *root)
{
	uuid_t id;
	const struct timespec patience = {1, 0};
	if (size > 0)
		out[0] = '\0';
	if (!live(root) || size < 33 || gethostuuid(id, &patience) != 0)
		return -1;
	for (size_t i = 0; i < sizeof id; i++)
		snprintf(out + 2 * i, size - 2 * i, "%02x", id[i]);
	return 0;
}
