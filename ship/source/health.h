/* SPDX-License-Identifier: MIT
 *
 * Health tests of a source of durations, as it runs: the two that SP 800-90B prescribes and three
 * that it lets a developer add, against what this kind of source degrades to. The caller owns all
 * memory; nothing is allocated, printed or kept elsewhere; there is no floating point between
 * the start and the end.
 *
 * The tests see durations in ticks of the counter, so that the rounding of nanoseconds does not
 * pass for noise. Where the assumed entropy holds, a sample raises an alarm with probability
 * 2^-alpha_log2 at most in each test.
 *
 *   repetition   the same value too often in a row            @[SP800-90B, 4.4.1]
 *   proportion   one value too often in a window of 512        @[SP800-90B, 4.4.2]
 *   lag          a value equals that of 1 .. 64 samples before too often in a window of 65536:
 *                whoever repeats the past would guess better than the entropy allows
 *   beat         a constant cost that beats with the tick: nine in ten values are predicted as by
 *                the prediction test, and counts of the most frequent value in 64 blocks of 1024
 *                samples vary by less than an eighth of what independent samples would, or
 *                neighbouring ones of 128 in one of 8 parts of the window by less than a 32nd
 *   prediction   a value is what followed the latest occurrence of the 64 values before it too
 *                often in a window of 65536: periods up to 65472, beats that drift
 *
 * The first 131072 samples are the start-up test (4.3): nothing may be put out before they have
 * passed. After an alarm the state stays TLS_HEALTH_FAILED until tls_health_restart(), which begins
 * the start-up test again; after TLS_HEALTH_ATTEMPTS failures without a window that passed in
 * between it stays failed for good: the source is not fit on this machine.
 */
#ifndef TLS_HEALTH_H
#define TLS_HEALTH_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
	TLS_HEALTH_WINDOW = 65536,
	TLS_HEALTH_SHORT = 512,
	TLS_HEALTH_LAGS = 64,
	TLS_HEALTH_HISTORY = 65536,
	TLS_HEALTH_CONTEXTS = 32768,
	TLS_HEALTH_ATTEMPTS = 3
};

enum tls_health_state { TLS_HEALTH_STARTING, TLS_HEALTH_PASSED, TLS_HEALTH_FAILED };

/* Which tests failed: bits of tls_health.failed. */
enum tls_health_test {
	TLS_HEALTH_REPETITION = 1,
	TLS_HEALTH_PROPORTION = 2,
	TLS_HEALTH_LAG = 4,
	TLS_HEALTH_BEAT = 8,
	TLS_HEALTH_PREDICTION = 16
};

/* `state`, `failed` and `attempts` may be read; the rest is private. The struct may be moved.
 * It takes 200 kB: too much for the stack of a small thread. */
struct tls_health {
	enum tls_health_state state;
	unsigned failed;   /* tests, of the last alarm */
	unsigned attempts; /* failures since a window passed */
	uint64_t tick_num, tick_den;
	double min_entropy;
	unsigned alpha_log2;
	uint64_t repetition_cutoff;
	uint32_t proportion_cutoff, lag_cutoff, prediction_cutoff;
	uint64_t seen, last, repeats, first;
	uint32_t in_short, count_first, in_window;
	uint64_t past[TLS_HEALTH_LAGS];
	uint32_t same[TLS_HEALTH_LAGS];
	uint64_t common; /* most frequent value of the window before, by majority vote */
	uint32_t votes;
	uint64_t candidate;
	uint16_t in_block[TLS_HEALTH_WINDOW / 128], part_predicted[8];
	uint32_t context;	  /* hash of the latest values */
	uint32_t next, predicted; /* where in the history the prediction is; how many were right */
	uint16_t history[TLS_HEALTH_HISTORY], after[TLS_HEALTH_CONTEXTS];
};

/* min_entropy: bits of min-entropy a sample that the tests assume, above 0, at most 8: what was
 * assessed. alpha_log2: 20 to 60. A tick is tick_num / tick_den units of the durations: 1/1 where
 * they are ticks, 125/3 for ns of a 24 MHz counter. Returns 0, or -1 where an argument is out of
 * range. */
int tls_health_init(struct tls_health *h, double min_entropy, unsigned alpha_log2,
    uint64_t tick_num, uint64_t tick_den);

/* Takes one duration. Returns the state after it; once it is TLS_HEALTH_FAILED, samples are
 * ignored. */
enum tls_health_state tls_health_sample(struct tls_health *h, uint64_t duration);

/* No more samples come: the lag and prediction tests judge those of the window that is not full, by
 * the cutoff for so many, the beat test its whole parts. For a recording, which may be shorter than
 * a window. Returns the state; with few samples nothing can be judged. Uses floating point. */
enum tls_health_state tls_health_end(struct tls_health *h);

/* Begins the start-up test again after an alarm. Returns 0, or -1 where the attempts are used up.
 */
int tls_health_restart(struct tls_health *h);

/* "repetition count", ...: of one test, a constant. */
const char *tls_health_test_name(enum tls_health_test test);

/* Cutoffs, as SP 800-90B gives them: the repetition count that fails, and the count in a window
 * that fails (window + 1 where no count may). `tests`: how many share alpha. For tests and
 * documents. */
uint64_t tls_health_repetition_cutoff(double min_entropy, unsigned alpha_log2);
uint32_t tls_health_proportion_cutoff(
    double min_entropy, unsigned alpha_log2, uint32_t window, uint32_t tests);

#ifdef __cplusplus
}
#endif

#endif
