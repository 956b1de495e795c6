/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The prediction estimate of the most common value in four windows @[SP800-90B, 6.3.7]. Symbols are
 * counted in plain windows. For bits the four windows lie in the four 16-bit lanes of one word, and
 * the scoreboard is kept only as far as a window can still lead, so that one step is a few
 * instructions. Cost: one pass.
 */
#include "sp90b_multi_mcw_private.h"

#include "sp90b_prediction_private.h"

#include <stdlib.h>

enum { WINDOWS = 4, LONGEST = 4095 };

static const size_t length[WINDOWS] = {63, 255, 1023, LONGEST};

/* Step 3d: predictors that were right gain a point each; the best of them leads from now on if it
 * has no fewer points than the leader. Equal points: the last one. Going through them one by one,
 * as the text does, ends the same, since the leader never has fewer points than another. */
struct board {
	uint64_t points[WINDOWS];
	int leader;
};

static inline void board_reward(struct board *b, unsigned right)
{
	for (int j = 0; j < WINDOWS; j++) {
		b->points[j] += right >> j & 1;
		if (right >> j & 1 && b->points[j] >= b->points[b->leader])
			b->leader = j;
	}
}

/* For bits, the four windows lie in the four 16-bit lanes of a word. */
#define LANES UINT64_C(0x0001000100010001)
#define TOPS (LANES << 15)
/* Half the length of each window: more ones than that, and 1 is the commoner. Windows are odd, so
 * that one of the two always is. */
#define HALVES (UINT64_C(31) | UINT64_C(127) << 16 | UINT64_C(511) << 32 | UINT64_C(2047) << 48)
enum { SPELL = 64 };

struct lanes {
	uint64_t ones;	 /* in each window */
	uint64_t points; /* less those that the leader had, plus SPELL + 1; 0 if further behind */
};

/* The top bit of each lane: whether a is greater than b there; both below 2^15. */
static inline uint64_t lanes_above(uint64_t a, uint64_t b)
{
	return ((a | TOPS) - (b + LANES)) & TOPS;
}

static inline uint64_t lane_mask(int j)
{
	return UINT64_C(0xFFFF) << (16 * j);
}

static void to_lanes(const struct board *b, struct lanes *l)
{
	l->points = 0;
	for (int j = 0; j < WINDOWS; j++) {
		uint64_t behind = b->points[b->leader] - b->points[j];
		l->points |= (behind > SPELL ? 0 : SPELL + 1 - behind) << (16 * j);
	}
}

static void from_lanes(struct board *b, uint64_t points, uint64_t was)
{
	for (int j = 0; j < WINDOWS; j++)
		b->points[j] += (points >> (16 * j) & 0xFFFF) - (was >> (16 * j) & 0xFFFF);
}

/* The best of those that were right, or still the leader. */
static int new_leader(uint64_t points, uint64_t right, int old)
{
	int best = old;
	for (int j = 0; j < WINDOWS; j++)
		if ((right & lane_mask(j)) && (points & lane_mask(j)) >> (16 * j) >=
						  (points & lane_mask(best)) >> (16 * best))
			best = j;
	return best;
}

/* Bits i .. i + n - 1, n <= SPELL, all windows being full. */
static void step_spell(struct board *board, struct lanes *l, struct sp90b_score *score,
    const struct sp90b_bits *b, size_t i, size_t n)
{
	to_lanes(board, l);
	uint64_t was = l->points, now = sp90b_window(b, i), out[WINDOWS];
	for (int j = 0; j < WINDOWS; j++)
		out[j] = sp90b_window(b, i - length[j]);
	int lead = board->leader;
	uint64_t came_true = 0;
	for (size_t t = 0; t < n; t++) {
		unsigned s = 63 - (unsigned)t;
		uint64_t x = now >> s & 1, guess = lanes_above(l->ones, HALVES);
		uint64_t right = (guess ^ (x ? 0 : TOPS)) >> 15;
		came_true = came_true << 1 | (right >> (16 * lead) & 1);
		l->points += right;
		uint64_t own = l->points >> (16 * lead) & 0xFFFF;
		/* Others that were right and have as many points. */
		if (lanes_above(l->points, own * LANES - LANES) & right << 15 & ~lane_mask(lead))
			lead = new_leader(l->points, right, lead);
		l->ones += x * LANES;
		l->ones -= (out[0] >> s & 1) | (out[1] >> s & 1) << 16 | (out[2] >> s & 1) << 32 |
			   (out[3] >> s & 1) << 48;
	}
	board->leader = lead;
	sp90b_score_add_many(score, came_true, (unsigned)n);
	from_lanes(board, l->points, was);
}

