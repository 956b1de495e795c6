/* SPDX-License-Identifier: MIT
 *
 * Why three tests of our own: the prescribed ones look at how often values come, and a constant
 * cost that beats with the counter's tick shows two values in fair shares for ever while every one
 * of them can be computed. Such a sequence is balanced: any two blocks of equal length hold a value
 * equally often, give or take one @[MORSE-HEDLUND-1940]; and it nearly repeats at lags that make a
 * whole number of ticks, by Dirichlet's theorem one of 64 does so in all but 1/65 of the samples.
 * The beat test looks for the first, the lag test for the second. Both know the beat they look for
 * to be steady. The prediction test does not: it follows the past that the last 64 values agree
 * with, as match models of data compressors do, and is right wherever the source repeats a past it
 * remembers. A beat has at most 128 contexts of that length, two of which are ambiguous. Whatever
 * the predictor, a source of the assumed entropy lets it be right with 2^-H at most a sample, so
 * its number of hits has the same binomial bound as the others. It remembers a window: what repeats
 * within one is found in the next, and what repeats later would have to be kept longer. Cost: 64
 * comparisons and one look into a table of 64 kB a sample, some 60 ns; 200 kB of state.
 *
 * The binomial tail is summed from its top with the exponent kept apart, since 2^-4096 is no
 * double.
 */
#include "health.h"

#include <stdbool.h>
#include <string.h>

enum {
	BLOCK = 128,
	BLOCKS = TLS_HEALTH_WINDOW / BLOCK,
	PART_BLOCKS = 64, /* of a part of the window */
	PART = PART_BLOCKS * BLOCK,
	CONTEXT = 64,
	CONTEXT_BITS = 15
};
_Static_assert(TLS_HEALTH_CONTEXTS == 1 << CONTEXT_BITS, "a slot for each hash");

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
	if (exact >= 0x1p63)
		return UINT64_MAX;
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
	h->context = h->next = h->predicted = 0;
	memset(h->history, 0, sizeof h->history);
	memset(h->after, 0, sizeof h->after);
	memset(h->same, 0, sizeof h->same);
	memset(h->in_block, 0, sizeof h->in_block);
	memset(h->part_predicted, 0, sizeof h->part_predicted);
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
	h->prediction_cutoff =
	    tls_health_proportion_cutoff(min_entropy, alpha_log2, TLS_HEALTH_WINDOW, 1);
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

/* Whether the CONTEXT values before `a` of the history are those before `b`. */
static bool agrees_before(const struct tls_health *h, uint32_t a, uint32_t b)
{
	for (uint32_t i = 1; i <= CONTEXT; i++)
		if (h->history[(a - i) % TLS_HEALTH_HISTORY] !=
		    h->history[(b - i) % TLS_HEALTH_HISTORY])
			return false;
	return true;
}

/* The hash of the last CONTEXT values: sum of v M^age, modulo 2^32. */
static uint32_t roll_context(uint32_t context, uint16_t in, uint16_t out)
{
	const uint32_t m = 0x9e3779b1u;
	uint32_t m_context = m; /* M^64: squared six times */
	for (int i = 1; i < CONTEXT; i *= 2)
		m_context *= m_context;
	return context * m + in - out * m_context;
}

/* Follows the past as long as it is right; after a wrong prediction, the latest past with the same
 * context, where there is one. Values are kept by their low 16 bits: two that share them make a
 * prediction right that was not, once in 2^16 of the values of a tail. */
static void predict_next(struct tls_health *h, uint64_t ticks)
{
	uint16_t value = (uint16_t)ticks;
	uint32_t at = (uint32_t)(h->seen % TLS_HEALTH_HISTORY), end = at + 1;
	bool right = h->history[h->next] == value;
	h->predicted += right;
	h->part_predicted[h->in_window / PART] += right;
	h->context = roll_context(
	    h->context, value, h->history[(at - (uint32_t)CONTEXT) % TLS_HEALTH_HISTORY]);
	h->history[at] = value;
	h->next = (h->next + 1) % TLS_HEALTH_HISTORY;
	uint16_t *slot = &h->after[(h->context * 0x85ebca6bu) >> (32 - CONTEXT_BITS)];
	if (!right && agrees_before(h, *slot, end))
		h->next = *slot;
	*slot = (uint16_t)(end % TLS_HEALTH_HISTORY);
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
	if (sum < 64 || (uint64_t)TLS_HEALTH_WINDOW - sum < 64)
		return false; /* too rare to test */
	return least * (uint64_t)TLS_HEALTH_WINDOW * (blocks * square - sum * sum) <
	       (blocks - 1) * sum * ((uint64_t)TLS_HEALTH_WINDOW - sum);
}

