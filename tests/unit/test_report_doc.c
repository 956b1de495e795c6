/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One model, two writers; facts that are JSON; names of plots.
 */
#include "test.h"

#include "doc.h"
#include "json_facts_private.h"
#include "sha256.h"
#include "stale.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void hostile_cells_stay_in_their_cells(void **state)
{
	(void)state;
	static const struct column columns[] = {{"A", false, false}, {"B", true, false}};
	char *html = NULL, *markdown = NULL;
	size_t html_size, markdown_size;
	struct doc d = {
	    open_memstream(&html, &html_size), open_memstream(&markdown, &markdown_size), NULL, 0};
	doc_table(&d, "caption", columns, 2);
	doc_row(&d, (struct cell[]){{"</td><b>|\n|", TONE_TEXT, "x` | `y", NULL},
			{"`z` | q", TONE_CODE, NULL, "[1, 2]"}});
	doc_table_end(&d);
	doc_code(&d, "one\rtwo\n# three");
	fclose(d.html);
	fclose(d.markdown);
	assert_non_null(
	    strstr(html, "<th scope=\"row\">&lt;/td&gt;&lt;b&gt;| | <code>x` | `y</code></th>"));
	assert_string_equal(markdown, "caption\n\n| A | B |\n|---|---:|\n"
				      "| &#60;/td&#62;&#60;b&#62;\\| \\| x\\` \\| \\`y |"
				      " \\`z\\` \\| q \\[1, 2\\] |\n\n"
				      "    one two\n    # three\n\n");
	free(html);
	free(markdown);
}

/* The bytes that base64 encodes, in hexadecimal digits, into hex[65]: the letters of 6 bits are
 * taken one bit at a time (RFC 4648, 4). */
static void decode_base64(const char *text, char hex[65])
{
	static const char letters[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned char bytes[33] = {0};
	for (size_t bit = 0; bit < 43 * 6; bit++) {
		const char *at = strchr(letters, text[bit / 6]);
		assert_true(at && *at);
		if ((size_t)(at - letters) >> (5 - bit % 6) & 1)
			bytes[bit / 8] |= (unsigned char)(1U << (7 - bit % 8));
	}
	assert_int_equal(bytes[32], 0);
	for (size_t i = 0; i < 32; i++)
		snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
}

/* The policy at `policy` lets in the text between two tags, and what is allowed is one digest. */
static void check_digest(const char *page, const char *policy, const char *open, const char *close)
{
	char want[65], got[65];
	const char *at = strstr(page, policy), *begin = strstr(page, open);
	assert_non_null(at);
	assert_non_null(begin);
	begin += strlen(open);
	const char *end = strstr(begin, close);
	assert_non_null(end);
	at += strlen(policy);
	assert_true(strcspn(at, "'") == 44 && at[43] == '=');
	decode_base64(at, got);
	sha256_hex(begin, (size_t)(end - begin), want);
	assert_string_equal(got, want);
}

/* A page may run its own style and script and nothing else. */
static void the_policy_has_the_digests_of_what_the_page_holds(void **state)
{
	(void)state;
	char *html = NULL, *markdown = NULL;
	size_t html_size, markdown_size;
	struct doc d = {.html = open_memstream(&html, &html_size),
	    .markdown = open_memstream(&markdown, &markdown_size)};
	doc_begin(&d, "t");
	doc_end(&d);
	fclose(d.html);
	fclose(d.markdown);
	check_digest(html, "style-src 'sha256-", "<style>", "</style>");
	check_digest(html, "script-src 'sha256-", "<script>", "</script>");
	free(html);
	free(markdown);
}

/* Everything of a table at once, in both forms: groups, signs, links, what is folded, and the
 * number of a reason, which equal ones share. */
static void a_table_has_the_same_parts_in_both_forms(void **state)
{
	(void)state;
	static const struct column columns[] = {
	    {"A", false, false}, {"B", true, false}, {"C", true, true}, {"D", false, true}};
	char *html = NULL, *markdown = NULL;
	size_t html_size, markdown_size;
	const double exact = 0.125;
	struct doc d = {.html = open_memstream(&html, &html_size),
	    .markdown = open_memstream(&markdown, &markdown_size)};
	doc_table(&d, "c", columns, 4);
	doc_group(&d, "g");
	doc_row(&d, (struct cell[]){{.text = "a", .page = "p", .under = "5 ns"},
			{.text = "0.13", .exact = &exact, .lacks = "one run"},
			{.text = "-", .tone = TONE_ABSENT, .lacks = "no tick"},
			{.text = "supported", .tone = TONE_WORD, .lacks = "one run"}});
	doc_table_end(&d);
	doc_reasons(&d);
	fclose(d.html);
	fclose(d.markdown);
	assert_string_equal(markdown,
	    "c\n\n| A | B | C | D |\n|---|---:|---:|---|\n| **g** | | | |\n"
	    "| [a](p.md) 5 ns | 0.13 †1 | - †2 | supported †1 |\n\n"
	    "<a id=\"reasons\"></a>\n\n## † Why a figure has no interval\n\n"
	    "- †1: one run\n- †2: no tick\n\n");
	assert_non_null(strstr(html,
	    "<thead>\n<tr><th scope=\"col\">A</th><th scope=\"col\" class=\"n\">B</th>"
	    "<th scope=\"col\" class=\"n\">C</th><th scope=\"col\">D</th></tr>\n</thead>\n"));
	assert_non_null(strstr(html, "colspan=\"4\">g</th></tr>\n"));
	assert_non_null(strstr(html,
	    "<tr><th scope=\"row\"><a href=\"p.html\">a</a> <small>5\u00a0ns</small></th>"
	    "<td class=\"n\"><data value=\"0.125\" title=\"0.125\">0.13</data> <sup>†1</sup></td>"
	    "<td class=\"n wraps\"><span class=\"absent\">-</span> <sup>†2</sup></td>"
	    "<td class=\"prose\"><span class=\"w w-good\">supported</span> "
	    "<sup>†1</sup></td></tr>"));
	free(html);
	free(markdown);
}

static void facts_are_read_in_order_and_nested(void **state)
{
	(void)state;
	struct facts f;
	struct store *s;
	char why[256];
	assert_int_equal(store_open(&s, ":memory:", STORE_CREATE, why, sizeof why), 0);
	facts_read(&f, s,
	    " {\"a\" : \"x\\n\\u00b5\\ud83d\\ude00\\\"\", \"b\":{\"c\":12,\"d\":[true,null]},"
	    " \"e\":{}, \"f\":-1.5e3, \"g.h\":{\"\":18446744073709551615},"
	    " \"i\":[[1],[],[2.50]]}");
	assert_int_equal(f.count, 8);
	assert_string_equal(facts_get(&f, "a"), "x\nµ\xF0\x9F\x98\x80\"");
	assert_string_equal(facts_get(&f, "b.c"), "12");
	assert_string_equal(facts_get(&f, "b.d.0"), "true");
	assert_string_equal(facts_get(&f, "b.d.1"), "unknown");
	assert_string_equal(facts_get(&f, "f"), "-1.5e3");
	assert_string_equal(facts_get(&f, "g.h."), "18446744073709551615");
	assert_string_equal(f.item[6].key, "i.0.0");
	assert_string_equal(facts_get(&f, "i.2.0"), "2.50");
	assert_null(facts_get(&f, "g"));
	facts_release(&f);
	store_close(s);
}

static void facts_that_are_none_do_no_harm(void **state)
{
	(void)state;
	static const char *const bad[] = {NULL, "", "[]", "12", "{", "{\"a\"",
	    "{\"a\":", "{\"a\":\"x", "{\"a\":\"\\", "{\"a\":\"\\u12",
	    "{\"a\":[[[[[[[[[[[[1]]]]]]]]]]]]}", "{,}", "{\"a\":}"};
	struct store *s;
	char why[256];
	assert_int_equal(store_open(&s, ":memory:", STORE_CREATE, why, sizeof why), 0);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct facts f;
		assert_int_equal(facts_read(&f, s, bad[i]), 0);
		assert_int_equal(f.count, 0);
		facts_release(&f);
	}
	store_close(s);
}

