/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doc.h"

#include "err.h"
#include "escape.h"

#include <stdlib.h>
#include <string.h>

/* Wide tables and plots scroll inside their own box, so that a phone never scrolls the page. Plots
 * keep their white ground in the dark: their inks are chosen for it. */
static const char style[] =
    ":root{color-scheme:light dark;--ink:#1c1f23;--faint:#5b636d;--paper:#fff;--line:#d8dde3;"
    "--shade:#f4f6f8;--good:#00634a;--bad:#a33b00;--open:#5b4a00;--link:#005a8f}\n"
    "@media(prefers-color-scheme:dark){:root{--ink:#e6e8eb;--faint:#a3abb5;--paper:#15181c;"
    "--line:#3a4049;--shade:#1f242a;--good:#4fd1a5;--bad:#ff9d66;--open:#e6c84d;--link:#7cc4f0}}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0 auto;padding:1rem 1.25rem 4rem;max-width:70rem;background:var(--paper);"
    "color:var(--ink);font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}\n"
    "h1{font-size:1.7rem;line-height:1.2;margin:1rem 0}\n"
    "h2{font-size:1.35rem;margin:2.5rem 0 .75rem;padding-top:.75rem;border-top:1px solid "
    "var(--line)}\n"
    "h3{font-size:1.1rem;margin:1.75rem 0 .5rem}h4{font-size:1rem;margin:1.25rem 0 .25rem}\n"
    "p,li,summary{max-width:46rem;overflow-wrap:anywhere}a{color:var(--link)}\n"
    ".wrap{overflow-x:auto;margin:.75rem 0 1.25rem}\n"
    "table{border-collapse:collapse;font-size:.875rem;line-height:1.35}\n"
    "caption{text-align:left;color:var(--faint);padding:0 0 .35rem}\n"
    "th,td{padding:.3rem .65rem .3rem 0;text-align:left;vertical-align:top;"
    "border-bottom:1px solid "
    "var(--line);overflow-wrap:break-word;min-width:3.5rem;max-width:26rem}\n"
    "thead th{border-bottom:2px solid var(--line);vertical-align:bottom}\n"
    "tbody th{font-weight:400;min-width:8rem}\n"
    ".n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}\n"
    ".prose{min-width:19rem;max-width:40rem}\n"
    ".n.wraps,thead .n{white-space:normal}.group th{font-weight:600;padding-top:.9rem}\n"
    "code,pre{font-family:ui-monospace,Menlo,Consolas,'DejaVu Sans "
    "Mono',monospace;font-size:.85em}\n"
    "small{display:block;color:var(--faint);font-size:.93em}\n"
    "th code{color:var(--faint);display:block}\n"
    "td code{overflow-wrap:anywhere}\n"
    "pre{background:var(--shade);padding:.75rem 1rem;overflow-x:auto;border-radius:4px}\n"
    ".note{border-left:4px solid var(--bad);background:var(--shade);padding:.6rem 1rem}\n"
    ".w{font-weight:600}.w-good{color:var(--good)}.w-bad{color:var(--bad)}.w-open{color:var(--open)"
    "}\n"
    ".absent{color:var(--faint);font-style:italic}\n"
    "figure{margin:1rem 0 "
    "1.5rem}figcaption{padding-top:.35rem;color:var(--faint);font-size:.875rem;max-width:46rem}\n"
    ".plot{overflow-x:auto;background:#fff;border:1px solid var(--line);border-radius:4px}\n"
    ".plot svg{display:block;width:100%;min-width:40rem;height:auto;font:12px sans-serif}\n"
    "@media screen and (max-width:42.5rem){figure::before{content:'The plot is wider than the "
    "screen: scroll it sideways';display:block;color:var(--faint);font-size:.8rem}}\n"
    "details{margin:.5rem 0}summary{cursor:pointer;color:var(--link)}\n"
    "td details{margin:0}td summary{color:inherit}td summary::marker{color:var(--link)}\n"
    "@media print{:root{color-scheme:light;--ink:#000;--faint:#444;--paper:#fff;--line:#bbb;"
    "--shade:#f4f4f4;--good:#000;--bad:#000;--open:#000;--link:#000}"
    "details::details-content{content-visibility:visible;display:block}"
    "body{max-width:none;font-size:10pt;padding:0}.wrap,.plot{overflow:visible}"
    ".plot svg{min-width:0}figure,tr{break-inside:avoid}h2,h3,h4{break-after:avoid}}\n";

static void begin(FILE *out, const char *title)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	      "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'\">\n"
	      "<meta name=\"referrer\" content=\"no-referrer\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
	    out);
	escape_html(out, title);
	fprintf(out, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<main>\n<h1>", style);
	escape_html(out, title);
	fputs("</h1>\n", out);
}

