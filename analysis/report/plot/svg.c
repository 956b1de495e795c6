/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What gnuplot wrote is read tag by tag against a list of what it may hold, because a page that
 * holds the picture inline would run whatever else is in it; what is not on the list is refused,
 * not removed. White space, empty groups, attributes that repeat a default and digits of
 * coordinates that nobody sees go, since a page holds many pictures. Cost: one pass.
 */
#include "svg_private.h"

#include "escape.h"
#include "mem.h"

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { NAME_MAX_LENGTH = 64 };

struct tag {
	const char *prefix, *label;
	FILE *out;
	char name[NAME_MAX_LENGTH];
	const char *fault; /* NULL: none yet */
};

/* What gnuplot draws with. Whoever is not on this list is not let in. */
static bool name_is_known(const char *name)
{
	static const char *const known[] = {"svg", "g", "rect", "defs", "circle", "ellipse", "path",
	    "use", "filter", "feFlood", "feComposite", "text", "tspan", "image", "polygon",
	    "polyline", "line", "linearGradient", "stop", "clipPath", "pattern"};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(name, known[i]) == 0)
			return true;
	return false;
}

static size_t name_length(const char *s)
{
	size_t n = 0;
	while (isalnum((unsigned char)s[n]) || (s[n] && strchr("-_:.", s[n])))
		n++;
	return n;
}

static const char *blanks_skip(const char *s)
{
	return s + strspn(s, " \t\r\n");
}

/* Text with white space as one newline or blank, which draws the same. */
static void put_folded(FILE *out, const char *s, size_t n)
{
	for (const char *end = s + n; s < end;) {
		size_t space = strspn(s, " \t\r\n");
		if (space > (size_t)(end - s))
			space = (size_t)(end - s);
		if (space > 0)
			fputc(memchr(s, '\n', space) ? '\n' : ' ', out);
		s += space;
		if (s < end)
			fputc(*s++, out);
	}
}

/* A copy of the attribute's value with `prefix` before the id in it. The value is XML text already.
 */
static void attribute_put(
    struct tag *t, const char *name, const char *lead, bool own_id, const char *value)
{
	fprintf(t->out, " %s=\"%s%s", name, lead, own_id ? t->prefix : "");
	while (*value) {
		size_t n = strcspn(value, "\"");
		put_folded(t->out, value, n);
		value += n;
		if (*value == '"') {
			fputs("&quot;", t->out);
			value++;
		}
	}
	fputc('"', t->out);
}

/* Coordinates to a tenth of a pixel, with the least that parts them: half the bytes of a picture.
 */
static void coordinates_put(struct tag *t, const char *name, const char *value)
{
	char part = '\0'; /* between two numbers; '\0' after a letter */
	fprintf(t->out, " %s=\"", name);
	while (*value && !t->fault) {
		char text[32], *end;
		if (isspace((unsigned char)*value) || *value == ',') {
			part = part && *value == ',' ? ',' : part;
			value++;
		} else if (isalpha((unsigned char)*value)) {
			fputc(*value++, t->out);
			part = '\0';
		} else {
			double number = round(strtod(value, &end) * 10) / 10;
			if (end == value || !isfinite(number)) {
				t->fault = "a path is malformed";
				return;
			}
			snprintf(text, sizeof text, "%.10g", number == 0 ? 0 : number);
			fprintf(t->out, "%.*s%s", part != '\0', &part, text);
			part = ' ';
			value = end;
		}
	}
	fputc('"', t->out);
}

static void reference_put(struct tag *t, const char *value)
{
	static const char png[] = "data:image/png;base64,";
	if (value[0] == '#')
		attribute_put(t, "href", "#", true, value + 1);
	else if (strncmp(value, png, sizeof png - 1) == 0 && strcmp(t->name, "image") == 0)
		attribute_put(t, "href", "", false, value);
	else
		t->fault = "it refers to something outside itself";
}

/* Entities could spell what the checks look for in another way; gnuplot needs none in attributes.
 */
static bool value_is_plain(const char *value)
{
	for (const char *s = value; (s = strchr(s, '&')); s++)
		if (s[1] == '#')
			return false;
	return true;
}

/* HTML knows the namespaces by itself, the page has classes of its own and sets the font, and
 * gnuplot says at every line what is so by default. */
static bool attribute_is_idle(const char *name, const char *value)
{
	static const char *const given[][2] = {{"stroke-linecap", "butt"},
	    {"stroke-linejoin", "miter"}, {"font-family", "sans-serif"}, {"font-size", "12.00"}};
	for (size_t i = 0; i < sizeof given / sizeof *given; i++)
		if (strcmp(name, given[i][0]) == 0 && strcmp(value, given[i][1]) == 0)
			return true;
	return strncmp(name, "xmlns", 5) == 0 || strcmp(name, "class") == 0;
}

static void attribute_convert(struct tag *t, const char *name, const char *value)
{
	const char *url = strcasestr(value, "url");
	if (attribute_is_idle(name, value))
		return;
	if (strncasecmp(name, "on", 2) == 0 || strcasecmp(name, "style") == 0 ||
	    strcasecmp(name, "src") == 0)
		t->fault = "it holds a handler, a style or a source";
	else if (!value_is_plain(value))
		t->fault = "an attribute holds a character entity";
	else if (strcmp(name, "xlink:href") == 0 || strcmp(name, "href") == 0)
		reference_put(t, value);
	else if (strcmp(name, "d") == 0 || strcmp(name, "points") == 0)
		coordinates_put(t, name, value);
	else if (strcmp(name, "id") == 0)
		attribute_put(t, name, "", true, value);
	else if (strncmp(value, "url(#", 5) == 0 && !strcasestr(value + 5, "url"))
		attribute_put(t, name, "url(#", true, value + 5);
	else if (url)
		t->fault = "it refers to something outside itself";
	else
		attribute_put(t, name, "", false, value);
}

