/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The two health tests that the standard prescribes (4.4), their cutoffs and what they would have
 * said about recorded samples.
 */
#ifndef SP90B_HEALTH_H
#define SP90B_HEALTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Windows of the adaptive proportion test (4.4.2). */
enum { SP90B_WINDOW_BINARY = 1024, SP90B_WINDOW = 512 };

/* Cutoff of the repetition count test: 1 + ceil(-log2(alpha) / h) (4.4.1). h > 0, 0 < alpha < 1.
 * UINT64_MAX if it does not fit. */
uint64_t sp90b_repetition_cutoff(double h, double alpha);

/* Cutoff of the adaptive proportion test: 1 + the least c for which a binomial count of `window`
 * samples of probability 2^-h exceeds c with probability alpha at most (4.4.2); exact. Above the
 * window: the test can never fail. */
uint64_t sp90b_proportion_cutoff(double h, double alpha, uint32_t window);

struct sp90b_replay {
	uint64_t alarms;
	uint64_t first;	   /* sample at which the first alarm came; only if alarms > 0 */
	uint64_t greatest; /* longest run; greatest count in a window */
	uint64_t windows;  /* adaptive proportion test: begun */
};

/* Runs of at least `cutoff` equal samples, each one alarm. */
struct sp90b_replay sp90b_replay_repetition(const uint16_t *x, size_t n, uint64_t cutoff);

/* Windows in which the first sample comes at least `cutoff` times, each one alarm. */
struct sp90b_replay sp90b_replay_proportion(
    const uint16_t *x, size_t n, uint64_t cutoff, uint32_t window);

#endif
