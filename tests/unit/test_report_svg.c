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

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ids_and_references_get_the_prefix),
	    cmocka_unit_test(text_stays_text),
	    cmocka_unit_test(what_does_not_draw_is_refused),
	    cmocka_unit_test(what_leaves_no_mark_is_left_out),
	    cmocka_unit_test(coordinates_have_a_tenth_of_a_pixel),
	    cmocka_unit_test(nothing_hides_in_what_is_left_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
