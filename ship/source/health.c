/* SPDX-License-Identifier: MIT
 *
 * Why two tests of our own: the prescribed ones look at how often values come, and a constant cost
 * that beats with the counter's tick shows two values in fair shares for ever while every one of
 * them can be computed. Such a sequence is balanced: any two blocks of equal length hold a value
 * equally often, give or take one @[MORSE-HEDLUND-1940]; and it nearly repeats at lags that make a
 * whole number of ticks, by Dirichlet's theorem one of 64 does so in all but 1/65 of the samples.
 * The beat test looks for the first, the lag test for the second. Cost: 64 comparisons a sample.
 *
 * The binomial tail is summed from its top with the exponent kept apart, since 2^-4096 is no
 * double.
 */
#include "health.h"

#include <stdbool.h>
#include <string.h>

enum { BLOCK = 1024, BLOCKS = TLS_HEALTH_WINDOW / BLOCK };

/* ---- cutoffs ------------------------------------------------------------------------------- */

/* 2^-h without libm: the series of e^-x at x / 1024, squared ten times. */
static double power_of_two(double h)
{
	double x = h * 0.69314718055994530942 / 1024;
	double p = 1 - x * (1 - x / 2 * (1 - x / 3 * (1 - x / 4)));
	for (int i = 0; i < 10; i++)
		p *= p;
	return p;
}

/* value = m 2^e, 0.5 <= m < 1 or 0. */
struct scaled {
	double m;
	int e;
};

static struct scaled scale_value(double m, int e)
{
	while (m >= 1) {
		m /= 2;
		e++;
	}
	while (m > 0 && m < 0.5) {
		m *= 2;
		e--;
	}
	return (struct scaled){m, e};
}

static struct scaled add_scaled(struct scaled a, struct scaled b)
{
	if (a.m == 0 || (b.m != 0 && b.e > a.e)) {
		struct scaled swap = a;
		a = b;
		b = swap;
	}
	double m = b.m;
	for (int i = b.e; i < a.e && m > 0; i++)
		m /= 2;
	return scale_value(a.m + m, a.e);
}

uint64_t tls_health_repetition_cutoff(double min_entropy, unsigned alpha_log2)
{
	double exact = alpha_log2 / min_entropy;
	uint64_t whole = (uint64_t)exact;
	return 1 + whole + ((double)whole < exact);
}

uint32_t tls_health_proportion_cutoff(
    double min_entropy, unsigned alpha_log2, uint32_t window, uint32_t tests)
{
	double p = power_of_two(min_entropy), odds = (1 - p) / p;
	struct scaled exactly = {0.5, 1}, tail = {0, 0};
	for (uint32_t i = 0; i < window; i++)
		exactly = scale_value(exactly.m * p, exactly.e);
	for (uint32_t k = window; k > 0; k--) {
		tail = add_scaled(tail, exactly);
		/* tests * P(X >= k) > 2^-alpha: so the least count that fails is k + 1. */
		struct scaled all = scale_value(tail.m * tests, tail.e);
		if (all.e > -(int)alpha_log2 + 1 || (all.e == -(int)alpha_log2 + 1 && all.m > 0.5))
			return k + 1;
		exactly = scale_value(exactly.m * odds * k / (window - k + 1), exactly.e);
	}
	return 1;
}

/* ---- the tests ----------------------------------------------------------------------------- */

static void begin_start(struct tls_health *h)
{
	h->state = TLS_HEALTH_STARTING;
	h->failed = 0;
	h->seen = h->repeats = h->votes = 0;
	h->in_short = h->in_window = h->count_first = 0;
	memset(h->same, 0, sizeof h->same);
	memset(h->in_block, 0, sizeof h->in_block);
}

int tls_health_init(struct tls_health *h, double min_entropy, unsigned alpha_log2,
    uint64_t tick_num, uint64_t tick_den)
{
	if (!(min_entropy > 0 && min_entropy <= 8) || alpha_log2 < 20 || alpha_log2 > 60 ||
	    tick_num == 0 || tick_den == 0 || tick_num >> 32 || tick_den >> 32)
		return -1;
	memset(h, 0, sizeof *h);
	h->tick_num = tick_num;
	h->tick_den = tick_den;
	h->min_entropy = min_entropy;
	h->alpha_log2 = alpha_log2;
	h->repetition_cutoff = tls_health_repetition_cutoff(min_entropy, alpha_log2);
	h->proportion_cutoff =
	    tls_health_proportion_cutoff(min_entropy, alpha_log2, TLS_HEALTH_SHORT, 1);
	h->lag_cutoff = tls_health_proportion_cutoff(
	    min_entropy, alpha_log2, TLS_HEALTH_WINDOW, TLS_HEALTH_LAGS);
	begin_start(h);
	return 0;
}

/* The nearest whole number of ticks; what is too long to multiply is a tail, and stays as it is. */
static uint64_t count_ticks(const struct tls_health *h, uint64_t duration)
{
	if (duration >> 31)
		return duration;
	return (duration * h->tick_den + h->tick_num / 2) / h->tick_num;
}

static bool repeats_too_often(struct tls_health *h, uint64_t ticks)
{
	h->repeats = h->seen > 0 && ticks == h->last ? h->repeats + 1 : 1;
	h->last = ticks;
	return h->repeats >= h->repetition_cutoff;
}

static bool takes_too_large_a_share(struct tls_health *h, uint64_t ticks)
{
	if (h->in_short == 0) {
		h->first = ticks;
		h->count_first = 0;
	}
	h->count_first += ticks == h->first;
	h->in_short = (h->in_short + 1) % TLS_HEALTH_SHORT;
	return h->count_first >= h->proportion_cutoff;
}

