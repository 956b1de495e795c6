/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The clock on counters of other machines, and the watch over a whole run on looks that are made
 * up: nothing here depends on this machine's counter or on how busy it is.
 */
#include "test.h"

#include "block_private.h"
#include "clock_watch_private.h"
#include "clock_world_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A machine whose counter shows floor(k * step) at its k-th step, steps_hz times a second, and
 * whose reads take read_ns each. */
struct model {
	struct tlp_counter counter, second;
	double steps_hz, step, read_ns, now_ns;
	bool stands;
};

static void model_find(void *context, enum tlp_clock_kind kind, struct tlp_counter *counter)
{
	const struct model *m = context;
	static const struct tlp_counter posix = {
	    .safe = true, .name = "clock_monotonic_raw", .hz = 1e9};
	*counter = kind == TLP_CLOCK_COUNTER ? m->counter
		   : kind == TLP_CLOCK_POSIX ? posix
					     : m->second;
}

static uint64_t model_read(void *context, enum tlp_clock_kind kind)
{
	struct model *m = context;
	m->now_ns += m->read_ns;
	if (kind == TLP_CLOCK_POSIX)
		return (uint64_t)m->now_ns;
	double steps = m->stands ? 7 : floor(m->now_ns * m->steps_hz / 1e9);
	return (uint64_t)floor(steps * m->step);
}

static void model_nap(void *context, uint64_t ns)
{
	((struct model *)context)->now_ns += (double)ns;
}

static struct model tsc_at(double steps_hz, double step, double stated)
{
	return (struct model){.counter = {true, "tsc", "invariant TSC", true, stated},
	    .second = {.why = "none"},
	    .steps_hz = steps_hz,
	    .step = step,
	    .read_ns = 17.3,
	    .now_ns = 5e12};
}

static int open_model(struct tlp_clock *clock, struct model *m, const char *name, const char **why)
{
	const struct tlp_clock_world w = {m, model_find, model_read, model_nap};
	return tlp_clock_open_in(clock, name, &w, why);
}

/* Steps of 21 and 26 cycles, as virtual machines show them, and one of 25.96. */
static void the_grid_is_that_of_the_counter(void **state)
{
	(void)state;
	static const struct {
		double step;
		uint64_t grid, smallest;
	} want[] = {{1, 1, 1}, {21, 21, 21}, {26, 26, 26}, {25.96, 1, 25}};
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		struct model m = tsc_at(100e6, want[i].step, 0);
		struct tlp_clock c;
		const char *why;
		m.read_ns = 4.7;
		assert_int_equal(open_model(&c, &m, "auto", &why), 0);
		assert_int_equal(c.effective_tick_ticks, want[i].grid);
		assert_int_equal(c.smallest_step_ticks, want[i].smallest);
		assert_near(c.hz, 100e6 * want[i].step, 1e-5);
		assert_int_equal(c.hz_source, TLP_HZ_CALIBRATED);
		assert_false(c.fallback);
	}
}

/* Within a thousandth the stated frequency is believed. */
static void a_stated_frequency_is_believed_where_it_is_true(void **state)
{
	(void)state;
	static const struct {
		double stated;
		enum tlp_hz_source source;
	} want[] = {{2e9, TLP_HZ_HARDWARE}, {2.0019e9, TLP_HZ_HARDWARE},
	    {2.0021e9, TLP_HZ_CALIBRATED}, {1.9979e9, TLP_HZ_CALIBRATED}, {0, TLP_HZ_CALIBRATED}};
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		struct model m = tsc_at(2e9, 1, want[i].stated);
		struct tlp_clock c;
		const char *why;
		assert_int_equal(open_model(&c, &m, "cpu", &why), 0);
		assert_int_equal(c.hz_source, want[i].source);
		assert_near(c.hz, want[i].source == TLP_HZ_HARDWARE ? want[i].stated : 2e9, 1e-6);
		assert_near(c.hz_calibrated, 2e9, 1e-6);
	}
}

