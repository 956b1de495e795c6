/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One model, two writers; facts that are JSON.
 */
#include "test.h"

#include "doc.h"
#include "json_facts.h"

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

static void facts_are_read_in_order_and_nested(void **state)
{
	(void)state;
	struct facts f;
	facts_read(&f,
	    " {\"a\" : \"x\\n\\u00b5\\ud83d\\ude00\\\"\", \"b\":{\"c\":12,\"d\":[true,null]},"
	    " \"e\":{}, \"f\":-1.5e3}");
	assert_int_equal(f.count, 5);
	assert_string_equal(facts_get(&f, "a"), "x\nµ\xF0\x9F\x98\x80\"");
	assert_string_equal(facts_get(&f, "b.c"), "12");
	assert_string_equal(facts_get(&f, "b.d.0"), "true");
	assert_string_equal(facts_get(&f, "b.d.1"), "unknown");
	assert_string_equal(facts_get(&f, "f"), "-1.5e3");
	assert_null(facts_get(&f, "g"));
	facts_release(&f);
}

static void facts_that_are_none_do_no_harm(void **state)
{
	(void)state;
	static const char *const bad[] = {NULL, "", "[]", "12", "{", "{\"a\"",
	    "{\"a\":", "{\"a\":\"x", "{\"a\":\"\\", "{\"a\":\"\\u12",
	    "{\"a\":[[[[[[[[[[[[1]]]]]]]]]]]]}", "{,}", "{\"a\":}"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct facts f;
		facts_read(&f, bad[i]);
		facts_release(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(hostile_cells_stay_in_their_cells),
	    cmocka_unit_test(facts_are_read_in_order_and_nested),
	    cmocka_unit_test(facts_that_are_none_do_no_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
