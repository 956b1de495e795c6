/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doc.h"

#include "escape.h"
#include "mem.h"
#include "sha256.h"

#include <stdlib.h>
#include <stdlib.h>
#include <string.h>

/* page.css and page.js, which the build makes into text. */
extern const char page_css[], page_js[];

/* The digest by which the policy lets in one block of text and no other @[CSP-3, 2.3.1]. */
static void put_digest(FILE *out, const char *text)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned char bytes[33] = {0};
	struct sha256 h;
	sha256_open(&h);
	sha256_add(&h, text, strlen(text));
	sha256_finish_bytes(&h, bytes);
	fputs("'sha256-", out);
	for (size_t i = 0; i < 33; i += 3) {
		unsigned v = (unsigned)bytes[i] << 16 | bytes[i + 1] << 8 | bytes[i + 2];
		fprintf(out, "%c%c%c%c", digits[v >> 18], digits[v >> 12 & 63], digits[v >> 6 & 63],
		    i < 30 ? digits[v & 63] : '=');
	}
	fputc('\'', out);
}

static void begin_page(FILE *out, const char *title)
{
	fputs(
	    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src ",
	    out);
	put_digest(out, page_css);
	fputs("; script-src ", out);
	put_digest(out, page_js);
	fputs("; img-src data:; base-uri 'none'; form-action 'none'\">\n"
	      "<meta name=\"referrer\" content=\"no-referrer\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
	    out);
	escape_html(out, title);
	fprintf(out, "</title>\n<style>%s</style>\n</head>\n<body>\n<main>\n<h1>", page_css);
	escape_html(out, title);
	fputs("</h1>\n", out);
}

static void end_page(FILE *out)
{
	fprintf(out, "</main>\n<script>%s</script>\n</body>\n</html>\n", page_js);
}

static void put_heading(FILE *out, int level, const char *id, const char *text)
{
	fprintf(out, "<h%d id=\"", level);
	escape_html(out, id);
	fputs("\">", out);
	escape_html(out, text);
	fprintf(out, "</h%d>\n", level);
}

/* Does a unit begin here, and end with its word? */
static bool is_unit(const char *at)
{
	static const char *const units[] = {"%", "ns", "µs", "ms", "s", "Hz", "kHz", "MHz", "GHz",
	    "bits", "bit", "tick", "ticks", "MB", "bytes"};
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		size_t n = strlen(units[i]);
		if (strncmp(at, units[i], n) == 0 && (!at[n] || strchr(" .,;:)]?", at[n])))
			return true;
	}
	return false;
}

/* No line is broken between a number and its unit. */
static void put_block(FILE *out, const char *open, const char *text, const char *close)
{
	char *joined = mem_zero(2 * strlen(text) + 1, 1);
	size_t n = 0;
	for (size_t i = 0; text[i]; i++) {
		bool joins = text[i] == ' ' && i > 0 && text[i - 1] >= '0' && text[i - 1] <= '9' &&
			     is_unit(text + i + 1);
		if (joins)
			joined[n++] = '\xC2';
		joined[n++] = joins ? '\xA0' : text[i];
	}
	fputs(open, out);
	escape_html(out, joined);
	fputs(close, out);
	free(joined);
}

static void put_para(FILE *out, const char *text)
{
	put_block(out, "<p>", text, "</p>\n");
}

static void put_note(FILE *out, const char *text)
{
	put_block(out, "<p class=\"note\" role=\"note\">", text, "</p>\n");
}

/* Colour groups of the verdicts and the statuses of runs. */
static const char *word_class(const char *word)
{
	static const struct {
		const char *word, *class;
	} known[] = {{"supported", "w w-good"}, {"complete", "w w-good"}, {"refuted", "w w-bad"},
	    {"impossible as stated", "w w-bad"}, {"failed", "w w-bad"}, {"undecided", "w w-open"},
	    {"interrupted", "w w-open"}, {"recording", "w w-open"}};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(word, known[i].word) == 0)
			return known[i].class;
	return "absent";
}

static void put_subtitle(FILE *out, const char *text)
{
	put_block(out, "<p class=\"sub\">", text, "</p>\n");
}

static void put_lead(FILE *out, const char *question, const char *word, const char *text)
{
	put_block(out, "<p class=\"lead\"><strong>", question, "</strong> ");
	if (*word)
		put_block(out, "<strong class=\"w\">", word, "</strong> ");
	put_block(out, "", text, "</p>\n");
}

/* A sign for those who do not tell colours apart; the word follows it. */
static const char *word_sign(const char *word)
{
	static const char *const signs[][2] = {{"supported", "✓"}, {"refuted", "✗"},
	    {"impossible as stated", "✗"}, {"undecided", "?"}};
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (strcmp(word, signs[i][0]) == 0)
			return signs[i][1];
	return "–";
}

static void put_strip(FILE *out, const struct mark *marks, size_t n)
{
	fputs("<ul class=\"strip\">\n", out);
	for (size_t i = 0; i < n; i++) {
		put_block(out, "<li><a href=\"#", marks[i].id, "\">");
		escape_html(out, marks[i].label);
		fprintf(out, " <span class=\"%s\">%s ", word_class(marks[i].word),
		    word_sign(marks[i].word));
		put_block(out, "", marks[i].word, "</span></a></li>\n");
	}
	fputs("</ul>\n", out);
}

static void put_contents(FILE *out, bool open)
{
	fputs(open ? "<nav aria-label=\"Contents\">\n<ul>\n" : "</ul>\n</nav>\n", out);
}

static void put_list(FILE *out, bool open)
{
	fputs(open ? "<ul>\n" : "</ul>\n", out);
}

