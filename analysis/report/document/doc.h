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
	TONE_ABSENT, /* in place of a missing figure */
	TONE_PROSE,  /* a long text: where the form can, folded after its first sentence */
};

/* `code` is a name set in the fixed font after the text, `under` a text below or after it; NULL:
 * none. */
struct cell {
	const char *text;
	enum tone tone;
	const char *code, *under;
	const double *exact; /* what the text is rounded from; NULL: nothing */
	const char *lacks;   /* why there is no interval; a sign leads to the list of reasons */
	const char *page;    /* file that the text leads to, without its extension; NULL: none */
	size_t sign;	     /* set by doc_row; 0: none */
};

/* A verdict as a small mark. */
struct mark {
	const char *label, *word, *id; /* id of the heading or row that it leads to */
};

struct column {
	const char *head;
	bool number; /* aligned to the right */
	bool wraps;  /* a number that may be broken at a space; a text of several lines */
};

struct picture {
	const char *svg;     /* ready to be placed in HTML, see svg_private.h */
	const char *href;    /* file, relative to the Markdown file */
	const char *caption; /* what there is to see */
	const char *narrow;  /* the same for a phone; NULL: svg is scrolled sideways there */
	const char *other;   /* the same on another scale; NULL: none */
	const char *label;   /* what a button for that says */
};

enum { DOC_COLUMNS_MAX = 12, DOC_CODE_LINES_MAX = 256, DOC_REASONS_MAX = 256 };

/* One kind of file. Table rows begin with a header cell. */
struct writer {
	void (*begin)(FILE *out, const char *title);
	void (*end)(FILE *out);
	void (*heading)(FILE *out, int level, const char *id, const char *text);
	void (*para)(FILE *out, const char *text);
	void (*note)(FILE *out, const char *text);
	void (*subtitle)(FILE *out, const char *text);
	void (*lead)(FILE *out, const char *question, const char *word, const char *text);
	void (*strip)(FILE *out, const struct mark *marks, size_t n);
	void (*contents)(FILE *out, bool open);
	void (*list)(FILE *out, bool open);
	/* `id` or `page` is what it leads to; NULL, NULL: nothing */
	void (*item)(FILE *out, const char *text, const char *id, const char *page);
	void (*code)(FILE *out, const char *const *lines, size_t n);
	void (*fold)(FILE *out, const char *summary); /* NULL: its end */
	void (*table)(FILE *out, const char *caption, const struct column *columns, size_t n);
	void (*row)(FILE *out, const struct column *columns, size_t n, const struct cell *cells);
	void (*group)(FILE *out, const char *text, size_t n);
	void (*table_end)(FILE *out);
	void (*picture)(FILE *out, const struct picture *picture);
};

extern const struct writer html_writer, markdown_writer;

/* Length of the first sentence of a text, or of its first clause if that is long; all of it where
 * the rest is too short for a fold. */
size_t doc_first_sentence(const char *text);

struct doc {
	FILE *html, *markdown;
	const struct column *columns; /* of the open table, borrowed */
	size_t column_count;
	const char *reasons[DOC_REASONS_MAX]; /* why figures have no interval, borrowed */
	size_t reason_count;
};

void doc_begin(struct doc *d, const char *title);
void doc_end(struct doc *d);
/* level 2..4; `id` is a plain word that no other heading has. */
void doc_heading(struct doc *d, int level, const char *id, const char *fmt, ...) DOC_PRINTF(4, 5);
void doc_para(struct doc *d, const char *fmt, ...) DOC_PRINTF(2, 3);
/* Something the reader must not miss. */
void doc_note(struct doc *d, const char *fmt, ...) DOC_PRINTF(2, 3);
/* Under the title: what was measured, and when. */
void doc_subtitle(struct doc *d, const char *fmt, ...) DOC_PRINTF(2, 3);
/* A question with its answer; `word` may be "". */
void doc_lead(struct doc *d, const char *question, const char *word, const char *fmt, ...)
    DOC_PRINTF(4, 5);
void doc_strip(struct doc *d, const struct mark *marks, size_t n);
/* A list of links to the headings of this page, ended by doc_contents_end. */
void doc_contents(struct doc *d);
void doc_contents_end(struct doc *d);
void doc_list(struct doc *d);
void doc_item(struct doc *d, const char *fmt, ...) DOC_PRINTF(2, 3);
/* An item that leads to the heading of that id. */
void doc_link(struct doc *d, const char *id, const char *fmt, ...) DOC_PRINTF(3, 4);
/* An item that leads to another page, whose file is named without its extension. */
void doc_link_page(struct doc *d, const char *page, const char *fmt, ...) DOC_PRINTF(3, 4);
void doc_list_end(struct doc *d);
/* Lines to be typed or read as they are; at most DOC_CODE_LINES_MAX. */
void doc_code(struct doc *d, const char *text);
/* What lies between is shown on demand. */
void doc_fold(struct doc *d, const char *fmt, ...) DOC_PRINTF(2, 3);
void doc_fold_end(struct doc *d);
/* `columns` must live until doc_table_end. */
void doc_table(struct doc *d, const char *caption, const struct column *columns, size_t n);
void doc_row(struct doc *d, const struct cell *cells);
/* A heading between rows, over those that follow. */
void doc_group(struct doc *d, const char *text);
void doc_table_end(struct doc *d);
void doc_picture(struct doc *d, const struct picture *picture);
/* The reasons that the signs in tables lead to; nothing where there is none. Once, at the end. */
void doc_reasons(struct doc *d);

#endif
