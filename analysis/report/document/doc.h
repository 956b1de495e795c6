/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a report is made of: headings, paragraphs, tables, figures. Each call goes to the HTML and
 * to the Markdown writer alike, so that the two files cannot differ in what they say. All text is
 * plain: the writers escape it.
 */
#ifndef REPORT_DOC_H
#define REPORT_DOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define DOC_PRINTF(f, a) __attribute__((format(printf, f, a)))

enum tone {
	TONE_TEXT,
	TONE_CODE,   /* set in the fixed font */
	TONE_WORD,   /* a verdict or status: coloured by its word, which is always there to read */
	TONE_ABSENT, /* stands where a figure is missing */
	TONE_PROSE,  /* a long text: where the form can, folded after its first sentence */
};

/* `code` is a name set in the fixed font after the text, `under` a text below or after it; NULL:
 * none. */
struct cell {
	const char *text;
	enum tone tone;
	const char *code, *under;
};

struct column {
	const char *head;
	bool number; /* aligned to the right */
	bool wraps;  /* a number that may be broken at a space; a text of several lines */
};

struct picture {
	const char *svg;     /* ready to be placed in HTML, see svg.h */
	const char *href;    /* file, relative to the Markdown file */
	const char *caption; /* what there is to see */
};

enum { DOC_COLUMNS_MAX = 12, DOC_CODE_LINES_MAX = 256 };

/* One kind of file. Table rows begin with a header cell. */
struct writer {
	void (*begin)(FILE *out, const char *title);
	void (*end)(FILE *out);
	void (*heading)(FILE *out, int level, const char *id, const char *text);
	void (*para)(FILE *out, const char *text);
	void (*note)(FILE *out, const char *text);
	void (*list)(FILE *out, bool open);
	void (*item)(FILE *out, const char *text, const char *id);
	void (*code)(FILE *out, const char *const *lines, size_t n);
	void (*fold)(FILE *out, const char *id, const char *summary); /* NULL, NULL: its end */
	void (*table)(FILE *out, const char *caption, const struct column *columns, size_t n);
	void (*row)(FILE *out, const struct column *columns, size_t n, const struct cell *cells);
	void (*group)(FILE *out, const char *text, size_t n);
	void (*table_end)(FILE *out);
	void (*picture)(FILE *out, const struct picture *picture);
};

extern const struct writer html_writer, markdown_writer;

/* Length of the first sentence of a text, or of its first clause if that is long; all of it where
 * the rest is not worth a fold. */
size_t doc_first_sentence(const char *text);

struct doc {
	FILE *html, *markdown;
	const struct column *columns; /* of the open table, borrowed */
	size_t column_count;
};

void doc_begin(struct doc *d, const char *title);
void doc_end(struct doc *d);
/* level 2..4; `id` is a plain word that no other heading has. */
void doc_heading(struct doc *d, int level, const char *id, const char *fmt, ...) DOC_PRINTF(4, 5);
void doc_para(struct doc *d, const char *fmt, ...) DOC_PRINTF(2, 3);
/* Something the reader must not miss. */
void doc_note(struct doc *d, const char *fmt, ...) DOC_PRINTF(2, 3);
void doc_list(struct doc *d);
void doc_item(struct doc *d, const char *fmt, ...) DOC_PRINTF(2, 3);
/* An item that leads to the heading of that id. */
void doc_link(struct doc *d, const char *id, const char *fmt, ...) DOC_PRINTF(3, 4);
void doc_list_end(struct doc *d);
/* Lines to be typed or read as they are; at most DOC_CODE_LINES_MAX. */
void doc_code(struct doc *d, const char *text);
/* What lies between is shown on demand. */
void doc_fold(struct doc *d, const char *fmt, ...) DOC_PRINTF(2, 3);
/* The same, to be led to like a heading. */
void doc_fold_at(struct doc *d, const char *id, const char *fmt, ...) DOC_PRINTF(3, 4);
void doc_fold_end(struct doc *d);
/* `columns` must live until doc_table_end. */
void doc_table(struct doc *d, const char *caption, const struct column *columns, size_t n);
void doc_row(struct doc *d, const struct cell *cells);
/* A heading between rows, over those that follow. */
void doc_group(struct doc *d, const char *text);
void doc_table_end(struct doc *d);
void doc_picture(struct doc *d, const struct picture *picture);

#endif
