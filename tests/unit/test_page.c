/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ground truth: the matcher on made-up pages, the flags on a page of the test's own, and this
 * machine's page.
 *
 * Live: the last test watches the page that this machine's kernel writes.
 */
#include "test.h"

#include "counter_here.h"
#include "page.h"
#include "page_layout_private.h"
#include "probe.h"
#include "probe_loop_private.h"

#include <stdio.h>
#include <string.h>

enum { SHOTS = 8 };
static struct tlp_page_shot shot[SHOTS];

static void put_u32(struct tlp_page_shot *s, size_t at, uint32_t v)
{
	memcpy(s->bytes + at, &v, sizeof v);
}

static void put_u64(struct tlp_page_shot *s, size_t at, uint64_t v)
{
	memcpy(s->bytes + at, &v, sizeof v);
}

/* A page as kernels write it, with an update before every second shot. */
static void make_page(size_t at, uint32_t mode, size_t second_at)
{
	for (unsigned i = 0; i < SHOTS; i++) {
		uint32_t updates = i / 2;
		shot[i] = (struct tlp_page_shot){1000000 + 500 * i, 1700000000 + i / 4, {0}};
		put_u32(&shot[i], at, 4000 + 2 * updates);
		put_u32(&shot[i], at + 4, mode);
		put_u64(&shot[i], at + 8, 1000000 + 1000 * updates - 10);
		put_u64(&shot[i], at + 16, UINT64_MAX);
		put_u64(&shot[i], at + second_at, 1700000000 + i / 4);
	}
}

static int find_layout(uint64_t limit, struct tlp_page_layout *found, const char **why)
{
	*why = "";
	return tlp_page_layout_find(shot, SHOTS, limit, found, why);
}

static void data_is_found_wherever_it_begins(void **state)
{
	(void)state;
	static const size_t offsets[] = {0, 8, 128, 256, TLP_SHOT_BYTES - 64};
	struct tlp_page_layout found;
	const char *why;
	for (size_t i = 0; i < sizeof offsets / sizeof *offsets; i++) {
		for (size_t second = 32; second <= 40; second += 8) {
			make_page(offsets[i], 1, second);
			assert_int_equal(find_layout(2000, &found, &why), 0);
			assert_int_equal(found.offset, offsets[i]);
			assert_int_equal(found.clock_mode, 1);
			assert_int_equal(found.updates, 3);
		}
	}
}

/* Clock modes without a vDSO clock leave cycle_last alone, others count another clock in it. */
static void cycle_last_is_only_compared_where_it_can_be(void **state)
{
	(void)state;
	struct tlp_page_layout found;
	const char *why;
	for (uint32_t mode = 0; mode < 4; mode++) {
		make_page(128, mode, 32);
		for (int i = 0; i < SHOTS; i++)
			put_u64(&shot[i], 136, 0);
		assert_int_equal(find_layout(2000, &found, &why), mode == 1 ? -1 : 0);
		assert_int_equal(find_layout(0, &found, &why), 0);
		assert_int_equal(found.clock_mode, mode);
	}
}

/* One thing is wrong at a time; the reason names it. */
static void nothing_is_guessed(void **state)
{
	(void)state;
	struct tlp_page_layout found;
	const char *why;
	make_page(0, 1, 40);
	put_u32(&shot[3], 0, 4003);
	assert_int_equal(find_layout(2000, &found, &why), -1);
	assert_non_null(strstr(why, "advances by 2"));
	make_page(0, 1, 40);
	for (uint32_t i = 0; i < SHOTS; i++)
		put_u32(&shot[i], 0, 4000 + 4 * i);
	assert_int_equal(find_layout(2000, &found, &why), -1);
	assert_non_null(strstr(why, "advances by 2"));
	make_page(0, 1, 40);
	for (int i = 0; i < SHOTS; i++)
		put_u32(&shot[i], 0, 4000);
	assert_int_equal(find_layout(2000, &found, &why), -1);
	make_page(0, 0x7fffffff, 40);
	assert_int_equal(find_layout(2000, &found, &why), -1);
	assert_non_null(strstr(why, "clock mode"));
	make_page(0, 1, 40);
	put_u32(&shot[5], 4, 0);
	assert_int_equal(find_layout(2000, &found, &why), -1);
	make_page(0, 1, 40);
	put_u64(&shot[2], 40, 1700000001);
	assert_int_equal(find_layout(2000, &found, &why), -1);
	assert_non_null(strstr(why, "seconds"));
	make_page(0, 1, 40);
	put_u64(&shot[4], 8, 1200000);
	assert_int_equal(find_layout(2000, &found, &why), -1);
	assert_non_null(strstr(why, "cycle_last"));
	make_page(0, 1, 40);
	assert_int_equal(find_layout(500, &found, &why), -1);
	memset(shot, 0, sizeof shot);
	assert_int_equal(find_layout(2000, &found, &why), -1);
	assert_int_equal(tlp_page_layout_find(shot, 0, 2000, &found, &why), -1);
	assert_int_equal(tlp_page_layout_find(shot, 1, 2000, &found, &why), -1);
}