static void a_counter_that_cannot_be_timed_with_falls_back_and_says_so(void **state)
{
	(void)state;
	struct tlp_clock c;
	const char *why;
	struct model m = tsc_at(2e9, 1, 0);
	m.counter.safe = false;
	m.counter.why = "no invariant TSC";
	assert_int_equal(open_model(&c, &m, "auto", &why), 0);
	assert_int_equal(c.kind, TLP_CLOCK_POSIX);
	assert_true(c.fallback);
	assert_string_equal(c.why, "no invariant TSC");
	assert_int_equal(c.hz_source, TLP_HZ_DEFINED);
	assert_near(c.hz, 1e9, 0);
	/* Who asks for it gets it, or the reason. */
	assert_int_equal(open_model(&c, &m, "cpu", &why), -1);
	assert_string_equal(why, "no invariant TSC");
	assert_int_equal(open_model(&c, &m, "tsc", &why), -1);
	m = tsc_at(2e9, 1, 0);
	m.stands = true;
	assert_int_equal(open_model(&c, &m, "auto", &why), 0);
	assert_true(c.fallback);
	assert_string_equal(c.why, "the counter does not advance");
}

static void a_counter_is_chosen_by_name(void **state)
{
	(void)state;
	struct tlp_clock c;
	const char *why;
	struct model m = tsc_at(2e9, 1, 0);
	assert_int_equal(open_model(&c, &m, "raw", &why), 0);
	assert_int_equal(c.kind, TLP_CLOCK_POSIX);
	assert_false(c.fallback || c.cpu_in_read);
	assert_int_equal(open_model(&c, &m, "tsc", &why), 0);
	assert_int_equal(c.kind, TLP_CLOCK_COUNTER);
	assert_true(c.cpu_in_read);
	assert_int_equal(open_model(&c, &m, "cntvct", &why), -1);
	assert_string_equal(why, "this machine has no such counter");
	/* A Mac: the register is the second counter there. */
	m.counter = (struct tlp_counter){true, "mach_absolute_time", "own", false, 0};
	m.second = (struct tlp_counter){true, "cntvct_el0", "timer", false, 0};
	assert_int_equal(open_model(&c, &m, "mach", &why), 0);
	assert_int_equal(c.kind, TLP_CLOCK_COUNTER);
	assert_int_equal(open_model(&c, &m, "cntvct", &why), 0);
	assert_int_equal(c.kind, TLP_CLOCK_SECOND);
	assert_true(tlp_clock_name_known("tsc") && !tlp_clock_name_known("hpet"));
}

/* ---- the watch ----------------------------------------------------------------------------- */

static const struct tlp_clock counter = {
    .kind = TLP_CLOCK_COUNTER, .hz = 2e9, .hz_calibrated = 2e9};

/* At `s` seconds, a counter that is `ppm` fast and `lead_ns` ahead, a wall clock `wall_s` ahead. */
static struct clock_look look_at(double s, double ppm, double lead_ns, double wall_s)
{
	double ns = s * 1e9, ticks = (ns * (1 + ppm * 1e-6) + lead_ns) * 2;
	return (struct clock_look){
	    {(UINT64_C(1) << 40) + (uint64_t)ticks, (uint64_t)ns, 60}, s, s + 1.7e9 + wall_s};
}

static struct clock_watch watch_with(double ppm, double lead_ns, double wall_s, int from, int to)
{
	struct clock_watch w;
	struct clock_look look = look_at(1, ppm, 0, 0);
	clock_watch_begin(&w, &counter, &look);
	for (int i = 1; i <= 100; i++) {
		bool in = i >= from && i < to;
		look = look_at(1 + 0.01 * i, ppm, in ? lead_ns : 0, in ? wall_s : 0);
		clock_watch_add(&w, &look);
	}
	return w;
}

static void drift_is_no_jump_and_a_jump_no_drift(void **state)
{
	(void)state;
	char fault[160];
	struct clock_watch w = watch_with(0, 0, 0, 0, 0);
	assert_int_equal(w.looks, 101);
	assert_int_equal(w.jumps, 0);
	clock_watch_fault(&w, 0, fault, sizeof fault);
	assert_string_equal(fault, "");
	/* 15 ppm off what was calibrated, and 300 ppm: at most in the first 50 ms does it jump. */
	w = watch_with(15, 0, 0, 0, 0);
	assert_int_equal(w.jumps, 0);
	w = watch_with(300, 0, 0, 0, 0);
	assert_true(w.jumps <= 5);
	/* 5 us ahead from the 50th look on: one jump. Ahead for ten looks: two. */
	w = watch_with(0, 5000, 0, 50, 1000);
	assert_int_equal(w.jumps, 1);
	assert_near(w.greatest_jump_ns, 5000, 1e-2);
	clock_watch_fault(&w, 0, fault, sizeof fault);
	assert_non_null(strstr(fault, "diverged 1 times, by 5 us"));
	w = watch_with(0, -5000, 0, 50, 60);
	assert_int_equal(w.jumps, 2);
	assert_int_equal(w.counter_back, 0);
}

