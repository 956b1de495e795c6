/* SPDX-License-Identifier: MIT
 *
 * Positive control for retries: the reader of a sequence lock as in the vDSO (Linux
 * lib/vdso/gettimeofday.c, do_hres), on a page that a thread of this process writes.
 */
#include "control_private.h"
#include "probe_loop_private.h"
#include "probes_private.h"

/* One cache line, like the kernel's. The word is laid out as the vDSO's: sequence, clock mode 1. */
static struct {
	_Alignas(64) uint64_t word;
	uint64_t data[4];
} shared = {.word = UINT64_C(1) << 32};

static struct tlp_control control;
static const struct tlp_page page = {
    .kind = TLP_PAGE_SEQUENCE, .name = "probe", .word = &shared.word};

static void write_begin(const struct tlp_clock *clock)
{
	__atomic_store_n(&shared.word, shared.word + 1, __ATOMIC_RELAXED);
	__atomic_thread_fence(__ATOMIC_RELEASE);
	uint64_t now = tlp_clock_read(clock).count;
	for (int i = 0; i < 4; i++)
		__atomic_store_n(&shared.data[i], now, __ATOMIC_RELAXED);
}

/* The sequence wraps before it would reach the clock mode. */
static void write_end(const struct tlp_clock *clock)
{
	(void)clock;
	uint32_t sequence = (uint32_t)shared.word + 1;
	__atomic_store_n(&shared.word, UINT64_C(1) << 32 | sequence, __ATOMIC_RELEASE);
}

static inline unsigned read_shared(void)
{
	unsigned known = 0;
	uint64_t sum, word;
	for (;; known = TLP_FLAG_RETRIED) {
		word = __atomic_load_n(&shared.word, __ATOMIC_ACQUIRE);
		if (word & 1)
			continue;
		sum = 0;
		for (int i = 0; i < 4; i++)
			sum += __atomic_load_n(&shared.data[i], __ATOMIC_RELAXED);
		__atomic_thread_fence(__ATOMIC_ACQUIRE);
		if (__atomic_load_n(&shared.word, __ATOMIC_RELAXED) == word)
			break;
	}
	__asm__ volatile("" : : "r"(sum));
	return known;
}

static int start_writer(const struct tlp_clock *clock, const char *options, char *why, size_t size)
{
	static const struct tlp_control made = {
	    .options = {.duty = 0.3, .period_s = 2e-6, .seed = 1},
	    .one_mode = true,
	    .begin = write_begin,
	    .end = write_end};
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
	tlp_loop_on(clock, &own, count, read_shared, TLP_PAGE_SEQUENCE);
}

const struct tlp_probe tlp_probe_seqlock = {.name = "seqlock",
    .describe = "control: a sequence lock of this process that a second thread writes",
    .options = "duty=0.3,period=2us,fixed|random,seed=1",
    .own_page = true,
    .start = start_writer,
    .stop = stop_writer,
    .run = run_loop};