/* Each rule at its bound: clock modes below 16, seconds up to 2 late, 1000 updates between two
 * shots, two updates in all, and a cycle_last that trails by less than the limit. */
static void rules_hold_up_to_their_bounds(void **state)
{
	(void)state;
	struct tlp_page_layout found;
	const char *why;
	for (uint32_t mode = 14; mode <= 17; mode++) {
		make_page(0, mode, 40);
		assert_int_equal(find_layout(2000, &found, &why), mode < 16 ? 0 : -1);
	}
	for (uint64_t late = 0; late <= 3; late++) {
		make_page(0, 1, 40);
		for (int i = 0; i < SHOTS; i++)
			put_u64(&shot[i], 40, shot[i].realtime_s - late);
		assert_int_equal(find_layout(2000, &found, &why), late <= 2 ? 0 : -1);
	}
	for (uint32_t jump = 999; jump <= 1001; jump++) {
		make_page(0, 1, 40);
		for (uint32_t i = SHOTS - 2; i < SHOTS; i++)
			put_u32(&shot[i], 0, 4004 + 2 * jump);
		assert_int_equal(find_layout(0, &found, &why), jump <= 1000 ? 0 : -1);
	}
	for (uint32_t updates = 1; updates <= 3; updates++) {
		make_page(0, 1, 40);
		for (uint32_t i = 0; i < SHOTS; i++)
			put_u32(&shot[i], 0, 4000 + 2 * (i / 2 < updates ? i / 2 : updates));
		assert_int_equal(find_layout(0, &found, &why), updates >= 2 ? 0 : -1);
	}
	make_page(0, 1, 40); /* the counter is 510 ahead in every second shot, 10 in the others */
	assert_int_equal(find_layout(511, &found, &why), 0);
	assert_int_equal(find_layout(510, &found, &why), -1);
	/* Seconds are looked for from 24 to 64 bytes behind the sequence. */
	for (size_t second = 16; second <= 72; second += 8) {
		make_page(0, 1, second);
		bool within = second >= 24 && second <= 64;
		assert_int_equal(find_layout(0, &found, &why), within ? 0 : -1);
	}
	/* The last place at which a sequence, its mode and a cycle_last fit. */
	make_page(128, 1, 32);
	assert_int_equal(tlp_page_layout_confirm(shot, TLP_SHOT_BYTES - 16, 0, 0, &why), -1);
	assert_string_equal(
	    why, "no seconds of the wall clock behind the sequence and the clock mode");
	assert_int_equal(tlp_page_layout_confirm(shot, TLP_SHOT_BYTES - 8, 0, 0, &why), -1);
	assert_string_equal(why, "the place of the clock's data is not within its page");
	assert_int_equal(tlp_page_layout_confirm(shot, 132, 0, 0, &why), -1);
	assert_string_equal(why, "the place of the clock's data is not within its page");
}

static void two_places_are_none(void **state)
{
	(void)state;
	struct tlp_page_layout found;
	const char *why;
	make_page(0, 1, 40);
	for (int i = 0; i < SHOTS; i++)
		memcpy(shot[i].bytes + 512, shot[i].bytes, 256);
	assert_int_equal(find_layout(2000, &found, &why), -1);
	assert_non_null(strstr(why, "more than one"));
}

/* The sequence is an unsigned number that wraps. */
static int confirm_layout(size_t offset, uint32_t mode, const char **why)
{
	*why = "";
	return tlp_page_layout_confirm(&shot[SHOTS - 1], offset, mode, 2000, why);
}