static void steps_back_are_counted(void **state)
{
	(void)state;
	char fault[160];
	struct clock_watch w = watch_with(0, -3e7, 0, 50, 1000);
	assert_int_equal(w.counter_back, 1);
	assert_int_equal(w.reference_back, 0);
	clock_watch_fault(&w, 0, fault, sizeof fault);
	assert_non_null(strstr(fault, "went back 1 times"));
	/* Within a block: the third sample begins before the second ends, the fourth ends early. */
	uint64_t start[] = {UINT64_MAX - 4, 10, 19, 30}, elapsed[] = {9, 10, 5, UINT64_MAX};
	struct block b = {.at = {.start = start, .elapsed = elapsed}, .count = 4};
	assert_int_equal(block_steps_back(&b), 2);
	w = watch_with(0, 0, 0, 0, 0);
	clock_watch_fault(&w, 4, fault, sizeof fault);
	assert_non_null(strstr(fault, "went back 4 times"));
}

/* An hour back; back and forth, which begin and end alone would not show; NTP's 500 ppm are none.
 */
static void a_wall_clock_that_is_set_is_seen(void **state)
{
	(void)state;
	char fault[160];
	struct clock_watch w = watch_with(0, 0, -3600, 50, 1000);
	assert_int_equal(w.wall_steps, 1);
	assert_near(w.greatest_wall_step_s, -3600, 1e-6);
	assert_near(clock_watch_seconds(&w), 1, 1e-9);
	clock_watch_fault(&w, 0, fault, sizeof fault);
	assert_non_null(strstr(fault, "set back by 3.6e+03 s"));
	w = watch_with(0, 0, 2, 50, 60);
	assert_int_equal(w.wall_steps, 2);
	w = watch_with(0, 0, 0, 0, 0);
	for (int i = 1; i <= 100; i++) {
		struct clock_look look = look_at(2 + 0.01 * i, 0, 0, 0.01 * i * 500e-6);
		clock_watch_add(&w, &look);
	}
	assert_int_equal(w.wall_steps, 0);
}

/* CLOCK_MONOTONIC_RAW is not held against itself. */
static void the_reference_is_not_checked_against_itself(void **state)
{
	(void)state;
	const struct tlp_clock raw = {.kind = TLP_CLOCK_POSIX, .hz = 1e9, .hz_calibrated = 1e9};
	struct clock_look look = look_at(1, 0, 0, 0);
	struct clock_watch w;
	clock_watch_begin(&w, &raw, &look);
	look = look_at(2, 0, 1e8, 0);
	clock_watch_add(&w, &look);
	assert_int_equal(w.jumps + w.counter_back, 0);
}

/* ---- what is said of it, word for word ----------------------------------------------------- */

/* Looks 10 ms apart but for the last; the brackets of both ends are 60 ticks of 0.5 ns wide. */
static struct clock_watch watch_of(const struct clock_look *look, size_t n)
{
	struct clock_watch w;
	clock_watch_begin(&w, &counter, &look[0]);
	for (size_t i = 1; i < n; i++)
		clock_watch_add(&w, &look[i]);
	return w;
}

static void expect_watch(
    const struct clock_watch *w, uint64_t back, const char *json, const char *fault)
{
	char *text, line[200];
	struct json j;
	assert_int_equal(json_open_text(&j, &text), 0);
	json_begin_object(&j, NULL);
	clock_watch_json(&j, w, back);
	json_end_object(&j);
	assert_int_equal(json_close_text(&j, &text), 0);
	json_compact(text);
	assert_string_equal(text, json);
	free(text);
	clock_watch_fault(w, back, line, sizeof line);
	assert_string_equal(line, fault);
}

