/* SPDX-License-Identifier: MIT
 *
 * The source commpage_clock_timing as a consumer would ship it: gettimeofday() timed by the
 * platform's counter, the durations extracted into bytes. It keeps the numbers of the published
 * source (8 warm-up calls, 3n + 32 timed ones, the limit of 5 ms) and its promises apart from what
 * it does: it returns the bytes that the rule gives, however few. The caller owns all memory;
 * nothing is kept between calls, printed or allocated.
 */
#ifndef TLS_COMMPAGE_CLOCK_TIMING_H
#define TLS_COMMPAGE_CLOCK_TIMING_H

#include "clock.h"
#include "extract.h"
#include "probe.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct tls_description {
	const char *name;
	const char *description; /* one line */
	const char *physics;	 /* what varies, and how sure that is */
	const char *category;
	const char *platform;
	const char *const *requirements; /* ends with NULL */
	double claimed_bits_per_sample;	 /* as published */
	double
	    measured_bits_per_sample; /* nan until a caller that has measured sets it in a copy */
};

extern const struct tls_description tls_commpage_clock_timing;

/* Whether this process has a clock page that gettimeofday() reads. *why (a constant) says why or
 * why not; `why` may be NULL. Where it has none the calls below still work, but time system calls.
 */
bool tls_commpage_clock_timing_available(const char **why);

enum { TLS_WARM_UP_CALLS = 8 };

/* Timed calls that collect() makes for n bytes: 3n + 32; 0 where that overflows size_t. */
size_t tls_commpage_clock_timing_samples(size_t n);

/* The shortest duration in ticks that is rejected: the least whole number that is not below
 * 120000 * hz / 24000000, which is hz / 200 or 5 ms. 120,000 for a counter of 24 MHz. */
uint64_t tls_commpage_clock_timing_limit(double hz);

struct tls_yield {
	size_t timed;		 /* calls that were timed */
	size_t rejected;	 /* of these, those of 5 ms and longer */
	struct tlx_yield output; /* what came of the rest */
};

/* Removes the durations of 5 ms and longer from elapsed[0..count), keeping the order of the others
 * at its front, and extracts at most n bytes from those into out. */
struct tls_yield tls_commpage_clock_timing_reduce(
    uint8_t *out, size_t n, uint64_t *elapsed, size_t count, double hz);

/* Warms up, times 3n + 32 calls into `scratch` and reduces them to at most n bytes in out.
 * Each array of `scratch` holds `capacity` entries; afterwards they hold nothing of use.
 * Returns 0, or -1 where n is too large or capacity below tls_commpage_clock_timing_samples(n). */
int tls_commpage_clock_timing_collect(uint8_t *out, size_t n, const struct tlp_clock *clock,
    struct tlp_samples *scratch, size_t capacity, struct tls_yield *yield);

#ifdef __cplusplus
}
#endif

#endif
