/* SPDX-License-Identifier: MIT
 *
 * What a run must say about its host, as key and value. What cannot be read is "unknown", never 0
 * and never left out. No hostname, no machine-id, no user name is among the facts.
 */
#ifndef TLP_MACHINE_H
#define TLP_MACHINE_H

#include "clock.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { TLP_FACT_KEY = 48, TLP_FACT_VALUE = 208, TLP_FACTS_MAX = 128 };

struct tlp_fact {
	char key[TLP_FACT_KEY]; /* dotted: "cpu.model", "kernel.release", "clocksource.current" */
	char value[TLP_FACT_VALUE]; /* text; printable ASCII or UTF-8, no newline */
};

struct tlp_facts {
	struct tlp_fact item[TLP_FACTS_MAX];
	size_t count;
};

/* What does not change while the machine runs. `root` is prepended to every path that is read
 * ("" on the live machine), so that fixture trees test what this host lacks; facts that are not
 * files (CPUID, uname) are read only where root is "". Keys at least: cpu.model cpu.cores
 * cpu.arch os.name os.release kernel.release kernel.version hypervisor container
 * clocksource.current clocksource.available cpu.governor page_size. On Linux also
 * hypervisor.cpuid (names of CPUID's signatures), hypervisor.kernel (whose clock the kernel has),
 * hypervisor.contradiction ("none", or both), clocksource.trust: "used" where the kernel's clock is
 * the CPU's own counter, else "not used", "not offered" or "marked unstable". */
void tlp_machine_facts(struct tlp_facts *facts, const char *root);

/* Appends what was found out of the counter: counter.name counter.why
 * counter.smallest_step_ticks counter.cpu_change (where a change of CPU is seen by, or "not seen").
 */
void tlp_counter_facts(struct tlp_facts *facts, const struct tlp_clock *clock);

/* What does: load.1min load.5min pressure.cpu.some_avg10 pressure.cpu.total_us cpu.freq_khz
 * clocksource.current stat.steal_ticks stat.ctxt ... Read before and after a run. Of this process:
 * process.preload (the file names of libraries that are loaded before libc, or "none"),
 * process.gettimeofday and process.clock_gettime (the name of the object that provides the call,
 * "linux-vdso.so.1" or "libc.so.6" where nothing is put in between). */
void tlp_environment_facts(struct tlp_facts *facts, const char *root);

/* The value of a key, or "unknown". */
const char *tlp_facts_get(const struct tlp_facts *facts, const char *key);

/* Text that distinguishes this host from others and stays the same over reboots (machine-id; where
 * there is none, the id of this boot, which does not outlive it): only ever to be hashed with a
 * salt, never stored. Writes a string of at most size-1 characters; returns 0, or -1 and an empty
 * string where the system has none. */
int tlp_machine_identity(char *out, size_t size, const char *root);

#ifdef __cplusplus
}
#endif

#endif