static void a_watch_is_written_member_by_member(void **state)
{
	(void)state;
	/* 1000 ns, 2000 ticks; then 500 ns ahead within 8 ns of interval; then 2 s of wall clock.
	 */
	const struct clock_look look[] = {{{4000, 1000, 60}, 1, 10}, {{6000, 2000, 60}, 1.5, 10.5},
	    {{9000, 3000, 60}, 2, 13}, {{11000, 4000, 60}, 2.5, 13.5}};
	struct clock_watch w = watch_of(look, 2);
	expect_watch(&w, 0,
	    "{\"wall_seconds\": 0.5,\"wall_steps\": 0,\"wall_greatest_step_s\": 0,"
	    "\"monotonic_steps_back\": 0,\"sample_steps_back\": 0,\"reference\": "
	    "\"clock_monotonic_raw\",\"looks\": 2,"
	    "\"hz_whole_run\": 2000000000,\"drift_ppm\": 0,\"jumps\": 0,\"greatest_jump_ns\": 0,"
	    "\"counter_steps_back\": 0,\"reference_steps_back\": 0}",
	    "");
	w = watch_of(look, 3);
	expect_watch(&w, 0,
	    "{\"wall_seconds\": 3,\"wall_steps\": 1,\"wall_greatest_step_s\": 2,"
	    "\"monotonic_steps_back\": 0,\"sample_steps_back\": 0,\"reference\": "
	    "\"clock_monotonic_raw\",\"looks\": 3,"
	    "\"hz_whole_run\": 2500000000,\"drift_ppm\": 250000,\"jumps\": 1,"
	    "\"greatest_jump_ns\": 500,\"counter_steps_back\": 0,\"reference_steps_back\": 0}",
	    "the counter and CLOCK_MONOTONIC_RAW diverged 1 times, by 0.5 us at most");
	w = watch_of(look, 4);
	assert_int_equal(w.looks, 4);
	assert_int_equal(w.jumps, 1);
	w = watch_of(look, 2);
	clock_watch_add(&w, &(struct clock_look){{8000, 3000, 60}, 2, 13});
	expect_watch(&w, 3,
	    "{\"wall_seconds\": 3,\"wall_steps\": 1,\"wall_greatest_step_s\": 2,"
	    "\"monotonic_steps_back\": 0,\"sample_steps_back\": 3,\"reference\": "
	    "\"clock_monotonic_raw\",\"looks\": 3,"
	    "\"hz_whole_run\": 2000000000,\"drift_ppm\": 0,\"jumps\": 0,"
	    "\"greatest_jump_ns\": 0,\"counter_steps_back\": 0,\"reference_steps_back\": 0}",
	    "the counter went back 3 times");
	char fault[200];
	clock_watch_fault(&w, 0, fault, sizeof fault);
	assert_string_equal(fault,
	    "the wall clock was set forward by 2 s during the run: its begin and "
	    "end are not 1 s apart");
	/* Back in both: a step of the reference is one too. */
	clock_watch_add(&w, &(struct clock_look){{7000, 2500, 60}, 2.5, 10});
	assert_int_equal(w.counter_back, 1);
	assert_int_equal(w.reference_back, 1);
	assert_int_equal(w.wall_steps, 2);
	assert_near(w.greatest_wall_step_s, -3.5, 1e-12);
	clock_watch_fault(&w, 1, fault, sizeof fault);
	assert_string_equal(fault, "the counter went back 2 times");
	w.counter_back = 0;
	clock_watch_fault(&w, 0, fault, sizeof fault);
	assert_string_equal(fault, "CLOCK_MONOTONIC_RAW went back 1 times");
	w.reference_back = w.jumps = 0;
	clock_watch_fault(&w, 0, fault, sizeof fault);
	assert_string_equal(fault,
	    "the wall clock was set back by 3.5 s during the run: its begin and end "
	    "are not 1.5 s apart");
	const struct tlp_clock raw = {.kind = TLP_CLOCK_POSIX, .hz = 1e9, .hz_calibrated = 1e9};
	clock_watch_begin(&w, &raw, &look[0]);
	clock_watch_add(&w, &look[1]);
	expect_watch(&w, 0,
	    "{\"wall_seconds\": 0.5,\"wall_steps\": 0,\"wall_greatest_step_s\": 0,"
	    "\"monotonic_steps_back\": 0,\"sample_steps_back\": 0,\"reference\": null}",
	    "");
}

