/* SPDX-License-Identifier: MIT
 *
 * What is made of macOS's answers, private to this room. The answers are arguments, so that the
 * rules are tested on any system against those of Macs that are not at hand; the files *_darwin.c
 * hold the calls alone.
 */
#ifndef TLP_MAC_H
#define TLP_MAC_H

#include "counter_type_private.h"
#include "machine.h"

#include <stddef.h>
#include <stdint.h>

/* As sysctlbyname(3) that sets nothing: 0, and *size bytes in value; else nothing is known. */
typedef int tlp_sysctl_fn(const char *name, void *value, size_t *size);

struct tlp_mac {
	tlp_sysctl_fn *sysctl; /* NULL: no Mac at hand, every fact is unknown */
	const char *arch;      /* uname(3)'s machine: "arm64"; NULL: unknown */
	double load[3];
	int loads;	       /* how many of them getloadavg(3) gave; may be -1 */
	int qos;	       /* qos_class_self(3) of the thread that samples; -1: unknown */
	uint32_t numer, denom; /* mach_timebase_info(); 0: unknown */
	uint64_t register_hz;  /* CNTFRQ_EL0; 0: cannot be read */
	long sdk;	       /* __MAC_OS_X_VERSION_MAX_ALLOWED of the build; 0: unknown */
};

/* tlp_machine_facts() and tlp_environment_facts() of that Mac. */
void tlp_mac_machine_facts(struct tlp_facts *facts, const struct tlp_mac *mac);
void tlp_mac_environment_facts(struct tlp_facts *facts, const struct tlp_mac *mac);

/* Fills numer, denom, register_hz and sdk; on macOS alone. */
void tlp_mac_ask_counter(struct tlp_mac *mac);

/* The counter mach_absolute_time(), whose tick is numer/denom ns; `failed` is what
 * mach_timebase_info() returned. */
void tlp_mac_counter(struct tlp_counter *counter, int failed, uint32_t numer, uint32_t denom);

#endif