/* One look at a place that is known holds to the rules that one look can show. */
static void a_known_place_is_confirmed_by_one_look(void **state)
{
	(void)state;
	const char *why;
	struct tlp_page_shot *last = &shot[SHOTS - 1];
	make_page(128, 1, 32);
	assert_int_equal(confirm_layout(128, 1, &why), 0);
	assert_int_equal(confirm_layout(128, 2, &why), -1);
	assert_non_null(strstr(why, "clock mode"));
	assert_int_equal(confirm_layout(0, 0, &why), -1);
	assert_int_equal(confirm_layout(132, 1, &why), -1);
	assert_int_equal(confirm_layout(TLP_SHOT_BYTES - 8, 1, &why), -1);
	put_u32(last, 128, 4007);
	assert_int_equal(confirm_layout(128, 1, &why), -1);
	assert_non_null(strstr(why, "odd"));
	make_page(128, 1, 32);
	put_u64(last, 128 + 32, 1600000000);
	assert_int_equal(confirm_layout(128, 1, &why), -1);
	assert_non_null(strstr(why, "seconds"));
	make_page(128, 1, 32);
	last->counter += 5000;
	assert_int_equal(confirm_layout(128, 1, &why), -1);
	assert_non_null(strstr(why, "cycle_last"));
}

static void sequence_may_wrap(void **state)
{
	(void)state;
	struct tlp_page_layout found;
	const char *why;
	make_page(0, 1, 40);
	for (uint32_t i = 0; i < SHOTS; i++)
		put_u32(&shot[i], 0, UINT32_MAX - 3 + 2 * (i / 2));
	assert_int_equal(find_layout(2000, &found, &why), 0);
	assert_int_equal(found.updates, 3);
}

/* Pages of real kernels: tests/fixtures/pages/README.md. */
static void pages_of_several_kernels_are_read(void **state)
{
	(void)state;
	static const struct {
		const char *file;
		double hz; /* of the counter */
		size_t offset;
		uint32_t mode, updates;
	} want[] = {{"x86_64-6.18-tsc", 2.6e9, 0, 1, 5}, {"x86_64-6.1-tsc", 2.6e9, 128, 1, 5},
	    {"x86_64-6.1-hpet", 2.6e9, 128, 0, 6}, {"aarch64-6.1", 62.5e6, 0, 1, 6}};
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		char path[128];
		struct tlp_page_layout found;
		const char *why = "";
		snprintf(path, sizeof path, "tests/fixtures/pages/%s.shots", want[i].file);
		FILE *f = fopen(path, "rb");
		assert_non_null(f);
		assert_int_equal(fread(shot, sizeof shot[0], SHOTS, f), SHOTS);
		fclose(f);
		int rc = find_layout((uint64_t)(want[i].hz / 10), &found, &why);
		if (rc != 0)
			fail_msg("%s: %s", path, why);
		assert_int_equal(found.offset, want[i].offset);
		assert_int_equal(found.clock_mode, want[i].mode);
		assert_int_equal(found.updates, want[i].updates);
		/* A counter that is not the kernel's is noticed. */
		for (int k = 0; k < SHOTS; k++)
			shot[k].counter += (uint64_t)want[i].hz;
		rc = find_layout((uint64_t)(want[i].hz / 10), &found, &why);
		assert_int_equal(rc, want[i].mode == 1 ? -1 : 0);
	}
}

/* A model of the commpage's words: 24 MHz, stamped a quarter of a second ago. */
static struct tlp_stamp_shot model_stamp(unsigned i)
{
	return (struct tlp_stamp_shot){.counter = 240000000 + 24000 * i,
	    .realtime_s = 1700000100,
	    .stamp = 234000000,
	    .second = 1700000099,
	    .fraction = UINT64_C(1) << 63,
	    .scale = 768614336404,
	    .per_second = 24000000,
	    .version = 3};
}

static const struct tlp_stamp_known known = {3, 3};

static int check_stamp(const struct tlp_stamp_shot *change, const char **why)
{
	struct tlp_stamp_shot s[4];
	for (unsigned i = 0; i < 4; i++)
		s[i] = model_stamp(i);
	if (change)
		s[2] = *change;
	return tlp_stamp_layout_check(s, 4, 24e6, known, why);
}