/* Whatever it comes to at the end: how long the run took is not known. */
static void a_monotonic_clock_that_goes_back_leaves_the_length_unknown(void **state)
{
	(void)state;
	static const double ends[] = {-3599, 0.5, 7};
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		const struct clock_look look[] = {{{0, 0, 60}, 1, 10},
		    {{2000, 1000, 60}, 0.5, 10.5}, {{4000, 2000, 60}, ends[i], 11}};
		struct clock_watch w = watch_of(look, 3);
		char fault[200];
		assert_true(isnan(clock_watch_seconds(&w)));
		assert_int_equal(w.monotonic_back, 1 + (ends[i] < 0.5));
		clock_watch_fault(&w, 0, fault, sizeof fault);
		assert_string_equal(fault,
		    ends[i] < 0.5
			? "CLOCK_MONOTONIC went back 2 times: how long the run took is not known"
			: "CLOCK_MONOTONIC went back 1 times: how long the run took is not known");
	}
	/* The next look is not put off until it has caught up. */
	struct tlp_clock clock;
	assert_int_equal(tlp_clock_open(&clock), 0);
	struct clock_look now = clock_look_now(&clock);
	now.monotonic_s += 3600;
	struct clock_watch w;
	clock_watch_begin(&w, &clock, &now);
	clock_watch_now(&w, &clock);
	assert_int_equal(w.looks, 2);
	assert_int_equal(w.monotonic_back, 1);
}

/* Beyond the brackets' 30 ns, 200 ns and 20 ppm of the interval it is a jump. */
static void a_jump_begins_where_the_brackets_end(void **state)
{
	(void)state;
	static const struct {
		uint64_t lead_ns;
		unsigned jumps;
	} want[] = {{0, 0}, {429, 0}, {431, 1}};
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		const struct clock_look look[] = {{{0, 0, 60}, 0, 0},
		    {{2 * (10000000 + want[i].lead_ns), 10000000, 60}, 0.01, 0.01}};
		assert_int_equal(watch_of(look, 2).jumps, want[i].jumps);
	}
	/* From 50 ms on the rate is that of the run so far: 1000 ppm off is drift. */
	struct clock_watch w;
	for (unsigned first_ms = 49; first_ms <= 50; first_ms++) {
		const struct clock_look look[] = {{{0, 0, 0}, 0, 0},
		    {{first_ms * 2002000, first_ms * 1000000, 0}, 0, 0},
		    {{(first_ms + 10) * 2002000, (first_ms + 10) * 1000000, 0}, 0, 0}};
		w = watch_of(look, 3);
		assert_int_equal(w.jumps, first_ms < 50 ? 2 : 1);
	}
	assert_near(w.greatest_jump_ns, 50000, 1e-9);
	/* A clock without a calibration has its own rate; a wall clock steps by 50 ms or more. */
	const struct tlp_clock plain = {.kind = TLP_CLOCK_COUNTER, .hz = 5, .hz_calibrated = NAN};
	const struct clock_look none = {{0, 0, 0}, 0, 0};
	clock_watch_begin(&w, &plain, &none);
	assert_near(w.hz, 5, 0);
	clock_watch_add(&w, &(struct clock_look){{0, 0, 0}, 1, 1.0625});
	assert_int_equal(w.wall_steps, 1);
	clock_watch_begin(&w, &plain, &none);
	clock_watch_add(&w, &(struct clock_look){{0, 0, 0}, 1, 1.046875});
	assert_int_equal(w.wall_steps, 0);
	assert_near(w.greatest_wall_step_s, 0, 0);
}

static void a_look_is_taken_after_ten_milliseconds(void **state)
{
	(void)state;
	struct tlp_clock clock;
	const char *why;
	assert_int_equal(tlp_clock_open_named(&clock, "raw", &why), 0);
	struct clock_look look = clock_look_now(&clock);
	struct clock_watch w;
	clock_watch_begin(&w, &clock, &look);
	clock_watch_now(&w, &clock);
	assert_true(w.looks == 1 || w.last.monotonic_s - look.monotonic_s >= 0.01);
	look.monotonic_s -= 100;
	clock_watch_begin(&w, &clock, &look);
	clock_watch_now(&w, &clock);
	assert_int_equal(w.looks, 2);
	assert_true(w.last.monotonic_s >= look.monotonic_s + 100 &&
		    w.last.monotonic_s < look.monotonic_s + 200);
	assert_true(w.last.wall_s > 1.6e9);
}

