/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The lag prediction estimate @[SP800-90B, 6.3.8]: 128 predictors, the d-th of which predicts the
 * symbol of d places before. Within a spell of 62 steps only lags less than 62 points behind can
 * take the lead, so the scores fit bytes and 16 lags are updated at a time. Wide symbols and the
 * start take plain steps with the same result. Cost: 128 n comparisons, 16 at a time.
 */
#include "sp90b_lag_private.h"

#include "sp90b_prediction_private.h"

#include <stdlib.h>
#include <string.h>

/* Points are kept by lane: lane j holds lag LAGS - j, so that the history lies in memory as the
 * lanes do. The text scores lags 1 to 128 in turn and gives equal points to the last: here the
 * lowest lane. */
enum { LAGS = 128, CHUNK = 4096, SPELL = 62 };

struct lags {
	uint64_t points[LAGS];
	int leader; /* lane */
	struct sp90b_score score;
};

/* One prediction in plain steps, for the start and for wide symbols; i >= 1. */
static void step_plain(struct lags *l, const uint16_t *s, size_t i)
{
	size_t reach = i < LAGS ? i : LAGS;
	bool right = s[i] == s[i - (size_t)(LAGS - l->leader)];
	sp90b_score_add(&l->score, right);
	for (size_t d = 1; d <= reach; d++) {
		int lane = (int)(LAGS - d);
		if (s[i] == s[i - d] && ++l->points[lane] >= l->points[l->leader])
			l->leader = lane;
	}
}

/* Sixteen lanes of signed bytes; any compiler that knows the extension makes good code of it. */
typedef int8_t lanes __attribute__((vector_size(16)));
enum { GROUPS = LAGS / 16 };

union points {
	lanes group[GROUPS];
	int8_t lane[LAGS];
};

/* Within a spell of SPELL steps only lags that are less than SPELL points behind can come to lead,
 * so that points fit a byte: the leader starts at SPELL + 1, and those further behind at 0. */
static void to_bytes(const struct lags *l, union points *p)
{
	uint64_t top = l->points[l->leader];
	for (int j = 0; j < LAGS; j++) {
		uint64_t behind = top - l->points[j];
		p->lane[j] = (int8_t)(behind > SPELL ? 0 : SPELL + 1 - behind);
	}
}

static void from_bytes(struct lags *l, const union points *p, const union points *was)
{
	for (int j = 0; j < LAGS; j++)
		l->points[j] += (uint64_t)(p->lane[j] - was->lane[j]);
}

/* Which lane leads now: `old`, with `points`, or the best of those that were right. */
static int new_leader(const union points *p, const int8_t *back, int8_t x, int old)
{
	int best = old;
	for (int j = LAGS - 1; j >= 0; j--)
		if (back[j] == x && p->lane[j] >= p->lane[best])
			best = j;
	return best;
}

/* Predictions of x[0..n), n <= SPELL; x[-LAGS..-1] is what came before. */
static void step_spell(struct lags *l, const int8_t *x, size_t n)
{
	union points p, was;
	to_bytes(l, &was);
	p = was;
	int lead = l->leader;
	/* The leader's points are held apart and its lane is out of the contest, so that a lane
	 * that reaches them is rare. */
	int8_t own = p.lane[lead];
	p.lane[lead] = -128;
	uint64_t came_true = 0;
	for (size_t i = 0; i < n; i++) {
		const int8_t *back = x + i - LAGS;
		bool right = back[lead] == x[i];
		came_true = came_true << 1 | right;
		own = (int8_t)(own + right);
		lanes any = {0};
		for (int g = 0; g < GROUPS; g++) {
			lanes h;
			memcpy(&h, back + 16 * g, sizeof h);
			lanes hit = (lanes)(h == x[i]);
			p.group[g] -= hit;
			any |= hit & (lanes)(p.group[g] >= own);
		}
		uint64_t word[2];
		memcpy(word, &any, sizeof word);
		if (word[0] | word[1]) {
			p.lane[lead] = own;
			lead = new_leader(&p, back, x[i], lead);
			own = p.lane[lead];
			p.lane[lead] = -128;
		}
	}
	p.lane[lead] = own;
	sp90b_score_add_many(&l->score, came_true, (unsigned)n);
	from_bytes(l, &p, &was);
	l->leader = lead;
}

/* As step_plain() from symbol `from` on, where symbols fit a byte: bytes[0..LAGS) came before. */
static void step_spells(struct lags *l, const int8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i += SPELL)
		step_spell(l, bytes + LAGS + i, n - i < SPELL ? n - i : SPELL);
}

struct sp90b_estimate sp90b_lag(struct sp90b_symbols s)
{
	if (s.n < 3)
		return sp90b_absent(SP90B_TOO_SHORT);
	struct lags l = {.leader = LAGS - 1, .score.n = s.n - 1};
	size_t plain = s.k <= 256 && s.n > LAGS ? LAGS : s.n;
	for (size_t i = 1; i < plain; i++)
		step_plain(&l, s.s, i);
	int8_t bytes[LAGS + CHUNK];
	for (size_t i = plain; i < s.n; i += CHUNK) {
		size_t n = s.n - i < CHUNK ? s.n - i : CHUNK;
		for (size_t j = 0; j < LAGS + n; j++)
			bytes[j] = (int8_t)s.s[i - LAGS + j];
		step_spells(&l, bytes, n);
	}
	return sp90b_prediction(&l.score, s.k);
}