/* Counts of a window. The most frequent value is found by majority vote @[BOYER-MOORE-1991] in one
 * window and counted in the next; where none has a majority, the one counted is as good. */
static void count_in_window(struct tls_health *h, uint64_t ticks)
{
	for (unsigned lag = 1; lag <= TLS_HEALTH_LAGS; lag++)
		h->same[lag - 1] +=
		    h->seen >= lag && h->past[(h->seen - lag) % TLS_HEALTH_LAGS] == ticks;
	h->past[h->seen % TLS_HEALTH_LAGS] = ticks;
	if (h->votes == 0)
		h->candidate = ticks;
	h->votes += ticks == h->candidate ? 1u : -1u;
	h->in_block[h->in_window / BLOCK] += ticks == h->common;
}

static bool repeats_the_past(const struct tls_health *h, uint32_t cutoff)
{
	for (unsigned lag = 0; lag < TLS_HEALTH_LAGS; lag++)
		if (h->same[lag] >= cutoff)
			return true;
	return false;
}

/* Whether the counts of b blocks vary by less than 1 / `least` of what independent samples would
 * make them: their variance, (Q - S^2 / b) / (b - 1) with S = sum c and Q = sum c^2, against B p (1
 * - p) with B samples a block and p = S / (b B); times what makes both whole. `join` blocks count
 * as one. */
static bool is_balanced(const struct tls_health *h, unsigned join, uint64_t least)
{
	uint64_t sum = 0, square = 0, blocks = BLOCKS / join;
	for (unsigned i = 0; i < BLOCKS; i += join) {
		uint64_t count = 0;
		for (unsigned k = 0; k < join; k++)
			count += h->in_block[i + k];
		sum += count;
		square += count * count;
	}
	if (sum < BLOCKS || (uint64_t)TLS_HEALTH_WINDOW - sum < BLOCKS)
		return false; /* fewer than one in a block: too rare to test */
	return least * (uint64_t)TLS_HEALTH_WINDOW * (blocks * square - sum * sum) <
	       (blocks - 1) * sum * ((uint64_t)TLS_HEALTH_WINDOW - sum);
}

/* Chi-square of 63 degrees of freedom below 63 / 8, and of 31 below 31 / 10: of independent samples
 * less than one window in 2^32. */
static bool has_beats(const struct tls_health *h)
{
	return is_balanced(h, 1, 8) || is_balanced(h, 2, 10);
}

/* What a whole window shows. */
static unsigned judge_window(struct tls_health *h)
{
	bool voted =
	    h->seen >= 2 * (uint64_t)TLS_HEALTH_WINDOW; /* `common` is of a window before */
	unsigned failed = (repeats_the_past(h, h->lag_cutoff) ? TLS_HEALTH_LAG : 0u) |
			  (voted && has_beats(h) ? TLS_HEALTH_BEAT : 0u);
	h->common = h->candidate;
	h->votes = 0;
	memset(h->same, 0, sizeof h->same);
	memset(h->in_block, 0, sizeof h->in_block);
	return failed;
}

static enum tls_health_state end_window(struct tls_health *h)
{
	/* The beat test needs a window that voted before it, so start-up takes two. */
	if (h->state == TLS_HEALTH_PASSED)
		h->attempts = 0;
	if (h->seen >= 2 * (uint64_t)TLS_HEALTH_WINDOW)
		h->state = TLS_HEALTH_PASSED;
	return h->state;
}

static void raise_alarm(struct tls_health *h, unsigned failed)
{
	h->state = TLS_HEALTH_FAILED;
	h->failed = failed;
	h->attempts++;
}

enum tls_health_state tls_health_sample(struct tls_health *h, uint64_t duration)
{
	if (h->state == TLS_HEALTH_FAILED)
		return h->state;
	uint64_t ticks = count_ticks(h, duration);
	unsigned failed = (repeats_too_often(h, ticks) ? TLS_HEALTH_REPETITION : 0u) |
			  (takes_too_large_a_share(h, ticks) ? TLS_HEALTH_PROPORTION : 0u);
	count_in_window(h, ticks);
	h->seen++;
	h->in_window = (h->in_window + 1) % TLS_HEALTH_WINDOW;
	if (h->in_window == 0)
		failed |= judge_window(h);
	if (failed)
		raise_alarm(h, failed);
	else if (h->in_window == 0)
		end_window(h);
	return h->state;
}

enum tls_health_state tls_health_end(struct tls_health *h)
{
	if (h->state == TLS_HEALTH_FAILED || h->in_window == 0)
		return h->state;
	uint32_t cutoff = tls_health_proportion_cutoff(
	    h->min_entropy, h->alpha_log2, h->in_window, TLS_HEALTH_LAGS);
	if (repeats_the_past(h, cutoff))
		raise_alarm(h, TLS_HEALTH_LAG);
	return h->state;
}

int tls_health_restart(struct tls_health *h)
{
	if (h->attempts >= TLS_HEALTH_ATTEMPTS)
		return -1;
	begin_start(h);
	return 0;
}

const char *tls_health_test_name(enum tls_health_test test)
{
	switch (test) {
	case TLS_HEALTH_REPETITION:
		return "repetition count";
	case TLS_HEALTH_PROPORTION:
		return "adaptive proportion";
	case TLS_HEALTH_LAG:
		return "lag";
	default:
		return "beat";
	}
}
