/* SPDX-License-Identifier: MIT
 *
 * A clock page is found by what it does, since its layout moves between kernels: over some shots, a
 * 32-bit word that is even and advances by two, with a small clock mode behind it, a counter value
 * that trails the counter, and seconds that trail the wall clock. An offset that passes all of them
 * by chance would need several words to move in step; where two pass, none is taken.
 */
#include "page_layout_private.h"

#include <stdbool.h>
#include <string.h>

enum {
	MODES = 16,	    /* x86 has 4 clock modes, arm64 3 */
	SECOND_FROM = 24,   /* seconds begin after mask, mult and shift: 32 or 40 bytes in, by */
	SECOND_TO = 64,	    /* version and configuration */
	CPU_COUNTER = 1,    /* VDSO_CLOCKMODE_TSC and VDSO_CLOCKMODE_ARCHTIMER */
	MOST_UPDATES = 1000 /* between two shots: no kernel ticks so fast */
};

static uint64_t word_at(const struct tlp_page_shot *s, size_t offset)
{
	uint64_t word;
	memcpy(&word, s->bytes + offset, sizeof word);
	return word;
}

static uint32_t read_sequence(const struct tlp_page_shot *s, size_t offset)
{
	return (uint32_t)word_at(s, offset);
}

static uint32_t read_mode(const struct tlp_page_shot *s, size_t offset)
{
	return (uint32_t)(word_at(s, offset) >> 32);
}

/* Even in every shot, never falling (it wraps), and the smallest step seen is one update. */
static bool advances_by_two(
    const struct tlp_page_shot *shot, size_t count, size_t offset, uint32_t *updates)
{
	uint32_t smallest = UINT32_MAX;
	for (size_t i = 0; i < count; i++) {
		uint32_t now = read_sequence(&shot[i], offset);
		uint32_t step = i > 0 ? now - read_sequence(&shot[i - 1], offset) : 0;
		if (now % 2 != 0 || step > 2 * MOST_UPDATES)
			return false;
		if (step > 0 && step < smallest)
			smallest = step;
	}
	*updates = (read_sequence(&shot[count - 1], offset) - read_sequence(&shot[0], offset)) / 2;
	return smallest == 2 && *updates >= 2;
}

static bool mode_is_small(const struct tlp_page_shot *shot, size_t count, size_t offset)
{
	for (size_t i = 0; i < count; i++) {
		if (read_mode(&shot[i], offset) >= MODES ||
		    read_mode(&shot[i], offset) != read_mode(shot, offset))
			return false;
	}
	return true;
}

static bool second_follows(const struct tlp_page_shot *shot, size_t count, size_t at)
{
	for (size_t i = 0; i < count; i++) {
		if (shot[i].realtime_s - word_at(&shot[i], at) > TLP_SHOT_LATE_S)
			return false;
	}
	return true;
}

static bool some_second_follows(const struct tlp_page_shot *shot, size_t count, size_t offset)
{
	for (size_t at = offset + SECOND_FROM; at <= offset + SECOND_TO; at += 8) {
		if (at + 8 <= TLP_SHOT_BYTES && second_follows(shot, count, at))
			return true;
	}
	return false;
}

static bool cycle_last_trails(
    const struct tlp_page_shot *shot, size_t count, size_t offset, uint64_t limit)
{
	for (size_t i = 0; i < count; i++) {
		uint64_t last = word_at(&shot[i], offset + 8);
		if (shot[i].counter - last >= limit)
			return false;
		bool same = i == 0 || last == word_at(&shot[i - 1], offset + 8);
		if (i > 0 && same != (read_sequence(&shot[i], offset) ==
					 read_sequence(&shot[i - 1], offset)))
			return false;
	}
	return true;
}

/* How many of the rules hold at an offset, one after the other. */
enum { RULES = 4 };

static const char *const missed[RULES] = {"no even 32-bit word in it advances by 2",
    "no small clock mode beside the word that advances by 2",
    "no seconds of the wall clock behind the sequence and the clock mode",
    "cycle_last beside the sequence does not trail the counter"};

static int rules_kept(const struct tlp_page_shot *shot, size_t count, size_t offset, uint64_t limit,
    struct tlp_page_layout *found)
{
	*found = (struct tlp_page_layout){.offset = offset, .clock_mode = read_mode(shot, offset)};
	bool compare = limit > 0 && found->clock_mode == CPU_COUNTER;
	found->verified_by = compare ? "sequence, clock mode, second and cycle_last"
				     : "sequence, clock mode and second";
	if (!advances_by_two(shot, count, offset, &found->updates))
		return 0;
	if (!mode_is_small(shot, count, offset))
		return 1;
	if (!some_second_follows(shot, count, offset))
		return 2;
	if (compare && !cycle_last_trails(shot, count, offset, limit))
		return 3;
	return RULES;
}

int tlp_page_layout_find(const struct tlp_page_shot *shot, size_t count, uint64_t limit_ticks,
    struct tlp_page_layout *out, const char **why)
{
	int best = 0, places = 0;
	struct tlp_page_layout found;
	for (size_t at = 0; count > 1 && at + 16 <= TLP_SHOT_BYTES; at += 8) {
		int kept = rules_kept(shot, count, at, limit_ticks, &found);
		best = kept > best ? kept : best;
		if (kept == RULES && places++ == 0)
			*out = found;
	}
	if (places == 1)
		return 0;
	*why = places > 1 ? "more than one place in it looks like the clock's data" : missed[best];
	return -1;
}

int tlp_page_layout_confirm(const struct tlp_page_shot *shot, size_t offset, uint32_t clock_mode,
    uint64_t limit_ticks, const char **why)
{
	if (offset % 8 != 0 || offset + 16 > TLP_SHOT_BYTES)
		*why = "the place of the clock's data is not within its page";
	else if (read_sequence(shot, offset) % 2 != 0)
		*why = "the word where the sequence was is odd";
	else if (read_mode(shot, offset) != clock_mode)
		*why = "the clock mode is not the one that was found before";
	else if (!some_second_follows(shot, 1, offset))
		*why = missed[2];
	else if (limit_ticks > 0 && clock_mode == CPU_COUNTER &&
		 !cycle_last_trails(shot, 1, offset, limit_ticks))
		*why = missed[3];
	else
		return 0;
	return -1;
}

static const char *stamp_fault(
    const struct tlp_stamp_shot *s, double hz, struct tlp_stamp_known known)
{
	if (s->version < known.first || s->version > known.last)
		return "the commpage's version is not known";
	if (!((double)s->per_second > 0.99 * hz && (double)s->per_second < 1.01 * hz))
		return "the commpage's ticks per second are not the counter's";
	if (s->stamp == 0)
		return NULL;
	if (s->counter - s->stamp > UINT64_MAX / 2)
		return "the commpage's stamp is ahead of the counter";
	double age_s = (double)(s->counter - s->stamp) / hz,
	       late = (double)s->realtime_s - (double)s->second;
	if (late < age_s - 2 || late > age_s + 2)
		return "the commpage's second does not follow the wall clock";
	return NULL;
}

int tlp_stamp_layout_check(const struct tlp_stamp_shot *shot, size_t count, double hz,
    struct tlp_stamp_known known, const char **why)
{
	size_t valid = 0;
	*why = NULL;
	for (size_t i = 0; i < count && !*why; i++) {
		*why = stamp_fault(&shot[i], hz, known);
		valid += shot[i].stamp != 0;
	}
	if (!*why && valid == 0)
		*why = "the commpage's time stamp is never set";
	return *why ? -1 : 0;
}
