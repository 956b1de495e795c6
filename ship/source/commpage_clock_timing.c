/* SPDX-License-Identifier: MIT */
#include "commpage_clock_timing.h"

#include <math.h>
#include <sys/time.h>

static const char *const requirements[] = {NULL};

const struct tls_description tls_commpage_clock_timing = {
    .name = "commpage_clock_timing",
    .description = "durations of gettimeofday(), which reads the time from a page shared with the "
		   "kernel",
    .physics = "The kernel writes the time of day into a page that every process can read, and "
	       "gettimeofday() reads it there. Published explanation: a call that meets an update "
	       "has to read again, which makes the durations bimodal. That is a hypothesis. What "
	       "the counter's own grid, interrupts and changes of clock rate add to a duration "
	       "has to be measured on the machine at hand.",
    .category = "timing",
    .platform = "macOS (commpage); Linux (vDSO) as its counterpart",
    .requirements = requirements,
    .claimed_bits_per_sample = 1.5,
    .measured_bits_per_sample = (double)NAN,
};

size_t tls_commpage_clock_timing_samples(size_t n)
{
	return n > (SIZE_MAX - 32) / 3 ? 0 : 3 * n + 32;
}

/* 120,000 ticks of 24 MHz are 5 ms, and 5 ms are hz / 200 ticks. */
uint64_t tls_commpage_clock_timing_limit(double hz)
{
	double ticks = hz / 200;
	if (!(ticks >= 0 && ticks < 1e19)) /* no frequency: 5 ms cannot be measured */
		return UINT64_MAX;
	uint64_t whole = (uint64_t)ticks;
	return (double)whole < ticks ? whole + 1 : whole;
}

static size_t reject_from(uint64_t limit, uint64_t *elapsed, size_t count)
{
	size_t kept = 0;
	for (size_t i = 0; i < count; i++) {
		if (elapsed[i] < limit)
			elapsed[kept++] = elapsed[i];
	}
	return kept;
}

struct tls_yield tls_commpage_clock_timing_reduce(
    uint8_t *out, size_t n, uint64_t *elapsed, size_t count, double hz)
{
	size_t kept = reject_from(tls_commpage_clock_timing_limit(hz), elapsed, count);
	return (struct tls_yield){
	    .timed = count, .rejected = count - kept, .output = tlx_extract(out, n, elapsed, kept)};
}

int tls_commpage_clock_timing_collect(uint8_t *out, size_t n, const struct tlp_clock *clock,
    struct tlp_samples *scratch, size_t capacity, struct tls_yield *yield)
{
	size_t count = tls_commpage_clock_timing_samples(n);
	if (count == 0 || capacity < count)
		return -1;
	struct timeval tv;
	for (int i = 0; i < TLS_WARM_UP_CALLS; i++)
		gettimeofday(&tv, NULL);
	tlp_probe_find("gettimeofday")->run(clock, scratch, count);
	*yield = tls_commpage_clock_timing_reduce(out, n, scratch->elapsed, count, clock->hz);
	return 0;
}
