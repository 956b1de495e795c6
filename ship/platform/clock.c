/* SPDX-License-Identifier: MIT
 *
 * Choosing a counter. A rule, not a measurement, says which: the CPU's own where the hardware
 * promises one rate on all cores, else CLOCK_MONOTONIC_RAW. Its frequency is what the hardware
 * states if a calibration of 80 ms against CLOCK_MONOTONIC_RAW bears that out, else the calibrated
 * one. Each end of the calibration is the narrowest of 32 brackets (counter, clock, counter), since
 * an interrupt can only widen one. The effective tick is the greatest common divisor of the
 * differences of 20,000 reads: exact for a counter that advances in whole steps, 1 where a step is
 * no whole number of units. About 0.1 s.
 */
#include "clock.h"

#include "clock_world_private.h"
#include "counter_private.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

enum {
	CALIBRATE_MS = 80,
	BRACKETS = 32,	   /* the narrowest of so many is kept at each end */
	GRID_READS = 20000 /* reads whose differences give the effective tick */
};

/* A stated frequency further than this from the measured one is not believed. The measurement is
 * good to some 10 ppm; crystals and rounded nameplates (CPUID 0x16 in MHz) lie within 500. */
static const double hz_tolerance = 1e-3;

/* ---- this machine -------------------------------------------------------------------------- */

static uint64_t counter_read(enum tlp_clock_kind kind)
{
	switch (kind) {
	case TLP_CLOCK_COUNTER:
		return tlp_counter_end();
	case TLP_CLOCK_POSIX:
		return tlp_posix_read();
	case TLP_CLOCK_SECOND:
#ifdef TLP_COUNTER_SECOND
		return tlp_second_start();
#else
		break;
#endif
	}
	return 0;
}

struct tlp_ticks tlp_clock_read(const struct tlp_clock *clock)
{
	return (struct tlp_ticks){counter_read(clock->kind)};
}

static void posix_find(struct tlp_counter *counter)
{
	struct timespec t;
	*counter = (struct tlp_counter){.safe = clock_gettime(CLOCK_MONOTONIC_RAW, &t) == 0,
	    .name = "clock_monotonic_raw",
	    .why = "CLOCK_MONOTONIC_RAW cannot be read",
	    .hz = 1e9};
}

static void here_find(void *context, enum tlp_clock_kind kind, struct tlp_counter *counter)
{
	(void)context;
	*counter = (struct tlp_counter){.why = "this machine has no such counter"};
	if (kind == TLP_CLOCK_COUNTER)
		tlp_counter_find(counter);
	else if (kind == TLP_CLOCK_POSIX)
		posix_find(counter);
#ifdef TLP_COUNTER_SECOND
	else
		tlp_second_find(counter);
#endif
}

static uint64_t here_read(void *context, enum tlp_clock_kind kind)
{
	(void)context;
	return counter_read(kind);
}

/* An interrupted sleep only makes the span shorter. */
static void here_nap(void *context, uint64_t ns)
{
	struct timespec t = {(time_t)(ns / 1000000000), (long)(ns % 1000000000)};
	(void)context;
	while (nanosleep(&t, &t) != 0 && t.tv_nsec > 0)
		;
}

static const struct tlp_clock_world here = {NULL, here_find, here_read, here_nap};

/* ---- frequency and grid -------------------------------------------------------------------- */

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

/* Brackets a read of the POSIX clock by two of the counter; the narrowest bracket was disturbed
 * least, and its middle is the best guess. */
static struct tlp_instant same_instant(const struct tlp_clock_world *w, enum tlp_clock_kind kind)
{
	struct tlp_instant best = {.width_ticks = UINT64_MAX};
	for (int i = 0; i < BRACKETS; i++) {
		uint64_t before = w->read(w->context, kind);
		uint64_t ns = w->read(w->context, TLP_CLOCK_POSIX);
		uint64_t width = w->read(w->context, kind) - before;
		if (width < best.width_ticks)
			best = (struct tlp_instant){before + width / 2, ns, width};
	}
	return best;
}

struct tlp_instant tlp_clock_instant(const struct tlp_clock *clock)
{
	return same_instant(&here, clock->kind);
}

