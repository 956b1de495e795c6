/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"

#include "extract.h"
#include "rng.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 8192 };

/* One line of tests/vectors/extractor.txt. */
struct vector {
	char name[64];
	size_t asked, n, expected_bytes;
	uint64_t durations[MOST];
	uint8_t expected[MOST];
};

/* Cuts the next word off *rest. */
static char *next_word(char **rest)
{
	char *word = *rest + strspn(*rest, " ");
	size_t n = strcspn(word, " \n");
	assert_true(n > 0);
	*rest = word + n + (word[n] != '\0');
	word[n] = '\0';
	return word;
}

static size_t next_number(char **rest)
{
	return (size_t)strtoull(next_word(rest), NULL, 10);
}

static void parse_hex(struct vector *v, const char *hex)
{
	size_t digits = strcmp(hex, "-") == 0 ? 0 : strlen(hex);
	v->expected_bytes = digits / 2;
	assert_true(digits % 2 == 0 && v->expected_bytes <= MOST);
	for (size_t i = 0; i < v->expected_bytes; i++) {
		const char pair[3] = {hex[2 * i], hex[2 * i + 1], '\0'};
		v->expected[i] = (uint8_t)strtoul(pair, NULL, 16);
	}
}

static void parse_vector(struct vector *v, char *line)
{
	snprintf(v->name, sizeof v->name, "%s", next_word(&line));
	v->asked = next_number(&line);
	v->n = next_number(&line);
	assert_true(v->n <= MOST && v->asked <= MOST);
	for (size_t i = 0; i < v->n; i++)
		v->durations[i] = next_number(&line);
	assert_string_equal(next_word(&line), "=");
	parse_hex(v, next_word(&line));
}

/* Nothing but the yield is written, and the shorter request gives a prefix. */
static void check_vector(const struct vector *v)
{
	uint8_t out[MOST + 1];
	for (size_t asked = v->asked;; asked /= 2) {
		memset(out, 0x5a, sizeof out);
		struct tlx_yield y = tlx_extract(out, asked, v->durations, v->n);
		size_t want = v->expected_bytes < asked ? v->expected_bytes : asked;
		if (y.bytes != want || memcmp(out, v->expected, want) != 0)
			fail_msg("%s, %zu bytes asked: wrong bytes", v->name, asked);
		assert_int_equal(out[y.bytes], 0x5a);
		assert_true(y.equal_pairs <= y.pairs);
		assert_true(y.bytes == asked || y.pairs == (v->n < 4 ? 0 : (v->n - 1) / 2));
		if (asked == 0)
			return;
	}
}

static void published_vectors_agree(void **state)
{
	(void)state;
	static char line[1 << 18];
	static struct vector v;
	size_t count = 0;
	FILE *in = fopen("tests/vectors/extractor.txt", "r");
	assert_non_null(in);
	for (; fgets(line, sizeof line, in); count += line[0] != '#') {
		if (line[0] == '#')
			continue;
		parse_vector(&v, line);
		check_vector(&v);
	}
	fclose(in);
	assert_int_equal(count, 10);
}

static void few_durations_give_nothing(void **state)
{
	(void)state;
	static const uint64_t t[] = {1, 2, 4, 8};
	uint8_t out[2] = {0x5a, 0x5a};
	for (size_t n = 0; n <= 4; n++) {
		struct tlx_yield y = tlx_extract(out, sizeof out, t, n);
		assert_int_equal(y.bytes, 0);
		assert_int_equal(y.pairs, n < 4 ? 0 : 1);
	}
	assert_int_equal(out[0], 0x5a);
	assert_int_equal(tlx_extract(NULL, 0, NULL, 0).bytes, 0);
	assert_int_equal(tlx_extract(NULL, 0, t, 4).bytes, 0);
	assert_int_equal(tlx_extract(out, 2, NULL, 0).bytes, 0);
}

/* By hand: the steps +1 +2 give 1, +2 +1 give 0, equal ones nothing; the first bit is the most
 * significant. 1 0 1 1 0 0 1 0 = 0xb2, with an equal pair among them. */
