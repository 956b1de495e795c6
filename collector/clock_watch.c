/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Between two looks the counter has advanced by some ticks and the reference by some ns; the
 * difference of the two in ns is the counter's lead. The ticks are converted by the rate since the
 * first look, once that spans 50 ms, else by the calibrated one: a rate that is a little off (a
 * rounded nameplate) then is drift, not a jump at every look. A lead is a jump where it is beyond
 * what the two brackets leave open, 200 ns, and 20 ppm of the interval, which is what a crystal
 * wanders in a second. The wall clock may be slewed by 500 ppm (NTP); a step is 50 ms and more.
 * Constant memory; a look is some 3 us.
 */
#include "clock_watch_private.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

static const double apart_s = 0.01, rate_span_s = 0.05, jump_ns = 200, wander = 20e-6,
		    wall_step_s = 0.05;

static double seconds_of(clockid_t id)
{
	struct timespec t;
	clock_gettime(id, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

struct clock_look clock_look_now(const struct tlp_clock *clock)
{
	struct clock_look look = {.at = tlp_clock_instant(clock)};
	look.monotonic_s = seconds_of(CLOCK_MONOTONIC);
	look.wall_s = seconds_of(CLOCK_REALTIME);
	return look;
}

static double ticks_between(const struct clock_look *a, const struct clock_look *b)
{
	return (double)(int64_t)(b->at.ticks - a->at.ticks);
}

static double ns_between(const struct clock_look *a, const struct clock_look *b)
{
	return (double)(int64_t)(b->at.ns - a->at.ns);
}

/* Of the counter since the first look; nan where that is too short. */
static double rate_so_far(const struct clock_watch *w)
{
	double ticks = ticks_between(&w->first, &w->last), ns = ns_between(&w->first, &w->last);
	return ns > 0 && ticks > 0 ? ticks / ns * 1e9 : (double)NAN;
}

void clock_watch_begin(
    struct clock_watch *w, const struct tlp_clock *clock, const struct clock_look *look)
{
	*w = (struct clock_watch){.reference = clock->kind == TLP_CLOCK_POSIX,
	    .hz = clock->hz_calibrated > 0 ? clock->hz_calibrated : clock->hz,
	    .looks = 1,
	    .first = *look,
	    .last = *look};
}

static void add_counter(struct clock_watch *w, const struct clock_look *look)
{
	double ticks = ticks_between(&w->last, look), ns = ns_between(&w->last, look);
	bool long_enough = ns_between(&w->first, &w->last) >= rate_span_s * 1e9;
	double rate = long_enough && rate_so_far(w) > 0 ? rate_so_far(w) : w->hz;
	double lead = ticks / rate * 1e9 - ns;
	double open = (double)(w->last.at.width_ticks + look->at.width_ticks) / 2 / rate * 1e9;
	w->counter_back += ticks < 0;
	w->reference_back += ns < 0;
	w->jumps += fabs(lead) > open + jump_ns + wander * fabs(ns);
	if (fabs(lead) > fabs(w->greatest_jump_ns))
		w->greatest_jump_ns = lead;
}

static void add_wall(struct clock_watch *w, const struct clock_look *look)
{
	double step = look->wall_s - w->last.wall_s - (look->monotonic_s - w->last.monotonic_s);
	w->wall_steps += fabs(step) >= wall_step_s;
	if (fabs(step) >= wall_step_s && fabs(step) > fabs(w->greatest_wall_step_s))
		w->greatest_wall_step_s = step;
}

void clock_watch_add(struct clock_watch *w, const struct clock_look *look)
{
	if (!w->reference)
		add_counter(w, look);
	w->monotonic_back += look->monotonic_s < w->last.monotonic_s;
	add_wall(w, look);
	w->last = *look;
	w->looks++;
}

void clock_watch_now(struct clock_watch *w, const struct tlp_clock *clock)
{
	double since = seconds_of(CLOCK_MONOTONIC) - w->last.monotonic_s;
	if (since >= 0 && since < apart_s)
		return;
	struct clock_look look = clock_look_now(clock);
	clock_watch_add(w, &look);
}

double clock_watch_seconds(const struct clock_watch *w)
{
	return w->monotonic_back ? (double)NAN : w->last.monotonic_s - w->first.monotonic_s;
}

void clock_watch_json(struct json *j, const struct clock_watch *w, uint64_t steps_back)
{
	double rate = w->reference ? (double)NAN : rate_so_far(w);
	json_double(j, "wall_seconds", w->last.wall_s - w->first.wall_s);
	json_u64(j, "wall_steps", w->wall_steps);
	json_double(j, "wall_greatest_step_s", w->greatest_wall_step_s);
	json_u64(j, "monotonic_steps_back", w->monotonic_back);
	json_u64(j, "sample_steps_back", steps_back);
	json_string(j, "reference", w->reference ? NULL : "clock_monotonic_raw");
	if (w->reference)
		return;
	json_u64(j, "looks", w->looks);
	json_double(j, "hz_whole_run", rate);
	json_double(j, "drift_ppm", (rate / w->hz - 1) * 1e6);
	json_u64(j, "jumps", w->jumps);
	json_double(j, "greatest_jump_ns", w->greatest_jump_ns);
	json_u64(j, "counter_steps_back", w->counter_back);
	json_u64(j, "reference_steps_back", w->reference_back);
}

void clock_watch_fault(const struct clock_watch *w, uint64_t steps_back, char *out, size_t size)
{
	uint64_t back = w->counter_back + steps_back;
	double step = w->greatest_wall_step_s;
	*out = '\0';
	if (back > 0)
		snprintf(out, size, "the counter went back %llu times", (unsigned long long)back);
	else if (w->reference_back > 0)
		snprintf(out, size, "CLOCK_MONOTONIC_RAW went back %llu times",
		    (unsigned long long)w->reference_back);
	else if (w->monotonic_back > 0)
		snprintf(out, size,
		    "CLOCK_MONOTONIC went back %llu times: how long the run took is not known",
		    (unsigned long long)w->monotonic_back);
	else if (w->jumps > 0)
		snprintf(out, size,
		    "the counter and CLOCK_MONOTONIC_RAW diverged %llu times, by %.3g us at most",
		    (unsigned long long)w->jumps, fabs(w->greatest_jump_ns) / 1e3);
	else if (w->wall_steps > 0)
		snprintf(out, size,
		    "the wall clock was set %s by %.3g s during the run: its begin and end are "
		    "not %.3g s apart",
		    step < 0 ? "back" : "forward", fabs(step), clock_watch_seconds(w));
}