/* One bit while some windows are not yet full. */
static void step_start(struct board *board, uint64_t ones[WINDOWS], struct sp90b_score *score,
    const struct sp90b_bits *b, size_t i)
{
	unsigned x = sp90b_bit(b, i), right = 0;
	for (int j = 0; j < WINDOWS && i >= length[j]; j++)
		right |= (unsigned)((2 * ones[j] > length[j]) == x) << j;
	if (i >= length[0]) {
		sp90b_score_add(score, right >> board->leader & 1);
		board_reward(board, right);
	}
	for (int j = 0; j < WINDOWS; j++)
		ones[j] += (uint64_t)x - (i >= length[j] ? sp90b_bit(b, i - length[j]) : 0);
}

struct sp90b_estimate sp90b_multi_mcw_bits(const struct sp90b_bits *b)
{
	if (b->n < LONGEST + 1)
		return sp90b_absent(SP90B_TOO_SHORT);
	struct sp90b_score score = {.n = b->n - length[0]};
	struct board board = {{0}, 0};
	uint64_t ones[WINDOWS] = {0};
	for (size_t i = 0; i < LONGEST; i++)
		step_start(&board, ones, &score, b, i);
	struct lanes l = {0, 0};
	for (int j = 0; j < WINDOWS; j++)
		l.ones |= ones[j] << (16 * j);
	for (size_t i = LONGEST; i < b->n; i += SPELL)
		step_spell(&board, &l, &score, b, i, b->n - i < SPELL ? b->n - i : SPELL);
	return sp90b_prediction(&score, 2);
}

/* A sliding window: counts of its symbols, and how many symbols have each count. */
struct window {
	size_t length;
	uint16_t *count; /* by symbol */
	uint32_t symbols_with[LONGEST + 1];
	uint16_t top;	 /* the greatest count */
	uint16_t common; /* symbol with that count; the one seen last if there are several */
};

static inline void window_enter(struct window *w, uint16_t x)
{
	unsigned c = w->count[x]++;
	w->symbols_with[c]--;
	w->symbols_with[c + 1]++;
	if (c + 1 >= w->top) {
		w->top = (uint16_t)(c + 1);
		w->common = x;
	}
}

static inline void window_leave(struct window *w, uint16_t x)
{
	unsigned c = w->count[x]--;
	w->symbols_with[c]--;
	w->symbols_with[c - 1]++;
}

/* After the commonest symbol lost a place: the greatest count is what it was or one less. The
 * commonest symbol is the last one in s[..i] that has it. */
static inline void look_back(struct window *w, const uint16_t *s, size_t i)
{
	if (w->symbols_with[w->top] == 0)
		w->top--;
	while (w->count[s[i]] != w->top)
		i--;
	w->common = s[i];
}

static inline void window_slide(struct window *w, const uint16_t *s, size_t i)
{
	if (i < w->length) {
		window_enter(w, s[i]);
		return;
	}
	uint16_t old = s[i - w->length];
	bool lost = old == w->common;
	window_leave(w, old);
	unsigned c = w->count[s[i]]++;
	w->symbols_with[c]--;
	w->symbols_with[c + 1]++;
	if (c + 1u > w->top || (!lost && c + 1u == w->top)) {
		w->top = (uint16_t)(c + 1);
		w->common = s[i];
	} else if (lost) {
		look_back(w, s, i);
	}
}

static bool windows_init(struct window *w, uint32_t k)
{
	uint16_t *count = calloc((size_t)WINDOWS * k, sizeof *count);
	for (int j = 0; count && j < WINDOWS; j++) {
		w[j] = (struct window){.length = length[j], .count = count + (size_t)j * k};
		w[j].symbols_with[0] = k;
	}
	return count != NULL;
}

struct sp90b_estimate sp90b_multi_mcw(struct sp90b_symbols s)
{
	if (s.n < LONGEST + 1)
		return sp90b_absent(SP90B_TOO_SHORT);
	struct window *w = malloc(WINDOWS * sizeof *w);
	if (!w || !windows_init(w, s.k)) {
		free(w);
		return sp90b_absent(SP90B_NO_MEMORY);
	}
	struct sp90b_score score = {.n = s.n - length[0]};
	struct board board = {{0}, 0};
	for (size_t i = 0; i < s.n; i++) {
		unsigned right = 0;
		for (int j = 0; j < WINDOWS && i >= length[j]; j++)
			right |= (unsigned)(w[j].common == s.s[i]) << j;
		if (i >= length[0]) {
			sp90b_score_add(&score, right >> board.leader & 1);
			board_reward(&board, right);
		}
		for (int j = 0; j < WINDOWS; j++)
			window_slide(&w[j], s.s, i);
	}
	free(w[0].count);
	free(w);
	return sp90b_prediction(&score, s.k);
}