static void bits_are_packed_from_the_top(void **state)
{
	(void)state;
	static const char pattern[] = "10=110010";
	uint64_t t[2 * sizeof pattern] = {100};
	size_t n = 1;
	for (const char *p = pattern; *p; p++, n += 2) {
		t[n] = t[n - 1] + (*p == '0' ? 2 : 1);
		t[n + 1] = t[n] + (*p == '1' ? 2 : 1);
	}
	uint8_t out = 0;
	struct tlx_yield y = tlx_extract(&out, 1, t, n);
	assert_int_equal(y.bytes, 1);
	assert_int_equal(out, 0xb2);
	assert_int_equal(y.pairs, 9);
	assert_int_equal(y.equal_pairs, 1);
}

/* Differences wrap: a falling duration gives a huge difference, larger than any rising one. */
static void differences_wrap(void **state)
{
	(void)state;
	uint64_t t[17] = {0};
	uint8_t out = 0;
	for (size_t i = 1; i < 17; i += 2) {
		t[i] = t[i - 1] + 5;
		t[i + 1] = t[i] - 1; /* 5 < 2^64 - 1 */
	}
	assert_int_equal(tlx_extract(&out, 1, t, 17).bytes, 1);
	assert_int_equal(out, 0xff);
}

static void random_durations(uint64_t *t, size_t n, uint64_t seed)
{
	struct rng r;
	rng_init(&r, seed, 0);
	for (size_t i = 0; i < n; i++)
		t[i] = seed % 2 ? rng_below(&r, 50) : rng_u64(&r);
}

/* A constant drops out of the differences, even where the sum wraps. */
static void a_constant_offset_changes_nothing(void **state)
{
	(void)state;
	static const uint64_t offsets[] = {1, 1000, UINT64_MAX, UINT64_C(1) << 63};
	static uint64_t t[3001];
	static uint8_t plain[200], moved[200];
	for (uint64_t seed = 1; seed <= 8; seed++) {
		random_durations(t, 3001, seed);
		struct tlx_yield a = tlx_extract(plain, sizeof plain, t, 3001);
		uint64_t offset = offsets[seed % 4];
		for (size_t i = 0; i < 3001; i++)
			t[i] += offset;
		struct tlx_yield b = tlx_extract(moved, sizeof moved, t, 3001);
		assert_int_equal(a.bytes, b.bytes);
		assert_int_equal(a.equal_pairs, b.equal_pairs);
		assert_memory_equal(plain, moved, a.bytes);
	}
}

/* Every capacity gives a prefix of what the largest gives, and looks at no pair after it is full.
 */
static void fewer_bytes_are_a_prefix(void **state)
{
	(void)state;
	static uint64_t t[999];
	uint8_t all[64], some[65];
	random_durations(t, 999, 3);
	struct tlx_yield whole = tlx_extract(all, sizeof all, t, 999);
	assert_true(whole.bytes > 50);
	for (size_t capacity = 0; capacity <= whole.bytes; capacity++) {
		some[capacity] = 0x5a;
		struct tlx_yield y = tlx_extract(some, capacity, t, 999);
		assert_int_equal(y.bytes, capacity);
		assert_memory_equal(some, all, capacity);
		assert_int_equal(some[capacity], 0x5a);
		assert_true(y.pairs <= whole.pairs);
	}
}

/* The rule as it is published, all at once and with nothing shared with the code under test. */
static size_t published_rule(uint8_t *out, size_t capacity, const uint64_t *t, size_t n)
{
	size_t bits = 0;
	memset(out, 0, capacity);
	for (size_t p = 0; n >= 4 && p < (n - 1) / 2 && bits / 8 < capacity; p++) {
		uint64_t d = t[2 * p + 1] - t[2 * p], e = t[2 * p + 2] - t[2 * p + 1];
		if (d != e && d < e)
			out[bits / 8] |= (uint8_t)(0x80 >> bits % 8);
		bits += d != e;
	}
	return bits / 8 < capacity ? bits / 8 : capacity;
}