/* ---- frequencies and names ------------------------------------------------------------------ */

static void a_stated_frequency_may_be_off_by_a_thousandth(void **state)
{
	(void)state;
	static const struct {
		double stated;
		enum tlp_hz_source source;
	} want[] = {{2e9 * (1 + 0.98e-3), TLP_HZ_HARDWARE}, {2e9 * (1 - 0.98e-3), TLP_HZ_HARDWARE},
	    {2e9 * (1 + 1.02e-3), TLP_HZ_CALIBRATED}, {2e9 * (1 - 1.02e-3), TLP_HZ_CALIBRATED},
	    {-1, TLP_HZ_CALIBRATED}};
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		struct tlp_clock c;
		const char *why;
		struct model m = tsc_at(2e9, 1, want[i].stated);
		assert_int_equal(open_model(&c, &m, "cpu", &why), 0);
		assert_int_equal(c.hz_source, want[i].source);
		assert_near(
		    c.hz, want[i].source == TLP_HZ_HARDWARE ? want[i].stated : c.hz_calibrated, 0);
	}
	static const char *const names[] = {"auto", "cpu", "raw", "tsc", "cntvct", "mach"};
	for (size_t i = 0; i < 6; i++)
		assert_true(tlp_clock_name_known(names[i]));
	assert_false(tlp_clock_name_known("") || tlp_clock_name_known("ts"));
	assert_string_equal(tlp_hz_source_name((enum tlp_hz_source)77), "unknown");
}

static void find_nothing(void *context, enum tlp_clock_kind kind, struct tlp_counter *out)
{
	(void)context;
	*out = (struct tlp_counter){
	    .safe = kind != TLP_CLOCK_POSIX, .name = "tsc", .why = "none here"};
}

/* Nothing is calibrated against a reference that there is not. */
static void without_a_reference_there_is_no_clock(void **state)
{
	(void)state;
	struct model m = tsc_at(2e9, 1, 0);
	const struct tlp_clock_world w = {&m, find_nothing, model_read, model_nap};
	static const char *const names[] = {"auto", "cpu", "raw", "tsc"};
	for (size_t i = 0; i < 4; i++) {
		struct tlp_clock c;
		const char *why = NULL;
		assert_int_equal(tlp_clock_open_in(&c, names[i], &w, &why), -1);
		assert_string_equal(why, "none here");
	}
	struct tlp_clock c;
	const char *why;
	assert_int_equal(open_model(&c, &m, "raw", &why), 0);
	assert_string_equal(c.why, "asked for");
	assert_false(c.fallback);
	assert_int_equal(c.hz_source, TLP_HZ_DEFINED);
	assert_int_equal(open_model(&c, &m, "auto", &why), 0);
	assert_int_equal(c.kind, TLP_CLOCK_COUNTER);
	assert_false(c.fallback);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_grid_is_that_of_the_counter),
	    cmocka_unit_test(a_stated_frequency_is_believed_where_it_is_true),
	    cmocka_unit_test(a_counter_that_cannot_be_timed_with_falls_back_and_says_so),
	    cmocka_unit_test(a_counter_is_chosen_by_name),
	    cmocka_unit_test(drift_is_no_jump_and_a_jump_no_drift),
	    cmocka_unit_test(steps_back_are_counted),
	    cmocka_unit_test(a_wall_clock_that_is_set_is_seen),
	    cmocka_unit_test(the_reference_is_not_checked_against_itself),
	    cmocka_unit_test(a_watch_is_written_member_by_member),
	    cmocka_unit_test(a_monotonic_clock_that_goes_back_leaves_the_length_unknown),
	    cmocka_unit_test(a_jump_begins_where_the_brackets_end),
	    cmocka_unit_test(a_look_is_taken_after_ten_milliseconds),
	    cmocka_unit_test(a_stated_frequency_may_be_off_by_a_thousandth),
	    cmocka_unit_test(without_a_reference_there_is_no_clock),
	};
	return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