/* The same within a part of the window, where a cost that drifts is still steady: of the
 * differences D between neighbouring blocks, whose squares add up to 2 (b - 1) B p (1 - p) where
 * samples are independent: below a 32nd of that, of independent samples no part in 2^80. */
static bool is_balanced_part(const uint16_t *blocks)
{
	uint64_t sum = blocks[0], square = 0;
	for (unsigned i = 1; i < PART_BLOCKS; i++) {
		int64_t d = (int64_t)blocks[i] - blocks[i - 1];
		sum += blocks[i];
		square += (uint64_t)(d * d);
	}
	if (sum < PART / 16 || PART - sum < PART / 16)
		return false; /* what comes every hundredth call may come by a timer */
	return 32 * square * PART_BLOCKS * PART <
	       2 * (uint64_t)(PART_BLOCKS - 1) * sum * (PART - sum);
}

/* Whether nine in ten values were predicted. A beat that noise moves by 0.06 ticks a call has 0.1
 * bits of entropy and is still more balanced than the beat test allows, so balance alone ends runs
 * of a sound source; but there no past of 64 values comes again, and few are predicted. */
static bool is_predictable(uint32_t predicted, uint32_t samples)
{
	return 10 * (uint64_t)predicted >= 9 * (uint64_t)samples;
}

static bool has_beating_part(const struct tls_health *h, unsigned parts)
{
	for (unsigned i = 0; i < parts; i++)
		if (is_predictable(h->part_predicted[i], PART) &&
		    is_balanced_part(h->in_block + i * PART_BLOCKS))
			return true;
	return false;
}

/* Chi-square of 63 degrees of freedom below 63 / 8, and of 31 below 31 / 10: of independent samples
 * less than one window in 2^32. */
static bool has_beats(const struct tls_health *h)
{
	bool steady = is_predictable(h->predicted, TLS_HEALTH_WINDOW) &&
		      (is_balanced(h, BLOCKS / 64, 8) || is_balanced(h, BLOCKS / 32, 10));
	return steady || has_beating_part(h, BLOCKS / PART_BLOCKS);
}

/* Whether `common` is of a window before. */
static bool has_voted(const struct tls_health *h)
{
	return h->seen > TLS_HEALTH_WINDOW;
}

/* What a whole window shows. */
static unsigned judge_window(struct tls_health *h)
{
	unsigned failed = (repeats_the_past(h, h->lag_cutoff) ? TLS_HEALTH_LAG : 0u) |
			  (has_voted(h) && has_beats(h) ? TLS_HEALTH_BEAT : 0u) |
			  (h->predicted >= h->prediction_cutoff ? TLS_HEALTH_PREDICTION : 0u);
	h->common = h->candidate;
	h->votes = h->predicted = 0;
	memset(h->same, 0, sizeof h->same);
	memset(h->in_block, 0, sizeof h->in_block);
	memset(h->part_predicted, 0, sizeof h->part_predicted);
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
	predict_next(h, ticks);
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
	uint32_t lag = tls_health_proportion_cutoff(
	    h->min_entropy, h->alpha_log2, h->in_window, TLS_HEALTH_LAGS);
	uint32_t prediction =
	    tls_health_proportion_cutoff(h->min_entropy, h->alpha_log2, h->in_window, 1);
	unsigned failed =
	    (repeats_the_past(h, lag) ? TLS_HEALTH_LAG : 0u) |
	    (has_voted(h) && has_beating_part(h, h->in_window / PART) ? TLS_HEALTH_BEAT : 0u) |
	    (h->predicted >= prediction ? TLS_HEALTH_PREDICTION : 0u);
	if (failed)
		raise_alarm(h, failed);
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
	case TLS_HEALTH_BEAT:
		return "beat";
	default:
		return "prediction";
	}
}