/* Feeds t[0..n) in pieces of at most `piece` durations and `room` bytes. Returns the bytes. */
static size_t extract_in_pieces(struct tlx_stream *s, struct rng *r, uint8_t *out,
    const uint64_t *t, size_t n, size_t piece, size_t room)
{
	size_t made = 0, bytes;
	for (size_t at = 0; at < n;) {
		size_t most = (size_t)rng_below(r, piece + 1),
		       capacity = (size_t)rng_below(r, room + 1);
		size_t give = most < n - at ? most : n - at;
		size_t taken = tlx_update(s, out + made, capacity, t + at, give, &bytes);
		assert_true(taken <= give && bytes <= capacity);
		assert_true(taken == give || bytes == capacity);
		at += taken;
		made += bytes;
	}
	return made;
}

/* 2000 series of random length, split at random: the bytes and the counts of one call. */
static void pieces_give_the_bytes_of_the_whole(void **state)
{
	(void)state;
	static uint64_t t[400];
	uint8_t want[64], whole[64], parts[64];
	struct rng r;
	rng_init(&r, 12, 7);
	for (unsigned trial = 0; trial < 2000; trial++) {
		size_t n = (size_t)rng_below(&r, trial % 4 ? 400 : 8);
		random_durations(t, n, trial);
		size_t expected = published_rule(want, sizeof want, t, n);
		struct tlx_yield one = tlx_extract(whole, sizeof whole, t, n);
		struct tlx_stream s;
		tlx_init(&s);
		size_t made = extract_in_pieces(&s, &r, parts, t, n, 1 + trial % 37, 1 + trial % 3);
		struct tlx_yield y = tlx_final(&s);
		assert_int_equal(one.bytes, expected);
		assert_memory_equal(whole, want, expected);
		assert_int_equal(made, expected);
		assert_memory_equal(parts, want, expected);
		assert_memory_equal(&y, &one, sizeof y);
	}
}

static void final_leaves_nothing_of_the_durations(void **state)
{
	(void)state;
	static const uint64_t t[] = {UINT64_MAX, 3, 77, 5, 1};
	static const struct tlx_stream empty;
	struct tlx_stream s;
	size_t bytes;
	tlx_init(&s);
	assert_int_equal(tlx_update(&s, NULL, 0, t, 5, &bytes), 0);
	uint8_t out;
	assert_int_equal(tlx_update(&s, &out, 1, t, 5, &bytes), 5);
	assert_int_equal(tlx_final(&s).pairs, 2);
	assert_memory_equal(&s, &empty, sizeof s);
}

/* n / 16 + 2 bytes are room enough for n durations, whatever was held before. */
static void the_stated_capacity_takes_all(void **state)
{
	(void)state;
	static uint64_t t[200];
	uint8_t out[16];
	for (size_t i = 0; i < 200; i++)
		t[i] = i * i;
	for (size_t before = 0; before < 40; before++) {
		for (size_t n = 0; n < 160; n++) {
			struct tlx_stream s;
			size_t bytes;
			tlx_init(&s);
			assert_int_equal(tlx_update(&s, out, 16, t, before, &bytes), before);
			assert_int_equal(tlx_update(&s, out, n / 16 + 2, t + before, n, &bytes), n);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(published_vectors_agree),
	    cmocka_unit_test(few_durations_give_nothing),
	    cmocka_unit_test(bits_are_packed_from_the_top),
	    cmocka_unit_test(differences_wrap),
	    cmocka_unit_test(a_constant_offset_changes_nothing),
	    cmocka_unit_test(fewer_bytes_are_a_prefix),
	    cmocka_unit_test(pieces_give_the_bytes_of_the_whole),
	    cmocka_unit_test(final_leaves_nothing_of_the_durations),
	    cmocka_unit_test(the_stated_capacity_takes_all),
	};
	return cmocka_run_group_tests_name("extractor", tests, NULL, NULL);
}
