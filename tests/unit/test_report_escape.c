/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What hostile text becomes on its way into a report.
 */
#include "test.h"

#include "escape.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What `escape` writes for text; to be freed. */
static char *text_through(void (*escape)(FILE *out, const char *text), const char *text)
{
	char *got = NULL;
	size_t size;
	FILE *out = open_memstream(&got, &size);
	assert_non_null(out);
	escape(out, text);
	assert_int_equal(fclose(out), 0);
	return got;
}

static void check_escape(
    void (*escape)(FILE *out, const char *text), const char *text, const char *want)
{
	char *got = text_through(escape, text);
	assert_string_equal(got, want);
	free(got);
}

static void html_keeps_no_markup(void **state)
{
	(void)state;
	check_escape(
	    escape_html, "<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;");
	check_escape(escape_html, "\" onload='x' &amp;", "&quot; onload=&#39;x&#39; &amp;amp;");
	check_escape(escape_html, "a\nb\r\tc", "a b  c");
	check_escape(escape_html, "27 µs → ok", "27 µs → ok");
}

static void markdown_keeps_no_meaning(void **state)
{
	(void)state;
	check_escape(escape_markdown, "a|b", "a\\|b");
	check_escape(escape_markdown, "x\n\n# head", "x  \\# head");
	check_escape(
	    escape_markdown, "`code` *b* [l](u) <i>", "\\`code\\` \\*b\\* \\[l\\](u) &#60;i&#62;");
	check_escape(escape_markdown, "&lt;", "&#38;lt;");
	check_escape(escape_markdown, "acf_lag1 _x_", "acf_lag1 \\_x\\_");
	check_escape(escape_markdown, "\\|", "\\\\\\|");
}

static void addresses_do_not_become_links(void **state)
{
	(void)state;
	check_escape(escape_markdown, "http://a.example", "http&#58;//a.example");
	check_escape(escape_markdown, "www.a.example", "www&#46;a.example");
	check_escape(escape_markdown, "Calls are slow. Ww. now.", "Calls are slow. Ww. now.");
	check_escape(escape_markdown, "me@a.example", "me&#64;a.example");
}

static void csv_keeps_its_fields(void **state)
{
	(void)state;
	check_escape(escape_csv, "a\"b,c\nd", "\"a\"\"b,c d\"");
	check_escape(escape_csv, "=1+1", "\"'=1+1\"");
	check_escape(escape_csv, "-1", "\"'-1\"");
	check_escape(escape_csv, "", "\"\"");
	check_escape(escape_csv,
	    "a\xC2\x9B"
	    "31m\u202ez",
	    "\"a\xEF\xBF\xBD"
	    "31m\xEF\xBF\xBDz\"");
}

#define FFFD "\xEF\xBF\xBD"

static void bytes_that_are_not_text_are_replaced(void **state)
{
	(void)state;
	check_escape(escape_html, "a\xFFz", "a" FFFD "z");
	check_escape(escape_html, "\xC0\xAF", FFFD FFFD);		    /* '/' in two bytes */
	check_escape(escape_html, "\xED\xA0\x80", FFFD FFFD FFFD);	    /* a surrogate */
	check_escape(escape_html, "\xF4\x90\x80\x80", FFFD FFFD FFFD FFFD); /* above U+10FFFF */
	check_escape(escape_html, "cut \xE2\x82", "cut " FFFD FFFD);
	check_escape(escape_html, "\x1b[31m", FFFD "[31m");
	check_escape(escape_html, "a\u202Ez", "a" FFFD "z"); /* writes backwards from here */
	check_escape(escape_markdown, "a\x01|\xFF", "a" FFFD "\\|" FFFD);
	check_escape(escape_text, "a\r\xFF<", "a " FFFD "<");
}

static void plot_text_cannot_leave_its_quotes(void **state)
{
	(void)state;
	char out[64];
	escape_plot(out, sizeof out, "a'; plot('x') `id` \"q\" \\n\nz");
	assert_null(strpbrk(out, "'`\"\\\n"));
	assert_string_equal(out, "a’; plot(’x’) ’id’ ’q’ /n z");
	char tight[6];
	escape_plot(tight, sizeof tight, "abcµµ"); /* a µ has two bytes: only one fits, whole */
	assert_string_equal(tight, "abcµ");
}

static void plot_paths_are_kept_or_refused(void **state)
{
	(void)state;
	char out[16];
	assert_int_equal(escape_plot_path(out, sizeof out, "/a/it's"), 0);
	assert_string_equal(out, "/a/it''s");
	assert_int_equal(escape_plot_path(out, sizeof out, "/a/\nb"), -1);
	assert_int_equal(escape_plot_path(out, sizeof out, "/0123456789abcdef"), -1);
}

static void urls_and_shell_words(void **state)
{
	(void)state;
	check_escape(escape_url, "../a b/(c).svg", "../a%20b/%28c%29.svg");
	check_escape(escape_url, "µ", "%C2%B5");
	check_escape(escape_url, "AZaz09-._~/", "AZaz09-._~/");
	check_escape(escape_url, "@[`{:\x7f\x80\xff", "%40%5B%60%7B%3A%7F%80%FF");
	check_escape(text_shell, "data/x-1.db", "data/x-1.db");
	check_escape(text_shell, "", "''");
	check_escape(text_shell, "-n", "'-n'");
	check_escape(text_shell, "it's $(id)", "'it'\\''s $(id)'");
	check_escape(text_shell, "a\033[1m'\\\nb", "$'a\\033[1m\\047\\134\\012b'");
	check_escape(text_shell, "a\xff \xe2\x80\xae", "$'a\\377 \\342\\200\\256'");
}

static void only_a_command_of_ticklab_is_one(void **state)
{
	(void)state;
	static const char *const good[] = {"ticklab collect", "ticklab collect --load idle -n 3000",
	    "ticklab collect --label 'a b'", "ticklab collect --label 'it'\\''s $(id)'",
	    "ticklab collect --label ''", "ticklab collect --label $'a\\033 b\\047'",
	    "ticklab collect --load-command 'gzip < /dev/zero'"};
	static const char *const bad[] = {"", "ticklab", "ticklab collectx", "ticklab collect ",
	    "ticklab collect  -n 1", "ticklab collect; id", "ticklab collect\nid",
	    "ticklab collect --label $(id)", "ticklab collect 'a", "ticklab collect \"a\"",
	    "ticklab collect a\\ b", "ticklab collect 'a';id", "rm ticklab collect",
	    "ticklab collect --label $'a\\'';id", "ticklab collect --label $'a",
	    "ticklab collect $a", "ticklab collect --label $'a\\'; id; '",
	    "ticklab collect --label `id`", "ticklab collect -n 1\t2", "ticklab collect #"};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(text_is_command(good[i], "ticklab collect"));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(text_is_command(bad[i], "ticklab collect"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(html_keeps_no_markup),
	    cmocka_unit_test(markdown_keeps_no_meaning),
	    cmocka_unit_test(addresses_do_not_become_links),
	    cmocka_unit_test(csv_keeps_its_fields),
	    cmocka_unit_test(bytes_that_are_not_text_are_replaced),
	    cmocka_unit_test(plot_text_cannot_leave_its_quotes),
	    cmocka_unit_test(plot_paths_are_kept_or_refused),
	    cmocka_unit_test(urls_and_shell_words),
	    cmocka_unit_test(only_a_command_of_ticklab_is_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
