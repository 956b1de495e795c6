/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The search for Linux's clock page in models of the mapping [vvar]: which page is taken, how often
 * each is looked at, and what is said where there is none. No page of this machine is read.
 */
#include "test.h"

#include "page_world_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PAGES = 3, SECOND = 1700000000, LIMIT = 1000000 };

/* A kernel that updates every second nap; its data begins at `data` of the mapping. */
struct model {
	unsigned char map[PAGES * TLP_PAGE_BYTES];
	size_t data;
	uint32_t mode;
	bool faults[PAGES];
	int torn; /* so many copies yet differ from the one before */
	int held; /* so many looks yet are late by more than the limit */
	unsigned naps, copies, looks;
};

static struct model m;

static void word_put(size_t at, uint64_t v, size_t n)
{
	memcpy(m.map + at, &v, n);
}

static void data_write(void)
{
	uint32_t updates = m.naps / 2;
	word_put(m.data, 4000 + 2 * updates, 4);
	word_put(m.data + 4, m.mode, 4);
	word_put(m.data + 8, 1000000 + 1000 * updates, 8);
	word_put(m.data + 40, SECOND, 8);
}

static bool model_copy(
    void *context, const unsigned char *page, unsigned char bytes[TLP_SHOT_BYTES])
{
	(void)context;
	m.copies++;
	if (m.faults[(size_t)(page - m.map) / TLP_PAGE_BYTES])
		return false;
	memcpy(bytes, page, TLP_SHOT_BYTES);
	if (m.torn > 0)
		bytes[TLP_SHOT_BYTES - 1] = (unsigned char)m.torn--;
	return true;
}

static void model_look(void *context, struct tlp_page_shot *shot)
{
	(void)context;
	m.looks++;
	shot->counter = 1000000 + 500 * m.naps + (m.held > 0 ? LIMIT + 1000000 : 0);
	m.held -= m.held > 0;
	shot->realtime_s = SECOND + 1;
}

static void model_nap(void *context)
{
	(void)context;
	m.naps++;
	data_write();
}

static const struct tlp_page_world world = {
    NULL, m.map, m.map + sizeof m.map, model_copy, model_look, model_nap};

static void model_begin(size_t data)
{
	memset(&m, 0, sizeof m);
	m.data = data;
	m.mode = 1;
	data_write();
}

static void the_page_with_the_data_is_taken(void **state)
{
	struct tlp_page page;
	(void)state;
	for (size_t k = 0; k < PAGES; k++) {
		model_begin(k * TLP_PAGE_BYTES + 128);
		assert_int_equal(tlp_page_open_in(&page, &world, LIMIT, NULL), 0);
		assert_int_equal(page.kind, TLP_PAGE_SEQUENCE);
		assert_string_equal(page.name, "vvar");
		assert_ptr_equal(page.word, m.map + m.data);
		assert_int_equal(page.place.offset, m.data);
		assert_int_equal(page.place.clock_mode, 1);
		/* Each shot is two copies, and a nap follows it. */
		assert_int_equal(m.looks, TLP_SHOTS * (k + 1));
		assert_int_equal(m.naps, TLP_SHOTS * (k + 1));
		assert_int_equal(m.copies, 2 * TLP_SHOTS * (k + 1));
		char want[128];
		snprintf(want, sizeof want,
		    "sequence, clock mode, second and cycle_last; offset %zu, clock mode 1",
		    m.data);
		assert_string_equal(page.why, want);
	}
}

/* With another counter cycle_last is not compared. */
static void without_a_limit_cycle_last_is_left_out(void **state)
{
	struct tlp_page page;
	(void)state;
	model_begin(0);
	m.held = 1 << 20;
	assert_int_equal(tlp_page_open_in(&page, &world, 0, NULL), 0);
	assert_string_equal(page.why, "sequence, clock mode and second; offset 0, clock mode 1");
	assert_int_equal(tlp_page_open_in(&page, &world, LIMIT, NULL), -1);
	assert_string_equal(page.why, "cycle_last beside the sequence does not trail the counter");
}

static void a_page_that_faults_is_passed_over(void **state)
{
	struct tlp_page page;
	(void)state;
	model_begin(2 * TLP_PAGE_BYTES);
	m.faults[0] = true;
	assert_int_equal(tlp_page_open_in(&page, &world, LIMIT, NULL), 0);
	assert_int_equal(page.place.offset, m.data);
	assert_int_equal(m.copies, 1 + 2 * TLP_SHOTS * 2);
	memset(m.faults, 1, sizeof m.faults);
	m.copies = 0;
	assert_int_equal(tlp_page_open_in(&page, &world, LIMIT, NULL), -1);
	assert_int_equal(page.kind, TLP_PAGE_NONE);
	assert_null(page.name);
	assert_string_equal(page.why, "no page of [vvar] can be read");
	assert_int_equal(m.copies, PAGES * TLP_PAGE_SEARCHES);
}

/* The reason is that of the first page; the others hold other things. */
static void the_reason_is_that_of_the_first_page(void **state)
{
	struct tlp_page page;
	(void)state;
	model_begin(0);
	m.mode = 77;
	assert_int_equal(tlp_page_open_in(&page, &world, LIMIT, NULL), -1);
	assert_string_equal(page.why, "no small clock mode beside the word that advances by 2");
	assert_int_equal(m.looks, PAGES * TLP_SHOTS * TLP_PAGE_SEARCHES);
	/* A mapping that ends within a page has that page not. */
	struct tlp_page_world shorter = world;
	model_begin(2 * TLP_PAGE_BYTES);
	shorter.to--;
	assert_int_equal(tlp_page_open_in(&page, &shorter, LIMIT, NULL), -1);
	assert_string_equal(page.why, "no even 32-bit word in it advances by 2");
}

