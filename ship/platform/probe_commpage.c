/* SPDX-License-Identifier: MIT
 *
 * Positive control for retries and fallbacks: the reader of macOS (xnu-11417.101.15
 * libsyscall/wrappers/__commpage_gettimeofday.c) and its writer (osfmk/arm/commpage/commpage.c,
 * commpage_set_timestamp), on a page of this process.
 */
#include "control_private.h"
#include "probe_loop_private.h"
#include "probes_private.h"

static struct {
	_Alignas(64) uint64_t stamp;
	uint64_t second, fraction, scale, per_second;
} shared;

static struct tlp_control control;
static struct tlp_page page = {.kind = TLP_PAGE_STAMP, .name = "probe", .word = &shared.stamp};

static void set_stamp(uint64_t stamp)
{
	__atomic_store_n(&shared.stamp, stamp, __ATOMIC_RELEASE);
}

/* 0 first, then the words, then the stamp. */
static void update_page(uint64_t stamp, uint64_t per_second)
{
	__atomic_store_n(&shared.stamp, 0, __ATOMIC_RELAXED);
	__atomic_thread_fence(__ATOMIC_RELEASE);
	__atomic_store_n(&shared.second, stamp / per_second, __ATOMIC_RELAXED);
	__atomic_store_n(&shared.fraction, stamp << 8, __ATOMIC_RELAXED);
	__atomic_store_n(&shared.scale, UINT64_MAX / per_second, __ATOMIC_RELAXED);
	__atomic_store_n(&shared.per_second, per_second, __ATOMIC_RELAXED);
	set_stamp(stamp);
}

/* The stretch of the period in which the page is as the mode says. */
static void begin_stretch(const struct tlp_clock *clock)
{
	uint64_t now = tlp_clock_read(clock).count, second = (uint64_t)clock->hz;
	if (control.options.mode == TLP_CONTROL_UPDATE)
		update_page(now, second);
	else if (control.options.mode == TLP_CONTROL_INVALID)
		set_stamp(0);
	else
		set_stamp(now - 2 * second);
}

static void end_stretch(const struct tlp_clock *clock)
{
	update_page(tlp_clock_read(clock).count, (uint64_t)clock->hz);
}

TLP_INLINE unsigned read_page(uint64_t (*counter)(void))
{
	unsigned known = 0;
	uint64_t stamp, now, second, fraction, scale, per_second;
	for (;; known = TLP_FLAG_RETRIED) {
		stamp = __atomic_load_n(&shared.stamp, __ATOMIC_ACQUIRE);
		now = counter();
		second = __atomic_load_n(&shared.second, __ATOMIC_RELAXED);
		fraction = __atomic_load_n(&shared.fraction, __ATOMIC_RELAXED);
		scale = __atomic_load_n(&shared.scale, __ATOMIC_RELAXED);
		per_second = __atomic_load_n(&shared.per_second, __ATOMIC_RELAXED);
		__atomic_thread_fence(__ATOMIC_ACQUIRE);
		if (__atomic_load_n(&shared.stamp, __ATOMIC_RELAXED) == stamp)
			break;
	}
	if (stamp == 0 || now - stamp >= per_second) {
		tlp_time_by_syscall();
		return known | TLP_FLAG_FELL_BACK;
	}
	fraction += (now - stamp) * scale;
	__asm__ volatile("" : : "r"(second), "r"(fraction));
	return known;
}

static inline unsigned call_counter(void)
{
	return read_page(tlp_counter_end);
}

static inline unsigned call_posix(void)
{
	return read_page(tlp_posix_read);
}

static int start_writer(const struct tlp_clock *clock, const char *options, char *why, size_t size)
{
	const struct tlp_control made = {
	    .options = {.duty = 0.3, .period_s = 2e-6, .seed = 1, .mode = TLP_CONTROL_INVALID},
	    .begin = begin_stretch,
	    .end = end_stretch};
	if (clock)
		page.stale_ticks = (uint64_t)clock->hz;
	return tlp_control_start(&control, &made, clock, options, why, size);
}

static void stop_writer(void)
{
	tlp_control_stop(&control);
}

static void run_loop(const struct tlp_clock *clock, struct tlp_samples *out, size_t count)
{
	struct tlp_samples own = *out;
	own.page = &page;
	if (clock->kind == TLP_CLOCK_COUNTER)
		tlp_loop_on(clock, &own, count, call_counter, TLP_PAGE_STAMP);
	else
		tlp_loop_on(clock, &own, count, call_posix, TLP_PAGE_STAMP);
}

const struct tlp_probe tlp_probe_commpage = {.name = "commpage",
    .describe = "control: macOS's reader on a page of this process that a second thread writes",
    .options = "mode=invalid|stale|update,duty=0.3,period=2us,fixed|random,seed=1",
    .own_page = true,
    .start = start_writer,
    .stop = stop_writer,
    .run = run_loop};
