/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The prediction estimate of the most common value in four windows @[SP800-90B, 6.3.7]. Symbols are
 * counted in plain windows. For bits a table predicts four at a time, and 64 predictions are scored
 * at once unless another window can come to lead meanwhile. Cost: one pass.
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

/* For bits, predictions are made four at a time. What a window predicts for four bits depends on
 * which of them are ones, on which ones leave it meanwhile, and on how many ones it has beyond half
 * of its length (it is odd), `over` + 1/2; an `over` of 3 or more, or less than -3, decides all
 * four. */
enum { SPELL = 64, STEP = 4, OVERS = 2 * STEP };

struct steps {
	uint8_t guess[OVERS][256]; /* by over + STEP, and the bits that enter and leave */
	int8_t gain[256];	   /* by these bits: ones that enter less ones that leave */
};

static void fill_steps(struct steps *s)
{
	for (unsigned bits = 0; bits < 256; bits++)
		for (int from = 0; from < OVERS; from++) {
			unsigned guess = 0;
			int over = from - STEP;
			for (int t = STEP - 1; t >= 0; t--) {
				guess = guess << 1 | (over >= 0);
				over += (int)(bits >> (STEP + t) & 1) - (int)(bits >> t & 1);
			}
			s->guess[from][bits] = (uint8_t)guess;
			s->gain[bits] = (int8_t)(over - (from - STEP));
		}
}

/* What a window predicts for SPELL bits; over follows it. */
static uint64_t guess_spell(const struct steps *s, int *over, uint64_t now, uint64_t out)
{
	uint64_t guess = 0;
	int o = *over;
	for (int t = SPELL - STEP; t >= 0; t -= STEP) {
		unsigned bits = (unsigned)((now >> t & 15) << STEP | (out >> t & 15));
		int at = o < -STEP ? -STEP : o >= STEP ? STEP - 1 : o;
		guess = guess << STEP | s->guess[at + STEP][bits];
		o += s->gain[bits];
	}
	*over = o;
	return guess;
}

/* Whether another window than the leader can lead within the spell, whose predictions that came
 * true are right[]. */
static bool has_rival(const struct board *b, const uint64_t *right)
{
	bool rival = false;
	for (int j = 0; j < WINDOWS; j++) {
		unsigned gain = sp90b_count_ones(right[j] & ~right[b->leader]);
		rival |= j != b->leader && b->points[j] + gain >= b->points[b->leader];
	}
	return rival;
}

/* Bits i .. i + n - 1, n <= SPELL, all windows being full. */
static void step_spell(struct board *board, int over[WINDOWS], const struct steps *steps,
    struct sp90b_score *score, const struct sp90b_bits *b, size_t i, unsigned n)
{
	uint64_t now = sp90b_window(b, i), right[WINDOWS], came_true = 0;
	for (int j = 0; j < WINDOWS; j++) {
		uint64_t out = sp90b_window(b, i - length[j]);
		right[j] = ~(guess_spell(steps, &over[j], now, out) ^ now) >> (SPELL - n);
	}
	if (has_rival(board, right)) {
		for (unsigned t = n; t-- > 0;) {
			unsigned r = 0;
			for (int j = 0; j < WINDOWS; j++)
				r |= (unsigned)(right[j] >> t & 1) << j;
			came_true = came_true << 1 | (r >> board->leader & 1);
			board_reward(board, r);
		}
	} else {
		came_true = right[board->leader];
		for (int j = 0; j < WINDOWS; j++)
			board->points[j] += sp90b_count_ones(right[j]);
	}
	sp90b_score_add_many(score, came_true, n);
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
	struct steps steps;
	int over[WINDOWS];
	fill_steps(&steps);
	for (int j = 0; j < WINDOWS; j++)
		over[j] = (int)ones[j] - (int)(length[j] + 1) / 2;
	for (size_t i = LONGEST; i < b->n; i += SPELL) {
		unsigned n = b->n - i < SPELL ? (unsigned)(b->n - i) : SPELL;
		step_spell(&board, over, &steps, &score, b, i, n);
	}
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