/* A copy into which an update fell is made again; so is a search in which the thread was held up.
 */
static void what_was_disturbed_is_done_again(void **state)
{
	struct tlp_page page;
	(void)state;
	model_begin(0);
	m.torn = 2 * (TLP_SHOT_TRIES - 1);
	assert_int_equal(tlp_page_open_in(&page, &world, LIMIT, NULL), 0);
	assert_int_equal(m.copies, 2 * (TLP_SHOT_TRIES - 1 + TLP_SHOTS));
	model_begin(0);
	m.torn = 2 * TLP_SHOT_TRIES * TLP_PAGE_SEARCHES * PAGES;
	assert_int_equal(tlp_page_open_in(&page, &world, LIMIT, NULL), -1);
	assert_string_equal(page.why, "no page of [vvar] can be read");
	model_begin(0);
	m.held = 1;
	assert_int_equal(tlp_page_open_in(&page, &world, LIMIT, NULL), 0);
	assert_int_equal(m.looks, TLP_SHOTS * (PAGES + 1));
}

static int page_reopen(struct tlp_page *page, size_t offset, uint32_t mode)
{
	const struct tlp_page_place place = {offset, mode};
	return tlp_page_open_in(page, &world, LIMIT, &place);
}

static void a_known_place_is_looked_at_once(void **state)
{
	struct tlp_page page;
	(void)state;
	model_begin(2 * TLP_PAGE_BYTES + 128);
	assert_int_equal(page_reopen(&page, m.data, 1), 0);
	assert_int_equal(m.looks, 1);
	assert_int_equal(m.naps, 0);
	assert_ptr_equal(page.word, m.map + m.data);
	assert_int_equal(page.place.offset, m.data);
	assert_string_equal(page.why, "offset 8320, as it was found before");
	m.looks = 0;
	m.held = TLP_PAGE_SEARCHES - 1;
	assert_int_equal(page_reopen(&page, m.data, 1), 0);
	assert_int_equal(m.looks, TLP_PAGE_SEARCHES);
	m.held = TLP_PAGE_SEARCHES;
	assert_int_equal(page_reopen(&page, m.data, 1), -1);
	assert_string_equal(page.why, "cycle_last beside the sequence does not trail the counter");
	assert_int_equal(page.kind, TLP_PAGE_NONE);
	assert_int_equal(page_reopen(&page, m.data, 2), -1);
	assert_string_equal(page.why, "the clock mode is not the one that was found before");
	assert_int_equal(page_reopen(&page, PAGES * TLP_PAGE_BYTES, 1), -1);
	assert_string_equal(page.why, "the page is not in [vvar] as it was found before");
	m.faults[2] = true;
	assert_int_equal(page_reopen(&page, m.data, 1), -1);
	assert_string_equal(page.why, "the page of [vvar] cannot be read");
}

static bool span_of(const char *table, uintptr_t *from, uintptr_t *to)
{
	char path[300];
	const char *tmp = getenv("TMPDIR");
	const unsigned char *a = NULL, *b = NULL;
	snprintf(path, sizeof path, "%s/test-maps-XXXXXX", tmp && tmp[0] ? tmp : "/tmp");
	int file = mkstemp(path);
	assert_int_equal(write(file, table, strlen(table)), strlen(table));
	assert_int_equal(close(file), 0);
	bool found = tlp_page_vvar(path, &a, &b);
	remove(path);
	*from = (uintptr_t)a;
	*to = (uintptr_t)b;
	return found;
}

static void the_mapping_is_found_by_its_name(void **state)
{
	uintptr_t from, to;
	(void)state;
	assert_true(span_of("7f00-7f10 r--p 00000000 00:00 0 [vvar_vclock]\n"
			    "7ffe1000-7ffe5000 r--p 00000000 00:00 0                  [vvar]\n"
			    "7ffe5000-7ffe7000 r-xp 00000000 00:00 0                  [vdso]\n",
	    &from, &to));
	assert_int_equal(from, 0x7ffe1000);
	assert_int_equal(to, 0x7ffe5000);
	assert_false(span_of("7ffe1000-7ffe5000 r--p 00000000 00:00 0 [vdso]\n", &from, &to));
	assert_false(span_of("7ffe1000-7ffe1000 r--p 00000000 00:00 0 [vvar]\n", &from, &to));
	assert_false(span_of("", &from, &to));
	assert_false(tlp_page_vvar(
	    "/no/such/table", &(const unsigned char *){NULL}, &(const unsigned char *){NULL}));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_page_with_the_data_is_taken),
	    cmocka_unit_test(without_a_limit_cycle_last_is_left_out),
	    cmocka_unit_test(a_page_that_faults_is_passed_over),
	    cmocka_unit_test(the_reason_is_that_of_the_first_page),
	    cmocka_unit_test(what_was_disturbed_is_done_again),
	    cmocka_unit_test(a_known_place_is_looked_at_once),
	    cmocka_unit_test(the_mapping_is_found_by_its_name),
	};
	return cmocka_run_group_tests_name("page of Linux", tests, NULL, NULL);
}
