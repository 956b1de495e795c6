/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doc.h"

#include "escape.h"

#include <string.h>

static void put_line(FILE *out, const char *before, const char *text, const char *after)
{
	fputs(before, out);
	escape_markdown(out, text);
	fputs(after, out);
}

static void begin_page(FILE *out, const char *title)
{
	put_line(out, "# ", title, "\n\n");
}

static void end_page(FILE *out)
{
	(void)out;
}

/* The anchor is written out, because each Markdown reader makes its own names from headings. */
static void put_heading(FILE *out, int level, const char *id, const char *text)
{
	fprintf(out, "<a id=\"%s\"></a>\n\n%.*s ", id, level, "####");
	put_line(out, "", text, "\n\n");
}

static void put_para(FILE *out, const char *text)
{
	put_line(out, "", text, "\n\n");
}

static void put_note(FILE *out, const char *text)
{
	put_line(out, "> **Note:** ", text, "\n\n");
}

static void put_subtitle(FILE *out, const char *text)
{
	put_line(out, "_", text, "_\n\n");
}

static void put_lead(FILE *out, const char *question, const char *word, const char *text)
{
	put_line(out, "**", question, "** ");
	if (*word)
		put_line(out, "**", word, "** ");
	put_line(out, "", text, "\n\n");
}

static void put_strip(FILE *out, const struct mark *marks, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		put_line(out, i ? " · [" : "[", marks[i].label, "");
		fprintf(out, "](#%s): ", marks[i].id);
		put_line(out, "", marks[i].word, "");
	}
	fputs("\n\n", out);
}

static void put_list(FILE *out, bool open)
{
	if (!open)
		fputc('\n', out);
}

static void put_item(FILE *out, const char *text, const char *id, const char *page)
{
	put_line(out, id || page ? "- [" : "- ", text, "");
	if (id)
		fprintf(out, "](#%s)", id);
	if (page)
		fprintf(out, "](%s.md)", page);
	fputc('\n', out);
}

/* Indented by four spaces, not fenced: no text can end such a block. */
static void put_code(FILE *out, const char *const *lines, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		fputs("    ", out);
		escape_text(out, lines[i]);
		fputc('\n', out);
	}
	fputc('\n', out);
}

static void put_fold(FILE *out, const char *summary)
{
	if (!summary) {
		fputs("</details>\n\n", out);
		return;
	}
	fputs("<details><summary>", out);
	escape_html(out, summary);
	fputs("</summary>\n\n", out);
}

static void put_table(FILE *out, const char *caption, const struct column *columns, size_t n)
{
	put_line(out, "", caption, "\n\n|");
	for (size_t i = 0; i < n; i++)
		put_line(out, " ", columns[i].head, " |");
	fputs("\n|", out);
	for (size_t i = 0; i < n; i++)
		fputs(columns[i].number ? "---:|" : "---|", out);
	fputc('\n', out);
}

/* A name may be set in backquotes if nothing in it could end them or the cell. */
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

static void put_row(FILE *out, const struct column *columns, size_t n, const struct cell *cells)
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
			put_line(out, " ", cells[i].under, "");
		fputs(" |", out);
	}
	fputc('\n', out);
}

static void put_group(FILE *out, const char *text, size_t n)
{
	put_line(out, "| **", text, "** |");
	for (size_t i = 1; i < n; i++)
		fputs(" |", out);
	fputc('\n', out);
}

static void table_end(FILE *out)
{
	fputc('\n', out);
}

static void put_picture(FILE *out, const struct picture *p)
{
	put_line(out, "![", p->caption, "](");
	escape_url(out, p->href);
	fputs(")\n\n", out);
}

const struct writer markdown_writer = {
    .begin = begin_page,
    .end = end_page,
    .heading = put_heading,
    .para = put_para,
    .note = put_note,
    .subtitle = put_subtitle,
    .lead = put_lead,
    .strip = put_strip,
    .contents = put_list,
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
