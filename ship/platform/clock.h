/* SPDX-License-Identifier: MIT
 *
 * The tick counter of this machine. Everything here works without allocation and prints nothing.
 */
#ifndef TLP_CLOCK_H
#define TLP_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A count of ticks, in a type of its own so that ticks and nanoseconds cannot mix. */
struct tlp_ticks {
	uint64_t count;
};

enum tlp_clock_kind {
	TLP_CLOCK_COUNTER, /* the CPU's own: TSC, CNTVCT_EL0, mach_absolute_time */
	TLP_CLOCK_POSIX,   /* CLOCK_MONOTONIC_RAW in ns, where the CPU has no safe counter */
	TLP_CLOCK_SECOND,  /* another counter of the machine: CNTVCT_EL0 on Apple Silicon */
};

enum tlp_hz_source {
	TLP_HZ_HARDWARE,   /* the hardware or kernel states it (CPUID 0x15/0x40000010, CNTFRQ_EL0,
			      timebase) */
	TLP_HZ_CALIBRATED, /* measured against CLOCK_MONOTONIC_RAW */
	TLP_HZ_DEFINED,	   /* the unit is the nanosecond by definition */
};

/* How the two reads of a timed loop are ordered with the call between them. */
enum tlp_fence {
	TLP_FENCE_FULL, /* no part of the call is outside the reads */
	TLP_FENCE_NONE, /* as cheap as the counter can be read; the CPU may mix them */
};

struct tlp_clock {
	enum tlp_clock_kind kind;
	enum tlp_fence fence; /* for the probes' loops; full unless the caller changes it. System
				 calls for the time and mach_absolute_time have no cheaper form */
	const char *name;     /* "tsc", "cntvct_el0", "mach_absolute_time", "clock_monotonic_raw" */
	const char *why;      /* why this one: "invariant TSC", "no invariant TSC", ... */
	bool fallback;	      /* nobody asked for this one: the CPU's own cannot be timed with */
	bool cpu_in_read; /* the second read gives the CPU too (RDTSCP); else it is read apart */
	double hz;	  /* ticks per second; what durations are converted with */
	enum tlp_hz_source hz_source;
	double hz_calibrated;	       /* always measured, for comparison; nan if it failed */
	uint64_t effective_tick_ticks; /* GCD of the differences of many reads; at least 1 */
	/* The smallest difference of two reads in a row that is not 0; at least 1. A counter of
	 * 25.96 ticks a step has a GCD of 1 and a smallest step of 25. It cannot be smaller than a
	 * read takes, so where a read takes longer than a step, it says that. */
	uint64_t smallest_step_ticks;
};

/* Chooses the counter, finds its frequency and effective tick. Takes about 0.1 s. Returns 0, or -1
 * if not even CLOCK_MONOTONIC_RAW works. All strings are constants. */
int tlp_clock_open(struct tlp_clock *clock);

/* The same with the counter of that name: "auto" leaves the choice, "cpu" is the CPU's own, "raw"
 * is CLOCK_MONOTONIC_RAW, "tsc", "cntvct" and "mach" are what this machine may have. Never another
 * one in its place. Returns 0, or -1 with the reason, a constant, in *why. */
int tlp_clock_open_named(struct tlp_clock *clock, const char *name, const char **why);

/* Whether a counter of that name may be had on some machine of this kind, safe or not. */
bool tlp_clock_name_known(const char *name);

/* The name of the counter to compare with: "raw" beside the CPU's own; on Apple Silicon "cntvct".
 */
const char *tlp_clock_other(const struct tlp_clock *clock);

/* The same instant on the counter and on CLOCK_MONOTONIC_RAW, to half of width_ticks: the narrowest
 * of several tries. Takes a few microseconds. */
struct tlp_instant {
	uint64_t ticks, ns, width_ticks;
};
struct tlp_instant tlp_clock_instant(const struct tlp_clock *clock);

/* One read of the counter, ordered after everything before it in program order. */
struct tlp_ticks tlp_clock_read(const struct tlp_clock *clock);

/* "hardware", "calibrated", "defined". */
const char *tlp_hz_source_name(enum tlp_hz_source source);

#ifdef __cplusplus
}
#endif

#endif
