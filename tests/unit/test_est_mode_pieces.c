/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The modes of pieces, on series whose modes are known at every time.
 */
#include "test.h"

#include "mode_pieces.h"
#include "rng.h"

#include <math.h>

enum { MOST = 30000 };
static uint64_t x[MOST];

static struct mode_pieces pieces_of(size_t n)
{
	struct mode_pieces p;
	assert_int_equal(
	    mode_pieces_of(&p, x, n, &(struct modality_options){.tick = 1, .seed = 1}), EST_OK);
	return p;
}

/* Pieces that say so many modes; those that say nothing are added to *open. */
static unsigned count_modes(const struct mode_pieces *p, double modes, unsigned *open)
{
	unsigned found = 0;
	*open = 0;
	for (unsigned k = 0; k < p->count.count; k++) {
		found += p->count.at[k].lo == modes && p->count.at[k].hi == modes;
		*open += isnan(p->count.at[k].lo);
	}
	return found;
}

/* Two modes 40 apart that both move by `drift` over the series: two in each piece, whose intervals
 * hold where they are in the middle of the piece. */
static void check_two_modes(double drift)
{
	struct rng r;
	rng_init(&r, 3, 0);
	for (size_t i = 0; i < MOST; i++)
		x[i] = (uint64_t)lround((rng_double(&r) < 0.31 ? 15 : 55) + 1.5 * rng_normal(&r) +
					drift * (double)i / MOST);
	struct mode_pieces p = pieces_of(MOST);
	unsigned open, held = 0;
	assert_true(count_modes(&p, 2, &open) >= 38);
	for (unsigned k = 0; k < p.count.count; k++) {
		double at = drift * (k + 0.5) / p.count.count;
		held += fabs(p.place[0].at[k].value - 15 - at) < 1 &&
			p.place[0].at[k].lo < 15 + at && p.place[0].at[k].hi > 15 + at &&
			p.place[1].at[k].lo < 55 + at && p.place[1].at[k].hi > 55 + at;
	}
	assert_true(held >= 32); /* two intervals of 95 % each */
}

static void modes_that_move_are_found_where_they_are(void **state)
{
	(void)state;
	check_two_modes(0);
	check_two_modes(60);
}

/* A step is two modes of the whole and one of every piece but that in which it lies, which does not
 * count its modes: its samples are few effective ones. */
static void a_step_has_one_mode_at_a_time(void **state)
{
	(void)state;
	static const size_t sizes[] = {3000, 30000};
	struct rng r;
	rng_init(&r, 4, 0);
	for (int k = 0; k < 2; k++) {
		size_t n = sizes[k];
		unsigned open;
		for (size_t i = 0; i < n; i++)
			x[i] = (uint64_t)lround((i < 0.43 * (double)n ? 30 : 60) + rng_normal(&r));
		struct mode_pieces p = pieces_of(n);
		assert_int_equal(count_modes(&p, 1, &open), p.count.count - 1);
		assert_int_equal(open, 1);
		assert_true(isnan(p.place[0].at[0].value));
	}
}

/* A line within a piece is no second mode and takes away no samples: at ten times the length the
 * pieces say what they said. */
static void a_ramp_has_one_mode_at_any_length(void **state)
{
	(void)state;
	struct rng r;
	rng_init(&r, 5, 0);
	for (size_t n = 3000; n <= MOST; n *= 10) {
		unsigned open;
		for (size_t i = 0; i < n; i++)
			x[i] =
			    (uint64_t)lround(30 + 30 * (double)i / (double)n + 2 * rng_normal(&r));
		struct mode_pieces p = pieces_of(n);
		assert_true(count_modes(&p, 1, &open) >= p.count.count - 1);
	}
}

/* A mode that lasts for 500 samples: a piece of 750 has two of its dwell times at most and says
 * nothing. */
static void persistent_modes_say_nothing_in_short_pieces(void **state)
{
	(void)state;
	struct rng r;
	unsigned open, slow = 0;
	rng_init(&r, 6, 0);
	for (size_t i = 0; i < MOST; i++) {
		slow ^= rng_double(&r) < 0.002;
		x[i] = (slow ? 45 : 5) + rng_below(&r, 3);
	}
	struct mode_pieces p = pieces_of(MOST);
	count_modes(&p, 2, &open);
	assert_true(open >= 20);
}

static void degenerate_series_have_answers(void **state)
{
	(void)state;
	unsigned open;
	for (size_t i = 0; i < MOST; i++)
		x[i] = 7;
	struct mode_pieces p = pieces_of(3000);
	assert_int_equal(count_modes(&p, 1, &open), 12);
	p = pieces_of(300);
	assert_int_equal(p.count.count, 0);
	p = pieces_of(0);
	assert_int_equal(p.place[1].count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(modes_that_move_are_found_where_they_are),
	    cmocka_unit_test(a_step_has_one_mode_at_a_time),
	    cmocka_unit_test(a_ramp_has_one_mode_at_any_length),
	    cmocka_unit_test(persistent_modes_say_nothing_in_short_pieces),
	    cmocka_unit_test(degenerate_series_have_answers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
