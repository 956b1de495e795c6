/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One list of calls makes both pages, so that they cannot differ in what they say. Reasons for
 * missing intervals are numbered as they come, equal ones once, and printed at the end.
 */
#include "doc.h"

#include "err.h"
#include "mem.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* One call, two writers: html(...) and markdown(...) get the same arguments after the stream. */
#define BOTH(d, member, ...)                                                                       \
	do {                                                                                       \
		html_writer.member((d)->html, __VA_ARGS__);                                        \
		markdown_writer.member((d)->markdown, __VA_ARGS__);                                \
	} while (0)

#define FORMAT(text, fmt)                                                                          \
	va_list ap;                                                                                \
	va_start(ap, fmt);                                                                         \
	char *text = mem_print_list(fmt, ap);                                                      \
	va_end(ap)

size_t doc_first_sentence(const char *text)
{
	enum { LONG = 160, WORTH = 40 };
	const char *end = strstr(text, ". "), *clause = strstr(text, "; ");
	size_t length = strlen(text), n = end ? (size_t)(end - text) + 1 : length;
	if (n > LONG && clause && (size_t)(clause - text) < n)
		n = (size_t)(clause - text) + 1;
	return length - n < WORTH ? length : n;
}

void doc_begin(struct doc *d, const char *title)
{
	BOTH(d, begin, title);
}

void doc_end(struct doc *d)
{
	html_writer.end(d->html);
	markdown_writer.end(d->markdown);
}

void doc_heading(struct doc *d, int level, const char *id, const char *fmt, ...)
{
	FORMAT(text, fmt);
	BOTH(d, heading, level, id, text);
	free(text);
}

void doc_para(struct doc *d, const char *fmt, ...)
{
	FORMAT(text, fmt);
	BOTH(d, para, text);
	free(text);
}

void doc_note(struct doc *d, const char *fmt, ...)
{
	FORMAT(text, fmt);
	BOTH(d, note, text);
	free(text);
}

void doc_subtitle(struct doc *d, const char *fmt, ...)
{
	FORMAT(text, fmt);
	BOTH(d, subtitle, text);
	free(text);
}

void doc_lead(struct doc *d, const char *question, const char *word, const char *fmt, ...)
{
	FORMAT(text, fmt);
	BOTH(d, lead, question, word, text);
	free(text);
}

void doc_strip(struct doc *d, const struct mark *marks, size_t n)
{
	BOTH(d, strip, marks, n);
}

void doc_contents(struct doc *d)
{
	BOTH(d, contents, true);
}

void doc_contents_end(struct doc *d)
{
	BOTH(d, contents, false);
}

void doc_list(struct doc *d)
{
	BOTH(d, list, true);
}

void doc_item(struct doc *d, const char *fmt, ...)
{
	FORMAT(text, fmt);
	BOTH(d, item, text, NULL, NULL);
	free(text);
}

void doc_link(struct doc *d, const char *id, const char *fmt, ...)
{
	FORMAT(text, fmt);
	BOTH(d, item, text, id, NULL);
	free(text);
}

void doc_link_page(struct doc *d, const char *page, const char *fmt, ...)
{
	FORMAT(text, fmt);
	BOTH(d, item, text, NULL, page);
	free(text);
}

void doc_list_end(struct doc *d)
{
	BOTH(d, list, false);
}

/* Parts the text here, because the writers make spaces of line breaks. */
void doc_code(struct doc *d, const char *text)
{
	char *copy = mem_copy(text), *rest = copy;
	const char *lines[DOC_CODE_LINES_MAX];
	size_t n = 0;
	while (rest && *rest && n < DOC_CODE_LINES_MAX)
		lines[n++] = strsep(&rest, "\n");
	BOTH(d, code, lines, n);
	free(copy);
}

void doc_fold(struct doc *d, const char *fmt, ...)
{
	FORMAT(text, fmt);
	BOTH(d, fold, text);
	free(text);
}

void doc_fold_end(struct doc *d)
{
	BOTH(d, fold, NULL);
}

void doc_table(struct doc *d, const char *caption, const struct column *columns, size_t n)
{
	if (n < 1 || n > DOC_COLUMNS_MAX || d->columns)
		err_bug("table '%s': %zu columns, or the one before is still open", caption, n);
	d->columns = columns;
	d->column_count = n;
	BOTH(d, table, caption, columns, n);
}

/* The number of a reason, the same for equal ones; what does not fit has the last one's. */
static size_t reason_number(struct doc *d, const char *reason)
{
	size_t i = 0;
	while (i < d->reason_count && strcmp(d->reasons[i], reason) != 0)
		i++;
	if (i == d->reason_count && i < DOC_REASONS_MAX)
		d->reasons[d->reason_count++] = reason;
	return i < DOC_REASONS_MAX ? i + 1 : DOC_REASONS_MAX;
}

void doc_row(struct doc *d, const struct cell *cells)
{
	struct cell signed_cells[DOC_COLUMNS_MAX];
	for (size_t i = 0; i < d->column_count; i++) {
		signed_cells[i] = cells[i];
		signed_cells[i].sign = cells[i].lacks ? reason_number(d, cells[i].lacks) : 0;
	}
	BOTH(d, row, d->columns, d->column_count, signed_cells);
}

void doc_reasons(struct doc *d)
{
	if (d->reason_count == 0)
		return;
	doc_heading(d, 2, "reasons", "† Why a figure has no interval");
	doc_list(d);
	for (size_t i = 0; i < d->reason_count; i++)
		doc_item(d, "†%zu: %s", i + 1, d->reasons[i]);
	doc_list_end(d);
}

void doc_group(struct doc *d, const char *text)
{
	BOTH(d, group, text, d->column_count);
}

void doc_table_end(struct doc *d)
{
	html_writer.table_end(d->html);
	markdown_writer.table_end(d->markdown);
	d->columns = NULL;
}

void doc_picture(struct doc *d, const struct picture *picture)
{
	BOTH(d, picture, picture);
}
