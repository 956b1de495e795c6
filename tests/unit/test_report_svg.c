/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Plots on their way into a page: their ids, and what is not let in.
 */
#include "test.h"

#include "svg_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char head[] = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";

static void ids_and_references_get_the_prefix(void **state)
{
	(void)state;
	char why[128];
	char *got = svg_inline("<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" "
			       "width=\"9\"><defs><circle id='a' r='1'/></defs>"
			       "<use xlink:href='#a' id=\"b\"/><g filter='url(#f)'/></svg>\n",
	    "p1-", "a \"plot\" <of> x", why, sizeof why);
	assert_non_null(got);
	assert_string_equal(got,
	    "<svg role=\"img\" aria-label=\"a &quot;plot&quot; &lt;of&gt; x\" width=\"9\"><defs>"
	    "<circle id=\"p1-a\" r=\"1\"/></defs><use href=\"#p1-a\" id=\"p1-b\"/>"
	    "<g filter=\"url(#p1-f)\"/></svg>\n");
	free(got);
}

static void text_stays_text(void **state)
{
	(void)state;
	char why[128];
	char *got = svg_inline("<svg><text>&lt;script&gt; id='x' url(http://a) onload=</text>"
			       "<image xlink:href='data:image/png;base64,AAAA'/></svg>",
	    "p-", "x", why, sizeof why);
	assert_non_null(got);
	assert_non_null(strstr(got, "&lt;script&gt; id='x' url(http://a) onload=</text>"));
	assert_non_null(strstr(got, "href=\"data:image/png;base64,AAAA\""));
	free(got);
}

static void what_does_not_draw_is_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "no svg", "<html></html>", "<svg>", "<svg",
	    "<svg width=", "<svg><g></svg> more", "<svg><script>x</script></svg>",
	    "<svg><SCRIPT/></svg>", "<svg><foreignObject/></svg>", "<svg><style>*{}</style></svg>",
	    "<svg><a href='#x'/></svg>", "<svg><!-- c --></svg>", "<svg><![CDATA[x]]></svg>",
	    "<svg onload='x'></svg>", "<svg><g onclick='x'/></svg>", "<svg><g style='x'/></svg>",
	    "<svg><image href='http://a/b.png'/></svg>",
	    "<svg><image xlink:href='//a/b.png'/></svg>", "<svg><use xlink:href='b.svg#c'/></svg>",
	    "<svg><use href='javascript:x'/></svg>",
	    "<svg><use href='data:image/png;base64,A'/></svg>",
	    "<svg><image href='data:image/svg+xml,x'/></svg>",
	    "<svg><g fill='url(http://a)'/></svg>", "<svg><g fill='URL(//a)'/></svg>",
	    "<svg><g fill='url(#a) url(b)'/></svg>", "<svg><g fill='u&#114;l(//a)'/></svg>",
	    "<svg><g fill=red/></svg>", "<svg><g fill='<'/></svg>", "<svg><g/ onload='x'></svg>"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		char why[128] = "", text[256];
		snprintf(text, sizeof text, "%s%s", head, bad[i]);
		char *got = svg_inline(text, "p-", "x", why, sizeof why);
		if (got)
			fail_msg("let in: %s", bad[i]);
		assert_true(*why);
	}
}

static void what_leaves_no_mark_is_left_out(void **state)
{
	(void)state;
	char why[128];
	char *got = svg_inline(
	    "<svg>\n\n<title>density</title> <desc>by x</desc>\n"
	    "<defs>\n<circle id='a'/></defs>\n"
	    "<g stroke='red'>\n\t</g><g id='b' class=\"wrap\">"
	    "<path stroke-linecap='butt' stroke-linejoin='miter' d='M1,2 L3,4\n\t M5,6'/>"
	    "<path stroke-linecap='round'/></g></svg>",
	    "p-", "x", why, sizeof why);
	assert_non_null(got);
	assert_string_equal(got,
	    "<svg role=\"img\" aria-label=\"x\">\n \n\n<g id=\"p-b\"><path d=\"M1,2L3,4M5,6\"/>"
	    "<path stroke-linecap=\"round\"/></g></svg>\n");
	free(got);
}

static void coordinates_have_a_tenth_of_a_pixel(void **state)
{
	(void)state;
	char why[128];
	char *got = svg_inline("<svg><path d='M80.00,181.12 L-0.04,181.15  Z '/><polygon "
			       "points='1.96,2 3,4e1 '/></svg>",
	    "p-", "x", why, sizeof why);
	assert_non_null(got);
	assert_non_null(
	    strstr(got, "<path d=\"M80,181.1L0,181.2Z\"/><polygon points=\"2,2 3,40\"/>"));
	free(got);
	assert_null(svg_inline("<svg><path d='M1,2;L3,4'/></svg>", "p-", "x", why, sizeof why));
	assert_string_equal(why, "a path is malformed");
}

