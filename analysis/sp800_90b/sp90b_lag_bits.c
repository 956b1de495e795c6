/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The lag prediction estimate for bits: a spell of 64 predictions of one lag is one word, in which
 * a bit is set where the lag was right, so that points are counts of ones. Only a lag that can
 * reach the leader within the spell, by what it alone got right, is followed bit by bit. Cost: 128
 * words for each 64 bits, two at a time.
 */
#include "sp90b_lag_private.h"

#include "sp90b_prediction_private.h"

#include <string.h>

enum { LAGS = 128, HALF = LAGS / 2, SPELL = 64 };

/* Of lags d and d + HALF, side by side. */
typedef uint64_t lanes __attribute__((vector_size(16)));

struct lags {
	uint64_t points[LAGS]; /* lag d at place_of(d) */
	uint64_t right[LAGS];  /* in the spell at hand, the last prediction in the lowest bit */
	unsigned leader;       /* a lag */
	struct sp90b_score score;
};

static unsigned place_of(unsigned lag)
{
	return lag <= HALF ? 2 * (lag - 1) : 2 * (lag - HALF - 1) + 1;
}

static lanes count_ones(lanes x)
{
	const lanes fives = {UINT64_C(0x5555555555555555), UINT64_C(0x5555555555555555)};
	const lanes threes = {UINT64_C(0x3333333333333333), UINT64_C(0x3333333333333333)};
	const lanes nibbles = {UINT64_C(0x0F0F0F0F0F0F0F0F), UINT64_C(0x0F0F0F0F0F0F0F0F)};
	x -= x >> 1 & fives;
	x = (x & threes) + (x >> 2 & threes);
	x = (x + (x >> 4)) & nibbles;
	x += x >> 8;
	x += x >> 16;
	return (x + (x >> 32)) & 0xFF;
}

/* What all lags got right in bits i .. i + n - 1, and their points after it. Returns whether
 * another lag than the leader could have led. */
static bool score_spell(struct lags *l, const struct sp90b_bits *b, size_t i, unsigned n)
{
	uint64_t now = sp90b_window(b, i);
	uint64_t middle = sp90b_window(b, i - HALF), old = sp90b_window(b, i - LAGS);
	lanes before = {middle, old}, after = {now, middle}, here = {now, now};
	unsigned leader = place_of(l->leader);
	/* The sign of points less those that can lead; the leader's own are out of the contest. */
	uint64_t own = l->points[leader], least = own > SPELL ? own - SPELL : 0;
	lanes far = {~UINT64_C(0), ~UINT64_C(0)};
	l->points[leader] = 0;
	for (unsigned d = 1; d <= HALF; d++) {
		lanes came = before << (HALF - d) | after >> 1 >> (d - 1);
		lanes right = ~(came ^ here) >> (SPELL - n), points;
		memcpy(&points, l->points + 2 * (d - 1), sizeof points);
		far &= points - least;
		points += count_ones(right);
		memcpy(l->points + 2 * (d - 1), &points, sizeof points);
		memcpy(l->right + 2 * (d - 1), &right, sizeof right);
	}
	l->points[leader] += own;
	return !((far[0] & far[1]) >> 63);
}

/* Lags that reach the leader within the spell, and the leader, in order. Returns how many. */
static unsigned find_rivals(const struct lags *l, unsigned rival[LAGS])
{
	unsigned rivals = 0, leader = place_of(l->leader);
	uint64_t led = l->right[leader];
	uint64_t own = l->points[leader] - sp90b_count_ones(led);
	for (unsigned d = 1; d <= LAGS; d++) {
		uint64_t right = l->right[place_of(d)];
		uint64_t before = l->points[place_of(d)] - sp90b_count_ones(right);
		if (d == l->leader || before + sp90b_count_ones(right & ~led) >= own)
			rival[rivals++] = d;
	}
	return rivals;
}

/* The spell bit by bit, as in the text: lags that were right gain a point in turn, and lead if they
 * then have as many as the leader. Returns what the leaders predicted. */
static uint64_t follow_rivals(struct lags *l, const unsigned *rival, unsigned rivals, unsigned n)
{
	uint64_t points[LAGS], came_true = 0;
	unsigned leader = 0;
	for (unsigned r = 0; r < rivals; r++) {
		unsigned at = place_of(rival[r]);
		points[r] = l->points[at] - sp90b_count_ones(l->right[at]);
		leader = rival[r] == l->leader ? r : leader;
	}
	for (unsigned t = n; t-- > 0;) {
		came_true = came_true << 1 | (l->right[place_of(rival[leader])] >> t & 1);
		for (unsigned r = 0; r < rivals; r++)
			if (l->right[place_of(rival[r])] >> t & 1 && ++points[r] >= points[leader])
				leader = r;
	}
	l->leader = rival[leader];
	return came_true;
}

static void step_spell(struct lags *l, const struct sp90b_bits *b, size_t i, unsigned n)
{
	unsigned rival[LAGS];
	uint64_t came_true;
	bool close = score_spell(l, b, i, n);
	unsigned rivals = close ? find_rivals(l, rival) : 1;
	if (rivals > 1)
		came_true = follow_rivals(l, rival, rivals, n);
	else
		came_true = l->right[place_of(l->leader)];
	sp90b_score_add_many(&l->score, came_true, n);
}

/* The first bits, which not all lags reach. */
static void step_start(struct lags *l, const struct sp90b_bits *b, size_t i)
{
	unsigned now = sp90b_bit(b, i);
	sp90b_score_add(&l->score, i >= l->leader && sp90b_bit(b, i - l->leader) == now);
	for (unsigned d = 1; d <= LAGS && d <= i; d++)
		if (sp90b_bit(b, i - d) == now &&
		    ++l->points[place_of(d)] >= l->points[place_of(l->leader)])
			l->leader = d;
}

struct sp90b_estimate sp90b_lag_bits(const struct sp90b_bits *b)
{
	if (b->n < 3)
		return sp90b_absent(SP90B_TOO_SHORT);
	struct lags l = {.leader = 1, .score.n = b->n - 1};
	size_t i = 1;
	for (; i < b->n && i < LAGS; i++)
		step_start(&l, b, i);
	for (; i < b->n; i += SPELL)
		step_spell(&l, b, i, b->n - i < SPELL ? (unsigned)(b->n - i) : SPELL);
	return sp90b_prediction(&l.score, 2);
}