/* name = 'value', from s on. Returns where it ends; NULL if it is malformed. */
static const char *read_attribute(struct tag *t, const char *s)
{
	char name[NAME_MAX_LENGTH];
	size_t n = name_length(s);
	if (n == 0 || n >= sizeof name)
		return NULL;
	snprintf(name, sizeof name, "%.*s", (int)n, s);
	s = blanks_skip(s + n);
	if (*s++ != '=')
		return NULL;
	s = blanks_skip(s);
	char quote = *s++;
	const char *end = quote == '"' || quote == '\'' ? strchr(s, quote) : NULL;
	if (!end)
		return NULL;
	char *value = mem_copy_part(s, (size_t)(end - s));
	if (strchr(value, '<'))
		t->fault = "an attribute is malformed";
	else
		attribute_convert(t, name, value);
	free(value);
	return end + 1;
}

static void root_attributes(struct tag *t)
{
	fputs(" role=\"img\" aria-label=\"", t->out);
	escape_html(t->out, t->label);
	fputc('"', t->out);
}

/* One tag, which starts at the '<' at s. Returns what follows it; NULL with t->fault set. */
static const char *read_tag(struct tag *t, const char *s)
{
	bool closing = s[1] == '/';
	s += 1 + closing;
	size_t n = name_length(s);
	snprintf(t->name, sizeof t->name, "%.*s", (int)n, s);
	if (n >= sizeof t->name || !name_is_known(t->name)) {
		t->fault = "it holds an element that does not draw";
		return NULL;
	}
	fprintf(t->out, "<%s%s", closing ? "/" : "", t->name);
	if (!closing && strcmp(t->name, "svg") == 0)
		root_attributes(t);
	for (s = blanks_skip(s + n); *s && *s != '>' && *s != '/'; s = blanks_skip(s)) {
		s = read_attribute(t, s);
		if (!s && !t->fault)
			t->fault = "an attribute is malformed";
		if (t->fault)
			return NULL;
	}
	if (*s == '/')
		fputc(*s++, t->out);
	if (*s != '>') {
		t->fault = "it is cut off";
		return NULL;
	}
	fputc('>', t->out);
	return s + 1;
}

/* Past the end of the element `name` that starts at s, if it is one; else NULL. */
static const char *element_skip(const char *s, const char *name)
{
	char close[NAME_MAX_LENGTH];
	size_t n = strlen(name);
	if (name_length(s + 1) != n || strncmp(s + 1, name, n) != 0)
		return NULL;
	snprintf(close, sizeof close, "</%s>", name);
	const char *end = strstr(s, close);
	return end ? end + strlen(close) : NULL;
}

static bool reference_starts(const char *s)
{
	return strstr(s, "href='#") || strstr(s, "href=\"#") || strstr(s, "url(#");
}

/* Past what draws nothing, a good half of the bytes: groups with nothing in them, symbols that
 * nobody uses, and titles, which a browser would show as tips. NULL if it is not at s. */
static const char *past_idle(const char *s)
{
	const char *end = element_skip(s, "title");
	if (!end)
		end = element_skip(s, "desc");
	if (!end && (end = element_skip(s, "defs")) && reference_starts(end))
		end = NULL;
	if (!end && (end = element_skip(s, "g")) &&
	    blanks_skip(s + strcspn(s, ">") + 1) != end - (sizeof "</g>" - 1))
		end = NULL;
	return end;
}

static void tag_convert(struct tag *t, const char *s)
{
	static const char close[] = "</svg>";
	while (s && *s && !t->fault) {
		size_t text = strcspn(s, "<");
		put_folded(t->out, s, text);
		s += text;
		if (strncmp(s, close, sizeof close - 1) == 0) {
			fputs("</svg>\n", t->out);
			if (*blanks_skip(s + sizeof close - 1))
				t->fault = "something follows its end";
			return;
		}
		const char *next = *s ? past_idle(s) : s;
		s = next ? next : read_tag(t, s);
	}
	if (!t->fault)
		t->fault = "it is cut off";
}

/* Past the XML head; at the root element, or NULL. */
static const char *root_find(const char *svg)
{
	const char *s = blanks_skip(svg);
	if (strncmp(s, "<?xml", 5) == 0) {
		s = strstr(s, "?>");
		s = s ? blanks_skip(s + 2) : "";
	}
	return strncmp(s, "<svg", 4) == 0 ? s : NULL;
}

char *svg_inline(const char *svg, const char *prefix, const char *label, char *why, size_t size)
{
	char *text = NULL;
	size_t length;
	struct tag t = {.prefix = prefix, .label = label};
	const char *start = root_find(svg);
	t.out = mem_open_text(&text, &length);
	if (start)
		tag_convert(&t, start);
	else
		t.fault = "it is no SVG";
	mem_close_text(t.out);
	if (!t.fault)
		return text;
	snprintf(why, size, "%s", t.fault);
	free(text);
	return NULL;
}