static void long_reasons_end_at_a_sentence_or_a_clause(void **state)
{
	(void)state;
	const char *rest = " What follows is long enough to be worth a fold of its own.";
	char text[600];
	snprintf(text, sizeof text, "needs a run: 31.0 %% of 3,000.%s", rest);
	assert_int_equal(doc_first_sentence(text), strlen(text) - strlen(rest));
	assert_int_equal(doc_first_sentence("short. rest"), strlen("short. rest"));
	assert_int_equal(doc_first_sentence(""), 0);
	snprintf(text, sizeof text, "share 0.5; %0170d.%s", 0, rest);
	assert_int_equal(doc_first_sentence(text), strlen("share 0.5;"));
	snprintf(text, sizeof text, "%0500d", 0);
	assert_int_equal(doc_first_sentence(text), 500);
}

static void only_names_that_this_program_makes_are_its_own(void **state)
{
	(void)state;
	assert_int_equal(stale_run_part("0123abcd-histogram.svg"), 8);
	assert_int_equal(stale_run_part("0123abcd-histogram-log.svg"), 8);
	assert_int_equal(stale_run_part("0123abcd-loads.svg"), 8);
	assert_int_equal(stale_run_part("00000000-0000-4000-8000-000000000001-modes.svg"), 36);
	static const char *const others[] = {"", "a", "0123abcd", "0123abcd.svg", "0123abcd-.svg",
	    "0123abcd-histogram.svg.bak", "0123abcd-histogram.png", "0123ABCD-histogram.svg",
	    "0123abc-histogram.svg", "0123abcde-histogram.svg", "0123abcd-mine.svg",
	    "0123abcd-histogram-mine.svg", "00000000-0000-4000-8000-histogram.svg"};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_int_equal(stale_run_part(others[i]), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(hostile_cells_stay_in_their_cells),
	    cmocka_unit_test(the_policy_has_the_digests_of_what_the_page_holds),
	    cmocka_unit_test(a_table_has_the_same_parts_in_both_forms),
	    cmocka_unit_test(facts_are_read_in_order_and_nested),
	    cmocka_unit_test(facts_that_are_none_do_no_harm),
	    cmocka_unit_test(long_reasons_end_at_a_sentence_or_a_clause),
	    cmocka_unit_test(only_names_that_this_program_makes_are_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
