/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doc.h"

#include "escape.h"

#include <string.h>

static void line(FILE *out, const char *before, const char *text, const char *after)
{
	fputs(before, out);
	escape_markdown(out, text);
	fputs(after, out);
}

static void begin(FILE *out, const char *title)
{
	line(out, "# ", title, "\n\n");
}

static void end(FILE *out)
{
	(void)out;
}

/* The anchor is written out, because each Markdown reader makes its own names from headings. */
static void heading(FILE *out, int level, const char *id, const char *text)
{
	fprintf(out, "<a id=\"%s\"></a>\n\n%.*s ", id, level, "####");
	line(out, "", text, "\n\n");
}

static void para(FILE *out, const char *text)
{
	line(out, "", text, "\n\n");
}

static void note(FILE *out, const char *text)
{
	line(out, "> **Note:** ", text, "\n\n");
}

static void subtitle(FILE *out, const char *text)
{
	line(out, "_", text, "_\n\n");
}

static void lead(FILE *out, const char *question, const char *word, const char *text)
{
	line(out, "**", question, "** ");
	if (*word)
		line(out, "**", word, "** ");
	line(out, "", text, "\n\n");
}

static void strip(FILE *out, const struct mark *marks, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		line(out, i ? " · [" : "[", marks[i].label, "");
		fprintf(out, "](#%s): ", marks[i].id);
		line(out, "", marks[i].word, "");
	}
	fputs("\n\n", out);
}

static void list(FILE *out, bool open)
{
	if (!open)
		fputc('\n', out);
}

static void item(FILE *out, const char *text, const char *id, const char *page)
{
	line(out, id || page ? "- [" : "- ", text, "");
	if (id)
		fprintf(out, "](#%s)", id);
	if (page)
		fprintf(out, "](%s.md)", page);
	fputc('\n', out);
}

/* Indented by four spaces, not fenced: no text can end such a block. */
static void code(FILE *out, const char *const *lines, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		fputs("    ", out);
		escape_text(out, lines[i]);
		fputc('\n', out);
	}
	fputc('\n', out);
}

static void fold(FILE *out, const char *id, const char *summary)
{
	if (!summary) {
		fputs("</details>\n\n", out);
		return;
	}
	if (id)
		fprintf(out, "<a id=\"%s\"></a>\n\n", id);
	fputs("<details><summary>", out);
	escape_html(out, summary);
	fputs("</summary>\n\n", out);
}

static void table(FILE *out, const char *caption, const struct column *columns, size_t n)
{
	line(out, "", caption, "\n\n|");
	for (size_t i = 0; i < n; i++)
		line(out, " ", columns[i].head, " |");
	fputs("\n|", out);
	for (size_t i = 0; i < n; i++)
		fputs(columns[i].number ? "---:|" : "---|", out);
	fputc('\n', out);
}

/* A name may stand between backquotes if nothing in it could end them or the cell. */
static bool plain_name(const char *text)
{
	return *text &&
	       strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
			    "_.,=/:+-") == strlen(text);
}

static void code_span(FILE *out, const char *text)
{
	if (plain_name(text))
		fprintf(out, "`%s`", text);
	else
		escape_markdown(out, text);
}

static void row(FILE *out, const struct column *columns, size_t n, const struct cell *cells)
{
	(void)columns;
	fputc('|', out);
	for (size_t i = 0; i < n; i++) {
		fputc(' ', out);
		fputs(cells[i].page ? "[" : "", out);
		if (cells[i].tone == TONE_CODE)
			code_span(out, cells[i].text);
		else
			escape_markdown(out, cells[i].text);
		if (cells[i].page)
			fprintf(out, "](%s.md)", cells[i].page);
		if (cells[i].sign)
			fprintf(out, " †%zu", cells[i].sign);
		if (cells[i].code) {
			fputc(' ', out);
			code_span(out, cells[i].code);
		}
		if (cells[i].under)
			line(out, " ", cells[i].under, "");
		fputs(" |", out);
	}
	fputc('\n', out);
}

static void group(FILE *out, const char *text, size_t n)
{
	line(out, "| **", text, "** |");
	for (size_t i = 1; i < n; i++)
		fputs(" |", out);
	fputc('\n', out);
}

static void table_end(FILE *out)
{
	fputc('\n', out);
}

static void picture(FILE *out, const struct picture *p)
{
	line(out, "![", p->caption, "](");
	escape_url(out, p->href);
	fputs(")\n\n", out);
}

const struct writer markdown_writer = {
    .begin = begin,
    .end = end,
    .heading = heading,
    .para = para,
    .note = note,
    .subtitle = subtitle,
    .lead = lead,
    .strip = strip,
    .contents = list,
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
