/* SPDX-License-Identifier: MIT
 *
 * The tick counter of this machine. Everything here works without allocation and prints nothing.
 */
#ifndef TLP_CLOCK_H
#define TLP_CLOCK_H

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
};

enum tlp_hz_source {
	TLP_HZ_HARDWARE,   /* the hardware or kernel states it (CPUID 0x15/0x40000010, CNTFRQ_EL0,
			      timebase) */
	TLP_HZ_CALIBRATED, /* measured against CLOCK_MONOTONIC_RAW */
	TLP_HZ_DEFINED,	   /* the unit is the nanosecond by definition */
};

/* How the two reads of a timed loop are ordered with the call between them. */
enum tlp_fence {
	TLP_FENCE_FULL, /* nothing of the call lies outside of the reads */
	TLP_FENCE_NONE, /* as cheap as the counter can be read; the CPU may mix them */
};

struct tlp_clock {
	enum tlp_clock_kind kind;
	enum tlp_fence fence; /* for the probes' loops; full unless the caller changes it. System
				 calls for the time and mach_absolute_time have no cheaper form */
	const char *name;     /* "tsc", "cntvct_el0", "mach_absolute_time", "clock_monotonic_raw" */
	const char *why;      /* why this one: "invariant TSC", "no invariant TSC", ... */
	double hz;	      /* ticks per second; what durations are converted with */
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

/* The same with CLOCK_MONOTONIC_RAW, whatever counter the CPU has. */
int tlp_clock_open_posix(struct tlp_clock *clock);

/* One read of the counter, ordered after everything before it in program order. */
struct tlp_ticks tlp_clock_read(const struct tlp_clock *clock);

/* "hardware", "calibrated", "defined". */
const char *tlp_hz_source_name(enum tlp_hz_source source);

#ifdef __cplusplus
}
#endif

#endif