static void commpage_is_checked_by_version_and_plausibility(void **state)
{
	(void)state;
	const char *why;
	struct tlp_stamp_shot s = model_stamp(2);
	assert_int_equal(check_stamp(NULL, &why), 0);
	s.stamp = 0; /* met while it was being written */
	assert_int_equal(check_stamp(&s, &why), 0);
	s = model_stamp(2), s.version = 4;
	assert_int_equal(check_stamp(&s, &why), -1);
	assert_non_null(strstr(why, "version"));
	s = model_stamp(2), s.per_second = 1000000000;
	assert_int_equal(check_stamp(&s, &why), -1);
	assert_non_null(strstr(why, "ticks per second"));
	s = model_stamp(2), s.stamp = s.counter + 1;
	assert_int_equal(check_stamp(&s, &why), -1);
	assert_non_null(strstr(why, "ahead"));
	s = model_stamp(2), s.second -= 86400;
	assert_int_equal(check_stamp(&s, &why), -1);
	assert_non_null(strstr(why, "second"));
	s = model_stamp(2), s.stamp = 0;
	assert_int_equal(tlp_stamp_layout_check(&s, 1, 24e6, known, &why), -1);
	assert_non_null(strstr(why, "never set"));
}

/* An idle Mac's stamp grows old, and its second with it; a frequency is known within 1 %; Intel's
 * commpage has two versions. */
static void commpage_is_believed_as_far_as_it_must_be(void **state)
{
	(void)state;
	static const struct tlp_stamp_known two = {13, 14};
	const char *why;
	struct tlp_stamp_shot s = model_stamp(0);
	s.stamp -= 100 * s.per_second;
	assert_int_equal(tlp_stamp_layout_check(&s, 1, 24e6, known, &why), -1);
	s.second -= 100;
	assert_int_equal(tlp_stamp_layout_check(&s, 1, 24e6, known, &why), 0);
	s = model_stamp(0), s.stamp = s.counter, s.second = s.realtime_s;
	assert_int_equal(tlp_stamp_layout_check(&s, 1, 24e6, known, &why), 0);
	s.second = s.realtime_s + 3;
	assert_int_equal(tlp_stamp_layout_check(&s, 1, 24e6, known, &why), -1);
	s = model_stamp(0), s.per_second = 0;
	assert_int_equal(tlp_stamp_layout_check(&s, 1, 24e6, known, &why), -1);
	for (int percent = 97; percent <= 103; percent++) {
		s = model_stamp(0), s.per_second = 240000 * (uint64_t)percent;
		int rc = tlp_stamp_layout_check(&s, 1, 24e6, known, &why);
		assert_int_equal(rc, percent == 100 ? 0 : -1);
	}
	for (uint16_t v = 12; v <= 15; v++) {
		s = model_stamp(0), s.version = v;
		int rc = tlp_stamp_layout_check(&s, 1, 24e6, two, &why);
		assert_int_equal(rc, v == 13 || v == 14 ? 0 : -1);
	}
	assert_int_equal(tlp_stamp_layout_check(&s, 0, 24e6, known, &why), -1);
}