/* A tag of another name that begins the same is looked at like every other. */
static void nothing_hides_in_what_is_left_out(void **state)
{
	(void)state;
	static const char *const bad[] = {"<svg><gx></g></svg>", "<svg><titles></title></svg>",
	    "<svg><g><script>x</script></g></svg>", "<svg><title>x</svg>",
	    "<svg><defs><script>x</script></defs><use href='#a'/></svg>"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		char why[128] = "";
		assert_null(svg_inline(bad[i], "p-", "x", why, sizeof why));
	}
}

/* The reason names what is wrong. */
static void a_refusal_has_its_reason(void **state)
{
	static const struct {
		const char *svg, *why;
	} bad[] = {{"<html></html>", "it is no SVG"},
	    {"<svgs></svgs>", "it holds an element that does not draw"},
	    {"<svg><g></svg> more", "something follows its end"}, {"<svg><g>", "it is cut off"},
	    {"<svg><g", "it is cut off"},
	    {"<svg><script/></svg>", "it holds an element that does not draw"},
	    {"<svg><g onload='x'/></svg>", "it holds a handler, a style or a source"},
	    {"<svg><g STYLE='x'/></svg>", "it holds a handler, a style or a source"},
	    {"<svg><image Src='x'/></svg>", "it holds a handler, a style or a source"},
	    {"<svg><g fill='&#1;'/></svg>", "an attribute holds a character entity"},
	    {"<svg><g fill='a&amp;&#1;'/></svg>", "an attribute holds a character entity"},
	    {"<svg><use href='b'/></svg>", "it refers to something outside itself"},
	    {"<svg><g fill='x url(#a)'/></svg>", "it refers to something outside itself"},
	    {"<svg><g fill=red/></svg>", "an attribute is malformed"},
	    {"<svg><path d='M1e999'/></svg>", "a path is malformed"},
	    {"<svg><path d='-'/></svg>", "a path is malformed"}};
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		char why[128] = "";
		assert_null(svg_inline(bad[i].svg, "p-", "x", why, sizeof why));
		assert_string_equal(why, bad[i].why);
	}
}

static void inlined_is(const char *svg, const char *want)
{
	char why[128] = "", all[1024];
	char *got = svg_inline(svg, "p-", "x", why, sizeof why);
	if (!got)
		fail_msg("%s: %s", svg, why);
	snprintf(all, sizeof all, "<svg role=\"img\" aria-label=\"x\">%s</svg>\n", want);
	assert_string_equal(got, all);
	free(got);
}

/* What gnuplot says by default goes, anything else stays; white space in values is one; quotes of
 * one kind are those of the other. */
static void attributes_are_kept_or_idle(void **state)
{
	(void)state;
	inlined_is("<svg xmlns:xlink='http://x' class='a'><g xmlns='y' stroke-linecap='round' "
		   "font-family='sans-serif' font-size='12.00'/></svg>",
	    "<g stroke-linecap=\"round\"/>");
	inlined_is(
	    "<svg><g font-family='serif' font-size='12.0' stroke-linejoin='round' xmln='1'/></svg>",
	    "<g font-family=\"serif\" font-size=\"12.0\" stroke-linejoin=\"round\" xmln=\"1\"/>");
	inlined_is("<svg><g a-b_c:d.e='say \"no\" \t twice  \n more'/></svg>",
	    "<g a-b_c:d.e=\"say &quot;no&quot; twice\nmore\"/>");
	inlined_is("<svg><g fill='a&amp;b' clip-path='url(#c)' id='i'/></svg>",
	    "<g fill=\"a&amp;b\" clip-path=\"url(#p-c)\" id=\"p-i\"/>");
	inlined_is("<svg><path d='M 1.04,1.05 , 2 3-4 5 M.05,-.04'/></svg>",
	    "<path d=\"M1,1.1,2 3 -4 5M0.1,0\"/>");
	inlined_is("<?xml version='1.0'?> \n<svg><g a='1'/></svg> \n", "<g a=\"1\"/>");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ids_and_references_get_the_prefix),
	    cmocka_unit_test(text_stays_text),
	    cmocka_unit_test(a_refusal_has_its_reason),
	    cmocka_unit_test(attributes_are_kept_or_idle),
	    cmocka_unit_test(what_does_not_draw_is_refused),
	    cmocka_unit_test(what_leaves_no_mark_is_left_out),
	    cmocka_unit_test(coordinates_have_a_tenth_of_a_pixel),
	    cmocka_unit_test(nothing_hides_in_what_is_left_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