static void end(FILE *out)
{
	fputs("</main>\n</body>\n</html>\n", out);
}

static void heading(FILE *out, int level, const char *id, const char *text)
{
	fprintf(out, "<h%d id=\"", level);
	escape_html(out, id);
	fputs("\">", out);
	escape_html(out, text);
	fprintf(out, "</h%d>\n", level);
}

static void block(FILE *out, const char *open, const char *text, const char *close)
{
	fputs(open, out);
	escape_html(out, text);
	fputs(close, out);
}

static void para(FILE *out, const char *text)
{
	block(out, "<p>", text, "</p>\n");
}

static void note(FILE *out, const char *text)
{
	block(out, "<p class=\"note\" role=\"note\">", text, "</p>\n");
}

static void list(FILE *out, bool open)
{
	fputs(open ? "<ul>\n" : "</ul>\n", out);
}

static void item(FILE *out, const char *text, const char *id)
{
	fputs("<li>", out);
	if (id)
		block(out, "<a href=\"#", id, "\">");
	escape_html(out, text);
	fputs(id ? "</a></li>\n" : "</li>\n", out);
}

static void code(FILE *out, const char *const *lines, size_t n)
{
	fputs("<pre><code>", out);
	for (size_t i = 0; i < n; i++)
		block(out, "", lines[i], "\n");
	fputs("</code></pre>\n", out);
}

static void fold(FILE *out, const char *id, const char *summary)
{
	if (!summary) {
		fputs("</details>\n", out);
		return;
	}
	if (id)
		block(out, "<details id=\"", id, "\">\n");
	else
		fputs("<details>\n", out);
	block(out, "<summary>", summary, "</summary>\n");
}

static void table(FILE *out, const char *caption, const struct column *columns, size_t n)
{
	fputs("<div class=\"wrap\" tabindex=\"0\" role=\"group\" aria-label=\"", out);
	escape_html(out, caption);
	block(out, "\">\n<table>\n<caption>", caption, "</caption>\n<thead>\n<tr>");
	for (size_t i = 0; i < n; i++)
		block(out,
		    columns[i].number ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">",
		    columns[i].head, "</th>");
	fputs("</tr>\n</thead>\n<tbody>\n", out);
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

static void prose(FILE *out, const char *text)
{
	size_t first = doc_first_sentence(text);
	char *front = strndup(text, first);
	if (!front)
		err_die("out of memory");
	if (text[first])
		block(out, "<details><summary>", front, "</summary>");
	else
		escape_html(out, front);
	if (text[first])
		block(out, "", text + first + 1, "</details>");
	free(front);
}

static void cell_text(FILE *out, const struct cell *c)
{
	if (c->tone == TONE_PROSE)
		prose(out, c->text);
	else if (c->tone == TONE_CODE)
		block(out, "<code>", c->text, "</code>");
	else if (c->tone == TONE_ABSENT)
		block(out, "<span class=\"absent\">", c->text, "</span>");
	else if (c->tone == TONE_WORD) {
		fprintf(out, "<span class=\"%s\">", word_class(c->text));
		block(out, "", c->text, "</span>");
	} else
		escape_html(out, c->text);
	if (c->code)
		block(out, " <code>", c->code, "</code>");
	if (c->under)
		block(out, " <small>", c->under, "</small>");
}

static const char *column_class(const struct column *c)
{
	static const char *const classes[] = {
	    "", " class=\"prose\"", " class=\"n\"", " class=\"n wraps\""};
	return classes[2 * c->number + c->wraps];
}

static void row(FILE *out, const struct column *columns, size_t n, const struct cell *cells)
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
static void group(FILE *out, const char *text, size_t n)
{
	fprintf(out,
	    "</tbody>\n<tbody>\n<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"%zu\">", n);
	block(out, "", text, "</th></tr>\n");
}

static void table_end(FILE *out)
{
	fputs("</tbody>\n</table>\n</div>\n", out);
}

static void picture(FILE *out, const struct picture *p)
{
	fputs("<figure>\n<div class=\"plot\" tabindex=\"0\" role=\"group\" aria-label=\"", out);
	escape_html(out, p->caption);
	fprintf(out, "\">\n%s</div>\n", p->svg);
	block(out, "<figcaption>", p->caption, "</figcaption>\n</figure>\n");
}

const struct writer html_writer = {
    .begin = begin,
    .end = end,
    .heading = heading,
    .para = para,
    .note = note,
    .list = list,
    .item = item,
    .code = code,
    .fold = fold,
    .table = table,
    .row = row,
    .group = group,
    .table_end = table_end,
    .picture = picture,
};