/* As the reader of macOS decides it: 0, or `now - stamp >= per_second`, without a sign. */
static void stamp_is_stale_from_the_tick_on(void **state)
{
	(void)state;
	static const struct {
		uint64_t before, after, start;
		unsigned flags;
	} cases[] = {{1000, 1000, 1000, 0}, {1000, 1000, 1099, 0},
	    {1000, 1000, 1100, TLP_FLAG_FALLBACK}, {1000, 1000, 9999, TLP_FLAG_FALLBACK},
	    {1000, 1000, 999, TLP_FLAG_FALLBACK}, {1000, 1001, 1001, TLP_FLAG_OVERLAP},
	    {1000, 0, 1001, TLP_FLAG_OVERLAP},
	    {0, 0, 50, TLP_FLAG_ODD_AT_START | TLP_FLAG_FALLBACK},
	    {0, 1000, 1000, TLP_FLAG_OVERLAP | TLP_FLAG_ODD_AT_START | TLP_FLAG_FALLBACK},
	    {UINT64_MAX - 9, UINT64_MAX - 9, 89, 0},
	    {UINT64_MAX - 9, UINT64_MAX - 9, 90, TLP_FLAG_FALLBACK}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(
		    tlp_flags_of_stamp(cases[i].before, cases[i].after, cases[i].start, 100),
		    cases[i].flags);
}

enum { COUNT = 2000 };
static uint64_t start[COUNT], elapsed[COUNT];
static uint8_t flags[COUNT];

/* All samples' flags with a page that nobody writes; the change of CPU is the scheduler's affair.
 */
static unsigned flags_with(const struct tlp_clock *clock, const struct tlp_page *page)
{
	struct tlp_samples out = {start, elapsed, flags, page};
	memset(flags, 0xff, sizeof flags);
	tlp_probe_find("null")->run(clock, &out, COUNT);
	unsigned first = flags[0] & ~(unsigned)TLP_FLAG_CPU_CHANGED;
	for (size_t i = 0; i < COUNT; i++)
		assert_int_equal(flags[i] & ~TLP_FLAG_CPU_CHANGED, first);
	return first;
}

static void flags_say_what_the_page_said(void **state)
{
	(void)state;
	struct tlp_clock clock[2];
	assert_int_equal(open_counter(&clock[0]), 0);
	assert_int_equal(tlp_clock_open_named(&clock[1], "raw", &(const char *){NULL}), 0);
	for (int k = 0; k < 2; k++) {
		uint64_t word = UINT64_C(1) << 32 | 4000, now = tlp_clock_read(&clock[k]).count;
		struct tlp_page page = {.kind = TLP_PAGE_SEQUENCE, .name = "model", .word = &word};
		assert_int_equal(flags_with(&clock[k], NULL), 0);
		assert_int_equal(flags_with(&clock[k], &page), 0);
		word = UINT64_C(1) << 32 | 4001;
		assert_int_equal(flags_with(&clock[k], &page), TLP_FLAG_ODD_AT_START);
		word = 4000;
		assert_int_equal(flags_with(&clock[k], &page), TLP_FLAG_FALLBACK);
		page.kind = TLP_PAGE_NONE;
		assert_int_equal(flags_with(&clock[k], &page), 0);
		page = (struct tlp_page){.kind = TLP_PAGE_STAMP, .word = &word};
		page.stale_ticks = (uint64_t)clock[k].hz * 100;
		word = now;
		assert_int_equal(flags_with(&clock[k], &page), 0);
		page.stale_ticks = 1;
		assert_int_equal(flags_with(&clock[k], &page), TLP_FLAG_FALLBACK);
		word = 0;
		assert_int_equal(
		    flags_with(&clock[k], &page), TLP_FLAG_FALLBACK | TLP_FLAG_ODD_AT_START);
	}
}

/* Where this machine's page is verified, updates are seen at a kernel's rate and never otherwise
 * than even or in progress; where it is not, there is a reason and no page. */
static void live_page_is_verified_or_absent(void **state)
{
	(void)state;
	struct tlp_clock clock;
	struct tlp_page page;
	assert_int_equal(open_counter(&clock), 0);
	int rc = tlp_page_open(&page, &clock);
	assert_true(strlen(page.why) > 0);
	if (rc != 0) {
		assert_int_equal(page.kind, TLP_PAGE_NONE);
		assert_null(page.name);
		print_message("no ground truth: %s\n", page.why);
		return;
	}
	assert_non_null(page.name);
	uint64_t from = tlp_clock_read(&clock).count, word = *page.word, changes = 0;
	while ((double)(tlp_clock_read(&clock).count - from) < 0.2 * clock.hz) {
		changes += *page.word != word;
		word = *page.word;
	}
	assert_in_range(changes, 1, 5000);
	print_message("%s: %s; %u changes in 0.2 s\n", page.name, page.why, (unsigned)changes);
	struct tlp_page again;
	assert_int_equal(tlp_page_reopen(&again, &clock, &page.place), 0);
	assert_ptr_equal(again.word, page.word);
	struct tlp_page_place other = {page.place.offset, page.place.clock_mode + 1};
	assert_int_equal(
	    tlp_page_reopen(&again, &clock, &other), page.kind == TLP_PAGE_SEQUENCE ? -1 : 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(data_is_found_wherever_it_begins),
	    cmocka_unit_test(cycle_last_is_only_compared_where_it_can_be),
	    cmocka_unit_test(nothing_is_guessed),
	    cmocka_unit_test(rules_hold_up_to_their_bounds),
	    cmocka_unit_test(two_places_are_none),
	    cmocka_unit_test(a_known_place_is_confirmed_by_one_look),
	    cmocka_unit_test(sequence_may_wrap),
	    cmocka_unit_test(pages_of_several_kernels_are_read),
	    cmocka_unit_test(commpage_is_checked_by_version_and_plausibility),
	    cmocka_unit_test(commpage_is_believed_as_far_as_it_must_be),
	    cmocka_unit_test(stamp_is_stale_from_the_tick_on),
	    cmocka_unit_test(flags_say_what_the_page_said),
	    cmocka_unit_test(live_page_is_verified_or_absent),
	};
	return cmocka_run_group_tests_name("page", tests, NULL, NULL);
}
