/* SPDX-License-Identifier: MIT
 *
 * Whether the TSC can be trusted and how fast it ticks, from CPUID alone. A leaf above the highest
 * one is answered with another leaf's data, so each is asked for by range; the frequency is the
 * hypervisor's where there is one that states it, else crystal times ratio, else the base
 * frequency, as Linux takes them (arch/x86/kernel/tsc.c).
 */
#include "cpuid_private.h"

#include <string.h>

/* The leaf, or zeros where the highest leaf of its range (basic 0, extended 0x80000000, hypervisor
 * 0x40000000) says that it is not there: CPUs answer unknown leaves with another leaf's data. */
static struct tlp_cpuid leaf_or_zero(tlp_cpuid_fn *cpuid, uint32_t leaf)
{
	struct tlp_cpuid r = {0};
	uint32_t range = leaf & UINT32_C(0xf0000000);
	cpuid(range, &r);
	if (r.eax < leaf || (r.eax & UINT32_C(0xf0000000)) != range)
		return (struct tlp_cpuid){0};
	cpuid(leaf, &r);
	return r;
}

static bool has_hypervisor(tlp_cpuid_fn *cpuid)
{
	return leaf_or_zero(cpuid, 1).ecx >> 31 & 1;
}

bool tlp_cpuid_tsc_safe(tlp_cpuid_fn *cpuid, const char **why)
{
	struct tlp_cpuid highest;
	cpuid(UINT32_C(0x80000000), &highest);
	if (highest.eax < UINT32_C(0x80000007) || highest.eax >> 28 != 8) {
		*why = "CPUID does not report whether the TSC is invariant (no leaf 0x80000007)";
		return false;
	}
	if (!(leaf_or_zero(cpuid, UINT32_C(0x80000007)).edx >> 8 & 1)) {
		*why = "no invariant TSC (CPUID 0x80000007 EDX bit 8 is 0)";
		return false;
	}
	*why = "invariant TSC";
	return true;
}

bool tlp_cpuid_rdtscp(tlp_cpuid_fn *cpuid)
{
	return leaf_or_zero(cpuid, UINT32_C(0x80000001)).edx >> 27 & 1;
}

/* Leaf 0x15: crystal in ECX times EBX/EAX. Where the crystal is left out, 0x16 gives the base
 * frequency in MHz, which is the TSC's on those CPUs (Linux native_calibrate_tsc does the same). */
static double core_hz(tlp_cpuid_fn *cpuid)
{
	struct tlp_cpuid ratio = leaf_or_zero(cpuid, 0x15);
	if (ratio.eax == 0 || ratio.ebx == 0)
		return 0;
	if (ratio.ecx != 0)
		return (double)ratio.ecx * ratio.ebx / ratio.eax;
	return (leaf_or_zero(cpuid, 0x16).eax & 0xffff) * 1e6;
}

/* Leaf 0x40000010, kHz in EAX: VMware's, taken over by KVM, QEMU and others. */
double tlp_cpuid_tsc_hz(tlp_cpuid_fn *cpuid)
{
	double hz = 0;
	if (has_hypervisor(cpuid))
		hz = leaf_or_zero(cpuid, UINT32_C(0x40000010)).eax * 1e3;
	return hz > 0 ? hz : core_hz(cpuid);
}

/* A CPU answers a leaf past its highest one with another leaf's data: a place is one only if the
 * highest leaf that it states lies in its own range (as Linux hypervisor_cpuid_base() looks). */
bool tlp_cpuid_hypervisor(tlp_cpuid_fn *cpuid, unsigned index, char out[13])
{
	uint32_t base = UINT32_C(0x40000000) + 0x100 * index;
	struct tlp_cpuid r;
	memset(out, 0, 13);
	if (index >= TLP_CPUID_PLACES || !has_hypervisor(cpuid))
		return false;
	cpuid(base, &r);
	if (index > 0 && (r.eax < base || r.eax > base + 0xff))
		return false;
	memcpy(out, &r.ebx, 4);
	memcpy(out + 4, &r.ecx, 4);
	memcpy(out + 8, &r.edx, 4);
	return out[0] != '\0';
}
