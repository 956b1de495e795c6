/* SPDX-License-Identifier: MIT
 *
 * macOS's facts from sysctl by name. Integers come in 4 or 8 bytes depending on the name and the
 * version, so the size that was answered decides. A name that is not there is an unknown fact,
 * never a default.
 */
#include "mac_private.h"

#include "facts_private.h"

#include <stdio.h>
#include <string.h>

struct source {
	const char *key, *name;
};

static bool ask_sysctl(const struct tlp_mac *mac, const char *name, void *value, size_t *size)
{
	return mac->sysctl && mac->sysctl(name, value, size) == 0;
}

static void text_fact(struct tlp_facts *f, const struct tlp_mac *mac, const struct source *s)
{
	char value[1024] = "";
	size_t size = sizeof value - 1; /* a text that fills it all comes without its end */
	tlp_fact(f, s->key, ask_sysctl(mac, s->name, value, &size) ? value : NULL);
}

/* A sysctl integer of 4 or 8 bytes. */
static bool ask_integer(const struct tlp_mac *mac, const char *name, uint64_t *out)
{
	unsigned char raw[8];
	size_t size = sizeof raw;
	uint32_t word;
	if (!ask_sysctl(mac, name, raw, &size))
		return false;
	if (size == sizeof *out)
		memcpy(out, raw, sizeof *out);
	if (size == sizeof word) {
		memcpy(&word, raw, sizeof word);
		*out = word;
	}
	return size == sizeof word || size == sizeof *out;
}

static void integer_fact(struct tlp_facts *f, const struct tlp_mac *mac, const struct source *s)
{
	uint64_t value;
	if (ask_integer(mac, s->name, &value))
		tlp_fact_u64(f, s->key, value);
	else
		tlp_fact(f, s->key, NULL);
}

static void flag_fact(struct tlp_facts *f, const struct tlp_mac *mac, const struct source *s,
    const char *no, const char *yes)
{
	uint64_t value;
	tlp_fact(f, s->key, !ask_integer(mac, s->name, &value) ? NULL : value ? yes : no);
}

/* 101400 is 10.14, 150200 is 15.2: from 11 on two digits each (AvailabilityVersions.h). Newer chips
 * show CNTVCT_EL0 and CNTFRQ_EL0 at another rate to programs of a newer SDK. */
static void build_facts(struct tlp_facts *f, const struct tlp_mac *mac)
{
	char text[48] = "";
	if (mac->sdk > 0)
		snprintf(text, sizeof text, "%ld.%ld", mac->sdk / 10000, mac->sdk / 100 % 100);
	tlp_fact(f, "build.sdk", text);
	text[0] = '\0';
	if (mac->numer && mac->denom)
		snprintf(text, sizeof text, "%lu/%lu", (unsigned long)mac->numer,
		    (unsigned long)mac->denom);
	tlp_fact(f, "counter.timebase", text);
	if (mac->register_hz)
		tlp_fact_u64(f, "counter.cntfrq_hz", mac->register_hz);
	else
		tlp_fact(f, "counter.cntfrq_hz", NULL);
}

/* Key names are Linux's where the meaning is the same. What macOS has no word for is unknown;
 * machdep.cpu.family to stepping are Intel's, perflevel and tbfrequency Apple Silicon's. */
void tlp_mac_machine_facts(struct tlp_facts *facts, const struct tlp_mac *mac)
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
	    {"cpu.stepping", "machdep.cpu.stepping"}, {"cpu.family_id", "hw.cpufamily"},
	    {"cpu.subtype", "hw.cpusubtype"}, {"cpu.tb_hz", "hw.tbfrequency"},
	    {"page_size", "hw.pagesize"}, {"memory.total_bytes", "hw.memsize"},
	    {"cache.line_bytes", "hw.cachelinesize"}};
	static const struct source hypervisor = {"hypervisor", "kern.hv_vmm_present"};
	static const struct source rosetta = {"cpu.translated", "sysctl.proc_translated"};
	const char *clock = mac->sysctl ? "mach_absolute_time" : NULL;
	facts->count = 0;
	tlp_fact(facts, "os.name", mac->sysctl ? "macOS" : NULL);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		text_fact(facts, mac, &texts[i]);
	for (size_t i = 0; i < sizeof integers / sizeof *integers; i++)
		integer_fact(facts, mac, &integers[i]);
	tlp_fact(facts, "cpu.arch", mac->arch);
	flag_fact(facts, mac, &hypervisor, "none", "of unknown kind");
	flag_fact(facts, mac, &rosetta, "no", "yes");
	tlp_fact(facts, "container", mac->sysctl ? "none" : NULL);
	tlp_fact(facts, "clocksource.current", clock);
	tlp_fact(facts, "clocksource.available", clock);
	tlp_fact(facts, "cpu.governor", NULL);
	build_facts(facts, mac);
}

/* The classes of <sys/qos.h>. On Apple Silicon they decide on which kind of core a thread runs:
 * of the background class on efficiency cores alone. */
static const char *qos_name(int qos)
{
	static const struct {
		int qos;
		const char *name;
	} names[] = {{0x21, "user-interactive"}, {0x19, "user-initiated"}, {0x15, "default"},
	    {0x11, "utility"}, {0x09, "background"}, {0x00, "unspecified"}};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (names[i].qos == qos)
			return names[i].name;
	return NULL;
}

void tlp_mac_environment_facts(struct tlp_facts *facts, const struct tlp_mac *mac)
{
	static const char *const loads[] = {"load.1min", "load.5min", "load.15min"};
	static const char *const absent[] = {"pressure.cpu.some_avg10", "pressure.cpu.total_us",
	    "stat.steal_ticks", "stat.ctxt", "cpu.governor"};
	static const struct source frequency = {"cpu.freq_hz", "hw.cpufrequency"};
	facts->count = 0;
	for (int i = 0; i < 3; i++) {
		if (i < mac->loads)
			tlp_fact_double(facts, loads[i], mac->load[i]);
		else
			tlp_fact(facts, loads[i], NULL);
	}
	integer_fact(facts, mac, &frequency);
	tlp_fact(facts, "thread.qos", qos_name(mac->qos));
	tlp_fact(facts, "clocksource.current", mac->sysctl ? "mach_absolute_time" : NULL);
	for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
		tlp_fact(facts, absent[i], NULL);
}

/* 125/3 ns on Apple Silicon (24 MHz), 1/1 on Intel and under Rosetta. */
void tlp_mac_counter(struct tlp_counter *counter, int failed, uint32_t numer, uint32_t denom)
{
	*counter = (struct tlp_counter){.name = "mach_absolute_time"};
	if (failed || numer == 0 || denom == 0) {
		counter->why = "mach_timebase_info failed";
		return;
	}
	counter->safe = true;
	counter->why = "the system's own counter";
	counter->hz = 1e9 * denom / numer;
}