static void put_item(FILE *out, const char *text, const char *id, const char *page)
{
	fputs("<li>", out);
	if (id)
		put_block(out, "<a href=\"#", id, "\">");
	if (page)
		put_block(out, "<a href=\"", page, ".html\">");
	escape_html(out, text);
	fputs(id || page ? "</a></li>\n" : "</li>\n", out);
}

static void put_code(FILE *out, const char *const *lines, size_t n)
{
	fputs("<pre tabindex=\"0\"><code>", out);
	for (size_t i = 0; i < n; i++)
		put_block(out, "", lines[i], "\n");
	fputs("</code></pre>\n", out);
}

static void put_fold(FILE *out, const char *summary)
{
	if (!summary) {
		fputs("</details>\n", out);
		return;
	}
	put_block(out, "<details>\n<summary>", summary, "</summary>\n");
}

static void put_table(FILE *out, const char *caption, const struct column *columns, size_t n)
{
	fputs("<div class=\"wrap\" tabindex=\"0\" role=\"group\" aria-label=\"", out);
	escape_html(out, caption);
	put_block(out, "\">\n<table>\n<caption>", caption, "</caption>\n<thead>\n<tr>");
	for (size_t i = 0; i < n; i++)
		put_block(out,
		    columns[i].number ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">",
		    columns[i].head, "</th>");
	fputs("</tr>\n</thead>\n<tbody>\n", out);
}

static void put_prose(FILE *out, const char *text)
{
	size_t first = doc_first_sentence(text);
	char *front = mem_copy_part(text, first);
	if (text[first])
		put_block(out, "<details><summary>", front, "</summary>");
	else
		escape_html(out, front);
	if (text[first])
		put_block(out, "", text + first + 1, "</details>");
	free(front);
}

/* The text, and what it is rounded from: shown under the pointer, read by programs. */
static void exact_text(FILE *out, const struct cell *c)
{
	fprintf(out, "<data value=\"%.17g\" title=\"%.10g\">", *c->exact, *c->exact);
	put_block(out, "", c->text, "</data>");
}

static void cell_text(FILE *out, const struct cell *c)
{
	if (c->page)
		put_block(out, "<a href=\"", c->page, ".html\">");
	if (c->tone == TONE_PROSE)
		put_prose(out, c->text);
	else if (c->tone == TONE_CODE)
		put_block(out, "<code>", c->text, "</code>");
	else if (c->tone == TONE_ABSENT)
		put_block(out, "<span class=\"absent\">", c->text, "</span>");
	else if (c->tone == TONE_WORD) {
		fprintf(out, "<span class=\"%s\">", word_class(c->text));
		put_block(out, "", c->text, "</span>");
	} else if (c->exact)
		exact_text(out, c);
	else
		escape_html(out, c->text);
	fputs(c->page ? "</a>" : "", out);
	if (c->sign)
		fprintf(out, " <sup>†%zu</sup>", c->sign);
	if (c->code)
		put_block(out, " <code>", c->code, "</code>");
	if (c->under)
		put_block(out, " <small>", c->under, "</small>");
}

static const char *column_class(const struct column *c)
{
	static const char *const classes[] = {
	    "", " class=\"prose\"", " class=\"n\"", " class=\"n wraps\""};
	return classes[2 * c->number + c->wraps];
}

static void put_row(FILE *out, const struct column *columns, size_t n, const struct cell *cells)
{
	fputs("<tr>", out);
	for (size_t i = 0; i < n; i++) {
		fprintf(out, "<%s%s>", i ? "td" : "th scope=\"row\"", column_class(&columns[i]));
		cell_text(out, &cells[i]);
		fputs(i ? "</td>" : "</th>", out);
	}
	fputs("</tr>\n", out);
}

/* Groups are bodies of their own, so that their heading belongs to their rows. */
static void put_group(FILE *out, const char *text, size_t n)
{
	fprintf(out,
	    "</tbody>\n<tbody>\n<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"%zu\">", n);
	put_block(out, "", text, "</th></tr>\n");
}

static void table_end(FILE *out)
{
	fputs("</tbody>\n</table>\n</div>\n", out);
}

static void put_plot(FILE *out, const char *kind, const char *caption, const char *svg)
{
	fprintf(out, "<div class=\"plot%s\" tabindex=\"0\" role=\"group\" aria-label=\"", kind);
	escape_html(out, caption);
	fprintf(out, "\">\n%s</div>\n", svg);
}

static void put_picture(FILE *out, const struct picture *p)
{
	fprintf(out, "<figure class=\"%s\">\n", p->other ? "first" : p->narrow ? "both" : "plain");
	put_plot(out, p->narrow ? " wide" : "", p->caption, p->svg);
	if (p->narrow)
		put_plot(out, " narrow", p->caption, p->narrow);
	if (p->other) {
		put_block(
		    out, "<details class=\"other\" data-label=\"", p->label, "\">\n<summary>");
		put_block(out, "", p->label, "</summary>\n");
		put_plot(out, "", p->label, p->other);
		fputs("</details>\n", out);
	}
	put_block(out, "<figcaption>", p->caption, "</figcaption>\n</figure>\n");
}

const struct writer html_writer = {
    .begin = begin_page,
    .end = end_page,
    .heading = put_heading,
    .para = put_para,
    .note = put_note,
    .subtitle = put_subtitle,
    .lead = put_lead,
    .strip = put_strip,
    .contents = put_contents,
    .list = put_list,
    .item = put_item,
    .code = put_code,
    .fold = put_fold,
    .table = put_table,
    .row = put_row,
    .group = put_group,
    .table_end = table_end,
    .picture = put_picture,
};