static double calibrated_hz(const struct tlp_clock_world *w, enum tlp_clock_kind kind)
{
	struct tlp_instant a = same_instant(w, kind);
	w->nap(w->context, CALIBRATE_MS * UINT64_C(1000000));
	struct tlp_instant b = same_instant(w, kind);
	double ticks = (double)(int64_t)(b.ticks - a.ticks), ns = (double)(int64_t)(b.ns - a.ns);
	return ns > 0 && ticks > 0 ? ticks / ns * 1e9 : (double)NAN;
}

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
	while (b != 0) {
		uint64_t rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

static void find_grid(struct tlp_clock *clock, const struct tlp_clock_world *w)
{
	uint64_t last = w->read(w->context, clock->kind), grid = 0, smallest = UINT64_MAX;
	for (int i = 0; i < GRID_READS; i++) {
		uint64_t now = w->read(w->context, clock->kind), step = now - last;
		grid = common_divisor(step, grid);
		smallest = step > 0 && step < smallest ? step : smallest;
		last = now;
	}
	clock->effective_tick_ticks = grid > 0 ? grid : 1;
	clock->smallest_step_ticks = smallest < UINT64_MAX ? smallest : 1;
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

/* ---- choosing ------------------------------------------------------------------------------ */

/* A counter of that kind, if it is safe and advances. */
static int open_kind(struct tlp_clock *clock, enum tlp_clock_kind kind,
    const struct tlp_clock_world *w, const char **why)
{
	struct tlp_counter counter;
	w->find(w->context, kind, &counter);
	*why = counter.why;
	if (!counter.safe)
		return -1;
	*clock = (struct tlp_clock){.kind = kind,
	    .name = counter.name,
	    .why = counter.why,
	    .cpu_in_read = counter.cpu_in_read};
	clock->hz_calibrated = calibrated_hz(w, kind);
	if (kind == TLP_CLOCK_POSIX) {
		clock->hz = counter.hz;
		clock->hz_source = TLP_HZ_DEFINED;
	} else if (settle_hz(clock, counter.hz) != 0) {
		*why = "the counter does not advance";
		return -1;
	}
	find_grid(clock, w);
	return 0;
}

/* "cntvct" is the CPU's own counter on Linux and the second one on macOS: whichever bears the
 * name. */
static int open_own(
    struct tlp_clock *clock, const char *name, const struct tlp_clock_world *w, const char **why)
{
	static const enum tlp_clock_kind kinds[] = {TLP_CLOCK_COUNTER, TLP_CLOCK_SECOND};
	for (int i = 0; i < 2; i++) {
		struct tlp_counter counter;
		w->find(w->context, kinds[i], &counter);
		if (counter.name && strncmp(counter.name, name, strlen(name)) == 0)
			return open_kind(clock, kinds[i], w, why);
	}
	*why = "this machine has no such counter";
	return -1;
}

static int open_auto(struct tlp_clock *clock, const struct tlp_clock_world *w, const char **why)
{
	const char *fault = NULL;
	if (open_kind(clock, TLP_CLOCK_COUNTER, w, &fault) == 0)
		return 0;
	if (open_kind(clock, TLP_CLOCK_POSIX, w, why) != 0)
		return -1;
	clock->why = fault;
	clock->fallback = true;
	return 0;
}

int tlp_clock_open_in(struct tlp_clock *clock, const char *name,
    const struct tlp_clock_world *world, const char **why)
{
	struct tlp_counter reference;
	world->find(world->context, TLP_CLOCK_POSIX, &reference);
	*why = reference.why;
	if (!reference.safe)
		return -1;
	if (strcmp(name, "auto") == 0)
		return open_auto(clock, world, why);
	if (strcmp(name, "cpu") == 0)
		return open_kind(clock, TLP_CLOCK_COUNTER, world, why);
	if (strcmp(name, "raw") != 0)
		return open_own(clock, name, world, why);
	int rc = open_kind(clock, TLP_CLOCK_POSIX, world, why);
	if (rc == 0)
		clock->why = "asked for";
	return rc;
}

int tlp_clock_open_named(struct tlp_clock *clock, const char *name, const char **why)
{
	return tlp_clock_open_in(clock, name, &here, why);
}

int tlp_clock_open(struct tlp_clock *clock)
{
	const char *why;
	return tlp_clock_open_named(clock, "auto", &why);
}

bool tlp_clock_name_known(const char *name)
{
	static const char *const names[] = {"auto", "cpu", "raw", "tsc", "cntvct", "mach"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

const char *tlp_clock_other(const struct tlp_clock *clock)
{
#ifdef TLP_COUNTER_SECOND
	return clock->kind == TLP_CLOCK_SECOND ? "cpu" : "cntvct";
#else
	return clock->kind == TLP_CLOCK_POSIX ? "cpu" : "raw";
#endif
}
