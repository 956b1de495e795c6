/* SPDX-License-Identifier: MIT */
#include "clock.h"

#include "counter.h"

#include <math.h>
#include <stddef.h>

enum {
	CALIBRATE_MS = 80,
	BRACKETS = 32,	   /* the narrowest of so many is kept at each end */
	GRID_READS = 20000 /* reads whose differences give the effective tick */
};

/* A stated frequency further than this from the measured one is not believed. The measurement is
 * good to some 10 ppm; crystals and rounded nameplates (CPUID 0x16 in MHz) lie within 500. */
static const double hz_tolerance = 1e-3;

struct tlp_ticks tlp_clock_read(const struct tlp_clock *clock)
{
	uint64_t count = clock->kind == TLP_CLOCK_COUNTER ? tlp_counter_end() : tlp_posix_read();
	return (struct tlp_ticks){count};
}

const char *tlp_hz_source_name(enum tlp_hz_source source)
{
	switch (source) {
	case TLP_HZ_HARDWARE:
		return "hardware";
	case TLP_HZ_CALIBRATED:
		return "calibrated";
	case TLP_HZ_DEFINED:
		return "defined";
	}
	return "unknown";
}

/* The same instant on both clocks. */
struct instant {
	uint64_t ticks, ns;
};

/* Brackets a read of the POSIX clock by two of the counter; the narrowest bracket was disturbed
 * least, and its middle is the best guess. */
static struct instant same_instant(const struct tlp_clock *clock)
{
	struct instant best = {0};
	uint64_t narrowest = UINT64_MAX;
	for (int i = 0; i < BRACKETS; i++) {
		uint64_t before = tlp_clock_read(clock).count;
		uint64_t ns = tlp_posix_read();
		uint64_t width = tlp_clock_read(clock).count - before;
		if (width < narrowest) {
			narrowest = width;
			best = (struct instant){before + width / 2, ns};
		}
	}
	return best;
}

/* Sleeps between two instants; an interrupted sleep only makes the span shorter. */
static double calibrated_hz(const struct tlp_clock *clock)
{
	struct timespec nap = {0, CALIBRATE_MS * 1000000L};
	struct instant a = same_instant(clock);
	while (nanosleep(&nap, &nap) != 0 && nap.tv_nsec > 0)
		;
	struct instant b = same_instant(clock);
	double ticks = (double)(int64_t)(b.ticks - a.ticks), ns = (double)(int64_t)(b.ns - a.ns);
	return ns > 0 && ticks > 0 ? ticks / ns * 1e9 : (double)NAN;
}

static uint64_t gcd(uint64_t a, uint64_t b)
{
	while (b != 0) {
		uint64_t rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

static void find_grid(struct tlp_clock *clock)
{
	uint64_t last = tlp_clock_read(clock).count, grid = 0, smallest = UINT64_MAX;
	for (int i = 0; i < GRID_READS; i++) {
		uint64_t now = tlp_clock_read(clock).count, step = now - last;
		grid = gcd(step, grid);
		smallest = step > 0 && step < smallest ? step : smallest;
		last = now;
	}
	clock->effective_tick_ticks = grid > 0 ? grid : 1;
	clock->smallest_step_ticks = smallest < UINT64_MAX ? smallest : 1;
}

static int open_posix(struct tlp_clock *clock, const char *why)
{
	struct timespec t;
	if (clock_gettime(CLOCK_MONOTONIC_RAW, &t) != 0)
		return -1;
	*clock = (struct tlp_clock){.kind = TLP_CLOCK_POSIX,
	    .name = "clock_monotonic_raw",
	    .why = why,
	    .hz = 1e9,
	    .hz_source = TLP_HZ_DEFINED};
	clock->hz_calibrated = calibrated_hz(clock);
	find_grid(clock);
	return 0;
}

/* The frequency that is stated, if measurement bears it out; else the measured one. */
static int settle_hz(struct tlp_clock *clock, double stated)
{
	double measured = clock->hz_calibrated;
	int off = fabs(stated - measured) > hz_tolerance * measured;
	if (stated > 0 && !off) { /* also where nothing could be measured: off is 0 for nan */
		clock->hz = stated;
		clock->hz_source = TLP_HZ_HARDWARE;
		return 0;
	}
	clock->hz = measured;
	clock->hz_source = TLP_HZ_CALIBRATED;
	return measured > 0 ? 0 : -1;
}

int tlp_clock_open(struct tlp_clock *clock)
{
	struct timespec t;
	if (clock_gettime(CLOCK_MONOTONIC_RAW, &t) != 0)
		return -1;
	struct tlp_counter counter;
	tlp_counter_find(&counter);
	if (!counter.safe)
		return open_posix(clock, counter.why);
	*clock =
	    (struct tlp_clock){.kind = TLP_CLOCK_COUNTER, .name = counter.name, .why = counter.why};
	clock->hz_calibrated = calibrated_hz(clock);
	if (settle_hz(clock, counter.hz) != 0)
		return open_posix(clock, "the counter does not advance");
	find_grid(clock);
	return 0;
}

int tlp_clock_open_posix(struct tlp_clock *clock)
{
	return open_posix(clock, "asked for");
}
